//! Writes the option structs of C++ and their conversion: `include/acs_call_automation/options.hpp`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::rust::sentences;
use super::table::{Kind, Row, Table, Type};
use crate::text::{cpp_comment, cpp_names};

pub const FILE: &str = "include/acs_call_automation/options.hpp";

pub fn write(table: &Table) -> String {
    let mut out = String::from(
        "/**\n * @file options.hpp\n * Option structs of the C++ interface; included by \
         acs_call_automation.hpp, not by programs.\n *\n * SPDX-License-Identifier: MIT OR Apache-2.0\n */\n\
         /* Written by tests/generated from capi/surface/options.toml; do not edit. */\n\nnamespace acs {\n",
    );
    let setters = setters(table);
    for one in &table.types {
        let title = one.name.replace('_', " ");
        writeln!(out, "\n/* ======== {title} ======== */").unwrap();
        structure(&mut out, table, one, &setters);
        conversion(&mut out, table, one);
    }
    out.push_str("\n}  // namespace acs\n");
    out
}

fn structure(out: &mut String, table: &Table, of: &Type, setters: &BTreeMap<String, String>) {
    out.push('\n');
    cpp_comment(out, "", &of.text);
    writeln!(out, "struct {} {{", of.cpp_name()).unwrap();
    for member in &of.member {
        cpp_comment(out, "    ", &member.text);
        writeln!(out, "    {}", member.declaration).unwrap();
    }
    for row in members(table, of) {
        cpp_comment(out, "    ", &cpp_names(&member_doc(table, row), setters));
        writeln!(
            out,
            "    {} {}{{}};",
            member_type(table, row),
            row.cpp_name()
        )
        .unwrap();
    }
    out.push_str("};\n");
}

/// The member of C++ for each setter of C.
fn setters(table: &Table) -> BTreeMap<String, String> {
    let of_type = |of: &Type| {
        let rows = table.rows(of).into_iter();
        let members = rows.map(|row| {
            (
                row.function(of),
                format!("{}::{}", of.cpp_name(), row.cpp_name()),
            )
        });
        members.collect::<Vec<_>>()
    };
    table.types.iter().flat_map(of_type).collect()
}

fn members<'a>(table: &'a Table, of: &'a Type) -> impl Iterator<Item = &'a Row> {
    table.rows(of).into_iter().filter(|row| !row.c_only)
}

fn member_doc(table: &Table, row: &Row) -> String {
    let text = match (&row.cpp_text, row.kind) {
        (Some(text), _) => text.clone(),
        (None, Kind::Switch) => format!("whether {}", row.text),
        (None, _) => row.text.clone(),
    };
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let range = match row.kind {
        Kind::Enum => Some(table.constants(&row.of).names()),
        _ => row.range(),
    };
    sentences(
        row,
        &format!("{first}{}", letters.as_str()),
        range,
        row.default.as_deref(),
    )
}

fn member_type(table: &Table, row: &Row) -> String {
    let one = match row.kind {
        Kind::Text | Kind::PhoneNumber | Kind::Tones => "std::string".to_owned(),
        Kind::Flag => "bool".to_owned(),
        Kind::Switch => return "bool".to_owned(),
        Kind::Failure => "failure_numbers".to_owned(),
        Kind::Enum => "int".to_owned(),
        Kind::Number => "std::int64_t".to_owned(),
        Kind::Ms => "std::chrono::milliseconds".to_owned(),
        Kind::Identifier | Kind::User | Kind::TeamsApp => "identifier".to_owned(),
        Kind::PlaySource if row.add => return "acs::play_sources".to_owned(),
        Kind::PlaySource => "acs::play_source".to_owned(),
        Kind::Options => {
            let mut types = table.types.iter();
            let of = types.find(|one| one.name == row.of).unwrap();
            format!("acs::{}", of.cpp_name())
        }
        Kind::Object => format!("acs::{}", row.of),
        Kind::Pair => return "name_values".to_owned(),
        Kind::Custom => return row.cpp.clone().unwrap(),
    };
    match (row.add, row.always) {
        (true, _) => format!("std::vector<{one}>"),
        (false, true) => one,
        (false, false) => format!("std::optional<{one}>"),
    }
}

/// The pointer that owns the C object.
fn pointer(of: &str) -> String {
    format!("{of}_ptr")
}

fn conversion(out: &mut String, table: &Table, of: &Type) {
    let (name, pointer) = (&of.name, pointer(&of.name));
    let new = of
        .cpp_new
        .clone()
        .unwrap_or_else(|| format!("acs_{name}_new()"));
    writeln!(
        out,
        "\nnamespace detail {{\n\nusing {pointer} = owned<acs_{name}_t, acs_{name}_free>;\n\n\
         inline {pointer} to_c(const {} &from) {{\n    {pointer} to({new});",
        of.cpp_name()
    )
    .unwrap();
    for row in members(table, of) {
        writeln!(out, "    {}", statement(of, row)).unwrap();
    }
    out.push_str("    return to;\n}\n\n}  // namespace detail\n");
}

fn statement(of: &Type, row: &Row) -> String {
    let (function, member) = (row.function(of), row.cpp_name());
    let label = row.name.replace('_', " ");
    let verb = if row.add { "add" } else { "set" };
    let given = |value: &str| {
        if row.add {
            format!(
                "for (const auto &one : from.{member}) {function}(to.get(), {});",
                value.replace('*', "one").replace("->", "one.")
            )
        } else {
            let value = value
                .replace('*', &format!("*from.{member}"))
                .replace("->", &format!("from.{member}->"));
            format!("if (from.{member}) {function}(to.get(), {value});")
        }
    };
    match row.kind {
        Kind::Text | Kind::PhoneNumber | Kind::Tones | Kind::Pair => {
            format!("{verb}(to.get(), {function}, from.{member}, \"{label}\");")
        }
        Kind::Flag | Kind::Enum | Kind::Number | Kind::Ms => {
            format!("set(to.get(), {function}, from.{member});")
        }
        Kind::Switch => format!("if (from.{member}) {function}(to.get());"),
        Kind::Failure => given("->code, ->sub_code"),
        Kind::Identifier | Kind::User | Kind::TeamsApp | Kind::Object => given("->raw()"),
        Kind::Options if row.always => {
            format!("{function}(to.get(), to_c(from.{member}).get());")
        }
        Kind::PlaySource | Kind::Options => given("to_c(*).get()"),
        Kind::Custom if row.add => {
            format!(
                "for (const auto &one : from.{member}) add_{}(to.get(), one);",
                row.name
            )
        }
        Kind::Custom => format!("set_{}(to.get(), from.{member});", row.name),
    }
}
