//! Calls that do not start with a request of the application: incoming calls and calls between
//! clients.

use super::ringing::RingEnd;
use super::{Attempt, CallKey, Calls, Direction, Locator, Purpose};
use crate::client_call::{ClientCall, StartedCall};
use crate::events::Outcome;
use crate::identity::Identity;
use crate::incoming_call::IncomingCall;
use crate::schedule::Input;
use crate::state::Context;
use crate::world::World;

impl Calls {
    /// Starts an incoming call to one of the emulator's own; returns the incoming call context.
    pub(crate) fn receive(
        &mut self,
        world: &mut World,
        incoming: &IncomingCall,
        from: Identity,
        to: Identity,
    ) -> Option<String> {
        let purpose = Purpose::Inbound {
            caller: from.clone(),
            hangs_up_when_answered: incoming.does_hang_up_when_answered(),
        };
        let key = self.new_call(world, Direction::Incoming, None);
        let caller = incoming.caller(from);
        if let Some(call) = self.calls.get_mut(&key) {
            call.call_by_name(caller.from.raw_id(), &caller.display_name);
            let name = caller.display_name.clone();
            world.party_did(call.reference(None), &caller.from, "calls", name);
        }
        self.dial(world, key, to, purpose, caller, None);
        let attempt = self.calls.get(&key)?.attempts.first()?;
        attempt.context.clone()
    }

    /// The outside caller of an incoming call hangs up; false when no such call rings.
    pub(crate) fn caller_left(&mut self, cx: &mut Context, context: &str) -> bool {
        let Some(key) = self.rings_from_outside(context) else {
            return false;
        };
        let attempts = self
            .calls
            .get(&key)
            .map(|call| (call, call.attempts.as_slice()));
        if let Some((call, [attempt, ..])) = attempts {
            if let Purpose::Inbound { caller, .. } = &attempt.purpose {
                let call = call.reference(None);
                cx.world.party_did(call, caller, "hangsUp", String::new());
            }
        }
        self.remove_call(cx, key, &Outcome::caller_gave_up());
        self.stop_ringing(&cx.world, Some(context), RingEnd::Gone);
        true
    }

    /// Notes in the journal what a participant pressed or said.
    pub(crate) fn note_input(&self, world: &World, key: CallKey, raw_id: &str, input: &Input) {
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let (deed, detail) = match input {
            Input::Tone(tone) => ("presses", tone.digit().to_owned()),
            Input::Phrase(phrase) => ("speaks", phrase.clone()),
        };
        let party = Identity::from_raw_id(raw_id);
        world.party_did(call.reference(None), &party, deed, detail);
    }

    fn rings_from_outside(&self, context: &str) -> Option<CallKey> {
        let ring = self.rings.get(context)?;
        let mut attempts = self.calls.get(&ring.call)?.attempts.iter();
        let attempt = attempts.find(|known| known.id == ring.attempt)?;
        let is_inbound = matches!(attempt.purpose, Purpose::Inbound { .. });
        (is_inbound && attempt.other.is_none()).then_some(ring.call)
    }

    /// The attempt to call a remote party that rings, by its number. Hosted users and numbers are not meant:
    /// an application answers there.
    pub(crate) fn ringing_attempt(&self, key: CallKey, raw_id: &str) -> Option<u64> {
        let mut attempts = self.calls.get(&key)?.attempts.iter();
        let rings = |attempt: &&Attempt| {
            let is_outside = attempt.context.is_none() && attempt.other.is_none();
            is_outside && attempt.target.raw_id() == raw_id
        };
        attempts.find(rings).map(|attempt| attempt.id)
    }

    pub(crate) fn is_muted(&self, key: CallKey, raw_id: &str) -> bool {
        let call = self.calls.get(&key);
        let participant = call.and_then(|call| call.participant(raw_id));
        participant.is_some_and(|participant| participant.muted)
    }

    /// A participant mutes or unmutes itself; false when there is no such participant.
    pub(crate) fn participant_muted(
        &mut self,
        world: &mut World,
        key: CallKey,
        raw_id: &str,
        muted: bool,
    ) -> bool {
        let call = self.calls.get_mut(&key);
        let Some(participant) = call.and_then(|call| call.participant_mut(raw_id)) else {
            return false;
        };
        let changes = participant.muted != muted;
        participant.muted = muted;
        if changes {
            let party = participant.identity.clone();
            if let Some(call) = self.calls.get(&key) {
                let deed = if muted { "mutes" } else { "unmutes" };
                world.party_did(call.reference(None), &party, deed, String::new());
            }
            self.send_participants(world, key);
        }
        true
    }

    pub(crate) fn start_client_call(
        &mut self,
        cx: &mut Context,
        wanted: &ClientCall,
    ) -> StartedCall {
        let key = self.new_call(&mut cx.world, Direction::Clients, None);
        let call = self.calls.entry(key).or_default();
        call.since = Some(cx.world.wall_time());
        match wanted.locator() {
            Some((_, Locator::Group(id))) => call.group_id = Some(id),
            Some((_, Locator::Room(id))) => call.room_id = Some(id),
            _ => {}
        }
        call.by_clients = call.group_id.is_some() || call.room_id.is_some();
        let started = StartedCall {
            server_call_id: call.server_call_id.clone(),
            correlation_id: call.correlation_id.clone(),
        };
        let reference = call.reference(None);
        for user in wanted.users() {
            let user_identity = Identity::from_raw_id(user);
            let call = reference.clone();
            cx.world
                .party_did(call, &user_identity, "joins", String::new());
            self.join_call(cx, key, user_identity, None);
            self.schedule_hang_up(&mut cx.world, key, user);
        }
        started
    }
}
