/*
 * Relays the DTMF tones of one participant to another one.
 *
 * Both phones are in one call; the second one may be a menu that expects tones. The relay ends when the
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

/*
 * Sends on what is pressed, until "#". Tones that are pressed while one is sent stay in the queue. A tone that is
 * missing, or not known to this version of the library, ends the relay: better no number than a wrong one.
 */
static int relay(const acs_call_t *call, const acs_expected_t *expected, const acs_identifier_t *to) {
    int64_t last = -1;
    for (;;) {
        acs_event_t *event = NULL;
        acs_status_t status = acs_receiver_wait_for(receiver, expected, 30000, &event, &error);
        const char tone[2] = {(char)acs_event_tone(event), '\0'};
        int64_t sequence_id = acs_event_tone_sequence_id(event);
        acs_event_free(event);
        if (status != ACS_OK || tone[0] == '?' || (last >= 0 && sequence_id != last + 1)) return 0;
        last = sequence_id;
        printf("tone %s\n", tone);
        if (tone[0] == '#') return 1;
        status = acs_call_send_dtmf_tones_and_wait(call, receiver, tone, to, NULL, 30000, NULL, NULL, &error);
        if (!done("send", status)) return 0;
    }
}

/* Waits for the tones of a call: the one that could not be recognized is a failure. */
static int relay_tones(const acs_call_t *call, const acs_identifier_t *to) {
    acs_expected_t *expected = acs_expected_new();
    acs_expected_add_success(expected, "ContinuousDtmfRecognitionToneReceived", acs_call_id(call), NULL);
    acs_expected_add_failure(expected, "ContinuousDtmfRecognitionToneFailed", acs_call_id(call), NULL);
    int is_done = relay(call, expected, to);
    acs_expected_free(expected);
    return is_done;
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
            wait_for(call, ACS_EVENT_CALL_CONNECTED) &&
            done("start", acs_call_start_continuous_dtmf_recognition(call, from, NULL, NULL, &error)) &&
            acs_emulator_press_digits(emulator, acs_call_id(call), acs_identifier_raw_id(from), "42#", &error) == ACS_OK &&
            relay_tones(call, to) &&
            done("stop", acs_call_stop_continuous_dtmf_recognition(call, from, NULL, NULL, &error)) &&
            wait_for(call, ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED) &&
            done("hang up", acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error)) &&
            wait_for(call, ACS_EVENT_CALL_DISCONNECTED);
    }
    acs_call_free(call);
    acs_create_group_call_options_free(options);
    acs_identifier_free(to);
    acs_identifier_free(from);
    free_all();
    return is_done ? 0 : 1;
}
