//! What is sent to Microsoft Entra, and what its responses mean.

use acs_call_automation::identity::{
    ClientAssertionCredential, ClientSecretCredential, IdentityOptions, WorkloadIdentityCredential,
};
use acs_call_automation::{ErrorKind, auth::TokenSource};

use super::*;
use crate::recorder::response;

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    expected.iter().map(owned).collect()
}

#[test]
fn a_client_secret_is_exchanged_for_the_token_of_the_next_request() {
    let (entra, service, clock) = (server(vec![token("t1", HOUR)]), service(), clock());
    let client = client(&service, secret_of(&entra, &clock), &clock);
    request(&client).unwrap();
    request(&client).unwrap();
    assert_eq!(bearers(&service), ["Bearer t1", "Bearer t1"]);
    let requests = entra.requests();
    assert_eq!(requests.len(), 1);
    let sent = &requests[0];
    assert_eq!(sent.method, "POST");
    assert_eq!(sent.target, format!("/{TENANT}/oauth2/v2.0/token"));
    let header = |name| sent.header(name).unwrap();
    assert_eq!(header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(header("accept"), "application/json");
    assert_eq!(header("host"), entra.address.to_string());
    assert_eq!(header("client-request-id").len(), 36);
    assert!(header("user-agent").starts_with("acs-call-automation/"));
    assert_eq!(
        form(sent),
        pairs(&[
            ("grant_type", "client_credentials"),
            ("client_id", CLIENT),
            ("scope", "https://communication.azure.com//.default"),
            ("client_secret", SECRET),
        ])
    );
}

#[test]
fn an_assertion_is_requested_for_each_token() {
    let (entra, clock) = (server(vec![token("t1", HOUR)]), clock());
    let number = std::sync::atomic::AtomicU32::new(1);
    let assertion = move || {
        let number = number.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        match number {
            3 => Err("the vault is closed".into()),
            4 => Ok("two words".to_owned()),
            _ => Ok(format!("ey.j.{number}\n")),
        }
    };
    let options = options(&entra, &clock).scope("https://other.example/.default");
    let source = ClientAssertionCredential::new(TENANT, CLIENT, assertion, &options).unwrap();
    source.token().unwrap();
    source.token().unwrap();
    let error = source.token().unwrap_err();
    assert_eq!(error.to_string(), "the vault is closed");
    assert_eq!(error_of(&source).field(), Some("client assertion"));
    let requests = entra.requests();
    assert_eq!(requests.len(), 2);
    for (sent, number) in requests.iter().zip(1..) {
        assert_eq!(
            form(sent),
            pairs(&[
                ("grant_type", "client_credentials"),
                ("client_id", CLIENT),
                ("scope", "https://other.example/.default"),
                (
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                ),
                ("client_assertion", &format!("ey.j.{number}")),
            ])
        );
    }
}

#[test]
fn a_rotated_token_file_is_read_again_for_each_token() {
    let (entra, service, clock) = (server(vec![token("t", HOUR)]), service(), clock());
    let folder = std::env::temp_dir().join(format!("acs-workload-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("token");
    let options = options(&entra, &clock);
    let source = WorkloadIdentityCredential::new(TENANT, CLIENT, &file, &options).unwrap();
    let client = client(&service, source, &clock);
    let fails = |why: &str| {
        let error = request(&client).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert!(error.message().contains(why), "{why}: {error}");
        error
    };
    let error = fails("cannot read");
    assert!(error.hint().unwrap().contains("AZURE_FEDERATED_TOKEN_FILE"));
    assert!(error.message().contains(&file.display().to_string()));
    std::fs::write(&file, "").unwrap();
    fails("token file: must be visible ASCII");
    std::fs::write(&file, vec![b'x'; 70_000]).unwrap();
    fails("is longer than 65536 bytes");
    std::fs::write(&file, b"\xff\xfe").unwrap();
    fails("is not text");
    assert!(entra.requests().is_empty());
    let assertions = || {
        let last = |sent: &Recorded| form(sent).pop().unwrap().1;
        entra.requests().iter().map(last).collect::<Vec<_>>()
    };
    std::fs::write(&file, "jwt-1\n").unwrap();
    request(&client).unwrap();
    std::fs::write(&file, "jwt-2").unwrap();
    request(&client).unwrap();
    assert_eq!(assertions(), ["jwt-1"], "its token is still valid");
    clock.advance(seconds(HOUR));
    request(&client).unwrap();
    assert_eq!(assertions(), ["jwt-1", "jwt-2"]);
    std::fs::remove_dir_all(&folder).unwrap();
    clock.advance(seconds(HOUR));
    fails("cannot read");
    // Not a file that could block.
    std::fs::create_dir_all(&file).unwrap();
    fails("is not a file");
    std::fs::remove_dir_all(folder).unwrap();
}

fn refusal(status: u16, error: &str, description: &str) -> Vec<u8> {
    let body = format!(
        r#"{{"error":"{error}","error_description":"{description}\r\nTrace ID: 5c1f Correlation ID: 7a2b","error_codes":[1],"trace_id":"5c1f-00"}}"#
    );
    json_response(status, &body)
}

#[test]
fn every_documented_error_says_what_to_do() {
    // The descriptions begin as on Microsoft's page of error codes.
    for (status, error, description, hint) in [
        (
            401,
            "invalid_client",
            "AADSTS7000215: Invalid client secret provided.",
            "not its ID",
        ),
        (
            401,
            "invalid_client",
            "AADSTS7000222: The provided client secret keys are expired.",
            "has expired",
        ),
        (
            400,
            "unauthorized_client",
            "AADSTS700016: Application with identifier 'x' was not found in the directory 'y'.",
            "client id in this tenant",
        ),
        (
            401,
            "unauthorized_client",
            "AADSTS7000112: Application 'x' is disabled.",
            "is disabled",
        ),
        (
            400,
            "invalid_request",
            "AADSTS90002: Tenant 'y' not found.",
            "no such tenant",
        ),
        (
            400,
            "invalid_request",
            "AADSTS900023: Specified tenant identifier is neither a valid DNS name, nor a valid external domain.",
            "no such tenant",
        ),
        (
            400,
            "invalid_scope",
            "AADSTS70011: The provided value for the input parameter 'scope' is not valid.",
            "/.default",
        ),
        (
            400,
            "invalid_scope",
            "AADSTS1002012: The provided value for scope is not valid.",
            "/.default",
        ),
        (
            400,
            "invalid_resource",
            "AADSTS500011: The resource principal was not found in the tenant.",
            "does not know the resource",
        ),
        (
            401,
            "invalid_client",
            "AADSTS7000218: The request body must contain client_assertion or client_secret.",
            "no client secret or assertion",
        ),
        (
            401,
            "invalid_client",
            "AADSTS700027: Client assertion failed signature validation.",
            "signature",
        ),
        (
            401,
            "invalid_client",
            "AADSTS50012: Authentication failed.",
            "signature",
        ),
        (
            401,
            "invalid_client",
            "AADSTS700024: Client assertion is not within its valid time range.",
            "clock",
        ),
        (
            401,
            "invalid_client",
            "AADSTS70021: No matching federated identity record found for presented assertion.",
            "issuer, subject and audience",
        ),
        (
            401,
            "invalid_client",
            "AADSTS700213: No matching federated identity record found for presented assertion subject 's'.",
            "issuer, subject and audience",
        ),
        (
            400,
            "invalid_grant",
            "AADSTS501051: Application is not assigned to a role.",
            "assign it a role",
        ),
        (
            400,
            "access_denied",
            "AADSTS53003: Access has been blocked by Conditional Access policies.",
            "conditional access",
        ),
        (
            401,
            "invalid_client",
            "AADSTS9999999: Something new.",
            "secret or assertion",
        ),
        (
            400,
            "unauthorized_client",
            "No code.",
            "client id and tenant id",
        ),
        (400, "invalid_scope", "No code.", "Check the scope"),
        (400, "invalid_request", "No code.", "Check tenant id"),
        (403, "access_denied", "No code.", "administrator"),
    ] {
        let (entra, clock) = (server(vec![refusal(status, error, description)]), clock());
        let source = secret_of(&entra, &clock);
        let told = error_of(&source);
        assert_eq!(told.kind(), ErrorKind::Auth, "{description}");
        assert!(
            told.hint().is_some_and(|found| found.contains(hint)),
            "{description}: {told}"
        );
        assert!(!told.is_retryable());
        let said = description.trim_end_matches('.');
        assert_eq!(
            told.message(),
            format!("Microsoft Entra returned {status} {error}: {said} (trace id 5c1f-00)")
        );
        assert_eq!(entra.requests().len(), 1, "{description}: not retried");

        // The same through a client.
        let service = service();
        let error = request(&client(&service, source, &clock)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        assert_eq!(error.operation(), Some("CallConnection_GetCall"));
        assert_eq!(error.hint(), told.hint());
        assert_eq!(
            error.message(),
            format!("the token source failed: {}", told.message())
        );
        assert_eq!(error.attempts(), 0);
        assert!(service.requests().is_empty());
    }
}

#[test]
fn what_may_pass_is_retried_with_pauses() {
    let throttled = response(429, &[("Retry-After", "2")], "{}");
    let busy = refusal(
        503,
        "temporarily_unavailable",
        "AADSTS90033: A transient error.",
    );
    let (entra, clock) = (
        server(vec![
            throttled,
            busy,
            json_response(500, ""),
            token("t", HOUR),
        ]),
        clock(),
    );
    secret_of(&entra, &clock).token().unwrap();
    assert_eq!(entra.requests().len(), 4);
    assert!(clock.elapsed() >= seconds(2), "{:?}", clock.elapsed());

    // As often as the option says, and no longer than the time limit.
    for (response, retries, attempts) in [
        (json_response(503, "{}"), 1, 2),
        (
            json_response(400, r#"{"error":"temporarily_unavailable"}"#),
            2,
            3,
        ),
        (response(429, &[("Retry-After", "600")], ""), 20, 1),
    ] {
        let (entra, clock) = (server(vec![response]), super::clock());
        let options = options(&entra, &clock).max_retries(retries);
        let source = ClientSecretCredential::new(TENANT, CLIENT, SECRET, &options).unwrap();
        let error = error_of(&source);
        assert!(error.is_retryable() && error.hint().is_some(), "{error}");
        assert_eq!(entra.requests().len(), attempts);
        assert_eq!(error.retry_after().is_some(), attempts == 1);
    }
}

#[test]
fn a_lost_response_is_retried() {
    let mut first = true;
    let entra = Recorder::start(move |_| {
        // Closed without a response.
        (!std::mem::take(&mut first)).then(|| token("t", HOUR))
    });
    secret_of(&entra, &clock()).token().unwrap();
    assert_eq!(entra.requests().len(), 2);
}

#[test]
fn a_response_that_is_no_token_is_named_and_not_retried() {
    let big = format!(r#"{{"access_token":"{}"}}"#, "x".repeat(300_000));
    for (response, message) in [
        (
            json_response(200, "{"),
            "the response 200 of Microsoft Entra is not a JSON object",
        ),
        (
            response(
                200,
                &[("Content-Type", "text/html")],
                "<html>Sign in</html>",
            ),
            "the response 200 of Microsoft Entra is not a JSON object",
        ),
        (json_response(200, ""), "is not a JSON object"),
        (json_response(200, "{}"), "has no access_token"),
        (
            json_response(200, r#"{"access_token":"t","expires_in":"soon"}"#),
            "has no expires_in or expires_on in seconds",
        ),
        (
            json_response(200, &big),
            "the body is longer than 262144 bytes",
        ),
    ] {
        let (entra, clock) = (server(vec![response]), clock());
        let error = error_of(&secret_of(&entra, &clock));
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.message().contains(message), "{message}: {error}");
        assert!(error.hint().unwrap().contains("authority url"), "{error}");
        assert_eq!(entra.requests().len(), 1);
    }
}

#[test]
fn a_token_that_no_header_can_carry_or_that_has_expired_is_refused() {
    for (response, why) in [
        (
            token("two words", HOUR),
            "characters that no header can carry",
        ),
        (token("t", 0), "has expired already"),
    ] {
        let (entra, service, clock) = (server(vec![response]), service(), clock());
        let error = request(&client(&service, secret_of(&entra, &clock), &clock)).unwrap_err();
        assert!(error.message().contains(why), "{why}: {error}");
        assert!(service.requests().is_empty());
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = server(vec![token("stolen", HOUR)]);
    let location = format!("{}/token", elsewhere.endpoint());
    for status in [302, 307, 308] {
        let entra = server(vec![response(status, &[("Location", &location)], "")]);
        let error = error_of(&secret_of(&entra, &clock()));
        assert!(
            error.hint().unwrap().contains("Redirects are not followed"),
            "{error}"
        );
    }
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn a_server_that_cannot_be_reached_is_named() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let options = IdentityOptions::new()
        .authority_url(format!("http://{closed}"))
        .clock(clock());
    let source = ClientSecretCredential::new(TENANT, CLIENT, SECRET, &options).unwrap();
    let error = error_of(&source);
    assert_eq!(error.kind(), ErrorKind::NotSent);
    let message = format!("no token of Microsoft Entra at {closed}: ");
    assert!(error.message().starts_with(&message), "{error}");
    assert!(error.is_retryable() && error.hint().is_some());
}
