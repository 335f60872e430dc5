//! Options of a receiver: where it listens, which requests it accepts, and how many events it keeps.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::receiver::ReceiverOptions;

use crate::options::names::*;

/// Options of a receiver: where it listens, which requests it accepts, and how many events it
/// keeps.
pub struct acs_receiver_options_t(pub(crate) Options<ReceiverOptions>);

impl Checked for ReceiverOptions {
    fn check(&self) -> Result<()> {
        Self::check(self).and_then(|()| self.address().map(drop))
    }
}

holds!(acs_receiver_options_t, ReceiverOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_receiver_options_new() -> *mut acs_receiver_options_t {
    make(move || acs_receiver_options_t(Options::new(ReceiverOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_free(
    options: *mut acs_receiver_options_t,
) {
    free(options);
}

/// Sets the address that the receiver listens on: "IP:PORT", port 0 for any free one. Default:
/// "127.0.0.1:0", reachable from this machine only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_listen(
    options: *mut acs_receiver_options_t,
    listen: *const c_char,
) -> acs_status_t {
    set_text(options, field::LISTEN_ADDRESS, listen, ReceiverOptions::listen)
}

/// Adds a callback path: begins with /, visible ASCII other than ? and #; * as its last segment
/// stands for all paths below. Default: "/events", when none is added. Compared exactly, before
/// the '?'.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_add_path(
    options: *mut acs_receiver_options_t,
    path: *const c_char,
) -> acs_status_t {
    add_text(options, field::PATH, path, ReceiverOptions::path)
}

/// Sets the secret that requests must carry as ?secret=...: not empty, no control characters.
/// Default: none, any sender may deliver events. The URLs that the receiver returns contain it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_secret(
    options: *mut acs_receiver_options_t,
    secret: *const c_char,
) -> acs_status_t {
    set_text(options, field::SECRET, secret, ReceiverOptions::secret)
}

/// Sets a second secret that is valid too: the one before, which calls still use that began
/// before a restart. Default: none. acs_receiver_new refuses it without a secret.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_previous_secret(
    options: *mut acs_receiver_options_t,
    previous_secret: *const c_char,
) -> acs_status_t {
    set_text(options, field::PREVIOUS_SECRET, previous_secret, ReceiverOptions::previous_secret)
}

/// Sets the URL under which the service reaches this receiver, without the callback path:
/// "https://bot.example.com". It may have a path prefix, which the proxy in front must remove.
/// Default: the address listened on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_public_url(
    options: *mut acs_receiver_options_t,
    public_url: *const c_char,
) -> acs_status_t {
    set_text(options, field::PUBLIC_URL, public_url, ReceiverOptions::public_url)
}

/// Sets the capacity of the main queue: 1 to 1,000,000 events. Default: 8,192. A larger batch in
/// one request is accepted only if the queue is empty: Event Grid sends up to 5,000 events at
/// once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_capacity(
    options: *mut acs_receiver_options_t,
    capacity: i64,
) -> acs_status_t {
    set_count(options, field::CAPACITY, capacity, ReceiverOptions::capacity)
}

/// Sets the capacity of the main queue, as JSON of its events: 1,024 to 68,719,476,736 bytes.
/// Default: 67,108,864 (64 MiB). In memory an event takes up to two and a half times that, and
/// some hundred bytes. A larger batch in one request is accepted only if the queue is empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_capacity_bytes(
    options: *mut acs_receiver_options_t,
    capacity_bytes: i64,
) -> acs_status_t {
    set_count(options, field::CAPACITY_BYTES, capacity_bytes, ReceiverOptions::capacity_bytes)
}

/// Sets the capacity of each subscription that is created without one: 1 to 1,000,000 events.
/// Default: 1,024. A larger batch in one request is accepted only if the queue is empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_subscription_capacity(
    options: *mut acs_receiver_options_t,
    subscription_capacity: i64,
) -> acs_status_t {
    set_count(options, field::SUBSCRIPTION_CAPACITY, subscription_capacity, ReceiverOptions::subscription_capacity)
}

/// Sets the capacity of each subscription, counted as for
/// acs_receiver_options_set_capacity_bytes: 1,024 to 68,719,476,736 bytes. Default: 16,777,216
/// (16 MiB). A larger batch in one request is accepted only if the queue is empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_subscription_capacity_bytes(
    options: *mut acs_receiver_options_t,
    subscription_capacity_bytes: i64,
) -> acs_status_t {
    set_count(options, field::SUBSCRIPTION_CAPACITY_BYTES, subscription_capacity_bytes, ReceiverOptions::subscription_capacity_bytes)
}

/// Sets for how long events are remembered to detect duplicates: 0 to 86,400,000 ms. Default:
/// 600,000; with 0 none is detected. They may be remembered for a sixth longer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_duplicate_window_ms(
    options: *mut acs_receiver_options_t,
    duplicate_window_ms: i64,
) -> acs_status_t {
    set_millis(options, field::DUPLICATE_WINDOW, duplicate_window_ms, ReceiverOptions::duplicate_window)
}

/// Sets how much memory the remembered events may need: 65,536 to 1,073,741,824 bytes. Default:
/// 16,777,216 (16 MiB). The default is enough for 800,000 events. When more arrive within the
/// duplicate window, the oldest are forgotten early, which is logged and counted
/// (ACS_COUNTER_FORGOTTEN).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_duplicate_memory(
    options: *mut acs_receiver_options_t,
    duplicate_memory: i64,
) -> acs_status_t {
    set_count(options, field::DUPLICATE_MEMORY, duplicate_memory, ReceiverOptions::duplicate_memory)
}

/// Sets a file in which accepted events are kept until they are confirmed (acs_event_done).
/// Default: none, events live in memory. They are on the disk before the response with status
/// 200, survive the end of the process, and are delivered again by the next receiver with this
/// path. Repetitions are known across a restart. The file is created when it does not exist,
/// readable for its owner alone. One receiver at a time. In a library built without the feature
/// spool, creating the receiver returns ACS_UNSUPPORTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_spool(
    options: *mut acs_receiver_options_t,
    spool: *const c_char,
) -> acs_status_t {
    set_text(options, field::SPOOL, spool, ReceiverOptions::spool)
}

/// Sets the maximum size of the events in the spool that are not confirmed, read or not:
/// 1,048,576 to 68,719,476,736 bytes. Default: 67,108,864 (64 MiB), which is some 50,000 events.
/// Their JSON as it arrived counts; the file is larger. When it is reached, requests are refused
/// with status 503. An empty spool accepts all events of one request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_spool_bytes(
    options: *mut acs_receiver_options_t,
    spool_bytes: i64,
) -> acs_status_t {
    set_count(options, field::SPOOL_BYTES, spool_bytes, ReceiverOptions::spool_bytes)
}

/// Sets the Redis in which accepted events are kept until they are confirmed (acs_event_done),
/// for several receivers behind a load balancer. Default: none. acs_receiver_url names this
/// consumer, so that events of calls that it creates or answers come here. Not together with a
/// spool. In a library built without the feature redis, creating the receiver returns
/// ACS_UNSUPPORTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_redis(
    options: *mut acs_receiver_options_t,
    redis: *const acs_redis_options_t,
) -> acs_status_t {
    set_nested(options, field::REDIS, redis, ReceiverOptions::redis)
}

/// Sets the time after which events that are still in the main queue are dropped and counted as
/// expired: 1 to 86,400,000 ms. Default: none, they are kept. Events that a freed subscription
/// returns to the main queue count from then on. For programs that read subscriptions only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_unclaimed_event_ttl_ms(
    options: *mut acs_receiver_options_t,
    unclaimed_event_ttl_ms: i64,
) -> acs_status_t {
    set_millis(options, field::UNCLAIMED_EVENT_TTL, unclaimed_event_ttl_ms, ReceiverOptions::unclaimed_event_ttl)
}

/// Adds a topic whose Event Grid validation handshake is accepted: the resource id of the
/// Communication Services resource, in any letter case. Default: any topic.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_add_event_grid_topic(
    options: *mut acs_receiver_options_t,
    event_grid_topic: *const c_char,
) -> acs_status_t {
    add_text(options, field::EVENT_GRID_TOPIC, event_grid_topic, ReceiverOptions::event_grid_topic)
}

/// Adds an origin whose CloudEvents handshake is accepted: "eventgrid.azure.net". Default: any
/// origin.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_add_webhook_origin(
    options: *mut acs_receiver_options_t,
    webhook_origin: *const c_char,
) -> acs_status_t {
    add_text(options, field::WEBHOOK_ORIGIN, webhook_origin, ReceiverOptions::webhook_origin)
}

/// Sets the audience of the tokens that requests must carry, the immutable resource id (a GUID):
/// the short form of acs_receiver_options_set_token_verifier, with all its defaults. Default:
/// none, no token is required. Without a good token the status is 401. The service sends tokens
/// with the events of calls, Event Grid none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_audience(
    options: *mut acs_receiver_options_t,
    audience: *const c_char,
) -> acs_status_t {
    set_text(options, field::AUDIENCE, audience, ReceiverOptions::audience)
}

/// Sets which tokens of the service requests must carry. Default: none is required. Without a
/// good one the status is 401, or 503 while the keys to verify it with are not available.
/// Deliveries of Event Grid have no token: they need acs_receiver_options_add_event_grid_header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_token_verifier(
    options: *mut acs_receiver_options_t,
    token_verifier: *const acs_token_verifier_options_t,
) -> acs_status_t {
    set_nested(options, field::TOKEN_VERIFIER, token_verifier, ReceiverOptions::token_verifier)
}

/// Adds a header that deliveries of Event Grid must have, as a static delivery property of their
/// subscription; the value is printable ASCII. Default: none is required. Compared in constant
/// time; with several, one of them is enough. With it a delivery needs no token, and without it
/// events of Event Grid are rejected with status 401. Handshakes do not need it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_add_event_grid_header(
    options: *mut acs_receiver_options_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(options, field::EVENT_GRID_HEADER, name, value, |options, (name, value)| options.event_grid_header(name, value))
}

/// Adds a network from which requests are accepted, or one address: "52.112.0.0/14". Default: any
/// address. Others are rejected with status 403.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_add_allowed_network(
    options: *mut acs_receiver_options_t,
    allowed_network: *const c_char,
) -> acs_status_t {
    add_text(options, field::ALLOWED_NETWORK, allowed_network, ReceiverOptions::allowed_network)
}

/// Adds a proxy, an address or a network, whose header X-Forwarded-For is believed. Default:
/// none, the header is ignored. The source of its requests is the last address there that is not
/// such a proxy itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_add_trusted_proxy(
    options: *mut acs_receiver_options_t,
    trusted_proxy: *const c_char,
) -> acs_status_t {
    add_text(options, field::TRUSTED_PROXY, trusted_proxy, ReceiverOptions::trusted_proxy)
}

/// Sets the maximum size of a request body: 1,024 to 67,108,864 bytes. Default: 1,048,576 (1
/// MiB).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_body_limit(
    options: *mut acs_receiver_options_t,
    body_limit: i64,
) -> acs_status_t {
    set_count(options, field::BODY_LIMIT, body_limit, ReceiverOptions::body_limit)
}

/// Sets the maximum number of connections: 1 to 10,000. Default: 256. A further connection closes
/// one of the address with the most connections: the oldest idle one, or else the oldest that
/// sends a request or reads a response. Only for a receiver that listens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_max_connections(
    options: *mut acs_receiver_options_t,
    max_connections: i64,
) -> acs_status_t {
    set_count(options, field::MAX_CONNECTIONS, max_connections, ReceiverOptions::max_connections)
}

/// Sets the number of threads that handle requests: 1 to 64. Default: 2, and 32 with a spool,
/// since as many requests share one sync of the disk. One more holds all connections. Only for a
/// receiver that listens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_handler_threads(
    options: *mut acs_receiver_options_t,
    handler_threads: i64,
) -> acs_status_t {
    set_count(options, field::HANDLER_THREADS, handler_threads, ReceiverOptions::handler_threads)
}

/// Sets the time limit for the head of a request, from its first byte on, and for a TLS
/// handshake: 1 to 86,400,000 ms. Default: 10,000. Only for a receiver that listens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_head_timeout_ms(
    options: *mut acs_receiver_options_t,
    head_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::HEAD_TIMEOUT, head_timeout_ms, ReceiverOptions::head_timeout)
}

/// Sets the time limit for the body of a request: 1 to 86,400,000 ms. Default: 30,000. After 10 s
/// it also ends when less than 1,024 bytes have arrived for each further second. Only for a
/// receiver that listens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_body_timeout_ms(
    options: *mut acs_receiver_options_t,
    body_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::BODY_TIMEOUT, body_timeout_ms, ReceiverOptions::body_timeout)
}

/// Sets how long a connection is kept without a request: 1 to 86,400,000 ms. Default: 120,000.
/// Only for a receiver that listens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_idle_timeout_ms(
    options: *mut acs_receiver_options_t,
    idle_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::IDLE_TIMEOUT, idle_timeout_ms, ReceiverOptions::idle_timeout)
}

/// Sets the certificate with which the receiver speaks TLS 1.2 and 1.3. Default: none, plain
/// http. It is checked when the receiver is created: ACS_UNSUPPORTED in a library built without
/// the feature server_tls. The limits of the head of a request hold for the handshake too. Only
/// for acs_receiver_new.
///
/// @param chain PEM text: the receiver's own certificate, then intermediate ones
/// @param private_key PEM text: its private key, without a passphrase: RSA of 2048 to 4096
///     bits, ECDSA P-256 or P-384, or Ed25519
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_certificate(
    options: *mut acs_receiver_options_t,
    chain: *const c_char,
    private_key: *const c_char,
) -> acs_status_t {
    set(
        options,
        field::CERTIFICATE,
        move |field| read::certificate(field, chain, private_key),
        |options, (chain, private_key)| options.certificate(chain, private_key),
    )
}

/// Sets the certificate, as acs_receiver_options_set_certificate, by the paths of two PEM files.
/// Default: none, plain http. They are read when the receiver is created, and again by
/// acs_receiver_reload_certificate.
///
/// @param chain the path of the chain
/// @param private_key the path of the private key
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_receiver_options_set_certificate_files(
    options: *mut acs_receiver_options_t,
    chain: *const c_char,
    private_key: *const c_char,
) -> acs_status_t {
    set(
        options,
        field::CERTIFICATE_FILES,
        move |field| read::certificate_files(field, chain, private_key),
        |options, (chain, private_key)| options.certificate_files(chain, private_key),
    )
}
