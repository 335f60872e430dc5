//! Enums that the service may extend: a value that this version does not know is kept.

/// Declares an enum over names on the wire: `Variant = "wireName"`.
///
/// It gains `Other(String)` for unknown names, `as_str`, `From<&str>`, `FromStr` (which never
/// fails), `Display`, `Serialize` and `Deserialize`. Names compare without case, since the service
/// does not keep to one: `Audio` in events is `audio` in requests. `also FUNCTION` before the enum
/// reads further texts, which are not names on the wire: `fn(&str) -> Option<Self>`.
macro_rules! open_enum {
    ($(
        $(#[$about:meta])*
        $(also $also:path =>)?
        pub enum $name:ident {
            $( $(#[$about_variant:meta])* $variant:ident = $wire:literal, )*
        }
    )*) => {$(
        $(#[$about])*
        ///
        /// Open: a name that this version does not know is kept. Names compare without case.
        #[derive(Debug, Clone)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$about_variant])* $variant, )*
            /// A name that this version does not know, as it was sent.
            Other(String),
        }

        impl $name {
            /// Returns the service's name.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $wire, )*
                    Self::Other(name) => name,
                }
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                $( if name.eq_ignore_ascii_case($wire) { return Self::$variant; } )*
                $( if let Some(known) = $also(name) { return known; } )?
                Self::Other(name.to_owned())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                Ok(name.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str().eq_ignore_ascii_case(other.as_str())
            }
        }

        impl Eq for $name {}

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str().eq_ignore_ascii_case(other)
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                *self == **other
            }
        }

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                for byte in self.as_str().bytes() {
                    state.write_u8(byte.to_ascii_lowercase());
                }
                state.write_u8(0xff);
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::json::FromJson for $name {
            fn from_json(text: &str) -> serde_json::Result<Self> {
                $crate::json::text(text).map(|name| Self::from(name.as_ref()))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'de, str>>::deserialize(deserializer)
                    .map(|name| Self::from(name.as_ref()))
            }
        }
    )*};
}
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    open_enum! {
        /// For these tests.
        pub enum Light {
            /// Stop.
            Red = "red",
            /// Go.
            Green = "green",
        }
    }

    #[test]
    fn known_names_are_found_in_any_case_and_written_in_the_wire_s_own() {
        let light: Light = serde_json::from_str(r#""RED""#).unwrap();
        assert!(matches!(light, Light::Red));
        assert_eq!(serde_json::to_string(&light).unwrap(), r#""red""#);
        assert_eq!(light, "Red");
    }

    #[test]
    fn an_unknown_name_survives_the_round_trip() {
        let light: Light = serde_json::from_str(r#""Am\u0062er""#).unwrap();
        assert_eq!(light.as_str(), "Amber");
        assert_eq!(serde_json::to_string(&light).unwrap(), r#""Amber""#);
        let both = HashSet::from([light, Light::from("AMBER"), Light::Green]);
        assert_eq!(both.len(), 2);
    }
}
