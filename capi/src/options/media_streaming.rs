//! Media streaming options: the audio of a call goes to a websocket.

use std::ffi::{c_char, c_int};

use super::{Checked, Options, set, set_flag, set_text};
use crate::guard::{free, make};
use crate::status::acs_status_t;
use acs_call_automation::Error;
use acs_call_automation::model::{AudioFormat, MediaStreamingAudioChannel, MediaStreamingContent};
use acs_call_automation::options::MediaStreamingOptions;

/// All participants in one stream.
pub const ACS_AUDIO_CHANNEL_MIXED: c_int = 0;
/// Each participant in a stream of its own.
pub const ACS_AUDIO_CHANNEL_UNMIXED: c_int = 1;

/// Sound.
pub const ACS_STREAMING_CONTENT_AUDIO: c_int = 0;

/// 16-bit PCM, 16 kHz, one channel.
pub const ACS_AUDIO_FORMAT_PCM_16K_MONO: c_int = 0;
/// 16-bit PCM, 24 kHz, one channel.
pub const ACS_AUDIO_FORMAT_PCM_24K_MONO: c_int = 1;

/// Streams the audio of a call to your websocket. Since api-version 2025-05-15. One thread at
/// a time; may be used for any number of calls.
pub struct acs_media_streaming_options_t(Options<MediaStreamingOptions>);

impl Checked for MediaStreamingOptions {}

holds!(acs_media_streaming_options_t, MediaStreamingOptions);

/// ======== Media streaming options ========
///
/// Streaming over a websocket, mixed or one stream for each participant. Any other number is
/// refused when the options are used.
///
/// @param audio_channel ACS_AUDIO_CHANNEL_MIXED, ACS_AUDIO_CHANNEL_UNMIXED
/// @return options; free with acs_media_streaming_options_free
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_new(
    audio_channel: c_int,
) -> *mut acs_media_streaming_options_t {
    make(move || {
        let channel = match audio_channel {
            ACS_AUDIO_CHANNEL_MIXED => Ok(MediaStreamingAudioChannel::Mixed),
            ACS_AUDIO_CHANNEL_UNMIXED => Ok(MediaStreamingAudioChannel::Unmixed),
            _ => Err(Error::invalid(
                "audio channel",
                "must be one of ACS_AUDIO_CHANNEL_...",
            )),
        };
        acs_media_streaming_options_t(Options::made(channel.map(MediaStreamingOptions::websocket)))
    })
}

/// Frees media streaming options.
///
/// @param options the options, or NULL
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_free(
    options: *mut acs_media_streaming_options_t,
) {
    free(options);
}

/// Where the service connects to.
///
/// @param options the options
/// @param url     wss://..., or ws://... on this machine; default: none
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_transport_url(
    options: *mut acs_media_streaming_options_t,
    url: *const c_char,
) -> acs_status_t {
    set_text(
        options,
        "media streaming url",
        url,
        MediaStreamingOptions::transport_url,
    )
}

/// What is streamed.
///
/// @param options the options
/// @param content ACS_STREAMING_CONTENT_AUDIO; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_content_type(
    options: *mut acs_media_streaming_options_t,
    content: c_int,
) -> acs_status_t {
    set(
        options,
        "content type",
        move |field| match content {
            ACS_STREAMING_CONTENT_AUDIO => Ok(MediaStreamingContent::Audio),
            _ => Err(Error::invalid(
                field,
                "must be one of ACS_STREAMING_CONTENT_...",
            )),
        },
        MediaStreamingOptions::content_type,
    )
}

/// Whether it starts with the call, without a request of its own.
///
/// @param options the options
/// @param start   1 or 0; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_start_media_streaming(
    options: *mut acs_media_streaming_options_t,
    start: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "start media streaming",
        start,
        MediaStreamingOptions::start_media_streaming,
    )
}

/// Whether sound sent over the websocket is played into the call.
///
/// @param options the options
/// @param enable  1 or 0; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_enable_bidirectional(
    options: *mut acs_media_streaming_options_t,
    enable: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "enable bidirectional",
        enable,
        MediaStreamingOptions::enable_bidirectional,
    )
}

/// The form of the sound.
///
/// @param options the options
/// @param format  ACS_AUDIO_FORMAT_PCM_16K_MONO, ACS_AUDIO_FORMAT_PCM_24K_MONO; default: the
///                service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_audio_format(
    options: *mut acs_media_streaming_options_t,
    format: c_int,
) -> acs_status_t {
    set(
        options,
        "audio format",
        move |field| match format {
            ACS_AUDIO_FORMAT_PCM_16K_MONO => Ok(AudioFormat::Pcm16KMono),
            ACS_AUDIO_FORMAT_PCM_24K_MONO => Ok(AudioFormat::Pcm24KMono),
            _ => Err(Error::invalid(field, "must be one of ACS_AUDIO_FORMAT_...")),
        },
        MediaStreamingOptions::audio_format,
    )
}

/// Whether pressed keys are told too.
///
/// @param options the options
/// @param enable  1 or 0; default: the service's
/// @return ACS_OK, ACS_INVALID_INPUT
/// @since 0.1.0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_media_streaming_options_set_enable_dtmf_tones(
    options: *mut acs_media_streaming_options_t,
    enable: c_int,
) -> acs_status_t {
    set_flag(
        options,
        "enable dtmf tones",
        enable,
        MediaStreamingOptions::enable_dtmf_tones,
    )
}
