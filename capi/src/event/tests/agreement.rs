//! What a typed getter says is what stands at its place in the JSON, in every event of the fixtures.

use std::ffi::{c_char, c_int};
use std::ptr::null;

use super::super::incoming::*;
use super::super::kind::*;
use super::super::outcome::*;
use super::super::participants::*;
use super::super::pointer::*;
use super::*;
use crate::getters::generated::event_places::{FLAGS, FLOATS, IDENTIFIERS, NUMBERS, Row, TEXTS};
use crate::getters::generated::event_recording::*;
use crate::getters::generated::{event::*, event_incoming::*, event_kind::*};
use crate::identifier::acs_identifier_raw_id;
use crate::participant::{
    acs_participant_identifier, acs_participant_is_muted, acs_participant_is_on_hold,
};
use acs_call_automation::event::EventBody;

/// Compares every getter with its places, in every event of a known type. `none` is what the getter
/// gives for nothing, and for no event.
fn agree<T: PartialEq + std::fmt::Debug + Copy>(
    rows: &[Row<T>],
    none: T,
    at: impl Fn(*const acs_event_t, &str) -> T,
    same: impl Fn(T, T) -> bool,
) {
    let events = fixtures();
    for (get, places) in rows {
        let mut seen = false;
        for (file, event) in events.iter().filter(|(_, e)| e.kind != ACS_EVENT_OTHER) {
            // SAFETY: the event lives.
            let typed = unsafe { get(event) };
            let mut sent = places.iter().map(|place| at(event, place));
            let sent = sent.find(|sent| *sent != none).unwrap_or(none);
            assert!(
                same(typed, sent),
                "{places:?} of {file}: {typed:?}, {sent:?}"
            );
            seen |= typed != none;
        }
        assert!(
            seen,
            "no event has {places:?}: add a sample to tests/data/events/"
        );
        // SAFETY: NULL is allowed.
        assert_eq!(unsafe { get(null()) }, none, "{places:?}");
    }
}

#[test]
fn every_fixture_has_the_kind_of_its_type() {
    for (file, event) in &fixtures() {
        let name = event.received.event.name();
        let (kind, named) = unsafe {
            let kind = acs_event_kind(event);
            (kind, said(acs_event_kind_name(kind)))
        };
        match event.received.event.body() {
            EventBody::Other => assert_eq!((kind, named), (ACS_EVENT_OTHER, Some("Other"))),
            _ => assert_eq!(
                (kind != ACS_EVENT_OTHER, named),
                (true, Some(name)),
                "{file}"
            ),
        }
    }
}

#[test]
fn texts_are_those_of_the_json() {
    agree(
        TEXTS,
        null(),
        // SAFETY: the event lives.
        |event, place| unsafe { acs_event_string(event, c(place).as_ptr()) },
        // Open names are given as this version writes them.
        |typed, sent| match (said(typed), said(sent)) {
            (Some(typed), Some(sent)) => typed.eq_ignore_ascii_case(sent),
            (typed, sent) => typed == sent,
        },
    );
}

#[test]
fn numbers_are_those_of_the_json() {
    // SAFETY: the event lives.
    let int = |event, place: &str| unsafe { acs_event_int(event, c(place).as_ptr(), -1) };
    agree(NUMBERS, -1, int, |typed, sent| typed == sent);
    // SAFETY: the event lives.
    let flag = |event, place: &str| unsafe { acs_event_bool(event, c(place).as_ptr()) };
    agree(FLAGS, -1, flag, |typed, sent| typed == sent);
    // SAFETY: the event lives.
    let double = |event, place: &str| unsafe { acs_event_double(event, c(place).as_ptr(), -1.0) };
    agree(FLOATS, -1.0, double, |typed, sent| typed == sent);
}

#[test]
fn participants_of_an_event_are_identifiers() {
    let events = fixtures();
    for (get, places) in IDENTIFIERS {
        let place = places[0];
        let mut seen = false;
        for (file, event) in events.iter().filter(|(_, e)| e.kind != ACS_EVENT_OTHER) {
            // SAFETY: the event lives, and so does what it gives.
            unsafe {
                let who = get(event);
                assert_eq!(
                    said(acs_identifier_raw_id(who)),
                    string(event, place),
                    "{file}"
                );
                assert_eq!(get(event), who, "given twice, made once");
                seen |= !who.is_null();
            }
        }
        assert!(
            seen,
            "no event has {place}: add a sample to tests/data/events/"
        );
        // SAFETY: NULL is allowed.
        assert!(unsafe { get(null()) }.is_null());
    }
}

#[test]
fn lists_are_given_element_by_element() {
    let (mut participants, mut headers, mut chunks) = (0, 0, 0);
    for (file, event) in fixtures().iter().filter(|(_, e)| e.kind != ACS_EVENT_OTHER) {
        let at = |place: String| string(event, &place);
        let count =
            |place: &str| usize::try_from(unsafe { acs_event_count(event, c(place).as_ptr()) });
        let flag = |place: String| unsafe { acs_event_bool(event, c(&place).as_ptr()) };
        // SAFETY: the event lives, and so does what it gives.
        unsafe {
            let number = acs_event_participant_count(event);
            assert_eq!(number, count("/data/participants").unwrap_or(0), "{file}");
            for index in 0..number {
                let participant = acs_event_participant(event, index);
                let who = acs_participant_identifier(participant);
                let place = format!("/data/participants/{index}");
                assert_eq!(
                    said(acs_identifier_raw_id(who)),
                    at(format!("{place}/identifier/rawId"))
                );
                assert_eq!(
                    acs_participant_is_muted(participant),
                    flag(format!("{place}/isMuted"))
                );
                assert_eq!(
                    acs_participant_is_on_hold(participant),
                    flag(format!("{place}/isOnHold"))
                );
                participants += 1;
            }
            assert!(acs_event_participant(event, number).is_null());

            let number = acs_event_sip_header_count(event);
            let place = "/data/customContext/sipHeaders";
            assert_eq!(number, count(place).unwrap_or(0), "{file}");
            for index in 0..number {
                let name = acs_event_sip_header_name(event, index);
                let value = said(acs_event_sip_header_value(event, index));
                assert_eq!(value, at(format!("{place}/{}", said(name).unwrap())));
                assert_eq!(said(acs_event_sip_header(event, name)), value);
                headers += 1;
            }
            assert!(acs_event_sip_header_name(event, number).is_null());

            let number = acs_event_voip_header_count(event);
            let place = "/data/customContext/voipHeaders";
            assert_eq!(number, count(place).unwrap_or(0), "{file}");
            for index in 0..number {
                let name = acs_event_voip_header_name(event, index);
                let value = said(acs_event_voip_header_value(event, index));
                assert_eq!(value, at(format!("{place}/{}", said(name).unwrap())));
                assert_eq!(said(acs_event_voip_header(event, name)), value);
                headers += 1;
            }
            assert!(acs_event_voip_header_value(event, number).is_null());

            let number = acs_event_recording_chunk_count(event);
            let place = "/data/recordingStorageInfo/recordingChunks";
            assert_eq!(number, count(place).unwrap_or(0), "{file}");
            for index in 0..number {
                let place = format!("{place}/{index}");
                let order = c(&format!("{place}/index"));
                assert_eq!(
                    acs_event_recording_chunk_index(event, index),
                    acs_event_int(event, order.as_ptr(), -1)
                );
                type Text = unsafe extern "C" fn(*const acs_event_t, usize) -> *const c_char;
                let rows: [(Text, &str); 5] = [
                    (acs_event_recording_chunk_document_id, "documentId"),
                    (acs_event_recording_chunk_end_reason, "endReason"),
                    (
                        acs_event_recording_chunk_content_location,
                        "contentLocation",
                    ),
                    (
                        acs_event_recording_chunk_metadata_location,
                        "metadataLocation",
                    ),
                    (acs_event_recording_chunk_delete_location, "deleteLocation"),
                ];
                for (get, member) in rows {
                    let sent = at(format!("{place}/{member}"));
                    assert!(sent.is_some(), "{member}");
                    assert_eq!(said(get(event, index)), sent, "{member}");
                    assert!(get(event, number).is_null());
                }
                chunks += 1;
            }
        }
    }
    assert!(participants > 1 && headers > 1 && chunks > 0);
}

#[test]
fn what_a_kind_means_is_what_the_rust_event_says() {
    let mut outcomes = [false; 5];
    for (file, event) in &fixtures() {
        let rust = &event.received.event;
        // SAFETY: the event lives.
        unsafe {
            let outcome = acs_event_outcome(event);
            outcomes[usize::try_from(outcome).unwrap()] = true;
            let success = outcome == ACS_EVENT_OUTCOME_SUCCESS;
            let failure = outcome == ACS_EVENT_OUTCOME_FAILURE;
            assert_eq!(acs_event_is_success(event), c_int::from(success), "{file}");
            assert_eq!(acs_event_is_failure(event), c_int::from(failure), "{file}");
            assert_eq!(
                acs_event_ends_call(event),
                c_int::from(rust.ends_call()),
                "{file}"
            );
            let grid = rust.is_event_grid();
            assert_eq!(acs_event_is_event_grid(event), c_int::from(grid), "{file}");
            assert_eq!(said(acs_event_name(event)), Some(rust.name()));
            assert_eq!(said(acs_event_raw_json(event)), Some(rust.raw()));
        }
    }
    assert_eq!(outcomes, [true; 5]);
}
