//! The operation of a method and a path.

use percent_encoding::percent_decode_str;

use super::bodies;
use super::fields::Field;
use crate::media::bodies as media;
use crate::recording::bodies as recording;

/// The operations of call control, of media and of recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    Create,
    Answer,
    Connect,
    Redirect,
    Reject,
    Get,
    HangUp,
    Terminate,
    Transfer,
    ListParticipants,
    GetParticipant,
    Add,
    CancelAdd,
    Remove,
    Mute,
    /// Of the previews only.
    Unmute,
    Move,
    Play,
    /// Of the previews only.
    Announce,
    Recognize,
    CancelAllMedia,
    SendDtmf,
    StartContinuousDtmf,
    StopContinuousDtmf,
    Hold,
    Unhold,
    StartStreaming,
    StopStreaming,
    StartTranscription,
    StopTranscription,
    UpdateTranscription,
    /// Of the previews of 2023 only.
    StartDialog,
    StopDialog,
    StartRecording,
    GetRecording,
    StopRecording,
    PauseRecording,
    ResumeRecording,
    /// Of the previews only.
    GetRecordingResult,
}

/// What the service does with repeatability headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// Official clients do not send them here.
    NotSent,
    /// Sent, and honored in the preview of 2022 only. Transfer was recorded only there
    /// (net-transfer-2022), like create, which has not been honored since; move was never recorded.
    Ignored,
    /// `Repeatability-Result: accepted`.
    Accepted,
}

/// One row of the route table.
pub(crate) struct Route {
    pub operation: Operation,
    pub method: &'static str,
    place: Place,
    /// The name that the official clients' generated code gives the operation.
    pub name: &'static str,
    pub success: u16,
    pub repeats: Repeats,
    pub fields: &'static [Field],
    /// The first stable api-version that has it.
    pub since: &'static str,
}

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// `/calling/callConnections` and maybe `:verb`.
    Root(&'static str),
    /// `/calling/callConnections/{id}` and maybe `:verb`.
    Call(&'static str),
    /// `/calling/callConnections/{id}/participants` and maybe `:verb`.
    Participants(&'static str),
    /// `/calling/callConnections/{id}/participants/{raw id}`.
    Participant,
    /// `/calling/callConnections/{id}/dialogs/{id}`.
    Dialog,
    /// `/calling/recordings`.
    Recordings,
    /// `/calling/recordings/{id}` and maybe `:verb`.
    Recording(&'static str),
    /// `/calling/recordings/{id}/result`.
    RecordingResult,
}

const fn route(
    operation: Operation,
    name: &'static str,
    method: &'static str,
    place: Place,
    success: u16,
    fields: &'static [Field],
) -> Route {
    Route {
        operation,
        method,
        place,
        name,
        success,
        repeats: Repeats::NotSent,
        fields,
        since: "2023-03-06",
    }
}

impl Route {
    const fn repeated(mut self, repeats: Repeats) -> Self {
        self.repeats = repeats;
        self
    }

    const fn since(mut self, version: &'static str) -> Self {
        self.since = version;
        self
    }
}

/// In place of a first stable version: there is none.
const PREVIEWS: &str = "previews only";

use Operation as O;
use Place::{
    Call, Dialog, Participant, Participants, Recording, RecordingResult, Recordings, Root,
};
use Repeats::{Accepted, Ignored};

#[rustfmt::skip]
pub(crate) static ROUTES: &[Route] = &[
    route(O::Create, "CreateCall", "POST", Root(""), 201, bodies::CREATE).repeated(Ignored),
    route(O::Answer, "AnswerCall", "POST", Root("answer"), 200, bodies::ANSWER).repeated(Ignored),
    route(O::Connect, "Connect", "POST", Root("connect"), 200, bodies::CONNECT).repeated(Ignored).since("2024-09-15"),
    route(O::Redirect, "RedirectCall", "POST", Root("redirect"), 204, bodies::REDIRECT).repeated(Ignored),
    route(O::Reject, "RejectCall", "POST", Root("reject"), 204, bodies::REJECT).repeated(Ignored),
    route(O::Get, "GetCall", "GET", Call(""), 200, bodies::NONE),
    route(O::HangUp, "HangupCall", "DELETE", Call(""), 204, bodies::NONE),
    route(O::Terminate, "TerminateCall", "POST", Call("terminate"), 204, bodies::NONE).repeated(Accepted),
    route(O::Transfer, "TransferToParticipant", "POST", Call("transferToParticipant"), 202, bodies::TRANSFER).repeated(Ignored),
    route(O::ListParticipants, "GetParticipants", "GET", Participants(""), 200, bodies::NONE),
    route(O::GetParticipant, "GetParticipant", "GET", Participant, 200, bodies::NONE),
    route(O::Add, "AddParticipant", "POST", Participants("add"), 202, bodies::ADD).repeated(Accepted),
    route(O::CancelAdd, "CancelAddParticipant", "POST", Participants("cancelAddParticipant"), 202, bodies::CANCEL_ADD).repeated(Accepted).since("2023-10-15"),
    route(O::Remove, "RemoveParticipant", "POST", Participants("remove"), 202, bodies::REMOVE).repeated(Accepted),
    route(O::Mute, "Mute", "POST", Participants("mute"), 200, bodies::MUTE).repeated(Accepted).since("2023-10-15"),
    route(O::Unmute, "Unmute", "POST", Participants("unmute"), 200, bodies::MUTE).repeated(Accepted).since(PREVIEWS),
    route(O::Move, "MoveParticipants", "POST", Participants("moveHere"), 202, bodies::MOVE).repeated(Ignored).since("2026-03-12"),
    route(O::Play, "Play", "POST", Call("play"), 202, media::PLAY),
    route(O::Announce, "InterruptAudioAndAnnounce", "POST", Call("interruptAudioAndAnnounce"), 202, media::ANNOUNCE).since(PREVIEWS),
    route(O::Recognize, "Recognize", "POST", Call("recognize"), 202, media::RECOGNIZE),
    route(O::CancelAllMedia, "CancelAllMediaOperations", "POST", Call("cancelAllMediaOperations"), 202, bodies::NONE),
    route(O::SendDtmf, "SendDtmfTones", "POST", Call("sendDtmfTones"), 202, media::SEND_DTMF).repeated(Accepted).since("2023-10-15"),
    route(O::SendDtmf, "SendDtmf", "POST", Call("sendDtmf"), 202, media::SEND_DTMF).since(PREVIEWS),
    route(O::StartContinuousDtmf, "StartContinuousDtmfRecognition", "POST", Call("startContinuousDtmfRecognition"), 200, media::CONTINUOUS).since("2023-10-15"),
    route(O::StopContinuousDtmf, "StopContinuousDtmfRecognition", "POST", Call("stopContinuousDtmfRecognition"), 200, media::CONTINUOUS).since("2023-10-15"),
    route(O::Hold, "Hold", "POST", Call("hold"), 200, media::HOLD).since("2024-09-15"),
    route(O::Unhold, "Unhold", "POST", Call("unhold"), 200, media::UNHOLD).since("2024-09-15"),
    route(O::Hold, "StartHoldMusic", "POST", Call("startHoldMusic"), 200, media::HOLD).since(PREVIEWS),
    route(O::Unhold, "StopHoldMusic", "POST", Call("stopHoldMusic"), 200, media::UNHOLD).since(PREVIEWS),
    route(O::StartStreaming, "StartMediaStreaming", "POST", Call("startMediaStreaming"), 202, media::BARE).since("2025-05-15"),
    route(O::StopStreaming, "StopMediaStreaming", "POST", Call("stopMediaStreaming"), 202, media::BARE).since("2025-05-15"),
    route(O::StartTranscription, "StartTranscription", "POST", Call("startTranscription"), 202, media::TRANSCRIBE).since("2025-05-15"),
    route(O::StopTranscription, "StopTranscription", "POST", Call("stopTranscription"), 202, media::BARE).since("2025-05-15"),
    route(O::UpdateTranscription, "UpdateTranscription", "POST", Call("updateTranscription"), 202, media::TRANSCRIBE).since("2025-05-15"),
    route(O::StartDialog, "StartDialog", "PUT", Dialog, 201, bodies::DIALOG).since(PREVIEWS),
    route(O::StopDialog, "StopDialog", "DELETE", Dialog, 204, bodies::NONE).since(PREVIEWS),
    route(O::StartRecording, "StartRecording", "POST", Recordings, 200, recording::START).repeated(Accepted),
    route(O::GetRecording, "GetRecordingProperties", "GET", Recording(""), 200, bodies::NONE),
    route(O::StopRecording, "StopRecording", "DELETE", Recording(""), 204, bodies::NONE),
    route(O::PauseRecording, "PauseRecording", "POST", Recording("pause"), 202, bodies::NONE),
    route(O::ResumeRecording, "ResumeRecording", "POST", Recording("resume"), 202, bodies::NONE),
    route(O::GetRecordingResult, "GetRecordingResult", "GET", RecordingResult, 200, bodies::NONE).since(PREVIEWS),
];

/// A path that the table knows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    place: Place,
    /// The decoded call connection id; empty where the path has none.
    pub call: String,
    /// The decoded raw id of a participant; empty where the path has none.
    pub participant: String,
    /// The decoded id of a dialog; empty where the path has none.
    pub dialog: String,
    /// The decoded id of a recording; empty where the path has none.
    pub recording: String,
}

/// Looks a path up, without a query.
pub(crate) fn find(path: &str) -> Option<Found> {
    if let Some(rest) = path.strip_prefix("/calling/recordings") {
        return find_recording(rest);
    }
    let rest = path.strip_prefix("/calling/callConnections")?;
    let mut segments = rest.split('/');
    let first = segments.next()?;
    let call = segments.next();
    let third = segments.next();
    let fourth = segments.next();
    if segments.next().is_some() {
        return None;
    }
    let (place, call, participant, dialog) = match (call, third, fourth) {
        (None, ..) => (named(Root(""), verb(first)?)?, "", "", ""),
        (Some(call), None, _) => {
            let (call, verb) = call.rsplit_once(':').unwrap_or((call, ""));
            (named(Call(""), verb)?, call, "", "")
        }
        (Some(call), Some(third), None) => {
            let rest = third.strip_prefix("participants")?;
            (named(Participants(""), verb(rest)?)?, call, "", "")
        }
        (Some(call), Some("participants"), Some(raw_id)) if !raw_id.is_empty() => {
            (Participant, call, raw_id, "")
        }
        (Some(call), Some("dialogs"), Some(id)) if !id.is_empty() => (Dialog, call, "", id),
        _ => return None,
    };
    let is_root = matches!(place, Root(_));
    if is_root != call.is_empty() || (!is_root && !first.is_empty()) {
        return None;
    }
    Some(Found {
        place,
        call: decoded(call)?,
        participant: decoded(participant)?,
        dialog: decoded(dialog)?,
        recording: String::new(),
    })
}

/// The rest of a path below `/calling/recordings`.
fn find_recording(rest: &str) -> Option<Found> {
    let (place, id) = match rest.strip_prefix('/') {
        None => (rest.is_empty().then_some(Recordings)?, ""),
        Some(rest) => match rest.split_once('/') {
            Some((id, "result")) => (RecordingResult, id),
            Some(_) => return None,
            None => {
                let (id, verb) = rest.rsplit_once(':').unwrap_or((rest, ""));
                (named(Recording(""), verb)?, id)
            }
        },
    };
    if id.is_empty() != (place == Recordings) {
        return None;
    }
    Some(Found {
        place,
        call: String::new(),
        participant: String::new(),
        dialog: String::new(),
        recording: decoded(id)?,
    })
}

impl Found {
    /// The rows for this path; more than one where methods differ.
    pub(crate) fn routes(&self) -> impl Iterator<Item = &'static Route> {
        let place = self.place;
        ROUTES.iter().filter(move |route| route.place == place)
    }
}

/// The place of the same family with that verb, if the table has one.
fn named(family: Place, verb: &str) -> Option<Place> {
    ROUTES
        .iter()
        .map(|route| route.place)
        .find(|place| match (place, family) {
            (Root(known), Root(_))
            | (Call(known), Call(_))
            | (Participants(known), Participants(_))
            | (Recording(known), Recording(_)) => *known == verb,
            _ => false,
        })
}

/// What follows a name: nothing, or a colon and a verb.
fn verb(rest: &str) -> Option<&str> {
    match rest.strip_prefix(':') {
        Some(verb) => (!verb.is_empty()).then_some(verb),
        None => rest.is_empty().then_some(""),
    }
}

fn decoded(segment: &str) -> Option<String> {
    Some(percent_decode_str(segment).decode_utf8().ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(method: &str, path: &str) -> Option<&'static str> {
        let found = find(path)?;
        found
            .routes()
            .find(|route| route.method == method)
            .map(|route| route.name)
    }

    #[test]
    fn a_path_and_a_method_name_an_operation() {
        let root = "/calling/callConnections";
        assert_eq!(name("POST", root), Some("CreateCall"));
        assert_eq!(name("POST", &format!("{root}:answer")), Some("AnswerCall"));
        assert_eq!(name("DELETE", &format!("{root}/a")), Some("HangupCall"));
        assert_eq!(
            name("POST", &format!("{root}/a:terminate")),
            Some("TerminateCall")
        );
        assert_eq!(
            name("GET", &format!("{root}/a/participants")),
            Some("GetParticipants")
        );
        assert_eq!(
            name("POST", &format!("{root}/a/participants:add")),
            Some("AddParticipant")
        );
        let found = find(&format!("{root}/a/participants/4%3A%2B1604")).unwrap();
        assert_eq!(found.participant, "4:+1604");
        let found = find(&format!("{root}/a/participants/8:acs:a_b")).unwrap();
        assert_eq!(found.participant, "8:acs:a_b");
        let root = "/calling/recordings";
        assert_eq!(name("POST", root), Some("StartRecording"));
        assert_eq!(
            name("GET", &format!("{root}/r")),
            Some("GetRecordingProperties")
        );
        assert_eq!(name("DELETE", &format!("{root}/r")), Some("StopRecording"));
        assert_eq!(
            name("POST", &format!("{root}/r:pause")),
            Some("PauseRecording")
        );
        assert_eq!(
            name("GET", &format!("{root}/r/result")),
            Some("GetRecordingResult")
        );
        assert_eq!(find(&format!("{root}/r%2B")).unwrap().recording, "r+");
    }

    #[test]
    fn other_paths_are_unknown() {
        for path in [
            "/",
            "/calling",
            "/calling/callConnections/",
            "/calling/callConnections:play",
            "/calling/callConnections/a:playAll",
            "/calling/callConnections/a/participants/",
            "/calling/callConnections/a/participants/b/c",
            "/calling/callConnections:answer/a",
            "/calling/callConnectionsX",
            "/calling/recordings/",
            "/calling/recordings:stop",
            "/calling/recordings/:pause",
            "/calling/recordings/r:stop",
            "/calling/recordings/r/content",
            "/calling/recordings/r/result/x",
            "/calling/recordingsX",
        ] {
            assert_eq!(find(path), None, "{path}");
        }
    }
}
