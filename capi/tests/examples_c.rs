//! Every example in C prints, offline, what its head comment says; the quickstart what its Rust twin does.
//!
//! `VALGRIND=valgrind` and `SANITIZE=address` look for errors and leaks, as in `tests/ffi.rs`.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod common {
    pub mod c;
}
#[path = "../../tests/common/example.rs"]
mod example;
#[path = "../../tests/common/peer.rs"]
mod peer;
#[path = "../../tests/common/samples.rs"]
mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use common::c::{
    Compiler, Language, Library, Program, compiler, compilers, root, scratch, succeeded,
};
use example::{Receive, programs};
use peer::Peer;
use samples::{batch, delivery, sample, with_context};

/// Builds an example, once for all tests that run it.
fn build(name: &str, compiler: Compiler) -> PathBuf {
    static BUILT: Mutex<BTreeMap<(String, OsString), PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let known = built.entry((name.to_owned(), compiler.program.clone()));
    let build = || {
        let mut program = Program::of(name);
        program.sources = vec![root().join("examples").join(format!("{name}.c"))];
        program.with(compiler, Library::Static).build()
    };
    known.or_insert_with(build).clone()
}

fn program(name: &str) -> PathBuf {
    build(name, compiler(Language::C))
}

/// Without the environment that the tests run in.
fn alone(mut command: Command) -> Command {
    for name in ["ACS_CONNECTION_STRING", "ACS_CALLBACK_URL", "ACS_LISTEN"] {
        command.env_remove(name);
    }
    command
}

/// What it printed, line by line; it must end well and complain of nothing.
fn ladder(mut command: Command) -> Vec<String> {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    assert_eq!(errors, "", "{command:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    // The Rust example draws the call at its end, after an empty line.
    let lines = text.lines().take_while(|line| !line.is_empty());
    lines.map(without_chance).collect()
}

/// The line without its time and without the parts of ids that are drawn by lot; columns stay.
fn without_chance(line: &str) -> String {
    let (time, rest) = line.split_at(8);
    assert!(time.trim().is_empty() || time.trim().parse::<f64>().is_ok());
    let Some((head, id)) = rest.split_once("8:acs:") else {
        return rest.to_owned();
    };
    let end = id.find(' ').unwrap_or(id.len());
    format!("{head}8:acs:{}{}", "?".repeat(end), &id[end..])
}

/// An event that reports a state. It comes when the service likes, beside those of the actions.
fn is_aside(line: &str) -> bool {
    line.contains(".ParticipantsUpdated ")
}

#[test]
fn the_quickstart_prints_the_lines_of_the_rust_example() {
    let story = |lines: &[String]| -> Vec<String> {
        let reported = lines.iter().filter(|line| !is_aside(line));
        reported.cloned().collect()
    };
    let sorted = |lines: &[String]| {
        let mut lines = lines.to_vec();
        lines.sort();
        lines
    };
    let rust = ladder(alone(Command::new(programs::example("quickstart"))));
    assert!(rust.len() > 10, "{rust:#?}");
    for compiler in compilers(Language::C) {
        let program = build("quickstart", compiler);
        let c = ladder(alone(common::c::command(&program)));
        assert_eq!(story(&c), story(&rust));
        assert_eq!(sorted(&c), sorted(&rust));
    }
}

/// What the head comment of an example says that it prints: its indented lines, without the commands.
fn promised(file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("examples").join(file)).unwrap();
    let (comment, _) = text.split_once("*/").unwrap();
    let indented = comment
        .lines()
        .filter_map(|line| line.strip_prefix(" *     "));
    let is_command = |line: &&str| {
        ["cc ", "c++ ", "./"]
            .iter()
            .any(|word| line.starts_with(word))
    };
    indented
        .filter(|line| !is_command(line))
        .map(str::to_owned)
        .collect()
}

/// What an example prints, offline; it must end well and complain of nothing.
fn printed(command: Command) -> Vec<String> {
    let mut command = alone(command);
    // Recordings go to the current folder.
    let output = succeeded(command.current_dir(scratch()));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn prints_what_it_says(name: &str) {
    let lines = promised(&format!("{name}.c"));
    assert!(lines.len() > 2, "{lines:?}");
    assert_eq!(printed(common::c::command(&program(name))), lines);
    // Without valgrind, which does not know clang's debug information.
    if let Some(clang) = common::c::clang(Language::C) {
        assert_eq!(printed(Command::new(build(name, clang))), lines);
    }
}

#[test]
fn hello_call_prints_what_it_says_in_three_languages() {
    prints_what_it_says("hello_call");
    assert_eq!(promised("hello_call.cpp"), promised("hello_call.c"));
    let mut cpp = Program::of("hello_call_cpp");
    cpp.sources = vec![root().join("examples/hello_call.cpp")];
    let cpp = cpp.with(compiler(Language::Cpp), Library::Static).build();
    for program in [
        common::c::command(&cpp),
        Command::new(programs::example("hello_call")),
    ] {
        assert_eq!(printed(program), promised("hello_call.c"));
    }
}

#[test]
fn collect_digits_prints_what_it_says_in_two_languages() {
    prints_what_it_says("collect_digits");
    let rust = Command::new(programs::example("collect_digits"));
    assert_eq!(printed(rust), promised("collect_digits.c"));
}

#[test]
fn queue_messages_prints_what_it_says_in_two_languages() {
    let lines = promised("queue_messages.c");
    let folder = root().join("examples/data");
    for mut program in [
        common::c::command(&program("queue_messages")),
        Command::new(programs::example("queue_messages")),
    ] {
        program.arg(&folder);
        assert_eq!(printed(program), lines);
    }
}

#[test]
fn answer_call_prints_what_it_says() {
    prints_what_it_says("answer_call");
}

#[test]
fn group_call_prints_what_it_says() {
    prints_what_it_says("group_call");
}

#[test]
fn transfer_prints_what_it_says() {
    prints_what_it_says("transfer");
}

#[test]
fn connect_call_prints_what_it_says() {
    prints_what_it_says("connect_call");
}

#[test]
fn dtmf_relay_prints_what_it_says() {
    prints_what_it_says("dtmf_relay");
}

#[test]
fn hold_music_prints_what_it_says() {
    prints_what_it_says("hold_music");
}

#[test]
fn live_transcript_prints_what_it_says() {
    prints_what_it_says("live_transcript");
}

#[test]
fn ivr_menu_prints_what_it_says() {
    prints_what_it_says("ivr_menu");
}

#[test]
fn record_call_prints_what_it_says() {
    prints_what_it_says("record_call");
}

#[test]
fn cancel_token_prints_what_it_says() {
    prints_what_it_says("cancel_token");
}

#[test]
fn cancel_add_participant_prints_what_it_says() {
    prints_what_it_says("cancel_add_participant");
}

/// The lines that begin with this, in their order.
fn of(lines: &[String], beginning: &str) -> Vec<String> {
    let found = lines.iter().filter(|line| line.starts_with(beginning));
    found.cloned().collect()
}

#[test]
fn two_calls_poll_prints_what_it_says_of_each_call() {
    let lines = printed(common::c::command(&program("two_calls_poll")));
    let first = promised("two_calls_poll.c");
    assert_eq!(of(&lines, "call 0: "), first);
    let second = first.iter().map(|line| line.replace("call 0", "call 1"));
    assert_eq!(of(&lines, "call 1: "), second.collect::<Vec<_>>());
}

#[test]
fn submit_poll_prints_what_it_says_of_each_call() {
    let lines = printed(common::c::command(&program("submit_poll")));
    let first = promised("submit_poll.c");
    assert_eq!(of(&lines, "call 0: "), first);
    let second = first.iter().map(|line| line.replace("call 0", "call 1"));
    assert_eq!(of(&lines, "call 1: "), second.collect::<Vec<_>>());
}

#[test]
fn submit_epoll_prints_what_it_says() {
    let lines = printed(common::c::command(&program("submit_epoll")));
    assert_eq!(lines, promised("submit_epoll.c"));
}

/// `LIBEVENT_PREFIX` names another place than the system's.
#[test]
fn submit_libevent_prints_what_it_says() {
    let prefix = std::env::var("LIBEVENT_PREFIX").unwrap_or_else(|_| "/usr".to_owned());
    if !std::path::Path::new(&prefix)
        .join("include/event2")
        .exists()
    {
        println!("LEFT OUT: examples/submit_libevent.c was not built: libevent-dev is missing");
        return;
    }
    let folder = format!("{prefix}/lib/x86_64-linux-gnu");
    let flags = [
        format!("-I{prefix}/include"),
        format!("-I{prefix}/include/x86_64-linux-gnu"),
        format!("-L{folder}"),
        format!("-Wl,-rpath,{folder}"),
        "-Wl,--no-as-needed,-levent_core".to_owned(),
    ];
    let mut program = Program::of("submit_libevent").with(compiler(Language::C), Library::Static);
    program.sources = vec![root().join("examples/submit_libevent.c")];
    program.flags.extend(flags.iter().map(String::as_str));
    let built = program.build();
    let lines = printed(common::c::command(&built));
    assert_eq!(lines, promised("submit_libevent.c"));
}

#[test]
fn prefork_prints_what_it_says_of_each_worker() {
    let lines = printed(common::c::forking(&program("prefork")));
    let promised = promised("prefork.c");
    let first = of(&promised, "worker 0: ");
    assert_eq!(first.len(), 3);
    for number in 0..3 {
        let worker = format!("worker {number}: ");
        let expected = first.iter().map(|line| line.replace("worker 0: ", &worker));
        assert_eq!(of(&lines, &worker), expected.collect::<Vec<_>>());
    }
    assert_eq!(lines.len(), 10);
    assert_eq!(lines.last(), promised.last());
}

#[test]
fn every_rust_example_exists_in_c() {
    let names = |ending: &str| -> BTreeSet<String> {
        let files = std::fs::read_dir(root().join("examples")).unwrap();
        files
            .map(|file| file.unwrap().path())
            .filter(|path| path.extension().is_some_and(|found| found == ending))
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect()
    };
    assert!(names("rs").is_subset(&names("c")));
}

/// The emulator as a program; ended when dropped.
struct Service {
    child: Child,
    connection_string: String,
}

impl Service {
    fn start() -> Self {
        let mut child = Command::new(example::programs::emulator())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut read = BufReader::new(child.stdout.take().unwrap());
        read.read_line(&mut line).unwrap();
        Self {
            child,
            connection_string: line.trim_end().to_owned(),
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn with_a_service_of_its_own_events_come_to_the_path_of_the_callback_url() {
    let service = Service::start();
    // With a path, without one, and with a query, as a secret would be.
    for path in ["/acs/hook", "", "/acs/hook?a=b"] {
        let port = {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap().port()
        };
        let mut command = alone(common::c::command(&program("quickstart")));
        command
            .env("ACS_CONNECTION_STRING", &service.connection_string)
            .env("ACS_CALLBACK_URL", format!("http://127.0.0.1:{port}{path}"));
        let lines = ladder(command);
        let last = lines.iter().rfind(|line| !is_aside(line)).unwrap();
        assert!(last.contains("CallDisconnected"), "{lines:#?}");
    }
}

#[test]
fn what_cannot_work_is_refused_with_a_reason() {
    let program = program("quickstart");
    let said = |command: &mut Command| {
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let mut half = alone(common::c::command(&program));
    half.env("ACS_CALLBACK_URL", "https://a.example/events");
    let text = said(&mut half);
    assert!(text.contains("set both ACS_CONNECTION_STRING"), "{text}");
    let mut wrong = alone(common::c::command(&program));
    let text = said(wrong.args(["+18005550100", "invalid"]));
    assert!(text.contains("E.164"), "{text}");
}

fn receive(arguments: &[&str]) -> Receive {
    let mut command = common::c::command(&program("receive"));
    command.args(arguments);
    Receive::started(command)
}

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap()
}

#[test]
fn receive_prints_the_lines_of_the_rust_example_and_counts_the_events_of_each_call() {
    let mut c = receive(&["--listen", "127.0.0.1:0"]);
    let mut rust = Receive::start(&["--listen", "127.0.0.1:0"]);
    let strange = batch(&[("CallConnected", "a", "1"), ("PlayFailed", "b", "2")]);
    let pretty: serde_json::Value = json(&delivery("ParticipantsUpdated", "a", "3"));
    let bodies = [
        (with_context(&strange, "q\"}}\\\u{1}\n\u{e9}"), vec![1, 1]),
        (serde_json::to_string_pretty(&pretty).unwrap(), vec![2]),
        (sample("eventgrid/IncomingCall.eventgrid.json"), vec![0]),
        (delivery("CallDisconnected", "a", "4"), vec![3]),
        // Events may follow the end of a call.
        (delivery("ParticipantsUpdated", "a", "5"), vec![4]),
    ];
    let mut to_c = Peer::connect(c.address);
    let mut to_rust = Peer::connect(rust.address);
    for (body, numbers) in bodies {
        assert_eq!(to_c.post("/events", &body).unwrap().status, 200);
        assert_eq!(to_rust.post("/events", &body).unwrap().status, 200);
        for number in numbers {
            let (line, twin) = (c.line(), rust.line());
            let mut values = json(&line);
            let counted = values.as_object_mut().unwrap().remove("number");
            assert_eq!(counted.unwrap(), number, "{line}");
            assert_eq!(values, json(&twin));
            let data = |line: &str| line.split_once("\"data\":").unwrap().1.to_owned();
            assert_eq!(data(&line), data(&twin), "untouched");
        }
    }
    c.signal("INT");
    assert!(c.ends().success());
    assert_eq!(c.line(), "", "nothing more");
}

#[test]
fn receive_takes_paths_secret_and_public_url() {
    let mut c = receive(&["--path", "/a", "--path", "/b", "--secret", "s"]);
    assert_eq!(
        c.first_line,
        format!("listening http://{}/a?secret=s\n", c.address)
    );
    let mut peer = Peer::connect(c.address);
    assert_eq!(peer.post("/b?secret=s", "[]").unwrap().status, 200);
    assert_eq!(peer.post("/b", "[]").unwrap().status, 401);
    assert_eq!(peer.post("/events?secret=s", "[]").unwrap().status, 404);
    c.signal("TERM");
    assert!(c.ends().success());

    let c = receive(&["--engine", "own", "--public-url", "https://bot.example"]);
    let local = format!("listening http://{}/events\n", c.address);
    assert_eq!(c.first_line, local);
}

#[test]
fn what_receive_does_not_understand_is_answered_with_its_usage() {
    let program = program("receive");
    for words in [
        vec!["--help"],
        vec!["--listen"],
        vec!["--engine", "tiny_http"],
        vec!["--unknown", "1"],
    ] {
        let output = Command::new(&program).args(&words).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.starts_with("usage: receive"), "{text}");
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = Command::new(&program);
    let output = command.args(["--listen", &address]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!output.stderr.is_empty());
}

#[test]
fn a_second_signal_ends_receive_when_its_output_is_stuck() {
    let mut c = receive(&[]);
    let mut peer = Peer::connect(c.address);
    // Much more than a pipe holds, and it is not read.
    for number in 0..500 {
        let body = delivery("CallConnected", "a", &number.to_string());
        let body = with_context(&body, &"x".repeat(1000));
        assert_eq!(peer.post("/events", &body).unwrap().status, 200);
    }
    c.signal("TERM");
    c.signal("TERM");
    assert_eq!(c.ends().code(), Some(1), "events were lost");
}

#[test]
fn receive_ends_when_its_output_is_closed() {
    let mut c = receive(&[]);
    c.stop_reading();
    let mut peer = Peer::connect(c.address);
    let mut number = 0;
    while !c.has_ended() {
        number += 1;
        let body = delivery("CallConnected", "a", &number.to_string());
        if peer.post("/events", &body).is_err() {
            break;
        }
    }
    assert!(c.ends().success());
}
