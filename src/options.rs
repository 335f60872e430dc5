//! Option types of the client, of its operations, and of media streaming and transcription.

pub use crate::client::{
    AddParticipantOptions, AnswerCallOptions, CancelAddParticipantOptions, ClientOptions,
    ConnectCallOptions, ContinuousDtmfRecognitionOptions, CreateCallOptions,
    CreateGroupCallOptions, Credential, DownloadRecordingOptions, GenericRequest, HoldOptions,
    Method, MoveParticipantsOptions, MuteParticipantsOptions, PlayOptions, RecognizeOptions,
    RedirectCallOptions, RejectCallOptions, RemoveParticipantOptions, SendDtmfTonesOptions,
    StartMediaStreamingOptions, StartRecordingOptions, StartTranscriptionOptions,
    StopMediaStreamingOptions, StopTranscriptionOptions, TransferCallOptions, UnholdOptions,
    UpdateTranscriptionOptions,
};
pub use crate::clock::Clock;
pub use crate::model::{MediaStreamingOptions, TranscriptionOptions};
pub use crate::pipeline::TrustRoots;
