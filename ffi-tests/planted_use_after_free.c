/* A text that is read after its object was freed: the checker must find it. */
#include "check.h"

static void a_text_outlives_its_object(void) {
    acs_error_t *error = NULL;
    acs_identifier_t *identifier = NULL;
    OK(acs_identifier_new_phone_number("+15550100123", &identifier, &error));
    const char *volatile raw_id = acs_identifier_raw_id(identifier);
    acs_identifier_free(identifier);
    CHECK(raw_id[0] != 'x');
}

int main(int argc, char **argv) { RUN(argc, argv, STORY(a_text_outlives_its_object)); }
