//! Whose certificates are trusted, against a TLS server of the test.
//!
//! `tests/data/tls` holds a root, and a certificate for localhost that it signed; its own key was
//! thrown away. `tests/data/tls/faulty` holds another root, and certificates that it signed, each with a fault.

use std::io::{BufReader, Write};
use std::net::{Shutdown, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use acs_call_automation::*;

use acs_call_automation::options::{ClientOptions, Credential, TrustRoots};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

const KEY: &str = "Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=";
const ROOT: &str = include_str!("../data/tls/ca.pem");

/// A server that responds to every request over TLS with the same call.
struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
}

fn tls_server() -> Server {
    let certificate = include_bytes!("../data/tls/cert.pem");
    serve(certificate, include_bytes!("../data/tls/key.pem"), None)
}

/// A server of `tests/data/tls/faulty`; its certificates have one key.
fn server_with(certificate: &str) -> Server {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/faulty");
    let certificate = std::fs::read(format!("{folder}/{certificate}.pem")).unwrap();
    serve(
        &certificate,
        include_bytes!("../data/tls/faulty/key.pem"),
        None,
    )
}

/// Starts a server; with the issuer of clients' certificates it requires one.
fn serve(certificate: &[u8], key: &[u8], clients: Option<&str>) -> Server {
    let certificate = CertificateDer::from_pem_slice(certificate).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(issuer) => {
            let mut roots = rustls::RootCertStore::empty();
            roots
                .add(CertificateDer::from_pem_slice(issuer.as_bytes()).unwrap())
                .unwrap();
            let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(
                Arc::new(roots),
                provider,
            );
            config.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    // Also one that the server's own library would refuse.
    let key = rustls::crypto::ring::sign::any_supported_type(&key).unwrap();
    let certified = rustls::sign::CertifiedKey::new(vec![certificate], key);
    let resolver = Arc::new(rustls::sign::SingleCertAndKey::from(certified));
    let config = Arc::new(config.with_cert_resolver(resolver));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::StreamOwned::new(connection, stream.unwrap());
            // A client that does not trust us hangs up in the handshake.
            while crate::recorder::read_request(&mut BufReader::new(&mut tls)).is_some() {
                let body = r#"{"callConnectionId":"c-1"}"#;
                if tls
                    .write_all(&crate::recorder::json_response(200, body))
                    .is_err()
                {
                    break;
                }
            }
        }
    });
    Server { port, connections }
}

fn request(endpoint: &str, trust: TrustRoots) -> Result<u32> {
    let options = ClientOptions::new()
        .trust_roots(trust)
        .max_retries(0)
        .timeout(Duration::from_secs(30));
    let key = Credential::access_key(KEY).unwrap();
    let client = CallAutomationClient::new(endpoint, key, &options)?;
    client.warm_up(&RequestOptions::new())?;
    let call = client.call_connection("c-1")?;
    call.get_properties()
        .map(|properties| properties.attempts())
}

#[test]
fn own_pem_text_is_trusted() {
    let Server { port, .. } = tls_server();
    let pem = TrustRoots::Pem(ROOT.to_owned());
    assert_eq!(
        request(&format!("https://localhost:{port}"), pem).unwrap(),
        1
    );
}

#[test]
fn a_file_of_certificates_is_read_when_the_client_is_made() {
    let port = tls_server().port;
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls/ca.pem");
    let endpoint = format!("https://localhost:{port}");
    assert_eq!(
        request(&endpoint, TrustRoots::PemFile(file.into())).unwrap(),
        1
    );

    let gone = TrustRoots::PemFile("/nowhere/ca.pem".into());
    let error = request(&endpoint, gone).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::System);
    assert!(error.message().contains("/nowhere/ca.pem"), "{error}");
}

#[test]
fn an_untrusted_certificate_is_refused_and_nothing_was_sent() {
    let Server { port, .. } = tls_server();
    let error = request(&format!("https://localhost:{port}"), TrustRoots::BuiltIn).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert!(error.message().contains("certificate"), "{error}");
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let Server { port, .. } = tls_server();
    // The certificate names localhost, not the address.
    let error = request(
        &format!("https://127.0.0.1:{port}"),
        TrustRoots::Pem(ROOT.to_owned()),
    )
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
    assert!(error.message().contains("certificate"), "{error}");
}

#[test]
fn what_tls_refuses_is_tried_once_and_says_what_to_look_at() {
    let trusts_root = || TrustRoots::Pem(ROOT.to_owned());
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let plain_port = plain.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in plain.incoming() {
            // A web server that expects plain HTTP.
            let mut stream = stream.unwrap();
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            let _ = stream.shutdown(Shutdown::Write);
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    let port = tls_server().port;
    let cases = [
        (
            format!("https://localhost:{port}"),
            TrustRoots::BuiltIn,
            ("its issuer is not trusted", "trust roots"),
        ),
        (
            format!("https://127.0.0.1:{port}"),
            trusts_root(),
            ("it belongs to another host", "host name"),
        ),
        (
            format!("https://localhost:{plain_port}"),
            trusts_root(),
            ("does not speak TLS", "TLS 1.2"),
        ),
    ];
    for (endpoint, trust, (fault, advice)) in cases {
        let options = ClientOptions::new().trust_roots(trust);
        let key = Credential::access_key(KEY).unwrap();
        let client = CallAutomationClient::new(&endpoint, key, &options).unwrap();
        let call = client.call_connection("c-1").unwrap();
        let error = call.get_properties().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotSent, 1));
        assert!(!error.is_retryable());
        assert!(error.message().contains(fault), "{error}");
        assert!(error.hint().unwrap().contains(advice), "{error}");
    }
}

#[test]
fn what_is_wrong_with_a_certificate_is_said_in_words_and_found_once() {
    const FAULTY_ROOT: &str = include_str!("../data/tls/faulty/ca.pem");
    let get = |port: u16| {
        let options = ClientOptions::new().trust_roots(TrustRoots::Pem(FAULTY_ROOT.to_owned()));
        let key = Credential::access_key(KEY).unwrap();
        let endpoint = format!("https://localhost:{port}");
        let client = CallAutomationClient::new(&endpoint, key, &options).unwrap();
        client.call_connection("c-1").unwrap().get_properties()
    };
    get(server_with("good").port).unwrap();
    for (certificate, fault, advice) in [
        ("client-auth", "it is not for servers", "serverAuth"),
        ("sha1", "such as SHA-1", "SHA-256"),
        ("version-1", "old version of X.509", "subjectAltName"),
        (
            "critical",
            "not acceptable (UnsupportedCriticalExtension)",
            "endpoint",
        ),
        ("issuer", "that of an issuer", "CA:FALSE"),
        ("expired", "it has expired", "clock"),
        ("not-yet", "it is not valid yet", "clock"),
        ("renewed-issuer", "its signature does not fit", "renewed"),
    ] {
        let port = server_with(certificate).port;
        let error = get(port).unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::NotSent, 1));
        assert!(error.message().contains(fault), "{certificate}: {error}");
        assert!(error.hint().unwrap().contains(advice), "{error}");
        let address = format!("localhost:{port}");
        assert_eq!(error.to_string().matches(&address).count(), 1, "{error}");
        // No words of the TLS library.
        for word in ["peer", "Other(", "{"] {
            assert!(!error.message().contains(word), "{error}");
        }
    }
}

#[test]
fn a_server_that_requires_a_certificate_of_the_client_is_tried_once() {
    let certificate = include_bytes!("../data/tls/cert.pem");
    let server = serve(
        certificate,
        include_bytes!("../data/tls/key.pem"),
        Some(ROOT),
    );
    let options = ClientOptions::new().trust_roots(TrustRoots::Pem(ROOT.to_owned()));
    let key = Credential::access_key(KEY).unwrap();
    let endpoint = format!("https://localhost:{}", server.port);
    let client = CallAutomationClient::new(&endpoint, key, &options).unwrap();
    let call = client.call_connection("c-1").unwrap();
    let error = call.get_properties().unwrap_err();
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
    let fault = "the server requires a certificate of the client";
    assert!(error.message().contains(fault), "{error}");
    assert!(error.hint().unwrap().contains("sends none"), "{error}");
}

#[test]
fn a_connection_opened_ahead_is_used_by_the_requests_that_follow() {
    let server = tls_server();
    let options = ClientOptions::new().trust_roots(TrustRoots::Pem(ROOT.to_owned()));
    let client = CallAutomationClient::new(
        &format!("https://localhost:{}", server.port),
        Credential::access_key(KEY).unwrap(),
        &options,
    )
    .unwrap();
    client.warm_up(&RequestOptions::new()).unwrap();
    for _ in 0..10 {
        client
            .call_connection("c-1")
            .unwrap()
            .get_properties()
            .unwrap();
    }
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
}

#[test]
fn opening_a_connection_is_bounded_with_its_handshake() {
    // Accepts, and never says a word of TLS.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let options = ClientOptions::new()
        .connect_timeout(Duration::from_millis(50))
        .timeout(Duration::from_secs(3600))
        .max_retries(0);
    let key = Credential::access_key(KEY).unwrap();
    let client = CallAutomationClient::new(&format!("https://localhost:{port}"), key, &options);
    let error = client.unwrap().warm_up(&RequestOptions::new()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent);
}

#[test]
fn the_system_s_store_is_read_or_its_absence_is_reported() {
    let port = tls_server().port;
    let error = request(&format!("https://localhost:{port}"), TrustRoots::System).unwrap_err();
    // No store has the root of these tests; a bare machine has no store at all.
    match error.kind() {
        ErrorKind::NotSent => assert!(error.message().contains("certificate"), "{error}"),
        kind => {
            assert_eq!(kind, ErrorKind::System, "{error}");
            assert!(error.hint().unwrap().contains("ca-certificates"));
        }
    }
}
