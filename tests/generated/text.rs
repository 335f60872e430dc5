//! Comments and names in generated sources.

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
