//! Signatures, by vectors that the official SDKs made with a fixed clock.
//!
//! The vectors are in `tests/data/hmac_vectors.json`; `ACS_WIRE_HMAC` names another file of the
//! same layout, or a folder of such files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "common/data.rs"]
mod data;

use acs_call_automation::ErrorKind;
use acs_call_automation::auth::hmac::{AccessKey, content_hash, string_to_sign};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    name: String,
    key_base64: String,
    date: String,
    method: String,
    path_and_query: String,
    host: String,
    body_utf8: String,
    content_sha256_base64: String,
    string_to_sign: String,
    authorization: String,
}

fn vectors() -> Vec<Vector> {
    let mut vectors = Vec::new();
    for file in data::files("ACS_WIRE_HMAC", "hmac_vectors.json") {
        let text = std::fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        vectors.extend(serde_json::from_slice::<Vec<Vector>>(&text).unwrap());
    }
    assert!(!vectors.is_empty());
    vectors
}

#[test]
fn every_vector_is_signed_as_the_official_sdks_sign_it() {
    for v in vectors() {
        let hash = content_hash(v.body_utf8.as_bytes());
        assert_eq!(hash, v.content_sha256_base64, "{}", v.name);
        assert_eq!(
            string_to_sign(&v.method, &v.path_and_query, &v.date, &v.host, &hash),
            v.string_to_sign,
            "{}",
            v.name
        );
        let key = AccessKey::from_base64(&v.key_base64).unwrap();
        assert_eq!(
            key.authorization(&v.method, &v.path_and_query, &v.date, &v.host, &hash),
            v.authorization,
            "{}",
            v.name
        );
    }
}

#[test]
fn a_signature_verifies_and_no_part_can_be_changed() {
    for v in vectors() {
        let key = AccessKey::from_base64(&v.key_base64).unwrap();
        let signed = [
            &v.method,
            &v.path_and_query,
            &v.date,
            &v.host,
            &v.content_sha256_base64,
        ];
        let verifies = |authorization: &str, parts: [&str; 5]| {
            let [method, path, date, host, hash] = parts;
            key.verifies(authorization, method, path, date, host, hash)
        };
        assert!(
            verifies(&v.authorization, signed.map(String::as_str)),
            "{}",
            v.name
        );
        for (changed, part) in ["method", "path", "date", "host", "content hash"]
            .iter()
            .enumerate()
        {
            let mut parts = signed.map(String::clone);
            parts[changed].push('x');
            let parts = parts.each_ref().map(String::as_str);
            assert!(
                !verifies(&v.authorization, parts),
                "{}: another {part} is accepted",
                v.name
            );
        }

        let (scheme, signature) = v.authorization.split_once("Signature=").unwrap();
        let other = if signature.starts_with('A') { 'B' } else { 'A' };
        for bad in [
            String::new(),
            signature.to_owned(),
            format!("{scheme}Signature="),
            format!("{scheme}Signature=?"),
            format!("{scheme}Signature={other}{}", &signature[1..]),
            format!("Bearer {signature}"),
        ] {
            assert!(
                !verifies(&bad, signed.map(String::as_str)),
                "{}: {bad}",
                v.name
            );
        }

        let another = AccessKey::from_base64("YW5vdGhlciBrZXk=").unwrap();
        let [method, path, date, host, hash] = signed.map(String::as_str);
        assert!(!another.verifies(&v.authorization, method, path, date, host, hash));
    }
}

#[test]
fn a_key_that_is_not_base64_is_refused_and_no_key_is_shown() {
    for bad in ["", "   ", "not base64!", "abc"] {
        let error = AccessKey::from_base64(bad).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{bad:?}");
    }
    let key = AccessKey::from_base64(" c2VjcmV0 \n").unwrap();
    assert_eq!(format!("{key:?}"), "AccessKey(***)");
}
