//! The border to C: one file for each C type, no behaviour of its own. Feature `capi`.
//!
//! Every function follows the five sentences at the head of the header (`cbindgen.toml`). What a
//! raw pointer must be, its header comment tells: a parameter may be NULL exactly when its `@param`
//! says so, which the tests read. Everything runs inside [`guard`]: no panic gets past it.
// One reason for all of it: these are the functions that C calls with raw pointers.
#![allow(unsafe_code, unsafe_op_in_unsafe_fn, non_camel_case_types)]

mod guard;
mod text;

// In the order of the header.
mod version;

mod status;

mod error;

mod log;

mod text_out;

mod identifier;

mod participant;

mod properties;

mod response;

mod cancel;

mod token;

mod hmac;

mod teams_phone;

mod calling_context;

mod invite;

mod options;

mod client;

mod call;

mod generic;

mod event;

mod receiver;

mod subscription;

mod expected;

mod counters;

mod inbox;
