//! What `install.sh` installs is complete, and C programs find and run it.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

use std::collections::BTreeSet;
use std::fs::{self, read_dir, read_link, read_to_string, write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Every file and link that belongs to an installation, below its prefix.
fn expected() -> BTreeSet<String> {
    [
        "include/acs_call_automation.h",
        "include/acs_call_automation.hpp",
        "include/acs_call_automation/advanced.h",
        "include/acs_call_automation/emulator.h",
        "include/acs_call_automation/events.h",
        "include/acs_call_automation/getters.hpp",
        "include/acs_call_automation/options.h",
        "include/acs_call_automation/options.hpp",
        "include/acs_call_automation/recording.h",
        "lib/cmake/acs-call-automation/acs-call-automation-config-version.cmake",
        "lib/cmake/acs-call-automation/acs-call-automation-config.cmake",
        "lib/libacs_call_automation.a",
        "lib/libacs_call_automation.so",
        "lib/libacs_call_automation.so.0",
        "lib/pkgconfig/acs-call-automation-library.pc",
        "lib/pkgconfig/acs-call-automation.pc",
    ]
    .map(str::to_owned)
    .into_iter()
    .chain([format!("lib/libacs_call_automation.so.{VERSION}")])
    .chain(DOCUMENTS.map(|file| format!("share/{DOC}/{file}")))
    .chain(
        examples()
            .iter()
            .map(|file| format!("share/{DOC}/examples/{file}")),
    )
    .chain(
        pages()
            .iter()
            .map(|file| format!("share/{DOC}/emulator/{file}")),
    )
    .collect()
}

/// The folder of what a reader needs, below `share`.
const DOC: &str = "doc/acs-call-automation";
const DOCUMENTS: [&str; 11] = [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "c-guide.md",
    "deploy.md",
    "emulator.md",
    "events.md",
    "install.md",
    "receiver.md",
    "reliability.md",
    "soak.svg",
];

/// Every example in C and C++. Each is one file.
fn examples() -> Vec<String> {
    let mut names = names_in("examples");
    names.retain(|name| name.ends_with(".c") || name.ends_with(".cpp"));
    names
}

/// The pages about the emulator.
fn pages() -> Vec<String> {
    names_in("docs/emulator")
}

fn names_in(folder: &str) -> Vec<String> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = read_dir(repository.join(folder)).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.collect()
}

/// A fresh folder with this name below cargo's one for tests.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("install")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// `install.sh` with a profile that builds quickly, into a folder that no other build writes to.
fn install(directory: &Path, arguments: &[&str]) -> Output {
    let mut install = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../install.sh"));
    install
        .current_dir(directory)
        .args(["--profile", "ci"])
        .args(arguments)
        .env("CARGO", env!("CARGO"))
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap(),
        )
        .env_remove("DESTDIR");
    // What the outer cargo sets for this test about its package would make the inner one build
    // dependencies again that read it.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name == "OUT_DIR" || name.starts_with("CARGO_MANIFEST") || name.starts_with("CARGO_PKG")
        {
            install.env_remove(&*name);
        }
    }
    install.output().unwrap()
}

/// One installation for the tests that only read it.
fn prefix() -> &'static Path {
    static PREFIX: OnceLock<PathBuf> = OnceLock::new();
    PREFIX.get_or_init(|| {
        let folder = folder("shared");
        let prefix = folder.join("prefix");
        text(install(&folder, &[prefix.to_str().unwrap()]));
        prefix
    })
}

/// What a program that ended well has written.
fn text(output: Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn run(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> String {
    text(Command::new(program).args(arguments).output().unwrap())
}

/// Whether a tool is there; says so when not.
fn have(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok();
    if !found {
        println!("skipped: {tool} is not installed");
    }
    found
}

/// The files and links below a folder.
fn tree(root: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let below = path.strip_prefix(root).unwrap();
                found.insert(below.to_str().unwrap().to_owned());
            }
        }
    }
    found
}

fn shared_library() -> String {
    let library = prefix().join("lib/libacs_call_automation.so");
    library.to_str().unwrap().to_owned()
}

/// A C program that prints which library it runs with.
fn program(folder: &Path) -> PathBuf {
    let source = folder.join("program.c");
    let text = "#include <acs_call_automation.h>\n#include <stdio.h>\n\
                int main(void) { puts(acs_version()); return 0; }\n";
    write(&source, text).unwrap();
    source
}

/// [`compile_file`] of a program that prints the version.
fn compile(folder: &Path, prefix: &Path, flags: &str, output: &str) -> PathBuf {
    compile_file(&program(folder), prefix, flags, &folder.join(output))
}

/// `cc program.c $(pkg-config FLAGS acs-call-automation)` in a shell, as a reader types it; the
/// way from the prefix is given, since it may have been moved.
fn compile_file(source: &Path, prefix: &Path, flags: &str, output: &Path) -> PathBuf {
    // `eval` takes the backslash away that pkg-config puts before a space.
    let line =
        format!("eval \"${{CC:-cc}} '$1' -o '$2' $(pkg-config {flags} acs-call-automation)\"");
    let mut shell = Command::new("sh");
    shell.args(["-eu", "-c", &line, "sh"]).arg(source);
    shell.arg(output);
    shell.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
    text(shell.output().unwrap());
    output.to_owned()
}

fn is_linked_with_shared(program: &Path) -> bool {
    run("readelf", &["-d", program.to_str().unwrap()]).contains("[libacs_call_automation.so.0]")
}

#[test]
fn an_installation_has_these_files_and_no_others() {
    assert_eq!(tree(prefix()), expected());
    let link = |name: &str| read_link(prefix().join("lib").join(name)).unwrap();
    let file = format!("libacs_call_automation.so.{VERSION}");
    assert_eq!(
        link("libacs_call_automation.so"),
        Path::new("libacs_call_automation.so.0")
    );
    assert_eq!(link("libacs_call_automation.so.0"), Path::new(&file));
}

#[test]
fn the_shared_library_has_a_name_and_is_never_unmapped() {
    let dynamic = run("readelf", &["-d", &shared_library()]);
    assert!(
        dynamic.contains("Library soname: [libacs_call_automation.so.0]"),
        "{dynamic}"
    );
    assert!(dynamic.contains("NODELETE"), "{dynamic}");
}

#[test]
fn the_shared_library_exports_nothing_but_acs_functions() {
    let exported = run("nm", &["-D", "--defined-only", &shared_library()]);
    let names: Vec<_> = exported
        .lines()
        .filter_map(|line| line.split_whitespace().last())
        .collect();
    assert!(names.contains(&"acs_version"), "{names:?}");
    let foreign: Vec<_> = names
        .iter()
        .filter(|name| !name.starts_with("acs_"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

#[test]
fn a_program_finds_the_shared_library_by_pkg_config() {
    if !have("pkg-config") {
        return;
    }
    let program = compile(
        &folder("by-pkg-config"),
        prefix(),
        "--cflags --libs",
        "shared",
    );
    assert!(is_linked_with_shared(&program));
    let mut shared = Command::new(&program);
    shared.env("LD_LIBRARY_PATH", prefix().join("lib"));
    assert_eq!(text(shared.output().unwrap()).trim(), VERSION);
}

#[test]
fn every_installed_example_in_c_compiles_and_hello_call_runs() {
    if !have("pkg-config") {
        return;
    }
    let folder = folder("examples");
    let examples = examples();
    let names = examples.iter().filter_map(|name| name.strip_suffix(".c"));
    // That one needs libevent: capi/tests/examples_c.rs builds it.
    for name in names.filter(|name| *name != "submit_libevent") {
        let source = prefix().join(format!("share/{DOC}/examples/{name}.c"));
        let output = folder.join(name);
        let program = compile_file(&source, prefix(), "--cflags --libs", &output);
        if name == "hello_call" {
            let mut hello = Command::new(program);
            hello.env("LD_LIBRARY_PATH", prefix().join("lib"));
            let events = text(hello.output().unwrap());
            assert!(
                events.ends_with("PlayCompleted\nCallDisconnected\n"),
                "{events}"
            );
        }
    }
}

#[test]
fn cargo_c_installs_the_same_documents() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = read_to_string(manifest.join("Cargo.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let assets = &table["package"]["metadata"]["capi"]["install"]["data"]["asset"];
    let mut installed = BTreeSet::new();
    for asset in assets.as_array().unwrap() {
        let (from, to) = (
            asset["from"].as_str().unwrap(),
            asset["to"].as_str().unwrap(),
        );
        if let Some(ending) = from.strip_prefix("../examples/*") {
            let files = examples().into_iter();
            let files = files.filter(|name| name.split_once('.').unwrap().1 == &ending[1..]);
            installed.extend(files.map(|name| format!("{to}/{name}")));
        } else if from == "../docs/emulator/*" {
            installed.extend(pages().iter().map(|name| format!("{to}/{name}")));
        } else {
            let from = manifest.join(from);
            assert!(from.is_file(), "{from:?}");
            installed.insert(format!(
                "{to}/{}",
                from.file_name().unwrap().to_str().unwrap()
            ));
        }
    }
    let share = expected().into_iter().filter_map(|file| {
        let below = file.strip_prefix("share/")?;
        Some(below.to_owned())
    });
    assert_eq!(installed, share.collect());
}

#[test]
fn with_static_a_program_carries_the_library_in_itself() {
    if !have("pkg-config") {
        return;
    }
    let folder = folder("static");
    let program = compile(&folder, prefix(), "--static --cflags --libs", "archive");
    assert!(!is_linked_with_shared(&program));
    assert_eq!(run(&program, &[]).trim(), VERSION);
}

#[test]
fn an_installation_may_be_moved_to_a_path_with_spaces() {
    if !have("pkg-config") {
        return;
    }
    let folder = folder("moved");
    let moved = folder.join("a new place");
    run(
        "cp",
        &["-R", prefix().to_str().unwrap(), moved.to_str().unwrap()],
    );
    let program = compile(&folder, &moved, "--static --cflags --libs", "archive");
    assert_eq!(run(&program, &[]).trim(), VERSION);
}

#[test]
fn cmake_finds_the_package_shared_and_static() {
    if !have("cmake") {
        return;
    }
    let folder = folder("cmake");
    program(&folder);
    let project = format!(
        "cmake_minimum_required(VERSION 3.10)\n\
         project(program C)\n\
         find_package(acs-call-automation {VERSION} REQUIRED)\n\
         foreach(kind \"\" -static)\n\
           add_executable(program${{kind}} program.c)\n\
           target_link_libraries(program${{kind}} acs-call-automation::acs-call-automation${{kind}})\n\
         endforeach()\n"
    );
    write(folder.join("CMakeLists.txt"), project).unwrap();
    let source = folder.to_str().unwrap();
    let build = folder.join("build");
    let build = build.to_str().unwrap();
    let found = format!("-DCMAKE_PREFIX_PATH={}", prefix().display());
    run("cmake", &["-S", source, "-B", build, &found]);
    run("cmake", &["--build", build]);
    for (name, shared) in [("program", true), ("program-static", false)] {
        let program = folder.join("build").join(name);
        assert_eq!(is_linked_with_shared(&program), shared);
        // CMake puts the way to the library into what it builds.
        assert_eq!(run(&program, &[]).trim(), VERSION);
    }
}

#[test]
fn a_relative_prefix_is_one_below_the_folder_of_the_caller() {
    let folder = folder("relative");
    // Twice: the second one replaces the first.
    for _ in 0..2 {
        text(install(&folder, &["pre fix"]));
        assert_eq!(tree(&folder.join("pre fix")), expected());
    }
    let elsewhere = "--libdir=lib/deeper";
    text(install(&folder, &[elsewhere, "other"]));
    let pc = read_to_string(folder.join("other/lib/deeper/pkgconfig/acs-call-automation.pc"));
    let pc = pc.unwrap();
    assert!(pc.contains("includedir=${libdir}/../../include\n"), "{pc}");
}

#[test]
fn uninstalling_takes_away_what_was_installed_and_nothing_else() {
    let folder = folder("uninstall");
    let other = folder.join("prefix/lib/pkgconfig/other.pc");
    fs::create_dir_all(other.parent().unwrap()).unwrap();
    write(&other, "").unwrap();
    text(install(&folder, &["prefix"]));
    text(install(&folder, &["--uninstall", "prefix"]));
    let left = BTreeSet::from(["lib/pkgconfig/other.pc".to_owned()]);
    assert_eq!(tree(&folder.join("prefix")), left);
}

#[test]
fn a_wrong_command_line_says_what_is_wrong_and_writes_nothing() {
    let folder = folder("misuse");
    for (arguments, said) in [
        (&[][..], "PREFIX is missing"),
        (&["--libdir"][..], "--libdir needs a value"),
        (&["--nonsense", "prefix"][..], "unknown option --nonsense"),
        (&["a", "b"][..], "more than one PREFIX"),
        (
            &["--features", "nonsense", "/proc/no"][..],
            "cannot create /proc/no/lib",
        ),
    ] {
        let output = install(&folder, arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
        assert!(tree(&folder).is_empty());
    }
}
