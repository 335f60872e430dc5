//! Checks of identifiers before they are sent.

use super::{CommunicationIdentifier, beginning};
use crate::error::Error;

/// Refuses text that is not a number in E.164 form.
pub(super) fn e164(field: &'static str, text: &str) -> Result<(), Error> {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let fits = (7..=15).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && !digits.starts_with('0');
    if fits {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format_args!(
            "{:?} is not in E.164 form: write +, then 7 to 15 digits with the country code first, \
             no spaces, such as +16045551234",
            beginning(text)
        ),
    ))
}

impl CommunicationIdentifier {
    /// Refuses what names no party: an empty part, control characters, an id of another kind.
    ///
    /// An identifier with a raw id came from the service or names its kind itself: only its parts
    /// are checked.
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
        match self {
            Self::CommunicationUser(user) => communication_user(field, &user.id),
            Self::PhoneNumber(phone) if phone.raw_id.is_none() && !phone.is_anonymous => {
                // The service adds the asserted id to distinguish the legs of a number.
                let number = phone.value.split('_').next().unwrap_or_default();
                e164(field, number)
            }
            Self::MicrosoftTeamsUser(user) if user.raw_id.is_none() => {
                bare_id(field, &user.user_id, "the Entra object id of the user")
            }
            Self::MicrosoftTeamsApp(app) if app.raw_id.is_none() => {
                bare_id(field, &app.app_id, "the Entra application id")
            }
            Self::TeamsExtensionUser(user) if user.raw_id.is_none() => {
                bare_id(field, &user.user_id, "the Entra object id of the user")?;
                bare_id(field, &user.tenant_id, "the Entra tenant id")?;
                bare_id(
                    field,
                    &user.resource_id,
                    "the Communication Services resource id",
                )
            }
            _ => Ok(()),
        }
    }
}

/// Refuses an id that is not one of a Communication Services user.
fn communication_user(field: &'static str, id: &str) -> Result<(), Error> {
    let refused = |rule: &str| {
        Err(Error::invalid(
            field,
            format_args!("{:?} {rule}", beginning(id)),
        ))
    };
    if id.starts_with("8:spool:") {
        return Ok(());
    }
    let clouds = ["8:acs:", "8:dod-acs:", "8:gcch-acs:"];
    let Some(rest) = clouds.iter().find_map(|prefix| id.strip_prefix(prefix)) else {
        return refused(match CommunicationIdentifier::from_raw_id(id) {
            CommunicationIdentifier::PhoneNumber(_) => {
                "is a telephone number, not a Communication Services user: use a PhoneNumber"
            }
            CommunicationIdentifier::MicrosoftTeamsUser(_)
            | CommunicationIdentifier::MicrosoftTeamsApp(_) => {
                "belongs to Microsoft Teams, not to a Communication Services user"
            }
            _ => {
                "is not the id of a Communication Services user: the whole id is \
                 8:acs:RESOURCE_USER, as the identity service returns it"
            }
        });
    };
    let parts: Vec<_> = rest.split('_').collect();
    match parts.as_slice() {
        [resource, user] if !resource.is_empty() && !user.is_empty() => Ok(()),
        [_, _, _] => refused(
            "has three parts: it is a Teams extension user, not a Communication Services user",
        ),
        _ => refused(
            "is not the id of a Communication Services user: it has the form 8:acs:RESOURCE_USER",
        ),
    }
}

/// Refuses a raw id, and text with spaces, where an id alone belongs.
fn bare_id(field: &'static str, id: &str, what: &str) -> Result<(), Error> {
    if id.contains([':', '_']) || id.chars().any(char::is_whitespace) {
        return Err(Error::invalid(
            field,
            format_args!(
                "{:?} is not {what}: give the id alone, without a prefix such as 8:orgid:",
                beginning(id)
            ),
        ));
    }
    Ok(())
}
