/*
 * A master process with a client, and workers forked off it that place calls with that client.
 *
 *     cc prefork.c -o prefork $(pkg-config --cflags --libs acs-call-automation)
 *     ./prefork
 *
 * What holds after fork():
 *
 *   - a client may be used by master and workers: each process opens connections of its own;
 *   - options, invites, identifiers and events are plain memory, and may be used too;
 *   - receivers, subscriptions and emulators belong to the process that created them. In a worker their
 *     functions return ACS_FORKED, and their _free functions free only the object itself. So each worker creates a
 *     receiver of its own, on a port of its own.
 *
 * Offline: the emulator of the service runs in the master. Prints, in any order of the workers,
 *
 *     worker 0: the receiver of the master returns ACS_FORKED
 *     worker 0: CallConnected
 *     worker 0: CallDisconnected
 *     ...
 *     master: 3 workers succeeded, 3 calls were placed
 */
#define _POSIX_C_SOURCE 200809L

#include <acs_call_automation.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKERS 3

/* Places a call and hangs it up, with the client of the master and a receiver of this process. */
static acs_status_t place_call(const acs_client_t *client, int number, acs_error_t **error) {
    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", "+18005550100");
    acs_receiver_t *receiver = NULL;
    acs_text_t *url = NULL;
    acs_call_t *call = NULL;
    acs_event_t *event = NULL;
    int is_over = 0;

    acs_status_t status = acs_receiver_new(NULL, &receiver, error);
    if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", &url, error);
    if (status == ACS_OK)
        status = acs_client_create_call(client, callee, acs_text_string(url), NULL, &call, NULL, error);
    while (status == ACS_OK && !is_over && (status = acs_receiver_next(receiver, 30000, &event, error)) == ACS_OK) {
        int kind = acs_event_kind(event);
        if (kind == ACS_EVENT_CALL_CONNECTED || kind == ACS_EVENT_CALL_DISCONNECTED)
            printf("worker %d: %s\n", number, acs_event_name(event));
        if (kind == ACS_EVENT_CALL_CONNECTED)
            status = acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, error);
        is_over = acs_event_ends_call(event);
        acs_event_free(event);
    }
    acs_call_free(call);
    acs_text_free(url);
    acs_receiver_free(receiver);
    acs_invite_free(callee);
    return status;
}

/* A worker, from fork() to its exit code. What belongs to the master it leaves alone. */
static int work(int number, const acs_client_t *client, const acs_receiver_t *of_master) {
    acs_error_t *error = NULL;
    acs_event_t *event = NULL;
    printf("worker %d: the receiver of the master returns %s\n", number,
           acs_status_name(acs_receiver_next(of_master, 0, &event, NULL)));
    acs_status_t status = place_call(client, number, &error);
    if (status != ACS_OK) fprintf(stderr, "worker %d: %s\n", number, acs_error_message(error));
    acs_error_free(error);
    return status == ACS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(void) {
    acs_emulator_t *emulator = NULL;
    acs_client_t *client = NULL;
    acs_receiver_t *receiver = NULL;
    acs_error_t *error = NULL;
    int started = 0, succeeded = 0;

    acs_status_t status = acs_emulator_start(NULL, &emulator, &error);
    if (status == ACS_OK) status = acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
    for (; status == ACS_OK && started < WORKERS; started++) {
        pid_t child = fork();
        if (child < 0) break;
        if (child == 0) exit(work(started, client, receiver));
    }
    for (int ended = 0, result; ended < started && wait(&result) > 0; ended++)
        succeeded += WIFEXITED(result) && WEXITSTATUS(result) == EXIT_SUCCESS;
    if (status != ACS_OK) fprintf(stderr, "master: %s\n", acs_error_message(error));
    printf("master: %d workers succeeded, %lld calls were placed\n", succeeded,
           (long long)acs_emulator_created_call_count(emulator));

    acs_error_free(error);
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    return succeeded == WORKERS ? EXIT_SUCCESS : EXIT_FAILURE;
}
