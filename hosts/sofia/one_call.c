/* A program on the event loop of Sofia-SIP, which FreeSWITCH uses: one ACS call in su_root_run. */
#include "../one_call.h"

#include <sofia-sip/su_wait.h>

static int outcome;

static int on_readable(su_root_magic_t *magic, su_wait_t *wait, su_wakeup_arg_t *arg) {
    (void)magic;
    (void)wait;
    outcome = one_call_on_readable();
    if (outcome != 0) su_root_break((su_root_t *)arg);
    return 0;
}

int main(void) {
    su_root_t *root;
    su_wait_t wait[1];
    su_init();
    root = su_root_create(NULL);
    if (root == NULL || one_call_start() != 0) return 1;
    if (su_wait_create(wait, acs_receiver_fd(one.receiver), SU_WAIT_IN) != 0 ||
        su_root_register(root, wait, on_readable, (su_wakeup_arg_t *)root, 0) < 0)
        return 1;
    su_root_run(root);
    su_root_unregister(root, wait, on_readable, (su_wakeup_arg_t *)root); /* before the receiver closes it */
    one_call_free();
    su_root_destroy(root);
    su_deinit();
    return outcome == 1 ? 0 : 1;
}
