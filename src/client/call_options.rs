//! What create, answer and connect share: options, their JSON, and the shape of the result.

use serde::Serialize;

use super::{CallAutomationClient, checks};
use crate::error::Result;
use crate::field;
use crate::identifier::{CommunicationUser, PhoneNumber};
use crate::model::{MediaStreamingOptions, TranscriptionOptions};
use crate::pipeline::RequestOptions;
use crate::pipeline::request::new_uuid;

/// `{"id": ...}`: a user where the wire has no room for other kinds.
#[derive(Serialize)]
pub(super) struct BareUser<'a> {
    id: &'a str,
}

/// `{"value": ...}`: a number where the wire has no room for other kinds.
#[derive(Serialize)]
pub(super) struct BareNumber<'a> {
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BareApp<'a> {
    pub app_id: &'a str,
    pub cloud: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CallIntelligence<'a> {
    cognitive_services_endpoint: &'a str,
}

impl<'a> From<&'a CommunicationUser> for BareUser<'a> {
    fn from(user: &'a CommunicationUser) -> Self {
        Self { id: &user.id }
    }
}

impl<'a> From<&'a PhoneNumber> for BareNumber<'a> {
    fn from(number: &'a PhoneNumber) -> Self {
        Self {
            value: &number.value,
        }
    }
}

/// What create, answer and connect share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CallOptions {
    pub operation_context: Option<String>,
    pub cognitive_services_endpoint: Option<String>,
    pub media_streaming: Option<MediaStreamingOptions>,
    pub transcription: Option<TranscriptionOptions>,
    pub request: RequestOptions,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallOptionsBody<'a> {
    callback_uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation_context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_intelligence_options: Option<CallIntelligence<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media_streaming_options: Option<&'a MediaStreamingOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transcription_options: Option<&'a TranscriptionOptions>,
}

impl CallOptions {
    pub(super) fn ensure_context(&mut self) -> Result<&str> {
        let given = self.operation_context.take();
        let context = match given.filter(|given| !given.is_empty()) {
            Some(given) => given,
            None => new_uuid()?,
        };
        Ok(self.operation_context.insert(context))
    }

    pub(super) fn body<'a>(&'a self, callback_uri: &'a str) -> CallOptionsBody<'a> {
        CallOptionsBody {
            callback_uri,
            operation_context: self.operation_context.as_deref(),
            call_intelligence_options: self.cognitive_services_endpoint.as_deref().map(
                |endpoint| CallIntelligence {
                    cognitive_services_endpoint: endpoint,
                },
            ),
            media_streaming_options: self.media_streaming.as_ref(),
            transcription_options: self.transcription.as_ref(),
        }
    }

    pub(super) fn check(&self, client: &CallAutomationClient, callback_uri: &str) -> Result<()> {
        client.check_callback(field::CALLBACK_URI, callback_uri)?;
        checks::optional_text(field::OPERATION_CONTEXT, self.operation_context.as_deref())?;
        if let Some(endpoint) = &self.cognitive_services_endpoint {
            checks::id(field::COGNITIVE_SERVICES_ENDPOINT, endpoint)?;
        }
        if let Some(streaming) = &self.media_streaming {
            checks::websocket(
                field::MEDIA_STREAMING_URL,
                streaming.transport_url.as_deref(),
            )?;
        }
        if let Some(transcription) = &self.transcription {
            checks::id(field::TRANSCRIPTION_LOCALE, &transcription.locale)?;
            checks::optional_text(
                field::SPEECH_MODEL_ENDPOINT_ID,
                transcription.speech_model_endpoint_id.as_deref(),
            )?;
            checks::websocket(
                field::TRANSCRIPTION_URL,
                transcription.transport_url.as_deref(),
            )?;
        }
        Ok(())
    }
}

macro_rules! call_options {
    () => {
        /// Creates options in which nothing is set: the service's defaults.
        pub fn new() -> Self {
            Self::default()
        }

        /// Sets the operation context that the events of this leg carry: your program's text,
        /// without control characters.
        #[must_use]
        pub fn operation_context(mut self, context: impl Into<String>) -> Self {
            self.call.operation_context = Some(context.into());
            self
        }

        /// Returns the operation context, which is generated when none is set.
        #[doc(hidden)]
        pub fn ensure_context(&mut self) -> $crate::error::Result<&str> {
            self.call.ensure_context()
        }

        /// Sets the URL of the cognitive services resource for text-to-speech and recognition in
        /// this call. Since api-version 2023-10-15.
        #[must_use]
        pub fn cognitive_services_endpoint(mut self, endpoint: impl Into<String>) -> Self {
            self.call.cognitive_services_endpoint = Some(endpoint.into());
            self
        }

        /// Sets up streaming of the audio of the call to a websocket.
        #[must_use]
        pub fn media_streaming(mut self, options: MediaStreamingOptions) -> Self {
            self.call.media_streaming = Some(options);
            self
        }

        /// Sets the transcription of the call.
        #[must_use]
        pub fn transcription(mut self, options: TranscriptionOptions) -> Self {
            self.call.transcription = Some(options);
            self
        }

        /// Sets the request options: timeouts, ids, headers, cancellation.
        #[must_use]
        pub fn request(mut self, options: $crate::pipeline::RequestOptions) -> Self {
            self.call.request = options;
            self
        }
    };
}

macro_rules! call_result {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub struct $name {
            /// The call connection.
            pub call_connection: CallConnection,
            /// Its properties, as the service reported them.
            pub properties: CallConnectionProperties,
        }

        impl $name {
            fn of(
                client: &CallAutomationClient,
                response: Response<CallConnectionProperties>,
            ) -> Response<Self> {
                response.map(|properties| Self {
                    call_connection: CallConnection::new(
                        client.clone(),
                        properties.call_connection_id.clone(),
                    ),
                    properties,
                })
            }
        }
    };
}

pub(super) use {call_options, call_result};
