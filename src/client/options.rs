//! The credential and the options of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::recording::check_host;
use crate::auth::TokenSource;
use crate::auth::hmac::AccessKey;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::request::{check_api_version, check_retries, check_timeout};
use crate::pipeline::transport::Settings;
use crate::pipeline::{API_VERSION, Policy, TrustRoots, USER_AGENT};

/// The credential of a client. Never shown by `Debug`.
#[derive(Clone)]
pub struct Credential(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Key(AccessKey),
    Token(Arc<dyn TokenSource>),
}

impl Credential {
    /// Creates a credential from an access key of the resource, in base64.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when it is empty or not base64.
    pub fn access_key(base64: &str) -> Result<Self> {
        AccessKey::from_base64(base64).map(|key| Self(Kind::Key(key)))
    }

    /// Creates a credential of bearer tokens of Microsoft Entra. Sent over https only, or to this machine.
    pub fn token(source: impl TokenSource + 'static) -> Self {
        Self(Kind::Token(Arc::new(source)))
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Key(_) => "Credential(access key)",
            Kind::Token(_) => "Credential(token source)",
        })
    }
}

/// The options of a client, each with its default.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    pub(super) timeout: Duration,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) policy: Policy,
    pub(super) settings: Settings,
    pub(super) api_version: String,
    pub(super) user_agent_prefix: Option<String>,
    pub(super) validate: bool,
    pub(super) recording_hosts: Vec<String>,
    pub(super) clock: Clock,
    pub(super) submit_workers: usize,
    pub(super) submit_capacity: usize,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            attempt_timeout: None,
            policy: Policy::default(),
            settings: Settings::default(),
            api_version: API_VERSION.to_owned(),
            user_agent_prefix: None,
            validate: true,
            recording_hosts: Vec::new(),
            clock: Clock::system(),
            submit_workers: 4,
            submit_capacity: 1024,
        }
    }
}

impl ClientOptions {
    /// Creates options with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the total timeout of a request: name lookup, connecting, retries and pauses included.
    /// 1 ms to 1 hour; default 10 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the timeout of one attempt. 1 ms to 1 hour; default: what is left of the total timeout.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the timeout of a name lookup, and of opening a connection with TLS to each host.
    /// 1 ms to 1 hour; default 5 s.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// Sets the maximum number of retries: 0 to 20, default 3.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.policy.retries = retries;
        self
    }

    /// Sets whether operations that are not known to be repeatable are retried too, after a lost response or status
    /// 408, 500, 502, 503 or 504.
    /// **This may ring a person twice.** Default: no.
    #[must_use]
    pub fn retry_non_idempotent(mut self, retry: bool) -> Self {
        self.policy.retry_non_idempotent = retry;
        self
    }

    /// Sets how long an unused connection is kept. 1 ms to 1 hour; default 60 s.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.idle_timeout = timeout;
        self
    }

    /// Sets the maximum number of unused connections that are kept, for each host and in total. 0 keeps
    /// none. Default 64.
    #[must_use]
    pub fn max_idle_connections(mut self, count: usize) -> Self {
        self.settings.max_idle_connections = count;
        self
    }

    /// Sets the maximum size of a response body, in bytes. At least 1; a larger body of a success gives
    /// [`Decode`](crate::ErrorKind::Decode). Recordings may be larger. Default 4 MiB.
    #[must_use]
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.settings.max_body_size = bytes;
        self
    }

    /// Sets the trusted root certificates. Default: the built-in set.
    #[must_use]
    pub fn trust_roots(mut self, roots: TrustRoots) -> Self {
        self.settings.trust = roots;
        self
    }

    /// Sets the proxy: `http://user:password@proxy.example:3128`, or `https://` for TLS to the proxy;
    /// without a port, 80 or 443. Default: none; environment variables are ignored.
    #[must_use]
    pub fn proxy_url(mut self, url: impl Into<String>) -> Self {
        self.settings.proxy_url = Some(url.into());
        self
    }

    /// Sets the `api-version` of all requests. Default 2026-03-12.
    #[must_use]
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = version.into();
        self
    }

    /// Sets a prefix of the `User-Agent` header: `my-pbx/1.0`. At most 64 visible ASCII
    /// characters.
    #[must_use]
    pub fn user_agent_prefix(mut self, name: impl Into<String>) -> Self {
        self.user_agent_prefix = Some(name.into());
        self
    }

    /// Sets whether arguments are checked before a request is sent. The service may come to accept
    /// more than the checks do; what would break the request itself is refused always. So is text that is no
    /// identifier or number where one may be given as text: constructors such as [`PhoneNumber::new`] take any.
    /// Default: yes.
    ///
    /// [`PhoneNumber::new`]: crate::PhoneNumber::new
    #[must_use]
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// Adds a host from which recordings may be downloaded and deleted, with requests that carry
    /// the credential: a host and, unless it is the scheme's own, a port, such as `127.0.0.1:8080`.
    /// For a gateway of your own network. Over https only, or http to this machine. Default: the stores
    /// of the service, and the client's own endpoint.
    #[must_use]
    pub fn recording_host(mut self, host: impl Into<String>) -> Self {
        self.recording_hosts.push(host.into());
        self
    }

    /// Sets the clock for dates, deadlines and pauses; for tests. Default: the machine's.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the maximum number of threads that run submitted operations. A
    /// [flow](crate::CallAutomationClient::submit_flow) occupies one only until its request was sent. 1 to 256,
    /// default 4; they are started when they are needed.
    #[must_use]
    pub fn submit_workers(mut self, threads: usize) -> Self {
        self.submit_workers = threads;
        self
    }

    /// Sets the maximum number of submitted operations whose completion was not read. Beyond it
    /// [`submit`](crate::CallAutomationClient::submit) fails with
    /// [`Full`](crate::ErrorKind::Full). 1 to 1,000,000, default 1,024.
    #[must_use]
    pub fn submit_capacity(mut self, operations: usize) -> Self {
        self.submit_capacity = operations;
        self
    }

    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        check_timeout(field::TIMEOUT, Some(self.timeout))?;
        check_timeout(field::ATTEMPT_TIMEOUT, self.attempt_timeout)?;
        check_timeout(field::CONNECT_TIMEOUT, Some(self.settings.connect_timeout))?;
        check_timeout(field::IDLE_TIMEOUT, Some(self.settings.idle_timeout))?;
        check_retries(Some(self.policy.retries))?;
        check_api_version(&self.api_version)?;
        for host in &self.recording_hosts {
            check_host(host)?;
        }
        if !(1..=256).contains(&self.submit_workers) {
            return Err(Error::invalid(field::SUBMIT_WORKERS, "must be 1 to 256"));
        }
        if !(1..=1_000_000).contains(&self.submit_capacity) {
            return Err(Error::invalid(
                field::SUBMIT_CAPACITY,
                "must be 1 to 1,000,000",
            ));
        }
        if self.settings.max_body_size == 0 {
            return Err(Error::invalid(
                field::MAX_RESPONSE_SIZE,
                "must be at least 1 byte",
            ));
        }
        if let Some(name) = &self.user_agent_prefix {
            let fits =
                (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
            if !fits {
                return Err(Error::invalid(
                    field::USER_AGENT_PREFIX,
                    "must be 1 to 64 visible ASCII characters",
                ));
            }
        }
        Ok(())
    }

    pub(super) fn user_agent(&self) -> Result<HeaderValue> {
        let Some(name) = &self.user_agent_prefix else {
            return Ok(HeaderValue::from_static(USER_AGENT));
        };
        HeaderValue::try_from(format!("{name} {USER_AGENT}"))
            .map_err(|cause| Error::invalid(field::USER_AGENT_PREFIX, &cause).with_source(cause))
    }
}
