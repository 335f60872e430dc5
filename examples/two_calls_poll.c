/*
 * Two calls in one poll() loop, without threads: each call has a queue of its own, and each queue a
 * file descriptor.
 *
 *     cc two_calls_poll.c -o two_calls_poll $(pkg-config --cflags --libs acs-call-automation)
 *     ./two_calls_poll
 *
 * Places two calls, and hangs up each when it is connected. Offline: the emulator of the service runs in
 * this process. Prints the events of both calls as they arrive; of each call
 *
 *     call 0: CallConnected
 *     call 0: ParticipantsUpdated
 *     call 0: CallDisconnected
 */
#include <acs_call_automation.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>

#define CALLS 2

/* One call: what is needed to control it, and where its events are. */
struct leg {
    acs_call_t *call;
    acs_subscription_t *events;
};

/* Places a call, and opens a queue for its events; those that arrived before are moved to it. */
static acs_status_t place(struct leg *leg, const char *number, const acs_client_t *client,
                          const acs_receiver_t *receiver, acs_error_t **error) {
    acs_invite_t *callee = acs_invite_to_phone_number(number, "+18005550100");
    acs_text_t *url = NULL;
    acs_status_t status = acs_receiver_url(receiver, "/events", &url, error);
    if (status == ACS_OK)
        status = acs_client_create_call(client, callee, acs_text_string(url), NULL, &leg->call, NULL, error);
    if (status == ACS_OK)
        status = acs_receiver_subscribe_call(receiver, acs_call_id(leg->call), 0, &leg->events, error);
    acs_text_free(url);
    acs_invite_free(callee);
    return status;
}

/* Takes one event of a call, which is there when its descriptor is readable. */
static acs_status_t take_event(const struct leg *leg, int number, int *is_over, acs_error_t **error) {
    acs_event_t *event = NULL;
    acs_status_t status = acs_subscription_next(leg->events, 0, &event, error);
    if (status != ACS_OK) return status == ACS_TIMEOUT ? ACS_OK : status;
    printf("call %d: %s\n", number, acs_event_name(event));
    if (acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED)
        status = acs_call_hang_up(leg->call, ACS_FOR_EVERYONE, NULL, NULL, error);
    *is_over = acs_event_ends_call(event);
    acs_event_free(event);
    return status;
}

int main(void) {
    static const char *const numbers[CALLS] = {"+16045551234", "+16045556789"};
    struct leg legs[CALLS] = {{NULL, NULL}, {NULL, NULL}};
    struct pollfd watched[CALLS];
    acs_emulator_t *emulator = NULL;
    acs_client_t *client = NULL;
    acs_receiver_t *receiver = NULL;
    acs_error_t *error = NULL;
    int placed = 0, left;

    acs_status_t status = acs_emulator_start(NULL, &emulator, &error);
    if (status == ACS_OK) status = acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
    for (; status == ACS_OK && placed < CALLS; placed++) {
        status = place(&legs[placed], numbers[placed], client, receiver, &error);
        watched[placed] = (struct pollfd){acs_subscription_fd(legs[placed].events), POLLIN, 0};
    }
    for (left = placed; status == ACS_OK && left > 0;) {
        int ready = poll(watched, CALLS, 30000);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) status = ACS_TIMEOUT;
        for (int i = 0; status == ACS_OK && i < CALLS; i++) {
            int is_over = 0;
            if (watched[i].revents == 0) continue;
            status = take_event(&legs[i], i, &is_over, &error);
            if (is_over) {
                watched[i].fd = -1; /* poll() skips it from now on */
                left--;
            }
        }
    }
    if (status != ACS_OK) {
        fprintf(stderr, "%s: %s\n", acs_status_name(status),
                error != NULL ? acs_error_message(error) : acs_status_text(status));
    }

    acs_error_free(error);
    for (int i = 0; i < CALLS; i++) {
        acs_subscription_free(legs[i].events);
        acs_call_free(legs[i].call);
    }
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    return status == ACS_OK ? 0 : 1;
}
