//! Verifies the tokens that the service signs: those of callbacks and of websocket upgrades.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::TokenRefusal;
use super::TokenVerifierOptions;
use super::keys::{Fetcher, Keys, MAX_WAIT};
use crate::auth::jwt::{ExpectedClaims, Jwt};
use crate::clock::Clock;
use crate::error::Result;
use crate::platform::fork::PerProcess;

/// Verifies the tokens that the service signs: the bearer tokens of its callbacks and of its websocket
/// upgrades.
///
/// A token is accepted when it has three segments of base64url without padding, the algorithm RS256, a key
/// id of the issuer, issuer and audience as expected, `exp` in the future and `nbf` and `iat`, if present,
/// in the past, each with an allowance of 60 s, no member twice, and a valid signature by an RSA key of 2048
/// to 8192 bits. Tokens longer than 8 KiB are refused. URLs and keys inside a token are ignored.
///
/// The keys are fetched from the issuer's OpenID configuration, on a thread named `acs-keys` that lives
/// as long as the fetch: at the first token, for a key id that is unknown, and once an hour while tokens
/// arrive, which then go on with the keys that are there. A fetch takes at most 10 s, and the next one begins at the earliest 30 s after it began. When it
/// fails, the keys that are there stay valid.
///
/// A cheap handle: clones refer to the same keys, and may be shared between threads. A child process
/// fetches keys of its own.
///
/// ```no_run
/// use acs_call_automation::identity::{TokenVerifier, TokenVerifierOptions};
///
/// let verifier = TokenVerifier::new(&TokenVerifierOptions::new("RESOURCE ID"))?;
/// # let authorization = "Bearer ...";
/// let token = authorization.strip_prefix("Bearer ").unwrap_or_default();
/// match verifier.verify(token) {
///     Ok(()) => {}
///     Err(refusal) => println!("status 401: {refusal}"),
/// }
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
#[derive(Clone)]
pub struct TokenVerifier(Arc<Inner>);

struct Inner {
    expected: ExpectedClaims,
    clock: Clock,
    fetcher: Arc<Fetcher>,
    keys: PerProcess<Arc<Keys>>,
}

/// How long the last handle waits, when it is dropped, for the end of a fetch.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

impl TokenVerifier {
    /// Creates a verifier. Nothing is fetched yet.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an option that breaks a rule,
    /// [`System`](crate::ErrorKind::System) when the trusted certificates cannot be read.
    pub fn new(options: &TokenVerifierOptions) -> Result<Self> {
        options.check()?;
        let fetcher = Arc::new(Fetcher::new(options)?);
        Ok(Self(Arc::new(Inner {
            expected: ExpectedClaims {
                issuer: options.issuer.clone(),
                audience: options.audience.clone(),
            },
            clock: options.clock.clone(),
            keys: PerProcess::new(Arc::new(Keys::new(fetcher.clone()))),
            fetcher,
        })))
    }

    /// Verifies a token, without `Bearer`. When its key is unknown, waits for the fetch of the keys, up to
    /// 10 s.
    ///
    /// # Errors
    /// The reason why it is refused. [`TokenRefusal::KeysUnavailable`] says nothing about the token: it
    /// may be verified again later.
    pub fn verify(&self, token: &str) -> std::result::Result<(), TokenRefusal> {
        self.verify_among(token, usize::MAX)
    }

    /// Verifies a token while at most `most` threads wait for keys; the further ones get
    /// [`TokenRefusal::KeysUnavailable`] at once.
    pub(crate) fn verify_among(
        &self,
        token: &str,
        most: usize,
    ) -> std::result::Result<(), TokenRefusal> {
        let token = Jwt::parse(token)?;
        // Before the key is looked for: most tokens that are not for this program cause no fetch.
        token.check_claims(&self.0.expected, self.0.clock.wall())?;
        let keys = self.keys().find(token.key_id(), most, MAX_WAIT)?;
        keys.verify(&token)
    }

    /// Fetches the keys, unless they were fetched in the last 30 s, and waits for them. To find out at the start of
    /// a program whether they can be fetched.
    ///
    /// # Errors
    /// [`Auth`](crate::ErrorKind::Auth), with the reason, when there are no keys.
    pub fn fetch_keys(&self) -> Result<()> {
        self.keys().fetch_and_wait(MAX_WAIT)?;
        Ok(())
    }

    /// Begins to fetch the keys, so that they are there when the first token arrives.
    pub(crate) fn prepare(&self) {
        self.keys().begin();
    }

    /// Cancels a fetch, and lets no other begin; threads that wait for it go on.
    pub(crate) fn stop(&self) {
        self.keys().stop();
    }

    /// [`stop`](Self::stop), and waits for the end of the thread that fetches; false when it is still busy
    /// after `timeout`.
    pub(crate) fn close(&self, timeout: Duration) -> bool {
        self.keys().close(timeout)
    }

    fn keys(&self) -> &Keys {
        self.0.keys()
    }
}

impl Inner {
    fn keys(&self) -> &Keys {
        self.keys.get(|| Arc::new(Keys::new(self.fetcher.clone())))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.keys().close(DROP_TIMEOUT);
    }
}

impl fmt::Debug for TokenVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenVerifier")
            .field("expected", &self.0.expected)
            .finish_non_exhaustive()
    }
}
