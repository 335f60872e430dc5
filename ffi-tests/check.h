/**
 * @file check.h
 * Checks, and a runner of stories: C11 and C++17.
 *
 * A program lists its stories, which are functions whose names are sentences:
 *
 *     int main(int argc, char **argv) {
 *         RUN(argc, argv, STORY(a_call_outlives_its_client));
 *     }
 *
 * It prints nothing and returns 0 when all of them hold; with -v it names them. The first check that
 * does not hold ends the program with its story, place and text on stderr, from whatever thread.
 */
#ifndef ACS_CHECK_H
#define ACS_CHECK_H

#include <acs_call_automation.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct story {
    const char *name;
    void (*run)(void);
};

static const char *current_story = "main";

#if defined(__GNUC__)
__attribute__((noreturn))
#endif
static void check_failed(const char *file, int line, const char *what, const char *more) {
    fprintf(stderr, "%s:%d: in %s:\n  %s\n  %s\n", file, line, current_story, what, more);
    fflush(stderr);
    _exit(1);
}

/** What must be true. */
#define CHECK(condition) \
    ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition, "does not hold"))

/** Text that must be the same; NULL is the same as NULL only. */
#define CHECK_TEXT(found, expected) check_text((found), (expected), #found, __FILE__, __LINE__)

static inline void check_text(const char *found, const char *expected, const char *what,
                              const char *file, int line) {
    if (found == NULL || expected == NULL ? found != expected : strcmp(found, expected) != 0) {
        char more[400];
        snprintf(more, sizeof more, "is \"%s\", not \"%s\"", found ? found : "(NULL)",
                 expected ? expected : "(NULL)");
        check_failed(file, line, what, more);
    }
}

/** A call whose last argument is &error, a variable of the caller, that must succeed. */
#define OK(call) GIVES(ACS_OK, call)

/** The same, that must end with this status. `error` is NULL afterwards. */
#define GIVES(status, call)                                                      \
    do {                                                                         \
        const acs_status_t given_ = (call);                                      \
        check_status(given_, (status), error, #call, __FILE__, __LINE__);        \
        acs_error_free(error);                                                   \
        error = NULL;                                                            \
    } while (0)

static inline void check_status(acs_status_t found, acs_status_t expected, const acs_error_t *error,
                                const char *what, const char *file, int line) {
    if (found != expected) {
        char more[1000];
        snprintf(more, sizeof more, "gives %s, not %s: %s", acs_status_name(found),
                 acs_status_name(expected), acs_error_message(error));
        check_failed(file, line, what, more);
    }
}

static inline int run_stories(const struct story *stories, size_t count, int argc, char **argv) {
    const int verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    for (size_t i = 0; i < count; i++) {
        current_story = stories[i].name;
        if (verbose) {
            printf("%s\n", current_story);
            fflush(stdout);
        }
        stories[i].run();
    }
    return 0;
}

#define STORY(name) \
    { #name, name }

#define RUN(argc, argv, ...)                                                               \
    do {                                                                                   \
        const struct story stories_[] = {__VA_ARGS__};                                     \
        return run_stories(stories_, sizeof stories_ / sizeof stories_[0], (argc), (argv)); \
    } while (0)

#endif
