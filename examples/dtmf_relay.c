/*
 * Relays the DTMF tones of one participant to another one.
 *
 * Both telephones are in one call; the second one may be a menu that expects tones. The relay ends when the
 * first one presses #.
 *
 *     cc dtmf_relay.c -o dtmf_relay $(pkg-config --cflags --libs acs-call-automation)
 *     ./dtmf_relay
 *
 * Offline: the emulator of the service runs in this process; quickstart.c shows how a program runs with the
 * real service too. Prints
 *
 *     create call to two: ACS_OK
 *     CallConnected
 *     start: ACS_OK
 *     tone 4
 *     send: ACS_OK
 *     tone 2
 *     send: ACS_OK
 *     tone #
 *     stop: ACS_OK
 *     ContinuousDtmfRecognitionStopped
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

/* Waits for an event of that kind, and prints its name: 1 when it arrived. */
static int came(int kind) {
    acs_event_t *event = NULL;
    int is_there = 0;
    while (!is_there && acs_receiver_next(receiver, 30000, &event, &error) == ACS_OK) {
        is_there = acs_event_kind(event) == kind;
        acs_event_free(event);
    }
    printf("%s%s\n", is_there ? "" : "no ", acs_event_kind_name(kind));
    return is_there;
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

/* Tones that are pressed while one is sent stay in the queue. */
static int relay(const acs_call_t *call, const acs_identifier_t *to) {
    char tone[2] = "";
    int is_sent = 1;
    while (is_sent && tone[0] != '#') {
        acs_event_t *event = NULL;
        if (acs_receiver_next(receiver, 30000, &event, &error) != ACS_OK) return 0;
        if (acs_event_kind(event) == ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_RECEIVED) {
            acs_event_t *sent = NULL;
            tone[0] = (char)acs_event_tone(event);
            printf("tone %s\n", tone);
            if (tone[0] != '#')
                is_sent = done("send", acs_call_send_dtmf_tones_and_wait(call, receiver, tone, to, NULL, 30000, &sent,
                                                                         NULL, &error));
            acs_event_free(sent);
        }
        acs_event_free(event);
    }
    return is_sent;
}

int main(void) {
    acs_identifier_t *from = NULL, *to = NULL;
    acs_create_group_call_options_t *options = acs_create_group_call_options_new();
    acs_call_t *call = NULL;
    acs_create_group_call_options_set_source_caller_id_number(options, "+18005550100");

    int is_done = open_all() && acs_identifier_parse("+16045551234", &from, &error) == ACS_OK &&
                  acs_identifier_parse("+16045556789", &to, &error) == ACS_OK;
    if (is_done) {
        const acs_identifier_t *callees[] = {from, to};
        is_done =
            done("create call to two", acs_client_create_group_call(client, callees, 2, acs_text_string(url), options,
                                                                    &call, NULL, &error)) &&
            came(ACS_EVENT_CALL_CONNECTED) &&
            done("start", acs_call_start_continuous_dtmf_recognition(call, from, NULL, NULL, &error)) &&
            acs_emulator_press_digits(emulator, acs_call_id(call), acs_identifier_raw_id(from), "42#", &error) == ACS_OK &&
            relay(call, to) &&
            done("stop", acs_call_stop_continuous_dtmf_recognition(call, from, NULL, NULL, &error)) &&
            came(ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED) &&
            done("hang up", acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error)) &&
            came(ACS_EVENT_CALL_DISCONNECTED);
    }
    acs_call_free(call);
    acs_create_group_call_options_free(options);
    acs_identifier_free(to);
    acs_identifier_free(from);
    free_all();
    return is_done ? 0 : 1;
}
