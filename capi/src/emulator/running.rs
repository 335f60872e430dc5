//! A running emulator: its address, its time, and what happens in it.

use std::ffi::{c_char, c_int};

use super::client_call::acs_emulator_started_call_t;
use super::journal::acs_emulator_journal_t;
use super::present;
use super::service::{Emulator, Seed};
use crate::error::acs_error_t;
use crate::guard::{
    Failure, Outcome, at_home, free, guard, handle, millis, optional_slot, slot, text, unix_millis,
    value,
};
use crate::options::{
    acs_emulator_client_call_t, acs_emulator_fault_t, acs_emulator_incoming_call_t,
    acs_emulator_options_t, acs_emulator_prompt_t, acs_emulator_remote_party_t,
    acs_emulator_subscription_t, constants, nested, options as given,
};
use crate::status::{ACS_TIMEOUT, acs_status_t};
use crate::text::{HasTexts, Texts, made_text_of, text_of};
use crate::text_out::acs_text_t;
use acs_call_automation::Error;
use acs_call_automation::internal::Birth;

/// An offline emulator of the service on a port of this machine, with the same paths, headers,
/// errors and events. It belongs to the process that started it. May be shared between threads.
pub struct acs_emulator_t {
    emulator: Emulator,
    /// In a forked child the Rust methods return nothing; here the status reports it.
    birth: Birth,
    texts: Texts,
}

impl HasTexts for acs_emulator_t {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// The emulator behind a pointer, running or closed, in the process that started it.
pub(super) unsafe fn running_or_closed<'a>(
    emulator: *const acs_emulator_t,
) -> Outcome<&'a Emulator> {
    present()?;
    let emulator = handle(emulator, "emulator")?;
    Ok(at_home(&emulator.emulator, emulator.birth, "the emulator")?)
}

/// The emulator behind a pointer, which has not been closed, in the process that started it.
pub(super) unsafe fn running<'a>(emulator: *const acs_emulator_t) -> Outcome<&'a Emulator> {
    let emulator = running_or_closed(emulator)?;
    if emulator.is_closed() {
        return Err(Error::closed("the emulator").into());
    }
    Ok(emulator)
}

/// Starts an emulator; it runs until acs_emulator_close or acs_emulator_free.
///
/// @return ACS_SYSTEM when the port is taken or no thread can be started; ACS_UNSUPPORTED in a
///         library built without the emulator
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_start(
    options: *const acs_emulator_options_t,
    emulator: *mut *mut acs_emulator_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = slot(emulator, "emulator")?;
        let options = given(options)?;
        let emulator = Emulator::start_with(&options)?;
        place.put(|| acs_emulator_t {
            emulator,
            birth: Birth::now(),
            texts: Texts::default(),
        });
        Ok(())
    })
}

/// Closes an emulator and frees it. Waits up to 5 s for requests in progress, and up to 2 s for
/// connections to webhooks that are just being opened.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_free(emulator: *mut acs_emulator_t) {
    free(emulator);
}

/// Returns the port on 127.0.0.1.
///
/// @return 1 to 65,535; 0 for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_port(emulator: *const acs_emulator_t) -> c_int {
    value(0, move || {
        Some(c_int::from(emulator.as_ref()?.emulator.port()))
    })
}

/// Returns the address: "http://127.0.0.1:PORT", or the public URL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_endpoint(emulator: *const acs_emulator_t) -> *const c_char {
    made_text_of(emulator, "endpoint", |emulator| {
        Some(emulator.emulator.endpoint())
    })
}

/// Returns the connection string for acs_client_new:
/// "endpoint=http://127.0.0.1:PORT/;accesskey=KEY".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_connection_string(
    emulator: *const acs_emulator_t,
) -> *const c_char {
    made_text_of(emulator, "connection_string", |emulator| {
        Some(emulator.emulator.connection_string())
    })
}

/// Returns the access key, in base64.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_access_key(emulator: *const acs_emulator_t) -> *const c_char {
    text_of(emulator, "access_key", |emulator| {
        Some(emulator.emulator.access_key())
    })
}

/// Returns the immutable resource id: the audience of the tokens in callbacks, and a part of the
/// ids of users.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_resource_id(
    emulator: *const acs_emulator_t,
) -> *const c_char {
    text_of(emulator, "resource_id", |emulator| {
        Some(emulator.emulator.resource_id())
    })
}

/// Returns the URL of the OpenID configuration, by which the tokens in callbacks are verified.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_openid_configuration_url(
    emulator: *const acs_emulator_t,
) -> *const c_char {
    made_text_of(emulator, "openid_configuration_url", |emulator| {
        Some(emulator.emulator.openid_configuration_url())
    })
}

/// Returns the emulator's date and time, in milliseconds since 1970 UTC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_now_ms(emulator: *const acs_emulator_t) -> i64 {
    value(-1, move || {
        Some(unix_millis(Some(
            emulator.as_ref()?.emulator.clock().wall(),
        )))
    })
}

/// Moves the clock forward and performs everything that falls due on the way, in order. The events
/// are queued for delivery when this returns; acs_emulator_flush waits for their delivery.
///
/// @param by_ms 0 or more milliseconds
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_advance(
    emulator: *const acs_emulator_t,
    by_ms: i64,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (emulator, by) = (running(emulator)?, millis(by_ms, "by")?);
        emulator.advance(by);
        Ok(())
    })
}

/// Stops the clock: nothing falls due until acs_emulator_advance, acs_emulator_step or
/// acs_emulator_resume_clock. Requests are handled, and what happens at once still happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_pause_clock(
    emulator: *const acs_emulator_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        running(emulator)?.pause_clock();
        Ok(())
    })
}

/// Lets time pass from where the clock stands; also for an emulator that was started with a manual
/// clock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_resume_clock(
    emulator: *const acs_emulator_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        running(emulator)?.resume_clock();
        Ok(())
    })
}

/// Moves the clock forward to the next thing that falls due, and performs it, with all that falls
/// due at the same time.
///
/// @param stepped receives 1, or 0 when nothing is to fall due; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_step(
    emulator: *const acs_emulator_t,
    stepped: *mut c_int,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let stepped = stepped.as_mut();
        let moved = running(emulator)?.step();
        if let Some(stepped) = stepped {
            *stepped = c_int::from(moved);
        }
        Ok(())
    })
}

/// Waits until every event was delivered or its attempts are used up.
///
/// @param timeout_ms the time limit, 0 or more milliseconds of real time; 0 does not wait
/// @return ACS_TIMEOUT when deliveries are pending
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_flush(
    emulator: *const acs_emulator_t,
    timeout_ms: i64,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (emulator, time_limit) = (running(emulator)?, millis(timeout_ms, "timeout")?);
        if emulator.flush(time_limit) {
            return Ok(());
        }
        Err(Failure::Quiet(ACS_TIMEOUT))
    })
}

/// Sets how a remote party behaves from now on. Replaces earlier settings for the same one.
///
/// @param remote_party the party; it is copied
/// @return ACS_INVALID_INPUT also when the party is named by neither a raw id nor a phone number
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_set_remote_party(
    emulator: *const acs_emulator_t,
    remote_party: *const acs_emulator_remote_party_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (emulator, remote_party) = (running(emulator)?, nested(remote_party, "remote party")?);
        Ok(emulator.set_remote_party(remote_party)?)
    })
}

/// Sets how a prompt behaves from now on. Replaces earlier settings for the same one.
///
/// @param prompt the prompt; it is copied
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_set_prompt(
    emulator: *const acs_emulator_t,
    prompt: *const acs_emulator_prompt_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (emulator, prompt) = (running(emulator)?, nested(prompt, "prompt")?);
        emulator.set_prompt(prompt);
        Ok(())
    })
}

/// Creates a user hosted by the emulator. Calls to it ring as IncomingCall.
///
/// @param raw_id receives the user's raw id
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_create_user(
    emulator: *const acs_emulator_t,
    raw_id: *mut *mut acs_text_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (raw_id, emulator) = (slot(raw_id, "raw id")?, running(emulator)?);
        let user = emulator.create_user()?;
        raw_id.put(|| acs_text_t::new(&user));
        Ok(())
    })
}

/// Adds a phone number hosted by the emulator. Calls to it ring as IncomingCall.
///
/// @param number 7 to 15 digits after a plus sign, such as "+15550100199", or the raw id
/// @param raw_id receives the number's raw id; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_add_phone_number(
    emulator: *const acs_emulator_t,
    number: *const c_char,
    raw_id: *mut *mut acs_text_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let raw_id = optional_slot(raw_id);
        let (emulator, number) = (running(emulator)?, text(number, "number")?);
        let own = emulator.add_phone_number(number)?;
        raw_id.put(|| acs_text_t::new(&own));
        Ok(())
    })
}

/// Adds an Event Grid subscription, after its validation handshake, to which the listener must
/// respond while this function runs. Replaces one with the same URL and schema.
///
/// @param url    https, or http to this machine
/// @param schema ACS_SCHEMA_EVENT_GRID or ACS_SCHEMA_CLOUD_EVENTS
/// @return ACS_SERVICE when the listener failed the handshake
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscribe(
    emulator: *const acs_emulator_t,
    url: *const c_char,
    schema: c_int,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (emulator, url) = (running(emulator)?, text(url, "url")?);
        Ok(emulator.subscribe(url, constants::schema(schema, "schema")?)?)
    })
}

/// Adds an Event Grid subscription with filters, after its validation handshake unless it has none.
/// The listener must respond to the handshake while this function runs. Replaces one with the same
/// URL and schema.
///
/// @param subscription the subscription; it is copied
/// @return ACS_SERVICE when the listener failed the handshake
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_subscribe_with(
    emulator: *const acs_emulator_t,
    subscription: *const acs_emulator_subscription_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let subscription = nested(subscription, "subscription")?;
        Ok(running(emulator)?.subscribe_with(&subscription)?)
    })
}

/// Removes the Event Grid subscriptions of a URL, in both schemas. Queued events are still
/// delivered.
///
/// @param url   the URL as it was subscribed
/// @param ended receives 1, or 0 when there was none; may be NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_unsubscribe(
    emulator: *const acs_emulator_t,
    url: *const c_char,
    ended: *mut c_int,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let ended = ended.as_mut();
        let (emulator, url) = (running(emulator)?, text(url, "url")?);
        let found = emulator.unsubscribe(url);
        if let Some(ended) = ended {
            *ended = c_int::from(found);
        }
        Ok(())
    })
}

/// Places an incoming call from an outside caller to a user or number hosted by the emulator. It
/// rings for 30 s.
///
/// @param incoming the call; it is copied
/// @param context  receives the incoming call context, which also goes to the subscriptions; may be
///                 NULL
/// @return ACS_INVALID_INPUT also when the callee is not hosted by the emulator, or the caller is
///         the callee or not a raw id
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_place_incoming_call(
    emulator: *const acs_emulator_t,
    incoming: *const acs_emulator_incoming_call_t,
    context: *mut *mut acs_text_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let context = optional_slot(context);
        let (emulator, incoming) = (running(emulator)?, nested(incoming, "incoming")?);
        let given = emulator.place_incoming_call(incoming)?;
        context.put(|| acs_text_t::new(&given));
        Ok(())
    })
}

/// Cancels an incoming call: its outside caller hangs up while it rings.
///
/// @param context from acs_emulator_place_incoming_call or acs_event_incoming_call_context
/// @return ACS_INVALID_INPUT also when it does not ring, or the caller is not outside
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_cancel_incoming_call(
    emulator: *const acs_emulator_t,
    context: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let emulator = running(emulator)?;
        let context = text(context, "incoming call context")?;
        Ok(emulator.cancel_incoming_call(context)?)
    })
}

/// Starts a call between clients, without the application; the subscriptions get CallStarted.
///
/// @param call    the call; it is copied
/// @param started receives the ids of the call; may be NULL
/// @return ACS_INVALID_INPUT also when the users are invalid or such a call already exists
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_start_client_call(
    emulator: *const acs_emulator_t,
    call: *const acs_emulator_client_call_t,
    started: *mut *mut acs_emulator_started_call_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let place = optional_slot(started);
        let (emulator, call) = (running(emulator)?, nested(call, "call")?);
        let started = emulator.start_client_call(call)?;
        place.put(|| acs_emulator_started_call_t::new(started));
        Ok(())
    })
}

/// Adds a fault: the next request of an operation fails, or its response is delayed, lost or cut;
/// or the next event of a type is lost, delayed, duplicated and the like.
///
/// @param fault what happens to which operation or event; it is copied
/// @return ACS_INVALID_INPUT also for an operation or event that does not exist, a status that does
///         not report a failure, and a fault without an effect or with one of the other kind
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_add_fault(
    emulator: *const acs_emulator_t,
    fault: *const acs_emulator_fault_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (emulator, fault) = (running(emulator)?, nested(fault, "fault")?);
        Ok(emulator.add_fault(fault)?)
    })
}

/// Removes all faults.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_clear_faults(
    emulator: *const acs_emulator_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        running(emulator)?.clear_faults();
        Ok(())
    })
}

/// Puts a seed in place of the present one, and what it describes in place of all that was set up:
/// users and numbers hosted by the emulator, subscriptions, behaviors of parties and prompts,
/// faults. Calls and the journal go on. When it is refused, nothing changes.
///
/// @param json the seed as JSON; share/doc/acs-call-automation/emulator.md says where its keys are
/// @return ACS_INVALID_INPUT with field and rule for what cannot be read, and for a clock or public
///         URL other than at the start; ACS_SERVICE when the handshake of a subscription failed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_load_seed(
    emulator: *const acs_emulator_t,
    json: *const c_char,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (emulator, json) = (running(emulator)?, text(json, "seed")?);
        Ok(emulator.load_seed(Seed::from_json(json)?)?)
    })
}

/// Returns every request with its response and every attempt to deliver an event, until now: at
/// most the newest 10,000, and 64 MiB. The value of Authorization is not kept.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_journal(
    emulator: *const acs_emulator_t,
    journal: *mut *mut acs_emulator_journal_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        let (journal, emulator) = (slot(journal, "journal")?, running_or_closed(emulator)?);
        let entries = emulator.journal();
        journal.put(|| acs_emulator_journal_t::new(entries));
        Ok(())
    })
}

/// Returns how many calls were created since the start or the last reset: by the application,
/// incoming or between clients. A call to a number hosted by the emulator counts as two, as with
/// the service. -1 in a forked child.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_created_call_count(emulator: *const acs_emulator_t) -> i64 {
    value(-1, move || {
        i64::try_from(running_or_closed(emulator).ok()?.created_call_count()).ok()
    })
}

/// Returns how many calls there are now, ringing ones included; -1 in a forked child.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_active_call_count(emulator: *const acs_emulator_t) -> i64 {
    value(-1, move || {
        i64::try_from(running_or_closed(emulator).ok()?.active_call_count()).ok()
    })
}

/// Removes all calls, users, numbers, rooms, behaviors of parties and prompts, faults,
/// subscriptions, recordings with their files, repeatability ids, queued events, and the journal.
/// Time, key and address stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_reset(
    emulator: *const acs_emulator_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        running(emulator)?.reset();
        Ok(())
    })
}

/// Removes what acs_emulator_reset removes, but keeps users, numbers, rooms and subscriptions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_reset_keeping_setup(
    emulator: *const acs_emulator_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        running(emulator)?.reset_keeping_setup();
        Ok(())
    })
}

/// Stops the emulator and joins its threads. Events that were not delivered are dropped. Closing
/// it again does nothing; acs_emulator_free closes it too. Afterwards the address, the key, the
/// time, the journal and the counts of calls can still be read; all else returns ACS_CLOSED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_close(
    emulator: *const acs_emulator_t,
    error: *mut *mut acs_error_t,
) -> acs_status_t {
    guard(error, move || {
        running_or_closed(emulator)?.close();
        Ok(())
    })
}
