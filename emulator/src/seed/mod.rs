//! The seed: what an emulator has from the start and after each reset, from a file or over HTTP.
//! `docs/emulator/seed.md` describes every key.

mod lines;
#[cfg(feature = "toml")]
mod toml;

use std::fmt::Display;
use std::path::Path;

use serde_json::Value;

use self::lines::Lines;
use super::control::{FAULT, read_fault, read_hook, read_party, read_prompt, read_subscription};
use super::control::{HOOK, PROMPT, REMOTE_PARTY, SUBSCRIPTION};
use super::faults::{Fault, Faults};
use super::grid_subscription::GridSubscription;
use super::hook::Hook;
use super::identity::Identity;
use super::json::Json;
use super::media::prompts::Prompt;
use super::remote_party::RemoteParty;
use super::request::fields::{self, Body, Callbacks, Field, Kind, Rules, optional};
use super::request::strict;
use super::service::Service;
use super::start::check_public_url;
use acs_call_automation::{Error, ErrorKind, Result};

/// The members of a seed.
pub(super) const SEED: &[Field] = &[
    optional("clock", Kind::Choice(&["running", "manual"])),
    optional("publicUrl", Kind::Filled),
    optional("numbers", Kind::AnyList(&Kind::Filled)),
    optional("users", Kind::AnyList(&Kind::Filled)),
    optional("subscriptions", Kind::AnyList(&Kind::Object(SUBSCRIPTION))),
    optional("remoteParties", Kind::AnyList(&Kind::Object(REMOTE_PARTY))),
    optional("prompts", Kind::AnyList(&Kind::Object(PROMPT))),
    optional("faults", Kind::AnyList(&Kind::Object(FAULT))),
    optional("hooks", Kind::AnyList(&Kind::Object(HOOK))),
];

/// What an emulator has from the start and after each reset: hosted numbers and users, Event Grid subscriptions,
/// behaviors of remote parties and prompts, faults and hooks.
///
/// ```
/// use acs_call_automation_emulator::{Emulator, EmulatorOptions, Seed};
///
/// # fn main() -> acs_call_automation::Result<()> {
/// let seed = Seed::from_json(r#"{
///     "numbers": ["+15550100199"],
///     "remoteParties": [{"rawId": "+1555*", "reaction": "busy"}]
/// }"#)?;
/// let emulator = Emulator::start_with(&EmulatorOptions::new().seed(seed))?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Seed {
    /// As it was given.
    value: Value,
    setup: Setup,
    source: Source,
}

/// Where a seed comes from, for the errors of what only an emulator can check.
#[derive(Debug, Clone, Default)]
struct Source {
    file: Option<String>,
    lines: Lines,
}

/// A seed that was checked.
#[derive(Debug, Clone, Default)]
struct Setup {
    start: StartOnly,
    /// The raw ids of numbers and users.
    hosted: Vec<String>,
    subscriptions: Vec<GridSubscription>,
    parties: Vec<RemoteParty>,
    prompts: Vec<Prompt>,
    faults: Vec<Fault>,
    hooks: Vec<Hook>,
}

/// What cannot change while an emulator runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct StartOnly {
    pub manual_clock: Option<bool>,
    pub public_url: Option<String>,
}

impl Seed {
    /// Reads a seed from TOML. Needs feature `toml`, which is on by default.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) with line, field and rule for what is not
    /// valid TOML, an unknown key, and a value that breaks a rule.
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self> {
        toml::read(text)
            .and_then(|(value, lines)| Self::check(value, lines))
            .map_err(|problem| problem.error(None))
    }

    /// Reads a seed from JSON.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) with line, field and rule for what is not
    /// valid JSON, an unknown key, and a value that breaks a rule.
    pub fn from_json(text: &str) -> Result<Self> {
        Self::json(text).map_err(|problem| problem.error(None))
    }

    /// Reads a seed from a file: TOML, or JSON when its name ends in `.json`. Relative paths of commands are not
    /// changed.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json), with the name of the file;
    /// [`System`](acs_call_automation::ErrorKind::System) when it cannot be read.
    pub fn read(file: impl AsRef<Path>) -> Result<Self> {
        let file = file.as_ref();
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|cause| Error::system(&format!("cannot read the seed {name}"), cause))?;
        let is_json = file
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let read = if is_json {
            Self::json(&text)
        } else {
            Self::any_but_json(&text)
        };
        let mut seed = read.map_err(|problem| problem.error(Some(&name)))?;
        seed.source.file = Some(name);
        Ok(seed)
    }

    #[cfg(feature = "toml")]
    fn any_but_json(text: &str) -> std::result::Result<Self, Problem> {
        let (value, lines) = toml::read(text)?;
        Self::check(value, lines)
    }

    #[cfg(not(feature = "toml"))]
    fn any_but_json(_: &str) -> std::result::Result<Self, Problem> {
        let rule = "must be JSON, in a file whose name ends in .json: this emulator was built without its feature toml";
        Err(Problem::new(None, rule))
    }

    fn json(text: &str) -> std::result::Result<Self, Problem> {
        let value = strict::read(text.as_bytes()).map_err(|cause| {
            let why = cause.to_string();
            // The line is said before it.
            let why = why.rsplit_once(" at line ").map_or(&*why, |(why, _)| why);
            Problem::new(Some(cause.line()), format_args!("is not valid JSON: {why}"))
        })?;
        Self::check(value, Lines::of_json(text))
    }

    /// The seed that a request brings, with its fields checked.
    pub(super) fn of_request(body: Body<'_>) -> Result<Self> {
        Self::check(body.0.clone(), Lines::default()).map_err(|problem| problem.error(None))
    }

    /// Checks everything that can be checked without an emulator.
    fn check(given: Value, lines: Lines) -> std::result::Result<Self, Problem> {
        let mut value = given.clone();
        // Where subscriptions may lead is checked with the emulator that has them.
        let callbacks = Callbacks::default();
        let rules = Rules {
            callbacks: &callbacks,
        };
        fields::check(&mut value, SEED, rules).map_err(|problem| {
            let sentence = problem.sentence.trim_end_matches('.');
            let sentence = sentence
                .strip_suffix(" to this operation")
                .unwrap_or(sentence);
            let sentence = sentence.strip_prefix("The field ").unwrap_or(sentence);
            let line = lines.of(&problem.path);
            Problem::new(line, format_args!("{sentence}{}", problem.hint()))
        })?;
        let body = Body(&value);
        let clock = body.text("clock");
        let public_url = body.text("publicUrl");
        if let Some(Err(why)) = public_url.as_deref().map(check_public_url) {
            let line = lines.of("publicUrl");
            return Err(Problem::new(
                line,
                why.message().replacen("public url: ", "publicUrl ", 1),
            ));
        }
        let mut setup = Setup {
            start: StartOnly {
                manual_clock: clock.map(|clock| clock == "manual"),
                public_url,
            },
            ..Setup::default()
        };
        let numbers = each(body, "numbers", &lines, |number| {
            let number = number.as_str().unwrap_or_default();
            let identity = Identity::phone(number.strip_prefix("4:").unwrap_or(number));
            if identity.can_be_dialled() {
                Ok(identity.raw_id().to_owned())
            } else {
                Err(format!(
                    "must be a plus and 7 to 15 digits, such as +15550100199, not {number:?}"
                ))
            }
        })?;
        let users = each(body, "users", &lines, |user| {
            let raw_id = user.as_str().unwrap_or_default();
            let identity = Identity::from_raw_id(raw_id);
            match identity.check_callee() {
                Ok(()) if identity.is_user() => Ok(raw_id.to_owned()),
                Ok(()) => Err(format!(
                    "must be the raw id of a communication user, 8:acs:RESOURCE_USER, not {raw_id:?}"
                )),
                Err(why) => Err(why),
            }
        })?;
        setup.hosted = numbers.into_iter().chain(users).collect();
        setup.subscriptions = each(body, "subscriptions", &lines, |given| {
            // The program of a seed may start later than the emulator.
            let handshake = given.get("handshake").is_some_and(|given| given == true);
            let subscription = read_subscription(Body(given));
            Ok::<_, Error>(if handshake {
                subscription
            } else {
                subscription.without_handshake()
            })
        })?;
        setup.parties = each(body, "remoteParties", &lines, |party| {
            let party = read_party(Body(party))?;
            party.check().map(|()| party)
        })?;
        setup.prompts = each(body, "prompts", &lines, |prompt| read_prompt(Body(prompt)))?;
        let mut faults = Faults::default();
        each(body, "faults", &lines, |fault| {
            faults.add(read_fault(Body(fault))?)
        })?;
        setup.faults = faults.all().to_vec();
        setup.hooks = each(body, "hooks", &lines, |hook| read_hook(Body(hook)))?;
        Ok(Self {
            value: given,
            setup,
            source: Source { file: None, lines },
        })
    }

    pub(super) fn start_only(&self) -> &StartOnly {
        &self.setup.start
    }

    /// As it was given.
    pub(super) fn json_value(&self) -> Json {
        Json::from(&self.value)
    }

    /// Refuses commands: a request may not bring them.
    pub(super) fn refuse_commands(&self) -> Result<()> {
        match self.setup.hooks.iter().position(Hook::is_command) {
            Some(place) => Err(Error::invalid(
                "seed",
                format_args!(
                    "hooks[{place}].command is for the seed that the emulator is started with, not for HTTP"
                ),
            )),
            None => Ok(()),
        }
    }
}

/// Reads each element of a list; the error names it.
fn each<T, E: Display>(
    body: Body<'_>,
    name: &str,
    lines: &Lines,
    mut read: impl FnMut(&Value) -> std::result::Result<T, E>,
) -> std::result::Result<Vec<T>, Problem> {
    let list = body.get(name).and_then(Value::as_array);
    let list = list.into_iter().flatten().enumerate();
    list.map(|(place, value)| {
        let path = format!("{name}[{place}]");
        read(value).map_err(|why| Problem::new(lines.of(&path), format_args!("{path}: {why}")))
    })
    .collect()
}

/// What is wrong with a seed.
#[derive(Debug)]
struct Problem {
    line: Option<usize>,
    what: String,
}

impl Problem {
    fn new(line: Option<usize>, what: impl Display) -> Self {
        let what = what.to_string();
        Self { line, what }
    }

    /// The error: file, line, field and rule, as far as they are known.
    fn error(&self, file: Option<&str>) -> Error {
        Error::invalid("seed", self.located(file))
    }

    /// File, line, field and rule.
    fn located(&self, file: Option<&str>) -> String {
        let what = &self.what;
        match (file, self.line) {
            (Some(file), Some(line)) => format!("{file}:{line}: {what}"),
            (Some(file), None) => format!("{file}: {what}"),
            (None, Some(line)) => format!("line {line}: {what}"),
            (None, None) => what.clone(),
        }
    }
}

impl Source {
    /// The error of a field.
    fn error(&self, path: &str, why: &Error) -> Error {
        let what = format!("{path}: {}", why.message());
        let located = Problem::new(self.lines.of(path), what).located(self.file.as_deref());
        match why.kind() {
            ErrorKind::InvalidInput => Error::invalid("seed", located),
            kind => Error::new(kind, format!("seed: {located}")),
        }
    }
}

impl Service {
    /// Puts a seed in place of the present one, and its setup in place of the present one. Calls go on. When it fails,
    /// nothing has changed.
    pub(super) fn load_seed(&self, seed: Seed) -> Result<()> {
        let start = seed.start_only();
        let is_manual = !self.clock.runs();
        let differs = start.manual_clock.is_some_and(|manual| manual != is_manual)
            && start.manual_clock != self.started_with.manual_clock;
        let only_at_start = |field: &'static str| {
            let why = "is for the start of the emulator only";
            let problem = Problem::new(seed.source.lines.of(field), format_args!("{field} {why}"));
            problem.error(seed.source.file.as_deref())
        };
        if differs {
            return Err(only_at_start("clock"));
        }
        if start.public_url.is_some() && start.public_url != self.started_with.public_url {
            return Err(only_at_start("publicUrl"));
        }
        for (place, hook) in seed.setup.hooks.iter().enumerate() {
            hook.check_url(&self.callbacks)
                .map_err(|why| seed.source.error(&format!("hooks[{place}]"), &why))?;
        }
        for (place, subscription) in seed.setup.subscriptions.iter().enumerate() {
            self.check_subscription(subscription)
                .and_then(|()| self.shake_hands(subscription))
                .map_err(|why| seed.source.error(&format!("subscriptions[{place}]"), &why))?;
        }
        let mut kept = self.seed();
        let mut state = self.lock();
        state.clear_setup();
        seed.apply(&mut state);
        *kept = Some(seed);
        Ok(())
    }
}

impl Seed {
    /// Adds its setup to what there is.
    pub(super) fn apply(&self, state: &mut super::state::State) {
        let setup = &self.setup;
        for raw_id in &setup.hosted {
            state.calls.add_own(raw_id.clone());
        }
        for party in &setup.parties {
            state.calls.set_script(party.clone());
        }
        for prompt in &setup.prompts {
            state.cx.media.set_prompt(prompt.clone());
        }
        let world = &mut state.cx.world;
        for subscription in &setup.subscriptions {
            world.subscribe(subscription.clone());
        }
        world.faults.put(&setup.faults);
        world.hooks.seeded(&setup.hooks);
    }
}
