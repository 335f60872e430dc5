// The events that the other stories do not bring about, read by the SDK's own parser.

import { ANN, BOB, NOBODY, PHONE, connectedCall, raw } from "./people.mjs";
import { assertResult } from "./world.mjs";

// The emulator cannot reach hosts that end so.
const ABSENT = { kind: "fileSource", url: "https://files.invalid/welcome.wav" };
const SOCKET = { transportUrl: "wss://sockets.invalid/", transportType: "websocket" };

export async function answering_a_caller_who_hung_up_fails(w) {
  const own = await w.emulator.user();
  await w.emulator.subscribe(w.url);
  const options = { hangUpWhenAnswered: true };
  const context = await w.emulator.incomingCall(raw.phone, own, options);
  const answered = await w.client.answerCall(context, w.url);
  const call = answered.callConnectionProperties.callConnectionId;
  assertResult(await w.event("AnswerFailed", call), 487, 0);
}

export async function connecting_to_no_call_fails(w) {
  const connected = await w.client.connectCall({ kind: "groupCallLocator", id: NOBODY }, w.url);
  const call = connected.callConnectionProperties.callConnectionId;
  assertResult(await w.event("ConnectFailed", call), 404, 8522);
}

export async function participants_who_are_not_there_cannot_be_removed_or_moved(w) {
  const first = await connectedCall(w, [ANN]);
  const second = await connectedCall(w, [ANN]);
  await second.connection.removeParticipant(BOB);
  await w.event("RemoveParticipantFailed", second.call);
  await second.connection.moveParticipants([BOB], first.call);
  await w.event("MoveParticipantFailed", second.call);
}

export async function files_that_are_not_there_are_not_played(w) {
  const { call, connection } = await connectedCall(w, [ANN, BOB]);
  const media = connection.getCallMedia();
  await media.playToAll([ABSENT]);
  await w.emulator.advance(10);
  assertResult(await w.event("PlayFailed", call), 400, 8536);
  await media.hold(ANN, { playSource: ABSENT });
  await w.emulator.advance(10);
  assertResult(await w.event("HoldFailed", call), 400, 8536);
}

export async function a_recognition_is_canceled(w) {
  const { call, connection } = await connectedCall(w, [PHONE]);
  const media = connection.getCallMedia();
  await media.startRecognizing(PHONE, {
    kind: "callMediaRecognizeDtmfOptions",
    maxTonesToCollect: 4,
  });
  await media.cancelAllOperations();
  assertResult(await w.event("RecognizeCanceled", call), 400, 8508);
}

export async function tones_are_not_recognized_or_not_sent(w) {
  const { call, connection } = await connectedCall(w, [ANN, PHONE]);
  const media = connection.getCallMedia();
  await w.people(call, (people) => people.has(raw.phone));
  await media.startContinuousDtmfRecognition(PHONE);
  await w.emulator.pressDigits(call, raw.phone, "?");
  assertResult(await w.event("ContinuousDtmfRecognitionToneFailed", call), 500, 9999);
  await media.stopContinuousDtmfRecognition(PHONE);
  await w.event("ContinuousDtmfRecognitionStopped", call);
  await media.sendDtmfTones(Array(18).fill("one"), PHONE);
  await w.emulator.hangUp(call, raw.phone);
  assertResult(await w.event("SendDtmfTonesFailed", call), 400, 8558);
}

export async function sockets_that_are_not_there_get_nothing(w) {
  const { call, connection } = await connectedCall(w, [ANN], {
    callIntelligenceOptions: { cognitiveServicesEndpoint: "https://speech.example.net" },
    mediaStreamingOptions: {
      ...SOCKET,
      contentType: "audio",
      audioChannelType: "mixed",
      startMediaStreaming: false,
    },
    transcriptionOptions: { ...SOCKET, locale: "en-US", startTranscription: false },
  });
  const media = connection.getCallMedia();
  await media.startMediaStreaming();
  await w.event("MediaStreamingFailed", call);
  await media.startTranscription();
  await w.event("TranscriptionFailed", call);
}

export async function a_second_recording_of_a_call_fails(w) {
  const { call } = await connectedCall(w, [ANN]);
  const recording = w.client.getCallRecording();
  const options = { callConnectionId: call, recordingStateCallbackEndpointUrl: w.url };
  await recording.start(options);
  await w.event("RecordingStateChanged");
  await recording.start(options);
  assertResult(await w.event("StartRecordingFailed"), 400, 8553);
}
