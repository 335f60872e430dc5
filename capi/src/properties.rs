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

/// Not told, or by a name that this version does not know; acs_properties_state_name has it.
pub const ACS_CALL_STATE_UNKNOWN: c_int = 0;
/// Ringing, or being joined.
pub const ACS_CALL_STATE_CONNECTING: c_int = 1;
/// Up.
pub const ACS_CALL_STATE_CONNECTED: c_int = 2;
/// A transfer was asked for.
pub const ACS_CALL_STATE_TRANSFERRING: c_int = 3;
/// The transfer was accepted.
pub const ACS_CALL_STATE_TRANSFER_ACCEPTED: c_int = 4;
/// Being ended.
pub const ACS_CALL_STATE_DISCONNECTING: c_int = 5;
/// Ended.
pub const ACS_CALL_STATE_DISCONNECTED: c_int = 6;

/// There is none, or its state has a name that this version does not know.
pub const ACS_SUBSCRIPTION_UNKNOWN: c_int = 0;
/// It is off.
pub const ACS_SUBSCRIPTION_DISABLED: c_int = 1;
/// It is set up and does not run.
pub const ACS_SUBSCRIPTION_INACTIVE: c_int = 2;
/// It runs.
pub const ACS_SUBSCRIPTION_ACTIVE: c_int = 3;

/// The properties of one leg of a call. Read only: may be shared between threads.
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

/// Frees properties that a function gave you; not those that belong to a response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_free(properties: *mut acs_properties_t) {
    free(properties);
}

/// What the call is doing.
///
/// @return ACS_CALL_STATE_CONNECTED, ...
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

/// What the call is doing, as the service names it: "connected".
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_state_name(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "state_name", |properties| {
        Some(properties.told.call_connection_state.as_ref()?.as_str())
    })
}

/// This application's leg: the id to act with.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_call_connection_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "call_connection_id", |properties| {
        Some(&properties.told.call_connection_id)
    })
}

/// The call as the service sees it, the same on all legs. Not yet known right after create and
/// connect.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_server_call_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "server_call_id", |properties| {
        properties.told.server_call_id.as_deref()
    })
}

/// The id that ties together everything the service logs about the call.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_correlation_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "correlation_id", |properties| {
        properties.told.correlation_id.as_deref()
    })
}

/// Where its events go.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_callback_uri(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "callback_uri", |properties| {
        properties.told.callback_uri.as_deref()
    })
}

/// The number shown to called telephones.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_source_caller_id_number(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "source_caller_id_number", |properties| {
        Some(&properties.told.source_caller_id_number.as_ref()?.value)
    })
}

/// The name shown to called parties.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_source_display_name(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "source_display_name", |properties| {
        properties.told.source_display_name.as_deref()
    })
}

/// Who answered, on an answered call: the id of a Communication Services user.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_answered_by(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "answered_by", |properties| {
        Some(&properties.told.answered_by.as_ref()?.id)
    })
}

/// The number that was called, on a call answered for it.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_answered_for(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "answered_for", |properties| {
        Some(&properties.told.answered_for.as_ref()?.value)
    })
}

/// The id of its media streaming.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_media_streaming_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "media_streaming_id", |properties| {
        let streaming = properties.told.media_streaming_subscription.as_ref()?;
        streaming.id.as_deref()
    })
}

/// The id of its transcription.
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_transcription_id(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "transcription_id", |properties| {
        let transcription = properties.told.transcription_subscription.as_ref()?;
        transcription.id.as_deref()
    })
}

/// The language of its transcription: "en-US".
///
/// @return a text that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_transcription_locale(
    properties: *const acs_properties_t,
) -> *const c_char {
    text_of(properties, "transcription_locale", |properties| {
        let transcription = properties.told.transcription_subscription.as_ref()?;
        transcription.locale.as_deref()
    })
}

/// How its media streaming stands.
///
/// @return ACS_SUBSCRIPTION_ACTIVE, ...
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

/// One of the kinds of content that its media streaming carries: "audio".
///
/// @param index      from 0
/// @return a text that lives as long as the properties; NULL when there is none of that index
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

/// How its transcription stands.
///
/// @return ACS_SUBSCRIPTION_ACTIVE, ...
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

/// One of the kinds of results that its transcription gives: "final", "intermediate".
///
/// @param index      from 0
/// @return a text that lives as long as the properties; NULL when there is none of that index
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

/// Who calls.
///
/// @return an identifier that lives as long as the properties; NULL when the service did not tell
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_source(
    properties: *const acs_properties_t,
) -> *const acs_identifier_t {
    value(null(), move || {
        Some(std::ptr::from_ref(properties.as_ref()?.source()?))
    })
}

/// How many were called.
///
/// @return the number; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_properties_target_count(properties: *const acs_properties_t) -> usize {
    value(0, move || Some(properties.as_ref()?.told.targets.len()))
}

/// One of those who were called.
///
/// @param index      from 0
/// @return an identifier that lives as long as the properties; NULL when there is none of that index
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
