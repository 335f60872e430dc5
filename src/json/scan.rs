//! Splits JSON into the members of an object or the elements of an array, in one pass and without copies.
//!
//! What it splits, serde_json accepts too. For any other text, and for one that is nested more deeply than
//! [`MAX_DEPTH`], the result is `None`, and the caller lets serde_json read it, which names the mistake.

use std::borrow::Cow;

/// Calls `each` with the name and the value of every member of the object that the text is. `None` when the text is
/// not a valid object, or a name is not valid Unicode; `each` may have been called before that shows.
pub(super) fn each_member<'a>(
    text: &'a str,
    mut each: impl FnMut(Cow<'a, str>, &'a str),
) -> Option<()> {
    let mut scan = Scan { text, at: 0 };
    scan.skip_space();
    let mut are_texts = true;
    scan.object(MAX_DEPTH, |name, value| match name.text() {
        Some(name) => each(name, value),
        None => are_texts = false,
    })?;
    scan.end()?;
    are_texts.then_some(())
}

/// [`each_member`] of the elements of an array.
pub(super) fn each_element<'a>(text: &'a str, each: impl FnMut(&'a str)) -> Option<()> {
    let mut scan = Scan { text, at: 0 };
    scan.skip_space();
    scan.array(MAX_DEPTH, each)?;
    scan.end()
}

/// The number of bytes before the first quote, backslash or control character.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // Eight bytes at a time: the highest bit of each that is found is set, and maybe those of some after it.
    let is_zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let mut length = 0;
    let mut words = bytes.chunks_exact(8);
    for bytes in words.by_ref() {
        let word = bytes.try_into().map_or(0, u64::from_le_bytes);
        let is_control = word.wrapping_sub(ONES * 0x20) & !word;
        let is_quote = is_zero(word ^ (ONES * u64::from(b'"')));
        let is_backslash = is_zero(word ^ (ONES * u64::from(b'\\')));
        let found = (is_control | is_quote | is_backslash) & (ONES * 0x80);
        if found != 0 {
            return length + (found.trailing_zeros() / 8) as usize;
        }
        length += 8;
    }
    let is_plain = |byte: &u8| *byte >= 0x20 && *byte != b'"' && *byte != b'\\';
    length
        + words
            .remainder()
            .iter()
            .take_while(|byte| is_plain(byte))
            .count()
}

/// Appends what a JSON string means; `None` when it is not a valid string, or not valid Unicode.
pub(crate) fn append_text(json: &str, text: &mut String) -> Option<()> {
    let mut scan = Scan { text: json, at: 0 };
    scan.take(b'"')?;
    loop {
        let begin = scan.at;
        scan.at += plain_length(json.as_bytes().get(begin..)?);
        text.push_str(json.get(begin..scan.at)?);
        match scan.next()? {
            b'"' => return (scan.at == json.len()).then_some(()),
            b'\\' => text.push(scan.escaped()?),
            _ => return None,
        }
    }
}

const MAX_DEPTH: u8 = 64;

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

/// A string with its quotes.
struct Name<'a> {
    json: &'a str,
    is_plain: bool,
}

impl<'a> Name<'a> {
    fn text(&self) -> Option<Cow<'a, str>> {
        if self.is_plain {
            return self.json.get(1..self.json.len() - 1).map(Cow::Borrowed);
        }
        let mut text = String::with_capacity(self.json.len());
        append_text(self.json, &mut text)?;
        Some(Cow::Owned(text))
    }
}

impl<'a> Scan<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, expected: u8) -> Option<()> {
        (self.next()? == expected).then_some(())
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    /// Whether nothing but space follows.
    fn end(mut self) -> Option<()> {
        self.skip_space();
        self.peek().is_none().then_some(())
    }

    fn object(&mut self, depth: u8, mut each: impl FnMut(Name<'a>, &'a str)) -> Option<()> {
        self.take(b'{')?;
        self.skip_space();
        if self.peek()? == b'}' {
            return self.take(b'}');
        }
        loop {
            let mut is_plain = true;
            let name = Name {
                json: self.part(|scan| scan.string(&mut is_plain))?,
                is_plain,
            };
            self.skip_space();
            self.take(b':')?;
            self.skip_space();
            each(name, self.part(|scan| scan.value(depth))?);
            self.skip_space();
            match self.next()? {
                b',' => self.skip_space(),
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    fn array(&mut self, depth: u8, mut each: impl FnMut(&'a str)) -> Option<()> {
        self.take(b'[')?;
        self.skip_space();
        if self.peek()? == b']' {
            return self.take(b']');
        }
        loop {
            each(self.part(|scan| scan.value(depth))?);
            self.skip_space();
            match self.next()? {
                b',' => self.skip_space(),
                b']' => return Some(()),
                _ => return None,
            }
        }
    }

    /// The text that `skip` skips.
    fn part(&mut self, skip: impl FnOnce(&mut Self) -> Option<()>) -> Option<&'a str> {
        let begin = self.at;
        skip(self)?;
        self.text.get(begin..self.at)
    }

    fn value(&mut self, depth: u8) -> Option<()> {
        match self.peek()? {
            b'"' => self.string(&mut true),
            b'{' => self.object(depth.checked_sub(1)?, |_, _| {}),
            b'[' => self.array(depth.checked_sub(1)?, |_| {}),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            _ => self.number(),
        }
    }

    fn literal(&mut self, literal: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += literal.len();
        rest.starts_with(literal.as_bytes()).then_some(())
    }

    /// `is_plain` becomes false when there are escapes.
    fn string(&mut self, is_plain: &mut bool) -> Option<()> {
        self.take(b'"')?;
        loop {
            self.at += plain_length(self.text.as_bytes().get(self.at..)?);
            match self.next()? {
                b'"' => return Some(()),
                b'\\' => {
                    *is_plain = false;
                    self.escape()?;
                }
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        match self.next()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => self.code_unit().map(drop),
            _ => None,
        }
    }

    /// What an escape means; the backslash has been read.
    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            sign @ (b'"' | b'\\' | b'/') => sign.into(),
            b'u' => return self.code_point(),
            _ => return None,
        })
    }

    /// The digits after `\u`; after those of a high surrogate, the escape of the low one too.
    fn code_point(&mut self) -> Option<char> {
        let first = self.code_unit()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first.into());
        }
        self.take(b'\\')?;
        self.take(b'u')?;
        let pair = [first, self.code_unit()?];
        char::decode_utf16(pair).next()?.ok()
    }

    fn code_unit(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..)?.get(..4)?;
        self.at += digits.len();
        // The parser would take a sign too.
        let are_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        are_digits.then(|| u16::from_str_radix(digits, 16).ok())?
    }

    fn number(&mut self) -> Option<()> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let begin = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > begin).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::value::RawValue;

    use super::*;

    const TEXTS: [&str; 7] = [
        r#"{"a":1,"b":[true,false,null,{"c":"d\"\\\u00e9"}],"e":{"f":-0.5e+10,"g":""}}"#,
        " {\t\"a\" :\r\n[ 1 , 2.25 ] , \"b\\n\" : { } , \"c\" : [ ] } ",
        r#"[0,10,-1,1e999,"plain text of more than eight bytes","\ud800",[[[]]],{"a":{}}]"#,
        r#"["é","\/\b\f\n\r\t","0123456\"","01234567\\","0123456	"]"#,
        r#""\ud83d\ude00 \u00e9\u002B\\ \/ \b\f\n\r\t""#,
        "{}",
        "[]",
    ];

    /// What the scanner splits, serde_json splits too, and the other way round.
    fn compare(text: &str) {
        let mut read = String::new();
        let read = append_text(text, &mut read).map(|()| read);
        // Space around it is allowed there.
        let expected = serde_json::from_str(text).ok();
        assert_eq!(read, expected.filter(|_| text.trim() == text), "{text}");
        let mut found = BTreeMap::new();
        let scanned = each_member(text, |name, value| {
            found.insert(name.into_owned(), value);
        });
        let expected = serde_json::from_str::<BTreeMap<String, &RawValue>>(text);
        if let Ok(expected) = &expected {
            let expected: BTreeMap<_, _> = expected
                .iter()
                .map(|(name, value)| (name.clone(), value.get()))
                .collect();
            assert_eq!((scanned, found), (Some(()), expected), "{text}");
        } else {
            assert!(scanned.is_none(), "{text}");
        }
        let mut found = Vec::new();
        let scanned = each_element(text, |element| found.push(element));
        let expected = serde_json::from_str::<Vec<&RawValue>>(text);
        assert_eq!(scanned.is_some(), expected.is_ok(), "{text}");
        if let Ok(expected) = expected {
            assert!(
                found
                    .into_iter()
                    .eq(expected.into_iter().map(RawValue::get))
            );
        }
    }

    #[test]
    fn it_splits_what_serde_json_accepts_and_nothing_else() {
        let signs: Vec<char> = "\"\\/{}[],:.+-eE0189dDcutfn \t\n\u{0}\u{1f}\u{7f}é"
            .chars()
            .collect();
        for text in TEXTS {
            compare(text);
            for (at, letter) in text.char_indices() {
                let (before, rest) = text.split_at(at);
                let after = &rest[letter.len_utf8()..];
                compare(before);
                compare(&format!("{before}{after}"));
                for sign in &signs {
                    compare(&format!("{before}{sign}{after}"));
                    compare(&format!("{before}{sign}{rest}"));
                }
            }
        }
    }

    #[test]
    fn deep_nesting_is_left_to_serde_json() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(each_element(&nested(60), |_| {}).is_some());
        assert!(each_element(&nested(100_000), |_| {}).is_none());
    }
}
