//! From the start of a recording to its deletion: client, receiver and emulator together.

use std::time::Duration;

use acs_call_automation::event::{Event, EventBody};
use acs_call_automation::options::{
    ClientOptions, CreateCallOptions, DownloadRecordingOptions, StartRecordingOptions,
};
use acs_call_automation::receiver::{Receiver, ReceiverOptions};
use acs_call_automation::recording::{
    RecordingChannel, RecordingContent, RecordingFormat, RecordingTarget,
};
use acs_call_automation::{
    CallAutomationClient, CallInvite, CommunicationIdentifier, ErrorKind, PhoneNumber,
};
use acs_call_automation_emulator::{Emulator, EmulatorOptions, Fault, Schema};

const DOWNLOAD: &str = "RecordingContent_Download";
const SECONDS: u64 = 60;
const LENGTH: u64 = 44 + SECONDS * 32_000;

/// A recording of a minute, whose files were reported.
struct Recorded {
    emulator: Emulator,
    client: CallAutomationClient,
    content: String,
    metadata: String,
    object: String,
}

fn recorded() -> Recorded {
    let emulator = Emulator::start_with(&EmulatorOptions::new().manual_clock(true)).unwrap();
    let receiver = Receiver::bind(&ReceiverOptions::new()).unwrap();
    let url = receiver.url("/events").unwrap();
    emulator.subscribe(&url, Schema::EventGrid).unwrap();
    let store = emulator.endpoint()["http://".len()..].to_owned();
    let options = ClientOptions::new().recording_host(store);
    let client =
        CallAutomationClient::from_connection_string_with(&emulator.connection_string(), &options)
            .unwrap();
    let target = CallInvite::new(CommunicationIdentifier::from_raw_id("4:+15550100123"))
        .unwrap()
        .source_caller_id_number(PhoneNumber::new("+15550100100"));
    let call = client
        .create_call(&target, &url, &CreateCallOptions::new())
        .unwrap();
    let options = StartRecordingOptions::new()
        .recording_content(RecordingContent::Audio)
        .recording_channel(RecordingChannel::Mixed)
        .recording_format(RecordingFormat::Wav);
    let target = RecordingTarget::from(&call.call_connection);
    let started = client.start_recording(&target, &options).unwrap();
    emulator.advance(Duration::from_secs(SECONDS));
    client.stop_recording(&started.recording_id).unwrap();
    emulator.advance(Duration::from_secs(5));
    assert!(emulator.flush(Duration::from_secs(20)));
    let mut events: Vec<Event> = Vec::new();
    while let Ok(Some(received)) = receiver.try_recv() {
        events.push(received.event);
    }
    let file = events.into_iter().find_map(|event| match event.body() {
        EventBody::RecordingFileStatusUpdated(body) => Some(body.clone()),
        _ => None,
    });
    let file = file.expect("a file");
    let chunk = &file
        .recording_storage_info
        .as_ref()
        .unwrap()
        .recording_chunks[0];
    Recorded {
        content: chunk.content_location.clone().unwrap(),
        metadata: chunk.metadata_location.clone().unwrap(),
        object: chunk.delete_location.clone().unwrap(),
        emulator,
        client,
    }
}

fn parallel() -> DownloadRecordingOptions {
    DownloadRecordingOptions::new()
        .connections(4)
        .chunk_size(128 * 1024)
}

#[test]
fn a_recording_is_downloaded_in_one_piece_in_many_and_from_the_middle() {
    let recorded = recorded();
    let fetch = |options: &DownloadRecordingOptions| {
        let mut bytes = Vec::new();
        let client = &recorded.client;
        client
            .download_recording(&recorded.content, &mut bytes, options)
            .unwrap();
        bytes
    };
    let whole = fetch(&DownloadRecordingOptions::new());
    assert_eq!(whole.len() as u64, LENGTH);
    assert!(fetch(&parallel()) == whole);
    let part = fetch(&DownloadRecordingOptions::new().offset(0).length(10));
    assert!(part == whole[..10]);
    let rest = fetch(&parallel().offset(1_000_001));
    assert!(rest == whole[1_000_001..]);
    let mut metadata = Vec::new();
    recorded
        .client
        .download_recording(
            &recorded.metadata,
            &mut metadata,
            &DownloadRecordingOptions::new(),
        )
        .unwrap();
    assert!(
        String::from_utf8(metadata)
            .unwrap()
            .contains("chunkDuration")
    );
}

#[test]
fn a_download_goes_on_where_its_connection_was_cut() {
    let recorded = recorded();
    let fetch = |options: &DownloadRecordingOptions| {
        let mut bytes = Vec::new();
        let client = &recorded.client;
        let done = client
            .download_recording(&recorded.content, &mut bytes, options)
            .unwrap();
        (bytes, done.attempts())
    };
    // With several connections a cut may meet the rest of a chunk, which is shorter than the cut and
    // comes whole.
    for (options, cut, more) in [
        (DownloadRecordingOptions::new(), 500_000, 3..=3),
        (parallel(), 100_000, 1..=3),
    ] {
        let (whole, requested) = fetch(&options);
        let cut = Fault::on(DOWNLOAD).cut_response_after(cut).times(3);
        recorded.emulator.add_fault(cut).unwrap();
        let (resumed, asked_then) = fetch(&options);
        assert!(resumed == whole);
        assert!(
            more.contains(&(asked_then - requested)),
            "{requested}, {asked_then}"
        );
    }
}

#[test]
fn a_file_that_changes_on_the_way_is_noticed() {
    for (options, cut, expected) in [
        (DownloadRecordingOptions::new(), 500_000, 500_000..=500_000),
        (parallel(), 100_000, 0..=LENGTH - 1),
    ] {
        let recorded = recorded();
        let emulator = &recorded.emulator;
        let cuts = Fault::on(DOWNLOAD).cut_response_after(cut);
        emulator.add_fault(cuts).unwrap();
        let changes = Fault::on(DOWNLOAD).change_content();
        emulator.add_fault(changes).unwrap();
        let mut bytes = Vec::new();
        let failed = recorded
            .client
            .download_recording(&recorded.content, &mut bytes, &options);
        assert_eq!(failed.unwrap_err().kind(), ErrorKind::Decode);
        let came = bytes.len() as u64;
        assert!(expected.contains(&came), "{came} bytes");
    }
}

#[test]
fn what_was_deleted_or_has_expired_is_not_found() {
    let recorded = recorded();
    let download = || {
        let options = DownloadRecordingOptions::new();
        recorded
            .client
            .download_recording(&recorded.content, &mut Vec::new(), &options)
    };
    recorded.emulator.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(download().unwrap_err().http_status(), Some(404));
    let again = self::recorded();
    again.client.delete_recording(&again.object).unwrap();
    let gone = again.client.delete_recording(&again.object).unwrap_err();
    assert_eq!(gone.http_status(), Some(404));
}
