//! Details of a call that a called Teams phone shows. Since api-version 2026-03-12. No control characters.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::model::TeamsPhoneCallDetails;

use crate::options::names::*;

/// Details of a call that a called Teams phone shows. Since api-version 2026-03-12. No control
/// characters.
pub struct acs_teams_phone_call_details_t(pub(crate) Options<TeamsPhoneCallDetails>);

impl Checked for TeamsPhoneCallDetails {}

holds!(acs_teams_phone_call_details_t, TeamsPhoneCallDetails);

/// Creates details in which nothing is set.
#[unsafe(no_mangle)]
pub extern "C" fn acs_teams_phone_call_details_new() -> *mut acs_teams_phone_call_details_t {
    make(move || acs_teams_phone_call_details_t(Options::new(TeamsPhoneCallDetails::new())))
}

/// Frees details.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_free(
    details: *mut acs_teams_phone_call_details_t,
) {
    free(details);
}

/// Sets the caller.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_caller(
    details: *mut acs_teams_phone_call_details_t,
    caller: *const acs_teams_phone_caller_details_t,
) -> acs_status_t {
    set_nested(details, field::CALLER, caller, TeamsPhoneCallDetails::caller)
}

/// Sets the source of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_source(
    details: *mut acs_teams_phone_call_details_t,
    source: *const acs_teams_phone_source_details_t,
) -> acs_status_t {
    set_nested(details, field::SOURCE, source, TeamsPhoneCallDetails::source)
}

/// Sets the id of the session in the sending system.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_session_id(
    details: *mut acs_teams_phone_call_details_t,
    session_id: *const c_char,
) -> acs_status_t {
    set_text(details, field::SESSION_ID, session_id, TeamsPhoneCallDetails::session_id)
}

/// Sets the caller's intent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_intent(
    details: *mut acs_teams_phone_call_details_t,
    intent: *const c_char,
) -> acs_status_t {
    set_text(details, field::INTENT, intent, TeamsPhoneCallDetails::intent)
}

/// Sets the topic of the call in at most 48 characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_call_topic(
    details: *mut acs_teams_phone_call_details_t,
    call_topic: *const c_char,
) -> acs_status_t {
    set_text(details, field::CALL_TOPIC, call_topic, TeamsPhoneCallDetails::call_topic)
}

/// Sets the context of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_call_context(
    details: *mut acs_teams_phone_call_details_t,
    call_context: *const c_char,
) -> acs_status_t {
    set_text(details, field::CALL_CONTEXT, call_context, TeamsPhoneCallDetails::call_context)
}

/// Sets the URL of a transcript.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_transcript_url(
    details: *mut acs_teams_phone_call_details_t,
    transcript_url: *const c_char,
) -> acs_status_t {
    set_text(details, field::TRANSCRIPT_URL, transcript_url, TeamsPhoneCallDetails::transcript_url)
}

/// Sets the sentiment of the caller.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_call_sentiment(
    details: *mut acs_teams_phone_call_details_t,
    call_sentiment: *const c_char,
) -> acs_status_t {
    set_text(details, field::CALL_SENTIMENT, call_sentiment, TeamsPhoneCallDetails::call_sentiment)
}

/// Sets suggested actions for the callee.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_suggested_actions(
    details: *mut acs_teams_phone_call_details_t,
    suggested_actions: *const c_char,
) -> acs_status_t {
    set_text(details, field::SUGGESTED_ACTIONS, suggested_actions, TeamsPhoneCallDetails::suggested_actions)
}
