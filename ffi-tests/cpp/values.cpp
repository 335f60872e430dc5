/* Values, handles and options of the C++ header, and what stands beside calls. */
#include <algorithm>
#include <map>
#include <type_traits>
#include <unordered_set>

#include "other_unit.hpp"
#include "stage.hpp"

template <class T>
constexpr bool moves_only = std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T> &&
                            !std::is_copy_constructible_v<T>;
template <class T>
constexpr bool is_value = std::is_nothrow_copy_constructible_v<T> && std::is_nothrow_move_constructible_v<T>;

static_assert(moves_only<acs::client> && moves_only<acs::call> && moves_only<acs::receiver>);
static_assert(moves_only<acs::subscription> && moves_only<acs::emulator> && moves_only<acs::participant_pages>);
static_assert(is_value<acs::identifier> && is_value<acs::event> && is_value<acs::participant>);
static_assert(is_value<acs::call_properties> && is_value<acs::response> && is_value<acs::journal_entry>);
static_assert(is_value<acs::cancel_token> && is_value<acs::token>);
static_assert(std::is_aggregate_v<acs::create_call_options> && std::is_aggregate_v<acs::request_options>);
static_assert(std::is_aggregate_v<acs::receiver_options> && std::is_aggregate_v<acs::client_options>);
static_assert(std::is_aggregate_v<acs::invite> && std::is_aggregate_v<acs::emulator_options>);

static void identifiers_are_compared_ordered_and_hashed() {
    const auto phone = acs::phone(number);
    CHECK(phone == acs::identifier::parse("4:+16045551234") && phone == acs::identifier::phone_number(number));
    CHECK(phone.kind() == ACS_IDENTIFIER_PHONE_NUMBER && phone.kind_name() == "phoneNumber");
    CHECK(phone.phone() == number && phone.user_id().empty() && !phone.is_anonymous());
    CHECK(acs::identifier::phone_number("anonymous").is_anonymous());
    const auto user = acs::identifier::communication_user("8:acs:r_u");
    const auto teams = acs::identifier::microsoft_teams_user("u", false, "gcch");
    CHECK(teams.cloud() == "gcch" && teams.user_id() == "u");
    CHECK(acs::identifier::microsoft_teams_user("u").cloud() == "public");
    CHECK(acs::identifier::microsoft_teams_app("a", "dod").app_id() == "a");
    const auto extension = acs::identifier::teams_extension_user("u", "t", "r");
    CHECK(extension.tenant_id() == "t" && extension.resource_id() == "r");
    CHECK(acs::identifier::from_raw_id("x").kind() == ACS_IDENTIFIER_UNKNOWN);
    CHECK(acs::identifier::copy_of(phone.raw()) == phone);
    const acs::identifier empty;
    CHECK(!empty && empty == acs::identifier() && empty != phone && empty < phone);
    CHECK(empty.raw_id().empty() && empty.kind() == ACS_IDENTIFIER_UNKNOWN);
    const std::map<acs::identifier, int> ordered{{user, 1}, {phone, 2}, {empty, 3}};
    CHECK(ordered.begin()->second == 3 && ordered.at(phone) == 2);
    std::unordered_set<acs::identifier> set{phone, user};
    CHECK(!set.insert(acs::phone(number)).second && set.size() == 2);
    CHECK(acs::normalize_phone_number("tel:+1-604-555-1234;ext=5") == "+16045551234");
    CHECK(acs::normalize_phone_number("020 7946 0958", "GB") == "+442079460958");
    CHECK(thrown<acs::invalid_input>([] { acs::normalize_phone_number("555-1234"); }).field() == "phone number");
}

static void what_was_moved_from_is_refused_and_never_crashes() {
    stage stage;
    acs::call call = stage.connected();
    acs::call taken = std::move(call);
    CHECK(!call && taken && call.id().empty() && call.raw() == nullptr);  // NOLINT: moved from on purpose
    thrown<acs::invalid_input>([&] { call.hang_up(acs::for_everyone::yes); });
    thrown<acs::invalid_input>([&] { call.participants(); });
    CHECK(!call.response());
    call = std::move(taken);
    CHECK(call.participants().size() > 0 && call.response().status() == 201);

    acs::receiver receiver = std::move(stage.receiver);
    thrown<acs::invalid_input>([&] { stage.receiver.next(); });
    thrown<acs::invalid_input>([&] { stage.receiver.wake(); });
    CHECK(stage.receiver.fd() == -1 && stage.receiver.size() == 0 && stage.receiver.address().empty());
    acs::client client = std::move(stage.client);
    thrown<acs::invalid_input>([&] { stage.client.call("c"); });
    thrown<acs::invalid_input>([&] { stage.client.abort(); });
    acs::emulator emulator = std::move(stage.emulator);
    thrown<acs::invalid_input>([&] { stage.emulator.create_user(); });
    CHECK(stage.emulator.connection_string().empty() && !stage.emulator.now());

    acs_call_t *raw = call.release();
    CHECK(!call);
    const acs::call again(raw);
    CHECK(!again.id().empty() && again.raw() == raw);
}

static void options_can_be_written_in_one_piece() {
#if __cplusplus >= 202002L
    const acs::create_call_options options{.operation_context = "one piece", .request = {.max_retries = 0}};
    const acs::remote_party busy{.busy = true};
#else
    acs::create_call_options options;
    options.operation_context = "one piece";
    options.request.max_retries = 0;
    acs::remote_party busy;
    busy.busy = true;
#endif
    const stage stage;
    stage.emulator.set_remote_party(busy);
    stage.client.create_call({acs::phone(number), own_number}, stage.callback, options);
    const auto failed = stage.comes(ACS_EVENT_CREATE_CALL_FAILED);
    CHECK(failed.operation_context() == "one piece" && failed.is_failure());
    CHECK(failed.result_code() == 486 && failed.result_sub_code() == 560486);
    CHECK(failed.outcome() == ACS_EVENT_OUTCOME_FAILURE);
}

static void every_option_reaches_the_library() {
    const stage stage;
    acs::client_options options;
    options.timeout = time_limit;
    options.attempt_timeout = time_limit;
    options.connect_timeout = time_limit;
    options.max_retries = 1;
    options.retry_non_idempotent = false;
    options.idle_timeout = time_limit;
    options.max_idle_connections = 2;
    options.max_response_size = 1 << 20;
    options.trust_roots = acs::trust_roots{};
    options.api_version = "2025-05-15";
    options.user_agent_prefix = "my-pbx/1.0";
    options.validate = true;
    const acs::client client(stage.emulator.connection_string(), options);
    thrown<acs::service_error>([&] { client.call("unknown").get_properties(); });
    const auto request = stage.emulator.journal().back();
    CHECK(request.header("user-agent").substr(0, 10) == "my-pbx/1.0");
    CHECK(request.path().find("api-version=2025-05-15") != std::string_view::npos);
    options.max_retries = 21;
    CHECK(thrown<acs::invalid_input>([&] { acs::client("endpoint=http://127.0.0.1;accesskey=YQ==", options); })
              .field() == "max retries");

    acs::receiver_options receiving;
    receiving.listen = "127.0.0.1:0";
    receiving.paths = {"/other"};
    receiving.max_connections = 3;
    receiving.secret = "second";
    receiving.previous_secret = "first";
    receiving.head_timeout = time_limit;
    receiving.body_timeout = time_limit;
    receiving.idle_timeout = time_limit;
    receiving.body_limit = 4096;
    receiving.duplicate_window = std::chrono::milliseconds(0);
    receiving.duplicate_memory = 65536;
    receiving.capacity_bytes = 1024;
    receiving.subscription_capacity = 5;
    receiving.subscription_capacity_bytes = 1024;
    receiving.unclaimed_event_ttl = time_limit;
    receiving.event_grid_topics = {"t"};
    receiving.webhook_origins = {"eventgrid.azure.net"};
    const acs::receiver receiver(receiving);
    CHECK(receiver.url("/other").find(receiver.address()) != std::string::npos);
    receiver.rotate_secret("third");
    const std::string with_secret = receiver.url("/other");
    CHECK(with_secret.substr(with_secret.find('?')) == "?secret=third");
    CHECK(receiver.handle("POST", "/other?secret=second", {}, "[]").status == 200);
    receiver.forget_previous_secret();
    CHECK(receiver.handle("POST", "/other?secret=second", {}, "[]").status == 401);
    CHECK(thrown<acs::invalid_input>([&] { receiver.rotate_secret(""); }).field() == "secret");
    CHECK(thrown<acs::invalid_input>([&] { receiver.set_certificate({"", ""}); }).field() == "certificate");
    CHECK(thrown<acs::invalid_input>([&] { receiver.reload_certificate(); }).field() == "certificate files");
    receiving.certificate = acs::certificate{"none", "none"};
    CHECK(thrown<acs::invalid_input>([&] { acs::receiver refused(receiving); }).field() == "certificate");
    receiving.certificate.reset();
    receiving.certificate_files = acs::certificate_files{"/nowhere", "/nowhere"};
    CHECK(thrown<acs::error>([&] { acs::receiver refused(receiving); }).status() == ACS_SYSTEM);
    receiving.certificate_files.reset();
    receiving.max_connections = 0;
    CHECK(thrown<acs::invalid_input>([&] { acs::receiver refused(receiving); }).field() == "max connections");

    acs::invite invite{acs::identifier::parse("8:acs:r_u")};
    invite.source_display_name = "We";
    auto &headers = invite.custom_calling_context.emplace();
    headers.sip_x_headers = {{"Line", "1"}};
    headers.sip_headers = {{"X-MS-Custom-Queue", "2"}};
    auto &details = headers.teams_phone_call_details.emplace();
    auto &caller = details.caller.emplace();
    caller.caller = acs::phone(number);
    caller.name = "Ada";
    caller.phone_number = number;
    caller.record_id = "7";
    caller.screen_pop_url = "https://example.com/7";
    caller.is_authenticated = true;
    caller.additional_caller_information = {{"tier", "gold"}};
    auto &source = details.source.emplace();
    source.source = acs::phone(own_number);
    source.language = "en-US";
    source.status = "active";
    source.intended_targets = {{"agent", acs::identifier::parse("8:acs:r_u")}};
    details.session_id = "s";
    details.intent = "i";
    details.call_topic = "topic";
    details.call_context = "c";
    details.transcript_url = "https://example.com/t";
    details.call_sentiment = "good";
    details.suggested_actions = "none";
    stage.connected().add_participant(invite);
    const auto journal = stage.emulator.journal();
    const auto adding = std::find_if(journal.rbegin(), journal.rend(), [](const acs::journal_entry &entry) {
        return entry.path().find("participants:add") != std::string_view::npos;
    });
    CHECK(adding != journal.rend());
    for (const char *sent : {"\"X-Line\"", "X-MS-Custom-Queue", "screenPopUrl", "gold", "intendedTargets", "topic", "We"}) {
        CHECK(adding->body().find(sent) != std::string_view::npos);
    }
}

static void a_token_callback_that_throws_becomes_part_of_the_error() {
    acs::emulator_options takes;
    takes.accept_any_token = true;
    const stage stage(takes);
    int count = 0;
    std::optional<acs::call> call;
    {
        const acs::token token([&count]() -> acs::access_token {
            if (++count == 1) throw std::runtime_error("no user is logged in");
            return {"secret-token", std::chrono::system_clock::now() + std::chrono::hours(1)};
        });
        const auto client = acs::client::with_token(stage.emulator.endpoint(), token);
        call = client.call("unknown");
    }
    const auto failed = thrown<acs::auth_failed>([&] { call->get_properties(); });
    CHECK(failed.message().find("no user is logged in") != std::string_view::npos);
    thrown<acs::service_error>([&] { call->get_properties(); });
    CHECK(count == 2);

    const acs::token given;
    const auto client = acs::client::with_token(stage.emulator.endpoint(), given);
    given.set_failure("not yet");
    thrown<acs::auth_failed>([&] { client.call("unknown").get_properties(); });
    given.set({"token", std::chrono::system_clock::now() + std::chrono::hours(1)});
    thrown<acs::service_error>([&] { client.call("unknown").get_properties(); });
    const acs::token throws_anything([]() -> acs::access_token { throw 1; });
    const auto other = acs::client::with_token(stage.emulator.endpoint(), throws_anything);
    thrown<acs::auth_failed>([&] { other.call("unknown").get_properties(); });
}

static void a_log_sink_may_throw_and_be_replaced() {
    const stage stage;
    std::string seen;
    acs::set_log_sink(
        [&seen](int level, std::string_view message) {
            CHECK(level >= ACS_LOG_ERROR && level <= ACS_LOG_TRACE);
            seen.append(message).append("\n");
            throw std::runtime_error("a sink that throws");
        },
        ACS_LOG_DEBUG);
    thrown<acs::service_error>([&] { stage.client.call("unknown").get_properties(); });
    CHECK(seen.find("404") != std::string::npos);
    int other = 0;
    acs::set_log_sink([&other](int, std::string_view) { ++other; }, ACS_LOG_DEBUG);
    const std::string before = seen;
    thrown<acs::service_error>([&] { stage.client.call("unknown").get_properties(); });
    CHECK(seen == before && other > 0);
    acs::set_log_sink({}, ACS_LOG_DEBUG);
    thrown<acs::service_error>([&] { stage.client.call("unknown").get_properties(); });
    const auto line = acs::next_log_line();
    CHECK(line && line->level <= ACS_LOG_DEBUG && !line->message.empty());
    acs::set_log_level(ACS_LOG_OFF);
    while (acs::next_log_line()) {
    }
    thrown<acs::invalid_input>([] { acs::set_log_level(99); });
    thrown<acs::invalid_input>([] { acs::set_log_sink([](int, std::string_view) {}, 99); });
}

static void requests_are_signed_by_hand() {
    const acs::hmac::request request{"POST", "/calling/callConnections?api-version=2026-03-12",
                                     "Sun, 22 Nov 2026 10:00:00 GMT", "example.com", acs::hmac::content_hash("{}")};
    CHECK(request.content_hash == "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=");
    CHECK(acs::hmac::content_hash("") == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    CHECK(acs::hmac::string_to_sign(request) ==
          "POST\n/calling/callConnections?api-version=2026-03-12\n"
          "Sun, 22 Nov 2026 10:00:00 GMT;example.com;" + request.content_hash);
    const std::string signed_by = acs::hmac::authorization("a2V5", request);
    CHECK(acs::hmac::verify("a2V5", signed_by, request));
    CHECK(!acs::hmac::verify("b3RoZXI=", signed_by, request));
    thrown<acs::invalid_input>([&] { acs::hmac::authorization("no base64!", request); });
}

static void the_header_may_be_included_in_several_units() {
    CHECK(acs::abi_version() == ACS_ABI_VERSION && !acs::version().empty());
    CHECK(acs::status_name(ACS_TIMEOUT) == "ACS_TIMEOUT");
    CHECK(phone_of_another_unit() == acs::phone(number));
    // An exception of one unit is caught in the other.
    thrown<acs::invalid_input>(throw_in_another_unit);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(identifiers_are_compared_ordered_and_hashed),
        STORY(what_was_moved_from_is_refused_and_never_crashes), STORY(options_can_be_written_in_one_piece),
        STORY(every_option_reaches_the_library), STORY(a_token_callback_that_throws_becomes_part_of_the_error),
        STORY(a_log_sink_may_throw_and_be_replaced), STORY(requests_are_signed_by_hand),
        STORY(the_header_may_be_included_in_several_units));
}
