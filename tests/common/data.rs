//! Test data of the crate, or of a place that an environment variable names.

use std::path::{Path, PathBuf};

/// The files to read: `tests/data/NAME`, or what `variable` names: a file, a folder with a file of
/// that name, or a folder of files of the same layout.
pub fn files(variable: &str, name: &str) -> Vec<PathBuf> {
    let place = std::env::var_os(variable).map_or_else(
        || {
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/data")
                .join(name)
        },
        PathBuf::from,
    );
    if !place.is_dir() {
        return vec![place];
    }
    if place.join(name).is_file() {
        return vec![place.join(name)];
    }
    let entries = std::fs::read_dir(&place).unwrap_or_else(|e| panic!("{}: {e}", place.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no JSON in {}", place.display());
    files
}
