//! Which participants are on hold.

use super::{CallKey, Calls};
use crate::request::versions::Version;
use crate::world::World;

impl Calls {
    /// Puts participants on hold for a play, and returns those who were not on hold before. As
    /// recorded, one number of ParticipantsUpdated is left out before this and before the end of
    /// it.
    pub(crate) fn put_on_hold(
        &mut self,
        world: &mut World,
        leg: &str,
        raw_ids: &[String],
    ) -> Vec<String> {
        let Some((key, call)) = self.call_of(leg) else {
            return Vec::new();
        };
        let has_hold = call
            .leg(leg)
            .is_some_and(|leg| Version::has_hold(leg.version));
        let is_free = |raw_id: &&String| {
            let participant = call.participant(raw_id.as_str());
            has_hold && participant.is_some_and(|participant| !participant.on_hold)
        };
        let free: Vec<String> = raw_ids.iter().filter(is_free).cloned().collect();
        self.hold_for_a_play(world, key, &free, true);
        free
    }

    /// Ends the hold of participants that a play put on hold.
    pub(crate) fn release(&mut self, world: &mut World, leg: &str, raw_ids: &[String]) {
        if let Some((key, _)) = self.call_of(leg) {
            self.hold_for_a_play(world, key, raw_ids, false);
        }
    }

    fn hold_for_a_play(
        &mut self,
        world: &mut World,
        key: CallKey,
        raw_ids: &[String],
        on_hold: bool,
    ) {
        if self.set_hold(key, raw_ids, on_hold) {
            if let Some(call) = self.calls.get_mut(&key) {
                call.sequence += 1;
            }
            self.send_participants(world, key);
        }
    }

    /// Sets the hold of participants; true when it changed for any.
    pub(crate) fn set_hold(&mut self, key: CallKey, raw_ids: &[String], on_hold: bool) -> bool {
        let Some(call) = self.calls.get_mut(&key) else {
            return false;
        };
        let mut changed = false;
        for raw_id in raw_ids {
            if let Some(participant) = call.participant_mut(raw_id) {
                changed |= participant.on_hold != on_hold;
                participant.on_hold = on_hold;
            }
        }
        changed
    }
}
