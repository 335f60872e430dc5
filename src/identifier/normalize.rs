//! Telephone numbers as people write them.

use super::{PhoneNumber, beginning, check};
use crate::error::Error;
use crate::field;

/// Calling code, international prefix and trunk prefix of a country.
struct Country {
    name: &'static str,
    code: &'static str,
    international: &'static str,
    trunk: &'static str,
}

macro_rules! countries {
    ($($name:literal $code:literal $international:literal $trunk:literal;)*) => {
        &[$(Country { name: $name, code: $code, international: $international, trunk: $trunk }),*]
    };
}

/// Countries with one international prefix and one rule for the trunk prefix. Source: ITU-T
/// Operational Bulletin, dialling procedures. Others are left out: there the number alone does not
/// decide.
#[rustfmt::skip]
const COUNTRIES: &[Country] = countries! {
    "AE" "971" "00" "0"; "AT" "43" "00" "0"; "AU" "61" "0011" "0"; "BE" "32" "00" "0";
    "BG" "359" "00" "0"; "CA" "1" "011" "1"; "CH" "41" "00" "0"; "CN" "86" "00" "0";
    "CZ" "420" "00" ""; "DE" "49" "00" "0"; "DK" "45" "00" ""; "EG" "20" "00" "0";
    "ES" "34" "00" ""; "FR" "33" "00" "0"; "GB" "44" "00" "0"; "GR" "30" "00" "";
    "HR" "385" "00" "0"; "IE" "353" "00" "0"; "IL" "972" "00" "0"; "IN" "91" "00" "0";
    "IT" "39" "00" ""; "JP" "81" "010" "0"; "LU" "352" "00" ""; "LV" "371" "00" "";
    "MX" "52" "00" ""; "NL" "31" "00" "0"; "NO" "47" "00" ""; "NZ" "64" "00" "0";
    "PL" "48" "00" ""; "PT" "351" "00" ""; "RO" "40" "00" "0"; "RS" "381" "00" "0";
    "SA" "966" "00" "0"; "SE" "46" "00" "0"; "SI" "386" "00" "0"; "SK" "421" "00" "0";
    "TR" "90" "00" "0"; "UA" "380" "00" "0"; "US" "1" "011" "1"; "ZA" "27" "00" "0";
};

impl PhoneNumber {
    /// Reads a number as people write it and returns it in E.164 form: `+1 (604) 555-1234`,
    /// `tel:+1-604-555-1234;ext=5`; with a country also `0044 20 7946 0958` and `020 7946 0958`.
    ///
    /// Spaces, hyphens, dots, slashes and parentheses are dropped, and the parameters of a tel URI,
    /// its extension included: E.164 has no place for them. `country` is the two-letter code
    /// (ISO 3166) of the country where the number would be dialed, such as `GB`.
    ///
    /// Whether the number is in use is not checked.
    ///
    /// ```
    /// use acs_call_automation::PhoneNumber;
    /// assert_eq!(PhoneNumber::normalize("+1 (604) 555-1234", None)?.value, "+16045551234");
    /// assert_eq!(PhoneNumber::normalize("020 7946 0958", Some("GB"))?.value, "+442079460958");
    /// # Ok::<(), acs_call_automation::Error>(())
    /// ```
    ///
    /// # Errors
    /// `InvalidInput`: letters, a number that is too short or too long, a number without `+` when
    /// no country is given, and a country whose rules are not known here.
    pub fn normalize(text: &str, country: Option<&str>) -> Result<Self, Error> {
        let refused = |rule: &str| {
            Error::invalid(
                field::PHONE_NUMBER,
                format_args!("{:?} {rule}", beginning(text)),
            )
        };
        let digits = digits(text).ok_or_else(|| {
            refused("is not a telephone number: only digits, a + in front and separators may occur")
        })?;
        let number = if digits.starts_with('+') {
            digits
        } else {
            let Some(country) = country else {
                return Err(refused(
                    "has no country code: write it as +, country code, number, or give the country",
                ));
            };
            let known = COUNTRIES
                .iter()
                .find(|known| known.name.eq_ignore_ascii_case(country));
            let Some(known) = known else {
                return Err(Error::invalid(
                    field::COUNTRY,
                    format_args!(
                        "{:?} is not a country with a known dialing rule: use its two-letter code, \
                         such as GB, or write the number with + and country code",
                        beginning(country)
                    ),
                ));
            };
            known.international_form(&digits)
        };
        if known_too_short(&number) {
            return Err(refused(
                "is not a number of North America: +1 and 10 digits",
            ));
        }
        check::e164(field::PHONE_NUMBER, &number).map_err(|_| {
            refused("is not a whole telephone number: 7 to 15 digits with the country code")
        })?;
        Ok(Self::new(number))
    }
}

impl Country {
    fn international_form(&self, digits: &str) -> String {
        if let Some(number) = digits.strip_prefix(self.international) {
            return format!("+{number}");
        }
        let national = match digits.strip_prefix(self.trunk) {
            // In North America the trunk prefix is the country code, and no area code begins with 1.
            Some(national) if !self.trunk.is_empty() => national,
            _ => digits,
        };
        format!("+{}{national}", self.code)
    }
}

/// A number of North America has 10 digits after the country code.
fn known_too_short(number: &str) -> bool {
    number.starts_with("+1") && number.len() != 12
}

/// The digits of a number, with the plus sign in front if there is one.
fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    let text = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => text.get(4..)?,
        _ => text,
    };
    let number = text.split(';').next().unwrap_or_default();
    // "+44 (0)20 ...": the trunk prefix for those who dial within the country.
    let number = if number.trim_start().starts_with('+') {
        number.replacen("(0)", "", 1)
    } else {
        number.to_owned()
    };
    let mut digits = String::new();
    for letter in number.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if digits.is_empty() => digits.push('+'),
            ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{202f}' | '\u{2010}'..='\u{2013}' => {
            }
            _ => return None,
        }
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_numbers_become_e164() {
        for (written, country, number) in [
            ("+1 (604) 555-1234", None, "+16045551234"),
            ("tel:+1-604-555-1234;ext=5", None, "+16045551234"),
            ("TEL:+442079460958", None, "+442079460958"),
            ("+44 (0)20 7946 0958", None, "+442079460958"),
            (" +49\u{a0}30/901820 ", None, "+4930901820"),
            ("0044 20 7946 0958", Some("DE"), "+442079460958"),
            ("011 44 20 7946 0958", Some("us"), "+442079460958"),
            ("020 7946 0958", Some("GB"), "+442079460958"),
            ("(604) 555-1234", Some("CA"), "+16045551234"),
            ("1-604-555-1234", Some("US"), "+16045551234"),
            ("06 6982 1234", Some("IT"), "+390669821234"),
            ("+16045551234", Some("GB"), "+16045551234"),
        ] {
            let read = PhoneNumber::normalize(written, country).unwrap();
            assert_eq!(read.value, number, "{written}");
        }
    }

    #[test]
    fn what_is_not_certain_is_refused_with_the_reason() {
        for (written, country, reason) in [
            ("604 555 1234", None, "has no country code"),
            ("0044 20 7946 0958", None, "has no country code"),
            ("1-800-FLOWERS", Some("US"), "is not a telephone number"),
            ("555-1234", Some("US"), "is not a number of North America"),
            ("+44 20", None, "is not a whole telephone number"),
            ("", Some("GB"), "is not a whole telephone number"),
            ("4:+16045551234", None, "is not a telephone number"),
            (
                "604 555 1234",
                Some("BR"),
                "is not a country with a known dialing rule",
            ),
            ("+1604+5551234", None, "is not a telephone number"),
        ] {
            let error = PhoneNumber::normalize(written, country).unwrap_err();
            assert!(error.to_string().contains(reason), "{written}: {error}");
        }
    }
}
