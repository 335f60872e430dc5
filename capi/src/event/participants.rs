//! The participants that an event lists.

use std::ptr::null;

use super::acs_event_t;
use crate::guard::value;
use crate::participant::acs_participant_t;
use acs_call_automation::event::EventBody;

impl acs_event_t {
    fn participants(&self) -> &[acs_participant_t] {
        self.participants.get(|| match self.received.event.body() {
            EventBody::ParticipantsUpdated(b) => {
                let all = b.participants.iter().cloned();
                all.map(acs_participant_t::new).collect()
            }
            _ => Vec::new(),
        })
    }
}

/// Returns the number of participants in the call now, without those that still ring
/// (ParticipantsUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_participant_count(event: *const acs_event_t) -> usize {
    value(0, move || Some(event.as_ref()?.participants().len()))
}

/// Returns a participant, in no fixed order (ParticipantsUpdated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_participant(
    event: *const acs_event_t,
    index: usize,
) -> *const acs_participant_t {
    value(null(), move || {
        let event = event.as_ref()?;
        Some(std::ptr::from_ref(event.participants().get(index)?))
    })
}
