//! Comments and names in generated sources.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Lines of at most 100 characters, each as a doc comment of Rust.
pub fn rust_comment(out: &mut String, indent: &str, text: &str) {
    let mut code = false;
    for paragraph in text.lines() {
        code ^= paragraph == "@code" || paragraph == "@endcode";
        if code || paragraph.is_empty() || paragraph == "@endcode" {
            writeln!(out, "{}", format!("/// {paragraph}").trim_end()).unwrap();
            continue;
        }
        for (at, line) in wrapped(paragraph, 94 - indent.len()).iter().enumerate() {
            let indent = if at == 0 { "" } else { indent };
            writeln!(out, "/// {indent}{line}").unwrap();
        }
    }
}

/// A doc comment of C++.
pub fn cpp_comment(out: &mut String, indent: &str, text: &str) {
    let lines = wrapped(text, 96 - indent.len());
    for (at, line) in lines.iter().enumerate() {
        let start = if at == 0 { "/**" } else { " *" };
        let end = if at + 1 == lines.len() { " */" } else { "" };
        let space = if at == 0 { " " } else { "  " };
        writeln!(out, "{indent}{start}{space}{line}{end}").unwrap();
    }
}

pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().unwrap();
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// `CallConnected` gives `CALL_CONNECTED`.
pub fn snake_upper(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

/// Names of C functions in a text, as C++ has them: `acs_client_send` gives `client::send`.
pub fn cpp_names(text: &str, setters: &BTreeMap<String, String>) -> String {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("acs_") {
        let (before, from) = rest.split_at(at);
        let end = from.find(|letter| !is_name(letter)).unwrap_or(from.len());
        let (name, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(&cpp_name(name, setters));
        rest = after;
    }
    out + rest
}

fn cpp_name(function: &str, setters: &BTreeMap<String, String>) -> String {
    match function {
        "acs_receiver_new" => return "receiver::receiver".to_owned(),
        "acs_emulator_start" => return "emulator::emulator".to_owned(),
        "acs_events_parse" => return "event::parse".to_owned(),
        _ => {}
    }
    if let Some(member) = setters.get(function) {
        return member.clone();
    }
    ["client", "call", "event", "receiver", "emulator"]
        .iter()
        .find_map(|class| {
            let method = function.strip_prefix(&format!("acs_{class}_"))?;
            // The header.
            (method != "automation").then(|| format!("{class}::{method}"))
        })
        .unwrap_or_else(|| function.to_owned())
}
