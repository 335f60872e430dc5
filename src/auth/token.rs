//! Bearer tokens of Microsoft Entra: where they come from, and keeping one until it is stale.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};

/// The scope to ask a token for. Two slashes: the resource itself ends in one.
pub const TOKEN_SCOPE: &str = "https://communication.azure.com//.default";

/// A bearer token and when it ends. Not shown by `Debug`.
#[derive(Clone)]
pub struct AccessToken {
    token: Zeroizing<String>,
    expires_at: SystemTime,
}

impl AccessToken {
    /// A token and the moment from which the service refuses it.
    pub fn new(token: impl Into<String>, expires_at: SystemTime) -> Self {
        Self {
            token: Zeroizing::new(token.into()),
            expires_at,
        }
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

/// Whoever can get a bearer token for [`TOKEN_SCOPE`].
///
/// Asked on the thread that makes a call, by one thread at a time, and ahead of expiry: five
/// minutes before the end, at half-life for tokens of two hours or more.
pub trait TokenSource: Send + Sync {
    /// Gets a fresh token.
    ///
    /// # Errors
    /// Whatever went wrong; it becomes the source of an error of kind
    /// [`Auth`](crate::ErrorKind::Auth).
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>>;
}

/// One token kept for all threads of a client.
pub(crate) struct TokenCache {
    source: Arc<dyn TokenSource>,
    state: Mutex<State>,
    fetched: Condvar,
}

#[derive(Default)]
struct State {
    token: Option<AccessToken>,
    refresh_at: Option<SystemTime>,
    fetching: bool,
}

const AHEAD: Duration = Duration::from_secs(300);
const LONG_LIFE: Duration = Duration::from_secs(2 * 3600);
impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache(***)")
    }
}

/// How long a token that still works is used on after an attempt to refresh it failed.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(30);

impl TokenCache {
    pub(crate) fn new(source: Arc<dyn TokenSource>) -> Self {
        Self {
            source,
            state: Mutex::default(),
            fetched: Condvar::new(),
        }
    }

    /// The value of the `Authorization` header. At most one thread asks the source; the others use
    /// the token that still works, or wait for the new one.
    pub(crate) fn authorization(&self, now: SystemTime) -> Result<Zeroizing<String>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let usable = state.token.as_ref().filter(|token| token.expires_at > now);
            let fresh = usable.is_some() && state.refresh_at.is_some_and(|at| at > now);
            if let Some(token) = usable.filter(|_| fresh || state.fetching) {
                return Ok(Zeroizing::new(format!("Bearer {}", *token.token)));
            }
            if !state.fetching {
                break;
            }
            state = self
                .fetched
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.fetching = true;
        drop(state);
        // Ended also when the source panics, or everybody would wait for ever.
        let ended = FetchEnded(self);
        let outcome = self.source.token();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(token) if token.expires_at > now => {
                state.refresh_at = Some(refresh_at(&token, now));
                state.token = Some(token);
            }
            refused => {
                let still_good = state.token.as_ref().is_some_and(|old| old.expires_at > now);
                if still_good {
                    state.refresh_at = Some(now + TRY_AGAIN_AFTER);
                } else {
                    drop(state);
                    return Err(match refused {
                        Ok(_) => Error::new(
                            ErrorKind::Auth,
                            "the token source returned a token that has expired",
                        ),
                        Err(cause) => {
                            Error::new(ErrorKind::Auth, format!("the token source failed: {cause}"))
                                .with_source(cause)
                        }
                    });
                }
            }
        }
        let header = state
            .token
            .as_ref()
            .map(|token| Zeroizing::new(format!("Bearer {}", *token.token)));
        drop(state);
        drop(ended);
        header.ok_or_else(|| Error::new(ErrorKind::Auth, "the token source gave no token"))
    }

    /// Forgets the token after the service refused it, so that the next call gets a new one.
    pub(crate) fn refused(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.token = None;
        state.refresh_at = None;
    }
}

struct FetchEnded<'a>(&'a TokenCache);

impl Drop for FetchEnded<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.fetching = false;
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
        asked: AtomicU32,
        life: Duration,
        fails_from: u32,
    }

    impl TokenSource for Counting {
        fn token(
            &self,
        ) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
            let turn = self.asked.fetch_add(1, Ordering::SeqCst);
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
            asked: AtomicU32::new(0),
            life: Duration::from_secs(life),
            fails_from,
        }))
    }

    fn at(cache: &TokenCache, seconds: u64) -> Result<String> {
        cache
            .authorization(START + Duration::from_secs(seconds))
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
    fn a_refused_token_is_not_used_again() {
        let cache = cache(3600, u32::MAX);
        assert_eq!(at(&cache, 0).unwrap(), "Bearer t0");
        cache.refused();
        assert_eq!(at(&cache, 1).unwrap(), "Bearer t1");
    }

    #[test]
    fn no_token_shows_in_debug_output() {
        let token = AccessToken::new("secret", START);
        assert!(!format!("{token:?}").contains("secret"));
    }
}
