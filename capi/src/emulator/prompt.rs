//! Prompts: how long they play, and which of them fail.

use std::ffi::c_char;

use super::running::{acs_emulator_t, running};
use super::service::Prompt;
use crate::error::acs_error_t;
use crate::guard::{count, free, guard, make, text};
use crate::options::{Checked, Options, holds, nested, set, set_millis};
use crate::status::acs_status_t;

/// The behavior of a prompt. By default a file plays for 4 s, and a text or SSML for 60 ms for each
/// character outside of tags, at least 500 ms. One thread at a time; may be used any number of
/// times.
pub struct acs_emulator_prompt_t(Options<Prompt>);

impl Checked for Prompt {}

holds!(acs_emulator_prompt_t, Prompt);

/// Creates the behavior of the prompt with this content; it plays by default, unless a setter
/// changes that.
///
/// @param content the URL of a file, a text, or SSML, exactly as it is sent
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_new(
    content: *const c_char,
) -> *mut acs_emulator_prompt_t {
    make(move || acs_emulator_prompt_t(Options::made(text(content, "content").map(Prompt::new))))
}

/// Creates the behavior of every prompt without one of its own.
#[unsafe(no_mangle)]
pub extern "C" fn acs_emulator_prompt_new_any() -> *mut acs_emulator_prompt_t {
    make(move || acs_emulator_prompt_t(Options::new(Prompt::any())))
}

/// Frees a prompt; the emulator keeps the behavior it was given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_free(prompt: *mut acs_emulator_prompt_t) {
    free(prompt);
}

/// Sets how long the prompt plays.
///
/// @param duration_ms 0 or more milliseconds
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_lasts_ms(
    prompt: *mut acs_emulator_prompt_t,
    duration_ms: i64,
) -> acs_status_t {
    set_millis(prompt, "lasts", duration_ms, Prompt::lasts)
}

/// Sets the time until it is fetched or synthesized. Used for the first prompt of an operation.
///
/// @param delay_ms 0 or more milliseconds; default 100
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_starts_after_ms(
    prompt: *mut acs_emulator_prompt_t,
    delay_ms: i64,
) -> acs_status_t {
    set_millis(prompt, "starts after", delay_ms, Prompt::starts_after)
}

/// Sets that downloading it fails: 400/8536.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_fails_to_download(
    prompt: *mut acs_emulator_prompt_t,
) -> acs_status_t {
    set(
        prompt,
        "fails to download",
        |_| Ok(()),
        |prompt, ()| prompt.fails_to_download(),
    )
}

/// Sets that the format of its file is not supported: 400/8535.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_has_wrong_format(
    prompt: *mut acs_emulator_prompt_t,
) -> acs_status_t {
    set(
        prompt,
        "has wrong format",
        |_| Ok(()),
        |prompt, ()| prompt.has_wrong_format(),
    )
}

/// Sets that it fails with this outcome.
///
/// @param code     0 to 65,535, such as 500
/// @param sub_code 0 to 4,294,967,295, such as 8572
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_fails_with(
    prompt: *mut acs_emulator_prompt_t,
    code: i64,
    sub_code: i64,
) -> acs_status_t {
    set(
        prompt,
        "fails with",
        |_| Ok((count(code, "code")?, count(sub_code, "sub code")?)),
        |prompt, (code, sub_code)| prompt.fails_with(code, sub_code),
    )
}

/// Sets how a prompt behaves from now on. Replaces earlier settings for the same one.
///
/// @param prompt the prompt; it is copied
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_set_prompt(
    emulator: *const acs_emulator_t,
    prompt: *const acs_emulator_prompt_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (emulator, prompt) = (running(emulator)?, nested(prompt, "prompt")?);
        emulator.set_prompt(prompt);
        Ok(())
    })
}
