//! Bearer tokens of Microsoft Entra that the program sets, or its callback obtains.

use std::ffi::{c_char, c_void};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::error::acs_error_t;
use super::guard::{free, guard, handle, make, moment, slot, text};
use super::status::{ACS_OK, acs_status_t};
use acs_call_automation::auth::{AccessToken, TokenSource};
use acs_call_automation::internal::PerProcess;
use acs_call_automation::{Error, Result};

/// Obtains a token for the scope "https://communication.azure.com//.default", passes it to
/// acs_token_set, and returns ACS_OK. Any other status means that there is none;
/// acs_token_set_failure may give the reason. The token object belongs to the library: do not keep
/// or free it.
///
/// Called only on a thread that is inside an acs_ function of a client with this token, by one
/// thread at a time, five minutes before the token expires, at half-life for tokens of two hours or
/// more. It cannot be interrupted, so it needs a time limit of its own. It must return, without an
/// exception or longjmp, must not fork or end its thread, and must not send requests with a client
/// that uses this token.
pub type acs_token_callback_t =
    Option<unsafe extern "C" fn(user: *mut c_void, token: *mut acs_token_t) -> acs_status_t>;

/// A bearer token, shared by all clients created with it. May be shared between threads.
pub struct acs_token_t(Kind);

enum Kind {
    /// Set by the program, or by its callback.
    Given(Arc<Source>),
    /// Obtained by the library.
    #[cfg_attr(not(feature = "tls"), allow(dead_code))]
    Obtained(Arc<dyn TokenSource>),
}

impl acs_token_t {
    fn new(callback: acs_token_callback_t, user: *mut c_void) -> Self {
        Self(Kind::Given(Arc::new(Source {
            callback,
            user,
            held: PerProcess::new(Mutex::default()),
        })))
    }

    #[cfg(feature = "tls")]
    pub(super) fn obtained(source: impl TokenSource + 'static) -> Self {
        Self(Kind::Obtained(Arc::new(source)))
    }

    pub(super) fn source(&self) -> Arc<dyn TokenSource> {
        match &self.0 {
            Kind::Given(source) => source.clone(),
            Kind::Obtained(source) => source.clone(),
        }
    }

    /// Whether it comes from a callback of the program.
    pub(super) fn calls_back(&self) -> bool {
        matches!(&self.0, Kind::Given(source) if source.callback.is_some())
    }

    /// What the program sets.
    fn given(&self) -> Result<&Source> {
        match &self.0 {
            Kind::Given(source) => Ok(source),
            Kind::Obtained(_) => Err(Error::invalid(
                "token",
                "must be one of acs_token_new or of a callback: the library obtains this one itself",
            )),
        }
    }
}

struct Source {
    callback: acs_token_callback_t,
    user: *mut c_void,
    held: PerProcess<Mutex<Held>>,
}

// SAFETY: the pointer is only passed back to the program, on any thread, as documented.
unsafe impl Send for Source {}
// SAFETY: as above; the rest is behind a lock.
unsafe impl Sync for Source {}

#[derive(Clone, Default)]
struct Held {
    token: Option<AccessToken>,
    failure: Option<String>,
}

impl Source {
    fn held(&self) -> MutexGuard<'_, Held> {
        // A child takes over what is there, unless another thread was just changing it.
        self.held
            .get_from(|held| {
                let inherited = held.try_lock().map(|held| held.clone());
                Mutex::new(inherited.unwrap_or_default())
            })
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for Source {
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        if let Some(callback) = self.callback {
            let mut token = acs_token_t::new(None, std::ptr::null_mut());
            // SAFETY: the program passed this function for this use; no lock is held.
            let status = unsafe { callback(self.user, &raw mut token) };
            let mut given = match token.given() {
                Ok(source) => std::mem::take(&mut *source.held()),
                Err(error) => return Err(error.into()),
            };
            if status == ACS_OK {
                if let Some(token) = given.token.take() {
                    return Ok(token);
                }
            }
            return Err(given
                .failure
                .unwrap_or_else(|| format!("the callback returned {status} and set no token"))
                .into());
        }
        let held = self.held();
        match (&held.token, &held.failure) {
            (Some(token), _) => Ok(token.clone()),
            (None, Some(why)) => Err(why.clone().into()),
            (None, None) => Err("no token was set with acs_token_set".into()),
        }
    }
}

/// Creates a token to be set with acs_token_set: before a client uses it, and whenever it is about
/// to expire. It may be freed before the clients.
#[unsafe(no_mangle)]
pub extern "C" fn acs_token_new() -> *mut acs_token_t {
    make(move || acs_token_t::new(None, std::ptr::null_mut()))
}

/// Creates a token that a callback obtains when a request needs it.
///
/// @param callback called as long as a client with the token exists
/// @param user     passed to the callback; the library does not dereference it. May be NULL
/// @param token    receives the token; it may be freed before the clients
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_from_callback(
    callback: acs_token_callback_t,
    user: *mut c_void,
    token: *mut *mut acs_token_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let token = slot(token, "token")?;
        if callback.is_none() {
            return Err(Error::invalid("callback", "must not be NULL").into());
        }
        token.put(|| acs_token_t::new(callback, user));
        Ok(())
    })
}

/// Sets the bearer token, in place of the one before.
///
/// @param text          the token without "Bearer"; surrounding white space is removed
/// @param expires_at_ms when it expires, in milliseconds since 1970 UTC
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_set(
    token: *mut acs_token_t,
    text: *const c_char,
    expires_at_ms: i64,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let token = handle(token, "token")?;
        let text = super::guard::text(text, "text")?;
        let expires_at = moment(expires_at_ms, "expires at")?;
        let bare = text.trim();
        if bare.is_empty() || !bare.bytes().all(|byte| byte.is_ascii_graphic()) {
            let rule = "must be visible ASCII, as a header carries it";
            return Err(Error::invalid("text", rule).into());
        }
        if expires_at <= SystemTime::now() {
            return Err(Error::invalid("expires at", "must not be in the past").into());
        }
        *token.given()?.held() = Held {
            token: Some(AccessToken::new(text, expires_at)),
            failure: None,
        };
        Ok(())
    })
}

/// Sets the reason why there is no token, for the error of the request that needs one.
///
/// @param why a sentence, without secrets
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_set_failure(
    token: *mut acs_token_t,
    why: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let token = handle(token, "token")?;
        let why = text(why, "why")?;
        *token.given()?.held() = Held {
            token: None,
            failure: Some(why.to_owned()),
        };
        Ok(())
    })
}

/// Frees a token, also while clients use it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_free(token: *mut acs_token_t) {
    free(token);
}
