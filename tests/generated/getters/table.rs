//! The table of getters, `capi/surface/getters.toml`.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub section: Vec<Section>,
}

/// The getters of one source file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// `event`: the C type without `acs_` and `_t`.
    pub object: String,
    /// The name of the source file.
    pub file: String,
    pub about: String,
    /// The method of the C object that returns the value inside; empty for the object itself.
    #[serde(default = "inner")]
    pub inner: String,
    pub getter: Vec<Getter>,
}

fn inner() -> String {
    "inner".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Getter {
    pub name: String,
    pub kind: Kind,
    /// What C gets when there is no value, where it is not the usual for the kind.
    pub none: Option<String>,
    /// The name of the C++ method; empty for none.
    pub cpp: Option<String>,
    /// The events that have the member; `read` is an expression over the body of each.
    #[serde(default)]
    pub of: Vec<String>,
    /// The events that have the member, where `read` finds that out.
    #[serde(default)]
    pub only: Vec<String>,
    /// The Rust expression that reads the value.
    pub read: String,
    /// JSON pointers to the value.
    #[serde(default)]
    pub json: Vec<String>,
    pub text: String,
    /// What the function returns, where the text does not say so.
    pub returns: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    MadeText,
    TextAt,
    Identifier,
    Number,
    NumberAt,
    Int,
    Char,
    CharAt,
    Real,
    Count,
    Milliseconds,
    MillisecondsAt,
    Time,
    TimeAt,
    Flag,
    Bool,
}

impl Kind {
    pub fn is_at(self) -> bool {
        matches!(
            self,
            Self::TextAt | Self::NumberAt | Self::CharAt | Self::MillisecondsAt | Self::TimeAt
        )
    }

    /// What C gets when there is no value, unless the row says otherwise.
    pub fn none(self) -> &'static str {
        match self {
            Self::Text | Self::MadeText | Self::TextAt | Self::Identifier => "NULL",
            Self::Count | Self::Bool => "0",
            Self::Real => "-1.0",
            _ => "-1",
        }
    }

    /// The type of the C function, in Rust.
    pub fn rust(self) -> &'static str {
        match self {
            Self::Text | Self::MadeText | Self::TextAt => "*const c_char",
            Self::Identifier => "*const acs_identifier_t",
            Self::Int | Self::Char | Self::CharAt | Self::Flag | Self::Bool => "c_int",
            Self::Real => "f64",
            Self::Count => "usize",
            _ => "i64",
        }
    }
}

impl Table {
    pub fn read() -> Self {
        toml::from_str(include_str!("../../../capi/surface/getters.toml")).unwrap()
    }
}

impl Section {
    pub fn function(&self, getter: &Getter) -> String {
        format!("acs_{}_{}", self.object, getter.name)
    }
}

impl Getter {
    pub fn none(&self) -> &str {
        self.none.as_deref().unwrap_or(self.kind.none())
    }
}
