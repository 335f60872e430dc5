//! The members of JSON as the recordings have them, and how other JSON differs. No value is ever repeated.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Made from the recordings by the test `shapes`.
const TABLE: &str = include_str!("../../shapes.json");

/// The members of each response and event: the path of each, with a question mark where some recordings lack it, and its
/// types, separated by bars.
pub struct Shapes {
    responses: Map<String, Value>,
    events: Map<String, Value>,
}

impl Shapes {
    /// Reads the table of this program.
    pub fn recorded() -> serde_json::Result<Self> {
        let table: Map<String, Value> = serde_json::from_str(TABLE)?;
        let part = |name: &str| {
            table
                .get(name)
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default()
        };
        Ok(Self {
            responses: part("responses"),
            events: part("events"),
        })
    }

    /// How a response differs; `key` is `POST /path/{} 201`. `None` for one that was never recorded.
    pub fn of_response(&self, key: &str, body: &Value) -> Option<Vec<String>> {
        differences(self.responses.get(key)?.as_object()?, body)
    }

    /// How the data of an event differs; `None` for one that was never recorded.
    pub fn of_event(&self, name: &str, data: &Value) -> Option<Vec<String>> {
        differences(self.events.get(name)?.as_object()?, data)
    }
}

fn differences(expected: &Map<String, Value>, value: &Value) -> Option<Vec<String>> {
    let mut found = BTreeSet::new();
    compare(expected, "", value, &mut found);
    Some(found.into_iter().collect())
}

fn compare(expected: &Map<String, Value>, path: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = below(path, name);
                let types = expected
                    .get(&path)
                    .or_else(|| expected.get(&format!("{path}?")));
                let kind = type_of(member);
                match types.and_then(Value::as_str) {
                    None => {
                        found.insert(format!("{path} is new ({kind})"));
                    }
                    Some(types) if types.split('|').any(|one| one == kind) => {
                        compare(expected, &path, member, found);
                    }
                    Some(types) => {
                        found.insert(format!("{path} is {kind}, not {types}"));
                    }
                }
            }
            let missing = expected
                .keys()
                .filter(|name| is_child(path, name))
                .filter(|name| {
                    let name = name.rsplit('.').next().unwrap_or_default();
                    !name.ends_with('?') && !members.contains_key(name)
                });
            found.extend(missing.map(|name| format!("{name} is missing")));
        }
        Value::Array(elements) => {
            for element in elements {
                compare(expected, &format!("{path}[]"), element, found);
            }
        }
        _ => {}
    }
}

fn below(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

/// Whether a path of the table names a member of the object at `path`.
fn is_child(path: &str, name: &str) -> bool {
    let rest = match path {
        "" => Some(name),
        path => name
            .strip_prefix(path)
            .and_then(|rest| rest.strip_prefix('.')),
    };
    rest.is_some_and(|rest| !rest.contains(['.', '[']))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_kind_of_difference_is_named_without_a_value() {
        let table = json!({
            "id": "string", "state": "string|null", "list": "array", "list[].a": "number",
            "list[].b?": "boolean", "inner?": "object", "inner.c": "string",
        });
        let table = table.as_object().unwrap();
        let same = json!({"id": "x", "state": null, "list": [{"a": 1}, {"a": 2, "b": true}]});
        assert_eq!(differences(table, &same), Some(vec![]));
        let other = json!({
            "id": 7, "list": [{"a": 1, "secret": "hidden"}, {"b": true}], "inner": {}, "more": [],
        });
        let expected = [
            "id is number, not string",
            "inner.c is missing",
            "list[].a is missing",
            "list[].secret is new (string)",
            "more is new (array)",
            "state is missing",
        ];
        assert_eq!(differences(table, &other).unwrap(), expected);
    }
}
