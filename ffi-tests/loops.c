/* One thread, many calls: descriptors under poll, epoll and select, and tags. */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

#include "stage.h"

#define CALLS 2

/* Two calls with a queue each, watched by one loop. */
struct desk {
    struct stage stage;
    acs_call_t *calls[CALLS];
    acs_subscription_t *queues[CALLS];
    int is_up[CALLS];
    int is_down[CALLS];
};

static struct desk open_desk(void) {
    struct desk desk;
    acs_error_t *error = NULL;
    memset(&desk, 0, sizeof desk);
    desk.stage = open_stage();
    for (int i = 0; i < CALLS; i++) {
        desk.calls[i] = place_call(&desk.stage);
        OK(acs_receiver_subscribe_call(desk.stage.receiver, acs_call_id(desk.calls[i]), 0,
                                       &desk.queues[i], &error));
        CHECK(acs_subscription_fd(desk.queues[i]) >= 0);
    }
    return desk;
}

static int is_done(const struct desk *desk) {
    int down = 0;
    for (int i = 0; i < CALLS; i++) {
        down += desk->is_down[i];
    }
    return down == CALLS;
}

/* Its descriptor is readable, so there is something to read. */
static void serve(struct desk *desk, int i) {
    acs_error_t *error = NULL;
    acs_event_t *event = NULL;
    OK(acs_subscription_next(desk->queues[i], 0, &event, &error));
    CHECK_TEXT(acs_event_call_connection_id(event), acs_call_id(desk->calls[i]));
    if (acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED) {
        desk->is_up[i] = 1;
        OK(acs_call_hang_up(desk->calls[i], 1, NULL, NULL, &error));
    } else if (acs_event_kind(event) == ACS_EVENT_CALL_DISCONNECTED) {
        CHECK(desk->is_up[i]);
        desk->is_down[i] = 1;
    }
    acs_event_free(event);
}

static void close_desk(struct desk *desk) {
    for (int i = 0; i < CALLS; i++) {
        acs_subscription_free(desk->queues[i]);
        acs_call_free(desk->calls[i]);
    }
    close_stage(&desk->stage);
}

static void two_calls_live_under_poll(void) {
    struct desk desk = open_desk();
    while (!is_done(&desk)) {
        struct pollfd ready[CALLS];
        for (int i = 0; i < CALLS; i++) {
            ready[i] = (struct pollfd){.fd = acs_subscription_fd(desk.queues[i]), .events = POLLIN};
        }
        CHECK(poll(ready, CALLS, TIME_LIMIT) > 0);
        for (int i = 0; i < CALLS; i++) {
            if (ready[i].revents & POLLIN) {
                serve(&desk, i);
            }
        }
    }
    close_desk(&desk);
}

static void two_calls_live_under_epoll(void) {
    struct desk desk = open_desk();
    const int loop = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < CALLS; i++) {
        struct epoll_event interest = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        CHECK(epoll_ctl(loop, EPOLL_CTL_ADD, acs_subscription_fd(desk.queues[i]), &interest) == 0);
    }
    while (!is_done(&desk)) {
        struct epoll_event ready[CALLS];
        const int count = epoll_wait(loop, ready, CALLS, TIME_LIMIT);
        CHECK(count > 0);
        for (int i = 0; i < count; i++) {
            serve(&desk, (int)ready[i].data.u32);
        }
    }
    close(loop);
    close_desk(&desk);
}

static void two_calls_live_under_select(void) {
    struct desk desk = open_desk();
    while (!is_done(&desk)) {
        fd_set ready;
        int most = -1;
        FD_ZERO(&ready);
        for (int i = 0; i < CALLS; i++) {
            const int fd = acs_subscription_fd(desk.queues[i]);
            FD_SET(fd, &ready);
            most = fd > most ? fd : most;
        }
        struct timeval time_limit = {.tv_sec = TIME_LIMIT / 1000, .tv_usec = 0};
        CHECK(select(most + 1, &ready, NULL, NULL, &time_limit) > 0);
        for (int i = 0; i < CALLS; i++) {
            if (FD_ISSET(acs_subscription_fd(desk.queues[i]), &ready)) {
                serve(&desk, i);
            }
        }
    }
    close_desk(&desk);
}

static int is_readable(int fd) {
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    return poll(&ready, 1, 0) == 1;
}

#define MANY 1000

static void a_thousand_calls_are_distinguished_by_their_tags(void) {
    static int seen[MANY];
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    const int fd = acs_receiver_fd(stage.receiver);
    char id[20];
    for (int i = 0; i < MANY; i++) {
        snprintf(id, sizeof id, "call-%d", i);
        /* An event that came before the tag carries it as well. */
        put_event(stage.receiver, callback(&stage), "CallConnected", id);
        OK(acs_receiver_tag(stage.receiver, id, &seen[i], &error));
        put_event(stage.receiver, callback(&stage), "CallDisconnected", id);
    }
    CHECK(acs_receiver_event_count(stage.receiver) == 2 * MANY);
    while (is_readable(fd)) {
        acs_event_t *event = NULL;
        OK(acs_receiver_next(stage.receiver, 0, &event, &error));
        int *const tag = (int *)acs_event_tag(event);
        CHECK(tag >= seen && tag < seen + MANY);
        snprintf(id, sizeof id, "call-%d", (int)(tag - seen));
        CHECK_TEXT(acs_event_call_connection_id(event), id);
        ++*tag;
        acs_event_free(event);
    }
    for (int i = 0; i < MANY; i++) {
        CHECK(seen[i] == 2);
        snprintf(id, sizeof id, "call-%d", i);
        CHECK(acs_receiver_untag(stage.receiver, id) == &seen[i]);
        CHECK(acs_receiver_untag(stage.receiver, id) == NULL);
    }
    close_stage(&stage);
}

static void a_wake_makes_the_descriptor_readable_once(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_event_t *event = NULL;
    const int fd = acs_receiver_fd(stage.receiver);
    CHECK(!is_readable(fd));
    OK(acs_receiver_wake(stage.receiver));
    OK(acs_receiver_wake(stage.receiver));
    CHECK(is_readable(fd));
    GIVES(ACS_WOKEN, acs_receiver_next(stage.receiver, -1, &event, &error));
    CHECK(event == NULL);
    CHECK(!is_readable(fd));
    GIVES(ACS_TIMEOUT, acs_receiver_next(stage.receiver, 0, &event, &error));
    /* A call that returned that all is over returns that forever. */
    OK(acs_receiver_close(stage.receiver, TIME_LIMIT, &error));
    for (int i = 0; i < 2; i++) {
        CHECK(is_readable(fd));
        GIVES(ACS_CLOSED, acs_receiver_next(stage.receiver, 0, &event, &error));
    }
    close_stage(&stage);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(two_calls_live_under_poll), STORY(two_calls_live_under_epoll),
        STORY(two_calls_live_under_select), STORY(a_thousand_calls_are_distinguished_by_their_tags),
        STORY(a_wake_makes_the_descriptor_readable_once));
}
