//! Responses: what the service returned, with the ids to find the request again.

use std::ptr::null;

use super::guard::{free, value};
use super::participant::acs_participants_t;
use super::properties::acs_call_properties_t;
use super::text::{HasTexts, Texts};
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
    pub(super) details: Response<()>,
    pub(super) value: Answered,
    texts: Texts,
}

/// The members of a response, where the operation has them.
#[derive(Default)]
pub(super) struct Answered {
    /// In a box, so that neither it nor the response is too large for the allocator's short way.
    properties: Option<Box<acs_call_properties_t>>,
    participants: Option<acs_participants_t>,
    pub(super) operation_context: Option<String>,
    pub(super) invitation_id: Option<String>,
    pub(super) recording_id: Option<String>,
    pub(super) from_call: Option<String>,
    pub(super) subscription_id: Option<String>,
    pub(super) json: Option<serde_json::Value>,
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
        let context = pending.operation_context;
        let value = Answered {
            operation_context: (!context.is_empty()).then_some(context),
            invitation_id: pending.invitation_id,
            recording_id: pending.recording_id,
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
    fn from(properties: CallConnectionProperties) -> Self {
        Self {
            properties: Some(Box::new(acs_call_properties_t::new(properties))),
            ..Self::default()
        }
    }
}

impl From<AddParticipantResult> for Answered {
    fn from(result: AddParticipantResult) -> Self {
        Self {
            participants: result
                .participant
                .map(|participant| acs_participants_t::new([participant])),
            operation_context: result.operation_context,
            invitation_id: result.invitation_id,
            ..Self::default()
        }
    }
}

impl From<CancelAddParticipantResult> for Answered {
    fn from(result: CancelAddParticipantResult) -> Self {
        Self {
            operation_context: result.operation_context,
            invitation_id: result.invitation_id,
            ..Self::default()
        }
    }
}

impl From<MoveParticipantsResult> for Answered {
    fn from(result: MoveParticipantsResult) -> Self {
        Self {
            participants: Some(acs_participants_t::new(result.participants)),
            operation_context: result.operation_context,
            from_call: result.from_call,
            ..Self::default()
        }
    }
}

impl From<CallParticipant> for Answered {
    fn from(participant: CallParticipant) -> Self {
        Self {
            participants: Some(acs_participants_t::new([participant])),
            ..Self::default()
        }
    }
}

impl From<MuteParticipantsResult> for Answered {
    fn from(result: MuteParticipantsResult) -> Self {
        context_alone(result.operation_context)
    }
}

impl From<RemoveParticipantResult> for Answered {
    fn from(result: RemoveParticipantResult) -> Self {
        context_alone(result.operation_context)
    }
}

impl From<SendDtmfTonesResult> for Answered {
    fn from(result: SendDtmfTonesResult) -> Self {
        context_alone(result.operation_context)
    }
}

impl From<TransferCallResult> for Answered {
    fn from(result: TransferCallResult) -> Self {
        context_alone(result.operation_context)
    }
}

impl From<TranscriptionOperationResult> for Answered {
    fn from(result: TranscriptionOperationResult) -> Self {
        Self {
            operation_context: result.operation_context,
            subscription_id: result.subscription_id,
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

/// Returns the properties of the call, after create, answer, connect and acs_call_get_properties.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_response_properties(
    response: *const acs_response_t,
) -> *const acs_call_properties_t {
    value(null(), move || {
        Some(std::ptr::from_ref(
            response.as_ref()?.value.properties.as_deref()?,
        ))
    })
}

/// Returns the participants, after adding, requesting or moving participants.
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
