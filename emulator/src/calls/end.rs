//! How participants leave calls, and how calls end.

use std::time::Duration;

use super::grid_events;
use super::join::user_event;
use super::{Attempt, CallKey, Calls, Counterpart, Leg, Participant, Purpose, Requester};
use crate::events::{Event, Outcome};
use crate::schedule::Action;
use crate::state::Context;
use crate::world::World;

/// A participant taken out of a call, with leg, counterparts and transfers.
struct TakenOut {
    participant: Participant,
    leg: Option<Leg>,
    counterparts: Vec<Counterpart>,
    /// The transfers that the leg had requested.
    transfers: Vec<Attempt>,
}

impl Calls {
    /// Hangs up one leg; the call goes on for the others.
    pub(crate) fn hang_up(&mut self, cx: &mut Context, key: CallKey, leg: &str) {
        if !self.is_established(key) {
            self.creation_failed(cx, key, &Outcome::caller_gave_up());
            return;
        }
        let Some(leg) = self.remove_leg(cx, key, leg) else {
            return;
        };
        self.send_disconnected(cx, key, &leg, Outcome::own_hang_up());
        // A leg made by connect is not a participant: the others get no event.
        if let Some(identity) = &leg.speaks_for {
            self.remove_participant(cx, key, identity.raw_id());
            self.update_or_end(cx, key, &Outcome::left_alone());
        }
    }

    /// Ends the call for everyone, as requested by one leg.
    pub(crate) fn terminate(&mut self, cx: &mut Context, key: CallKey, leg: &str) {
        if !self.is_established(key) {
            self.creation_failed(cx, key, &Outcome::caller_gave_up());
            return;
        }
        if let Some(leg) = self.remove_leg(cx, key, leg) {
            self.send_disconnected(cx, key, &leg, Outcome::own_hang_up());
        }
        let had_media = self.calls.get(&key).is_some_and(|call| call.had_media);
        let outcome = match had_media {
            true => Outcome::own_hang_up(),
            false => Outcome::terminated_by_another(),
        };
        self.end_call(cx, key, &outcome);
    }

    /// A remote party hangs up, or its counterpart in another call has left; false when there is no such
    /// participant.
    pub(crate) fn participant_left(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        raw_id: &str,
        is_counterpart: bool,
    ) -> bool {
        let is_caller = self
            .calls
            .get(&key)
            .is_some_and(|call| call.was_called_by(raw_id));
        let reference = self.calls.get(&key).map(|call| call.reference(None));
        match self.remove_participant(cx, key, raw_id) {
            None => false,
            Some((participant, leg)) => {
                if let Some(call) = reference.filter(|_| !is_counterpart) {
                    let party = &participant.identity;
                    cx.world.party_did(call, party, "hangsUp", String::new());
                }
                if let Some(leg) = leg {
                    self.send_disconnected(cx, key, &leg, Outcome::own_hang_up());
                }
                let outcome = match (participant.identity.is_phone(), is_caller) {
                    (true, true) => Outcome::phone_caller_left(),
                    (true, false) => Outcome::phone_callee_left(),
                    (false, _) => Outcome::left_alone(),
                };
                self.update_or_end(cx, key, &outcome);
                true
            }
        }
    }

    /// Disconnects the leg that requested a 1:1 transfer.
    pub(crate) fn transferor_leaves(&mut self, cx: &mut Context, key: CallKey, leg: &str) {
        let Some(leg) = self.remove_leg(cx, key, leg) else {
            return;
        };
        if let Some(identity) = &leg.speaks_for {
            self.remove_participant(cx, key, identity.raw_id());
        }
        self.send_disconnected(cx, key, &leg, Outcome::transferred());
    }

    /// A created call was not answered, or its creator hung up. The failure has the earlier
    /// timestamp and is delivered last, as recorded.
    pub(crate) fn creation_failed(&mut self, cx: &mut Context, key: CallKey, outcome: &Outcome) {
        let legs = self
            .calls
            .get(&key)
            .map(|call| call.legs.clone())
            .unwrap_or_default();
        for leg in legs {
            let failed_at = cx.world.timestamp();
            let event = |name| Event::new(name, leg.context.clone(), outcome.clone());
            self.send_disconnected(cx, key, &leg, outcome.clone());
            self.send_event_to(
                &mut cx.world,
                key,
                &leg,
                None,
                event("CreateCallFailed"),
                failed_at,
            );
        }
        self.remove_call(cx, key, outcome);
    }

    /// Removes a participant who leaves for good, with the leg that represents it.
    pub(crate) fn remove_participant(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        raw_id: &str,
    ) -> Option<(Participant, Option<Leg>)> {
        let taken_out = self.take_out(cx, key, raw_id)?;
        for counterpart in taken_out.counterparts {
            self.leave_counterpart(&mut cx.world, counterpart);
        }
        Some((taken_out.participant, taken_out.leg))
    }

    /// Moves a participant to another call, with leg and counterpart; false when it is not in the
    /// first call, or in the second already.
    pub(crate) fn move_participant(
        &mut self,
        cx: &mut Context,
        from: CallKey,
        raw_id: &str,
        to: CallKey,
    ) -> bool {
        if self.has(to, raw_id) {
            return false;
        }
        let Some(taken_out) = self.take_out(cx, from, raw_id) else {
            return false;
        };
        let TakenOut {
            participant,
            leg,
            counterparts,
            transfers,
        } = taken_out;
        if let Some(leg) = &leg {
            self.continue_sequence(from, to);
            // Its media operations end: the other participants stay behind.
            let ended = cx.media.leg_ended(self, from, leg);
            self.send_results(&mut cx.world, from, leg, ended);
        }
        for counterpart in counterparts {
            let there = self.calls.get_mut(&counterpart.there);
            let back = there.and_then(|call| {
                call.counterparts
                    .iter_mut()
                    .find(|back| back.raw_id == counterpart.raw_id_there)
            });
            if let Some(back) = back {
                back.there = to;
            }
            if let Some(call) = self.calls.get_mut(&to) {
                call.counterparts.push(counterpart);
            }
        }
        self.add_to_call(cx, to, participant, leg);
        for transfer in transfers {
            if let Purpose::Transfer { requester, .. } = transfer.purpose {
                let why = "The participant that asked for the transfer was moved.";
                let event = Event::new("CallTransferFailed", None, Outcome::new(400, 8585, why));
                self.send_result(&mut cx.world, &requester, event);
            }
        }
        true
    }

    /// The sequence numbers of a leg that moves along must not decrease.
    fn continue_sequence(&mut self, from: CallKey, to: CallKey) {
        let past = self.calls.get(&from).map_or(0, |call| call.sequence);
        if let Some(call) = self.calls.get_mut(&to) {
            call.sequence = call.sequence.max(past);
        }
    }

    fn take_out(&mut self, cx: &mut Context, key: CallKey, raw_id: &str) -> Option<TakenOut> {
        let was_held = cx.media.release_held(self, key, raw_id);
        let call = self.calls.get_mut(&key)?;
        let place = call
            .participants
            .iter()
            .rposition(|participant| participant.identity.raw_id() == raw_id)?;
        let mut participant = call.participants.remove(place);
        participant.on_hold &= !was_held;
        call.note_former(&participant.identity);
        let (counterparts, kept) = std::mem::take(&mut call.counterparts)
            .into_iter()
            .partition(|counterpart| counterpart.raw_id == raw_id);
        call.counterparts = kept;
        let removed = user_event(call, "CallParticipantRemoved", &participant);
        cx.world.call_changed(key);
        let leg = call.leg_left_by(raw_id).map(|leg| leg.id.clone());
        let (leg, transfers) = leg.and_then(|id| self.take_leg(cx, key, &id)).unzip();
        if let Some(event) = removed {
            cx.world.publish(&event);
        }
        cx.media.participant_left(self, &mut cx.world, key, raw_id);
        Some(TakenOut {
            participant,
            leg,
            counterparts,
            transfers: transfers.unwrap_or_default(),
        })
    }

    /// Removes the counterpart in the other one of two calls between two numbers.
    fn leave_counterpart(&mut self, world: &mut World, counterpart: Counterpart) {
        let leave = Action::LeaveCounterpart {
            call: counterpart.there,
            raw_id: counterpart.raw_id_there,
        };
        world.schedule_in(Duration::ZERO, leave);
    }

    fn remove_leg(&mut self, cx: &mut Context, key: CallKey, leg: &str) -> Option<Leg> {
        self.take_leg(cx, key, leg).map(|(leg, _)| leg)
    }

    /// Takes a leg out of its call, with the transfers that it had requested, which are canceled.
    fn take_leg(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        leg: &str,
    ) -> Option<(Leg, Vec<Attempt>)> {
        let call = self.calls.get_mut(&key)?;
        let place = call.legs.iter().position(|known| known.id == leg)?;
        let leg = call.legs.remove(place);
        call.note_former_leg(&leg);
        self.legs.remove(&leg.id);
        let transfers = self.cancel_transfers_of(cx, key, &leg.id);
        Some((leg, transfers))
    }

    fn cancel_transfers_of(&mut self, cx: &mut Context, key: CallKey, leg: &str) -> Vec<Attempt> {
        let Some(call) = self.calls.get_mut(&key) else {
            return Vec::new();
        };
        let is_of_leg = |purpose: &Purpose| matches!(purpose, Purpose::Transfer { requester, .. } if requester.leg == leg);
        let (canceled, kept) = std::mem::take(&mut call.attempts)
            .into_iter()
            .partition::<Vec<_>, _>(|attempt| is_of_leg(&attempt.purpose));
        call.attempts = kept;
        for attempt in &canceled {
            self.cancel_attempt(cx, attempt);
        }
        canceled
    }

    /// After a participant left: sends ParticipantsUpdated, or ends the call with this outcome.
    pub(crate) fn update_or_end(&mut self, cx: &mut Context, key: CallKey, outcome: &Outcome) {
        match self.calls.get(&key) {
            Some(call) if call.goes_on() => self.send_participants(&mut cx.world, key),
            Some(_) => self.end_call(cx, key, outcome),
            None => {}
        }
    }

    /// Ends an established call that has too few participants left.
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
            self.send_disconnected(cx, key, leg, outcome.clone());
        }
        self.remove_call(cx, key, outcome);
    }

    /// Removes a call; incoming calls for it stop ringing.
    pub(crate) fn remove_call(&mut self, cx: &mut Context, key: CallKey, outcome: &Outcome) {
        let Some(call) = self.calls.remove(&key) else {
            return;
        };
        for leg in &call.legs {
            self.legs.remove(&leg.id);
        }
        for attempt in &call.attempts {
            self.cancel_attempt(cx, attempt);
        }
        for counterpart in call.counterparts.clone() {
            self.leave_counterpart(&mut cx.world, counterpart);
        }
        cx.recorder.call_ended(&mut cx.world, key);
        cx.world.call_changed(key);
        let Some(since) = call.since else {
            self.ended.add(key, call, cx.world.wall_time(), outcome);
            return;
        };
        let lasted = cx
            .world
            .wall_time()
            .duration_since(since)
            .unwrap_or_default()
            .as_secs_f64();
        let code = if outcome.code == 200 { 0 } else { outcome.code };
        let ended =
            grid_events::call_ended(&call, lasted, code, outcome.sub_code, &outcome.message);
        self.ended.add(key, call, cx.world.wall_time(), outcome);
        if let Some(event) = ended {
            cx.world.publish(&event);
        }
    }

    /// Sends CallDisconnected to a leg, with the context of its create, answer or connect, and
    /// before it the events of what that ends.
    pub(crate) fn send_disconnected(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        leg: &Leg,
        outcome: Outcome,
    ) {
        let ended = cx.media.leg_ended(self, key, leg);
        self.send_results(&mut cx.world, key, leg, ended);
        self.send_results(&mut cx.world, key, leg, leg.subscriptions_ended());
        let event = Event::new("CallDisconnected", leg.context.clone(), outcome);
        let at = cx.world.timestamp();
        self.send_event_to(&mut cx.world, key, leg, None, event, at);
    }

    /// Sends the outcomes of requests of a leg that is not in the call any more.
    fn send_results(
        &mut self,
        world: &mut World,
        key: CallKey,
        leg: &Leg,
        results: Vec<(Requester, Event)>,
    ) {
        for (requester, mut event) in results {
            event.context = requester.context;
            let at = world.timestamp();
            self.send_event_to(world, key, leg, requester.callback.as_deref(), event, at);
        }
    }

    fn is_established(&self, key: CallKey) -> bool {
        self.calls
            .get(&key)
            .is_some_and(super::Call::is_established)
    }
}
