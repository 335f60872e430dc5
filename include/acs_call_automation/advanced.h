/**
 * @file acs_call_automation/advanced.h
 * Media streaming and transcription; queues per call, waiting for several events, receiving without a
 * listener; cancellation, bearer tokens, requests and signatures of other services; the log.
 *
 * Contents: Media streaming and transcription of a call; Subscriptions; Expected events; Counters;
 * Inbox; Cancellation; Bearer tokens; Generic requests; Signatures; Log.
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
typedef struct acs_log_line_t acs_log_line_t;

/* ======== Media streaming and transcription of a call ======== */

/**
 * Starts the media streaming that the call was set up with. The event MediaStreamingStarted, which
 * may come twice, or MediaStreamingFailed follows. It is never retried automatically. Since api-version
 * 2025-05-15, as all of this section.
 */
acs_status_t acs_call_start_media_streaming(const acs_call_t *call,
                                            const acs_operation_options_t *streaming_options,
                                            acs_response_t **response, acs_error_t **error);

/**
 * Stops media streaming; the end of the call does so too. The event MediaStreamingStopped or
 * MediaStreamingFailed follows.
 */
acs_status_t acs_call_stop_media_streaming(const acs_call_t *call,
                                           const acs_operation_options_t *streaming_options,
                                           acs_response_t **response, acs_error_t **error);

/**
 * Starts the transcription that the call was set up with. The event TranscriptionStarted or
 * TranscriptionFailed follows. It is never retried automatically.
 *
 * @param response              receives the answer, or NULL; free with acs_response_free.
 *                              acs_response_subscription_id reports the transcription
 * @return as acs_client_create_call; ACS_SERVICE with 405 when the call was set up without the
 *         address of a websocket
 */
acs_status_t acs_call_start_transcription(const acs_call_t *call,
                                          const acs_start_transcription_options_t *transcription_options,
                                          acs_response_t **response, acs_error_t **error);

/**
 * Stops transcription; the end of the call does so too. The event TranscriptionStopped or
 * TranscriptionFailed follows.
 */
acs_status_t acs_call_stop_transcription(const acs_call_t *call,
                                         const acs_operation_options_t *transcription_options,
                                         acs_response_t **response, acs_error_t **error);

/**
 * Changes language or speech model of a running transcription. The event TranscriptionUpdated, with
 * the context of the start, or TranscriptionFailed follows.
 */
acs_status_t acs_call_update_transcription(const acs_call_t *call,
                                           const acs_update_transcription_options_t *transcription_options,
                                           acs_response_t **response, acs_error_t **error);

/* ======== Subscriptions ======== */

/**
 * @typedef acs_subscription_t
 * The events of one call, or of Event Grid, in a queue of their own. May be shared between threads.
 * Stays readable when its receiver is closed or freed, until it is empty.
 */

/**
 * Frees a subscription; what was not read goes back to the main queue, in order. In a forked child
 * nothing is done.
 */
void acs_subscription_free(acs_subscription_t *subscription);

/**
 * The next event of a subscription.
 *
 * @param timeout_ms   how long to wait, in milliseconds: 0 polls, -1 waits as long as it takes
 * @return as acs_receiver_next
 */
acs_status_t acs_subscription_next(const acs_subscription_t *subscription, int64_t timeout_ms,
                                   acs_event_t **event, acs_error_t **error);

/**
 * A descriptor for poll, epoll, select or an event loop, as acs_receiver_fd; closed by
 * acs_subscription_free.
 *
 * @return the descriptor; -1 when none can be had, and in a forked child
 */
int acs_subscription_fd(const acs_subscription_t *subscription);

/**
 * Ends the waits in acs_subscription_next, as acs_receiver_wake does for its queue.
 *
 * @return ACS_OK, ACS_FORKED, ACS_INVALID_INPUT
 */
acs_status_t acs_subscription_wake(const acs_subscription_t *subscription);

/**
 * How many events of a subscription are unread.
 *
 * @return the number; 0 for NULL and in a forked child
 */
size_t acs_subscription_event_count(const acs_subscription_t *subscription);

/**
 * Waits for one of the expected events in this queue only. For the subscription of a call the end of
 * that call ends the wait, whatever else is expected.
 *
 * @param expected     what to wait for
 * @param timeout_ms   how long, in milliseconds; 0 only looks at what is there
 * @param event        receives an event with ACS_OK, ACS_FAILED and ACS_CALL_ENDED; free with
 *                     acs_event_free
 * @return as acs_receiver_wait_for
 */
acs_status_t acs_subscription_wait_for(const acs_subscription_t *subscription,
                                       const acs_expected_t *expected, int64_t timeout_ms,
                                       acs_event_t **event, acs_error_t **error);

/* ======== Expected events ======== */

/**
 * @typedef acs_expected_t
 * The events that a wait ends with: all ways in which an operation can come out. One thread at a
 * time; may be used for any number of waits.
 */

/**
 * No events yet.
 *
 * @return expected events; free with acs_expected_free
 */
acs_expected_t *acs_expected_new(void);

/**
 * An event that means success.
 *
 * @param name               "CallConnected", or the whole type, "Microsoft.Communication.CallConnected"
 * @param call_connection_id of this call only, whose end then ends the wait too; or NULL for any
 * @param operation_context  with this context only; or NULL for any
 */
acs_status_t acs_expected_add_success(acs_expected_t *expected, const char *name,
                                      const char *call_connection_id,
                                      const char *operation_context);

/**
 * An event that means failure.
 *
 * @param name               "CreateCallFailed", or the whole type
 * @param call_connection_id of this call only, whose end then ends the wait too; or NULL for any
 * @param operation_context  with this context only; or NULL for any
 */
acs_status_t acs_expected_add_failure(acs_expected_t *expected, const char *name,
                                      const char *call_connection_id,
                                      const char *operation_context);

/** Frees expected events. */
void acs_expected_free(acs_expected_t *expected);

/* ======== Counters ======== */

#define ACS_COUNTER_RECEIVED 1  /**< Events that came in well-formed requests, repeated ones
                                     included: always the sum of those queued, duplicate and
                                     refused. */
#define ACS_COUNTER_QUEUED 2    /**< Events that were put into a queue, or handed to a thread
                                     that waited for them. */
#define ACS_COUNTER_DUPLICATE 3 /**< Events that were known already by source and id; answered
                                     with 200 and dropped. */
#define ACS_COUNTER_REFUSED 4   /**< Events of requests that were answered with 503; the sender
                                     has to bring them again. */
#define ACS_COUNTER_REJECTED 5  /**< Requests that were answered with another error: path,
                                     method, secret, size, content. */
#define ACS_COUNTER_EXPIRED 6   /**< Events of the main queue that no reader claimed in time. */
#define ACS_COUNTER_OVERFLOWS 7 /**< How often a queue began to overflow. */

/**
 * @typedef acs_counters_t
 * The counters of a receiver, all read at the same moment. Read only: may be shared between threads.
 */

/**
 * The counters of a receiver as they are now.
 *
 * @return ACS_OK, ACS_FORKED, ACS_INVALID_INPUT
 */
acs_status_t acs_receiver_counters(const acs_receiver_t *receiver, acs_counters_t **counters,
                                   acs_error_t **error);

/**
 * One of the counters.
 *
 * @param counter  ACS_COUNTER_RECEIVED to ACS_COUNTER_OVERFLOWS
 * @return the number; -1 for an unknown counter, and for NULL
 */
int64_t acs_counters_value(const acs_counters_t *counters, int counter);

/** Frees counters. */
void acs_counters_free(acs_counters_t *counters);

/* ======== Inbox ======== */

/**
 * @typedef acs_http_response_t
 * What to answer to an HTTP request. Read only: may be shared between threads.
 */

/**
 * Takes one request that a web server received, and returns the response. When that is 200 its events
 * are in a queue. Any number of threads may do this at a time.
 *
 * @param receiver      the receiver, with a listener or without
 * @param method        "POST"
 * @param target        path and query as on the request line: "/events?secret=..."
 * @param header_names  the names of the header lines, an array of texts; or NULL when there are none
 * @param header_values their values, an array of texts; or NULL when there are none
 * @param header_count  how many they are
 * @param body          the whole body; or NULL when there is none
 * @param body_length   its bytes
 * @return ACS_OK whatever is to be answered; ACS_FORKED, ACS_INVALID_INPUT
 */
acs_status_t acs_receiver_handle(const acs_receiver_t *receiver, const char *method,
                                 const char *target, const char *const *header_names,
                                 const char *const *header_values, size_t header_count,
                                 const uint8_t *body, size_t body_length,
                                 acs_http_response_t **response, acs_error_t **error);

/**
 * The HTTP status to answer with.
 *
 * @return 100 to 599; 0 for NULL
 */
int acs_http_response_status(const acs_http_response_t *response);

/**
 * How many header lines to answer with. The web server adds Content-Length and Date.
 *
 * @return the number; 0 for NULL
 */
size_t acs_http_response_header_count(const acs_http_response_t *response);

/**
 * The name of a header line.
 *
 * @param index    from 0
 * @return a text that lives as long as the response; NULL when there is none of that index
 */
const char *acs_http_response_header_name(const acs_http_response_t *response, size_t index);

/**
 * The value of a header line.
 *
 * @param index    from 0
 * @return a text that lives as long as the response; NULL when there is none of that index
 */
const char *acs_http_response_header_value(const acs_http_response_t *response, size_t index);

/**
 * The body to answer with.
 *
 * @param length   receives the number of bytes, or NULL
 */
const uint8_t *acs_http_response_body(const acs_http_response_t *response, size_t *length);

/** Frees an answer. */
void acs_http_response_free(acs_http_response_t *response);

/* ======== Cancellation ======== */

/**
 * @typedef acs_cancel_token_t
 * Ends the calls it was given to, and no others. May be shared between threads.
 */

/**
 * A token that no one has canceled; acs_request_options_set_cancel gives it to a request.
 *
 * @return a token; free with acs_cancel_token_free, at any time
 */
acs_cancel_token_t *acs_cancel_token_new(void);

/**
 * Ends all calls in flight that carry this token, at once, with ACS_ABORTED; refuses those begun later.
 * What was ended may have been carried out, unless acs_error_is_retryable says that it was not. Name
 * look-up and TCP connect are not interrupted: each ends by the connect timeout.
 */
acs_status_t acs_cancel_token_cancel(const acs_cancel_token_t *token);

/** Makes a canceled token usable again for calls begun later. Those in flight end all the same. */
acs_status_t acs_cancel_token_reset(const acs_cancel_token_t *token);

/**
 * Whether a token was canceled, and not reset since.
 *
 * @return 1 or 0
 */
int acs_cancel_token_is_canceled(const acs_cancel_token_t *token);

/** Frees a token; requests in flight keep what they need of it. */
void acs_cancel_token_free(acs_cancel_token_t *token);

/* ======== Bearer tokens ======== */

/**
 * @typedef acs_token_t
 * A bearer token, shared by all clients that were made with it. May be shared between threads.
 */

/**
 * Gets a fresh token for the scope "https://communication.azure.com//.default", gives it to
 * acs_token_set, and returns ACS_OK; any other status means that there is none, and
 * acs_token_set_failure may tell why. The token is the library's: do not keep or free it.
 *
 * Called only on a thread that is inside an acs_ function of a client with this token, by one
 * thread at a time, five minutes before the token ends, at half-life for tokens of two hours or
 * more. It cannot be interrupted, so it needs a time limit of its own. It must return, without an
 * exception or longjmp, and must not use a client with this same token.
 */
typedef acs_status_t (*acs_token_callback_t)(void *user, acs_token_t *token);

/**
 * A token that is set with acs_token_set, before a client uses it and whenever it is about to end.
 *
 * @return a token; free with acs_token_free, at any time
 */
acs_token_t *acs_token_new(void);

/**
 * A token that is asked for when a request needs one.
 *
 * @param callback gets the token
 * @param user     given to the callback each time; the library does not look at it, NULL is welcome
 * @param token    receives the token; free with acs_token_free, at any time; the callback is called
 *                 as long as a client with it is there
 */
acs_status_t acs_token_from_callback(acs_token_callback_t callback, void *user, acs_token_t **token,
                                     acs_error_t **error);

/**
 * Sets the token, in place of the one of before.
 *
 * @param text          the bearer token itself, without "Bearer"; white space around it is dropped
 * @param expires_at_ms when the service begins to refuse it, in milliseconds since 1970 UTC
 */
acs_status_t acs_token_set(acs_token_t *token, const char *text, int64_t expires_at_ms,
                           acs_error_t **error);

/**
 * States why there is no token: it becomes part of the error of the request that needs one.
 *
 * @param why   a sentence, without secrets
 */
acs_status_t acs_token_set_failure(acs_token_t *token, const char *why, acs_error_t **error);

/** Frees a token; clients that were made with it keep what they need. */
void acs_token_free(acs_token_t *token);

/* ======== Generic requests ======== */

#define ACS_METHOD_GET 1    /**< Asks; may be asked again. */
#define ACS_METHOD_POST 2   /**< Changes; never sent twice unless asked to. */
#define ACS_METHOD_PUT 3    /**< Changes; never sent twice unless asked to. */
#define ACS_METHOD_PATCH 4  /**< Changes; never sent twice unless asked to. */
#define ACS_METHOD_DELETE 5 /**< Ends something; may be sent again. */

/**
 * @typedef acs_generic_request_t
 * Any operation of the service, by its method and path. One thread at a time; may be sent any number
 * of times.
 */

/**
 * A request without body.
 *
 * @param method  ACS_METHOD_GET to ACS_METHOD_DELETE
 * @param path    begins with /; ids in it must be percent-encoded already
 */
acs_status_t acs_generic_request_new(int method, const char *path, acs_generic_request_t **request,
                                     acs_error_t **error);

/**
 * One query parameter more; name and value are percent-encoded here. api-version is added automatically.
 */
acs_status_t acs_generic_request_add_query(acs_generic_request_t *request, const char *name,
                                           const char *value);

/**
 * The body.
 *
 * @param json    its JSON; only for POST, PUT and PATCH
 */
acs_status_t acs_generic_request_set_json(acs_generic_request_t *request, const char *json);

/**
 * Whether the repeatability ids go along. It is not sent twice because of that: nothing shows that
 * the service honours them for every operation.
 *
 * @param send    1 or 0; default 0
 */
acs_status_t acs_generic_request_set_repeatability(acs_generic_request_t *request, int send);

/**
 * Request options: timeout, ids, headers.
 *
 * @param options the request options, or NULL for none
 */
acs_status_t acs_generic_request_set_request(acs_generic_request_t *request,
                                             const acs_request_options_t *options);

/** Frees a request. */
void acs_generic_request_free(acs_generic_request_t *request);

/**
 * Sends a signed request; acs_response_json has the answer, "{}" for an empty one.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, and as acs_client_create_call
 */
acs_status_t acs_client_send(const acs_client_t *client, const acs_generic_request_t *request,
                             acs_response_t **response, acs_error_t **error);

/* ======== Signatures ======== */

/**
 * The base64 SHA-256 of a body, for the header x-ms-content-sha256.
 *
 * @param body   the body; NULL when length is 0
 * @param length its bytes
 */
acs_status_t acs_hmac_content_hash(const uint8_t *body, size_t length, acs_text_t **hash,
                                   acs_error_t **error);

/**
 * The text that is signed: method, path and query, and "date;host;hash", each on its line.
 *
 * @param method         "POST"
 * @param path_and_query exactly as on the wire, percent-encoded
 * @param date           as in the header x-ms-date
 * @param host           the host; with its port only when that is not the scheme's default
 * @param content_hash   from acs_hmac_content_hash
 */
acs_status_t acs_hmac_string_to_sign(const char *method, const char *path_and_query,
                                     const char *date, const char *host, const char *content_hash,
                                     acs_text_t **string_to_sign, acs_error_t **error);

/**
 * The value of the header Authorization for a request.
 *
 * @param access_key     the key of the resource, in base64
 * @param method         "POST"
 * @param path_and_query exactly as on the wire, percent-encoded
 * @param date           as in the header x-ms-date: "Sun, 22 Nov 2026 10:00:00 GMT"
 * @param host           the host; with its port only when that is not the scheme's default
 * @param content_hash   from acs_hmac_content_hash
 */
acs_status_t acs_hmac_authorization(const char *access_key, const char *method,
                                    const char *path_and_query, const char *date, const char *host,
                                    const char *content_hash, acs_text_t **authorization,
                                    acs_error_t **error);

/**
 * Whether an Authorization header fits a request; compared in constant time.
 *
 * @param access_key     the key of the resource, in base64
 * @param authorization  the header's value
 * @param method         "POST"
 * @param path_and_query exactly as on the wire, percent-encoded
 * @param date           as in the header x-ms-date
 * @param host           as in the header Host
 * @param content_hash   as in the header x-ms-content-sha256
 * @return ACS_OK when it fits, ACS_AUTH when it does not, ACS_INVALID_INPUT
 */
acs_status_t acs_hmac_verify(const char *access_key, const char *authorization, const char *method,
                             const char *path_and_query, const char *date, const char *host,
                             const char *content_hash, acs_error_t **error);

/* ======== Log ======== */

#define ACS_LOG_OFF 0   /**< Nothing is logged, but faults of the library itself. */
#define ACS_LOG_ERROR 1 /**< Faults of the library itself. */
#define ACS_LOG_WARN 2  /**< Conditions that need attention: a full queue, a listener that cannot
                             accept. */
#define ACS_LOG_INFO 3  /**< What happens seldom and is good to know. */
#define ACS_LOG_DEBUG 4 /**< Every request and every refused event, with ids and without
                             contents. */
#define ACS_LOG_TRACE 5 /**< Everything. A library built for release has nothing beyond
                             ACS_LOG_DEBUG. */

/**
 * @typedef acs_log_line_t
 * One line of the log. Read only: may be shared between threads.
 */

/**
 * Takes one line of the log. Called on a thread that is inside an acs_ function, as that function
 * ends, and by one thread at a time. It may call acs_ functions; it must return, without an
 * exception or longjmp.
 */
typedef void (*acs_log_sink_t)(void *user, int level, const char *message);

/**
 * Lines go to a function of the program from now on, those that wait already too.
 *
 * Without a sink the last 1,024 lines wait for acs_log_next. Once this returns, the sink of before
 * is not called any more, unless this was called by that sink itself: it waits for one that runs, so
 * hold no lock that the sink takes. A forked child keeps the sink.
 *
 * @param sink  the function; NULL for none
 * @param user  given to the function each time; the library does not look at it, NULL is welcome
 * @param level the least important lines that are wanted: ACS_LOG_OFF to ACS_LOG_TRACE
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_UNSUPPORTED in a Rust program that has a logger of its own
 */
acs_status_t acs_log_set_sink(acs_log_sink_t sink, void *user, int level, acs_error_t **error);

/**
 * How important lines must be to be kept for acs_log_next, or given to the sink. ACS_LOG_OFF until
 * this or acs_log_set_sink is called.
 *
 * @param level the least important lines that are wanted: ACS_LOG_OFF to ACS_LOG_TRACE
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_UNSUPPORTED in a Rust program that has a logger of its own
 */
acs_status_t acs_log_set_level(int level, acs_error_t **error);

/**
 * The oldest line that waits; for programs without a sink.
 *
 * @return ACS_OK, ACS_TIMEOUT when none waits, ACS_INVALID_INPUT
 */
acs_status_t acs_log_next(acs_log_line_t **line, acs_error_t **error);

/**
 * How important a line is.
 *
 * @return ACS_LOG_ERROR to ACS_LOG_TRACE; ACS_LOG_OFF for NULL
 */
int acs_log_line_level(const acs_log_line_t *line);

/** What a line says. */
const char *acs_log_line_message(const acs_log_line_t *line);

/** Frees a line. */
void acs_log_line_free(acs_log_line_t *line);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_ADVANCED_H */
