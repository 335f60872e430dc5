//! Identifiers of participants: typed, and as raw ids.
//!
//! A raw id is one string that names any party (`4:+16045551234`, `8:acs:...`). The rules are those
//! of the official SDKs' `identifier_from_raw_id`; the test vectors were made by running them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

mod check;
mod normalize;
mod raw_id;
mod wire;

use crate::error::Error;
use crate::field;
use raw_id::{ANONYMOUS, asserted_id};

/// Any party that can take part in a call.
///
/// Two identifiers are equal when their kinds, [`raw_id`](Self::raw_id)s, parts (user id, asserted id, ...),
/// clouds and whether they are anonymous are. The value of a phone number is not compared: an event may
/// leave the asserted id out of it. Facts that only the raw id shows are read from it.
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
    /// A phone number.
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

/// A phone number, `4:` and the number.
///
/// Equal to another one when raw id, asserted id and `is_anonymous` are equal.
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

/// An application of Microsoft Teams. Since api-version 2024-04-15.
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
    /// Returns the name on the wire, in lower case.
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

impl CommunicationIdentifier {
    /// Creates an identifier of a phone number in E.164 form, unchecked; [`FromStr`] checks it.
    pub fn phone_number(number: impl Into<String>) -> Self {
        Self::PhoneNumber(PhoneNumber::new(number))
    }

    /// Creates an identifier of a Communication Services user by its id, `8:acs:...`.
    pub fn communication_user(id: impl Into<String>) -> Self {
        Self::CommunicationUser(CommunicationUser::new(id))
    }

    /// Creates an identifier of a Microsoft Teams user in the public cloud by the Entra object id.
    pub fn microsoft_teams_user(user_id: impl Into<String>) -> Self {
        Self::MicrosoftTeamsUser(MicrosoftTeamsUser::new(user_id))
    }

    /// Returns the kind as the service names it: `phoneNumber`, `communicationUser`, ...
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

    /// What is known beside the raw id: the parts, the cloud, and whether it is anonymous.
    fn facts(&self) -> ([&str; 3], Option<&Cloud>, bool) {
        match self {
            Self::CommunicationUser(user) => ([&user.id, "", ""], None, false),
            Self::PhoneNumber(phone) => {
                let asserted_id = phone.asserted_id.as_deref().unwrap_or_default();
                // An event has the value without the asserted id, a raw id has it with that.
                ([asserted_id, "", ""], None, phone.is_anonymous)
            }
            Self::MicrosoftTeamsUser(user) => {
                let parts = [user.user_id.as_str(), "", ""];
                (parts, Some(&user.cloud), user.is_anonymous)
            }
            Self::MicrosoftTeamsApp(app) => ([&app.app_id, "", ""], Some(&app.cloud), false),
            Self::TeamsExtensionUser(user) => {
                let parts = [user.user_id.as_str(), &user.tenant_id, &user.resource_id];
                (parts, Some(&user.cloud), false)
            }
            Self::Unknown(_) => ([""; 3], None, false),
        }
    }

    /// Returns the phone number, if it is one.
    pub fn as_phone_number(&self) -> Option<&PhoneNumber> {
        match self {
            Self::PhoneNumber(phone) => Some(phone),
            _ => None,
        }
    }

    /// Returns the Communication Services user, if it is one.
    pub fn as_communication_user(&self) -> Option<&CommunicationUser> {
        match self {
            Self::CommunicationUser(user) => Some(user),
            _ => None,
        }
    }
}

impl CommunicationUser {
    /// Creates a user by id, `8:acs:...`.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            raw_id: None,
        }
    }
}

impl PhoneNumber {
    /// Creates a number, unchecked; `anonymous` is the withheld one. Text of a user is better parsed,
    /// which checks its form: `"+16045551234".parse::<PhoneNumber>()?`.
    pub fn new(value: impl Into<String>) -> Self {
        let value = value.into();
        Self {
            is_anonymous: value == ANONYMOUS,
            asserted_id: asserted_id(&value),
            value,
            raw_id: None,
        }
    }
}

impl MicrosoftTeamsUser {
    /// Creates an identifier of a user with an account, in the public cloud.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self {
            user_id: user_id.into(),
            is_anonymous: false,
            cloud: Cloud::Public,
            raw_id: None,
        }
    }

    /// Sets the cloud of the user.
    #[must_use]
    pub fn in_cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self.raw_id = None;
        self
    }

    /// Marks the user as a visitor without an account.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.is_anonymous = true;
        self.raw_id = None;
        self
    }
}

impl MicrosoftTeamsApp {
    /// Creates an identifier of an application in the public cloud.
    pub fn new(app_id: impl Into<String>) -> Self {
        Self {
            app_id: app_id.into(),
            cloud: Cloud::Public,
            raw_id: None,
        }
    }

    /// Sets the cloud of the application.
    #[must_use]
    pub fn in_cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self.raw_id = None;
        self
    }
}

impl TeamsExtensionUser {
    /// Creates an identifier of a user in the public cloud.
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

    /// Sets the cloud of the user.
    #[must_use]
    pub fn in_cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = cloud;
        self.raw_id = None;
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
            /// Returns the raw id: the one given by the service, else the one made from the parts.
            pub fn raw_id(&self) -> String {
                CommunicationIdentifier::from(self.clone()).raw_id()
            }
        }

        impl PartialEq for $kind {
            fn eq(&self, other: &Self) -> bool {
                CommunicationIdentifier::from(self.clone()) == other.clone().into()
            }
        }
        impl Eq for $kind {}

        impl Hash for $kind {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.raw_id().hash(state);
            }
        }

        impl From<&$kind> for CommunicationIdentifier {
            fn from(one: &$kind) -> Self {
                one.clone().into()
            }
        }
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

    /// A raw id, or a phone number in E.164 form: `+`, then 7 to 15 digits, the first not 0.
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
        check::e164(field::PHONE_NUMBER, text)?;
        Ok(Self::new(text))
    }
}

impl FromStr for CommunicationUser {
    type Err = Error;

    /// The id of a user: `8:acs:RESOURCE_USER`.
    fn from_str(text: &str) -> Result<Self, Error> {
        check::communication_user(field::IDENTIFIER, text)?;
        Ok(Self::new(text))
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
from_text!(CommunicationIdentifier, CommunicationUser, PhoneNumber);

/// The identifiers of a list, of which the program may have given the texts.
pub(crate) fn all(
    given: impl IntoIterator<Item: TryInto<CommunicationIdentifier, Error: Into<Error>>>,
) -> Result<Vec<CommunicationIdentifier>, Error> {
    given
        .into_iter()
        .map(|one| one.try_into().map_err(Into::into))
        .collect()
}

impl fmt::Display for CommunicationIdentifier {
    /// The raw id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.raw_id())
    }
}

impl fmt::Display for CommunicationUser {
    /// The id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
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
        std::mem::discriminant(self) == std::mem::discriminant(other)
            && self.raw_id() == other.raw_id()
            && self.facts() == other.facts()
    }
}
impl Eq for CommunicationIdentifier {}
impl Hash for CommunicationIdentifier {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw_id().hash(state);
    }
}
