//! Option types of the client, of its operations, and of media streaming and transcription.

pub use crate::client::{
    AddParticipantOptions, AnswerCallOptions, ClientOptions, ConnectCallOptions, CreateCallOptions,
    CreateGroupCallOptions, Credential, DownloadRecordingOptions, GenericRequest, HoldOptions,
    Method, MuteParticipantsOptions, OperationOptions, PlayOptions, RecognizeOptions,
    RedirectCallOptions, RejectCallOptions, StartRecordingOptions, StartTranscriptionOptions,
    TransferCallOptions, UpdateTranscriptionOptions,
};
pub use crate::clock::Clock;
pub use crate::model::{MediaStreamingOptions, TranscriptionOptions};
pub use crate::pipeline::{RequestOptions, TrustRoots};
pub use crate::receiver::ReceiverOptions;
