//! What the program writes: data to the standard output, texts for people to the standard error.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::time::Instant;

use acs_call_automation::event::Event;
use serde_json::Value;

use crate::failure::Failure;

/// Where the rows of a ladder go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Data,
    People,
}

/// The two outputs, and the beginning of their time.
#[derive(Debug)]
pub struct Screen {
    json: bool,
    began: Instant,
}

impl Screen {
    pub fn new(json: bool) -> Self {
        Self {
            json,
            began: Instant::now(),
        }
    }

    /// A line for people. That they have closed their side is no failure.
    pub fn note(&self, text: impl Display) {
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// What the command is run for: JSON on one line with `--json`, else plain text.
    pub fn data(&self, plain: &str, json: &Value) -> Result<(), Failure> {
        if self.json {
            self.line(&json.to_string())
        } else if plain.is_empty() {
            Ok(())
        } else {
            self.line(plain)
        }
    }

    /// A line of data.
    pub fn line(&self, text: &str) -> Result<(), Failure> {
        bytes(format!("{text}\n").as_bytes())
    }

    /// A row of the ladder: time since the start, sender, receiver, what, and the result.
    pub fn row(
        &self,
        side: Side,
        from: &str,
        to: &str,
        what: &str,
        result: &str,
    ) -> Result<(), Failure> {
        let time = self.began.elapsed().as_secs_f64();
        let row = format!("{time:8.3}  {from:>7} -> {to:<7}  {what:<48}  {result}");
        match side {
            Side::Data => self.line(row.trim_end()),
            Side::People => {
                self.note(row.trim_end());
                Ok(())
            }
        }
    }

    /// The row of a request: with the status of its response where that is known.
    pub fn request(&self, what: &str, status: Option<u16>) {
        let status = status.map_or_else(String::new, |status| status.to_string());
        let _ = self.row(Side::People, "app", "service", what, &status);
    }

    /// The row of an event, with the code and sub-code of its result.
    pub fn event(&self, side: Side, event: &Event) -> Result<(), Failure> {
        let number = |number: Option<i64>| number.map_or("-".to_owned(), |n| n.to_string());
        let result = event
            .result_information()
            .map_or_else(String::new, |result| {
                format!("{}/{}", number(result.code), number(result.sub_code))
            });
        self.row(side, "service", "app", &printable(event.name()), &result)
    }
}

/// Writes data that is no line.
pub fn bytes(data: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(data)
        .and_then(|()| out.flush())
        .map_err(|cause| failed(&cause))
}

fn failed(cause: &io::Error) -> Failure {
    match cause.kind() {
        io::ErrorKind::BrokenPipe => Failure::reader_gone(),
        _ => Failure::local(format!("cannot write to the standard output: {cause}")),
    }
}

/// A text from outside, without what breaks or reorders a line or drives a terminal.
pub fn printable(text: &str) -> String {
    let safe =
        |letter: char| letter.is_alphanumeric() || letter.is_ascii_graphic() || letter == ' ';
    text.chars()
        .map(|letter| if safe(letter) { letter } else { '?' })
        .collect()
}
