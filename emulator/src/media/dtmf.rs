//! Tones: sent to phones, pressed by far ends, and recognised one by one for as long as it is
//! wanted.

use std::time::Duration;

use serde_json::Value;

use super::keys::Key;
use super::recognizing::tones_of;
use super::{Media, Next, Work};
use crate::calls::{Asker, CallKey, Calls, Leg};
use crate::events::{Event, Outcome};
use crate::json::Object;
use crate::operations::Ask;
use crate::request::errors::Refusal;
use crate::schedule::Input;
use crate::world::World;

/// How many tones go out at once (Call Automation, control mid-call media actions).
const MOST_TONES: usize = 18;

/// How long a tone takes to send.
pub(crate) const TONE: Duration = Duration::from_millis(250);

/// Tones on their way to a phone.
#[derive(Debug)]
pub(crate) struct Sending {
    pub(super) target: String,
    tones: Vec<&'static str>,
    /// The tone that is sent now.
    place: usize,
}

/// A continuous recognition.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(super) target: String,
    /// Who asked for its start.
    pub(super) asker: Asker,
    /// How many tones were told.
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
        ask: &Ask<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<Object, Refusal> {
        let tones = ask.body.get("tones").and_then(Value::as_array);
        let tones = tones_of(tones.into_iter().flatten());
        if tones.len() > MOST_TONES {
            return Err(Refusal::field(format!(
                "The field tones must hold at most {MOST_TONES} tones."
            )));
        }
        let target = calls.target_of(ask, key)?;
        if !target.is_phone() {
            return Err(Refusal::field(
                "The field targetParticipant must be a phone number.",
            ));
        }
        let sending = Sending {
            target: target.raw_id().to_owned(),
            tones,
            place: 0,
        };
        self.operate(
            calls,
            world,
            ask.asker(leg),
            Work::Send(sending),
            false,
            false,
        )?;
        Ok(ask.only_context())
    }

    /// One tone was sent. Where the target is the near end of another call, it arrives there.
    pub(crate) fn send_on(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        asker: &Asker,
        sending: &mut Sending,
    ) -> Next {
        let twin = calls.twin_of(&asker.leg, &sending.target);
        if let (Some((key, raw_id)), Some(tone)) = (twin, sending.tones.get(sending.place)) {
            self.hear(calls, world, key, &raw_id, &Input::Key(Key::Tone(tone)));
        }
        sending.place += 1;
        if sending.place < sending.tones.len() {
            return Next::In(TONE);
        }
        // Recorded without a message.
        let event = Event::new("SendDtmfTonesCompleted", None, Outcome::success());
        calls.tell_asker(world, asker, event);
        Next::Over
    }

    pub(crate) fn start_continuous(
        &mut self,
        calls: &Calls,
        ask: &Ask<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let target = calls.target_of(ask, key)?.raw_id().to_owned();
        self.refuse_beside(&leg.id, false)?;
        let listeners = &mut self.by_leg.entry(leg.id.clone()).or_default().listeners;
        let listener = Listener {
            target,
            asker: ask.asker(leg),
            count: 0,
        };
        match listeners
            .iter_mut()
            .find(|known| known.target == listener.target)
        {
            Some(known) => known.asker = listener.asker,
            None => listeners.push(listener),
        }
        Ok(())
    }

    /// Reports of the stop whether there was something to stop or not.
    pub(crate) fn stop_continuous(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        ask: &Ask<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let target = calls.target_of(ask, key)?;
        if let Some(media) = self.by_leg.get_mut(&leg.id) {
            media
                .listeners
                .retain(|listener| listener.target != target.raw_id());
        }
        calls.tell_asker(world, &ask.asker(leg), Listener::stopped());
        Ok(())
    }

    /// A participant in a call presses or says something, and every leg that listens to them hears it.
    pub(crate) fn hear(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        key: CallKey,
        raw_id: &str,
        input: &Input,
    ) {
        for leg in calls.legs_of(key) {
            if let Input::Key(pressed) = input {
                self.listener_hears(calls, world, &leg, raw_id, *pressed);
            }
            self.recognition_hears(calls, world, &leg, raw_id, input);
        }
    }

    fn listener_hears(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        leg: &str,
        raw_id: &str,
        key: Key,
    ) {
        let listeners = self.by_leg.get_mut(leg).map(|media| &mut media.listeners);
        let mut listeners = listeners.into_iter().flatten();
        let Some(listener) = listeners.find(|listener| listener.target == raw_id) else {
            return;
        };
        let event = match key {
            Key::Tone(tone) => {
                listener.count += 1;
                let name = "ContinuousDtmfRecognitionToneReceived";
                Event::new(name, None, Outcome::success())
                    .with("sequenceId", listener.count)
                    .with("tone", tone)
            }
            Key::Garbled => {
                let outcome = Outcome::new(500, 9999, "Action failed, the tone is unknown.");
                Event::new("ContinuousDtmfRecognitionToneFailed", None, outcome)
            }
        };
        let asker = listener.asker.clone();
        calls.tell_asker(world, &asker, event);
    }
}
