//! Patterns of parties: a raw id, or the beginning of one and an asterisk, such as `4:+1555*`.

use super::identity::{Identity, raw_id_of};
use acs_call_automation::{Error, Result};

/// Whether a raw id is a pattern rather than that of one party.
pub(super) fn is_pattern(raw_id: &str) -> bool {
    raw_id.ends_with('*')
}

/// Whether a party is meant by a raw id or a pattern.
pub(super) fn matches(pattern: &str, raw_id: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => raw_id.starts_with(beginning),
        None => raw_id == pattern,
    }
}

/// Checks that parties can have a raw id or pattern; the error names `field`.
pub(super) fn check(field: &'static str, pattern: &str) -> Result<()> {
    let Some(beginning) = pattern.strip_suffix('*') else {
        return Identity::of_party(field, pattern).map(|_| ());
    };
    let is_number =
        |number: &str| number.len() <= 15 && number.bytes().all(|digit| digit.is_ascii_digit());
    let fits = match beginning.strip_prefix("4:+") {
        Some(number) => is_number(number),
        None => Identity::from_raw_id(beginning).is_known() && !beginning.contains('*'),
    };
    if fits {
        return Ok(());
    }
    let rule =
        "must be the beginning of a raw id or phone number before the asterisk, such as +1555*";
    Err(Error::invalid(
        field,
        format_args!("{rule}, not {pattern:?}"),
    ))
}

/// The pattern of phone numbers; `*` alone is every number. The error names `number`.
pub(super) fn of_numbers(given: &str) -> Result<String> {
    let pattern = if given == "*" {
        "4:*".to_owned()
    } else {
        raw_id_of(given)
    };
    let rest = pattern.strip_prefix("4:");
    match rest {
        Some("*") => Ok(pattern),
        Some(rest) if rest.starts_with('+') && check("number", &pattern).is_ok() => Ok(pattern),
        _ => Err(Error::invalid(
            "number",
            format_args!(
                "must be a phone number or the beginning of one, such as +15550100123 or +1555*, not {given:?}"
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_the_numbers_that_begin_like_it() {
        assert!(matches("4:+1555*", "4:+15550100123"));
        assert!(!matches("4:+1555*", "4:+16045551234"));
        assert!(matches("4:+15550100123", "4:+15550100123"));
        assert!(!matches("4:+1555", "4:+15550100123"));
        assert_eq!(of_numbers("+1555*").unwrap(), "4:+1555*");
        assert_eq!(of_numbers("4:+1555*").unwrap(), "4:+1555*");
        assert!(matches(&of_numbers("*").unwrap(), "4:+15550100123"));
        for wrong in [
            "",
            "1555*",
            "+1*5",
            "+1555**",
            "8:acs:*",
            "+12345678901234567*",
            "**",
        ] {
            assert!(of_numbers(wrong).is_err(), "{wrong}");
        }
        for wrong in ["*", "+a*", "ada*", "+1**"] {
            assert!(check("raw id", &raw_id_of(wrong)).is_err(), "{wrong}");
        }
        assert!(check("raw id", "8:acs:*").is_ok());
    }
}
