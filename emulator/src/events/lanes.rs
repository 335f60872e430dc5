//! The queues of deliveries: one for each webhook, until there are too many.

use std::collections::{HashMap, VecDeque};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::delivery::{Delivery, Sender};

/// How long an event that is to come after the next one waits for it.
const REORDER_WAIT: Duration = Duration::from_secs(1);

/// The most lanes of one server and sender; its further webhooks share one.
const MAX_LANES: usize = 64;

/// Whose deliveries a lane has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct LaneKey {
    sender: Sender,
    /// Scheme, host and port.
    server: String,
    /// Nothing for the lane that is shared.
    path: Option<String>,
}

#[derive(Default)]
pub(super) struct Lanes {
    pub lanes: HashMap<LaneKey, Lane>,
    pub threads: Vec<JoinHandle<()>>,
    /// The id of the newest lane.
    count: u64,
    pub closed: bool,
}

pub(super) struct Lane {
    /// Distinguishes a lane from an earlier one of the same webhook.
    pub id: u64,
    pub queue: VecDeque<(Delivery, Instant)>,
    /// The deliveries that were taken out of the queue and have not ended.
    pub busy: usize,
    /// Since when the newest of them waits for its first response.
    pub waits_since: Option<Instant>,
    pub has_thread: bool,
    /// A thread that takes the lane over when the present one waits too long for a response.
    pub has_successor: bool,
    /// Of the present thread; those before it end with their delivery.
    pub generation: u64,
}

impl Lane {
    /// Queues a delivery; one before it that waits for the next one comes after it.
    pub(super) fn put(&mut self, delivery: Delivery, earliest: Instant) {
        let waits = if delivery.fault.reorder {
            REORDER_WAIT
        } else {
            Duration::ZERO
        };
        let is_held = |(last, _): &(Delivery, Instant)| last.fault.reorder;
        let held = if self.queue.back().is_some_and(is_held) {
            self.queue.pop_back()
        } else {
            None
        };
        self.queue.push_back((delivery, earliest + waits));
        if let Some((mut last, _)) = held {
            last.fault.reorder = false;
            self.queue.push_back((last, earliest));
        }
    }
}

impl Lanes {
    pub(super) fn lane(&mut self, key: &LaneKey, id: u64) -> Option<&mut Lane> {
        self.lanes.get_mut(key).filter(|lane| lane.id == id)
    }

    /// The lane, while its thread is of this generation.
    pub(super) fn own(&mut self, key: &LaneKey, id: u64, generation: u64) -> Option<&mut Lane> {
        self.lane(key, id)
            .filter(|lane| lane.generation == generation)
    }

    /// The lane for a delivery, a new one where there is none.
    pub(super) fn lane_for(&mut self, delivery: &Delivery) -> (LaneKey, &mut Lane) {
        self.count += 1;
        let id = self.count;
        let key = self.key_for(delivery);
        let lane = self.lanes.entry(key.clone()).or_insert_with(|| Lane {
            id,
            queue: VecDeque::new(),
            busy: 0,
            waits_since: None,
            has_thread: false,
            has_successor: false,
            generation: 0,
        });
        (key, lane)
    }

    /// Where a webhook's deliveries go. While the shared lane of a server is in use, those without a
    /// lane of their own stay in it, so that nothing overtakes.
    fn key_for(&self, delivery: &Delivery) -> LaneKey {
        let own = LaneKey::of(delivery);
        if self.lanes.contains_key(&own) {
            return own;
        }
        let shared = LaneKey {
            path: None,
            ..own.clone()
        };
        let is_beside =
            |key: &&LaneKey| (key.sender, &key.server) == (shared.sender, &shared.server);
        let is_full = self.lanes.keys().filter(is_beside).count() >= MAX_LANES;
        if is_full || self.lanes.contains_key(&shared) {
            shared
        } else {
            own
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.lanes
            .values()
            .all(|lane| lane.busy == 0 && lane.queue.is_empty())
    }
}

impl LaneKey {
    /// The lane of a webhook alone.
    fn of(delivery: &Delivery) -> Self {
        let uri = delivery.url.parse::<http::Uri>().unwrap_or_default();
        let scheme = uri.scheme_str().unwrap_or_default();
        let port = uri
            .port_u16()
            .unwrap_or(if scheme == "https" { 443 } else { 80 });
        let host = uri.host().unwrap_or_default().to_ascii_lowercase();
        Self {
            sender: delivery.sender,
            server: format!("{scheme}://{host}:{port}"),
            path: Some(uri.path().to_owned()),
        }
    }
}
