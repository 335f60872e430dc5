//! DTMF tones: sent to participants, and received one by one by continuous recognition.

use std::time::Duration;

use serde_json::Value;

use super::recognize::tones_of;
use super::tones::Tone;
use super::{Media, Next, Work};
use crate::calls::{CallKey, Calls, Leg, Requester};
use crate::events::{Event, Outcome};
use crate::json::Object;
use crate::operations::OperationRequest;
use crate::request::errors::Refusal;
use crate::request::versions::Version;
use crate::schedule::Input;
use crate::world::World;

/// The most tones of one request (Call Automation, control mid-call media actions).
const MAX_TONES: usize = 18;

/// How long a tone takes to send.
pub(crate) const TONE: Duration = Duration::from_millis(250);

/// Tones being sent to a participant.
#[derive(Debug)]
pub(crate) struct Sending {
    pub(super) target: String,
    tones: Vec<&'static str>,
    /// The tone that is sent now.
    place: usize,
    /// Between two tones.
    pause: Duration,
}

/// A continuous recognition.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(super) target: String,
    /// The request that started it.
    pub(super) requester: Requester,
    /// How many tones were reported.
    count: i64,
}

impl Listener {
    pub(crate) fn stopped() -> Event {
        let name = "ContinuousDtmfRecognitionStopped";
        Event::new(name, None, Outcome::recognition_ended())
    }
}

impl Media {
    pub(crate) fn send_dtmf(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<Object, Refusal> {
        let tones = request.body.get("tones").and_then(Value::as_array);
        let tones = tones_of(tones.into_iter().flatten());
        if tones.len() > MAX_TONES {
            return Err(Refusal::field(format!(
                "The field tones must hold at most {MAX_TONES} tones."
            )));
        }
        let sending = Sending {
            // Recorded: a user may be the target too.
            target: calls.target_of(request, key)?.raw_id().to_owned(),
            tones,
            place: 0,
            pause: Duration::from_millis(request.body.number("interToneDelayInMS").unwrap_or(0)),
        };
        self.start_operation(
            calls,
            world,
            request.requester(leg),
            Work::Send(sending),
            false,
            false,
        )?;
        Ok(request.only_context())
    }

    /// One tone was sent. It arrives at the counterpart of the target, if there is one.
    pub(crate) fn continue_sending(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        requester: &Requester,
        sending: &mut Sending,
    ) -> Next {
        let counterpart = calls.counterpart_of(&requester.leg, &sending.target);
        if let (Some((key, raw_id)), Some(tone)) = (counterpart, sending.tones.get(sending.place)) {
            self.receive_input(calls, world, key, &raw_id, &Input::Tone(Tone::Known(tone)));
        }
        sending.place += 1;
        if sending.place < sending.tones.len() {
            return Next::In(TONE + sending.pause);
        }
        // Recorded without a message.
        let event = Event::new("SendDtmfTonesCompleted", None, Outcome::success());
        calls.send_result(world, requester, event);
        Next::Over
    }

    pub(crate) fn start_continuous(
        &mut self,
        calls: &Calls,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let target = calls.target_of(request, key)?.raw_id().to_owned();
        self.check_compatible(&leg.id, false)?;
        let listeners = &mut self.by_leg.entry(leg.id.clone()).or_default().listeners;
        let listener = Listener {
            target,
            requester: request.requester(leg),
            count: 0,
        };
        match listeners
            .iter_mut()
            .find(|known| known.target == listener.target)
        {
            Some(known) => known.requester = listener.requester,
            None => listeners.push(listener),
        }
        Ok(())
    }

    /// Stops continuous recognition; the event comes even when none ran.
    pub(crate) fn stop_continuous(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let target = calls.target_of(request, key)?;
        if let Some(media) = self.by_leg.get_mut(&leg.id) {
            media
                .listeners
                .retain(|listener| listener.target != target.raw_id());
        }
        calls.send_result(world, &request.requester(leg), Listener::stopped());
        Ok(())
    }

    /// Passes tones or speech of a participant to every leg that listens to it.
    pub(crate) fn receive_input(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        key: CallKey,
        raw_id: &str,
        input: &Input,
    ) {
        for leg in calls.legs_of(key) {
            if let Input::Tone(pressed) = input {
                self.receive_continuous(calls, world, &leg, raw_id, *pressed);
            }
            self.receive_recognition(calls, world, &leg, raw_id, input);
        }
    }

    fn receive_continuous(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        leg: &str,
        raw_id: &str,
        key: Tone,
    ) {
        let listeners = self.by_leg.get_mut(leg).map(|media| &mut media.listeners);
        let mut listeners = listeners.into_iter().flatten();
        let Some(listener) = listeners.find(|listener| listener.target == raw_id) else {
            return;
        };
        let event = match key {
            Tone::Known(tone) => {
                listener.count += 1;
                let name = "ContinuousDtmfRecognitionToneReceived";
                let event = Event::new(name, None, Outcome::success());
                let version = calls.version_of(leg);
                let shows_participant = version.is_some_and(Version::has_former_names);
                let info = Object::new()
                    .with("sequenceId", listener.count)
                    .with("tone", tone)
                    .with_some("participantId", shows_participant.then_some(raw_id));
                match version.is_some_and(Version::nests_tones) {
                    true => event.with("toneInfo", info),
                    false => Event { own: info, ..event },
                }
            }
            Tone::Unclear => {
                let outcome = Outcome::new(500, 9999, "Action failed, the tone is unknown.");
                Event::new("ContinuousDtmfRecognitionToneFailed", None, outcome)
            }
        };
        let requester = listener.requester.clone();
        calls.send_result(world, &requester, event);
    }
}
