//! From which addresses requests are accepted, and which proxies may name the address of a request.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use super::rejection::{Cause, Rejection};
use crate::error::{Error, Result};
use crate::server::Request;

/// An IP network: an address, of which the first bits count.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Network {
    /// IPv4 in the form of IPv6 (`::ffff:0:0/96`), so that there is one arithmetic.
    bits: u128,
    mask: u128,
}

impl Network {
    fn parse(field: &'static str, text: &str) -> Result<Self> {
        let rule = "must be an IP network such as 52.112.0.0/14 or 2603:1063::/38, or one address";
        let wrong = || Error::invalid(field, rule);
        let (address, length) = match text.split_once('/') {
            Some((address, length)) if is_number(length) => {
                (address, Some(length.parse::<u32>().map_err(|_| wrong())?))
            }
            Some(_) => return Err(wrong()),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let (whole, before) = if address.is_ipv4() {
            (32, 96)
        } else {
            (128, 0)
        };
        let length = length.unwrap_or(whole);
        if length > whole {
            return Err(wrong());
        }
        let mask = match length + before {
            0 => 0,
            length => u128::MAX << (128 - length),
        };
        let bits = bits_of(address);
        if bits & !mask != 0 {
            return Err(Error::invalid(
                field,
                "must have no bits after the length of its prefix: 10.0.0.0/8, not 10.0.0.1/8",
            ));
        }
        Ok(Self { bits, mask })
    }

    fn has(&self, address: IpAddr) -> bool {
        bits_of(address) & self.mask == self.bits
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn bits_of(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped(),
        IpAddr::V6(v6) => v6,
    }
    .to_bits()
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}/{}",
            Ipv6Addr::from_bits(self.bits),
            self.mask.leading_ones()
        )
    }
}

/// The networks of the options.
#[derive(Debug)]
pub(super) struct Networks {
    /// Empty: requests from any address are accepted.
    allowed: Vec<Network>,
    proxies: Vec<Network>,
}

impl Networks {
    pub(super) fn parse(allowed: &[String], proxies: &[String]) -> Result<Self> {
        let all = |field, list: &[String]| {
            let list = list.iter().map(|text| Network::parse(field, text));
            list.collect::<Result<Vec<_>>>()
        };
        Ok(Self {
            allowed: all(crate::field::ALLOWED_NETWORK, allowed)?,
            proxies: all(crate::field::TRUSTED_PROXY, proxies)?,
        })
    }

    /// Rejects a request whose source is not allowed.
    pub(super) fn check(&self, request: &Request) -> std::result::Result<(), Rejection> {
        if self.allowed.is_empty() {
            return Ok(());
        }
        let reason = match self.source(request) {
            Ok(source) if is_in(&self.allowed, source) => return Ok(()),
            Ok(_) => "the source address is not allowed",
            Err(reason) => reason,
        };
        Err(Rejection::new(403, reason).because(Cause::Network))
    }

    /// The address that a request came from: the peer's, unless it is a trusted proxy; then the last one
    /// in `X-Forwarded-For` that is none. What stands before it may be invented.
    fn source(&self, request: &Request) -> std::result::Result<IpAddr, &'static str> {
        let peer = request.peer.ok_or("the source address is not known")?;
        let mut source = peer.ip();
        let forwarded = request
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("x-forwarded-for"))
            .flat_map(|(_, value)| value.split(','));
        let mut forwarded: Vec<&str> = forwarded.collect();
        while is_in(&self.proxies, source) {
            let Some(before) = forwarded.pop() else {
                break;
            };
            source = forwarded_address(before.trim()).ok_or("the forwarded address is not one")?;
        }
        Ok(source)
    }
}

fn is_in(networks: &[Network], address: IpAddr) -> bool {
    networks.iter().any(|network| network.has(address))
}

/// An address as proxies write it: some with a port, some IPv6 addresses in brackets.
fn forwarded_address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = bare.unwrap_or(text).parse().ok();
    address.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn networks(allowed: &[&str], proxies: &[&str]) -> Networks {
        let owned = |list: &[&str]| {
            list.iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        Networks::parse(&owned(allowed), &owned(proxies)).unwrap()
    }

    fn is_allowed(networks: &Networks, peer: &str, forwarded: &[&str]) -> bool {
        let mut request = Request::new("POST", "/events", "");
        request.peer = Some(SocketAddr::new(peer.parse().unwrap(), 40_000));
        for value in forwarded {
            request = request.with_header("X-Forwarded-For", *value);
        }
        networks.check(&request).is_ok()
    }

    #[test]
    fn a_network_ends_where_its_prefix_says() {
        for (network, inside, outside) in [
            ("52.112.0.0/14", "52.115.255.255", "52.116.0.0"),
            ("52.122.0.0/15", "52.122.0.0", "52.121.255.255"),
            ("10.0.0.0/8", "10.255.255.255", "11.0.0.0"),
            ("192.0.2.7", "192.0.2.7", "192.0.2.6"),
            ("192.0.2.7/32", "192.0.2.7", "192.0.2.8"),
            ("2603:1063::/38", "2603:1063:3ff:ffff::1", "2603:1063:400::"),
            ("2620:1ec:40::/42", "2620:1ec:7f::1", "2620:1ec:80::"),
            ("2001:db8::1", "2001:db8::1", "2001:db8::2"),
            ("0.0.0.0/0", "203.0.113.9", "2001:db8::1"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "::ffff:11.1.2.3"),
            ("::ffff:10.0.0.0/104", "10.1.2.3", "11.1.2.3"),
            ("2000::/3", "2001:db8::1", "203.0.113.9"),
        ] {
            let only = networks(&[network], &[]);
            assert!(is_allowed(&only, inside, &[]), "{inside} in {network}");
            assert!(!is_allowed(&only, outside, &[]), "{outside} in {network}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/8/8",
            "10.0.0/8",
            "::/129",
            "10.0.0.1/8",
            "2603:1063::1/38",
            "localhost",
            " 10.0.0.0/8",
            "10.0.0.0-10.0.0.9",
            "010.0.0.0/8",
        ] {
            let error = Networks::parse(&[text.to_owned()], &[]).unwrap_err();
            assert_eq!(error.field(), Some("allowed network"), "{text:?}");
            let error = Networks::parse(&[], &[text.to_owned()]).unwrap_err();
            assert_eq!(error.field(), Some("trusted proxy"), "{text:?}");
        }
    }

    #[test]
    fn a_forwarded_address_counts_only_from_a_trusted_proxy() {
        let behind = networks(&["52.112.0.0/14", "2603:1063::/38"], &["10.0.0.0/8", "::1"]);
        // From the proxy: the last address that no proxy has.
        assert!(is_allowed(&behind, "10.0.0.1", &["52.112.0.9"]));
        assert!(is_allowed(&behind, "::1", &["52.112.0.9"]));
        assert!(is_allowed(
            &behind,
            "10.0.0.1",
            &["203.0.113.9, 52.112.0.9"]
        ));
        assert!(is_allowed(&behind, "10.0.0.1", &["52.112.0.9, 10.0.0.2"]));
        assert!(is_allowed(&behind, "10.0.0.1", &["52.112.0.9", "10.0.0.2"]));
        assert!(is_allowed(&behind, "10.0.0.1", &["52.112.0.9:4711"]));
        assert!(is_allowed(&behind, "10.0.0.1", &["[2603:1063::9]:4711"]));
        assert!(is_allowed(&behind, "10.0.0.1", &["[2603:1063::9]"]));
        assert!(is_allowed(&behind, "10.0.0.1", &["::ffff:52.112.0.9"]));
        // What an attacker wrote before it does not.
        assert!(!is_allowed(
            &behind,
            "10.0.0.1",
            &["52.112.0.9, 203.0.113.9"]
        ));
        assert!(!is_allowed(
            &behind,
            "10.0.0.1",
            &["52.112.0.9", "203.0.113.9, 10.0.0.2"]
        ));
        // From elsewhere it is no proof at all.
        assert!(!is_allowed(&behind, "203.0.113.9", &["52.112.0.9"]));
        assert!(is_allowed(&behind, "52.112.0.9", &["203.0.113.9"]));
        // The proxy itself, and proxies only.
        assert!(!is_allowed(&behind, "10.0.0.1", &[]));
        assert!(!is_allowed(&behind, "10.0.0.1", &["10.0.0.2"]));
        // Texts that are no address.
        for text in ["", "unknown", "_hidden", "52.112.0.9,", "52.112.0.9 evil"] {
            assert!(!is_allowed(&behind, "10.0.0.1", &[text]), "{text:?}");
        }
    }

    #[test]
    fn without_networks_every_request_is_accepted_and_with_them_none_without_an_address() {
        let unknown = Request::new("POST", "/events", "");
        assert!(networks(&[], &["10.0.0.0/8"]).check(&unknown).is_ok());
        assert!(networks(&["0.0.0.0/0"], &[]).check(&unknown).is_err());
    }
}
