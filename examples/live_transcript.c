/*
 * Transcribes a running call: starts, changes the language, stops.
 *
 * The text arrives at your websocket, whose URL is passed here; this is the control side only. Requires
 * a cognitive services resource (ACS_COGNITIVE_SERVICES_ENDPOINT).
 *
 *     cc live_transcript.c $(pkg-config --cflags --libs acs-call-automation) -o live_transcript
 *     ./live_transcript
 *     ./live_transcript CALLER_ID NUMBER wss://your-socket.example
 *
 * Offline by default; see stage/stage.h for the real service.
 */
#include "stage/stage.h"

#define PATIENCE 60000 /* milliseconds */

static acs_call_t *call_with_transcription(struct stage *stage, const acs_invite_t *invite, const char *socket) {
    acs_transcription_options_t *transcription = acs_transcription_options_new("en-US");
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_event_t *event = NULL;
    acs_call_t *call = NULL;
    acs_status_t status;

    asking(stage, "CreateCall, with transcription set up");
    acs_transcription_options_set_transport_url(transcription, socket);
    acs_transcription_options_set_start_transcription(transcription, 0);
    acs_create_call_options_set_cognitive_services_endpoint(options, cognitive_services());
    acs_create_call_options_set_transcription(options, transcription);
    status = acs_client_create_call_and_wait(stage->client, stage->receiver, invite, stage->callback, options, PATIENCE,
                                        &call, &event, NULL, &stage->error);
    acs_create_call_options_free(options);
    acs_transcription_options_free(transcription);
    if (!done(stage, status, event)) {
        acs_call_free(call);
        return NULL;
    }
    return call;
}

/* The state of the transcription that the service reports. */
static int show(struct stage *stage, const acs_call_t *call) {
    acs_properties_t *properties = NULL;
    if (acs_call_properties(call, NULL, &properties, NULL, &stage->error) != ACS_OK) return 0;
    const int state = acs_properties_transcription_state(properties);
    note("transcription: %s", state == ACS_SUBSCRIPTION_ACTIVE     ? "active"
                              : state == ACS_SUBSCRIPTION_INACTIVE ? "inactive"
                                                                   : "unknown");
    acs_properties_free(properties);
    return 1;
}

static int update(struct stage *stage, const acs_call_t *call) {
    acs_update_transcription_options_t *french = acs_update_transcription_options_new();
    acs_status_t status;
    acs_update_transcription_options_set_locale(french, "fr-FR");
    status = acs_call_update_transcription(call, french, &stage->response, &stage->error);
    acs_update_transcription_options_free(french);
    if (status != ACS_OK) return 0;
    asked(stage, "UpdateTranscription to fr-FR");
    return wait_for(stage, ACS_EVENT_TRANSCRIPTION_UPDATED);
}

static int run(struct stage *stage, const acs_call_t *call) {
    if (acs_call_start_transcription(call, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "StartTranscription");
    if (!wait_for(stage, ACS_EVENT_TRANSCRIPTION_STARTED) || !show(stage, call)) return 0;

    if (!update(stage, call)) return 0;

    if (acs_call_stop_transcription(call, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "StopTranscription");
    if (!wait_for(stage, ACS_EVENT_TRANSCRIPTION_STOPPED) || !show(stage, call)) return 0;

    if (acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "HangUp for everyone");
    return wait_for(stage, ACS_EVENT_CALL_DISCONNECTED);
}

int main(int argc, char **argv) {
    struct stage stage = {0};
    acs_invite_t *invite = acs_invite_to_phone_number(argument(argc, argv, 2, "+16045551234"),
                                                      argument(argc, argv, 1, "+18005550100"));
    const char *socket = argument(argc, argv, 3, "wss://socket.example/transcript");
    acs_call_t *call = NULL;
    int is_done = open_stage(&stage) && (call = call_with_transcription(&stage, invite, socket)) != NULL &&
                  run(&stage, call);

    acs_call_free(call);
    acs_invite_free(invite);
    return close_stage(&stage, is_done);
}
