//! What people do every day: ask for something on a call, and wait for the outcome.
//!
//! Each function sends its request, waits for the event that reports the outcome, and gives an
//! [`Outcome`]. An error is told only when nothing was begun, or no one can know whether it was.
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
//!         let told = flow::transfer_and_wait(call, &receiver, "+16045556789", &options, minute)?;
//!         println!("transfer: {told}");
//!     }
//!     Outcome::Failure(event) => println!("not taken: {:?}", event.result_information()),
//!     other => println!("{other}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # How events are matched
//!
//! By the call and the operation context. One that no one else has is made unless the options name
//! one, and told with everything that comes back. The wait begins before the request leaves: an
//! event that overtakes the answer is not missed, and no other reader of the receiver takes it. Any
//! number of threads may do this on one receiver. Everything else that comes meanwhile stays in its
//! queue, and so does the event that ends the call: read it now and then, or let it
//! [expire](crate::receiver::ReceiverOptions::unclaimed_event_ttl). A full queue refuses the end of a
//! call too, and who waits then is not told of it.
//!
//! A callback URI and an [operation callback URI](crate::options::PlayOptions::operation_callback_uri) must
//! lead to the receiver. What goes elsewhere is waited for without success.
//!
//! A context that is given again while an operation with the same one still runs on the same call
//! may bring the event of the other one. Calls with the same context are told apart as soon as there
//! is an answer; when it is lost, the context alone decides.
//!
//! # Lost answers
//!
//! When the answer to the request is lost, or cannot be read, the event decides: there is an outcome
//! as with an answer, and nothing is asked for twice. If no event comes either, the error says that
//! the outcome is unknown, with the ids to look for. An answer of 500 or 503 to what is not
//! [repeated](crate::RequestOptions::retry_non_idempotent) is no lost one: that error is told at once.
//!
//! # Time
//!
//! The timeout is for everything, the request included, which has the timeout of its own options
//! besides. 1 ms or more, by the machine's time; beyond a year is a year. [`Outcome::TimedOut`] ends
//! only the waiting: what was asked for goes on, and its event will stand in a queue. So does
//! [`Outcome::Aborted`]: the [cancel token](crate::RequestOptions::cancel) of the request, and
//! [`abort`](crate::CallAutomationClient::abort) of the client, end the waiting too. What a call that
//! still rings takes to be hung up, [`Outcome::pending`] reports.

mod calls;
mod media;
mod outcome;
mod run;

pub use calls::{
    Connected, add_participant_and_wait, answer_call_and_wait, create_call_and_wait,
    create_group_call_and_wait, transfer_and_wait,
};
pub use media::{
    play_and_wait, play_to_all_and_wait, recognize_and_wait, send_dtmf_tones_and_wait,
};
pub use outcome::{Outcome, Pending};
pub use run::EventSource;
