/* The calls that all processes know, by Call-ID, in shared memory. Every function locks for itself. */
#ifndef CALLS_H
#define CALLS_H

#define CALL_ID_SIZE 256 /* the most that an operation context may have */
#define CONNECTION_ID_SIZE 256
#define NUMBER_SIZE 32
#define URL_SIZE 512

/* A suspended transaction, and the route that goes on with it. Who receives it with is_waiting set must resume it. */
struct waiting {
    unsigned index, label;
    int route;
    int is_waiting;
};

int calls_init(void);
void calls_destroy(void);
int calls_count(void);

/* -1 when the Call-ID has a call, or memory is used up. */
int calls_add(const char *call_id, const struct waiting *waiting);
/* Keeps the id of the ACS call; with `waiting` takes the transaction out of the call. -1 when there is no such call. */
int calls_set_connection(const char *call_id, const char *connection_id, struct waiting *waiting);
/* Removes a call and takes out its ACS id, if there is one, and its transaction. -1 when there is no such call. */
int calls_remove(const char *call_id, char *connection_id, struct waiting *waiting);
/* The same, unless the call has an ACS id: it was created after all, and only the response was lost. */
int calls_remove_unconnected(const char *call_id, struct waiting *waiting);
/* As calls_remove, by the id of the ACS call and the slot of its Call-ID, a tag for its events. */
int calls_remove_connection(const void *slot, const char *connection_id, struct waiting *waiting);
void *calls_slot(const char *call_id);

/* The URL of the receiver; -1 while its process is only starting. */
void calls_set_callback_url(const char *url);
int calls_callback_url(char url[URL_SIZE]);
/* Grows when connection strings must be read again. */
unsigned calls_generation(void);
void calls_next_generation(void);

#endif
