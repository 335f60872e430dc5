//! The program `acs-call`, run as its users run it, against the emulator.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod calls;
mod create;
mod doctor;
mod download;
mod generated;
mod incoming;
mod listen;
mod program;
mod secrets;
mod shapes;
mod verify;
