/* Waiting through the C++ header: queues, subscriptions, tags, outcomes. */
#include <poll.h>

#include <set>
#include <thread>

#include "stage.hpp"

static std::string event_of(std::string_view id, std::string_view call, std::string_view type) {
    return std::string(R"([{"id":")").append(id).append(R"(","source":"calling/callConnections/)").append(call).append(
        R"(","specversion":"1.0","type":"Microsoft.Communication.)").append(type).append(
        R"(","data":{"callConnectionId":")").append(call).append(R"("}}])");
}

/* A web server of the program's own gives the receiver an event. */
static void arrives(const acs::receiver &receiver, std::string_view id, std::string_view call = "c1",
                    std::string_view type = "CallConnected") {
    const auto answer =
        receiver.handle("POST", "/events", {{"content-type", "application/json"}}, event_of(id, call, type));
    CHECK(answer.status == 200);
}

static void nothing_in_time_is_empty_and_the_end_throws() {
    const auto receiver = acs::receiver::without_listener();
    CHECK(receiver.address().empty());
    CHECK(!receiver.next(std::chrono::milliseconds(0)));
    CHECK(!receiver.next(std::chrono::milliseconds(1)));
    // A deadline that is over is no reason to wait forever: -1 of the C header.
    thrown<acs::invalid_input>([&] { receiver.next(std::chrono::milliseconds(-1)); });
    arrives(receiver, "1");
    CHECK(receiver.size() == 1);
    CHECK(receiver.close());
    CHECK(receiver.next()->id() == "1");
    thrown<acs::closed>([&] { receiver.next(); });
    thrown<acs::closed>([&] { receiver.next(time_limit); });
}

static void a_wake_ends_a_wait_and_a_loop() {
    const auto receiver = acs::receiver::without_listener();
    std::thread other([&] { receiver.wake(); });
    CHECK(!receiver.next());
    other.join();
    arrives(receiver, "1");
    arrives(receiver, "2");
    std::string seen;
    for (const acs::event &event : receiver.events()) {
        seen += event.id();
        if (receiver.size() == 0) receiver.wake();
    }
    CHECK(seen == "12");
    arrives(receiver, "3");
    receiver.close();
    for (auto &event : receiver.events()) seen += event.id();
    CHECK(seen == "123");
}

static void a_descriptor_is_readable_while_there_is_something() {
    const auto receiver = acs::receiver::without_listener();
    pollfd descriptor{receiver.fd(), POLLIN, 0};
    CHECK(descriptor.fd >= 0 && poll(&descriptor, 1, 0) == 0);
    arrives(receiver, "1");
    CHECK(poll(&descriptor, 1, 10000) == 1);
    CHECK(receiver.next(std::chrono::milliseconds(0)));
    CHECK(poll(&descriptor, 1, 0) == 0);
}

static void a_subscription_takes_the_events_of_its_call_and_gives_them_back() {
    const auto receiver = acs::receiver::without_listener();
    arrives(receiver, "1", "c1");
    arrives(receiver, "2", "c2");
    {
        const auto call = receiver.subscribe_call("c1");
        CHECK(call.next(time_limit)->id() == "1");
        arrives(receiver, "3", "c1");
        CHECK(call.size() == 1 && call.fd() >= 0);
        thrown<acs::invalid_input>([&] { receiver.subscribe_call("c1"); });
    }
    CHECK(receiver.next(time_limit)->id() == "2");
    CHECK(receiver.next(time_limit)->id() == "3");
    const auto grid = receiver.subscribe_event_grid(10);
    grid.wake();
    CHECK(!grid.next());
}

static void a_wait_ends_with_what_was_expected_or_with_the_call() {
    const auto receiver = acs::receiver::without_listener();
    const auto placed =
        acs::expected().success("CallConnected", "c1").failure("CreateCallFailed", "c1").failure("ConnectFailed");
    CHECK(receiver.wait_for(placed, std::chrono::milliseconds(0)).outcome == acs::wait_outcome::timed_out);
    arrives(receiver, "0", "c2");
    arrives(receiver, "1", "c1");
    const auto connected = receiver.wait_for(placed, time_limit);
    CHECK(connected && connected.event.id() == "1");
    arrives(receiver, "2", "c1", "CreateCallFailed");
    const auto failed = receiver.wait_for(placed, time_limit);
    CHECK(!failed && failed.outcome == acs::wait_outcome::failure && failed.event.id() == "2");
    arrives(receiver, "3", "c1", "CallDisconnected");
    const auto ended = receiver.wait_for(placed, time_limit);
    CHECK(ended.outcome == acs::wait_outcome::call_ended && ended.event.kind() == ACS_EVENT_CALL_DISCONNECTED);
    CHECK(receiver.next(time_limit)->id() == "0");
    thrown<acs::invalid_input>([&] { receiver.wait_for({}, time_limit); });
    // One that is refused is not made good by the next.
    const auto wrong = acs::expected().success("\xff").success("CallConnected");
    CHECK(thrown<acs::invalid_input>([&] { receiver.wait_for(wrong, time_limit); }).field() == "expected");
    receiver.close();
    thrown<acs::closed>([&] { receiver.wait_for(acs::expected().success("PlayCompleted"), time_limit); });
}

static void one_kind_of_event_is_waited_for() {
    const auto receiver = acs::receiver::without_listener();
    arrives(receiver, "1", "c1", "PlayStarted");
    arrives(receiver, "2", "c1");
    arrives(receiver, "3", "c2");
    CHECK(receiver.wait_for_kind(ACS_EVENT_CALL_CONNECTED, "c2", time_limit).event.id() == "3");
    CHECK(receiver.wait_for_kind(ACS_EVENT_CALL_CONNECTED, time_limit).event.id() == "2");
    const auto call = receiver.subscribe_call("c1");
    CHECK(call.wait_for_kind(ACS_EVENT_PLAY_STARTED, time_limit).event.id() == "1");
    arrives(receiver, "4", "c1", "CallDisconnected");
    CHECK(call.wait_for_kind(ACS_EVENT_PLAY_COMPLETED, time_limit).outcome == acs::wait_outcome::call_ended);
    CHECK(receiver.wait_for_kind(ACS_EVENT_PLAY_COMPLETED, "c1", time_limit).outcome == acs::wait_outcome::call_ended);
    CHECK(receiver.wait_for_kind(ACS_EVENT_CALL_DISCONNECTED, "c1", time_limit));
    for (const int kind : {ACS_EVENT_OTHER, ACS_EVENT_OVERFLOW, -1}) {
        const auto refused = thrown<acs::invalid_input>([&] { receiver.wait_for_kind(kind, time_limit); });
        CHECK(refused.field() == "event kind");
        thrown<acs::invalid_input>([&] { call.wait_for_kind(kind, time_limit); });
    }
}

static void tags_distinguish_calls() {
    struct session {
        int events = 0;
    } one, other;
    const auto receiver = acs::receiver::without_listener();
    receiver.tag("c1", &one);
    receiver.tag("c2", &other);
    arrives(receiver, "1", "c1");
    arrives(receiver, "2", "c2");
    arrives(receiver, "3", "c1");
    arrives(receiver, "4", "c3");
    while (const auto event = receiver.next(std::chrono::milliseconds(0))) {
        if (auto *session = event->tag<struct session>()) ++session->events;
        CHECK(event->has_tag() == (event->tag() != nullptr));
    }
    CHECK(one.events == 2 && other.events == 1);
    CHECK(receiver.untag("c1") == &one && receiver.untag("c1") == nullptr);
}

static void a_web_server_of_the_program_gets_its_responses() {
    acs::receiver_options options;
    options.secret = "s3";
    options.paths = {"/a", "/b"};
    options.public_url = "https://bot.example.com";
    options.capacity = 1;
    const auto receiver = acs::receiver::without_listener(options);
    CHECK(receiver.url("/b") == "https://bot.example.com/b?secret=s3");
    thrown<acs::invalid_input>([&] { receiver.url(); });
    const acs::name_values headers{{"content-type", "application/json"}};
    CHECK(receiver.handle("POST", "/a?secret=no", headers, event_of("1", "c1", "CallConnected")).status >= 400);
    CHECK(receiver.counters().rejected == 1);
    const auto nothing = receiver.handle("POST", "/a?secret=s3", headers, "[{\"id\":\"1\"}]");
    CHECK(nothing.status == 400 && nothing.body == "event 1 of 1 has no text in its member type");
    CHECK(receiver.handle("POST", "/a?secret=s3", headers, event_of("1", "c1", "CallConnected")).status == 200);
    CHECK(receiver.handle("POST", "/a?secret=s3", headers, event_of("1", "c1", "CallConnected")).status == 200);
    const auto full = receiver.handle("POST", "/b?secret=s3", headers, event_of("2", "c1", "CallConnected"));
    CHECK(full.status == 503 && !full.headers.empty());
    const auto counters = receiver.counters();
    CHECK(counters.received == 3 && counters.queued == 1 && counters.duplicate == 1 && counters.refused == 1);
    CHECK(counters.overflows == 1 && counters.expired == 0);
    const auto two = acs::receiver::without_listener();
    CHECK(two.handle("POST", "/events", headers, "[{\"id\":\"1\",\"type\":\"a.B\"},7]").status == 200);
    CHECK(two.counters().damaged == 1 && two.counters().queued == 1);
    CHECK(!two.next(std::chrono::milliseconds(0))->is_damaged());
    const auto notice = two.next(std::chrono::milliseconds(0));
    CHECK(notice->is_damaged() && notice->kind() == ACS_EVENT_DAMAGED);
    thrown<acs::invalid_input>([&] { receiver.handle("POST", "/a", {{"name", std::string("a\0b", 3)}}, ""); });
}

static void events_are_values_that_outlive_what_gave_them() {
    std::vector<acs::event> kept;
    {
        const auto receiver = acs::receiver::without_listener();
        arrives(receiver, "1");
        kept.push_back(receiver.next().value());
    }
    const std::string_view body = R"([{"id":"2","source":"s","specversion":"1.0",
        "type":"Microsoft.Communication.ParticipantsUpdated","time":"2026-02-26T22:03:46Z",
        "data":{"callConnectionId":"c1","sequenceNumber":4,"half":0.5,"one":1.0,"none":null,"yes":true,"zero":0,
        "participants":[{"identifier":{"rawId":"8:acs:r_u","kind":"communicationUser",
        "communicationUser":{"id":"8:acs:r_u"}},"isMuted":true},{"isOnHold":false}]}}])";
    std::vector<acs::participant> participants;
    {
        auto events = acs::event::parse(body);
        CHECK(events.size() == 1);
        kept.push_back(events[0]);
        participants = events[0].participants();
    }
    const acs::event copy = kept[1];
    CHECK(kept[0].id() == "1" && copy.id() == "2" && copy.sequence_number() == 4);
    CHECK(copy.get_int("/data/sequenceNumber") == 4 && copy.get_int("/data/zero") == 0);
    CHECK(!copy.get_int("/data/half") && !copy.get_int("/data/nothing") && !copy.get_int("/data/none"));
    CHECK(copy.get_double("/data/half") == 0.5 && copy.get_double("/data/zero") == 0.0);
    CHECK(copy.get_double("/data/one") == 1.0 && !copy.get_double("/data/nothing"));
    CHECK(copy.get_bool("/data/yes") == true && !copy.get_bool("/data/zero"));
    CHECK(copy.get_count("/data/participants") == 2u && !copy.get_count("/data/zero"));
    CHECK(copy.get_string("/data/callConnectionId") == "c1" && copy.get_string("/data/zero").empty());
    CHECK(copy.get_json("/data/none") == "null" && copy.get_json("/data/half") == "0.5");
    CHECK(copy.happened_at() == acs::time_point(std::chrono::milliseconds(1772143426000)));
    CHECK(participants.size() == 2 && participants[0].identifier().raw_id() == "8:acs:r_u");
    CHECK(participants[0].is_muted() == true && !participants[0].is_on_hold());
    CHECK(!participants[1].identifier() && participants[1].is_on_hold() == false);
    CHECK(thrown<acs::error>([] { acs::event::parse("no JSON"); }).status() == ACS_DECODE);
    CHECK(acs::event::parse("[]").empty());
    CHECK(acs::event::copy_of(copy.raw()).id() == "2");

    const acs::event empty;
    CHECK(!empty && empty.id().empty() && empty.kind() == ACS_EVENT_OTHER && !empty.sequence_number());
    CHECK(empty.participants().empty() && !empty.from() && empty.tag() == nullptr && !empty.get_int("/id"));
    CHECK(!empty.tone() && !empty.confidence() && empty.recording_chunks().empty() && !empty.call_duration());
}

static void media_and_recordings_are_reported() {
    const auto reported = [](std::string_view type, std::string_view data) {
        return acs::event::parse(std::string(R"([{"id":"1","source":"s","specversion":"1.0","type":"Microsoft.Communication.)")
                                     .append(type).append(R"(","data":)").append(data).append("}]")).at(0);
    };
    const auto keys = reported("RecognizeCompleted", R"({"recognitionType":"dtmf","dtmfResult":{"tones":["five","pound"]}})");
    CHECK(keys.recognition_type() == ACS_RECOGNITION_DTMF && keys.dtmf_tones() == "5#");
    const auto tone = reported("ContinuousDtmfRecognitionToneReceived", R"({"tone":"asterisk","sequenceId":2})");
    CHECK(tone.tone() == '*' && tone.tone_sequence_id() == 2);
    const auto files = reported("RecordingFileStatusUpdated",
                            R"({"recordingDurationMs":1500,"recordingStorageInfo":{"recordingChunks":[
                            {"documentId":"d","index":0,"contentLocation":"https://c"}]}})");
    CHECK(files.recording_duration() == std::chrono::milliseconds(1500));
    CHECK(files.recording_chunks().size() == 1);
    const auto file = files.recording_chunks()[0];
    CHECK(file.index == 0 && file.document_id == "d" && file.content_location == "https://c");
    CHECK(file.end_reason.empty());
}

static void senders_are_distinguished_by_token_header_and_address() {
    acs::emulator_options emulated;
    emulated.resource_id = "70fd5b29-6c4a-4b9e-9f10-3f9a4f8d2c11";
    const acs::emulator emulator(emulated);
    CHECK(emulator.resource_id() == *emulated.resource_id);
    acs::token_verifier_options tokens;
    tokens.audience = *emulated.resource_id;
    tokens.openid_configuration_url = std::string(emulator.openid_configuration_url());
    acs::receiver_options options;
    options.token_verifier = tokens;
    options.event_grid_headers = {{"X-Delivery", "correct horse"}};
    options.allowed_networks = {"127.0.0.1", "52.112.0.0/14"};
    options.trusted_proxies = {"10.0.0.0/8"};
    const acs::receiver receiver(options);
    const acs::client client(emulator.connection_string());
    const auto call = client.create_call(acs::invite::to_phone_number(number, own_number), receiver.url());
    CHECK(receiver.wait_for_kind(ACS_EVENT_CALL_CONNECTED, call.id(), time_limit));
    const auto status = [&](std::string_view peer, const acs::name_values &headers) {
        return receiver.handle("POST", "/events", headers, "[]", peer).status;
    };
    CHECK(status("203.0.113.7", {}) == 403 && status("", {}) == 403);
    CHECK(status("52.112.0.9", {}) == 401 && status("10.0.0.1", {{"x-forwarded-for", "52.112.0.9"}}) == 401);
    CHECK(status("52.112.0.9", {{"x-delivery", "correct horse"}}) != 401);
    const auto counters = receiver.counters();
    CHECK(counters.bad_networks == 2 && counters.bad_tokens == 2 && counters.bad_secrets == 0);

    const acs::token_verifier verifier(tokens);
    verifier.fetch_keys();
    thrown<acs::auth_failed>([&] { verifier.verify("a.b.c"); });
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(nothing_in_time_is_empty_and_the_end_throws), STORY(a_wake_ends_a_wait_and_a_loop),
        STORY(a_descriptor_is_readable_while_there_is_something),
        STORY(a_subscription_takes_the_events_of_its_call_and_gives_them_back),
        STORY(a_wait_ends_with_what_was_expected_or_with_the_call), STORY(one_kind_of_event_is_waited_for),
        STORY(tags_distinguish_calls),
        STORY(a_web_server_of_the_program_gets_its_responses),
        STORY(events_are_values_that_outlive_what_gave_them), STORY(media_and_recordings_are_reported),
        STORY(senders_are_distinguished_by_token_header_and_address));
}
