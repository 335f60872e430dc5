//! The examples as programs of their own.
#![allow(dead_code)] // every test uses its own part

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The program of an example; all are built once more if their sources are newer, since
/// `cargo test --test NAME` builds none.
pub fn example(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(build).join(name)
}

fn build() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--quiet", "--examples", "--target-dir"])
        .arg(profile.parent().unwrap());
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    // What the outer cargo tells this test about its package would make the inner one build
    // dependencies anew that look at it.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name == "OUT_DIR" || name.starts_with("CARGO_MANIFEST") || name.starts_with("CARGO_PKG")
        {
            cargo.env_remove(&*name);
        }
    }
    assert!(cargo.status().unwrap().success());
    profile.join("examples")
}
