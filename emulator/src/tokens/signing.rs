//! Signs tokens with a published key, and describes it.

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;

use super::CONFIGURATION_PATH;
use crate::json::{Json, Object};
use acs_call_automation::{Error, ErrorKind, Result};

/// The issuer of the service, so that programs need no other setting than where its keys are.
const ISSUER: &str = "https://acscallautomation.communication.azure.com";

const KEYS_PATH: &str = "/calling/keys";

/// A private RSA key of 2048 bits (PKCS #8), made by `openssl genpkey` for the emulator. Published, so not secret:
/// ring cannot make RSA keys.
const TEST_KEY: &[u8] = include_bytes!("test_key.der");

const KEY_ID: &str = "acs-emulator-published-test-key";

/// How long a token is valid, in seconds: documented for callbacks.
const LIFETIME: i64 = 5 * 60;

pub(crate) struct Tokens {
    audience: String,
    key: KeyPair,
    /// The last token, and the second in which it was signed: another one of that second would be the same.
    last: Mutex<(i64, String)>,
}

impl Tokens {
    pub(crate) fn new(audience: &str) -> Result<Self> {
        let key = KeyPair::from_pkcs8(TEST_KEY)
            .map_err(|cause| Error::new(ErrorKind::System, format!("the test key: {cause}")))?;
        Ok(Self {
            audience: audience.to_owned(),
            key,
            last: Mutex::new((-1, String::new())),
        })
    }

    /// The value of `Authorization` for a callback.
    pub(crate) fn authorization(&self, now: SystemTime) -> Option<String> {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX - LIFETIME);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.0 != now {
            *last = (now, format!("Bearer {}", self.sign(now)?));
        }
        Some(last.1.clone())
    }

    fn sign(&self, now: i64) -> Option<String> {
        let header = Object::new()
            .with("alg", "RS256")
            .with("kid", KEY_ID)
            .with("typ", "JWT");
        let claims = Object::new()
            .with("nbf", now)
            .with("exp", now + LIFETIME)
            .with("iat", now)
            .with("iss", ISSUER)
            .with("aud", self.audience.as_str());
        let encode = |part: Object| URL_SAFE_NO_PAD.encode(part.plain());
        let signed = format!("{}.{}", encode(header), encode(claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .ok()?;
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The document of a path, if it is one of the two by which tokens are verified.
    pub(crate) fn document(&self, path: &str, endpoint: &str) -> Option<Object> {
        match path {
            CONFIGURATION_PATH => Some(
                Object::new()
                    .with("issuer", ISSUER)
                    .with("jwks_uri", format!("{endpoint}{KEYS_PATH}"))
                    .with(
                        "id_token_signing_alg_values_supported",
                        vec![Json::from("RS256")],
                    ),
            ),
            KEYS_PATH => {
                let public = PublicKeyComponents::<Vec<u8>>::from(self.key.public());
                let key = Object::new()
                    .with("kty", "RSA")
                    .with("use", "sig")
                    .with("alg", "RS256")
                    .with("kid", KEY_ID)
                    .with("n", URL_SAFE_NO_PAD.encode(public.n))
                    .with("e", URL_SAFE_NO_PAD.encode(public.e));
                Some(Object::new().with("keys", vec![Json::from(key)]))
            }
            _ => None,
        }
    }
}
