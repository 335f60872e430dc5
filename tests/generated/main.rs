//! The sources that are written from the tables in `capi/surface` are up to date.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod getters;
mod options;
mod text;

use std::path::{Path, PathBuf};

fn in_package(path: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn the_committed_sources_are_what_the_table_gives() {
    let options = options::table::Table::read();
    let getters = getters::table::Table::read();
    let folders = [
        (options::rust::FOLDER, options::rust::write(&options)),
        (getters::rust::FOLDER, getters::rust::write(&getters)),
    ];
    let mut files = vec![
        (
            in_package(options::fields::FILE),
            options::fields::write(&options),
        ),
        (
            in_package(options::cpp::FILE),
            options::cpp::write(&options),
        ),
        (
            in_package(getters::cpp::FILE),
            getters::cpp::write(&getters),
        ),
    ];
    let mut known = Vec::new();
    for (folder, texts) in folders {
        known.push(in_package(folder));
        let texts = texts.into_iter();
        files.extend(texts.map(|(name, text)| (in_package(folder).join(name), text)));
    }
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
    for folder in known {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if !files.iter().any(|(known, _)| *known == path) {
                if update {
                    std::fs::remove_file(&path).unwrap();
                } else {
                    stale.push(format!("{} is not in the table", path.display()));
                }
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
