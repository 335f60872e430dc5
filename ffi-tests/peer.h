/**
 * @file peer.h
 * A server on this machine that takes connections and requests, and never answers.
 */
#ifndef ACS_PEER_H
#define ACS_PEER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "check.h"

/** The key of every resource here. */
#define KEY "c2VjcmV0"

struct peer {
    int listener;
    char endpoint[60];
};

static inline struct peer open_peer(void) {
    struct peer peer;
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(peer.listener, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(listen(peer.listener, 64) == 0);
    CHECK(getsockname(peer.listener, (struct sockaddr *)&address, &length) == 0);
    snprintf(peer.endpoint, sizeof peer.endpoint, "http://127.0.0.1:%d/",
             (int)ntohs(address.sin_port));
    return peer;
}

/** Waits until a request is there: its sender now waits for the response. */
static inline int take_request(const struct peer *peer) {
    char some[1];
    const int connection = accept(peer->listener, NULL, NULL);
    CHECK(connection >= 0);
    CHECK(recv(connection, some, sizeof some, 0) == 1);
    return connection;
}

static inline void close_peer(struct peer *peer) { close(peer->listener); }

#endif
