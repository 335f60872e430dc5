//! Media operations of a call: play, recognize, DTMF tones, hold.

use std::ffi::c_char;

use super::call::acs_call_t;
use super::error::acs_error_t;
use super::guard::{guard, handle, text};
use super::identifier::{acs_identifier_t, identifiers};
use super::operation::{Places, Runs};
use super::options::{
    acs_hold_options_t, acs_operation_options_t, acs_play_options_t, acs_recognize_options_t,
    acs_request_options_t, nested, options,
};
use super::play_source::{acs_play_source_t, play_sources};
use super::response::acs_response_t;
use super::status::acs_status_t;
use acs_call_automation::DtmfTone;

/// Plays audio sources, one after the other, to all participants.
///
/// @code
///  acs_play_source_t *hello = acs_play_source_new_text("Welcome!");
///  const acs_play_source_t *sources[] = {hello};
///  acs_call_play_to_all(call, sources, 1, NULL, NULL, &error);
/// @endcode
///
/// One PlayStarted and one PlayCompleted for all sources follow; or PlayFailed with the index of
/// the source at fault; or PlayCanceled.
///
/// @param sources      an array of pointers; several sources since api-version 2024-09-15
/// @param source_count the number of sources, 1 or more
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_play_to_all(
    call: *const acs_call_t,
    sources: *const *const acs_play_source_t,
    source_count: usize,
    play_options: *const acs_play_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let sources = play_sources(sources, source_count)?;
        let options = options(play_options)?.into_owned();
        call.run("acs_call_play_to_all", places, move |call| {
            Ok(call.play_to_all(&sources, &options)?.into())
        })
    })
}

/// Plays audio sources to some of the participants; otherwise as acs_call_play_to_all.
///
/// @param participants      an array of pointers
/// @param participant_count the number of participants, 1 or more
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_play(
    call: *const acs_call_t,
    sources: *const *const acs_play_source_t,
    source_count: usize,
    participants: *const *const acs_identifier_t,
    participant_count: usize,
    play_options: *const acs_play_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let sources = play_sources(sources, source_count)?;
        let participants = identifiers(participants, participant_count, "participants")?;
        let options = options(play_options)?.into_owned();
        call.run("acs_call_play", places, move |call| {
            Ok(call.play(&sources, &participants, &options)?.into())
        })
    })
}

/// Recognizes DTMF tones, a choice or speech of one participant, after the prompts if there are
/// any.
///
/// @code
///  acs_recognize_options_t *pin = acs_recognize_options_new_dtmf();
///  acs_recognize_options_set_max_tones(pin, 4);
///  acs_recognize_options_add_prompt(pin, prompt);
///  acs_call_recognize(call, caller, pin, NULL, &error);
///  acs_recognize_options_free(pin);
/// @endcode
///
/// RecognizeCompleted follows, with acs_event_dtmf_tones, acs_event_choice_label or
/// acs_event_speech; or RecognizeFailed, with acs_event_media_reason; or RecognizeCanceled.
/// RecognizeCompleted may carry fewer tones than requested when the inter-tone timeout expires:
/// acs_event_media_reason is then ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT. Check
/// acs_event_dtmf_tone_count. Choices and speech require a cognitive services resource:
/// acs_create_call_options_set_cognitive_services_endpoint.
///
/// @param target the participant: in an outbound call the callee, in an incoming call
///               acs_event_from
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_recognize(
    call: *const acs_call_t,
    target: *const acs_identifier_t,
    recognize_options: *const acs_recognize_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let target = handle(target, "target")?.inner().clone();
        let options = nested(recognize_options, "recognize options")?;
        call.run("acs_call_recognize", places, move |call| {
            Ok(call.recognize(&target, &options)?.into())
        })
    })
}

/// Cancels all play and recognize operations of the call. PlayCanceled or RecognizeCanceled follows
/// for each.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_cancel_all_media_operations(
    call: *const acs_call_t,
    request_options: *const acs_request_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let options = options(request_options)?.into_owned();
        call.run(
            "acs_call_cancel_all_media_operations",
            places,
            move |call| Ok(call.cancel_all_media_operations_with(&options)?.into()),
        )
    })
}

/// Sends DTMF tones to a phone participant. SendDtmfTonesCompleted or SendDtmfTonesFailed
/// follows. Since api-version 2023-10-15.
///
/// @param tones  1 to 18 tones as a text: "0" to "9", "A" to "D", "#", "*"
/// @param target the phone number
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_send_dtmf_tones(
    call: *const acs_call_t,
    tones: *const c_char,
    target: *const acs_identifier_t,
    send_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let tones = DtmfTone::parse_all(text(tones, "tones")?)?;
        let target = handle(target, "target")?.inner().clone();
        let options = options(send_options)?.into_owned();
        call.run("acs_call_send_dtmf_tones", places, move |call| {
            Ok(call.send_dtmf_tones(&tones, &target, &options)?.into())
        })
    })
}

/// Starts reporting each DTMF tone of a participant: by ContinuousDtmfRecognitionToneReceived, or
/// ContinuousDtmfRecognitionToneFailed. Other media operations of the call go on meanwhile. Since
/// api-version 2023-10-15.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_start_continuous_dtmf_recognition(
    call: *const acs_call_t,
    target: *const acs_identifier_t,
    dtmf_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let target = handle(target, "target")?.inner().clone();
        let options = options(dtmf_options)?.into_owned();
        call.run(
            "acs_call_start_continuous_dtmf_recognition",
            places,
            move |call| {
                Ok(call
                    .start_continuous_dtmf_recognition(&target, &options)?
                    .into())
            },
        )
    })
}

/// Stops reporting DTMF tones. ContinuousDtmfRecognitionStopped follows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_stop_continuous_dtmf_recognition(
    call: *const acs_call_t,
    target: *const acs_identifier_t,
    dtmf_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let target = handle(target, "target")?.inner().clone();
        let options = options(dtmf_options)?.into_owned();
        call.run(
            "acs_call_stop_continuous_dtmf_recognition",
            places,
            move |call| {
                Ok(call
                    .stop_continuous_dtmf_recognition(&target, &options)?
                    .into())
            },
        )
    })
}

/// Puts a participant on hold. ParticipantsUpdated, which has no operation context, or HoldFailed
/// follows; therefore no function waits for the outcome. Since api-version 2024-09-15.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_hold(
    call: *const acs_call_t,
    target: *const acs_identifier_t,
    hold_options: *const acs_hold_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let target = handle(target, "target")?.inner().clone();
        let options = options(hold_options)?.into_owned();
        call.run("acs_call_hold", places, move |call| {
            Ok(call.hold(&target, &options)?.into())
        })
    })
}

/// Takes a participant off hold. ParticipantsUpdated follows. Since api-version 2024-09-15.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_unhold(
    call: *const acs_call_t,
    target: *const acs_identifier_t,
    unhold_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let target = handle(target, "target")?.inner().clone();
        let options = options(unhold_options)?.into_owned();
        call.run("acs_call_unhold", places, move |call| {
            Ok(call.unhold(&target, &options)?.into())
        })
    })
}
