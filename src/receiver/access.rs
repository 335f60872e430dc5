//! Which senders may deliver: the proofs that a request must carry, beside the secret in its URL.

use super::networks::Networks;
use super::options::ReceiverOptions;
use super::rejection::{Cause, Rejection};
use super::secrets::Secret;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::field;
use crate::identity::{TokenRefusal, TokenVerifier};
use crate::server::Request;

/// What is checked of the sender of a request.
pub(super) struct Access {
    networks: Networks,
    pub tokens: Option<TokenVerifier>,
    /// Any of these is enough.
    headers: Vec<GridHeader>,
    /// How many threads may wait for the keys of tokens at a time.
    waiting: usize,
}

/// A header that an Event Grid subscription adds to its deliveries.
struct GridHeader {
    name: String,
    value: Secret,
}

/// Which events a request may deliver.
pub(super) struct Granted {
    calls: bool,
    event_grid: bool,
    /// Nothing but the validation event of an Event Grid subscription; then why.
    only_handshake: Option<Rejection>,
}

impl Access {
    pub(super) fn new(options: &ReceiverOptions) -> Result<Self> {
        let headers = options.event_grid_headers.iter();
        let headers = headers.map(|(name, value)| GridHeader {
            name: name.clone(),
            value: Secret::new(value.clone()),
        });
        Ok(Self {
            networks: Networks::parse(&options.allowed_networks, &options.trusted_proxies)?,
            tokens: options
                .token_verifier
                .as_ref()
                .map(TokenVerifier::new)
                .transpose()?,
            headers: headers.collect(),
            // The others are left for requests whose key is known.
            waiting: options.limits().handler_threads / 2,
        })
    }

    pub(super) fn check_network(&self, request: &Request) -> std::result::Result<(), Rejection> {
        self.networks.check(request)
    }

    /// What the headers of a request prove, before its body is read.
    pub(super) fn grant(&self, request: &Request) -> std::result::Result<Granted, Rejection> {
        let needs_header = !self.headers.is_empty();
        let has_header = needs_header && self.has_header(request);
        let Some(tokens) = &self.tokens else {
            return Ok(Granted {
                calls: true,
                event_grid: has_header || !needs_header,
                only_handshake: None,
            });
        };
        let granted = |calls, event_grid| Granted {
            calls,
            event_grid,
            only_handshake: None,
        };
        if has_header {
            return Ok(granted(false, true));
        }
        match tokens.verify_among(token_of(request), self.waiting) {
            Ok(()) => Ok(granted(true, !needs_header)),
            Err(refusal) => {
                let rejection = rejected(&refusal);
                // It is not documented whether a validation event has the headers of a subscription.
                let is_handshake = needs_header
                    && request
                        .header("aeg-event-type")
                        .is_some_and(|kind| kind.eq_ignore_ascii_case("SubscriptionValidation"));
                match is_handshake {
                    true => Ok(Granted {
                        only_handshake: Some(rejection),
                        ..granted(false, false)
                    }),
                    false => Err(rejection),
                }
            }
        }
    }

    /// Every configured header is compared with every given one, whatever the first results are.
    fn has_header(&self, request: &Request) -> bool {
        let mut found = false;
        for known in &self.headers {
            for (name, value) in &request.headers {
                if name.eq_ignore_ascii_case(&known.name) {
                    found |= known.value.is(value.as_bytes());
                }
            }
        }
        found
    }
}

impl Granted {
    /// Rejects events that the request did not prove to be from their sender. Handshakes are none.
    pub(super) fn check(self, events: &[Event]) -> std::result::Result<(), Rejection> {
        if let Some(rejection) = self.only_handshake {
            return Err(rejection);
        }
        for event in events {
            if event.is_event_grid() {
                if !self.event_grid {
                    let reason = "the header of Event Grid is missing or wrong";
                    return Err(Rejection::new(401, reason).because(Cause::Secret));
                }
            } else if !self.calls {
                return Err(rejected(&TokenRefusal::Missing));
            }
        }
        Ok(())
    }
}

fn rejected(refusal: &TokenRefusal) -> Rejection {
    let (status, cause) = match refusal {
        TokenRefusal::KeysUnavailable(_) => (503, Cause::Keys),
        _ => (401, Cause::Token),
    };
    Rejection::new(status, refusal.to_string()).because(cause)
}

/// The bearer token of a request; empty without one, and with several headers, of which another server may
/// have checked another one.
fn token_of(request: &Request) -> &str {
    let mut all = request
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let (Some((_, value)), None) = (all.next(), all.next()) else {
        return "";
    };
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token,
        _ => "",
    }
}

/// Refuses what no header of a delivery can be.
pub(super) fn check_header(name: &str, value: &str) -> Result<()> {
    if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
        let rule = "must have the name of an HTTP header";
        return Err(Error::invalid(field::EVENT_GRID_HEADER, rule));
    }
    let is_plain = value
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if !is_plain || value.trim() != value || value.is_empty() {
        return Err(Error::invalid(
            field::EVENT_GRID_HEADER,
            "must have a value of printable ASCII, without a blank at its ends",
        ));
    }
    Ok(())
}
