//! The media operations of a leg: which run at once, which are queued, and which are refused
//! meanwhile.
//!
//! Documented (Call Automation, compatibility of media operations): a play to all, and a recognition
//! in a 1:1 call, wait for whatever runs. A play to chosen participants, a recognition in a larger
//! call and the sending of tones begin at once, and refuse each other, themselves and the start of
//! continuous recognition while they run.

pub(super) mod bodies;
pub(super) mod dtmf;
pub(super) mod hold;
pub(super) mod play;
pub(super) mod prompts;
pub(super) mod recognize;
pub(super) mod tones;

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use self::dtmf::{Listener, Sending};
use self::hold::HoldAudio;
use self::play::Play;
use self::prompts::{Prompt, Prompts};
use self::recognize::Recognition;
use super::calls::{CallKey, Calls, Leg, LegState, Requester};
use super::events::{Event, Outcome};
use super::json::Object;
use super::operations::OperationRequest;
use super::request::errors::Refusal;
use super::request::routes::Operation as Requested;
use super::schedule::Action;
use super::world::World;

/// The media operations of all legs.
#[derive(Debug, Default)]
pub(super) struct Media {
    /// By call connection id.
    by_leg: HashMap<String, LegMedia>,
    prompts: Prompts,
}

/// The media operations of one leg.
#[derive(Debug, Default)]
pub(super) struct LegMedia {
    running: Vec<Operation>,
    waiting: VecDeque<Operation>,
    listeners: Vec<Listener>,
    hold_audio: Vec<HoldAudio>,
}

/// One play, recognition, or sending of tones.
#[derive(Debug)]
pub(super) struct Operation {
    requester: Requester,
    /// Whether it is queued; others start at once or are refused.
    waits: bool,
    work: Work,
    /// The timer that it waits for; others are outdated.
    timer: u64,
}

#[derive(Debug)]
pub(super) enum Work {
    Play(Play),
    Recognize(Recognition),
    Send(Sending),
}

/// The state of an operation after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Its next step is due in this time, whatever it waited for before.
    In(Duration),
    /// It keeps its timer.
    Unchanged,
    /// It goes on until a participant puts an end to it.
    Endless,
    Over,
}

impl LegMedia {
    /// The plays that run or wait.
    pub(super) fn plays(&mut self) -> impl Iterator<Item = &mut Play> {
        let operations = self.running.iter_mut().chain(&mut self.waiting);
        operations.filter_map(|operation| match &mut operation.work {
            Work::Play(play) => Some(play),
            _ => None,
        })
    }
}

impl Work {
    /// The event when it is canceled; sending cannot be.
    fn canceled(&self) -> Option<&'static str> {
        match self {
            Self::Play(_) => Some("PlayCanceled"),
            Self::Recognize(_) => Some("RecognizeCanceled"),
            Self::Send(_) => None,
        }
    }

    /// The event when its only participant has left.
    fn without(&mut self, raw_id: &str) -> Option<Event> {
        let event = |name| Event::new(name, None, Outcome::target_left());
        match self {
            Self::Play(play) => play.without(raw_id).then(|| event("PlayFailed")),
            Self::Recognize(recognition) => {
                (recognition.target == raw_id).then(|| event("RecognizeFailed"))
            }
            Self::Send(sending) => (sending.target == raw_id).then(|| event("SendDtmfTonesFailed")),
        }
    }
}

impl Media {
    pub(super) fn set_prompt(&mut self, prompt: Prompt) {
        self.prompts.set(prompt);
    }

    /// Forgets the behaviors of prompts.
    pub(super) fn clear_prompts(&mut self) {
        self.prompts = Prompts::default();
    }

    /// Performs a request about media; returns what the response holds.
    pub(super) fn perform(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        request: &OperationRequest<'_>,
        key: CallKey,
        leg: &Leg,
    ) -> Result<Option<Object>, Refusal> {
        if leg.state == LegState::Connecting {
            // Accepted in 2022; there is no one yet who could hear it.
            let event = Event::new("PlayFailed", None, Outcome::not_established());
            calls.send_result(world, &request.requester(leg), event);
            return Ok(None);
        }
        match request.route.operation {
            Requested::Play => self.play(calls, world, request, key, leg)?,
            Requested::Announce => self.announce(calls, world, request, key, leg)?,
            Requested::Recognize => self.recognize(calls, world, request, key, leg)?,
            Requested::CancelAllMedia => self.cancel_all(calls, world, &leg.id),
            Requested::SendDtmf => {
                let body = self.send_dtmf(calls, world, request, key, leg)?;
                return Ok((!request.version.has_former_names()).then_some(body));
            }
            Requested::StartContinuousDtmf => self.start_continuous(calls, request, key, leg)?,
            Requested::StopContinuousDtmf => {
                self.stop_continuous(calls, world, request, key, leg)?;
            }
            Requested::Hold => self.hold(calls, world, request, key, leg)?,
            Requested::Unhold => self.unhold(calls, world, request, key, leg)?,
            _ => {}
        }
        Ok(None)
    }

    /// Starts an operation, queues it, or refuses it.
    pub(super) fn start_operation(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        requester: Requester,
        work: Work,
        waits: bool,
        interrupts: bool,
    ) -> Result<(), Refusal> {
        let leg = requester.leg.clone();
        if !waits {
            self.check_compatible(&leg, interrupts)?;
        }
        if interrupts {
            self.cancel_all(calls, world, &leg);
        }
        let operation = Operation {
            requester,
            waits,
            work,
            timer: 0,
        };
        let media = self.by_leg.entry(leg).or_default();
        if waits && !(media.running.is_empty() && media.waiting.is_empty()) {
            media.waiting.push_back(operation);
        } else {
            self.begin(calls, world, operation);
        }
        Ok(())
    }

    /// Refuses an operation that cannot run beside the present ones, unless they are about to be
    /// interrupted.
    pub(super) fn check_compatible(&self, leg: &str, interrupts: bool) -> Result<(), Refusal> {
        let running = self.by_leg.get(leg).map(|media| media.running.as_slice());
        let goes_along = |operation: &Operation| {
            operation.waits || (interrupts && operation.work.canceled().is_some())
        };
        if !running.unwrap_or_default().iter().all(goes_along) {
            return Err(Refusal::new(
                412,
                "8583",
                "Action is invalid while an incompatible media operation is running.",
            ));
        }
        Ok(())
    }

    fn begin(&mut self, calls: &mut Calls, world: &mut World, mut operation: Operation) {
        let next = match &mut operation.work {
            Work::Play(play) => self.begin_play(calls, world, &operation.requester, play),
            Work::Recognize(recognition) => {
                self.begin_recognition(calls, world, &operation.requester, recognition)
            }
            Work::Send(_) => Next::In(dtmf::TONE),
        };
        self.schedule_next(calls, world, operation, next);
    }

    /// The timer of an operation has run out.
    pub(super) fn timer_expired(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        leg: &str,
        timer: u64,
    ) {
        let Some(mut operation) = self.take_running(leg, |operation| operation.timer == timer)
        else {
            return;
        };
        let next = match &mut operation.work {
            Work::Play(play) => self.continue_play(calls, world, &operation.requester, play),
            Work::Recognize(recognition) => {
                self.continue_recognition(calls, world, &operation.requester, recognition)
            }
            Work::Send(sending) => {
                self.continue_sending(calls, world, &operation.requester, sending)
            }
        };
        self.schedule_next(calls, world, operation, next);
    }

    /// Runs a step of the recognition of a participant.
    pub(super) fn with_recognition(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        leg: &str,
        raw_id: &str,
        step: impl FnOnce(&mut Self, &mut Calls, &mut World, &Requester, &mut Recognition) -> Next,
    ) {
        let listens = |operation: &Operation| matches!(&operation.work, Work::Recognize(recognition) if recognition.target == raw_id);
        if let Some(mut operation) = self.take_running(leg, listens) {
            if let Work::Recognize(recognition) = &mut operation.work {
                let next = step(self, calls, world, &operation.requester, recognition);
                self.schedule_next(calls, world, operation, next);
            }
        }
    }

    fn take_running(
        &mut self,
        leg: &str,
        is_wanted: impl Fn(&Operation) -> bool,
    ) -> Option<Operation> {
        let running = &mut self.by_leg.get_mut(leg)?.running;
        let place = running.iter().position(is_wanted)?;
        Some(running.remove(place))
    }

    fn schedule_next(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        mut operation: Operation,
        next: Next,
    ) {
        let leg = operation.requester.leg.clone();
        match next {
            Next::Over => {
                self.clean_up(calls, world, &operation);
                self.start_next(calls, world, &leg);
                return;
            }
            Next::Unchanged => {}
            Next::In(delay) => {
                operation.timer = world.number();
                let timer = operation.timer;
                let leg = leg.clone();
                world.schedule_in(delay, Action::Media { leg, timer });
            }
            Next::Endless => operation.timer = world.number(),
        }
        self.by_leg.entry(leg).or_default().running.push(operation);
    }

    /// Cleans up after an operation that has ended.
    fn clean_up(&mut self, calls: &mut Calls, world: &mut World, operation: &Operation) {
        if let Work::Play(play) = &operation.work {
            self.finish_play(calls, world, &operation.requester, play);
        }
    }

    fn start_next(&mut self, calls: &mut Calls, world: &mut World, leg: &str) {
        let Some(media) = self.by_leg.get_mut(leg) else {
            return;
        };
        if !media.running.is_empty() {
            return;
        }
        if let Some(operation) = media.waiting.pop_front() {
            self.begin(calls, world, operation);
        }
    }

    /// Cancels what runs, and what is queued.
    pub(super) fn cancel_all(&mut self, calls: &mut Calls, world: &mut World, leg: &str) {
        self.cancel(calls, world, leg, |_| true);
    }

    /// Cancels some of what runs, and of what is queued.
    pub(super) fn cancel(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        leg: &str,
        is_meant: impl Fn(&Work) -> bool,
    ) {
        let Some(media) = self.by_leg.get_mut(leg) else {
            return;
        };
        let (waiting, kept) = std::mem::take(&mut media.waiting)
            .into_iter()
            .partition::<Vec<_>, _>(|operation| is_meant(&operation.work));
        media.waiting = kept.into();
        let (canceled, kept) = std::mem::take(&mut media.running)
            .into_iter()
            .partition::<Vec<_>, _>(|operation| {
                operation.work.canceled().is_some() && is_meant(&operation.work)
            });
        media.running = kept;
        for operation in canceled.into_iter().chain(waiting) {
            if let Some(name) = operation.work.canceled() {
                let event = Event::new(name, None, Outcome::canceled());
                calls.send_result(world, &operation.requester, event);
            }
            self.clean_up(calls, world, &operation);
        }
        self.start_next(calls, world, leg);
    }

    /// A participant has left a call: fails the operations about that participant alone.
    pub(super) fn participant_left(
        &mut self,
        calls: &mut Calls,
        world: &mut World,
        key: CallKey,
        raw_id: &str,
    ) {
        for leg in calls.legs_of(key) {
            let Some(media) = self.by_leg.get_mut(&leg) else {
                continue;
            };
            media.hold_audio.retain(|audio| audio.raw_id != raw_id);
            let (stopped, kept) = std::mem::take(&mut media.listeners)
                .into_iter()
                .partition::<Vec<_>, _>(|listener| listener.target == raw_id);
            media.listeners = kept;
            let mut failed = Vec::new();
            let mut keep = |mut operation: Operation| match operation.work.without(raw_id) {
                Some(event) => {
                    failed.push((operation, event));
                    None
                }
                None => Some(operation),
            };
            let running = std::mem::take(&mut media.running);
            media.running = running.into_iter().filter_map(&mut keep).collect();
            let waiting = std::mem::take(&mut media.waiting);
            media.waiting = waiting.into_iter().filter_map(keep).collect();
            for listener in stopped {
                calls.send_result(world, &listener.requester, Listener::stopped());
            }
            for (operation, event) in failed {
                calls.send_result(world, &operation.requester, event);
                self.clean_up(calls, world, &operation);
            }
            self.start_next(calls, world, &leg);
        }
    }

    /// Ends the operations of a leg that has left its call, and returns the events about them.
    pub(super) fn leg_ended(
        &mut self,
        calls: &mut Calls,
        key: CallKey,
        leg: &Leg,
    ) -> Vec<(Requester, Event)> {
        let media = self.by_leg.remove(&leg.id).unwrap_or_default();
        let operations = media.running.into_iter().chain(media.waiting);
        let mut results: Vec<(Requester, Event)> = operations
            .map(|operation| {
                if let Work::Play(play) = &operation.work {
                    calls.set_hold(key, play.held(), false);
                }
                let name = operation.work.canceled().unwrap_or("SendDtmfTonesFailed");
                let event = Event::new(name, None, Outcome::canceled());
                (operation.requester, event)
            })
            .collect();
        results.extend(
            media
                .listeners
                .into_iter()
                .map(|listener| (listener.requester, Listener::stopped())),
        );
        results
    }
}
