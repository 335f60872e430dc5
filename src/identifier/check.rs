//! Checks of identifiers before they are sent.

use std::borrow::Cow;

use super::{CommunicationIdentifier, PhoneNumber, beginning};
use crate::error::Error;
use crate::text::has_control;

/// Refuses text that is not a number in E.164 form. Whether its country code is assigned is not checked: that
/// changes, an SBC of direct routing takes any, and the service says what it does not reach.
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
    /// Refuses what names no party: an empty part, spaces, control characters, an id of another kind.
    ///
    /// The id of a party that is in a call already may have come from the service, which has numbers
    /// that are not in E.164 form: a raw id is checked only for what no id has.
    pub(crate) fn check(&self, field: &'static str) -> Result<(), Error> {
        self.check_text(field)?;
        match self {
            Self::CommunicationUser(user) => communication_user(field, &user.id),
            Self::PhoneNumber(phone) if phone.is_anonymous => Ok(()),
            Self::PhoneNumber(phone) if phone.raw_id.is_none() || is_written(&phone.value) => {
                number(field, &phone.value)
            }
            Self::PhoneNumber(_) => Ok(()),
            Self::MicrosoftTeamsUser(user) if user.is_anonymous => {
                let what = "the id of the visitor";
                bare_id(field, &user.user_id, user.raw_id.is_some(), what)
            }
            Self::MicrosoftTeamsUser(user) => {
                let what = "the Entra object id of the user";
                bare_id(field, &user.user_id, user.raw_id.is_some(), what)?;
                guid(field, &user.user_id, what)
            }
            Self::MicrosoftTeamsApp(app) => {
                let what = "the Entra application id";
                bare_id(field, &app.app_id, app.raw_id.is_some(), what)?;
                guid(field, &app.app_id, what)
            }
            Self::TeamsExtensionUser(user) => {
                let is_raw = user.raw_id.is_some();
                for (id, what) in [
                    (&user.user_id, "the Entra object id of the user"),
                    (&user.tenant_id, "the Entra tenant id"),
                    (&user.resource_id, "the Communication Services resource id"),
                ] {
                    bare_id(field, id, is_raw, what)?;
                }
                Ok(())
            }
            Self::Unknown(other) => unknown(field, &other.raw_id),
        }
    }

    /// Refuses an empty part and control characters, whatever the kind.
    pub(crate) fn check_text(&self, field: &'static str) -> Result<(), Error> {
        let raw_id = match self {
            // That of a number is made of the number.
            Self::PhoneNumber(phone) => phone.raw_id.as_deref().unwrap_or(&phone.value).into(),
            _ => Cow::from(self.raw_id()),
        };
        let parts: &[&str] = match self {
            Self::CommunicationUser(user) => &[&user.id],
            Self::PhoneNumber(phone) => &[&phone.value],
            Self::MicrosoftTeamsUser(user) => &[&user.user_id],
            Self::MicrosoftTeamsApp(app) => &[&app.app_id],
            Self::TeamsExtensionUser(user) => &[&user.resource_id, &user.tenant_id, &user.user_id],
            Self::Unknown(_) => &[],
        };
        check_texts(field, &raw_id, parts)
    }

    /// [`check`](Self::check), for a party that is going to be rung: a number must be in E.164 form.
    pub(crate) fn check_callee(&self, field: &'static str) -> Result<(), Error> {
        self.check(field)?;
        match self {
            Self::PhoneNumber(phone) => number(field, &phone.value),
            _ => Ok(()),
        }
    }
}

impl PhoneNumber {
    /// [`CommunicationIdentifier::check_callee`] of a number.
    pub(crate) fn check_callee(&self, field: &'static str) -> Result<(), Error> {
        let raw_id = self.raw_id.as_deref().unwrap_or(&self.value);
        check_texts(field, raw_id, &[&self.value])?;
        number(field, &self.value)
    }
}

/// Refuses an empty raw id or part, and control characters.
fn check_texts(field: &'static str, raw_id: &str, parts: &[&str]) -> Result<(), Error> {
    if raw_id.is_empty() || parts.iter().any(|part| part.is_empty()) {
        return Err(Error::invalid(
            field,
            "must not be empty, nor any part of it",
        ));
    }
    if has_control(raw_id) || parts.iter().any(|part| has_control(part)) {
        return Err(Error::invalid(field, "must have no control characters"));
    }
    Ok(())
}

/// Refuses a number that is not in E.164 form, maybe with the asserted id that the service adds to
/// distinguish the legs of a number.
fn number(field: &'static str, value: &str) -> Result<(), Error> {
    e164(field, value.split('_').next().unwrap_or_default())
}

/// Whether a number has separators between its digits, as people write it.
fn is_written(value: &str) -> bool {
    value.contains(|letter: char| letter.is_whitespace() || "()./".contains(letter))
        || value.starts_with("tel:")
}

/// Refuses a raw id of no known kind when a mistake is plain.
fn unknown(field: &'static str, raw_id: &str) -> Result<(), Error> {
    let refused = |rule: &str| {
        Err(Error::invalid(
            field,
            format_args!("{:?} {rule}", beginning(raw_id)),
        ))
    };
    let lower = raw_id.to_ascii_lowercase();
    let (kind, rest) = raw_id.split_once(':').unwrap_or_default();
    if kind.is_empty() || rest.is_empty() || !kind.bytes().all(|byte| byte.is_ascii_digit()) {
        return refused(
            "is not a raw id, which begins with a number and a colon, such as 8:acs: or 4:+1",
        );
    }
    match CommunicationIdentifier::from_raw_id(&lower) {
        CommunicationIdentifier::Unknown(_) => Ok(()),
        _ => refused("is not a raw id: its beginning must be in lower case, such as 8:acs:"),
    }
}

/// Refuses an id that is not one of a Communication Services user.
pub(super) fn communication_user(field: &'static str, id: &str) -> Result<(), Error> {
    let refused = |rule: &str| {
        Err(Error::invalid(
            field,
            format_args!("{:?} {rule}", beginning(id)),
        ))
    };
    if id.contains(char::is_whitespace) {
        return refused("must have no spaces");
    }
    if id.starts_with("8:spool:") {
        return Ok(());
    }
    let clouds = ["8:acs:", "8:dod-acs:", "8:gcch-acs:"];
    let Some(rest) = clouds.iter().find_map(|prefix| id.strip_prefix(prefix)) else {
        return refused(match CommunicationIdentifier::from_raw_id(id) {
            _ if id.starts_with('+') => {
                "is a phone number, not a Communication Services user: make it an identifier of a phone number"
            }
            CommunicationIdentifier::PhoneNumber(_) => {
                "is a phone number, not a Communication Services user: make it an identifier of a phone number"
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

/// Refuses a name, a raw id, and text with spaces, where an id alone belongs.
fn bare_id(field: &'static str, id: &str, from_raw_id: bool, what: &str) -> Result<(), Error> {
    let refused = |rule: &str| {
        Err(Error::invalid(
            field,
            format_args!("{:?} is not {what}: {rule}", beginning(id)),
        ))
    };
    if id.contains('@') {
        return refused("a name or address cannot be called");
    }
    if id.contains(char::is_whitespace) {
        return refused("it has spaces");
    }
    if !from_raw_id && id.contains([':', '_']) {
        return refused("give the id alone, without a prefix such as 8:orgid:");
    }
    Ok(())
}

/// Refuses an id of Entra that is not a GUID: a user or application is not called by its name.
fn guid(field: &'static str, id: &str, what: &str) -> Result<(), Error> {
    let lengths = id.split('-').map(str::len);
    let is_digit = |byte: u8| byte == b'-' || byte.is_ascii_hexdigit();
    if lengths.eq([8, 4, 4, 4, 12]) && id.bytes().all(is_digit) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        format_args!(
            "{:?} is not {what}: it is a GUID, such as 4d9bd9f0-1c2e-4a5b-9c3d-7e8f9a0b1c2d",
            beginning(id)
        ),
    ))
}
