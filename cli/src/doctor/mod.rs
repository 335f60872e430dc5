//! The checks of `acs-call doctor`.

pub mod callback;
pub mod service;

use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::session::Session;

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

impl<'a> Report<'a> {
    pub fn new(session: &'a Session, json: bool) -> Self {
        Self {
            session,
            json,
            checks: Vec::new(),
            failed: 0,
        }
    }

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

    /// Shows the JSON; fails when a check did.
    pub fn end(self) -> Result<(), Failure> {
        let checks = self.checks;
        self.session.screen.data("", &json!({ "checks": checks }))?;
        match self.failed {
            0 => Ok(()),
            1 => Err(Failure::new(Exit::Failed, "one check failed")),
            more => Err(Failure::new(Exit::Failed, format!("{more} checks failed"))),
        }
    }
}
