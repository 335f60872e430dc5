/* Objects freed in any order, options used many times, and values that were refused once. */
#include "stage.h"

static void a_call_outlives_its_client(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = connected_call(&stage);
    acs_participant_pages_t *pages = NULL;
    OK(acs_call_participant_pages(call, NULL, &pages, &error));
    acs_client_free(stage.client);
    stage.client = NULL;
    acs_call_properties_t *properties = NULL;
    OK(acs_call_get_properties(call, NULL, &properties, NULL, &error));
    acs_call_free(call);
    CHECK(acs_call_properties_state(properties) == ACS_CALL_STATE_CONNECTED);
    acs_call_properties_free(properties);
    acs_participants_t *participants = NULL;
    OK(acs_participant_pages_next(pages, &participants, NULL, &error));
    acs_participant_pages_free(pages);
    CHECK(acs_participants_count(participants) > 0);
    acs_participants_free(participants);
    close_stage(&stage);
}

static void a_subscription_outlives_its_receiver(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_subscription_t *subscription = NULL;
    OK(acs_receiver_subscribe_call(stage.receiver, "one", 0, &subscription, &error));
    put_event(stage.receiver, callback(&stage), "CallConnected", "one");
    put_event(stage.receiver, callback(&stage), "CallDisconnected", "one");
    acs_receiver_free(stage.receiver);
    stage.receiver = NULL;
    acs_event_t *event = NULL;
    OK(acs_subscription_next(subscription, -1, &event, &error));
    CHECK(is_event(event, "CallConnected"));
    acs_event_free(event);
    OK(acs_subscription_next(subscription, -1, &event, &error));
    acs_subscription_free(subscription);
    /* Nor does an event need the queue it came from. */
    CHECK(is_event(event, "CallDisconnected"));
    acs_event_free(event);
    close_stage(&stage);
}

static void what_was_given_to_options_may_be_freed_before_them(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_cancel_token_t *token = acs_cancel_token_new();
    acs_request_options_t *request = acs_request_options_new();
    acs_create_call_options_t *options = acs_create_call_options_new();
    OK(acs_request_options_set_cancel(request, token));
    acs_cancel_token_free(token);
    OK(acs_create_call_options_set_request(options, request));
    acs_request_options_free(request);
    acs_identifier_t *target = NULL;
    OK(acs_identifier_new_communication_user("8:acs:a_b", &target, &error));
    acs_invite_t *invite = acs_invite_new(target);
    acs_identifier_free(target);
    acs_call_t *call = NULL;
    OK(acs_client_create_call(stage.client, invite, callback(&stage), options, &call, NULL,
                              &error));
    acs_create_call_options_free(options);
    acs_invite_free(invite);
    acs_emulator_free(stage.emulator);
    stage.emulator = NULL;
    acs_call_free(call);
    close_stage(&stage);
}

static void freeing_null_is_allowed(void) {
    acs_client_free(NULL);
    acs_call_free(NULL);
    acs_receiver_free(NULL);
    acs_subscription_free(NULL);
    acs_event_free(NULL);
    acs_error_free(NULL);
}

static void options_serve_any_number_of_calls(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    acs_create_call_options_t *options = acs_create_call_options_new();
    OK(acs_create_call_options_set_operation_context(options, "the same"));
    for (int i = 0; i < 3; i++) {
        acs_call_t *call = NULL;
        OK(acs_client_create_call(stage.client, invite, callback(&stage), options, &call, NULL,
                                  &error));
        acs_call_free(call);
        acs_event_t *event = await_event(stage.receiver, "CallConnected");
        CHECK_TEXT(acs_event_operation_context(event), "the same");
        acs_event_free(event);
    }
    CHECK(acs_emulator_created_call_count(stage.emulator) == 3);
    acs_create_call_options_free(options);
    acs_invite_free(invite);
    close_stage(&stage);
}

static void what_a_setter_refused_is_refused_at_use_and_nothing_is_sent(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    acs_create_call_options_t *options = acs_create_call_options_new();
    CHECK(acs_create_call_options_set_cognitive_services_endpoint(options, "\xff") ==
          ACS_INVALID_INPUT);
    /* That another one is right does not hide it. */
    OK(acs_create_call_options_set_operation_context(options, "right"));
    acs_call_t *call = NULL;
    CHECK(acs_client_create_call(stage.client, invite, callback(&stage), options, &call, NULL,
                                 &error) == ACS_INVALID_INPUT);
    CHECK(call == NULL);
    CHECK(acs_error_field(error) != NULL);
    acs_error_free(error);
    error = NULL;
    acs_create_call_options_free(options);

    /* The same where a constructor was given what it cannot take. */
    acs_invite_t *empty = acs_invite_new(NULL);
    GIVES(ACS_INVALID_INPUT, acs_client_create_call(stage.client, empty, callback(&stage), NULL,
                                                    &call, NULL, &error));
    acs_invite_free(empty);
    acs_invite_t *no_number = acs_invite_to_phone_number("\xff", OWN_NUMBER);
    GIVES(ACS_INVALID_INPUT, acs_client_create_call(stage.client, no_number, callback(&stage), NULL,
                                                    &call, NULL, &error));
    acs_invite_free(no_number);

    /* And inside of other options. */
    acs_request_options_t *request = acs_request_options_new();
    acs_client_options_t *never = acs_client_options_new();
    CHECK(acs_request_options_set_max_retries(request, 21) == ACS_INVALID_INPUT);
    CHECK(acs_client_options_set_timeout_ms(never, -1) == ACS_INVALID_INPUT);
    GIVES(ACS_INVALID_INPUT, acs_client_warm_up(stage.client, request, &error));
    acs_client_t *client = NULL;
    GIVES(ACS_INVALID_INPUT,
          acs_client_new(acs_emulator_connection_string(stage.emulator), never, &client, &error));
    CHECK(client == NULL);
    acs_request_options_free(request);
    acs_client_options_free(never);

    acs_invite_free(invite);
    acs_emulator_journal_t *journal = NULL;
    OK(acs_emulator_journal(stage.emulator, &journal, &error));
    CHECK(acs_emulator_journal_count(journal) == 0);
    acs_emulator_journal_free(journal);
    close_stage(&stage);
}

static void no_call_is_placed_that_could_not_be_given_back(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    GIVES(ACS_INVALID_INPUT, acs_client_create_call(stage.client, invite, callback(&stage), NULL,
                                                    NULL, NULL, &error));
    CHECK(acs_emulator_created_call_count(stage.emulator) == 0);
    acs_invite_free(invite);
    close_stage(&stage);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_call_outlives_its_client), STORY(a_subscription_outlives_its_receiver),
        STORY(what_was_given_to_options_may_be_freed_before_them),
        STORY(freeing_null_is_allowed), STORY(options_serve_any_number_of_calls),
        STORY(what_a_setter_refused_is_refused_at_use_and_nothing_is_sent),
        STORY(no_call_is_placed_that_could_not_be_given_back));
}
