// What the stories of one run have shown: the requests of the SDK that the emulator saw, with their
// statuses, and the events that the SDK's parser read. Only stories that pass count.
// conformance/table.py makes the tables of docs/conformance.md of it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { sdk, VERSION } from "./sdk.mjs";

// The methods of the SDK for each operation: class and name.
const METHODS = {
  CreateCall: ["CallAutomationClient", "createCall"],
  AnswerCall: ["CallAutomationClient", "answerCall"],
  RedirectCall: ["CallAutomationClient", "redirectCall"],
  RejectCall: ["CallAutomationClient", "rejectCall"],
  Connect: ["CallAutomationClient", "connectCall"],
  CallConnection_GetCall: ["CallConnection", "getCallConnectionProperties"],
  CallConnection_HangupCall: ["CallConnection", "hangUp"],
  CallConnection_TerminateCall: ["CallConnection", "hangUp"],
  CallConnection_TransferToParticipant: ["CallConnection", "transferCallToParticipant"],
  CallConnection_GetParticipants: ["CallConnection", "listParticipants"],
  CallConnection_AddParticipant: ["CallConnection", "addParticipant"],
  CallConnection_RemoveParticipant: ["CallConnection", "removeParticipant"],
  CallConnection_Mute: ["CallConnection", "muteParticipant"],
  CallConnection_CancelAddParticipant: ["CallConnection", "cancelAddParticipantOperation"],
  CallConnection_MoveParticipants: ["CallConnection", "moveParticipants"],
  CallConnection_GetParticipant: ["CallConnection", "getParticipant"],
  CallMedia_Play: ["CallMedia", "play"],
  CallMedia_StartTranscription: ["CallMedia", "startTranscription"],
  CallMedia_StopTranscription: ["CallMedia", "stopTranscription"],
  CallMedia_UpdateTranscription: ["CallMedia", "updateTranscription"],
  CallMedia_CancelAllMediaOperations: ["CallMedia", "cancelAllOperations"],
  CallMedia_Recognize: ["CallMedia", "startRecognizing"],
  CallMedia_StartContinuousDtmfRecognition: ["CallMedia", "startContinuousDtmfRecognition"],
  CallMedia_StopContinuousDtmfRecognition: ["CallMedia", "stopContinuousDtmfRecognition"],
  CallMedia_SendDtmfTones: ["CallMedia", "sendDtmfTones"],
  CallMedia_Hold: ["CallMedia", "hold"],
  CallMedia_Unhold: ["CallMedia", "unhold"],
  CallMedia_StartMediaStreaming: ["CallMedia", "startMediaStreaming"],
  CallMedia_StopMediaStreaming: ["CallMedia", "stopMediaStreaming"],
  CallRecording_StartRecording: ["CallRecording", "start"],
  CallRecording_GetRecordingProperties: ["CallRecording", "getState"],
  CallRecording_StopRecording: ["CallRecording", "stop"],
  CallRecording_PauseRecording: ["CallRecording", "pause"],
  CallRecording_ResumeRecording: ["CallRecording", "resume"],
  RecordingContent_Download: ["CallRecording", "downloadStreaming"],
  RecordingContent_Delete: ["CallRecording", "delete"],
};

/** The SDK exports one of the classes only; the others are those of its objects. */
function classes() {
  const client = new sdk.CallAutomationClient("endpoint=https://127.0.0.1/;accesskey=a2V5");
  const connection = client.getCallConnection("none");
  return {
    CallAutomationClient: client,
    CallConnection: connection,
    CallMedia: connection.getCallMedia(),
    CallRecording: client.getCallRecording(),
  };
}

const OBJECTS = classes();

/** Whether the SDK has an operation. */
export function has(operation) {
  const [type, method] = METHODS[operation];
  return typeof OBJECTS[type][method] === "function";
}

export class Evidence {
  constructor(scheme) {
    this.scheme = scheme;
    this.seen = new Map();
    this.events = new Map(); // whether the parser read them
    this.bugs = new Set();
  }

  takeRequests(journal) {
    for (const { headers, method, path, status } of journal) {
      const request = [headers["user-agent"] ?? "", method, path, status];
      this.seen.set(JSON.stringify(request), request);
    }
  }

  write(folder) {
    const about = { sdk: "JavaScript", version: VERSION, scheme: this.scheme, kind: "promises" };
    const result = {
      ...about,
      has: Object.keys(METHODS).filter(has),
      requests: [...this.seen.keys()].sort().map((key) => this.seen.get(key)),
      events: Object.fromEntries([...this.events].sort()),
      bugs: [...this.bugs].sort(),
    };
    const name = Object.values(about).join("-").toLowerCase();
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(result, null, 1));
  }
}
