/*
 * Takes IncomingCall out of messages of Event Hubs, Service Bus and a storage queue, to which Event Grid can deliver instead
 * of a webhook.
 *
 *     cc queue_messages.c -o queue_messages $(pkg-config --cflags --libs acs-call-automation)
 *     ./queue_messages data
 *
 * prints
 *
 *     Event Hubs message: status 200, remove it
 *     Service Bus message: status 200, remove it
 *     storage queue message: status 200, remove it
 *     storage queue message: status 200, remove it
 *     storage queue message: not base64, put it aside
 *     IncomingCall 915ee06f-c57b-44c0-a12f-19c402249b31
 *     IncomingCall 396128f6-bb30-4e13-ad7e-5763dfdf1b52
 *     IncomingCall 915ee06f-c57b-44c0-a12f-19c402249b34
 *     IncomingCall 5d1f6c0e-64b4-4f9b-9b0d-1f0a4f7a2c10
 *
 * from the three files of the folder, which are as a client of the queue gets them. One event came twice, and is there once.
 * Whichever client of the queue a program has: the response's status decides what to do with the message.
 */
#include <acs_call_automation.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT (1024 * 1024)

static acs_receiver_t *receiver;
static acs_error_t *error;

/* Returns 0 when the message could not be handled at all. */
static int take(const char *what, const unsigned char *body, size_t length) {
    acs_http_response_t *response = NULL;
    if (acs_receiver_handle(receiver, "POST", "/events", NULL, NULL, 0, body, length, &response, &error) != ACS_OK) return 0;
    int status = acs_http_response_status(response);
    acs_http_response_free(response);
    /* 200: with a spool or Redis the events are stored now. 503: no room, or Redis is not there. */
    printf("%s: status %d, %s\n", what, status,
           status == 200   ? "remove it"
           : status == 503 ? "leave it, it comes again"
                           : "put it aside");
    return 1;
}

static int value_of(char letter) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = letter == '\0' ? NULL : strchr(letters, letter);
    return found == NULL ? -1 : (int)(found - letters);
}

/* Decodes base64 in its place; returns 0 when it is not base64. */
static int decode(char *text, size_t length, size_t *decoded) {
    unsigned char *bytes = (unsigned char *)text;
    *decoded = 0;
    if (length % 4 != 0) return 0;
    for (int padding = 0; padding < 2 && length > 0 && text[length - 1] == '='; padding++) length--;
    unsigned bits = 0;
    for (size_t i = 0; i < length; i++) {
        int value = value_of(text[i]);
        if (value < 0) return 0;
        bits = bits << 6 | (unsigned)value;
        /* The first of four letters completes no byte. */
        if (i % 4 != 0) bytes[(*decoded)++] = (unsigned char)(bits >> (2 * (3 - i % 4)));
    }
    return 1;
}

/* The elements MessageText of a response of Get Messages. Base64 has no character that XML escapes. */
static int take_queue(char *xml) {
    static const char begin[] = "<MessageText>", end[] = "</MessageText>";
    for (char *text, *rest = xml; (text = strstr(rest, begin)) != NULL;) {
        text += strlen(begin);
        char *after = strstr(text, end);
        if (after == NULL) break;
        rest = after + strlen(end);
        size_t length;
        if (!decode(text, (size_t)(after - text), &length))
            puts("storage queue message: not base64, put it aside");
        else if (!take("storage queue message", (unsigned char *)text, length))
            return 0;
    }
    return 1;
}

/* Returns the contents of a file and a 0 at their end; NULL when it cannot be read. */
static char *contents(const char *folder, const char *name, size_t *length) {
    char path[4096];
    int printed = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = printed > 0 && (size_t)printed < sizeof path ? fopen(path, "rb") : NULL;
    char *text = file == NULL ? NULL : malloc(FILE_LIMIT);
    if (text != NULL) {
        *length = fread(text, 1, FILE_LIMIT - 1, file);
        text[*length] = '\0';
    } else {
        fprintf(stderr, "%s/%s cannot be read\n", folder, name);
    }
    if (file != NULL) fclose(file);
    return text;
}

int main(int argc, char **argv) {
    const char *folder = argc > 1 ? argv[1] : "data";
    size_t hub_length = 0, bus_length = 0, queue_length = 0;
    char *hub = contents(folder, "event_hub.json", &hub_length);
    char *bus = contents(folder, "service_bus.json", &bus_length);
    char *queue = contents(folder, "storage_queue.xml", &queue_length);

    /* No token and no secret: who may write into the queue is decided by its access rights. The body of an Event Hubs
     * message is an array of events, that of a Service Bus message one event. */
    int is_done = hub != NULL && bus != NULL && queue != NULL &&
                  acs_receiver_new_without_listener(NULL, &receiver, &error) == ACS_OK &&
                  take("Event Hubs message", (unsigned char *)hub, hub_length) &&
                  take("Service Bus message", (unsigned char *)bus, bus_length) && take_queue(queue);
    acs_event_t *event = NULL;
    acs_status_t status = ACS_OK;
    while (is_done && (status = acs_receiver_next(receiver, 0, &event, &error)) == ACS_OK) {
        printf("%s %s\n", acs_event_name(event), acs_event_id(event));
        acs_event_free(event);
    }
    /* ACS_TIMEOUT: the queue is empty. */
    is_done = is_done && status == ACS_TIMEOUT;
    if (!is_done && error != NULL) fprintf(stderr, "%s\n", acs_error_message(error));
    acs_error_free(error);
    acs_receiver_free(receiver);
    free(hub);
    free(bus);
    free(queue);
    return is_done ? 0 : 1;
}
