// Who is called in the stories, and a call that is up.

import { createIdentifierFromRawId } from "@azure/communication-common";

const RESOURCE = "728bee26-31b1-42bd-a183-b3d04dbf93be";
export const raw = {
  ann: `8:acs:${RESOURCE}_00000031-a1b2-c3d4-e5f6-0a1b2c3d4e5f`,
  bob: `8:acs:${RESOURCE}_00000031-b7c8-d9e0-f1a2-1b2c3d4e5f60`,
  phone: "4:+15550100123",
};
export const ANN = createIdentifierFromRawId(raw.ann);
export const BOB = createIdentifierFromRawId(raw.bob);
export const PHONE = createIdentifierFromRawId(raw.phone);
export const OWN_NUMBER = { phoneNumber: "+15550100199" };
export const NOBODY = "00000000-1111-4222-8333-444444444444";

export const inviteOf = (target) => ({ targetParticipant: target, sourceCallIdNumber: OWN_NUMBER });

/** A call that is up: its id, and a client for it. */
export async function connectedCall(w, targets = [ANN], options = {}) {
  const created =
    targets.length === 1
      ? await w.client.createCall(inviteOf(targets[0]), w.url, options)
      : await w.client.createGroupCall(targets, w.url, {
          sourceCallIdNumber: OWN_NUMBER,
          ...options,
        });
  const call = created.callConnectionProperties.callConnectionId;
  await w.event("CallConnected", call);
  return { call, connection: created.callConnection, created: created.callConnectionProperties };
}
