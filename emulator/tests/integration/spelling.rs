//! How identifiers, fields, choices and dates of requests may be written.

use std::time::SystemTime;

use acs_call_automation::auth::hmac::{AccessKey, content_hash};
use acs_call_automation_emulator::{Emulator, EmulatorOptions, IncomingCall, RemoteParty, Schema};
use serde_json::{Value, json};

use crate::emulator_http::{Caller, Stage, TIME_LIMIT, exchange, phone, short_type, user};
use crate::ringing;

const RESOURCE: &str = "11111111-2222-4333-8444-555555555555";
const OWN: &str = "00000024-0000-0000-0000-000000000001";
const NUMBER: &str = "+15550100123";

fn created(caller: &Caller, member: &str, value: Value) -> (u16, String, String) {
    let mut body = json!({
        "targets": [user("8:acs:far-away_0000")],
        "callbackUri": "http://127.0.0.1:9/e",
    });
    body[member] = value;
    match caller.post("", body) {
        created if created.status == 201 => (201, String::new(), String::new()),
        refused => refused.error(),
    }
}

#[test]
fn an_identifier_that_the_service_could_not_call_is_refused_with_its_place() {
    let emulator = Emulator::start().unwrap();
    let caller = Caller::of(&emulator);
    let users = [
        OWN.to_owned(),
        format!("8:acs:{RESOURCE}"),
        format!("8:acs:{RESOURCE}_"),
        format!("8:acs:{RESOURCE}_{OWN}_{OWN}"),
        format!("8:acs:{RESOURCE}_{OWN}_{OWN}_{OWN}"),
        format!("4:{NUMBER}"),
    ];
    for id in users {
        let target = json!([{"communicationUser": {"id": id}}]);
        let (status, code, message) = created(&caller, "targets", target);
        assert_eq!((status, code.as_str()), (400, "8523"), "{id}");
        assert!(
            message.contains("targets[0]") && message.contains("8:acs:RESOURCE_USER"),
            "{message}"
        );
        let (status, _, message) = created(&caller, "source", json!({"id": id}));
        assert_eq!(status, 400, "{id}");
        assert!(message.contains("source.id"), "{message}");
    }
    for number in [
        "15550100123",
        "+1 555 010 0123",
        "+1-555-0100123",
        "(555) 010",
        "+",
        "+12",
        "+155501",
        "+1555010012345678",
        "+0555010",
        OWN,
    ] {
        let (status, code, message) = created(&caller, "targets", json!([phone(number)]));
        assert_eq!((status, code.as_str()), (400, "8523"), "{number}");
        assert!(message.contains("+15550100123"), "{message}");
        let caller_id = json!({"value": number});
        let (status, _, message) = created(&caller, "sourceCallerIdNumber", caller_id);
        assert_eq!(status, 400, "{number}");
        assert!(message.contains("sourceCallerIdNumber.value"), "{message}");
    }
    for id in [
        format!("8:acs:{RESOURCE}_{OWN}"),
        format!("8:gcch-acs:{RESOURCE}_{OWN}"),
        "8:spool:one".to_owned(),
    ] {
        assert_eq!(created(&caller, "source", json!({"id": id})).0, 201, "{id}");
    }
    for other in [
        json!({"microsoftTeamsUser": {"userId": "alice@contoso.com"}}),
        json!({"microsoftTeamsUser": {"userId": "8:orgid:x"}}),
        json!({"microsoftTeamsUser": {"userId": "adele"}}),
        json!({"rawId": "8:gcch:adele"}),
        json!({"rawId": "28:orgid:adele"}),
        json!({"rawId": "8:orgid:alice@contoso.com"}),
        json!({"microsoftTeamsApp": {"appId": "a b"}}),
        json!({"rawId": format!("8:acs:{RESOURCE}__{OWN}")}),
        json!({"rawId": "tel:+15550100123"}),
        json!({"rawId": "alice"}),
    ] {
        let (status, code, message) = created(&caller, "targets", json!([other]));
        assert_eq!((status, code.as_str()), (400, "8523"), "{other}");
        assert!(message.contains("targets[0] must"), "{message}");
    }
    for id in [
        format!("8:acs:{RESOURCE}_{OWN}_{OWN}"),
        format!("8:gcch:{OWN}"),
        format!("28:dod:{OWN}"),
        format!("48:{OWN}"),
    ] {
        let target = json!([{"rawId": id}]);
        assert_eq!(created(&caller, "targets", target).0, 201, "{id}");
    }
}

/// As one of Microsoft's samples for JavaScript writes it.
#[test]
fn a_number_may_stand_in_the_place_of_its_raw_id() {
    let stage = Stage::new();
    let target = |raw_id: &str| json!({"rawId": raw_id, "phoneNumber": {"value": NUMBER}});
    let mut body = stage.invitation(&[target(NUMBER)]);
    let call = stage.caller.post("", body.clone()).text("callConnectionId");
    stage.advance(1);
    let listed = stage.caller.get(&format!("/{call}/participants")).json();
    let is_there = |one: &Value| one["identifier"]["rawId"] == format!("4:{NUMBER}");
    assert!(
        listed["value"].as_array().unwrap().iter().any(is_there),
        "{listed}"
    );
    body["targets"] = json!([target("+15550100124")]);
    let (status, code, message) = stage.caller.post("", body).error();
    assert_eq!((status, code.as_str()), (400, "8523"));
    assert!(message.contains("does not fit phoneNumber"), "{message}");
}

/// Numbers of this shape were in events of the service.
#[test]
fn a_party_may_have_a_guid_for_a_number_but_cannot_be_rung_by_it() {
    let stage = Stage::new();
    let call = stage.create(&[phone("+1555010")]);
    for number in [
        OWN.to_owned(),
        format!("{OWN}_{OWN}"),
        format!("+15550001111_{OWN}"),
    ] {
        let body = json!({"participantToRemove": phone(&number)});
        let (_, code, _) = stage
            .caller
            .post(&format!("/{call}/participants:remove"), body)
            .error();
        assert_ne!(code, "8523", "{number}");
    }
    let body = json!({"participantToAdd": phone(OWN), "sourceCallerIdNumber": {"value": NUMBER}});
    let (status, code, _) = stage
        .caller
        .post(&format!("/{call}/participants:add"), body)
        .error();
    assert_eq!((status, code.as_str()), (400, "8523"));
    assert!(stage.emulator.add_phone_number("+12").is_err());
}

#[test]
fn a_field_of_one_api_version_is_taken_at_every_other_one() {
    for version in [
        "2022-04-07-preview",
        "2023-01-15-preview",
        "2023-10-15",
        "2026-03-12",
    ] {
        let stage = Stage::new();
        let mut caller = Caller::of(&stage.emulator);
        caller.version = version;
        let source = stage.emulator.create_user().unwrap();
        let first = format!("8:acs:{RESOURCE}_{OWN}");
        for old in [true, false] {
            let mut body = stage.invitation(&[phone(NUMBER), user(&first)]);
            body.as_object_mut().unwrap().remove("sourceCallerIdNumber");
            if old {
                body["source"] = json!({
                    "identifier": user(&source),
                    "callerId": {"value": "+15550100199"},
                });
            } else {
                body["source"] = json!({"id": source});
                body["sourceCallerIdNumber"] = json!({"value": "+15550100199"});
            }
            stage.emulator.set_remote_party(RemoteParty::any()).unwrap();
            let call = caller.post("", body).text("callConnectionId");
            stage.advance(1);
            let removal = if old {
                json!({"participantsToRemove": [user(&first)]})
            } else {
                json!({"participantToRemove": user(&first)})
            };
            let removed = caller.post(&format!("/{call}/participants:remove"), removal);
            assert_eq!(removed.status, 202, "{version}, old spelling {old}");
        }
        let call = stage.create(&[phone(NUMBER)]);
        stage.advance(1);
        let response = caller.post(&format!("/{call}/participants:remove"), json!({}));
        assert_eq!(response.error().0, 400);
        assert!(response.error().2.contains("participantToRemove"));
    }
}

/// Recorded by the tests of the .NET and Java SDKs in May and June 2023.
#[test]
fn the_first_preview_of_2023_has_names_of_its_own() {
    let stage = Stage::new();
    let mut caller = Caller::of(&stage.emulator);
    caller.version = "2023-01-15-preview";
    let callee = stage.emulator.create_user().unwrap();
    let collector = &stage.collector;
    stage
        .emulator
        .subscribe(&collector.url("/grid"), Schema::EventGrid)
        .unwrap();
    let created = caller.post(
        "",
        json!({
            "targets": [user(&callee)],
            "sourceIdentity": {"id": format!("8:acs:{RESOURCE}_{OWN}")},
            "callbackUri": collector.url("/events"),
            "customContext": {},
        }),
    );
    let members =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert!(members(&created.json()).contains(&"sourceIdentity".to_owned()));
    assert!(!members(&created.json()).contains(&"source".to_owned()));
    assert!(members(&created.json()).contains(&"mediaSubscriptionId".to_owned()));
    assert!(stage.emulator.flush(TIME_LIMIT));
    let ring = collector.events("/grid").pop().unwrap();
    let answered = caller.post(
        ":answer",
        json!({
            "incomingCallContext": ring["data"]["incomingCallContext"],
            "callbackUri": collector.url("/other"),
            "answeredByIdentifier": {"id": callee},
        }),
    );
    assert_eq!(
        answered.json()["answeredByIdentifier"]["id"],
        callee.as_str()
    );
    assert_eq!(answered.json()["callConnectionState"], "unknown");
    let call = created.text("callConnectionId");
    let target = json!({"targetParticipant": user(&callee)});
    let listen = caller.post(&format!("/{call}:startContinuousDtmfRecognition"), target);
    assert_eq!(listen.status, 200);
    let tones = json!({"tones": ["one", "pound"], "targetParticipant": user(&callee)});
    let sent = caller.post(&format!("/{call}:sendDtmf"), tones);
    assert_eq!((sent.status, sent.bytes.len()), (202, 0));
    assert!(sent.header("repeatability-result").is_none());
    stage.advance(1);
    assert_eq!(stage.types().pop().unwrap(), "SendDtmfCompleted");
    stage.emulator.press_digits(&call, &callee, "1").unwrap();
    assert_eq!(
        stage.last()["data"]["toneInfo"],
        json!({"sequenceId": 1, "tone": "one", "participantId": callee})
    );
}

/// Recorded by a test of the JS SDK in June 2023, and by the .NET SDK's in November.
#[test]
fn mute_was_accepted_before_it_was_done_at_once() {
    for (version, status, has_id) in [
        ("2023-06-15-preview", 202, false),
        ("2023-10-15", 200, true),
    ] {
        let stage = Stage::new();
        let mut caller = Caller::of(&stage.emulator);
        caller.version = version;
        let own = format!("8:acs:{RESOURCE}_{OWN}");
        let call = stage.create(&[user(&own)]);
        stage.advance(1);
        let added = json!({"participantToAdd": user("8:acs:far-away_0000")});
        let added = caller.post(&format!("/{call}/participants:add"), added);
        assert_eq!(added.status, 202);
        assert_eq!(
            added.json().get("invitationId").is_some(),
            has_id,
            "{version}"
        );
        let body = json!({"targetParticipants": [user(&own)]});
        let muted = caller.post(&format!("/{call}/participants:mute"), body);
        assert_eq!(
            (muted.status, muted.json()),
            (status, json!({})),
            "{version}"
        );
    }
}

/// Recorded by the .NET SDK's tests in September and November 2022.
#[test]
fn recordings_had_no_kind_before_2024() {
    for (version, has_kind) in [
        ("2022-04-07-preview", false),
        ("2023-01-15-preview", false),
        ("2024-09-01-preview", true),
    ] {
        let stage = Stage::new();
        let call = stage.create(&[phone(NUMBER)]);
        stage.advance(1);
        let server_call_id = stage.caller.get(&format!("/{call}")).json()["serverCallId"].clone();
        let body = json!({
            "callLocator": {"serverCallId": server_call_id, "kind": "serverCallLocator"},
            "recordingContentType": null,
            "recordingChannelType": null,
            "recordingFormatType": null,
        });
        let target = format!("/calling/recordings?api-version={version}");
        let body = serde_json::to_vec(&body).unwrap();
        let started = stage.caller.send("POST", &target, &body, &[]).unwrap();
        assert_eq!(started.status, 200, "{version}");
        assert_eq!(
            started.json().get("recordingKind").is_some(),
            has_kind,
            "{version}"
        );
    }
}

/// By the models of the SDKs: those of 1.3.0b1 have them, those of 1.2.0 do not.
#[test]
fn calls_have_subscriptions_since_mid_2024() {
    for (version, has_them) in [("2024-04-15", false), ("2024-06-15-preview", true)] {
        let stage = Stage::new();
        let target = format!("/calling/callConnections?api-version={version}");
        let body = stage.invitation(&[phone(NUMBER)]).to_string();
        let created = stage.caller.send("POST", &target, body.as_bytes(), &[]);
        let created = created.unwrap().json();
        let subscription = created.get("mediaStreamingSubscription");
        assert_eq!(subscription.is_some(), has_them, "{version}");
    }
}

#[test]
fn every_choice_may_be_written_with_other_capitals() {
    let stage = Stage::new();
    let target = json!({
        "kind": "PhoneNumber",
        "rawId": format!("4:{NUMBER}"),
        "phoneNumber": {"value": NUMBER},
    });
    let mut body = stage.invitation(std::slice::from_ref(&target));
    body["callIntelligenceOptions"] = json!({"cognitiveServicesEndpoint": "https://a.example"});
    body["teamsAppSource"] = json!({"appId": "app", "cloud": "GCCH"});
    let call = stage.caller.post("", body).text("callConnectionId");
    stage.advance(1);
    let post = |rest: &str, body: Value| {
        let response = stage.caller.post(&format!("/{call}{rest}"), body);
        assert!(response.status < 300, "{rest}: {response:?}");
    };
    let text = json!({"kind": "Text", "text": {"text": "Hello.", "voiceKind": "Female"}});
    post(":play", json!({"playSources": [text]}));
    post(
        ":recognize",
        json!({
            "recognizeInputType": "SpeechOrDtmf",
            "recognizeOptions": {
                "targetParticipant": target,
                "dtmfOptions": {"stopTones": ["Pound", "ZERO"]},
            },
        }),
    );
    let started = stage.caller.get(&format!("/{call}")).json();
    let recording = json!({
        "callLocator": {
            "kind": "ServerCallLocator",
            "serverCallId": started["serverCallId"],
        },
        "recordingContentType": "Audio",
        "recordingChannelType": "Mixed",
        "recordingFormatType": "Wav",
        "externalStorage": {"recordingStorageKind": "AzureCommunicationServices"},
    });
    let target = format!("/calling/recordings?api-version={}", stage.caller.version);
    let recording = serde_json::to_vec(&recording).unwrap();
    let response = stage.caller.send("POST", &target, &recording, &[]).unwrap();
    assert_eq!(response.status, 200, "{response:?}");
    let wrong = stage.caller.post(
        &format!("/{call}:recognize"),
        json!({"recognizeInputType": "tones", "recognizeOptions": {}}),
    );
    assert_eq!(wrong.error().0, 400);
}

#[test]
fn names_of_older_previews_mean_the_same() {
    let stage = Stage::new();
    let mut body = stage.invitation(&[phone(NUMBER)]);
    body["cognitiveServicesEndpoint"] = json!("https://a.example");
    body["mediaStreamingConfiguration"] = json!({
        "transportType": "websocket",
        "audioChannelType": "mixed",
        "transportUrl": "wss://a.example",
        "startMediaStreaming": true,
    });
    let call = stage.caller.post("", body).text("callConnectionId");
    stage.advance(1);
    assert!(stage.types().contains(&"MediaStreamingStarted".to_owned()));
    let previews = Caller::of(&stage.emulator).speaking("2023-10-03-preview");
    let post = |rest: &str, body: Value| {
        let response = previews.post(&format!("/{call}{rest}"), body);
        assert!(response.status < 300, "{rest}: {response:?}");
    };
    let text = json!({"text": "Hello.", "voiceGender": "male"});
    let source = json!({"sourceType": "text", "playSourceId": "a", "textSource": text});
    post(":play", json!({"playSourceInfo": source}));
    stage.advance(10);
    assert!(stage.types().contains(&"PlayCompleted".to_owned()));
    let file = json!({"sourceType": "file", "fileSource": {"uri": "https://a.example/a.wav"}});
    let target = phone(NUMBER);
    post(
        ":startHoldMusic",
        json!({"targetParticipant": target, "playSourceInfo": file, "loop": true}),
    );
    let held = stage
        .caller
        .get(&format!("/{call}/participants/4%3A%2B15550100123"));
    assert_eq!(held.json()["isOnHold"], true);
    post(":stopHoldMusic", json!({"targetParticipant": target}));
    let held = stage
        .caller
        .get(&format!("/{call}/participants/4%3A%2B15550100123"));
    assert_eq!(held.json()["isOnHold"], false);
    let stable = stage.caller.post(
        &format!("/{call}:startHoldMusic"),
        json!({"targetParticipant": target}),
    );
    assert_eq!(stable.status, 404);
}

/// Objects that the public descriptions of previews had around members, and identifiers in place of bare users.
#[test]
fn members_that_a_preview_had_in_an_object_of_their_own_are_taken_out_of_it() {
    let stage = Stage::new();
    let previews = Caller::of(&stage.emulator).speaking("2023-01-15-preview");
    let own = format!("8:acs:{RESOURCE}_{OWN}");
    let mut body = stage.invitation(&[phone(NUMBER)]);
    let source =
        json!({"rawId": own, "kind": "communicationUser", "communicationUser": {"id": own}});
    body["sourceIdentity"] = source.clone();
    let created = previews.post("", body.clone());
    assert_eq!(created.json()["sourceIdentity"]["rawId"], own.as_str());
    let call = created.text("callConnectionId");
    let target = json!({"targetParticipant": phone(NUMBER)});
    let wrapped = json!({"continuousDtmfRecognitionOptions": target});
    let path = format!("/{call}:startContinuousDtmfRecognition");
    assert_eq!(previews.post(&path, wrapped).status, 200);
    let tones = json!({"sendDtmfOptions": {
        "targetParticipant": phone(NUMBER), "tones": ["one", "two"], "interToneDelayInMS": 2000,
    }});
    assert_eq!(
        previews.post(&format!("/{call}:sendDtmf"), tones).status,
        202
    );
    stage.advance(2);
    assert_ne!(
        short_type(&stage.last()),
        "SendDtmfCompleted",
        "a pause of two seconds"
    );
    stage.advance(1);
    assert_eq!(short_type(&stage.last()), "SendDtmfCompleted");
    let record = json!({
        "callConnectionId": call,
        "externalStorage": {"storageType": "blobStorage",
            "blobStorage": {"containerUri": "https://a.example/container"}},
    });
    let start = |body: &Value| {
        let target = "/calling/recordings?api-version=2024-01-22-preview";
        let body = body.to_string();
        stage
            .caller
            .send("POST", target, body.as_bytes(), &[])
            .unwrap()
    };
    assert_eq!(start(&record).status, 202);
    let mut odd = record;
    odd["externalStorage"]["blobStorage"] = json!("https://a.example/container");
    let (status, _, message) = start(&odd).error();
    assert_eq!(status, 400);
    assert!(
        message.contains("externalStorage.blobStorage must be an object"),
        "{message}"
    );
    body["opsSource"] = json!({"appId": "00000000-1111-4222-8333-444444444444"});
    body.as_object_mut().unwrap().remove("sourceIdentity");
    assert_eq!(previews.post("", body).status, 201);
}

/// By the public descriptions of the previews of 2023 and 2024; no stable version has them.
#[test]
fn previews_can_unmute_and_send_headers_with_a_redirect() {
    let stage = ringing::stage();
    let previews = Caller::of(&stage.emulator).speaking("2023-10-03-preview");
    let (one, other) = (
        stage.emulator.create_user().unwrap(),
        stage.emulator.create_user().unwrap(),
    );
    let context = stage
        .emulator
        .place_incoming_call(IncomingCall::new("4:+15550100123", &one))
        .unwrap();
    let body = json!({
        "incomingCallContext": context,
        "target": user(&other),
        "customCallingContext": {"voipHeaders": {"reason": "lunch"}},
    });
    assert_eq!(previews.post(":redirect", body).status, 204);
    let ring = ringing::grid(&stage).pop().unwrap();
    assert_eq!(
        ring["data"]["customContext"]["voipHeaders"],
        json!({"reason": "lunch"})
    );
    let call = stage.create(&[user("8:acs:far-away_0000")]);
    let target = json!({"targetParticipants": [user("8:acs:far-away_0000")]});
    let path = |verb: &str| format!("/{call}/participants:{verb}");
    let is_muted = || {
        let people = stage.newest("ParticipantsUpdated")["data"]["participants"].clone();
        let mut people = people.as_array().unwrap().iter();
        people.any(|person| person["isMuted"] == true)
    };
    assert_eq!(previews.post(&path("mute"), target.clone()).status, 200);
    assert!(is_muted());
    let stable = stage.caller.post(&path("unmute"), target.clone());
    assert_eq!(stable.status, 404);
    assert_eq!(previews.post(&path("unmute"), target).status, 200);
    assert!(!is_muted());
}

/// The .NET SDK's test `PlayAudio` of 2022 plays at once after creating the call, and expects 202.
#[test]
fn a_play_was_accepted_in_2022_before_the_call_was_answered() {
    for (version, status) in [("2022-04-07-preview", 202), ("2023-01-15-preview", 400)] {
        let stage = Stage::new();
        stage
            .emulator
            .set_remote_party(RemoteParty::any().no_answer())
            .unwrap();
        let caller = Caller::of(&stage.emulator).speaking(version);
        let body = stage.invitation(&[phone(NUMBER)]);
        let call = caller.post("", body).text("callConnectionId");
        let file = json!({"sourceType": "file", "fileSource": {"uri": "https://a.example/a.wav"}});
        let play = json!({"playSourceInfo": file, "playTo": [phone(NUMBER)]});
        let played = caller.post(&format!("/{call}:play"), play);
        assert_eq!(played.status, status, "{version}");
        if status == 202 {
            assert_eq!(short_type(&stage.last()), "PlayFailed");
        }
    }
}

/// As the documentation of the signature allows; an HTTP layer may not let `x-ms-date` through.
#[test]
fn a_call_is_created_with_a_signed_date_header() {
    let stage = Stage::new();
    let body = serde_json::to_vec(&stage.invitation(&[phone(NUMBER)])).unwrap();
    let key = AccessKey::from_base64(stage.emulator.access_key()).unwrap();
    let host = format!("127.0.0.1:{}", stage.emulator.port());
    let date = httpdate::fmt_http_date(SystemTime::now());
    let hash = content_hash(&body);
    let target = stage.caller.target("");
    let signed = key.authorization("POST", &target, &date, &host, &hash);
    let authorization = signed.replace("x-ms-date;", "date;");
    let headers = [
        ("Date", date.as_str()),
        ("x-ms-content-sha256", hash.as_str()),
        ("Authorization", authorization.as_str()),
        ("Content-Type", "application/json"),
    ];
    let created = exchange(host.parse().unwrap(), "POST", &target, &body, &headers).unwrap();
    assert_eq!(created.status, 201);
}

/// As the SDK for Java signs: without the port. Its HTTP clients send `Host` as it was signed, or write their own.
#[test]
fn a_host_may_be_signed_without_its_port() {
    let mut stage = Stage::with(EmulatorOptions::new().page_size(1));
    let call = stage.create(&[phone(NUMBER)]);
    stage.advance(1);
    let key = AccessKey::from_base64(stage.emulator.access_key()).unwrap();
    let address = format!("127.0.0.1:{}", stage.emulator.port());
    let target = stage.caller.target(&format!("/{call}/participants"));
    let get = |signed: &str, sent: &str| {
        let date = httpdate::fmt_http_date(SystemTime::now());
        let hash = content_hash(b"");
        let authorization = key.authorization("GET", &target, &date, signed, &hash);
        let headers = [
            ("Host", sent),
            ("x-ms-date", date.as_str()),
            ("x-ms-content-sha256", hash.as_str()),
            ("Authorization", authorization.as_str()),
        ];
        exchange(address.parse().unwrap(), "GET", &target, b"", &headers).unwrap()
    };
    for sent in ["127.0.0.1", address.as_str()] {
        let page = get("127.0.0.1", sent);
        assert_eq!(page.status, 200, "{sent}");
        let link = page.text("nextLink");
        assert!(link.starts_with(&format!("http://{address}/")), "{link}");
    }
    assert_eq!(get("127.0.0.1:1", "127.0.0.1").status, 401);
    assert_eq!(get("localhost", &address).status, 401);
    stage.caller.host = "127.0.0.1".to_owned();
    assert_eq!(stage.caller.get(&format!("/{call}")).status, 200);
}
