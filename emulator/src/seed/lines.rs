//! On which line of a seed each field stands.

use std::collections::HashMap;

/// The lines of fields, by their paths as error messages have them: `remoteParties[0].rawId`.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines(HashMap<String, usize>);

impl Lines {
    pub(super) fn put(&mut self, path: &str, line: usize) {
        self.0.insert(path.to_owned(), line);
    }

    /// The line of a field, or of what it would be in when it is missing.
    pub(super) fn of(&self, path: &str) -> Option<usize> {
        let mut path = path;
        loop {
            if let Some(line) = self.0.get(path) {
                return Some(*line);
            }
            path = path.get(..path.rfind(['.', '['])?)?;
        }
    }

    /// The lines of a text that is valid JSON.
    pub(super) fn of_json(text: &str) -> Self {
        let mut lines = Self::default();
        let mut scanner = Scanner {
            rest: text.as_bytes(),
            line: 1,
        };
        scanner.value("", &mut lines);
        lines
    }
}

/// The path of a member.
pub(super) fn member(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Walks over JSON. The depth is bounded by the parser that has read the text before.
struct Scanner<'a> {
    rest: &'a [u8],
    line: usize,
}

impl<'a> Scanner<'a> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        if *first == b'\n' {
            self.line += 1;
        }
        Some(*first)
    }

    fn peek(&mut self) -> Option<u8> {
        while self.rest.first().is_some_and(u8::is_ascii_whitespace) {
            self.next();
        }
        self.rest.first().copied()
    }

    /// A string, without its escapes undone: names of fields have none.
    fn string(&mut self) -> &'a [u8] {
        self.next();
        let whole = self.rest;
        let mut length = 0;
        while let Some(byte) = self.next() {
            match byte {
                b'"' => break,
                b'\\' => {
                    self.next();
                    length += 2;
                }
                _ => length += 1,
            }
        }
        whole.get(..length).unwrap_or_default()
    }

    fn value(&mut self, path: &str, lines: &mut Lines) {
        let first = self.peek();
        lines.put(path, self.line);
        match first {
            Some(b'{') => self.members(path, lines),
            Some(b'[') => self.elements(path, lines),
            Some(b'"') => {
                self.string();
            }
            _ => {
                while !matches!(self.rest.first(), None | Some(b',' | b']' | b'}')) {
                    self.next();
                }
            }
        }
    }

    fn members(&mut self, path: &str, lines: &mut Lines) {
        self.next();
        while self.peek() == Some(b'"') {
            let line = self.line;
            let name = String::from_utf8_lossy(self.string());
            let path = member(path, &name);
            self.peek();
            self.next();
            self.value(&path, lines);
            // A field stands where its name does.
            lines.put(&path, line);
            if self.peek() == Some(b',') {
                self.next();
            }
        }
        self.next();
    }

    fn elements(&mut self, path: &str, lines: &mut Lines) {
        self.next();
        let mut count = 0;
        while !matches!(self.peek(), None | Some(b']')) {
            self.value(&format!("{path}[{count}]"), lines);
            count += 1;
            if self.peek() == Some(b',') {
                self.next();
            }
        }
        self.next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_is_on_its_line() {
        let text = "{\n \"a\": [1,\n  {\"b\\\"\":\n \"x\\\"}\",\n \"c\": {}},\n true],\n\"d\": -1.5e3\n}\n";
        let lines = Lines::of_json(text);
        for (path, line) in [
            ("a", 2),
            ("a[0]", 2),
            ("a[1]", 3),
            ("a[1].b\\\"", 3),
            ("a[1].c", 5),
            ("a[1].missing", 3),
            ("a[2]", 6),
            ("d", 7),
            ("missing", 1),
        ] {
            assert_eq!(lines.of(path).or(lines.of("")), Some(line), "{path}");
        }
    }
}
