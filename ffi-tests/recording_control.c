/* Control of recordings, media streaming and transcription, and their events. */
#include "stage.h"

/** The next RecordingStateChanged says whether it runs. */
static void changes_to(const struct stage *stage, const char *recording_id, int state) {
    acs_event_t *event = await_event(stage->receiver, "RecordingStateChanged");
    CHECK_TEXT(acs_event_recording_id(event), recording_id);
    CHECK(acs_event_recording_state(event) == state);
    CHECK(acs_event_media_reason(event) == -1);
    acs_event_free(event);
}

static int state_now(const struct stage *stage, const char *recording_id) {
    acs_error_t *error = NULL;
    acs_recording_properties_t *recording = NULL;
    acs_response_t *response = NULL;
    OK(acs_client_get_recording_properties(stage->client, recording_id, NULL, &recording, &response,
                                           &error));
    CHECK(acs_response_status(response) == 200);
    CHECK_TEXT(acs_recording_properties_recording_id(recording), recording_id);
    CHECK(acs_recording_properties_kind(recording) ==
          ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES);
    const int state = acs_recording_properties_state(recording);
    acs_response_free(response);
    acs_recording_properties_free(recording);
    return state;
}

static void a_recording_is_paused_while_a_card_number_is_spoken(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = connected_call(&stage);
    acs_identifier_t *other = NULL;
    OK(acs_identifier_new_phone_number(OTHER_NUMBER, &other, &error));
    acs_start_recording_options_t *options = acs_start_recording_options_new();
    acs_start_recording_options_set_recording_state_callback_uri(options, callback(&stage));
    acs_start_recording_options_set_recording_content(options, ACS_RECORDING_CONTENT_AUDIO);
    acs_start_recording_options_set_recording_channel(options, ACS_RECORDING_CHANNEL_UNMIXED);
    acs_start_recording_options_set_recording_format(options, ACS_RECORDING_FORMAT_WAV);
    acs_start_recording_options_add_channel_affinity(options, other, 0);
    acs_recording_properties_t *recording = NULL;
    acs_response_t *response = NULL;
    OK(acs_client_start_recording(stage.client, ACS_LOCATOR_CALL_CONNECTION, acs_call_id(call),
                                  options, &recording, &response, &error));
    CHECK(acs_response_status(response) == 202);
    CHECK_TEXT(acs_response_repeatability_result(response), "accepted");
    CHECK(acs_recording_properties_state(recording) == ACS_RECORDING_STATE_INACTIVE);
    acs_response_free(response);
    const char *id = acs_recording_properties_recording_id(recording);
    changes_to(&stage, id, ACS_RECORDING_STATE_ACTIVE);
    CHECK(state_now(&stage, id) == ACS_RECORDING_STATE_ACTIVE);

    OK(acs_client_pause_recording(stage.client, id, NULL, NULL, &error));
    changes_to(&stage, id, ACS_RECORDING_STATE_INACTIVE);
    OK(acs_client_resume_recording(stage.client, id, NULL, NULL, &error));
    changes_to(&stage, id, ACS_RECORDING_STATE_ACTIVE);
    OK(acs_client_stop_recording(stage.client, id, NULL, &response, &error));
    CHECK(acs_response_status(response) == 204);
    acs_response_free(response);
    changes_to(&stage, id, ACS_RECORDING_STATE_INACTIVE);

    acs_recording_properties_t *gone = NULL;
    CHECK(acs_client_get_recording_properties(stage.client, id, NULL, &gone, NULL, &error) ==
          ACS_SERVICE);
    CHECK(gone == NULL && acs_error_http_status(error) == 404);
    acs_error_free(error);
    acs_recording_properties_free(recording);
    acs_start_recording_options_free(options);
    acs_identifier_free(other);
    acs_call_free(call);
    close_stage(&stage);
}

static void the_start_of_a_recording_is_waited_for(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_event_t *event = NULL;
    acs_response_t *pending = NULL;
    acs_call_t *call = connected_call(&stage);
    acs_start_recording_options_t *options = acs_start_recording_options_new();
    acs_start_recording_options_set_recording_state_callback_uri(options, callback(&stage));
    OK(acs_client_start_recording_and_wait(stage.client, stage.receiver, ACS_LOCATOR_CALL_CONNECTION,
                                           acs_call_id(call), options, TIME_LIMIT, &event, &pending,
                                           &error));
    CHECK(pending == NULL && acs_event_recording_state(event) == ACS_RECORDING_STATE_ACTIVE);
    CHECK(state_now(&stage, acs_event_recording_id(event)) == ACS_RECORDING_STATE_ACTIVE);
    OK(acs_client_stop_recording(stage.client, acs_event_recording_id(event), NULL, NULL, &error));
    acs_event_free(event);

    /* A receiver that its events do not reach: the recording goes on, and can be stopped. */
    acs_receiver_t *elsewhere = NULL;
    OK(acs_receiver_new(NULL, &elsewhere, &error));
    CHECK(acs_client_start_recording_and_wait(stage.client, elsewhere, ACS_LOCATOR_CALL_CONNECTION,
                                              acs_call_id(call), options, 1000, &event, &pending,
                                              &error) == ACS_TIMEOUT);
    CHECK(event == NULL && acs_response_operation_context(pending) == NULL);
    const char *id = acs_response_recording_id(pending);
    CHECK(strstr(acs_error_message(error), id) != NULL);
    acs_error_free(error);
    OK(acs_client_stop_recording(stage.client, id, NULL, NULL, &error));
    acs_response_free(pending);
    acs_receiver_free(elsewhere);
    acs_start_recording_options_free(options);
    acs_call_free(call);
    close_stage(&stage);
}

static void what_cannot_be_recorded_is_refused_before_it_is_sent(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_recording_properties_t *recording = NULL;
    acs_start_recording_options_t *options = acs_start_recording_options_new();
    acs_start_recording_options_set_recording_channel(options, ACS_RECORDING_CHANNEL_UNMIXED);
    acs_start_recording_options_set_recording_format(options, ACS_RECORDING_FORMAT_MP3);
    CHECK(acs_client_start_recording(stage.client, ACS_LOCATOR_SERVER_CALL, "id", options,
                                     &recording, NULL, &error) == ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "recording format");
    CHECK(acs_error_attempts(error) == 0);
    acs_error_free(error);
    CHECK(acs_client_start_recording(stage.client, 7, "id", NULL, &recording, NULL, &error) ==
          ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "call locator");
    acs_error_free(error);
    CHECK(acs_client_pause_recording(stage.client, "", NULL, NULL, &error) == ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "recording id");
    acs_error_free(error);
    acs_start_recording_options_free(options);
    close_stage(&stage);
}

static void streams_of_a_call_are_switched_on_and_off(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_media_streaming_options_t *streaming =
        acs_media_streaming_options_new(ACS_AUDIO_CHANNEL_MIXED);
    acs_media_streaming_options_set_transport_url(streaming, "wss://example.com/sound");
    acs_media_streaming_options_set_start_media_streaming(streaming, 0);
    acs_transcription_options_t *transcription = acs_transcription_options_new("en-US");
    acs_transcription_options_set_transport_url(transcription, "wss://example.com/words");
    acs_transcription_options_set_start_transcription(transcription, 0);
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_create_call_options_set_cognitive_services_endpoint(options, "https://example.com");
    acs_create_call_options_set_media_streaming(options, streaming);
    acs_create_call_options_set_transcription(options, transcription);
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    acs_call_t *call = NULL;
    OK(acs_client_create_call(stage.client, invite, callback(&stage), options, &call, NULL, &error));
    await_and_free(stage.receiver, "CallConnected");

    acs_operation_options_t *start = acs_operation_options_new();
    acs_operation_options_set_operation_context(start, "sound");
    OK(acs_call_start_media_streaming(call, start, NULL, &error));
    acs_event_t *event = await_event(stage.receiver, "MediaStreamingStarted");
    CHECK_TEXT(acs_event_operation_context(event), "sound");
    CHECK_TEXT(acs_event_media_streaming_status(event), "mediaStreamingStarted");
    CHECK(acs_event_media_reason(event) == ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY);
    acs_event_free(event);
    OK(acs_call_stop_media_streaming(call, NULL, NULL, &error));
    await_and_free(stage.receiver, "MediaStreamingStopped");

    acs_response_t *response = NULL;
    acs_start_transcription_options_t *listen = acs_start_transcription_options_new();
    acs_start_transcription_options_set_locale(listen, "en-CA");
    acs_start_transcription_options_set_operation_context(listen, "words");
    OK(acs_call_start_transcription(call, listen, &response, &error));
    CHECK_TEXT(acs_response_operation_context(response), "words");
    CHECK(acs_response_subscription_id(response) != NULL);
    acs_response_free(response);
    await_and_free(stage.receiver, "TranscriptionStarted");
    acs_update_transcription_options_t *update = acs_update_transcription_options_new();
    acs_update_transcription_options_set_locale(update, "de-DE");
    OK(acs_call_update_transcription(call, update, NULL, &error));
    event = await_event(stage.receiver, "TranscriptionUpdated");
    CHECK_TEXT(acs_event_transcription_status_details(event), "transcriptionLocaleUpdated");
    acs_event_free(event);
    OK(acs_call_stop_transcription(call, NULL, &response, &error));
    CHECK(acs_response_subscription_id(response) != NULL);
    acs_response_free(response);
    await_and_free(stage.receiver, "TranscriptionStopped");

    acs_update_transcription_options_free(update);
    acs_start_transcription_options_free(listen);
    acs_operation_options_free(start);
    acs_create_call_options_free(options);
    acs_transcription_options_free(transcription);
    acs_media_streaming_options_free(streaming);
    acs_invite_free(invite);
    acs_call_free(call);
    close_stage(&stage);
}

static void the_metadata_of_a_recording_are_read(void) {
    static const char file[] =
        "{\"resourceId\":\"r\",\"callId\":\"c\",\"chunkDocumentId\":\"d\",\"chunkIndex\":1,"
        "\"chunkStartTime\":\"2026-03-01T22:24:34.5Z\",\"chunkDuration\":19320,"
        "\"pauseResumeIntervals\":[{\"startTime\":\"2026-03-01T22:24:37Z\",\"duration\":5220}],"
        "\"recordingInfo\":{\"contentType\":\"audio\",\"channelType\":\"unmixed\",\"format\":\"wav\","
        "\"audioConfiguration\":{\"sampleRate\":16000,\"bitRate\":256000,\"channels\":2}},"
        "\"participants\":[{\"participantId\":\"8:acs:a_b\",\"channel\":1}]}";
    acs_error_t *error = NULL;
    acs_recording_metadata_t *metadata = NULL;
    OK(acs_recording_metadata_parse((const uint8_t *)file, sizeof file - 1, &metadata, &error));
    CHECK_TEXT(acs_recording_metadata_resource_id(metadata), "r");
    CHECK_TEXT(acs_recording_metadata_call_id(metadata), "c");
    CHECK_TEXT(acs_recording_metadata_chunk_document_id(metadata), "d");
    CHECK(acs_recording_metadata_chunk_index(metadata) == 1);
    CHECK_TEXT(acs_recording_metadata_chunk_start_time(metadata), "2026-03-01T22:24:34.5Z");
    CHECK(acs_recording_metadata_chunk_start_time_ms(metadata) == INT64_C(1772403874500));
    CHECK(acs_recording_metadata_chunk_duration_ms(metadata) == 19320);
    CHECK(acs_recording_metadata_pause_count(metadata) == 1);
    CHECK_TEXT(acs_recording_metadata_pause_start_time(metadata, 0), "2026-03-01T22:24:37Z");
    CHECK(acs_recording_metadata_pause_start_time_ms(metadata, 0) == INT64_C(1772403877000));
    CHECK(acs_recording_metadata_pause_duration_ms(metadata, 0) == 5220);
    CHECK(acs_recording_metadata_pause_duration_ms(metadata, 1) == -1);
    CHECK_TEXT(acs_recording_metadata_content(metadata), "audio");
    CHECK_TEXT(acs_recording_metadata_channel(metadata), "unmixed");
    CHECK_TEXT(acs_recording_metadata_format(metadata), "wav");
    CHECK(acs_recording_metadata_audio_sample_rate(metadata) == 16000);
    CHECK(acs_recording_metadata_audio_bit_rate(metadata) == 256000);
    CHECK(acs_recording_metadata_audio_channels(metadata) == 2);
    CHECK(acs_recording_metadata_video_framerate(metadata) == -1);
    CHECK(acs_recording_metadata_participant_count(metadata) == 1);
    CHECK_TEXT(acs_recording_metadata_participant_id(metadata, 0), "8:acs:a_b");
    CHECK(acs_recording_metadata_participant_channel(metadata, 0) == 1);
    CHECK_TEXT(acs_recording_metadata_participant_id(metadata, 1), NULL);
    CHECK_TEXT(acs_recording_metadata_raw_json(metadata), file);
    acs_recording_metadata_free(metadata);

    CHECK(acs_recording_metadata_parse((const uint8_t *)"<html>", 6, &metadata, &error) == ACS_DECODE);
    CHECK(metadata == NULL);
    acs_error_free(error);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_recording_is_paused_while_a_card_number_is_spoken),
        STORY(the_start_of_a_recording_is_waited_for),
        STORY(what_cannot_be_recorded_is_refused_before_it_is_sent),
        STORY(streams_of_a_call_are_switched_on_and_off),
        STORY(the_metadata_of_a_recording_are_read));
}
