/* Recordings, media streaming and transcription through the C++ header. */
#include "stage.hpp"

static void a_recording_is_started_paused_and_stopped() {
    const stage stage;
    const auto call = stage.connected();
    acs::start_recording_options options;
    options.recording_state_callback_uri = stage.callback;
    options.recording_content = ACS_RECORDING_CONTENT_AUDIO;
    options.recording_channel = ACS_RECORDING_CHANNEL_UNMIXED;
    options.recording_format = ACS_RECORDING_FORMAT_WAV;
    options.audio_channel_participant_ordering = {acs::phone(number)};
    options.pause_on_start = false;
    acs::response answer;
    const auto recording = stage.client.start_recording(call, options, &answer);
    CHECK(answer.status() == 202 && answer.repeatability_result() == "accepted");
    CHECK(recording.state() == ACS_RECORDING_STATE_INACTIVE);
    CHECK(recording.kind() == ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES);
    const std::string id(recording.recording_id());
    const auto runs = stage.comes(ACS_EVENT_RECORDING_STATE_CHANGED);
    CHECK(runs.recording_id() == id && runs.recording_state() == ACS_RECORDING_STATE_ACTIVE);
    CHECK(!runs.media_reason());

    CHECK(stage.client.pause_recording(id).status() == 202);
    CHECK(stage.client.get_recording_properties(id).state() == ACS_RECORDING_STATE_INACTIVE);
    stage.client.resume_recording(id);
    CHECK(stage.client.get_recording_properties(id, {}, &answer).state() == ACS_RECORDING_STATE_ACTIVE);
    CHECK(answer.status() == 200);
    CHECK(stage.client.stop_recording(id).status() == 204);
    const auto gone = thrown<acs::service_error>([&] { stage.client.stop_recording(id); });
    CHECK(gone.http_status() == 404 && gone.sub_code() == 8522);

    // By the id of the call itself, with channels for certain participants.
    acs::start_recording_options others;
    others.channel_affinity = {{acs::phone(number), 3}, {acs::identifier::parse("8:acs:r_u"), {}}};
    const std::string server_call(call.get_properties().server_call_id());
    CHECK(!stage.client.start_recording(ACS_LOCATOR_SERVER_CALL, server_call, others).recording_id().empty());
    others.channel_affinity[1].channel = 3;
    const auto twice = thrown<acs::invalid_input>(
        [&] { stage.client.start_recording(ACS_LOCATOR_SERVER_CALL, server_call, others); });
    CHECK(twice.field() == "channel affinity");

    acs::start_recording_options kept;
    kept.blob_container_url = "http://example.com/container";
    const auto plain = thrown<acs::invalid_input>([&] { stage.client.start_recording(call, kept); });
    CHECK(plain.field() == "recording destination container url");
}

static void the_start_of_a_recording_is_waited_for() {
    const stage stage;
    const auto call = stage.connected();
    acs::start_recording_options options;
    options.recording_state_callback_uri = stage.callback;
    const auto started = stage.client.start_recording_and_wait(stage.receiver, call, options, time_limit);
    CHECK(started && started.event.recording_state() == ACS_RECORDING_STATE_ACTIVE);
    CHECK(stage.client.stop_recording(started.event.recording_id()).status() == 204);
    const std::string server_call(call.get_properties().server_call_id());
    options.pause_on_start = true;
    const auto paused = stage.client.start_recording_and_wait(stage.receiver, ACS_LOCATOR_SERVER_CALL, server_call,
                                                              options, time_limit);
    CHECK(paused && paused.event.recording_state() == ACS_RECORDING_STATE_INACTIVE);
    const auto second = stage.client.start_recording_and_wait(stage.receiver, call, options, time_limit);
    CHECK(second.outcome == acs::wait_outcome::failure && second.event.result_sub_code() == 8553);
    options.recording_state_callback_uri.reset();
    const auto refused = thrown<acs::invalid_input>(
        [&] { stage.client.start_recording_and_wait(stage.receiver, call, options, time_limit); });
    CHECK(refused.field() == "recording state callback uri");
}

static void streams_of_a_call_are_switched_on_and_off() {
    const stage stage;
    acs::create_call_options options;
    options.cognitive_services_endpoint = "https://example.com";
    options.media_streaming.emplace();
    options.media_streaming->transport_url = "wss://example.com/sound";
    options.media_streaming->start_media_streaming = false;
    options.transcription.emplace();
    options.transcription->locale = "en-US";
    options.transcription->transport_url = "wss://example.com/words";
    options.transcription->start_transcription = false;
    const auto call =
        stage.client.create_call(acs::invite::to_phone_number(number, own_number), stage.callback, options);
    stage.comes(ACS_EVENT_CALL_CONNECTED);

    acs::operation_options sound;
    sound.operation_context = "sound";
    CHECK(call.start_media_streaming(sound).status() == 202);
    const auto started = stage.comes(ACS_EVENT_MEDIA_STREAMING_STARTED);
    CHECK(started.operation_context() == "sound");
    CHECK(started.media_reason() == ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY);
    call.stop_media_streaming();
    stage.comes(ACS_EVENT_MEDIA_STREAMING_STOPPED);

    acs::start_transcription_options words;
    words.locale = "en-CA";
    words.operation_context = "words";
    const auto listens = call.start_transcription(words);
    CHECK(listens.operation_context() == "words" && !listens.subscription_id().empty());
    stage.comes(ACS_EVENT_TRANSCRIPTION_STARTED);
    CHECK(call.get_properties().transcription_id() == listens.subscription_id());
    acs::update_transcription_options german;
    german.locale = "de-DE";
    call.update_transcription(german);
    CHECK(stage.comes(ACS_EVENT_TRANSCRIPTION_UPDATED).transcription_status_details() ==
          "transcriptionLocaleUpdated");
    acs::operation_options quiet;
    quiet.operation_context = "quiet";
    CHECK(call.stop_transcription(quiet).operation_context() == "quiet");
    CHECK(stage.comes(ACS_EVENT_TRANSCRIPTION_STOPPED).operation_context() == "quiet");
}

static void metadata_are_values() {
    acs::recording_metadata kept;
    CHECK(!kept && kept.call_id().empty() && !kept.chunk_index() && kept.participants().empty());
    kept = acs::recording_metadata::parse(
        R"({"callId":"c","chunkIndex":0,"chunkStartTime":"2026-03-01T22:24:34.5Z","chunkDuration":19320,
            "pauseResumeIntervals":[{"startTime":"2026-03-01T22:24:37Z","duration":5220}],
            "recordingInfo":{"contentType":"audioVideo","channelType":"mixed","format":"mp4",
                "videoConfiguration":{"longerSideLength":1920,"shorterSideLength":1080,"framerate":8}},
            "participants":[{"participantId":"4:+16045551234"}],"version":"1.0"})");
    CHECK(kept.call_id() == "c" && kept.chunk_index() == 0);
    CHECK(kept.chunk_duration() == std::chrono::milliseconds(19320));
    CHECK(kept.pauses().size() == 1 && kept.pauses()[0].duration == std::chrono::milliseconds(5220));
    CHECK(*kept.pauses()[0].started_at - *kept.chunk_started_at() == std::chrono::milliseconds(2500));
    CHECK(kept.content() == "audioVideo" && kept.channel() == "mixed" && kept.format() == "mp4");
    CHECK(kept.video_longer_side_length() == 1920 && kept.video_framerate() == 8);
    CHECK(!kept.audio_sample_rate());
    CHECK(kept.participants().size() == 1);
    CHECK(kept.participants()[0].participant_id == "4:+16045551234" && !kept.participants()[0].channel);
    CHECK(kept.raw_json().find("\"version\"") != std::string_view::npos);
    CHECK(thrown<acs::error>([] { acs::recording_metadata::parse("<html>"); }).status() == ACS_DECODE);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_recording_is_started_paused_and_stopped), STORY(the_start_of_a_recording_is_waited_for),
        STORY(streams_of_a_call_are_switched_on_and_off), STORY(metadata_are_values));
}
