/*
 * Two calls in one poll() loop in which no function blocks: the requests are submitted, and their completions
 * come through the same descriptor as the events.
 *
 *     cc submit_poll.c -o submit_poll $(pkg-config --cflags --libs acs-call-automation)
 *     ./submit_poll
 *
 * Places two calls, and hangs up each when it is connected. Offline: the emulator of the service runs in
 * this process. Prints of each call
 *
 *     call 0: CallConnected
 *     call 0: CallDisconnected
 *     call 0: 2 requests completed
 */
#include <acs_call_automation.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define CALLS 2

/* One call. Its address is the tag of its completions and events. */
struct leg {
    int number;
    acs_call_t *call; /* NULL until the request that places it has completed */
    int is_connected, is_hung_up, is_over, completions;
};

/* Places a call: the function returns at once, and so does every later one for this call. */
static acs_status_t place(struct leg *leg, const char *number, const acs_client_t *client,
                          const acs_receiver_t *receiver, const char *url, acs_error_t **error) {
    acs_invite_t *callee = acs_invite_to_phone_number(number, "+18005550100");
    acs_client_t *later = NULL;
    acs_status_t status = acs_client_submit_to(client, receiver, leg, &later, error);
    if (status == ACS_OK) status = acs_client_create_call(later, callee, url, NULL, NULL, NULL, error);
    acs_client_free(later);
    acs_invite_free(callee);
    return status;
}

/* A request has completed. */
static void on_completion(struct leg *leg, const acs_completion_t *completion) {
    leg->completions++;
    if (acs_completion_status(completion) != ACS_OK) {
        fprintf(stderr, "%s: %s\n", acs_completion_function(completion),
                acs_error_message(acs_completion_error(completion)));
        leg->is_over = 1;
    } else if (strcmp(acs_completion_function(completion), "acs_client_create_call") == 0) {
        leg->call = acs_completion_take_call(completion);
    }
}

/* An event or a completion. CallConnected may precede the completion of the request that placed the call. */
static acs_status_t on_event(const acs_event_t *event, acs_error_t **error) {
    struct leg *leg = acs_event_tag(event);
    if (acs_event_kind(event) == ACS_EVENT_COMPLETION) {
        on_completion(leg, acs_event_completion(event));
    } else if (acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED || acs_event_ends_call(event)) {
        printf("call %d: %s\n", leg->number, acs_event_name(event));
        leg->is_connected = 1;
        leg->is_over |= acs_event_ends_call(event);
    }
    if (leg->call == NULL || !leg->is_connected || leg->is_hung_up) return ACS_OK;
    leg->is_hung_up = 1;
    return acs_call_hang_up(leg->call, ACS_FOR_EVERYONE, NULL, NULL, error);
}

/* Takes all that is there; never waits. */
static acs_status_t drain(const acs_receiver_t *receiver, acs_error_t **error) {
    acs_status_t status = ACS_OK;
    while (status == ACS_OK) {
        acs_event_t *event = NULL;
        status = acs_receiver_next(receiver, 0, &event, error);
        if (status == ACS_OK) status = on_event(event, error);
        acs_event_free(event);
    }
    return status == ACS_TIMEOUT ? ACS_OK : status;
}

static int is_done(const struct leg *leg) {
    return leg->is_over && leg->completions >= leg->is_connected + 1;
}

int main(void) {
    static const char *const numbers[CALLS] = {"+16045551234", "+16045556789"};
    struct leg legs[CALLS] = {{0, NULL, 0, 0, 0, 0}, {1, NULL, 0, 0, 0, 0}};
    struct pollfd watched;
    acs_emulator_t *emulator = NULL;
    acs_client_t *client = NULL;
    acs_receiver_t *receiver = NULL;
    acs_text_t *url = NULL;
    acs_error_t *error = NULL;

    acs_status_t status = acs_emulator_start(NULL, &emulator, &error);
    if (status == ACS_OK) status = acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
    if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", &url, &error);
    for (int i = 0; status == ACS_OK && i < CALLS; i++)
        status = place(&legs[i], numbers[i], client, receiver, acs_text_string(url), &error);

    watched.fd = acs_receiver_fd(receiver);
    watched.events = POLLIN;
    while (status == ACS_OK && !(is_done(&legs[0]) && is_done(&legs[1]))) {
        int ready = poll(&watched, 1, 30000);
        if (ready < 0 && errno == EINTR) continue;
        status = ready > 0 ? drain(receiver, &error) : ACS_TIMEOUT;
    }
    if (status != ACS_OK) {
        fprintf(stderr, "%s: %s\n", acs_status_name(status),
                error != NULL ? acs_error_message(error) : acs_status_text(status));
    }

    acs_error_free(error);
    for (int i = 0; i < CALLS; i++) {
        printf("call %d: %d requests completed\n", i, legs[i].completions);
        /* No event carries the tag from now on. */
        if (legs[i].call != NULL) acs_receiver_untag(receiver, acs_call_id(legs[i].call));
        acs_call_free(legs[i].call);
    }
    acs_text_free(url);
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    return status == ACS_OK ? 0 : 1;
}
