//! What most operations on a call have in common: the context that their events carry, and the
//! address where these go.

use serde::Serialize;

use super::{CallAutomationClient, checks};
use crate::error::Result;
use crate::field;
use crate::pipeline::RequestOptions;

/// The methods of options with an operation context, an address for events, and request options.
macro_rules! operation_options {
    () => {
        /// Sets the operation context that the events of this operation carry: your program's text,
        /// without control characters.
        #[must_use]
        pub fn operation_context(mut self, context: impl Into<String>) -> Self {
            self.operation_context = Some(context.into());
            self
        }

        /// Sets the URL to which the events of this operation go instead of the call's; the rule is that
        /// for the `callback_uri` of
        /// [`create_call`](crate::CallAutomationClient::create_call). Since api-version 2023-10-15.
        #[must_use]
        pub fn operation_callback_uri(mut self, url: impl Into<String>) -> Self {
            self.operation_callback_uri = Some(url.into());
            self
        }

        /// Sets the request options: timeouts, ids, headers, cancellation.
        #[must_use]
        pub fn request(mut self, options: $crate::pipeline::RequestOptions) -> Self {
            self.request = options;
            self
        }

        pub(super) fn operation(&self) -> $crate::client::operation::OperationBody<'_> {
            $crate::client::operation::OperationBody {
                operation_context: self.operation_context.as_deref(),
                operation_callback_uri: self.operation_callback_uri.as_deref(),
            }
        }
    };
}
pub(super) use operation_options;

/// The options of operations that have no options of their own: cancel adding, remove, move, send DTMF
/// tones, continuous DTMF recognition, unhold, start and stop media streaming, stop transcription.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OperationOptions {
    pub(crate) operation_context: Option<String>,
    operation_callback_uri: Option<String>,
    pub(crate) request: RequestOptions,
}

impl OperationOptions {
    /// Creates options in which nothing is set.
    pub fn new() -> Self {
        Self::default()
    }

    operation_options!();
}

/// What the events of one operation carry, and where they go.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OperationBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) operation_context: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) operation_callback_uri: Option<&'a str>,
}

impl OperationBody<'_> {
    pub(super) fn check(&self, client: &CallAutomationClient) -> Result<()> {
        checks::optional_text(field::OPERATION_CONTEXT, self.operation_context)?;
        match self.operation_callback_uri {
            Some(url) => client.check_callback(field::OPERATION_CALLBACK_URI, url),
            None => Ok(()),
        }
    }
}
