//! How remote parties behave when they are called, and what they press and say in a recognition.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::time::Duration;

use super::events::Outcome;
use super::identity::raw_id_of;
use super::media::tones::{self, Tone};
use super::pattern;
use acs_call_automation::Result;

/// The behavior of a callee: of every one, or of the one with a raw id.
///
/// By default a party answers at once and stays in the call. Users and numbers hosted by the emulator
/// ring instead, until their incoming call is answered, rejected or redirected; a behavior set for
/// one of them replaces that.
///
/// What a party presses and says are turns: each recognition of it takes the next one, when its
/// prompts are over. After the last turn it is silent.
///
/// ```
/// use acs_call_automation_emulator::RemoteParty;
/// use std::time::Duration;
///
/// RemoteParty::new("4:+15550100123")
///     .answer_after(Duration::from_secs(3))
///     .hang_up_after(Duration::from_secs(60));
/// RemoteParty::new("4:+15550100199").busy();
/// // A menu, a number that is too short, and a question.
/// RemoteParty::new("4:+15550100123")
///     .digits("1")?
///     .digits("44,,,")?
///     .speech("yes");
/// # Ok::<(), acs_call_automation::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct RemoteParty {
    pub(super) raw_id: Option<String>,
    pub(super) script: Script,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Script {
    pub reaction: Reaction,
    pub stays: Option<Duration>,
    pub turns: Vec<Turn>,
}

/// What a party does in one recognition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Turn {
    /// Each tone with the time since the first.
    Presses(Vec<(Duration, Tone)>),
    Says(String),
    Silent,
    /// The recognition itself fails.
    Fails(Outcome),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reaction {
    Answers(Duration),
    Busy,
    NoAnswer,
    Declines,
    Manual,
}

impl Default for Reaction {
    fn default() -> Self {
        Self::Answers(Duration::ZERO)
    }
}

impl RemoteParty {
    /// Describes the party with a raw id, such as `4:+15550100123`, or a phone number, such as
    /// `+15550100123`. [`Emulator::set_remote_party`](crate::Emulator::set_remote_party) refuses
    /// anything else.
    ///
    /// The beginning of one and an asterisk, such as `+1555*`, describes every party like it without a behavior of
    /// its own, except hosted users and numbers. Of several such patterns the longest counts.
    pub fn new(party: impl Into<String>) -> Self {
        Self {
            raw_id: Some(raw_id_of(party)),
            script: Script::default(),
        }
    }

    /// Describes every party without a behavior of its own, except hosted users and numbers.
    pub fn any() -> Self {
        Self {
            raw_id: None,
            script: Script::default(),
        }
    }

    /// Whether it describes a party that can exist.
    pub(super) fn check(&self) -> Result<()> {
        match &self.raw_id {
            Some(raw_id) => pattern::check("raw id", raw_id),
            None => Ok(()),
        }
    }

    /// Rings for this long, then answers. An invitation with a shorter timeout fails before.
    pub fn answer_after(mut self, delay: Duration) -> Self {
        self.script.reaction = Reaction::Answers(delay);
        self
    }

    /// Reports busy: 486/560486 for phones, 486/0 for others.
    pub fn busy(mut self) -> Self {
        self.script.reaction = Reaction::Busy;
        self
    }

    /// Rings for 30 s, or as long as the invitation lasts, and does not answer: 480/560480 for
    /// phones, 487/10004 for others.
    pub fn no_answer(mut self) -> Self {
        self.script.reaction = Reaction::NoAnswer;
        self
    }

    /// Declines at once: 603/0.
    pub fn decline(mut self) -> Self {
        self.script.reaction = Reaction::Declines;
        self
    }

    /// Rings until [`Emulator::answer_participant`](crate::Emulator::answer_participant),
    /// [`decline_participant`](crate::Emulator::decline_participant),
    /// [`busy_participant`](crate::Emulator::busy_participant) or
    /// [`hang_up_participant`](crate::Emulator::hang_up_participant), or the page of the emulator, decides; at
    /// most as long as the invitation lasts, and without a limit where it has no timeout.
    pub fn manual(mut self) -> Self {
        self.script.reaction = Reaction::Manual;
        self
    }

    /// Hangs up this long after it joined a call.
    pub fn hang_up_after(mut self, stay: Duration) -> Self {
        self.script.stays = Some(stay);
        self
    }

    /// Presses these digits in the next turn, the first one 1 s after the prompts, the others at
    /// once after it. A comma is a pause of one second, `?` a tone that cannot be recognized.
    ///
    /// # Errors
    /// [`InvalidInput`](acs_call_automation::ErrorKind::InvalidInput) for other characters than `0`
    /// to `9`, `A` to `D`, `#`, `*`, comma and `?`, and for none or more than 1000.
    pub fn digits(mut self, digits: &str) -> Result<Self> {
        self.script.turns.push(Turn::Presses(tones::read(digits)?));
        Ok(self)
    }

    /// Says this in the next turn, 1 s after the prompts.
    pub fn speech(mut self, phrase: impl Into<String>) -> Self {
        self.script.turns.push(Turn::Says(phrase.into()));
        self
    }

    /// Keeps silent in the next turn.
    pub fn silence(mut self) -> Self {
        self.script.turns.push(Turn::Silent);
        self
    }

    /// Fails the recognition of the next turn with this code and sub-code 1 s after the prompts,
    /// such as 500 and 8565 of the speech service.
    pub fn recognition_failure(mut self, code: u16, sub_code: u32) -> Self {
        let outcome = Outcome::new(code.into(), sub_code.into(), "Action failed.");
        self.script.turns.push(Turn::Fails(outcome));
        self
    }
}

/// The behaviors set for an emulator.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    by_raw_id: HashMap<String, Numbered>,
    /// The longest patterns first.
    by_pattern: Vec<(String, Numbered)>,
    others: Numbered,
    count: u64,
}

#[derive(Debug, Clone, Default)]
struct Numbered {
    /// Distinguishes a script from the one that it replaced.
    number: u64,
    script: Script,
}

/// The turns that a participant has taken.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TurnsTaken {
    script: u64,
    turns: usize,
}

impl Scripts {
    pub(super) fn set(&mut self, party: RemoteParty) {
        self.count += 1;
        let numbered = Numbered {
            number: self.count,
            script: party.script,
        };
        match party.raw_id {
            Some(pattern) if pattern::is_pattern(&pattern) => {
                self.by_pattern.retain(|(known, _)| *known != pattern);
                self.by_pattern.push((pattern, numbered));
                self.by_pattern
                    .sort_by_key(|(known, _)| Reverse(known.len()));
            }
            Some(raw_id) => {
                self.by_raw_id.insert(raw_id, numbered);
            }
            None => self.others = numbered,
        }
    }

    /// Forgets all of them. Numbers go on, so that no script is taken for another one.
    pub(super) fn clear(&mut self) {
        *self = Self {
            count: self.count,
            ..Self::default()
        };
    }

    /// Whether this party has a script of its own.
    pub(super) fn has_own(&self, raw_id: &str) -> bool {
        self.by_raw_id.contains_key(raw_id)
    }

    /// The script of this party, or the general one.
    pub(super) fn of(&self, raw_id: &str) -> &Script {
        &self.numbered(raw_id).script
    }

    /// The script of parties without one of their own.
    pub(super) fn general(&self) -> &Script {
        &self.others.script
    }

    fn numbered(&self, raw_id: &str) -> &Numbered {
        let by_pattern = || {
            let mut patterns = self.by_pattern.iter();
            let found = patterns.find(|(pattern, _)| pattern::matches(pattern, raw_id));
            found.map(|(_, numbered)| numbered)
        };
        let own = self.by_raw_id.get(raw_id).or_else(by_pattern);
        own.unwrap_or(&self.others)
    }

    /// The next turn of a participant.
    pub(super) fn take_turn(&self, raw_id: &str, taken: &mut TurnsTaken) -> Option<Turn> {
        let numbered = self.numbered(raw_id);
        if taken.script != numbered.number {
            *taken = TurnsTaken {
                script: numbered.number,
                turns: 0,
            };
        }
        let turn = numbered.script.turns.get(taken.turns)?;
        taken.turns += 1;
        Some(turn.clone())
    }
}
