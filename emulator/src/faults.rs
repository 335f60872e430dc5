//! Faults: failures of the next requests of an operation.

use std::time::Duration;

use super::recording::store::{DELETE, DOWNLOAD};
use super::request::routes::ROUTES;
use acs_call_automation::{Error, Result};

/// A failure of the next request of an operation, once or several times.
///
/// ```
/// use acs_call_automation_emulator::Fault;
/// use std::time::Duration;
///
/// Fault::on("CreateCall").status(503).retry_after(Duration::from_secs(1)).times(2);
/// Fault::on("AddParticipant").lose_response();
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Fault {
    operation: String,
    pub(super) status: Option<u16>,
    pub(super) code: Option<String>,
    pub(super) retry_after: Option<Duration>,
    pub(super) delay: Duration,
    pub(super) lose_response: bool,
    pub(super) cut_after: Option<u64>,
    pub(super) change_content: bool,
    left: u32,
}

impl Fault {
    /// Creates a fault for one operation by its name, with or without the prefix `CallConnection_`,
    /// `CallMedia_` or `CallRecording_` of the official clients. `*` is every operation.
    ///
    /// - Calls: `CreateCall`, `AnswerCall`, `Connect`, `RedirectCall`, `RejectCall`, `GetCall`,
    ///   `HangupCall` (this leg), `TerminateCall` (for everyone), `TransferToParticipant`.
    /// - Participants: `GetParticipants`, `GetParticipant`, `AddParticipant`, `CancelAddParticipant`,
    ///   `RemoveParticipant`, `Mute`, `MoveParticipants`.
    /// - Media: `Play`, `Recognize`, `CancelAllMediaOperations`, `SendDtmfTones`,
    ///   `StartContinuousDtmfRecognition`, `StopContinuousDtmfRecognition`, `Hold`, `Unhold`,
    ///   `StartMediaStreaming`, `StopMediaStreaming`, `StartTranscription`, `StopTranscription`,
    ///   `UpdateTranscription`.
    /// - Recording: `StartRecording`, `GetRecordingProperties`, `StopRecording`, `PauseRecording`,
    ///   `ResumeRecording`, `RecordingContent_Download`, `RecordingContent_Delete`.
    /// - Preview versions only: `SendDtmf`, `StartHoldMusic`, `StopHoldMusic`,
    ///   `InterruptAudioAndAnnounce`, `StartDialog`, `StopDialog`, `GetRecordingResult`.
    ///
    /// It applies once, unless [`times`](Self::times) is set.
    pub fn on(operation: impl Into<String>) -> Self {
        Self {
            operation: operation.into(),
            status: None,
            code: None,
            retry_after: None,
            delay: Duration::ZERO,
            lose_response: false,
            cut_after: None,
            change_content: false,
            left: 1,
        }
    }

    /// Responds with this status, from 400 to 599; the operation is not performed.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the error code in the body of [`status`](Self::status); default `8516` for 429, else
    /// `9999`.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds the header `Retry-After` to the response. Whole seconds only:
    /// [`Emulator::add_fault`](super::Emulator::add_fault) refuses others.
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.retry_after = Some(delay);
        self
    }

    /// Performs the operation, then closes the connection without a response.
    pub fn lose_response(mut self) -> Self {
        self.lose_response = true;
        self
    }

    /// Performs the operation, then breaks the connection after this many bytes of the response
    /// body.
    pub fn cut_response_after(mut self, bytes: u64) -> Self {
        self.cut_after = Some(bytes);
        self
    }

    /// Replaces the content of the downloaded file from this request on, with the same length. For
    /// `RecordingContent_Download` only.
    pub fn change_content(mut self) -> Self {
        self.change_content = true;
        self
    }

    /// Performs the operation, then delays the response for this long, in real time.
    pub fn delay_response(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets the number of requests that it applies to. Default: 1.
    pub fn times(mut self, times: u32) -> Self {
        self.left = times;
        self
    }
}

/// The faults that have not been used up.
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
                    "operation",
                    format_args!("{:?} is not an operation of call control", fault.operation),
                )
            })?;
        if fault
            .status
            .is_some_and(|status| !(400..=599).contains(&status))
        {
            return Err(Error::invalid("status", "must be from 400 to 599"));
        }
        if fault
            .retry_after
            .is_some_and(|delay| delay.subsec_nanos() > 0)
        {
            return Err(Error::invalid(
                "retry after",
                "must be whole seconds, as the header Retry-After has them",
            ));
        }
        if fault.change_content && known != DOWNLOAD {
            return Err(Error::invalid(
                "change content",
                "is for RecordingContent_Download only",
            ));
        }
        known.clone_into(&mut fault.operation);
        self.0.push(fault);
        Ok(())
    }

    /// Takes the oldest fault for an operation; it is removed when it was applied often enough.
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
