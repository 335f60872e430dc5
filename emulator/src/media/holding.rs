//! Hold and unhold, and the audio that a participant on hold hears.

use super::Media;
use super::playing::needs_speech;
use super::prompts::Source;
use crate::calls::{Asker, CallKey, Leg, Person};
use crate::events::{Event, Outcome};
use crate::operations::Ask;
use crate::request::errors::Refusal;
use crate::request::versions::Version;
use crate::state::State;

/// What a leg plays to a participant whom it put on hold.
#[derive(Debug)]
pub(crate) struct HoldAudio {
    pub raw_id: String,
    asker: Asker,
}

impl State {
    pub(crate) fn hold(&mut self, ask: &Ask<'_>, key: CallKey, leg: &Leg) -> Result<(), Refusal> {
        let raw_id = self.target_of(ask, key)?.raw_id().to_owned();
        let source = ask.body.get("playSourceInfo");
        let source = source
            .map(|source| Source::read("playSourceInfo", source))
            .transpose()?;
        needs_speech(leg, source.as_slice())?;
        let asker = ask.asker(leg);
        let failure = source
            .as_ref()
            .and_then(|source| self.prompts.failure(source));
        if let Some(outcome) = failure {
            self.tell_asker(&asker, Event::new("HoldFailed", None, outcome));
            return Ok(());
        }
        self.plays_let_go_of(key, &raw_id);
        if source.is_some() && leg.version.tells_of_hold_audio() {
            self.tell_asker(
                &asker,
                Event::new("HoldAudioStarted", None, Outcome::completed()),
            );
            let media = self.media.entry(leg.id.clone()).or_default();
            media.hold_audio.retain(|audio| audio.raw_id != raw_id);
            media.hold_audio.push(HoldAudio {
                raw_id: raw_id.clone(),
                asker,
            });
        }
        if self.set_hold(key, &[raw_id], true) {
            self.tell_roster(key);
        }
        Ok(())
    }

    pub(crate) fn unhold(&mut self, ask: &Ask<'_>, key: CallKey, leg: &Leg) -> Result<(), Refusal> {
        let raw_id = self.target_of(ask, key)?.raw_id().to_owned();
        self.tell_hold_audio_with(
            &leg.id,
            std::slice::from_ref(&raw_id),
            "HoldAudioCompleted",
            &Outcome::canceled(),
        );
        if let Some(media) = self.media.get_mut(&leg.id) {
            media.hold_audio.retain(|audio| audio.raw_id != raw_id);
        }
        if self.set_hold(key, &[raw_id], false) {
            self.tell_roster(key);
        }
        Ok(())
    }

    /// Puts some on hold who are not; gives back who they are. As recorded, one number of
    /// ParticipantsUpdated is left out before this and before the end of it.
    pub(crate) fn put_on_hold(&mut self, leg: &str, raw_ids: &[String]) -> Vec<String> {
        let Some((key, call)) = self.call_of(leg) else {
            return Vec::new();
        };
        let has_hold = call
            .leg(leg)
            .is_some_and(|leg| Version::has_hold(leg.version));
        let is_free = |raw_id: &&String| {
            let person = call.person(raw_id.as_str());
            has_hold && person.is_some_and(|person| !person.on_hold)
        };
        let free: Vec<String> = raw_ids.iter().filter(is_free).cloned().collect();
        self.hold_for_a_play(key, &free, true);
        free
    }

    /// Takes some off hold again whom a play had put there.
    pub(crate) fn release(&mut self, leg: &str, raw_ids: &[String]) {
        if let Some((key, _)) = self.call_of(leg) {
            self.hold_for_a_play(key, raw_ids, false);
        }
    }

    /// Whom a play put on hold stays there when it is over. True when there was such a play.
    pub(crate) fn plays_let_go_of(&mut self, key: CallKey, raw_id: &str) -> bool {
        let legs = self.calls.get(&key).map(|call| call.legs.as_slice());
        let mut was_held = false;
        for leg in legs.unwrap_or_default() {
            let media = self.media.get_mut(&leg.id);
            for play in media.into_iter().flat_map(Media::plays) {
                was_held |= play.lets_go_of(raw_id);
            }
        }
        was_held
    }

    fn hold_for_a_play(&mut self, key: CallKey, raw_ids: &[String], on_hold: bool) {
        if self.set_hold(key, raw_ids, on_hold) {
            if let Some(call) = self.calls.get_mut(&key) {
                call.sequence += 1;
            }
            self.tell_roster(key);
        }
    }

    /// True when a participant's hold changed.
    pub(crate) fn set_hold(&mut self, key: CallKey, raw_ids: &[String], on_hold: bool) -> bool {
        let people = self.calls.get_mut(&key).map(|call| call.people.as_mut());
        let people: &mut [Person] = people.unwrap_or_default();
        let mut changed = false;
        for person in people {
            let is_meant = raw_ids
                .iter()
                .any(|raw_id| raw_id == person.identity.raw_id());
            if is_meant && person.on_hold != on_hold {
                person.on_hold = on_hold;
                changed = true;
            }
        }
        changed
    }

    pub(crate) fn tell_hold_audio(&mut self, leg: &str, raw_ids: &[String], name: &'static str) {
        self.tell_hold_audio_with(leg, raw_ids, name, &Outcome::completed());
    }

    fn tell_hold_audio_with(
        &mut self,
        leg: &str,
        raw_ids: &[String],
        name: &'static str,
        outcome: &Outcome,
    ) {
        let audio = self.media.get(leg).map(|media| media.hold_audio.as_slice());
        let askers: Vec<Asker> = audio
            .unwrap_or_default()
            .iter()
            .filter(|audio| raw_ids.contains(&audio.raw_id))
            .map(|audio| audio.asker.clone())
            .collect();
        for asker in askers {
            self.tell_asker(&asker, Event::new(name, None, outcome.clone()));
        }
    }
}
