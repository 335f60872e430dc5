//! A connection string, as it is pasted.

use acs_call_automation::auth::ConnectionString;

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match ConnectionString::parse(text) {
        Ok(parsed) => {
            let url = parsed.endpoint.to_string();
            assert!(
                url.starts_with("http://") || url.starts_with("https://"),
                "{url}"
            );
            assert!(!url.chars().any(char::is_control), "{url:?}");
        }
        Err(error) => {
            let message = error.to_string();
            assert!(message.starts_with("connection string"), "{message}");
            assert!(!message.chars().any(char::is_control), "{message:?}");
            // A part that is long enough to be a key is not repeated.
            for (at, _) in text.char_indices() {
                if let Some(part) = text.get(at..at + 40) {
                    let is_key = part.bytes().all(|byte| byte.is_ascii_alphanumeric());
                    assert!(!is_key || !message.contains(part), "{message}");
                }
            }
        }
    }
}
