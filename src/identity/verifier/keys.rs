//! The keys of an issuer: fetched on a thread of their own, kept, and fetched again when it is time.
//!
//! Threads that verify tokens never send a request. They go on with the keys that are there, or wait for a
//! fetch; how many may wait is up to the caller.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use http::Method;
use serde::Deserialize;

use super::TokenRefusal;
use super::TokenVerifierOptions;
use super::options::check_url;
use crate::auth::jwt::KeySet;
use crate::clock::{Clock, after};
use crate::error::{Result, one_line};
use crate::pipeline::CancelToken;
use crate::pipeline::cancel::InFlight;
use crate::pipeline::transport::{Outgoing, Settings, Transport};
use crate::platform;

/// The time limit of a fetch, both documents together.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a thread waits for a fetch: a little longer than it may take.
pub(super) const MAX_WAIT: Duration = Duration::from_secs(11);

/// From the beginning of a fetch to that of the next one. Any sender can name a key id that does not exist.
const MIN_INTERVAL: Duration = Duration::from_secs(30);

/// How old the keys become before they are fetched again, while tokens arrive.
const REFRESH_AFTER: Duration = Duration::from_secs(3600);

const MAX_DOCUMENT_BYTES: usize = 256 * 1024;

/// The keys of this process.
pub(super) struct Keys {
    fetcher: Arc<Fetcher>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// A fetch has ended, or no other will begin.
    changed: Condvar,
    cancel: CancelToken,
}

#[derive(Default)]
struct State {
    keys: Option<Arc<KeySet>>,
    /// When the keys were fetched, and when the last fetch began, on the clock of the verifier.
    fetched_at: Option<Duration>,
    began_at: Option<Duration>,
    is_fetching: bool,
    /// How many fetches have ended, and why the last one failed if it did.
    rounds: u64,
    failure: Option<String>,
    /// How many threads wait for a fetch.
    waiting: usize,
    is_stopped: bool,
    /// The thread of the last fetch.
    thread: Option<JoinHandle<()>>,
}

impl Keys {
    pub(super) fn new(fetcher: Arc<Fetcher>) -> Self {
        Self {
            fetcher,
            shared: Arc::default(),
        }
    }

    /// The key set that has a key. For an unknown key waits for one fetch, unless `most` threads wait
    /// already.
    pub(super) fn find(
        &self,
        id: &str,
        most: usize,
        max_wait: Duration,
    ) -> std::result::Result<Arc<KeySet>, TokenRefusal> {
        let mut state = self.shared.lock();
        if let Some(keys) = state.keys.clone().filter(|keys| keys.has(id)) {
            let now = self.fetcher.clock.elapsed();
            let age = state.fetched_at.map(|at| now.saturating_sub(at));
            if age.is_none_or(|age| age >= REFRESH_AFTER) {
                self.begin_in(&mut state);
            }
            return Ok(keys);
        }
        if !state.is_fetching && !self.begin_in(&mut state) {
            return Err(state.without_key());
        }
        if state.waiting >= most {
            let why = "they are being fetched, and enough requests wait for them";
            return Err(TokenRefusal::KeysUnavailable(why.to_owned()));
        }
        let state = self.shared.wait(state, max_wait)?;
        match &state.keys {
            Some(keys) if keys.has(id) => Ok(keys.clone()),
            _ => Err(state.without_key()),
        }
    }

    /// Fetches the keys, unless it is too early, and waits for the fetch.
    pub(super) fn fetch_and_wait(
        &self,
        max_wait: Duration,
    ) -> std::result::Result<(), TokenRefusal> {
        let mut state = self.shared.lock();
        if state.is_fetching || self.begin_in(&mut state) {
            state = self.shared.wait(state, max_wait)?;
        }
        match state.failure.is_none() && state.keys.is_some() {
            true => Ok(()),
            false => Err(state.unavailable()),
        }
    }

    /// Begins a fetch, unless it is too early.
    pub(super) fn begin(&self) {
        let mut state = self.shared.lock();
        if !state.is_fetching {
            self.begin_in(&mut state);
        }
    }

    /// Begins a fetch; false when it is too early for one, or too late.
    fn begin_in(&self, state: &mut State) -> bool {
        let now = self.fetcher.clock.elapsed();
        let is_early = |began: Duration| now.saturating_sub(began) < MIN_INTERVAL;
        if state.is_fetching || state.is_stopped || state.began_at.is_some_and(is_early) {
            return false;
        }
        state.began_at = Some(now);
        let (fetcher, shared, before) = (
            self.fetcher.clone(),
            self.shared.clone(),
            state.thread.take(),
        );
        let thread = platform::spawn("keys", move || {
            if let Some(before) = before {
                // It has done everything but end.
                let _ = before.join();
            }
            let ended = FetchEnded(&shared);
            let fetched = fetcher.fetch(&shared.cancel);
            shared.keep(fetched, fetcher.clock.elapsed());
            drop(ended);
        });
        match thread {
            Ok(thread) => {
                state.is_fetching = true;
                state.thread = Some(thread);
            }
            Err(cause) => state.failure = Some(format!("no thread to fetch them: {cause}")),
        }
        state.is_fetching
    }

    pub(super) fn stop(&self) {
        self.shared.lock().is_stopped = true;
        self.shared.cancel.cancel();
        self.shared.changed.notify_all();
    }

    /// Stops, and joins the thread of a fetch; false when it has not ended after `timeout`.
    pub(super) fn close(&self, timeout: Duration) -> bool {
        self.stop();
        let (mut state, _) = self
            .shared
            .changed
            .wait_timeout_while(self.shared.lock(), timeout, |state| state.is_fetching)
            .unwrap_or_else(PoisonError::into_inner);
        if state.is_fetching {
            return false;
        }
        let thread = state.thread.take();
        drop(state);
        if let Some(thread) = thread {
            // It has done everything but end.
            let _ = thread.join();
        }
        true
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the end of the current fetch.
    fn wait<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        max_wait: Duration,
    ) -> std::result::Result<MutexGuard<'a, State>, TokenRefusal> {
        let round = state.rounds;
        state.waiting += 1;
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, max_wait, |state| {
                state.rounds == round && !state.is_stopped
            })
            .unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        if state.rounds != round {
            return Ok(state);
        }
        let why = if state.is_stopped {
            "they are no longer fetched"
        } else {
            "their fetch takes too long"
        };
        Err(TokenRefusal::KeysUnavailable(why.to_owned()))
    }

    /// Keeps what was fetched; after a failure, what was there before.
    fn keep(&self, fetched: std::result::Result<KeySet, String>, now: Duration) {
        let mut state = self.lock();
        match fetched {
            Ok(keys) => {
                state.keys = Some(Arc::new(keys));
                state.fetched_at = Some(now);
                state.failure = None;
            }
            Err(why) => {
                if !state.is_stopped {
                    let kept = state
                        .keys
                        .as_ref()
                        .map_or("", |_| "; those before are kept");
                    log::warn!("token keys: cannot be fetched: {why}{kept}");
                }
                state.failure = Some(why);
            }
        }
    }
}

impl State {
    /// Why there is no key with an id.
    fn without_key(&self) -> TokenRefusal {
        match (&self.keys, &self.failure) {
            (Some(_), None) => TokenRefusal::UnknownKey,
            // It may be a new one.
            _ => self.unavailable(),
        }
    }

    fn unavailable(&self) -> TokenRefusal {
        let why = self.failure.as_deref();
        TokenRefusal::KeysUnavailable(why.unwrap_or("they were not fetched").to_owned())
    }
}

/// Ends a fetch, also when it panics: other threads wait for it.
struct FetchEnded<'a>(&'a Shared);

impl Drop for FetchEnded<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_fetching = false;
        state.rounds += 1;
        self.0.changed.notify_all();
    }
}

/// Fetches the OpenID configuration and the key set that it names.
pub(super) struct Fetcher {
    transport: Transport,
    configuration_url: String,
    clock: Clock,
}

#[derive(Deserialize)]
struct Configuration {
    jwks_uri: String,
}

impl Fetcher {
    pub(super) fn new(options: &TokenVerifierOptions) -> Result<Self> {
        let settings = Settings {
            connect_timeout: Duration::from_secs(3),
            max_idle_connections: 1,
            max_body_size: MAX_DOCUMENT_BYTES,
            trust: options.trust.clone(),
            proxy_url: options.proxy_url.clone(),
            ..Settings::default()
        };
        Ok(Self {
            transport: Transport::new(&settings)?,
            configuration_url: options.configuration_url.clone(),
            clock: options.clock.clone(),
        })
    }

    fn fetch(&self, cancel: &CancelToken) -> std::result::Result<KeySet, String> {
        let deadline = after(FETCH_TIMEOUT);
        let document = self.get(&self.configuration_url, deadline, cancel)?;
        let configuration: Configuration = serde_json::from_slice(&document)
            .map_err(|cause| format!("the OpenID configuration is not one: {cause}"))?;
        if !check_url(&configuration.jwks_uri) {
            return Err("jwks_uri in the OpenID configuration is not https".to_owned());
        }
        KeySet::read(&self.get(&configuration.jwks_uri, deadline, cancel)?)
    }

    fn get(
        &self,
        url: &str,
        deadline: Instant,
        cancel: &CancelToken,
    ) -> std::result::Result<Vec<u8>, String> {
        let in_flight = InFlight::begin(cancel, None);
        let accept = [("Accept", "application/json")];
        let sent = Outgoing::new(Method::GET, url, &accept, None)
            .and_then(|outgoing| self.transport.send(outgoing, deadline, &in_flight));
        let failed = |why: &str| format!("{}: {why}", one_line(url));
        let response = sent.map_err(|failure| failed(&failure.message))?;
        match (response.status, &response.cut) {
            (200, None) => Ok(response.body),
            (200, Some(cut)) => Err(failed(&cut.message)),
            (status, _) => Err(failed(&format!("status {status}"))),
        }
    }
}
