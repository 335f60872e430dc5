/* Media operations: the bodies of their requests, word for word. */
#include "stage.h"

#define TARGET "\"targetParticipant\":{\"rawId\":\"4:+15550100123\"," \
               "\"phoneNumber\":{\"value\":\"+15550100123\"}}"

/** A call with cognitive services. */
static acs_call_t *speaking_call(const struct stage *stage) {
    acs_error_t *error = NULL;
    acs_call_t *call = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_create_call_options_set_cognitive_services_endpoint(options, "https://c.example.com");
    OK(acs_client_create_call(stage->client, invite, callback(stage), options, &call, NULL,
                              &error));
    acs_create_call_options_free(options);
    acs_invite_free(invite);
    await_and_free(stage->receiver, "CallConnected");
    return call;
}

static acs_identifier_t *the_phone(void) {
    acs_error_t *error = NULL;
    acs_identifier_t *phone = NULL;
    OK(acs_identifier_new_phone_number(OTHER_NUMBER, &phone, &error));
    return phone;
}

/** The body of the newest request whose path ends in this action must be this text. */
static void was_sent(const struct stage *stage, const char *action, const char *body) {
    acs_error_t *error = NULL;
    acs_emulator_journal_t *journal = NULL;
    OK(acs_emulator_journal(stage->emulator, &journal, &error));
    const acs_emulator_journal_entry_t *newest = NULL;
    for (size_t i = 0; i < acs_emulator_journal_count(journal); i++) {
        const acs_emulator_journal_entry_t *entry = acs_emulator_journal_at(journal, i);
        const char *path = acs_emulator_journal_entry_path(entry);
        if (path != NULL && strstr(path, action) != NULL) {
            newest = entry;
        }
    }
    CHECK(newest != NULL);
    size_t length = 0;
    const uint8_t *found = acs_emulator_journal_entry_body(newest, &length);
    char text[2000] = "";
    CHECK(length < sizeof text);
    if (length != 0) {
        memcpy(text, found, length);
    }
    CHECK_TEXT(text, body);
    acs_emulator_journal_free(journal);
}

static void sources_are_played_in_their_order(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = speaking_call(&stage);
    acs_play_source_t *file = acs_play_source_new_file("https://f.example.com/welcome.wav");
    acs_play_source_set_cache_id(file, "welcome");
    acs_play_source_t *text = acs_play_source_new_text("Please hold.");
    acs_play_source_set_source_locale(text, "en-GB");
    acs_play_source_set_voice_kind(text, ACS_VOICE_FEMALE);
    acs_play_source_set_voice_name(text, "en-GB-SoniaNeural");
    acs_play_source_set_custom_voice_endpoint_id(text, "v-1");
    acs_play_source_t *ssml = acs_play_source_new_ssml("<speak/>");
    const acs_play_source_t *sources[] = {file, text, ssml};
    acs_play_options_t *options = acs_play_options_new();
    acs_play_options_set_looped(options, 0);
    acs_play_options_set_interrupt_call_media_operation(options, 1);
    acs_play_options_set_operation_context(options, "greeting");
    acs_response_t *response = NULL;
    OK(acs_call_play_to_all(call, sources, 3, options, &response, &error));
    CHECK(acs_response_status(response) == 202);
    acs_response_free(response);
    was_sent(&stage, ":play",
              "{\"playSources\":[{\"kind\":\"file\",\"playSourceCacheId\":\"welcome\","
              "\"file\":{\"uri\":\"https://f.example.com/welcome.wav\"}},"
              "{\"kind\":\"text\",\"text\":{\"text\":\"Please hold.\",\"sourceLocale\":\"en-GB\","
              "\"voiceKind\":\"female\",\"voiceName\":\"en-GB-SoniaNeural\","
              "\"customVoiceEndpointId\":\"v-1\"}},"
              "{\"kind\":\"ssml\",\"ssml\":{\"ssmlText\":\"<speak/>\"}}],\"playTo\":[],"
              "\"interruptCallMediaOperation\":true,\"playOptions\":{\"loop\":false},"
              "\"operationContext\":\"greeting\"}");
    OK(acs_call_cancel_all_media_operations(call, NULL, NULL, &error));
    was_sent(&stage, ":cancelAllMediaOperations", "");

    acs_identifier_t *phone = the_phone();
    const acs_identifier_t *participants[] = {phone};
    OK(acs_call_play(call, sources, 1, participants, 1, NULL, NULL, &error));
    was_sent(&stage, ":play",
              "{\"playSources\":[{\"kind\":\"file\",\"playSourceCacheId\":\"welcome\","
              "\"file\":{\"uri\":\"https://f.example.com/welcome.wav\"}}],"
              "\"playTo\":[{\"rawId\":\"4:+15550100123\","
              "\"phoneNumber\":{\"value\":\"+15550100123\"}}]}");
    CHECK(acs_call_play(call, sources, 1, participants, 0, NULL, NULL, &error) ==
          ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "participants");
    acs_error_free(error);
    acs_identifier_free(phone);
    acs_play_options_free(options);
    acs_play_source_free(file);
    acs_play_source_free(text);
    acs_play_source_free(ssml);
    acs_call_free(call);
    close_stage(&stage);
}

static void tones_are_recognized(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = speaking_call(&stage);
    acs_identifier_t *phone = the_phone();
    acs_recognize_options_t *options = acs_recognize_options_new_dtmf();
    acs_recognize_options_set_max_tones(options, 4);
    acs_play_source_t *prompt = acs_play_source_new_text("Your PIN, please.");
    acs_recognize_options_add_prompt(options, prompt);
    acs_play_source_free(prompt);
    acs_recognize_options_set_interrupt_prompt(options, 1);
    acs_recognize_options_set_initial_silence_timeout_ms(options, 0);
    acs_recognize_options_set_inter_tone_timeout_ms(options, 2500);
    acs_recognize_options_set_stop_tones(options, "#*");
    OK(acs_call_recognize(call, phone, options, NULL, &error));
    was_sent(&stage, ":recognize",
              "{\"recognizeInputType\":\"dtmf\",\"playPrompt\":{\"kind\":\"text\","
              "\"text\":{\"text\":\"Your PIN, please.\"}},\"recognizeOptions\":{"
              "\"interruptPrompt\":true,\"initialSilenceTimeoutInSeconds\":0," TARGET ","
              "\"dtmfOptions\":{\"interToneTimeoutInSeconds\":3,\"maxTonesToCollect\":4,"
              "\"stopTones\":[\"pound\",\"asterisk\"]}}}");
    acs_recognize_options_free(options);

    options = acs_recognize_options_new_dtmf();
    acs_recognize_options_set_max_tones(options, 0);
    CHECK(acs_call_recognize(call, phone, options, NULL, &error) == ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "max tones");
    acs_error_free(error);
    acs_recognize_options_free(options);
    acs_identifier_free(phone);
    acs_call_free(call);
    close_stage(&stage);
}

static void choices_and_words_are_listened_for(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = speaking_call(&stage);
    acs_identifier_t *phone = the_phone();
    acs_recognize_options_t *options = acs_recognize_options_new_choices();
    const char *yes[] = {"yes", "sure"}, *no = "no";
    acs_recognize_options_add_choice(options, "Yes", yes, 2, '1');
    acs_recognize_options_add_choice(options, "No", &no, 1, 0);
    acs_recognize_options_set_speech_language(options, "en-US");
    OK(acs_call_recognize(call, phone, options, NULL, &error));
    was_sent(&stage, ":recognize",
              "{\"recognizeInputType\":\"choices\",\"recognizeOptions\":{" TARGET ","
              "\"speechLanguage\":\"en-US\",\"choices\":[{\"label\":\"Yes\","
              "\"phrases\":[\"yes\",\"sure\"],\"tone\":\"one\"},"
              "{\"label\":\"No\",\"phrases\":[\"no\"]}]}}");
    CHECK(acs_recognize_options_add_choice(options, "E", NULL, 0, 'E') == ACS_INVALID_INPUT);
    CHECK(acs_call_recognize(call, phone, options, NULL, &error) == ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "choice tone");
    acs_error_free(error);
    error = NULL;
    acs_recognize_options_free(options);

    OK(acs_call_cancel_all_media_operations(call, NULL, NULL, &error));
    options = acs_recognize_options_new_speech_or_dtmf();
    acs_recognize_options_set_end_silence_timeout_ms(options, 1500);
    acs_recognize_options_set_speech_model_endpoint_id(options, "m-1");
    acs_recognize_options_set_interrupt_call_media_operation(options, 0);
    OK(acs_call_recognize(call, phone, options, NULL, &error));
    was_sent(&stage, ":recognize",
              "{\"recognizeInputType\":\"speechOrDtmf\",\"interruptCallMediaOperation\":false,"
              "\"recognizeOptions\":{" TARGET ",\"speechRecognitionModelEndpointId\":\"m-1\","
              "\"dtmfOptions\":{},\"speechOptions\":{\"endSilenceTimeoutInMs\":1500}}}");
    acs_recognize_options_free(options);
    acs_identifier_free(phone);
    acs_call_free(call);
    close_stage(&stage);
}

static void tones_are_sent_and_reported(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = speaking_call(&stage);
    acs_identifier_t *phone = the_phone();
    acs_operation_options_t *options = acs_operation_options_new();
    acs_operation_options_set_operation_context(options, "extension");
    acs_response_t *response = NULL;
    OK(acs_call_send_dtmf_tones(call, "12#a", phone, options, &response, &error));
    CHECK_TEXT(acs_response_operation_context(response), "extension");
    acs_response_free(response);
    was_sent(&stage, ":sendDtmfTones",
              "{\"tones\":[\"one\",\"two\",\"pound\",\"a\"]," TARGET ","
              "\"operationContext\":\"extension\"}");
    CHECK(acs_call_send_dtmf_tones(call, "1,2", phone, options, NULL, &error) ==
          ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "tones");
    acs_error_free(error);
    error = NULL;
    acs_operation_options_free(options);

    await_and_free(stage.receiver, "SendDtmfTonesCompleted");
    OK(acs_call_start_continuous_dtmf_recognition(call, phone, NULL, NULL, &error));
    was_sent(&stage, ":startContinuousDtmfRecognition", "{" TARGET "}");
    OK(acs_call_stop_continuous_dtmf_recognition(call, phone, NULL, NULL, &error));
    was_sent(&stage, ":stopContinuousDtmfRecognition", "{" TARGET "}");
    acs_identifier_free(phone);
    acs_call_free(call);
    close_stage(&stage);
}

static void a_participant_is_held_and_taken_back(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = speaking_call(&stage);
    acs_identifier_t *phone = the_phone();
    acs_hold_options_t *options = acs_hold_options_new();
    acs_play_source_t *music = acs_play_source_new_file("https://f.example.com/music.wav");
    acs_hold_options_set_play_source(options, music);
    acs_play_source_free(music);
    OK(acs_call_hold(call, phone, options, NULL, &error));
    was_sent(&stage, ":hold",
              "{" TARGET ",\"playSourceInfo\":{\"kind\":\"file\","
              "\"file\":{\"uri\":\"https://f.example.com/music.wav\"}}}");
    acs_hold_options_free(options);
    OK(acs_call_unhold(call, phone, NULL, NULL, &error));
    was_sent(&stage, ":unhold", "{" TARGET "}");
    acs_identifier_free(phone);
    acs_call_free(call);
    close_stage(&stage);
}

static void remote_parties_press_and_say_what_is_scripted(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = speaking_call(&stage);
    acs_identifier_t *phone = the_phone();
    acs_emulator_remote_party_t *remote_party = acs_emulator_remote_party_new("4:" OTHER_NUMBER);
    OK(acs_emulator_remote_party_add_speech(remote_party, "yes"));
    OK(acs_emulator_remote_party_add_recognition_failure(remote_party, 500, 8565));
    OK(acs_emulator_remote_party_add_silence(remote_party));
    OK(acs_emulator_set_remote_party(stage.emulator, remote_party, &error));
    CHECK(acs_emulator_remote_party_add_digits(remote_party, "1x") == ACS_INVALID_INPUT);
    CHECK(acs_emulator_set_remote_party(stage.emulator, remote_party, &error) == ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "digits");
    acs_error_free(error);
    acs_emulator_remote_party_free(remote_party);

    acs_recognize_options_t *options = acs_recognize_options_new_choices();
    const char *yes = "yes";
    acs_recognize_options_add_choice(options, "Yes", &yes, 1, '1');
    OK(acs_call_recognize(call, phone, options, NULL, &error));
    acs_event_t *event = await_event(stage.receiver, "RecognizeCompleted");
    CHECK_TEXT(acs_event_choice_label(event), "Yes");
    CHECK_TEXT(acs_event_choice_phrase(event), "yes");
    acs_event_free(event);
    OK(acs_call_recognize(call, phone, options, NULL, &error));
    event = await_event(stage.receiver, "RecognizeFailed");
    CHECK(acs_event_result_sub_code(event) == 8565);
    acs_event_free(event);
    OK(acs_call_recognize(call, phone, options, NULL, &error));
    OK(acs_emulator_press_digits(stage.emulator, acs_call_id(call), "4:" OTHER_NUMBER, "1", &error));
    event = await_event(stage.receiver, "RecognizeCompleted");
    CHECK(acs_event_result_sub_code(event) == 8533);
    acs_event_free(event);
    acs_recognize_options_free(options);

    options = acs_recognize_options_new_speech();
    OK(acs_call_recognize(call, phone, options, NULL, &error));
    OK(acs_emulator_speak(stage.emulator, acs_call_id(call), "4:" OTHER_NUMBER, "hello", &error));
    event = await_event(stage.receiver, "RecognizeCompleted");
    CHECK(acs_event_result_sub_code(event) == 8569);
    acs_event_free(event);
    acs_recognize_options_free(options);
    acs_identifier_free(phone);
    acs_call_free(call);
    close_stage(&stage);
}

static void prompts_last_and_fail_as_scripted(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_t *call = speaking_call(&stage);
    acs_emulator_prompt_t *every = acs_emulator_prompt_new_any();
    OK(acs_emulator_prompt_set_duration_ms(every, 10));
    OK(acs_emulator_prompt_set_start_after_ms(every, 0));
    OK(acs_emulator_set_prompt(stage.emulator, every, &error));
    acs_emulator_prompt_free(every);
    acs_play_source_t *file = acs_play_source_new_file("https://f.example.com/a.wav");
    const acs_play_source_t *sources[] = {file};
    OK(acs_call_play_to_all(call, sources, 1, NULL, NULL, &error));
    await_and_free(stage.receiver, "PlayCompleted");

    const int64_t sub_codes[] = {8535, 8536, 8572};
    for (size_t i = 0; i < 3; i++) {
        acs_emulator_prompt_t *prompt = acs_emulator_prompt_new("https://f.example.com/a.wav");
        OK(i == 0   ? acs_emulator_prompt_set_wrong_format(prompt)
           : i == 1 ? acs_emulator_prompt_set_download_failure(prompt)
                    : acs_emulator_prompt_set_failure(prompt, 500, 8572));
        OK(acs_emulator_set_prompt(stage.emulator, prompt, &error));
        acs_emulator_prompt_free(prompt);
        OK(acs_call_play_to_all(call, sources, 1, NULL, NULL, &error));
        acs_event_t *failed = await_event(stage.receiver, "PlayFailed");
        CHECK(acs_event_result_sub_code(failed) == sub_codes[i]);
        acs_event_free(failed);
    }
    acs_play_source_free(file);
    acs_call_free(call);
    close_stage(&stage);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(sources_are_played_in_their_order), STORY(tones_are_recognized),
        STORY(choices_and_words_are_listened_for), STORY(tones_are_sent_and_reported),
        STORY(a_participant_is_held_and_taken_back),
        STORY(remote_parties_press_and_say_what_is_scripted), STORY(prompts_last_and_fail_as_scripted));
}
