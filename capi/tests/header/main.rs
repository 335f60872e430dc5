//! The C headers are what cbindgen makes of `capi/src` now; their version is the crate's.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod layout;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn include(file: &str) -> PathBuf {
    package().join("../include").join(file)
}

fn generated() -> BTreeMap<String, String> {
    let config = cbindgen::Config::from_file(package().join("../cbindgen.toml")).unwrap();
    let mut text = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_crate(package())
        .generate()
        .unwrap()
        .write(&mut text);
    let text = String::from_utf8(text).unwrap();
    layout::Layout::read(package()).arrange(&text, &package().join("src"))
}

#[test]
fn the_committed_headers_are_what_the_source_gives() {
    for (file, generated) in generated() {
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(include(&file), &generated).unwrap();
        }
        let committed = std::fs::read_to_string(include(&file)).unwrap_or_default();
        assert!(
            committed == generated,
            "{file} is not up to date: run `UPDATE=1 cargo test -p acs-call-automation-capi \
             --test header`, look at the difference and commit it"
        );
    }
}

#[test]
fn no_comment_of_the_headers_is_wider_than_100_columns() {
    for (file, text) in generated() {
        let wide = text
            .lines()
            .filter(|line| line.trim_start().starts_with(['*', '/']) && line.chars().count() > 100);
        assert_eq!(wide.collect::<Vec<_>>(), [""; 0], "{file}");
    }
}

#[test]
fn the_version_of_the_header_is_that_of_the_crate() {
    let header = std::fs::read_to_string(include("acs_call_automation.h")).unwrap();
    let number = |name: &str| {
        let line = header
            .lines()
            .find_map(|line| line.strip_prefix(&format!("#define {name} ")));
        line.unwrap().split_whitespace().next().unwrap().to_owned()
    };
    let version = ["MAJOR", "MINOR", "PATCH"].map(|part| number(&format!("ACS_VERSION_{part}")));
    assert_eq!(version.join("."), env!("CARGO_PKG_VERSION"));
}
