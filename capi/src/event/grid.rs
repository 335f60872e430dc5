//! What Event Grid reports besides incoming calls: calls as a whole, who comes and goes, and its own
//! subscriptions.

use std::ffi::{c_char, c_int};
use std::time::Duration;

use super::parts::{Part, identifier};
use super::{acs_event_t, body_text, body_value};
use crate::identifier::acs_identifier_t;
use acs_call_automation::event::{CallGroup, CallRoom, EventBody};

/// What all events about a call as a whole tell.
struct Call<'a> {
    group: Option<&'a CallGroup>,
    room: Option<&'a CallRoom>,
    is_two_party: Option<bool>,
    is_rooms_call: Option<bool>,
}

fn call(body: &EventBody) -> Option<Call<'_>> {
    macro_rules! told_by {
        ($body:expr) => {
            Some(Call {
                group: $body.group.as_ref(),
                room: $body.room.as_ref(),
                is_two_party: $body.is_two_party,
                is_rooms_call: $body.is_rooms_call,
            })
        };
    }
    match body {
        EventBody::CallStarted(b) => told_by!(b),
        EventBody::CallEnded(b) => told_by!(b),
        EventBody::CallParticipantAdded(b) => told_by!(b),
        EventBody::CallParticipantRemoved(b) => told_by!(b),
        _ => None,
    }
}

/// What both events about a participant who comes or goes tell: name, participant id, program.
fn somebody(body: &EventBody) -> Option<[Option<&str>; 3]> {
    macro_rules! told_by {
        ($body:expr) => {
            Some([
                $body.display_name.as_deref(),
                $body.participant_id.as_deref(),
                $body
                    .user_agent
                    .as_deref()
                    .or($body.endpoint_type.as_deref()),
            ])
        };
    }
    match body {
        EventBody::CallParticipantAdded(b) => told_by!(b),
        EventBody::CallParticipantRemoved(b) => told_by!(b),
        _ => None,
    }
}

/// Who began the call.
///
/// Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_started_by(
    event: *const acs_event_t,
) -> *const acs_identifier_t {
    identifier(event, Part::StartedBy)
}

/// Who ended the call. Why it ended, "/data/reason/code", "/data/reason/subCode" and
/// "/data/reason/phrase" tell.
///
/// Of CallEnded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_ended_by(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier(event, Part::EndedBy)
}

/// How long the call took, in milliseconds.
///
/// Of CallEnded.
///
/// @return the time; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_call_duration_ms(event: *const acs_event_t) -> i64 {
    body_value(event, -1, |body| match body {
        EventBody::CallEnded(b) => {
            let seconds = b.call_duration_in_seconds.or(b.duration_of_call)?;
            let duration = Duration::try_from_secs_f64(seconds).ok()?;
            i64::try_from(duration.as_millis()).ok()
        }
        _ => None,
    })
}

/// The group call it is; a group call locator takes it.
///
/// Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_group_id(event: *const acs_event_t) -> *const c_char {
    body_text(event, "group_id", |body| call(body)?.group?.id.as_deref())
}

/// The room that the call is in; a room call locator takes it.
///
/// Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_room_id(event: *const acs_event_t) -> *const c_char {
    body_text(event, "room_id", |body| call(body)?.room?.id.as_deref())
}

/// Whether the call has just two ends.
///
/// Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
///
/// @return 1 or 0; -1 when it is not told
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_two_party(event: *const acs_event_t) -> c_int {
    body_value(event, -1, |body| call(body)?.is_two_party.map(c_int::from))
}

/// Whether the call is in a room.
///
/// Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
///
/// @return 1 or 0; -1 when it is not told
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_rooms_call(event: *const acs_event_t) -> c_int {
    body_value(event, -1, |body| call(body)?.is_rooms_call.map(c_int::from))
}

/// Who joined or left.
///
/// Of CallParticipantAdded and CallParticipantRemoved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_user(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier(event, Part::User)
}

/// The name that the others are shown of who joined or left.
///
/// Of CallParticipantAdded and CallParticipantRemoved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_display_name(event: *const acs_event_t) -> *const c_char {
    body_text(event, "display_name", |body| {
        let [name, _, _] = somebody(body)?;
        name
    })
}

/// The id, within the call, of who joined or left.
///
/// Of CallParticipantAdded and CallParticipantRemoved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_participant_id(event: *const acs_event_t) -> *const c_char {
    body_text(event, "participant_id", |body| {
        let [_, id, _] = somebody(body)?;
        id
    })
}

/// The program that who joined or left used: "userAgent" or, without it, "endpointType".
///
/// Of CallParticipantAdded and CallParticipantRemoved.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_user_agent(event: *const acs_event_t) -> *const c_char {
    body_text(event, "user_agent", |body| {
        let [_, _, program] = somebody(body)?;
        program
    })
}

/// The code by which Event Grid asks whether it may deliver here. Receivers and inboxes echo it by
/// themselves.
///
/// Of SubscriptionValidationEvent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_validation_code(event: *const acs_event_t) -> *const c_char {
    body_text(event, "validation_code", |body| match body {
        EventBody::SubscriptionValidation(b) => b.validation_code.as_deref(),
        _ => None,
    })
}

/// The address that may be fetched within five minutes instead of echoing the code.
///
/// Of SubscriptionValidationEvent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_validation_url(event: *const acs_event_t) -> *const c_char {
    body_text(event, "validation_url", |body| match body {
        EventBody::SubscriptionValidation(b) => b.validation_url.as_deref(),
        _ => None,
    })
}

/// The subscription that was removed.
///
/// Of SubscriptionDeletedEvent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_subscription_id(event: *const acs_event_t) -> *const c_char {
    body_text(event, "subscription_id", |body| match body {
        EventBody::SubscriptionDeleted(b) => b.event_subscription_id.as_deref(),
        _ => None,
    })
}
