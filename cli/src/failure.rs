//! How a command fails: the exit code and what people and scripts are shown.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;

use acs_call_automation::{Error, ErrorKind};
use serde_json::{Map, Value, json};

/// The exit codes beside 0; `docs/cli.md` lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The service refused the request, an event reports a failure, or a check failed.
    Failed = 1,
    /// Arguments or settings; nothing was sent. clap ends with it too.
    Usage = 2,
    /// The service was not reached, or a request that only reads had no response: nothing was done.
    NotReached = 3,
    /// The response was lost: the operation may have been carried out.
    Unknown = 4,
    /// An event did not arrive in time; the operation continues.
    TimedOut = 5,
    /// A file, port or program of this machine.
    Local = 6,
    /// Ctrl-C, as shells number it.
    Interrupted = 130,
}

impl Exit {
    fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::NotReached => "notReached",
            Self::Unknown => "outcomeUnknown",
            Self::TimedOut => "timedOut",
            Self::Local => "local",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Why a command ended otherwise than well.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    text: String,
    /// Of the error, for scripts.
    details: Map<String, Value>,
    /// The reader of the standard output has gone: no failure, and nothing to write.
    reader_gone: bool,
}

impl Failure {
    pub fn new(exit: Exit, text: impl Display) -> Self {
        Self {
            exit,
            text: text.to_string(),
            details: Map::new(),
            reader_gone: false,
        }
    }

    /// Arguments that do not fit together.
    pub fn usage(text: impl Display) -> Self {
        Self::new(Exit::Usage, text)
    }

    pub fn local(text: impl Display) -> Self {
        Self::new(Exit::Local, text)
    }

    pub fn reader_gone() -> Self {
        Self {
            reader_gone: true,
            ..Self::new(Exit::Local, "")
        }
    }

    /// Adds a line on what to do.
    pub fn with_line(mut self, line: impl Display) -> Self {
        self.text = format!("{}\n{line}", self.text);
        self
    }

    /// Writes what happened, and returns the exit code.
    pub fn report(self, json: bool) -> ExitCode {
        if self.reader_gone {
            return ExitCode::SUCCESS;
        }
        let _ = writeln!(io::stderr(), "acs-call: {}", self.text);
        if json {
            let mut error = self.details;
            error.insert("exit".to_owned(), self.exit.name().into());
            error.insert("message".to_owned(), self.text.into());
            let _ = writeln!(io::stdout(), "{}", json!({ "error": error }));
        }
        ExitCode::from(self.exit as u8)
    }
}

/// The exit code of an error of the library.
fn exit_of(error: &Error) -> Exit {
    let kind = error.kind();
    if kind == ErrorKind::Aborted {
        return Exit::Interrupted;
    }
    if error.may_have_been_done() {
        return Exit::Unknown;
    }
    match kind {
        // The store of a recording may refuse a range.
        ErrorKind::InvalidInput if error.http_status().is_some() => Exit::Failed,
        ErrorKind::InvalidInput | ErrorKind::Unsupported => Exit::Usage,
        ErrorKind::NotSent | ErrorKind::Timeout | ErrorKind::Connection => Exit::NotReached,
        ErrorKind::OutcomeUnknown => Exit::Unknown,
        ErrorKind::Auth | ErrorKind::Service | ErrorKind::Decode => Exit::Failed,
        _ => Exit::Local,
    }
}

/// The option that sets a field which the library names.
fn option_of(field: &str) -> Option<&'static str> {
    Some(match field {
        "source caller id number" => "--from",
        "callback uri" | "operation callback uri" | "public url" => "--callback-url",
        "listen address" => "--listen",
        "cognitive services endpoint" => "--cognitive-services",
        "connection string" => "--connection-string or ACS_CONNECTION_STRING",
        "endpoint" => "--endpoint, ACS_ENDPOINT or the connection string",
        "proxy url" => "--proxy",
        "trust roots" => "--ca",
        "recording host" => "--recording-host",
        "invitation timeout" => "--ring-for",
        _ => return None,
    })
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut failure = Self::new(exit_of(&error), &error);
        if let Some(option) = error.field().and_then(option_of) {
            failure.text = format!("{} [{option}]", failure.text);
        }
        let details = [
            ("operation", error.operation().into()),
            ("kind", error.kind().to_string().into()),
            ("status", error.http_status().into()),
            ("code", error.service_code().into()),
            ("requestId", error.request_id().into()),
            ("mayHaveBeenDone", error.may_have_been_done().into()),
        ];
        failure.details = (details.into_iter())
            .map(|(name, value): (&str, Value)| (name.to_owned(), value))
            .collect();
        failure
    }
}
