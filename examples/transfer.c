/*
 * Transfers the remote party of a 1:1 call, and one participant of a group call.
 *
 * After the first the application has left the call; in the second it stays.
 *
 *     cc transfer.c -o transfer $(pkg-config --cflags --libs acs-call-automation)
 *     ./transfer
 *
 * Offline: the emulator of the service runs in this process; quickstart.c shows how a program runs with the
 * real service too. Prints
 *
 *     create call to one: ACS_OK
 *     CallConnected
 *     transfer: ACS_OK
 *     CallDisconnected
 *     create call to two: ACS_OK
 *     CallConnected
 *     transfer one: ACS_OK
 *     hang up: ACS_OK
 *     CallDisconnected
 */
#include <acs_call_automation.h>

#include <stdio.h>

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

/* The options need not name whom to transfer: there is only one remote party. */
static int transfer_of_two(const acs_invite_t *callee, const acs_identifier_t *target) {
    acs_call_t *call = NULL;
    int is_done =
        done("create call to one",
             acs_client_create_call(client, callee, acs_text_string(url), NULL, &call, NULL, &error)) &&
        wait_for(call, ACS_EVENT_CALL_CONNECTED) &&
        done("transfer", acs_call_transfer_and_wait(call, receiver, target, NULL, 30000, NULL, NULL, &error)) &&
        wait_for(call, ACS_EVENT_CALL_DISCONNECTED);
    acs_call_free(call);
    return is_done;
}

static int transfer_of_group(const acs_identifier_t *number, const acs_identifier_t *user,
                             const acs_identifier_t *target) {
    const acs_identifier_t *callees[] = {number, user};
    acs_create_group_call_options_t *create = acs_create_group_call_options_new();
    acs_transfer_call_options_t *transfer = acs_transfer_call_options_new();
    acs_call_t *call = NULL;
    acs_create_group_call_options_set_source_caller_id_number(create, "+18005550100");
    acs_transfer_call_options_set_transferee(transfer, number);
    int is_done = done("create call to two", acs_client_create_group_call(client, callees, 2, acs_text_string(url),
                                                                          create, &call, NULL, &error)) &&
                  wait_for(call, ACS_EVENT_CALL_CONNECTED) &&
                  done("transfer one",
                       acs_call_transfer_and_wait(call, receiver, target, transfer, 30000, NULL, NULL, &error)) &&
                  done("hang up", acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error)) &&
                  wait_for(call, ACS_EVENT_CALL_DISCONNECTED);
    acs_call_free(call);
    acs_transfer_call_options_free(transfer);
    acs_create_group_call_options_free(create);
    return is_done;
}

int main(void) {
    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", "+18005550100");
    acs_identifier_t *number = NULL, *user = NULL, *target = NULL;
    int is_done = open_all() && acs_identifier_parse("+16045551234", &number, &error) == ACS_OK &&
                  acs_identifier_parse("8:acs:resource_user", &user, &error) == ACS_OK &&
                  acs_identifier_parse("+16045556789", &target, &error) == ACS_OK &&
                  transfer_of_two(callee, target) && transfer_of_group(number, user, target);
    acs_identifier_free(target);
    acs_identifier_free(user);
    acs_identifier_free(number);
    acs_invite_free(callee);
    free_all();
    return is_done ? 0 : 1;
}
