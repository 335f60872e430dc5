//! The pipeline: the steps from a request to a response.
//!
//! Ids that make a request repeatable are created once, before the loop; date and signature are
//! created for every attempt. The decisions are pure functions (`retry`).

mod answer;
mod attempts;
pub(crate) mod cancel;
mod exchange;
mod interrupt;
pub(crate) mod request;
mod resolver;
mod retry;
pub(crate) mod stream;
#[allow(missing_docs)] // but for `TrustRoots` not public: shared through `internal`
pub(crate) mod transport;

pub use answer::Response;
pub use cancel::CancelToken;
pub use request::RequestOptions;
pub use transport::TrustRoots;

pub(crate) use request::{Expect, Operation, Request};
pub(crate) use retry::{Class, Policy};

use std::time::{Duration, Instant};

use self::attempts::{Call, Ending, imf_fixdate};
use self::cancel::InFlight;
use self::exchange::Failure;
use self::stream::{AskForToken, Stream};
use self::transport::{Incoming, Limits, Outgoing, Transport};
use crate::auth::hmac::{AccessKey, content_hash};
use crate::auth::token::TokenCache;
use crate::clock::Clock;
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::field;
use crate::json::FromJson;

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
    /// Carried by every call, so that all can be ended at once.
    pub abort: CancelToken,
    pub transport: Transport,
    pub clock: Clock,
    pub policy: Policy,
    pub timeout: Duration,
    pub attempt_timeout: Option<Duration>,
    pub api_version: String,
    pub user_agent: String,
}

/// The `api-version` that is asked for unless the caller asks for another.
pub(crate) const API_VERSION: &str = "2026-03-12";

/// Reads the value of an answer into a place of its own, so that all before it exists once for all
/// types.
type Read<'a> = dyn FnMut(&str) -> serde_json::Result<()> + 'a;

impl Pipeline {
    /// Sends a request and reads the value of its response.
    pub(crate) fn ask<T: FromJson + Default>(
        &self,
        request: &Request,
        options: &RequestOptions,
    ) -> Result<Response<T>> {
        self.ask_within(request, options, None)
    }

    /// [`ask`](Self::ask), maybe as a part of a call that may send several requests.
    pub(crate) fn ask_within<T: FromJson + Default>(
        &self,
        request: &Request,
        options: &RequestOptions,
        in_flight: Option<&InFlight>,
    ) -> Result<Response<T>> {
        let mut value = T::default();
        let mut read = |text: &str| T::from_json(text).map(|read| value = read);
        let answer = self.run(request, options, in_flight, Some(&mut read))?;
        Ok(answer.map(|()| value))
    }

    /// Sends a request whose response has no value.
    pub(crate) fn tell(&self, request: &Request, options: &RequestOptions) -> Result<Response<()>> {
        self.run(request, options, None, None)
    }

    /// Begins a call that others may end.
    pub(crate) fn enter(&self, options: &RequestOptions) -> InFlight {
        InFlight::begin(&self.abort, options.cancel.as_ref())
    }

    /// When a call that begins now must be over.
    pub(crate) fn deadline_of(&self, options: &RequestOptions) -> Duration {
        self.clock.elapsed() + options.timeout.unwrap_or(self.timeout)
    }

    /// Sends a request whose answer is handed on as it comes, and sends it again for what is
    /// missing when a connection breaks. The timeout of the call is for each wait without a byte.
    pub(crate) fn pour(
        &self,
        request: &Request,
        options: &RequestOptions,
        in_flight: &InFlight,
        stream: &mut Stream<'_>,
    ) -> Result<Response<()>> {
        let mut call = self
            .begin(request, options, in_flight)
            .map_err(|error| error.with_operation(request.operation.name))?;
        if let Some(until) = stream.until {
            call.deadline = call.deadline.min(until);
        }
        let incoming = self.success(&mut call, Some(stream))?;
        Ok(Response::new((), call.details(&incoming)))
    }

    /// Sees to it that a token is there which works, for threads that may not ask for one.
    pub(crate) fn ask_for_token(&self) -> Result<()> {
        match &self.signer {
            Signer::Key(_) => Ok(()),
            Signer::Token(cache) => cache
                .authorization(self.clock.wall(), self.timeout)
                .map(drop),
        }
    }

    fn run(
        &self,
        request: &Request,
        options: &RequestOptions,
        in_flight: Option<&InFlight>,
        read: Option<&mut Read<'_>>,
    ) -> Result<Response<()>> {
        let own;
        let in_flight = match in_flight {
            Some(whole) => whole,
            None => {
                own = self.enter(options);
                &own
            }
        };
        let mut call = self
            .begin(request, options, in_flight)
            .map_err(|error| error.with_operation(request.operation.name))?;
        let incoming = self.success(&mut call, None)?;
        let read = match read {
            Some(read) => answer::read_value(&incoming, request.operation.expects, read),
            None => answer::read_nothing(&incoming, request.operation.expects),
        };
        match read {
            Ok(()) => Ok(Response::new((), call.details(&incoming))),
            Err(error) => {
                let answer = answer::read_error(&incoming, self.clock.wall());
                Err(call.finish(error.with_answer(answer)))
            }
        }
    }

    /// Tries until there is an answer that means success; whether it can be read is not known yet.
    fn success(
        &self,
        call: &mut Call<'_>,
        mut stream: Option<&mut Stream<'_>>,
    ) -> Result<Incoming> {
        let mut token_renewed = false;
        loop {
            if call.is_canceled() {
                return Err(call.finish(call.aborted()));
            }
            let until = stream.as_deref().and_then(|stream| stream.until);
            let too_late = || until.is_some_and(|until| self.clock.elapsed() >= until);
            if too_late() {
                return Err(call.finish(stream::too_late()));
            }
            let ask = stream.as_deref().and_then(Stream::ask_for_token);
            let authorization = match self.authorize(call, ask) {
                Ok(authorization) => authorization,
                Err(error) => return Err(call.finish(error)),
            };
            call.tries += 1;
            call.consecutive_failures += 1;
            let outcome = self.one_try(call, &authorization, stream.as_deref_mut());
            let stream = stream.as_deref_mut().filter(|stream| stream.has_judged());
            let ending = match (outcome, stream) {
                (Ok(incoming), Some(stream)) => match call.received(&incoming, stream) {
                    None => return Ok(incoming),
                    Some(ending) => ending,
                },
                (Ok(incoming), None) if (200..300).contains(&incoming.status) => {
                    match &incoming.cut {
                        None => return Ok(incoming),
                        Some(cut) => call.cut_short(&incoming, cut),
                    }
                }
                (Ok(incoming), None) => {
                    if incoming.status == 404
                        && call.request.operation.class == Class::Ends
                        && call.may_have_acted
                    {
                        // The try before did it, and its answer was lost.
                        return Ok(Incoming {
                            body: Vec::new(),
                            ..incoming
                        });
                    }
                    if incoming.status == 401 && !token_renewed {
                        if let Signer::Token(cache) = &self.signer {
                            // Refused before anything was done; a token may have been revoked.
                            cache.refused(&authorization.header);
                            token_renewed = true;
                            continue;
                        }
                    }
                    call.refused(&incoming)
                }
                (Err(failure), _) => call.failed(&failure),
            };
            let (error, asked) = match ending {
                Ending::Again { .. } if too_late() => continue,
                Ending::Final(error) => return Err(call.finish(error)),
                Ending::Again { error, asked } => (error, asked),
            };
            let pause = match call.consecutive_failures {
                0 => asked.unwrap_or_default(),
                tries => retry::pause(&call.policy, tries, asked, random_fraction()),
            };
            if call.consecutive_failures > call.policy.retries || pause >= call.left() {
                // The pause would pass the deadline: return now, with its length.
                return Err(call.finish(match asked {
                    Some(asked) => error.with_retry_after(asked),
                    None => error,
                }));
            }
            if self.wait(pause, call.in_flight) {
                return Err(call.finish(call.aborted()));
            }
        }
    }

    fn begin<'a>(
        &'a self,
        request: &'a Request,
        options: &'a RequestOptions,
        in_flight: &'a InFlight,
    ) -> Result<Call<'a>> {
        options.check_for(request)?;
        let api_version = options.api_version.as_deref().unwrap_or(&self.api_version);
        let path_and_query = match (&request.store, &request.query) {
            (None, Some(query)) => format!("{}?{query}&api-version={api_version}", request.path),
            (None, None) => format!("{}?api-version={api_version}", request.path),
            (Some(_), Some(query)) => format!("{}?{query}", request.path),
            (Some(_), None) => request.path.clone(),
        };
        let server = request.store.as_ref().unwrap_or(&self.endpoint);
        if path_and_query.len() > LONGEST_PATH {
            return Err(Error::invalid(
                field::PATH,
                format_args!("is longer than {LONGEST_PATH} bytes with its ids and query"),
            ));
        }
        let now = self.clock.wall();
        let first_sent = options.first_sent.unwrap_or(now);
        let repeatability = if request.operation.sends_repeatability {
            let id = match &options.repeatability_id {
                Some(id) => id.clone(),
                None => request::new_uuid()?,
            };
            Some((id, imf_fixdate(first_sent)?))
        } else {
            None
        };
        let mut policy = self.policy;
        if let Some(retries) = options.retries {
            policy.retries = retries;
        }
        if let Some(repeat) = options.retry_non_idempotent {
            policy.retry_non_idempotent = repeat;
        }
        let began = self.clock.elapsed();
        Ok(Call {
            request,
            options,
            clock: &self.clock,
            authority: server.authority(),
            url: server.url(&path_and_query),
            path_and_query,
            request_id: match &options.request_id {
                Some(id) => id.clone(),
                None => request::new_uuid()?,
            },
            repeatability,
            content_hash: content_hash(request.body.as_deref().unwrap_or_default()),
            policy,
            in_flight,
            began,
            age_before: now.duration_since(first_sent).unwrap_or_default(),
            timeout: options.timeout.unwrap_or(self.timeout),
            deadline: self.deadline_of(options),
            tries: 0,
            consecutive_failures: 0,
            may_have_acted: false,
            lost: false,
        })
    }

    /// Date and signature for one try, or a token, which may take time of its own.
    fn authorize(&self, call: &Call<'_>, ask: Option<&AskForToken<'_>>) -> Result<Authorization> {
        let date = imf_fixdate(self.clock.wall())?;
        let header = match &self.signer {
            Signer::Key(key) => zeroize::Zeroizing::new(key.authorization(
                call.request.operation.method.as_str(),
                &call.path_and_query,
                &date,
                self.endpoint.authority(),
                &call.content_hash,
            )),
            Signer::Token(cache) => match ask {
                None => cache.authorization(self.clock.wall(), call.left())?,
                Some(ask) => loop {
                    match cache.kept_authorization(self.clock.wall()) {
                        Some(header) => break header,
                        None => ask(call.left())?,
                    }
                },
            },
        };
        Ok(Authorization { date, header })
    }

    fn one_try(
        &self,
        call: &Call<'_>,
        authorization: &Authorization,
        mut stream: Option<&mut Stream<'_>>,
    ) -> std::result::Result<Incoming, Failure> {
        let left = call.left();
        let attempt_timeout = call.options.attempt_timeout.or(self.attempt_timeout);
        let time_limit = attempt_timeout.map_or(left, |limit| limit.min(left));
        let mut headers = Vec::with_capacity(16);
        headers.extend([
            ("host", call.authority),
            ("user-agent", self.user_agent.as_str()),
            ("x-ms-client-request-id", call.request_id.as_str()),
            ("x-ms-date", authorization.date.as_str()),
            ("x-ms-content-sha256", call.content_hash.as_str()),
            ("authorization", authorization.header.as_str()),
        ]);
        if let Some((id, first_sent)) = &call.repeatability {
            headers.push(("repeatability-request-id", id.as_str()));
            headers.push(("repeatability-first-sent", first_sent.as_str()));
        }
        if call.request.store.is_some() {
            // The store looks up by it whose key has signed.
            headers.extend([("accept", "*/*"), ("x-ms-host", self.endpoint.authority())]);
        } else {
            headers.push(("accept", "application/json"));
        }
        let range = stream.as_deref_mut().and_then(|stream| {
            stream.next_try();
            // Bytes are counted, so they must be those of the file.
            headers.push(("accept-encoding", "identity"));
            stream.range()
        });
        if let Some(range) = &range {
            headers.push(("range", range));
        }
        if call.request.body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        for (name, value) in &call.options.headers {
            headers.push((name.as_str(), value.as_str()));
        }
        let outgoing = Outgoing {
            method: call.request.operation.method.clone(),
            url: &call.url,
            headers: &headers,
            body: call.request.body.as_deref(),
        };
        let began = Instant::now();
        let outcome = match stream {
            None => self
                .transport
                .send(&outgoing, began + time_limit, call.in_flight),
            Some(stream) => {
                let until = stream.until.map(|until| {
                    let left = until.saturating_sub(self.clock.elapsed());
                    began + left
                });
                let limits = Limits {
                    first: time_limit,
                    time_limit: attempt_timeout
                        .map_or(call.timeout, |limit| limit.min(call.timeout)),
                    until,
                };
                self.transport
                    .pour(&outgoing, limits, call.in_flight, stream)
            }
        };
        call.log(&outcome, began.elapsed());
        outcome
    }

    /// Waits before the next try; true when the call was ended meanwhile.
    fn wait(&self, pause: Duration, in_flight: &InFlight) -> bool {
        if !self.clock.runs() {
            self.clock.advance(pause);
            return in_flight.is_ended();
        }
        in_flight.wait(pause)
    }
}

/// Longer request lines are refused by servers.
const LONGEST_PATH: usize = 8 * 1024;

/// What proves one try.
struct Authorization {
    date: String,
    header: zeroize::Zeroizing<String>,
}

fn random_fraction() -> f64 {
    let mut bytes = [0_u8; 4];
    // Without random numbers the pause is just not spread.
    if getrandom::getrandom(&mut bytes).is_err() {
        return 1.0;
    }
    f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
}
