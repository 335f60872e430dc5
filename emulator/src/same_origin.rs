//! Which requests reach the page and the control API: none that a browser sends for a web page of another
//! origin. Both are unsigned, and a page on the Internet may send requests to this machine.

use super::service::Service;
use super::tls::{Tls, host_of};
use acs_call_automation::internal::{Request, Response};

/// Checks where a request comes from; the error says why it is refused.
///
/// Browsers set `Host`, `Origin` and `Sec-Fetch-Site` themselves, so a script cannot forge them. What is not a
/// browser may leave out the last two.
pub(super) fn check(service: &Service, request: &Request) -> Result<(), &'static str> {
    // A name that an attacker resolves to this machine makes the attacker's page one of the same origin.
    let host = request.header("host").unwrap_or_default();
    if !host.is_empty() && !is_own_host(service, host) {
        return Err("the Host header names another host; see --host and --public-url");
    }
    let origin = request.header("origin");
    if origin.is_some_and(|origin| !is_own_origin(service, origin, host)) {
        return Err("the request comes from a web page of another origin");
    }
    match request.header("sec-fetch-site") {
        None | Some("same-origin" | "none") => Ok(()),
        // A link to the page, which shows nothing to where it is followed from.
        Some(_) if is_navigation(request) => Ok(()),
        Some(_) => Err("the request comes from a web page of another origin"),
    }
}

fn is_navigation(request: &Request) -> bool {
    request.method == "GET"
        && request.path() == super::page::PATH
        && request.header("sec-fetch-mode") == Some("navigate")
        && request.header("sec-fetch-dest") == Some("document")
}

/// Whether a host is the emulator's: an address, which no name server can change, or a name of it.
fn is_own_host(service: &Service, authority: &str) -> bool {
    let host = host_of(authority);
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    let public = service.guard.public_authority.as_deref().map(host_of);
    is_address
        || host.to_ascii_lowercase().ends_with(".localhost")
        || public.is_some_and(|public| public.eq_ignore_ascii_case(host))
        || Tls::leads_here(&service.names, authority)
}

fn is_own_origin(service: &Service, origin: &str, host: &str) -> bool {
    let local = format!("{}://{host}", service.scheme);
    let public = service.public_endpoint.as_deref();
    origin.eq_ignore_ascii_case(&local)
        || public.is_some_and(|public| origin.eq_ignore_ascii_case(public))
}

/// Keeps a response from pages of other origins, which may load it without reading it. A policy of its own stays.
pub(super) fn protect(response: Response) -> Response {
    let headers = [
        (POLICY, NO_SCRIPT),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ];
    headers
        .into_iter()
        .fold(response, |response, (name, value)| {
            let is_there = response.headers.iter().any(|(known, _)| known == name);
            match is_there {
                true => response,
                false => response.with_header(name, value),
            }
        })
}

pub(super) const POLICY: &str = "Content-Security-Policy";

/// For what is not the page. A diagram, which a browser may show, has styles but no script.
const NO_SCRIPT: &str =
    "script-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
