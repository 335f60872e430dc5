/* Bearer tokens: set by the program, or obtained on the thread that needs one. */
#include <pthread.h>

#include "stage.h"

/* 2100-01-01 */
#define LATE INT64_C(4102444800000)

static acs_emulator_t *emulator_that_takes_any_token(void) {
    acs_error_t *error = NULL;
    acs_emulator_t *emulator = NULL;
    acs_emulator_options_t *options = acs_emulator_options_new();
    OK(acs_emulator_options_set_accept_any_token(options, 1));
    OK(acs_emulator_start(options, &emulator, &error));
    acs_emulator_options_free(options);
    return emulator;
}

/* A request that needs a token. */
static acs_status_t ask(const acs_client_t *client, acs_error_t **error) {
    acs_call_t *call = NULL;
    acs_properties_t *properties = NULL;
    CHECK(acs_client_call_by_id(client, "unknown", &call, error) == ACS_OK);
    const acs_status_t status = acs_call_properties(call, NULL, &properties, NULL, error);
    acs_call_free(call);
    return status;
}

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
    GIVES(ACS_AUTH, ask(client, &error));
    OK(acs_token_set_failure(token, "no user is logged in", &error));
    CHECK(ask(client, &error) == ACS_AUTH);
    CHECK(strstr(acs_error_message(error), "no user is logged in") != NULL);
    acs_error_free(error);
    error = NULL;
    CHECK(requests(emulator) == 0);

    OK(acs_token_set(token, "secret-token", LATE, &error));
    acs_token_free(token);
    CHECK(ask(client, &error) == ACS_SERVICE);
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
    GIVES(ACS_SERVICE, ask(errand->client, &error));
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
    GIVES(ACS_SERVICE, ask(client, &error));
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
    CHECK(ask(client, &error) == ACS_AUTH);
    CHECK(strstr(acs_error_message(error), "the identity server is away") != NULL);
    acs_error_free(error);
    error = NULL;
    CHECK(pthread_equal(asked.by, pthread_self()));
    CHECK(requests(emulator) == 0);
    asked.gives = ACS_OK;
    GIVES(ACS_SERVICE, ask(client, &error));
    acs_client_free(client);
    acs_emulator_free(emulator);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_token_may_be_set_before_or_after_the_client_is_made),
        STORY(a_callback_runs_on_the_thread_that_needs_a_token),
        STORY(a_callback_that_fails_says_why));
}
