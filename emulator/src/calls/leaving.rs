//! How people leave calls, and how calls end.

use std::time::Duration;

use super::grid_events;
use super::joining::user_event;
use super::{Asker, Attempt, CallKey, Calls, Leg, Person, Purpose, Twin};
use crate::events::{Event, Outcome};
use crate::schedule::Action;
use crate::state::Context;
use crate::world::World;

/// A participant who was taken out of a call, and what was theirs in it.
struct Lifted {
    person: Person,
    leg: Option<Leg>,
    twins: Vec<Twin>,
    /// The transfers that their leg had asked for.
    transfers: Vec<Attempt>,
}

impl Calls {
    /// One leg hangs up for itself.
    pub(crate) fn hang_up(&mut self, cx: &mut Context, key: CallKey, leg: &str) {
        if !self.is_established(key) {
            self.creation_failed(cx, key, &Outcome::caller_gave_up());
            return;
        }
        let Some(leg) = self.remove_leg(cx, key, leg) else {
            return;
        };
        self.tell_end(cx, key, &leg, Outcome::own_hang_up());
        // A leg made by connect is no participant: no one notices that it is gone.
        if let Some(identity) = &leg.speaks_for {
            self.unseat(cx, key, identity.raw_id());
            self.settle(cx, key, &Outcome::left_alone());
        }
    }

    /// One leg ends the call for everybody.
    pub(crate) fn terminate(&mut self, cx: &mut Context, key: CallKey, leg: &str) {
        if !self.is_established(key) {
            self.creation_failed(cx, key, &Outcome::caller_gave_up());
            return;
        }
        let is_one_to_one = self
            .calls
            .get(&key)
            .is_some_and(|call| call.people.len() == 2);
        let mut outcome = Outcome::terminated_by_another();
        if let Some(leg) = self.remove_leg(cx, key, leg) {
            self.tell_end(cx, key, &leg, Outcome::own_hang_up());
            // Recorded: the other party of a 1:1 call is told the same; the legs that see the
            // call ended by one made by connect are told otherwise.
            if is_one_to_one && leg.speaks_for.is_some() {
                outcome = Outcome::own_hang_up();
            }
        }
        self.end_call(cx, key, &outcome);
    }

    /// A far end hangs up. False when there is no such participant.
    pub(crate) fn far_end_left(&mut self, cx: &mut Context, key: CallKey, raw_id: &str) -> bool {
        match self.unseat(cx, key, raw_id) {
            None => false,
            Some((_, leg)) => {
                if let Some(leg) = leg {
                    self.tell_end(cx, key, &leg, Outcome::own_hang_up());
                }
                self.settle(cx, key, &Outcome::left_alone());
                true
            }
        }
    }

    /// The leg that asked for a 1:1 transfer is done with its call.
    pub(crate) fn transferor_leaves(&mut self, cx: &mut Context, key: CallKey, leg: &str) {
        let Some(leg) = self.remove_leg(cx, key, leg) else {
            return;
        };
        if let Some(identity) = &leg.speaks_for {
            self.unseat(cx, key, identity.raw_id());
        }
        self.tell_end(cx, key, &leg, Outcome::transferred());
    }

    /// No one answered a created call, or its creator gave up. The failure is stamped first and
    /// delivered last, as recorded.
    pub(crate) fn creation_failed(&mut self, cx: &mut Context, key: CallKey, outcome: &Outcome) {
        let legs = self
            .calls
            .get(&key)
            .map(|call| call.legs.clone())
            .unwrap_or_default();
        for leg in legs {
            let failed_at = cx.world.stamp();
            let event = |name| Event::new(name, leg.context.clone(), outcome.clone());
            self.tell_end(cx, key, &leg, outcome.clone());
            self.tell_leg(
                &mut cx.world,
                key,
                &leg,
                None,
                event("CreateCallFailed"),
                failed_at,
            );
        }
        self.drop_call(cx, key, outcome);
    }

    /// Removes a participant from a call who leaves for good, with the leg that speaks for them.
    pub(crate) fn unseat(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        raw_id: &str,
    ) -> Option<(Person, Option<Leg>)> {
        let lifted = self.lift(cx, key, raw_id)?;
        for twin in lifted.twins {
            self.leave_twin(&mut cx.world, twin);
        }
        Some((lifted.person, lifted.leg))
    }

    /// Takes a participant from one call to another, with leg and twin. False when they are not in the
    /// one, or in the other already.
    pub(crate) fn relocate(
        &mut self,
        cx: &mut Context,
        from: CallKey,
        raw_id: &str,
        to: CallKey,
    ) -> bool {
        if self.has(to, raw_id) {
            return false;
        }
        let Some(lifted) = self.lift(cx, from, raw_id) else {
            return false;
        };
        let Lifted {
            person,
            leg,
            twins,
            transfers,
        } = lifted;
        if let Some(leg) = &leg {
            self.continue_sequence(from, to);
            // Those whom it played and listened to stay behind.
            let ended = cx.media.leg_ended(self, from, leg);
            self.tell_askers(&mut cx.world, from, leg, ended);
        }
        for twin in twins {
            let there = self.calls.get_mut(&twin.there);
            let back = there.and_then(|call| {
                call.twins
                    .iter_mut()
                    .find(|back| back.raw_id == twin.raw_id_there)
            });
            if let Some(back) = back {
                back.there = to;
            }
            if let Some(call) = self.calls.get_mut(&to) {
                call.twins.push(twin);
            }
        }
        self.seat_person(cx, to, person, leg);
        for transfer in transfers {
            if let Purpose::Transfer { asker, .. } = transfer.purpose {
                let why = "The participant that asked for the transfer was moved.";
                let event = Event::new("CallTransferFailed", None, Outcome::new(400, 8585, why));
                self.tell_asker(&mut cx.world, &asker, event);
            }
        }
        true
    }

    /// A leg that comes along must not see numbers go back.
    fn continue_sequence(&mut self, from: CallKey, to: CallKey) {
        let past = self.calls.get(&from).map_or(0, |call| call.sequence);
        if let Some(call) = self.calls.get_mut(&to) {
            call.sequence = call.sequence.max(past);
        }
    }

    fn lift(&mut self, cx: &mut Context, key: CallKey, raw_id: &str) -> Option<Lifted> {
        let was_held = cx.media.stop_holding(self, key, raw_id);
        let call = self.calls.get_mut(&key)?;
        let place = call
            .people
            .iter()
            .position(|person| person.identity.raw_id() == raw_id)?;
        let mut person = call.people.remove(place);
        person.on_hold &= !was_held;
        let (twins, kept) = std::mem::take(&mut call.twins)
            .into_iter()
            .partition(|twin| twin.raw_id == raw_id);
        call.twins = kept;
        let removed = user_event(call, "CallParticipantRemoved", &person);
        let leg = call.leg_of(raw_id).map(|leg| leg.id.clone());
        let (leg, transfers) = leg.and_then(|id| self.take_leg(cx, key, &id)).unzip();
        if let Some(event) = removed {
            cx.world.publish(&event);
        }
        cx.media.participant_left(self, &mut cx.world, key, raw_id);
        Some(Lifted {
            person,
            leg,
            twins,
            transfers: transfers.unwrap_or_default(),
        })
    }

    /// Who is gone here is gone in the other one of two calls between two numbers.
    fn leave_twin(&mut self, world: &mut World, twin: Twin) {
        let leave = Action::LeaveTwin {
            call: twin.there,
            raw_id: twin.raw_id_there,
        };
        world.schedule_in(Duration::ZERO, leave);
    }

    fn remove_leg(&mut self, cx: &mut Context, key: CallKey, leg: &str) -> Option<Leg> {
        self.take_leg(cx, key, leg).map(|(leg, _)| leg)
    }

    /// Takes a leg out of its call, with the transfers that it had asked for: they are over.
    fn take_leg(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        leg: &str,
    ) -> Option<(Leg, Vec<Attempt>)> {
        let call = self.calls.get_mut(&key)?;
        let place = call.legs.iter().position(|known| known.id == leg)?;
        let leg = call.legs.remove(place);
        self.legs.remove(&leg.id);
        let transfers = self.cancel_transfers_of(cx, key, &leg.id);
        Some((leg, transfers))
    }

    fn cancel_transfers_of(&mut self, cx: &mut Context, key: CallKey, leg: &str) -> Vec<Attempt> {
        let Some(call) = self.calls.get_mut(&key) else {
            return Vec::new();
        };
        let is_of_leg = |purpose: &Purpose| matches!(purpose, Purpose::Transfer { asker, .. } if asker.leg == leg);
        let (canceled, kept) = std::mem::take(&mut call.attempts)
            .into_iter()
            .partition::<Vec<_>, _>(|attempt| is_of_leg(&attempt.purpose));
        call.attempts = kept;
        for attempt in &canceled {
            self.abandon(cx, attempt);
        }
        canceled
    }

    /// After a participant left: the others are told, or the call ends with this outcome.
    pub(crate) fn settle(&mut self, cx: &mut Context, key: CallKey, outcome: &Outcome) {
        match self.calls.get(&key) {
            Some(call) if call.goes_on() => self.tell_roster(&mut cx.world, key),
            Some(_) => self.end_call(cx, key, outcome),
            None => {}
        }
    }

    /// Ends a call that only waited for a participant who does not come.
    pub(crate) fn end_if_alone(&mut self, cx: &mut Context, key: CallKey) {
        let is_over = self
            .calls
            .get(&key)
            .is_some_and(|call| call.is_established() && !call.goes_on());
        if is_over {
            self.end_call(cx, key, &Outcome::left_alone());
        }
    }

    /// Ends a call for all legs that are left.
    pub(crate) fn end_call(&mut self, cx: &mut Context, key: CallKey, outcome: &Outcome) {
        let legs = self
            .calls
            .get(&key)
            .map(|call| call.legs.clone())
            .unwrap_or_default();
        for leg in &legs {
            self.tell_end(cx, key, leg, outcome.clone());
        }
        self.drop_call(cx, key, outcome);
    }

    /// Forgets a call. The one that still rings for it stops.
    pub(crate) fn drop_call(&mut self, cx: &mut Context, key: CallKey, outcome: &Outcome) {
        let Some(call) = self.calls.remove(&key) else {
            return;
        };
        for leg in &call.legs {
            self.legs.remove(&leg.id);
        }
        for attempt in &call.attempts {
            self.abandon(cx, attempt);
        }
        for twin in call.twins.clone() {
            self.leave_twin(&mut cx.world, twin);
        }
        cx.recorder.call_ended(&mut cx.world, key);
        let Some(since) = call.since else { return };
        let lasted = cx
            .world
            .wall_time()
            .duration_since(since)
            .unwrap_or_default()
            .as_secs_f64();
        let code = if outcome.code == 200 { 0 } else { outcome.code };
        let ended =
            grid_events::call_ended(&call, lasted, code, outcome.sub_code, &outcome.message);
        if let Some(event) = ended {
            cx.world.publish(&event);
        }
    }

    /// Reports a leg that it is over, with the context of its create, answer or connect.
    pub(crate) fn tell_end(&mut self, cx: &mut Context, key: CallKey, leg: &Leg, outcome: Outcome) {
        let ended = cx.media.leg_ended(self, key, leg);
        self.tell_askers(&mut cx.world, key, leg, ended);
        self.tell_askers(&mut cx.world, key, leg, leg.subscriptions_ended());
        let event = Event::new("CallDisconnected", leg.context.clone(), outcome);
        let at = cx.world.stamp();
        self.tell_leg(&mut cx.world, key, leg, None, event, at);
    }

    /// Reports what came of the requests of a leg that is in the call no longer.
    fn tell_askers(
        &mut self,
        world: &mut World,
        key: CallKey,
        leg: &Leg,
        told: Vec<(Asker, Event)>,
    ) {
        for (asker, mut event) in told {
            event.context = asker.context;
            let at = world.stamp();
            self.tell_leg(world, key, leg, asker.callback.as_deref(), event, at);
        }
    }

    fn is_established(&self, key: CallKey) -> bool {
        self.calls
            .get(&key)
            .is_some_and(super::Call::is_established)
    }
}
