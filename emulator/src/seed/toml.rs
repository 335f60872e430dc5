//! A seed in TOML: the same members as in JSON, and the line of each.

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use super::lines::{Lines, member};

/// Reads TOML as JSON, with the lines of its fields.
pub(super) fn read(text: &str) -> Result<(Value, Lines), Problem> {
    let place = Place { text };
    let table = DeTable::parse(text).map_err(|cause| {
        let line = cause.span().map(|span| place.line(span.start));
        let why = cause
            .message()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        Problem::new(line, format_args!("is not valid TOML: {why}"))
    })?;
    let mut lines = Lines::default();
    let value = place.table("", table.get_ref(), &mut lines)?;
    Ok((value, lines))
}

struct Place<'a> {
    text: &'a str,
}

impl Place<'_> {
    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().iter().take(offset);
        1 + before.filter(|byte| **byte == b'\n').count()
    }

    fn table(&self, path: &str, table: &DeTable<'_>, lines: &mut Lines) -> Result<Value, Problem> {
        let mut members = Map::new();
        for (name, value) in table {
            let path = member(path, name.get_ref());
            lines.put(&path, self.line(name.span().start));
            let value = self.value(&path, value, lines)?;
            members.insert(name.get_ref().to_string(), value);
        }
        Ok(Value::Object(members))
    }

    fn value(
        &self,
        path: &str,
        value: &Spanned<DeValue<'_>>,
        lines: &mut Lines,
    ) -> Result<Value, Problem> {
        let line = self.line(value.span().start);
        let wrong = |rule: &str| Problem::new(Some(line), format_args!("{path} {rule}"));
        Ok(match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Boolean(flag) => Value::Bool(*flag),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_err(|_| wrong("must be a number of at most 64 bits"))?
                .into(),
            DeValue::Float(number) => {
                let number = number.as_str().parse().ok().and_then(Number::from_f64);
                number
                    .ok_or_else(|| wrong("must be a finite number"))?
                    .into()
            }
            DeValue::Datetime(_) => return Err(wrong("must not be a date: no field is one")),
            DeValue::Array(list) => {
                let list = list.iter().enumerate().map(|(place, value)| {
                    let path = format!("{path}[{place}]");
                    lines.put(&path, self.line(value.span().start));
                    self.value(&path, value, lines)
                });
                Value::Array(list.collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => self.table(path, table, lines)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_is_read_as_json_and_each_field_is_on_its_line() {
        let text = "clock = 'manual'\n\n[[faults]]\noperation = \"*\"\nprobability = 0.5\n\
                    [[faults]]\ntimes = 1_000\nflags = [true,\n  0x10]\n";
        let (value, lines) = read(text).unwrap();
        let same = serde_json::json!({
            "clock": "manual",
            "faults": [{"operation": "*", "probability": 0.5}, {"times": 1000, "flags": [true, 16]}],
        });
        assert_eq!(value, same);
        for (path, line) in [
            ("clock", 1),
            ("faults[0]", 3),
            ("faults[0].probability", 5),
            ("faults[1]", 6),
            ("faults[1].missing", 6),
            ("faults[1].flags[1]", 9),
        ] {
            assert_eq!(lines.of(path), Some(line), "{path}");
        }
    }

    #[test]
    fn what_is_no_toml_is_refused_with_its_line() {
        for (text, line) in [
            ("a = 1\nb = \n", 2),
            ("a = 1\na = 2\n", 2),
            ("\n\nd = 2026-11-29\n", 3),
            ("x = nan", 1),
            ("x = 99999999999999999999", 1),
        ] {
            assert_eq!(read(text).unwrap_err().line, Some(line), "{text}");
        }
    }
}
