//! Properties of a call: what the service reports about one leg.

use std::ffi::{CStr, c_char, c_int};
use std::ptr::null;

use super::getters::name_in;
use super::guard::{free, value};
use super::identifier::acs_identifier_t;
use super::text::{HasTexts, Texts};
use acs_call_automation::internal::Lazy;
use acs_call_automation::model::{CallConnectionProperties, CallConnectionState, MediaState};

/// Not reported, or a state that this version does not know.
pub const ACS_CALL_STATE_UNKNOWN: c_int = 0;
/// Ringing or joining.
pub const ACS_CALL_STATE_CONNECTING: c_int = 1;
/// Established.
pub const ACS_CALL_STATE_CONNECTED: c_int = 2;
/// A transfer was requested.
pub const ACS_CALL_STATE_TRANSFERRING: c_int = 3;
/// A transfer was accepted.
pub const ACS_CALL_STATE_TRANSFER_ACCEPTED: c_int = 4;
/// Ending.
pub const ACS_CALL_STATE_DISCONNECTING: c_int = 5;
/// Ended.
pub const ACS_CALL_STATE_DISCONNECTED: c_int = 6;

/// None, or a state that this version does not know.
pub const ACS_MEDIA_STATE_UNKNOWN: c_int = 0;
/// Disabled.
pub const ACS_MEDIA_STATE_DISABLED: c_int = 1;
/// Set up, but not running.
pub const ACS_MEDIA_STATE_INACTIVE: c_int = 2;
/// Running.
pub const ACS_MEDIA_STATE_ACTIVE: c_int = 3;

/// Returns the name of a state of a call, as the service writes it: "connected"; "unknown" for any
/// other number. The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_call_state_name(state: c_int) -> *const c_char {
    const NAMES: &[(c_int, &CStr)] = &[
        (ACS_CALL_STATE_CONNECTING, c"connecting"),
        (ACS_CALL_STATE_CONNECTED, c"connected"),
        (ACS_CALL_STATE_TRANSFERRING, c"transferring"),
        (ACS_CALL_STATE_TRANSFER_ACCEPTED, c"transferAccepted"),
        (ACS_CALL_STATE_DISCONNECTING, c"disconnecting"),
        (ACS_CALL_STATE_DISCONNECTED, c"disconnected"),
    ];
    name_in(NAMES, state, c"unknown")
}

/// Returns the name of a state of media streaming or transcription, as the service writes it:
/// "active"; "unknown" for any other number. The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn acs_media_state_name(state: c_int) -> *const c_char {
    const NAMES: &[(c_int, &CStr)] = &[
        (ACS_MEDIA_STATE_DISABLED, c"disabled"),
        (ACS_MEDIA_STATE_INACTIVE, c"inactive"),
        (ACS_MEDIA_STATE_ACTIVE, c"active"),
    ];
    name_in(NAMES, state, c"unknown")
}

/// The properties of a call connection; what the service does not report is NULL. Read only: may be
/// shared between threads.
pub struct acs_call_properties_t {
    inner: CallConnectionProperties,
    /// Created on first access: few programs need them.
    source: Lazy<Option<acs_identifier_t>>,
    targets: Lazy<Vec<acs_identifier_t>>,
    texts: Texts,
}

impl acs_call_properties_t {
    pub(super) fn new(inner: CallConnectionProperties) -> Self {
        Self {
            inner,
            source: Lazy::new(),
            targets: Lazy::new(),
            texts: Texts::default(),
        }
    }

    pub(super) fn inner(&self) -> &CallConnectionProperties {
        &self.inner
    }

    fn source(&self) -> Option<&acs_identifier_t> {
        let source = &self.inner.source;
        let made = self
            .source
            .get(|| source.clone().map(acs_identifier_t::new));
        made.as_ref()
    }

    fn targets(&self) -> &[acs_identifier_t] {
        let targets = self.inner.targets.iter();
        self.targets
            .get(|| targets.cloned().map(acs_identifier_t::new).collect())
    }
}

impl HasTexts for acs_call_properties_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// A state of a call as C gets it.
pub(super) fn call_state(state: &CallConnectionState) -> c_int {
    match state {
        CallConnectionState::Connecting => ACS_CALL_STATE_CONNECTING,
        CallConnectionState::Connected => ACS_CALL_STATE_CONNECTED,
        CallConnectionState::Transferring => ACS_CALL_STATE_TRANSFERRING,
        CallConnectionState::TransferAccepted => ACS_CALL_STATE_TRANSFER_ACCEPTED,
        CallConnectionState::Disconnecting => ACS_CALL_STATE_DISCONNECTING,
        CallConnectionState::Disconnected => ACS_CALL_STATE_DISCONNECTED,
        _ => ACS_CALL_STATE_UNKNOWN,
    }
}

/// A state of media streaming or transcription as C gets it.
pub(super) fn media_state(state: &MediaState) -> c_int {
    match state {
        MediaState::Disabled => ACS_MEDIA_STATE_DISABLED,
        MediaState::Inactive => ACS_MEDIA_STATE_INACTIVE,
        MediaState::Active => ACS_MEDIA_STATE_ACTIVE,
        _ => ACS_MEDIA_STATE_UNKNOWN,
    }
}

/// Frees properties that belong to the program.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_free(call_properties: *mut acs_call_properties_t) {
    free(call_properties);
}

/// Returns the caller.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_source(
    call_properties: *const acs_call_properties_t,
) -> *const acs_identifier_t {
    value(null(), move || {
        Some(std::ptr::from_ref(call_properties.as_ref()?.source()?))
    })
}

/// Returns one of the callees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_properties_target(
    call_properties: *const acs_call_properties_t,
    index: usize,
) -> *const acs_identifier_t {
    value(null(), move || {
        Some(std::ptr::from_ref(
            call_properties.as_ref()?.targets().get(index)?,
        ))
    })
}
