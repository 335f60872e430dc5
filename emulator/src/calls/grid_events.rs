//! The Event Grid events of calls.

use super::Call;
use crate::events::event_grid::GridEvent;
use crate::identity::Identity;
use crate::json::{Json, Object};

/// An incoming call at one of the emulator's own.
pub(super) fn incoming_call(
    call: &Call,
    from: &Identity,
    to: &Identity,
    display_name: &str,
    custom_context: Option<Object>,
    context: &str,
) -> GridEvent {
    GridEvent {
        name: "IncomingCall",
        subject: format!("/caller/{}/recipient/{}", from.raw_id(), to.raw_id()),
        data: Object::new()
            .with("to", to.json_kind_first())
            .with("from", from.json_kind_first())
            .with("serverCallId", call.server_call_id.as_str())
            .with("callerDisplayName", display_name)
            .with_some("customContext", custom_context)
            .with("incomingCallContext", context)
            .with("correlationId", call.correlation_id.as_str()),
        call: call.reference(None),
    }
}

/// A call with users in it began.
pub(super) fn call_started(call: &Call) -> Option<GridEvent> {
    let started_by = call.started_by.as_ref()?;
    Some(GridEvent {
        name: "CallStarted",
        subject: format!(
            "call/{}/startedBy/{}",
            call.server_call_id,
            started_by.raw_id()
        ),
        data: about_call(call, started_by),
        call: call.reference(None),
    })
}

/// The call is over, for this reason.
pub(super) fn call_ended(
    call: &Call,
    seconds: f64,
    code: i64,
    sub_code: i64,
    phrase: &str,
) -> Option<GridEvent> {
    let started_by = call.started_by.as_ref()?;
    let reason = Object::new()
        .with("code", code)
        .with("subCode", sub_code)
        .with("phrase", phrase);
    Some(GridEvent {
        name: "CallEnded",
        subject: format!("call/{}", call.server_call_id),
        data: about_call(call, started_by)
            .with("durationOfCall", seconds)
            .with("reason", reason)
            .with("callDurationInSeconds", seconds),
        call: call.reference(None),
    })
}

/// A user came into a call, or left it.
pub(super) fn participant(
    call: &Call,
    name: &'static str,
    user: &Identity,
    participant_id: &str,
) -> Option<GridEvent> {
    let started_by = call.started_by.as_ref()?;
    let role = if user == started_by {
        "Organizer"
    } else {
        "Attendee"
    };
    Some(GridEvent {
        name,
        subject: format!("call/{}/participant/{}", call.server_call_id, user.raw_id()),
        data: Object::new()
            .with("user", in_role(user, role))
            .with("participantId", participant_id)
            .followed_by(about_call(call, started_by)),
        call: call.reference(None),
    })
}

fn about_call(call: &Call, started_by: &Identity) -> Object {
    let with_id = |id: &String| Object::new().with("id", id.as_str());
    Object::new()
        .with("startedBy", in_role(started_by, "Organizer"))
        .with("serverCallId", call.server_call_id.as_str())
        .with_some("group", call.group_id.as_ref().map(with_id))
        .with_some("room", call.room_id.as_ref().map(with_id))
        .with(
            "isTwoParty",
            call.group_id.is_none() && call.room_id.is_none() && call.participants.len() <= 2,
        )
        .with("correlationId", call.correlation_id.as_str())
        .with("isRoomsCall", call.room_id.is_some())
}

fn in_role(user: &Identity, role: &str) -> Json {
    Object::new()
        .with("communicationIdentifier", user.json_without_kind())
        .with("role", role)
        .into()
}
