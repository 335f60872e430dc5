//! Flows that create or answer calls, and that add and transfer participants.

use std::time::Duration;

use super::begin;
use super::outcome::Outcome;
use super::run::EventSource;
use crate::client::{
    AddParticipantOptions, AnswerCallOptions, CallAutomationClient, CallConnection,
    ConnectCallOptions, CreateCallOptions, CreateGroupCallOptions, ForEveryone, OperationOptions,
    TransferCallOptions,
};
use crate::error::{Error, ErrorKind, Result};
use crate::event::Event;
use crate::identifier::CommunicationIdentifier;
use crate::model::{CallInvite, CallLocator};
use crate::pipeline::RequestOptions;
use crate::receiver::{Received, Receiver};

/// An established call.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Connected {
    /// The call connection, for further operations.
    pub call_connection: CallConnection,
    /// `CallConnected`: its [`server_call_id`](Event::server_call_id) locates the
    /// call for recording.
    pub received: Received,
}

impl AsRef<Event> for Connected {
    fn as_ref(&self) -> &Event {
        &self.received.event
    }
}

impl Connected {
    pub(super) fn of(client: &CallAutomationClient, outcome: Outcome) -> Result<Outcome<Self>> {
        outcome.try_map(|received| {
            let call_connection = client.call_connection_of(&received.event).ok_or_else(|| {
                Error::new(
                    ErrorKind::Decode,
                    "the call is established, but CallConnected has no call connection id",
                )
            })?;
            Ok(Self {
                call_connection,
                received,
            })
        })
    }
}

/// Creates a call to one callee, as [`create_call`](CallAutomationClient::create_call), and waits
/// until the call is established or has failed. `callback_uri` must lead to `receiver`.
///
/// When the response is lost, the call is still found by its events. With [`Outcome::TimedOut`] the
/// callee's phone may still be ringing: hang up the [`call_connection`](super::Pending::call_connection), or it may
/// be answered later.
///
/// # Errors
/// As [`create_call`](CallAutomationClient::create_call); one after which the call may exist, such as
/// `OutcomeUnknown`, only when no event arrived in time either; `Closed` and `Forked` as the receiver, before anything is sent.
pub fn create_call_and_wait(
    client: &CallAutomationClient,
    receiver: &Receiver,
    invite: &CallInvite,
    callback_uri: &str,
    options: &CreateCallOptions,
    timeout: Duration,
) -> Result<Outcome<Connected>> {
    begin::create_call(client, receiver, invite, callback_uri, options, timeout)?.wait()
}

/// Creates a call to several callees, as
/// [`create_group_call`](CallAutomationClient::create_group_call), and waits until the call is
/// established or has failed.
///
/// # Errors
/// As [`create_call_and_wait`].
pub fn create_group_call_and_wait(
    client: &CallAutomationClient,
    receiver: &Receiver,
    targets: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
    callback_uri: &str,
    options: &CreateGroupCallOptions,
    timeout: Duration,
) -> Result<Outcome<Connected>> {
    begin::create_group_call(client, receiver, targets, callback_uri, options, timeout)?.wait()
}

/// Answers an incoming call, as [`answer_call`](CallAutomationClient::answer_call), and waits until
/// the call is established or has failed.
///
/// # Errors
/// As [`answer_call`](CallAutomationClient::answer_call), and as [`create_call_and_wait`].
pub fn answer_call_and_wait(
    client: &CallAutomationClient,
    receiver: &Receiver,
    incoming_call_context: &str,
    callback_uri: &str,
    options: &AnswerCallOptions,
    timeout: Duration,
) -> Result<Outcome<Connected>> {
    begin::answer_call(
        client,
        receiver,
        incoming_call_context,
        callback_uri,
        options,
        timeout,
    )?
    .wait()
}

/// Connects to an existing call, as [`connect_call`](CallAutomationClient::connect_call), and waits until
/// this application is connected or connecting has failed.
///
/// # Errors
/// As [`connect_call`](CallAutomationClient::connect_call), and as [`create_call_and_wait`].
pub fn connect_call_and_wait(
    client: &CallAutomationClient,
    receiver: &Receiver,
    locator: &CallLocator,
    callback_uri: &str,
    options: &ConnectCallOptions,
    timeout: Duration,
) -> Result<Outcome<Connected>> {
    begin::connect_call(client, receiver, locator, callback_uri, options, timeout)?.wait()
}

/// Adds a participant, as [`add_participant`](CallConnection::add_participant), and waits until the
/// participant is in the call or adding has failed.
///
/// With [`Outcome::TimedOut`] the participant's phone still rings: cancel the invitation by its
/// [`invitation_id`](super::Pending::invitation_id).
///
/// # Errors
/// As [`add_participant`](CallConnection::add_participant); `OutcomeUnknown` only when no event
/// arrived in time either; `InvalidInput` for the subscription of another call; `Closed` and
/// `Forked` as the receiver, before anything is sent.
pub fn add_participant_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    invite: &CallInvite,
    options: &AddParticipantOptions,
    timeout: Duration,
) -> Result<Outcome> {
    begin::add_participant(call, events, invite, options, timeout)?.wait()
}

/// Transfers the remote party of a 1:1 call, or a participant of a group call, as
/// [`transfer_call`](CallConnection::transfer_call), and waits until the transfer is accepted or
/// has failed.
///
/// After the success of the transfer of a 1:1 call `CallDisconnected` follows: this application has
/// left the call. When it arrives first, this function waits up to 1 s for `CallTransferAccepted`; with
/// [`Outcome::CallEnded`] the transfer may have succeeded all the same.
///
/// # Errors
/// As [`transfer_call`](CallConnection::transfer_call), and as [`add_participant_and_wait`].
pub fn transfer_call_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    options: &TransferCallOptions,
    timeout: Duration,
) -> Result<Outcome> {
    begin::transfer_call(call, events, target, options, timeout)?.wait()
}

/// Removes a participant, as [`remove_participant`](CallConnection::remove_participant), and waits until
/// the participant has left the call or removing has failed.
///
/// # Errors
/// As [`remove_participant`](CallConnection::remove_participant), and as
/// [`add_participant_and_wait`].
pub fn remove_participant_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    participant: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    options: &OperationOptions,
    timeout: Duration,
) -> Result<Outcome> {
    begin::remove_participant(call, events, participant, options, timeout)?.wait()
}

/// Cancels an invitation, as [`cancel_add_participant`](CallConnection::cancel_add_participant), and
/// waits until the invitation is canceled or canceling has failed, for example because the participant
/// has answered.
///
/// # Errors
/// As [`cancel_add_participant`](CallConnection::cancel_add_participant), and as
/// [`add_participant_and_wait`].
pub fn cancel_add_participant_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    invitation_id: &str,
    options: &OperationOptions,
    timeout: Duration,
) -> Result<Outcome> {
    begin::cancel_add_participant(call, events, invitation_id, options, timeout)?.wait()
}

/// Hangs up, as [`hang_up`](CallConnection::hang_up), and waits until the call has ended for this
/// application.
///
/// Success returns a copy of the event that ends the call, which stays in its queue for other readers.
/// When `events` has received that event before, this is a success too, and nothing is sent. When the call
/// has ended but its event does not arrive within 1 s, the error of `hang_up` is returned: 404 with sub-code 8522.
///
/// # Errors
/// As [`hang_up`](CallConnection::hang_up), and as [`add_participant_and_wait`].
pub fn hang_up_and_wait(
    call: &CallConnection,
    events: &dyn EventSource,
    for_everyone: ForEveryone,
    options: &RequestOptions,
    timeout: Duration,
) -> Result<Outcome> {
    begin::hang_up(call, events, for_everyone, options, timeout)?.wait()
}
