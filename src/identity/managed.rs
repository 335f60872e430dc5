//! Managed identities: tokens from an endpoint of the machine that the program runs on.
//!
//! Sources: Microsoft's pages on managed identities of virtual machines (api-version 2018-02-01), of App
//! Service (2019-08-01) and of Azure Arc (2020-06-01).

use std::fmt;

use zeroize::Zeroizing;

use super::arc;
use super::entra::check_visible;
use super::environment::{Variables, variable};
use super::options::{IdentityOptions, near};
use super::session::{Issuer, Session, TokenRequest};
use crate::auth::token::Fetched;
use crate::auth::{AccessToken, Endpoint, TokenSource};
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::request::path_segment;

/// Which identity of a machine to use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManagedIdentityId {
    /// The machine's own identity; where it has none, its only user-assigned one.
    #[default]
    SystemAssigned,
    /// A user-assigned identity, by its client id.
    ClientId(String),
    /// A user-assigned identity, by the object id of its principal.
    ObjectId(String),
    /// A user-assigned identity, by its resource id: `/subscriptions/...`.
    ResourceId(String),
}

/// Tokens of the managed identity of the machine that the program runs on.
///
/// Environment variables decide where they come from, when the credential is created:
///
/// | variables | platform |
/// |---|---|
/// | `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` | App Service, Functions, Container Apps |
/// | `IDENTITY_ENDPOINT` and `IMDS_ENDPOINT` | Azure Arc: the system-assigned identity only |
/// | neither | virtual machines, scale sets, AKS nodes: the instance metadata service at 169.254.169.254 |
///
/// Where there is no metadata service, the error comes within a second. No proxy is used.
pub struct ManagedIdentityCredential {
    session: Session,
    issuer: Issuer,
    path_and_query: String,
    /// `IDENTITY_HEADER` of App Service.
    header: Option<Zeroizing<String>>,
}

impl ManagedIdentityCredential {
    /// Creates a credential; reads the environment variables.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) naming the argument, option or variable at
    /// fault.
    pub fn new(id: &ManagedIdentityId, options: &IdentityOptions) -> Result<Self> {
        Self::from_variables(id, options, &variable)
    }

    #[doc(hidden)]
    pub fn from_variables(
        id: &ManagedIdentityId,
        options: &IdentityOptions,
        variables: &Variables<'_>,
    ) -> Result<Self> {
        let Some(endpoint) = variables(field::IDENTITY_ENDPOINT) else {
            let server = options.imds()?;
            return Self::at(
                Issuer::Imds,
                server,
                "/metadata/identity/oauth2/token",
                id,
                options,
            );
        };
        let (server, path) = Endpoint::and_path(field::IDENTITY_ENDPOINT, &endpoint)?;
        near(field::IDENTITY_ENDPOINT, &server)?;
        let header = variables("IDENTITY_HEADER").map(Zeroizing::new);
        if let Some(header) = header {
            if variables("IDENTITY_SERVER_THUMBPRINT").is_some() {
                return Err(Error::invalid(
                    field::IDENTITY_ENDPOINT,
                    "is that of Service Fabric, which is not supported: its certificate is self-signed",
                ));
            }
            check_visible("IDENTITY_HEADER", &header)?;
            let mut credential = Self::at(Issuer::AppService, server, &path, id, options)?;
            credential.header = Some(header);
            return Ok(credential);
        }
        if variables("IMDS_ENDPOINT").is_none() {
            return Err(Error::invalid(
                field::IDENTITY_ENDPOINT,
                "is set without IDENTITY_HEADER (App Service) or IMDS_ENDPOINT (Azure Arc)",
            ));
        }
        if *id != ManagedIdentityId::SystemAssigned {
            return Err(Error::invalid(
                field::MANAGED_IDENTITY_ID,
                "must be the system-assigned one: Azure Arc has no other",
            ));
        }
        Self::at(Issuer::Arc, server, &path, id, options)
    }

    fn at(
        issuer: Issuer,
        server: Endpoint,
        path: &str,
        id: &ManagedIdentityId,
        options: &IdentityOptions,
    ) -> Result<Self> {
        let app_service = issuer == Issuer::AppService;
        let (parameter, value) = match id {
            ManagedIdentityId::SystemAssigned => ("", ""),
            ManagedIdentityId::ClientId(id) => ("client_id", id.as_str()),
            ManagedIdentityId::ObjectId(id) if app_service => ("principal_id", id.as_str()),
            ManagedIdentityId::ObjectId(id) => ("object_id", id.as_str()),
            ManagedIdentityId::ResourceId(id) if app_service => ("mi_res_id", id.as_str()),
            ManagedIdentityId::ResourceId(id) => ("msi_res_id", id.as_str()),
        };
        let version = match issuer {
            Issuer::AppService => "2019-08-01",
            Issuer::Arc => "2020-06-01",
            Issuer::Imds | Issuer::Entra => "2018-02-01",
        };
        let resource = path_segment(options.resource()?);
        let separator = if path.contains('?') { '&' } else { '?' };
        let mut path_and_query =
            format!("{path}{separator}api-version={version}&resource={resource}");
        if !parameter.is_empty() {
            check_visible(field::MANAGED_IDENTITY_ID, value)?;
            path_and_query.push_str(&format!("&{parameter}={}", path_segment(value)));
        }
        Ok(Self {
            session: Session::new(issuer, server, options)?,
            issuer,
            path_and_query,
            header: None,
        })
    }

    fn request<'a>(
        &'a self,
        headers: &'a [(&'a str, &'a str)],
        secrets: &'a [&'a str],
    ) -> TokenRequest<'a> {
        TokenRequest {
            method: http::Method::GET,
            path_and_query: &self.path_and_query,
            headers,
            body: None,
            secrets,
            may_be_challenged: false,
        }
    }

    fn obtain(&self) -> Result<AccessToken> {
        const METADATA: (&str, &str) = ("metadata", "true");
        if let Some(header) = &self.header {
            let headers = [("x-identity-header", header.as_str())];
            return self.session.token(&self.request(&headers, &[header]));
        }
        if self.issuer != Issuer::Arc {
            return self.session.token(&self.request(&[METADATA], &[]));
        }
        let first = self.session.send(&TokenRequest {
            may_be_challenged: true,
            ..self.request(&[METADATA], &[])
        })?;
        if first.incoming.status != 401 {
            return self.session.read(&first);
        }
        let key = arc::key_of(&first.incoming, &arc::tokens_folder())?;
        let basic = Zeroizing::new(format!("Basic {}", key.as_str()));
        let headers = [METADATA, ("authorization", &basic)];
        self.session.token(&self.request(&headers, &[&key]))
    }
}

impl TokenSource for ManagedIdentityCredential {
    fn token(&self) -> Fetched {
        Ok(self.obtain()?)
    }
}

impl fmt::Debug for ManagedIdentityCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagedIdentityCredential")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}
