//! Receiver options: where events come in, and how many are kept.

use std::ffi::c_char;

use super::{Checked, Options, add_text, set_count, set_millis, set_text};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::Result;
use acs_call_automation::internal::field;
use acs_call_automation::receiver::ReceiverOptions;

/// Where events come in, who may send them, and how many are kept. One thread at a time; may be
/// used for any number of receivers.
pub struct acs_receiver_options_t(Options<ReceiverOptions>);

impl Checked for ReceiverOptions {
    fn check(&self) -> Result<()> {
        ReceiverOptions::check(self)?;
        self.address().map(drop)
    }
}

holds!(acs_receiver_options_t, ReceiverOptions);

/// ======== Receiver options ========
///
/// All defaults: any free port of 127.0.0.1, path /events, no secret.
///
/// @return options; free with acs_receiver_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_receiver_options_new() -> *mut acs_receiver_options_t {
    make(move || acs_receiver_options_t(Options::new(ReceiverOptions::new())))
}

/// Frees receiver options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_free(options: *mut acs_receiver_options_t) {
    free(options);
}

/// The address that a receiver listens on.
///
/// @param options the options
/// @param address "IP:PORT", port 0 for any free one; default "127.0.0.1:0", reachable from this
///                machine only
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_listen(
    options: *mut acs_receiver_options_t,
    address: *const c_char,
) -> acs_status_t {
    set_text(options, "listen address", address, ReceiverOptions::listen)
}

/// One callback path more. Compared exactly, before the '?'.
///
/// @param options the options
/// @param path    begins with /, visible ASCII other than ? and #; default "/events", when none is
///                added
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_add_path(
    options: *mut acs_receiver_options_t,
    path: *const c_char,
) -> acs_status_t {
    add_text(options, "path", path, ReceiverOptions::path)
}

/// Requests must carry this secret as ?secret=...; the URLs that the receiver returns have it.
///
/// @param options the options
/// @param secret  not empty, no control characters; default: none, anyone may deliver events
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_secret(
    options: *mut acs_receiver_options_t,
    secret: *const c_char,
) -> acs_status_t {
    set_text(options, "secret", secret, ReceiverOptions::secret)
}

/// How the service reaches this receiver from outside, without the path.
///
/// @param options the options
/// @param base    "https://bot.example.com"; default: the address listened on
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_public_url(
    options: *mut acs_receiver_options_t,
    base: *const c_char,
) -> acs_status_t {
    set_text(options, "public URL", base, ReceiverOptions::public_url)
}

/// The most unread events of the main queue. Only an empty queue takes more, when they come in one
/// request: Event Grid sends up to 5,000 at once.
///
/// @param options the options
/// @param events  1 to 1,000,000; default 8,192
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_capacity(
    options: *mut acs_receiver_options_t,
    events: i64,
) -> acs_status_t {
    set_count(options, "capacity", events, ReceiverOptions::capacity)
}

/// The most bytes of unread events in the main queue. Counted is the JSON of each event as it came; in
/// memory an event takes up to two and a half times that, and some hundred bytes. Only an empty queue
/// takes more, when they come in one request.
///
/// @param options the options
/// @param bytes   1,024 to 68,719,476,736 (64 GiB); default 64 MiB
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_capacity_bytes(
    options: *mut acs_receiver_options_t,
    bytes: i64,
) -> acs_status_t {
    set_count(
        options,
        "capacity bytes",
        bytes,
        ReceiverOptions::capacity_bytes,
    )
}

/// The most unread events of each subscription, unless it asks for its own number. An empty one
/// takes all that come in one request.
///
/// @param options the options
/// @param events  1 to 1,000,000; default 1,024
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_subscription_capacity(
    options: *mut acs_receiver_options_t,
    events: i64,
) -> acs_status_t {
    set_count(
        options,
        "subscription capacity",
        events,
        ReceiverOptions::subscription_capacity,
    )
}

/// The most bytes of unread events in each subscription, counted as for
/// acs_receiver_options_set_capacity_bytes. An empty one takes all that come in one request.
///
/// @param options the options
/// @param bytes   1,024 to 68,719,476,736 (64 GiB); default 16 MiB
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_subscription_capacity_bytes(
    options: *mut acs_receiver_options_t,
    bytes: i64,
) -> acs_status_t {
    set_count(
        options,
        "subscription capacity bytes",
        bytes,
        ReceiverOptions::subscription_capacity_bytes,
    )
}

/// How many of the last events are known again when they are delivered twice.
///
/// @param options the options
/// @param events  0 to 1,000,000, 0 for none; default 16,384
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_duplicate_window(
    options: *mut acs_receiver_options_t,
    events: i64,
) -> acs_status_t {
    set_count(
        options,
        "duplicate window",
        events,
        ReceiverOptions::duplicate_window,
    )
}

/// Events that stay unread in the main queue for longer are dropped and counted as expired. Those
/// that a freed subscription gives back count from then on. For programs that read subscriptions
/// only.
///
/// @param options the options
/// @param time_ms 1 to 86,400,000 milliseconds (a day); default: they are kept for ever
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_unclaimed_event_ttl_ms(
    options: *mut acs_receiver_options_t,
    time_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        field::UNCLAIMED_EVENT_TTL,
        time_ms,
        ReceiverOptions::unclaimed_event_ttl,
    )
}

/// Event Grid's validation handshake is answered only for this topic, or others added the same way.
///
/// @param options the options
/// @param topic   the resource id of the Communication Services resource, in any letter case;
///                default: any topic
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_add_event_grid_topic(
    options: *mut acs_receiver_options_t,
    topic: *const c_char,
) -> acs_status_t {
    add_text(
        options,
        "event grid topic",
        topic,
        ReceiverOptions::event_grid_topic,
    )
}

/// The CloudEvents handshake is answered with consent only to this origin, or others added the same
/// way.
///
/// @param options the options
/// @param origin  "eventgrid.azure.net"; default: any origin
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_add_webhook_origin(
    options: *mut acs_receiver_options_t,
    origin: *const c_char,
) -> acs_status_t {
    add_text(
        options,
        "webhook origin",
        origin,
        ReceiverOptions::webhook_origin,
    )
}

/// The longest body of a request.
///
/// @param options the options
/// @param bytes   1,024 to 67,108,864 (64 MiB); default 1,048,576 (1 MiB)
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_body_limit(
    options: *mut acs_receiver_options_t,
    bytes: i64,
) -> acs_status_t {
    set_count(options, "body limit", bytes, ReceiverOptions::body_limit)
}

/// The most connections, each with a thread of its own. One more closes the oldest idle one. Only
/// for a receiver that listens.
///
/// @param options     the options
/// @param connections 1 to 10,000; default 256
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_connections(
    options: *mut acs_receiver_options_t,
    connections: i64,
) -> acs_status_t {
    set_count(
        options,
        "connections",
        connections,
        ReceiverOptions::connections,
    )
}

/// How long the head of a request may take from its first byte on. Only for a receiver that
/// listens.
///
/// @param options the options
/// @param time_ms 1 to 86,400,000 milliseconds (a day); default 10,000
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_head_timeout_ms(
    options: *mut acs_receiver_options_t,
    time_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "head timeout",
        time_ms,
        ReceiverOptions::head_timeout,
    )
}

/// How long the body of a request may take. Only for a receiver that listens.
///
/// @param options the options
/// @param time_ms 1 to 86,400,000 milliseconds (a day); default 30,000
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_body_timeout_ms(
    options: *mut acs_receiver_options_t,
    time_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "body timeout",
        time_ms,
        ReceiverOptions::body_timeout,
    )
}

/// How long a connection is kept without a request. Only for a receiver that listens.
///
/// @param options the options
/// @param time_ms 1 to 86,400,000 milliseconds (a day); default 120,000
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_idle_timeout_ms(
    options: *mut acs_receiver_options_t,
    time_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "idle timeout",
        time_ms,
        ReceiverOptions::idle_timeout,
    )
}
