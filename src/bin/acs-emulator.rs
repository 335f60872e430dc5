//! The emulator as a program: `acs-emulator [--port N]`.

use std::io::{self, Write};
use std::process::ExitCode;

use acs_call_automation::emulator::{Emulator, EmulatorOptions};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

const USAGE: &str = "\
Usage: acs-emulator [--port N]

Emulates Azure Communication Services Call Automation on 127.0.0.1. The first line of output is
the connection string. Ends on SIGINT and SIGTERM.

  --port N   the port; 0, the default, for any free one
  --help     this text
";

fn main() -> ExitCode {
    let port = match port(std::env::args().skip(1)) {
        Ok(Some(port)) => port,
        Ok(None) => return written(io::stdout().write_all(USAGE.as_bytes())),
        Err(why) => {
            let _ = write!(io::stderr(), "acs-emulator: {why}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(port) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "acs-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The port asked for; nothing when help is wanted.
fn port(mut arguments: impl Iterator<Item = String>) -> Result<Option<u16>, String> {
    let mut port = 0;
    while let Some(argument) = arguments.next() {
        let value = match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--port" => arguments.next().ok_or("--port needs a number")?,
            other => match other.strip_prefix("--port=") {
                Some(value) => value.to_owned(),
                None => return Err(format!("unknown argument {other}")),
            },
        };
        port = value
            .parse()
            .map_err(|_| format!("--port needs a number from 0 to 65535, not {value}"))?;
    }
    Ok(Some(port))
}

fn run(port: u16) -> Result<(), Box<dyn std::error::Error>> {
    // Before the first line is out, so that a signal sent upon it finds its handler.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let emulator = Emulator::start_with(&EmulatorOptions::new().port(port))?;
    let mut out = io::stdout();
    writeln!(out, "{}", emulator.connection_string())?;
    out.flush()?;
    signals.forever().next();
    emulator.close();
    Ok(())
}

fn written(outcome: io::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
