//! Runs the example `receive` as a program of its own.
#![allow(dead_code)] // every test uses its own part

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;

pub struct Receive {
    pub child: Child,
    lines: Option<BufReader<ChildStdout>>,
    pub first_line: String,
    pub address: SocketAddr,
}

/// The program, built once more if its sources are newer: `cargo test --test NAME` builds no
/// examples.
pub fn program() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let test = std::env::current_exe().unwrap();
            let profile = test.parent().unwrap().parent().unwrap();
            let mut cargo = Command::new(env!("CARGO"));
            cargo
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .args(["build", "--quiet", "--example", "receive", "--target-dir"])
                .arg(profile.parent().unwrap());
            if !cfg!(debug_assertions) {
                cargo.arg("--release");
            }
            // What the outer cargo tells this test about its package would make the inner one
            // build dependencies anew that look at it.
            for (name, _) in std::env::vars_os() {
                let name = name.to_string_lossy();
                if name.starts_with("CARGO_MANIFEST") || name.starts_with("CARGO_PKG") {
                    cargo.env_remove(&*name);
                }
            }
            assert!(cargo.status().unwrap().success());
            profile.join("examples/receive")
        })
        .clone()
}

impl Receive {
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(program());
        command.args(arguments);
        Self::started(command)
    }

    /// With at most that many open descriptors.
    pub fn start_with_descriptors(count: usize) -> Self {
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("ulimit -n {count} && exec \"$0\"")])
            .arg(program());
        Self::started(command)
    }

    fn started(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first_line = String::new();
        lines.read_line(&mut first_line).unwrap();
        let url = first_line.trim().strip_prefix("listening http://").unwrap();
        let address = url.split('/').next().unwrap().parse().unwrap();
        Self {
            child,
            lines: Some(lines),
            first_line,
            address,
        }
    }

    /// The next line; empty at the end.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        let lines = self.lines.as_mut().unwrap();
        lines.read_line(&mut line).unwrap();
        line
    }

    /// Closes the pipe that it prints into.
    pub fn stop_reading(&mut self) {
        self.lines = None;
    }

    pub fn signal(&mut self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    pub fn ends(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Receive {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
