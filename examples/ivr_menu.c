/*
 * An IVR: answers calls, offers a choice by DTMF tone or by word, transfers to an agent, takes messages.
 *
 *     cc ivr_menu.c -o ivr_menu $(pkg-config --cflags --libs acs-call-automation)
 *     ./ivr_menu
 *
 * 1 or "agent" transfers the caller to an agent; 2, "voicemail", no choice in three prompts, and an agent
 * who does not answer lead to voicemail. Offline: the emulator of the service runs in this process, and
 * three people call. With the real service, ACS_CONNECTION_STRING, ACS_COGNITIVE_SERVICES_ENDPOINT and
 * ACS_CALLBACK_URL are set, and the program runs until it is stopped: the URL is a public one that leads to
 * http://127.0.0.1:8080/events, and the resource's IncomingCall events are subscribed to it. Prints
 *
 *     4:+16045550001 calls
 *       answer: ACS_OK
 *       menu: ACS_FAILED
 *       menu: ACS_FAILED
 *       menu: ACS_OK, Agent
 *       play: ACS_OK
 *       transfer: ACS_OK
 *     4:+16045550002 calls
 *       answer: ACS_OK
 *       menu: ACS_OK, Voicemail
 *       play: ACS_OK
 *       record: ACS_OK
 *       tone after the message: ACS_OK
 *       hang up: ACS_OK
 *     4:+16045550003 calls
 *       answer: ACS_OK
 *       menu: ACS_OK, Agent
 *       play: ACS_OK
 *       transfer: ACS_FAILED
 *       play: ACS_OK
 *       record: ACS_OK
 *       tone after the message: ACS_OK
 *       hang up: ACS_OK
 */
#include <acs_call_automation.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OWN_NUMBER "+18005550100"
#define AGENT "+16045556789"

/* The time limit of every wait, longer than the service's own timeouts. */
#define TIMEOUT_MS 120000

/* One call after the other; a program for many has a thread for each, or an event loop. */
static acs_client_t *client;
static acs_receiver_t *receiver;
static const char *callback_url, *cognitive_services;
static acs_identifier_t *agent;
static acs_error_t *error;

/* Prints the status of a step, with a remark, and the details of an error. ACS_FAILED belongs to the menu: a caller
 * who presses nothing, an agent whose line is busy. */
static acs_status_t report(const char *step, acs_status_t status, const char *remark) {
    printf("  %s: %s%s%s\n", step, acs_status_name(status), remark != NULL ? ", " : "", remark != NULL ? remark : "");
    if (error != NULL && status != ACS_FAILED) fprintf(stderr, "%s\n", acs_error_message(error));
    acs_error_free(error);
    error = NULL;
    return status;
}

static acs_play_source_t *speech(const char *words) {
    acs_play_source_t *source = acs_play_source_new_text(words);
    acs_play_source_set_voice_name(source, "en-US-NancyNeural");
    return source;
}

static acs_status_t play(const acs_call_t *call, const char *words) {
    acs_play_source_t *source = speech(words);
    const acs_play_source_t *sources[] = {source};
    acs_event_t *event = NULL;
    acs_status_t status =
        acs_call_play_to_all_and_wait(call, receiver, sources, 1, NULL, TIMEOUT_MS, &event, NULL, &error);
    acs_event_free(event);
    acs_play_source_free(source);
    return report("play", status, NULL);
}

/* Prompts until there is a choice, three times at most. ACS_FAILED: there is none. */
static acs_status_t choose(const acs_call_t *call, const acs_identifier_t *caller, int *is_agent) {
    static const char *const prompts[] = {"Welcome! Press 1 or say agent, 2 or voicemail.",
                                          "Sorry? Press 1 or say agent, 2 or voicemail.",
                                          "Once more: 1 for an agent, 2 for voicemail."};
    static const char *const agents[] = {"agent", "a human"}, *const voicemail[] = {"voicemail"};
    acs_status_t status = ACS_FAILED;
    for (int i = 0; i < 3 && status == ACS_FAILED; i++) {
        acs_recognize_options_t *menu = acs_recognize_options_new_choices();
        acs_play_source_t *prompt = speech(prompts[i]);
        acs_event_t *event = NULL;
        acs_recognize_options_add_choice(menu, "Agent", agents, 2, '1');
        acs_recognize_options_add_choice(menu, "Voicemail", voicemail, 1, '2');
        acs_recognize_options_add_prompt(menu, prompt);
        acs_recognize_options_set_speech_language(menu, "en-US");
        status = acs_call_recognize_and_wait(call, receiver, caller, menu, TIMEOUT_MS, &event, NULL, &error);
        const char *label = acs_event_choice_label(event);
        *is_agent = label != NULL && strcmp(label, "Agent") == 0;
        report("menu", status, label);
        acs_event_free(event);
        acs_play_source_free(prompt);
        acs_recognize_options_free(menu);
    }
    return status;
}

static acs_status_t transfer(const acs_call_t *call) {
    acs_event_t *event = NULL;
    acs_status_t status = acs_call_transfer_and_wait(call, receiver, agent, NULL, TIMEOUT_MS, &event, NULL, &error);
    acs_event_free(event);
    return report("transfer", status, NULL);
}

/* Records until a tone comes or a minute has passed; the end of the call ends the recording. record_call.c
 * shows how its file is downloaded. */
static void take_message(const acs_call_t *call, const acs_identifier_t *caller) {
    acs_recognize_options_t *tone = acs_recognize_options_new_dtmf();
    acs_recording_properties_t *recording = NULL;
    acs_event_t *event = NULL;
    acs_status_t status = acs_client_start_recording(client, ACS_LOCATOR_CALL_CONNECTION, acs_call_id(call), NULL,
                                                     &recording, NULL, &error);
    if (report("record", status, NULL) == ACS_OK) {
        acs_recognize_options_set_max_tones(tone, 1);
        acs_recognize_options_set_initial_silence_timeout_ms(tone, 60000);
        status = acs_call_recognize_and_wait(call, receiver, caller, tone, TIMEOUT_MS, &event, NULL, &error);
        report("tone after the message", status, NULL);
    }
    acs_event_free(event);
    acs_recording_properties_free(recording);
    acs_recognize_options_free(tone);
}

/* From the menu to the end of the call. Any other status ends in hanging up. */
static void talk(const acs_call_t *call, const acs_identifier_t *caller) {
    int is_agent = 0;
    acs_status_t status = choose(call, caller, &is_agent);
    if (is_agent && play(call, "One moment, please.") == ACS_OK && transfer(call) == ACS_OK)
        return; /* caller and agent are connected, and this program has left the call */
    if ((status == ACS_OK || status == ACS_FAILED) &&
        play(call, "Please leave a message, then press any key.") == ACS_OK)
        take_message(call, caller);
    report("hang up", acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error), NULL);
}

/* Waits for an incoming call, and serves it. Fails only when there can be no further one. */
static acs_status_t serve(void) {
    acs_answer_call_options_t *options = acs_answer_call_options_new();
    acs_event_t *incoming = NULL, *connected = NULL;
    acs_call_t *call = NULL;
    acs_status_t status;
    /* Events of earlier calls may come in between. */
    while ((status = acs_receiver_next(receiver, -1, &incoming, &error)) == ACS_OK &&
           acs_event_kind(incoming) != ACS_EVENT_INCOMING_CALL)
        acs_event_free(incoming);
    if (status == ACS_OK) {
        const acs_identifier_t *caller = acs_event_from(incoming);
        const char *raw_id = acs_identifier_raw_id(caller);
        printf("%s calls\n", raw_id != NULL ? raw_id : "an unknown caller");
        acs_answer_call_options_set_cognitive_services_endpoint(options, cognitive_services);
        acs_status_t answered =
            acs_client_answer_call_and_wait(client, receiver, acs_event_incoming_call_context(incoming), callback_url,
                                            options, TIMEOUT_MS, &call, &connected, NULL, &error);
        if (report("answer", answered, NULL) == ACS_OK) talk(call, caller);
    }
    acs_call_free(call);
    acs_event_free(connected);
    acs_event_free(incoming);
    acs_answer_call_options_free(options);
    return status;
}

/* Offline: a caller presses and says this, and is served. */
static acs_status_t call_in(const acs_emulator_t *emulator, const char *from, acs_emulator_remote_party_t *caller) {
    acs_emulator_incoming_call_t *incoming = acs_emulator_incoming_call_new(from, "4:" OWN_NUMBER);
    acs_status_t status = acs_emulator_set_remote_party(emulator, caller, &error);
    if (status == ACS_OK) status = acs_emulator_place_incoming_call(emulator, incoming, NULL, &error);
    if (status == ACS_OK) status = serve();
    acs_emulator_incoming_call_free(incoming);
    return status;
}

static acs_status_t serve_three(const acs_emulator_t *emulator) {
    static const char *const from[] = {"4:+16045550001", "4:+16045550002", "4:+16045550003"};
    acs_emulator_remote_party_t *hesitant = acs_emulator_remote_party_new(from[0]);
    acs_emulator_remote_party_t *brief = acs_emulator_remote_party_new(from[1]);
    acs_emulator_remote_party_t *unlucky = acs_emulator_remote_party_new(from[2]);
    acs_emulator_remote_party_t *busy = acs_emulator_remote_party_new("4:" AGENT);
    acs_emulator_remote_party_add_silence(hesitant);
    acs_emulator_remote_party_add_digits(hesitant, "9");
    acs_emulator_remote_party_add_speech(hesitant, "agent");
    acs_emulator_remote_party_add_digits(brief, "2");
    acs_emulator_remote_party_add_digits(brief, "#");
    acs_emulator_remote_party_add_speech(unlucky, "a human");
    acs_emulator_remote_party_add_digits(unlucky, "#");
    acs_emulator_remote_party_set_busy(busy);
    acs_emulator_prompt_t *prompts = acs_emulator_prompt_new_any(); /* played faster than they are spoken */
    acs_emulator_prompt_set_duration_ms(prompts, 300);

    acs_status_t status = acs_emulator_set_prompt(emulator, prompts, &error);
    if (status == ACS_OK) status = acs_emulator_add_phone_number(emulator, OWN_NUMBER, NULL, &error);
    if (status == ACS_OK) status = acs_emulator_subscribe(emulator, callback_url, ACS_SCHEMA_EVENT_GRID, &error);
    if (status == ACS_OK) status = call_in(emulator, from[0], hesitant);
    if (status == ACS_OK) status = call_in(emulator, from[1], brief);
    if (status == ACS_OK) status = acs_emulator_set_remote_party(emulator, busy, &error);
    if (status == ACS_OK) status = call_in(emulator, from[2], unlucky);

    acs_emulator_prompt_free(prompts);
    acs_emulator_remote_party_free(busy);
    acs_emulator_remote_party_free(unlucky);
    acs_emulator_remote_party_free(brief);
    acs_emulator_remote_party_free(hesitant);
    return status;
}

int main(void) {
    const char *connection_string = getenv("ACS_CONNECTION_STRING");
    acs_receiver_options_t *options = acs_receiver_options_new();
    acs_emulator_t *emulator = NULL;
    acs_text_t *url = NULL;
    acs_status_t status = acs_identifier_parse(AGENT, &agent, &error);

    callback_url = getenv("ACS_CALLBACK_URL");
    cognitive_services = getenv("ACS_COGNITIVE_SERVICES_ENDPOINT");
    if (connection_string != NULL) {
        acs_receiver_options_set_listen(options, "127.0.0.1:8080");
        if (status == ACS_OK) status = acs_receiver_new(options, &receiver, &error);
    } else {
        if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
        if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", &url, &error);
        if (status == ACS_OK) status = acs_emulator_start(NULL, &emulator, &error);
        connection_string = acs_emulator_connection_string(emulator);
        callback_url = acs_text_string(url);
        cognitive_services = "https://cognitive.example";
    }
    if (status == ACS_OK) status = acs_client_new(connection_string, NULL, &client, &error);
    if (status == ACS_OK && emulator != NULL) status = serve_three(emulator);
    while (status == ACS_OK && emulator == NULL) status = serve();
    if (error != NULL) fprintf(stderr, "%s\n", acs_error_message(error));

    acs_error_free(error);
    acs_client_free(client);
    acs_receiver_free(receiver);
    acs_emulator_free(emulator);
    acs_text_free(url);
    acs_identifier_free(agent);
    acs_receiver_options_free(options);
    return status == ACS_OK ? 0 : 1;
}
