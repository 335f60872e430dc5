//! Responses: what the service answered, with the ids to find the request again.

use std::ffi::{c_char, c_int};
use std::ptr::null;

use super::guard::{free, unix_millis, value};
use super::participant::acs_participants_t;
use super::properties::acs_properties_t;
use super::text::{HasTexts, Texts, made_text_of, text_of};
use acs_call_automation::Response;
use acs_call_automation::flow::Pending;
use acs_call_automation::model::{
    AddParticipantResult, CallConnectionProperties, CallParticipant, CancelAddParticipantResult,
    MoveParticipantsResult, MuteParticipantsResult, RemoveParticipantResult, SendDtmfTonesResult,
    TranscriptionOperationResult, TransferCallResult,
};

/// The response to a request. Its members depend on the operation. Read only: may be shared between
/// threads.
pub struct acs_response_t {
    details: Response<()>,
    value: Answered,
    texts: Texts,
}

/// The members that operations answer with, each where it has them.
#[derive(Default)]
pub(super) struct Answered {
    /// In a box, so that neither it nor the response is too large for the allocator's short way.
    properties: Option<Box<acs_properties_t>>,
    participants: Option<acs_participants_t>,
    operation_context: Option<String>,
    invitation_id: Option<String>,
    from_call: Option<String>,
    subscription_id: Option<String>,
    json: Option<serde_json::Value>,
}

impl acs_response_t {
    pub(super) fn new<T: Into<Answered>>(response: Response<T>) -> Self {
        let (value, details) = response.split();
        Self::of(value, details)
    }

    #[inline(always)] // what it is given is large, and would be copied
    pub(super) fn of(value: impl Into<Answered>, details: Response<()>) -> Self {
        Self {
            details,
            value: value.into(),
            texts: Texts::default(),
        }
    }
}

impl From<Pending> for acs_response_t {
    fn from(pending: Pending) -> Self {
        let value = Answered {
            operation_context: Some(pending.operation_context),
            invitation_id: pending.invitation_id,
            ..Answered::default()
        };
        Self::of(value, pending.response)
    }
}

impl HasTexts for acs_response_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

impl From<()> for Answered {
    fn from((): ()) -> Self {
        Self::default()
    }
}

impl From<CallConnectionProperties> for Answered {
    fn from(told: CallConnectionProperties) -> Self {
        Self {
            properties: Some(Box::new(acs_properties_t::new(told))),
            ..Self::default()
        }
    }
}

impl From<AddParticipantResult> for Answered {
    fn from(told: AddParticipantResult) -> Self {
        Self {
            participants: told
                .participant
                .map(|participant| acs_participants_t::new([participant])),
            operation_context: told.operation_context,
            invitation_id: told.invitation_id,
            ..Self::default()
        }
    }
}

impl From<CancelAddParticipantResult> for Answered {
    fn from(told: CancelAddParticipantResult) -> Self {
        Self {
            operation_context: told.operation_context,
            invitation_id: told.invitation_id,
            ..Self::default()
        }
    }
}

impl From<MoveParticipantsResult> for Answered {
    fn from(told: MoveParticipantsResult) -> Self {
        Self {
            participants: Some(acs_participants_t::new(told.participants)),
            operation_context: told.operation_context,
            from_call: told.from_call,
            ..Self::default()
        }
    }
}

impl From<CallParticipant> for Answered {
    fn from(told: CallParticipant) -> Self {
        Self {
            participants: Some(acs_participants_t::new([told])),
            ..Self::default()
        }
    }
}

impl From<MuteParticipantsResult> for Answered {
    fn from(told: MuteParticipantsResult) -> Self {
        context_alone(told.operation_context)
    }
}

impl From<RemoveParticipantResult> for Answered {
    fn from(told: RemoveParticipantResult) -> Self {
        context_alone(told.operation_context)
    }
}

impl From<SendDtmfTonesResult> for Answered {
    fn from(told: SendDtmfTonesResult) -> Self {
        context_alone(told.operation_context)
    }
}

impl From<TransferCallResult> for Answered {
    fn from(told: TransferCallResult) -> Self {
        context_alone(told.operation_context)
    }
}

impl From<TranscriptionOperationResult> for Answered {
    fn from(told: TranscriptionOperationResult) -> Self {
        Self {
            operation_context: told.operation_context,
            subscription_id: told.subscription_id,
            ..Self::default()
        }
    }
}

impl From<serde_json::Value> for Answered {
    fn from(json: serde_json::Value) -> Self {
        Self {
            json: Some(json),
            ..Self::default()
        }
    }
}

fn context_alone(operation_context: Option<String>) -> Answered {
    Answered {
        operation_context,
        ..Answered::default()
    }
}

/// Frees a response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_free(response: *mut acs_response_t) {
    free(response);
}

/// Returns the HTTP status, 200 to 299; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_status(response: *const acs_response_t) -> c_int {
    value(0, move || {
        Some(c_int::from(response.as_ref()?.details.status()))
    })
}

/// Returns the number of attempts, 1 or more; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_attempts(response: *const acs_response_t) -> c_int {
    value(0, move || {
        c_int::try_from(response.as_ref()?.details.attempts()).ok()
    })
}

/// Returns Repeatability-First-Sent, in milliseconds since 1970 UTC, whole seconds; -1 for none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_first_sent_ms(response: *const acs_response_t) -> i64 {
    value(-1, move || {
        Some(unix_millis(response.as_ref()?.details.first_sent()))
    })
}

/// Returns x-ms-client-request-id as it was sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_request_id(response: *const acs_response_t) -> *const c_char {
    text_of(response, "request_id", |response| {
        Some(response.details.request_id())
    })
}

/// Returns Repeatability-Request-ID as it was sent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_repeatability_id(
    response: *const acs_response_t,
) -> *const c_char {
    text_of(response, "repeatability_id", |response| {
        response.details.repeatability_id()
    })
}

/// Returns Repeatability-Result. The service sends "accepted" for a first execution, a repeated one
/// and some failures alike.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_repeatability_result(
    response: *const acs_response_t,
) -> *const c_char {
    text_of(response, "repeatability_result", |response| {
        response.details.repeatability_result()
    })
}

/// Returns X-Microsoft-Skype-Chain-ID: the call's correlation id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_chain_id(response: *const acs_response_t) -> *const c_char {
    text_of(response, "chain_id", |response| response.details.chain_id())
}

/// Returns X-Azure-Ref, to quote to Microsoft's support.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_azure_ref(response: *const acs_response_t) -> *const c_char {
    text_of(response, "azure_ref", |response| {
        response.details.azure_ref()
    })
}

/// Returns the operation context, as the service repeats it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_operation_context(
    response: *const acs_response_t,
) -> *const c_char {
    text_of(response, "operation_context", |response| {
        response.value.operation_context.as_deref()
    })
}

/// Returns the invitation id, after adding a participant and canceling that: for
/// acs_call_cancel_add_participant.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_invitation_id(
    response: *const acs_response_t,
) -> *const c_char {
    text_of(response, "invitation_id", |response| {
        response.value.invitation_id.as_deref()
    })
}

/// Returns the call connection id that participants were moved from.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_from_call(response: *const acs_response_t) -> *const c_char {
    text_of(response, "from_call", |response| {
        response.value.from_call.as_deref()
    })
}

/// Returns the id of the transcription, after starting and stopping one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_subscription_id(
    response: *const acs_response_t,
) -> *const c_char {
    text_of(response, "subscription_id", |response| {
        response.value.subscription_id.as_deref()
    })
}

/// Returns the JSON of the response, after acs_client_send.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_json(response: *const acs_response_t) -> *const c_char {
    made_text_of(response, "json", |response| {
        Some(response.value.json.as_ref()?.to_string())
    })
}

/// Returns the properties of the call, after create, answer, connect and acs_call_properties.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_properties(
    response: *const acs_response_t,
) -> *const acs_properties_t {
    value(null(), move || {
        Some(std::ptr::from_ref(
            response.as_ref()?.value.properties.as_deref()?,
        ))
    })
}

/// Returns the participants, after adding, getting and moving some.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_participants(
    response: *const acs_response_t,
) -> *const acs_participants_t {
    value(null(), move || {
        Some(std::ptr::from_ref(
            response.as_ref()?.value.participants.as_ref()?,
        ))
    })
}
