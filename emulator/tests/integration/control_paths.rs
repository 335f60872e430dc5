//! Every path of the control API refuses other methods and bodies in its own words.

use serde_json::{Value, json};

use crate::emulator_http::{Stage, exchange};

/// The methods and paths in the tables of the control API.
fn controls() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/control");
    let files = std::fs::read_dir(folder).unwrap();
    let mut controls = Vec::new();
    for file in files {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for row in source.split("Control(\"").skip(1) {
            let mut texts = row.split('"');
            let method = texts.next().unwrap().to_owned();
            controls.push((method, texts.nth(1).unwrap().to_owned()));
        }
    }
    controls
}

#[test]
fn an_error_of_the_control_api_speaks_of_the_control_api_only() {
    let stage = Stage::new();
    let address = ([127, 0, 0, 1], stage.emulator.port()).into();
    let refused = |method: &str, path: &str, body: &[u8]| {
        let response = exchange(address, method, path, body, &[]).unwrap();
        let text = String::from_utf8_lossy(&response.bytes).into_owned();
        assert_eq!(
            response.header("content-type"),
            Some("application/json"),
            "{path}"
        );
        assert!(response.json()["error"].is_string(), "{path}: {text}");
        assert!(
            !text.contains("version") && !text.contains("HTTP resource"),
            "{path}: {text}"
        );
        response
    };
    let controls = controls();
    assert!(controls.len() > 20, "{controls:?}");
    for (_, name) in &controls {
        let path = format!("/_emulator/{name}");
        let response = refused("PATCH", &path, b"");
        assert_eq!(response.status, 405, "{path}");
        let allowed = response.header("allow").unwrap();
        for (method, _) in controls.iter().filter(|(_, other)| other == name) {
            assert!(allowed.contains(method.as_str()), "{path}: {allowed}");
        }
        assert_eq!(refused("GET", &format!("{path}/more"), b"").status, 404);
        assert_eq!(
            refused("GET", &format!("{path}s?api-version=1"), b"").status,
            404
        );
    }
    for name in ["ca", "calls", "calls/a", "journal", "live"] {
        let path = format!("/_emulator/{name}");
        let response = refused("PATCH", &path, b"");
        assert_eq!(
            (response.status, response.header("allow")),
            (405, Some("GET"))
        );
    }
    assert_eq!(
        refused("GET", "/_emulator/ca", b"").status,
        404,
        "without https"
    );
    assert_eq!(refused("GET", "/_emulator/calls/a", b"").status, 404);
    for path in ["calls?api-vers=1", "journal?dance=1", "live?dance=1"] {
        let path = format!("/_emulator/{path}");
        assert_eq!(refused("GET", &path, b"").status, 400, "{path}");
    }
    for (method, name) in &controls {
        let path = format!("/_emulator/{name}");
        for body in [
            &b"{"[..],
            b"[]",
            b"\"a\"",
            br#"{"neverHeardOf": 1}"#,
            br#"{"a":1,"a":1}"#,
        ] {
            assert_eq!(refused(method, &path, body).status, 400, "{method} {path}");
        }
    }
    for path in ["/_emulator/dance", "/_emulator/Clock"] {
        assert_eq!(refused("POST", path, b"").status, 404, "{path}");
    }
    for page in ["/_emulator", "/_emulator/"] {
        assert_eq!(refused("POST", page, b"").status, 405, "{page}");
    }
}

#[test]
fn an_unknown_field_is_refused_with_the_one_that_is_meant() {
    let stage = Stage::new();
    let body = json!({"rawid": "+15550100123", "reaction": "busy"});
    let response = stage
        .caller
        .unsigned("POST", "/_emulator/remote-party", &body);
    assert_eq!(response.status, 400);
    let why = response.json()["error"].as_str().unwrap().to_owned();
    assert!(why.ends_with("did you mean rawId?"), "{why}");
    assert_eq!(
        stage
            .caller
            .unsigned("GET", "/_emulator/seed", &Value::Null)
            .json(),
        json!({})
    );
}

#[test]
fn a_refusal_says_what_there_is() {
    let stage = Stage::new();
    for (method, path, body, status, expected) in [
        (
            "POST",
            "press-digit",
            json!({}),
            404,
            "the control API has no path /_emulator/press-digit; did you mean press-digits?",
        ),
        (
            "GET",
            "journals",
            Value::Null,
            404,
            "the control API has no path /_emulator/journals; did you mean journal?",
        ),
        (
            "GET",
            "weather",
            Value::Null,
            404,
            "the control API has no path /_emulator/weather; docs/emulator.md lists those that there are",
        ),
        (
            "PUT",
            "clock",
            Value::Null,
            405,
            "/_emulator/clock takes GET, POST, not PUT",
        ),
        (
            "POST",
            "clock?advanceMs=1",
            json!({}),
            400,
            "there are no query parameters here; the body has the fields, as JSON",
        ),
        (
            "POST",
            "clock",
            json!({"seconds": 1}),
            400,
            "The field seconds is unknown; there are: advanceMs, step, runs",
        ),
        (
            "POST",
            "seed",
            json!({"weather": 1}),
            400,
            "The field weather is unknown; there are: clock, publicUrl, numbers, users, subscriptions, remoteParties, \
             prompts, faults, hooks",
        ),
    ] {
        let response = stage
            .caller
            .unsigned(method, &format!("/_emulator/{path}"), &body);
        assert_eq!(response.status, status, "{method} {path}");
        assert_eq!(response.json()["error"], expected, "{method} {path}");
    }
}
