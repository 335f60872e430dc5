//! Bodies of the media events.

use crate::event::values::{
    DtmfTone, MediaStreamingContentType, MediaStreamingStatus, MediaStreamingStatusDetails,
    RecognitionType, TranscriptionStatus, TranscriptionStatusDetails,
};
use crate::json::json_struct;

json_struct! {
    /// Playing was canceled by another operation. It may arrive without [`PlayStarted`].
    PlayCanceled {}

    /// Playing completed; one event for all play sources of a request.
    PlayCompleted {}

    /// Playing failed.
    PlayFailed {
        /// The index of the play source that failed, starting at 0.
        failed_play_source_index: Option<i64> = "failedPlaySourceIndex",
    }

    /// Playing started; one event for all play sources of a request.
    PlayStarted {}

    /// Recognition was canceled by another operation.
    RecognizeCanceled {}

    /// DTMF tones, speech or a choice were recognized. Only the result that `recognition_type`
    /// names is valid.
    RecognizeCompleted {
        /// The kind of input that was recognized.
        recognition_type: Option<RecognitionType> = "recognitionType",
        /// The DTMF tones; `collectTonesResult` in older api-versions.
        dtmf_result: Option<DtmfResult> = "dtmfResult" or "collectTonesResult",
        /// The choice.
        choice_result: Option<ChoiceResult> = "choiceResult",
        /// The speech.
        speech_result: Option<SpeechResult> = "speechResult",
    }

    /// Recognition failed: silence, wrong tones, or a prompt that could not be played.
    RecognizeFailed {
        /// The index of the prompt that failed, starting at 0; absent when the failure was not in a
        /// prompt.
        failed_play_source_index: Option<i64> = "failedPlaySourceIndex",
    }

    /// Recognized DTMF tones.
    DtmfResult {
        /// The tones, in order.
        tones: Vec<DtmfTone> = "tones",
    }

    /// A recognized choice.
    ChoiceResult {
        /// The label of the choice, as the request named it.
        label: Option<String> = "label",
        /// The recognized phrase; absent when the choice was made by a DTMF tone.
        recognized_phrase: Option<String> = "recognizedPhrase",
        /// The recognizer's confidence, from 0 to 1.
        confidence: Option<f64> = "confidence",
    }

    /// Recognized speech.
    SpeechResult {
        /// The speech as text.
        speech: Option<String> = "speech",
        /// The recognizer's confidence, from 0 to 1.
        confidence: Option<f64> = "confidence",
    }

    /// Continuous DTMF recognition stopped; also sent when the call ends.
    ContinuousDtmfRecognitionStopped {}

    /// Continuous DTMF recognition failed.
    ContinuousDtmfRecognitionToneFailed {}

    /// Continuous DTMF recognition received a tone.
    ContinuousDtmfRecognitionToneReceived {
        /// The position of the tone in the sequence; repeated and missing tones can be detected by
        /// it.
        sequence_id: Option<i64> = "sequenceId",
        /// The tone.
        tone: Option<DtmfTone> = "tone",
    }

    /// DTMF tones were sent.
    SendDtmfTonesCompleted {}

    /// DTMF tones could not be sent; only phone numbers can receive them.
    SendDtmfTonesFailed {}

    /// A participant could not be put on hold. Success is reported by
    /// [`ParticipantsUpdated`](super::ParticipantsUpdated).
    HoldFailed {}

    /// Media streaming failed.
    MediaStreamingFailed {
        /// The current status.
        media_streaming_update: Option<MediaStreamingUpdate> = "mediaStreamingUpdate",
    }

    /// Media streaming started.
    MediaStreamingStarted {
        /// The current status.
        media_streaming_update: Option<MediaStreamingUpdate> = "mediaStreamingUpdate",
    }

    /// Media streaming stopped.
    MediaStreamingStopped {
        /// The current status.
        media_streaming_update: Option<MediaStreamingUpdate> = "mediaStreamingUpdate",
    }

    /// The status of media streaming.
    MediaStreamingUpdate {
        /// The content of the stream.
        content_type: Option<MediaStreamingContentType> = "contentType",
        /// The status.
        media_streaming_status: Option<MediaStreamingStatus> = "mediaStreamingStatus",
        /// Details of the status.
        media_streaming_status_details: Option<MediaStreamingStatusDetails> =
            "mediaStreamingStatusDetails",
    }

    /// Transcription failed.
    TranscriptionFailed {
        /// The current status.
        transcription_update: Option<TranscriptionUpdate> = "transcriptionUpdate",
    }

    /// Transcription started.
    TranscriptionStarted {
        /// The current status.
        transcription_update: Option<TranscriptionUpdate> = "transcriptionUpdate",
    }

    /// Transcription stopped.
    TranscriptionStopped {
        /// The current status.
        transcription_update: Option<TranscriptionUpdate> = "transcriptionUpdate",
    }

    /// The language or model of a transcription changed.
    TranscriptionUpdated {
        /// The current status.
        transcription_update: Option<TranscriptionUpdate> = "transcriptionUpdate",
    }

    /// The status of a transcription.
    TranscriptionUpdate {
        /// The status.
        transcription_status: Option<TranscriptionStatus> = "transcriptionStatus",
        /// Details of the status.
        transcription_status_details: Option<TranscriptionStatusDetails> =
            "transcriptionStatusDetails",
    }
}
