//! What the simulated parties do: how they behave when they are called, and what a program has them do.

use super::simulation::Decision;
use super::{ClientCall, Emulator, IncomingCall, RemoteParty, StartedCall};
use acs_call_automation::Result;

impl Emulator {
    /// Sets how a remote party behaves from now on. Replaces earlier settings for the same one.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when the party is named by
    /// neither a raw id nor a phone number.
    pub fn set_remote_party(&self, party: RemoteParty) -> Result<()> {
        self.try_service()?.set_remote_party(party)
    }

    /// Sends DTMF tones from a participant of a call, named by its raw id or phone number: `0` to `9`, `A` to `D`, `#`, `*`; a comma is
    /// a pause of one second, by the emulator's clock, and `?` a tone that cannot be recognized.
    /// Recognition and continuous recognition of that participant receive them.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or
    /// participant, for other characters, and for none or more than 1000.
    pub fn press_digits(&self, call_connection_id: &str, party: &str, digits: &str) -> Result<()> {
        self.try_service()?
            .press_digits(call_connection_id, party, digits)
    }

    /// Speaks a phrase as a participant of a call, named by its raw id or phone number. A recognition of that participant receives it.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or participant,
    /// and for a phrase without words or of more than 4000 characters.
    pub fn speak(&self, call_connection_id: &str, party: &str, phrase: &str) -> Result<()> {
        self.try_service()?.speak(call_connection_id, party, phrase)
    }

    /// Places an incoming call from an outside caller to a hosted user or number. Returns the
    /// incoming call context, which the subscriptions get too. It rings for 30 s.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when the callee is not hosted by
    /// the emulator, the caller is the callee, or one of them is named by neither a raw id nor a phone number.
    pub fn place_incoming_call(&self, call: IncomingCall) -> Result<String> {
        self.try_service()?.place_incoming_call(&call)
    }

    /// Cancels an incoming call: its outside caller hangs up while it rings.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when it does not ring, or its
    /// caller is not an outside one.
    pub fn cancel_incoming_call(&self, incoming_call_context: &str) -> Result<()> {
        self.try_service()?
            .cancel_incoming_call(incoming_call_context)
    }

    /// Starts a call between clients, without the application; the subscriptions get CallStarted.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for a group id that is not a
    /// GUID, a group or room that has a call, both at once, a participant twice, no communication
    /// user, or too few users: one for a group or a room, else two.
    pub fn start_client_call(&self, call: ClientCall) -> Result<StartedCall> {
        self.try_service()?.start_client_call(&call)
    }

    /// Answers as a remote party that rings: one with the behavior
    /// [`manual`](RemoteParty::manual), or one that would decide later. The call is named by its call connection
    /// id, server call id or correlation id, here and wherever a call is named; the party by its raw id or phone
    /// number.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call, or it does not
    /// ring at that party; the application answers for hosted users and numbers.
    pub fn answer_participant(&self, call: &str, party: &str) -> Result<()> {
        self.try_service()?.decide(call, party, Decision::Answer)
    }

    /// Declines as a remote party that rings: 603/0.
    ///
    /// # Errors
    /// As [`answer_participant`](Self::answer_participant).
    pub fn decline_participant(&self, call: &str, party: &str) -> Result<()> {
        self.try_service()?.decide(call, party, Decision::Decline)
    }

    /// Reports busy as a remote party that rings: 486/560486 for phones, 486/0 for others.
    ///
    /// # Errors
    /// As [`answer_participant`](Self::answer_participant).
    pub fn busy_participant(&self, call: &str, party: &str) -> Result<()> {
        self.try_service()?.decide(call, party, Decision::Busy)
    }

    /// Mutes or unmutes a user in a call, as the user does it in its client: ParticipantsUpdated reports it. What
    /// a muted user says is not recognized; the tones that it presses are.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or participant,
    /// and for phones, whose mute the service does not see.
    pub fn mute_participant(&self, call: &str, party: &str, muted: bool) -> Result<()> {
        self.try_service()?.mute_participant(call, party, muted)
    }

    /// Hangs up a participant of a call, named by its raw id or phone number. A remote party that rings declines.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) when there is no such call or participant.
    pub fn hang_up_participant(&self, call_connection_id: &str, party: &str) -> Result<()> {
        self.try_service()?
            .hang_up_participant(call_connection_id, party)
    }
}
