//! Submitted operations: what an event loop sees of them. A server that holds its responses back.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::time::Duration;

use acs_call_automation::flow::{self, Outcome};
use acs_call_automation::options::{ClientOptions, PlayOptions};
use acs_call_automation::receiver::{
    COMPLETION_EVENT, Filter, Next, Received, Receiver, ReceiverOptions, Request,
};
use acs_call_automation::{
    CallAutomationClient, CancelToken, ErrorKind, ForEveryone, PlaySource, RequestOptions, Result,
};

const LONG: Duration = Duration::from_secs(60);
const NOW: Option<Duration> = Some(Duration::ZERO);

struct Stage {
    server: TcpListener,
    client: CallAutomationClient,
    receiver: Receiver,
}

impl Stage {
    fn new(options: ClientOptions) -> Self {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let text = format!(
            "endpoint=http://{};accesskey=a2V5",
            server.local_addr().unwrap()
        );
        Self {
            server,
            client: CallAutomationClient::from_connection_string_with(&text, &options).unwrap(),
            receiver: Receiver::without_listener(&ReceiverOptions::new()).unwrap(),
        }
    }

    fn submit(&self, tag: u64) -> Result<()> {
        self.client.submit(&self.receiver, tag, |client| {
            client.call_connection("c-1")?.get_properties().map(drop)
        })
    }

    /// Plays on call c-1 with this operation context, and waits for the outcome.
    fn submit_play(&self, tag: u64, request: RequestOptions, timeout: Duration) {
        let events = self.receiver.clone();
        let options = PlayOptions::new().operation_context(format!("play {tag}"));
        let options = options.request(request);
        let play = move |client: &CallAutomationClient| {
            let call = client.call_connection("c-1")?;
            let gong = [PlaySource::file("https://127.0.0.1/gong.wav")];
            flow::begin::play_to_all(&call, &events, &gong, &options, timeout)
        };
        self.client.submit_flow(&self.receiver, tag, play).unwrap();
    }

    /// The event that ends it.
    fn bring_end_of_play(&self, tag: u64) {
        let event = format!(
            r#"[{{"id":"{tag}","type":"Microsoft.Communication.PlayCompleted",
            "data":{{"callConnectionId":"c-1","operationContext":"play {tag}"}}}}]"#
        );
        let response = self
            .receiver
            .handle(&Request::new("POST", "/events", event));
        assert_eq!(response.status, 200);
    }

    /// The tag and outcome of the flow that is completed next.
    fn outcome(&self) -> (Option<u64>, Outcome) {
        let received = self.receiver.recv().unwrap();
        let completion = received.completion().expect("an event");
        (received.tag, completion.take::<Outcome>().unwrap().unwrap())
    }

    /// A request that has arrived and has no response yet.
    fn request(&self) -> TcpStream {
        let (mut stream, _) = self.server.accept().unwrap();
        let mut head = [0; 4096];
        assert!(stream.read(&mut head).unwrap() > 0);
        stream
    }
}

fn accept(mut request: TcpStream) {
    let response = "HTTP/1.1 202 Accepted\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    request.write_all(response.as_bytes()).unwrap();
}

fn respond(mut request: TcpStream) {
    let body = r#"{"callConnectionId":"c-1"}"#;
    write!(
        request,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
}

fn kind_of(received: &Received) -> Option<ErrorKind> {
    let completion = received.completion().expect("an event");
    completion
        .take::<()>()
        .unwrap()
        .err()
        .map(|error| error.kind())
}

#[allow(unsafe_code)]
fn is_readable(receiver: &Receiver) -> bool {
    let mut entry = libc::pollfd {
        fd: receiver.fd().unwrap().as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    };
    // SAFETY: one entry is given, and its descriptor is open.
    unsafe { libc::poll(&raw mut entry, 1, 0) == 1 }
}

#[test]
fn a_poll_loop_with_two_calls_never_blocks() {
    let stage = Stage::new(ClientOptions::new());
    stage.submit(1).unwrap();
    let first = stage.request();
    stage.submit(2).unwrap();
    let second = stage.request();
    assert!(!is_readable(&stage.receiver), "both are outstanding");
    respond(second);
    let received = stage.receiver.recv().unwrap();
    assert_eq!((received.tag, kind_of(&received)), (Some(2), None));
    assert_eq!(received.event.event_type(), COMPLETION_EVENT);
    assert!(!is_readable(&stage.receiver));
    respond(first);
    let received = stage.receiver.recv().unwrap();
    assert_eq!((received.tag, kind_of(&received)), (Some(1), None));
    assert!(
        received.completion().unwrap().take::<()>().is_none(),
        "taken"
    );
}

#[test]
fn operations_beyond_the_capacity_are_refused_until_a_completion_is_read() {
    let stage = Stage::new(ClientOptions::new().submit_workers(1).submit_capacity(2));
    stage.submit(1).unwrap();
    stage.submit(2).unwrap();
    assert_eq!(stage.submit(3).unwrap_err().kind(), ErrorKind::Full);
    for tag in [1, 2] {
        respond(stage.request());
        assert_eq!(stage.receiver.recv().unwrap().tag, Some(tag), "in sequence");
        stage.submit(3).unwrap();
    }
}

#[test]
fn abort_completes_what_runs_and_what_has_not_begun() {
    let stage = Stage::new(ClientOptions::new().submit_workers(1));
    stage.submit(1).unwrap();
    let _held = stage.request();
    stage.submit(2).unwrap();
    stage.client.abort();
    let mut tags = Vec::new();
    for _ in 0..2 {
        let received = stage.receiver.recv().unwrap();
        assert_eq!(kind_of(&received), Some(ErrorKind::Aborted));
        tags.extend(received.tag);
    }
    tags.sort_unstable();
    assert_eq!(tags, [1, 2]);
}

#[test]
fn a_cancel_token_ends_its_own_operation_alone() {
    let stage = Stage::new(ClientOptions::new());
    let token = CancelToken::new();
    let options = RequestOptions::new().cancel(&token);
    stage
        .client
        .submit(&stage.receiver, 1, move |client| {
            client
                .call_connection("c-1")?
                .get_properties_with(&options)
                .map(drop)
        })
        .unwrap();
    let _held = stage.request();
    stage.submit(2).unwrap();
    let other = stage.request();
    token.cancel();
    let received = stage.receiver.recv().unwrap();
    assert_eq!(
        (received.tag, kind_of(&received)),
        (Some(1), Some(ErrorKind::Aborted))
    );
    respond(other);
    assert_eq!(kind_of(&stage.receiver.recv().unwrap()), None);
}

#[test]
fn close_completes_all_that_is_outstanding_before_the_queue_ends() {
    let stage = Stage::new(ClientOptions::new().submit_workers(1));
    stage.submit(1).unwrap();
    let _held = stage.request();
    stage.submit(2).unwrap();
    stage.receiver.close(Duration::ZERO);
    assert_eq!(stage.submit(3).unwrap_err().kind(), ErrorKind::Closed);
    for _ in 0..2 {
        let received = stage.receiver.recv().unwrap();
        assert_eq!(kind_of(&received), Some(ErrorKind::Aborted));
    }
    assert_eq!(stage.receiver.recv().unwrap_err().kind(), ErrorKind::Closed);
    assert!(is_readable(&stage.receiver));
    assert!(stage.receiver.close(LONG));
}

#[test]
fn a_completion_outlives_its_client_and_follows_its_subscription() {
    let Stage {
        server: _server,
        client,
        receiver,
    } = Stage::new(ClientOptions::new());
    let of_call = receiver.subscribe(Filter::call("c-1")).unwrap();
    client
        .submit(&of_call, 5, |_| Ok("value".to_owned()))
        .unwrap();
    drop(client);
    let received = of_call.recv().unwrap();
    let taken = received.completion().unwrap().take::<String>();
    assert_eq!(taken.unwrap().unwrap(), "value");
    assert!(matches!(receiver.next(NOW), Ok(Next::TimedOut)));
}

#[test]
fn an_operation_that_panics_is_completed_and_its_thread_goes_on() {
    let stage = Stage::new(ClientOptions::new().submit_workers(1));
    let panics = |_: &CallAutomationClient| -> Result<()> { panic!("planted") };
    stage.client.submit(&stage.receiver, 1, panics).unwrap();
    assert_eq!(
        kind_of(&stage.receiver.recv().unwrap()),
        Some(ErrorKind::System)
    );
    stage.client.submit(&stage.receiver, 2, |_| Ok(())).unwrap();
    assert_eq!(kind_of(&stage.receiver.recv().unwrap()), None);
}

#[test]
fn four_long_flows_never_hold_up_a_hang_up() {
    let stage = Stage::new(ClientOptions::new());
    for tag in 1..=4 {
        stage.submit_play(tag, RequestOptions::new(), LONG);
        accept(stage.request());
    }
    let hang_up = |client: &CallAutomationClient| {
        let call = client.call_connection("c-1")?;
        call.hang_up(ForEveryone::Yes).map(drop)
    };
    stage.client.submit(&stage.receiver, 5, hang_up).unwrap();
    accept(stage.request());
    let received = stage.receiver.recv().unwrap();
    assert_eq!((received.tag, kind_of(&received)), (Some(5), None));
    assert!(!is_readable(&stage.receiver), "the flows still wait");
    for tag in [3, 1, 4, 2] {
        stage.bring_end_of_play(tag);
        let (completed, outcome) = stage.outcome();
        assert_eq!(completed, Some(tag));
        assert!(outcome.is_success(), "{outcome}");
    }
}

#[test]
fn a_hundred_flows_wait_without_a_worker() {
    let stage = Stage::new(ClientOptions::new().submit_workers(1));
    for tag in 1..=100 {
        stage.submit_play(tag, RequestOptions::new(), LONG);
        accept(stage.request());
    }
    for tag in 1..=100 {
        stage.bring_end_of_play(tag);
        assert_eq!(stage.outcome().0, Some(tag));
    }
}

#[test]
fn a_flow_without_an_event_is_completed_when_its_time_is_up() {
    let stage = Stage::new(ClientOptions::new());
    stage.submit_play(1, RequestOptions::new(), LONG);
    accept(stage.request());
    stage.submit_play(2, RequestOptions::new(), Duration::from_secs(1));
    accept(stage.request());
    let (tag, outcome) = stage.outcome();
    assert_eq!(tag, Some(2));
    let pending = outcome.pending().expect("it goes on");
    assert_eq!(pending.operation_context, "play 2");
    assert!(matches!(outcome, Outcome::TimedOut(_)), "{outcome}");
}

#[test]
fn what_cancels_a_flow_completes_it_at_once() {
    let stage = Stage::new(ClientOptions::new());
    let token = CancelToken::new();
    stage.submit_play(1, RequestOptions::new().cancel(&token), LONG);
    accept(stage.request());
    for tag in 2..=3 {
        stage.submit_play(tag, RequestOptions::new(), LONG);
        accept(stage.request());
    }
    token.cancel();
    let (tag, outcome) = stage.outcome();
    assert_eq!(tag, Some(1));
    assert!(matches!(outcome, Outcome::Aborted(_)), "{outcome}");
    stage.client.abort();
    for _ in 2..=3 {
        let (_, outcome) = stage.outcome();
        assert!(matches!(outcome, Outcome::Aborted(_)), "{outcome}");
    }
}

#[test]
fn close_completes_the_flows_that_wait_and_they_outlive_their_client() {
    let stage = Stage::new(ClientOptions::new());
    for tag in 1..=2 {
        stage.submit_play(tag, RequestOptions::new(), LONG);
        accept(stage.request());
    }
    let Stage {
        server: _server,
        client,
        receiver,
    } = stage;
    drop(client);
    assert!(receiver.close(LONG));
    for _ in 1..=2 {
        let received = receiver.recv().unwrap();
        let outcome = received.completion().unwrap().take::<Outcome>();
        let outcome = outcome.unwrap().unwrap();
        assert!(matches!(outcome, Outcome::Closed(_)), "{outcome}");
    }
    assert_eq!(receiver.recv().unwrap_err().kind(), ErrorKind::Closed);
}

/// Brings CallConnected of a call.
fn bring_connected(receiver: &Receiver, call: &str, context: &str) {
    let event = format!(
        r#"[{{"id":"{call}","type":"Microsoft.Communication.CallConnected",
        "data":{{"callConnectionId":"{call}","operationContext":"{context}"}}}}]"#
    );
    let response = receiver.handle(&Request::new("POST", "/events", event));
    assert_eq!(response.status, 200);
}

#[test]
fn an_event_that_precedes_the_response_has_the_tag_of_its_operation_context() {
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    receiver.tag_context("order-1", 7);
    bring_connected(&receiver, "c-1", "order-1");
    bring_connected(&receiver, "c-2", "order-2");
    let tags: Vec<_> = std::iter::from_fn(|| receiver.try_recv().unwrap())
        .map(|received| received.tag)
        .collect();
    assert_eq!(tags, [Some(7), None]);
    assert!(!receiver.untag_context("order-1", 7), "the call has it");
    assert_eq!(receiver.untag("c-1"), Some(7));
}

#[test]
fn a_context_of_two_calls_tags_neither_before_their_ids_are_known() {
    let receiver = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    receiver.tag_context("order", 7);
    receiver.tag_context("order", 8);
    bring_connected(&receiver, "c-1", "order");
    assert_eq!(receiver.recv().unwrap().tag, None);
    assert!(receiver.untag_context("order", 8));
    bring_connected(&receiver, "c-2", "order");
    assert_eq!(receiver.recv().unwrap().tag, Some(7));
}
