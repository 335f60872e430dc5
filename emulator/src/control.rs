//! The control API over HTTP, under `/_emulator/`: what the Rust API can do, for every language.
//! `docs/emulator.md` has examples.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::client_call::ClientCall;
use super::faults::Fault;
use super::grid_subscription::{GridSubscription, Schema};
use super::incoming_call::IncomingCall;
use super::journal::{JournalEntry, JournalKind};
use super::json::{Json, Object};
use super::media::prompts::Prompt;
use super::remote_party::{Reaction, RemoteParty};
use super::request::fields::{self, Body, Field, Kind, Rules, optional, required};
use super::request::strict;
use super::service::Service;
use acs_call_automation::internal::{Request, Response};
use acs_call_automation::{Error, Result};

const MAX_MS: i64 = 1_000 * 60 * 60 * 24 * 365;
const MS: Kind = Kind::Whole(0, MAX_MS);

const NONE: &[Field] = &[];
const REMOTE_PARTY: &[Field] = &[
    optional("rawId", Kind::Filled),
    optional(
        "reaction",
        Kind::Choice(&["answers", "busy", "noAnswer", "declines"]),
    ),
    optional("afterMs", MS),
    optional("hangUpAfterMs", MS),
    optional("turns", Kind::List(&Kind::Object(TURN))),
];
/// Exactly one of them.
const TURN: &[Field] = &[
    optional("digits", Kind::Filled),
    optional("speech", Kind::Filled),
    optional("silence", Kind::Flag),
    optional("failure", Kind::Object(OUTCOME)),
];
const OUTCOME: &[Field] = &[
    required("code", Kind::Whole(100, 699)),
    required("subCode", Kind::Whole(0, 999_999_999)),
];
const PROMPT: &[Field] = &[
    optional("content", Kind::Filled),
    optional("durationMs", MS),
    optional("startAfterMs", MS),
    optional("fails", Kind::Choice(&["download", "format"])),
    optional("failure", Kind::Object(OUTCOME)),
];
const PRESS: &[Field] = &[
    required("callConnectionId", Kind::Filled),
    required("rawId", Kind::Filled),
    required("digits", Kind::Filled),
];
const SPEAK: &[Field] = &[
    required("callConnectionId", Kind::Filled),
    required("rawId", Kind::Filled),
    required("phrase", Kind::Filled),
];
const CLOCK: &[Field] = &[required("advanceMs", MS)];
const NUMBER: &[Field] = &[required("number", Kind::Filled)];
const SUBSCRIPTION: &[Field] = &[
    required("url", Kind::Filled),
    optional("schema", Kind::Choice(&["eventGrid", "cloudEvents"])),
    optional("includedEventTypes", Kind::AnyList(&Kind::Filled)),
    optional("subjectBeginsWith", Kind::Text),
    optional("subjectEndsWith", Kind::Text),
    optional("handshake", Kind::Flag),
    optional("deliveryHeaders", Kind::MapOf(&Kind::Text)),
];
const URL: &[Field] = &[required("url", Kind::Filled)];
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
const HANG_UP: &[Field] = &[
    required("callConnectionId", Kind::Filled),
    required("rawId", Kind::Filled),
];
const FAULT: &[Field] = &[
    required("operation", Kind::Filled),
    optional("status", Kind::Whole(400, 599)),
    optional("code", Kind::Filled),
    optional("retryAfterMs", MS),
    optional("times", Kind::Whole(1, 1_000_000)),
    optional("loseResponse", Kind::Flag),
    optional("cutResponseAfterBytes", Kind::Whole(0, i64::MAX)),
    optional("changeContent", Kind::Flag),
    optional("delayMs", MS),
];
const RESET: &[Field] = &[optional("keepsSetup", Kind::Flag)];
const FLUSH: &[Field] = &[optional("timeoutMs", MS)];

type Act = fn(&Service, Body<'_>) -> Result<Object>;

/// Method, path, fields of the body, and function.
const CONTROLS: [(&str, &str, &[Field], Act); 19] = [
    (
        "POST",
        "/_emulator/remote-party",
        REMOTE_PARTY,
        remote_party,
    ),
    ("GET", "/_emulator/clock", NONE, |service, _| {
        Ok(time(service))
    }),
    ("POST", "/_emulator/clock", CLOCK, advance),
    ("GET", "/_emulator/journal", NONE, journal),
    ("POST", "/_emulator/reset", RESET, reset),
    ("GET", "/_emulator/calls", NONE, calls),
    ("POST", "/_emulator/user", NONE, user),
    ("POST", "/_emulator/phone-number", NUMBER, phone_number),
    (
        "POST",
        "/_emulator/subscription",
        SUBSCRIPTION,
        subscription,
    ),
    ("DELETE", "/_emulator/subscription", URL, unsubscribe),
    ("POST", "/_emulator/incoming-call", INCOMING, incoming_call),
    (
        "POST",
        "/_emulator/cancel-incoming-call",
        CALLER,
        cancel_incoming_call,
    ),
    ("POST", "/_emulator/client-call", CLIENT_CALL, client_call),
    ("POST", "/_emulator/hang-up-participant", HANG_UP, hang_up),
    ("POST", "/_emulator/prompt", PROMPT, prompt),
    ("POST", "/_emulator/press-digits", PRESS, press_digits),
    ("POST", "/_emulator/speak", SPEAK, speak),
    ("POST", "/_emulator/fault", FAULT, fault),
    ("POST", "/_emulator/flush", FLUSH, flush),
];

pub(super) fn handle(service: &Service, request: &Request) -> Response {
    if !request.peer.is_none_or(|peer| peer.ip().is_loopback()) {
        return refusal(403, "the control API is for this machine only");
    }
    if (request.method.as_str(), request.path()) == ("GET", "/_emulator/ca") {
        return match &service.ca {
            Some(pem) => Response::new(200).with_body("application/x-pem-file", pem.as_str()),
            None => refusal(404, "the emulator made no certificate; see --https"),
        };
    }
    let mut methods = Vec::new();
    for (method, path, fields, act) in CONTROLS {
        if path != request.path() {
            continue;
        }
        if method == request.method {
            return run(service, request, fields, act);
        }
        methods.push(method);
    }
    if methods.is_empty() {
        return refusal(
            404,
            "the control API has no such path; see docs/emulator.md",
        );
    }
    refusal(405, "the control API has another method there")
        .with_header("Allow", methods.join(", "))
}

fn run(service: &Service, request: &Request, table: &[Field], act: Act) -> Response {
    let mut body = if request.body.is_empty() {
        Value::Object(serde_json::Map::new())
    } else {
        match strict::read(&request.body) {
            Ok(body) => body,
            Err(cause) => return refusal(400, &format!("the body is not valid JSON: {cause}")),
        }
    };
    let rules = Rules {
        allow_http_callbacks: service.allow_http_callbacks,
    };
    if let Err(why) = fields::check(&mut body, table, rules) {
        return refusal(400, &why);
    }
    match act(service, Body(&body)) {
        Ok(body) => Response::new(200).with_body("application/json", body.plain()),
        Err(error) => refusal(400, error.message()),
    }
}

fn refusal(status: u16, why: &str) -> Response {
    let body = Object::new().with("error", why);
    Response::new(status).with_body("application/json", body.plain())
}

fn millis(body: Body<'_>, name: &str) -> Option<Duration> {
    body.number(name).map(Duration::from_millis)
}

fn remote_party(service: &Service, body: Body<'_>) -> Result<Object> {
    let answers = matches!(body.text("reaction").as_deref(), None | Some("answers"));
    for name in ["afterMs", "hangUpAfterMs", "turns"] {
        if !answers && body.get(name).is_some() {
            return Err(Error::invalid(name, "is for the reaction answers only"));
        }
    }
    let mut party = body
        .text("rawId")
        .map_or_else(RemoteParty::any, RemoteParty::new);
    party.script.reaction = match body.text("reaction").as_deref() {
        Some("busy") => Reaction::Busy,
        Some("noAnswer") => Reaction::NoAnswer,
        Some("declines") => Reaction::Declines,
        _ => Reaction::Answers(millis(body, "afterMs").unwrap_or_default()),
    };
    party.script.stays = millis(body, "hangUpAfterMs");
    let turns = body.get("turns").and_then(Value::as_array);
    for turn in turns.into_iter().flatten() {
        party = with_turn(party, Body(turn))?;
    }
    service.set_remote_party(party)?;
    Ok(Object::new())
}

fn with_turn(party: RemoteParty, turn: Body<'_>) -> Result<RemoteParty> {
    let silent = turn.flag("silence").then_some(());
    let outcome = turn.object("failure").map(outcome);
    match (turn.text("digits"), turn.text("speech"), silent, outcome) {
        (Some(digits), None, None, None) => party.digits(&digits),
        (None, Some(phrase), None, None) => Ok(party.speech(phrase)),
        (None, None, Some(()), None) => Ok(party.silence()),
        (None, None, None, Some((code, sub_code))) => Ok(party.recognition_failure(code, sub_code)),
        _ => Err(Error::invalid(
            "turns",
            "must each hold one of digits, speech, silence and failure",
        )),
    }
}

/// A code and a sub-code, both in range.
fn outcome(body: Body<'_>) -> (u16, u32) {
    let number = |name| body.number(name).unwrap_or_default();
    (
        u16::try_from(number("code")).unwrap_or(u16::MAX),
        u32::try_from(number("subCode")).unwrap_or(u32::MAX),
    )
}

fn prompt(service: &Service, body: Body<'_>) -> Result<Object> {
    let mut prompt = body.text("content").map_or_else(Prompt::any, Prompt::new);
    if let Some(duration) = millis(body, "durationMs") {
        prompt = prompt.duration(duration);
    }
    if let Some(delay) = millis(body, "startAfterMs") {
        prompt = prompt.start_after(delay);
    }
    let failure = body.object("failure").map(outcome);
    let prompt = match (body.text("fails").as_deref(), failure) {
        (None, None) => prompt,
        (Some("download"), None) => prompt.download_failure(),
        (Some(_), None) => prompt.wrong_format(),
        (None, Some((code, sub_code))) => prompt.failure(code, sub_code),
        (Some(_), Some(_)) => {
            return Err(Error::invalid("fails", "must not come with failure"));
        }
    };
    service.lock().cx.media.set_prompt(prompt);
    Ok(Object::new())
}

fn press_digits(service: &Service, body: Body<'_>) -> Result<Object> {
    let text = |name| body.text(name).unwrap_or_default();
    service.press_digits(&text("callConnectionId"), &text("rawId"), &text("digits"))?;
    Ok(Object::new())
}

fn speak(service: &Service, body: Body<'_>) -> Result<Object> {
    let text = |name| body.text(name).unwrap_or_default();
    service.speak(&text("callConnectionId"), &text("rawId"), &text("phrase"))?;
    Ok(Object::new())
}

fn time(service: &Service) -> Object {
    Object::new()
        .with("elapsedMs", whole(service.clock.elapsed()))
        .with("runs", service.clock.runs())
        .with("time", httpdate::fmt_http_date(service.clock.wall()))
}

fn advance(service: &Service, body: Body<'_>) -> Result<Object> {
    service.advance(millis(body, "advanceMs").unwrap_or_default());
    Ok(time(service))
}

fn journal(service: &Service, _: Body<'_>) -> Result<Object> {
    let entries: Vec<Json> = service.journal.all().into_iter().map(entry).collect();
    Ok(Object::new().with("entries", entries))
}

fn entry(entry: JournalEntry) -> Json {
    let headers = |headers: Vec<(String, String)>| {
        headers
            .into_iter()
            .fold(Object::new(), |all, (name, value)| {
                all.with(name.to_ascii_lowercase(), value)
            })
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let kind = match entry.kind {
        JournalKind::Request => "request",
        JournalKind::Event => "event",
    };
    let since = entry
        .time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Object::new()
        .with("timeMs", whole(since))
        .with("kind", kind)
        .with("method", entry.method)
        .with("path", entry.path)
        .with("headers", headers(entry.headers))
        .with("body", text(&entry.body))
        .with_some("status", entry.status.map(i64::from))
        .with_some("failure", entry.failure)
        .with("responseHeaders", headers(entry.response_headers))
        .with("responseBody", text(&entry.response_body))
        .into()
}

fn reset(service: &Service, body: Body<'_>) -> Result<Object> {
    service.reset(body.flag("keepsSetup"));
    Ok(Object::new())
}

fn calls(service: &Service, _: Body<'_>) -> Result<Object> {
    let state = service.lock();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Ok(Object::new()
        .with("created", count(state.calls.created()))
        .with("active", count(state.calls.active())))
}

fn user(service: &Service, _: Body<'_>) -> Result<Object> {
    Ok(Object::new().with("rawId", service.create_user()))
}

fn phone_number(service: &Service, body: Body<'_>) -> Result<Object> {
    let raw_id = service.add_phone_number(&body.text("number").unwrap_or_default())?;
    Ok(Object::new().with("rawId", raw_id))
}

fn subscription(service: &Service, body: Body<'_>) -> Result<Object> {
    let schema = match body.text("schema").as_deref() {
        Some("cloudEvents") => Schema::CloudEvents,
        _ => Schema::EventGrid,
    };
    let text = |name| body.text(name).unwrap_or_default();
    let mut subscription = body
        .texts_of("includedEventTypes")
        .into_iter()
        .fold(
            GridSubscription::new(text("url"), schema),
            GridSubscription::event_type,
        )
        .subject_begins_with(text("subjectBeginsWith"))
        .subject_ends_with(text("subjectEndsWith"));
    for (name, value) in body.texts("deliveryHeaders") {
        subscription = subscription.header(name, value);
    }
    if !body.flag_or("handshake", true) {
        subscription = subscription.without_handshake();
    }
    service.subscribe(&subscription)?;
    Ok(Object::new())
}

fn unsubscribe(service: &Service, body: Body<'_>) -> Result<Object> {
    let removed = service.unsubscribe(&body.text("url").unwrap_or_default());
    Ok(Object::new().with("removed", removed))
}

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

fn hang_up(service: &Service, body: Body<'_>) -> Result<Object> {
    let text = |name| body.text(name).unwrap_or_default();
    service.hang_up_participant(&text("callConnectionId"), &text("rawId"))?;
    Ok(Object::new())
}

fn fault(service: &Service, body: Body<'_>) -> Result<Object> {
    let mut fault = Fault::on(body.text("operation").unwrap_or_default());
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    fault.status = body
        .number("status")
        .and_then(|status| u16::try_from(status).ok());
    fault.code = body.text("code");
    fault.retry_after = millis(body, "retryAfterMs");
    fault.lose_response = body.flag("loseResponse");
    fault.cut_after = body.number("cutResponseAfterBytes");
    fault.change_content = body.flag("changeContent");
    fault.delay = millis(body, "delayMs").unwrap_or_default();
    let fault = fault.times(body.number("times").map_or(1, small));
    service.lock().faults.add(fault)?;
    Ok(Object::new())
}

fn flush(service: &Service, body: Body<'_>) -> Result<Object> {
    let time_limit = millis(body, "timeoutMs").unwrap_or(Duration::from_secs(10));
    Ok(Object::new().with("flushed", service.outbox.flush(time_limit)))
}

fn whole(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
