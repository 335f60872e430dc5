/*
 * What a forked child has of its parent's: no descriptor of the library, and no memory that is lost, whether the
 * child frees the inherited objects, uses them first, or ignores them. The emulator has a process of its own.
 */
#include "process.h"

#include <dirent.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST 256

/* Starts the emulator in a process that ends with this one; returns its connection string. */
static const char *emulates(void) {
    static char connection_string[500];
    int told[2], ends[2];
    CHECK(pipe(told) == 0 && pipe(ends) == 0);
    const pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        acs_emulator_t *emulator = NULL;
        char end;
        close(ends[1]);
        CHECK(acs_emulator_start(NULL, &emulator, NULL) == ACS_OK);
        const char *text = acs_emulator_connection_string(emulator);
        CHECK(write(told[1], text, strlen(text) + 1) == (ssize_t)strlen(text) + 1);
        CHECK(read(ends[0], &end, 1) == 0);
        acs_emulator_free(emulator);
        exit(0);
    }
    close(ends[0]);
    CHECK(read(told[0], connection_string, sizeof connection_string) > 0);
    return connection_string;
}

/* Which descriptors are open. */
static void note_descriptors(char open[MOST]) {
    DIR *folder = opendir("/proc/self/fd");
    CHECK(folder != NULL);
    memset(open, 0, MOST);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        const int fd = atoi(entry->d_name);
        if (entry->d_name[0] != '.' && fd != dirfd(folder) && fd < MOST) open[fd] = 1;
    }
    closedir(folder);
}

struct inherited {
    struct stage stage;
    acs_call_t *call;
    acs_subscription_t *subscription;
    acs_receiver_t *without_listener;
    char before[MOST];
};

static void has_no_descriptor_of_the_library(const struct inherited *all) {
    char now[MOST];
    note_descriptors(now);
    for (int fd = 0; fd < MOST; fd++) {
        char link[64], target[200];
        if (now[fd] == all->before[fd]) continue;
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        const ssize_t length = readlink(link, target, sizeof target - 1);
        target[length < 0 ? 0 : length] = '\0';
        check_failed(__FILE__, __LINE__, target, "is open in the child");
    }
}

static void free_all(struct inherited *all) {
    acs_call_free(all->call);
    acs_subscription_free(all->subscription);
    acs_receiver_free(all->stage.receiver);
    acs_receiver_free(all->without_listener);
    acs_client_free(all->stage.client);
    acs_text_free(all->stage.callback);
}

static void frees(struct inherited *all) {
    free_all(all);
    exit(0);
}

static void ignores(struct inherited *all) {
    (void)all;
    exit(0);
}

static void leaves_at_once(struct inherited *all) {
    (void)all;
    _exit(0);
}

static void uses_and_frees(struct inherited *all) {
    acs_event_t *event = NULL;
    CHECK(can_be_read(all->call));
    CHECK(acs_receiver_next(all->stage.receiver, -1, &event, NULL) == ACS_FORKED);
    CHECK(acs_subscription_next(all->subscription, -1, &event, NULL) == ACS_FORKED);
    CHECK(acs_receiver_fd(all->stage.receiver) == -1 && acs_subscription_fd(all->subscription) == -1);
    CHECK(acs_receiver_close(all->stage.receiver, 0, NULL) == ACS_FORKED);
    /* The numbers that the parent's descriptors have belong to others in the child. */
    int own[40];
    for (int i = 0; i < 40; i++) CHECK((own[i] = dup(STDERR_FILENO)) >= 0);
    free_all(all);
    for (int i = 0; i < 40; i++) CHECK(close(own[i]) == 0);
    exit(0);
}

int main(void) {
    static void (*const children[])(struct inherited *) = {frees, ignores, leaves_at_once, uses_and_frees};
    struct inherited all = {0};
    acs_event_t *event = NULL;
    alarm(240); /* a hang is a failure */
    const char *connection_string = emulates();
    note_descriptors(all.before);

    CHECK(acs_client_new(connection_string, NULL, &all.stage.client, NULL) == ACS_OK);
    CHECK(acs_receiver_new(NULL, &all.stage.receiver, NULL) == ACS_OK);
    CHECK(acs_receiver_url(all.stage.receiver, "/events", &all.stage.callback, NULL) == ACS_OK);
    all.call = place_call(&all.stage);
    CHECK(acs_receiver_subscribe_call(all.stage.receiver, acs_call_id(all.call), 0, &all.subscription, NULL) == ACS_OK);
    CHECK(acs_receiver_fd(all.stage.receiver) >= 0 && acs_subscription_fd(all.subscription) >= 0);
    acs_receiver_options_t *options = acs_receiver_options_new();
    CHECK(acs_receiver_options_set_public_url(options, "https://example.com") == ACS_OK);
    CHECK(acs_receiver_new_without_listener(options, &all.without_listener, NULL) == ACS_OK);
    acs_receiver_options_free(options);
    put_event(all.without_listener, "https://example.com/events", "CallConnected", "one");
    /* Connections are kept now, of the client and of the listener, and an event is unread. */
    CHECK(can_be_read(all.call));
    CHECK(acs_subscription_next(all.subscription, TIME_LIMIT, &event, NULL) == ACS_OK);
    acs_event_free(event);
    struct pollfd next = {acs_subscription_fd(all.subscription), POLLIN, 0};
    CHECK(poll(&next, 1, TIME_LIMIT) == 1 && acs_subscription_event_count(all.subscription) > 0);

    for (size_t i = 0; i < sizeof children / sizeof children[0]; i++) {
        int status;
        const pid_t pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
            has_no_descriptor_of_the_library(&all);
            children[i](&all);
        }
        CHECK(waitpid(pid, &status, 0) == pid);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    /* The parent's own are as they were. */
    CHECK(acs_subscription_next(all.subscription, 0, &event, NULL) == ACS_OK);
    acs_event_free(event);
    free_all(&all);
    return 0;
}
