//! The C interface: one file for each C type, no behavior of its own.
//!
//! Every function follows the five rules at the head of the header (`capi/surface/headers.toml`),
//! which also says which pointers may be NULL; the tests call every function with each of them.
//! Everything runs inside [`guard`]: no panic crosses the interface.
// One reason for all of it: these are the functions that C calls with raw pointers.
#![allow(unsafe_code, unsafe_op_in_unsafe_fn, non_camel_case_types)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

mod arguments;
mod c_text;
mod entry;
mod guard;
mod log_lines;
mod operation;
mod reading;
mod text;

// In the order of the header.
mod version;

mod status;

mod error;

mod text_out;

mod client;

mod call;

mod media;

mod play_source;

mod streaming;

mod recording;

mod recording_metadata;

mod download;

mod identifier;

mod response;

mod properties;

mod participant;

mod event;

mod receiver;

mod subscription;

mod expected;

mod flow;

mod submit;

mod completion;

mod counters;

mod inbox;

mod token_verifier;

mod options;

mod getters;

mod cancel;

mod token;

#[cfg_attr(not(feature = "tls"), allow(dead_code))]
mod identity;

mod generic;

mod hmac;

mod emulator;

mod log;

#[cfg(debug_assertions)]
mod testing;
