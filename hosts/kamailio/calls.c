#include "calls.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../core/hashes.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"

#define SLOTS 1024 /* a power of 2 */

struct call {
    struct call *next;
    char call_id[CALL_ID_SIZE];
    char connection_id[CONNECTION_ID_SIZE];
    struct waiting waiting;
};

static struct {
    gen_lock_t lock;
    struct call *slots[SLOTS];
    int count;
    unsigned generation;
    char callback_url[URL_SIZE];
} *calls;

int calls_init(void) {
    calls = shm_malloc(sizeof *calls);
    if (calls == NULL) return -1;
    memset(calls, 0, sizeof *calls);
    return lock_init(&calls->lock) != NULL ? 0 : -1;
}

void calls_destroy(void) {
    unsigned slot;
    struct call *call;
    if (calls == NULL) return;
    for (slot = 0; slot < SLOTS; slot++) {
        while ((call = calls->slots[slot]) != NULL) {
            calls->slots[slot] = call->next;
            shm_free(call);
        }
    }
    lock_destroy(&calls->lock);
    shm_free(calls);
    calls = NULL;
}

int calls_count(void) { return calls->count; }

static unsigned slot_of(const char *call_id) {
    str text;
    text.s = (char *)call_id;
    text.len = (int)strlen(call_id);
    return core_hash(&text, NULL, SLOTS);
}

/* Never NULL, which stands for no tag. */
void *calls_slot(const char *call_id) { return (void *)(uintptr_t)(slot_of(call_id) + 1); }

/* The place of the pointer to a call in its slot, by either id; NULL. Locked by the caller. */
static struct call **find(unsigned slot, const char *call_id, const char *connection_id) {
    struct call **place;
    for (place = &calls->slots[slot]; *place != NULL; place = &(*place)->next)
        if (call_id != NULL ? strcmp((*place)->call_id, call_id) == 0
                            : strcmp((*place)->connection_id, connection_id) == 0)
            return place;
    return NULL;
}

static void take_waiting(struct call *call, struct waiting *waiting) {
    *waiting = call->waiting;
    call->waiting.is_waiting = 0;
}

int calls_add(const char *call_id, const struct waiting *waiting) {
    unsigned slot = slot_of(call_id);
    struct call *call = shm_malloc(sizeof *call);
    if (call == NULL) return -1;
    memset(call, 0, sizeof *call);
    snprintf(call->call_id, sizeof call->call_id, "%s", call_id);
    call->waiting = *waiting;
    lock_get(&calls->lock);
    if (find(slot, call_id, NULL) != NULL) {
        lock_release(&calls->lock);
        shm_free(call);
        return -1;
    }
    call->next = calls->slots[slot];
    calls->slots[slot] = call;
    calls->count++;
    lock_release(&calls->lock);
    return 0;
}

int calls_set_connection(const char *call_id, const char *connection_id, struct waiting *waiting) {
    struct call **place;
    lock_get(&calls->lock);
    place = find(slot_of(call_id), call_id, NULL);
    if (place != NULL) {
        snprintf((*place)->connection_id, sizeof(*place)->connection_id, "%s", connection_id);
        if (waiting != NULL) take_waiting(*place, waiting);
    }
    lock_release(&calls->lock);
    return place != NULL ? 0 : -1;
}

static int remove_from(unsigned slot, const char *by_call_id, const char *by_connection_id, char *connection_id,
                       int is_for_connected, struct waiting *waiting) {
    struct call **place, *call = NULL;
    waiting->is_waiting = 0;
    lock_get(&calls->lock);
    place = find(slot, by_call_id, by_connection_id);
    if (place != NULL && (is_for_connected || (*place)->connection_id[0] == '\0')) {
        call = *place;
        *place = call->next;
        calls->count--;
    }
    lock_release(&calls->lock);
    if (call == NULL) return -1;
    take_waiting(call, waiting);
    if (connection_id != NULL) memcpy(connection_id, call->connection_id, CONNECTION_ID_SIZE);
    shm_free(call);
    return 0;
}

int calls_remove(const char *call_id, char *connection_id, struct waiting *waiting) {
    return remove_from(slot_of(call_id), call_id, NULL, connection_id, 1, waiting);
}

int calls_remove_unconnected(const char *call_id, struct waiting *waiting) {
    return remove_from(slot_of(call_id), call_id, NULL, NULL, 0, waiting);
}

int calls_remove_connection(const void *slot, const char *connection_id, struct waiting *waiting) {
    waiting->is_waiting = 0;
    if (slot == NULL) return -1; /* never connected */
    return remove_from((unsigned)((uintptr_t)slot - 1), NULL, connection_id, NULL, 1, waiting);
}

void calls_set_callback_url(const char *url) {
    lock_get(&calls->lock);
    snprintf(calls->callback_url, sizeof calls->callback_url, "%s", url);
    lock_release(&calls->lock);
}

int calls_callback_url(char url[URL_SIZE]) {
    lock_get(&calls->lock);
    memcpy(url, calls->callback_url, URL_SIZE);
    lock_release(&calls->lock);
    return url[0] != '\0' ? 0 : -1;
}

unsigned calls_generation(void) { return calls->generation; }

void calls_next_generation(void) {
    lock_get(&calls->lock);
    calls->generation++;
    lock_release(&calls->lock);
}
