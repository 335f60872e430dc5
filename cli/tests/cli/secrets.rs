//! No key, secret or context is written, whatever fails.

use acs_call_automation_emulator::{Emulator, EmulatorOptions};

use crate::program::{CALLER_ID, PHONE, Run, bare, serve};

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
    // A request to a closed port is repeated for a while.
    let unreached: &[&[&str]] = &[&["hang-up", "c-1"]];
    for (text, commands) in [
        (&good, &commands[..]),
        (&damaged, &commands),
        (&unreachable, unreached),
    ] {
        for command in commands {
            let command = [*command, &["--json"]].concat();
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

#[test]
fn a_bearer_token_is_obtained_as_azure_variables_say_and_never_shown() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().accept_any_token(true)).unwrap();
    let body = r#"{"token_type":"Bearer","expires_in":3600,"access_token":"hidden-token"}"#;
    let authority = serve(move || {
        let length = body.len();
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
    });
    let hang_up = |secret: bool| {
        let mut command = bare(&["hang-up", "c-1", "--endpoint", &emulator.endpoint()]);
        command.env("AZURE_AUTHORITY_HOST", format!("http://{authority}/"));
        command.env("AZURE_CLIENT_SECRET", "hidden-word");
        if secret {
            command.env("AZURE_TENANT_ID", "2f8b0b1c-0000-4000-8000-000000000001");
            command.env("AZURE_CLIENT_ID", "2f8b0b1c-0000-4000-8000-000000000002");
        }
        Run::of(command.output().unwrap())
    };
    hang_up(false).exits(2).says(&["AZURE_TENANT_ID"]);
    // The token was accepted: the call does not exist.
    let run = hang_up(true).exits(1).says(&["404"]);
    assert!(!run.err.contains("hidden"), "{run:#?}");
}
