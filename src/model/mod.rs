//! JSON shapes that the service speaks: bytes in, values out, no I/O.

pub(crate) mod json;
pub(crate) mod open_enum;
mod participant;
mod result;
mod timestamp;

pub use participant::CallParticipant;
pub use result::{ResultInformation, SipDiagnosticInfo};
pub use timestamp::Timestamp;
pub(crate) use timestamp::moment;
