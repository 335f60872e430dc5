//! What a test triggers: incoming calls, calls between clients, hang-ups, input of participants,
//! subscriptions, time. The Rust API and the control API over HTTP both call these functions.

use std::time::Duration;

use super::calls::CallKey;
use super::client_call::{ClientCall, StartedCall};
use super::events::event_grid;
use super::grid_subscription::GridSubscription;
use super::hook::Ringing;
use super::identity::{Identity, raw_id_of};
use super::incoming_call::IncomingCall;
use super::ladder::Ladder;
use super::media::tones;
use super::remote_party::{Reaction, RemoteParty};
use super::schedule::{Action, FailReason, Input};
use super::service::Service;
use super::state::State;
use acs_call_automation::{Error, Result};

/// The longest phrase that a participant says at once.
const MAX_PHRASE_LENGTH: usize = 4000;

impl Service {
    pub(super) fn create_user(&self) -> String {
        let mut state = self.lock();
        let user = state.cx.world.new_user().raw_id().to_owned();
        state.calls.add_own(user.clone());
        user
    }

    pub(super) fn add_phone_number(&self, number: &str) -> Result<String> {
        let number = number.strip_prefix("4:").unwrap_or(number);
        let identity = Identity::phone(number);
        if !identity.can_be_dialled() {
            return Err(Error::invalid(
                "number",
                format_args!("{number:?} is not a plus and 7 to 15 digits, such as +15550100199"),
            ));
        }
        let raw_id = identity.raw_id().to_owned();
        self.lock().calls.add_own(raw_id.clone());
        Ok(raw_id)
    }

    pub(super) fn set_remote_party(&self, party: RemoteParty) -> Result<()> {
        party.check()?;
        self.lock().calls.set_script(party);
        Ok(())
    }

    pub(super) fn subscribe(&self, subscription: &GridSubscription) -> Result<()> {
        self.check_subscription(subscription)?;
        self.shake_hands(subscription)?;
        self.lock().cx.world.subscribe(subscription.clone());
        Ok(())
    }

    pub(super) fn check_subscription(&self, subscription: &GridSubscription) -> Result<()> {
        if !self.callbacks.allow(&subscription.url) {
            return Err(Error::invalid(
                "url",
                "must be https, or http to this machine or an http callback host that was allowed",
            ));
        }
        for (name, value) in &subscription.headers {
            if http::HeaderName::from_bytes(name.as_bytes()).is_err()
                || http::HeaderValue::from_str(value).is_err()
            {
                return Err(Error::invalid("header", "must be one of HTTP"));
            }
        }
        Ok(())
    }

    /// Performs the validation handshake of a subscription, unless it has none.
    pub(super) fn shake_hands(&self, subscription: &GridSubscription) -> Result<()> {
        if subscription.handshake {
            let (resource, code, at) = {
                let world = &mut self.lock().cx.world;
                (
                    world.resource().to_owned(),
                    world.ids.guid(),
                    world.timestamp(),
                )
            };
            // Not under the lock: the listener may send requests to the emulator meanwhile.
            event_grid::validate(&self.outbox, subscription, &resource, &code, at)?;
        }
        Ok(())
    }

    /// Ends the subscriptions of a URL; false when there was none.
    pub(super) fn unsubscribe(&self, url: &str) -> bool {
        self.lock().cx.world.unsubscribe(url)
    }

    pub(super) fn place_incoming_call(&self, wanted: &IncomingCall) -> Result<String> {
        let (from, to) = wanted.parties()?;
        let mut state = self.lock();
        let state = &mut *state;
        if !state.calls.rings_at_application(to.raw_id()) {
            return Err(Error::invalid(
                "to",
                format_args!(
                    "{:?} must be a user or number that the emulator hosts, without a behavior of its own: add it with phone-number or user of the control API, or with add_phone_number or create_user",
                    to.raw_id()
                ),
            ));
        }
        state.run_due();
        let context = state.calls.receive(&mut state.cx.world, wanted, from, to);
        context.ok_or_else(|| Error::closed("the call"))
    }

    /// The outside caller of an incoming call hangs up.
    pub(super) fn cancel_incoming_call(&self, context: &str) -> Result<()> {
        let mut state = self.lock();
        let state = &mut *state;
        state.run_due();
        if !state.calls.caller_left(&mut state.cx, context) {
            return Err(Error::invalid(
                "incoming call context",
                "does not name a call of an outside caller that still rings",
            ));
        }
        Ok(())
    }

    pub(super) fn start_client_call(&self, wanted: &ClientCall) -> Result<StartedCall> {
        wanted.check()?;
        let mut state = self.lock();
        let state = &mut *state;
        state.run_due();
        if let Some((name, locator)) = wanted.locator() {
            if state.calls.find_call(&locator).is_some() {
                return Err(Error::invalid(name, "names a call that goes on"));
            }
        }
        Ok(state.calls.start_client_call(&mut state.cx, wanted))
    }

    /// A remote party that rings answers, declines or is busy.
    pub(super) fn decide(&self, call: &str, raw_id: &str, decision: Decision) -> Result<()> {
        let mut state = self.lock();
        let state = &mut *state;
        state.run_due();
        let key = state.key_of(call)?;
        let ringing = state.calls.ringing_attempt(key, &raw_id_of(raw_id));
        let attempt = ringing.ok_or_else(|| {
            Error::invalid(
                "raw id",
                "does not name a remote party that the call rings at",
            )
        })?;
        state.decide(key, attempt, decision);
        Ok(())
    }

    /// A participant hangs up; one that rings declines.
    pub(super) fn hang_up_participant(&self, call: &str, raw_id: &str) -> Result<()> {
        let mut state = self.lock();
        let state = &mut *state;
        state.run_due();
        let (key, raw_id) = (state.key_of(call)?, raw_id_of(raw_id));
        if let Some(attempt) = state.calls.ringing_attempt(key, &raw_id) {
            state.decide(key, attempt, Decision::Decline);
            return Ok(());
        }
        if !state
            .calls
            .participant_left(&mut state.cx, key, &raw_id, false)
        {
            return Err(no_participant());
        }
        state.run_due();
        Ok(())
    }

    /// A user mutes or unmutes itself.
    pub(super) fn mute_participant(&self, call: &str, raw_id: &str, muted: bool) -> Result<()> {
        let raw_id = raw_id_of(raw_id);
        if !Identity::from_raw_id(&raw_id).is_user() {
            let rule =
                "must be a communication user: the service does not see when a phone is muted";
            return Err(Error::invalid("raw id", rule));
        }
        let mut state = self.lock();
        let state = &mut *state;
        state.run_due();
        let key = state.key_of(call)?;
        let world = &mut state.cx.world;
        if !state.calls.participant_muted(world, key, &raw_id, muted) {
            return Err(no_participant());
        }
        Ok(())
    }

    pub(super) fn press_digits(
        &self,
        call_connection_id: &str,
        raw_id: &str,
        digits: &str,
    ) -> Result<()> {
        let inputs = tones::read(digits)?
            .into_iter()
            .map(|(at, tone)| (at, Input::Tone(tone)))
            .collect();
        self.input(call_connection_id, raw_id, inputs)
    }

    pub(super) fn speak(&self, call_connection_id: &str, raw_id: &str, phrase: &str) -> Result<()> {
        if phrase.trim().is_empty() || phrase.chars().count() > MAX_PHRASE_LENGTH {
            return Err(Error::invalid("phrase", "must be 1 to 4000 characters"));
        }
        let input = (Duration::ZERO, Input::Phrase(phrase.to_owned()));
        self.input(call_connection_id, raw_id, vec![input])
    }

    fn input(
        &self,
        call_connection_id: &str,
        raw_id: &str,
        inputs: Vec<(Duration, Input)>,
    ) -> Result<()> {
        let mut state = self.lock();
        state.run_due();
        let (_, call) = state.calls.named(call_connection_id).ok_or_else(no_call)?;
        let participant = call
            .participant(&raw_id_of(raw_id))
            .ok_or_else(no_participant)?;
        let participant_id = participant.participant_id.clone();
        for (at, input) in inputs {
            let action = Action::Input {
                participant_id: participant_id.clone(),
                input,
            };
            state.cx.world.schedule_in(at, action);
        }
        state.run_due();
        Ok(())
    }

    /// A hook has decided on a call.
    pub(super) fn decided(&self, ringing: &Ringing, reaction: Reaction) {
        let mut state = self.lock();
        let state = &mut *state;
        let (call, attempt) = (ringing.call, ringing.attempt);
        state
            .calls
            .hook_decided(&mut state.cx.world, call, attempt, reaction);
        state.run_due();
    }

    /// The family of the call that an id names, present or in the journal.
    pub(super) fn family_of(&self, id: &str) -> Option<u64> {
        let known = {
            let calls = &self.lock().calls;
            calls.key_of(id).and_then(|key| calls.reference_to(key))
        };
        let family = known.map(|call| call.family);
        family.or_else(|| self.journal.family_of(id))
    }

    pub(super) fn ladder_of(&self, id: &str) -> Ladder {
        let family = self.family_of(id);
        let mut entries = self.journal.all();
        entries.retain(|entry| family.is_some_and(|family| entry.is_of(family)));
        Ladder::of(&entries)
    }

    pub(super) fn advance(&self, by: Duration) {
        self.lock().advance(by);
    }

    pub(super) fn pause_clock(&self) {
        let mut state = self.lock();
        state.run_due();
        self.clock.pause();
        self.journal.watchers.clock_changed();
    }

    pub(super) fn resume_clock(&self) {
        let _state = self.lock();
        self.clock.resume();
        self.changed.notify_all();
        self.journal.watchers.clock_changed();
    }

    /// Moves the clock to what falls due next; false when nothing does.
    pub(super) fn step(&self) -> bool {
        self.lock().step()
    }

    pub(super) fn reset(&self, keeps_setup: bool) {
        let seed = self.seed();
        let mut state = self.lock();
        state.reset(keeps_setup);
        if let Some(seed) = &*seed {
            seed.apply(&mut state);
        }
        self.journal.clear();
    }
}

/// What a remote party that rings does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Decision {
    Answer,
    Decline,
    Busy,
}

impl State {
    fn key_of(&self, call: &str) -> Result<CallKey> {
        let found = self.calls.named(call);
        found.map(|(key, _)| key).ok_or_else(no_call)
    }

    fn decide(&mut self, key: CallKey, attempt: u64, decision: Decision) {
        let Self { calls, cx, .. } = self;
        match decision {
            Decision::Answer => calls.attempt_answered(cx, key, attempt),
            Decision::Decline => calls.attempt_failed(cx, key, attempt, FailReason::Declined),
            Decision::Busy => calls.attempt_failed(cx, key, attempt, FailReason::Busy),
        }
        self.run_due();
    }
}

fn no_call() -> Error {
    Error::invalid("call connection id", "does not name a call")
}

fn no_participant() -> Error {
    Error::invalid("raw id", "is not that of a participant of the call")
}
