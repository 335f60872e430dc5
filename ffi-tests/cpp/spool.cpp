/* A receiver that keeps its events in a file, and the newest participants of a call, through the C++ header. */
#include <unistd.h>

#include <cstdio>

#include "stage.hpp"

static void arrives(const acs::receiver &receiver, int sequence) {
    const std::string text = std::to_string(sequence);
    const auto response = receiver.handle(
        "POST", "/events", {},
        R"({"id":")" + text + R"(","type":"Microsoft.Communication.ParticipantsUpdated","data":{)" +
            R"("callConnectionId":"one","sequenceNumber":)" + text +
            R"(,"participants":[{"identifier":{"rawId":"8:acs:)" + text + R"("}}]}})");
    CHECK(response.status == 200);
}

static void what_is_not_confirmed_comes_again() {
    acs::receiver_options options;
    options.spool = "/tmp/acs-ffi-cpp-" + std::to_string(getpid()) + ".spool";
    std::remove(options.spool->c_str());
    {
        const auto receiver = acs::receiver::without_listener(options);
        for (int sequence = 1; sequence <= 4; ++sequence) arrives(receiver, sequence);
        std::vector<acs::event> events;
        while (auto event = receiver.next(std::chrono::milliseconds(0))) events.push_back(*event);
        CHECK(events.size() == 4);
        events.back().done();
        events.resize(2);
        acs::event::done(events);
        acs::event::done({});
    }
    {
        const auto receiver = acs::receiver::without_listener(options);
        CHECK(receiver.counters().replayed == 1);
        CHECK(receiver.next()->id() == "3");
        thrown<acs::error>([&] { acs::receiver::without_listener(options); });
    }
    std::remove(options.spool->c_str());
}

static void an_older_list_does_not_replace_a_newer_one() {
    const auto receiver = acs::receiver::without_listener();
    acs::latest_participants latest("one");
    CHECK(latest.participants().empty() && !latest.event());
    for (const int sequence : {2, 9, 5}) {
        arrives(receiver, sequence);
        CHECK(latest.update(*receiver.next()) == (sequence != 5));
    }
    CHECK(latest.event()->sequence_number() == 9);
    const auto participants = latest.participants();
    CHECK(participants.size() == 1 && participants[0].identifier().raw_id() == "8:acs:9");
    thrown<acs::invalid_input>([] { acs::latest_participants(""); });
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(what_is_not_confirmed_comes_again), STORY(an_older_list_does_not_replace_a_newer_one));
}
