// The identity and rooms services of the same resource, with their own official SDKs, as applications use them
// before their first call.

import assert from "node:assert/strict";

import { CommunicationIdentityClient } from "@azure/communication-identity";
import { RoomsClient } from "@azure/communication-rooms";

import { NOBODY, OWN_NUMBER, PHONE, raw } from "./people.mjs";

const VOIP = ["voip"];
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

async function all(pages) {
  const items = [];
  for await (const item of pages) items.push(item);
  return items;
}

export async function users_get_tokens_and_are_deleted(w) {
  const client = w.newClient({ type: CommunicationIdentityClient });
  const user = await client.createUser();
  assert.match(user.communicationUserId, /^8:acs:/);
  // The emulator's clock is ahead of this machine's, so two ends are compared.
  const usual = await client.getToken(user, VOIP);
  const short = await client.getToken(user, VOIP, { tokenExpiresInMinutes: 120 });
  const hours = (usual.expiresOn - short.expiresOn) / (60 * 60 * 1000);
  assert.ok(Math.abs(hours - 22) < 0.1, `${hours}`);
  const other = await client.createUserAndToken(VOIP);
  assert.notEqual(other.user.communicationUserId, user.communicationUserId);
  assert.equal(other.token.split(".").length, 3);
  await client.revokeTokens(user);
  await client.deleteUser(user);
  await w.refused(404, "NotFound", client.getToken(user, VOIP));
  await w.refused(404, "NotFound", client.deleteUser(user));
}

export async function rooms_are_created_changed_and_deleted(w) {
  const users = w.newClient({ type: CommunicationIdentityClient });
  const rooms = w.newClient({ type: RoomsClient });
  const [presenter, attendee] = [await users.createUser(), await users.createUser()];
  const validFrom = new Date();
  const validUntil = new Date(validFrom.getTime() + 7 * WEEK_MS);
  const room = await rooms.createRoom({
    validFrom,
    validUntil,
    pstnDialOutEnabled: true,
    participants: [{ id: presenter, role: "Presenter" }],
  });
  assert.equal(room.pstnDialOutEnabled, true);
  assert.deepEqual([room.validFrom, room.validUntil], [validFrom, validUntil]);
  await rooms.addOrUpdateParticipants(room.id, [
    { id: presenter, role: "Consumer" },
    { id: attendee, role: "Attendee" },
  ]);
  const roles = async () =>
    Object.fromEntries(
      (await all(rooms.listParticipants(room.id))).map(({ id, role }) => [
        id.communicationUserId,
        role,
      ]),
    );
  assert.deepEqual(await roles(), {
    [presenter.communicationUserId]: "Consumer",
    [attendee.communicationUserId]: "Attendee",
  });
  await rooms.removeParticipants(room.id, [attendee]);
  assert.deepEqual(Object.keys(await roles()), [presenter.communicationUserId]);
  const later = new Date(validFrom.getTime() + 8 * WEEK_MS);
  const updated = await rooms.updateRoom(room.id, { validFrom, validUntil: later });
  assert.deepEqual([updated.validUntil, updated.pstnDialOutEnabled], [later, true]);
  assert.deepEqual((await rooms.getRoom(room.id)).createdOn, room.createdOn);
  assert.ok((await all(rooms.listRooms())).some(({ id }) => id === room.id));
  await rooms.deleteRoom(room.id);
  await w.refused(404, "NotFound", rooms.getRoom(room.id));
  await w.refused(404, "NotFound", rooms.deleteRoom(room.id));
}

export async function an_application_joins_the_call_of_a_room_and_adds_a_phone(w) {
  const users = w.newClient({ type: CommunicationIdentityClient });
  const rooms = w.newClient({ type: RoomsClient });
  const people = [await users.createUserAndToken(VOIP), await users.createUserAndToken(VOIP)];
  const room = await rooms.createRoom({
    pstnDialOutEnabled: true,
    participants: people.map(({ user }) => ({ id: user, role: "Attendee" })),
  });
  const locator = { kind: "roomCallLocator", id: room.id };
  // The call of a room begins when the first of its users joins.
  const early = await w.client.connectCall(locator, w.url);
  await w.event("ConnectFailed", early.callConnectionProperties.callConnectionId);
  const ids = people.map(({ user }) => user.communicationUserId);
  await w.emulator.clientCall(ids, { roomId: room.id });
  const { callConnection, callConnectionProperties } = await w.client.connectCall(locator, w.url);
  const call = callConnectionProperties.callConnectionId;
  await w.event("CallConnected", call);
  await w.people(call, (list) => ids.every((id) => list.has(id)));
  await callConnection.addParticipant({ targetParticipant: PHONE, sourceCallIdNumber: OWN_NUMBER });
  await w.event("AddParticipantSucceeded", call);
  await callConnection.hangUp(true);
  await w.event("CallDisconnected", call);
}

export async function the_wrong_key_and_unknown_rooms_are_refused(w) {
  const key = "d3Jvbmcga2V5";
  const users = w.newClient({ type: CommunicationIdentityClient, key });
  await w.refused(401, undefined, users.createUser());
  await w.refused(401, undefined, w.newClient({ type: RoomsClient, key }).createRoom());
  const rooms = w.newClient({ type: RoomsClient });
  await w.refused(404, "NotFound", rooms.updateRoom(NOBODY, {}));
  await w.refused(404, "NotFound", all(rooms.listParticipants(NOBODY)));
}

export async function a_number_may_come_with_itself_as_raw_id(w) {
  const number = raw.phone.slice(2);
  const targetParticipant = { rawId: number, phoneNumber: number };
  const invite = { targetParticipant, sourceCallIdNumber: OWN_NUMBER };
  const { callConnection, callConnectionProperties } = await w.client.createCall(invite, w.url);
  const call = callConnectionProperties.callConnectionId;
  await w.event("CallConnected", call);
  const media = callConnection.getCallMedia();
  await media.startRecognizing(targetParticipant, 1, { kind: "callMediaRecognizeDtmfOptions" });
  await w.emulator.pressDigits(call, raw.phone, "1");
  await w.event("RecognizeCompleted", call);
}

export async function a_callback_url_keeps_its_query_as_it_is(w) {
  // Microsoft's samples put the caller there, as it is or encoded.
  for (const caller of [raw.phone, encodeURIComponent(raw.phone)]) {
    const path = `${w.path}/8f2b?callerId=${caller}`;
    const invite = { targetParticipant: PHONE, sourceCallIdNumber: OWN_NUMBER };
    const { callConnectionProperties } = await w.client.createCall(invite, w.callbacks.url(path));
    await w.event("CallConnected", callConnectionProperties.callConnectionId, undefined, path);
  }
}
