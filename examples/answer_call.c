/*
 * Handles incoming calls: answers, rejects as busy, or redirects, depending on the caller.
 *
 * A caller whose number ends in 1 is answered, in 2 rejected as busy, in 3 redirected; all others are
 * answered too. Offline three calls come in; with the real
 * service it goes on until it is stopped (subscribe the resource's IncomingCall events to the callback
 * URL).
 *
 *     cc answer_call.c $(pkg-config --cflags --libs acs-call-automation) -o answer_call
 *     ./answer_call
 *     ./answer_call REDIRECT_TO
 *
 * Offline by default; see stage/stage.h for the real service.
 */
#include "stage/stage.h"

#define OWN_NUMBER "+18005550100"

static int ends_with(const char *text, char last) {
    size_t length = strlen(text);
    return length > 0 && text[length - 1] == last;
}

static int reject(struct stage *stage, const char *context) {
    acs_reject_call_options_t *options = acs_reject_call_options_new();
    acs_status_t status;
    acs_reject_call_options_set_reason(options, ACS_REJECT_BUSY);
    status = acs_client_reject_call(stage->client, context, options, &stage->response, &stage->error);
    if (status == ACS_OK) asked(stage, "RejectCall as busy");
    acs_reject_call_options_free(options);
    return status == ACS_OK;
}

static int redirect(struct stage *stage, const char *context, const acs_identifier_t *redirect_to) {
    acs_invite_t *invite = acs_invite_new(redirect_to);
    acs_status_t status =
        acs_client_redirect_call(stage->client, context, invite, NULL, &stage->response, &stage->error);
    if (status == ACS_OK) asked(stage, "RedirectCall to %s", short_id(redirect_to).text);
    acs_invite_free(invite);
    return status == ACS_OK;
}

static int answer(struct stage *stage, const char *context) {
    acs_call_t *call = NULL;
    int is_done = 0;

    if (acs_client_answer_call(stage->client, context, stage->callback, NULL, &call, &stage->response,
                               &stage->error) != ACS_OK) {
        goto end;
    }
    asked(stage, "AnswerCall");
    if (!wait_for(stage, ACS_EVENT_CALL_CONNECTED)) goto end;

    if (acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, &stage->response, &stage->error) != ACS_OK) goto end;
    asked(stage, "HangUp for everyone");
    is_done = wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);

end:
    acs_call_free(call);
    return is_done;
}

/* Waits for one incoming call and deals with it. */
static int take_one(struct stage *stage, const acs_identifier_t *redirect_to) {
    int is_done;

    if (!incoming(stage)) return 0;
    acs_event_t *ring = acs_event_copy(stage->event);
    const acs_identifier_t *from = acs_event_from(ring), *to = acs_event_to(ring);
    const char *context = acs_event_incoming_call_context(ring);
    if (from == NULL || to == NULL || context == NULL) {
        snprintf(stage->why, sizeof stage->why, "IncomingCall does not tell who calls whom");
        is_done = 0;
    } else {
        char what[64];
        snprintf(what, sizeof what, "%s calls", short_id(from).text);
        rung(stage, "caller", "service", what, short_id(to).text);
        if (ends_with(acs_identifier_raw_id(from), '2')) {
            is_done = reject(stage, context);
        } else if (ends_with(acs_identifier_raw_id(from), '3') && !acs_identifier_equals(to, redirect_to)) {
            is_done = redirect(stage, context, redirect_to);
        } else {
            is_done = answer(stage, context);
        }
    }
    acs_event_free(ring);
    return is_done;
}

/* Offline: a caller calls a number of the resource. */
static int call_in(struct stage *stage, const char *caller) {
    acs_emulator_incoming_call_t *call = acs_emulator_incoming_call_new(caller, "4:" OWN_NUMBER);
    acs_status_t status;
    acs_emulator_incoming_call_set_display_name(call, "A caller");
    status = acs_emulator_place_incoming_call(stage->emulator, call, NULL, &stage->error);
    acs_emulator_incoming_call_free(call);
    return status == ACS_OK;
}

static int take_all_offline(struct stage *stage) {
    acs_text_t *colleague = NULL;
    acs_identifier_t *redirect_to = NULL;
    int is_done =
        acs_emulator_add_phone_number(stage->emulator, OWN_NUMBER, NULL, &stage->error) == ACS_OK &&
        acs_emulator_create_user(stage->emulator, &colleague, &stage->error) == ACS_OK &&
        acs_identifier_parse(acs_text_string(colleague), &redirect_to, &stage->error) == ACS_OK &&
        call_in(stage, "4:+16045550001") && take_one(stage, redirect_to) &&
        call_in(stage, "4:+16045550002") && take_one(stage, redirect_to) &&
        call_in(stage, "4:+16045550003") && take_one(stage, redirect_to) &&
        /* The redirected call rings a user of the resource: a new IncomingCall. */
        take_one(stage, redirect_to);

    acs_identifier_free(redirect_to);
    acs_text_free(colleague);
    return is_done;
}

static int take_all_online(struct stage *stage, const char *redirect_to) {
    acs_identifier_t *colleague = NULL;
    if (acs_identifier_parse(redirect_to, &colleague, &stage->error) == ACS_OK) {
        while (take_one(stage, colleague)) continue;
    }
    acs_identifier_free(colleague);
    return 0;
}

int main(int argc, char **argv) {
    struct stage stage = {0};
    int is_done = open_stage(&stage) && subscribe(&stage) &&
                  (stage.emulator != NULL ? take_all_offline(&stage)
                                          : take_all_online(&stage, argument(argc, argv, 1, "")));
    return close_stage(&stage, is_done);
}
