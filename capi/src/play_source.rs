//! Play sources: a file, a text that is spoken, or SSML.

use std::ffi::{c_char, c_int};

use super::guard::{free, handle, list, make, text};
use super::options::{Checked, Options, holds, set, set_text};
use super::status::acs_status_t;
use acs_call_automation::PlaySource;
use acs_call_automation::model::{TextSource, VoiceKind};
use acs_call_automation::{Error, Result};

/// Male.
pub const ACS_VOICE_MALE: c_int = 0;
/// Female.
pub const ACS_VOICE_FEMALE: c_int = 1;

/// An audio source to play: a file, a spoken text, or SSML. May be played any number of times, also
/// by several threads; one thread at a time may change it.
pub struct acs_play_source_t(Options<Source>);

/// A source, and the field that was set although its kind does not have it.
#[derive(Clone)]
pub(super) struct Source {
    made: PlaySource,
    misfit: Option<&'static str>,
}

impl Checked for Source {
    fn check(&self) -> Result<()> {
        match self.misfit {
            None => Ok(()),
            Some(field) => Err(Error::invalid(
                field,
                "cannot be set for this kind of source",
            )),
        }
    }
}

holds!(acs_play_source_t, Source);

impl acs_play_source_t {
    fn new(made: Result<PlaySource>) -> Self {
        Self(Options::made(
            made.map(|made| Source { made, misfit: None }),
        ))
    }

    fn usable(&self) -> Result<&PlaySource> {
        let source = self.0.usable()?;
        source.check()?;
        Ok(&source.made)
    }
}

impl Source {
    /// Sets a field that only texts have.
    fn in_text(self, field: &'static str, set: impl FnOnce(TextSource) -> TextSource) -> Self {
        match self.made {
            PlaySource::Text(text) => Self {
                made: set(text).into(),
                ..self
            },
            made => Self {
                made,
                misfit: Some(field),
            },
        }
    }

    fn cache_id(self, id: &str) -> Self {
        let made = match self.made {
            PlaySource::File(file) => file.cache_id(id).into(),
            PlaySource::Text(text) => text.cache_id(id).into(),
            PlaySource::Ssml(ssml) => ssml.cache_id(id).into(),
            other => other,
        };
        Self { made, ..self }
    }

    fn custom_voice_endpoint_id(self, id: &str) -> Self {
        match self.made {
            PlaySource::Ssml(ssml) => Self {
                made: ssml.custom_voice_endpoint_id(id).into(),
                ..self
            },
            _ => self.in_text("custom voice endpoint id", |text| {
                text.custom_voice_endpoint_id(id)
            }),
        }
    }
}

/// The source passed by C, unless something in it was refused.
pub(super) unsafe fn play_source(
    source: *const acs_play_source_t,
    field: &'static str,
) -> Result<PlaySource> {
    handle(source, field)?.usable().cloned()
}

/// A list of sources passed by C.
pub(super) unsafe fn play_sources(
    sources: *const *const acs_play_source_t,
    count: usize,
) -> Result<Vec<PlaySource>> {
    const FIELD: &str = "play sources";
    list(sources, count, FIELD)?
        .into_iter()
        .map(|source| source.usable().cloned())
        .collect()
}

/// Creates a source from an audio file that the service fetches: WAV with 16-bit PCM, mono, 16 kHz,
/// or MP3 with an ID3v2 tag.
///
/// @param url "https://..."
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_source_new_file(url: *const c_char) -> *mut acs_play_source_t {
    make(move || acs_play_source_t::new(text(url, "file url").map(PlaySource::file)))
}

/// Creates a source from a text that is spoken. Requires a cognitive services resource:
/// acs_create_call_options_set_cognitive_services_endpoint. Since api-version 2023-10-15.
///
/// @param spoken at most 4,000 characters
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_source_new_text(spoken: *const c_char) -> *mut acs_play_source_t {
    make(move || acs_play_source_t::new(text(spoken, "text").map(PlaySource::text)))
}

/// Creates a source from SSML, which names voice and language itself; otherwise as
/// acs_play_source_new_text.
///
/// @param ssml a whole document of any length: "<speak ...>...</speak>"
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_source_new_ssml(ssml: *const c_char) -> *mut acs_play_source_t {
    make(move || acs_play_source_t::new(text(ssml, "ssml").map(PlaySource::ssml)))
}

/// Frees a source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_source_free(source: *mut acs_play_source_t) {
    free(source);
}

/// Sets the id under which the service caches the audio: no control characters. Default: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_source_set_cache_id(
    source: *mut acs_play_source_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(source, "cache id", id, Source::cache_id)
}

/// Sets the language of a text source: "en-US". Default: that of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_source_set_source_locale(
    source: *mut acs_play_source_t,
    locale: *const c_char,
) -> acs_status_t {
    const FIELD: &str = "source locale";
    set_text(source, FIELD, locale, |source, locale| {
        source.in_text(FIELD, |text| text.source_locale(locale))
    })
}

/// Sets the kind of voice of a text source. Default: that of the service.
///
/// @param kind ACS_VOICE_MALE or ACS_VOICE_FEMALE
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_source_set_voice_kind(
    source: *mut acs_play_source_t,
    kind: c_int,
) -> acs_status_t {
    const FIELD: &str = "voice kind";
    let read = |field| match kind {
        ACS_VOICE_MALE => Ok(VoiceKind::Male),
        ACS_VOICE_FEMALE => Ok(VoiceKind::Female),
        _ => Err(Error::invalid(field, "must be one of ACS_VOICE_...")),
    };
    set(source, FIELD, read, |source: Source, kind| {
        source.in_text(FIELD, |text| text.voice_kind(kind))
    })
}

/// Sets the voice of a text source: "en-US-NancyNeural". Default: that of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_source_set_voice_name(
    source: *mut acs_play_source_t,
    name: *const c_char,
) -> acs_status_t {
    const FIELD: &str = "voice name";
    set_text(source, FIELD, name, |source, name| {
        source.in_text(FIELD, |text| text.voice_name(name))
    })
}

/// Sets the endpoint id of a custom voice for a text or SSML source. Default: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_play_source_set_custom_voice_endpoint_id(
    source: *mut acs_play_source_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(
        source,
        "custom voice endpoint id",
        id,
        Source::custom_voice_endpoint_id,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::{ACS_INVALID_INPUT, ACS_OK};

    // SAFETY, of all that follows: every pointer is of an object that is freed at the end.

    #[test]
    fn what_a_kind_of_source_does_not_have_is_refused_at_once_and_at_use() {
        unsafe {
            let file = acs_play_source_new_file(c"https://a.example/x.wav".as_ptr());
            assert_eq!(acs_play_source_set_cache_id(file, c"x".as_ptr()), ACS_OK);
            assert!(play_source(file, "play source").is_ok());
            let set = acs_play_source_set_voice_name;
            assert_eq!(set(file, c"en-US-NancyNeural".as_ptr()), ACS_INVALID_INPUT);
            let set = acs_play_source_set_custom_voice_endpoint_id;
            assert_eq!(set(file, c"mine".as_ptr()), ACS_INVALID_INPUT);
            let error = play_source(file, "play source").unwrap_err();
            assert_eq!(error.field(), Some("custom voice endpoint id"));
            acs_play_source_free(file);

            let ssml = acs_play_source_new_ssml(c"<speak/>".as_ptr());
            assert_eq!(set(ssml, c"mine".as_ptr()), ACS_OK);
            assert!(play_source(ssml, "play source").is_ok());
            let set = acs_play_source_set_voice_kind;
            assert_eq!(set(ssml, ACS_VOICE_MALE), ACS_INVALID_INPUT);
            acs_play_source_free(ssml);
        }
    }
}
