//! What the emulator hears: recognitions of every kind, tones one by one, and tones that are sent.

use crate::emulator_http;
use crate::media_stage as media;

use std::time::Duration;

use acs_call_automation::ErrorKind;
use acs_call_automation_emulator::{EmulatorOptions, Prompt, RemoteParty, Schema};
use emulator_http::{HttpResponse, Stage, phone, short_type, user};
use media::{OTHER, PHONE, RAW, Scene, file, recognize, text};
use serde_json::{Value, json};

const GREETING: &str = "https://files.example/greeting.wav";

fn of_kind(kind: &str, context: &str, more: Value) -> Value {
    let mut options = json!({"targetParticipant": phone(PHONE)});
    for (name, value) in more.as_object().unwrap() {
        options[name] = value.clone();
    }
    json!({
        "recognizeInputType": kind,
        "interruptCallMediaOperation": false,
        "recognizeOptions": options,
        "operationContext": context,
    })
}

fn choices(context: &str) -> Value {
    of_kind(
        "choices",
        context,
        json!({"choices": [
            {"label": "Confirm", "phrases": ["yes", "confirm"], "tone": "one"},
            {"label": "Cancel", "phrases": ["no"], "tone": "two"},
            {"label": "Agent", "phrases": ["agent"]},
        ]}),
    )
}

impl Scene {
    fn remote_party(&self, remote_party: RemoteParty) {
        self.stage.emulator.set_remote_party(remote_party).unwrap();
    }

    fn press(&self, keys: &str) {
        let emulator = &self.stage.emulator;
        emulator.press_digits(&self.call, RAW, keys).unwrap();
    }

    fn say(&self, phrase: &str) {
        let emulator = &self.stage.emulator;
        emulator.speak(&self.call, RAW, phrase).unwrap();
    }

    /// The only event since the last look, which is a RecognizeCompleted.
    fn completed(&mut self) -> Value {
        let mut news = self.news();
        assert_eq!(news.len(), 1, "{news:?}");
        let event = news.pop().unwrap();
        assert_eq!(short_type(&event), "RecognizeCompleted");
        event["data"].clone()
    }
}

#[test]
fn a_remote_party_takes_its_turns_one_recognition_after_the_other() {
    let mut scene = Scene::new();
    let remote_party = RemoteParty::new(RAW).digits("1").unwrap().silence();
    scene.remote_party(remote_party.speech("yes").digits("12#").unwrap());
    for context in ["one", "two"] {
        scene.accepted(
            ":recognize",
            recognize(context, json!({"maxTonesToCollect": 1})),
        );
    }
    scene.accepted(":recognize", choices("three"));
    scene.accepted(
        ":recognize",
        recognize("four", json!({"stopTones": ["pound"]})),
    );
    scene.accepted(":recognize", recognize("five", json!({})));
    scene.stage.advance(30);
    assert_eq!(
        scene.heard(),
        [
            "RecognizeCompleted one 200/8531",
            "RecognizeFailed two 400/8510",
            "RecognizeCompleted three 200/8545",
            "RecognizeCompleted four 200/8514",
            "RecognizeFailed five 400/8510",
        ]
    );
}

#[test]
fn the_most_tones_and_a_stop_tone_end_a_recognition_at_once() {
    let mut scene = Scene::new();
    scene.accepted(
        ":recognize",
        recognize("most", json!({"maxTonesToCollect": 3})),
    );
    scene.press("5*D9");
    let reported = scene.completed();
    assert_eq!(reported["recognitionType"], "dtmf");
    assert_eq!(
        reported["dtmfResult"],
        json!({"tones": ["five", "asterisk", "d"]})
    );
    assert_eq!(reported["resultInformation"]["subCode"], 8531);
    let stop = json!({"maxTonesToCollect": 9, "stopTones": ["pound", "asterisk"]});
    scene.accepted(":recognize", recognize("stop", stop));
    scene.press("44#");
    let reported = scene.completed();
    assert_eq!(reported["dtmfResult"], json!({"tones": ["four", "four"]}));
    assert_eq!(reported["resultInformation"]["subCode"], 8514);
}

#[test]
fn a_pause_between_tones_ends_a_recognition_with_those_that_came() {
    let mut scene = Scene::new();
    scene.accepted(
        ":recognize",
        recognize("r", json!({"maxTonesToCollect": 4})),
    );
    scene.press("1,2,,,3");
    scene.advance_ms(2_999);
    assert!(scene.heard().is_empty());
    scene.advance_ms(1);
    let reported = scene.completed();
    assert_eq!(reported["dtmfResult"], json!({"tones": ["one", "two"]}));
    assert_eq!(reported["resultInformation"]["code"], 400);
    assert_eq!(reported["resultInformation"]["subCode"], 8532);
    // The time between tones can be chosen.
    let patient = json!({"maxTonesToCollect": 2, "interToneTimeoutInSeconds": 4});
    scene.accepted(":recognize", recognize("patient", patient));
    scene.press("1,,,2");
    scene.stage.advance(3);
    assert_eq!(scene.heard(), ["RecognizeCompleted patient 200/8531"]);
}

#[test]
fn silence_is_counted_from_the_end_of_the_prompts() {
    let mut scene = Scene::new();
    let mut body = recognize("r", json!({}));
    body["recognizeOptions"]["initialSilenceTimeoutInSeconds"] = 7.into();
    body["playPrompts"] = json!([file(GREETING), text("Your number, please.")]);
    scene.accepted(":recognize", body);
    // 100 ms to begin, 4 s, 20 characters, 7 s.
    scene.advance_ms(100 + 4_000 + 1_200 + 6_999);
    assert!(scene.heard().is_empty(), "no event tells of prompts");
    scene.advance_ms(1);
    let failed = scene.news();
    assert_eq!(emulator_http::result(&failed[0]), (400, 8510));
    assert_eq!(
        failed[0]["data"]["resultInformation"]["message"],
        "Action failed, initial silence timeout reached."
    );
    assert!(failed[0]["data"].get("failedPlaySourceIndex").is_none());
}

#[test]
fn tones_interrupt_a_prompt_only_where_allowed() {
    let mut scene = Scene::new();
    let mut body = recognize("may", json!({"maxTonesToCollect": 1}));
    body["playPrompt"] = file(GREETING);
    scene.accepted(":recognize", body.clone());
    scene.advance_ms(500);
    scene.press("7");
    assert_eq!(scene.heard(), ["RecognizeCompleted may 200/8531"]);
    body["recognizeOptions"]["interruptPrompt"] = false.into();
    body["operationContext"] = "may not".into();
    scene.accepted(":recognize", body);
    scene.advance_ms(500);
    scene.press("7");
    assert!(scene.heard().is_empty());
    scene.stage.advance(4);
    scene.press("8");
    let reported = scene.completed();
    assert_eq!(reported["dtmfResult"], json!({"tones": ["eight"]}));
}

#[test]
fn a_failed_prompt_fails_the_recognition_with_its_index() {
    let mut scene = Scene::new();
    let second = "https://files.example/second.wav";
    let prompt = Prompt::new(second).wrong_format();
    scene.stage.emulator.set_prompt(prompt);
    let mut body = recognize("r", json!({}));
    body["playPrompts"] = json!([file(GREETING), file(second)]);
    scene.accepted(":recognize", body);
    scene.stage.advance(5);
    let failed = scene.news();
    assert_eq!(emulator_http::result(&failed[0]), (500, 8511));
    assert_eq!(failed[0]["data"]["failedPlaySourceIndex"], 1);
}

#[test]
fn a_choice_is_made_by_tone_or_by_phrase_or_missed() {
    let mut scene = Scene::new();
    let mut chosen = |input: &dyn Fn(&Scene)| {
        scene.accepted(":recognize", choices("c"));
        input(&scene);
        let event = scene.news().pop().unwrap();
        (
            short_type(&event),
            emulator_http::result(&event),
            event["data"]["choiceResult"].clone(),
        )
    };
    let (kind, result, choice) = chosen(&|scene| scene.press("2"));
    assert_eq!((kind.as_str(), result), ("RecognizeCompleted", (200, 8533)));
    assert_eq!(choice, json!({"label": "Cancel", "recognizedPhrase": null}));
    let (_, result, choice) = chosen(&|scene| scene.say(" Confirm. "));
    assert_eq!(result, (200, 8545));
    assert_eq!(choice["label"], "Confirm");
    assert_eq!(choice["recognizedPhrase"], " Confirm. ");
    assert!(choice["confidence"].is_f64());
    let (kind, result, _) = chosen(&|scene| scene.press("9"));
    assert_eq!((kind.as_str(), result), ("RecognizeFailed", (400, 8534)));
    let (kind, result, _) = chosen(&|scene| scene.say("maybe"));
    assert_eq!((kind.as_str(), result), ("RecognizeFailed", (400, 8547)));
}

#[test]
fn speech_ends_with_a_pause_and_tones_do_not_disturb_it() {
    let mut scene = Scene::new();
    let options = json!({"speechOptions": {"endSilenceTimeoutInMs": 900}});
    scene.accepted(":recognize", of_kind("speech", "s", options));
    scene.press("1");
    scene.say("I would like");
    scene.advance_ms(600);
    scene.say("a table");
    scene.advance_ms(899);
    assert!(scene.heard().is_empty());
    scene.advance_ms(1);
    let reported = scene.completed();
    assert_eq!(reported["recognitionType"], "speech");
    assert_eq!(reported["speechResult"]["speech"], "I would like a table");
    assert_eq!(reported["resultInformation"]["subCode"], 8569);
}

#[test]
fn of_speech_or_tones_the_first_kind_counts() {
    let mut scene = Scene::new();
    let options = json!({"dtmfOptions": {"maxTonesToCollect": 2}, "speechOptions": {}});
    let both = |context| of_kind("speechOrDtmf", context, options.clone());
    scene.accepted(":recognize", both("tones"));
    scene.press("1");
    scene.say("never mind");
    scene.press("2");
    assert_eq!(scene.completed()["recognitionType"], "dtmf");
    scene.accepted(":recognize", both("speech"));
    scene.say("never mind");
    scene.press("1");
    scene.advance_ms(500);
    assert_eq!(scene.completed()["speechResult"]["speech"], "never mind");
}

#[test]
fn the_speech_service_fails_when_a_script_says_so() {
    let mut scene = Scene::new();
    scene.remote_party(RemoteParty::new(RAW).recognition_failure(500, 8565));
    scene.accepted(
        ":recognize",
        of_kind("speech", "s", json!({"speechOptions": {}})),
    );
    scene.stage.advance(1);
    assert_eq!(scene.heard(), ["RecognizeFailed s 500/8565"]);
}

#[test]
fn continuous_recognition_reports_every_tone_until_it_is_stopped() {
    let mut scene = Scene::new();
    let on = json!({"targetParticipant": phone(PHONE), "operationContext": "watch"});
    let response = scene.send(":startContinuousDtmfRecognition", on);
    assert_eq!((response.status, response.bytes.len()), (200, 0));
    assert!(scene.heard().is_empty(), "no event tells of the start");
    scene.press("0?,#");
    scene.stage.advance(1);
    let reported = scene.news();
    let tones: Vec<_> = reported
        .iter()
        .map(|event| (&event["data"]["tone"], &event["data"]["sequenceId"]))
        .collect();
    assert_eq!(tones[0], (&json!("zero"), &json!(1)));
    assert_eq!(
        short_type(&reported[1]),
        "ContinuousDtmfRecognitionToneFailed"
    );
    assert_eq!(tones[2], (&json!("pound"), &json!(2)));
    assert!(
        reported
            .iter()
            .all(|event| event["data"]["operationContext"] == "watch")
    );
    let off = json!({"targetParticipant": phone(PHONE), "operationContext": "enough"});
    scene.accepted(":stopContinuousDtmfRecognition", off);
    scene.press("1");
    let reported = scene.news();
    assert_eq!(reported.len(), 1);
    assert_eq!(reported[0]["data"]["operationContext"], "enough");
    let result = &reported[0]["data"]["resultInformation"];
    assert_eq!(
        result,
        &json!({"code": 200, "subCode": 7000, "message": "The conversation has ended. DiagCode: 0#7000.@"})
    );
}

#[test]
fn a_recognition_and_a_continuous_one_receive_the_same_tones() {
    let mut scene = Scene::new();
    let on = json!({"targetParticipant": phone(PHONE), "operationContext": "watch"});
    scene.accepted(":startContinuousDtmfRecognition", on);
    scene.remote_party(RemoteParty::any().digits("42").unwrap());
    scene.accepted(
        ":recognize",
        recognize("ask", json!({"maxTonesToCollect": 2})),
    );
    scene.stage.advance(1);
    assert_eq!(
        scene.heard(),
        [
            "ContinuousDtmfRecognitionToneReceived watch 200/0",
            "ContinuousDtmfRecognitionToneReceived watch 200/0",
            "RecognizeCompleted ask 200/8531",
        ]
    );
}

#[test]
fn tones_are_sent_to_participants_eighteen_at_most() {
    let mut scene = Scene::new();
    let body = json!({
        "tones": ["one", "pound"],
        "targetParticipant": phone(PHONE),
        "operationContext": "dial",
    });
    let response = scene.send(":sendDtmfTones", body.clone());
    assert_eq!(response.status, 202);
    assert_eq!(response.json(), json!({"operationContext": "dial"}));
    assert_eq!(response.header("repeatability-result"), Some("accepted"));
    scene.advance_ms(499);
    assert!(scene.heard().is_empty());
    scene.advance_ms(1);
    let completed = scene.news();
    assert_eq!(
        completed[0]["data"]["resultInformation"],
        json!({"code": 200, "subCode": 0, "message": ""})
    );
    let refused = |response: HttpResponse| {
        let (status, code, message) = response.error();
        assert_eq!((status, code.as_str()), (400, "8523"));
        message
    };
    let mut many = body.clone();
    many["tones"] = vec!["one"; 19].into();
    assert!(refused(scene.send(":sendDtmfTones", many)).contains("at most 18"));
    scene.add();
    // Recorded: a user may be the target, too.
    let mut to_user = body.clone();
    to_user["targetParticipant"] = user(OTHER);
    assert_eq!(scene.send(":sendDtmfTones", to_user).status, 202);
    scene.advance_ms(500);
    scene.heard();
    // A participant who hangs up in the middle hears no more of them.
    scene.accepted(":sendDtmfTones", body);
    let emulator = &scene.stage.emulator;
    emulator.hang_up_participant(&scene.call, RAW).unwrap();
    assert_eq!(scene.heard()[0], "SendDtmfTonesFailed dial 400/8558");
}

#[test]
fn a_repeated_request_sends_its_tones_once() {
    let mut scene = Scene::new();
    let body = json!({"tones": ["one"], "targetParticipant": phone(PHONE)});
    let path = format!("/{}:sendDtmfTones", scene.call);
    let id = emulator_http::random_guid();
    for _ in 0..2 {
        let response = scene.stage.caller.post_as(&id, &path, body.clone());
        assert_eq!((response.status, response.json()), (202, json!({})));
    }
    scene.stage.advance(2);
    assert_eq!(scene.heard(), ["SendDtmfTonesCompleted - 200/0"]);
}

#[test]
fn tones_sent_to_a_hosted_number_arrive_at_its_other_end() {
    let stage = Stage::with(EmulatorOptions::new());
    let callee = "+15550100177";
    stage.emulator.add_phone_number(callee).unwrap();
    let grid = stage.collector.url("/grid");
    stage.emulator.subscribe(&grid, Schema::EventGrid).unwrap();
    let call = stage.create(&[phone(callee)]);
    assert!(stage.emulator.flush(emulator_http::TIME_LIMIT));
    let received = stage.collector.received();
    let ring: Value = serde_json::from_str(&received.last().unwrap().body).unwrap();
    let response = stage.caller.post(
        ":answer",
        json!({
            "incomingCallContext": ring[0]["data"]["incomingCallContext"],
            "callbackUri": stage.collector.url("/answerer"),
        }),
    );
    let other = response.text("callConnectionId");
    let caller = phone(emulator_http::CALLER_ID);
    let mut ask = recognize("ask", json!({"maxTonesToCollect": 2}));
    ask["recognizeOptions"]["targetParticipant"] = caller.clone();
    let listen = json!({"targetParticipant": caller});
    let path = format!("/{other}:startContinuousDtmfRecognition");
    assert_eq!(stage.caller.post(&path, listen).status, 200);
    let requested = stage.caller.post(&format!("/{other}:recognize"), ask);
    assert_eq!(requested.status, 202, "{requested:?}");
    let body = json!({"tones": ["four", "two"], "targetParticipant": phone(callee)});
    let sent = stage.caller.post(&format!("/{call}:sendDtmfTones"), body);
    assert_eq!(sent.status, 202);
    stage.advance(1);
    assert_eq!(stage.types().last().unwrap(), "SendDtmfTonesCompleted");
    let heard = stage.collector.types("/answerer").split_off(2);
    assert_eq!(
        heard,
        [
            "ContinuousDtmfRecognitionToneReceived",
            "ContinuousDtmfRecognitionToneReceived",
            "RecognizeCompleted"
        ]
    );
}

#[test]
fn the_target_of_a_recognition_may_hang_up() {
    let mut scene = Scene::new();
    scene.accepted(":recognize", recognize("r", json!({})));
    let emulator = &scene.stage.emulator;
    emulator.hang_up_participant(&scene.call, RAW).unwrap();
    assert_eq!(
        scene.heard(),
        [
            "RecognizeFailed r 400/8558",
            "CallDisconnected create-1 200/560000"
        ]
    );
}

#[test]
fn digits_and_phrases_are_checked() {
    let scene = Scene::new();
    let emulator = &scene.stage.emulator;
    let refused = [
        emulator.press_digits(&scene.call, RAW, "1x"),
        emulator.press_digits(&scene.call, RAW, ""),
        emulator.press_digits(&scene.call, RAW, &"1".repeat(1_001)),
        emulator.press_digits("no call", RAW, "1"),
        emulator.press_digits(&scene.call, "4:+15550100999", "1"),
        emulator.speak(&scene.call, RAW, "  "),
        emulator.speak(&scene.call, RAW, &"a".repeat(4_001)),
        RemoteParty::new(RAW).digits(",,").map(|_| ()),
    ];
    for refusal in refused {
        assert_eq!(refusal.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn a_replaced_script_begins_again() {
    let mut scene = Scene::new();
    scene.remote_party(
        RemoteParty::new(RAW)
            .digits("1")
            .unwrap()
            .digits("2")
            .unwrap(),
    );
    let send = |scene: &mut Scene| {
        scene.accepted(
            ":recognize",
            recognize("r", json!({"maxTonesToCollect": 1})),
        );
        scene.stage.emulator.advance(Duration::from_secs(1));
        scene.completed()["dtmfResult"]["tones"][0].clone()
    };
    assert_eq!(send(&mut scene), "one");
    scene.remote_party(RemoteParty::new(RAW).digits("3").unwrap());
    assert_eq!(send(&mut scene), "three");
}

#[test]
fn the_control_api_sets_prompts_turns_digits_and_phrases() {
    let mut scene = Scene::new();
    let control = |path: &str, body: Value| {
        let path = format!("/_emulator/{path}");
        let response = scene.stage.caller.unsigned("POST", &path, &body);
        assert_eq!(response.status, 200, "{response:?}");
    };
    let turns = json!([
        {"digits": "1"},
        {"speech": "yes"},
        {"silence": true},
        {"failure": {"code": 500, "subCode": 8563}},
    ]);
    control("remote-party", json!({"rawId": RAW, "turns": turns}));
    control(
        "prompt",
        json!({"content": GREETING, "durationMs": 500, "startAfterMs": 0}),
    );
    control("prompt", json!({"fails": "format"}));
    control(
        "prompt",
        json!({"content": "x", "failure": {"code": 400, "subCode": 8536}}),
    );
    let mut requested = recognize("one", json!({"maxTonesToCollect": 1}));
    requested["playPrompt"] = file(GREETING);
    scene.accepted(":recognize", requested);
    for context in ["two", "three", "four"] {
        scene.accepted(":recognize", choices(context));
    }
    for source in [file("x"), file("https://files.example/other.wav")] {
        scene.accepted(":play", media::play("p", &[source]));
    }
    scene.stage.advance(60);
    assert_eq!(
        scene.heard(),
        [
            "RecognizeCompleted one 200/8531",
            "RecognizeCompleted two 200/8545",
            "RecognizeFailed three 400/8510",
            "RecognizeFailed four 500/8563",
            "PlayFailed p 400/8536",
            "PlayFailed p 400/8535",
        ]
    );
    let inputs = [
        ("press-digits", "digits", "2"),
        ("speak", "phrase", "agent"),
    ];
    for (path, member, value) in inputs {
        scene.accepted(":recognize", choices(path));
        let mut body = json!({"callConnectionId": scene.call, "rawId": RAW});
        body[member] = value.into();
        let path = format!("/_emulator/{path}");
        let response = scene.stage.caller.unsigned("POST", &path, &body);
        assert_eq!(response.status, 200, "{response:?}");
    }
    assert_eq!(
        scene.heard(),
        [
            "RecognizeCompleted press-digits 200/8533",
            "RecognizeCompleted speak 200/8545"
        ]
    );
}

#[test]
fn the_control_api_refuses_turns_and_prompts_that_make_no_sense() {
    let scene = Scene::new();
    let outcome = json!({"code": 400, "subCode": 8536});
    let bad = [
        (
            "remote-party",
            json!({"turns": [{"digits": "1", "speech": "yes"}]}),
        ),
        ("remote-party", json!({"turns": [{}]})),
        ("remote-party", json!({"turns": []})),
        ("remote-party", json!({"turns": [{"digits": "one"}]})),
        (
            "remote-party",
            json!({"reaction": "busy", "turns": [{"speech": "yes"}]}),
        ),
        ("prompt", json!({"fails": "loudly"})),
        ("prompt", json!({"fails": "format", "failure": outcome})),
        (
            "press-digits",
            json!({"callConnectionId": scene.call, "rawId": RAW}),
        ),
        (
            "press-digits",
            json!({"callConnectionId": "none", "rawId": RAW, "digits": "1"}),
        ),
        (
            "speak",
            json!({"callConnectionId": scene.call, "rawId": OTHER, "phrase": "yes"}),
        ),
    ];
    for (path, body) in bad {
        let path = format!("/_emulator/{path}");
        let response = scene.stage.caller.unsigned("POST", &path, &body);
        assert_eq!(response.status, 400, "{path} {body}");
    }
}
