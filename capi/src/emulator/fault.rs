//! Faults: failures on purpose.

use std::ffi::c_char;

use super::service::Fault;
use crate::guard::{free, make, text};
use crate::options::{Checked, Options, holds, set, set_count, set_millis, set_text};
use crate::status::acs_status_t;

/// What happens to the next request of an operation, once or several times. One thread at a time;
/// may be used any number of times.
pub struct acs_emulator_fault_t(Options<Fault>);

impl Checked for Fault {}

holds!(acs_emulator_fault_t, Fault);

/// A fault that does nothing yet, for the next request of one operation. acs_emulator_fault refuses
/// an operation that does not exist.
///
/// @param operation CreateCall, AnswerCall, Connect, RedirectCall, RejectCall, GetCall, HangupCall,
///                  TerminateCall, TransferToParticipant, GetParticipants, GetParticipant,
///                  AddParticipant, CancelAddParticipant, RemoveParticipant, Mute,
///                  MoveParticipants, Play, Recognize, CancelAllMediaOperations, SendDtmfTones,
///                  StartContinuousDtmfRecognition, StopContinuousDtmfRecognition, Hold, Unhold,
///                  StartMediaStreaming, StopMediaStreaming, StartTranscription,
///                  StopTranscription, UpdateTranscription, InterruptAudioAndAnnounce,
///                  StartRecording, GetRecordingProperties, StopRecording, PauseRecording,
///                  ResumeRecording, GetRecordingResult, RecordingContent_Download,
///                  RecordingContent_Delete; "*" stands for all
/// @return a fault; free with acs_emulator_fault_free
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_new(
    operation: *const c_char,
) -> *mut acs_emulator_fault_t {
    make(move || acs_emulator_fault_t(Options::made(text(operation, "operation").map(Fault::on))))
}

/// Frees a fault; the emulator keeps what it was given.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_free(fault: *mut acs_emulator_fault_t) {
    free(fault);
}

/// Answers with this status, and does not act. acs_emulator_fault refuses another.
///
/// @param status 400 to 599, checked when it is used
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_status(
    fault: *mut acs_emulator_fault_t,
    status: i64,
) -> acs_status_t {
    set_count(fault, "status", status, Fault::status)
}

/// The error code in the body of such an answer.
///
/// @param code  default "8516" for 429, else "9999"
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_code(
    fault: *mut acs_emulator_fault_t,
    code: *const c_char,
) -> acs_status_t {
    set_text(fault, "code", code, Fault::code)
}

/// Adds Retry-After to the answer.
///
/// @param seconds 0 or more seconds; default: none
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_retry_after_secs(
    fault: *mut acs_emulator_fault_t,
    seconds: i64,
) -> acs_status_t {
    set_count(fault, "retry after", seconds, Fault::retry_after_secs)
}

/// Acts, then closes the connection without an answer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_loses_answer(
    fault: *mut acs_emulator_fault_t,
) -> acs_status_t {
    set(
        fault,
        "loses answer",
        |_| Ok(()),
        |fault, ()| fault.loses_answer(),
    )
}

/// Acts, then breaks the connection after this many bytes of the answer's body.
///
/// @param bytes 0 or more bytes; default: all
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_cuts_answer_after(
    fault: *mut acs_emulator_fault_t,
    bytes: i64,
) -> acs_status_t {
    set_count(fault, "cuts answer after", bytes, Fault::cuts_answer_after)
}

/// From this request on the file that is downloaded is another one, of the same length. For
/// RecordingContent_Download only; acs_emulator_fault refuses others.
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

/// Acts, then holds the answer back for this long, in real time.
///
/// @param delay_ms 0 or more milliseconds; default 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_delays_answer_ms(
    fault: *mut acs_emulator_fault_t,
    delay_ms: i64,
) -> acs_status_t {
    set_millis(fault, "delays answer", delay_ms, Fault::delays_answer)
}

/// Happens to this many requests.
///
/// @param times 0 to 4,294,967,295; default 1
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_emulator_fault_set_times(
    fault: *mut acs_emulator_fault_t,
    times: i64,
) -> acs_status_t {
    set_count(fault, "times", times, Fault::times)
}
