//! A DTMF tone.

use crate::error::Error;
use crate::field;
use crate::json::open_enum;

open_enum! {
    /// A DTMF tone.
    ///
    /// `Display` writes the service's names (`five`, `pound`); `From<&str>` and `FromStr` read them and the
    /// characters (`5`, `#`). [`to_char`](Self::to_char), [`from_char`](Self::from_char) and
    /// `TryFrom<char>` use the characters.
    also one_character =>
    pub enum DtmfTone {
        /// 0
        Zero = "zero",
        /// 1
        One = "one",
        /// 2
        Two = "two",
        /// 3
        Three = "three",
        /// 4
        Four = "four",
        /// 5
        Five = "five",
        /// 6
        Six = "six",
        /// 7
        Seven = "seven",
        /// 8
        Eight = "eight",
        /// 9
        Nine = "nine",
        /// A
        A = "a",
        /// B
        B = "b",
        /// C
        C = "c",
        /// D
        D = "d",
        /// `#`
        Pound = "pound",
        /// `*`
        Asterisk = "asterisk",
    }
}

/// The tone of a text of one character.
fn one_character(text: &str) -> Option<DtmfTone> {
    let mut letters = text.chars();
    let first = letters.next().filter(|_| letters.next().is_none())?;
    DtmfTone::from_char(first)
}

impl TryFrom<char> for DtmfTone {
    type Error = Error;

    /// Returns the tone as [`from_char`](Self::from_char) does.
    fn try_from(key: char) -> crate::Result<Self> {
        Self::from_key(key, field::TONES)
    }
}

impl DtmfTone {
    fn from_key(key: char, field: &'static str) -> crate::Result<Self> {
        Self::from_char(key).ok_or_else(|| {
            Error::invalid(
                field,
                format_args!("{key:?} is not a DTMF tone: only 0 to 9, A to D, # and * are"),
            )
        })
    }

    /// Returns the tone of a character: `0` to `9`, `A` to `D` in either case, `#`, `*`; `None` for any
    /// other.
    pub fn from_char(key: char) -> Option<Self> {
        Some(match key.to_ascii_uppercase() {
            '0' => Self::Zero,
            '1' => Self::One,
            '2' => Self::Two,
            '3' => Self::Three,
            '4' => Self::Four,
            '5' => Self::Five,
            '6' => Self::Six,
            '7' => Self::Seven,
            '8' => Self::Eight,
            '9' => Self::Nine,
            'A' => Self::A,
            'B' => Self::B,
            'C' => Self::C,
            'D' => Self::D,
            '#' => Self::Pound,
            '*' => Self::Asterisk,
            _ => return None,
        })
    }

    /// Returns the tone's character: `0` to `9`, `A` to `D`, `#`, `*`; `None` for an unknown one.
    pub fn to_char(&self) -> Option<char> {
        Some(match self {
            Self::Zero => '0',
            Self::One => '1',
            Self::Two => '2',
            Self::Three => '3',
            Self::Four => '4',
            Self::Five => '5',
            Self::Six => '6',
            Self::Seven => '7',
            Self::Eight => '8',
            Self::Nine => '9',
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
            Self::Pound => '#',
            Self::Asterisk => '*',
            Self::Other(_) => return None,
        })
    }

    /// Parses the tones of a text such as `123#`, each one as [`from_char`](Self::from_char) reads it.
    ///
    /// ```
    /// use acs_call_automation::DtmfTone;
    /// let tones = DtmfTone::parse_all("12#").unwrap();
    /// assert_eq!(tones, [DtmfTone::One, DtmfTone::Two, DtmfTone::Pound]);
    /// assert!(DtmfTone::parse_all("1 2").is_err());
    /// ```
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for any other character: the service has no
    /// pauses between tones.
    pub fn parse_all(tones: &str) -> crate::Result<Vec<Self>> {
        Self::parse_all_as(tones, field::TONES)
    }

    /// [`parse_all`](Self::parse_all), for an argument of that name.
    #[doc(hidden)]
    pub fn parse_all_as(tones: &str, field: &'static str) -> crate::Result<Vec<Self>> {
        tones
            .chars()
            .map(|key| Self::from_key(key, field))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_read_from_its_name_or_its_character() {
        for text in ["5", "five", "FIVE"] {
            assert_eq!(DtmfTone::from(text), DtmfTone::Five);
        }
        assert_eq!("#".parse(), Ok(DtmfTone::Pound));
        assert_eq!(DtmfTone::from("b"), DtmfTone::B);
        assert_eq!(DtmfTone::from("55"), DtmfTone::Other("55".to_owned()));
        assert_eq!(DtmfTone::from("x"), DtmfTone::Other("x".to_owned()));
    }
}
