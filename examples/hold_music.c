/*
 * Puts a participant on hold with music while an agent is added to the call.
 *
 *     cc hold_music.c -o hold_music $(pkg-config --cflags --libs acs-call-automation)
 *     ./hold_music
 *
 * Offline: the emulator of the service runs in this process; quickstart.c shows how a program runs with the
 * real service too. Prints
 *
 *     create call: ACS_OK
 *     CallConnected
 *     hold: ACS_OK
 *     on hold
 *     add agent: ACS_OK
 *     unhold: ACS_OK
 *     off hold
 *     hang up: ACS_OK
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

#define CALLER_ID "+18005550100"
#define AGENT "+16045556789"

/* Waits until the events show the participant on hold, or off hold. */
static int is_on_hold(const acs_identifier_t *who, int held) {
    acs_event_t *event = NULL;
    int is_there = 0;
    while (!is_there && acs_receiver_next(receiver, 30000, &event, &error) == ACS_OK) {
        for (size_t i = 0; i < acs_event_participant_count(event); i++) {
            const acs_participant_t *one = acs_event_participant(event, i);
            if (acs_identifier_equals(acs_participant_identifier(one), who))
                is_there = acs_participant_is_on_hold(one) == held;
        }
        acs_event_free(event);
    }
    if (is_there) puts(held ? "on hold" : "off hold");
    return is_there;
}

static int hold(const acs_call_t *call, const acs_identifier_t *customer) {
    acs_play_source_t *music = acs_play_source_new_file("https://example.com/music.wav");
    acs_hold_options_t *options = acs_hold_options_new();
    acs_hold_options_set_play_source(options, music);
    acs_status_t status = acs_call_hold(call, customer, options, NULL, &error);
    acs_hold_options_free(options);
    acs_play_source_free(music);
    return done("hold", status) && is_on_hold(customer, 1);
}

/* Rings the agent, who answers after a while. The customer is taken off hold whatever the outcome. */
static int add_agent(const acs_call_t *call) {
    acs_invite_t *invite = acs_invite_to_phone_number(AGENT, CALLER_ID);
    acs_emulator_remote_party_t *agent = acs_emulator_remote_party_new("4:" AGENT);
    acs_event_t *event = NULL;
    acs_emulator_remote_party_set_answer_after_ms(agent, 500);
    acs_status_t status = acs_emulator_set_remote_party(emulator, agent, &error);
    if (status == ACS_OK)
        status = acs_call_add_participant_and_wait(call, receiver, invite, NULL, 60000, &event, NULL, &error);
    acs_event_free(event);
    acs_emulator_remote_party_free(agent);
    acs_invite_free(invite);
    return done("add agent", status) || status == ACS_FAILED || status == ACS_TIMEOUT;
}

int main(void) {
    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", CALLER_ID);
    acs_identifier_t *customer = NULL;
    acs_call_t *call = NULL;
    int is_done =
        open_all() && acs_identifier_parse("+16045551234", &customer, &error) == ACS_OK &&
        done("create call",
             acs_client_create_call(client, callee, acs_text_string(url), NULL, &call, NULL, &error)) &&
        wait_for(call, ACS_EVENT_CALL_CONNECTED) && hold(call, customer) && add_agent(call) &&
        done("unhold", acs_call_unhold(call, customer, NULL, NULL, &error)) && is_on_hold(customer, 0) &&
        done("hang up", acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error)) &&
        wait_for(call, ACS_EVENT_CALL_DISCONNECTED);
    acs_call_free(call);
    acs_identifier_free(customer);
    acs_invite_free(callee);
    free_all();
    return is_done ? 0 : 1;
}
