/* Tokens that the library obtains itself, and access keys that are replaced. */
#include <cstring>

#include "stage.hpp"
#include "token_server.h"

static acs::identity_options options_of(const token_server &server) {
    acs::identity_options options;
    options.authority_url = server.peer.endpoint;
    options.imds_url = server.peer.endpoint;
    options.cloud = ACS_CLOUD_US_GOVERNMENT;
    options.timeout = time_limit;
    options.max_retries = 0;
    return options;
}

/** Sends a request with a token to an emulator that takes any. */
static void use(const acs::token &token) {
    acs::emulator_options takes;
    takes.accept_any_token = true;
    const stage stage(takes);
    const auto client = acs::client::with_token(stage.emulator.endpoint(), token);
    thrown<acs::service_error>([&] { client.call("unknown").get_properties(); });
}

static void each_credential_obtains_a_token() {
    token_server server;
    start_token_server(&server, "200 OK", TOKEN_OF_AN_HOUR);
    const acs::identity_options options = options_of(server);
    const auto requested = [&server](const char *part) { return std::strstr(server.request, part) != nullptr; };
    use(acs::token::from_client_secret("contoso.example", "app", "s&cret", options));
    CHECK(requested("POST /contoso.example/oauth2/v2.0/token") && requested("client_secret=s%26cret"));
    use(acs::token::from_managed_identity(options));
    CHECK(requested("GET /metadata/identity/oauth2/token?") && !requested("client_id="));
    use(acs::token::from_managed_identity(ACS_MANAGED_IDENTITY_OBJECT_ID, "one", options));
    CHECK(requested("object_id=one"));
    use(acs::token::from_environment(options));
    CHECK(requested("GET /metadata/identity/oauth2/token?"));
    const auto failed = thrown<acs::auth_failed>([&] {
        use(acs::token::from_workload_identity("contoso.example", "app", "/nonexistent/token", options));
    });
    CHECK(failed.message().find("cannot read /nonexistent/token") != std::string_view::npos);
    stop_token_server(&server);
    CHECK(server.connections == 4);
    thrown<acs::invalid_input>([] { acs::token::from_client_secret("", "app", "secret"); });
    const auto token = acs::token::from_client_secret("contoso.example", "app", "secret");
    thrown<acs::invalid_input>([&] { token.set_failure("none"); });
}

static void an_access_key_is_replaced_while_a_call_is_up() {
    const stage stage;
    const auto client = acs::client::with_key(stage.emulator.endpoint(), KEY);
    const auto call = client.call(stage.connected().id());
    thrown<acs::auth_failed>([&] { call.get_properties(); });
    const std::string all(stage.emulator.connection_string());
    client.set_access_key(all.substr(all.find("accesskey=") + 10));
    call.get_properties();
    thrown<acs::invalid_input>([&] { client.set_access_key("not base64!"); });
    call.get_properties();
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(each_credential_obtains_a_token), STORY(an_access_key_is_replaced_while_a_call_is_up));
}
