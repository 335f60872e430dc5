//! Place, answer and steer phone calls through Azure Communication Services Call Automation.
#![deny(missing_docs)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

mod clock;
mod endpoint;
mod error;
mod identifier;
mod platform;

pub mod auth;
#[cfg(feature = "emulator")]
pub mod emulator;
pub mod event;
mod pipeline;
pub mod receiver;
pub mod server;

pub use clock::Clock;
pub use endpoint::Endpoint;
pub use error::{Error, ErrorKind, Result};
pub use identifier::{
    Cloud, CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, MicrosoftTeamsUser,
    PhoneNumber, TeamsExtensionUser, UnknownIdentifier,
};
