//! Recordings: start, pause, resume, stop, properties.

use std::ffi::{c_char, c_int};

use super::client::{ACS_LOCATOR_CALL_CONNECTION, acs_client_t, locator_of};
use super::error::acs_error_t;
use super::event::{recording_kind, recording_state};
use super::guard::{free, guard, handle, text, value};
use super::operation::{Ended, Places, Results, Runs};
use super::options::{acs_request_options_t, acs_start_recording_options_t, options};
use super::response::acs_response_t;
use super::status::acs_status_t;
use super::text::{HasTexts, Texts, text_of};
use acs_call_automation::recording::{RecordingProperties, RecordingTarget};
use acs_call_automation::{CallAutomationClient, RequestOptions, Response, Result};

/// The properties of a recording. Read only: may be shared between threads.
pub struct acs_recording_properties_t {
    inner: RecordingProperties,
    texts: Texts,
}

impl acs_recording_properties_t {
    fn new(inner: RecordingProperties) -> Self {
        Self {
            inner,
            texts: Texts::default(),
        }
    }
}

impl HasTexts for acs_recording_properties_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// The call to record.
pub(super) unsafe fn recording_target(
    locator: c_int,
    id: *const c_char,
) -> Result<RecordingTarget> {
    Ok(match locator {
        ACS_LOCATOR_CALL_CONNECTION => {
            RecordingTarget::CallConnection(text(id, "call connection id")?.to_owned())
        }
        kind => RecordingTarget::Locator(locator_of(kind, id)?),
    })
}

fn properties(response: Response<RecordingProperties>) -> Ended {
    let (properties, details) = response.split();
    Ended::from(Results {
        recording: Some(Box::new(acs_recording_properties_t::new(properties))),
        ..Results::of(details)
    })
}

/// Starts recording a call, which must be established. RecordingStateChanged or
/// StartRecordingFailed follows when the options set a callback.
///
/// @param locator ACS_LOCATOR_SERVER_CALL, ACS_LOCATOR_GROUP_CALL, ACS_LOCATOR_ROOM or
///                ACS_LOCATOR_CALL_CONNECTION
/// @param id      the id of that kind
/// @return ACS_SERVICE with 400 and sub-code 8553 when a recording is already running
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_start_recording(
    client: *const acs_client_t,
    locator: c_int,
    id: *const c_char,
    recording_options: *const acs_start_recording_options_t,
    recording: *mut *mut acs_recording_properties_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).recording(recording);
        let client = handle(client, "client")?;
        let target = recording_target(locator, id)?;
        let options = options(recording_options)?.into_owned();
        client.run("acs_client_start_recording", places, move |client| {
            Ok(properties(client.start_recording(&target, &options)?))
        })
    })
}

/// Requests the properties of a recording.
///
/// @param recording_id from acs_recording_properties_recording_id
/// @return ACS_SERVICE with 404 and sub-code 8522 when there is no such recording, or no longer:
///         seconds after a stop it is no longer available
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_get_recording_properties(
    client: *const acs_client_t,
    recording_id: *const c_char,
    request_options: *const acs_request_options_t,
    recording: *mut *mut acs_recording_properties_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response).recording(recording);
        let client = handle(client, "client")?;
        let id = text(recording_id, "recording id")?.to_owned();
        let options = options(request_options)?.into_owned();
        client.run(
            "acs_client_get_recording_properties",
            places,
            move |client| {
                Ok(properties(
                    client.get_recording_properties_with(&id, &options)?,
                ))
            },
        )
    })
}

/// Pauses a recording. RecordingStateChanged with inactive follows if the recording was started with
/// a callback URL. After a lost response acs_client_get_recording_properties returns the state.
///
/// @param recording_id from acs_recording_properties_recording_id
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_pause_recording(
    client: *const acs_client_t,
    recording_id: *const c_char,
    request_options: *const acs_request_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    control(
        client,
        recording_id,
        request_options,
        response,
        error,
        "acs_client_pause_recording",
        CallAutomationClient::pause_recording_with,
    )
}

/// Resumes a paused recording, in the same file. RecordingStateChanged with active follows if the
/// recording was started with a callback URL.
///
/// @param recording_id from acs_recording_properties_recording_id
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_resume_recording(
    client: *const acs_client_t,
    recording_id: *const c_char,
    request_options: *const acs_request_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    control(
        client,
        recording_id,
        request_options,
        response,
        error,
        "acs_client_resume_recording",
        CallAutomationClient::resume_recording_with,
    )
}

/// Stops a recording; the end of the call does so too. RecordingStateChanged with inactive follows
/// if the recording was started with a callback URL; and, minutes later, RecordingFileStatusUpdated
/// from Event Grid, with the URLs of the files.
///
/// @param recording_id from acs_recording_properties_recording_id
/// @return ACS_SERVICE with 404 and sub-code 8522 when it had ended before
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_stop_recording(
    client: *const acs_client_t,
    recording_id: *const c_char,
    request_options: *const acs_request_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    control(
        client,
        recording_id,
        request_options,
        response,
        error,
        "acs_client_stop_recording",
        CallAutomationClient::stop_recording_with,
    )
}

/// Runs an operation on a recording that returns no value.
unsafe fn control(
    client: *const acs_client_t,
    recording_id: *const c_char,
    request_options: *const acs_request_options_t,
    response: *mut *mut acs_response_t,
    error: *mut *mut acs_error_t,
    name: &'static str,
    send: fn(&CallAutomationClient, &str, &RequestOptions) -> Result<Response<()>>,
) -> acs_status_t {
    guard(error, move || {
        let places = Places::NONE.response(response);
        let client = handle(client, "client")?;
        let id = text(recording_id, "recording id")?.to_owned();
        let options = options(request_options)?.into_owned();
        client.run(name, places, move |client| {
            Ok(send(client, &id, &options)?.into())
        })
    })
}

/// Frees the properties of a recording.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_properties_free(recording: *mut acs_recording_properties_t) {
    free(recording);
}

/// Returns the recording id, never empty.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_properties_recording_id(
    recording: *const acs_recording_properties_t,
) -> *const c_char {
    text_of(recording, "recording_id", |recording| {
        Some(&recording.inner.recording_id)
    })
}

/// Returns the state. Right after the start, and while paused, it is inactive.
///
/// @return ACS_RECORDING_STATE_ACTIVE, ACS_RECORDING_STATE_INACTIVE, ACS_RECORDING_STATE_OTHER; -1
///         for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_properties_state(
    recording: *const acs_recording_properties_t,
) -> c_int {
    value(-1, move || {
        let inner = &recording.as_ref()?.inner;
        inner.recording_state.as_ref().map(recording_state)
    })
}

/// Returns the kind of recording.
///
/// @return ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES, ACS_RECORDING_KIND_TEAMS,
///         ACS_RECORDING_KIND_TEAMS_COMPLIANCE, ACS_RECORDING_KIND_OTHER; -1 for none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_properties_kind(
    recording: *const acs_recording_properties_t,
) -> c_int {
    value(-1, move || {
        let inner = &recording.as_ref()?.inner;
        inner.recording_kind.as_ref().map(recording_kind)
    })
}
