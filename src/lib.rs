//! Place, answer and steer phone calls through Azure Communication Services Call Automation:
//! blocking, without an async runtime, hard to break.
//!
//! Two directions, and nothing else: a [`CallAutomationClient`] asks the service; a
//! [`Receiver`](receiver::Receiver) takes the events that tell what came of it, and the program
//! pulls them in its own thread. With feature `emulator` the service itself runs offline, in
//! process.
//!
//! # An answering machine
//!
//! Complete, and run by the tests of this page:
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
//! // Somebody calls a number of ours.
//! service.add_own_number("+18005550100")?;
//! service.subscribe(&callback, Schema::EventGrid)?;
//! service.incoming_call(IncomingCall::new("4:+16045551234", "4:+18005550100"))?;
//!
//! while let Some(received) = receiver.recv_timeout(Duration::from_secs(10))? {
//!     let event = received.event;
//!     match event.body() {
//!         EventBody::IncomingCall(incoming) => {
//!             let context = incoming.incoming_call_context.as_deref().unwrap_or_default();
//!             client.answer_call(context, &callback, &AnswerCallOptions::new())?;
//!         }
//!         EventBody::CallConnected(_) => {
//!             // The call this event is about, in one step.
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
//! # A prompt, and the keys after it
//!
//! ```
//! use std::time::Duration;
//! use acs_call_automation::flow::{self, Outcome};
//! use acs_call_automation::{DtmfTone, PlaySource};
//! use acs_call_automation::options::RecognizeOptions;
//! # use acs_call_automation_emulator::{Emulator, FarEnd, Prompt};
//! # use acs_call_automation::receiver::{Receiver, ReceiverOptions};
//! # use acs_call_automation::{CallAutomationClient, CallInvite};
//! # use acs_call_automation::options::CreateCallOptions;
//! # fn main() -> acs_call_automation::Result<()> {
//! # let service = Emulator::start()?;
//! # service.script(FarEnd::of("4:+16045551234").presses("4711#")?);
//! # service.script_prompt(Prompt::every().lasts(Duration::from_millis(1)));
//! # let client = CallAutomationClient::from_connection_string(&service.connection_string())?;
//! # let receiver = Receiver::bind(&ReceiverOptions::new())?;
//! # let (callback, minute) = (receiver.url("/events")?, Duration::from_secs(60));
//! # let invite = CallInvite::to_phone_number("+16045551234", "+18005550100")?;
//! # let options = CreateCallOptions::new().cognitive_services_endpoint("https://speech.example");
//! # let up = flow::create_call_and_wait(&client, &receiver, &invite, &callback, &options, minute)?;
//! # let Outcome::Success(up) = up else { panic!("{up}") };
//! # let call = up.call_connection;
//! // A call that is up, and its receiver.
//! let pin = RecognizeOptions::dtmf(8)
//!     .prompt(PlaySource::text("Please enter your PIN, then hash."))
//!     .stop_tones([DtmfTone::Pound]);
//! let minute = Duration::from_secs(60);
//! let outcome = flow::recognize_and_wait(&call, &receiver, "+16045551234", &pin, minute)?;
//! # assert!(matches!(outcome, Outcome::Success(_)), "{outcome}");
//! match outcome {
//!     Outcome::Success(event) => println!("keys: {:?}", event.dtmf_tones()),
//!     Outcome::Failure(event) => println!("no keys: {:?}", event.media_reason()),
//!     other => println!("{other}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Where to read on
//!
//! - [`CallAutomationClient`] and [`CallConnection`]: everything that can be asked.
//! - [`flow`]: asking for something and waiting for what comes of it, in one call.
//! - [`event`]: the events, typed, with their JSON beside.
//! - [`receiver`]: queues, subscriptions, waiting; or only the inbox, for a web server of your own.
//! - [`Error`]: one type, with a kind to match on and the service's own words.
//! - [`RequestOptions`]: timeouts, ids, canceling.
//!
//! # Threads
//!
//! Every type here is `Send` and may be shared where its page says so; no library thread ever calls
//! the program.
//!
//! # Log
//!
//! Through the facade of the `log` crate: at level debug a line for each try, with operation, status
//! and ids, never bodies or secrets. The HTTP client, `ureq`, has lines of its own: at level debug the
//! URL, at level trace whole requests, their `Authorization` among them. Keep its trace off where logs
//! are kept.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `tls` | yes | https, through rustls |
//! | `tiny_http` | yes | `Receiver::serve` on a tiny_http server of yours |
//! | `emulator` | no | the offline emulator, in process and as the program `acs-emulator` |
//! | `capi` | no | exports the functions of the C header; for building the C library |
//!
//! # Since when
//!
//! Everything here exists since 0.1.0, unless its page says otherwise. "Since api-version" tells
//! from which version of the service's interface something works.
//!
//! # Source of the facts
//!
//! The official SDKs, Microsoft's documentation and public recordings of the live service. Nothing
//! was compared with the live service by this project.
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
#[allow(missing_docs)] // not public: shared with the C border through `internal`
mod field;
pub mod identifier;
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
pub mod server;

pub use client::{
    AnswerCallResult, CallAutomationClient, CallConnection, ConnectCallResult, CreateCallResult,
    ForEveryone, ParticipantPages,
};
pub use error::{Error, ErrorKind, Result};
pub use identifier::{CommunicationIdentifier, CommunicationUser, MicrosoftTeamsUser, PhoneNumber};
pub use model::{CallInvite, CallLocator, DtmfTone, PlaySource};
pub use pipeline::{CancelToken, RequestOptions, Response};

/// The README's program is compiled with the examples of these pages.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
