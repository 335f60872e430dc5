//! The options of an emulator.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use acs_call_automation::internal::{CertificateSource, field};
use acs_call_automation::{Error, Result};

use super::events::outbox::Times;
use super::hook::Hook;
use super::request::fields::Callbacks;
use super::seed::Seed;

/// The default access key. Published, so not secret.
const TEST_KEY: &str = "YWNzLWNhbGwtYXV0b21hdGlvbi1lbXVsYXRvci1rZXk=";

/// The most audio in one file of a recording.
const MAX_CHUNK_DURATION: Duration = Duration::from_secs(4 * 60 * 60);

const AT_LEAST_1_MS: &str = "must be at least 1 ms";

/// The options of an emulator.
#[derive(Debug, Clone)]
pub struct EmulatorOptions {
    pub(super) port: u16,
    pub(super) listen: IpAddr,
    pub(super) remote_control: bool,
    pub(super) access_key: String,
    pub(super) resource_id: Option<String>,
    pub(super) manual_clock: bool,
    pub(super) honor_repeatability: bool,
    pub(super) callbacks: Callbacks,
    pub(super) check_clock_skew: bool,
    pub(super) accept_any_token: bool,
    pub(super) page_size: usize,
    pub(super) recording_chunk: Duration,
    pub(super) recording_delay: Duration,
    pub(super) delivery: Times,
    pub(super) public_url: Option<String>,
    pub(super) handler_threads: usize,
    pub(super) https: bool,
    pub(super) hosts: Vec<String>,
    pub(super) ca_dir: Option<PathBuf>,
    pub(super) certificate: Option<CertificateSource>,
    pub(super) recording_host: Option<String>,
    pub(super) callback_ca: Option<String>,
    pub(super) seed: Option<Seed>,
    pub(super) hooks: Vec<Hook>,
}

impl Default for EmulatorOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl EmulatorOptions {
    /// Creates the default options: a free port, a published key, a running clock, and the checks
    /// of the service.
    pub fn new() -> Self {
        Self {
            port: 0,
            listen: Ipv4Addr::LOCALHOST.into(),
            remote_control: false,
            access_key: TEST_KEY.to_owned(),
            resource_id: None,
            manual_clock: false,
            honor_repeatability: false,
            callbacks: Callbacks::default(),
            check_clock_skew: true,
            accept_any_token: false,
            page_size: usize::MAX,
            recording_chunk: MAX_CHUNK_DURATION,
            recording_delay: Duration::from_secs(5),
            delivery: Times::default(),
            public_url: None,
            handler_threads: 2,
            https: false,
            hosts: Vec::new(),
            ca_dir: None,
            certificate: None,
            recording_host: None,
            callback_ca: None,
            seed: None,
            hooks: Vec::new(),
        }
    }

    /// Checks the ranges of its numbers.
    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        let shortest = Duration::from_millis(1);
        let times = &self.delivery;
        let rules = [
            (field::PAGE_SIZE, self.page_size >= 1, "must be 1 or more"),
            (
                field::RECORDING_CHUNK,
                (shortest..=MAX_CHUNK_DURATION).contains(&self.recording_chunk),
                "must be 1 ms to 4 h",
            ),
            (
                field::CALL_EVENT_TIMEOUT,
                times.call_event_timeout >= shortest,
                AT_LEAST_1_MS,
            ),
            (
                field::EVENT_GRID_TIMEOUT,
                times.event_grid_timeout >= shortest,
                AT_LEAST_1_MS,
            ),
            (
                field::HANDLER_THREADS,
                (1..=64).contains(&self.handler_threads),
                "must be 1 to 64",
            ),
        ];
        match rules.into_iter().find(|(_, holds, _)| !holds) {
            Some((field, _, rule)) => Err(Error::invalid(field, rule)),
            None => Ok(()),
        }
    }

    /// Sets the port; 0, the default, for any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the IP address to listen on. Default: 127.0.0.1, which other machines cannot reach. For a container:
    /// 0.0.0.0. The access key is published, and the emulator posts to every callback URL that is allowed: a port that
    /// others reach lets them send requests from this machine. With [`https`](Self::https) the address is among the
    /// names of the certificate.
    #[must_use]
    pub fn listen(mut self, address: impl Into<IpAddr>) -> Self {
        self.listen = address.into();
        self
    }

    /// Sets whether the control API is for other machines too. Default: false. It reads the journal, with what the
    /// application sent, and places calls; it cannot set a command as a hook.
    #[must_use]
    pub fn remote_control(mut self, allow: bool) -> Self {
        self.remote_control = allow;
        self
    }

    /// Adds a host, a name or IP address, to which callback URLs with plain http may lead, beside this machine:
    /// that of the application in another container. Default: none.
    #[must_use]
    pub fn http_callback_host(mut self, host: impl Into<String>) -> Self {
        self.callbacks.hosts.push(host.into());
        self
    }

    /// Sets what the emulator has from the start and after each reset. A clock and a public URL of the seed count
    /// unless [`manual_clock`](Self::manual_clock) or [`public_url`](Self::public_url) is set. Default: nothing.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Adds a hook, which decides whether a phone answers that is called. The first one for a number counts, those of
    /// the control API and of the seed before these. Default: none.
    #[must_use]
    pub fn hook(mut self, hook: Hook) -> Self {
        self.hooks.push(hook);
        self
    }

    /// Sets the URL under which clients reach the emulator, when a proxy is between: `https://` or
    /// `http://`, host, maybe a port, no path. It becomes the endpoint and part of the connection
    /// string, of links to pages and of the locations of recording files, and signatures for its host
    /// are accepted. Default: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// Sets the access key of the resource, in base64. Default: a published test key.
    #[must_use]
    pub fn access_key(mut self, base64: impl Into<String>) -> Self {
        self.access_key = base64.into();
        self
    }

    /// Sets the immutable resource id, a GUID: the audience of the tokens in callbacks, and a part of the ids
    /// of users. Default: a new one for each emulator.
    #[must_use]
    pub fn resource_id(mut self, guid: impl Into<String>) -> Self {
        self.resource_id = Some(guid.into());
        self
    }

    /// Sets whether time stands still until [`Emulator::advance`](super::Emulator::advance). Default:
    /// false.
    #[must_use]
    pub fn manual_clock(mut self, manual: bool) -> Self {
        self.manual_clock = manual;
        self
    }

    /// Sets whether repeatability headers count on create, answer, connect, redirect, reject, transfer
    /// and move too, as in 2022. Default: false, as recordings since 2023 show.
    #[must_use]
    pub fn honor_repeatability(mut self, honor: bool) -> Self {
        self.honor_repeatability = honor;
        self
    }

    /// Sets whether callback URLs with plain http to this machine are allowed. Default: true. The
    /// service allows https only.
    #[must_use]
    pub fn allow_http_callbacks(mut self, allow: bool) -> Self {
        self.callbacks.http = allow;
        self
    }

    /// Sets whether requests whose date is more than 15 minutes off are refused. Default: true. The
    /// service's own limit is not public.
    #[must_use]
    pub fn check_clock_skew(mut self, check: bool) -> Self {
        self.check_clock_skew = check;
        self
    }

    /// Sets whether any bearer token is accepted. Default: false, all are refused, since they cannot be
    /// checked.
    #[must_use]
    pub fn accept_any_token(mut self, accept: bool) -> Self {
        self.accept_any_token = accept;
        self
    }

    /// Sets the number of participants on a page of the list: 1 or more. Default: all on one page, as
    /// in every recording.
    #[must_use]
    pub fn page_size(mut self, participants: usize) -> Self {
        self.page_size = participants;
        self
    }

    /// Sets the longest audio in one file of a recording: 1 ms to 4 h. Default: 4 h, the
    /// service's own limit (Microsoft's page on call recording). A recording has at most 10,000
    /// files; what comes after them is left out.
    #[must_use]
    pub fn recording_chunk(mut self, longest: Duration) -> Self {
        self.recording_chunk = longest;
        self
    }

    /// Sets the time from the end of a recording until its files are ready and
    /// RecordingFileStatusUpdated is sent, by the emulator's clock. Default: 5 s, after which a
    /// recorded session found them; the service may take minutes.
    #[must_use]
    pub fn recording_delay(mut self, delay: Duration) -> Self {
        self.recording_delay = delay;
        self
    }

    /// Sets the time that a listener has to respond to a call event, in real time: 1 ms or more.
    /// Default: 30 s; the service's own limit is not public.
    #[must_use]
    pub fn call_event_timeout(mut self, timeout: Duration) -> Self {
        self.delivery.call_event_timeout = timeout;
        self
    }

    /// Sets the time that a webhook has to respond to an Event Grid event or handshake, in real
    /// time: 1 ms or more. Default: 30 s, as documented.
    #[must_use]
    pub fn event_grid_timeout(mut self, timeout: Duration) -> Self {
        self.delivery.event_grid_timeout = timeout;
        self
    }

    /// Sets whether a failed delivery of an Event Grid event is repeated as quickly as that of a call
    /// event, in real time. Default: false; it is repeated after 10 s, 30 s, 1, 5, 10 and 30 min, 1,
    /// 3, 6 and 12 h by the emulator's clock, as documented.
    #[must_use]
    pub fn quick_event_grid_retries(mut self, quick: bool) -> Self {
        self.delivery.quick_event_grid_retries = quick;
        self
    }

    /// Sets the number of threads that handle requests: 1 to 64. Default: 2. A request to
    /// `/_emulator/flush` occupies one while it waits.
    #[must_use]
    pub fn handler_threads(mut self, threads: usize) -> Self {
        self.handler_threads = threads;
        self
    }

    /// Sets whether the emulator speaks https, with a certificate that it makes for `localhost`, `127.0.0.1`,
    /// `::1`, each [`host`](Self::host) and the [`recording_host`](Self::recording_host). Clients must trust its
    /// CA: [`Emulator::ca_certificate`](super::Emulator::ca_certificate). Needs feature `certificates`, which is on
    /// by default. Default: false, plain http.
    #[must_use]
    pub fn https(mut self, https: bool) -> Self {
        self.https = https;
        self
    }

    /// Adds a host name or IP address under which clients reach the emulator over https, for its certificate.
    /// Default: none beside `localhost`, `127.0.0.1` and `::1`.
    #[must_use]
    pub fn host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// Sets the folder of the CA that signs the certificate of [`https`](Self::https): `acs-emulator-ca.pem` and
    /// `acs-emulator-ca.key`, made at the first start and used at the next ones, so that clients trust it once.
    /// With the key everything can be signed that these clients trust: only its owner may read it. Default:
    /// none, the CA is in memory and lasts as long as the emulator.
    #[must_use]
    pub fn ca_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.ca_dir = Some(folder.into());
        self
    }

    /// Sets a certificate with which the emulator speaks https, as PEM text: the chain, its own certificate first,
    /// and the private key. In place of [`https`](Self::https); needs feature `tls`. Default: none.
    #[must_use]
    pub fn certificate(mut self, chain: impl Into<String>, private_key: impl Into<String>) -> Self {
        self.certificate = Some(CertificateSource::pem(chain, private_key));
        self
    }

    /// Sets the host of the locations of recording files: a name, maybe with a port, else that of the
    /// emulator. Official SDKs since 1.6 take recordings only from hosts such as `store.asm.skype.com`, over
    /// https; so it needs [`https`](Self::https) or a [`certificate`](Self::certificate). To lead the name to
    /// the emulator, give the SDK the emulator as its http proxy, `http://127.0.0.1:PORT`, or the machine an
    /// entry in its hosts file. Default: that of the endpoint.
    #[must_use]
    pub fn recording_host(mut self, host: impl Into<String>) -> Self {
        self.recording_host = Some(host.into());
        self
    }

    /// Sets the certificates that are trusted when events are delivered to https callback URLs, as PEM text,
    /// for receivers on this machine. Default: the Mozilla set that is compiled in.
    #[must_use]
    pub fn callback_ca(mut self, pem: impl Into<String>) -> Self {
        self.callback_ca = Some(pem.into());
        self
    }
}
