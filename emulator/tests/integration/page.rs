//! The page and who may use it: no web page of another origin, by none of the ways that browsers have.

use acs_call_automation_emulator::{
    Emulator, EmulatorOptions, GridSubscription, IncomingCall, RemoteParty, Schema,
};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;

/// Status, head and body of a request with these header lines, among them `Host`.
fn send(emulator: &Emulator, request: &str, headers: &[&str], body: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", emulator.port())).unwrap();
    let length = body.len();
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    write!(
        stream,
        "{request} HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
    .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_ascii_lowercase(), body.to_owned())
}

fn host(emulator: &Emulator) -> String {
    format!("Host: 127.0.0.1:{}", emulator.port())
}

#[test]
fn the_page_and_its_files_are_served_with_a_strict_policy() {
    let emulator = Emulator::start().unwrap();
    let own = host(&emulator);
    let (status, head, page) = send(&emulator, "GET /_emulator/", &[&own], "");
    assert_eq!(status, 200);
    assert!(
        head.contains("content-type: text/html; charset=utf-8"),
        "{head}"
    );
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(head.contains(rule), "{rule}: {head}");
    }
    assert!(!head.contains("unsafe-"), "{head}");
    assert!(head.contains("x-content-type-options: nosniff"), "{head}");
    let links = page.split('"').filter(|text| text.starts_with("page/"));
    let mut count = 0;
    for link in links {
        let (status, head, _) = send(&emulator, &format!("GET /_emulator/{link}"), &[&own], "");
        assert_eq!(status, 200, "{link}");
        assert!(!head.contains("unsafe-"), "{link}: {head}");
        count += 1;
    }
    assert!(count >= 3);
    let (status, head, _) = send(&emulator, "GET /_emulator", &[&own], "");
    assert_eq!(status, 308);
    assert!(head.contains("location: /_emulator/\r\n"), "{head}");
    let (status, ..) = send(&emulator, "GET /_emulator/page/mod.rs", &[&own], "");
    assert_eq!(status, 404);
}

#[test]
fn programs_that_are_no_browsers_need_no_headers_of_theirs() {
    let emulator = Emulator::start().unwrap();
    let form = "Content-Type: application/x-www-form-urlencoded"; // as curl -d sends it
    let body = json!({"reaction": "busy"}).to_string();
    let (status, head, _) = send(
        &emulator,
        "POST /_emulator/remote-party",
        &[&host(&emulator), form],
        &body,
    );
    assert_eq!(status, 200);
    assert!(!head.contains("access-control-"), "{head}");
}

#[test]
fn no_page_of_another_origin_drives_or_reads_the_emulator() {
    let emulator = Emulator::start().unwrap();
    let port = emulator.port();
    let own = host(&emulator);
    let origin = |of: &str| format!("Origin: {of}");
    let strange = [
        vec![own.clone(), origin("https://evil.example")],
        vec![own.clone(), origin("null")],
        vec![own.clone(), origin("http://localhost:3000")],
        vec![own.clone(), origin(&format!("https://127.0.0.1:{port}"))],
        vec![own.clone(), "Sec-Fetch-Site: cross-site".to_owned()],
        vec![own.clone(), "Sec-Fetch-Site: same-site".to_owned()],
        // A name that an attacker's name server resolves to this machine.
        vec![format!("Host: evil.example:{port}")],
        vec![
            format!("Host: evil.example:{port}"),
            origin(&format!("http://evil.example:{port}")),
            "Sec-Fetch-Site: same-origin".to_owned(),
        ],
    ];
    for headers in &strange {
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        for (request, body) in [
            ("GET /_emulator/journal", ""),
            ("GET /_emulator/page/main.mjs", ""),
            (
                "POST /_emulator/phone-number",
                r#"{"number":"+15550100199"}"#,
            ),
            (
                "DELETE /_emulator/subscription",
                r#"{"url":"http://127.0.0.1:9/"}"#,
            ),
            ("OPTIONS /_emulator/phone-number", ""),
        ] {
            let (status, head, body) = send(&emulator, request, &headers, body);
            assert_eq!(status, 403, "{request} {headers:?}");
            assert!(!head.contains("access-control-"), "{head}");
            assert!(body.starts_with(r#"{"error":"#), "{body}");
        }
    }
    let incoming = IncomingCall::new("+15550100123", "+15550100199");
    assert!(
        emulator.place_incoming_call(incoming).is_err(),
        "the number was not added"
    );
}

#[test]
fn the_own_page_drives_it_and_a_link_leads_to_it() {
    let emulator = Emulator::start().unwrap();
    let port = emulator.port();
    for name in [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "acs.localhost",
    ] {
        let host = format!("Host: {name}:{port}");
        let origin = format!("Origin: http://{name}:{port}");
        let headers = [host.as_str(), &origin, "Sec-Fetch-Site: same-origin"];
        let (status, ..) = send(&emulator, "POST /_emulator/user", &headers, "");
        assert_eq!(status, 200, "{name}");
    }
    let own = host(&emulator);
    let typed = [
        own.as_str(),
        "Sec-Fetch-Site: none",
        "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Dest: document",
    ];
    assert_eq!(send(&emulator, "GET /_emulator/calls", &typed, "").0, 200);
    let followed = [
        own.as_str(),
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Dest: document",
    ];
    assert_eq!(send(&emulator, "GET /_emulator/", &followed, "").0, 200);
    assert_eq!(
        send(&emulator, "GET /_emulator/calls", &followed, "").0,
        403
    );
    let framed = [
        own.as_str(),
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Dest: iframe",
    ];
    assert_eq!(send(&emulator, "GET /_emulator/", &framed, "").0, 403);
}

#[test]
fn behind_a_proxy_the_public_url_is_the_origin_too() {
    let options = EmulatorOptions::new().public_url("https://acs.example");
    let emulator = Emulator::start_with(&options).unwrap();
    for host in ["Host: acs.example".to_owned(), host(&emulator)] {
        let headers = [
            host.as_str(),
            "Origin: https://acs.example",
            "Sec-Fetch-Site: same-origin",
        ];
        let (status, ..) = send(&emulator, "POST /_emulator/user", &headers, "");
        assert_eq!(status, 200, "{host}");
    }
}

#[test]
fn what_was_set_up_can_be_read() {
    let emulator = Emulator::start().unwrap();
    let setup = || {
        let (status, _, body) = send(&emulator, "GET /_emulator/setup", &[&host(&emulator)], "");
        assert_eq!(status, 200);
        serde_json::from_str::<serde_json::Value>(&body).unwrap()
    };
    assert_eq!(setup()["reaction"], "answers");
    let user = emulator.create_user().unwrap();
    emulator.add_phone_number("+15550100199").unwrap();
    let everybody = RemoteParty::any().manual();
    emulator.set_remote_party(everybody).unwrap();
    let url = "http://127.0.0.1:9/incoming";
    let subscription = GridSubscription::new(url, Schema::CloudEvents).without_handshake();
    emulator.subscribe_with(&subscription).unwrap();
    let mut now = setup();
    let (operations, events) = (now["operations"].take(), now["events"].take());
    for (names, name) in [(operations, "CreateCall"), (events, "CallConnected")] {
        assert!(names.as_array().unwrap().contains(&json!(name)));
    }
    assert_eq!(
        now,
        json!({
            "phoneNumbers": ["4:+15550100199"], "users": [user], "reaction": "manual",
            "subscriptions": [{"url": url, "schema": "cloudEvents"}], "operations": null, "events": null,
        })
    );
}

#[test]
fn the_address_of_the_emulator_in_a_browser_leads_to_the_page() {
    let emulator = Emulator::start().unwrap();
    let own = host(&emulator);
    let (status, head, _) = send(&emulator, "GET /", &[&own, "Sec-Fetch-Mode: navigate"], "");
    assert_eq!(status, 307);
    assert!(head.contains("location: /_emulator/\r\n"), "{head}");
    let (status, ..) = send(&emulator, "GET /", &[&own], "");
    assert_eq!(status, 404, "for a client of the service");
}
