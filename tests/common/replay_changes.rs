//! Recordings that were tampered with: each must make a replay fail.

use serde_json::{Value, json};

use super::replay::session::{Expected, Session, Step};

/// A recording with one thing changed, and what that is.
pub struct Change {
    pub what: String,
    pub session: Session,
}

/// Every change of the responses and events of one recording.
pub fn of(session: &Session) -> Vec<Change> {
    let mut changes = Vec::new();
    for (place, step) in session.steps.iter().enumerate() {
        let mut note = |what: &str, changed: Step| {
            let mut session = session.clone();
            session.steps[place] = changed;
            let what = format!("step {place}: {what}");
            changes.push(Change { what, session });
        };
        match step {
            Step::Request(_) => of_answer(step, &mut note),
            Step::Event(event) => of_event(event, &mut note),
        }
    }
    changes.extend(swapped(session));
    changes
}

fn of_answer(step: &Step, note: &mut impl FnMut(&str, Step)) {
    let changed = |change: &dyn Fn(&mut Expected)| {
        let mut step = step.clone();
        if let Step::Request(exchange) = &mut step {
            change(&mut exchange.expected);
        }
        step
    };
    let with_header = |name: &'static str, value: Option<&'static str>| {
        changed(&|expected| {
            if let Expected::Whole { headers, .. } = expected {
                headers.remove(name);
                if let Some(value) = value {
                    headers.insert(name.to_owned(), value.into());
                }
            }
        })
    };
    let Step::Request(exchange) = step else {
        return;
    };
    let Expected::Whole { headers, body, .. } = &exchange.expected else {
        return;
    };
    note(
        "another status",
        changed(&|expected| {
            if let Expected::Whole { status, .. } = expected {
                *status += 1;
            }
        }),
    );
    let repeatability = match headers.contains_key("repeatability-result") {
        true => None,
        false => Some("accepted"),
    };
    note(
        "repeatability-result",
        with_header("repeatability-result", repeatability),
    );
    note(
        "chain id",
        with_header("x-microsoft-skype-chain-id", Some("$call1")),
    );
    note(
        "content-type",
        with_header("content-type", Some("text/plain")),
    );
    note("a header more", with_header("allow", Some("POST")));
    for (at, other) in others(body) {
        note(
            &at,
            changed(&|expected| {
                if let Expected::Whole { body, .. } = expected {
                    *body = other.clone();
                }
            }),
        );
    }
}

fn of_event(event: &Value, note: &mut impl FnMut(&str, Step)) {
    let mut renamed = event.clone();
    renamed["type"] = "Microsoft.Communication.ConnectFailed".into();
    note("another type", Step::Event(renamed));
    for (at, data) in others(&event["data"]) {
        let mut changed = event.clone();
        changed["data"] = data;
        note(&at, Step::Event(changed));
    }
}

/// Two neighboring events of one leg in the other order.
fn swapped(session: &Session) -> Vec<Change> {
    let leg = |step: &Step| match step {
        Step::Event(event) if event["data"].get("participants").is_none() => {
            event["data"]["callConnectionId"]
                .as_str()
                .map(str::to_owned)
        }
        _ => None,
    };
    let pairs = session.steps.windows(2).enumerate();
    let same_leg =
        pairs.filter(|(_, pair)| leg(&pair[0]).is_some() && leg(&pair[0]) == leg(&pair[1]));
    same_leg
        .map(|(place, _)| {
            let mut session = session.clone();
            session.steps.swap(place, place + 1);
            let what = format!("steps {place} and {} swapped", place + 1);
            Change { what, session }
        })
        .collect()
}

/// A value in all variants that differ in one place: a member less, a member more, a leaf with
/// another value. Placeholders stand for any value and are left alone.
fn others(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut more = value.clone();
    if let Some(members) = more.as_object_mut() {
        members.insert("extra".to_owned(), json!(1));
        found.push(("a member more".to_owned(), more));
    }
    for pointer in pointers(value, "") {
        let Some(leaf) = value.pointer(&pointer) else {
            continue;
        };
        if let Some(other) = other_leaf(&pointer, leaf) {
            let mut changed = value.clone();
            *changed.pointer_mut(&pointer).unwrap() = other;
            found.push((format!("{pointer} changed"), changed));
        }
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut less = value.clone();
        let members = less.pointer_mut(parent).and_then(Value::as_object_mut);
        if members.is_some_and(|members| members.remove(name).is_some()) {
            found.push((format!("{pointer} removed"), less));
        }
    }
    found
}

pub fn pointers(value: &Value, at: &str) -> Vec<String> {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .map(|(place, value)| (place.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (name, child) in children {
        let at = format!("{at}/{name}");
        found.extend(pointers(child, &at));
        found.push(at);
    }
    found
}

fn other_leaf(pointer: &str, leaf: &Value) -> Option<Value> {
    // The texts of messages and the numbers of events are the service's own.
    if pointer.ends_with("/sequenceNumber") || pointer.ends_with("/resultInformation/message") {
        return None;
    }
    match leaf {
        Value::String(text) if text.contains(['$', '<']) => None,
        Value::String(text) => Some(format!("{text}x").into()),
        Value::Bool(flag) => Some((!flag).into()),
        Value::Number(number) => Some((number.as_i64()? + 1).into()),
        _ => None,
    }
}
