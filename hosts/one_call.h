/*
 * One ACS call in the event loop of a host: placed, connected, hung up. Nothing blocks: the loop watches
 * acs_receiver_fd(one.receiver), and calls one_call_on_readable. $ACS_CONNECTION_STRING is that of the emulator.
 */
#ifndef ONE_CALL_H
#define ONE_CALL_H

#include <acs_call_automation.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMEOUT_MS 10000

static struct {
    acs_client_t *client, *later;
    acs_receiver_t *receiver;
    acs_call_t *call;
} one;

static int one_call_failed(const char *what, acs_status_t status, const acs_error_t *error) {
    printf("one call: %s: %s: %s\n", what, acs_status_name(status), acs_error_message(error));
    fflush(stdout);
    return -1;
}

/* Frees everything; the loop no longer watches the descriptor. */
static void one_call_free(void) {
    acs_call_free(one.call);
    acs_client_free(one.later);
    acs_receiver_free(one.receiver);
    acs_client_free(one.client);
    memset(&one, 0, sizeof one);
}

/* Submits the creation of the call; -1 when that is not possible. */
static int one_call_start(void) {
    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", "+18005550100");
    acs_text_t *url = NULL;
    acs_error_t *error = NULL;
    acs_status_t status = acs_client_new(getenv("ACS_CONNECTION_STRING"), NULL, &one.client, &error);
    int result = 0;
    if (status == ACS_OK) status = acs_receiver_new(NULL, &one.receiver, &error);
    if (status == ACS_OK) status = acs_receiver_url(one.receiver, "/events", &url, &error);
    if (status == ACS_OK) status = acs_client_submit_to(one.client, one.receiver, NULL, &one.later, &error);
    if (status == ACS_OK)
        status = acs_client_create_call_and_wait(one.later, one.receiver, callee, acs_text_string(url), NULL, TIMEOUT_MS,
                                                 NULL, NULL, NULL, &error);
    if (status != ACS_OK) {
        result = one_call_failed("start", status, error);
        one_call_free();
    }
    acs_error_free(error);
    acs_text_free(url);
    acs_invite_free(callee);
    return result;
}

/* Reads what the queue has: first that the call is connected, then that it has ended. 1 then, -1 when one has failed. */
static int one_call_on_readable(void) {
    acs_event_t *event = NULL;
    int result = 0;
    while (result == 0 && acs_receiver_next(one.receiver, 0, &event, NULL) == ACS_OK) {
        const acs_completion_t *completion = acs_event_completion(event);
        if (completion != NULL) {
            acs_status_t status = acs_completion_status(completion);
            printf("one call: %s: %s\n", acs_completion_function(completion), acs_status_name(status));
            fflush(stdout);
            if (one.call != NULL) result = 1;
            if (status != ACS_OK) result = -1;
            if (result == 0) {
                one.call = acs_completion_take_call(completion);
                if (acs_call_hang_up_and_wait(one.call, one.receiver, ACS_FOR_EVERYONE, NULL, TIMEOUT_MS, NULL, NULL,
                                              NULL) != ACS_OK)
                    result = -1;
            }
        }
        acs_event_free(event);
    }
    return result;
}

#endif
