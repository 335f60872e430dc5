/* Submitted operations through the C++ header. */
#include "stage.hpp"

struct leg {
    acs::call call{nullptr};
    bool is_up = false;
    bool is_over = false;
};

static const acs::invite callee = acs::invite::to_phone_number(number, own_number);

static acs::event next_of(const acs::receiver &receiver) {
    std::optional<acs::event> event = receiver.next(time_limit);
    CHECK(event.has_value());
    return *event;
}

/* The next completion, of this function; events before it are dropped. */
static acs::completion completion_of(const acs::receiver &receiver, std::string_view function) {
    for (;;) {
        const acs::event event = next_of(receiver);
        if (const acs::completion completion = event.completion()) {
            CHECK(event.kind() == ACS_EVENT_COMPLETION && completion.function() == function);
            return completion;
        }
    }
}

static void a_call_lives_in_a_loop_in_which_nothing_blocks() {
    const stage stage;
    leg leg;
    CHECK(!stage.client.submit_to(stage.receiver, &leg).create_call(callee, stage.callback));
    while (!leg.is_over) {
        const acs::event event = next_of(stage.receiver);
        CHECK(event.tag<struct leg>() == &leg);
        if (const acs::completion completion = event.completion()) {
            completion.check();
            if (completion.function() == "acs_client_create_call") leg.call = completion.take_call();
        }
        leg.is_over = event.ends_call();
        if (event.kind() == ACS_EVENT_CALL_CONNECTED) leg.is_up = true;
        if (leg.is_up && leg.call) {
            leg.is_up = false;
            CHECK(!leg.call.hang_up(acs::for_everyone::yes));
        }
    }
    CHECK(stage.receiver.untag(leg.call.id()) == &leg);
}

static void every_result_is_taken_out_once() {
    const stage stage;
    const acs::client later = stage.client.submit_to(stage.receiver);
    const acs::call_result waits = later.create_call_and_wait(stage.receiver, callee, stage.callback, time_limit);
    CHECK(!waits && waits.outcome == acs::wait_outcome::submitted && !waits.call && !waits.event);
    acs::completion completion = completion_of(stage.receiver, "acs_client_create_call_and_wait");
    const acs::call call = completion.take_call();
    CHECK(completion.take_event().kind() == ACS_EVENT_CALL_CONNECTED);
    CHECK(call && !completion.take_call() && !completion.take_event() && !completion.take_response());

    CHECK(!call.get_properties());
    completion = completion_of(stage.receiver, "acs_call_get_properties");
    CHECK(completion.take_properties().call_connection_id() == call.id() && !completion.take_properties());
    CHECK(call.participants().empty());
    completion = completion_of(stage.receiver, "acs_call_list_participants");
    CHECK(completion.take_participants().size() == 2 && completion.take_participants().empty());
    CHECK(!call.get_participant(acs::phone(number)));
    completion = completion_of(stage.receiver, "acs_call_get_participant");
    CHECK(completion.take_participant().identifier().phone() == number && !completion.take_participant());
    CHECK(!later.start_recording(ACS_LOCATOR_CALL_CONNECTION, call.id()));
    completion = completion_of(stage.receiver, "acs_client_start_recording");
    CHECK(!completion.take_recording().recording_id().empty() && !completion.take_recording());
    CHECK(!completion.take_download());
}

static void what_fails_is_thrown_when_it_is_checked() {
    const stage stage;
    const acs::subscription queue = stage.receiver.subscribe_call("c-1");
    stage.client.call("c-1").submit_to(queue, const_cast<acs::subscription *>(&queue)).hang_up(acs::for_everyone::yes);
    const std::optional<acs::event> event = queue.next(time_limit);
    CHECK(event.has_value() && event->tag<const acs::subscription>() == &queue);
    const acs::completion completion = event->completion();
    CHECK(completion.status() == ACS_SERVICE);
    const auto error = thrown<acs::service_error>([&] { completion.check(); });
    CHECK(error.http_status() == 404);
    CHECK_TEXT(std::string(error.operation()).c_str(), "CallConnection_TerminateCall");
    stage.client.submit_to(queue).warm_up();
    CHECK(queue.next(time_limit)->completion().status() == ACS_OK);
    CHECK(!stage.client.call("c-1").submit_to(stage.receiver).get_properties());
    completion_of(stage.receiver, "acs_call_get_properties");

    acs::client_options options;
    options.submit_capacity = 1;
    options.submit_workers = 1;
    const acs::client small(stage.emulator.connection_string(), options);
    const acs::client later = small.submit_to(stage.receiver);
    later.warm_up();
    thrown<acs::full>([&] { later.warm_up(); });
    completion_of(stage.receiver, "acs_client_warm_up");
    stage.receiver.close(time_limit);
    thrown<acs::closed>([&] { later.warm_up(); });
    thrown<acs::invalid_input>([&] { later.call("c-1").participant_pages(); });
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_call_lives_in_a_loop_in_which_nothing_blocks), STORY(every_result_is_taken_out_once),
        STORY(what_fails_is_thrown_when_it_is_checked));
}
