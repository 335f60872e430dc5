//! Hold and unhold, and the audio that a participant on hold hears.

use super::play::needs_speech;
use super::prompts::Source;
use super::{LegMedia, Media, Work};
use crate::calls::{CallKey, Calls, Leg, Requester};
use crate::events::{Event, Outcome};
use crate::operations::OperationRequest;
use crate::request::errors::Refusal;
use crate::world::World;

/// The audio that a leg plays to a participant on hold.
#[derive(Debug)]
pub(crate) struct HoldAudio {
    pub(super) raw_id: String,
    requester: Requester,
}

impl Media {
    pub(crate) fn hold(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let raw_id = calls.target_of(request, key)?.raw_id().to_owned();
        let source = request.body.get("playSourceInfo");
        let source = source
            .map(|source| Source::read("playSourceInfo", source))
            .transpose()?;
        needs_speech(leg, source.as_slice())?;
        let requester = request.requester(leg);
        let failure = source
            .as_ref()
            .and_then(|source| self.prompts.failure(source));
        self.release_held(calls, key, &raw_id);
        if let Some(outcome) = failure {
            let held = [raw_id];
            let is_new = calls.set_hold(key, &held, true);
            if is_new {
                calls.send_participants(world, key);
            }
            calls.send_result(world, &requester, Event::new("HoldFailed", None, outcome));
            if is_new && calls.set_hold(key, &held, false) {
                calls.send_participants(world, key);
            }
            return Ok(());
        }
        if source.is_some() && leg.version.reports_hold_audio() {
            calls.send_result(
                world,
                &requester,
                Event::new("HoldAudioStarted", None, Outcome::completed()),
            );
            let media = self.by_leg.entry(leg.id.clone()).or_default();
            media.hold_audio.retain(|audio| audio.raw_id != raw_id);
            media.hold_audio.push(HoldAudio {
                raw_id: raw_id.clone(),
                requester,
            });
        }
        if calls.set_hold(key, &[raw_id], true) {
            calls.send_participants(world, key);
        }
        Ok(())
    }

    pub(crate) fn unhold(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let raw_id = calls.target_of(request, key)?.raw_id().to_owned();
        self.cancel(
            calls,
            world,
            &leg.id,
            |work| matches!(work, Work::Play(play) if play.is_announced_to(&raw_id)),
        );
        self.send_hold_audio_event_with(
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
            calls.send_participants(world, key);
        }
        Ok(())
    }

    /// A participant that a play put on hold stays on hold after it. True when there was such a
    /// play.
    pub(crate) fn release_held(&mut self, calls: &Calls, key: CallKey, raw_id: &str) -> bool {
        let mut was_held = false;
        for leg in calls.legs_of(key) {
            let media = self.by_leg.get_mut(&leg);
            for play in media.into_iter().flat_map(LegMedia::plays) {
                was_held |= play.release(raw_id);
            }
        }
        was_held
    }

    pub(crate) fn send_hold_audio_event(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        leg: &str,
        raw_ids: &[String],
        name: &'static str,
    ) {
        self.send_hold_audio_event_with(calls, world, leg, raw_ids, name, &Outcome::completed());
    }

    fn send_hold_audio_event_with(
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
        let requesters: Vec<Requester> = audio
            .unwrap_or_default()
            .iter()
            .filter(|audio| raw_ids.contains(&audio.raw_id))
            .map(|audio| audio.requester.clone())
            .collect();
        for requester in requesters {
            calls.send_result(world, &requester, Event::new(name, None, outcome.clone()));
        }
    }
}
