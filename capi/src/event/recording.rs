//! State, kind and start of recordings.

use std::ffi::{CStr, c_char, c_int};

use crate::getters::name_in;
use acs_call_automation::event::{Event, EventBody, RecordingKind, RecordingState};
use acs_call_automation::model::Timestamp;

/// A state that this version does not know.
pub const ACS_RECORDING_STATE_OTHER: c_int = 0;
/// The recording is running.
pub const ACS_RECORDING_STATE_ACTIVE: c_int = 1;
/// The recording is paused, stopped or not started yet.
pub const ACS_RECORDING_STATE_INACTIVE: c_int = 2;

/// A kind that this version does not know.
pub const ACS_RECORDING_KIND_OTHER: c_int = 0;
/// A recording started through Communication Services.
pub const ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES: c_int = 1;
/// A recording started in Teams.
pub const ACS_RECORDING_KIND_TEAMS: c_int = 2;
/// A recording that a compliance policy of Teams started.
pub const ACS_RECORDING_KIND_TEAMS_COMPLIANCE: c_int = 3;

/// A state as C gets it.
pub(crate) fn recording_state(state: &RecordingState) -> c_int {
    match state {
        RecordingState::Active => ACS_RECORDING_STATE_ACTIVE,
        RecordingState::Inactive => ACS_RECORDING_STATE_INACTIVE,
        _ => ACS_RECORDING_STATE_OTHER,
    }
}

/// Returns the name of a recording state: "Active", "Inactive"; "Other" for any other number. The
/// text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_recording_state_name(state: c_int) -> *const c_char {
    const NAMES: &[(c_int, &CStr)] = &[
        (ACS_RECORDING_STATE_ACTIVE, c"Active"),
        (ACS_RECORDING_STATE_INACTIVE, c"Inactive"),
    ];
    name_in(NAMES, state, c"Other")
}

/// A kind as C gets it.
pub(crate) fn recording_kind(kind: &RecordingKind) -> c_int {
    match kind {
        RecordingKind::AzureCommunicationServices => {
            ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES
        }
        RecordingKind::Teams => ACS_RECORDING_KIND_TEAMS,
        RecordingKind::TeamsCompliance => ACS_RECORDING_KIND_TEAMS_COMPLIANCE,
        _ => ACS_RECORDING_KIND_OTHER,
    }
}

/// Returns the name of a recording kind: "AzureCommunicationServices", "Teams", "TeamsCompliance";
/// "Other" for any other number. The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_recording_kind_name(kind: c_int) -> *const c_char {
    const NAMES: &[(c_int, &CStr)] = &[
        (
            ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES,
            c"AzureCommunicationServices",
        ),
        (ACS_RECORDING_KIND_TEAMS, c"Teams"),
        (ACS_RECORDING_KIND_TEAMS_COMPLIANCE, c"TeamsCompliance"),
    ];
    name_in(NAMES, kind, c"Other")
}

/// The start of the recording that an event is about.
pub(crate) fn start_time(event: &Event) -> Option<&Timestamp> {
    match event.body() {
        EventBody::RecordingStateChanged(b) => b.start_date_time.as_ref(),
        EventBody::RecordingFileStatusUpdated(b) => b.recording_start_time.as_ref(),
        _ => None,
    }
}
