//! Programs of the workspace, for tests that run them: the examples, and `acs-emulator`.
#![allow(dead_code)] // every test uses its own part

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The program of an example.
pub fn example(name: &str) -> PathBuf {
    built().join("examples").join(name)
}

/// The program `acs-emulator`.
pub fn emulator() -> PathBuf {
    built().join("acs-emulator")
}

/// The folder of what cargo built. Everything is brought up to date once, since
/// `cargo test --test NAME` builds no programs.
fn built() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(build)
}

fn build() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        // The tests of `capi` use this too: their package stands one folder deeper.
        .current_dir(workspace())
        .args(["build", "--quiet", "--examples", "--bins", "--target-dir"])
        .arg(profile.parent().unwrap());
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    // The outer cargo's variables about its package would make the inner one build dependencies again
    // that read them.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name == "OUT_DIR" || name.starts_with("CARGO_MANIFEST") || name.starts_with("CARGO_PKG")
        {
            cargo.env_remove(&*name);
        }
    }
    assert!(cargo.status().unwrap().success());
    profile.to_owned()
}

fn workspace() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    if package.join("install.sh").exists() {
        package
    } else {
        package.parent().unwrap()
    }
}
