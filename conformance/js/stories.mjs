// Call control: what an application does with the sixteen operations, and what it is told. What is
// checked comes from the recorded sessions, the SDK's own models and the documentation.

import assert from "node:assert/strict";

import { createIdentifierFromRawId } from "@azure/communication-common";

import { ANN, BOB, NOBODY, PHONE, connectedCall, inviteOf, raw } from "./people.mjs";
import { assertResult } from "./world.mjs";

async function incomingCall(w, from = raw.phone) {
  const own = await w.emulator.user();
  await w.emulator.subscribe(w.url);
  const context = await w.emulator.incomingCall(from, own);
  const incoming = await w.event("IncomingCall");
  assert.equal(incoming.incomingCallContext, context);
  return { context, own };
}

async function idsOf(connection) {
  const { values } = await connection.listParticipants();
  return values.map(({ identifier }) => Object.values(identifier).filter((v) => v).join(" "));
}

export async function a_created_call_connects_and_shows_its_state(w) {
  const { call, connection, created } = await connectedCall(w, [ANN], {
    operationContext: "create € 1",
    sourceDisplayName: "Zoë ☎",
  });
  assert.equal(created.callConnectionState, "connecting");
  await w.people(call, (people) => people.has(raw.ann) && people.size === 2);
  const found = await connection.getCallConnectionProperties();
  assert.equal(found.callConnectionState, "connected");
  assert.ok(found.serverCallId);
  assert.equal(found.correlationId, created.correlationId);
}

export async function a_group_call_rings_all_targets(w) {
  const { connection } = await connectedCall(w, [ANN, BOB, PHONE]);
  const ids = (await idsOf(connection)).join(" ");
  for (const id of [raw.ann, raw.bob, "+15550100123"]) assert.ok(ids.includes(id), ids);
}

export async function an_unanswered_call_ends_in_two_events(w) {
  await w.emulator.remoteParty(raw.ann, { reaction: "declines" });
  const created = await w.client.createCall(inviteOf(ANN), w.url, { operationContext: "vain" });
  const call = created.callConnectionProperties.callConnectionId;
  assertResult(await w.event("CallDisconnected", call, "vain"), 603, 0);
  assertResult(await w.event("CreateCallFailed", call, "vain"), 603, 0);
  await w.refused(404, "8522", created.callConnection.getCallConnectionProperties());
}

export async function an_incoming_call_is_answered_once(w) {
  const { context } = await incomingCall(w);
  const answered = await w.client.answerCall(context, w.url, { operationContext: "answer" });
  const call = answered.callConnectionProperties.callConnectionId;
  await w.event("CallConnected", call, "answer");
  await w.refused(400, "8585", w.client.answerCall(context, w.url));
}

export async function an_incoming_call_is_rejected_for_every_reason(w) {
  for (const callRejectReason of ["none", "busy", "forbidden", undefined]) {
    await w.startOver();
    const { context } = await incomingCall(w);
    await w.client.rejectCall(context, { callRejectReason });
    await w.refused(404, "8522", w.client.rejectCall(context));
  }
}

export async function an_incoming_call_is_redirected_and_rings_there(w) {
  const { context } = await incomingCall(w);
  const other = await w.emulator.user();
  const target = createIdentifierFromRawId(other);
  await w.client.redirectCall(context, { targetParticipant: target });
  const redirected = await w.event("IncomingCall");
  assert.equal(redirected.to.rawId, other);
  await w.client.answerCall(redirected.incomingCallContext, w.url);
  await w.event("CallConnected");
}

export async function a_running_call_is_connected_to_by_all_three_locators(w) {
  const groupId = "ad936fcb-ed63-4fa6-ae05-c3ea03953905";
  const roomId = "99000000000000001";
  const server = await w.emulator.clientCall([raw.ann, raw.bob]);
  await w.emulator.clientCall([raw.ann, raw.bob], { groupId });
  await w.emulator.clientCall([raw.ann, raw.bob], { roomId });
  for (const locator of [
    { kind: "serverCallLocator", id: server },
    { kind: "groupCallLocator", id: groupId },
    { kind: "roomCallLocator", id: roomId },
  ]) {
    const { callConnection, callConnectionProperties } = await w.client.connectCall(
      locator,
      w.url,
      { operationContext: locator.kind },
    );
    const call = callConnectionProperties.callConnectionId;
    await w.event("CallConnected", call, locator.kind);
    await w.people(call, (people) => people.has(raw.ann) && people.has(raw.bob));
    await callConnection.hangUp(false);
    assertResult(await w.event("CallDisconnected", call), 200, 7000);
  }
}

export async function hanging_up_ends_the_call(w) {
  for (const isForEveryone of [false, true]) {
    const { call, connection } = await connectedCall(w);
    await connection.hangUp(isForEveryone);
    assertResult(await w.event("CallDisconnected", call), 200, 7000);
    await w.refused(404, "8522", connection.hangUp(true));
  }
}

export async function a_call_is_transferred_and_the_own_leg_ends(w) {
  const { call, connection } = await connectedCall(w, [PHONE]);
  const customCallingContext = [
    { kind: "sipuui", key: "", value: "0a0b" },
    { kind: "sipx", key: "Account", value: "4411" },
    { kind: "voip", key: "Session", value: "s1" },
  ];
  await connection.transferCallToParticipant(BOB, {
    operationContext: "transfer",
    customCallingContext,
  });
  const accepted = await w.event("CallTransferAccepted", call, "transfer");
  assert.equal(accepted.transferTarget.rawId ?? accepted.transferTarget.communicationUserId, raw.bob);
  await w.event("CallDisconnected", call);
}

export async function a_transfer_that_is_declined_fails_and_the_call_goes_on(w) {
  await w.emulator.remoteParty(raw.bob, { reaction: "declines" });
  const { call, connection } = await connectedCall(w);
  await connection.transferCallToParticipant(BOB, { operationContext: "declined" });
  assertResult(await w.event("CallTransferFailed", call, "declined"), 603, 0);
  const { callConnectionState } = await connection.getCallConnectionProperties();
  assert.equal(callConnectionState, "connected");
}

export async function participants_are_added_muted_and_removed(w) {
  const { call, connection } = await connectedCall(w, [ANN]);
  const added = await connection.addParticipant(inviteOf(BOB), { operationContext: "add" });
  assert.ok(added.invitationId);
  await w.event("AddParticipantSucceeded", call, "add");
  await connection.muteParticipant(BOB, { operationContext: "mute" });
  await w.emulator.advance(3);
  await w.people(call, (people) => people.get(raw.bob)?.isMuted === true);
  assert.equal((await connection.getParticipant(BOB)).isMuted, true);
  await connection.removeParticipant(BOB, { operationContext: "remove" });
  await w.event("RemoveParticipantSucceeded", call, "remove");
  await w.refused(404, "8522", connection.getParticipant(BOB));
}

export async function an_invitation_is_canceled_once(w) {
  await w.emulator.remoteParty(raw.bob, { reaction: "noAnswer" });
  const { call, connection } = await connectedCall(w);
  const { invitationId } = await connection.addParticipant(inviteOf(BOB));
  const cancel = (operationContext) =>
    connection.cancelAddParticipantOperation(invitationId, { operationContext });
  await cancel("first");
  await w.event("CancelAddParticipantSucceeded", call, "first");
  await cancel("second");
  await w.event("CancelAddParticipantFailed", call, "second");
}

export async function an_unanswered_invitation_fails_after_its_time(w) {
  await w.emulator.remoteParty(raw.bob, { reaction: "noAnswer" });
  const { call, connection } = await connectedCall(w);
  await connection.addParticipant(inviteOf(BOB), {
    operationContext: "vain",
    invitationTimeoutInSeconds: 20,
  });
  await w.emulator.advance(21);
  await w.event("AddParticipantFailed", call, "vain");
}

export async function participants_are_moved_here_from_another_call(w) {
  const first = await connectedCall(w, [ANN, PHONE]);
  const second = await connectedCall(w, [BOB]);
  const moved = await second.connection.moveParticipants([PHONE], first.call, {
    operationContext: "move",
  });
  assert.equal(moved.fromCall, first.call);
  await w.event("MoveParticipantSucceeded", second.call, "move");
  await w.people(second.call, (people) => people.has(raw.phone));
}

export async function events_of_an_operation_go_to_its_own_callback_url(w) {
  const { call, connection } = await connectedCall(w);
  const path = `${w.path}/own`;
  await connection.addParticipant(inviteOf(BOB), {
    operationContext: "elsewhere",
    operationCallbackUrl: w.callbacks.url(path),
  });
  await w.event("AddParticipantSucceeded", call, "elsewhere", path);
  assert.deepEqual(w.names(call, path), ["AddParticipantSucceeded"]);
}

export async function a_ringing_call_can_only_be_read_and_ended(w) {
  await w.emulator.remoteParty(raw.ann, { reaction: "noAnswer" });
  const { callConnection } = await w.client.createCall(inviteOf(ANN), w.url);
  await w.refused(400, "8501", callConnection.addParticipant(inviteOf(BOB)));
  await w.refused(400, "8501", callConnection.transferCallToParticipant(BOB));
  await callConnection.hangUp(true);
}

export async function a_call_that_never_was_is_not_found_by_any_operation(w) {
  const connection = w.client.getCallConnection(NOBODY);
  for (const ask of [
    () => connection.getCallConnectionProperties(),
    () => connection.hangUp(false),
    () => connection.hangUp(true),
    () => connection.transferCallToParticipant(BOB),
    () => connection.getParticipant(PHONE),
    () => connection.listParticipants(),
    () => connection.addParticipant(inviteOf(BOB)),
    () => connection.cancelAddParticipantOperation(NOBODY),
    () => connection.removeParticipant(BOB),
    () => connection.muteParticipant(BOB),
    () => connection.moveParticipants([BOB], NOBODY),
  ])
    await w.refused(404, "8522", ask());
}

export async function a_wrong_key_is_refused(w) {
  const stranger = w.newClient({ key: "d3Jvbmcga2V5" });
  await w.refused(401, undefined, stranger.createCall(inviteOf(ANN), w.url));
  const connection = stranger.getCallConnection(NOBODY);
  await w.refused(401, undefined, connection.getCallConnectionProperties());
}

export async function bad_arguments_are_refused(w) {
  await w.refused(400, "8523", w.client.createCall(inviteOf(ANN), "http://203.0.113.7/events"));
  await w.refused(400, "8523", w.client.createCall({ targetParticipant: PHONE }, w.url));
  await w.refused(400, "8523", w.client.answerCall("no context", w.url));
  await w.refused(400, "8523", w.client.redirectCall("no context", inviteOf(BOB)));
  const locator = { kind: "groupCallLocator", id: NOBODY };
  await w.refused(400, "8523", w.client.connectCall(locator, "http://203.0.113.7/events"));
}

export async function a_list_of_many_participants_is_whole(w) {
  const many = Array.from({ length: 20 }, (_, n) =>
    createIdentifierFromRawId(raw.ann.slice(0, -2) + `${n + 10}`),
  );
  const { call, connection } = await connectedCall(w, many);
  await w.people(call, (people) => people.size === many.length + 1);
  const { values } = await connection.listParticipants();
  const listed = new Set(values.map(({ identifier }) => identifier.communicationUserId));
  assert.ok(many.every(({ communicationUserId }) => listed.has(communicationUserId)));
  assert.equal(values.length, many.length + 1);
  const requests = await w.emulator.journal();
  const pages = requests.filter(({ path }) => /\/participants\?/.test(path));
  assert.equal(pages.length, 7);
}
