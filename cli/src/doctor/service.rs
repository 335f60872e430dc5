//! Whether the service is reached, at the same time of day, and accepts the key.

use std::net::ToSocketAddrs as _;
use std::time::{Duration, Instant, SystemTime};

use acs_call_automation::{CallAutomationClient, Error, ErrorKind};

use super::{Finding, Report};
use crate::arguments::Global;
use crate::failure::Failure;
use crate::session::Session;
use crate::web;

/// Differences of clocks: signatures are refused beyond 5 minutes.
const ODD: Duration = Duration::from_secs(30);
const BAD: Duration = Duration::from_secs(300);
/// No call has this id.
const NO_CALL: &str = "00000000-0000-0000-0000-000000000000";
const NOT_FOUND: u32 = 8522;

/// Makes the checks; false when the service was not reached or refuses the key.
pub fn check(global: &Global, session: &Session, report: &mut Report<'_>) -> Result<bool, Failure> {
    let client = &session.client;
    let endpoint = client.endpoint();
    let scheme = if endpoint.is_https() { "https" } else { "http" };
    let url = format!("{scheme}://{}", endpoint.authority());
    report.add("resource", &Finding::Good(url.clone()))?;
    let name = name(global, client);
    let is_known = !matches!(name, Finding::Bad(_));
    report.add("name", &name)?;
    if !is_known {
        for rest in ["connection", "clock", "key"] {
            report.add(rest, &Finding::Skipped("the name is unknown".to_owned()))?;
        }
        return Ok(false);
    }
    let began = Instant::now();
    if let Err(error) = client.warm_up(&session.request()) {
        report.add("connection", &Finding::Bad(text_of(&error)))?;
        for rest in ["clock", "key"] {
            report.add(rest, &Finding::Skipped("no connection".to_owned()))?;
        }
        return Ok(false);
    }
    let how = if endpoint.is_https() {
        "TLS, certificate trusted"
    } else {
        "without TLS"
    };
    let millis = began.elapsed().as_millis();
    report.add("connection", &Finding::Good(format!("{how} ({millis} ms)")))?;
    report.add("clock", &clock(global, &url)?)?;
    let key = key(session);
    report.add("key", &key)?;
    Ok(!matches!(key, Finding::Bad(_)))
}

/// Looks the name up, as this machine does for every program.
fn name(global: &Global, client: &CallAutomationClient) -> Finding {
    if global.proxy.is_some() {
        return Finding::Skipped("the proxy looks it up".to_owned());
    }
    let endpoint = client.endpoint();
    let authority = endpoint.authority();
    let has_port = authority
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let address = match (has_port, endpoint.is_https()) {
        (true, _) => authority.to_owned(),
        (false, true) => format!("{authority}:443"),
        (false, false) => format!("{authority}:80"),
    };
    let began = Instant::now();
    match address.to_socket_addrs() {
        Ok(found) => {
            let mut found: Vec<String> = found.map(|one| one.ip().to_string()).collect();
            found.dedup();
            let millis = began.elapsed().as_millis();
            Finding::Good(format!("{} ({millis} ms)", found.join(", ")))
        }
        Err(cause) => Finding::Bad(format!(
            "{cause}: check the name in the endpoint, and the DNS of this machine"
        )),
    }
}

/// Compares the clocks, by the `Date` of any response.
fn clock(global: &Global, url: &str) -> Result<Finding, Failure> {
    let response = match web::agent_of(global)?.get(url).call() {
        Ok(response) => response,
        Err(cause) => {
            return Ok(Finding::Skipped(format!(
                "no response without a signature: {cause}"
            )));
        }
    };
    let date = response
        .headers()
        .get("date")
        .and_then(|date| date.to_str().ok());
    let Some(there) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        return Ok(Finding::Skipped("the response has no date".to_owned()));
    };
    // It is cut to seconds.
    let there = there + Duration::from_millis(500);
    let (apart, side) = match SystemTime::now().duration_since(there) {
        Ok(apart) => (apart, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    let seconds = apart.as_secs();
    let text = format!("this machine is {seconds} s {side} the service");
    Ok(if apart >= BAD {
        Finding::Bad(format!(
            "{text}: requests are refused beyond 5 minutes; set the clock, or let NTP do it"
        ))
    } else if apart >= ODD {
        Finding::Odd(format!("{text}; let NTP set the clock"))
    } else {
        Finding::Good(text)
    })
}

/// Reads a call that does not exist.
fn key(session: &Session) -> Finding {
    let call = session.client.call_connection(NO_CALL);
    let read = call.and_then(|call| call.get_properties_with(&session.request()).map(|_| ()));
    match read {
        Ok(()) => Finding::Good("accepted".to_owned()),
        // Any web server knows 404.
        Err(error) if error.sub_code() == Some(NOT_FOUND) => Finding::Good("accepted".to_owned()),
        Err(error) if error.http_status() == Some(404) => Finding::Odd(
            "status 404 without a code of the service: is the endpoint that of a resource?"
                .to_owned(),
        ),
        Err(error) => Finding::Bad(text_of(&error)),
    }
}

/// Message and hint, without the ids of one request.
pub fn text_of(error: &Error) -> String {
    let message = match error.kind() {
        ErrorKind::Service => format!(
            "the service returned {}",
            error.http_status().unwrap_or_default()
        ),
        _ => error.message().to_owned(),
    };
    match error.hint() {
        Some(hint) => format!("{message}. {hint}"),
        None => message,
    }
}
