//! Option types of the client, of its operations, and of media streaming and transcription.
//!
//! Operations and options take identifiers and phone numbers as values, or as text such as
//! `"+18005550100"`. The operation checks them before anything is sent.

pub use crate::client::{
    AddParticipantOptions, AnswerCallOptions, ClientOptions, ConnectCallOptions, CreateCallOptions,
    CreateGroupCallOptions, Credential, DownloadRecordingOptions, GenericRequest, HoldOptions,
    Method, MuteParticipantsOptions, OperationOptions, PlayOptions, RecognizeOptions,
    RejectCallOptions, StartRecordingOptions, StartTranscriptionOptions, TransferCallOptions,
    UpdateTranscriptionOptions,
};
pub use crate::clock::Clock;
pub use crate::model::{MediaStreamingOptions, TranscriptionOptions};
pub use crate::pipeline::{RequestOptions, TrustRoots};
pub use crate::receiver::ReceiverOptions;
