/*
 * Signals belong to the host: no thread of the library takes one, no disposition is changed, and a
 * peer that resets does not kill by SIGPIPE, which stays at its default.
 */
#include "process.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

/* Whether the kernel's mask of a thread shows that a signal is blocked. valgrind leaves those of faults
 * unblocked while the thread is not in a system call. */
static int is_shown(int signal) {
    if (signal == SIGKILL || signal == SIGSTOP) return 0;
    if (getenv("VALGRIND") == NULL) return 1;
    switch (signal) {
    case SIGSEGV:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGTRAP:
    case SIGSYS:
        return 0;
    default:
        return 1;
    }
}

/* How many threads named acs-... there are; each has all signals blocked that can be. */
static int library_threads(void) {
    DIR *tasks = opendir("/proc/self/task");
    struct dirent *entry;
    int count = 0;
    CHECK(tasks != NULL);
    while ((entry = readdir(tasks)) != NULL) {
        char path[300], line[256];
        int is_of_library = 0;
        FILE *status;
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "/proc/self/task/%s/status", entry->d_name);
        status = fopen(path, "r");
        if (status == NULL) continue; /* it has just ended */
        while (fgets(line, sizeof line, status) != NULL) {
            unsigned long long blocked;
            if (strncmp(line, "Name:\tacs-", 10) == 0) is_of_library = 1;
            if (is_of_library && sscanf(line, "SigBlk: %llx", &blocked) == 1) {
                int signal;
                for (signal = 1; signal < 32; signal++) {
                    CHECK(!is_shown(signal) || (blocked >> (signal - 1) & 1));
                }
                count++;
            }
        }
        fclose(status);
    }
    closedir(tasks);
    return count;
}

/* Takes connections and resets them, some after a first byte was read. */
static void *resetter(void *listener) {
    int i;
    for (i = 0; i < 40; i++) {
        struct linger at_once = {1, 0};
        char byte;
        int peer = accept(*(int *)listener, NULL, NULL);
        if (peer < 0) return NULL;
        if (i % 2) CHECK(recv(peer, &byte, 1, 0) >= 0);
        setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(peer);
    }
    return NULL;
}

static void a_reset_does_not_kill(void) {
    struct sockaddr_in address = {0};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    char text[128];
    acs_client_t *client = NULL;
    acs_client_options_t *options = acs_client_options_new();
    acs_identifier_t *user = NULL;
    acs_invite_t *invite;
    pthread_t thread;
    int i;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 64) == 0);
    CHECK(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
    CHECK(pthread_create(&thread, NULL, resetter, &listener) == 0);
    snprintf(text, sizeof text, "endpoint=http://127.0.0.1:%d/;accesskey=a2V5", ntohs(address.sin_port));
    acs_client_options_set_max_retries(options, 1);
    CHECK(acs_client_new(text, options, &client, NULL) == ACS_OK);
    CHECK(acs_identifier_parse("8:acs:resource_user", &user, NULL) == ACS_OK);
    invite = acs_invite_new(user);
    for (i = 0; i < 20; i++) {
        acs_call_t *call = NULL;
        acs_status_t status =
            acs_client_create_call(client, invite, "http://127.0.0.1:1/events", NULL, &call, NULL, NULL);
        CHECK(status == ACS_OUTCOME_UNKNOWN || status == ACS_NOT_SENT);
        CHECK(call == NULL);
    }
    shutdown(listener, SHUT_RDWR);
    pthread_join(thread, NULL);
    close(listener);
    acs_invite_free(invite);
    acs_identifier_free(user);
    acs_client_options_free(options);
    acs_client_free(client);
}

/* Peers of the receiver reset as soon as their request is out; it lives on and still takes events. */
static void a_reset_of_a_peer_does_not_kill(const struct stage *stage) {
    const char *host = strrchr(acs_receiver_address(stage->receiver), ':');
    static const char request[] = "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n[]";
    int i;
    for (i = 0; i < 40; i++) {
        struct sockaddr_in address = {0};
        struct linger at_once = {1, 0};
        int peer = socket(AF_INET, SOCK_STREAM, 0);
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons((unsigned short)atoi(host + 1));
        CHECK(connect(peer, (struct sockaddr *)&address, sizeof address) == 0);
        CHECK(send(peer, request, sizeof request - 1, MSG_NOSIGNAL) > 0);
        setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(peer);
    }
}

int main(void) {
    struct sigaction before[32], after;
    struct stage stage;
    acs_call_t *call;
    acs_event_t *event = NULL;
    int signal;
    for (signal = 1; signal < 32; signal++) sigaction(signal, NULL, &before[signal]);
    CHECK(before[SIGPIPE].sa_handler == SIG_DFL);

    stage = open_stage();
    call = place_call(&stage);
    CHECK(acs_receiver_next(stage.receiver, 30000, &event, NULL) == ACS_OK);
    acs_event_free(event);
    CHECK(library_threads() >= 4);
    a_reset_does_not_kill();
    a_reset_of_a_peer_does_not_kill(&stage);
    CHECK(acs_call_hang_up(call, 1, NULL, NULL, NULL) == ACS_OK);
    await_and_free(stage.receiver, "CallDisconnected");
    acs_call_free(call);
    close_stage(&stage);
    CHECK(library_threads() == 0);

    for (signal = 1; signal < 32; signal++) {
        if (signal == SIGKILL || signal == SIGSTOP) continue;
        CHECK(sigaction(signal, NULL, &after) == 0);
        CHECK(after.sa_handler == before[signal].sa_handler);
    }
    return 0;
}
