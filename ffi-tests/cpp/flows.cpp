/* Flows through the C++ header: send a request, and wait for its outcome. */
#include <thread>

#include "stage.hpp"

static const std::chrono::milliseconds brief(1500);

static const acs::identifier agent = acs::phone("+15550100777");

static acs::call_result create(const stage &stage, std::chrono::milliseconds timeout = time_limit) {
    acs::create_call_options options;
    options.cognitive_services_endpoint = "https://c.example.com";
    return stage.client.create_call_and_wait(stage.receiver, acs::invite::to_phone_number(number, own_number),
                                        stage.callback, timeout, options);
}

static acs::remote_party slow(std::string_view phone) {
    acs::remote_party remote_party;
    remote_party.raw_id = "4:" + std::string(phone);
    remote_party.answer_after = std::chrono::minutes(1);
    return remote_party;
}

static void a_call_is_established_or_the_error_says_why_not() {
    const stage stage;
    const acs::call_result up = create(stage);
    CHECK(up && up.outcome == acs::wait_outcome::success && up.call.has_value() && !up.pending);
    CHECK(up.event.kind() == ACS_EVENT_CALL_CONNECTED && up.event.call_connection_id() == up.call->id());
    CHECK(up.event.operation_context().size() == 36);

    acs::remote_party busy;
    busy.raw_id = "4:" + std::string(number);
    busy.busy = true;
    stage.emulator.set_remote_party(busy);
    const acs::call_result failed = create(stage);
    CHECK(!failed && failed.outcome == acs::wait_outcome::failure && !failed.call);
    CHECK(failed.event.kind() == ACS_EVENT_CREATE_CALL_FAILED);

    stage.emulator.set_remote_party(slow(number));
    const acs::call_result rings = create(stage, brief);
    CHECK(rings.outcome == acs::wait_outcome::timed_out && !rings.event && rings.pending.status() == 201);
    rings.call->hang_up(acs::for_everyone::yes);
    const auto refused = thrown<acs::invalid_input>([&] { create(stage, std::chrono::milliseconds(-1)); });
    CHECK(refused.field() == "timeout");
}

static void a_cancel_token_ends_the_waiting() {
    const stage stage;
    stage.emulator.set_remote_party(slow(number));
    const acs::cancel_token token;
    acs::create_call_options options;
    options.request.cancel = token;
    const auto call = [&] {
        return stage.client.create_call_and_wait(stage.receiver, acs::invite::to_phone_number(number, own_number),
                                            stage.callback, time_limit, options);
    };
    // The log shows when the request has its response.
    acs::set_log_level(ACS_LOG_DEBUG);
    std::thread other([&] {
        for (bool answered = false; !answered; std::this_thread::yield()) {
            const auto line = acs::next_log_line();
            answered = line && line->message.find(" -> 20") != std::string::npos;
        }
        token.cancel();
    });
    const acs::call_result rings = call();
    other.join();
    acs::set_log_level(ACS_LOG_OFF);
    CHECK(!rings && rings.outcome == acs::wait_outcome::waiting_aborted && !rings.event && rings.pending.status() == 201);
    rings.call->hang_up(acs::for_everyone::yes);
    // It is ended before anything is sent now.
    CHECK(thrown<acs::aborted>(call).is_retryable());
}

static void closing_the_receiver_returns_the_ringing_call() {
    const stage stage;
    stage.emulator.set_remote_party(slow(number));
    std::thread other([&] {
        while (stage.emulator.created_call_count() == 0) std::this_thread::yield();
        stage.receiver.close(time_limit);
    });
    const acs::call_result rings = create(stage);
    other.join();
    CHECK(rings.outcome == acs::wait_outcome::receiver_closed && rings.pending);
    rings.call->hang_up(acs::for_everyone::yes);
    thrown<acs::closed>([&] { create(stage); });
}

static void a_lost_response_is_decided_by_the_event() {
    const stage stage;
    acs::fault lost;
    lost.operation = "CreateCall";
    lost.lose_response = true;
    stage.emulator.add_fault(lost);
    CHECK(create(stage).call.has_value() && stage.emulator.created_call_count() == 1);
    stage.emulator.add_fault(lost);
    stage.emulator.set_remote_party(slow(number));
    const auto unknown = thrown<acs::outcome_unknown>([&] { create(stage, brief); });
    CHECK(unknown.operation_context().size() == 36);
}

static void a_group_and_an_incoming_call_come_up() {
    const stage stage;
    const auto group = stage.client.create_group_call_and_wait(
        stage.receiver, {acs::identifier::communication_user("8:acs:a_b")}, stage.callback, time_limit);
    CHECK(group && group.call->participants().size() == 2);
    stage.emulator.add_phone_number(own_number);
    acs::incoming_call ring;
    ring.from = "4:" + std::string(number);
    ring.to = "4:" + std::string(own_number);
    const std::string context = stage.emulator.place_incoming_call(ring);
    const auto answered = stage.client.answer_call_and_wait(stage.receiver, context, stage.callback, time_limit);
    CHECK(answered && answered.call->get_properties());
}

static void a_running_call_is_connected_to_or_not() {
    const stage stage;
    const auto up = create(stage);
    const std::string running(up.event.server_call_id());
    const auto connected = stage.client.connect_call_and_wait(stage.receiver, ACS_LOCATOR_SERVER_CALL, running,
                                                              stage.callback, time_limit);
    CHECK(connected && connected.call->id() != up.call->id());
    CHECK(connected.event.kind() == ACS_EVENT_CALL_CONNECTED);
    const auto failed =
        stage.client.connect_call_and_wait(stage.receiver, ACS_LOCATOR_ROOM, "1", stage.callback, time_limit);
    CHECK(failed.outcome == acs::wait_outcome::failure && failed.event.kind() == ACS_EVENT_CONNECT_FAILED);
    CHECK(!failed.call && failed.event.result_sub_code() == 8522);
}

static void a_participant_is_added_and_transferred() {
    const stage stage;
    const auto up = create(stage);
    const acs::invite invite = acs::invite::to_phone_number("+15550100777", own_number);
    stage.emulator.set_remote_party(slow("+15550100777"));
    const auto rings = up.call->add_participant_and_wait(stage.receiver, invite, brief);
    CHECK(rings.outcome == acs::wait_outcome::timed_out);
    CHECK(up.call->cancel_add_participant_and_wait(stage.receiver, rings.pending.invitation_id(), time_limit));
    CHECK(rings.reason.find("AddParticipantSucceeded") != std::string::npos);
    acs::remote_party quick;
    quick.raw_id = "4:+15550100777";
    stage.emulator.set_remote_party(quick);
    CHECK(up.call->add_participant_and_wait(stage.receiver, invite, time_limit));
    const auto added = acs::identifier::phone_number("+15550100777");
    CHECK(up.call->remove_participant_and_wait(stage.receiver, added, time_limit));

    const auto other = create(stage);
    CHECK(other.call->transfer_and_wait(stage.receiver, agent, time_limit));
    CHECK(stage.comes(ACS_EVENT_CALL_DISCONNECTED).call_connection_id() == other.call->id());
    const auto hung_up = up.call->hang_up_and_wait(stage.receiver, acs::for_everyone::yes, time_limit);
    CHECK(hung_up && hung_up.event.kind() == ACS_EVENT_CALL_DISCONNECTED && hung_up.reason.empty());
    const auto late = up.call->transfer_and_wait(stage.receiver, agent, time_limit);
    CHECK(late.outcome == acs::wait_outcome::call_ended && late.event.ends_call());
}

static void media_are_waited_for() {
    const stage stage;
    const auto up = create(stage);
    const acs::identifier phone = acs::phone(number);
    const acs::text_source word{"Yes."};
    CHECK(up.call->play_to_all_and_wait(stage.receiver, word, time_limit));
    CHECK(up.call->play_and_wait(stage.receiver, word, {phone}, time_limit));
    acs::recognize_options keys;
    keys.max_tones = 1;
    keys.initial_silence_timeout = std::chrono::seconds(1);
    const auto silence = up.call->recognize_and_wait(stage.receiver, phone, keys, time_limit);
    CHECK(silence.outcome == acs::wait_outcome::failure && silence.event.result_sub_code() == 8510);
    CHECK(up.call->send_dtmf_tones_and_wait(stage.receiver, "12#", phone, time_limit));

    std::thread other([&] {
        stage.comes(ACS_EVENT_PLAY_STARTED);
        stage.comes(ACS_EVENT_PLAY_STARTED);
        stage.comes(ACS_EVENT_PLAY_STARTED);
        up.call->cancel_all_media_operations();
    });
    const acs::file_source file{"https://example.com/long.wav"};
    const auto canceled = up.call->play_to_all_and_wait(stage.receiver, {file}, time_limit);
    other.join();
    CHECK(canceled.outcome == acs::wait_outcome::canceled && canceled.event.kind() == ACS_EVENT_PLAY_CANCELED);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_call_is_established_or_the_error_says_why_not), STORY(a_cancel_token_ends_the_waiting),
        STORY(closing_the_receiver_returns_the_ringing_call), STORY(a_lost_response_is_decided_by_the_event),
        STORY(a_group_and_an_incoming_call_come_up), STORY(a_running_call_is_connected_to_or_not), STORY(a_participant_is_added_and_transferred),
        STORY(media_are_waited_for));
}
