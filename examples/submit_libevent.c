/*
 * A call in a libevent loop in which no function blocks: a persistent event on the descriptor of the receiver takes
 * completions and events. libev, GLib, su_root and re_main are used in the same way, with the same descriptor.
 *
 *     cc submit_libevent.c -o submit_libevent -levent $(pkg-config --cflags --libs acs-call-automation)
 *     ./submit_libevent
 *
 * Offline: the emulator of the service runs in this process. Prints
 *
 *     CallConnected
 *     CallDisconnected
 */
#include <acs_call_automation.h>
#include <event2/event.h>

#include <stdio.h>

struct program {
    struct event_base *base;
    acs_receiver_t *receiver;
    acs_call_t *call;
    int is_connected, is_hung_up, completions;
    acs_status_t status;
    acs_error_t *error;
};

static void on_event(struct program *program, const acs_event_t *event) {
    const acs_completion_t *completion = acs_event_completion(event);
    if (completion != NULL) {
        program->status = acs_completion_status(completion);
        if (program->completions++ == 0) program->call = acs_completion_take_call(completion);
    } else if (acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED || acs_event_ends_call(event)) {
        printf("%s\n", acs_event_name(event));
        program->is_connected = 1;
    }
    if (program->call != NULL && program->is_connected && !program->is_hung_up) {
        program->is_hung_up = 1;
        program->status =
            acs_call_hang_up(program->call, ACS_FOR_EVERYONE, NULL, NULL, &program->error);
    }
    if (acs_event_ends_call(event)) event_base_loopbreak(program->base);
}

/* The descriptor is readable: takes all that is there. */
static void on_readable(evutil_socket_t fd, short what, void *user) {
    struct program *program = user;
    acs_event_t *event = NULL;
    (void)fd, (void)what;
    while (program->status == ACS_OK && acs_receiver_next(program->receiver, 0, &event, NULL) == ACS_OK) {
        on_event(program, event);
        acs_event_free(event);
    }
    if (program->status != ACS_OK) event_base_loopbreak(program->base);
}

int main(void) {
    struct program program = {event_base_new(), NULL, NULL, 0, 0, 0, ACS_OK, NULL};
    struct event *readable;
    acs_emulator_t *emulator = NULL;
    acs_client_t *client = NULL, *later = NULL;
    acs_text_t *url = NULL;
    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", "+18005550100");

    acs_status_t status = acs_emulator_start(NULL, &emulator, &program.error);
    if (status == ACS_OK)
        status = acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &program.error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &program.receiver, &program.error);
    if (status == ACS_OK) status = acs_receiver_url(program.receiver, "/events", &url, &program.error);
    if (status == ACS_OK) status = acs_client_submit_to(client, program.receiver, NULL, &later, &program.error);
    if (status == ACS_OK)
        status = acs_client_create_call(later, callee, acs_text_string(url), NULL, NULL, NULL, &program.error);
    program.status = status;

    readable = event_new(program.base, acs_receiver_fd(program.receiver), EV_READ | EV_PERSIST, on_readable, &program);
    event_add(readable, NULL);
    if (program.status == ACS_OK) event_base_dispatch(program.base);
    if (program.status != ACS_OK)
        fprintf(stderr, "%s: %s\n", acs_status_name(program.status),
                program.error != NULL ? acs_error_message(program.error) : acs_status_text(program.status));

    event_free(readable); /* before its descriptor is closed */
    acs_error_free(program.error);
    acs_invite_free(callee);
    acs_text_free(url);
    acs_call_free(program.call);
    acs_client_free(later);
    acs_receiver_free(program.receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    event_base_free(program.base);
    return program.status == ACS_OK ? 0 : 1;
}
