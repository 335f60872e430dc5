//! Writes the C functions that read values, in Rust: `capi/src/getters/generated/`.

use std::fmt::Write;

use acs_call_automation::event::{KNOWN_EVENTS, KNOWN_REASONS};

use super::table::{Getter, Kind, Section, Table};
use crate::text::{rust_comment, snake_upper};

pub const FOLDER: &str = "capi/src/getters/generated";

const MADE: &str = "// Written by tests/generated from capi/surface/getters.toml; do not edit.\n";

/// File names and texts.
pub fn write(table: &Table) -> Vec<(String, String)> {
    let mut files = vec![
        ("mod.rs".to_owned(), modules(table)),
        ("event_kinds.rs".to_owned(), event_kinds()),
        ("media_reasons.rs".to_owned(), media_reasons()),
        ("event_places.rs".to_owned(), event_places(table)),
    ];
    for section in &table.section {
        files.push((format!("{}.rs", section.file), functions(section)));
    }
    files
}

fn modules(table: &Table) -> String {
    let mut out = format!(
        "//! Getters of C.\n{MADE}\npub(crate) mod event_kinds;\npub(crate) mod media_reasons;\n"
    );
    out.push_str("#[cfg(test)]\npub(crate) mod event_places;\n");
    for section in &table.section {
        writeln!(out, "pub(crate) mod {};", section.file).unwrap();
    }
    out
}

/// The constants of the event types.
fn event_kinds() -> String {
    let mut out = String::from(
        "//! The types of events as numbers.\n\
         // Written by tests/generated from the table in src/event/payload/mod.rs; do not edit.\n\n\
         use std::ffi::{CStr, c_int};\n",
    );
    let mut hundred = 0;
    for (kind, _, about) in KNOWN_EVENTS {
        let number = *kind as i32;
        if number / 100 != hundred {
            hundred = number / 100;
            out.push('\n');
        }
        let name = snake_upper(&format!("{kind:?}"));
        writeln!(out, "/// {}", about.trim()).unwrap();
        writeln!(out, "pub const ACS_EVENT_{name}: c_int = {number};").unwrap();
    }
    out.push_str("\n/// The number and the name of each type.\npub(crate) const NAMES: &[(c_int, &CStr)] = &[\n");
    for (kind, event_type, _) in KNOWN_EVENTS {
        let constant = snake_upper(&format!("{kind:?}"));
        let name = event_type.rsplit('.').next().unwrap();
        writeln!(out, "    (ACS_EVENT_{constant}, c\"{name}\"),").unwrap();
    }
    out.push_str("];\n");
    out
}

/// The constants of the media reasons.
fn media_reasons() -> String {
    let mut out = String::from(
        "//! The reasons of media events as numbers.\n\
         // Written by tests/generated from the table in src/event/media_reason.rs; do not edit.\n\n\
         use std::ffi::{CStr, c_int};\n\n",
    );
    for (reason, about) in KNOWN_REASONS {
        let name = snake_upper(&format!("{reason:?}"));
        let about = about.trim().split_once(": ").unwrap().1;
        let mut letters = about.chars();
        let first = letters.next().unwrap().to_uppercase();
        writeln!(out, "/// {first}{}", letters.as_str()).unwrap();
        writeln!(
            out,
            "pub const ACS_MEDIA_REASON_{name}: c_int = {};",
            reason.sub_code()
        )
        .unwrap();
    }
    out.push_str("\n/// The number and the name of each reason.\npub(crate) const NAMES: &[(c_int, &CStr)] = &[\n");
    for (reason, _) in KNOWN_REASONS {
        let constant = snake_upper(&format!("{reason:?}"));
        writeln!(out, "    (ACS_MEDIA_REASON_{constant}, c\"{reason:?}\"),").unwrap();
    }
    out.push_str("];\n");
    out
}

/// Where the JSON of an event has the values of its getters, for a test that compares.
fn event_places(table: &Table) -> String {
    let mut out = format!(
        "//! Where the JSON of events has the values of their getters, for tests.\n{MADE}\n\
         use crate::getters::names::*;\nuse super::*;\n\n\
         /// A getter, and the places in the JSON that it may read: the first that is there counts.\n\
         pub(crate) type Row<T> = (unsafe extern \"C\" fn(*const acs_event_t) -> T, &'static [&'static str]);\n"
    );
    let all = [
        ("TEXTS", "*const c_char"),
        ("IDENTIFIERS", "*const acs_identifier_t"),
        ("NUMBERS", "i64"),
        ("FLAGS", "c_int"),
        ("FLOATS", "f64"),
    ];
    for (name, kind) in all {
        writeln!(out, "\npub(crate) const {name}: &[Row<{kind}>] = &[").unwrap();
        for section in table.section.iter().filter(|one| one.object == "event") {
            for getter in &section.getter {
                if getter.kind.rust() == kind && !getter.json.is_empty() {
                    let function = section.function(getter);
                    writeln!(
                        out,
                        "    ({}::{function}, &{:?}),",
                        section.file, getter.json
                    )
                    .unwrap();
                }
            }
        }
        out.push_str("];\n");
    }
    out
}

fn functions(section: &Section) -> String {
    let mut out = format!(
        "//! {}\n{MADE}\nuse crate::getters::names::*;\n",
        section.about
    );
    for getter in &section.getter {
        function(&mut out, section, getter);
    }
    out
}

fn function(out: &mut String, section: &Section, getter: &Getter) {
    out.push('\n');
    rust_comment(out, "", &doc(getter));
    if let Some(returns) = &getter.returns {
        out.push_str("///\n");
        rust_comment(out, "        ", &format!("@return {returns}"));
    }
    let (object, kind) = (short(&section.object), getter.kind);
    let index = if kind.is_at() { ", index: usize" } else { "" };
    writeln!(
        out,
        "#[unsafe(no_mangle)]\npub unsafe extern \"C\" fn {}({object}: *const acs_{}_t{index}) -> {} {{",
        section.function(getter),
        section.object,
        kind.rust()
    )
    .unwrap();
    let name = &getter.name;
    let (call, closure) = match kind {
        Kind::Text => (
            format!("text_of({object}, \"{name}\", "),
            format!("|{object}|"),
        ),
        Kind::MadeText => (
            format!("made_text_of({object}, \"{name}\", "),
            format!("|{object}|"),
        ),
        Kind::TextAt => (
            format!("text_at({object}, \"{name}\", index, "),
            format!("|{object}, index|"),
        ),
        Kind::Identifier => (
            format!("identifier_of({object}, \"{name}\", "),
            format!("|{object}|"),
        ),
        _ if kind.is_at() => (
            format!("value_at({object}, index, {}, ", getter.none()),
            format!("|{object}, index|"),
        ),
        _ => (
            format!("value_of({object}, {}, ", getter.none()),
            format!("|{object}|"),
        ),
    };
    let it = match section.inner.as_str() {
        "" => object.to_owned(),
        inner => format!("{object}.{inner}()"),
    };
    writeln!(
        out,
        "    {call}{closure} {{\n        let it = {it};\n{}    }})\n}}",
        body(getter)
    )
    .unwrap();
}

/// The expression that reads the value, as C gets it.
fn body(getter: &Getter) -> String {
    let read = match getter.kind {
        Kind::Bool => format!("Some(c_int::from({}))", getter.read),
        Kind::Flag => format!("{}.map(c_int::from)", getter.read),
        Kind::Time | Kind::TimeAt => format!("Some(unix_millis({}))", getter.read),
        _ => getter.read.clone(),
    };
    if getter.of.is_empty() {
        return format!("        {read}\n");
    }
    let mut out = String::from("        match it.body() {\n");
    for event in &getter.of {
        writeln!(out, "            EventBody::{event}(b) => {read},").unwrap();
    }
    out.push_str("            _ => None,\n        }\n");
    out
}

fn doc(getter: &Getter) -> String {
    let mut doc = getter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let of = if getter.of.is_empty() {
        &getter.only
    } else {
        &getter.of
    };
    if of.is_empty() {
        return doc;
    }
    // At the end of the first sentence.
    let end = doc.find(". ").unwrap_or(doc.len() - 1);
    doc.insert_str(end, &format!(" ({})", of.join(", ")));
    doc
}

/// The name of the parameter for the object.
fn short(object: &str) -> &str {
    object.strip_prefix("recording_").unwrap_or(object)
}
