"""Call control: what an application does with the sixteen operations, and what it is told.

Each story is written once and runs with both clients of the SDK. What is checked comes from the
recorded sessions, the SDK's own models and the documentation; never from the emulator's code.
"""

from azure.communication.callautomation import (
    CommunicationUserIdentifier,
    MediaStreamingOptions,
    MicrosoftTeamsUserIdentifier,
    TranscriptionOptions,
)

from people import (
    ANN,
    BOB,
    EVE,
    NOBODY,
    OTHER_PHONE,
    OWN_NUMBER,
    PHONE,
    RESOURCE,
    assert_result,
    connected_call,
    raw,
    story,
)

# --- create -------------------------------------------------------------------------------------


@story
async def a_created_call_connects_and_shows_its_state(w):
    created = await w.do(
        w.client.create_call,
        ANN,
        w.url,
        source_display_name="Zoë ☎",
        operation_context="create \u20ac 1",
    )
    assert created.call_connection_state == "connecting"
    assert created.call_connection_id and created.correlation_id
    assert created.server_call_id is None
    assert created.callback_url == w.url
    assert [raw(target) for target in created.targets] == [raw(ANN)]

    call = created.call_connection_id
    connected = w.event("CallConnected", call, "create \u20ac 1")
    assert_result(connected, 200, 0)
    assert connected["correlationId"] == created.correlation_id
    updated = w.event("ParticipantsUpdated", call)
    assert "operationContext" not in updated and isinstance(updated["sequenceNumber"], int)
    assert len(updated["participants"]) == 2
    assert raw(ANN) in [p["identifier"]["rawId"] for p in updated["participants"]]
    assert all(p["identifier"]["kind"] and not p["isMuted"] for p in updated["participants"])

    found = await w.do(w.client.get_call_connection(call).get_call_properties)
    assert found.call_connection_state == "connected"
    assert found.server_call_id == connected["serverCallId"]
    assert found.correlation_id == created.correlation_id
    assert [raw(target) for target in found.targets] == [raw(ANN)]


@story
async def a_call_to_a_phone_shows_the_caller_id(w):
    created, connection = await connected_call(w, PHONE, operation_context="pstn")
    assert created.source_caller_id_number.properties["value"] == "+15550100199"
    found = await w.do(connection.get_call_properties)
    assert found.source_caller_id_number.properties["value"] == "+15550100199"
    assert [raw(target) for target in found.targets] == ["4:+15550100123"]


@story
async def a_group_call_rings_all_targets(w):
    _, connection = await connected_call(w, ANN, BOB, PHONE, operation_context="group")
    listed = {raw(p.identifier) for p in await w.participants(connection)}
    assert {raw(ANN), raw(BOB), raw(PHONE)} <= listed and len(listed) == 4


@story
async def options_of_media_are_taken_when_a_call_is_created(w):
    media = MediaStreamingOptions(
        transport_url="wss://127.0.0.1:1/media",
        transport_type="websocket",
        content_type="audio",
        audio_channel_type="mixed",
        start_media_streaming=False,
    )
    transcription = TranscriptionOptions(
        transport_url="wss://127.0.0.1:1/text",
        transport_type="websocket",
        locale="en-US",
        start_transcription=False,
    )
    created, connection = await connected_call(
        w,
        media_streaming=media,
        transcription=transcription,
        cognitive_services_endpoint="https://speech.example.net",
    )
    assert created.media_streaming_subscription.id
    found = await w.do(connection.get_call_properties)
    assert found.media_streaming_subscription.state == "inactive"
    assert found.transcription_subscription.state == "inactive"


@story
async def a_user_as_source_is_shown_as_source(w):
    w.client = w.new_client(source=EVE)
    created, connection = await connected_call(w)
    assert raw(created.source) == raw(EVE)
    assert raw(EVE) in [raw(p.identifier) for p in await w.participants(connection)]


@story
async def an_unanswered_call_ends_in_two_events(w):
    w.emulator.remote_party(raw(ANN), "declines")
    w.emulator.remote_party(raw(PHONE), "busy")
    for target, code, sub_code in [(ANN, 603, 0), (PHONE, 486, 560486)]:
        created = await w.do(
            w.client.create_call,
            target,
            w.url,
            source_caller_id_number=OWN_NUMBER,
            operation_context="in vain",
        )
        call = created.call_connection_id
        disconnected = w.event("CallDisconnected", call, "in vain")
        failed = w.event("CreateCallFailed", call, "in vain")
        assert_result(disconnected, code, sub_code)
        assert_result(failed, code, sub_code)
        assert w.kinds(call) == ["CallDisconnected", "CreateCallFailed"]
        await w.refused(404, "8522", w.client.get_call_connection(call).get_call_properties)


@story
async def bad_arguments_of_create_are_refused(w):
    create = w.client.create_call
    await w.refused(400, "8523", create, ANN, "http://203.0.113.7/events")
    await w.refused(400, "8523", create, ANN, "no url")
    await w.refused(400, "8523", create, [], w.url)
    await w.refused(400, "8523", create, PHONE, w.url)  # No caller id.


# --- incoming calls -----------------------------------------------------------------------------


async def incoming_call(w, caller=PHONE, schema="eventGrid", **options):
    """Somebody outside calls a user of the application's own."""
    own = CommunicationUserIdentifier(w.emulator.user())
    w.emulator.subscribe(w.url, schema)
    context = w.emulator.incoming_call(raw(caller), raw(own), **options)
    incoming = w.event("IncomingCall", incomingCallContext=context)
    assert incoming["from"]["rawId"] == raw(caller) and incoming["to"]["rawId"] == raw(own)
    assert incoming["serverCallId"] and incoming["correlationId"]
    return incoming, own


@story
async def an_incoming_call_is_answered_in_both_schemas(w):
    for schema in ("eventGrid", "cloudEvents"):
        w.start_over()
        incoming, own = await incoming_call(w, schema=schema, displayName="Zoë")
        assert incoming["callerDisplayName"] == "Zoë"
        client = w.new_client(source=own)
        answered = await w.do(
            client.answer_call,
            incoming["incomingCallContext"],
            w.url,
            operation_context="answer-1",
        )
        assert answered.call_connection_state == "connecting"
        assert answered.server_call_id == incoming["serverCallId"]
        assert answered.correlation_id == incoming["correlationId"]
        assert raw(answered.answered_by) == raw(own)
        call = answered.call_connection_id
        connected = w.event("CallConnected", call, "answer-1")
        assert connected["serverCallId"] == incoming["serverCallId"]
        w.roster(call, own, PHONE)
        found = await w.do(client.get_call_connection(call).get_call_properties)
        assert found.call_connection_state == "connected"
        # It cannot be answered twice.
        await w.refused(400, "8585", client.answer_call, incoming["incomingCallContext"], w.url)


@story
async def answering_a_caller_who_hung_up_fails(w):
    incoming, _ = await incoming_call(w, hangUpWhenAnswered=True)
    answered = await w.do(
        w.client.answer_call,
        incoming["incomingCallContext"],
        w.url,
        operation_context="too late",
    )
    failed = w.event("AnswerFailed", answered.call_connection_id, "too late")
    assert failed["resultInformation"]["code"] >= 400


@story
async def an_incoming_call_is_rejected_for_every_reason(w):
    for reason in ["none", "busy", "forbidden", None]:
        w.start_over()
        incoming, _ = await incoming_call(w, caller=ANN)
        context = incoming["incomingCallContext"]
        await w.do(w.client.reject_call, context, call_reject_reason=reason)
        await w.refused(404, "8522", w.client.answer_call, context, w.url)
        await w.refused(404, "8522", w.client.reject_call, context)


@story
async def the_creator_of_a_rejected_call_gets_its_events(w):
    own = CommunicationUserIdentifier(w.emulator.user())
    w.emulator.subscribe(w.url)
    for reason, code, sub_code in [("none", 200, 5002), (None, 603, 0)]:
        created = await w.do(w.client.create_call, own, w.url, operation_context="to own")
        incoming = w.event("IncomingCall", correlationId=created.correlation_id)
        context = incoming["incomingCallContext"]
        await w.do(w.client.reject_call, context, call_reject_reason=reason)
        call = created.call_connection_id
        assert_result(w.event("CallDisconnected", call, "to own"), code, sub_code)
        assert_result(w.event("CreateCallFailed", call, "to own"), code, sub_code)


@story
async def both_ends_of_a_call_may_belong_to_one_application(w):
    own = CommunicationUserIdentifier(w.emulator.user())
    w.emulator.subscribe(w.url)
    created = await w.do(w.client.create_call, own, w.url, operation_context="caller")
    incoming = w.event("IncomingCall", correlationId=created.correlation_id)
    answered = await w.do(
        w.client.answer_call, incoming["incomingCallContext"], w.url, operation_context="callee"
    )
    legs = {created.call_connection_id: "caller", answered.call_connection_id: "callee"}
    assert len(legs) == 2
    servers = {w.event("CallConnected", *leg)["serverCallId"] for leg in legs.items()}
    assert servers == {incoming["serverCallId"]}
    await w.do(w.client.get_call_connection(created.call_connection_id).hang_up, True)
    assert_result(w.event("CallDisconnected", created.call_connection_id), 200, 7000)
    assert_result(w.event("CallDisconnected", answered.call_connection_id), 200, 5001)


@story
async def an_incoming_call_is_redirected_and_rings_there(w):
    other = CommunicationUserIdentifier(w.emulator.user())
    incoming, _ = await incoming_call(w)
    context = incoming["incomingCallContext"]
    await w.do(w.client.redirect_call, context, other)
    redirected = w.event("IncomingCall")
    assert redirected["to"]["rawId"] == raw(other)
    assert redirected["from"]["rawId"] == raw(PHONE)
    assert redirected["incomingCallContext"] != context
    await w.refused(404, "8522", w.client.redirect_call, context, other)
    answered = await w.do(w.client.answer_call, redirected["incomingCallContext"], w.url)
    w.event("CallConnected", answered.call_connection_id)


@story
async def invented_contexts_are_refused(w):
    await w.refused(400, "8523", w.client.answer_call, "no context", w.url)
    await w.refused(400, "8523", w.client.reject_call, "no context")
    await w.refused(400, "8523", w.client.redirect_call, "no context", EVE)


@story
async def an_incoming_call_that_rang_too_long_is_refused(w):
    incoming, _ = await incoming_call(w)
    w.emulator.advance(31)
    await w.refused(400, "8523", w.client.answer_call, incoming["incomingCallContext"], w.url)


# --- connect ------------------------------------------------------------------------------------


@story
async def a_running_call_is_connected_to_by_all_three_locators(w):
    group, room = "ad936fcb-ed63-4fa6-ae05-c3ea03953905", "99000000000000001"
    by_server = w.emulator.client_call([raw(ANN), raw(BOB)])
    w.emulator.client_call([raw(ANN), raw(BOB)], group=group)
    w.emulator.client_call([raw(ANN), raw(BOB)], room=room)
    for locator in [
        {"server_call_id": by_server},
        {"group_call_id": group},
        {"room_id": room},
    ]:
        connection = await w.do(
            w.client.connect_call, w.url, operation_context="connect-1", **locator
        )
        assert connection.call_connection_state == "connecting"
        assert connection.targets == [] and connection.server_call_id is None
        call = connection.call_connection_id
        connected = w.event("CallConnected", call, "connect-1")
        assert connected["serverCallId"]
        w.roster(call, ANN, BOB)
        await w.do(w.client.get_call_connection(call).hang_up, False)
        assert_result(w.event("CallDisconnected", call, "connect-1"), 200, 7000)


@story
async def connecting_to_no_call_fails(w):
    connection = await w.do(
        w.client.connect_call,
        w.url,
        group_call_id="11111111-2222-4333-8444-555555555555",
        operation_context="nowhere",
    )
    failed = w.event("ConnectFailed", connection.call_connection_id, "nowhere")
    assert failed["resultInformation"]["code"] >= 400


# --- hang up ------------------------------------------------------------------------------------


@story
async def hanging_up_ends_the_call_for_the_own_leg_and_for_everyone(w):
    for is_for_everyone in (False, True):
        created, connection = await connected_call(w, operation_context="hang up")
        await w.do(connection.hang_up, is_for_everyone)
        call = created.call_connection_id
        assert_result(w.event("CallDisconnected", call, "hang up"), 200, 7000)
        await w.refused(404, "8522", connection.get_call_properties)
        await w.refused(404, "8522", connection.hang_up, True)
        await w.refused(404, "8522", connection.hang_up, False)


@story
async def the_application_gets_an_event_when_the_remote_party_hangs_up(w):
    created, connection = await connected_call(w, PHONE, operation_context="left")
    call = created.call_connection_id
    w.emulator.hang_up(call, raw(PHONE))
    assert w.event("CallDisconnected", call, "left")["resultInformation"]["code"] == 200
    await w.refused(404, "8522", connection.get_call_properties)


@story
async def leaving_a_call_of_three_lets_the_others_go_on(w):
    w.emulator.subscribe(w.url)
    own = CommunicationUserIdentifier(w.emulator.user())
    created, connection = await connected_call(w, ANN, operation_context="first leg")
    call = created.call_connection_id
    await w.do(connection.add_participant, own, operation_context="add own")
    incoming = w.event("IncomingCall", correlationId=created.correlation_id)
    answered = await w.do(
        w.client.answer_call, incoming["incomingCallContext"], w.url, operation_context="second leg"
    )
    second = answered.call_connection_id
    w.event("CallConnected", second, "second leg")
    w.event("AddParticipantSucceeded", call, "add own")
    await w.do(connection.hang_up, False)
    assert_result(w.event("CallDisconnected", call, "first leg"), 200, 7000)
    other = w.client.get_call_connection(second)
    assert (await w.do(other.get_call_properties)).call_connection_state == "connected"
    await w.do(other.hang_up, True)
    assert_result(w.event("CallDisconnected", second, "second leg"), 200, 7000)


# --- transfer -----------------------------------------------------------------------------------


@story
async def a_call_is_transferred_and_the_own_leg_ends(w):
    created, connection = await connected_call(w, PHONE)
    transferred = await w.do(
        connection.transfer_call_to_participant,
        BOB,
        operation_context="transfer-1",
        sip_headers={"User-To-User": "0a0b", "X-MS-Custom-Account": "4411"},
        voip_headers={"Session": "s1"},
    )
    assert transferred.operation_context == "transfer-1"
    call = created.call_connection_id
    accepted = w.event("CallTransferAccepted", call, "transfer-1")
    assert accepted["transferTarget"]["rawId"] == raw(BOB)
    assert accepted["transferee"]["rawId"] == raw(PHONE)
    assert w.event("CallDisconnected", call)["resultInformation"]["code"] == 200
    await w.refused(404, "8522", connection.get_call_properties)


@story
async def one_of_a_group_call_is_transferred_and_the_call_goes_on(w):
    created, connection = await connected_call(w, ANN, PHONE)
    call = created.call_connection_id
    await w.do(
        connection.transfer_call_to_participant,
        BOB,
        transferee=PHONE,
        operation_context="transfer-2",
    )
    accepted = w.event("CallTransferAccepted", call, "transfer-2")
    assert accepted["transferee"]["rawId"] == raw(PHONE)
    w.people(call, lambda people: raw(PHONE) not in people)
    listed = [raw(p.identifier) for p in await w.participants(connection)]
    assert raw(PHONE) not in listed and raw(ANN) in listed


@story
async def a_transfer_that_is_declined_fails_and_the_call_goes_on(w):
    w.emulator.remote_party(raw(BOB), "declines")
    created, connection = await connected_call(w)
    await w.do(connection.transfer_call_to_participant, BOB, operation_context="transfer-3")
    assert_result(
        w.event("CallTransferFailed", created.call_connection_id, "transfer-3"), 603, 0
    )
    assert (await w.do(connection.get_call_properties)).call_connection_state == "connected"


@story
async def a_ringing_call_can_only_be_read_and_ended(w):
    w.emulator.remote_party(raw(ANN), "noAnswer")
    created = await w.do(w.client.create_call, ANN, w.url, operation_context="ringing")
    connection = w.client.get_call_connection(created.call_connection_id)
    found = await w.do(connection.get_call_properties)
    assert found.call_connection_state == "connecting"
    for operation, *arguments in [
        (connection.transfer_call_to_participant, BOB),
        (connection.add_participant, BOB),
        (connection.remove_participant, ANN),
        (connection.mute_participant, ANN),
    ]:
        await w.refused(400, "8501", operation, *arguments)
    await w.do(connection.hang_up, True)
    w.event("CallDisconnected", created.call_connection_id, "ringing")


# --- participants -------------------------------------------------------------------------------


@story
async def participants_are_listed_and_found_whatever_their_id(w):
    teams = MicrosoftTeamsUserIdentifier("45ab2481-1c1c-4005-be24-0ffb879b1130")
    _, connection = await connected_call(w, ANN, PHONE, teams)
    listed = {raw(p.identifier): p for p in await w.participants(connection)}
    assert len(listed) == 4
    for identifier in (ANN, PHONE, teams):
        assert not listed[raw(identifier)].is_muted and not listed[raw(identifier)].is_on_hold
        found = await w.do(connection.get_participant, identifier)
        assert raw(found.identifier) == raw(identifier)
        assert found.identifier.kind == identifier.kind
    await w.refused(404, "8522", connection.get_participant, OTHER_PHONE)
    await w.refused(404, "8522", connection.get_participant, BOB)


@story
async def a_participant_is_added_with_headers(w):
    created, connection = await connected_call(w)
    call = created.call_connection_id
    for target, options in [
        (BOB, {"voip_headers": {"Session": "s1"}, "source_display_name": "Desk"}),
        (
            PHONE,
            {
                "source_caller_id_number": OWN_NUMBER,
                "sip_headers": {"User-To-User": "0a0b", "X-MS-Custom-Account": "4411"},
                "invitation_timeout": 60,
            },
        ),
    ]:
        context = f"add {raw(target)}"
        added = await w.do(
            connection.add_participant, target, operation_context=context, **options
        )
        assert raw(added.participant.identifier) == raw(target)
        assert added.invitation_id and added.operation_context == context
        succeeded = w.event("AddParticipantSucceeded", call, context)
        assert succeeded["participant"]["rawId"] == raw(target)
        w.roster(call, target)
    listed = {raw(p.identifier) for p in await w.participants(connection)}
    assert {raw(ANN), raw(BOB), raw(PHONE)} <= listed


@story
async def an_unanswered_invitation_fails_after_its_time(w):
    w.emulator.remote_party(raw(BOB), "noAnswer")
    created, connection = await connected_call(w)
    call = created.call_connection_id
    await w.do(
        connection.add_participant, BOB, invitation_timeout=20, operation_context="add in vain"
    )
    assert raw(BOB) not in {raw(p.identifier) for p in await w.participants(connection)}
    w.emulator.advance(21)
    failed = w.event("AddParticipantFailed", call, "add in vain")
    assert failed["participant"]["rawId"] == raw(BOB)
    assert failed["resultInformation"]["code"] >= 400
    assert (await w.do(connection.get_call_properties)).call_connection_state == "connected"


@story
async def bad_arguments_of_add_are_refused(w):
    _, connection = await connected_call(w)
    add = connection.add_participant
    await w.refused(400, "8523", add, BOB, invitation_timeout=999)
    await w.refused(400, "8523", add, PHONE)  # No caller id.
    await w.refused(400, "8523", add, BOB, operation_callback_url="http://203.0.113.7/events")
    many = {f"X-MS-Custom-{number}": "x" for number in range(6)}
    await w.refused(
        400, "8523", add, PHONE, source_caller_id_number=OWN_NUMBER, sip_headers=many
    )


@story
async def an_invitation_is_canceled_once(w):
    w.emulator.remote_party(raw(BOB), "noAnswer")
    created, connection = await connected_call(w)
    call = created.call_connection_id
    added = await w.do(connection.add_participant, BOB, operation_context="add")
    canceled = await w.do(
        connection.cancel_add_participant_operation,
        added.invitation_id,
        operation_context="cancel-1",
    )
    assert canceled.invitation_id == added.invitation_id
    assert canceled.operation_context == "cancel-1"
    succeeded = w.event("CancelAddParticipantSucceeded", call, "cancel-1")
    assert succeeded["invitationId"] == added.invitation_id
    await w.do(
        connection.cancel_add_participant_operation,
        added.invitation_id,
        operation_context="cancel-2",
    )
    failed = w.event("CancelAddParticipantFailed", call, "cancel-2")
    assert failed["invitationId"] == added.invitation_id
    assert "AddParticipantFailed" not in w.kinds(call)


@story
async def a_participant_is_removed(w):
    created, connection = await connected_call(w, ANN, BOB)
    call = created.call_connection_id
    removed = await w.do(connection.remove_participant, BOB, operation_context="remove-1")
    assert removed.operation_context == "remove-1"
    succeeded = w.event("RemoveParticipantSucceeded", call, "remove-1")
    assert succeeded["participant"]["rawId"] == raw(BOB)
    w.people(call, lambda people: raw(BOB) not in people)
    assert raw(BOB) not in {raw(p.identifier) for p in await w.participants(connection)}


@story
async def removing_the_only_other_party_ends_the_call(w):
    created, connection = await connected_call(w, operation_context="pair")
    call = created.call_connection_id
    await w.do(connection.remove_participant, ANN, operation_context="remove-2")
    w.event("RemoveParticipantSucceeded", call, "remove-2")
    assert_result(w.event("CallDisconnected", call, "pair"), 200, 5300)
    assert w.kinds(call)[-2:] == ["RemoveParticipantSucceeded", "CallDisconnected"]


@story
async def removing_an_absent_participant_fails(w):
    created, connection = await connected_call(w)
    await w.do(connection.remove_participant, EVE, operation_context="remove-3")
    failed = w.event("RemoveParticipantFailed", created.call_connection_id, "remove-3")
    assert failed["participant"]["rawId"] == raw(EVE)
    assert failed["resultInformation"]["code"] >= 400


@story
async def a_muted_participant_is_shown_as_muted(w):
    created, connection = await connected_call(w, ANN, BOB)
    muted = await w.do(connection.mute_participant, ANN, operation_context="mute-1")
    assert muted.operation_context == "mute-1"
    found = await w.do(connection.get_participant, ANN)
    assert found.is_muted
    assert not (await w.do(connection.get_participant, BOB)).is_muted
    # The service takes about two seconds to tell.
    w.emulator.advance(3)
    w.people(
        created.call_connection_id,
        lambda people: people[raw(ANN)]["isMuted"] and not people[raw(BOB)]["isMuted"],
    )


@story
async def who_cannot_be_muted_moved_or_transferred_is_refused(w):
    _, connection = await connected_call(w, ANN, PHONE)
    await w.refused(400, "8523", connection.mute_participant, PHONE)
    await w.refused(404, "8522", connection.mute_participant, EVE)
    await w.refused(404, "8522", connection.move_participants, [BOB], NOBODY)
    transfer = connection.transfer_call_to_participant
    await w.refused(400, "8523", transfer, BOB)  # Which of the two?
    await w.refused(404, "8522", transfer, BOB, transferee=EVE)


@story
async def participants_are_moved_here_from_another_call(w):
    first, _ = await connected_call(w, ANN, PHONE)
    second, connection = await connected_call(w, BOB)
    moved = await w.do(
        connection.move_participants,
        [PHONE],
        first.call_connection_id,
        operation_context="move-1",
    )
    assert moved.operation_context == "move-1"
    assert moved.from_call == first.call_connection_id
    call = second.call_connection_id
    succeeded = w.event("MoveParticipantSucceeded", call, "move-1")
    assert succeeded["participant"]["rawId"] == raw(PHONE)
    assert succeeded["fromCall"] == first.call_connection_id
    w.roster(call, BOB, PHONE)
    there = w.client.get_call_connection(first.call_connection_id)
    assert raw(PHONE) not in {raw(p.identifier) for p in await w.participants(there)}


@story
async def moving_an_absent_participant_fails(w):
    first, _ = await connected_call(w, ANN)
    second, connection = await connected_call(w, BOB)
    await w.do(
        connection.move_participants,
        [EVE],
        first.call_connection_id,
        operation_context="move-2",
    )
    failed = w.event("MoveParticipantFailed", second.call_connection_id, "move-2")
    assert failed["participant"]["rawId"] == raw(EVE)
    assert failed["fromCall"] == first.call_connection_id


@story
async def events_of_an_operation_go_to_its_own_callback_url(w):
    created, connection = await connected_call(w)
    call = created.call_connection_id
    path = f"{w.path}/own"
    await w.do(
        connection.add_participant,
        BOB,
        operation_context="elsewhere",
        operation_callback_url=w.callbacks.url(path),
    )
    w.event("AddParticipantSucceeded", call, "elsewhere", path=path)
    w.roster(call, BOB)
    assert w.kinds(call, path) == ["AddParticipantSucceeded"]
    assert "AddParticipantSucceeded" not in w.kinds(call)


# --- all operations -----------------------------------------------------------------------------


def operations_on(connection):
    return [
        (connection.get_call_properties,),
        (connection.hang_up, False),
        (connection.hang_up, True),
        (connection.transfer_call_to_participant, BOB),
        (connection.get_participant, PHONE),
        (connection.add_participant, BOB),
        (connection.cancel_add_participant_operation, NOBODY),
        (connection.remove_participant, BOB),
        (connection.mute_participant, BOB),
        (connection.move_participants, [BOB], NOBODY),
    ]


@story
async def a_call_that_never_was_is_not_found_by_any_operation(w):
    connection = w.client.get_call_connection(NOBODY)
    for operation, *arguments in operations_on(connection):
        await w.refused(404, "8522", operation, *arguments)
    await w.refused(404, "8522", w.participants, connection)


@story
async def a_wrong_key_is_refused_by_every_operation(w):
    created, _ = await connected_call(w)
    stranger = w.new_client(key="d3Jvbmcga2V5")
    connection = stranger.get_call_connection(created.call_connection_id)
    for operation, *arguments in [
        (stranger.create_call, ANN, w.url),
        (stranger.answer_call, "x", w.url),
        (stranger.redirect_call, "x", ANN),
        (stranger.reject_call, "x"),
        *operations_on(connection),
        (w.participants, connection),
    ]:
        await w.refused(401, "7509", operation, *arguments)
    await w.refused(401, "7509", stranger.connect_call, w.url, group_call_id=NOBODY)
    found = await w.do(
        w.client.get_call_connection(created.call_connection_id).get_call_properties
    )
    assert found.call_connection_state == "connected"


@story
async def repeatability_is_honored_where_the_service_honors_it(w):
    seen = {}

    def hook(response):
        headers = response.http_response.headers
        seen["result"] = headers.get("Repeatability-Result")
        assert headers["X-Microsoft-Skype-Chain-ID"]
        assert headers["x-ms-client-request-id"]
        assert headers["api-supported-versions"]

    created = await w.do(w.client.create_call, [ANN, BOB], w.url, raw_response_hook=hook)
    assert seen["result"] is None
    call = created.call_connection_id
    w.roster(call, ANN, BOB)
    connection = w.client.get_call_connection(call)
    for result, operation, *arguments in [
        (None, connection.get_call_properties),
        ("accepted", connection.add_participant, EVE),
        ("accepted", connection.mute_participant, ANN),
        ("accepted", connection.remove_participant, BOB),
        ("accepted", connection.hang_up, True),
    ]:
        await w.do(operation, *arguments, raw_response_hook=hook)
        assert seen["result"] == result, operation


@story
async def a_repeated_request_of_the_sdk_acts_once(w):
    created, connection = await connected_call(w)
    w.emulator.fault("AddParticipant", status=503)
    await w.do(connection.add_participant, BOB, operation_context="again")
    w.event("AddParticipantSucceeded", created.call_connection_id, "again")
    first, second = w.emulator.requests("/participants:add")
    assert (first["status"], second["status"]) == (503, 202)
    for name in ("repeatability-request-id", "x-ms-client-request-id"):
        assert first["headers"][name] == second["headers"][name]
    assert w.kinds(created.call_connection_id).count("AddParticipantSucceeded") == 1


@story
async def other_api_versions_are_served_or_refused(w):
    w.client = w.new_client(api_version="2025-06-15")
    created, connection = await connected_call(w, operation_context="older")
    events = w.callbacks.so_far(w.path)
    assert {event["data"]["version"] for event in events} == {"2025-06-15"}
    # Moving came with 2026-03-12.
    await w.refused(404, None, connection.move_participants, [BOB], NOBODY)
    # One that is unknown and well-formed is served as the newest one before it, with a warning.
    stranger = w.new_client(api_version="2031-01-01")
    await w.do(stranger.create_call, ANN, w.url)
    hint = w.emulator.requests("/callConnections")[-1]["responseHeaders"]["x-emulator-hint"]
    assert "2031-01-01" in hint and "2026-03-12" in hint
    malformed = w.new_client(api_version="newest")
    await w.refused(404, None, malformed.create_call, ANN, w.url)


@story
async def a_list_of_many_participants_is_whole(w):
    many = [
        CommunicationUserIdentifier(f"8:acs:{RESOURCE}_00000031-0000-0000-0000-{n:012d}")
        for n in range(120)
    ]
    _, connection = await connected_call(w, *many)
    listed = [raw(p.identifier) for p in await w.participants(connection)]
    assert len(listed) == len(set(listed)) == 121
    assert len(w.emulator.requests("/participants")) == 41
