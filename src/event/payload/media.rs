//! Bodies: what is heard in a call, and listened for.

use crate::event::values::{
    DtmfTone, MediaStreamingContentType, MediaStreamingStatus, MediaStreamingStatusDetails,
    RecognitionType, TranscriptionStatus, TranscriptionStatusDetails,
};
use crate::json::json_struct;

json_struct! {
    /// Playing was ended by another operation. It may come without [`PlayStarted`].
    PlayCanceled {}

    /// Everything was played; one for all sources of a request.
    PlayCompleted {}

    /// Something could not be played.
    PlayFailed {
        /// Which of the sources, counted from 0.
        failed_play_source_index: Option<i64> = "failedPlaySourceIndex",
    }

    /// Playing began; one for all sources of a request.
    PlayStarted {}

    /// Recognition was ended by another operation.
    RecognizeCanceled {}

    /// Keys, speech or a choice were recognized. Only the result that `recognition_type` names
    /// counts.
    RecognizeCompleted {
        /// What was listened for.
        recognition_type: Option<RecognitionType> = "recognitionType",
        /// The keys.
        dtmf_result: Option<DtmfResult> = "dtmfResult",
        /// The choice.
        choice_result: Option<ChoiceResult> = "choiceResult",
        /// The words.
        speech_result: Option<SpeechResult> = "speechResult",
    }

    /// Nothing was recognized: silence, wrong keys, or the prompt could not be played.
    RecognizeFailed {
        /// Which of the prompts failed, counted from 0; absent when it was not a prompt.
        failed_play_source_index: Option<i64> = "failedPlaySourceIndex",
    }

    /// Keys that were pressed.
    DtmfResult {
        /// The keys in their order.
        tones: Vec<DtmfTone> = "tones",
    }

    /// A choice that was made.
    ChoiceResult {
        /// The label of the choice, as the request named it.
        label: Option<String> = "label",
        /// The phrase that was heard; absent when it was chosen by key.
        recognized_phrase: Option<String> = "recognizedPhrase",
        /// How sure the recognizer is, from 0 to 1.
        confidence: Option<f64> = "confidence",
    }

    /// Words that were heard.
    SpeechResult {
        /// The words.
        speech: Option<String> = "speech",
        /// How sure the recognizer is, from 0 to 1.
        confidence: Option<f64> = "confidence",
    }

    /// DTMF tones are no longer recognized; also sent when the call ends.
    ContinuousDtmfRecognitionStopped {}

    /// Listening for keys failed.
    ContinuousDtmfRecognitionToneFailed {}

    /// A key was pressed.
    ContinuousDtmfRecognitionToneReceived {
        /// The place of the key in the order of keys; reports repeated and missed ones.
        sequence_id: Option<i64> = "sequenceId",
        /// The key.
        tone: Option<DtmfTone> = "tone",
    }

    /// Keys were sent.
    SendDtmfTonesCompleted {}

    /// Keys could not be sent; only telephone numbers take them.
    SendDtmfTonesFailed {}

    /// A participant could not be put on hold. Success shows in
    /// [`ParticipantsUpdated`](super::ParticipantsUpdated).
    HoldFailed {}

    /// Media streaming failed.
    MediaStreamingFailed {
        /// How it stands now.
        media_streaming_update: Option<MediaStreamingUpdate> = "mediaStreamingUpdate",
    }

    /// Media streaming runs.
    MediaStreamingStarted {
        /// How it stands now.
        media_streaming_update: Option<MediaStreamingUpdate> = "mediaStreamingUpdate",
    }

    /// Media streaming ended.
    MediaStreamingStopped {
        /// How it stands now.
        media_streaming_update: Option<MediaStreamingUpdate> = "mediaStreamingUpdate",
    }

    /// How media streaming stands.
    MediaStreamingUpdate {
        /// What it carries.
        content_type: Option<MediaStreamingContentType> = "contentType",
        /// How it stands.
        media_streaming_status: Option<MediaStreamingStatus> = "mediaStreamingStatus",
        /// Why it stands so.
        media_streaming_status_details: Option<MediaStreamingStatusDetails> =
            "mediaStreamingStatusDetails",
    }

    /// Transcription failed.
    TranscriptionFailed {
        /// How it stands now.
        transcription_update: Option<TranscriptionUpdate> = "transcriptionUpdate",
    }

    /// Transcription runs.
    TranscriptionStarted {
        /// How it stands now.
        transcription_update: Option<TranscriptionUpdate> = "transcriptionUpdate",
    }

    /// Transcription ended.
    TranscriptionStopped {
        /// How it stands now.
        transcription_update: Option<TranscriptionUpdate> = "transcriptionUpdate",
    }

    /// The language or model of a transcription changed.
    TranscriptionUpdated {
        /// How it stands now.
        transcription_update: Option<TranscriptionUpdate> = "transcriptionUpdate",
    }

    /// How a transcription stands.
    TranscriptionUpdate {
        /// How it stands.
        transcription_status: Option<TranscriptionStatus> = "transcriptionStatus",
        /// Why it stands so.
        transcription_status_details: Option<TranscriptionStatusDetails> =
            "transcriptionStatusDetails",
    }
}
