/**
 * @file store.h
 * A store of recordings on this machine, with one recording of RECORDING_LENGTH bytes. C11 and C++17.
 *
 * It answers one request on each connection and closes it: several connections wait for their turn.
 */
#ifndef ACS_STORE_H
#define ACS_STORE_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "check.h"

#define RECORDING_LENGTH 1000000

struct store {
    int listener;
    pthread_t thread;
    char host[40];
    char content[80];
    char removal[80];
};

/** A byte of the recording. */
static inline unsigned char recorded(int64_t at) {
    return (unsigned char)((at * 7 + at / 251) % 256);
}

/** Whether these bytes are those of the recording from there on. */
static inline int is_recorded(const unsigned char *bytes, size_t length, int64_t from) {
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] != recorded(from + (int64_t)i)) {
            return 0;
        }
    }
    return 1;
}

static inline void store_send(int connection, const void *bytes, size_t length) {
    const char *next = (const char *)bytes;
    while (length > 0) {
        const ssize_t sent = send(connection, next, length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        next += sent;
        length -= (size_t)sent;
    }
}

/** A path with "breaks" is cut after 400,000 bytes, one with "unknown" is not found. */
static inline void store_answer(int connection, const char *request) {
    char head[300];
    if (strstr(request, "unknown") != NULL) {
        snprintf(head, sizeof head, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n"
                                    "Connection: close\r\n\r\n");
        store_send(connection, head, strlen(head));
        return;
    }
    if (strncmp(request, "DELETE ", 7) == 0) {
        snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                                    "Connection: close\r\n\r\n");
        store_send(connection, head, strlen(head));
        return;
    }
    long long first = 0, last = RECORDING_LENGTH - 1, asked = 0;
    const char *range = strstr(request, "range: bytes=");
    const int parts = range == NULL ? 0 : sscanf(range, "range: bytes=%lld-%lld", &first, &asked);
    if (parts == 2 && asked < last) {
        last = asked;
    }
    if (first >= RECORDING_LENGTH) {
        snprintf(head, sizeof head, "HTTP/1.1 416 Beyond\r\nContent-Length: 0\r\n"
                                    "Content-Range: bytes */%d\r\nConnection: close\r\n\r\n",
                 RECORDING_LENGTH);
        store_send(connection, head, strlen(head));
        return;
    }
    const size_t length = (size_t)(last - first + 1);
    char content_range[100] = "";
    if (parts > 0) {
        snprintf(content_range, sizeof content_range, "Content-Range: bytes %lld-%lld/%d\r\n",
                 first, last, RECORDING_LENGTH);
    }
    snprintf(head, sizeof head, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n%sETag: \"v1\"\r\n"
                                "Content-Type: audio/wav\r\nConnection: close\r\n\r\n",
             parts > 0 ? "206 Part" : "200 OK", length, content_range);
    store_send(connection, head, strlen(head));
    unsigned char *body = (unsigned char *)malloc(length);
    CHECK(body != NULL);
    for (size_t i = 0; i < length; i++) {
        body[i] = recorded(first + (long long)i);
    }
    const int breaks = strstr(request, "breaks") != NULL;
    store_send(connection, body, breaks && length > 400000 ? 400000 : length);
    free(body);
}

static inline void *store_run(void *given) {
    const struct store *store = (const struct store *)given;
    for (;;) {
        char request[8192];
        size_t length = 0;
        const int connection = accept(store->listener, NULL, NULL);
        if (connection < 0) {
            return NULL;
        }
        for (;;) {
            const ssize_t got =
                recv(connection, request + length, sizeof request - 1 - length, 0);
            if (got <= 0) {
                break;
            }
            length += (size_t)got;
            request[length] = '\0';
            if (strstr(request, "\r\n\r\n") != NULL) {
                store_answer(connection, request);
                break;
            }
        }
        close(connection);
    }
}

static inline void open_store(struct store *store) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    store->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(store->listener, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(listen(store->listener, 64) == 0);
    CHECK(getsockname(store->listener, (struct sockaddr *)&address, &length) == 0);
    snprintf(store->host, sizeof store->host, "127.0.0.1:%d", (int)ntohs(address.sin_port));
    snprintf(store->content, sizeof store->content, "http://%s/v1/objects/1/content", store->host);
    snprintf(store->removal, sizeof store->removal, "http://%s/v1/objects/1", store->host);
    CHECK(pthread_create(&store->thread, NULL, store_run, store) == 0);
}

static inline void close_store(struct store *store) {
    shutdown(store->listener, SHUT_RDWR);
    pthread_join(store->thread, NULL);
    close(store->listener);
}

/** A client that may send requests to the store; its own resource gets none. */
static inline acs_client_t *client_of(const struct store *store) {
    acs_error_t *error = NULL;
    acs_client_t *client = NULL;
    acs_client_options_t *options = acs_client_options_new();
    CHECK(acs_client_options_add_recording_host(options, store->host) == ACS_OK);
    OK(acs_client_new("endpoint=https://contoso.communication.azure.com;accesskey=c2VjcmV0",
                      options, &client, &error));
    acs_client_options_free(options);
    return client;
}

#endif
