//! What all attempts of one request send: URL, ids and headers; date and signature are new for each.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use zeroize::Zeroizing;

use super::exchange::Failure;
use super::transport::Outgoing;
use super::{Pipeline, Request, RequestOptions, Signer, names, request};
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
    uri: Uri,
    pub request_id: String,
    /// `Repeatability-Request-ID` and `Repeatability-First-Sent`.
    pub repeatability: Option<(String, String)>,
    content_hash: String,
    /// When the request began.
    began: HttpDate,
    /// How old the repeatability ids were then.
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
        let length = request.path.len() + query.iter().map(|part| part.len()).sum::<usize>();
        let mut path = String::with_capacity(length);
        path.push_str(&request.path);
        path.extend(query.iter().copied());
        if path.len() > MAX_PATH_LENGTH {
            return Err(Error::invalid(
                field::PATH,
                format_args!("is longer than {MAX_PATH_LENGTH} bytes with its ids and query"),
            ));
        }
        let uri = PathAndQuery::try_from(path)
            .map_err(http::Error::from)
            .and_then(|path| server.uri(path))
            .map_err(|cause| super::attempts::unsendable(&cause))?;
        let now = pipeline.clock.wall();
        let began = HttpDate::of(now)?;
        let first_sent = options.first_sent.unwrap_or(now);
        let [new_id, new_repeatability_id] = request::new_uuids()?;
        let repeatability = if request.operation.sends_repeatability {
            let id = options.repeatability_id.clone();
            let first_sent = began.or_of(first_sent)?;
            Some((id.unwrap_or(new_repeatability_id), first_sent))
        } else {
            None
        };
        Ok(Self {
            pipeline,
            request,
            options,
            authority: server.authority(),
            address: server.address(),
            uri,
            request_id: options.request_id.clone().unwrap_or(new_id),
            repeatability,
            content_hash: content_hash(request.body.as_deref().unwrap_or_default()),
            began,
            age: now.duration_since(first_sent).unwrap_or_default(),
        })
    }

    /// Creates date and signature of one attempt, or takes a token from the cache, which may have to
    /// fetch one.
    pub(super) fn authorize(
        &self,
        token: impl FnOnce(&TokenCache) -> Result<Zeroizing<String>>,
    ) -> Result<Authorization> {
        let date = self.began.or_of(self.pipeline.clock.wall())?;
        let path = self.uri.path_and_query().map_or("", PathAndQuery::as_str);
        let (header, key) = match &self.pipeline.signer {
            Signer::Key(current) => {
                let key = current.get();
                let header = key.authorization(
                    self.request.operation.method.as_str(),
                    path,
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

    /// What one attempt sends.
    pub(super) fn outgoing(
        &self,
        authorization: &Authorization,
    ) -> std::result::Result<Outgoing<'_>, Failure> {
        Ok(Outgoing {
            method: self.request.operation.method.clone(),
            uri: self.uri.clone(),
            headers: self.headers(authorization).map_err(Failure::unsendable)?,
            body: self.request.body.as_deref(),
        })
    }

    fn headers(&self, authorization: &Authorization) -> http::Result<HeaderMap> {
        let text = HeaderValue::from_str;
        let own = &self.options.headers;
        // With the length of the body.
        let mut headers = HeaderMap::with_capacity(11 + own.len());
        headers.append(HOST, text(self.authority)?);
        headers.append(USER_AGENT, self.pipeline.user_agent.clone());
        headers.append(&names::REQUEST_ID, text(&self.request_id)?);
        headers.append(&names::DATE, text(&authorization.date)?);
        headers.append(&names::CONTENT_HASH, text(&self.content_hash)?);
        headers.append(AUTHORIZATION, text(&authorization.header)?);
        if let Some((id, first_sent)) = &self.repeatability {
            headers.append(&names::REPEATABILITY_ID, text(id)?);
            headers.append(&names::FIRST_SENT, text(first_sent)?);
        }
        if self.request.store.is_some() {
            headers.append(ACCEPT, HeaderValue::from_static("*/*"));
            // By it the store finds the resource whose key has signed.
            let resource = text(self.pipeline.endpoint.authority())?;
            headers.append(&names::RESOURCE_HOST, resource);
        } else {
            headers.append(ACCEPT, HeaderValue::from_static(JSON));
        }
        if self.request.body.is_some() {
            headers.append(CONTENT_TYPE, HeaderValue::from_static(JSON));
        }
        for (name, value) in own {
            headers.append(HeaderName::from_bytes(name.as_bytes())?, text(value)?);
        }
        Ok(headers)
    }
}

const JSON: &str = "application/json";

/// A date as HTTP writes it, of a whole second.
struct HttpDate {
    /// Since 1970.
    second: u64,
    text: String,
}

impl HttpDate {
    /// The formatter knows only the years 1970 to 9999.
    fn of(time: SystemTime) -> Result<Self> {
        const END: u64 = 253_402_300_800;
        let second = second_of(time).filter(|second| *second < END);
        let second = second
            .ok_or_else(|| Error::invalid(field::DATE, "must be in the years 1970 to 9999"))?;
        let text = httpdate::fmt_http_date(time);
        Ok(Self { second, text })
    }

    /// The text of another time, which is often the same.
    fn or_of(&self, time: SystemTime) -> Result<String> {
        if second_of(time) == Some(self.second) {
            return Ok(self.text.clone());
        }
        Ok(Self::of(time)?.text)
    }
}

fn second_of(time: SystemTime) -> Option<u64> {
    let age = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(age.as_secs())
}
