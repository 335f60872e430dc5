//! Requests to the stores of recordings, and the hosts that receive a credential: the service's own
//! stores, and those that the program allows.

use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::field;
use crate::pipeline::{Operation, Request};

/// The hosts that the service keeps recordings on end in one of these (official Python and JS SDKs).
const SUFFIXES: [&str; 3] = [
    ".asm.skype.com",
    ".asyncgw.teams.microsoft.com",
    ".ams.gov.teams.microsoft.us",
];

/// A request to the URL of a recording or of its metadata.
pub(super) fn request(
    operation: &Operation,
    field: &'static str,
    url: &str,
    allowed: &[String],
) -> Result<Request> {
    let (store, path_and_query) = locate(field, url, allowed)?;
    let (path, query) = match path_and_query.split_once('?') {
        Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
        None => (path_and_query, None),
    };
    Ok(Request {
        query,
        store: Some(store),
        ..operation.request_to(path)
    })
}

/// The host of a URL, and its path with query; an error when the host must not see a credential.
fn locate(field: &'static str, url: &str, allowed: &[String]) -> Result<(Endpoint, String)> {
    let (store, path) = Endpoint::and_path(field, url)?;
    if !(store.is_https() || store.is_loopback()) {
        return Err(Error::invalid(field, "must be https"));
    }
    if is_own(&store) || allowed.iter().any(|host| is_host(&store, host)) {
        return Ok((store, path));
    }
    let rule = format!(
        "{} is not a recording store of the service, so no credential is sent to it",
        store.authority()
    );
    Err(Error::invalid(field, rule)
        .with_hint("Allow this recording host in the options of the client if the credential may be sent there"))
}

fn is_own(store: &Endpoint) -> bool {
    // In lower case already.
    let host = store.authority().split(':').next().unwrap_or_default();
    let is_name = host
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    store.is_https()
        && is_name
        && SUFFIXES.iter().any(|suffix| {
            host.strip_suffix(suffix)
                .is_some_and(|name| !name.is_empty())
        })
}

fn is_host(store: &Endpoint, allowed: &str) -> bool {
    let scheme = if store.is_https() { "https" } else { "http" };
    Endpoint::parse(&format!("{scheme}://{allowed}")).is_ok_and(|allowed| allowed == *store)
}

/// A host, maybe with a port, and nothing else.
pub(in crate::client) fn check_host(host: &str) -> Result<()> {
    let is_host =
        !host.contains(['/', '?', '#', '@']) && Endpoint::parse(&format!("https://{host}")).is_ok();
    if is_host {
        return Ok(());
    }
    Err(Error::invalid(
        field::RECORDING_HOST,
        "must be a host, maybe with a port, such as 127.0.0.1:8080",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_allowed(url: &str, allowed: &[&str]) -> bool {
        let allowed: Vec<_> = allowed.iter().map(|&host| host.to_owned()).collect();
        locate("content location", url, &allowed).is_ok()
    }

    #[test]
    fn the_stores_of_the_service_get_a_credential_over_https() {
        for url in [
            "https://us-storage.asm.skype.com/v1/objects/0-cus/content/video",
            "https://US-STORAGE.ASM.SKYPE.COM/v1",
            "HTTPS://eu.asyncgw.teams.microsoft.com:443/v1",
            "https://a.ams.gov.teams.microsoft.us/v1?x=1",
        ] {
            assert!(is_allowed(url, &[]), "{url}");
        }
    }

    #[test]
    fn what_only_looks_like_a_store_gets_none() {
        for url in [
            "http://us-storage.asm.skype.com/v1",
            "https://asm.skype.com/v1",
            "https://evilasm.skype.com/v1",
            "https://x.asm.skype.com.example/v1",
            "https://x.asm.skype.com./v1",
            "https://x.asm.skype.com@evil.example/v1",
            "https://user@x.asm.skype.com/v1",
            "https://user:secret@x.asm.skype.com/v1",
            "https://evil.example/x.asm.skype.com",
            "https://evil.example?.asm.skype.com",
            "https://evil.example#.asm.skype.com",
            "https://evil.example\\.asm.skype.com/v1",
            "https://evil.example%2f.asm.skype.com/v1",
            "https://evil.example:443.asm.skype.com/v1",
            "https://.asm.skype.com/v1",
            "https://evil.example%2easm.skype.com/v1",
            "https://evil.example%00.asm.skype.com/v1",
            "https://evil.example;.asm.skype.com/v1",
            "https://evil.example/..asm.skype.com",
            "https://[::1].asm.skype.com/v1",
            "https://[fe80::1%25.asm.skype.com]/v1",
            "https://x.asm.skype.com:x/v1",
            "https://x.asm.skype.com:0/v1",
            "https://evil.example\u{3002}asm.skype.com/v1",
            "https://x.asm.s\u{212a}ype.com/v1",
            "https://x.asm.skype.com\t/v1",
            "https:\\\\x.asm.skype.com/v1",
            "https:///x.asm.skype.com/v1",
            "https:x.asm.skype.com/v1",
            "ftp://x.asm.skype.com/v1",
            "//x.asm.skype.com/v1",
            "x.asm.skype.com",
            "",
        ] {
            assert!(!is_allowed(url, &[]), "{url}");
        }
    }

    #[test]
    fn another_host_is_allowed_by_name_and_port_only() {
        let allowed = ["127.0.0.1:8080", "Store.example", "[::1]:9"];
        for url in [
            "http://127.0.0.1:8080/content/1",
            "https://127.0.0.1:8080/content/1",
            "https://store.EXAMPLE/content/1",
            "https://store.example:443/content/1",
            "http://[::1]:9/content/1",
        ] {
            assert!(is_allowed(url, &allowed), "{url}");
        }
        for url in [
            "http://127.0.0.1/content/1",
            "http://127.0.0.1:8081/content/1",
            "http://127.0.0.2:8080/content/1",
            "http://store.example/content/1",
            "https://store.example:8443/content/1",
            "https://a.store.example/content/1",
        ] {
            assert!(!is_allowed(url, &allowed), "{url}");
        }
    }

    #[test]
    fn an_allowed_host_is_a_host_and_nothing_else() {
        for host in ["127.0.0.1:8080", "store.example", "[::1]:9", "localhost"] {
            check_host(host).unwrap();
        }
        for host in [
            "",
            "http://store.example",
            "store.example/",
            "user@store.example",
            "store.example:0",
            "store.example:x",
            "*.example?",
            "a b",
        ] {
            assert!(check_host(host).is_err(), "{host}");
        }
    }
}
