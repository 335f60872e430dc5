/**
 * @file process.h
 * What the stories about whole processes share: fork, signals, descriptors, loading, exit.
 */
#ifndef ACS_PROCESS_H
#define ACS_PROCESS_H

#include "stage.h"

/** Whether the service reports about this very call, and not about another one. */
static inline int can_be_read(const acs_call_t *call) {
    acs_call_properties_t *properties = NULL;
    const int same = acs_call_get_properties(call, NULL, &properties, NULL, NULL) == ACS_OK &&
                     strcmp(acs_call_properties_call_connection_id(properties), acs_call_id(call)) == 0;
    acs_call_properties_free(properties);
    return same;
}

#endif
