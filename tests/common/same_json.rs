//! When two JSON values of the wire mean the same, as `tests/data/README.md` defines it.

use serde_json::Value;

/// Whether two bodies mean the same: an absent member, null, `false`, `[]`, `{}` and the public
/// cloud are one, and an identifier may name its kind.
#[allow(dead_code)] // Not every test that shares this file compares bodies.
pub fn same(ours: &Value, theirs: &Value) -> bool {
    plain(ours) == plain(theirs)
}

/// A value in the one form that all forms of the same meaning share.
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => {
            let is_identifier = members.contains_key("rawId");
            members
                .iter()
                .filter(|(name, _)| !(is_identifier && *name == "kind"))
                .map(|(name, value)| match (name.as_str(), value.as_str()) {
                    ("cloud", Some(cloud)) => (name.clone(), cloud.to_lowercase().into()),
                    _ => (name.clone(), plain(value)),
                })
                .filter(|(name, value)| {
                    !(is_default(value) || name == "cloud" && value == "public")
                })
                .collect()
        }
        // 500.0 is 500.
        Value::Number(number) => {
            let text = number.to_string();
            let whole = text.strip_suffix(".0").and_then(|whole| whole.parse().ok());
            whole.map_or_else(|| value.clone(), |whole: u64| Value::from(whole))
        }
        other => other.clone(),
    }
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
