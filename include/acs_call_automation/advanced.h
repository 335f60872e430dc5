/**
 * @file acs_call_automation/advanced.h
 * Media streaming and transcription; queues per call, waiting for expected events, receiving
 * without a listener; cancellation, bearer tokens, generic requests, signatures; the log.
 *
 * Contents: Media streaming and transcription of a call; Subscriptions; Expected events; Counters;
 * Requests from a web server; Token verifier; Cancellation; Bearer tokens; Bearer tokens of
 * Microsoft Entra; Generic requests; Signatures; Log.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
/* Made by cbindgen and capi/surface/headers.toml from capi/src; do not edit. */
#ifndef ACS_CALL_AUTOMATION_ADVANCED_H
#define ACS_CALL_AUTOMATION_ADVANCED_H

#ifndef ACS_CALL_AUTOMATION_H
#error "include acs_call_automation.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct acs_counters_t acs_counters_t;
typedef struct acs_generic_request_t acs_generic_request_t;
typedef struct acs_http_response_t acs_http_response_t;
typedef struct acs_identity_options_t acs_identity_options_t;
typedef struct acs_log_line_t acs_log_line_t;
typedef struct acs_token_verifier_t acs_token_verifier_t;

/* ======== Media streaming and transcription of a call ======== */

/**
 * Starts the media streaming that the call was set up with. MediaStreamingStarted, which may
 * arrive twice, or MediaStreamingFailed follows. Since api-version 2025-05-15, as all of this
 * section.
 *
 * @return ACS_SERVICE with status 405 when the call was set up without a websocket URL
 */
acs_status_t acs_call_start_media_streaming(const acs_call_t *call,
                                            const acs_operation_options_t *streaming_options,
                                            acs_response_t **response, acs_error_t **error);

/**
 * Stops media streaming; the end of the call does so too. MediaStreamingStopped or
 * MediaStreamingFailed follows; without an operation context it carries that of the start.
 */
acs_status_t acs_call_stop_media_streaming(const acs_call_t *call,
                                           const acs_operation_options_t *streaming_options,
                                           acs_response_t **response, acs_error_t **error);

/**
 * Starts the transcription that the call was set up with. TranscriptionStarted or
 * TranscriptionFailed follows.
 *
 * @param response its acs_response_subscription_id identifies the transcription
 * @return ACS_SERVICE with 405 when the call was set up without a websocket URL
 */
acs_status_t acs_call_start_transcription(const acs_call_t *call,
                                          const acs_start_transcription_options_t *transcription_options,
                                          acs_response_t **response, acs_error_t **error);

/**
 * Stops transcription; the end of the call does so too. TranscriptionStopped or
 * TranscriptionFailed follows.
 */
acs_status_t acs_call_stop_transcription(const acs_call_t *call,
                                         const acs_operation_options_t *transcription_options,
                                         acs_response_t **response, acs_error_t **error);

/**
 * Changes the language or speech model of a running transcription. TranscriptionUpdated, with the
 * operation context of the start, or TranscriptionFailed follows.
 */
acs_status_t acs_call_update_transcription(const acs_call_t *call,
                                           const acs_update_transcription_options_t *transcription_options,
                                           acs_response_t **response, acs_error_t **error);

/* ======== Subscriptions ======== */

/**
 * @typedef acs_subscription_t
 * A separate queue for the events of one call, or of Event Grid. May be shared between threads. It
 * can be read until it is empty, even after its receiver is closed or freed.
 */

/** Frees a subscription; unread events return to the main queue, in order. */
void acs_subscription_free(acs_subscription_t *subscription);

/**
 * Returns the next event.
 *
 * @param timeout_ms the time limit in milliseconds; 0 does not wait, -1 waits without a limit
 * @return as acs_receiver_next
 */
acs_status_t acs_subscription_next(const acs_subscription_t *subscription, int64_t timeout_ms,
                                   acs_event_t **event, acs_error_t **error);

/**
 * Returns the readiness descriptor of the queue, as acs_receiver_fd; closed by
 * acs_subscription_free.
 *
 * @return the descriptor; -1 when none is available, and in a forked child
 */
int acs_subscription_fd(const acs_subscription_t *subscription);

/** Ends the waits of all threads in acs_subscription_next, as acs_receiver_wake. */
acs_status_t acs_subscription_wake(const acs_subscription_t *subscription);

/** Returns the number of unread events; 0 in a forked child. */
size_t acs_subscription_event_count(const acs_subscription_t *subscription);

/**
 * Waits for one of the expected events, as acs_receiver_wait_for, but in this queue only. The end
 * of the subscription's call ends the wait, even when no expected event names the call.
 *
 * @param timeout_ms the time limit in milliseconds, 0 or more; no unlimited wait
 * @param event      receives an event with ACS_OK, ACS_FAILED and ACS_CALL_ENDED
 * @return as acs_receiver_wait_for
 */
acs_status_t acs_subscription_wait_for(const acs_subscription_t *subscription,
                                       const acs_expected_t *expected, int64_t timeout_ms,
                                       acs_event_t **event, acs_error_t **error);

/**
 * Waits for an event of one kind, as acs_receiver_wait_for_kind, but in this queue only.
 *
 * @param kind       ACS_EVENT_CALL_CONNECTED, ...; a number that is no event of the service is
 *                   refused
 * @param timeout_ms the time limit in milliseconds, 0 or more; no unlimited wait
 * @param event      receives an event with ACS_OK and ACS_CALL_ENDED
 * @return as acs_receiver_wait_for_kind
 */
acs_status_t acs_subscription_wait_for_kind(const acs_subscription_t *subscription, int kind,
                                            int64_t timeout_ms, acs_event_t **event,
                                            acs_error_t **error);

/* ======== Expected events ======== */

/**
 * @typedef acs_expected_t
 * The events that end a wait: one for each possible outcome of an operation. One thread at a time;
 * may be used for any number of waits.
 */

/** Creates an empty list of expected events. */
acs_expected_t *acs_expected_new(void);

/**
 * Adds an event that means success.
 *
 * @param name               "CallConnected", or "Microsoft.Communication.CallConnected": a short
 *                           name must be known; a whole type, with dots, is accepted even if
 *                           unknown
 * @param call_connection_id only events of this call, whose end also ends the wait; NULL for any
 * @param operation_context  only events with this context; NULL for any
 */
acs_status_t acs_expected_add_success(acs_expected_t *expected, const char *name,
                                      const char *call_connection_id,
                                      const char *operation_context);

/**
 * Adds an event that means failure; otherwise as acs_expected_add_success.
 *
 * @param name               "CreateCallFailed", or the whole type
 * @param call_connection_id may be NULL
 * @param operation_context  may be NULL
 */
acs_status_t acs_expected_add_failure(acs_expected_t *expected, const char *name,
                                      const char *call_connection_id,
                                      const char *operation_context);

/** Frees a list of expected events. */
void acs_expected_free(acs_expected_t *expected);

/* ======== Counters ======== */

#define ACS_COUNTER_RECEIVED 1           /**< Events in well-formed requests: queued, duplicate
                                              and refused. */
#define ACS_COUNTER_QUEUED 2             /**< Events put into a queue or given to a waiting
                                              thread. */
#define ACS_COUNTER_DUPLICATE 3          /**< Events already known by source, id and content;
                                              dropped, with 200. */
#define ACS_COUNTER_REFUSED 4            /**< Events refused with 503; the sender must deliver
                                              them again. */
#define ACS_COUNTER_REJECTED 5           /**< Requests rejected for path, method, secret, token,
                                              address, size or content. */
#define ACS_COUNTER_EXPIRED 6            /**< Events of the main queue that expired. */
#define ACS_COUNTER_OVERFLOWS 7          /**< How often a queue began to overflow. */
#define ACS_COUNTER_DAMAGED 8            /**< Elements of deliveries that could not be read,
                                              beside events that could; dropped, with 200. */
#define ACS_COUNTER_FORGOTTEN 9          /**< Events forgotten before the duplicate window had
                                              passed, because its memory was full. */
#define ACS_COUNTER_REPLAYED 10          /**< Events that the spool had when the receiver was
                                              created; not received. */
#define ACS_COUNTER_BAD_TOKENS 11        /**< Of the rejected requests, those whose token was
                                              missing or not accepted: 401. */
#define ACS_COUNTER_UNVERIFIED_TOKENS 12 /**< Of the rejected requests, those whose token could
                                              not be verified, because the keys were not
                                              available: 503. */
#define ACS_COUNTER_BAD_SECRETS 13       /**< Of the rejected requests, those whose secret or
                                              header of Event Grid was missing or wrong: 401. */
#define ACS_COUNTER_BAD_NETWORKS 14      /**< Of the rejected requests, those from an address
                                              that is not allowed: 403. */

/**
 * @typedef acs_counters_t
 * The counters of a receiver, all read at the same moment. Read only: may be shared between
 * threads.
 */

/** Returns the counters since the receiver was created. */
acs_status_t acs_receiver_counters(const acs_receiver_t *receiver, acs_counters_t **counters,
                                   acs_error_t **error);

/**
 * Returns one of the counters; -1 for an unknown one, and for NULL.
 *
 * @param counter ACS_COUNTER_RECEIVED, ...
 */
int64_t acs_counters_value(const acs_counters_t *counters, int counter);

/** Frees counters. */
void acs_counters_free(acs_counters_t *counters);

/* ======== Requests from a web server ======== */

/**
 * @typedef acs_http_response_t
 * The response to an HTTP request with events. Read only: may be shared between threads.
 */

/**
 * Handles one HTTP request that a web server received, and returns the response for it. With
 * status 200 its events are in a queue. Any number of threads may use it at a time.
 *
 * @param receiver      the receiver, with or without a listener
 * @param method        "POST"
 * @param target        path and query of the request line: "/events?secret=..."
 * @param header_names  an array of texts; NULL when there are none
 * @param header_values an array of texts; NULL when there are none
 * @param header_count  the number of headers
 * @param body          the whole body; NULL when there is none
 * @param body_length   its length in bytes
 * @return ACS_OK for every response
 */
acs_status_t acs_receiver_handle(const acs_receiver_t *receiver, const char *method,
                                 const char *target, const char *const *header_names,
                                 const char *const *header_values, size_t header_count,
                                 const uint8_t *body, size_t body_length,
                                 acs_http_response_t **response, acs_error_t **error);

/**
 * Handles one HTTP request as acs_receiver_handle, with the address that it came from: for a
 * receiver with acs_receiver_options_add_allowed_network, which otherwise rejects it with status
 * 403.
 *
 * @param peer the address of the peer: "203.0.113.7" or "203.0.113.7:40123", "2001:db8::7" or
 *             "[2001:db8::7]:40123"; NULL when it is not known. Other parameters as
 *             acs_receiver_handle
 * @return ACS_OK for every response
 */
acs_status_t acs_receiver_handle_from(const acs_receiver_t *receiver, const char *peer,
                                      const char *method, const char *target,
                                      const char *const *header_names,
                                      const char *const *header_values, size_t header_count,
                                      const uint8_t *body, size_t body_length,
                                      acs_http_response_t **response, acs_error_t **error);

/** Returns the HTTP status to send, 100 to 599; 0 for NULL. */
int acs_http_response_status(const acs_http_response_t *response);

/** Returns the number of headers to send. The web server adds Content-Length and Date. */
size_t acs_http_response_header_count(const acs_http_response_t *response);

/** Returns the name of a header. */
const char *acs_http_response_header_name(const acs_http_response_t *response, size_t index);

/** Returns the value of a header. */
const char *acs_http_response_header_value(const acs_http_response_t *response, size_t index);

/**
 * Returns the body to send.
 *
 * @param length receives the number of bytes; may be NULL
 */
const uint8_t *acs_http_response_body(const acs_http_response_t *response, size_t *length);

/** Frees a response. */
void acs_http_response_free(acs_http_response_t *response);

/* ======== Token verifier ======== */

/**
 * @typedef acs_token_verifier_t
 * Verifies the tokens that the service signs: the bearer tokens of its callbacks, which a receiver
 * verifies with acs_receiver_options_set_audience, and of its websocket upgrades. May be shared
 * between threads; in a forked child it fetches keys of its own.
 *
 * A token is accepted when it has three segments of base64url without padding, the algorithm
 * RS256, a key id of the issuer, issuer and audience as expected, exp in the future and nbf and
 * iat, if present, in the past, each with an allowance of 60 s, no member twice, at most 8 KiB,
 * and a valid signature by an RSA key of 2048 to 8192 bits.
 *
 * The keys are fetched on a thread named acs-keys, which ends with the fetch: at the first token,
 * for a key id that is unknown, and once an hour while tokens arrive. A fetch takes at most 10 s,
 * and the next one begins at the earliest 30 s after it began. When it fails, the keys that are
 * there stay valid.
 */

/**
 * Creates a verifier. Nothing is fetched yet.
 *
 * @return ACS_UNSUPPORTED in a library built without TLS; ACS_SYSTEM when the trusted certificates
 *         cannot be read
 */
acs_status_t acs_token_verifier_new(const acs_token_verifier_options_t *options,
                                    acs_token_verifier_t **verifier, acs_error_t **error);

/**
 * Verifies a token. When its key is unknown, waits for the fetch of the keys, up to 11 s.
 *
 * @param token without "Bearer"
 * @return ACS_OK when it is accepted, otherwise ACS_AUTH: acs_error_message gives the reason,
 *         which has nothing of the token. acs_error_is_retryable is 1 when the keys could not be
 *         fetched, so that nothing is known of the token
 */
acs_status_t acs_token_verifier_verify(const acs_token_verifier_t *verifier, const char *token,
                                       acs_error_t **error);

/**
 * Fetches the keys, unless they were fetched in the last 30 s, and waits for them, up to 11 s: to
 * find out at the start of a program whether they can be fetched.
 *
 * @return ACS_AUTH, with the reason, when there are no keys
 */
acs_status_t acs_token_verifier_fetch_keys(const acs_token_verifier_t *verifier,
                                           acs_error_t **error);

/**
 * Frees a verifier. Cancels a fetch, and waits up to 5 s for its thread; one that is busy after
 * that ends later.
 */
void acs_token_verifier_free(acs_token_verifier_t *verifier);

/* ======== Cancellation ======== */

/**
 * @typedef acs_cancel_token_t
 * Cancels the requests that carry it, and no others. May be shared between threads.
 */

/** Creates a token that is not canceled; acs_request_options_set_cancel adds it to a request. */
acs_cancel_token_t *acs_cancel_token_new(void);

/**
 * Cancels the outstanding requests with this token: they return ACS_ABORTED, and so do later ones.
 * Phone calls go on. A canceled request may have been carried out, unless acs_error_is_retryable
 * returns 1. What cannot be interrupted is listed at acs_client_abort.
 */
acs_status_t acs_cancel_token_cancel(const acs_cancel_token_t *token);

/** Makes a canceled token usable again for later requests. Outstanding ones stay canceled. */
acs_status_t acs_cancel_token_reset(const acs_cancel_token_t *token);

/** Returns 1 when the token was canceled and not reset since, otherwise 0. */
int acs_cancel_token_is_canceled(const acs_cancel_token_t *token);

/** Frees a token, also while requests with it are outstanding. */
void acs_cancel_token_free(acs_cancel_token_t *token);

/* ======== Bearer tokens ======== */

/**
 * @typedef acs_token_t
 * A bearer token, shared by all clients created with it. May be shared between threads.
 */

/**
 * Obtains a token for the scope "https://communication.azure.com//.default", passes it to
 * acs_token_set, and returns ACS_OK. Any other status means that there is none;
 * acs_token_set_failure may give the reason. The token object belongs to the library: do not keep
 * or free it.
 *
 * Called only on a thread that is inside an acs_ function of a client with this token, by one
 * thread at a time, five minutes before the token expires, at half-life for tokens of two hours or
 * more. It cannot be interrupted, so it needs a time limit of its own. It must return, without an
 * exception or longjmp, must not fork or end its thread, and must not send requests with a client
 * that uses this token.
 */
typedef acs_status_t (*acs_token_callback_t)(void *user, acs_token_t *token);

/**
 * Creates a token to be set with acs_token_set: before a client uses it, and whenever it is about
 * to expire. It may be freed before the clients.
 */
acs_token_t *acs_token_new(void);

/**
 * Creates a token that a callback obtains when a request needs it.
 *
 * @param callback called as long as a client with the token exists
 * @param user     passed to the callback; the library does not dereference it. May be NULL
 * @param token    receives the token; it may be freed before the clients
 */
acs_status_t acs_token_from_callback(acs_token_callback_t callback, void *user, acs_token_t **token,
                                     acs_error_t **error);

/**
 * Sets the bearer token, in place of the one before.
 *
 * @param text          the token without "Bearer"; surrounding white space is removed
 * @param expires_at_ms when it expires, in milliseconds since 1970 UTC
 */
acs_status_t acs_token_set(acs_token_t *token, const char *text, int64_t expires_at_ms,
                           acs_error_t **error);

/**
 * Sets the reason why there is no token, for the error of the request that needs one.
 *
 * @param why a sentence, without secrets
 */
acs_status_t acs_token_set_failure(acs_token_t *token, const char *why, acs_error_t **error);

/** Frees a token, also while clients use it. */
void acs_token_free(acs_token_t *token);

/* ======== Bearer tokens of Microsoft Entra ======== */

#define ACS_CLOUD_PUBLIC 0                     /**< The public cloud:
                                                    https://login.microsoftonline.com */
#define ACS_CLOUD_US_GOVERNMENT 1              /**< Azure Government of the United States:
                                                    https://login.microsoftonline.us */
#define ACS_CLOUD_CHINA 2                      /**< Azure in China, operated by 21Vianet:
                                                    https://login.chinacloudapi.cn */
#define ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED 0 /**< The identity of the machine itself; where it
                                                    has none, its only user-assigned one. */
#define ACS_MANAGED_IDENTITY_CLIENT_ID 1       /**< A user-assigned identity, by its client id. */
#define ACS_MANAGED_IDENTITY_OBJECT_ID 2       /**< A user-assigned identity, by the object id of
                                                    its principal. */
#define ACS_MANAGED_IDENTITY_RESOURCE_ID 3     /**< A user-assigned identity, by its resource id:
                                                    "/subscriptions/...". */

/**
 * @typedef acs_identity_options_t
 * Options of tokens that the library obtains: cloud, authority, timeouts, trust.
 */

/** Creates options in which nothing is set. */
acs_identity_options_t *acs_identity_options_new(void);

/** Frees options. */
void acs_identity_options_free(acs_identity_options_t *options);

/**
 * Sets the cloud whose Microsoft Entra issues the tokens: ACS_CLOUD_PUBLIC,
 * ACS_CLOUD_US_GOVERNMENT, ACS_CLOUD_CHINA. Default: ACS_CLOUD_PUBLIC.
 */
acs_status_t acs_identity_options_set_cloud(acs_identity_options_t *options, int cloud);

/**
 * Sets the URL of Microsoft Entra, in place of the cloud's: https, or http to this machine,
 * without a path. Default: that of the cloud.
 */
acs_status_t acs_identity_options_set_authority_url(acs_identity_options_t *options,
                                                    const char *authority_url);

/**
 * Sets the scope of the tokens, which ends in /.default. Default:
 * "https://communication.azure.com//.default" in every cloud. Managed identities request the
 * part before as their resource.
 */
acs_status_t acs_identity_options_set_scope(acs_identity_options_t *options, const char *scope);

/**
 * Sets the total timeout of obtaining a token, retries and pauses included: 1 to 3,600,000 ms.
 * Default: 10,000. It is never longer than what is left of the request that needs the token, and
 * 3 s at most while the token before it is still valid.
 */
acs_status_t acs_identity_options_set_timeout_ms(acs_identity_options_t *options,
                                                 int64_t timeout_ms);

/**
 * Sets the timeout of a name lookup, and of connecting, TLS included: 1 to 3,600,000 ms.
 * Default: 5,000. To the instance metadata service of a virtual machine it is 1 s at most.
 */
acs_status_t acs_identity_options_set_connect_timeout_ms(acs_identity_options_t *options,
                                                         int64_t connect_timeout_ms);

/** Sets the maximum number of retries: 0 to 20. Default: 3. */
acs_status_t acs_identity_options_set_max_retries(acs_identity_options_t *options,
                                                  int64_t max_retries);

/**
 * Sets the certificates that are trusted; they are read when the token object is created.
 * Default: ACS_TRUST_BUILT_IN.
 *
 * @param kind ACS_TRUST_BUILT_IN, ACS_TRUST_SYSTEM, ACS_TRUST_PEM or ACS_TRUST_PEM_FILE
 * @param pem one or more certificates as PEM text for ACS_TRUST_PEM, the path of a PEM file
 *     for ACS_TRUST_PEM_FILE, NULL for the other kinds
 */
acs_status_t acs_identity_options_set_trust_roots(acs_identity_options_t *options, int kind,
                                                  const char *pem);

/**
 * Sets the proxy to Microsoft Entra: "http://user:password@proxy.example:3128", or https:// for
 * TLS to the proxy; without a port, 80 or 443. Default: none; the environment is not read.
 * Managed identities never use it.
 */
acs_status_t acs_identity_options_set_proxy_url(acs_identity_options_t *options,
                                                const char *proxy_url);

/**
 * Sets the address of the instance metadata service, for tests: https, or http to this machine
 * or a private network, without a path. Default: "http://169.254.169.254".
 */
acs_status_t acs_identity_options_set_imds_url(acs_identity_options_t *options,
                                               const char *imds_url);

/**
 * Creates a token that the library obtains with the secret of an app registration. Nothing is
 * sent until a request needs a token; it is refreshed five minutes before it expires, at
 * half-life for tokens of two hours or more.
 *
 * @param tenant_id     the GUID of the tenant, or one of its domains
 * @param client_id     the application (client) id
 * @param client_secret the value of the secret, not its id; it is wiped from memory when the
 *                      token object and its clients are freed
 * @return ACS_SYSTEM when the system's certificates cannot be read; ACS_UNSUPPORTED in a library
 *         built without TLS
 */
acs_status_t acs_token_from_client_secret(const char *tenant_id, const char *client_id,
                                          const char *client_secret,
                                          const acs_identity_options_t *identity_options,
                                          acs_token_t **token, acs_error_t **error);

/**
 * Creates a token that the library obtains with the token of a Kubernetes cluster (workload
 * identity), otherwise as acs_token_from_client_secret.
 *
 * @param tenant_id  as acs_token_from_client_secret
 * @param client_id  that of the app registration or of the user-assigned identity
 * @param token_file the path that AZURE_FEDERATED_TOKEN_FILE names; it is read again for each
 *                   token, since the cluster replaces it
 * @return as acs_token_from_client_secret
 */
acs_status_t acs_token_from_workload_identity(const char *tenant_id, const char *client_id,
                                              const char *token_file,
                                              const acs_identity_options_t *identity_options,
                                              acs_token_t **token, acs_error_t **error);

/**
 * Creates a token of the managed identity of this machine, otherwise as
 * acs_token_from_client_secret. Reads the environment: IDENTITY_ENDPOINT and IDENTITY_HEADER are
 * those of App Service, Functions and Container Apps; IDENTITY_ENDPOINT and IMDS_ENDPOINT of
 * Azure Arc; without them the instance metadata service of a virtual machine is used.
 *
 * @param kind ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED, ACS_MANAGED_IDENTITY_CLIENT_ID,
 *             ACS_MANAGED_IDENTITY_OBJECT_ID or ACS_MANAGED_IDENTITY_RESOURCE_ID
 * @param id   the id of that kind; NULL for ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED
 * @return as acs_token_from_client_secret
 */
acs_status_t acs_token_from_managed_identity(int kind, const char *id,
                                             const acs_identity_options_t *identity_options,
                                             acs_token_t **token, acs_error_t **error);

/**
 * Creates a token by the environment variables of the official identity libraries. With
 * AZURE_CLIENT_SECRET as acs_token_from_client_secret, with AZURE_FEDERATED_TOKEN_FILE as
 * acs_token_from_workload_identity, both with AZURE_TENANT_ID and AZURE_CLIENT_ID; otherwise as
 * acs_token_from_managed_identity, with the client id of AZURE_CLIENT_ID if it is set.
 * AZURE_AUTHORITY_HOST sets the authority URL, unless the options do. The variables are read
 * now; when the chosen way fails, no other is used.
 *
 * @return as acs_token_from_client_secret; ACS_INVALID_INPUT also names a variable that is missing
 */
acs_status_t acs_token_from_environment(const acs_identity_options_t *identity_options,
                                        acs_token_t **token, acs_error_t **error);

/* ======== Generic requests ======== */

#define ACS_METHOD_GET 1    /**< Reads; a lost response is retried. */
#define ACS_METHOD_POST 2   /**< Changes; a lost response is not retried. */
#define ACS_METHOD_PUT 3    /**< Changes; a lost response is not retried. */
#define ACS_METHOD_PATCH 4  /**< Changes; a lost response is not retried. */
#define ACS_METHOD_DELETE 5 /**< Ends something; a lost response is retried. */

/**
 * @typedef acs_generic_request_t
 * A request for any operation of the service, also one without a function here. One thread at a
 * time; may be sent any number of times.
 */

/**
 * Creates a request without a body.
 *
 * @param method ACS_METHOD_GET to ACS_METHOD_DELETE
 * @param path   begins with /; ids in it must be percent-encoded
 */
acs_status_t acs_generic_request_new(int method, const char *path, acs_generic_request_t **request,
                                     acs_error_t **error);

/**
 * Adds a query parameter; name and value are percent-encoded here. api-version is added
 * automatically.
 */
acs_status_t acs_generic_request_add_query(acs_generic_request_t *request, const char *name,
                                           const char *value);

/**
 * Sets the body.
 *
 * @param json only for POST, PUT and PATCH
 */
acs_status_t acs_generic_request_set_json(acs_generic_request_t *request, const char *json);

/**
 * Sets whether repeatability ids are sent: 1 or 0, default 0. They do not make a lost response
 * retried, since not every operation is known to honor them.
 */
acs_status_t acs_generic_request_set_repeatability(acs_generic_request_t *request, int send);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 *
 * @param options may be NULL
 */
acs_status_t acs_generic_request_set_request(acs_generic_request_t *request,
                                             const acs_request_options_t *options);

/** Frees a request. */
void acs_generic_request_free(acs_generic_request_t *request);

/**
 * Sends a signed request; acs_response_json returns the JSON of the response, "{}" for an empty
 * body.
 */
acs_status_t acs_client_send(const acs_client_t *client, const acs_generic_request_t *request,
                             acs_response_t **response, acs_error_t **error);

/* ======== Signatures ======== */

/**
 * Returns the base64 SHA-256 of a body, for the header x-ms-content-sha256.
 *
 * @param body   may be NULL when length is 0
 * @param length the number of bytes
 */
acs_status_t acs_hmac_content_hash(const uint8_t *body, size_t length, acs_text_t **hash,
                                   acs_error_t **error);

/**
 * Returns the text that is signed: method, path and query, and "date;host;hash", each on its line.
 *
 * @param method         "POST"
 * @param path_and_query exactly as sent, percent-encoded
 * @param date           as in the header x-ms-date: "Sun, 22 Nov 2026 10:00:00 GMT"
 * @param host           the host; with a port unless it is that of the scheme
 * @param content_hash   from acs_hmac_content_hash
 */
acs_status_t acs_hmac_string_to_sign(const char *method, const char *path_and_query,
                                     const char *date, const char *host, const char *content_hash,
                                     acs_text_t **string_to_sign, acs_error_t **error);

/**
 * Returns the value of the header Authorization for a request. Other parameters as
 * acs_hmac_string_to_sign.
 *
 * @param access_key the key of the resource in base64
 */
acs_status_t acs_hmac_authorization(const char *access_key, const char *method,
                                    const char *path_and_query, const char *date, const char *host,
                                    const char *content_hash, acs_text_t **authorization,
                                    acs_error_t **error);

/**
 * Verifies an Authorization header, in constant time. Other parameters as acs_hmac_string_to_sign.
 *
 * @param access_key    the key of the resource in base64
 * @param authorization the value of the header
 * @param host          as in the header Host
 * @param content_hash  as in the header x-ms-content-sha256
 * @return ACS_OK when it is valid, ACS_AUTH when it is not
 */
acs_status_t acs_hmac_verify(const char *access_key, const char *authorization, const char *method,
                             const char *path_and_query, const char *date, const char *host,
                             const char *content_hash, acs_error_t **error);

/* ======== Log ======== */

#define ACS_LOG_OFF 0   /**< Nothing but bugs of the library (panics), which are always logged. */
#define ACS_LOG_ERROR 1 /**< The level of lines about bugs of the library. */
#define ACS_LOG_WARN 2  /**< Problems that need attention, such as a full queue. */
#define ACS_LOG_INFO 3  /**< Rare events that are good to know. */
#define ACS_LOG_DEBUG 4 /**< Every request and every refused event: ids, no contents. */
#define ACS_LOG_TRACE 5 /**< Everything; in release builds the same as ACS_LOG_DEBUG. */

/**
 * @typedef acs_log_line_t
 * A line of the log. Read only: may be shared between threads.
 */

/**
 * Receives one line of the log. Called on a thread that is inside an acs_ function, when that
 * function ends, by one thread at a time. It may call acs_ functions; it must return, without an
 * exception or longjmp, and must not fork or end its thread.
 */
typedef void (*acs_log_sink_t)(void *user, int level, const char *message);

/**
 * Sets the function that receives the lines of the log, including those already kept.
 *
 * When this function returns, the previous sink is not called any more, unless that sink itself is
 * the caller. It waits for a running sink, so hold no lock that the sink takes. A forked child
 * keeps the sink.
 *
 * @param sink  NULL for none: the last 1,024 lines are then kept for acs_log_next
 * @param user  passed to the sink; the library does not dereference it. May be NULL
 * @param level the least severe level that is logged: ACS_LOG_OFF to ACS_LOG_TRACE
 * @return ACS_UNSUPPORTED in a Rust program that has set a logger
 */
acs_status_t acs_log_set_sink(acs_log_sink_t sink, void *user, int level, acs_error_t **error);

/**
 * Sets the least severe level that is logged; initially ACS_LOG_OFF.
 *
 * @param level ACS_LOG_OFF to ACS_LOG_TRACE
 * @return ACS_UNSUPPORTED in a Rust program that has set a logger
 */
acs_status_t acs_log_set_level(int level, acs_error_t **error);

/**
 * Returns the name of a log level: "OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"; "OTHER" for
 * any other number. The text is static.
 */
const char *acs_log_level_name(int level);

/**
 * Returns the oldest line that is kept, for programs without a sink.
 *
 * @return ACS_TIMEOUT when there is none
 */
acs_status_t acs_log_next(acs_log_line_t **line, acs_error_t **error);

/** Returns the level, ACS_LOG_ERROR to ACS_LOG_TRACE; ACS_LOG_OFF for NULL. */
int acs_log_line_level(const acs_log_line_t *line);

/** Returns the text of a line. */
const char *acs_log_line_message(const acs_log_line_t *line);

/** Frees a line. */
void acs_log_line_free(acs_log_line_t *line);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_ADVANCED_H */
