//! What travels with an invitation to the callee: SIP and VoIP headers, and details for the
//! Teams phone. For a PBX these headers are the only link between its SIP leg and the call here.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::error::{Error, Result};
use crate::field;
use crate::identifier::CommunicationIdentifier;

/// Headers for the callee of an added participant or a transfer.
///
/// Read back in the `IncomingCall` of the callee. Since api-version 2023-10-15.
///
/// The limits, checked by the operation (documentation "How to pass call contextual data"):
///
/// | headers | number | name | value |
/// |---|---|---|---|
/// | SIP | 5 beside User-To-User, none twice | `X-MS-Custom-` or `X-` and letters, digits, `. ! % * _ + ~ -`; 64 characters with the prefix; not `X-MS-` alone | 256 characters: letters, digits, `. ! % * _ + ~ - = ;` |
/// | User-To-User | 1 | | 1 to 256 characters, no control characters |
/// | VoIP | 1000, none twice | 1 to 64 characters, no control characters | 1024 characters, no control characters |
///
/// ```
/// use acs_call_automation::model::CustomCallingContext;
/// let context = CustomCallingContext::new()
///     .user_to_user("56a390f3d2b7310023a2;encoding=hex")
///     .sip_custom_header("queue", "support") // X-MS-Custom-queue
///     .sip_x_header("Account", "77-0042")    // X-Account
///     .voip_header("customerId", "0042");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomCallingContext {
    #[serde(skip_serializing_if = "Headers::is_empty")]
    voip_headers: Headers,
    #[serde(skip_serializing_if = "Headers::is_empty")]
    sip_headers: Headers,
    #[serde(skip_serializing_if = "Option::is_none")]
    teams_phone_call_details: Option<TeamsPhoneCallDetails>,
}

/// Header lines in the order they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Headers(Vec<(String, String)>);

impl Headers {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A name that stands in the list before, compared as SIP compares names.
    fn first_twice(&self) -> Option<&str> {
        self.0.iter().enumerate().find_map(|(at, (name, _))| {
            self.0
                .iter()
                .take(at)
                .any(|(before, _)| before.eq_ignore_ascii_case(name))
                .then_some(name.as_str())
        })
    }
}

impl Serialize for Headers {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serialize_pairs(&self.0, serializer)
    }
}

fn serialize_pairs<V: Serialize, S: Serializer>(
    pairs: &[(String, V)],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (name, value) in pairs {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

/// A few values by name, in the order of the names. A map would be many times as much code.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ByName<V>(Vec<(String, V)>);

impl<V> ByName<V> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a value, in place of one of that name.
    fn insert(&mut self, name: String, value: V) {
        self.0.retain(|(known, _)| *known != name);
        let at = self.0.partition_point(|(known, _)| *known < name);
        self.0.insert(at, (name, value));
    }
}

impl<V: Serialize> Serialize for ByName<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serialize_pairs(&self.0, serializer)
    }
}

const CUSTOM: &str = "X-MS-Custom-";
const USER_TO_USER: &str = "User-To-User";

impl CustomCallingContext {
    /// Creates a context without headers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a SIP header `X-MS-Custom-NAME`. A name that has the prefix already keeps it.
    #[must_use]
    pub fn sip_custom_header(self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.sip_header(with_prefix(CUSTOM, name.as_ref()), value)
    }

    /// Adds a SIP header `X-NAME`. A name that has the prefix already keeps it. Since api-version
    /// 2025-06-15.
    #[must_use]
    pub fn sip_x_header(self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.sip_header(with_prefix("X-", name.as_ref()), value)
    }

    /// Adds the SIP header `User-To-User` (UUI).
    #[must_use]
    pub fn user_to_user(self, value: impl Into<String>) -> Self {
        self.sip_header(USER_TO_USER, value)
    }

    /// Adds a SIP header by its full name.
    #[must_use]
    pub fn sip_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sip_headers.0.push((name.into(), value.into()));
        self
    }

    /// Adds a VoIP header, for a called Communication Services user.
    #[must_use]
    pub fn voip_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.voip_headers.0.push((name.into(), value.into()));
        self
    }

    /// Sets details for a called Teams phone. Since api-version 2026-03-12.
    #[must_use]
    pub fn teams_phone_call_details(mut self, details: TeamsPhoneCallDetails) -> Self {
        self.teams_phone_call_details = Some(details);
        self
    }

    pub(crate) fn check(&self) -> Result<()> {
        for (field, headers) in [
            ("SIP header", &self.sip_headers),
            ("VoIP header", &self.voip_headers),
        ] {
            if let Some(name) = headers.first_twice() {
                return Err(Error::invalid(field, format_args!("{name} is given twice")));
            }
        }
        let counted = self
            .sip_headers
            .0
            .iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case(USER_TO_USER))
            .count();
        if counted > 5 {
            return Err(Error::invalid(
                "SIP headers",
                "must be at most 5 beside User-To-User",
            ));
        }
        for (name, value) in &self.sip_headers.0 {
            check_sip(name, value)?;
        }
        if self.voip_headers.0.len() > 1000 {
            return Err(Error::invalid("VoIP headers", "must be at most 1000"));
        }
        for (name, value) in &self.voip_headers.0 {
            check_voip(name, value)?;
        }
        match &self.teams_phone_call_details {
            Some(details) => details.check(),
            None => Ok(()),
        }
    }
}

fn with_prefix(prefix: &str, name: &str) -> String {
    let has_it = name
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if has_it {
        name.to_owned()
    } else {
        format!("{prefix}{name}")
    }
}

/// The rules of the documentation page on custom calling context.
fn check_sip(name: &str, value: &str) -> Result<()> {
    const FIELD: &str = "SIP header";
    let broken = |rule: &str| Err(Error::invalid(FIELD, format_args!("{name:?} {rule}")));
    if name.eq_ignore_ascii_case(USER_TO_USER) {
        if value.is_empty() || value.chars().any(char::is_control) {
            return broken("must have a value without control characters");
        }
        return if value.chars().count() > 256 {
            broken("must have a value of at most 256 characters")
        } else {
            Ok(())
        };
    }
    let lower = name.to_ascii_lowercase();
    let own_part = if let Some(own) = lower.strip_prefix("x-ms-custom-") {
        own
    } else if lower.starts_with("x-ms-") {
        return broken("begins with X-MS-, which is reserved; X-MS-Custom- is free");
    } else if let Some(own) = lower.strip_prefix("x-") {
        own
    } else {
        return broken("must begin with X-MS-Custom- or X-, or be User-To-User");
    };
    let in_name = |c: char| c.is_ascii_alphanumeric() || ".!%*_+~-".contains(c);
    if own_part.is_empty() || !own_part.chars().all(in_name) {
        return broken("may have only letters, digits and . ! % * _ + ~ - after its prefix");
    }
    if name.len() > 64 {
        return broken("must be at most 64 characters with its prefix");
    }
    if value.chars().count() > 256 {
        return broken("must have a value of at most 256 characters");
    }
    if !value.chars().all(|c| in_name(c) || "=;".contains(c)) {
        return broken("may have only letters, digits and . ! % * _ + ~ - = ; in its value");
    }
    Ok(())
}

fn check_voip(name: &str, value: &str) -> Result<()> {
    const FIELD: &str = "VoIP header";
    let broken = |rule: &str| Err(Error::invalid(FIELD, format_args!("{name:?} {rule}")));
    if name.is_empty() || name.chars().any(char::is_control) {
        return broken("must have a name without control characters");
    }
    if name.chars().count() > 64 {
        return broken("must have a name of at most 64 characters");
    }
    if value.chars().count() > 1024 {
        return broken("must have a value of at most 1024 characters");
    }
    if value.chars().any(char::is_control) {
        return broken("must have no control characters in its value");
    }
    Ok(())
}

/// The details of a call that a called Teams phone shows. Since api-version 2026-03-12.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamsPhoneCallDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    teams_phone_caller_details: Option<TeamsPhoneCallerDetails>,
    #[serde(skip_serializing_if = "Option::is_none")]
    teams_phone_source_details: Option<TeamsPhoneSourceDetails>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_topic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_context: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transcript_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_sentiment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggested_actions: Option<String>,
}

macro_rules! text_setters {
    ($($(#[$meta:meta])* $name:ident)+) => {$(
        $(#[$meta])*
        #[must_use]
        pub fn $name(mut self, text: impl Into<String>) -> Self {
            self.$name = Some(text.into());
            self
        }
    )+};
}

impl TeamsPhoneCallDetails {
    /// Creates details in which nothing is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the caller.
    #[must_use]
    pub fn caller(mut self, caller: TeamsPhoneCallerDetails) -> Self {
        self.teams_phone_caller_details = Some(caller);
        self
    }

    /// Sets the source of the call.
    #[must_use]
    pub fn source(mut self, source: TeamsPhoneSourceDetails) -> Self {
        self.teams_phone_source_details = Some(source);
        self
    }

    text_setters! {
        /// Sets the id of the session in the sending system.
        session_id
        /// Sets the caller's intent.
        intent
        /// Sets the topic of the call: one line of at most 48 characters.
        call_topic
        /// Sets a description of the call.
        call_context
        /// Sets the URL of a transcript.
        transcript_url
        /// Sets the sentiment of the caller.
        call_sentiment
        /// Sets a suggested next action.
        suggested_actions
    }

    fn check(&self) -> Result<()> {
        for text in [
            &self.session_id,
            &self.intent,
            &self.call_topic,
            &self.call_context,
            &self.transcript_url,
            &self.call_sentiment,
            &self.suggested_actions,
        ]
        .into_iter()
        .flatten()
        {
            check_teams_text(text)?;
        }
        if let Some(source) = &self.teams_phone_source_details {
            source.check()?;
        }
        if let Some(topic) = &self.call_topic {
            if topic.chars().count() > 48 {
                return Err(Error::invalid(
                    field::CALL_TOPIC,
                    "must be at most 48 characters",
                ));
            }
        }
        if let Some(caller) = &self.teams_phone_caller_details {
            caller.check()?;
            if caller.additional_caller_information.0.len() > 10 {
                return Err(Error::invalid(
                    field::ADDITIONAL_CALLER_INFORMATION,
                    "must be at most 10 pairs; the service ignores the rest",
                ));
            }
        }
        Ok(())
    }
}

fn check_teams_text(text: &str) -> Result<()> {
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(
            "Teams phone call details",
            "must have no control characters",
        ));
    }
    Ok(())
}

/// The caller, as a called Teams phone shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamsPhoneCallerDetails {
    caller: CommunicationIdentifier,
    name: String,
    phone_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    screen_pop_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_authenticated: Option<bool>,
    #[serde(skip_serializing_if = "ByName::is_empty")]
    additional_caller_information: ByName<String>,
}

impl TeamsPhoneCallerDetails {
    /// Creates the details of a caller, with a name and a number to show.
    pub fn new(
        caller: impl Into<CommunicationIdentifier>,
        name: impl Into<String>,
        phone_number: impl Into<String>,
    ) -> Self {
        Self {
            caller: caller.into(),
            name: name.into(),
            phone_number: phone_number.into(),
            record_id: None,
            screen_pop_url: None,
            is_authenticated: None,
            additional_caller_information: ByName(Vec::new()),
        }
    }

    text_setters! {
        /// Sets the id of the caller's record in a customer system.
        record_id
        /// Sets the URL of a page to open for the callee.
        screen_pop_url
    }

    fn check(&self) -> Result<()> {
        self.caller.check("Teams phone caller")?;
        let pairs = self.additional_caller_information.0.iter();
        [&self.name, &self.phone_number]
            .into_iter()
            .chain(self.record_id.as_ref())
            .chain(self.screen_pop_url.as_ref())
            .chain(pairs.flat_map(|(name, value)| [name, value]))
            .try_for_each(|text| check_teams_text(text))
    }

    /// Sets whether the identity of the caller was verified.
    #[must_use]
    pub fn is_authenticated(mut self, is: bool) -> Self {
        self.is_authenticated = Some(is);
        self
    }

    /// Adds a name/value pair (at most 10); replaces the one of the same name.
    #[must_use]
    pub fn additional_caller_information(
        mut self,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        self.additional_caller_information
            .insert(name.into(), value.into());
        self
    }
}

/// The source of a call, for a called Teams phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamsPhoneSourceDetails {
    source: CommunicationIdentifier,
    language: String,
    status: String,
    #[serde(skip_serializing_if = "ByName::is_empty")]
    intended_targets: ByName<CommunicationIdentifier>,
}

impl TeamsPhoneSourceDetails {
    /// Creates the details of a source, the language spoken there (`en-US`), and the state of the call.
    pub fn new(
        source: impl Into<CommunicationIdentifier>,
        language: impl Into<String>,
        status: impl Into<String>,
    ) -> Self {
        Self {
            source: source.into(),
            language: language.into(),
            status: status.into(),
            intended_targets: ByName(Vec::new()),
        }
    }

    fn check(&self) -> Result<()> {
        self.source.check("Teams phone source")?;
        for (name, target) in &self.intended_targets.0 {
            check_teams_text(name)?;
            target.check("Teams phone intended target")?;
        }
        check_teams_text(&self.language)?;
        check_teams_text(&self.status)
    }

    /// Adds an identity that the call was meant for, under a name of your choice; replaces the one of the same
    /// name.
    #[must_use]
    pub fn intended_target(
        mut self,
        name: impl Into<String>,
        target: impl Into<CommunicationIdentifier>,
    ) -> Self {
        self.intended_targets.insert(name.into(), target.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(context: CustomCallingContext) -> String {
        context.check().unwrap_err().message().to_owned()
    }

    #[test]
    fn prefixes_are_added_once() {
        let context = CustomCallingContext::new()
            .sip_custom_header("queue", "a")
            .sip_custom_header("x-ms-custom-lang", "b")
            .sip_x_header("Account", "c")
            .sip_x_header("X-Other", "d")
            .user_to_user("e");
        context.check().unwrap();
        assert_eq!(
            serde_json::to_value(&context).unwrap(),
            serde_json::json!({"sipHeaders": {
                "X-MS-Custom-queue": "a", "x-ms-custom-lang": "b",
                "X-Account": "c", "X-Other": "d", "User-To-User": "e",
            }})
        );
    }

    #[test]
    fn an_error_about_a_limit_names_the_header() {
        let six = (0..6).fold(CustomCallingContext::new(), |context, n| {
            context.sip_x_header(format!("H{n}"), "v")
        });
        assert!(broken(six.user_to_user("u")).contains("at most 5"));
        assert!(
            broken(CustomCallingContext::new().sip_header("X-MS-Foo", "v")).contains("reserved")
        );
        assert!(broken(CustomCallingContext::new().sip_header("Subject", "v")).contains("Subject"));
        assert!(broken(CustomCallingContext::new().sip_x_header("a b", "v")).contains("letters"));
        assert!(
            broken(CustomCallingContext::new().sip_x_header("a", "1\r\nEvil: 1")).contains("value")
        );
        assert!(
            broken(CustomCallingContext::new().sip_x_header("a", "v".repeat(257))).contains("256")
        );
        assert!(
            broken(CustomCallingContext::new().sip_x_header("a".repeat(63), "v")).contains("64")
        );
        assert!(
            broken(CustomCallingContext::new().voip_header("a", "v".repeat(1025))).contains("1024")
        );
        assert!(broken(CustomCallingContext::new().voip_header("", "v")).contains("name"));
        assert!(
            broken(
                CustomCallingContext::new()
                    .sip_x_header("A", "1")
                    .sip_x_header("a", "2")
            )
            .contains("twice")
        );
    }
}
