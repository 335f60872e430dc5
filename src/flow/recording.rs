//! The flow that starts a recording.

use std::time::Duration;

use super::begin;
use super::outcome::Outcome;
use crate::client::{CallAutomationClient, RecordingTarget, StartRecordingOptions};
use crate::error::Result;
use crate::receiver::Receiver;

/// Starts recording a call, as [`start_recording`](CallAutomationClient::start_recording), and waits until
/// the recording is active, or inactive when it [starts
/// paused](StartRecordingOptions::pause_on_start), or starting it has failed.
///
/// The event of a success has the id of the recording, and otherwise
/// [`recording_id`](super::Pending::recording_id) has it. Events are matched by that id. The
/// [callback of the options](StartRecordingOptions::recording_state_callback_uri) is required, and must
/// lead to `receiver`.
///
/// Events do not name the group or room by which a call is located. The end of such a call does not end the
/// wait, and a lost response is returned as an error at once. Otherwise the first recording that starts in
/// the call decides then.
///
/// # Errors
/// As [`start_recording`](CallAutomationClient::start_recording); `OutcomeUnknown` only when no event
/// arrived in time either; `InvalidInput` without a callback; `Closed` and `Forked` as the receiver, before
/// anything is sent.
pub fn start_recording_and_wait(
    client: &CallAutomationClient,
    receiver: &Receiver,
    target: impl Into<RecordingTarget>,
    options: &StartRecordingOptions,
    timeout: Duration,
) -> Result<Outcome> {
    begin::start_recording(client, receiver, target, options, timeout)?.wait()
}
