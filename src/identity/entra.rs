//! The client credentials grant of Microsoft Entra, with a secret or an assertion.
//!
//! Source: Microsoft's page "Microsoft identity platform and the OAuth 2.0 client credentials flow".

use std::fmt;

use zeroize::Zeroizing;

use super::options::IdentityOptions;
use super::session::{Issuer, Session, TokenRequest};
use crate::auth::token::Fetched;
use crate::auth::{AccessToken, TokenSource};
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::request::{new_uuid, path_segment};

/// What an assertion is, by RFC 7523.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An application in a tenant, and the way to its tokens.
pub(super) struct Entra {
    session: Session,
    pub tenant_id: String,
    pub client_id: String,
    path: String,
    /// The members of the form that are the same for each token.
    form: String,
}

/// How an application proves that it is the one.
pub(super) enum Proof<'a> {
    Secret(&'a str),
    Assertion(&'a str),
}

impl Entra {
    pub(super) fn new(tenant_id: &str, client_id: &str, options: &IdentityOptions) -> Result<Self> {
        let of_a_tenant = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        if tenant_id.is_empty() || tenant_id.contains("..") || !tenant_id.bytes().all(of_a_tenant) {
            return Err(Error::invalid(
                field::TENANT_ID,
                "must be the GUID of the tenant, or one of its domains",
            ));
        }
        check_visible(field::CLIENT_ID, client_id)?;
        let encoded = |text: &str| path_segment(text);
        let form = format!(
            "grant_type=client_credentials&client_id={}&scope={}",
            encoded(client_id),
            encoded(options.scope_text())
        );
        Ok(Self {
            session: Session::new(Issuer::Entra, options.authority()?, options)?,
            path: format!("/{tenant_id}/oauth2/v2.0/token"),
            tenant_id: tenant_id.to_owned(),
            client_id: client_id.to_owned(),
            form,
        })
    }

    pub(super) fn token(&self, proof: &Proof<'_>) -> Result<AccessToken> {
        let (names, secret) = match proof {
            Proof::Secret(secret) => ("client_secret=".to_owned(), *secret),
            Proof::Assertion(assertion) => {
                let kind = path_segment(JWT_BEARER);
                let names = format!("client_assertion_type={kind}&client_assertion=");
                (names, *assertion)
            }
        };
        let encoded = Zeroizing::new(path_segment(secret));
        let parts = [self.form.as_str(), "&", &names, &encoded];
        // In one piece: what grows would leave copies behind.
        let length = parts.iter().map(|part| part.len()).sum();
        let mut body = Zeroizing::new(Vec::with_capacity(length));
        for part in parts {
            body.extend_from_slice(part.as_bytes());
        }
        self.session.token(&TokenRequest {
            method: http::Method::POST,
            path_and_query: &self.path,
            headers: &[
                ("content-type", "application/x-www-form-urlencoded"),
                ("client-request-id", &new_uuid()?),
            ],
            body: Some(&body),
            secrets: &[secret],
            may_be_challenged: false,
        })
    }

    pub(super) fn fmt(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("tenant_id", &self.tenant_id)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

pub(super) fn check_visible(field: &'static str, text: &str) -> Result<()> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        "must be visible ASCII, and not empty",
    ))
}

/// Tokens of an app registration with a client secret.
pub struct ClientSecretCredential {
    entra: Entra,
    secret: Zeroizing<String>,
}

impl ClientSecretCredential {
    /// Creates a credential from the tenant (GUID or domain), the application (client) id, and the value of
    /// its secret.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) naming the argument or option at fault;
    /// `System` when the system's certificates were selected and cannot be read.
    pub fn new(
        tenant_id: &str,
        client_id: &str,
        client_secret: &str,
        options: &IdentityOptions,
    ) -> Result<Self> {
        let secret = Zeroizing::new(client_secret.to_owned());
        // Not repeated in any message.
        if secret.is_empty() {
            return Err(Error::invalid(field::CLIENT_SECRET, "must not be empty"));
        }
        if secret.trim() != secret.as_str() || secret.contains(char::is_control) {
            return Err(Error::invalid(
                field::CLIENT_SECRET,
                "has spaces or line ends around it, or control characters in it: remove them",
            ));
        }
        Ok(Self {
            entra: Entra::new(tenant_id, client_id, options)?,
            secret,
        })
    }
}

impl TokenSource for ClientSecretCredential {
    fn token(&self) -> Fetched {
        Ok(self.entra.token(&Proof::Secret(&self.secret))?)
    }
}

impl fmt::Debug for ClientSecretCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entra.fmt("ClientSecretCredential", f)
    }
}

type Assertion =
    dyn Fn() -> std::result::Result<String, Box<dyn std::error::Error + Send + Sync>> + Send + Sync;

/// Tokens of an app registration that proves itself with a JWT of the program: signed with the key of a
/// certificate, or issued by an identity provider that the registration trusts.
pub struct ClientAssertionCredential {
    entra: Entra,
    assertion: Box<Assertion>,
}

impl ClientAssertionCredential {
    /// Creates a credential from the tenant (GUID or domain), the application (client) id, and a function that
    /// returns a JWT. It is called for each token, by the rules of [`TokenSource`].
    ///
    /// # Errors
    /// As those of [`ClientSecretCredential::new`].
    pub fn new(
        tenant_id: &str,
        client_id: &str,
        assertion: impl Fn() -> std::result::Result<String, Box<dyn std::error::Error + Send + Sync>>
        + Send
        + Sync
        + 'static,
        options: &IdentityOptions,
    ) -> Result<Self> {
        Ok(Self {
            entra: Entra::new(tenant_id, client_id, options)?,
            assertion: Box::new(assertion),
        })
    }
}

impl TokenSource for ClientAssertionCredential {
    fn token(&self) -> Fetched {
        let assertion = Zeroizing::new((self.assertion)()?);
        let assertion = assertion.trim();
        check_visible(field::CLIENT_ASSERTION, assertion)?;
        Ok(self.entra.token(&Proof::Assertion(assertion))?)
    }
}

impl fmt::Debug for ClientAssertionCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entra.fmt("ClientAssertionCredential", f)
    }
}
