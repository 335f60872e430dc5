//! Media streaming and transcription of a running call: start, stop, update.
//!
//! Both are set up when the call is created, answered or connected to.

use serde::Serialize;

use super::connection::CallConnection;
use super::operation::{OperationBody, OperationOptions, operation_options};
use super::{CallAutomationClient, checks};
use crate::client::operations;
use crate::error::Result;
use crate::field;
use crate::model::TranscriptionOperationResult;
use crate::pipeline::{Operation, Request, RequestOptions, Response};

macro_rules! transcription_options {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $name {
            locale: Option<String>,
            speech_model_endpoint_id: Option<String>,
            operation_context: Option<String>,
            operation_callback_uri: Option<String>,
            request: RequestOptions,
        }

        impl $name {
            /// Creates options in which nothing is set: those of the call apply.
            pub fn new() -> Self {
                Self::default()
            }

            /// Sets the language that is spoken: `en-US`. Default: the one before.
            #[must_use]
            pub fn locale(mut self, locale: impl Into<String>) -> Self {
                self.locale = Some(locale.into());
                self
            }

            /// Sets the endpoint id of a custom speech model. Default: the one before.
            #[must_use]
            pub fn speech_model_endpoint_id(mut self, id: impl Into<String>) -> Self {
                self.speech_model_endpoint_id = Some(id.into());
                self
            }

            operation_options!();

            fn body(&self) -> Body<'_> {
                Body {
                    locale: self.locale.as_deref(),
                    speech_model_endpoint_id: self.speech_model_endpoint_id.as_deref(),
                    operation: self.operation(),
                }
            }
        }
    };
}

transcription_options! {
    /// The options of [`start_transcription`](CallConnection::start_transcription).
    StartTranscriptionOptions
}
transcription_options! {
    /// The options of [`update_transcription`](CallConnection::update_transcription).
    UpdateTranscriptionOptions
}

/// The JSON of all of them: `{}` when nothing was set.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speech_model_endpoint_id: Option<&'a str>,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

impl<'a> Body<'a> {
    /// A body with only what all of them have in common.
    fn of(operation: OperationBody<'a>) -> Self {
        Self {
            operation,
            ..Self::default()
        }
    }

    fn check(&self, client: &CallAutomationClient) -> Result<()> {
        if let Some(locale) = self.locale {
            checks::id(field::TRANSCRIPTION_LOCALE, locale)?;
        }
        if let Some(id) = self.speech_model_endpoint_id {
            checks::id(field::SPEECH_MODEL_ENDPOINT_ID, id)?;
        }
        self.operation.check(client)
    }
}

impl CallConnection {
    /// Starts the media streaming that the call was set up with. `MediaStreamingStarted`, which may
    /// come twice, or `MediaStreamingFailed` follows. Since api-version 2025-05-15.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    /// If [`may_have_been_done`](crate::Error::may_have_been_done) is true, the event or the call's
    /// properties show the state.
    pub fn start_media_streaming(&self, options: &OperationOptions) -> Result<Response<()>> {
        let request = self.switch(
            &operations::START_MEDIA_STREAMING,
            &Body::of(options.operation()),
        )?;
        self.client.execute_for_status(&request, &options.request)
    }

    /// Stops media streaming; the end of the call does so too. `MediaStreamingStopped` or
    /// `MediaStreamingFailed` follows; without a context it carries that of the start. Since
    /// api-version 2025-05-15.
    ///
    /// # Errors
    /// As [`start_media_streaming`](Self::start_media_streaming).
    pub fn stop_media_streaming(&self, options: &OperationOptions) -> Result<Response<()>> {
        let request = self.switch(
            &operations::STOP_MEDIA_STREAMING,
            &Body::of(options.operation()),
        )?;
        self.client.execute_for_status(&request, &options.request)
    }

    /// Starts the transcription that the call was set up with. `TranscriptionStarted` or
    /// `TranscriptionFailed` follows. Since api-version 2025-05-15.
    ///
    /// # Errors
    /// As [`start_media_streaming`](Self::start_media_streaming); `Service` with 405 when the call
    /// was set up without the address of a websocket.
    pub fn start_transcription(
        &self,
        options: &StartTranscriptionOptions,
    ) -> Result<Response<TranscriptionOperationResult>> {
        let request = self.switch(&operations::START_TRANSCRIPTION, &options.body())?;
        self.client.execute(&request, &options.request)
    }

    /// Stops transcription; the end of the call does so too. `TranscriptionStopped` or
    /// `TranscriptionFailed` follows. Since api-version 2025-05-15.
    ///
    /// # Errors
    /// As [`start_media_streaming`](Self::start_media_streaming).
    pub fn stop_transcription(
        &self,
        options: &OperationOptions,
    ) -> Result<Response<TranscriptionOperationResult>> {
        let request = self.switch(
            &operations::STOP_TRANSCRIPTION,
            &Body::of(options.operation()),
        )?;
        self.client.execute(&request, &options.request)
    }

    /// Changes language or speech model of a running transcription. `TranscriptionUpdated`, with
    /// the context of the start, or `TranscriptionFailed` follows. Since api-version 2025-05-15.
    ///
    /// # Errors
    /// As [`start_media_streaming`](Self::start_media_streaming).
    pub fn update_transcription(
        &self,
        options: &UpdateTranscriptionOptions,
    ) -> Result<Response<()>> {
        let request = self.switch(&operations::UPDATE_TRANSCRIPTION, &options.body())?;
        self.client.execute_for_status(&request, &options.request)
    }

    fn switch(&self, operation: &Operation, body: &Body<'_>) -> Result<Request> {
        self.client.check(operation, || body.check(&self.client))?;
        self.request(operation).json(body)
    }
}
