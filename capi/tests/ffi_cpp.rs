//! The C++ header: stories through it, built and run; it compiles under strict flags, and leaves out
//! nothing of the C header. `VALGRIND` and `SANITIZE` as in `tests/ffi.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common {
    pub mod c;
    pub mod headers;
}

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use common::c::{
    Compiler, Language, Library, Program, clang, command, compiler, compilers, root, runs, scratch,
    succeeded,
};
use common::headers::headers;

/// What a careful user compiles with, beside what every program here is compiled with.
const STRICT: [&str; 4] = ["-Wshadow", "-Wconversion", "-fno-rtti", "-Wpedantic"];

const STANDARDS: [&str; 3] = ["-std=c++17", "-std=c++20", "-std=c++2b"];

fn program<'a>(
    name: &'a str,
    sources: &[&str],
    compiler: Compiler,
    library: Library,
) -> Program<'a> {
    Program {
        name,
        sources: sources.iter().map(|source| root().join(source)).collect(),
        compiler,
        library,
        flags: STRICT.to_vec(),
    }
}

/// Statically with gcc; with clang, where it is, against the shared library and as C++20.
fn holds(name: &str, sources: &[&str]) {
    let gcc = compiler(Language::Cpp);
    runs(&program(name, sources, gcc.clone(), Library::Static).build());
    if std::env::var_os("SANITIZE").is_none() && std::env::var_os("VALGRIND").is_none() {
        let other = clang(Language::Cpp).unwrap_or(gcc);
        let mut newer = program(name, sources, other, Library::Shared);
        newer.flags.push("-std=c++20");
        runs(&newer.build());
    }
}

#[test]
fn a_receiver_keeps_its_events_in_a_spool() {
    holds("cpp_spool", &["ffi-tests/cpp/spool.cpp"]);
}

#[test]
fn calls_are_placed_answered_and_controlled() {
    holds("cpp_calls", &["ffi-tests/cpp/calls.cpp"]);
}

#[test]
fn errors_say_everything_and_are_caught_by_type() {
    holds("cpp_errors", &["ffi-tests/cpp/errors.cpp"]);
}

#[test]
fn events_are_waited_for() {
    holds("cpp_waiting", &["ffi-tests/cpp/waiting.cpp"]);
}

#[test]
fn recordings_and_streams_are_controlled() {
    holds(
        "cpp_recording_control",
        &["ffi-tests/cpp/recording_control.cpp"],
    );
}

#[test]
fn recordings_are_downloaded_and_deleted() {
    holds("cpp_downloads", &["ffi-tests/cpp/downloads.cpp"]);
}

#[test]
fn prompts_are_played_and_input_is_recognized() {
    holds("cpp_media", &["ffi-tests/cpp/media.cpp"]);
}

#[test]
fn tokens_are_obtained_and_keys_are_replaced() {
    holds("cpp_credentials", &["ffi-tests/cpp/credentials.cpp"]);
}

#[test]
fn flows_wait_for_the_outcome() {
    holds("cpp_flows", &["ffi-tests/cpp/flows.cpp"]);
}

#[test]
fn operations_are_submitted_and_completed_in_the_queue() {
    holds("cpp_submitted", &["ffi-tests/cpp/submitted.cpp"]);
}

#[test]
fn values_handles_and_options_hold_in_two_units() {
    holds(
        "cpp_values",
        &["ffi-tests/cpp/values.cpp", "ffi-tests/cpp/other_unit.cpp"],
    );
}

const TIME: &str = "std::chrono::milliseconds";

/// The members of options that are times, as calls of a macro of the program.
fn times_of_options(headers: &str) -> BTreeSet<String> {
    let of_option = format!("    std::optional<{TIME}> ");
    let mut of = "";
    let mut members = BTreeSet::new();
    for line in headers.lines() {
        if let Some(name) = line.strip_prefix("struct ") {
            of = name.split_whitespace().next().unwrap();
        }
        let member = line.strip_prefix(&of_option);
        // Members of what C returns are converted to nothing.
        let is_input = headers.contains(&format!("to_c(const {of} &from)"));
        if let Some(name) = member.and_then(|rest| rest.strip_suffix("{};")) {
            if is_input {
                members.insert(format!("REFUSED({of}, {name})"));
            }
        }
    }
    members
}

/// How many public functions with this name take a time.
fn functions_of_time(headers: &str) -> BTreeMap<String, usize> {
    let mut functions = BTreeMap::new();
    for statement in headers.split(['{', '}', ';']) {
        let declared = statement.rsplit("*/").next().unwrap();
        let Some((head, parameters)) = declared.split_once('(') else {
            continue;
        };
        let name = head.split_whitespace().next_back().unwrap_or_default();
        if parameters.contains(&format!("{TIME} ")) && name != "limit" {
            *functions.entry(name.to_owned()).or_default() += 1;
        }
    }
    functions
}

#[test]
fn no_time_is_negative() {
    let headers = headers("hpp");
    let members = times_of_options(&headers);
    assert!(members.len() > 20, "{members:?}");
    let members: Vec<String> = members.into_iter().collect();
    let folder = scratch().join("negative_times");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("members.inc"), members.join("\n")).unwrap();
    let source = "ffi-tests/cpp/negative_times.cpp";
    let text = std::fs::read_to_string(root().join(source)).unwrap();
    let functions = functions_of_time(&headers);
    assert!(functions.len() > 15, "{functions:?}");
    for (name, overloads) in functions {
        let calls = text.matches(&format!(".{name}(")).count();
        assert!(calls >= overloads, "{name} is called {calls} times");
    }
    let mut program = program(
        "cpp_negative_times",
        &[source],
        compiler(Language::Cpp),
        Library::Static,
    );
    let include = format!("-I{}", folder.display());
    program.flags.push(&include);
    runs(&program.build());
}

#[test]
fn the_header_stands_alone_in_every_standard() {
    let alone = scratch().join("alone.cpp");
    std::fs::write(&alone, "#include <acs_call_automation.hpp>\n").unwrap();
    for Compiler { program, .. } in compilers(Language::Cpp) {
        for standard in STANDARDS {
            let mut command = Command::new(&program);
            command
                .args([standard, "-fsyntax-only", "-Wall", "-Wextra", "-Werror"])
                .args(STRICT)
                .arg("-I")
                .arg(root().join("include"))
                .arg(&alone);
            succeeded(&mut command);
        }
    }
}

/// The functions that the headers with this ending name outside of comments.
fn functions(ending: &str) -> BTreeSet<String> {
    let text = headers(ending);
    let code = text.split("/*").map(|part| match part.split_once("*/") {
        Some((_, code)) => code,
        None => part,
    });
    let code: String = code.collect();
    let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let names = words.filter(|word| word.starts_with("acs_") && !word.ends_with("_t"));
    names.map(str::to_owned).collect()
}

/// What the C++ header does without, and why.
const LEFT_OUT: [&str; 5] = [
    // event::dtmf_tones has the same characters in one text.
    "acs_event_dtmf_tone",
    "acs_event_dtmf_tone_count",
    // invite::target is a member.
    "acs_invite_target",
    // invite::to_phone_number reads both numbers by acs_identifier_parse, which has the same check.
    "acs_invite_to_phone_number",
    // receiver::handle uses acs_receiver_handle_from, which does the same without a peer.
    "acs_receiver_handle",
];

#[test]
fn no_function_of_the_c_header_is_forgotten() {
    let (c, cpp) = (functions("h"), functions("hpp"));
    assert!(c.len() > 500, "{c:?}");
    let left_out: BTreeSet<String> = LEFT_OUT.map(str::to_owned).into();
    let missing: Vec<_> = c
        .difference(&cpp)
        .filter(|name| !left_out.contains(*name))
        .collect();
    assert!(missing.is_empty(), "not in the C++ header: {missing:?}");
    for name in LEFT_OUT {
        assert!(c.contains(name) && !cpp.contains(name), "{name}");
    }
}

/// Builds an example and runs it offline; the lines that it prints.
fn ladder(name: &str) -> Vec<String> {
    let source = format!("examples/{name}.cpp");
    let built: PathBuf = program(
        &format!("cpp_example_{name}"),
        &[&source],
        compiler(Language::Cpp),
        Library::Static,
    )
    .build();
    let mut example = command(&built);
    for name in ["ACS_CONNECTION_STRING", "ACS_CALLBACK_URL", "ACS_LISTEN"] {
        example.env_remove(name);
    }
    let output = succeeded(&mut example);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Fails unless these come one after the other, each in a line of its own.
fn assert_ladder(lines: &[String], rungs: &[&str]) {
    let mut rest = lines.iter();
    for rung in rungs {
        let found = rest.any(|line| line.contains(rung));
        assert!(found, "no {rung} in its place: {lines:#?}");
    }
}

#[test]
fn the_examples_print_the_lines_of_the_rust_examples() {
    assert_ladder(
        &ladder("quickstart"),
        &[
            "app -> service  CreateCall to 4:+16045551234                      201",
            "service -> app      Microsoft.Communication.CallConnected             200/0",
            "AddParticipant",
            "Microsoft.Communication.AddParticipantSucceeded",
            "ListParticipants",
            "TransferCallToParticipant 4:+16045556789",
            "Microsoft.Communication.CallTransferAccepted",
            "HangUp for everyone",
            "Microsoft.Communication.CallDisconnected",
        ],
    );
    assert_ladder(
        &ladder("answer_call"),
        &[
            "IncomingCall",
            "caller -> service  4:+16045550001 calls",
            "AnswerCall",
            "CallConnected",
            "CallDisconnected",
            "RejectCall as busy",
            "RedirectCall to 8:acs:",
            "IncomingCall",
            "AnswerCall",
        ],
    );
}
