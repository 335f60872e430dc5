//! Options: opaque objects with setters, one for each method of the Rust options. The setters are
//! written from a table, `capi/surface/options.toml`; here is what they have in common.
//!
//! A setter refuses what the Rust type cannot hold (NULL, wrong UTF-8, a negative number) and
//! remembers it: the function that uses the options refuses it again. So the status of a setter
//! need not be checked. Setting the same option to a valid value clears the fault; a value that was
//! to be added, or given to a constructor, cannot be corrected. Rules that the Rust type checks
//! itself are reported by the setter too; what an operation checks, the operation reports.
//!
//! `tests/option_setters.rs` checks that every Rust method has its setter. C does without `clock`
//! (of client, receiver, identity and token verifier): it is there for tests written in Rust.

use std::borrow::Cow;
use std::ffi::{c_char, c_int};
use std::time::Duration;

use super::guard::{Number, count, flag, handle, millis, status_only, text};
use super::status::{ACS_INVALID_INPUT, acs_status_t};
use acs_call_automation::{Error, ErrorKind, Result};

/// Options as C sets them.
pub(super) struct Options<T> {
    /// What was set so far; `None` when the constructor got an invalid value.
    value: Option<T>,
    /// The error of the constructor, when there is no value.
    fault: Option<Error>,
    refused: Refused,
}

/// What the Rust type checks automatically whenever it is used.
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
        impl $crate::options::Holds for $object {
            type Value = $value;
            fn options(&self) -> &$crate::options::Options<$value> {
                &self.0
            }
            fn options_mut(&mut self) -> &mut $crate::options::Options<$value> {
                &mut self.0
            }
        }
    };
}
pub(super) use holds;

#[rustfmt::skip]
mod generated;
mod invite;
pub(crate) mod read;

pub(super) use generated::*;
pub(super) use read::invite;

/// What the generated functions use.
mod names {
    pub(crate) use std::ffi::{c_char, c_int};

    pub(crate) use super::generated::*;
    pub(crate) use super::read;
    pub(crate) use super::read::any_identifier;
    pub(crate) use super::{
        Checked, Options, add, add_pair, add_text, set, set_count, set_flag, set_millis,
        set_nested, set_text,
    };
    pub(crate) use crate::cancel::acs_cancel_token_t;
    pub(crate) use crate::download::acs_download_progress_t;
    pub(crate) use crate::error::acs_error_t;
    pub(crate) use crate::guard::{free, handle, make, text, texts};
    pub(crate) use crate::identifier::acs_identifier_t;
    pub(crate) use crate::play_source::acs_play_source_t;
    pub(crate) use crate::status::acs_status_t;
    pub(crate) use crate::text::Kept;
    pub(crate) use acs_call_automation::internal::field;
    pub(crate) use acs_call_automation::{Error, Result};
}

impl<T> Options<T> {
    pub(super) fn new(value: T) -> Self {
        Self::made(Ok(value))
    }

    /// Options with a required value: an invalid one is remembered.
    pub(super) fn made(value: Result<T>) -> Self {
        let (value, fault) = match value {
            Ok(value) => (Some(value), None),
            Err(error) => (None, Some(error)),
        };
        Self {
            value,
            fault,
            refused: Refused::default(),
        }
    }

    /// The options, unless one of them was refused.
    pub(super) fn usable(&self) -> Result<&T> {
        let refused = self.refused.0.first().map(|(_, error)| error);
        match (&self.value, self.fault.as_ref().or(refused)) {
            (Some(value), None) => Ok(value),
            (_, Some(error)) => Err(error.clone()),
            // A setter panicked.
            (None, None) => Err(Error::new(
                ErrorKind::System,
                "a setter of the options failed",
            )),
        }
    }
}

/// Reads the value passed by C, and sets it if there are options.
type Step<'a, T> = dyn FnMut(&mut Option<T>) -> Result<()> + 'a;

/// What a setter does with options of its type. All that surrounds it exists once for all types.
enum Stage {
    Set,
    Check,
}

/// The fields whose last value was refused, and why.
#[derive(Default)]
struct Refused(Vec<(&'static str, Error)>);

impl Refused {
    #[inline(never)]
    fn add(&mut self, field: &'static str, error: &Error) {
        if !self.0.iter().any(|(refused, _)| *refused == field) {
            self.0.push((field, error.clone()));
        }
    }

    #[inline(never)]
    fn clear(&mut self, field: &'static str) {
        self.0.retain(|(refused, _)| *refused != field);
    }
}

/// Sets a field: `read` converts the value passed by C, `apply` is the method of the Rust options.
pub(super) unsafe fn set<O: Holds, A>(
    object: *mut O,
    field: &'static str,
    read: impl Fn(&'static str) -> Result<A>,
    apply: fn(O::Value, A) -> O::Value,
) -> acs_status_t {
    change(object, field, true, &mut move |options| {
        applied(options, read(field)?, apply)
    })
}

/// As [`set`], for a field that takes several values: one that was refused is not cleared by the
/// next.
pub(super) unsafe fn add<O: Holds, A>(
    object: *mut O,
    field: &'static str,
    read: impl Fn(&'static str) -> Result<A>,
    apply: fn(O::Value, A) -> O::Value,
) -> acs_status_t {
    change(object, field, false, &mut move |options| {
        applied(options, read(field)?, apply)
    })
}

fn applied<T, A>(options: &mut Option<T>, argument: A, apply: fn(T, A) -> T) -> Result<()> {
    if let Some(made) = options.take() {
        *options = Some(apply(made, argument));
    }
    Ok(())
}

#[inline(never)]
unsafe fn change<O: Holds>(
    object: *mut O,
    field: &'static str,
    replaces: bool,
    step: &mut Step<'_, O::Value>,
) -> acs_status_t {
    let Some(Options { value, refused, .. }) = object.as_mut().map(O::options_mut) else {
        return ACS_INVALID_INPUT;
    };
    changed(refused, field, replaces, &mut move |stage| match stage {
        Stage::Set => step(value),
        Stage::Check => value.as_ref().map_or(Ok(()), Checked::check),
    })
}

fn changed(
    refused: &mut Refused,
    field: &'static str,
    replaces: bool,
    change: &mut dyn FnMut(Stage) -> Result<()>,
) -> acs_status_t {
    status_only(move || {
        if replaces {
            refused.clear(field);
        }
        change(Stage::Set).inspect_err(|error| refused.add(field, error))?;
        match change(Stage::Check) {
            // Another field may be wrong too: its own setter reported it.
            Err(error) if error.field() == Some(field) => Err(error),
            _ => Ok(()),
        }
    })
}

// The usual kinds of values. Never inlined: there are more than a hundred setters, each of which is
// then no more than one call.

#[inline(never)]
pub(super) unsafe fn set_text<'a, O: Holds>(
    object: *mut O,
    field: &'static str,
    given: *const c_char,
    apply: fn(O::Value, &'a str) -> O::Value,
) -> acs_status_t {
    set(object, field, move |field| text(given, field), apply)
}

#[inline(never)]
pub(super) unsafe fn set_flag<O: Holds>(
    object: *mut O,
    field: &'static str,
    given: c_int,
    apply: fn(O::Value, bool) -> O::Value,
) -> acs_status_t {
    set(object, field, move |field| flag(given, field), apply)
}

#[inline(never)]
pub(super) unsafe fn set_count<O: Holds, N: Number>(
    object: *mut O,
    field: &'static str,
    given: i64,
    apply: fn(O::Value, N) -> O::Value,
) -> acs_status_t {
    set(object, field, move |field| count(given, field), apply)
}

#[inline(never)]
pub(super) unsafe fn set_millis<O: Holds>(
    object: *mut O,
    field: &'static str,
    given: i64,
    apply: fn(O::Value, Duration) -> O::Value,
) -> acs_status_t {
    set(object, field, move |field| millis(given, field), apply)
}

#[inline(never)]
pub(super) unsafe fn set_nested<O: Holds, N: Holds>(
    object: *mut O,
    field: &'static str,
    given: *const N,
    apply: fn(O::Value, N::Value) -> O::Value,
) -> acs_status_t {
    set(object, field, move |field| nested(given, field), apply)
}

#[inline(never)]
pub(super) unsafe fn add_text<'a, O: Holds>(
    object: *mut O,
    field: &'static str,
    given: *const c_char,
    apply: fn(O::Value, &'a str) -> O::Value,
) -> acs_status_t {
    add(object, field, move |field| text(given, field), apply)
}

/// A name and a value.
#[inline(never)]
pub(super) unsafe fn add_pair<'a, O: Holds>(
    object: *mut O,
    field: &'static str,
    name: *const c_char,
    value: *const c_char,
    apply: fn(O::Value, (&'a str, &'a str)) -> O::Value,
) -> acs_status_t {
    let read = move |field| Ok((text(name, field)?, text(value, field)?));
    add(object, field, read, apply)
}

/// The options passed by C; defaults for NULL.
pub(super) unsafe fn options<'a, O: Holds + 'a>(object: *const O) -> Result<Cow<'a, O::Value>>
where
    O::Value: Default,
{
    match object.as_ref() {
        None => Ok(Cow::Owned(O::Value::default())),
        Some(object) => object.options().usable().map(Cow::Borrowed),
    }
}

/// Options that are set in other options; a bad value among them is one for those too.
pub(super) unsafe fn nested<O: Holds>(object: *const O, field: &'static str) -> Result<O::Value> {
    handle(object, field)?.options().usable().cloned()
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;
    use std::ptr::{null, null_mut};

    use super::*;
    use crate::identifier::acs_identifier_t;
    use crate::status::{ACS_INVALID_INPUT, ACS_OK};
    use acs_call_automation::identifier::MicrosoftTeamsApp;
    use acs_call_automation::{CommunicationUser, PhoneNumber};

    // SAFETY, of all that follows: every pointer is NULL, or of an object that is freed at the end.

    const BAD_TEXT: &CStr = c"\xff";

    fn field_at_fault<T>(outcome: Result<T>) -> Option<&'static str> {
        outcome.err().and_then(|error| error.field())
    }

    #[test]
    fn a_refused_value_is_refused_again_at_use_until_a_valid_one_replaces_it() {
        unsafe {
            let set = acs_client_options_set_max_retries;
            let made = acs_client_options_new();
            assert_eq!(set(made, -1), ACS_INVALID_INPUT);
            assert_eq!(acs_client_options_set_validate(made, 7), ACS_INVALID_INPUT);
            assert_eq!(field_at_fault(options(made)), Some("max retries"));
            assert_eq!(set(made, 2), ACS_OK);
            assert_eq!(field_at_fault(options(made)), Some("validate"));
            assert_eq!(acs_client_options_set_validate(made, 0), ACS_OK);
            assert!(options(made).is_ok());
            acs_client_options_free(made);
        }
    }

    #[test]
    fn a_rule_of_the_rust_type_is_reported_by_the_setter_of_its_field_alone() {
        unsafe {
            let made = acs_client_options_new();
            let set = acs_client_options_set_timeout_ms;
            assert_eq!(set(made, 0), ACS_INVALID_INPUT);
            assert_eq!(acs_client_options_set_max_retries(made, 1), ACS_OK);
            let used = options(made).unwrap();
            assert_eq!(field_at_fault(used.check()), Some("timeout"));
            assert_eq!(set(made, 1), ACS_OK);
            acs_client_options_free(made);
        }
    }

    #[test]
    fn what_was_to_be_added_and_was_refused_is_not_replaced_by_the_next() {
        unsafe {
            let made = acs_receiver_options_new();
            let add = acs_receiver_options_add_path;
            assert_eq!(add(made, BAD_TEXT.as_ptr()), ACS_INVALID_INPUT);
            assert_eq!(add(made, c"/calls".as_ptr()), ACS_OK);
            assert_eq!(field_at_fault(options(made)), Some("path"));
            acs_receiver_options_free(made);
        }
    }

    #[test]
    fn what_was_made_with_a_bad_value_takes_settings_and_is_refused_at_use() {
        unsafe {
            let invited = acs_invite_to_phone_number(BAD_TEXT.as_ptr(), c"+18005550100".as_ptr());
            let number = c"+18005550100".as_ptr();
            let set = acs_invite_set_source_caller_id_number;
            assert_eq!(set(invited, number), ACS_OK);
            assert_eq!(set(invited, null()), ACS_INVALID_INPUT);
            assert_eq!(field_at_fault(invite(invited)), Some("target"));
            acs_invite_free(invited);

            let invited = acs_invite_new(null());
            assert_eq!(field_at_fault(invite(invited)), Some("target"));
            acs_invite_free(invited);

            let streaming = acs_media_streaming_options_new(0);
            let transcription = acs_transcription_options_new(BAD_TEXT.as_ptr());
            let made = acs_create_call_options_new();
            let set = acs_create_call_options_set_media_streaming;
            assert_eq!(set(made, streaming), ACS_INVALID_INPUT);
            assert_eq!(field_at_fault(options(made)), Some("audio channel"));
            let mended = acs_media_streaming_options_new(ACS_AUDIO_CHANNEL_MIXED);
            assert_eq!(set(made, mended), ACS_OK);
            let set = acs_create_call_options_set_transcription;
            assert_eq!(set(made, transcription), ACS_INVALID_INPUT);
            assert_eq!(field_at_fault(options(made)), Some("transcription locale"));
            acs_media_streaming_options_free(streaming);
            acs_media_streaming_options_free(mended);
            acs_transcription_options_free(transcription);
            acs_create_call_options_free(made);
        }
    }

    #[test]
    fn a_bad_value_in_options_is_one_in_those_that_hold_them_too() {
        unsafe {
            let request = acs_request_options_new();
            let made = acs_create_call_options_new();
            let set = acs_create_call_options_set_request;
            acs_request_options_set_request_id(request, null());
            assert_eq!(set(made, request), ACS_INVALID_INPUT);
            assert_eq!(field_at_fault(options(made)), Some("request id"));
            acs_request_options_set_request_id(request, c"order-4711".as_ptr());
            assert_eq!(set(made, request), ACS_OK);
            acs_request_options_free(request);
            let used = options(made).unwrap();
            assert!(format!("{used:?}").contains("order-4711"));
            acs_create_call_options_free(made);
        }
    }

    #[test]
    fn a_source_must_be_of_the_kind_that_the_wire_has_room_for() {
        unsafe {
            let phone = acs_identifier_t::new(PhoneNumber::new("+16045551234"));
            let user = acs_identifier_t::new(CommunicationUser::new("8:acs:1_2"));
            let app = acs_identifier_t::new(MicrosoftTeamsApp::new("3"));
            let made = acs_create_call_options_new();
            let set = acs_create_call_options_set_source;
            assert_eq!(set(made, &phone), ACS_INVALID_INPUT);
            assert_eq!(set(made, &user), ACS_OK);
            let set = acs_create_call_options_set_teams_app_source;
            assert_eq!(set(made, &user), ACS_INVALID_INPUT);
            assert_eq!(set(made, &app), ACS_OK);
            assert!(options(made).is_ok());
            acs_create_call_options_free(made);
        }
    }

    #[test]
    fn certificates_come_with_their_kind_of_trust_and_no_other() {
        unsafe {
            let made = acs_client_options_new();
            let set = acs_client_options_set_trust_roots;
            let pem = c"-----BEGIN CERTIFICATE-----".as_ptr();
            assert_eq!(set(made, ACS_TRUST_SYSTEM, pem), ACS_INVALID_INPUT);
            assert_eq!(set(made, ACS_TRUST_PEM, null()), ACS_INVALID_INPUT);
            assert_eq!(set(made, 3, null()), ACS_INVALID_INPUT);
            assert_eq!(set(made, ACS_TRUST_SYSTEM, null()), ACS_OK);
            assert_eq!(set(made, ACS_TRUST_PEM, pem), ACS_OK);
            acs_client_options_free(made);
        }
    }

    #[test]
    fn null_stands_for_the_defaults_and_nothing_can_be_set_in_it() {
        unsafe {
            assert!(options(null::<acs_create_call_options_t>()).is_ok());
            let set = acs_create_call_options_set_operation_context;
            assert_eq!(set(null_mut(), c"x".as_ptr()), ACS_INVALID_INPUT);
            acs_create_call_options_free(null_mut());
            assert_eq!(field_at_fault(invite(null())), Some("invite"));
        }
    }
}
