/*
 * Relays the DTMF tones of one party to another one.
 *
 * Both telephones are in one call; the second one may be a menu that expects tones. It ends when the first
 * one presses #.
 *
 *     cc dtmf_relay.c $(pkg-config --cflags --libs acs-call-automation) -o dtmf_relay
 *     ./dtmf_relay
 *     ./dtmf_relay CALLER_ID FROM TO
 *
 * Offline by default; see stage/stage.h for the real service.
 */
#include "stage/stage.h"

#define PATIENCE 60000 /* milliseconds */

static acs_call_t *call_both(struct stage *stage, const char *caller_id, const acs_identifier_t *from,
                             const acs_identifier_t *to) {
    const acs_identifier_t *both[] = {from, to};
    acs_create_group_call_options_t *options = acs_create_group_call_options_new();
    acs_event_t *event = NULL;
    acs_call_t *call = NULL;
    acs_status_t status;

    asking(stage, "CreateCall to two");
    acs_create_group_call_options_set_source_caller_id_number(options, caller_id);
    status = acs_client_create_group_call_and_wait(stage->client, stage->receiver, both, 2, stage->callback, options,
                                              PATIENCE, &call, &event, NULL, &stage->error);
    acs_create_group_call_options_free(options);
    if (!done(stage, status, event)) {
        acs_call_free(call);
        return NULL;
    }
    return call;
}

/* Tones that are pressed while one is sent stay in the queue. */
static int relay(struct stage *stage, const acs_call_t *call, const acs_identifier_t *to) {
    for (;;) {
        acs_event_t *event = NULL;
        char key[2] = "";
        if (!wait_for(stage, ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_RECEIVED)) return 0;
        key[0] = (char)acs_event_tone(stage->event);
        if (key[0] == '#') return 1;
        asking(stage, "SendDtmfTones %s to %s", key, short_id(to).text);
        if (acs_call_send_dtmf_tones_and_wait(call, stage->receiver, key, to, NULL, PATIENCE, &event, NULL,
                                        &stage->error) != ACS_OK) {
            snprintf(stage->why, sizeof stage->why, "the key was not sent");
            acs_event_free(event);
            return 0;
        }
        acs_event_free(stage->event);
        stage->event = event;
        told(stage);
    }
}

static int run(struct stage *stage, const acs_call_t *call, const acs_identifier_t *from,
               const acs_identifier_t *to) {
    if (acs_call_start_continuous_dtmf_recognition(call, from, NULL, &stage->response, &stage->error) != ACS_OK) {
        return 0;
    }
    asked(stage, "StartContinuousDtmf of %s", short_id(from).text);
    if (stage->emulator != NULL &&
        acs_emulator_press_digits(stage->emulator, acs_call_id(call), acs_identifier_raw_id(from), "42#", &stage->error) !=
            ACS_OK) {
        return 0;
    }
    if (!relay(stage, call, to)) return 0;

    if (acs_call_stop_continuous_dtmf_recognition(call, from, NULL, &stage->response, &stage->error) != ACS_OK) {
        return 0;
    }
    asked(stage, "StopContinuousDtmf");
    if (!wait_for(stage, ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED)) return 0;
    if (acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "HangUp for everyone");
    return wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);
}

int main(int argc, char **argv) {
    struct stage stage = {0};
    acs_identifier_t *from = NULL, *to = NULL;
    acs_call_t *call = NULL;
    int is_done =
        acs_identifier_parse(argument(argc, argv, 2, "+16045551234"), &from, &stage.error) == ACS_OK &&
        acs_identifier_parse(argument(argc, argv, 3, "+16045556789"), &to, &stage.error) == ACS_OK &&
        open_stage(&stage) &&
        (call = call_both(&stage, argument(argc, argv, 1, "+18005550100"), from, to)) != NULL &&
        run(&stage, call, from, to);

    acs_call_free(call);
    acs_identifier_free(to);
    acs_identifier_free(from);
    return close_stage(&stage, is_done);
}
