//! Event Grid subscriptions with filters.

use std::ffi::{c_char, c_int};

use super::service::{GridSubscription, Schema};
use crate::guard::{free, make, text};
use crate::options::{Checked, Options, holds, set, set_text};
use crate::status::acs_status_t;
use acs_call_automation::{Error, Result};

/// Event Grid's own schema: an array of events, after a validation event.
pub const ACS_SCHEMA_EVENT_GRID: c_int = 1;
/// One CloudEvent 1.0 per request, after an OPTIONS request.
pub const ACS_SCHEMA_CLOUD_EVENTS: c_int = 2;

pub(super) fn schema_of(number: c_int) -> Result<Schema> {
    match number {
        ACS_SCHEMA_EVENT_GRID => Ok(Schema::EventGrid),
        ACS_SCHEMA_CLOUD_EVENTS => Ok(Schema::CloudEvents),
        _ => Err(Error::invalid("schema", "must be one of ACS_SCHEMA_...")),
    }
}

/// An Event Grid subscription of a webhook: its schema, its filters, and whether it is validated.
/// One thread at a time; may be used for any number of emulators.
pub struct acs_emulator_subscription_t(Options<GridSubscription>);

impl Checked for GridSubscription {}

holds!(acs_emulator_subscription_t, GridSubscription);

/// Creates a subscription to all events, with a validation handshake; acs_emulator_subscribe_with
/// adds it.
///
/// @param url    https, or http to this machine
/// @param schema ACS_SCHEMA_EVENT_GRID or ACS_SCHEMA_CLOUD_EVENTS
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_new(
    url: *const c_char,
    schema: c_int,
) -> *mut acs_emulator_subscription_t {
    make(move || {
        let made =
            text(url, "url").and_then(|url| Ok(GridSubscription::new(url, schema_of(schema)?)));
        acs_emulator_subscription_t(Options::made(made))
    })
}

/// Frees the description of a subscription; the subscription itself goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_free(
    subscription: *mut acs_emulator_subscription_t,
) {
    free(subscription);
}

/// Adds a type of events that are wanted. Without any, all are.
///
/// @param type_name such as "Microsoft.Communication.IncomingCall"
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_add_event_type(
    subscription: *mut acs_emulator_subscription_t,
    type_name: *const c_char,
) -> acs_status_t {
    set_text(
        subscription,
        "event type",
        type_name,
        GridSubscription::event_type,
    )
}

/// Limits it to events whose subject begins with a text, compared without regard to case. The
/// subject of IncomingCall is "/caller/RAW_ID/recipient/RAW_ID".
///
/// @param text default: empty, all events
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_set_subject_begins_with(
    subscription: *mut acs_emulator_subscription_t,
    text: *const c_char,
) -> acs_status_t {
    set_text(
        subscription,
        "subject begins with",
        text,
        GridSubscription::subject_begins_with,
    )
}

/// Limits it to events whose subject ends with a text, compared without regard to case.
///
/// @param text default: empty, all events
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_set_subject_ends_with(
    subscription: *mut acs_emulator_subscription_t,
    text: *const c_char,
) -> acs_status_t {
    set_text(
        subscription,
        "subject ends with",
        text,
        GridSubscription::subject_ends_with,
    )
}

/// Leaves out the validation handshake.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_set_without_handshake(
    subscription: *mut acs_emulator_subscription_t,
) -> acs_status_t {
    set(
        subscription,
        "without handshake",
        |_| Ok(()),
        |subscription, ()| subscription.without_handshake(),
    )
}
