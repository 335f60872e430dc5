"""Recording: started, paused, resumed and stopped; its files fetched and deleted."""

import io
import os
import wave

from people import ANN, BOB, PHONE, connected_call, needs_http, needs_https, story
from store import read_all, with_store

NO_RECORDING = "bm8tcmVjb3JkaW5n"


def state(w, recording, expected):
    """Waits for RecordingStateChanged of a recording with a state."""
    return w.event("RecordingStateChanged", recordingId=recording, state=expected)


async def recorded_call(w, *targets, **options):
    created, connection = await connected_call(w, *targets)
    found = await w.do(connection.get_call_properties)
    started = await w.do(
        w.client.start_recording,
        server_call_id=found.server_call_id,
        recording_state_callback_url=w.url,
        **options,
    )
    return connection, started.recording_id


async def file_of(w, *targets, seconds=10, **options):
    """The chunks of a recording that ran so long."""
    w.emulator.subscribe(w.url)
    _, recording = await recorded_call(w, *targets, **options)
    state(w, recording, "active")
    w.emulator.advance(seconds)
    await w.do(w.client.stop_recording, recording)
    w.emulator.advance(120)
    return w.event("RecordingFileStatusUpdated")


# --- control ------------------------------------------------------------------------------------


@story
async def a_recording_is_started_paused_resumed_and_stopped(w):
    _, recording = await recorded_call(w, recording_content_type="audio")
    state(w, recording, "active")

    async def now():
        return (await w.do(w.client.get_recording_properties, recording)).recording_state

    assert await now() == "active"
    await w.do(w.client.pause_recording, recording)
    state(w, recording, "inactive")
    assert await now() == "inactive"
    await w.do(w.client.resume_recording, recording)
    state(w, recording, "active")
    assert await now() == "active"
    await w.do(w.client.stop_recording, recording)
    await w.refused(404, "8522", w.client.get_recording_properties, recording)
    await w.refused(404, "8522", w.client.stop_recording, recording)


@story
async def a_recording_is_started_by_call_connection_id(w):
    created, _ = await connected_call(w, ANN)
    started = await w.do(
        w.client.start_recording,
        call_connection_id=created.call_connection_id,
        recording_state_callback_url=w.url,
    )
    state(w, started.recording_id, "active")


@story
async def a_recording_may_begin_paused(w):
    _, recording = await recorded_call(w, pause_on_start=True)
    found = await w.do(w.client.get_recording_properties, recording)
    assert found.recording_state == "inactive"
    await w.do(w.client.resume_recording, recording)
    state(w, recording, "active")


@story
async def a_recording_ends_with_its_call(w):
    connection, recording = await recorded_call(w)
    state(w, recording, "active")
    await w.do(connection.hang_up, True)
    await w.refused(404, "8522", w.client.get_recording_properties, recording)


@story
async def a_second_recording_of_a_call_is_refused(w):
    connection, _ = await recorded_call(w)
    found = await w.do(connection.get_call_properties)
    await w.refused(
        400, "8553", w.client.start_recording, server_call_id=found.server_call_id
    )


@story
async def recordings_that_never_were_are_not_found(w):
    for operation in [
        w.client.get_recording_properties,
        w.client.pause_recording,
        w.client.resume_recording,
        w.client.stop_recording,
    ]:
        await w.refused(404, "8522", operation, NO_RECORDING)


# --- files --------------------------------------------------------------------------------------


@story
@needs_https
async def a_recording_becomes_a_file_of_its_length(w):
    w.client = with_store(w)
    updated = await file_of(
        w,
        ANN,
        seconds=10,
        recording_content_type="audio",
        recording_channel_type="mixed",
        recording_format_type="wav",
    )
    (chunk,) = updated["recordingStorageInfo"]["recordingChunks"]
    # The emulator's clock also runs while it is not advanced.
    duration = updated["recordingDurationMs"]
    assert duration >= 10_000
    stream = await w.do(w.client.download_recording, chunk["contentLocation"])
    content = await read_all(stream)
    with wave.open(io.BytesIO(content)) as sound:
        assert sound.getsampwidth() == 2 and sound.getnchannels() == 1
        assert abs(sound.getnframes() * 1000 / sound.getframerate() - duration) <= 1


@story
@needs_https
async def a_part_of_a_file_is_fetched(w):
    w.client = with_store(w)
    updated = await file_of(w, ANN, recording_format_type="wav", recording_content_type="audio")
    (chunk,) = updated["recordingStorageInfo"]["recordingChunks"]
    url = chunk["contentLocation"]
    whole = await read_all(await w.do(w.client.download_recording, url))
    part = await read_all(await w.do(w.client.download_recording, url, offset=100, length=50))
    assert part == whole[100:150]
    rest = await read_all(await w.do(w.client.download_recording, url, offset=len(whole) - 7))
    assert rest == whole[-7:]


@story
@needs_https
async def an_unmixed_recording_has_a_channel_for_each(w):
    w.client = with_store(w)
    updated = await file_of(
        w,
        ANN,
        BOB,
        recording_content_type="audio",
        recording_channel_type="unmixed",
        recording_format_type="wav",
    )
    (chunk,) = updated["recordingStorageInfo"]["recordingChunks"]
    stream = await w.do(w.client.download_recording, chunk["contentLocation"])
    with wave.open(io.BytesIO(await read_all(stream))) as sound:
        assert 2 <= sound.getnchannels() <= 5


@story
@needs_https
async def a_file_is_deleted_once(w):
    w.client = with_store(w)
    updated = await file_of(w, PHONE)
    (chunk,) = updated["recordingStorageInfo"]["recordingChunks"]
    await w.do(w.client.delete_recording, chunk["deleteLocation"])
    await w.gone(w.client.download_recording, chunk["contentLocation"])
    await w.gone(w.client.delete_recording, chunk["deleteLocation"])


@story
@needs_https
async def a_wrong_key_opens_no_file(w):
    w.client = with_store(w)
    updated = await file_of(w, ANN)
    (chunk,) = updated["recordingStorageInfo"]["recordingChunks"]
    stranger = with_store(w, key="d3Jvbmcga2V5")
    try:
        await w.do(stranger.download_recording, chunk["contentLocation"])
    except Exception as error:  # noqa: BLE001
        assert error.status_code == 401, error
    else:
        raise AssertionError("the store gave the file to a stranger")


@story
@needs_https
async def the_store_is_reached_by_the_environment(w):
    # An application that knows nothing of the emulator.
    os.environ["HTTPS_PROXY"] = w.emulator.proxy
    try:
        w.client = w.new_client()
        updated = await file_of(w, ANN, recording_format_type="mp3")
        (chunk,) = updated["recordingStorageInfo"]["recordingChunks"]
        assert await read_all(await w.do(w.client.download_recording, chunk["contentLocation"]))
        await w.do(w.client.delete_recording, chunk["deleteLocation"])
    finally:
        del os.environ["HTTPS_PROXY"]


@story
@needs_http
async def no_recording_is_fetched_or_deleted_over_http(w):
    updated = await file_of(w, ANN)
    (chunk,) = updated["recordingStorageInfo"]["recordingChunks"]
    for operation, url in [
        (w.client.download_recording, chunk["contentLocation"]),
        (w.client.delete_recording, chunk["deleteLocation"]),
    ]:
        try:
            await w.do(operation, url)
        except ValueError as error:
            assert "must use HTTPS" in str(error)
            w.bug("recordings-over-https-only")
        else:
            raise AssertionError(f"{operation} goes over http")
