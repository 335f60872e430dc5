//! The seed: from files and over HTTP, again after a reset, and what is refused.

use acs_call_automation::ErrorKind;
use acs_call_automation_emulator::{Emulator, EmulatorOptions, IncomingCall, Seed};
use serde_json::{Value, json};

use crate::emulator_http::{Caller, Collector, Stage, TIME_LIMIT, phone, result, short_type};

const OUTSIDE: &str = "4:+16045551234";
const NUMBER: &str = "+15550100199";

fn seeded(seed: &Value) -> Stage {
    let seed = Seed::from_json(&seed.to_string()).unwrap();
    Stage::with(EmulatorOptions::new().seed(seed))
}

fn post(stage: &Stage, path: &str, body: &Value) -> (u16, Value) {
    let response = stage
        .caller
        .unsigned("POST", &format!("/_emulator/{path}"), body);
    (response.status, response.json())
}

/// The outcome of a call to a phone: 200/0 when it was answered.
fn outcome(stage: &Stage, number: &str) -> (i64, i64) {
    stage.create(&[phone(number)]);
    let last = stage.last();
    match short_type(&last).as_str() {
        "ParticipantsUpdated" => (200, 0),
        _ => result(&last),
    }
}

#[test]
fn a_seed_sets_everything_up_and_a_reset_returns_to_it() {
    let collector = Collector::start();
    let user = "8:acs:70fd5b29-6c4a-4b9e-9f10-3f9a4f8d2c11_ada";
    let stage = seeded(&json!({
        "numbers": [NUMBER],
        "users": [user],
        "subscriptions": [{
            "url": collector.url("/grid"),
            "includedEventTypes": ["Microsoft.Communication.IncomingCall"],
        }],
        "remoteParties": [
            {"reaction": "declines"},
            {"rawId": "+1555*", "reaction": "busy"},
            {"rawId": "+15550*", "reaction": "answers"},
            {"rawId": "+15550100124", "reaction": "noAnswer"},
        ],
        "faults": [{"operation": "GetCall", "status": 503}],
    }));
    for _ in 0..2 {
        assert_eq!(outcome(&stage, "+16045551234"), (603, 0), "any");
        assert_eq!(outcome(&stage, "+15551234567"), (486, 560_486), "a pattern");
        assert_eq!(
            outcome(&stage, "+15550100123"),
            (200, 0),
            "the longer pattern"
        );
        stage.create(&[phone("+15550100124")]);
        stage.advance(30);
        assert_eq!(result(&stage.last()), (480, 560_480), "the number itself");
        let before = collector.types("/grid").len();
        for callee in [&format!("4:{NUMBER}"), user] {
            let call = IncomingCall::new(OUTSIDE, callee);
            stage.emulator.place_incoming_call(call).unwrap();
        }
        assert!(stage.emulator.flush(TIME_LIMIT));
        assert_eq!(
            collector.types("/grid")[before..],
            ["IncomingCall", "IncomingCall"]
        );
        assert_eq!(stage.caller.get("/a").status, 503);
        assert_eq!(stage.caller.get("/a").status, 404, "used up");
        stage.emulator.add_phone_number("+15550100177").unwrap();
        stage.emulator.reset();
        let gone = IncomingCall::new(OUTSIDE, "+15550100177");
        assert!(stage.emulator.place_incoming_call(gone).is_err());
    }
}

#[test]
fn a_seed_over_http_replaces_the_present_one_and_calls_go_on() {
    let stage = seeded(&json!({"numbers": [NUMBER], "remoteParties": [{"reaction": "busy"}]}));
    let seed = || {
        stage
            .caller
            .unsigned("GET", "/_emulator/seed", &Value::Null)
            .json()
    };
    assert_eq!(seed()["numbers"], json!([NUMBER]));
    post(
        &stage,
        "remote-party",
        &json!({"rawId": "+15550100123", "reaction": "answers"}),
    );
    let call = stage.create(&[phone("+15550100123")]);
    let next = json!({"numbers": ["+15550100198"], "remoteParties": [{"rawId": "+1604*", "reaction": "declines"}]});
    assert_eq!(post(&stage, "seed", &next), (200, json!({})));
    assert_eq!(seed(), next);
    assert_eq!(
        stage.caller.get(&format!("/{call}")).status,
        200,
        "the call goes on"
    );
    assert_eq!(outcome(&stage, "+16045551234"), (603, 0));
    assert_eq!(outcome(&stage, "+15550100123"), (200, 0), "busy no more");
    let ring = |number: &str| {
        stage
            .emulator
            .place_incoming_call(IncomingCall::new(OUTSIDE, number))
    };
    assert!(ring(NUMBER).is_err());
    assert!(ring("+15550100198").is_ok());
    assert_eq!(post(&stage, "seed", &json!({})), (200, json!({})));
    assert!(
        ring("+15550100198").is_err(),
        "an empty seed sets nothing up"
    );
}

#[test]
fn a_seed_that_is_refused_changes_nothing() {
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead_url = format!("http://{}/grid", dead.local_addr().unwrap());
    drop(dead);
    let stage = seeded(&json!({"remoteParties": [{"reaction": "busy"}]}));
    for (seed, why) in [
        (json!({"number": []}), "did you mean numbers?"),
        (
            json!({"remoteParties": [{"rawId": "+1", "reacton": "busy"}]}),
            "did you mean reaction?",
        ),
        (
            json!({"remoteParties": [{"reaction": "sleeps"}]}),
            "remoteParties[0].reaction must be one of answers",
        ),
        (
            json!({"remoteParties": [{"rawId": "Ada"}]}),
            "remoteParties[0]: raw id: must be",
        ),
        (
            json!({"numbers": [NUMBER, "12"]}),
            "numbers[1]: must be a plus",
        ),
        (
            json!({"users": ["4:+15550100199"]}),
            "users[0]: must be the raw id of a communication user",
        ),
        (
            json!({"faults": [{"operation": "Sing", "status": 500}]}),
            "faults[0]: operation:",
        ),
        (
            json!({"prompts": [{"fails": "format", "failure": {"code": 500, "subCode": 1}}]}),
            "prompts[0]: fails:",
        ),
        (
            json!({"hooks": [{"number": "+1*"}]}),
            "hooks[0]: command: is required",
        ),
        (
            json!({"hooks": [{"number": "+1*", "command": ["true"]}]}),
            "hooks[0].command is for the seed",
        ),
        (json!({"clock": "running"}), "clock is for the start"),
        (
            json!({"publicUrl": "https://acs.example"}),
            "publicUrl is for the start",
        ),
        (
            json!({"subscriptions": [{"url": "http://example.com/"}]}),
            "subscriptions[0]: url: must be https",
        ),
        (
            json!({"subscriptions": [{"url": dead_url, "handshake": true}]}),
            "subscriptions[0]: ",
        ),
        (json!([]), "must be a JSON object"),
    ] {
        let (status, said) = post(&stage, "seed", &seed);
        let said = said["error"].as_str().unwrap();
        assert_eq!(status, 400, "{seed}");
        assert!(said.contains(why), "{seed}: {said}");
    }
    assert_eq!(outcome(&stage, "+15550100123"), (486, 560_486), "as before");
}

#[test]
fn a_subscription_of_a_seed_shakes_hands_only_when_it_says_so() {
    let collector = Collector::start();
    let url = collector.url("/grid");
    seeded(&json!({"subscriptions": [{"url": url}]}));
    assert!(
        collector.received().is_empty(),
        "its program may start later"
    );
    seeded(&json!({"subscriptions": [{"url": url, "handshake": true}]}));
    assert!(
        collector.received()[0]
            .body
            .contains("SubscriptionValidationEvent")
    );
}

#[test]
fn clock_and_public_url_of_a_seed_hold_unless_options_say_otherwise() {
    let seed = json!({"clock": "manual", "publicUrl": "https://acs.example"});
    let seed = Seed::from_json(&seed.to_string()).unwrap();
    let emulator = Emulator::start_with(&EmulatorOptions::new().seed(seed.clone())).unwrap();
    assert!(!emulator.clock().runs());
    assert_eq!(emulator.endpoint(), "https://acs.example");
    emulator.load_seed(seed.clone()).expect("the same again");
    let options = EmulatorOptions::new().public_url("https://other.example");
    let emulator = Emulator::start_with(&options.seed(seed.clone())).unwrap();
    assert_eq!(emulator.endpoint(), "https://other.example");
    emulator.load_seed(seed).expect("the same again");
    let refused = Seed::from_json(
        "{
\"publicUrl\": \"acs.example\"}",
    )
    .unwrap_err();
    assert_eq!(refused.field(), Some("seed"));
    let message = refused.message();
    assert!(
        message.starts_with("seed: line 2: publicUrl must be https:"),
        "{message}"
    );
}

#[test]
fn errors_name_file_line_field_and_rule() {
    let folder = std::env::temp_dir().join(format!("acs-emulator-seed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let read = |name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        let error = Seed::read(&file).unwrap_err();
        assert_eq!(
            (error.kind(), error.field()),
            (ErrorKind::InvalidInput, Some("seed"))
        );
        error
            .message()
            .rsplit(['/', '\\'])
            .next()
            .unwrap()
            .to_owned()
    };
    let json = "{\n  \"remoteParties\": [\n    {\"rawId\": \"+15550100123\",\n     \"reaction\": \"sleeps\"}\n  ]\n}\n";
    assert!(read("a.json", json).starts_with("a.json:4: remoteParties[0].reaction must be one of"));
    assert!(read("b.json", "{\n\"numbers\": [}\n").starts_with("b.json:2: is not valid JSON: "));
    #[cfg(feature = "toml")]
    {
        let toml = "numbers = [\n  \"+15550100199\",\n  \"12\",\n]\n";
        assert!(read("c.toml", toml).starts_with("c.toml:3: numbers[1]: must be a plus"));
        let toml = "[[faults]]\noperation = \"*\"\nstatus = 200\n";
        assert!(
            read("d.toml", toml)
                .starts_with("d.toml:3: faults[0].status must be a whole number from 400")
        );
        let toml = "\n[[hooks]]\nurl = \"http://127.0.0.1:1/\"\n";
        assert!(read("e.toml", toml).starts_with("e.toml:2: hooks[0].number is required"));
        assert!(read("f.toml", "clock = \n").starts_with("f.toml:1: is not valid TOML: "));
    }
    let unknown = "{\"weather\": 1}";
    assert!(
        read("h.json", unknown).starts_with("h.json:1: weather is unknown; there are: clock, ")
    );
    // What only an emulator can check.
    let file = folder.join("i.json");
    let outside = "{\"subscriptions\": [\n  {\"url\": \"http://acs.example/\"}\n]}\n";
    std::fs::write(&file, outside).unwrap();
    let options = EmulatorOptions::new().seed(Seed::read(&file).unwrap());
    let error = Emulator::start_with(&options).unwrap_err();
    assert_eq!(error.field(), Some("seed"));
    let place = "i.json:2: subscriptions[0]: url: must be https, or http to this machine";
    assert!(error.message().contains(place), "{error}");
    std::fs::write(&file, "{\n\"clock\": \"manual\"}").unwrap();
    let running = Emulator::start().unwrap();
    let error = running.load_seed(Seed::read(&file).unwrap()).unwrap_err();
    let place = "i.json:2: clock is for the start of the emulator only";
    assert!(error.message().contains(place), "{error}");
    std::fs::remove_dir_all(&folder).unwrap();
    let missing = Seed::read(folder.join("missing.toml")).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::System);
    assert!(missing.message().contains("missing.toml"));
}

#[test]
fn a_reset_that_keeps_the_setup_has_the_seed_and_what_was_added() {
    let stage = seeded(
        &json!({"numbers": [NUMBER], "remoteParties": [{"rawId": "+1555*", "reaction": "busy"}]}),
    );
    stage.emulator.add_phone_number("+15550100198").unwrap();
    post(
        &stage,
        "remote-party",
        &json!({"rawId": "+1555*", "reaction": "declines"}),
    );
    stage.emulator.reset_keeping_setup();
    for number in [NUMBER, "+15550100198"] {
        let call = IncomingCall::new(OUTSIDE, number);
        stage.emulator.place_incoming_call(call).unwrap();
    }
    assert_eq!(outcome(&stage, "+15550100123"), (486, 560_486));
    let caller = Caller::of(&stage.emulator);
    assert_eq!(caller.get("/a").status, 404);
}
