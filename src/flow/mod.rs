//! Operations that wait for their outcome: each function sends a request, waits for the event that
//! reports the result, and returns an [`Outcome`].
//!
//! An error is returned only when the operation was not started, or when it is unknown whether it
//! was.
//!
//! ```
//! use std::time::Duration;
//! use acs_call_automation_emulator::Emulator;
//! use acs_call_automation::flow::{self, Outcome};
//! use acs_call_automation::receiver::{Receiver, ReceiverOptions};
//! use acs_call_automation::options::{CreateCallOptions, TransferCallOptions};
//! use acs_call_automation::{CallAutomationClient, CallInvite};
//! # fn main() -> acs_call_automation::Result<()> {
//! # let service = Emulator::start()?;
//! let client = CallAutomationClient::from_connection_string(&service.connection_string())?;
//! let receiver = Receiver::bind(&ReceiverOptions::new())?;
//! let (callback, minute) = (receiver.url("/events")?, Duration::from_secs(60));
//!
//! let invite = CallInvite::to_phone_number("+16045551234", "+18005550100")?;
//! let options = CreateCallOptions::new();
//! match flow::create_call_and_wait(&client, &receiver, &invite, &callback, &options, minute)? {
//!     Outcome::Success(up) => {
//!         let options = TransferCallOptions::new();
//!         let call = &up.call_connection;
//!         let outcome = flow::transfer_call_and_wait(call, &receiver, "+16045556789", &options, minute)?;
//!         println!("transfer: {outcome}");
//!     }
//!     Outcome::Failure(received) => println!("not answered: {:?}", received.event.result_information()),
//!     other => println!("{other}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Operations without a flow
//!
//! Moving and muting participants, holding, continuous DTMF recognition, media streaming and
//! transcription have none: most programs keep them running beside other operations, the service reports
//! them for each participant or repeatedly, or, as for hold, reports success by
//! `ParticipantsUpdated`, which has no operation context. Send the request, and read its events or wait with
//! [`Receiver::wait_for`](crate::receiver::Receiver::wait_for).
//!
//! # Matching of events
//!
//! Events are matched by the call and the operation context. When the options set no context, a
//! unique one is generated; it is reported with every result. The wait begins before the request is
//! sent: an event that arrives before the response is not missed, and no other reader of the
//! receiver takes it. Any number of threads may use one receiver. All other events stay in their
//! queues, including the event that ends the call: read them from time to time, or let them
//! [expire](crate::receiver::ReceiverOptions::unclaimed_event_ttl). A full queue refuses the event
//! that ends a call too; a wait is then not ended by it.
//!
//! The callback URL and an [operation callback
//! URI](crate::options::PlayOptions::operation_callback_uri) must lead to the receiver. Events that
//! are sent elsewhere are never matched.
//!
//! When a context is used again while an operation with the same context is still running on the
//! same call, the event of the other operation may be returned. New calls with the same context are
//! distinguished as soon as the response arrives; when it is lost, the context alone decides.
//!
//! # Lost responses
//!
//! When the response is lost or cannot be parsed, and for every other error after which the
//! operation [may have been carried out](crate::Error::may_have_been_done), such as a status of 500 or
//! 503, the event decides: the outcome is the same as with a response, and the request is not sent
//! again. When no event arrives either, that error is returned, with the ids to look for.
//!
//! # Timeouts
//!
//! The timeout covers everything, including the request, which is also limited by the timeout of
//! its own options (default: the client's, 10 s). 1 ms or more, by the system clock, else `InvalidInput`; values
//! over a year count as a year.
//! [`Outcome::TimedOut`] ends only the wait: the operation continues, and its event will be queued.
//! The same holds for [`Outcome::Aborted`]: the [cancel token](crate::RequestOptions::cancel) of
//! the request, and [`abort`](crate::CallAutomationClient::abort) of the client, end the wait too.
//! [`Outcome::pending`] has what is needed to hang up a call that is still ringing.

pub mod begin;
mod begun;
mod calls;
mod media;
mod outcome;
mod recording;
mod run;

pub use begun::Begun;
pub use calls::{
    Connected, add_participant_and_wait, answer_call_and_wait, cancel_add_participant_and_wait,
    connect_call_and_wait, create_call_and_wait, create_group_call_and_wait, hang_up_and_wait,
    remove_participant_and_wait, transfer_call_and_wait,
};
pub use media::{
    play_and_wait, play_to_all_and_wait, recognize_and_wait, send_dtmf_tones_and_wait,
};
pub use outcome::{Outcome, Pending};
pub use recording::start_recording_and_wait;
pub use run::EventSource;
