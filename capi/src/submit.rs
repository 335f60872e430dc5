//! Handles that submit: their operations run on threads of the client, and complete in a queue.

use std::ffi::c_void;

use super::call::acs_call_t;
use super::client::acs_client_t;
use super::error::acs_error_t;
use super::guard::{Outcome, Slot, guard, handle, slot};
use super::operation::Runs;
use super::receiver::{acs_receiver_t, running};
use super::status::acs_status_t;
use super::subscription::{self, acs_subscription_t};
use acs_call_automation::flow::{self, Connected};
use acs_call_automation::internal::CompletionTarget;
use acs_call_automation::options::{
    AnswerCallOptions, ConnectCallOptions, CreateCallOptions, CreateGroupCallOptions,
};
use acs_call_automation::{CallConnection, Error, Result};

/// How the functions of a client or a call run.
#[derive(Clone, Default)]
pub(super) struct Mode {
    /// The client has a token callback of the program.
    pub calls_back: bool,
    /// Where they complete; without one they return their results.
    pub submission: Option<Submission>,
}

#[derive(Clone)]
pub(super) struct Submission {
    pub target: CompletionTarget,
    /// A pointer of the program.
    pub tag: u64,
}

impl Mode {
    /// That of a completion's call: it submits to the same queue.
    pub(super) fn submitting(target: CompletionTarget, tag: u64) -> Self {
        Self {
            calls_back: false,
            submission: Some(Submission { target, tag }),
        }
    }

    fn to(&self, target: CompletionTarget, tag: *mut c_void) -> Result<Self> {
        if self.calls_back {
            return Err(Error::invalid(
                "client",
                "must not have a token callback: it would be called by a thread of the library; \
                 set tokens with acs_token_set",
            ));
        }
        target.check()?;
        Ok(Self::submitting(target, tag as u64))
    }

    /// Refuses a function that cannot be submitted.
    pub(super) fn refuse(&self, parameter: &'static str, instead: &str) -> Result<()> {
        match self.submission {
            Some(_) => Err(Error::invalid(
                parameter,
                format_args!("must not be one that submits: use {instead}"),
            )),
            None => Ok(()),
        }
    }

    /// Tags the call that an operation with these options creates, answers or connects to.
    pub(super) fn tag_new_call(&self, options: &mut dyn NewCall) -> Result<CallTag> {
        let tagged = self.submission.as_ref().filter(|to| to.tag != 0);
        let Some(Submission { target, tag }) = tagged.cloned() else {
            return Ok(CallTag(None));
        };
        let context = options.context()?.to_owned();
        target.tag_context(&context, tag);
        Ok(CallTag(Some(Tagged {
            target,
            tag,
            context,
        })))
    }
}

/// The options of an operation that leads to a new call.
pub(super) trait NewCall {
    fn context(&mut self) -> Result<&str>;
}

macro_rules! new_call {
    ($($options:ty),*) => {$(
        impl NewCall for $options {
            fn context(&mut self) -> Result<&str> {
                self.ensure_context()
            }
        }
    )*};
}
new_call!(
    CreateCallOptions,
    CreateGroupCallOptions,
    AnswerCallOptions,
    ConnectCallOptions
);

/// The tag of a call whose id is not known yet; removed when it is dropped.
pub(super) struct CallTag(Option<Tagged>);

struct Tagged {
    target: CompletionTarget,
    tag: u64,
    context: String,
}

impl CallTag {
    /// The operation has returned a call, or it failed.
    pub(super) fn settle<T>(
        mut self,
        result: Result<T>,
        call: impl FnOnce(&T) -> Option<&CallConnection>,
    ) -> Result<T> {
        let call = match &result {
            Ok(value) => call(value),
            Err(error) => {
                if error.may_have_been_done() {
                    // Its events may still arrive.
                    self.0 = None;
                }
                None
            }
        };
        if let Some(call) = call {
            if let Some(tagged) = self.0.take() {
                let Tagged { target, tag, .. } = &tagged;
                target.tag_known(&tagged.context, *tag, call.id());
            }
        }
        result
    }

    /// As [`settle`](Self::settle), of a flow.
    pub(super) fn settle_flow(
        self,
        result: Result<flow::Outcome<Connected>>,
    ) -> Result<flow::Outcome<Connected>> {
        self.settle(result, |outcome| match outcome {
            flow::Outcome::Success(up) => Some(&up.call_connection),
            other => other.pending()?.call_connection.as_ref(),
        })
    }
}

impl Drop for CallTag {
    fn drop(&mut self) {
        if let Some(tagged) = &self.0 {
            tagged.target.untag_context(&tagged.context, tagged.tag);
        }
    }
}

/// Creates another handle of a client, whose functions submit: each returns at once, runs on a
/// thread of the client, and completes as an event of the receiver's main queue, of the kind
/// ACS_EVENT_COMPLETION, which acs_receiver_next returns and for which acs_receiver_fd is
/// readable.
///
/// @code
///  acs_client_submit_to(client, receiver, leg, &later, &error);
///  acs_client_create_call(later, invite, url, NULL, NULL, NULL, &error);
///  ...
///  acs_receiver_next(receiver, 0, &event, &error);
///  leg = acs_event_tag(event);
///  if (acs_event_kind(event) == ACS_EVENT_COMPLETION)
///      leg->call = acs_completion_take_call(acs_event_completion(event));
/// @endcode
///
/// A function of such a handle returns ACS_OK when the operation was submitted: its result
/// parameters receive NULL, and may all be NULL. It returns ACS_INVALID_INPUT for arguments that
/// can be refused without running the operation; ACS_FULL when
/// acs_client_options_set_submit_capacity completions (1,024) were not read; ACS_CLOSED,
/// ACS_FORKED, and ACS_SYSTEM when no thread can be started. Then nothing is sent, and no
/// completion follows. Otherwise exactly one follows, unless the receiver is freed.
///
/// Arguments are copied. At most acs_client_options_set_submit_workers operations (4) run at a
/// time, the others begin in the sequence of their submission. A function ending in _and_wait
/// occupies a thread only for its request, not until its event arrives. A cancel token in the
/// options and acs_client_abort complete operations with ACS_ABORTED; acs_receiver_close waits for
/// those outstanding, and cancels them in the last quarter of its timeout; acs_receiver_free
/// cancels them at once.
///
/// A client with a token callback has no such handle, and acs_client_download_recording and
/// acs_call_participant_pages are refused: they would call or wait for the program. Functions that
/// send nothing work as ever.
///
/// The tag is that of the completion, and of a call that an operation creates, answers or connects
/// to: unless it is NULL, the events of that call carry it until acs_receiver_untag, also those
/// that arrive before the completion. They are recognized by the operation context: one is
/// generated when the options have none, and one of the options must not be that of another call.
/// Calls of this handle submit too, with the same tag: from acs_completion_take_call,
/// acs_client_call_by_id and acs_client_call_of.
///
/// @param tag   any pointer, or NULL; acs_event_tag of the completion returns it. The library does
///              not dereference it
/// @param later receives the handle. It shares connections and threads with the client; either may
///              be freed first
/// @return ACS_CLOSED is returned by its functions, not by this one
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_submit_to(
    client: *const acs_client_t,
    receiver: *const acs_receiver_t,
    tag: *mut c_void,
    later: *mut *mut acs_client_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let later = slot(later, "later")?;
        let client = handle(client, "client")?;
        submit_to(client, CompletionTarget::of(running(receiver)?), tag, later)
    })
}

/// As acs_client_submit_to, to the queue of a subscription. Once that is freed, completions go to
/// the main queue of its receiver.
///
/// @param tag   as acs_client_submit_to
/// @param later as acs_client_submit_to
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_client_submit_to_subscription(
    client: *const acs_client_t,
    subscription: *const acs_subscription_t,
    tag: *mut c_void,
    later: *mut *mut acs_client_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let later = slot(later, "later")?;
        let client = handle(client, "client")?;
        let target = CompletionTarget::of(subscription::running(subscription)?);
        submit_to(client, target, tag, later)
    })
}

unsafe fn submit_to<H: Runs>(
    of: &H,
    target: CompletionTarget,
    tag: *mut c_void,
    later: Slot<'_, H>,
) -> Outcome<()> {
    let mode = of.mode().to(target, tag)?;
    later.put(|| of.with_mode(mode));
    Ok(())
}

/// Creates another handle of a call, whose functions submit, as those of acs_client_submit_to.
///
/// @param tag   that of the completions, as acs_client_submit_to; acs_receiver_tag sets that of the
///              call's events
/// @param later as acs_client_submit_to
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_submit_to(
    call: *const acs_call_t,
    receiver: *const acs_receiver_t,
    tag: *mut c_void,
    later: *mut *mut acs_call_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let later = slot(later, "later")?;
        let call = handle(call, "call")?;
        submit_to(call, CompletionTarget::of(running(receiver)?), tag, later)
    })
}

/// As acs_call_submit_to, to the queue of a subscription: that of this call, for example.
///
/// @param tag   as acs_call_submit_to
/// @param later as acs_client_submit_to
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_call_submit_to_subscription(
    call: *const acs_call_t,
    subscription: *const acs_subscription_t,
    tag: *mut c_void,
    later: *mut *mut acs_call_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let later = slot(later, "later")?;
        let call = handle(call, "call")?;
        let target = CompletionTarget::of(subscription::running(subscription)?);
        submit_to(call, target, tag, later)
    })
}
