/* Errors through the C++ header: what is known, what is caught, what can be done. */
#include <thread>
#include <type_traits>

#include "peer.h"
#include "stage.hpp"

static_assert(std::is_nothrow_copy_constructible_v<acs::error>);
static_assert(std::is_nothrow_copy_constructible_v<acs::service_error>);
static_assert(std::is_base_of_v<std::runtime_error, acs::error>);

static acs::create_call_options once() {
    acs::create_call_options options;
    options.request.max_retries = 0;
    return options;
}

static void an_error_has_everything_that_is_known() {
    const stage stage;
    acs::fault fault;
    fault.operation = "CreateCall";
    fault.status = 429;
    fault.code = "8516";
    fault.retry_after = std::chrono::seconds(7);
    stage.emulator.add_fault(fault);
    auto options = once();
    options.request.request_id = "the-request";
    const auto to = acs::invite::to_phone_number(number, own_number);
    std::optional<acs::error> kept;
    try {
        stage.client.create_call(to, stage.callback, options);
        CHECK(false);
    } catch (const std::exception &any) {
        CHECK(std::string_view(any.what()).find("CreateCall") != std::string_view::npos);
        kept = thrown<acs::error>([] { throw; });
    }
    const acs::error error = *kept;
    kept.reset();
    CHECK(error.status() == ACS_SERVICE);
    CHECK(error.message() == error.what());
    CHECK(!error.reason().empty() && error.message().find(error.reason()) != std::string_view::npos);
    CHECK(error.operation() == "CreateCall");
    CHECK(error.field().empty());
    CHECK(error.http_status() == 429);
    CHECK(error.service_code() == "8516" && error.sub_code() == 8516);
    CHECK(!error.service_message().empty());
    CHECK(error.request_id() == "the-request");
    CHECK(!error.repeatability_id().empty());
    CHECK(error.first_sent().has_value());
    CHECK(error.retry_after() == std::chrono::seconds(7));
    CHECK(error.attempts() == 1);
    CHECK(error.is_retryable());
    CHECK(error.raw_body().find("8516") != std::string_view::npos);
    CHECK(!error.chain_id().empty() || !error.azure_ref().empty());
    CHECK(error.raw() != nullptr);
    CHECK(stage.client.create_call(to, stage.callback, options).response().status() == 201);
}

static void a_request_without_a_response_is_retried_with_the_same_ids() {
    acs::emulator_options honors;
    honors.honor_repeatability = true;
    const stage stage(honors);
    acs::fault fault;
    fault.operation = "CreateCall";
    fault.lose_response = true;
    stage.emulator.add_fault(fault);
    const auto to = acs::invite::to_phone_number(number, own_number);
    auto options = once();
    const auto lost =
        thrown<acs::outcome_unknown>([&] { stage.client.create_call(to, stage.callback, options); });
    options.request.repeat_of = lost;
    const auto call = stage.client.create_call(to, stage.callback, options);
    CHECK(call.response().repeatability_id() == lost.repeatability_id());
    CHECK(call.response().first_sent() == lost.first_sent());
    CHECK(stage.emulator.created_call_count() == 1);

    options.request.repeat_of.reset();
    options.request.repeatability = acs::repeatability{std::string(lost.repeatability_id()), *lost.first_sent()};
    CHECK(stage.client.create_call(to, stage.callback, options).id() == call.id());
    CHECK(stage.emulator.created_call_count() == 1);
}

static void bad_input_is_named_by_its_field_before_anything_is_sent() {
    const stage stage;
    const auto to = acs::invite::to_phone_number(number, own_number);
    auto options = once();
    options.operation_context = "line\nbreak";
    CHECK(thrown<acs::invalid_input>([&] { stage.client.create_call(to, stage.callback, options); }).field() ==
          "operation context");
    options = once();
    options.operation_context = "cut\0off";
    CHECK(stage.client.create_call(to, stage.callback, options).id().size() > 0);
    options.operation_context = std::string("cut\0off", 7);
    const auto cut = thrown<acs::invalid_input>([&] { stage.client.create_call(to, stage.callback, options); });
    CHECK(cut.field() == "operation context" && cut.reason() == cut.what());
    CHECK(cut.reason().find("NUL") != std::string_view::npos && cut.raw() == nullptr);
    options = once();
    options.request.timeout = std::chrono::milliseconds(-1);
    CHECK(thrown<acs::invalid_input>([&] { stage.client.create_call(to, stage.callback, options); }).field() ==
          "timeout");
    CHECK(thrown<acs::invalid_input>([&] { stage.client.create_call({}, stage.callback); }).field() == "target");
    CHECK(thrown<acs::invalid_input>([&] { stage.client.create_call(to, "ftp://x"); }).field() == "callback uri");
    CHECK(thrown<acs::invalid_input>([] { acs::invite::to_phone_number("8:acs:r_u", own_number); }).field() ==
          "phone number");
    thrown<acs::invalid_input>([] { acs::invite::to_phone_number(number, "604"); });
    CHECK(thrown<acs::invalid_input>([] { acs::client("nonsense"); }).field() == "connection string");
    CHECK(stage.emulator.created_call_count() == 1);
}

static void a_request_is_canceled_from_another_thread() {
    const stage stage;
    acs::cancel_token token;
    acs::request_options options;
    options.cancel = token;
    token.cancel();
    CHECK(token.is_canceled() && options.cancel->is_canceled());
    thrown<acs::aborted>([&] { stage.client.call("unknown").get_properties(options); });
    token.reset();
    thrown<acs::service_error>([&] { stage.client.call("unknown").get_properties(options); });

    peer silent = open_peer();
    const auto client = acs::client::with_key(silent.endpoint, KEY);
    for (const bool all : {false, true}) {
        int connection = -1;
        std::thread other([&] {
            connection = take_request(&silent);
            all ? client.abort() : token.cancel();
        });
        options.timeout = time_limit;
        thrown<acs::aborted>([&] { client.call("unknown").get_properties(options); });
        other.join();
        token.reset();
        close(connection);
    }
    close_peer(&silent);
}

static void every_status_has_its_exception() {
    const auto raises = [](acs_status_t status) {
        try {
            acs::detail::raise(status, nullptr);
        } catch (const acs::error &error) {
            CHECK(error.status() == status && error.raw() == nullptr);
            CHECK(error.what() == acs::status_text(status) && error.reason() == error.message());
            CHECK(!error.http_status() && !error.sub_code() && !error.retry_after() && !error.first_sent());
            CHECK(error.raw_body().empty() && !error.is_retryable() && error.attempts() == 0);
        }
    };
    for (acs_status_t status = ACS_INVALID_INPUT; status <= ACS_FAILED; ++status) raises(status);
    thrown<acs::invalid_input>([] { acs::detail::raise(ACS_INVALID_INPUT, nullptr); });
    thrown<acs::auth_failed>([] { acs::detail::raise(ACS_AUTH, nullptr); });
    thrown<acs::not_sent>([] { acs::detail::raise(ACS_NOT_SENT, nullptr); });
    thrown<acs::outcome_unknown>([] { acs::detail::raise(ACS_OUTCOME_UNKNOWN, nullptr); });
    thrown<acs::timeout>([] { acs::detail::raise(ACS_TIMEOUT, nullptr); });
    thrown<acs::service_error>([] { acs::detail::raise(ACS_SERVICE, nullptr); });
    thrown<acs::closed>([] { acs::detail::raise(ACS_CLOSED, nullptr); });
    thrown<acs::aborted>([] { acs::detail::raise(ACS_ABORTED, nullptr); });
    thrown<acs::forked>([] { acs::detail::raise(ACS_FORKED, nullptr); });
    thrown<acs::unsupported>([] { acs::detail::raise(ACS_UNSUPPORTED, nullptr); });
}

static void an_error_can_be_moved_and_still_read() {
    acs::error error = thrown<acs::invalid_input>([] { acs::identifier::parse("invalid"); });
    const acs::error other = std::move(error);
    CHECK(error.field() == other.field() && error.reason() == other.reason());  // NOLINT: moved from on purpose
    acs_error_t *raw = nullptr;
    acs_identifier_t *identifier = nullptr;
    CHECK(acs_identifier_parse("invalid", &identifier, &raw) == ACS_INVALID_INPUT);
    CHECK(acs::error(raw).reason() == other.reason());
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(an_error_has_everything_that_is_known),
        STORY(a_request_without_a_response_is_retried_with_the_same_ids),
        STORY(bad_input_is_named_by_its_field_before_anything_is_sent),
        STORY(a_request_is_canceled_from_another_thread), STORY(every_status_has_its_exception),
        STORY(an_error_can_be_moved_and_still_read));
}
