//! Flows in two steps: each function sends the request of the function ending in `_and_wait`, and returns
//! what waits for the event. For
//! [`CallAutomationClient::submit_flow`](crate::CallAutomationClient::submit_flow), or a program that does
//! something else meanwhile:
//!
//! ```no_run
//! # use std::time::Duration;
//! # use acs_call_automation::{CallConnection, PlaySource, Result, flow};
//! # use acs_call_automation::options::PlayOptions;
//! # use acs_call_automation::receiver::Receiver;
//! # fn both(calls: [&CallConnection; 2], receiver: &Receiver, gong: &[PlaySource]) -> Result<()> {
//! let (options, minute) = (PlayOptions::new(), Duration::from_secs(60));
//! let [first, second] = calls;
//! let first = flow::begin::play_to_all(first, receiver, gong, &options, minute)?;
//! let second = flow::begin::play_to_all(second, receiver, gong, &options, minute)?;
//! println!("{}, {}", first.wait()?, second.wait()?); // both were played at the same time
//! # Ok(())
//! # }
//! ```

use std::time::Duration;

use super::begun::Begun;
use super::calls::Connected;
use super::outcome::{Outcome, Pending};
use super::run::{EventSource, Names, new_call, on_call, recording};
use crate::client::{
    AddParticipantOptions, AnswerCallOptions, CallAutomationClient, CallConnection,
    ConnectCallOptions, CreateCallOptions, CreateCallResult, CreateGroupCallOptions, ForEveryone,
    OperationOptions, PlayOptions, RecognizeOptions, RecordingTarget, StartRecordingOptions,
    TransferCallOptions,
};
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::{self, CommunicationIdentifier};
use crate::model::{CallInvite, CallLocator, DtmfTone, PlaySource, RecordingState};
use crate::pipeline::{RequestOptions, Response};
use crate::receiver::{NewRecording, Receiver, RecordedCall};

const CREATED: Names = Names("CallConnected", &["CreateCallFailed"]);
const ANSWERED: Names = Names("CallConnected", &["AnswerFailed"]);
const CONNECTED: Names = Names("CallConnected", &["ConnectFailed"]);
const ADDED: Names = Names("AddParticipantSucceeded", &["AddParticipantFailed"]);
const REMOVED: Names = Names("RemoveParticipantSucceeded", &["RemoveParticipantFailed"]);
const CANCELED: Names = Names(
    "CancelAddParticipantSucceeded",
    &["CancelAddParticipantFailed"],
);
const HUNG_UP: Names = Names("CallDisconnected", &[]);
const TRANSFERRED: Names = Names("CallTransferAccepted", &["CallTransferFailed"]);
const PLAYED: Names = Names("PlayCompleted", &["PlayFailed", "PlayCanceled"]);
const RECOGNIZED: Names = Names(
    "RecognizeCompleted",
    &["RecognizeFailed", "RecognizeCanceled"],
);
const SENT: Names = Names("SendDtmfTonesCompleted", &["SendDtmfTonesFailed"]);
const STARTED: Names = Names("RecordingStateChanged", &["StartRecordingFailed"]);

fn ringing(response: Response<CreateCallResult>) -> Pending {
    let (created, response) = response.split();
    Pending {
        call_connection: Some(created.call_connection),
        ..Pending::of(response)
    }
}

/// Ends with the connection of the new call.
fn connected(client: &CallAutomationClient, begun: Begun) -> Begun<Outcome<Connected>> {
    let client = client.clone();
    begun.map(move |outcome| Connected::of(&client, outcome?))
}

/// Begins [`create_call_and_wait`](super::create_call_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn create_call(
    client: &CallAutomationClient,
    receiver: &Receiver,
    invite: &CallInvite,
    callback_uri: &str,
    options: &CreateCallOptions,
    timeout: Duration,
) -> Result<Begun<Outcome<Connected>>> {
    let begun = new_call(client, receiver, CREATED, options, timeout, |options| {
        Ok(ringing(client.create_call(
            invite,
            callback_uri,
            options,
        )?))
    })?;
    Ok(connected(client, begun))
}

/// Begins [`create_group_call_and_wait`](super::create_group_call_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn create_group_call(
    client: &CallAutomationClient,
    receiver: &Receiver,
    targets: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
    callback_uri: &str,
    options: &CreateGroupCallOptions,
    timeout: Duration,
) -> Result<Begun<Outcome<Connected>>> {
    let targets = identifier::all(targets)?;
    let begun = new_call(client, receiver, CREATED, options, timeout, |options| {
        Ok(ringing(client.create_group_call(
            &targets,
            callback_uri,
            options,
        )?))
    })?;
    Ok(connected(client, begun))
}

/// Begins [`answer_call_and_wait`](super::answer_call_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn answer_call(
    client: &CallAutomationClient,
    receiver: &Receiver,
    incoming_call_context: &str,
    callback_uri: &str,
    options: &AnswerCallOptions,
    timeout: Duration,
) -> Result<Begun<Outcome<Connected>>> {
    let begun = new_call(client, receiver, ANSWERED, options, timeout, |options| {
        let answered = client.answer_call(incoming_call_context, callback_uri, options)?;
        let (answered, response) = answered.split();
        Ok(Pending {
            call_connection: Some(answered.call_connection),
            ..Pending::of(response)
        })
    })?;
    Ok(connected(client, begun))
}

/// Begins [`connect_call_and_wait`](super::connect_call_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn connect_call(
    client: &CallAutomationClient,
    receiver: &Receiver,
    locator: &CallLocator,
    callback_uri: &str,
    options: &ConnectCallOptions,
    timeout: Duration,
) -> Result<Begun<Outcome<Connected>>> {
    let begun = new_call(client, receiver, CONNECTED, options, timeout, |options| {
        let connected = client.connect_call(locator, callback_uri, options)?;
        let (connected, response) = connected.split();
        Ok(Pending {
            call_connection: Some(connected.call_connection),
            ..Pending::of(response)
        })
    })?;
    Ok(connected(client, begun))
}

/// Begins [`add_participant_and_wait`](super::add_participant_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn add_participant(
    call: &CallConnection,
    events: &dyn EventSource,
    invite: &CallInvite,
    options: &AddParticipantOptions,
    timeout: Duration,
) -> Result<Begun> {
    on_call(call, events, ADDED, options, timeout, |options| {
        let (added, response) = call.add_participant(invite, options)?.split();
        Ok(Pending {
            invitation_id: added.invitation_id,
            ..Pending::of(response)
        })
    })
}

/// Begins [`transfer_call_and_wait`](super::transfer_call_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn transfer_call(
    call: &CallConnection,
    events: &dyn EventSource,
    target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    options: &TransferCallOptions,
    timeout: Duration,
) -> Result<Begun> {
    let target: CommunicationIdentifier = target.try_into().map_err(Into::into)?;
    on_call(call, events, TRANSFERRED, options, timeout, |options| {
        let (_, response) = call.transfer_call(&target, options)?.split();
        Ok(Pending::of(response))
    })
}

/// Begins [`remove_participant_and_wait`](super::remove_participant_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn remove_participant(
    call: &CallConnection,
    events: &dyn EventSource,
    participant: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    options: &OperationOptions,
    timeout: Duration,
) -> Result<Begun> {
    let participant: CommunicationIdentifier = participant.try_into().map_err(Into::into)?;
    on_call(call, events, REMOVED, options, timeout, |options| {
        let (_, response) = call.remove_participant(&participant, options)?.split();
        Ok(Pending::of(response))
    })
}

/// Begins [`cancel_add_participant_and_wait`](super::cancel_add_participant_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn cancel_add_participant(
    call: &CallConnection,
    events: &dyn EventSource,
    invitation_id: &str,
    options: &OperationOptions,
    timeout: Duration,
) -> Result<Begun> {
    on_call(call, events, CANCELED, options, timeout, |options| {
        let canceled = call.cancel_add_participant(invitation_id, options)?;
        Ok(Pending::of(canceled.split().1))
    })
}

/// Begins [`hang_up_and_wait`](super::hang_up_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn hang_up(
    call: &CallConnection,
    events: &dyn EventSource,
    for_everyone: ForEveryone,
    options: &RequestOptions,
    timeout: Duration,
) -> Result<Begun> {
    let begun = on_call(call, events, HUNG_UP, options, timeout, |options| {
        Ok(Pending::of(call.hang_up_with(for_everyone, options)?))
    })?;
    Ok(begun.map(|outcome| {
        Ok(match outcome? {
            Outcome::CallEnded(end) => Outcome::Success(end),
            other => other,
        })
    }))
}

/// Begins [`play_and_wait`](super::play_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn play(
    call: &CallConnection,
    events: &dyn EventSource,
    sources: &[PlaySource],
    participants: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
    options: &PlayOptions,
    timeout: Duration,
) -> Result<Begun> {
    let participants = identifier::all(participants)?;
    on_call(call, events, PLAYED, options, timeout, |options| {
        Ok(Pending::of(call.play(sources, &participants, options)?))
    })
}

/// Begins [`play_to_all_and_wait`](super::play_to_all_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn play_to_all(
    call: &CallConnection,
    events: &dyn EventSource,
    sources: &[PlaySource],
    options: &PlayOptions,
    timeout: Duration,
) -> Result<Begun> {
    on_call(call, events, PLAYED, options, timeout, |options| {
        Ok(Pending::of(call.play_to_all(sources, options)?))
    })
}

/// Begins [`recognize_and_wait`](super::recognize_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn recognize(
    call: &CallConnection,
    events: &dyn EventSource,
    target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    options: &RecognizeOptions,
    timeout: Duration,
) -> Result<Begun> {
    let target: CommunicationIdentifier = target.try_into().map_err(Into::into)?;
    on_call(call, events, RECOGNIZED, options, timeout, |options| {
        Ok(Pending::of(call.recognize(&target, options)?))
    })
}

/// Begins [`send_dtmf_tones_and_wait`](super::send_dtmf_tones_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn send_dtmf_tones(
    call: &CallConnection,
    events: &dyn EventSource,
    tones: &[DtmfTone],
    target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    options: &OperationOptions,
    timeout: Duration,
) -> Result<Begun> {
    let target: CommunicationIdentifier = target.try_into().map_err(Into::into)?;
    on_call(call, events, SENT, options, timeout, |options| {
        let (_, response) = call.send_dtmf_tones(tones, &target, options)?.split();
        Ok(Pending::of(response))
    })
}

/// Begins [`start_recording_and_wait`](super::start_recording_and_wait).
///
/// # Errors
/// As that function, until its request was sent.
pub fn start_recording(
    client: &CallAutomationClient,
    receiver: &Receiver,
    target: impl Into<RecordingTarget>,
    options: &StartRecordingOptions,
    timeout: Duration,
) -> Result<Begun> {
    let target = &target.into();
    if options.recording_state_callback_uri.is_none() {
        let rule = "is required: the event that is waited for goes there";
        return Err(Error::invalid(field::RECORDING_STATE_CALLBACK_URI, rule));
    }
    let new = NewRecording {
        call: match target {
            RecordingTarget::Locator(locator) => locator.into(),
            RecordingTarget::CallConnection(id) => RecordedCall::Connection(id.clone()),
        },
        state: match options.pause_on_start {
            Some(true) => RecordingState::Inactive,
            _ => RecordingState::Active,
        },
        id: None,
    };
    recording(
        client,
        receiver,
        STARTED,
        &new,
        options,
        timeout,
        |options| {
            let (started, response) = client.start_recording(target, options)?.split();
            Ok(Pending {
                recording_id: Some(started.recording_id),
                ..Pending::of(response)
            })
        },
    )
}
