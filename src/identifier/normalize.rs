//! Phone numbers as people write them.

use super::{PhoneNumber, beginning, check};
use crate::endpoint::is_invisible;
use crate::error::Error;
use crate::field;

/// The numbering plan of a country: name (ISO 3166), calling code, international prefix, trunk
/// prefix, and how many digits a number without both has: a special one at least, one of a fixed or
/// mobile line at least, any at most.
///
/// A prefix is `-` where there is none, or where the digits alone do not show whether it is one; the
/// trunk prefix is `*` where numbers themselves may begin with 0. Source: the metadata of
/// libphonenumber.
const PLANS: &str = include_str!("countries.txt");

struct Plan<'a> {
    name: &'a str,
    code: &'a str,
    international: &'a str,
    trunk: &'a str,
    shortest: usize,
    least: usize,
    most: usize,
}

fn plans() -> impl Iterator<Item = Plan<'static>> {
    PLANS.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some(Plan {
            name: words.next()?,
            code: words.next()?,
            international: words.next()?,
            trunk: words.next()?,
            shortest: words.next()?.parse().ok()?,
            least: words.next()?.parse().ok()?,
            most: words.next()?.parse().ok()?,
        })
    })
}

impl PhoneNumber {
    /// Reads a number as people write it and returns it in E.164 form: `+1 (604) 555-1234`,
    /// `tel:+1-604-555-1234;ext=5`; with a country also `0044 20 7946 0958` and `020 7946 0958`.
    ///
    /// Spaces, hyphens, dots, slashes, parentheses and invisible characters are dropped, and the
    /// parameters of a tel URI and an extension (`x5`, `ext. 5`): E.164 has no place for them. `country` is the two-letter code
    /// (ISO 3166) of the country where the number would be dialed, such as `GB`.
    ///
    /// A number that can be read in two ways is refused. Whether it is in use is not checked.
    ///
    /// ```
    /// use acs_call_automation::PhoneNumber;
    /// assert_eq!(PhoneNumber::normalize("+1 (604) 555-1234", None)?.value, "+16045551234");
    /// assert_eq!(PhoneNumber::normalize("020 7946 0958", Some("GB"))?.value, "+442079460958");
    /// # Ok::<(), acs_call_automation::Error>(())
    /// ```
    ///
    /// # Errors
    /// `InvalidInput`: letters, a number that is too short or too long for its country, a number
    /// without `+` when no country is given, and a country that is not known.
    pub fn normalize(text: &str, country: Option<&str>) -> Result<Self, Error> {
        let refused = |rule: &str| {
            Error::invalid(
                field::PHONE_NUMBER,
                format_args!("{:?} {rule}", beginning(text)),
            )
        };
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::invalid(field::PHONE_NUMBER, "must not be empty"));
        }
        if text.starts_with("4:") {
            return Err(refused("is a raw id: leave out its 4:"));
        }
        let digits = digits(without_extension(text)).ok_or_else(|| {
            refused("is not a phone number: only digits, a + in front and separators may occur")
        })?;
        let number = match (digits.strip_prefix('+'), country) {
            (Some(number), _) => international(number),
            (None, Some(country)) => plan_of(country)?.dialed(&digits),
            (None, None) => {
                Err("has no country code: write it as +, country code, number, or give the country")
            }
        };
        let number = number.map_err(refused)?;
        check::e164(field::PHONE_NUMBER, &number).map_err(|_| refused(NOT_WHOLE))?;
        Ok(Self::new(number))
    }
}

/// Numbers within an area are not longer, wherever they are in use.
const MAX_IN_AREA: usize = 8;

const NOT_WHOLE: &str = "is not a whole phone number: 7 to 15 digits with the country code";

fn plan_of(country: &str) -> Result<Plan<'static>, Error> {
    plans()
        .find(|plan| plan.name.eq_ignore_ascii_case(country))
        .ok_or_else(|| {
            Error::invalid(
                field::COUNTRY,
                format_args!(
                    "{:?} is not a country with a known dialing rule: use its two-letter code, such \
                     as GB, or write the number with + and country code",
                    beginning(country)
                ),
            )
        })
}

/// The number that follows a plus sign or an international prefix.
fn international(number: &str) -> Result<String, &'static str> {
    // Several countries may share a code, with plans that differ.
    let mut outcome = None;
    for plan in plans() {
        if let Some(rest) = number.strip_prefix(plan.code) {
            // "+44 (0)20": the trunk prefix is for those who dial within the country.
            let rest = match rest.strip_prefix(plan.trunk) {
                Some(national) if plan.trunk.starts_with('0') => national,
                _ => rest,
            };
            outcome = Some(plan.number(rest));
            if let Some(Ok(_)) = outcome {
                break;
            }
        }
    }
    // A code of no country, such as +800.
    outcome.unwrap_or_else(|| Ok(format!("+{number}")))
}

impl Plan<'_> {
    /// The number for digits as they are dialed in the country.
    fn dialed(&self, digits: &str) -> Result<String, &'static str> {
        if let Some(number) = digits.strip_prefix(self.international) {
            return international(number);
        }
        if let Some(national) = digits.strip_prefix(self.trunk) {
            return self.number(national);
        }
        // Without a trunk prefix it may be a number within an area, or have the code of the country.
        if self.least < 8 && digits.len() <= MAX_IN_AREA && !matches!(self.trunk, "-" | "*") {
            return Err(
                "may lack its area code: write it with the trunk prefix (mostly 0) or with + and country code",
            );
        }
        let after_code = digits.strip_prefix(self.code).unwrap_or_default();
        if after_code.len() >= self.shortest {
            return Err("seems to begin with the country code: write + in front of it");
        }
        if digits.len() < self.least && self.code != "1" {
            return Err("is too short for a number of its country");
        }
        self.number(digits)
    }

    /// The number for the digits after calling code and trunk prefix.
    fn number(&self, national: &str) -> Result<String, &'static str> {
        if national.starts_with('0') && self.trunk != "*" {
            return Err("has a 0 that no number of its country begins with");
        }
        if self.code == "1" && national.len() != self.most {
            return Err("is not a number of North America: +1 and 10 digits");
        }
        if national.len() > self.most {
            return Err("is too long for a number of its country");
        }
        Ok(format!("+{}{national}", self.code))
    }
}

/// The text before an extension such as `x5`, `ext. 5` or `extension 5`.
fn without_extension(text: &str) -> &str {
    let Some((number, extension)) = text.split_once(['x', 'X', 'e', 'E']) else {
        return text;
    };
    let word = text
        .get(number.len()..)
        .unwrap_or(extension)
        .to_ascii_lowercase();
    let digits = ["extension", "ext", "x"]
        .iter()
        .find_map(|name| word.strip_prefix(name));
    let digits = digits.map(|digits| digits.trim_start_matches(['.', ':', ' ']));
    let is_extension =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if digits.is_some_and(is_extension) {
        number
    } else {
        text
    }
}

/// The digits of a number, with the plus sign in front if there is one.
fn digits(text: &str) -> Option<String> {
    let text = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => text.get(4..)?,
        _ => text,
    };
    let mut parts = text.split(';');
    let number = parts.next().unwrap_or_default();
    // A number within the context of another: only one that is a prefix can be put in front (RFC 3966).
    let context = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let is_context = name.trim().eq_ignore_ascii_case("phone-context");
        is_context.then_some(value.trim())
    });
    let context = match context {
        Some(context) if !number.trim_start().starts_with('+') => {
            context.starts_with('+').then_some(context)?
        }
        _ => "",
    };
    let mut digits = String::new();
    for letter in context.chars().chain(number.chars()) {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if digits.is_empty() => digits.push('+'),
            _ if is_invisible(letter) => {}
            ' '
            | '\t'
            | '-'
            | '.'
            | '/'
            | '('
            | ')'
            | '\u{a0}'
            | '\u{202f}'
            | '\u{2010}'..='\u{2013}' => {}
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
            (
                "tel:7946-0958;phone-context=+44-20",
                Some("US"),
                "+442079460958",
            ),
            ("+44 (0)20 7946 0958", None, "+442079460958"),
            ("+44 020 7946 0958", None, "+442079460958"),
            ("+39 (0)6 6982 1234", None, "+390669821234"),
            (" +49\u{a0}30/901820 ", None, "+4930901820"),
            ("0044 20 7946 0958", Some("DE"), "+442079460958"),
            ("011 44 20 7946 0958", Some("us"), "+442079460958"),
            ("020 7946 0958", Some("GB"), "+442079460958"),
            ("20 7946 0958", Some("GB"), "+442079460958"),
            ("(604) 555-1234", Some("CA"), "+16045551234"),
            ("1-604-555-1234", Some("US"), "+16045551234"),
            ("06 6982 1234", Some("IT"), "+390669821234"),
            ("06 1 234 5678", Some("HU"), "+3612345678"),
            ("(11) 91234-5678", Some("BR"), "+5511912345678"),
            ("+16045551234", Some("GB"), "+16045551234"),
            ("+800 1234 5678", None, "+80012345678"),
            ("\u{202a}+1 604 555 1234\u{202c}", None, "+16045551234"),
            ("+1\t604\t555\t1234", None, "+16045551234"),
            ("+1 604 555 1234 x5", None, "+16045551234"),
            ("+1 604 555 1234 ext. 5", None, "+16045551234"),
            ("(604) 555-1234 Extension 12", Some("US"), "+16045551234"),
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
            ("1-800-FLOWERS", Some("US"), "is not a phone number"),
            ("555-1234", Some("US"), "is not a number of North America"),
            ("+44 20", None, "is not a whole phone number"),
            ("", Some("GB"), "must not be empty"),
            (" \t", None, "must not be empty"),
            ("4:+16045551234", None, "leave out its 4:"),
            ("+1 604 555 1234 ext", None, "is not a phone number"),
            ("+1 604 555 1234 x5 x6", None, "is not a phone number"),
            ("604 555 1234", Some("UK"), "is not a country with a known"),
            ("+1604+5551234", None, "is not a phone number"),
            (
                "tel:5551234;phone-context=example.com",
                Some("US"),
                "is not",
            ),
            ("44 20 7946 0958", Some("GB"), "begin with the country code"),
            ("555 1234", Some("DE"), "may lack its area code"),
            ("01 55 1234 5678", Some("MX"), "a 0 that no number"),
            ("0 11 3123 4567", Some("BR"), "a 0 that no number"),
            ("+44 20 7946 0958 123", None, "is too long"),
        ] {
            let error = PhoneNumber::normalize(written, country).unwrap_err();
            assert!(error.to_string().contains(reason), "{written}: {error}");
        }
    }
}
