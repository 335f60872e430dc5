//! What is known of a text at a glance: most are plain, and need no look at each letter.

/// Whether the text has control characters.
pub(crate) fn has_control(text: &str) -> bool {
    !is_plain(text) && text.chars().any(char::is_control)
}

/// Whether all of it is printable ASCII. Without an early end, so that the processor takes many bytes at once.
fn is_plain(text: &str) -> bool {
    let is_printable = |byte: u8| matches!(byte, b' '..=b'~');
    text.bytes()
        .fold(true, |so_far, byte| so_far & is_printable(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_found_beyond_ascii_too() {
        for text in ["", "plain ~", "é\u{2028}"] {
            assert!(!has_control(text), "{text:?}");
        }
        for text in ["a\n", "\u{7f}", "é\u{85}", "\0"] {
            assert!(has_control(text), "{text:?}");
        }
    }
}
