//! The emulator, judged by recordings of the live service: every recorded session is sent again, and what comes back is compared with what came back then.
//!
//! Set `ACS_WIRE_RECORDED` to a folder or a file to replay other sessions of the same format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "common/replay_changes.rs"]
mod changes;
#[path = "common/replay.rs"]
mod replay;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use replay::read::{own_sessions, read, sessions};
use replay::session::{Expected, Session, Step};
use serde_json::{Value, json};

#[test]
fn the_emulator_does_what_the_service_did_in_every_recorded_session() {
    replay_all(&sessions());
}

#[test]
fn sessions_of_which_only_events_were_kept_replay_too() {
    let recording = "media-recording-by-call-connection-id";
    let recorded = own_sessions().into_iter();
    let recorded = recorded.filter(|session| session.name == recording);
    let kept = calls().into_iter().chain(recorded);
    let kept = kept.filter_map(|mut session| {
        session.steps.retain(|step| matches!(step, Step::Event(_)));
        (!session.steps.is_empty()).then_some(session)
    });
    replay_all(&kept.collect::<Vec<_>>());
}

#[test]
fn sessions_that_begin_in_the_middle_of_a_call_replay_too() {
    let cut = calls().into_iter().filter_map(|mut session| {
        let is_answer =
            |step: &Step| matches!(step, Step::Request(exchange) if exchange.is("answer"));
        let answer = session.steps.iter().position(is_answer)?;
        session.steps.drain(..=answer);
        let is_request = |step: &Step| matches!(step, Step::Request(_));
        let next = session.steps.iter().position(is_request)?;
        session.steps.drain(..next);
        Some(session)
    });
    replay_all(&cut.collect::<Vec<_>>());
}

/// As in the recordings of Python's SDK: no dates, and the events of a run stand behind its requests.
#[test]
fn sessions_without_dates_whose_events_stand_behind_the_requests_replay_too() {
    let changed = calls().into_iter().filter_map(|mut session| {
        session.requests().next()?;
        session.events().next()?;
        for step in &mut session.steps {
            let Step::Request(exchange) = step else {
                continue;
            };
            if let Expected::Whole { headers, .. } = &mut exchange.expected {
                headers.remove("date");
            }
        }
        session
            .steps
            .sort_by_key(|step| matches!(step, Step::Event(_)));
        Some(session)
    });
    let changed: Vec<_> = changed.collect();
    assert!(changed.len() >= 8, "only {} sessions", changed.len());
    replay_all(&changed);
}

#[test]
fn every_change_of_a_recording_is_noticed() {
    let rich = [
        "js-remove-participant",
        "net-connect-hangup-legs-2508",
        "media-streaming-start-stop",
        "media-transcription-start-update-stop",
    ];
    let sessions = calls()
        .into_iter()
        .filter(|session| rich.contains(&session.name.as_str()));
    let sessions: Vec<_> = sessions.collect();
    replay_all(&sessions);
    let changes: Vec<_> = sessions.iter().flat_map(changes::of).collect();
    assert!(changes.len() > 200, "only {} changes", changes.len());
    let next = AtomicUsize::new(0);
    let missed = Mutex::new(Vec::new());
    // Replays wait for deliveries most of the time.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(change) = changes.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if replay::replay(&change.session).differences.is_empty() {
                        let what = format!("{}: {}", change.session.name, change.what);
                        missed.lock().unwrap().push(what);
                    }
                }
            });
        }
    });
    let missed = missed.into_inner().unwrap();
    assert!(missed.is_empty(), "not noticed: {missed:#?}");
}

type Change = fn(&mut Value);

/// A session that is not understood says so, and the sessions after it are replayed.
#[test]
fn a_session_that_cannot_be_staged_is_skipped_with_its_reason() {
    let answer = "/calling/callConnections:answer";
    let no_status = format!("step 1: POST {answer} without the status of its response");
    let no_body = format!("the body of POST {answer}");
    let unknown = "the operation GET /calling/callConnections/$call1:dance".to_owned();
    let cases: [(&str, Change, String); 6] = [
        ("version", of_2031, "api-version 2031-01-01".to_owned()),
        ("operation", dancing, unknown),
        ("empty", without_steps, "a file without steps".to_owned()),
        ("body", |whole| forget(whole, "/request", "body"), no_body),
        (
            "response",
            |whole| forget(whole, "/response", "status"),
            no_status,
        ),
        ("known", |_| {}, String::new()),
    ];
    for (name, change, why) in cases {
        let mut whole = a_whole_call();
        change(&mut whole);
        let sessions = read(name, whole.to_string().as_bytes());
        let skipped = sessions.iter().map(|session| {
            let report = replay::replay(session);
            report.cannot_stage.unwrap_or_default()
        });
        assert_eq!(skipped.collect::<Vec<_>>(), [why], "{name}");
    }
    let text = a_whole_call().to_string();
    for damaged in ["", &text[..text.len() / 2], "7"] {
        let sessions = read("damaged", damaged.as_bytes());
        assert!(replay::replay(&sessions[0]).cannot_stage.is_some());
    }
}

/// Each place of a file in turn holds something else than it should.
#[test]
fn a_malformed_file_is_skipped_with_its_reason_and_hides_no_other() {
    let roster = json!({"event": {
        "type": "Microsoft.Communication.ParticipantsUpdated",
        "data": {"callConnectionId": "$call1", "participants": [
            {"identifier": {"rawId": "$user1", "communicationUser": {"id": "$user1"}}},
            {"identifier": {"rawId": "$user7", "communicationUser": {"id": "$user7"}}},
            {"identifier": 7},
        ]},
    }});
    let mut whole = a_whole_call();
    whole["steps"].as_array_mut().unwrap().push(roster.clone());
    read("whole call and roster", whole.to_string().as_bytes());
    let roster_only = json!({"steps": [roster]});
    let places = changes::pointers(&roster_only, "")
        .into_iter()
        .map(|place| (&roster_only, place));
    let more = changes::pointers(&whole, "")
        .into_iter()
        .map(|place| (&whole, place));
    let mut tried = 0;
    for (file, place) in places.chain(more) {
        for odd in [json!(7), json!([]), json!({}), json!("odd"), Value::Null] {
            let mut file = file.clone();
            *file.pointer_mut(&place).unwrap() = odd;
            let sessions = read("odd", file.to_string().as_bytes());
            assert!(!sessions.is_empty(), "{place}");
            let is_read = |session: &Session| {
                session
                    .unreadable
                    .as_ref()
                    .is_none_or(|why| !why.contains("panicked"))
            };
            assert!(
                sessions.iter().all(is_read),
                "{place}: {:?}",
                sessions[0].unreadable
            );
            tried += 1;
        }
    }
    assert!(tried > 500, "{tried}");
}

fn of_2031(whole: &mut Value) {
    for step in whole["steps"].as_array_mut().unwrap() {
        step["request"]["query"]["api-version"] = "2031-01-01".into();
    }
}

fn dancing(whole: &mut Value) {
    whole["steps"][2]["request"]["path"] = "/calling/callConnections/$call1:dance".into();
}

fn without_steps(whole: &mut Value) {
    whole["steps"] = json!([]);
}

/// Removes a member of the step that answers.
fn forget(whole: &mut Value, part: &str, member: &str) {
    let part = whole["steps"][1].pointer_mut(part).unwrap();
    part.as_object_mut().unwrap().remove(member).unwrap();
}

#[test]
fn other_spellings_of_a_session_replay_as_well() {
    let spellings: [fn(&str) -> String; 3] = [
        |path| format!("https://another.communication.example{path}"),
        |path| path.replace(':', "%3A").replace('$', "%24"),
        |path| format!("{path}?api-version=2024-09-01-preview"),
    ];
    for spelling in spellings {
        let mut whole = a_whole_call();
        for step in whole["steps"].as_array_mut().unwrap() {
            let path = step["request"]["path"].as_str().unwrap();
            step["request"]["path"] = spelling(path).into();
        }
        replay_all(&read("spelling", whole.to_string().as_bytes()));
    }
}

#[test]
fn a_failure_of_the_service_is_passed_over() {
    let mut whole = a_whole_call();
    let steps = whole["steps"].as_array_mut().unwrap();
    let mut failed = steps[2].clone();
    failed["response"] = json!({"status": 500, "headers": {}, "body": null});
    steps.insert(2, failed);
    let sessions = read("failure", whole.to_string().as_bytes());
    let report = replay::replay(&sessions[0]);
    assert_eq!(report.differences, [""; 0]);
    assert_eq!((report.requests, report.skipped.len()), (4, 1));
}

/// No recording has so many; the names are made up, and so is nothing else.
#[test]
fn a_call_of_seven_is_staged() {
    let mut whole = a_whole_call();
    let user = |place: usize| {
        let id = format!("$user{place}");
        json!({"rawId": id, "kind": "communicationUser", "communicationUser": {"id": id}})
    };
    let targets: Vec<Value> = (1..=7).map(user).collect();
    let steps = whole["steps"].as_array_mut().unwrap();
    steps.remove(1);
    steps[0]["request"]["body"]["targets"] = targets.clone().into();
    steps[0]["response"]["body"]["targets"] = targets.clone().into();
    steps[1]["response"]["body"]["targets"] = targets.into();
    replay_all(&read("seven", whole.to_string().as_bytes()));
}

/// A session as its file has it: create, answer, get, terminate.
fn a_whole_call() -> Value {
    let file = "tests/data/recorded/net-create-answer-get-terminate.json";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The repository's sessions of whole calls; the events of those that record were not all kept.
fn calls() -> Vec<Session> {
    let all = own_sessions().into_iter();
    let calls = all.filter(|session| {
        let mut requests = session.requests();
        !session.records() && requests.all(|request| request.situation.is_none())
    });
    let calls: Vec<_> = calls.collect();
    assert!(calls.len() >= 20, "only {} sessions of calls", calls.len());
    calls
}

fn replay_all(sessions: &[Session]) {
    let mut failures = String::new();
    let (mut skipped, mut guessed) = (0, 0);
    for session in sessions {
        let name = &session.name;
        let report = replay::replay(session);
        if let Some(what) = &report.cannot_stage {
            println!("{name}: skipped: cannot stage {what}");
            skipped += 1;
            continue;
        }
        println!(
            "{name}: {} requests, {} events, {} differences",
            report.requests,
            report.events,
            report.differences.len()
        );
        for guess in &report.guesses {
            println!("{name}: by guessing: {guess}");
        }
        for step in &report.skipped {
            println!("{name}: skipped a step: {step}");
        }
        guessed += usize::from(!report.guesses.is_empty());
        if !report.differences.is_empty() {
            failures.push_str(&format!("{name}\n"));
            for guess in &report.guesses {
                failures.push_str(&format!("   by guessing: {guess}\n"));
            }
            for difference in &report.differences {
                failures.push_str(&format!("   {difference}\n"));
            }
            failures.push_str(&format!("   came:\n{}", report.summary));
        }
    }
    println!(
        "{skipped} of {} sessions skipped, {guessed} replayed by guessing",
        sessions.len()
    );
    // The sessions of the repository can all be staged.
    let is_known = std::env::var_os("ACS_WIRE_RECORDED").is_none();
    assert!(!is_known || skipped == 0, "{skipped} sessions skipped");
    assert!(
        failures.is_empty(),
        "the emulator differs from recordings:\n{failures}"
    );
}
