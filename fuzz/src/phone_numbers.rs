//! A phone number, as people write it.

use acs_call_automation::PhoneNumber;

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    // The first two letters may be the country.
    let (country, number) = match text.split_at_checked(2) {
        Some((country, number)) => (Some(country), number),
        None => (None, text),
    };
    for (number, country) in [(number, country), (text, None)] {
        match PhoneNumber::normalize(number, country) {
            Ok(normal) => {
                let digits = normal
                    .value
                    .strip_prefix('+')
                    .expect("E.164 begins with a plus");
                assert!(
                    (7..=15).contains(&digits.len()),
                    "{number:?}: {}",
                    normal.value
                );
                assert!(digits.bytes().all(|digit| digit.is_ascii_digit()));
                assert!(!digits.starts_with('0'));
                let again = PhoneNumber::normalize(&normal.value, country);
                assert_eq!(again.expect("a normal number").value, normal.value);
                assert!(normal.value.parse::<PhoneNumber>().is_ok());
            }
            Err(error) => {
                let message = error.to_string();
                assert!(!message.chars().any(char::is_control), "{message:?}");
            }
        }
    }
}
