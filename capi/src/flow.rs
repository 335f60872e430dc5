//! Flows: ask for something, and wait for the outcome.

use std::ffi::c_char;

use super::call::acs_call_t;
use super::client::{acs_client_t, identifiers};
use super::error::acs_error_t;
use super::event::acs_event_t;
use super::guard::{self, Failure, Slot, guard, handle, millis, optional_slot, slot, text};
use super::identifier::acs_identifier_t;
use super::invite::{acs_invite_t, invite};
use super::options::{
    acs_add_participant_options_t, acs_answer_call_options_t, acs_create_call_options_t,
    acs_create_group_call_options_t, acs_operation_options_t, acs_play_options_t,
    acs_recognize_options_t, acs_transfer_call_options_t, nested, options,
};
use super::play_source::{acs_play_source_t, play_sources};
use super::receiver::{acs_receiver_t, running};
use super::response::acs_response_t;
use super::status::{
    ACS_ABORTED, ACS_CALL_ENDED, ACS_CANCELED, ACS_CLOSED, ACS_FAILED, ACS_SYSTEM, ACS_TIMEOUT,
    acs_status_t,
};
use acs_call_automation::DtmfTone;
use acs_call_automation::Result;
use acs_call_automation::flow::{self, Connected, Outcome, Pending};

/// Where it is told the outcome.
struct Places<'a> {
    event: Slot<'a, acs_event_t>,
    pending: Slot<'a, acs_response_t>,
}

impl<'a> Places<'a> {
    unsafe fn of(event: *mut *mut acs_event_t, pending: *mut *mut acs_response_t) -> Result<Self> {
        let (event, pending) = (slot(event, "event"), optional_slot(pending));
        Ok(Self {
            event: event?,
            pending,
        })
    }

    /// Hands out the outcome.
    fn give(self, outcome: Outcome) -> guard::Outcome<()> {
        let (status, received) = match outcome {
            Outcome::Success(received) => {
                self.event.put(|| acs_event_t::new(received));
                return Ok(());
            }
            Outcome::Canceled(received) => (ACS_CANCELED, received),
            Outcome::CallEnded(received) => (ACS_CALL_ENDED, received),
            Outcome::Aborted(pending) => return self.give_pending(ACS_ABORTED, *pending),
            Outcome::Closed(pending) => return self.give_pending(ACS_CLOSED, *pending),
            Outcome::TimedOut(pending) => return self.give_pending(ACS_TIMEOUT, *pending),
            Outcome::Failure(received) => (ACS_FAILED, received),
            _ => return Err(Failure::Quiet(ACS_SYSTEM)),
        };
        self.event.put(|| acs_event_t::new(received));
        Err(Failure::Quiet(status))
    }

    /// Hands out what goes on.
    fn give_pending(self, status: acs_status_t, pending: Pending) -> guard::Outcome<()> {
        self.pending.put(|| acs_response_t::from(pending));
        Err(Failure::Quiet(status))
    }

    /// The same of a call that began.
    fn give_call(
        self,
        call: Slot<'_, acs_call_t>,
        outcome: Outcome<Connected>,
    ) -> guard::Outcome<()> {
        let connection = match &outcome {
            Outcome::Success(up) => Some(&up.call_connection),
            other => other
                .pending()
                .and_then(|pending| pending.call_connection.as_ref()),
        };
        if let Some(connection) = connection.cloned() {
            call.put(|| acs_call_t::new(connection));
        }
        self.give(outcome.try_map(|up| Ok(up.event))?)
    }
}

/// Rings one party as acs_client_create_call, and waits until the call is up or has failed.
///
/// Of all functions of this section: events are matched by call and operation context, and one that
/// no one else has is made unless the options name one. The wait begins before the request leaves, so
/// that no event is missed, and takes out only what it waits for, from the queues of subscriptions
/// too. An operation callback URI in the options must lead to the receiver as well. Any number of
/// threads may do it with one receiver. When the answer is lost, the event decides, and nothing is
/// asked for twice. The event that ends the call stays in its queue; what is given is a copy.
///
/// A cancel token in the options and acs_client_abort end the waiting too, not only the request.
/// ACS_TIMEOUT ends the waiting alone, and so do ACS_ABORTED and ACS_CLOSED with a pending answer:
/// what was asked for goes on, acs_response_operation_context of pending reports what its events carry.
///
/// @param receiver     where the events of the call come, into whatever queue
/// @param to           whom to ring; a telephone needs a caller id
/// @param callback_uri where its events go: https, or http on this machine; it leads to the receiver
/// @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
/// @param call         receives the call with ACS_OK, and when it still rings; free with acs_call_free
/// @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
///                     free with acs_event_free
/// @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
/// @return ACS_OK when it is done; ACS_FAILED, ACS_CANCELED or ACS_CALL_ENDED with the event that reports
///         why it is not; ACS_TIMEOUT, ACS_ABORTED and ACS_CLOSED with the answer as pending when the
///         waiting ended before that. ACS_INVALID_INPUT, ACS_ABORTED, ACS_CLOSED, ACS_FORKED before
///         anything is sent; ACS_OUTCOME_UNKNOWN and ACS_DECODE when the answer was lost and no event
///         came in time, acs_error_operation_context reports what to look for; ACS_SERVICE, ACS_AUTH,
///         ACS_NOT_SENT; ACS_ABORTED when the request was ended
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_create_call_and_wait(
    client: *const acs_client_t,
    receiver: *const acs_receiver_t,
    to: *const acs_invite_t,
    callback_uri: *const c_char,
    call_options: *const acs_create_call_options_t,
    timeout_ms: i64,
    call: *mut *mut acs_call_t,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (call, places) = (slot(call, "call"), Places::of(event, pending));
        let (call, places) = (call?, places?);
        let (client, receiver) = (handle(client, "client")?.inner(), running(receiver)?);
        let (to, callback_uri) = (invite(to)?, text(callback_uri, "callback uri")?);
        let options = options(call_options)?;
        let timeout = millis(timeout_ms, "timeout")?;
        let outcome =
            flow::create_call_and_wait(client, receiver, to, callback_uri, &options, timeout)?;
        places.give_call(call, outcome)
    })
}

/// Rings several parties as acs_client_create_group_call, and waits until the call is up or has failed.
///
/// @param receiver     where the events of the call come, into whatever queue
/// @param targets      whom to ring: an array of pointers
/// @param count        how many they are, 1 or more
/// @param callback_uri where its events go: https, or http on this machine; it leads to the receiver
/// @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
/// @param call         receives the call with ACS_OK, and when it still rings; free with acs_call_free
/// @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
///                     free with acs_event_free
/// @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
/// @return as acs_client_create_call_and_wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_create_group_call_and_wait(
    client: *const acs_client_t,
    receiver: *const acs_receiver_t,
    targets: *const *const acs_identifier_t,
    count: usize,
    callback_uri: *const c_char,
    call_options: *const acs_create_group_call_options_t,
    timeout_ms: i64,
    call: *mut *mut acs_call_t,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (call, places) = (slot(call, "call"), Places::of(event, pending));
        let (call, places) = (call?, places?);
        let (client, receiver) = (handle(client, "client")?.inner(), running(receiver)?);
        let targets = identifiers(targets, count, "targets")?;
        let callback_uri = text(callback_uri, "callback uri")?;
        let options = options(call_options)?;
        let timeout = millis(timeout_ms, "timeout")?;
        let outcome = flow::create_group_call_and_wait(
            client,
            receiver,
            &targets,
            callback_uri,
            &options,
            timeout,
        )?;
        places.give_call(call, outcome)
    })
}

/// Answers an incoming call as acs_client_answer_call, and waits until it is up.
///
/// @param receiver              where the events of the call come, into whatever queue
/// @param incoming_call_context from the event: acs_event_incoming_call_context
/// @param callback_uri          where its events go: https, or http on this machine; it leads to the
///                              receiver
/// @param timeout_ms            how long all of it may take, the request included, in milliseconds: 1
///                              or more
/// @param call                  receives the call with ACS_OK, and when it still rings; free with
///                              acs_call_free
/// @param event                 receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and
///                              ACS_CALL_ENDED; free with acs_event_free
/// @param pending               receives the answer when it goes on, or NULL; free with acs_response_free
/// @return as acs_client_create_call_and_wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_answer_call_and_wait(
    client: *const acs_client_t,
    receiver: *const acs_receiver_t,
    incoming_call_context: *const c_char,
    callback_uri: *const c_char,
    call_options: *const acs_answer_call_options_t,
    timeout_ms: i64,
    call: *mut *mut acs_call_t,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (call, places) = (slot(call, "call"), Places::of(event, pending));
        let (call, places) = (call?, places?);
        let (client, receiver) = (handle(client, "client")?.inner(), running(receiver)?);
        let context = text(incoming_call_context, "incoming call context")?;
        let callback_uri = text(callback_uri, "callback uri")?;
        let options = options(call_options)?;
        let timeout = millis(timeout_ms, "timeout")?;
        let outcome =
            flow::answer_call_and_wait(client, receiver, context, callback_uri, &options, timeout)?;
        places.give_call(call, outcome)
    })
}

/// Rings one more party as acs_call_add_participant, and waits until it is in the call or has not come.
/// With ACS_TIMEOUT it still rings: acs_response_invitation_id of pending ends that.
///
/// @param receiver    where the events of the call come, into whatever queue
/// @param to          whom to ring; a telephone needs a caller id
/// @param timeout_ms  how long all of it may take, the request included, in milliseconds: 1 or more
/// @param event       receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED; free
///                    with acs_event_free
/// @param pending     receives the answer when it goes on, or NULL; free with acs_response_free
/// @return as acs_client_create_call_and_wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_add_participant_and_wait(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    to: *const acs_invite_t,
    add_options: *const acs_add_participant_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::of(event, pending)?;
        let (call, receiver) = (handle(call, "call")?.inner(), running(receiver)?);
        let to = invite(to)?;
        let options = options(add_options)?;
        let timeout = millis(timeout_ms, "timeout")?;
        let outcome = flow::add_participant_and_wait(call, receiver, to, &options, timeout)?;
        places.give(outcome)
    })
}

/// Transfers as acs_call_transfer, and waits until that is accepted or has failed. After the success of a
/// call of two the event CallDisconnected follows: this application has left it.
///
/// @param receiver         where the events of the call come, into whatever queue
/// @param target           to whom
/// @param timeout_ms       how long all of it may take, the request included, in milliseconds: 1 or
///                         more
/// @param event            receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
///                         free with acs_event_free
/// @param pending          receives the answer when it goes on, or NULL; free with acs_response_free
/// @return as acs_client_create_call_and_wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_transfer_and_wait(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    target: *const acs_identifier_t,
    transfer_options: *const acs_transfer_call_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::of(event, pending)?;
        let (call, receiver) = (handle(call, "call")?.inner(), running(receiver)?);
        let target = handle(target, "target")?.inner();
        let options = options(transfer_options)?;
        let timeout = millis(timeout_ms, "timeout")?;
        let outcome = flow::transfer_and_wait(call, receiver, target, &options, timeout)?;
        places.give(outcome)
    })
}

/// Plays to some of the participants as acs_call_play, and waits until everything was played. What is
/// looped is never played to its end.
///
/// @param receiver          where the events of the call come, into whatever queue
/// @param sources           what to play: an array of pointers
/// @param source_count      how many they are, 1 or more
/// @param participants      to whom: an array of pointers
/// @param participant_count how many they are, 1 or more; acs_call_play_to_all_and_wait is for all
/// @param timeout_ms        how long all of it may take, the request included, in milliseconds: 1 or
///                          more
/// @param event             receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and
///                          ACS_CALL_ENDED; free with acs_event_free
/// @param pending           receives the answer when it goes on, or NULL; free with acs_response_free
/// @return as acs_client_create_call_and_wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_play_and_wait(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    sources: *const *const acs_play_source_t,
    source_count: usize,
    participants: *const *const acs_identifier_t,
    participant_count: usize,
    play_options: *const acs_play_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::of(event, pending)?;
        let (call, receiver) = (handle(call, "call")?.inner(), running(receiver)?);
        let sources = play_sources(sources, source_count)?;
        let participants = identifiers(participants, participant_count, "participants")?;
        let options = options(play_options)?;
        let timeout = millis(timeout_ms, "timeout")?;
        let outcome =
            flow::play_and_wait(call, receiver, &sources, &participants, &options, timeout)?;
        places.give(outcome)
    })
}

/// Plays to everybody as acs_call_play_to_all, and waits until everything was played.
///
/// @param receiver     where the events of the call come, into whatever queue
/// @param sources      what to play: an array of pointers
/// @param source_count how many they are, 1 or more
/// @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
/// @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
///                     free with acs_event_free
/// @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
/// @return as acs_client_create_call_and_wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_play_to_all_and_wait(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    sources: *const *const acs_play_source_t,
    source_count: usize,
    play_options: *const acs_play_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::of(event, pending)?;
        let (call, receiver) = (handle(call, "call")?.inner(), running(receiver)?);
        let sources = play_sources(sources, source_count)?;
        let options = options(play_options)?;
        let timeout = millis(timeout_ms, "timeout")?;
        let outcome = flow::play_to_all_and_wait(call, receiver, &sources, &options, timeout)?;
        places.give(outcome)
    })
}

/// Listens to a participant as acs_call_recognize, and waits until something was recognized or nothing
/// was. What it was, acs_event_dtmf_tones, acs_event_choice_label, acs_event_choice_phrase and
/// acs_event_speech tell. The time must suffice for prompts and answer: the service's own timeouts end
/// earlier and tell more.
///
/// @param receiver          where the events of the call come, into whatever queue
/// @param target            to whom
/// @param recognize_options what is listened for
/// @param timeout_ms        how long all of it may take, the request included, in milliseconds: 1 or
///                          more
/// @param event             receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and
///                          ACS_CALL_ENDED; free with acs_event_free
/// @param pending           receives the answer when it goes on, or NULL; free with acs_response_free
/// @return as acs_client_create_call_and_wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_recognize_and_wait(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    target: *const acs_identifier_t,
    recognize_options: *const acs_recognize_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::of(event, pending)?;
        let (call, receiver) = (handle(call, "call")?.inner(), running(receiver)?);
        let target = handle(target, "target")?.inner();
        let options = nested(recognize_options, "recognize options")?;
        let timeout = millis(timeout_ms, "timeout")?;
        let outcome = flow::recognize_and_wait(call, receiver, target, &options, timeout)?;
        places.give(outcome)
    })
}

/// Sends tones to a telephone as acs_call_send_dtmf_tones, and waits until all were sent.
///
/// @param receiver     where the events of the call come, into whatever queue
/// @param tones        1 to 18 keys as a text: "123#"
/// @param target       to whom: a telephone number
/// @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
/// @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
///                     free with acs_event_free
/// @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
/// @return as acs_client_create_call_and_wait
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_send_dtmf_tones_and_wait(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    tones: *const c_char,
    target: *const acs_identifier_t,
    send_options: *const acs_operation_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::of(event, pending)?;
        let (call, receiver) = (handle(call, "call")?.inner(), running(receiver)?);
        let tones = DtmfTone::parse_all(text(tones, "tones")?)?;
        let target = handle(target, "target")?.inner();
        let options = options(send_options)?;
        let timeout = millis(timeout_ms, "timeout")?;
        let outcome =
            flow::send_dtmf_tones_and_wait(call, receiver, &tones, target, &options, timeout)?;
        places.give(outcome)
    })
}
