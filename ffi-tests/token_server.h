/**
 * @file token_server.h
 * A server on this machine that issues tokens, as Microsoft Entra and managed identities do.
 */
#ifndef ACS_TOKEN_SERVER_H
#define ACS_TOKEN_SERVER_H

#include <pthread.h>

#include "peer.h"

#define TOKEN_OF_AN_HOUR "{\"access_token\":\"secret-token\",\"expires_in\":3600}"

/** A token server that sends one response to each connection, and keeps the last request. */
struct token_server {
    struct peer peer;
    pthread_t thread;
    const char *status;
    const char *body;
    char request[4096];
    int connections;
};

static inline void *serve(void *user) {
    struct token_server *const server = (struct token_server *)user;
    for (int connection; (connection = accept(server->peer.listener, NULL, NULL)) >= 0;) {
        size_t length = 0;
        for (;;) {
            const ssize_t more = recv(connection, server->request + length,
                                      sizeof server->request - 1 - length, 0);
            CHECK(more > 0);
            length += (size_t)more;
            server->request[length] = '\0';
            const char *const body = strstr(server->request, "\r\n\r\n");
            const char *const form = strstr(server->request, "content-length: ");
            const size_t expected = form == NULL ? 0 : (size_t)atoi(form + 16);
            if (body != NULL && strlen(body + 4) >= expected) break;
        }
        server->connections++;
        char response[1024];
        const int size = snprintf(response, sizeof response,
                                  "HTTP/1.1 %s\r\nContent-Type: application/json\r\n"
                                  "Connection: close\r\nContent-Length: %zu\r\n\r\n%s",
                                  server->status, strlen(server->body), server->body);
        CHECK(send(connection, response, (size_t)size, MSG_NOSIGNAL) == size);
        close(connection);
    }
    return NULL;
}

static inline void start_token_server(struct token_server *server, const char *status, const char *body) {
    memset(server, 0, sizeof *server);
    server->peer = open_peer();
    server->status = status;
    server->body = body;
    CHECK(pthread_create(&server->thread, NULL, serve, server) == 0);
}

static inline void stop_token_server(struct token_server *server) {
    shutdown(server->peer.listener, SHUT_RDWR);
    CHECK(pthread_join(server->thread, NULL) == 0);
    close_peer(&server->peer);
}

#endif
