//! The journal over HTTP with its filters, and followed as it goes on; the list of calls; the events for a page.

use crate::emulator_http;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use acs_call_automation_emulator::{IncomingCall, RemoteParty, Schema};
use emulator_http::{HttpResponse, Stage, TIME_LIMIT, phone, user};
use serde_json::{Value, json};

const PHONE: &str = "+15550100123";
const RAW: &str = "4:+15550100123";
const USER: &str = "8:acs:far_1";
const NUMBER: &str = "4:+15550100199";

fn get(stage: &Stage, path: &str) -> HttpResponse {
    stage
        .caller
        .unsigned("GET", &format!("/_emulator/{path}"), &Value::Null)
}

fn entries(stage: &Stage, query: &str) -> Vec<Value> {
    let response = get(stage, &format!("journal{query}"));
    assert_eq!(response.status, 200, "{:?}", response.json());
    response.json()["entries"].as_array().unwrap().clone()
}

fn operations(entries: &[Value]) -> Vec<&str> {
    let mut entries: Vec<&Value> = entries.iter().collect();
    entries.sort_by_key(|entry| entry["order"].as_u64());
    let names = entries.into_iter().map(|entry| entry["operation"].as_str());
    names.map(Option::unwrap_or_default).collect()
}

/// A response that stays open, whose chunks are joined.
struct Following(BufReader<TcpStream>);

impl Following {
    fn open(stage: &Stage, path: &str, more: &str) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", stage.emulator.port())).unwrap();
        stream.set_read_timeout(Some(TIME_LIMIT)).unwrap();
        let request = format!("GET /_emulator/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut following = Self(BufReader::new(stream));
        assert_eq!(following.raw_line(), "HTTP/1.1 200 OK");
        while !following.raw_line().is_empty() {}
        following
    }

    fn raw_line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.trim_end_matches("\r\n").to_owned()
    }

    /// The text of the next chunk; `None` for the last one.
    fn chunk(&mut self) -> Option<String> {
        let size = usize::from_str_radix(&self.raw_line(), 16).unwrap();
        let mut bytes = vec![0; size + 2];
        self.0.read_exact(&mut bytes).unwrap();
        bytes.truncate(size);
        (size > 0).then(|| String::from_utf8(bytes).unwrap())
    }

    /// The JSON lines until one fulfills a condition.
    fn lines_until(&mut self, is_last: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut lines = Vec::new();
        while !lines.last().is_some_and(&is_last) {
            let chunk = self.chunk().expect("the response goes on");
            lines.extend(
                chunk
                    .lines()
                    .map(|line| serde_json::from_str(line).unwrap()),
            );
        }
        lines
    }

    /// The data of the first server-sent event with a name that fulfills a condition, and its id.
    fn event(&mut self, name: &str, fits: impl Fn(&Value) -> bool) -> (Value, Option<u64>) {
        loop {
            let chunk = self.chunk().expect("the response goes on");
            for event in chunk.split_terminator("\n\n") {
                let member = |wanted: &str| {
                    let mut lines = event.lines();
                    lines.find_map(|line| line.strip_prefix(wanted)?.strip_prefix(": "))
                };
                let Some(data) = member("data") else { continue };
                let data: Value = serde_json::from_str(data).unwrap();
                if member("event") == Some(name) && fits(&data) {
                    return (data, member("id").map(|id| id.parse().unwrap()));
                }
            }
        }
    }
}

#[test]
fn the_journal_numbers_what_applications_the_service_and_parties_did() {
    let stage = Stage::new();
    let call = stage.create(&[phone(PHONE)]);
    stage.events();
    stage.emulator.press_digits(&call, RAW, "1#").unwrap();
    stage.events();
    stage.caller.delete(&format!("/{call}"));
    stage.events();
    let all = entries(&stage, "");
    let numbers: Vec<_> = all
        .iter()
        .map(|entry| entry["seq"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    assert_eq!(
        operations(&all),
        [
            "CreateCall",
            "rings",
            "answers",
            "CallConnected",
            "ParticipantsUpdated",
            "presses",
            "presses",
            "HangupCall",
            "CallDisconnected",
        ]
    );
    let created = all
        .iter()
        .find(|entry| entry["operation"] == "CreateCall")
        .unwrap();
    assert_eq!(created["callConnectionId"], call.as_str());
    assert_eq!(created["status"], 201);
    assert_eq!(created["application"], stage.collector.address.to_string());
    assert!(created["body"].as_str().unwrap().contains(PHONE));
    let connected = all
        .iter()
        .find(|entry| entry["operation"] == "CallConnected");
    let connected = connected.unwrap();
    assert_eq!(connected["attempt"], 1);
    assert_eq!(connected["call"], created["call"], "the correlation id");
    let pressed: Vec<_> = all
        .iter()
        .filter(|entry| entry["kind"] == "party")
        .collect();
    assert_eq!(pressed[0]["rawId"], RAW);
    assert_eq!(pressed[2]["detail"], "1");
    assert_eq!(pressed[3]["detail"], "#");
    assert!(pressed[0].get("method").is_none());
}

#[test]
fn the_journal_is_read_by_call_from_a_number_on_and_in_parts() {
    let stage = Stage::new();
    let first = stage.create(&[phone(PHONE)]);
    let second = stage.create(&[user(USER)]);
    stage.events();
    let of_first = entries(&stage, &format!("?call={first}"));
    assert!(!of_first.is_empty());
    assert!(
        of_first
            .iter()
            .all(|entry| entry["call"] == of_first[0]["call"])
    );
    let correlation_id = of_first[0]["call"].as_str().unwrap();
    assert_eq!(
        entries(&stage, &format!("?call={correlation_id}")),
        of_first
    );
    let last = get(&stage, "journal").json()["last"].as_u64().unwrap();
    assert!(entries(&stage, &format!("?after={last}")).is_empty());
    let parts = |query: &str| -> Vec<u64> {
        let entries = entries(&stage, query);
        entries
            .iter()
            .map(|entry| entry["seq"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(parts("?after=2&limit=2"), [3, 4]);
    assert_eq!(parts("?limit=1"), [last], "the newest one");
    for (query, about) in [
        ("?after=x", "after must be a whole number"),
        ("?limit=0", "limit must be a whole number from 1"),
        ("?since=1", "since is unknown"),
        ("?after=1&after=2", "after is given twice"),
        ("?follow=maybe", "follow must be true or false"),
        ("?follow=true&limit=3", "limit must not come with follow"),
    ] {
        let refused = get(&stage, &format!("journal{query}"));
        assert_eq!(refused.status, 400, "{query}");
        assert!(
            refused.text("error").contains(about),
            "{query}: {}",
            refused.text("error")
        );
    }
    assert_eq!(get(&stage, "journal?call=nothing").status, 404);
    let other = stage
        .caller
        .unsigned("POST", "/_emulator/journal", &json!({}));
    assert_eq!((other.status, other.header("allow")), (405, Some("GET")));
    // A call that has ended is still found, by its leg.
    stage.caller.delete(&format!("/{second}"));
    stage.events();
    assert!(!entries(&stage, &format!("?call={second}")).is_empty());
}

#[test]
fn both_calls_to_a_hosted_number_are_read_as_one() {
    let stage = Stage::new();
    stage.emulator.add_phone_number(NUMBER).unwrap();
    stage
        .emulator
        .subscribe(&stage.collector.url("/grid"), Schema::EventGrid)
        .unwrap();
    let outgoing = stage.create(&[phone("+15550100199")]);
    assert!(stage.emulator.flush(TIME_LIMIT));
    let ringing = stage.collector.received();
    let ringing = ringing
        .iter()
        .rev()
        .find(|request| request.path == "/grid")
        .unwrap();
    let ringing: Value = serde_json::from_str(&ringing.body).unwrap();
    let context = ringing[0]["data"]["incomingCallContext"].as_str().unwrap();
    let answered = stage.caller.post(
        ":answer",
        json!({"incomingCallContext": context, "callbackUri": stage.collector.url("/other")}),
    );
    let incoming = answered.text("callConnectionId");
    assert!(stage.emulator.flush(TIME_LIMIT));
    let of_one = entries(&stage, &format!("?call={outgoing}"));
    assert_eq!(of_one, entries(&stage, &format!("?call={incoming}")));
    for leg in [&outgoing, &incoming] {
        let connected = of_one.iter().any(|entry| {
            entry["operation"] == "CallConnected" && entry["callConnectionId"] == leg.as_str()
        });
        assert!(connected, "{leg}");
    }
    assert!(operations(&of_one).contains(&"IncomingCall"));
}

#[test]
fn a_body_that_is_not_text_is_shown_in_base64() {
    let stage = Stage::new();
    let target = stage.caller.target("");
    stage
        .caller
        .send("POST", &target, b"\xff\xfe", &[])
        .unwrap();
    let all = entries(&stage, "");
    assert_eq!(all[0]["bodyBase64"], "//4=");
    assert!(all[0].get("body").is_none());
}

#[test]
fn json_lines_go_on_with_each_new_entry_and_end_with_the_emulator() {
    let stage = Stage::new();
    let first = stage.create(&[phone(PHONE)]);
    stage.events();
    let mut all = Following::open(&stage, "journal?follow=true", "");
    let before = all.lines_until(|line| line["operation"] == "ParticipantsUpdated");
    assert_eq!(before, entries(&stage, ""));
    let path = format!("journal?follow=true&call={first}&after={}", before.len());
    let mut of_first = Following::open(&stage, &path, "");
    let second = stage.create(&[user(USER)]);
    stage.events();
    stage.caller.delete(&format!("/{first}"));
    stage.events();
    let is_end = |line: &Value| line["operation"] == "CallDisconnected";
    let later = all.lines_until(is_end);
    assert!(
        later
            .iter()
            .any(|line| line["callConnectionId"] == second.as_str())
    );
    let later = of_first.lines_until(is_end);
    assert!(later.iter().all(|line| line["call"] == later[0]["call"]));
    assert_eq!(later[0]["operation"], "HangupCall");
    stage.emulator.close();
    assert_eq!(all.chunk(), None);
    assert_eq!(of_first.chunk(), None);
}

#[test]
fn too_many_open_responses_are_refused() {
    let stage = Stage::new();
    stage.create(&[phone(PHONE)]);
    let open: Vec<_> = (0..64)
        .map(|_| Following::open(&stage, "journal?follow=true", ""))
        .collect();
    let refused = get(&stage, "live");
    assert_eq!(refused.status, 503);
    assert!(refused.text("error").contains("at most 64"));
    drop(open);
    // Those that left are noticed when there is something for them.
    while get_status(&stage) == 503 {}
}

/// The status of another open response, which is closed at once.
fn get_status(stage: &Stage) -> u16 {
    let mut stream = TcpStream::connect(("127.0.0.1", stage.emulator.port())).unwrap();
    let request = "GET /_emulator/live HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_page_learns_of_rows_calls_clock_and_reset() {
    let stage = Stage::new();
    let mut live = Following::open(&stage, "live", "");
    let (clock, _) = live.event("clock", |_| true);
    assert_eq!(clock["runs"], false);
    let call = stage.create(&[phone(PHONE)]);
    stage.events();
    let (calls, _) = live.event("calls", |event| event["changed"][0]["state"] == "connected");
    assert_eq!(
        (&calls["created"], &calls["active"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(calls["changed"][0]["ids"], json!([call]));
    stage.caller.delete(&format!("/{call}"));
    stage.events();
    let is_end = |row: &Value| row["label"] == "CallDisconnected";
    let has_end = |event: &Value| event["rows"].as_array().unwrap().iter().any(is_end);
    let (rows, id) = live.event("entries", has_end);
    let row = rows["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| is_end(row))
        .unwrap();
    assert_eq!(row["from"], "service");
    assert_eq!(
        row["to"],
        format!("application {}", stage.collector.address)
    );
    assert_eq!(
        (&row["detail"], &row["status"]),
        (&json!("200/7000"), &json!("200"))
    );
    assert_eq!(
        (&row["failed"], &row["kind"]),
        (&json!(false), &json!("event"))
    );
    assert_eq!(id, Some(entries(&stage, "").len() as u64));
    stage.advance(5);
    live.event("clock", |clock| clock["elapsedMs"] == 5_000);
    stage.emulator.reset();
    live.event("reset", |_| true);
    stage.emulator.close();
}

#[test]
fn the_events_of_a_page_that_comes_back_go_on_where_they_ended_and_may_be_of_one_call() {
    let stage = Stage::new();
    let first = stage.create(&[phone(PHONE)]);
    stage.create(&[user(USER)]);
    stage.events();
    let of_first = entries(&stage, &format!("?call={first}"));
    let path = format!("live?call={first}");
    let mut live = Following::open(&stage, &path, "Last-Event-ID: 1\r\n");
    let (event, _) = live.event("entries", |_| true);
    let shown: Vec<_> = event["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["seq"])
        .collect();
    let known: Vec<_> = of_first.iter().map(|entry| &entry["seq"]).collect();
    assert_eq!(shown, known[1..]);
    assert_eq!(event["missed"], 0);
}

#[test]
fn many_calls_between_two_looks_of_a_page_are_a_few_events() {
    let stage = Stage::new();
    let mut live = Following::open(&stage, "live", "");
    live.event("clock", |_| true);
    for _ in 0..300 {
        stage.caller.post("", stage.invitation(&[phone(PHONE)]));
    }
    let (mut changed, mut calls_events) = (std::collections::BTreeSet::new(), 0);
    while changed.len() < 300 {
        let (event, _) = live.event("calls", |_| true);
        calls_events += 1;
        let calls = event["changed"].as_array().unwrap();
        assert!(calls.len() <= 100);
        changed.extend(calls.iter().map(|call| call["id"].to_string()));
    }
    assert!(calls_events < 300, "{calls_events}");
}

#[test]
fn calls_are_listed_with_participants_legs_and_recordings() {
    let stage = Stage::new();
    let waits = RemoteParty::new("4:+15550100124").answer_after(Duration::from_secs(5));
    stage.emulator.set_remote_party(waits).unwrap();
    let call = stage.create(&[user(USER)]);
    let server_call_id = stage.newest("CallConnected")["data"]["serverCallId"].clone();
    stage.caller.post(
        &format!("/{call}/participants:add"),
        json!({"participantToAdd": phone("+15550100124"), "sourceCallerIdNumber": {"value": "+15550100100"}}),
    );
    stage.caller.post(
        &format!("/{call}/participants:mute"),
        json!({"targetParticipants": [user(USER)]}),
    );
    let target = format!("/calling/recordings?api-version={}", stage.caller.version);
    let body = json!({"callConnectionId": call}).to_string();
    let recording = stage
        .caller
        .send("POST", &target, body.as_bytes(), &[])
        .unwrap();
    let listed = get(&stage, "calls").json();
    let shown = &listed["calls"][0];
    assert_eq!(shown["ids"], json!([call]));
    assert_eq!(shown["serverCallId"], server_call_id);
    assert_eq!(
        (&shown["direction"], &shown["state"]),
        (&json!("outgoing"), &json!("connected"))
    );
    assert!(shown["startedMs"].is_number() && shown["connectedMs"].is_number());
    let states: Vec<_> = shown["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["rawId"].as_str().unwrap(),
                one["state"].as_str().unwrap(),
                one["muted"] == true,
                one["isApplication"] == true,
            )
        })
        .collect();
    assert_eq!(
        states[1..],
        [
            (USER, "connected", true, false),
            ("4:+15550100124", "ringing", false, false)
        ]
    );
    assert_eq!((states[0].1, states[0].3), ("connected", true));
    let leg = &shown["legs"][0];
    assert_eq!(leg["callConnectionId"], call.as_str());
    assert_eq!(leg["application"], stage.collector.address.to_string());
    assert_eq!(leg["rawId"], states[0].0);
    assert_eq!(
        shown["recordings"][0]["recordingId"],
        recording.json()["recordingId"]
    );
    assert_eq!(shown["recordings"][0]["recordingState"], "active");
    let id = shown["id"].as_str().unwrap();
    assert_eq!(&get(&stage, &format!("calls/{id}")).json(), shown);
    assert_eq!(&get(&stage, &format!("calls/{call}")).json(), shown);
    stage
        .caller
        .post(&format!("/{call}:terminate"), Value::Null);
    let ended = get(&stage, &format!("calls/{call}")).json();
    assert_eq!(ended["state"], "ended");
    assert_eq!(ended["result"], json!({"code": 200, "subCode": 5001}));
    let left = ended["participants"].as_array().unwrap();
    assert!(left.iter().all(|one| one["state"] == "left"), "{left:?}");
    assert_eq!(left.len(), 3);
    assert_eq!(get(&stage, "calls/nothing").status, 404);
}

#[test]
fn a_call_that_comes_in_is_listed_with_the_name_of_its_caller_and_calls_come_newest_first() {
    let stage = Stage::new();
    stage.emulator.add_phone_number(NUMBER).unwrap();
    let incoming = IncomingCall::new(RAW, NUMBER).display_name("<script>");
    let context = stage.emulator.place_incoming_call(incoming).unwrap();
    stage.create(&[user(USER)]);
    let listed = get(&stage, "calls?limit=1").json();
    let newest = &listed["calls"][0];
    assert_eq!(newest["direction"], "outgoing");
    let path = format!("calls?before={}", newest["id"].as_str().unwrap());
    let older = get(&stage, &path).json();
    let shown = &older["calls"][0];
    assert_eq!(
        (&shown["direction"], &shown["state"]),
        (&json!("incoming"), &json!("ringing"))
    );
    assert_eq!(
        shown["participants"],
        json!([
            {"rawId": RAW, "name": "<script>", "state": "calling", "isApplication": false,
             "incomingCallContext": context},
            {"rawId": NUMBER, "state": "ringing", "isApplication": true},
        ])
    );
    assert_eq!(older["calls"].as_array().unwrap().len(), 1);
    let all = entries(&stage, "");
    let call = all
        .iter()
        .find(|entry| entry["operation"] == "calls")
        .unwrap();
    assert_eq!(
        (&call["rawId"], &call["detail"]),
        (&json!(RAW), &json!("<script>"))
    );
}

#[test]
fn the_ladder_is_drawn_in_four_formats_for_one_call_or_for_all() {
    let stage = Stage::new();
    let first = stage.create(&[phone(PHONE)]);
    stage.create(&[user("8:acs:r_<script>\u{202e};#")]);
    stage.events();
    let text = |query: &str| {
        let response = get(&stage, &format!("ladder{query}"));
        assert_eq!(response.status, 200, "{query}");
        let content_type = response.header("content-type").unwrap().to_owned();
        (content_type, String::from_utf8(response.bytes).unwrap())
    };
    let (content_type, all) = text("");
    assert_eq!(content_type, "text/plain; charset=utf-8");
    assert_eq!(all.matches("CreateCall 201").count(), 2);
    assert!(all.contains("<script>\\u{202e};#"), "{all}");
    let (_, of_first) = text(&format!("?call={first}&width=120&ascii=true"));
    assert_eq!(of_first.matches("CreateCall 201").count(), 1);
    assert!(of_first.is_ascii() && !of_first.contains("script"));
    assert_eq!(of_first, stage.emulator.ladder_of(&first).text(120, true));
    assert_eq!(text("?width=100").1, stage.emulator.ladder().to_string());
    let (content_type, svg) = text("?format=svg");
    assert_eq!(content_type, "image/svg+xml");
    assert_eq!(svg, stage.emulator.ladder().svg());
    assert!(svg.contains("data-seq=\"1\"") && !svg.contains("<script"));
    let (content_type, mermaid) = text("?format=mermaid");
    assert_eq!(content_type, "text/vnd.mermaid; charset=utf-8");
    assert!(mermaid.starts_with("sequenceDiagram\n"));
    let (content_type, json) = text(&format!("?format=json&call={first}"));
    assert_eq!(content_type, "application/json");
    let json: Value = serde_json::from_str(&json).unwrap();
    let seqs: Vec<_> = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["seq"].clone())
        .collect();
    assert_eq!(seqs.len(), entries(&stage, &format!("?call={first}")).len());
    for (query, status) in [
        ("?format=pdf", 400),
        ("?width=10", 400),
        ("?width=80&format=svg", 400),
        ("?ascii=true&format=json", 400),
        ("?call=nothing", 404),
    ] {
        assert_eq!(
            get(&stage, &format!("ladder{query}")).status,
            status,
            "{query}"
        );
    }
    stage.emulator.close();
    assert!(!stage.emulator.ladder().is_empty(), "it stays readable");
    assert!(stage.emulator.ladder_of("nothing").is_empty());
}

#[test]
fn what_remote_parties_do_is_in_the_ladder() {
    let stage = Stage::new();
    for (number, party) in [
        ("+15550100001", RemoteParty::new("+15550100001").busy()),
        ("+15550100002", RemoteParty::new("+15550100002").decline()),
        ("+15550100003", RemoteParty::new("+15550100003").no_answer()),
        (
            "+15550100004",
            RemoteParty::new("+15550100004").hang_up_after(Duration::from_secs(9)),
        ),
    ] {
        stage.emulator.set_remote_party(party).unwrap();
        stage.caller.post("", stage.invitation(&[phone(number)]));
    }
    stage.advance(60);
    stage.events();
    let deeds: Vec<_> = entries(&stage, "")
        .iter()
        .filter(|entry| entry["kind"] == "party")
        .map(|entry| {
            let party = entry["rawId"].as_str().unwrap().chars().last().unwrap();
            format!("{party} {}", entry["operation"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        deeds,
        [
            "1 isBusy",
            "2 declines",
            "3 rings",
            "4 rings",
            "4 answers",
            "4 hangsUp",
            "3 doesNotAnswer"
        ]
    );
}

#[test]
fn a_printed_ladder_that_ended_makes_room() {
    let stage = Stage::new();
    let (dropped, ends) = std::sync::mpsc::channel::<()>();
    for _ in 0..64 {
        let dropped = dropped.clone();
        let write = move |_: &str| {
            let _ = dropped.send(());
            false
        };
        stage.emulator.print_ladder(100, true, write).unwrap();
    }
    drop(dropped);
    let more = || stage.emulator.print_ladder(100, true, |_: &str| true);
    assert!(more().is_err(), "64 follow");
    get(&stage, "clock");
    stage.create(&[phone(PHONE)]);
    // All have printed one row and are dropped; a thread needs a moment more to end.
    while ends.recv_timeout(TIME_LIMIT).is_ok() {}
    assert!(
        std::iter::repeat_with(more)
            .take(1_000_000)
            .any(|printed| printed.is_ok())
    );
}
