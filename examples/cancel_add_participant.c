/*
 * Adds a participant who does not answer, and cancels the invitation while it rings.
 *
 *     cc cancel_add_participant.c -o cancel_add_participant $(pkg-config --cflags --libs acs-call-automation)
 *     ./cancel_add_participant
 *
 * Offline: the emulator of the service runs in this process. Prints the events, and the status of each
 * function that waits for one:
 *
 *     create_call_and_wait: ACS_OK
 *     add_participant_and_wait: ACS_TIMEOUT
 *     ParticipantsUpdated
 *     ParticipantsUpdated
 *     CancelAddParticipantSucceeded
 *     CallDisconnected
 */
#include <acs_call_automation.h>
#include <stdio.h>

#define RING_MS 1000     /* how long the agent may ring */
#define TIMEOUT_MS 30000 /* for everything else */

/* Prints the events to the end of the call; hangs up when the invitation is canceled, or could not be. */
static acs_status_t follow(const acs_receiver_t *receiver, const acs_call_t *call, acs_error_t **error) {
    acs_event_t *event = NULL;
    acs_status_t status = ACS_OK;
    int is_over = 0;
    while (status == ACS_OK && !is_over) {
        if ((status = acs_receiver_next(receiver, TIMEOUT_MS, &event, error)) != ACS_OK) break;
        puts(acs_event_name(event));
        switch (acs_event_kind(event)) {
        case ACS_EVENT_CANCEL_ADD_PARTICIPANT_SUCCEEDED:
        case ACS_EVENT_CANCEL_ADD_PARTICIPANT_FAILED: /* the agent answered meanwhile */
            status = acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, error);
            break;
        }
        is_over = acs_event_ends_call(event);
        acs_event_free(event);
    }
    return status;
}

int main(void) {
    acs_emulator_t *emulator = NULL;
    acs_client_t *client = NULL;
    acs_receiver_t *receiver = NULL;
    acs_text_t *url = NULL;
    acs_call_t *call = NULL;
    acs_event_t *connected = NULL, *added = NULL;
    acs_response_t *ringing = NULL;
    acs_error_t *error = NULL;

    acs_invite_t *customer = acs_invite_to_phone_number("+16045551234", "+18005550100");
    acs_invite_t *agent = acs_invite_to_phone_number("+16045556789", "+18005550100");
    acs_emulator_remote_party_t *absent = acs_emulator_remote_party_new("4:+16045556789");
    acs_emulator_remote_party_set_no_answer(absent);

    acs_status_t status = acs_emulator_start(NULL, &emulator, &error);
    if (status == ACS_OK) status = acs_emulator_set_remote_party(emulator, absent, &error);
    if (status == ACS_OK) status = acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
    if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", &url, &error);
    if (status == ACS_OK) {
        status = acs_client_create_call_and_wait(client, receiver, customer, acs_text_string(url), NULL, TIMEOUT_MS,
                                                 &call, &connected, NULL, &error);
        printf("create_call_and_wait: %s\n", acs_status_name(status));
    }
    if (status == ACS_OK) {
        status = acs_call_add_participant_and_wait(call, receiver, agent, NULL, RING_MS, &added, &ringing, &error);
        printf("add_participant_and_wait: %s\n", acs_status_name(status));
    }
    if (status == ACS_TIMEOUT && ringing != NULL)
        status = acs_call_cancel_add_participant(call, acs_response_invitation_id(ringing), NULL, NULL, &error);
    else if (status == ACS_OK) /* the agent has answered */
        status = acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error);
    if (status == ACS_OK) status = follow(receiver, call, &error);
    if (status != ACS_OK) {
        fprintf(stderr, "%s: %s\n", acs_status_name(status),
                error != NULL ? acs_error_message(error) : acs_status_text(status));
    }

    acs_error_free(error);
    acs_response_free(ringing);
    acs_event_free(added);
    acs_event_free(connected);
    acs_call_free(call);
    acs_text_free(url);
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    acs_emulator_remote_party_free(absent);
    acs_invite_free(agent);
    acs_invite_free(customer);
    return status == ACS_OK ? 0 : 1;
}
