//! Reads the headers of include/.

use std::path::Path;

/// The text of all headers with this ending, `h` or `hpp`, one after the other.
pub fn headers(ending: &str) -> String {
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../include");
    let main = include.join(format!("acs_call_automation.{ending}"));
    let mut text = std::fs::read_to_string(main).unwrap();
    let folder = std::fs::read_dir(include.join("acs_call_automation")).unwrap();
    let mut others: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    others.sort();
    for path in others {
        if path.extension().is_some_and(|given| given == ending) {
            text.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    text
}
