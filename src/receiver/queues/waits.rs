//! Waits for expected events: which wait gets an event, and where an event goes that was not taken
//! after all.

use std::time::Instant;

use super::{Queues, State, wait};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::receiver::queue::{Filter, Received, TakenItem};
use crate::receiver::waiting::{Known, Notify, Waited, Waiter, Wanted};

/// How many ends of calls are remembered after they were read, each up to so many bytes.
const MAX_ENDS: usize = 64;
const MAX_END_SIZE: usize = 16 * 1024;

impl Queues {
    /// Waits for an expected event, or for an end.
    pub(in crate::receiver) fn wait_for(
        &self,
        wanted: Wanted,
        deadline: Instant,
    ) -> Result<Waited> {
        let mut state = self.lock();
        if let Some((_, received)) = state.look_back(&wanted) {
            return Ok(wanted.outcome_of(received));
        }
        let id = state.enter(wanted);
        drop(state);
        self.wait(id, deadline)
    }

    /// Starts a wait for events that arrive from now on.
    pub(in crate::receiver) fn watch(&self, wanted: Wanted) -> Result<u64> {
        let mut state = self.lock();
        if state.closed {
            return Err(Error::closed("the receiver"));
        }
        let end = state.recent_end(&wanted);
        let id = state.enter(wanted);
        if let (Some(end), Some(waiter)) = (end, state.waiter(id)) {
            if waiter.end_of_call().is_none() {
                waiter.call_ended(end);
            }
        }
        Ok(id)
    }

    /// The end of the call of a started wait, as soon as it arrives before the deadline.
    pub(in crate::receiver) fn await_end(&self, id: u64, deadline: Instant) -> Option<Received> {
        let mut state = self.lock();
        let (woken, wanted) = {
            let waiter = state.waiter(id)?;
            (waiter.woken(), waiter.wanted.clone())
        };
        if let Some(end) = state.remembered_end(&wanted) {
            return Some(end);
        }
        loop {
            let waiter = state.waiter(id)?;
            if let Some(end) = waiter.end_of_call() {
                return Some(end.clone());
            }
            let left = waiter.left(deadline)?;
            state = wait(&woken, state, Some(left));
        }
    }

    /// Ends a started wait: with the result that it has, or gets before the deadline.
    pub(in crate::receiver) fn wait(&self, id: u64, deadline: Instant) -> Result<Waited> {
        let mut state = self.lock();
        let woken = state.waiter(id).map(|waiter| waiter.woken());
        loop {
            let left = state.waiter(id).and_then(|waiter| waiter.left(deadline));
            if let (Some(left), Some(woken)) = (left, &woken) {
                state = wait(woken, state, Some(left));
                continue;
            }
            // The result may have arrived at the very moment of the timeout: it is never dropped.
            return state.leave(id).map_or(Ok(Waited::TimedOut), Waiter::result);
        }
    }

    /// Has `notify` called whenever a started wait may have ended.
    pub(in crate::receiver) fn when_changed(&self, id: u64, notify: Notify) {
        if let Some(waiter) = self.lock().waiter(id) {
            waiter.when_changed(notify);
        }
    }

    /// Until when a started wait continues; `None` when it has ended.
    pub(in crate::receiver) fn waits_until(&self, id: u64, deadline: Instant) -> Option<Instant> {
        self.lock().waiter(id)?.until(deadline)
    }

    /// Ends a started wait before its deadline, also one that is about to block.
    pub(in crate::receiver) fn stop(&self, id: u64) {
        if let Some(waiter) = self.lock().waiter(id) {
            waiter.stop();
        }
    }

    /// The end of the call, when a started wait has that and nothing else.
    pub(in crate::receiver) fn end_of_call(&self, id: u64) -> Option<Received> {
        self.lock().waiter(id)?.end_of_call().cloned()
    }

    /// Restricts a wait to this call or recording. Until now others may have had the same context:
    /// events caught for the wrong wait are handed over.
    pub(in crate::receiver) fn narrow(&self, id: u64, known: Known<'_>) {
        let mut state = self.lock();
        let strays: Vec<(u64, Event)> = state
            .waiters
            .iter_mut()
            .filter(|waiter| waiter.wanted.is_vague())
            .filter_map(|waiter| {
                let is_this = waiter.id == id;
                waiter.give_up(|event| known.names(event) != is_this)
            })
            .collect();
        let Some(waiter) = state.waiter(id) else {
            return;
        };
        waiter.narrow(known);
        let wanted = waiter.wanted.clone();
        for (number, event) in strays {
            self.give_back(&mut state, number, event);
        }
        if state.waiter(id).is_some_and(|waiter| waiter.has_result()) {
            return;
        }
        let caught = state.look_back(&wanted);
        let end = state.look_for_past_end(&wanted);
        let is_closed = state.closed;
        if let Some(waiter) = state.waiter(id) {
            match (caught, end) {
                (Some((number, received)), _) => waiter.give(number, received),
                (None, Some(end)) => waiter.call_ended(end),
                (None, None) => {}
            }
            if is_closed {
                waiter.close();
            }
        }
    }

    /// Ends a wait without its result.
    pub(in crate::receiver) fn unwatch(&self, id: u64) {
        let mut state = self.lock();
        let caught = state
            .leave(id)
            .and_then(|mut waiter| waiter.give_up(|_| true));
        if let Some((number, event)) = caught {
            self.give_back(&mut state, number, event);
        }
    }

    /// Finds a new place for an event that was caught: with another wait, or in its queue.
    fn give_back(&self, state: &mut State, number: u64, event: Event) {
        let queue = state.route(&event);
        if let Some(taker) = state.taker(&event, queue.as_ref()).map(|taker| taker.id) {
            let received = state.with_tag(event);
            if let Some(waiter) = state.waiter(taker) {
                waiter.give(number, received);
            }
        } else if let Some(queue) = state.queue(queue.as_ref()) {
            queue.give_back(number, self.bounds.clock.elapsed(), event);
        }
    }
}

impl State {
    /// Adds a wait; one for a call that has ended already ends with that.
    fn enter(&mut self, wanted: Wanted) -> u64 {
        self.last_waiter += 1;
        let mut waiter = Waiter::new(self.last_waiter, wanted);
        if let Some(end) = self.look_for_past_end(&waiter.wanted) {
            waiter.call_ended(end);
        }
        if self.closed {
            waiter.close();
        }
        self.waiters.push(waiter);
        self.last_waiter
    }

    fn leave(&mut self, id: u64) -> Option<Waiter> {
        let place = self.waiters.iter().position(|waiter| waiter.id == id)?;
        Some(self.waiters.remove(place))
    }

    pub(super) fn waiter(&mut self, id: u64) -> Option<&mut Waiter> {
        self.waiters.iter_mut().find(|waiter| waiter.id == id)
    }

    /// The wait that gets an event: one that knows the call before one that has only the context,
    /// and of those the first.
    pub(super) fn taker(&mut self, event: &Event, queue: Option<&Filter>) -> Option<&mut Waiter> {
        self.waiters
            .iter_mut()
            .filter(|waiter| waiter.listens_to(queue) && waiter.wanted.is_expected(event))
            .min_by_key(|waiter| waiter.wanted.is_vague())
    }

    /// Reports the end of a call to its waits, except one that expects this event.
    pub(super) fn end_waits(&mut self, event: &Event, queue: Option<&Filter>) {
        if self.waiters.is_empty() {
            return;
        }
        let received = self.with_tag(event.clone());
        for waiter in &mut self.waiters {
            if waiter.listens_to(queue) && waiter.wanted.is_end(event) {
                waiter.call_ended(received.clone());
            }
        }
    }

    /// Takes out an expected event that is queued already, with its number.
    fn look_back(&mut self, wanted: &Wanted) -> Option<(u64, Received)> {
        let (number, index, scope) = self.first(wanted, |event| wanted.is_expected(event))?;
        match self.queue(scope.as_ref())?.take(index)? {
            TakenItem::Event(event) if self.may_give(&event) => {
                Some((number, self.with_tag(event)))
            }
            TakenItem::Event(_) => self.look_back(wanted),
            TakenItem::Overflow { .. } | TakenItem::Completion(_) => None,
        }
    }

    /// Remembers an event that ends a call: a program may have read it when it starts a wait.
    pub(super) fn remember_end(&mut self, event: &Event) {
        if event.ends_call() && event.raw().len() <= MAX_END_SIZE {
            if self.ends.len() >= MAX_ENDS {
                self.ends.pop_front();
            }
            self.ends.push_back(event.clone());
        }
    }

    /// A copy of the end of its call, when that is known and arrived not long ago.
    fn recent_end(&self, wanted: &Wanted) -> Option<Received> {
        wanted
            .ends_with_past()
            .then(|| self.remembered_end(wanted))?
    }

    fn remembered_end(&self, wanted: &Wanted) -> Option<Received> {
        if wanted.goes_by_context() {
            return None;
        }
        let end = self.ends.iter().rev().find(|end| wanted.is_end(end))?;
        Some(self.with_tag(end.clone()))
    }

    /// A copy of the end of its call, when that is queued already.
    fn look_for_past_end(&mut self, wanted: &Wanted) -> Option<Received> {
        if !wanted.ends_with_past() {
            return None;
        }
        let (_, index, scope) = self.first(wanted, |event| wanted.is_end(event))?;
        let event = self.queue(scope.as_ref())?.event_at(index)?.clone();
        Some(self.with_tag(event))
    }

    /// Number, position and queue of the oldest such event in the queues of a wait.
    fn first(
        &mut self,
        wanted: &Wanted,
        is_it: impl Fn(&Event) -> bool,
    ) -> Option<(u64, usize, Option<Filter>)> {
        let scopes: Vec<Option<Filter>> = match &wanted.scope {
            Some(scope) => vec![Some(scope.clone())],
            None => std::iter::once(None)
                .chain(self.event_grid.is_some().then_some(Some(Filter::EventGrid)))
                .chain(self.calls.keys().map(|id| Some(Filter::call(id))))
                .collect(),
        };
        scopes
            .into_iter()
            .filter_map(|scope| {
                let (index, number) = self.queue(scope.as_ref())?.find(&is_it)?;
                Some((number, index, scope))
            })
            .min_by_key(|(number, ..)| *number)
    }
}
