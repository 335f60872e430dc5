//! The public keys of an issuer (JWK set, RFC 7517), and the check of a signature.

use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::Deserialize;
use serde_json::Value;

use super::{ALGORITHM, Jwt, Result, TokenRefusal, decode};

/// The RSA keys of a set that may sign tokens. Other keys are left out.
#[derive(Debug)]
pub(crate) struct KeySet(Vec<Key>);

#[derive(Debug)]
struct Key {
    id: String,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// Shorter keys can be broken, and longer ones take long to verify with.
const BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Keys beyond this number are not looked at; the service has a few.
const MAX_KEYS: usize = 64;

impl KeySet {
    /// Reads a key set. The error says what is wrong with it: it is not one, or has no usable key.
    pub(crate) fn read(json: &[u8]) -> std::result::Result<Self, String> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }
        let set: Set = serde_json::from_slice(json).map_err(|cause| {
            format!("the key set is not JSON with an array named keys: {cause}")
        })?;
        let mut keys: Vec<Key> = Vec::new();
        for value in set.keys.iter().take(MAX_KEYS) {
            match Key::read(value) {
                Ok(key) if keys.iter().any(|known| known.id == key.id) => {
                    log::warn!("token keys: a key is left out: another one has the same kid");
                }
                Ok(key) => keys.push(key),
                Err(why) => log::debug!("token keys: a key is left out: {why}"),
            }
        }
        if keys.is_empty() {
            return Err("the key set has no RSA key of 2048 bits or more for RS256".to_owned());
        }
        Ok(Self(keys))
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        self.0.iter().any(|key| key.id == id)
    }

    /// Checks the signature of a token with the key that it names.
    pub(crate) fn verify(&self, token: &Jwt<'_>) -> Result<()> {
        let key = self.0.iter().find(|key| key.id == token.key_id);
        let key = key.ok_or(TokenRefusal::UnknownKey)?;
        let public = RsaPublicKeyComponents {
            n: &key.modulus,
            e: &key.exponent,
        };
        public
            .verify(
                &RSA_PKCS1_2048_8192_SHA256,
                token.signed.as_bytes(),
                &token.signature,
            )
            .map_err(|_| TokenRefusal::Signature)
    }
}

impl Key {
    fn read(value: &Value) -> std::result::Result<Self, &'static str> {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let is = |name: &str, only: &str| value.get(name).is_none_or(|value| value == only);
        if text("kty") != Some("RSA") {
            return Err("it is not an RSA key");
        }
        if !is("use", "sig") || !is("alg", ALGORITHM) {
            return Err("it is not for signatures with RS256");
        }
        let operations = value.get("key_ops").map(Value::as_array);
        let verifies = |list: &Vec<Value>| list.iter().any(|operation| operation == "verify");
        if !operations.is_none_or(|list| list.is_some_and(verifies)) {
            return Err("it is not for verifying");
        }
        let id = text("kid").filter(|id| !id.is_empty());
        let number = |name: &str| {
            let bytes = decode(text(name).unwrap_or_default()).ok()?;
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            bytes.get(zeros..).map(<[u8]>::to_vec)
        };
        let (Some(id), Some(modulus), Some(exponent)) = (id, number("n"), number("e")) else {
            return Err("its kid, n or e is missing or malformed");
        };
        let unused = modulus.first().map_or(0, |first| first.leading_zeros());
        if !BITS.contains(&(modulus.len() * 8 - unused as usize)) {
            return Err("it has fewer than 2048 bits, or more than 8192");
        }
        Ok(Self {
            id: id.to_owned(),
            modulus,
            exponent,
        })
    }
}
