//! Hold and unhold, and the audio that a participant on hold hears.

use super::playing::needs_speech;
use super::prompts::Source;
use super::{LegMedia, Media};
use crate::calls::{Asker, CallKey, Calls, Leg};
use crate::events::{Event, Outcome};
use crate::operations::Ask;
use crate::request::errors::Refusal;
use crate::world::World;

/// What a leg plays to a participant whom it put on hold.
#[derive(Debug)]
pub(crate) struct HoldAudio {
    pub(super) raw_id: String,
    asker: Asker,
}

impl Media {
    pub(crate) fn hold(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        ask: &Ask<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let raw_id = calls.target_of(ask, key)?.raw_id().to_owned();
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
            calls.tell_asker(world, &asker, Event::new("HoldFailed", None, outcome));
            return Ok(());
        }
        self.stop_holding(calls, key, &raw_id);
        if source.is_some() && leg.version.tells_of_hold_audio() {
            calls.tell_asker(
                world,
                &asker,
                Event::new("HoldAudioStarted", None, Outcome::completed()),
            );
            let media = self.by_leg.entry(leg.id.clone()).or_default();
            media.hold_audio.retain(|audio| audio.raw_id != raw_id);
            media.hold_audio.push(HoldAudio {
                raw_id: raw_id.clone(),
                asker,
            });
        }
        if calls.set_hold(key, &[raw_id], true) {
            calls.tell_roster(world, key);
        }
        Ok(())
    }

    pub(crate) fn unhold(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        ask: &Ask<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let raw_id = calls.target_of(ask, key)?.raw_id().to_owned();
        self.tell_hold_audio_with(
            calls,
            world,
            &leg.id,
            std::slice::from_ref(&raw_id),
            "HoldAudioCompleted",
            &Outcome::canceled(),
        );
        if let Some(media) = self.by_leg.get_mut(&leg.id) {
            media.hold_audio.retain(|audio| audio.raw_id != raw_id);
        }
        if calls.set_hold(key, &[raw_id], false) {
            calls.tell_roster(world, key);
        }
        Ok(())
    }

    /// Whom a play put on hold stays there when it is over. True when there was such a play.
    pub(crate) fn stop_holding(&mut self, calls: &Calls, key: CallKey, raw_id: &str) -> bool {
        let mut was_held = false;
        for leg in calls.legs_of(key) {
            let media = self.by_leg.get_mut(&leg);
            for play in media.into_iter().flat_map(LegMedia::plays) {
                was_held |= play.lets_go_of(raw_id);
            }
        }
        was_held
    }

    pub(crate) fn tell_hold_audio(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        leg: &str,
        raw_ids: &[String],
        name: &'static str,
    ) {
        self.tell_hold_audio_with(calls, world, leg, raw_ids, name, &Outcome::completed());
    }

    fn tell_hold_audio_with(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        leg: &str,
        raw_ids: &[String],
        name: &'static str,
        outcome: &Outcome,
    ) {
        let audio = self
            .by_leg
            .get(leg)
            .map(|media| media.hold_audio.as_slice());
        let askers: Vec<Asker> = audio
            .unwrap_or_default()
            .iter()
            .filter(|audio| raw_ids.contains(&audio.raw_id))
            .map(|audio| audio.asker.clone())
            .collect();
        for asker in askers {
            calls.tell_asker(world, &asker, Event::new(name, None, outcome.clone()));
        }
    }
}
