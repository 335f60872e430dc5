//! Why an operation on the media of a call went as it did.

macro_rules! media_reasons {
    ($( $(#[$about:meta])* $name:ident = $sub_code:literal, )*) => {
        /// Why playing, recognizing, streaming or transcribing went as it did.
        ///
        /// Open: a sub-code that this version does not know is kept. Source: "Play audio action",
        /// "Recognize action" and "Troubleshooting call end response codes" in Microsoft's
        /// documentation, and the reason codes of the official SDK for .NET, whose names these are.
        #[derive(Debug, Clone, Copy)]
        #[non_exhaustive]
        pub enum MediaReason {
            $( $(#[$about])* $name, )*
            /// A sub-code that this version does not know.
            Other(i64),
        }

        impl MediaReason {
            /// The service's number for it.
            pub fn sub_code(self) -> i64 {
                match self {
                    $( Self::$name => $sub_code, )*
                    Self::Other(sub_code) => sub_code,
                }
            }
        }

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
    /// 0: it was done.
    CompletedSuccessfully = 0,
    /// 8500: another media operation runs that this one does not go with.
    InvalidMediaMode = 8500,
    /// 8508: another operation, or the end of the call, ended it.
    OperationCanceled = 8508,
    /// 8509: the other party was silent for too long.
    MaxSilence = 8509,
    /// 8510: nothing was pressed or said in time.
    InitialSilenceTimeout = 8510,
    /// 8511: the prompt could not be played.
    PlayPromptFailed = 8511,
    /// 8512: an error in the service, as the page on recognizing says; in the list of sub-codes: the
    /// beep could not be played.
    PlayBeepFailed = 8512,
    /// 8513: no sound came from the other party.
    MediaReceiveTimeout = 8513,
    /// 8514: a stop tone was pressed.
    StopToneDetected = 8514,
    /// 8531: as many keys were pressed as were asked for.
    MaxDigitsReceived = 8531,
    /// 8532: the next key was not pressed in time.
    InterDigitTimeout = 8532,
    /// 8533: a choice was made by key.
    DtmfOptionMatched = 8533,
    /// 8534: a key was pressed that stands for no choice.
    IncorrectToneDetected = 8534,
    /// 8535: the file is not in a form that can be played.
    PlayInvalidFileFormat = 8535,
    /// 8536: the file could not be fetched.
    PlayDownloadFailed = 8536,
    /// 8545: a choice was made by phrase.
    SpeechOptionMatched = 8545,
    /// 8547: a phrase was heard that stands for no choice.
    SpeechOptionNotMatched = 8547,
    /// 8563: speech was not recognized.
    SpeechNotRecognized = 8563,
    /// 8564: the speech service could not be reached.
    SpeechServiceConnectionError = 8564,
    /// 8565: the speech service failed: bad request, credentials, quota, timeout.
    CognitiveServicesError = 8565,
    /// 8569: speech was recognized.
    SpeechRecognized = 8569,
    /// 8570: recognizing failed.
    RecognitionError = 8570,
    /// 8572: the service that plays is down.
    PlayServiceUnavailable = 8572,
    /// 8578: transcription failed.
    TranscriptionFailed = 8578,
    /// 8579: transcription was canceled.
    TranscriptionCanceled = 8579,
    /// 8580: the service that transcribes is down.
    TranscriptionServiceUnavailable = 8580,
    /// 8581: the address to stream to is wrong.
    InvalidStreamUrl = 8581,
    /// 8582: the text or SSML to be played is empty.
    PlaySourceTextOrSsmlEmpty = 8582,
    /// 8583: another media operation runs that this one does not go with: a precondition is not met.
    IncompatibleMediaOperation = 8583,
    /// 8603: media streaming failed.
    MediaStreamingFailed = 8603,
    /// 8604: media streaming was canceled.
    MediaStreamingCanceled = 8604,
    /// 8605: the speech model does not fit.
    UnsupportedSpeechModel = 8605,
    /// 9999: the service does not tell.
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
