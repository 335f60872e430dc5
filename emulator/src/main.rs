//! The emulator as a program: `acs-emulator [OPTION]...`.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use acs_call_automation_emulator::{Emulator, EmulatorOptions};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

const USAGE: &str = "\
Usage: acs-emulator [OPTION]...

Emulates Azure Communication Services Call Automation on 127.0.0.1. The first line of output is
the connection string. SIGINT and SIGTERM stop it.

  --port N               port; default: 0, any free port
  --access-key BASE64    access key; default: a published one
  --public-url URL       URL under which clients reach it through a proxy; without a path
  --manual-clock         stop the clock; POST /_emulator/clock advances it
  --honor-repeatability  honor repeatability headers on create, answer, connect, redirect, reject,
                         transfer and move too
  --no-http-callbacks    refuse callback URLs with plain http, as the service does
  --no-clock-skew-check  accept requests with any date
  --accept-any-token     accept every bearer token
  --page-size N          participants on a page of the list; default: all
  --recording-chunk MS   longest audio in one recording file; default: 4 hours
  --recording-delay MS   time from the end of a recording to its files; default: 5000
  --call-event-timeout MS  time that a listener has to respond to a call event; default: 30000
  --event-grid-timeout MS  the same for Event Grid; default: 30000
  --quick-event-grid-retries  repeat failed deliveries of Event Grid quickly, in real time
  --handler-threads N    threads that handle requests, 1 to 64; default: 2
  --help                 print this text
";

const WITH_VALUE: [&str; 9] = [
    "--port",
    "--access-key",
    "--public-url",
    "--page-size",
    "--recording-chunk",
    "--recording-delay",
    "--call-event-timeout",
    "--event-grid-timeout",
    "--handler-threads",
];

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => return written(io::stdout().write_all(USAGE.as_bytes())),
        Err(why) => {
            let _ = write!(io::stderr(), "acs-emulator: {why}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "acs-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Reads the arguments; `None` when help is requested.
fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<EmulatorOptions>, String> {
    let mut options = EmulatorOptions::new();
    while let Some(argument) = arguments.next() {
        let (name, given) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        if WITH_VALUE.contains(&name) {
            let value = given.or_else(|| arguments.next());
            let value = value.ok_or_else(|| format!("{name} needs a value"))?;
            let wrong = |rule: &str| format!("{name} needs {rule}, not {value:?}");
            let millis = || {
                let time = value.parse().map(Duration::from_millis);
                time.map_err(|_| wrong("a number of at least 0"))
            };
            options = match name {
                "--port" => {
                    let port = value.parse();
                    options.port(port.map_err(|_| wrong("a number from 0 to 65535"))?)
                }
                "--page-size" => match value.parse() {
                    Ok(size) if size > 0 => options.page_size(size),
                    _ => return Err(wrong("a number of at least 1")),
                },
                "--handler-threads" => match value.parse() {
                    Ok(threads @ 1..=64) => options.handler_threads(threads),
                    _ => return Err(wrong("a number from 1 to 64")),
                },
                "--recording-chunk" => match value.parse() {
                    Ok(longest) if longest > 0 => {
                        options.recording_chunk(Duration::from_millis(longest))
                    }
                    _ => return Err(wrong("a number of at least 1")),
                },
                "--recording-delay" => options.recording_delay(millis()?),
                "--call-event-timeout" => options.call_event_timeout(millis()?),
                "--event-grid-timeout" => options.event_grid_timeout(millis()?),
                "--public-url" => options.public_url(value),
                _ => options.access_key(value),
            };
            continue;
        }
        options = match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--manual-clock" => options.manual_clock(true),
            "--honor-repeatability" => options.honor_repeatability(true),
            "--no-http-callbacks" => options.allow_http_callbacks(false),
            "--no-clock-skew-check" => options.check_clock_skew(false),
            "--accept-any-token" => options.accept_any_token(true),
            "--quick-event-grid-retries" => options.quick_event_grid_retries(true),
            other => return Err(format!("unknown argument {other:?}")),
        };
    }
    Ok(Some(options))
}

fn run(options: &EmulatorOptions) -> Result<(), Box<dyn std::error::Error>> {
    // Before the first line of output, so that a signal sent after it finds its handler.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let emulator = Emulator::start_with(options)?;
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
