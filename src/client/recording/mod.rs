//! Recordings of calls: steering them.

mod control;

pub use control::{RecordingTarget, StartRecordingOptions};
