/* An object of the library that is never freed: the leak checker must find it. */
#include "check.h"

static void an_object_is_forgotten(void) {
    acs_error_t *error = NULL;
    acs_identifier_t *identifier = NULL;
    OK(acs_identifier_new_phone_number("+15550100123", &identifier, &error));
    CHECK(identifier != NULL);
}

int main(int argc, char **argv) { RUN(argc, argv, STORY(an_object_is_forgotten)); }
