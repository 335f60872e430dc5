//! One request from its first byte to its response: route, signature, version, fields, faults,
//! repeatability, then the operation itself.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::calls::CallKey;
use super::control;
use super::events::delivery::Delivery;
use super::events::outbox::{Outbox, authority};
use super::faults::Fault;
use super::journal::{CallReference, Journal, JournalEntry, JournalKind};
use super::operations::{OperationRequest, Reply};
use super::page;
use super::recording::store;
use super::request::auth::Guard;
use super::request::errors::Refusal;
use super::request::fields::{self, Body, Callbacks, Rules};
use super::request::reading::{Query, read_body};
use super::request::repeats::{FirstRequest, RepeatabilityId};
use super::request::routes::{self, Found, Repeats, Route};
use super::request::versions::Version;
use super::schedule::Action;
use super::seed::{Seed, StartOnly};
use super::stand_ins;
use super::state::State;
use super::tls::{Tls, port_of};
use super::tokens::Tokens;
use acs_call_automation::internal::{
    Handler, InFlight, Request, Response, TLS_ON_HTTP, content_hash, one_line,
};
use acs_call_automation::options::Clock;

/// What the threads of an emulator share.
pub(super) struct Service {
    pub state: Arc<Mutex<State>>,
    /// Wakes the clock thread: something falls due earlier than before, or the emulator was closed.
    pub changed: Arc<Condvar>,
    pub closed: Mutex<bool>,
    pub journal: Arc<Journal>,
    pub outbox: Arc<Outbox>,
    pub tokens: Arc<Tokens>,
    pub clock: Clock,
    pub guard: Guard,
    /// Scheme and authority for links, when they are not those of the request.
    pub public_endpoint: Option<String>,
    /// `http` or `https`.
    pub scheme: &'static str,
    /// The certificate of the emulator's own CA, in PEM.
    pub ca: Option<String>,
    /// Where it is kept.
    pub ca_file: Option<PathBuf>,
    /// The hosts for which the emulator is its own proxy.
    pub names: Vec<String>,
    pub callbacks: Callbacks,
    /// Whether other machines may use the control API.
    pub remote_control: bool,
    /// What the first seed said about the start; later ones may repeat it.
    pub started_with: StartOnly,
    /// The unknown api-versions that were logged.
    pub warned: Mutex<BTreeSet<String>>,
    /// Locked before the state.
    pub seed: Mutex<Option<Seed>>,
    pub honor_repeatability: bool,
}

impl Handler for Service {
    fn handle(&self, request: Request) -> Response {
        if request.path().starts_with("/_emulator") {
            let response = control::handle(self, &request);
            let (method, path) = (&request.method, one_line(request.path()));
            log::info!("emulator: control {method} {path}: {}", response.status);
            return response;
        }
        if let Some(response) = page::from_address_bar(&request) {
            return response;
        }
        let mut entry = self.journal.begin(JournalKind::Request, self.clock.wall());
        let is_for_store = request.path().starts_with(store::PREFIX);
        let (response, fault) = if is_for_store {
            entry.operation = store::operation(request.path());
            store::respond(self, &request)
        } else if stand_ins::are_for(request.path()) {
            (stand_ins::respond(self, &request), None)
        } else if let Some(document) = self.token_document(&request) {
            (document, None)
        } else {
            self.respond(&request, &mut entry)
        };
        let is_lost = fault.as_ref().is_some_and(Fault::loses_connection);
        let response = match &fault {
            Some(fault) if fault.bad_json => with_bad_json(response),
            _ => response,
        };
        self.journal.add(JournalEntry {
            time: self.clock.wall(),
            method: request.method,
            path: request.target,
            headers: request.headers,
            body: request.body,
            status: (!is_lost).then_some(response.status),
            response_headers: response.headers.clone(),
            response_body: kept_body(&response),
            ..entry
        });
        let Some(fault) = fault else { return response };
        let response = match fault.cut_after {
            _ if is_lost => Response::lost(),
            Some(bytes) => response.cut_after(bytes),
            None => response,
        };
        response.delayed(fault.delay)
    }

    fn refused(&self, status: u16, reason: &str) {
        if reason == TLS_ON_HTTP {
            // Most often an SDK that makes https of any endpoint.
            log::warn!(
                "emulator: {reason}: start the emulator with https, or give the client http"
            );
            return;
        }
        log::info!(
            "emulator: a request was refused with {status}: {}",
            one_line(reason)
        );
    }

    fn leads_here(&self, authority: &str) -> bool {
        Tls::leads_here(&self.names, authority)
    }
}

/// Attempts deliveries again later, by the emulator's clock, unless they were canceled meanwhile.
pub(super) fn retries(service: &Arc<Service>) -> impl Fn(Delivery, Duration, &InFlight) + use<> {
    let service = Arc::downgrade(service);
    move |delivery, pause, in_flight| {
        let Some(service) = service.upgrade() else {
            return;
        };
        let mut state = service.lock();
        if !in_flight.is_ended() {
            let again = Action::Deliver(Box::new(delivery));
            state.cx.world.schedule_in(pause, again);
        }
    }
}

/// The response with half of its body, which cannot be parsed.
fn with_bad_json(mut response: Response) -> Response {
    if response.body.is_empty() {
        return response.with_body("application/json; charset=utf-8", "{");
    }
    response.body.truncate(response.body.len().div_ceil(2));
    response
}

/// The body of a response in the journal; of a file that is streamed, only its length.
fn kept_body(response: &Response) -> Vec<u8> {
    match response.length() {
        streamed if response.body.is_empty() && streamed > 0 => {
            format!("... ({streamed} bytes more)").into_bytes()
        }
        _ => response.body.clone(),
    }
}

/// What is known of a request by the time of its response.
#[derive(Default)]
struct Progress {
    version: Option<&'static Version>,
    /// Whether the response has `Repeatability-Result`.
    accepted: bool,
    chain: Option<String>,
    hint: Option<Cow<'static, str>>,
    retry_after: Option<Duration>,
    fault: Option<Fault>,
    /// What the journal shows.
    operation: &'static str,
    call: Option<CallReference>,
    application: String,
}

impl Progress {
    /// Notes which call and which application a request concerns; returns the key of the call.
    fn concerns(&mut self, (key, call, application): (CallKey, CallReference, String)) -> CallKey {
        self.call = Some(call);
        self.application = application;
        key
    }
}

/// A successful response, ready to be written.
struct Success {
    status: u16,
    body: Option<Vec<u8>>,
}

impl Service {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The present seed. Not to be locked while the state is.
    pub(super) fn seed(&self) -> MutexGuard<'_, Option<Seed>> {
        self.seed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Performs actions when they fall due, until the emulator is closed. While the clock stands still, it
    /// only waits: what is due at once is performed by what caused it.
    pub(super) fn keep_time(&self) {
        let mut state = self.lock();
        while !self.is_closed() {
            let next = self.clock.runs().then(|| {
                state.run_due();
                state.cx.world.next_due()
            });
            state = match next.flatten() {
                None => self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(due) => {
                    let left = due.saturating_sub(self.clock.elapsed());
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all waiting, and returns the threads that deliver. Idempotent.
    pub(super) fn close(&self) -> Vec<JoinHandle<()>> {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = true;
        // Locked once, so that the clock thread is either waiting or looks at `closed` next.
        let hooks = Arc::clone(&self.lock().cx.world.hooks);
        self.changed.notify_all();
        let mut threads = hooks.close();
        threads.extend(self.outbox.close());
        threads
    }

    /// The response with a document by which tokens are verified. Public, so not signed.
    fn token_document(&self, request: &Request) -> Option<Response> {
        let local = format!("{}://{}", self.scheme, self.guard.authority);
        let endpoint = self.public_endpoint.as_deref().unwrap_or(&local);
        let document = self.tokens.document(request.path(), endpoint)?;
        if request.method != "GET" {
            return Some(Response::new(405).with_header("Allow", "GET"));
        }
        Some(Response::new(200).with_body("application/json", document.plain()))
    }

    /// Scheme and authority by which a client has reached the emulator.
    /// SDK habit `signed-host-without-port`: `Host` lacks the port, which the links for that client need.
    fn endpoint_of(&self, host: &str) -> String {
        let (_, port) = self.guard.authority.rsplit_once(':').unwrap_or_default();
        if port_of(host).is_none() && Tls::leads_here(&self.names, host) {
            return format!("{}://{host}:{port}", self.scheme);
        }
        format!("{}://{host}", self.scheme)
    }

    fn respond(&self, request: &Request, entry: &mut JournalEntry) -> (Response, Option<Fault>) {
        let mut progress = Progress::default();
        let outcome = self.try_respond(request, &mut progress);
        let response = match outcome {
            Ok(good) => {
                let response = Response::new(good.status);
                match good.body {
                    Some(body) => response.with_body("application/json; charset=utf-8", body),
                    None => response,
                }
            }
            Err(refusal) => {
                let body = refusal.body(request.path(), progress.version).plain();
                let content_type = if refusal.status == 401 {
                    "application/json"
                } else {
                    "application/json; charset=utf-8"
                };
                let response = Response::new(refusal.status).with_body(content_type, body);
                let response = match refusal.allow {
                    Some(allow) => response.with_header("Allow", allow),
                    None => response,
                };
                match refusal.known {
                    Some(known) => response.with_header("X-Emulator-Source", known.name()),
                    None => response,
                }
            }
        };
        let response = self.with_service_headers(request, response, &progress);
        entry.operation = progress.operation;
        entry.call = progress.call;
        entry.application = progress.application;
        (response, progress.fault)
    }

    fn try_respond(&self, request: &Request, progress: &mut Progress) -> Result<Success, Refusal> {
        let host = request.header("host").unwrap_or(&self.guard.authority);
        let no_resource = |hint: &str| Refusal::no_resource(host, &request.target, hint);
        let found = routes::find(request.path()).ok_or_else(|| no_resource(""))?;
        let route = found
            .routes()
            .find(|route| route.method == request.method)
            .ok_or_else(|| {
                let allowed = found.routes().map(|route| route.method).collect();
                Refusal::wrong_method(&request.method, allowed)
            })?;
        progress.operation = route.name;
        self.guard
            .check(request, self.clock.wall())
            .map_err(|denial| {
                progress.hint = Some(denial.hint.into());
                denial.refusal
            })?;
        let query = Query::read(request.query())?;
        let version = query.version.filter(|given| !given.is_empty());
        let version = version.ok_or_else(|| {
            Refusal::field(format!(
                "The query parameter api-version is required: one of {}.",
                Version::names()
            ))
        })?;
        let version = match Version::known(&version) {
            Some(known) => known,
            None => {
                let stand_in = Version::standing_in_for(&version).ok_or_else(|| {
                    no_resource(&format!(
                        " (the emulator knows the api-versions {})",
                        Version::names()
                    ))
                })?;
                progress.hint = Some(self.version_hint(&version, stand_in).into());
                stand_in
            }
        };
        progress.version = Some(version);
        if !version.has(route.since) {
            return Err(no_resource(&format!(
                " ({} came with api-version {})",
                route.name, route.since
            )));
        }
        self.apply_fault(route, &found.call, progress)?;
        let mut body = read_body(request, route)?;
        let rules = Rules {
            callbacks: &self.callbacks,
        };
        fields::check(&mut body, route.fields, rules)
            .map_err(|problem| Refusal::field(problem.sentence))?;
        let claim = self.claim(request, route, version)?;
        progress.accepted = claim.is_some();
        let local = self.endpoint_of(host);
        let request = OperationRequest {
            route,
            version,
            found: &found,
            body: Body(&body),
            endpoint: self.public_endpoint.as_deref().unwrap_or(&local),
            skip: query.skip,
        };
        self.act(&request, &found, claim, progress)
    }

    /// The hint about an unknown api-version; the first one of each is also logged.
    fn version_hint(&self, unknown: &str, stand_in: &Version) -> String {
        let hint = format!(
            "the api-version {unknown} is unknown to the emulator, which responds as with {}",
            stand_in.name
        );
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        // Bounded: a client could send every date.
        if warned.len() < 100 && warned.insert(unknown.to_owned()) {
            log::warn!("emulator: {hint}");
        }
        hint
    }

    /// Applies a fault that was set for this operation.
    fn apply_fault(
        &self,
        route: &Route,
        call: &str,
        progress: &mut Progress,
    ) -> Result<(), Refusal> {
        let Some(fault) = self.lock().cx.world.faults.take(route.name, call) else {
            return Ok(());
        };
        progress.retry_after = fault.retry_after;
        progress.fault = Some(fault.clone());
        let Some(status) = fault.refusal() else {
            return Ok(());
        };
        let code = if status == 429 { "8516" } else { "9999" };
        let mut refusal = Refusal::new(status, code, "This failure was requested by a test.");
        if let Some(code) = fault.code {
            refusal.code = code.into();
        }
        Err(refusal)
    }

    /// The repeatability headers, where the service honors them.
    fn claim(
        &self,
        request: &Request,
        route: &Route,
        version: &Version,
    ) -> Result<Option<RepeatabilityId>, Refusal> {
        let counts = match route.repeats {
            Repeats::NotSent => false,
            Repeats::Ignored => version.is_first() || self.honor_repeatability,
            Repeats::Accepted => true,
        };
        if !counts {
            return Ok(None);
        }
        RepeatabilityId::read(
            route.operation,
            request.path(),
            request.header("repeatability-request-id"),
            request.header("repeatability-first-sent"),
            content_hash(&request.body),
        )
    }

    fn act(
        &self,
        request: &OperationRequest<'_>,
        found: &Found,
        claim: Option<RepeatabilityId>,
        progress: &mut Progress,
    ) -> Result<Success, Refusal> {
        let mut state = self.lock();
        let state = &mut *state;
        state.run_due();
        progress.chain = state
            .calls
            .call_of(&found.call)
            .map(|(_, call)| call.correlation_id().to_owned());
        let known = state.calls.reference_of(request);
        let mut changed = known.map(|known| progress.concerns(known));
        let now = self.clock.elapsed();
        if let Some(claim) = &claim {
            let found = state.repeats.find(claim, now).inspect_err(|_| {
                progress.accepted = false;
            })?;
            if let Some(first) = found {
                return Ok(repeated(state, &first, progress));
            }
        }
        state.cx.world.set_in_request(true);
        let done = state.perform(request);
        // What is due at once is performed here, before the next request.
        state.run_due();
        state.cx.world.set_in_request(false);
        let Reply {
            body,
            chain,
            leg,
            call,
            status,
        } = done?;
        if progress.call.is_none() {
            let made = leg
                .as_deref()
                .and_then(|leg| state.calls.reference_of_leg(leg));
            let recorded = || {
                let key = call?;
                let call = state.calls.get(key)?.reference(None);
                Some((key, call, String::new()))
            };
            let found = made.or_else(recorded);
            changed = found.map(|found| progress.concerns(found));
        }
        if let Some(callback) = request.body.text("callbackUri") {
            progress.application = authority(&callback).to_owned();
        }
        if let Some(key) = changed {
            state.cx.world.call_changed(key);
        }
        let status = status.unwrap_or(request.route.success);
        progress.chain = chain;
        let body = body.map(|body| body.plain());
        if let Some(claim) = claim {
            state.repeats.keep(claim, now, status, body.clone(), leg);
        }
        Ok(Success { status, body })
    }

    /// The headers that the recordings show.
    fn with_service_headers(
        &self,
        request: &Request,
        response: Response,
        progress: &Progress,
    ) -> Response {
        let mut state = self.lock();
        let mut response = response;
        let is_known = response.status != 401;
        if is_known {
            let chain = progress.chain.clone();
            let chain = chain.unwrap_or_else(|| state.cx.world.ids.guid());
            response = response.with_header("X-Microsoft-Skype-Chain-ID", chain);
            if let Some(supported) = progress.version.and_then(|version| version.supported) {
                response = response.with_header("api-supported-versions", supported);
            }
            if progress.accepted {
                response = response.with_header("Repeatability-Result", "accepted");
            }
        }
        if let Some(id) = request.header("x-ms-client-request-id") {
            response = response.with_header("x-ms-client-request-id", id);
        }
        if let Some(agent) = request.header("user-agent") {
            response = response
                .with_header("X-Microsoft-Skype-Client", agent)
                .with_header("X-Ms-Client-Version", agent);
        }
        if let Some(delay) = progress.retry_after {
            response = response.with_header("Retry-After", delay.as_secs().to_string());
        }
        if let Some(hint) = progress.hint.as_deref() {
            response = response.with_header("X-Emulator-Hint", hint);
        }
        response
            .with_header(
                "Strict-Transport-Security",
                "max-age=31536000;includeSubDomains",
            )
            .with_header("x-azure-ref", state.cx.world.ids.trace())
            .with_header("X-Cache", "CONFIG_NOCACHE")
            .with_header("MS-CV", format!("{}.0", state.cx.world.ids.trace()))
    }
}

/// The response to a repeated request: nothing is done again, and the call is shown as it is now.
fn repeated(state: &State, first: &FirstRequest, progress: &mut Progress) -> Success {
    let present = first.leg.as_deref().and_then(|leg| {
        let (_, call) = state.calls.call_of(leg)?;
        Some(call.leg(leg)?.properties(Some(call), false).plain())
    });
    // Recorded: the response to a repeated request has a chain id of its own.
    progress.chain = None;
    Success {
        status: first.status,
        body: present.or_else(|| first.body.clone()),
    }
}
