/*
 * Places a call, plays a sentence, hangs up, and prints the events.
 *
 *     cc hello_call.c -o hello_call $(pkg-config --cflags --libs acs-call-automation)
 *     ./hello_call
 *
 * prints
 *
 *     CallConnected
 *     ParticipantsUpdated
 *     PlayStarted
 *     PlayCompleted
 *     CallDisconnected
 *
 * without an account: the emulator of the service runs in this process, and every callee answers.
 *
 * With the real service, there is no emulator. Pass your connection string to acs_client_new, a public
 * https URL that leads to the receiver to acs_client_create_call, and use your own phone numbers and
 * cognitive services endpoint; quickstart.c does it.
 */
#include <acs_call_automation.h>
#include <stdio.h>

int main(void) {
    acs_emulator_t *emulator = NULL;
    acs_client_t *client = NULL;
    acs_receiver_t *receiver = NULL;
    acs_text_t *url = NULL;
    acs_call_t *call = NULL;
    acs_event_t *event = NULL;
    acs_error_t *error = NULL;
    int is_over = 0;

    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", "+18005550100");
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_play_source_t *hello = acs_play_source_new_text("Hello, this is your first call.");
    const acs_play_source_t *prompts[] = {hello};
    acs_create_call_options_set_cognitive_services_endpoint(options, "https://cognitive.example");

    acs_status_t status = acs_emulator_start(NULL, &emulator, &error);
    if (status == ACS_OK) status = acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
    if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", &url, &error);
    if (status == ACS_OK)
        status = acs_client_create_call(client, callee, acs_text_string(url), options, &call, NULL, &error);

    while (status == ACS_OK && !is_over && (status = acs_receiver_next(receiver, 30000, &event, &error)) == ACS_OK) {
        puts(acs_event_name(event));
        switch (acs_event_kind(event)) {
        case ACS_EVENT_CALL_CONNECTED:
            status = acs_call_play_to_all(call, prompts, 1, NULL, NULL, &error);
            break;
        case ACS_EVENT_PLAY_COMPLETED:
        case ACS_EVENT_PLAY_FAILED:
            status = acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error);
            break;
        }
        is_over = acs_event_ends_call(event);
        acs_event_free(event);
    }
    if (status != ACS_OK) fprintf(stderr, "%s: %s\n", acs_status_name(status), acs_error_message(error));

    acs_error_free(error);
    acs_call_free(call);
    acs_text_free(url);
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    acs_play_source_free(hello);
    acs_create_call_options_free(options);
    acs_invite_free(callee);
    return status == ACS_OK ? 0 : 1;
}
