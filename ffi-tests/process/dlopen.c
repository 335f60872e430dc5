/*
 * A module is loaded, used, unloaded and loaded again; and a copy of the library beside another one,
 * which is linked statically, does not disturb it. Argument: the shared library.
 */
#include "process.h"

#include <dlfcn.h>

/* A function of the module by its name, with the type that the header gives it. */
#define OF(module, function) (__extension__(__typeof__(&function))dlsym(module, #function))

static void use(void *module, const char *connection_string, const char *callback) {
    acs_client_t *client = NULL;
    acs_receiver_t *receiver = NULL;
    acs_call_t *call = NULL;
    acs_invite_t *invite = OF(module, acs_invite_to_phone_number)("+16045551234", "+18005550100");
    CHECK(OF(module, acs_client_new)(connection_string, NULL, &client, NULL) == ACS_OK);
    CHECK(OF(module, acs_receiver_new)(NULL, &receiver, NULL) == ACS_OK);
    CHECK(OF(module, acs_client_create_call)(client, invite, callback, NULL, &call, NULL, NULL) == ACS_OK);
    OF(module, acs_call_free)(call);
    OF(module, acs_invite_free)(invite);
    OF(module, acs_receiver_free)(receiver);
    OF(module, acs_client_free)(client);
}

int main(int argc, char **argv) {
    struct stage stage = open_stage();
    const char *connection_string = acs_emulator_connection_string(stage.emulator);
    acs_call_t *call = place_call(&stage);
    void *module;
    int i;
    CHECK(argc == 2);
    for (i = 0; i < 3; i++) {
        module = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        if (module == NULL) fprintf(stderr, "%s\n", dlerror());
        CHECK(module != NULL);
        CHECK(OF(module, acs_version) != &acs_version); /* really another copy */
        use(module, connection_string, callback(&stage));
        CHECK(can_be_read(call));
        CHECK(dlclose(module) == 0);
    }
    acs_call_free(call);
    close_stage(&stage);
    return 0;
}
