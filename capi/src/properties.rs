//! Properties of a call: what the service reports about one leg.

use std::ffi::{c_char, c_int};
use std::ptr::null;

use super::guard::{free, value};
use super::identifier::acs_identifier_t;
use super::text::{HasTexts, Texts, text_at, text_of};
use acs_call_automation::internal::Lazy;
use acs_call_automation::model::{
    CallConnectionProperties, CallConnectionState, SubscriptionState,
};

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
pub const ACS_SUBSCRIPTION_UNKNOWN: c_int = 0;
/// Disabled.
pub const ACS_SUBSCRIPTION_DISABLED: c_int = 1;
/// Set up, but not running.
pub const ACS_SUBSCRIPTION_INACTIVE: c_int = 2;
/// Running.
pub const ACS_SUBSCRIPTION_ACTIVE: c_int = 3;

/// The properties of a call connection; what the service does not report is NULL. Read only: may be
/// shared between threads.
pub struct acs_properties_t {
    told: CallConnectionProperties,
    /// Made when they are asked for: few programs do.
    source: Lazy<Option<acs_identifier_t>>,
    targets: Lazy<Vec<acs_identifier_t>>,
    texts: Texts,
}

impl acs_properties_t {
    pub(super) fn new(told: CallConnectionProperties) -> Self {
        Self {
            told,
            source: Lazy::new(),
            targets: Lazy::new(),
            texts: Texts::default(),
        }
    }

    fn source(&self) -> Option<&acs_identifier_t> {
        let source = &self.told.source;
        let made = self
            .source
            .get(|| source.clone().map(acs_identifier_t::new));
        made.as_ref()
    }

    fn targets(&self) -> &[acs_identifier_t] {
        let targets = self.told.targets.iter();
        self.targets
            .get(|| targets.cloned().map(acs_identifier_t::new).collect())
    }
}

impl HasTexts for acs_properties_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

fn subscription_state(state: Option<&SubscriptionState>) -> c_int {
    match state {
        Some(SubscriptionState::Disabled) => ACS_SUBSCRIPTION_DISABLED,
        Some(SubscriptionState::Inactive) => ACS_SUBSCRIPTION_INACTIVE,
        Some(SubscriptionState::Active) => ACS_SUBSCRIPTION_ACTIVE,
        _ => ACS_SUBSCRIPTION_UNKNOWN,
    }
}

/// Frees properties that belong to the program.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_free(properties: *mut acs_properties_t) {
    free(properties);
}

/// Returns the state of the call: ACS_CALL_STATE_CONNECTED, ...
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_state(properties: *const acs_properties_t) -> c_int {
    value(ACS_CALL_STATE_UNKNOWN, move || {
        Some(
            match properties.as_ref()?.told.call_connection_state.as_ref()? {
                CallConnectionState::Connecting => ACS_CALL_STATE_CONNECTING,
                CallConnectionState::Connected => ACS_CALL_STATE_CONNECTED,
                CallConnectionState::Transferring => ACS_CALL_STATE_TRANSFERRING,
                CallConnectionState::TransferAccepted => ACS_CALL_STATE_TRANSFER_ACCEPTED,
                CallConnectionState::Disconnecting => ACS_CALL_STATE_DISCONNECTING,
                CallConnectionState::Disconnected => ACS_CALL_STATE_DISCONNECTED,
                _ => ACS_CALL_STATE_UNKNOWN,
            },
        )
    })
}

/// Returns the state of the call as the service names it: "connected".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_state_name(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "state_name", |properties| {
        Some(properties.told.call_connection_state.as_ref()?.as_str())
    })
}

/// Returns the call connection id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_call_connection_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "call_connection_id", |properties| {
        Some(&properties.told.call_connection_id)
    })
}

/// Returns the server call id, the same for all legs of the call. Not known right after create and
/// connect.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_server_call_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "server_call_id", |properties| {
        properties.told.server_call_id.as_deref()
    })
}

/// Returns the correlation id, which connects all that the service logs about the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_correlation_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "correlation_id", |properties| {
        properties.told.correlation_id.as_deref()
    })
}

/// Returns the URL that the events of the call are sent to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_callback_uri(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "callback_uri", |properties| {
        properties.told.callback_uri.as_deref()
    })
}

/// Returns the caller id that called telephones see.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_source_caller_id_number(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "source_caller_id_number", |properties| {
        Some(&properties.told.source_caller_id_number.as_ref()?.value)
    })
}

/// Returns the display name that the callees see.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_source_display_name(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "source_display_name", |properties| {
        properties.told.source_display_name.as_deref()
    })
}

/// Returns the Communication Services user id in whose name the call was answered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_answered_by(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "answered_by", |properties| {
        Some(&properties.told.answered_by.as_ref()?.id)
    })
}

/// Returns the called number of an answered call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_answered_for(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "answered_for", |properties| {
        Some(&properties.told.answered_for.as_ref()?.value)
    })
}

/// Returns the id of the media streaming.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_media_streaming_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "media_streaming_id", |properties| {
        let streaming = properties.told.media_streaming_subscription.as_ref()?;
        streaming.id.as_deref()
    })
}

/// Returns the id of the transcription.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_transcription_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "transcription_id", |properties| {
        let transcription = properties.told.transcription_subscription.as_ref()?;
        transcription.id.as_deref()
    })
}

/// Returns the language of the transcription: "en-US".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_transcription_locale(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "transcription_locale", |properties| {
        let transcription = properties.told.transcription_subscription.as_ref()?;
        transcription.locale.as_deref()
    })
}

/// Returns the state of the media streaming: ACS_SUBSCRIPTION_ACTIVE, ...
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_media_streaming_state(
    properties: *const acs_properties_t,
) -> c_int {
    value(ACS_SUBSCRIPTION_UNKNOWN, move || {
        let subscription = properties
            .as_ref()?
            .told
            .media_streaming_subscription
            .as_ref()?;
        Some(subscription_state(subscription.state.as_ref()))
    })
}

/// Returns one of the content types of the media streaming: "audio".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_media_streaming_content_type(
    properties: *const acs_properties_t,
    index: usize,
) -> *const c_char {
    text_at(properties, "content type", index, |properties, index| {
        let subscription = properties.told.media_streaming_subscription.as_ref()?;
        Some(subscription.subscribed_content_types.get(index)?.as_str())
    })
}

/// Returns the state of the transcription: ACS_SUBSCRIPTION_ACTIVE, ...
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_transcription_state(
    properties: *const acs_properties_t,
) -> c_int {
    value(ACS_SUBSCRIPTION_UNKNOWN, move || {
        let subscription = properties
            .as_ref()?
            .told
            .transcription_subscription
            .as_ref()?;
        Some(subscription_state(subscription.state.as_ref()))
    })
}

/// Returns one of the result types of the transcription: "final", "intermediate".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_transcription_result_type(
    properties: *const acs_properties_t,
    index: usize,
) -> *const c_char {
    text_at(properties, "result type", index, |properties, index| {
        let subscription = properties.told.transcription_subscription.as_ref()?;
        Some(subscription.subscribed_result_types.get(index)?.as_str())
    })
}

/// Returns the caller.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_source(
    properties: *const acs_properties_t,
) -> *const acs_identifier_t {
    value(null(), move || {
        Some(std::ptr::from_ref(properties.as_ref()?.source()?))
    })
}

/// Returns the number of callees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_target_count(properties: *const acs_properties_t) -> usize {
    value(0, move || Some(properties.as_ref()?.told.targets.len()))
}

/// Returns one of the callees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_target(
    properties: *const acs_properties_t,
    index: usize,
) -> *const acs_identifier_t {
    value(null(), move || {
        Some(std::ptr::from_ref(
            properties.as_ref()?.targets().get(index)?,
        ))
    })
}
