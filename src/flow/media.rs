//! Flows that play, recognize, and send DTMF tones.

use std::time::Duration;

use super::outcome::{Outcome, Pending};
use super::run::{EventSource, Names, on_call};
use crate::client::{CallConnection, OperationOptions, PlayOptions, RecognizeOptions};
use crate::error::{Error, Result};
use crate::identifier::{self, CommunicationIdentifier};
use crate::model::{DtmfTone, PlaySource};

const PLAYED: Names = Names("PlayCompleted", &["PlayFailed", "PlayCanceled"]);
const RECOGNIZED: Names = Names(
    "RecognizeCompleted",
    &["RecognizeFailed", "RecognizeCanceled"],
);
const SENT: Names = Names("SendDtmfTonesCompleted", &["SendDtmfTonesFailed"]);

/// Plays to some of the participants, as [`play`](CallConnection::play), and waits until playing
/// has ended.
///
/// A [`looped`](PlayOptions::looped) play never completes.
///
/// # Errors
/// As [`play`](CallConnection::play), and as
/// [`add_participant_and_wait`](super::add_participant_and_wait).
pub fn play_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    sources: &[PlaySource],
    participants: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
    options: &PlayOptions,
    timeout: Duration,
) -> Result<Outcome> {
    let participants = identifier::all(participants)?;
    on_call(call, events, PLAYED, options, timeout, |options| {
        Ok(Pending::of(call.play(sources, &participants, options)?))
    })
}

/// Plays to all participants, as [`play_to_all`](CallConnection::play_to_all), and waits until
/// playing has ended.
///
/// # Errors
/// As [`play_and_wait`].
pub fn play_to_all_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    sources: &[PlaySource],
    options: &PlayOptions,
    timeout: Duration,
) -> Result<Outcome> {
    on_call(call, events, PLAYED, options, timeout, |options| {
        Ok(Pending::of(call.play_to_all(sources, options)?))
    })
}

/// Recognizes input of a participant, as [`recognize`](CallConnection::recognize), and waits until
/// recognition has ended.
///
/// The event of a success has the result: [`dtmf_tones`](crate::event::Event::dtmf_tones),
/// [`choice_label`](crate::event::Event::choice_label),
/// [`choice_phrase`](crate::event::Event::choice_phrase) and
/// [`speech`](crate::event::Event::speech). The event of a failure has the
/// [`media_reason`](crate::event::Event::media_reason), such as silence. `timeout` must leave time
/// for the prompts and the input: the service's own timeouts should expire first, since their
/// events report more.
///
/// # Errors
/// As [`recognize`](CallConnection::recognize), and as
/// [`add_participant_and_wait`](super::add_participant_and_wait).
pub fn recognize_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    options: &RecognizeOptions,
    timeout: Duration,
) -> Result<Outcome> {
    let target: CommunicationIdentifier = target.try_into().map_err(Into::into)?;
    on_call(call, events, RECOGNIZED, options, timeout, |options| {
        Ok(Pending::of(call.recognize(&target, options)?))
    })
}

/// Sends DTMF tones to a phone number, as [`send_dtmf_tones`](CallConnection::send_dtmf_tones), and
/// waits until all are sent.
///
/// # Errors
/// As [`send_dtmf_tones`](CallConnection::send_dtmf_tones), and as
/// [`add_participant_and_wait`](super::add_participant_and_wait).
pub fn send_dtmf_tones_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    tones: &[DtmfTone],
    target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    options: &OperationOptions,
    timeout: Duration,
) -> Result<Outcome> {
    let target: CommunicationIdentifier = target.try_into().map_err(Into::into)?;
    on_call(call, events, SENT, options, timeout, |options| {
        let (_, response) = call.send_dtmf_tones(tones, &target, options)?.split();
        Ok(Pending::of(response))
    })
}
