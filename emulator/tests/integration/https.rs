//! The emulator over https: its CA, its certificate, and the names that lead to it.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use acs_call_automation::identity::{TokenVerifier, TokenVerifierOptions};
use acs_call_automation::options::{ClientOptions, TrustRoots};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{CallAutomationClient, CallInvite, ErrorKind};
use acs_call_automation_emulator::{Emulator, EmulatorOptions};

use crate::handshake_flood::{SLOW_CHAIN, SLOW_KEY, request_in_flood};

const STORE: &str = "store.asm.skype.com";

fn client(emulator: &Emulator) -> CallAutomationClient {
    let ca = emulator.ca_certificate().unwrap().to_owned();
    let options = ClientOptions::new().trust_roots(TrustRoots::Pem(ca));
    CallAutomationClient::from_connection_string_with(&emulator.connection_string(), &options)
        .unwrap()
}

/// A folder that does not exist yet, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("acs-emulator-{name}-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_call_is_placed_over_https_by_the_connection_string_and_its_events_arrive_over_https() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().https(true)).unwrap();
    let start = format!("endpoint=https://127.0.0.1:{}/;", emulator.port());
    assert!(emulator.connection_string().starts_with(&start));
    assert!(emulator.ca_file().is_none());
    client(&emulator)
        .create_call(
            &CallInvite::to_phone_number("+15550100123", "+15550100199").unwrap(),
            "http://127.0.0.1:9/events",
            &Default::default(),
        )
        .unwrap();
    assert_eq!(emulator.created_call_count(), 1);
}

#[test]
fn the_keys_of_the_tokens_in_callbacks_are_read_over_https() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().https(true)).unwrap();
    let ca = emulator.ca_certificate().unwrap().to_owned();
    let options = TokenVerifierOptions::new(emulator.resource_id())
        .openid_configuration_url(emulator.openid_configuration_url())
        .trust_roots(TrustRoots::Pem(ca));
    TokenVerifier::new(&options).unwrap().fetch_keys().unwrap();
}

#[test]
fn events_are_delivered_to_a_receiver_with_a_certificate_that_is_trusted() {
    // The CA of one emulator signs for the receiver too.
    let folder = Folder::new("callbacks");
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/tls");
    let read = |name: &str| std::fs::read_to_string(data.join(name)).unwrap();
    let receiver = Receiver::bind(
        &ReceiverOptions::new()
            .certificate_files(data.join("other-cert.pem"), data.join("other-key.pem")),
    )
    .unwrap();
    let options = EmulatorOptions::new()
        .https(true)
        .ca_dir(&folder.0)
        .callback_ca(read("other-ca.pem"));
    let emulator = Emulator::start_with(&options).unwrap();
    client(&emulator)
        .create_call(
            &CallInvite::to_phone_number("+15550100123", "+15550100199").unwrap(),
            &receiver.url("/events").unwrap(),
            &Default::default(),
        )
        .unwrap();
    let received = receiver.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(received.unwrap().event.name(), "CallConnected");
}

#[test]
fn a_ca_is_kept_in_its_folder_and_signs_at_the_next_start() {
    let folder = Folder::new("ca");
    let options = EmulatorOptions::new().https(true).ca_dir(&folder.0);
    let first = Emulator::start_with(&options).unwrap();
    let ca = first.ca_certificate().unwrap().to_owned();
    let file = first.ca_file().unwrap().to_owned();
    assert_eq!(std::fs::read_to_string(&file).unwrap(), ca);
    let key = file.with_extension("key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    drop(first);
    let second = Emulator::start_with(&options).unwrap();
    assert_eq!(second.ca_certificate(), Some(ca.as_str()));
    client(&second).warm_up(&Default::default()).unwrap();

    std::fs::remove_file(&key).unwrap();
    let error = Emulator::start_with(&options).unwrap_err();
    assert!(error.message().contains("without its key"), "{error}");
    assert!(error.hint().unwrap().contains("new ones"), "{error}");
    std::fs::write(
        &key,
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    )
    .unwrap();
    let error = Emulator::start_with(&options).unwrap_err();
    assert!(error.message().contains("cannot be used"), "{error}");
}

#[test]
fn another_ca_is_not_trusted() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().https(true)).unwrap();
    let other = Emulator::start_with(&EmulatorOptions::new().https(true)).unwrap();
    let ca = other.ca_certificate().unwrap().to_owned();
    let options = ClientOptions::new().trust_roots(TrustRoots::Pem(ca));
    let client =
        CallAutomationClient::from_connection_string_with(&emulator.connection_string(), &options)
            .unwrap();
    let error = client.warm_up(&Default::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert!(error.message().contains("certificate"), "{error}");
}

#[test]
fn options_of_https_that_cannot_work_are_refused() {
    let https = || EmulatorOptions::new().https(true);
    for (options, field) in [
        (https().host("https://a"), "host"),
        (https().host("*.example"), "host"),
        (https().recording_host("a/b"), "recording host"),
        (
            EmulatorOptions::new().recording_host(STORE),
            "recording host",
        ),
        (https().certificate("", ""), "https"),
        (EmulatorOptions::new().certificate("", ""), "certificate"),
        (https().callback_ca("none"), "callback ca"),
    ] {
        let error = Emulator::start_with(&options).unwrap_err();
        assert_eq!(error.field(), Some(field), "{error}");
    }
}

#[test]
fn a_client_is_served_while_another_address_floods_the_emulator_with_handshakes() {
    let options = EmulatorOptions::new().certificate(SLOW_CHAIN, SLOW_KEY);
    let emulator = Emulator::start_with(&options.handler_threads(1)).unwrap();
    let (output, waiting) = request_in_flood(emulator.address(), "/_emulator/calls");
    assert!(output.ends_with("200"), "{output}");
    assert!(waiting > 20, "{waiting} wait");
    emulator.close();
}

/// The program, and its lines up to the last one about trust.
fn program(arguments: &[&str]) -> (Child, String, BufReader<ChildStdout>) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_acs-emulator"))
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(program.stdout.take().unwrap());
    let mut text = String::new();
    while !text.contains("Go, curl") {
        assert_ne!(output.read_line(&mut text).unwrap(), 0, "{text}");
    }
    (program, text, output)
}

#[test]
fn the_program_says_how_to_trust_it_and_leads_the_host_of_recordings_to_itself() {
    let folder = Folder::new("program");
    let dir = folder.0.to_str().unwrap();
    let (mut emulator, text, mut output) = program(&[
        "--https",
        "--host=emulator.example",
        "--recording-host",
        STORE,
        "--ca-dir",
        dir,
    ]);
    let endpoint = text.strip_prefix("endpoint=").unwrap();
    let (endpoint, _) = endpoint.split_once("/;").unwrap();
    let port = endpoint.strip_prefix("https://127.0.0.1:").unwrap();
    let file = std::fs::canonicalize(folder.0.join("acs-emulator-ca.pem")).unwrap();
    let file = file.to_str().unwrap();
    for line in [
        "REQUESTS_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
        "SSL_CERT_FILE",
        "keytool",
    ] {
        let line = text.lines().find(|known| known.contains(line)).unwrap();
        assert!(line.contains(file), "{line}");
    }
    let curl = |options: &[&str], url: &str| {
        let output = Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "30"])
            .args(options)
            .arg(url)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&text).into_owned()
    };
    let trusted = ["--cacert", file];
    let ca = curl(&["--insecure"], &format!("{endpoint}/_emulator/ca"));
    assert_eq!(ca, std::fs::read_to_string(file).unwrap());
    let calls = |options: &[&str], url: &str| {
        curl(
            &[&trusted, options].concat(),
            &format!("{url}/_emulator/calls"),
        )
    };
    // By an entry in the hosts file, which --resolve stands for, and by the proxy.
    for name in ["localhost", "emulator.example", STORE] {
        let resolve = ["--resolve", &format!("{name}:{port}:127.0.0.1")];
        let found = calls(&resolve, &format!("https://{name}:{port}"));
        assert!(found.contains("created"), "{found}");
        let proxy = ["--proxy", &format!("http://127.0.0.1:{port}")];
        let found = calls(&proxy, &format!("https://{name}"));
        assert!(found.contains("created"), "{found}");
    }
    let proxy = ["--proxy", &format!("http://127.0.0.1:{port}")];
    let found = calls(&proxy, "https://elsewhere.example");
    assert!(found.contains("403"), "{found}");

    emulator.kill().unwrap();
    emulator.wait().unwrap();
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}
