/* The C worker of benches/ffi.rs: does on order what the worker there does in Rust.
 * Usage: ffi PORT EVENT_FILE. Reads "TASK COUNT" lines, answers each with
 * "WALL_NS CPU_NS MEDIAN_NS P99_NS" (the last two are 0 but for ping-pongs). */
#include <acs_call_automation.h>

#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define ID "25eb20d4-fe6b-4e2c-a549-42da9b73ad7b"

#define MUST(condition)                                                              \
    do {                                                                             \
        if (!(condition)) {                                                          \
            fprintf(stderr, "ffi.c:%d: %s\n", __LINE__, #condition);                 \
            exit(1);                                                                 \
        }                                                                            \
    } while (0)

static char event_text[4096];
static size_t event_length, id_place;

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t cpu(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return ((int64_t)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000 +
           ((int64_t)usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000;
}

/* One way into a receiver: an event with ids of its own. */
struct source {
    acs_receiver_t *receiver;
    char text[sizeof event_text];
    int64_t next_id, count;
};

static void source_of(struct source *source, acs_receiver_t *receiver, int64_t count)
{
    source->receiver = receiver;
    memcpy(source->text, event_text, event_length);
    source->next_id = 0;
    source->count = count;
}

static void deliver(struct source *source)
{
    char id[sizeof ID];
    acs_http_response_t *response = NULL;
    snprintf(id, sizeof id, "%036lld", (long long)source->next_id++);
    memcpy(source->text + id_place, id, strlen(ID));
    MUST(acs_receiver_handle(source->receiver, "POST", "/events", NULL, NULL, 0, (const uint8_t *)source->text,
                             event_length, &response, NULL) == ACS_OK);
    MUST(acs_http_response_status(response) == 200);
    acs_http_response_free(response);
}

static void *hand_in_all(void *argument)
{
    struct source *source = argument;
    int64_t i;
    for (i = 0; i < source->count; i++)
        deliver(source);
    return NULL;
}

/* One way out of a receiver; `fd` is -1 for one that waits inside the library. */
struct drain {
    acs_receiver_t *receiver;
    int fd;
};

static struct drain drain_of(acs_receiver_t *receiver, int by_poll)
{
    struct drain drain;
    drain.receiver = receiver;
    drain.fd = by_poll ? acs_receiver_fd(receiver) : -1;
    MUST(!by_poll || drain.fd >= 0);
    return drain;
}

static void pull(const struct drain *drain)
{
    acs_event_t *event = NULL;
    if (drain->fd >= 0) {
        struct pollfd ready;
        ready.fd = drain->fd;
        ready.events = POLLIN;
        MUST(poll(&ready, 1, -1) == 1);
    }
    MUST(acs_receiver_next(drain->receiver, drain->fd >= 0 ? 0 : -1, &event, NULL) == ACS_OK);
    MUST(acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED);
    MUST(acs_event_call_connection_id(event) != NULL);
    acs_event_free(event);
}

static acs_receiver_t *new_receiver(void)
{
    acs_receiver_options_t *options = acs_receiver_options_new();
    acs_receiver_t *receiver = NULL;
    acs_receiver_options_set_capacity(options, 1000000);
    acs_receiver_options_set_capacity_bytes(options, 1 << 30);
    MUST(acs_receiver_new_without_listener(options, &receiver, NULL) == ACS_OK);
    acs_receiver_options_free(options);
    return receiver;
}

/* What a task took. */
struct took {
    int64_t wall, cpu, median, p99;
};

static struct took begin(void)
{
    struct took took = {0, 0, 0, 0};
    took.cpu = cpu();
    took.wall = now();
    return took;
}

static void end(struct took *took)
{
    took->wall = now() - took->wall;
    took->cpu = cpu() - took->cpu;
}

static struct took create(const acs_client_t *client, const acs_invite_t *invite,
                          const acs_create_call_options_t *options, int with_response, int64_t count)
{
    struct took took = begin();
    int64_t i;
    for (i = 0; i < count; i++) {
        acs_call_t *call = NULL;
        acs_response_t *response = NULL;
        acs_error_t *error = NULL;
        if (acs_client_create_call(client, invite, "https://app.example.com/api/callbacks", options, &call,
                                   with_response ? &response : NULL, &error) != ACS_OK) {
            fprintf(stderr, "create: %s\n", acs_error_message(error));
            exit(1);
        }
        MUST(!with_response || acs_response_status(response) == 201);
        acs_response_free(response);
        acs_call_free(call);
    }
    end(&took);
    return took;
}

/* Takes out what is all in the queue before. */
static struct took empty(int by_poll, int64_t count)
{
    acs_receiver_t *receiver = new_receiver();
    struct drain drain = drain_of(receiver, by_poll);
    struct source source;
    struct took took;
    int64_t i;
    source_of(&source, receiver, count);
    hand_in_all(&source);
    took = begin();
    for (i = 0; i < count; i++)
        pull(&drain);
    end(&took);
    acs_receiver_free(receiver);
    return took;
}

/* One thread delivers as fast as it can, another one takes out. */
static struct took stream(int by_poll, int64_t count)
{
    acs_receiver_t *receiver = new_receiver();
    struct drain drain = drain_of(receiver, by_poll);
    struct source source;
    struct took took;
    pthread_t thread;
    int64_t i;
    source_of(&source, receiver, count);
    took = begin();
    MUST(pthread_create(&thread, NULL, hand_in_all, &source) == 0);
    for (i = 0; i < count; i++)
        pull(&drain);
    pthread_join(thread, NULL);
    end(&took);
    acs_receiver_free(receiver);
    return took;
}

struct echo {
    struct drain drain;
    struct source source;
};

static void *echo_all(void *argument)
{
    struct echo *echo = argument;
    int64_t i;
    for (i = 0; i < echo->source.count; i++) {
        pull(&echo->drain);
        deliver(&echo->source);
    }
    return NULL;
}

static int by_size(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* An event goes over to a thread that waits, and one comes back: half of that is one hand-over. */
static struct took ping_pong(int by_poll, int64_t count)
{
    acs_receiver_t *there = new_receiver(), *back = new_receiver();
    struct drain drain = drain_of(back, by_poll);
    struct source source;
    struct echo echo;
    struct took took;
    pthread_t thread;
    int64_t i, *halves = malloc((size_t)count * sizeof *halves);
    MUST(halves != NULL);
    source_of(&source, there, count);
    source_of(&echo.source, back, count);
    echo.drain = drain_of(there, by_poll);
    MUST(pthread_create(&thread, NULL, echo_all, &echo) == 0);
    took = begin();
    for (i = 0; i < count; i++) {
        int64_t began = now();
        deliver(&source);
        pull(&drain);
        halves[i] = (now() - began) / 2;
    }
    end(&took);
    pthread_join(thread, NULL);
    acs_receiver_free(there);
    acs_receiver_free(back);
    qsort(halves, (size_t)count, sizeof *halves, by_size);
    took.median = halves[count / 2];
    took.p99 = halves[count * 99 / 100];
    free(halves);
    return took;
}

int main(int argc, char **argv)
{
    char connection_string[256], task[32];
    long long count;
    acs_client_t *client = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number("+16045550142", "+14255550100");
    acs_create_call_options_t *options = acs_create_call_options_new();
    FILE *file;

    MUST(argc == 3);
    file = fopen(argv[2], "rb");
    MUST(file != NULL);
    event_length = fread(event_text, 1, sizeof event_text - 1, file);
    fclose(file);
    MUST(strstr(event_text, ID) != NULL);
    id_place = (size_t)(strstr(event_text, ID) - event_text);

    snprintf(connection_string, sizeof connection_string,
             "endpoint=http://127.0.0.1:%s;accesskey=Z29sZGVuLWtleS1mb3ItbG9jYWwtdGVzdHMtb25seSE=", argv[1]);
    MUST(acs_client_new(connection_string, NULL, &client, NULL) == ACS_OK);
    acs_create_call_options_set_operation_context(options, "bench");

    while (scanf("%31s %lld", task, &count) == 2) {
        int by_poll = strstr(task, "-by-poll") != NULL;
        struct took took;
        if (strncmp(task, "create", 6) == 0)
            took = create(client, invite, options, strcmp(task, "create") == 0, count);
        else if (strncmp(task, "empty", 5) == 0)
            took = empty(by_poll, count);
        else if (strncmp(task, "stream", 6) == 0)
            took = stream(by_poll, count);
        else
            took = ping_pong(by_poll, count);
        printf("%lld %lld %lld %lld\n", (long long)took.wall, (long long)took.cpu, (long long)took.median,
               (long long)took.p99);
        fflush(stdout);
    }
    acs_create_call_options_free(options);
    acs_invite_free(invite);
    acs_client_free(client);
    return 0;
}
