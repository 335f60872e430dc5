//! The start of an emulator: its parts, from its options.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use super::tls::Tls;
use super::{Emulator, EmulatorOptions, Running, Seed};
use super::{
    events, hook, ids, journal, recording, request, schedule, service, state, tokens, world,
};
use acs_call_automation::internal::{
    self, AccessKey, BornHere, Limits, Listener, Listening, TrustRoots,
};
use acs_call_automation::options::Clock;
use acs_call_automation::{Error, Result};

impl Emulator {
    /// Starts an emulator with the default options.
    ///
    /// # Errors
    /// [`System`](acs_call_automation::ErrorKind::System) when no port is free or no thread can be
    /// started.
    pub fn start() -> Result<Self> {
        Self::start_with(&EmulatorOptions::new())
    }

    /// Starts an emulator.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for a number out of range, an access key that
    /// is not valid base64, a resource id that is not a GUID, a public URL that is not one, and a certificate or host
    /// that cannot be used; [`Unsupported`](acs_call_automation::ErrorKind::Unsupported) for https in an emulator built
    /// without the feature; [`System`](acs_call_automation::ErrorKind::System) when the port is taken, a thread cannot be
    /// started, or the folder of the CA cannot be used.
    pub fn start_with(options: &EmulatorOptions) -> Result<Self> {
        options.check()?;
        let key = AccessKey::from_base64(&options.access_key)?;
        let started_with = options.seed.as_ref().map(Seed::start_only).cloned();
        let started_with = started_with.unwrap_or_default();
        let public = options.public_url.as_ref();
        let public = public.or(started_with.public_url.as_ref());
        let public = public.map(|url| public_url(url)).transpose()?;
        let is_manual = options.manual_clock || started_with.manual_clock == Some(true);
        let hooks = options.hooks.iter().cloned();
        let hooks = hooks
            .map(|hook| {
                hook.check_url(&options.callbacks)?;
                hook.checked()
            })
            .collect::<Result<Vec<_>>>()?;
        let tls = Tls::prepare(options)?;
        let socket = Listening::bind((options.listen, options.port).into())?;
        let bound = socket
            .local_addr()
            .map_err(|cause| Error::system("cannot read the emulator's address", cause))?;
        let address = reachable(bound);
        let local_endpoint = format!("{}://{address}", tls.scheme());
        let endpoint = match &public {
            Some((endpoint, _)) => endpoint.clone(),
            None => local_endpoint.clone(),
        };
        let clock = if is_manual {
            Clock::manual(SystemTime::now())
        } else {
            Clock::system()
        };
        let journal = Arc::new(journal::Journal::default());
        let mut ids = ids::Ids::new()?;
        let resource = match &options.resource_id {
            Some(id) if request::repeats::is_guid(id) => id.to_ascii_lowercase(),
            Some(_) => {
                let rule = "must be a GUID such as 70fd5b29-6c4a-4b9e-9f10-3f9a4f8d2c11";
                return Err(Error::invalid(internal::field::RESOURCE_ID, rule));
            }
            None => ids.guid(),
        };
        let tokens = Arc::new(tokens::Tokens::new(&resource)?);
        let trust = options.callback_ca.clone();
        let outbox = events::outbox::Outbox::new(
            options.delivery,
            trust.map_or(TrustRoots::BuiltIn, TrustRoots::Pem),
            Arc::clone(&journal),
            clock.clone(),
            Arc::clone(&tokens),
        )
        .map_err(|cause| match options.callback_ca {
            Some(_) => Error::invalid(
                internal::field::CALLBACK_CA,
                "must hold at least one certificate in PEM",
            )
            .with_source(cause),
            None => cause,
        })?;
        let recording = recording::Settings {
            store: tls.store(address).unwrap_or_else(|| endpoint.clone()),
            chunk: options.recording_chunk,
            delay: options.recording_delay,
        };
        let schedule = schedule::Schedule::default();
        let changed = schedule.wakes();
        let hooks = Arc::new(hook::Hooks::new(hooks, Arc::clone(&outbox)));
        let world = world::World::new(
            clock.clone(),
            schedule,
            (
                Arc::clone(&outbox),
                Arc::clone(&hooks),
                Arc::clone(&journal),
            ),
            options.page_size,
            (resource.clone(), ids),
        );
        let state = state::State::new(world, recording::Recorder::new(recording));
        let service = Arc::new(service::Service {
            changed,
            state: Arc::new(Mutex::new(state)),
            closed: Mutex::new(false),
            journal,
            outbox,
            tokens,
            clock: clock.clone(),
            guard: request::auth::Guard {
                key,
                check_clock_skew: options.check_clock_skew,
                accept_any_token: options.accept_any_token,
                authority: address.to_string(),
                public_authority: public.as_ref().map(|(_, authority)| authority.clone()),
            },
            public_endpoint: public.map(|(endpoint, _)| endpoint),
            scheme: tls.scheme(),
            ca: tls.ca,
            ca_file: tls.ca_file,
            names: tls.names,
            callbacks: options.callbacks.clone(),
            remote_control: options.remote_control,
            started_with,
            warned: Mutex::default(),
            seed: Mutex::default(),
            honor_repeatability: options.honor_repeatability,
        });
        service.outbox.retry_by(service::retries(&service));
        hooks.belong_to(&service);
        let handler = Arc::new(Arc::clone(&service));
        let limits = Limits {
            handler_threads: options.handler_threads,
            ..Limits::default()
        };
        let running = Running {
            listener: Listener::start("emu", socket, handler, limits, tls.certificate)?,
            threads: Mutex::default(),
            service,
        };
        running.start_clock()?;
        if let Some(seed) = options.seed.clone() {
            running.service.load_seed(seed)?;
        }
        Ok(Self {
            endpoint,
            local_endpoint,
            address: bound,
            access_key: options.access_key.clone(),
            resource,
            clock,
            running: BornHere::new(running),
        })
    }
}

impl Running {
    /// Starts the clock thread.
    fn start_clock(&self) -> Result<()> {
        let keeper = Arc::clone(&self.service);
        let thread = internal::spawn("emu-clock", move || keeper.keep_time())
            .map_err(|cause| Error::system("cannot start the emulator's clock", cause))?;
        self.threads().push(thread);
        Ok(())
    }
}

/// The address under which this machine reaches an emulator that listens on all addresses.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// Checks a public URL.
pub(super) fn check_public_url(url: &str) -> Result<()> {
    public_url(url).map(drop)
}

/// Endpoint and authority of a public URL.
fn public_url(url: &str) -> Result<(String, String)> {
    let rule = "must be https:// or http://, a host and maybe a port, without a path";
    let wrong = || Error::invalid("public url", rule);
    let uri: http::Uri = url.trim_end_matches('/').parse().map_err(|_| wrong())?;
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().map_or("", http::uri::Authority::as_str);
    let usual = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return Err(wrong()),
    };
    if authority.is_empty() || authority.contains('@') || uri.path() != "/" || uri.query().is_some()
    {
        return Err(wrong());
    }
    let authority = authority.strip_suffix(usual).unwrap_or(authority);
    Ok((format!("{scheme}://{authority}"), authority.to_owned()))
}
