//! Runs the example `receive` as a program of its own.
#![allow(dead_code)] // every test uses its own part

#[path = "programs.rs"]
pub mod programs;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

pub struct Receive {
    pub child: Child,
    lines: Option<BufReader<ChildStdout>>,
    pub first_line: String,
    pub address: SocketAddr,
}

impl Receive {
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(programs::example("receive"));
        command.args(arguments);
        Self::started(command)
    }

    /// With at most that many open descriptors.
    pub fn start_with_descriptors(count: usize) -> Self {
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("ulimit -n {count} && exec \"$0\"")])
            .arg(programs::example("receive"));
        Self::started(command)
    }

    /// Another program that takes the same command line.
    pub fn started(mut command: Command) -> Self {
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

    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
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
