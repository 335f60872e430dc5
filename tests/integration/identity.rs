//! Credentials that obtain tokens themselves, against a fake token server.

mod cache;
mod entra;
mod managed;
mod secrecy;
mod settings;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use acs_call_automation::auth::TokenSource;
use acs_call_automation::identity::{ClientSecretCredential, IdentityOptions};
use acs_call_automation::options::{ClientOptions, Clock, Credential};
use acs_call_automation::{CallAutomationClient, Error};

use crate::recorder::{Recorded, Recorder, json_response};

const TENANT: &str = "11111111-2222-3333-4444-555555555555";
const CLIENT: &str = "66666666-7777-8888-9999-000000000000";
/// With every kind of character that a form must encode.
const SECRET: &str = "s3c~r8Q+t/ &=%\u{e9}";

const HOUR: u64 = 3600;

/// The response with a token that lives so many seconds.
fn token(text: &str, life: u64) -> Vec<u8> {
    let body = format!(r#"{{"token_type":"Bearer","expires_in":{life},"access_token":"{text}"}}"#);
    json_response(200, &body)
}

/// Returns these responses, one after the other, then the last one again and again.
fn server(responses: Vec<Vec<u8>>) -> Recorder {
    let mut number = 0;
    Recorder::start(move |_| {
        let response = responses.get(number).or(responses.last());
        number += 1;
        response.cloned()
    })
}

/// Time that only pauses move, for client and credential alike.
fn clock() -> Clock {
    Clock::manual(SystemTime::now())
}

fn options(server: &Recorder, clock: &Clock) -> IdentityOptions {
    IdentityOptions::new()
        .authority_url(server.endpoint())
        .imds_url(server.endpoint())
        .clock(clock.clone())
}

fn secret_of(server: &Recorder, clock: &Clock) -> ClientSecretCredential {
    ClientSecretCredential::new(TENANT, CLIENT, SECRET, &options(server, clock)).unwrap()
}

fn client(
    service: &Recorder,
    source: impl TokenSource + 'static,
    clock: &Clock,
) -> CallAutomationClient {
    let options = ClientOptions::new().clock(clock.clone()).max_retries(0);
    CallAutomationClient::new(&service.endpoint(), Credential::token(source), &options).unwrap()
}

/// The service, which accepts every token.
fn service() -> Recorder {
    Recorder::start(|_| Some(json_response(200, r#"{"callConnectionId":"c-1"}"#)))
}

/// A request that needs a token.
fn request(client: &CallAutomationClient) -> Result<(), Error> {
    client.call_connection("c-1")?.get_properties().map(drop)
}

/// The error of a credential alone.
fn error_of(source: &impl TokenSource) -> Arc<Error> {
    let error = source.token().unwrap_err();
    Arc::new(error.downcast_ref::<Error>().unwrap().clone())
}

/// The members of a form, decoded.
fn form(request: &Recorded) -> Vec<(String, String)> {
    let body = std::str::from_utf8(&request.body).unwrap();
    members(body)
}

fn members(encoded: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    encoded
        .split('&')
        .map(|member| member.split_once('=').unwrap())
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

fn bearers(service: &Recorder) -> Vec<String> {
    let requests = service.requests();
    let headers = requests
        .iter()
        .map(|one| one.header("authorization").unwrap());
    headers.map(str::to_owned).collect()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
