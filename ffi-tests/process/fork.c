/*
 * A child of a fork places a call of its own, hears ACS_FORKED from what belongs to its parent, frees
 * everything and exits 0; the parent goes on undisturbed, and opens its port again while it lives.
 */
#include "process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 50

static void notify(int pipe) {
    CHECK(write(pipe, "x", 1) == 1);
}

static void wait_for_notice(int pipe) {
    char byte;
    CHECK(read(pipe, &byte, 1) == 1);
}

/* What the child does with all that it has inherited. */
static void child(struct stage *stage, acs_call_t *inherited, acs_subscription_t *subscription, int ready, int go) {
    acs_event_t *event = NULL;
    acs_error_t *error = NULL;
    acs_subscription_t *other = NULL;
    acs_receiver_t *own = NULL;
    acs_call_t *call = place_call(stage);
    int i;
    for (i = 0; i < ROUNDS; i++) {
        CHECK(can_be_read(call));
        CHECK(can_be_read(inherited));
    }
    CHECK(acs_receiver_next(stage->receiver, -1, &event, &error) == ACS_FORKED);
    CHECK(acs_error_status(error) == ACS_FORKED && acs_error_hint(error) != NULL);
    acs_error_free(error);
    CHECK(acs_receiver_fd(stage->receiver) == -1);
    CHECK(acs_receiver_event_count(stage->receiver) == 0);
    CHECK(acs_receiver_close(stage->receiver, 1000, NULL) == ACS_FORKED);
    CHECK(acs_receiver_subscribe_event_grid(stage->receiver, 0, &other, NULL) == ACS_FORKED);
    CHECK(acs_subscription_next(subscription, -1, &event, NULL) == ACS_FORKED);
    CHECK(acs_emulator_reset(stage->emulator, NULL) == ACS_FORKED);
    notify(ready);
    wait_for_notice(go);
    /* A receiver of its own works. */
    CHECK(acs_receiver_new(NULL, &own, NULL) == ACS_OK);
    CHECK(acs_receiver_next(own, 0, &event, NULL) == ACS_TIMEOUT);
    acs_receiver_free(own);
    acs_call_free(call);
    acs_call_free(inherited);
    acs_subscription_free(subscription);
    close_stage(stage);
    exit(0);
}

int main(void) {
    struct stage stage = open_stage();
    acs_call_t *call = place_call(&stage);
    acs_subscription_t *subscription = NULL;
    acs_receiver_options_t *same = acs_receiver_options_new();
    acs_receiver_t *again = NULL;
    acs_event_t *event = NULL;
    int ready[2], go[2], status, i;
    pid_t pid;

    CHECK(acs_receiver_subscribe_call(stage.receiver, acs_call_id(call), 0, &subscription, NULL) == ACS_OK);
    CHECK(can_be_read(call)); /* a connection is kept now */
    CHECK(pipe(ready) == 0 && pipe(go) == 0);
    alarm(120); /* a hang is a failure */

    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) child(&stage, call, subscription, ready[1], go[0]);

    for (i = 0; i < ROUNDS; i++) CHECK(can_be_read(call));
    wait_for_notice(ready[0]);
    CHECK(acs_subscription_next(subscription, 30000, &event, NULL) == ACS_OK);
    acs_event_free(event);

    /* The child still lives, and does not hold the port. */
    CHECK(acs_receiver_options_set_listen(same, acs_receiver_address(stage.receiver)) == ACS_OK);
    CHECK(acs_receiver_close(stage.receiver, 5000, NULL) == ACS_OK);
    CHECK(acs_receiver_new(same, &again, NULL) == ACS_OK);
    notify(go[1]);
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    CHECK(can_be_read(call));

    acs_receiver_free(again);
    acs_receiver_options_free(same);
    acs_subscription_free(subscription);
    acs_call_free(call);
    close_stage(&stage);
    return 0;
}
