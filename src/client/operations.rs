//! The table of operations: the facts of each, except its body.

use crate::pipeline::Class::{Ends, Once, Reads, Repeats};
use crate::pipeline::Expect::{Anything, Json, JsonOrNothing};
use crate::pipeline::Operation;

macro_rules! operations {
    ($($constant:ident $name:literal $method:ident $path:literal $class:ident $ids:literal $context:literal $expects:ident;)*) => {
        $(pub(crate) static $constant: Operation = Operation {
            name: $name,
            method: http::Method::$method,
            path: $path,
            class: $class,
            sends_repeatability: $ids,
            takes_context: $context,
            expects: $expects,
        };)*

        #[cfg(test)]
        static ALL: &[&Operation] = &[$(&$constant),*];
    };
}

// Once, though they send ids: create, answer, connect and reject have carried no
// `Repeatability-Result` since 2023 in recordings of the live service. Redirect and
// move were never recorded. Transfer was recorded only in 2022 (net-transfer-2022), accepted, in a
// session whose create was accepted too: as with create, that says nothing about today.
#[rustfmt::skip]
operations! {
//  constant                  name, method, path, class, repeatability ids sent, operation context taken, expected body of success
    CREATE_CALL               "CreateCall" POST "/calling/callConnections" Once true true Json;
    ANSWER_CALL               "AnswerCall" POST "/calling/callConnections:answer" Once true true Json;
    REDIRECT_CALL             "RedirectCall" POST "/calling/callConnections:redirect" Once true false Json;
    REJECT_CALL               "RejectCall" POST "/calling/callConnections:reject" Once true false Json;
    CONNECT                   "Connect" POST "/calling/callConnections:connect" Once true true Json;
    GET_CALL                  "CallConnection_GetCall" GET "/calling/callConnections/{callConnectionId}" Reads false false Json;
    HANGUP_CALL               "CallConnection_HangupCall" DELETE "/calling/callConnections/{callConnectionId}" Ends false false Json;
    TERMINATE_CALL            "CallConnection_TerminateCall" POST "/calling/callConnections/{callConnectionId}:terminate" Ends true false Json;
    TRANSFER                  "CallConnection_TransferToParticipant" POST "/calling/callConnections/{callConnectionId}:transferToParticipant" Once true true JsonOrNothing;
    GET_PARTICIPANTS          "CallConnection_GetParticipants" GET "/calling/callConnections/{callConnectionId}/participants" Reads false false Json;
    GET_PARTICIPANT           "CallConnection_GetParticipant" GET "/calling/callConnections/{callConnectionId}/participants/{participantRawId}" Reads false false Json;
    ADD_PARTICIPANT           "CallConnection_AddParticipant" POST "/calling/callConnections/{callConnectionId}/participants:add" Repeats true true Json;
    REMOVE_PARTICIPANT        "CallConnection_RemoveParticipant" POST "/calling/callConnections/{callConnectionId}/participants:remove" Repeats true true JsonOrNothing;
    MUTE                      "CallConnection_Mute" POST "/calling/callConnections/{callConnectionId}/participants:mute" Repeats true true JsonOrNothing;
    CANCEL_ADD_PARTICIPANT    "CallConnection_CancelAddParticipant" POST "/calling/callConnections/{callConnectionId}/participants:cancelAddParticipant" Repeats true true JsonOrNothing;
    MOVE_PARTICIPANTS         "CallConnection_MoveParticipants" POST "/calling/callConnections/{callConnectionId}/participants:moveHere" Once true true Json;
    PLAY                      "CallMedia_Play" POST "/calling/callConnections/{callConnectionId}:play" Once false true Json;
    RECOGNIZE                 "CallMedia_Recognize" POST "/calling/callConnections/{callConnectionId}:recognize" Once false true Json;
    CANCEL_ALL_MEDIA          "CallMedia_CancelAllMediaOperations" POST "/calling/callConnections/{callConnectionId}:cancelAllMediaOperations" Once false false Json;
    SEND_DTMF_TONES           "CallMedia_SendDtmfTones" POST "/calling/callConnections/{callConnectionId}:sendDtmfTones" Repeats true true JsonOrNothing;
    START_CONTINUOUS_DTMF     "CallMedia_StartContinuousDtmfRecognition" POST "/calling/callConnections/{callConnectionId}:startContinuousDtmfRecognition" Once false true Json;
    STOP_CONTINUOUS_DTMF      "CallMedia_StopContinuousDtmfRecognition" POST "/calling/callConnections/{callConnectionId}:stopContinuousDtmfRecognition" Once false true Json;
    HOLD                      "CallMedia_Hold" POST "/calling/callConnections/{callConnectionId}:hold" Once false true Json;
    UNHOLD                    "CallMedia_Unhold" POST "/calling/callConnections/{callConnectionId}:unhold" Once false true Json;
    START_MEDIA_STREAMING     "CallMedia_StartMediaStreaming" POST "/calling/callConnections/{callConnectionId}:startMediaStreaming" Once false true JsonOrNothing;
    STOP_MEDIA_STREAMING      "CallMedia_StopMediaStreaming" POST "/calling/callConnections/{callConnectionId}:stopMediaStreaming" Once false true JsonOrNothing;
    START_TRANSCRIPTION       "CallMedia_StartTranscription" POST "/calling/callConnections/{callConnectionId}:startTranscription" Once false true JsonOrNothing;
    STOP_TRANSCRIPTION        "CallMedia_StopTranscription" POST "/calling/callConnections/{callConnectionId}:stopTranscription" Once false true JsonOrNothing;
    UPDATE_TRANSCRIPTION      "CallMedia_UpdateTranscription" POST "/calling/callConnections/{callConnectionId}:updateTranscription" Once false true JsonOrNothing;
    START_RECORDING           "CallRecording_StartRecording" POST "/calling/recordings" Repeats true false Json;
    GET_RECORDING_PROPERTIES  "CallRecording_GetRecordingProperties" GET "/calling/recordings/{recordingId}" Reads false false Json;
    STOP_RECORDING            "CallRecording_StopRecording" DELETE "/calling/recordings/{recordingId}" Ends false false Json;
    PAUSE_RECORDING           "CallRecording_PauseRecording" POST "/calling/recordings/{recordingId}:pause" Once false false Json;
    RESUME_RECORDING          "CallRecording_ResumeRecording" POST "/calling/recordings/{recordingId}:resume" Once false false Json;
    DOWNLOAD_RECORDING        "RecordingContent_Download" GET "<recording content location>" Reads false false Anything;
    DELETE_RECORDING          "RecordingContent_Delete" DELETE "<recording delete location>" Ends false false Anything;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn file(path: &str) -> String {
        std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn the_table_is_that_of_the_official_clients() {
        let api: serde_json::Value = serde_json::from_str(&file("tests/data/api.json")).unwrap();
        let takes_context = |row: &serde_json::Value| {
            let model = row["request_model"].as_str();
            model.is_some_and(|model| {
                let fields = &api["models"][model]["fields"];
                !fields["operationContext"].is_null()
            })
        };
        let official = api["operations"].as_array().unwrap().iter();
        let official: BTreeSet<_> = official
            .map(|row| {
                let text = |name: &str| row[name].as_str().unwrap().to_owned();
                let ids = row["repeatability_headers"].as_bool().unwrap();
                (
                    text("name"),
                    text("method"),
                    text("path"),
                    ids,
                    takes_context(row),
                )
            })
            .collect();
        let ours: BTreeSet<_> = ALL
            .iter()
            .map(|row| {
                let method = row.method.to_string();
                (
                    row.name.to_owned(),
                    method,
                    row.path.to_owned(),
                    row.sends_repeatability,
                    row.takes_context,
                )
            })
            .collect();
        let different: Vec<_> = ours.symmetric_difference(&official).collect();
        assert!(
            different.is_empty(),
            "only in one of this table and tests/data/api.json: {different:#?}"
        );
    }

    /// The list below the retry table of docs/architecture.md; `UPDATE=1` writes it.
    #[test]
    fn the_documented_classes_are_those_of_the_table() {
        const PATH: &str = "docs/architecture.md";
        const BEGIN: &str = "| class | operations |\n|---|---|\n";
        let mut list = String::from(BEGIN);
        for (class, label) in [
            (Reads, "reads"),
            (Ends, "ends"),
            (Repeats, "repeats"),
            (Once, "once"),
        ] {
            let names: Vec<_> = ALL
                .iter()
                .filter(|row| row.class == class)
                .map(|row| row.name.rsplit('_').next().unwrap())
                .collect();
            list += &format!("| {label} | {} |\n", names.join(", "));
        }
        let text = file(PATH);
        let (before, rest) = text.split_once(BEGIN).unwrap();
        let after = rest.find("\n\n").unwrap() + 1;
        let wanted = format!("{before}{list}{}", &rest[after..]);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(format!("{}/{PATH}", env!("CARGO_MANIFEST_DIR")), &wanted).unwrap();
        } else {
            assert!(
                text == wanted,
                "{PATH} is not up to date: run `UPDATE=1 cargo test --lib documented_classes`"
            );
        }
    }
}
