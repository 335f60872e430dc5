//! Dates and times as the service writes them.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer};

use crate::error::Error;
use crate::field;
use crate::json::FromJson;

/// A date and time, kept as it was sent.
///
/// The service writes up to seven fractional digits and an offset
/// (`2026-02-26T22:03:46.3000847+00:00`), and `0001-01-01T00:00:00+00:00` for "not yet".
///
/// Two are equal when their texts are. They are ordered by moment, and then by text; those that are not
/// a date come first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// Returns the text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the moment; `None` when the text is not a date of RFC 3339.
    pub fn utc(&self) -> Option<SystemTime> {
        moment(&self.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text of a date and time of RFC 3339, kept as it is.
///
/// # Errors
/// [`InvalidInput`](crate::ErrorKind::InvalidInput) for other text.
impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if moment(text).is_none() {
            let rule = format!("{text:?} is not a date and time of RFC 3339");
            return Err(Error::invalid(field::TIMESTAMP, rule));
        }
        Ok(Self(text.to_owned()))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_moment = self.utc().cmp(&other.utc());
        by_moment.then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl FromJson for Timestamp {
    fn from_json(text: &str) -> serde_json::Result<Self> {
        String::from_json(text).map(Self)
    }
}

/// Reads a date and time of RFC 3339 with any number of fractional digits; those beyond
/// nanoseconds are cut off.
pub(crate) fn moment(text: &str) -> Option<SystemTime> {
    let mut rest = Rest(text);
    let year = rest.number(4)?;
    rest.take(|c| c == '-')?;
    let month = rest.number(2)?;
    rest.take(|c| c == '-')?;
    let day = rest.number(2)?;
    rest.take(|c| matches!(c, 'T' | 't' | ' '))?;
    let hour = rest.number(2)?;
    rest.take(|c| c == ':')?;
    let minute = rest.number(2)?;
    rest.take(|c| c == ':')?;
    let second = rest.number(2)?;
    let nanoseconds = match rest.take(|c| c == '.') {
        Some(_) => rest.fraction()?,
        None => 0,
    };
    let offset = rest.offset()?;
    let in_range = (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60; // 60 is a leap second.
    if !in_range || !rest.0.is_empty() {
        return None;
    }
    let seconds =
        days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let second = if seconds < 0 {
        UNIX_EPOCH.checked_sub(whole)?
    } else {
        UNIX_EPOCH.checked_add(whole)?
    };
    second.checked_add(Duration::from_nanos(nanoseconds))
}

/// What is left to read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn take(&mut self, fits: impl Fn(char) -> bool) -> Option<char> {
        let first = self.0.chars().next().filter(|c| fits(*c))?;
        self.0 = self.0.get(first.len_utf8()..)?;
        Some(first)
    }

    fn digit(&mut self) -> Option<u8> {
        let digit = self.take(|c| c.is_ascii_digit())?;
        u8::try_from(digit.to_digit(10)?).ok()
    }

    fn number(&mut self, digits: usize) -> Option<i64> {
        (0..digits).try_fold(0, |number, _| Some(number * 10 + i64::from(self.digit()?)))
    }

    fn fraction(&mut self) -> Option<u64> {
        let mut nanoseconds = u64::from(self.digit()?) * 100_000_000;
        let mut unit = 10_000_000;
        while let Some(digit) = self.digit() {
            nanoseconds += u64::from(digit) * unit;
            unit /= 10;
        }
        Some(nanoseconds)
    }

    /// Seconds east of Greenwich.
    fn offset(&mut self) -> Option<i64> {
        match self.take(|c| matches!(c, 'Z' | 'z' | '+' | '-'))? {
            'Z' | 'z' => Some(0),
            sign => {
                let hours = self.number(2)?;
                self.take(|c| c == ':')?;
                let minutes = self.number(2)?;
                let seconds = hours * 3_600 + minutes * 60;
                (hours < 24 && minutes < 60).then_some(if sign == '-' { -seconds } else { seconds })
            }
        }
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the Gregorian calendar, by the method of Howard Hinnant's
/// `days_from_civil`: years begin in March, so that the leap day is the last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nanoseconds(text: &str) -> Option<i128> {
        let time = moment(text)?;
        Some(match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i128::try_from(after.as_nanos()).unwrap(),
            Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap(),
        })
    }

    #[test]
    fn fractions_of_any_length_and_offsets_are_read() {
        let second = 1_772_143_426 * 1_000_000_000;
        assert_eq!(nanoseconds("2026-02-26T22:03:46+00:00"), Some(second));
        assert_eq!(nanoseconds("2026-02-26T22:03:46Z"), Some(second));
        assert_eq!(nanoseconds("2026-02-26 14:03:46-08:00"), Some(second));
        assert_eq!(
            nanoseconds("2026-02-26T22:03:46.3000847+00:00"),
            Some(second + 300_084_700)
        );
        assert_eq!(
            nanoseconds("2026-02-26T22:03:46.1234567899+00:00"),
            Some(second + 123_456_789)
        );
    }

    #[test]
    fn they_are_ordered_by_moment_and_read_from_text() {
        let read = |text: &str| text.parse::<Timestamp>().unwrap();
        let early = read("2026-02-26T23:03:46+02:00");
        let late = read("2026-02-26T22:03:46Z");
        assert!(early < late);
        let same = read("2026-02-26T22:03:46+00:00");
        assert!(same != late && same.cmp(&late) != Ordering::Equal);
        assert_eq!(same.as_str(), "2026-02-26T22:03:46+00:00");
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn the_edges_of_the_calendar_are_right() {
        assert_eq!(nanoseconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(
            nanoseconds("0001-01-01T00:00:00+00:00"),
            Some(-62_135_596_800 * 1_000_000_000)
        );
        assert_eq!(
            nanoseconds("2024-02-29T00:00:00Z"),
            Some(1_709_164_800 * 1_000_000_000)
        );
        assert_eq!(
            nanoseconds("9999-12-31T23:59:59.9999999Z"),
            Some(253_402_300_799_999_999_900)
        );
    }

    #[test]
    fn an_invalid_date_has_no_moment() {
        for text in [
            "",
            "today",
            "2026-02-26",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00Zulu",
            "2026-01-01T00:00:00+0000",
            "\u{0662}026-01-01T00:00:00Z",
        ] {
            assert_eq!(moment(text), None, "{text:?}");
        }
    }
}
