/*
 * An IVR: greets the caller, offers a choice by DTMF tone or by word, and prompts at most three times.
 *
 * 1 or "agent" transfers to an agent; 2, "voicemail", no choice at all and an agent who does not
 * answer lead to voicemail. Offline three people call. With the real service it goes on until it is
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

/* The time limit of every wait, longer than the service's own timeouts. In milliseconds. */
#define PATIENCE 120000

static acs_play_source_t *text(const char *words) {
    acs_play_source_t *source = acs_play_source_new_text(words);
    acs_play_source_set_voice_name(source, "en-US-NancyNeural");
    return source;
}

/* A caller on the line. */
struct line {
    struct stage *stage;
    acs_call_t *call;
    const acs_identifier_t *caller;
};

static int say(const struct line *line, const char *words) {
    acs_play_source_t *source = text(words);
    const acs_play_source_t *sources[] = {source};
    acs_event_t *event = NULL;
    acs_status_t status;

    asking(line->stage, "Play: %s", words);
    status = acs_call_play_to_all_and_wait(line->call, line->stage->receiver, sources, 1, NULL, PATIENCE, &event, NULL,
                                           &line->stage->error);
    acs_play_source_free(source);
    return came(line->stage, status, event);
}

/* What was heard is in stage->event then. */
static int listen_for(const struct line *line, const char *what, const acs_recognize_options_t *options) {
    acs_event_t *event = NULL;
    acs_status_t status;

    asking(line->stage, "Recognize: %s", what);
    status = acs_call_recognize_and_wait(line->call, line->stage->receiver, line->caller, options, PATIENCE, &event,
                                         NULL, &line->stage->error);
    return came(line->stage, status, event);
}

/* Returns whether the agent took the call. */
static int transfer(const struct line *line, const acs_identifier_t *agent, int *is_gone) {
    acs_event_t *event = NULL;
    acs_status_t status;

    asking(line->stage, "TransferCallToParticipant %s", short_id(agent).text);
    status = acs_call_transfer_and_wait(line->call, line->stage->receiver, agent, NULL, PATIENCE, &event, NULL,
                                        &line->stage->error);
    *is_gone = status == ACS_OK;
    return came(line->stage, status, event);
}

/* Asks once: the label of the choice is in stage->event then, if there was one. */
static int ask(const struct line *line, const char *prompt) {
    static const char *const agent[] = {"agent", "a human"}, *const voicemail[] = {"voicemail"};
    acs_recognize_options_t *menu = acs_recognize_options_new_choices();
    acs_play_source_t *source = text(prompt);
    int is_done;

    acs_recognize_options_add_choice(menu, "Agent", agent, 2, '1');
    acs_recognize_options_add_choice(menu, "Voicemail", voicemail, 1, '2');
    acs_recognize_options_add_prompt(menu, source);
    acs_recognize_options_set_speech_language(menu, "en-US");
    acs_recognize_options_set_initial_silence_timeout_ms(menu, time_to_think(line->stage));
    is_done = listen_for(line, prompt, menu);
    acs_play_source_free(source);
    acs_recognize_options_free(menu);
    return is_done;
}

/* Asks until there is a choice, three times at most: whether it is the agent. */
static int choose(const struct line *line, int *is_agent) {
    static const char *const prompts[] = {"Welcome! Press 1 or say agent, 2 or voicemail.",
                                          "Sorry? Press 1 or say agent, 2 or voicemail.",
                                          "Once more: 1 for an agent, 2 for voicemail."};
    for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++) {
        if (!ask(line, prompts[i])) return 0;
        const char *label = acs_event_choice_label(line->stage->event);
        const char *phrase = acs_event_choice_phrase(line->stage->event);
        if (label != NULL) {
            note("%s, by %s", label, phrase != NULL ? phrase : "key");
            *is_agent = strcmp(label, "Agent") == 0;
            return 1;
        }
        note("no choice");
    }
    return 1;
}

/* Records until a tone is pressed or a minute has passed; the end of the call ends the recording. How its
 * file is fetched, record_call shows. */
static int take_message(const struct line *line) {
    struct stage *stage = line->stage;
    acs_start_recording_options_t *audio = acs_start_recording_options_new();
    acs_recognize_options_t *key = acs_recognize_options_new_dtmf();
    acs_recognize_options_set_max_tones(key, 1);
    acs_recording_properties_t *recording = NULL;
    int is_done;

    acs_start_recording_options_set_recording_content(audio, ACS_RECORDING_CONTENT_AUDIO);
    acs_start_recording_options_set_recording_channel(audio, ACS_RECORDING_CHANNEL_MIXED);
    acs_start_recording_options_set_recording_format(audio, ACS_RECORDING_FORMAT_WAV);
    acs_recognize_options_set_initial_silence_timeout_ms(key, 60000);
    is_done = acs_client_start_recording(stage->client, ACS_LOCATOR_CALL_CONNECTION, acs_call_id(line->call), audio,
                                         &recording, &stage->response, &stage->error) == ACS_OK;
    if (is_done) {
        asked(stage, "StartRecording");
        is_done = listen_for(line, "the key after the message", key);
    }
    acs_recording_properties_free(recording);
    acs_recognize_options_free(key);
    acs_start_recording_options_free(audio);
    return is_done;
}

/* The IVR: from the greeting to the end of the call. */
static int lead(const struct line *line, const acs_identifier_t *agent) {
    struct stage *stage = line->stage;
    int is_agent = 0, is_gone = 0;

    if (!choose(line, &is_agent)) return 0;
    if (is_agent && !(say(line, "One moment, please.") && transfer(line, agent, &is_gone))) return 0;
    if (is_gone) return wait_for(stage, ACS_EVENT_CALL_DISCONNECTED); /* those two talk on */
    if (!say(line, "Please leave a message, then press any key.") || !take_message(line)) return 0;
    if (acs_call_hang_up(line->call, ACS_FOR_EVERYONE, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "HangUp for everyone");
    return wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);
}

/* Answers the call that came in last, and leads it through the menu. Fails also when the caller hangs up. */
static int serve(struct stage *stage, const acs_identifier_t *agent) {
    acs_answer_call_options_t *options = acs_answer_call_options_new();
    acs_event_t *ring = acs_event_copy(stage->event), *event = NULL;
    struct line line = {stage, NULL, acs_event_from(ring)};
    acs_status_t status;
    int is_done;

    asking(stage, "AnswerCall of %s", short_id(line.caller).text);
    acs_answer_call_options_set_cognitive_services_endpoint(options, cognitive_services());
    status = acs_client_answer_call_and_wait(stage->client, stage->receiver, acs_event_incoming_call_context(ring),
                                        stage->callback, options, PATIENCE, &line.call, &event, NULL, &stage->error);
    is_done = done(stage, status, event) && lead(&line, agent);
    /* Nobody is left on a silent line. When the caller has hung up, there is nothing to do. */
    if (!is_done && line.call != NULL) acs_call_hang_up(line.call, ACS_FOR_EVERYONE, NULL, NULL, NULL);

    acs_call_free(line.call);
    acs_event_free(ring);
    acs_answer_call_options_free(options);
    return is_done;
}

/* Offline: a caller calls, and is served. */
static int call_in(struct stage *stage, const char *who, acs_emulator_remote_party_t *caller,
                   const acs_identifier_t *agent) {
    acs_emulator_incoming_call_t *call = acs_emulator_incoming_call_new(who, "4:" OWN_NUMBER);
    int is_done = acs_emulator_set_remote_party(stage->emulator, caller, &stage->error) == ACS_OK &&
                  acs_emulator_place_incoming_call(stage->emulator, call, NULL, &stage->error) == ACS_OK &&
                  incoming(stage) && serve(stage, agent);
    acs_emulator_incoming_call_free(call);
    return is_done;
}

static int serve_three(struct stage *stage, const acs_identifier_t *agent) {
    const char *who[] = {"4:+16045550001", "4:+16045550002", "4:+16045550003"};
    acs_emulator_remote_party_t *hesitant = acs_emulator_remote_party_new(who[0]);
    acs_emulator_remote_party_t *short_spoken = acs_emulator_remote_party_new(who[1]);
    acs_emulator_remote_party_t *unlucky = acs_emulator_remote_party_new(who[2]);
    acs_emulator_remote_party_t *busy = acs_emulator_remote_party_new(acs_identifier_raw_id(agent));
    acs_emulator_remote_party_add_keeps_silent(hesitant);
    acs_emulator_remote_party_add_presses(hesitant, "9");
    acs_emulator_remote_party_add_says(hesitant, "agent");
    acs_emulator_remote_party_add_presses(short_spoken, "2");
    acs_emulator_remote_party_add_presses(short_spoken, "#");
    acs_emulator_remote_party_add_says(unlucky, "a human");
    acs_emulator_remote_party_add_presses(unlucky, "#");
    acs_emulator_remote_party_set_is_busy(busy);

    int is_done = acs_emulator_add_phone_number(stage->emulator, OWN_NUMBER, NULL, &stage->error) == ACS_OK &&
                  call_in(stage, who[0], hesitant, agent) && call_in(stage, who[1], short_spoken, agent) &&
                  /* By the time of the last call the agent is busy. */
                  acs_emulator_set_remote_party(stage->emulator, busy, &stage->error) == ACS_OK &&
                  call_in(stage, who[2], unlucky, agent);

    acs_emulator_remote_party_free(busy);
    acs_emulator_remote_party_free(unlucky);
    acs_emulator_remote_party_free(short_spoken);
    acs_emulator_remote_party_free(hesitant);
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
