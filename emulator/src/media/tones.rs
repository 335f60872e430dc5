//! Input of participants: DTMF tones as text, the service's names of tones, and phrases.

use std::time::Duration;

use super::bodies::TONES;
use acs_call_automation::{Error, Result};

/// The pause that a comma stands for.
const COMMA: Duration = Duration::from_secs(1);

/// The characters in the order of [`TONES`].
const DIGITS: &str = "0123456789ABCD#*";

/// The most characters of one text.
const MOST: usize = 1000;

/// One DTMF tone that a participant sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// By the service's name.
    Known(&'static str),
    /// A tone that cannot be recognized.
    Unclear,
}

impl Tone {
    /// The character that stands for it in a text.
    pub(crate) fn digit(self) -> &'static str {
        let Self::Known(tone) = self else { return "?" };
        let place = TONES.into_iter().position(|known| known == tone);
        place
            .and_then(|place| DIGITS.get(place..=place))
            .unwrap_or("?")
    }
}

/// The tones of a text, each with the time since the first.
pub(crate) fn read(digits: &str) -> Result<Vec<(Duration, Tone)>> {
    let rule = "must be 1 to 1000 of 0 to 9, A to D, # and *, a comma for a pause of one second, or ? for a tone that cannot be recognized";
    let mut at = Duration::ZERO;
    let mut read = Vec::new();
    for character in digits.chars().take(MOST + 1) {
        match character {
            ',' => at = at.saturating_add(COMMA),
            '?' => read.push((at, Tone::Unclear)),
            digit => {
                let place = DIGITS
                    .chars()
                    .position(|known| known == digit.to_ascii_uppercase());
                let tone = place.and_then(|place| TONES.get(place));
                let tone = tone.ok_or_else(|| Error::invalid("digits", rule))?;
                read.push((at, Tone::Known(tone)));
            }
        }
    }
    if read.is_empty() || digits.chars().count() > MOST {
        return Err(Error::invalid("digits", rule));
    }
    Ok(read)
}

/// The service's name of a tone, if it is one.
pub(crate) fn tone(name: &str) -> Option<&'static str> {
    TONES.into_iter().find(|known| *known == name)
}

/// Whether a participant said a phrase: case, outer spaces and the marks at the end do not count.
pub(crate) fn is_same_phrase(said: &str, wanted: &str) -> bool {
    let bare = |text: &str| {
        text.trim()
            .trim_end_matches(['.', '!', '?', ','])
            .to_lowercase()
    };
    bare(said) == bare(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_a_text_of_digits_are_pauses() {
        let second = Duration::from_secs(1);
        let wanted = vec![
            (Duration::ZERO, Tone::Known("one")),
            (second * 2, Tone::Known("d")),
            (second * 2, Tone::Known("pound")),
            (second * 2, Tone::Unclear),
        ];
        assert_eq!(read("1,,d#?").unwrap(), wanted);
        for bad in ["", ",,", "x", "1 2"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(is_same_phrase(" Yes. ", "yes"));
        assert!(!is_same_phrase("yes please", "yes"));
    }
}
