//! The one ordered way out for events.
//!
//! Deliveries leave in the order they were put in. There are two lanes, one for this machine and
//! one for all other hosts, so that a name that cannot be looked up holds nobody up who listens on
//! loopback.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use http::Method;

use super::journal::{Journal, JournalEntry, JournalKind};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::pipeline::CancelToken;
use crate::pipeline::transport::{Outgoing, Settings, Transport};
use crate::platform;

/// One event on its way.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub url: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// How often and how long a delivery is tried. The service's own schedule is not public.
const TRIES: u32 = 8;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
const PER_TRY: Duration = Duration::from_secs(10);

/// The header by which Event Grid tells a redelivery from the first try.
pub(super) const DELIVERY_COUNT: &str = "aeg-delivery-count";

/// Whether a status means that trying again may help.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429) || status >= 500
}

pub(super) struct Outbox {
    lanes: [Lane; 2],
    transport: Transport,
    journal: Arc<Journal>,
    clock: Clock,
    cancel: CancelToken,
}

#[derive(Default)]
struct Lane {
    state: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    queue: VecDeque<(Delivery, Instant)>,
    /// A delivery that was taken out of the queue and has not ended.
    busy: bool,
    /// Counts up when everything waiting is thrown away.
    generation: u64,
    closed: bool,
}

impl Lane {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbox {
    pub(super) fn new(journal: Arc<Journal>, clock: Clock) -> Result<Arc<Self>> {
        let settings = Settings {
            connect_timeout: Duration::from_secs(2),
            longest_body: 64 * 1024,
            ..Settings::default()
        };
        Ok(Arc::new(Self {
            lanes: Default::default(),
            transport: Transport::new(&settings)?,
            journal,
            clock,
            cancel: CancelToken::new(),
        }))
    }

    /// Starts the threads that deliver.
    pub(super) fn start(self: &Arc<Self>) -> Result<Vec<JoinHandle<()>>> {
        ["emu-out", "emu-out-far"]
            .into_iter()
            .enumerate()
            .map(|(place, name)| {
                let outbox = Arc::clone(self);
                platform::spawn(name, move || {
                    if let Some(lane) = outbox.lanes.get(place) {
                        while outbox.deliver_next(lane) {}
                    }
                })
                .map_err(|cause| Error::system("cannot start the outbox", cause))
            })
            .collect()
    }

    /// Puts a delivery in; it does not leave before `earliest`.
    pub(super) fn push(&self, delivery: Delivery, earliest: Instant) {
        let here = delivery
            .url
            .parse::<http::Uri>()
            .is_ok_and(|uri| uri.host().is_some_and(crate::endpoint::is_loopback));
        let [loopback, elsewhere] = &self.lanes;
        let lane = if here { loopback } else { elsewhere };
        lane.lock().queue.push_back((delivery, earliest));
        lane.changed.notify_all();
    }

    /// Waits until nothing is left to deliver; false when `patience` ended before.
    pub(super) fn flush(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        self.lanes.iter().all(|lane| {
            let left = until.saturating_duration_since(Instant::now());
            let (state, _) = lane
                .changed
                .wait_timeout_while(lane.lock(), left, |state| {
                    state.busy || !state.queue.is_empty()
                })
                .unwrap_or_else(PoisonError::into_inner);
            !state.busy && state.queue.is_empty()
        })
    }

    /// Throws away what waits.
    pub(super) fn clear(&self) {
        for lane in &self.lanes {
            let mut state = lane.lock();
            state.queue.clear();
            state.generation += 1;
            lane.changed.notify_all();
        }
    }

    /// Ends both threads; what was not delivered is dropped.
    pub(super) fn close(&self) {
        for lane in &self.lanes {
            let mut state = lane.lock();
            state.closed = true;
            state.queue.clear();
            lane.changed.notify_all();
        }
        self.cancel.cancel();
    }

    /// Sends a request outside of the order, and waits for its answer: a handshake.
    pub(super) fn ask(&self, method: Method, delivery: &Delivery) -> Option<Answer> {
        self.send(method, delivery)
    }

    /// Waits for a delivery and brings it to an end. False when the outbox was closed.
    fn deliver_next(&self, lane: &Lane) -> bool {
        let mut state = lane.lock();
        let (delivery, generation) = loop {
            if state.closed {
                return false;
            }
            let wait = state
                .queue
                .front()
                .map(|(_, earliest)| earliest.saturating_duration_since(Instant::now()));
            state = match wait {
                Some(Duration::ZERO) => {
                    let taken = state.queue.pop_front();
                    state.busy = taken.is_some();
                    match taken {
                        Some((delivery, _)) => break (delivery, state.generation),
                        None => state,
                    }
                }
                Some(pause) => {
                    let waited = lane.changed.wait_timeout(state, pause);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => lane
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
            };
        };
        drop(state);
        self.deliver(lane, delivery, generation);
        lane.lock().busy = false;
        lane.changed.notify_all();
        true
    }

    fn deliver(&self, lane: &Lane, mut delivery: Delivery, generation: u64) {
        let mut pause = FIRST_PAUSE;
        for attempt in 1..=TRIES {
            let answer = self.send(Method::POST, &delivery);
            let again = answer
                .as_ref()
                .is_none_or(|answer| is_passing(answer.status));
            if !again {
                return;
            }
            if attempt == TRIES {
                break;
            }
            let asked = answer.and_then(|answer| answer.retry_after);
            let wanted = asked.unwrap_or(pause).min(LONGEST_PAUSE);
            let is_over = |state: &Waiting| state.closed || state.generation != generation;
            let (state, _) = lane
                .changed
                .wait_timeout_while(lane.lock(), wanted, |state| !is_over(state))
                .unwrap_or_else(PoisonError::into_inner);
            if is_over(&state) {
                return;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            for (name, value) in &mut delivery.headers {
                if *name == DELIVERY_COUNT {
                    *value = attempt.to_string();
                }
            }
        }
        log::warn!("emulator: gave up delivering an event after {TRIES} tries");
    }

    /// One try, written into the journal.
    fn send(&self, method: Method, delivery: &Delivery) -> Option<Answer> {
        let headers: Vec<_> = delivery
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let has_body = method == Method::POST;
        let outgoing = Outgoing {
            method: method.clone(),
            url: &delivery.url,
            headers: &headers,
            body: has_body.then_some(delivery.body.as_slice()),
        };
        let answer = self
            .transport
            .send(&outgoing, Instant::now() + PER_TRY, Some(&self.cancel));
        let answer = match answer {
            Ok(incoming) => Some(Answer {
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
            Err(failure) => {
                log::debug!("emulator: event not delivered: {}", failure.message);
                None
            }
        };
        self.journal.add(JournalEntry {
            time: self.clock.wall(),
            kind: JournalKind::Event,
            method: method.to_string(),
            path: delivery.url.clone(),
            headers: delivery
                .headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            body: delivery.body.clone(),
            status: answer.as_ref().map(|answer| answer.status),
            response_headers: Vec::new(),
            response_body: answer
                .as_ref()
                .map(|answer| answer.body.clone())
                .unwrap_or_default(),
        });
        answer
    }
}

/// What a listener said to a delivery.
pub(super) struct Answer {
    pub status: u16,
    pub retry_after: Option<Duration>,
    pub allowed_origin: Option<String>,
    pub body: Vec<u8>,
}
