//! Cancel tokens: ending one call from another thread.

use std::ffi::c_int;

use super::guard::{free, handle, make, status_only, value};
use super::status::acs_status_t;
use acs_call_automation::CancelToken;

/// Ends the calls it was given to, and no others. May be shared between threads.
pub struct acs_cancel_token_t(CancelToken);

impl acs_cancel_token_t {
    pub(super) fn inner(&self) -> &CancelToken {
        &self.0
    }
}

/// A token that no one has canceled; acs_request_options_set_cancel gives it to a request.
///
/// @return a token; free with acs_cancel_token_free, at any time
#[unsafe(no_mangle)]
pub extern "C" fn acs_cancel_token_new() -> *mut acs_cancel_token_t {
    make(move || acs_cancel_token_t(CancelToken::new()))
}

/// Ends all calls in flight that carry this token, at once, with ACS_ABORTED; refuses those begun later.
/// What was ended may have been carried out, unless acs_error_is_retryable says that it was not. Name
/// look-up and TCP connect are not interrupted: each ends by the connect timeout.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_cancel_token_cancel(token: *const acs_cancel_token_t) -> acs_status_t {
    status_only(move || {
        handle(token, "token")?.0.cancel();
        Ok(())
    })
}

/// Makes a canceled token usable again for calls begun later. Those in flight end all the same.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_cancel_token_reset(token: *const acs_cancel_token_t) -> acs_status_t {
    status_only(move || {
        handle(token, "token")?.0.reset();
        Ok(())
    })
}

/// Whether a token was canceled, and not reset since.
///
/// @return 1 or 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_cancel_token_is_canceled(token: *const acs_cancel_token_t) -> c_int {
    value(0, move || {
        Some(c_int::from(token.as_ref()?.0.is_canceled()))
    })
}

/// Frees a token; requests in flight keep what they need of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_cancel_token_free(token: *mut acs_cancel_token_t) {
    free(token);
}
