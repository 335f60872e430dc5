// The short run: every operation that an older SDK has, once with success and once refused. What is not
// there is left out; the table says so.

import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";

import { createIdentifierFromRawId } from "@azure/communication-common";

import { has } from "./evidence.mjs";
import { ANN, BOB, NOBODY, PHONE, connectedCall, inviteOf, raw } from "./people.mjs";

const FILE = { kind: "fileSource", url: "https://files.example.net/welcome.wav" };
const TEXT = { kind: "textSource", text: "Good evening.", voiceName: "en-US-NancyNeural" };
const SPEECH = { callIntelligenceOptions: { cognitiveServicesEndpoint: "https://speech.example.net" } };
const ROOM = { kind: "roomCallLocator", id: "99000000000000001" };
const NO_RECORDING = "bm8tcmVjb3JkaW5n";

async function incomingCall(w) {
  const own = await w.emulator.user();
  await w.emulator.subscribe(w.url);
  const context = await w.emulator.incomingCall(raw.phone, own);
  await w.event("IncomingCall");
  return context;
}

export async function a_call_is_created_read_and_ended(w) {
  const { call, connection } = await connectedCall(w, [PHONE], { operationContext: "create € 1" });
  const found = await connection.getCallConnectionProperties();
  assert.equal(found.callConnectionState, "connected");
  assert.ok(found.serverCallId);
  assert.equal((await connection.getParticipant(PHONE)).identifier.phoneNumber, "+15550100123");
  await connection.hangUp(false);
  await w.event("CallDisconnected", call, "create € 1");
  await w.refused(404, "8522", connection.getCallConnectionProperties());
  await w.refused(400, "8523", w.client.createCall(inviteOf(ANN), "http://203.0.113.7/events"));
}

export async function a_list_of_participants_has_several_pages(w) {
  const { call, connection } = await connectedCall(w, [ANN, BOB, PHONE]);
  await w.people(call, (people) => people.size === 4);
  const { values } = await connection.listParticipants();
  assert.equal(values.length, 4);
  const requests = await w.emulator.journal();
  assert.equal(requests.filter(({ path }) => /\/participants\?/.test(path)).length, 2);
  await connection.hangUp(true);
}

export async function an_incoming_call_is_answered_rejected_or_redirected(w) {
  let context = await incomingCall(w);
  const answered = await w.client.answerCall(context, w.url, { operationContext: "answer" });
  const call = answered.callConnectionProperties.callConnectionId;
  await w.event("CallConnected", call, "answer");
  await w.refused(400, "8585", w.client.answerCall(context, w.url));
  for (const callRejectReason of ["none", "busy", "forbidden"]) {
    await w.startOver();
    context = await incomingCall(w);
    await w.client.rejectCall(context, { callRejectReason });
    await w.refused(404, "8522", w.client.rejectCall(context));
  }
  await w.startOver();
  context = await incomingCall(w);
  const other = await w.emulator.user();
  const invite = { targetParticipant: createIdentifierFromRawId(other) };
  await w.client.redirectCall(context, invite);
  assert.equal((await w.event("IncomingCall")).to.rawId, other);
  await w.refused(404, "8522", w.client.redirectCall(context, invite));
}

export async function participants_are_added_muted_and_removed(w) {
  const { call, connection } = await connectedCall(w, [ANN]);
  await connection.addParticipant(inviteOf(BOB), { operationContext: "add" });
  await w.event("AddParticipantSucceeded", call, "add");
  if (has("CallConnection_Mute")) {
    await connection.muteParticipant(BOB, { operationContext: "mute" });
    await w.emulator.advance(3);
    await w.people(call, (people) => people.get(raw.bob)?.isMuted === true);
  }
  await connection.removeParticipant(BOB, { operationContext: "remove" });
  await w.event("RemoveParticipantSucceeded", call, "remove");
  await w.refused(404, "8522", connection.getParticipant(BOB));
}

export async function an_invitation_is_canceled(w) {
  if (!has("CallConnection_CancelAddParticipant")) return;
  await w.emulator.remoteParty(raw.bob, { reaction: "noAnswer" });
  const { call, connection } = await connectedCall(w);
  const { invitationId } = await connection.addParticipant(inviteOf(BOB));
  await connection.cancelAddParticipantOperation(invitationId, { operationContext: "cancel" });
  await w.event("CancelAddParticipantSucceeded", call, "cancel");
}

export async function a_call_is_transferred(w) {
  const { call, connection } = await connectedCall(w, [PHONE]);
  await connection.transferCallToParticipant(BOB, { operationContext: "transfer" });
  await w.event("CallTransferAccepted", call, "transfer");
  await w.event("CallDisconnected", call);
}

export async function files_are_played_and_canceled(w) {
  const { call, connection } = await connectedCall(w, [PHONE]);
  const media = connection.getCallMedia();
  await media.play([FILE], [PHONE], { operationContext: "one" });
  await w.emulator.advance(60);
  const { operationContext } = await w.event("PlayCompleted", call);
  if (operationContext === undefined) w.bug("play-without-context");
  else assert.equal(operationContext, "one");
  await media.playToAll([FILE], { loop: true });
  await media.cancelAllOperations();
  await w.event("PlayCanceled", call);
}

export async function tones_are_recognized(w) {
  // 1.0 has files only.
  const speaks = has("CallMedia_SendDtmfTones");
  const { call, connection } = await connectedCall(w, [PHONE], speaks ? SPEECH : {});
  await connection.getCallMedia().startRecognizing(PHONE, 3, {
    kind: "callMediaRecognizeDtmfOptions",
    playPrompt: speaks ? TEXT : FILE,
    interruptPrompt: true,
    stopDtmfTones: ["asterisk"],
    operationContext: "pin",
  });
  await w.emulator.pressDigits(call, raw.phone, "12#");
  const completed = await w.event("RecognizeCompleted", call, "pin");
  assert.deepEqual(completed.dtmfResult.tones, ["one", "two", "pound"]);
}

export async function tones_are_sent_and_reported(w) {
  if (!has("CallMedia_SendDtmfTones")) return;
  const { call, connection } = await connectedCall(w, [PHONE]);
  const media = connection.getCallMedia();
  await media.sendDtmfTones(["one", "pound"], PHONE, { operationContext: "tones" });
  await w.emulator.advance(10);
  await w.event("SendDtmfTonesCompleted", call, "tones");
  await media.startContinuousDtmfRecognition(PHONE, { operationContext: "keys" });
  await w.emulator.pressDigits(call, raw.phone, "7");
  const received = await w.event("ContinuousDtmfRecognitionToneReceived", call);
  assert.equal(received.tone, "seven");
  await media.stopContinuousDtmfRecognition(PHONE, { operationContext: "stop" });
  await w.event("ContinuousDtmfRecognitionStopped", call, "stop");
}

export async function a_participant_is_held_and_taken_back(w) {
  if (!has("CallMedia_Hold")) return;
  const { call, connection } = await connectedCall(w, [ANN, BOB]);
  const media = connection.getCallMedia();
  await media.hold(ANN, { playSource: FILE });
  await w.people(call, (people) => people.get(raw.ann)?.isOnHold === true);
  await media.unhold(ANN);
  await w.people(call, (people) => people.get(raw.ann)?.isOnHold === false);
}

export async function a_running_call_is_connected_to(w) {
  if (!has("Connect")) return;
  await w.emulator.clientCall([raw.ann, raw.bob], { roomId: ROOM.id });
  const connected = await w.client.connectCall(ROOM, w.url, { operationContext: "room" });
  await w.event("CallConnected", connected.callConnectionProperties.callConnectionId, "room");
  await w.refused(400, "8523", w.client.connectCall(ROOM, "http://203.0.113.7/events"));
}

export async function media_are_streamed_and_transcribed(w) {
  if (!has("CallMedia_StartMediaStreaming")) return;
  const socket = { transportUrl: "wss://127.0.0.1:1/media", transportType: "websocket" };
  const { call, connection } = await connectedCall(w, [ANN], {
    ...SPEECH,
    mediaStreamingOptions: {
      ...socket,
      contentType: "audio",
      audioChannelType: "unmixed",
      // As Microsoft's samples for this version write it.
      audioFormat: "Pcm24KMono",
      startMediaStreaming: false,
    },
    transcriptionOptions: { ...socket, locale: "en-CA", startTranscription: false },
  });
  const media = connection.getCallMedia();
  await media.startMediaStreaming({ operationContext: "start" });
  await w.event("MediaStreamingStarted", call, "start");
  await media.stopMediaStreaming();
  await w.event("MediaStreamingStopped", call);
  await media.startTranscription({ locale: "en-CA", operationContext: "start" });
  await w.event("TranscriptionStarted", call, "start");
  await media.updateTranscription("en-US");
  await w.event("TranscriptionUpdated", call);
  await media.stopTranscription({ operationContext: "stop" });
  await w.event("TranscriptionStopped", call, "stop");
}

export async function a_recording_is_made_fetched_and_deleted(w) {
  w.client = w.newClient({ proxyOptions: w.emulator.proxy });
  await w.emulator.subscribe(w.url);
  const { connection } = await connectedCall(w, [PHONE]);
  const { serverCallId } = await connection.getCallConnectionProperties();
  const recording = w.client.getCallRecording();
  const options = {
    recordingStateCallbackEndpointUrl: w.url,
    recordingContent: "audio",
    recordingChannel: "mixed",
    recordingFormat: "wav",
  };
  const callLocator = { kind: "serverCallLocator", id: serverCallId };
  const { recordingId } = await recording.start({ callLocator, ...options });
  const absent = { kind: "serverCallLocator", id: NOBODY };
  await w.refused(400, "8527", recording.start({ callLocator: absent, ...options }));
  await recording.pause(recordingId);
  assert.equal((await recording.getState(recordingId)).recordingState, "inactive");
  await recording.resume(recordingId);
  assert.equal((await recording.getState(recordingId)).recordingState, "active");
  await w.emulator.advance(10);
  await recording.stop(recordingId);
  await w.emulator.advance(120);
  const updated = await w.event("RecordingFileStatusUpdated");
  const [chunk] = updated.recordingStorageInfo.recordingChunks;
  const url = chunk.contentLocation;
  if (url.startsWith("http:")) {
    for (const refused of [recording.downloadStreaming(url), recording.delete(chunk.deleteLocation)])
      await assert.rejects(refused, /allowInsecureConnection is false/);
    return w.bug("recordings-not-over-http");
  }
  const whole = await buffer(await recording.downloadStreaming(url));
  assert.equal(whole.subarray(0, 4).toString(), "RIFF");
  const part = await buffer(await recording.downloadStreaming(url, { offset: 100, length: 50 }));
  assert.deepEqual(part, whole.subarray(100, 150));
  await recording.delete(chunk.deleteLocation);
  await w.refused(404, undefined, recording.downloadStreaming(url));
  await w.refused(404, undefined, recording.delete(chunk.deleteLocation));
  return undefined;
}

export async function a_recording_goes_into_a_container_of_the_application(w) {
  // 1.0 has no such option.
  if (!has("CallMedia_SendDtmfTones")) return;
  await w.emulator.subscribe(w.url);
  const { connection } = await connectedCall(w, [PHONE]);
  const { serverCallId } = await connection.getCallConnectionProperties();
  const container = "https://store.example.net/recordings";
  const { recordingId } = await w.client.getCallRecording().start({
    callLocator: { kind: "serverCallLocator", id: serverCallId },
    recordingStorage: {
      recordingStorageKind: "azureBlobStorage",
      recordingDestinationContainerUrl: container,
    },
  });
  await w.emulator.advance(10);
  await w.client.getCallRecording().stop(recordingId);
  await w.emulator.advance(120);
  const updated = await w.event("RecordingFileStatusUpdated");
  const [chunk] = updated.recordingStorageInfo.recordingChunks;
  assert.ok(chunk.contentLocation.startsWith(container), chunk.contentLocation);
}

export async function a_call_that_never_was_is_not_found_by_any_operation(w) {
  const connection = w.client.getCallConnection(NOBODY);
  const media = connection.getCallMedia();
  const recording = w.client.getCallRecording();
  const tones = { kind: "callMediaRecognizeDtmfOptions", playPrompt: FILE };
  for (const [operation, ask] of [
    ["CallConnection_GetCall", () => connection.getCallConnectionProperties()],
    ["CallConnection_HangupCall", () => connection.hangUp(false)],
    ["CallConnection_TerminateCall", () => connection.hangUp(true)],
    ["CallConnection_TransferToParticipant", () => connection.transferCallToParticipant(BOB)],
    ["CallConnection_GetParticipant", () => connection.getParticipant(PHONE)],
    ["CallConnection_GetParticipants", () => connection.listParticipants()],
    ["CallConnection_AddParticipant", () => connection.addParticipant(inviteOf(BOB))],
    ["CallConnection_RemoveParticipant", () => connection.removeParticipant(BOB)],
    ["CallConnection_Mute", () => connection.muteParticipant(BOB)],
    [
      "CallConnection_CancelAddParticipant",
      () => connection.cancelAddParticipantOperation(NOBODY),
    ],
    ["CallMedia_Play", () => media.playToAll([FILE])],
    ["CallMedia_Recognize", () => media.startRecognizing(PHONE, 3, tones)],
    ["CallMedia_CancelAllMediaOperations", () => media.cancelAllOperations()],
    ["CallMedia_SendDtmfTones", () => media.sendDtmfTones(["one"], PHONE)],
    [
      "CallMedia_StartContinuousDtmfRecognition",
      () => media.startContinuousDtmfRecognition(PHONE),
    ],
    ["CallMedia_StopContinuousDtmfRecognition", () => media.stopContinuousDtmfRecognition(PHONE)],
    ["CallMedia_Hold", () => media.hold(ANN)],
    ["CallMedia_Unhold", () => media.unhold(ANN)],
    ["CallMedia_StartMediaStreaming", () => media.startMediaStreaming()],
    ["CallMedia_StopMediaStreaming", () => media.stopMediaStreaming()],
    ["CallMedia_StartTranscription", () => media.startTranscription()],
    ["CallMedia_StopTranscription", () => media.stopTranscription()],
    ["CallMedia_UpdateTranscription", () => media.updateTranscription("en-US")],
    ["CallRecording_GetRecordingProperties", () => recording.getState(NO_RECORDING)],
    ["CallRecording_PauseRecording", () => recording.pause(NO_RECORDING)],
    ["CallRecording_ResumeRecording", () => recording.resume(NO_RECORDING)],
    ["CallRecording_StopRecording", () => recording.stop(NO_RECORDING)],
  ])
    if (has(operation)) await w.refused(404, "8522", ask());
}
