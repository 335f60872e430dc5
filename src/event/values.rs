//! Types of the members of events that operations have too.

pub use crate::model::{
    DtmfTone, RecordingChannel, RecordingContent, RecordingFormat, RecordingKind, RecordingState,
};

use crate::json::open_enum;

open_enum! {
    /// The kind of input of a recognition, which decides which result is valid.
    pub enum RecognitionType {
        /// DTMF tones.
        Dtmf = "dtmf",
        /// Speech.
        Speech = "speech",
        /// One of the choices given, by DTMF tone or by phrase.
        Choices = "choices",
    }

    /// The content of a media stream.
    pub enum MediaStreamingContentType {
        /// Audio.
        Audio = "audio",
    }

    /// The status of a media stream.
    pub enum MediaStreamingStatus {
        /// Started.
        MediaStreamingStarted = "mediaStreamingStarted",
        /// Failed.
        MediaStreamingFailed = "mediaStreamingFailed",
        /// Stopped.
        MediaStreamingStopped = "mediaStreamingStopped",
        /// The service does not report an error code.
        UnspecifiedError = "unspecifiedError",
    }

    /// Details of the status of a media stream.
    pub enum MediaStreamingStatusDetails {
        /// Streaming was requested and started.
        SubscriptionStarted = "subscriptionStarted",
        /// The connection was lost and is re-established.
        StreamConnectionReestablished = "streamConnectionReestablished",
        /// The connection could not be established.
        StreamConnectionUnsuccessful = "streamConnectionUnsuccessful",
        /// The URL to stream to is missing.
        StreamUrlMissing = "streamUrlMissing",
        /// The service shut down.
        ServiceShutdown = "serviceShutdown",
        /// The connection was interrupted.
        StreamConnectionInterrupted = "streamConnectionInterrupted",
        /// The speech service could not be reached.
        SpeechServicesConnectionError = "speechServicesConnectionError",
        /// Streaming was stopped on request, or the call ended.
        SubscriptionStopped = "subscriptionStopped",
        /// The service does not report an error code.
        UnspecifiedError = "unspecifiedError",
        /// The WebSocket server rejected the credentials.
        AuthenticationFailure = "authenticationFailure",
        /// The WebSocket server rejected the request as malformed.
        BadRequest = "badRequest",
        /// The WebSocket server limits the rate of requests.
        TooManyRequests = "tooManyRequests",
        /// The WebSocket server denied access.
        Forbidden = "forbidden",
        /// The WebSocket server timed out.
        ServiceTimeout = "serviceTimeout",
        /// The first WebSocket connection failed.
        InitialWebSocketConnectionFailed = "initialWebSocketConnectionFailed",
    }

    /// The status of a transcription.
    pub enum TranscriptionStatus {
        /// Started.
        TranscriptionStarted = "transcriptionStarted",
        /// Failed.
        TranscriptionFailed = "transcriptionFailed",
        /// Resumed.
        TranscriptionResumed = "transcriptionResumed",
        /// The language or model changed.
        TranscriptionUpdated = "transcriptionUpdated",
        /// Stopped.
        TranscriptionStopped = "transcriptionStopped",
        /// The service does not report an error code.
        UnspecifiedError = "unspecifiedError",
    }

    /// Details of the status of a transcription.
    pub enum TranscriptionStatusDetails {
        /// Transcription was requested and started.
        SubscriptionStarted = "subscriptionStarted",
        /// The connection was lost and is re-established.
        StreamConnectionReestablished = "streamConnectionReestablished",
        /// The connection could not be established.
        StreamConnectionUnsuccessful = "streamConnectionUnsuccessful",
        /// The URL to stream to is missing.
        StreamUrlMissing = "streamUrlMissing",
        /// The service shut down.
        ServiceShutdown = "serviceShutdown",
        /// The connection was interrupted.
        StreamConnectionInterrupted = "streamConnectionInterrupted",
        /// The speech service could not be reached.
        SpeechServicesConnectionError = "speechServicesConnectionError",
        /// Transcription was stopped on request, or the call ended.
        SubscriptionStopped = "subscriptionStopped",
        /// The service does not report an error code.
        UnspecifiedError = "unspecifiedError",
        /// The WebSocket server rejected the credentials.
        AuthenticationFailure = "authenticationFailure",
        /// The WebSocket server rejected the request as malformed.
        BadRequest = "badRequest",
        /// The WebSocket server limits the rate of requests.
        TooManyRequests = "tooManyRequests",
        /// The WebSocket server denied access.
        Forbidden = "forbidden",
        /// The WebSocket server timed out.
        ServiceTimeout = "serviceTimeout",
        /// The language changed on request.
        TranscriptionLocaleUpdated = "transcriptionLocaleUpdated",
    }
}
