//! What the fixtures do not show: odd values, wrong pointers, keeping and freeing.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::{null, null_mut};

use super::super::kind::*;
use super::super::list::*;
use super::super::media::*;
use super::super::outcome::*;
use super::super::pointer::*;
use super::super::recording::*;
use super::super::*;
use super::*;
use crate::getters::generated::{
    event::*, event_grid::*, event_kind::*, event_kinds::*, event_media::*, event_recording::*,
    media_reasons::*,
};
use crate::log::acs_log_level_name;
use crate::log_lines::{ACS_LOG_OFF, ACS_LOG_WARN};
use crate::status::{ACS_DECODE, ACS_INVALID_INPUT, ACS_OK};

#[test]
fn tones_are_characters() {
    let tones = r#"["zero","nine","a","d","pound","asterisk","flash"]"#;
    let event = &one(
        "Microsoft.Communication.RecognizeCompleted",
        &format!(r#"{{"recognitionType":"dtmf","dtmfResult":{{"tones":{tones}}}}}"#),
    );
    // SAFETY: the event lives.
    unsafe {
        assert_eq!(said(acs_event_dtmf_tones(event)), Some("09AD#*?"));
        assert_eq!(acs_event_dtmf_tone_count(event), 7);
        let keys = (0..7).map(|index| u8::try_from(acs_event_dtmf_tone(event, index)).unwrap());
        assert_eq!(String::from_utf8(keys.collect()).as_deref(), Ok("09AD#*?"));
        assert_eq!(acs_event_dtmf_tone(event, 7), -1);
        assert_eq!(acs_event_tone(event), -1);
    }
    let event = &one(
        "Microsoft.Communication.ContinuousDtmfRecognitionToneReceived",
        r#"{"tone":"pound","sequenceId":3}"#,
    );
    // SAFETY: the event lives.
    unsafe {
        assert_eq!(acs_event_tone(event), c_int::from(b'#'));
        assert!(acs_event_dtmf_tones(event).is_null());
    }
}

#[test]
fn every_media_reason_has_the_number_of_the_service() {
    let reason = |name: &str, sub_code: i64| {
        let data = format!(r#"{{"resultInformation":{{"code":400,"subCode":{sub_code}}}}}"#);
        let event = &one(&format!("Microsoft.Communication.{name}"), &data);
        // SAFETY: the event lives.
        unsafe { acs_event_media_reason(event) }
    };
    assert_eq!(
        reason("PlayFailed", 8535),
        ACS_MEDIA_REASON_PLAY_INVALID_FILE_FORMAT
    );
    assert_eq!(reason("CallDisconnected", 8508), -1);
    // No number stands for another one, and those that are not known stay visible.
    for sub_code in 0..10_000 {
        assert_eq!(i64::from(reason("RecognizeFailed", sub_code)), sub_code);
    }
    assert_eq!(reason("RecognizeFailed", i64::MAX), -1);
    // SAFETY: NULL is allowed.
    assert_eq!(unsafe { acs_event_media_reason(null()) }, -1);
}

#[test]
fn names_of_the_service_are_numbers_and_new_ones_are_other() {
    type Number = unsafe extern "C" fn(*const acs_event_t) -> c_int;
    let state: (Number, _, _) = (acs_event_recording_state, "RecordingStateChanged", "state");
    let kind: (Number, _, _) = (
        acs_event_recording_kind,
        "RecordingStateChanged",
        "recordingKind",
    );
    let recognition: (Number, _, _) = (
        acs_event_recognition_type,
        "RecognizeCompleted",
        "recognitionType",
    );
    let ours = ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES;
    for ((get, name, member), sent, number) in [
        (state, r#""active""#, ACS_RECORDING_STATE_ACTIVE),
        (state, r#""Inactive""#, ACS_RECORDING_STATE_INACTIVE),
        (state, r#""rewinding""#, ACS_RECORDING_STATE_OTHER),
        (state, "null", -1),
        (kind, r#""azureCommunicationServices""#, ours),
        (kind, r#""teams""#, ACS_RECORDING_KIND_TEAMS),
        (
            kind,
            r#""teamsCompliance""#,
            ACS_RECORDING_KIND_TEAMS_COMPLIANCE,
        ),
        (kind, r#""x""#, ACS_RECORDING_KIND_OTHER),
        (recognition, r#""dtmf""#, ACS_RECOGNITION_DTMF),
        (recognition, r#""speech""#, ACS_RECOGNITION_SPEECH),
        (recognition, r#""choices""#, ACS_RECOGNITION_CHOICES),
        (recognition, r#""x""#, ACS_RECOGNITION_OTHER),
        (recognition, "7", -1),
    ] {
        let kind = format!("Microsoft.Communication.{name}");
        let event = one(&kind, &format!(r#"{{"{member}":{sent}}}"#));
        // SAFETY: the event lives; NULL is allowed.
        unsafe {
            assert_eq!(get(&event), number, "{member} {sent}");
            assert_eq!(get(null()), -1);
        }
    }
}

#[test]
fn numbers_have_names() {
    let names: [(extern "C" fn(c_int) -> *const c_char, c_int, &str); 11] = [
        (
            acs_event_kind_name,
            ACS_EVENT_CALL_CONNECTED,
            "CallConnected",
        ),
        (acs_event_outcome_name, ACS_EVENT_OUTCOME_FAILURE, "Failure"),
        (
            acs_media_reason_name,
            ACS_MEDIA_REASON_MAX_SILENCE,
            "MaxSilence",
        ),
        (
            acs_recording_state_name,
            ACS_RECORDING_STATE_INACTIVE,
            "Inactive",
        ),
        (acs_recording_kind_name, ACS_RECORDING_KIND_TEAMS, "Teams"),
        (acs_recording_kind_name, 99, "Other"),
        (
            acs_recognition_type_name,
            ACS_RECOGNITION_CHOICES,
            "Choices",
        ),
        (acs_recognition_type_name, -1, "Other"),
        (acs_log_level_name, ACS_LOG_OFF, "OFF"),
        (acs_log_level_name, ACS_LOG_WARN, "WARN"),
        (acs_log_level_name, c_int::MAX, "OTHER"),
    ];
    for (name_of, number, name) in names {
        // SAFETY: a static text.
        let found = unsafe { CStr::from_ptr(name_of(number)) };
        assert_eq!(found.to_str(), Ok(name));
    }
}

#[test]
fn times_are_milliseconds_since_1970() {
    let kind = "Microsoft.Communication.RecordingStateChanged";
    let began = one(
        kind,
        r#"{"startDateTime":"2026-02-26T22:03:46.3000847+00:00"}"#,
    );
    let not_yet = one(kind, r#"{"startDateTime":"0001-01-01T00:00:00+00:00"}"#);
    let ended = one(
        "Microsoft.Communication.CallEnded",
        r#"{"durationOfCall":49.25}"#,
    );
    // SAFETY: the events live.
    unsafe {
        assert_eq!(acs_event_recording_start_time_ms(&began), 1_772_143_426_300);
        assert_eq!(acs_event_recording_start_time_ms(&not_yet), -1);
        assert_eq!(acs_event_recording_start_time_ms(&ended), -1);
        assert_eq!(acs_event_call_duration_ms(&ended), 49_250);
        assert_eq!(acs_event_call_duration_ms(&began), -1);
        assert_eq!(acs_event_time_ms(&began), -1);
    }
    for (file, event) in fixtures() {
        // SAFETY: the event lives.
        assert!(
            unsafe { acs_event_time_ms(&event) } > 1_000_000_000_000,
            "{file}"
        );
    }
}

#[test]
fn a_pointer_finds_what_is_there_and_only_as_what_it_is() {
    let event = &one(
        "x",
        r#"{"text":"a\u0000b\"","whole":-7,"half":0.5,"yes":true,"list":[1,2],"a/b":{"~":"x"},"no":null}"#,
    );
    // SAFETY: the event lives.
    unsafe {
        let int = |place: &str| acs_event_int(event, c(place).as_ptr(), 99);
        let double = |place: &str| acs_event_double(event, c(place).as_ptr(), 99.0);
        let flag = |place: &str| acs_event_bool(event, c(place).as_ptr());
        let count = |place: &str| acs_event_count(event, c(place).as_ptr());
        let json = |place: &str| said(acs_event_json(event, c(place).as_ptr()));

        assert_eq!(string(event, "/data/text"), Some("a\u{fffd}b\""));
        assert_eq!(string(event, "/data/a~1b/~0"), Some("x"));
        assert_eq!(int("/data/whole"), -7);
        assert_eq!((double("/data/whole"), double("/data/half")), (-7.0, 0.5));
        assert_eq!((flag("/data/yes"), flag("/data/no")), (1, -1));
        assert_eq!(
            (count("/data/list"), count("/data/a~1b"), count("")),
            (2, 1, 3)
        );
        assert_eq!(
            (json("/data/list"), json("/data/no")),
            (Some("[1,2]"), Some("null"))
        );
        assert_eq!(json(""), Some(event.received.event.raw()));

        for place in [
            "",
            "data",
            "type",
            "/",
            "/data/whole",
            "/data/list",
            "/data/no",
            "/gone",
        ] {
            assert_eq!(string(event, place), None, "{place}");
        }
        for place in [
            "/data/half",
            "/data/text",
            "/data/yes",
            "/data/no",
            "",
            "/gone",
        ] {
            assert_eq!(int(place), 99, "{place}");
        }
        assert_eq!(double("/data/text"), 99.0);
        assert_eq!((count("/data/text"), count("/gone")), (-1, -1));
        assert_eq!(json("/gone"), None);

        let bad = c"/\xff";
        assert!(acs_event_string(event, bad.as_ptr()).is_null());
        assert!(acs_event_string(event, null()).is_null());
        assert!(acs_event_string(null(), bad.as_ptr()).is_null());
        assert_eq!(acs_event_int(event, null(), 5), 5);
        assert_eq!(acs_event_count(null(), c"".as_ptr()), -1);
    }
}

#[test]
fn a_text_stays_where_it_is_whatever_else_is_read() {
    let event = &one("x", r#"{"callConnectionId":"c1","id":"other"}"#);
    // SAFETY: the event lives.
    unsafe {
        let first = acs_event_call_connection_id(event);
        assert_eq!(string(event, "/data/id"), Some("other"));
        assert_eq!(said(acs_event_id(event)), Some("1"));
        assert_eq!(acs_event_call_connection_id(event), first);
        let json = acs_event_json(event, c"/data/id".as_ptr());
        assert_eq!(said(json), Some(r#""other""#));
        assert_eq!(string(event, "/data/id"), Some("other"));
        assert_eq!(
            said(acs_event_data_json(event)),
            Some(event.received.event.data())
        );
    }
}

#[test]
fn a_tag_is_the_pointer_that_was_given() {
    let mut call = 0u8;
    let given: *mut c_void = (&raw mut call).cast();
    let event = one("x", "{}").received;
    let tagged = |tag| {
        let mut event = event.clone();
        event.tag = tag;
        acs_event_t::new(event)
    };
    // SAFETY: the events live.
    unsafe {
        let event = tagged(Some(given as u64));
        assert_eq!(
            (acs_event_tag(&event), acs_event_has_tag(&event)),
            (given, 1)
        );
        let copy = acs_event_copy(&event);
        drop(event);
        assert_eq!(acs_event_tag(copy), given);
        acs_event_free(copy);
        let event = tagged(Some(0));
        assert_eq!(
            (acs_event_tag(&event), acs_event_has_tag(&event)),
            (null_mut(), 1)
        );
        let event = tagged(None);
        assert_eq!(
            (acs_event_tag(&event), acs_event_has_tag(&event)),
            (null_mut(), 0)
        );
    }
}

#[test]
fn an_event_of_a_list_is_kept_by_copying_it() {
    let body = r#"[{"id":"1","type":"x"},{"id":"2","type":"Microsoft.Communication.PlayFailed"}]"#;
    let mut list = null_mut();
    // SAFETY: what is given lives as long as it is used.
    unsafe {
        let status = acs_events_parse(body.as_ptr(), body.len(), &mut list, null_mut());
        assert_eq!((status, acs_event_list_count(list)), (ACS_OK, 2));
        assert!(acs_event_list_at(list, 2).is_null());
        assert_eq!(acs_event_kind(acs_event_list_at(list, 0)), ACS_EVENT_OTHER);
        let kept = acs_event_copy(acs_event_list_at(list, 1));
        acs_event_list_free(list);
        assert_eq!(acs_event_kind(kept), ACS_EVENT_PLAY_FAILED);
        assert_eq!(acs_event_outcome(kept), ACS_EVENT_OUTCOME_FAILURE);
        assert_eq!(said(acs_event_id(kept)), Some("2"));
        acs_event_free(kept);

        let half = &body[..40];
        let status = acs_events_parse(half.as_ptr(), half.len(), &mut list, null_mut());
        assert_eq!((status, list.is_null()), (ACS_DECODE, true));
        let status = acs_events_parse(null(), 1, &mut list, null_mut());
        assert_eq!((status, list.is_null()), (ACS_INVALID_INPUT, true));
        let status = acs_events_parse(body.as_ptr(), body.len(), null_mut(), null_mut());
        assert_eq!(status, ACS_INVALID_INPUT);
        assert!(acs_event_copy(null()).is_null());
        assert!(acs_event_list_at(null(), 0).is_null());
        acs_event_free(null_mut());
        acs_event_list_free(null_mut());
    }
}

#[test]
fn the_notice_of_a_full_queue_differs_from_the_service_s_events() {
    let notice = &one(
        acs_call_automation::receiver::OVERFLOW_EVENT,
        r#"{"refused":7}"#,
    );
    let other = &one("Microsoft.Communication.CallDisconnected", "{}");
    // SAFETY: the events live.
    unsafe {
        assert_eq!(acs_event_kind(notice), ACS_EVENT_OVERFLOW);
        assert_eq!(
            (acs_event_is_overflow(notice), acs_event_is_overflow(other)),
            (1, 0)
        );
        assert_eq!(acs_event_int(notice, c"/data/refused".as_ptr(), 0), 7);
        assert_eq!(acs_event_outcome(notice), ACS_EVENT_OUTCOME_NONE);
        assert_eq!(
            (acs_event_ends_call(notice), acs_event_ends_call(other)),
            (0, 1)
        );
    }
}
