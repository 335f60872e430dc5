//! Which of the lists of participants that arrive is the newest.

use super::{Event, EventBody};
use crate::error::{Error, Result};
use crate::field;
use crate::model::CallParticipant;

/// The newest list of the participants of one call. Deliveries arrive out of order: the list of an older
/// [`ParticipantsUpdated`](super::ParticipantsUpdated) does not replace that of a newer one, by their
/// [`sequence_number`](super::ParticipantsUpdated::sequence_number).
///
/// ```
/// use acs_call_automation::event::{Event, LatestParticipants};
///
/// let update = |number: u32, user: &str| {
///     let body = format!(
///         r#"{{"id":"{number}","type":"Microsoft.Communication.ParticipantsUpdated","data":{{
///             "callConnectionId":"c1","sequenceNumber":{number},
///             "participants":[{{"identifier":{{"rawId":"{user}"}}}}]}}}}"#
///     );
///     Event::parse_all(body.as_bytes()).map(|mut events| events.remove(0))
/// };
/// let mut latest = LatestParticipants::of_call("c1")?;
/// assert!(latest.update(&update(4, "8:acs:b")?));
/// assert!(!latest.update(&update(3, "8:acs:a")?), "an older one that arrives late");
/// assert_eq!(latest.sequence_number(), Some(4));
/// assert_eq!(latest.participants().len(), 1);
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct LatestParticipants {
    call_connection_id: String,
    event: Option<Event>,
}

impl LatestParticipants {
    /// Creates one for a call, without a list.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for an empty id.
    pub fn of_call(call_connection_id: impl Into<String>) -> Result<Self> {
        let call_connection_id = call_connection_id.into();
        if call_connection_id.is_empty() {
            return Err(Error::invalid(
                field::CALL_CONNECTION_ID,
                "must not be empty",
            ));
        }
        Ok(Self {
            call_connection_id,
            event: None,
        })
    }

    /// Takes over the list of an event; returns whether it did: not when a newer one is known, and not from
    /// events of another type or call. A list without a number is taken only while none with a number is
    /// known.
    pub fn update(&mut self, event: &Event) -> bool {
        let EventBody::ParticipantsUpdated(update) = event.body() else {
            return false;
        };
        // `None` is less than any number.
        let is_new = update.sequence_number >= self.sequence_number();
        let is_of_call = event.call_connection_id() == Some(&self.call_connection_id);
        if is_new && is_of_call {
            self.event = Some(event.clone());
        }
        is_new && is_of_call
    }

    /// Returns the participants, in no fixed order; none before the first list.
    pub fn participants(&self) -> &[CallParticipant] {
        match self.event.as_ref().map(Event::body) {
            Some(EventBody::ParticipantsUpdated(update)) => &update.participants,
            _ => &[],
        }
    }

    /// Returns the number of the list; `None` before the first one, and when it has none.
    pub fn sequence_number(&self) -> Option<i64> {
        match self.event.as_ref()?.body() {
            EventBody::ParticipantsUpdated(update) => update.sequence_number,
            _ => None,
        }
    }

    /// Returns the event that brought the list; `None` before the first one.
    pub fn event(&self) -> Option<&Event> {
        self.event.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(call: &str, number: &str, user: &str) -> Event {
        event("ParticipantsUpdated", call, number, user)
    }

    fn event(name: &str, call: &str, number: &str, user: &str) -> Event {
        let body = format!(
            r#"{{"id":"1","type":"Microsoft.Communication.{name}","data":{{"callConnectionId":"{call}",
            "sequenceNumber":{number},"participants":[{{"identifier":{{"rawId":"{user}"}}}}]}}}}"#
        );
        Event::parse_all(body.as_bytes()).unwrap().remove(0)
    }

    fn user(latest: &LatestParticipants) -> String {
        let identifier = latest.participants()[0].identifier.as_ref();
        identifier.unwrap().raw_id()
    }

    #[test]
    fn whatever_the_sequence_of_arrival_the_highest_number_stays() {
        let numbers = [1, 2, 5, 9];
        for first in 0..4 {
            for second in 0..4 {
                let mut latest = LatestParticipants::of_call("a").unwrap();
                let sequence = [first, second, 0, 3, 1, 2, second, first];
                let mut highest = 0;
                for number in sequence.map(|index| numbers[index]) {
                    let taken = latest.update(&update(
                        "a",
                        &number.to_string(),
                        &format!("8:acs:{number}"),
                    ));
                    assert_eq!(taken, number >= highest, "{number} after {highest}");
                    highest = highest.max(number);
                    assert_eq!(latest.sequence_number(), Some(highest));
                    assert_eq!(user(&latest), format!("8:acs:{highest}"));
                }
            }
        }
    }

    #[test]
    fn an_equal_number_replaces_and_other_calls_events_and_lists_without_number_do_not() {
        let mut latest = LatestParticipants::of_call("a").unwrap();
        assert!(latest.participants().is_empty() && latest.event().is_none());
        assert!(latest.update(&update("a", "null", "8:acs:0")));
        assert_eq!(latest.sequence_number(), None);
        assert!(latest.update(&update("a", "3", "8:acs:1")));
        assert!(latest.update(&update("a", "3", "8:acs:2")));
        for other in [
            update("a", "2", "8:acs:x"),
            update("a", "null", "8:acs:x"),
            update("b", "4", "8:acs:x"),
            event("CallConnected", "a", "4", "8:acs:x"),
        ] {
            assert!(!latest.update(&other));
        }
        assert_eq!(user(&latest), "8:acs:2");
        assert_eq!(latest.event().unwrap().call_connection_id(), Some("a"));
        assert!(LatestParticipants::of_call("").is_err());
    }
}
