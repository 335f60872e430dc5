// Recording: started, paused, resumed and stopped; its files fetched and deleted.
//
// The SDK sends its credentials only to the hosts of the service's own store, over https. So the emulator names
// such a host in the locations of its files, and is the proxy that leads there.

import assert from "node:assert/strict";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";

import { ANN, NOBODY, connectedCall } from "./people.mjs";

const NO_RECORDING = "bm8tcmVjb3JkaW5n";

async function recordedCall(w, options = {}) {
  const { call, connection } = await connectedCall(w, [ANN]);
  const recording = w.client.getCallRecording();
  const { recordingId } = await recording.start({
    callConnectionId: call,
    recordingStateCallbackEndpointUrl: w.url,
    ...options,
  });
  const state = (expected) =>
    w.callbacks.waitFor(
      w.path,
      ({ name, raw }) =>
        name === "RecordingStateChanged" &&
        raw.recordingId === recordingId &&
        raw.state === expected,
      `RecordingStateChanged to ${expected}`,
    );
  await state("active");
  return { connection, recording, recordingId, state };
}

export async function a_recording_is_started_paused_resumed_and_stopped(w) {
  const { recording, recordingId, state } = await recordedCall(w);
  const now = async () => (await recording.getState(recordingId)).recordingState;
  assert.equal(await now(), "active");
  await recording.pause(recordingId);
  await state("inactive");
  assert.equal(await now(), "inactive");
  await recording.resume(recordingId);
  await state("active");
  await recording.stop(recordingId);
  await w.refused(404, "8522", recording.getState(recordingId));
}

export async function recordings_that_never_were_are_not_found(w) {
  const recording = w.client.getCallRecording();
  for (const verb of ["getState", "pause", "resume", "stop"])
    await w.refused(404, "8522", recording[verb](NO_RECORDING));
}

export async function a_call_that_never_was_is_not_recorded(w) {
  const recording = w.client.getCallRecording();
  const callLocator = { kind: "serverCallLocator", id: NOBODY };
  await w.refused(400, "8527", recording.start({ callLocator }));
  await w.refused(404, "8522", recording.start({ callConnectionId: NOBODY }));
}

export async function over_https_a_file_is_fetched_whole_and_in_part_and_deleted(w) {
  w.client = w.newClient({ proxyOptions: w.emulator.proxy });
  await w.emulator.subscribe(w.url);
  const { recording, recordingId } = await recordedCall(w, {
    recordingContent: "audio",
    recordingChannel: "mixed",
    recordingFormat: "wav",
  });
  await w.emulator.advance(10);
  await recording.stop(recordingId);
  await w.emulator.advance(120);
  const updated = await w.event("RecordingFileStatusUpdated");
  const [chunk] = updated.recordingStorageInfo.recordingChunks;
  const url = chunk.contentLocation;
  const whole = await buffer(await recording.downloadStreaming(url));
  assert.equal(whole.subarray(0, 4).toString(), "RIFF");
  // 16,000 samples of 16 bits a second.
  assert.ok(whole.length >= 10 * 32_000, `${whole.length} bytes`);
  const part = await buffer(await recording.downloadStreaming(url, { offset: 100, length: 50 }));
  assert.deepEqual(part, whole.subarray(100, 150));
  await recording.delete(chunk.deleteLocation);
  await w.refused(404, undefined, recording.downloadStreaming(url));
  await w.refused(404, undefined, recording.delete(chunk.deleteLocation));
}

export async function over_https_the_store_is_reached_by_the_environment(w) {
  // An application that knows nothing of the emulator.
  process.env.HTTPS_PROXY = w.emulator.proxy.host + ":" + w.emulator.proxy.port;
  try {
    w.client = w.newClient();
    await w.emulator.subscribe(w.url);
    const { recording, recordingId } = await recordedCall(w, { recordingFormat: "mp3" });
    await w.emulator.advance(10);
    await recording.stop(recordingId);
    await w.emulator.advance(120);
    const updated = await w.event("RecordingFileStatusUpdated");
    const [chunk] = updated.recordingStorageInfo.recordingChunks;
    const file = join(await mkdtemp(join(tmpdir(), "conformance-")), "file.mp3");
    await recording.downloadToPath(chunk.contentLocation, file);
    assert.ok((await stat(file)).size > 0);
    await rm(dirname(file), { recursive: true });
    await recording.delete(chunk.deleteLocation);
  } finally {
    delete process.env.HTTPS_PROXY;
  }
}

export async function over_http_no_recording_is_fetched_or_deleted(w) {
  await w.emulator.subscribe(w.url);
  const { recording, recordingId } = await recordedCall(w);
  await w.emulator.advance(10);
  await recording.stop(recordingId);
  await w.emulator.advance(120);
  const updated = await w.event("RecordingFileStatusUpdated");
  const [chunk] = updated.recordingStorageInfo.recordingChunks;
  await assert.rejects(recording.downloadStreaming(chunk.contentLocation), /must use HTTPS/);
  await assert.rejects(recording.delete(chunk.deleteLocation), /must use HTTPS/);
  w.bug("recordings-over-https-only");
}
