//! What the service takes and returns, as types. No I/O.

pub(crate) mod advice;
mod call;
mod calling_context;
mod media;
mod participant;
mod recording;
mod recording_metadata;
mod result;
mod streaming;
mod timestamp;
mod tone;

pub use call::{
    CallConnectionProperties, CallConnectionState, CallInvite, CallLocator, CallRejectReason,
};
pub use calling_context::{
    CustomCallingContext, TeamsPhoneCallDetails, TeamsPhoneCallerDetails, TeamsPhoneSourceDetails,
};
pub use media::{
    FileSource, PlaySource, RecognitionChoice, SendDtmfTonesResult, SsmlSource, TextSource,
    VoiceKind,
};
pub(crate) use participant::ParticipantPage;
pub use participant::{
    AddParticipantResult, CallParticipant, CancelAddParticipantResult, MoveParticipantsResult,
    MuteParticipantsResult, RemoveParticipantResult, TransferCallResult,
};
pub use recording::{
    ChannelAffinity, RecordingChannel, RecordingContent, RecordingFormat, RecordingKind,
    RecordingProperties, RecordingState, RecordingStorage,
};
pub use recording_metadata::{
    RecordedParticipant, RecordingAudio, RecordingInfo, RecordingMetadata, RecordingPause,
    RecordingVideo,
};
pub use result::{ResultInformation, SipDiagnosticInfo};
pub use streaming::{
    AudioFormat, MediaState, MediaStreamingAudioChannel, MediaStreamingContent,
    MediaStreamingOptions, MediaStreamingSubscription, TranscriptionOperationResult,
    TranscriptionOptions, TranscriptionResultType, TranscriptionSubscription,
};
pub use timestamp::Timestamp;
pub(crate) use timestamp::moment;
pub use tone::DtmfTone;
