//! Calls that do not start with a request of the application: incoming calls and calls between
//! clients.

use super::ringing::RingEnd;
use super::{CallKey, Calls, Locator, Purpose};
use crate::client_call::{ClientCall, StartedCall};
use crate::events::Outcome;
use crate::identity::Identity;
use crate::incoming_call::IncomingCall;
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
        let key = self.new_call(world);
        self.dial(world, key, to, purpose, incoming.caller(from), None);
        let attempt = self.calls.get(&key)?.attempts.first()?;
        attempt.context.clone()
    }

    /// The outside caller of an incoming call hangs up; false when no such call rings.
    pub(crate) fn caller_left(&mut self, cx: &mut Context, context: &str) -> bool {
        let Some(key) = self.rings_from_outside(context) else {
            return false;
        };
        self.remove_call(cx, key, &Outcome::caller_gave_up());
        self.stop_ringing(&cx.world, Some(context), RingEnd::Gone);
        true
    }

    fn rings_from_outside(&self, context: &str) -> Option<CallKey> {
        let ring = self.rings.get(context)?;
        let mut attempts = self.calls.get(&ring.call)?.attempts.iter();
        let attempt = attempts.find(|known| known.id == ring.attempt)?;
        let is_inbound = matches!(attempt.purpose, Purpose::Inbound { .. });
        (is_inbound && attempt.other.is_none()).then_some(ring.call)
    }

    pub(crate) fn start_client_call(
        &mut self,
        cx: &mut Context,
        wanted: &ClientCall,
    ) -> StartedCall {
        let key = self.new_call(&mut cx.world);
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
        for user in wanted.users() {
            self.join_call(cx, key, Identity::from_raw_id(user), None);
            self.schedule_hang_up(&mut cx.world, key, user);
        }
        started
    }
}
