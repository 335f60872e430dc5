/*
 * Takes incoming calls: answers, rejects as busy, or redirects, by the number of the caller.
 *
 * A number that ends in 2 is rejected as busy, one that ends in 3 is redirected to a colleague; all others are
 * answered. ivr_menu.c shows what to do with an answered call, and how this runs with the real service.
 *
 *     cc answer_call.c -o answer_call $(pkg-config --cflags --libs acs-call-automation)
 *     ./answer_call
 *
 * Offline: the emulator of the service runs in this process; quickstart.c shows how a program runs with the
 * real service too. Prints
 *
 *     +16045550001 calls +18005550100
 *     answer: ACS_OK
 *     CallConnected
 *     hang up: ACS_OK
 *     CallDisconnected
 *     +16045550002 calls +18005550100
 *     reject as busy: ACS_OK
 *     +16045550003 calls +18005550100
 *     redirect: ACS_OK
 *     +16045550003 calls the colleague
 *     answer: ACS_OK
 *     CallConnected
 *     hang up: ACS_OK
 *     CallDisconnected
 */
#include <acs_call_automation.h>

#include <stdio.h>
#include <string.h>

static acs_emulator_t *emulator;
static acs_client_t *client;
static acs_receiver_t *receiver;
static acs_text_t *url;
static acs_error_t *error; /* details of the step that failed */

/* Prints the status of a step: 1 when it succeeded. */
static int done(const char *step, acs_status_t status) {
    printf("%s: %s\n", step, acs_status_name(status));
    return status == ACS_OK;
}

/* Waits for an event of a call, and prints its name: 1 when it arrived. Other events stay queued. */
static int wait_for(const acs_call_t *call, int kind) {
    acs_event_t *event = NULL;
    acs_status_t status = acs_receiver_wait_for_kind(receiver, kind, acs_call_id(call), 30000, &event, &error);
    printf("%s%s\n", status == ACS_OK ? "" : "no ", acs_event_kind_name(kind));
    acs_event_free(event);
    return status == ACS_OK;
}

/* Emulator, client and receiver. */
static int open_all(void) {
    return acs_emulator_start(NULL, &emulator, &error) == ACS_OK &&
           acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error) == ACS_OK &&
           acs_receiver_new(NULL, &receiver, &error) == ACS_OK &&
           acs_receiver_url(receiver, "/events", &url, &error) == ACS_OK;
}

static void free_all(void) {
    if (error != NULL) fprintf(stderr, "%s\n", acs_error_message(error));
    acs_error_free(error);
    acs_text_free(url);
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
}

#define OWN_NUMBER "+18005550100"

static int reject(const char *context) {
    acs_reject_call_options_t *options = acs_reject_call_options_new();
    acs_reject_call_options_set_reason(options, ACS_REJECT_BUSY);
    acs_status_t status = acs_client_reject_call(client, context, options, NULL, &error);
    acs_reject_call_options_free(options);
    return done("reject as busy", status);
}

static int redirect(const char *context, const acs_identifier_t *colleague) {
    return done("redirect", acs_client_redirect_call(client, context, colleague, NULL, NULL, &error));
}

static int answer(const char *context) {
    acs_call_t *call = NULL;
    int is_done =
        done("answer", acs_client_answer_call(client, context, acs_text_string(url), NULL, &call, NULL, &error)) &&
        wait_for(call, ACS_EVENT_CALL_CONNECTED) &&
        done("hang up", acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error)) &&
        wait_for(call, ACS_EVENT_CALL_DISCONNECTED);
    acs_call_free(call);
    return is_done;
}

/* Waits for an incoming call and takes it. */
static int take_call(const acs_identifier_t *colleague) {
    acs_event_t *incoming = NULL;
    acs_status_t status;
    while ((status = acs_receiver_next(receiver, 30000, &incoming, &error)) == ACS_OK &&
           acs_event_kind(incoming) != ACS_EVENT_INCOMING_CALL)
        acs_event_free(incoming);
    if (status != ACS_OK) return 0;

    const char *context = acs_event_incoming_call_context(incoming);
    const char *number = acs_identifier_phone(acs_event_from(incoming));
    const char last = number != NULL && number[0] != '\0' ? number[strlen(number) - 1] : '\0';
    const int is_for_colleague = acs_identifier_equals(acs_event_to(incoming), colleague);
    printf("%s calls %s\n", number != NULL ? number : "an unknown caller", is_for_colleague ? "the colleague" : OWN_NUMBER);
    int is_done = last == '2'                        ? reject(context)
                  : last == '3' && !is_for_colleague ? redirect(context, colleague)
                                                     : answer(context);
    acs_event_free(incoming);
    return is_done;
}

/* In the emulator, a caller calls the number of this application. */
static int call_in(const char *caller) {
    acs_emulator_incoming_call_t *call = acs_emulator_incoming_call_new(caller, "4:" OWN_NUMBER);
    acs_status_t status = acs_emulator_place_incoming_call(emulator, call, NULL, &error);
    acs_emulator_incoming_call_free(call);
    return status == ACS_OK;
}

int main(void) {
    acs_text_t *user = NULL;
    acs_identifier_t *colleague = NULL;
    int is_done = open_all() && acs_emulator_add_phone_number(emulator, OWN_NUMBER, NULL, &error) == ACS_OK &&
                  acs_emulator_create_user(emulator, &user, &error) == ACS_OK &&
                  acs_identifier_parse(acs_text_string(user), &colleague, &error) == ACS_OK &&
                  acs_emulator_subscribe(emulator, acs_text_string(url), ACS_SCHEMA_EVENT_GRID, &error) == ACS_OK &&
                  call_in("4:+16045550001") && take_call(colleague) && call_in("4:+16045550002") &&
                  take_call(colleague) && call_in("4:+16045550003") && take_call(colleague) &&
                  take_call(colleague); /* the redirected call */
    acs_identifier_free(colleague);
    acs_text_free(user);
    free_all();
    return is_done ? 0 : 1;
}
