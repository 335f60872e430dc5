//! A token, and one made of a header and claims in two lines. No key is known, so that none is accepted.

use std::sync::OnceLock;

use acs_call_automation::identity::{TokenVerifier, TokenVerifierOptions};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub fn run(data: &[u8]) {
    refused(&String::from_utf8_lossy(data));
    let mut lines = data.splitn(2, |byte| *byte == b'\n');
    let mut encoded = || URL_SAFE_NO_PAD.encode(lines.next().unwrap_or_default());
    refused(&format!("{}.{}.c2lnbmF0dXJl", encoded(), encoded()));
}

fn refused(token: &str) {
    static VERIFIER: OnceLock<Option<TokenVerifier>> = OnceLock::new();
    let verifier = VERIFIER.get_or_init(|| {
        let options = TokenVerifierOptions::new("audience")
            .issuer("issuer")
            .openid_configuration_url("http://127.0.0.1:1/");
        // A library without TLS verifies nothing.
        TokenVerifier::new(&options).ok()
    });
    if let Some(verifier) = verifier {
        let refusal = verifier.verify(token).expect_err("no token is accepted");
        assert!(refusal.to_string().len() < 300, "{refusal}");
    }
}
