//! Recording control, media streaming and transcription.

use acs_call_automation::*;

use acs_call_automation::options::{
    OperationOptions, StartRecordingOptions, StartTranscriptionOptions, UpdateTranscriptionOptions,
};

use acs_call_automation::recording::{
    ChannelAffinity, RecordingChannel, RecordingContent, RecordingFormat, RecordingStorage,
    RecordingTarget,
};

use super::{CALLBACK, nothing_sent, phone, refused, user};

fn target() -> RecordingTarget {
    CallLocator::ServerCall("server-1".to_owned()).into()
}

#[test]
fn a_recording_is_started_for_a_call_and_controlled_by_its_id() {
    nothing_sent(|client, _| {
        let start = |target| client.start_recording(&target, &StartRecordingOptions::new());
        let locator = CallLocator::Room(String::new());
        refused(start(locator.into()), "call locator", "empty");
        let id = RecordingTarget::CallConnection(String::new());
        refused(start(id), "call connection id", "empty");
        for (id, rule) in [("", "empty"), ("..", "."), (".", "."), ("a\n", "control")] {
            refused(client.get_recording_properties(id), "recording id", rule);
            refused(client.pause_recording(id), "recording id", rule);
            refused(client.resume_recording(id), "recording id", rule);
            refused(client.stop_recording(id), "recording id", rule);
        }
    });
}

#[test]
fn content_channel_and_format_that_do_not_go_together() {
    let content = [None, Some("audio"), Some("audioVideo"), Some("hologram")];
    let channel = [None, Some("mixed"), Some("unmixed"), Some("octophonic")];
    let format = [None, Some("wav"), Some("mp3"), Some("mp4"), Some("opus")];
    let possible = [
        ("audioVideo", "mixed", "mp4"),
        ("audio", "mixed", "mp3"),
        ("audio", "mixed", "wav"),
        ("audio", "unmixed", "wav"),
    ];
    for (content, channel, format) in content
        .into_iter()
        .flat_map(|content| channel.map(|channel| (content, channel)))
        .flat_map(|(content, channel)| format.map(|format| (content, channel, format)))
    {
        // What is not set, the service chooses; a value of tomorrow may be anything.
        let goes = |set: Option<&str>, known: &str| {
            set.is_none_or(|set| set == known || ["hologram", "octophonic", "opus"].contains(&set))
        };
        let fits = possible
            .iter()
            .any(|row| goes(content, row.0) && goes(channel, row.1) && goes(format, row.2));
        let mut options = StartRecordingOptions::new();
        if let Some(content) = content {
            options = options.recording_content(content.into());
        }
        if let Some(channel) = channel {
            options = options.recording_channel(channel.into());
        }
        if let Some(format) = format {
            options = options.recording_format(format.into());
        }
        if fits {
            taken(&options);
        } else {
            nothing_sent(|client, _| {
                let outcome = client.start_recording(target(), &options);
                refused(outcome, "recording format", "unmixed as wav");
            });
        }
    }
}

/// Fails when the checks refuse the options; the port they are sent to is closed.
fn taken(options: &StartRecordingOptions) {
    let client =
        CallAutomationClient::from_connection_string("endpoint=http://127.0.0.1:1;accesskey=a2V5")
            .unwrap();
    let once = options
        .clone()
        .request(RequestOptions::new().max_retries(0));
    let error = client.start_recording(target(), &once).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotSent, "{options:?}: {error}");
}

#[test]
fn channels_are_for_unmixed_audio_and_given_once() {
    let new = StartRecordingOptions::new;
    let zero = || ChannelAffinity::new(user()).channel(0);
    nothing_sent(|client, _| {
        let start = |options| client.start_recording(target(), &options);
        let field = "channel affinity";
        refused(
            start(new().channel_affinity(zero().channel(5))),
            field,
            "0 to 4",
        );
        let other = ChannelAffinity::new(phone()).channel(0);
        let options = new().channel_affinity(zero()).channel_affinity(other);
        refused(start(options), field, "channel 0 is given to two");
        let again = ChannelAffinity::new(user()).channel(1);
        let options = new().channel_affinity(zero()).channel_affinity(again);
        refused(start(options), field, "8:acs:a_b more than once");
        let empty = ChannelAffinity::new(CommunicationIdentifier::from_raw_id(""));
        refused(start(new().channel_affinity(empty)), field, "empty");
        for options in [
            new().recording_channel(RecordingChannel::Mixed),
            new().recording_format(RecordingFormat::Mp3),
            new().recording_content(RecordingContent::AudioVideo),
        ] {
            let affine = options.clone().channel_affinity(zero());
            refused(start(affine), field, "only for unmixed");
            let ordered = options.audio_channel_participant_ordering(user());
            let field = "audio channel participant ordering";
            refused(start(ordered), field, "only for unmixed");
        }
        let twice = new()
            .audio_channel_participant_ordering(user())
            .audio_channel_participant_ordering(user());
        let field = "audio channel participant ordering";
        refused(start(twice), field, "more than once");
    });
    // Recorded: the service takes an affinity where the channel is not set.
    taken(&new().channel_affinity(zero()));
    let unmixed = new().recording_channel(RecordingChannel::Unmixed);
    taken(&unmixed.clone().audio_channel_participant_ordering(user()));
    let tomorrow = new().recording_format("opus".into());
    taken(&tomorrow.channel_affinity(zero()));
    taken(
        &unmixed
            .channel_affinity(zero())
            .channel_affinity(ChannelAffinity::new(phone()).channel(4)),
    );
}

#[test]
fn addresses_of_a_recording() {
    nothing_sent(|client, _| {
        let start = |options| client.start_recording(target(), &options);
        for (url, rule) in [
            ("http://app.example.com/events", "https"),
            ("events", "absolute"),
            ("", "empty"),
        ] {
            let options = StartRecordingOptions::new().recording_state_callback_uri(url);
            refused(start(options), "recording state callback uri", rule);
            let storage = RecordingStorage::AzureBlobContainer(url.to_owned());
            let options = StartRecordingOptions::new().recording_storage(storage);
            let field = "recording destination container url";
            refused(start(options), field, rule);
        }
    });
    let storage = "https://contosorec.blob.core.windows.net/calls".to_owned();
    taken(
        &StartRecordingOptions::new()
            .recording_state_callback_uri(CALLBACK)
            .recording_storage(RecordingStorage::AzureBlobContainer(storage)),
    );
}

#[test]
fn streaming_and_transcription() {
    nothing_sent(|_, call| {
        let field = "operation callback uri";
        let url = "http://foreign.example/";
        let options = OperationOptions::new().operation_callback_uri(url);
        refused(call.start_media_streaming(&options), field, "https");
        let options = OperationOptions::new().operation_callback_uri(url);
        refused(call.stop_transcription(&options), field, "https");
        let options = OperationOptions::new().operation_context("a\n");
        let outcome = call.stop_media_streaming(&options);
        refused(outcome, "operation context", "control");
        let options = StartTranscriptionOptions::new().locale("");
        let outcome = call.start_transcription(&options);
        refused(outcome, "transcription locale", "empty");
        let options = UpdateTranscriptionOptions::new().speech_model_endpoint_id("\u{7}");
        let outcome = call.update_transcription(&options);
        refused(outcome, "speech model endpoint id", "control");
        let options = StartTranscriptionOptions::new().speech_model_endpoint_id("");
        let outcome = call.start_transcription(&options);
        refused(outcome, "speech model endpoint id", "empty");
    });
}
