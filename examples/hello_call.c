/*
 * Places a call, plays a file, hangs up, and prints the events.
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
 * quickstart.c does it with the real service.
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
    acs_invite_t *callee = acs_invite_to_phone_number("+16045551234", "+18005550100");
    acs_play_source_t *hello = acs_play_source_new_file("https://example.com/hello.wav");
    const acs_play_source_t *prompts[] = {hello};

    /* ACS_OK is 0: the first function that fails ends the sequence. */
    int failed = acs_emulator_start(NULL, &emulator, &error) ||
                 acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error) ||
                 acs_receiver_new(NULL, &receiver, &error) || acs_receiver_url(receiver, "/events", &url, &error) ||
                 acs_client_create_call(client, callee, acs_text_string(url), NULL, &call, NULL, &error);
    int is_played = 0;
    for (int is_over = 0; !failed && !is_over; acs_event_free(event)) {
        if ((failed = acs_receiver_next(receiver, 30000, &event, &error)) != ACS_OK) break;
        puts(acs_event_name(event));
        int kind = acs_event_kind(event);
        if (kind == ACS_EVENT_CALL_CONNECTED) failed = acs_call_play_to_all(call, prompts, 1, NULL, NULL, &error);
        if (kind == ACS_EVENT_PLAY_COMPLETED) is_played = 1;
        if (kind == ACS_EVENT_PLAY_COMPLETED || kind == ACS_EVENT_PLAY_FAILED)
            failed = acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error);
        is_over = acs_event_ends_call(event);
    }
    if (failed)
        fprintf(stderr, "%s\n", error != NULL ? acs_error_message(error) : acs_status_text(failed));
    else if (!is_played)
        fprintf(stderr, "the call was not answered, or the file could not be played\n");

    acs_error_free(error);
    acs_call_free(call);
    acs_text_free(url);
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    acs_play_source_free(hello);
    acs_invite_free(callee);
    return !failed && is_played ? 0 : 1;
}
