//! Tones: sent to phones, pressed by far ends, and recognised one by one for as long as it is
//! wanted.

use std::time::Duration;

use serde_json::Value;

use super::keys::{self, Key};
use super::recognizing::tones_of;
use super::{Next, Work};
use crate::calls::{Asker, CallKey, Leg};
use crate::events::{Event, Outcome};
use crate::identity::Identity;
use crate::json::Object;
use crate::operations::Ask;
use crate::request::errors::Refusal;
use crate::schedule::{Action, Input};
use crate::service::Service;
use crate::state::State;
use acs_call_automation::{Error, Result};

/// How many tones go out at once (Call Automation, control mid-call media actions).
const MOST_TONES: usize = 18;

/// How long a tone takes to send.
pub(crate) const TONE: Duration = Duration::from_millis(250);

/// The longest phrase that a participant says at once.
const LONGEST_PHRASE: usize = 4000;

/// Tones on their way to a phone.
#[derive(Debug)]
pub(crate) struct Sending {
    pub target: String,
    tones: Vec<&'static str>,
    /// The tone that is sent now.
    place: usize,
}

/// A continuous recognition.
#[derive(Debug)]
pub(crate) struct Listener {
    pub target: String,
    /// Who asked for its start.
    pub asker: Asker,
    /// How many tones were told.
    count: i64,
}

impl Listener {
    pub(crate) fn stopped() -> Event {
        let name = "ContinuousDtmfRecognitionStopped";
        Event::new(name, None, Outcome::recognition_ended())
    }
}

impl State {
    pub(crate) fn send_dtmf(
        &mut self,
        ask: &Ask<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> std::result::Result<Object, Refusal> {
        let tones = ask.body.get("tones").and_then(Value::as_array);
        let tones = tones_of(tones.into_iter().flatten());
        if tones.len() > MOST_TONES {
            return Err(Refusal::field(format!(
                "The field tones must hold at most {MOST_TONES} tones."
            )));
        }
        let target = self.target_of(ask, key)?;
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
        self.operate(ask.asker(leg), Work::Send(sending), false, false)?;
        Ok(ask.only_context())
    }

    /// The target of a request, who must be in the call.
    pub(crate) fn target_of(
        &self,
        ask: &Ask<'_>,
        key: CallKey,
    ) -> std::result::Result<Identity, Refusal> {
        let target = ask.body.identity("targetParticipant");
        let call = self.calls.get(&key);
        target
            .filter(|target| call.is_some_and(|call| call.person(target.raw_id()).is_some()))
            .ok_or_else(Refusal::participant_not_found)
    }

    /// One tone was sent. Where the target is the near end of another call, it arrives there.
    pub(crate) fn send_on(&mut self, asker: &Asker, sending: &mut Sending) -> Next {
        let twin = self.call_of(&asker.leg).and_then(|(_, call)| {
            let mut twins = call.twins.iter();
            twins.find(|twin| twin.raw_id == sending.target).cloned()
        });
        if let (Some(twin), Some(tone)) = (twin, sending.tones.get(sending.place)) {
            self.hear(twin.there, &twin.raw_id_there, &Input::Key(Key::Tone(tone)));
        }
        sending.place += 1;
        if sending.place < sending.tones.len() {
            return Next::In(TONE);
        }
        // Recorded without a message.
        let event = Event::new("SendDtmfTonesCompleted", None, Outcome::success());
        self.tell_asker(asker, event);
        Next::Over
    }

    pub(crate) fn start_continuous(
        &mut self,
        ask: &Ask<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> std::result::Result<(), Refusal> {
        let target = self.target_of(ask, key)?.raw_id().to_owned();
        self.refuse_beside(&leg.id, false)?;
        let listeners = &mut self.media.entry(leg.id.clone()).or_default().listeners;
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
        ask: &Ask<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> std::result::Result<(), Refusal> {
        let target = self.target_of(ask, key)?;
        if let Some(media) = self.media.get_mut(&leg.id) {
            media
                .listeners
                .retain(|listener| listener.target != target.raw_id());
        }
        self.tell_asker(&ask.asker(leg), Listener::stopped());
        Ok(())
    }

    /// A participant in a call presses or says something, and every leg that listens to them hears it.
    pub(crate) fn hear(&mut self, key: CallKey, raw_id: &str, input: &Input) {
        let legs = self.calls.get(&key).map(|call| call.legs.as_slice());
        let legs: Vec<String> = legs
            .into_iter()
            .flatten()
            .map(|leg| leg.id.clone())
            .collect();
        for leg in legs {
            if let Input::Key(pressed) = input {
                self.listener_hears(&leg, raw_id, *pressed);
            }
            self.recognition_hears(&leg, raw_id, input);
        }
    }

    fn listener_hears(&mut self, leg: &str, raw_id: &str, key: Key) {
        let listeners = self.media.get_mut(leg).map(|media| &mut media.listeners);
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
        self.tell_asker(&asker, event);
    }
}

impl Service {
    pub(crate) fn press(&self, call_connection_id: &str, raw_id: &str, keys: &str) -> Result<()> {
        let keys = keys::read(keys)?;
        let inputs = keys
            .into_iter()
            .map(|(at, key)| (at, Input::Key(key)))
            .collect();
        self.input(call_connection_id, raw_id, inputs)
    }

    pub(crate) fn say(&self, call_connection_id: &str, raw_id: &str, phrase: &str) -> Result<()> {
        if phrase.trim().is_empty() || phrase.chars().count() > LONGEST_PHRASE {
            return Err(Error::invalid("phrase", "must be 1 to 4000 characters"));
        }
        let input = (Duration::ZERO, Input::Phrase(phrase.to_owned()));
        self.input(call_connection_id, raw_id, vec![input])
    }

    fn input(
        &self,
        call_connection_id: &str,
        raw_id: &str,
        inputs: Vec<(Duration, Input)>,
    ) -> Result<()> {
        let mut state = self.lock();
        state.run_due();
        let (_, call) = state
            .call_of(call_connection_id)
            .ok_or_else(|| Error::invalid("call connection id", "names no call"))?;
        let person = call
            .person(raw_id)
            .ok_or_else(|| Error::invalid("raw id", "is not that of a participant of the call"))?;
        let participant_id = person.participant_id.clone();
        for (at, input) in inputs {
            let action = Action::Input {
                participant_id: participant_id.clone(),
                input,
            };
            state.schedule_in(at, action);
        }
        state.run_due();
        drop(state);
        self.changed.notify_all();
        Ok(())
    }
}
