//! The option methods of Rust and the setters of C stand one to one, by name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common {
    pub mod headers;
}

use std::collections::BTreeMap;
use std::path::Path;

/// Types that are set up like options, beside those whose names say so.
const OTHERS: [(&str, &str); 13] = [
    // The other sources have no more than this one.
    ("TextSource", "acs_play_source"),
    ("CallInvite", "acs_invite"),
    ("GenericRequest", "acs_generic_request"),
    ("CustomCallingContext", "acs_calling_context"),
    ("TeamsPhoneCallDetails", "acs_teams_phone_call_details"),
    ("TeamsPhoneCallerDetails", "acs_teams_phone_caller_details"),
    ("TeamsPhoneSourceDetails", "acs_teams_phone_source_details"),
    ("ClientCall", "acs_emulator_client_call"),
    ("Fault", "acs_emulator_fault"),
    ("GridSubscription", "acs_emulator_subscription"),
    ("IncomingCall", "acs_emulator_incoming_call"),
    ("Prompt", "acs_emulator_prompt"),
    ("RemoteParty", "acs_emulator_remote_party"),
];

const CERTIFICATES: &str = "the C library makes no certificates: rcgen is left out of it";

/// Methods that C does not have, and why.
const RUST_ONLY: [(&str, &str, &str); 8] = [
    ("ClientOptions", "clock", "for tests written in Rust"),
    ("ReceiverOptions", "clock", "for tests written in Rust"),
    ("IdentityOptions", "clock", "for tests written in Rust"),
    ("TokenVerifierOptions", "clock", "for tests written in Rust"),
    ("EmulatorOptions", "https", CERTIFICATES),
    ("EmulatorOptions", "host", CERTIFICATES),
    ("EmulatorOptions", "ca_dir", CERTIFICATES),
    ("EmulatorOptions", "hook", "a seed can have hooks"),
];

/// Macros that declare whole types of options.
const DECLARING: [&str; 3] = [
    "participant_options",
    "switch_options",
    "transcription_options",
];

#[derive(Debug)]
struct Method {
    name: String,
    /// It takes a time, whose unit the C name has.
    takes_time: bool,
}

#[test]
fn every_option_method_has_its_setter_and_every_setter_its_method() {
    let source = source();
    let header = common::headers::headers("h");
    let mut wrong = Vec::new();
    for (rust, c) in types(&source) {
        let methods = methods_of(&rust, &source);
        assert!(!methods.is_empty(), "no option methods of {rust} found");
        let mut setters = setters_of(&c, &header);
        for method in methods {
            let fits = |setter: &String| {
                let unit = setter.strip_prefix(method.name.as_str());
                match unit {
                    Some("") => !method.takes_time,
                    Some("_ms" | "_s") => method.takes_time,
                    _ => false,
                }
            };
            let (found, others): (Vec<_>, Vec<_>) = setters.into_iter().partition(fits);
            setters = others;
            let in_c = !RUST_ONLY
                .iter()
                .any(|(of, name, _)| *of == rust && *name == method.name);
            if found.len() != usize::from(in_c) {
                wrong.push(format!("{rust}::{}: {found:?} in C", method.name));
            }
        }
        wrong.extend(
            setters
                .iter()
                .map(|setter| format!("{c}_..._{setter}: no method of {rust}")),
        );
    }
    assert!(
        wrong.is_empty(),
        "{}\nAdd a row to capi/surface/options.toml, then `UPDATE=1 cargo test --test generated`, and \
         `UPDATE=1 cargo test -p acs-call-automation-capi --test header`",
        wrong.join("\n")
    );
}

#[test]
fn what_c_does_not_have_exists_in_rust() {
    let source = source();
    for (rust, name, reason) in RUST_ONLY {
        let methods = methods_of(rust, &source);
        assert!(
            methods.iter().any(|method| method.name == name),
            "{rust}::{name} ({reason}) is gone"
        );
    }
}

#[test]
fn a_library_without_the_emulator_has_its_option_methods() {
    let emulator = read(&["../emulator/src"]);
    let absent = read(&["src/emulator"]);
    let mut count = 0;
    for rust in types(&emulator).into_keys() {
        let described = blocks(&format!("\ndescription! {{\n    {rust} {{"), &absent);
        let written = blocks(&format!("\nimpl {rust} {{"), &absent);
        let declared = [described, written].concat().concat();
        for method in methods_of(&rust, &emulator) {
            let name = method.name;
            assert!(
                declared.contains(&format!(" {name}(")),
                "capi/src/emulator/absent.rs has no {rust}::{name}"
            );
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

/// The sources of the core and of the emulator.
fn source() -> String {
    read(&["../src", "../emulator/src"])
}

fn read(folders: &[&str]) -> String {
    fn read(folder: &Path, all: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, all);
            } else if path.extension().is_some_and(|end| end == "rs") {
                all.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut all = String::new();
    for folder in folders {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        read(&folder, &mut all);
    }
    all
}

/// The public types that are set up by methods, and how their C functions begin.
fn types(source: &str) -> BTreeMap<String, String> {
    let declared = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub struct "))
        .map(word);
    let by_macro = DECLARING
        .into_iter()
        .flat_map(|name| invocations(name, source))
        .flat_map(bare_words);
    let mut types: BTreeMap<_, _> = declared
        .chain(by_macro)
        .filter(|name| name.ends_with("Options"))
        .map(|name| (name.to_owned(), format!("acs{}", snake(name))))
        .collect();
    types.extend(OTHERS.map(|(rust, c)| (rust.to_owned(), c.to_owned())));
    types
}

fn methods_of(rust: &str, source: &str) -> Vec<Method> {
    let written = blocks(&format!("\nimpl {rust} {{"), source);
    let made = DECLARING.into_iter().flat_map(|name| {
        let given = invocations(name, source).into_iter();
        given
            .filter(|given| bare_words(given).any(|name| name == rust))
            .map(move |_| macro_body(name, source))
    });
    written
        .into_iter()
        .chain(made)
        .flat_map(|block| methods_in(block, source))
        .collect()
}

/// The methods that take options and give them back, those from macros included.
fn methods_in(block: &str, source: &str) -> Vec<Method> {
    let mut methods = Vec::new();
    for declared in block.split("pub fn ").skip(1) {
        let name = word(declared);
        let (_, arguments) = declared.split_once('(').unwrap();
        let (arguments, _) = arguments.split_once(") ->").unwrap_or((arguments, ""));
        let first = arguments.split(',').next().unwrap().trim();
        let takes_self = matches!(first, "self" | "mut self");
        if takes_self && !name.is_empty() {
            methods.push(Method {
                name: name.to_owned(),
                takes_time: arguments.contains(": Duration"),
            });
        }
    }
    for called in ["call_options", "source_options", "operation_options"] {
        if block.contains(&format!("{called}!();")) {
            methods.extend(methods_in(macro_body(called, source), source));
        }
    }
    for name in invocations("text_setters", block)
        .into_iter()
        .flat_map(bare_words)
    {
        methods.push(Method {
            name: name.to_owned(),
            takes_time: false,
        });
    }
    methods
}

/// What `prefix_set_...` and `prefix_add_...` of the header end in.
fn setters_of(prefix: &str, header: &str) -> Vec<String> {
    let declared = header.lines().filter_map(|line| {
        let (before, _) = line.strip_prefix("acs_status_t ")?.split_once('(')?;
        let rest = before.strip_prefix(prefix)?;
        rest.strip_prefix("_set_")
            .or_else(|| rest.strip_prefix("_add_"))
    });
    declared.map(str::to_owned).collect()
}

/// What stands between each `start` and the brace that ends it, at the same indentation.
fn blocks<'a>(start: &str, source: &'a str) -> Vec<&'a str> {
    let given = source.split(start).skip(1);
    given
        .map(|rest| rest.split_once("\n}").unwrap().0)
        .collect()
}

fn macro_body<'a>(name: &str, source: &'a str) -> &'a str {
    blocks(&format!("\nmacro_rules! {name} {{"), source)[0]
}

/// What the macro is given, each time that it is used with braces.
fn invocations<'a>(name: &str, source: &'a str) -> Vec<&'a str> {
    let start = format!("{name}! {{");
    let given = source.split(start.as_str()).skip(1);
    given.map(|rest| rest.split_once('}').unwrap().0).collect()
}

/// The lines that hold one word and nothing else.
fn bare_words(block: &str) -> impl Iterator<Item = &str> {
    block
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && word(line) == *line)
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

/// `CreateCall` as `_create_call`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
