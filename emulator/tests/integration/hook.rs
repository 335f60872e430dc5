//! Hooks: a command or a web server decides whether a phone answers.
#![cfg(unix)]

use std::io::Read;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use acs_call_automation::ErrorKind;
use acs_call_automation_emulator::{Emulator, EmulatorOptions, Hook, IncomingCall, Seed};
use serde_json::{Value, json};

use crate::emulator_http::{CALLER_ID, Collector, Stage, TIME_LIMIT, phone, result, short_type};

const PHONE: &str = "+16045551234";

/// A stage whose events can be waited for.
struct Scene {
    stage: Stage,
    heard: Receiver<Value>,
    listener: Collector,
}

impl Scene {
    fn new(hook: Hook) -> Self {
        let (sender, heard) = channel();
        let listener = Collector::answering(move |request| {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            // The test may be over.
            let _ = sender.send(body[0].clone());
            (200, Vec::new(), String::new())
        });
        let stage = Stage::with(EmulatorOptions::new().hook(hook));
        Self {
            stage,
            heard,
            listener,
        }
    }

    fn create(&self, number: &str) -> String {
        let mut body = self.stage.invitation(&[phone(number)]);
        body["callbackUri"] = json!(self.listener.url("/events"));
        body["customCallingContext"] = json!({"sipHeaders": {"X-MS-Custom-Account": "44;a=1"}});
        let response = self.stage.caller.post("", body);
        assert_eq!(response.status, 201, "{:?}", response.json());
        response.text("callConnectionId")
    }

    /// The next event that is no ParticipantsUpdated or CallDisconnected: how a call began, or did not.
    fn outcome(&self) -> (String, (i64, i64)) {
        loop {
            let event = self.heard.recv_timeout(TIME_LIMIT).unwrap();
            let name = short_type(&event);
            if name == "CallConnected" || name == "CreateCallFailed" {
                return (name, result(&event));
            }
        }
    }
}

fn shell(script: &str) -> Hook {
    Hook::command(
        "+1604*",
        "/bin/sh",
        ["-c", script, "hook", "{target}", "{source}"],
    )
}

/// The path of a file that no other test uses.
fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("acs-emulator-hook-{name}-{}", std::process::id()))
}

/// Waits for the first line of a file that a command writes.
fn line_of(file: &PathBuf) -> String {
    let end = Instant::now() + TIME_LIMIT;
    while Instant::now() < end {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        if let Some((line, _)) = text.split_once('\n') {
            return line.to_owned();
        }
        std::thread::yield_now();
    }
    panic!("{} has no line", file.display());
}

fn lives(pid: &str) -> bool {
    let check = Command::new("kill").args(["-0", pid]).output().unwrap();
    check.status.success()
}

fn ends(pid: &str) -> bool {
    let end = Instant::now() + TIME_LIMIT;
    while Instant::now() < end {
        if !lives(pid) {
            return true;
        }
    }
    false
}

#[test]
fn the_exit_status_of_a_command_decides() {
    for (status, outcome) in [
        (0, ("CallConnected", (200, 0))),
        (17, ("CreateCallFailed", (486, 560_486))),
        (18, ("CreateCallFailed", (480, 560_480))),
        (19, ("CreateCallFailed", (480, 560_480))),
        (21, ("CreateCallFailed", (603, 0))),
        (1, ("CreateCallFailed", (480, 560_480))),
    ] {
        let scene = Scene::new(shell(&format!("exit {status}")));
        scene.create(PHONE);
        let (name, numbers) = scene.outcome();
        assert_eq!((name.as_str(), numbers), outcome, "{status}");
    }
}

#[test]
fn a_command_gets_target_source_and_headers() {
    let out = file("variables");
    let script = format!(
        "echo \"$1 $2 $ACS_TARGET $ACS_SOURCE $ACS_SIP_X_MS_CUSTOM_ACCOUNT $ACS_CALL_CONNECTION_ID\" > {}",
        out.display()
    );
    let scene = Scene::new(shell(&script));
    let call = scene.create(PHONE);
    assert_eq!(scene.outcome().0, "CallConnected");
    let line = line_of(&out);
    std::fs::remove_file(&out).unwrap();
    assert_eq!(
        line,
        format!("{PHONE} {CALLER_ID} {PHONE} {CALLER_ID} 44;a=1 {call}")
    );
}

#[test]
fn arguments_go_to_no_shell() {
    let out = file("shell");
    let hook = Hook::command("*", "/bin/echo", [format!("; touch {}", out.display())]);
    let scene = Scene::new(hook);
    scene.create(PHONE);
    assert_eq!(scene.outcome().0, "CallConnected");
    assert!(!out.exists());
}

#[test]
fn a_web_server_decides_by_its_response() {
    for (status, body, outcome) in [
        (200, r#"{"reaction":"answers"}"#, (200, 0)),
        (204, "", (200, 0)),
        (200, r#"{"reaction":"busy"}"#, (486, 560_486)),
        (200, r#"{"reaction":"noAnswer"}"#, (480, 560_480)),
        (200, r#"{"reaction":"declines"}"#, (603, 0)),
        (200, r#"{"reaction":"sings"}"#, (480, 560_480)),
        (200, "<html>", (480, 560_480)),
        (500, r#"{"reaction":"answers"}"#, (480, 560_480)),
    ] {
        let server = Collector::answering(move |_| (status, Vec::new(), body.to_owned()));
        let scene = Scene::new(Hook::url("+1604*", server.url("/ring")));
        let call = scene.create(PHONE);
        assert_eq!(scene.outcome().1, outcome, "{status} {body}");
        let posted: Value = serde_json::from_str(&server.received()[0].body).unwrap();
        assert_eq!(posted["target"], PHONE);
        assert_eq!(posted["source"], CALLER_ID);
        assert_eq!(posted["callConnectionId"], json!(call));
        assert_eq!(
            posted["sipHeaders"],
            json!({"X-MS-Custom-Account": "44;a=1"})
        );
        assert!(posted["correlationId"].is_string());
    }
}

#[test]
fn a_call_that_is_given_up_ends_the_command_and_what_it_started() {
    let out = file("given-up");
    let script = format!("sleep 1000 & echo $$ $! > {}; wait", out.display());
    let scene = Scene::new(shell(&script));
    let call = scene.create(PHONE);
    let line = line_of(&out);
    let (script, child) = line.split_once(' ').unwrap();
    assert!(lives(script) && lives(child));
    let ended = scene
        .stage
        .caller
        .post(&format!("/{call}:terminate"), Value::Null);
    assert_eq!(ended.status, 204);
    assert!(ends(script) && ends(child));
    std::fs::remove_file(&out).unwrap();
}

#[test]
fn a_command_that_ignores_the_signal_is_killed_when_its_time_is_over() {
    let out = file("stubborn");
    let script = format!(
        "trap '' TERM; echo $$ > {}; while :; do sleep 1000; done",
        out.display()
    );
    let scene = Scene::new(shell(&script).time_limit(Duration::from_millis(1_500)));
    scene.create(PHONE);
    assert_eq!(scene.outcome().1, (480, 560_480));
    assert!(ends(&line_of(&out)));
    std::fs::remove_file(&out).unwrap();
}

#[test]
fn closing_the_emulator_ends_its_commands() {
    let out = file("closed");
    let scene = Scene::new(shell(&format!(
        "echo $$ > {}; exec sleep 1000",
        out.display()
    )));
    scene.create(PHONE);
    let pid = line_of(&out);
    scene.stage.emulator.close();
    assert!(!lives(&pid), "it was waited for");
    std::fs::remove_file(&out).unwrap();
}

#[test]
fn an_invitation_that_is_over_is_not_answered() {
    let (entered, waiting) = channel();
    let (release, released) = channel::<()>();
    let released = std::sync::Mutex::new(released);
    let server = Collector::answering(move |_| {
        entered.send(()).unwrap();
        let _ = released.lock().unwrap().recv_timeout(TIME_LIMIT);
        (204, Vec::new(), String::new())
    });
    let scene = Scene::new(Hook::url("+1604*", server.url("/ring")));
    let call = scene.create("+15550100123");
    assert_eq!(scene.outcome().0, "CallConnected");
    let mut invitation = json!({"participantToAdd": phone(PHONE), "invitationTimeoutInSeconds": 5});
    invitation["sourceCallerIdNumber"] = json!({"value": CALLER_ID});
    let path = format!("/{call}/participants:add");
    assert_eq!(scene.stage.caller.post(&path, invitation).status, 202);
    waiting.recv_timeout(TIME_LIMIT).unwrap();
    scene.stage.advance(5);
    let failed = loop {
        let event = scene.heard.recv_timeout(TIME_LIMIT).unwrap();
        if short_type(&event) == "AddParticipantFailed" {
            break event;
        }
    };
    assert_eq!(result(&failed), (480, 560_480));
    release.send(()).unwrap();
}

#[test]
fn the_request_of_a_hook_ends_with_the_call() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/ring", server.local_addr().unwrap());
    let scene = Scene::new(Hook::url("+1604*", url));
    type End = fn(&Stage, &str);
    let ends: [End; 2] = [
        |stage, call| {
            let hung_up = stage.caller.delete(&format!("/{call}"));
            assert_eq!(hung_up.status, 204);
        },
        |stage, _| stage.emulator.reset(),
    ];
    for end in ends {
        let call = scene.create(PHONE);
        let (mut rings, _) = server.accept().unwrap();
        rings.set_read_timeout(Some(TIME_LIMIT)).unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"}}") {
            let mut byte = [0];
            rings.read_exact(&mut byte).unwrap();
            request.push(byte[0]);
        }
        end(&scene.stage, &call);
        assert_eq!(rings.read(&mut [0]).unwrap(), 0, "the connection is closed");
    }
    let entries = scene.stage.emulator.journal();
    assert!(entries.iter().all(|entry| !entry.path.ends_with("/ring")));
}

#[test]
fn only_sixteen_hooks_run_at_once() {
    let scene = Scene::new(Hook::command("*", "/bin/sleep", ["1000"]));
    for _ in 0..16 {
        scene.create(PHONE);
    }
    scene.create(PHONE);
    assert_eq!(scene.outcome().1, (486, 560_486));
}

#[test]
fn other_numbers_and_hosted_ones_know_nothing_of_a_hook() {
    let scene = Scene::new(shell("exit 17"));
    scene.create("+15550100123");
    assert_eq!(scene.outcome().0, "CallConnected");
    let emulator = &scene.stage.emulator;
    emulator.add_phone_number(PHONE).unwrap();
    let call = IncomingCall::new("+15550100123", PHONE);
    emulator.place_incoming_call(call).expect("it rings");
}

#[test]
fn a_request_sets_urls_and_never_commands() {
    let server = Collector::answering(|_| (200, Vec::new(), r#"{"reaction":"busy"}"#.to_owned()));
    let scene = Scene::new(shell("exit 21"));
    let send = |method: &str, body: &Value| {
        let response = scene.stage.caller.unsigned(method, "/_emulator/hook", body);
        (response.status, response.json())
    };
    let command = json!({"number": "*", "command": ["/bin/true"]});
    let (status, refused) = send("POST", &command);
    assert_eq!(status, 400);
    let why = refused["error"].as_str().unwrap();
    assert!(
        why.starts_with("command: is for the one who starts the emulator"),
        "{why}"
    );
    let url = json!({"number": "+1604555*", "url": server.url("/ring"), "timeLimitMs": 5000});
    assert_eq!(send("POST", &url).0, 200);
    scene.create(PHONE);
    assert_eq!(scene.outcome().1, (486, 560_486), "the newest one counts");
    let (_, listed) = send("GET", &Value::Null);
    assert_eq!(listed["hooks"][0], url);
    assert_eq!(listed["hooks"][1]["command"][1], "-c");
    assert_eq!(send("DELETE", &Value::Null).1, json!({"removed": 1}));
    scene.create(PHONE);
    assert_eq!(scene.outcome().1, (603, 0));
    for wrong in [
        json!({"number": "1604", "url": "http://127.0.0.1:1/"}),
        json!({"number": "*", "url": "http://example.com/"}),
        json!({"number": "*", "url": "ftp://127.0.0.1/"}),
        json!({"number": "*"}),
        json!({"number": "*", "url": "http://127.0.0.1:1/", "timeLimitMs": 600_001}),
    ] {
        assert_eq!(send("POST", &wrong).0, 400, "{wrong}");
    }
}

#[test]
fn a_seed_sets_commands_when_the_emulator_starts() {
    let seed = json!({"hooks": [{"number": "+1604*", "command": ["/bin/sh", "-c", "exit 17"]}]});
    let seed = Seed::from_json(&seed.to_string()).unwrap();
    let scene = Scene::new(shell("exit 21"));
    scene.stage.emulator.load_seed(seed).unwrap();
    scene.create(PHONE);
    assert_eq!(
        scene.outcome().1,
        (486, 560_486),
        "the seed goes before the options"
    );
    let no_program = Hook::command("+1604*", "", [""; 0]);
    let endless = shell("exit 0").time_limit(Duration::from_secs(601));
    for (wrong, field) in [(no_program, "command"), (endless, "time limit")] {
        let refused = Emulator::start_with(&EmulatorOptions::new().hook(wrong)).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidInput);
        assert_eq!(refused.field(), Some(field));
    }
}
