//! What an event gives out as objects of their own. They are made together, when the first of them
//! is asked for, and stay until the event is freed.

use std::ptr::null;

use super::acs_event_t;
use crate::guard::value;
use crate::identifier::acs_identifier_t;
use crate::participant::acs_participant_t;
use acs_call_automation::CommunicationIdentifier;
use acs_call_automation::event::EventBody;

pub(super) struct Parts {
    identifiers: Vec<(Part, acs_identifier_t)>,
    participants: Vec<acs_participant_t>,
}

/// The part that a participant plays in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Participant,
    TransferTarget,
    Transferee,
    From,
    To,
    OnBehalfOf,
    User,
    StartedBy,
    EndedBy,
}

impl Parts {
    fn of(body: &EventBody) -> Self {
        let present = |(part, who): (Part, Option<&CommunicationIdentifier>)| {
            Some((part, acs_identifier_t::new(who?.clone())))
        };
        let participants = match body {
            EventBody::ParticipantsUpdated(b) => b.participants.as_slice(),
            _ => &[],
        };
        Self {
            identifiers: identifiers(body).into_iter().filter_map(present).collect(),
            participants: participants
                .iter()
                .cloned()
                .map(acs_participant_t::new)
                .collect(),
        }
    }
}

/// Everybody that an event names, but for the list of participants.
fn identifiers(body: &EventBody) -> Vec<(Part, Option<&CommunicationIdentifier>)> {
    macro_rules! who {
        ($participant:expr) => {
            $participant
                .as_ref()
                .and_then(|who| who.communication_identifier.as_ref())
        };
    }
    match body {
        EventBody::AddParticipantFailed(b) => vec![(Part::Participant, b.participant.as_ref())],
        EventBody::AddParticipantSucceeded(b) => vec![(Part::Participant, b.participant.as_ref())],
        EventBody::RemoveParticipantFailed(b) => vec![(Part::Participant, b.participant.as_ref())],
        EventBody::RemoveParticipantSucceeded(b) => {
            vec![(Part::Participant, b.participant.as_ref())]
        }
        EventBody::MoveParticipantFailed(b) => vec![(Part::Participant, b.participant.as_ref())],
        EventBody::MoveParticipantSucceeded(b) => vec![(Part::Participant, b.participant.as_ref())],
        EventBody::CallTransferAccepted(b) => vec![
            (Part::TransferTarget, b.transfer_target.as_ref()),
            (Part::Transferee, b.transferee.as_ref()),
        ],
        EventBody::IncomingCall(b) => vec![
            (Part::From, b.from.as_ref()),
            (Part::To, b.to.as_ref()),
            (Part::OnBehalfOf, b.on_behalf_of_callee.as_ref()),
        ],
        EventBody::CallStarted(b) => vec![(Part::StartedBy, who!(b.started_by))],
        EventBody::CallEnded(b) => vec![
            (Part::StartedBy, who!(b.started_by)),
            (Part::EndedBy, who!(b.ended_by)),
        ],
        EventBody::CallParticipantAdded(b) => vec![
            (Part::User, who!(b.user)),
            (Part::StartedBy, who!(b.started_by)),
        ],
        EventBody::CallParticipantRemoved(b) => vec![
            (Part::User, who!(b.user)),
            (Part::StartedBy, who!(b.started_by)),
        ],
        _ => Vec::new(),
    }
}

impl acs_event_t {
    fn parts(&self) -> &Parts {
        self.parts.get(|| Parts::of(self.body()))
    }

    pub(super) fn participants(&self) -> &[acs_participant_t] {
        &self.parts().participants
    }
}

/// Who plays a part in the event; NULL for no one.
pub(super) unsafe fn identifier(event: *const acs_event_t, part: Part) -> *const acs_identifier_t {
    value(null(), move || {
        let mut all = event.as_ref()?.parts().identifiers.iter();
        let (_, who) = all.find(|(played, _)| *played == part)?;
        Some(std::ptr::from_ref(who))
    })
}
