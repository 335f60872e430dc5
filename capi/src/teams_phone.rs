//! Details for a called Teams phone: who calls, where the call comes from, and what about.

use std::ffi::{c_char, c_int};

use super::guard::{free, make, text};
use super::identifier::acs_identifier_t;
use super::options::{
    Checked, Options, add, add_pair, anybody, holds, set_flag, set_nested, set_text,
};
use super::status::acs_status_t;
use acs_call_automation::CommunicationIdentifier;
use acs_call_automation::Result;
use acs_call_automation::model::{
    TeamsPhoneCallDetails, TeamsPhoneCallerDetails, TeamsPhoneSourceDetails,
};

/// What details of a party cannot be without.
unsafe fn required<'a>(
    party: *const acs_identifier_t,
    field: &'static str,
    texts: [*const c_char; 2],
) -> Result<(CommunicationIdentifier, [&'a str; 2])> {
    let [first, second] = texts;
    let party = anybody(party, field)?;
    Ok((party, [text(first, field)?, text(second, field)?]))
}

/// Who calls, for a called Teams phone. One thread at a time.
pub struct acs_teams_phone_caller_details_t(Options<TeamsPhoneCallerDetails>);

impl Checked for TeamsPhoneCallerDetails {}

holds!(acs_teams_phone_caller_details_t, TeamsPhoneCallerDetails);

/// ======== Teams phone call details ========
///
/// A caller with a name and a number to show. A bad value is refused when the details are used.
///
/// @param caller       who calls
/// @param name         the name to show, no control characters
/// @param phone_number the number to show, no control characters
/// @return details; free with acs_teams_phone_caller_details_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_new(
    caller: *const acs_identifier_t,
    name: *const c_char,
    phone_number: *const c_char,
) -> *mut acs_teams_phone_caller_details_t {
    make(move || {
        let details = required(caller, "Teams phone caller", [name, phone_number]);
        acs_teams_phone_caller_details_t(Options::made(
            details
                .map(|(caller, [name, number])| TeamsPhoneCallerDetails::new(caller, name, number)),
        ))
    })
}

/// Frees Teams phone caller details.
///
/// @param details the details, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_free(
    details: *mut acs_teams_phone_caller_details_t,
) {
    free(details);
}

/// The caller's record in a customer system.
///
/// @param details the details
/// @param id      no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_set_record_id(
    details: *mut acs_teams_phone_caller_details_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(details, "record id", id, TeamsPhoneCallerDetails::record_id)
}

/// A page to open for the called person.
///
/// @param details the details
/// @param url     no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_set_screen_pop_url(
    details: *mut acs_teams_phone_caller_details_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        details,
        "screen pop url",
        url,
        TeamsPhoneCallerDetails::screen_pop_url,
    )
}

/// Whether the caller has proved who it is.
///
/// @param details the details
/// @param is      1 or 0; default: not told
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_set_is_authenticated(
    details: *mut acs_teams_phone_caller_details_t,
    is: c_int,
) -> acs_status_t {
    set_flag(
        details,
        "is authenticated",
        is,
        TeamsPhoneCallerDetails::is_authenticated,
    )
}

/// One more thing to show. The same name once more changes its value.
///
/// @param details the details
/// @param name    no control characters; at most 10 names
/// @param value   no control characters
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_caller_details_add_additional_caller_information(
    details: *mut acs_teams_phone_caller_details_t,
    name: *const c_char,
    value: *const c_char,
) -> acs_status_t {
    add_pair(
        details,
        "additional caller information",
        name,
        value,
        |details, (name, value)| details.additional_caller_information(name, value),
    )
}

/// Where a call comes from, for a called Teams phone. One thread at a time.
pub struct acs_teams_phone_source_details_t(Options<TeamsPhoneSourceDetails>);

impl Checked for TeamsPhoneSourceDetails {}

holds!(acs_teams_phone_source_details_t, TeamsPhoneSourceDetails);

/// A source, the language spoken there, and the state of the call. A bad value is refused when the
/// details are used.
///
/// @param source   where the call comes from
/// @param language "en-US"; no control characters
/// @param status   the state of the call, no control characters
/// @return details; free with acs_teams_phone_source_details_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_source_details_new(
    source: *const acs_identifier_t,
    language: *const c_char,
    status: *const c_char,
) -> *mut acs_teams_phone_source_details_t {
    make(move || {
        let details = required(source, "Teams phone source", [language, status]);
        acs_teams_phone_source_details_t(Options::made(details.map(
            |(source, [language, status])| TeamsPhoneSourceDetails::new(source, language, status),
        )))
    })
}

/// Frees Teams phone source details.
///
/// @param details the details, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_source_details_free(
    details: *mut acs_teams_phone_source_details_t,
) {
    free(details);
}

/// A party that the call was intended for. The same name once more changes who it is.
///
/// @param details the details
/// @param name    a name of your choice, no control characters
/// @param target  who was meant
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_source_details_add_intended_target(
    details: *mut acs_teams_phone_source_details_t,
    name: *const c_char,
    target: *const acs_identifier_t,
) -> acs_status_t {
    add(
        details,
        "Teams phone intended target",
        move |field| Ok((text(name, field)?, anybody(target, field)?)),
        |details, (name, target)| details.intended_target(name, target),
    )
}

/// What a called Teams phone shows about a call. Since api-version 2026-03-12. One thread at a
/// time; may be used for any number of calls.
pub struct acs_teams_phone_call_details_t(Options<TeamsPhoneCallDetails>);

impl Checked for TeamsPhoneCallDetails {}

holds!(acs_teams_phone_call_details_t, TeamsPhoneCallDetails);

/// No details.
///
/// @return details; free with acs_teams_phone_call_details_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_teams_phone_call_details_new() -> *mut acs_teams_phone_call_details_t {
    make(move || acs_teams_phone_call_details_t(Options::new(TeamsPhoneCallDetails::new())))
}

/// Frees Teams phone call details.
///
/// @param details the details, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_free(
    details: *mut acs_teams_phone_call_details_t,
) {
    free(details);
}

/// Who calls. It is copied.
///
/// @param details the details
/// @param caller  the caller; default: not told
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_caller(
    details: *mut acs_teams_phone_call_details_t,
    caller: *const acs_teams_phone_caller_details_t,
) -> acs_status_t {
    set_nested(details, "caller", caller, TeamsPhoneCallDetails::caller)
}

/// Where the call comes from. It is copied.
///
/// @param details the details
/// @param source  the source; default: not told
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_source(
    details: *mut acs_teams_phone_call_details_t,
    source: *const acs_teams_phone_source_details_t,
) -> acs_status_t {
    set_nested(details, "source", source, TeamsPhoneCallDetails::source)
}

/// The session, as the sending system names it.
///
/// @param details the details
/// @param id      no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_session_id(
    details: *mut acs_teams_phone_call_details_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(details, "session id", id, TeamsPhoneCallDetails::session_id)
}

/// What the caller wants.
///
/// @param details the details
/// @param intent  no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_intent(
    details: *mut acs_teams_phone_call_details_t,
    intent: *const c_char,
) -> acs_status_t {
    set_text(details, "intent", intent, TeamsPhoneCallDetails::intent)
}

/// One line about the call.
///
/// @param details the details
/// @param topic   at most 48 characters, no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_call_topic(
    details: *mut acs_teams_phone_call_details_t,
    topic: *const c_char,
) -> acs_status_t {
    set_text(
        details,
        "call topic",
        topic,
        TeamsPhoneCallDetails::call_topic,
    )
}

/// What is known about the call.
///
/// @param details the details
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_call_context(
    details: *mut acs_teams_phone_call_details_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        details,
        "call context",
        context,
        TeamsPhoneCallDetails::call_context,
    )
}

/// Where a transcript is found.
///
/// @param details the details
/// @param url     no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_transcript_url(
    details: *mut acs_teams_phone_call_details_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        details,
        "transcript url",
        url,
        TeamsPhoneCallDetails::transcript_url,
    )
}

/// The caller's mood.
///
/// @param details   the details
/// @param sentiment no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_call_sentiment(
    details: *mut acs_teams_phone_call_details_t,
    sentiment: *const c_char,
) -> acs_status_t {
    set_text(
        details,
        "call sentiment",
        sentiment,
        TeamsPhoneCallDetails::call_sentiment,
    )
}

/// What the called person might do.
///
/// @param details the details
/// @param actions no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_teams_phone_call_details_set_suggested_actions(
    details: *mut acs_teams_phone_call_details_t,
    actions: *const c_char,
) -> acs_status_t {
    set_text(
        details,
        "suggested actions",
        actions,
        TeamsPhoneCallDetails::suggested_actions,
    )
}
