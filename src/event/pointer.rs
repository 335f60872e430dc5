//! Finds values in a JSON text by pointers of RFC 6901, without parsing what lies between.

use crate::json::{Members, elements};

/// Returns the text of a value; the empty pointer is the whole document.
pub(super) fn find<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
    if pointer.is_empty() {
        return Some(text);
    }
    pointer
        .strip_prefix('/')?
        .split('/')
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .try_fold(text, |text, token| step(text, &token))
}

fn step<'a>(text: &'a str, token: &str) -> Option<&'a str> {
    if let Ok(members) = Members::parse(text) {
        return members.raw(token);
    }
    let index = token
        .parse::<usize>()
        .ok()
        .filter(|index| index.to_string() == token)?;
    elements(text).ok()?.get(index).copied()
}

/// Returns the number of members or elements of an object or array.
pub(super) fn count(text: &str) -> Option<usize> {
    match Members::parse(text) {
        Ok(members) => Some(members.iter().count()),
        Err(_) => elements(text).ok().map(|elements| elements.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"a":[{"b":1},2],"c/d":{"~":"x"},"":null}"#;

    #[test]
    fn places_are_found_by_name_and_index() {
        assert_eq!(find(TEXT, ""), Some(TEXT));
        assert_eq!(find(TEXT, "/a/0/b"), Some("1"));
        assert_eq!(find(TEXT, "/a/1"), Some("2"));
        assert_eq!(find(TEXT, "/c~1d/~0"), Some(r#""x""#));
        assert_eq!(find(TEXT, "/"), Some("null"));
        for absent in ["a", "/b", "/a/2", "/a/00", "/a/-", "/a/0/b/c"] {
            assert_eq!(find(TEXT, absent), None, "{absent}");
        }
    }

    #[test]
    fn elements_and_members_are_counted() {
        assert_eq!(count(TEXT), Some(3));
        assert_eq!(count("[1,2]"), Some(2));
        assert_eq!(count("1"), None);
    }
}
