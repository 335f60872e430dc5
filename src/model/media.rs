//! What is played into a call, and what a recognition may choose from.

use serde::{Serialize, Serializer};

use super::tone::DtmfTone;
use crate::json::json_struct;
use crate::json::open_enum;

open_enum! {
    /// The kind of voice that speaks a text.
    pub enum VoiceKind {
        /// A male voice.
        Male = "male",
        /// A female voice.
        Female = "female",
    }
}

/// A source to play: an audio file, text to speak, or SSML.
///
/// ```
/// use acs_call_automation::PlaySource;
/// use acs_call_automation::model::{TextSource, VoiceKind};
/// let greeting = PlaySource::file("https://files.example.com/welcome.wav");
/// let question: PlaySource = TextSource::new("Please choose.")
///     .source_locale("en-GB")
///     .voice_kind(VoiceKind::Female)
///     .into();
/// # let _ = (greeting, question);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaySource {
    /// An audio file.
    File(FileSource),
    /// Text to speak.
    Text(TextSource),
    /// A text in SSML.
    Ssml(SsmlSource),
}

impl PlaySource {
    /// Creates a source from the URL of a file; see [`FileSource::new`].
    pub fn file(url: impl Into<String>) -> Self {
        FileSource::new(url).into()
    }

    /// Creates a source from text to speak; see [`TextSource::new`].
    pub fn text(text: impl Into<String>) -> Self {
        TextSource::new(text).into()
    }

    /// Creates a source from SSML; see [`SsmlSource::new`].
    pub fn ssml(ssml: impl Into<String>) -> Self {
        SsmlSource::new(ssml).into()
    }
}

impl From<FileSource> for PlaySource {
    fn from(source: FileSource) -> Self {
        Self::File(source)
    }
}

impl From<TextSource> for PlaySource {
    fn from(source: TextSource) -> Self {
        Self::Text(source)
    }
}

impl From<SsmlSource> for PlaySource {
    fn from(source: SsmlSource) -> Self {
        Self::Ssml(source)
    }
}

impl Serialize for PlaySource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a> {
            kind: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            play_source_cache_id: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            file: Option<&'a FileSource>,
            #[serde(skip_serializing_if = "Option::is_none")]
            text: Option<&'a TextSource>,
            #[serde(skip_serializing_if = "Option::is_none")]
            ssml: Option<&'a SsmlSource>,
        }

        let body = Body {
            kind: "",
            play_source_cache_id: None,
            file: None,
            text: None,
            ssml: None,
        };
        match self {
            Self::File(file) => Body {
                kind: "file",
                play_source_cache_id: file.cache_id.as_deref(),
                file: Some(file),
                ..body
            },
            Self::Text(text) => Body {
                kind: "text",
                play_source_cache_id: text.cache_id.as_deref(),
                text: Some(text),
                ..body
            },
            Self::Ssml(ssml) => Body {
                kind: "ssml",
                play_source_cache_id: ssml.cache_id.as_deref(),
                ssml: Some(ssml),
                ..body
            },
        }
        .serialize(serializer)
    }
}

/// An audio file that the service fetches: WAV with 16-bit PCM, mono, 16 kHz, or MP3 with an ID3v2
/// tag ("Play action", Microsoft's documentation).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileSource {
    #[serde(skip)]
    pub(crate) cache_id: Option<String>,
    #[serde(rename = "uri")]
    pub(crate) url: String,
}

impl FileSource {
    /// Creates a source from a URL that the service can reach.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            cache_id: None,
            url: url.into(),
        }
    }

    /// Sets a name under which the service caches the audio, so that it is fetched only once.
    #[must_use]
    pub fn cache_id(mut self, id: impl Into<String>) -> Self {
        self.cache_id = Some(id.into());
        self
    }
}

/// Text to speak, since api-version 2023-10-15. The call needs a cognitive services
/// resource
/// ([`cognitive_services_endpoint`](crate::options::CreateCallOptions::cognitive_services_endpoint)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TextSource {
    #[serde(skip)]
    pub(crate) cache_id: Option<String>,
    pub(crate) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source_locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voice_kind: Option<VoiceKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) voice_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) custom_voice_endpoint_id: Option<String>,
}

impl TextSource {
    /// Creates a source from plain text of at most 4000 characters; [`SsmlSource`] accepts longer text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            cache_id: None,
            text: text.into(),
            source_locale: None,
            voice_kind: None,
            voice_name: None,
            custom_voice_endpoint_id: None,
        }
    }

    /// Sets a name under which the service caches the audio, so that it is synthesized only once.
    #[must_use]
    pub fn cache_id(mut self, id: impl Into<String>) -> Self {
        self.cache_id = Some(id.into());
        self
    }

    /// Sets the language of the text, such as `en-US`. Default: that of the service, not documented.
    #[must_use]
    pub fn source_locale(mut self, locale: impl Into<String>) -> Self {
        self.source_locale = Some(locale.into());
        self
    }

    /// Sets a male or a female voice. Default: that of the service, not documented.
    #[must_use]
    pub fn voice_kind(mut self, kind: VoiceKind) -> Self {
        self.voice_kind = Some(kind);
        self
    }

    /// Sets a voice by its name, such as `en-US-NancyNeural`. Default: one of the language and kind; which
    /// one is not documented.
    #[must_use]
    pub fn voice_name(mut self, name: impl Into<String>) -> Self {
        self.voice_name = Some(name.into());
        self
    }

    /// Sets the endpoint id of a custom neural voice.
    #[must_use]
    pub fn custom_voice_endpoint_id(mut self, id: impl Into<String>) -> Self {
        self.custom_voice_endpoint_id = Some(id.into());
        self
    }
}

/// A text in SSML, which states voice and language, since api-version 2023-10-15. The call
/// needs a cognitive services resource, as for [`TextSource`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SsmlSource {
    #[serde(skip)]
    pub(crate) cache_id: Option<String>,
    #[serde(rename = "ssmlText")]
    pub(crate) ssml: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) custom_voice_endpoint_id: Option<String>,
}

impl SsmlSource {
    /// Creates a source from a whole SSML document: `<speak ...>...</speak>`.
    pub fn new(ssml: impl Into<String>) -> Self {
        Self {
            cache_id: None,
            ssml: ssml.into(),
            custom_voice_endpoint_id: None,
        }
    }

    /// Sets a name under which the service caches the audio, so that it is synthesized only once.
    #[must_use]
    pub fn cache_id(mut self, id: impl Into<String>) -> Self {
        self.cache_id = Some(id.into());
        self
    }

    /// Sets the endpoint id of a custom neural voice.
    #[must_use]
    pub fn custom_voice_endpoint_id(mut self, id: impl Into<String>) -> Self {
        self.custom_voice_endpoint_id = Some(id.into());
        self
    }
}

/// One of the choices of a recognition: made by saying one of its phrases, or by its DTMF tone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecognitionChoice {
    pub(crate) label: String,
    pub(crate) phrases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tone: Option<DtmfTone>,
}

impl RecognitionChoice {
    /// Creates a choice with the label that `RecognizeCompleted` reports, and the phrases for it.
    pub fn new(
        label: impl Into<String>,
        phrases: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self {
            label: label.into(),
            phrases: phrases.into_iter().map(Into::into).collect(),
            tone: None,
        }
    }

    /// Sets the DTMF tone for this choice.
    #[must_use]
    pub fn tone(mut self, tone: DtmfTone) -> Self {
        self.tone = Some(tone);
        self
    }
}

json_struct! {
    /// The result of sending DTMF tones. `SendDtmfTonesCompleted` or `SendDtmfTonesFailed` reports
    /// the outcome.
    SendDtmfTonesResult {
        /// The context that was given.
        operation_context: Option<String> = "operationContext",
    }
}
