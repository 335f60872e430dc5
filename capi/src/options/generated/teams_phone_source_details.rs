//! The source of a call, as a called Teams phone shows it.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::model::TeamsPhoneSourceDetails;

use crate::options::names::*;

/// The source of a call, as a called Teams phone shows it.
pub struct acs_teams_phone_source_details_t(pub(crate) Options<TeamsPhoneSourceDetails>);

impl Checked for TeamsPhoneSourceDetails {}

holds!(acs_teams_phone_source_details_t, TeamsPhoneSourceDetails);

/// Creates source details.
///
/// @param source the source of the call
/// @param language the language spoken there: "en-US"
/// @param status the state of the call, without control characters
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_source_details_new(
    source: *const acs_identifier_t,
    language: *const c_char,
    status: *const c_char,
) -> *mut acs_teams_phone_source_details_t {
    make(move || acs_teams_phone_source_details_t(Options::made(read::teams_phone_source(source, language, status))))
}

/// Frees details.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_source_details_free(
    details: *mut acs_teams_phone_source_details_t,
) {
    free(details);
}

/// Adds a participant that the call was intended for; the same name once more replaces it.
///
/// @param name a name of your choice, without control characters
/// @param target the participant
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_source_details_add_intended_target(
    details: *mut acs_teams_phone_source_details_t,
    name: *const c_char,
    target: *const acs_identifier_t,
) -> acs_status_t {
    add(
        details,
        field::TEAMS_PHONE_INTENDED_TARGET,
        move |field| read::intended_target(field, name, target),
        |options, (name, target)| options.intended_target(name, target),
    )
}
