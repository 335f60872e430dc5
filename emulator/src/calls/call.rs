//! One call: its participants, its legs, and the parties that are being called into it.

use std::time::{Duration, SystemTime};

use super::{CallKey, Leg, Origin};
use crate::identity::Identity;
use crate::journal::CallReference;
use crate::json::{Json, Object};
use crate::remote_party::TurnsTaken;
use crate::request::versions::Version;

/// One call, with its participants and legs.
#[derive(Debug, Default)]
pub(crate) struct Call {
    pub(super) server_call_id: String,
    pub(super) correlation_id: String,
    /// The key of the first one of the calls that belong together; see [`CallReference`].
    pub(super) family: CallKey,
    pub(super) direction: Direction,
    pub(super) created: Option<SystemTime>,
    pub(super) extras: Option<Box<Extras>>,
    /// Of the last ParticipantsUpdated; numbers run over the whole call.
    pub(super) sequence: i64,
    pub(super) participants: Vec<Participant>,
    pub(super) legs: Vec<Leg>,
    pub(super) attempts: Vec<Attempt>,
    /// When the first two were connected.
    pub(super) since: Option<SystemTime>,
    pub(super) started_by: Option<Identity>,
    pub(super) group_id: Option<String>,
    pub(super) room_id: Option<String>,
    /// Whether clients started it: it lasts until the last one leaves.
    pub(super) by_clients: bool,
    /// Participants who have a counterpart in another call.
    pub(super) counterparts: Vec<Counterpart>,
    /// Whether a play, a recognition or a stream brought a bot of the service into it. It decides what
    /// the other legs get when one ends the call.
    pub(super) had_media: bool,
    /// The dialog: its id, and the request body that started it.
    pub(super) dialog: Option<(String, serde_json::Value)>,
}

/// The most parties and legs that left and are still listed.
const MAX_FORMER: usize = 50;

/// What few calls have, so that the others take less memory.
#[derive(Debug, Default)]
pub(crate) struct Extras {
    /// The names that parties show, by raw id.
    names: Vec<(String, String)>,
    /// Parties that left, or did not come; the first ones.
    former: Vec<Identity>,
    /// The ids of legs that ended; the first ones.
    former_legs: Vec<String>,
    /// The parties that they represented.
    former_applications: Vec<Identity>,
}

/// Who began a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The application.
    #[default]
    Outgoing,
    /// A party outside, or the other one of two calls to a hosted number.
    Incoming,
    /// Clients, without the application.
    Clients,
}

/// The link between the two calls of a call to one of the hosted numbers: the outgoing and
/// the incoming one have ids of their own, and each has the other party as a participant.
#[derive(Debug, Clone)]
pub(crate) struct Counterpart {
    /// The participant here.
    pub(super) raw_id: String,
    pub(super) there: CallKey,
    /// The participant of the other call who leaves when this one leaves.
    pub(super) raw_id_there: String,
}

/// A participant as lists show it.
#[derive(Debug, Clone)]
pub(crate) struct Participant {
    pub identity: Identity,
    pub muted: bool,
    pub on_hold: bool,
    /// For Event Grid.
    pub participant_id: String,
    pub taken: TurnsTaken,
}

/// A party that is being called into a call.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(super) id: u64,
    pub(super) target: Identity,
    pub(super) purpose: Purpose,
    /// When an invitation with a timeout expires, by the emulator's clock.
    pub(super) until: Option<Duration>,
    /// The incoming call context, when it rings at one of the emulator's own.
    pub(super) context: Option<String>,
    /// The leg that answered it, until it is connected.
    pub(super) answering: Option<Box<Leg>>,
    /// The other half of a call to a hosted number: its call and attempt.
    pub(super) other: Option<(CallKey, u64)>,
}

/// Why a participant is being called, and which request gets the outcome.
#[derive(Debug, Clone)]
pub(crate) enum Purpose {
    /// A target of create.
    Create,
    /// An outside caller calls one of the emulator's own.
    Inbound {
        caller: Identity,
        hangs_up_when_answered: bool,
    },
    Invite(Requester, String),
    Transfer {
        requester: Requester,
        transferee: Identity,
        /// A transferee of a group call, rather than the other party of a 1:1 call.
        of_group: bool,
    },
}

/// The leg that made a request, and where its outcome is sent.
#[derive(Debug, Clone)]
pub(crate) struct Requester {
    pub leg: String,
    pub context: Option<String>,
    pub callback: Option<String>,
}

/// How connect names a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Locator {
    Server(String),
    Group(String),
    Room(String),
}

/// Adds to a list of a call. Most of them stay short, and a `Vec` would make room for four: with 100,000 calls that
/// is half of the memory.
pub(super) fn add<T>(list: &mut Vec<T>, item: T) {
    list.reserve_exact(1);
    list.push(item);
}

impl Call {
    pub(crate) fn server_call_id(&self) -> &str {
        &self.server_call_id
    }

    pub(crate) fn correlation_id(&self) -> &str {
        &self.correlation_id
    }

    /// How the journal names the call, or one leg of it.
    pub(crate) fn reference(&self, leg: Option<&str>) -> CallReference {
        CallReference {
            family: self.family,
            correlation_id: self.correlation_id.clone(),
            call_connection_id: leg.map(str::to_owned),
        }
    }

    /// The name that a party shows.
    pub(crate) fn name_of(&self, raw_id: &str) -> Option<&str> {
        let mut names = self.extras.as_ref()?.names.iter();
        let name = names.find(|(known, _)| known == raw_id);
        name.map(|(_, name)| name.as_str())
    }

    /// The ids of all legs, also of those that ended.
    pub(crate) fn leg_ids(&self) -> impl Iterator<Item = &str> {
        let former = self.extras.iter().flat_map(|extras| &extras.former_legs);
        former
            .chain(self.legs.iter().map(|leg| &leg.id))
            .map(String::as_str)
    }

    /// The parties that left, or did not come.
    pub(crate) fn former(&self) -> impl Iterator<Item = &Identity> {
        self.extras.iter().flat_map(|extras| &extras.former)
    }

    /// The leg that represents a party.
    pub(crate) fn leg_of(&self, party: &Identity) -> Option<&Leg> {
        let mut legs = self.legs.iter();
        legs.find(|leg| leg.speaks_for.as_ref() == Some(party))
    }

    /// Whether an application speaks or spoke for a party of a call that has ended.
    pub(crate) fn is_application(&self, party: &Identity) -> bool {
        let mut former = self
            .extras
            .iter()
            .flat_map(|extras| &extras.former_applications);
        self.leg_of(party).is_some() || former.any(|known| known == party)
    }

    /// Notes that a party left, or did not come.
    pub(crate) fn note_former(&mut self, party: &Identity) {
        let former = &mut self.extras.get_or_insert_default().former;
        if former.len() < MAX_FORMER && !former.contains(party) {
            former.push(party.clone());
        }
    }

    /// Notes that a leg ended.
    pub(crate) fn note_former_leg(&mut self, leg: &Leg) {
        let extras = self.extras.get_or_insert_default();
        if extras.former_legs.len() < MAX_FORMER {
            extras.former_legs.push(leg.id.clone());
            extras.former_applications.extend(leg.speaks_for.clone());
        }
    }

    /// Notes the name that a party shows, unless it is empty.
    pub(crate) fn call_by_name(&mut self, raw_id: &str, name: &str) {
        if !name.is_empty() {
            let names = &mut self.extras.get_or_insert_default().names;
            names.push((raw_id.to_owned(), name.to_owned()));
        }
    }

    pub(crate) fn raw_ids(&self) -> impl Iterator<Item = &str> {
        self.participants
            .iter()
            .map(|participant| participant.identity.raw_id())
    }

    pub(crate) fn leg(&self, id: &str) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.id == id)
    }

    pub(crate) fn leg_mut(&mut self, id: &str) -> Option<&mut Leg> {
        self.legs.iter_mut().find(|leg| leg.id == id)
    }

    /// The participant of that name; of a user that called itself, the one who answered.
    pub(crate) fn participant(&self, raw_id: &str) -> Option<&Participant> {
        let mut participants = self.participants.iter();
        participants.rfind(|participant| participant.identity.raw_id() == raw_id)
    }

    pub(crate) fn participant_mut(&mut self, raw_id: &str) -> Option<&mut Participant> {
        let mut participants = self.participants.iter_mut();
        participants.rfind(|participant| participant.identity.raw_id() == raw_id)
    }

    /// The participants without the one that a leg represents.
    pub(crate) fn others_than<'a>(&'a self, leg: &Leg) -> impl Iterator<Item = &'a Identity> {
        let is_own = |known: &Participant| leg.speaks_for.as_ref() == Some(&known.identity);
        let own = self.participants.iter().position(is_own);
        let everybody = self.participants.iter().enumerate();
        let others = everybody.filter(move |(place, _)| Some(*place) != own);
        others.map(|(_, participant)| &participant.identity)
    }

    /// Whether a participant is in the call or being called into it.
    pub(crate) fn has(&self, raw_id: &str) -> bool {
        self.participant(raw_id).is_some()
            || self
                .attempts
                .iter()
                .any(|attempt| attempt.target.raw_id() == raw_id)
    }

    fn legs_of(&self, raw_id: &str) -> impl DoubleEndedIterator<Item = &Leg> {
        self.legs.iter().filter(move |leg| {
            let identity = leg.speaks_for.as_ref();
            identity.is_some_and(|identity| identity.raw_id() == raw_id)
        })
    }

    /// How often a user is in the call: twice when it called itself.
    pub(crate) fn count(&self, raw_id: &str) -> usize {
        self.raw_ids().filter(|known| *known == raw_id).count()
    }

    /// The leg that represented a participant who is not there any more. Of a user that called
    /// itself, the caller is the last to go.
    pub(crate) fn leg_left_by(&self, raw_id: &str) -> Option<&Leg> {
        let is_spare = self.legs_of(raw_id).count() > self.count(raw_id);
        self.legs_of(raw_id).next_back().filter(|_| is_spare)
    }

    /// Whether a participant is the caller whom a leg answered.
    pub(crate) fn was_called_by(&self, raw_id: &str) -> bool {
        self.legs.iter().any(|leg| {
            let source = leg.profile.source.as_ref();
            leg.profile.kind == Origin::Answered
                && source.is_some_and(|source| source.raw_id() == raw_id)
        })
    }

    pub(crate) fn is_established(&self) -> bool {
        self.since.is_some()
    }

    /// Whether enough participants are left for the call to go on.
    pub(crate) fn goes_on(&self) -> bool {
        let least = if self.by_clients { 1 } else { 2 };
        self.participants.len() >= least || !self.attempts.is_empty()
    }

    /// Whether this attempt would add a participant who is in the call already, or the caller. A
    /// number may call itself, for a user answers there; and so may the user that creates a call.
    pub(crate) fn is_duplicate(&self, attempt: &Attempt) -> bool {
        let answerer = attempt.answering.as_ref();
        let newcomer = answerer.and_then(|leg| leg.speaks_for.as_ref());
        let newcomer = newcomer.unwrap_or(&attempt.target).raw_id();
        let creator = self.legs.first().and_then(|leg| leg.speaks_for.as_ref());
        let creator = creator.filter(|_| matches!(attempt.purpose, Purpose::Create));
        let calls_itself = creator.is_some_and(|creator| creator.raw_id() == newcomer);
        let is_caller = match &attempt.purpose {
            Purpose::Inbound { caller, .. } => !caller.is_phone() && caller.raw_id() == newcomer,
            _ => false,
        };
        is_caller || self.count(newcomer) > usize::from(calls_itself)
    }

    pub(crate) fn remove_attempt(&mut self, id: u64) -> Option<Attempt> {
        let place = self.attempts.iter().position(|attempt| attempt.id == id)?;
        let attempt = self.attempts.remove(place);
        self.attempts.shrink_to_fit();
        Some(attempt)
    }
}

impl Participant {
    pub(crate) fn new(identity: Identity) -> Self {
        Self {
            identity,
            muted: false,
            on_hold: false,
            participant_id: String::new(),
            taken: TurnsTaken::default(),
        }
    }

    pub(crate) fn json(&self, version: &Version) -> Json {
        self.object(version).into()
    }

    pub(crate) fn object(&self, version: &Version) -> Object {
        Object::new()
            .with("identifier", self.identity.json())
            .with("isMuted", self.muted)
            .with_some("isOnHold", version.has_hold().then_some(self.on_hold))
    }
}
