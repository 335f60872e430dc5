/* What is played into a call and heard from it, through the C++ header. */
#include "stage.hpp"

/** A call that can speak and listen. */
static acs::call speaking(const stage &stage) {
    acs::create_call_options options;
    options.cognitive_services_endpoint = "https://c.example.com";
    acs::call call = stage.client.create_call(acs::invite::to_phone_number(number, own_number), stage.callback, options);
    stage.comes(ACS_EVENT_CALL_CONNECTED);
    return call;
}

/** Whether the newest request of an action has this text in its body. */
static bool was_sent(const stage &stage, std::string_view action, std::string_view text) {
    const auto journal = stage.emulator.journal();
    for (auto entry = journal.rbegin(); entry != journal.rend(); ++entry) {
        if (entry->path().find(action) != std::string_view::npos) {
            return entry->body().find(text) != std::string_view::npos;
        }
    }
    return false;
}

static void sources_of_every_kind_are_played() {
    const stage stage;
    const acs::call call = speaking(stage);
    acs::file_source file{"https://f.example.com/welcome.wav"};
    file.cache_id = "welcome";
    acs::text_source text{"Please hold."};
    text.cache_id = "hold";
    text.source_locale = "en-GB";
    text.voice_kind = ACS_VOICE_MALE;
    text.voice_name = "en-GB-RyanNeural";
    text.custom_voice_endpoint_id = "v-1";
    acs::ssml_source ssml{"<speak/>"};
    ssml.cache_id = "ssml";
    ssml.custom_voice_endpoint_id = "v-2";
    acs::play_options options;
    options.looped = true;
    options.interrupt_call_media_operation = true;
    options.operation_context = "greeting";
    CHECK(call.play_to_all({file, text, ssml}, options).status() == 202);
    CHECK(was_sent(stage, ":play",
                    R"([{"kind":"file","playSourceCacheId":"welcome","file":{"uri":"https://f.example.com/welcome.wav"}},)"
                    R"({"kind":"text","playSourceCacheId":"hold","text":{"text":"Please hold.","sourceLocale":"en-GB",)"
                    R"("voiceKind":"male","voiceName":"en-GB-RyanNeural","customVoiceEndpointId":"v-1"}},)"
                    R"({"kind":"ssml","playSourceCacheId":"ssml","ssml":{"ssmlText":"<speak/>","customVoiceEndpointId":"v-2"}}],)"
                    R"("playTo":[],"interruptCallMediaOperation":true,"playOptions":{"loop":true})"));
    CHECK(call.cancel_all_media_operations().status() == 202);
    CHECK(call.play({acs::text_source{"Only for you."}}, {acs::phone(number)}).status() == 202);
    CHECK(was_sent(stage, ":play", R"("playTo":[{"rawId":"4:+16045551234")"));

    // One source needs no list, and a list can be a vector.
    const acs::play_source one = file;
    const std::vector<acs::play_source> several{file, text};
    for (const acs::play_sources &sources : {acs::play_sources(one), acs::play_sources(text), acs::play_sources(several)}) {
        CHECK(call.cancel_all_media_operations().status() == 202);
        CHECK(call.play_to_all(sources).status() == 202);
    }
    CHECK(call.cancel_all_media_operations().status() == 202);
    CHECK(call.play(text, {acs::phone(number)}).status() == 202);
    CHECK(call.cancel_all_media_operations().status() == 202);
    CHECK(call.play_to_all(one).status() == 202 && call.play_to_all(several).status() == 202);
    CHECK(call.play_to_all(acs::ssml_source{"<speak/>"}).status() == 202);
    CHECK(was_sent(stage, ":play", R"("playSources":[{"kind":"ssml","ssml":{"ssmlText":"<speak/>"}}],"playTo":[])"));

    const auto refusal = thrown<acs::invalid_input>([&] { call.play({file}, {}); });
    CHECK(refusal.field() == "participants");
    const auto nothing = thrown<acs::invalid_input>([&] { call.play_to_all({}); });
    CHECK(nothing.field() == "play sources");
    const auto cut = thrown<acs::invalid_input>([&] { call.play_to_all({acs::text_source{std::string("a\0b", 3)}}); });
    CHECK(cut.field() == "text");
}

static void recognitions_of_every_kind_are_started() {
    const stage stage;
    const acs::call call = speaking(stage);
    const acs::identifier target = acs::phone(number);
    acs::recognize_options keys;
    keys.max_tones = 4;
    keys.prompts = {acs::text_source{"Your PIN,"}, acs::text_source{"please."}};
    keys.stop_tones = "#";
    keys.inter_tone_timeout = std::chrono::seconds(5);
    keys.initial_silence_timeout = std::chrono::milliseconds(1);
    keys.interrupt_prompt = false;
    CHECK(call.recognize(target, keys).status() == 202);
    CHECK(was_sent(stage, ":recognize",
                    R"({"recognizeInputType":"dtmf","playPrompts":[{"kind":"text","text":{"text":"Your PIN,"}},)"
                    R"({"kind":"text","text":{"text":"please."}}],"recognizeOptions":{"interruptPrompt":false,)"
                    R"("initialSilenceTimeoutInSeconds":1,)"));
    CHECK(was_sent(stage, ":recognize",
                    R"("dtmfOptions":{"interToneTimeoutInSeconds":5,"maxTonesToCollect":4,"stopTones":["pound"]})"));

    call.cancel_all_media_operations();
    acs::recognize_options menu;
    menu.input = acs::recognize_input::choices;
    menu.choices = {{"Yes", {"yes", "sure"}, '1'}, {"No", {"no"}}};
    menu.speech_language = "en-US";
    menu.interrupt_call_media_operation = true;
    call.recognize(target, menu);
    CHECK(was_sent(stage, ":recognize",
                    R"("choices":[{"label":"Yes","phrases":["yes","sure"],"tone":"one"},{"label":"No","phrases":["no"]}])"));

    call.cancel_all_media_operations();
    acs::recognize_options words;
    words.input = acs::recognize_input::speech;
    words.prompts = acs::text_source{"Speak."};
    words.end_silence_timeout = std::chrono::seconds(1);
    words.speech_model_endpoint_id = "m-1";
    call.recognize(target, words);
    CHECK(was_sent(stage, ":recognize", R"("speechOptions":{"endSilenceTimeoutInMs":1000})"));
    CHECK(was_sent(stage, ":recognize", R"("playPrompt":{"kind":"text","text":{"text":"Speak."}})"));

    call.cancel_all_media_operations();
    words.input = acs::recognize_input::speech_or_dtmf;
    call.recognize(target, words);
    CHECK(was_sent(stage, ":recognize", R"("dtmfOptions":{},)"));

    menu.max_tones = 1;
    CHECK(thrown<acs::invalid_input>([&] { call.recognize(target, menu); }).field() == "max tones");
    menu.max_tones.reset();
    menu.choices.push_back({"E", {}, 'E'});
    CHECK(thrown<acs::invalid_input>([&] { call.recognize(target, menu); }).field() == "choice tone");
}

static void tones_go_out_and_come_in() {
    const stage stage;
    const acs::call call = speaking(stage);
    acs::operation_options options;
    options.operation_context = "extension";
    CHECK(call.send_dtmf_tones("12#", acs::phone(number), options).operation_context() == "extension");
    CHECK(was_sent(stage, ":sendDtmfTones", R"({"tones":["one","two","pound"],)"));
    const auto user = acs::identifier::parse("8:acs:r_u");
    CHECK(thrown<acs::invalid_input>([&] { call.send_dtmf_tones("1", user); }).field() == "target");

    stage.comes(ACS_EVENT_SEND_DTMF_TONES_COMPLETED);
    acs::operation_options listening;
    listening.operation_context = "keys";
    CHECK(call.start_continuous_dtmf_recognition(acs::phone(number), listening).status() == 200);
    CHECK(was_sent(stage, ":startContinuousDtmfRecognition", R"("operationContext":"keys")"));
    CHECK(call.stop_continuous_dtmf_recognition(acs::phone(number)).status() == 200);
}

static void a_participant_waits_with_music() {
    const stage stage;
    const acs::call call = speaking(stage);
    acs::hold_options music;
    music.play_source = acs::file_source{"https://f.example.com/music.wav"};
    CHECK(call.hold(acs::phone(number), music).status() == 200);
    CHECK(was_sent(stage, ":hold", R"("playSourceInfo":{"kind":"file")"));
    CHECK(call.unhold(acs::phone(number)).status() == 200);
    CHECK(was_sent(stage, ":unhold", "targetParticipant"));
}

static void remote_parties_take_their_turns_and_prompts_fail() {
    const stage stage;
    const acs::call call = speaking(stage);
    const std::string who = std::string("4:") + number;
    acs::remote_party remote_party;
    remote_party.raw_id = who;
    acs::remote_party_turn presses, says, fails;
    presses.digits = "12";
    says.speech = "agent";
    fails.recognition_failure = acs::failure_numbers{500, 8563};
    remote_party.turns = {presses, says, fails, acs::remote_party_turn{}};
    stage.emulator.set_remote_party(remote_party);
    acs::prompt every;
    every.duration = std::chrono::milliseconds(10);
    every.start_after = std::chrono::milliseconds(0);
    stage.emulator.set_prompt(every);
    acs::prompt gone;
    gone.content = "https://f.example.com/gone.wav";
    gone.failure = acs::failure_numbers{400, 8536};
    stage.emulator.set_prompt(gone);

    const auto recognizes = [&](const acs::recognize_options &options, int kind) {
        call.recognize(acs::phone(number), options);
        return stage.comes(kind).result_sub_code();
    };
    acs::recognize_options keys, choices;
    keys.max_tones = 2;
    choices.input = acs::recognize_input::choices;
    choices.choices = {{"Agent", {"agent"}, '9'}};
    CHECK(recognizes(keys, ACS_EVENT_RECOGNIZE_COMPLETED) == 8531);
    CHECK(recognizes(choices, ACS_EVENT_RECOGNIZE_COMPLETED) == 8545);
    CHECK(recognizes(keys, ACS_EVENT_RECOGNIZE_FAILED) == 8563);
    call.recognize(acs::phone(number), choices);
    stage.emulator.speak(call.id(), who, "somebody");
    CHECK(stage.comes(ACS_EVENT_RECOGNIZE_FAILED).result_sub_code() == 8547);
    call.recognize(acs::phone(number), choices);
    stage.emulator.press_digits(call.id(), who, "9");
    CHECK(stage.comes(ACS_EVENT_RECOGNIZE_COMPLETED).result_sub_code() == 8533);
    CHECK(thrown<acs::invalid_input>([&] { stage.emulator.press_digits(call.id(), who, "x"); }).field() == "digits");

    call.play_to_all({acs::file_source{"https://f.example.com/gone.wav"}});
    CHECK(stage.comes(ACS_EVENT_PLAY_FAILED).result_sub_code() == 8536);
    call.play_to_all({acs::file_source{"https://f.example.com/a.wav"}});
    stage.comes(ACS_EVENT_PLAY_COMPLETED);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(sources_of_every_kind_are_played), STORY(recognitions_of_every_kind_are_started),
        STORY(tones_go_out_and_come_in), STORY(a_participant_waits_with_music),
        STORY(remote_parties_take_their_turns_and_prompts_fail));
}
