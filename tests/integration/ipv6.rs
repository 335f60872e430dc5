//! Machines without IPv4: the same over IPv6 alone.

use std::io::Write as _;
use std::net::TcpListener;

use acs_call_automation::options::CreateCallOptions;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{CallAutomationClient, CallInvite};
use acs_call_automation_emulator::{Emulator, EmulatorOptions};

use crate::recorder;
use crate::world::{CALLER_ID, PHONE};

#[test]
fn a_client_reaches_an_endpoint_that_has_only_an_ipv6_address() {
    let service = TcpListener::bind("[::1]:0").unwrap();
    let address = service.local_addr().unwrap();
    let served = std::thread::spawn(move || {
        let (stream, _) = service.accept().unwrap();
        let mut reader = std::io::BufReader::new(stream.try_clone().unwrap());
        let request = recorder::read_request(&mut reader).unwrap();
        let body = r#"{"callConnectionId":"c-1"}"#;
        write!(
            &stream,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        request
    });
    let connection_string = format!("endpoint=http://{address}/;accesskey=a2V5");
    let client = CallAutomationClient::from_connection_string(&connection_string).unwrap();
    let call = client.call_connection("c-1").unwrap();
    let properties = call.get_properties().unwrap();
    assert_eq!(properties.call_connection_id, "c-1");
    let request = served.join().unwrap();
    // The signature covers the host as it is sent.
    assert_eq!(request.header("host"), Some(address.to_string().as_str()));
}

#[test]
fn events_reach_a_receiver_that_has_only_an_ipv6_address() {
    let emulator = Emulator::start_with(&EmulatorOptions::new().manual_clock(true)).unwrap();
    let receiver = Receiver::bind(&ReceiverOptions::new().listen("[::1]:0")).unwrap();
    let callback = receiver.url("/events").unwrap();
    assert!(callback.starts_with("http://[::1]:"), "{callback}");
    let client = CallAutomationClient::from_connection_string(&emulator.connection_string());
    let invite = CallInvite::to_phone_number(PHONE, CALLER_ID).unwrap();
    client
        .unwrap()
        .create_call(&invite, &callback, &CreateCallOptions::new())
        .unwrap();
    let connected = std::iter::from_fn(|| receiver.recv().ok())
        .find(|received| received.event.name() == "CallConnected");
    assert!(connected.is_some());
}
