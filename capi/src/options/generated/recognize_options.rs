//! Options of a recognition: what is recognized, the prompt, and timeouts.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::RecognizeOptions;

use crate::options::names::*;

/// Options of a recognition: what is recognized, the prompt, and timeouts.
pub struct acs_recognize_options_t(pub(crate) Options<RecognizeOptions>);

impl Checked for RecognizeOptions {}

holds!(acs_recognize_options_t, RecognizeOptions);

/// Creates options for recognizing DTMF tones.
///
/// @code
///  pin = acs_recognize_options_new_dtmf();
///  acs_recognize_options_set_max_tones(pin, 4);
///  acs_recognize_options_add_prompt(pin, prompt);
///  acs_recognize_options_set_stop_tones(pin, "#");
///  acs_recognize_options_set_inter_tone_timeout_ms(pin, 5000);
/// @endcode
#[unsafe(no_mangle)]
pub extern "C" fn acs_recognize_options_new_dtmf() -> *mut acs_recognize_options_t {
    make(move || acs_recognize_options_t(Options::made(Ok(RecognizeOptions::dtmf()))))
}

/// Creates options for recognizing one of several choices, by phrase or by DTMF tone. At least
/// one choice must be added. Since api-version 2023-10-15.
///
/// @code
///  static const char *const words[] = {"sales", "buy"};
///  menu = acs_recognize_options_new_choices();
///  acs_recognize_options_add_choice(menu, "Sales", words, 2, '1');
///  acs_recognize_options_add_choice(menu, "Agent", NULL, 0, '0');
/// @endcode
#[unsafe(no_mangle)]
pub extern "C" fn acs_recognize_options_new_choices() -> *mut acs_recognize_options_t {
    make(move || acs_recognize_options_t(Options::made(Ok(RecognizeOptions::choices([])))))
}

/// Creates options for recognizing free speech. Since api-version 2023-10-15.
#[unsafe(no_mangle)]
pub extern "C" fn acs_recognize_options_new_speech() -> *mut acs_recognize_options_t {
    make(move || acs_recognize_options_t(Options::made(Ok(RecognizeOptions::speech()))))
}

/// Creates options for recognizing free speech or DTMF tones, whichever comes first. Since
/// api-version 2023-10-15.
#[unsafe(no_mangle)]
pub extern "C" fn acs_recognize_options_new_speech_or_dtmf() -> *mut acs_recognize_options_t {
    make(move || acs_recognize_options_t(Options::made(Ok(RecognizeOptions::speech_or_dtmf()))))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_free(
    options: *mut acs_recognize_options_t,
) {
    free(options);
}

/// Sets the operation context that the events of this operation carry: any text without control
/// characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_operation_context(
    options: *mut acs_recognize_options_t,
    operation_context: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CONTEXT, operation_context, RecognizeOptions::operation_context)
}

/// Sets the URL that the events of this operation are sent to: https://..., or http://... on this
/// machine. Default: the callback URL of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_operation_callback_uri(
    options: *mut acs_recognize_options_t,
    operation_callback_uri: *const c_char,
) -> acs_status_t {
    set_text(options, field::OPERATION_CALLBACK_URI, operation_callback_uri, RecognizeOptions::operation_callback_uri)
}

/// Sets the maximum number of DTMF tones; only for DTMF tones, alone or with speech: 1 or more.
/// Default: none. Without it, stop tones or the inter-tone timeout end the recognition.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_max_tones(
    options: *mut acs_recognize_options_t,
    max_tones: i64,
) -> acs_status_t {
    set_count(options, field::MAX_TONES, max_tones, RecognizeOptions::max_tones)
}

/// Adds a choice, for options of acs_recognize_options_new_choices: it is recognized by one of
/// its phrases or by its DTMF tone.
///
/// @param label the label that acs_event_choice_label returns; several choices may have the
///     same
/// @param phrases the phrases, or NULL for none
/// @param phrase_count the number of phrases; 0 only when there is a tone
/// @param tone the DTMF tone as a character: '0' to '9', 'A' to 'D', '#', '*'; 0 for none
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
        field::CHOICES,
        move |field| read::choice(field, label, phrases, phrase_count, tone),
        RecognizeOptions::choice,
    )
}

/// Adds an audio source that is played as prompt; several since api-version 2024-09-15.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_add_prompt(
    options: *mut acs_recognize_options_t,
    prompt: *const acs_play_source_t,
) -> acs_status_t {
    add(
        options,
        field::PROMPT,
        move |field| read::play_source(prompt, field),
        RecognizeOptions::prompt,
    )
}

/// Sets whether a DTMF tone or speech interrupts the prompt: 1 or 0. Default: that of the
/// service, 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_interrupt_prompt(
    options: *mut acs_recognize_options_t,
    interrupt_prompt: c_int,
) -> acs_status_t {
    set_flag(options, field::INTERRUPT_PROMPT, interrupt_prompt, RecognizeOptions::interrupt_prompt)
}

/// Sets whether running play and recognize operations are canceled; otherwise this one is queued,
/// or refused while one runs: 1 or 0. Default: that of the service, 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_interrupt_call_media_operation(
    options: *mut acs_recognize_options_t,
    interrupt_call_media_operation: c_int,
) -> acs_status_t {
    set_flag(options, field::INTERRUPT_CALL_MEDIA_OPERATION, interrupt_call_media_operation, RecognizeOptions::interrupt_call_media_operation)
}

/// Sets the maximum silence after the prompt; sent as whole seconds, rounded up: 0 to 300,000 ms.
/// Default: that of the service, 5,000. For choices and for speech alone at most 20,000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_initial_silence_timeout_ms(
    options: *mut acs_recognize_options_t,
    initial_silence_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::INITIAL_SILENCE_TIMEOUT, initial_silence_timeout_ms, RecognizeOptions::initial_silence_timeout)
}

/// Sets the maximum time between two tones; sent as whole seconds, rounded up: 1 to 60,000 ms.
/// Default: that of the service, 2,000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_inter_tone_timeout_ms(
    options: *mut acs_recognize_options_t,
    inter_tone_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::INTER_TONE_TIMEOUT, inter_tone_timeout_ms, RecognizeOptions::inter_tone_timeout)
}

/// Sets the DTMF tones that end the recognition, as text: "#*". Default: none. Any number of "0"
/// to "9", "A" to "D", "#" and "*". Whether acs_event_dtmf_tones contains the stop tone is not
/// documented; the emulator leaves it out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_stop_tones(
    options: *mut acs_recognize_options_t,
    stop_tones: *const c_char,
) -> acs_status_t {
    set(
        options,
        field::STOP_TONES,
        move |field| read::tones(stop_tones, field),
        RecognizeOptions::stop_tones,
    )
}

/// Sets the silence that ends the speech: 0 ms or more. Default: that of the service, 500. The
/// maximum of the service is not documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_end_silence_timeout_ms(
    options: *mut acs_recognize_options_t,
    end_silence_timeout_ms: i64,
) -> acs_status_t {
    set_millis(options, field::END_SILENCE_TIMEOUT, end_silence_timeout_ms, RecognizeOptions::end_silence_timeout)
}

/// Sets the spoken language: "fr-CA". Default: that of the service, "en-US".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_speech_language(
    options: *mut acs_recognize_options_t,
    speech_language: *const c_char,
) -> acs_status_t {
    set_text(options, field::SPEECH_LANGUAGE, speech_language, RecognizeOptions::speech_language)
}

/// Sets the endpoint id of a custom speech model.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_speech_model_endpoint_id(
    options: *mut acs_recognize_options_t,
    speech_model_endpoint_id: *const c_char,
) -> acs_status_t {
    set_text(options, field::SPEECH_MODEL_ENDPOINT_ID, speech_model_endpoint_id, RecognizeOptions::speech_model_endpoint_id)
}

/// Sets the request options: timeouts, ids, headers, cancellation.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recognize_options_set_request(
    options: *mut acs_recognize_options_t,
    request: *const acs_request_options_t,
) -> acs_status_t {
    set_nested(options, field::REQUEST, request, RecognizeOptions::request)
}
