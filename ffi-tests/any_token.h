/* An emulator that accepts every bearer token, and a request that needs one. */
#ifndef ANY_TOKEN_H
#define ANY_TOKEN_H

#include "stage.h"

static acs_emulator_t *emulator_that_takes_any_token(void) {
    acs_error_t *error = NULL;
    acs_emulator_t *emulator = NULL;
    acs_emulator_options_t *options = acs_emulator_options_new();
    OK(acs_emulator_options_set_accept_any_token(options, 1));
    OK(acs_emulator_start(options, &emulator, &error));
    acs_emulator_options_free(options);
    return emulator;
}

/* Sends a request that needs a credential. The call does not exist. */
static acs_status_t request_with(const acs_client_t *client, acs_error_t **error) {
    acs_call_t *call = NULL;
    acs_call_properties_t *properties = NULL;
    CHECK(acs_client_call_by_id(client, "unknown", &call, error) == ACS_OK);
    const acs_status_t status = acs_call_get_properties(call, NULL, &properties, NULL, error);
    acs_call_free(call);
    return status;
}

#endif
