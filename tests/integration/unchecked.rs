//! A client that checks no arguments sends in every operation what another client refuses.

use std::time::Duration;

use acs_call_automation::model::{
    CustomCallingContext, MediaStreamingAudioChannel, RecordingChannel, RecordingFormat,
    RecordingStorage,
};
use acs_call_automation::options::*;
use acs_call_automation::*;

use crate::recorder::{Recorder, response};

const ODD: &str = "no id";
const URL: &str = "not a url";

fn odd() -> CommunicationIdentifier {
    CommunicationIdentifier::communication_user(ODD)
}

fn number() -> PhoneNumber {
    PhoneNumber::new("+1 604 555")
}

fn client(server: &Recorder, validate: bool) -> CallAutomationClient {
    let key = Credential::access_key("a2V5").unwrap();
    let options = ClientOptions::new().validate(validate).max_retries(0);
    CallAutomationClient::new(&server.endpoint(), key, &options).unwrap()
}

type Send = fn(&CallAutomationClient, &CallConnection) -> Option<Error>;

/// Every operation that checks arguments, with arguments that it refuses.
const OPERATIONS: [(&str, Send); 25] = [
    ("create", |client, _| {
        let invite = CallInvite::from(odd()).source_caller_id_number(number());
        let options = CreateCallOptions::new()
            .source(CommunicationUser::new(ODD))
            .media_streaming(
                MediaStreamingOptions::websocket(MediaStreamingAudioChannel::Mixed)
                    .transport_url("http://x"),
            )
            .transcription(TranscriptionOptions::websocket("").transport_url("ftp://x"));
        client.create_call(&invite, URL, &options).err()
    }),
    ("create for a group", |client, _| {
        let options = CreateGroupCallOptions::new().source_caller_id_number(number());
        let no_targets: [CommunicationIdentifier; 0] = [];
        client.create_group_call(no_targets, URL, &options).err()
    }),
    ("answer", |client, _| {
        let options = AnswerCallOptions::new().answered_by(CommunicationUser::new(ODD));
        client.answer_call("", URL, &options).err()
    }),
    ("connect", |client, _| {
        let locator = CallLocator::Room(String::new());
        let options = ConnectCallOptions::new();
        client
            .connect_call(&locator, "http://10.0.0.1", &options)
            .err()
    }),
    ("redirect", |client, _| {
        client
            .redirect_call("", odd(), &RequestOptions::new())
            .err()
    }),
    ("reject", |client, _| {
        client.reject_call("", &RejectCallOptions::new()).err()
    }),
    ("transfer", |_, call| {
        let options = TransferCallOptions::new()
            .transferee(odd())
            .source_caller_id_number(number())
            .custom_calling_context(CustomCallingContext::new().sip_header("a b", "c\n"));
        call.transfer_call(odd(), &options).err()
    }),
    ("add", |_, call| {
        let options = AddParticipantOptions::new()
            .invitation_timeout(Duration::from_secs(999))
            .operation_callback_uri(URL);
        call.add_participant(&CallInvite::from(odd()), &options)
            .err()
    }),
    ("cancel an invitation", |_, call| {
        call.cancel_add_participant("", &OperationOptions::new())
            .err()
    }),
    ("remove", |_, call| {
        call.remove_participant(odd(), &OperationOptions::new())
            .err()
    }),
    ("mute", |_, call| {
        let no_targets: [CommunicationIdentifier; 0] = [];
        let options = MuteParticipantsOptions::new();
        call.mute_participants(no_targets, &options).err()
    }),
    ("move", |_, call| {
        let options = OperationOptions::new();
        call.move_participants([odd()], "", &options).err()
    }),
    ("play", |_, call| {
        let sources = [PlaySource::file(URL), PlaySource::text("x".repeat(4001))];
        call.play(&sources, [odd()], &PlayOptions::new()).err()
    }),
    ("play to all", |_, call| {
        call.play_to_all(&[], &PlayOptions::new()).err()
    }),
    ("recognize", |_, call| {
        let options = RecognizeOptions::speech()
            .max_tones(0)
            .initial_silence_timeout(Duration::from_secs(999))
            .prompt(PlaySource::ssml(""));
        call.recognize(odd(), &options).err()
    }),
    ("recognize choices", |_, call| {
        call.recognize(odd(), &RecognizeOptions::choices([])).err()
    }),
    ("send tones", |_, call| {
        let tones = [DtmfTone::Other("z".to_owned())];
        let options = OperationOptions::new().operation_callback_uri(URL);
        call.send_dtmf_tones(&tones, odd(), &options).err()
    }),
    ("start continuous recognition", |_, call| {
        let options = OperationOptions::new();
        call.start_continuous_dtmf_recognition(odd(), &options)
            .err()
    }),
    ("stop continuous recognition", |_, call| {
        let options = OperationOptions::new();
        call.stop_continuous_dtmf_recognition(odd(), &options).err()
    }),
    ("hold", |_, call| {
        let options = HoldOptions::new().play_source(PlaySource::text(""));
        call.hold(odd(), &options).err()
    }),
    ("unhold", |_, call| {
        call.unhold(odd(), &OperationOptions::new()).err()
    }),
    ("start streaming", |_, call| {
        let options = OperationOptions::new().operation_callback_uri(URL);
        call.start_media_streaming(&options).err()
    }),
    ("start transcription", |_, call| {
        let options = StartTranscriptionOptions::new().locale("");
        call.start_transcription(&options).err()
    }),
    ("update a transcription", |_, call| {
        let options = UpdateTranscriptionOptions::new().locale("\n");
        call.update_transcription(&options).err()
    }),
    ("record", |client, _| {
        let locator = CallLocator::ServerCall(String::new());
        let options = StartRecordingOptions::new()
            .recording_state_callback_uri(URL)
            .recording_channel(RecordingChannel::Unmixed)
            .recording_format(RecordingFormat::Mp4)
            .recording_storage(RecordingStorage::AzureBlobContainer("x".to_owned()));
        client.start_recording(&locator, &options).err()
    }),
];

#[test]
fn without_validation_every_operation_sends_what_it_refuses_otherwise() {
    for (name, send) in OPERATIONS {
        let server = Recorder::start(|_| Some(response(418, &[], "")));
        let run = |validate| {
            let client = client(&server, validate);
            let call = client.call_connection("c1").unwrap();
            send(&client, &call).unwrap()
        };
        let error = run(true);
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}: {error}");
        assert!(server.requests().is_empty(), "{name}");
        let error = run(false);
        assert_eq!(error.http_status(), Some(418), "{name}: {error}");
        assert_eq!(server.requests().len(), 1, "{name}");
    }
}
