/*
 * An IVR: greets who calls, lets them choose by key or by word, and asks at most three times.
 *
 * Key 1 or "agent" transfers to an agent; key 2, "voicemail", no choice at all and an agent who does not
 * answer end in voicemail. Offline three people call. With the real service it goes on until it is
 * stopped (subscribe the resource's IncomingCall events to the callback URL, and set
 * ACS_COGNITIVE_SERVICES_ENDPOINT).
 *
 *     cc ivr_menu.c $(pkg-config --cflags --libs acs-call-automation) -o ivr_menu
 *     ./ivr_menu
 *     ./ivr_menu AGENT
 *
 * Offline by default; see stage/stage.h for the real service.
 */
#include "stage/stage.h"

#define OWN_NUMBER "+18005550100"

/* For whatever is waited for: longer than the service's own time-outs. In milliseconds. */
#define PATIENCE 120000

static acs_play_source_t *text(const char *words) {
    acs_play_source_t *source = acs_play_source_new_text(words);
    acs_play_source_set_voice_name(source, "en-US-NancyNeural");
    return source;
}

static int say(struct stage *stage, const acs_call_t *call, const char *words) {
    acs_play_source_t *source = text(words);
    const acs_play_source_t *sources[] = {source};
    acs_event_t *event = NULL;
    acs_status_t status;

    asking(stage, "Play: %s", words);
    status = acs_call_play_to_all_and_wait(call, stage->receiver, sources, 1, NULL, PATIENCE, &event, NULL,
                                           &stage->error);
    acs_play_source_free(source);
    return came(stage, status, event);
}

/* Asks once: the label of the choice is in stage->event then, if there was one. */
static int ask(struct stage *stage, const acs_call_t *call, const acs_identifier_t *caller, const char *prompt) {
    static const char *const agent[] = {"agent", "a human"}, *const voicemail[] = {"voicemail"};
    acs_recognize_options_t *menu = acs_recognize_options_new_choices();
    acs_play_source_t *source = text(prompt);
    acs_event_t *event = NULL;
    acs_status_t status;

    acs_recognize_options_add_choice(menu, "Agent", agent, 2, '1');
    acs_recognize_options_add_choice(menu, "Voicemail", voicemail, 1, '2');
    acs_recognize_options_add_prompt(menu, source);
    acs_recognize_options_set_speech_language(menu, "en-US");
    acs_recognize_options_set_initial_silence_timeout_ms(menu, stage->emulator != NULL ? 1000 : 5000);
    asking(stage, "Recognize: %s", prompt);
    status = acs_call_recognize_and_wait(call, stage->receiver, caller, menu, PATIENCE, &event, NULL, &stage->error);
    acs_play_source_free(source);
    acs_recognize_options_free(menu);
    return came(stage, status, event);
}

/* Asks until there is a choice, three times at most: whether it is the agent. */
static int choose(struct stage *stage, const acs_call_t *call, const acs_identifier_t *caller, int *is_agent) {
    static const char *const prompts[] = {"Welcome! An agent, or voicemail?", "Once more?", "Agent or voicemail?"};
    for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++) {
        if (!ask(stage, call, caller, prompts[i])) return 0;
        const char *label = acs_event_choice_label(stage->event);
        const char *phrase = acs_event_choice_phrase(stage->event);
        if (label != NULL) {
            note("%s, by %s", label, phrase != NULL ? phrase : "key");
            *is_agent = strcmp(label, "Agent") == 0;
            return 1;
        }
        note("no choice");
    }
    return 1;
}

/* Transfers to the agent; voicemail when that fails. */
static int transfer(struct stage *stage, const acs_call_t *call, const acs_identifier_t *agent, int *is_gone) {
    acs_event_t *event = NULL;
    acs_status_t status;

    if (!say(stage, call, "One moment, please.")) return 0;
    asking(stage, "TransferCallToParticipant %s", short_id(agent).text);
    status = acs_call_transfer_and_wait(call, stage->receiver, agent, NULL, PATIENCE, &event, NULL, &stage->error);
    if (!came(stage, status, event)) return 0;
    *is_gone = status == ACS_OK;
    return !*is_gone || wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);
}

/* Leads a call through the menu, until somebody hangs up. */
static int lead(struct stage *stage, const acs_call_t *call, const acs_identifier_t *caller,
                const acs_identifier_t *agent) {
    int is_agent = 0, is_gone = 0;
    if (!choose(stage, call, caller, &is_agent)) return 0;
    if (is_agent && !transfer(stage, call, agent, &is_gone)) return 0;
    if (is_gone) return 1;
    if (!say(stage, call, "Nobody can take your call. Please leave a message.")) return 0;
    /* What is said now, a recording would keep: see record_call. */
    if (acs_call_hang_up(call, 1, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "HangUp for everyone");
    return wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);
}

/* Answers the call that came in last, and leads it through the menu. */
static int serve(struct stage *stage, const acs_identifier_t *agent) {
    acs_answer_call_options_t *options = acs_answer_call_options_new();
    acs_event_t *ring = acs_event_copy(stage->event), *event = NULL;
    acs_call_t *call = NULL;
    acs_status_t status;
    int is_done;

    asking(stage, "AnswerCall of %s", short_id(acs_event_from(ring)).text);
    acs_answer_call_options_set_cognitive_services_endpoint(options, cognitive_services());
    status = acs_client_answer_and_wait(stage->client, stage->receiver, acs_event_incoming_call_context(ring),
                                        stage->callback, options, PATIENCE, &call, &event, NULL, &stage->error);
    is_done = done(stage, status, event) && lead(stage, call, acs_event_from(ring), agent);

    acs_call_free(call);
    acs_event_free(ring);
    acs_answer_call_options_free(options);
    return is_done;
}

/* Offline: somebody calls, and is served. */
static int call_in(struct stage *stage, const char *who, acs_emulator_far_end_t *caller,
                   const acs_identifier_t *agent) {
    acs_emulator_incoming_call_t *call = acs_emulator_incoming_call_new(who, "4:" OWN_NUMBER);
    int is_done = acs_emulator_script(stage->emulator, caller, &stage->error) == ACS_OK &&
                  acs_emulator_incoming_call(stage->emulator, call, NULL, &stage->error) == ACS_OK &&
                  incoming(stage) && serve(stage, agent);
    acs_emulator_incoming_call_free(call);
    return is_done;
}

static int serve_three(struct stage *stage, const acs_identifier_t *agent) {
    const char *who[] = {"4:+16045550001", "4:+16045550002", "4:+16045550003"};
    acs_emulator_far_end_t *hesitant = acs_emulator_far_end_new(who[0]);
    acs_emulator_far_end_t *short_spoken = acs_emulator_far_end_new(who[1]);
    acs_emulator_far_end_t *unlucky = acs_emulator_far_end_new(who[2]);
    acs_emulator_far_end_t *busy = acs_emulator_far_end_new(acs_identifier_raw_id(agent));
    acs_emulator_far_end_add_keeps_silent(hesitant);
    acs_emulator_far_end_add_presses(hesitant, "9");
    acs_emulator_far_end_add_says(hesitant, "agent");
    acs_emulator_far_end_add_presses(short_spoken, "2");
    acs_emulator_far_end_add_says(unlucky, "a human");
    acs_emulator_far_end_set_is_busy(busy);

    int is_done = acs_emulator_own_number(stage->emulator, OWN_NUMBER, NULL, &stage->error) == ACS_OK &&
                  call_in(stage, who[0], hesitant, agent) && call_in(stage, who[1], short_spoken, agent) &&
                  /* By the time of the last call the agent is busy. */
                  acs_emulator_script(stage->emulator, busy, &stage->error) == ACS_OK &&
                  call_in(stage, who[2], unlucky, agent);

    acs_emulator_far_end_free(busy);
    acs_emulator_far_end_free(unlucky);
    acs_emulator_far_end_free(short_spoken);
    acs_emulator_far_end_free(hesitant);
    return is_done;
}

/* One after the other; a service for many has a thread for each. */
static int serve_all(struct stage *stage, const acs_identifier_t *agent) {
    while (incoming(stage)) {
        if (serve(stage, agent)) continue;
        note("%s", stage->error != NULL ? acs_error_message(stage->error) : stage->why);
        acs_error_free(stage->error);
        stage->error = NULL;
    }
    return 0;
}

int main(int argc, char **argv) {
    struct stage stage = {0};
    acs_identifier_t *agent = NULL;
    int is_done =
        acs_identifier_parse(argument(argc, argv, 1, "+16045556789"), &agent, &stage.error) == ACS_OK &&
        open_stage(&stage) && subscribe(&stage) &&
        (stage.emulator != NULL ? serve_three(&stage, agent) : serve_all(&stage, agent));

    acs_identifier_free(agent);
    return close_stage(&stage, is_done);
}
