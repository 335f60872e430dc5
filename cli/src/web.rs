//! HTTP requests that are none of the service: to callback URLs, forwards, and the endpoint without a signature.

use std::sync::Arc;
use std::time::Duration;

use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Proxy};

use crate::arguments::Global;
use crate::failure::Failure;

const TIMEOUT: Duration = Duration::from_secs(10);

/// An agent for which every status is a response.
pub fn agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}

/// The same with the certificates and the proxy of the command line.
pub fn agent_of(global: &Global) -> Result<Agent, Failure> {
    let mut builder = Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .http_status_as_error(false)
        .max_redirects(0);
    if let Some(file) = &global.ca {
        let cannot =
            |why: String| Failure::usage(format!("cannot read {}: {why} [--ca]", file.display()));
        let text = std::fs::read(file).map_err(|cause| cannot(cause.to_string()))?;
        let mut roots = Vec::new();
        for item in parse_pem(&text) {
            if let PemItem::Certificate(certificate) =
                item.map_err(|cause| cannot(cause.to_string()))?
            {
                roots.push(certificate);
            }
        }
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(roots)))
            .build();
        builder = builder.tls_config(tls);
    }
    if let Some(url) = &global.proxy {
        // The URL is not repeated: it may hold a password.
        let proxy = Proxy::new(url)
            .map_err(|_| Failure::usage("the proxy is not a valid URL [--proxy]"))?;
        builder = builder.proxy(Some(proxy));
    }
    Ok(builder.build().into())
}
