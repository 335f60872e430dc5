//! `endpoint=https://NAME.communication.azure.com/;accesskey=BASE64`

use super::hmac::AccessKey;
use crate::endpoint::{Endpoint, text_mistake};
use crate::error::{Error, Result};
use crate::field;

/// A parsed connection string, as the portal shows it.
#[derive(Debug, Clone)]
pub struct ConnectionString {
    /// The endpoint of the resource.
    pub endpoint: Endpoint,
    /// The access key; not shown by `Debug`.
    pub access_key: AccessKey,
}

const NAME: &str = field::CONNECTION_STRING;

const FORM: &str = "endpoint=https://NAME.communication.azure.com/;accesskey=KEY";

/// What is wrong with a part that has no known name.
fn unnamed(part: &str, value: &str, whole: &str) -> &'static str {
    let has = |word: &str| whole.to_ascii_lowercase().contains(word);
    if part.starts_with("http:") || part.starts_with("https:") {
        return "has the endpoint without its name: endpoint= is missing in front";
    }
    if has("endpoint:") || has("accesskey:") {
        return "has a colon behind a name, where = belongs";
    }
    if has("sharedaccesskey") || has("accountkey") {
        return "is that of another Azure service: take the one of the Communication Services resource";
    }
    if value
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("endpoint=")
    {
        return "has the name of a variable in front: remove it";
    }
    if !whole.contains(';') {
        return "seems to be the access key alone, or something else without endpoint=";
    }
    if value.trim_matches('=').is_empty() {
        return "has a part that is not NAME=VALUE: accesskey= may be missing in front of the key";
    }
    "must have only the parts endpoint and accesskey"
}

/// What is wrong with the values, for frequent mistakes.
fn mixed_up(endpoint: Option<&str>, access_key: Option<&str>) -> Option<&'static str> {
    if endpoint.is_some_and(|value| value.to_ascii_lowercase().contains("accesskey=")) {
        return Some("must have a semicolon between its parts");
    }
    // None of these separators is in base64.
    let is_placeholder = |value: &str| {
        let value = value.to_ascii_lowercase();
        value.starts_with("your") && value.contains(['_', '-', ' '])
    };
    if access_key.is_some_and(is_placeholder) {
        return Some("has a placeholder behind accesskey=: replace it by the key");
    }
    let is_url = |value: &str| value.contains("://");
    if !endpoint.is_some_and(is_url) && access_key.is_some_and(is_url) {
        return Some(
            "has the key behind endpoint= and the endpoint behind accesskey=: exchange them",
        );
    }
    None
}

impl std::str::FromStr for ConnectionString {
    type Err = Error;

    /// Parses the text as [`parse`](Self::parse) does.
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl ConnectionString {
    /// Reads `endpoint=...;accesskey=...`: parts in any order, their names in any case.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when a part is missing, twice, unknown or
    /// malformed. The key never shows in the message.
    pub fn parse(text: &str) -> Result<Self> {
        // The text is not repeated in any message: it holds the key.
        let refused =
            |rule: &str| Error::invalid(NAME, format_args!("{rule}; it has the form {FORM}"));
        let text = text.trim();
        if let Some(mistake) = text_mistake(text) {
            return Err(refused(mistake));
        }
        let mut endpoint = None;
        let mut access_key = None;
        for part in text.split(';').filter(|part| !part.trim().is_empty()) {
            // The first = only: the key ends in some of its own.
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = name.trim();
            let slot = if name.eq_ignore_ascii_case("endpoint") {
                &mut endpoint
            } else if name.eq_ignore_ascii_case("accesskey") {
                &mut access_key
            } else {
                return Err(refused(unnamed(name, value, text)));
            };
            if slot.replace(value.trim()).is_some() {
                return Err(refused(&format!(
                    "has the part {} twice",
                    name.to_ascii_lowercase()
                )));
            }
        }
        if let Some(mistake) = mixed_up(endpoint, access_key) {
            return Err(refused(mistake));
        }
        let endpoint = endpoint
            .filter(|value| !value.is_empty())
            .ok_or_else(|| refused("has no endpoint"))?;
        let access_key = access_key
            .filter(|value| !value.is_empty())
            .ok_or_else(|| refused("has no accesskey"))?;
        let in_string = |error: Error| refused(error.message()).with_source(error);
        Ok(Self {
            endpoint: Endpoint::parse(endpoint).map_err(in_string)?,
            access_key: AccessKey::from_base64(access_key).map_err(in_string)?,
        })
    }
}
