//! Options of adding a participant.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::AddParticipantOptions;

use crate::options::names::*;

/// Options of adding a participant.
pub struct acs_add_participant_options_t(pub(crate) Options<AddParticipantOptions>);

impl Checked for AddParticipantOptions {}

holds!(acs_add_participant_options_t, AddParticipantOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_add_participant_options_new() -> *mut acs_add_participant_options_t {
    make(move || acs_add_participant_options_t(Options::new(AddParticipantOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_free(
    options: *mut acs_add_participant_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this operation carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_set_operation_context(
    options: *mut acs_add_participant_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, AddParticipantOptions::operation_context)
}

/// Sets the URL that the events of this operation are sent to: https://..., or http://... on this
/// machine. Default: the callback URL of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_set_operation_callback_uri(
    options: *mut acs_add_participant_options_t,
    operation_callback_uri: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CALLBACK_URI, operation_callback_uri, AddParticipantOptions::operation_callback_uri)
}

/// Sets how long the participant rings, sent as whole seconds, rounded up: 0 to 180,000 ms.
/// Default: not documented. A longer one is refused by acs_call_add_participant. What 0 means is
/// not documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_set_invitation_timeout_ms(
    options: *mut acs_add_participant_options_t,
    invitation_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::INVITATION_TIMEOUT, invitation_timeout_ms, AddParticipantOptions::invitation_timeout)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_add_participant_options_set_request(
    options: *mut acs_add_participant_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, AddParticipantOptions::request)
}
