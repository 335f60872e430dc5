//! What has arrived, for the text of a wait in which the expected event did not.

/// Deliveries that were refused, by their status, and events that could not be read beside others.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusals {
    /// In the order in which they first occurred: at most as many as there are statuses.
    refused: Vec<Refused>,
    damaged: u64,
    /// Why the last damaged event could not be read.
    damage: String,
}

#[derive(Debug, Clone)]
struct Refused {
    status: u16,
    number: u64,
    /// The reason of the last one.
    reason: String,
}

impl Refusals {
    pub(super) fn count(&mut self, status: u16, reason: &str) {
        let known = self.refused.iter_mut().find(|one| one.status == status);
        match known {
            Some(one) => {
                one.number += 1;
                reason.clone_into(&mut one.reason);
            }
            None => self.refused.push(Refused {
                status,
                number: 1,
                reason: reason.to_owned(),
            }),
        }
    }

    pub(super) fn count_damaged(&mut self, events: u64, reason: &str) {
        self.damaged += events;
        reason.clone_into(&mut self.damage);
    }

    fn number(&self, status: u16) -> u64 {
        let known = self.refused.iter().find(|one| one.status == status);
        known.map_or(0, |one| one.number)
    }
}

/// What had arrived at one moment.
#[derive(Debug, Clone)]
pub(in crate::receiver) struct Arrivals {
    /// Events in well-formed requests.
    pub(super) received: u64,
    pub(super) refusals: Refusals,
}

impl Arrivals {
    /// What arrived since an earlier moment, as far as it explains a missing event. That nothing arrived
    /// explains it only when there was time enough.
    pub(in crate::receiver) fn since(&self, earlier: &Self, has_timed_out: bool) -> Option<String> {
        let mut parts = Vec::new();
        for one in &self.refusals.refused {
            let (status, reason) = (one.status, &one.reason);
            match one.number - earlier.refusals.number(status) {
                0 => {}
                1 => parts.push(format!("1 delivery was refused with {status}: {reason}")),
                number => parts.push(format!(
                    "{number} deliveries were refused with {status}: {reason}"
                )),
            }
        }
        let damaged = self.refusals.damaged - earlier.refusals.damaged;
        if damaged > 0 {
            let reason = &self.refusals.damage;
            parts.push(format!(
                "events that could not be read: {damaged} ({reason})"
            ));
        }
        if parts.is_empty() && has_timed_out {
            parts.push(match self.received - earlier.received {
                0 => "no delivery arrived: check that the callback URL leads to the receiver, from the internet too".to_owned(),
                _ => "no delivery was refused".to_owned(),
            });
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}
