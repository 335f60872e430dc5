//! Place, answer and steer phone calls through Azure Communication Services Call Automation.
#![deny(missing_docs)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

mod clock;
mod endpoint;
mod error;
mod identifier;
mod platform;

pub mod auth;
mod client;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod event;
mod model;
mod pipeline;
pub mod receiver;
pub mod server;

pub use client::{
    AddParticipantOptions, AnswerCallOptions, AnswerCallResult, CallAutomationClient,
    CallConnection, CancelAddParticipantOptions, ClientOptions, ConnectCallOptions,
    ConnectCallResult, CreateCallOptions, CreateCallResult, Credential, ForEveryone,
    GenericRequest, Method, MoveParticipantsOptions, MuteParticipantsOptions, ParticipantPages,
    RedirectCallOptions, RejectCallOptions, RemoveParticipantOptions, TransferCallOptions,
};
pub use clock::Clock;
pub use endpoint::Endpoint;
pub use error::{Error, ErrorKind, Result};
pub use identifier::{
    Cloud, CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, MicrosoftTeamsUser,
    PhoneNumber, TeamsExtensionUser, UnknownIdentifier,
};
pub use model::{
    AddParticipantResult, AudioFormat, CallConnectionProperties, CallConnectionState, CallInvite,
    CallLocator, CallParticipant, CallRejectReason, CancelAddParticipantResult,
    CustomCallingContext, MediaStreamingAudioChannel, MediaStreamingContent, MediaStreamingOptions,
    MediaStreamingSubscription, MoveParticipantsResult, MuteParticipantsResult,
    RemoveParticipantResult, ResultInformation, SipDiagnosticInfo, SubscriptionState,
    TeamsPhoneCallDetails, TeamsPhoneCallerDetails, TeamsPhoneSourceDetails, Timestamp,
    TranscriptionOptions, TranscriptionResultType, TranscriptionSubscription, TransferCallResult,
};
pub use pipeline::{CancelToken, RequestOptions, Response, TrustRoots};
