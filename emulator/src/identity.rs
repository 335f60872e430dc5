//! Participants: raw ids and the identifier objects of the wire, by a table of this module.

use serde_json::Value;

use super::json::{Json, Object};
use super::request::repeats::is_guid;
use acs_call_automation::{Error, Result};

/// A participant a call can be made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    raw_id: String,
    shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    User,
    Phone {
        number: String,
    },
    TeamsUser {
        user: String,
        anonymous: bool,
        cloud: &'static str,
    },
    TeamsApp {
        app: String,
        cloud: &'static str,
    },
    ExtensionUser {
        resource: String,
        tenant: String,
        user: String,
        cloud: &'static str,
    },
    Unknown,
}

#[derive(Clone, Copy)]
enum Family {
    User,
    Spool,
    TeamsUser,
    Visitor,
    App,
}

const PREFIXES: [(&str, Family, &str); 11] = [
    ("8:acs:", Family::User, "public"),
    ("8:dod-acs:", Family::User, "dod"),
    ("8:gcch-acs:", Family::User, "gcch"),
    ("8:spool:", Family::Spool, "public"),
    ("8:orgid:", Family::TeamsUser, "public"),
    ("8:dod:", Family::TeamsUser, "dod"),
    ("8:gcch:", Family::TeamsUser, "gcch"),
    ("8:teamsvisitor:", Family::Visitor, "public"),
    ("28:orgid:", Family::App, "public"),
    ("28:dod:", Family::App, "dod"),
    ("28:gcch:", Family::App, "gcch"),
];

const CLOUDS: [&str; 3] = ["public", "dod", "gcch"];

/// The raw id of a party that a program names by its raw id or its phone number.
pub(super) fn raw_id_of(party: impl Into<String>) -> String {
    let party = party.into();
    if party.starts_with('+') {
        format!("4:{party}")
    } else {
        party
    }
}

impl Identity {
    /// Reads a raw id that a program names a party with; the error names `field`.
    pub(super) fn of_party(field: &'static str, raw_id: &str) -> Result<Self> {
        let identity = Self::from_raw_id(raw_id);
        if identity.is_known() && identity.number().is_none_or(is_phone_number) {
            return Ok(identity);
        }
        Err(Error::invalid(
            field,
            format_args!(
                "must be a raw id such as 8:acs:RESOURCE_USER or 4:+15550100123, or a phone number \
                 such as +15550100123, not {raw_id:?}"
            ),
        ))
    }

    pub(super) fn from_raw_id(raw_id: &str) -> Self {
        Self {
            shape: Shape::of(raw_id),
            raw_id: raw_id.to_owned(),
        }
    }

    pub(super) fn phone(number: &str) -> Self {
        Self::from_raw_id(&format!("4:{number}"))
    }

    /// A communication user, whatever the id looks like.
    pub(super) fn user(id: &str) -> Self {
        Self {
            raw_id: id.to_owned(),
            shape: Shape::User,
        }
    }

    /// An app of Teams; a cloud that is not known stands for the public one.
    pub(super) fn teams_app(app: &str, cloud: &str) -> Self {
        let prefix = app_prefix(&cloud.to_ascii_lowercase());
        Self::from_raw_id(&format!("{prefix}{app}"))
    }

    /// Reads the polymorphic identifier object; the error says what is wrong with which member.
    pub(super) fn from_wire(value: &Value) -> std::result::Result<Self, String> {
        let object = value.as_object().ok_or("must be an object")?;
        let mut raw_id = None;
        let mut kind = None;
        let mut found = None;
        for (name, member) in object {
            match (name.as_str(), member) {
                (_, Value::Null) => {}
                ("rawId", Value::String(text)) => raw_id = Some(text.as_str()),
                ("kind", Value::String(text)) => kind = Some(text.as_str()),
                ("rawId" | "kind", _) => return Err(format!("{name} must be a string")),
                (nested, member) => {
                    let shape = Shape::from_wire(nested, member)?;
                    if found.replace((nested, shape)).is_some() {
                        return Err("must hold one kind of identifier only".to_owned());
                    }
                }
            }
        }
        let identity = match (raw_id, found) {
            (Some(""), _) => return Err("rawId must not be empty".to_owned()),
            (None, None) => return Err("must hold rawId or one kind of identifier".to_owned()),
            (Some(raw_id), None) => Self::from_raw_id(raw_id),
            (None, Some((_, (raw_id, shape)))) => Self { raw_id, shape },
            (Some(raw_id), Some((nested, (meant, shape)))) => {
                let by_raw_id = Shape::of(raw_id);
                let same_kind = by_raw_id.name() == nested || by_raw_id == Shape::Unknown;
                // A Teams identifier may come with a raw id of its caller's choice.
                let is_simple = matches!(shape, Shape::User | Shape::Phone { .. });
                // SDK habit `number-as-raw-id`: an application writes its number in both places.
                let is_number = matches!(&shape, Shape::Phone { number } if number == raw_id);
                let raw_id = if is_number { meant.as_str() } else { raw_id };
                if !same_kind || (is_simple && !is_same_raw_id(raw_id, &meant)) {
                    return Err(format!("rawId {raw_id:?} does not fit {nested}"));
                }
                Self {
                    raw_id: raw_id.to_owned(),
                    shape,
                }
            }
        };
        // SDK habit `identifier-without-kind`.
        match kind {
            Some(kind) if !kind.eq_ignore_ascii_case(identity.shape.name()) => Err(format!(
                "kind {kind:?} does not fit an identifier of the kind {}",
                identity.shape.name()
            )),
            _ => Ok(identity),
        }
    }

    /// Whether it can be a party of a call: the error says how such an identifier is written.
    pub(super) fn check(&self) -> std::result::Result<(), String> {
        match &self.shape {
            Shape::User if Shape::of(&self.raw_id) != Shape::User || !self.has_two_parts() => {
                Err(format!(
                    "must be a communication user such as 8:acs:RESOURCE_USER, not {:?}",
                    self.raw_id
                ))
            }
            Shape::Phone { number } if !is_phone_number(number) => Err(wrong_number(number)),
            Shape::TeamsUser {
                user: id,
                anonymous: true,
                ..
            } if !is_bare(id) => Err(format!("must have the bare id of a visitor, not {id:?}")),
            Shape::TeamsUser {
                user: id,
                anonymous: false,
                ..
            }
            | Shape::TeamsApp { app: id, .. }
                if !is_guid(id) =>
            {
                Err(format!(
                    "must have the bare id of Entra, a GUID, not {id:?}"
                ))
            }
            Shape::ExtensionUser {
                resource,
                tenant,
                user,
                ..
            } if ![resource, tenant, user].into_iter().all(|id| is_bare(id)) => Err(format!(
                "must be a Teams extension user such as 8:acs:RESOURCE_TENANT_USER, not {:?}",
                self.raw_id
            )),
            Shape::Unknown if !is_raw_id(&self.raw_id) => Err(format!(
                "must be a raw id such as 8:acs:RESOURCE_USER or 4:+15550100123, not {:?}",
                self.raw_id
            )),
            _ => Ok(()),
        }
    }

    /// [`check`](Self::check), for a party to be rung or a number to be shown: not a GUID by which the
    /// service names a party whose number it does not tell. The official clients send `anonymous`.
    pub(super) fn check_callee(&self) -> std::result::Result<(), String> {
        self.check()?;
        match self.number() {
            Some(number) if !is_e164(number) && !is_withheld(number) => Err(wrong_number(number)),
            _ => Ok(()),
        }
    }

    /// Whether it is something else than a number that is withheld.
    pub(super) fn can_be_dialled(&self) -> bool {
        self.number().is_none_or(is_e164)
    }

    /// Of a user of Communication Services; users of Skype have one.
    fn has_two_parts(&self) -> bool {
        let parts = PREFIXES.iter().find_map(|(prefix, family, _)| {
            let rest = self.raw_id.strip_prefix(prefix)?;
            Some((family, rest))
        });
        match parts {
            Some((Family::Spool, rest)) => is_bare(rest),
            Some((_, rest)) => {
                let parts: Vec<_> = rest.split('_').collect();
                parts.len() == 2 && parts.into_iter().all(is_bare)
            }
            None => false,
        }
    }

    pub(super) fn raw_id(&self) -> &str {
        &self.raw_id
    }

    pub(super) fn is_phone(&self) -> bool {
        matches!(self.shape, Shape::Phone { .. })
    }

    /// Whether the raw id has a prefix that reports its kind.
    pub(super) fn is_known(&self) -> bool {
        self.shape != Shape::Unknown
    }

    pub(super) fn is_user(&self) -> bool {
        self.shape == Shape::User
    }

    /// The number of a phone as the wire has it.
    pub(super) fn number(&self) -> Option<&str> {
        match &self.shape {
            Shape::Phone { number } => Some(number),
            _ => None,
        }
    }

    /// As in responses and mid-call events: `rawId`, `kind`, then the object of the kind.
    pub(super) fn json(&self) -> Json {
        Object::new()
            .with("rawId", self.raw_id.as_str())
            .with("kind", self.shape.name())
            .followed_by(self.nested())
            .into()
    }

    /// As in IncomingCall: `kind` comes first.
    pub(super) fn json_kind_first(&self) -> Json {
        Object::new()
            .with("kind", self.shape.name())
            .with("rawId", self.raw_id.as_str())
            .followed_by(self.nested())
            .into()
    }

    /// As in the other Event Grid events: no `kind`.
    pub(super) fn json_without_kind(&self) -> Json {
        Object::new()
            .with("rawId", self.raw_id.as_str())
            .followed_by(self.nested())
            .into()
    }

    fn nested(&self) -> Object {
        let members = match &self.shape {
            Shape::User => Object::new().with("id", self.raw_id.as_str()),
            Shape::Phone { number } => Object::new().with("value", number.as_str()),
            Shape::TeamsUser {
                user,
                anonymous,
                cloud,
            } => Object::new()
                .with("userId", user.as_str())
                .with("isAnonymous", *anonymous)
                .with("cloud", *cloud),
            Shape::TeamsApp { app, cloud } => Object::new()
                .with("appId", app.as_str())
                .with("cloud", *cloud),
            Shape::ExtensionUser {
                resource,
                tenant,
                user,
                cloud,
            } => Object::new()
                .with("userId", user.as_str())
                .with("tenantId", tenant.as_str())
                .with("resourceId", resource.as_str())
                .with("cloud", *cloud),
            Shape::Unknown => return Object::new(),
        };
        Object::new().with(self.shape.name(), members)
    }
}

fn app_prefix(cloud: &str) -> &'static str {
    match cloud {
        "dod" => "28:dod:",
        "gcch" => "28:gcch:",
        _ => "28:orgid:",
    }
}

fn wrong_number(number: &str) -> String {
    format!(
        "must be a phone number of a plus and 7 to 15 digits, such as +15550100123, not {number:?}"
    )
}

/// A plus and 7 to 15 digits, maybe with an asserted id.
fn is_e164(number: &str) -> bool {
    let number = number.split('_').next().unwrap_or_default();
    let digits = number.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
}

/// The number of a party: also of a caller who withholds it, or a GUID in its place.
fn is_phone_number(number: &str) -> bool {
    let own = number.split('_').next().unwrap_or_default();
    is_withheld(number) || is_guid(own) || is_e164(number)
}

fn is_withheld(number: &str) -> bool {
    number.split('_').next() == Some("anonymous")
}

/// An id without a prefix, and not a name or address.
fn is_bare(id: &str) -> bool {
    !id.is_empty() && !id.contains(|letter: char| letter.is_whitespace() || ":@".contains(letter))
}

/// A number and a colon, whatever they stand for.
fn is_raw_id(raw_id: &str) -> bool {
    let (family, rest) = raw_id.split_once(':').unwrap_or_default();
    let is_number = !family.is_empty() && family.bytes().all(|byte| byte.is_ascii_digit());
    is_number && !rest.is_empty()
}

/// SDK habit `asserted-id-in-raw-id`: asserted ids may stand in the raw id and be left out of the number, or be
/// in both.
fn is_same_raw_id(raw_id: &str, meant: &str) -> bool {
    raw_id == meant
        || (meant.starts_with("4:")
            && raw_id
                .strip_prefix(meant)
                .is_some_and(|rest| rest.starts_with('_')))
}

impl Shape {
    fn of(raw_id: &str) -> Self {
        if let Some(number) = raw_id.strip_prefix("4:") {
            return Self::Phone {
                number: number.to_owned(),
            };
        }
        let Some((prefix, family, cloud)) = PREFIXES
            .into_iter()
            .find(|(prefix, ..)| raw_id.starts_with(prefix))
        else {
            return Self::Unknown;
        };
        let rest = raw_id.get(prefix.len()..).unwrap_or_default();
        let parts: Vec<_> = rest.split('_').collect();
        match (family, parts.as_slice()) {
            (Family::User, [resource, tenant, user]) => Self::ExtensionUser {
                resource: (*resource).to_owned(),
                tenant: (*tenant).to_owned(),
                user: (*user).to_owned(),
                cloud,
            },
            (Family::User | Family::Spool, _) => Self::User,
            (Family::TeamsUser | Family::Visitor, _) => Self::TeamsUser {
                user: rest.to_owned(),
                anonymous: matches!(family, Family::Visitor),
                cloud,
            },
            (Family::App, _) => Self::TeamsApp {
                app: rest.to_owned(),
                cloud,
            },
        }
    }

    /// The raw id that a nested object stands for, and its shape.
    fn from_wire(name: &str, value: &Value) -> std::result::Result<(String, Self), String> {
        let members: &[(&str, bool)] = match name {
            "communicationUser" => &[("id", true)],
            "phoneNumber" => &[
                ("value", true),
                ("isAnonymous", false),
                ("assertedId", false),
            ],
            "microsoftTeamsUser" => &[("userId", true), ("isAnonymous", false), ("cloud", false)],
            "microsoftTeamsApp" => &[("appId", true), ("cloud", false)],
            "teamsExtensionUser" => &[
                ("userId", true),
                ("tenantId", true),
                ("resourceId", true),
                ("cloud", false),
            ],
            other => return Err(format!("has the unknown member {other}")),
        };
        let object = value
            .as_object()
            .ok_or(format!("{name} must be an object"))?;
        if let Some(stranger) = object
            .keys()
            .find(|key| members.iter().all(|(known, _)| known != key))
        {
            return Err(format!("{name} has the unknown member {stranger}"));
        }
        let text = |member: &str| match object.get(member) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(format!("{name}.{member} must be a string")),
        };
        let needed = |member: &str| {
            text(member)?
                .filter(|text| !text.is_empty())
                .ok_or(format!("{name}.{member} is required"))
        };
        let anonymous = match object.get("isAnonymous") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(anonymous)) => *anonymous,
            Some(_) => return Err(format!("{name}.isAnonymous must be true or false")),
        };
        let cloud = match text("cloud")? {
            None => "public",
            // SDK habit `cloud-in-capitals`.
            Some(given) => CLOUDS
                .into_iter()
                .find(|known| known.eq_ignore_ascii_case(&given))
                .ok_or(format!("{name}.cloud must be public, dod or gcch"))?,
        };
        Ok(match name {
            "communicationUser" => (needed("id")?, Self::User),
            "phoneNumber" => {
                text("assertedId")?;
                let number = needed("value")?;
                (format!("4:{number}"), Self::Phone { number })
            }
            "microsoftTeamsUser" => {
                let user = needed("userId")?;
                let prefix = match cloud {
                    _ if anonymous => "8:teamsvisitor:",
                    "dod" => "8:dod:",
                    "gcch" => "8:gcch:",
                    _ => "8:orgid:",
                };
                let shape = Self::TeamsUser {
                    user: user.clone(),
                    anonymous,
                    cloud,
                };
                (format!("{prefix}{user}"), shape)
            }
            "microsoftTeamsApp" => {
                let app = needed("appId")?;
                let prefix = app_prefix(cloud);
                (format!("{prefix}{app}"), Self::TeamsApp { app, cloud })
            }
            _ => {
                let (resource, tenant) = (needed("resourceId")?, needed("tenantId")?);
                let user = needed("userId")?;
                let prefix = match cloud {
                    "dod" => "8:dod-acs:",
                    "gcch" => "8:gcch-acs:",
                    _ => "8:acs:",
                };
                let raw_id = format!("{prefix}{resource}_{tenant}_{user}");
                let shape = Self::ExtensionUser {
                    resource,
                    tenant,
                    user,
                    cloud,
                };
                (raw_id, shape)
            }
        })
    }

    fn name(&self) -> &'static str {
        match self {
            Self::User => "communicationUser",
            Self::Phone { .. } => "phoneNumber",
            Self::TeamsUser { .. } => "microsoftTeamsUser",
            Self::TeamsApp { .. } => "microsoftTeamsApp",
            Self::ExtensionUser { .. } => "teamsExtensionUser",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vectors() -> Value {
        let text = include_str!("../../tests/data/identifiers.json");
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn raw_ids_are_read_as_the_official_clients_read_them() {
        for vector in vectors()["parse"].as_array().unwrap() {
            let raw_id = vector["rawId"].as_str().unwrap();
            let identity = Identity::from_raw_id(raw_id);
            assert_eq!(vector["kind"], identity.shape.name(), "{raw_id}");
        }
    }

    #[test]
    fn what_the_official_clients_write_is_understood_and_written_with_its_kind() {
        let vectors = vectors();
        for family in ["parse", "format"] {
            for vector in vectors[family].as_array().unwrap() {
                for wire in [&vector["python_wire"], &vector["js_wire"]] {
                    let raw_id = wire["rawId"].as_str().unwrap_or_default();
                    // Parts may be empty to the clients, not here.
                    if raw_id.is_empty() || wire.to_string().contains(r#":"""#) {
                        continue;
                    }
                    let identity =
                        Identity::from_wire(wire).unwrap_or_else(|why| panic!("{wire}: {why}"));
                    assert_eq!(identity.raw_id(), raw_id);
                    let Json::Object(written) = identity.json() else {
                        panic!("no object")
                    };
                    let written: Value = serde_json::from_slice(&written.plain()).unwrap();
                    assert_eq!(written["rawId"], raw_id);
                    assert_eq!(written["kind"], identity.shape.name());
                }
            }
        }
    }

    #[test]
    fn an_object_without_a_raw_id_stands_for_one() {
        for vector in vectors()["format"].as_array().unwrap() {
            let mut wire = vector["python_wire"].clone();
            let Some(raw_id) = wire.as_object_mut().unwrap().remove("rawId") else {
                continue;
            };
            let is_bare = wire.as_object().unwrap().is_empty();
            let given = vector["given"].get("raw_id").is_some();
            if is_bare || given {
                continue;
            }
            let identity = Identity::from_wire(&wire).unwrap();
            assert_eq!(raw_id, identity.raw_id(), "{wire}");
        }
    }
}
