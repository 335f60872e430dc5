//! Media streaming: the audio of a call is sent to a websocket. Since api-version 2025-05-15.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use acs_call_automation::options::MediaStreamingOptions;

use crate::options::names::*;

/// Media streaming: the audio of a call is sent to a websocket. Since api-version 2025-05-15.
pub struct acs_media_streaming_options_t(pub(crate) Options<MediaStreamingOptions>);

impl Checked for MediaStreamingOptions {}

holds!(acs_media_streaming_options_t, MediaStreamingOptions);

/// Creates media streaming options.
///
/// @param audio_channel ACS_AUDIO_CHANNEL_MIXED or ACS_AUDIO_CHANNEL_UNMIXED
#[unsafe(no_mangle)]
pub extern "C" fn acs_media_streaming_options_new(
    audio_channel: c_int,
) -> *mut acs_media_streaming_options_t {
    make(move || acs_media_streaming_options_t(Options::made(constants::audio_channel(audio_channel, field::AUDIO_CHANNEL).map(MediaStreamingOptions::websocket))))
}

/// Frees options.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_free(
    options: *mut acs_media_streaming_options_t,
) {
    free(options);
}

/// Sets the websocket URL that the service connects to: wss://..., or ws://... on this machine.
/// Default: none; whether the service accepts that is not documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_transport_url(
    options: *mut acs_media_streaming_options_t,
    transport_url: *const c_char,
) -> acs_status_t {
    set_text(options, field::MEDIA_STREAMING_URL, transport_url, MediaStreamingOptions::transport_url)
}

/// Sets the content that is streamed: ACS_STREAMING_CONTENT_AUDIO. Default: not documented; audio
/// is the only content.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_content_type(
    options: *mut acs_media_streaming_options_t,
    content_type: c_int,
) -> acs_status_t {
    set(
        options,
        field::CONTENT_TYPE,
        move |field| constants::streaming_content(content_type, field),
        MediaStreamingOptions::content_type,
    )
}

/// Sets whether streaming starts with the call, without a request of its own: 1 or 0. Default:
/// no, the default of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_start_media_streaming(
    options: *mut acs_media_streaming_options_t,
    start_media_streaming: c_int,
) -> acs_status_t {
    set_flag(options, field::START_MEDIA_STREAMING, start_media_streaming, MediaStreamingOptions::start_media_streaming)
}

/// Sets whether audio that the websocket sends back is played into the call: 1 or 0. Default: not
/// documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_enable_bidirectional(
    options: *mut acs_media_streaming_options_t,
    enable_bidirectional: c_int,
) -> acs_status_t {
    set_flag(options, field::ENABLE_BIDIRECTIONAL, enable_bidirectional, MediaStreamingOptions::enable_bidirectional)
}

/// Sets the audio format: ACS_AUDIO_FORMAT_PCM_16K_MONO, ACS_AUDIO_FORMAT_PCM_24K_MONO. Default:
/// PCM, 16 kHz, mono, the default of the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_audio_format(
    options: *mut acs_media_streaming_options_t,
    audio_format: c_int,
) -> acs_status_t {
    set(
        options,
        field::AUDIO_FORMAT,
        move |field| constants::audio_format(audio_format, field),
        MediaStreamingOptions::audio_format,
    )
}

/// Sets whether DTMF tones are streamed too: 1 or 0. Default: not documented.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_enable_dtmf_tones(
    options: *mut acs_media_streaming_options_t,
    enable_dtmf_tones: c_int,
) -> acs_status_t {
    set_flag(options, field::ENABLE_DTMF_TONES, enable_dtmf_tones, MediaStreamingOptions::enable_dtmf_tones)
}
