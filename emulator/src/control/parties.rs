//! The control API for parties: who there is, how they behave, and what they press and say.

use serde_json::Value;

use super::{Control, MS, NONE, millis};
use crate::json::Object;
use crate::media::prompts::Prompt;
use crate::remote_party::{Reaction, RemoteParty};
use crate::request::fields::{Body, Field, Kind, optional, required};
use crate::service::Service;
use crate::simulation::Decision;
use acs_call_automation::{Error, Result};

pub(super) const CONTROLS: &[Control] = &[
    Control("POST", "remote-party", REMOTE_PARTY, remote_party),
    Control("POST", "prompt", PROMPT, prompt),
    Control("POST", "user", NONE, user),
    Control("POST", "phone-number", NUMBER, phone_number),
    Control("POST", "press-digits", PRESS, press_digits),
    Control("POST", "speak", SPEAK, speak),
    Control(
        "POST",
        "answer-participant",
        PARTICIPANT,
        |service, body| decide(service, body, Decision::Answer),
    ),
    Control(
        "POST",
        "decline-participant",
        PARTICIPANT,
        |service, body| decide(service, body, Decision::Decline),
    ),
    Control("POST", "busy-participant", PARTICIPANT, |service, body| {
        decide(service, body, Decision::Busy)
    }),
    Control("POST", "hang-up-participant", PARTICIPANT, hang_up),
    Control("POST", "mute-participant", MUTE, mute),
];

/// The behavior of a party, here and in a seed.
pub(crate) const REMOTE_PARTY: &[Field] = &[
    optional("rawId", Kind::Filled),
    optional(
        "reaction",
        Kind::Choice(&["answers", "busy", "noAnswer", "declines", "manual"]),
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
/// The behavior of a prompt, here and in a seed.
pub(crate) const PROMPT: &[Field] = &[
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
const NUMBER: &[Field] = &[required("number", Kind::Filled)];
const PARTICIPANT: &[Field] = &[
    required("callConnectionId", Kind::Filled),
    required("rawId", Kind::Filled),
];
const MUTE: &[Field] = &[
    required("callConnectionId", Kind::Filled),
    required("rawId", Kind::Filled),
    required("muted", Kind::Flag),
];

fn remote_party(service: &Service, body: Body<'_>) -> Result<Object> {
    service.set_remote_party(read_party(body)?)?;
    Ok(Object::new())
}

/// Reads a party that has the fields of [`REMOTE_PARTY`].
pub(crate) fn read_party(body: Body<'_>) -> Result<RemoteParty> {
    let reaction = body.text("reaction");
    let answers = matches!(reaction.as_deref(), None | Some("answers"));
    let is_manual = reaction.as_deref() == Some("manual");
    if !answers && body.get("afterMs").is_some() {
        return Err(Error::invalid(
            "afterMs",
            "is for the reaction answers only",
        ));
    }
    for name in ["hangUpAfterMs", "turns"] {
        if !answers && !is_manual && body.get(name).is_some() {
            let rule = "is for the reactions answers and manual only";
            return Err(Error::invalid(name, rule));
        }
    }
    let mut party = body
        .text("rawId")
        .map_or_else(RemoteParty::any, RemoteParty::new);
    party.script.reaction = match reaction.as_deref() {
        Some("busy") => Reaction::Busy,
        Some("noAnswer") => Reaction::NoAnswer,
        Some("declines") => Reaction::Declines,
        Some("manual") => Reaction::Manual,
        _ => Reaction::Answers(millis(body, "afterMs").unwrap_or_default()),
    };
    party.script.stays = millis(body, "hangUpAfterMs");
    let turns = body.get("turns").and_then(Value::as_array);
    for turn in turns.into_iter().flatten() {
        party = with_turn(party, Body(turn))?;
    }
    Ok(party)
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
    let prompt = read_prompt(body)?;
    service.lock().cx.media.set_prompt(prompt);
    Ok(Object::new())
}

/// Reads a prompt that has the fields of [`PROMPT`].
pub(crate) fn read_prompt(body: Body<'_>) -> Result<Prompt> {
    let mut prompt = body.text("content").map_or_else(Prompt::any, Prompt::new);
    if let Some(duration) = millis(body, "durationMs") {
        prompt = prompt.duration(duration);
    }
    if let Some(delay) = millis(body, "startAfterMs") {
        prompt = prompt.start_after(delay);
    }
    let failure = body.object("failure").map(outcome);
    Ok(match (body.text("fails").as_deref(), failure) {
        (None, None) => prompt,
        (Some("download"), None) => prompt.download_failure(),
        (Some(_), None) => prompt.wrong_format(),
        (None, Some((code, sub_code))) => prompt.failure(code, sub_code),
        (Some(_), Some(_)) => {
            return Err(Error::invalid("fails", "must not come with failure"));
        }
    })
}

fn user(service: &Service, _: Body<'_>) -> Result<Object> {
    Ok(Object::new().with("rawId", service.create_user()))
}

fn phone_number(service: &Service, body: Body<'_>) -> Result<Object> {
    let raw_id = service.add_phone_number(&body.text("number").unwrap_or_default())?;
    Ok(Object::new().with("rawId", raw_id))
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

fn decide(service: &Service, body: Body<'_>, decision: Decision) -> Result<Object> {
    let text = |name| body.text(name).unwrap_or_default();
    service.decide(&text("callConnectionId"), &text("rawId"), decision)?;
    Ok(Object::new())
}

fn mute(service: &Service, body: Body<'_>) -> Result<Object> {
    let text = |name| body.text(name).unwrap_or_default();
    let (call, raw_id) = (text("callConnectionId"), text("rawId"));
    service.mute_participant(&call, &raw_id, body.flag("muted"))?;
    Ok(Object::new())
}

fn hang_up(service: &Service, body: Body<'_>) -> Result<Object> {
    let text = |name| body.text(name).unwrap_or_default();
    service.hang_up_participant(&text("callConnectionId"), &text("rawId"))?;
    Ok(Object::new())
}
