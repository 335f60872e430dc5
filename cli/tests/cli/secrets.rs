//! No key, secret or context is written, whatever fails.

use acs_call_automation_emulator::{Emulator, EmulatorOptions};

use crate::program::{CALLER_ID, PHONE, bare};

const KEY: &str = "dmVyeS1zZWNyZXQta2V5LW9mLXRoaXMtdGVzdA==";

#[test]
fn no_output_has_a_secret() {
    let options = EmulatorOptions::new().access_key("YW5vdGhlciBrZXk=");
    let emulator = Emulator::start_with(&options).unwrap();
    let good = format!("endpoint={}/;accesskey={KEY}", emulator.endpoint());
    let damaged = good.replace("endpoint=", "endpoint");
    let unreachable = format!("endpoint=http://127.0.0.1:9/;accesskey={KEY}");
    let commands: [&[&str]; 6] = [
        &["create", PHONE, "--wait"],
        &[
            "create",
            PHONE,
            "--callback-url",
            "http://127.0.0.1:9/?secret=hidden-word",
        ],
        &[
            "create",
            PHONE,
            "--callback-url",
            "nonsense?secret=hidden-word",
        ],
        &["hang-up", "c-1"],
        &["reject", "--context", "context-secret"],
        &[
            "listen",
            "--timeout",
            "1",
            "--callback-secret",
            "hidden-word",
        ],
    ];
    for text in [&good, &damaged, &unreachable] {
        for command in commands {
            let command = [command, &["--json"]].concat();
            let mut run = bare(&command);
            run.env("ACS_CONNECTION_STRING", text)
                .env("ACS_CALLER_ID", CALLER_ID);
            let output = run.output().unwrap();
            let all = [output.stdout, output.stderr].concat();
            let all = String::from_utf8_lossy(&all);
            for secret in [KEY, "hidden-word", "context-secret"] {
                assert!(!all.contains(secret), "{command:?} wrote {secret}: {all}");
            }
        }
    }
    let help = bare(&["create", "--help"])
        .env("ACS_CONNECTION_STRING", &good)
        .env("ACS_CALLBACK_SECRET", "hidden-word")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(
        !help.contains(KEY) && !help.contains("hidden-word"),
        "{help}"
    );
}
