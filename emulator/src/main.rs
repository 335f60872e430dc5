//! The emulator as a program: `acs-emulator [OPTION]...`.

use std::fmt::Display;
use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

use acs_call_automation_emulator::{Emulator, EmulatorOptions};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

const USAGE: &str = "\
Usage: acs-emulator [OPTION]...

Emulates Azure Communication Services Call Automation on 127.0.0.1. The first line of output is
the connection string. With --https the next lines say how clients trust the certificate. SIGINT
and SIGTERM stop it.
";

/// How the help shows a flag, its text there, and how it sets its option.
struct Flag(&'static str, &'static str, Set);

/// The functions that take a value return what it must be, if it is not.
enum Set {
    Switch(fn(EmulatorOptions) -> EmulatorOptions),
    Value(fn(EmulatorOptions, &str) -> Result<EmulatorOptions, String>),
}

use Set::{Switch, Value};

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag("--port N", "port; default: 0, any free port",
        Value(|options, port| Ok(options.port(number(port, 0..=65535)?)))),
    Flag("--access-key BASE64", "access key; default: a published one",
        Value(|options, key| Ok(options.access_key(key)))),
    Flag("--resource-id GUID", "immutable resource id, audience of the tokens in callbacks; default: a new one",
        Value(|options, id| Ok(options.resource_id(id)))),
    Flag("--public-url URL", "URL under which clients reach it through a proxy; without a path",
        Value(|options, url| Ok(options.public_url(url)))),
    Flag("--manual-clock", "stop the clock; POST /_emulator/clock advances it",
        Switch(|options| options.manual_clock(true))),
    Flag("--honor-repeatability", "honor repeatability headers on create, answer, connect, redirect,\nreject, transfer and move too",
        Switch(|options| options.honor_repeatability(true))),
    Flag("--no-http-callbacks", "refuse callback URLs with plain http, as the service does",
        Switch(|options| options.allow_http_callbacks(false))),
    Flag("--no-clock-skew-check", "accept requests with any date",
        Switch(|options| options.check_clock_skew(false))),
    Flag("--accept-any-token", "accept every bearer token",
        Switch(|options| options.accept_any_token(true))),
    Flag("--page-size N", "participants on a page of the list; default: all",
        Value(|options, size| Ok(options.page_size(at_least(size, 1)?)))),
    Flag("--recording-chunk MS", "longest audio in one recording file; default: 4 hours",
        Value(|options, longest| Ok(options.recording_chunk(millis(longest, 1)?)))),
    Flag("--recording-delay MS", "time from the end of a recording to its files; default: 5000",
        Value(|options, delay| Ok(options.recording_delay(millis(delay, 0)?)))),
    Flag("--call-event-timeout MS", "time that a listener has to respond to a call event; default: 30000",
        Value(|options, time| Ok(options.call_event_timeout(millis(time, 0)?)))),
    Flag("--event-grid-timeout MS", "the same for Event Grid; default: 30000",
        Value(|options, time| Ok(options.event_grid_timeout(millis(time, 0)?)))),
    Flag("--quick-event-grid-retries", "repeat failed deliveries of Event Grid quickly, in real time",
        Switch(|options| options.quick_event_grid_retries(true))),
    Flag("--handler-threads N", "threads that handle requests, 1 to 64; default: 2",
        Value(|options, threads| Ok(options.handler_threads(number(threads, 1..=64)?)))),
    Flag("--https", "speak https, with a certificate for localhost, 127.0.0.1 and ::1",
        Switch(|options| options.https(true))),
    Flag("--host NAME", "another name or address in that certificate; repeatable",
        Value(|options, name| Ok(options.host(name)))),
    Flag("--ca-dir DIR", "folder of the CA that signs it: made at the first start, used later;\ndefault: a CA in memory",
        Value(|options, folder| Ok(options.ca_dir(folder)))),
    Flag("--certificate CHAIN,KEY", "speak https with the certificate of two PEM files",
        Value(certificate)),
    Flag("--recording-host NAME", "host of the locations of recording files, which leads here",
        Value(|options, host| Ok(options.recording_host(host)))),
    Flag("--callback-ca FILE", "PEM file of certificates to trust at https callback URLs",
        Value(|options, file| Ok(options.callback_ca(read(file)?)))),
];

fn certificate(options: EmulatorOptions, files: &str) -> Result<EmulatorOptions, String> {
    let (chain, key) = files
        .split_once(',')
        .ok_or("two files, separated by a comma")?;
    Ok(options.certificate(read(chain)?, read(key)?))
}

fn read(file: &str) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|cause| format!("a file that can be read ({cause})"))
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => return written(io::stdout().write_all(usage().as_bytes())),
        Err(why) => {
            let _ = write!(io::stderr(), "acs-emulator: {why}\n\n{}", usage());
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

fn usage() -> String {
    let mut text = format!("{USAGE}\n");
    let help = ("--help", "print this text");
    let flags = FLAGS.iter().map(|Flag(shown, text, _)| (*shown, *text));
    for (mut shown, about) in flags.chain([help]) {
        for line in about.lines() {
            text += &format!("  {shown:<26}  {line}\n");
            shown = "";
        }
    }
    text
}

/// Reads the arguments; `None` when help is requested.
fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<EmulatorOptions>, String> {
    let mut options = EmulatorOptions::new();
    while let Some(argument) = arguments.next() {
        if matches!(argument.as_str(), "--help" | "-h") {
            return Ok(None);
        }
        let (name, given) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let flag = FLAGS
            .iter()
            .find(|flag| flag.0.split(' ').next() == Some(name));
        options = match flag {
            Some(Flag(_, _, Value(set))) => {
                let value = given.or_else(|| arguments.next());
                let value = value.ok_or_else(|| format!("{name} needs a value"))?;
                set(options, &value)
                    .map_err(|rule| format!("{name} needs {rule}, not {value:?}"))?
            }
            Some(Flag(_, _, Switch(set))) if given.is_none() => set(options),
            _ => return Err(format!("unknown argument {argument:?}")),
        };
    }
    Ok(Some(options))
}

fn number<T: FromStr + PartialOrd + Display>(
    text: &str,
    range: RangeInclusive<T>,
) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("a number from {} to {}", range.start(), range.end()))
}

fn at_least<T: FromStr + PartialOrd + Display>(text: &str, least: T) -> Result<T, String> {
    let number = text.parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| format!("a number of at least {least}"))
}

fn millis(text: &str, least: u64) -> Result<Duration, String> {
    at_least(text, least).map(Duration::from_millis)
}

fn run(options: &EmulatorOptions) -> Result<(), Box<dyn std::error::Error>> {
    // Before the first line of output, so that a signal sent after it finds its handler.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let emulator = Emulator::start_with(options)?;
    let mut text = emulator.connection_string() + "\n";
    if emulator.ca_certificate().is_some() {
        text += &trust(&emulator);
    }
    // In one piece, so that a reader of the first line alone may close its end.
    let mut out = io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    signals.forever().next();
    emulator.close();
    Ok(())
}

/// How clients trust the certificate, a line for each language.
fn trust(emulator: &Emulator) -> String {
    let file = match emulator.ca_file() {
        Some(file) => file.display().to_string(),
        None => "acs-emulator-ca.pem".to_owned(),
    };
    let mut text = "\nClients must trust the CA of its certificate:\n".to_owned();
    if emulator.ca_file().is_none() {
        text += &format!(
            "  first        curl --insecure --output {file} https://127.0.0.1:{}/_emulator/ca   (--ca-dir keeps it)\n",
            emulator.port()
        );
    }
    text + &format!(
        "  Python       export REQUESTS_CA_BUNDLE='{file}' SSL_CERT_FILE='{file}'\n  \
             JavaScript   export NODE_EXTRA_CA_CERTS='{file}'\n  \
             Java         keytool -importcert -noprompt -alias acs-emulator -file '{file}' -keystore acs-emulator.p12 -storetype PKCS12 -storepass changeit; java -Djavax.net.ssl.trustStore=acs-emulator.p12 -Djavax.net.ssl.trustStorePassword=changeit ...\n  \
             .NET         export SSL_CERT_FILE='{file}'   (Windows: certutil -user -addstore Root \"{file}\")\n  \
             Rust         TrustRoots::PemFile(\"{file}\".into())\n  \
             C            acs_client_options_set_trust_roots(options, ACS_TRUST_PEM_FILE, \"{file}\")\n  \
             Go, curl     export SSL_CERT_FILE='{file}'\n"
    )
}

fn written(outcome: io::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
