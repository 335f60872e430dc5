//! The work that waits for a handler thread: requests, and the costly part of TLS handshakes.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

/// Requests in the sequence in which they arrived; handshakes of each origin in turn. While both wait, every
/// second job is a handshake. So a flood of ClientHellos from one origin delays a request by one handshake for
/// each thread, and the handshake of another origin by a few.
pub(super) struct Jobs<T> {
    requests: VecDeque<T>,
    /// None of them is empty.
    handshakes: HashMap<IpAddr, VecDeque<T>>,
    /// Each origin that has handshakes, once.
    turns: VecDeque<IpAddr>,
    /// Which kind is taken next, if there are both.
    is_turn_of_handshakes: bool,
}

impl<T> Default for Jobs<T> {
    fn default() -> Self {
        Self {
            requests: VecDeque::new(),
            handshakes: HashMap::new(),
            turns: VecDeque::new(),
            is_turn_of_handshakes: false,
        }
    }
}

impl<T> Jobs<T> {
    pub(super) fn add_request(&mut self, job: T) {
        self.requests.push_back(job);
    }

    pub(super) fn add_handshake(&mut self, origin: IpAddr, job: T) {
        let waiting = self.handshakes.entry(origin).or_default();
        if waiting.is_empty() {
            self.turns.push_back(origin);
        }
        waiting.push_back(job);
    }

    pub(super) fn take(&mut self) -> Option<T> {
        let is_handshake = self.is_turn_of_handshakes;
        self.is_turn_of_handshakes = !is_handshake;
        if is_handshake {
            self.take_handshake().or_else(|| self.requests.pop_front())
        } else {
            self.requests.pop_front().or_else(|| self.take_handshake())
        }
    }

    fn take_handshake(&mut self) -> Option<T> {
        let origin = self.turns.pop_front()?;
        let waiting = self.handshakes.get_mut(&origin)?;
        let job = waiting.pop_front();
        if waiting.is_empty() {
            self.handshakes.remove(&origin);
        } else {
            self.turns.push_back(origin);
        }
        job
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOD: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    fn all(jobs: &mut Jobs<&'static str>) -> Vec<&'static str> {
        std::iter::from_fn(|| jobs.take()).collect()
    }

    #[test]
    fn a_flood_of_handshakes_delays_requests_and_other_origins_by_one_each() {
        let mut jobs = Jobs::default();
        for name in ["flood 1", "flood 2", "flood 3", "flood 4"] {
            jobs.add_handshake(FLOOD, name);
        }
        jobs.add_handshake(OTHER, "other 1");
        jobs.add_handshake(OTHER, "other 2");
        for name in ["request 1", "request 2", "request 3"] {
            jobs.add_request(name);
        }
        let expected = [
            "request 1",
            "flood 1",
            "request 2",
            "other 1",
            "request 3",
            "flood 2",
            "other 2",
            "flood 3",
            "flood 4",
        ];
        assert_eq!(all(&mut jobs), expected);
        assert!(jobs.handshakes.is_empty() && jobs.turns.is_empty());
    }

    #[test]
    fn a_flood_of_requests_delays_a_handshake_by_one() {
        let mut jobs = Jobs::default();
        for name in ["request 1", "request 2", "request 3"] {
            jobs.add_request(name);
        }
        jobs.add_handshake(OTHER, "other");
        assert_eq!(
            all(&mut jobs),
            ["request 1", "other", "request 2", "request 3"]
        );
    }
}
