//! The behavior of a prompt. By default a file plays for 4 s, and a text or SSML for 60 ms for each character outside of tags, at least 500 ms.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use crate::emulator::service::Prompt;

use crate::options::names::*;

/// The behavior of a prompt. By default a file plays for 4 s, and a text or SSML for 60 ms for
/// each character outside of tags, at least 500 ms.
pub struct acs_emulator_prompt_t(pub(crate) Options<Prompt>);

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
    make(move || acs_emulator_prompt_t(Options::made(Ok(Prompt::any()))))
}

/// Frees a prompt; the emulator keeps its copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_free(
    prompt: *mut acs_emulator_prompt_t,
) {
    free(prompt);
}

/// Sets how long it plays: 0 ms or more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_duration_ms(
    prompt: *mut acs_emulator_prompt_t,
    duration_ms: i64,
) -> acs_status_t {
    set_millis(prompt, "duration", duration_ms, Prompt::duration)
}

/// Sets the time until it is fetched or synthesized: 0 ms or more. Default: 100. Used for the
/// first prompt of an operation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_start_after_ms(
    prompt: *mut acs_emulator_prompt_t,
    start_after_ms: i64,
) -> acs_status_t {
    set_millis(prompt, "start after", start_after_ms, Prompt::start_after)
}

/// Specifies that downloading it fails: 400/8536.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_download_failure(
    prompt: *mut acs_emulator_prompt_t,
) -> acs_status_t {
    set(prompt, "download failure", |_| Ok(()), |options, ()| options.download_failure())
}

/// Specifies that the format of its file is not supported: 400/8535.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_wrong_format(
    prompt: *mut acs_emulator_prompt_t,
) -> acs_status_t {
    set(prompt, "wrong format", |_| Ok(()), |options, ()| options.wrong_format())
}

/// Sets the code and sub-code that it fails with, such as 500 and 8572: 0 to 65,535, and 0 to
/// 4,294,967,295.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_prompt_set_failure(
    prompt: *mut acs_emulator_prompt_t,
    code: i64,
    sub_code: i64,
) -> acs_status_t {
    set(prompt, "failure", move |_| read::failure(code, sub_code), |options, (code, sub_code)| options.failure(code, sub_code))
}
