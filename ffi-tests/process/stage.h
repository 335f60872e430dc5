/* What the process stories share: a call that is up, with everything around it. */
#ifndef PROCESS_STAGE_H
#define PROCESS_STAGE_H

#include "../check.h"
#include <acs_call_automation.h>

#include <stdlib.h>
#include <string.h>

typedef struct {
    acs_emulator_t *emulator;
    acs_client_t *client;
    acs_receiver_t *receiver;
    acs_text_t *callback;
} stage_t;

static inline stage_t stage_open(void) {
    stage_t stage = {NULL, NULL, NULL, NULL};
    CHECK(acs_emulator_start(NULL, &stage.emulator, NULL) == ACS_OK);
    CHECK(acs_client_new(acs_emulator_connection_string(stage.emulator), NULL, &stage.client, NULL) == ACS_OK);
    CHECK(acs_receiver_new(NULL, &stage.receiver, NULL) == ACS_OK);
    CHECK(acs_receiver_url(stage.receiver, "/events", &stage.callback, NULL) == ACS_OK);
    return stage;
}

static inline void stage_close(stage_t *stage) {
    acs_text_free(stage->callback);
    acs_receiver_free(stage->receiver);
    acs_client_free(stage->client);
    acs_emulator_free(stage->emulator);
    memset(stage, 0, sizeof *stage);
}

/* Places a call; the events go to the stage's receiver. */
static inline acs_call_t *stage_call(const stage_t *stage) {
    acs_invite_t *invite = acs_invite_to_phone_number("+16045551234", "+18005550100");
    acs_call_t *call = NULL;
    acs_error_t *error = NULL;
    if (acs_client_create_call(stage->client, invite, acs_text_get(stage->callback), NULL, &call, NULL, &error) !=
        ACS_OK) {
        fprintf(stderr, "%s\n", acs_error_message(error));
    }
    CHECK(call != NULL);
    acs_error_free(error);
    acs_invite_free(invite);
    return call;
}

/* Whether the service tells about this very call, and not about another one. */
static inline int stage_is_told(const acs_call_t *call) {
    acs_properties_t *properties = NULL;
    int same = acs_call_properties(call, NULL, &properties, NULL, NULL) == ACS_OK &&
               strcmp(acs_properties_call_connection_id(properties), acs_call_id(call)) == 0;
    acs_properties_free(properties);
    return same;
}

#endif
