//! `acs-call doctor`: checks what a call needs, from the name of the resource to the callback URL.

use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use crate::arguments::Global;
use crate::doctor::{callback, service};
use crate::events::EventArguments;
use crate::failure::{Exit, Failure};
use crate::session::Session;

const EXAMPLES: &str = "\
Examples:
  acs-call doctor
  acs-call doctor --callback-url https://app.example/events --through-service

What is seen from this machine: a callback URL that it reaches may still be closed to others, which
--through-service finds out. Nothing is called, and no phone rings.";

/// Check settings, network, clock, key and callback URL
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Doctor {
    /// Let the service post an event to the callback URL: connects to a call that does not exist
    #[arg(long)]
    through_service: bool,
    /// Longest wait for that event
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    #[command(flatten)]
    events: EventArguments,
}

/// The result of a check.
pub enum Finding {
    Good(String),
    /// Works, but not as it should.
    Odd(String),
    Bad(String),
    /// Was not checked, and why.
    Skipped(String),
}

impl Finding {
    fn word(&self) -> &'static str {
        match self {
            Self::Good(_) => "ok",
            Self::Odd(_) => "warning",
            Self::Bad(_) => "FAILED",
            Self::Skipped(_) => "skipped",
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Good(text) | Self::Odd(text) | Self::Bad(text) | Self::Skipped(text) => text,
        }
    }
}

/// The checks so far, shown as they are made.
pub struct Report<'a> {
    session: &'a Session,
    json: bool,
    checks: Vec<Value>,
    failed: usize,
}

impl Report<'_> {
    pub fn add(&mut self, name: &str, finding: &Finding) -> Result<(), Failure> {
        if matches!(finding, Finding::Bad(_)) {
            self.failed += 1;
        }
        let (word, text) = (finding.word(), finding.text());
        self.checks
            .push(json!({"check": name, "result": word.to_lowercase(), "text": text}));
        if self.json {
            return Ok(());
        }
        self.session
            .screen
            .line(&format!("{word:<8} {name:<11} {text}"))
    }
}

impl Doctor {
    pub fn run(&self, global: &Global, session: &Session) -> Result<(), Failure> {
        let mut report = Report {
            session,
            json: global.json,
            checks: Vec::new(),
            failed: 0,
        };
        let is_reached = service::check(global, session, &mut report)?;
        let through = self
            .through_service
            .then(|| Duration::from_secs(self.timeout));
        callback::check(
            session,
            &self.events,
            through.filter(|_| is_reached),
            &mut report,
        )?;
        let Report { checks, failed, .. } = report;
        if global.json {
            session.screen.data("", &json!({ "checks": checks }))?;
        }
        match failed {
            0 => Ok(()),
            1 => Err(Failure::new(Exit::Failed, "one check failed")),
            more => Err(Failure::new(Exit::Failed, format!("{more} checks failed"))),
        }
    }
}
