//! Whether the callback URL leads to this machine, and whether Event Grid would accept it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use acs_call_automation::CallLocator;
use acs_call_automation::flow::{self, Outcome};
use acs_call_automation::options::ConnectCallOptions;
use acs_call_automation::receiver::Receiver;
use serde_json::{Value, json};
use ureq::Agent;

use super::service::text_of;
use super::{Finding, Report};
use crate::events::{EventArguments, Events};
use crate::failure::Failure;
use crate::session::Session;
use crate::web;

/// No receiver reads it.
const TIME: &str = "2026-01-01T00:00:00Z";
const TYPE: &str = "AcsCall.Doctor";
const HANDSHAKE: &str = "Microsoft.EventGrid.SubscriptionValidationEvent";
/// How long an event may take after its response: a relay may respond before it has passed it on.
const RELAY: Duration = Duration::from_secs(2);
/// A server call id of the service's form that names no call.
const NO_CALL: &str = "aHR0cHM6Ly9leGFtcGxlLmludmFsaWQvYWNzLWNhbGw=";

/// Makes the checks; `through` is how long to wait for an event of the service.
pub fn check(
    session: &Session,
    arguments: &EventArguments,
    through: Option<Duration>,
    report: &mut Report<'_>,
) -> Result<(), Failure> {
    let arguments = &arguments.complete(session);
    let names = ["callback", "handshake", "events"];
    if !arguments.is_given() && !session.client.endpoint().is_loopback() {
        for name in names {
            report.add(
                name,
                &Finding::Skipped("set --callback-url or ACS_CALLBACK_URL".to_owned()),
            )?;
        }
        return Ok(());
    }
    let events = arguments.listen(session)?;
    let agent = web::agent();
    let header = arguments.grid_header()?;
    let callback = reach(&agent, &events, header);
    let is_reached = !matches!(callback, Finding::Bad(_));
    report.add("callback", &callback)?;
    let unreachable = || Finding::Skipped("the callback URL does not lead here".to_owned());
    let handshake = if !is_reached {
        unreachable()
    } else if arguments.verifies_tokens() && header.is_none() {
        let why = "with --audience, Event Grid needs --event-grid-header";
        Finding::Skipped(why.to_owned())
    } else {
        handshake(&agent, &events)
    };
    report.add("handshake", &handshake)?;
    let arrival = match (through, is_reached) {
        (None, _) => Finding::Skipped("--through-service lets the service post one".to_owned()),
        (Some(_), false) => unreachable(),
        (Some(limit), true) => event_of_the_service(session, &events, limit),
    };
    report.add("events", &arrival)?;
    events.close();
    Ok(())
}

/// Posts an event to the public URL, and waits for it behind it.
fn reach(agent: &Agent, events: &Events, header: Option<(&str, &str)>) -> Finding {
    if let Some(mistake) = scheme_mistake(&events.callback) {
        return Finding::Bad(mistake.to_owned());
    }
    let id = format!("acs-call-{}", unique());
    let event = json!({
        "id": id, "source": "acs-call/doctor", "type": TYPE, "specversion": "1.0",
        "time": TIME, "datacontenttype": "application/json", "data": {},
    });
    let refused_before = events.receiver.counters().bad_tokens;
    let began = Instant::now();
    let status = match post(agent, &events.callback, header.as_slice(), &json!([event])) {
        Ok((status, _)) => status,
        Err(why) => {
            return Finding::Bad(format!(
                "{why}: check name, port and certificate of --callback-url, and the proxy or tunnel behind it"
            ));
        }
    };
    let millis = began.elapsed().as_millis();
    let was_refused = events.receiver.counters().bad_tokens > refused_before;
    if status == 401 && was_refused {
        return Finding::Good(format!(
            "leads here ({millis} ms); events without a token are refused"
        ));
    }
    let is_accepted = (200..300).contains(&status);
    if is_accepted && arrives(&events.receiver, &id) {
        return Finding::Good(format!("leads here ({millis} ms), seen from this machine"));
    }
    Finding::Bad(match is_accepted {
        true => "another program received the event: --callback-url does not lead to --listen"
            .to_owned(),
        false => format!(
            "the URL returned {status}, and not from here: check the path, and where the proxy or tunnel leads"
        ),
    })
}

fn scheme_mistake(url: &str) -> Option<&'static str> {
    let rest = url.strip_prefix("http://")?;
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let is_local = host == "localhost" || host.starts_with("127.") || rest.starts_with("[::1]");
    (!is_local).then_some("must be https: the service posts no events to http")
}

fn arrives(receiver: &Receiver, id: &str) -> bool {
    let end = Instant::now() + RELAY;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match receiver.recv_timeout(left) {
            Ok(Some(received)) if received.event.id() == id => return true,
            // An event of a call that goes on.
            Ok(Some(_)) => {}
            _ => return false,
        }
    }
}

/// Both handshakes of Event Grid, as it makes them when a subscription is created.
fn handshake(agent: &Agent, events: &Events) -> Finding {
    let code = unique();
    let event = json!([{
        "id": unique(), "topic": "/subscriptions/acs-call/doctor", "subject": "", "eventType": HANDSHAKE,
        "data": {"validationCode": code}, "eventTime": TIME,
        "dataVersion": "2", "metadataVersion": "1",
    }]);
    let headers = [("aeg-event-type", "SubscriptionValidation")];
    let body = match post(agent, &events.callback, &headers, &event) {
        Ok((200, body)) => body,
        Ok((status, _)) => {
            return Finding::Bad(format!("the validation event was refused with {status}"));
        }
        Err(why) => return Finding::Bad(why),
    };
    let echo: Option<Value> = serde_json::from_slice(&body).ok();
    let echo = echo
        .as_ref()
        .and_then(|echo| echo.get("validationResponse"))
        .and_then(Value::as_str);
    if echo != Some(&code) {
        return Finding::Bad("the response to the validation event has no validationResponse: a proxy changes bodies".to_owned());
    }
    let options = agent
        .options(&events.callback)
        .header("webhook-request-origin", "eventgrid.azure.net");
    match options.call() {
        Ok(response) if response.headers().contains_key("webhook-allowed-origin") => {
            Finding::Good("Event Grid and CloudEvents schema".to_owned())
        }
        Ok(_) => Finding::Odd("only the Event Grid schema: a proxy holds OPTIONS back, which the CloudEvents schema needs".to_owned()),
        Err(cause) => Finding::Bad(cause.to_string()),
    }
}

/// Connects to a call that does not exist: `ConnectFailed` is posted to the callback URL.
fn event_of_the_service(session: &Session, events: &Events, limit: Duration) -> Finding {
    let locator = CallLocator::ServerCall(NO_CALL.to_owned());
    let options = ConnectCallOptions::new().request(session.request());
    let outcome = flow::connect_call_and_wait(
        &session.client,
        &events.receiver,
        &locator,
        &events.callback,
        &options,
        limit,
    );
    match outcome {
        Ok(Outcome::Failure(received)) => {
            Finding::Good(format!("the service posted {}", received.event.name()))
        }
        Ok(Outcome::TimedOut(pending)) => Finding::Bad(format!(
            "no event of the service arrived: the URL may be closed to the internet ({})",
            pending.waited
        )),
        Ok(other) => Finding::Odd(format!("unexpected: {other}")),
        Err(error) if error.http_status().is_some() => Finding::Skipped(format!(
            "the service refuses to connect to a call that does not exist: {}",
            text_of(&error)
        )),
        Err(error) => Finding::Bad(text_of(&error)),
    }
}

/// Status and body of the response.
fn post(
    agent: &Agent,
    url: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Result<(u16, Vec<u8>), String> {
    let mut request = agent.post(url).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let sent = request.send(body.to_string().as_bytes());
    // The URL is not repeated: its query may hold a secret.
    let mut response = sent.map_err(|cause| cause.to_string().replace(url, "the callback URL"))?;
    let status = response.status().as_u16();
    Ok((
        status,
        response.body_mut().read_to_vec().unwrap_or_default(),
    ))
}

fn unique() -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    format!("{:x}-{:x}", std::process::id(), now.as_nanos())
}
