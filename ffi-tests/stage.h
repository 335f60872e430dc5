/**
 * @file stage.h
 * What most stories need: an emulator, a client of it, a receiver, and events put in by hand.
 */
#ifndef ACS_STAGE_H
#define ACS_STAGE_H

#include "check.h"

#define OWN_NUMBER "+18005550100"
#define OTHER_NUMBER "+15550100123"

/** Longer than anything takes here, under valgrind too, in milliseconds. */
#define TIME_LIMIT 120000

struct stage {
    acs_emulator_t *emulator;
    acs_receiver_t *receiver;
    acs_client_t *client;
    acs_text_t *callback;
};

static inline struct stage open_stage(void) {
    struct stage stage;
    acs_error_t *error = NULL;
    OK(acs_emulator_start(NULL, &stage.emulator, &error));
    acs_client_options_t *options = acs_client_options_new();
    OK(acs_client_options_set_timeout_ms(options, TIME_LIMIT));
    OK(acs_client_new(acs_emulator_connection_string(stage.emulator), options, &stage.client,
                      &error));
    acs_client_options_free(options);
    OK(acs_receiver_new(NULL, &stage.receiver, &error));
    OK(acs_receiver_url(stage.receiver, "/events", &stage.callback, &error));
    return stage;
}

static inline void close_stage(struct stage *stage) {
    acs_client_free(stage->client);
    acs_emulator_free(stage->emulator);
    acs_receiver_free(stage->receiver);
    acs_text_free(stage->callback);
}

static inline const char *callback(const struct stage *stage) {
    return acs_text_string(stage->callback);
}

/** Rings the telephone OTHER_NUMBER. */
static inline acs_call_t *place_call(const struct stage *stage) {
    acs_error_t *error = NULL;
    acs_call_t *call = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    OK(acs_client_create_call(stage->client, invite, callback(stage), NULL, &call, NULL, &error));
    acs_invite_free(invite);
    return call;
}

static inline int is_event(const acs_event_t *event, const char *name) {
    return strcmp(acs_event_name(event), name) == 0;
}

/** Reads events until one of this name is there. */
static inline acs_event_t *await_event(const acs_receiver_t *receiver, const char *name) {
    acs_error_t *error = NULL;
    for (;;) {
        acs_event_t *event = NULL;
        OK(acs_receiver_next(receiver, TIME_LIMIT, &event, &error));
        if (is_event(event, name)) {
            return event;
        }
        acs_event_free(event);
    }
}

static inline void await_and_free(const acs_receiver_t *receiver, const char *name) {
    acs_event_free(await_event(receiver, name));
}

static inline acs_call_t *connected_call(const struct stage *stage) {
    acs_call_t *call = place_call(stage);
    await_and_free(stage->receiver, "CallConnected");
    return call;
}

/** What a web server would read of the callback URL: path and query. */
static inline const char *target_of(const char *url) {
    const char *host = strstr(url, "://");
    CHECK(host != NULL);
    return strchr(host + 3, '/');
}

/** Hands an event to a receiver, as if the service had sent it. Each has an id of its own. */
static inline void put_event(const acs_receiver_t *receiver, const char *url, const char *name,
                             const char *call) {
    static unsigned long number = 0;
    const unsigned long id = __atomic_add_fetch(&number, 1, __ATOMIC_SEQ_CST);
    char body[600];
    const int length = snprintf(
        body, sizeof body,
        "[{\"id\":\"%lu\",\"source\":\"calling/callConnections/%s\",\"specversion\":\"1.0\","
        "\"type\":\"Microsoft.Communication.%s\",\"datacontenttype\":\"application/json\","
        "\"time\":\"2025-01-01T00:00:00Z\",\"data\":{\"callConnectionId\":\"%s\","
        "\"serverCallId\":\"server\",\"correlationId\":\"correlation\","
        "\"operationContext\":\"context\"}}]",
        id, call, name, call);
    const char *names[] = {"Content-Type"};
    const char *values[] = {"application/json"};
    acs_http_response_t *response = NULL;
    acs_error_t *error = NULL;
    OK(acs_receiver_handle(receiver, "POST", target_of(url), names, values, 1,
                           (const uint8_t *)body, (size_t)length, &response, &error));
    CHECK(acs_http_response_status(response) == 200);
    acs_http_response_free(response);
}

#endif
