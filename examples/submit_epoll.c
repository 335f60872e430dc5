/*
 * A call in an epoll loop in which no function blocks, beside a timer of the program. The flow places the call and
 * completes when it is established; until then the loop does other things.
 *
 *     cc submit_epoll.c -o submit_epoll $(pkg-config --cflags --libs acs-call-automation)
 *     ./submit_epoll
 *
 * Offline: the emulator of the service runs in this process. Prints
 *
 *     acs_client_create_call_and_wait: ACS_OK, CallConnected
 *     acs_call_hang_up_and_wait: ACS_OK, CallDisconnected
 */
#include <acs_call_automation.h>

#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define MINUTE_MS 60000

/* A flow has ended: prints how, and begins the next one. `call` stays NULL until the first one has. */
static acs_status_t on_completion(const acs_completion_t *completion, const acs_receiver_t *receiver,
                                  acs_call_t **call, int *is_over, acs_error_t **error) {
    acs_event_t *event = acs_completion_take_event(completion);
    printf("%s: %s, %s\n", acs_completion_function(completion), acs_status_name(acs_completion_status(completion)),
           event != NULL ? acs_event_name(event) : "no event");
    acs_event_free(event);
    *is_over = *call != NULL || acs_completion_status(completion) != ACS_OK;
    if (*is_over) return ACS_OK;
    *call = acs_completion_take_call(completion);
    /* The call of a completion submits too. */
    return acs_call_hang_up_and_wait(*call, receiver, ACS_FOR_EVERYONE, NULL, MINUTE_MS, NULL, NULL, error);
}

static acs_status_t drain(const acs_receiver_t *receiver, acs_call_t **call, int *is_over, acs_error_t **error) {
    acs_status_t status = ACS_OK;
    while (status == ACS_OK) {
        acs_event_t *event = NULL;
        status = acs_receiver_next(receiver, 0, &event, error);
        if (acs_event_completion(event) != NULL)
            status = on_completion(acs_event_completion(event), receiver, call, is_over, error);
        acs_event_free(event);
    }
    return status == ACS_TIMEOUT ? ACS_OK : status;
}

static void watch(int loop, int fd) {
    struct epoll_event interest = {0};
    interest.events = EPOLLIN;
    interest.data.fd = fd;
    epoll_ctl(loop, EPOLL_CTL_ADD, fd, &interest);
}

int main(void) {
    acs_emulator_t *emulator = NULL;
    acs_client_t *client = NULL, *later = NULL;
    acs_receiver_t *receiver = NULL;
    acs_text_t *url = NULL;
    acs_call_t *call = NULL;
    acs_error_t *error = NULL;
    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", "+18005550100");
    struct itimerspec every_20_ms = {{0, 20000000}, {0, 20000000}};
    int loop = epoll_create1(EPOLL_CLOEXEC), timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), is_over = 0;

    acs_status_t status = acs_emulator_start(NULL, &emulator, &error);
    if (status == ACS_OK) status = acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
    if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", &url, &error);
    if (status == ACS_OK) status = acs_client_submit_to(client, receiver, NULL, &later, &error);
    if (status == ACS_OK)
        status = acs_client_create_call_and_wait(later, receiver, callee, acs_text_string(url), NULL, MINUTE_MS, NULL,
                                                 NULL, NULL, &error);
    timerfd_settime(timer, 0, &every_20_ms, NULL);
    watch(loop, timer);
    watch(loop, acs_receiver_fd(receiver));
    while (status == ACS_OK && !is_over) {
        struct epoll_event ready;
        if (epoll_wait(loop, &ready, 1, -1) < 1) continue;
        if (ready.data.fd == timer) {
            uint64_t ticks; /* here the program does what it has to do on time */
            if (read(timer, &ticks, sizeof ticks) < 0) break;
        } else {
            status = drain(receiver, &call, &is_over, &error);
        }
    }
    if (status != ACS_OK)
        fprintf(stderr, "%s: %s\n", acs_status_name(status),
                error != NULL ? acs_error_message(error) : acs_status_text(status));

    close(loop);
    close(timer);
    acs_error_free(error);
    acs_invite_free(callee);
    acs_text_free(url);
    acs_call_free(call);
    acs_client_free(later);
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    return status == ACS_OK ? 0 : 1;
}
