//! Getters of C.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

pub(crate) mod event_kinds;
pub(crate) mod media_reasons;
#[cfg(test)]
pub(crate) mod event_places;
pub(crate) mod event;
pub(crate) mod event_kind;
pub(crate) mod event_result;
pub(crate) mod event_participants;
pub(crate) mod event_media;
pub(crate) mod event_recording;
pub(crate) mod event_incoming;
pub(crate) mod event_grid;
pub(crate) mod error;
pub(crate) mod properties;
pub(crate) mod response;
pub(crate) mod recording_metadata;
