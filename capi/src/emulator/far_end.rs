//! Far ends: how those behave who are called.

use std::ffi::c_char;

use super::running::{acs_emulator_t, running};
use super::service::FarEnd;
use crate::error::acs_error_t;
use crate::guard::{count, free, guard, make, text};
use crate::options::{Checked, Options, add, add_text, holds, set, set_millis};
use crate::status::acs_status_t;

/// The behaviour of a called party: every one, or the one with a raw id. Without a script
/// everybody answers at once and stays until hung up on. The emulator's own users and numbers ring
/// instead, until their incoming call is answered, rejected or redirected; a script for one of them
/// takes that place. What they press and say are turns: each recognition of theirs takes the next
/// one, when its prompts are over; who has no turn left keeps silent. One thread at a time; may be
/// used for any number of scripts.
pub struct acs_emulator_far_end_t(Options<FarEnd>);

impl Checked for FarEnd {}

holds!(acs_emulator_far_end_t, FarEnd);

/// The far end with a raw id; it answers at once and stays, until a setter says otherwise.
///
/// @param raw_id such as "4:+15550100123"
/// @return a far end; free with acs_emulator_far_end_free
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_new(
    raw_id: *const c_char,
) -> *mut acs_emulator_far_end_t {
    make(move || acs_emulator_far_end_t(Options::made(text(raw_id, "raw id").map(FarEnd::of))))
}

/// Everybody who has no script of their own, but not the emulator's own users and numbers.
///
/// @return a far end; free with acs_emulator_far_end_free
#[unsafe(no_mangle)]
pub extern "C" fn acs_emulator_far_end_new_everybody() -> *mut acs_emulator_far_end_t {
    make(move || acs_emulator_far_end_t(Options::new(FarEnd::everybody())))
}

/// Frees a far end; its script goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_free(far_end: *mut acs_emulator_far_end_t) {
    free(far_end);
}

/// Rings for this long, then answers. An invitation that lasts shorter fails before.
///
/// @param delay_ms 0 or more milliseconds; default 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_set_answers_after_ms(
    far_end: *mut acs_emulator_far_end_t,
    delay_ms: i64,
) -> acs_status_t {
    set_millis(far_end, "answers after", delay_ms, FarEnd::answers_after)
}

/// Is busy: 486/560486 for phones, 486/0 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_set_is_busy(
    far_end: *mut acs_emulator_far_end_t,
) -> acs_status_t {
    set(
        far_end,
        "is busy",
        |_| Ok(()),
        |far_end, ()| far_end.is_busy(),
    )
}

/// Rings for 30 s, or as long as the invitation lasts, and does not answer: 480/560480 for phones,
/// 487/10004 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_set_does_not_answer(
    far_end: *mut acs_emulator_far_end_t,
) -> acs_status_t {
    set(
        far_end,
        "does not answer",
        |_| Ok(()),
        |far_end, ()| far_end.does_not_answer(),
    )
}

/// Declines at once: 603/0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_set_declines(
    far_end: *mut acs_emulator_far_end_t,
) -> acs_status_t {
    set(
        far_end,
        "declines",
        |_| Ok(()),
        |far_end, ()| far_end.declines(),
    )
}

/// Hangs up this long after it joined a call.
///
/// @param stay_ms 0 or more milliseconds; default: stays until hung up on
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_set_hangs_up_after_ms(
    far_end: *mut acs_emulator_far_end_t,
    stay_ms: i64,
) -> acs_status_t {
    set_millis(far_end, "hangs up after", stay_ms, FarEnd::hangs_up_after)
}

/// In the next turn: presses these keys, the first one 1 s after the prompts, the others at once
/// after it.
///
/// @param keys    1 to 1000 of 0 to 9, A to D, # and *; a comma is a pause of one second, ? a tone
///                that cannot be made out
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_add_presses(
    far_end: *mut acs_emulator_far_end_t,
    keys: *const c_char,
) -> acs_status_t {
    add(
        far_end,
        "keys",
        move |field| {
            let keys = text(keys, field)?;
            FarEnd::everybody().presses(keys).map(|_| keys)
        },
        // They were good a moment ago.
        |far_end, keys| far_end.clone().presses(keys).unwrap_or(far_end),
    )
}

/// In the next turn: says this, 1 s after the prompts.
///
/// @param phrase  what it says
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_add_says(
    far_end: *mut acs_emulator_far_end_t,
    phrase: *const c_char,
) -> acs_status_t {
    add_text(far_end, "phrase", phrase, FarEnd::says)
}

/// In the next turn: keeps silent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_add_keeps_silent(
    far_end: *mut acs_emulator_far_end_t,
) -> acs_status_t {
    add(
        far_end,
        "keeps silent",
        |_| Ok(()),
        |far_end, ()| far_end.keeps_silent(),
    )
}

/// In the next turn: the recognition fails with this outcome 1 s after the prompts.
///
/// @param code     0 to 65,535, such as 500
/// @param sub_code 0 to 4,294,967,295, such as 8565 for the speech service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_add_recognition_fails(
    far_end: *mut acs_emulator_far_end_t,
    code: i64,
    sub_code: i64,
) -> acs_status_t {
    add(
        far_end,
        "recognition fails",
        |_| Ok((count(code, "code")?, count(sub_code, "sub code")?)),
        |far_end, (code, sub_code)| far_end.recognition_fails(code, sub_code),
    )
}

/// A participant of a call presses keys. A recognition and a continuous recognition of that
/// participant hear them.
///
/// @param call_connection_id the call, as the application knows it
/// @param keys               as for acs_emulator_far_end_add_presses, the first one now
/// @return ACS_OK, ACS_INVALID_INPUT also when there is no such call or participant, ACS_FORKED,
///         ACS_UNSUPPORTED
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_press(
    emulator: *const acs_emulator_t,
    call_connection_id: *const c_char,
    raw_id: *const c_char,
    keys: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let emulator = running(emulator)?;
        let call = text(call_connection_id, "call connection id")?;
        let (raw_id, keys) = (text(raw_id, "raw id")?, text(keys, "keys")?);
        Ok(emulator.press(call, raw_id, keys)?)
    })
}

/// A participant of a call says something now. A recognition of that participant hears it.
///
/// @param call_connection_id the call, as the application knows it
/// @param phrase             1 to 4000 characters
/// @return ACS_OK, ACS_INVALID_INPUT also when there is no such call or participant, ACS_FORKED,
///         ACS_UNSUPPORTED
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_say(
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
        Ok(emulator.say(call, raw_id, phrase)?)
    })
}
