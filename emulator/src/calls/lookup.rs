//! What requests and timers look up: calls, legs, participants.

use super::call_operations::locator;
use super::{Call, CallKey, Calls, Direction, Leg, LegState, Locator, Participant, Requester};
use crate::events::Event;
use crate::events::outbox::authority;
use crate::identity::Identity;
use crate::journal::CallReference;
use crate::operations::OperationRequest;
use crate::remote_party::{Reaction, RemoteParty, Turn};
use crate::request::errors::{Refusal, Situation, check_allowed};
use crate::request::versions::Version;
use crate::world::World;

impl Calls {
    /// The target of a request, who must be in the call.
    pub(crate) fn target_of(
        &self,
        request: &OperationRequest<'_>,
        key: CallKey,
    ) -> Result<Identity, Refusal> {
        let target = request.body.identity("targetParticipant");
        let call = self.calls.get(&key);
        target
            .filter(|target| call.is_some_and(|call| call.participant(target.raw_id()).is_some()))
            .ok_or_else(Refusal::participant_not_found)
    }

    pub(crate) fn all_are_there(&self, key: CallKey, raw_ids: &[String]) -> Result<(), Refusal> {
        let call = self.calls.get(&key);
        let is_there = |raw_id| call.is_some_and(|call| call.participant(raw_id).is_some());
        if raw_ids.iter().all(|raw_id| is_there(raw_id)) {
            Ok(())
        } else {
            Err(Refusal::participant_not_found())
        }
    }

    pub(crate) fn is_one_to_one(&self, key: CallKey, leg: &Leg) -> bool {
        let call = self.calls.get(&key);
        call.is_some_and(|call| call.others_than(leg).count() == 1)
    }

    /// Adds the index of the source that failed, in the versions that have it.
    pub(crate) fn with_index(&self, requester: &Requester, event: Event, place: usize) -> Event {
        let has_index = self
            .version_of(&requester.leg)
            .is_some_and(Version::reports_starts);
        match i64::try_from(place) {
            Ok(place) if has_index => event.with("failedPlaySourceIndex", place),
            _ => event,
        }
    }

    pub(crate) fn version_of(&self, leg: &str) -> Option<&'static Version> {
        let (_, call) = self.call_of(leg)?;
        call.leg(leg).map(|leg| leg.version)
    }

    /// The call of a call connection.
    pub(crate) fn connected(
        &self,
        request: &OperationRequest<'_>,
        leg: &str,
    ) -> Result<CallKey, Refusal> {
        let operation = request.route.operation;
        let found = self.call_of(leg);
        let Some((key, leg)) = found.and_then(|(key, call)| Some((key, call.leg(leg)?))) else {
            check_allowed(Situation::CallGone, operation)?;
            return Err(Refusal::call_not_found());
        };
        if leg.state == LegState::Connecting {
            check_allowed(Situation::Connecting, operation)?;
        }
        Ok(key)
    }

    pub(crate) fn located(&self, request: &OperationRequest<'_>) -> Result<CallKey, Refusal> {
        let operation = request.route.operation;
        let locator = locator(request.body)?;
        let Some(key) = self.find_call(&locator) else {
            let situation = match locator {
                Locator::Server(_) => Situation::NoSuchServerCall,
                _ => Situation::CallGone,
            };
            check_allowed(situation, operation)?;
            return Err(Refusal::call_not_found());
        };
        let is_up = self.calls.get(&key).is_some_and(Call::is_established);
        if !is_up {
            check_allowed(Situation::Connecting, operation)?;
        }
        Ok(key)
    }

    /// Creates a call and counts it. It belongs to the same family as `origin`, if there is one.
    pub(crate) fn new_call(
        &mut self,
        world: &mut World,
        direction: Direction,
        origin: Option<CallKey>,
    ) -> CallKey {
        let key = world.number();
        let origin = origin.and_then(|origin| self.calls.get(&origin));
        let call = Call {
            family: origin.map_or(key, |origin| origin.family),
            direction,
            created: Some(world.wall_time()),
            server_call_id: world.ids.server_call_id(),
            correlation_id: world.ids.guid(),
            ..Call::default()
        };
        self.calls.insert(key, call);
        self.created += 1;
        world.call_changed(key);
        key
    }

    /// The call of a call connection.
    pub(crate) fn call_of(&self, leg: &str) -> Option<(CallKey, &Call)> {
        let key = *self.legs.get(leg)?;
        Some((key, self.calls.get(&key)?))
    }

    /// How the journal names the call and the leg of a request that names an existing one, and the application of
    /// that leg.
    pub(crate) fn reference_of(
        &self,
        request: &OperationRequest<'_>,
    ) -> Option<(CallKey, CallReference, String)> {
        if let Some(found) = self.reference_of_leg(&request.found.call) {
            return Some(found);
        }
        let context = request.body.text("incomingCallContext")?;
        let key = self.rings.get(&context)?.call;
        let reference = self.calls.get(&key)?.reference(None);
        Some((key, reference, String::new()))
    }

    /// The same for a leg.
    pub(crate) fn reference_of_leg(&self, leg: &str) -> Option<(CallKey, CallReference, String)> {
        let (key, call) = self.call_of(leg)?;
        let reference = call.reference(Some(leg));
        let application = call.leg(leg).map(|leg| authority(&leg.callback));
        Some((key, reference, application.unwrap_or_default().to_owned()))
    }

    /// The call with this call connection id, server call id or correlation id.
    pub(crate) fn named(&self, id: &str) -> Option<(CallKey, &Call)> {
        let key = self.key_of(id)?;
        Some((key, self.calls.get(&key)?))
    }

    /// Notes that a bot of the service comes into the call of a leg.
    pub(crate) fn note_media(&mut self, leg: &str) {
        let key = self.legs.get(leg);
        if let Some(call) = key.and_then(|key| self.calls.get_mut(key)) {
            call.had_media = true;
        }
    }

    /// Whether a participant is in a call or being called into it.
    pub(crate) fn has(&self, key: CallKey, raw_id: &str) -> bool {
        self.calls.get(&key).is_some_and(|call| call.has(raw_id))
    }

    pub(crate) fn find_call(&self, locator: &Locator) -> Option<CallKey> {
        self.calls
            .iter()
            .find(|(_, call)| match locator {
                Locator::Server(id) => call.server_call_id == *id,
                Locator::Group(id) => call
                    .group_id
                    .as_ref()
                    .is_some_and(|known| known.eq_ignore_ascii_case(id)),
                Locator::Room(id) => call.room_id.as_ref() == Some(id),
            })
            .map(|(key, _)| *key)
    }

    /// The call that a participant is in now, and the raw id.
    pub(crate) fn find_participant(&self, id: &str) -> Option<(CallKey, String)> {
        self.calls.iter().find_map(|(key, call)| {
            let is_meant = |participant: &&Participant| participant.participant_id == id;
            let participant = call.participants.iter().find(is_meant)?;
            Some((*key, participant.identity.raw_id().to_owned()))
        })
    }

    pub(crate) fn get(&self, key: CallKey) -> Option<&Call> {
        self.calls.get(&key)
    }

    /// How many calls were created since the start or the last reset.
    pub(crate) fn created(&self) -> usize {
        self.created
    }

    /// How many calls there are now.
    pub(crate) fn active(&self) -> usize {
        self.calls.len()
    }

    pub(crate) fn set_script(&mut self, party: RemoteParty) {
        self.scripts.set(party);
    }

    /// Forgets everything but hosted users and numbers, where they are kept.
    pub(crate) fn reset(&mut self, keeps_own: bool) {
        let own = std::mem::take(&mut self.own);
        *self = Self::default();
        if keeps_own {
            self.own = own;
        }
    }

    /// Forgets hosted users and numbers, and the behaviors of parties.
    pub(crate) fn clear_setup(&mut self) {
        self.own.clear();
        self.scripts.clear();
    }

    /// Whether a party is still being called.
    pub(crate) fn has_attempt(&self, key: CallKey, attempt: u64) -> bool {
        let call = self.calls.get(&key);
        call.is_some_and(|call| call.attempts.iter().any(|known| known.id == attempt))
    }

    /// Removes a user or number of the emulator's own; false when there was none.
    pub(crate) fn remove_own(&mut self, raw_id: &str) -> bool {
        self.own.remove(raw_id)
    }

    /// Whether a user or number is the emulator's own.
    pub(crate) fn is_own(&self, raw_id: &str) -> bool {
        self.own.contains(raw_id)
    }

    /// The raw ids of the hosted users and numbers, sorted.
    pub(crate) fn hosted(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.own.iter().map(String::as_str).collect();
        all.sort_unstable();
        all
    }

    /// How parties react that have no behavior of their own.
    pub(crate) fn general_reaction(&self) -> Reaction {
        self.scripts.general().reaction
    }

    /// Adds a user or number of the emulator's own.
    pub(crate) fn add_own(&mut self, raw_id: String) {
        self.own.insert(raw_id);
    }

    /// The ids of the legs of a call.
    pub(crate) fn legs_of(&self, key: CallKey) -> Vec<String> {
        let legs = self.calls.get(&key).map(|call| call.legs.as_slice());
        let legs = legs.unwrap_or_default().iter();
        legs.map(|leg| leg.id.clone()).collect()
    }

    /// The next turn of a participant in the call of a leg, with the participant's id.
    pub(crate) fn take_turn(&mut self, leg: &str, raw_id: &str) -> Option<(String, Turn)> {
        let call = self.calls.get_mut(self.legs.get(leg)?)?;
        let participant = call.participant_mut(raw_id)?;
        let turn = self.scripts.take_turn(raw_id, &mut participant.taken)?;
        Some((participant.participant_id.clone(), turn))
    }

    /// The counterpart of a participant in a call between two numbers: its call and raw id. Tones
    /// sent to the participant arrive there.
    pub(crate) fn counterpart_of(&self, leg: &str, raw_id: &str) -> Option<(CallKey, String)> {
        let (_, call) = self.call_of(leg)?;
        let counterpart = call
            .counterparts
            .iter()
            .find(|counterpart| counterpart.raw_id == raw_id)?;
        Some((counterpart.there, counterpart.raw_id_there.clone()))
    }

    /// The call and the leg that a path names, if the operation is allowed there now.
    pub(crate) fn find_leg(
        &self,
        request: &OperationRequest<'_>,
    ) -> Result<(CallKey, Leg), Refusal> {
        let operation = request.route.operation;
        let found = self.call_of(&request.found.call);
        let Some((key, leg)) =
            found.and_then(|(key, call)| Some((key, call.leg(&request.found.call)?.clone())))
        else {
            check_allowed(Situation::CallGone, operation)?;
            return Err(Refusal::call_not_found());
        };
        match leg.state {
            LegState::Connecting if request.version.accepts_early(operation) => {}
            LegState::Connecting => check_allowed(Situation::Connecting, operation)?,
            LegState::Transferring => check_allowed(Situation::Transferring, operation)?,
            LegState::Connected => {}
        }
        Ok((key, leg))
    }
}
