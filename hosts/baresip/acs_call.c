/* A module for baresip 1.0: one ACS call in re_main when it is loaded. */
#include "../one_call.h"

#include <re.h>

static int watched = -1;

static void unwatch(void) {
    if (watched >= 0) fd_close(watched); /* before the receiver closes it */
    watched = -1;
}

static void on_readable(int flags, void *unused) {
    (void)flags;
    (void)unused;
    if (one_call_on_readable() != 0) unwatch();
}

static int module_init(void) {
    if (one_call_start() != 0) return EINVAL;
    watched = acs_receiver_fd(one.receiver);
    return fd_listen(watched, FD_READ, on_readable, NULL);
}

static int module_close(void) {
    unwatch();
    one_call_free();
    return 0;
}

const struct mod_export exports = {"acs_call", "application", module_init, module_close};
