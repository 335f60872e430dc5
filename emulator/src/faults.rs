//! Failures on purpose: what the next requests of an operation meet.

use std::time::Duration;

use super::recording::store::{DELETE, DOWNLOAD};
use super::request::routes::ROUTES;
use acs_call_automation::{Error, Result};

/// What happens to the next request of an operation, once or several times.
///
/// ```
/// use acs_call_automation_emulator::Fault;
///
/// Fault::on("CreateCall").status(503).retry_after_secs(1).times(2);
/// Fault::on("AddParticipant").loses_answer();
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Fault {
    operation: String,
    pub(super) status: Option<u16>,
    pub(super) code: Option<String>,
    pub(super) retry_after: Option<u64>,
    pub(super) delay: Duration,
    pub(super) loses_answer: bool,
    pub(super) cut_after: Option<u64>,
    pub(super) changes_content: bool,
    left: u32,
}

impl Fault {
    /// A fault for one operation, by the name that the official clients give it: `CreateCall`,
    /// `AnswerCall`, `Connect`, `RedirectCall`, `RejectCall`, `GetCall`, `HangupCall`,
    /// `TerminateCall`, `TransferToParticipant`, `GetParticipants`, `GetParticipant`,
    /// `AddParticipant`, `CancelAddParticipant`, `RemoveParticipant`, `Mute`, `MoveParticipants`;
    /// `Play`, `Recognize`, `CancelAllMediaOperations`, `SendDtmfTones`,
    /// `StartContinuousDtmfRecognition`, `StopContinuousDtmfRecognition`, `Hold`, `Unhold`,
    /// `StartMediaStreaming`, `StopMediaStreaming`, `StartTranscription`, `StopTranscription`,
    /// `UpdateTranscription`, `InterruptAudioAndAnnounce`; `StartRecording`,
    /// `GetRecordingProperties`, `StopRecording`, `PauseRecording`, `ResumeRecording`,
    /// `GetRecordingResult`, `RecordingContent_Download`, `RecordingContent_Delete`; with or without the `CallConnection_`, `CallMedia_` or
    /// `CallRecording_` before it. `*` stands for all.
    ///
    /// It happens once, unless [`times`](Self::times) says otherwise.
    pub fn on(operation: impl Into<String>) -> Self {
        Self {
            operation: operation.into(),
            status: None,
            code: None,
            retry_after: None,
            delay: Duration::ZERO,
            loses_answer: false,
            cut_after: None,
            changes_content: false,
            left: 1,
        }
    }

    /// Answers with this status, from 400 to 599, and does not act.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The error code in the body of [`status`](Self::status); default `8516` for 429, else `9999`.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds `Retry-After` to the answer, in seconds.
    pub fn retry_after_secs(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Acts, then closes the connection without an answer.
    pub fn loses_answer(mut self) -> Self {
        self.loses_answer = true;
        self
    }

    /// Acts, then breaks the connection after this many bytes of the answer's body.
    pub fn cuts_answer_after(mut self, bytes: u64) -> Self {
        self.cut_after = Some(bytes);
        self
    }

    /// From this request on the file that is downloaded is another one, of the same length. For
    /// `RecordingContent_Download` only.
    pub fn changes_content(mut self) -> Self {
        self.changes_content = true;
        self
    }

    /// Acts, then holds the answer back for this long, in real time.
    pub fn delays_answer(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Happens to this many requests.
    pub fn times(mut self, times: u32) -> Self {
        self.left = times;
        self
    }
}

/// The faults that wait for their requests.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, mut fault: Fault) -> Result<()> {
        let mut name = fault.operation.as_str();
        for family in ["CallConnection_", "CallMedia_", "CallRecording_"] {
            name = name.strip_prefix(family).unwrap_or(name);
        }
        let known = ROUTES
            .iter()
            .map(|route| route.name)
            .chain([DOWNLOAD, DELETE, "*"])
            .find(|known| known.eq_ignore_ascii_case(name))
            .ok_or_else(|| {
                Error::invalid(
                    "fault",
                    format_args!("{:?} is no operation of call control", fault.operation),
                )
            })?;
        if fault
            .status
            .is_some_and(|status| !(400..=599).contains(&status))
        {
            return Err(Error::invalid("fault", "status must be from 400 to 599"));
        }
        if fault.changes_content && known != DOWNLOAD {
            return Err(Error::invalid(
                "fault",
                "only what is downloaded can change",
            ));
        }
        known.clone_into(&mut fault.operation);
        self.0.push(fault);
        Ok(())
    }

    /// The oldest fault for an operation; it is used up when it has happened often enough.
    pub(super) fn take(&mut self, operation: &str) -> Option<Fault> {
        let fault = self.0.iter_mut().find(|fault| {
            fault.left > 0 && (fault.operation == "*" || fault.operation == operation)
        })?;
        fault.left -= 1;
        let taken = fault.clone();
        self.0.retain(|fault| fault.left > 0);
        Some(taken)
    }
}
