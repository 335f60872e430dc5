//! The options of credentials, and the clouds.

use std::time::Duration;

use crate::auth::{Endpoint, TOKEN_SCOPE};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::TrustRoots;
use crate::pipeline::request::{check_retries, check_timeout};
use crate::pipeline::transport::Settings;

/// The Azure cloud whose Microsoft Entra issues the tokens.
///
/// The hosts are those of the official identity libraries. All clouds have the scope
/// [`TOKEN_SCOPE`](crate::auth::TOKEN_SCOPE) here, since the official SDKs of Communication Services send
/// it whatever the endpoint is; no public source names another one. [`IdentityOptions::scope`] sets it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AzureCloud {
    /// `https://login.microsoftonline.com`
    #[default]
    Public,
    /// Azure Government of the United States: `https://login.microsoftonline.us`
    UsGovernment,
    /// Azure in China, operated by 21Vianet: `https://login.chinacloudapi.cn`
    China,
}

impl AzureCloud {
    /// Returns the URL of Microsoft Entra in this cloud.
    pub fn authority_url(self) -> &'static str {
        match self {
            Self::Public => "https://login.microsoftonline.com",
            Self::UsGovernment => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }
}

/// The options of a credential, each with its default.
#[derive(Debug, Clone)]
pub struct IdentityOptions {
    cloud: AzureCloud,
    pub(super) authority_url: Option<String>,
    scope: String,
    pub(super) timeout: Duration,
    pub(super) retries: u32,
    pub(super) settings: Settings,
    imds_url: String,
    pub(super) clock: Clock,
}

/// The instance metadata service of a virtual machine.
const IMDS: &str = "http://169.254.169.254";
/// Longer responses than this are not those of a token server.
const MAX_BODY_SIZE: usize = 256 * 1024;
const DEFAULT: &str = "/.default";

impl Default for IdentityOptions {
    fn default() -> Self {
        Self {
            cloud: AzureCloud::Public,
            authority_url: None,
            scope: TOKEN_SCOPE.to_owned(),
            timeout: Duration::from_secs(10),
            retries: 3,
            settings: Settings {
                max_body_size: MAX_BODY_SIZE,
                // A token lasts an hour and more: its connection would be closed by then.
                max_idle_connections: 0,
                ..Settings::default()
            },
            imds_url: IMDS.to_owned(),
            clock: Clock::system(),
        }
    }
}

impl IdentityOptions {
    /// Creates options with the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the cloud. Default: the public one.
    #[must_use]
    pub fn cloud(mut self, cloud: AzureCloud) -> Self {
        self.cloud = cloud;
        self
    }

    /// Sets the URL of Microsoft Entra, in place of the cloud's: https, or http to this machine, without
    /// a path. Default: that of the cloud.
    #[must_use]
    pub fn authority_url(mut self, url: impl Into<String>) -> Self {
        self.authority_url = Some(url.into());
        self
    }

    /// Sets the scope of the tokens; it ends in `/.default`. Managed identities request the part before as
    /// their resource. Default: [`TOKEN_SCOPE`](crate::auth::TOKEN_SCOPE).
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = scope.into();
        self
    }

    /// Sets the total timeout of obtaining a token, retries and pauses included. 1 ms to 1 hour; default
    /// 10 s, and never longer than the request that needs the token may take. Refreshing a token that is
    /// still valid takes at most 3 s, or half of the request's timeout.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the timeout of a name lookup, and of opening a connection with TLS. 1 ms to 1 hour; default
    /// 5 s. To the address of the instance metadata service it is 1 s at most.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = timeout;
        self
    }

    /// Sets the maximum number of retries: 0 to 20, default 3.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets the trusted root certificates. Default: the built-in set.
    #[must_use]
    pub fn trust_roots(mut self, roots: TrustRoots) -> Self {
        self.settings.trust = roots;
        self
    }

    /// Sets the proxy to Microsoft Entra: `http://user:password@proxy.example:3128`, or `https://` for TLS to the
    /// proxy; without a port, 80 or 443. Managed identities never use it. Default: none; environment variables are ignored.
    #[must_use]
    pub fn proxy_url(mut self, url: impl Into<String>) -> Self {
        self.settings.proxy_url = Some(url.into());
        self
    }

    /// Sets the address of the instance metadata service, for tests: https, or http to this machine or a
    /// private network, without a path. Default: `http://169.254.169.254`.
    #[must_use]
    pub fn imds_url(mut self, url: impl Into<String>) -> Self {
        self.imds_url = url.into();
        self
    }

    /// Sets the clock for expiry and pauses, for tests: the client's. Default: the machine's.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    #[doc(hidden)]
    pub fn check(&self) -> Result<()> {
        check_timeout(field::TIMEOUT, Some(self.timeout))?;
        check_timeout(field::CONNECT_TIMEOUT, Some(self.settings.connect_timeout))?;
        check_retries(Some(self.retries))?;
        self.resource()?;
        self.authority()?;
        self.imds().map(drop)
    }

    pub(super) fn scope_text(&self) -> &str {
        &self.scope
    }

    /// The resource whose default scope it is: all that managed identities know.
    pub(super) fn resource(&self) -> Result<&str> {
        let fits = |resource: &&str| {
            !resource.is_empty() && resource.bytes().all(|byte| byte.is_ascii_graphic())
        };
        self.scope
            .strip_suffix(DEFAULT)
            .filter(fits)
            .ok_or_else(|| {
                Error::invalid(
                    field::SCOPE,
                    format_args!("must be a resource followed by {DEFAULT}, such as {TOKEN_SCOPE}"),
                )
            })
    }

    pub(super) fn authority(&self) -> Result<Endpoint> {
        let url = self
            .authority_url
            .as_deref()
            .unwrap_or(self.cloud.authority_url());
        let authority = without_path(field::AUTHORITY_URL, url)?;
        if !authority.is_https() && !authority.is_loopback() {
            return Err(Error::invalid(
                field::AUTHORITY_URL,
                "must be https: secrets are sent to it (http is only for this machine)",
            ));
        }
        Ok(authority)
    }

    pub(super) fn imds(&self) -> Result<Endpoint> {
        let imds = without_path(field::IMDS_URL, &self.imds_url)?;
        near(field::IMDS_URL, &imds)?;
        Ok(imds)
    }
}

fn without_path(field: &'static str, url: &str) -> Result<Endpoint> {
    let (endpoint, path) = Endpoint::and_path(field, url)?;
    if path == "/" {
        return Ok(endpoint);
    }
    Err(Error::invalid(field, "must have no path and no query"))
}

/// Refuses a server of managed identities on the internet without TLS: its tokens could be read there.
pub(super) fn near(field: &'static str, server: &Endpoint) -> Result<()> {
    if server.is_https() || server.is_private() {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        "must be https, or http to this machine or a private network",
    ))
}
