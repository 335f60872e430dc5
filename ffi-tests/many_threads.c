/* 64 threads on one client and one receiver. */
#include <pthread.h>

#include "stage.h"

#define THREADS 64

static struct stage stage;

/* Places a call, waits for it in a queue of its own, hangs up, and sees it end. */
static void *one_call(void *user) {
    acs_error_t *error = NULL;
    acs_call_t *call = NULL;
    acs_response_t *response = NULL;
    acs_create_call_options_t *options = acs_create_call_options_new();
    char context[20];
    snprintf(context, sizeof context, "thread-%d", *(int *)user);
    OK(acs_create_call_options_set_operation_context(options, context));
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    OK(acs_client_create_call(stage.client, invite, callback(&stage), options, &call, &response,
                              &error));
    acs_invite_free(invite);
    acs_create_call_options_free(options);
    CHECK_TEXT(acs_call_properties_call_connection_id(acs_response_properties(response)),
               acs_call_id(call));
    acs_response_free(response);

    acs_subscription_t *events = NULL;
    acs_event_t *event = NULL;
    OK(acs_receiver_subscribe_call(stage.receiver, acs_call_id(call), 0, &events, &error));
    int is_up = 0;
    for (int is_down = 0; !is_down;) {
        OK(acs_subscription_next(events, TIME_LIMIT, &event, &error));
        CHECK_TEXT(acs_event_call_connection_id(event), acs_call_id(call));
        if (is_event(event, "CallConnected")) {
            CHECK_TEXT(acs_event_operation_context(event), context);
            is_up = 1;
            OK(acs_call_hang_up(call, 1, NULL, NULL, &error));
        }
        is_down = is_event(event, "CallDisconnected");
        acs_event_free(event);
    }
    CHECK(is_up);
    acs_subscription_free(events);
    acs_call_free(call);
    return NULL;
}

static void threads_do_not_mix_up_their_responses(void) {
    static int numbers[THREADS];
    pthread_t threads[THREADS];
    stage = open_stage();
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CHECK(pthread_create(&threads[i], NULL, one_call, &numbers[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    CHECK(acs_emulator_created_call_count(stage.emulator) == THREADS);
    CHECK(acs_emulator_active_call_count(stage.emulator) == 0);
    close_stage(&stage);
}

int main(int argc, char **argv) { RUN(argc, argv, STORY(threads_do_not_mix_up_their_responses)); }
