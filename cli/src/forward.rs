//! `listen --forward`: passes events on to a URL or a command.

use std::io::Write as _;
use std::process::{Command, Stdio};

use acs_call_automation::event::Event;
use ureq::Agent;

use crate::failure::Failure;
use crate::web;

/// Where events are passed on to.
pub enum Forward {
    Url(Agent, String),
    Command(String),
}

impl Forward {
    pub fn new(to: &str) -> Result<Self, Failure> {
        if to.trim().is_empty() {
            return Err(Failure::usage("--forward needs a URL or a command"));
        }
        if to.starts_with("http://") || to.starts_with("https://") {
            return Ok(Self::Url(web::agent(), to.to_owned()));
        }
        Ok(Self::Command(to.to_owned()))
    }

    /// Passes one event on; an error says why that failed.
    pub fn pass(&self, event: &Event) -> Result<(), String> {
        match self {
            Self::Url(agent, url) => post(agent, url, event),
            Self::Command(command) => run(command, event),
        }
    }
}

/// As the service does: an array of one event.
fn post(agent: &Agent, url: &str, event: &Event) -> Result<(), String> {
    let body = format!("[{}]", event.raw());
    let request = agent.post(url).header("content-type", "application/json");
    let response = request
        .send(body.as_bytes())
        .map_err(|cause| cause.to_string())?;
    match response.status() {
        status if status.is_success() => Ok(()),
        status => Err(format!("the URL returned {}", status.as_u16())),
    }
}

fn run(command: &str, event: &Event) -> Result<(), String> {
    let mut child = Command::new("sh")
        .args(["-c", command])
        .env("ACS_EVENT", event.name())
        .env("ACS_CALL", event.call_connection_id().unwrap_or_default())
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|cause| format!("cannot run sh: {cause}"))?;
    if let Some(mut input) = child.stdin.take() {
        // A command need not read it.
        let _ = writeln!(input, "{}", event.raw());
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the command ended with {status}")),
        Err(cause) => Err(cause.to_string()),
    }
}
