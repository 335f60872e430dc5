/* Threads are inside the library when another one forks: the child still places a call. */
#include "process.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 4
#define FORKS 20

static struct stage stage;
static atomic_int is_over;

static void *busy(void *nothing) {
    acs_call_t *call = place_call(&stage);
    acs_event_t *event = NULL;
    while (!atomic_load(&is_over)) {
        CHECK(can_be_read(call));
        if (acs_receiver_next(stage.receiver, 0, &event, NULL) == ACS_OK) acs_event_free(event);
    }
    acs_call_free(call);
    return nothing;
}

int main(void) {
    pthread_t threads[THREADS];
    int i, status;
    stage = open_stage();
    alarm(240); /* a hang is a failure */
    for (i = 0; i < THREADS; i++) CHECK(pthread_create(&threads[i], NULL, busy, NULL) == 0);
    for (i = 0; i < FORKS; i++) {
        pid_t pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
            acs_call_t *call;
            acs_event_t *event = NULL;
            alarm(60);
            call = place_call(&stage);
            CHECK(can_be_read(call));
            CHECK(acs_receiver_next(stage.receiver, -1, &event, NULL) == ACS_FORKED);
            acs_call_free(call);
            close_stage(&stage);
            _exit(0);
        }
        CHECK(waitpid(pid, &status, 0) == pid);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    atomic_store(&is_over, 1);
    for (i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    close_stage(&stage);
    return 0;
}
