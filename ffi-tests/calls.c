/* Calls from the first ring to the last event, between a client, an emulator and a receiver. */
#include "stage.h"

static void a_call_is_placed_added_to_and_transferred(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = NULL;
    acs_response_t *response = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_create_call_options_set_operation_context(options, "placed");
    OK(acs_client_create_call(stage.client, invite, callback(&stage), options, &call, &response,
                              &error));
    acs_invite_free(invite);
    acs_create_call_options_free(options);
    CHECK(acs_response_status(response) == 201);
    CHECK_TEXT(acs_call_properties_call_connection_id(acs_response_properties(response)),
               acs_call_id(call));
    acs_response_free(response);

    acs_event_t *event = await_event(stage.receiver, "CallConnected");
    CHECK(acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED);
    CHECK_TEXT(acs_event_call_connection_id(event), acs_call_id(call));
    CHECK_TEXT(acs_event_operation_context(event), "placed");
    acs_event_free(event);

    acs_identifier_t *user = NULL;
    OK(acs_identifier_new_communication_user("8:acs:a_b", &user, &error));
    invite = acs_invite_new(user);
    CHECK(acs_identifier_equals(acs_invite_target(invite), user) == 1);
    CHECK(acs_invite_target(invite) == acs_invite_target(invite));
    OK(acs_call_add_participant(call, invite, NULL, &response, &error));
    acs_invite_free(invite);
    CHECK(acs_response_invitation_id(response) != NULL);
    acs_response_free(response);
    await_and_free(stage.receiver, "AddParticipantSucceeded");

    acs_participants_t *participants = NULL;
    OK(acs_call_list_participants(call, NULL, &participants, &error));
    int found = 0;
    for (size_t i = 0; i < acs_participants_count(participants); i++) {
        const acs_participant_t *one = acs_participants_at(participants, i);
        found += acs_identifier_equals(acs_participant_identifier(one), user);
    }
    CHECK(found == 1);
    acs_participants_free(participants);

    OK(acs_call_remove_participant(call, user, NULL, NULL, &error));
    await_and_free(stage.receiver, "RemoveParticipantSucceeded");
    OK(acs_call_transfer(call, user, NULL, NULL, &error));
    await_and_free(stage.receiver, "CallTransferAccepted");
    await_and_free(stage.receiver, "CallDisconnected");
    acs_identifier_free(user);
    acs_call_free(call);
    close_stage(&stage);
}

static void hanging_up_ends_the_call_and_later_requests_meet_404(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = connected_call(&stage);
    OK(acs_call_hang_up(call, 1, NULL, NULL, &error));
    await_and_free(stage.receiver, "CallDisconnected");
    acs_call_properties_t *properties = NULL;
    CHECK(acs_call_get_properties(call, NULL, &properties, NULL, &error) == ACS_SERVICE);
    CHECK(properties == NULL);
    CHECK(acs_error_http_status(error) == 404);
    CHECK(acs_error_request_id(error) != NULL);
    acs_error_free(error);
    acs_call_free(call);
    CHECK(acs_emulator_active_call_count(stage.emulator) == 0);
    close_stage(&stage);
}

static void an_incoming_call_is_answered(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    OK(acs_emulator_add_phone_number(stage.emulator, OWN_NUMBER, NULL, &error));
    acs_emulator_subscription_t *wanted = acs_emulator_subscription_new(callback(&stage), ACS_SCHEMA_EVENT_GRID);
    OK(acs_emulator_subscription_add_event_type(wanted, "Microsoft.Communication.IncomingCall"));
    OK(acs_emulator_subscription_set_subject_begins_with(wanted, "/caller/4:"));
    OK(acs_emulator_subscription_set_subject_ends_with(wanted, "/recipient/4:" OWN_NUMBER));
    OK(acs_emulator_subscription_set_without_handshake(wanted));
    OK(acs_emulator_subscribe_with(stage.emulator, wanted, &error));
    acs_emulator_subscription_free(wanted);
    OK(acs_emulator_reset_keeping_setup(stage.emulator, &error));
    acs_emulator_incoming_call_t *incoming = acs_emulator_incoming_call_new("4:" OTHER_NUMBER, "4:" OWN_NUMBER);
    OK(acs_emulator_incoming_call_add_sip_header(incoming, "X-MS-Custom-Account", "4411"));
    OK(acs_emulator_place_incoming_call(stage.emulator, incoming, NULL, &error));
    acs_emulator_incoming_call_free(incoming);

    acs_event_t *event = await_event(stage.receiver, "IncomingCall");
    CHECK(acs_event_kind(event) == ACS_EVENT_INCOMING_CALL);
    acs_call_t *call = NULL;
    OK(acs_client_answer_call(stage.client, acs_event_incoming_call_context(event),
                              callback(&stage), NULL, &call, NULL, &error));
    acs_event_free(event);

    event = await_event(stage.receiver, "CallConnected");
    acs_call_t *same = NULL;
    OK(acs_client_call_of(stage.client, event, &same, &error));
    CHECK_TEXT(acs_call_id(same), acs_call_id(call));
    acs_event_free(event);
    OK(acs_call_hang_up(same, 1, NULL, NULL, &error));
    await_and_free(stage.receiver, "CallDisconnected");
    acs_call_free(same);
    acs_call_free(call);
    close_stage(&stage);
}

static void a_busy_telephone_fails_the_call(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_emulator_remote_party_t *busy = acs_emulator_remote_party_new("4:" OTHER_NUMBER);
    OK(acs_emulator_remote_party_set_busy(busy));
    OK(acs_emulator_set_remote_party(stage.emulator, busy, &error));
    acs_emulator_remote_party_free(busy);
    acs_call_t *call = place_call(&stage);
    acs_expected_t *expected = acs_expected_new();
    OK(acs_expected_add_success(expected, "CallConnected", acs_call_id(call), NULL));
    OK(acs_expected_add_failure(expected, "CreateCallFailed", acs_call_id(call), NULL));
    acs_event_t *event = NULL;
    GIVES(ACS_FAILED, acs_receiver_wait_for(stage.receiver, expected, TIME_LIMIT, &event, &error));
    CHECK(is_event(event, "CreateCallFailed"));
    acs_event_free(event);
    acs_expected_free(expected);
    acs_call_free(call);
    close_stage(&stage);
}

static void one_kind_of_event_is_waited_for(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_event_t *event = NULL;
    acs_call_t *call = place_call(&stage);
    const char *id = acs_call_id(call);
    OK(acs_receiver_wait_for_kind(stage.receiver, ACS_EVENT_CALL_CONNECTED, id, TIME_LIMIT, &event, &error));
    CHECK(is_event(event, "CallConnected"));
    acs_event_free(event);
    acs_subscription_t *queue = NULL;
    OK(acs_receiver_subscribe_call(stage.receiver, id, 0, &queue, &error));
    OK(acs_call_hang_up(call, ACS_FOR_SELF, NULL, NULL, &error));
    GIVES(ACS_CALL_ENDED, acs_receiver_wait_for_kind(stage.receiver, ACS_EVENT_PLAY_COMPLETED, id, TIME_LIMIT,
                                                     &event, &error));
    CHECK(is_event(event, "CallDisconnected"));
    acs_event_free(event);
    OK(acs_subscription_wait_for_kind(queue, ACS_EVENT_CALL_DISCONNECTED, TIME_LIMIT, &event, &error));
    acs_event_free(event);
    for (int kind = -1; kind < 99; kind++) {
        CHECK(acs_receiver_wait_for_kind(stage.receiver, kind, NULL, 0, &event, &error) == ACS_INVALID_INPUT);
        CHECK_TEXT(acs_error_field(error), "event kind");
        acs_error_free(error);
    }
    acs_subscription_free(queue);
    acs_call_free(call);
    close_stage(&stage);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_call_is_placed_added_to_and_transferred),
        STORY(hanging_up_ends_the_call_and_later_requests_meet_404),
        STORY(an_incoming_call_is_answered), STORY(a_busy_telephone_fails_the_call),
        STORY(one_kind_of_event_is_waited_for));
}
