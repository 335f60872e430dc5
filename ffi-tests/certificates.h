/**
 * @file certificates.h
 * The certificates of tests/data/tls, as paths and as texts.
 */
#ifndef ACS_CERTIFICATES_H
#define ACS_CERTIFICATES_H

#include "check.h"

/** The path of a file. The result lasts until the next call with the same slot, 0 or 1. */
static inline const char *tls_file(int slot, const char *name) {
    static char paths[2][1024];
    static const char here[] = __FILE__;
    const char *end = strrchr(here, '/');
    CHECK(end != NULL);
    const int written = snprintf(paths[slot], sizeof paths[slot], "%.*s/../tests/data/tls/%s",
                                 (int)(end - here), here, name);
    CHECK(written > 0 && (size_t)written < sizeof paths[slot]);
    return paths[slot];
}

/** The text of a file, likewise. */
static inline const char *tls_text(int slot, const char *name) {
    static char texts[2][4096];
    FILE *file = fopen(tls_file(slot, name), "rb");
    CHECK(file != NULL);
    const size_t length = fread(texts[slot], 1, sizeof texts[slot] - 1, file);
    CHECK(fclose(file) == 0);
    CHECK(length > 0 && length < sizeof texts[slot] - 1);
    texts[slot][length] = '\0';
    return texts[slot];
}

#endif
