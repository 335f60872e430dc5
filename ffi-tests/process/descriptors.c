/* Every descriptor of the library is closed on exec, and all are closed when everything is freed. */
#include "process.h"

#include <fcntl.h>

#define MOST 256

static int open_descriptors(int check) {
    int fd, count = 0;
    for (fd = 3; fd < MOST; fd++) {
        int flags = fcntl(fd, F_GETFD);
        if (flags < 0) continue;
        count++;
        if (check) CHECK(flags & FD_CLOEXEC);
    }
    return count;
}

int main(void) {
    int inherited[MOST], fd, before = 0;
    struct stage stage;
    acs_call_t *call;
    acs_subscription_t *subscription = NULL;
    acs_event_t *event = NULL;
    /* What the test was started with is not the library's. */
    for (fd = 3; fd < MOST; fd++) {
        inherited[fd] = fcntl(fd, F_GETFD);
        if (inherited[fd] >= 0) {
            fcntl(fd, F_SETFD, FD_CLOEXEC);
            before++;
        }
    }
    stage = open_stage();
    call = place_call(&stage);
    CHECK(acs_receiver_subscribe_call(stage.receiver, acs_call_id(call), 0, &subscription, NULL) == ACS_OK);
    CHECK(acs_receiver_fd(stage.receiver) >= 0);
    CHECK(acs_subscription_fd(subscription) >= 0);
    CHECK(acs_subscription_next(subscription, 30000, &event, NULL) == ACS_OK);
    acs_event_free(event);
    CHECK(open_descriptors(1) > before + 6);
    acs_subscription_free(subscription);
    acs_call_free(call);
    close_stage(&stage);
    CHECK(open_descriptors(0) == before);
    return 0;
}
