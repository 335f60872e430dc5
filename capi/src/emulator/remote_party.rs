//! What remote parties do in a running call.

use std::ffi::c_char;

use super::running::{acs_emulator_t, running};
use crate::error::acs_error_t;
use crate::guard::{guard, text};
use crate::status::acs_status_t;

/// Sends DTMF tones from a participant of a call. Recognition and continuous recognition of that
/// participant receive them.
///
/// @param call_connection_id the call, as the application knows it
/// @param raw_id             the participant: a raw id or a phone number
/// @param digits             as for acs_emulator_remote_party_add_digits, the first one now
/// @return ACS_INVALID_INPUT also when there is no such call or participant
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_press_digits(
    emulator: *const acs_emulator_t,
    call_connection_id: *const c_char,
    raw_id: *const c_char,
    digits: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let emulator = running(emulator)?;
        let call = text(call_connection_id, "call connection id")?;
        let (raw_id, digits) = (text(raw_id, "raw id")?, text(digits, "digits")?);
        Ok(emulator.press_digits(call, raw_id, digits)?)
    })
}

/// Speaks a phrase as a participant of a call. A recognition of that participant receives it.
///
/// @param call_connection_id the call, as the application knows it
/// @param raw_id             the participant: a raw id or a phone number
/// @param phrase             1 to 4000 characters
/// @return ACS_INVALID_INPUT also when there is no such call or participant
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_speak(
    emulator: *const acs_emulator_t,
    call_connection_id: *const c_char,
    raw_id: *const c_char,
    phrase: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let emulator = running(emulator)?;
        let call = text(call_connection_id, "call connection id")?;
        let (raw_id, phrase) = (text(raw_id, "raw id")?, text(phrase, "phrase")?);
        Ok(emulator.speak(call, raw_id, phrase)?)
    })
}
