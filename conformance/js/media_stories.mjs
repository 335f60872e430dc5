// Media: what is played into a call, heard from it, held, streamed and transcribed.

import assert from "node:assert/strict";

import { ANN, BOB, NOBODY, PHONE, connectedCall, raw } from "./people.mjs";
import { assertResult } from "./world.mjs";

const FILE = { kind: "fileSource", url: "https://files.example.net/welcome.wav" };
const TEXT = { kind: "textSource", text: "Good evening.", voiceName: "en-US-NancyNeural" };
const SSML = { kind: "ssmlSource", ssmlText: "<speak version='1.0'>Good evening.</speak>" };
const SPEECH = { callIntelligenceOptions: { cognitiveServicesEndpoint: "https://speech.example.net" } };

/** A call that is up, and can speak and listen. */
async function speakingCall(w, targets = [PHONE]) {
  const { call, connection } = await connectedCall(w, targets, SPEECH);
  return { call, connection, media: connection.getCallMedia() };
}

async function played(w, call, context) {
  assertResult(await w.event("PlayStarted", call, context), 200, 0);
  await w.emulator.advance(60);
  assertResult(await w.event("PlayCompleted", call, context), 200, 0);
}

export async function sources_are_played_to_all_and_to_one(w) {
  const { call, media } = await speakingCall(w);
  for (const [index, source] of [FILE, TEXT, SSML].entries()) {
    await media.playToAll([source], { operationContext: `all ${index}` });
    await played(w, call, `all ${index}`);
  }
  await media.play([FILE, TEXT], [PHONE], { operationContext: "one" });
  await played(w, call, "one");
}

export async function a_loop_goes_on_until_it_is_canceled(w) {
  const { call, media } = await speakingCall(w);
  await media.playToAll([FILE], { loop: true, operationContext: "loop" });
  await w.event("PlayStarted", call, "loop");
  await w.emulator.advance(3600);
  await media.cancelAllOperations();
  assertResult(await w.event("PlayCanceled", call, "loop"), 400, 8508);
}

export async function silence_fails_a_recognition(w) {
  const { call, media } = await speakingCall(w);
  await media.startRecognizing(PHONE, {
    kind: "callMediaRecognizeDtmfOptions",
    maxTonesToCollect: 4,
    playPrompt: TEXT,
    operationContext: "silence",
  });
  await w.emulator.advance(60);
  assertResult(await w.event("RecognizeFailed", call, "silence"), 400, 8510);
}

export async function tones_are_collected_and_reported(w) {
  const { call, media } = await speakingCall(w);
  await media.startRecognizing(PHONE, {
    kind: "callMediaRecognizeDtmfOptions",
    maxTonesToCollect: 3,
    operationContext: "pin",
  });
  await w.emulator.pressDigits(call, raw.phone, "12#");
  const completed = await w.event("RecognizeCompleted", call, "pin");
  assertResult(completed, 200, 8531);
  assert.deepEqual(completed.dtmfResult.tones, ["one", "two", "pound"]);
}

export async function a_choice_is_made_by_word(w) {
  const { call, media } = await speakingCall(w);
  await media.startRecognizing(PHONE, {
    kind: "callMediaRecognizeChoiceOptions",
    choices: [
      { label: "Sales", phrases: ["sales"], tone: "one" },
      { label: "Agent", phrases: ["agent"], tone: "zero" },
    ],
    operationContext: "menu",
  });
  await w.emulator.speak(call, raw.phone, "agent");
  const completed = await w.event("RecognizeCompleted", call, "menu");
  assertResult(completed, 200, 8545);
  assert.equal(completed.choiceResult.label, "Agent");
}

export async function speech_is_reported_as_text(w) {
  const { call, media } = await speakingCall(w);
  await media.startRecognizing(PHONE, {
    kind: "callMediaRecognizeSpeechOrDtmfOptions",
    maxTonesToCollect: 3,
    operationContext: "speech",
  });
  await w.emulator.speak(call, raw.phone, "I have lost my card");
  await w.emulator.advance(5);
  const completed = await w.event("RecognizeCompleted", call, "speech");
  assert.equal(completed.speechResult.speech, "I have lost my card");
}

export async function tones_are_sent_and_heard(w) {
  const { call, media } = await speakingCall(w);
  await media.sendDtmfTones(["one", "pound"], PHONE, { operationContext: "tones" });
  await w.emulator.advance(10);
  assertResult(await w.event("SendDtmfTonesCompleted", call, "tones"), 200, 0);
  await media.startContinuousDtmfRecognition(PHONE, { operationContext: "keys" });
  await w.emulator.pressDigits(call, raw.phone, "7");
  const received = await w.event("ContinuousDtmfRecognitionToneReceived", call);
  assert.deepEqual([received.tone, received.sequenceId], ["seven", 1]);
  await media.stopContinuousDtmfRecognition(PHONE, { operationContext: "stop" });
  assertResult(await w.event("ContinuousDtmfRecognitionStopped", call, "stop"), 200, 7000);
}

export async function a_participant_is_held_and_taken_back(w) {
  const { call, connection, media } = await speakingCall(w, [ANN, BOB]);
  await media.hold(ANN, { playSource: FILE });
  await w.people(call, (people) => people.get(raw.ann)?.isOnHold === true);
  assert.equal((await connection.getParticipant(ANN)).isOnHold, true);
  await media.unhold(ANN);
  await w.people(call, (people) => people.get(raw.ann)?.isOnHold === false);
}

export async function media_streaming_starts_and_stops(w) {
  const { call, connection } = await connectedCall(w, [ANN], {
    mediaStreamingOptions: {
      transportUrl: "wss://127.0.0.1:1/media",
      transportType: "websocket",
      contentType: "audio",
      audioChannelType: "mixed",
      startMediaStreaming: false,
    },
  });
  const media = connection.getCallMedia();
  await media.startMediaStreaming({ operationContext: "start" });
  const { mediaStreamingUpdate } = await w.event("MediaStreamingStarted", call, "start");
  assert.equal(mediaStreamingUpdate.mediaStreamingStatus, "mediaStreamingStarted");
  await media.stopMediaStreaming();
  await w.event("MediaStreamingStopped", call);
}

export async function transcription_starts_changes_its_language_and_stops(w) {
  const { call, connection } = await connectedCall(w, [ANN], {
    ...SPEECH,
    transcriptionOptions: {
      transportUrl: "wss://127.0.0.1:1/text",
      transportType: "websocket",
      locale: "en-CA",
      startTranscription: false,
    },
  });
  const media = connection.getCallMedia();
  await media.startTranscription({ locale: "en-CA", operationContext: "start" });
  await w.event("TranscriptionStarted", call, "start");
  await media.updateTranscription("en-US", { operationContext: "update" });
  const { transcriptionUpdate } = await w.event("TranscriptionUpdated", call);
  assert.equal(transcriptionUpdate.transcriptionStatusDetails, "transcriptionLocaleUpdated");
  await media.stopTranscription({ operationContext: "stop" });
  await w.event("TranscriptionStopped", call, "stop");
}

export async function a_call_that_never_was_has_no_media(w) {
  const media = w.client.getCallConnection(NOBODY).getCallMedia();
  for (const ask of [
    () => media.play([FILE], [ANN]),
    () => media.playToAll([FILE]),
    () => media.startRecognizing(ANN, { kind: "callMediaRecognizeDtmfOptions" }),
    () => media.cancelAllOperations(),
    () => media.sendDtmfTones(["one"], PHONE),
    () => media.startContinuousDtmfRecognition(PHONE),
    () => media.stopContinuousDtmfRecognition(PHONE),
    () => media.hold(ANN),
    () => media.unhold(ANN),
    () => media.startMediaStreaming(),
    () => media.stopMediaStreaming(),
    () => media.startTranscription(),
    () => media.stopTranscription(),
    () => media.updateTranscription("en-US"),
  ])
    await w.refused(404, "8522", ask());
}
