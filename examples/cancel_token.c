/*
 * Cancels a request from another thread, with a cancel token.
 *
 *     cc cancel_token.c -o cancel_token $(pkg-config --cflags --libs acs-call-automation) -pthread
 *     ./cancel_token
 *
 * The main thread places a call, and the response does not come: the emulator, which runs in this process,
 * delays it for a minute. Another thread cancels the request. A cancel token cancels requests, not calls:
 * this one was placed already, so its events arrive, and the first of them hangs it up. Prints
 *
 *     create_call: ACS_ABORTED, not safe to repeat
 *     CallConnected
 *     CallDisconnected
 */
#define _POSIX_C_SOURCE 200809L

#include <acs_call_automation.h>

#include <pthread.h>
#include <stdio.h>
#include <time.h>

static acs_emulator_t *emulator;
static acs_cancel_token_t *token; /* may be shared between threads */

/* The other thread: cancels once the emulator has placed the call, or after 10 s. */
static void *cancel(void *unused) {
    const struct timespec pause = {0, 10 * 1000 * 1000};
    for (int i = 0; i < 1000 && acs_emulator_created_call_count(emulator) == 0; i++) nanosleep(&pause, NULL);
    acs_cancel_token_cancel(token);
    return unused;
}

/* Hangs up the call that an event is about. */
static acs_status_t hang_up(const acs_client_t *client, const acs_event_t *event, acs_error_t **error) {
    acs_call_t *call = NULL;
    acs_status_t status = acs_client_call_of(client, event, &call, error);
    if (status == ACS_OK) status = acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, error);
    acs_call_free(call);
    return status;
}

int main(void) {
    acs_client_t *client = NULL;
    acs_receiver_t *receiver = NULL;
    acs_text_t *url = NULL;
    acs_call_t *call = NULL;
    acs_event_t *event = NULL;
    acs_error_t *error = NULL;
    pthread_t thread;
    int is_over = 0;

    token = acs_cancel_token_new();
    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", "+18005550100");
    acs_emulator_fault_t *slow = acs_emulator_fault_new("CreateCall");
    acs_emulator_fault_set_delay_response_ms(slow, 60000);

    /* The token is an option of the request, and the request options are one of the call. */
    acs_request_options_t *request = acs_request_options_new();
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_request_options_set_cancel(request, token);
    acs_request_options_set_timeout_ms(request, 60000);
    acs_create_call_options_set_request(options, request);

    acs_status_t status = acs_emulator_start(NULL, &emulator, &error);
    if (status == ACS_OK) status = acs_emulator_add_fault(emulator, slow, &error);
    if (status == ACS_OK) status = acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
    if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", &url, &error);
    if (status == ACS_OK && pthread_create(&thread, NULL, cancel, NULL) != 0) status = ACS_SYSTEM;
    if (status == ACS_OK) {
        status = acs_client_create_call(client, callee, acs_text_string(url), options, &call, NULL, &error);
        printf("create_call: %s, %s to repeat\n", acs_status_name(status),
               acs_error_is_retryable(error) ? "safe" : "not safe");
        pthread_join(thread, NULL);
    }
    if (status == ACS_ABORTED) {
        acs_error_free(error);
        while (!is_over && (status = acs_receiver_next(receiver, 30000, &event, &error)) == ACS_OK) {
            int kind = acs_event_kind(event);
            if (kind == ACS_EVENT_CALL_CONNECTED || kind == ACS_EVENT_CALL_DISCONNECTED) puts(acs_event_name(event));
            if (kind == ACS_EVENT_CALL_CONNECTED) status = hang_up(client, event, &error);
            is_over = status != ACS_OK || acs_event_ends_call(event);
            acs_event_free(event);
        }
    }
    if (status != ACS_OK) {
        fprintf(stderr, "%s: %s\n", acs_status_name(status),
                error != NULL ? acs_error_message(error) : acs_status_text(status));
    }

    acs_error_free(error);
    acs_call_free(call);
    acs_text_free(url);
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    acs_create_call_options_free(options);
    acs_request_options_free(request);
    acs_emulator_fault_free(slow);
    acs_invite_free(callee);
    acs_cancel_token_free(token);
    return status == ACS_OK ? 0 : 1;
}
