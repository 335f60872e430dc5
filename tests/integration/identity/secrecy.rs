//! Secrets and tokens show in no error and no `Debug` output, whatever a server repeats.

use acs_call_automation::identity::{
    ClientAssertionCredential, ManagedIdentityCredential, ManagedIdentityId,
};

use super::*;

/// Everything that an error shows, with its causes.
fn shown(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    if let Some(error) = error.downcast_ref::<Error>() {
        let body = String::from_utf8_lossy(error.raw_body());
        text.push_str(&format!("{:?} {body}", error.hint()));
    }
    match error.source() {
        Some(source) => text + &shown(source),
        None => text,
    }
}

/// A server that repeats all of a request in its error, in each member.
fn echo(status: u16) -> Recorder {
    Recorder::start(move |request| {
        let all = format!(
            "{:?} {}",
            request.headers,
            String::from_utf8_lossy(&request.body)
        );
        let decoded = percent_encoding::percent_decode_str(&all).decode_utf8_lossy();
        let text = serde_json::Value::from(format!("{all} {decoded}"));
        let body = format!(
            r#"{{"error":{text},"error_description":{text},"trace_id":{text},"message":{text}}}"#
        );
        Some(json_response(status, &body))
    })
}

#[test]
fn what_a_server_repeats_of_a_secret_is_hidden() {
    for status in [200, 400, 401, 500] {
        let (server, service, clock) = (echo(status), service(), clock());
        let options = options(&server, &clock).max_retries(0);
        let assertion = "Zq7assertion-secret";
        let header = "Zq8header-secret";
        let endpoint = server.endpoint();
        let variables = |name: &str| match name {
            "IDENTITY_ENDPOINT" => Some(format!("{endpoint}/msi")),
            "IDENTITY_HEADER" => Some(header.to_owned()),
            _ => None,
        };
        let id = ManagedIdentityId::SystemAssigned;
        let sources: [(Arc<dyn TokenSource>, String); 3] = [
            (
                Arc::new(ClientSecretCredential::new(TENANT, CLIENT, SECRET, &options).unwrap()),
                SECRET.to_owned(),
            ),
            (
                Arc::new(
                    ClientAssertionCredential::new(
                        TENANT,
                        CLIENT,
                        move || Ok(assertion.to_owned()),
                        &options,
                    )
                    .unwrap(),
                ),
                assertion.to_owned(),
            ),
            (
                Arc::new(
                    ManagedIdentityCredential::from_variables(&id, &options, &variables).unwrap(),
                ),
                header.to_owned(),
            ),
        ];
        for (source, secret) in sources {
            let error = request(&client(&service, source, &clock)).unwrap_err();
            let text = shown(&error);
            let encoded =
                percent_encoding::utf8_percent_encode(&secret, percent_encoding::NON_ALPHANUMERIC);
            // It begins with letters that no form changes.
            let start: String = secret.chars().take(6).collect();
            for form in [secret.clone(), encoded.to_string(), start] {
                assert!(!text.contains(&form), "{status}: {form} in {text}");
            }
        }
    }
}

#[test]
fn no_secret_shows_in_debug_output() {
    let (server, clock) = (server(vec![token("secret-token", HOUR)]), clock());
    let source = secret_of(&server, &clock);
    let token = source.token().unwrap();
    let options = options(&server, &clock).proxy_url("http://user:password@127.0.0.1:1");
    let text = format!("{source:?} {source:#?} {token:?} {options:?}");
    assert!(text.contains(CLIENT) && text.contains("ClientSecretCredential"));
    for hidden in [SECRET, "s3c~", "secret-token", "password"] {
        assert!(!text.contains(hidden), "{text}");
    }
}
