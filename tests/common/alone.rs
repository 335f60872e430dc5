//! Runs a test in a process of its own.

use std::process::Command;

/// Set in the process that a test runs in.
const ALONE: &str = "ACS_TEST_ALONE";

/// Runs the test that this stands in by this binary once more, on the only thread of that process that the test
/// did not start itself, and returns from the test; does nothing in that process.
macro_rules! alone {
    () => {
        if crate::alone::was_run_elsewhere(std::any::type_name_of_val(&|| ())) {
            return;
        }
    };
}

/// Whether the test with this closure was run in a process of its own, and so need not run here.
pub fn was_run_elsewhere(closure: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return false;
    }
    let (_, path) = closure.split_once("::").unwrap();
    let test = path.strip_suffix("::{{closure}}").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--test-threads=1", "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(said.contains("1 passed"), "{said}");
    true
}
