//! The calls as the control API lists them.

use std::time::SystemTime;

use super::ended::EndedCall;
use super::{Attempt, Call, CallKey, Calls, Direction, Leg, LegState, Origin, Purpose};
use crate::events::outbox::authority;
use crate::identity::Identity;
use crate::journal::CallReference;
use crate::json::{Json, Object};
use crate::recording::Recorder;
use crate::timestamp::millis;

impl Calls {
    /// The key of the call with this correlation id, call connection id or server call id, of the present ones and
    /// those that ended last.
    pub(crate) fn key_of(&self, id: &str) -> Option<CallKey> {
        self.legs.get(id).copied().or_else(|| {
            let is_meant = |call: &Call| call.correlation_id == id || call.server_call_id == id;
            let mut present = self.calls.iter();
            let present = present.find(|(_, call)| is_meant(call));
            present.map(|(key, _)| *key).or_else(|| {
                let mut ended = self.ended.iter();
                let ended = ended.find(|ended| {
                    is_meant(&ended.call) || ended.call.leg_ids().any(|leg| leg == id)
                });
                ended.map(|ended| ended.key)
            })
        })
    }

    /// How the journal names a call, which may have ended.
    pub(crate) fn reference_to(&self, key: CallKey) -> Option<CallReference> {
        let ended = || Some(&self.ended.iter().find(|ended| ended.key == key)?.call);
        let call = self.calls.get(&key).or_else(ended);
        call.map(|call| call.reference(None))
    }

    /// A call, which may have ended.
    pub(crate) fn view(&self, recorder: &Recorder, key: CallKey) -> Option<Object> {
        if let Some(call) = self.calls.get(&key) {
            return Some(present(recorder, key, call));
        }
        let mut ended = self.ended.iter();
        ended.find(|ended| ended.key == key).map(past)
    }

    /// The newest calls before one, newest first: present ones, and those that ended last.
    pub(crate) fn list(
        &self,
        recorder: &Recorder,
        before: Option<CallKey>,
        most: usize,
    ) -> Vec<Json> {
        let before = before.unwrap_or(CallKey::MAX);
        let newest = self.calls.range(..before).rev().take(most);
        let mut found: Vec<CallKey> = newest.map(|(key, _)| *key).collect();
        let ended = self.ended.iter().map(|ended| ended.key);
        found.extend(ended.filter(|key| *key < before));
        found.sort_unstable_by(|one, other| other.cmp(one));
        found.truncate(most);
        let views = found.into_iter().filter_map(|key| self.view(recorder, key));
        views.map(Json::from).collect()
    }
}

fn present(recorder: &Recorder, key: CallKey, call: &Call) -> Object {
    let state = match call.is_established() {
        true => "connected",
        false => "ringing",
    };
    let recordings = recorder.of_call(key).map(|(id, state)| {
        Json::from(
            Object::new()
                .with("recordingId", id)
                .with("recordingState", state),
        )
    });
    let legs = call.legs.iter().map(leg);
    head(call, state)
        .with("participants", participants(call))
        .with("legs", legs.map(Json::from).collect::<Vec<_>>())
        .with("recordings", recordings.collect::<Vec<_>>())
}

fn past(ended: &EndedCall) -> Object {
    let result = Object::new()
        .with("code", ended.code)
        .with("subCode", ended.sub_code);
    let call = &ended.call;
    let mut parties: Vec<&Identity> = Vec::new();
    let present = call.participants.iter().map(|known| &known.identity);
    for party in present.chain(call.former()) {
        if !parties.contains(&party) {
            parties.push(party);
        }
    }
    let parties = parties.into_iter().map(|party| {
        let is_application = call.is_application(party);
        Json::from(participant(call, party, "left", is_application))
    });
    head(call, "ended")
        .with("endedMs", millis(ended.at))
        .with("result", result)
        .with("participants", parties.collect::<Vec<_>>())
        .with("legs", Vec::new())
        .with("recordings", Vec::new())
}

fn head(call: &Call, state: &str) -> Object {
    let ids: Vec<Json> = call.leg_ids().map(Json::from).collect();
    let direction = match call.direction {
        Direction::Outgoing => "outgoing",
        Direction::Incoming => "incoming",
        Direction::Clients => "clients",
    };
    let time = |time: Option<SystemTime>| time.map(millis);
    Object::new()
        .with("id", call.correlation_id.as_str())
        .with("ids", ids)
        .with("family", i64::try_from(call.family).unwrap_or(i64::MAX))
        .with("serverCallId", call.server_call_id.as_str())
        .with_some("groupId", call.group_id.as_deref())
        .with_some("roomId", call.room_id.as_deref())
        .with("direction", direction)
        .with("state", state)
        .with_some("startedMs", time(call.created))
        .with_some("connectedMs", time(call.since))
}

fn participants(call: &Call) -> Vec<Json> {
    let mut all: Vec<Object> = Vec::new();
    if !call.is_established() {
        all.extend(caller(call));
    }
    for known in &call.participants {
        let party = &known.identity;
        let of_leg = call.leg_of(party).map(|leg| leg.id.as_str());
        let state = "connected";
        let shown = participant(call, party, state, of_leg.is_some())
            .with("muted", known.muted)
            .with("onHold", known.on_hold)
            .with_some("callConnectionId", of_leg);
        all.push(shown);
    }
    for attempt in &call.attempts {
        let shown = participant(call, &attempt.target, "ringing", rings_inside(attempt));
        all.push(shown);
    }
    all.into_iter().map(Json::from).collect()
}

/// The caller, while it rings.
fn caller(call: &Call) -> Option<Object> {
    let inbound = call
        .attempts
        .iter()
        .find_map(|attempt| match &attempt.purpose {
            Purpose::Inbound { caller, .. } => Some((caller, attempt)),
            _ => None,
        });
    if let Some((party, attempt)) = inbound {
        let is_application = attempt.other.is_some();
        // By it the party can hang up, unless an application does so.
        let context = attempt.context.as_deref().filter(|_| !is_application);
        let shown = participant(call, party, "calling", is_application);
        return Some(shown.with_some("incomingCallContext", context));
    }
    let creator = call.legs.first()?.speaks_for.as_ref()?;
    Some(participant(call, creator, "calling", true))
}

/// Whether it rings at a hosted user or number, where an application answers.
fn rings_inside(attempt: &Attempt) -> bool {
    attempt.context.is_some() || attempt.other.is_some()
}

fn participant(call: &Call, party: &Identity, state: &str, is_application: bool) -> Object {
    Object::new()
        .with("rawId", party.raw_id())
        .with_some("name", call.name_of(party.raw_id()))
        .with("state", state)
        .with("isApplication", is_application)
}

fn leg(leg: &Leg) -> Object {
    let state = match leg.state {
        LegState::Connecting => "connecting",
        LegState::Connected => "connected",
        LegState::Transferring => "transferring",
    };
    let origin = match leg.profile.kind {
        Origin::Created => "created",
        Origin::Answered => "answered",
        Origin::Connected { .. } => "connected",
    };
    Object::new()
        .with("callConnectionId", leg.id.as_str())
        .with("state", state)
        .with("origin", origin)
        .with("application", authority(&leg.callback))
        .with("callbackUri", leg.callback.as_str())
        .with_some("rawId", leg.speaks_for.as_ref().map(Identity::raw_id))
        .with_some("operationContext", leg.context.as_deref())
        .with("apiVersion", leg.version.name)
}
