/* A bug in the library, made on purpose: only its caller and the log see it. */
#include "check.h"

/* In libraries that were built for tests only. */
acs_status_t acs_test_panic(acs_error_t **error);

static int reports;

static void sink(void *user, int level, const char *message) {
    CHECK(user == (void *)&reports);
    if (level == ACS_LOG_ERROR && strstr(message, "a panic on purpose") != NULL) {
        CHECK(strstr(message, "capi/src/testing.rs") != NULL);
        reports++;
    }
}

static void a_panic_is_a_status_with_details(void) {
    acs_error_t *error = NULL;
    CHECK(acs_test_panic(&error) == ACS_PANIC);
    CHECK(acs_error_status(error) == ACS_PANIC);
    CHECK(strlen(acs_error_message(error)) > 0);
    CHECK(acs_error_hint(error) != NULL);
    CHECK(acs_error_is_retryable(error) == 0);
    acs_error_free(error);
    CHECK(acs_test_panic(NULL) == ACS_PANIC);
}

static void the_log_says_where_it_was(void) {
    acs_error_t *error = NULL;
    /* Those of before wait still. */
    acs_log_line_t *line = NULL;
    for (int i = 0; i < 2; i++) {
        OK(acs_log_next(&line, &error));
        CHECK(acs_log_line_level(line) == ACS_LOG_ERROR);
        CHECK(strstr(acs_log_line_message(line), "a panic on purpose") != NULL);
        acs_log_line_free(line);
    }
    GIVES(ACS_TIMEOUT, acs_log_next(&line, &error));
    CHECK(line == NULL);

    OK(acs_log_set_sink(sink, &reports, ACS_LOG_ERROR, &error));
    GIVES(ACS_PANIC, acs_test_panic(&error));
    CHECK(reports == 1);
    OK(acs_log_set_sink(NULL, NULL, ACS_LOG_OFF, &error));
}

/* capi/tests/ffi.rs sees that nothing was printed. */
static void the_process_goes_on(void) {
    acs_error_t *error = NULL;
    acs_identifier_t *identifier = NULL;
    for (int i = 0; i < 1000; i++) {
        GIVES(ACS_PANIC, acs_test_panic(&error));
    }
    OK(acs_identifier_new_phone_number("+15550100123", &identifier, &error));
    CHECK_TEXT(acs_identifier_raw_id(identifier), "4:+15550100123");
    acs_identifier_free(identifier);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_panic_is_a_status_with_details), STORY(the_log_says_where_it_was),
        STORY(the_process_goes_on));
}
