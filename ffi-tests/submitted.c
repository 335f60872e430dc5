/* Submitted operations: no function blocks, and completions are read where the events are. */
#include <poll.h>

#include "peer.h"
#include "stage.h"

#define CALLS 2

/* What a SIP server knows of one of its calls; its address is the tag. */
struct leg {
    acs_call_t *call;
    int is_up;
    int is_over;
    int completions;
};

static acs_event_t *next_of(const acs_receiver_t *receiver) {
    acs_error_t *error = NULL;
    acs_event_t *event = NULL;
    OK(acs_receiver_next(receiver, TIME_LIMIT, &event, &error));
    return event;
}

/* The completion that comes next, of this function and with this status. */
static acs_event_t *completion_of(const acs_receiver_t *receiver, const char *function, acs_status_t status) {
    acs_event_t *event = next_of(receiver);
    const acs_completion_t *completion = acs_event_completion(event);
    CHECK(acs_event_kind(event) == ACS_EVENT_COMPLETION && completion != NULL);
    CHECK_TEXT(acs_completion_function(completion), function);
    check_status(acs_completion_status(completion), status, acs_completion_error(completion), function, __FILE__,
                 __LINE__);
    CHECK((acs_completion_error(completion) == NULL) == (status == ACS_OK));
    return event;
}

static void completes(const acs_receiver_t *receiver, const char *function, acs_status_t status) {
    acs_event_free(completion_of(receiver, function, status));
}

static acs_client_t *later_of(const acs_client_t *client, const acs_receiver_t *receiver, void *tag) {
    acs_error_t *error = NULL;
    acs_client_t *later = NULL;
    OK(acs_client_submit_to(client, receiver, tag, &later, &error));
    return later;
}

static void create(const acs_client_t *later, const char *url, const acs_create_call_options_t *options) {
    acs_error_t *error = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    OK(acs_client_create_call(later, invite, url, options, NULL, NULL, &error));
    acs_invite_free(invite);
}

static void serve(struct leg *leg, const acs_event_t *event) {
    acs_error_t *error = NULL;
    const acs_completion_t *completion = acs_event_completion(event);
    if (completion != NULL) {
        OK(acs_completion_status(completion));
        leg->completions++;
        if (strcmp(acs_completion_function(completion), "acs_client_create_call") == 0) {
            leg->call = acs_completion_take_call(completion);
            CHECK(leg->call != NULL && acs_completion_take_call(completion) == NULL);
        }
    }
    leg->is_up |= acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED;
    leg->is_over |= acs_event_ends_call(event);
    if (leg->is_up == 1 && leg->call != NULL) {
        leg->is_up = 2;
        OK(acs_call_hang_up(leg->call, ACS_FOR_EVERYONE, NULL, NULL, &error));
    }
}

static void two_calls_live_in_one_loop_in_which_nothing_blocks(void) {
    struct stage stage = open_stage();
    struct leg legs[CALLS] = {{NULL, 0, 0, 0}, {NULL, 0, 0, 0}};
    struct pollfd ready = {.fd = acs_receiver_fd(stage.receiver), .events = POLLIN};
    for (int i = 0; i < CALLS; i++) {
        acs_client_t *later = later_of(stage.client, stage.receiver, &legs[i]);
        create(later, callback(&stage), NULL);
        acs_client_free(later);
    }
    while (!legs[0].is_over || !legs[1].is_over || legs[0].completions + legs[1].completions < 2 * CALLS) {
        acs_error_t *error = NULL;
        acs_event_t *event = NULL;
        CHECK(poll(&ready, 1, TIME_LIMIT) == 1);
        OK(acs_receiver_next(stage.receiver, 0, &event, &error));
        struct leg *const leg = (struct leg *)acs_event_tag(event);
        CHECK(leg == &legs[0] || leg == &legs[1]);
        serve(leg, event);
        acs_event_free(event);
    }
    for (int i = 0; i < CALLS; i++) {
        CHECK(acs_receiver_untag(stage.receiver, acs_call_id(legs[i].call)) == &legs[i]);
        acs_call_free(legs[i].call);
    }
    close_stage(&stage);
}

static acs_client_t *client_of(const struct peer *peer, const acs_client_options_t *options) {
    acs_error_t *error = NULL;
    acs_client_t *client = NULL;
    OK(acs_client_new_with_key(peer->endpoint, KEY, options, &client, &error));
    return client;
}

static void an_event_that_precedes_the_completion_has_the_tag_too(void) {
    struct peer peer = open_peer();
    struct leg leg = {NULL, 0, 0, 0};
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = NULL;
    OK(acs_receiver_new(NULL, &receiver, &error));
    acs_client_t *client = client_of(&peer, NULL);
    acs_client_t *later = later_of(client, receiver, &leg);
    acs_create_call_options_t *options = acs_create_call_options_new();
    OK(acs_create_call_options_set_operation_context(options, "context"));
    acs_text_t *url = NULL;
    OK(acs_receiver_url(receiver, "/events", &url, &error));
    create(later, acs_text_string(url), options);
    acs_create_call_options_free(options);
    const int request = take_request(&peer);
    put_event(receiver, acs_text_string(url), "CallConnected", "c-1");
    put_event(receiver, acs_text_string(url), "CallConnected", "c-2");
    acs_event_t *event = next_of(receiver);
    CHECK_TEXT(acs_event_call_connection_id(event), "c-1");
    CHECK(acs_event_tag(event) == &leg);
    acs_event_free(event);
    event = next_of(receiver);
    CHECK(!acs_event_has_tag(event)); /* the first one had it */
    acs_event_free(event);
    CHECK(acs_receiver_untag(receiver, "c-1") == &leg);
    OK(acs_client_abort(client, &error));
    close(request);
    event = completion_of(receiver, "acs_client_create_call", ACS_ABORTED);
    CHECK(acs_event_tag(event) == &leg && acs_completion_take_call(acs_event_completion(event)) == NULL);
    acs_event_free(event);
    acs_text_free(url);
    acs_client_free(later);
    acs_client_free(client);
    acs_receiver_free(receiver);
    close_peer(&peer);
}

static void a_flow_completes_with_its_call_and_its_event(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    struct leg leg = {NULL, 0, 0, 0};
    acs_client_t *later = later_of(stage.client, stage.receiver, &leg);
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    OK(acs_client_create_call_and_wait(later, stage.receiver, invite, callback(&stage), NULL, TIME_LIMIT, NULL, NULL,
                                       NULL, &error));
    acs_invite_free(invite);
    acs_event_t *event;
    for (;;) {
        event = next_of(stage.receiver);
        CHECK(acs_event_tag(event) == &leg);
        if (acs_event_completion(event) != NULL) break;
        acs_event_free(event);
    }
    const acs_completion_t *completion = acs_event_completion(event);
    OK(acs_completion_status(completion));
    acs_call_t *call = acs_completion_take_call(completion);
    acs_event_t *connected = acs_completion_take_event(completion);
    CHECK(acs_event_kind(connected) == ACS_EVENT_CALL_CONNECTED);
    CHECK_TEXT(acs_event_call_connection_id(connected), acs_call_id(call));
    CHECK(acs_completion_take_response(completion) == NULL && acs_completion_take_event(completion) == NULL);
    acs_event_free(connected);
    acs_event_free(event);

    /* The call submits too. No key is pressed within a millisecond. */
    acs_identifier_t *callee = NULL;
    OK(acs_identifier_parse(OTHER_NUMBER, &callee, &error));
    acs_recognize_options_t *recognize = acs_recognize_options_new_dtmf();
    OK(acs_call_recognize_and_wait(call, stage.receiver, callee, recognize, 1, NULL, NULL, &error));
    acs_recognize_options_free(recognize);
    acs_identifier_free(callee);
    for (;;) {
        event = next_of(stage.receiver);
        if (acs_event_completion(event) != NULL) break;
        acs_event_free(event);
    }
    completion = acs_event_completion(event);
    CHECK_TEXT(acs_completion_function(completion), "acs_call_recognize_and_wait");
    CHECK(acs_completion_status(completion) != ACS_OK && acs_completion_error(completion) != NULL);
    acs_event_free(event);
    acs_call_free(call);
    acs_client_free(later);
    close_stage(&stage);
}

static int never(void *user, const uint8_t *bytes, size_t length) {
    (void)user, (void)bytes, (void)length;
    check_failed(__FILE__, __LINE__, "the write callback", "was called");
}

static acs_status_t give_none(void *user, acs_token_t *token) {
    (void)user, (void)token;
    check_failed(__FILE__, __LINE__, "the token callback", "was called");
}

static void what_would_call_the_program_is_refused_with_a_reason(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_client_t *later = later_of(stage.client, stage.receiver, NULL);
    CHECK(acs_client_download_recording(later, "https://127.0.0.1/", never, NULL, NULL, NULL, NULL, &error) ==
          ACS_INVALID_INPUT);
    CHECK(strstr(acs_error_message(error), "acs_client_download_recording_to_file") != NULL);
    acs_error_free(error);
    acs_call_t *call = NULL;
    acs_participant_pages_t *pages = NULL;
    OK(acs_client_call_by_id(later, "c-1", &call, &error));
    CHECK(acs_call_participant_pages(call, NULL, &pages, &error) == ACS_INVALID_INPUT && pages == NULL);
    CHECK(strstr(acs_error_message(error), "acs_call_list_participants") != NULL);
    acs_error_free(error);
    acs_call_free(call);
    acs_client_free(later);

    acs_token_t *token = NULL;
    OK(acs_token_from_callback(give_none, NULL, &token, &error));
    acs_client_t *calls_back = NULL;
    OK(acs_client_new_with_token(acs_emulator_endpoint(stage.emulator), token, NULL, &calls_back, &error));
    CHECK(acs_client_submit_to(calls_back, stage.receiver, NULL, &later, &error) == ACS_INVALID_INPUT);
    CHECK(later == NULL && strstr(acs_error_message(error), "acs_token_set") != NULL);
    acs_error_free(error);
    OK(acs_client_call_by_id(calls_back, "c-1", &call, &error));
    acs_call_t *other = NULL;
    GIVES(ACS_INVALID_INPUT, acs_call_submit_to(call, stage.receiver, NULL, &other, &error));
    acs_call_free(call);
    acs_client_free(calls_back);
    acs_token_free(token);
    CHECK(acs_receiver_event_count(stage.receiver) == 0);
    close_stage(&stage);
}

static void a_full_client_refuses_at_once_until_a_completion_is_read(void) {
    struct peer peer = open_peer();
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = NULL;
    OK(acs_receiver_new_without_listener(NULL, &receiver, &error));
    acs_client_options_t *options = acs_client_options_new();
    OK(acs_client_options_set_submit_workers(options, 1));
    OK(acs_client_options_set_submit_capacity(options, 2));
    acs_client_t *client = client_of(&peer, options);
    acs_client_options_free(options);
    acs_client_t *later = later_of(client, receiver, NULL);
    OK(acs_client_warm_up(later, NULL, &error));
    OK(acs_client_warm_up(later, NULL, &error));
    GIVES(ACS_FULL, acs_client_warm_up(later, NULL, &error));
    const int request = take_request(&peer);
    OK(acs_client_abort(client, &error));
    close(request);
    completes(receiver, "acs_client_warm_up", ACS_ABORTED);
    completes(receiver, "acs_client_warm_up", ACS_ABORTED);
    OK(acs_client_warm_up(later, NULL, &error));
    acs_client_free(later);
    acs_client_free(client);
    acs_receiver_free(receiver);
    close_peer(&peer);
}

static void a_token_cancels_its_own_operation_and_close_completes_the_others(void) {
    struct peer peer = open_peer();
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = NULL;
    acs_call_t *call = NULL;
    OK(acs_receiver_new_without_listener(NULL, &receiver, &error));
    acs_client_t *client = client_of(&peer, NULL);
    acs_client_t *later = later_of(client, receiver, NULL);
    OK(acs_client_call_by_id(later, "c-1", &call, &error));
    acs_cancel_token_t *token = acs_cancel_token_new();
    acs_request_options_t *options = acs_request_options_new();
    OK(acs_request_options_set_cancel(options, token));
    OK(acs_call_get_properties(call, options, NULL, NULL, &error));
    const int canceled = take_request(&peer);
    acs_request_options_free(options);
    OK(acs_call_list_participants(call, NULL, NULL, &error));
    const int other = take_request(&peer);
    OK(acs_cancel_token_cancel(token));
    acs_cancel_token_free(token);
    completes(receiver, "acs_call_get_properties", ACS_ABORTED);
    acs_event_t *event = NULL;
    GIVES(ACS_TIMEOUT, acs_receiver_next(receiver, 0, &event, &error));
    OK(acs_receiver_close(receiver, 1000, &error));
    GIVES(ACS_CLOSED, acs_call_hang_up(call, ACS_FOR_SELF, NULL, NULL, &error));
    completes(receiver, "acs_call_list_participants", ACS_ABORTED);
    GIVES(ACS_CLOSED, acs_receiver_next(receiver, -1, &event, &error));
    close(canceled);
    close(other);
    acs_call_free(call);
    acs_client_free(later);
    acs_client_free(client);
    acs_receiver_free(receiver);
    close_peer(&peer);
}

static void everything_may_be_freed_while_operations_run_and_wait(void) {
    struct peer peer = open_peer();
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = NULL;
    OK(acs_receiver_new(NULL, &receiver, &error));
    acs_client_options_t *options = acs_client_options_new();
    OK(acs_client_options_set_submit_workers(options, 1));
    acs_client_t *client = client_of(&peer, options);
    acs_client_options_free(options);
    acs_client_t *later = later_of(client, receiver, &peer);
    acs_client_free(client);
    for (int i = 0; i < 3; i++) {
        acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
        OK(acs_client_create_call_and_wait(later, receiver, invite, "http://127.0.0.1:1/events", NULL, TIME_LIMIT, NULL,
                                           NULL, NULL, &error));
        acs_invite_free(invite);
    }
    acs_client_free(later);
    const int request = take_request(&peer);
    acs_receiver_free(receiver);
    close(request);
    close_peer(&peer);
}

static void completions_that_are_not_read_are_freed_with_their_results(void) {
    struct stage stage = open_stage();
    acs_client_t *later = later_of(stage.client, stage.receiver, &stage);
    create(later, callback(&stage), NULL);
    acs_client_free(later);
    acs_event_t *event;
    for (;;) {
        event = next_of(stage.receiver);
        if (acs_event_completion(event) != NULL) break;
        acs_event_free(event);
    }
    /* A copy has the same results; the event outlives all else. */
    acs_event_t *copy = acs_event_copy(event);
    acs_event_free(event);
    acs_call_t *call = acs_completion_take_call(acs_event_completion(copy));
    acs_error_t *error = NULL;
    OK(acs_call_get_properties(call, NULL, NULL, NULL, &error));
    OK(acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error));
    acs_call_free(call);
    await_and_free(stage.receiver, "CallDisconnected");
    close_stage(&stage);
    acs_response_t *response = acs_completion_take_response(acs_event_completion(copy));
    CHECK(acs_response_properties(response) != NULL);
    acs_response_free(response);
    acs_event_free(copy);
}

static void completions_of_a_subscription_go_to_the_main_queue_after_it(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_subscription_t *subscription = NULL;
    acs_client_t *later = NULL;
    acs_call_t *call = NULL, *later_call = NULL;
    acs_event_t *event = NULL;
    OK(acs_receiver_subscribe_call(stage.receiver, "c-1", 0, &subscription, &error));
    OK(acs_client_submit_to_subscription(stage.client, subscription, &stage, &later, &error));
    OK(acs_client_call_by_id(stage.client, "c-1", &call, &error));
    OK(acs_call_submit_to_subscription(call, subscription, NULL, &later_call, &error));
    OK(acs_client_warm_up(later, NULL, &error));
    OK(acs_subscription_next(subscription, TIME_LIMIT, &event, &error));
    CHECK(acs_event_completion(event) != NULL && acs_event_tag(event) == &stage);
    acs_event_free(event);
    acs_subscription_free(subscription);
    OK(acs_call_get_properties(later_call, NULL, NULL, NULL, &error));
    completes(stage.receiver, "acs_call_get_properties", ACS_SERVICE);
    acs_call_free(later_call);
    acs_call_free(call);
    acs_client_free(later);
    close_stage(&stage);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(two_calls_live_in_one_loop_in_which_nothing_blocks),
        STORY(an_event_that_precedes_the_completion_has_the_tag_too),
        STORY(a_flow_completes_with_its_call_and_its_event), STORY(what_would_call_the_program_is_refused_with_a_reason),
        STORY(a_full_client_refuses_at_once_until_a_completion_is_read),
        STORY(a_token_cancels_its_own_operation_and_close_completes_the_others),
        STORY(everything_may_be_freed_while_operations_run_and_wait),
        STORY(completions_that_are_not_read_are_freed_with_their_results),
        STORY(completions_of_a_subscription_go_to_the_main_queue_after_it));
}
