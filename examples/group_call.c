/*
 * Places a call to several callees, lists and mutes them, removes one, hangs up.
 *
 *     cc group_call.c -o group_call $(pkg-config --cflags --libs acs-call-automation)
 *     ./group_call
 *
 * Offline: the emulator of the service runs in this process; quickstart.c shows how a program runs with the
 * real service too. Prints
 *
 *     create call to three: ACS_OK
 *     CallConnected
 *     list participants: ACS_OK
 *       communicationUser
 *       phoneNumber
 *       communicationUser
 *       communicationUser
 *     mute: ACS_OK
 *     remove: ACS_OK
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

/* Prints the participants of a call. */
static int list(const acs_call_t *call) {
    acs_participants_t *participants = NULL;
    int is_done = done("list participants", acs_call_list_participants(call, NULL, &participants, &error));
    for (size_t i = 0; i < acs_participants_count(participants); i++) {
        const acs_identifier_t *who = acs_participant_identifier(acs_participants_at(participants, i));
        printf("  %s\n", acs_identifier_kind_name(who));
    }
    acs_participants_free(participants);
    return is_done;
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

int main(void) {
    acs_identifier_t *number = NULL, *first = NULL, *second = NULL;
    acs_create_group_call_options_t *options = acs_create_group_call_options_new();
    acs_call_t *call = NULL;
    acs_create_group_call_options_set_source_caller_id_number(options, "+18005550100");

    int is_done = open_all() && acs_identifier_parse("+16045551234", &number, &error) == ACS_OK &&
                  acs_identifier_parse("8:acs:resource_first", &first, &error) == ACS_OK &&
                  acs_identifier_parse("8:acs:resource_second", &second, &error) == ACS_OK;
    if (is_done) {
        const acs_identifier_t *callees[] = {number, first, second};
        const acs_identifier_t *noisy[] = {first};
        is_done = done("create call to three", acs_client_create_group_call(client, callees, 3, acs_text_string(url),
                                                                            options, &call, NULL, &error)) &&
                  wait_for(call, ACS_EVENT_CALL_CONNECTED) && list(call) &&
                  done("mute", acs_call_mute_participants(call, noisy, 1, NULL, NULL, &error)) &&
                  done("remove", acs_call_remove_participant_and_wait(call, receiver, number, NULL, 30000, NULL, NULL,
                                                                      &error)) &&
                  done("hang up", acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error)) &&
                  wait_for(call, ACS_EVENT_CALL_DISCONNECTED);
    }
    acs_call_free(call);
    acs_create_group_call_options_free(options);
    acs_identifier_free(second);
    acs_identifier_free(first);
    acs_identifier_free(number);
    free_all();
    return is_done ? 0 : 1;
}
