//! The caller, as a called Teams phone shows it.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::model::TeamsPhoneCallerDetails;

use crate::options::names::*;

/// The caller, as a called Teams phone shows it.
pub struct acs_teams_phone_caller_details_t(pub(crate) Options<TeamsPhoneCallerDetails>);

impl Checked for TeamsPhoneCallerDetails {}

holds!(acs_teams_phone_caller_details_t, TeamsPhoneCallerDetails);

/// Creates caller details.
///
/// @param caller the caller
/// @param name the name to show, without control characters
/// @param phone_number the number to show, without control characters
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_new(
    caller: *const acs_identifier_t,
    name: *const c_char,
    phone_number: *const c_char,
) -> *mut acs_teams_phone_caller_details_t {
    make(move || acs_teams_phone_caller_details_t(Options::made(read::teams_phone_caller(caller, name, phone_number))))
}

/// Frees details.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_free(
    details: *mut acs_teams_phone_caller_details_t,
) {
    free(details);
}

/// Sets the id of the caller's record in a customer system.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_set_record_id(
    details: *mut acs_teams_phone_caller_details_t,
    record_id: *const c_char,
) -> acs_status_t {
    set_text(details, field::RECORD_ID, record_id, TeamsPhoneCallerDetails::record_id)
}

/// Sets the URL of a page that opens for the callee.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_set_screen_pop_url(
    details: *mut acs_teams_phone_caller_details_t,
    screen_pop_url: *const c_char,
) -> acs_status_t {
    set_text(details, field::SCREEN_POP_URL, screen_pop_url, TeamsPhoneCallerDetails::screen_pop_url)
}

/// Sets whether the identity of the caller was verified: 1 or 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_set_is_authenticated(
    details: *mut acs_teams_phone_caller_details_t,
    is_authenticated: c_int,
) -> acs_status_t {
    set_flag(details, field::IS_AUTHENTICATED, is_authenticated, TeamsPhoneCallerDetails::is_authenticated)
}

/// Adds further information to show, by name; the same name once more replaces the value. At most
/// 10 names; no control characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_add_additional_caller_information(
    details: *mut acs_teams_phone_caller_details_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(details, field::ADDITIONAL_CALLER_INFORMATION, name, value, |options, (name, value)| options.additional_caller_information(name, value))
}
