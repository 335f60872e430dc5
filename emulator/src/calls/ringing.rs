//! Incoming calls at the hosted users and numbers, and dialing in general.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, SystemTime};

use super::call::add;
use super::grid_events;
use super::{Attempt, CallKey, Calls, Direction, Leg, Purpose};
use crate::events::Outcome;
use crate::hook::{Hook, Ringing};
use crate::identity::Identity;
use crate::json::Object;
use crate::remote_party::Reaction;
use crate::request::errors::Situation;
use crate::schedule::{Action, FailReason};
use crate::state::Context;
use crate::world::World;

/// How long an incoming call rings (Microsoft's page on incoming calls).
pub(crate) const RINGS: Duration = Duration::from_secs(30);

/// The shortest time from a transfer to its outcome while the clock runs, so that the call is seen in the state
/// `transferring`; with a clock that stands still, what happens at once needs no advance.
const TRANSFERS: Duration = Duration::from_millis(100);

/// How long an incoming call that has ended is kept, and how many at most.
const REMEMBERED: Duration = Duration::from_secs(300);
const MAX_ENDED: usize = 1_000;

/// An incoming call, known by its context.
#[derive(Debug)]
pub(crate) struct Ring {
    pub(super) call: CallKey,
    pub(super) attempt: u64,
    pub(super) caller: Caller,
    pub(super) to: Identity,
    /// Until when it can be answered.
    pub(super) until: SystemTime,
    pub(super) end: Option<RingEnd>,
}

/// The incoming calls that ring or rang, by their context.
#[derive(Debug, Default)]
pub(super) struct Rings {
    by_context: HashMap<String, Ring>,
    /// Those that ring no longer, in the order they ended.
    ended: VecDeque<(Duration, String)>,
}

impl Rings {
    pub(super) fn get(&self, context: &str) -> Option<&Ring> {
        self.by_context.get(context)
    }

    fn insert(&mut self, context: String, ring: Ring) {
        self.by_context.insert(context, ring);
    }

    /// Notes that an incoming call rings no longer.
    fn end(&mut self, context: &str, end: RingEnd, now: Duration) {
        let Some(ring) = self.by_context.get_mut(context) else {
            return;
        };
        if ring.end.is_none() {
            ring.end = Some(end);
            self.ended.push_back((now, context.to_owned()));
            self.forget(now);
        }
    }

    /// Forgets calls that ended long ago, or too many.
    fn forget(&mut self, now: Duration) {
        let is_old = |at: Duration| now.saturating_sub(at) > REMEMBERED;
        while self.ended.len() > MAX_ENDED || self.ended.front().is_some_and(|(at, _)| is_old(*at))
        {
            if let Some((_, context)) = self.ended.pop_front() {
                self.by_context.remove(&context);
            }
        }
    }
}

/// How an incoming call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RingEnd {
    Answered,
    Gone,
    Stale,
}

/// The caller, as the callee sees it.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub from: Identity,
    pub display_name: String,
    pub custom_context: Option<Object>,
}

impl Caller {
    fn sip_headers(&self) -> Vec<(String, String)> {
        let context = self.custom_context.as_ref();
        context.map_or_else(Vec::new, |context| context.texts_in("sipHeaders"))
    }
}

impl Calls {
    /// Calls a party. The outcome is due later, at the earliest when the present request was
    /// answered.
    pub(crate) fn dial(
        &mut self,
        world: &mut World,
        key: CallKey,
        target: Identity,
        purpose: Purpose,
        caller: Caller,
        time_limit: Option<Duration>,
    ) {
        let now = world.now();
        let attempt = Attempt {
            id: world.number(),
            target,
            purpose,
            until: time_limit.map(|time_limit| now.saturating_add(time_limit)),
            context: None,
            answering: None,
            other: None,
        };
        self.dial_again(world, key, attempt, caller);
    }

    /// Calls the target of an attempt, which a redirect may have changed.
    pub(crate) fn dial_again(
        &mut self,
        world: &mut World,
        key: CallKey,
        attempt: Attempt,
        caller: Caller,
    ) {
        let id = attempt.id;
        let until = attempt.until;
        let time_limit = until.map(|until| until.saturating_sub(world.now()));
        let raw_id = attempt.target.raw_id().to_owned();
        let can_be_dialled = attempt.target.can_be_dialled();
        let is_outgoing = !matches!(attempt.purpose, Purpose::Inbound { .. });
        let is_transfer = matches!(attempt.purpose, Purpose::Transfer { .. });
        let number = attempt.target.clone();
        let Some(call) = self.calls.get_mut(&key) else {
            return;
        };
        let is_there = call.has(&raw_id) || call.is_duplicate(&attempt);
        let reference = call.reference(None);
        add(&mut call.attempts, attempt);
        world.call_changed(key);
        if self.rings_at_application(&raw_id) && !is_there {
            if number.is_phone() && is_outgoing {
                self.ring_in_separate_call(world, key, id, number, caller, until);
            } else {
                self.ring(world, key, id, caller, time_limit);
            }
            return;
        }
        if !is_there && can_be_dialled {
            let hook = world.hooks.of(&raw_id);
            let reaction = self.scripts.of(&raw_id).reaction;
            if hook.is_some() || !matches!(reaction, Reaction::Busy | Reaction::Declines) {
                let name = caller.display_name.clone();
                world.party_did(reference, &number, "rings", name);
            }
            if let Some(hook) = hook {
                self.ring_by_hook(world, hook, key, id, &caller, time_limit);
                return;
            }
        }
        let answer = Action::Answer {
            call: key,
            attempt: id,
        };
        let fail = |why| Action::Fail {
            call: key,
            attempt: id,
            why,
        };
        let (delay, action) = match self.scripts.of(&raw_id).reaction {
            _ if is_there => (Duration::ZERO, fail(FailReason::IsThere)),
            _ if !can_be_dialled => (Duration::ZERO, fail(FailReason::BadNumber)),
            Reaction::Answers(delay) => match time_limit {
                Some(time_limit) if delay > time_limit => {
                    (time_limit, fail(FailReason::NotAnswered))
                }
                _ => (delay, answer),
            },
            Reaction::Busy => (Duration::ZERO, fail(FailReason::Busy)),
            Reaction::Declines => (Duration::ZERO, fail(FailReason::Declined)),
            Reaction::NoAnswer => (time_limit.unwrap_or(RINGS), fail(FailReason::NotAnswered)),
            Reaction::Manual => match time_limit {
                Some(time_limit) => (time_limit, fail(FailReason::NotAnswered)),
                None => return,
            },
        };
        let least = match is_transfer && world.clock_runs() {
            true => TRANSFERS,
            false => Duration::ZERO,
        };
        world.schedule_in(delay.max(least), action);
    }

    /// Lets a hook decide on a call attempt, at the latest when its time is over.
    fn ring_by_hook(
        &mut self,
        world: &mut World,
        hook: Hook,
        key: CallKey,
        attempt: u64,
        caller: &Caller,
        time_limit: Option<Duration>,
    ) {
        let fail = |why| Action::Fail {
            call: key,
            attempt,
            why,
        };
        let Some(call) = self.calls.get(&key) else {
            return;
        };
        let target = call.attempts.iter().find(|known| known.id == attempt);
        let name = |identity: &Identity| identity.number().unwrap_or(identity.raw_id()).to_owned();
        let ringing = Ringing {
            call: key,
            attempt,
            target: target.map(|known| name(&known.target)).unwrap_or_default(),
            source: name(&caller.from),
            call_connection_id: call
                .legs
                .first()
                .map(|leg| leg.id.clone())
                .unwrap_or_default(),
            correlation_id: call.correlation_id.clone(),
            sip_headers: caller.sip_headers(),
        };
        if !world.hooks.start(hook, ringing) {
            world.schedule_in(Duration::ZERO, fail(FailReason::Busy));
        } else if let Some(time_limit) = time_limit {
            world.schedule_in(time_limit, fail(FailReason::NotAnswered));
        }
    }

    /// A hook has decided on a call attempt, which may have ended meanwhile.
    pub(crate) fn hook_decided(
        &mut self,
        world: &mut World,
        key: CallKey,
        attempt: u64,
        reaction: Reaction,
    ) {
        let why = match reaction {
            Reaction::Answers(_) => None,
            Reaction::Busy => Some(FailReason::Busy),
            Reaction::NoAnswer => Some(FailReason::NotAnswered),
            Reaction::Declines => Some(FailReason::Declined),
            // It rings on.
            Reaction::Manual => return,
        };
        let call = key;
        let action = match why {
            None => Action::Answer { call, attempt },
            Some(why) => Action::Fail { call, attempt, why },
        };
        world.schedule_in(Duration::ZERO, action);
    }

    /// A call between two phone numbers is two calls; the two attempts refer to each other.
    fn ring_in_separate_call(
        &mut self,
        world: &mut World,
        key: CallKey,
        attempt: u64,
        number: Identity,
        caller: Caller,
        until: Option<Duration>,
    ) {
        let there = self.new_call(world, Direction::Incoming, Some(key));
        let id = world.number();
        let call = self.calls.get_mut(&key);
        let outgoing = call.and_then(|call| {
            call.attempts
                .iter_mut()
                .find(|outgoing| outgoing.id == attempt)
        });
        if let Some(outgoing) = outgoing {
            outgoing.other = Some((there, id));
        }
        let incoming = Attempt {
            id,
            target: number,
            purpose: Purpose::Inbound {
                caller: caller.from.clone(),
                hangs_up_when_answered: false,
            },
            until,
            context: None,
            answering: None,
            other: Some((key, attempt)),
        };
        self.dial_again(world, there, incoming, caller);
    }

    /// Cancels a call attempt.
    pub(crate) fn cancel_attempt(&mut self, cx: &mut Context, attempt: &Attempt) {
        self.stop_ringing(&cx.world, attempt.context.as_deref(), RingEnd::Gone);
        match (&attempt.purpose, attempt.other) {
            (Purpose::Inbound { .. }, _) | (_, None) => {}
            (_, Some((there, _))) => {
                if let Some(call) = self.calls.get_mut(&there) {
                    // It may have been answered there; its counterpart does not exist any more.
                    call.counterparts.clear();
                }
                self.end_call(cx, there, &Outcome::caller_gave_up());
            }
        }
    }

    /// Whether a call to a participant becomes an incoming call of the application.
    pub(crate) fn rings_at_application(&self, raw_id: &str) -> bool {
        self.own.contains(raw_id) && !self.scripts.has_own(raw_id)
    }

    fn ring(
        &mut self,
        world: &mut World,
        key: CallKey,
        attempt: u64,
        caller: Caller,
        time_limit: Option<Duration>,
    ) {
        self.rings.forget(world.now());
        let context = world.ids.incoming_call_context();
        let Some(call) = self.calls.get_mut(&key) else {
            return;
        };
        let Some(ringing) = call.attempts.iter_mut().find(|known| known.id == attempt) else {
            return;
        };
        ringing.context = Some(context.clone());
        let to = ringing.target.clone();
        let event = grid_events::incoming_call(
            call,
            &caller.from,
            &to,
            &caller.display_name,
            caller.custom_context.clone(),
            &context,
        );
        let rings = time_limit.map_or(RINGS, |time_limit| time_limit.min(RINGS));
        let ring = Ring {
            call: key,
            attempt,
            caller,
            to,
            until: world.wall_time() + rings,
            end: None,
        };
        self.rings.insert(context, ring);
        let why = FailReason::NotAnswered;
        world.schedule_in(
            rings,
            Action::Fail {
                call: key,
                attempt,
                why,
            },
        );
        world.publish(&event);
    }

    /// Whether an incoming call still rings; if not, why.
    pub(crate) fn situation_of_context(&self, context: &str) -> Option<Situation> {
        let Some(ring) = self.rings.get(context) else {
            return Some(Situation::ContextUnknown);
        };
        Some(match ring.end? {
            RingEnd::Answered if self.calls.contains_key(&ring.call) => Situation::ContextAnswered,
            RingEnd::Answered | RingEnd::Gone => Situation::ContextGone,
            RingEnd::Stale => Situation::ContextStale,
        })
    }

    /// Notes that an incoming call rings no longer.
    pub(crate) fn stop_ringing(&mut self, world: &World, context: Option<&str>, end: RingEnd) {
        if let Some(context) = context {
            self.rings.end(context, end, world.now());
        }
    }

    /// Answers an incoming call with a leg; it is connected a moment later.
    pub(crate) fn answer_ring(&mut self, world: &mut World, context: &str, leg: Leg) {
        let Some(ring) = self.rings.get(context) else {
            return;
        };
        let (key, attempt) = (ring.call, ring.attempt);
        self.stop_ringing(world, Some(context), RingEnd::Answered);
        let call = self.calls.get_mut(&key);
        let waiting = call.and_then(|call| {
            call.attempts
                .iter_mut()
                .find(|waiting| waiting.id == attempt)
        });
        if let Some(waiting) = waiting {
            waiting.answering = Some(Box::new(leg));
            world.schedule_in(Duration::ZERO, Action::Answer { call: key, attempt });
        }
    }

    /// Takes an incoming call away from its present target.
    pub(crate) fn take_ring(
        &mut self,
        world: &mut World,
        context: &str,
    ) -> Option<(CallKey, Attempt, Caller)> {
        let ring = self.rings.get(context)?;
        let (key, id, caller) = (ring.call, ring.attempt, ring.caller.clone());
        self.stop_ringing(world, Some(context), RingEnd::Gone);
        let attempt = self.calls.get_mut(&key)?.remove_attempt(id)?;
        Some((key, attempt, caller))
    }
}
