//! Putting a participant on hold, and back.

use serde::Serialize;

use super::check_source;
use crate::client::checks;
use crate::client::connection::CallConnection;
use crate::client::operation::{OperationBody, OperationOptions, operation_options};
use crate::client::operations;
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::CommunicationIdentifier;
use crate::model::PlaySource;
use crate::pipeline::{Operation, RequestOptions, Response};

/// The options of [`hold`](CallConnection::hold).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HoldOptions {
    play_source: Option<PlaySource>,
    operation_context: Option<String>,
    operation_callback_uri: Option<String>,
    request: RequestOptions,
}

impl HoldOptions {
    /// Creates options in which nothing is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets what the participant hears while on hold. Default: that of the service, not documented.
    #[must_use]
    pub fn play_source(mut self, source: impl Into<PlaySource>) -> Self {
        self.play_source = Some(source.into());
        self
    }

    operation_options!();
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HoldBody<'a> {
    target_participant: &'a CommunicationIdentifier,
    #[serde(skip_serializing_if = "Option::is_none")]
    play_source_info: Option<&'a PlaySource>,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

impl CallConnection {
    /// Puts a participant on hold. `ParticipantsUpdated` with `is_on_hold` follows, or
    /// `HoldFailed`.
    /// Since api-version 2024-09-15.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    pub fn hold(
        &self,
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &HoldOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &Operation = &operations::HOLD;
        let target = &checks::participant(OPERATION, target)?;
        let operation = options.operation();
        self.client.check(OPERATION, || {
            target.check(field::TARGET)?;
            options.play_source.iter().try_for_each(check_source)?;
            operation.check(&self.client)
        })?;
        let body = HoldBody {
            target_participant: target,
            play_source_info: options.play_source.as_ref(),
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute_for_status(&request, &options.request)
    }

    /// Takes a participant back from hold. `ParticipantsUpdated` follows. Since api-version
    /// 2024-09-15.
    ///
    /// # Errors
    /// As [`hold`](Self::hold).
    pub fn unhold(
        &self,
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &OperationOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &Operation = &operations::UNHOLD;
        let target = &checks::participant(OPERATION, target)?;
        let operation = options.operation();
        self.client.check(OPERATION, || {
            target.check(field::TARGET)?;
            operation.check(&self.client)
        })?;
        let body = HoldBody {
            target_participant: target,
            play_source_info: None,
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute_for_status(&request, &options.request)
    }
}
