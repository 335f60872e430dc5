//! The operations on an established call: transfer, and all about participants.

use std::time::Duration;

use super::call_operations::seen_by;
use super::{Call, CallKey, Calls, Leg, LegState, Participant, Purpose};
use crate::events::{Event, Outcome};
use crate::identity::Identity;
use crate::json::{Json, Object};
use crate::operations::OperationRequest;
use crate::request::errors::{Refusal, Situation, check_allowed};
use crate::state::Context;
use crate::world::World;

impl Calls {
    pub(crate) fn transfer(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<Object, Refusal> {
        let body = request.body;
        let target = body.identity("targetParticipant");
        let (Some(target), Some(call)) = (target, self.calls.get_mut(&key)) else {
            return Err(Refusal::call_not_found());
        };
        let own = leg.speaks_for.as_ref();
        let named = body.identity("transferee");
        if named.is_some() && named.as_ref() == own {
            return Err(Refusal::field(
                "The field transferee must not be the Call Automation endpoint itself.",
            ));
        }
        let others: Vec<Identity> = call.others_than(leg).cloned().collect();
        let is_one_to_one = own.is_some() && others.len() < 2;
        let transferee = match (named, others.into_iter().next()) {
            (Some(named), _) => {
                if call.participant(named.raw_id()).is_none() {
                    return Err(Refusal::participant_not_found());
                }
                named
            }
            (None, Some(other)) if is_one_to_one => other,
            (None, _) => {
                return Err(Refusal::field(if own.is_none() {
                    "The field transferee is required on a connection made by connect."
                } else {
                    "The field transferee is required in a call of more than two."
                }));
            }
        };
        if call.has(target.raw_id()) {
            return Err(Refusal::field(
                "The field targetParticipant is in the call or being called already.",
            ));
        }
        if let Some(leg) = call.leg_mut(&leg.id) {
            leg.state = LegState::Transferring;
        }
        let caller_id = body.phone("sourceCallerIdNumber");
        let from = seen_by(&target, caller_id.as_deref(), &transferee);
        let caller = request.caller(from);
        let purpose = Purpose::Transfer {
            requester: request.requester(leg),
            transferee,
            of_group: !is_one_to_one,
        };
        self.dial(world, key, target, purpose, caller, None);
        Ok(request.only_context())
    }

    pub(crate) fn list_participants(
        &self,
        world: &World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Object {
        let participants = self
            .calls
            .get(&key)
            .map(|call| call.participants.as_slice())
            .unwrap_or_default();
        let page: Vec<Json> = participants
            .iter()
            .skip(request.skip)
            .take(world.page_size())
            .map(|participant| participant.json(request.version))
            .collect();
        let next = request.skip.saturating_add(page.len());
        let link = (next < participants.len()).then(|| {
            format!(
                "{}/calling/callConnections/{}/participants?api-version={}&continuationToken={next}",
                request.endpoint, leg.id, request.version.name
            )
        });
        let name = if request.version.is_first() {
            "values"
        } else {
            "value"
        };
        Object::new().with(name, page).with_some("nextLink", link)
    }

    pub(crate) fn get_participant(
        &self,
        request: &OperationRequest<'_>,
        key: CallKey,
    ) -> Result<Object, Refusal> {
        let call = self.calls.get(&key);
        call.and_then(|call| call.participant(&request.found.participant))
            .map(|participant| participant.object(request.version))
            .ok_or_else(Refusal::participant_not_found)
    }

    pub(crate) fn add_participant(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<Object, Refusal> {
        let body = request.body;
        let Some(target) = body.identity("participantToAdd") else {
            return Err(Refusal::participant_not_found());
        };
        let caller_id = body.phone("sourceCallerIdNumber");
        if target.is_phone() && caller_id.is_none() {
            return Err(Refusal::field(
                "The field sourceCallerIdNumber is required for a phone number to add.",
            ));
        }
        let invitation = world.ids.guid();
        let shown = request.version.has_invitation_ids();
        let response = Object::new()
            .with(
                "participant",
                Participant::new(target.clone()).json(request.version),
            )
            .followed_by(request.only_context())
            .with_some("invitationId", shown.then_some(invitation.as_str()));
        let call = self.calls.get(&key);
        let is_there = call.is_some_and(|call| call.has(target.raw_id()));
        let requester = request.requester(leg);
        if is_there {
            let event = Event::new("AddParticipantFailed", None, Outcome::is_there())
                .with("participant", target.json());
            self.send_result(world, &requester, event);
            return Ok(response);
        }
        let source = leg.speaks_for.clone().unwrap_or_else(|| world.new_user());
        let from = seen_by(&target, caller_id.as_deref(), &source);
        let caller = request.caller(from);
        // Zero means the default, like an absent value.
        let time_limit = body
            .number("invitationTimeoutInSeconds")
            .filter(|seconds| *seconds > 0)
            .map(Duration::from_secs);
        self.dial(
            world,
            key,
            target,
            Purpose::Invite(requester, invitation),
            caller,
            time_limit,
        );
        // A recorded invitation used up one sequence number without an event, and in 2023 nothing
        // more. Since then another one follows, with an event.
        if let Some(call) = self.calls.get_mut(&key) {
            call.sequence += 1;
        }
        if leg.version.reports_invitations() {
            self.send_participants(world, key);
        }
        Ok(response)
    }

    pub(crate) fn cancel_add(
        &mut self,
        cx: &mut Context,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Object {
        let wanted = request.body.text("invitationId").unwrap_or_default();
        let requester = request.requester(leg);
        let call = self.calls.get_mut(&key);
        let attempt = call.and_then(|call| {
            let found = call.attempts.iter().find(|attempt| {
                attempt.answering.is_none()
                    && matches!(&attempt.purpose, Purpose::Invite(_, id) if *id == wanted)
            });
            let id = found.map(|attempt| attempt.id)?;
            call.remove_attempt(id)
        });
        let event = match &attempt {
            Some(attempt) => {
                self.cancel_attempt(cx, attempt);
                let outcome = Outcome::invitation_canceled(leg.version, attempt.target.raw_id());
                Event::new("CancelAddParticipantSucceeded", None, outcome)
            }
            None => Event::new(
                "CancelAddParticipantFailed",
                None,
                Outcome::new(
                    400,
                    8523,
                    "The invitation was accepted, ended, or never made.",
                ),
            ),
        };
        self.send_result(
            &mut cx.world,
            &requester,
            event.with("invitationId", wanted.as_str()),
        );
        self.end_if_alone(cx, key);
        Object::new()
            .with("invitationId", wanted)
            .followed_by(request.only_context())
    }

    pub(crate) fn remove_participants(
        &mut self,
        cx: &mut Context,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<Object, Refusal> {
        let mut targets = request.body.identities("participantsToRemove");
        targets.extend(request.body.identity("participantToRemove"));
        if targets.is_empty() {
            return Err(Refusal::field("The field participantToRemove is required."));
        }
        let call = self.calls.get(&key);
        let is_itself = |own| {
            let count = call.map_or(0, |call| call.count(Identity::raw_id(own)));
            targets.contains(own) && count < 2
        };
        if leg.speaks_for.as_ref().is_some_and(is_itself) {
            return Err(Refusal::field(
                "The participant to remove is the application itself; hang up instead.",
            ));
        }
        let requester = request.requester(leg);
        for target in targets {
            let participant = target.json();
            match self.remove_participant(cx, key, target.raw_id()) {
                Some((_, removed)) => {
                    if let Some(removed) = removed {
                        let goes_on = self.calls.get(&key).is_some_and(Call::goes_on);
                        self.send_disconnected(cx, key, &removed, Outcome::removed(goes_on));
                    }
                    let event = Event::new("RemoveParticipantSucceeded", None, Outcome::success());
                    self.send_result(
                        &mut cx.world,
                        &requester,
                        event.with("participant", participant),
                    );
                    self.update_or_end(cx, key, &Outcome::removed_the_last());
                }
                None => {
                    let outcome = Outcome::new(404, 8522, "Participant not found.");
                    let event = Event::new("RemoveParticipantFailed", None, outcome);
                    self.send_result(
                        &mut cx.world,
                        &requester,
                        event.with("participant", participant),
                    );
                }
            }
        }
        Ok(request.only_context())
    }

    pub(crate) fn mute(
        &mut self,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        muted: bool,
    ) -> Result<Object, Refusal> {
        let targets = request.body.identities("targetParticipants");
        let Some(call) = self.calls.get_mut(&key) else {
            return Err(Refusal::call_not_found());
        };
        for target in &targets {
            if call.participant(target.raw_id()).is_none() {
                return Err(Refusal::participant_not_found());
            }
            if !target.is_user() {
                return Err(Refusal::field(
                    "The field targetParticipants must hold communication users only.",
                ));
            }
        }
        let mut changed = false;
        for target in &targets {
            if let Some(participant) = call.participant_mut(target.raw_id()) {
                changed |= participant.muted != muted;
                participant.muted = muted;
            }
        }
        if changed {
            self.send_participants(world, key);
        }
        Ok(request.only_context())
    }

    pub(crate) fn move_here(
        &mut self,
        cx: &mut Context,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<Object, Refusal> {
        let body = request.body;
        let from_call = body.text("fromCall").unwrap_or_default();
        let Some((from, other)) = self
            .call_of(&from_call)
            .and_then(|(from, call)| Some((from, call.leg(&from_call)?.clone())))
        else {
            return Err(Refusal::call_not_found());
        };
        match other.state {
            LegState::Connecting => check_allowed(Situation::Connecting, request.route.operation)?,
            LegState::Transferring => {
                check_allowed(Situation::Transferring, request.route.operation)?;
            }
            LegState::Connected => {}
        }
        if from == key {
            return Err(Refusal::field("The field fromCall names the same call."));
        }
        let targets = body.identities("targetParticipants");
        if other
            .speaks_for
            .as_ref()
            .is_some_and(|own| targets.contains(own))
        {
            return Err(Refusal::field(
                "The field targetParticipants holds the application itself.",
            ));
        }
        let requester = request.requester(leg);
        let mut participants = Vec::new();
        let mut moved = false;
        for target in targets {
            let call = self.calls.get(&from);
            let muted = call
                .and_then(|call| call.participant(target.raw_id()))
                .is_some_and(|participant| participant.muted);
            participants.push(
                Participant {
                    muted,
                    ..Participant::new(target.clone())
                }
                .json(request.version),
            );
            let event = if self.move_participant(cx, from, target.raw_id(), key) {
                moved = true;
                Event::new("MoveParticipantSucceeded", None, Outcome::success())
            } else {
                let why = if self.has(key, target.raw_id()) {
                    "The participant is in the call or being called already."
                } else {
                    "The participant is not in the call to move from."
                };
                Event::new("MoveParticipantFailed", None, Outcome::new(400, 8558, why))
            };
            let event = event
                .with("participant", target.json())
                .with("fromCall", from_call.as_str());
            self.send_result(&mut cx.world, &requester, event);
        }
        if moved {
            self.send_participants(&mut cx.world, key);
            self.update_or_end(cx, from, &Outcome::left_alone());
        }
        Ok(Object::new()
            .with("participants", participants)
            .followed_by(request.only_context())
            .with("fromCall", from_call))
    }
}
