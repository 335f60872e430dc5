//! Bearer tokens of Microsoft Entra: their source, and a cache.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use zeroize::Zeroizing;

use crate::clock::after;
use crate::error::{Error, ErrorKind, Result};
use crate::platform::fork::PerProcess;

/// The scope that a token must have. Two slashes: the resource itself ends in one.
pub const TOKEN_SCOPE: &str = "https://communication.azure.com//.default";

/// A bearer token and its expiry. Not shown by `Debug`.
#[derive(Clone)]
pub struct AccessToken {
    token: Zeroizing<String>,
    expires_at: SystemTime,
}

impl AccessToken {
    /// Creates a token that expires at `expires_at`. White space around the token, as at the end of
    /// a file, is removed.
    pub fn new(token: impl Into<String>, expires_at: SystemTime) -> Self {
        let given = Zeroizing::new(token.into());
        Self {
            token: Zeroizing::new(given.trim().to_owned()),
            expires_at,
        }
    }

    /// Returns when the token expires.
    pub fn expires_at(&self) -> SystemTime {
        self.expires_at
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("token", &"***")
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// A source of bearer tokens for [`TOKEN_SCOPE`].
///
/// Called on a thread that sends a request, by one thread at a time, and ahead of expiry: five
/// minutes before expiry, or halfway through the lifetime for tokens valid two hours or longer. It
/// cannot be interrupted, so a source needs a time limit of its own; other threads wait for it no
/// longer than the deadline of their request. The sources of [`identity`](crate::identity), also within
/// another source, end with the request that needs the token. No lock of this library is held meanwhile,
/// but a source must not send requests with the client that it serves.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use acs_call_automation::auth::{AccessToken, TokenSource};
/// use acs_call_automation::options::{ClientOptions, Credential};
/// use acs_call_automation::CallAutomationClient;
///
/// struct FromFile;
/// impl TokenSource for FromFile {
///     fn token(&self) -> Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
///         let token = std::fs::read_to_string("/run/secrets/acs-token")?;
///         Ok(AccessToken::new(token, SystemTime::now() + Duration::from_secs(600)))
///     }
/// }
/// let endpoint = "https://NAME.communication.azure.com";
/// let client = CallAutomationClient::new(endpoint, Credential::token(FromFile), &ClientOptions::new())?;
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
///
/// In a child process the source is called again, by one thread of the child at a time: a source
/// with locks of its own must handle a fork while a thread holds them.
pub trait TokenSource: Send + Sync {
    /// Returns a new token.
    ///
    /// # Errors
    /// Any error; it becomes the source of an error of kind
    /// [`Auth`](crate::ErrorKind::Auth).
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>>;
}

impl<S: TokenSource + ?Sized> TokenSource for Arc<S> {
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        (**self).token()
    }
}

/// What a source returned.
pub(crate) type Fetched =
    std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>>;

/// One token kept for all threads of a client. A child process gets its own: at the moment of the
/// fork a thread of the parent may be getting one, which never ends in the child.
pub(crate) struct TokenCache {
    source: Arc<dyn TokenSource>,
    kept: PerProcess<Kept>,
}

#[derive(Default)]
struct Kept {
    state: Mutex<State>,
    fetched: Condvar,
}

#[derive(Default)]
struct State {
    token: Option<AccessToken>,
    refresh_at: Option<SystemTime>,
    fetching: bool,
    /// How many fetches have ended, and why the last one failed if it did.
    rounds: u64,
    failure: Option<Error>,
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache(***)")
    }
}

const AHEAD: Duration = Duration::from_secs(300);
/// How long a refresh may take while the token before it is still valid, at most.
const REFRESH_LIMIT: Duration = Duration::from_secs(3);
const LONG_LIFE: Duration = Duration::from_secs(2 * 3600);
/// How long a token that still works is used on after an attempt to refresh it failed.
const RETRY_AFTER: Duration = Duration::from_secs(30);

impl TokenCache {
    pub(crate) fn new(source: Arc<dyn TokenSource>) -> Self {
        Self {
            source,
            kept: PerProcess::new(Kept::default()),
        }
    }

    /// The value of the `Authorization` header. At most one thread calls the source; the others use
    /// the token that is still valid, or wait for the new one, at most for `time_limit`.
    ///
    /// `fetch` calls the source, and limits the time that it may take where the source allows that.
    pub(crate) fn authorization(
        &self,
        now: SystemTime,
        time_limit: Duration,
        fetch: impl FnOnce(&dyn TokenSource, Duration) -> Fetched,
    ) -> Result<Zeroizing<String>> {
        let kept = self.kept();
        let mut state = kept.lock();
        let works = |state: &State| state.token.as_ref().is_some_and(|t| t.expires_at > now);
        let fresh = |state: &State| state.refresh_at.is_some_and(|at| at > now);
        let (mut left, deadline) = (time_limit, after(time_limit));
        loop {
            if works(&state) && (fresh(&state) || state.fetching) {
                return header_of(&state);
            }
            if !state.fetching {
                break;
            }
            let round = state.rounds;
            (state, _) = kept
                .fetched
                .wait_timeout_while(state, left, |state| state.rounds == round)
                .unwrap_or_else(PoisonError::into_inner);
            if state.rounds == round {
                return Err(
                    Error::new(ErrorKind::Auth, "the token source gave no token in time")
                        .with_retryable(true),
                );
            }
            left = deadline.saturating_duration_since(Instant::now());
            if works(&state) {
                return header_of(&state);
            }
            // None when the request that ran the source was canceled: then this one runs it.
            if let Some(failure) = &state.failure {
                return Err(failure.clone());
            }
        }
        // A refresh ahead of expiry leaves time for the request itself, which does not depend on it.
        let time_limit = match works(&state) {
            true => REFRESH_LIMIT.min(left / 2),
            false => left,
        };
        state.fetching = true;
        state.failure = None;
        drop(state);
        // Ended also when the source panics, or all threads would wait for nothing.
        let ended = FetchEnded(kept);
        let outcome = fetch(&*self.source, time_limit);
        let mut state = kept.lock();
        let error = match outcome {
            Ok(token) if token.expires_at <= now => failed("the token has expired already".into()),
            Ok(token) if !is_visible_ascii(&token.token) => {
                failed("the token has characters that no header can carry".into())
            }
            Ok(token) => {
                state.refresh_at = Some(refresh_at(&token, now));
                state.token = Some(token);
                state.failure = None;
                let header = header_of(&state);
                drop(state);
                drop(ended);
                return header;
            }
            Err(cause) => failed(cause),
        };
        let canceled = error.kind() == ErrorKind::Aborted;
        state.failure = (!canceled).then(|| error.clone());
        if works(&state) && !canceled {
            state.refresh_at = Some(now + RETRY_AFTER);
            let header = header_of(&state);
            drop(state);
            log::warn!("{}; the token before it is still valid", error.message());
            return header;
        }
        drop(state);
        Err(error)
    }

    /// The value of the `Authorization` header, as long as the token that is there works: for
    /// threads that must not run the source.
    pub(crate) fn kept_authorization(&self, now: SystemTime) -> Option<Zeroizing<String>> {
        let state = self.kept().lock();
        let works = state.token.as_ref().is_some_and(|t| t.expires_at > now);
        works.then(|| header_of(&state).ok())?
    }

    /// Forgets a token that the service refused, so that the next call gets a new one. A newer
    /// token that another thread has got meanwhile stays.
    pub(crate) fn refused(&self, header: &str) {
        let mut state = self.kept().lock();
        let is_it = header_of(&state).is_ok_and(|known| known.as_str() == header);
        if is_it {
            state.token = None;
            state.refresh_at = None;
        }
    }

    fn kept(&self) -> &Kept {
        self.kept.get(Kept::default)
    }
}

impl Kept {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn header_of(state: &State) -> Result<Zeroizing<String>> {
    match &state.token {
        Some(token) => Ok(Zeroizing::new(format!("Bearer {}", *token.token))),
        None => Err(no_token()),
    }
}

fn no_token() -> Error {
    failed("it returned no token".into())
}

/// The error of a source, with the hint of one of this library.
fn failed(cause: Box<dyn std::error::Error + Send + Sync>) -> Error {
    let message = |why: &str| format!("the token source failed: {why}");
    let error = match cause.downcast_ref::<Error>() {
        None => Error::new(ErrorKind::Auth, message(&cause.to_string())),
        Some(cause) if cause.kind() == ErrorKind::Aborted => return cause.clone(),
        Some(cause) => {
            let error = Error::new(ErrorKind::Auth, message(cause.message()))
                .with_retryable(cause.is_retryable());
            let error = match cause.hint() {
                Some(hint) => error.with_hint(hint),
                None => error,
            };
            match cause.retry_after() {
                Some(pause) => error.with_retry_after(pause),
                None => error,
            }
        }
    };
    error.with_source(cause)
}

fn is_visible_ascii(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())
}

struct FetchEnded<'a>(&'a Kept);

impl Drop for FetchEnded<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.fetching = false;
        state.rounds += 1;
        self.0.fetched.notify_all();
    }
}

fn refresh_at(token: &AccessToken, now: SystemTime) -> SystemTime {
    let life = token.expires_at.duration_since(now).unwrap_or_default();
    if life >= LONG_LIFE {
        now + life / 2
    } else {
        // Short tokens are used for most of their life at least.
        now + life.saturating_sub(AHEAD).max(life / 10)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    struct Counting {
        fetches: AtomicU32,
        life: Duration,
        fails_from: u32,
    }

    impl TokenSource for Counting {
        fn token(
            &self,
        ) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
            let turn = self.fetches.fetch_add(1, Ordering::SeqCst);
            if turn >= self.fails_from {
                return Err("no network".into());
            }
            Ok(AccessToken::new(
                format!("t{turn}"),
                START + self.life * (turn + 1),
            ))
        }
    }

    const START: SystemTime = SystemTime::UNIX_EPOCH;

    fn cache(life: u64, fails_from: u32) -> TokenCache {
        TokenCache::new(Arc::new(Counting {
            fetches: AtomicU32::new(0),
            life: Duration::from_secs(life),
            fails_from,
        }))
    }

    fn at(cache: &TokenCache, seconds: u64) -> Result<String> {
        cache
            .authorization(
                START + Duration::from_secs(seconds),
                Duration::ZERO,
                |source, _| source.token(),
            )
            .map(|header| header.to_string())
    }

    #[test]
    fn a_token_is_kept_and_refreshed_five_minutes_ahead() {
        let cache = cache(3600, u32::MAX);
        assert_eq!(at(&cache, 0).unwrap(), "Bearer t0");
        assert_eq!(at(&cache, 3299).unwrap(), "Bearer t0");
        assert_eq!(at(&cache, 3301).unwrap(), "Bearer t1");
    }

    #[test]
    fn a_token_that_still_works_survives_a_failing_source() {
        let cache = cache(3600, 1);
        assert_eq!(at(&cache, 0).unwrap(), "Bearer t0");
        assert_eq!(at(&cache, 3500).unwrap(), "Bearer t0");
        let error = at(&cache, 3601).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
    }

    #[test]
    fn a_refresh_ahead_of_expiry_leaves_time_for_the_request() {
        let cache = cache(3600, u32::MAX);
        let limit_at = |seconds, time_limit| {
            let mut limit = None;
            let now = START + Duration::from_secs(seconds);
            cache
                .authorization(now, time_limit, |source, within| {
                    limit = Some(within);
                    source.token()
                })
                .unwrap();
            limit
        };
        let seconds = Duration::from_secs;
        assert_eq!(limit_at(0, seconds(10)), Some(seconds(10)), "the first");
        assert_eq!(limit_at(3301, seconds(10)), Some(seconds(3)));
        assert_eq!(limit_at(6901, seconds(4)), Some(seconds(2)));
        assert_eq!(limit_at(6901, seconds(4)), None, "it is fresh");
    }

    #[test]
    fn the_hint_of_an_error_of_this_library_is_kept() {
        let cause = Error::new(ErrorKind::Decode, "odd")
            .with_hint("Do this")
            .with_retryable(true);
        let error = failed(Box::new(cause));
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert_eq!(error.message(), "the token source failed: odd");
        assert_eq!(error.hint(), Some("Do this"));
        assert!(error.is_retryable());
    }

    #[test]
    fn a_refused_token_is_not_used_again() {
        let cache = cache(3600, u32::MAX);
        assert_eq!(at(&cache, 0).unwrap(), "Bearer t0");
        cache.refused("Bearer of-before");
        assert_eq!(at(&cache, 1).unwrap(), "Bearer t0", "a newer one stays");
        cache.refused("Bearer t0");
        assert_eq!(at(&cache, 1).unwrap(), "Bearer t1");
    }

    /// Fails once a thread waits for it.
    struct FailsOnceAwaited {
        begun: Mutex<Option<std::sync::mpsc::Sender<()>>>,
        go_on: Mutex<std::sync::mpsc::Receiver<()>>,
        fetches: AtomicU32,
    }

    impl TokenSource for FailsOnceAwaited {
        fn token(
            &self,
        ) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
            self.fetches.fetch_add(1, Ordering::SeqCst);
            if let Some(begun) = self.begun.lock().unwrap().take() {
                begun.send(()).unwrap();
            }
            let _ = self.go_on.lock().unwrap().recv();
            Err("no network".into())
        }
    }

    #[test]
    fn a_thread_that_waits_for_a_fetch_shares_its_failure_within_its_time_limit() {
        let (begun, wait) = std::sync::mpsc::channel();
        let (let_go, go_on) = std::sync::mpsc::channel();
        let source = Arc::new(FailsOnceAwaited {
            begun: Mutex::new(Some(begun)),
            go_on: Mutex::new(go_on),
            fetches: AtomicU32::new(0),
        });
        let cache = TokenCache::new(source.clone());
        let within = |limit| {
            let outcome = cache.authorization(START, limit, |source, _| source.token());
            outcome.unwrap_err()
        };
        std::thread::scope(|scope| {
            let first = scope.spawn(|| within(Duration::ZERO));
            wait.recv().unwrap();
            let short = within(Duration::ZERO);
            assert!(short.message().contains("in time"));
            let long = scope.spawn(|| within(Duration::from_secs(60)));
            let_go.send(()).unwrap();
            assert!(first.join().unwrap().message().contains("no network"));
            // Whether it shared the failure or fetched itself, it fails the same way.
            drop(let_go);
            assert!(long.join().unwrap().message().contains("no network"));
        });
        assert!(source.fetches.load(Ordering::SeqCst) <= 2);
    }

    #[test]
    fn a_token_from_a_file_loses_its_newline_and_other_odd_characters_are_refused() {
        let token = AccessToken::new("abc\n", START);
        assert_eq!(token.token.as_str(), "abc");
        assert!(!is_visible_ascii("a b"));
        assert!(!is_visible_ascii(""));
    }

    #[test]
    fn no_token_shows_in_debug_output() {
        let token = format!("{:?}", AccessToken::new("secret", START));
        assert!(token.starts_with("AccessToken") && !token.contains("secret"));
        let cache = cache(3600, 9);
        assert_eq!(at(&cache, 0).unwrap(), "Bearer t0");
        assert_eq!(format!("{cache:?}"), "TokenCache(***)");
    }
}
