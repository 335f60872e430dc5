//! The parts of an emulator behind one lock, and the actions that fall due.

use std::time::Duration;

use super::calls::Calls;
use super::media::Media;
use super::recording::Recorder;
use super::request::repeats::RepeatabilityIds;
use super::schedule::{Action, Input};
use super::stand_ins::Rooms;
use super::world::World;

pub(super) struct State {
    pub calls: Calls,
    pub cx: Context,
    pub repeats: RepeatabilityIds,
    pub rooms: Rooms,
}

/// What changes together with the calls: a participant who leaves ends media operations, a call
/// that ends ends its recordings.
pub(super) struct Context {
    pub world: World,
    pub media: Media,
    pub recorder: Recorder,
}

impl State {
    pub(super) fn new(world: World, recorder: Recorder) -> Self {
        Self {
            calls: Calls::default(),
            cx: Context {
                world,
                media: Media::default(),
                recorder,
            },
            repeats: RepeatabilityIds::default(),
            rooms: Rooms::default(),
        }
    }

    /// Forgets everything but the resource, the ids and the time, and the setup where that is kept:
    /// hosted users and numbers, rooms, subscriptions.
    pub(super) fn reset(&mut self, keeps_setup: bool) {
        self.calls.reset(keeps_setup);
        self.cx.world.reset(keeps_setup);
        if !keeps_setup {
            self.rooms = Rooms::default();
        }
        self.cx.media = Media::default();
        self.cx.recorder.reset();
        self.repeats = RepeatabilityIds::default();
    }

    /// Forgets what a seed sets; calls go on.
    pub(super) fn clear_setup(&mut self) {
        self.calls.clear_setup();
        self.cx.world.clear_setup();
        self.cx.media.clear_prompts();
    }

    /// Performs all actions that are due now.
    pub(super) fn run_due(&mut self) {
        while let Some(action) = self.cx.world.take_due() {
            self.act(action);
        }
    }

    /// Moves the clock forward and performs the actions that fall due on the way, each at its own
    /// time.
    pub(super) fn advance(&mut self, by: Duration) {
        let target = self.cx.world.now().saturating_add(by);
        loop {
            self.run_due();
            let next = self.cx.world.next_due().filter(|due| *due <= target);
            // At the end of its range the clock stands still: what is due beyond it is not
            // performed.
            let has_arrived = self.cx.world.advance_to(next.unwrap_or(target));
            if next.is_none() || !has_arrived {
                return;
            }
        }
    }

    /// Moves the clock to what falls due next, and performs it; false when nothing does.
    pub(super) fn step(&mut self) -> bool {
        self.run_due();
        let Some(due) = self.cx.world.next_due() else {
            return false;
        };
        self.advance(due.saturating_sub(self.cx.world.now()));
        true
    }

    fn act(&mut self, action: Action) {
        let Self { calls, cx, .. } = self;
        match action {
            Action::Answer { call, attempt } => calls.attempt_answered(cx, call, attempt),
            Action::Fail { call, attempt, why } => calls.attempt_failed(cx, call, attempt, why),
            Action::Leave { participant_id } => {
                if let Some((key, raw_id)) = calls.find_participant(&participant_id) {
                    calls.participant_left(cx, key, &raw_id, false);
                }
            }
            Action::LeaveCounterpart { call, raw_id } => {
                calls.participant_left(cx, call, &raw_id, true);
            }
            Action::Join { leg, locator } => calls.join(&mut cx.world, *leg, &locator),
            Action::Input {
                participant_id,
                input,
            } => {
                let found = calls.find_participant(&participant_id);
                let found = found.filter(|(key, raw_id)| {
                    // Tones are signaled, so that they are received from a muted participant too.
                    matches!(input, Input::Tone(_)) || !calls.is_muted(*key, raw_id)
                });
                if let Some((key, raw_id)) = found {
                    let Context { world, media, .. } = cx;
                    calls.note_input(world, key, &raw_id, &input);
                    media.receive_input(calls, world, key, &raw_id, &input);
                }
            }
            Action::Media { leg, timer } => {
                let Context { world, media, .. } = cx;
                media.timer_expired(calls, world, &leg, timer);
            }
            Action::PublishRecording { id } => cx.recorder.publish(&mut cx.world, &id),
            Action::Deliver(delivery) => cx.world.push(*delivery),
        }
    }
}
