//! What every command runs with: the client, the emulator of `--offline`, the outputs, Ctrl-C.

use std::time::Duration;

use acs_call_automation::identity::{EnvironmentCredential, IdentityOptions};
use acs_call_automation::options::{ClientOptions, Credential, TrustRoots};
use acs_call_automation::{CallAutomationClient, CallConnection, Error, RequestOptions};
use acs_call_automation_emulator::{Emulator, Prompt};

use crate::arguments::Global;
use crate::failure::{Exit, Failure};
use crate::interrupt::Interrupt;
use crate::screen::Screen;

/// The access key that every emulator has by default; published, so no secret.
const EMULATOR_KEY: &str = "YWNzLWNhbGwtYXV0b21hdGlvbi1lbXVsYXRvci1rZXk=";
/// The numbers of calls of an emulator of this command.
pub const OFFLINE_CALLER: &str = "+18005550100";
pub const OFFLINE_PHONE: &str = "+16045551234";
/// How long the events of an emulator may take to arrive.
const DELIVERY: Duration = Duration::from_secs(5);

pub struct Session {
    pub client: CallAutomationClient,
    /// The emulator of this command alone.
    pub emulator: Option<Emulator>,
    /// `--offline`, with or without a port.
    pub is_offline: bool,
    pub screen: Screen,
    pub interrupt: Interrupt,
}

impl Session {
    pub fn open(global: &Global) -> Result<Self, Failure> {
        Self::open_with(global, client_options(global))
    }

    /// With further options of the client.
    pub fn open_with(global: &Global, options: ClientOptions) -> Result<Self, Failure> {
        let interrupt = Interrupt::install()?;
        let screen = Screen::new(global.json);
        let mut emulator = None;
        let client = match Resource::of(global)? {
            Resource::Key(text) => {
                CallAutomationClient::from_connection_string_with(&text, &options)?
            }
            Resource::Token(endpoint) => {
                let mut identity = IdentityOptions::new().trust_roots(trust(global));
                if let Some(proxy) = &global.proxy {
                    identity = identity.proxy_url(proxy);
                }
                let credential = Credential::token(EnvironmentCredential::new(&identity)?);
                CallAutomationClient::new(&endpoint, credential, &options)?
            }
            Resource::Offline => {
                let own = Emulator::start()?;
                // No one is there to listen to them.
                own.set_prompt(Prompt::any().duration(Duration::from_millis(300)));
                let text = own.connection_string();
                let client = CallAutomationClient::from_connection_string_with(&text, &options)?;
                emulator = Some(own);
                client
            }
        };
        Ok(Self {
            client,
            emulator,
            is_offline: global.offline.is_some(),
            screen,
            interrupt,
        })
    }

    /// The call connection of an argument.
    pub fn call(&self, id: &str) -> Result<CallConnection, Failure> {
        if self.emulator.is_some() {
            return Err(Failure::usage(
                "the emulator of --offline has no call yet: it lives as long as this command",
            )
            .with_line(
                "start one with `acs-call --offline listen`, and use its connection string",
            ));
        }
        Ok(self.client.call_connection(id)?)
    }

    /// Request options that Ctrl-C cancels.
    pub fn request(&self) -> RequestOptions {
        RequestOptions::new().cancel(self.interrupt.token())
    }

    /// Ctrl-C: what continues, and how to end it.
    pub fn interrupted(&self, call: Option<&str>) -> Failure {
        let failure = Failure::new(Exit::Interrupted, "interrupted: no longer waiting");
        failure.with_line(self.what_continues(call))
    }

    /// What goes on after this command, and how to end it.
    pub fn what_continues(&self, call: Option<&str>) -> String {
        match (&self.emulator, call) {
            (Some(_), _) => {
                "the emulator of --offline ends with this command, and its calls with it".to_owned()
            }
            (None, Some(id)) => format!("the call continues; `acs-call hang-up {id}` ends it"),
            (None, None) => "calls continue; nothing was hung up".to_owned(),
        }
    }

    /// Waits for events that an emulator of this command is still delivering.
    pub fn flush(&self) {
        if let Some(emulator) = &self.emulator {
            emulator.flush(DELIVERY);
        }
    }

    /// Shows the ladder diagram of an emulator of this command.
    pub fn close(&self) {
        let Some(emulator) = &self.emulator else {
            return;
        };
        self.flush();
        let ladder = emulator.ladder();
        if !ladder.is_empty() {
            self.screen.note(format_args!("\n{ladder}"));
        }
    }
}

/// The resource, and what requests prove themselves with.
enum Resource {
    Key(String),
    Token(String),
    Offline,
}

impl Resource {
    /// Arguments come before variables, and the key before the token.
    fn of(global: &Global) -> Result<Self, Failure> {
        let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        match global.offline {
            Some(Some(port)) => {
                return Ok(Self::Key(format!(
                    "endpoint=http://127.0.0.1:{port}/;accesskey={EMULATOR_KEY}"
                )));
            }
            Some(None) => return Ok(Self::Offline),
            None => {}
        }
        let given = global.connection_string.clone().map(Self::Key);
        given
            .or_else(|| global.endpoint.clone().map(Self::Token))
            .or_else(|| variable("ACS_CONNECTION_STRING").map(Self::Key))
            .or_else(|| variable("ACS_ENDPOINT").map(Self::Token))
            .ok_or_else(|| {
                Failure::usage(
                    "no resource: set ACS_CONNECTION_STRING to the connection string of the portal",
                )
                .with_line("or use --endpoint with a token, or --offline to try without an account")
            })
    }
}

pub fn client_options(global: &Global) -> ClientOptions {
    let options = ClientOptions::new()
        .trust_roots(trust(global))
        .user_agent_prefix(concat!("acs-call/", env!("CARGO_PKG_VERSION")));
    match &global.proxy {
        Some(proxy) => options.proxy_url(proxy),
        None => options,
    }
}

pub fn trust(global: &Global) -> TrustRoots {
    let file = global.ca.clone();
    file.map_or(TrustRoots::BuiltIn, TrustRoots::PemFile)
}

/// A request that Ctrl-C canceled: the error says whether it may have been carried out.
pub fn canceled(error: &Error) -> bool {
    error.kind() == acs_call_automation::ErrorKind::Aborted
}
