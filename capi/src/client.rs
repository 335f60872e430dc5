//! The client: places, answers, redirects and rejects calls.

use std::ffi::{c_char, c_int};

use super::call::acs_call_t;
use super::error::acs_error_t;
use super::event::acs_event_t;
use super::guard::{free, guard, handle, slot, text};
use super::identifier::{acs_identifier_t, identifiers};
use super::operation::{Ended, Places, Results, Runs};
use super::options::{
    acs_answer_call_options_t, acs_client_options_t, acs_connect_call_options_t,
    acs_create_call_options_t, acs_create_group_call_options_t, acs_invite_t,
    acs_reject_call_options_t, acs_request_options_t, invite, options,
};
use super::response::acs_response_t;
use super::status::acs_status_t;
use super::submit::Mode;
use super::text::{HasTexts, Texts, made_text_of};
use super::token::acs_token_t;
use acs_call_automation::CallLocator;
use acs_call_automation::Response;
use acs_call_automation::model::CallConnectionProperties;
use acs_call_automation::options::Credential;
use acs_call_automation::{CallAutomationClient, CallConnection};
use acs_call_automation::{Error, Result};

/// The server call id, from events or call properties.
pub const ACS_LOCATOR_SERVER_CALL: c_int = 1;
/// The group id that its clients joined with.
pub const ACS_LOCATOR_GROUP_CALL: c_int = 2;
/// The id of a room.
pub const ACS_LOCATOR_ROOM: c_int = 3;
/// The call connection id, for acs_client_start_recording only; since api-version 2025-06-15.
pub const ACS_LOCATOR_CALL_CONNECTION: c_int = 4;

/// Places and answers calls. May be shared between threads; their requests run in parallel.
pub struct acs_client_t {
    client: CallAutomationClient,
    mode: Mode,
    texts: Texts,
}

impl acs_client_t {
    pub(super) fn new(client: CallAutomationClient, mode: Mode) -> Self {
        Self {
            client,
            mode,
            texts: Texts::default(),
        }
    }

    pub(super) fn inner(&self) -> &CallAutomationClient {
        &self.client
    }

    pub(super) fn mode(&self) -> &Mode {
        &self.mode
    }
}

impl HasTexts for acs_client_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// The locator of a call.
pub(super) unsafe fn locator_of(kind: c_int, id: *const c_char) -> Result<CallLocator> {
    let id = text(id, "call locator")?.to_owned();
    match kind {
        ACS_LOCATOR_SERVER_CALL => Ok(CallLocator::ServerCall(id)),
        ACS_LOCATOR_GROUP_CALL => Ok(CallLocator::GroupCall(id)),
        ACS_LOCATOR_ROOM => Ok(CallLocator::Room(id)),
        _ => {
            let rule = "must be ACS_LOCATOR_SERVER_CALL, _GROUP_CALL, _ROOM, or, to record, \
                        _CALL_CONNECTION";
            Err(Error::invalid("call locator", rule))
        }
    }
}

/// Creates a client from the connection string that the portal shows. Nothing is sent.
///
/// @param connection_string "endpoint=https://NAME.communication.azure.com/;accesskey=KEY"
/// @return ACS_SYSTEM when the system's certificates cannot be read; ACS_UNSUPPORTED for https in a
///         library built without TLS
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_new(
    connection_string: *const c_char,
    client_options: *const acs_client_options_t,
    client: *mut *mut acs_client_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(client, "client")?;
        let connection_string = text(connection_string, "connection string")?;
        let options = options(client_options)?;
        let client =
            CallAutomationClient::from_connection_string_with(connection_string, &options)?;
        place.put(|| acs_client_t::new(client, Mode::default()));
        Ok(())
    })
}

/// Creates a client from an endpoint and an access key. Nothing is sent.
///
/// @param endpoint   "https://NAME.communication.azure.com/"
/// @param access_key the key in base64
/// @return as acs_client_new
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_new_with_key(
    endpoint: *const c_char,
    access_key: *const c_char,
    client_options: *const acs_client_options_t,
    client: *mut *mut acs_client_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(client, "client")?;
        let endpoint = text(endpoint, "endpoint")?;
        let credential = Credential::access_key(text(access_key, "access key")?)?;
        let options = options(client_options)?;
        let client = CallAutomationClient::new(endpoint, credential, &options)?;
        place.put(|| acs_client_t::new(client, Mode::default()));
        Ok(())
    })
}

/// Creates a client from an endpoint and a bearer token of Microsoft Entra. Nothing is sent; the
/// token is read with the first request.
///
/// @param endpoint "https://NAME.communication.azure.com/"
/// @return as acs_client_new
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_new_with_token(
    endpoint: *const c_char,
    token: *const acs_token_t,
    client_options: *const acs_client_options_t,
    client: *mut *mut acs_client_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(client, "client")?;
        let endpoint = text(endpoint, "endpoint")?;
        let token = handle(token, "token")?;
        let credential = Credential::token(token.source());
        let options = options(client_options)?;
        let client = CallAutomationClient::new(endpoint, credential, &options)?;
        let mode = Mode {
            calls_back: token.calls_back(),
            submission: None,
        };
        place.put(|| acs_client_t::new(client, mode));
        Ok(())
    })
}

/// Frees a client, without waiting. Its acs_call_t objects stay usable and keep its connections
/// open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_free(client: *mut acs_client_t) {
    free(client);
}

/// Returns the endpoint.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_endpoint(client: *const acs_client_t) -> *const c_char {
    made_text_of(client, "endpoint", |client| {
        Some(client.client.endpoint().to_string())
    })
}

/// Replaces the access key, while requests run: every attempt that starts from now on is signed
/// with it, also those of requests that are already running and of the acs_call_t objects of the
/// client. A request that was signed with the old key and is refused for that (401) is sent again
/// at once. Nothing is sent by this function.
///
/// @param access_key the key in base64; one that is refused leaves the old key in use
/// @return ACS_INVALID_INPUT also for a client that was created with a bearer token
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_set_access_key(
    client: *const acs_client_t,
    access_key: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let client = handle(client, "client")?;
        let access_key = text(access_key, "access key")?;
        client.client.set_access_key(access_key)?;
        Ok(())
    })
}

/// Cancels the outstanding requests of this client, from any thread: they return ACS_ABORTED. Phone
/// calls go on, and later requests are not affected.
///
/// A canceled request may have been carried out, unless acs_error_is_retryable returns 1. A
/// function ending in _and_wait stops waiting. Name lookup and TCP connect cannot be interrupted:
/// the request may take up to the connect timeout to return. The same holds for a token callback,
/// also one that runs in another thread, up to the total timeout.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_abort(
    client: *const acs_client_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        handle(client, "client")?.client.abort();
        Ok(())
    })
}

/// Opens a connection ahead of the first request, which then saves the time for name lookup, TCP
/// and TLS. Sends a GET with a call connection id that does not exist, so no phone rings. Any
/// response is a success, also 401.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_warm_up(
    client: *const acs_client_t,
    request_options: *const acs_request_options_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let client = handle(client, "client")?;
        let options = options(request_options)?.into_owned();
        client.run("acs_client_warm_up", Places::NONE, move |client| {
            client.warm_up(&options)?;
            Ok(Results::default().into())
        })
    })
}

/// Creates the object of a call from its call connection id. Nothing is sent: whether the call
/// exists shows with the first request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_call_by_id(
    client: *const acs_client_t,
    call_connection_id: *const c_char,
    call: *mut *mut acs_call_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(call, "call")?;
        let client = handle(client, "client")?;
        let id = text(call_connection_id, "call connection id")?;
        let call = client.client.call_connection(id)?;
        place.put(|| acs_call_t::new(call, client.mode.clone()));
        Ok(())
    })
}

/// Creates the object of the call that an event is about. Nothing is sent.
///
/// @return ACS_INVALID_INPUT also when the event has no call connection id
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_call_of(
    client: *const acs_client_t,
    event: *const acs_event_t,
    call: *mut *mut acs_call_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(call, "call")?;
        let client = handle(client, "client")?;
        let event = handle(event, "event")?;
        let call = client
            .client
            .call_connection_of(event.inner())
            .ok_or_else(|| Error::invalid("event", "must have a call connection id"))?;
        place.put(|| acs_call_t::new(call, client.mode.clone()));
        Ok(())
    })
}

/// The results of an operation that leads to a new call.
fn new_call(
    connection: CallConnection,
    properties: CallConnectionProperties,
    details: Response<()>,
) -> Ended {
    let response = acs_response_t::of(properties, details);
    Ended::from(Results {
        call: Some(connection),
        response: Some(Box::new(response)),
        ..Results::default()
    })
}

/// Places a call to one callee, and returns while it rings. CallConnected and ParticipantsUpdated
/// follow, or CallDisconnected and CreateCallFailed. With ACS_OUTCOME_UNKNOWN the call may exist.
///
/// There is no option for the time that it rings, and the service's own limit is not documented.
/// acs_call_hang_up ends the ringing: CallDisconnected follows, and in the emulator
/// CreateCallFailed.
///
/// @param to           the callee; a phone number requires a caller id
/// @param callback_uri the URL that the events of the call are sent to: https, or http on this
///                     machine
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_create_call(
    client: *const acs_client_t,
    to: *const acs_invite_t,
    callback_uri: *const c_char,
    call_options: *const acs_create_call_options_t,
    call: *mut *mut acs_call_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).call(call);
        let client = handle(client, "client")?;
        let to = invite(to)?.clone();
        let callback_uri = text(callback_uri, "callback uri")?.to_owned();
        let mut options = options(call_options)?.into_owned();
        let tag = client.mode.tag_new_call(&mut options)?;
        client.run("acs_client_create_call", places, move |client| {
            let created = client.create_call(&to, &callback_uri, &options);
            let created = tag.settle(created, |created| Some(&created.call_connection))?;
            let (created, details) = created.split();
            let (connection, properties) = (created.call_connection, created.properties);
            Ok(new_call(connection, properties, details))
        })
    })
}

/// Places a call to several callees, who join one call; otherwise as acs_client_create_call. Which
/// callee must answer for CallConnected is not documented: in the emulator the first one who does.
/// Nor is what follows when a single callee declines: in the emulator nothing does while others
/// ring or have answered. ParticipantsUpdated reports who is in the call.
///
/// @param targets the callees, an array of pointers
/// @param count   the number of callees, 1 or more
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_create_group_call(
    client: *const acs_client_t,
    targets: *const *const acs_identifier_t,
    count: usize,
    callback_uri: *const c_char,
    call_options: *const acs_create_group_call_options_t,
    call: *mut *mut acs_call_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).call(call);
        let client = handle(client, "client")?;
        let targets = identifiers(targets, count, "targets")?;
        let callback_uri = text(callback_uri, "callback uri")?.to_owned();
        let mut options = options(call_options)?.into_owned();
        let tag = client.mode.tag_new_call(&mut options)?;
        client.run("acs_client_create_group_call", places, move |client| {
            let created = client.create_group_call(&targets, &callback_uri, &options);
            let created = tag.settle(created, |created| Some(&created.call_connection))?;
            let (created, details) = created.split();
            let (connection, properties) = (created.call_connection, created.properties);
            Ok(new_call(connection, properties, details))
        })
    })
}

/// Connects to a running call, without being a participant. CallConnected or ConnectFailed
/// follows.
///
/// @param locator      ACS_LOCATOR_SERVER_CALL, ACS_LOCATOR_GROUP_CALL or ACS_LOCATOR_ROOM
/// @param id           the id of that kind
/// @param callback_uri as acs_client_create_call
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_connect_call(
    client: *const acs_client_t,
    locator: c_int,
    id: *const c_char,
    callback_uri: *const c_char,
    call_options: *const acs_connect_call_options_t,
    call: *mut *mut acs_call_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).call(call);
        let client = handle(client, "client")?;
        let locator = locator_of(locator, id)?;
        let callback_uri = text(callback_uri, "callback uri")?.to_owned();
        let mut options = options(call_options)?.into_owned();
        let tag = client.mode.tag_new_call(&mut options)?;
        client.run("acs_client_connect_call", places, move |client| {
            let connected = client.connect_call(&locator, &callback_uri, &options);
            let connected = tag.settle(connected, |connected| Some(&connected.call_connection))?;
            let (connected, details) = connected.split();
            let (connection, properties) = (connected.call_connection, connected.properties);
            Ok(new_call(connection, properties, details))
        })
    })
}

/// Answers an incoming call, within 30 s of its IncomingCall event. CallConnected or AnswerFailed
/// follows.
///
/// @param incoming_call_context from acs_event_incoming_call_context
/// @param callback_uri          as acs_client_create_call
/// @return ACS_SERVICE with 400 when the context has expired
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_answer_call(
    client: *const acs_client_t,
    incoming_call_context: *const c_char,
    callback_uri: *const c_char,
    call_options: *const acs_answer_call_options_t,
    call: *mut *mut acs_call_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).call(call);
        let client = handle(client, "client")?;
        let context = text(incoming_call_context, "incoming call context")?.to_owned();
        let callback_uri = text(callback_uri, "callback uri")?.to_owned();
        let mut options = options(call_options)?.into_owned();
        let tag = client.mode.tag_new_call(&mut options)?;
        client.run("acs_client_answer_call", places, move |client| {
            let answered = client.answer_call(&context, &callback_uri, &options);
            let answered = tag.settle(answered, |answered| Some(&answered.call_connection))?;
            let (answered, details) = answered.split();
            let (connection, properties) = (answered.call_connection, answered.properties);
            Ok(new_call(connection, properties, details))
        })
    })
}

/// Redirects an incoming call to another target, without answering it. The new callee sees the
/// number of the original caller. This application receives no event.
///
/// @param incoming_call_context from acs_event_incoming_call_context
/// @param target                a user, an application or a phone number
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_redirect_call(
    client: *const acs_client_t,
    incoming_call_context: *const c_char,
    target: *const acs_identifier_t,
    request_options: *const acs_request_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let client = handle(client, "client")?;
        let context = text(incoming_call_context, "incoming call context")?.to_owned();
        let target = handle(target, "target")?.inner().clone();
        let options = options(request_options)?.into_owned();
        client.run("acs_client_redirect_call", places, move |client| {
            Ok(client.redirect_call(&context, &target, &options)?.into())
        })
    })
}

/// Rejects an incoming call. This application receives no event; the caller is informed.
///
/// @param incoming_call_context from acs_event_incoming_call_context
/// @param reject_options        the reason; NULL for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_reject_call(
    client: *const acs_client_t,
    incoming_call_context: *const c_char,
    reject_options: *const acs_reject_call_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let client = handle(client, "client")?;
        let context = text(incoming_call_context, "incoming call context")?.to_owned();
        let options = options(reject_options)?.into_owned();
        client.run("acs_client_reject_call", places, move |client| {
            Ok(client.reject_call(&context, &options)?.into())
        })
    })
}
