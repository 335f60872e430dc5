//! JSON as the service writes it: members in the recorded order, and in events every character
//! outside of plain ASCII, and `+ & ' < >`, as `\uXXXX`.

use std::io;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};

/// A JSON value whose objects keep their order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Integer(i64),
    Decimal(f64),
    Text(String),
    List(Vec<Json>),
    Object(Object),
}

/// The members of an object, in the order they were put in.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Json)>);

impl Object {
    pub(super) fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub(super) fn with(mut self, name: impl Into<String>, value: impl Into<Json>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    #[must_use]
    pub(super) fn with_some(self, name: &str, value: Option<impl Into<Json>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The texts of an object that is a member.
    pub(super) fn texts_in(&self, name: &str) -> Vec<(String, String)> {
        let member = self.0.iter().find(|(known, _)| known == name);
        let Some((_, Json::Object(Object(members)))) = member else {
            return Vec::new();
        };
        let texts = members.iter().filter_map(|(name, value)| match value {
            Json::Text(text) => Some((name.clone(), text.clone())),
            _ => None,
        });
        texts.collect()
    }

    /// The same members followed by those of `more`.
    #[must_use]
    pub(super) fn followed_by(mut self, more: Object) -> Self {
        self.0.extend(more.0);
        self
    }

    /// Compact JSON, as in the bodies of responses.
    pub(super) fn plain(&self) -> Vec<u8> {
        // Writing to memory fails for maps without text keys only, and there are none.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// JSON in lines, as in the metadata of recordings.
    pub(super) fn pretty(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Compact JSON, escaped as in events.
    pub(super) fn escaped(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut out =
            serde_json::Serializer::with_formatter(&mut bytes, Escaping(CompactFormatter));
        match self.serialize(&mut out) {
            Ok(()) => bytes,
            Err(_) => Vec::new(),
        }
    }
}

impl<const N: usize> From<[(&str, String); N]> for Object {
    fn from(members: [(&str, String); N]) -> Self {
        members
            .into_iter()
            .fold(Self::new(), |object, (name, value)| {
                object.with(name, value)
            })
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<f64> for Json {
    fn from(value: f64) -> Self {
        Self::Decimal(value)
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Vec<Json>> for Json {
    fn from(value: Vec<Json>) -> Self {
        Self::List(value)
    }
}

impl From<Object> for Json {
    fn from(value: Object) -> Self {
        Self::Object(value)
    }
}

impl From<&serde_json::Value> for Json {
    fn from(value: &serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(value) => value.as_i64().map_or_else(
                || Self::Decimal(value.as_f64().unwrap_or_default()),
                Self::Integer,
            ),
            Value::String(value) => Self::Text(value.clone()),
            Value::Array(values) => Self::List(values.iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().fold(Object::new(), |object, (name, value)| {
                    object.with(name, value)
                }))
            }
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => out.serialize_unit(),
            Self::Bool(value) => out.serialize_bool(*value),
            Self::Integer(value) => out.serialize_i64(*value),
            Self::Decimal(value) => out.serialize_f64(*value),
            Self::Text(value) => out.serialize_str(value),
            Self::List(values) => out.collect_seq(values),
            Self::Object(object) => object.serialize(out),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Writes what the service's own JSON writer escapes.
struct Escaping(CompactFormatter);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        for character in fragment.chars() {
            if character.is_ascii() && !matches!(character, '+' | '&' | '\'' | '<' | '>' | '`') {
                self.0
                    .write_string_fragment(out, character.encode_utf8(&mut [0; 4]))?;
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04X}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_events_are_escaped_as_recorded() {
        let object = Object::new()
            .with("z", "4:+1604")
            .with("a", vec![Json::from("é")]);
        assert_eq!(object.plain(), r#"{"z":"4:+1604","a":["é"]}"#.as_bytes());
        assert_eq!(object.escaped(), br#"{"z":"4:\u002B1604","a":["\u00E9"]}"#);
    }
}
