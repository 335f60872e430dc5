//! What happens outside of the application: callers, clients, far ends, subscriptions. The Rust
//! API and the control API over HTTP both end here.

use std::collections::HashSet;
use std::thread::JoinHandle;
use std::time::Duration;

use super::calls::rings::Caller;
use super::calls::{Locator, Purpose};
use super::events::event_grid::{self, Schema, Webhook};
use super::identity::Identity;
use super::operations::headers;
use super::request::fields;
use super::request::repeats::is_guid;
use super::service::Service;
use acs_call_automation::{Error, Result};

/// A caller outside who calls one of the emulator's own users or numbers.
///
/// ```
/// use acs_call_automation_emulator::IncomingCall;
///
/// IncomingCall::new("4:+15550100123", "4:+15550100199")
///     .display_name("Ada")
///     .sip_header("X-MS-Custom-Account", "4411");
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct IncomingCall {
    from: String,
    to: String,
    display_name: String,
    sip_headers: Vec<(String, String)>,
    voip_headers: Vec<(String, String)>,
    gone_when_answered: bool,
}

impl IncomingCall {
    /// A call by their raw ids; `to` must be an own user or number of the emulator.
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            display_name: String::new(),
            sip_headers: Vec::new(),
            voip_headers: Vec::new(),
            gone_when_answered: false,
        }
    }

    /// The caller's name, as IncomingCall shows it.
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = name.into();
        self
    }

    /// A SIP header of the custom calling context.
    pub fn sip_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sip_headers.push((name.into(), value.into()));
        self
    }

    /// A VoIP header of the custom calling context.
    pub fn voip_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.voip_headers.push((name.into(), value.into()));
        self
    }

    /// The caller hangs up in the moment of the answer: answer succeeds, then AnswerFailed comes.
    pub fn gone_when_answered(mut self) -> Self {
        self.gone_when_answered = true;
        self
    }
}

/// A call that clients start among themselves, without the application.
#[derive(Debug, Clone)]
#[must_use]
pub struct ClientCall {
    users: Vec<String>,
    group_id: Option<String>,
    room_id: Option<String>,
}

impl ClientCall {
    /// A call of the users with these raw ids; the first one starts it.
    pub fn new(users: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            users: users.into_iter().map(Into::into).collect(),
            group_id: None,
            room_id: None,
        }
    }

    /// A group call with this id, a GUID.
    pub fn group_id(mut self, id: impl Into<String>) -> Self {
        self.group_id = Some(id.into());
        self
    }

    /// A call in the room with this id.
    pub fn room_id(mut self, id: impl Into<String>) -> Self {
        self.room_id = Some(id.into());
        self
    }
}

/// What names a call that clients started.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StartedCall {
    /// For `CallLocator::server_call`, as CallStarted reports it.
    pub server_call_id: String,
    /// The tracing id that all its events carry.
    pub correlation_id: String,
}

impl Service {
    pub(super) fn create_user(&self) -> String {
        let mut state = self.lock();
        let user = state.new_user().raw_id().to_owned();
        state.own.insert(user.clone());
        user
    }

    pub(super) fn add_own_number(&self, number: &str) -> Result<String> {
        let identity = Identity::phone(number);
        if !identity.can_be_dialled() {
            return Err(Error::invalid(
                "number",
                format_args!("{number:?} is not a number such as +15550100199"),
            ));
        }
        let raw_id = identity.raw_id().to_owned();
        self.lock().own.insert(raw_id.clone());
        Ok(raw_id)
    }

    pub(super) fn subscribe(&self, url: &str, schema: Schema) -> Result<()> {
        if !fields::is_callback(url, self.allow_http_callbacks) {
            return Err(Error::invalid(
                "url",
                "must be https, or http to this machine",
            ));
        }
        let (resource, code, at) = {
            let mut state = self.lock();
            (state.resource.clone(), state.ids.guid(), state.stamp())
        };
        // Not under the lock: the listener may ask the emulator something meanwhile.
        let webhook = event_grid::shake_hands(&self.outbox, url, schema, &resource, &code, at)?;
        let mut state = self.lock();
        let is_same = |known: &Webhook| known.url == url && known.schema == schema;
        state.webhooks.retain(|known| !is_same(known));
        state.webhooks.push(webhook);
        Ok(())
    }

    /// Ends the subscriptions of a URL; false when there was none.
    pub(super) fn unsubscribe(&self, url: &str) -> bool {
        let mut state = self.lock();
        let before = state.webhooks.len();
        state.webhooks.retain(|known| known.url != url);
        state.webhooks.len() < before
    }

    pub(super) fn incoming_call(&self, wanted: &IncomingCall) -> Result<String> {
        let to = Identity::from_raw_id(&wanted.to);
        let from = Identity::from_raw_id(&wanted.from);
        if !from.is_known() {
            let rule = "must be a raw id such as 4:+15550100123";
            return Err(Error::invalid("from", rule));
        }
        if from.raw_id() == to.raw_id() {
            return Err(Error::invalid("from", "must not be the one who is called"));
        }
        let mut state = self.lock();
        if !state.rings_here(to.raw_id()) {
            return Err(Error::invalid(
                "to",
                format_args!(
                    "{:?} is no user or number of the emulator, or has a script",
                    wanted.to
                ),
            ));
        }
        state.run_due();
        let caller = Caller {
            from: from.clone(),
            display_name: wanted.display_name.clone(),
            custom_context: (!wanted.sip_headers.is_empty() || !wanted.voip_headers.is_empty())
                .then(|| headers(wanted.sip_headers.clone(), wanted.voip_headers.clone())),
        };
        let purpose = Purpose::Inbound {
            caller: from,
            gone_when_answered: wanted.gone_when_answered,
        };
        let key = state.new_call();
        state.dial(key, to, purpose, caller, None);
        let context = state
            .calls
            .get(&key)
            .and_then(|call| call.attempts.first()?.context.clone());
        context.ok_or_else(|| Error::closed("the call"))
    }

    /// The outside caller of an incoming call gives up.
    pub(super) fn caller_hangs_up(&self, context: &str) -> Result<()> {
        let mut state = self.lock();
        state.run_due();
        let inbound = state.rings.get(context).and_then(|ring| {
            let call = state.calls.get(&ring.call)?;
            let attempt = call
                .attempts
                .iter()
                .find(|known| known.id == ring.attempt)?;
            let from_outside = matches!(attempt.purpose, Purpose::Inbound { .. });
            (from_outside && attempt.other.is_none()).then_some(ring.call)
        });
        let Some(key) = inbound else {
            return Err(Error::invalid(
                "incoming call context",
                "does not name a call of an outside caller that still rings",
            ));
        };
        state.drop_call(key, &super::events::Outcome::caller_gave_up());
        state.stop_ringing(Some(context), super::calls::rings::RingEnd::Gone);
        Ok(())
    }

    pub(super) fn start_client_call(&self, wanted: &ClientCall) -> Result<StartedCall> {
        let ClientCall {
            users,
            group_id,
            room_id,
        } = wanted;
        if group_id.as_deref().is_some_and(|id| !is_guid(id)) {
            return Err(Error::invalid("group id", "must be a GUID"));
        }
        let least = if group_id.is_some() || room_id.is_some() {
            1
        } else {
            2
        };
        if users.len() < least {
            return Err(Error::invalid(
                "users",
                format_args!("must be {least} or more"),
            ));
        }
        if group_id.is_some() && room_id.is_some() {
            let rule = "must not come together with a group id";
            return Err(Error::invalid("room id", rule));
        }
        let is_user = |user: &String| Identity::from_raw_id(user).is_user();
        if !users.iter().any(is_user) {
            let rule = "must hold a communication user, such as 8:acs:...";
            return Err(Error::invalid("users", rule));
        }
        let mut seen = HashSet::new();
        if !users.iter().all(|user| seen.insert(user)) {
            return Err(Error::invalid("users", "must not hold a raw id twice"));
        }
        let mut state = self.lock();
        state.run_due();
        let locators = [
            ("group id", group_id.clone().map(Locator::Group)),
            ("room id", room_id.clone().map(Locator::Room)),
        ];
        for (name, locator) in locators {
            if locator.is_some_and(|locator| state.find_call(&locator).is_some()) {
                return Err(Error::invalid(name, "names a call that goes on"));
            }
        }
        let key = state.new_call();
        let now = state.clock.wall();
        let call = state.calls.entry(key).or_default();
        call.since = Some(now);
        call.group_id.clone_from(group_id);
        call.room_id.clone_from(room_id);
        call.by_clients = least == 1;
        let started = StartedCall {
            server_call_id: call.server_call_id.clone(),
            correlation_id: call.correlation_id.clone(),
        };
        for user in users {
            state.seat(key, Identity::from_raw_id(user), None);
            state.leaves_by_script(key, user);
        }
        Ok(started)
    }

    pub(super) fn hang_up_far_end(&self, call_connection_id: &str, raw_id: &str) -> Result<()> {
        let mut state = self.lock();
        state.run_due();
        let key = state.call_of(call_connection_id).map(|(key, _)| key);
        let Some(key) = key else {
            return Err(Error::invalid("call connection id", "names no call"));
        };
        if !state.far_end_left(key, raw_id) {
            return Err(Error::invalid(
                "raw id",
                "is not that of a participant of the call",
            ));
        }
        state.run_due();
        Ok(())
    }

    pub(super) fn advance(&self, by: Duration) {
        self.lock().advance(by);
        self.changed.notify_all();
    }

    pub(super) fn reset(&self) {
        self.lock().reset();
        self.journal.clear();
    }

    /// Does what falls due, until the emulator is closed. For a clock that runs automatically.
    pub(super) fn keep_time(&self) {
        let mut state = self.lock();
        while !self.is_closed() {
            state.run_due();
            let next = state.schedule.next_due();
            state = match next {
                None => self
                    .changed
                    .wait(state)
                    .unwrap_or_else(std::sync::PoisonError::into_inner),
                Some(due) => {
                    let left = due.saturating_sub(self.clock.elapsed());
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(std::sync::PoisonError::into_inner).0
                }
            };
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        *self
            .closed
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Ends all waiting, and hands over the threads that deliver. Idempotent.
    pub(super) fn close(&self) -> Vec<JoinHandle<()>> {
        *self
            .closed
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = true;
        self.closing.notify_all();
        // Taken once, so that the one that keeps time is either waiting or looks at `closed` next.
        drop(self.lock());
        self.changed.notify_all();
        self.outbox.close()
    }
}
