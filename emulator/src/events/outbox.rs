//! Delivery of events.
//!
//! Each webhook has a lane, so that a slow one delays no other; within a lane deliveries are sent
//! in order, each after the response to the one before it. SDK habit `no-response`: samples for JavaScript never
//! respond, so a lane waits for a response for a second only. The many webhooks of one server share a lane beyond a number, so that they cost no
//! thread each, and no other server's webhooks their lanes. A lane has a thread while there is something to deliver, and a little longer.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use http::Method;

use super::delivery::{Delivery, Sender, WebhookResponse};
use super::lanes::{LaneKey, Lanes};
use crate::journal::{Journal, JournalEntry, JournalKind};
use crate::tokens::Tokens;
use acs_call_automation::internal::{
    self, InFlight, Outgoing, Settings, Transport, TrustRoots, one_line,
};
use acs_call_automation::options::Clock;
use acs_call_automation::{CancelToken, Result};

/// The times of deliveries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub call_event_timeout: Duration,
    pub event_grid_timeout: Duration,
    pub quick_event_grid_retries: bool,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            call_event_timeout: Duration::from_secs(30),
            event_grid_timeout: Duration::from_secs(30),
            quick_event_grid_retries: false,
        }
    }
}

/// The attempts to deliver a call event, and their pauses in real time. The service's own schedule is
/// not public.
const ATTEMPTS: usize = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// The pauses between the attempts of Event Grid, in seconds of the emulator's clock (Microsoft's page
/// on delivery and retry). A further one would end after the 24 hours that an event is kept.
const GRID_PAUSES: [u64; 10] = [10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200];

/// The age of the token of an attempt with an expired one; it was valid for 5 minutes.
const EXPIRED: Duration = Duration::from_secs(60 * 60);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the next delivery of a lane waits for the response to the one before it.
const HOLD: Duration = Duration::from_secs(1);
/// The most deliveries of a lane that wait for their responses at the same time.
const MAX_WAITING: usize = 16;
/// How long a lane without deliveries keeps its thread.
const IDLE: Duration = Duration::from_secs(1);

/// Attempts a delivery again after a time of the emulator's clock.
type Later = Box<dyn Fn(Delivery, Duration, &InFlight) + Send + Sync>;

pub(crate) struct Outbox {
    state: Mutex<Lanes>,
    changed: Condvar,
    /// Wakes the successors of threads, when the lanes are cleared.
    cleared: Condvar,
    transport: Transport,
    times: Times,
    later: OnceLock<Later>,
    journal: Arc<Journal>,
    clock: Clock,
    tokens: Arc<Tokens>,
    cancel: CancelToken,
}

impl Outbox {
    pub(crate) fn new(
        times: Times,
        trust: TrustRoots,
        journal: Arc<Journal>,
        clock: Clock,
        tokens: Arc<Tokens>,
    ) -> Result<Arc<Self>> {
        let settings = Settings {
            connect_timeout: Duration::from_secs(2),
            max_body_size: 64 * 1024,
            trust,
            ..Settings::default()
        };
        Ok(Arc::new(Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            cleared: Condvar::new(),
            transport: Transport::new(&settings)?,
            times,
            later: OnceLock::new(),
            journal,
            clock,
            tokens,
            cancel: CancelToken::new(),
        }))
    }

    /// Sets what attempts deliveries again by the emulator's clock. Only the first call counts.
    pub(crate) fn retry_by(
        &self,
        later: impl Fn(Delivery, Duration, &InFlight) + Send + Sync + 'static,
    ) {
        let _ = self.later.set(Box::new(later));
    }

    fn lock(&self) -> MutexGuard<'_, Lanes> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a delivery; it is not sent before `earliest`.
    pub(crate) fn push(self: &Arc<Self>, delivery: Delivery, earliest: Instant) {
        let mut state = self.lock();
        if state.closed {
            return;
        }
        let (key, lane) = state.lane_for(&delivery);
        lane.put(delivery, earliest);
        self.staff(&mut state, &key);
        self.changed.notify_all();
    }

    /// Starts the threads that a lane needs: one, and its successor when deliveries queue up behind a response.
    fn staff(self: &Arc<Self>, state: &mut Lanes, key: &LaneKey) {
        let Some(lane) = state.lanes.get_mut(key) else {
            return;
        };
        let is_first = !lane.has_thread;
        let is_held = lane.waits_since.is_some() && !lane.queue.is_empty();
        if !is_first && (!is_held || lane.has_successor) {
            return;
        }
        let (id, generation) = (lane.id, lane.generation);
        let (outbox, key) = (Arc::clone(self), key.clone());
        let started = internal::spawn("emu-out", move || match is_first {
            true => outbox.deliver_all(&key, id, generation),
            false => outbox.succeed(&key, id, generation),
        });
        match started {
            Ok(thread) => {
                lane.has_thread = true;
                lane.has_successor = !is_first;
                let threads = std::mem::take(&mut state.threads);
                let (ended, running): (Vec<_>, Vec<_>) =
                    threads.into_iter().partition(JoinHandle::is_finished);
                state.threads = running;
                state.threads.push(thread);
                for thread in ended {
                    // It runs no more code that needs a lock of the library.
                    let _ = thread.join();
                }
            }
            // The next delivery of the lane starts the thread.
            Err(cause) => log::warn!("emulator: no thread to deliver events: {cause}"),
        }
    }

    /// Takes a lane over from its thread when that waits too long for a response.
    fn succeed(self: &Arc<Self>, key: &LaneKey, id: u64, generation: u64) {
        let mut state = self.lock();
        while let Some(lane) = state.own(key, id, generation) {
            if lane.queue.is_empty() {
                lane.has_successor = false;
                return;
            }
            let waited = lane
                .waits_since
                .map_or(Duration::ZERO, |since| since.elapsed());
            let left = HOLD.saturating_sub(waited);
            if left.is_zero() && lane.busy < MAX_WAITING {
                lane.generation += 1;
                lane.waits_since = None;
                lane.has_successor = false;
                let generation = lane.generation;
                drop(state);
                return self.deliver_all(key, id, generation);
            }
            let pause = if left.is_zero() { HOLD } else { left };
            let woken = self.cleared.wait_timeout(state, pause);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until nothing is left to deliver; false when `time_limit` ended before.
    pub(crate) fn flush(&self, time_limit: Duration) -> bool {
        let (state, _) = self
            .changed
            .wait_timeout_while(self.lock(), time_limit, |state| !state.is_idle())
            .unwrap_or_else(PoisonError::into_inner);
        state.is_idle()
    }

    /// Drops queued deliveries and cancels current ones; their threads end, and later deliveries
    /// get new lanes.
    pub(crate) fn clear(&self) {
        let mut state = self.lock();
        state.lanes.clear();
        self.cancel.cancel();
        self.cancel.reset();
        self.changed.notify_all();
        self.cleared.notify_all();
    }

    /// Ends all threads and hands them over to be joined; what was not delivered is dropped.
    pub(crate) fn close(&self) -> Vec<JoinHandle<()>> {
        let mut state = self.lock();
        state.closed = true;
        state.lanes.clear();
        self.cancel.cancel();
        self.changed.notify_all();
        self.cleared.notify_all();
        std::mem::take(&mut state.threads)
    }

    /// Sends a request outside the lanes and waits for its response: a handshake. The error says why
    /// there is none.
    pub(crate) fn send_once(
        &self,
        method: Method,
        delivery: &Delivery,
    ) -> std::result::Result<WebhookResponse, String> {
        let in_flight = InFlight::begin(&self.cancel, None);
        let sent = self.send(method, delivery, &in_flight);
        sent.unwrap_or_else(|| Err("the emulator was reset or closed".to_owned()))
    }

    /// Posts the call of a hook and returns the body of a response with 2xx. The error says why there is none.
    pub(crate) fn post(
        &self,
        url: &str,
        body: Vec<u8>,
        time_limit: Duration,
        own: &CancelToken,
    ) -> std::result::Result<Vec<u8>, String> {
        let headers = vec![("Content-Type", "application/json".to_owned())];
        let delivery = Delivery::new(Sender::Hook(time_limit), url, headers, body);
        let in_flight = InFlight::begin(&self.cancel, Some(own));
        match self.send(Method::POST, &delivery, &in_flight) {
            Some(Ok(response)) if (200..300).contains(&response.status) => Ok(response.body),
            Some(Ok(response)) => Err(refusal(&response)),
            Some(Err(why)) => Err(why),
            None => Err("the emulator was reset or closed".to_owned()),
        }
    }

    /// Delivers the events of a lane, until it is idle or cleared.
    fn deliver_all(self: &Arc<Self>, key: &LaneKey, id: u64, generation: u64) {
        let mut state = self.lock();
        while let Some(lane) = state.own(key, id, generation) {
            let wait = lane
                .queue
                .front()
                .map(|(_, earliest)| earliest.saturating_duration_since(Instant::now()));
            state = match wait {
                Some(Duration::ZERO) => {
                    let Some((delivery, _)) = lane.queue.pop_front() else {
                        continue;
                    };
                    lane.busy += 1;
                    lane.waits_since = Some(Instant::now());
                    // Taken under the lock, so that a clearing after this cancels it.
                    let in_flight = InFlight::begin(&self.cancel, None);
                    self.staff(&mut state, key);
                    drop(state);
                    // Once it has failed, those after it wait until it is delivered or given up; false when some
                    // were sent already.
                    let failed = || match self.lock().own(key, id, generation) {
                        Some(lane) => {
                            lane.waits_since = None;
                            true
                        }
                        None => false,
                    };
                    self.deliver(delivery, &in_flight, failed);
                    let mut state = self.lock();
                    if let Some(lane) = state.lane(key, id) {
                        lane.busy -= 1;
                        if lane.busy == 0 && !lane.has_thread && lane.queue.is_empty() {
                            state.lanes.remove(key);
                        }
                    }
                    if let Some(lane) = state.own(key, id, generation) {
                        lane.waits_since = None;
                    }
                    self.changed.notify_all();
                    state
                }
                Some(pause) => {
                    let waited = self.changed.wait_timeout(state, pause);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => {
                    let (mut state, waited) = self
                        .changed
                        .wait_timeout_while(state, IDLE, |state| {
                            state
                                .own(key, id, generation)
                                .is_some_and(|lane| lane.queue.is_empty())
                        })
                        .unwrap_or_else(PoisonError::into_inner);
                    if waited.timed_out() && state.own(key, id, generation).is_some() {
                        // A delivery of an earlier thread may still wait for its response.
                        if let Some(lane) = state.lane(key, id).filter(|lane| lane.busy > 0) {
                            lane.has_thread = false;
                            lane.has_successor = false;
                            lane.generation += 1;
                        } else {
                            state.lanes.remove(key);
                        }
                    }
                    state
                }
            };
        }
    }

    /// Delivers an event, with further attempts where the sender makes them.
    fn deliver(&self, mut delivery: Delivery, in_flight: &InFlight, failed: impl Fn() -> bool) {
        let sender = delivery.sender;
        let mut quick_pause = FIRST_PAUSE;
        loop {
            let begun = Instant::now();
            let Some(outcome) = self.send(Method::POST, &delivery, in_flight) else {
                return;
            };
            let (why, again, retry_after) = match &outcome {
                Ok(response) if sender.is_delivered(response.status) => return,
                Ok(response) => (
                    refusal(response),
                    sender.retries(response.status),
                    response.retry_after,
                ),
                Err(why) => (why.clone(), true, None),
            };
            let holds_others = failed();
            // A webhook that took the next event was there, and only does not respond.
            let is_silent = sender == Sender::CallAutomation
                && !holds_others
                && begun.elapsed() >= self.times.call_event_timeout;
            let again = again && !is_silent;
            delivery.attempted();
            let is_quick = sender == Sender::CallAutomation || self.times.quick_event_grid_retries;
            let pause = match GRID_PAUSES.get(delivery.attempts - 1) {
                _ if !again => None,
                _ if is_quick => (delivery.attempts < ATTEMPTS)
                    .then(|| retry_after.unwrap_or(quick_pause).min(MAX_PAUSE)),
                seconds => seconds.copied().map(Duration::from_secs),
            };
            let (url, attempt) = (one_line(delivery.shown_url()), delivery.attempts);
            let Some(pause) = pause else {
                log::warn!(
                    "emulator: an event was not delivered to {url} and is given up: {why} \
                     (attempt {attempt})"
                );
                return;
            };
            log::warn!(
                "emulator: an event was not delivered to {url}: {why} (attempt {attempt}, the next \
                 one in {pause:?})"
            );
            if !is_quick {
                if let Some(later) = self.later.get() {
                    later(delivery, pause, in_flight);
                }
                return;
            }
            if in_flight.wait(pause) {
                return;
            }
            quick_pause = (quick_pause * 2).min(MAX_PAUSE);
        }
    }

    /// One attempt, recorded in the journal; `None` when it was canceled, else the response or why
    /// there is none.
    fn send(
        &self,
        method: Method,
        delivery: &Delivery,
        in_flight: &InFlight,
    ) -> Option<std::result::Result<WebhookResponse, String>> {
        let fault = delivery.fault;
        let age = if fault.expired_token {
            EXPIRED
        } else {
            Duration::ZERO
        };
        // The service signs a new token for each attempt, Event Grid none.
        let authorization = match delivery.sender {
            Sender::CallAutomation => self.tokens.authorization(self.clock.wall() - age),
            Sender::EventGrid | Sender::Hook(_) => None,
        };
        let authorization = authorization
            .as_deref()
            .map(|token| ("Authorization", token));
        let headers: Vec<_> = delivery
            .headers
            .iter()
            .map(|(name, value)| (&**name, value.as_str()))
            .chain(authorization)
            .collect();
        let has_body = method == Method::POST;
        let body = match delivery.body.as_slice() {
            whole if fault.bad_json => whole.split_at(whole.len() / 2).0,
            whole => whole,
        };
        let sent_body = has_body.then_some(body);
        let time_limit = match delivery.sender {
            Sender::CallAutomation => self.times.call_event_timeout,
            Sender::EventGrid => self.times.event_grid_timeout,
            Sender::Hook(time_limit) => time_limit,
        };
        let begun = self.journal.begin(JournalKind::Event, self.clock.wall());
        let now = Instant::now();
        // A timeout without end is as long as the clock reaches.
        let deadline = now.checked_add(time_limit).unwrap_or(now + DAY);
        let sent = if fault.lose_request {
            Err("a fault lost the request".to_owned())
        } else {
            let sent = Outgoing::new(method.clone(), &delivery.url, &headers, sent_body)
                .and_then(|outgoing| self.transport.send(outgoing, deadline, in_flight));
            sent.map_err(|failure| failure.message)
        };
        let outcome = match sent {
            Ok(_) if fault.lose_response => Err("no response: a fault lost it".to_owned()),
            Ok(incoming) => Ok(WebhookResponse {
                status: incoming.status,
                retry_after: incoming
                    .headers
                    .get("retry-after")
                    .and_then(|value| value.to_str().ok()?.parse().ok())
                    .map(Duration::from_secs),
                allowed_origin: incoming
                    .headers
                    .get("webhook-allowed-origin")
                    .and_then(|value| Some(value.to_str().ok()?.to_owned())),
                body: incoming.body,
            }),
            Err(why) => Err(format!("no response: {why}")),
        };
        let failure = match &outcome {
            Ok(response) if delivery.sender.is_delivered(response.status) => None,
            Ok(response) => Some(refusal(response)),
            Err(why) => Some(why.clone()),
        };
        let response = outcome.as_ref().ok();
        let entry = JournalEntry {
            time: self.clock.wall(),
            operation: delivery.subject.event,
            call: delivery.subject.call.clone(),
            attempt: delivery.attempts + 1,
            application: authority(&delivery.url).to_owned(),
            method: method.to_string(),
            path: delivery.url.clone(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: body.to_vec(),
            status: response.map(|response| response.status),
            failure,
            response_body: response
                .map(|response| response.body.clone())
                .unwrap_or_default(),
            ..begun
        };
        // Under the lock, so that a reset leaves no entry of what it cleared away.
        let _state = self.lock();
        if in_flight.is_ended() {
            return None;
        }
        self.journal.add(entry);
        Some(outcome)
    }
}

/// Host and port of a URL, as it has them.
pub(crate) fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// Status and reason of a response that does not count as delivered.
fn refusal(response: &WebhookResponse) -> String {
    let said = String::from_utf8_lossy(&response.body);
    let said: String = said.trim().chars().take(MAX_REASON_LENGTH).collect();
    let status = response.status;
    if said.is_empty() || said.starts_with('<') {
        return format!("the webhook responded with status {status}");
    }
    let said = one_line(&said);
    format!("the webhook responded with status {status}: {said}")
}

/// Of the body of a refusal.
const MAX_REASON_LENGTH: usize = 200;
