//! A JSON object of a token in which no member stands twice.
//!
//! Parsers differ in which of two members with one name counts, so that a token with such a pair may mean one
//! thing to its issuer and another one here (RFC 7519, 4).

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;

use super::{Result, TokenRefusal};

pub(super) struct Members(Vec<(String, Value)>);

impl Members {
    pub(super) fn read(json: &[u8]) -> Result<Self> {
        serde_json::from_slice(json).map_err(|cause| {
            TokenRefusal::Malformed(if cause.to_string().starts_with(TWICE) {
                TWICE
            } else {
                "a segment is not a JSON object"
            })
        })
    }

    fn get(&self, name: &str) -> Option<&Value> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        Some(value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// Whether a member is this text, or an array of texts of which one is it.
    pub(super) fn lists(&self, name: &str, text: &str) -> bool {
        match self.get(name) {
            Some(Value::String(only)) => only == text,
            Some(Value::Array(list)) => {
                list.iter().all(Value::is_string) && list.iter().any(|one| one == text)
            }
            _ => false,
        }
    }

    /// The seconds since 1970 in a member; with fractions, as RFC 7519 allows.
    pub(super) fn time(&self, name: &str) -> Result<Option<f64>> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match value.as_f64() {
            Some(seconds) => Ok(Some(seconds)),
            None => Err(TokenRefusal::Malformed("a time is not a number")),
        }
    }
}

/// Also the beginning of the error by which the parser reports it.
const TWICE: &str = "a member stands twice";

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Members, A::Error> {
                let mut members = Members(Vec::new());
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if members.has(&name) {
                        return Err(A::Error::custom(TWICE));
                    }
                    members.0.push((name, value));
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Object)
    }
}
