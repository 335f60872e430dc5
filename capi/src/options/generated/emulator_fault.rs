//! A failure of the next request of an operation, or of the next delivery of an event, once or several times.
// Written by tests/generated from capi/surface/options.toml; do not edit.

use crate::emulator::service::Fault;

use crate::options::names::*;

/// A failure of the next request of an operation, or of the next delivery of an event, once or
/// several times.
pub struct acs_emulator_fault_t(pub(crate) Options<Fault>);

impl Checked for Fault {}

holds!(acs_emulator_fault_t, Fault);

/// Creates a fault for the next request of one operation; setters choose its effect.
///
/// @param operation the operation, by its name in share/doc/acs-call-automation/emulator.md,
///     such as "CreateCall"; "*" for every operation
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_new(
    operation: *const c_char,
) -> *mut acs_emulator_fault_t {
    make(move || acs_emulator_fault_t(Options::made(text(operation, "operation").map(Fault::on))))
}

/// Creates a fault for the first attempt to deliver the next event of a type; setters choose its
/// effect.
///
/// @param event the name of its type, such as "CallConnected"; "*" for every event
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_new_on_event(
    event: *const c_char,
) -> *mut acs_emulator_fault_t {
    make(move || acs_emulator_fault_t(Options::made(text(event, "event").map(Fault::on_event))))
}

/// Frees a fault; the emulator keeps its copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_free(
    fault: *mut acs_emulator_fault_t,
) {
    free(fault);
}

/// Sets the call connection id of the only call that it applies to. Default: every call. Requests
/// have it in their path, and events are those of this leg.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_for_call(
    fault: *mut acs_emulator_fault_t,
    for_call: *const c_char,
) -> acs_status_t {
    set_text(fault, "for call", for_call, Fault::for_call)
}

/// Sets the probability with which it applies, by random numbers that a seed determines. Default:
/// it applies always. It applies without limit then, unless acs_emulator_fault_set_times is used
/// after it.
///
/// @param percent the probability in percent, 1 to 100
/// @param seed the seed of the random numbers, 0 or more
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_probability(
    fault: *mut acs_emulator_fault_t,
    percent: i64,
    seed: i64,
) -> acs_status_t {
    set(
        fault,
        "probability",
        move |field| read::probability(field, percent, seed),
        |options, (probability, seed)| options.probability(probability, seed),
    )
}

/// Sets the status of the response: 400 to 599. acs_emulator_add_fault refuses others. The
/// operation is not performed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_status(
    fault: *mut acs_emulator_fault_t,
    status: i64,
) -> acs_status_t {
    set_count(fault, "status", status, Fault::status)
}

/// Sets the error code in the body of such a response. Default: "8516" for 429, else "9999".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_code(
    fault: *mut acs_emulator_fault_t,
    code: *const c_char,
) -> acs_status_t {
    set_text(fault, "code", code, Fault::code)
}

/// Sets the delay in the header Retry-After of the response: 0 ms or more. Default: none, no such
/// header. It must be whole seconds, a multiple of 1,000.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_retry_after_ms(
    fault: *mut acs_emulator_fault_t,
    retry_after_ms: i64,
) -> acs_status_t {
    set(
        fault,
        "retry after",
        move |field| read::whole_seconds(retry_after_ms, field),
        Fault::retry_after,
    )
}

/// Specifies that the connection is closed without performing the operation; of an event, that
/// the first attempt does not reach the webhook.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_lose_request(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(fault, "lose request", |_| Ok(()), |options, ()| options.lose_request())
}

/// Specifies that the operation is performed, and the connection closed without a response; of an
/// event, that the response of the webhook is ignored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_lose_response(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(fault, "lose response", |_| Ok(()), |options, ()| options.lose_response())
}

/// Sets how much of the response body is sent before the connection is broken: 0 bytes or more.
/// Default: all. The operation is performed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_cut_response_after(
    fault: *mut acs_emulator_fault_t,
    cut_response_after: i64,
) -> acs_status_t {
    set_count(fault, "cut response after", cut_response_after, Fault::cut_response_after)
}

/// Specifies that the content of the downloaded file is another one from this request on, with
/// the same length. For RecordingContent_Download only; acs_emulator_add_fault refuses others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_change_content(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(fault, "change content", |_| Ok(()), |options, ()| options.change_content())
}

/// Specifies that the body of the response or event is cut in half, with a Content-Length that
/// fits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_bad_json(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(fault, "bad json", |_| Ok(()), |options, ()| options.bad_json())
}

/// Specifies that the event is never delivered. This and the next three effects are for events
/// only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_lose_event(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(fault, "lose event", |_| Ok(()), |options, ()| options.lose_event())
}

/// Specifies that the event is delivered twice, with the same id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_duplicate(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(fault, "duplicate", |_| Ok(()), |options, ()| options.duplicate())
}

/// Specifies that the event is delivered after the next one to the same webhook.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_reorder(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(fault, "reorder", |_| Ok(()), |options, ()| options.reorder())
}

/// Specifies that the token of the event has expired. Events of Event Grid have none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_expired_token(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(fault, "expired token", |_| Ok(()), |options, ()| options.expired_token())
}

/// Sets how long the response, or the delivery of the event, is delayed, in real time: 0 ms or
/// more. Default: 0. The operation is performed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_delay_response_ms(
    fault: *mut acs_emulator_fault_t,
    delay_response_ms: i64,
) -> acs_status_t {
    set_millis(fault, "delay response", delay_response_ms, Fault::delay_response)
}

/// Sets the number of requests or events it applies to: 0 to 4,294,967,295. Default: 1, and with
/// a probability without limit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_times(
    fault: *mut acs_emulator_fault_t,
    times: i64,
) -> acs_status_t {
    set_count(fault, "times", times, Fault::times)
}
