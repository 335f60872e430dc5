//! TLS of the emulator: its certificate, the names it is for, and the host of recording files.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use acs_call_automation::internal::{Certificate, field};
use acs_call_automation::{Error, Result};

use super::certificates::{self, Made};
use super::options::EmulatorOptions;

/// The names that lead to the emulator on every machine.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// What an emulator with TLS has; all is empty without.
pub(super) struct Tls {
    pub certificate: Option<Certificate>,
    /// In PEM, when the emulator made it.
    pub ca: Option<String>,
    /// Where it is kept.
    pub ca_file: Option<PathBuf>,
    /// The hosts for which the emulator is its own proxy.
    pub names: Vec<String>,
    recording_host: Option<String>,
}

impl Tls {
    pub(super) fn prepare(options: &EmulatorOptions) -> Result<Self> {
        let recording_host = options.recording_host.as_deref();
        let recording_host = recording_host.map(check_authority).transpose()?;
        let mut names = OWN_NAMES.map(str::to_owned).to_vec();
        if !options.listen.is_unspecified() && !options.listen.is_loopback() {
            names.push(options.listen.to_string());
        }
        for host in &options.hosts {
            let is_unspecified = |it: IpAddr| it.is_unspecified();
            if host.parse().is_ok_and(is_unspecified) {
                let rule = format!("{host} is an address to listen on, for the option listen");
                return Err(Error::invalid("host", rule));
            }
            names.push(check_host(host, "host")?);
        }
        if let Some(authority) = &recording_host {
            names.push(host_of(authority).to_owned());
        }
        if options.ca_dir.is_some() && !options.https {
            let rule =
                "needs https: it holds the CA of the certificate that the emulator makes then";
            return Err(Error::invalid("ca dir", rule));
        }
        let (certificate, ca, ca_file) = match (&options.certificate, options.https) {
            (Some(_), true) => {
                return Err(Error::invalid(
                    "https",
                    "makes a certificate, so none can be given",
                ));
            }
            (Some(given), false) => (Some(given.load()?), None, None),
            (None, true) => {
                let Made {
                    ca,
                    ca_file,
                    chain,
                    key,
                } = certificates::make(&names, options.ca_dir.as_deref())?;
                let certificate = Certificate::from_pem(chain.as_bytes(), key.as_bytes())?;
                (Some(certificate), Some(ca), ca_file)
            }
            (None, false) => (None, None, None),
        };
        if certificate.is_none() && recording_host.is_some() {
            return Err(Error::invalid(
                field::RECORDING_HOST,
                "needs https or a certificate: official SDKs take recordings over https only",
            ));
        }
        Ok(Self {
            certificate,
            ca,
            ca_file,
            names,
            recording_host,
        })
    }

    pub(super) fn scheme(&self) -> &'static str {
        if self.certificate.is_some() {
            "https"
        } else {
            "http"
        }
    }

    /// Scheme and authority of the store of recordings, when they are not those of the endpoint.
    pub(super) fn store(&self, address: SocketAddr) -> Option<String> {
        let authority = self.recording_host.as_ref()?;
        Some(match port_of(authority) {
            Some("443") => format!("https://{}", host_of(authority)),
            Some(_) => format!("https://{authority}"),
            None => format!("https://{authority}:{}", address.port()),
        })
    }

    /// Whether a host and port name the emulator. The port may be any: what leads here is for the emulator.
    pub(super) fn leads_here(names: &[String], authority: &str) -> bool {
        let host = host_of(authority);
        names.iter().any(|name| name.eq_ignore_ascii_case(host))
    }
}

/// Host and maybe port of a recording host.
fn check_authority(authority: &str) -> Result<String> {
    let wrong = || Error::invalid(field::RECORDING_HOST, "must be a host, maybe with a port");
    if port_of(authority).is_some_and(|port| !port.parse().is_ok_and(|port: u16| port > 0)) {
        return Err(wrong());
    }
    check_host(host_of(authority), field::RECORDING_HOST).map_err(|_| wrong())?;
    Ok(authority.to_ascii_lowercase())
}

fn check_host(host: &str, field: &'static str) -> Result<String> {
    let is_address = host.parse::<IpAddr>().is_ok();
    let is_name = !host.is_empty()
        && host.len() <= 253
        && host.split('.').all(|label| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
            (1..=63).contains(&label.len()) && label.bytes().all(fits)
        });
    if is_address || is_name {
        Ok(host.to_ascii_lowercase())
    } else {
        Err(Error::invalid(
            field,
            "must be a host name or an IP address, without scheme and port",
        ))
    }
}

fn split(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

pub(super) fn host_of(authority: &str) -> &str {
    let (host, _) = split(authority);
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}

pub(super) fn port_of(authority: &str) -> Option<&str> {
    split(authority).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_separated_from_its_port() {
        for (authority, host, port) in [
            ("store.example", "store.example", None),
            ("store.example:443", "store.example", Some("443")),
            ("[::1]:8080", "::1", Some("8080")),
            ("::1", "::1", None),
        ] {
            assert_eq!((host_of(authority), port_of(authority)), (host, port));
        }
        for wrong in [
            "",
            "a/b",
            "a:b",
            "a:0",
            "a:70000",
            "https://a",
            "a..b",
            "a b",
            "*.a",
        ] {
            assert!(check_authority(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_store_is_where_its_host_leads() {
        let store = |host: &str| {
            let tls = Tls {
                certificate: None,
                ca: None,
                ca_file: None,
                names: Vec::new(),
                recording_host: Some(check_authority(host).unwrap()),
            };
            tls.store(([127, 0, 0, 1], 8443).into()).unwrap()
        };
        assert_eq!(store("Store.example"), "https://store.example:8443");
        assert_eq!(store("store.example:443"), "https://store.example");
        assert_eq!(store("store.example:9"), "https://store.example:9");
    }
}
