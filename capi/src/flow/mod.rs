//! Operations that send a request and wait for the outcome.

mod wait;

use std::ffi::{c_char, c_int};

use self::wait::Wait;
use super::call::acs_call_t;
use super::client::{acs_client_t, locator_of};
use super::error::acs_error_t;
use super::event::acs_event_t;
use super::guard::{flag, handle, text};
use super::identifier::{acs_identifier_t, identifiers};
use super::options::{
    acs_add_participant_options_t, acs_answer_call_options_t, acs_connect_call_options_t,
    acs_create_call_options_t, acs_create_group_call_options_t, acs_invite_t,
    acs_operation_options_t, acs_play_options_t, acs_recognize_options_t, acs_request_options_t,
    acs_start_recording_options_t, acs_transfer_call_options_t, invite, nested, options,
};
use super::play_source::{acs_play_source_t, play_sources};
use super::receiver::acs_receiver_t;
use super::recording::recording_target;
use super::response::acs_response_t;
use super::status::acs_status_t;
use acs_call_automation::flow;
use acs_call_automation::receiver::Receiver;
use acs_call_automation::{CallAutomationClient, CallConnection, DtmfTone, ForEveryone};

/// Places a call to one callee, as acs_client_create_call, and waits until the call is established
/// or has failed. With ACS_TIMEOUT hang up `call`, or it may be answered later.
///
/// For all functions of this section: events are matched by the call and the operation context;
/// without one in the options the library generates a unique one. The wait begins before the
/// request is sent, and takes only its own event out of the queues. CallDisconnected stays in its
/// queue, and `event` is a copy; CreateCallFailed and AnswerFailed are taken out. The callback URI,
/// and an operation callback URI in the options, must lead to the receiver. Any number of threads
/// may wait with one receiver. After a lost response the event decides, and the request is not sent
/// again.
///
/// A cancel token in the options and acs_client_abort end the request or the wait: ACS_ABORTED.
/// After ACS_TIMEOUT the operation goes on. After ACS_ABORTED and ACS_CLOSED it goes on if *pending
/// is not NULL; if it is NULL, nothing was sent or the request itself was canceled, and
/// acs_error_may_have_been_done returns whether it may go on all the same. A program that passes
/// NULL for `pending` cannot tell: treat it as going on. acs_response_operation_context of
/// `pending` returns the context of the events to come.
///
/// ACS_CANCELED is PlayCanceled or RecognizeCanceled: another operation canceled this one, or the
/// call ended. When the remote party hangs up while something is played or recognized, the status
/// is ACS_CANCELED or ACS_CALL_ENDED, by the event that arrives first.
///
/// With any other status than ACS_OK `error` receives details: the result of the event and advice,
/// or the events waited for, how long, and which deliveries were refused meanwhile.
///
/// @param receiver   where the events of the call arrive, in any queue
/// @param timeout_ms the time limit for request and event together, in milliseconds: 1 or more
/// @param call       receives the call with ACS_OK, and when the operation goes on; otherwise NULL,
///                   also with ACS_OUTCOME_UNKNOWN and ACS_DECODE, when the call may exist, but its
///                   id is unknown
/// @param event      receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED,
///                   and NULL with every other status; may be NULL
/// @param pending    receives the response when the operation goes on; may be NULL
/// @return ACS_OK on success; ACS_FAILED, ACS_CANCELED or ACS_CALL_ENDED with the event that
///         reports why; ACS_TIMEOUT, ACS_ABORTED or ACS_CLOSED when the wait ended first.
///         ACS_CLOSED also before anything is sent. ACS_OUTCOME_UNKNOWN and ACS_DECODE when the
///         response was lost and no event arrived in time: acs_error_operation_context returns the
///         context to look for
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
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_client_create_call_and_wait",
    );
    wait.new_call(client, call, move || {
        let (to, callback) = (
            invite(to)?.clone(),
            text(callback_uri, "callback uri")?.to_owned(),
        );
        let options = options(call_options)?.into_owned();
        let begin = move |client: &_, receiver: &_, options: &_, timeout| {
            flow::begin::create_call(client, receiver, &to, &callback, options, timeout)
        };
        Ok((options, begin))
    })
}

/// Places a call to several callees, as acs_client_create_group_call, and waits until the call is
/// established or has failed. Parameters and results as acs_client_create_call_and_wait.
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
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_client_create_group_call_and_wait",
    );
    wait.new_call(client, call, move || {
        let targets = identifiers(targets, count, "targets")?;
        let (callback, options) = (
            text(callback_uri, "callback uri")?.to_owned(),
            options(call_options)?.into_owned(),
        );
        let begin = move |client: &_, receiver: &_, options: &_, timeout| {
            flow::begin::create_group_call(client, receiver, &targets, &callback, options, timeout)
        };
        Ok((options, begin))
    })
}

/// Answers an incoming call, as acs_client_answer_call, and waits until the call is established or
/// has failed. Parameters and results as acs_client_create_call_and_wait.
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
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_client_answer_call_and_wait",
    );
    wait.new_call(client, call, move || {
        let context = text(incoming_call_context, "incoming call context")?.to_owned();
        let (callback, options) = (
            text(callback_uri, "callback uri")?.to_owned(),
            options(call_options)?.into_owned(),
        );
        let begin = move |client: &_, receiver: &_, options: &_, timeout| {
            flow::begin::answer_call(client, receiver, &context, &callback, options, timeout)
        };
        Ok((options, begin))
    })
}

/// Connects to a running call, as acs_client_connect_call, and waits until this application is
/// connected or connecting has failed. Parameters and results as acs_client_create_call_and_wait.
///
/// @param locator as acs_client_connect_call
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_connect_call_and_wait(
    client: *const acs_client_t,
    receiver: *const acs_receiver_t,
    locator: c_int,
    id: *const c_char,
    callback_uri: *const c_char,
    call_options: *const acs_connect_call_options_t,
    timeout_ms: i64,
    call: *mut *mut acs_call_t,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_client_connect_call_and_wait",
    );
    wait.new_call(client, call, move || {
        let locator = locator_of(locator, id)?;
        let (callback, options) = (
            text(callback_uri, "callback uri")?.to_owned(),
            options(call_options)?.into_owned(),
        );
        let begin = move |client: &_, receiver: &_, options: &_, timeout| {
            flow::begin::connect_call(client, receiver, &locator, &callback, options, timeout)
        };
        Ok((options, begin))
    })
}

/// Adds a participant, as acs_call_add_participant, and waits until it is in the call or adding has
/// failed. With ACS_TIMEOUT it still rings: acs_response_invitation_id of `pending` cancels the
/// invitation. Parameters and results as acs_client_create_call_and_wait.
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
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_call_add_participant_and_wait",
    );
    wait.on_call(call, move || {
        let (to, options) = (invite(to)?.clone(), options(add_options)?.into_owned());
        Ok(move |call: &CallConnection, receiver: &Receiver, timeout| {
            flow::begin::add_participant(call, receiver, &to, &options, timeout)
        })
    })
}

/// Transfers, as acs_call_transfer, and waits until the transfer is accepted or has failed. When
/// CallDisconnected arrives before the event of the transfer, the wait goes on for up to 1 s; with
/// ACS_CALL_ENDED the transfer may have succeeded all the same. Parameters and results as
/// acs_client_create_call_and_wait.
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
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_call_transfer_and_wait",
    );
    wait.on_call(call, move || {
        let target = handle(target, "target")?.inner().clone();
        let options = options(transfer_options)?.into_owned();
        Ok(move |call: &CallConnection, receiver: &Receiver, timeout| {
            flow::begin::transfer_call(call, receiver, target, &options, timeout)
        })
    })
}

/// Removes a participant, as acs_call_remove_participant, and waits until it has left the call or
/// removing has failed. Parameters and results as acs_client_create_call_and_wait.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_remove_participant_and_wait(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    participant: *const acs_identifier_t,
    remove_options: *const acs_operation_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_call_remove_participant_and_wait",
    );
    wait.on_call(call, move || {
        let participant = handle(participant, "participant")?.inner().clone();
        let options = options(remove_options)?.into_owned();
        Ok(move |call: &CallConnection, receiver: &Receiver, timeout| {
            flow::begin::remove_participant(call, receiver, participant, &options, timeout)
        })
    })
}

/// Cancels an invitation, as acs_call_cancel_add_participant, and waits until it is canceled or
/// canceling has failed. Parameters and results as acs_client_create_call_and_wait.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_cancel_add_participant_and_wait(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    invitation_id: *const c_char,
    cancel_options: *const acs_operation_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_call_cancel_add_participant_and_wait",
    );
    wait.on_call(call, move || {
        let invitation = text(invitation_id, "invitation id")?.to_owned();
        let options = options(cancel_options)?.into_owned();
        Ok(move |call: &CallConnection, receiver: &Receiver, timeout| {
            flow::begin::cancel_add_participant(call, receiver, &invitation, &options, timeout)
        })
    })
}

/// Hangs up, as acs_call_hang_up, and waits until the call has ended for this application: ACS_OK,
/// and the event that ends the call as a copy; it stays in its queue. ACS_OK also when this
/// receiver has received that event before; then nothing is sent. Of a call that ended otherwise:
/// ACS_SERVICE, 404 with sub-code 8522, after up to 1 s. Parameters and results as
/// acs_client_create_call_and_wait.
///
/// @param for_everyone as acs_call_hang_up
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_hang_up_and_wait(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    for_everyone: c_int,
    request_options: *const acs_request_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_call_hang_up_and_wait",
    );
    wait.on_call(call, move || {
        let for_everyone = match flag(for_everyone, "for everyone")? {
            true => ForEveryone::Yes,
            false => ForEveryone::No,
        };
        let options = options(request_options)?.into_owned();
        Ok(move |call: &CallConnection, receiver: &Receiver, timeout| {
            flow::begin::hang_up(call, receiver, for_everyone, &options, timeout)
        })
    })
}

/// Plays to some of the participants, as acs_call_play, and waits until playing has ended; a looped
/// play never completes. Parameters and results as acs_client_create_call_and_wait.
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
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_call_play_and_wait",
    );
    wait.on_call(call, move || {
        let sources = play_sources(sources, source_count)?;
        let participants = identifiers(participants, participant_count, "participants")?;
        let options = options(play_options)?.into_owned();
        Ok(move |call: &CallConnection, receiver: &Receiver, timeout| {
            flow::begin::play(call, receiver, &sources, &participants, &options, timeout)
        })
    })
}

/// Plays to all participants, as acs_call_play_to_all, and waits until playing has ended.
/// Parameters and results as acs_client_create_call_and_wait.
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
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_call_play_to_all_and_wait",
    );
    wait.on_call(call, move || {
        let (sources, options) = (
            play_sources(sources, source_count)?,
            options(play_options)?.into_owned(),
        );
        Ok(move |call: &CallConnection, receiver: &Receiver, timeout| {
            flow::begin::play_to_all(call, receiver, &sources, &options, timeout)
        })
    })
}

/// Recognizes input of a participant, as acs_call_recognize, and waits until recognition has ended.
/// Parameters and results as acs_client_create_call_and_wait. With ACS_OK check the input as after
/// RecognizeCompleted of acs_call_recognize.
///
/// @param timeout_ms must leave time for prompts and input: the service's own timeouts should
///                   expire first, since their events report more
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
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_call_recognize_and_wait",
    );
    wait.on_call(call, move || {
        let target = handle(target, "target")?.inner().clone();
        let options = nested(recognize_options, "recognize options")?;
        Ok(move |call: &CallConnection, receiver: &Receiver, timeout| {
            flow::begin::recognize(call, receiver, target, &options, timeout)
        })
    })
}

/// Sends DTMF tones, as acs_call_send_dtmf_tones, and waits until all are sent. Parameters and
/// results as acs_client_create_call_and_wait.
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
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_call_send_dtmf_tones_and_wait",
    );
    wait.on_call(call, move || {
        let tones = DtmfTone::parse_all(text(tones, "tones")?)?;
        let (target, options) = (
            handle(target, "target")?.inner().clone(),
            options(send_options)?.into_owned(),
        );
        Ok(move |call: &CallConnection, receiver: &Receiver, timeout| {
            flow::begin::send_dtmf_tones(call, receiver, &tones, target, &options, timeout)
        })
    })
}

/// Starts recording a call, as acs_client_start_recording, and waits until the recording is active,
/// or inactive when it starts paused, or starting it has failed. acs_event_recording_id of `event`,
/// or acs_response_recording_id of `pending`, returns the id of the recording. Its events have no
/// operation context and are matched by that id. Parameters and results as
/// acs_client_create_call_and_wait.
///
/// @param locator           as acs_client_start_recording; after a lost response only events of
///                          ACS_LOCATOR_SERVER_CALL and ACS_LOCATOR_CALL_CONNECTION can decide, and
///                          only the end of those ends the wait
/// @param recording_options acs_start_recording_options_set_recording_state_callback_uri is
///                          required, and must lead to the receiver
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_start_recording_and_wait(
    client: *const acs_client_t,
    receiver: *const acs_receiver_t,
    locator: c_int,
    id: *const c_char,
    recording_options: *const acs_start_recording_options_t,
    timeout_ms: i64,
    event: *mut *mut acs_event_t,
    pending: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    let wait = Wait(
        receiver,
        timeout_ms,
        event,
        pending,
        error,
        "acs_client_start_recording_and_wait",
    );
    wait.of_client(client, move || {
        let target = recording_target(locator, id)?;
        let options = nested(recording_options, "recording options")?;
        Ok(
            move |client: &CallAutomationClient, receiver: &Receiver, timeout| {
                flow::begin::start_recording(client, receiver, target, &options, timeout)
            },
        )
    })
}
