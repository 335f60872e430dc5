//! The signed tokens of the service (JWT, RFC 7519, as JWS in compact form, RFC 7515): parses them,
//! checks their claims and their signature. No I/O and no clock.
//!
//! Strict, since every sender on the internet may try: one algorithm, one spelling of base64url, no
//! member twice. A token that another verifier accepts may be refused, not the other way round.

mod key_set;
mod members;

pub(crate) use key_set::KeySet;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::token_refusal::TokenRefusal;
use members::Members;

/// The maximum size of a token in bytes: half of what the receiver's listener accepts as the head of a
/// request. Tokens of the service have about 1,000.
pub(crate) const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// How far the clocks of issuer and verifier may differ.
pub(crate) const CLOCK_ALLOWANCE: Duration = Duration::from_secs(60);

/// The only algorithm that is accepted: RSASSA-PKCS1-v1_5 with SHA-256.
const ALGORITHM: &str = "RS256";

type Result<T> = std::result::Result<T, TokenRefusal>;

/// A token whose form is valid. Nothing else in it has been checked.
pub(crate) struct Jwt<'a> {
    /// What the signature covers: header and claims as they were sent.
    signed: &'a str,
    signature: Vec<u8>,
    key_id: String,
    claims: Members,
}

/// What the claims of a token must be.
#[derive(Debug, Clone)]
pub(crate) struct ExpectedClaims {
    pub issuer: String,
    pub audience: String,
}

impl<'a> Jwt<'a> {
    /// Parses a token, and checks that its header names the algorithm and a key.
    pub(crate) fn parse(token: &'a str) -> Result<Self> {
        if token.is_empty() {
            return Err(TokenRefusal::Missing);
        }
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenRefusal::Malformed("it is longer than 8 KiB"));
        }
        let three = "it does not have three segments";
        let (signed, signature) = token
            .rsplit_once('.')
            .ok_or(TokenRefusal::Malformed(three))?;
        let (header, claims) = signed
            .split_once('.')
            .filter(|(_, claims)| !claims.contains('.'))
            .ok_or(TokenRefusal::Malformed(three))?;
        let header = Members::read(&decode(header)?)?;
        let claims = Members::read(&decode(claims)?)?;
        let signature = decode(signature)?;
        if header.text("alg") != Some(ALGORITHM) {
            return Err(TokenRefusal::Algorithm);
        }
        // An extension that must be understood, and none is (RFC 7515, 4.1.11).
        if header.has("crit") {
            return Err(TokenRefusal::Malformed("its header has the member crit"));
        }
        let key_id = header.text("kid").filter(|id| !id.is_empty());
        let key_id = key_id.ok_or(TokenRefusal::Malformed("its header has no kid"))?;
        Ok(Self {
            key_id: key_id.to_owned(),
            signed,
            signature,
            claims,
        })
    }

    /// The id of the key that is said to have signed it.
    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Checks issuer, audience and times. They prove nothing before the signature is checked too.
    pub(crate) fn check_claims(&self, expected: &ExpectedClaims, now: SystemTime) -> Result<()> {
        let claims = &self.claims;
        if claims.text("iss") != Some(&expected.issuer) {
            return Err(TokenRefusal::Issuer);
        }
        if !claims.lists("aud", &expected.audience) {
            return Err(TokenRefusal::Audience);
        }
        for name in ["sub", "jti"] {
            if claims.has(name) && claims.text(name).is_none() {
                return Err(TokenRefusal::Malformed("its sub or jti is not a text"));
            }
        }
        let now = since_1970(now);
        let allowance = CLOCK_ALLOWANCE.as_secs_f64();
        let expires = claims.time("exp")?;
        let expires = expires.ok_or(TokenRefusal::Malformed("it has no exp"))?;
        if expires <= now - allowance {
            return Err(TokenRefusal::Expired);
        }
        for name in ["nbf", "iat"] {
            if claims
                .time(name)?
                .is_some_and(|from| from > now + allowance)
            {
                return Err(TokenRefusal::NotYetValid);
            }
        }
        Ok(())
    }
}

fn since_1970(time: SystemTime) -> f64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    }
}

/// Decodes base64url in its only accepted spelling: no padding, no other characters, and no bits after the
/// last byte.
fn decode(segment: &str) -> Result<Vec<u8>> {
    URL_SAFE_NO_PAD
        .decode(segment)
        .map_err(|_| TokenRefusal::Malformed("a segment is not base64url without padding"))
}
