//! Compares what came with what was recorded. Recordings are sanitized: `$call1` stands for one
//! value wherever it is found, `<uuid>` or `$masked` for any.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::recording::{is_measured, same_measure};

/// What the placeholders of one session stand for.
#[derive(Clone, Default)]
pub struct Variables {
    bound: BTreeMap<String, String>,
    /// The URL that is sent wherever a recording has a callback URL.
    pub callback: String,
    /// Raw ids of all who may be in a call.
    pub people: BTreeSet<String>,
    /// Every operation context that was sent.
    pub contexts: BTreeSet<String>,
    /// One api-version got `isOnHold` while it was in use.
    pub may_lack_hold: bool,
}

/// The user that the service shows for an application that answered at a number.
const NOBODY: &str = "_00000000-0000-0000-0000-000000000000";

/// A piece of a recorded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    Literal(&'a str),
    /// `$call1`, without the dollar.
    Variable(&'a str),
    /// `<uuid>` without brackets, `$masked`, `$user?`.
    Any(&'a str),
}

/// Takes a recorded text apart.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.find(['$', '<']).unwrap_or(rest.len());
        let (literal, marked) = rest.split_at(start);
        if !literal.is_empty() {
            found.push(Piece::Literal(literal));
        }
        rest = marked;
        if let Some(inner) = marked.strip_prefix('<') {
            let end = inner.find('>').unwrap_or(inner.len());
            let name = &inner[..end];
            found.push(match name {
                // One value wherever it is found, though it has no name.
                "sanitised serverCallId" => Piece::Variable(name),
                _ => Piece::Any(name),
            });
            rest = inner.get(end + 1..).unwrap_or_default();
        } else if let Some(inner) = marked.strip_prefix('$') {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            let end = inner.find(|c| !is_part(c)).unwrap_or(inner.len());
            // In `$resource_$guid` the line belongs to neither.
            let is_touching = inner[end..].starts_with('$') && inner[..end].ends_with('_');
            let (name, after) = inner.split_at(end - usize::from(is_touching));
            rest = after.strip_prefix('?').unwrap_or(after);
            // Subscriptions without a number of their own were not distinguished.
            let is_any = name == "masked" || name.ends_with("-sub");
            found.push(if is_any || rest.len() != after.len() {
                Piece::Any(name)
            } else {
                Piece::Variable(name)
            });
        }
    }
    found
}

/// Whether a recorded text stands for any value.
pub fn is_masked(text: &str) -> bool {
    matches!(pieces(text).as_slice(), [Piece::Any(_)])
}

pub fn is_guid(text: &str) -> bool {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// Ids that the service gives out: two names of one family never stand for one value.
fn family(name: &str) -> Option<&'static str> {
    let starts = |family: &&&str| {
        let rest = name.strip_prefix(**family);
        rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    };
    match *["call", "corr", "chain", "server", "inv", "invitation"]
        .iter()
        .find(starts)?
    {
        "chain" => Some("corr"),
        "invitation" => Some("inv"),
        other => Some(other),
    }
}

/// A number stands in raw ids as well, where it is `4:` and the number.
pub fn is_number(name: &str) -> bool {
    name.starts_with("number") || name.starts_with("phone")
}

impl Variables {
    /// Nothing is bound yet; `callback` is the URL that is sent in requests.
    pub fn answering_at(callback: String) -> Self {
        Self {
            callback,
            ..Self::default()
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.bound.get(name).map(String::as_str)
    }

    /// The variable that stands for a value.
    pub fn name_of(&self, value: &str) -> Option<&str> {
        let pair = self.bound.iter().find(|(_, known)| *known == value);
        pair.map(|(name, _)| name.as_str())
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.bound.insert(name.to_owned(), value.into());
    }

    /// Binds a variable, or compares with what it stands for.
    fn meet(&mut self, name: &str, value: &str) -> Result<(), String> {
        if let Some(known) = self.get(name) {
            return if known == value {
                Ok(())
            } else {
                Err(format!("${name} was {known}, now it is {value}"))
            };
        }
        if let Some(family) = family(name) {
            if matches!(family, "call" | "corr") && !is_guid(value) {
                return Err(format!("${name} is {value}, which is no GUID"));
            }
            let taken = self
                .bound
                .iter()
                .find(|(other, known)| self::family(other) == Some(family) && *known == value);
            if let Some((other, _)) = taken {
                return Err(format!("${name} is the same as ${other}"));
            }
        }
        let is_server = family(name) == Some("server") || name == "sanitised serverCallId";
        if is_server && STANDARD.decode(value).is_err() {
            return Err(format!("${name} is {value}, which is no base64"));
        }
        self.set(name, value);
        Ok(())
    }

    fn meet_any(&self, kind: &str, value: &str) -> Result<(), String> {
        let fits = match kind {
            "user" => self.people.contains(value) || value.ends_with(NOBODY),
            "uuid" | "guid" => is_guid(value),
            "new guid" => is_guid(value) && self.name_of(value).is_none(),
            _ => true,
        };
        if fits {
            Ok(())
        } else {
            Err(format!("{value} is no <{kind}>"))
        }
    }

    /// Compares a text with a recorded one.
    pub fn text(&mut self, recorded: &str, value: &str) -> Result<(), String> {
        match pieces(recorded).as_slice() {
            [Piece::Variable(name)] => return self.meet(name, value),
            [Piece::Any(kind)] => return self.meet_any(kind, value),
            _ => {}
        }
        let differs = || format!("{value}, not {recorded}");
        let mut rest = value;
        let pieces = pieces(recorded);
        for (place, piece) in pieces.iter().enumerate() {
            let known = match piece {
                Piece::Literal(text) => Some((*text).to_owned()),
                Piece::Variable(name) => self.get(name).map(str::to_owned),
                Piece::Any(_) => None,
            };
            if let Some(known) = known {
                rest = rest.strip_prefix(known.as_str()).ok_or_else(differs)?;
                continue;
            }
            let end = match pieces.get(place + 1) {
                None => rest.len(),
                Some(Piece::Literal(next)) => rest.find(next).ok_or_else(differs)?,
                Some(_) => return Err(format!("two placeholders touch in {recorded}")),
            };
            let (found, after) = rest.split_at(end);
            match piece {
                Piece::Variable(name) => self.meet(name, found)?,
                Piece::Any(kind) => self.meet_any(kind, found)?,
                Piece::Literal(_) => {}
            }
            rest = after;
        }
        if rest.is_empty() {
            Ok(())
        } else {
            Err(differs())
        }
    }

    /// Compares two JSON values; `at` is the path to them. What differs is added to `found`.
    pub fn compare(&mut self, at: &str, recorded: &Value, value: &Value, found: &mut Vec<String>) {
        match (recorded, value) {
            _ if is_measured(at) => {
                if !same_measure(recorded, value) {
                    found.push(format!("{at}: {value}, recorded {recorded}"));
                }
            }
            (Value::Object(recorded), Value::Object(value)) => {
                self.members(at, recorded, value, found);
            }
            (Value::Array(recorded), Value::Array(value)) => {
                if recorded.len() != value.len() {
                    let (was, is) = (recorded.len(), value.len());
                    found.push(format!("{at}: {is} entries, recorded {was}"));
                } else if is_roster(at) {
                    self.any_order(at, recorded, value, found);
                } else {
                    for (place, pair) in recorded.iter().zip(value).enumerate() {
                        self.compare(&format!("{at}[{place}]"), pair.0, pair.1, found);
                    }
                }
            }
            (Value::String(recorded), Value::String(value)) => {
                if let Err(why) = self.member_text(at, recorded, value) {
                    found.push(format!("{at}: {why}"));
                }
            }
            // Compared among each other, where all of them are known.
            (Value::Number(_), Value::Number(_)) if at.ends_with(".sequenceNumber") => {}
            // How sure the speech service was.
            (Value::Number(_), Value::Number(_)) if at.ends_with(".confidence") => {}
            _ if recorded == value => {}
            _ => found.push(format!("{at}: {value}, recorded {recorded}")),
        }
    }

    fn members(
        &mut self,
        at: &str,
        recorded: &Map<String, Value>,
        value: &Map<String, Value>,
        found: &mut Vec<String>,
    ) {
        for (name, was) in recorded {
            match value.get(name) {
                Some(is) => self.compare(&format!("{at}.{name}"), was, is, found),
                None => found.push(format!("{at}.{name} is missing, recorded {was}")),
            }
        }
        for (name, is) in value {
            let may_be_new = self.may_lack_hold && name == "isOnHold" && *is == false;
            if !recorded.contains_key(name) && !may_be_new {
                found.push(format!("{at}.{name} was not recorded: {is}"));
            }
        }
        if let Some(why) = contradicts_itself(value) {
            found.push(format!("{at}: {why}"));
        }
    }

    fn member_text(&mut self, at: &str, recorded: &str, value: &str) -> Result<(), String> {
        if at.ends_with(".resultInformation.message") {
            return same_message(recorded, value);
        }
        if at.ends_with(".callbackUri") {
            return if value == self.callback {
                Ok(())
            } else {
                Err(format!("{value}, not {} as sent", self.callback))
            };
        }
        if at.ends_with(".operationContext") && is_masked(recorded) {
            return if self.contexts.contains(value) {
                Ok(())
            } else {
                Err(format!("{value} was never sent"))
            };
        }
        // Of an answered call; the same versions changed it in early 2024.
        if at.ends_with(".callConnectionState") && [recorded, value] == ["connecting", "unknown"] {
            return Ok(());
        }
        // The emulator's store has no certificate.
        if recorded.starts_with("https://$store/") {
            return self.text(recorded, &value.replacen("http://", "https://", 1));
        }
        if at.ends_with(".rawId") {
            if let [Piece::Variable(name)] = pieces(recorded).as_slice() {
                if is_number(name) {
                    let number = value.strip_prefix("4:").unwrap_or(value);
                    return self.meet(name, number);
                }
            }
        }
        self.text(recorded, value)
    }

    /// Lists of participants have no fixed order: looks for one in which they are alike.
    fn any_order(
        &mut self,
        at: &str,
        recorded: &[Value],
        value: &[Value],
        found: &mut Vec<String>,
    ) {
        // Recordings that mask all names list one of them twice.
        if is_listed_twice(value) && !is_listed_twice(recorded) {
            found.push(format!("{at}: somebody is listed twice"));
        }
        let mut left: Vec<usize> = (0..value.len()).collect();
        match self.pair_up(at, recorded, value, &mut left) {
            Ok(bound) => *self = bound,
            Err(closest) => found.extend(closest),
        }
    }

    fn pair_up(
        &self,
        at: &str,
        recorded: &[Value],
        value: &[Value],
        left: &mut Vec<usize>,
    ) -> Result<Self, Vec<String>> {
        let Some((first, others)) = recorded.split_first() else {
            return Ok(self.clone());
        };
        let mut closest: Option<Vec<String>> = None;
        for place in 0..left.len() {
            let candidate = left.remove(place);
            let mut trial = self.clone();
            let mut differences = Vec::new();
            let at_entry = format!("{at}[{candidate}]");
            trial.compare(&at_entry, first, &value[candidate], &mut differences);
            let outcome = if differences.is_empty() {
                trial.pair_up(at, others, value, left)
            } else {
                Err(differences)
            };
            left.insert(place, candidate);
            match outcome {
                Ok(bound) => return Ok(bound),
                Err(differences) => {
                    if closest.as_ref().is_none_or(|c| differences.len() < c.len()) {
                        closest = Some(differences);
                    }
                }
            }
        }
        Err(closest.unwrap_or_default())
    }
}

/// Whether an array lists participants.
fn is_roster(at: &str) -> bool {
    [".participants", ".value", ".values"]
        .iter()
        .any(|name| at.ends_with(name))
}

/// Messages are not stable: the text for 7000 changed between 2025 and 2026. Where one ends with
/// the service's own code, that is the same; where one is empty, so is the other.
fn same_message(recorded: &str, value: &str) -> Result<(), String> {
    let code = |text: &str| {
        let start = text.find("DiagCode: ")?;
        Some(text[start..].to_owned())
    };
    let alike = match (code(recorded), code(value)) {
        (Some(was), Some(is)) => was == is,
        (None, None) => recorded.is_empty() == value.is_empty(),
        _ => false,
    };
    if alike {
        Ok(())
    } else {
        Err(format!("{value:?}, recorded {recorded:?}"))
    }
}

/// The raw id of a participant, in the shapes of all versions.
fn is_listed_twice(participants: &[Value]) -> bool {
    let names: BTreeSet<_> = participants.iter().map(identity_of).collect();
    names.len() < participants.len()
}

fn identity_of(participant: &Value) -> Option<&str> {
    let identifier = participant.get("identifier").unwrap_or(participant);
    identifier["rawId"].as_str()
}

/// The two names of one identifier must be the same.
fn contradicts_itself(value: &Map<String, Value>) -> Option<String> {
    let raw_id = value.get("rawId")?.as_str()?;
    let other = match (value.get("communicationUser"), value.get("phoneNumber")) {
        (Some(user), _) => user["id"].as_str()?.to_owned(),
        (_, Some(phone)) => format!("4:{}", phone["value"].as_str()?),
        _ => return None,
    };
    (raw_id != other).then(|| format!("rawId {raw_id} beside {other}"))
}
