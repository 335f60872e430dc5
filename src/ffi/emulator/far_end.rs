//! Far ends: how those behave who are called.

use std::ffi::c_char;

use super::service::FarEnd;
use crate::ffi::guard::{free, make, text};
use crate::ffi::options::{Checked, Options, holds, set, set_millis};
use crate::ffi::status::acs_status_t;

/// The behaviour of somebody who is called: everybody, or the one with a raw id. Without a script
/// everybody answers at once and stays until hung up on. The emulator's own users and numbers ring
/// instead, until their incoming call is answered, rejected or redirected; a script for one of them
/// takes that place. One thread at a time; may be used for any number of scripts.
pub struct acs_emulator_far_end_t(Options<FarEnd>);

impl Checked for FarEnd {}

holds!(acs_emulator_far_end_t, FarEnd);

/// ======== Far end ========
///
/// The far end with a raw id; it answers at once and stays, until a setter says otherwise.
///
/// @param raw_id such as "4:+15550100123"
/// @return a far end; free with acs_emulator_far_end_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_new(
    raw_id: *const c_char,
) -> *mut acs_emulator_far_end_t {
    make(|| acs_emulator_far_end_t(Options::made(text(raw_id, "raw id").map(FarEnd::of))))
}

/// Everybody who has no script of their own, but not the emulator's own users and numbers.
///
/// @return a far end; free with acs_emulator_far_end_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_emulator_far_end_new_everybody() -> *mut acs_emulator_far_end_t {
    make(|| acs_emulator_far_end_t(Options::new(FarEnd::everybody())))
}

/// Frees a far end; its script goes on.
///
/// @param far_end the far end, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_free(far_end: *mut acs_emulator_far_end_t) {
    free(far_end);
}

/// Rings for this long, then answers. An invitation that lasts shorter fails before.
///
/// @param far_end  the far end
/// @param delay_ms 0 or more milliseconds; default 0
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_set_answers_after_ms(
    far_end: *mut acs_emulator_far_end_t,
    delay_ms: i64,
) -> acs_status_t {
    set_millis(far_end, "answers after", delay_ms, FarEnd::answers_after)
}

/// Is busy: 486/560486 for phones, 486/0 for others.
///
/// @param far_end the far end
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
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
///
/// @param far_end the far end
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
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
///
/// @param far_end the far end
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
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
/// @param far_end the far end
/// @param stay_ms 0 or more milliseconds; default: stays until hung up on
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_far_end_set_hangs_up_after_ms(
    far_end: *mut acs_emulator_far_end_t,
    stay_ms: i64,
) -> acs_status_t {
    set_millis(far_end, "hangs up after", stay_ms, FarEnd::hangs_up_after)
}
