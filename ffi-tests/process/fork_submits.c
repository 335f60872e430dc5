/*
 * A process forks while a request that it submitted has no response, a second one waits for a thread and a flow for
 * its event. The child cannot submit to the receiver of its parent, submits to one of its own, frees everything and
 * exits 0; the parent completes all three.
 */
#include "peer.h"
#include "process.h"

#include <signal.h>
#include <sys/wait.h>

static void completes(const acs_receiver_t *receiver, acs_status_t expected) {
    acs_event_t *event = NULL;
    do {
        acs_event_free(event);
        CHECK(acs_receiver_next(receiver, TIME_LIMIT, &event, NULL) == ACS_OK);
    } while (acs_event_completion(event) == NULL);
    CHECK(acs_completion_status(acs_event_completion(event)) == expected);
    acs_event_free(event);
}

static void child(const acs_client_t *client, acs_client_t *inherited, acs_receiver_t *receiver, struct stage *stage) {
    acs_error_t *error = NULL;
    acs_receiver_t *own = NULL;
    acs_client_t *later = NULL;
    GIVES(ACS_FORKED, acs_client_submit_to(client, receiver, NULL, &later, &error));
    GIVES(ACS_FORKED, acs_client_warm_up(inherited, NULL, &error));
    OK(acs_receiver_new_without_listener(NULL, &own, &error));
    OK(acs_client_submit_to(stage->client, own, NULL, &later, &error));
    OK(acs_client_warm_up(later, NULL, &error));
    completes(own, ACS_OK);
    acs_client_free(later);
    acs_receiver_free(own);
    acs_receiver_free(receiver);
    acs_client_free(inherited);
    close_stage(stage);
    exit(0);
}

int main(void) {
    struct stage stage = open_stage();
    struct peer peer = open_peer();
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = NULL;
    acs_client_t *client = NULL, *later = NULL;
    acs_client_options_t *options = acs_client_options_new();
    acs_call_t *call = place_call(&stage), *waits = NULL;
    int request, status;
    pid_t pid;

    alarm(120); /* a hang is a failure */
    OK(acs_receiver_new(NULL, &receiver, &error));
    OK(acs_client_options_set_submit_workers(options, 1));
    OK(acs_client_new_with_key(peer.endpoint, KEY, options, &client, &error));
    acs_client_options_free(options);
    OK(acs_client_submit_to(client, receiver, NULL, &later, &error));
    OK(acs_client_warm_up(later, NULL, &error));
    request = take_request(&peer);
    OK(acs_client_warm_up(later, NULL, &error));
    await_and_free(stage.receiver, "CallConnected");
    OK(acs_call_submit_to(call, stage.receiver, NULL, &waits, &error));
    OK(acs_call_hang_up_and_wait(waits, receiver, ACS_FOR_EVERYONE, NULL, TIME_LIMIT, NULL, NULL, &error));
    await_and_free(stage.receiver, "CallDisconnected"); /* its event came to the other receiver */

    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) child(client, later, receiver, &stage);
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);

    OK(acs_client_abort(client, &error));
    completes(receiver, ACS_ABORTED);
    completes(receiver, ACS_ABORTED);
    OK(acs_receiver_close(receiver, 5000, &error));
    completes(stage.receiver, ACS_CLOSED);
    close(request);
    close_peer(&peer);
    acs_call_free(waits);
    acs_call_free(call);
    acs_client_free(later);
    acs_client_free(client);
    acs_receiver_free(receiver);
    close_stage(&stage);
    return 0;
}
