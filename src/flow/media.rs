//! What is heard in a call, and listened for.

use std::time::Duration;

use super::outcome::{Outcome, Pending};
use super::run::{EventSource, Names, on_call};
use crate::client::{CallConnection, PlayOptions, RecognizeOptions, SendDtmfTonesOptions};
use crate::error::{Error, Result};
use crate::identifier::CommunicationIdentifier;
use crate::model::{DtmfTone, PlaySource};

const PLAYED: Names = Names("PlayCompleted", &["PlayFailed", "PlayCanceled"]);
const RECOGNIZED: Names = Names(
    "RecognizeCompleted",
    &["RecognizeFailed", "RecognizeCanceled"],
);
const SENT: Names = Names("SendDtmfTonesCompleted", &["SendDtmfTonesFailed"]);

/// Plays to some of the participants, as [`play`](CallConnection::play), until everything was
/// played.
///
/// What is [`looped`](PlayOptions::looped) is never played to its end.
///
/// # Errors
/// As [`play`](CallConnection::play), and as
/// [`add_participant_and_wait`](super::add_participant_and_wait).
pub fn play_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    sources: &[PlaySource],
    participants: &[CommunicationIdentifier],
    options: &PlayOptions,
    timeout: Duration,
) -> Result<Outcome> {
    on_call(call, events, PLAYED, options, timeout, |options| {
        Ok(Pending::of(call.play(sources, participants, options)?))
    })
}

/// Plays to everybody in the call, as [`play_to_all`](CallConnection::play_to_all), until
/// everything was played.
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

/// Listens to a participant, as [`recognize`](CallConnection::recognize), until something was
/// recognized or nothing was.
///
/// What it was, the event of success reports: its
/// [`dtmf_tones`](crate::event::Event::dtmf_tones),
/// [`choice_label`](crate::event::Event::choice_label),
/// [`choice_phrase`](crate::event::Event::choice_phrase) and
/// [`speech`](crate::event::Event::speech). Why not, the
/// [`media_reason`](crate::event::Event::media_reason) of a failure, silence among them. The
/// timeout must leave time for prompts and answer: the service's own timeouts end earlier and
/// tell more.
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

/// Sends tones to a telephone, as [`send_dtmf_tones`](CallConnection::send_dtmf_tones), until all
/// were sent.
///
/// # Errors
/// As [`send_dtmf_tones`](CallConnection::send_dtmf_tones), and as
/// [`add_participant_and_wait`](super::add_participant_and_wait).
pub fn send_dtmf_tones_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    tones: &[DtmfTone],
    target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    options: &SendDtmfTonesOptions,
    timeout: Duration,
) -> Result<Outcome> {
    let target: CommunicationIdentifier = target.try_into().map_err(Into::into)?;
    on_call(call, events, SENT, options, timeout, |options| {
        let (_, answer) = call.send_dtmf_tones(tones, &target, options)?.split();
        Ok(Pending::of(answer))
    })
}
