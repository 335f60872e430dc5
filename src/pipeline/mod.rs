//! We ask: the short list of plain steps from a request to an answer.
//!
//! Ids that make a request repeatable are made once, before the loop; date and signature are made
//! anew for every try. Deciding is pure (`retry`), doing is small.

mod answer;
mod cancel;
mod exchange;
pub(crate) mod request;
mod resolver;
mod retry;
pub(crate) mod transport;

pub use answer::Response;
pub use cancel::CancelToken;
pub use request::RequestOptions;
pub use transport::TrustRoots;

pub(crate) use request::Request;
pub(crate) use retry::{Class, Policy};

use std::time::{Duration, Instant, SystemTime};

use serde::de::DeserializeOwned;

use self::answer::{Details, header};
use self::exchange::{Failure, Reason, Stage};
use self::retry::Outcome;
use self::transport::{Incoming, Outgoing, Transport};
use crate::auth::hmac::{AccessKey, content_hash};
use crate::auth::token::TokenCache;
use crate::clock::Clock;
use crate::endpoint::Endpoint;
use crate::error::{Error, ErrorKind, Result};

/// How requests prove who sends them.
#[derive(Debug)]
pub(crate) enum Signer {
    Key(AccessKey),
    Token(TokenCache),
}

/// Everything that a request needs on its way. May be shared between threads.
#[derive(Debug)]
pub(crate) struct Pipeline {
    pub endpoint: Endpoint,
    pub signer: Signer,
    pub transport: Transport,
    pub clock: Clock,
    pub policy: Policy,
    pub timeout: Duration,
    pub try_timeout: Option<Duration>,
    pub api_version: String,
    pub user_agent: String,
}

/// What stays the same over all tries of one call.
struct Call<'a> {
    request: &'a Request,
    options: &'a RequestOptions,
    path_and_query: String,
    url: String,
    request_id: String,
    repeatability: Option<(String, String)>,
    content_hash: String,
    policy: Policy,
    began: Duration,
    deadline: Duration,
    tries: u32,
    /// An earlier try may have been carried out.
    may_have_acted: bool,
    /// Nobody told what came of an earlier try.
    lost: bool,
}

/// Made by the service's own rules, never by ours, when the client has no better.
pub(crate) const API_VERSION: &str = "2026-03-12";

impl Pipeline {
    /// Sends a request and reads the value of its answer.
    pub(crate) fn ask<T: DeserializeOwned>(
        &self,
        request: &Request,
        options: &RequestOptions,
    ) -> Result<Response<T>> {
        self.run(request, options, answer::read_value)
    }

    /// Sends a request whose answer has no value.
    pub(crate) fn tell(&self, request: &Request, options: &RequestOptions) -> Result<Response<()>> {
        self.run(request, options, |_| Ok(()))
    }

    /// Opens a connection ahead of time. The answer does not matter, only that one comes.
    pub(crate) fn warm_up(&self, options: &RequestOptions) -> Result<()> {
        let request = Request::get(
            "WarmUp",
            "/calling/callConnections/00000000-0000-0000-0000-000000000000".to_owned(),
        );
        match self.tell(&request, options) {
            Err(error) if error.http_status().is_none() => Err(error),
            _ => Ok(()),
        }
    }

    fn run<T>(
        &self,
        request: &Request,
        options: &RequestOptions,
        read: impl Fn(&Incoming) -> Result<T>,
    ) -> Result<Response<T>> {
        options
            .check(request.repeatability)
            .map_err(|error| error.with_operation(request.operation))?;
        let mut call = self.begin(request, options)?;
        let mut token_renewed = false;
        loop {
            if options
                .cancel
                .as_ref()
                .is_some_and(CancelToken::is_cancelled)
            {
                return Err(call.finish(aborted(call.may_have_acted)));
            }
            call.tries += 1;
            let outcome = self.one_try(&call);
            let error = match outcome {
                Ok(incoming) if (200..300).contains(&incoming.status) => {
                    match self.success(&call, incoming, &read) {
                        Ok(answer) => return Ok(answer),
                        Err(failure) => failure,
                    }
                }
                Ok(incoming) => {
                    if incoming.status == 404 && request.gone_is_done && call.may_have_acted {
                        // The try before did it, and its answer was lost.
                        let done = Incoming {
                            body: Vec::new(),
                            ..incoming
                        };
                        return Ok(Response::new(read(&done)?, call.details(&done)));
                    }
                    if incoming.status == 401 && !token_renewed {
                        if let Signer::Token(cache) = &self.signer {
                            // Refused before anything was done; a token may have been revoked.
                            cache.refused();
                            token_renewed = true;
                            continue;
                        }
                    }
                    self.refusal(&mut call, &incoming)
                }
                Err(Trouble::Failure(failure)) => self.failure(&mut call, &failure),
                Err(Trouble::Error(error)) => return Err(call.finish(error)),
            };
            match error {
                Ending::Final(error) => return Err(call.finish(error)),
                Ending::Again { error, asked } => {
                    let pause = retry::pause(&call.policy, call.tries, asked, random_fraction());
                    let left = call.deadline.saturating_sub(self.clock.elapsed());
                    if call.tries > call.policy.retries || pause >= left {
                        // Waiting in vain helps nobody: the caller hears now how long it would be.
                        let error = match asked {
                            Some(asked) => error.with_retry_after(asked),
                            None => error,
                        };
                        return Err(call.finish(error));
                    }
                    if self.wait(pause, options.cancel.as_ref()) {
                        return Err(call.finish(aborted(call.may_have_acted)));
                    }
                }
            }
        }
    }

    fn begin<'a>(&self, request: &'a Request, options: &'a RequestOptions) -> Result<Call<'a>> {
        let api_version = options.api_version.as_deref().unwrap_or(&self.api_version);
        let path_and_query = match &request.query {
            Some(query) => format!("{}?{query}&api-version={api_version}", request.path),
            None => format!("{}?api-version={api_version}", request.path),
        };
        let repeatability = if request.repeatability {
            let id = match &options.repeatability_id {
                Some(id) => id.clone(),
                None => request::new_uuid()?,
            };
            let first_sent = options.first_sent.unwrap_or_else(|| self.clock.wall());
            Some((id, imf_fixdate(first_sent)?))
        } else {
            None
        };
        let mut policy = self.policy;
        if let Some(retries) = options.retries {
            policy.retries = retries;
        }
        if let Some(repeat) = options.repeat_unproven {
            policy.repeat_unproven = repeat;
        }
        let began = self.clock.elapsed();
        Ok(Call {
            request,
            options,
            url: self.endpoint.url(&path_and_query),
            path_and_query,
            request_id: match &options.request_id {
                Some(id) => id.clone(),
                None => request::new_uuid()?,
            },
            repeatability,
            content_hash: content_hash(request.body.as_deref().unwrap_or_default()),
            policy,
            began,
            deadline: began + options.timeout.unwrap_or(self.timeout),
            tries: 0,
            may_have_acted: false,
            lost: false,
        })
    }

    fn one_try(&self, call: &Call<'_>) -> std::result::Result<Incoming, Trouble> {
        let left = call.deadline.saturating_sub(self.clock.elapsed());
        let patience = call
            .options
            .try_timeout
            .or(self.try_timeout)
            .map_or(left, |limit| limit.min(left));
        let now = self.clock.wall();
        let date = imf_fixdate(now).map_err(Trouble::Error)?;
        let authorization = match &self.signer {
            Signer::Key(key) => zeroize::Zeroizing::new(key.authorization(
                call.request.method.as_str(),
                &call.path_and_query,
                &date,
                self.endpoint.authority(),
                &call.content_hash,
            )),
            Signer::Token(cache) => cache.authorization(now).map_err(Trouble::Error)?,
        };
        let mut headers = Vec::with_capacity(16);
        headers.extend([
            ("host", self.endpoint.authority()),
            ("accept", "application/json"),
            ("user-agent", self.user_agent.as_str()),
            ("x-ms-client-request-id", call.request_id.as_str()),
            ("x-ms-date", date.as_str()),
            ("x-ms-content-sha256", call.content_hash.as_str()),
            ("authorization", authorization.as_str()),
        ]);
        if let Some((id, first_sent)) = &call.repeatability {
            headers.push(("repeatability-request-id", id.as_str()));
            headers.push(("repeatability-first-sent", first_sent.as_str()));
        }
        if call.request.body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        for (name, value) in &call.options.headers {
            headers.push((name.as_str(), value.as_str()));
        }
        let outgoing = Outgoing {
            method: call.request.method.clone(),
            url: &call.url,
            headers: &headers,
            body: call.request.body.as_deref(),
        };
        let began = Instant::now();
        let outcome =
            self.transport
                .send(&outgoing, began + patience, call.options.cancel.as_ref());
        call.log(&outcome, began.elapsed());
        outcome.map_err(Trouble::Failure)
    }

    fn success<T>(
        &self,
        call: &Call<'_>,
        incoming: Incoming,
        read: &impl Fn(&Incoming) -> Result<T>,
    ) -> std::result::Result<Response<T>, Ending> {
        if let Some(cut) = &incoming.cut {
            return Err(self.cut_success(call, &incoming, cut));
        }
        let value = read(&incoming).map_err(|error| {
            Ending::Final(error.with_answer(answer::read_error(&incoming, self.clock.wall())))
        })?;
        Ok(Response::new(value, call.details(&incoming)))
    }

    /// The status says success, but the body did not come whole.
    fn cut_success(&self, call: &Call<'_>, incoming: &Incoming, cut: &Failure) -> Ending {
        let answer = answer::read_error(incoming, self.clock.wall());
        let status = incoming.status;
        let class = call.request.class;
        let (kind, repeat) = match cut.reason {
            Reason::Cancelled => {
                return Ending::Final(aborted(class != Class::Reads).with_answer(answer));
            }
            Reason::TooLong => (ErrorKind::Decode, false),
            _ if class == Class::Once => (ErrorKind::OutcomeUnknown, false),
            Reason::TimedOut if class == Class::Reads => (ErrorKind::Timeout, true),
            Reason::Broken if class == Class::Reads => (ErrorKind::Connection, true),
            _ => (ErrorKind::OutcomeUnknown, true),
        };
        let error = Error::new(
            kind,
            format!(
                "the service answered {status}, but its body did not come whole: {}",
                cut.message
            ),
        )
        .with_answer(answer)
        .with_retryable(class == Class::Reads);
        let error = if kind == ErrorKind::OutcomeUnknown {
            error.with_hint("The status says that the service acted: look for its event")
        } else {
            error
        };
        let repeat =
            repeat && retry::may_repeat(&call.policy, class, Outcome::Lost, self.age(call));
        if repeat {
            Ending::Again { error, asked: None }
        } else {
            Ending::Final(error)
        }
    }

    /// The service answered with an error status.
    fn refusal(&self, call: &mut Call<'_>, incoming: &Incoming) -> Ending {
        let now = self.clock.wall();
        let status = incoming.status;
        let class = call.request.class;
        let answer = answer::read_error(incoming, now);
        let asked = answer.retry_after;
        let repeat =
            retry::may_repeat(&call.policy, class, Outcome::Status(status), self.age(call));
        // A gateway's 5xx does not tell how far the request came.
        let vague = matches!(status, 408 | 502 | 504);
        call.lost |= vague;
        call.may_have_acted |= matches!(status, 408 | 500..=599);
        let unknown = class != Class::Reads && call.lost && (vague || status >= 500 || repeat);
        let mut error = answer::service_error(answer.clone(), incoming, now)
            .with_retryable(status == 429 || (class == Class::Reads && repeat));
        if unknown {
            error = Error::new(
                ErrorKind::OutcomeUnknown,
                format!("{}, so nobody knows whether it was done", error.message()),
            )
            .with_answer(answer)
            .with_hint(UNKNOWN_HINT);
        }
        if repeat {
            Ending::Again { error, asked }
        } else {
            Ending::Final(error)
        }
    }

    /// No answer came.
    fn failure(&self, call: &mut Call<'_>, failure: &Failure) -> Ending {
        let class = call.request.class;
        let sent = failure.stage == Stage::Sent;
        call.may_have_acted |= sent;
        call.lost |= sent;
        let acted = call.may_have_acted && class != Class::Reads;
        if failure.reason == Reason::Cancelled {
            return Ending::Final(aborted(acted));
        }
        let timed_out = failure.reason == Reason::TimedOut;
        let outcome = if sent {
            Outcome::Lost
        } else {
            Outcome::NotSent
        };
        let repeat = retry::may_repeat(&call.policy, class, outcome, self.age(call));
        let why = if timed_out {
            "no answer in time"
        } else {
            failure.message.as_str()
        };
        let error = if acted {
            Error::new(
                ErrorKind::OutcomeUnknown,
                format!("the request left, but its answer was lost: {why}"),
            )
            .with_hint(UNKNOWN_HINT)
        } else if !sent {
            Error::new(
                ErrorKind::NotSent,
                format!("cannot reach {}: {why}", self.endpoint.authority()),
            )
            .with_retryable(true)
        } else if timed_out {
            Error::new(ErrorKind::Timeout, why).with_retryable(true)
        } else {
            Error::new(
                ErrorKind::Connection,
                format!("the connection failed before the answer: {why}"),
            )
            .with_retryable(true)
        };
        if repeat {
            Ending::Again { error, asked: None }
        } else {
            Ending::Final(error)
        }
    }

    fn age(&self, call: &Call<'_>) -> Duration {
        self.clock.elapsed().saturating_sub(call.began)
    }

    /// Waits before the next try; true when the call was cancelled meanwhile.
    fn wait(&self, pause: Duration, cancel: Option<&CancelToken>) -> bool {
        if !self.clock.runs() {
            self.clock.advance(pause);
            return cancel.is_some_and(CancelToken::is_cancelled);
        }
        match cancel {
            Some(cancel) => cancel.wait(pause),
            None => {
                std::thread::sleep(pause);
                false
            }
        }
    }
}

const UNKNOWN_HINT: &str = "It may have been carried out, and asking again may do it twice: look for its event, or repeat it with the same repeatability id";

/// How one try ended, when it did not succeed.
enum Ending {
    Final(Error),
    Again {
        error: Error,
        asked: Option<Duration>,
    },
}

enum Trouble {
    Failure(Failure),
    /// Nothing was tried: no token, no date.
    Error(Error),
}

impl Call<'_> {
    /// Adds what every error of this call tells.
    fn finish(&self, error: Error) -> Error {
        let repeatability = self
            .repeatability
            .as_ref()
            .map(|(id, first_sent)| (id.as_str(), first_sent.as_str()));
        error
            .with_operation(self.request.operation)
            .with_ids(&self.request_id, repeatability)
            .with_attempts(self.tries)
    }

    fn details(&self, incoming: &Incoming) -> Details {
        let text = |name| header(incoming, name).map(str::to_owned);
        Details {
            status: incoming.status,
            request_id: self.request_id.clone(),
            repeatability_id: self.repeatability.as_ref().map(|(id, _)| id.clone()),
            first_sent: self.repeatability.as_ref().map(|(_, date)| date.clone()),
            repeatability_result: text("repeatability-result"),
            chain_id: text("x-microsoft-skype-chain-id"),
            azure_ref: text("x-azure-ref"),
            attempts: self.tries,
        }
    }

    fn log(&self, outcome: &std::result::Result<Incoming, Failure>, took: Duration) {
        let request = self.request;
        match outcome {
            Ok(incoming) => log::debug!(
                "{} {} -> {} in {} ms, try {}, request id {}",
                request.method,
                request.path,
                incoming.status,
                took.as_millis(),
                self.tries,
                self.request_id
            ),
            Err(failure) => log::debug!(
                "{} {} -> {:?} ({:?}) in {} ms, try {}, request id {}",
                request.method,
                request.path,
                failure.reason,
                failure.stage,
                took.as_millis(),
                self.tries,
                self.request_id
            ),
        }
    }
}

fn aborted(may_have_acted: bool) -> Error {
    let error = Error::new(ErrorKind::Aborted, "ended by its cancel token");
    if may_have_acted {
        error.with_hint("The request had left: it may have been carried out")
    } else {
        error.with_retryable(true)
    }
}

/// A date as HTTP writes it. The formatter knows only the years 1970 to 9999.
fn imf_fixdate(time: SystemTime) -> Result<String> {
    const YEAR_9999: Duration = Duration::from_secs(253_402_300_799);
    let known = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .is_ok_and(|age| age <= YEAR_9999);
    if known {
        return Ok(httpdate::fmt_http_date(time));
    }
    Err(Error::invalid("date", "must be in the years 1970 to 9999"))
}

fn random_fraction() -> f64 {
    let mut bytes = [0_u8; 4];
    // Without random numbers the pause is just not spread.
    if getrandom::getrandom(&mut bytes).is_err() {
        return 1.0;
    }
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}
