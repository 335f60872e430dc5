//! A client in a process that forks: each process goes on with connections of its own.
//!
//! The program that forks is this test binary itself, run once more with one story to play; its
//! server stays in the process of the test.
#![allow(unsafe_code)] // fork

use std::io::{BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::recorder::{json_response, read_request};
use acs_call_automation::auth::{AccessToken, TokenSource};
use acs_call_automation::model::CallConnectionProperties;
use acs_call_automation::options::{ClientOptions, Credential, TrustRoots};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::*;

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
/// Which story the program plays, and where its server is.
const STORY: &str = "ACS_TEST_FORK_STORY";
const ENDPOINT: &str = "ACS_TEST_FORK_ENDPOINT";
/// A process that hangs longer than this is killed by the alarm, which the test sees.
const ALARM_SECONDS: u32 = 60;

// What the tests do.

/// A server that responds with the id of the requested call and the number of the connection. A request
/// for `hangs` waits until one for `release` arrives.
fn server(tls: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let hanging: Hanging = Hanging::default();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let (stream, hanging) = (stream.unwrap(), Arc::clone(&hanging));
            thread::spawn(move || serve(stream, tls, number + 1, &hanging));
        }
    });
    if tls {
        format!("https://localhost:{port}")
    } else {
        format!("http://127.0.0.1:{port}")
    }
}

/// The requests for `hangs`: one sender each, dropped on release.
type Hanging = Arc<Mutex<Vec<mpsc::Sender<()>>>>;

fn serve(stream: TcpStream, tls: bool, number: usize, hanging: &Hanging) {
    #[cfg(feature = "tls")]
    if tls {
        return respond_all(&mut BufReader::new(secured(stream)), number, hanging);
    }
    assert!(!tls, "the crate has no TLS");
    respond_all(&mut BufReader::new(stream), number, hanging);
}

fn respond_all(stream: &mut BufReader<impl Read + Write>, number: usize, hanging: &Hanging) {
    while let Some(request) = read_request(stream) {
        let id = request.target.split(['/', '?']).nth(3).unwrap();
        match id {
            "hangs" => {
                let (held, released) = mpsc::channel();
                hanging.lock().unwrap().push(held);
                let _ = released.recv();
            }
            // The response follows once a request for `hangs` has arrived.
            "wait-for-hanging" => {
                while hanging.lock().unwrap().is_empty() {
                    thread::yield_now();
                }
            }
            "release" => hanging.lock().unwrap().clear(),
            _ => {}
        }
        let body = format!(r#"{{"callConnectionId":"{id}","correlationId":"{number}"}}"#);
        if stream
            .get_mut()
            .write_all(&json_response(200, &body))
            .is_err()
        {
            return;
        }
    }
}

#[cfg(feature = "tls")]
fn secured(stream: TcpStream) -> rustls::StreamOwned<rustls::ServerConnection, TcpStream> {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let certificate =
        CertificateDer::from_pem_slice(include_bytes!("../data/tls/cert.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../data/tls/key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let connection = rustls::ServerConnection::new(Arc::new(config)).unwrap();
    rustls::StreamOwned::new(connection, stream)
}

/// Runs the program with one story, and fails as it fails.
fn play(story: &str, tls: bool) {
    let outcome = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "fork::the_program",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(STORY, story)
        .env(ENDPOINT, server(tls))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&outcome.stdout),
        String::from_utf8_lossy(&outcome.stderr),
    );
    assert!(outcome.status.success(), "{}\n{out}\n{err}", outcome.status);
    assert!(out.contains("the_program ... "), "it did not run: {out}");
}

#[test]
fn each_process_goes_on_with_connections_of_its_own() {
    play("own connections", false);
}

#[cfg(feature = "tls")]
#[test]
fn each_process_goes_on_with_tls_connections_of_its_own() {
    play("own connections", true);
}

#[test]
fn a_child_that_aborts_and_cancels_does_not_end_the_parents_requests() {
    play("abort in the child", false);
}

#[test]
fn a_token_being_fetched_in_the_parent_is_fetched_again_in_the_child() {
    play("token", false);
}

#[test]
fn a_token_canceled_before_the_fork_is_canceled_in_the_child() {
    play("canceled before", false);
}

#[test]
fn children_of_a_busy_parent_send_their_requests() {
    play("busy parent", false);
}

#[test]
fn a_child_submits_its_own_operations_and_runs_none_of_its_parents() {
    play("submitted", false);
}

// What the program does.

#[test]
fn the_program() {
    let Ok(story) = std::env::var(STORY) else {
        return;
    };
    // SAFETY: no handler is set, so the alarm ends the process.
    unsafe { libc::alarm(ALARM_SECONDS) };
    match story.as_str() {
        "own connections" => own_connections(),
        "abort in the child" => abort_in_the_child(),
        "token" => token(),
        "canceled before" => canceled_before(),
        "busy parent" => busy_parent(),
        "submitted" => submitted(),
        other => panic!("no story of that name: {other}"),
    }
}

/// Forks; the child runs `work` and exits. Returns the id of the child.
fn fork(work: impl FnOnce()) -> libc::pid_t {
    // SAFETY: the child has this thread alone; it uses what the library promises to work in a
    // child, and leaves without running anything that the parent registered.
    match unsafe { libc::fork() } {
        0 => {
            // SAFETY: as in `the_program`; alarms are not inherited.
            unsafe { libc::alarm(ALARM_SECONDS / 2) };
            let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            // SAFETY: nothing follows.
            unsafe { libc::_exit(i32::from(worked.is_err())) }
        }
        pid => {
            assert!(pid > 0, "no child");
            pid
        }
    }
}

/// Drops what the child got from the parent, as the last thing that the child does with it.
fn free<T>(value: &T) {
    // SAFETY: the owner is a frame of the parent, to which the child does not return.
    drop(unsafe { std::ptr::read(value) });
}

fn join(child: libc::pid_t) {
    let mut status = 0;
    // SAFETY: `status` is owned here.
    let joined = unsafe { libc::waitpid(child, &raw mut status, 0) };
    assert_eq!(joined, child);
    assert_eq!(status, 0, "the child failed, or hung until its alarm");
}

fn options() -> ClientOptions {
    let options = ClientOptions::new()
        .timeout(Duration::from_secs(3600))
        .max_retries(0);
    #[cfg(feature = "tls")]
    let options = options.trust_roots(TrustRoots::Pem(
        include_str!("../data/tls/ca.pem").to_owned(),
    ));
    options
}

fn client_with(credential: Credential) -> CallAutomationClient {
    let endpoint = std::env::var(ENDPOINT).unwrap();
    CallAutomationClient::new(&endpoint, credential, &options()).unwrap()
}

fn client() -> CallAutomationClient {
    client_with(Credential::access_key(KEY).unwrap())
}

/// Requests the call of that id; returns the number of the connection of the response.
fn get(client: &CallAutomationClient, id: &str) -> usize {
    let call = client.call_connection(id).unwrap();
    let response = call.get_properties().unwrap();
    assert_eq!(
        response.call_connection_id, id,
        "the response to another request"
    );
    response.correlation_id.as_deref().unwrap().parse().unwrap()
}

fn own_connections() {
    let client = client();
    assert_eq!(get(&client, "before"), 1);
    let child = fork(|| {
        let own = get(&client, "child-0");
        assert_ne!(own, 1);
        for turn in 1..100 {
            assert_eq!(get(&client, &format!("child-{turn}")), own);
        }
        // Daemons fork twice.
        join(fork(|| {
            let own_again = get(&client, "grandchild");
            assert!(own_again != 1 && own_again != own);
            free(&client);
        }));
        assert_eq!(get(&client, "child-again"), own);
        client.abort();
        free(&client);
    });
    for turn in 0..100 {
        assert_eq!(get(&client, &format!("parent-{turn}")), 1);
    }
    join(child);
    assert_eq!(get(&client, "after"), 1, "still the kept connection");

    // A child that never calls, and only frees what it got.
    let pages = client
        .call_connection("x")
        .unwrap()
        .participant_pages(&RequestOptions::new());
    join(fork(|| {
        free(&pages);
        free(&client);
    }));
    assert_eq!(get(&client, "last"), 1, "still the kept connection");
}

fn abort_in_the_child() {
    let (client, helper) = (client(), client());
    let token = CancelToken::new();
    let options = RequestOptions::new().cancel(&token);
    thread::scope(|scope| {
        let hanging = scope.spawn(|| {
            let call = client.call_connection("hangs").unwrap();
            call.get_properties_with(&options)
        });
        get(&helper, "wait-for-hanging");
        join(fork(|| {
            client.abort();
            token.cancel();
            assert!(token.is_canceled());
            token.reset();
            get(&client, "child");
            client.abort();
            free(&options);
            free(&token);
            free(&client);
        }));
        assert!(!token.is_canceled());
        get(&helper, "release");
        let response = hanging.join().unwrap().unwrap();
        assert_eq!(response.call_connection_id, "hangs");
    });
}

/// The first fetch waits until the test releases it.
struct Slow {
    fetches: AtomicUsize,
    begun: mpsc::Sender<()>,
    go_on: Mutex<mpsc::Receiver<()>>,
}

impl TokenSource for Slow {
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        if self.fetches.fetch_add(1, Ordering::SeqCst) == 0 {
            self.begun.send(())?;
            self.go_on.lock().unwrap().recv()?;
        }
        let later = SystemTime::now() + Duration::from_secs(3600);
        Ok(AccessToken::new("t", later))
    }
}

fn token() {
    let (begun, wait) = mpsc::channel();
    let (let_go, go_on) = mpsc::channel();
    let client = client_with(Credential::token(Arc::new(Slow {
        fetches: AtomicUsize::new(0),
        begun,
        go_on: Mutex::new(go_on),
    })));
    thread::scope(|scope| {
        let first = scope.spawn(|| get(&client, "parent"));
        wait.recv().unwrap();
        join(fork(|| {
            get(&client, "child");
            get(&client, "child-again");
        }));
        let_go.send(()).unwrap();
        first.join().unwrap();
    });
}

fn canceled_before() {
    let client = client();
    let token = CancelToken::new();
    let options = RequestOptions::new().cancel(&token);
    token.cancel();
    join(fork(|| {
        let call = client.call_connection("child").unwrap();
        let error = call.get_properties_with(&options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Aborted);
        token.reset();
        call.get_properties_with(&options).unwrap();
    }));
    assert!(token.is_canceled());
}

/// Tokens that are stale at once, so that every request fetches one.
struct Stale;

impl TokenSource for Stale {
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        let soon = SystemTime::now() + Duration::from_millis(20);
        Ok(AccessToken::new("t", soon))
    }
}

fn submit(client: &CallAutomationClient, queue: &Receiver, id: &'static str) -> Result<()> {
    let get = |client: &CallAutomationClient| client.call_connection(id)?.get_properties();
    client.submit(queue, 1, get)
}

/// The ids of the calls whose completions are read next.
fn completed(queue: &Receiver, count: usize) -> Vec<String> {
    let read = |_| {
        let received = queue.recv().unwrap();
        let taken = received
            .completion()
            .unwrap()
            .take::<Response<CallConnectionProperties>>();
        taken.unwrap().unwrap().call_connection_id.clone()
    };
    (0..count).map(read).collect()
}

fn submitted() {
    let one_at_a_time = options().submit_workers(1);
    let key = Credential::access_key(KEY).unwrap();
    let endpoint = std::env::var(ENDPOINT).unwrap();
    let client = CallAutomationClient::new(&endpoint, key, &one_at_a_time).unwrap();
    let queue = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
    submit(&client, &queue, "hangs").unwrap();
    get(&client, "wait-for-hanging");
    submit(&client, &queue, "waits").unwrap();
    join(fork(|| {
        let refused = submit(&client, &queue, "child").unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forked);
        let own = Receiver::without_listener(&ReceiverOptions::new()).unwrap();
        submit(&client, &own, "child").unwrap();
        assert_eq!(completed(&own, 1), ["child"]);
        free(&client);
    }));
    get(&client, "release");
    assert_eq!(completed(&queue, 2), ["hangs", "waits"]);
}

/// Forks while other threads may hold any lock.
fn busy_parent() {
    const THREADS: usize = 8;
    const CHILDREN: usize = 50;
    let client = client_with(Credential::token(Arc::new(Stale)));
    let token = CancelToken::new();
    let options = RequestOptions::new().cancel(&token);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (client, options, done) = (&client, &options, &done);
            scope.spawn(move || {
                for turn in 0.. {
                    if done.load(Ordering::SeqCst) {
                        return;
                    }
                    let id = format!("thread-{thread}-{turn}");
                    let call = client.call_connection(&id).unwrap();
                    let response = call.get_properties_with(options).unwrap();
                    assert_eq!(response.call_connection_id, id);
                }
            });
        }
        for child in 0..CHILDREN {
            join(fork(|| {
                let id = format!("child-{child}");
                let call = client.call_connection(&id).unwrap();
                let response = call.get_properties_with(&options).unwrap();
                assert_eq!(response.call_connection_id, id);
                token.cancel();
                client.abort();
                token.reset();
                get(&client, &id);
                free(&client);
                free(&token);
            }));
        }
        done.store(true, Ordering::SeqCst);
    });
}
