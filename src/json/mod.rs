//! Reading JSON objects member by member, so that one odd member does not lose the others.
//!
//! A derived reader refuses a whole object for one mistyped or repeated member. What the service
//! sends may change, and an event must not be lost for that: here a member that is absent, null or of
//! another type reads as `None`, and of two with one name the last one counts.

mod open_enum;
mod scan;

pub(crate) use open_enum::open_enum;
pub(crate) use scan::append_text;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// The members of one JSON object, borrowed from its text.
#[derive(Default)]
pub(crate) struct Members<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Members<'a> {
    /// Finds the members of an object, without looking into their values.
    pub(crate) fn parse(text: &'a str) -> serde_json::Result<Self> {
        let mut members = Vec::with_capacity(8);
        match scan::each_member(text, |name, value| members.push((name, value))) {
            Some(()) => Ok(Self(members)),
            None => serde_json::from_str(text),
        }
    }

    /// The same where it does not matter why there are none.
    pub(crate) fn read_all(text: &'a str) -> Option<Self> {
        Self::parse(text).ok()
    }

    /// The value of a member as it stands in the text.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a str> {
        let (_, value) = self.0.iter().rfind(|(key, _)| key == name)?;
        Some(value)
    }

    /// The text of a member that is a string.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        text(self.raw(name)?).ok()
    }

    /// A member, typed.
    pub(crate) fn read<T: Member>(&self, name: &str) -> T {
        T::read(self.raw(name))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), *value))
    }
}

/// Calls `each` with every member of an object, as [`Members::parse`] finds them; on an error, maybe with some of them.
pub(crate) fn each_member<'a>(
    text: &'a str,
    mut each: impl FnMut(&str, &'a str),
) -> serde_json::Result<()> {
    if scan::each_member(text, |name, value| each(&name, value)).is_none() {
        let members: Members<'a> = serde_json::from_str(text)?;
        for (name, value) in members.iter() {
            each(name, value);
        }
    }
    Ok(())
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(8);
                while let Some((Name(name), value)) = map.next_entry::<_, &RawValue>()? {
                    members.push((name, value.get()));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

/// A bare `Cow` would always be copied; with this attribute it borrows where it can.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The text of a JSON string, borrowed where it has no escapes.
pub(crate) fn text(json: &str) -> serde_json::Result<Cow<'_, str>> {
    if let Some(text) = plain(json) {
        return Ok(Cow::Borrowed(text));
    }
    let mut text = String::with_capacity(json.len());
    match append_text(json, &mut text) {
        Some(()) => Ok(Cow::Owned(text)),
        // It names the mistake.
        None => serde_json::from_str(json).map(|Name(text)| text),
    }
}

/// The text of a JSON string without escapes, as most are: it needs no parser.
pub(crate) fn plain(json: &str) -> Option<&str> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    (scan::plain_length(text.as_bytes()) == text.len()).then_some(text)
}

/// A type that reads itself from the text of a value.
///
/// Beside serde's trait, because that makes a reader of its own for each type within each other.
pub(crate) trait FromJson: Sized {
    fn from_json(text: &str) -> serde_json::Result<Self>;

    /// The same where it does not matter why there is nothing.
    fn read(text: &str) -> Option<Self> {
        Self::from_json(text).ok()
    }
}

/// Types that serde reads.
macro_rules! reads_with_serde {
    ($($name:ty),* $(,)?) => {$(
        impl FromJson for $name {
            fn from_json(text: &str) -> serde_json::Result<Self> {
                serde_json::from_str(text)
            }
        }
    )*};
}

reads_with_serde!(bool, i64, f64, Value);

impl FromJson for String {
    fn from_json(json: &str) -> serde_json::Result<Self> {
        text(json).map(Cow::into_owned)
    }
}

/// Milliseconds, maybe with a fraction.
impl FromJson for Duration {
    fn from_json(text: &str) -> serde_json::Result<Self> {
        let millis = f64::from_json(text)?;
        Self::try_from_secs_f64(millis / 1000.0).map_err(serde::de::Error::custom)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(text: &str) -> serde_json::Result<Self> {
        let mut all = Ok(Vec::new());
        let scanned = scan::each_element(text, |element| {
            if let Ok(read) = &mut all {
                match T::from_json(element) {
                    Ok(element) => read.push(element),
                    Err(cause) => all = Err(cause),
                }
            }
        });
        match scanned {
            Some(()) => all,
            None => elements(text)?.into_iter().map(T::from_json).collect(),
        }
    }
}

/// The elements of an array, without looking into them.
pub(crate) fn elements(text: &str) -> serde_json::Result<Vec<&str>> {
    let mut elements = Vec::new();
    if scan::each_element(text, |element| elements.push(element)).is_some() {
        return Ok(elements);
    }
    let elements: Vec<&RawValue> = serde_json::from_str(text)?;
    Ok(elements.into_iter().map(RawValue::get).collect())
}

/// An object of these members. `json!` copies every value through a serializer of its own.
pub(crate) fn object(members: Vec<(&str, Value)>) -> Value {
    let members = members.into_iter();
    members
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// A type that reads itself from a member which may be absent or mistyped.
pub(crate) trait Member: Sized {
    fn read(value: Option<&str>) -> Self;
}

impl<T: FromJson> Member for Option<T> {
    fn read(value: Option<&str>) -> Self {
        T::read(present(value)?)
    }
}

/// The text of a member that is neither absent nor null.
fn present(value: Option<&str>) -> Option<&str> {
    value.filter(|text| *text != "null")
}

impl<T: FromJson> Member for Vec<T> {
    fn read(value: Option<&str>) -> Self {
        Option::read(value).unwrap_or_default()
    }
}

/// Only for members without which the object is of no use: the reader must look at it.
impl Member for String {
    fn read(value: Option<&str>) -> Self {
        Option::read(value).unwrap_or_default()
    }
}

/// A type that is made from the members of an object.
pub(crate) trait FromMembers {
    fn from_members(members: &Members<'_>) -> Self;
}

/// Lets a type that is made from members be read, also where serde reads.
macro_rules! reads_members {
    ($name:ident) => {
        impl $crate::json::FromJson for $name {
            fn from_json(text: &str) -> serde_json::Result<Self> {
                $crate::json::Members::parse(text)
                    .map(|members| $crate::json::FromMembers::from_members(&members))
            }

            fn read(text: &str) -> Option<Self> {
                $crate::json::Members::read_all(text)
                    .map(|members| $crate::json::FromMembers::from_members(&members))
            }
        }

        $crate::json::deserializes_members!($name);
    };
}
pub(crate) use reads_members;

/// Lets serde read a type that is made from members.
macro_rules! deserializes_members {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> std::result::Result<Self, D::Error> {
                let members: $crate::json::Members<'de> =
                    serde::Deserialize::deserialize(deserializer)?;
                Ok($crate::json::FromMembers::from_members(&members))
            }
        }
    };
}
pub(crate) use deserializes_members;

/// Declares plain structs and how they are read: `field: Type = "wireName"`.
///
/// Fields are `Option` or `Vec`: an object lacking every member is still read.
macro_rules! json_struct {
    ($(
        $(#[$about:meta])*
        $name:ident {
            $( $(#[$about_field:meta])* $field:ident: $type:ty = $wire:literal $(or $older:literal)?, )*
        }
    )*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[$about_field])* pub $field: $type, )*
        }

        impl $name {
            #[allow(unused_variables)] // Some structs have no members yet.
            fn set_member(&mut self, name: &str, value: &str) {
                match name {
                    $(
                        $wire => self.$field = $crate::json::Member::read(Some(value)),
                        $( $older if self.$field.is_none() => {
                            self.$field = $crate::json::Member::read(Some(value));
                        } )?
                    )*
                    _ => {}
                }
            }
        }

        impl $crate::json::FromMembers for $name {
            fn from_members(members: &$crate::json::Members<'_>) -> Self {
                let mut read = Self::default();
                for (name, value) in members.iter() {
                    read.set_member(name, value);
                }
                read
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(text: &str) -> serde_json::Result<Self> {
                let mut read = Self::default();
                $crate::json::each_member(text, |name, value| read.set_member(name, value))?;
                Ok(read)
            }
        }

        $crate::json::deserializes_members!($name);
    )*};
}
pub(crate) use json_struct;

#[cfg(test)]
mod tests {
    json_struct! {
        /// For these tests.
        Sample {
            /// Text.
            text: Option<String> = "text",
            /// A number.
            number: Option<i64> = "number",
            /// A list.
            list: Vec<String> = "list",
        }
    }

    fn read(text: &str) -> Sample {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn text_is_borrowed_only_where_it_has_no_escapes() {
        use std::borrow::Cow;
        for (json, expected, borrowed) in [
            (r#""plain é""#, Some("plain é"), true),
            (r#""""#, Some(""), true),
            (r#""a\"b""#, Some("a\"b"), false),
            (r#""a\\""#, Some("a\\"), false),
            (r#""\u0041""#, Some("A"), false),
            ("\"a\nb\"", None, false),
            (r#"""#, None, false),
            (r#""a"b""#, None, false),
            ("7", None, false),
        ] {
            let read = super::text(json).ok();
            assert_eq!(read.as_deref(), expected, "{json}");
            assert_eq!(matches!(read, Some(Cow::Borrowed(_))), borrowed, "{json}");
        }
    }

    #[test]
    fn an_odd_member_costs_only_itself() {
        let sample = read(r#"{"text":7,"number":9223372036854775807,"list":"none"}"#);
        assert_eq!(sample.text, None);
        assert_eq!(sample.number, Some(i64::MAX));
        assert!(sample.list.is_empty());

        // Not Unicode, and beyond any number type: legal JSON all the same.
        let sample = read(r#"{"text":"\ud800","number":1e999,"list":["a"]}"#);
        assert_eq!((sample.text, sample.number), (None, None));
        assert_eq!(sample.list, ["a"]);
    }

    #[test]
    fn null_reads_as_absent_and_the_last_of_two_counts() {
        assert_eq!(read(r#"{"text":null,"list":null}"#), Sample::default());
        let sample = read(r#"{"text":"a","te\u0078t":"b"}"#);
        assert_eq!(sample.text.as_deref(), Some("b"));
    }
}
