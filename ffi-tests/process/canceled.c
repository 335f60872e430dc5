/*
 * The host cancels its threads: one that is inside a request, and one that waits for events. And a
 * destructor of a thread-specific value makes a request, as its thread ends.
 */
#include "process.h"

#include "peer.h"

#include <pthread.h>

static struct stage stage;
static struct peer peer;

static void *asking(void *given) {
    acs_client_t *client = given;
    acs_call_t *call = NULL;
    CHECK(acs_client_call_by_id(client, "c1", &call, NULL) == ACS_OK);
    CHECK(acs_call_hang_up(call, 1, NULL, NULL, NULL) != ACS_OK);
    acs_call_free(call);
    pthread_testcancel();
    CHECK(!"a canceled thread goes on");
    return NULL;
}

static void *waiting(void *given) {
    acs_event_t *event = NULL;
    CHECK(acs_receiver_next(given, -1, &event, NULL) == ACS_WOKEN);
    pthread_testcancel();
    CHECK(!"a canceled thread goes on");
    return NULL;
}

static int requests_at_the_end;

static void at_the_end(void *call) {
    CHECK(can_be_read(call));
    requests_at_the_end++;
    acs_call_free(call);
}

static pthread_key_t key;

static void *keeping(void *nothing) {
    acs_call_t *call = place_call(&stage);
    CHECK(can_be_read(call));
    CHECK(pthread_setspecific(key, call) == 0);
    return nothing;
}

int main(void) {
    acs_client_t *client = NULL;
    pthread_t thread;
    void *result;
    int connection;

    stage = open_stage();
    peer = open_peer();
    CHECK(acs_client_new_with_key(peer.endpoint, KEY, NULL, &client, NULL) == ACS_OK);
    CHECK(pthread_create(&thread, NULL, asking, client) == 0);
    connection = take_request(&peer);
    CHECK(pthread_cancel(thread) == 0);
    CHECK(acs_client_abort(client, NULL) == ACS_OK);
    CHECK(pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);

    CHECK(pthread_create(&thread, NULL, waiting, stage.receiver) == 0);
    CHECK(pthread_cancel(thread) == 0);
    CHECK(acs_receiver_wake(stage.receiver) == ACS_OK);
    CHECK(pthread_join(thread, &result) == 0 && result == PTHREAD_CANCELED);

    CHECK(pthread_key_create(&key, at_the_end) == 0);
    CHECK(pthread_create(&thread, NULL, keeping, NULL) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(requests_at_the_end == 1);

    acs_client_free(client);
    close(connection);
    close_peer(&peer);
    close_stage(&stage);
    return 0;
}
