//! Faults: failures of the next requests of an operation.

use std::ffi::c_char;

use super::service::Fault;
use crate::guard::{free, make, millis, text};
use crate::options::{Checked, Options, holds, set, set_count, set_millis, set_text};
use crate::status::acs_status_t;
use acs_call_automation::Error;

/// A failure of the next request of an operation, once or several times. One thread at a time; may
/// be used any number of times.
pub struct acs_emulator_fault_t(Options<Fault>);

impl Checked for Fault {}

holds!(acs_emulator_fault_t, Fault);

/// Creates a fault for the next request of one operation; setters choose its effect.
///
/// @param operation a name of docs/emulator.md, such as "CreateCall"; "*" for every operation
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_new(
    operation: *const c_char,
) -> *mut acs_emulator_fault_t {
    make(move || acs_emulator_fault_t(Options::made(text(operation, "operation").map(Fault::on))))
}

/// Frees a fault; the emulator keeps its copy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_free(fault: *mut acs_emulator_fault_t) {
    free(fault);
}

/// Sets the status of the response; the operation is not performed.
///
/// @param status 400 to 599; acs_emulator_add_fault refuses others
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_status(
    fault: *mut acs_emulator_fault_t,
    status: i64,
) -> acs_status_t {
    set_count(fault, "status", status, Fault::status)
}

/// Sets the error code in the body of such a response.
///
/// @param code default "8516" for 429, else "9999"
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_code(
    fault: *mut acs_emulator_fault_t,
    code: *const c_char,
) -> acs_status_t {
    set_text(fault, "code", code, Fault::code)
}

/// Adds the header Retry-After to the response.
///
/// @param delay_ms 0 or more milliseconds, a multiple of 1,000; default: none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_retry_after_ms(
    fault: *mut acs_emulator_fault_t,
    delay_ms: i64,
) -> acs_status_t {
    set(
        fault,
        "retry after",
        |field| match millis(delay_ms, field)? {
            delay if delay.subsec_nanos() == 0 => Ok(delay),
            _ => Err(Error::invalid(
                field,
                "must be whole seconds, so a multiple of 1000 ms",
            )),
        },
        Fault::retry_after,
    )
}

/// Sets that the operation is performed, and the connection closed without a response.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_loses_response(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(
        fault,
        "loses response",
        |_| Ok(()),
        |fault, ()| fault.loses_response(),
    )
}

/// Sets that the operation is performed, and the connection broken after this many bytes of the
/// response body.
///
/// @param bytes 0 or more bytes; default: all
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_cuts_response_after(
    fault: *mut acs_emulator_fault_t,
    bytes: i64,
) -> acs_status_t {
    set_count(
        fault,
        "cuts response after",
        bytes,
        Fault::cuts_response_after,
    )
}

/// Sets that the content of the downloaded file is another one from this request on, with the same
/// length. For RecordingContent_Download only; acs_emulator_add_fault refuses others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_changes_content(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(
        fault,
        "changes content",
        |_| Ok(()),
        |fault, ()| fault.changes_content(),
    )
}

/// Sets that the operation is performed, and the response delayed for this long, in real time.
///
/// @param delay_ms 0 or more milliseconds; default 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_delays_response_ms(
    fault: *mut acs_emulator_fault_t,
    delay_ms: i64,
) -> acs_status_t {
    set_millis(fault, "delays response", delay_ms, Fault::delays_response)
}

/// Sets the number of requests it applies to.
///
/// @param times 0 to 4,294,967,295; default 1
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_times(
    fault: *mut acs_emulator_fault_t,
    times: i64,
) -> acs_status_t {
    set_count(fault, "times", times, Fault::times)
}
