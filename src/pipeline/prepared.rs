//! What all attempts of one request send: URL, ids and headers; date and signature are new for each.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use super::transport::Outgoing;
use super::{Pipeline, Request, RequestOptions, Signer, request};
use crate::auth::hmac::{AccessKey, content_hash};
use crate::auth::token::TokenCache;
use crate::error::{Error, Result};
use crate::field;

/// A request that is ready to be signed and sent, as often as it takes.
pub(super) struct Prepared<'a> {
    pipeline: &'a Pipeline,
    pub request: &'a Request,
    pub options: &'a RequestOptions,
    authority: &'a str,
    /// Host and port, for messages.
    pub address: &'a str,
    url: String,
    /// Where its path begins.
    path_at: usize,
    pub request_id: String,
    /// `Repeatability-Request-ID` and `Repeatability-First-Sent`.
    pub repeatability: Option<(String, String)>,
    content_hash: String,
    /// How old the repeatability ids were when the request began.
    pub age: Duration,
}

/// Date and credential of one attempt.
pub(super) struct Authorization {
    date: String,
    pub header: Zeroizing<String>,
    /// The key that has signed, if one did.
    pub key: Option<Arc<AccessKey>>,
}

/// Longer request lines are refused by servers.
const MAX_PATH_LENGTH: usize = 8 * 1024;

impl<'a> Prepared<'a> {
    pub(super) fn new(
        pipeline: &'a Pipeline,
        request: &'a Request,
        options: &'a RequestOptions,
    ) -> Result<Self> {
        options.check_for(request)?;
        let api_version = options
            .api_version
            .as_deref()
            .unwrap_or(&pipeline.api_version);
        let query: &[&str] = match (&request.store, &request.query) {
            (None, Some(query)) => &["?", query, "&api-version=", api_version],
            (None, None) => &["?api-version=", api_version],
            (Some(_), Some(query)) => &["?", query],
            (Some(_), None) => &[],
        };
        let server = request.store.as_ref().unwrap_or(&pipeline.endpoint);
        let mut url = server.base().concat();
        let path_at = url.len();
        url.reserve_exact(request.path.len() + query.iter().map(|part| part.len()).sum::<usize>());
        url.push_str(&request.path);
        url.extend(query.iter().copied());
        if url.len() - path_at > MAX_PATH_LENGTH {
            return Err(Error::invalid(
                field::PATH,
                format_args!("is longer than {MAX_PATH_LENGTH} bytes with its ids and query"),
            ));
        }
        let now = pipeline.clock.wall();
        let first_sent = options.first_sent.unwrap_or(now);
        let [new_id, new_repeatability_id] = request::new_uuids()?;
        let repeatability = if request.operation.sends_repeatability {
            let id = options.repeatability_id.clone();
            Some((id.unwrap_or(new_repeatability_id), imf_fixdate(first_sent)?))
        } else {
            None
        };
        Ok(Self {
            pipeline,
            request,
            options,
            authority: server.authority(),
            address: server.address(),
            url,
            path_at,
            request_id: options.request_id.clone().unwrap_or(new_id),
            repeatability,
            content_hash: content_hash(request.body.as_deref().unwrap_or_default()),
            age: now.duration_since(first_sent).unwrap_or_default(),
        })
    }

    /// Creates date and signature of one attempt, or takes a token from the cache, which may have to
    /// fetch one.
    pub(super) fn authorize(
        &self,
        token: impl FnOnce(&TokenCache) -> Result<Zeroizing<String>>,
    ) -> Result<Authorization> {
        let date = imf_fixdate(self.pipeline.clock.wall())?;
        let (header, key) = match &self.pipeline.signer {
            Signer::Key(current) => {
                let key = current.get();
                let header = key.authorization(
                    self.request.operation.method.as_str(),
                    self.url.get(self.path_at..).unwrap_or_default(),
                    &date,
                    self.pipeline.endpoint.authority(),
                    &self.content_hash,
                );
                (Zeroizing::new(header), Some(key))
            }
            Signer::Token(cache) => (token(cache)?, None),
        };
        Ok(Authorization { date, header, key })
    }

    /// The headers of one attempt.
    pub(super) fn headers<'h>(
        &'h self,
        authorization: &'h Authorization,
    ) -> Vec<(&'h str, &'h str)> {
        let mut headers = Vec::with_capacity(16);
        headers.extend([
            ("host", self.authority),
            ("user-agent", self.pipeline.user_agent.as_str()),
            ("x-ms-client-request-id", self.request_id.as_str()),
            ("x-ms-date", authorization.date.as_str()),
            ("x-ms-content-sha256", self.content_hash.as_str()),
            ("authorization", authorization.header.as_str()),
        ]);
        if let Some((id, first_sent)) = &self.repeatability {
            headers.push(("repeatability-request-id", id.as_str()));
            headers.push(("repeatability-first-sent", first_sent.as_str()));
        }
        if self.request.store.is_some() {
            // By it the store finds the resource whose key has signed.
            headers.push(("accept", "*/*"));
            headers.push(("x-ms-host", self.pipeline.endpoint.authority()));
        } else {
            headers.push(("accept", "application/json"));
        }
        if self.request.body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        for (name, value) in &self.options.headers {
            headers.push((name.as_str(), value.as_str()));
        }
        headers
    }

    pub(super) fn outgoing<'h>(&'h self, headers: &'h [(&'h str, &'h str)]) -> Outgoing<'h> {
        Outgoing {
            method: self.request.operation.method.clone(),
            url: &self.url,
            headers,
            body: self.request.body.as_deref(),
        }
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
    Err(Error::invalid(
        field::DATE,
        "must be in the years 1970 to 9999",
    ))
}
