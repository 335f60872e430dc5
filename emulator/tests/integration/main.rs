//! The emulator over HTTP, without the client.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "../../../tests/common/emulator_http.rs"]
mod emulator_http;
#[cfg(feature = "certificates")]
#[path = "../../../tests/common/handshake_flood.rs"]
mod handshake_flood;
#[path = "../../../tests/common/media_stage.rs"]
mod media_stage;
#[path = "../../../tests/common/recording_stage.rs"]
mod recording_stage;
#[path = "../../../tests/common/ringing.rs"]
mod ringing;

mod both_ends;
mod calls;
mod control;
mod control_paths;
mod deliveries;
mod doubles;
mod download;
mod errors;
mod faults;
mod hook;
#[cfg(feature = "certificates")]
mod https;
mod incoming;
mod limits;
mod manual;
mod media;
mod official;
mod page;
mod program;
mod recognize;
mod recording;
mod recording_files;
#[cfg(feature = "toml")]
mod scenes;
mod seed;
mod setup;
mod spelling;
mod streaming;
mod walk;
mod watching;
