//! Sends a request for a token until a response decides.

use std::borrow::Cow;
use std::time::{Duration, Instant, SystemTime};

use zeroize::Zeroizing;

use super::advice;
use super::options::IdentityOptions;
use super::response::{self, Refusal};
use crate::auth::{AccessToken, Endpoint};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::cancel::{InFlight, aborted};
use crate::pipeline::exchange::{Failure, Reason, Stage};
use crate::pipeline::request::path_segment;
use crate::pipeline::transport::{Incoming, Outgoing, Transport};
use crate::pipeline::{Policy, fetching, random_fraction, retry};

/// Who issues tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Issuer {
    Entra,
    /// The instance metadata service of a virtual machine.
    Imds,
    /// The endpoint of App Service, Functions and Container Apps.
    AppService,
    /// The agent of Azure Arc.
    Arc,
}

impl Issuer {
    fn name(self) -> &'static str {
        match self {
            Self::Entra => "Microsoft Entra",
            Self::Imds => "the instance metadata service",
            Self::AppService => "the managed identity endpoint of App Service",
            Self::Arc => "the agent of Azure Arc",
        }
    }

    /// Whether a status may be another one the next time. 404 and 410 mean that the instance metadata
    /// service is being updated.
    fn is_transient(self, status: u16) -> bool {
        match self {
            Self::Entra => retry::is_transient(status),
            Self::Imds => matches!(status, 404 | 408 | 410 | 429 | 500..=599),
            Self::AppService | Self::Arc => matches!(status, 408 | 410 | 429 | 500..=599),
        }
    }

    /// How long to wait at first: managed identities are to be retried after a second at the earliest.
    fn first_pause(self) -> Duration {
        match self {
            Self::Entra => Duration::from_millis(500),
            _ => Duration::from_secs(2),
        }
    }
}

/// A request for a token.
pub(super) struct TokenRequest<'a> {
    pub method: http::Method,
    pub path_and_query: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: Option<&'a [u8]>,
    /// What must not be in an error, even if the server repeats it.
    pub secrets: &'a [&'a str],
    /// Whether 401 is a response that the caller reads.
    pub may_be_challenged: bool,
}

/// Where tokens are requested, and how.
pub(super) struct Session {
    issuer: Issuer,
    server: Endpoint,
    transport: Transport,
    clock: Clock,
    timeout: Duration,
    policy: Policy,
}

/// A complete response, and when its request was sent.
pub(super) struct Received {
    pub incoming: Incoming,
    sent: SystemTime,
}

/// What to do after an attempt that failed.
enum Verdict {
    Failure(Error),
    Retry(Error, Option<Duration>),
}

/// A virtual machine has its metadata service at once, or has none.
const IMDS_CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

impl Session {
    pub(super) fn new(issuer: Issuer, server: Endpoint, options: &IdentityOptions) -> Result<Self> {
        options.check()?;
        let mut settings = options.settings.clone();
        if issuer != Issuer::Entra {
            settings.proxy_url = None;
        }
        if issuer == Issuer::Imds {
            settings.connect_timeout = settings.connect_timeout.min(IMDS_CONNECT_TIMEOUT);
        }
        Ok(Self {
            issuer,
            server,
            transport: Transport::new(&settings)?,
            clock: options.clock.clone(),
            timeout: options.timeout,
            policy: Policy {
                retries: options.retries,
                base: issuer.first_pause(),
                ..Policy::default()
            },
        })
    }

    /// Sends the request and reads the token.
    pub(super) fn token(&self, request: &TokenRequest<'_>) -> Result<AccessToken> {
        self.read(&self.send(request)?)
    }

    /// Reads the token of a response, and wipes it.
    pub(super) fn read(&self, received: &Received) -> Result<AccessToken> {
        response::read_token(&received.incoming.body, received.sent).map_err(|fault| {
            let status = received.incoming.status;
            let name = self.issuer.name();
            Error::new(
                ErrorKind::Decode,
                format!("the response {status} of {name} {fault}"),
            )
            .with_hint(advice::on_other_server(self.issuer))
        })
    }

    /// Sends the request until a response reports success.
    pub(super) fn send(&self, request: &TokenRequest<'_>) -> Result<Received> {
        let (in_flight, time_limit) = fetching::begin(self.timeout);
        let deadline = self.clock.elapsed() + time_limit;
        let left = || deadline.saturating_sub(self.clock.elapsed());
        let mut made = 0;
        loop {
            if in_flight.is_ended() {
                return Err(aborted(false));
            }
            let sent = self.clock.wall();
            made += 1;
            let verdict = match self.attempt(request, left(), &in_flight, made) {
                Ok(incoming) if incoming.cut.is_none() && self.is_for(&incoming, request) => {
                    return Ok(Received { incoming, sent });
                }
                Ok(incoming) => self.refused(incoming, request),
                Err(failure) => self.failed(&failure, false),
            };
            let (error, retry_after) = match verdict {
                Verdict::Failure(error) => return Err(error),
                Verdict::Retry(error, retry_after) => (error, retry_after),
            };
            let pause = retry::pause(&self.policy, made, retry_after, random_fraction());
            if made > self.policy.retries || pause >= left() {
                return Err(match retry_after {
                    Some(pause) => error.with_retry_after(pause),
                    None => error,
                });
            }
            if self.wait(pause, &in_flight) {
                return Err(aborted(false));
            }
        }
    }

    /// Whether the caller reads the response.
    fn is_for(&self, incoming: &Incoming, request: &TokenRequest<'_>) -> bool {
        (200..300).contains(&incoming.status)
            || (incoming.status == 401 && request.may_be_challenged)
    }

    fn attempt(
        &self,
        request: &TokenRequest<'_>,
        left: Duration,
        in_flight: &InFlight,
        made: u32,
    ) -> std::result::Result<Incoming, Failure> {
        let url = format!("{}{}", self.server, request.path_and_query);
        let mut headers = vec![
            ("host", self.server.authority()),
            ("accept", "application/json"),
            ("user-agent", crate::pipeline::USER_AGENT),
        ];
        headers.extend(request.headers);
        let outgoing = Outgoing::new(request.method.clone(), &url, &headers, request.body)?;
        let began = Instant::now();
        let outcome = self.transport.send(outgoing, began + left, in_flight);
        if log::log_enabled!(log::Level::Debug) {
            let result = match &outcome {
                Ok(incoming) => incoming.status.to_string(),
                Err(Failure { reason, stage, .. }) => format!("{reason:?} ({stage:?})"),
            };
            let (name, took) = (self.issuer.name(), began.elapsed().as_millis());
            log::debug!("token of {name} -> {result} in {took} ms, attempt {made}");
        }
        outcome
    }

    /// Waits; true when canceled meanwhile.
    fn wait(&self, pause: Duration, in_flight: &InFlight) -> bool {
        if self.clock.runs() {
            return in_flight.wait(pause);
        }
        self.clock.advance(pause);
        in_flight.is_ended()
    }

    /// There is no response, or its body is incomplete.
    fn failed(&self, failure: &Failure, has_status: bool) -> Verdict {
        let name = self.issuer.name();
        let at = self.server.address();
        let kind = match (failure.reason, failure.stage) {
            (Reason::Canceled, _) => return Verdict::Failure(aborted(false)),
            (Reason::TooLong, _) => ErrorKind::Decode,
            (_, Stage::NotSent) if !has_status => ErrorKind::NotSent,
            (Reason::TimedOut, _) => ErrorKind::Timeout,
            _ => ErrorKind::Connection,
        };
        let error = Error::new(
            kind,
            format!("no token of {name} at {at}: {}", failure.message),
        );
        let no_imds = kind == ErrorKind::NotSent && self.issuer == Issuer::Imds;
        let error = match (no_imds, failure.advice) {
            (true, _) => error.with_hint(advice::NO_IMDS),
            (false, _) if kind == ErrorKind::Decode => {
                error.with_hint(advice::on_other_server(self.issuer))
            }
            (false, Some(advice)) => error.with_hint(advice),
            (false, None) => error,
        };
        let lasting = matches!(
            failure.reason,
            Reason::TooLong | Reason::Lasting | Reason::Unsendable
        );
        if lasting {
            return Verdict::Failure(error);
        }
        let error = error.with_retryable(true);
        if no_imds {
            return Verdict::Failure(error);
        }
        Verdict::Retry(error, None)
    }

    /// A response that is not the one requested.
    fn refused(&self, incoming: Incoming, request: &TokenRequest<'_>) -> Verdict {
        let body = Zeroizing::new(incoming.body);
        if let (Some(cut), 200..=299) = (&incoming.cut, incoming.status) {
            return self.failed(cut, true);
        }
        let incoming = Incoming {
            body: Vec::new(),
            ..incoming
        };
        let refusal = response::read_refusal(&incoming, &body, self.clock.wall(), |text| {
            hidden(text, request.secrets)
        });
        let transient = self.issuer.is_transient(refusal.status)
            || refusal.error.as_deref() == Some("temporarily_unavailable");
        let error =
            Error::new(ErrorKind::Auth, describe(self.issuer, &refusal)).with_retryable(transient);
        let error = match advice::on_refusal(self.issuer, &refusal) {
            Some(hint) => error.with_hint(hint),
            None => error,
        };
        if transient {
            Verdict::Retry(error, refusal.retry_after)
        } else {
            Verdict::Failure(error)
        }
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.incoming.body);
    }
}

fn describe(issuer: Issuer, refusal: &Refusal) -> String {
    let mut text = format!("{} returned {}", issuer.name(), refusal.status);
    if let Some(error) = &refusal.error {
        text.push_str(&format!(" {error}"));
    }
    if let Some(description) = &refusal.description {
        text.push_str(&format!(": {description}"));
    }
    if let Some(id) = &refusal.trace_id {
        text.push_str(&format!(" (trace id {id})"));
    }
    text
}

/// A text of the server without secrets that it may have repeated.
fn hidden(text: &str, secrets: &[&str]) -> String {
    let mut text = Cow::Borrowed(text);
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let encoded = Zeroizing::new(path_segment(secret));
        for form in [*secret, encoded.as_str()] {
            if text.contains(form) {
                text = Cow::Owned(text.replace(form, "***"));
            }
        }
    }
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_a_server_repeats_is_hidden_in_both_forms() {
        let text = hidden("wrong: a/b, sent as a%2Fb", &["a/b", ""]);
        assert_eq!(text, "wrong: ***, sent as ***");
    }
}
