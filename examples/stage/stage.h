/*
 * What the examples in C share: where they run, and the ladder they print.
 *
 * Without ACS_CONNECTION_STRING everything happens offline: the emulator runs in this process. With
 * it, ACS_CALLBACK_URL is the public address of this machine (through a tunnel, say), and ACS_LISTEN
 * the address to listen on behind it (default 127.0.0.1:8080; for an http callback URL, which only an
 * emulator of this machine takes, its own host and port). ACS_RECORDING_HOST is a host to fetch
 * recordings from beside the service's own: that of an emulator.
 *
 * What can fail returns 1 when it went well, else 0; why is in the stage then, and close_stage says it.
 */
#ifndef STAGE_H
#define STAGE_H

#define _POSIX_C_SOURCE 200809L

#include <acs_call_automation.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* From the end of a recording to its file, by the emulator's clock. In milliseconds. */
#define FILE_DELAY 600000

/* Client, receiver and, offline, the emulator. Begins as {0}. */
struct stage {
    acs_emulator_t *emulator; /* NULL online */
    acs_client_t *client;
    acs_receiver_t *receiver;
    char *callback;
    acs_response_t *response; /* the answer that asked() prints next */
    acs_event_t *event;       /* the event that came last */
    acs_event_t *kept;        /* the end of a call that came while something else was waited for */
    acs_error_t *error;       /* details of what failed */
    char why[160];            /* the same in words, for what has no details */
    struct timespec began;
};

/* The command line's argument at that place, else the default. */
static inline const char *argument(int argc, char **argv, int at, const char *otherwise) {
    return at < argc ? argv[at] : otherwise;
}

/* A client that may fetch recordings from one more host, if there is one. */
static inline acs_status_t open_client(struct stage *stage, const char *connection_string, const char *host) {
    acs_client_options_t *options = acs_client_options_new();
    acs_status_t status;
    if (host != NULL) acs_client_options_add_allow_recording_host(options, host);
    status = acs_client_new(connection_string, options, &stage->client, &stage->error);
    acs_client_options_free(options);
    return status;
}

static inline int open_offline(struct stage *stage) {
    acs_text_t *url = NULL;
    /* Nobody is there to listen to them. */
    acs_emulator_prompt_t *prompts = acs_emulator_prompt_new_any();
    acs_emulator_options_t *options = acs_emulator_options_new();
    acs_emulator_prompt_set_lasts_ms(prompts, 300);
    /* No file comes before an example moves the emulator's clock. */
    acs_emulator_options_set_recording_delay_ms(options, FILE_DELAY);
    if (acs_emulator_start(options, &stage->emulator, &stage->error) == ACS_OK &&
        acs_emulator_set_prompt(stage->emulator, prompts, &stage->error) == ACS_OK &&
        open_client(stage, acs_emulator_connection_string(stage->emulator),
                    acs_emulator_endpoint(stage->emulator) + strlen("http://")) == ACS_OK &&
        acs_receiver_new(NULL, &stage->receiver, &stage->error) == ACS_OK &&
        acs_receiver_url(stage->receiver, "/events", &url, &stage->error) == ACS_OK) {
        stage->callback = strdup(acs_text_string(url));
    }
    acs_emulator_options_free(options);
    acs_emulator_prompt_free(prompts);
    acs_text_free(url);
    return stage->callback != NULL;
}

static inline int open_online(struct stage *stage, const char *connection_string, const char *callback) {
    acs_receiver_options_t *options = acs_receiver_options_new();
    const char *listen = getenv("ACS_LISTEN");
    char scheme[8] = "", host[256] = "", path[2048] = "/";
    sscanf(callback, "%7[^:]://%255[^/?]%2047[^?]", scheme, host, path);
    /* A plain callback URL is one of this machine, so it tells where to listen. */
    if (listen == NULL) listen = strcmp(scheme, "http") == 0 ? host : "127.0.0.1:8080";
    acs_receiver_options_set_listen(options, listen);
    acs_receiver_options_add_path(options, path);
    if (open_client(stage, connection_string, getenv("ACS_RECORDING_HOST")) == ACS_OK &&
        acs_receiver_new(options, &stage->receiver, &stage->error) == ACS_OK) {
        stage->callback = strdup(callback);
    }
    acs_receiver_options_free(options);
    return stage->callback != NULL;
}

/* Reads the environment; offline without it. */
static inline int open_stage(struct stage *stage) {
    const char *connection_string = getenv("ACS_CONNECTION_STRING");
    const char *callback = getenv("ACS_CALLBACK_URL");
    clock_gettime(CLOCK_MONOTONIC, &stage->began);
    if (connection_string == NULL && callback == NULL) return open_offline(stage);
    if (connection_string != NULL && callback != NULL) return open_online(stage, connection_string, callback);
    snprintf(stage->why, sizeof stage->why,
             "set both ACS_CONNECTION_STRING and ACS_CALLBACK_URL, or neither");
    return 0;
}

/* Offline: has Event Grid tell of incoming calls and of calls that clients begin. With the real service
 * this is set up in the portal. */
static inline int subscribe(struct stage *stage) {
    return stage->emulator == NULL ||
           acs_emulator_subscribe(stage->emulator, stage->callback, ACS_SCHEMA_EVENT_GRID, &stage->error) == ACS_OK;
}

/* The resource that speaks and listens: ACS_COGNITIVE_SERVICES_ENDPOINT. Offline any name will do. */
static inline const char *cognitive_services(void) {
    const char *endpoint = getenv("ACS_COGNITIVE_SERVICES_ENDPOINT");
    return endpoint != NULL ? endpoint : "https://cognitive.example";
}

/* A raw id, not too long for the ladder. */
struct short_id {
    char text[40];
};

static inline struct short_id short_id(const acs_identifier_t *who) {
    struct short_id id;
    const char *raw_id = acs_identifier_raw_id(who);
    if (raw_id == NULL) raw_id = "";
    snprintf(id.text, sizeof id.text, strlen(raw_id) > 30 ? "%.30s..." : "%s", raw_id);
    return id;
}

/* One rung of the ladder: when, who to whom, what, and how it went. */
static inline void rung(const struct stage *stage, const char *from, const char *to, const char *what,
                        const char *result) {
    struct timespec now;
    double time;
    clock_gettime(CLOCK_MONOTONIC, &now);
    time = (double)(now.tv_sec - stage->began.tv_sec) + (double)(now.tv_nsec - stage->began.tv_nsec) / 1e9;
    printf("%8.3f  %7s -> %-7s  %-48s  %s\n", time, from, to, what, result);
}

/* The rung of a request that was answered; what is a format as for printf. */
static inline void asked(struct stage *stage, const char *what, ...) {
    char text[160], result[16];
    va_list values;
    va_start(values, what);
    vsnprintf(text, sizeof text, what, values);
    va_end(values);
    snprintf(result, sizeof result, "%d", acs_response_status(stage->response));
    rung(stage, "app", "service", text, result);
    acs_response_free(stage->response);
    stage->response = NULL;
}

/* The rung of a request whose outcome is waited for; what is a format as for printf. */
static inline void asking(const struct stage *stage, const char *what, ...) {
    char text[160];
    va_list values;
    va_start(values, what);
    vsnprintf(text, sizeof text, what, values);
    va_end(values);
    rung(stage, "app", "service", text, "");
}

/* A line between the rungs; text is a format as for printf. */
static inline void note(const char *text, ...) {
    va_list values;
    va_start(values, text);
    printf("%32s", "");
    vprintf(text, values);
    printf("\n");
    va_end(values);
}

/* The rung of the event that came last. */
static inline void told(const struct stage *stage) {
    long long code = acs_event_result_code(stage->event);
    long long sub_code = acs_event_result_sub_code(stage->event);
    char result[64] = "", first[24] = "-", second[24] = "-";
    if (code >= 0) snprintf(first, sizeof first, "%lld", code);
    if (sub_code >= 0) snprintf(second, sizeof second, "%lld", sub_code);
    if (code >= 0 || sub_code >= 0) snprintf(result, sizeof result, "%s/%s", first, second);
    rung(stage, "service", "app", acs_event_type(stage->event), result);
}

/* Takes the next event out of the queue and prints it. */
static inline acs_status_t next_event(struct stage *stage, int64_t timeout_ms) {
    acs_status_t status;
    acs_event_free(stage->event);
    stage->event = stage->kept;
    stage->kept = NULL;
    status = stage->event != NULL
                 ? ACS_OK
                 : acs_receiver_next(stage->receiver, timeout_ms, &stage->event, &stage->error);
    if (status == ACS_OK) told(stage);
    return status;
}

/* The rungs of what came of a request that was waited for: what came meanwhile, and the event that told,
 * which is in stage->event then, and which it takes over. Fails when the call has ended. */
static inline int came(struct stage *stage, acs_status_t status, acs_event_t *event) {
    acs_event_free(stage->event);
    while (stage->kept == NULL && acs_receiver_next(stage->receiver, 0, &stage->event, NULL) == ACS_OK) {
        if (acs_event_ends_call(stage->event)) {
            stage->kept = stage->event;
        } else {
            told(stage);
            acs_event_free(stage->event);
        }
    }
    stage->event = event;
    switch (status) {
    case ACS_OK:
    case ACS_FAILED:
    case ACS_CANCELED: told(stage); return 1;
    case ACS_TIMEOUT: note("%s", acs_status_text(status)); return 1;
    default: snprintf(stage->why, sizeof stage->why, "%s", acs_status_text(status)); return 0;
    }
}

/* The same of what must succeed. */
static inline int done(struct stage *stage, acs_status_t status, acs_event_t *event) {
    snprintf(stage->why, sizeof stage->why, "%s", acs_status_text(status));
    return came(stage, status, event) && status == ACS_OK;
}

/* Prints events until a call comes in, which is in stage->event then. */
static inline int incoming(struct stage *stage) {
    /* Events of calls that were dealt with may come in between. */
    do {
        if (next_event(stage, -1) != ACS_OK) return 0;
    } while (acs_event_kind(stage->event) != ACS_EVENT_INCOMING_CALL);
    return 1;
}

/* Prints events until one of that kind comes, which is in stage->event then. Fails when it cannot come
 * any more: another one tells of a failure, or the call ends, or half a minute passes. */
static inline int wait_for(struct stage *stage, int kind) {
    for (;;) {
        acs_status_t status = next_event(stage, 30000);
        if (status == ACS_OK && acs_event_kind(stage->event) == kind) return 1;
        if (status != ACS_OK) {
            snprintf(stage->why, sizeof stage->why, "no %s: %s", acs_event_kind_name(kind),
                     acs_status_text(status));
            return 0;
        }
        if (acs_event_is_failure(stage->event) || acs_event_ends_call(stage->event)) {
            snprintf(stage->why, sizeof stage->why, "%s came instead of %s", acs_event_name(stage->event),
                     acs_event_kind_name(kind));
            return 0;
        }
    }
}

/* How long people may be silent before they are asked again, in milliseconds. Offline nobody thinks. */
static inline int64_t time_to_think(const struct stage *stage) { return stage->emulator != NULL ? 1000 : 5000; }

/* Lets people talk for a while: prints the events of that time, or offline moves the emulator's clock.
 * Fails when the call ends. */
static inline int talk(struct stage *stage, int64_t ms) {
    struct timespec now;
    int64_t end;
    note("they talk for %lld s", (long long)(ms / 1000));
    if (stage->emulator != NULL) return acs_emulator_advance_ms(stage->emulator, ms, &stage->error) == ACS_OK;
    clock_gettime(CLOCK_MONOTONIC, &now);
    end = now.tv_sec * 1000 + now.tv_nsec / 1000000 + ms;
    for (;;) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        ms = end - (now.tv_sec * 1000 + now.tv_nsec / 1000000);
        const acs_status_t status = next_event(stage, ms > 0 ? ms : 0);
        if (status != ACS_OK) return status == ACS_TIMEOUT;
        if (acs_event_ends_call(stage->event)) {
            snprintf(stage->why, sizeof stage->why, "the call ended too early");
            return 0;
        }
    }
}

/* The rungs of listing the participants of a call. */
static inline int list(struct stage *stage, const acs_call_t *call) {
    acs_participant_pages_t *pages = NULL;
    acs_participants_t *page = NULL;
    acs_status_t status = acs_call_participant_pages(call, NULL, &pages, &stage->error);
    while (status == ACS_OK &&
           (status = acs_participant_pages_next(pages, &page, &stage->response, &stage->error)) == ACS_OK) {
        asked(stage, "ListParticipants");
        for (size_t i = 0; i < acs_participants_count(page); i++) {
            const acs_identifier_t *who = acs_participant_identifier(acs_participants_at(page, i));
            if (who != NULL) note("%s", short_id(who).text);
        }
        acs_participants_free(page);
    }
    acs_participant_pages_free(pages);
    return status == ACS_CLOSED; /* after the last page */
}

/* Prints what is still on its way, or else what went wrong, and frees everything: the exit code. */
static inline int close_stage(struct stage *stage, int is_done) {
    if (is_done) {
        if (stage->emulator != NULL) acs_emulator_flush_ms(stage->emulator, 5000, NULL);
        acs_receiver_close(stage->receiver, 5000, NULL);
        while (next_event(stage, 0) == ACS_OK) continue;
    } else {
        const char *hint = acs_error_hint(stage->error);
        fprintf(stderr, "%s", stage->error != NULL ? acs_error_message(stage->error) : stage->why);
        fprintf(stderr, hint != NULL ? ". %s\n" : "\n", hint);
    }
    acs_error_free(stage->error);
    acs_event_free(stage->event);
    acs_event_free(stage->kept);
    acs_response_free(stage->response);
    free(stage->callback);
    acs_client_free(stage->client);
    acs_receiver_free(stage->receiver);
    acs_emulator_free(stage->emulator);
    return is_done ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
