/* Threads that wait, and what ends their wait from another thread. */
#include <pthread.h>

#include "peer.h"
#include "stage.h"

/* A request without a response. */
struct waiting {
    const acs_client_t *client;
    const acs_cancel_token_t *token;
    acs_status_t status;
};

static void *ask(void *user) {
    struct waiting *const waiting = (struct waiting *)user;
    acs_error_t *error = NULL;
    acs_call_t *call = NULL;
    acs_call_properties_t *properties = NULL;
    acs_request_options_t *options = acs_request_options_new();
    OK(acs_request_options_set_timeout_ms(options, TIME_LIMIT));
    if (waiting->token != NULL) {
        OK(acs_request_options_set_cancel(options, waiting->token));
    }
    OK(acs_client_call_by_id(waiting->client, "one", &call, &error));
    waiting->status = acs_call_get_properties(call, options, &properties, NULL, &error);
    CHECK(properties == NULL);
    acs_error_free(error);
    acs_request_options_free(options);
    acs_call_free(call);
    return NULL;
}

static pthread_t begin(void *(*body)(void *), void *user) {
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, body, user) == 0);
    return thread;
}

static void end(pthread_t thread) { CHECK(pthread_join(thread, NULL) == 0); }

static acs_client_t *client_of(const struct peer *peer) {
    acs_error_t *error = NULL;
    acs_client_t *client = NULL;
    OK(acs_client_new_with_key(peer->endpoint, KEY, NULL, &client, &error));
    return client;
}

static void an_abort_ends_all_calls_of_a_client_that_works_again_afterwards(void) {
    struct peer peer = open_peer();
    acs_error_t *error = NULL;
    acs_client_t *client = client_of(&peer);
    for (int round = 0; round < 2; round++) {
        struct waiting waiting[3];
        pthread_t threads[3];
        int connections[3];
        for (int i = 0; i < 3; i++) {
            waiting[i] = (struct waiting){.client = client, .status = ACS_OK};
            threads[i] = begin(ask, &waiting[i]);
        }
        for (int i = 0; i < 3; i++) {
            connections[i] = take_request(&peer);
        }
        OK(acs_client_abort(client, &error));
        for (int i = 0; i < 3; i++) {
            end(threads[i]);
            CHECK(waiting[i].status == ACS_ABORTED);
            close(connections[i]);
        }
    }
    acs_client_free(client);
    close_peer(&peer);
}

static void a_cancel_token_ends_its_own_call_alone(void) {
    struct peer peer = open_peer();
    acs_error_t *error = NULL;
    acs_client_t *client = client_of(&peer);
    acs_cancel_token_t *token = acs_cancel_token_new();
    struct waiting mine = {.client = client, .token = token, .status = ACS_OK};
    struct waiting other = {.client = client, .status = ACS_OK};
    const pthread_t my_thread = begin(ask, &mine);
    const int my_connection = take_request(&peer);
    const pthread_t other_thread = begin(ask, &other);
    const int other_connection = take_request(&peer);

    OK(acs_cancel_token_cancel(token));
    end(my_thread);
    CHECK(mine.status == ACS_ABORTED);
    /* The other one waits until it gets a response of its own. */
    const char answer[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    CHECK(send(other_connection, answer, sizeof answer - 1, MSG_NOSIGNAL) == sizeof answer - 1);
    end(other_thread);
    CHECK(other.status == ACS_SERVICE);

    /* Until it is reset, the token ends a call before it begins. */
    CHECK(acs_cancel_token_is_canceled(token) == 1);
    ask(&mine);
    CHECK(mine.status == ACS_ABORTED);
    OK(acs_cancel_token_reset(token));
    CHECK(acs_cancel_token_is_canceled(token) == 0);
    acs_cancel_token_free(token);
    acs_client_free(client);
    close(my_connection);
    close(other_connection);
    close_peer(&peer);
}

/* A thread in acs_receiver_next or acs_subscription_next. */
struct reader {
    const acs_receiver_t *receiver;
    const acs_subscription_t *subscription;
    acs_status_t status;
};

static void *await(void *user) {
    struct reader *const reader = (struct reader *)user;
    acs_event_t *event = NULL;
    reader->status = reader->subscription != NULL
                         ? acs_subscription_next(reader->subscription, -1, &event, NULL)
                         : acs_receiver_next(reader->receiver, -1, &event, NULL);
    CHECK(event == NULL);
    return NULL;
}

static void a_wake_ends_a_wait_now_or_the_next_one(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_subscription_t *subscription = NULL;
    OK(acs_receiver_subscribe_call(stage.receiver, "one", 0, &subscription, &error));
    struct reader readers[2] = {{.receiver = stage.receiver}, {.subscription = subscription}};
    for (int i = 0; i < 2; i++) {
        const pthread_t thread = begin(await, &readers[i]);
        OK(i == 0 ? acs_receiver_wake(stage.receiver) : acs_subscription_wake(subscription));
        end(thread);
        CHECK(readers[i].status == ACS_WOKEN);
    }
    acs_subscription_free(subscription);
    close_stage(&stage);
}

static void closing_ends_the_waits_of_all_threads(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_subscription_t *subscription = NULL;
    OK(acs_receiver_subscribe_call(stage.receiver, "one", 0, &subscription, &error));
    struct reader readers[8];
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) {
        readers[i] = (struct reader){.receiver = stage.receiver,
                                     .subscription = i % 2 == 0 ? NULL : subscription};
        threads[i] = begin(await, &readers[i]);
    }
    OK(acs_receiver_close(stage.receiver, TIME_LIMIT, &error));
    for (int i = 0; i < 8; i++) {
        end(threads[i]);
        CHECK(readers[i].status == ACS_CLOSED);
    }
    acs_subscription_free(subscription);
    close_stage(&stage);
}

static void a_request_ends_in_time_without_a_response(void) {
    struct peer peer = open_peer();
    acs_error_t *error = NULL;
    acs_client_t *client = NULL;
    acs_client_options_t *options = acs_client_options_new();
    OK(acs_client_options_set_timeout_ms(options, 200));
    OK(acs_client_new_with_key(peer.endpoint, KEY, options, &client, &error));
    acs_client_options_free(options);
    acs_call_t *call = NULL;
    acs_call_properties_t *properties = NULL;
    OK(acs_client_call_by_id(client, "one", &call, &error));
    GIVES(ACS_TIMEOUT, acs_call_get_properties(call, NULL, &properties, NULL, &error));
    /* A call that may have been placed is neither done nor not done. */
    acs_call_t *placed = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    CHECK(acs_client_create_call(client, invite, "https://example.com/", NULL, &placed, NULL,
                                 &error) == ACS_OUTCOME_UNKNOWN);
    CHECK(placed == NULL);
    CHECK(acs_error_repeatability_id(error) != NULL);
    CHECK(acs_error_first_sent_ms(error) > 0);
    acs_error_free(error);
    acs_invite_free(invite);
    acs_call_free(call);
    acs_client_free(client);
    close_peer(&peer);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(an_abort_ends_all_calls_of_a_client_that_works_again_afterwards),
        STORY(a_cancel_token_ends_its_own_call_alone),
        STORY(a_wake_ends_a_wait_now_or_the_next_one),
        STORY(closing_ends_the_waits_of_all_threads),
        STORY(a_request_ends_in_time_without_a_response));
}
