//! Writes the C++ methods that read values: `include/acs_call_automation/getters.hpp`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::table::{Getter, Kind, Section, Table};
use crate::text::{cpp_comment, cpp_names};

pub const FILE: &str = "include/acs_call_automation/getters.hpp";

pub fn write(table: &Table) -> String {
    let mut out = String::from(
        "/**\n * @file getters.hpp\n * Methods that read a value; included by acs_call_automation.hpp, not by \
         programs.\n *\n * SPDX-License-Identifier: MIT OR Apache-2.0\n */\n\
         /* Written by tests/generated from capi/surface/getters.toml; do not edit. */\n\n\
         namespace acs {\nnamespace detail {\n",
    );
    let mut sections = table
        .section
        .iter()
        .filter(|one| one.object != "error")
        .peekable();
    while let Some(first) = sections.next() {
        let object = &first.object;
        write!(
            out,
            "\n/** What acs::{object} reads. */\ntemplate <class Self>\nclass {object}_getters {{\npublic:\n"
        )
        .unwrap();
        methods(&mut out, first);
        while let Some(more) = sections.next_if(|one| one.object == *object) {
            out.push('\n');
            methods(&mut out, more);
        }
        write!(
            out,
            "\nprotected:\n    {object}_getters() noexcept = default;\n\nprivate:\n    \
             const acs_{object}_t *own() const noexcept {{ return static_cast<const Self *>(this)->raw(); }}\n}};\n"
        )
        .unwrap();
    }
    out.push_str("\n}  // namespace detail\n}  // namespace acs\n");
    out
}

fn methods(out: &mut String, section: &Section) {
    writeln!(out, "    /* {} */\n", section.about.trim_end_matches('.')).unwrap();
    for getter in section
        .getter
        .iter()
        .filter(|one| one.cpp.as_deref() != Some(""))
    {
        method(out, section, getter);
    }
}

fn method(out: &mut String, section: &Section, getter: &Getter) {
    let text = getter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut doc = text;
    if let Some(returns) = &getter.returns {
        write!(doc, " {}{}.", returns[..1].to_uppercase(), &returns[1..]).unwrap();
    }
    if matches!(getter.kind, Kind::Milliseconds | Kind::Time) {
        doc = doc.replace(", in milliseconds", "");
    }
    doc = cpp_names(&doc, &BTreeMap::new());
    // What C says by numbers.
    let words = [
        ("Returns 1 ", "Returns true "),
        (", 0 otherwise", ""),
        (", 0 for others", ", false for others"),
        (", 0 for one of", ", false for one of"),
        ("; 0 otherwise", ""),
        ("; -1 for none", ""),
        ("; 0 for none", ""),
        (" -1 ", " none "),
        (
            "empty without a query; NULL for",
            "empty without a query and for",
        ),
        ("NULL", "empty"),
        // No period follows an ellipsis.
        ("....", "..."),
    ];
    for (c, cpp) in words {
        doc = doc.replace(c, cpp);
    }
    cpp_comment(out, "    ", &doc);
    let call = format!("{}(own())", section.function(getter));
    let name = getter.name.strip_suffix("_ms").unwrap_or(&getter.name);
    let name = getter.cpp.as_deref().unwrap_or(name);
    let (kind, value) = match getter.kind {
        Kind::Text | Kind::MadeText => ("std::string_view", format!("text_or_empty({call})")),
        Kind::Identifier => (
            "identifier",
            format!("identifier(static_cast<const Self *>(this)->shared(), {call})"),
        ),
        Kind::Number | Kind::Int if getter.none() == "-1" => {
            let kind = if getter.kind == Kind::Int {
                "std::optional<int>"
            } else {
                "std::optional<std::int64_t>"
            };
            (kind, format!("some({call})"))
        }
        Kind::Int => ("int", call),
        Kind::Number => ("std::int64_t", call),
        Kind::Char => ("std::optional<char>", format!("character({call})")),
        Kind::Real => ("std::optional<double>", format!("some({call})")),
        Kind::Count => ("std::size_t", call),
        Kind::Milliseconds => (
            "std::optional<std::chrono::milliseconds>",
            format!("span({call})"),
        ),
        Kind::Time => ("std::optional<time_point>", format!("moment({call})")),
        Kind::Flag => ("std::optional<bool>", format!("flag({call})")),
        Kind::Bool => ("bool", format!("{call} == 1")),
        _ => panic!("{name}: lists are written by hand"),
    };
    writeln!(
        out,
        "    {kind} {name}() const noexcept {{ return {value}; }}"
    )
    .unwrap();
}
