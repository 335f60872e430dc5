//! Play: to all or to chosen participants, and the announcements of the previews.

use super::prompts::Source;
use super::{Media, Next, Work};
use crate::calls::{CallKey, Calls, Leg, Requester};
use crate::events::{Event, Outcome};
use crate::operations::OperationRequest;
use crate::request::errors::Refusal;
use crate::request::versions::Version;
use crate::world::World;

/// What is played.
#[derive(Debug)]
pub(crate) struct Play {
    sources: Vec<Source>,
    /// The source that comes next.
    place: usize,
    loops: bool,
    /// Raw ids; empty for all.
    targets: Vec<String>,
    /// The targets that were put on hold for it, so that the others do not hear it.
    held: Vec<String>,
    /// Whether it interrupts the audio that a participant on hold hears.
    interrupts_hold_audio: bool,
}

impl Play {
    pub(crate) fn held(&self) -> &[String] {
        &self.held
    }

    /// Whether it interrupts what this participant hears on hold.
    pub(crate) fn is_announced_to(&self, raw_id: &str) -> bool {
        self.interrupts_hold_audio && self.targets.iter().any(|target| target == raw_id)
    }

    /// The participant is not on hold for this play any more; true when it was.
    pub(crate) fn release(&mut self, raw_id: &str) -> bool {
        let before = self.held.len();
        self.held.retain(|held| held != raw_id);
        self.held.len() < before
    }

    /// Removes a target; true when none of the chosen ones is left.
    pub(crate) fn without(&mut self, raw_id: &str) -> bool {
        let before = self.targets.len();
        self.targets.retain(|target| target != raw_id);
        before > 0 && self.targets.is_empty()
    }
}

impl Media {
    pub(crate) fn play(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let body = request.body;
        let sources = Source::read_all(body, "playSources")?;
        if sources.len() > 1 && !request.version.has("2024-09-15") {
            return Err(Refusal::field(format!(
                "The field playSources must hold one source in api-version {}.",
                request.version.name
            )));
        }
        needs_speech(leg, &sources)?;
        let options = body.object("playOptions");
        let flag = |name| options.is_some_and(|options| options.flag(name));
        let targets = body.identities("playTo");
        let targets = targets.iter().map(|target| target.raw_id().to_owned());
        let play = Play {
            sources,
            place: 0,
            loops: flag("loop"),
            targets: targets.collect(),
            held: Vec::new(),
            interrupts_hold_audio: flag("interruptHoldAudio"),
        };
        calls.all_are_there(key, &play.targets)?;
        let interrupts =
            body.flag("interruptCallMediaOperation") || flag("interruptCallMediaOperation");
        let waits = play.targets.is_empty();
        self.start_operation(
            calls,
            world,
            request.requester(leg),
            Work::Play(play),
            waits,
            interrupts,
        )
    }

    /// Plays to one participant, on hold or not.
    pub(crate) fn announce(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<(), Refusal> {
        let sources = Source::read_all(request.body, "playSources")?;
        needs_speech(leg, &sources)?;
        let target = request.body.identity("playTo");
        let play = Play {
            sources,
            place: 0,
            loops: false,
            targets: target.iter().map(|one| one.raw_id().to_owned()).collect(),
            held: Vec::new(),
            interrupts_hold_audio: true,
        };
        calls.all_are_there(key, &play.targets)?;
        self.start_operation(
            calls,
            world,
            request.requester(leg),
            Work::Play(play),
            false,
            false,
        )
    }

    pub(crate) fn begin_play(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        requester: &Requester,
        play: &mut Play,
    ) -> Next {
        // Recorded: what interrupts the audio of a participant on hold does not count.
        if !play.interrupts_hold_audio {
            calls.note_media(&requester.leg);
        }
        play.held = calls.put_on_hold(world, &requester.leg, &play.targets);
        Next::In(self.prompts.preparation(&play.sources))
    }

    /// One source is over, and the next one begins.
    pub(crate) fn continue_play(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        requester: &Requester,
        play: &mut Play,
    ) -> Next {
        let Some(source) = play.sources.get(play.place) else {
            // A loop sends no further events.
            if play.loops {
                return Next::Endless;
            }
            calls.send_result(
                world,
                requester,
                Event::new("PlayCompleted", None, Outcome::completed()),
            );
            return Next::Over;
        };
        if let Some(outcome) = self.prompts.failure(source) {
            let event = Event::new("PlayFailed", None, outcome);
            let event = calls.with_index(requester, event, play.place);
            calls.send_result(world, requester, event);
            return Next::Over;
        }
        let lasts = self.prompts.duration(source);
        if play.place == 0 {
            self.report_play_started(calls, world, requester, play);
        }
        play.place += 1;
        Next::In(lasts)
    }

    fn report_play_started(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        requester: &Requester,
        play: &Play,
    ) {
        if play.interrupts_hold_audio {
            self.send_hold_audio_event(
                calls,
                world,
                &requester.leg,
                &play.targets,
                "HoldAudioPaused",
            );
        }
        if calls
            .version_of(&requester.leg)
            .is_some_and(Version::reports_starts)
        {
            calls.send_result(
                world,
                requester,
                Event::new("PlayStarted", None, Outcome::completed()),
            );
        }
    }

    /// Cleans up after a play, however it ended.
    pub(crate) fn finish_play(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        requester: &Requester,
        play: &Play,
    ) {
        if play.interrupts_hold_audio && play.place > 0 {
            self.send_hold_audio_event(
                calls,
                world,
                &requester.leg,
                &play.targets,
                "HoldAudioResumed",
            );
        }
        calls.release(world, &requester.leg, &play.held);
    }
}

/// Checks that a call with spoken texts has a speech service, which is set up with the call.
pub(crate) fn needs_speech(leg: &Leg, sources: &[Source]) -> Result<(), Refusal> {
    if leg.profile.has_speech || !sources.iter().any(Source::is_spoken) {
        return Ok(());
    }
    Err(no_speech())
}

pub(crate) fn no_speech() -> Refusal {
    Refusal::new(
        400,
        "8567",
        "Action is invalid: the call was set up without callIntelligenceOptions.cognitiveServicesEndpoint.",
    )
}
