//! The known name that a misspelled one most likely means.

/// Returns the known name with the fewest letters changed, when they are few. Letter case, `-` and `_` do not count.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Three letters in ten, at least one: beyond that it is another word.
    let most = (bare(given).len() * 3 / 10).max(1);
    nearest_within(most, given, known)
}

/// [`nearest`] with at most so many letters changed.
pub fn nearest_within<'a>(
    most: usize,
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let given = bare(given);
    known
        .into_iter()
        .map(|name| (distance(&given, &bare(name)), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// At most so many characters are compared: longer names are no misspelled ones.
const MOST: usize = 80;

fn bare(name: &str) -> Vec<char> {
    let letters = name.chars().filter(|letter| !matches!(letter, '-' | '_'));
    letters
        .map(|letter| letter.to_ascii_lowercase())
        .take(MOST)
        .collect()
}

/// How many letters must be inserted, left out, replaced, or exchanged with the next one.
fn distance(one: &[char], other: &[char]) -> usize {
    let at = |row: &[usize], place: usize| row.get(place).copied().unwrap_or_default();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (done, letter) in one.iter().enumerate() {
        let mut next = vec![done + 1];
        for (place, wanted) in other.iter().enumerate() {
            let replaced = at(&row, place) + usize::from(letter != wanted);
            let inserted = at(&next, place).min(at(&row, place + 1)) + 1;
            let is_exchanged = done > 0
                && place > 0
                && one.get(done - 1) == Some(wanted)
                && other.get(place - 1) == Some(letter);
            let exchanged = if is_exchanged {
                at(&before, place - 1) + 1
            } else {
                usize::MAX
            };
            next.push(replaced.min(inserted).min(exchanged));
        }
        before = std::mem::replace(&mut row, next);
    }
    at(&row, other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_name_is_recognized_and_another_word_is_not() {
        let known = ["numbers", "users", "subscriptions", "publicUrl", "clock"];
        for (given, meant) in [
            ("number", Some("numbers")),
            ("subscription", Some("subscriptions")),
            ("public_url", Some("publicUrl")),
            ("clokc", Some("clock")),
            ("clack", Some("clock")),
            ("flack", None),
            ("clocks", Some("clock")),
            ("weather", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, known), meant, "{given}");
        }
        assert_eq!(distance(&bare("kitten"), &bare("sitting")), 3);
        assert_eq!(distance(&bare(""), &bare("abc")), 3);
        assert_eq!(distance(&bare("abc"), &bare("")), 3);
        assert_eq!(distance(&bare("abcd"), &bare("badc")), 2);
    }
}
