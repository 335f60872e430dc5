//! Runs the program, with an emulator of the test's own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::{Duration, Instant};

use acs_call_automation_emulator::Emulator;
use serde_json::Value;

pub const PHONE: &str = "+16045551234";
pub const CALLER_ID: &str = "+18005550100";
/// Nothing takes that long, unless it hangs.
pub const TIME_LIMIT: Duration = Duration::from_secs(60);
/// Callback URL of calls whose events no test reads: nothing listens there.
pub const NOWHERE: &str = "http://127.0.0.1:9/events";

/// The end of a run.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().expect("ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Checks the exit code, and shows everything when it is another.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Checks that the messages contain these texts.
    #[track_caller]
    pub fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err.contains(text), "no {text:?} in {self:#?}");
        }
        self
    }

    /// Takes the line of the error away, which follows the data with `--json`.
    pub fn without_error(mut self) -> Self {
        let lines: Vec<&str> = self.out.lines().collect();
        let (error, data) = lines.split_last().unwrap();
        assert!(error.starts_with(r#"{"error":"#), "{self:#?}");
        self.out = data.join("\n");
        self
    }

    /// The one JSON value of the standard output.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|why| panic!("{why} in {self:#?}"))
    }

    /// The one line of the standard output.
    pub fn line(&self) -> &str {
        self.out.trim_end()
    }
}

/// The program without any setting of this machine.
pub fn bare(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_acs-call"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("ACS_") || name.starts_with("AZURE_") {
            command.env_remove(name);
        }
    }
    command
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub fn run(arguments: &[&str]) -> Run {
    Run::of(bare(arguments).output().unwrap())
}

/// The program with an emulator as its resource.
pub fn with(emulator: &Emulator, arguments: &[&str]) -> Command {
    let mut command = bare(arguments);
    command.env("ACS_CONNECTION_STRING", emulator.connection_string());
    command.env("ACS_CALLER_ID", CALLER_ID);
    command
}

/// Runs it to its end.
pub fn run_with(emulator: &Emulator, arguments: &[&str]) -> Run {
    Run::of(with(emulator, arguments).output().unwrap())
}

/// Places a call whose events no test reads, and returns its call connection id.
pub fn call(emulator: &Emulator) -> String {
    let run = run_with(emulator, &["create", PHONE, "--callback-url", NOWHERE]).exits(0);
    run.line().to_owned()
}

/// The program while it runs.
pub struct Running {
    child: Child,
    err: BufReader<ChildStderr>,
    said: String,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        Self {
            child,
            err,
            said: String::new(),
        }
    }

    /// Reads messages up to the one that contains a text, and returns it.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.err.read_line(&mut line).unwrap();
            assert!(read > 0, "it ended without {text:?}: {}", self.said);
            self.said += &line;
            if line.contains(text) {
                return line;
            }
        }
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end.
    pub fn end(mut self) -> Run {
        let mut out = String::new();
        self.child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut out)
            .unwrap();
        self.err.read_to_string(&mut self.said).unwrap();
        Run {
            code: self.child.wait().unwrap().code().expect("ended by itself"),
            out,
            err: std::mem::take(&mut self.said),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something becomes true in the emulator.
#[track_caller]
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + TIME_LIMIT;
    while !is_so() {
        assert!(Instant::now() < end, "never: {what}");
        std::thread::yield_now();
    }
}

/// Responds to every request, on each connection to one, as long as the test process lives.
pub fn serve(respond: impl Fn() -> String + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let connection = connection.unwrap();
            let mut reader = BufReader::new(&connection);
            let mut length = 0;
            loop {
                let mut line = String::new();
                if !reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                    break;
                }
                let header = line.to_ascii_lowercase();
                if let Some(value) = header.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
            }
            // A client that has seen enough is gone.
            let _ = std::io::copy(&mut reader.take(length), &mut std::io::sink());
            let _ = (&connection).write_all(respond().as_bytes());
        }
    });
    address
}
