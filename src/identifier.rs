//! Identifiers of participants: typed, and as raw ids.
//!
//! A raw id is one string that names any party (`4:+16045551234`, `8:acs:...`). The rules are those
//! of the official SDKs' `identifier_from_raw_id`; the test vectors were made by running them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

mod wire;

use crate::error::Error;
use crate::field;

/// Any party that can take part in a call.
///
/// Two identifiers are equal when their [`raw_id`](Self::raw_id)s are.
///
/// ```
/// use acs_call_automation::CommunicationIdentifier;
/// let phone: CommunicationIdentifier = "+16045551234".parse()?;
/// assert_eq!(phone.raw_id(), "4:+16045551234");
/// assert_eq!(phone, CommunicationIdentifier::from_raw_id("4:+16045551234"));
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CommunicationIdentifier {
    /// A user of a Communication Services resource.
    CommunicationUser(CommunicationUser),
    /// A telephone number.
    PhoneNumber(PhoneNumber),
    /// A user of Microsoft Teams.
    MicrosoftTeamsUser(MicrosoftTeamsUser),
    /// An application of Microsoft Teams: a call queue, an auto attendant.
    MicrosoftTeamsApp(MicrosoftTeamsApp),
    /// A Teams user reached through a Communication Services resource.
    TeamsExtensionUser(TeamsExtensionUser),
    /// A kind that this version does not know; its raw id is kept.
    Unknown(UnknownIdentifier),
}

/// A user of a Communication Services resource: `8:acs:RESOURCE_USER`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CommunicationUser {
    /// The id, which is the raw id too.
    pub id: String,
    /// The raw id the service gave, where it differs.
    pub raw_id: Option<String>,
}

/// A telephone number, `4:` and the number.
///
/// Equal to another one when their raw ids are.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PhoneNumber {
    /// The number as it stands after `4:`, an asserted id included: `+16045551234`.
    pub value: String,
    /// The caller withheld the number.
    pub is_anonymous: bool,
    /// Distinguishes several legs of one number.
    pub asserted_id: Option<String>,
    /// The raw id the service gave, where it differs.
    pub raw_id: Option<String>,
}

/// A user of Microsoft Teams.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MicrosoftTeamsUser {
    /// The Entra object id; of an anonymous user the visitor id.
    pub user_id: String,
    /// A visitor without an account.
    pub is_anonymous: bool,
    /// The cloud the user belongs to.
    pub cloud: Cloud,
    /// The raw id the service gave, where it differs.
    pub raw_id: Option<String>,
}

/// An application of Microsoft Teams.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MicrosoftTeamsApp {
    /// The Entra application id.
    pub app_id: String,
    /// The cloud the application belongs to.
    pub cloud: Cloud,
    /// The raw id the service gave, where it differs.
    pub raw_id: Option<String>,
}

/// A Teams user reached through a Communication Services resource.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TeamsExtensionUser {
    /// The Entra object id of the user.
    pub user_id: String,
    /// The Entra tenant id of the user.
    pub tenant_id: String,
    /// The Communication Services resource id.
    pub resource_id: String,
    /// The cloud the user belongs to.
    pub cloud: Cloud,
    /// The raw id the service gave, where it differs.
    pub raw_id: Option<String>,
}

/// An identifier of a kind that this version does not know.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct UnknownIdentifier {
    /// The raw id.
    pub raw_id: String,
    /// The kind as the service named it, where it named one.
    pub kind: Option<String>,
}

/// The cloud an identity belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Cloud {
    /// The public cloud.
    #[default]
    Public,
    /// The cloud of the US Department of Defense.
    Dod,
    /// The US government community cloud (high).
    Gcch,
    /// A cloud that this version does not know.
    Other(String),
}

impl Cloud {
    /// The name on the wire, in lower case.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Public => "public",
            Self::Dod => "dod",
            Self::Gcch => "gcch",
            Self::Other(name) => name,
        }
    }

    #[doc(hidden)]
    pub fn from_wire(name: Option<String>) -> Self {
        match name {
            None => Self::Public,
            Some(name) if name.eq_ignore_ascii_case("public") => Self::Public,
            Some(name) if name.eq_ignore_ascii_case("dod") => Self::Dod,
            Some(name) if name.eq_ignore_ascii_case("gcch") => Self::Gcch,
            Some(name) => Self::Other(name),
        }
    }
}

const ACS_PREFIXES: [(&str, Cloud); 3] = [
    ("8:acs:", Cloud::Public),
    ("8:dod-acs:", Cloud::Dod),
    ("8:gcch-acs:", Cloud::Gcch),
];
const TEAMS_USER_PREFIXES: [(&str, Cloud); 3] = [
    ("8:orgid:", Cloud::Public),
    ("8:dod:", Cloud::Dod),
    ("8:gcch:", Cloud::Gcch),
];
const TEAMS_APP_PREFIXES: [(&str, Cloud); 3] = [
    ("28:orgid:", Cloud::Public),
    ("28:dod:", Cloud::Dod),
    ("28:gcch:", Cloud::Gcch),
];
const TEAMS_VISITOR: &str = "8:teamsvisitor:";
const SPOOL: &str = "8:spool:";
const PHONE: &str = "4:";

/// The rest after the first fitting prefix, with its cloud.
fn strip<'a>(raw: &'a str, prefixes: &[(&str, Cloud)]) -> Option<(&'a str, Cloud)> {
    prefixes
        .iter()
        .find_map(|(prefix, cloud)| Some((raw.strip_prefix(prefix)?, cloud.clone())))
}

fn prefix_of(cloud: &Cloud, prefixes: &[(&'static str, Cloud); 3]) -> &'static str {
    let [public, ..] = prefixes;
    prefixes
        .iter()
        .find(|(_, known)| known == cloud)
        .unwrap_or(public)
        .0
}

impl CommunicationIdentifier {
    /// Reads a raw id, exactly as the official SDKs do: never fails, nothing is trimmed, and what
    /// no rule fits is [`Unknown`](Self::Unknown). A plain number is not a raw id: parse it with
    /// [`FromStr`] or make a [`PhoneNumber`].
    pub fn from_raw_id(raw: &str) -> Self {
        if let Some(value) = raw.strip_prefix(PHONE) {
            return Self::PhoneNumber(PhoneNumber {
                value: value.to_owned(),
                is_anonymous: value == "anonymous",
                asserted_id: asserted_id(value),
                raw_id: Some(raw.to_owned()),
            });
        }
        if let Some((rest, cloud)) = strip(raw, &ACS_PREFIXES) {
            let mut parts = rest.split('_');
            if let (Some(resource), Some(tenant), Some(user), None) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            {
                return Self::TeamsExtensionUser(TeamsExtensionUser {
                    user_id: user.to_owned(),
                    tenant_id: tenant.to_owned(),
                    resource_id: resource.to_owned(),
                    cloud,
                    raw_id: Some(raw.to_owned()),
                });
            }
            return Self::CommunicationUser(CommunicationUser::new(raw));
        }
        if raw.starts_with(SPOOL) {
            return Self::CommunicationUser(CommunicationUser::new(raw));
        }
        let teams_user = strip(raw, &TEAMS_USER_PREFIXES)
            .map(|(user, cloud)| (user, cloud, false))
            .or_else(|| Some((raw.strip_prefix(TEAMS_VISITOR)?, Cloud::Public, true)));
        if let Some((user, cloud, is_anonymous)) = teams_user {
            return Self::MicrosoftTeamsUser(MicrosoftTeamsUser {
                user_id: user.to_owned(),
                is_anonymous,
                cloud,
                raw_id: Some(raw.to_owned()),
            });
        }
        if let Some((app, cloud)) = strip(raw, &TEAMS_APP_PREFIXES) {
            return Self::MicrosoftTeamsApp(MicrosoftTeamsApp {
                app_id: app.to_owned(),
                cloud,
                raw_id: Some(raw.to_owned()),
            });
        }
        Self::Unknown(UnknownIdentifier {
            raw_id: raw.to_owned(),
            kind: None,
        })
    }

    /// A telephone number in E.164 form, without a check; see [`FromStr`] for one.
    pub fn phone_number(number: impl Into<String>) -> Self {
        Self::PhoneNumber(PhoneNumber::new(number))
    }

    /// A user of a Communication Services resource by its id, `8:acs:...`.
    pub fn communication_user(id: impl Into<String>) -> Self {
        Self::CommunicationUser(CommunicationUser::new(id))
    }

    /// A user of Microsoft Teams in the public cloud by its Entra object id.
    pub fn microsoft_teams_user(user_id: impl Into<String>) -> Self {
        Self::MicrosoftTeamsUser(MicrosoftTeamsUser::new(user_id))
    }

    /// The raw id: the one given by the service, else the one made from the parts.
    pub fn raw_id(&self) -> String {
        match self {
            Self::CommunicationUser(user) => user.raw_id.clone().unwrap_or_else(|| user.id.clone()),
            Self::PhoneNumber(phone) => phone
                .raw_id
                .clone()
                .unwrap_or_else(|| format!("{PHONE}{}", phone.value)),
            Self::MicrosoftTeamsUser(user) => user.raw_id.clone().unwrap_or_else(|| {
                let prefix = if user.is_anonymous {
                    TEAMS_VISITOR
                } else {
                    prefix_of(&user.cloud, &TEAMS_USER_PREFIXES)
                };
                format!("{prefix}{}", user.user_id)
            }),
            Self::MicrosoftTeamsApp(app) => app.raw_id.clone().unwrap_or_else(|| {
                format!(
                    "{}{}",
                    prefix_of(&app.cloud, &TEAMS_APP_PREFIXES),
                    app.app_id
                )
            }),
            Self::TeamsExtensionUser(user) => user.raw_id.clone().unwrap_or_else(|| {
                format!(
                    "{}{}_{}_{}",
                    prefix_of(&user.cloud, &ACS_PREFIXES),
                    user.resource_id,
                    user.tenant_id,
                    user.user_id
                )
            }),
            Self::Unknown(unknown) => unknown.raw_id.clone(),
        }
    }

    /// Refuses what certainly names no party: an empty part, or control characters.
    pub(crate) fn check(&self, field: &'static str) -> Result<(), Error> {
        let raw_id = self.raw_id();
        let parts: &[&str] = match self {
            Self::CommunicationUser(user) => &[&user.id],
            Self::PhoneNumber(phone) => &[&phone.value],
            Self::MicrosoftTeamsUser(user) => &[&user.user_id],
            Self::MicrosoftTeamsApp(app) => &[&app.app_id],
            Self::TeamsExtensionUser(user) => &[&user.resource_id, &user.tenant_id, &user.user_id],
            Self::Unknown(_) => &[],
        };
        if raw_id.is_empty() || parts.iter().any(|part| part.is_empty()) {
            return Err(Error::invalid(
                field,
                "must not be empty, nor any part of it",
            ));
        }
        let is_odd = |part: &str| part.chars().any(char::is_control);
        if is_odd(&raw_id) || parts.iter().any(|part| is_odd(part)) {
            return Err(Error::invalid(field, "must have no control characters"));
        }
        Ok(())
    }

    /// The kind as the service names it: `phoneNumber`, `communicationUser`, ...
    pub fn kind(&self) -> &str {
        match self {
            Self::CommunicationUser(_) => "communicationUser",
            Self::PhoneNumber(_) => "phoneNumber",
            Self::MicrosoftTeamsUser(_) => "microsoftTeamsUser",
            Self::MicrosoftTeamsApp(_) => "microsoftTeamsApp",
            Self::TeamsExtensionUser(_) => "teamsExtensionUser",
            Self::Unknown(unknown) => unknown.kind.as_deref().unwrap_or("unknown"),
        }
    }

    /// The telephone number, if it is one.
    pub fn as_phone_number(&self) -> Option<&PhoneNumber> {
        match self {
            Self::PhoneNumber(phone) => Some(phone),
            _ => None,
        }
    }

    /// The Communication Services user, if it is one.
    pub fn as_communication_user(&self) -> Option<&CommunicationUser> {
        match self {
            Self::CommunicationUser(user) => Some(user),
            _ => None,
        }
    }
}

/// The text after the last `_`, if any: what the service adds to distinguish legs.
fn asserted_id(number: &str) -> Option<String> {
    let (_, id) = number.rsplit_once('_')?;
    (!id.is_empty() && number != "anonymous").then(|| id.to_owned())
}

impl CommunicationUser {
    /// A user by id, `8:acs:...`.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            raw_id: None,
        }
    }
}

impl PhoneNumber {
    /// A number; `anonymous` is the withheld one.
    pub fn new(value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            is_anonymous: value == "anonymous",
            asserted_id: asserted_id(&value),
            value,
            raw_id: None,
        }
    }
}

impl MicrosoftTeamsUser {
    /// A user with an account in the public cloud.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self {
            user_id: user_id.into(),
            is_anonymous: false,
            cloud: Cloud::Public,
            raw_id: None,
        }
    }

    /// The same user in another cloud.
    #[must_use]
    pub fn in_cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }

    /// The same id as a visitor without an account.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.is_anonymous = true;
        self
    }
}

impl MicrosoftTeamsApp {
    /// An application in the public cloud.
    pub fn new(app_id: impl Into<String>) -> Self {
        Self {
            app_id: app_id.into(),
            cloud: Cloud::Public,
            raw_id: None,
        }
    }

    /// The same application in another cloud.
    #[must_use]
    pub fn in_cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }
}

impl TeamsExtensionUser {
    /// A user in the public cloud.
    pub fn new(
        user_id: impl Into<String>,
        tenant_id: impl Into<String>,
        resource_id: impl Into<String>,
    ) -> Self {
        Self {
            user_id: user_id.into(),
            tenant_id: tenant_id.into(),
            resource_id: resource_id.into(),
            cloud: Cloud::Public,
            raw_id: None,
        }
    }

    /// The same user in another cloud.
    #[must_use]
    pub fn in_cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self
    }
}

macro_rules! into_identifier {
    ($($kind:ident),* $(,)?) => {$(
        impl From<$kind> for CommunicationIdentifier {
            fn from(one: $kind) -> Self {
                Self::$kind(one)
            }
        }

        impl $kind {
            /// The raw id: the one given by the service, else the one made from the parts.
            pub fn raw_id(&self) -> String {
                CommunicationIdentifier::from(self.clone()).raw_id()
            }
        }

        impl PartialEq for $kind {
            fn eq(&self, other: &Self) -> bool {
                self.raw_id() == other.raw_id()
            }
        }
        impl Eq for $kind {}
    )*};
}
into_identifier!(
    CommunicationUser,
    PhoneNumber,
    MicrosoftTeamsUser,
    MicrosoftTeamsApp,
    TeamsExtensionUser
);

/// As much of a bad text as a message needs.
fn beginning(text: &str) -> &str {
    match text.char_indices().nth(64) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

impl FromStr for CommunicationIdentifier {
    type Err = Error;

    /// A raw id, or a telephone number in E.164 form: `+`, then 7 to 15 digits, the first not 0.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text.starts_with('+') {
            return text.parse().map(Self::PhoneNumber);
        }
        if text.contains(':') && !text.chars().any(char::is_control) {
            return Ok(Self::from_raw_id(text));
        }
        Err(Error::invalid(
            field::IDENTIFIER,
            format_args!(
                "{:?} is neither a raw id (8:acs:..., 4:+1...) nor a number in E.164 form (+16045551234)",
                beginning(text)
            ),
        ))
    }
}

impl FromStr for PhoneNumber {
    type Err = Error;

    /// A number in E.164 form: `+`, then 7 to 15 digits, the first not 0.
    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let fits = (7..=15).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
            && !digits.starts_with('0');
        if fits {
            return Ok(Self::new(text));
        }
        Err(Error::invalid(
            field::PHONE_NUMBER,
            format_args!(
                "{:?} is not in E.164 form: +, then 7 to 15 digits, the first not 0",
                beginning(text)
            ),
        ))
    }
}

macro_rules! from_text {
    ($($kind:ident),*) => {$(
        impl TryFrom<&str> for $kind {
            type Error = Error;

            /// Parses the text as [`FromStr`] does.
            fn try_from(text: &str) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl TryFrom<String> for $kind {
            type Error = Error;

            /// Parses the text as [`FromStr`] does.
            fn try_from(text: String) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl TryFrom<&String> for $kind {
            type Error = Error;

            /// Parses the text as [`FromStr`] does.
            fn try_from(text: &String) -> Result<Self, Error> {
                text.parse()
            }
        }

        impl From<&$kind> for $kind {
            fn from(one: &$kind) -> Self {
                one.clone()
            }
        }
    )*};
}
from_text!(CommunicationIdentifier, PhoneNumber);

impl fmt::Display for CommunicationIdentifier {
    /// The raw id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw_id())
    }
}

impl fmt::Display for PhoneNumber {
    /// The number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

impl PartialEq for CommunicationIdentifier {
    fn eq(&self, other: &Self) -> bool {
        self.raw_id() == other.raw_id()
    }
}
impl Eq for CommunicationIdentifier {}
impl Hash for CommunicationIdentifier {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw_id().hash(state);
    }
}
