//! The error responses: a table of state x operation -> code, and their bodies.

use std::borrow::Cow;

use super::routes::Operation as O;
use super::versions::Version;
use crate::json::{Json, Object};

/// An error response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: u16,
    /// The sub-code, in digits; empty for the web framework's own errors, which have none.
    pub code: Cow<'static, str>,
    pub message: String,
    /// The methods a path has, for 405.
    pub allow: Option<String>,
    /// How well this response is known, where the table below has it.
    pub known: Option<Known>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: Cow::Borrowed(code),
            message: message.into(),
            allow: None,
            known: None,
        }
    }

    /// A field that is missing, unknown, mistyped or out of range.
    pub(crate) fn field(message: impl Into<String>) -> Self {
        Self::new(400, "8523", message)
    }

    pub(crate) fn call_not_found() -> Self {
        Self::new(404, "8522", "Call not found.")
    }

    pub(crate) fn participant_not_found() -> Self {
        Self::new(404, "8522", "Participant not found.")
    }

    /// The error of the web framework for a path that does not exist, or not in this version.
    pub(crate) fn no_resource(host: &str, target: &str, hint: &str) -> Self {
        Self::new(
            404,
            "",
            format!(
                "No HTTP resource was found that matches the request URI 'http://{host}{target}'{hint}"
            ),
        )
    }

    pub(crate) fn wrong_method(method: &str, allowed: Vec<&str>) -> Self {
        Self {
            allow: Some(allowed.join(", ")),
            ..Self::new(
                405,
                "",
                format!("The requested resource does not support http method '{method}'."),
            )
        }
    }

    /// The body. `path` is the request's path without query.
    pub(crate) fn body(&self, path: &str, version: Option<&Version>) -> Object {
        let message = Object::new();
        if self.code.is_empty() {
            return message.with("message", self.message.as_str());
        }
        if self.status == 401 {
            let error = Object::new()
                .with("Code", self.code.as_ref())
                .with("Message", self.message.as_str())
                .with("Target", path)
                .with("Details", Json::Null)
                .with("InnerDetails", Json::Null);
            return message.with("Error", error);
        }
        let error = Object::new()
            .with("code", self.code.as_ref())
            .with("message", self.message.as_str())
            .with_some(
                "target",
                version
                    .is_none_or(Version::has_error_target)
                    .then_some(path),
            );
        message.with("error", error)
    }
}

/// The state in which an operation finds its call, incoming call or recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Situation {
    /// No such call connection, or it has ended.
    CallGone,
    /// No one has answered yet.
    Connecting,
    /// A transfer of a 1:1 call is under way.
    Transferring,
    /// The incoming call context was not made by this emulator.
    ContextUnknown,
    /// The incoming call was answered, and that call goes on.
    ContextAnswered,
    /// The incoming call was rejected or redirected, its caller hung up, or its call has ended.
    ContextGone,
    /// It rang for 30 s.
    ContextStale,
    /// The server call id of a recording names no call.
    NoSuchServerCall,
    /// No such recording, or it was stopped, or its call has ended.
    RecordingGone,
    /// The call is being recorded in this way already.
    RecordingGoesOn,
    /// The recording is paused.
    RecordingPaused,
}

/// How well a row of the table is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Recorded,
    Documented,
    Reported,
    Inferred,
}

impl Known {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Documented => "documented",
            Self::Reported => "reported",
            Self::Inferred => "inferred",
        }
    }
}

/// One row: the error of an operation in a situation.
pub(crate) struct Row {
    pub situation: Situation,
    pub operations: &'static [O],
    pub status: u16,
    pub code: &'static str,
    pub message: &'static str,
    pub known: Known,
}

const ON_A_CALL: &[O] = &[
    O::Get,
    O::HangUp,
    O::Terminate,
    O::Transfer,
    O::ListParticipants,
    O::GetParticipant,
    O::Add,
    O::CancelAdd,
    O::Remove,
    O::Mute,
    O::Unmute,
    O::Move,
];
const WANTS_ESTABLISHED: &[O] = &[
    O::ListParticipants,
    O::GetParticipant,
    O::Add,
    O::CancelAdd,
    O::Remove,
    O::Mute,
    O::Unmute,
    O::Move,
];
const OF_MEDIA: &[O] = &[
    O::Play,
    O::Announce,
    O::Recognize,
    O::CancelAllMedia,
    O::SendDtmf,
    O::StartContinuousDtmf,
    O::StopContinuousDtmf,
    O::Hold,
    O::Unhold,
    O::StartStreaming,
    O::StopStreaming,
    O::StartTranscription,
    O::StopTranscription,
    O::UpdateTranscription,
];
const CHANGES_WHO_IS_THERE: &[O] = &[O::Add, O::CancelAdd, O::Remove, O::Mute, O::Unmute, O::Move];
const ON_AN_INCOMING_CALL: &[O] = &[O::Answer, O::Redirect, O::Reject];

pub(crate) const RECORDING_GOES_ON: &str =
    "Only one recording of a given type is supported in a call.";
pub(crate) const NOT_ESTABLISHED: &str = "Action is invalid when call is not in Established state";

/// The table. `docs/emulator.md` shows it, and a test keeps the two alike.
pub(crate) static TABLE: &[Row] = &[
    row(
        Situation::CallGone,
        ON_A_CALL,
        404,
        "8522",
        "Call not found.",
        Known::Recorded,
    ),
    row(
        Situation::CallGone,
        OF_MEDIA,
        404,
        "8522",
        "Call not found.",
        Known::Documented,
    ),
    row(
        Situation::CallGone,
        &[O::StartDialog, O::StopDialog],
        404,
        "8522",
        "Call not found.",
        Known::Inferred,
    ),
    row(
        Situation::Connecting,
        &[O::Transfer],
        400,
        "8501",
        NOT_ESTABLISHED,
        Known::Recorded,
    ),
    row(
        Situation::Connecting,
        WANTS_ESTABLISHED,
        400,
        "8501",
        NOT_ESTABLISHED,
        Known::Documented,
    ),
    row(
        Situation::Connecting,
        OF_MEDIA,
        400,
        "8501",
        NOT_ESTABLISHED,
        Known::Documented,
    ),
    row(
        Situation::Transferring,
        &[O::Transfer],
        409,
        "8607",
        "Another transfer of this call is under way.",
        Known::Documented,
    ),
    row(
        Situation::Transferring,
        CHANGES_WHO_IS_THERE,
        400,
        "8585",
        "Action is not valid in the current state of the call.",
        Known::Inferred,
    ),
    row(
        Situation::ContextUnknown,
        ON_AN_INCOMING_CALL,
        400,
        "8523",
        "The field IncomingCallContext is invalid.",
        Known::Inferred,
    ),
    row(
        Situation::ContextAnswered,
        ON_AN_INCOMING_CALL,
        400,
        "8585",
        "Action is not valid in the current state of the call.",
        Known::Inferred,
    ),
    row(
        Situation::ContextGone,
        ON_AN_INCOMING_CALL,
        404,
        "8522",
        "Call not found.",
        Known::Inferred,
    ),
    row(
        Situation::ContextStale,
        ON_AN_INCOMING_CALL,
        400,
        "8523",
        "IDX23010: Lifetime validation of the signed http request failed.",
        Known::Reported,
    ),
    row(
        Situation::CallGone,
        &[O::StartRecording],
        404,
        "8522",
        "Call not found.",
        Known::Inferred,
    ),
    row(
        Situation::Connecting,
        &[O::StartRecording],
        400,
        "8501",
        NOT_ESTABLISHED,
        Known::Documented,
    ),
    row(
        Situation::NoSuchServerCall,
        &[O::StartRecording],
        400,
        "8527",
        "Invalid join identity, cannot join call.",
        Known::Recorded,
    ),
    row(
        Situation::RecordingGoesOn,
        &[O::StartRecording],
        400,
        "8553",
        RECORDING_GOES_ON,
        Known::Recorded,
    ),
    row(
        Situation::RecordingGone,
        &[O::GetRecording, O::StopRecording],
        404,
        "8522",
        "Recording not found.",
        Known::Recorded,
    ),
    row(
        Situation::RecordingGone,
        &[O::PauseRecording, O::ResumeRecording, O::GetRecordingResult],
        404,
        "8522",
        "Recording not found.",
        Known::Inferred,
    ),
    row(
        Situation::RecordingPaused,
        &[O::PauseRecording],
        400,
        "8573",
        "The recording is paused already.",
        Known::Inferred,
    ),
    row(
        Situation::RecordingGoesOn,
        &[O::ResumeRecording],
        400,
        "8573",
        "The recording is not paused.",
        Known::Inferred,
    ),
];

const fn row(
    situation: Situation,
    operations: &'static [O],
    status: u16,
    code: &'static str,
    message: &'static str,
    known: Known,
) -> Row {
    Row {
        situation,
        operations,
        status,
        code,
        message,
        known,
    }
}

/// Returns the error of an operation in a situation, if the table has one.
pub(crate) fn check_allowed(situation: Situation, operation: O) -> Result<(), Refusal> {
    TABLE
        .iter()
        .find(|row| row.situation == situation && row.operations.contains(&operation))
        .map_or(Ok(()), |row| {
            Err(Refusal {
                known: Some(row.known),
                ..Refusal::new(row.status, row.code, row.message)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::routes::ROUTES;

    fn words(situation: Situation) -> &'static str {
        match situation {
            Situation::CallGone => "no such call, or it ended",
            Situation::Connecting => "connecting",
            Situation::Transferring => "transferring",
            Situation::ContextUnknown => "context unknown",
            Situation::ContextAnswered => "context answered",
            Situation::ContextGone => "context rejected, redirected or given up",
            Situation::ContextStale => "context rang 30 s",
            Situation::NoSuchServerCall => "server call id that names no call",
            Situation::RecordingGone => "no such recording, or it ended",
            Situation::RecordingGoesOn => "being recorded",
            Situation::RecordingPaused => "recording paused",
        }
    }

    fn names(operations: &[O]) -> String {
        let name = |operation: &O| {
            let route = ROUTES.iter().find(|route| route.operation == *operation);
            route.unwrap().name
        };
        operations.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_documentation_shows_this_table() {
        let page = include_str!("../../../docs/emulator.md");
        for row in TABLE {
            let line = format!(
                "| {} | {} | {} | {} | `{}` | {} |",
                words(row.situation),
                names(row.operations),
                row.status,
                row.code,
                row.message,
                row.known.name()
            );
            assert!(page.lines().any(|known| known == line), "missing: {line}");
        }
    }

    #[test]
    fn every_operation_has_a_row_for_what_it_may_not_find() {
        for route in ROUTES {
            let operation = route.operation;
            let needs = match operation {
                O::Create | O::Connect => continue,
                O::Answer | O::Redirect | O::Reject => Situation::ContextUnknown,
                O::GetRecording
                | O::StopRecording
                | O::PauseRecording
                | O::ResumeRecording
                | O::GetRecordingResult => Situation::RecordingGone,
                _ => Situation::CallGone,
            };
            assert!(check_allowed(needs, operation).is_err(), "{}", route.name);
        }
    }
}
