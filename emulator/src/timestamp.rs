//! Times as the service writes them: seven fractional digits, no time twice.

use std::time::{Duration, SystemTime};

/// A moment in units of 100 ns since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Timestamp(u64);

/// Creates timestamps that only increase, also while a manual clock stands still.
#[derive(Debug, Default)]
pub(super) struct Timestamps {
    last: u64,
}

fn ticks(time: SystemTime) -> u64 {
    let since = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    u64::try_from(since.as_nanos() / 100).unwrap_or(u64::MAX)
}

/// A time in milliseconds since 1970.
pub(super) fn millis(time: SystemTime) -> i64 {
    i64::try_from(ticks(time) / 10_000).unwrap_or(i64::MAX)
}

/// A time as text, not made unique.
pub(super) fn utc(time: SystemTime) -> String {
    Timestamp(ticks(time)).utc()
}

impl Timestamps {
    pub(super) fn at(&mut self, now: SystemTime) -> Timestamp {
        let ticks = ticks(now);
        self.last = ticks.max(self.last.saturating_add(1));
        Timestamp(self.last)
    }
}

impl Timestamp {
    /// As in mid-call events: zeros at the end dropped, offset `+00:00`.
    pub(super) fn with_offset(self) -> String {
        let text = self.digits();
        let trimmed = text.trim_end_matches('0').trim_end_matches('.');
        format!("{trimmed}+00:00")
    }

    /// As in Event Grid: all digits, `Z`.
    pub(super) fn utc(self) -> String {
        format!("{}Z", self.digits())
    }

    fn digits(self) -> String {
        let seconds = self.0 / 10_000_000;
        let (days, second) = (seconds / 86_400, seconds % 86_400);
        let (year, month, day) = civil(days);
        format!(
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:07}",
            second / 3600,
            second / 60 % 60,
            second % 60,
            self.0 % 10_000_000
        )
    }
}

/// Year, month and day of a day counted from 1970-01-01 (Howard Hinnant's `civil_from_days`).
pub(super) fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_read_as_recorded_and_never_repeat() {
        let mut timestamps = Timestamps::default();
        // 2025-07-15T09:21:09.925633 is in a recording.
        let at = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_752_571_269_925_633_000);
        let first = timestamps.at(at);
        assert_eq!(first.with_offset(), "2025-07-15T09:21:09.925633+00:00");
        assert_eq!(first.utc(), "2025-07-15T09:21:09.9256330Z");
        assert_eq!(timestamps.at(at).utc(), "2025-07-15T09:21:09.9256331Z");
        let leap = SystemTime::UNIX_EPOCH + Duration::from_secs(1_709_164_800);
        assert_eq!(
            Timestamps::default().at(leap).with_offset(),
            "2024-02-29T00:00:00+00:00"
        );
    }
}
