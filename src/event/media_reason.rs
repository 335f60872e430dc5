//! The reason for the result of a media operation.

macro_rules! media_reasons {
    ($( $(#[doc = $about:literal])* $name:ident = $sub_code:literal, )*) => {
        /// The reason for the result of playing, recognizing, streaming or transcribing.
        ///
        /// Open: a sub-code that this version does not know is kept. Source: "Play audio action",
        /// "Recognize action" and "Troubleshooting call end response codes" in Microsoft's
        /// documentation, and the reason codes of the official SDK for .NET, whose names these are.
        #[derive(Debug, Clone, Copy)]
        #[non_exhaustive]
        pub enum MediaReason {
            $( $(#[doc = $about])* $name, )*
            /// A sub-code that this version does not know.
            Other(i64),
        }

        impl MediaReason {
            /// Returns the service's sub-code.
            pub fn sub_code(self) -> i64 {
                match self {
                    $( Self::$name => $sub_code, )*
                    Self::Other(sub_code) => sub_code,
                }
            }
        }

        /// All known reasons with their documentation, in the order of their sub-codes.
        #[doc(hidden)]
        pub const KNOWN_REASONS: &[(MediaReason, &str)] =
            &[$( (MediaReason::$name, concat!($( $about ),*)), )*];

        impl From<i64> for MediaReason {
            fn from(sub_code: i64) -> Self {
                match sub_code {
                    $( $sub_code => Self::$name, )*
                    other => Self::Other(other),
                }
            }
        }
    };
}

media_reasons! {
    /// 0: success.
    CompletedSuccessfully = 0,
    /// 8500: a conflicting media operation is running.
    InvalidMediaMode = 8500,
    /// 8508: the operation was canceled by another operation, or by the end of the call.
    OperationCanceled = 8508,
    /// 8509: the remote party was silent for too long.
    MaxSilence = 8509,
    /// 8510: no tone or speech was received in time.
    InitialSilenceTimeout = 8510,
    /// 8511: the prompt could not be played.
    PlayPromptFailed = 8511,
    /// 8512: an internal error, according to Microsoft's page on recognizing; in the list of sub-codes: the
    /// beep could not be played.
    PlayBeepFailed = 8512,
    /// 8513: no audio arrived from the remote party.
    MediaReceiveTimeout = 8513,
    /// 8514: a stop tone was received.
    StopToneDetected = 8514,
    /// 8531: the maximum number of tones was received.
    MaxDigitsReceived = 8531,
    /// 8532: the next tone was not received in time; of RecognizeCompleted, with the tones so far.
    InterDigitTimeout = 8532,
    /// 8533: a choice was recognized by DTMF tone.
    DtmfOptionMatched = 8533,
    /// 8534: the DTMF tone does not match any choice.
    IncorrectToneDetected = 8534,
    /// 8535: the format of the audio file is not supported.
    PlayInvalidFileFormat = 8535,
    /// 8536: the audio file could not be downloaded.
    PlayDownloadFailed = 8536,
    /// 8545: a choice was recognized by phrase.
    SpeechOptionMatched = 8545,
    /// 8547: the phrase does not match any choice.
    SpeechOptionNotMatched = 8547,
    /// 8563: speech was not recognized.
    SpeechNotRecognized = 8563,
    /// 8564: the speech service could not be reached.
    SpeechServiceConnectionError = 8564,
    /// 8565: the speech service failed: bad request, credentials, quota, timeout.
    CognitiveServicesError = 8565,
    /// 8569: speech was recognized.
    SpeechRecognized = 8569,
    /// 8570: recognition failed.
    RecognitionError = 8570,
    /// 8572: the play service is unavailable.
    PlayServiceUnavailable = 8572,
    /// 8578: transcription failed.
    TranscriptionFailed = 8578,
    /// 8579: transcription was canceled.
    TranscriptionCanceled = 8579,
    /// 8580: the transcription service is unavailable.
    TranscriptionServiceUnavailable = 8580,
    /// 8581: the transport URL is invalid.
    InvalidStreamUrl = 8581,
    /// 8582: the text or SSML to play is empty.
    PlaySourceTextOrSsmlEmpty = 8582,
    /// 8583: a conflicting media operation is running: a precondition is not met.
    IncompatibleMediaOperation = 8583,
    /// 8603: media streaming failed.
    MediaStreamingFailed = 8603,
    /// 8604: media streaming was canceled.
    MediaStreamingCanceled = 8604,
    /// 8605: the speech model is not suitable.
    UnsupportedSpeechModel = 8605,
    /// 9999: the service does not report the reason.
    UnspecifiedError = 9999,
}

impl PartialEq for MediaReason {
    fn eq(&self, other: &Self) -> bool {
        self.sub_code() == other.sub_code()
    }
}

impl Eq for MediaReason {}

impl std::hash::Hash for MediaReason {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.sub_code().hash(state);
    }
}
