//! `endpoint=https://NAME.communication.azure.com/;accesskey=BASE64`

use super::hmac::AccessKey;
use crate::endpoint::Endpoint;
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

impl ConnectionString {
    /// Reads `endpoint=...;accesskey=...`: parts in any order, their names in any case.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when a part is missing, twice, unknown or
    /// malformed. The key never shows in the message.
    pub fn parse(text: &str) -> Result<Self> {
        let mut endpoint = None;
        let mut access_key = None;
        for part in text
            .trim()
            .split(';')
            .filter(|part| !part.trim().is_empty())
        {
            // The first = only: the key ends in some of its own.
            let (name, value) = part
                .split_once('=')
                .ok_or_else(|| Error::invalid(NAME, "every part must be NAME=VALUE"))?;
            let name = name.trim();
            let slot = if name.eq_ignore_ascii_case("endpoint") {
                &mut endpoint
            } else if name.eq_ignore_ascii_case("accesskey") {
                &mut access_key
            } else {
                // The name is not repeated: a key without one could stand in its place.
                return Err(Error::invalid(
                    NAME,
                    "must have only the parts endpoint and accesskey",
                ));
            };
            if slot.replace(value.trim()).is_some() {
                return Err(Error::invalid(
                    NAME,
                    format_args!("has the part {} twice", name.to_ascii_lowercase()),
                ));
            }
        }
        let missing = |part| {
            Error::invalid(
                NAME,
                format_args!(
                    "has no {part}; it reads endpoint=https://NAME.communication.azure.com/;accesskey=KEY"
                ),
            )
        };
        let endpoint = endpoint
            .filter(|value| !value.is_empty())
            .ok_or_else(|| missing("endpoint"))?;
        let access_key = access_key
            .filter(|value| !value.is_empty())
            .ok_or_else(|| missing("accesskey"))?;
        let in_string = |error: Error| Error::invalid(NAME, error.message()).with_source(error);
        Ok(Self {
            endpoint: Endpoint::parse(endpoint).map_err(in_string)?,
            access_key: AccessKey::from_base64(access_key).map_err(in_string)?,
        })
    }
}
