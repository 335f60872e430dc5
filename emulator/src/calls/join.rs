//! Participants joining calls: call attempts that succeed or fail, and legs that connect.

use std::time::Duration;

use super::call::add;
use super::grid_events;
use super::ringing::RingEnd;
use super::{
    Attempt, Call, CallKey, Calls, Counterpart, Direction, Leg, LegState, Locator, Origin,
    Participant, Purpose,
};
use crate::events::event_grid::GridEvent;
use crate::events::{Event, Outcome};
use crate::identity::Identity;
use crate::request::versions::Version;
use crate::schedule::{Action, FailReason};
use crate::state::Context;
use crate::world::World;

impl Calls {
    /// A participant who was called has answered.
    pub(crate) fn attempt_answered(&mut self, cx: &mut Context, key: CallKey, attempt: u64) {
        let Some(call) = self.calls.get_mut(&key) else {
            return;
        };
        let Some(attempt) = call.remove_attempt(attempt) else {
            return;
        };
        if call.is_duplicate(&attempt) {
            self.attempt_obsolete(cx, key, attempt, &Outcome::is_there());
            return;
        }
        let is_there = |identity: &Identity| call.participant(identity.raw_id()).is_some();
        if matches!(&attempt.purpose, Purpose::Transfer { transferee, .. } if !is_there(transferee))
        {
            let outcome = Outcome::new(404, 8522, "The participant to transfer is gone.");
            self.attempt_obsolete(cx, key, attempt, &outcome);
            return;
        }
        let Attempt {
            target,
            purpose,
            answering,
            other,
            ..
        } = attempt;
        let raw_id = target.raw_id().to_owned();
        let answering = answering.map(|leg| *leg);
        let by_script = answering.is_none();
        if by_script && other.is_none() {
            let call = call.reference(None);
            cx.world.party_did(call, &target, "answers", String::new());
        }
        let key = match purpose {
            Purpose::Create => self.create_answered(cx, key, target, answering),
            Purpose::Inbound {
                hangs_up_when_answered: true,
                ..
            } => {
                self.answer_failed(cx, key, answering);
                return;
            }
            Purpose::Inbound { caller, .. } => {
                self.inbound_answered(cx, key, caller, target, answering, other)
            }
            Purpose::Invite(requester, _) => {
                let event = Event::new("AddParticipantSucceeded", None, Outcome::success())
                    .with("participant", target.json());
                let newcomer = self.join_call(cx, key, target, answering);
                self.send_result(&mut cx.world, &requester, event);
                self.report_joined(&mut cx.world, key, newcomer);
                key
            }
            Purpose::Transfer {
                requester,
                transferee,
                of_group,
            } => {
                let event = Event::new("CallTransferAccepted", None, Outcome::success());
                let version = self.version_of(&requester.leg);
                let event = match version.is_some_and(Version::names_parties_of_transfer) {
                    true => event
                        .with("transferTarget", target.json())
                        .with("transferee", transferee.json()),
                    false => event,
                };
                self.send_result(&mut cx.world, &requester, event);
                if of_group {
                    self.transferred_away(cx, key, &requester.leg, &transferee, target, answering)
                } else {
                    self.transferor_leaves(cx, key, &requester.leg);
                    let newcomer = self.join_call(cx, key, target, answering);
                    self.report_joined(&mut cx.world, key, newcomer);
                    key
                }
            }
        };
        if by_script {
            self.schedule_hang_up(&mut cx.world, key, &raw_id);
        }
    }

    /// Schedules the hang-up of a remote party with a script for it.
    pub(crate) fn schedule_hang_up(&mut self, world: &mut World, key: CallKey, raw_id: &str) {
        let Some(stay) = self.scripts.of(raw_id).stays else {
            return;
        };
        let call = self.calls.get(&key);
        if let Some(participant) = call.and_then(|call| call.participant(raw_id)) {
            let participant_id = participant.participant_id.clone();
            world.schedule_in(stay, Action::Leave { participant_id });
        }
    }

    fn create_answered(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        target: Identity,
        answering: Option<Leg>,
    ) -> CallKey {
        let now = cx.world.wall_time();
        let creator = self
            .calls
            .get_mut(&key)
            .filter(|call| !call.is_established())
            .and_then(|call| {
                call.since = Some(now);
                let creator = call.legs.first_mut()?;
                creator.state = LegState::Connected;
                Some(creator.clone())
            });
        if let Some(creator) = &creator {
            if let Some(source) = creator.speaks_for.clone() {
                self.join_call(cx, key, source, None);
            }
            let connected =
                Event::new("CallConnected", creator.context.clone(), Outcome::success());
            self.send_event(&mut cx.world, key, &creator.id, connected);
        }
        let newcomer = self.join_call(cx, key, target, answering);
        self.report_joined(&mut cx.world, key, newcomer);
        if let Some(creator) = creator {
            self.subscriptions_begin(&mut cx.world, key, &creator.id);
        }
        key
    }

    fn inbound_answered(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        caller: Identity,
        target: Identity,
        answering: Option<Leg>,
        other: Option<(CallKey, u64)>,
    ) -> CallKey {
        let now = cx.world.wall_time();
        if let Some(call) = self.calls.get_mut(&key) {
            call.since = Some(now);
        }
        let raw_id = caller.raw_id().to_owned();
        self.join_call(cx, key, caller, None);
        match other {
            Some((there, attempt)) => {
                self.link(key, &raw_id, there, attempt);
                cx.world.schedule_in(
                    Duration::ZERO,
                    Action::Answer {
                        call: there,
                        attempt,
                    },
                );
            }
            None => self.schedule_hang_up(&mut cx.world, key, &raw_id),
        }
        let newcomer = self.join_call(cx, key, target, answering);
        self.report_joined(&mut cx.world, key, newcomer);
        key
    }

    /// Links the two calls between two numbers: who leaves one leaves the other.
    fn link(&mut self, here: CallKey, caller: &str, there: CallKey, attempt: u64) {
        let Some(call) = self.calls.get_mut(&there) else {
            return;
        };
        let Some(called) = call.attempts.iter().find(|known| known.id == attempt) else {
            return;
        };
        let called = called.target.raw_id().to_owned();
        call.counterparts.push(Counterpart {
            raw_id: called.clone(),
            there: here,
            raw_id_there: caller.to_owned(),
        });
        if let Some(call) = self.calls.get_mut(&here) {
            call.counterparts.push(Counterpart {
                raw_id: caller.to_owned(),
                there,
                raw_id_there: called,
            });
        }
    }

    /// A participant answered who is not needed any more: the transferee has hung up meanwhile, or
    /// the participant is in the call already.
    fn attempt_obsolete(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        mut attempt: Attempt,
        outcome: &Outcome,
    ) {
        if let Some(leg) = attempt.answering.take() {
            let event = Event::new(
                "AnswerFailed",
                leg.context.clone(),
                Outcome::caller_gave_up(),
            );
            let at = cx.world.timestamp();
            self.send_event_to(&mut cx.world, key, &leg, None, event, at);
        }
        self.cancel_attempt(cx, &attempt);
        self.attempt_ended(cx, key, attempt, outcome);
    }

    /// The caller hung up before the answer reached it.
    fn answer_failed(&mut self, cx: &mut Context, key: CallKey, answering: Option<Leg>) {
        if let Some(leg) = answering {
            let event = Event::new(
                "AnswerFailed",
                leg.context.clone(),
                Outcome::caller_gave_up(),
            );
            let at = cx.world.timestamp();
            self.send_event_to(&mut cx.world, key, &leg, None, event, at);
        }
        self.remove_call(cx, key, &Outcome::caller_gave_up());
    }

    /// Adds a participant to a call, with the leg that represents it if an application answered;
    /// for a number, the participant is the user that the leg answered as. Returns the id of that
    /// leg.
    pub(crate) fn join_call(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        identity: Identity,
        answering: Option<Leg>,
    ) -> Option<String> {
        let answerer = answering.as_ref().and_then(|leg| leg.speaks_for.clone());
        let identity = answerer.unwrap_or(identity);
        let participant = Participant {
            participant_id: cx.world.ids.guid(),
            ..Participant::new(identity)
        };
        self.add_to_call(cx, key, participant, answering)
    }

    pub(crate) fn add_to_call(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        participant: Participant,
        leg: Option<Leg>,
    ) -> Option<String> {
        let call = self.calls.get_mut(&key)?;
        let begins = call.started_by.is_none() && participant.identity.is_user();
        if begins {
            call.started_by = Some(participant.identity.clone());
        }
        add(&mut call.participants, participant.clone());
        let started = begins.then(|| grid_events::call_started(call)).flatten();
        let added = user_event(call, "CallParticipantAdded", &participant);
        let seated = leg.map(|mut leg| {
            leg.state = LegState::Connected;
            let id = leg.id.clone();
            add(&mut call.legs, leg);
            id
        });
        if let Some(id) = &seated {
            self.legs.insert(id.clone(), key);
        }
        cx.world.call_changed(key);
        cx.recorder
            .participant_joined(key, participant.identity.raw_id());
        for event in started.into_iter().chain(added) {
            cx.world.publish(&event);
        }
        seated
    }

    /// Sends the events of a participant who joined. A leg that answered gets ParticipantsUpdated
    /// first and CallConnected then, as in most recordings.
    pub(crate) fn report_joined(
        &mut self,
        world: &mut World,
        key: CallKey,
        newcomer: Option<String>,
    ) {
        // In a 1:1 call both legs get the same sequence number. A leg that joins later gets the
        // next one.
        let call = self.calls.get(&key);
        let is_third = call.is_some_and(|call| call.participants.len() > 2);
        match &newcomer {
            Some(newcomer) if is_third => {
                let legs = call.map(|call| call.legs.as_slice()).unwrap_or_default();
                let others: Vec<String> = legs
                    .iter()
                    .map(|leg| leg.id.clone())
                    .filter(|id| id != newcomer)
                    .collect();
                self.send_participants_to(world, key, &others);
                self.send_participants_to(world, key, std::slice::from_ref(newcomer));
            }
            _ => self.send_participants(world, key),
        }
        let Some(newcomer) = newcomer else { return };
        let context = self
            .calls
            .get(&key)
            .and_then(|call| call.leg(&newcomer)?.context.clone());
        let connected = Event::new("CallConnected", context, Outcome::success());
        self.send_event(world, key, &newcomer, connected);
        self.subscriptions_begin(world, key, &newcomer);
    }

    /// Connects a leg made by connect to its call: it is not a participant, and its two
    /// ParticipantsUpdated, with numbers of their own, are sent to no other leg.
    pub(crate) fn join(&mut self, world: &mut World, mut leg: Leg, locator: &Locator) {
        let found = self.find_call(locator);
        let call = found.and_then(|key| Some((key, self.calls.get_mut(&key)?)));
        let failure = match &call {
            None if matches!(locator, Locator::Server(_)) => Some(Outcome::new(
                400,
                8527,
                "Invalid join identity, cannot join call.",
            )),
            None => Some(Outcome::new(404, 8522, "Call not found.")),
            Some((_, call)) if !call.is_established() => Some(Outcome::new(
                400,
                8501,
                "Action is invalid when call is not in Established state",
            )),
            Some(_) => None,
        };
        let event = |name, outcome| Event::new(name, leg.context.clone(), outcome);
        if let Some(outcome) = failure {
            let event = event("ConnectFailed", outcome);
            if let Origin::Connected { correlation_id } = &leg.profile.kind {
                let correlation_id = correlation_id.clone();
                self.send_event_without_call(world, &leg, &correlation_id, event);
            }
            return;
        }
        let connected = event("CallConnected", Outcome::success());
        let Some((key, call)) = call else { return };
        let id = leg.id.clone();
        leg.state = LegState::Connected;
        add(&mut call.legs, leg);
        self.legs.insert(id.clone(), key);
        self.send_participants_to(world, key, std::slice::from_ref(&id));
        self.send_event(world, key, &id, connected);
        self.send_participants_to(world, key, std::slice::from_ref(&id));
        self.subscriptions_begin(world, key, &id);
    }

    /// A participant who was called declined, or did not answer in time.
    pub(crate) fn attempt_failed(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        attempt: u64,
        why: FailReason,
    ) {
        let Some(call) = self.calls.get_mut(&key) else {
            return;
        };
        // One that was answered is about to connect; its timeout does not apply any more.
        let is_answered = |known: &Attempt| known.id == attempt && known.answering.is_some();
        if call.attempts.iter().any(is_answered) {
            return;
        }
        let Some(attempt) = call.remove_attempt(attempt) else {
            return;
        };
        let deed = match why {
            FailReason::Busy => Some("isBusy"),
            FailReason::Declined => Some("declines"),
            FailReason::NotAnswered => Some("doesNotAnswer"),
            FailReason::BadNumber | FailReason::IsThere => None,
        };
        // At a hosted user or number, an application did not answer.
        if let (Some(deed), None) = (deed, &attempt.context) {
            let call = call.reference(None);
            cx.world
                .party_did(call, &attempt.target, deed, String::new());
        }
        let phone = attempt.target.is_phone();
        let outcome = match why {
            FailReason::Busy => Outcome::busy(phone),
            FailReason::Declined => Outcome::declined(),
            FailReason::NotAnswered => Outcome::not_answered(phone),
            FailReason::BadNumber => Outcome::bad_number(),
            FailReason::IsThere => Outcome::is_there(),
        };
        self.stop_ringing(&cx.world, attempt.context.as_deref(), RingEnd::Stale);
        self.attempt_ended(cx, key, attempt, &outcome);
    }

    /// Ends a failed call attempt, with what that means for its call.
    pub(crate) fn attempt_ended(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        attempt: Attempt,
        outcome: &Outcome,
    ) {
        if let Some(call) = self.calls.get_mut(&key) {
            call.note_former(&attempt.target);
            cx.world.call_changed(key);
        }
        match attempt.purpose {
            Purpose::Create => {
                let Some(call) = self.calls.get(&key) else {
                    return;
                };
                if !call.is_established() && call.attempts.is_empty() {
                    self.creation_failed(cx, key, outcome);
                    return;
                }
            }
            Purpose::Inbound { .. } => {
                self.remove_call(cx, key, outcome);
                if let Some((there, id)) = attempt.other {
                    self.other_half_ended(cx, there, id, outcome);
                }
            }
            Purpose::Invite(requester, _) => {
                let event = Event::new("AddParticipantFailed", None, outcome.clone())
                    .with("participant", attempt.target.json());
                self.send_result(&mut cx.world, &requester, event);
            }
            Purpose::Transfer { requester, .. } => {
                self.transfer_over(&requester.leg);
                let event = Event::new("CallTransferFailed", None, outcome.clone());
                self.send_result(&mut cx.world, &requester, event);
            }
        }
        self.end_if_alone(cx, key);
    }

    /// The incoming one of two calls between two numbers failed: fails the outgoing one too.
    fn other_half_ended(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        attempt: u64,
        outcome: &Outcome,
    ) {
        let call = self.calls.get_mut(&key);
        if let Some(attempt) = call.and_then(|call| call.remove_attempt(attempt)) {
            self.attempt_ended(cx, key, attempt, outcome);
        }
    }

    fn transfer_over(&mut self, leg: &str) {
        let call = self.legs.get(leg).and_then(|key| self.calls.get_mut(key));
        if let Some(leg) = call.and_then(|call| call.leg_mut(leg)) {
            leg.state = LegState::Connected;
        }
    }

    /// Moves the transferee of a group call to a new call with the target; the others stay.
    fn transferred_away(
        &mut self,
        cx: &mut Context,
        key: CallKey,
        requester: &str,
        transferee: &Identity,
        target: Identity,
        answering: Option<Leg>,
    ) -> CallKey {
        self.transfer_over(requester);
        let there = self.new_call(&mut cx.world, Direction::Outgoing, Some(key));
        let now = cx.world.wall_time();
        if let Some(call) = self.calls.get_mut(&there) {
            call.since = Some(now);
        }
        self.move_participant(cx, key, transferee.raw_id(), there);
        let newcomer = self.join_call(cx, there, target, answering);
        self.report_joined(&mut cx.world, there, newcomer);
        self.update_or_end(cx, key, &Outcome::left_alone());
        there
    }
}

/// The Event Grid event of a user; there is none for phones and others.
pub(crate) fn user_event(
    call: &Call,
    name: &'static str,
    participant: &Participant,
) -> Option<GridEvent> {
    if !participant.identity.is_user() {
        return None;
    }
    grid_events::participant(
        call,
        name,
        &participant.identity,
        &participant.participant_id,
    )
}
