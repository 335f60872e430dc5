//! Options: opaque objects with setters, which stand one to one for the methods of the Rust ones.
//!
//! A setter refuses what the Rust type cannot hold (NULL, wrong UTF-8, a negative number), and
//! remembers it: the function that is given the options refuses it again. So setters may be called
//! without looking at what they return. Setting the same field to a good value mends it; what was to
//! be added, or to be made with, cannot be mended. Rules that a Rust type checks itself are told by
//! the setter too; what an operation checks, the operation tells.
//!
//! Which setter stands for which method is checked by `tests/option_setters.rs`. It also lists the
//! methods that C does not have, and why.

use std::ffi::c_char;

use super::guard::{handle, status_only, text};
use super::identifier::acs_identifier_t;
use super::status::acs_status_t;
use crate::error::{Error, Result};
use crate::identifier::{
    CommunicationIdentifier, CommunicationUser, MicrosoftTeamsApp, PhoneNumber,
};

/// Options as C sets them.
pub(super) struct Options<T> {
    /// What has been set so far; why there is nothing, if it was to be made with a bad value.
    value: Result<T>,
    /// The fields whose last value was refused, and why.
    refused: Vec<(&'static str, Error)>,
}

/// What the Rust type checks by itself whenever it is used.
pub(super) trait Checked {
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// An object of C that is nothing but options.
pub(super) trait Holds {
    type Value: Checked + Clone;
    fn options(&self) -> &Options<Self::Value>;
    fn options_mut(&mut self) -> &mut Options<Self::Value>;
}

/// The object of C that wraps the options of a Rust type.
macro_rules! holds {
    ($object:ident, $value:ty) => {
        impl $crate::ffi::options::Holds for $object {
            type Value = $value;
            fn options(&self) -> &$crate::ffi::options::Options<$value> {
                &self.0
            }
            fn options_mut(&mut self) -> &mut $crate::ffi::options::Options<$value> {
                &mut self.0
            }
        }
    };
}
pub(super) use holds;

// In the order of the header.
mod request;

mod media_streaming;

mod transcription;

mod client;

mod create_call;

mod create_group_call;

mod answer_call;

mod connect_call;

mod redirect_call;

mod reject_call;

mod transfer_call;

mod add_participant;

mod cancel_add_participant;

mod remove_participant;

mod mute_participants;

mod move_participants;

mod receiver;

pub(super) use add_participant::acs_add_participant_options_t;
pub(super) use answer_call::acs_answer_call_options_t;
pub(super) use cancel_add_participant::acs_cancel_add_participant_options_t;
pub(super) use client::acs_client_options_t;
pub(super) use connect_call::acs_connect_call_options_t;
pub(super) use create_call::acs_create_call_options_t;
pub(super) use create_group_call::acs_create_group_call_options_t;
pub(super) use move_participants::acs_move_participants_options_t;
pub(super) use mute_participants::acs_mute_participants_options_t;
pub(super) use receiver::acs_receiver_options_t;
pub(super) use redirect_call::acs_redirect_call_options_t;
pub(super) use reject_call::acs_reject_call_options_t;
pub(super) use remove_participant::acs_remove_participant_options_t;
pub(super) use request::acs_request_options_t;
pub(super) use transfer_call::acs_transfer_call_options_t;

impl<T> Options<T> {
    pub(super) fn new(value: T) -> Self {
        Self::made(Ok(value))
    }

    /// Options that cannot be without something: a bad value of it is remembered.
    pub(super) fn made(value: Result<T>) -> Self {
        Self {
            value,
            refused: Vec::new(),
        }
    }

    /// The options, unless one of them was refused.
    pub(super) fn usable(&self) -> Result<&T> {
        let value = self.value.as_ref().map_err(Error::again)?;
        match self.refused.first() {
            None => Ok(value),
            Some((_, error)) => Err(error.again()),
        }
    }

    fn refuse(&mut self, field: &'static str, error: &Error) {
        if !self.refused.iter().any(|(refused, _)| *refused == field) {
            self.refused.push((field, error.again()));
        }
    }

    /// Another field may be wrong too: its own setter has told.
    fn rule_broken(&self, field: &'static str) -> Result<()>
    where
        T: Checked,
    {
        match self.value.as_ref().map(T::check) {
            Ok(Err(error)) if error.field() == Some(field) => Err(error),
            _ => Ok(()),
        }
    }
}

/// Sets a field: `read` makes sense of what C gave, `apply` is the method of the Rust options.
pub(super) unsafe fn set<O: Holds, A>(
    object: *mut O,
    field: &'static str,
    read: impl FnOnce(&'static str) -> Result<A>,
    apply: impl FnOnce(O::Value, A) -> O::Value,
) -> acs_status_t {
    if let Some(object) = object.as_mut() {
        let refused = &mut object.options_mut().refused;
        refused.retain(|(refused, _)| *refused != field);
    }
    add(object, field, read, apply)
}

/// As [`set`], for a field that takes several values: one that was refused is not made good by the
/// next.
pub(super) unsafe fn add<O: Holds, A>(
    object: *mut O,
    field: &'static str,
    read: impl FnOnce(&'static str) -> Result<A>,
    apply: impl FnOnce(O::Value, A) -> O::Value,
) -> acs_status_t {
    status_only(|| {
        let object = object
            .as_mut()
            .ok_or_else(|| Error::invalid("options", "must not be NULL"))?;
        let options = object.options_mut();
        let argument = read(field).inspect_err(|error| options.refuse(field, error))?;
        if let Ok(value) = &options.value {
            options.value = Ok(apply(value.clone(), argument));
        }
        options.rule_broken(field)
    })
}

/// The options that C gave; defaults for NULL.
pub(super) unsafe fn options<O: Holds>(object: *const O) -> Result<O::Value>
where
    O::Value: Default,
{
    match object.as_ref() {
        None => Ok(O::Value::default()),
        Some(object) => object.options().usable().cloned(),
    }
}

/// Options that are set in other options; a bad value among them is one for those too.
pub(super) unsafe fn nested<O: Holds>(object: *const O, field: &'static str) -> Result<O::Value> {
    handle(object, field)?.options().usable().cloned()
}

/// Anybody.
pub(super) unsafe fn anybody(
    identifier: *const acs_identifier_t,
    field: &'static str,
) -> Result<CommunicationIdentifier> {
    Ok(handle(identifier, field)?.inner().clone())
}

/// A user of a Communication Services resource, where the wire has no room for other kinds.
unsafe fn communication_user(
    identifier: *const acs_identifier_t,
    field: &'static str,
) -> Result<CommunicationUser> {
    match handle(identifier, field)?.inner() {
        CommunicationIdentifier::CommunicationUser(user) => Ok(user.clone()),
        _ => Err(Error::invalid(
            field,
            "must be a Communication Services user",
        )),
    }
}

/// An application of Microsoft Teams, where the wire has no room for other kinds.
unsafe fn teams_app(
    identifier: *const acs_identifier_t,
    field: &'static str,
) -> Result<MicrosoftTeamsApp> {
    match handle(identifier, field)?.inner() {
        CommunicationIdentifier::MicrosoftTeamsApp(app) => Ok(app.clone()),
        _ => Err(Error::invalid(
            field,
            "must be an application of Microsoft Teams",
        )),
    }
}

/// A telephone number. Its form is not checked: the service may know more forms than E.164.
pub(super) unsafe fn phone_number(
    number: *const c_char,
    field: &'static str,
) -> Result<PhoneNumber> {
    text(number, field).map(PhoneNumber::new)
}
