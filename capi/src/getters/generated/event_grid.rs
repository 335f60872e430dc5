//! Members of events of Event Grid.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the participant that started the call (CallStarted, CallEnded, CallParticipantAdded,
/// CallParticipantRemoved).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_started_by(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier_of(event, "started_by", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallStarted(b) => b.started_by.as_ref()?.communication_identifier.as_ref(),
            EventBody::CallEnded(b) => b.started_by.as_ref()?.communication_identifier.as_ref(),
            EventBody::CallParticipantAdded(b) => b.started_by.as_ref()?.communication_identifier.as_ref(),
            EventBody::CallParticipantRemoved(b) => b.started_by.as_ref()?.communication_identifier.as_ref(),
            _ => None,
        }
    })
}

/// Returns the participant that ended the call (CallEnded). The reason is at "/data/reason/code",
/// "/data/reason/subCode" and "/data/reason/phrase".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_ended_by(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier_of(event, "ended_by", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallEnded(b) => b.ended_by.as_ref()?.communication_identifier.as_ref(),
            _ => None,
        }
    })
}

/// Returns the duration of the call, in milliseconds (CallEnded).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_call_duration_ms(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallEnded(b) => millis_of(b.call_duration_in_seconds.or(b.duration_of_call)?),
            _ => None,
        }
    })
}

/// Returns the id of the group call, for ACS_LOCATOR_GROUP_CALL (CallStarted, CallEnded,
/// CallParticipantAdded, CallParticipantRemoved).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_group_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "group_id", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallStarted(b) => b.group.as_ref()?.id.as_deref(),
            EventBody::CallEnded(b) => b.group.as_ref()?.id.as_deref(),
            EventBody::CallParticipantAdded(b) => b.group.as_ref()?.id.as_deref(),
            EventBody::CallParticipantRemoved(b) => b.group.as_ref()?.id.as_deref(),
            _ => None,
        }
    })
}

/// Returns the id of the room, for ACS_LOCATOR_ROOM (CallStarted, CallEnded,
/// CallParticipantAdded, CallParticipantRemoved).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_room_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "room_id", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallStarted(b) => b.room.as_ref()?.id.as_deref(),
            EventBody::CallEnded(b) => b.room.as_ref()?.id.as_deref(),
            EventBody::CallParticipantAdded(b) => b.room.as_ref()?.id.as_deref(),
            EventBody::CallParticipantRemoved(b) => b.room.as_ref()?.id.as_deref(),
            _ => None,
        }
    })
}

/// Returns 1 for a 1:1 call, 0 for others, -1 when it is not stated (CallStarted, CallEnded,
/// CallParticipantAdded, CallParticipantRemoved).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_two_party(event: *const acs_event_t) -> c_int {
    value_of(event, -1, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallStarted(b) => b.is_two_party.map(c_int::from),
            EventBody::CallEnded(b) => b.is_two_party.map(c_int::from),
            EventBody::CallParticipantAdded(b) => b.is_two_party.map(c_int::from),
            EventBody::CallParticipantRemoved(b) => b.is_two_party.map(c_int::from),
            _ => None,
        }
    })
}

/// Returns 1 for a call in a room, 0 for others, -1 when it is not stated (CallStarted,
/// CallEnded, CallParticipantAdded, CallParticipantRemoved).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_rooms_call(event: *const acs_event_t) -> c_int {
    value_of(event, -1, |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallStarted(b) => b.is_rooms_call.map(c_int::from),
            EventBody::CallEnded(b) => b.is_rooms_call.map(c_int::from),
            EventBody::CallParticipantAdded(b) => b.is_rooms_call.map(c_int::from),
            EventBody::CallParticipantRemoved(b) => b.is_rooms_call.map(c_int::from),
            _ => None,
        }
    })
}

/// Returns the participant that joined or left (CallParticipantAdded, CallParticipantRemoved).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_user(event: *const acs_event_t) -> *const acs_identifier_t {
    identifier_of(event, "user", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallParticipantAdded(b) => b.user.as_ref()?.communication_identifier.as_ref(),
            EventBody::CallParticipantRemoved(b) => b.user.as_ref()?.communication_identifier.as_ref(),
            _ => None,
        }
    })
}

/// Returns the display name of the participant that joined or left (CallParticipantAdded,
/// CallParticipantRemoved).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_display_name(event: *const acs_event_t) -> *const c_char {
    text_of(event, "display_name", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallParticipantAdded(b) => b.display_name.as_deref(),
            EventBody::CallParticipantRemoved(b) => b.display_name.as_deref(),
            _ => None,
        }
    })
}

/// Returns the id, within the call, of the participant that joined or left (CallParticipantAdded,
/// CallParticipantRemoved).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_participant_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "participant_id", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallParticipantAdded(b) => b.participant_id.as_deref(),
            EventBody::CallParticipantRemoved(b) => b.participant_id.as_deref(),
            _ => None,
        }
    })
}

/// Returns the software of the participant that joined or left: "userAgent" or, without it,
/// "endpointType" (CallParticipantAdded, CallParticipantRemoved).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_user_agent(event: *const acs_event_t) -> *const c_char {
    text_of(event, "user_agent", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::CallParticipantAdded(b) => b.user_agent.as_deref().or(b.endpoint_type.as_deref()),
            EventBody::CallParticipantRemoved(b) => b.user_agent.as_deref().or(b.endpoint_type.as_deref()),
            _ => None,
        }
    })
}

/// Returns the code by which Event Grid validates a subscription (SubscriptionValidation).
/// Receivers respond to it automatically.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_validation_code(event: *const acs_event_t) -> *const c_char {
    text_of(event, "validation_code", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::SubscriptionValidation(b) => b.validation_code.as_deref(),
            _ => None,
        }
    })
}

/// Returns the URL that may be requested within five minutes instead of sending the code back
/// (SubscriptionValidation).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_validation_url(event: *const acs_event_t) -> *const c_char {
    text_of(event, "validation_url", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::SubscriptionValidation(b) => b.validation_url.as_deref(),
            _ => None,
        }
    })
}

/// Returns the id of the subscription that was deleted (SubscriptionDeleted).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_subscription_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "subscription_id", |event| {
        let it = event.inner();
        match it.body() {
            EventBody::SubscriptionDeleted(b) => b.event_subscription_id.as_deref(),
            _ => None,
        }
    })
}
