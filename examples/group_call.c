/*
 * Places a call to several callees, lists and mutes them, removes one, hangs up.
 *
 *     cc group_call.c $(pkg-config --cflags --libs acs-call-automation) -o group_call
 *     ./group_call
 *     ./group_call CALLER_ID NUMBER USER USER
 *
 * Offline by default; see stage/stage.h for the real service.
 */
#include "stage/stage.h"

int main(int argc, char **argv) {
    struct stage stage = {0};
    acs_identifier_t *number = NULL, *first = NULL, *second = NULL;
    acs_create_group_call_options_t *create = acs_create_group_call_options_new();
    acs_call_t *call = NULL;
    int is_done = 0;

    if (!open_stage(&stage)) goto end;
    if (acs_identifier_parse(argument(argc, argv, 2, "+16045551234"), &number, &stage.error) != ACS_OK ||
        acs_identifier_parse(argument(argc, argv, 3, "8:acs:resource_first"), &first, &stage.error) != ACS_OK ||
        acs_identifier_parse(argument(argc, argv, 4, "8:acs:resource_second"), &second, &stage.error) != ACS_OK) {
        goto end;
    }
    const acs_identifier_t *everybody[] = {number, first, second};
    const acs_identifier_t *noisy[] = {first};

    acs_create_group_call_options_set_source_caller_id_number(create, argument(argc, argv, 1, "+18005550100"));
    if (acs_client_create_group_call(stage.client, everybody, 3, stage.callback, create, &call, &stage.response,
                                     &stage.error) != ACS_OK) {
        goto end;
    }
    asked(&stage, "CreateCall to three");
    if (!wait_for(&stage, ACS_EVENT_CALL_CONNECTED)) goto end;

    if (!list(&stage, call)) goto end;

    if (acs_call_mute_participants(call, noisy, 1, NULL, &stage.response, &stage.error) != ACS_OK) goto end;
    asked(&stage, "MuteParticipants %s", short_id(first).text);

    if (acs_call_remove_participant(call, number, NULL, &stage.response, &stage.error) != ACS_OK) goto end;
    asked(&stage, "RemoveParticipant %s", short_id(number).text);
    if (!wait_for(&stage, ACS_EVENT_REMOVE_PARTICIPANT_SUCCEEDED)) goto end;

    if (acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, &stage.response, &stage.error) != ACS_OK) goto end;
    asked(&stage, "HangUp for everyone");
    is_done = wait_for(&stage, ACS_EVENT_CALL_DISCONNECTED);

end:
    acs_call_free(call);
    acs_create_group_call_options_free(create);
    acs_identifier_free(second);
    acs_identifier_free(first);
    acs_identifier_free(number);
    return close_stage(&stage, is_done);
}
