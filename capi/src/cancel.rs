//! Cancel tokens: cancel requests from another thread.

use std::ffi::c_int;

use super::guard::{free, handle, make, status_only, value};
use super::status::acs_status_t;
use acs_call_automation::CancelToken;

/// Cancels the requests that carry it, and no others. May be shared between threads.
pub struct acs_cancel_token_t(CancelToken);

impl acs_cancel_token_t {
    pub(super) fn inner(&self) -> &CancelToken {
        &self.0
    }
}

/// Creates a token that is not canceled; acs_request_options_set_cancel adds it to a request.
#[unsafe(no_mangle)]
pub extern "C" fn acs_cancel_token_new() -> *mut acs_cancel_token_t {
    make(move || acs_cancel_token_t(CancelToken::new()))
}

/// Cancels the outstanding requests with this token: they return ACS_ABORTED, and so do later ones.
/// Phone calls go on. A canceled request may have been carried out, unless acs_error_is_retryable
/// returns 1. What cannot be interrupted is listed at acs_client_abort.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_cancel_token_cancel(token: *const acs_cancel_token_t) -> acs_status_t {
    status_only(move || {
        handle(token, "token")?.0.cancel();
        Ok(())
    })
}

/// Makes a canceled token usable again for later requests. Outstanding ones stay canceled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_cancel_token_reset(token: *const acs_cancel_token_t) -> acs_status_t {
    status_only(move || {
        handle(token, "token")?.0.reset();
        Ok(())
    })
}

/// Returns 1 when the token was canceled and not reset since, otherwise 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_cancel_token_is_canceled(token: *const acs_cancel_token_t) -> c_int {
    value(0, move || {
        Some(c_int::from(token.as_ref()?.0.is_canceled()))
    })
}

/// Frees a token, also while requests with it are outstanding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_cancel_token_free(token: *mut acs_cancel_token_t) {
    free(token);
}
