/* The log: passed to a sink on threads that are inside the library, or read. */
#include <pthread.h>

#include "stage.h"

/* Set while this thread is inside a function of the library. */
static _Thread_local int is_inside;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int lines;

static void sink(void *user, int level, const char *message) {
    CHECK(user == (void *)&lines);
    CHECK(is_inside);
    CHECK(level >= ACS_LOG_ERROR && level <= ACS_LOG_DEBUG);
    CHECK(strlen(message) > 0);
    /* It may ask the library. */
    CHECK(acs_status_name(ACS_OK) != NULL);
    /* By one thread at a time. */
    CHECK(pthread_mutex_trylock(&lock) == 0);
    lines++;
    CHECK(pthread_mutex_unlock(&lock) == 0);
}

static const acs_client_t *client;

static void *ask_four_times(void *user) {
    for (int i = 0; i < 4; i++) {
        acs_error_t *error = NULL;
        acs_call_t *call = NULL;
        acs_call_properties_t *properties = NULL;
        is_inside = 1;
        OK(acs_client_call_by_id(client, "unknown", &call, &error));
        GIVES(ACS_SERVICE, acs_call_get_properties(call, NULL, &properties, NULL, &error));
        acs_call_free(call);
        is_inside = 0;
    }
    return user;
}

static void the_sink_is_called_on_threads_inside_the_library_only(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    is_inside = 1;
    OK(acs_log_set_sink(sink, &lines, ACS_LOG_DEBUG, &error));
    is_inside = 0;
    client = stage.client;
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) {
        CHECK(pthread_create(&threads[i], NULL, ask_four_times, NULL) == 0);
    }
    for (int i = 0; i < 8; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    is_inside = 1;
    OK(acs_log_set_sink(NULL, NULL, ACS_LOG_OFF, &error));
    CHECK(lines >= 8 * 4);
    const int before = lines;
    ask_four_times(NULL);
    CHECK(lines == before);
    close_stage(&stage);
}

static void without_a_sink_the_lines_wait_and_hold_no_secret(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_log_line_t *line = NULL;
    OK(acs_log_set_level(ACS_LOG_TRACE, &error));
    acs_call_t *call = connected_call(&stage);
    OK(acs_log_set_level(ACS_LOG_OFF, &error));
    int count = 0;
    for (;; count++) {
        const acs_status_t status = acs_log_next(&line, &error);
        if (status == ACS_TIMEOUT) {
            break;
        }
        CHECK(status == ACS_OK);
        const char *const message = acs_log_line_message(line);
        CHECK(strstr(message, acs_emulator_access_key(stage.emulator)) == NULL);
        CHECK(strstr(message, OTHER_NUMBER) == NULL);
        acs_log_line_free(line);
    }
    CHECK(count > 0);
    CHECK(line == NULL && error == NULL);
    acs_call_free(call);
    close_stage(&stage);
}

static acs_call_t *unknown;
static long echoes;

/* Sends a request for every line, which makes another line. */
static void echoing(void *user, int level, const char *message) {
    acs_call_properties_t *properties = NULL;
    (void)user, (void)level, (void)message;
    echoes++;
    CHECK(acs_call_get_properties(unknown, NULL, &properties, NULL, NULL) == ACS_SERVICE);
}

static void a_sink_that_makes_lines_itself_comes_to_an_end(void) {
    struct stage stage = open_stage();
    acs_error_t *error = NULL;
    acs_call_properties_t *properties = NULL;
    OK(acs_client_call_by_id(stage.client, "unknown", &unknown, &error));
    OK(acs_log_set_sink(echoing, NULL, ACS_LOG_DEBUG, &error));
    GIVES(ACS_SERVICE, acs_call_get_properties(unknown, NULL, &properties, NULL, &error));
    CHECK(echoes > 0);
    OK(acs_log_set_sink(NULL, NULL, ACS_LOG_OFF, &error));
    acs_call_free(unknown);
    close_stage(&stage);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_sink_that_makes_lines_itself_comes_to_an_end),
        STORY(the_sink_is_called_on_threads_inside_the_library_only),
        STORY(without_a_sink_the_lines_wait_and_hold_no_secret));
}
