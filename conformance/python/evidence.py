"""What the stories of one run have shown: the requests of the SDK that the emulator saw, with their statuses.

Only stories that pass count. conformance/table.py makes the table of docs/conformance.md of it.
"""

import json
from pathlib import Path

from azure.communication.callautomation import CallAutomationClient, CallConnectionClient

# The method of the SDK for each operation.
METHODS = {
    "CreateCall": "create_call",
    "AnswerCall": "answer_call",
    "RedirectCall": "redirect_call",
    "RejectCall": "reject_call",
    "Connect": "connect_call",
    "CallConnection_GetCall": "get_call_properties",
    "CallConnection_HangupCall": "hang_up",
    "CallConnection_TerminateCall": "hang_up",
    "CallConnection_TransferToParticipant": "transfer_call_to_participant",
    "CallConnection_GetParticipants": "list_participants",
    "CallConnection_AddParticipant": "add_participant",
    "CallConnection_RemoveParticipant": "remove_participant",
    "CallConnection_Mute": "mute_participant",
    "CallConnection_CancelAddParticipant": "cancel_add_participant_operation",
    "CallConnection_MoveParticipants": "move_participants",
    "CallConnection_GetParticipant": "get_participant",
    "CallMedia_Play": "play_media",
    "CallMedia_StartTranscription": "start_transcription",
    "CallMedia_StopTranscription": "stop_transcription",
    "CallMedia_UpdateTranscription": "update_transcription",
    "CallMedia_CancelAllMediaOperations": "cancel_all_media_operations",
    "CallMedia_Recognize": "start_recognizing_media",
    "CallMedia_StartContinuousDtmfRecognition": "start_continuous_dtmf_recognition",
    "CallMedia_StopContinuousDtmfRecognition": "stop_continuous_dtmf_recognition",
    "CallMedia_SendDtmfTones": "send_dtmf_tones",
    "CallMedia_Hold": "hold",
    "CallMedia_Unhold": "unhold",
    "CallMedia_StartMediaStreaming": "start_media_streaming",
    "CallMedia_StopMediaStreaming": "stop_media_streaming",
    "CallRecording_StartRecording": "start_recording",
    "CallRecording_GetRecordingProperties": "get_recording_properties",
    "CallRecording_StopRecording": "stop_recording",
    "CallRecording_PauseRecording": "pause_recording",
    "CallRecording_ResumeRecording": "resume_recording",
    "RecordingContent_Download": "download_recording",
    "RecordingContent_Delete": "delete_recording",
}


def has(method):
    return any(hasattr(kind, method) for kind in (CallAutomationClient, CallConnectionClient))


class Evidence:
    def __init__(self, sdk, version, scheme, kind):
        self.about = {"sdk": sdk, "version": version, "scheme": scheme, "kind": kind}
        self._seen = set()
        self._bugs = set()

    def take(self, journal, bugs):
        self._bugs |= bugs
        self._seen |= {
            (e["headers"].get("user-agent", ""), e["method"], e["path"], e["status"])
            for e in journal
        }

    def write(self, folder):
        result = {
            **self.about,
            "has": [operation for operation, method in METHODS.items() if has(method)],
            "requests": sorted(self._seen),
            "bugs": sorted(self._bugs),
        }
        name = "-".join(self.about.values()).lower()
        Path(folder, f"{name}.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
