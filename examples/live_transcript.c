/*
 * Transcribes a running call: starts, changes the language, stops.
 *
 * The text arrives at your websocket, whose URL is passed here; this is the control side only. Requires a
 * cognitive services resource.
 *
 *     cc live_transcript.c -o live_transcript $(pkg-config --cflags --libs acs-call-automation)
 *     ./live_transcript
 *
 * Offline: the emulator of the service runs in this process; quickstart.c shows how a program runs with the
 * real service too. Prints
 *
 *     create call: ACS_OK
 *     CallConnected
 *     start: ACS_OK
 *     TranscriptionStarted
 *     the transcription is active
 *     update to fr-FR: ACS_OK
 *     TranscriptionUpdated
 *     stop: ACS_OK
 *     TranscriptionStopped
 *     the transcription is not active
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

/*
 * Waits for an event of a call, or the one that reports failure instead, if there is one; prints which: 1 for the
 * first. Other events stay queued.
 */
static int wait_for(const acs_call_t *call, const char *success, const char *failure) {
    acs_expected_t *expected = acs_expected_new();
    acs_event_t *event = NULL;
    acs_expected_add_success(expected, success, acs_call_id(call), NULL);
    if (failure != NULL) acs_expected_add_failure(expected, failure, acs_call_id(call), NULL);
    acs_status_t status = acs_receiver_wait_for(receiver, expected, 30000, &event, &error);
    if (event != NULL)
        puts(acs_event_name(event));
    else
        printf("no %s: %s\n", success, acs_status_name(status));
    acs_event_free(event);
    acs_expected_free(expected);
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

static int create_call(acs_call_t **call) {
    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", "+18005550100");
    acs_transcription_options_t *transcription = acs_transcription_options_new("en-US");
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_transcription_options_set_transport_url(transcription, "wss://socket.example/transcript");
    acs_transcription_options_set_start_transcription(transcription, 0);
    acs_create_call_options_set_cognitive_services_endpoint(options, "https://cognitive.example");
    acs_create_call_options_set_transcription(options, transcription);
    acs_status_t status = acs_client_create_call(client, callee, acs_text_string(url), options, call, NULL, &error);
    acs_create_call_options_free(options);
    acs_transcription_options_free(transcription);
    acs_invite_free(callee);
    return done("create call", status) && wait_for(*call, "CallConnected", "CreateCallFailed");
}

/* Prints the state of the transcription that the service reports. */
static int show(const acs_call_t *call) {
    acs_call_properties_t *properties = NULL;
    if (acs_call_get_properties(call, NULL, &properties, NULL, &error) != ACS_OK) return 0;
    const int is_active = acs_call_properties_transcription_state(properties) == ACS_MEDIA_STATE_ACTIVE;
    printf("the transcription is %s\n", is_active ? "active" : "not active");
    acs_call_properties_free(properties);
    return 1;
}

static int change_language(const acs_call_t *call) {
    acs_update_transcription_options_t *french = acs_update_transcription_options_new();
    acs_update_transcription_options_set_locale(french, "fr-FR");
    acs_status_t status = acs_call_update_transcription(call, french, NULL, &error);
    acs_update_transcription_options_free(french);
    return done("update to fr-FR", status) && wait_for(call, "TranscriptionUpdated", "TranscriptionFailed");
}

int main(void) {
    acs_call_t *call = NULL;
    int is_done = open_all() && create_call(&call) &&
                  done("start", acs_call_start_transcription(call, NULL, NULL, &error)) &&
                  wait_for(call, "TranscriptionStarted", "TranscriptionFailed") && show(call) && change_language(call) &&
                  done("stop", acs_call_stop_transcription(call, NULL, NULL, &error)) &&
                  wait_for(call, "TranscriptionStopped", "TranscriptionFailed") && show(call) &&
                  done("hang up", acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error)) &&
                  wait_for(call, "CallDisconnected", NULL);
    acs_call_free(call);
    free_all();
    return is_done ? 0 : 1;
}
