/*
 * Transfers the remote party of a 1:1 call, and one participant of a group call.
 *
 * After the first the application has left the call; in the second it stays.
 *
 *     cc transfer.c $(pkg-config --cflags --libs acs-call-automation) -o transfer
 *     ./transfer
 *     ./transfer CALLER_ID NUMBER USER TARGET
 *
 * Offline by default; see stage/stage.h for the real service.
 */
#include "stage/stage.h"

/* Places a call to one callee and transfers it: the options need not name it. */
static int transfer_of_two(struct stage *stage, const acs_invite_t *invite, const acs_identifier_t *target) {
    acs_call_t *call = NULL;
    int is_done = 0;

    if (acs_client_create_call(stage->client, invite, stage->callback, NULL, &call, &stage->response,
                               &stage->error) != ACS_OK) {
        goto end;
    }
    asked(stage, "CreateCall to one");
    if (!wait_for(stage, ACS_EVENT_CALL_CONNECTED)) goto end;

    if (acs_call_transfer(call, target, NULL, &stage->response, &stage->error) != ACS_OK) goto end;
    asked(stage, "TransferCallToParticipant %s", short_id(target).text);
    is_done = wait_for(stage, ACS_EVENT_CALL_TRANSFER_ACCEPTED) && wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);

end:
    acs_call_free(call);
    return is_done;
}

/* Places a call to two and transfers the first of them. */
static int transfer_of_group(struct stage *stage, const char *caller_id, const acs_identifier_t *number,
                             const acs_identifier_t *user, const acs_identifier_t *target) {
    const acs_identifier_t *both[] = {number, user};
    acs_create_group_call_options_t *create = acs_create_group_call_options_new();
    acs_transfer_call_options_t *transfer = acs_transfer_call_options_new();
    acs_call_t *call = NULL;
    int is_done = 0;

    acs_create_group_call_options_set_source_caller_id_number(create, caller_id);
    if (acs_client_create_group_call(stage->client, both, 2, stage->callback, create, &call, &stage->response,
                                     &stage->error) != ACS_OK) {
        goto end;
    }
    asked(stage, "CreateCall to two");
    if (!wait_for(stage, ACS_EVENT_CALL_CONNECTED)) goto end;

    acs_transfer_call_options_set_transferee(transfer, number);
    if (acs_call_transfer(call, target, transfer, &stage->response, &stage->error) != ACS_OK) goto end;
    asked(stage, "TransferCallToParticipant %s (%s)", short_id(target).text, short_id(number).text);
    if (!wait_for(stage, ACS_EVENT_CALL_TRANSFER_ACCEPTED)) goto end;

    if (acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, &stage->response, &stage->error) != ACS_OK) goto end;
    asked(stage, "HangUp for everyone");
    is_done = wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);

end:
    acs_call_free(call);
    acs_transfer_call_options_free(transfer);
    acs_create_group_call_options_free(create);
    return is_done;
}

int main(int argc, char **argv) {
    const char *caller_id = argument(argc, argv, 1, "+18005550100");
    const char *phone = argument(argc, argv, 2, "+16045551234");
    struct stage stage = {0};
    acs_invite_t *invite = acs_invite_to_phone_number(phone, caller_id);
    acs_identifier_t *number = NULL, *user = NULL, *target = NULL;
    int is_done = open_stage(&stage) &&
                  acs_identifier_parse(phone, &number, &stage.error) == ACS_OK &&
                  acs_identifier_parse(argument(argc, argv, 3, "8:acs:resource_user"), &user, &stage.error) == ACS_OK &&
                  acs_identifier_parse(argument(argc, argv, 4, "+16045556789"), &target, &stage.error) == ACS_OK &&
                  transfer_of_two(&stage, invite, target) &&
                  transfer_of_group(&stage, caller_id, number, user, target);

    acs_identifier_free(target);
    acs_identifier_free(user);
    acs_identifier_free(number);
    acs_invite_free(invite);
    return close_stage(&stage, is_done);
}
