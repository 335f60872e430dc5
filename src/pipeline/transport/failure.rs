//! Why there is no response: the errors of the HTTP client in the words of the library, with advice.

use std::io;

use ureq::Proxy;

use super::connection::is_passing;
use crate::pipeline::exchange::{Exchange, Failure, Reason, Stage};

const CHECK_DATES: &str = "Check the clock of this machine, and the dates of the certificate";

/// What an error of the HTTP client means.
struct Meaning {
    message: String,
    advice: Option<&'static str>,
    /// A retry meets the same fault.
    lasting: bool,
}

impl Meaning {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            advice: None,
            lasting: false,
        }
    }

    fn lasting(message: impl Into<String>) -> Self {
        Self {
            lasting: true,
            ..Self::new(message)
        }
    }

    fn advice(self, advice: &'static str) -> Self {
        Self {
            advice: Some(advice),
            ..self
        }
    }
}

/// The failure of the exchange of this thread. Through a proxy, nothing but the proxy is connected to.
pub(super) fn of(error: &ureq::Error, proxy: Option<&Proxy>) -> Failure {
    let timed_out = match error {
        ureq::Error::Timeout(_) => true,
        ureq::Error::Io(cause) => is_passing(cause),
        _ => false,
    };
    let mut failure = Exchange::failure(timed_out, String::new());
    let connecting = failure.stage == Stage::NotSent;
    let meaning = match failure.reason {
        Reason::TimedOut if connecting => silent(proxy),
        Reason::TimedOut => Meaning::new("no response in time")
            .advice("Check that the service runs on this port, or allow a longer timeout"),
        _ => meaning(error, connecting, proxy),
    };
    if failure.reason == Reason::Broken && meaning.lasting {
        failure.reason = Reason::Lasting;
    }
    failure.message = meaning.message;
    failure.advice = meaning.advice;
    failure
}

fn meaning(error: &ureq::Error, connecting: bool, proxy: Option<&Proxy>) -> Meaning {
    match error {
        ureq::Error::LargeResponseHeader(..) => {
            let longest = super::MAX_HEAD_SIZE / 1024;
            not_http(proxy, &format!("its head is longer than {longest} KiB"))
        }
        ureq::Error::Protocol(cause) => {
            let cause = cause.to_string();
            let beginnings = ["http parse fail: ", "http parse resulted in "];
            let said = beginnings.iter().find_map(|one| cause.strip_prefix(one));
            not_http(proxy, said.unwrap_or(&cause))
        }
        ureq::Error::Http(cause) => Meaning::lasting(cause.to_string()),
        ureq::Error::BadUri(cause) => Meaning::lasting(cause.clone()),
        ureq::Error::ConnectProxyFailed(cause) => refused_by_proxy(cause, proxy),
        ureq::Error::Tls(cause) => tls(cause, proxy),
        #[cfg(feature = "tls")]
        ureq::Error::Rustls(cause) => tls(&cause.to_string(), proxy),
        ureq::Error::Io(cause) => match cause.kind() {
            io::ErrorKind::InvalidData if connecting => tls(&cause.to_string(), proxy),
            // With TLS 1.3 the server may refuse the client after the first request.
            io::ErrorKind::InvalidData if is_about_the_client(&cause.to_string()) => {
                tls(&cause.to_string(), proxy)
            }
            io::ErrorKind::ConnectionRefused if connecting => refused(cause, proxy),
            io::ErrorKind::NotFound if connecting => unknown(cause, proxy),
            io::ErrorKind::UnexpectedEof => broken("the connection was closed", connecting, proxy),
            _ => broken(&cause.to_string(), connecting, proxy),
        },
        other => broken(&other.to_string(), connecting, proxy),
    }
}

/// `the proxy HOST:PORT`, or the server, which the error names anyway.
fn peer(proxy: Option<&Proxy>) -> String {
    proxy.map_or_else(
        || "the server".to_owned(),
        |proxy| format!("the proxy {}:{}", proxy.host(), proxy.port()),
    )
}

/// ` through the proxy HOST:PORT`: where either side of the proxy may be at fault.
fn through(proxy: Option<&Proxy>) -> String {
    proxy.map_or_else(String::new, |_| format!(" through {}", peer(proxy)))
}

fn not_http(proxy: Option<&Proxy>, cause: &str) -> Meaning {
    Meaning::lasting(format!(
        "the response{} is not valid HTTP: {cause}",
        through(proxy)
    ))
    .advice("Check scheme and port, and proxies on the way")
}

fn broken(cause: &str, connecting: bool, proxy: Option<&Proxy>) -> Meaning {
    if connecting {
        return Meaning::new(format!("no connection{}: {cause}", through(proxy)))
            .advice("Check scheme, host and port");
    }
    match alert(cause) {
        Some(alert) => Meaning::new(format!("the server has ended the TLS connection ({alert})")),
        None => Meaning::new(cause),
    }
}

fn silent(proxy: Option<&Proxy>) -> Meaning {
    let meaning = Meaning::new(format!("{} does not respond in time", peer(proxy)));
    meaning.advice(match proxy {
        Some(_) => "Check host and port of the proxy",
        None => "Check host and port; a firewall may drop the connection without a word",
    })
}

fn refused(cause: &io::Error, proxy: Option<&Proxy>) -> Meaning {
    let message = match proxy {
        Some(_) => format!("{}: {cause}", peer(proxy)),
        None => cause.to_string(),
    };
    Meaning::new(message).advice(match proxy {
        Some(_) => "Nothing listens there: check host and port of the proxy",
        None => "Nothing listens on this port: check host and port of the endpoint",
    })
}

fn unknown(cause: &io::Error, proxy: Option<&Proxy>) -> Meaning {
    let whose = match proxy {
        Some(_) => format!("the name of {}", peer(proxy)),
        None => "the host name".to_owned(),
    };
    Meaning::new(format!("{whose} cannot be looked up: {cause}"))
        .advice("Check its spelling, and the DNS of this machine")
}

fn refused_by_proxy(cause: &str, proxy: Option<&Proxy>) -> Meaning {
    // "proxy server responded 407/407"
    let status = cause.rsplit(' ').next().unwrap_or_default();
    let status = status.split('/').next().unwrap_or_default();
    let peer = peer(proxy);
    match status.parse::<u16>() {
        Ok(407) => Meaning::lasting(format!("{peer} returned 407")).advice(
            "It requires a user name and a password, or refuses the given ones: http://USER:PASSWORD@HOST:PORT as the proxy URL",
        ),
        // It has decided; other statuses may pass.
        Ok(status @ 300..=499) if !matches!(status, 408 | 429) => {
            Meaning::lasting(format!("{peer} returned {status}"))
                .advice("The proxy does not connect to this host: ask its administrator")
        }
        Ok(status) => Meaning::new(format!("{peer} returned {status}"))
            .advice("The proxy cannot connect to this host: check the host, or ask its administrator"),
        Err(_) => Meaning::new(format!("{peer} does not respond"))
            .advice("Check that an HTTP proxy listens on this port"),
    }
}

/// The alert by which the server has ended the connection, as the TLS library names it.
fn alert(cause: &str) -> Option<&str> {
    let (_, name) = cause.split_once("fatal alert: ")?;
    name.split([' ', ')']).next()
}

fn tls(cause: &str, proxy: Option<&Proxy>) -> Meaning {
    let way = through(proxy);
    if let Some(alert) = alert(cause) {
        return alerted(alert, &way);
    }
    let has = |word: &str| cause.contains(word);
    if has("certificate") {
        return certificate(cause, &way);
    }
    let fault = if has("InvalidContentType") || has("corrupt message") {
        "what responds there does not speak TLS".to_owned()
    } else if has("incompatible") {
        NOTHING_IN_COMMON.to_owned()
    } else {
        format!("the handshake failed ({cause})")
    };
    Meaning::lasting(format!("no TLS connection{way}: {fault}")).advice(CHECK_TLS)
}

const NOTHING_IN_COMMON: &str =
    "the server has no TLS version or cipher in common with this library";
const CHECK_TLS: &str = "The server must speak TLS 1.2 or 1.3 on this port: check scheme and port";

/// Whether the server refuses a client without a certificate.
fn is_about_the_client(cause: &str) -> bool {
    alert(cause).is_some_and(|alert| CLIENT_ALERTS.contains(&alert))
}

const CLIENT_ALERTS: [&str; 4] = [
    "CertificateRequired",
    "BadCertificate",
    "CertificateUnknown",
    "AccessDenied",
];

fn alerted(alert: &str, way: &str) -> Meaning {
    let (fault, advice) = match alert {
        "ProtocolVersion" | "HandshakeFailure" | "InsufficientSecurity" => {
            (NOTHING_IN_COMMON.to_owned(), CHECK_TLS)
        }
        one if CLIENT_ALERTS.contains(&one) => (
            "the server requires a certificate of the client".to_owned(),
            "This library sends none: use an endpoint or a gateway that requires none",
        ),
        "UnrecognizedName" | "UnrecognisedName" => (
            "the server does not serve this host".to_owned(),
            "Check the host name of the endpoint",
        ),
        other => (format!("the server has ended it ({other})"), CHECK_TLS),
    };
    Meaning::lasting(format!("no TLS connection{way}: {fault}")).advice(advice)
}

const CHECK_ENDPOINT: &str =
    "Check that the endpoint leads to the service and not to another server";

/// Why a certificate is refused: words of the TLS library, what they mean, what to do.
const CERTIFICATES: [(&[&str], &str, &str); 10] = [
    (
        &["UnknownIssuer"],
        "its issuer is not trusted",
        "Set the trust roots of the client, for example for a proxy that inspects TLS",
    ),
    (&["xpired"], "it has expired", CHECK_DATES),
    (
        &["NotValidYet", "not valid yet"],
        "it is not valid yet",
        CHECK_DATES,
    ),
    (
        &["not valid for name", "NotValidForName"],
        "it belongs to another host",
        "Check the host name of the endpoint",
    ),
    (
        &["CaUsedAsEndEntity"],
        "it is that of an issuer, not of a server",
        "The server must have a certificate of its own; a self-signed one must not be marked as an issuer (CA:FALSE), and be a trust root of the client",
    ),
    (
        &["extended key usage", "InvalidPurpose"],
        "it is not for servers",
        "The server must have a certificate whose extended key usage allows serverAuth",
    ),
    (
        &["SignatureAlgorithm"],
        "it is signed by a method that is not accepted, such as SHA-1",
        "The server must have a certificate that is signed with SHA-256 or better",
    ),
    (
        &["UnsupportedCertVersion"],
        "it is of an old version of X.509",
        "The server must have a certificate of version 3, with its host in subjectAltName",
    ),
    (
        &["BadSignature", "InvalidSignature"],
        "its signature does not fit its issuer",
        "Check the chain of the server and the trust roots of the client: an issuer may have been renewed under the same name",
    ),
    (&["Revoked"], "it was revoked", CHECK_ENDPOINT),
];

fn certificate(cause: &str, way: &str) -> Meaning {
    let known = CERTIFICATES
        .iter()
        .find(|(words, ..)| words.iter().any(|word| cause.contains(word)));
    let (fault, advice) = match known {
        Some((_, fault, advice)) => ((*fault).to_owned(), *advice),
        None => {
            // Without what only the TLS library's authors know.
            let cause = cause.trim_start_matches("invalid peer certificate: ");
            let cause = cause
                .trim_start_matches("Other(OtherError(")
                .trim_end_matches(')');
            let cause = cause.split([' ', '{', '(']).next().unwrap_or_default();
            (format!("it is not acceptable ({cause})"), CHECK_ENDPOINT)
        }
    };
    Meaning::lasting(format!(
        "the certificate of the server{way} is refused: {fault}"
    ))
    .advice(advice)
}
