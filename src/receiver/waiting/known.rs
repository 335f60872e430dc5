//! What a response makes known of the events to come.

use super::recording::recording_id;
use crate::event::Event;

/// The id that a response has.
#[derive(Clone, Copy)]
pub(crate) enum Known<'a> {
    Call(&'a str),
    Recording(&'a str),
}

impl Known<'_> {
    /// Whether an event has this id.
    pub(crate) fn names(self, event: &Event) -> bool {
        match self {
            Self::Call(id) => event.call_connection_id() == Some(id),
            Self::Recording(id) => recording_id(event) == Some(id),
        }
    }
}
