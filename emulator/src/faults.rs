//! Faults: failures of requests to the emulator, and of the events that it delivers.

use std::time::Duration;

use super::events::NAMES;
use super::recording::store::{DELETE, DOWNLOAD};
use super::request::routes::ROUTES;
use acs_call_automation::internal::nearest;
use acs_call_automation::{Error, Result};

/// A failure of the next request of an operation, or of the next delivery of an event, once or several times.
///
/// ```
/// use acs_call_automation_emulator::Fault;
/// use std::time::Duration;
///
/// Fault::on("CreateCall").status(503).retry_after(Duration::from_secs(1)).times(2);
/// Fault::on("AddParticipant").lose_response();
/// Fault::on("*").status(500).probability(0.1, 42);
/// Fault::on_event("CallConnected").duplicate();
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Fault {
    pub(super) on: On,
    /// The call connection id of the only call that it applies to.
    pub(super) call: Option<String>,
    pub(super) chance: Option<Chance>,
    /// How often it still applies; `None` for without limit.
    pub(super) left: Option<u32>,
    pub(super) status: Option<u16>,
    pub(super) code: Option<String>,
    pub(super) retry_after: Option<Duration>,
    pub(super) delay: Duration,
    pub(super) lose_request: bool,
    pub(super) lose_response: bool,
    pub(super) cut_after: Option<u64>,
    pub(super) bad_json: bool,
    pub(super) change_content: bool,
    pub(super) lose_event: bool,
    pub(super) duplicate: bool,
    pub(super) reorder: bool,
    pub(super) expired_token: bool,
}

/// What a fault applies to; `*` is every one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum On {
    Operation(String),
    Event(String),
}

/// A probability, and the random numbers that decide.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chance {
    pub probability: f64,
    pub seed: u64,
    state: u64,
}

impl Chance {
    fn new(probability: f64, seed: u64) -> Self {
        Self {
            probability,
            seed,
            state: seed,
        }
    }

    /// Whether it happens this time (SplitMix64, which is the same on every machine).
    fn happens(&mut self) -> bool {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        let [high, low, ..] = bits.to_be_bytes();
        let [.., third, fourth] = bits.to_be_bytes();
        let fraction = f64::from(u32::from_be_bytes([high, low, third, fourth]));
        fraction / (f64::from(u32::MAX) + 1.0) < self.probability
    }
}

impl Fault {
    /// Creates a fault for the requests of one operation by its name, with or without the prefix `CallConnection_`,
    /// `CallMedia_` or `CallRecording_` of the official clients. `*` is every operation.
    ///
    /// - Calls: `CreateCall`, `AnswerCall`, `Connect`, `RedirectCall`, `RejectCall`, `GetCall`,
    ///   `HangupCall` (this leg), `TerminateCall` (for everyone), `TransferToParticipant`.
    /// - Participants: `GetParticipants`, `GetParticipant`, `AddParticipant`, `CancelAddParticipant`,
    ///   `RemoveParticipant`, `Mute`, `MoveParticipants`.
    /// - Media: `Play`, `Recognize`, `CancelAllMediaOperations`, `SendDtmfTones`,
    ///   `StartContinuousDtmfRecognition`, `StopContinuousDtmfRecognition`, `Hold`, `Unhold`,
    ///   `StartMediaStreaming`, `StopMediaStreaming`, `StartTranscription`, `StopTranscription`,
    ///   `UpdateTranscription`.
    /// - Recording: `StartRecording`, `GetRecordingProperties`, `StopRecording`, `PauseRecording`,
    ///   `ResumeRecording`, `RecordingContent_Download`, `RecordingContent_Delete`.
    /// - Preview versions only: `Unmute`, `SendDtmf`, `StartHoldMusic`, `StopHoldMusic`,
    ///   `InterruptAudioAndAnnounce`, `StartDialog`, `StopDialog`, `GetRecordingResult`.
    ///
    /// It applies once, unless [`times`](Self::times) or [`probability`](Self::probability) is set.
    pub fn on(operation: impl Into<String>) -> Self {
        Self::of(On::Operation(operation.into()))
    }

    /// Creates a fault for the delivery of events by the name of their type, such as `CallConnected`, with or
    /// without `Microsoft.Communication.`. `*` is every event.
    ///
    /// It applies to the first attempt to deliver an event; a further attempt is made as usual and without it.
    pub fn on_event(name: impl Into<String>) -> Self {
        Self::of(On::Event(name.into()))
    }

    fn of(on: On) -> Self {
        Self {
            on,
            call: None,
            chance: None,
            left: Some(1),
            status: None,
            code: None,
            retry_after: None,
            delay: Duration::ZERO,
            lose_request: false,
            lose_response: false,
            cut_after: None,
            bad_json: false,
            change_content: false,
            lose_event: false,
            duplicate: false,
            reorder: false,
            expired_token: false,
        }
    }

    /// Applies to one call only: to requests with its call connection id in their path, and to events of that leg.
    /// Events of Event Grid have no call connection id.
    pub fn for_call(mut self, call_connection_id: impl Into<String>) -> Self {
        self.call = Some(call_connection_id.into());
        self
    }

    /// Applies with this probability, above 0 and at most 1, by random numbers that the seed determines. Without
    /// limit, unless [`times`](Self::times) is set after it.
    pub fn probability(mut self, probability: f64, seed: u64) -> Self {
        self.chance = Some(Chance::new(probability, seed));
        self.left = None;
        self
    }

    /// Sets the number of requests or events that it applies to. Default: 1.
    pub fn times(mut self, times: u32) -> Self {
        self.left = Some(times);
        self
    }

    /// Responds with this status, from 400 to 599; the operation is not performed. For requests only.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Sets the error code in the body of [`status`](Self::status); default `8516` for 429, else
    /// `9999`. For requests only.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds the header `Retry-After` to the response. Whole seconds only:
    /// [`Emulator::add_fault`](super::Emulator::add_fault) refuses others. For requests only.
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.retry_after = Some(delay);
        self
    }

    /// Closes the connection without performing the operation. Of an event, the first attempt fails before it
    /// reaches the webhook.
    pub fn lose_request(mut self) -> Self {
        self.lose_request = true;
        self
    }

    /// Performs the operation, then closes the connection without a response. Of an event, the webhook receives it,
    /// and its response is ignored as if it were lost, so that the event is delivered again.
    pub fn lose_response(mut self) -> Self {
        self.lose_response = true;
        self
    }

    /// Performs the operation, then breaks the connection after this many bytes of the response
    /// body. For requests only.
    pub fn cut_response_after(mut self, bytes: u64) -> Self {
        self.cut_after = Some(bytes);
        self
    }

    /// Performs the operation, then responds with half of the body, whole by its Content-Length: JSON that cannot
    /// be parsed. Of an event, the first attempt has such a body.
    pub fn bad_json(mut self) -> Self {
        self.bad_json = true;
        self
    }

    /// Replaces the content of the downloaded file from this request on, with the same length. For
    /// `RecordingContent_Download` only.
    pub fn change_content(mut self) -> Self {
        self.change_content = true;
        self
    }

    /// Performs the operation, then delays the response for this long, in real time. An event is delivered this much
    /// later, and so are those after it to the same webhook.
    pub fn delay_response(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Never delivers the event. For events only.
    pub fn lose_event(mut self) -> Self {
        self.lose_event = true;
        self
    }

    /// Delivers the event twice, with the same id. For events only.
    pub fn duplicate(mut self) -> Self {
        self.duplicate = true;
        self
    }

    /// Delivers the event after the next one to the same webhook; after 1 s of real time when there is none. For
    /// events only.
    pub fn reorder(mut self) -> Self {
        self.reorder = true;
        self
    }

    /// Signs the first attempt with a token that expired 55 minutes ago. For events of calls only: those of Event
    /// Grid have no token.
    pub fn expired_token(mut self) -> Self {
        self.expired_token = true;
        self
    }

    /// Checks it, and gives the operation or event its known name.
    fn check(&mut self) -> Result<()> {
        let (for_requests, for_events) = (
            [
                ("status", self.status.is_some()),
                ("code", self.code.is_some()),
                ("retry after", self.retry_after.is_some()),
                ("cut response after", self.cut_after.is_some()),
                ("change content", self.change_content),
            ],
            [
                ("lose event", self.lose_event),
                ("duplicate", self.duplicate),
                ("reorder", self.reorder),
                ("expired token", self.expired_token),
            ],
        );
        let misplaced = match &mut self.on {
            On::Operation(name) => {
                *name = known_operation(name)?.to_owned();
                for_events.iter().find(|(_, is_set)| *is_set)
            }
            On::Event(name) => {
                *name = known_event(name)?.to_owned();
                for_requests.iter().find(|(_, is_set)| *is_set)
            }
        };
        if let Some((field, _)) = misplaced {
            let of = match self.on {
                On::Operation(_) => "is for events, not for requests",
                On::Event(_) => "is for requests, not for events",
            };
            return Err(Error::invalid(field, of));
        }
        let has_effect = self.lose_request
            || self.lose_response
            || self.bad_json
            || !self.delay.is_zero()
            || for_requests.iter().chain(&for_events).any(|(_, set)| *set);
        if !has_effect {
            let rule = "must have an effect, such as a status or a delay";
            return Err(Error::invalid("fault", rule));
        }
        if self
            .status
            .is_some_and(|status| !(400..=599).contains(&status))
        {
            return Err(Error::invalid("status", "must be from 400 to 599"));
        }
        if self
            .retry_after
            .is_some_and(|delay| delay.subsec_nanos() > 0)
        {
            return Err(Error::invalid(
                "retry after",
                "must be whole seconds, as the header Retry-After has them",
            ));
        }
        if self.change_content && self.on != On::Operation(DOWNLOAD.to_owned()) {
            return Err(Error::invalid(
                "change content",
                "is for RecordingContent_Download only",
            ));
        }
        let chance = self.chance.as_ref().map(|chance| chance.probability);
        if chance.is_some_and(|chance| !(chance > 0.0 && chance <= 1.0)) {
            return Err(Error::invalid("probability", "must be above 0, at most 1"));
        }
        Ok(())
    }

    /// The status of a response in place of performing the operation. No client sees that of a lost request.
    pub(super) fn refusal(&self) -> Option<u16> {
        self.status.or(self.lose_request.then_some(503))
    }

    /// Whether the connection is closed without a response.
    pub(super) fn loses_connection(&self) -> bool {
        self.lose_request || self.lose_response
    }

    /// Whether it applies now; one of a probability takes its next random number.
    fn applies(&mut self, call: &str) -> bool {
        self.left != Some(0)
            && self.call.as_ref().is_none_or(|known| known == call)
            && self.chance.as_mut().is_none_or(Chance::happens)
    }
}

/// The operations that can fail.
pub(super) fn operations() -> impl Iterator<Item = &'static str> {
    let routes = ROUTES.iter().map(|route| route.name);
    routes.chain([DOWNLOAD, DELETE])
}

/// The events that can be lost, late and the like.
pub(super) fn events() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter()
}

fn known_operation(given: &str) -> Result<&'static str> {
    let mut name = given;
    for family in ["CallConnection_", "CallMedia_", "CallRecording_"] {
        name = name.strip_prefix(family).unwrap_or(name);
    }
    let known = || operations().chain(["*"]);
    let found = known().find(|known| known.eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let hint = did_you_mean(nearest(name, known()));
        let rule = format!("{given:?} is not an operation of call control{hint}");
        Error::invalid("operation", rule)
    })
}

fn known_event(given: &str) -> Result<&'static str> {
    let name = given
        .strip_prefix("Microsoft.Communication.")
        .unwrap_or(given);
    let known = || events().chain(["*"]);
    let found = known().find(|known| known.eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let hint = did_you_mean(nearest(name, known()));
        let rule = format!("{given:?} is not an event of the service{hint}");
        Error::invalid("event", rule)
    })
}

/// The end of an error about a name that is not known.
pub(super) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}

/// The faults that have not been used up.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, mut fault: Fault) -> Result<()> {
        fault.check()?;
        self.0.push(fault);
        Ok(())
    }

    /// Adds faults that were checked.
    pub(super) fn put(&mut self, faults: &[Fault]) {
        self.0.extend_from_slice(faults);
    }

    pub(super) fn all(&self) -> &[Fault] {
        &self.0
    }

    /// Removes all of them; returns how many there were.
    pub(super) fn clear(&mut self) -> usize {
        std::mem::take(&mut self.0).len()
    }

    /// Takes the oldest fault for a request of an operation, with the call connection id in its path; it is removed
    /// when it was applied often enough.
    pub(super) fn take(&mut self, operation: &str, call: &str) -> Option<Fault> {
        self.take_where(call, |fault| match &fault.on {
            On::Operation(name) => name == "*" || name == operation,
            On::Event(_) => false,
        })
    }

    /// Takes the oldest fault for the delivery of an event; `call` is empty for Event Grid.
    pub(super) fn take_for_event(&mut self, event: &str, call: &str) -> Option<Fault> {
        self.take_where(call, |fault| match &fault.on {
            On::Operation(_) => false,
            // Only events of calls have a token.
            On::Event(_) if fault.expired_token && call.is_empty() => false,
            On::Event(name) => name == "*" || name == event,
        })
    }

    fn take_where(&mut self, call: &str, is_for: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let mut faults = self.0.iter_mut();
        let place = faults.position(|fault| is_for(fault) && fault.applies(call))?;
        let fault = self.0.get_mut(place)?;
        fault.left = fault.left.map(|left| left - 1);
        let taken = fault.clone();
        self.0.retain(|fault| fault.left != Some(0));
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_met_and_its_seed_determines_when() {
        let hits = |seed| {
            let mut faults = Faults::default();
            let fault = Fault::on("*").status(500).probability(0.25, seed);
            faults.add(fault).unwrap();
            (0..10_000)
                .filter(|_| faults.take("GetCall", "").is_some())
                .collect::<Vec<u32>>()
        };
        let first = hits(7);
        assert!((2_350..2_650).contains(&first.len()), "{}", first.len());
        assert_eq!(first, hits(7));
        assert_ne!(first, hits(8));
    }

    #[test]
    fn a_fault_that_can_do_nothing_is_refused_by_its_field() {
        let refused = |fault: Fault| {
            let error = Faults::default().add(fault).unwrap_err();
            error.field().unwrap()
        };
        assert_eq!(refused(Fault::on("GetCall")), "fault");
        assert_eq!(refused(Fault::on("GetCall").duplicate()), "duplicate");
        assert_eq!(refused(Fault::on_event("*").status(500)), "status");
        assert_eq!(refused(Fault::on_event("Call")), "event");
        let never = Fault::on("*").status(500).probability(0.0, 1);
        assert_eq!(refused(never), "probability");
        let nan = Fault::on("*").status(500).probability(f64::NAN, 1);
        assert_eq!(refused(nan), "probability");
        let misspelled = Faults::default().add(Fault::on("CreateCal").lose_request());
        let why = misspelled.unwrap_err().to_string();
        assert!(why.ends_with("did you mean CreateCall?"), "{why}");
    }
}
