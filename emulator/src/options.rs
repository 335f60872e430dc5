//! How an emulator is set up.

use std::time::Duration;

/// The access key of an emulator that was given none. Published, so no secret.
const TEST_KEY: &str = "YWNzLWNhbGwtYXV0b21hdGlvbi1lbXVsYXRvci1rZXk=";

/// The most audio in one file of a recording.
const LONGEST_CHUNK: Duration = Duration::from_secs(4 * 60 * 60);

/// How an emulator is set up.
#[derive(Debug, Clone)]
pub struct EmulatorOptions {
    pub(super) port: u16,
    pub(super) access_key: String,
    pub(super) manual_clock: bool,
    pub(super) honour_repeatability: bool,
    pub(super) allow_http_callbacks: bool,
    pub(super) check_clock_skew: bool,
    pub(super) accept_any_token: bool,
    pub(super) page_size: usize,
    pub(super) recording_chunk: Duration,
    pub(super) recording_delay: Duration,
}

impl Default for EmulatorOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl EmulatorOptions {
    /// A free port, a published key, time that runs, and the checks of the service.
    pub fn new() -> Self {
        Self {
            port: 0,
            access_key: TEST_KEY.to_owned(),
            manual_clock: false,
            honour_repeatability: false,
            allow_http_callbacks: true,
            check_clock_skew: true,
            accept_any_token: false,
            page_size: usize::MAX,
            recording_chunk: LONGEST_CHUNK,
            recording_delay: Duration::from_secs(5),
        }
    }

    /// The port on 127.0.0.1; 0, the default, for any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The access key of the resource, in base64. Default: a published test key.
    #[must_use]
    pub fn access_key(mut self, base64: impl Into<String>) -> Self {
        self.access_key = base64.into();
        self
    }

    /// Time stands still until [`Emulator::advance`](super::Emulator::advance). Default: it runs.
    #[must_use]
    pub fn manual_clock(mut self, manual: bool) -> Self {
        self.manual_clock = manual;
        self
    }

    /// Heeds repeatability headers on create, answer, connect, redirect and reject too, as the
    /// service did in 2022. Default: ignores them there, as recordings since 2023 show.
    #[must_use]
    pub fn honour_repeatability(mut self, honour: bool) -> Self {
        self.honour_repeatability = honour;
        self
    }

    /// Takes callback URLs with plain http, if they lead to this machine. Default: true. The
    /// service takes https only.
    #[must_use]
    pub fn allow_http_callbacks(mut self, allow: bool) -> Self {
        self.allow_http_callbacks = allow;
        self
    }

    /// Refuses requests whose date is more than 15 minutes off. Default: true. The service's own
    /// limit is not public.
    #[must_use]
    pub fn check_clock_skew(mut self, check: bool) -> Self {
        self.check_clock_skew = check;
        self
    }

    /// Takes any bearer token. Default: refuses all, since it cannot check them.
    #[must_use]
    pub fn accept_any_token(mut self, accept: bool) -> Self {
        self.accept_any_token = accept;
        self
    }

    /// How many participants a page of the list holds; at least 1. Default: all on one page, as
    /// in every recording.
    #[must_use]
    pub fn page_size(mut self, participants: usize) -> Self {
        self.page_size = participants.max(1);
        self
    }

    /// The most audio that one file of a recording holds, 1 ms to 4 h; more or less counts as the
    /// nearest. Default: 4 h, the service's own limit (Microsoft's page on call recording). A
    /// recording has at most 10,000 files; what comes after them is left out.
    #[must_use]
    pub fn recording_chunk(mut self, longest: Duration) -> Self {
        self.recording_chunk = longest.clamp(Duration::from_millis(1), LONGEST_CHUNK);
        self
    }

    /// How long after the end of a recording its files are ready and told of, by the emulator's
    /// clock. Default: 5 s, after which a recorded session found them; the service may take
    /// minutes.
    #[must_use]
    pub fn recording_delay(mut self, delay: Duration) -> Self {
        self.recording_delay = delay;
        self
    }
}
