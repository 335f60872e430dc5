//! The pipeline: the steps from a request to a response.
//!
//! `prepared` creates the ids once, and date and signature for each attempt. `attempts` is the loop,
//! by the table in `retry`; `download` is that of downloads, whose state is a `stream`. `transport`
//! sends one attempt. `fetching` connects a request with the one that obtains its token.

mod attempts;
pub(crate) mod cancel;
pub(crate) mod download;
pub(crate) mod exchange;
#[cfg_attr(not(feature = "tls"), allow(dead_code))]
pub(crate) mod fetching;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod interrupt;
mod names;
mod prepared;
pub(crate) mod request;
mod resolver;
mod response;
pub(crate) mod retry;
pub(crate) mod stream;
#[allow(missing_docs)] // but for `TrustRoots` not public: shared through `internal`
pub(crate) mod transport;

pub use cancel::CancelToken;
pub use request::RequestOptions;
pub use response::Response;
pub use transport::TrustRoots;

#[cfg(feature = "tls")]
pub(crate) use attempts::random_fraction;
pub(crate) use request::{Expect, Operation, Request};
pub(crate) use retry::{Class, Policy};

use std::time::Duration;

use http::HeaderValue;

use self::attempts::Attempts;
use self::cancel::InFlight;
use self::transport::Transport;
use crate::auth::current_key::CurrentKey;
use crate::auth::token::TokenCache;
use crate::clock::Clock;
use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::json::FromJson;

/// The credential that signs requests.
#[derive(Debug)]
pub(crate) enum Signer {
    Key(CurrentKey),
    Token(TokenCache),
}

/// What the requests of a client share. May be shared between threads.
#[derive(Debug)]
pub(crate) struct Pipeline {
    pub endpoint: Endpoint,
    pub signer: Signer,
    /// Cancels all outstanding requests.
    pub abort: CancelToken,
    pub transport: Transport,
    pub clock: Clock,
    pub policy: Policy,
    pub timeout: Duration,
    pub attempt_timeout: Option<Duration>,
    pub api_version: String,
    pub user_agent: HeaderValue,
}

/// The default `api-version`.
pub(crate) const API_VERSION: &str = "2026-03-12";

/// The library itself, in the `User-Agent` header.
pub(crate) const USER_AGENT: &str =
    concat!("acs-call-automation/", env!("CARGO_PKG_VERSION"), " (rust)");

/// Parses the value of a response and keeps it, so that the rest is compiled once for all types.
type Read<'a> = dyn FnMut(&str) -> serde_json::Result<()> + 'a;

impl Pipeline {
    /// Sends a request and parses the value of its response.
    pub(crate) fn execute<T: FromJson + Default>(
        &self,
        request: &Request,
        options: &RequestOptions,
    ) -> Result<Response<T>> {
        self.execute_in(request, options, &self.enter(options))
    }

    /// [`execute`](Self::execute) as one of several requests that are canceled together.
    pub(crate) fn execute_in<T: FromJson + Default>(
        &self,
        request: &Request,
        options: &RequestOptions,
        in_flight: &InFlight,
    ) -> Result<Response<T>> {
        let mut value = T::default();
        let mut read = |text: &str| T::from_json(text).map(|read| value = read);
        let response = self.run(request, options, in_flight, Some(&mut read))?;
        Ok(response.map(|()| value))
    }

    /// Sends a request whose response has no value.
    pub(crate) fn execute_for_status(
        &self,
        request: &Request,
        options: &RequestOptions,
    ) -> Result<Response<()>> {
        self.run(request, options, &self.enter(options), None)
    }

    /// Begins a request, or several, that can be canceled.
    pub(crate) fn enter(&self, options: &RequestOptions) -> InFlight {
        InFlight::begin(&self.abort, options.cancel.as_ref())
    }

    /// The deadline of a request that begins now.
    pub(crate) fn deadline_of(&self, options: &RequestOptions) -> Duration {
        self.clock.elapsed() + options.timeout.unwrap_or(self.timeout)
    }

    fn run(
        &self,
        request: &Request,
        options: &RequestOptions,
        in_flight: &InFlight,
        read: Option<&mut Read<'_>>,
    ) -> Result<Response<()>> {
        let mut attempts = Attempts::new(self, request, options, in_flight)?;
        let incoming = attempts.run()?;
        let expects = request.operation.expects;
        let read = match read {
            Some(read) => response::read_value(&incoming, expects, read),
            None => response::read_nothing(&incoming, expects),
        };
        match read {
            Ok(()) => Ok(Response::new((), attempts.into_details(&incoming))),
            Err(mut error) => {
                let response = response::read_error(&incoming, self.clock.wall());
                if error.hint().is_none() && request.operation.class != Class::Reads {
                    error = error.with_hint(attempts::ACTED_HINT);
                }
                Err(attempts.finish(error.with_response(response)))
            }
        }
    }
}
