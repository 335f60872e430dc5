//! Calls that come in: answer, redirect, reject.

use serde::Serialize;

use super::call_options::{BareUser, CallOptions, CallOptionsBody, call_options, call_result};
use super::{CallAutomationClient, CallConnection, checks};
use crate::client::operations;
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::{CommunicationIdentifier, CommunicationUser};
use crate::model::{
    CallConnectionProperties, CallRejectReason, MediaStreamingOptions, TranscriptionOptions,
};
use crate::pipeline::{Operation, RequestOptions, Response};

/// The options of [`answer_call`](CallAutomationClient::answer_call).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerCallOptions {
    pub(crate) call: CallOptions,
    answered_by: Option<CommunicationUser>,
}

impl AnswerCallOptions {
    call_options!();

    /// Sets the user of the resource on whose behalf the call is answered.
    #[must_use]
    pub fn answered_by(mut self, user: CommunicationUser) -> Self {
        self.answered_by = Some(user);
        self
    }
}

/// The options of [`reject_call`](CallAutomationClient::reject_call).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectCallOptions {
    reason: Option<CallRejectReason>,
    request: RequestOptions,
}

impl RejectCallOptions {
    /// Creates options in which nothing is set: the call is rejected without a reason.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reason of the rejection. Default: none.
    #[must_use]
    pub fn reason(mut self, reason: CallRejectReason) -> Self {
        self.reason = Some(reason);
        self
    }

    /// Sets the request options: timeouts, ids, headers, cancellation.
    #[must_use]
    pub fn request(mut self, options: RequestOptions) -> Self {
        self.request = options;
        self
    }
}

call_result! {
    /// The result of answering a call. `CallConnected` or `AnswerFailed` reports the outcome.
    AnswerCallResult
}
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AnswerBody<'a> {
    incoming_call_context: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<BareUser<'a>>,
    #[serde(flatten)]
    call: CallOptionsBody<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RedirectBody<'a> {
    incoming_call_context: &'a str,
    target: &'a CommunicationIdentifier,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RejectBody<'a> {
    incoming_call_context: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_reject_reason: Option<&'a CallRejectReason>,
}

impl CallAutomationClient {
    /// Answers an incoming call, within 30 s of its `IncomingCall` event. That event arrives only if the
    /// resource has an Event Grid subscription for it whose webhook is a URL of the receiver; the
    /// portal or the Azure CLI creates it.
    ///
    /// `callback_uri` is subject to the rule of [`create_call`](Self::create_call).
    ///
    /// # Errors
    /// As [`create_call`](Self::create_call); a context that has expired gives 400.
    pub fn answer_call(
        &self,
        incoming_call_context: &str,
        callback_uri: &str,
        options: &AnswerCallOptions,
    ) -> Result<Response<AnswerCallResult>> {
        const OPERATION: &Operation = &operations::ANSWER_CALL;
        self.check(OPERATION, || {
            checks::id(field::INCOMING_CALL_CONTEXT, incoming_call_context)?;
            if let Some(user) = &options.answered_by {
                CommunicationIdentifier::from(user).check(field::ANSWERED_BY)?;
            }
            options.call.check(self, callback_uri)
        })?;
        let body = AnswerBody {
            incoming_call_context,
            answered_by: options.answered_by.as_ref().map(BareUser::from),
            call: options.call.body(callback_uri),
        };
        let request = OPERATION.request(&[]).json(&body)?;
        Ok(AnswerCallResult::of(
            self,
            self.execute_for_call(&request, &options.call.request)?,
        ))
    }

    /// Redirects an incoming call to another target, a user, an application or a phone number, without
    /// answering it. The new callee sees the number of the original caller. This application receives no
    /// event.
    ///
    /// # Errors
    /// As [`create_call`](Self::create_call).
    pub fn redirect_call(
        &self,
        incoming_call_context: &str,
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &Operation = &operations::REDIRECT_CALL;
        let target: CommunicationIdentifier = target.try_into().map_err(Into::into)?;
        self.check(OPERATION, || {
            checks::id(field::INCOMING_CALL_CONTEXT, incoming_call_context)?;
            target.check_callee(field::TARGET)
        })?;
        let body = RedirectBody {
            incoming_call_context,
            target: &target,
        };
        let request = OPERATION.request(&[]).json(&body)?;
        self.execute_for_status(&request, options)
    }

    /// Rejects an incoming call. This application receives no event; the caller is informed.
    ///
    /// # Errors
    /// As [`create_call`](Self::create_call).
    pub fn reject_call(
        &self,
        incoming_call_context: &str,
        options: &RejectCallOptions,
    ) -> Result<Response<()>> {
        const OPERATION: &Operation = &operations::REJECT_CALL;
        self.check(OPERATION, || {
            checks::id(field::INCOMING_CALL_CONTEXT, incoming_call_context)
        })?;
        let body = RejectBody {
            incoming_call_context,
            call_reject_reason: options.reason.as_ref(),
        };
        let request = OPERATION.request(&[]).json(&body)?;
        self.execute_for_status(&request, &options.request)
    }
}
