//! The behavior of a callee: of every one, or of the one with a raw id. By default a party answers at once and stays in the call. Users and numbers hosted by the emulator ring instead, until their incoming call is answered, rejected or redirected; a behavior set for one of them replaces that. Input is scripted in turns: each recognition of this party uses the next turn, after its prompts; without a turn left the party stays silent.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use crate::emulator::service::RemoteParty;

use crate::options::names::*;

/// The behavior of a callee: of every one, or of the one with a raw id. By default a party
/// answers at once and stays in the call. Users and numbers hosted by the emulator ring instead,
/// until their incoming call is answered, rejected or redirected; a behavior set for one of them
/// replaces that. Input is scripted in turns: each recognition of this party uses the next turn,
/// after its prompts; without a turn left the party stays silent.
pub struct acs_emulator_remote_party_t(pub(crate) Options<RemoteParty>);

impl Checked for RemoteParty {}

holds!(acs_emulator_remote_party_t, RemoteParty);

/// Creates the behavior of one party; it answers at once and stays, unless a setter changes that.
///
/// @param raw_id its raw id, such as "4:+15550100123", or phone number, or the beginning of
///     one and an asterisk, "+1555*"; acs_emulator_set_remote_party refuses other text
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_new(
    raw_id: *const c_char,
) -> *mut acs_emulator_remote_party_t {
    make(move || acs_emulator_remote_party_t(Options::made(text(raw_id, "raw id").map(RemoteParty::new))))
}

/// Creates the behavior of every party without one of its own, except users and numbers hosted by
/// the emulator.
#[unsafe(no_mangle)]
pub extern "C" fn acs_emulator_remote_party_new_any() -> *mut acs_emulator_remote_party_t {
    make(move || acs_emulator_remote_party_t(Options::made(Ok(RemoteParty::any()))))
}

/// Frees a remote party; the emulator keeps its copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_free(
    remote_party: *mut acs_emulator_remote_party_t,
) {
    free(remote_party);
}

/// Sets how long the party rings before it answers: 0 ms or more. Default: 0. An invitation with
/// a shorter timeout fails before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_answer_after_ms(
    remote_party: *mut acs_emulator_remote_party_t,
    answer_after_ms: i64,
) -> acs_status_t {
    set_millis(remote_party, "answer after", answer_after_ms, RemoteParty::answer_after)
}

/// Specifies that the party is busy: 486/560486 for phones, 486/0 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_busy(
    remote_party: *mut acs_emulator_remote_party_t,
) -> acs_status_t {
    set(remote_party, "busy", |_| Ok(()), |options, ()| options.busy())
}

/// Specifies that the party rings for 30 s, or as long as the invitation lasts, and does not
/// answer: 480/560480 for phones, 487/10004 for others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_no_answer(
    remote_party: *mut acs_emulator_remote_party_t,
) -> acs_status_t {
    set(remote_party, "no answer", |_| Ok(()), |options, ()| options.no_answer())
}

/// Specifies that the party declines at once: 603/0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_decline(
    remote_party: *mut acs_emulator_remote_party_t,
) -> acs_status_t {
    set(remote_party, "decline", |_| Ok(()), |options, ()| options.decline())
}

/// Specifies that the party rings until acs_emulator_answer_participant,
/// acs_emulator_decline_participant, acs_emulator_busy_participant or
/// acs_emulator_hang_up_participant, or the page of the emulator, decides; at most as long as the
/// invitation lasts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_manual(
    remote_party: *mut acs_emulator_remote_party_t,
) -> acs_status_t {
    set(remote_party, "manual", |_| Ok(()), |options, ()| options.manual())
}

/// Sets how long after it joined a call the party hangs up: 0 ms or more. Default: it stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_set_hang_up_after_ms(
    remote_party: *mut acs_emulator_remote_party_t,
    hang_up_after_ms: i64,
) -> acs_status_t {
    set_millis(remote_party, "hang up after", hang_up_after_ms, RemoteParty::hang_up_after)
}

/// Adds a turn: the party presses these digits, the first one 1 s after the prompts, the others
/// at once after it.
///
/// @param digits 1 to 1,000 of 0 to 9, A to D, # and *; a comma is a pause of one second, ?
///     an unrecognized tone
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_add_digits(
    remote_party: *mut acs_emulator_remote_party_t,
    digits: *const c_char,
) -> acs_status_t {
    add(
        remote_party,
        "digits",
        move |field| read::digits(field, digits),
        |party, digits| party.clone().digits(digits).unwrap_or(party),
    )
}

/// Adds a turn: the party speaks a phrase, 1 s after the prompts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_add_speech(
    remote_party: *mut acs_emulator_remote_party_t,
    speech: *const c_char,
) -> acs_status_t {
    add_text(remote_party, "phrase", speech, RemoteParty::speech)
}

/// Adds a turn: the party is silent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_add_silence(
    remote_party: *mut acs_emulator_remote_party_t,
) -> acs_status_t {
    add(remote_party, "silence", |_| Ok(()), |options, ()| options.silence())
}

/// Adds a turn: recognition fails 1 s after the prompts with this code and sub-code, such as 500
/// and 8565 for the speech service; 0 to 65,535, and 0 to 4,294,967,295.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_remote_party_add_recognition_failure(
    remote_party: *mut acs_emulator_remote_party_t,
    code: i64,
    sub_code: i64,
) -> acs_status_t {
    add(remote_party, "recognition failure", move |_| read::failure(code, sub_code), |options, (code, sub_code)| options.recognition_failure(code, sub_code))
}
