//! Blocking client and event receiver for Azure Communication Services Call Automation: places,
//! answers and controls phone calls without an async runtime.
//!
//! A [`CallAutomationClient`] sends requests to the service. A [`Receiver`](receiver::Receiver)
//! receives the events that report their outcome; the program reads them in its own thread. The
//! crate `acs-call-automation-emulator` simulates the service, in the same process, for tests and for
//! the programs of these pages:
//!
//! ```toml
//! [dev-dependencies]
//! acs-call-automation-emulator = "0.1"
//! ```
//!
//! # Answering a call
//!
//! With the real service an Event Grid subscription of the resource to `IncomingCall`, with a URL of the
//! receiver as its webhook, is needed: the portal or the Azure CLI creates it. A complete program:
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
//! service.place_incoming_call(IncomingCall::new("+16045551234", "+18005550100"))?;
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
//! use acs_call_automation::options::{CreateCallOptions, RecognizeOptions};
//! # use acs_call_automation_emulator::{Emulator, RemoteParty, Prompt};
//! # use acs_call_automation::receiver::{Receiver, ReceiverOptions};
//! # use acs_call_automation::{CallAutomationClient, CallInvite};
//! # fn main() -> acs_call_automation::Result<()> {
//! # let service = Emulator::start()?;
//! # service.set_remote_party(RemoteParty::new("+16045551234").digits("4711#")?)?;
//! # service.set_prompt(Prompt::any().duration(Duration::from_millis(1)));
//! # let client = CallAutomationClient::from_connection_string(&service.connection_string())?;
//! # let receiver = Receiver::bind(&ReceiverOptions::new())?;
//! # let (callback, minute) = (receiver.url("/events")?, Duration::from_secs(60));
//! # let invite = CallInvite::to_phone_number("+16045551234", "+18005550100")?;
//! // Prompts of text need a resource that speaks them.
//! let options = CreateCallOptions::new().cognitive_services_endpoint("https://speech.example");
//! let call = flow::create_call_and_wait(&client, &receiver, &invite, &callback, &options, minute)?
//!     .into_result()?
//!     .call_connection;
//! let pin = RecognizeOptions::dtmf().max_tones(8)
//!     .prompt(PlaySource::text("Please enter your PIN, then hash."))
//!     .stop_tones([DtmfTone::Pound]);
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
//! - [`guide`]: pages on events, the receiver, and deployment.
//! - [`RequestOptions`]: timeouts, ids and cancellation of one request.
//!
//! # Threads
//!
//! Every type is `Send` and `Sync`. The library runs no code of the program on its own threads, except the logger
//! of the `log` crate and operations that the program [submits](CallAutomationClient::submit).
//!
//! # Log
//!
//! The library logs through the `log` crate.
//!
//! - Client, level debug: one line for each attempt, with operation, status, duration and request id, but
//!   not the path; one line for each request for a token. Level warn: tokens that could not be refreshed.
//! - [Flows](flow), level warn: an operation that may have been started despite an error, with its
//!   operation context.
//! - Receiver: the section "Log" of the [page on the receiver](guide::receiver) lists its lines.
//!
//! Secrets and bodies are never logged, and of texts that another machine sent only these: the path of a
//! request that the receiver rejects with 404, which may contain a phone number, and names, ids and
//! members of events that are damaged or repeat an id.
//!
//! The HTTP client `ureq` has log lines of its own. At level debug they name the scheme and host of URLs,
//! without the path. At level trace URLs are complete, phone numbers included, and so are requests, with
//! `Authorization` and the secrets of requests for tokens: do not enable its trace level where logs are
//! stored.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `tls` | yes | https, through rustls; with it the credentials of [`identity`], and verification of tokens of the service |
//! | `server_tls` | yes | a receiver that speaks TLS with a certificate |
//! | `tiny_http` | yes | `Receiver::serve`, on a tiny_http server of your program |
//! | `spool` | no | [`ReceiverOptions::spool`](receiver::ReceiverOptions::spool): accepted events are kept in a file until they are confirmed |
//!
//! # Platforms
//!
//! Rust 1.85 or newer. Developed and tested on Linux; macOS and Windows are untested.
//!
//! # JSON
//!
//! What a request contains implements `serde::Serialize`, as the service receives it:
//! [`CommunicationIdentifier`], the open enumerations such as [`DtmfTone`], [`CallLocator`],
//! [`PlaySource`] and its variants, and [`RecognitionChoice`](model::RecognitionChoice),
//! [`MediaStreamingOptions`](model::MediaStreamingOptions),
//! [`TranscriptionOptions`](model::TranscriptionOptions),
//! [`CustomCallingContext`](model::CustomCallingContext),
//! [`ChannelAffinity`](model::ChannelAffinity) of [`model`].
//!
//! What responses and events contain implements `serde::Deserialize`, so that
//! [`Event::get`](event::Event::get) can read it: [`CommunicationIdentifier`], [`CommunicationUser`] from
//! `{"id"}`, [`PhoneNumber`] from `{"value"}`, the open enumerations, the bodies of [`event`]s,
//! [`CallParticipant`](model::CallParticipant), [`Timestamp`](model::Timestamp), and the properties
//! and results of [`model`], such as [`CallConnectionProperties`](model::CallConnectionProperties).
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
#[allow(missing_docs)] // not public: shared with the emulator through `internal`
mod nearest;
#[allow(missing_docs)] // not public: shared with the other packages through `internal`
mod platform;
mod text;

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
mod submit;

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

/// Pages on topics.
#[cfg(all(doc, not(doctest)))]
pub mod guide {
    #[doc = include_str!("../docs/events.md")]
    pub mod events {}
    #[doc = include_str!("../docs/receiver.md")]
    pub mod receiver {}
    #[doc = include_str!("../docs/deploy.md")]
    pub mod deploy {}
}

#[cfg(test)]
#[path = "../tests/common/mutate.rs"]
mod mutate;

/// The README's program is compiled with the examples of these pages.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(test)]
mod tests {
    use super::*;

    fn shared<T: Send + Sync>() {}

    fn written<T: serde::Serialize>() {}
    fn read<T: for<'de> serde::Deserialize<'de>>() {}

    #[test]
    fn the_types_of_requests_are_written_and_those_of_responses_and_events_are_read() {
        written::<CommunicationIdentifier>();
        written::<DtmfTone>();
        written::<model::CallRejectReason>();
        written::<CallLocator>();
        written::<PlaySource>();
        written::<model::FileSource>();
        written::<model::TextSource>();
        written::<model::SsmlSource>();
        written::<model::RecognitionChoice>();
        written::<model::MediaStreamingOptions>();
        written::<model::TranscriptionOptions>();
        written::<model::CustomCallingContext>();
        written::<model::ChannelAffinity>();
        read::<CommunicationIdentifier>();
        read::<CommunicationUser>();
        read::<PhoneNumber>();
        read::<DtmfTone>();
        read::<event::CallConnected>();
        read::<model::CallParticipant>();
        read::<model::Timestamp>();
        read::<model::CallConnectionProperties>();
    }

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
