//! What remote parties do in a running call.

use std::ffi::{c_char, c_int};

use super::running::{acs_emulator_t, running};
use super::service::Emulator;
use crate::error::acs_error_t;
use crate::guard::{guard, text};
use crate::status::acs_status_t;
use acs_call_automation::Result;

/// Has a party of a call do something.
unsafe fn acts(
    emulator: *const acs_emulator_t,
    call_connection_id: *const c_char,
    raw_id: *const c_char,
    error: *mut *mut acs_error_t,
    act: impl Fn(&Emulator, &str, &str) -> Result<()>,
) -> acs_status_t {
    guard(error, move || {
        let emulator = running(emulator)?;
        let call = text(call_connection_id, "call connection id")?;
        Ok(act(emulator, call, text(raw_id, "raw id")?)?)
    })
}

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
/// @param phrase             1 to 4,000 characters
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

/// Answers as a remote party that rings.
///
/// @param call_connection_id the call: its call connection id, server call id or correlation id
/// @param raw_id             the party: a raw id or a phone number
/// @return ACS_INVALID_INPUT also when there is no such call or it does not ring at that party; the
///         application answers for hosted users and numbers
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_answer_participant(
    emulator: *const acs_emulator_t,
    call_connection_id: *const c_char,
    raw_id: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    acts(
        emulator,
        call_connection_id,
        raw_id,
        error,
        Emulator::answer_participant,
    )
}

/// Declines as a remote party that rings: 603/0.
///
/// @param call_connection_id as for acs_emulator_answer_participant
/// @param raw_id             the party: a raw id or a phone number
/// @return as acs_emulator_answer_participant
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_decline_participant(
    emulator: *const acs_emulator_t,
    call_connection_id: *const c_char,
    raw_id: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    acts(
        emulator,
        call_connection_id,
        raw_id,
        error,
        Emulator::decline_participant,
    )
}

/// Reports busy as a remote party that rings: 486/560486 for phones, 486/0 for others.
///
/// @param call_connection_id as for acs_emulator_answer_participant
/// @param raw_id             the party: a raw id or a phone number
/// @return as acs_emulator_answer_participant
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_busy_participant(
    emulator: *const acs_emulator_t,
    call_connection_id: *const c_char,
    raw_id: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    acts(
        emulator,
        call_connection_id,
        raw_id,
        error,
        Emulator::busy_participant,
    )
}

/// Hangs up a participant of a call. A remote party that rings declines.
///
/// @param call_connection_id as for acs_emulator_answer_participant
/// @param raw_id             the participant: a raw id or a phone number
/// @return ACS_INVALID_INPUT also when there is no such call or participant
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_hang_up_participant(
    emulator: *const acs_emulator_t,
    call_connection_id: *const c_char,
    raw_id: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    acts(
        emulator,
        call_connection_id,
        raw_id,
        error,
        Emulator::hang_up_participant,
    )
}

/// Mutes or unmutes a user in a call, as the user does it in its client: ParticipantsUpdated reports
/// it. What a muted user says is not recognized; the tones that it presses are.
///
/// @param call_connection_id as for acs_emulator_answer_participant
/// @param raw_id             the user
/// @param muted              1 or 0
/// @return ACS_INVALID_INPUT also when there is no such call or participant, and for phones, whose
///         mute the service does not see
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_mute_participant(
    emulator: *const acs_emulator_t,
    call_connection_id: *const c_char,
    raw_id: *const c_char,
    muted: c_int,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let emulator = running(emulator)?;
        let call = text(call_connection_id, "call connection id")?;
        let (raw_id, muted) = (
            text(raw_id, "raw id")?,
            crate::arguments::flag(muted, "muted")?,
        );
        Ok(emulator.mute_participant(call, raw_id, muted)?)
    })
}
