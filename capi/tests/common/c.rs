//! Builds C and C++ programs against the library of this very build, and runs them.
//!
//! `CC` and `CXX` name other compilers than gcc; clang is used as well where it is installed.
//! `VALGRIND=valgrind` runs every program under valgrind, `SANITIZE=address` builds every program
//! with AddressSanitizer; both look for leaks too.
#![allow(dead_code)] // every test uses its own part

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// What a static library of Rust needs of the system.
const SYSTEM: [&str; 7] = [
    "-lgcc_s",
    "-lutil",
    "-lrt",
    "-lpthread",
    "-lm",
    "-ldl",
    "-lc",
];

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A folder for what this test builds.
pub fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ffi");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    C,
    Cpp,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Library {
    Static,
    Shared,
}

#[derive(Clone, Debug)]
pub struct Compiler {
    pub program: OsString,
    pub language: Language,
}

/// The compiler that every program is built with.
pub fn compiler(language: Language) -> Compiler {
    let (variable, usual) = match language {
        Language::C => ("CC", "gcc"),
        Language::Cpp => ("CXX", "g++"),
    };
    Compiler {
        program: std::env::var_os(variable).unwrap_or_else(|| usual.into()),
        language,
    }
}

/// clang, where it is installed.
pub fn clang(language: Language) -> Option<Compiler> {
    let program = match language {
        Language::C => "clang",
        Language::Cpp => "clang++",
    };
    is_installed(program).then(|| Compiler {
        program: program.into(),
        language,
    })
}

pub fn compilers(language: Language) -> Vec<Compiler> {
    let mut all = vec![compiler(language)];
    all.extend(clang(language));
    all
}

pub fn is_installed(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where cargo put the libraries that belong to this test.
fn built() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent().unwrap().to_owned()
}

pub fn static_library() -> PathBuf {
    built().join("libacs_call_automation_capi.a")
}

pub fn shared_library() -> PathBuf {
    built().join("libacs_call_automation_capi.so")
}

/// The functions that a shared library exports, one per line.
pub fn exports(library: &Path) -> String {
    let output = Command::new("nm")
        .args(["-D", "--defined-only", "--format=posix"])
        .arg(library)
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let names = lines.lines().filter_map(|line| line.split(' ').next());
    names.collect::<Vec<_>>().join("\n")
}

fn sanitizer() -> Option<String> {
    let which = std::env::var("SANITIZE").ok()?;
    Some(format!("-fsanitize={which}"))
}

/// One program to build.
pub struct Program<'a> {
    pub name: &'a str,
    pub sources: Vec<PathBuf>,
    pub compiler: Compiler,
    pub library: Library,
    pub flags: Vec<&'a str>,
}

impl<'a> Program<'a> {
    /// A program of `ffi-tests/`, built with gcc from one file and linked statically.
    pub fn of(name: &'a str) -> Self {
        let c = root().join("ffi-tests").join(format!("{name}.c"));
        let (source, language) = if c.exists() {
            (c, Language::C)
        } else {
            (c.with_extension("cpp"), Language::Cpp)
        };
        Self {
            name,
            sources: vec![source],
            compiler: compiler(language),
            library: Library::Static,
            flags: Vec::new(),
        }
    }

    pub fn with(mut self, compiler: Compiler, library: Library) -> Self {
        self.compiler = compiler;
        self.library = library;
        self
    }

    pub fn build(&self) -> PathBuf {
        let compiler = self.compiler.program.to_string_lossy().replace('/', "_");
        let name = self.name.replace('/', "-");
        let file = format!("{name}-{compiler}-{:?}", self.library);
        let program = scratch().join(file);
        let standard = match self.compiler.language {
            Language::C => "-std=c11",
            Language::Cpp => "-std=c++17",
        };
        let mut command = Command::new(&self.compiler.program);
        command
            .args([standard, "-D_GNU_SOURCE", "-g", "-pthread"])
            .args(["-Wall", "-Wextra", "-pedantic", "-Werror"])
            .arg("-I")
            .arg(root().join("include"))
            .arg("-I")
            .arg(root().join("ffi-tests"))
            .args(&self.flags)
            .args(sanitizer())
            .args(&self.sources)
            .arg("-o")
            .arg(&program);
        match self.library {
            Library::Static => {
                // As a module of a host is linked, which is to export no function of this library.
                command
                    .arg(static_library())
                    .arg("-Wl,--exclude-libs,ALL")
                    .args(SYSTEM);
            }
            Library::Shared => {
                let folder = shared_folder();
                let mut path = OsString::from("-Wl,-rpath,");
                path.push(folder);
                command
                    .arg("-L")
                    .arg(folder)
                    .arg("-lacs_call_automation")
                    .arg(path);
            }
        }
        succeeded(&mut command);
        program
    }
}

/// The shared library under the names that linkers and loaders look for.
fn shared_folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = scratch().join(format!("lib-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["libacs_call_automation.so", "libacs_call_automation.so.0"] {
            let link = folder.join(name);
            let _ = std::fs::remove_file(&link);
            std::os::unix::fs::symlink(shared_library(), link).unwrap();
        }
        folder
    })
}

/// Under valgrind, if the environment says so.
pub fn command(program: &Path) -> Command {
    match std::env::var_os("VALGRIND") {
        Some(valgrind) => under_valgrind(&valgrind, program),
        None => Command::new(program),
    }
}

pub fn under_valgrind(valgrind: impl Into<OsString>, program: &Path) -> Command {
    let mut command = without_leaks(valgrind);
    command
        .args([
            "--leak-check=full",
            "--show-leak-kinds=definite,indirect,possible",
        ])
        .arg("--errors-for-leak-kinds=definite,indirect,possible");
    let name = program.file_name().unwrap_or_default();
    if name.to_string_lossy().starts_with("certificates-") {
        // It speaks TLS. ring encrypts in assembly, whose results valgrind takes for uninitialized.
        command.arg("--undef-value-errors=no");
    }
    command.arg(program);
    command
}

/// As [`command`], for a program whose forked children leave what belongs to their parent: only
/// faults are looked for, not leaks.
pub fn forking(program: &Path) -> Command {
    let mut command = match std::env::var_os("VALGRIND") {
        Some(valgrind) => {
            let mut command = without_leaks(valgrind);
            command.arg(program);
            command
        }
        None => Command::new(program),
    };
    command.env("ASAN_OPTIONS", "detect_leaks=0");
    command
}

/// A program that forks, under valgrind: no process of it may lose memory.
///
/// What the threads of the parent have on their stacks is reachable in a child as long as the system's
/// library keeps these stacks, which valgrind would have it free first. Hash tables are found by pointers
/// into them, which is possible loss in the parent as well.
pub fn forking_without_loss(program: &Path) -> Command {
    let mut command = without_leaks("valgrind");
    command
        .args(["--run-libc-freeres=no", "--leak-check=full"])
        .arg("--show-leak-kinds=definite,indirect")
        .arg("--errors-for-leak-kinds=definite,indirect")
        .arg(program);
    command
}

fn without_leaks(valgrind: impl Into<OsString>) -> Command {
    let mut command = Command::new(valgrind.into());
    // Without fair turns a thread that polls lets no other one run.
    command.args(["--quiet", "--error-exitcode=99", "--fair-sched=try"]);
    command
}

/// Runs it; it must end with 0 and print nothing.
pub fn runs(program: &Path) {
    let output = succeeded(&mut command(program));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

pub fn succeeded(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?} ended with {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
