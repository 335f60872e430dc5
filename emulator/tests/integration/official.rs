//! Every request of the official clients that was kept, in a call that has what it needs: the emulator performs it, and the response is the recorded one.

use crate::emulator_http;

use acs_call_automation_emulator::{ClientCall, IncomingCall};
use emulator_http::{HttpResponse, Stage, VERSION, phone, random_guid, user};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

/// What the cases name.
const CALL: &str = "0f005f00-1a2b-4c3d-8e4f-5a6b7c8d9e0f";
const CALLBACKS: &str = "https://app.example.com/";

/// One request, as it was sent or as the schema wants it.
struct Case {
    name: String,
    method: String,
    path: String,
    body: Value,
    status: u64,
}

impl Case {
    /// The operation, without the ids in the path.
    fn verb(&self) -> &str {
        let last = self.path.rsplit('/').next().unwrap();
        last.rsplit_once(':').map_or(last, |(_, verb)| verb)
    }

    fn is_of(&self, family: &str) -> bool {
        self.path.starts_with(family)
    }
}

fn cases() -> Vec<Case> {
    let folders = ["../tests/data/requests", "../tests/data/requests_js"];
    let files = folders.map(|folder| std::fs::read_dir(folder).unwrap());
    let mut cases = Vec::new();
    for file in files.into_iter().flatten() {
        let text = std::fs::read(file.unwrap().path()).unwrap();
        let case: Value = serde_json::from_slice(&text).unwrap();
        // The tokens of pages are the emulator's own.
        if case["request"]["query"].get("continuationToken").is_some() {
            continue;
        }
        let specified = &case["as_specified"]["body"];
        let bodies = [&case["request"]["body"], specified];
        let bodies = bodies
            .into_iter()
            .enumerate()
            .filter(|(place, body)| *place == 0 || body.is_object());
        for (place, body) in bodies {
            let how = ["", " as specified"][place];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            cases.push(Case {
                name: format!("{}{how}", case["name"].as_str().unwrap()),
                method: text(&case["request"]["method"]),
                path: text(&case["request"]["path"]),
                body: body.clone(),
                status: case["response"]["status"].as_u64().unwrap(),
            });
        }
    }
    cases
}

/// All identifiers in a body.
fn identifiers(value: &Value, found: &mut Vec<Value>) {
    if value.get("rawId").is_some() {
        found.push(value.clone());
        return;
    }
    match value {
        Value::Object(members) => members.values().for_each(|value| identifiers(value, found)),
        Value::Array(items) => items.iter().for_each(|value| identifiers(value, found)),
        _ => {}
    }
}

/// A call with these people, set up with everything that a request may name.
fn call_with(stage: &Stage, people: &[Value]) -> String {
    let socket = |more: Value| {
        let mut options =
            json!({"transportType": "websocket", "transportUrl": "wss://socket.example"});
        let more = more.as_object().unwrap().clone();
        options.as_object_mut().unwrap().extend(more);
        options
    };
    let mut body = stage.invitation(people);
    body["callIntelligenceOptions"] =
        json!({"cognitiveServicesEndpoint": "https://speech.example"});
    body["mediaStreamingOptions"] = socket(json!({"audioChannelType": "mixed"}));
    body["transcriptionOptions"] = socket(json!({"locale": "en-US"}));
    let response = stage.caller.post("", body);
    assert_eq!(response.status, 201, "{response:?}");
    response.text("callConnectionId")
}

/// Who has to be in the call before the request.
fn participants_of(case: &Case) -> Vec<Value> {
    let mut people = Vec::new();
    let mut body = case.body.clone();
    let newcomers = match case.verb() {
        "transferToParticipant" => "targetParticipant",
        "moveHere" => "targetParticipants",
        _ => "participantToAdd",
    };
    if let Some(members) = body.as_object_mut() {
        members.remove(newcomers);
        // Neither the application's own side nor who is spoken of is in the call.
        members.remove("source");
        members.remove("customCallingContext");
    }
    identifiers(&body, &mut people);
    if let Some((_, raw_id)) = case.path.split_once("/participants/") {
        let raw_id = percent_decode_str(raw_id).decode_utf8().unwrap();
        let person = match raw_id.strip_prefix("4:") {
            Some(number) => phone(number),
            None if raw_id.starts_with("8:acs:") => user(&raw_id),
            None => json!({"rawId": raw_id}),
        };
        people.push(person);
    }
    let mut seen = std::collections::HashSet::new();
    people.retain(|person| seen.insert(person["rawId"].to_string()));
    if people.is_empty() {
        people.push(phone("+15550100177"));
    }
    people
}

fn act(stage: &Stage, case: &Case) -> HttpResponse {
    let call = call_with(stage, &participants_of(case));
    let mut path = case.path.replace(CALL, &call);
    let mut text = case.body.to_string();
    text = text.replace(CALLBACKS, &stage.collector.url("/"));
    let mut body: Value = serde_json::from_str(&text).unwrap();
    if body.get("incomingCallContext").is_some() {
        let own = stage.emulator.create_user().unwrap();
        let incoming = IncomingCall::new("4:+15550100166", own);
        body["incomingCallContext"] = stage.emulator.place_incoming_call(incoming).unwrap().into();
    }
    if let Some(locator) = body.get_mut("callLocator") {
        let users = ["8:acs:res_1", "8:acs:res_2"];
        let outside = match (locator.get("groupCallId"), locator.get("roomId")) {
            (Some(id), _) => ClientCall::new(users).group_id(id.as_str().unwrap()),
            (_, Some(id)) => ClientCall::new(users).room_id(id.as_str().unwrap()),
            _ => ClientCall::new(users),
        };
        let started = stage.emulator.start_client_call(outside).unwrap();
        if locator.get("serverCallId").is_some() {
            locator["serverCallId"] = started.server_call_id.into();
        }
    }
    if body.get("callConnectionId").is_some() {
        body["callConnectionId"] = call.as_str().into();
    }
    let prepare = |verb: &str| {
        let response = stage.caller.post(&format!("/{call}:{verb}"), json!({}));
        assert_eq!(response.status, 202, "{verb}: {response:?}");
    };
    match case.verb() {
        "stopMediaStreaming" => prepare("startMediaStreaming"),
        "stopTranscription" | "updateTranscription" => prepare("startTranscription"),
        "moveHere" => {
            let mut people = Vec::new();
            identifiers(&body["targetParticipants"], &mut people);
            body["fromCall"] = call_with(stage, &people).into();
        }
        _ => {}
    }
    if case.is_of("/calling/recordings/") {
        let id = recorded(stage, &call);
        let (_, verb) = path.split_once(':').unwrap_or_default();
        if verb == "resume" {
            let pause = stage
                .caller
                .target("")
                .replace("callConnections", &format!("recordings/{id}:pause"));
            assert_eq!(
                stage.caller.send("POST", &pause, b"", &[]).unwrap().status,
                202
            );
        }
        let colon = if verb.is_empty() { "" } else { ":" };
        path = format!("/calling/recordings/{id}{colon}{verb}");
    }
    let bytes = match &body {
        Value::Null => Vec::new(),
        body => serde_json::to_vec(body).unwrap(),
    };
    let id = random_guid();
    let repeat = [
        ("Repeatability-Request-ID", id.as_str()),
        ("Repeatability-First-Sent", "Sun, 22 Nov 2026 05:36:34 GMT"),
    ];
    let target = format!("{path}?api-version={VERSION}");
    let response = stage.caller.send(&case.method, &target, &bytes, &repeat);
    response.unwrap()
}

/// Starts a recording of a call and gives back its id.
fn recorded(stage: &Stage, call: &str) -> String {
    let body = json!({"callConnectionId": call}).to_string();
    let target = format!("/calling/recordings?api-version={VERSION}");
    let response = stage.caller.send("POST", &target, body.as_bytes(), &[]);
    response.unwrap().text("recordingId")
}

#[test]
fn every_request_of_the_official_clients_is_done_where_it_has_what_it_is_about() {
    let mut differences = Vec::new();
    for case in cases() {
        // The store of recordings has tests of its own; an anonymous caller cannot be called.
        if case.is_of("/v1/objects/") || case.path.ends_with("4%3Aanonymous") {
            continue;
        }
        let response = act(&Stage::new(), &case);
        let text = String::from_utf8_lossy(&response.bytes);
        // The clients leave it to the service to insist on a caller id.
        let lacks_caller_id = text.contains("sourceCallerIdNumber is required");
        // The cases were answered by a stand-in; the service itself was recorded with 202.
        let is_accepted = case.name.starts_with("recording_start_call_connection");
        let expected = if is_accepted { 202 } else { case.status };
        if u64::from(response.status) != expected && !lacks_caller_id {
            differences.push(format!("{}: {} {text}", case.name, response.status));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
