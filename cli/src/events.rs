//! Where a command receives events: the callback URL and the listener behind it.

use std::path::PathBuf;
use std::time::Duration;

use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use clap::Args;

use crate::failure::Failure;
use crate::screen::Side;
use crate::session::Session;

const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
const DEFAULT_PATH: &str = "/events";
/// How long requests in progress may take when a receiver closes.
const CLOSING: Duration = Duration::from_secs(5);

/// The callback URL, and the listener that it leads to. Variables stand for options that are not given, but not with
/// `--offline`: they are those of a resource.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Events")]
pub struct EventArguments {
    /// Public https URL that the service posts events to, through a proxy or tunnel to --listen;
    /// default with an emulator: the listener itself [env: ACS_CALLBACK_URL]
    #[arg(long, value_name = "URL")]
    callback_url: Option<String>,
    /// Address to listen on; default: 127.0.0.1:8080, or host and port of an http callback URL
    /// [env: ACS_LISTEN]
    #[arg(long, value_name = "IP:PORT")]
    listen: Option<String>,
    /// Secret that callback URLs carry and that every event must have [env: ACS_CALLBACK_SECRET]
    #[arg(long, value_name = "TEXT")]
    callback_secret: Option<String>,
    /// Immutable resource id: accept only events with a token of the service for it [env: ACS_AUDIENCE]
    #[arg(long, value_name = "GUID")]
    audience: Option<String>,
    /// NAME: VALUE of the header that deliveries of Event Grid must have; with --audience they need it
    /// [env: ACS_EVENT_GRID_HEADER]
    #[arg(long, value_name = "HEADER")]
    event_grid_header: Option<String>,
    /// PEM file of the certificate to speak https with; without it a proxy must
    #[arg(long, value_name = "FILE", requires = "private_key")]
    certificate: Option<PathBuf>,
    /// PEM file of its private key
    #[arg(long, value_name = "FILE", requires = "certificate")]
    private_key: Option<PathBuf>,
}

/// A receiver, and the callback URL that leads to it.
pub struct Events {
    pub receiver: Receiver,
    pub callback: String,
}

/// The parts of a callback URL.
struct Parts<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
    path_and_query: &'a str,
}

impl EventArguments {
    /// These with the values of variables, for a command that runs in this session.
    pub fn complete(&self, session: &Session) -> Self {
        let mut complete = self.clone();
        if !session.is_offline {
            let or = |given: &mut Option<String>, name| {
                let variable = || std::env::var(name).ok().filter(|value| !value.is_empty());
                *given = given.take().or_else(variable);
            };
            or(&mut complete.callback_url, "ACS_CALLBACK_URL");
            or(&mut complete.listen, "ACS_LISTEN");
            or(&mut complete.callback_secret, "ACS_CALLBACK_SECRET");
            or(&mut complete.audience, "ACS_AUDIENCE");
            or(&mut complete.event_grid_header, "ACS_EVENT_GRID_HEADER");
        }
        complete
    }

    /// Starts to listen.
    pub fn open(&self, session: &Session) -> Result<Events, Failure> {
        self.complete(session).listen(session)
    }

    /// Starts to listen with these alone.
    pub fn listen(&self, session: &Session) -> Result<Events, Failure> {
        let parts = self.parts()?;
        if parts.is_none() && !session.client.endpoint().is_loopback() {
            return Err(Self::missing());
        }
        let listen = match (&self.listen, &parts) {
            (Some(listen), _) => listen.clone(),
            (None, Some(parts)) if parts.scheme == "http" => parts.authority.to_owned(),
            (None, Some(_)) => DEFAULT_LISTEN.to_owned(),
            (None, None) => "127.0.0.1:0".to_owned(),
        };
        let mut options = self.options(parts.as_ref()).listen(listen);
        if let (Some(chain), Some(key)) = (&self.certificate, &self.private_key) {
            options = options.certificate_files(chain, key);
        }
        if let Some(audience) = &self.audience {
            options = options.audience(audience);
        }
        if let Some((name, value)) = self.grid_header()? {
            options = options.event_grid_header(name, value);
        }
        let receiver = Receiver::bind(&options)?;
        session.interrupt.wakes(&receiver);
        let path = parts.map_or(DEFAULT_PATH, |parts| parts.path_and_query);
        let callback = receiver.url(path)?;
        Ok(Events { receiver, callback })
    }

    /// The callback URL alone, for events that another program receives.
    pub fn callback(&self, session: &Session) -> Result<String, Failure> {
        let complete = self.complete(session);
        let Some(parts) = complete.parts()? else {
            return Err(Self::missing());
        };
        let receiver = Receiver::without_listener(&complete.options(Some(&parts)))?;
        Ok(receiver.url(parts.path_and_query)?)
    }

    /// Whether a callback URL was given.
    pub fn is_given(&self) -> bool {
        self.callback_url.is_some()
    }

    /// Whether events need a token of the service.
    pub fn verifies_tokens(&self) -> bool {
        self.audience.is_some()
    }

    /// Name and value of the header that deliveries of Event Grid must have.
    pub fn grid_header(&self) -> Result<Option<(&str, &str)>, Failure> {
        let Some(header) = &self.event_grid_header else {
            return Ok(None);
        };
        // The header is not repeated: it is a secret.
        let (name, value) = header.split_once(':').ok_or_else(|| {
            Failure::usage("the header must be NAME: VALUE [--event-grid-header]")
        })?;
        Ok(Some((name.trim(), value.trim())))
    }

    fn options(&self, parts: Option<&Parts<'_>>) -> ReceiverOptions {
        let mut options = ReceiverOptions::new();
        options = match parts {
            Some(parts) => options
                .public_url(format!("{}://{}", parts.scheme, parts.authority))
                .path(parts.path),
            None => options.path(DEFAULT_PATH),
        };
        match &self.callback_secret {
            Some(secret) => options.secret(secret),
            None => options,
        }
    }

    fn parts(&self) -> Result<Option<Parts<'_>>, Failure> {
        let Some(url) = self.callback_url.as_deref() else {
            return Ok(None);
        };
        let parts = url.split_once("://").and_then(|(scheme, rest)| {
            let (authority, path_and_query) = match rest.find(['/', '?']) {
                Some(at) => rest.split_at_checked(at)?,
                None => (rest, "/"),
            };
            let path = path_and_query.split('?').next()?;
            let is_whole = matches!(scheme, "https" | "http") && path.starts_with('/');
            (is_whole && !authority.is_empty()).then_some(Parts {
                scheme,
                authority,
                path,
                path_and_query,
            })
        });
        // The URL is not repeated: its query may hold a secret.
        parts.map(Some).ok_or_else(|| {
            Failure::usage(
                "the callback URL must be whole, as in https://app.example/events [--callback-url]",
            )
        })
    }

    fn missing() -> Failure {
        Failure::usage(
            "no callback URL: the service must know where to post the events of the call",
        )
        .with_line(
            "set --callback-url or ACS_CALLBACK_URL to a public https URL that leads to --listen",
        )
    }
}

impl Events {
    /// Shows the events that have arrived.
    pub fn show(&self, session: &Session) -> Result<(), Failure> {
        while let Ok(Some(received)) = self.receiver.try_recv() {
            session.screen.event(Side::People, &received.event)?;
        }
        Ok(())
    }

    /// Stops listening, once requests in progress are done.
    pub fn close(&self) {
        self.receiver.close(CLOSING);
    }
}
