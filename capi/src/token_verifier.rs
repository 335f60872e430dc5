//! Verifies the tokens that the service signs.

use std::ffi::c_char;

use super::error::acs_error_t;
use super::guard::{free, guard, handle, slot, text};
use super::options::{acs_token_verifier_options_t, nested};
use super::status::acs_status_t;
use acs_call_automation::Error;
use acs_call_automation::identity::TokenVerifier;
use acs_call_automation::internal::field;

/// Verifies the tokens that the service signs: the bearer tokens of its callbacks, which a receiver
/// verifies with acs_receiver_options_set_audience, and of its websocket upgrades. May be shared
/// between threads; in a forked child it fetches keys of its own.
///
/// A token is accepted when it has three segments of base64url without padding, the algorithm
/// RS256, a key id of the issuer, issuer and audience as expected, exp in the future and nbf and
/// iat, if present, in the past, each with an allowance of 60 s, no member twice, at most 8 KiB,
/// and a valid signature by an RSA key of 2048 to 8192 bits.
///
/// The keys are fetched on a thread named acs-keys, which ends with the fetch: at the first token,
/// for a key id that is unknown, and once an hour while tokens arrive. A fetch takes at most 10 s,
/// and the next one begins at the earliest 30 s after it began. When it fails, the keys that are
/// there stay valid.
pub struct acs_token_verifier_t(TokenVerifier);

/// Creates a verifier. Nothing is fetched yet.
///
/// @return ACS_UNSUPPORTED in a library built without TLS; ACS_SYSTEM when the trusted certificates
///         cannot be read
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_new(
    options: *const acs_token_verifier_options_t,
    verifier: *mut *mut acs_token_verifier_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(verifier, "verifier")?;
        let verifier = TokenVerifier::new(&nested(options, "options")?)?;
        place.put(|| acs_token_verifier_t(verifier));
        Ok(())
    })
}

/// Verifies a token. When its key is unknown, waits for the fetch of the keys, up to 11 s.
///
/// @param token without "Bearer"
/// @return ACS_OK when it is accepted, otherwise ACS_AUTH: acs_error_message gives the reason,
///         which has nothing of the token. acs_error_is_retryable is 1 when the keys could not be
///         fetched, so that nothing is known of the token
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_verify(
    verifier: *const acs_token_verifier_t,
    token: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let verifier = handle(verifier, "verifier")?;
        let token = text(token, field::TOKEN)?;
        Ok(verifier.0.verify(token).map_err(Error::from)?)
    })
}

/// Fetches the keys, unless they were fetched in the last 30 s, and waits for them, up to 11 s: to
/// find out at the start of a program whether they can be fetched.
///
/// @return ACS_AUTH, with the reason, when there are no keys
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_fetch_keys(
    verifier: *const acs_token_verifier_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        Ok(handle(verifier, "verifier")?.0.fetch_keys()?)
    })
}

/// Frees a verifier. Cancels a fetch, and waits up to 5 s for its thread; one that is busy after
/// that ends later.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_token_verifier_free(verifier: *mut acs_token_verifier_t) {
    free(verifier);
}
