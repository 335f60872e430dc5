/*
 * exit() while threads of the library and of the program are inside of it. With an argument it comes
 * out of a signal handler.
 */
#include "process.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static struct stage stage;
static int at_work[2];

static void *waiting(void *nothing) {
    acs_event_t *event = NULL;
    CHECK(write(at_work[1], "x", 1) == 1);
    while (acs_receiver_next(stage.receiver, -1, &event, NULL) == ACS_OK) acs_event_free(event);
    return nothing;
}

static void *asking(void *nothing) {
    acs_call_t *call = place_call(&stage);
    CHECK(write(at_work[1], "x", 1) == 1);
    while (can_be_read(call)) {
    }
    return nothing;
}

static void leave(int signal) {
    exit(signal == SIGUSR1 ? 0 : 1);
}

int main(int argc, char **argv) {
    pthread_t thread;
    char bytes[2];
    (void)argv;
    CHECK(pipe(at_work) == 0);
    stage = open_stage();
    CHECK(pthread_create(&thread, NULL, waiting, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, asking, NULL) == 0);
    CHECK(read(at_work[0], bytes, 1) == 1 && read(at_work[0], bytes + 1, 1) == 1);
    if (argc > 1) {
        signal(SIGUSR1, leave);
        raise(SIGUSR1);
    }
    exit(0);
}
