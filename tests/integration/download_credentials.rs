//! Which threads fetch tokens, and which hosts receive a credential.

use crate::downloading;
use crate::store;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::ThreadId;
use std::time::{Duration, SystemTime};

use acs_call_automation::auth::{AccessToken, TokenSource};
use acs_call_automation::options::{ClientOptions, Credential};
use acs_call_automation::{CallAutomationClient, ErrorKind};

use downloading::{CHUNK, options, parallel};
use store::{KEY, RESOURCE, Reply, Store, recording};

/// Tokens that expire at once, and the threads that fetched them.
struct ShortLived {
    asked: AtomicUsize,
    by: std::sync::Mutex<Vec<ThreadId>>,
}

impl TokenSource for ShortLived {
    fn token(&self) -> std::result::Result<AccessToken, Box<dyn std::error::Error + Send + Sync>> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        self.by.lock().unwrap().push(std::thread::current().id());
        Ok(AccessToken::new(
            format!("token-{number}"),
            SystemTime::now() + Duration::from_secs(3600),
        ))
    }
}

#[test]
fn tokens_are_fetched_on_the_calling_thread_even_in_the_middle() {
    // The store refuses each token after it has been used five times, but no chunk twice: a request
    // renews its token once.
    let uses = std::sync::Mutex::new(std::collections::HashMap::<String, u32>::new());
    let refused = std::sync::Mutex::new(std::collections::HashSet::new());
    let store = Store::start(move |request, _| {
        let token = request.header("authorization").unwrap().to_owned();
        assert!(token.starts_with("Bearer token-"), "{token}");
        let mut uses = uses.lock().unwrap();
        let count = uses.entry(token).or_default();
        *count += 1;
        let chunk = request.header("range").unwrap().to_owned();
        if *count > 5 && refused.lock().unwrap().insert(chunk) {
            return Reply::new(401, &[], "");
        }
        Reply::of(request, 30 * CHUNK)
    });
    let source = Arc::new(ShortLived {
        asked: AtomicUsize::new(0),
        by: std::sync::Mutex::default(),
    });
    let client = CallAutomationClient::new(
        &format!("https://{RESOURCE}"),
        Credential::token(Arc::clone(&source) as Arc<dyn TokenSource>),
        &ClientOptions::new().recording_host(store.address.to_string()),
    )
    .unwrap();
    let mut bytes = Vec::new();
    client
        .download_recording(&store.url(), &mut bytes, &parallel())
        .unwrap();
    assert!(bytes == recording(0, 30 * CHUNK));
    let by = source.by.lock().unwrap();
    assert!(by.len() >= 3, "{}", by.len());
    let own = std::thread::current().id();
    assert!(by.iter().all(|asked| *asked == own));
}

#[test]
fn a_host_that_is_not_a_store_never_receives_the_credential() {
    let stranger = Store::with(1000);
    let client = CallAutomationClient::from_connection_string(&format!(
        "endpoint=https://{RESOURCE};accesskey={KEY}"
    ))
    .unwrap();
    let named = ["localhost", "127.0.0.1"].map(|host| {
        let port = stranger.address.port();
        format!("http://{host}:{port}/v1/objects/x")
    });
    for url in [
        named[0].as_str(),
        named[1].as_str(),
        "https://evil.asm.skype.com.example/v1",
        "http://us.asm.skype.com/v1",
        "https://us.asm.skype.com@127.0.0.1/v1",
        "us.asm.skype.com/v1",
        "",
    ] {
        let error = client
            .download_recording(url, &mut Vec::new(), &options())
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{url}");
        assert_eq!(error.field(), Some("content location"), "{url}");
        let error = client.delete_recording(url).unwrap_err();
        assert_eq!(error.field(), Some("delete location"), "{url}");
    }
    assert!(stranger.requests().is_empty());
}
