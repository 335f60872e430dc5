//! A call between clients that a test starts.

use std::collections::HashSet;

use super::calls::Locator;
use super::identity::{Identity, raw_id_of};
use super::request::repeats::is_guid;
use acs_call_automation::{Error, Result};

/// A call between clients, without the application.
#[derive(Debug, Clone)]
#[must_use]
pub struct ClientCall {
    users: Vec<String>,
    group_id: Option<String>,
    room_id: Option<String>,
}

impl ClientCall {
    /// Describes a call between the parties with these raw ids or phone numbers, at least one of
    /// them a communication user; the first one starts it.
    pub fn new(users: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            users: users.into_iter().map(raw_id_of).collect(),
            group_id: None,
            room_id: None,
        }
    }

    /// Makes it a group call with this id, a GUID.
    pub fn group_id(mut self, id: impl Into<String>) -> Self {
        self.group_id = Some(id.into());
        self
    }

    /// Places it in the room with this id.
    pub fn room_id(mut self, id: impl Into<String>) -> Self {
        self.room_id = Some(id.into());
        self
    }

    pub(super) fn users(&self) -> &[String] {
        &self.users
    }

    /// The group or room, with the name of its field.
    pub(super) fn locator(&self) -> Option<(&'static str, Locator)> {
        let group = self.group_id.clone().map(Locator::Group);
        let room = self.room_id.clone().map(Locator::Room);
        group
            .map(|locator| ("group id", locator))
            .or(room.map(|locator| ("room id", locator)))
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.group_id.as_deref().is_some_and(|id| !is_guid(id)) {
            return Err(Error::invalid("group id", "must be a GUID"));
        }
        let least = if self.locator().is_some() { 1 } else { 2 };
        if self.users.len() < least {
            let rule = format_args!("must be {least} or more");
            return Err(Error::invalid("users", rule));
        }
        if self.group_id.is_some() && self.room_id.is_some() {
            let rule = "must not come together with a group id";
            return Err(Error::invalid("room id", rule));
        }
        let is_user = |user: &String| Identity::from_raw_id(user).is_user();
        if !self.users.iter().any(is_user) {
            let rule = "must hold a communication user, such as 8:acs:...";
            return Err(Error::invalid("users", rule));
        }
        let mut seen = HashSet::new();
        if !self.users.iter().all(|user| seen.insert(user)) {
            return Err(Error::invalid("users", "must not hold a raw id twice"));
        }
        Ok(())
    }
}

/// The ids of a call between clients.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StartedCall {
    /// For `CallLocator::server_call`, as CallStarted reports it.
    pub server_call_id: String,
    /// The tracing id that all its events carry.
    pub correlation_id: String,
}
