//! The constants that options take.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use crate::options::names::*;

/// The Mozilla root certificates that are compiled in. They work in a chroot.
pub const ACS_TRUST_BUILT_IN: c_int = 0;
/// The certificate store of the operating system, or that of the environment variables SSL_CERT_FILE and SSL_CERT_DIR where one is set; read once when the client is created.
pub const ACS_TRUST_SYSTEM: c_int = 1;
/// The certificates of a PEM text only.
pub const ACS_TRUST_PEM: c_int = 2;
/// The certificates of a PEM file only, read once when the client is created.
pub const ACS_TRUST_PEM_FILE: c_int = 3;

/// The public cloud: https://login.microsoftonline.com
pub const ACS_CLOUD_PUBLIC: c_int = 0;
/// Azure Government of the United States: https://login.microsoftonline.us
pub const ACS_CLOUD_US_GOVERNMENT: c_int = 1;
/// Azure in China, operated by 21Vianet: https://login.chinacloudapi.cn
pub const ACS_CLOUD_CHINA: c_int = 2;

pub(crate) fn cloud(given: c_int, field: &'static str) -> Result<acs_call_automation::identity::AzureCloud> {
    use acs_call_automation::identity::AzureCloud as Rust;
    match given {
        ACS_CLOUD_PUBLIC => Ok(Rust::Public),
        ACS_CLOUD_US_GOVERNMENT => Ok(Rust::UsGovernment),
        ACS_CLOUD_CHINA => Ok(Rust::China),
        _ => Err(Error::invalid(field, "must be one of ACS_CLOUD_...")),
    }
}

/// No reason.
pub const ACS_REJECT_NONE: c_int = 0;
/// The callee is busy.
pub const ACS_REJECT_BUSY: c_int = 1;
/// The caller is not allowed to call.
pub const ACS_REJECT_FORBIDDEN: c_int = 2;

pub(crate) fn reject(given: c_int, field: &'static str) -> Result<acs_call_automation::model::CallRejectReason> {
    use acs_call_automation::model::CallRejectReason as Rust;
    match given {
        ACS_REJECT_NONE => Ok(Rust::None),
        ACS_REJECT_BUSY => Ok(Rust::Busy),
        ACS_REJECT_FORBIDDEN => Ok(Rust::Forbidden),
        _ => Err(Error::invalid(field, "must be one of ACS_REJECT_...")),
    }
}

/// All participants in one stream.
pub const ACS_AUDIO_CHANNEL_MIXED: c_int = 1;
/// One stream for each participant.
pub const ACS_AUDIO_CHANNEL_UNMIXED: c_int = 2;

pub(crate) fn audio_channel(given: c_int, field: &'static str) -> Result<acs_call_automation::model::MediaStreamingAudioChannel> {
    use acs_call_automation::model::MediaStreamingAudioChannel as Rust;
    match given {
        ACS_AUDIO_CHANNEL_MIXED => Ok(Rust::Mixed),
        ACS_AUDIO_CHANNEL_UNMIXED => Ok(Rust::Unmixed),
        _ => Err(Error::invalid(field, "must be one of ACS_AUDIO_CHANNEL_...")),
    }
}

/// Audio.
pub const ACS_STREAMING_CONTENT_AUDIO: c_int = 1;

pub(crate) fn streaming_content(given: c_int, field: &'static str) -> Result<acs_call_automation::model::MediaStreamingContent> {
    use acs_call_automation::model::MediaStreamingContent as Rust;
    match given {
        ACS_STREAMING_CONTENT_AUDIO => Ok(Rust::Audio),
        _ => Err(Error::invalid(field, "must be one of ACS_STREAMING_CONTENT_...")),
    }
}

/// 16-bit PCM, 16 kHz, one channel.
pub const ACS_AUDIO_FORMAT_PCM_16K_MONO: c_int = 1;
/// 16-bit PCM, 24 kHz, one channel.
pub const ACS_AUDIO_FORMAT_PCM_24K_MONO: c_int = 2;

pub(crate) fn audio_format(given: c_int, field: &'static str) -> Result<acs_call_automation::model::AudioFormat> {
    use acs_call_automation::model::AudioFormat as Rust;
    match given {
        ACS_AUDIO_FORMAT_PCM_16K_MONO => Ok(Rust::Pcm16KMono),
        ACS_AUDIO_FORMAT_PCM_24K_MONO => Ok(Rust::Pcm24KMono),
        _ => Err(Error::invalid(field, "must be one of ACS_AUDIO_FORMAT_...")),
    }
}

/// Audio only.
pub const ACS_RECORDING_CONTENT_AUDIO: c_int = 1;
/// Audio and video.
pub const ACS_RECORDING_CONTENT_AUDIO_VIDEO: c_int = 2;

pub(crate) fn recording_content(given: c_int, field: &'static str) -> Result<acs_call_automation::recording::RecordingContent> {
    use acs_call_automation::recording::RecordingContent as Rust;
    match given {
        ACS_RECORDING_CONTENT_AUDIO => Ok(Rust::Audio),
        ACS_RECORDING_CONTENT_AUDIO_VIDEO => Ok(Rust::AudioVideo),
        _ => Err(Error::invalid(field, "must be one of ACS_RECORDING_CONTENT_...")),
    }
}

/// All participants in one channel.
pub const ACS_RECORDING_CHANNEL_MIXED: c_int = 1;
/// One channel for each participant.
pub const ACS_RECORDING_CHANNEL_UNMIXED: c_int = 2;

pub(crate) fn recording_channel(given: c_int, field: &'static str) -> Result<acs_call_automation::recording::RecordingChannel> {
    use acs_call_automation::recording::RecordingChannel as Rust;
    match given {
        ACS_RECORDING_CHANNEL_MIXED => Ok(Rust::Mixed),
        ACS_RECORDING_CHANNEL_UNMIXED => Ok(Rust::Unmixed),
        _ => Err(Error::invalid(field, "must be one of ACS_RECORDING_CHANNEL_...")),
    }
}

/// RIFF WAVE.
pub const ACS_RECORDING_FORMAT_WAV: c_int = 1;
/// MPEG layer 3.
pub const ACS_RECORDING_FORMAT_MP3: c_int = 2;
/// MPEG-4.
pub const ACS_RECORDING_FORMAT_MP4: c_int = 3;

pub(crate) fn recording_format(given: c_int, field: &'static str) -> Result<acs_call_automation::recording::RecordingFormat> {
    use acs_call_automation::recording::RecordingFormat as Rust;
    match given {
        ACS_RECORDING_FORMAT_WAV => Ok(Rust::Wav),
        ACS_RECORDING_FORMAT_MP3 => Ok(Rust::Mp3),
        ACS_RECORDING_FORMAT_MP4 => Ok(Rust::Mp4),
        _ => Err(Error::invalid(field, "must be one of ACS_RECORDING_FORMAT_...")),
    }
}

/// The store of the service, which keeps files for 24 hours.
pub const ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES: c_int = 1;
/// A container of Azure Blob Storage.
pub const ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER: c_int = 2;

/// Event Grid's own schema: an array of events, after a validation event.
pub const ACS_SCHEMA_EVENT_GRID: c_int = 1;
/// One CloudEvent 1.0 per request, after an OPTIONS request.
pub const ACS_SCHEMA_CLOUD_EVENTS: c_int = 2;

pub(crate) fn schema(given: c_int, field: &'static str) -> Result<crate::emulator::service::Schema> {
    use crate::emulator::service::Schema as Rust;
    match given {
        ACS_SCHEMA_EVENT_GRID => Ok(Rust::EventGrid),
        ACS_SCHEMA_CLOUD_EVENTS => Ok(Rust::CloudEvents),
        _ => Err(Error::invalid(field, "must be one of ACS_SCHEMA_...")),
    }
}
