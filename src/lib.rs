//! Blocking client and event receiver for Azure Communication Services Call Automation: places,
//! answers and controls phone calls without an async runtime.
//!
//! A [`CallAutomationClient`] sends requests to the service. A [`Receiver`](receiver::Receiver)
//! receives the events that report their outcome; the program reads them in its own thread. The
//! crate `acs-call-automation-emulator` simulates the service, in the same process, for tests.
//!
//! # Answering a call
//!
//! A complete program:
//!
//! ```
//! use std::time::Duration;
//! use acs_call_automation_emulator::{Emulator, IncomingCall, Schema};
//! use acs_call_automation::event::EventBody;
//! use acs_call_automation::receiver::{Receiver, ReceiverOptions};
//! use acs_call_automation::options::AnswerCallOptions;
//! use acs_call_automation::{CallAutomationClient, ForEveryone};
//!
//! # fn main() -> acs_call_automation::Result<()> {
//! // Offline. With the real service: the connection string of the portal, and a public URL.
//! let service = Emulator::start()?;
//! let client = CallAutomationClient::from_connection_string(&service.connection_string())?;
//! let receiver = Receiver::bind(&ReceiverOptions::new())?;
//! let callback = receiver.url("/events")?;
//!
//! // A phone calls a number of the resource.
//! service.add_phone_number("+18005550100")?;
//! service.subscribe(&callback, Schema::EventGrid)?;
//! service.place_incoming_call(IncomingCall::new("4:+16045551234", "4:+18005550100"))?;
//!
//! while let Some(received) = receiver.recv_timeout(Duration::from_secs(10))? {
//!     let event = received.event;
//!     match event.body() {
//!         EventBody::IncomingCall(incoming) => {
//!             if let Some(context) = &incoming.incoming_call_context {
//!                 client.answer_call(context, &callback, &AnswerCallOptions::new())?;
//!             }
//!         }
//!         EventBody::CallConnected(_) => {
//!             // The call connection of this event.
//!             if let Some(call) = client.call_connection_of(&event) {
//!                 call.hang_up(ForEveryone::Yes)?;
//!             }
//!         }
//!         EventBody::CallDisconnected(_) => break,
//!         _ => println!("{}", event.name()),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Playing a prompt and recognizing DTMF tones
//!
//! ```
//! use std::time::Duration;
//! use acs_call_automation::flow::{self, Outcome};
//! use acs_call_automation::{DtmfTone, PlaySource};
//! use acs_call_automation::options::RecognizeOptions;
//! # use acs_call_automation_emulator::{Emulator, RemoteParty, Prompt};
//! # use acs_call_automation::receiver::{Receiver, ReceiverOptions};
//! # use acs_call_automation::{CallAutomationClient, CallInvite};
//! # use acs_call_automation::options::CreateCallOptions;
//! # fn main() -> acs_call_automation::Result<()> {
//! # let service = Emulator::start()?;
//! # service.set_remote_party(RemoteParty::new("4:+16045551234").digits("4711#")?);
//! # service.set_prompt(Prompt::any().duration(Duration::from_millis(1)));
//! # let client = CallAutomationClient::from_connection_string(&service.connection_string())?;
//! # let receiver = Receiver::bind(&ReceiverOptions::new())?;
//! # let (callback, minute) = (receiver.url("/events")?, Duration::from_secs(60));
//! # let invite = CallInvite::to_phone_number("+16045551234", "+18005550100")?;
//! # let options = CreateCallOptions::new().cognitive_services_endpoint("https://speech.example");
//! # let up = flow::create_call_and_wait(&client, &receiver, &invite, &callback, &options, minute)?;
//! # let Outcome::Success(up) = up else { panic!("{up}") };
//! # let call = up.call_connection;
//! // `call` is a connected call, `receiver` receives its events.
//! let pin = RecognizeOptions::dtmf().max_tones(8)
//!     .prompt(PlaySource::text("Please enter your PIN, then hash."))
//!     .stop_tones([DtmfTone::Pound]);
//! let minute = Duration::from_secs(60);
//! let outcome = flow::recognize_and_wait(&call, &receiver, "+16045551234", &pin, minute)?;
//! # assert!(matches!(outcome, Outcome::Success(_)), "{outcome}");
//! match outcome {
//!     Outcome::Success(received) => println!("tones: {:?}", received.event.dtmf_tones()),
//!     Outcome::Failure(received) => println!("no tones: {:?}", received.event.media_reason()),
//!     other => println!("{other}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Modules
//!
//! - [`CallAutomationClient`] and [`CallConnection`]: the operations.
//! - [`flow`]: functions that send a request and wait for the event with its outcome.
//! - [`event`]: the events, typed, with their JSON.
//! - [`receiver`]: listener, queues, subscriptions; or only the inbox, for your own web server.
//! - [`options`], [`recording`], [`model`], [`identifier`], [`auth`]: the types that operations take
//!   and return.
//! - [`identity`]: bearer tokens of Microsoft Entra that the library obtains: client secret, workload and managed
//!   identity.
//! - [`Error`]: the error type, with a kind to match on and the service's code and message.
//! - [`RequestOptions`]: timeouts, ids and cancellation of one request.
//!
//! # Threads
//!
//! Every type is `Send` and `Sync`. The library runs no callback of the
//! program on its own threads, except the logger of the `log` crate.
//!
//! # Log
//!
//! The library logs through the `log` crate. At level debug: one line for each attempt, with operation,
//! status and request id, one for each request for a token, and one for each request that the receiver rejects.
//! At level warn: tokens that could not be refreshed, full
//! queues, panics of handlers, and flows whose operation may have been started despite an error. It
//! never logs bodies, phone numbers or secrets.
//!
//! The HTTP client `ureq` logs URLs at level debug and whole requests, including `Authorization` and the
//! secrets of requests for tokens, at level trace: do not enable its trace level where logs are stored.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `tls` | yes | https, through rustls; with it the credentials of [`identity`], and verification of tokens of the service |
//! | `server_tls` | yes | a receiver that speaks TLS with a certificate |
//! | `tiny_http` | yes | `Receiver::serve`, on a tiny_http server of your program |
//!
//! # JSON
//!
//! Identifiers, enumerations and the parts of a request, such as play sources and streaming options,
//! implement `serde::Serialize`: the JSON that the service receives. Identifiers, enumerations,
//! participants and timestamps implement `serde::Deserialize`, so that
//! [`Event::get`](event::Event::get) can read them.
//!
//! # Versions
//!
//! Traits of `serde` 1, types of `serde_json` 1 and, with feature `tiny_http`, of `tiny_http` 0.12 are
//! part of this interface.
//!
//! Everything exists since 0.1.0, unless its page says otherwise. "Since api-version" names the first
//! version of the service's REST API that has an operation or option.
//!
//! # Sources
//!
//! The behavior of the service is known from the official SDKs, Microsoft's documentation and public
//! recordings of the live service. This project itself was not tested against the live service.
#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]
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
#[allow(missing_docs)] // not public: shared with the C interface through `internal`
mod field;
pub mod identifier;
pub mod identity;
mod json;
#[allow(missing_docs)] // not public: shared with the other packages through `internal`
mod platform;

pub mod auth;
mod client;
pub mod event;
pub mod flow;
pub mod internal;
pub mod model;
pub mod options;
mod pipeline;
pub mod receiver;
pub mod recording;
mod server;

pub use client::{
    AnswerCallResult, CallAutomationClient, CallConnection, ConnectCallResult, CreateCallResult,
    ForEveryone, ParticipantPages,
};
pub use error::{Error, ErrorKind, Result};
pub use identifier::{
    CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, MicrosoftTeamsUser, PhoneNumber,
    TeamsExtensionUser,
};
pub use model::{CallInvite, CallLocator, DtmfTone, PlaySource};
pub use pipeline::{CancelToken, RequestOptions, Response};

/// The README's program is compiled with the examples of these pages.
#[cfg(test)]
#[path = "../tests/common/mutate.rs"]
mod mutate;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(test)]
mod tests {
    use super::*;

    fn shared<T: Send + Sync>() {}

    #[test]
    fn every_type_may_be_shared_between_threads() {
        shared::<CallAutomationClient>();
        shared::<CallConnection>();
        shared::<Response<CreateCallResult>>();
        shared::<ParticipantPages>();
        shared::<CancelToken>();
        shared::<Error>();
        shared::<event::Event>();
        shared::<flow::Outcome>();
        shared::<receiver::Receiver>();
        shared::<receiver::Inbox>();
        shared::<receiver::Subscription>();
        shared::<options::Credential>();
        shared::<options::ClientOptions>();
        shared::<options::ReceiverOptions>();
        shared::<options::Clock>();
        shared::<recording::DownloadProgress>();
    }
}
