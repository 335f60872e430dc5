use std::ffi::{CStr, CString, c_char};
use std::ptr::{null, null_mut};
use std::time::Duration;

use super::client_call::*;
use super::journal::*;
use super::ladder::*;
use super::remote_party::*;
use super::running::*;
use crate::error::{acs_error_free, acs_error_t};
use crate::getters::generated::error::acs_error_field;
use crate::options::*;
use crate::status::*;
use crate::text_out::{acs_text_free, acs_text_string, acs_text_t};
use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::options::CreateCallOptions;
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::{CallAutomationClient, CallInvite, ErrorKind};

const TIME_LIMIT: Duration = Duration::from_secs(10);

fn text(text: *const c_char) -> String {
    assert!(!text.is_null());
    // SAFETY: a text of the library, which is still there.
    unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned()
}

/// What a function put into its result.
fn made<T>(make: impl FnOnce(*mut *mut T, *mut *mut acs_error_t) -> acs_status_t) -> *mut T {
    let (mut object, mut error) = (null_mut(), null_mut());
    assert_eq!(make(&raw mut object, &raw mut error), ACS_OK);
    assert!(error.is_null());
    assert!(!object.is_null());
    object
}

fn done(act: impl FnOnce(*mut *mut acs_error_t) -> acs_status_t) {
    let mut error = null_mut();
    assert_eq!(act(&raw mut error), ACS_OK);
    assert!(error.is_null());
}

/// The field that a refusal names.
fn refused(act: impl FnOnce(*mut *mut acs_error_t) -> acs_status_t) -> String {
    let mut error = null_mut();
    assert_eq!(act(&raw mut error), ACS_INVALID_INPUT);
    // SAFETY: the function wrote an error.
    unsafe {
        let field = text(acs_error_field(error));
        acs_error_free(error);
        field
    }
}

fn taken(given: *mut acs_text_t) -> String {
    // SAFETY: a text that a function gave, used once.
    unsafe {
        let taken = text(acs_text_string(given));
        acs_text_free(given);
        taken
    }
}

/// An emulator with a clock by hand, a client, a receiver; all of it ends with the test.
struct Stage {
    emulator: *mut acs_emulator_t,
    client: CallAutomationClient,
    receiver: Receiver,
    callback: String,
}

impl Stage {
    fn open() -> Self {
        // SAFETY: all pointers are of objects made here.
        let emulator = unsafe {
            let options = acs_emulator_options_new();
            assert_eq!(acs_emulator_options_set_manual_clock(options, 1), ACS_OK);
            let emulator = made(|place, error| acs_emulator_start(options, place, error));
            acs_emulator_options_free(options);
            emulator
        };
        // SAFETY: as above.
        let connection_string = text(unsafe { acs_emulator_connection_string(emulator) });
        let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
        Self {
            emulator,
            client: CallAutomationClient::from_connection_string(&connection_string).unwrap(),
            callback: receiver.url("/events").unwrap(),
            receiver,
        }
    }

    fn subscribe(&self) {
        let url = CString::new(self.callback.as_str()).unwrap();
        // SAFETY: emulator and text are there.
        done(|error| unsafe {
            acs_emulator_subscribe(self.emulator, url.as_ptr(), ACS_SCHEMA_EVENT_GRID, error)
        });
    }

    fn create_call(
        &self,
    ) -> acs_call_automation::Result<
        acs_call_automation::Response<acs_call_automation::CreateCallResult>,
    > {
        let invite = CallInvite::to_phone_number("+15550100123", "+18005550100")?;
        self.client
            .create_call(&invite, &self.callback, &CreateCallOptions::new())
    }

    fn event(&self) -> Event {
        let received = self.receiver.recv_timeout(TIME_LIMIT).unwrap();
        received.expect("no event came").event
    }

    fn advance(&self, seconds: i64) {
        // SAFETY: the emulator is there.
        done(|error| unsafe { acs_emulator_advance(self.emulator, seconds * 1000, error) });
        // SAFETY: as above.
        done(|error| unsafe { acs_emulator_flush(self.emulator, 10_000, error) });
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // SAFETY: no one uses it any more.
        unsafe { acs_emulator_free(self.emulator) };
    }
}

#[test]
fn a_scripted_phone_answers_and_the_journal_has_all_of_it() {
    let stage = Stage::open();
    let emulator = stage.emulator;
    // SAFETY: all pointers are of objects made here; entries are read before their journal ends.
    unsafe {
        let before = acs_emulator_now_ms(emulator);
        let phone = acs_emulator_remote_party_new(c"4:+15550100123".as_ptr());
        assert_eq!(
            acs_emulator_remote_party_set_answer_after_ms(phone, 3000),
            ACS_OK
        );
        assert_eq!(
            acs_emulator_remote_party_set_hang_up_after_ms(phone, 60_000),
            ACS_OK
        );
        done(|error| acs_emulator_set_remote_party(emulator, phone, error));
        acs_emulator_remote_party_free(phone);
        assert_eq!(
            text(acs_emulator_connection_string(emulator)),
            format!(
                "endpoint={}/;accesskey={}",
                text(acs_emulator_endpoint(emulator)),
                text(acs_emulator_access_key(emulator))
            )
        );

        let created = stage.create_call().unwrap();
        assert_eq!(acs_emulator_created_call_count(emulator), 1);
        stage.advance(3);
        assert_eq!(acs_emulator_now_ms(emulator) - before, 3000);
        assert_eq!(stage.event().name(), "CallConnected");
        stage.advance(60);
        assert_eq!(acs_emulator_active_call_count(emulator), 0);

        let journal = made(|place, error| acs_emulator_journal(emulator, place, error));
        // The phone rings before the response is sent.
        let first = |kind| {
            (0..acs_emulator_journal_count(journal))
                .map(|index| acs_emulator_journal_at(journal, index))
                .find(|entry| acs_emulator_journal_entry_kind(*entry) == kind)
                .unwrap()
        };
        let party = first(ACS_JOURNAL_PARTY);
        assert_eq!(text(acs_emulator_journal_entry_operation(party)), "rings");
        assert!(!text(acs_emulator_journal_entry_party(party)).is_empty());
        for of_http in [
            acs_emulator_journal_entry_detail,
            acs_emulator_journal_entry_method,
        ] {
            assert_eq!(text(of_http(party)), "");
        }
        let request = first(ACS_JOURNAL_REQUEST);
        assert_eq!(
            text(acs_emulator_journal_entry_operation(request)),
            "CreateCall"
        );
        assert_eq!(acs_emulator_journal_entry_time_ms(request), before);
        assert_eq!(text(acs_emulator_journal_entry_method(request)), "POST");
        assert!(
            text(acs_emulator_journal_entry_path(request)).starts_with("/calling/callConnections?")
        );
        assert_eq!(acs_emulator_journal_entry_status(request), 201);
        let id = text(acs_emulator_journal_entry_header(
            request,
            c"X-MS-Client-Request-ID".as_ptr(),
        ));
        assert_eq!(id, created.request_id());
        let secret = acs_emulator_journal_entry_header(request, c"authorization".as_ptr());
        assert_eq!(text(secret), "***");
        assert!(acs_emulator_journal_entry_header(request, null()).is_null());
        assert!(acs_emulator_journal_entry_header(request, c"\xff".as_ptr()).is_null());
        let names: Vec<String> = (0..acs_emulator_journal_entry_header_count(request))
            .map(|index| {
                text(acs_emulator_journal_entry_header_name(request, index)).to_lowercase()
            })
            .collect();
        let at = names.iter().position(|name| name == "content-type");
        let kind = acs_emulator_journal_entry_header_value(request, at.unwrap());
        assert_eq!(text(kind), "application/json");
        assert!(acs_emulator_journal_entry_header_name(request, names.len()).is_null());
        let sent = body(|length| acs_emulator_journal_entry_body(request, length));
        assert!(sent.contains("callbackUri"), "{sent}");
        let received = body(|length| acs_emulator_journal_entry_response_body(request, length));
        assert!(received.contains("callConnectionId"), "{received}");
        let chain = c"x-microsoft-skype-chain-id".as_ptr();
        assert!(!acs_emulator_journal_entry_response_header(request, chain).is_null());
        assert!(acs_emulator_journal_entry_response_header_count(request) > 0);
        assert!(!acs_emulator_journal_entry_response_header_name(request, 0).is_null());
        assert!(!acs_emulator_journal_entry_response_header_value(request, 0).is_null());

        let draw = |call_id, format| {
            let drawn =
                made(|place, error| acs_emulator_ladder(emulator, call_id, format, place, error));
            let ladder = text(acs_text_string(drawn));
            acs_text_free(drawn);
            ladder
        };
        let whole = draw(null(), ACS_LADDER_TEXT);
        assert!(
            whole.contains("CallDisconnected") && whole.contains('│'),
            "{whole}"
        );
        let ascii = draw(null(), ACS_LADDER_ASCII);
        assert!(
            ascii.is_ascii() && ascii.contains("CallDisconnected"),
            "{ascii}"
        );
        assert!(draw(null(), ACS_LADDER_SVG).starts_with("<svg "));
        assert!(draw(null(), ACS_LADDER_MERMAID).starts_with("sequenceDiagram\n"));
        assert!(draw(null(), ACS_LADDER_JSON).starts_with("{\"columns\":["));
        let unknown = draw(c"unknown".as_ptr(), ACS_LADDER_TEXT);
        assert!(!unknown.contains("CallDisconnected"), "{unknown}");
        for wrong in [0, 6] {
            let (mut drawn, mut error) = (null_mut(), null_mut());
            let status =
                acs_emulator_ladder(emulator, null(), wrong, &raw mut drawn, &raw mut error);
            assert_eq!(status, ACS_INVALID_INPUT);
            assert!(drawn.is_null());
            acs_error_free(error);
        }

        let event = first(ACS_JOURNAL_EVENT);
        assert_eq!(text(acs_emulator_journal_entry_path(event)), stage.callback);
        let last = acs_emulator_journal_count(journal) - 1;
        assert!(acs_emulator_journal_at(journal, last + 1).is_null());
        // A snapshot: neither reset nor the end of the emulator takes it away.
        done(|error| acs_emulator_reset(emulator, error));
        done(|error| acs_emulator_close(emulator, error));
        let late = acs_emulator_journal_at(journal, last);
        let last = body(|length| acs_emulator_journal_entry_body(late, length));
        assert!(last.contains("CallDisconnected"), "{last}");
        acs_emulator_journal_free(journal);

        let empty = made(|place, error| acs_emulator_journal(emulator, place, error));
        assert_eq!(acs_emulator_journal_count(empty), 0);
        acs_emulator_journal_free(empty);
    }
}

fn body(read: impl FnOnce(*mut usize) -> *const u8) -> String {
    let mut length = 0;
    let bytes = read(&raw mut length);
    assert!(!bytes.is_null());
    // SAFETY: what a getter of the journal gave, which is still there.
    let bytes = unsafe { std::slice::from_raw_parts(bytes, length) };
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn busy_silent_and_declining_phones_fail_the_call() {
    type Setter = unsafe extern "C" fn(*mut acs_emulator_remote_party_t) -> acs_status_t;
    let behaviors: [(Setter, i64); 3] = [
        (acs_emulator_remote_party_set_busy, 486),
        (acs_emulator_remote_party_set_no_answer, 480),
        (acs_emulator_remote_party_set_decline, 603),
    ];
    for (behaves, code) in behaviors {
        let stage = Stage::open();
        // SAFETY: all pointers are of objects made here.
        unsafe {
            let everybody = acs_emulator_remote_party_new_any();
            assert_eq!(behaves(everybody), ACS_OK);
            done(|error| acs_emulator_set_remote_party(stage.emulator, everybody, error));
            acs_emulator_remote_party_free(everybody);
        }
        stage.create_call().unwrap();
        stage.advance(30);
        let event = stage.event();
        assert_eq!(event.name(), "CallDisconnected");
        assert_eq!(event.result_information().unwrap().code, Some(code));
    }
}

#[test]
fn a_phone_by_hand_rings_until_it_answers_and_a_clock_stops_and_goes_on() {
    let stage = Stage::open();
    let emulator = stage.emulator;
    let number = c"+15550100123".as_ptr();
    // SAFETY: all pointers are of objects made here, and of texts that stay.
    unsafe {
        let everybody = acs_emulator_remote_party_new_any();
        assert_eq!(acs_emulator_remote_party_set_manual(everybody), ACS_OK);
        done(|error| acs_emulator_set_remote_party(emulator, everybody, error));
        acs_emulator_remote_party_free(everybody);
        type Decide = unsafe extern "C" fn(
            *const acs_emulator_t,
            *const c_char,
            *const c_char,
            *mut *mut acs_error_t,
        ) -> acs_status_t;
        let decisions: [(Decide, i64); 3] = [
            (acs_emulator_decline_participant, 603),
            (acs_emulator_busy_participant, 486),
            (acs_emulator_hang_up_participant, 603),
        ];
        for (decides, code) in decisions {
            let id = CString::new(stage.create_call().unwrap().call_connection.id()).unwrap();
            stage.advance(600);
            done(|error| decides(emulator, id.as_ptr(), number, error));
            let event = stage.event();
            assert_eq!(event.name(), "CallDisconnected");
            assert_eq!(event.result_information().unwrap().code, Some(code));
            assert_eq!(stage.event().name(), "CreateCallFailed");
        }
        let id = CString::new(stage.create_call().unwrap().call_connection.id()).unwrap();
        done(|error| acs_emulator_answer_participant(emulator, id.as_ptr(), number, error));
        assert_eq!(stage.event().name(), "CallConnected");
        let mute = |error| acs_emulator_mute_participant(emulator, id.as_ptr(), number, 1, error);
        assert_eq!(refused(mute), "raw id");
        let mut stepped = -1;
        done(|error| acs_emulator_step(emulator, &raw mut stepped, error));
        assert_eq!(stepped, 0);
        done(|error| acs_emulator_resume_clock(emulator, error));
        let before = acs_emulator_now_ms(emulator);
        while acs_emulator_now_ms(emulator) == before {
            std::thread::yield_now();
        }
        done(|error| acs_emulator_pause_clock(emulator, error));
    }
}

#[test]
fn an_incoming_call_goes_to_the_subscription_until_the_caller_gives_up() {
    let stage = Stage::open();
    let emulator = stage.emulator;
    stage.subscribe();
    // SAFETY: all pointers are of objects made here.
    unsafe {
        let number = c"+18005550100".as_ptr();
        let own = taken(made(|place, error| {
            acs_emulator_add_phone_number(emulator, number, place, error)
        }));
        assert_eq!(own, "4:+18005550100");
        let (from, to) = (c"4:+16045551234".as_ptr(), c"4:+18005550100".as_ptr());
        let call = acs_emulator_incoming_call_new(from, to);
        let (name, value) = (c"X-MS-Custom-Account".as_ptr(), c"4411".as_ptr());
        assert_eq!(
            acs_emulator_incoming_call_set_display_name(call, c"Ada".as_ptr()),
            ACS_OK
        );
        assert_eq!(
            acs_emulator_incoming_call_add_sip_header(call, name, value),
            ACS_OK
        );
        assert_eq!(
            acs_emulator_incoming_call_add_voip_header(call, c"id".as_ptr(), c"7".as_ptr()),
            ACS_OK
        );
        let context = taken(made(|place, error| {
            acs_emulator_place_incoming_call(emulator, call, place, error)
        }));
        let event = stage.event();
        let EventBody::IncomingCall(incoming) = event.body() else {
            panic!("{} came", event.name());
        };
        assert_eq!(
            incoming.incoming_call_context.as_deref(),
            Some(context.as_str())
        );
        assert_eq!(incoming.caller_display_name.as_deref(), Some("Ada"));
        let json = event.raw();
        assert!(
            json.contains("4411") && json.contains("\"id\":\"7\""),
            "{json}"
        );

        let context = CString::new(context).unwrap();
        done(|error| acs_emulator_cancel_incoming_call(emulator, context.as_ptr(), error));
        let again =
            refused(|error| acs_emulator_cancel_incoming_call(emulator, context.as_ptr(), error));
        assert_eq!(again, "incoming call context");

        // The parameter for the context is optional.
        assert_eq!(
            acs_emulator_incoming_call_set_hang_up_when_answered(call),
            ACS_OK
        );
        done(|error| acs_emulator_place_incoming_call(emulator, call, null_mut(), error));
        acs_emulator_incoming_call_free(call);
        assert_eq!(stage.event().name(), "IncomingCall");

        let url = CString::new(stage.callback.as_str()).unwrap();
        for expected in [1, 0] {
            let mut ended = -1;
            done(|error| acs_emulator_unsubscribe(emulator, url.as_ptr(), &raw mut ended, error));
            assert_eq!(ended, expected);
        }
    }
}

#[test]
fn clients_start_a_call_and_one_of_them_is_made_to_leave() {
    let stage = Stage::open();
    let emulator = stage.emulator;
    // SAFETY: all pointers are of objects made here.
    unsafe {
        let users = [(); 2].map(|()| {
            let user = taken(made(|place, error| {
                acs_emulator_create_user(emulator, place, error)
            }));
            CString::new(user).unwrap()
        });
        let pointers = users.each_ref().map(|user| user.as_ptr());
        let call = acs_emulator_client_call_new(pointers.as_ptr(), 2);
        assert_eq!(
            acs_emulator_client_call_set_group_id(call, c"no GUID".as_ptr()),
            ACS_OK
        );
        let wrong = |error| acs_emulator_start_client_call(emulator, call, null_mut(), error);
        assert_eq!(refused(wrong), "group id");
        let id = c"5c5d8a6c-2b8c-4a2f-9d53-0c8a4e1f7b10".as_ptr();
        assert_eq!(acs_emulator_client_call_set_group_id(call, id), ACS_OK);
        let started =
            made(|place, error| acs_emulator_start_client_call(emulator, call, place, error));
        acs_emulator_client_call_free(call);
        assert!(!text(acs_emulator_started_call_server_call_id(started)).is_empty());
        assert!(!text(acs_emulator_started_call_correlation_id(started)).is_empty());
        acs_emulator_started_call_free(started);

        let room = acs_emulator_client_call_new(pointers.as_ptr(), 1);
        assert_eq!(
            acs_emulator_client_call_set_room_id(room, c"99".as_ptr()),
            ACS_OK
        );
        done(|error| acs_emulator_start_client_call(emulator, room, null_mut(), error));
        acs_emulator_client_call_free(room);
        assert_eq!(acs_emulator_active_call_count(emulator), 2);

        let created = stage.create_call().unwrap();
        assert_eq!(stage.event().name(), "CallConnected");
        let id = CString::new(created.call_connection.id()).unwrap();
        let number = c"4:+15550100123".as_ptr();
        done(|error| acs_emulator_hang_up_participant(emulator, id.as_ptr(), number, error));
        assert_eq!(acs_emulator_active_call_count(emulator), 2);
    }
}

#[test]
fn a_fault_meets_the_next_request_and_no_other() {
    let stage = Stage::open();
    // SAFETY: all pointers are of objects made here.
    unsafe {
        let fault = acs_emulator_fault_new(c"CreateCall".as_ptr());
        assert_eq!(acs_emulator_fault_set_status(fault, 403), ACS_OK);
        assert_eq!(acs_emulator_fault_set_code(fault, c"1234".as_ptr()), ACS_OK);
        assert_eq!(acs_emulator_fault_set_times(fault, 1), ACS_OK);
        done(|error| acs_emulator_add_fault(stage.emulator, fault, error));
        // Once in the emulator it is a copy.
        assert_eq!(acs_emulator_fault_set_status(fault, 200), ACS_OK);
        assert_eq!(
            refused(|error| acs_emulator_add_fault(stage.emulator, fault, error)),
            "status"
        );
        acs_emulator_fault_free(fault);
        let fault = acs_emulator_fault_new(c"GetCall".as_ptr());
        assert_eq!(acs_emulator_fault_set_retry_after_ms(fault, 2000), ACS_OK);
        done(|error| acs_emulator_add_fault(stage.emulator, fault, error));
        assert_eq!(
            acs_emulator_fault_set_retry_after_ms(fault, 1500),
            ACS_INVALID_INPUT
        );
        assert_eq!(
            refused(|error| acs_emulator_add_fault(stage.emulator, fault, error)),
            "retry after"
        );
        acs_emulator_fault_free(fault);
    }
    let error = stage.create_call().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Service);
    assert_eq!(error.http_status(), Some(403));
    assert_eq!(error.sub_code(), Some(1234));
    stage.create_call().unwrap();
}

#[test]
fn a_bad_value_is_remembered_until_it_is_replaced() {
    // SAFETY: all pointers are of objects made here.
    unsafe {
        let options = acs_emulator_options_new();
        assert_eq!(
            acs_emulator_options_set_port(options, 65_536),
            ACS_INVALID_INPUT
        );
        let mut emulator = null_mut();
        let start = |error| acs_emulator_start(options, &raw mut emulator, error);
        assert_eq!(refused(start), "port");
        assert_eq!(acs_emulator_options_set_port(options, 0), ACS_OK);
        assert_eq!(
            acs_emulator_options_set_manual_clock(options, 2),
            ACS_INVALID_INPUT
        );
        let start = |error| acs_emulator_start(options, &raw mut emulator, error);
        assert_eq!(refused(start), "manual clock");
        assert_eq!(acs_emulator_options_set_manual_clock(options, 1), ACS_OK);
        let key = c"no base64!".as_ptr();
        assert_eq!(acs_emulator_options_set_access_key(options, key), ACS_OK);
        let start = |error| acs_emulator_start(options, &raw mut emulator, error);
        assert_eq!(refused(start), "access key");
        acs_emulator_options_free(options);
        assert!(emulator.is_null());

        let stage = Stage::open();
        let phone = acs_emulator_remote_party_new(c"4:+1".as_ptr());
        assert_eq!(
            acs_emulator_remote_party_set_answer_after_ms(phone, -1),
            ACS_INVALID_INPUT
        );
        let script = |error| acs_emulator_set_remote_party(stage.emulator, phone, error);
        assert_eq!(refused(script), "answer after");
        acs_emulator_remote_party_free(phone);
        let empty = acs_emulator_remote_party_new(null());
        let script = |error| acs_emulator_set_remote_party(stage.emulator, empty, error);
        assert_eq!(refused(script), "raw id");
        acs_emulator_remote_party_free(empty);
        let script = |error| acs_emulator_set_remote_party(stage.emulator, null(), error);
        assert_eq!(refused(script), "remote party");
    }
}

#[test]
fn huge_spans_of_time_do_no_harm() {
    let stage = Stage::open();
    // SAFETY: all pointers are of objects made here.
    unsafe {
        let phone = acs_emulator_remote_party_new(c"4:+15550100123".as_ptr());
        assert_eq!(
            acs_emulator_remote_party_set_answer_after_ms(phone, i64::MAX),
            ACS_OK
        );
        assert_eq!(
            acs_emulator_remote_party_set_hang_up_after_ms(phone, i64::MAX),
            ACS_OK
        );
        done(|error| acs_emulator_set_remote_party(stage.emulator, phone, error));
        acs_emulator_remote_party_free(phone);
        stage.create_call().unwrap();
        for _ in 0..2 {
            done(|error| acs_emulator_advance(stage.emulator, i64::MAX, error));
        }
        // The event of it is about the year 2600, whatever became of the call.
        done(|error| acs_emulator_flush(stage.emulator, i64::MAX, error));
    }
}

/// The functions that take an emulator and report a status, as their sources have them.
fn functions_with_a_status() -> Vec<String> {
    let sources = [
        include_str!("running.rs"),
        include_str!("remote_party.rs"),
        include_str!("ladder.rs"),
    ];
    let functions = sources
        .iter()
        .flat_map(|source| source.split("extern \"C\" fn ").skip(1));
    let taking = functions.filter_map(|function| {
        let (head, _) = function.split_once('{')?;
        let (name, given) = head.split_once('(')?;
        let reports = given
            .trim_start()
            .starts_with("emulator: *const acs_emulator_t")
            && given.trim_end().ends_with("acs_status_t");
        reports.then(|| name.to_owned())
    });
    let mut names: Vec<String> = taking.collect();
    names.sort();
    names
}

#[test]
fn every_function_of_a_closed_emulator_returns_closed() {
    type Act<'a> = Box<dyn Fn(*mut *mut acs_error_t) -> acs_status_t + 'a>;
    let stage = Stage::open();
    let emulator = stage.emulator;
    let user = c"8:acs:far-away_0000".as_ptr();
    let (call, url) = (c"call".as_ptr(), c"http://127.0.0.1:9/events".as_ptr());
    // SAFETY: all pointers are of objects made here, and of texts that stay.
    unsafe {
        stage.create_call().unwrap();
        let party = acs_emulator_remote_party_new_any();
        let prompt = acs_emulator_prompt_new_any();
        let subscription = acs_emulator_subscription_new(url, ACS_SCHEMA_EVENT_GRID);
        let incoming = acs_emulator_incoming_call_new(c"4:+15550100123".as_ptr(), user);
        let client_call = acs_emulator_client_call_new([user, user].as_ptr(), 2);
        let fault = acs_emulator_fault_new(c"CreateCall".as_ptr());
        let before = acs_emulator_now_ms(emulator);
        done(|error| acs_emulator_close(emulator, error));
        macro_rules! acts {
            ($($name:ident($($given:expr),*);)*) => {
                [$((
                    stringify!($name),
                    Box::new(|error| $name(emulator, $($given,)* error)) as Act<'_>,
                )),*]
            };
        }
        let mut given = null_mut();
        let given = &raw mut given;
        let refused = acts! {
            acs_emulator_add_fault(fault);
            acs_emulator_add_phone_number(c"+15550100199".as_ptr(), null_mut());
            acs_emulator_advance(1000);
            acs_emulator_answer_participant(call, user);
            acs_emulator_busy_participant(call, user);
            acs_emulator_cancel_incoming_call(c"context".as_ptr());
            acs_emulator_clear_faults();
            acs_emulator_create_user(given);
            acs_emulator_decline_participant(call, user);
            acs_emulator_flush(1000);
            acs_emulator_hang_up_participant(call, user);
            acs_emulator_load_seed(c"{}".as_ptr());
            acs_emulator_mute_participant(call, user, 1);
            acs_emulator_pause_clock();
            acs_emulator_place_incoming_call(incoming, null_mut());
            acs_emulator_press_digits(call, user, c"1".as_ptr());
            acs_emulator_reset();
            acs_emulator_reset_keeping_setup();
            acs_emulator_resume_clock();
            acs_emulator_set_prompt(prompt);
            acs_emulator_set_remote_party(party);
            acs_emulator_speak(call, user, c"yes".as_ptr());
            acs_emulator_start_client_call(client_call, null_mut());
            acs_emulator_step(null_mut());
            acs_emulator_subscribe(url, ACS_SCHEMA_EVENT_GRID);
            acs_emulator_subscribe_with(subscription);
            acs_emulator_unsubscribe(url, null_mut());
        };
        for (name, act) in &refused {
            let mut error = null_mut();
            assert_eq!(act(&raw mut error), ACS_CLOSED, "{name}");
            assert!(!error.is_null(), "{name}");
            acs_error_free(error);
        }
        assert!((*given).is_null());
        // These work: closing again, and reading what there was.
        let mut names: Vec<_> = refused.iter().map(|(name, _)| *name).collect();
        names.extend([
            "acs_emulator_close",
            "acs_emulator_journal",
            "acs_emulator_ladder",
        ]);
        names.sort_unstable();
        assert_eq!(names, functions_with_a_status());
        done(|error| acs_emulator_close(emulator, error));
        let journal = made(|place, error| acs_emulator_journal(emulator, place, error));
        assert!(acs_emulator_journal_count(journal) > 0);
        acs_emulator_journal_free(journal);
        assert_eq!(acs_emulator_created_call_count(emulator), 1);
        assert_eq!(acs_emulator_active_call_count(emulator), 1);
        assert_eq!(acs_emulator_now_ms(emulator), before);
        assert!(acs_emulator_port(emulator) > 0);
        assert!(text(acs_emulator_connection_string(emulator)).contains("accesskey"));
        acs_emulator_fault_free(fault);
        acs_emulator_client_call_free(client_call);
        acs_emulator_incoming_call_free(incoming);
        acs_emulator_subscription_free(subscription);
        acs_emulator_prompt_free(prompt);
        acs_emulator_remote_party_free(party);
    }
}
