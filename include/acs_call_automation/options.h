/**
 * @file acs_call_automation/options.h
 * Options of operations, clients and receivers.
 *
 * Options may be NULL for the defaults, may be used any number of times, and belong to one thread
 * at a time. A setter copies its arguments and returns ACS_OK or ACS_INVALID_INPUT. Its status may
 * be ignored: a refused value is reported again by the function that uses the options.
 *
 * Contents: Request options; Operation options; Client options; Receiver options; Redis options;
 * Token verifier options; Create call options; Create group call options; Answer call options;
 * Connect call options; Reject call options; Transfer call options; Add participant options; Mute
 * participants options; Custom calling context; Teams phone call details; Teams phone caller
 * details; Teams phone source details; Play options; Recognize options; Hold options; Media
 * streaming options; Transcription options; Start transcription options; Update transcription
 * options.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
/* Made by cbindgen and capi/surface/headers.toml from capi/src; do not edit. */
#ifndef ACS_CALL_AUTOMATION_OPTIONS_H
#define ACS_CALL_AUTOMATION_OPTIONS_H

#ifndef ACS_CALL_AUTOMATION_H
#error "include acs_call_automation.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct acs_cancel_token_t acs_cancel_token_t;
typedef struct acs_media_streaming_options_t acs_media_streaming_options_t;
typedef struct acs_redis_options_t acs_redis_options_t;
typedef struct acs_start_transcription_options_t acs_start_transcription_options_t;
typedef struct acs_teams_phone_call_details_t acs_teams_phone_call_details_t;
typedef struct acs_teams_phone_caller_details_t acs_teams_phone_caller_details_t;
typedef struct acs_teams_phone_source_details_t acs_teams_phone_source_details_t;
typedef struct acs_token_verifier_options_t acs_token_verifier_options_t;
typedef struct acs_transcription_options_t acs_transcription_options_t;
typedef struct acs_update_transcription_options_t acs_update_transcription_options_t;

/* ======== Request options ======== */

/**
 * @typedef acs_request_options_t
 * Options of one request: timeouts, ids, headers, cancellation.
 */

/** Creates options in which nothing is set. */
acs_request_options_t *acs_request_options_new(void);

/** Frees options. */
void acs_request_options_free(acs_request_options_t *options);

/**
 * Sets the total timeout of the request: name lookup, connecting, retries and pauses included; 1
 * to 3,600,000 ms. Default: that of the client, 10,000 there.
 */
acs_status_t acs_request_options_set_timeout_ms(acs_request_options_t *options, int64_t timeout_ms);

/**
 * Sets the timeout of one attempt: 1 to 3,600,000 ms. Default: that of the client, the rest of
 * the total timeout there.
 */
acs_status_t acs_request_options_set_attempt_timeout_ms(acs_request_options_t *options,
                                                        int64_t attempt_timeout_ms);

/**
 * Sets the header x-ms-client-request-id: 1 to 128 visible ASCII characters. Default: a new
 * UUID.
 */
acs_status_t acs_request_options_set_request_id(acs_request_options_t *options,
                                                const char *request_id);

/**
 * Sets the headers Repeatability-Request-ID and Repeatability-First-Sent of an earlier request
 * whose outcome is unknown. Default: new ones. Only for operations that send them; others
 * refuse, and all refuse an id that is not a UUID. Repeat within 5 minutes of the first time:
 * other services of the family document that they remember the ids so long; after that the
 * operation may be performed again.
 *
 * @param id a UUID (version 4), as acs_error_repeatability_id returns it
 * @param first_sent_ms the time of the first attempt, in milliseconds since 1970 UTC, sent
 *     in whole seconds, rounded down
 */
acs_status_t acs_request_options_set_repeatability(acs_request_options_t *options, const char *id,
                                                   int64_t first_sent_ms);

/**
 * Sets the error of the request that this one repeats: its repeatability ids are sent again. The
 * arguments must be the same too, and no more than 5 minutes may have passed since the first
 * attempt. Where the service honors the ids, as the operations listed under Retries in
 * acs_call_automation.h, the operation is not performed twice; for other operations it may be
 * performed twice. An operation refuses the options when the error has no repeatability ids, as
 * that of an operation that only reads.
 */
acs_status_t acs_request_options_set_repeat_of(acs_request_options_t *options,
                                               const acs_error_t *repeat_of);

/**
 * Adds a header; the value is printable ASCII. At most 32 headers with 8 KiB of names and
 * values. Headers that the library writes itself and those that change how a request is framed
 * are refused.
 */
acs_status_t acs_request_options_add_header(acs_request_options_t *options, const char *name,
                                            const char *value);

/**
 * Sets the api-version: a date such as "2026-03-12", optionally with "-preview". Default: that
 * of the client.
 */
acs_status_t acs_request_options_set_api_version(acs_request_options_t *options,
                                                 const char *api_version);

/** Sets the maximum number of retries: 0 to 20. Default: that of the client, 3 there. */
acs_status_t acs_request_options_set_max_retries(acs_request_options_t *options,
                                                 int64_t max_retries);

/**
 * Sets whether operations that are not known to be repeatable are retried too, after a lost
 * response or status 408, 500, 502, 503 or 504: 1 or 0. Default: as the client. This may ring a
 * person twice.
 */
acs_status_t acs_request_options_set_retry_non_idempotent(acs_request_options_t *options,
                                                          int retry_non_idempotent);

/** Sets the token that cancels this request from another thread. */
acs_status_t acs_request_options_set_cancel(acs_request_options_t *options,
                                            const acs_cancel_token_t *cancel);

/* ======== Operation options ======== */

/**
 * @typedef acs_operation_options_t
 * Options of the operations that have none of their own: cancel adding, remove, move, send DTMF
 * tones, continuous DTMF recognition, unhold, start and stop media streaming, stop
 * transcription.
 */

/** Creates options in which nothing is set. */
acs_operation_options_t *acs_operation_options_new(void);

/** Frees options. */
void acs_operation_options_free(acs_operation_options_t *options);

/**
 * Sets the operation context that the events of this operation carry: any text without control
 * characters.
 */
acs_status_t acs_operation_options_set_operation_context(acs_operation_options_t *options,
                                                         const char *operation_context);

/**
 * Sets the URL that the events of this operation are sent to: https://..., or http://... on this
 * machine. Default: the callback URL of the call.
 */
acs_status_t acs_operation_options_set_operation_callback_uri(acs_operation_options_t *options,
                                                              const char *operation_callback_uri);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_operation_options_set_request(acs_operation_options_t *options,
                                               const acs_request_options_t *request);

/* ======== Client options ======== */

#define ACS_TRUST_BUILT_IN 0 /**< The Mozilla root certificates that are compiled in. They work
                                  in a chroot. */
#define ACS_TRUST_SYSTEM 1   /**< The certificate store of the operating system, or that of the
                                  environment variables SSL_CERT_FILE and SSL_CERT_DIR where one
                                  is set; read once when the client is created. */
#define ACS_TRUST_PEM 2      /**< The certificates of a PEM text only. */
#define ACS_TRUST_PEM_FILE 3 /**< The certificates of a PEM file only, read once when the client
                                  is created. */

/**
 * @typedef acs_client_options_t
 * Options of a client: timeouts, retries, connections, trust.
 */

/** Creates options in which nothing is set. */
acs_client_options_t *acs_client_options_new(void);

/** Frees options. */
void acs_client_options_free(acs_client_options_t *options);

/**
 * Sets the total timeout of a request: name lookup, connecting, retries and pauses included; 1
 * to 3,600,000 ms. Default: 10,000.
 */
acs_status_t acs_client_options_set_timeout_ms(acs_client_options_t *options, int64_t timeout_ms);

/** Sets the timeout of one attempt: 1 to 3,600,000 ms. Default: the rest of the total timeout. */
acs_status_t acs_client_options_set_attempt_timeout_ms(acs_client_options_t *options,
                                                       int64_t attempt_timeout_ms);

/**
 * Sets the timeout of a name lookup, and of connecting, TLS included, per host: 1 to 3,600,000
 * ms. Default: 5,000.
 */
acs_status_t acs_client_options_set_connect_timeout_ms(acs_client_options_t *options,
                                                       int64_t connect_timeout_ms);

/** Sets the maximum number of retries: 0 to 20. Default: 3. */
acs_status_t acs_client_options_set_max_retries(acs_client_options_t *options, int64_t max_retries);

/**
 * Sets whether operations that are not known to be repeatable (create, answer, connect,
 * redirect, reject, transfer, move, pause and resume recording, recognize and the other media
 * operations except sending DTMF tones) are retried too, after a lost response or status 408,
 * 500, 502, 503 or 504: 1 or 0. Default: 0. This may ring a person twice.
 */
acs_status_t acs_client_options_set_retry_non_idempotent(acs_client_options_t *options,
                                                         int retry_non_idempotent);

/** Sets how long an unused connection is kept: 1 to 3,600,000 ms. Default: 60,000. */
acs_status_t acs_client_options_set_idle_timeout_ms(acs_client_options_t *options,
                                                    int64_t idle_timeout_ms);

/**
 * Sets the maximum number of unused connections that are kept, for each host and in total: 0 or
 * more. Default: 64.
 */
acs_status_t acs_client_options_set_max_idle_connections(acs_client_options_t *options,
                                                         int64_t max_idle_connections);

/**
 * Sets the maximum size of a response body: 1 byte or more. Default: 4,194,304 (4 MiB). A larger
 * body of a success gives ACS_DECODE. Recordings may be larger.
 */
acs_status_t acs_client_options_set_max_response_size(acs_client_options_t *options,
                                                      int64_t max_response_size);

/**
 * Sets the maximum number of threads that run submitted operations (acs_client_submit_to): 1 to
 * 256. Default: 4. They are started when they are needed, and one more for functions ending in
 * _and_wait.
 */
acs_status_t acs_client_options_set_submit_workers(acs_client_options_t *options,
                                                   int64_t submit_workers);

/**
 * Sets the maximum number of submitted operations whose completion was not read: 1 to 1,000,000.
 * Default: 1,024. Beyond it functions return ACS_FULL.
 */
acs_status_t acs_client_options_set_submit_capacity(acs_client_options_t *options,
                                                    int64_t submit_capacity);

/**
 * Sets the certificates that are trusted; they are read when the client is created. Default:
 * ACS_TRUST_BUILT_IN.
 *
 * @param kind ACS_TRUST_BUILT_IN, ACS_TRUST_SYSTEM, ACS_TRUST_PEM or ACS_TRUST_PEM_FILE
 * @param pem one or more certificates as PEM text for ACS_TRUST_PEM, the path of a PEM file
 *     for ACS_TRUST_PEM_FILE, NULL for the other kinds
 */
acs_status_t acs_client_options_set_trust_roots(acs_client_options_t *options, int kind,
                                                const char *pem);

/**
 * Sets the proxy: "http://user:password@proxy.example:3128", or https:// for TLS to the proxy;
 * without a port, 80 or 443. Default: none; the environment is not read.
 */
acs_status_t acs_client_options_set_proxy_url(acs_client_options_t *options, const char *proxy_url);

/**
 * Sets the api-version of all requests: a date, optionally with "-preview". Default:
 * "2026-03-12".
 */
acs_status_t acs_client_options_set_api_version(acs_client_options_t *options,
                                                const char *api_version);

/**
 * Sets the product name before that of the library in User-Agent: 1 to 64 visible ASCII
 * characters such as "my-pbx/1.0".
 */
acs_status_t acs_client_options_set_user_agent_prefix(acs_client_options_t *options,
                                                      const char *user_agent_prefix);

/**
 * Sets whether arguments are checked before a request is sent: 1 or 0. Default: 1. The service
 * may accept more than the checks know. What would break the request itself is always refused.
 */
acs_status_t acs_client_options_set_validate(acs_client_options_t *options, int validate);

/**
 * Adds a further host, with a port unless it is that of the scheme, from which recordings are
 * downloaded and deleted: "127.0.0.1:8080". Default: only the stores of the service, and the
 * endpoint of the client. Requests to it carry the credential: over https only, or http to this
 * machine.
 */
acs_status_t acs_client_options_add_recording_host(acs_client_options_t *options,
                                                   const char *recording_host);

/* ======== Receiver options ======== */

/**
 * @typedef acs_receiver_options_t
 * Options of a receiver: where it listens, which requests it accepts, and how many events it
 * keeps.
 */

/** Creates options in which nothing is set. */
acs_receiver_options_t *acs_receiver_options_new(void);

/** Frees options. */
void acs_receiver_options_free(acs_receiver_options_t *options);

/**
 * Sets the address that the receiver listens on: "IP:PORT", port 0 for any free one. Default:
 * "127.0.0.1:0", reachable from this machine only.
 */
acs_status_t acs_receiver_options_set_listen(acs_receiver_options_t *options, const char *listen);

/**
 * Adds a callback path: begins with /, visible ASCII other than ? and #; * as its last segment
 * stands for all paths below. Default: "/events", when none is added. Compared exactly, before
 * the '?'.
 */
acs_status_t acs_receiver_options_add_path(acs_receiver_options_t *options, const char *path);

/**
 * Sets the secret that requests must carry as ?secret=...: not empty, no control characters.
 * Default: none, any sender may deliver events. The URLs that the receiver returns contain it.
 */
acs_status_t acs_receiver_options_set_secret(acs_receiver_options_t *options, const char *secret);

/**
 * Sets a second secret that is valid too: the one before, which calls still use that began
 * before a restart. Default: none. acs_receiver_new refuses it without a secret.
 */
acs_status_t acs_receiver_options_set_previous_secret(acs_receiver_options_t *options,
                                                      const char *previous_secret);

/**
 * Sets the URL under which the service reaches this receiver, without the callback path:
 * "https://bot.example.com". It may have a path prefix, which the proxy in front must remove.
 * Default: the address listened on.
 */
acs_status_t acs_receiver_options_set_public_url(acs_receiver_options_t *options,
                                                 const char *public_url);

/**
 * Sets the capacity of the main queue: 1 to 1,000,000 events. Default: 8,192. A larger batch in
 * one request is accepted only if the queue is empty: Event Grid sends up to 5,000 events at
 * once.
 */
acs_status_t acs_receiver_options_set_capacity(acs_receiver_options_t *options, int64_t capacity);

/**
 * Sets the capacity of the main queue, as JSON of its events: 1,024 to 68,719,476,736 bytes.
 * Default: 67,108,864 (64 MiB). In memory an event takes up to two and a half times that, and
 * some hundred bytes. A larger batch in one request is accepted only if the queue is empty.
 */
acs_status_t acs_receiver_options_set_capacity_bytes(acs_receiver_options_t *options,
                                                     int64_t capacity_bytes);

/**
 * Sets the capacity of each subscription that is created without one: 1 to 1,000,000 events.
 * Default: 1,024. A larger batch in one request is accepted only if the queue is empty.
 */
acs_status_t acs_receiver_options_set_subscription_capacity(acs_receiver_options_t *options,
                                                            int64_t subscription_capacity);

/**
 * Sets the capacity of each subscription, counted as for
 * acs_receiver_options_set_capacity_bytes: 1,024 to 68,719,476,736 bytes. Default: 16,777,216
 * (16 MiB). A larger batch in one request is accepted only if the queue is empty.
 */
acs_status_t acs_receiver_options_set_subscription_capacity_bytes(acs_receiver_options_t *options,
                                                                  int64_t subscription_capacity_bytes);

/**
 * Sets for how long events are remembered to detect duplicates: 0 to 86,400,000 ms. Default:
 * 600,000; with 0 none is detected. They may be remembered for a sixth longer.
 */
acs_status_t acs_receiver_options_set_duplicate_window_ms(acs_receiver_options_t *options,
                                                          int64_t duplicate_window_ms);

/**
 * Sets how much memory the remembered events may need: 65,536 to 1,073,741,824 bytes. Default:
 * 16,777,216 (16 MiB). The default is enough for 800,000 events. When more arrive within the
 * duplicate window, the oldest are forgotten early, which is logged and counted
 * (ACS_COUNTER_FORGOTTEN).
 */
acs_status_t acs_receiver_options_set_duplicate_memory(acs_receiver_options_t *options,
                                                       int64_t duplicate_memory);

/**
 * Sets a file in which accepted events are kept until they are confirmed (acs_event_done).
 * Default: none, events live in memory. They are on the disk before the response with status
 * 200, survive the end of the process, and are delivered again by the next receiver with this
 * path. Repetitions are known across a restart. The file is created when it does not exist,
 * readable for its owner alone. One receiver at a time. In a library built without the feature
 * spool, creating the receiver returns ACS_UNSUPPORTED.
 */
acs_status_t acs_receiver_options_set_spool(acs_receiver_options_t *options, const char *spool);

/**
 * Sets the maximum size of the events in the spool that are not confirmed, read or not:
 * 1,048,576 to 68,719,476,736 bytes. Default: 67,108,864 (64 MiB), which is some 50,000 events.
 * Their JSON as it arrived counts; the file is larger. When it is reached, requests are refused
 * with status 503. An empty spool accepts all events of one request.
 */
acs_status_t acs_receiver_options_set_spool_bytes(acs_receiver_options_t *options,
                                                  int64_t spool_bytes);

/**
 * Sets the Redis in which accepted events are kept until they are confirmed (acs_event_done),
 * for several receivers behind a load balancer. Default: none. acs_receiver_url names this
 * consumer, so that events of calls that it creates or answers come here. Not together with a
 * spool. In a library built without the feature redis, creating the receiver returns
 * ACS_UNSUPPORTED.
 */
acs_status_t acs_receiver_options_set_redis(acs_receiver_options_t *options,
                                            const acs_redis_options_t *redis);

/**
 * Sets the time after which events that are still in the main queue are dropped and counted as
 * expired: 1 to 86,400,000 ms. Default: none, they are kept. Events that a freed subscription
 * returns to the main queue count from then on. For programs that read subscriptions only.
 */
acs_status_t acs_receiver_options_set_unclaimed_event_ttl_ms(acs_receiver_options_t *options,
                                                             int64_t unclaimed_event_ttl_ms);

/**
 * Adds a topic whose Event Grid validation handshake is accepted: the resource id of the
 * Communication Services resource, in any letter case. Default: any topic.
 */
acs_status_t acs_receiver_options_add_event_grid_topic(acs_receiver_options_t *options,
                                                       const char *event_grid_topic);

/**
 * Adds an origin whose CloudEvents handshake is accepted: "eventgrid.azure.net". Default: any
 * origin.
 */
acs_status_t acs_receiver_options_add_webhook_origin(acs_receiver_options_t *options,
                                                     const char *webhook_origin);

/**
 * Sets the audience of the tokens that requests must carry, the immutable resource id (a GUID):
 * the short form of acs_receiver_options_set_token_verifier, with all its defaults. Default:
 * none, no token is required. Without a good token the status is 401. The service sends tokens
 * with the events of calls, Event Grid none.
 */
acs_status_t acs_receiver_options_set_audience(acs_receiver_options_t *options,
                                               const char *audience);

/**
 * Sets which tokens of the service requests must carry. Default: none is required. Without a
 * good one the status is 401, or 503 while the keys to verify it with are not available.
 * Deliveries of Event Grid have no token: they need acs_receiver_options_add_event_grid_header.
 */
acs_status_t acs_receiver_options_set_token_verifier(acs_receiver_options_t *options,
                                                     const acs_token_verifier_options_t *token_verifier);

/**
 * Adds a header that deliveries of Event Grid must have, as a static delivery property of their
 * subscription; the value is printable ASCII. Default: none is required. Compared in constant
 * time; with several, one of them is enough. With it a delivery needs no token, and without it
 * events of Event Grid are rejected with status 401. Handshakes do not need it.
 */
acs_status_t acs_receiver_options_add_event_grid_header(acs_receiver_options_t *options,
                                                        const char *name, const char *value);

/**
 * Adds a network from which requests are accepted, or one address: "52.112.0.0/14". Default: any
 * address. Others are rejected with status 403.
 */
acs_status_t acs_receiver_options_add_allowed_network(acs_receiver_options_t *options,
                                                      const char *allowed_network);

/**
 * Adds a proxy, an address or a network, whose header X-Forwarded-For is believed. Default:
 * none, the header is ignored. The source of its requests is the last address there that is not
 * such a proxy itself.
 */
acs_status_t acs_receiver_options_add_trusted_proxy(acs_receiver_options_t *options,
                                                    const char *trusted_proxy);

/**
 * Sets the maximum size of a request body: 1,024 to 67,108,864 bytes. Default: 1,048,576 (1
 * MiB).
 */
acs_status_t acs_receiver_options_set_body_limit(acs_receiver_options_t *options,
                                                 int64_t body_limit);

/**
 * Sets the maximum number of connections: 1 to 10,000. Default: 256. A further connection closes
 * one of the address with the most connections: the oldest idle one, or else the oldest that
 * sends a request or reads a response. Only for a receiver that listens.
 */
acs_status_t acs_receiver_options_set_max_connections(acs_receiver_options_t *options,
                                                      int64_t max_connections);

/**
 * Sets the number of threads that handle requests: 1 to 64. Default: 2, and 32 with a spool,
 * since as many requests share one sync of the disk. One more holds all connections. Only for a
 * receiver that listens.
 */
acs_status_t acs_receiver_options_set_handler_threads(acs_receiver_options_t *options,
                                                      int64_t handler_threads);

/**
 * Sets the time limit for the head of a request, from its first byte on, and for a TLS
 * handshake: 1 to 86,400,000 ms. Default: 10,000. Only for a receiver that listens.
 */
acs_status_t acs_receiver_options_set_head_timeout_ms(acs_receiver_options_t *options,
                                                      int64_t head_timeout_ms);

/**
 * Sets the time limit for the body of a request: 1 to 86,400,000 ms. Default: 30,000. After 10 s
 * it also ends when less than 1,024 bytes have arrived for each further second. Only for a
 * receiver that listens.
 */
acs_status_t acs_receiver_options_set_body_timeout_ms(acs_receiver_options_t *options,
                                                      int64_t body_timeout_ms);

/**
 * Sets how long a connection is kept without a request: 1 to 86,400,000 ms. Default: 120,000.
 * Only for a receiver that listens.
 */
acs_status_t acs_receiver_options_set_idle_timeout_ms(acs_receiver_options_t *options,
                                                      int64_t idle_timeout_ms);

/**
 * Sets the certificate with which the receiver speaks TLS 1.2 and 1.3. Default: none, plain
 * http. It is checked when the receiver is created: ACS_UNSUPPORTED in a library built without
 * the feature server_tls. The limits of the head of a request hold for the handshake too. Only
 * for acs_receiver_new.
 *
 * @param chain PEM text: the receiver's own certificate, then intermediate ones
 * @param private_key PEM text: its private key, without a passphrase: RSA of 2048 to 4096
 *     bits, ECDSA P-256 or P-384, or Ed25519
 */
acs_status_t acs_receiver_options_set_certificate(acs_receiver_options_t *options,
                                                  const char *chain, const char *private_key);

/**
 * Sets the certificate, as acs_receiver_options_set_certificate, by the paths of two PEM files.
 * Default: none, plain http. They are read when the receiver is created, and again by
 * acs_receiver_reload_certificate.
 *
 * @param chain the path of the chain
 * @param private_key the path of the private key
 */
acs_status_t acs_receiver_options_set_certificate_files(acs_receiver_options_t *options,
                                                        const char *chain, const char *private_key);

/* ======== Redis options ======== */

/**
 * @typedef acs_redis_options_t
 * A store of events in Redis 6.2 or newer, or Valkey: what any receiver accepts, one of the
 * consumers delivers.
 */

/**
 * Creates options for the Redis at a URL, with all defaults:
 * redis://USER:PASSWORD@HOST:PORT/DATABASE, all but the host may be left out; rediss:// for TLS,
 * in a library with the feature redis_tls; unix:///path for a socket of this machine.
 *
 * @param url the URL
 */
acs_redis_options_t *acs_redis_options_new(const char *url);

/** Frees options. */
void acs_redis_options_free(acs_redis_options_t *options);

/**
 * Adds the URL of another server of the same data, a replica that may become the primary.
 * Default: none. Connections are made to the first one that is reachable and a primary.
 */
acs_status_t acs_redis_options_add_fallback_url(acs_redis_options_t *options,
                                                const char *fallback_url);

/**
 * Adds the URL of a Sentinel, with the user and password of the Sentinel, if it has any.
 * Default: none. Each new connection is made to the primary that the first reachable Sentinel
 * names; of the URL of Redis only user, password, database and TLS are used then. Not beside a
 * fallback URL.
 */
acs_status_t acs_redis_options_add_sentinel_url(acs_redis_options_t *options,
                                                const char *sentinel_url);

/**
 * Sets the name that the Sentinels have for the primary and its replicas: 1 to 64 letters,
 * digits, points, hyphens and underscores. Default: "mymaster". Needs a Sentinel URL.
 */
acs_status_t acs_redis_options_set_sentinel_group(acs_redis_options_t *options,
                                                  const char *sentinel_group);

/**
 * Sets the beginning of all keys: 1 to 64 letters, digits, points, hyphens, underscores and
 * colons. Default: "acs". Receivers and consumers with the same prefix share events.
 */
acs_status_t acs_redis_options_set_prefix(acs_redis_options_t *options, const char *prefix);

/**
 * Sets the name of this consumer, unique among running processes: 1 to 64 letters, digits,
 * points, hyphens and underscores. Default: a random name. A process that is started again with
 * its name gets the unconfirmed events of its calls at once. When two processes have one name,
 * the later one consumes.
 */
acs_status_t acs_redis_options_set_member(acs_redis_options_t *options, const char *member);

/**
 * Sets the number of parts into which calls are divided among consumers: 1 to 1,024. Default:
 * 64. All processes with one prefix need the same.
 */
acs_status_t acs_redis_options_set_partitions(acs_redis_options_t *options, int64_t partitions);

/**
 * Sets the time after which the events of a consumer that gives no sign of life are delivered to
 * others: 1,000 to 3,600,000 ms. Default: 10,000.
 */
acs_status_t acs_redis_options_set_lease_ms(acs_redis_options_t *options, int64_t lease_ms);

/**
 * Sets the maximum number of events in Redis that are not confirmed: 1 to 1,000,000,000.
 * Default: 1,000,000. Beyond it requests are refused with status 503.
 */
acs_status_t acs_redis_options_set_max_events(acs_redis_options_t *options, int64_t max_events);

/**
 * Sets the number of events that this consumer has at a time, unread or not confirmed, before it
 * gets no new ones: 1 to 100,000. Default: 1,024.
 */
acs_status_t acs_redis_options_set_prefetch(acs_redis_options_t *options, int64_t prefetch);

/**
 * Sets whether a request is acknowledged only when its events are on the disk of Redis, synced:
 * 1 or 0. Default: 0, they are as durable as Redis is configured. Before Redis 7.2 it needs
 * appendfsync always, which is checked when the receiver is created.
 */
acs_status_t acs_redis_options_set_synced(acs_redis_options_t *options, int synced);

/**
 * Sets how many replicas must have the events of a request too before it is acknowledged: 0 to
 * 16. Default: 0. When they do not within 1 s, the status is 503, and the sender delivers the
 * events again.
 */
acs_status_t acs_redis_options_set_replicas(acs_redis_options_t *options, int64_t replicas);

/**
 * Sets whether this process is a consumer: 1 or 0. Default: 1. If not, it accepts events for
 * others only.
 */
acs_status_t acs_redis_options_set_consume(acs_redis_options_t *options, int consume);

/* ======== Token verifier options ======== */

/**
 * @typedef acs_token_verifier_options_t
 * Which tokens of the service are accepted, and where the keys to verify them with are fetched.
 */

/**
 * Creates options for the tokens of one resource of Communication Services, with all defaults.
 *
 * @param audience the immutable resource id (a GUID), compared exactly
 */
acs_token_verifier_options_t *acs_token_verifier_options_new(const char *audience);

/** Frees options. */
void acs_token_verifier_options_free(acs_token_verifier_options_t *options);

/**
 * Sets the issuer of the tokens, compared exactly. Default:
 * "https://acscallautomation.communication.azure.com".
 */
acs_status_t acs_token_verifier_options_set_issuer(acs_token_verifier_options_t *options,
                                                   const char *issuer);

/**
 * Sets the URL of the issuer's OpenID configuration, which names that of its keys: https://...,
 * or http://... on this machine. Default: that of the service.
 */
acs_status_t acs_token_verifier_options_set_openid_configuration_url(acs_token_verifier_options_t *options,
                                                                     const char *openid_configuration_url);

/**
 * Sets the certificates that are trusted when the keys are fetched. Default: ACS_TRUST_BUILT_IN.
 *
 * @param kind ACS_TRUST_BUILT_IN, ACS_TRUST_SYSTEM, ACS_TRUST_PEM or ACS_TRUST_PEM_FILE
 * @param pem one or more certificates as PEM text for ACS_TRUST_PEM, the path of a PEM file
 *     for ACS_TRUST_PEM_FILE, NULL for the other kinds
 */
acs_status_t acs_token_verifier_options_set_trust_roots(acs_token_verifier_options_t *options,
                                                        int kind, const char *pem);

/**
 * Sets the http proxy through which the keys are fetched:
 * "http://user:password@proxy.example:3128". Default: none; the environment is not read.
 */
acs_status_t acs_token_verifier_options_set_proxy_url(acs_token_verifier_options_t *options,
                                                      const char *proxy_url);

/* ======== Create call options ======== */

/**
 * @typedef acs_create_call_options_t
 * Options of placing a call to one callee.
 */

/** Creates options in which nothing is set. */
acs_create_call_options_t *acs_create_call_options_new(void);

/** Frees options. */
void acs_create_call_options_free(acs_create_call_options_t *options);

/**
 * Sets the operation context that the events of this leg carry: any text without control
 * characters.
 */
acs_status_t acs_create_call_options_set_operation_context(acs_create_call_options_t *options,
                                                           const char *operation_context);

/**
 * Sets the URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
 * Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
 * sub-code 8567, also by the emulator.
 */
acs_status_t acs_create_call_options_set_cognitive_services_endpoint(acs_create_call_options_t *options,
                                                                     const char *cognitive_services_endpoint);

/** Sets the media streaming of the call to a websocket. */
acs_status_t acs_create_call_options_set_media_streaming(acs_create_call_options_t *options,
                                                         const acs_media_streaming_options_t *media_streaming);

/** Sets the transcription of the call. */
acs_status_t acs_create_call_options_set_transcription(acs_create_call_options_t *options,
                                                       const acs_transcription_options_t *transcription);

/** Sets the Communication Services user in whose name the call is placed. */
acs_status_t acs_create_call_options_set_source(acs_create_call_options_t *options,
                                                const acs_identifier_t *source);

/** Sets the Microsoft Teams application in whose name the call is placed. */
acs_status_t acs_create_call_options_set_teams_app_source(acs_create_call_options_t *options,
                                                          const acs_identifier_t *teams_app_source);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_create_call_options_set_request(acs_create_call_options_t *options,
                                                 const acs_request_options_t *request);

/* ======== Create group call options ======== */

/**
 * @typedef acs_create_group_call_options_t
 * Options of placing a call to several callees.
 */

/** Creates options in which nothing is set. */
acs_create_group_call_options_t *acs_create_group_call_options_new(void);

/** Frees options. */
void acs_create_group_call_options_free(acs_create_group_call_options_t *options);

/**
 * Sets the operation context that the events of this leg carry: any text without control
 * characters.
 */
acs_status_t acs_create_group_call_options_set_operation_context(acs_create_group_call_options_t *options,
                                                                 const char *operation_context);

/**
 * Sets the URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
 * Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
 * sub-code 8567, also by the emulator.
 */
acs_status_t acs_create_group_call_options_set_cognitive_services_endpoint(acs_create_group_call_options_t *options,
                                                                           const char *cognitive_services_endpoint);

/** Sets the media streaming of the call to a websocket. */
acs_status_t acs_create_group_call_options_set_media_streaming(acs_create_group_call_options_t *options,
                                                               const acs_media_streaming_options_t *media_streaming);

/** Sets the transcription of the call. */
acs_status_t acs_create_group_call_options_set_transcription(acs_create_group_call_options_t *options,
                                                             const acs_transcription_options_t *transcription);

/** Sets the Communication Services user in whose name the call is placed. */
acs_status_t acs_create_group_call_options_set_source(acs_create_group_call_options_t *options,
                                                      const acs_identifier_t *source);

/** Sets the Microsoft Teams application in whose name the call is placed. */
acs_status_t acs_create_group_call_options_set_teams_app_source(acs_create_group_call_options_t *options,
                                                                const acs_identifier_t *teams_app_source);

/**
 * Sets the caller id that callees see, in E.164 form: a number of the resource, or with direct
 * routing any number that the SBC accepts. Required when a phone number is among the targets.
 */
acs_status_t acs_create_group_call_options_set_source_caller_id_number(acs_create_group_call_options_t *options,
                                                                       const char *source_caller_id_number);

/** Sets the display name that the callees see: any text without control characters. */
acs_status_t acs_create_group_call_options_set_source_display_name(acs_create_group_call_options_t *options,
                                                                   const char *source_display_name);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_create_group_call_options_set_request(acs_create_group_call_options_t *options,
                                                       const acs_request_options_t *request);

/* ======== Answer call options ======== */

/**
 * @typedef acs_answer_call_options_t
 * Options of answering an incoming call.
 */

/** Creates options in which nothing is set. */
acs_answer_call_options_t *acs_answer_call_options_new(void);

/** Frees options. */
void acs_answer_call_options_free(acs_answer_call_options_t *options);

/**
 * Sets the operation context that the events of this leg carry: any text without control
 * characters.
 */
acs_status_t acs_answer_call_options_set_operation_context(acs_answer_call_options_t *options,
                                                           const char *operation_context);

/**
 * Sets the URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
 * Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
 * sub-code 8567, also by the emulator.
 */
acs_status_t acs_answer_call_options_set_cognitive_services_endpoint(acs_answer_call_options_t *options,
                                                                     const char *cognitive_services_endpoint);

/** Sets the media streaming of the call to a websocket. */
acs_status_t acs_answer_call_options_set_media_streaming(acs_answer_call_options_t *options,
                                                         const acs_media_streaming_options_t *media_streaming);

/** Sets the transcription of the call. */
acs_status_t acs_answer_call_options_set_transcription(acs_answer_call_options_t *options,
                                                       const acs_transcription_options_t *transcription);

/** Sets the Communication Services user in whose name the call is answered. */
acs_status_t acs_answer_call_options_set_answered_by(acs_answer_call_options_t *options,
                                                     const acs_identifier_t *answered_by);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_answer_call_options_set_request(acs_answer_call_options_t *options,
                                                 const acs_request_options_t *request);

/* ======== Connect call options ======== */

/**
 * @typedef acs_connect_call_options_t
 * Options of connecting to a running call.
 */

/** Creates options in which nothing is set. */
acs_connect_call_options_t *acs_connect_call_options_new(void);

/** Frees options. */
void acs_connect_call_options_free(acs_connect_call_options_t *options);

/**
 * Sets the operation context that the events of this leg carry: any text without control
 * characters.
 */
acs_status_t acs_connect_call_options_set_operation_context(acs_connect_call_options_t *options,
                                                            const char *operation_context);

/**
 * Sets the URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
 * Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
 * sub-code 8567, also by the emulator.
 */
acs_status_t acs_connect_call_options_set_cognitive_services_endpoint(acs_connect_call_options_t *options,
                                                                      const char *cognitive_services_endpoint);

/** Sets the media streaming of the call to a websocket. */
acs_status_t acs_connect_call_options_set_media_streaming(acs_connect_call_options_t *options,
                                                          const acs_media_streaming_options_t *media_streaming);

/** Sets the transcription of the call. */
acs_status_t acs_connect_call_options_set_transcription(acs_connect_call_options_t *options,
                                                        const acs_transcription_options_t *transcription);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_connect_call_options_set_request(acs_connect_call_options_t *options,
                                                  const acs_request_options_t *request);

/* ======== Reject call options ======== */

#define ACS_REJECT_NONE 0      /**< No reason. */
#define ACS_REJECT_BUSY 1      /**< The callee is busy. */
#define ACS_REJECT_FORBIDDEN 2 /**< The caller is not allowed to call. */

/**
 * @typedef acs_reject_call_options_t
 * Options of rejecting an incoming call.
 */

/** Creates options in which nothing is set. */
acs_reject_call_options_t *acs_reject_call_options_new(void);

/** Frees options. */
void acs_reject_call_options_free(acs_reject_call_options_t *options);

/**
 * Sets the reason: ACS_REJECT_NONE, ACS_REJECT_BUSY, ACS_REJECT_FORBIDDEN. Default:
 * ACS_REJECT_NONE.
 */
acs_status_t acs_reject_call_options_set_reason(acs_reject_call_options_t *options, int reason);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_reject_call_options_set_request(acs_reject_call_options_t *options,
                                                 const acs_request_options_t *request);

/* ======== Transfer call options ======== */

/**
 * @typedef acs_transfer_call_options_t
 * Options of a transfer.
 */

/** Creates options in which nothing is set. */
acs_transfer_call_options_t *acs_transfer_call_options_new(void);

/** Frees options. */
void acs_transfer_call_options_free(acs_transfer_call_options_t *options);

/**
 * Sets the operation context that the events of this operation carry: any text without control
 * characters.
 */
acs_status_t acs_transfer_call_options_set_operation_context(acs_transfer_call_options_t *options,
                                                             const char *operation_context);

/**
 * Sets the URL that the events of this operation are sent to: https://..., or http://... on this
 * machine. Default: the callback URL of the call.
 */
acs_status_t acs_transfer_call_options_set_operation_callback_uri(acs_transfer_call_options_t *options,
                                                                  const char *operation_callback_uri);

/**
 * Sets the participant of a group call that is transferred; the others stay in the call, and so
 * does this application. Default: the remote party of a 1:1 call.
 */
acs_status_t acs_transfer_call_options_set_transferee(acs_transfer_call_options_t *options,
                                                      const acs_identifier_t *transferee);

/**
 * Sets the caller id that a phone number sees, in E.164 form: a number of the resource, or with
 * direct routing any number that the SBC accepts. Default: that of the transferee.
 */
acs_status_t acs_transfer_call_options_set_source_caller_id_number(acs_transfer_call_options_t *options,
                                                                   const char *source_caller_id_number);

/** Sets the SIP and VoIP headers for the transfer target. */
acs_status_t acs_transfer_call_options_set_custom_calling_context(acs_transfer_call_options_t *options,
                                                                  const acs_calling_context_t *custom_calling_context);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_transfer_call_options_set_request(acs_transfer_call_options_t *options,
                                                   const acs_request_options_t *request);

/* ======== Add participant options ======== */

/**
 * @typedef acs_add_participant_options_t
 * Options of adding a participant.
 */

/** Creates options in which nothing is set. */
acs_add_participant_options_t *acs_add_participant_options_new(void);

/** Frees options. */
void acs_add_participant_options_free(acs_add_participant_options_t *options);

/**
 * Sets the operation context that the events of this operation carry: any text without control
 * characters.
 */
acs_status_t acs_add_participant_options_set_operation_context(acs_add_participant_options_t *options,
                                                               const char *operation_context);

/**
 * Sets the URL that the events of this operation are sent to: https://..., or http://... on this
 * machine. Default: the callback URL of the call.
 */
acs_status_t acs_add_participant_options_set_operation_callback_uri(acs_add_participant_options_t *options,
                                                                    const char *operation_callback_uri);

/**
 * Sets how long the participant rings, sent as whole seconds, rounded up: 0 to 180,000 ms.
 * Default: not documented. A longer one is refused by acs_call_add_participant. What 0 means is
 * not documented.
 */
acs_status_t acs_add_participant_options_set_invitation_timeout_ms(acs_add_participant_options_t *options,
                                                                   int64_t invitation_timeout_ms);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_add_participant_options_set_request(acs_add_participant_options_t *options,
                                                     const acs_request_options_t *request);

/* ======== Mute participants options ======== */

/**
 * @typedef acs_mute_participants_options_t
 * Options of muting participants.
 */

/** Creates options in which nothing is set. */
acs_mute_participants_options_t *acs_mute_participants_options_new(void);

/** Frees options. */
void acs_mute_participants_options_free(acs_mute_participants_options_t *options);

/** Sets the operation context that the response repeats: any text without control characters. */
acs_status_t acs_mute_participants_options_set_operation_context(acs_mute_participants_options_t *options,
                                                                 const char *operation_context);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_mute_participants_options_set_request(acs_mute_participants_options_t *options,
                                                       const acs_request_options_t *request);

/* ======== Custom calling context ======== */

/**
 * @typedef acs_calling_context_t
 * Headers for the callee of an added participant or a transfer. At most 5 SIP headers beside
 * User-To-User, and 1,000 VoIP headers; each name once. They are checked when they are used.
 */

/** Creates a context in which nothing is set. */
acs_calling_context_t *acs_calling_context_new(void);

/** Frees a context. */
void acs_calling_context_free(acs_calling_context_t *context);

/**
 * Adds a SIP header X-MS-Custom-NAME. Names: letters, digits and . ! % * _ + ~ -, at most 64
 * characters with the prefix; a name that has the prefix keeps it. Values: at most 256 letters,
 * digits and . ! % * _ + ~ - = ; characters.
 */
acs_status_t acs_calling_context_add_sip_custom_header(acs_calling_context_t *context,
                                                       const char *name, const char *value);

/** Adds a SIP header X-NAME, with the same rules; since api-version 2025-06-15. */
acs_status_t acs_calling_context_add_sip_x_header(acs_calling_context_t *context, const char *name,
                                                  const char *value);

/**
 * Sets the SIP header User-To-User (UUI): 1 to 256 characters, no control characters; a second
 * value is refused when it is used.
 */
acs_status_t acs_calling_context_set_user_to_user(acs_calling_context_t *context,
                                                  const char *user_to_user);

/** Adds a SIP header by its full name: X-MS-Custom-..., X-... or User-To-User. */
acs_status_t acs_calling_context_add_sip_header(acs_calling_context_t *context, const char *name,
                                                const char *value);

/**
 * Adds a header for a called Communication Services user. Names: 1 to 64 characters; values: at
 * most 1,024; no control characters.
 */
acs_status_t acs_calling_context_add_voip_header(acs_calling_context_t *context, const char *name,
                                                 const char *value);

/** Sets the details for a called Teams phone; since api-version 2026-03-12. */
acs_status_t acs_calling_context_set_teams_phone_call_details(acs_calling_context_t *context,
                                                              const acs_teams_phone_call_details_t *teams_phone_call_details);

/* ======== Teams phone call details ======== */

/**
 * @typedef acs_teams_phone_call_details_t
 * Details of a call that a called Teams phone shows. Since api-version 2026-03-12. No control
 * characters.
 */

/** Creates details in which nothing is set. */
acs_teams_phone_call_details_t *acs_teams_phone_call_details_new(void);

/** Frees details. */
void acs_teams_phone_call_details_free(acs_teams_phone_call_details_t *details);

/** Sets the caller. */
acs_status_t acs_teams_phone_call_details_set_caller(acs_teams_phone_call_details_t *details,
                                                     const acs_teams_phone_caller_details_t *caller);

/** Sets the source of the call. */
acs_status_t acs_teams_phone_call_details_set_source(acs_teams_phone_call_details_t *details,
                                                     const acs_teams_phone_source_details_t *source);

/** Sets the id of the session in the sending system. */
acs_status_t acs_teams_phone_call_details_set_session_id(acs_teams_phone_call_details_t *details,
                                                         const char *session_id);

/** Sets the caller's intent. */
acs_status_t acs_teams_phone_call_details_set_intent(acs_teams_phone_call_details_t *details,
                                                     const char *intent);

/** Sets the topic of the call in at most 48 characters. */
acs_status_t acs_teams_phone_call_details_set_call_topic(acs_teams_phone_call_details_t *details,
                                                         const char *call_topic);

/** Sets the context of the call. */
acs_status_t acs_teams_phone_call_details_set_call_context(acs_teams_phone_call_details_t *details,
                                                           const char *call_context);

/** Sets the URL of a transcript. */
acs_status_t acs_teams_phone_call_details_set_transcript_url(acs_teams_phone_call_details_t *details,
                                                             const char *transcript_url);

/** Sets the sentiment of the caller. */
acs_status_t acs_teams_phone_call_details_set_call_sentiment(acs_teams_phone_call_details_t *details,
                                                             const char *call_sentiment);

/** Sets suggested actions for the callee. */
acs_status_t acs_teams_phone_call_details_set_suggested_actions(acs_teams_phone_call_details_t *details,
                                                                const char *suggested_actions);

/* ======== Teams phone caller details ======== */

/**
 * @typedef acs_teams_phone_caller_details_t
 * The caller, as a called Teams phone shows it.
 */

/**
 * Creates caller details.
 *
 * @param caller the caller
 * @param name the name to show, without control characters
 * @param phone_number the number to show, without control characters
 */
acs_teams_phone_caller_details_t *acs_teams_phone_caller_details_new(const acs_identifier_t *caller,
                                                                     const char *name,
                                                                     const char *phone_number);

/** Frees details. */
void acs_teams_phone_caller_details_free(acs_teams_phone_caller_details_t *details);

/** Sets the id of the caller's record in a customer system. */
acs_status_t acs_teams_phone_caller_details_set_record_id(acs_teams_phone_caller_details_t *details,
                                                          const char *record_id);

/** Sets the URL of a page that opens for the callee. */
acs_status_t acs_teams_phone_caller_details_set_screen_pop_url(acs_teams_phone_caller_details_t *details,
                                                               const char *screen_pop_url);

/** Sets whether the identity of the caller was verified: 1 or 0. */
acs_status_t acs_teams_phone_caller_details_set_is_authenticated(acs_teams_phone_caller_details_t *details,
                                                                 int is_authenticated);

/**
 * Adds further information to show, by name; the same name once more replaces the value. At most
 * 10 names; no control characters.
 */
acs_status_t acs_teams_phone_caller_details_add_additional_caller_information(acs_teams_phone_caller_details_t *details,
                                                                              const char *name,
                                                                              const char *value);

/* ======== Teams phone source details ======== */

/**
 * @typedef acs_teams_phone_source_details_t
 * The source of a call, as a called Teams phone shows it.
 */

/**
 * Creates source details.
 *
 * @param source the source of the call
 * @param language the language spoken there: "en-US"
 * @param status the state of the call, without control characters
 */
acs_teams_phone_source_details_t *acs_teams_phone_source_details_new(const acs_identifier_t *source,
                                                                     const char *language,
                                                                     const char *status);

/** Frees details. */
void acs_teams_phone_source_details_free(acs_teams_phone_source_details_t *details);

/**
 * Adds a participant that the call was intended for; the same name once more replaces it.
 *
 * @param name a name of your choice, without control characters
 * @param target the participant
 */
acs_status_t acs_teams_phone_source_details_add_intended_target(acs_teams_phone_source_details_t *details,
                                                                const char *name,
                                                                const acs_identifier_t *target);

/* ======== Play options ======== */

/**
 * @typedef acs_play_options_t
 * Options of playing audio into a call.
 */

/** Creates options in which nothing is set. */
acs_play_options_t *acs_play_options_new(void);

/** Frees options. */
void acs_play_options_free(acs_play_options_t *options);

/**
 * Sets the operation context that the events of this operation carry: any text without control
 * characters.
 */
acs_status_t acs_play_options_set_operation_context(acs_play_options_t *options,
                                                    const char *operation_context);

/**
 * Sets the URL that the events of this operation are sent to: https://..., or http://... on this
 * machine. Default: the callback URL of the call.
 */
acs_status_t acs_play_options_set_operation_callback_uri(acs_play_options_t *options,
                                                         const char *operation_callback_uri);

/**
 * Sets whether the audio is repeated until it is canceled: 1 or 0. Default: that of the service,
 * 0.
 */
acs_status_t acs_play_options_set_looped(acs_play_options_t *options, int looped);

/**
 * Sets whether running play and recognize operations are canceled; otherwise this one is queued,
 * or refused while one runs: 1 or 0. Default: not documented; 0 in the emulator.
 */
acs_status_t acs_play_options_set_interrupt_call_media_operation(acs_play_options_t *options,
                                                                 int interrupt_call_media_operation);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_play_options_set_request(acs_play_options_t *options,
                                          const acs_request_options_t *request);

/* ======== Recognize options ======== */

/**
 * @typedef acs_recognize_options_t
 * Options of a recognition: what is recognized, the prompt, and timeouts.
 */

/**
 * Creates options for recognizing DTMF tones.
 *
 * @code
 *  pin = acs_recognize_options_new_dtmf();
 *  acs_recognize_options_set_max_tones(pin, 4);
 *  acs_recognize_options_add_prompt(pin, prompt);
 *  acs_recognize_options_set_stop_tones(pin, "#");
 *  acs_recognize_options_set_inter_tone_timeout_ms(pin, 5000);
 * @endcode
 */
acs_recognize_options_t *acs_recognize_options_new_dtmf(void);

/**
 * Creates options for recognizing one of several choices, by phrase or by DTMF tone. At least
 * one choice must be added. Since api-version 2023-10-15.
 *
 * @code
 *  static const char *const words[] = {"sales", "buy"};
 *  menu = acs_recognize_options_new_choices();
 *  acs_recognize_options_add_choice(menu, "Sales", words, 2, '1');
 *  acs_recognize_options_add_choice(menu, "Agent", NULL, 0, '0');
 * @endcode
 */
acs_recognize_options_t *acs_recognize_options_new_choices(void);

/** Creates options for recognizing free speech. Since api-version 2023-10-15. */
acs_recognize_options_t *acs_recognize_options_new_speech(void);

/**
 * Creates options for recognizing free speech or DTMF tones, whichever comes first. Since
 * api-version 2023-10-15.
 */
acs_recognize_options_t *acs_recognize_options_new_speech_or_dtmf(void);

/** Frees options. */
void acs_recognize_options_free(acs_recognize_options_t *options);

/**
 * Sets the operation context that the events of this operation carry: any text without control
 * characters.
 */
acs_status_t acs_recognize_options_set_operation_context(acs_recognize_options_t *options,
                                                         const char *operation_context);

/**
 * Sets the URL that the events of this operation are sent to: https://..., or http://... on this
 * machine. Default: the callback URL of the call.
 */
acs_status_t acs_recognize_options_set_operation_callback_uri(acs_recognize_options_t *options,
                                                              const char *operation_callback_uri);

/**
 * Sets the maximum number of DTMF tones; only for DTMF tones, alone or with speech: 1 or more.
 * Default: none. Without it, stop tones or the inter-tone timeout end the recognition.
 */
acs_status_t acs_recognize_options_set_max_tones(acs_recognize_options_t *options,
                                                 int64_t max_tones);

/**
 * Adds a choice, for options of acs_recognize_options_new_choices: it is recognized by one of
 * its phrases or by its DTMF tone.
 *
 * @param label the label that acs_event_choice_label returns; several choices may have the
 *     same
 * @param phrases the phrases, or NULL for none
 * @param phrase_count the number of phrases; 0 only when there is a tone
 * @param tone the DTMF tone as a character: '0' to '9', 'A' to 'D', '#', '*'; 0 for none
 */
acs_status_t acs_recognize_options_add_choice(acs_recognize_options_t *options, const char *label,
                                              const char *const *phrases, size_t phrase_count,
                                              int tone);

/** Adds an audio source that is played as prompt; several since api-version 2024-09-15. */
acs_status_t acs_recognize_options_add_prompt(acs_recognize_options_t *options,
                                              const acs_play_source_t *prompt);

/**
 * Sets whether a DTMF tone or speech interrupts the prompt: 1 or 0. Default: that of the
 * service, 1.
 */
acs_status_t acs_recognize_options_set_interrupt_prompt(acs_recognize_options_t *options,
                                                        int interrupt_prompt);

/**
 * Sets whether running play and recognize operations are canceled; otherwise this one is queued,
 * or refused while one runs: 1 or 0. Default: that of the service, 1.
 */
acs_status_t acs_recognize_options_set_interrupt_call_media_operation(acs_recognize_options_t *options,
                                                                      int interrupt_call_media_operation);

/**
 * Sets the maximum silence after the prompt; sent as whole seconds, rounded up: 0 to 300,000 ms.
 * Default: that of the service, 5,000. For choices and for speech alone at most 20,000.
 */
acs_status_t acs_recognize_options_set_initial_silence_timeout_ms(acs_recognize_options_t *options,
                                                                  int64_t initial_silence_timeout_ms);

/**
 * Sets the maximum time between two tones; sent as whole seconds, rounded up: 1 to 60,000 ms.
 * Default: that of the service, 2,000.
 */
acs_status_t acs_recognize_options_set_inter_tone_timeout_ms(acs_recognize_options_t *options,
                                                             int64_t inter_tone_timeout_ms);

/**
 * Sets the DTMF tones that end the recognition, as text: "#*". Default: none. Any number of "0"
 * to "9", "A" to "D", "#" and "*". Whether acs_event_dtmf_tones contains the stop tone is not
 * documented; the emulator leaves it out.
 */
acs_status_t acs_recognize_options_set_stop_tones(acs_recognize_options_t *options,
                                                  const char *stop_tones);

/**
 * Sets the silence that ends the speech: 0 ms or more. Default: that of the service, 500. The
 * maximum of the service is not documented.
 */
acs_status_t acs_recognize_options_set_end_silence_timeout_ms(acs_recognize_options_t *options,
                                                              int64_t end_silence_timeout_ms);

/** Sets the spoken language: "fr-CA". Default: that of the service, "en-US". */
acs_status_t acs_recognize_options_set_speech_language(acs_recognize_options_t *options,
                                                       const char *speech_language);

/** Sets the endpoint id of a custom speech model. */
acs_status_t acs_recognize_options_set_speech_model_endpoint_id(acs_recognize_options_t *options,
                                                                const char *speech_model_endpoint_id);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_recognize_options_set_request(acs_recognize_options_t *options,
                                               const acs_request_options_t *request);

/* ======== Hold options ======== */

/**
 * @typedef acs_hold_options_t
 * Options of putting a participant on hold.
 */

/** Creates options in which nothing is set. */
acs_hold_options_t *acs_hold_options_new(void);

/** Frees options. */
void acs_hold_options_free(acs_hold_options_t *options);

/**
 * Sets the operation context that the events of this operation carry: any text without control
 * characters.
 */
acs_status_t acs_hold_options_set_operation_context(acs_hold_options_t *options,
                                                    const char *operation_context);

/**
 * Sets the URL that the events of this operation are sent to: https://..., or http://... on this
 * machine. Default: the callback URL of the call.
 */
acs_status_t acs_hold_options_set_operation_callback_uri(acs_hold_options_t *options,
                                                         const char *operation_callback_uri);

/** Sets the audio that is played to the participant meanwhile. Default: not documented. */
acs_status_t acs_hold_options_set_play_source(acs_hold_options_t *options,
                                              const acs_play_source_t *play_source);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_hold_options_set_request(acs_hold_options_t *options,
                                          const acs_request_options_t *request);

/* ======== Media streaming options ======== */

#define ACS_AUDIO_CHANNEL_MIXED 1       /**< All participants in one stream. */
#define ACS_AUDIO_CHANNEL_UNMIXED 2     /**< One stream for each participant. */
#define ACS_STREAMING_CONTENT_AUDIO 1   /**< Audio. */
#define ACS_AUDIO_FORMAT_PCM_16K_MONO 1 /**< 16-bit PCM, 16 kHz, one channel. */
#define ACS_AUDIO_FORMAT_PCM_24K_MONO 2 /**< 16-bit PCM, 24 kHz, one channel. */

/**
 * @typedef acs_media_streaming_options_t
 * Media streaming: the audio of a call is sent to a websocket. Since api-version 2025-05-15.
 */

/**
 * Creates media streaming options.
 *
 * @param audio_channel ACS_AUDIO_CHANNEL_MIXED or ACS_AUDIO_CHANNEL_UNMIXED
 */
acs_media_streaming_options_t *acs_media_streaming_options_new(int audio_channel);

/** Frees options. */
void acs_media_streaming_options_free(acs_media_streaming_options_t *options);

/**
 * Sets the websocket URL that the service connects to: wss://..., or ws://... on this machine.
 * Default: none; whether the service accepts that is not documented.
 */
acs_status_t acs_media_streaming_options_set_transport_url(acs_media_streaming_options_t *options,
                                                           const char *transport_url);

/**
 * Sets the content that is streamed: ACS_STREAMING_CONTENT_AUDIO. Default: not documented; audio
 * is the only content.
 */
acs_status_t acs_media_streaming_options_set_content_type(acs_media_streaming_options_t *options,
                                                          int content_type);

/**
 * Sets whether streaming starts with the call, without a request of its own: 1 or 0. Default:
 * no, the default of the service.
 */
acs_status_t acs_media_streaming_options_set_start_media_streaming(acs_media_streaming_options_t *options,
                                                                   int start_media_streaming);

/**
 * Sets whether audio that the websocket sends back is played into the call: 1 or 0. Default: not
 * documented.
 */
acs_status_t acs_media_streaming_options_set_enable_bidirectional(acs_media_streaming_options_t *options,
                                                                  int enable_bidirectional);

/**
 * Sets the audio format: ACS_AUDIO_FORMAT_PCM_16K_MONO, ACS_AUDIO_FORMAT_PCM_24K_MONO. Default:
 * PCM, 16 kHz, mono, the default of the service.
 */
acs_status_t acs_media_streaming_options_set_audio_format(acs_media_streaming_options_t *options,
                                                          int audio_format);

/** Sets whether DTMF tones are streamed too: 1 or 0. Default: not documented. */
acs_status_t acs_media_streaming_options_set_enable_dtmf_tones(acs_media_streaming_options_t *options,
                                                               int enable_dtmf_tones);

/* ======== Transcription options ======== */

/**
 * @typedef acs_transcription_options_t
 * Transcription: speech is turned into text and sent to a websocket. Since api-version
 * 2025-05-15.
 */

/**
 * Creates transcription options.
 *
 * @param locale the spoken language: "en-US"
 */
acs_transcription_options_t *acs_transcription_options_new(const char *locale);

/** Frees options. */
void acs_transcription_options_free(acs_transcription_options_t *options);

/**
 * Sets the websocket URL that the service connects to: wss://..., or ws://... on this machine.
 * Default: none; whether the service accepts that is not documented.
 */
acs_status_t acs_transcription_options_set_transport_url(acs_transcription_options_t *options,
                                                         const char *transport_url);

/** Sets the endpoint id of a custom speech model. */
acs_status_t acs_transcription_options_set_speech_model_endpoint_id(acs_transcription_options_t *options,
                                                                    const char *speech_model_endpoint_id);

/**
 * Sets whether transcription starts with the call, without a request of its own: 1 or 0.
 * Default: not documented.
 */
acs_status_t acs_transcription_options_set_start_transcription(acs_transcription_options_t *options,
                                                               int start_transcription);

/**
 * Sets whether intermediate results are sent while a phrase is spoken: 1 or 0. Default: not
 * documented.
 */
acs_status_t acs_transcription_options_set_enable_intermediate_results(acs_transcription_options_t *options,
                                                                       int enable_intermediate_results);

/* ======== Start transcription options ======== */

/**
 * @typedef acs_start_transcription_options_t
 * Options of starting transcription.
 */

/** Creates options in which nothing is set. */
acs_start_transcription_options_t *acs_start_transcription_options_new(void);

/** Frees options. */
void acs_start_transcription_options_free(acs_start_transcription_options_t *options);

/**
 * Sets the operation context that the events of this operation carry: any text without control
 * characters.
 */
acs_status_t acs_start_transcription_options_set_operation_context(acs_start_transcription_options_t *options,
                                                                   const char *operation_context);

/**
 * Sets the URL that the events of this operation are sent to: https://..., or http://... on this
 * machine. Default: the callback URL of the call.
 */
acs_status_t acs_start_transcription_options_set_operation_callback_uri(acs_start_transcription_options_t *options,
                                                                        const char *operation_callback_uri);

/** Sets the spoken language: "en-US". Default: the one before. */
acs_status_t acs_start_transcription_options_set_locale(acs_start_transcription_options_t *options,
                                                        const char *locale);

/** Sets the endpoint id of a custom speech model. Default: the one before. */
acs_status_t acs_start_transcription_options_set_speech_model_endpoint_id(acs_start_transcription_options_t *options,
                                                                          const char *speech_model_endpoint_id);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_start_transcription_options_set_request(acs_start_transcription_options_t *options,
                                                         const acs_request_options_t *request);

/* ======== Update transcription options ======== */

/**
 * @typedef acs_update_transcription_options_t
 * Options of changing a running transcription.
 */

/** Creates options in which nothing is set. */
acs_update_transcription_options_t *acs_update_transcription_options_new(void);

/** Frees options. */
void acs_update_transcription_options_free(acs_update_transcription_options_t *options);

/**
 * Sets the operation context that the events of this operation carry: any text without control
 * characters.
 */
acs_status_t acs_update_transcription_options_set_operation_context(acs_update_transcription_options_t *options,
                                                                    const char *operation_context);

/**
 * Sets the URL that the events of this operation are sent to: https://..., or http://... on this
 * machine. Default: the callback URL of the call.
 */
acs_status_t acs_update_transcription_options_set_operation_callback_uri(acs_update_transcription_options_t *options,
                                                                         const char *operation_callback_uri);

/** Sets the spoken language: "en-US". Default: the one before. */
acs_status_t acs_update_transcription_options_set_locale(acs_update_transcription_options_t *options,
                                                         const char *locale);

/** Sets the endpoint id of a custom speech model. Default: the one before. */
acs_status_t acs_update_transcription_options_set_speech_model_endpoint_id(acs_update_transcription_options_t *options,
                                                                           const char *speech_model_endpoint_id);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_update_transcription_options_set_request(acs_update_transcription_options_t *options,
                                                          const acs_request_options_t *request);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_OPTIONS_H */
