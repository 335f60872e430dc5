/*
 * Creates calls and adds participants over a faulty network, and prints the outcome of each: its
 * operation context and "done", "not", "unknown" or "late". The harness compares with the emulator.
 *
 *   faulty CONNECTION_STRING DIRECT_CONNECTION_STRING SEED OPERATIONS
 */
#include <pthread.h>
#include <stdlib.h>

#include "check.h"

#define THREADS 32
#define CALLS 25
#define WAIT_MS 5000
#define ATTEMPT_MS 600

static struct {
    acs_receiver_t *receiver;
    acs_client_t *client;
    const char *callback;
    acs_call_t *calls[CALLS];
    const char *seed;
    int operations;
    int next;
} world;

static acs_invite_t *invite_of(const char *kind, int number) {
    char user[64];
    acs_error_t *error = NULL;
    acs_identifier_t *identifier = NULL;
    snprintf(user, sizeof user, "8:acs:r_%s%s-%d", kind, world.seed, number);
    OK(acs_identifier_from_raw_id(user, &identifier, &error));
    acs_invite_t *invite = acs_invite_new(identifier);
    acs_identifier_free(identifier);
    return invite;
}

static acs_status_t create(acs_client_t *client, const char *kind, int number, const char *context,
                           acs_call_t **call, acs_error_t **error) {
    acs_event_t *event = NULL;
    acs_invite_t *invite = invite_of(kind, number);
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_create_call_options_set_operation_context(options, context);
    const acs_status_t status =
        acs_client_create_call_and_wait(client, world.receiver, invite, world.callback, options,
                                        WAIT_MS, call, &event, NULL, error);
    acs_create_call_options_free(options);
    acs_invite_free(invite);
    acs_event_free(event);
    return status;
}

static acs_status_t add(int number, const char *context, acs_error_t **error) {
    acs_event_t *event = NULL;
    acs_invite_t *invite = invite_of("x", number);
    acs_add_participant_options_t *options = acs_add_participant_options_new();
    acs_add_participant_options_set_operation_context(options, context);
    const acs_status_t status =
        acs_call_add_participant_and_wait(world.calls[number / 2 % CALLS], world.receiver, invite,
                                          options, WAIT_MS, &event, NULL, error);
    acs_add_participant_options_free(options);
    acs_invite_free(invite);
    acs_event_free(event);
    return status;
}

static const char *said(acs_status_t status, const acs_error_t *error, const char *context) {
    if (status == ACS_OK) {
        return "done";
    }
    if (status == ACS_TIMEOUT) {
        return "late";
    }
    if (acs_error_may_have_been_done(error) != 1) {
        CHECK(status != ACS_OUTCOME_UNKNOWN);
        return "not";
    }
    CHECK(status == ACS_OUTCOME_UNKNOWN || status == ACS_SERVICE);
    CHECK_TEXT(acs_error_operation_context(error), context);
    CHECK(acs_error_request_id(error) != NULL && acs_error_repeatability_id(error) != NULL);
    CHECK(acs_error_first_sent_ms(error) > 0);
    return "unknown";
}

static void *work(void *unused) {
    (void)unused;
    for (;;) {
        char context[64];
        acs_error_t *error = NULL;
        acs_call_t *call = NULL;
        const int number = __atomic_fetch_add(&world.next, 1, __ATOMIC_SEQ_CST);
        if (number >= world.operations) {
            return NULL;
        }
        snprintf(context, sizeof context, "%s-%d", world.seed, number);
        const acs_status_t status = number % 2 == 0
                                        ? create(world.client, "x", number, context, &call, &error)
                                        : add(number, context, &error);
        printf("%s %s\n", context, said(status, error, context));
        acs_error_free(error);
        acs_call_free(call);
    }
}

static acs_client_t *new_client(const char *connection_string) {
    acs_error_t *error = NULL;
    acs_client_t *client = NULL;
    acs_client_options_t *options = acs_client_options_new();
    OK(acs_client_options_set_attempt_timeout_ms(options, ATTEMPT_MS));
    OK(acs_client_new(connection_string, options, &client, &error));
    acs_client_options_free(options);
    return client;
}

int main(int argc, char **argv) {
    acs_error_t *error = NULL;
    acs_text_t *callback = NULL;
    pthread_t threads[THREADS];
    CHECK(argc == 5);
    world.seed = argv[3];
    world.operations = atoi(argv[4]);
    world.client = new_client(argv[1]);
    acs_client_t *direct = new_client(argv[2]);
    acs_receiver_options_t *options = acs_receiver_options_new();
    OK(acs_receiver_options_set_capacity(options, 100000));
    OK(acs_receiver_options_set_max_connections(options, 1000));
    OK(acs_receiver_new(options, &world.receiver, &error));
    acs_receiver_options_free(options);
    OK(acs_receiver_url(world.receiver, "/events", &callback, &error));
    world.callback = acs_text_string(callback);
    for (int i = 0; i < CALLS; i++) {
        char context[64];
        acs_call_t *call = NULL;
        snprintf(context, sizeof context, "call-%s-%d", world.seed, i);
        OK(create(direct, "", i, context, &call, &error));
        printf("%s done\n", context);
        OK(acs_client_call_by_id(world.client, acs_call_id(call), &world.calls[i], &error));
        acs_call_free(call);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, work, NULL) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    for (int i = 0; i < CALLS; i++) {
        acs_call_free(world.calls[i]);
    }
    acs_client_free(direct);
    acs_client_free(world.client);
    acs_receiver_free(world.receiver);
    acs_text_free(callback);
    return 0;
}
