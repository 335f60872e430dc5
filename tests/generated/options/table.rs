//! The table of options, `capi/surface/options.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Options that several types have in common, by the name that `use` refers to.
    pub group: BTreeMap<String, Group>,
    #[serde(rename = "enum")]
    pub enums: Vec<Enum>,
    #[serde(rename = "type")]
    pub types: Vec<Type>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub option: Vec<Row>,
}

/// Constants of C, and the Rust enum that they stand for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enum {
    /// `ACS_REJECT`.
    pub prefix: String,
    /// The path of the Rust enum; empty when a hand-written reader takes the constants.
    #[serde(default)]
    pub rust: String,
    /// Name, number, variant, documentation.
    pub values: Vec<(String, i64, String, String)>,
}

/// An option type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Type {
    /// `create_call_options`: the C type without `acs_` and `_t`.
    pub name: String,
    /// The C++ struct, where it is named otherwise.
    pub cpp: Option<String>,
    /// The path of the Rust type.
    pub rust: String,
    /// The name of the C parameter that is the object.
    #[serde(default = "options")]
    pub object: String,
    pub text: String,
    /// The object keeps the identifiers that a function lends from it.
    #[serde(default)]
    pub lends_identifiers: bool,
    /// The rules of the Rust type that a setter reports, as an expression.
    pub check: Option<String>,
    /// Groups of options that it has beside its own; they come first, but for `request`.
    #[serde(default, rename = "use")]
    pub groups: Vec<String>,
    /// Constructors; `acs_NAME_new` without parameters when none is given.
    #[serde(default)]
    pub new: Vec<New>,
    /// The C++ expression that creates the C object, unless it has no arguments.
    pub cpp_new: Option<String>,
    /// C++ members that are no options, such as the arguments of the constructor.
    #[serde(default)]
    pub member: Vec<Member>,
    #[serde(default)]
    pub option: Vec<Row>,
}

fn options() -> String {
    "options".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    /// What the C name ends in.
    #[serde(default = "new")]
    pub name: String,
    pub text: String,
    /// The Rust expression that makes the value of the parameters, a `Result`.
    pub make: String,
    #[serde(default)]
    pub param: Vec<Param>,
}

fn new() -> String {
    "new".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub declaration: String,
    pub text: String,
}

/// An option.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The name of the Rust method, and what the C name ends in.
    pub name: String,
    pub kind: Kind,
    /// What a kind needs: the enum, the option type, the object.
    #[serde(default)]
    pub of: String,
    /// Whether each call adds one, instead of replacing the one before.
    #[serde(default)]
    pub add: bool,
    /// A noun phrase, or a clause with "whether"; for a switch the clause alone.
    pub text: String,
    /// Further sentences.
    pub note: Option<String>,
    pub default: Option<String>,
    /// The range of a number.
    pub min: Option<i64>,
    pub max: Option<i64>,
    #[serde(default)]
    pub unit: String,
    /// The range is checked by the operation, not by the setter: `validate` may switch it off.
    #[serde(default)]
    pub late: bool,
    /// The name in errors, where it is not the name with spaces.
    pub field: Option<String>,
    /// The function of `capi/src/options/read.rs` that reads the value, where that of the kind does not.
    pub read: Option<String>,
    /// The Rust expression that sets the value, where the method alone does not.
    pub apply: Option<String>,
    /// The parameters of an option of kind `custom`.
    #[serde(default)]
    pub param: Vec<Param>,
    /// The names under which the arguments of the Rust method are passed on, when there are several.
    #[serde(default)]
    pub args: Vec<String>,
    /// The C++ type of an option of kind `custom`.
    pub cpp: Option<String>,
    /// The C++ member, where it is named otherwise.
    pub cpp_name: Option<String>,
    pub cpp_text: Option<String>,
    /// The C++ member is not a `std::optional`.
    #[serde(default)]
    pub always: bool,
    /// C++ sets it by the member of another row.
    #[serde(default)]
    pub c_only: bool,
    /// An argument of C that is accepted, where that of the kind would not be.
    pub good: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    PhoneNumber,
    Tones,
    Flag,
    /// It is set by a C function without an argument, and never reset.
    Switch,
    Number,
    Ms,
    Enum,
    /// A code and a sub-code.
    Failure,
    /// A name and a value.
    Pair,
    Identifier,
    User,
    TeamsApp,
    PlaySource,
    /// Other options.
    Options,
    /// Another object of the interface.
    Object,
    /// Read by a function of `capi/src/options/read.rs`, set by one of the C++ header.
    Custom,
}

/// A parameter of a constructor, or of an option of kind `custom`.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
pub struct Param {
    pub name: String,
    pub kind: ParamKind,
    #[serde(default)]
    pub of: String,
    pub text: String,
    #[serde(default)]
    pub nullable: bool,
    pub min: Option<i64>,
    pub max: Option<i64>,
    #[serde(default)]
    pub late: bool,
    pub good: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum ParamKind {
    Text,
    Texts,
    Count,
    Number,
    Int,
    Enum,
    Identifier,
}

impl Table {
    pub fn read() -> Self {
        toml::from_str(include_str!("../../../capi/surface/options.toml")).unwrap()
    }

    /// The options of a type in the order of the header.
    pub fn rows<'a>(&'a self, of: &'a Type) -> Vec<&'a Row> {
        let group = |last: bool| {
            let names = of
                .groups
                .iter()
                .filter(move |name| (*name == "request") == last);
            names.flat_map(|name| &self.group[name].option)
        };
        group(false).chain(&of.option).chain(group(true)).collect()
    }

    pub fn constants(&self, prefix: &str) -> &Enum {
        let mut enums = self.enums.iter();
        enums.find(|one| one.prefix == prefix).unwrap()
    }
}

impl Enum {
    /// `ACS_REJECT_NONE, ACS_REJECT_BUSY, ...`
    pub fn names(&self) -> String {
        let names = self
            .values
            .iter()
            .map(|one| format!("{}_{}", self.prefix, one.0));
        names.collect::<Vec<_>>().join(", ")
    }

    /// The function that reads it: `reject`.
    pub fn reader(&self) -> String {
        self.prefix.trim_start_matches("ACS_").to_lowercase()
    }
}

impl Type {
    /// `CreateCallOptions`.
    pub fn rust_name(&self) -> &str {
        self.rust.rsplit("::").next().unwrap()
    }

    pub fn cpp_name(&self) -> &str {
        self.cpp.as_deref().unwrap_or(&self.name)
    }

    pub fn is_for_emulator(&self) -> bool {
        self.rust.starts_with("crate::emulator::")
    }

    /// The name of an option in errors, in Rust: a constant, but for the emulator, which shares none.
    pub fn field(&self, row: &Row) -> String {
        if self.is_for_emulator() {
            return format!("{:?}", row.field_name());
        }
        format!("field::{}", row.field_constant())
    }
}

impl Row {
    /// Its name in errors: "SIP header".
    pub fn field_name(&self) -> String {
        let name = || self.name.replace('_', " ");
        self.field.clone().unwrap_or_else(name)
    }

    /// The constant with that name, in `field`: `SIP_HEADER`.
    pub fn field_constant(&self) -> String {
        self.field_name().to_uppercase().replace([' ', '-'], "_")
    }

    /// `acs_TYPE_set_NAME`, with the unit of a time.
    pub fn function(&self, of: &Type) -> String {
        let verb = if self.add { "add" } else { "set" };
        format!("acs_{}_{verb}_{}", of.name, self.parameter())
    }

    /// The name of the C parameter.
    pub fn parameter(&self) -> String {
        let unit = if self.kind == Kind::Ms { "_ms" } else { "" };
        format!("{}{unit}", self.name)
    }

    pub fn cpp_name(&self) -> &str {
        self.cpp_name.as_deref().unwrap_or(&self.name)
    }

    /// "0 to 20", "1 to 3,600,000 ms", "0 bytes or more".
    pub fn range(&self) -> Option<String> {
        if self.kind == Kind::Failure {
            return Some("0 to 65,535, and 0 to 4,294,967,295".to_owned());
        }
        let unit = match (self.kind, self.unit.as_str()) {
            (Kind::Ms, _) => " ms".to_owned(),
            (_, "") => String::new(),
            (_, unit) => format!(" {unit}"),
        };
        let min = grouped(self.min?);
        Some(match self.max {
            Some(max) => format!("{min} to {}{unit}", grouped(max)),
            None if min == "1" && self.kind != Kind::Ms => {
                format!("1{} or more", unit.trim_end_matches('s'))
            }
            None => format!("{min}{unit} or more"),
        })
    }
}

/// 3600000 as "3,600,000".
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
