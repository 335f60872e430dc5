//! The events that go to callback URLs: names, outcomes, and the JSON around them.

pub(super) mod delivery;
pub(super) mod event_grid;
mod lanes;
pub(super) mod outbox;

use super::json::{Json, Object};
use super::request::versions::{Era, Version};
use super::timestamp::Timestamp;

/// The names of all events: their types without `Microsoft.Communication.`.
pub(super) const NAMES: [&str; 50] = [
    "AddParticipantFailed",
    "AddParticipantSucceeded",
    "AnswerFailed",
    "CallConnected",
    "CallDisconnected",
    "CallEnded",
    "CallParticipantAdded",
    "CallParticipantRemoved",
    "CallStarted",
    "CallTransferAccepted",
    "CallTransferFailed",
    "CancelAddParticipantFailed",
    "CancelAddParticipantSucceeded",
    "ConnectFailed",
    "ContinuousDtmfRecognitionStopped",
    "ContinuousDtmfRecognitionToneFailed",
    "ContinuousDtmfRecognitionToneReceived",
    "CreateCallFailed",
    "HoldAudioCompleted",
    "HoldAudioPaused",
    "HoldAudioResumed",
    "HoldAudioStarted",
    "HoldFailed",
    "IncomingCall",
    "MediaStreamingFailed",
    "MediaStreamingStarted",
    "MediaStreamingStopped",
    "MoveParticipantFailed",
    "MoveParticipantSucceeded",
    "ParticipantsUpdated",
    "PlayCanceled",
    "PlayCompleted",
    "PlayFailed",
    "PlayStarted",
    "RecognizeCanceled",
    "RecognizeCompleted",
    "RecognizeFailed",
    "RecordingFileStatusUpdated",
    "RecordingStateChanged",
    "RemoveParticipantFailed",
    "RemoveParticipantSucceeded",
    "SendDtmfCompleted",
    "SendDtmfFailed",
    "SendDtmfTonesCompleted",
    "SendDtmfTonesFailed",
    "StartRecordingFailed",
    "TranscriptionFailed",
    "TranscriptionStarted",
    "TranscriptionStopped",
    "TranscriptionUpdated",
];

/// `resultInformation`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    pub code: i64,
    pub sub_code: i64,
    pub message: String,
}

impl Outcome {
    /// An outcome with the service's ending of the message: `DiagCode: 603#0.@`; code 200 becomes 0
    /// there.
    pub(super) fn ended(code: i64, sub_code: i64, message: &str) -> Self {
        let shown = if code == 200 { 0 } else { code };
        Self {
            code,
            sub_code,
            message: format!("{message} DiagCode: {shown}#{sub_code}.@"),
        }
    }

    pub(super) fn new(code: i64, sub_code: i64, message: impl Into<String>) -> Self {
        Self {
            code,
            sub_code,
            message: message.into(),
        }
    }

    pub(super) fn success() -> Self {
        Self::new(200, 0, "")
    }

    /// A completed media operation.
    pub(super) fn completed() -> Self {
        Self::new(200, 0, "Action completed successfully.")
    }

    /// A media operation that was canceled.
    pub(super) fn canceled() -> Self {
        Self::new(400, 8508, "Action failed, the operation was cancelled.")
    }

    /// A media operation whose participant has left.
    pub(super) fn target_left() -> Self {
        Self::new(
            400,
            8558,
            "Action failed, the participant has left the call.",
        )
    }

    /// A play that was accepted before the call was answered.
    pub(super) fn not_established() -> Self {
        Self::new(400, 8501, crate::request::errors::NOT_ESTABLISHED)
    }

    /// Recorded for a continuous recognition that was stopped, though the call goes on.
    pub(super) fn recognition_ended() -> Self {
        Self::ended(200, 7000, "The conversation has ended.")
    }

    /// The leg that hung up or terminated.
    pub(super) fn own_hang_up() -> Self {
        Self::ended(
            200,
            7000,
            "Call was ended by Azure Communication Service Call Automation API or a server bot.",
        )
    }

    /// The other legs of a call that was terminated, unless media had been in it.
    pub(super) fn terminated_by_another() -> Self {
        Self::ended(200, 5001, "This conversation has ended..")
    }

    /// The last one left in a call.
    pub(super) fn left_alone() -> Self {
        Self::ended(
            200,
            5003,
            "Call was ended by Azure Communication Service as the call has ended.",
        )
    }

    /// The phone that had called hung up; recorded without a code in the message.
    pub(super) fn phone_caller_left() -> Self {
        Self::new(
            200,
            540_000,
            "Call ended successfully by local PSTN caller.",
        )
    }

    /// The phone that was called hung up: documented.
    pub(super) fn phone_callee_left() -> Self {
        Self::new(
            200,
            560_000,
            "Call ended successfully by remote PSTN participant.",
        )
    }

    /// A leg that was removed by another: from a 1:1 call, or one that goes on.
    pub(super) fn removed(goes_on: bool) -> Self {
        Self::ended(200, if goes_on { 5300 } else { 5000 }, REMOVED)
    }

    /// The leg that removed the only other party.
    pub(super) fn removed_the_last() -> Self {
        Self::ended(200, 5300, REMOVED)
    }

    pub(super) fn transferred() -> Self {
        Self::ended(200, 7015, "Call was ended as it was transferred.")
    }

    pub(super) fn caller_gave_up() -> Self {
        Self::ended(487, 0, "Call was canceled by the caller.")
    }

    pub(super) fn declined() -> Self {
        Self::ended(
            603,
            0,
            "Call ended successfully as it was declined from callee.",
        )
    }

    /// The outcome of a rejected call for its creator, by the reason given. No reason and `none`
    /// differ in the recordings.
    pub(super) fn rejected(reason: Option<&str>) -> Self {
        match reason {
            None => Self::declined(),
            Some("busy") => Self::busy(false),
            Some("forbidden") => Self::ended(403, 0, "Call was rejected as forbidden."),
            Some(_) => Self::ended(200, 5002, "The conversation has ended."),
        }
    }

    pub(super) fn busy(phone: bool) -> Self {
        Self::ended(486, if phone { 560_486 } else { 0 }, "The callee is busy.")
    }

    pub(super) fn not_answered(phone: bool) -> Self {
        if phone {
            Self::ended(480, 560_480, "The callee did not answer.")
        } else {
            Self::ended(487, 10_004, "The call was not accepted in time.")
        }
    }

    pub(super) fn bad_number() -> Self {
        Self::ended(484, 560_484, "The number is incomplete or not allowed.")
    }

    pub(super) fn is_there() -> Self {
        Self::new(
            400,
            8523,
            "The participant is in the call or being called already.",
        )
    }

    /// A second recording of a kind, as its start by locator fails.
    pub(super) fn recording_goes_on() -> Self {
        Self::new(400, 8553, super::request::errors::RECORDING_GOES_ON)
    }

    /// A canceled invitation: the outcome changed with the versions of 2025.
    pub(super) fn invitation_canceled(version: &Version, raw_id: &str) -> Self {
        let (code, sub_code, why) = if version.name < "2025" {
            (487, 5234, "The Call Has Been Cancelled.")
        } else {
            (200, 5300, "The conversation has ended.")
        };
        let message =
            format!("addParticipants failed for participant {raw_id}. Underlying reason: {why}");
        Self::ended(code, sub_code, &message)
    }

    fn json(&self) -> Object {
        Object::new()
            .with("code", self.code)
            .with("subCode", self.sub_code)
            .with("message", self.message.as_str())
    }
}

const REMOVED: &str = "Call ended for this participant as it was removed from the conversation by another participant.";

/// One event of a call, before it is addressed to a leg.
#[derive(Debug)]
pub(super) struct Event {
    /// The type without `Microsoft.Communication.`.
    pub name: &'static str,
    /// The members that only this type has.
    pub own: Object,
    pub context: Option<String>,
    pub outcome: Outcome,
    /// The source, when it is not a call connection.
    pub source: Option<Box<str>>,
}

impl Event {
    pub(super) fn new(name: &'static str, context: Option<String>, outcome: Outcome) -> Self {
        Self {
            name,
            own: Object::new(),
            context,
            outcome,
            source: None,
        }
    }

    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.own = self.own.with(name, value);
        self
    }
}

/// The leg and the call that an event is about.
pub(super) struct About<'a> {
    pub version: &'static Version,
    pub connection_id: &'a str,
    /// Unknown only to a connect that found no call.
    pub server_call_id: Option<&'a str>,
    pub correlation_id: &'a str,
}

/// The body of a delivery: an array of one CloudEvent.
pub(super) fn delivery(event: Event, about: &About<'_>, id: &str, at: Timestamp) -> Vec<u8> {
    let name = match (about.version.has_former_dtmf_events(), event.name) {
        (true, "SendDtmfTonesCompleted") => "SendDtmfCompleted",
        (true, "SendDtmfTonesFailed") => "SendDtmfFailed",
        (_, name) => name,
    };
    let kind = format!("Microsoft.Communication.{name}");
    let subject = event.source.as_deref().map(str::to_owned);
    let subject =
        subject.unwrap_or_else(|| format!("calling/callConnections/{}", about.connection_id));
    let source = if event.source.is_none() && about.version.is_first() {
        format!("{subject}/{}", event.name)
    } else {
        subject.clone()
    };
    let cloud_event = Object::new()
        .with("id", id)
        .with("source", source)
        .with("type", kind.as_str())
        .with("data", data(event, about, &kind))
        .with("time", at.with_offset())
        .with("specversion", "1.0")
        .with("datacontenttype", "application/json")
        .with("subject", subject);
    array_of_one(&cloud_event)
}

pub(super) fn array_of_one(object: &Object) -> Vec<u8> {
    let mut body = vec![b'['];
    body.extend(object.escaped());
    body.push(b']');
    body
}

/// Which events had an outcome before all did: failures, and of media those whose code says
/// something. A canceled play did not, as recorded.
fn has_early_outcome(name: &str) -> bool {
    let of_media = ["Play", "Recognize", "MediaStreaming", "Transcription"];
    name.ends_with("Failed")
        || (of_media.iter().any(|media| name.starts_with(media)) && !name.ends_with("Canceled"))
}

fn data(event: Event, about: &About<'_>, kind: &str) -> Object {
    let context = Object::new().with_some("operationContext", event.context);
    let result = Object::new().with("resultInformation", event.outcome.json());
    let names_itself = about.version.names_itself_in_events();
    let version = Object::new().with_some("version", names_itself.then_some(about.version.name));
    // The order of the recordings; ParticipantsUpdated and those about recording have their own.
    let has_no_context = event.name == "ParticipantsUpdated" || event.source.is_some();
    let middle = match about.version.era_of_events() {
        Era::FirstRequest | Era::Lean if has_early_outcome(event.name) => {
            context.followed_by(result).followed_by(version)
        }
        Era::FirstRequest | Era::Lean => context.followed_by(version),
        Era::Full if has_no_context => result.followed_by(version),
        Era::Full => version.followed_by(context).followed_by(result),
        Era::Latest => context.followed_by(result).followed_by(version),
    };
    event
        .own
        .followed_by(middle)
        .with("callConnectionId", about.connection_id)
        .with_some("serverCallId", about.server_call_id)
        .with("correlationId", about.correlation_id)
        .with_some("publicEventType", names_itself.then_some(kind))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// Collects code, sub-code and message of every outcome in a value.
    fn collect(value: &Value, found: &mut BTreeSet<(i64, i64, String)>) {
        if let Some(result) = value.get("resultInformation") {
            let number = |name: &str| result[name].as_i64().unwrap_or_default();
            let message = result["message"].as_str().unwrap_or_default().to_owned();
            found.insert((number("code"), number("subCode"), message));
        }
        match value {
            Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
            Value::Object(members) => members.values().for_each(|value| collect(value, found)),
            _ => {}
        }
    }

    #[test]
    fn the_messages_of_outcomes_are_those_of_the_service() {
        let mut recorded = BTreeSet::new();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/recorded");
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|kind| kind == "json") {
                let text = std::fs::read(path).unwrap();
                collect(&serde_json::from_slice(&text).unwrap(), &mut recorded);
            }
        }
        let invited = |version: &str, raw_id: &str| {
            Outcome::invitation_canceled(Version::known(version).unwrap(), raw_id)
        };
        for outcome in [
            Outcome::success(),
            Outcome::completed(),
            Outcome::canceled(),
            Outcome::recognition_ended(),
            Outcome::own_hang_up(),
            Outcome::terminated_by_another(),
            Outcome::left_alone(),
            Outcome::removed(false),
            Outcome::removed_the_last(),
            Outcome::declined(),
            Outcome::rejected(None),
            Outcome::rejected(Some("none")),
            // As the recordings mask them.
            invited("2024-06-15-preview", "$added"),
            invited("2025-06-15", "<rawId>"),
        ] {
            let Outcome {
                code,
                sub_code,
                message,
            } = outcome;
            let of_pair: Vec<_> = recorded
                .iter()
                .filter(|known| (known.0, known.1) == (code, sub_code))
                .map(|known| known.2.as_str())
                .collect();
            assert!(
                of_pair.contains(&message.as_str()),
                "{code}/{sub_code}: {message:?}, recorded {of_pair:?}"
            );
        }
    }
}
