"""Media: what is played into a call, heard from it, held, streamed and transcribed."""

from azure.communication.callautomation import (
    FileSource,
    MediaStreamingOptions,
    RecognitionChoice,
    RecognizeInputType,
    SsmlSource,
    TextSource,
    TranscriptionOptions,
)

from people import ANN, BOB, EVE, PHONE, assert_result, connected_call, raw, story

FILE = FileSource(url="https://files.example.net/welcome.wav")
TEXT = TextSource(text="Good evening.", voice_name="en-US-NancyNeural")
SSML = SsmlSource(ssml_text="<speak version='1.0' xml:lang='en-US'>Good evening.</speak>")
SPEECH = {"cognitive_services_endpoint": "https://speech.example.net"}


async def speaking_call(w, *targets):
    """A call that is up, and can speak and listen."""
    created, connection = await connected_call(w, *targets, **SPEECH)
    return created.call_connection_id, connection


def played(w, call, context):
    started = w.event("PlayStarted", call, context)
    assert_result(started, 200, 0)
    w.emulator.advance(60)
    completed = w.event("PlayCompleted", call, context)
    assert_result(completed, 200, 0)


# --- play ---------------------------------------------------------------------------------------


@story
async def every_kind_of_source_is_played_to_all(w):
    call, connection = await speaking_call(w)
    for number, source in enumerate([FILE, TEXT, SSML]):
        context = f"play {number}"
        await w.do(connection.play_media, source, operation_context=context)
        played(w, call, context)


@story
async def several_sources_are_one_play(w):
    call, connection = await speaking_call(w)
    await w.do(connection.play_media, [FILE, TEXT, SSML], operation_context="three")
    played(w, call, "three")
    kinds = w.kinds(call)
    assert kinds.count("PlayStarted") == 1 and kinds.count("PlayCompleted") == 1


@story
async def a_play_to_one_participant_is_reported_like_one_to_all(w):
    call, connection = await speaking_call(w, ANN, BOB)
    await w.do(connection.play_media, FILE, [BOB], operation_context="one")
    played(w, call, "one")


@story
async def a_loop_goes_on_until_it_is_canceled(w):
    call, connection = await speaking_call(w)
    await w.do(connection.play_media, FILE, loop=True, operation_context="loop")
    w.event("PlayStarted", call, "loop")
    w.emulator.advance(3600)
    assert "PlayCompleted" not in w.kinds(call)
    await w.do(connection.cancel_all_media_operations)
    assert_result(w.event("PlayCanceled", call, "loop"), 400, 8508)


@story
async def a_play_that_interrupts_cancels_what_runs(w):
    call, connection = await speaking_call(w)
    await w.do(connection.play_media, FILE, loop=True, operation_context="first")
    w.event("PlayStarted", call, "first")
    await w.do(
        connection.play_media_to_all,
        FILE,
        interrupt_call_media_operation=True,
        operation_context="second",
    )
    assert_result(w.event("PlayCanceled", call, "first"), 400, 8508)
    played(w, call, "second")


# --- recognize ----------------------------------------------------------------------------------


@story
async def silence_fails_every_kind_of_recognition(w):
    call, connection = await speaking_call(w)
    choices = [RecognitionChoice(label="Yes", phrases=["yes"], tone="one")]
    for kind, options in [
        ("dtmf", {"dtmf_max_tones_to_collect": 4}),
        ("choices", {"choices": choices}),
        ("speech", {}),
        (RecognizeInputType.SPEECH_OR_DTMF, {"dtmf_max_tones_to_collect": 4}),
    ]:
        await w.do(
            connection.start_recognizing_media,
            kind,
            ANN,
            initial_silence_timeout=5,
            play_prompt=TEXT,
            operation_context=f"silence {kind}",
            **options,
        )
        w.emulator.advance(60)
        failed = w.event("RecognizeFailed", call, f"silence {kind}")
        assert_result(failed, 400, 8510)
        assert failed.get("failedPlaySourceIndex") is None
    # No event tells of the prompts of a recognition.
    assert "PlayStarted" not in w.kinds(call)


@story
async def a_recognition_is_canceled(w):
    call, connection = await speaking_call(w)
    await w.do(
        connection.start_recognizing_media,
        "dtmf",
        ANN,
        dtmf_max_tones_to_collect=4,
        operation_context="menu",
    )
    await w.do(connection.cancel_all_media_operations)
    assert_result(w.event("RecognizeCanceled", call, "menu"), 400, 8508)


@story
async def tones_are_collected_and_reported(w):
    call, connection = await speaking_call(w, PHONE)
    await w.do(
        connection.start_recognizing_media,
        "dtmf",
        PHONE,
        dtmf_max_tones_to_collect=3,
        operation_context="pin",
    )
    w.emulator.press_digits(call, raw(PHONE), "12#")
    completed = w.event("RecognizeCompleted", call, "pin")
    assert_result(completed, 200, 8531)
    assert completed["recognitionType"] == "dtmf"
    assert completed["dtmfResult"]["tones"] == ["one", "two", "pound"]


@story
async def a_stop_tone_ends_a_recognition(w):
    call, connection = await speaking_call(w, PHONE)
    await w.do(
        connection.start_recognizing_media,
        "dtmf",
        PHONE,
        dtmf_max_tones_to_collect=9,
        dtmf_stop_tones=["pound"],
        operation_context="until pound",
    )
    w.emulator.press_digits(call, raw(PHONE), "42#")
    completed = w.event("RecognizeCompleted", call, "until pound")
    assert_result(completed, 200, 8514)
    assert completed["dtmfResult"]["tones"][:2] == ["four", "two"]


@story
async def a_choice_is_made_by_tone_and_by_phrase(w):
    call, connection = await speaking_call(w, PHONE)
    choices = [
        RecognitionChoice(label="Sales", phrases=["sales", "buy"], tone="one"),
        RecognitionChoice(label="Agent", phrases=["agent"], tone="zero"),
    ]
    for context, feed, sub_code in [
        ("by key", lambda: w.emulator.press_digits(call, raw(PHONE), "0"), 8533),
        ("by word", lambda: w.emulator.speak(call, raw(PHONE), "agent"), 8545),
    ]:
        await w.do(
            connection.start_recognizing_media,
            "choices",
            PHONE,
            choices=choices,
            operation_context=context,
        )
        feed()
        completed = w.event("RecognizeCompleted", call, context)
        assert_result(completed, 200, sub_code)
        assert completed["recognitionType"] == "choices"
        assert completed["choiceResult"]["label"] == "Agent"


@story
async def speech_is_reported_as_text(w):
    call, connection = await speaking_call(w, PHONE)
    await w.do(
        connection.start_recognizing_media,
        "speech",
        PHONE,
        end_silence_timeout=1,
        operation_context="speech",
    )
    w.emulator.speak(call, raw(PHONE), "I have lost my card")
    w.emulator.advance(5)
    completed = w.event("RecognizeCompleted", call, "speech")
    assert completed["recognitionType"] == "speech"
    assert completed["speechResult"]["speech"] == "I have lost my card"


# --- tones --------------------------------------------------------------------------------------


@story
async def tones_are_sent_to_a_telephone(w):
    call, connection = await speaking_call(w, PHONE)
    sent = await w.do(
        connection.send_dtmf_tones, ["one", "pound"], PHONE, operation_context="tones"
    )
    assert sent.operation_context == "tones"
    w.emulator.advance(10)
    assert_result(w.event("SendDtmfTonesCompleted", call, "tones"), 200, 0)


@story
async def each_tone_is_reported_until_that_is_stopped(w):
    call, connection = await speaking_call(w, PHONE)
    await w.do(connection.start_continuous_dtmf_recognition, PHONE, operation_context="keys")
    w.emulator.press_digits(call, raw(PHONE), "7*")
    for number, tone in enumerate(["seven", "asterisk"], start=1):
        received = w.event("ContinuousDtmfRecognitionToneReceived", call, sequenceId=number)
        assert received["tone"] == tone
    await w.do(connection.stop_continuous_dtmf_recognition, PHONE, operation_context="no more")
    stopped = w.event("ContinuousDtmfRecognitionStopped", call, "no more")
    assert_result(stopped, 200, 7000)


# --- hold ---------------------------------------------------------------------------------------


@story
async def a_participant_is_held_and_taken_back(w):
    call, connection = await speaking_call(w, ANN, BOB)
    await w.do(connection.hold, ANN, play_source=FILE, operation_context="hold")
    w.people(call, lambda people: people[raw(ANN)]["isOnHold"] and not people[raw(BOB)]["isOnHold"])
    assert (await w.do(connection.get_participant, ANN)).is_on_hold
    await w.do(connection.unhold, ANN, operation_context="unhold")
    w.people(call, lambda people: not people[raw(ANN)]["isOnHold"])
    assert not (await w.do(connection.get_participant, ANN)).is_on_hold


# --- streaming and transcription ----------------------------------------------------------------


@story
async def media_streaming_starts_and_stops(w):
    media = MediaStreamingOptions(
        transport_url="wss://127.0.0.1:1/media",
        transport_type="websocket",
        content_type="audio",
        audio_channel_type="mixed",
        start_media_streaming=False,
    )
    created, connection = await connected_call(w, media_streaming=media)
    call = created.call_connection_id

    async def state():
        return (await w.do(connection.get_call_properties)).media_streaming_subscription.state

    assert await state() == "inactive"
    await w.do(connection.start_media_streaming, operation_context="start")
    started = w.event("MediaStreamingStarted", call, "start")
    update = started["mediaStreamingUpdate"]
    assert update["mediaStreamingStatus"] == "mediaStreamingStarted"
    assert await state() == "active"
    await w.do(connection.stop_media_streaming, operation_context="stop")
    stopped = w.event("MediaStreamingStopped", call)
    assert stopped["mediaStreamingUpdate"]["mediaStreamingStatus"] == "mediaStreamingStopped"
    assert await state() == "inactive"


@story
async def transcription_starts_changes_its_language_and_stops(w):
    transcription = TranscriptionOptions(
        transport_url="wss://127.0.0.1:1/text",
        transport_type="websocket",
        locale="en-CA",
        start_transcription=False,
    )
    created, connection = await connected_call(w, transcription=transcription, **SPEECH)
    call = created.call_connection_id
    await w.do(connection.start_transcription, locale="en-CA", operation_context="start")
    started = w.event("TranscriptionStarted", call, "start")["transcriptionUpdate"]
    assert started["transcriptionStatus"] == "transcriptionStarted"
    found = await w.do(connection.get_call_properties)
    assert found.transcription_subscription.state == "active"
    await w.do(connection.update_transcription, locale="en-US", operation_context="update")
    updated = w.event("TranscriptionUpdated", call)["transcriptionUpdate"]
    assert updated["transcriptionStatusDetails"] == "transcriptionLocaleUpdated"
    await w.do(connection.stop_transcription, operation_context="stop")
    stopped = w.event("TranscriptionStopped", call, "stop")["transcriptionUpdate"]
    assert stopped["transcriptionStatus"] == "transcriptionStopped"
    found = await w.do(connection.get_call_properties)
    assert found.transcription_subscription.state == "inactive"


# --- what is refused ----------------------------------------------------------------------------


@story
async def media_operations_without_a_target_are_refused(w):
    _, connection = await speaking_call(w, ANN)
    for operation, *arguments in [
        (connection.start_recognizing_media, "dtmf", EVE),
        (connection.start_continuous_dtmf_recognition, EVE),
        (connection.hold, EVE),
    ]:
        try:
            await w.do(operation, *arguments)
        except Exception as error:  # noqa: BLE001
            assert 400 <= error.status_code < 500, error
        else:
            raise AssertionError(f"{operation} was not refused")


@story
async def a_call_that_never_was_has_no_media(w):
    connection = w.client.get_call_connection("00000000-1111-4222-8333-444444444444")
    for operation, *arguments in [
        (connection.play_media, FILE),
        (connection.start_recognizing_media, "dtmf", ANN),
        (connection.cancel_all_media_operations,),
        (connection.send_dtmf_tones, ["one"], PHONE),
        (connection.start_continuous_dtmf_recognition, PHONE),
        (connection.stop_continuous_dtmf_recognition, PHONE),
        (connection.hold, ANN),
        (connection.unhold, ANN),
        (connection.start_media_streaming,),
        (connection.stop_media_streaming,),
        (connection.start_transcription,),
        (connection.stop_transcription,),
    ]:
        await w.refused(404, "8522", operation, *arguments)
    await w.refused(404, "8522", connection.update_transcription, locale="en-US")
