//! Media streaming and transcription of a call, which was set up with them.

use super::call::acs_call_t;
use super::error::acs_error_t;
use super::guard::{guard, handle};
use super::operation::{Places, Runs};
use super::options::{
    acs_operation_options_t, acs_start_transcription_options_t, acs_update_transcription_options_t,
    options,
};
use super::response::acs_response_t;
use super::status::acs_status_t;

/// Starts the media streaming that the call was set up with. MediaStreamingStarted, which may
/// arrive twice, or MediaStreamingFailed follows. Since api-version 2025-05-15, as all of this
/// section.
///
/// @return ACS_SERVICE with status 405 when the call was set up without a websocket URL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_start_media_streaming(
    call: *const acs_call_t,
    streaming_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let options = options(streaming_options)?.into_owned();
        call.run("acs_call_start_media_streaming", places, move |call| {
            Ok(call.start_media_streaming(&options)?.into())
        })
    })
}

/// Stops media streaming; the end of the call does so too. MediaStreamingStopped or
/// MediaStreamingFailed follows; without an operation context it carries that of the start.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_stop_media_streaming(
    call: *const acs_call_t,
    streaming_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let options = options(streaming_options)?.into_owned();
        call.run("acs_call_stop_media_streaming", places, move |call| {
            Ok(call.stop_media_streaming(&options)?.into())
        })
    })
}

/// Starts the transcription that the call was set up with. TranscriptionStarted or
/// TranscriptionFailed follows.
///
/// @param response its acs_response_subscription_id identifies the transcription
/// @return ACS_SERVICE with 405 when the call was set up without a websocket URL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_start_transcription(
    call: *const acs_call_t,
    transcription_options: *const acs_start_transcription_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let options = options(transcription_options)?.into_owned();
        call.run("acs_call_start_transcription", places, move |call| {
            Ok(call.start_transcription(&options)?.into())
        })
    })
}

/// Stops transcription; the end of the call does so too. TranscriptionStopped or
/// TranscriptionFailed follows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_stop_transcription(
    call: *const acs_call_t,
    transcription_options: *const acs_operation_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let options = options(transcription_options)?.into_owned();
        call.run("acs_call_stop_transcription", places, move |call| {
            Ok(call.stop_transcription(&options)?.into())
        })
    })
}

/// Changes the language or speech model of a running transcription. TranscriptionUpdated, with the
/// operation context of the start, or TranscriptionFailed follows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_update_transcription(
    call: *const acs_call_t,
    transcription_options: *const acs_update_transcription_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let call = handle(call, "call")?;
        let options = options(transcription_options)?.into_owned();
        call.run("acs_call_update_transcription", places, move |call| {
            Ok(call.update_transcription(&options)?.into())
        })
    })
}
