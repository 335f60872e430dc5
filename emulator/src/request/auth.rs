//! Authentication: signatures with the access key, checked as the service checks them.

use std::time::{Duration, SystemTime};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::errors::Refusal;
use acs_call_automation::internal::Request;
use acs_call_automation::internal::{AccessKey, content_hash};

/// The largest difference of a request's date. Chosen: the service's own limit is not public.
/// SDK habit `old-date-on-retry`: a retry carries date and signature of the first attempt, so it is not small.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// The settings of authentication.
#[derive(Debug)]
pub(crate) struct Guard {
    pub key: AccessKey,
    pub check_clock_skew: bool,
    pub accept_any_token: bool,
    /// `127.0.0.1:PORT`.
    pub authority: String,
    /// Host and maybe port that clients see, when a proxy is between.
    pub public_authority: Option<String>,
}

impl Guard {
    /// Checks a request; `now` is the emulator's time.
    pub(crate) fn check(&self, request: &Request, now: SystemTime) -> Result<(), AuthError> {
        // SDK habit `signed-host-named`. A proxy between may have changed the host, too.
        let host = request
            .header("x-ms-host")
            .or_else(|| request.header("host"))
            .unwrap_or_default();
        let mut targets = vec![request.target.clone()];
        targets.extend(with_encoded_participant(&request.target));
        let named = [Some(host), self.public_authority.as_deref()];
        let mut hosts = Vec::new();
        for host in named.into_iter().flatten() {
            hosts.push(host.to_owned());
            hosts.extend(without_port(host).map(str::to_owned));
        }
        self.check_signed(request, now, &targets, &hosts)
    }

    /// Checks a request to the store of recordings. It is signed for the host of the resource,
    /// which the store learns from `x-ms-host`.
    /// SDK habit `store-host-in-host`: it is in `Host` instead.
    /// SDK habit `store-host-without-port`: the port of the endpoint is left out there.
    /// SDK habit `store-query-unsigned`: the query is left out of what is signed.
    pub(crate) fn check_for_store(
        &self,
        request: &Request,
        now: SystemTime,
    ) -> Result<(), AuthError> {
        let resource = request
            .header("x-ms-host")
            .or_else(|| request.header("host"))
            .unwrap_or_default();
        let targets = [request.target.clone(), request.path().to_owned()];
        let mut hosts = vec![resource.to_owned()];
        hosts.extend(without_port(resource).map(str::to_owned));
        for authority in self.public_authority.iter().chain([&self.authority]) {
            if let Some((_, port)) = authority.rsplit_once(':') {
                hosts.push(format!("{resource}:{port}"));
            }
        }
        self.check_signed(request, now, &targets, &hosts)
    }

    /// Checks that one of the targets was signed for one of the hosts.
    fn check_signed(
        &self,
        request: &Request,
        now: SystemTime,
        targets: &[String],
        hosts: &[String],
    ) -> Result<(), AuthError> {
        let authorization = request.header("authorization").unwrap_or_default();
        let (scheme, token) = authorization.split_once(' ').unwrap_or((authorization, ""));
        if scheme.eq_ignore_ascii_case("Bearer") {
            return if self.accept_any_token && !token.trim().is_empty() {
                Ok(())
            } else {
                Err(AuthError::token())
            };
        }
        if authorization.is_empty() {
            return Err(AuthError::hmac("there is no Authorization header"));
        }
        if scheme != "HMAC-SHA256" {
            return Err(AuthError::hmac(
                "the Authorization header is neither HMAC-SHA256 nor Bearer",
            ));
        }
        // SDK habit `date-header-signed`: some HTTP layers do not let `x-ms-date` through.
        let as_usual = authorization.replacen("SignedHeaders=date;", "SignedHeaders=x-ms-date;", 1);
        let signed = if as_usual == authorization {
            request.header("x-ms-date")
        } else {
            request.header("date")
        };
        let date = signed
            .or_else(|| request.header("date"))
            .ok_or(AuthError::hmac("there is neither x-ms-date nor Date"))?;
        let hash = request
            .header("x-ms-content-sha256")
            .ok_or(AuthError::hmac("there is no x-ms-content-sha256 header"))?;
        if hash != content_hash(&request.body) {
            return Err(AuthError::hmac("x-ms-content-sha256 does not fit the body"));
        }
        let fits = |target: &String| {
            let verifies = |host: &String| {
                self.key
                    .verifies(&as_usual, &request.method, target, date, host, hash)
            };
            hosts.iter().any(verifies)
        };
        if !targets.iter().any(fits) {
            return Err(AuthError::hmac(
                "the signature does not fit method, path, query, host, date, hash and key",
            ));
        }
        if self.check_clock_skew {
            let sent = httpdate::parse_http_date(date)
                .map_err(|_| AuthError::hmac("x-ms-date is not a valid HTTP date"))?;
            // A manual clock may be far ahead while clients still go by the machine's time.
            if !is_near(sent, now) && !is_near(sent, SystemTime::now()) {
                return Err(AuthError::hmac("x-ms-date is more than 15 minutes off"));
            }
        }
        Ok(())
    }
}

/// The host that was signed. SDK habit `signed-host-without-port`: the port of the endpoint is left out of it, and an
/// HTTP layer below writes it into `Host` all the same.
fn without_port(authority: &str) -> Option<&str> {
    let (host, port) = authority.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    is_port.then_some(host)
}

fn is_near(one: SystemTime, other: SystemTime) -> bool {
    one.duration_since(other)
        .unwrap_or_else(|earlier| earlier.duration())
        <= SKEW
}

/// A 401, with the reason for the developer, which the service does not report.
#[derive(Debug)]
pub(crate) struct AuthError {
    pub refusal: Refusal,
    pub hint: &'static str,
}

impl AuthError {
    fn hmac(hint: &'static str) -> Self {
        Self {
            refusal: Refusal::new(401, "7509", "HMAC-SHA256 validation failed"),
            hint,
        }
    }

    fn token() -> Self {
        Self {
            refusal: Refusal::new(401, "7501", "The access token is invalid"),
            hint: "bearer tokens are refused unless the emulator is started with its option to accept any token",
        }
    }
}

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The target as it was signed. SDK habit `raw-id-signed-encoded`: the SDK encodes the raw id of a participant, and
/// its HTTP layer sends some characters of it as they are.
fn with_encoded_participant(target: &str) -> Option<String> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (head, raw_id) = path.split_once("/participants/")?;
    let plain = percent_decode_str(raw_id).decode_utf8().ok()?;
    let encoded = utf8_percent_encode(&plain, SEGMENT);
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!("{head}/participants/{encoded}{mark}{query}"))
}
