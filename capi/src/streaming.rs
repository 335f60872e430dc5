//! Media streaming and transcription of a call, which was set up with them.

use super::call::acs_call_t;
use super::error::acs_error_t;
use super::guard::{guard, handle, optional_slot};
use super::options::{
    acs_operation_options_t, acs_start_transcription_options_t, acs_update_transcription_options_t,
    options,
};
use super::response::acs_response_t;
use super::status::acs_status_t;

/// Starts the media streaming that the call was set up with. The event MediaStreamingStarted, which
/// may come twice, or MediaStreamingFailed follows. It is never retried automatically. Since api-version
/// 2025-05-15, as all of this section.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_start_media_streaming(
    call: *const acs_call_t,
    streaming_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let response = optional_slot(response);
        let call = handle(call, "call")?.inner();
        let answer = call.start_media_streaming(&*options(streaming_options)?)?;
        response.put(|| acs_response_t::new(answer));
        Ok(())
    })
}

/// Stops media streaming; the end of the call does so too. The event MediaStreamingStopped or
/// MediaStreamingFailed follows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_stop_media_streaming(
    call: *const acs_call_t,
    streaming_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let response = optional_slot(response);
        let call = handle(call, "call")?.inner();
        let answer = call.stop_media_streaming(&*options(streaming_options)?)?;
        response.put(|| acs_response_t::new(answer));
        Ok(())
    })
}

/// Starts the transcription that the call was set up with. The event TranscriptionStarted or
/// TranscriptionFailed follows. It is never retried automatically.
///
/// @param response              receives the answer, or NULL; free with acs_response_free.
///                              acs_response_subscription_id reports the transcription
/// @return as acs_client_create_call; ACS_SERVICE with 405 when the call was set up without the
///         address of a websocket
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_start_transcription(
    call: *const acs_call_t,
    transcription_options: *const acs_start_transcription_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let response = optional_slot(response);
        let call = handle(call, "call")?.inner();
        let answer = call.start_transcription(&*options(transcription_options)?)?;
        response.put(|| acs_response_t::new(answer));
        Ok(())
    })
}

/// Stops transcription; the end of the call does so too. The event TranscriptionStopped or
/// TranscriptionFailed follows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_stop_transcription(
    call: *const acs_call_t,
    transcription_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let response = optional_slot(response);
        let call = handle(call, "call")?.inner();
        let answer = call.stop_transcription(&*options(transcription_options)?)?;
        response.put(|| acs_response_t::new(answer));
        Ok(())
    })
}

/// Changes language or speech model of a running transcription. The event TranscriptionUpdated, with
/// the context of the start, or TranscriptionFailed follows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_update_transcription(
    call: *const acs_call_t,
    transcription_options: *const acs_update_transcription_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let response = optional_slot(response);
        let call = handle(call, "call")?.inner();
        let answer = call.update_transcription(&*options(transcription_options)?)?;
        response.put(|| acs_response_t::new(answer));
        Ok(())
    })
}
