//! The members that every event has.
// Written by tests/generated from capi/surface/getters.toml; do not edit.

use crate::getters::names::*;

/// Returns the type as sent: "Microsoft.Communication.CallConnected". acs_event_kind returns it
/// as a number.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_type(event: *const acs_event_t) -> *const c_char {
    text_of(event, "type", |event| {
        let it = event.inner();
        Some(it.event_type())
    })
}

/// Returns the part of the type after its last dot: "CallConnected".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_name(event: *const acs_event_t) -> *const c_char {
    text_of(event, "name", |event| {
        let it = event.inner();
        Some(it.name())
    })
}

/// Returns the id, never empty. Repeated deliveries of an event have the same id and source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "id", |event| {
        let it = event.inner();
        Some(it.id())
    })
}

/// Returns "source" (CloudEvents) or "topic" (Event Grid schema); empty when absent. Its format
/// has changed between versions of the service: do not route by it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_source(event: *const acs_event_t) -> *const c_char {
    text_of(event, "source", |event| {
        let it = event.inner();
        Some(it.source().unwrap_or_default())
    })
}

/// Returns the subject: the source again for mid-call events, "/caller/RAW_ID/recipient/RAW_ID"
/// for IncomingCall.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_subject(event: *const acs_event_t) -> *const c_char {
    text_of(event, "subject", |event| {
        let it = event.inner();
        it.subject()
    })
}

/// Returns the time of the event as sent: "2026-02-26T22:03:46.3000847+00:00"; empty when absent.
/// Events do not arrive in this order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_time(event: *const acs_event_t) -> *const c_char {
    text_of(event, "time", |event| {
        let it = event.inner();
        Some(it.time().unwrap_or_default())
    })
}

/// Returns the time of the event, in milliseconds since 1970 UTC; -1 when acs_event_time is not a
/// valid date.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_time_ms(event: *const acs_event_t) -> i64 {
    value_of(event, -1, |event| {
        let it = event.inner();
        Some(unix_millis(it.time_utc()))
    })
}

/// Returns the path of the request that delivered the event: "/events/order-17"; NULL for
/// acs_events_parse.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_callback_path(event: *const acs_event_t) -> *const c_char {
    text_of(event, "callback_path", |event| {
        let it = event.inner();
        it.callback_path()
    })
}

/// Returns the query of that request, without the secret; empty without a query; NULL for
/// acs_events_parse.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_callback_query(event: *const acs_event_t) -> *const c_char {
    text_of(event, "callback_query", |event| {
        let it = event.inner();
        it.callback_query()
    })
}

/// Returns the call connection id: this application's leg of the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_call_connection_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "call_connection_id", |event| {
        let it = event.inner();
        it.call_connection_id()
    })
}

/// Returns the server call id: the call itself, the same on all legs. It locates the call for
/// recording and connecting.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_server_call_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "server_call_id", |event| {
        let it = event.inner();
        it.server_call_id()
    })
}

/// Returns the correlation id: the call in traces, the same on all legs and in IncomingCall.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_correlation_id(event: *const acs_event_t) -> *const c_char {
    text_of(event, "correlation_id", |event| {
        let it = event.inner();
        it.correlation_id()
    })
}

/// Returns the operation context that the request was sent with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_operation_context(event: *const acs_event_t) -> *const c_char {
    text_of(event, "operation_context", |event| {
        let it = event.inner();
        it.operation_context()
    })
}

/// Returns the api-version that the call was created or answered with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_version(event: *const acs_event_t) -> *const c_char {
    text_of(event, "version", |event| {
        let it = event.inner();
        it.version()
    })
}

/// Returns the JSON of the event as it arrived.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_raw_json(event: *const acs_event_t) -> *const c_char {
    text_of(event, "raw_json", |event| {
        let it = event.inner();
        Some(it.raw())
    })
}

/// Returns the JSON of the member "data" as it arrived; "null" when absent.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_data_json(event: *const acs_event_t) -> *const c_char {
    text_of(event, "data_json", |event| {
        let it = event.inner();
        Some(it.data())
    })
}
