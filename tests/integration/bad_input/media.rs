//! Play, recognize, tones and hold.

use std::time::Duration;

use acs_call_automation::*;

use acs_call_automation::model::{FileSource, RecognitionChoice, SsmlSource, TextSource};

use acs_call_automation::options::{
    ClientOptions, Credential, HoldOptions, OperationOptions, PlayOptions, RecognizeOptions,
};

use super::{KEY, NONE, nothing_sent, phone, refused, user};
use crate::recorder::{Recorder, json_response};

/// A call on a server that accepts everything.
fn call(checks: bool) -> (CallConnection, Recorder) {
    let server = Recorder::start(|_| Some(json_response(202, "{}")));
    let options = ClientOptions::new().validate(checks);
    let key = Credential::access_key(KEY).unwrap();
    let client = CallAutomationClient::new(&server.endpoint(), key, &options).unwrap();
    (client.call_connection("c-1").unwrap(), server)
}

fn tones(keys: &str) -> Vec<DtmfTone> {
    DtmfTone::parse_all(keys).unwrap()
}

#[test]
fn what_is_played_must_be_something() {
    nothing_sent(|_, call| {
        let play = |source: PlaySource, field: &str, rule: &str| {
            let sources = [PlaySource::text("fine"), source.clone()];
            refused(call.play_to_all(&sources, &PlayOptions::new()), field, rule);
            refused(
                call.play(&sources, &[user()], &PlayOptions::new()),
                field,
                rule,
            );
            refused(
                call.recognize(
                    user(),
                    &RecognizeOptions::dtmf().max_tones(1).prompt(source.clone()),
                ),
                field,
                rule,
            );
            refused(
                call.hold(user(), &HoldOptions::new().play_source(source)),
                field,
                rule,
            );
        };
        play(PlaySource::file(""), "file url", "must not be empty");
        play(PlaySource::file("welcome.wav"), "file url", "https://");
        play(
            PlaySource::file("ftp://a.example/x.wav"),
            "file url",
            "must begin with https:// or http://",
        );
        play(
            PlaySource::file("https://a.example/a b.wav"),
            "file url",
            "percent-encoded",
        );
        play(
            PlaySource::file("https://a.example/\u{7}.wav"),
            "file url",
            "control",
        );
        play(
            FileSource::new("https://a.example/x.wav")
                .cache_id("")
                .into(),
            "cache id",
            "must not be empty",
        );
        play(PlaySource::text(""), "text", "must not be empty");
        play(PlaySource::text(" \n"), "text", "must not be empty");
        play(PlaySource::text("a\0b"), "text", "control");
        play(
            TextSource::new("a").source_locale("").into(),
            "source locale",
            "must not be empty",
        );
        play(
            TextSource::new("a").voice_name("x\n").into(),
            "voice name",
            "control",
        );
        play(
            TextSource::new("a").custom_voice_endpoint_id("").into(),
            "custom voice endpoint id",
            "must not be empty",
        );
        play(PlaySource::ssml(""), "ssml", "must not be empty");
        play(
            SsmlSource::new("<speak/>")
                .custom_voice_endpoint_id("")
                .into(),
            "custom voice endpoint id",
            "must not be empty",
        );
    });
}

#[test]
fn a_text_beyond_4000_characters_is_refused_with_a_hint_at_ssml() {
    nothing_sent(|_, call| {
        let long = PlaySource::text("é".repeat(4001));
        let error = call.play_to_all(&[long], &PlayOptions::new()).unwrap_err();
        assert!(error.message().contains("4000"), "{error}");
        assert!(error.hint().unwrap().contains("SSML"), "{error}");
    });
    let (call, server) = call(true);
    let fits = PlaySource::text("é".repeat(4000));
    let long = PlaySource::ssml(format!("<speak>{}</speak>", "x".repeat(5000)));
    call.play_to_all(&[fits, long], &PlayOptions::new())
        .unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn play_needs_sources_and_listeners() {
    nothing_sent(|_, call| {
        let source = [PlaySource::text("hello")];
        let options = PlayOptions::new();
        refused(
            call.play_to_all(&[], &options),
            "play sources",
            "must not be empty",
        );
        refused(
            call.play(&source, NONE, &options),
            "participants",
            "to play to all",
        );
        refused(
            call.play(
                &source,
                &[CommunicationIdentifier::communication_user("")],
                &options,
            ),
            "participants",
            "must not be empty",
        );
        refused(
            call.play_to_all(&source, &PlayOptions::new().operation_context("a\nb")),
            "operation context",
            "control",
        );
        refused(
            call.play_to_all(
                &source,
                &PlayOptions::new().operation_callback_uri("http://app.example/events"),
            ),
            "operation callback uri",
            "https",
        );
    });
}

#[test]
fn an_empty_list_of_participants_never_means_all() {
    let (call, server) = call(false);
    let source = [PlaySource::text("for one alone")];
    refused(
        call.play(&source, NONE, &PlayOptions::new()),
        "participants",
        "must not be empty",
    );
    assert!(server.requests().is_empty());
}

#[test]
fn times_of_a_recognition_out_of_range() {
    nothing_sent(|_, call| {
        let seconds = Duration::from_secs_f64;
        let recognize = |options: RecognizeOptions, field: &str, rule: &str| {
            refused(call.recognize(phone(), &options), field, rule);
        };
        for wrong in [0.0, 60.001, 61.0] {
            for options in [
                RecognizeOptions::dtmf().max_tones(4),
                RecognizeOptions::speech_or_dtmf().max_tones(4),
            ] {
                recognize(
                    options.inter_tone_timeout(seconds(wrong)),
                    "inter tone timeout",
                    "more than 0 and at most 60 s",
                );
            }
        }
        for options in [
            RecognizeOptions::dtmf().max_tones(4),
            RecognizeOptions::speech_or_dtmf().max_tones(4),
        ] {
            recognize(
                options.initial_silence_timeout(seconds(300.5)),
                "initial silence timeout",
                "at most 300 s",
            );
        }
        let choice = RecognitionChoice::new("Yes", ["yes"]);
        for options in [
            RecognizeOptions::choices([choice]),
            RecognizeOptions::speech(),
        ] {
            recognize(
                options.initial_silence_timeout(seconds(21.0)),
                "initial silence timeout",
                "at most 20 s",
            );
        }
        recognize(
            RecognizeOptions::dtmf()
                .max_tones(1)
                .inter_tone_timeout(Duration::MAX),
            "inter tone timeout",
            "more than 0 and at most 60 s",
        );
    });
}

#[test]
fn times_are_rounded_up_to_what_the_wire_has() {
    let (call, server) = call(true);
    let millis = Duration::from_millis;
    call.recognize(
        phone(),
        &RecognizeOptions::speech_or_dtmf()
            .max_tones(4)
            .inter_tone_timeout(millis(1))
            .initial_silence_timeout(millis(4001))
            .end_silence_timeout(Duration::from_micros(1_500_001)),
    )
    .unwrap();
    call.recognize(
        phone(),
        &RecognizeOptions::dtmf()
            .max_tones(4)
            .initial_silence_timeout(Duration::ZERO),
    )
    .unwrap();
    let sent = server.requests();
    let body = |place: usize| -> serde_json::Value {
        let body: serde_json::Value = serde_json::from_slice(&sent[place].body).unwrap();
        body["recognizeOptions"].clone()
    };
    assert_eq!(body(0)["dtmfOptions"]["interToneTimeoutInSeconds"], 1);
    assert_eq!(body(0)["initialSilenceTimeoutInSeconds"], 5);
    assert_eq!(body(0)["speechOptions"]["endSilenceTimeoutInMs"], 1501);
    assert_eq!(body(1)["initialSilenceTimeoutInSeconds"], 0);
}

#[test]
fn tones_of_a_recognition() {
    nothing_sent(|_, call| {
        let recognize = |options: RecognizeOptions, field: &str, rule: &str| {
            refused(call.recognize(phone(), &options), field, rule);
        };
        recognize(
            RecognizeOptions::dtmf().max_tones(0),
            "max tones",
            "at least 1",
        );
        recognize(
            RecognizeOptions::speech_or_dtmf().max_tones(0),
            "max tones",
            "at least 1",
        );
        recognize(
            RecognizeOptions::dtmf()
                .max_tones(1)
                .stop_tones([DtmfTone::from("hash")]),
            "stop tones",
            "not a DTMF tone",
        );
        recognize(
            RecognizeOptions::dtmf()
                .max_tones(1)
                .operation_context("\u{7f}"),
            "operation context",
            "control",
        );
        refused(
            call.recognize(
                CommunicationIdentifier::from_raw_id(""),
                &RecognizeOptions::dtmf().max_tones(1),
            ),
            "target",
            "must not be empty",
        );
    });
}

#[test]
fn choices_that_cannot_be_made() {
    nothing_sent(|_, call| {
        let choices = |choices: Vec<RecognitionChoice>, field: &str, rule: &str| {
            let options = RecognizeOptions::choices(choices);
            refused(call.recognize(phone(), &options), field, rule);
        };
        let none: [&str; 0] = [];
        choices(vec![], "choices", "must not be empty");
        choices(
            vec![RecognitionChoice::new("", ["yes"])],
            "choice label",
            "must not be empty",
        );
        choices(
            vec![RecognitionChoice::new("Yes", none)],
            "choices",
            "neither a phrase nor a tone",
        );
        choices(
            vec![RecognitionChoice::new("Yes", ["yes", " "])],
            "choice phrase",
            "must not be empty",
        );
        choices(
            vec![RecognitionChoice::new("Yes", ["yes"]).tone(DtmfTone::from("hash"))],
            "choice tone",
            "not a DTMF tone",
        );
    });
}

#[test]
fn two_tones_may_lead_to_one_label() {
    let (call, server) = call(true);
    let agent = |key| RecognitionChoice::new("Agent", ["agent"]).tone(key);
    let choices = RecognizeOptions::choices([agent(DtmfTone::Zero), agent(DtmfTone::Nine)]);
    call.recognize(phone(), &choices).unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_choice_may_be_made_by_its_tone_alone() {
    let (call, server) = call(true);
    let none: [&str; 0] = [];
    let choice = RecognitionChoice::new("Agent", none).tone(DtmfTone::Zero);
    call.recognize(phone(), &RecognizeOptions::choices([choice]))
        .unwrap();
    let body: serde_json::Value = serde_json::from_slice(&server.requests()[0].body).unwrap();
    assert_eq!(
        body["recognizeOptions"]["choices"],
        serde_json::json!([{"label": "Agent", "phrases": [], "tone": "zero"}])
    );
}

#[test]
fn an_option_that_could_have_no_effect_is_refused() {
    nothing_sent(|_, call| {
        let recognize = |options: RecognizeOptions, field: &str| {
            refused(
                call.recognize(phone(), &options),
                field,
                "is only valid with",
            );
        };
        let choices = || RecognizeOptions::choices([RecognitionChoice::new("Yes", ["yes"])]);
        let second = Duration::from_secs(1);
        recognize(
            RecognizeOptions::speech().inter_tone_timeout(second),
            "inter tone timeout",
        );
        recognize(choices().stop_tones(tones("#")), "stop tones");
        recognize(RecognizeOptions::speech().max_tones(1), "max tones");
        recognize(
            RecognizeOptions::speech().choice(RecognitionChoice::new("Yes", ["yes"])),
            "choices",
        );
        recognize(
            RecognizeOptions::dtmf()
                .max_tones(1)
                .end_silence_timeout(second),
            "end silence timeout",
        );
        recognize(choices().end_silence_timeout(second), "end silence timeout");
        recognize(
            RecognizeOptions::dtmf()
                .max_tones(1)
                .speech_language("en-US"),
            "speech language",
        );
        recognize(
            RecognizeOptions::dtmf()
                .max_tones(1)
                .speech_model_endpoint_id("m"),
            "speech model endpoint id",
        );
    });
}

#[test]
fn tones_to_send() {
    nothing_sent(|_, call| {
        let options = OperationOptions::new();
        refused(
            call.send_dtmf_tones(&[], phone(), &options),
            "tones",
            "1 to 18",
        );
        let many = tones("1234567890123456789");
        refused(
            call.send_dtmf_tones(&many, phone(), &options),
            "tones",
            "1 to 18",
        );
        refused(
            call.send_dtmf_tones(&[DtmfTone::from("hash")], phone(), &options),
            "tones",
            "not a DTMF tone",
        );
        refused(
            call.send_dtmf_tones(&tones("1"), user(), &options),
            "target",
            "must be a phone number",
        );
        refused(
            call.send_dtmf_tones(
                &tones("1"),
                phone(),
                &OperationOptions::new().operation_callback_uri("x"),
            ),
            "operation callback uri",
            "absolute",
        );
    });
}

#[test]
fn text_that_is_not_tones() {
    assert_eq!(
        DtmfTone::parse_all("0189abcdABCD#*").unwrap().len(),
        14,
        "all keys, letters in either case"
    );
    for text in ["1 2", "1,2", "+1", "e", "１"] {
        let error = DtmfTone::parse_all(text).unwrap_err();
        assert_eq!(error.field(), Some("tones"), "{error}");
        assert!(error.message().contains("is not a DTMF tone"), "{error}");
    }
}

#[test]
fn targets_and_contexts_of_the_rest() {
    nothing_sent(|_, call| {
        let empty = CommunicationIdentifier::from_raw_id("");
        let listening = OperationOptions::new();
        let (hold, unhold) = (HoldOptions::new(), OperationOptions::new());
        let rule = "must not be empty";
        refused(
            call.start_continuous_dtmf_recognition(&empty, &listening),
            "target",
            rule,
        );
        refused(
            call.stop_continuous_dtmf_recognition(&empty, &listening),
            "target",
            rule,
        );
        refused(call.hold(&empty, &hold), "target", rule);
        refused(call.unhold(&empty, &unhold), "target", rule);

        let (field, rule) = ("operation context", "control");
        refused(
            call.start_continuous_dtmf_recognition(
                user(),
                &listening.clone().operation_context("\t"),
            ),
            field,
            rule,
        );
        refused(
            call.stop_continuous_dtmf_recognition(user(), &listening.operation_context("\t")),
            field,
            rule,
        );
        refused(
            call.hold(user(), &hold.operation_context("\t")),
            field,
            rule,
        );
        refused(
            call.unhold(user(), &unhold.operation_context("\t")),
            field,
            rule,
        );
    });
}

#[test]
fn without_checks_what_the_service_may_allow_one_day_goes_out() {
    let (call, server) = call(false);
    call.play_to_all(&[PlaySource::text("x".repeat(4001))], &PlayOptions::new())
        .unwrap();
    call.recognize(
        phone(),
        &RecognizeOptions::speech()
            .stop_tones([DtmfTone::from("flash")])
            .inter_tone_timeout(Duration::from_secs(90)),
    )
    .unwrap();
    call.send_dtmf_tones(
        &tones("1234567890123456789"),
        user(),
        &OperationOptions::new(),
    )
    .unwrap();
    let sent = server.requests();
    let recognize: serde_json::Value = serde_json::from_slice(&sent[1].body).unwrap();
    let keys = &recognize["recognizeOptions"]["dtmfOptions"];
    assert_eq!(keys["stopTones"][0], "flash");
    assert_eq!(keys["interToneTimeoutInSeconds"], 90);
    assert_eq!(sent.len(), 3);
}
