//! Repeatability: the same request id means the same request, and no second action.

use std::collections::HashMap;
use std::time::Duration;

use super::errors::Refusal;
use super::routes::Operation;

/// How long an id is remembered. Microsoft's page on repeatable requests speaks of five minutes.
const REMEMBERED: Duration = Duration::from_secs(300);

/// What a request says about being repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    operation: Operation,
    path: String,
    id: String,
    body_hash: String,
}

/// What came of the first request with an id.
#[derive(Debug, Clone)]
pub(crate) struct First {
    body_hash: String,
    pub status: u16,
    pub body: Option<Vec<u8>>,
    /// The leg that was made, whose present state a repeat is answered with.
    pub leg: Option<String>,
    at: Duration,
}

/// The ids of one emulator.
#[derive(Debug, Default)]
pub(crate) struct Memory(HashMap<(Operation, String, String), First>);

impl Claim {
    /// Reads the two headers. Both or none must be there, and well formed.
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

    fn key(&self) -> (Operation, String, String) {
        (self.operation, self.path.clone(), self.id.clone())
    }
}

impl Memory {
    /// The first request with this id, if there was one.
    pub(crate) fn find(&self, claim: &Claim, now: Duration) -> Result<Option<First>, Refusal> {
        match self.0.get(&claim.key()) {
            Some(first) if now.saturating_sub(first.at) > REMEMBERED => Ok(None),
            Some(first) if first.body_hash != claim.body_hash => Err(Refusal::field(
                "The Repeatability-Request-ID was used for a request with another body.",
            )),
            found => Ok(found.cloned()),
        }
    }

    pub(crate) fn keep(
        &mut self,
        claim: Claim,
        now: Duration,
        status: u16,
        body: Option<Vec<u8>>,
        leg: Option<String>,
    ) {
        self.0
            .retain(|_, first| now.saturating_sub(first.at) <= REMEMBERED);
        let first = First {
            body_hash: claim.body_hash.clone(),
            status,
            body,
            leg,
            at: now,
        };
        self.0.insert(claim.key(), first);
    }
}

pub(crate) fn is_guid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').collect();
    let lengths: Vec<_> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}
