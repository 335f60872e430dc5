/*
 * A receiver in an event loop: prints each event as one line of JSON, until it is stopped.
 *
 *     cc receive.c $(pkg-config --cflags --libs acs-call-automation) -o receive
 *     ./receive --listen 127.0.0.1:0
 *
 * The first line is `listening http://127.0.0.1:PORT/events`; a public URL is printed on stderr. Ends on
 * SIGINT, on SIGTERM, and when its output is no longer read, which it notices at the next event.
 * When its output is stuck, a second signal ends it, or 5 s after the first one. With --audience requests
 * need a token of the service for that resource, with --allow-network they must come from such a network.
 *
 * One thread and one poll() see to everything: signals, the events of all calls, the output. What the
 * program keeps for a call is the call's tag, and comes back with each of its events; here it counts
 * them: "number".
 */
#define _POSIX_C_SOURCE 200809L

#include <acs_call_automation.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define USAGE                                                                                              \
    "usage: receive [--listen IP:PORT] [--engine own] [--path /PATH]... [--secret SECRET] [--public-url URL]\n" \
    "               [--audience RESOURCE_ID] [--allow-network NETWORK]...\n"

#define TIME_LIMIT 5000 /* ms that running requests and the output may take after a signal */

#define SILENCE (24 * 60 * 60 * 1000LL) /* ms after its last event until a call is forgotten */

/* What this program keeps for each call: the tag. */
struct call {
    struct call *before, *after; /* in a ring, by the time of the last event */
    int64_t last_ms;
    long events;
    char id[];
};

struct program {
    acs_receiver_options_t *options;
    acs_receiver_options_t *url_options; /* what the URL on this machine consists of */
    const char *path;                    /* the first one */
    int is_public;
    acs_receiver_t *receiver;
    struct call *newest; /* the one whose event was the last; its `before` is the oldest */
    char *line; /* what is being written; NULL for nothing */
    size_t length, written;
    int is_event;    /* the line is one */
    int signals;     /* how many came */
    int64_t ends_at; /* -1 as long as nothing is to end */
};

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- Signals: each puts a byte into a pipe, which poll() watches. ---- */

static int signal_pipe[2] = {-1, -1};

static void on_signal(int number) {
    int kept = errno;
    ssize_t ignored = write(signal_pipe[1], "", 1); /* a full pipe holds enough of them */
    (void)number, (void)ignored;
    errno = kept;
}

static int catch_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_IGN; /* a broken pipe is an error of write() */
    if (sigaction(SIGPIPE, &action, NULL) != 0 || pipe(signal_pipe) != 0) return 0;
    for (int end = 0; end < 2; end++) {
        fcntl(signal_pipe[end], F_SETFL, O_NONBLOCK);
        fcntl(signal_pipe[end], F_SETFD, FD_CLOEXEC);
    }
    action.sa_handler = on_signal;
    return sigaction(SIGINT, &action, NULL) == 0 && sigaction(SIGTERM, &action, NULL) == 0;
}

/* From now on no events are taken; those that are queued can still be read. */
static void begin_to_end(struct program *program) {
    if (program->ends_at >= 0) return;
    program->ends_at = now_ms() + TIME_LIMIT;
    acs_receiver_close(program->receiver, 0, NULL);
}

static void look_for_signals(struct program *program) {
    char bytes[16];
    ssize_t count = read(signal_pipe[0], bytes, sizeof bytes);
    if (count <= 0) return;
    program->signals += (int)count;
    begin_to_end(program);
}

static int is_past_its_time(const struct program *program) {
    return program->signals > 1 || (program->ends_at >= 0 && now_ms() >= program->ends_at);
}

/* ---- Calls ---- */

static void take_out(struct program *program, struct call *call) {
    call->before->after = call->after;
    call->after->before = call->before;
    if (program->newest == call) program->newest = call->after == call ? NULL : call->after;
}

static void put_first(struct program *program, struct call *call) {
    struct call *second = program->newest;
    call->before = second != NULL ? second->before : call;
    call->after = second != NULL ? second : call;
    call->before->after = call->after->before = call;
    program->newest = call;
}

/* Events may follow the end of a call, so it is not its end that a call is forgotten at. */
static void forget_calls(struct program *program, int64_t silent_since_ms) {
    while (program->newest != NULL && program->newest->before->last_ms <= silent_since_ms) {
        struct call *oldest = program->newest->before;
        acs_receiver_untag(program->receiver, oldest->id);
        take_out(program, oldest);
        free(oldest);
    }
}

/* Which event of its call it is; 0 when it belongs to none. */
static long number_of(struct program *program, const acs_event_t *event) {
    const char *id = acs_event_call_connection_id(event);
    struct call *call = acs_event_tag(event);
    if (id == NULL) return 0;
    if (call == NULL) {
        call = calloc(1, sizeof *call + strlen(id) + 1);
        if (call == NULL) return 0;
        strcpy(call->id, id);
        acs_receiver_tag(program->receiver, id, call, NULL);
    } else {
        take_out(program, call);
    }
    put_first(program, call);
    call->last_ms = now_ms();
    call->events++;
    forget_calls(program, call->last_ms - SILENCE);
    return call->events;
}

/* ---- Lines ---- */

static void put_string(FILE *out, const char *name, const char *text) {
    fprintf(out, "\"%s\":", name);
    if (text == NULL) {
        fputs("null,", out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char one = (unsigned char)*text;
        if (one < ' ') {
            fprintf(out, "\\u%04x", one);
        } else {
            if (one == '"' || one == '\\') fputc('\\', out);
            fputc(one, out);
        }
    }
    fputs("\",", out);
}

/* The event as one line of JSON: what it is sorted by, and its data as they came. */
static int take_event(struct program *program, const acs_event_t *event) {
    FILE *out = open_memstream(&program->line, &program->length);
    if (out == NULL) return 0;
    fputc('{', out);
    put_string(out, "type", acs_event_type(event));
    put_string(out, "id", acs_event_id(event));
    put_string(out, "source", acs_event_source(event));
    put_string(out, "callConnectionId", acs_event_call_connection_id(event));
    put_string(out, "operationContext", acs_event_operation_context(event));
    fprintf(out, "\"number\":%ld,\"data\":", number_of(program, event));
    /* Line ends in JSON are only ever between its parts, so a blank means the same. */
    for (const char *data = acs_event_data_json(event); *data != '\0'; data++) {
        fputc(*data == '\r' || *data == '\n' ? ' ' : *data, out);
    }
    fputs("}\n", out);
    program->is_event = 1;
    program->written = 0;
    return fclose(out) == 0;
}

/* Writes as much as does not block: what poll() calls writable takes PIPE_BUF bytes. */
static int write_some(struct program *program) {
    size_t left = program->length - program->written;
    ssize_t count = write(STDOUT_FILENO, program->line + program->written, left < PIPE_BUF ? left : PIPE_BUF);
    if (count < 0) return errno == EINTR || errno == EAGAIN;
    program->written += (size_t)count;
    if (program->written == program->length) {
        free(program->line);
        program->line = NULL;
    }
    return 1;
}

/* ---- The loop ---- */

/* Until the queue is closed and empty, and written: the exit code. */
static int run(struct program *program) {
    while (!is_past_its_time(program)) {
        /* An event stays in the queue until the line before it is written. */
        int is_writing = program->line != NULL;
        struct pollfd watched[] = {
            {signal_pipe[0], POLLIN, 0},
            {is_writing ? STDOUT_FILENO : acs_receiver_fd(program->receiver), is_writing ? POLLOUT : POLLIN, 0},
        };
        if (poll(watched, 2, program->ends_at >= 0 ? TIME_LIMIT / 10 : -1) < 0) {
            if (errno == EINTR) continue;
            perror("receive: poll");
            return 1;
        }
        if (watched[0].revents != 0) look_for_signals(program);
        if (watched[1].revents == 0) continue;
        if (is_writing) {
            if (write_some(program)) continue;
            if (errno == EPIPE) return 0;
            perror("receive: output");
            return 1;
        }
        acs_event_t *event = NULL;
        acs_status_t status = acs_receiver_next(program->receiver, 0, &event, NULL);
        int is_taken = status != ACS_OK || take_event(program, event);
        acs_event_free(event);
        if (status == ACS_CLOSED) return 0;
        if (!is_taken) {
            perror("receive: line");
            return 1;
        }
    }
    size_t left = acs_receiver_event_count(program->receiver) + (program->line != NULL && program->is_event);
    if (left == 0) return 0;
    fprintf(stderr, "receive: ended with %zu unread events\n", left);
    return 1;
}

/* ---- Beginning and end ---- */

static int read_arguments(struct program *program, int argc, char **argv) {
    program->options = acs_receiver_options_new();
    program->url_options = acs_receiver_options_new();
    program->ends_at = -1;
    acs_receiver_options_set_listen(program->options, "127.0.0.1:0");
    for (int at = 1; at < argc; at += 2) {
        const char *name = argv[at], *value = argv[at + 1];
        if (value == NULL) return 0;
        if (strcmp(name, "--listen") == 0) {
            acs_receiver_options_set_listen(program->options, value);
        } else if (strcmp(name, "--engine") == 0 && strcmp(value, "own") == 0) {
            continue; /* the only one in C */
        } else if (strcmp(name, "--path") == 0) {
            if (program->path == NULL) program->path = value;
            acs_receiver_options_add_path(program->options, value);
            acs_receiver_options_add_path(program->url_options, value);
        } else if (strcmp(name, "--secret") == 0) {
            acs_receiver_options_set_secret(program->options, value);
            acs_receiver_options_set_secret(program->url_options, value);
        } else if (strcmp(name, "--audience") == 0) {
            acs_receiver_options_set_audience(program->options, value);
        } else if (strcmp(name, "--allow-network") == 0) {
            acs_receiver_options_add_allowed_network(program->options, value);
        } else if (strcmp(name, "--public-url") == 0) {
            program->is_public = 1;
            acs_receiver_options_set_public_url(program->options, value);
        } else {
            return 0;
        }
    }
    if (program->path == NULL) program->path = "/events";
    return 1;
}

/* Makes the first line of the callback URL on this machine, whatever address is listened on. */
static int print_urls(struct program *program, acs_error_t **error) {
    acs_text_t *url = NULL;
    acs_receiver_t *local = NULL;
    char base[80];
    int is_done = 0;
    FILE *out;

    if (program->is_public) {
        if (acs_receiver_url(program->receiver, program->path, &url, error) != ACS_OK) return 0;
        fprintf(stderr, "public %s\n", acs_text_string(url));
        acs_text_free(url);
        url = NULL;
    }
    snprintf(base, sizeof base, "http://%s", acs_receiver_address(program->receiver));
    acs_receiver_options_set_public_url(program->url_options, base);
    if (acs_receiver_new_without_listener(program->url_options, &local, error) == ACS_OK &&
        acs_receiver_url(local, program->path, &url, error) == ACS_OK &&
        (out = open_memstream(&program->line, &program->length)) != NULL) {
        fprintf(out, "listening %s\n", acs_text_string(url));
        is_done = fclose(out) == 0;
    }
    acs_text_free(url);
    acs_receiver_free(local);
    return is_done;
}

int main(int argc, char **argv) {
    struct program program = {0};
    acs_error_t *error = NULL;
    int code = 1;

    if (!read_arguments(&program, argc, argv)) {
        fputs(USAGE, stderr);
        code = 2;
    } else if (!catch_signals()) {
        perror("receive: signals");
    } else if (acs_receiver_new(program.options, &program.receiver, &error) != ACS_OK ||
               !print_urls(&program, &error)) {
        fprintf(stderr, "receive: %s\n", acs_error_message(error));
    } else if (acs_receiver_fd(program.receiver) < 0) {
        fprintf(stderr, "receive: no descriptor can be had\n");
    } else {
        code = run(&program);
        /* Responses in progress are still sent. */
        begin_to_end(&program);
        while (acs_receiver_close(program.receiver, 50, NULL) == ACS_TIMEOUT && !is_past_its_time(&program)) {
            look_for_signals(&program);
        }
    }
    acs_error_free(error);
    free(program.line);
    forget_calls(&program, INT64_MAX);
    acs_receiver_free(program.receiver);
    acs_receiver_options_free(program.options);
    acs_receiver_options_free(program.url_options);
    return code;
}
