//! Not API: what the packages `acs-call-automation-capi` and `acs-call-automation-emulator` share
//! with the core. May change in every version.
#![doc(hidden)]

pub use crate::auth::hmac::{AccessKey, content_hash, string_to_sign};
pub use crate::endpoint::is_loopback;
pub use crate::error::one_line;
pub mod field {
    pub use crate::field::*;
}
pub use crate::nearest::nearest;
pub use crate::pipeline::cancel::InFlight;
pub use crate::pipeline::transport::{Outgoing, Settings, Transport, TrustRoots};
pub use crate::platform::canceling::Canceling;
pub use crate::platform::fork::{Birth, BornHere, PerProcess, undisturbed};
pub use crate::platform::lazy::Lazy;
pub use crate::platform::{Listening, is_library_thread, spawn};
pub use crate::receiver::CompletionTarget;
pub use crate::server::{
    Certificate, CertificateSource, Follow, Handler, Limits, Listener, Open, Produce, Request,
    Response, Stream, TLS_ON_HTTP, Waker,
};
pub use crate::submit::Step;

/// What `fuzz/` checks of private parts.
#[cfg(fuzzing)]
pub use crate::{pipeline::fuzz::error_responses, server::fuzz::framing};
