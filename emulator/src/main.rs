//! The emulator as a program: `acs-emulator [OPTION]...`.

mod program {
    pub(crate) mod ladder;
    pub(crate) mod logger;
    pub(crate) mod startup;
}

use std::fmt::Display;
use std::io::{self, Write};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

use acs_call_automation::internal::nearest;
use acs_call_automation_emulator::{Emulator, EmulatorOptions, Hook, Seed};
use log::LevelFilter;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

const USAGE: &str = "Usage: acs-emulator [OPTION]...\n";

const ABOUT: &str = "\
Emulates Azure Communication Services Call Automation. The first line of output is the connection
string; the lines after it say where everything else is. SIGINT and SIGTERM stop it; SIGHUP reads
the seed again, where there is one.
";

/// What the program does beside the emulator.
#[derive(Default)]
pub(crate) struct Settings {
    options: EmulatorOptions,
    seed: Option<PathBuf>,
    quiet: bool,
    until_eof: bool,
    verbose: bool,
    ladder: bool,
    log: Option<PathBuf>,
}

/// How the help shows a flag, its text there, and how it sets its option.
struct Flag(&'static str, &'static str, Set);

impl Flag {
    fn name(&self) -> &'static str {
        self.0.split(' ').next().unwrap_or_default()
    }
}

/// The functions that take a value return what it must be, if it is not.
enum Set {
    Switch(fn(EmulatorOptions) -> EmulatorOptions),
    Value(fn(EmulatorOptions, &str) -> Result<EmulatorOptions, String>),
    /// Of the program itself.
    OwnSwitch(fn(&mut Settings)),
    OwnValue(fn(&mut Settings, &str)),
}

use Set::{OwnSwitch, OwnValue, Switch, Value};

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag("--port N", "port; default: 0, any free port",
        Value(|options, port| Ok(options.port(number(port, 0..=65535)?)))),
    Flag("--listen ADDRESS", "IP address to listen on; default: 127.0.0.1. For a container: 0.0.0.0",
        Value(|options, address| Ok(options.listen(address.parse::<std::net::IpAddr>().map_err(|_| "an IP address")?)))),
    Flag("--remote-control", "let other machines use the control API too",
        Switch(|options| options.remote_control(true))),
    Flag("--seed FILE", "TOML or JSON file of numbers, users, subscriptions, remote parties, prompts,\nfaults and hooks that are there from the start",
        OwnValue(|settings, file| settings.seed = Some(file.into()))),
    Flag("--hook NUMBER=HOOK", "on a call to a phone number, such as +1604*, run a command or post to a URL\nthat decides whether it answers; repeatable",
        Value(hook)),
    Flag("--quiet", "print the connection string only",
        OwnSwitch(|settings| settings.quiet = true)),
    Flag("--ladder", "print a ladder diagram of what happens; COLUMNS is its width",
        OwnSwitch(|settings| settings.ladder = true)),
    Flag("--until-eof", "stop when standard input ends too, as it does with the program at its other end",
        OwnSwitch(|settings| settings.until_eof = true)),
    Flag("--verbose", "log every request, delivery and failure",
        OwnSwitch(|settings| settings.verbose = true)),
    Flag("--log FILE", "append log lines to a file; default: standard error",
        OwnValue(|settings, file| settings.log = Some(file.into()))),
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
    Flag("--http-callback-host NAME", "host of callback URLs with plain http, beside this machine; repeatable",
        Value(|options, host| Ok(options.http_callback_host(host)))),
    Flag("--no-clock-skew-check", "accept requests with any date",
        Switch(|options| options.check_clock_skew(false))),
    Flag("--accept-any-token", "accept every bearer token",
        Switch(|options| options.accept_any_token(true))),
    Flag("--page-size N", "participants on a page of the list, 1 or more; default: all",
        Value(|options, size| Ok(options.page_size(at_least(size, 1)?)))),
    Flag("--recording-chunk MS", "longest audio in one recording file, 1 to 14400000 (4 hours), the default",
        Value(|options, longest| Ok(options.recording_chunk(Duration::from_millis(number(longest, 1..=14_400_000)?))))),
    Flag("--recording-delay MS", "time from the end of a recording to its files; default: 5000",
        Value(|options, delay| Ok(options.recording_delay(millis(delay, 0)?)))),
    Flag("--call-event-timeout MS", "time that a listener has to respond to a call event, 1 or more;\ndefault: 30000",
        Value(|options, time| Ok(options.call_event_timeout(millis(time, 1)?)))),
    Flag("--event-grid-timeout MS", "the same for Event Grid; default: 30000",
        Value(|options, time| Ok(options.event_grid_timeout(millis(time, 1)?)))),
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
    std::fs::read_to_string(file)
        .map_err(|cause| format!("a file that can be read ({file}: {cause})"))
}

/// `NUMBER=COMMAND WORD...` or `NUMBER=URL`.
fn hook(options: EmulatorOptions, given: &str) -> Result<EmulatorOptions, String> {
    let (number, rest) = given
        .split_once('=')
        .ok_or("a number or pattern, an equals sign, and a command or URL")?;
    if rest.starts_with("http://") || rest.starts_with("https://") {
        return Ok(options.hook(Hook::url(number, rest)));
    }
    let mut words = rest.split_ascii_whitespace();
    let program = words
        .next()
        .ok_or("a command or URL after the equals sign")?;
    Ok(options.hook(Hook::command(number, program, words)))
}

/// What the arguments request.
enum Request {
    Run(Box<Settings>),
    Help,
    Version,
}

fn main() -> ExitCode {
    let settings = match read_arguments(std::env::args().skip(1)) {
        Ok(Request::Run(settings)) => settings,
        Ok(Request::Help) => return written(io::stdout().write_all(help().as_bytes())),
        Ok(Request::Version) => return written(io::stdout().write_all(VERSION.as_bytes())),
        Err(why) => {
            let hint = "acs-emulator --help lists the options.";
            let _ = write!(io::stderr(), "acs-emulator: {why}\n{USAGE}{hint}\n");
            return ExitCode::from(2);
        }
    };
    match run(*settings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "acs-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

const VERSION: &str = concat!("acs-emulator ", env!("CARGO_PKG_VERSION"), "\n");

const HELP_FLAG: (&str, &str) = ("--help", "print this text");
const VERSION_FLAG: (&str, &str) = ("--version", "print the version");

fn help() -> String {
    let mut text = format!("{USAGE}\n{ABOUT}\n");
    let flags = FLAGS.iter().map(|Flag(shown, text, _)| (*shown, *text));
    for (mut shown, about) in flags.chain([HELP_FLAG, VERSION_FLAG]) {
        for line in about.lines() {
            text += &format!("  {shown:<26}  {line}\n");
            shown = "";
        }
    }
    text
}

fn read_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Request, String> {
    let mut settings = Settings::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Ok(Request::Help),
            "--version" | "-V" => return Ok(Request::Version),
            _ => {}
        }
        let (name, given) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let set = FLAGS.iter().find(|flag| flag.name() == name);
        let Some(Flag(_, _, set)) = set else {
            return Err(unknown(name));
        };
        match set {
            Switch(_) | OwnSwitch(_) if given.is_some() => {
                return Err(format!("{name} has no value"));
            }
            Switch(set) => settings.options = set(settings.options),
            OwnSwitch(set) => set(&mut settings),
            Value(_) | OwnValue(_) => {
                let value = given.or_else(|| arguments.next());
                let value = value.ok_or_else(|| format!("{name} needs a value"))?;
                match set {
                    OwnValue(set) => set(&mut settings, &value),
                    Value(set) => {
                        settings.options = set(settings.options, &value)
                            .map_err(|rule| format!("{name} needs {rule}, not {value:?}"))?;
                    }
                    Switch(_) | OwnSwitch(_) => {}
                }
            }
        }
    }
    Ok(Request::Run(Box::new(settings)))
}

/// The error for an argument that is no flag, with the one that it most likely means.
fn unknown(name: &str) -> String {
    let all = FLAGS.iter().map(Flag::name).chain(["--help", "--version"]);
    let hint = nearest(name, all);
    let hint = hint.map_or_else(String::new, |flag| format!("; did you mean {flag}?"));
    format!("unknown argument {name:?}{hint}")
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

fn run(mut settings: Settings) -> Result<(), Box<dyn std::error::Error>> {
    let level = match settings {
        Settings { verbose: true, .. } => LevelFilter::Info,
        Settings {
            quiet: true,
            log: None,
            ..
        } => LevelFilter::Off,
        _ => LevelFilter::Warn,
    };
    program::logger::start(level, settings.log.as_deref())?;
    // Before the first line of output, so that a signal sent after it finds its handler.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    if let Some(file) = &settings.seed {
        signals.handle().add_signal(SIGHUP)?;
        settings.options = settings.options.seed(Seed::read(file)?);
    }
    if settings.until_eof {
        let handle = signals.handle();
        std::thread::Builder::new()
            .name("acs-stdin".to_owned())
            .spawn(move || {
                let _ = io::copy(&mut io::stdin(), &mut io::sink());
                // Ends the wait for a signal.
                handle.close();
            })?;
    }
    let emulator = Emulator::start_with(&settings.options)?;
    if !emulator.address().ip().is_loopback() {
        log::warn!("{}", program::startup::EXPOSED);
    }
    let mut text = emulator.connection_string() + "\n";
    if !settings.quiet {
        text += &program::startup::text(&emulator, settings.seed.as_deref());
    }
    // In one piece, so that a reader of the first line alone may close its end.
    let mut out = io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    if settings.ladder {
        program::ladder::print(&emulator)?;
    }
    for signal in signals.forever() {
        let Some(file) = settings.seed.as_ref().filter(|_| signal == SIGHUP) else {
            break;
        };
        match Seed::read(file).and_then(|seed| emulator.load_seed(seed)) {
            Ok(()) => log::info!("{} was read again", file.display()),
            Err(why) => log::error!("the seed stays as it was: {why}"),
        }
    }
    emulator.close();
    Ok(())
}

fn written(outcome: io::Result<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
