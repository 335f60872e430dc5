/*
 * Connects to running calls: by server call id, by group id, by room.
 *
 * Clients start three calls, which Event Grid reports as CallStarted; the application then joins each.
 *
 *     cc connect_call.c -o connect_call $(pkg-config --cflags --libs acs-call-automation)
 *     ./connect_call
 *
 * Offline: the emulator of the service runs in this process; quickstart.c shows how a program runs with the
 * real service too. Prints
 *
 *     CallStarted
 *     CallStarted
 *     CallStarted
 *     connect by server call id: ACS_OK
 *     list participants: ACS_OK
 *       communicationUser
 *       communicationUser
 *     hang up this leg: ACS_OK
 *     CallDisconnected
 *     connect by group id: ACS_OK
 *     list participants: ACS_OK
 *       communicationUser
 *       communicationUser
 *     hang up this leg: ACS_OK
 *     CallDisconnected
 *     connect by room: ACS_OK
 *     list participants: ACS_OK
 *       communicationUser
 *       communicationUser
 *     hang up this leg: ACS_OK
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

#define GROUP_ID "5f4b1c9e-2c3d-4e5f-8a9b-0c1d2e3f4a5b"
#define ROOM_ID "99424315762386212"

/* Connects, lists the participants, and leaves; the call goes on. */
static int visit(int locator, const char *id, const char *step) {
    acs_call_t *call = NULL;
    int is_done = done(step, acs_client_connect_call_and_wait(client, receiver, locator, id, acs_text_string(url), NULL,
                                                              30000, &call, NULL, NULL, &error)) &&
                  list(call) &&
                  done("hang up this leg", acs_call_hang_up(call, ACS_FOR_SELF, NULL, NULL, &error)) &&
                  wait_for(call, ACS_EVENT_CALL_DISCONNECTED);
    acs_call_free(call);
    return is_done;
}

/* Two users start a call in a group, in a room, or neither. */
static int start_call(const char *group_id, const char *room_id, acs_emulator_started_call_t **started) {
    acs_text_t *first = NULL, *second = NULL;
    acs_emulator_client_call_t *call = NULL;
    int is_done = acs_emulator_create_user(emulator, &first, &error) == ACS_OK &&
                  acs_emulator_create_user(emulator, &second, &error) == ACS_OK;
    if (is_done) {
        const char *users[] = {acs_text_string(first), acs_text_string(second)};
        call = acs_emulator_client_call_new(users, 2);
        if (group_id != NULL) acs_emulator_client_call_set_group_id(call, group_id);
        if (room_id != NULL) acs_emulator_client_call_set_room_id(call, room_id);
        is_done = acs_emulator_start_client_call(emulator, call, started, &error) == ACS_OK &&
                  wait_for(NULL, ACS_EVENT_CALL_STARTED);
    }
    acs_emulator_client_call_free(call);
    acs_text_free(second);
    acs_text_free(first);
    return is_done;
}

int main(void) {
    acs_emulator_started_call_t *started = NULL;
    int is_done =
        open_all() &&
        acs_emulator_subscribe(emulator, acs_text_string(url), ACS_SCHEMA_EVENT_GRID, &error) == ACS_OK &&
        start_call(NULL, NULL, &started) && start_call(GROUP_ID, NULL, NULL) && start_call(NULL, ROOM_ID, NULL) &&
        visit(ACS_LOCATOR_SERVER_CALL, acs_emulator_started_call_server_call_id(started), "connect by server call id") &&
        visit(ACS_LOCATOR_GROUP_CALL, GROUP_ID, "connect by group id") &&
        visit(ACS_LOCATOR_ROOM, ROOM_ID, "connect by room");
    acs_emulator_started_call_free(started);
    free_all();
    return is_done ? 0 : 1;
}
