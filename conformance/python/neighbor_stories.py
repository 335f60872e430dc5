"""The identity and rooms services of the same resource, with their own official SDKs, as applications use them
before their first call."""

from datetime import datetime, timedelta, timezone

from azure.communication.identity import CommunicationIdentityClient, CommunicationTokenScope
from azure.communication.identity.aio import CommunicationIdentityClient as AsyncIdentityClient
from azure.communication.rooms import ParticipantRole, RoomParticipant, RoomsClient
from azure.communication.rooms.aio import RoomsClient as AsyncRoomsClient

from people import NOBODY, OWN_NUMBER, PHONE, raw, story

VOIP = [CommunicationTokenScope.VOIP]


def identities(w, key=None):
    kind = AsyncIdentityClient if w.is_async else CommunicationIdentityClient
    return w.new_client(key, kind)


def all_rooms(w, key=None):
    return w.new_client(key, AsyncRoomsClient if w.is_async else RoomsClient)


def moment(text):
    # As far as seconds: Python 3.10 reads three or six decimals only.
    return datetime.fromisoformat(f"{text[:19]}+00:00")


def participant(user, role):
    return RoomParticipant(communication_identifier=user, role=role)


@story
async def users_get_tokens_and_are_deleted(w):
    client = identities(w)
    user = await w.do(client.create_user)
    assert raw(user).startswith("8:acs:")
    # The emulator's clock is ahead of this machine's, so two ends are compared.
    usual = await w.do(client.get_token, user, VOIP)
    short = await w.do(client.get_token, user, VOIP, token_expires_in=timedelta(hours=2))
    left = moment(usual.expires_on) - moment(short.expires_on)
    assert abs(left - timedelta(hours=22)) < timedelta(minutes=5), left
    other, token = await w.do(client.create_user_and_token, VOIP)
    assert raw(other) != raw(user) and token.token.count(".") == 2
    await w.do(client.revoke_tokens, user)
    await w.do(client.delete_user, user)
    await w.refused(404, "NotFound", client.get_token, user, VOIP)
    await w.refused(404, "NotFound", client.revoke_tokens, user)
    await w.refused(404, "NotFound", client.delete_user, user)


@story
async def rooms_are_created_changed_and_deleted(w):
    users, rooms = identities(w), all_rooms(w)
    presenter, attendee = [await w.do(users.create_user) for _ in range(2)]
    start = datetime.now(timezone.utc).replace(microsecond=0)
    room = await w.do(
        rooms.create_room,
        valid_from=start,
        valid_until=start + timedelta(weeks=7),
        pstn_dial_out_enabled=True,
        participants=[participant(presenter, ParticipantRole.PRESENTER)],
    )
    assert room.pstn_dial_out_enabled
    assert moment(room.valid_until) - moment(room.valid_from) == timedelta(weeks=7)
    await w.do(
        rooms.add_or_update_participants,
        room_id=room.id,
        participants=[
            participant(presenter, ParticipantRole.CONSUMER),
            participant(attendee, ParticipantRole.ATTENDEE),
        ],
    )

    async def roles():
        listed = await w.listed(rooms.list_participants(room.id))
        return {raw(one.communication_identifier): one.role for one in listed}

    assert await roles() == {raw(presenter): "Consumer", raw(attendee): "Attendee"}
    await w.do(rooms.remove_participants, room_id=room.id, participants=[attendee])
    assert await roles() == {raw(presenter): "Consumer"}
    later = start + timedelta(weeks=8)
    updated = await w.do(rooms.update_room, room_id=room.id, valid_from=start, valid_until=later)
    assert moment(updated.valid_until) == later and updated.pstn_dial_out_enabled
    assert (await w.do(rooms.get_room, room.id)).created_at == room.created_at
    assert room.id in [one.id for one in await w.listed(rooms.list_rooms())]
    await w.do(rooms.delete_room, room.id)
    await w.refused(404, "NotFound", rooms.get_room, room.id)
    await w.refused(404, "NotFound", rooms.delete_room, room.id)


@story
async def an_application_joins_the_call_of_a_room_and_adds_a_phone(w):
    users = [await w.do(identities(w).create_user) for _ in range(2)]
    people = [participant(user, ParticipantRole.ATTENDEE) for user in users]
    rooms = all_rooms(w)
    room = await w.do(rooms.create_room, pstn_dial_out_enabled=True, participants=people)
    # The call of a room begins when the first of its users joins.
    connected = await w.do(w.client.connect_call, w.url, room_id=room.id)
    w.event("ConnectFailed", connected.call_connection_id)
    w.emulator.client_call([raw(user) for user in users], room=room.id)
    connected = await w.do(w.client.connect_call, w.url, room_id=room.id)
    call = connected.call_connection_id
    w.event("CallConnected", call)
    w.roster(call, *users)
    connection = w.client.get_call_connection(call)
    caller = {"source_caller_id_number": OWN_NUMBER, "invitation_timeout": 15}
    await w.do(connection.add_participant, PHONE, **caller)
    w.event("AddParticipantSucceeded", call)
    await w.do(connection.hang_up, True)
    w.event("CallDisconnected", call)


@story
async def the_wrong_key_and_unknown_rooms_are_refused(w):
    wrong = "d3Jvbmcga2V5"
    await w.refused(401, "7509", identities(w, wrong).create_user)
    await w.refused(401, "7509", all_rooms(w, wrong).create_room)
    rooms = all_rooms(w)
    await w.refused(404, "NotFound", rooms.update_room, room_id=NOBODY)
    await w.refused(404, "NotFound", rooms.remove_participants, room_id=NOBODY, participants=[])
