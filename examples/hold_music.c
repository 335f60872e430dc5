/*
 * Puts a participant on hold with music while an agent is added to the call.
 *
 *     cc hold_music.c $(pkg-config --cflags --libs acs-call-automation) -o hold_music
 *     ./hold_music
 *     ./hold_music CALLER_ID NUMBER AGENT URL_OF_MUSIC
 *
 * Offline by default; see stage/stage.h for the real service.
 */
#include "stage/stage.h"

#define PATIENCE 60000 /* milliseconds */

static acs_call_t *call_customer(struct stage *stage, const acs_invite_t *invite, const acs_identifier_t *customer) {
    acs_event_t *event = NULL;
    acs_call_t *call = NULL;
    acs_status_t status;

    asking(stage, "CreateCall to %s", short_id(customer).text);
    status = acs_client_create_call_and_wait(stage->client, stage->receiver, invite, stage->callback, NULL, PATIENCE,
                                        &call, &event, NULL, &stage->error);
    if (!done(stage, status, event)) {
        acs_call_free(call);
        return NULL;
    }
    return call;
}

/* Waits until the list of participants shows the participant on hold, or off hold. */
static int on_hold(struct stage *stage, const acs_identifier_t *who, int held) {
    for (;;) {
        if (!wait_for(stage, ACS_EVENT_PARTICIPANTS_UPDATED)) return 0;
        for (size_t i = 0; i < acs_event_participant_count(stage->event); i++) {
            const acs_participant_t *one = acs_event_participant(stage->event, i);
            if (acs_identifier_equals(acs_participant_identifier(one), who) &&
                acs_participant_is_on_hold(one) == held) {
                note("%s", held ? "on hold" : "back again");
                return 1;
            }
        }
    }
}

static int hold(struct stage *stage, const acs_call_t *call, const acs_identifier_t *customer, const char *music) {
    acs_play_source_t *source = acs_play_source_new_file(music);
    acs_hold_options_t *options = acs_hold_options_new();
    acs_status_t status;

    acs_hold_options_set_play_source(options, source);
    status = acs_call_hold(call, customer, options, &stage->response, &stage->error);
    acs_hold_options_free(options);
    acs_play_source_free(source);
    if (status != ACS_OK) return 0;
    asked(stage, "Hold, with music");
    return on_hold(stage, customer, 1);
}

/* Rings the agent; offline the agent answers after a while. */
static int add(struct stage *stage, const acs_call_t *call, const char *agent, const char *caller_id) {
    acs_invite_t *invite = acs_invite_to_phone_number(agent, caller_id);
    acs_event_t *event = NULL;
    acs_status_t status = ACS_OK;

    if (stage->emulator != NULL) {
        char raw_id[64];
        snprintf(raw_id, sizeof raw_id, "4:%s", agent);
        acs_emulator_remote_party_t *remote_party = acs_emulator_remote_party_new(raw_id);
        acs_emulator_remote_party_set_answers_after_ms(remote_party, 500);
        status = acs_emulator_set_remote_party(stage->emulator, remote_party, &stage->error);
        acs_emulator_remote_party_free(remote_party);
    }
    if (status == ACS_OK) {
        asking(stage, "AddParticipant %s", agent);
        status = acs_call_add_participant_and_wait(call, stage->receiver, invite, NULL, PATIENCE, &event, NULL,
                                                   &stage->error);
    }
    acs_invite_free(invite);
    if (!came(stage, status, event)) return 0;
    if (status != ACS_OK) note("nobody came");
    return 1;
}

static int run(struct stage *stage, const acs_call_t *call, const acs_identifier_t *customer, int argc,
               char **argv) {
    if (!hold(stage, call, customer, argument(argc, argv, 4, "https://example.com/music.wav"))) return 0;
    if (!add(stage, call, argument(argc, argv, 3, "+16045556789"), argument(argc, argv, 1, "+18005550100"))) {
        return 0;
    }
    if (acs_call_unhold(call, customer, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "Unhold");
    if (!on_hold(stage, customer, 0)) return 0;

    if (acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "HangUp for everyone");
    return wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);
}

int main(int argc, char **argv) {
    const char *number = argument(argc, argv, 2, "+16045551234");
    struct stage stage = {0};
    acs_invite_t *invite = acs_invite_to_phone_number(number, argument(argc, argv, 1, "+18005550100"));
    acs_identifier_t *customer = NULL;
    acs_call_t *call = NULL;
    int is_done = acs_identifier_parse(number, &customer, &stage.error) == ACS_OK && open_stage(&stage) &&
                  (call = call_customer(&stage, invite, customer)) != NULL &&
                  run(&stage, call, customer, argc, argv);

    acs_call_free(call);
    acs_identifier_free(customer);
    acs_invite_free(invite);
    return close_stage(&stage, is_done);
}
