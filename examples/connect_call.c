/*
 * Connects to running calls: by server call id, by group id, by room.
 *
 *     cc connect_call.c $(pkg-config --cflags --libs acs-call-automation) -o connect_call
 *     ./connect_call
 *     ./connect_call server|group|room ID
 *
 * Offline, clients start three calls. With the real service pass the id of one; see stage/stage.h.
 */
#include "stage/stage.h"

#define GROUP_ID "5f4b1c9e-2c3d-4e5f-8a9b-0c1d2e3f4a5b"
#define ROOM_ID "99424315762386212"

/* Connects, lists the participants, and leaves; the call goes on. */
static int visit(struct stage *stage, int locator, const char *kind, const char *id) {
    acs_call_t *call = NULL;
    int is_done = 0;

    if (acs_client_connect_call(stage->client, locator, id, stage->callback, NULL, &call, &stage->response,
                                &stage->error) != ACS_OK) {
        goto end;
    }
    asked(stage, "ConnectCall by %s", kind);
    if (!wait_for(stage, ACS_EVENT_CALL_CONNECTED) || !list(stage, call)) goto end;

    if (acs_call_hang_up(call, ACS_FOR_SELF, NULL, &stage->response, &stage->error) != ACS_OK) goto end;
    asked(stage, "HangUp own leg");
    is_done = wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);

end:
    acs_call_free(call);
    return is_done;
}

/* Offline: two users start a call, in a group, in a room, or neither. Event Grid reports it. */
static int begin(struct stage *stage, const char *group_id, const char *room_id) {
    acs_text_t *first = NULL, *second = NULL;
    acs_emulator_client_call_t *call = NULL;
    int is_done = 0;

    if (acs_emulator_create_user(stage->emulator, &first, &stage->error) != ACS_OK ||
        acs_emulator_create_user(stage->emulator, &second, &stage->error) != ACS_OK) {
        goto end;
    }
    const char *users[] = {acs_text_string(first), acs_text_string(second)};
    call = acs_emulator_client_call_new(users, 2);
    if (group_id != NULL) acs_emulator_client_call_set_group_id(call, group_id);
    if (room_id != NULL) acs_emulator_client_call_set_room_id(call, room_id);
    is_done = acs_emulator_start_client_call(stage->emulator, call, NULL, &stage->error) == ACS_OK &&
              wait_for(stage, ACS_EVENT_CALL_STARTED);

end:
    acs_emulator_client_call_free(call);
    acs_text_free(second);
    acs_text_free(first);
    return is_done;
}

static int visit_three(struct stage *stage) {
    acs_event_t *started = NULL;
    int is_done = 0;

    if (!begin(stage, NULL, NULL)) goto end;
    started = acs_event_copy(stage->event);
    is_done = begin(stage, GROUP_ID, NULL) && begin(stage, NULL, ROOM_ID) &&
              visit(stage, ACS_LOCATOR_SERVER_CALL, "server call id", acs_event_server_call_id(started)) &&
              visit(stage, ACS_LOCATOR_GROUP_CALL, "group id", GROUP_ID) &&
              visit(stage, ACS_LOCATOR_ROOM, "room", ROOM_ID);

end:
    acs_event_free(started);
    return is_done;
}

static int visit_named(struct stage *stage, const char *kind, const char *id) {
    if (strcmp(kind, "server") == 0) return visit(stage, ACS_LOCATOR_SERVER_CALL, "server call id", id);
    if (strcmp(kind, "group") == 0) return visit(stage, ACS_LOCATOR_GROUP_CALL, "group id", id);
    if (strcmp(kind, "room") == 0) return visit(stage, ACS_LOCATOR_ROOM, "room", id);
    snprintf(stage->why, sizeof stage->why, "usage: connect_call server|group|room ID");
    return 0;
}

int main(int argc, char **argv) {
    struct stage stage = {0};
    int is_done = open_stage(&stage) && subscribe(&stage) &&
                  (stage.emulator != NULL ? visit_three(&stage)
                                          : visit_named(&stage, argument(argc, argv, 1, ""), argument(argc, argv, 2, "")));
    return close_stage(&stage, is_done);
}
