//! A call: whom to invite, where a running one is found, and what the service reports about it.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::calling_context::CustomCallingContext;
use super::streaming::{MediaStreamingSubscription, TranscriptionSubscription};
use crate::error::Error;
use crate::identifier::{CommunicationIdentifier, CommunicationUser, PhoneNumber};
use crate::json::json_struct;
use crate::json::open_enum;

/// The callee of a call, with the number and the name shown to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallInvite {
    pub(crate) target: CommunicationIdentifier,
    pub(crate) source_caller_id_number: Option<PhoneNumber>,
    pub(crate) source_display_name: Option<String>,
    pub(crate) custom_calling_context: Option<CustomCallingContext>,
}

impl CallInvite {
    /// Invites a user, an application or a phone number: an identifier, or text such as
    /// `"8:acs:..."`.
    ///
    /// # Errors
    /// `InvalidInput` for text that is neither a raw id nor a number in E.164 form.
    pub fn new(
        target: impl TryInto<CommunicationIdentifier, Error: Into<Error>>,
    ) -> Result<Self, Error> {
        Ok(Self::from(target.try_into().map_err(Into::into)?))
    }

    /// Invites a phone number and shows it `caller_id`, a number of the resource, or with direct routing any number that the SBC accepts. Each
    /// is a [`PhoneNumber`], or text such as `"+16045551234"`.
    ///
    /// # Errors
    /// `InvalidInput` for text that is not a number in E.164 form.
    pub fn to_phone_number(
        target: impl TryInto<PhoneNumber, Error: Into<Error>>,
        caller_id: impl TryInto<PhoneNumber, Error: Into<Error>>,
    ) -> Result<Self, Error> {
        let target: PhoneNumber = target.try_into().map_err(Into::into)?;
        let caller_id = caller_id.try_into().map_err(Into::into)?;
        Ok(Self::from(CommunicationIdentifier::from(target)).source_caller_id_number(caller_id))
    }

    /// Sets the number that is shown to the callee: one of the resource, or with direct routing any number
    /// that the SBC accepts. Needed for phone numbers.
    #[must_use]
    pub fn source_caller_id_number(mut self, number: PhoneNumber) -> Self {
        self.source_caller_id_number = Some(number);
        self
    }

    /// Sets the name that is shown to the callee, without control characters. Default: none.
    #[must_use]
    pub fn source_display_name(mut self, name: impl Into<String>) -> Self {
        self.source_display_name = Some(name.into());
        self
    }

    /// Sets SIP and VoIP headers for the callee. Only for
    /// [`add_participant`](crate::CallConnection::add_participant); creating a call refuses them with
    /// `InvalidInput`. Since api-version 2023-10-15.
    #[must_use]
    pub fn custom_calling_context(mut self, context: CustomCallingContext) -> Self {
        self.custom_calling_context = Some(context);
        self
    }

    /// Returns the callee.
    pub fn target(&self) -> &CommunicationIdentifier {
        &self.target
    }
}

impl From<CommunicationIdentifier> for CallInvite {
    fn from(target: CommunicationIdentifier) -> Self {
        Self {
            target,
            source_caller_id_number: None,
            source_display_name: None,
            custom_calling_context: None,
        }
    }
}

/// The id by which an existing call is found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallLocator {
    /// By server call id, as events and call properties report it.
    ServerCall(String),
    /// By the group id that its clients joined with.
    GroupCall(String),
    /// By the id of a room.
    Room(String),
}

impl CallLocator {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::ServerCall(id) | Self::GroupCall(id) | Self::Room(id) => id,
        }
    }
}

impl Serialize for CallLocator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (member, kind) = match self {
            Self::ServerCall(_) => ("serverCallId", "serverCallLocator"),
            Self::GroupCall(_) => ("groupCallId", "groupCallLocator"),
            Self::Room(_) => ("roomId", "roomCallLocator"),
        };
        let mut out = serializer.serialize_struct("CallLocator", 2)?;
        out.serialize_field(member, self.id())?;
        out.serialize_field("kind", kind)?;
        out.end()
    }
}

open_enum! {
    /// The reason for which an incoming call is rejected.
    pub enum CallRejectReason {
        /// No reason. The service's default.
        None = "none",
        /// The callee is busy.
        Busy = "busy",
        /// The caller may not call.
        Forbidden = "forbidden",
    }
}

open_enum! {
    /// The state of a call.
    pub enum CallConnectionState {
        /// Not known; older services report this right after a call was answered.
        Unknown = "unknown",
        /// Ringing, or being joined.
        Connecting = "connecting",
        /// Established.
        Connected = "connected",
        /// A transfer was requested.
        Transferring = "transferring",
        /// The transfer was accepted.
        TransferAccepted = "transferAccepted",
        /// Being ended.
        Disconnecting = "disconnecting",
        /// Ended.
        Disconnected = "disconnected",
    }
}

json_struct! {
    /// The properties of one call connection: this application's leg of a call.
    CallConnectionProperties {
        /// This application's leg: the id to act with. Never empty.
        call_connection_id: String = "callConnectionId",
        /// The call as the service sees it, the same on all legs. Not yet known right after create
        /// and connect.
        server_call_id: Option<String> = "serverCallId",
        /// The callees.
        targets: Vec<CommunicationIdentifier> = "targets",
        /// The state of the call.
        call_connection_state: Option<CallConnectionState> = "callConnectionState",
        /// The URL to which its events go.
        callback_uri: Option<String> = "callbackUri",
        /// The number shown to callees.
        source_caller_id_number: Option<PhoneNumber> = "sourceCallerIdNumber",
        /// The name shown to callees.
        source_display_name: Option<String> = "sourceDisplayName",
        /// The caller.
        source: Option<CommunicationIdentifier> = "source",
        /// The id that ties together everything the service logs about the call. Right after
        /// connect it is the response's own; later the call's.
        correlation_id: Option<String> = "correlationId",
        /// The user that answered, on an answered call.
        answered_by: Option<CommunicationUser> = "answeredBy",
        /// The number that was called, on a call answered for it.
        answered_for: Option<PhoneNumber> = "answeredFor",
        /// The media streaming of the call.
        media_streaming_subscription: Option<MediaStreamingSubscription> = "mediaStreamingSubscription",
        /// The transcription of the call.
        transcription_subscription: Option<TranscriptionSubscription> = "transcriptionSubscription",
    }
}
