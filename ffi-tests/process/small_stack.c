/* A thread with the stack of Asterisk's small threads makes calls. Release builds only. */
#include "process.h"

#include <pthread.h>

static struct stage stage;

static void *small(void *nothing) {
    acs_call_t *call = place_call(&stage);
    acs_event_t *event = NULL;
    acs_participants_t *all = NULL;
    acs_error_t *error = NULL;
    CHECK(can_be_read(call));
    CHECK(acs_receiver_next(stage.receiver, 30000, &event, NULL) == ACS_OK);
    CHECK(acs_event_call_connection_id(event) != NULL && acs_event_raw_json(event) != NULL);
    CHECK(acs_call_list_participants(call, NULL, &all, NULL) == ACS_OK);
    CHECK(acs_call_hang_up(call, 1, NULL, NULL, NULL) == ACS_OK);
    CHECK(acs_call_hang_up(call, 1, NULL, NULL, &error) == ACS_SERVICE);
    CHECK(acs_error_message(error) != NULL);
    acs_error_free(error);
    acs_participants_free(all);
    acs_event_free(event);
    acs_call_free(call);
    return nothing;
}

int main(void) {
    pthread_attr_t attributes;
    pthread_t thread;
    stage = open_stage();
    CHECK(pthread_attr_init(&attributes) == 0);
    CHECK(pthread_attr_setstacksize(&attributes, 112 * 1024) == 0);
    CHECK(pthread_create(&thread, &attributes, small, NULL) == 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    close_stage(&stage);
    return 0;
}
