//! The control API for calls that do not come from the application.

use serde_json::Value;

use super::Control;
use crate::client_call::ClientCall;
use crate::incoming_call::IncomingCall;
use crate::json::Object;
use crate::request::fields::{Body, Field, Kind, optional, required};
use crate::service::Service;
use acs_call_automation::Result;

pub(super) const CONTROLS: &[Control] = &[
    Control("POST", "incoming-call", INCOMING, incoming_call),
    Control("POST", "cancel-incoming-call", CALLER, cancel_incoming_call),
    Control("POST", "client-call", CLIENT_CALL, client_call),
];

const INCOMING: &[Field] = &[
    required("from", Kind::Filled),
    required("to", Kind::Filled),
    optional("displayName", Kind::Text),
    optional("customCallingContext", Kind::Object(HEADERS)),
    optional("hangUpWhenAnswered", Kind::Flag),
];
/// What comes from outside is not bound by the rules for requests.
const HEADERS: &[Field] = &[
    optional("sipHeaders", Kind::MapOf(&Kind::Text)),
    optional("voipHeaders", Kind::MapOf(&Kind::Text)),
];
const CALLER: &[Field] = &[required("incomingCallContext", Kind::Filled)];
const CLIENT_CALL: &[Field] = &[
    required("users", Kind::List(&Kind::Filled)),
    optional("groupId", Kind::Filled),
    optional("roomId", Kind::Filled),
];

fn incoming_call(service: &Service, body: Body<'_>) -> Result<Object> {
    let mut call = IncomingCall::new(
        body.text("from").unwrap_or_default(),
        body.text("to").unwrap_or_default(),
    )
    .display_name(body.text("displayName").unwrap_or_default());
    if let Some(context) = body.object("customCallingContext") {
        for (name, value) in context.texts("sipHeaders") {
            call = call.sip_header(name, value);
        }
        for (name, value) in context.texts("voipHeaders") {
            call = call.voip_header(name, value);
        }
    }
    if body.flag("hangUpWhenAnswered") {
        call = call.hang_up_when_answered();
    }
    let context = service.place_incoming_call(&call)?;
    Ok(Object::new().with("incomingCallContext", context))
}

fn cancel_incoming_call(service: &Service, body: Body<'_>) -> Result<Object> {
    service.cancel_incoming_call(&body.text("incomingCallContext").unwrap_or_default())?;
    Ok(Object::new())
}

fn client_call(service: &Service, body: Body<'_>) -> Result<Object> {
    let users = body.get("users").and_then(Value::as_array);
    let users = users.into_iter().flatten().filter_map(Value::as_str);
    let mut call = ClientCall::new(users);
    if let Some(id) = body.text("groupId") {
        call = call.group_id(id);
    }
    if let Some(id) = body.text("roomId") {
        call = call.room_id(id);
    }
    let started = service.start_client_call(&call)?;
    Ok(Object::new()
        .with("serverCallId", started.server_call_id)
        .with("correlationId", started.correlation_id))
}
