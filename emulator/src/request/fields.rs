//! The schema of request bodies: a small language for tables, and the check of a body against one.
//! The tables themselves are in `bodies`.

use serde_json::{Map, Value};

use crate::identity::Identity;
use acs_call_automation::internal::{is_loopback, nearest};

/// One member of a request body.
pub(crate) struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// The name that older api-versions had for it.
    formerly: Option<&'static str>,
}

impl Field {
    pub(crate) const fn formerly(mut self, name: &'static str) -> Self {
        self.formerly = Some(name);
        self
    }
}

/// What a member may be.
pub(crate) enum Kind {
    Text,
    /// Text of at most so many characters.
    ShortText(usize),
    /// Text that is not empty.
    Filled,
    Flag,
    Whole(i64, i64),
    /// A number above 0, at most 1.
    Fraction,
    Choice(&'static [&'static str]),
    /// An absolute https URL, or http where the emulator allows it.
    Callback,
    /// The identifier of a party of a call.
    Identifier,
    /// The identifier of a party to be rung.
    Callee,
    /// An identifier that need not be one the service could call.
    AnyIdentifier,
    /// The id of a communication user.
    UserId,
    /// A phone number.
    PhoneNumber,
    /// A list that is not empty.
    List(&'static Kind),
    /// A list that may be empty.
    AnyList(&'static Kind),
    MapOf(&'static Kind),
    Anything,
    SipHeaders,
    VoipHeaders,
    Object(&'static [Field]),
    /// A bare user, with these members; in one preview the identifier of a user, which is replaced by it.
    User(&'static [Field]),
    /// Of former versions: an object around members that have no object of their own now.
    Around,
}

pub(crate) const fn required(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        required: true,
        formerly: None,
    }
}

pub(crate) const fn optional(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        required: false,
        formerly: None,
    }
}

/// An object that former versions had around members of the same table.
pub(crate) const fn around(name: &'static str) -> Field {
    optional(name, Kind::Around)
}

/// What a body is checked for beside its table.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub callbacks: &'a Callbacks,
}

/// The URLs to which events may go: https, and plain http as far as it is allowed.
#[derive(Debug, Clone)]
pub(crate) struct Callbacks {
    /// Whether plain http to this machine is allowed.
    pub http: bool,
    /// Other hosts to which plain http is allowed too.
    pub hosts: Vec<String>,
}

impl Default for Callbacks {
    fn default() -> Self {
        Self {
            http: true,
            hosts: Vec::new(),
        }
    }
}

impl Callbacks {
    pub(crate) fn allow(&self, url: &str) -> bool {
        is_callback(url, |host| {
            let is_known = |known: &String| known.eq_ignore_ascii_case(host);
            (self.http && is_loopback(host)) || self.hosts.iter().any(is_known)
        })
    }
}

/// Why a body was refused.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The field, such as `targets[0].rawId`; empty for the body as a whole.
    pub path: String,
    /// A sentence that names the field.
    pub sentence: String,
    /// For a field that is unknown: the one that it most likely means.
    pub meant: Option<&'static str>,
    /// For a field that is unknown: those that there are.
    pub known: Vec<&'static str>,
}

impl Problem {
    fn new(path: &str, sentence: String) -> Self {
        Self {
            path: path.to_owned(),
            sentence,
            meant: None,
            known: Vec::new(),
        }
    }

    /// For a field that is unknown: the one that it most likely means, or else those that there are.
    pub(crate) fn hint(&self) -> String {
        match self.meant {
            Some(name) => format!("; did you mean {name}?"),
            None if self.known.is_empty() => String::new(),
            None => format!("; there are: {}", self.known.join(", ")),
        }
    }

    /// A field, and the rule that it breaks.
    fn rule(path: &str, rule: &str) -> Self {
        Self::new(path, format!("The field {path} {rule}."))
    }
}

/// Checks a body; the error has a sentence that names the field.
/// SDK habit `choices-in-capitals`: choices are put into the spelling of the table, older SDKs send `Pcm24KMono`.
/// SDK habit `former-names`: members get their present names.
pub(crate) fn check(body: &mut Value, fields: &[Field], rules: Rules<'_>) -> Result<(), Problem> {
    match body {
        Value::Object(members) => check_members("", members, fields, rules),
        _ => {
            let sentence = "The request body must be a JSON object.".to_owned();
            Err(Problem::new("", sentence))
        }
    }
}

fn check_members(
    path: &str,
    members: &mut Map<String, Value>,
    fields: &[Field],
    rules: Rules<'_>,
) -> Result<(), Problem> {
    for field in fields {
        unwrap_object(members, field);
    }
    for field in fields {
        rename(members, field);
    }
    for name in members.keys() {
        if fields.iter().all(|field| field.name != name) {
            let known: Vec<_> = fields.iter().map(|field| field.name).collect();
            let meant = nearest(name, known.iter().copied());
            let path = format!("{path}{name}");
            return Err(Problem {
                meant,
                known,
                ..Problem::rule(&path, "is unknown to this operation")
            });
        }
    }
    for field in fields {
        let path = format!("{path}{}", field.name);
        match members.get_mut(field.name) {
            None | Some(Value::Null) if field.required => {
                return Err(Problem::rule(&path, "is required"));
            }
            None | Some(Value::Null) => {}
            Some(value) => check_value(&path, value, &field.kind, rules)?,
        }
    }
    Ok(())
}

/// Takes the members out of an object that former versions had around them.
fn unwrap_object(members: &mut Map<String, Value>, field: &Field) {
    if !matches!(field.kind, Kind::Around) {
        return;
    }
    match members.remove(field.name) {
        Some(Value::Object(inner)) => {
            for (name, value) in inner {
                members.entry(name).or_insert(value);
            }
        }
        Some(other) => {
            members.insert(field.name.to_owned(), other);
        }
        None => {}
    }
}

/// Gives a member its present name. Where there is a list now, there may have been one value.
fn rename(members: &mut Map<String, Value>, field: &Field) {
    let Some(old) = field.formerly.filter(|_| !members.contains_key(field.name)) else {
        return;
    };
    if let Some(value) = members.remove(old) {
        let is_single = matches!(field.kind, Kind::List(_)) && value.is_object();
        let value = if is_single { vec![value].into() } else { value };
        members.insert(field.name.to_owned(), value);
    }
}

fn check_value(
    path: &str,
    value: &mut Value,
    kind: &Kind,
    rules: Rules<'_>,
) -> Result<(), Problem> {
    let must = |rule: &str| Err(Problem::rule(path, rule));
    match kind {
        Kind::Text if !value.is_string() => must("must be a string"),
        Kind::Text => Ok(()),
        Kind::ShortText(longest) => match value.as_str() {
            Some(text) if text.chars().count() <= *longest => Ok(()),
            _ => must(&format!("must be a string of at most {longest} characters")),
        },
        Kind::Filled => match value.as_str() {
            Some(text) if !text.is_empty() => Ok(()),
            _ => must("must be a string that is not empty"),
        },
        Kind::Flag if !value.is_boolean() => must("must be true or false"),
        Kind::Flag => Ok(()),
        Kind::Whole(least, most) => match value.as_i64() {
            Some(number) if (*least..=*most).contains(&number) => Ok(()),
            _ => must(&format!("must be a whole number from {least} to {most}")),
        },
        Kind::Fraction => match value.as_f64() {
            Some(number) if number > 0.0 && number <= 1.0 => Ok(()),
            _ => must("must be a number above 0, at most 1"),
        },
        Kind::Choice(words) => {
            let is_meant = |word: &&&str| {
                let given = value.as_str();
                given.is_some_and(|given| given.eq_ignore_ascii_case(word))
            };
            match words.iter().find(is_meant) {
                Some(word) => {
                    *value = (*word).into();
                    Ok(())
                }
                None => must(&format!("must be one of {}", words.join(", "))),
            }
        }
        Kind::Anything => Ok(()),
        Kind::Callback => match value.as_str() {
            Some(url) if rules.callbacks.allow(url) => Ok(()),
            Some(_) => {
                let sentence = format!("The field {} is invalid.", capitalized(path));
                Err(Problem::new(path, sentence))
            }
            None => must("must be a string"),
        },
        Kind::Identifier => Identity::from_wire(value)
            .and_then(|identity| identity.check())
            .or_else(|why| must(&why)),
        Kind::Callee => Identity::from_wire(value)
            .and_then(|identity| identity.check_callee())
            .or_else(|why| must(&why)),
        Kind::AnyIdentifier => Identity::from_wire(value).map_or_else(|why| must(&why), |_| Ok(())),
        Kind::UserId => check_identity(path, value, Identity::user),
        Kind::PhoneNumber => check_identity(path, value, Identity::phone),
        Kind::List(each) | Kind::AnyList(each) => match value.as_array_mut() {
            None => must("must be a list"),
            Some(list) if list.is_empty() && matches!(kind, Kind::List(_)) => {
                must("must not be empty")
            }
            Some(list) => list.iter_mut().enumerate().try_for_each(|(place, value)| {
                check_value(&format!("{path}[{place}]"), value, each, rules)
            }),
        },
        Kind::MapOf(kind) => match value.as_object_mut() {
            None => must("must be an object"),
            Some(map) => map.iter_mut().try_for_each(|(name, value)| {
                check_value(&format!("{path}.{name}"), value, kind, rules)
            }),
        },
        Kind::SipHeaders => check_headers(path, value, &SIP),
        Kind::VoipHeaders => check_headers(path, value, &VOIP),
        Kind::User(fields) => {
            if value.get("communicationUser").is_some() {
                check_value(path, value, &Kind::Identifier, rules)?;
                let bare = value.get_mut("communicationUser").map(Value::take);
                *value = bare.unwrap_or_default();
            }
            check_value(path, value, &Kind::Object(fields), rules)
        }
        // What is an object was taken apart before.
        Kind::Around => must("must be an object"),
        Kind::Object(fields) => match value.as_object_mut() {
            None => must("must be an object"),
            Some(members) => check_members(&format!("{path}."), members, fields, rules),
        },
    }
}

fn check_identity(path: &str, value: &Value, of: fn(&str) -> Identity) -> Result<(), Problem> {
    let given = value.as_str().ok_or("must be a string".to_owned());
    given
        .and_then(|given| of(given).check_callee())
        .map_err(|why| Problem::rule(path, &why))
}

/// The limits of one family of custom headers (Microsoft's page on custom call context).
struct HeaderRules {
    most: usize,
    longest_name: usize,
    longest_value: usize,
    sip: bool,
}

const SIP: HeaderRules = HeaderRules {
    most: 5,
    longest_name: 64,
    longest_value: 256,
    sip: true,
};
const VOIP: HeaderRules = HeaderRules {
    most: 1000,
    longest_name: 64,
    longest_value: 1024,
    sip: false,
};

fn check_headers(path: &str, value: &Value, rules: &HeaderRules) -> Result<(), Problem> {
    let must = |rule: &str| Err(Problem::rule(path, rule));
    let Some(headers) = value.as_object() else {
        return must("must be an object");
    };
    // User-To-User comes on top of the custom headers.
    let counted = headers
        .keys()
        .filter(|name| !(rules.sip && name.eq_ignore_ascii_case("User-To-User")))
        .count();
    if counted > rules.most {
        return must(&format!("must hold at most {} headers", rules.most));
    }
    for (name, value) in headers {
        let Some(text) = value.as_str() else {
            return must(&format!("must hold a string for {name}"));
        };
        if name.is_empty() || name.chars().count() > rules.longest_name {
            return must(&format!(
                "must hold names of 1 to {} characters",
                rules.longest_name
            ));
        }
        if text.chars().count() > rules.longest_value {
            return must(&format!(
                "must hold values of at most {} characters",
                rules.longest_value
            ));
        }
        if rules.sip && !is_sip_name(name) {
            return must(&format!(
                "must hold User-To-User, X-MS-Custom-... and X-... only, not {name:?}"
            ));
        }
        if rules.sip
            && !text
                .chars()
                .all(|c| is_sip_character(c) || "=;".contains(c))
        {
            return must(&format!("holds a character that is not allowed in {name}"));
        }
    }
    Ok(())
}

fn is_sip_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let prefixed = lower == "user-to-user"
        || lower.starts_with("x-ms-custom-")
        || (lower.starts_with("x-") && !lower.starts_with("x-ms-"));
    prefixed && name.chars().all(is_sip_character)
}

fn is_sip_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || ".!%*_+~-".contains(character)
}

/// Whether a URL is allowed as a callback: https, or plain http to a host where that is allowed.
pub(crate) fn is_callback(url: &str, allows_http: impl Fn(&str) -> bool) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else {
        return false;
    };
    let Some(host) = uri.host().filter(|host| !host.is_empty()) else {
        return false;
    };
    let authority = uri.authority().map_or("", http::uri::Authority::as_str);
    let port = authority
        .rsplit_once(host)
        .and_then(|(_, rest)| rest.strip_prefix(':'));
    if port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
        return false;
    }
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => allows_http(host),
        _ => false,
    }
}

/// The service names the property of its model, which begins with a capital.
fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}

/// Reads a checked body.
#[derive(Clone, Copy)]
pub(crate) struct Body<'a>(pub &'a Value);

impl<'a> Body<'a> {
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(self, name: &str) -> Option<String> {
        self.get(name)?.as_str().map(str::to_owned)
    }

    pub(crate) fn number(self, name: &str) -> Option<u64> {
        self.get(name)?.as_u64()
    }

    pub(crate) fn flag(self, name: &str) -> bool {
        self.flag_or(name, false)
    }

    pub(crate) fn flag_or(self, name: &str, usual: bool) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(usual)
    }

    pub(crate) fn object(self, name: &str) -> Option<Body<'a>> {
        self.get(name).map(Body)
    }

    pub(crate) fn identity(self, name: &str) -> Option<Identity> {
        Identity::from_wire(self.get(name)?).ok()
    }

    pub(crate) fn identities(self, name: &str) -> Vec<Identity> {
        let list = self.get(name).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(|value| Identity::from_wire(value).ok())
            .collect()
    }

    /// The id of a bare user: `{"id"}`.
    pub(crate) fn user(self, name: &str) -> Option<String> {
        self.object(name)?.text("id")
    }

    /// The value of a bare phone number: `{"value"}`.
    pub(crate) fn phone(self, name: &str) -> Option<String> {
        self.object(name)?.text("value")
    }

    /// A list of texts.
    pub(crate) fn texts_of(self, name: &str) -> Vec<String> {
        let list = self.get(name).and_then(Value::as_array);
        let texts = list.into_iter().flatten().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }

    /// A map of texts.
    pub(crate) fn texts(self, name: &str) -> Vec<(String, String)> {
        let map = self.get(name).and_then(Value::as_object);
        map.into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
            .collect()
    }
}
