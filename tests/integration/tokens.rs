//! The tokens of the service: which are accepted, and how their keys are fetched.
#![cfg(feature = "tls")]

use std::time::Duration;

use acs_call_automation::ErrorKind;
use acs_call_automation::identity::{TokenRefusal, TokenVerifier, TokenVerifierOptions};
use acs_call_automation::internal::Response;

use crate::issuer::{Issuer, Table, json};

const MINUTE: Duration = Duration::from_secs(60);

/// The name of the verdict, as the table has it.
fn verdict(verifier: &TokenVerifier, token: &str) -> &'static str {
    match verifier.verify(token) {
        Ok(()) => "accepted",
        Err(TokenRefusal::Missing) => "Missing",
        Err(TokenRefusal::Malformed(_)) => "Malformed",
        Err(TokenRefusal::Algorithm) => "Algorithm",
        Err(TokenRefusal::Issuer) => "Issuer",
        Err(TokenRefusal::Audience) => "Audience",
        Err(TokenRefusal::Expired) => "Expired",
        Err(TokenRefusal::NotYetValid) => "NotYetValid",
        Err(TokenRefusal::UnknownKey) => "UnknownKey",
        Err(TokenRefusal::Signature) => "Signature",
        Err(TokenRefusal::KeysUnavailable(_)) => "KeysUnavailable",
        Err(_) => "unknown to this test",
    }
}

#[test]
fn every_token_gets_the_verdict_of_the_table() {
    let table = Table::read();
    let issuer = Issuer::start(&table.key_set());
    let verifier = TokenVerifier::new(&issuer.options(&table, &table.clock())).unwrap();
    let mut refused = 0;
    for row in &table.tokens {
        let found = verdict(&verifier, &row.token);
        assert_eq!(found, row.expected, "{} by {}", row.name, row.by);
        refused += usize::from(found != "accepted");
    }
    assert!(refused >= 60, "{refused} negative tokens");
}

/// The verdicts of the table were reached by the two libraries when it was made.
#[test]
fn no_token_is_accepted_that_another_library_refuses_and_theirs_are_judged_alike() {
    let table = Table::read();
    let mut alike = 0;
    for row in &table.tokens {
        let name = format!("{} by {}", row.name, row.by);
        let accepted = |verdict: &str| verdict == "accepted";
        let (here, py_jwt, jose) = (
            accepted(&row.expected),
            accepted(&row.py_jwt),
            accepted(&row.jose),
        );
        assert!(!here || (py_jwt && jose), "{name}: laxer than another one");
        let is_stricter = !here && (py_jwt || jose);
        assert_eq!(is_stricter, row.stricter.is_some(), "{name}: a reason");
        if row.by != "hand" {
            assert!(here == py_jwt && here == jose, "{name}: not alike");
            alike += 1;
        }
    }
    assert!(alike >= 70, "{alike} tokens by other libraries");
}

#[test]
fn a_refusal_has_nothing_of_the_token() {
    let table = Table::read();
    let issuer = Issuer::start(&table.key_set());
    let verifier = TokenVerifier::new(&issuer.options(&table, &table.clock())).unwrap();
    for row in &table.tokens {
        let Err(refusal) = verifier.verify(&row.token) else {
            continue;
        };
        let text = format!("{refusal} {refusal:?}");
        let parts = row.token.split('.').filter(|part| part.len() > 8);
        for part in parts {
            assert!(!text.contains(part), "{}: {text}", row.name);
        }
        for secret in ["attacker", "nobody", "dev/null"] {
            assert!(!text.contains(secret), "{}: {text}", row.name);
        }
    }
}

#[test]
fn the_keys_are_fetched_once_for_many_tokens() {
    let table = Table::read();
    let issuer = Issuer::start(&table.key_set());
    let verifier = TokenVerifier::new(&issuer.options(&table, &table.clock())).unwrap();
    assert_eq!(issuer.fetches(), 0, "not before the first token");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(verdict(&verifier, table.token("plain")), "accepted");
                    assert_eq!(verdict(&verifier, table.token("second key")), "accepted");
                }
            });
        }
    });
    assert_eq!(issuer.fetches(), 1);
}

#[test]
fn what_is_wrong_with_the_claims_causes_no_fetch() {
    let table = Table::read();
    let issuer = Issuer::start(&table.key_set());
    let verifier = TokenVerifier::new(&issuer.options(&table, &table.clock())).unwrap();
    for name in ["expired", "other audience", "other issuer", "none", "huge"] {
        assert_ne!(verdict(&verifier, table.token(name)), "accepted");
    }
    assert_eq!(issuer.fetches(), 0);
}

#[test]
fn an_unknown_key_causes_one_fetch_in_30_seconds() {
    let table = Table::read();
    let clock = table.clock();
    let issuer = Issuer::start(&table.key_set_without("two"));
    let verifier = TokenVerifier::new(&issuer.options(&table, &clock)).unwrap();
    verifier.fetch_keys().unwrap();
    for _ in 0..100 {
        assert_eq!(
            verdict(&verifier, table.token("second key")),
            "UnknownKey",
            "too early for another fetch"
        );
    }
    assert_eq!(issuer.fetches(), 1);
    clock.advance(Duration::from_secs(29));
    assert_eq!(verdict(&verifier, table.token("second key")), "UnknownKey");
    assert_eq!(issuer.fetches(), 1);
    // The issuer has a new key now: the next fetch finds it.
    issuer.set_keys(json(&table.key_set()));
    clock.advance(Duration::from_secs(1));
    assert_eq!(verdict(&verifier, table.token("second key")), "accepted");
    assert_eq!(issuer.fetches(), 2);
    assert_eq!(
        verdict(&verifier, table.token("unknown key id")),
        "UnknownKey"
    );
    assert_eq!(issuer.fetches(), 2, "too early again");
    clock.advance(Duration::from_secs(30));
    for _ in 0..100 {
        assert_eq!(
            verdict(&verifier, table.token("unknown key id")),
            "UnknownKey"
        );
    }
    assert_eq!(issuer.fetches(), 3);
}

#[test]
fn keys_stay_when_they_cannot_be_fetched_again() {
    let table = Table::read();
    let clock = table.clock();
    let issuer = Issuer::start(&table.key_set_without("two"));
    let verifier = TokenVerifier::new(&issuer.options(&table, &clock)).unwrap();
    assert_eq!(verdict(&verifier, table.token("plain")), "accepted");
    for broken in [
        Response::new(500),
        json("not JSON"),
        json("{}"),
        json(r#"{"keys": []}"#),
        Response::new(302).with_header("Location", issuer.url("/keys")),
    ] {
        issuer.set_keys(broken.clone());
        clock.advance(Duration::from_secs(30));
        assert_eq!(
            verdict(&verifier, table.token("second key")),
            "KeysUnavailable",
            "it may be new: {broken:?}"
        );
        assert_eq!(verdict(&verifier, table.token("plain")), "accepted");
    }
    assert_eq!(issuer.fetches(), 6);
}

#[test]
fn without_keys_nothing_can_be_said_about_a_token() {
    let table = Table::read();
    let clock = table.clock();
    let issuer = Issuer::start(&table.key_set());
    let verifier = TokenVerifier::new(&issuer.options(&table, &clock)).unwrap();
    let elsewhere = |url: &str| json(&serde_json::json!({ "jwks_uri": url }).to_string());
    for broken in [
        Response::new(404),
        json(""),
        json(r#"{"issuer": "x"}"#),
        json(r#"{"jwks_uri": 1}"#),
        json(&"x".repeat(300 * 1024)),
        elsewhere("http://keys.example/keys"),
        elsewhere("ftp://127.0.0.1/keys"),
        elsewhere("https://user@127.0.0.1/keys"),
        elsewhere("/keys"),
        elsewhere("http://127.0.0.1:1/keys"),
    ] {
        issuer.set_configuration(broken.clone());
        let error = verifier.fetch_keys().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth, "{broken:?}");
        assert!(error.is_retryable());
        assert_eq!(verdict(&verifier, table.token("plain")), "KeysUnavailable");
        clock.advance(Duration::from_secs(30));
    }
    issuer.set_configuration(elsewhere(&issuer.url("/keys")));
    verifier.fetch_keys().unwrap();
    assert_eq!(verdict(&verifier, table.token("plain")), "accepted");
}

#[test]
fn old_keys_are_fetched_again_while_tokens_go_on() {
    let table = Table::read();
    let clock = table.clock();
    let issuer = Issuer::start(&table.key_set());
    let verifier = TokenVerifier::new(&issuer.options(&table, &clock)).unwrap();
    verifier.fetch_keys().unwrap();
    clock.advance(59 * MINUTE);
    assert_eq!(
        verdict(&verifier, table.token("valid for a day")),
        "accepted"
    );
    assert_eq!(issuer.fetches(), 1);
    issuer.hold();
    clock.advance(MINUTE);
    assert_eq!(verdict(&verifier, table.token("expired")), "Expired");
    assert_eq!(issuer.fetches(), 1, "only for a token that may be good");
    assert_eq!(
        verdict(&verifier, table.token("valid for a day")),
        "accepted"
    );
    issuer.wait_until_held();
    assert_eq!(
        verdict(&verifier, table.token("valid for a day")),
        "accepted"
    );
    assert_eq!(issuer.fetches(), 2);
    // What the issuer has withdrawn is not accepted once the fetch has ended.
    issuer.set_keys(json(&table.key_set_without("one")));
    issuer.release();
    verifier.fetch_keys().unwrap();
    assert_eq!(
        verdict(&verifier, table.token("valid for a day")),
        "UnknownKey"
    );
}

#[test]
fn dropping_a_verifier_ends_its_fetch() {
    let table = Table::read();
    let clock = table.clock();
    let issuer = Issuer::start(&table.key_set());
    let verifier = TokenVerifier::new(&issuer.options(&table, &clock)).unwrap();
    verifier.fetch_keys().unwrap();
    issuer.hold();
    clock.advance(60 * MINUTE);
    assert_eq!(
        verdict(&verifier, table.token("valid for a day")),
        "accepted"
    );
    issuer.wait_until_held();
    drop(verifier);
    assert!(issuer.holds_one(), "the end was waited for");
}

#[test]
fn options_that_break_a_rule_are_refused() {
    let good = || TokenVerifierOptions::new("a");
    for (options, field) in [
        (TokenVerifierOptions::new(""), "audience"),
        (TokenVerifierOptions::new("a\nb"), "audience"),
        (good().issuer(""), "issuer"),
        (
            good().openid_configuration_url(""),
            "openid configuration url",
        ),
        (
            good().openid_configuration_url("http://issuer.example/"),
            "openid configuration url",
        ),
        (
            good().openid_configuration_url("https://user:word@issuer.example/"),
            "openid configuration url",
        ),
        (
            good().openid_configuration_url("issuer.example"),
            "openid configuration url",
        ),
    ] {
        let error = TokenVerifier::new(&options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.field(), Some(field));
    }
    TokenVerifier::new(&good()).unwrap();
}
