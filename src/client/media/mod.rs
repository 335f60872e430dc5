//! Media operations of a call: play, recognize, tones, hold; and the checks that they share.

mod dtmf;
mod hold;
mod play;
mod recognize;

pub use hold::HoldOptions;
pub use play::PlayOptions;
pub use recognize::RecognizeOptions;

use super::checks;
use super::connection::CallConnection;
use crate::client::operations;
use crate::error::{Error, Result};
use crate::field;
use crate::model::{DtmfTone, PlaySource};
use crate::pipeline::{RequestOptions, Response};

impl CallConnection {
    /// Cancels everything that is played or recognized in the call. `PlayCanceled` or
    /// `RecognizeCanceled` follows for each.
    ///
    /// # Errors
    /// Those of [every operation](crate::CallAutomationClient#errors-of-every-operation).
    pub fn cancel_all_media_operations(&self) -> Result<Response<()>> {
        self.cancel_all_media_operations_with(&RequestOptions::new())
    }

    /// Performs [`cancel_all_media_operations`](Self::cancel_all_media_operations) with request
    /// options.
    ///
    /// # Errors
    /// As [`cancel_all_media_operations`](Self::cancel_all_media_operations).
    pub fn cancel_all_media_operations_with(
        &self,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        let request = self.request(&operations::CANCEL_ALL_MEDIA);
        self.client.execute_for_status(&request, options)
    }
}

/// The most characters of a text to speak ("Play action", Microsoft's documentation).
const MAX_TEXT_LENGTH: usize = 4000;

fn check_source(source: &PlaySource) -> Result<()> {
    let cache_id = match source {
        PlaySource::File(file) => {
            check_file_url(&file.url)?;
            &file.cache_id
        }
        PlaySource::Text(text) => {
            check_spoken(field::TEXT, &text.text)?;
            if text.text.chars().count() > MAX_TEXT_LENGTH {
                return Err(Error::invalid(
                    field::TEXT,
                    format_args!("must be at most {MAX_TEXT_LENGTH} characters"),
                )
                .with_hint("a longer one can be played as SSML"));
            }
            optional_id(field::SOURCE_LOCALE, text.source_locale.as_deref())?;
            optional_id(field::VOICE_NAME, text.voice_name.as_deref())?;
            optional_id(
                field::CUSTOM_VOICE_ENDPOINT_ID,
                text.custom_voice_endpoint_id.as_deref(),
            )?;
            &text.cache_id
        }
        PlaySource::Ssml(ssml) => {
            check_spoken(field::SSML, &ssml.ssml)?;
            optional_id(
                field::CUSTOM_VOICE_ENDPOINT_ID,
                ssml.custom_voice_endpoint_id.as_deref(),
            )?;
            &ssml.cache_id
        }
    };
    optional_id(field::CACHE_ID, cache_id.as_deref())
}

fn check_file_url(url: &str) -> Result<()> {
    const FIELD: &str = field::FILE_URL;
    let uri = checks::url(FIELD, url)?;
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    match uri.scheme_str() {
        Some("https" | "http") if has_host => Ok(()),
        _ => Err(Error::invalid(
            FIELD,
            "must begin with https:// or http://, such as https://files.example/welcome.wav",
        )),
    }
}

/// Text to speak: there must be some, in lines.
fn check_spoken(field: &'static str, text: &str) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    let is_odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if text.contains(is_odd) {
        return Err(Error::invalid(
            field,
            "must have no control characters but tab and line ends",
        ));
    }
    Ok(())
}

fn optional_id(field: &'static str, id: Option<&str>) -> Result<()> {
    id.map_or(Ok(()), |id| checks::id(field, id))
}

/// Refuses names that are not DTMF tones.
fn check_tone(field: &'static str, tone: &DtmfTone) -> Result<()> {
    match tone {
        DtmfTone::Other(name) => Err(Error::invalid(
            field,
            format_args!("{name:?} is not a DTMF tone"),
        )),
        _ => Ok(()),
    }
}
