//! Repeatability: the same request id means the same request, and no second action.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use super::errors::Refusal;
use super::routes::Operation;

/// How long an id is kept. Microsoft's page on repeatable requests has five minutes.
const REMEMBERED: Duration = Duration::from_secs(300);

/// The repeatability headers of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RepeatabilityId {
    operation: Operation,
    path: String,
    id: String,
    body_hash: String,
}

/// The response to the first request with an id.
#[derive(Debug, Clone)]
pub(crate) struct FirstRequest {
    body_hash: String,
    pub status: u16,
    pub body: Option<Vec<u8>>,
    /// The leg that was created; a repeated request is answered with its present state.
    pub leg: Option<String>,
    at: Duration,
}

/// The most ids: a manual clock may stand still for all of a long test.
const MOST: usize = 10_000;

/// Operation, path and id.
type Key = (Operation, String, String);

/// The ids of one emulator.
#[derive(Debug, Default)]
pub(crate) struct RepeatabilityIds {
    first: HashMap<Key, FirstRequest>,
    /// From the oldest to the newest.
    order: VecDeque<Key>,
}

impl RepeatabilityId {
    /// Reads the two headers: both or none, and well formed.
    pub(crate) fn read(
        operation: Operation,
        path: &str,
        id: Option<&str>,
        first_sent: Option<&str>,
        body_hash: String,
    ) -> Result<Option<Self>, Refusal> {
        match (id, first_sent) {
            (None, None) => Ok(None),
            (Some(id), Some(date)) => {
                if !is_guid(id) {
                    return Err(Refusal::field(
                        "The header Repeatability-Request-ID must be a GUID.",
                    ));
                }
                if httpdate::parse_http_date(date).is_err() {
                    return Err(Refusal::field(
                        "The header Repeatability-First-Sent must be a date as in HTTP.",
                    ));
                }
                Ok(Some(Self {
                    operation,
                    path: path.to_owned(),
                    id: id.to_ascii_lowercase(),
                    body_hash,
                }))
            }
            _ => Err(Refusal::field(
                "The headers Repeatability-Request-ID and Repeatability-First-Sent must come together.",
            )),
        }
    }

    fn key(&self) -> Key {
        (self.operation, self.path.clone(), self.id.clone())
    }
}

impl RepeatabilityIds {
    /// The first request with this id, if there was one.
    pub(crate) fn find(
        &self,
        claim: &RepeatabilityId,
        now: Duration,
    ) -> Result<Option<FirstRequest>, Refusal> {
        match self.first.get(&claim.key()) {
            Some(first) if now.saturating_sub(first.at) > REMEMBERED => Ok(None),
            Some(first) if first.body_hash != claim.body_hash => Err(Refusal::field(
                "The Repeatability-Request-ID was used for a request with another body.",
            )),
            found => Ok(found.cloned()),
        }
    }

    pub(crate) fn keep(
        &mut self,
        claim: RepeatabilityId,
        now: Duration,
        status: u16,
        body: Option<Vec<u8>>,
        leg: Option<String>,
    ) {
        self.forget(now);
        let first = FirstRequest {
            body_hash: claim.body_hash.clone(),
            status,
            body,
            leg,
            at: now,
        };
        self.order.push_back(claim.key());
        self.first.insert(claim.key(), first);
    }

    /// Makes room for one more.
    fn forget(&mut self, now: Duration) {
        while let Some(oldest) = self.order.front() {
            let is_old = |first: &FirstRequest| now.saturating_sub(first.at) > REMEMBERED;
            if self.order.len() < MOST && !self.first.get(oldest).is_none_or(is_old) {
                return;
            }
            self.first.remove(oldest);
            self.order.pop_front();
        }
    }
}

pub(crate) fn is_guid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let lengths: Vec<_> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_known_for_a_while_and_the_oldest_make_room() {
        let mut memory = RepeatabilityIds::default();
        let claim = |number: usize| RepeatabilityId {
            operation: Operation::Add,
            path: String::new(),
            id: number.to_string(),
            body_hash: String::new(),
        };
        let second = Duration::from_secs(1);
        memory.keep(claim(0), Duration::ZERO, 202, None, None);
        let is_known = |memory: &RepeatabilityIds, number, at| {
            let found = memory.find(&claim(number), at);
            found.is_ok_and(|found| found.is_some())
        };
        assert!(is_known(&memory, 0, REMEMBERED));
        assert!(!is_known(&memory, 0, REMEMBERED + second));
        memory.keep(claim(0), REMEMBERED + second, 202, None, None);
        assert!(is_known(&memory, 0, REMEMBERED + second));
        for number in 1..=MOST {
            memory.keep(claim(number), REMEMBERED + second, 202, None, None);
        }
        assert!(!is_known(&memory, 0, REMEMBERED + second));
        assert!(is_known(&memory, 1, REMEMBERED + second));
        assert_eq!((memory.first.len(), memory.order.len()), (MOST, MOST));
    }
}
