/* No time is negative: each is refused, as in C. The members of options come from the headers: members.inc, which
 * the test of this program writes; it also counts the functions that are called here. */
#include "stage.hpp"

static const std::chrono::milliseconds negative(-1);

static acs::client client_of(const acs::emulator &emulator, acs::client_options options = {}) {
    options.recording_hosts = {std::string(emulator.endpoint().substr(std::string_view("http://").size()))};
    return acs::client(emulator.connection_string(), options);
}

/** Uses options where they are right but for a negative time. */
struct user {
    acs::emulator emulator;
    acs::client client = client_of(emulator);
    acs::call call = client.call("unknown");

    void use(const acs::request_options &options) const { call.get_properties(options); }
    void use(const acs::client_options &options) const { client_of(emulator, options); }
    void use(const acs::identity_options &options) const { acs::token::from_managed_identity(options); }
    void use(const acs::receiver_options &options) const { acs::receiver::without_listener(options); }
    void use(acs::redis_options options) const {
        options.url = "redis://127.0.0.1:1";
        acs::receiver_options receiver;
        receiver.redis = std::move(options);
        use(receiver);
    }
    void use(const acs::add_participant_options &options) const {
        call.add_participant(acs::invite::to_phone_number(number, own_number), options);
    }
    void use(acs::recognize_options options) const {
        options.max_tones = 1;
        call.recognize(acs::phone(number), options);
    }
    void use(const acs::download_recording_options &options) const {
        const std::string nothing = std::string(emulator.endpoint()) + "/v1/objects/none/content/audio";
        client.download_recording(nothing, [](std::string_view) { return true; }, options);
    }
    void use(const acs::emulator_options &options) const { acs::emulator other(options); }
    void use(acs::prompt options) const { emulator.set_prompt(options); }
    void use(const acs::remote_party &options) const { emulator.set_remote_party(options); }
    void use(acs::fault options) const {
        options.operation = "RejectCall";
        options.status = 500;
        emulator.add_fault(options);
    }
};

/** Whether input was refused; any other failure will do. */
template <class Function>
bool is_refused(Function &&function) {
    try {
        function();
    } catch (const acs::invalid_input &) {
        return true;
    } catch (const acs::error &) {
    }
    return false;
}

template <class Options, class Time>
void refused_member(const user &user, Time Options::*member, const char *name) {
    Options options;
    if (is_refused([&] { user.use(options); })) check_failed(__FILE__, __LINE__, name, "is refused without a time");
    options.*member = negative;
    if (!is_refused([&] { user.use(options); })) check_failed(__FILE__, __LINE__, name, "is not refused");
}

static void no_option_is_a_negative_time() {
    const user user;
#define REFUSED(type, member) refused_member(user, &acs::type::member, #type "::" #member);
#include "members.inc"
}

static void no_moment_is_before_1970() {
    const user user;
    acs::request_options options;
    options.repeatability.emplace();
    options.repeatability->id = "d0b8a6f0-6ff2-4f9a-9b2a-3d1f0a1b2c3d";
    options.repeatability->first_sent = acs::time_point(negative);
    CHECK(is_refused([&] { user.use(options); }));
}

#define NEGATIVE(call) CHECK(is_refused([&] { call; }))

static void nothing_waits_for_a_negative_time() {
    const stage stage;
    const acs::call call = stage.client.call("unknown");
    const auto expected = acs::expected().success("CallConnected");
    const auto &receiver = stage.receiver;
    const auto subscription = receiver.subscribe_call("unknown");
    NEGATIVE(receiver.next(negative));
    NEGATIVE(subscription.next(negative));
    NEGATIVE(receiver.wait_for(expected, negative));
    NEGATIVE(subscription.wait_for(expected, negative));
    NEGATIVE(subscription.wait_for_kind(ACS_EVENT_CALL_CONNECTED, negative));
    NEGATIVE(receiver.wait_for_kind(ACS_EVENT_CALL_CONNECTED, negative));
    NEGATIVE(receiver.wait_for_kind(ACS_EVENT_CALL_CONNECTED, "unknown", negative));
    NEGATIVE(receiver.close(negative));
    NEGATIVE(stage.emulator.advance(negative));
    NEGATIVE(stage.emulator.flush(negative));

    const acs::identifier phone = acs::phone(number);
    const acs::invite invite = acs::invite::to_phone_number(number, own_number);
    const acs::text_source word{"Yes."};
    acs::recognize_options keys;
    keys.max_tones = 1;
    acs::start_recording_options recording;
    recording.recording_state_callback_uri = stage.callback;
    NEGATIVE(call.add_participant_and_wait(receiver, invite, negative));
    NEGATIVE(call.remove_participant_and_wait(receiver, phone, negative));
    NEGATIVE(call.cancel_add_participant_and_wait(receiver, "invitation", negative));
    NEGATIVE(call.hang_up_and_wait(receiver, acs::for_everyone::yes, negative));
    NEGATIVE(call.transfer_and_wait(receiver, phone, negative));
    NEGATIVE(call.play_and_wait(receiver, word, {phone}, negative));
    NEGATIVE(call.play_to_all_and_wait(receiver, word, negative));
    NEGATIVE(call.recognize_and_wait(receiver, phone, keys, negative));
    NEGATIVE(call.send_dtmf_tones_and_wait(receiver, "1", phone, negative));
    const auto &client = stage.client;
    NEGATIVE(client.create_call_and_wait(receiver, invite, stage.callback, negative));
    NEGATIVE(client.create_group_call_and_wait(receiver, {phone}, stage.callback, negative));
    NEGATIVE(client.answer_call_and_wait(receiver, "context", stage.callback, negative));
    NEGATIVE(client.connect_call_and_wait(receiver, ACS_LOCATOR_ROOM, "room", stage.callback, negative));
    NEGATIVE(client.start_recording_and_wait(receiver, call, recording, negative));
    NEGATIVE(client.start_recording_and_wait(receiver, ACS_LOCATOR_ROOM, "room", recording, negative));
    CHECK(stage.emulator.journal().empty());
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(no_option_is_a_negative_time), STORY(no_moment_is_before_1970),
        STORY(nothing_waits_for_a_negative_time));
}
