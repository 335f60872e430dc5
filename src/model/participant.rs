//! Somebody in a call, as the service lists them.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::json::Members;
use crate::identifier::CommunicationIdentifier;

/// Somebody in a call.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct CallParticipant {
    /// Who it is.
    pub identifier: Option<CommunicationIdentifier>,
    /// Whether they are muted.
    pub is_muted: Option<bool>,
    /// Whether they are on hold; deliveries before 2024 do not tell.
    pub is_on_hold: Option<bool>,
}

impl<'de> Deserialize<'de> for CallParticipant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        let members = Members::parse(text).map_err(D::Error::custom)?;
        Ok(Self {
            identifier: match members.raw("identifier") {
                Some(_) => members.read("identifier"),
                None => bare_identifier(text),
            },
            is_muted: members.read("isMuted"),
            is_on_hold: members.read("isOnHold"),
        })
    }
}

/// In 2022 the identifier itself stood in the list.
fn bare_identifier(text: &str) -> Option<CommunicationIdentifier> {
    let identifier: CommunicationIdentifier = serde_json::from_str(text).ok()?;
    (!identifier.raw_id().is_empty()).then_some(identifier)
}
