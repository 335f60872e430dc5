/* Flows: operations that wait for their outcome. */
#include <pthread.h>
#include <sched.h>

#include "stage.h"

#define AGENT "+15550100777"
#define SHORT 1500

/** The outcome of a flow. */
struct ended {
    acs_status_t status;
    acs_call_t *call;
    acs_event_t *event;
    acs_response_t *pending;
    acs_error_t *error;
};

static void forget(struct ended *ended) {
    const char *message = acs_error_message(ended->error);
    CHECK(ended->status == ACS_OK || ended->error != NULL);
    if (ended->pending != NULL) CHECK(strstr(message, "waited") != NULL && strstr(message, " s for ") != NULL);
    if (ended->event != NULL && ended->status != ACS_OK) CHECK(strstr(message, acs_event_name(ended->event)) != NULL);
    acs_call_free(ended->call);
    acs_event_free(ended->event);
    acs_response_free(ended->pending);
    acs_error_free(ended->error);
    *ended = (struct ended){0};
}

static void script(const struct stage *stage, acs_emulator_remote_party_t *remote_party) {
    acs_error_t *error = NULL;
    OK(acs_emulator_set_remote_party(stage->emulator, remote_party, &error));
    acs_emulator_remote_party_free(remote_party);
}

static acs_emulator_remote_party_t *slow(const char *raw_id) {
    acs_emulator_remote_party_t *remote_party = acs_emulator_remote_party_new(raw_id);
    CHECK(acs_emulator_remote_party_set_answer_after_ms(remote_party, 60000) == ACS_OK);
    return remote_party;
}

static void lose_answer(const struct stage *stage, const char *operation) {
    acs_error_t *error = NULL;
    acs_emulator_fault_t *fault = acs_emulator_fault_new(operation);
    CHECK(acs_emulator_fault_set_lose_response(fault) == ACS_OK);
    OK(acs_emulator_add_fault(stage->emulator, fault, &error));
    acs_emulator_fault_free(fault);
}

static struct ended create(const struct stage *stage, int64_t timeout_ms) {
    struct ended ended = {0};
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_create_call_options_set_cognitive_services_endpoint(options, "https://c.example.com");
    ended.status = acs_client_create_call_and_wait(stage->client, stage->receiver, invite,
                                             callback(stage), options, timeout_ms, &ended.call,
                                             &ended.event, &ended.pending, &ended.error);
    acs_create_call_options_free(options);
    acs_invite_free(invite);
    return ended;
}

/** A call that is up, by a flow. */
static acs_call_t *call_up(const struct stage *stage) {
    struct ended ended = create(stage, TIME_LIMIT);
    CHECK(ended.status == ACS_OK);
    acs_call_t *call = ended.call;
    ended.call = NULL;
    forget(&ended);
    return call;
}

static struct ended add(const struct stage *stage, const acs_call_t *call, int64_t timeout_ms) {
    struct ended ended = {0};
    acs_invite_t *invite = acs_invite_to_phone_number(AGENT, OWN_NUMBER);
    ended.status = acs_call_add_participant_and_wait(call, stage->receiver, invite, NULL, timeout_ms,
                                                    &ended.event, &ended.pending, &ended.error);
    acs_invite_free(invite);
    return ended;
}

static void a_call_is_established_or_the_error_says_why_not(void) {
    struct stage stage = open_stage();
    struct ended ended = create(&stage, TIME_LIMIT);
    CHECK(ended.status == ACS_OK && is_event(ended.event, "CallConnected") && ended.error == NULL);
    CHECK_TEXT(acs_event_call_connection_id(ended.event), acs_call_id(ended.call));
    CHECK(strlen(acs_event_operation_context(ended.event)) == 36 && ended.pending == NULL);
    forget(&ended);

    acs_emulator_remote_party_t *busy = acs_emulator_remote_party_new("4:" OTHER_NUMBER);
    CHECK(acs_emulator_remote_party_set_busy(busy) == ACS_OK);
    script(&stage, busy);
    ended = create(&stage, TIME_LIMIT);
    CHECK(ended.status == ACS_FAILED && ended.call == NULL);
    CHECK(strstr(acs_error_message(ended.error), "busy") != NULL && acs_error_sub_code(ended.error) == 560486);
    CHECK(strstr(acs_event_advice(ended.event), "busy") != NULL);
    CHECK(is_event(ended.event, "CreateCallFailed"));
    CHECK(acs_event_result_sub_code(ended.event) == 560486);
    forget(&ended);
    close_stage(&stage);
}

static void a_call_that_rings_beyond_the_deadline_is_handed_out(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    script(&stage, slow("4:" OTHER_NUMBER));
    struct ended ended = create(&stage, SHORT);
    CHECK(ended.status == ACS_TIMEOUT && ended.event == NULL);
    CHECK(strstr(acs_error_message(ended.error), "for CallConnected or CreateCallFailed") != NULL);
    CHECK(acs_error_may_have_been_done(ended.error) == 1);
    CHECK(acs_response_status(ended.pending) == 201);
    CHECK(strlen(acs_response_operation_context(ended.pending)) == 36);
    OK(acs_call_hang_up(ended.call, 1, NULL, NULL, &error));
    forget(&ended);
    close_stage(&stage);
}

/** Cancels as soon as a request of this program has its response: the log shows that. */
static void *cancel_when_answered(void *token) {
    acs_error_t *error = NULL;
    for (int answered = 0; !answered;) {
        acs_log_line_t *line = NULL;
        if (acs_log_next(&line, &error) == ACS_OK) {
            answered = strstr(acs_log_line_message(line), " -> 20") != NULL;
            acs_log_line_free(line);
        } else {
            sched_yield();
        }
    }
    CHECK(acs_cancel_token_cancel(token) == ACS_OK);
    return NULL;
}

static void a_cancel_token_ends_the_waiting(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    script(&stage, slow("4:" OTHER_NUMBER));
    acs_cancel_token_t *token = acs_cancel_token_new();
    acs_request_options_t *request = acs_request_options_new();
    CHECK(acs_request_options_set_cancel(request, token) == ACS_OK);
    acs_create_call_options_t *options = acs_create_call_options_new();
    CHECK(acs_create_call_options_set_request(options, request) == ACS_OK);
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    OK(acs_log_set_level(ACS_LOG_DEBUG, &error));
    pthread_t other;
    CHECK(pthread_create(&other, NULL, cancel_when_answered, token) == 0);
    struct ended ended = {0};
    ended.status =
        acs_client_create_call_and_wait(stage.client, stage.receiver, invite, callback(&stage), options,
                                   INT64_MAX, &ended.call, &ended.event, &ended.pending, &ended.error);
    CHECK(pthread_join(other, NULL) == 0);
    OK(acs_log_set_level(ACS_LOG_OFF, &error));
    CHECK(ended.status == ACS_ABORTED && ended.event == NULL && ended.error != NULL);
    CHECK(acs_response_status(ended.pending) == 201);
    CHECK(strlen(acs_response_operation_context(ended.pending)) == 36);
    OK(acs_call_hang_up(ended.call, 1, NULL, NULL, &error));
    forget(&ended);

    /* It is ended before anything is sent now. */
    ended.status =
        acs_client_create_call_and_wait(stage.client, stage.receiver, invite, callback(&stage), options,
                                   TIME_LIMIT, &ended.call, &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_ABORTED && ended.call == NULL && ended.pending == NULL);
    CHECK(acs_error_is_retryable(ended.error) == 1);
    CHECK(acs_emulator_created_call_count(stage.emulator) == 1);
    forget(&ended);
    acs_invite_free(invite);
    acs_create_call_options_free(options);
    acs_request_options_free(request);
    acs_cancel_token_free(token);
    close_stage(&stage);
}

static void *close_when_asked(void *data) {
    const struct stage *stage = data;
    acs_error_t *error = NULL;
    while (acs_emulator_created_call_count(stage->emulator) == 0) {
        sched_yield();
    }
    OK(acs_receiver_close(stage->receiver, TIME_LIMIT, &error));
    return NULL;
}

static void closing_the_receiver_returns_the_ringing_call(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    script(&stage, slow("4:" OTHER_NUMBER));
    pthread_t other;
    CHECK(pthread_create(&other, NULL, close_when_asked, &stage) == 0);
    struct ended ended = create(&stage, TIME_LIMIT);
    CHECK(pthread_join(other, NULL) == 0);
    CHECK(ended.status == ACS_CLOSED && ended.event == NULL && ended.pending != NULL);
    OK(acs_call_hang_up(ended.call, 1, NULL, NULL, &error));
    forget(&ended);
    close_stage(&stage);
}

static void events_for_a_subscription_are_found_there(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = call_up(&stage);
    acs_subscription_t *subscription = NULL;
    OK(acs_receiver_subscribe_call(stage.receiver, acs_call_id(call), 0, &subscription, &error));
    acs_play_source_t *word = acs_play_source_new_text("Yes.");
    struct ended ended = {0};
    ended.status = acs_call_play_to_all_and_wait(call, stage.receiver,
                                                (const acs_play_source_t *[]){word}, 1, NULL,
                                                TIME_LIMIT, &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_OK && is_event(ended.event, "PlayCompleted"));
    forget(&ended);
    /* All else of the call is for the reader of the subscription, its end too. */
    OK(acs_call_hang_up(call, 1, NULL, NULL, &error));
    OK(acs_emulator_flush(stage.emulator, TIME_LIMIT, &error));
    ended = add(&stage, call, TIME_LIMIT);
    CHECK(ended.status == ACS_CALL_ENDED);
    forget(&ended);
    const char *const names[] = {"ParticipantsUpdated", "PlayStarted", "CallDisconnected"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        acs_event_t *event = NULL;
        OK(acs_subscription_next(subscription, TIME_LIMIT, &event, &error));
        CHECK(is_event(event, names[i]));
        acs_event_free(event);
    }
    CHECK(acs_subscription_event_count(subscription) == 0);
    acs_subscription_free(subscription);
    acs_play_source_free(word);
    acs_call_free(call);
    close_stage(&stage);
}

static void a_lost_response_is_decided_by_the_event(void) {
    struct stage stage = open_stage();
    lose_answer(&stage, "CreateCall");
    struct ended ended = create(&stage, TIME_LIMIT);
    CHECK(ended.status == ACS_OK && acs_call_id(ended.call) != NULL);
    CHECK(acs_emulator_created_call_count(stage.emulator) == 1);
    forget(&ended);

    lose_answer(&stage, "CreateCall");
    script(&stage, slow("4:" OTHER_NUMBER));
    ended = create(&stage, SHORT);
    CHECK(ended.status == ACS_OUTCOME_UNKNOWN && ended.call == NULL && ended.pending == NULL);
    CHECK(strlen(acs_error_operation_context(ended.error)) == 36);
    CHECK(acs_error_repeatability_id(ended.error) != NULL);
    CHECK(acs_error_operation_context(NULL) == NULL);
    forget(&ended);
    close_stage(&stage);
}

static void a_group_and_an_incoming_call_come_up(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    struct ended ended = {0};
    acs_identifier_t *user = NULL;
    OK(acs_identifier_new_communication_user("8:acs:a_b", &user, &error));
    ended.status = acs_client_create_group_call_and_wait(
        stage.client, stage.receiver, (const acs_identifier_t *[]){user}, 1, callback(&stage), NULL,
        TIME_LIMIT, &ended.call, &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_OK && ended.call != NULL);
    forget(&ended);
    acs_identifier_free(user);

    acs_text_t *context = NULL;
    OK(acs_emulator_add_phone_number(stage.emulator, OWN_NUMBER, NULL, &error));
    acs_emulator_incoming_call_t *ring =
        acs_emulator_incoming_call_new("4:" OTHER_NUMBER, "4:" OWN_NUMBER);
    OK(acs_emulator_place_incoming_call(stage.emulator, ring, &context, &error));
    ended.status = acs_client_answer_call_and_wait(
        stage.client, stage.receiver, acs_text_string(context), callback(&stage), NULL, TIME_LIMIT,
        &ended.call, &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_OK && is_event(ended.event, "CallConnected"));
    forget(&ended);
    acs_emulator_incoming_call_free(ring);
    acs_text_free(context);
    close_stage(&stage);
}

static void a_running_call_is_connected_to_and_the_event_may_be_left_out(void) {
    struct stage stage = open_stage();
    struct ended up = create(&stage, TIME_LIMIT), ended = {0};
    const char *running = acs_event_server_call_id(up.event);
    ended.status = acs_client_connect_call_and_wait(stage.client, stage.receiver, ACS_LOCATOR_SERVER_CALL, running,
                                                    callback(&stage), NULL, TIME_LIMIT, &ended.call, &ended.event,
                                                    &ended.pending, &ended.error);
    CHECK(ended.status == ACS_OK && is_event(ended.event, "CallConnected") && ended.pending == NULL);
    CHECK_TEXT(acs_event_call_connection_id(ended.event), acs_call_id(ended.call));
    forget(&ended);
    ended.status = acs_client_connect_call_and_wait(stage.client, stage.receiver, ACS_LOCATOR_SERVER_CALL, running,
                                                    callback(&stage), NULL, TIME_LIMIT, &ended.call, NULL, NULL, NULL);
    CHECK(ended.status == ACS_OK && ended.call != NULL);
    CHECK(acs_call_hang_up_and_wait(ended.call, stage.receiver, ACS_FOR_EVERYONE, NULL, TIME_LIMIT, NULL, NULL, NULL) ==
          ACS_OK);
    forget(&ended);
    forget(&up);
    close_stage(&stage);
}

static void a_participant_is_added_transferred_or_still_rings(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = call_up(&stage);
    script(&stage, slow("4:" AGENT));
    struct ended ended = add(&stage, call, SHORT);
    CHECK(ended.status == ACS_TIMEOUT);
    const char *invitation = acs_response_invitation_id(ended.pending);
    OK(acs_call_cancel_add_participant(call, invitation, NULL, NULL, &error));
    await_and_free(stage.receiver, "CancelAddParticipantSucceeded");
    forget(&ended);

    script(&stage, acs_emulator_remote_party_new("4:" AGENT));
    ended = add(&stage, call, TIME_LIMIT);
    CHECK(ended.status == ACS_OK && is_event(ended.event, "AddParticipantSucceeded"));
    forget(&ended);
    acs_call_free(call);

    call = call_up(&stage);
    acs_identifier_t *target = NULL;
    OK(acs_identifier_new_phone_number(AGENT, &target, &error));
    ended.status = acs_call_transfer_and_wait(call, stage.receiver, target, NULL, TIME_LIMIT,
                                             &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_OK && is_event(ended.event, "CallTransferAccepted"));
    forget(&ended);
    await_and_free(stage.receiver, "CallDisconnected");
    acs_identifier_free(target);
    acs_call_free(call);
    close_stage(&stage);
}

static void the_end_of_the_call_is_reported_and_stays_unread(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = call_up(&stage);
    OK(acs_call_hang_up(call, 1, NULL, NULL, &error));
    OK(acs_emulator_flush(stage.emulator, TIME_LIMIT, &error));
    struct ended ended = add(&stage, call, TIME_LIMIT);
    CHECK(ended.status == ACS_CALL_ENDED && is_event(ended.event, "CallDisconnected"));
    forget(&ended);
    await_and_free(stage.receiver, "CallDisconnected");
    ended = add(&stage, call, TIME_LIMIT);
    CHECK(ended.status == ACS_CALL_ENDED && is_event(ended.event, "CallDisconnected"));
    CHECK(strstr(acs_error_message(ended.error), "the call ended first") != NULL);
    forget(&ended);
    acs_call_free(call);
    OK(acs_receiver_close(stage.receiver, TIME_LIMIT, &error));
    ended = create(&stage, TIME_LIMIT);
    CHECK(ended.status == ACS_CLOSED);
    forget(&ended);
    close_stage(&stage);
}

static void media_are_waited_for(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    struct ended ended = {0};
    acs_call_t *call = call_up(&stage);
    acs_identifier_t *phone = NULL;
    OK(acs_identifier_new_phone_number(OTHER_NUMBER, &phone, &error));
    acs_play_source_t *word = acs_play_source_new_text("Yes.");
    const acs_play_source_t *words[] = {word};
    const acs_identifier_t *phones[] = {phone};

    ended.status = acs_call_play_to_all_and_wait(call, stage.receiver, words, 1, NULL, TIME_LIMIT,
                                                &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_OK && is_event(ended.event, "PlayCompleted"));
    forget(&ended);
    ended.status = acs_call_play_and_wait(call, stage.receiver, words, 1, phones, 1, NULL, TIME_LIMIT,
                                         &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_OK);
    forget(&ended);
    ended.status = acs_call_play_and_wait(call, stage.receiver, words, 1, phones, 0, NULL, TIME_LIMIT,
                                         &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_INVALID_INPUT);
    forget(&ended);

    acs_recognize_options_t *options = acs_recognize_options_new_dtmf();
    acs_recognize_options_set_max_tones(options, 1);
    CHECK(acs_recognize_options_set_initial_silence_timeout_ms(options, 1000) == ACS_OK);
    ended.status = acs_call_recognize_and_wait(call, stage.receiver, phone, options, TIME_LIMIT,
                                              &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_FAILED && acs_event_result_sub_code(ended.event) == 8510);
    forget(&ended);
    acs_recognize_options_free(options);

    acs_emulator_remote_party_t *person = acs_emulator_remote_party_new("4:" OTHER_NUMBER);
    CHECK(acs_emulator_remote_party_add_digits(person, "12#") == ACS_OK);
    script(&stage, person);
    options = acs_recognize_options_new_dtmf();
    acs_recognize_options_set_max_tones(options, 8);
    CHECK(acs_recognize_options_set_stop_tones(options, "#") == ACS_OK);
    ended.status = acs_call_recognize_and_wait(call, stage.receiver, phone, options, TIME_LIMIT,
                                              &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_OK);
    CHECK_TEXT(acs_event_dtmf_tones(ended.event), "12");
    forget(&ended);
    acs_recognize_options_free(options);

    ended.status = acs_call_send_dtmf_tones_and_wait(call, stage.receiver, "12#", phone, NULL, TIME_LIMIT,
                                              &ended.event, &ended.pending, &ended.error);
    CHECK(ended.status == ACS_OK && is_event(ended.event, "SendDtmfTonesCompleted"));
    forget(&ended);
    acs_play_source_free(word);
    acs_identifier_free(phone);
    acs_call_free(call);
    close_stage(&stage);
}

static void *cancel_what_plays(void *data) {
    const struct stage *stage = data;
    acs_error_t *error = NULL;
    acs_event_t *started = await_event(stage->receiver, "PlayStarted");
    acs_call_t *call = NULL;
    OK(acs_client_call_of(stage->client, started, &call, &error));
    OK(acs_call_cancel_all_media_operations(call, NULL, NULL, &error));
    acs_call_free(call);
    acs_event_free(started);
    return NULL;
}

static void what_is_canceled_returns_canceled(void) {
    struct stage stage = open_stage();
    struct ended ended = {0};
    acs_call_t *call = call_up(&stage);
    acs_play_source_t *file = acs_play_source_new_file("https://example.com/long.wav");
    pthread_t other;
    CHECK(pthread_create(&other, NULL, cancel_what_plays, &stage) == 0);
    ended.status = acs_call_play_to_all_and_wait(
        call, stage.receiver, (const acs_play_source_t *[]){file}, 1, NULL, TIME_LIMIT, &ended.event,
        &ended.pending, &ended.error);
    CHECK(pthread_join(other, NULL) == 0);
    CHECK(ended.status == ACS_CANCELED && is_event(ended.event, "PlayCanceled"));
    CHECK_TEXT(acs_status_name(ended.status), "ACS_CANCELED");
    forget(&ended);
    acs_play_source_free(file);
    acs_call_free(call);
    close_stage(&stage);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_call_is_established_or_the_error_says_why_not),
        STORY(a_call_that_rings_beyond_the_deadline_is_handed_out),
        STORY(a_cancel_token_ends_the_waiting),
        STORY(closing_the_receiver_returns_the_ringing_call),
        STORY(events_for_a_subscription_are_found_there),
        STORY(a_lost_response_is_decided_by_the_event), STORY(a_group_and_an_incoming_call_come_up),
        STORY(a_running_call_is_connected_to_and_the_event_may_be_left_out),
        STORY(a_participant_is_added_transferred_or_still_rings),
        STORY(the_end_of_the_call_is_reported_and_stays_unread), STORY(media_are_waited_for),
        STORY(what_is_canceled_returns_canceled));
}
