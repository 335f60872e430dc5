/* Posts events over kept connections: load PORT CONNECTIONS SECONDS RATE EVENT_FILE ID
 *
 * RATE 0 posts as fast as the responses come, each connection one event at a time. With a rate, events are due at
 * even distances, and the time of each counts from when it was due. The ID in the event is replaced by a new one of
 * the same length. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "measure.h"

static char *request;
static size_t length, id_at;
static unsigned long number;
static double *times;
static long done, failed, room;

struct connection {
    int socket;
    double due;
    struct connection *next_idle;
};

static struct connection *idle;

static void post(struct connection *it, double due)
{
    char digits[40];
    /* Other ids in each run. */
    snprintf(digits, sizeof digits, "%018u%018lu", (unsigned)getpid(), number++);
    memcpy(request + id_at, digits, 36);
    it->due = due;
    if (write(it->socket, request, length) != (ssize_t)length)
        exit(1);
}

static void responded(struct connection *it)
{
    char response[4096];
    ssize_t count = read(it->socket, response, sizeof response);
    if (count <= 0)
        exit(1);
    failed += count < 12 || memcmp(response, "HTTP/1.1 200", 12) != 0;
    if (done < room)
        times[done++] = now() - it->due;
}

static void make_request(const char *event_file, const char *id)
{
    char *event = read_file(event_file, &length), *place = strstr(event, id);
    if (!place || strlen(id) != 36)
        exit(2);
    request = malloc(length + 256);
    id_at = sprintf(request,
                    "POST /events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    "Content-Length: %zu\r\n\r\n",
                    length);
    memcpy(request + id_at, event, length);
    length += id_at;
    id_at += place - event;
    free(event);
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    struct connection *connections;
    struct epoll_event events[256];
    double began, until, rate, next;
    int count, i, ready, poll = epoll_create1(0), on = 1;

    if (argc < 7)
        return 2;
    count = atoi(argv[2]);
    rate = atof(argv[4]);
    make_request(argv[5], argv[6]);
    room = 4 * 1000 * 1000;
    times = malloc(room * sizeof *times);
    connections = calloc(count, sizeof *connections);
    address.sin_port = htons(atoi(argv[1]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (i = 0; i < count; i++) {
        struct connection *it = &connections[i];
        struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = it};
        it->socket = socket(AF_INET, SOCK_STREAM, 0);
        setsockopt(it->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(it->socket, (struct sockaddr *)&address, sizeof address))
            return 1;
        epoll_ctl(poll, EPOLL_CTL_ADD, it->socket, &wanted);
        it->next_idle = idle;
        idle = it;
    }
    next = began = now();
    until = began + atof(argv[3]);
    while (now() < until) {
        double wait = 0.05;
        while (idle && (rate == 0 || next <= now())) {
            struct connection *it = idle;
            idle = it->next_idle;
            post(it, rate == 0 ? now() : next);
            next += rate == 0 ? 0 : 1 / rate;
        }
        if (rate > 0 && idle)
            wait = next - now();
        {
            struct timespec limit = {.tv_nsec = wait > 0 ? (long)(wait * 1e9) % 1000000000 : 0};
            ready = epoll_pwait2(poll, events, 256, &limit, NULL);
        }
        for (i = 0; i < ready; i++) {
            struct connection *it = events[i].data.ptr;
            responded(it);
            it->next_idle = idle;
            idle = it;
        }
    }
    if (failed)
        fprintf(stderr, "load: %ld responses other than 200\n", failed);
    report(times, done, now() - began, cpu());
    return failed > 0;
}
