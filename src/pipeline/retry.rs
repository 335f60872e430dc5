//! Whether and when to retry. Pure: no clock, no socket.
//!
//! The rule: a request is sent again when the service certainly did not act on it, or when repeating
//! it is known to do no harm; no other one, because a repeated POST may ring a person twice. The
//! operations that may be repeated are known from recordings of the live service, whose responses
//! have `Repeatability-Result: accepted`.

use std::time::{Duration, SystemTime};

/// What sending an operation twice does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Reads: changes nothing.
    Reads,
    /// Ends something: doing it twice is the same as once, and a retry that meets 404 succeeded.
    Ends,
    /// The service honors the repeatability ids.
    Repeats,
    /// Not known to be repeatable.
    Once,
}

/// The outcome of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing left this machine.
    NotSent,
    /// It left, and no complete response arrived.
    Lost,
    Status(u16),
}

/// How often and how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    pub retries: u32,
    pub base: Duration,
    pub longest: Duration,
    pub retry_non_idempotent: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            retries: 3,
            base: Duration::from_millis(250),
            longest: Duration::from_secs(8),
            retry_non_idempotent: false,
        }
    }
}

/// Repeatability ids are sent again only for this long; the family's window is five minutes.
pub(crate) const REPEATABLE_FOR: Duration = Duration::from_secs(240);

/// Whether this outcome allows a retry.
pub(crate) fn may_repeat(
    policy: &Policy,
    class: Class,
    outcome: Outcome,
    since_first: Duration,
) -> bool {
    let harmless = match class {
        Class::Reads => true,
        Class::Ends | Class::Repeats => since_first < REPEATABLE_FOR,
        Class::Once => policy.retry_non_idempotent,
    };
    match outcome {
        // Throttling comes before the service acts.
        Outcome::NotSent | Outcome::Status(429) => true,
        Outcome::Lost => harmless,
        Outcome::Status(status) => harmless && is_transient(status),
    }
}

/// Whether a status may be another one the next time.
pub(crate) fn is_transient(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

/// The pause before the next attempt. `jitter` is a random number from 0 to 1: clients that
/// failed together must not retry together.
pub(crate) fn pause(
    policy: &Policy,
    failures: u32,
    retry_after: Option<Duration>,
    jitter: f64,
) -> Duration {
    retry_after.unwrap_or_else(|| {
        let grown = policy
            .base
            .saturating_mul(1 << failures.saturating_sub(1).min(16))
            .min(policy.longest);
        grown.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    })
}

/// The pause that the service requests: `retry-after-ms`, `x-ms-retry-after-ms`, or `Retry-After` in
/// seconds or as a date. A date is counted from the response's own `Date`, so that a wrong local
/// clock does no harm.
pub(crate) fn retry_after<'a>(
    header: impl Fn(&str) -> Option<&'a str>,
    now: SystemTime,
) -> Option<Duration> {
    for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
        if let Some(millis) = header(name).and_then(|text| text.trim().parse().ok()) {
            return Some(Duration::from_millis(millis));
        }
    }
    let text = header("retry-after")?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let from = header("date")
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or(now);
    Some(until.duration_since(from).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUSES: [u16; 12] = [200, 400, 401, 404, 408, 409, 429, 500, 501, 502, 503, 504];

    fn repeated(class: Class) -> Vec<u16> {
        STATUSES
            .into_iter()
            .filter(|&status| {
                may_repeat(
                    &Policy::default(),
                    class,
                    Outcome::Status(status),
                    Duration::ZERO,
                )
            })
            .collect()
    }

    #[test]
    fn the_table_of_statuses() {
        let transient = [408, 429, 500, 502, 503, 504];
        assert_eq!(repeated(Class::Reads), transient);
        assert_eq!(repeated(Class::Repeats), transient);
        assert_eq!(repeated(Class::Once), [429]);
    }

    #[test]
    fn a_request_is_sent_again_after_a_lost_response_only_where_that_is_harmless() {
        let policy = Policy::default();
        let lost = |class, age| may_repeat(&policy, class, Outcome::Lost, Duration::from_secs(age));
        assert!(lost(Class::Reads, 1000));
        assert!(lost(Class::Repeats, 239));
        assert!(!lost(Class::Repeats, 240));
        assert!(!lost(Class::Once, 0));
        let opted_in = Policy {
            retry_non_idempotent: true,
            ..policy
        };
        assert!(may_repeat(
            &opted_in,
            Class::Once,
            Outcome::Lost,
            Duration::ZERO
        ));
        for class in [Class::Reads, Class::Repeats, Class::Once] {
            assert!(may_repeat(&policy, class, Outcome::NotSent, Duration::ZERO));
        }
    }

    #[test]
    fn pauses_grow_are_bounded_and_spread() {
        let policy = Policy::default();
        assert_eq!(pause(&policy, 1, None, 1.0), Duration::from_millis(250));
        assert_eq!(pause(&policy, 1, None, 0.0), Duration::from_millis(125));
        assert_eq!(pause(&policy, 2, None, 1.0), Duration::from_millis(500));
        assert_eq!(pause(&policy, 60, None, 1.0), policy.longest);
        let longer = Some(Duration::from_secs(99));
        assert_eq!(pause(&policy, 1, longer, 0.0), Duration::from_secs(99));
    }

    #[test]
    fn the_service_may_request_a_pause_in_four_ways() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let date = httpdate::fmt_http_date(now);
        let later = httpdate::fmt_http_date(now + Duration::from_secs(7));
        type Case<'a> = (&'a [(&'a str, &'a str)], Option<Duration>);
        let cases: [Case<'_>; 7] = [
            (&[("retry-after", "3")], Some(Duration::from_secs(3))),
            (&[("retry-after", &later)], Some(Duration::from_secs(7))),
            (
                &[("retry-after-ms", "1500")],
                Some(Duration::from_millis(1500)),
            ),
            (
                &[("retry-after", "3"), ("x-ms-retry-after-ms", "20")],
                Some(Duration::from_millis(20)),
            ),
            (&[("retry-after", &date)], Some(Duration::ZERO)),
            (&[("retry-after", "soon")], None),
            (&[], None),
        ];
        for (headers, expected) in cases {
            let found = retry_after(
                |name| {
                    headers
                        .iter()
                        .find(|(known, _)| *known == name)
                        .map(|h| h.1)
                },
                now,
            );
            assert_eq!(found, expected, "{headers:?}");
        }
    }

    #[test]
    fn a_retry_date_counts_from_the_servers_own_date() {
        let server = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let local = server + Duration::from_secs(3600);
        let date = httpdate::fmt_http_date(server);
        let until = httpdate::fmt_http_date(server + Duration::from_secs(5));
        let found = retry_after(
            |name| match name {
                "date" => Some(date.as_str()),
                "retry-after" => Some(until.as_str()),
                _ => None,
            },
            local,
        );
        assert_eq!(found, Some(Duration::from_secs(5)));
    }
}
