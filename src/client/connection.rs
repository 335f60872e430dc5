//! `CallConnection`, the operations on an established call: properties, hang up, transfer.

use serde::Serialize;

use super::call_options::BareNumber;
use super::given::Given;
use super::operation::{OperationBody, operation_options};
use super::{CallAutomationClient, checks};
use crate::client::operations;
use crate::error::{Error, Result};
use crate::field;
use crate::identifier::{CommunicationIdentifier, PhoneNumber};
use crate::model::{CallConnectionProperties, CustomCallingContext, TransferCallResult};
use crate::pipeline::{Operation, Request, RequestOptions, Response};

/// One leg of a call: its id and a shared client, with the operations on it.
///
/// Cheap to clone, may be shared between threads. A handle only: it stays valid after the call has
/// ended; requests then fail with 404.
#[derive(Debug, Clone)]
pub struct CallConnection {
    pub(super) client: CallAutomationClient,
    id: String,
}

/// The choice whether hanging up ends the call for everyone or for this application only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForEveryone {
    /// The call ends.
    Yes,
    /// This leg leaves; a 1:1 call ends with it, a larger one goes on.
    No,
}

/// The options of [`transfer_call`](CallConnection::transfer_call).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TransferCallOptions {
    transferee: Option<Given<CommunicationIdentifier>>,
    source_caller_id_number: Option<Given<PhoneNumber>>,
    custom_calling_context: Option<CustomCallingContext>,
    pub(crate) operation_context: Option<String>,
    operation_callback_uri: Option<String>,
    pub(crate) request: RequestOptions,
}

impl TransferCallOptions {
    /// Creates options in which nothing is set: the remote party of a 1:1 call is
    /// transferred.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the participant of a group call to transfer; the others stay, and so does this application.
    /// An identifier, or text such as `"+16045551234"` or `"8:acs:..."`; the operation refuses other text
    /// with `InvalidInput`. Since api-version 2023-10-15.
    #[must_use]
    pub fn transferee(
        mut self,
        participant: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    ) -> Self {
        self.transferee = Some(Given::new(participant));
        self
    }

    /// Sets the number that is shown to a callee: a [`PhoneNumber`], or text in E.164 form; the operation
    /// refuses other text with `InvalidInput`. Default: the transferred party's.
    #[must_use]
    pub fn source_caller_id_number(
        mut self,
        number: impl TryInto<PhoneNumber, Error: Into<Error>>,
    ) -> Self {
        self.source_caller_id_number = Some(Given::new(number));
        self
    }

    /// Sets SIP and VoIP headers for the target. Since api-version 2023-10-15.
    #[must_use]
    pub fn custom_calling_context(mut self, context: CustomCallingContext) -> Self {
        self.custom_calling_context = Some(context);
        self
    }

    operation_options!();
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransferBody<'a> {
    target_participant: &'a CommunicationIdentifier,
    #[serde(skip_serializing_if = "Option::is_none")]
    transferee: Option<&'a CommunicationIdentifier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_calling_context: Option<&'a CustomCallingContext>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_caller_id_number: Option<BareNumber<'a>>,
    #[serde(flatten)]
    operation: OperationBody<'a>,
}

impl CallConnection {
    pub(super) fn new(client: CallAutomationClient, id: String) -> Self {
        Self { client, id }
    }

    /// The client that it shares.
    #[doc(hidden)]
    pub fn client(&self) -> &CallAutomationClient {
        &self.client
    }

    /// Returns the call connection id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A request of an operation on this call.
    pub(super) fn request(&self, operation: &Operation) -> Request {
        operation.request(&[&self.id])
    }

    /// Returns the current properties of the call.
    ///
    /// # Errors
    /// `Service` with 404 and code 8522 once the call has ended.
    pub fn get_properties(&self) -> Result<Response<CallConnectionProperties>> {
        self.get_properties_with(&RequestOptions::new())
    }

    /// Performs [`get_properties`](Self::get_properties) with request options.
    ///
    /// # Errors
    /// As [`get_properties`](Self::get_properties).
    pub fn get_properties_with(
        &self,
        options: &RequestOptions,
    ) -> Result<Response<CallConnectionProperties>> {
        let request = self.request(&operations::GET_CALL);
        self.client.execute_for_call(&request, options)
    }

    /// Ends the call for all, or leaves it. `CallDisconnected` follows.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation);
    /// `Service` with 404 and code 8522 when the call had ended before. If an earlier attempt's
    /// response was lost and the retry gets 404, the result is `Ok`.
    pub fn hang_up(&self, for_everyone: ForEveryone) -> Result<Response<()>> {
        self.hang_up_with(for_everyone, &RequestOptions::new())
    }

    /// Performs [`hang_up`](Self::hang_up) with request options.
    ///
    /// # Errors
    /// As [`hang_up`](Self::hang_up).
    pub fn hang_up_with(
        &self,
        for_everyone: ForEveryone,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        let request = self.request(match for_everyone {
            ForEveryone::Yes => &operations::TERMINATE_CALL,
            ForEveryone::No => &operations::HANGUP_CALL,
        });
        self.client.execute_for_status(&request, options)
    }

    /// Transfers the remote party of a 1:1 call, or the given participant of a group call, to
    /// `target`.
    ///
    /// `CallTransferAccepted` or `CallTransferFailed` follows. After a transfer of a 1:1 call
    /// this application has left it (`CallDisconnected`).
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    pub fn transfer_call(
        &self,
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
        options: &TransferCallOptions,
    ) -> Result<Response<TransferCallResult>> {
        const OPERATION: &Operation = &operations::TRANSFER;
        let target = &checks::participant(OPERATION, target)?;
        let transferee = Given::read(options.transferee.as_ref(), field::TRANSFEREE)
            .map_err(|error| error.with_operation(OPERATION.name))?;
        let caller_id = Given::read(
            options.source_caller_id_number.as_ref(),
            field::SOURCE_CALLER_ID_NUMBER,
        )
        .map_err(|error| error.with_operation(OPERATION.name))?;
        let operation = options.operation();
        self.client.check(OPERATION, || {
            target.check_callee(field::TARGET)?;
            if let Some(transferee) = transferee {
                transferee.check(field::TRANSFEREE)?;
            }
            checks::caller_id(caller_id)?;
            if let Some(context) = &options.custom_calling_context {
                context.check()?;
            }
            operation.check(&self.client)
        })?;
        let body = TransferBody {
            target_participant: target,
            transferee,
            custom_calling_context: options.custom_calling_context.as_ref(),
            source_caller_id_number: caller_id.map(BareNumber::from),
            operation,
        };
        let request = self.request(OPERATION).json(&body)?;
        self.client.execute(&request, &options.request)
    }
}
