/* Bearer tokens: set by the program, or obtained on the thread that needs one; and those of the service, that
 * prove who sends an event. */
#include <pthread.h>

#include "any_token.h"
#include "peer.h"

/* 2100-01-01 */
#define LATE INT64_C(4102444800000)

static size_t requests(const acs_emulator_t *emulator) {
    acs_error_t *error = NULL;
    acs_emulator_journal_t *journal = NULL;
    OK(acs_emulator_journal(emulator, &journal, &error));
    const size_t count = acs_emulator_journal_count(journal);
    acs_emulator_journal_free(journal);
    return count;
}

static void a_token_may_be_set_before_or_after_the_client_is_made(void) {
    acs_error_t *error = NULL;
    acs_emulator_t *emulator = emulator_that_takes_any_token();
    acs_token_t *token = acs_token_new();
    acs_client_t *client = NULL;
    OK(acs_client_new_with_token(acs_emulator_endpoint(emulator), token, NULL, &client, &error));
    GIVES(ACS_AUTH, request_with(client, &error));
    OK(acs_token_set_failure(token, "no user is logged in", &error));
    CHECK(request_with(client, &error) == ACS_AUTH);
    CHECK(strstr(acs_error_message(error), "no user is logged in") != NULL);
    acs_error_free(error);
    error = NULL;
    CHECK(requests(emulator) == 0);

    OK(acs_token_set(token, "secret-token", LATE, &error));
    acs_token_free(token);
    CHECK(request_with(client, &error) == ACS_SERVICE);
    CHECK(acs_error_http_status(error) == 404);
    CHECK(strstr(acs_error_message(error), "secret-token") == NULL);
    acs_error_free(error);
    CHECK(requests(emulator) == 1);
    acs_client_free(client);
    acs_emulator_free(emulator);
}

struct asked {
    pthread_t by;
    int times;
    acs_status_t gives;
};

static acs_status_t give(void *user, acs_token_t *token) {
    struct asked *const asked = (struct asked *)user;
    acs_error_t *error = NULL;
    asked->by = pthread_self();
    asked->times++;
    if (asked->gives != ACS_OK) {
        OK(acs_token_set_failure(token, "the identity server is away", &error));
        return asked->gives;
    }
    OK(acs_token_set(token, "token", LATE, &error));
    return ACS_OK;
}

struct errand {
    const acs_client_t *client;
    pthread_t by;
};

static void *ask_there(void *user) {
    struct errand *const errand = (struct errand *)user;
    acs_error_t *error = NULL;
    errand->by = pthread_self();
    GIVES(ACS_SERVICE, request_with(errand->client, &error));
    return NULL;
}

static void a_callback_runs_on_the_thread_that_needs_a_token(void) {
    acs_error_t *error = NULL;
    acs_emulator_t *emulator = emulator_that_takes_any_token();
    struct asked asked = {.times = 0, .gives = ACS_OK};
    acs_token_t *token = NULL;
    acs_client_t *client = NULL;
    OK(acs_token_from_callback(give, &asked, &token, &error));
    OK(acs_client_new_with_token(acs_emulator_endpoint(emulator), token, NULL, &client, &error));
    acs_token_free(token);
    CHECK(asked.times == 0);
    pthread_t thread;
    struct errand errand = {.client = client};
    CHECK(pthread_create(&thread, NULL, ask_there, &errand) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(asked.times == 1);
    CHECK(pthread_equal(asked.by, errand.by));
    /* It is good for long. */
    GIVES(ACS_SERVICE, request_with(client, &error));
    CHECK(asked.times == 1);
    acs_client_free(client);
    acs_emulator_free(emulator);
}

static void a_callback_that_fails_says_why(void) {
    acs_error_t *error = NULL;
    acs_emulator_t *emulator = emulator_that_takes_any_token();
    struct asked asked = {.times = 0, .gives = ACS_TIMEOUT};
    acs_token_t *token = NULL;
    acs_client_t *client = NULL;
    OK(acs_token_from_callback(give, &asked, &token, &error));
    OK(acs_client_new_with_token(acs_emulator_endpoint(emulator), token, NULL, &client, &error));
    acs_token_free(token);
    CHECK(request_with(client, &error) == ACS_AUTH);
    CHECK(strstr(acs_error_message(error), "the identity server is away") != NULL);
    acs_error_free(error);
    error = NULL;
    CHECK(pthread_equal(asked.by, pthread_self()));
    CHECK(requests(emulator) == 0);
    asked.gives = ACS_OK;
    GIVES(ACS_SERVICE, request_with(client, &error));
    acs_client_free(client);
    acs_emulator_free(emulator);
}

/* Reads one event, and returns what follows "Bearer " in its head. */
static char *delivered_token(const struct peer *webhook, char *head, size_t size) {
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    size_t length = 0;
    const int sender = accept(webhook->listener, NULL, NULL);
    CHECK(sender >= 0);
    while (strstr(head, "\r\n\r\n") == NULL) {
        const ssize_t count = recv(sender, head + length, size - 1 - length, 0);
        CHECK(count > 0);
        length += (size_t)count;
        head[length] = '\0';
    }
    CHECK(send(sender, ok, sizeof ok - 1, MSG_NOSIGNAL) == (ssize_t)(sizeof ok - 1));
    close(sender);
    char *token = strstr(head, "Bearer ");
    CHECK(token != NULL);
    token += 7;
    token[strcspn(token, "\r\n")] = '\0';
    return token;
}

static acs_token_verifier_options_t *verifying(const acs_emulator_t *emulator, const char *audience) {
    acs_error_t *error = NULL;
    acs_token_verifier_options_t *options = acs_token_verifier_options_new(audience);
    OK(acs_token_verifier_options_set_openid_configuration_url(
        options, acs_emulator_openid_configuration_url(emulator)));
    return options;
}

static void events_need_a_token_of_the_service(void) {
    const char *resource = "70fd5b29-6c4a-4b9e-9f10-3f9a4f8d2c11";
    acs_error_t *error = NULL;
    struct stage stage = {NULL, NULL, NULL, NULL};
    acs_emulator_options_t *emulator_options = acs_emulator_options_new();
    OK(acs_emulator_options_set_resource_id(emulator_options, resource));
    OK(acs_emulator_start(emulator_options, &stage.emulator, &error));
    acs_emulator_options_free(emulator_options);
    CHECK(strcmp(acs_emulator_resource_id(stage.emulator), resource) == 0);
    acs_receiver_options_t *options = acs_receiver_options_new();
    acs_token_verifier_options_t *tokens = verifying(stage.emulator, resource);
    OK(acs_receiver_options_set_token_verifier(options, tokens));
    OK(acs_receiver_options_add_event_grid_header(options, "X-Delivery", "correct horse"));
    OK(acs_receiver_new(options, &stage.receiver, &error));
    acs_receiver_options_free(options);
    OK(acs_receiver_url(stage.receiver, "/events", &stage.callback, &error));
    OK(acs_client_new(acs_emulator_connection_string(stage.emulator), NULL, &stage.client, &error));
    acs_call_t *call = connected_call(&stage);

    acs_http_response_t *response = NULL;
    OK(acs_receiver_handle(stage.receiver, "POST", "/events", NULL, NULL, 0, NULL, 0, &response, &error));
    CHECK(acs_http_response_status(response) == 401);
    acs_http_response_free(response);
    acs_counters_t *counters = NULL;
    OK(acs_receiver_counters(stage.receiver, &counters, &error));
    CHECK(acs_counters_value(counters, ACS_COUNTER_BAD_TOKENS) == 1);
    CHECK(acs_counters_value(counters, ACS_COUNTER_REJECTED) >= 1);
    CHECK(acs_counters_value(counters, ACS_COUNTER_BAD_SECRETS) == 0);
    CHECK(acs_counters_value(counters, ACS_COUNTER_BAD_NETWORKS) == 0);
    acs_counters_free(counters);

    /* The same check alone. */
    struct peer webhook = open_peer();
    static char head[16 * 1024];
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    acs_call_t *other_call = NULL;
    OK(acs_client_create_call(stage.client, invite, webhook.endpoint, NULL, &other_call, NULL, &error));
    acs_invite_free(invite);
    acs_call_free(other_call);
    const char *token = delivered_token(&webhook, head, sizeof head);
    close_peer(&webhook);
    acs_token_verifier_t *verifier = NULL;
    OK(acs_token_verifier_new(tokens, &verifier, &error));
    acs_token_verifier_options_free(tokens);
    OK(acs_token_verifier_fetch_keys(verifier, &error));
    OK(acs_token_verifier_verify(verifier, token, &error));
    CHECK(acs_token_verifier_verify(verifier, "a.b.c", &error) == ACS_AUTH);
    CHECK(strstr(acs_error_message(error), "malformed") != NULL && !acs_error_is_retryable(error));
    acs_error_free(error);
    error = NULL;
    acs_token_verifier_free(verifier);
    acs_token_verifier_options_t *other = verifying(stage.emulator, "another resource");
    OK(acs_token_verifier_new(other, &verifier, &error));
    acs_token_verifier_options_free(other);
    CHECK(acs_token_verifier_verify(verifier, token, &error) == ACS_AUTH);
    CHECK(strstr(acs_error_message(error), "another audience") != NULL);
    CHECK(strstr(acs_error_message(error), token) == NULL);
    acs_error_free(error);
    error = NULL;
    acs_token_verifier_free(verifier);
    GIVES(ACS_INVALID_INPUT, acs_token_verifier_new(NULL, &verifier, &error));
    acs_call_free(call);
    acs_client_free(stage.client);
    acs_text_free(stage.callback);
    acs_receiver_free(stage.receiver);
    acs_emulator_free(stage.emulator);
}

static void a_request_has_the_address_that_the_program_names(void) {
    acs_error_t *error = NULL;
    acs_receiver_options_t *options = acs_receiver_options_new();
    CHECK(acs_receiver_options_add_allowed_network(options, "10.0.0.1/8") == ACS_INVALID_INPUT);
    acs_receiver_options_free(options);
    options = acs_receiver_options_new();
    OK(acs_receiver_options_add_allowed_network(options, "52.112.0.0/14"));
    OK(acs_receiver_options_add_trusted_proxy(options, "10.0.0.0/8"));
    acs_receiver_t *receiver = NULL;
    OK(acs_receiver_new_without_listener(options, &receiver, &error));
    acs_receiver_options_free(options);
    const char *names[] = {"X-Forwarded-For"}, *values[] = {"52.112.0.9"};
    const struct {
        const char *peer;
        size_t headers;
        int status;
    } cases[] = {
        {NULL, 0, 403},       {"52.112.0.9", 0, 400}, {"52.112.0.9:40123", 0, 400}, {"203.0.113.7", 1, 403},
        {"10.0.0.1", 0, 403}, {"10.0.0.1", 1, 400},   {"[2001:db8::7]:1", 0, 403},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        acs_http_response_t *response = NULL;
        OK(acs_receiver_handle_from(receiver, cases[i].peer, "POST", "/events", names, values, cases[i].headers,
                                    NULL, 0, &response, &error));
        /* 400: the body is empty. */
        CHECK(acs_http_response_status(response) == cases[i].status);
        acs_http_response_free(response);
    }
    acs_http_response_t *response = NULL;
    GIVES(ACS_INVALID_INPUT, acs_receiver_handle_from(receiver, "localhost", "POST", "/events", NULL, NULL, 0,
                                                      NULL, 0, &response, &error));
    acs_counters_t *counters = NULL;
    OK(acs_receiver_counters(receiver, &counters, &error));
    CHECK(acs_counters_value(counters, ACS_COUNTER_BAD_NETWORKS) == 4);
    acs_counters_free(counters);
    acs_receiver_free(receiver);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_token_may_be_set_before_or_after_the_client_is_made),
        STORY(a_callback_runs_on_the_thread_that_needs_a_token),
        STORY(a_callback_that_fails_says_why), STORY(events_need_a_token_of_the_service),
        STORY(a_request_has_the_address_that_the_program_names));
}
