//! The program `acs-emulator`: what it prints, its flags, signals and log.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

use crate::emulator_http::{self, Collector, HttpResponse, TIME_LIMIT};

/// The program while it runs.
struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    first: String,
    address: SocketAddr,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_acs-emulator"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let rest = first.strip_prefix("endpoint=http://").unwrap();
        let address = rest.split_once("/;accesskey=").unwrap().0.parse().unwrap();
        Self {
            child,
            lines,
            first,
            address,
        }
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> HttpResponse {
        let path = format!("/_emulator/{path}");
        let body = if body.is_null() {
            Vec::new()
        } else {
            serde_json::to_vec(body).unwrap()
        };
        emulator_http::exchange(self.address, method, &path, &body, &[]).unwrap()
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Ends it, and returns what else it printed, and its log lines.
    fn end(mut self, signal: &str) -> (Vec<String>, String) {
        self.signal(signal);
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        let rest = self.lines.by_ref().map(Result::unwrap).collect();
        (rest, log)
    }
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_acs-emulator"))
        .args(arguments)
        .output()
        .unwrap()
}

struct TempFile(PathBuf);

impl TempFile {
    fn new(name: &str, text: &str) -> Self {
        let file = std::env::temp_dir().join(format!("acs-emulator-{}-{name}", std::process::id()));
        std::fs::write(&file, text).unwrap();
        Self(file)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn with_until_eof_the_program_ends_when_its_standard_input_ends() {
    let mut program = Running::start(&["--until-eof"]);
    let clock = program.control("GET", "clock", &Value::Null);
    assert_eq!(clock.status, 200);
    drop(program.child.stdin.take());
    let status = program.child.wait().unwrap();
    assert!(status.success(), "{status}");
}

#[test]
fn the_program_prints_its_connection_string_first_and_ends_on_sigterm() {
    let program = Running::start(&[
        "--quiet",
        "--port",
        "0",
        "--manual-clock",
        "--page-size=2",
        "--access-key",
        "c2VjcmV0",
        "--recording-chunk=60000",
        "--recording-delay",
        "0",
        "--quick-event-grid-retries",
        "--call-event-timeout",
        "5000",
        "--event-grid-timeout=5000",
    ]);
    let calls = program.control("GET", "calls", &Value::Null);
    assert_eq!(
        calls.json(),
        json!({"active": 0, "calls": [], "created": 0})
    );
    assert!(
        program.first.ends_with("accesskey=c2VjcmV0"),
        "{}",
        program.first
    );
    let clock = program.control("GET", "clock", &Value::Null);
    assert_eq!(clock.json()["runs"], false);
    let (rest, log) = program.end("-TERM");
    assert!(rest.is_empty(), "one line only: {rest:?}");
    assert_eq!(log, "");
}

#[test]
fn the_program_prints_the_ladder_as_it_goes_on_and_to_its_end() {
    let mut program = Running::start(&["--quiet", "--ladder"]);
    let number = json!({"number": "+15550100199"});
    assert_eq!(program.control("POST", "phone-number", &number).status, 200);
    let call =
        json!({"from": "4:+15550100123", "to": "4:+15550100199", "displayName": "Ada\u{1b}[2J"});
    let context = program.control("POST", "incoming-call", &call).json();
    let printed: Vec<String> = program.lines.by_ref().map(Result::unwrap).take(4).collect();
    assert!(printed[1].starts_with("call "), "{printed:?}");
    assert!(printed[2].contains("service"), "{printed:?}");
    assert!(printed[2].contains("Ada\\u{1b}[2J (+15550"), "{printed:?}");
    program.control("POST", "cancel-incoming-call", &context);
    let (rest, log) = program.end("-TERM");
    assert!(
        rest.iter().any(|line| line.contains("hangs up")),
        "{rest:?}"
    );
    assert_eq!(log, "");
}

#[test]
fn the_lines_after_the_first_one_say_where_everything_is() {
    let seed = TempFile::new("block.json", "{}");
    let arguments = [
        "--seed",
        seed.path(),
        "--manual-clock",
        "--public-url",
        "http://acs.example",
    ];
    let mut child = Command::new(env!("CARGO_BIN_EXE_acs-emulator"))
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    let first = lines.next().unwrap();
    assert!(
        first.starts_with("endpoint=http://acs.example/;accesskey="),
        "{first}"
    );
    let sent = Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .unwrap();
    assert!(sent.success() && child.wait().unwrap().success());
    let rest: Vec<String> = lines.collect();
    let of = |name: &str| {
        let line = rest
            .iter()
            .find(|line| line.starts_with(&format!("  {name} ")));
        line.unwrap_or_else(|| panic!("no {name} in {rest:#?}"))
            .as_str()
    };
    assert!(rest[1].starts_with("acs-emulator ") && rest[1].contains(" listens on 127.0.0.1:"));
    assert!(of("here").contains("endpoint=http://127.0.0.1:"));
    assert!(of("page").ends_with("/_emulator/"));
    assert!(of("control API").contains("/_emulator/..."));
    assert!(of("token keys").contains("http://acs.example/calling/.well-known/"));
    assert!(of("seed").contains("block.json"));
    assert!(of("clock").contains("/_emulator/clock"));
}

#[test]
fn a_client_of_plain_http_is_shown_what_to_write() {
    let program = Running::start(&["--access-key", "c2VjcmV0"]);
    let endpoint = format!("http://{}", program.address);
    let (rest, _) = program.end("-TERM");
    let has = |line: &str| assert!(rest.iter().any(|known| known == line), "{line}: {rest:#?}");
    has(&format!(
        "  Python       CallAutomationClient('{endpoint}', AzureKeyCredential('c2VjcmV0'))"
    ));
    has(&format!(
        "  JavaScript   new CallAutomationClient('endpoint={endpoint}/;accesskey=c2VjcmV0', \
         {{ allowInsecureConnection: true }})"
    ));
}

#[test]
fn a_client_that_speaks_tls_to_the_port_of_plain_http_is_in_the_log() {
    let program = Running::start(&[]);
    let mut client = TcpStream::connect(program.address).unwrap();
    client
        .write_all(&[0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3])
        .unwrap();
    let mut response = String::new();
    client.read_to_string(&mut response).unwrap();
    assert!(response.starts_with("HTTP/1.1 400 "), "{response}");
    let (_, log) = program.end("-TERM");
    let line = "warn  this port is for plain http, and the client speaks TLS: start the emulator with https";
    assert!(log.contains(line), "{log}");
}

#[test]
fn a_seed_is_read_again_on_sighup_and_a_bad_one_changes_nothing() {
    let seed = TempFile::new("again.json", r#"{"numbers": ["+15550100199"]}"#);
    let log = TempFile::new("again.log", "");
    let program = Running::start(&["--verbose", "--seed", seed.path(), "--log", log.path()]);
    let numbers = || program.control("GET", "seed", &Value::Null).json()["numbers"].clone();
    assert_eq!(numbers(), json!(["+15550100199"]));
    // What the log says shows when the signal was handled.
    let waits_for = |what: &str| {
        let end = Instant::now() + TIME_LIMIT;
        while !std::fs::read_to_string(&log.0).unwrap().contains(what) {
            assert!(Instant::now() < end, "{what} is not in the log");
            std::thread::yield_now();
        }
    };
    std::fs::write(&seed.0, "{\n\"numbers\": [],\n\"nmbers\": []}").unwrap();
    program.signal("-HUP");
    waits_for("again.json:3: nmbers is unknown; did you mean numbers?");
    assert_eq!(numbers(), json!(["+15550100199"]), "the old one stays");
    std::fs::write(&seed.0, r#"{"numbers": ["+15550100198"]}"#).unwrap();
    program.signal("-HUP");
    waits_for("again.json was read again");
    assert_eq!(numbers(), json!(["+15550100198"]));
    let (_, stderr) = program.end("-INT");
    assert_eq!(stderr, "", "it is in the file");
}

#[test]
fn a_line_is_logged_for_each_request_delivery_and_failure() {
    let collector = Collector::answering(|_| (400, Vec::new(), String::new()));
    let program = Running::start(&["--verbose", "--accept-any-token"]);
    let body = json!({
        "targets": [{"rawId": "4:+15550100123", "phoneNumber": {"value": "+15550100123"}}],
        "sourceCallerIdNumber": {"value": "+15550100100"},
        "callbackUri": collector.url("/events?secret=1"),
    });
    let body = serde_json::to_vec(&body).unwrap();
    let target = "/calling/callConnections?api-version=2030-01-01";
    let headers = [
        ("Authorization", "Bearer a"),
        ("Content-Type", "application/json"),
    ];
    let created = emulator_http::exchange(program.address, "POST", target, &body, &headers);
    assert_eq!(created.unwrap().status, 201);
    program.control("POST", "flush", &Value::Null);
    let url = collector.url("/events");
    let (_, log) = program.end("-TERM");
    for line in [
        "warn  the api-version 2030-01-01 is unknown",
        "info  request POST /calling/callConnections: 201",
        &format!("info  delivery of CallConnected to {url}: 400"),
        &format!("warn  an event was not delivered to {url} and is given up"),
        "info  control POST /_emulator/flush: 200",
    ] {
        assert!(log.contains(line), "{line} is not in\n{log}");
    }
    assert!(!log.contains("secret"), "{log}");
}

#[test]
fn an_address_that_others_reach_is_warned_about() {
    let program = Running::start(&["--listen", "0.0.0.0"]);
    assert!(program.first.contains("//127.0.0.1:"), "{}", program.first);
    let (rest, log) = program.end("-TERM");
    assert!(rest[1].contains(" listens on 0.0.0.0:"), "{rest:?}");
    assert!(
        log.contains("warn  other machines reach this emulator"),
        "{log}"
    );
    let (_, log) = Running::start(&[]).end("-TERM");
    assert_eq!(log, "");
}

#[test]
fn a_hook_is_set_by_a_flag() {
    let program = Running::start(&[
        "--hook",
        "+1604*=/bin/sh -c true",
        "--hook=*=http://127.0.0.1:9/ring",
    ]);
    let listed = program.control("GET", "hook", &Value::Null).json();
    assert_eq!(
        listed["hooks"],
        json!([
            {"number": "+1604*", "command": ["/bin/sh", "-c", "true"], "timeLimitMs": 30_000},
            {"number": "*", "url": "http://127.0.0.1:9/ring", "timeLimitMs": 30_000},
        ])
    );
}

#[test]
fn every_option_has_its_flag_and_its_row_in_the_documentation() {
    let source = include_str!("../../src/options.rs");
    let methods = source
        .split("    pub fn ")
        .filter_map(|method| method.split_once("(mut self"));
    let rows = include_str!("../../../docs/emulator/running.md").lines();
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split('`').collect()).collect();
    let help = run(&["--help"]);
    let help = String::from_utf8(help.stdout).unwrap();
    let mut flags: Vec<&str> = help
        .lines()
        .filter_map(|line| line.strip_prefix("  --"))
        .collect();
    for (option, _) in methods {
        let row = rows.iter().find(|row| row[0] == "| " && row[1] == option);
        let row =
            row.unwrap_or_else(|| panic!("docs/emulator/running.md has no row of `{option}`"));
        let known = flags.len();
        flags.retain(|flag| !format!("--{flag}  ").starts_with(&format!("{}  ", row[3])));
        assert_eq!(
            flags.len(),
            known - 1,
            "FLAGS of emulator/src/main.rs has no {}",
            row[3]
        );
    }
    let names: Vec<_> = flags
        .iter()
        .filter_map(|flag| flag.split(' ').next())
        .collect();
    assert_eq!(
        names,
        [
            "quiet",
            "ladder",
            "until-eof",
            "verbose",
            "log",
            "help",
            "version"
        ]
    );
}

#[test]
fn the_program_explains_itself() {
    let help = run(&["--help"]);
    assert!(help.status.success());
    assert!(String::from_utf8_lossy(&help.stdout).starts_with("Usage"));
    let version = run(&["--version"]);
    let expected = concat!("acs-emulator ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(String::from_utf8_lossy(&version.stdout), expected);
    for (wrong, why) in [
        (&["--dance"][..], "unknown argument \"--dance\"\n"),
        (&["--prot=1"], "did you mean --port?"),
        (&["--manual_clock"], "did you mean --manual-clock?"),
        (&["--port"], "--port needs a value"),
        (
            &["--port", "many"],
            "--port needs a number from 0 to 65535, not \"many\"",
        ),
        (&["--page-size=0"], "at least 1"),
        (&["--recording-chunk=0"], "from 1 to 14400000"),
        (&["--recording-chunk=14400001"], "from 1 to 14400000"),
        (&["--call-event-timeout=0"], "at least 1"),
        (&["--event-grid-timeout=0"], "at least 1"),
        (&["--recording-delay", "-1"], "at least 0"),
        (&["--handler-threads", "0"], "from 1 to 64"),
        (&["--handler-threads=65"], "from 1 to 64"),
        (&["--manual-clock=no"], "--manual-clock has no value"),
        (&["--listen=localhost"], "--listen needs an IP address"),
        (&["--hook=+1604*"], "--hook needs a number or pattern"),
        (
            &["--certificate=/nowhere/a.pem,/nowhere/b.pem"],
            "--certificate needs a file that can be read (/nowhere/a.pem: ",
        ),
        (
            &["--hook=+1604*="],
            "a command or URL after the equals sign",
        ),
    ] {
        let output = run(wrong);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.contains("Usage") && said.contains(why),
            "{wrong:?}: {said}"
        );
    }
    for (wrong, why) in [
        (
            &["--hook=1604=true"][..],
            "number: must be a phone number or the beginning of one",
        ),
        (
            &["--seed=/nowhere/scene.toml"],
            "cannot read the seed /nowhere/scene.toml",
        ),
        (&["--log=/nowhere/log"], "cannot write the log /nowhere/log"),
        (&["--ca-dir=/nowhere"], "ca dir: needs https"),
    ] {
        let output = run(wrong);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.starts_with("acs-emulator: ") && said.contains(why),
            "{wrong:?}: {said}"
        );
    }
}
