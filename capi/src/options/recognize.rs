//! Recognize options: what is listened for, and how.

use std::ffi::{c_char, c_int};

use super::request::acs_request_options_t;
use super::{Checked, Options, add, set, set_flag, set_millis, set_nested, set_text};
use crate::guard::{count, free, make, text, texts};
use crate::play_source::{acs_play_source_t, play_source};
use crate::status::acs_status_t;
use acs_call_automation::DtmfTone;
use acs_call_automation::model::RecognitionChoice;
use acs_call_automation::options::RecognizeOptions;
use acs_call_automation::{Error, Result};

/// What is listened for, and how. One thread at a time; may be used for any number of calls.
pub struct acs_recognize_options_t(Options<RecognizeOptions>);

impl Checked for RecognizeOptions {}

holds!(acs_recognize_options_t, RecognizeOptions);

/// A number of keys; -1 leaves it to the service.
fn most_tones(given: i64) -> Result<Option<u32>> {
    const FIELD: &str = "max tones";
    match given {
        -1 => Ok(None),
        _ => count(given, FIELD).map(Some).map_err(|_| {
            Error::invalid(FIELD, "must be at least 1, or -1 for the service's choice")
        }),
    }
}

/// ======== Recognize options ========
///
/// Listens for keys. A number that cannot be is refused when the options are used.
///
/// @code
///  pin = acs_recognize_options_new_dtmf(4);
///  acs_recognize_options_add_prompt(pin, question);
///  acs_recognize_options_set_stop_tones(pin, "#");
///  acs_recognize_options_set_inter_tone_timeout_ms(pin, 5000);
/// @endcode
///
/// @param max_tones the most keys: 1 or more, checked when it is used; -1 leaves it to the service,
///                  whose documentation names no default
/// @return options; free with acs_recognize_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_recognize_options_new_dtmf(max_tones: i64) -> *mut acs_recognize_options_t {
    make(move || {
        acs_recognize_options_t(Options::made(
            most_tones(max_tones).map(RecognizeOptions::dtmf),
        ))
    })
}

/// Listens for one of several choices, by phrase or by key. At least one must be added. Since
/// api-version 2023-10-15.
///
/// @code
///  static const char *const words[] = {"sales", "buy"};
///  menu = acs_recognize_options_new_choices();
///  acs_recognize_options_add_choice(menu, "Sales", words, 2, '1');
///  acs_recognize_options_add_choice(menu, "Agent", NULL, 0, '0');
/// @endcode
///
/// @return options; free with acs_recognize_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_recognize_options_new_choices() -> *mut acs_recognize_options_t {
    make(move || acs_recognize_options_t(Options::new(RecognizeOptions::choices([]))))
}

/// Listens for free speech. Since api-version 2023-10-15.
///
/// @return options; free with acs_recognize_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_recognize_options_new_speech() -> *mut acs_recognize_options_t {
    make(move || acs_recognize_options_t(Options::new(RecognizeOptions::speech())))
}

/// Listens for free speech and for keys; what comes first counts. A number that cannot be is refused
/// when the options are used. Since api-version 2023-10-15.
///
/// @param max_tones the most keys: 1 or more, checked when it is used; -1 leaves it to the service
/// @return options; free with acs_recognize_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub extern "C" fn acs_recognize_options_new_speech_or_dtmf(
    max_tones: i64,
) -> *mut acs_recognize_options_t {
    make(move || {
        acs_recognize_options_t(Options::made(
            most_tones(max_tones).map(RecognizeOptions::speech_or_dtmf),
        ))
    })
}

/// Frees recognize options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_free(options: *mut acs_recognize_options_t) {
    free(options);
}

/// One choice more, for options of acs_recognize_options_new_choices: made by saying one of its
/// phrases, or by pressing its key.
///
/// @param options      the options
/// @param label        what acs_event_choice_label will name; several choices may have the same
/// @param phrases      what may be said: an array of texts, or NULL for none
/// @param phrase_count how many they are; 0 only when there is a key
/// @param tone         its key as a character: '0' and so on, 'A' to 'D', '#', '*'; 0 for none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_add_choice(
    options: *mut acs_recognize_options_t,
    label: *const c_char,
    phrases: *const *const c_char,
    phrase_count: usize,
    tone: c_int,
) -> acs_status_t {
    add(
        options,
        "choices",
        |_| {
            let label = text(label, "choice label")?;
            let phrases = texts(phrases, phrase_count, "choice phrase")?;
            let choice = RecognitionChoice::new(label, phrases);
            Ok(match tone_of(tone)? {
                Some(tone) => choice.tone(tone),
                None => choice,
            })
        },
        RecognizeOptions::choice,
    )
}

/// A key as a character; 0 for none.
fn tone_of(key: c_int) -> Result<Option<DtmfTone>> {
    if key == 0 {
        return Ok(None);
    }
    u8::try_from(key)
        .ok()
        .and_then(|key| DtmfTone::from_char(key.into()))
        .map(Some)
        .ok_or_else(|| {
            Error::invalid(
                "choice tone",
                "must be a character: '0' to '9', 'A' to 'D', '#' or '*'; or the number 0 for none",
            )
        })
}

/// One source more that is played before. It is copied. Several: since api-version 2024-09-15.
///
/// @param options the options
/// @param source  what to play; default: nothing
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_add_prompt(
    options: *mut acs_recognize_options_t,
    source: *const acs_play_source_t,
) -> acs_status_t {
    add(
        options,
        "prompt",
        move |field| play_source(source, field),
        RecognizeOptions::prompt,
    )
}

/// Whether a key or a word ends the prompt.
///
/// @param options   the options
/// @param interrupt 1 or 0; default: the service's, which is 1
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_interrupt_prompt(
    options: *mut acs_recognize_options_t,
    interrupt: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "interrupt prompt",
        interrupt,
        RecognizeOptions::interrupt_prompt,
    )
}

/// Whether what is played or recognized now ends for it, instead of coming first.
///
/// @param options   the options
/// @param interrupt 1 or 0; default: the service's, which is 1
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_interrupt_call_media_operation(
    options: *mut acs_recognize_options_t,
    interrupt: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "interrupt call media operation",
        interrupt,
        RecognizeOptions::interrupt_call_media_operation,
    )
}

/// How long it may be silent after the prompt. On the wire whole seconds, rounded up.
///
/// @param options                    the options
/// @param initial_silence_timeout_ms 0 to 300,000 milliseconds, for choices and for speech alone at most
///                                   20,000, checked when it is used; default: the service's, which is 5 s
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_initial_silence_timeout_ms(
    options: *mut acs_recognize_options_t,
    initial_silence_timeout_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "initial silence timeout",
        initial_silence_timeout_ms,
        RecognizeOptions::initial_silence_timeout,
    )
}

/// How long to wait for the next key. On the wire whole seconds, rounded up.
///
/// @param options               the options
/// @param inter_tone_timeout_ms 1 to 60,000 milliseconds, checked when it is used; default: the service's,
///                              which is 2 s
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_inter_tone_timeout_ms(
    options: *mut acs_recognize_options_t,
    inter_tone_timeout_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "inter tone timeout",
        inter_tone_timeout_ms,
        RecognizeOptions::inter_tone_timeout,
    )
}

/// Keys that end the recognition.
///
/// @param options the options
/// @param tones   the keys as a text: "#*"; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_stop_tones(
    options: *mut acs_recognize_options_t,
    tones: *const c_char,
) -> acs_status_t {
    set(
        options,
        "stop tones",
        move |field| DtmfTone::parse_all_as(text(tones, field)?, field),
        RecognizeOptions::stop_tones,
    )
}

/// How long the silence is that ends the speech. On the wire milliseconds.
///
/// @param options                the options
/// @param end_silence_timeout_ms in milliseconds, 0 or more; the service documents no range; default: the
///                               service's, which is 500
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_end_silence_timeout_ms(
    options: *mut acs_recognize_options_t,
    end_silence_timeout_ms: i64,
) -> acs_status_t {
    set_millis(
        options,
        "end silence timeout",
        end_silence_timeout_ms,
        RecognizeOptions::end_silence_timeout,
    )
}

/// The language that is spoken.
///
/// @param options  the options
/// @param language such as "fr-CA"; default: the service's, which is "en-US"
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_speech_language(
    options: *mut acs_recognize_options_t,
    language: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "speech language",
        language,
        RecognizeOptions::speech_language,
    )
}

/// A speech model of your own.
///
/// @param options the options
/// @param id      no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_speech_model_endpoint_id(
    options: *mut acs_recognize_options_t,
    id: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "speech model endpoint id",
        id,
        RecognizeOptions::speech_model_endpoint_id,
    )
}

/// Text that the events of this operation carry.
///
/// @param options the options
/// @param context no control characters; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_operation_context(
    options: *mut acs_recognize_options_t,
    context: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation context",
        context,
        RecognizeOptions::operation_context,
    )
}

/// Sends the events of this operation to another address than the call's.
///
/// @param options the options
/// @param url     https://..., or http://... on this machine; default: the call's callback URI
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_operation_callback_uri(
    options: *mut acs_recognize_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "operation callback uri",
        url,
        RecognizeOptions::operation_callback_uri,
    )
}

/// Request options: timeout, ids, headers. They are copied.
///
/// @param options the options
/// @param request the request options
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_request(
    options: *mut acs_recognize_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, "request", request, RecognizeOptions::request)
}
