//! Media streaming and transcription: their options for a new call, and their state.

use serde::Serialize;

use crate::json::json_struct;
use crate::json::open_enum;

open_enum! {
    /// The channels of streamed audio.
    pub enum MediaStreamingAudioChannel {
        /// All participants in one stream.
        Mixed = "mixed",
        /// Each participant in a separate stream.
        Unmixed = "unmixed",
    }
}

open_enum! {
    /// The content of a media stream.
    pub enum MediaStreamingContent {
        /// Audio.
        Audio = "audio",
    }
}

open_enum! {
    /// The format of streamed audio.
    pub enum AudioFormat {
        /// 16-bit PCM, 16 kHz, one channel.
        Pcm16KMono = "pcm16KMono",
        /// 16-bit PCM, 24 kHz, one channel.
        Pcm24KMono = "pcm24KMono",
    }
}

open_enum! {
    /// The state of media streaming or transcription.
    pub enum MediaState {
        /// Not set up.
        Disabled = "disabled",
        /// Set up, but not running.
        Inactive = "inactive",
        /// Running.
        Active = "active",
    }
}

open_enum! {
    /// The results that a transcription sends.
    pub enum TranscriptionResultType {
        /// Whole phrases.
        Final = "final",
        /// Intermediate results while a phrase is spoken.
        Intermediate = "intermediate",
    }
}

/// The options of streaming the audio of a call to a websocket of your program. Since api-version 2025-05-15.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MediaStreamingOptions {
    transport_type: &'static str,
    audio_channel_type: MediaStreamingAudioChannel,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) transport_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<MediaStreamingContent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_media_streaming: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_bidirectional: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio_format: Option<AudioFormat>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_dtmf_tones: Option<bool>,
}

impl MediaStreamingOptions {
    /// Creates options for streaming over a websocket, mixed or one stream for each participant.
    pub fn websocket(channel: MediaStreamingAudioChannel) -> Self {
        Self {
            transport_type: "websocket",
            audio_channel_type: channel,
            transport_url: None,
            content_type: None,
            start_media_streaming: None,
            enable_bidirectional: None,
            audio_format: None,
            enable_dtmf_tones: None,
        }
    }

    /// Sets the websocket URL that the service connects to: `wss://...`, or `ws://...` on this machine. Default:
    /// none; whether the service accepts that is not documented.
    #[must_use]
    pub fn transport_url(mut self, url: impl Into<String>) -> Self {
        self.transport_url = Some(url.into());
        self
    }

    /// Sets the content. Default: that of the service, not documented; audio is the only content.
    #[must_use]
    pub fn content_type(mut self, content: MediaStreamingContent) -> Self {
        self.content_type = Some(content);
        self
    }

    /// Sets whether it starts with the call, without a separate request. Default of the service: no.
    #[must_use]
    pub fn start_media_streaming(mut self, start: bool) -> Self {
        self.start_media_streaming = Some(start);
        self
    }

    /// Sets whether audio sent over the websocket is played into the call. Default: that of the service, not
    /// documented.
    #[must_use]
    pub fn enable_bidirectional(mut self, enable: bool) -> Self {
        self.enable_bidirectional = Some(enable);
        self
    }

    /// Sets the format of the audio. Default of the service: PCM, 16 kHz, mono.
    #[must_use]
    pub fn audio_format(mut self, format: AudioFormat) -> Self {
        self.audio_format = Some(format);
        self
    }

    /// Sets whether DTMF tones are sent too. Default: that of the service, not documented.
    #[must_use]
    pub fn enable_dtmf_tones(mut self, enable: bool) -> Self {
        self.enable_dtmf_tones = Some(enable);
        self
    }
}

/// The options of transcribing a call and sending the transcription to a websocket of your program.
/// Since api-version 2025-05-15.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TranscriptionOptions {
    transport_type: &'static str,
    pub(crate) locale: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) transport_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) speech_model_endpoint_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_transcription: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_intermediate_results: Option<bool>,
}

impl TranscriptionOptions {
    /// Creates options for transcription over a websocket, of a language such as `en-US`.
    pub fn websocket(locale: impl Into<String>) -> Self {
        Self {
            transport_type: "websocket",
            locale: locale.into(),
            transport_url: None,
            speech_model_endpoint_id: None,
            start_transcription: None,
            enable_intermediate_results: None,
        }
    }

    /// Sets the websocket URL that the service connects to: `wss://...`, or `ws://...` on this machine. Default:
    /// none; whether the service accepts that is not documented.
    #[must_use]
    pub fn transport_url(mut self, url: impl Into<String>) -> Self {
        self.transport_url = Some(url.into());
        self
    }

    /// Sets the endpoint id of a custom speech model. Default: none, the service's own model.
    #[must_use]
    pub fn speech_model_endpoint_id(mut self, id: impl Into<String>) -> Self {
        self.speech_model_endpoint_id = Some(id.into());
        self
    }

    /// Sets whether it starts with the call, without a separate request. Default: that of the service, not
    /// documented.
    #[must_use]
    pub fn start_transcription(mut self, start: bool) -> Self {
        self.start_transcription = Some(start);
        self
    }

    /// Sets whether intermediate results are sent while a phrase is spoken. Default: that of the service, not
    /// documented.
    #[must_use]
    pub fn enable_intermediate_results(mut self, enable: bool) -> Self {
        self.enable_intermediate_results = Some(enable);
        self
    }
}

json_struct! {
    /// The media streaming of a call. The service reports one even when none was requested.
    MediaStreamingSubscription {
        /// Its id.
        id: Option<String> = "id",
        /// The state.
        state: Option<MediaState> = "state",
        /// The content that is streamed.
        subscribed_content_types: Vec<MediaStreamingContent> = "subscribedContentTypes",
    }

    /// The transcription of a call.
    TranscriptionSubscription {
        /// Its id.
        id: Option<String> = "id",
        /// The state.
        state: Option<MediaState> = "state",
        /// The results that it sends.
        subscribed_result_types: Vec<TranscriptionResultType> = "subscribedResultTypes",
        /// Its language.
        locale: Option<String> = "locale",
    }
    /// The result of starting or stopping a transcription. The service's description of its
    /// interface has no such response; recordings of the service do.
    TranscriptionOperationResult {
        /// The context that was given.
        operation_context: Option<String> = "operationContext",
        /// The transcription, as the call's properties name it.
        subscription_id: Option<String> = "subscriptionId",
    }
}
