//! Recording control.

use acs_call_automation::*;

use acs_call_automation::options::StartRecordingOptions;

use acs_call_automation::recording::{ChannelAffinity, RecordingStorage, RecordingTarget};
use serde_json::Value;

use crate::fields::Fields;
use crate::{Case, with};

pub const OPERATIONS: [&str; 5] = [
    "CallRecording_StartRecording",
    "CallRecording_GetRecordingProperties",
    "CallRecording_PauseRecording",
    "CallRecording_ResumeRecording",
    "CallRecording_StopRecording",
];

/// `None` for an operation of others.
pub fn call(client: &CallAutomationClient, case: &Case, body: &mut Fields) -> Option<Result<()>> {
    Some(match case.operation.as_str() {
        "CallRecording_StartRecording" => start(client, body),
        "CallRecording_GetRecordingProperties" => {
            client.get_recording_properties(&id(&case.path)).map(drop)
        }
        "CallRecording_PauseRecording" => client.pause_recording(&id(&case.path)).map(drop),
        "CallRecording_ResumeRecording" => client.resume_recording(&id(&case.path)).map(drop),
        "CallRecording_StopRecording" => client.stop_recording(&id(&case.path)).map(drop),
        _ => return None,
    })
}

/// The recording id in a path, decoded.
fn id(path: &str) -> String {
    let rest = path.strip_prefix("/calling/recordings/").unwrap();
    let id = rest.split_once(':').map_or(rest, |(id, _)| id);
    percent_encoding::percent_decode_str(id)
        .decode_utf8()
        .unwrap()
        .into_owned()
}

fn start(client: &CallAutomationClient, body: &mut Fields) -> Result<()> {
    let target = match body.locator("callLocator") {
        Some(locator) => RecordingTarget::Locator(locator),
        None => RecordingTarget::CallConnection(body.text("callConnectionId").unwrap()),
    };
    let mut options = StartRecordingOptions::new();
    with!(
        options,
        body.text("recordingStateCallbackUri"),
        recording_state_callback_uri
    );
    with!(
        options,
        body.name("recordingContentType"),
        recording_content
    );
    with!(
        options,
        body.name("recordingChannelType"),
        recording_channel
    );
    with!(options, body.name("recordingFormatType"), recording_format);
    for participant in body
        .identifiers("audioChannelParticipantOrdering")
        .unwrap_or_default()
    {
        options = options.audio_channel_participant_ordering(participant);
    }
    for mut one in body.objects("channelAffinity").unwrap_or_default() {
        let mut affinity = ChannelAffinity::new(one.identifier("participant").unwrap());
        let channel = one.number("channel").map(|n| u32::try_from(n).unwrap());
        with!(affinity, channel, channel);
        one.all_used();
        options = options.channel_affinity(affinity);
    }
    with!(options, storage(body), recording_storage);
    with!(options, body.flag("pauseOnStart"), pause_on_start);
    client.start_recording(&target, &options).map(drop)
}

/// The service's own store is named by leaving it out; the client never names it.
pub fn own_store_unnamed(mut body: Value) -> Value {
    if body["externalStorage"]["recordingStorageKind"] == "azureCommunicationServices" {
        body.as_object_mut().unwrap().remove("externalStorage");
    }
    body
}

fn storage(body: &mut Fields) -> Option<RecordingStorage> {
    let mut inner = body.object("externalStorage")?;
    let kind = inner.text("recordingStorageKind");
    let url = inner.text("recordingDestinationContainerUrl");
    inner.all_used();
    Some(match (kind.as_deref(), url) {
        (Some("azureBlobStorage"), Some(url)) => RecordingStorage::AzureBlobContainer(url),
        other => panic!("storage {other:?}"),
    })
}
