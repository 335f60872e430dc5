//! Options of muting participants.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::MuteParticipantsOptions;

use crate::options::names::*;

/// Options of muting participants.
pub struct acs_mute_participants_options_t(pub(crate) Options<MuteParticipantsOptions>);

impl Checked for MuteParticipantsOptions {}

holds!(acs_mute_participants_options_t, MuteParticipantsOptions);

/// Creates options in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_mute_participants_options_new() -> *mut acs_mute_participants_options_t {
    make(move || acs_mute_participants_options_t(Options::new(MuteParticipantsOptions::new())))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_mute_participants_options_free(
    options: *mut acs_mute_participants_options_t,
) {
    free(options);
}

/// Sets the operation context that the response repeats: any text without control characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_mute_participants_options_set_operation_context(
    options: *mut acs_mute_participants_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, MuteParticipantsOptions::operation_context)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_mute_participants_options_set_request(
    options: *mut acs_mute_participants_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, MuteParticipantsOptions::request)
}
