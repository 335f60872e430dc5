//! Where a resource is reached, and what makes an address on the net one of this machine's own.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};

use crate::error::{Error, Result};
use crate::field;

/// The endpoint of a Communication Services resource: scheme, host and maybe a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    https: bool,
    authority: Authority,
    address: String,
    loopback: bool,
}

const NAME: &str = field::ENDPOINT;

impl Endpoint {
    /// Reads `https://NAME.communication.azure.com`; a slash at the end is dropped.
    ///
    /// Any host is accepted, since clouds differ. Plain `http` is accepted for the emulator.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) when it is not such a URL, or has a path, a
    /// query or a user name.
    pub fn parse(text: &str) -> Result<Self> {
        if text.contains("accesskey=") || text.starts_with("endpoint=") {
            return Err(Error::invalid(
                NAME,
                "is a connection string: only the URL behind endpoint= belongs here",
            ));
        }
        if let Some(mistake) = url_mistake(text) {
            return Err(Error::invalid(NAME, mistake));
        }
        let uri: Uri = text.parse().map_err(|cause| {
            // The text is not repeated: a connection string given by mistake holds the key.
            Error::invalid(
                NAME,
                "is not a valid URL, such as https://NAME.communication.azure.com",
            )
            .with_source(cause)
        })?;
        let endpoint = Self::of(NAME, &uri)?;
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(Error::invalid(NAME, "must have no path and no query"));
        }
        Ok(endpoint)
    }

    /// Parses an absolute URL of the service: its host, and the path with its query
    /// exactly as in the text.
    pub(crate) fn and_path(field: &'static str, url: &str) -> Result<(Self, String)> {
        // The text is not repeated: its query may hold a secret.
        let uri: Uri = url
            .parse()
            .map_err(|cause| Error::invalid(field, "is not a valid URL").with_source(cause))?;
        let endpoint = Self::of(field, &uri)?;
        let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
        Ok((endpoint, path.to_owned()))
    }

    /// The part of a URL before its path.
    fn of(field: &'static str, uri: &Uri) -> Result<Self> {
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(Error::invalid(
                field,
                "must begin with https:// (http:// for the emulator)",
            ));
        };
        let https = match scheme {
            "https" => true,
            "http" => false,
            _ => {
                return Err(Error::invalid(
                    field,
                    "must begin with https:// or, for the emulator, http://",
                ));
            }
        };
        if authority.as_str().contains('@') {
            return Err(Error::invalid(field, "must have no user name"));
        }
        let host = authority.host();
        check_host(field, host)?;
        let port = port_of(field, authority, host)?;
        let default_port = if https { 443 } else { 80 };
        let host = host.to_ascii_lowercase();
        let port = port.unwrap_or(default_port);
        let address = format!("{host}:{port}");
        let loopback = is_loopback(&host);
        // The signed host has the port only where the Host header has it.
        let authority = if port == default_port {
            host
        } else {
            address.clone()
        };
        Ok(Self {
            https,
            authority: Authority::try_from(authority).map_err(|cause| {
                Error::invalid(field, "has a host that is malformed").with_source(cause)
            })?,
            address,
            loopback,
        })
    }

    /// Returns the host, and the port where it is not the scheme's own, as in the `Host` header.
    pub fn authority(&self) -> &str {
        self.authority.as_str()
    }

    /// Host and port, also the scheme's own: for messages.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Returns whether requests are encrypted.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Returns whether the host is this machine: `localhost`, 127.0.0.0/8 or `[::1]`.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether other networks cannot reach the host.
    pub(crate) fn is_private(&self) -> bool {
        let host = self.address.rsplit_once(':').map_or("", |(host, _)| host);
        is_private(host)
    }

    fn scheme(&self) -> Scheme {
        if self.https {
            Scheme::HTTPS
        } else {
            Scheme::HTTP
        }
    }

    /// The URL of a path with its query.
    pub(crate) fn uri(&self, path: PathAndQuery) -> std::result::Result<Uri, http::Error> {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Ok(Uri::from_parts(parts)?)
    }

    /// The path and query of an absolute or relative link, when it stays on this endpoint.
    pub(crate) fn own_path_of(&self, link: &str) -> Option<String> {
        let uri: Uri = link.parse().ok()?;
        if uri.authority().is_some() {
            let there = Self::parse(&format!(
                "{}://{}",
                uri.scheme_str()?,
                uri.authority()?.as_str()
            ))
            .ok()?;
            if there != *self {
                return None;
            }
        }
        let path = uri.path_and_query()?.as_str();
        // `//host/path` would name another host.
        (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
    }
}

/// What is wrong with text that was meant as a URL, for frequent mistakes.
pub(crate) fn url_mistake(text: &str) -> Option<&'static str> {
    if let Some(mistake) = text_mistake(text) {
        return Some(mistake);
    }
    if let Some((_, rest)) = text.split_once("://") {
        if rest.is_empty() || rest.starts_with(['/', '?', ':']) {
            return Some("has no host");
        }
        let is_twice = rest.starts_with("http://") || rest.starts_with("https://");
        return is_twice.then_some("has its scheme twice");
    }
    let is_scheme = |text: &str| {
        let known = ["http", "https", "ws", "wss"];
        known.iter().any(|known| text.eq_ignore_ascii_case(known))
    };
    let first_word = |end: &[char]| text.split(end).next().unwrap_or_default();
    Some(if text.contains(':') && is_scheme(first_word(&[':'])) {
        "must have two slashes after the colon, as in https://"
    } else if text.contains("//") && is_scheme(first_word(&['/', ';', ',', '.'])) {
        "must have a colon and two slashes after its scheme, as in https://"
    } else {
        "must be absolute and begin with https:// (http:// for the emulator)"
    })
}

/// What is wrong with text that was copied from elsewhere.
pub(crate) fn text_mistake(text: &str) -> Option<&'static str> {
    let is_quote = |letter: char| {
        matches!(
            letter,
            '"' | '\'' | '`' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}'
        )
    };
    if text.starts_with('\u{feff}') {
        return Some("begins with a byte order mark: remove it");
    }
    if text.trim() != text {
        return Some("has spaces or line ends around it: remove them");
    }
    if text.starts_with(is_quote) || text.ends_with(is_quote) {
        return Some("has quotes around it: remove them");
    }
    if text.starts_with('{') && text.contains('"') {
        return Some("is JSON: take the text of one of its members");
    }
    if text.starts_with('$') || (text.starts_with('%') && text.ends_with('%')) {
        return Some("is the name of a variable, not its value");
    }
    if !text.is_ascii() && text.contains(is_invisible) {
        return Some("has an invisible character in it, as copied text may: type it anew");
    }
    if text.bytes().any(|byte| b"<>{}".contains(&byte)) {
        return Some("has a placeholder in it: replace what is in brackets");
    }
    None
}

/// Whether the letter shows nothing but may come along when text is copied: spaces of no width, marks
/// of direction and byte order.
pub(crate) fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Refuses a host that is neither a name nor an address; the parser lets others pass.
pub(crate) fn check_host(field: &'static str, host: &str) -> Result<()> {
    if host.is_empty() {
        return Err(Error::invalid(field, "has no host"));
    }
    let unset = ["undefined", "null", "none", "nil"];
    if unset.iter().any(|name| host.eq_ignore_ascii_case(name)) {
        return Err(Error::invalid(
            field,
            "has a host that looks like a variable without a value",
        ));
    }
    let refused = || Err(Error::invalid(field, "has a host that is malformed"));
    if host.starts_with('[') {
        return match bare(host).parse::<Ipv6Addr>() {
            Ok(_) => Ok(()),
            Err(_) => refused(),
        };
    }
    let is_of_a_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let name = host.strip_suffix('.').unwrap_or(host);
    if name
        .split('.')
        .any(|label| label.is_empty() || !label.bytes().all(is_of_a_name))
    {
        return refused();
    }
    // Such as 127.1 and 2130706433, which some programs take for addresses.
    let last = name.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|byte| byte.is_ascii_digit()) && name.parse::<Ipv4Addr>().is_err() {
        return refused();
    }
    Ok(())
}

impl std::str::FromStr for Endpoint {
    type Err = Error;

    /// Parses the text as [`parse`](Self::parse) does.
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl fmt::Display for Endpoint {
    /// The URL without a slash at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme(), self.authority)
    }
}

/// The port of an authority with this host: one to five digits. The parser itself lets others pass.
pub(crate) fn port_of(
    field: &'static str,
    authority: &Authority,
    host: &str,
) -> Result<Option<u16>> {
    let host_and_port = authority.as_str().rsplit('@').next().unwrap_or_default();
    let after_host = host_and_port.strip_prefix(host).unwrap_or_default();
    match after_host.strip_prefix(':') {
        None | Some("") => Ok(None),
        Some(digits) if digits.bytes().all(|digit| digit.is_ascii_digit()) => digits
            .parse()
            .ok()
            .filter(|port| *port != 0)
            .map(Some)
            .ok_or_else(|| Error::invalid(field, "has a port that is not from 1 to 65535")),
        Some(_) => Err(Error::invalid(field, "has a port that is not a number")),
    }
}

/// A host without the brackets of an address of IPv6.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// Whether a host names this machine without a name server.
pub fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || bare(host)
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Names that only a local network resolves (RFC 6761, 6762, 8375, and the reserved `internal`).
const LOCAL_NAMES: [&str; 6] = [
    "localhost",
    "local",
    "localdomain",
    "internal",
    "lan",
    "home.arpa",
];

/// Whether other networks cannot reach a host: its address is loopback, private, link-local or for
/// many hosts, or its name is one of a local network.
pub(crate) fn is_private(host: &str) -> bool {
    match bare(host)
        .parse::<IpAddr>()
        .map(|address| address.to_canonical())
    {
        Ok(IpAddr::V4(v4)) => {
            let [first, second, ..] = v4.octets();
            // 100.64.0.0/10 is shared by the customers of a provider (RFC 6598).
            let is_shared = first == 100 && (64..128).contains(&second);
            first == 0
                || v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || is_shared
                || v4.is_multicast()
                || v4.is_broadcast()
        }
        // fc00::/7 and fe80::/10.
        Ok(IpAddr::V6(v6)) => {
            let [first, ..] = v6.segments();
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || first & 0xfe00 == 0xfc00
                || first & 0xffc0 == 0xfe80
        }
        Err(_) => {
            let name = host.strip_suffix('.').unwrap_or(host);
            let is_below = |top: &&str| {
                let at = name.len().checked_sub(top.len());
                let parts = at.and_then(|at| name.split_at_checked(at));
                parts.is_some_and(|(rest, last)| {
                    last.eq_ignore_ascii_case(top) && (rest.is_empty() || rest.ends_with('.'))
                })
            };
            !name.contains('.') || LOCAL_NAMES.iter().any(is_below)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_ports_and_slashes_leave_no_trace_in_the_signed_host() {
        for text in [
            "https://contoso.communication.azure.com",
            "https://contoso.communication.azure.com/",
            "https://CONTOSO.communication.azure.com:443",
        ] {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!(endpoint.authority(), "contoso.communication.azure.com");
        }
        let emulator = Endpoint::parse("http://127.0.0.1:8080/").unwrap();
        assert_eq!(emulator.authority(), "127.0.0.1:8080");
        assert!(emulator.is_loopback());
    }

    #[test]
    fn impossible_ports_are_refused() {
        for port in ["99999", "0", "abc", "+443", "1.5"] {
            let error = Endpoint::parse(&format!("http://127.0.0.1:{port}")).unwrap_err();
            assert!(error.message().contains("endpoint"), "{port}: {error}");
        }
        let ipv6 = Endpoint::parse("http://[::1]:8080").unwrap();
        assert_eq!(ipv6.authority(), "[::1]:8080");
        assert!(ipv6.is_loopback());
    }

    #[test]
    fn a_link_that_leaves_the_endpoint_is_not_its_own() {
        let endpoint = Endpoint::parse("https://contoso.communication.azure.com").unwrap();
        assert_eq!(
            endpoint
                .own_path_of("https://contoso.communication.azure.com/calling/x?a=1")
                .as_deref(),
            Some("/calling/x?a=1")
        );
        assert_eq!(
            endpoint.own_path_of("/calling/x").as_deref(),
            Some("/calling/x")
        );
        for foreign in [
            "https://evil.example/calling/x",
            "http://contoso.communication.azure.com/calling/x",
            "https://contoso.communication.azure.com:8443/x",
            "//evil.example/x",
        ] {
            assert_eq!(endpoint.own_path_of(foreign), None, "{foreign}");
        }
    }
}
