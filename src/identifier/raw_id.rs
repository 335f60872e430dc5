//! Identifiers as raw ids.

use super::{
    Cloud, CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, MicrosoftTeamsUser,
    PhoneNumber, TeamsExtensionUser, UnknownIdentifier,
};

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
pub(super) const PHONE: &str = "4:";
/// The number of a caller who withholds it.
pub(super) const ANONYMOUS: &str = "anonymous";

/// The rest after the first fitting prefix, with its cloud.
fn strip<'a>(raw: &'a str, prefixes: &[(&str, Cloud)]) -> Option<(&'a str, Cloud)> {
    prefixes
        .iter()
        .find_map(|(prefix, cloud)| Some((raw.strip_prefix(prefix)?, cloud.clone())))
}

/// The prefix of a cloud. One that this version does not know is written by its name: so it is never
/// taken for another one.
fn prefix_of(cloud: &Cloud, prefixes: &[(&'static str, Cloud); 3], unknown: &str) -> String {
    let known = prefixes.iter().find(|(_, known)| known == cloud);
    known.map_or_else(
        || unknown.replace("CLOUD", cloud.as_str()),
        |(prefix, _)| (*prefix).to_owned(),
    )
}

impl CommunicationIdentifier {
    /// Reads a raw id, exactly as the official SDKs do: never fails, nothing is trimmed, and what
    /// no rule fits is [`Unknown`](Self::Unknown). A plain number is not a raw id: parse it with
    /// [`FromStr`](std::str::FromStr) or make a [`PhoneNumber`].
    pub fn from_raw_id(raw: &str) -> Self {
        if let Some(value) = raw.strip_prefix(PHONE) {
            return Self::PhoneNumber(PhoneNumber {
                value: value.to_owned(),
                is_anonymous: value == ANONYMOUS,
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

    /// Returns the raw id: the one given by the service, else the one made from the parts.
    pub fn raw_id(&self) -> String {
        match self {
            Self::CommunicationUser(user) => user.raw_id.clone().unwrap_or_else(|| user.id.clone()),
            Self::PhoneNumber(phone) => phone
                .raw_id
                .clone()
                .unwrap_or_else(|| [PHONE, &phone.value].concat()),
            Self::MicrosoftTeamsUser(user) => user.raw_id.clone().unwrap_or_else(|| {
                let prefix = if user.is_anonymous {
                    TEAMS_VISITOR.to_owned()
                } else {
                    prefix_of(&user.cloud, &TEAMS_USER_PREFIXES, "8:CLOUD:")
                };
                format!("{prefix}{}", user.user_id)
            }),
            Self::MicrosoftTeamsApp(app) => app.raw_id.clone().unwrap_or_else(|| {
                format!(
                    "{}{}",
                    prefix_of(&app.cloud, &TEAMS_APP_PREFIXES, "28:CLOUD:"),
                    app.app_id
                )
            }),
            Self::TeamsExtensionUser(user) => user.raw_id.clone().unwrap_or_else(|| {
                format!(
                    "{}{}_{}_{}",
                    prefix_of(&user.cloud, &ACS_PREFIXES, "8:CLOUD-acs:"),
                    user.resource_id,
                    user.tenant_id,
                    user.user_id
                )
            }),
            Self::Unknown(unknown) => unknown.raw_id.clone(),
        }
    }
}

/// The text after the last `_`, if any: what the service adds to distinguish legs.
pub(super) fn asserted_id(number: &str) -> Option<String> {
    let (_, id) = number.rsplit_once('_')?;
    (!id.is_empty() && number != ANONYMOUS).then(|| id.to_owned())
}
