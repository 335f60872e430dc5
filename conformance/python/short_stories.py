"""The short run: every operation that an older SDK has, once with success and once refused.

The SDKs differ in what they have, and in how a party is invited. What is not there is left out; `evidence` says
so in the table.
"""

import azure.communication.callautomation as sdk
from azure.communication.callautomation._version import VERSION

from evidence import has
from people import ANN, BOB, EVE, NOBODY, OWN_NUMBER, PHONE, raw, story
from store import read_all, with_store

FILE = sdk.FileSource(url="https://files.example.net/welcome.wav")
# 1.0 takes invitations, the others take parties and options.
TAKES_INVITATIONS = not has("mute_participant")
# Previews of 2024 have types of their own for transports.
OLD_TRANSPORTS = hasattr(sdk, "MediaStreamingTransportType")


def invited(party):
    """The arguments for a party that is called, and the options."""
    if TAKES_INVITATIONS:
        return [sdk.CallInvite(party, source_caller_id_number=OWN_NUMBER)], {}
    return [party], {"source_caller_id_number": OWN_NUMBER}


def redirected_to(party):
    return sdk.CallInvite(party) if TAKES_INVITATIONS else party


def located(server_call_id):
    """The option that names the call to record: a locator where the SDK has one."""
    if hasattr(sdk, "ServerCallLocator"):
        return {"call_locator": sdk.ServerCallLocator(server_call_id)}
    return {"server_call_id": server_call_id}


async def up(w, *parties, **options):
    """A call that is up: its id, and a client for it."""
    if len(parties) == 1:
        arguments, invitation = invited(parties[0])
        created = await w.do(w.client.create_call, *arguments, w.url, **invitation, **options)
    else:
        group = {"source_caller_id_number": OWN_NUMBER, **options}
        created = await w.do(w.client.create_group_call, list(parties), w.url, **group)
    call = created.call_connection_id
    w.event("CallConnected", call)
    w.roster(call, *parties)
    return call, w.client.get_call_connection(call)


async def incoming(w):
    own = sdk.CommunicationUserIdentifier(w.emulator.user())
    w.emulator.subscribe(w.url)
    context = w.emulator.incoming_call(raw(PHONE), raw(own))
    w.event("IncomingCall", incomingCallContext=context)
    return context


@story
async def a_call_is_created_read_and_ended(w):
    call, connection = await up(w, PHONE, operation_context="create \u20ac 1")
    found = await w.do(connection.get_call_properties)
    assert found.call_connection_state == "connected" and found.server_call_id
    assert [raw(p) for p in found.targets] == [raw(PHONE)]
    assert raw((await w.do(connection.get_participant, PHONE)).identifier) == raw(PHONE)
    await w.do(connection.hang_up, False)
    w.event("CallDisconnected", call, "create \u20ac 1")
    await w.refused(404, "8522", connection.get_call_properties)
    arguments, invitation = invited(ANN)
    wrong_url = "http://203.0.113.7/events"
    await w.refused(400, "8523", w.client.create_call, *arguments, wrong_url, **invitation)


@story
async def a_list_of_participants_has_several_pages(w):
    call, connection = await up(w, ANN, BOB, PHONE)
    listed = {raw(p.identifier) for p in await w.participants(connection)}
    assert {raw(ANN), raw(BOB), raw(PHONE)} <= listed and len(listed) == 4
    assert len(w.emulator.requests("/participants")) == 2
    await w.do(connection.hang_up, True)
    w.event("CallDisconnected", call)


@story
async def an_incoming_call_is_answered_rejected_or_redirected(w):
    context = await incoming(w)
    answered = await w.do(w.client.answer_call, context, w.url, operation_context="answer")
    w.event("CallConnected", answered.call_connection_id, "answer")
    await w.refused(400, "8585", w.client.answer_call, context, w.url)
    for reason in ["none", "busy", "forbidden"]:
        w.start_over()
        context = await incoming(w)
        await w.do(w.client.reject_call, context, call_reject_reason=reason)
        await w.refused(404, "8522", w.client.reject_call, context)
    w.start_over()
    context = await incoming(w)
    other = sdk.CommunicationUserIdentifier(w.emulator.user())
    await w.do(w.client.redirect_call, context, redirected_to(other))
    assert w.event("IncomingCall")["to"]["rawId"] == raw(other)
    await w.refused(404, "8522", w.client.redirect_call, context, redirected_to(other))


@story
async def participants_are_added_muted_and_removed(w):
    call, connection = await up(w, ANN)
    arguments, invitation = invited(BOB)
    await w.do(connection.add_participant, *arguments, operation_context="add", **invitation)
    w.event("AddParticipantSucceeded", call, "add")
    if has("mute_participant"):
        await w.do(connection.mute_participant, BOB, operation_context="mute")
        w.emulator.advance(3)
        w.people(call, lambda people: people.get(raw(BOB), {}).get("isMuted"))
    await w.do(connection.remove_participant, BOB, operation_context="remove")
    w.event("RemoveParticipantSucceeded", call, "remove")
    await w.refused(404, "8522", connection.get_participant, BOB)


@story
async def an_invitation_is_canceled(w):
    if not has("cancel_add_participant_operation"):
        return
    w.emulator.remote_party(raw(BOB), "noAnswer")
    call, connection = await up(w, ANN)
    added = await w.do(connection.add_participant, BOB)
    cancel = connection.cancel_add_participant_operation
    await w.do(cancel, added.invitation_id, operation_context="cancel")
    w.event("CancelAddParticipantSucceeded", call, "cancel")


@story
async def a_call_is_transferred(w):
    call, connection = await up(w, PHONE)
    await w.do(connection.transfer_call_to_participant, BOB, operation_context="transfer")
    w.event("CallTransferAccepted", call, "transfer")
    w.event("CallDisconnected", call)


@story
async def a_participant_is_moved_here_from_another_call(w):
    if not has("move_participants"):
        return
    there, _ = await up(w, ANN, PHONE)
    here, connection = await up(w, BOB)
    await w.do(connection.move_participants, [PHONE], there, operation_context="move")
    w.event("MoveParticipantSucceeded", here, "move")


@story
async def files_are_played_and_canceled(w):
    call, connection = await up(w, PHONE)
    await w.do(connection.play_media, FILE, [PHONE], operation_context="one")
    w.emulator.advance(60)
    w.event("PlayCompleted", call, "one")
    await w.do(connection.play_media_to_all, FILE, loop=True, operation_context="all")
    await w.do(connection.cancel_all_media_operations)
    w.event("PlayCanceled", call, "all")


@story
async def text_is_spoken(w):
    if not hasattr(sdk, "TextSource"):
        return
    call, connection = await up(w, PHONE, cognitive_services_endpoint="https://speech.example.net")
    text = sdk.TextSource(text="Good evening.", voice_name="en-US-NancyNeural")
    await w.do(connection.play_media, text, operation_context="text")
    w.emulator.advance(60)
    w.event("PlayCompleted", call, "text")


@story
async def tones_are_recognized(w):
    call, connection = await up(w, PHONE)
    await w.do(
        connection.start_recognizing_media,
        sdk.RecognizeInputType.DTMF,
        PHONE,
        dtmf_max_tones_to_collect=3,
        dtmf_inter_tone_timeout=5,
        dtmf_stop_tones=[sdk.DtmfTone.ASTERISK],
        play_prompt=FILE,
        interrupt_prompt=True,
        operation_context="pin",
    )
    w.emulator.press_digits(call, raw(PHONE), "12#")
    completed = w.event("RecognizeCompleted", call, "pin")
    assert completed["dtmfResult"]["tones"] == ["one", "two", "pound"]


@story
async def tones_are_recognized_without_a_prompt(w):
    call, connection = await up(w, PHONE)
    recognize = connection.start_recognizing_media
    try:
        await w.do(recognize, "dtmf", PHONE, dtmf_max_tones_to_collect=1, operation_context="key")
    except AttributeError:
        w.bug("recognize-needs-a-prompt")
    else:
        w.emulator.press_digits(call, raw(PHONE), "1")
        w.event("RecognizeCompleted", call, "key")


@story
async def tones_are_sent_and_reported(w):
    if not has("send_dtmf_tones"):
        return
    call, connection = await up(w, PHONE)
    tones = [sdk.DtmfTone.ONE, sdk.DtmfTone.POUND]
    await w.do(connection.send_dtmf_tones, tones, PHONE, operation_context="tones")
    w.emulator.advance(10)
    # Before October 2023 the event had the name that its class has in the SDKs of that time.
    w.event("SendDtmfCompleted" if VERSION == "1.1.0b1" else "SendDtmfTonesCompleted", call, "tones")
    await w.do(connection.start_continuous_dtmf_recognition, PHONE, operation_context="keys")
    w.emulator.press_digits(call, raw(PHONE), "7")
    received = w.event("ContinuousDtmfRecognitionToneReceived", call)
    # The first previews have an object around it.
    assert received.get("toneInfo", received)["tone"] == "seven"
    await w.do(connection.stop_continuous_dtmf_recognition, PHONE, operation_context="no more")
    w.event("ContinuousDtmfRecognitionStopped", call, "no more")


@story
async def a_participant_is_held_and_taken_back(w):
    if not has("hold"):
        return
    call, connection = await up(w, ANN, BOB)
    await w.do(connection.hold, ANN, play_source=FILE)
    w.people(call, lambda people: people[raw(ANN)]["isOnHold"])
    await w.do(connection.unhold, ANN)
    w.people(call, lambda people: not people[raw(ANN)]["isOnHold"])


@story
async def a_running_call_is_connected_to(w):
    if not has("connect_call"):
        return
    w.emulator.client_call([raw(ANN), raw(BOB)], room="99000000000000001")
    room = {"room_id": "99000000000000001", "operation_context": "room"}
    try:
        connected = await w.do(w.client.connect_call, callback_url=w.url, **room)
    except (AttributeError, TypeError):
        w.bug("aio-connect-fails")
        return
    w.event("CallConnected", connected.call_connection_id, "room")
    room["callback_url"] = "no url"
    await w.refused(400, "8523", w.client.connect_call, **room)


@story
async def media_are_streamed_and_transcribed(w):
    if not has("start_media_streaming"):
        return
    # Choices are those of the SDK, in its own spelling.
    sound, words = (
        (sdk.MediaStreamingTransportType, sdk.TranscriptionTransportType)
        if OLD_TRANSPORTS
        else (sdk.StreamingTransportType, sdk.StreamingTransportType)
    )
    url = "wss://127.0.0.1:1/media"
    media = sdk.MediaStreamingOptions(
        transport_url=url,
        transport_type=sound.WEBSOCKET,
        content_type=sdk.MediaStreamingContentType.AUDIO,
        audio_channel_type=sdk.MediaStreamingAudioChannelType.UNMIXED,
        start_media_streaming=False,
        **({"audio_format": sdk.AudioFormat.PCM24_K_MONO} if hasattr(sdk, "AudioFormat") else {}),
    )
    text = sdk.TranscriptionOptions(
        transport_url=url,
        transport_type=words.WEBSOCKET,
        locale="en-CA",
        start_transcription=False,
    )
    speech = "https://speech.example.net"
    call, connection = await up(
        w, ANN, media_streaming=media, transcription=text, cognitive_services_endpoint=speech
    )
    await w.do(connection.start_media_streaming, operation_context="start")
    if w.emulator.requests(":startMediaStreaming"):
        w.event("MediaStreamingStarted", call, "start")
        await w.do(connection.stop_media_streaming, operation_context="stop")
        w.event("MediaStreamingStopped", call)
    else:
        w.bug("aio-streaming-not-sent")
    await w.do(connection.start_transcription, locale="en-CA", operation_context="start")
    w.event("TranscriptionStarted", call, "start")
    await w.do(connection.update_transcription, locale="en-US")
    w.event("TranscriptionUpdated", call)
    await w.do(connection.stop_transcription, operation_context="stop")
    w.event("TranscriptionStopped", call, "stop")


@story
async def a_recording_is_made_fetched_and_deleted(w):
    w.client = with_store(w)
    w.emulator.subscribe(w.url)
    _, connection = await up(w, PHONE)
    found = await w.do(connection.get_call_properties)
    options = {
        "recording_state_callback_url": w.url,
        "recording_content_type": sdk.RecordingContent.AUDIO,
        "recording_channel_type": sdk.RecordingChannel.MIXED,
        "recording_format_type": sdk.RecordingFormat.WAV,
    }
    start = w.client.start_recording
    try:
        started = await w.do(start, **located(found.server_call_id), **options)
    except TypeError as error:
        assert "unsupported operand" in str(error) and w.is_async
        w.bug("aio-recording-fails")
        return
    await w.refused(400, "8527", start, **located(NOBODY), **options)
    recording = started.recording_id
    for operation, state in [
        (w.client.pause_recording, "inactive"),
        (w.client.resume_recording, "active"),
    ]:
        await w.do(operation, recording)
        properties = await w.do(w.client.get_recording_properties, recording)
        assert properties.recording_state == state
    w.emulator.advance(10)
    await w.do(w.client.stop_recording, recording)
    w.emulator.advance(120)
    updated = w.event("RecordingFileStatusUpdated")
    (chunk,) = updated["recordingStorageInfo"]["recordingChunks"]
    url = chunk["contentLocation"]
    content = await read_all(await w.do(w.client.download_recording, url))
    assert content[:4] == b"RIFF" and len(content) > 10 * 32_000
    part = await read_all(await w.do(w.client.download_recording, url, offset=100, length=50))
    assert part == content[100:150]
    await w.gone(w.client.download_recording, url.replace("/objects/0-", "/objects/0-other"))
    try:
        await w.do(w.client.delete_recording, chunk["deleteLocation"])
    except AttributeError as error:
        assert "await_client" in str(error) and w.is_async
        w.bug("aio-delete-fails")
        return
    await w.gone(w.client.download_recording, url)
    await w.gone(w.client.delete_recording, chunk["deleteLocation"])


@story
async def a_recording_goes_into_a_container_of_the_application(w):
    if not hasattr(sdk, "AzureBlobContainerRecordingStorage"):
        return
    w.emulator.subscribe(w.url)
    _, connection = await up(w, PHONE)
    found = await w.do(connection.get_call_properties)
    container = "https://store.example.net/recordings"
    storage = {"recording_storage": sdk.AzureBlobContainerRecordingStorage(container)}
    try:
        started = await w.do(
            w.client.start_recording, **located(found.server_call_id), **storage
        )
    except TypeError:
        w.bug("aio-recording-fails")
        return
    w.emulator.advance(10)
    await w.do(w.client.stop_recording, started.recording_id)
    w.emulator.advance(120)
    updated = w.event("RecordingFileStatusUpdated")
    (chunk,) = updated["recordingStorageInfo"]["recordingChunks"]
    assert chunk["contentLocation"].startswith(container), chunk


@story
async def a_call_that_never_was_is_not_found_by_any_operation(w):
    connection = w.client.get_call_connection(NOBODY)
    arguments, invitation = invited(BOB)
    for method, *given in [
        ("get_call_properties",),
        ("hang_up", False),
        ("hang_up", True),
        ("transfer_call_to_participant", BOB),
        ("get_participant", PHONE),
        ("remove_participant", BOB),
        ("mute_participant", BOB),
        ("cancel_add_participant_operation", NOBODY),
        ("move_participants", [BOB], NOBODY),
        ("play_media", FILE, [EVE]),
        ("cancel_all_media_operations",),
        ("send_dtmf_tones", ["one"], PHONE),
        ("start_continuous_dtmf_recognition", PHONE),
        ("stop_continuous_dtmf_recognition", PHONE),
        ("hold", ANN),
        ("unhold", ANN),
        ("start_media_streaming",),
        ("stop_media_streaming",),
        ("start_transcription",),
        ("stop_transcription",),
    ]:
        # Those two are not sent by the asynchronous client of some previews.
        is_sent = "media_streaming" not in method or not w.is_async or not OLD_TRANSPORTS
        if has(method) and is_sent:
            await w.refused(404, "8522", getattr(connection, method), *given)
    await w.refused(404, "8522", connection.add_participant, *arguments, **invitation)
    recognize = connection.start_recognizing_media
    await w.refused(404, "8522", recognize, "dtmf", ANN, play_prompt=FILE)
    await w.refused(404, "8522", w.participants, connection)
    if has("update_transcription"):
        await w.refused(404, "8522", connection.update_transcription, locale="en-US")
    for method in ["get", "pause", "resume", "stop"]:
        name = "get_recording_properties" if method == "get" else f"{method}_recording"
        await w.refused(404, "8522", getattr(w.client, name), "bm8tcmVjb3JkaW5n")
