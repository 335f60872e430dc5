/* Tokens that the library obtains itself, and access keys that are replaced. */
#include "any_token.h"
#include "token_server.h"

static acs_identity_options_t *options_of(const struct token_server *server) {
    acs_error_t *error = NULL;
    acs_identity_options_t *options = acs_identity_options_new();
    OK(acs_identity_options_set_authority_url(options, server->peer.endpoint));
    OK(acs_identity_options_set_imds_url(options, server->peer.endpoint));
    OK(acs_identity_options_set_max_retries(options, 0));
    return options;
}

/** Sends two requests with a token. */
static void use(acs_token_t *token, acs_status_t expected, acs_error_t **last) {
    acs_error_t *error = NULL;
    acs_emulator_t *emulator = emulator_that_takes_any_token();
    acs_client_t *client = NULL;
    OK(acs_client_new_with_token(acs_emulator_endpoint(emulator), token, NULL, &client, &error));
    acs_token_free(token);
    GIVES(expected, request_with(client, &error));
    CHECK(request_with(client, last) == expected);
    acs_client_free(client);
    acs_emulator_free(emulator);
}

static void a_client_secret_is_exchanged_for_one_token(void) {
    acs_error_t *error = NULL;
    struct token_server server;
    start_token_server(&server, "200 OK", TOKEN_OF_AN_HOUR);
    acs_identity_options_t *options = options_of(&server);
    acs_token_t *token = NULL;
    OK(acs_token_from_client_secret("contoso.example", "app", "s&cret", options, &token, &error));
    acs_identity_options_free(options);
    CHECK(server.connections == 0);
    use(token, ACS_SERVICE, &error);
    CHECK(acs_error_http_status(error) == 404);
    acs_error_free(error);
    stop_token_server(&server);
    CHECK(server.connections == 1);
    CHECK(strstr(server.request, "POST /contoso.example/oauth2/v2.0/token HTTP/1.1") != NULL);
    CHECK(strstr(server.request, "client_id=app&") != NULL);
    CHECK(strstr(server.request, "client_secret=s%26cret") != NULL);
}

static void a_refused_secret_says_what_to_do(void) {
    acs_error_t *error = NULL;
    struct token_server server;
    start_token_server(&server, "401 Unauthorized",
          "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: expired, not "
          "s&cret\"}");
    acs_identity_options_t *options = options_of(&server);
    acs_token_t *token = NULL;
    OK(acs_token_from_client_secret("contoso.example", "app", "s&cret", options, &token, &error));
    acs_identity_options_free(options);
    use(token, ACS_AUTH, &error);
    CHECK(strstr(acs_error_message(error), "AADSTS7000222: expired, not ***") != NULL);
    CHECK(strstr(acs_error_hint(error), "create a new one") != NULL);
    acs_error_free(error);
    stop_token_server(&server);
    CHECK(server.connections == 2);
}

static void workload_identity_reads_its_file(void) {
    acs_error_t *error = NULL;
    struct token_server server;
    start_token_server(&server, "200 OK", TOKEN_OF_AN_HOUR);
    acs_identity_options_t *options = options_of(&server);
    acs_token_t *token = NULL;
    char path[] = "/tmp/acs-workload-XXXXXX";
    const int file = mkstemp(path);
    CHECK(write(file, "a.jwt\n", 6) == 6);
    close(file);
    OK(acs_token_from_workload_identity("contoso.example", "app", path, options, &token, &error));
    acs_identity_options_free(options);
    use(token, ACS_SERVICE, &error);
    acs_error_free(error);
    stop_token_server(&server);
    unlink(path);
    CHECK(strstr(server.request, "&client_assertion=a.jwt") != NULL);
}

static void the_environment_and_managed_identities_are_read(void) {
    acs_error_t *error = NULL;
    struct token_server server;
    start_token_server(&server, "200 OK", TOKEN_OF_AN_HOUR);
    acs_identity_options_t *options = options_of(&server);
    acs_token_t *token = NULL;
    OK(acs_token_from_managed_identity(ACS_MANAGED_IDENTITY_CLIENT_ID, "user-assigned", options,
                                       &token, &error));
    use(token, ACS_SERVICE, &error);
    acs_error_free(error);
    error = NULL;
    CHECK(strstr(server.request, "GET /metadata/identity/oauth2/token?") != NULL);
    CHECK(strstr(server.request, "client_id=user-assigned") != NULL);
    CHECK(strstr(server.request, "metadata: true") != NULL);

    /* App Service sets these. */
    char endpoint[100];
    snprintf(endpoint, sizeof endpoint, "%smsi/token", server.peer.endpoint);
    setenv("IDENTITY_ENDPOINT", endpoint, 1);
    setenv("IDENTITY_HEADER", "header-secret", 1);
    OK(acs_token_from_environment(options, &token, &error));
    use(token, ACS_SERVICE, &error);
    acs_error_free(error);
    error = NULL;
    CHECK(strstr(server.request, "GET /msi/token?api-version=2019-08-01") != NULL);
    CHECK(strstr(server.request, "x-identity-header: header-secret") != NULL);

    setenv("AZURE_CLIENT_SECRET", "s&cret", 1);
    CHECK(acs_token_from_environment(options, &token, &error) == ACS_INVALID_INPUT);
    CHECK(token == NULL);
    CHECK(strstr(acs_error_message(error), "AZURE_TENANT_ID: must be set") != NULL);
    acs_error_free(error);
    error = NULL;
    setenv("AZURE_TENANT_ID", "contoso.example", 1);
    setenv("AZURE_CLIENT_ID", "app", 1);
    OK(acs_token_from_environment(options, &token, &error));
    use(token, ACS_SERVICE, &error);
    acs_error_free(error);
    error = NULL;
    CHECK(strstr(server.request, "client_secret=s%26cret") != NULL);

    GIVES(ACS_INVALID_INPUT,
          acs_token_from_managed_identity(ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED, "id", options,
                                          &token, &error));
    GIVES(ACS_INVALID_INPUT,
          acs_token_from_managed_identity(9, "id", options, &token, &error));
    acs_identity_options_free(options);
    stop_token_server(&server);
}

static void a_token_of_the_library_cannot_be_set(void) {
    acs_error_t *error = NULL;
    acs_token_t *token = NULL;
    OK(acs_token_from_client_secret("contoso.example", "app", "secret", NULL, &token, &error));
    GIVES(ACS_INVALID_INPUT, acs_token_set(token, "text", INT64_C(4102444800000), &error));
    GIVES(ACS_INVALID_INPUT, acs_token_set_failure(token, "text", &error));
    acs_token_free(token);
}

static void a_replaced_access_key_signs_the_next_request(void) {
    acs_error_t *error = NULL;
    struct stage stage = open_stage();
    acs_client_t *client = NULL;
    OK(acs_client_new_with_key(acs_emulator_endpoint(stage.emulator), KEY, NULL, &client, &error));
    GIVES(ACS_AUTH, request_with(client, &error));
    const char *const key =
        strstr(acs_emulator_connection_string(stage.emulator), "accesskey=") + strlen("accesskey=");
    OK(acs_client_set_access_key(client, key, &error));
    GIVES(ACS_SERVICE, request_with(client, &error));
    CHECK(acs_client_set_access_key(client, "not base64!", &error) == ACS_INVALID_INPUT);
    CHECK(strstr(acs_error_message(error), "access key") != NULL);
    CHECK(strstr(acs_error_message(error), "not base64!") == NULL);
    acs_error_free(error);
    error = NULL;
    GIVES(ACS_SERVICE, request_with(client, &error));
    acs_client_free(client);

    acs_token_t *token = acs_token_new();
    OK(acs_client_new_with_token(acs_emulator_endpoint(stage.emulator), token, NULL, &client,
                                 &error));
    acs_token_free(token);
    GIVES(ACS_INVALID_INPUT, acs_client_set_access_key(client, key, &error));
    acs_client_free(client);
    close_stage(&stage);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_client_secret_is_exchanged_for_one_token),
        STORY(a_refused_secret_says_what_to_do), STORY(workload_identity_reads_its_file),
        STORY(the_environment_and_managed_identities_are_read),
        STORY(a_token_of_the_library_cannot_be_set),
        STORY(a_replaced_access_key_signs_the_next_request));
}
