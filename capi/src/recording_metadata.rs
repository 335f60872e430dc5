//! The metadata file of a recording, read.

use super::error::acs_error_t;
use super::guard::{bytes, free, guard, slot};
use super::status::acs_status_t;
use super::text::{HasTexts, Texts};
use acs_call_automation::recording::RecordingMetadata;

/// The metadata file of one chunk of a recording. Read only: may be shared between threads.
pub struct acs_recording_metadata_t {
    inner: RecordingMetadata,
    texts: Texts,
}

impl acs_recording_metadata_t {
    pub(super) fn inner(&self) -> &RecordingMetadata {
        &self.inner
    }
}

impl HasTexts for acs_recording_metadata_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// Parses the metadata file of a chunk, which acs_event_recording_chunk_metadata_location locates.
///
/// @param json   the bytes of the file
/// @param length the number of bytes
/// @return ACS_DECODE when it is not a JSON object
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_parse(
    json: *const u8,
    length: usize,
    metadata: *mut *mut acs_recording_metadata_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let metadata = slot(metadata, "metadata")?;
        let inner = RecordingMetadata::from_json(bytes(json, length, "json")?)?;
        metadata.put(|| acs_recording_metadata_t {
            inner,
            texts: Texts::default(),
        });
        Ok(())
    })
}

/// Frees metadata.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_recording_metadata_free(metadata: *mut acs_recording_metadata_t) {
    free(metadata);
}
