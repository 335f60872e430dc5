//! Events (stand-in until the real one is merged).
use crate::event::Event;
use crate::receiver::Received;
use std::ffi::c_void;
/// One event. Read only: may be shared between threads.
pub struct acs_event_t(Received);
impl acs_event_t {
    pub(in crate::ffi) fn new(received: Received) -> Self {
        Self(received)
    }
    pub(in crate::ffi) fn inner(&self) -> &Event {
        &self.0.event
    }
}
pub(in crate::ffi) fn pointer_of(tag: u64) -> *mut c_void {
    tag as *mut c_void
}
