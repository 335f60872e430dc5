//! Flows that play, recognize, and send DTMF tones.

use std::time::Duration;

use super::begin;
use super::outcome::Outcome;
use super::run::EventSource;
use crate::client::{CallConnection, OperationOptions, PlayOptions, RecognizeOptions};
use crate::error::{Error, Result};
use crate::identifier::CommunicationIdentifier;
use crate::model::{DtmfTone, PlaySource};

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
    begin::play(call, events, sources, participants, options, timeout)?.wait()
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
    begin::play_to_all(call, events, sources, options, timeout)?.wait()
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
    begin::recognize(call, events, target, options, timeout)?.wait()
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
    begin::send_dtmf_tones(call, events, tones, target, options, timeout)?.wait()
}
