/* A receiver that keeps its events in a file, and the newest participants of a call. */
#include <unistd.h>

#include "stage.h"

#define A_MESSAGE 1000

static void in_this_folder(char *path, size_t size) {
    snprintf(path, size, "/tmp/acs-ffi-%ld.spool", (long)getpid());
    unlink(path);
}

static acs_receiver_t *open_receiver(const char *path) {
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = NULL;
    acs_receiver_options_t *options = acs_receiver_options_new();
    acs_receiver_options_set_spool(options, path);
    acs_receiver_options_set_spool_bytes(options, 1 << 20);
    OK(acs_receiver_new_without_listener(options, &receiver, &error));
    acs_receiver_options_free(options);
    return receiver;
}

static void arrives(const acs_receiver_t *receiver, int id, int number) {
    char body[A_MESSAGE];
    acs_error_t *error = NULL;
    acs_http_response_t *response = NULL;
    snprintf(body, sizeof body,
             "{\"id\":\"%d\",\"type\":\"Microsoft.Communication.ParticipantsUpdated\",\"data\":{"
             "\"callConnectionId\":\"one\",\"sequenceNumber\":%d,"
             "\"participants\":[{\"identifier\":{\"rawId\":\"8:acs:%d\"}}]}}",
             id, number, number);
    OK(acs_receiver_handle(receiver, "POST", "/events", NULL, NULL, 0, (const uint8_t *)body, strlen(body),
                           &response, &error));
    CHECK(acs_http_response_status(response) == 200);
    acs_http_response_free(response);
}

static acs_event_t *next(const acs_receiver_t *receiver) {
    acs_error_t *error = NULL;
    acs_event_t *event = NULL;
    OK(acs_receiver_next(receiver, 0, &event, &error));
    return event;
}

static int64_t replayed(const acs_receiver_t *receiver) {
    acs_error_t *error = NULL;
    acs_counters_t *counters = NULL;
    int64_t count;
    OK(acs_receiver_counters(receiver, &counters, &error));
    count = acs_counters_value(counters, ACS_COUNTER_REPLAYED);
    acs_counters_free(counters);
    return count;
}

static void what_is_not_confirmed_comes_again(void) {
    char path[64];
    acs_error_t *error = NULL;
    acs_event_t *events[4];
    acs_receiver_t *receiver;
    in_this_folder(path, sizeof path);
    receiver = open_receiver(path);
    for (int i = 0; i < 4; i++) {
        arrives(receiver, i, i);
        events[i] = next(receiver);
    }
    /* A copy is the same event. */
    acs_event_t *copy = acs_event_copy(events[0]);
    OK(acs_event_done(copy, &error));
    OK(acs_event_done(events[0], &error));
    acs_event_free(copy);
    OK(acs_events_done((const acs_event_t *const *)events, 2, &error));
    OK(acs_events_done(NULL, 0, &error));
    acs_receiver_free(receiver);
    /* After the receiver too. */
    OK(acs_event_done(events[3], &error));
    for (int i = 0; i < 4; i++) {
        acs_event_free(events[i]);
    }
    receiver = open_receiver(path);
    CHECK(replayed(receiver) == 1);
    acs_event_t *again = next(receiver);
    CHECK_TEXT(acs_event_id(again), "2");
    OK(acs_event_done(again, &error));
    acs_event_free(again);
    acs_receiver_free(receiver);
    receiver = open_receiver(path);
    CHECK(replayed(receiver) == 0);
    acs_receiver_free(receiver);
    unlink(path);
}

static void an_older_list_does_not_replace_a_newer_one(void) {
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = NULL;
    acs_latest_participants_t *latest = NULL;
    OK(acs_receiver_new_without_listener(NULL, &receiver, &error));
    OK(acs_latest_participants_new("one", &latest, &error));
    CHECK(acs_latest_participants_event(latest) == NULL);
    const int numbers[] = {2, 5, 4, 5, 9, 1};
    const int kept[] = {2, 5, 5, 5, 9, 9};
    for (int i = 0; i < 6; i++) {
        int taken = -1;
        arrives(receiver, i, numbers[i]);
        acs_event_t *event = next(receiver);
        OK(acs_event_done(event, &error));
        OK(acs_latest_participants_update(latest, event, &taken, &error));
        acs_event_free(event);
        CHECK(taken == (numbers[i] == kept[i]));
        const acs_event_t *now = acs_latest_participants_event(latest);
        CHECK(acs_event_sequence_number(now) == kept[i]);
        CHECK(acs_event_participant_count(now) == 1);
    }
    acs_latest_participants_free(latest);
    acs_receiver_free(receiver);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(what_is_not_confirmed_comes_again), STORY(an_older_list_does_not_replace_a_newer_one));
}
