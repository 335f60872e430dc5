//! The border to C: one file for each C type, no behaviour of its own. Feature `capi`.
#![allow(unsafe_code)]

mod version;
