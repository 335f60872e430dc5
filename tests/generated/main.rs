//! The sources that are written from `capi/surface/options.toml` are up to date.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod cpp;
mod rust;
#[allow(dead_code)] // The C matrix reads the other columns.
mod table;

use std::path::{Path, PathBuf};

fn in_package(path: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn the_committed_sources_are_what_the_table_gives() {
    let table = table::Table::read();
    let mut files: Vec<(PathBuf, String)> = rust::write(&table)
        .into_iter()
        .map(|(name, text)| (in_package(rust::FOLDER).join(name), text))
        .collect();
    files.push((in_package(cpp::FILE), cpp::write(&table)));
    let update = std::env::var_os("UPDATE").is_some();
    let mut stale = Vec::new();
    for (path, text) in &files {
        if update {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        if std::fs::read_to_string(path).unwrap_or_default() != *text {
            stale.push(path.display().to_string());
        }
    }
    for file in std::fs::read_dir(in_package(rust::FOLDER)).unwrap() {
        let path = file.unwrap().path();
        if !files.iter().any(|(known, _)| *known == path) {
            if update {
                std::fs::remove_file(&path).unwrap();
            } else {
                stale.push(format!("{} is not in the table", path.display()));
            }
        }
    }
    assert!(
        stale.is_empty(),
        "not up to date: run `UPDATE=1 cargo test --test generated`, look \
         at the difference and commit it:\n{}",
        stale.join("\n")
    );
}
