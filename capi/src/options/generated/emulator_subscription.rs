//! An Event Grid subscription of a webhook: its schema, its filters, and whether it is validated.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use crate::emulator::service::GridSubscription;

use crate::options::names::*;

/// An Event Grid subscription of a webhook: its schema, its filters, and whether it is validated.
pub struct acs_emulator_subscription_t(pub(crate) Options<GridSubscription>);

impl Checked for GridSubscription {}

holds!(acs_emulator_subscription_t, GridSubscription);

/// Creates a subscription to all events, with a validation handshake; acs_emulator_subscribe_with
/// adds it.
///
/// @param url https, or http to this machine
/// @param schema ACS_SCHEMA_EVENT_GRID or ACS_SCHEMA_CLOUD_EVENTS
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_new(
    url: *const c_char,
    schema: c_int,
) -> *mut acs_emulator_subscription_t {
    make(move || acs_emulator_subscription_t(Options::made(text(url, "url").and_then(|url| Ok(GridSubscription::new(url, constants::schema(schema, "schema")?))))))
}

/// Frees a subscription; the emulator keeps its copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_free(
    subscription: *mut acs_emulator_subscription_t,
) {
    free(subscription);
}

/// Adds a type of events that are wanted, such as "Microsoft.Communication.IncomingCall".
/// Default: all.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_add_event_type(
    subscription: *mut acs_emulator_subscription_t,
    event_type: *const c_char,
) -> acs_status_t {
    add_text(subscription, "event type", event_type, GridSubscription::event_type)
}

/// Sets the text that the subject of an event must begin with, compared without regard to case.
/// Default: empty, all events. The subject of IncomingCall is "/caller/RAW_ID/recipient/RAW_ID".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_set_subject_begins_with(
    subscription: *mut acs_emulator_subscription_t,
    subject_begins_with: *const c_char,
) -> acs_status_t {
    set_text(subscription, "subject begins with", subject_begins_with, GridSubscription::subject_begins_with)
}

/// Sets the text that the subject of an event must end with, compared without regard to case.
/// Default: empty, all events.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_set_subject_ends_with(
    subscription: *mut acs_emulator_subscription_t,
    subject_ends_with: *const c_char,
) -> acs_status_t {
    set_text(subscription, "subject ends with", subject_ends_with, GridSubscription::subject_ends_with)
}

/// Adds a header of the events that are delivered, not of the handshake: a static delivery
/// property.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_add_header(
    subscription: *mut acs_emulator_subscription_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(subscription, "header", name, value, |options, (name, value)| options.header(name, value))
}

/// Specifies that the validation handshake is left out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscription_set_without_handshake(
    subscription: *mut acs_emulator_subscription_t,
) -> acs_status_t {
    set(subscription, "without handshake", |_| Ok(()), |options, ()| options.without_handshake())
}
