//! Remote parties: how they behave when they are called.

use std::ffi::c_char;

use super::running::{acs_emulator_t, running};
use super::service::RemoteParty;
use crate::error::acs_error_t;
use crate::guard::{count, free, guard, make, text};
use crate::options::{Checked, Options, add, add_text, holds, set, set_millis};
use crate::status::acs_status_t;

/// The behavior of a called party: of every one, or of the one with a raw id. By default a party
/// answers at once and stays in the call. Users and numbers hosted by the emulator ring instead,
/// until their incoming call is answered, rejected or redirected; a behavior set for one of them
/// replaces that. Input is scripted in turns: each recognition of this party uses the next turn,
/// after its prompts; without a turn left the party stays silent. One thread at a time; may be used
/// any number of times.
pub struct acs_emulator_remote_party_t(Options<RemoteParty>);

impl Checked for RemoteParty {}

holds!(acs_emulator_remote_party_t, RemoteParty);

/// Creates the behavior of the party with a raw id; it answers at once and stays, unless a setter
/// changes that.
///
/// @param raw_id such as "4:+15550100123"
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_new(
    raw_id: *const c_char,
) -> *mut acs_emulator_remote_party_t {
    make(move || {
        acs_emulator_remote_party_t(Options::made(text(raw_id, "raw id").map(RemoteParty::new)))
    })
}

/// Creates the behavior of every party without one of its own, except users and numbers hosted by
/// the emulator.
#[unsafe(no_mangle)]
pub extern "C" fn acs_emulator_remote_party_new_any() -> *mut acs_emulator_remote_party_t {
    make(move || acs_emulator_remote_party_t(Options::new(RemoteParty::any())))
}

/// Frees a party; the emulator keeps the behavior it was given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_free(
    remote_party: *mut acs_emulator_remote_party_t,
) {
    free(remote_party);
}

/// Sets that the party rings for this long, then answers. An invitation with a shorter timeout
/// fails before.
///
/// @param delay_ms 0 or more milliseconds; default 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_answers_after_ms(
    remote_party: *mut acs_emulator_remote_party_t,
    delay_ms: i64,
) -> acs_status_t {
    set_millis(
        remote_party,
        "answers after",
        delay_ms,
        RemoteParty::answers_after,
    )
}

/// Sets that the party is busy: 486/560486 for phones, 486/0 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_is_busy(
    remote_party: *mut acs_emulator_remote_party_t,
) -> acs_status_t {
    set(
        remote_party,
        "is busy",
        |_| Ok(()),
        |remote_party, ()| remote_party.is_busy(),
    )
}

/// Sets that the party rings for 30 s, or as long as the invitation lasts, and does not answer:
/// 480/560480 for phones, 487/10004 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_does_not_answer(
    remote_party: *mut acs_emulator_remote_party_t,
) -> acs_status_t {
    set(
        remote_party,
        "does not answer",
        |_| Ok(()),
        |remote_party, ()| remote_party.does_not_answer(),
    )
}

/// Sets that the party declines at once: 603/0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_declines(
    remote_party: *mut acs_emulator_remote_party_t,
) -> acs_status_t {
    set(
        remote_party,
        "declines",
        |_| Ok(()),
        |remote_party, ()| remote_party.declines(),
    )
}

/// Sets that the party hangs up this long after it joined a call.
///
/// @param stay_ms 0 or more milliseconds; default: it stays
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_hangs_up_after_ms(
    remote_party: *mut acs_emulator_remote_party_t,
    stay_ms: i64,
) -> acs_status_t {
    set_millis(
        remote_party,
        "hangs up after",
        stay_ms,
        RemoteParty::hangs_up_after,
    )
}

/// Adds a turn: the party presses these digits, the first one 1 s after the prompts, the others at
/// once after it.
///
/// @param digits 1 to 1000 of 0 to 9, A to D, # and *; a comma is a pause of one second, ? an
///               unrecognized tone
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_add_presses(
    remote_party: *mut acs_emulator_remote_party_t,
    digits: *const c_char,
) -> acs_status_t {
    add(
        remote_party,
        "digits",
        move |field| {
            let digits = text(digits, field)?;
            RemoteParty::any().presses(digits).map(|_| digits)
        },
        // They were checked above.
        |remote_party, digits| remote_party.clone().presses(digits).unwrap_or(remote_party),
    )
}

/// Adds a turn: the party speaks a phrase, 1 s after the prompts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_add_says(
    remote_party: *mut acs_emulator_remote_party_t,
    phrase: *const c_char,
) -> acs_status_t {
    add_text(remote_party, "phrase", phrase, RemoteParty::says)
}

/// Adds a turn: the party is silent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_add_keeps_silent(
    remote_party: *mut acs_emulator_remote_party_t,
) -> acs_status_t {
    add(
        remote_party,
        "keeps silent",
        |_| Ok(()),
        |remote_party, ()| remote_party.keeps_silent(),
    )
}

/// Adds a turn: the recognition fails with this outcome 1 s after the prompts.
///
/// @param code     0 to 65,535, such as 500
/// @param sub_code 0 to 4,294,967,295, such as 8565 for the speech service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_add_recognition_fails(
    remote_party: *mut acs_emulator_remote_party_t,
    code: i64,
    sub_code: i64,
) -> acs_status_t {
    add(
        remote_party,
        "recognition fails",
        |_| Ok((count(code, "code")?, count(sub_code, "sub code")?)),
        |remote_party, (code, sub_code)| remote_party.recognition_fails(code, sub_code),
    )
}

/// Sends DTMF tones from a participant of a call. Recognition and continuous recognition of that
/// participant receive them.
///
/// @param call_connection_id the call, as the application knows it
/// @param raw_id             the participant
/// @param digits             as for acs_emulator_remote_party_add_presses, the first one now
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
/// @param raw_id             the participant
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
