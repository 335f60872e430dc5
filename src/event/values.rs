//! Names that events carry.

pub use crate::model::{
    DtmfTone, RecordingChannel, RecordingContent, RecordingFormat, RecordingKind, RecordingState,
};

use crate::json::open_enum;

open_enum! {
    /// What a recognition listened for, and so which result counts.
    pub enum RecognitionType {
        /// Keys.
        Dtmf = "dtmf",
        /// Free speech.
        Speech = "speech",
        /// One of the choices given, by key or by phrase.
        Choices = "choices",
    }

    /// What a media stream carries.
    pub enum MediaStreamingContentType {
        /// Sound.
        Audio = "audio",
    }

    /// How a media stream stands.
    pub enum MediaStreamingStatus {
        /// It runs.
        MediaStreamingStarted = "mediaStreamingStarted",
        /// It failed.
        MediaStreamingFailed = "mediaStreamingFailed",
        /// It ended.
        MediaStreamingStopped = "mediaStreamingStopped",
        /// The service does not tell.
        UnspecifiedError = "unspecifiedError",
    }

    /// Why a media stream stands as it does.
    pub enum MediaStreamingStatusDetails {
        /// It was asked for and runs.
        SubscriptionStarted = "subscriptionStarted",
        /// The connection was lost and is back.
        StreamConnectionReestablished = "streamConnectionReestablished",
        /// The connection could not be made.
        StreamConnectionUnsuccessful = "streamConnectionUnsuccessful",
        /// No address to stream to was given.
        StreamUrlMissing = "streamUrlMissing",
        /// The service shut down.
        ServiceShutdown = "serviceShutdown",
        /// The connection broke.
        StreamConnectionInterrupted = "streamConnectionInterrupted",
        /// The speech service could not be reached.
        SpeechServicesConnectionError = "speechServicesConnectionError",
        /// It was stopped as asked, or the call ended.
        SubscriptionStopped = "subscriptionStopped",
        /// The service does not tell.
        UnspecifiedError = "unspecifiedError",
        /// The far end refused the credentials.
        AuthenticationFailure = "authenticationFailure",
        /// The far end did not understand.
        BadRequest = "badRequest",
        /// The far end wants fewer requests.
        TooManyRequests = "tooManyRequests",
        /// The far end refused.
        Forbidden = "forbidden",
        /// The far end took too long.
        ServiceTimeout = "serviceTimeout",
        /// The first web socket connection failed.
        InitialWebSocketConnectionFailed = "initialWebSocketConnectionFailed",
    }

    /// How a transcription stands.
    pub enum TranscriptionStatus {
        /// It runs.
        TranscriptionStarted = "transcriptionStarted",
        /// It failed.
        TranscriptionFailed = "transcriptionFailed",
        /// It runs again.
        TranscriptionResumed = "transcriptionResumed",
        /// Its language or model changed.
        TranscriptionUpdated = "transcriptionUpdated",
        /// It ended.
        TranscriptionStopped = "transcriptionStopped",
        /// The service does not tell.
        UnspecifiedError = "unspecifiedError",
    }

    /// Why a transcription stands as it does.
    pub enum TranscriptionStatusDetails {
        /// It was asked for and runs.
        SubscriptionStarted = "subscriptionStarted",
        /// The connection was lost and is back.
        StreamConnectionReestablished = "streamConnectionReestablished",
        /// The connection could not be made.
        StreamConnectionUnsuccessful = "streamConnectionUnsuccessful",
        /// No address to stream to was given.
        StreamUrlMissing = "streamUrlMissing",
        /// The service shut down.
        ServiceShutdown = "serviceShutdown",
        /// The connection broke.
        StreamConnectionInterrupted = "streamConnectionInterrupted",
        /// The speech service could not be reached.
        SpeechServicesConnectionError = "speechServicesConnectionError",
        /// It was stopped as asked, or the call ended.
        SubscriptionStopped = "subscriptionStopped",
        /// The service does not tell.
        UnspecifiedError = "unspecifiedError",
        /// The far end refused the credentials.
        AuthenticationFailure = "authenticationFailure",
        /// The far end did not understand.
        BadRequest = "badRequest",
        /// The far end wants fewer requests.
        TooManyRequests = "tooManyRequests",
        /// The far end refused.
        Forbidden = "forbidden",
        /// The far end took too long.
        ServiceTimeout = "serviceTimeout",
        /// The language changed as asked.
        TranscriptionLocaleUpdated = "transcriptionLocaleUpdated",
    }
}
