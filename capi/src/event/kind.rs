//! The types of events as numbers, and what a type means.

use std::ffi::{CStr, c_char, c_int};

use super::acs_event_t;
use crate::guard::value;
use acs_call_automation::event::EventOutcome;

/// A type that this version does not know, or a preview's; acs_event_type reports it.
pub const ACS_EVENT_OTHER: c_int = 0;
/// No event of the service but a notice of the receiver: after the events before it the queue was
/// full, and requests were answered with 503. acs_event_int(event, "/data/refused", 0) reports how many
/// events they held; the sender normally brings them again.
pub const ACS_EVENT_OVERFLOW: c_int = 1;

/// The call is up.
pub const ACS_EVENT_CALL_CONNECTED: c_int = 100;
/// The call, or this application's part in it, is over.
pub const ACS_EVENT_CALL_DISCONNECTED: c_int = 101;
/// A call could not be placed.
pub const ACS_EVENT_CREATE_CALL_FAILED: c_int = 102;
/// A call could not be answered.
pub const ACS_EVENT_ANSWER_FAILED: c_int = 103;
/// A running call could not be joined.
pub const ACS_EVENT_CONNECT_FAILED: c_int = 104;
/// A transfer was accepted.
pub const ACS_EVENT_CALL_TRANSFER_ACCEPTED: c_int = 105;
/// A transfer failed.
pub const ACS_EVENT_CALL_TRANSFER_FAILED: c_int = 106;

/// Who is in the call, and muted or on hold, changed.
pub const ACS_EVENT_PARTICIPANTS_UPDATED: c_int = 200;
/// A participant was added.
pub const ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED: c_int = 201;
/// A participant could not be added.
pub const ACS_EVENT_ADD_PARTICIPANT_FAILED: c_int = 202;
/// An invitation was withdrawn.
pub const ACS_EVENT_CANCEL_ADD_PARTICIPANT_SUCCEEDED: c_int = 203;
/// An invitation could not be withdrawn.
pub const ACS_EVENT_CANCEL_ADD_PARTICIPANT_FAILED: c_int = 204;
/// A participant was removed.
pub const ACS_EVENT_REMOVE_PARTICIPANT_SUCCEEDED: c_int = 205;
/// A participant could not be removed.
pub const ACS_EVENT_REMOVE_PARTICIPANT_FAILED: c_int = 206;
/// A participant was moved here from another call.
pub const ACS_EVENT_MOVE_PARTICIPANT_SUCCEEDED: c_int = 207;
/// A participant could not be moved here from another call.
pub const ACS_EVENT_MOVE_PARTICIPANT_FAILED: c_int = 208;
/// A participant could not be put on hold.
pub const ACS_EVENT_HOLD_FAILED: c_int = 209;

/// Playing began.
pub const ACS_EVENT_PLAY_STARTED: c_int = 300;
/// Everything was played.
pub const ACS_EVENT_PLAY_COMPLETED: c_int = 301;
/// Something could not be played.
pub const ACS_EVENT_PLAY_FAILED: c_int = 302;
/// Playing was ended by another operation.
pub const ACS_EVENT_PLAY_CANCELED: c_int = 303;

/// Keys, speech or a choice were recognized.
pub const ACS_EVENT_RECOGNIZE_COMPLETED: c_int = 400;
/// Nothing was recognized.
pub const ACS_EVENT_RECOGNIZE_FAILED: c_int = 401;
/// Recognition was ended by another operation.
pub const ACS_EVENT_RECOGNIZE_CANCELED: c_int = 402;
/// A key was pressed.
pub const ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_RECEIVED: c_int = 403;
/// Listening for keys failed.
pub const ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_FAILED: c_int = 404;
/// DTMF tones are no longer recognized.
pub const ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED: c_int = 405;
/// Keys were sent.
pub const ACS_EVENT_SEND_DTMF_TONES_COMPLETED: c_int = 406;
/// Keys could not be sent.
pub const ACS_EVENT_SEND_DTMF_TONES_FAILED: c_int = 407;

/// A recording runs or rests.
pub const ACS_EVENT_RECORDING_STATE_CHANGED: c_int = 500;
/// A recording could not be started.
pub const ACS_EVENT_START_RECORDING_FAILED: c_int = 501;
/// The files of a recording can be fetched.
pub const ACS_EVENT_RECORDING_FILE_STATUS_UPDATED: c_int = 502;

/// Media streaming runs.
pub const ACS_EVENT_MEDIA_STREAMING_STARTED: c_int = 600;
/// Media streaming ended.
pub const ACS_EVENT_MEDIA_STREAMING_STOPPED: c_int = 601;
/// Media streaming failed.
pub const ACS_EVENT_MEDIA_STREAMING_FAILED: c_int = 602;
/// Transcription runs.
pub const ACS_EVENT_TRANSCRIPTION_STARTED: c_int = 603;
/// Transcription ended.
pub const ACS_EVENT_TRANSCRIPTION_STOPPED: c_int = 604;
/// The language or model of a transcription changed.
pub const ACS_EVENT_TRANSCRIPTION_UPDATED: c_int = 605;
/// Transcription failed.
pub const ACS_EVENT_TRANSCRIPTION_FAILED: c_int = 606;

/// A call arrives.
pub const ACS_EVENT_INCOMING_CALL: c_int = 700;
/// A call began.
pub const ACS_EVENT_CALL_STARTED: c_int = 701;
/// A call is over.
pub const ACS_EVENT_CALL_ENDED: c_int = 702;
/// A participant joined a call.
pub const ACS_EVENT_CALL_PARTICIPANT_ADDED: c_int = 703;
/// A participant left a call.
pub const ACS_EVENT_CALL_PARTICIPANT_REMOVED: c_int = 704;

/// Event Grid asks whether it may deliver here.
pub const ACS_EVENT_SUBSCRIPTION_VALIDATION: c_int = 800;
/// A subscription was removed.
pub const ACS_EVENT_SUBSCRIPTION_DELETED: c_int = 801;

/// It means neither: an event of Event Grid, or of a type that this version does not know.
pub const ACS_OUTCOME_NONE: c_int = 0;
/// An operation was done.
pub const ACS_OUTCOME_SUCCESS: c_int = 1;
/// An operation failed.
pub const ACS_OUTCOME_FAILURE: c_int = 2;
/// An operation was ended by another one, or by the end of the call.
pub const ACS_OUTCOME_CANCELED: c_int = 3;
/// Something changed: the call is up, a tone came, a recording runs.
pub const ACS_OUTCOME_STATE: c_int = 4;

/// Each type and its number, ordered by type.
const ALL: &[(&CStr, c_int)] = &[
    (c"AcsCallAutomation.QueueOverflow", ACS_EVENT_OVERFLOW),
    (
        c"Microsoft.Communication.AddParticipantFailed",
        ACS_EVENT_ADD_PARTICIPANT_FAILED,
    ),
    (
        c"Microsoft.Communication.AddParticipantSucceeded",
        ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED,
    ),
    (
        c"Microsoft.Communication.AnswerFailed",
        ACS_EVENT_ANSWER_FAILED,
    ),
    (
        c"Microsoft.Communication.CallConnected",
        ACS_EVENT_CALL_CONNECTED,
    ),
    (
        c"Microsoft.Communication.CallDisconnected",
        ACS_EVENT_CALL_DISCONNECTED,
    ),
    (c"Microsoft.Communication.CallEnded", ACS_EVENT_CALL_ENDED),
    (
        c"Microsoft.Communication.CallParticipantAdded",
        ACS_EVENT_CALL_PARTICIPANT_ADDED,
    ),
    (
        c"Microsoft.Communication.CallParticipantRemoved",
        ACS_EVENT_CALL_PARTICIPANT_REMOVED,
    ),
    (
        c"Microsoft.Communication.CallStarted",
        ACS_EVENT_CALL_STARTED,
    ),
    (
        c"Microsoft.Communication.CallTransferAccepted",
        ACS_EVENT_CALL_TRANSFER_ACCEPTED,
    ),
    (
        c"Microsoft.Communication.CallTransferFailed",
        ACS_EVENT_CALL_TRANSFER_FAILED,
    ),
    (
        c"Microsoft.Communication.CancelAddParticipantFailed",
        ACS_EVENT_CANCEL_ADD_PARTICIPANT_FAILED,
    ),
    (
        c"Microsoft.Communication.CancelAddParticipantSucceeded",
        ACS_EVENT_CANCEL_ADD_PARTICIPANT_SUCCEEDED,
    ),
    (
        c"Microsoft.Communication.ConnectFailed",
        ACS_EVENT_CONNECT_FAILED,
    ),
    (
        c"Microsoft.Communication.ContinuousDtmfRecognitionStopped",
        ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED,
    ),
    (
        c"Microsoft.Communication.ContinuousDtmfRecognitionToneFailed",
        ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_FAILED,
    ),
    (
        c"Microsoft.Communication.ContinuousDtmfRecognitionToneReceived",
        ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_RECEIVED,
    ),
    (
        c"Microsoft.Communication.CreateCallFailed",
        ACS_EVENT_CREATE_CALL_FAILED,
    ),
    (c"Microsoft.Communication.HoldFailed", ACS_EVENT_HOLD_FAILED),
    (
        c"Microsoft.Communication.IncomingCall",
        ACS_EVENT_INCOMING_CALL,
    ),
    (
        c"Microsoft.Communication.MediaStreamingFailed",
        ACS_EVENT_MEDIA_STREAMING_FAILED,
    ),
    (
        c"Microsoft.Communication.MediaStreamingStarted",
        ACS_EVENT_MEDIA_STREAMING_STARTED,
    ),
    (
        c"Microsoft.Communication.MediaStreamingStopped",
        ACS_EVENT_MEDIA_STREAMING_STOPPED,
    ),
    (
        c"Microsoft.Communication.MoveParticipantFailed",
        ACS_EVENT_MOVE_PARTICIPANT_FAILED,
    ),
    (
        c"Microsoft.Communication.MoveParticipantSucceeded",
        ACS_EVENT_MOVE_PARTICIPANT_SUCCEEDED,
    ),
    (
        c"Microsoft.Communication.ParticipantsUpdated",
        ACS_EVENT_PARTICIPANTS_UPDATED,
    ),
    (
        c"Microsoft.Communication.PlayCanceled",
        ACS_EVENT_PLAY_CANCELED,
    ),
    (
        c"Microsoft.Communication.PlayCompleted",
        ACS_EVENT_PLAY_COMPLETED,
    ),
    (c"Microsoft.Communication.PlayFailed", ACS_EVENT_PLAY_FAILED),
    (
        c"Microsoft.Communication.PlayStarted",
        ACS_EVENT_PLAY_STARTED,
    ),
    (
        c"Microsoft.Communication.RecognizeCanceled",
        ACS_EVENT_RECOGNIZE_CANCELED,
    ),
    (
        c"Microsoft.Communication.RecognizeCompleted",
        ACS_EVENT_RECOGNIZE_COMPLETED,
    ),
    (
        c"Microsoft.Communication.RecognizeFailed",
        ACS_EVENT_RECOGNIZE_FAILED,
    ),
    (
        c"Microsoft.Communication.RecordingFileStatusUpdated",
        ACS_EVENT_RECORDING_FILE_STATUS_UPDATED,
    ),
    (
        c"Microsoft.Communication.RecordingStateChanged",
        ACS_EVENT_RECORDING_STATE_CHANGED,
    ),
    (
        c"Microsoft.Communication.RemoveParticipantFailed",
        ACS_EVENT_REMOVE_PARTICIPANT_FAILED,
    ),
    (
        c"Microsoft.Communication.RemoveParticipantSucceeded",
        ACS_EVENT_REMOVE_PARTICIPANT_SUCCEEDED,
    ),
    (
        c"Microsoft.Communication.SendDtmfTonesCompleted",
        ACS_EVENT_SEND_DTMF_TONES_COMPLETED,
    ),
    (
        c"Microsoft.Communication.SendDtmfTonesFailed",
        ACS_EVENT_SEND_DTMF_TONES_FAILED,
    ),
    (
        c"Microsoft.Communication.StartRecordingFailed",
        ACS_EVENT_START_RECORDING_FAILED,
    ),
    (
        c"Microsoft.Communication.TranscriptionFailed",
        ACS_EVENT_TRANSCRIPTION_FAILED,
    ),
    (
        c"Microsoft.Communication.TranscriptionStarted",
        ACS_EVENT_TRANSCRIPTION_STARTED,
    ),
    (
        c"Microsoft.Communication.TranscriptionStopped",
        ACS_EVENT_TRANSCRIPTION_STOPPED,
    ),
    (
        c"Microsoft.Communication.TranscriptionUpdated",
        ACS_EVENT_TRANSCRIPTION_UPDATED,
    ),
    (
        c"Microsoft.EventGrid.SubscriptionDeletedEvent",
        ACS_EVENT_SUBSCRIPTION_DELETED,
    ),
    (
        c"Microsoft.EventGrid.SubscriptionValidationEvent",
        ACS_EVENT_SUBSCRIPTION_VALIDATION,
    ),
];

/// The number of a type.
pub(super) fn of(kind: &str) -> c_int {
    ALL.binary_search_by(|(known, _)| known.to_bytes().cmp(kind.as_bytes()))
        .ok()
        .and_then(|place| ALL.get(place))
        .map_or(ACS_EVENT_OTHER, |(_, number)| *number)
}

/// What stands after the last dot of a type.
fn short(kind: &CStr) -> Option<&CStr> {
    let bytes = kind.to_bytes_with_nul();
    let start = bytes.iter().rposition(|byte| *byte == b'.')? + 1;
    CStr::from_bytes_with_nul(bytes.get(start..)?).ok()
}

#[inline(never)]
unsafe fn is(event: *const acs_event_t, so: fn(&acs_event_t) -> bool) -> c_int {
    value(0, move || Some(c_int::from(so(event.as_ref()?))))
}

/// The type as a number, to switch by.
///
/// @return ACS_EVENT_CALL_CONNECTED, ...; ACS_EVENT_OTHER for unknown types and for NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_kind(event: *const acs_event_t) -> c_int {
    value(ACS_EVENT_OTHER, move || Some(event.as_ref()?.kind))
}

/// The name of a kind, as acs_event_name of such an event gives it: "CallConnected".
///
/// @param kind any number
/// @return a text that is always there; "Other" for ACS_EVENT_OTHER and numbers that are no kind
#[unsafe(no_mangle)]
pub extern "C" fn acs_event_kind_name(kind: c_int) -> *const c_char {
    value(c"Other".as_ptr(), move || {
        let (name, _) = ALL.iter().find(|(_, number)| *number == kind)?;
        Some(short(name)?.as_ptr())
    })
}

/// What the event means for the operation that it answers. The type of the event decides, never its code.
///
/// @return ACS_OUTCOME_SUCCESS, ACS_OUTCOME_FAILURE, ACS_OUTCOME_CANCELED, ACS_OUTCOME_STATE;
///         ACS_OUTCOME_NONE for events of Event Grid, unknown types, notices and NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_outcome(event: *const acs_event_t) -> c_int {
    value(ACS_OUTCOME_NONE, move || {
        Some(match event.as_ref()?.event.outcome()? {
            EventOutcome::Success => ACS_OUTCOME_SUCCESS,
            EventOutcome::Failure => ACS_OUTCOME_FAILURE,
            EventOutcome::Canceled => ACS_OUTCOME_CANCELED,
            _ => ACS_OUTCOME_STATE,
        })
    })
}

/// Whether it reports that an operation was done.
///
/// @return 1 or 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_success(event: *const acs_event_t) -> c_int {
    is(event, |event| event.event.is_success())
}

/// Whether it reports that an operation failed.
///
/// @return 1 or 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_failure(event: *const acs_event_t) -> c_int {
    is(event, |event| event.event.is_failure())
}

/// Whether it ends an operation: as success, failure, or canceled. Some operations end in an event
/// that only reports a state, such as CallConnected.
///
/// @return 1 or 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_terminal(event: *const acs_event_t) -> c_int {
    is(event, |event| event.event.is_terminal())
}

/// Whether the call connection is over with it, or never came to be. After a call that no one took
/// two such events come: CallDisconnected, then CreateCallFailed.
///
/// @return 1 or 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_ends_call(event: *const acs_event_t) -> c_int {
    is(event, |event| event.event.ends_call())
}

/// Whether it came from a subscription of Event Grid (IncomingCall, CallStarted, ...), not to one
/// call connection of this application. Of unknown types the schema and a call connection id tell.
///
/// @return 1 or 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_event_grid(event: *const acs_event_t) -> c_int {
    is(event, |event| event.event.is_event_grid())
}

/// Whether it is ACS_EVENT_OVERFLOW: a notice of the receiver that its queue was full.
///
/// @return 1 or 0
#[unsafe(no_mangle)]
pub unsafe extern "C" fn acs_event_is_overflow(event: *const acs_event_t) -> c_int {
    is(event, |event| event.kind == ACS_EVENT_OVERFLOW)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use acs_call_automation::event::KNOWN_TYPES;
    use acs_call_automation::receiver::OVERFLOW_EVENT;

    fn name(kind: c_int) -> &'static str {
        // SAFETY: names are always there.
        let name = unsafe { CStr::from_ptr(acs_event_kind_name(kind)) };
        name.to_str().unwrap()
    }

    #[test]
    fn every_type_that_is_known_has_a_number_of_its_own_and_its_name_back() {
        let types = || KNOWN_TYPES.iter().copied().chain([OVERFLOW_EVENT]);
        let mut numbers = HashSet::from([ACS_EVENT_OTHER]);
        for kind in types() {
            let number = of(kind);
            assert!(numbers.insert(number), "{kind} is {number} too");
            assert_eq!(Some(name(number)), kind.rsplit('.').next());
        }
        assert_eq!(ALL.len(), types().count());
        assert!(ALL.is_sorted());
    }

    #[test]
    fn what_is_not_known_is_other() {
        for kind in ["", "CallConnected", "Microsoft.Communication.PlayPaused"] {
            assert_eq!(of(kind), ACS_EVENT_OTHER, "{kind}");
        }
        for number in [ACS_EVENT_OTHER, -1, 99, c_int::MAX] {
            assert_eq!(name(number), "Other", "{number}");
        }
    }
}
