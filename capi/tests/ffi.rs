//! The C interface as C programs see it: builds and runs the programs of `ffi-tests/`, and a program
//! that calls every function in each good and bad way.
//!
//! `VALGRIND=valgrind cargo test --test ffi` runs them under valgrind, `SANITIZE=address cargo test
//! --test ffi` builds them with AddressSanitizer.
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
mod ffi_matrix;

use common::c::{
    Compiler, Language, Library, Program, clang, compiler, compilers, is_installed, root, runs,
    scratch, succeeded, under_valgrind,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::Command;

/// Statically with gcc; where clang is, with it too, against the shared library.
fn holds(name: &str) {
    // It calls acs_test_panic, which only debug builds have.
    if name == "panics" && !cfg!(debug_assertions) {
        return;
    }
    let program = Program::of(name);
    runs(&program.build());
    let language = program.compiler.language;
    let other = clang(language).unwrap_or_else(|| program.compiler.clone());
    if std::env::var_os("SANITIZE").is_none() && std::env::var_os("VALGRIND").is_none() {
        runs(&Program::of(name).with(other, Library::Shared).build());
    }
}

macro_rules! stories {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            holds(stringify!($name));
        })*

        #[test]
        fn no_program_is_forgotten() {
            let listed = BTreeSet::from([$(stringify!($name).to_owned()),*]);
            let mut found = BTreeSet::new();
            for entry in std::fs::read_dir(root().join("ffi-tests")).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_stem().unwrap().to_str().unwrap();
                let program = path.extension().is_some_and(|end| end == "c");
                if program && !name.starts_with("planted_") {
                    found.insert(name.to_owned());
                }
            }
            assert_eq!(found, listed);
        }
    };
}

stories! {
    calls
    certificates
    downloads
    flows
    identity
    interrupting
    lifetimes
    logs
    loops
    many_threads
    media
    panics
    recording_control
    spool
    submitted
    tokens
}

#[test]
fn the_header_alone_compiles_in_every_dialect() {
    let dialects = [
        (Language::C, "c", ["c99", "c11", "c17"]),
        (Language::Cpp, "c++", ["c++98", "c++11", "c++17"]),
    ];
    for (language, name, standards) in dialects {
        for Compiler { program, .. } in compilers(language) {
            for standard in standards {
                let mut command = Command::new(&program);
                command
                    .args(["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"])
                    .arg(format!("-std={standard}"))
                    .args(["-x", name, "-I"])
                    .arg(root().join("include"))
                    .arg(root().join("ffi-tests/alone.in"));
                succeeded(&mut command);
            }
        }
    }
}

#[test]
fn every_function_is_called_in_the_good_way_and_in_each_bad_way() {
    let world = std::fs::read_to_string(root().join("ffi-tests/matrix_world.h")).unwrap();
    let text = ffi_matrix::write(&ffi_matrix::header::functions(), &world);
    let source = scratch().join("matrix.c");
    std::fs::write(&source, text).unwrap();
    let mut program = Program::of("matrix");
    program.sources = vec![source];
    program.compiler = common::c::compiler(Language::C);
    // It passes NULL where gcc sees that.
    program.flags = vec!["-Wno-nonnull"];
    runs(&program.build());
}

/// "NAME VALUE" in each line of a checked-in list, which only grows: programs were built with what
/// is in it. `UPDATE=1` adds what is new.
fn list(file: &str, test: &str, declared: &[(String, String)]) -> Vec<(String, String)> {
    let place = format!("capi/tests/data/{file}");
    let path = root().join(&place);
    let text = std::fs::read_to_string(&path).unwrap();
    let lines = text.lines().map(|line| line.split_once(' ').unwrap());
    let mut list: BTreeMap<String, String> = lines
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if std::env::var_os("UPDATE").is_some() {
        for (name, value) in declared {
            list.entry(name.clone()).or_insert_with(|| value.clone());
        }
        let lines = list.iter().fold(String::new(), |mut lines, (name, value)| {
            writeln!(lines, "{name} {value}").unwrap();
            lines
        });
        std::fs::write(path, lines).unwrap();
    }
    for (name, value) in &list {
        let known = declared.iter().find(|(one, _)| one == name);
        let (_, says) = known.unwrap_or_else(|| panic!("{name} of {place} is gone"));
        assert_eq!(says, value, "{name} was something else before");
    }
    let declared = declared.iter().map(|(name, _)| name.as_str());
    let new: Vec<_> = declared.filter(|name| !list.contains_key(*name)).collect();
    assert!(
        new.is_empty(),
        "{place} does not have {}: run `UPDATE=1 cargo test -p acs-call-automation-capi --test ffi {test}`, look at \
         what is new and commit it",
        new.join(", ")
    );
    list.into_iter().collect()
}

fn symbols() -> Vec<(String, String)> {
    let functions = ffi_matrix::header::functions();
    let declared: Vec<_> = functions
        .into_iter()
        .map(|function| (function.name, function.since))
        .collect();
    list("symbols", "the_functions_of", &declared)
}

fn version(text: &str) -> [u32; 3] {
    let parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.try_into().unwrap()
}

#[test]
fn the_functions_of_the_header_are_those_of_the_list() {
    for (name, since) in symbols() {
        let now = version(env!("CARGO_PKG_VERSION"));
        assert!(version(&since) <= now, "{name} is of the future");
    }
}

#[test]
fn the_shared_library_exports_what_the_header_declares_and_no_more() {
    let exported = common::c::exports(&common::c::shared_library());
    let mut expected: BTreeSet<String> = symbols().into_iter().map(|(name, _)| name).collect();
    // Only in builds for tests.
    expected.insert("acs_test_panic".to_owned());
    let exported: BTreeSet<String> = exported.lines().map(str::to_owned).collect();
    assert_eq!(exported, expected);
}

#[test]
fn constants_keep_their_values() {
    let declared: Vec<_> = ffi_matrix::header::constants()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("ACS_VERSION_"))
        .map(|(name, value)| (name, value.to_string()))
        .collect();
    let listed = list("constants", "constants_keep", &declared);

    let mut source = String::from(
        "#include <acs_call_automation.h>\n\
         _Static_assert(sizeof(acs_status_t) == 4, \"acs_status_t\");\n\
         _Static_assert((acs_status_t)-1 < 0, \"acs_status_t\");\n",
    );
    for (name, value) in listed {
        writeln!(source, "_Static_assert({name} == {value}, \"{name}\");").unwrap();
        writeln!(source, "_Static_assert(sizeof({name}) == 4, \"{name}\");").unwrap();
    }
    let path = scratch().join("constants.c");
    std::fs::write(&path, source).unwrap();
    for compiler in compilers(Language::C) {
        let mut command = Command::new(compiler.program);
        command
            .args([
                "-std=c11",
                "-Wall",
                "-Wextra",
                "-pedantic",
                "-Werror",
                "-fsyntax-only",
                "-I",
            ])
            .arg(root().join("include"))
            .arg(&path);
        succeeded(&mut command);
    }
}

#[test]
fn no_structure_of_the_header_has_members() {
    let text = common::headers::headers("h");
    // A program that knows the size of a structure breaks when it grows.
    for word in ["struct", "union", "enum"] {
        for line in text
            .lines()
            .filter(|line| line.contains(&format!("{word} ")))
        {
            let line = line.trim();
            let comment = line.starts_with('*') || line.starts_with("/*");
            let opaque = line.starts_with("typedef struct acs_") && line.ends_with(';');
            assert!(comment || opaque, "{line}");
        }
    }
}

/// Builds a program with a fault in it; the tool must find that, and for that reason.
fn planted(name: &str, flags: &[&str], valgrind: bool, finding: &str) {
    let mut program = Program::of(name);
    program.flags = flags.to_vec();
    let built = program.build();
    let mut command = if valgrind {
        under_valgrind("valgrind", &built)
    } else {
        Command::new(built)
    };
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{name} was not found out");
    assert!(said.contains(finding), "{said}");
}

#[test]
fn valgrind_finds_a_planted_leak_and_a_planted_use_after_free() {
    if !is_installed("valgrind") || std::env::var_os("SANITIZE").is_some() {
        return;
    }
    planted("planted_leak", &[], true, "are definitely lost");
    planted("planted_use_after_free", &[], true, "Invalid read");
}

#[test]
fn address_sanitizer_finds_a_planted_leak_and_a_planted_use_after_free() {
    if std::env::var_os("VALGRIND").is_some() {
        return;
    }
    let flags = ["-fsanitize=address"];
    planted(
        "planted_leak",
        &flags,
        false,
        "LeakSanitizer: detected memory leaks",
    );
    planted(
        "planted_use_after_free",
        &flags,
        false,
        "heap-use-after-free",
    );
}

/// The first block of that language in a document.
fn first_block(document: &str, language: &str) -> String {
    let text = std::fs::read_to_string(root().join(document)).unwrap();
    let (_, rest) = text.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// The pieces of code of some sections of the guide, each in a function of its own.
fn snippets_of_the_guide() -> String {
    let guide = std::fs::read_to_string(root().join("docs/c-guide.md")).unwrap();
    let is_wanted = |text: &&str| {
        ["Media", "Operations that wait", "Recordings"]
            .iter()
            .any(|title| text.starts_with(title))
    };
    let pieces: Vec<&str> = guide
        .split("\n## ")
        .filter(is_wanted)
        .flat_map(|text| text.split("```c\n").skip(1))
        .map(|rest| rest.split_once("```").unwrap().0)
        .collect();
    assert_eq!(pieces.len(), 4);
    let functions = pieces
        .iter()
        .enumerate()
        .map(|(place, code)| format!("void f{place}(void);\nvoid f{place}(void) {{\n{code}}}\n"));
    "#include <acs_call_automation.h>\n#include <stdio.h>\n\
     acs_client_t *client; acs_receiver_t *receiver; acs_call_t *call; acs_event_t *event;\n\
     acs_identifier_t *caller; acs_recognize_options_t *menu; acs_error_t *error;\n\
     acs_status_t status;\n"
        .to_owned()
        + &functions.collect::<String>()
}

/// The functions of an event loop in the guide, with what they leave to the program.
fn event_loop_of_the_guide() -> String {
    let guide = std::fs::read_to_string(root().join("docs/c-guide.md")).unwrap();
    let (_, section) = guide
        .split_once("## Event loops in which nothing blocks\n")
        .unwrap();
    let (_, rest) = section.split_once("```c\n").unwrap();
    let (code, _) = rest.split_once("```").unwrap();
    "#include <acs_call_automation.h>\nstruct leg { acs_call_t *call; };\n\
     acs_client_t *client; acs_receiver_t *receiver; const char *callback_url;\n\
     void refuse(struct leg *); void accept(struct leg *);\n"
        .to_owned()
        + code
}

#[test]
fn the_programs_of_the_documents_compile() {
    let in_main = |declarations: &str, language| {
        format!(
            "{declarations}\nint main() {{\n{}return 0;\n}}\n",
            first_block("README.md", language)
        )
    };
    let c = in_main(
        "#include <acs_call_automation.h>\n#include <stdio.h>\n\
         acs_client_t *client; acs_receiver_t *receiver; acs_receiver_options_t *options;\n\
         acs_invite_t *invite; acs_call_t *call; acs_event_t *event; acs_error_t *error;",
        "c",
    );
    let cpp = in_main(
        "#include <acs_call_automation.hpp>\n#include <iostream>",
        "cpp",
    );
    let guide = first_block("docs/c-guide.md", "c");
    let snippets = snippets_of_the_guide();
    for (name, text, language) in [
        ("readme.c", c, Language::C),
        ("readme.cpp", cpp, Language::Cpp),
        ("guide.c", guide, Language::C),
        ("snippets.c", snippets, Language::C),
        ("loop.c", event_loop_of_the_guide(), Language::C),
    ] {
        let source = scratch().join(name);
        std::fs::write(&source, text).unwrap();
        let mut compiling = Command::new(compiler(language).program);
        compiling
            .args(["-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-I"])
            .arg(root().join("include"))
            .arg(source);
        succeeded(&mut compiling);
    }
}
