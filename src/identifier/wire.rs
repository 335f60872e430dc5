//! Identifiers as JSON.

use std::borrow::Cow;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::raw_id::{ANONYMOUS, PHONE, asserted_id};
use super::{
    Cloud, CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, MicrosoftTeamsUser,
    PhoneNumber, TeamsExtensionUser, UnknownIdentifier,
};
use crate::json::{FromJson, Members};

/// The JSON shape: a raw id beside one object for the kind.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    raw_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    communication_user: Option<WireUser<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number: Option<WirePhone<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    microsoft_teams_user: Option<WireTeamsUser<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    microsoft_teams_app: Option<WireTeamsApp<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    teams_extension_user: Option<WireExtensionUser<'a>>,
}

#[derive(Serialize)]
struct WireUser<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WirePhone<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_anonymous: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asserted_id: Option<Cow<'a, str>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireTeamsUser<'a> {
    user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_anonymous: Option<bool>,
    cloud: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireTeamsApp<'a> {
    app_id: &'a str,
    cloud: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireExtensionUser<'a> {
    user_id: &'a str,
    tenant_id: &'a str,
    resource_id: &'a str,
    cloud: &'a str,
}

impl<'a> From<&'a CommunicationIdentifier> for Wire<'a> {
    fn from(identifier: &'a CommunicationIdentifier) -> Self {
        let mut wire = Wire {
            raw_id: identifier.raw_id(),
            ..Wire::default()
        };
        match identifier {
            CommunicationIdentifier::CommunicationUser(user) => {
                wire.communication_user = Some(WireUser { id: &user.id });
            }
            CommunicationIdentifier::PhoneNumber(phone) => {
                wire.phone_number = Some(WirePhone {
                    value: &phone.value,
                    is_anonymous: phone.is_anonymous.then_some(true),
                    asserted_id: match &phone.asserted_id {
                        Some(given) => Some(given.into()),
                        // The raw id may show it where the number does not.
                        None => match known(phone.raw_id.as_deref()) {
                            Some(CommunicationIdentifier::PhoneNumber(known)) => {
                                known.asserted_id.map(Cow::Owned)
                            }
                            _ => None,
                        },
                    },
                });
            }
            CommunicationIdentifier::MicrosoftTeamsUser(user) => {
                wire.microsoft_teams_user = Some(WireTeamsUser {
                    user_id: &user.user_id,
                    is_anonymous: user.is_anonymous.then_some(true),
                    cloud: user.cloud.as_str(),
                });
            }
            CommunicationIdentifier::MicrosoftTeamsApp(app) => {
                wire.microsoft_teams_app = Some(WireTeamsApp {
                    app_id: &app.app_id,
                    cloud: app.cloud.as_str(),
                });
            }
            CommunicationIdentifier::TeamsExtensionUser(user) => {
                wire.teams_extension_user = Some(WireExtensionUser {
                    user_id: &user.user_id,
                    tenant_id: &user.tenant_id,
                    resource_id: &user.resource_id,
                    cloud: user.cloud.as_str(),
                });
            }
            CommunicationIdentifier::Unknown(_) => {}
        }
        wire
    }
}

impl Serialize for CommunicationIdentifier {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire::from(self).serialize(serializer)
    }
}

impl FromJson for CommunicationIdentifier {
    fn from_json(json: &str) -> serde_json::Result<Self> {
        Members::parse(json).map(|wire| read(&wire))
    }
}

/// `{"id": ...}`, where the wire has room for a user only.
impl FromJson for CommunicationUser {
    fn from_json(json: &str) -> serde_json::Result<Self> {
        let id = text(&Members::parse(json)?, "id");
        id.map(Self::new)
            .ok_or_else(|| serde_json::Error::missing_field("id"))
    }
}

/// `{"value": ...}`, where the wire has room for a number only.
impl FromJson for PhoneNumber {
    fn from_json(json: &str) -> serde_json::Result<Self> {
        let wire = Members::parse(json)?;
        let whole = || {
            let mut number = Self::new(text(&wire, "value")?);
            number.is_anonymous = flag(&wire, "isAnonymous")?.unwrap_or(number.is_anonymous);
            number.asserted_id = optional_text(&wire, "assertedId")?.or(number.asserted_id);
            Some(number)
        };
        whole().ok_or_else(|| serde_json::Error::custom("not the shape of a phone number"))
    }
}

/// Lets types that read themselves from JSON be read by serde, from any format: over JSON, since only
/// programs do that.
macro_rules! reads_through_json {
    ($($name:ident),*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let members = <Map<String, Value>>::deserialize(deserializer)?;
                Self::from_json(&Value::Object(members).to_string()).map_err(D::Error::custom)
            }
        }
    )*};
}

reads_through_json!(CommunicationIdentifier, CommunicationUser, PhoneNumber);

// Read by hand: a derived reader for each of the shapes would be many times as much code.
fn read(wire: &Members<'_>) -> CommunicationIdentifier {
    // A kind that the service does not know either says nothing.
    let kind = wire
        .text("kind")
        .filter(|kind| !kind.eq_ignore_ascii_case("unknown"));
    // Some service events leave the kind out: then the object that is present decides.
    let kinds: [(&str, Read); 5] = [
        ("communicationUser", communication_user),
        ("phoneNumber", phone_number),
        ("microsoftTeamsUser", teams_user),
        ("microsoftTeamsApp", teams_app),
        ("teamsExtensionUser", extension_user),
    ];
    let found = kinds
        .iter()
        .filter(|(name, _)| {
            kind.as_ref()
                .is_none_or(|kind| kind.eq_ignore_ascii_case(name))
        })
        // An object that is not whole, or a member of another type, reads as nothing: the raw id
        // still reports who it is, and a call must not be lost for it.
        .find_map(|(name, read)| read(&object(wire, name)?, text(wire, "rawId")));
    if let Some(found) = found {
        return found;
    }
    let raw_id = text(wire, "rawId").unwrap_or_default();
    let by_raw_id = CommunicationIdentifier::from_raw_id(&raw_id);
    match kind {
        // The named kind without its object: the raw id still reports who it is.
        Some(kind) if !by_raw_id.kind().eq_ignore_ascii_case(&kind) => {
            CommunicationIdentifier::Unknown(UnknownIdentifier {
                raw_id,
                kind: Some(kind.into_owned()),
            })
        }
        _ => by_raw_id,
    }
}

/// Makes an identifier of the object for its kind and the raw id beside it.
type Read = fn(&Members<'_>, Option<String>) -> Option<CommunicationIdentifier>;

fn communication_user(
    wire: &Members<'_>,
    raw_id: Option<String>,
) -> Option<CommunicationIdentifier> {
    let mut id = text(wire, "id")?;
    fill(&mut id, raw_id.clone().unwrap_or_default());
    Some(CommunicationUser { id, raw_id }.into())
}

fn phone_number(wire: &Members<'_>, raw_id: Option<String>) -> Option<CommunicationIdentifier> {
    let mut value = text(wire, "value")?;
    let known = raw_id.as_deref().and_then(|raw| raw.strip_prefix(PHONE));
    if let ("", Some(known)) = (value.as_str(), known) {
        value.push_str(known);
    }
    let known = known.unwrap_or(&value);
    let number = PhoneNumber {
        is_anonymous: known == ANONYMOUS
            || flag(wire, "isAnonymous")?.unwrap_or(value == ANONYMOUS),
        asserted_id: optional_text(wire, "assertedId")?.or_else(|| asserted_id(known)),
        value,
        raw_id,
    };
    Some(number.into())
}

fn teams_user(wire: &Members<'_>, raw_id: Option<String>) -> Option<CommunicationIdentifier> {
    let mut user = MicrosoftTeamsUser {
        user_id: text(wire, "userId")?,
        is_anonymous: flag(wire, "isAnonymous")?.unwrap_or(false),
        cloud: Cloud::from_wire(optional_text(wire, "cloud")?),
        raw_id,
    };
    if let Some(CommunicationIdentifier::MicrosoftTeamsUser(known)) = known(user.raw_id.as_deref())
    {
        fill(&mut user.user_id, known.user_id);
        user.is_anonymous |= known.is_anonymous;
        user.cloud = stated(user.cloud, known.cloud);
    }
    Some(user.into())
}

fn teams_app(wire: &Members<'_>, raw_id: Option<String>) -> Option<CommunicationIdentifier> {
    let mut app = MicrosoftTeamsApp {
        app_id: text(wire, "appId")?,
        cloud: Cloud::from_wire(optional_text(wire, "cloud")?),
        raw_id,
    };
    if let Some(CommunicationIdentifier::MicrosoftTeamsApp(known)) = known(app.raw_id.as_deref()) {
        fill(&mut app.app_id, known.app_id);
        app.cloud = stated(app.cloud, known.cloud);
    }
    Some(app.into())
}

fn extension_user(wire: &Members<'_>, raw_id: Option<String>) -> Option<CommunicationIdentifier> {
    let mut user = TeamsExtensionUser {
        user_id: text(wire, "userId")?,
        tenant_id: text(wire, "tenantId")?,
        resource_id: text(wire, "resourceId")?,
        cloud: Cloud::from_wire(optional_text(wire, "cloud")?),
        raw_id,
    };
    if let Some(CommunicationIdentifier::TeamsExtensionUser(known)) = known(user.raw_id.as_deref())
    {
        fill(&mut user.user_id, known.user_id);
        fill(&mut user.tenant_id, known.tenant_id);
        fill(&mut user.resource_id, known.resource_id);
        user.cloud = stated(user.cloud, known.cloud);
    }
    Some(user.into())
}

/// The facts that the raw id shows.
fn known(raw_id: Option<&str>) -> Option<CommunicationIdentifier> {
    raw_id.map(CommunicationIdentifier::from_raw_id)
}

/// An empty part is as good as an absent one: the raw id has it.
fn fill(part: &mut String, known: String) {
    if part.is_empty() {
        *part = known;
    }
}

/// The cloud: that of the raw id, unless the object names one beside the public cloud.
fn stated(on_wire: Cloud, by_raw_id: Cloud) -> Cloud {
    match on_wire {
        Cloud::Public => by_raw_id,
        other => other,
    }
}

fn text(wire: &Members<'_>, name: &str) -> Option<String> {
    wire.text(name).map(Cow::into_owned)
}

fn object<'a>(wire: &Members<'a>, name: &str) -> Option<Members<'a>> {
    Members::read_all(wire.raw(name)?)
}

/// `None` for a member of another type; what may be absent may also be null.
fn optional_text(wire: &Members<'_>, name: &str) -> Option<Option<String>> {
    match wire.raw(name) {
        None | Some("null") => Some(None),
        Some(_) => text(wire, name).map(Some),
    }
}

/// As [`optional_text`].
fn flag(wire: &Members<'_>, name: &str) -> Option<Option<bool>> {
    match wire.raw(name) {
        None | Some("null") => Some(None),
        Some("true") => Some(Some(true)),
        Some("false") => Some(Some(false)),
        Some(_) => None,
    }
}
