//! Hooks: a program or web server of the user decides whether a phone answers.
//! `docs/emulator/hook.md` describes both sides.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use super::calls::CallKey;
use super::events::outbox::Outbox;
use super::json::Object;
use super::pattern;
use super::remote_party::Reaction;
use super::request::fields::Callbacks;
use super::service::Service;
use acs_call_automation::internal;
use acs_call_automation::{CancelToken, Error, Result};

/// The most hooks that run at once; further calls are busy.
const MOST: usize = 16;
/// How long a hook may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(600);
/// How often a running command, and the call of a running request, are looked at.
const LOOK: Duration = Duration::from_millis(20);
/// From the signal to end until a command is killed.
const GRACE: Duration = Duration::from_secs(1);

/// What decides whether a phone number answers that is called: a command, or a URL to which the call is posted. It
/// replaces the behavior of the remote party; hosted numbers ring as ever.
///
/// ```
/// use acs_call_automation_emulator::{EmulatorOptions, Hook};
/// use std::time::Duration;
///
/// EmulatorOptions::new()
///     .hook(Hook::command("+1604*", "/usr/local/bin/ring-pbx", ["{target}"]))
///     .hook(Hook::url("*", "http://127.0.0.1:9000/ring").time_limit(Duration::from_secs(10)));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Hook {
    number: String,
    action: Action,
    time_limit: Duration,
}

#[derive(Debug, Clone)]
enum Action {
    Command(Vec<String>),
    Url(String),
}

impl Hook {
    /// Runs a program, without a shell, for the phone numbers that a pattern means: `+16045551234`, `+1604*`, or `*`
    /// for all. `{target}` and `{source}` in its arguments are replaced by the numbers of the call.
    pub fn command(
        numbers: impl Into<String>,
        program: impl Into<String>,
        arguments: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let arguments = arguments.into_iter().map(Into::into);
        let words = std::iter::once(program.into()).chain(arguments).collect();
        Self::new(numbers.into(), Action::Command(words))
    }

    /// Posts the call to a URL, https or http on this machine, for the phone numbers that a pattern means.
    pub fn url(numbers: impl Into<String>, url: impl Into<String>) -> Self {
        Self::new(numbers.into(), Action::Url(url.into()))
    }

    fn new(number: String, action: Action) -> Self {
        Self {
            number,
            action,
            time_limit: TIME_LIMIT,
        }
    }

    /// Sets how long the phone rings, in real time: the command is killed then, and the call is not answered.
    /// From 1 ms to 10 min, or the emulator does not start. Default: 30 s.
    pub fn time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    pub(super) fn is_command(&self) -> bool {
        matches!(self.action, Action::Command(_))
    }

    /// Checks it, and gives its pattern the form of raw ids.
    pub(super) fn checked(mut self) -> Result<Self> {
        self.number = pattern::of_numbers(&self.number)?;
        if self.time_limit < Duration::from_millis(1) || self.time_limit > LONGEST {
            return Err(Error::invalid("time limit", "must be from 1 ms to 10 min"));
        }
        match &self.action {
            Action::Command(words) if words.first().is_none_or(String::is_empty) => {
                Err(Error::invalid("command", "must begin with a program"))
            }
            Action::Command(words) if words.iter().any(|word| word.contains('\0')) => {
                Err(Error::invalid("command", "must not contain NUL"))
            }
            _ => Ok(self),
        }
    }

    /// Checks that the emulator may post to its URL, if it has one.
    pub(super) fn check_url(&self, callbacks: &Callbacks) -> Result<()> {
        match &self.action {
            Action::Url(url) if !callbacks.allow(url) => Err(Error::invalid(
                "url",
                "must be https, or http to this machine or an http callback host that was allowed",
            )),
            _ => Ok(()),
        }
    }

    /// As the control API shows it.
    pub(super) fn json(&self) -> Object {
        let number = self.number.strip_prefix("4:").unwrap_or(&self.number);
        let limit = i64::try_from(self.time_limit.as_millis()).unwrap_or(i64::MAX);
        let shown = Object::new().with("number", number);
        match &self.action {
            Action::Command(words) => {
                let words = words
                    .iter()
                    .map(|word| word.as_str().into())
                    .collect::<Vec<_>>();
                shown.with("command", words)
            }
            Action::Url(url) => shown.with("url", url.as_str()),
        }
        .with("timeLimitMs", limit)
    }
}

/// A phone that is being called.
#[derive(Debug)]
pub(super) struct Ringing {
    pub call: CallKey,
    pub attempt: u64,
    pub target: String,
    pub source: String,
    pub call_connection_id: String,
    pub correlation_id: String,
    pub sip_headers: Vec<(String, String)>,
}

impl Ringing {
    fn json(&self) -> Object {
        let headers = self.sip_headers.iter();
        let headers = headers.fold(Object::new(), |all, (name, value)| {
            all.with(name.as_str(), value.as_str())
        });
        Object::new()
            .with("target", self.target.as_str())
            .with("source", self.source.as_str())
            .with("callConnectionId", self.call_connection_id.as_str())
            .with("correlationId", self.correlation_id.as_str())
            .with("sipHeaders", headers)
    }

    /// The same as environment variables.
    fn variables(&self) -> Vec<(String, &str)> {
        let letter = |letter: char| match letter {
            letter if letter.is_ascii_alphanumeric() => letter.to_ascii_uppercase(),
            _ => '_',
        };
        let headers = self.sip_headers.iter().map(|(name, value)| {
            let name: String = name.chars().map(letter).collect();
            (format!("ACS_SIP_{name}"), value.as_str())
        });
        let plain = [
            ("ACS_TARGET", &self.target),
            ("ACS_SOURCE", &self.source),
            ("ACS_CALL_CONNECTION_ID", &self.call_connection_id),
            ("ACS_CORRELATION_ID", &self.correlation_id),
        ];
        let plain = plain.map(|(name, value)| (name.to_owned(), value.as_str()));
        plain.into_iter().chain(headers).collect()
    }
}

/// The hooks of an emulator, and those that run.
pub(super) struct Hooks {
    rules: Mutex<Rules>,
    running: Mutex<Running>,
    changed: Condvar,
    outbox: Arc<Outbox>,
    service: OnceLock<Weak<Service>>,
}

#[derive(Default)]
struct Rules {
    by_starter: Vec<Hook>,
    seeded: Vec<Hook>,
    by_request: Vec<Hook>,
}

impl Rules {
    /// The newest settings first.
    fn all(&self) -> impl Iterator<Item = &Hook> {
        let Self {
            by_starter,
            seeded,
            by_request,
        } = self;
        by_request.iter().rev().chain(seeded).chain(by_starter)
    }
}

#[derive(Default)]
struct Running {
    count: usize,
    threads: Vec<JoinHandle<()>>,
    closed: bool,
}

impl Hooks {
    pub(super) fn new(by_starter: Vec<Hook>, outbox: Arc<Outbox>) -> Self {
        let rules = Rules {
            by_starter,
            ..Rules::default()
        };
        Self {
            rules: Mutex::new(rules),
            running: Mutex::default(),
            changed: Condvar::new(),
            outbox,
            service: OnceLock::new(),
        }
    }

    /// Sets the emulator whose calls it decides. Only the first call counts.
    pub(super) fn belong_to(&self, service: &Arc<Service>) {
        let _ = self.service.set(Arc::downgrade(service));
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the hooks of a seed in place of those of another one.
    pub(super) fn seeded(&self, hooks: &[Hook]) {
        self.rules().seeded = hooks.to_vec();
    }

    /// Adds the hook of a request; it goes before the others.
    pub(super) fn add(&self, hook: Hook) {
        self.rules().by_request.push(hook);
    }

    /// Removes the hooks of requests; returns how many there were.
    pub(super) fn clear(&self) -> usize {
        std::mem::take(&mut self.rules().by_request).len()
    }

    pub(super) fn json(&self) -> Vec<Object> {
        self.rules().all().map(Hook::json).collect()
    }

    /// The hook of a party, if it is a phone with one.
    pub(super) fn of(&self, raw_id: &str) -> Option<Hook> {
        let rules = self.rules();
        let mut all = rules.all();
        all.find(|hook| pattern::matches(&hook.number, raw_id))
            .cloned()
    }

    /// Runs a hook, which decides later; false when too many run.
    pub(super) fn start(self: &Arc<Self>, hook: Hook, ringing: Ringing) -> bool {
        let mut running = self.running();
        if running.closed || running.count >= MOST {
            log::warn!(
                "emulator: {MOST} hooks run, and no further one: {} is busy",
                ringing.target
            );
            return false;
        }
        let hooks = Arc::clone(self);
        let run = move || {
            let reaction = hooks.run(&hook, &ringing);
            // Not counted any more when its outcome is seen.
            hooks.running().count -= 1;
            if let Some(service) = hooks.service.get().and_then(Weak::upgrade) {
                service.decided(&ringing, reaction);
            }
        };
        match internal::spawn("emu-hook", run) {
            Ok(thread) => {
                running.count += 1;
                running.threads.retain(|thread| !thread.is_finished());
                running.threads.push(thread);
                true
            }
            Err(cause) => {
                log::warn!("emulator: no thread to run a hook: {cause}");
                false
            }
        }
    }

    /// Ends all hooks and hands their threads over to be joined.
    pub(super) fn close(&self) -> Vec<JoinHandle<()>> {
        let mut running = self.running();
        running.closed = true;
        self.changed.notify_all();
        std::mem::take(&mut running.threads)
    }

    fn run(&self, hook: &Hook, ringing: &Ringing) -> Reaction {
        match &hook.action {
            Action::Command(words) => self.run_command(words, ringing, hook.time_limit),
            Action::Url(url) => self.post(url, ringing, hook.time_limit),
        }
    }

    fn run_command(&self, words: &[String], ringing: &Ringing, time_limit: Duration) -> Reaction {
        let mut words = words.iter().map(|word| {
            let word = word.replace("{target}", &ringing.target);
            word.replace("{source}", &ringing.source)
        });
        let program = words.next().unwrap_or_default();
        let mut command = Command::new(&program);
        command
            .args(words)
            .envs(ringing.variables())
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        // A group of its own, so that what a script has started ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(cause) => {
                log::warn!("emulator: the hook {program} cannot be run: {cause}");
                return Reaction::NoAnswer;
            }
        };
        let now = Instant::now();
        let end = now.checked_add(time_limit).unwrap_or(now);
        while Instant::now() < end && self.is_wanted(ringing) {
            match child.try_wait() {
                Ok(None) => self.pause(),
                Ok(Some(status)) => return by_status(&program, status),
                // Another part of the process has waited for it, so its number may be another one's by now.
                Err(cause) => {
                    log::warn!("emulator: the hook {program} cannot be waited for: {cause}");
                    return Reaction::NoAnswer;
                }
            }
        }
        self.end(&mut child);
        Reaction::NoAnswer
    }

    /// Waits a little; not at all when the emulator is closed.
    fn pause(&self) {
        let running = self.running();
        if !running.closed {
            drop(self.changed.wait_timeout(running, LOOK));
        }
    }

    /// Whether the call still rings.
    fn is_wanted(&self, ringing: &Ringing) -> bool {
        let service = self.service.get().and_then(Weak::upgrade);
        service.is_some_and(|service| {
            !service.is_closed()
                && service
                    .lock()
                    .calls
                    .has_attempt(ringing.call, ringing.attempt)
        })
    }

    /// Ends a command and waits for it.
    fn end(&self, child: &mut Child) {
        signal(child, false);
        let end = Instant::now() + GRACE;
        while Instant::now() < end {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(LOOK);
        }
        signal(child, true);
        let _ = child.wait();
    }

    fn post(&self, url: &str, ringing: &Ringing, time_limit: Duration) -> Reaction {
        let body = ringing.json().plain();
        let shown = url.split('?').next().unwrap_or_default();
        let cancel = CancelToken::new();
        let outcome = std::thread::scope(|scope| {
            let (posting, posted) = mpsc::channel();
            let cancel = &cancel;
            let watch = move || self.cancel_unwanted(ringing, &posted, cancel);
            let watcher = Builder::new().name("acs-emu-hook-w".to_owned());
            watcher
                .spawn_scoped(scope, watch)
                .map_err(|cause| format!("no thread to watch the call: {cause}"))?;
            let outcome = self.outbox.post(url, body, time_limit, cancel);
            drop(posting);
            outcome
        });
        let reaction = outcome.and_then(|body| reaction_in(&body));
        reaction.unwrap_or_else(|why| {
            if !cancel.is_canceled() {
                log::warn!("emulator: the hook at {shown} did not decide: {why}");
            }
            Reaction::NoAnswer
        })
    }

    /// Cancels a request when its call does not ring any more; returns at the latest when the other end of `posted` is
    /// dropped.
    fn cancel_unwanted(&self, ringing: &Ringing, posted: &Receiver<()>, cancel: &CancelToken) {
        while posted.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            if !self.is_wanted(ringing) {
                return cancel.cancel();
            }
        }
    }
}

/// Sends a signal to end, or to end at once, to a command and what it has started.
#[cfg(unix)]
fn signal(child: &Child, at_once: bool) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let signal = if at_once { Signal::KILL } else { Signal::TERM };
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    if let Some(group) = pid {
        // One that has ended meanwhile needs no signal.
        let _ = kill_process_group(group, signal);
    }
}

#[cfg(not(unix))]
fn signal(child: &mut Child, _: bool) {
    let _ = child.kill();
}

/// The meaning of an exit status: 0, or the cause of Q.850.
fn by_status(program: &str, status: ExitStatus) -> Reaction {
    match status.code() {
        Some(0) => Reaction::Answers(Duration::ZERO),
        Some(17) => Reaction::Busy,
        Some(18 | 19) => Reaction::NoAnswer,
        Some(21) => Reaction::Declines,
        _ => {
            log::warn!(
                "emulator: the hook {program} ended with {status}, which counts as no answer"
            );
            Reaction::NoAnswer
        }
    }
}

/// The reaction that a web server has responded with; nothing is an answer.
fn reaction_in(body: &[u8]) -> std::result::Result<Reaction, String> {
    if body.trim_ascii().is_empty() {
        return Ok(Reaction::Answers(Duration::ZERO));
    }
    let body: serde_json::Value = serde_json::from_slice(body)
        .map_err(|cause| format!("the body is not valid JSON: {cause}"))?;
    match body.get("reaction").and_then(serde_json::Value::as_str) {
        Some("answers") => Ok(Reaction::Answers(Duration::ZERO)),
        Some("busy") => Ok(Reaction::Busy),
        Some("noAnswer") => Ok(Reaction::NoAnswer),
        Some("declines") => Ok(Reaction::Declines),
        Some("manual") => Ok(Reaction::Manual),
        _ => {
            Err("the body has no reaction: answers, busy, noAnswer, declines or manual".to_owned())
        }
    }
}
