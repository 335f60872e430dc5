//! Whose tokens are accepted, and where the issuer publishes its keys.

use std::fmt;

use http::Uri;

use crate::clock::Clock;
use crate::endpoint::is_loopback;
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::TrustRoots;

/// The issuer of the tokens in callbacks and websocket upgrades (Microsoft's page on securing the webhook
/// endpoint).
const ISSUER: &str = "https://acscallautomation.communication.azure.com";

/// Where that issuer describes itself.
const CONFIGURATION: &str =
    "https://acscallautomation.communication.azure.com/calling/.well-known/acsopenidconfiguration";

/// Options of a [`TokenVerifier`](super::TokenVerifier). Checked when it is created, not before.
#[derive(Clone)]
#[must_use]
pub struct TokenVerifierOptions {
    pub(super) audience: String,
    pub(super) issuer: String,
    pub(super) configuration_url: String,
    pub(super) trust: TrustRoots,
    pub(super) proxy_url: Option<String>,
    pub(super) clock: Clock,
}

impl TokenVerifierOptions {
    /// Creates options for the tokens of one resource of Communication Services, with all defaults.
    ///
    /// `audience` is the immutable resource id (a GUID, as the portal shows it), compared exactly.
    pub fn new(audience: impl Into<String>) -> Self {
        Self {
            audience: audience.into(),
            issuer: ISSUER.to_owned(),
            configuration_url: CONFIGURATION.to_owned(),
            trust: TrustRoots::BuiltIn,
            proxy_url: None,
            clock: Clock::system(),
        }
    }

    /// Sets the issuer, compared exactly. Default:
    /// `https://acscallautomation.communication.azure.com`.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Sets the URL of the issuer's OpenID configuration, which names that of its keys: https, or http on
    /// this machine. Default: that of the service,
    /// `https://acscallautomation.communication.azure.com/calling/.well-known/acsopenidconfiguration`.
    pub fn openid_configuration_url(mut self, url: impl Into<String>) -> Self {
        self.configuration_url = url.into();
        self
    }

    /// Sets the root certificates that are trusted when the keys are fetched. Default: the built-in set.
    pub fn trust_roots(mut self, roots: TrustRoots) -> Self {
        self.trust = roots;
        self
    }

    /// Sets an HTTP proxy through which the keys are fetched:
    /// `http://user:password@proxy.example:3128`. Default: none; environment variables are ignored.
    pub fn proxy_url(mut self, url: impl Into<String>) -> Self {
        self.proxy_url = Some(url.into());
        self
    }

    /// Sets the clock by which tokens expire and keys are fetched again. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        for (field, text) in [
            (field::AUDIENCE, &self.audience),
            (field::ISSUER, &self.issuer),
        ] {
            if text.is_empty() || text.contains(char::is_control) {
                let rule = "must not be empty or contain control characters";
                return Err(Error::invalid(field, rule));
            }
        }
        match check_url(&self.configuration_url) {
            true => Ok(()),
            false => Err(Error::invalid(
                field::OPENID_CONFIGURATION_URL,
                "must be https://HOST/PATH, or http on this machine",
            )),
        }
    }
}

/// Whether keys may be fetched from a URL: what it returns must not be changed on the way.
pub(super) fn check_url(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else {
        return false;
    };
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
        return false;
    };
    let has_user = uri
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'));
    !has_user && (scheme == "https" || (scheme == "http" && is_loopback(host)))
}

impl fmt::Debug for TokenVerifierOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenVerifierOptions")
            .field("audience", &self.audience)
            .field("issuer", &self.issuer)
            .field("openid_configuration_url", &self.configuration_url)
            .field("trust", &self.trust)
            // It may hold a password.
            .field("proxy_url", &self.proxy_url.as_ref().map(|_| "***"))
            .finish_non_exhaustive()
    }
}
