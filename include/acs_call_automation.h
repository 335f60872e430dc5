/**
 * @file acs_call_automation.h
 * Phone calls through Azure Communication Services Call Automation: place and answer calls, add,
 * transfer and remove participants, play and recognize, record, and receive the events that report
 * the outcomes.
 *
 * Five rules for every function:
 *
 * 1. A function that can fail returns acs_status_t, and ACS_OK is 0. A function that only reads
 *    returns the value. A value that is absent, as is every value of a NULL object, is NULL, a
 *    count of 0, or -1 for another number, unless the comment says otherwise. For NULL a function
 *    that returns only 1 or 0 returns 0, and one that returns a constant whose 0 has a name
 *    (ACS_IDENTIFIER_UNKNOWN, ACS_EVENT_OUTCOME_NONE) returns that. An index counts from 0; one
 *    beyond the end has no value.
 * 2. Parameters are inputs, then results, then `error`. `error` may be NULL; otherwise it receives
 *    NULL, or details to free with acs_error_free. It receives NULL with ACS_OK, and with the
 *    statuses that are results: ACS_CLOSED of a function ending in _next, and ACS_TIMEOUT and
 *    ACS_WOKEN of those for events and log lines; ACS_FAILED, ACS_CALL_ENDED, ACS_TIMEOUT and
 *    ACS_CLOSED of acs_receiver_wait_for and its like; ACS_TIMEOUT of acs_receiver_close and
 *    acs_emulator_flush; ACS_AUTH of acs_hmac_verify.
 *    `response` may be NULL as well. A result is NULL when the function fails, unless its comment
 *    says otherwise.
 * 3. What a function returns without const, or puts into a result parameter, belongs to the
 *    program: free it with the _free function of its type. A const object belongs to the object it
 *    came from, and lives as long. A const parameter means only that the object is not freed and
 *    may be shared as its type says; it may change inside. Every _free function accepts NULL. A
 *    constructor without a status returns an object for bad values too, which are refused when the
 *    object is used; it never returns NULL, except after a bug in the library. Memory that runs out
 *    aborts the process.
 * 4. Text is UTF-8. Arguments are copied before the function returns; a returned text lives as
 *    long as the object it came from.
 * 5. Objects may be freed in any order: each keeps alive what it needs. But an object must not be
 *    freed while another thread is inside a function with it.
 *
 * A pointer must not be NULL unless a rule or its @param allows it; options may be NULL for the
 * defaults. NULL elsewhere, numbers out of range and text that is not valid UTF-8 are refused with
 * ACS_INVALID_INPUT before anything is sent, and acs_error_message names the parameter and the
 * rule.
 *
 * A function that sends a request blocks until the response has arrived, at most for the total
 * timeout: 10 s by default. A function ending in _and_wait blocks at most for its `timeout_ms`; a
 * download as long as bytes arrive, or for acs_download_recording_options_set_total_timeout_ms. A
 * token callback of the program may exceed all of these. In an event loop, where nothing may block,
 * the same functions return at once: acs_client_submit_to. A function that sends a request returns
 * ACS_OK, ACS_INVALID_INPUT, ACS_AUTH, ACS_NOT_SENT, ACS_TIMEOUT, ACS_CONNECTION, ACS_SERVICE,
 * ACS_OUTCOME_UNKNOWN, ACS_DECODE or ACS_ABORTED; its @return lists only what is special. Every
 * other function that can fail returns ACS_OK, ACS_INVALID_INPUT, and what its @return lists. Any
 * function may return ACS_PANIC; those that take a receiver, a subscription or an emulator may also
 * return ACS_FORKED.
 *
 * Retries: every request is sent again after status 429, and when it could not be sent. After a
 * lost response or status 408, 500, 502, 503 or 504, a request is sent again if it only reads, if
 * it ends something (hang up, stop and delete a recording), or if the service honors its
 * repeatability ids (add, cancel adding, remove and mute participants, send DTMF tones, start
 * recording). A retry that ends something and gets 404 has succeeded. All other requests are not
 * sent again then. After a lost response, 408, 502 or 504 they return ACS_OUTCOME_UNKNOWN, as do
 * the others that change something when no retry succeeds: the request may have been carried out,
 * and the events report the outcome. There are at most 3 retries, with the pause that the response
 * requests (Retry-After), or one that grows from 250 ms to 8 s; one that would end after the total
 * timeout is not started: acs_error_retry_after_ms. acs_request_options_set_max_retries and
 * acs_request_options_set_retry_non_idempotent change that.
 *
 * Threads: every type says whether threads may share it. The library never calls a function of the
 * program from one of its own threads. These are named acs-..., block all signals, and have ended
 * when the _free function of their object returns, with the exception of a name lookup that is
 * still running in the system, and of threads that are still busy when their _free function or
 * acs_receiver_close has waited as long as its comment says.
 *
 * Fork: in a child, a client opens connections of its own. Receivers, subscriptions and emulators
 * belong to the process that created them: in the child their functions return ACS_FORKED, and
 * their _free functions free only the object itself: what it held stays reachable. Every
 * descriptor of the library is closed in the child before fork() returns there.
 *
 * The library prints nothing, changes no signal handler and reads no environment variable, with
 * three exceptions: SSL_CERT_FILE and SSL_CERT_DIR for ACS_TRUST_SYSTEM; IDENTITY_ENDPOINT,
 * IDENTITY_HEADER, IDENTITY_SERVER_THUMBPRINT and IMDS_ENDPOINT in acs_token_from_managed_identity;
 * these and AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, AZURE_TENANT_ID, AZURE_FEDERATED_TOKEN_FILE and
 * AZURE_AUTHORITY_HOST in acs_token_from_environment. The guide is
 * share/doc/acs-call-automation/c-guide.md.
 *
 * The twenty functions of a first program, beside the _free function of each type:
 *
 *     acs_emulator_start       acs_emulator_connection_string   acs_client_new
 *     acs_client_create_call   acs_client_answer_call           acs_receiver_new
 *     acs_receiver_url         acs_receiver_next                acs_invite_to_phone_number
 *     acs_text_string          acs_error_message                acs_status_name
 *     acs_event_kind           acs_event_name                   acs_event_outcome
 *     acs_event_ends_call      acs_event_incoming_call_context  acs_play_source_new_file
 *     acs_call_play_to_all     acs_call_hang_up
 *
 * A call, from placing it to its end. Checks are left out here; hello_call.c has them.
 *
 *     acs_client_new(connection_string, NULL, &client, NULL);
 *     acs_receiver_new(NULL, &receiver, NULL);
 *     acs_receiver_url(receiver, "/events", &url, NULL);
 *     invite = acs_invite_to_phone_number("+16045551234", "+18005550100");
 *     acs_client_create_call(client, invite, acs_text_string(url), NULL, &call, NULL, NULL);
 *     for (int is_over = 0; !is_over; acs_event_free(event)) {
 *         acs_receiver_next(receiver, 30000, &event, NULL);
 *         if (acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED)
 *             acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, NULL);
 *         is_over = event == NULL || acs_event_ends_call(event);
 *     }
 *
 * acs_receiver_new(NULL, ...) listens on 127.0.0.1, which the emulator reaches, but not the real
 * service. That requires an address (acs_receiver_options_set_listen); an https URL under which the
 * service reaches it (acs_receiver_options_set_public_url); a proxy in front that speaks TLS, or a
 * certificate of its own (acs_receiver_options_set_certificate_files); and a secret or an audience
 * (acs_receiver_options_set_secret, acs_receiver_options_set_audience), so that nothing else can
 * deliver events.
 *
 * Contents: Version; Status; Error; Text; Client; Call; Media; Play sources; Invites; Identifiers;
 * Event; Kind of an event; Outcome of an event; Receiver; Operations that wait for their outcome;
 * Submitted operations; Participants; Properties of a call; Response.
 * Included at the end: acs_call_automation/options.h, acs_call_automation/events.h,
 * acs_call_automation/recording.h, acs_call_automation/advanced.h, acs_call_automation/emulator.h.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
/* Made by cbindgen and capi/surface/headers.toml from capi/src; do not edit. */
#ifndef ACS_CALL_AUTOMATION_H
#define ACS_CALL_AUTOMATION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct acs_add_participant_options_t acs_add_participant_options_t;
typedef struct acs_answer_call_options_t acs_answer_call_options_t;
typedef struct acs_call_properties_t acs_call_properties_t;
typedef struct acs_call_t acs_call_t;
typedef struct acs_calling_context_t acs_calling_context_t;
typedef struct acs_client_options_t acs_client_options_t;
typedef struct acs_client_t acs_client_t;
typedef struct acs_completion_t acs_completion_t;
typedef struct acs_connect_call_options_t acs_connect_call_options_t;
typedef struct acs_create_call_options_t acs_create_call_options_t;
typedef struct acs_create_group_call_options_t acs_create_group_call_options_t;
typedef struct acs_downloaded_recording_t acs_downloaded_recording_t;
typedef struct acs_error_t acs_error_t;
typedef struct acs_event_t acs_event_t;
typedef struct acs_expected_t acs_expected_t;
typedef struct acs_hold_options_t acs_hold_options_t;
typedef struct acs_identifier_t acs_identifier_t;
typedef struct acs_invite_t acs_invite_t;
typedef struct acs_mute_participants_options_t acs_mute_participants_options_t;
typedef struct acs_operation_options_t acs_operation_options_t;
typedef struct acs_participant_pages_t acs_participant_pages_t;
typedef struct acs_participant_t acs_participant_t;
typedef struct acs_participants_t acs_participants_t;
typedef struct acs_play_options_t acs_play_options_t;
typedef struct acs_play_source_t acs_play_source_t;
typedef struct acs_receiver_options_t acs_receiver_options_t;
typedef struct acs_receiver_t acs_receiver_t;
typedef struct acs_recognize_options_t acs_recognize_options_t;
typedef struct acs_recording_properties_t acs_recording_properties_t;
typedef struct acs_reject_call_options_t acs_reject_call_options_t;
typedef struct acs_request_options_t acs_request_options_t;
typedef struct acs_response_t acs_response_t;
typedef struct acs_start_recording_options_t acs_start_recording_options_t;
typedef struct acs_subscription_t acs_subscription_t;
typedef struct acs_text_t acs_text_t;
typedef struct acs_token_t acs_token_t;
typedef struct acs_transfer_call_options_t acs_transfer_call_options_t;

/** 1 when the version of this header is at least major.minor.patch, otherwise 0. */
#define ACS_VERSION_AT_LEAST(major, minor, patch)                                            \
    (ACS_VERSION_MAJOR > (major) ||                                                          \
     (ACS_VERSION_MAJOR == (major) &&                                                        \
      (ACS_VERSION_MINOR > (minor) ||                                                        \
       (ACS_VERSION_MINOR == (minor) && ACS_VERSION_PATCH >= (patch)))))

/* ======== Version ======== */

#define ACS_VERSION_MAJOR 0 /**< Version of the header; grows with incompatible changes. */
#define ACS_VERSION_MINOR 1 /**< Grows with additions. */
#define ACS_VERSION_PATCH 0 /**< Grows with corrections. */
#define ACS_ABI_VERSION 0   /**< Binary interface: the number in the name of the shared library. */

/** Returns the version of the loaded library, such as "0.1.0"; never NULL. */
const char *acs_version(void);

/** Returns the binary interface of the loaded library; it must equal ACS_ABI_VERSION. */
int acs_abi_version(void);

/* ======== Status ======== */

#define ACS_OK 0              /**< Success. */
#define ACS_INVALID_INPUT 1   /**< An argument breaks a rule; nothing was sent, but for a
                                   download at an offset beyond the end. */
#define ACS_AUTH 2            /**< No credential, or the service refused it (401). */
#define ACS_NOT_SENT 3        /**< The request never left this machine; nothing happened. */
#define ACS_OUTCOME_UNKNOWN 4 /**< The response was lost, or the status was 408, 502 or 504; the
                                   events report the outcome. */
#define ACS_TIMEOUT 5         /**< Nothing arrived in time; or something that was waited for had
                                   not ended. */
#define ACS_CONNECTION 6      /**< The connection failed during a read; nothing changed. */
#define ACS_SERVICE 7         /**< The service returned an error status. */
#define ACS_DECODE 8          /**< The service reported success in an undocumented form. */
#define ACS_CLOSED 9          /**< The object is closed, or nothing is left to read. */
#define ACS_ABORTED 10        /**< A cancel token or acs_client_abort ended a request or a wait. */
#define ACS_SYSTEM 11         /**< The operating system refused: address, thread, file. */
#define ACS_FORKED 12         /**< The object belongs to the parent process; nothing was done. */
#define ACS_FULL 13           /**< Too many completions of submitted operations were not read;
                                   nothing was sent. */
#define ACS_PANIC 64          /**< A bug in the library, caught; please report it. */
#define ACS_UNSUPPORTED 65    /**< The library was built without the feature that this needs
                                   (emulator, spool, TLS), or a Rust program has set a logger. */
#define ACS_WOKEN 66          /**< acs_receiver_wake or acs_subscription_wake ended the wait. */
#define ACS_CALL_ENDED 67     /**< The call ended before an expected event arrived. */
#define ACS_FAILED 68         /**< The event that was waited for reports failure. */
#define ACS_CANCELED 69       /**< PlayCanceled or RecognizeCanceled: by another operation, or by
                                   the end of the call. */

/** The result of a function: ACS_OK, or why it failed. A value never changes its meaning. */
typedef int acs_status_t;

/** Returns the name of a status, such as "ACS_TIMEOUT"; "ACS_UNKNOWN" for other numbers. */
const char *acs_status_name(acs_status_t status);

/** Returns a short description of a status; never NULL. */
const char *acs_status_text(acs_status_t status);

/* ======== Error ======== */

/**
 * @typedef acs_error_t
 * Details of an error. Read only: may be shared between threads.
 */

/**
 * Returns a copy, to keep the error of a completion (acs_completion_error) longer than its event;
 * NULL for NULL.
 */
acs_error_t *acs_error_copy(const acs_error_t *error);

/** Frees an error. */
void acs_error_free(acs_error_t *error);

/** Returns the status that the function returned with this error; ACS_OK for NULL. */
acs_status_t acs_error_status(const acs_error_t *error);

/** Returns one line for the log: operation, reason, hint and request id; "no details" for NULL. */
const char *acs_error_message(const acs_error_t *error);

/**
 * Returns the response body, at most its first 64 KiB. It may contain any byte.
 *
 * @param length receives the number of bytes; may be NULL
 */
const uint8_t *acs_error_raw_body(const acs_error_t *error, size_t *length);

/** Returns what happened, in one sentence, without the hint. */
const char *acs_error_reason(const acs_error_t *error);

/** Returns advice on what to do, for common failures. */
const char *acs_error_hint(const acs_error_t *error);

/** Returns the operation that failed, as the service names it: "CreateCall". */
const char *acs_error_operation(const acs_error_t *error);

/** Returns the argument at fault, for ACS_INVALID_INPUT and ACS_UNSUPPORTED. */
const char *acs_error_field(const acs_error_t *error);

/** Returns the error code of the service as sent, mostly a sub-code in digits: "8522". */
const char *acs_error_service_code(const acs_error_t *error);

/** Returns the message of the service. */
const char *acs_error_service_message(const acs_error_t *error);

/** Returns the target of the error as the service names it: the path of the request. */
const char *acs_error_target(const acs_error_t *error);

/** Returns x-ms-client-request-id of the request, the same for all attempts. */
const char *acs_error_request_id(const acs_error_t *error);

/** Returns the operation context of the request, which the events of the operation carry. */
const char *acs_error_operation_context(const acs_error_t *error);

/** Returns Repeatability-Request-ID of the request, for operations that send it. */
const char *acs_error_repeatability_id(const acs_error_t *error);

/** Returns X-Azure-Ref of the response: quote it to Microsoft's support. */
const char *acs_error_azure_ref(const acs_error_t *error);

/** Returns X-Microsoft-Skype-Chain-ID of the response: the call's correlation id, or a new one. */
const char *acs_error_chain_id(const acs_error_t *error);

/** Returns the HTTP status of the response, 100 to 599; 0 without a response. */
int acs_error_http_status(const acs_error_t *error);

/** Returns acs_error_service_code as a number; 0 for none. */
int64_t acs_error_sub_code(const acs_error_t *error);

/** Returns the pause that the service requests, in milliseconds; -1 for none. */
int64_t acs_error_retry_after_ms(const acs_error_t *error);

/**
 * Returns Repeatability-First-Sent of the request, in milliseconds since 1970 UTC, a multiple of
 * 1,000; -1 for none.
 */
int64_t acs_error_first_sent_ms(const acs_error_t *error);

/** Returns the number of attempts; 0 when nothing was sent. */
int acs_error_attempts(const acs_error_t *error);

/**
 * Returns 1 when sending the request again is safe and may help; 0 otherwise, always for
 * ACS_OUTCOME_UNKNOWN: there the hint says what repeating would do.
 */
int acs_error_is_retryable(const acs_error_t *error);

/**
 * Returns 1 when the operation may have been carried out despite the error, because the response
 * was lost or a status such as 500 or 503 does not rule it out: its event decides; 0 otherwise.
 */
int acs_error_may_have_been_done(const acs_error_t *error);

/* ======== Text ======== */

/**
 * @typedef acs_text_t
 * A text that a function created. Read only: may be shared between threads.
 */

/** Returns the text. */
const char *acs_text_string(const acs_text_t *text);

/** Frees a text. */
void acs_text_free(acs_text_t *text);

/* ======== Client ======== */

#define ACS_LOCATOR_SERVER_CALL 1     /**< The server call id, from events or call properties. */
#define ACS_LOCATOR_GROUP_CALL 2      /**< The group id that its clients joined with. */
#define ACS_LOCATOR_ROOM 3            /**< The id of a room. */
#define ACS_LOCATOR_CALL_CONNECTION 4 /**< The call connection id, for acs_client_start_recording
                                           only; since api-version 2025-06-15. */

/**
 * @typedef acs_client_t
 * Places and answers calls. May be shared between threads; their requests run in parallel.
 */

/**
 * Creates a client from the connection string that the portal shows. Nothing is sent.
 *
 * @param connection_string "endpoint=https://NAME.communication.azure.com/;accesskey=KEY"
 * @return ACS_SYSTEM when the system's certificates cannot be read; ACS_UNSUPPORTED for https in a
 *         library built without TLS
 */
acs_status_t acs_client_new(const char *connection_string,
                            const acs_client_options_t *client_options, acs_client_t **client,
                            acs_error_t **error);

/**
 * Creates a client from an endpoint and an access key. Nothing is sent.
 *
 * @param endpoint   "https://NAME.communication.azure.com/"
 * @param access_key the key in base64
 * @return as acs_client_new
 */
acs_status_t acs_client_new_with_key(const char *endpoint, const char *access_key,
                                     const acs_client_options_t *client_options,
                                     acs_client_t **client, acs_error_t **error);

/**
 * Creates a client from an endpoint and a bearer token of Microsoft Entra. Nothing is sent; the
 * token is read with the first request.
 *
 * @param endpoint "https://NAME.communication.azure.com/"
 * @return as acs_client_new
 */
acs_status_t acs_client_new_with_token(const char *endpoint, const acs_token_t *token,
                                       const acs_client_options_t *client_options,
                                       acs_client_t **client, acs_error_t **error);

/**
 * Frees a client, without waiting. Its acs_call_t objects stay usable and keep its connections
 * open.
 */
void acs_client_free(acs_client_t *client);

/** Returns the endpoint. */
const char *acs_client_endpoint(const acs_client_t *client);

/**
 * Replaces the access key, while requests run: every attempt that starts from now on is signed
 * with it, also those of requests that are already running and of the acs_call_t objects of the
 * client. A request that was signed with the old key and is refused for that (401) is sent again
 * at once. Nothing is sent by this function.
 *
 * @param access_key the key in base64; one that is refused leaves the old key in use
 * @return ACS_INVALID_INPUT also for a client that was created with a bearer token
 */
acs_status_t acs_client_set_access_key(const acs_client_t *client, const char *access_key,
                                       acs_error_t **error);

/**
 * Cancels the outstanding requests of this client, from any thread: they return ACS_ABORTED. Phone
 * calls go on, and later requests are not affected.
 *
 * A canceled request may have been carried out, unless acs_error_is_retryable returns 1. A
 * function ending in _and_wait stops waiting. Name lookup and TCP connect cannot be interrupted:
 * the request may take up to the connect timeout to return. The same holds for a token callback,
 * also one that runs in another thread, up to the total timeout.
 */
acs_status_t acs_client_abort(const acs_client_t *client, acs_error_t **error);

/**
 * Opens a connection ahead of the first request, which then saves the time for name lookup, TCP
 * and TLS. Sends a GET with a call connection id that does not exist, so no phone rings. Any
 * response is a success, also 401.
 */
acs_status_t acs_client_warm_up(const acs_client_t *client,
                                const acs_request_options_t *request_options, acs_error_t **error);

/**
 * Creates the object of a call from its call connection id. Nothing is sent: whether the call
 * exists shows with the first request.
 */
acs_status_t acs_client_call_by_id(const acs_client_t *client, const char *call_connection_id,
                                   acs_call_t **call, acs_error_t **error);

/**
 * Creates the object of the call that an event is about. Nothing is sent.
 *
 * @return ACS_INVALID_INPUT also when the event has no call connection id
 */
acs_status_t acs_client_call_of(const acs_client_t *client, const acs_event_t *event,
                                acs_call_t **call, acs_error_t **error);

/**
 * Places a call to one callee, and returns while it rings. CallConnected and ParticipantsUpdated
 * follow, or CallDisconnected and CreateCallFailed. With ACS_OUTCOME_UNKNOWN the call may exist.
 *
 * There is no option for the time that it rings, and the service's own limit is not documented.
 * acs_call_hang_up ends the ringing: CallDisconnected follows, and in the emulator
 * CreateCallFailed.
 *
 * @param to           the callee; a phone number requires a caller id
 * @param callback_uri the URL that the events of the call are sent to: https, or http on this
 *                     machine
 */
acs_status_t acs_client_create_call(const acs_client_t *client, const acs_invite_t *to,
                                    const char *callback_uri,
                                    const acs_create_call_options_t *call_options,
                                    acs_call_t **call, acs_response_t **response,
                                    acs_error_t **error);

/**
 * Places a call to several callees, who join one call; otherwise as acs_client_create_call. Which
 * callee must answer for CallConnected is not documented: in the emulator the first one who does.
 * Nor is what follows when a single callee declines: in the emulator nothing does while others
 * ring or have answered. ParticipantsUpdated reports who is in the call.
 *
 * @param targets the callees, an array of pointers
 * @param count   the number of callees, 1 or more
 */
acs_status_t acs_client_create_group_call(const acs_client_t *client,
                                          const acs_identifier_t *const *targets, size_t count,
                                          const char *callback_uri,
                                          const acs_create_group_call_options_t *call_options,
                                          acs_call_t **call, acs_response_t **response,
                                          acs_error_t **error);

/**
 * Connects to a running call, without being a participant. CallConnected or ConnectFailed
 * follows.
 *
 * @param locator      ACS_LOCATOR_SERVER_CALL, ACS_LOCATOR_GROUP_CALL or ACS_LOCATOR_ROOM
 * @param id           the id of that kind
 * @param callback_uri as acs_client_create_call
 */
acs_status_t acs_client_connect_call(const acs_client_t *client, int locator, const char *id,
                                     const char *callback_uri,
                                     const acs_connect_call_options_t *call_options,
                                     acs_call_t **call, acs_response_t **response,
                                     acs_error_t **error);

/**
 * Answers an incoming call, within 30 s of its IncomingCall event. CallConnected or AnswerFailed
 * follows.
 *
 * @param incoming_call_context from acs_event_incoming_call_context
 * @param callback_uri          as acs_client_create_call
 * @return ACS_SERVICE with 400 when the context has expired
 */
acs_status_t acs_client_answer_call(const acs_client_t *client, const char *incoming_call_context,
                                    const char *callback_uri,
                                    const acs_answer_call_options_t *call_options,
                                    acs_call_t **call, acs_response_t **response,
                                    acs_error_t **error);

/**
 * Redirects an incoming call to another target, without answering it. The new callee sees the
 * number of the original caller. This application receives no event.
 *
 * @param incoming_call_context from acs_event_incoming_call_context
 * @param target                a user, an application or a phone number
 */
acs_status_t acs_client_redirect_call(const acs_client_t *client, const char *incoming_call_context,
                                      const acs_identifier_t *target,
                                      const acs_request_options_t *request_options,
                                      acs_response_t **response, acs_error_t **error);

/**
 * Rejects an incoming call. This application receives no event; the caller is informed.
 *
 * @param incoming_call_context from acs_event_incoming_call_context
 * @param reject_options        the reason; NULL for none
 */
acs_status_t acs_client_reject_call(const acs_client_t *client, const char *incoming_call_context,
                                    const acs_reject_call_options_t *reject_options,
                                    acs_response_t **response, acs_error_t **error);

/* ======== Call ======== */

#define ACS_FOR_EVERYONE 1 /**< acs_call_hang_up ends the call for everyone. */
#define ACS_FOR_SELF 0     /**< acs_call_hang_up leaves the call. */

/**
 * @typedef acs_call_t
 * A call connection: one leg of a call. May be shared between threads, and kept after the call has
 * ended.
 */

/**
 * @typedef acs_participant_pages_t
 * The participants of a call, page by page. One thread at a time.
 */

/** Returns the call connection id. */
const char *acs_call_id(const acs_call_t *call);

/** Frees the object; the phone call goes on. */
void acs_call_free(acs_call_t *call);

/**
 * Requests the properties of a call. This is the service's operation GetCall, so it blocks.
 *
 * @return ACS_SERVICE with 404 and sub-code 8522 once the call has ended
 */
acs_status_t acs_call_get_properties(const acs_call_t *call,
                                     const acs_request_options_t *request_options,
                                     acs_call_properties_t **properties, acs_response_t **response,
                                     acs_error_t **error);

/**
 * Hangs up. CallDisconnected follows.
 *
 * @param for_everyone ACS_FOR_EVERYONE ends the call; ACS_FOR_SELF leaves it, which ends a 1:1
 *                     call
 * @return ACS_SERVICE with 404 and sub-code 8522 when the call had ended before
 */
acs_status_t acs_call_hang_up(const acs_call_t *call, int for_everyone,
                              const acs_request_options_t *request_options,
                              acs_response_t **response, acs_error_t **error);

/**
 * Transfers the remote party of a 1:1 call, or a participant of a group call named in the options,
 * to another target, without talking to it first (a blind transfer). CallTransferAccepted or
 * CallTransferFailed follows; after a failure the party stays in the call. In a 1:1 call
 * CallDisconnected follows the acceptance, since this application has left the call.
 *
 * CallTransferAccepted arrives when the target has answered, as far as is known: a target that
 * declines gives CallTransferFailed, but its voicemail accepts the transfer. The exact moment is
 * not documented. For an attended transfer add the target (acs_call_add_participant), and leave
 * the call with acs_call_hang_up and ACS_FOR_SELF when it has answered.
 */
acs_status_t acs_call_transfer(const acs_call_t *call, const acs_identifier_t *target,
                               const acs_transfer_call_options_t *transfer_options,
                               acs_response_t **response, acs_error_t **error);

/**
 * Requests all participants, page by page within one total timeout. Those that still ring are not
 * listed.
 */
acs_status_t acs_call_list_participants(const acs_call_t *call,
                                        const acs_request_options_t *request_options,
                                        acs_participants_t **participants, acs_error_t **error);

/**
 * Creates an iterator over the participants, for very large calls. Nothing is sent.
 *
 * @param request_options options of each page; the total timeout applies to each
 */
acs_status_t acs_call_participant_pages(const acs_call_t *call,
                                        const acs_request_options_t *request_options,
                                        acs_participant_pages_t **pages, acs_error_t **error);

/**
 * Requests the next page.
 *
 * @return ACS_CLOSED after the last page or an error
 */
acs_status_t acs_participant_pages_next(acs_participant_pages_t *pages,
                                        acs_participants_t **participants,
                                        acs_response_t **response, acs_error_t **error);

/** Frees an iterator. */
void acs_participant_pages_free(acs_participant_pages_t *pages);

/**
 * Requests one participant.
 *
 * @param identifier the identifier of the participant
 * @return ACS_SERVICE with 404 when the call has no such participant
 */
acs_status_t acs_call_get_participant(const acs_call_t *call, const acs_identifier_t *identifier,
                                      const acs_request_options_t *request_options,
                                      acs_participant_t **participant, acs_response_t **response,
                                      acs_error_t **error);

/**
 * Adds a participant: rings the target. AddParticipantSucceeded or AddParticipantFailed follows.
 *
 * @param to       the target; a phone number requires a caller id
 * @param response its acs_response_invitation_id cancels the invitation
 */
acs_status_t acs_call_add_participant(const acs_call_t *call, const acs_invite_t *to,
                                      const acs_add_participant_options_t *add_options,
                                      acs_response_t **response, acs_error_t **error);

/**
 * Cancels the invitation of a participant that still rings. CancelAddParticipantSucceeded or
 * CancelAddParticipantFailed follows.
 *
 * @param invitation_id from acs_response_invitation_id
 */
acs_status_t acs_call_cancel_add_participant(const acs_call_t *call, const char *invitation_id,
                                             const acs_operation_options_t *cancel_options,
                                             acs_response_t **response, acs_error_t **error);

/**
 * Removes a participant; removing the only other party ends the call. RemoveParticipantSucceeded
 * or RemoveParticipantFailed follows.
 *
 * @param participant the identifier of the participant
 */
acs_status_t acs_call_remove_participant(const acs_call_t *call,
                                         const acs_identifier_t *participant,
                                         const acs_operation_options_t *remove_options,
                                         acs_response_t **response, acs_error_t **error);

/**
 * Mutes participants, which must be Communication Services users. ParticipantsUpdated follows. The
 * service has no operation to unmute them. Since api-version 2023-10-15.
 *
 * @param participants an array of pointers
 * @param count        the number of participants, 1 or more
 */
acs_status_t acs_call_mute_participants(const acs_call_t *call,
                                        const acs_identifier_t *const *participants, size_t count,
                                        const acs_mute_participants_options_t *mute_options,
                                        acs_response_t **response, acs_error_t **error);

/**
 * Moves participants from another call of this application to this one. MoveParticipantSucceeded
 * or MoveParticipantFailed follows for each. Since api-version 2026-03-12.
 *
 * @param participants an array of pointers
 * @param count        the number of participants, 1 or more
 * @param from_call    the call connection id of the other call
 */
acs_status_t acs_call_move_participants(const acs_call_t *call,
                                        const acs_identifier_t *const *participants, size_t count,
                                        const char *from_call,
                                        const acs_operation_options_t *move_options,
                                        acs_response_t **response, acs_error_t **error);

/* ======== Media ======== */

/**
 * Plays audio sources, one after the other, to all participants.
 *
 * @code
 *  acs_play_source_t *hello = acs_play_source_new_text("Welcome!");
 *  const acs_play_source_t *sources[] = {hello};
 *  acs_call_play_to_all(call, sources, 1, NULL, NULL, &error);
 * @endcode
 *
 * One PlayStarted and one PlayCompleted for all sources follow; or PlayFailed with the index of
 * the source at fault; or PlayCanceled.
 *
 * @param sources      an array of pointers; several sources since api-version 2024-09-15
 * @param source_count the number of sources, 1 or more
 */
acs_status_t acs_call_play_to_all(const acs_call_t *call, const acs_play_source_t *const *sources,
                                  size_t source_count, const acs_play_options_t *play_options,
                                  acs_response_t **response, acs_error_t **error);

/**
 * Plays audio sources to some of the participants; otherwise as acs_call_play_to_all.
 *
 * @param participants      an array of pointers
 * @param participant_count the number of participants, 1 or more
 */
acs_status_t acs_call_play(const acs_call_t *call, const acs_play_source_t *const *sources,
                           size_t source_count, const acs_identifier_t *const *participants,
                           size_t participant_count, const acs_play_options_t *play_options,
                           acs_response_t **response, acs_error_t **error);

/**
 * Recognizes DTMF tones, a choice or speech of one participant, after the prompts if there are
 * any.
 *
 * @code
 *  acs_recognize_options_t *pin = acs_recognize_options_new_dtmf();
 *  acs_recognize_options_set_max_tones(pin, 4);
 *  acs_recognize_options_add_prompt(pin, prompt);
 *  acs_call_recognize(call, caller, pin, NULL, &error);
 *  acs_recognize_options_free(pin);
 * @endcode
 *
 * RecognizeCompleted follows, with acs_event_dtmf_tones, acs_event_choice_label or
 * acs_event_speech; or RecognizeFailed, with acs_event_media_reason; or RecognizeCanceled.
 * RecognizeCompleted may carry fewer tones than requested when the inter-tone timeout expires:
 * acs_event_media_reason is then ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT. Check
 * acs_event_dtmf_tone_count. Choices and speech require a cognitive services resource:
 * acs_create_call_options_set_cognitive_services_endpoint.
 *
 * @param target the participant: in an outbound call the callee, in an incoming call
 *               acs_event_from
 */
acs_status_t acs_call_recognize(const acs_call_t *call, const acs_identifier_t *target,
                                const acs_recognize_options_t *recognize_options,
                                acs_response_t **response, acs_error_t **error);

/**
 * Cancels all play and recognize operations of the call. PlayCanceled or RecognizeCanceled follows
 * for each.
 */
acs_status_t acs_call_cancel_all_media_operations(const acs_call_t *call,
                                                  const acs_request_options_t *request_options,
                                                  acs_response_t **response, acs_error_t **error);

/**
 * Sends DTMF tones to a phone participant. SendDtmfTonesCompleted or SendDtmfTonesFailed
 * follows. Since api-version 2023-10-15.
 *
 * @param tones  1 to 18 tones as a text: "0" to "9", "A" to "D", "#", "*"
 * @param target the phone number
 */
acs_status_t acs_call_send_dtmf_tones(const acs_call_t *call, const char *tones,
                                      const acs_identifier_t *target,
                                      const acs_operation_options_t *send_options,
                                      acs_response_t **response, acs_error_t **error);

/**
 * Starts reporting each DTMF tone of a participant: by ContinuousDtmfRecognitionToneReceived, or
 * ContinuousDtmfRecognitionToneFailed. Other media operations of the call go on meanwhile. Since
 * api-version 2023-10-15.
 */
acs_status_t acs_call_start_continuous_dtmf_recognition(const acs_call_t *call,
                                                        const acs_identifier_t *target,
                                                        const acs_operation_options_t *dtmf_options,
                                                        acs_response_t **response,
                                                        acs_error_t **error);

/** Stops reporting DTMF tones. ContinuousDtmfRecognitionStopped follows. */
acs_status_t acs_call_stop_continuous_dtmf_recognition(const acs_call_t *call,
                                                       const acs_identifier_t *target,
                                                       const acs_operation_options_t *dtmf_options,
                                                       acs_response_t **response,
                                                       acs_error_t **error);

/**
 * Puts a participant on hold. ParticipantsUpdated, which has no operation context, or HoldFailed
 * follows; therefore no function waits for the outcome. Since api-version 2024-09-15.
 */
acs_status_t acs_call_hold(const acs_call_t *call, const acs_identifier_t *target,
                           const acs_hold_options_t *hold_options, acs_response_t **response,
                           acs_error_t **error);

/** Takes a participant off hold. ParticipantsUpdated follows. Since api-version 2024-09-15. */
acs_status_t acs_call_unhold(const acs_call_t *call, const acs_identifier_t *target,
                             const acs_operation_options_t *unhold_options,
                             acs_response_t **response, acs_error_t **error);

/* ======== Play sources ======== */

#define ACS_VOICE_MALE 0   /**< Male. */
#define ACS_VOICE_FEMALE 1 /**< Female. */

/**
 * @typedef acs_play_source_t
 * An audio source to play: a file, a spoken text, or SSML. May be played any number of times, also
 * by several threads; one thread at a time may change it.
 */

/**
 * Creates a source from an audio file that the service fetches: WAV with 16-bit PCM, mono, 16 kHz,
 * or MP3 with an ID3v2 tag.
 *
 * @param url "https://..."
 */
acs_play_source_t *acs_play_source_new_file(const char *url);

/**
 * Creates a source from a text that is spoken. Requires a cognitive services resource:
 * acs_create_call_options_set_cognitive_services_endpoint. Since api-version 2023-10-15.
 *
 * @param spoken at most 4,000 characters
 */
acs_play_source_t *acs_play_source_new_text(const char *spoken);

/**
 * Creates a source from SSML, which names voice and language itself; otherwise as
 * acs_play_source_new_text.
 *
 * @param ssml a whole document of any length: "<speak ...>...</speak>"
 */
acs_play_source_t *acs_play_source_new_ssml(const char *ssml);

/** Frees a source. */
void acs_play_source_free(acs_play_source_t *source);

/** Sets the id under which the service caches the audio: no control characters. Default: none. */
acs_status_t acs_play_source_set_cache_id(acs_play_source_t *source, const char *id);

/** Sets the language of a text source: "en-US". Default: that of the service. */
acs_status_t acs_play_source_set_source_locale(acs_play_source_t *source, const char *locale);

/**
 * Sets the kind of voice of a text source. Default: that of the service.
 *
 * @param kind ACS_VOICE_MALE or ACS_VOICE_FEMALE
 */
acs_status_t acs_play_source_set_voice_kind(acs_play_source_t *source, int kind);

/** Sets the voice of a text source: "en-US-NancyNeural". Default: that of the service. */
acs_status_t acs_play_source_set_voice_name(acs_play_source_t *source, const char *name);

/** Sets the endpoint id of a custom voice for a text or SSML source. Default: none. */
acs_status_t acs_play_source_set_custom_voice_endpoint_id(acs_play_source_t *source,
                                                          const char *id);

/* ======== Invites ======== */

/**
 * @typedef acs_invite_t
 * A party to ring, and what it sees of the caller. May be used any number of times, also by
 * several threads; one thread at a time may change it.
 */

/**
 * Creates an invite.
 *
 * @param target a user, an application or a phone number; NULL is refused when the invite is
 *     used
 */
acs_invite_t *acs_invite_new(const acs_identifier_t *target);

/**
 * Creates an invite for a phone number. Both numbers are in E.164 form: +, then 7 to 15 digits,
 * the first not 0.
 *
 * @param target the number to ring: "+16045551234"
 * @param caller_id the number that the callee sees: one of the resource, or with direct
 *     routing any number that the SBC accepts
 */
acs_invite_t *acs_invite_to_phone_number(const char *target, const char *caller_id);

/** Frees an invite. */
void acs_invite_free(acs_invite_t *invite);

/**
 * Sets the caller id that a callee sees, in E.164 form: a number of the resource, or with direct
 * routing any number that the SBC accepts. Required for phone numbers.
 */
acs_status_t acs_invite_set_source_caller_id_number(acs_invite_t *invite,
                                                    const char *source_caller_id_number);

/** Sets the name that the callee sees: no control characters. Default: none. */
acs_status_t acs_invite_set_source_display_name(acs_invite_t *invite,
                                                const char *source_display_name);

/**
 * Sets the SIP and VoIP headers for the callee; only for acs_call_add_participant. Default:
 * none.
 */
acs_status_t acs_invite_set_custom_calling_context(acs_invite_t *invite,
                                                   const acs_calling_context_t *custom_calling_context);

/**
 * Returns the target, so that a number need not be parsed twice; NULL when the constructor was
 * given a bad one.
 */
const acs_identifier_t *acs_invite_target(const acs_invite_t *invite);

/* ======== Identifiers ======== */

#define ACS_IDENTIFIER_UNKNOWN 0              /**< A kind that this version does not know. */
#define ACS_IDENTIFIER_COMMUNICATION_USER 1   /**< A user of a Communication Services resource. */
#define ACS_IDENTIFIER_PHONE_NUMBER 2         /**< A phone number. */
#define ACS_IDENTIFIER_MICROSOFT_TEAMS_USER 3 /**< A user of Microsoft Teams. */
#define ACS_IDENTIFIER_MICROSOFT_TEAMS_APP 4  /**< A Teams application: call queue, auto
                                                   attendant. */
#define ACS_IDENTIFIER_TEAMS_EXTENSION_USER 5 /**< A Teams user behind a Communication Services
                                                   resource. */

/**
 * @typedef acs_identifier_t
 * The identity of a party: a user, an application, a phone number. Read only: may be shared
 * between threads.
 */

/**
 * Parses a raw id ("8:acs:...", "4:+16045551234", "28:orgid:...") or a phone number in E.164
 * form ("+16045551234").
 *
 * @return ACS_INVALID_INPUT also for other texts
 */
acs_status_t acs_identifier_parse(const char *text, acs_identifier_t **identifier,
                                  acs_error_t **error);

/**
 * Creates an identifier from a raw id, as the official SDKs do: nothing is trimmed or refused, and
 * an unknown form is of kind ACS_IDENTIFIER_UNKNOWN.
 */
acs_status_t acs_identifier_from_raw_id(const char *raw_id, acs_identifier_t **identifier,
                                        acs_error_t **error);

/**
 * Creates an identifier of a phone number in E.164 form, without a check; acs_identifier_parse
 * checks.
 *
 * @param number "+16045551234"; "anonymous" for a withheld number
 */
acs_status_t acs_identifier_new_phone_number(const char *number, acs_identifier_t **identifier,
                                             acs_error_t **error);

/**
 * Converts a phone number as people write it to E.164 form: "+1 (604) 555-1234",
 * "tel:+1-604-555-1234;ext=5"; with a country also "0044 20 7946 0958" and "020 7946 0958". The
 * parameters of a tel URI are dropped. A number that can be read in two ways is refused.
 *
 * @param number     the number, with spaces, hyphens, dots, slashes and parentheses
 * @param country    the two-letter code of the country where it would be dialed, such as "GB"; NULL
 *                   accepts only numbers with + and country code
 * @param normalized receives the number; free with acs_text_free
 */
acs_status_t acs_phone_number_normalize(const char *number, const char *country,
                                        acs_text_t **normalized, acs_error_t **error);

/**
 * Creates an identifier of a Communication Services user, without a check: the operation that uses
 * it checks it.
 *
 * @param id "8:acs:RESOURCE_USER"
 */
acs_status_t acs_identifier_new_communication_user(const char *id, acs_identifier_t **identifier,
                                                   acs_error_t **error);

/**
 * Creates an identifier of a Microsoft Teams user.
 *
 * @param user_id      the Entra object id, or the visitor id of a visitor without an account
 * @param is_anonymous 1 for a visitor without an account, otherwise 0
 * @param cloud        "public", "dod" or "gcch"; NULL for the public cloud
 */
acs_status_t acs_identifier_new_microsoft_teams_user(const char *user_id, int is_anonymous,
                                                     const char *cloud,
                                                     acs_identifier_t **identifier,
                                                     acs_error_t **error);

/**
 * Creates an identifier of a Microsoft Teams application.
 *
 * @param app_id the Entra application id
 * @param cloud  "public", "dod" or "gcch"; NULL for the public cloud
 */
acs_status_t acs_identifier_new_microsoft_teams_app(const char *app_id, const char *cloud,
                                                    acs_identifier_t **identifier,
                                                    acs_error_t **error);

/**
 * Creates an identifier of a Teams user that is reached through a Communication Services resource.
 *
 * @param user_id     the Entra object id of the user
 * @param tenant_id   the Entra tenant id of the user
 * @param resource_id the Communication Services resource id
 * @param cloud       "public", "dod" or "gcch"; NULL for the public cloud
 */
acs_status_t acs_identifier_new_teams_extension_user(const char *user_id, const char *tenant_id,
                                                     const char *resource_id, const char *cloud,
                                                     acs_identifier_t **identifier,
                                                     acs_error_t **error);

/** Creates a copy, which outlives the object that the original belongs to; NULL for NULL. */
acs_identifier_t *acs_identifier_copy(const acs_identifier_t *identifier);

/** Frees an identifier that belongs to the program. */
void acs_identifier_free(acs_identifier_t *identifier);

/** Returns the kind: ACS_IDENTIFIER_PHONE_NUMBER, ...; ACS_IDENTIFIER_UNKNOWN for NULL. */
int acs_identifier_kind(const acs_identifier_t *identifier);

/**
 * Returns 1 when kind, raw id and all that is known of the two are equal, otherwise 0.
 *
 * @param left an identifier; 0 is returned when one of the two is NULL
 */
int acs_identifier_equals(const acs_identifier_t *left, const acs_identifier_t *right);

/** Returns 1 for a withheld number or a Teams visitor without an account, otherwise 0. */
int acs_identifier_is_anonymous(const acs_identifier_t *identifier);

/** Returns the kind as the service names it: "phoneNumber". */
const char *acs_identifier_kind_name(const acs_identifier_t *identifier);

/** Returns the raw id, which every kind has: "4:+16045551234". */
const char *acs_identifier_raw_id(const acs_identifier_t *identifier);

/** Returns the phone number as it stands after "4:"; NULL for other kinds. */
const char *acs_identifier_phone(const acs_identifier_t *identifier);

/** Returns the id that distinguishes several legs of one phone number. */
const char *acs_identifier_asserted_id(const acs_identifier_t *identifier);

/** Returns the id of a user: the raw id in Communication Services, the Entra object id in Teams. */
const char *acs_identifier_user_id(const acs_identifier_t *identifier);

/** Returns the Entra application id of a Teams application. */
const char *acs_identifier_app_id(const acs_identifier_t *identifier);

/** Returns the Entra tenant id of a Teams extension user. */
const char *acs_identifier_tenant_id(const acs_identifier_t *identifier);

/** Returns the Communication Services resource id of a Teams extension user. */
const char *acs_identifier_resource_id(const acs_identifier_t *identifier);

/**
 * Returns the cloud of a Teams identity: "public", "dod", "gcch", or another name as it was sent.
 */
const char *acs_identifier_cloud(const acs_identifier_t *identifier);

/* ======== Event ======== */

/**
 * @typedef acs_event_t
 * An event. Read only: may be shared between threads.
 */

/**
 * Returns another reference to the same event, to keep an event of a list or to pass one to another
 * thread; NULL for NULL.
 */
acs_event_t *acs_event_copy(const acs_event_t *event);

/** Frees an event. */
void acs_event_free(acs_event_t *event);

/**
 * Returns the tag of the event's call (acs_receiver_tag), as it was when the event was taken from
 * the queue; for a completion that of its operation (acs_client_submit_to); NULL without a tag.
 */
void *acs_event_tag(const acs_event_t *event);

/**
 * Returns 1 when the event's call has a tag, which may be NULL, and for a completion; 0 otherwise.
 */
int acs_event_has_tag(const acs_event_t *event);

/**
 * Confirms an event: the spool of its receiver (acs_receiver_options_set_spool), or Redis
 * (acs_receiver_options_set_redis), forgets it. One that is not confirmed is delivered again after
 * a restart. Without these, and for events that no receiver delivered, it does nothing. References
 * to the same event (acs_event_copy) count as one; to confirm it twice is no error.
 *
 * Returns once the disk has it, after a millisecond or so; threads that confirm at the same time
 * share the cost. The spool stays open until the last of its events is freed.
 *
 * @return ACS_SYSTEM when the spool cannot be written or Redis fails: the event may be delivered
 *         again; ACS_CLOSED when Redis gave it to another consumer meanwhile; ACS_FORKED in a child
 */
acs_status_t acs_event_done(const acs_event_t *event, acs_error_t **error);

/**
 * Confirms many events at once, as acs_event_done does one.
 *
 * @param events may be NULL when count is 0
 * @return ACS_SYSTEM when a spool cannot be written or Redis fails: none of its events is confirmed
 *         then; ACS_CLOSED when Redis gave some to another consumer meanwhile: the others are
 *         confirmed; ACS_FORKED in a child
 */
acs_status_t acs_events_done(const acs_event_t *const *events, size_t count, acs_error_t **error);

/**
 * Returns the type as sent: "Microsoft.Communication.CallConnected". acs_event_kind returns it
 * as a number.
 */
const char *acs_event_type(const acs_event_t *event);

/** Returns the part of the type after its last dot: "CallConnected". */
const char *acs_event_name(const acs_event_t *event);

/** Returns the id, never empty. Repeated deliveries of an event have the same id and source. */
const char *acs_event_id(const acs_event_t *event);

/**
 * Returns "source" (CloudEvents) or "topic" (Event Grid schema); empty when absent. Its format
 * has changed between versions of the service: do not route by it.
 */
const char *acs_event_source(const acs_event_t *event);

/**
 * Returns the subject: the source again for mid-call events, "/caller/RAW_ID/recipient/RAW_ID"
 * for IncomingCall.
 */
const char *acs_event_subject(const acs_event_t *event);

/**
 * Returns the time of the event as sent: "2026-02-26T22:03:46.3000847+00:00"; empty when absent.
 * Events do not arrive in this order.
 */
const char *acs_event_time(const acs_event_t *event);

/**
 * Returns the time of the event, in milliseconds since 1970 UTC; -1 when acs_event_time is not a
 * valid date.
 */
int64_t acs_event_time_ms(const acs_event_t *event);

/**
 * Returns the path of the request that delivered the event: "/events/order-17"; NULL for
 * acs_events_parse.
 */
const char *acs_event_callback_path(const acs_event_t *event);

/**
 * Returns the query of that request, without the secret; empty without a query; NULL for
 * acs_events_parse.
 */
const char *acs_event_callback_query(const acs_event_t *event);

/** Returns the call connection id: this application's leg of the call. */
const char *acs_event_call_connection_id(const acs_event_t *event);

/**
 * Returns the server call id: the call itself, the same on all legs. It locates the call for
 * recording and connecting.
 */
const char *acs_event_server_call_id(const acs_event_t *event);

/** Returns the correlation id: the call in traces, the same on all legs and in IncomingCall. */
const char *acs_event_correlation_id(const acs_event_t *event);

/** Returns the operation context that the request was sent with. */
const char *acs_event_operation_context(const acs_event_t *event);

/** Returns the api-version that the call was created or answered with. */
const char *acs_event_version(const acs_event_t *event);

/** Returns the JSON of the event as it arrived. */
const char *acs_event_raw_json(const acs_event_t *event);

/** Returns the JSON of the member "data" as it arrived; "null" when absent. */
const char *acs_event_data_json(const acs_event_t *event);

/* ======== Kind of an event ======== */

/** A preview event, or a type that this version does not know; acs_event_type returns it. */
#define ACS_EVENT_OTHER 0
/**
 * Not an event of the service: the queue overflowed at this point; events between the previous
 * one and the next one may be missing or arrive later. acs_event_int(event, "/data/refused", 0)
 * is the number of events that were refused with 503; the service normally sends them again.
 */
#define ACS_EVENT_OVERFLOW 1
/**
 * Not an event of the service: elements of a delivery could not be read and were dropped.
 * acs_event_int(event, "/data/damaged", 0) is their number; /data/reason, read with
 * acs_event_string, names the first and what it lacks.
 */
#define ACS_EVENT_DAMAGED 2
/**
 * Not an event of the service: the completion of a submitted operation, which
 * acs_event_completion returns.
 */
#define ACS_EVENT_COMPLETION 3
/** The call is established. */
#define ACS_EVENT_CALL_CONNECTED 100
/** The call, or this application's leg of it, ended. */
#define ACS_EVENT_CALL_DISCONNECTED 101
/** A call could not be created, or was not answered. */
#define ACS_EVENT_CREATE_CALL_FAILED 102
/** A call could not be answered. */
#define ACS_EVENT_ANSWER_FAILED 103
/** The application could not connect to an existing call. */
#define ACS_EVENT_CONNECT_FAILED 104
/** A transfer was accepted. */
#define ACS_EVENT_CALL_TRANSFER_ACCEPTED 105
/** A transfer failed. */
#define ACS_EVENT_CALL_TRANSFER_FAILED 106
/** The list of participants, or their muted or on-hold state, changed. */
#define ACS_EVENT_PARTICIPANTS_UPDATED 200
/** A participant was added. */
#define ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED 201
/** A participant could not be added. */
#define ACS_EVENT_ADD_PARTICIPANT_FAILED 202
/** An invitation was canceled. */
#define ACS_EVENT_CANCEL_ADD_PARTICIPANT_SUCCEEDED 203
/** An invitation could not be canceled. */
#define ACS_EVENT_CANCEL_ADD_PARTICIPANT_FAILED 204
/** A participant was removed. */
#define ACS_EVENT_REMOVE_PARTICIPANT_SUCCEEDED 205
/** A participant could not be removed. */
#define ACS_EVENT_REMOVE_PARTICIPANT_FAILED 206
/** A participant was moved here from another call. */
#define ACS_EVENT_MOVE_PARTICIPANT_SUCCEEDED 207
/** A participant could not be moved here from another call. */
#define ACS_EVENT_MOVE_PARTICIPANT_FAILED 208
/** A participant could not be put on hold. */
#define ACS_EVENT_HOLD_FAILED 209
/** Playing started. */
#define ACS_EVENT_PLAY_STARTED 300
/** Playing completed. */
#define ACS_EVENT_PLAY_COMPLETED 301
/** Playing failed. */
#define ACS_EVENT_PLAY_FAILED 302
/** Playing was canceled by another operation. */
#define ACS_EVENT_PLAY_CANCELED 303
/** DTMF tones, speech or a choice were recognized. */
#define ACS_EVENT_RECOGNIZE_COMPLETED 400
/** Recognition failed. */
#define ACS_EVENT_RECOGNIZE_FAILED 401
/** Recognition was canceled by another operation. */
#define ACS_EVENT_RECOGNIZE_CANCELED 402
/** Continuous DTMF recognition received a tone. */
#define ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_RECEIVED 403
/** Continuous DTMF recognition failed. */
#define ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_FAILED 404
/** Continuous DTMF recognition stopped. */
#define ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED 405
/** DTMF tones were sent. */
#define ACS_EVENT_SEND_DTMF_TONES_COMPLETED 406
/** DTMF tones could not be sent. */
#define ACS_EVENT_SEND_DTMF_TONES_FAILED 407
/** A recording started, was paused, or stopped. */
#define ACS_EVENT_RECORDING_STATE_CHANGED 500
/** A recording could not be started. */
#define ACS_EVENT_START_RECORDING_FAILED 501
/** The files of a recording are ready for download. */
#define ACS_EVENT_RECORDING_FILE_STATUS_UPDATED 502
/** Media streaming started. */
#define ACS_EVENT_MEDIA_STREAMING_STARTED 600
/** Media streaming stopped. */
#define ACS_EVENT_MEDIA_STREAMING_STOPPED 601
/** Media streaming failed. */
#define ACS_EVENT_MEDIA_STREAMING_FAILED 602
/** Transcription started. */
#define ACS_EVENT_TRANSCRIPTION_STARTED 603
/** Transcription stopped. */
#define ACS_EVENT_TRANSCRIPTION_STOPPED 604
/** The language or model of a transcription changed. */
#define ACS_EVENT_TRANSCRIPTION_UPDATED 605
/** Transcription failed. */
#define ACS_EVENT_TRANSCRIPTION_FAILED 606
/** A call arrives. */
#define ACS_EVENT_INCOMING_CALL 700
/** A call started. */
#define ACS_EVENT_CALL_STARTED 701
/** A call ended. */
#define ACS_EVENT_CALL_ENDED 702
/** A participant joined a call. */
#define ACS_EVENT_CALL_PARTICIPANT_ADDED 703
/** A participant left a call. */
#define ACS_EVENT_CALL_PARTICIPANT_REMOVED 704
/** Event Grid validates a new subscription. */
#define ACS_EVENT_SUBSCRIPTION_VALIDATION 800
/** An event subscription was deleted. */
#define ACS_EVENT_SUBSCRIPTION_DELETED 801

/**
 * Returns the type as a number: ACS_EVENT_CALL_CONNECTED, ...; ACS_EVENT_OTHER for unknown types
 * and for NULL.
 */
int acs_event_kind(const acs_event_t *event);

/**
 * Returns the name of a kind, as acs_event_name returns it: "CallConnected"; "QueueOverflow" for
 * ACS_EVENT_OVERFLOW, "DamagedEvent" for ACS_EVENT_DAMAGED, "OperationCompleted" for
 * ACS_EVENT_COMPLETION, "Other" for any other number. The text is static.
 */
const char *acs_event_kind_name(int kind);

/** Returns 1 for ACS_EVENT_OVERFLOW, 0 otherwise. */
int acs_event_is_overflow(const acs_event_t *event);

/** Returns 1 for ACS_EVENT_DAMAGED, 0 otherwise. */
int acs_event_is_damaged(const acs_event_t *event);

/* ======== Outcome of an event ======== */

#define ACS_EVENT_OUTCOME_NONE 0     /**< None: an event of Event Grid, ACS_EVENT_OVERFLOW,
                                          ACS_EVENT_DAMAGED, or a type that this version does not
                                          know. */
#define ACS_EVENT_OUTCOME_SUCCESS 1  /**< An operation succeeded. */
#define ACS_EVENT_OUTCOME_FAILURE 2  /**< An operation failed. */
#define ACS_EVENT_OUTCOME_CANCELED 3 /**< An operation was canceled by another one, or by the end
                                          of the call. */
#define ACS_EVENT_OUTCOME_STATE 4    /**< A state changed: the call was established, a tone was
                                          received, a recording started. */

/**
 * Returns the name of an outcome: "Success", "Failure", "Canceled", "State"; "None" for any other
 * number. The text is static.
 */
const char *acs_event_outcome_name(int outcome);

/**
 * Returns what the event means for the operation that it reports on. The type of the event
 * decides, never the code of its result.
 *
 * @return one of ACS_EVENT_OUTCOME_...
 */
int acs_event_outcome(const acs_event_t *event);

/** Returns 1 when the event reports the success of an operation, 0 otherwise. */
int acs_event_is_success(const acs_event_t *event);

/** Returns 1 when the event reports the failure of an operation, 0 otherwise. */
int acs_event_is_failure(const acs_event_t *event);

/**
 * Returns 1 when the call connection ended with this event or was never established, 0
 * otherwise. A call that is not answered ends with two such events: CallDisconnected, then
 * CreateCallFailed.
 */
int acs_event_ends_call(const acs_event_t *event);

/**
 * Returns 1 for an event of Event Grid (IncomingCall, CallStarted, ...), 0 for one of a call
 * connection of this application. Unknown types are classified by their schema and call
 * connection id.
 */
int acs_event_is_event_grid(const acs_event_t *event);

/* ======== Receiver ======== */

/**
 * @typedef acs_receiver_t
 * Receives events and queues them until they are read. May be shared between threads.
 */

/**
 * Creates a receiver with a listener, by default on a free port of 127.0.0.1. Its threads are
 * named acs-receiver and acs-receiver-io.
 *
 * @return ACS_SYSTEM when the address cannot be listened on, or the spool cannot be opened;
 *         ACS_UNSUPPORTED for a spool, a certificate or an audience in a library built without
 *         the feature
 */
acs_status_t acs_receiver_new(const acs_receiver_options_t *receiver_options,
                              acs_receiver_t **receiver, acs_error_t **error);

/**
 * Creates a receiver without a socket or thread, for a web server of the program that passes its
 * requests to acs_receiver_handle.
 *
 * @return ACS_SYSTEM when the spool cannot be opened; ACS_UNSUPPORTED as acs_receiver_new
 */
acs_status_t acs_receiver_new_without_listener(const acs_receiver_options_t *receiver_options,
                                               acs_receiver_t **receiver, acs_error_t **error);

/**
 * Frees a receiver. Unless acs_receiver_close was called before, it waits up to 5 s for requests
 * in progress, and with an audience or a token verifier up to 5 s for a fetch of keys; a thread
 * that is busy after that ends later. A consumer of Redis ends its last read: within 0.5 s, or 5 s
 * when Redis does not respond, also after acs_receiver_close. Submitted operations are canceled,
 * and their completions are lost, with those that were not read, but for those of a subscription.
 */
void acs_receiver_free(acs_receiver_t *receiver);

/** Returns the address listened on: "127.0.0.1:40123"; NULL without a listener. */
const char *acs_receiver_address(const acs_receiver_t *receiver);

/**
 * Returns the callback URL of a path, for placing and answering calls. It contains the secret in
 * clear text: do not log it.
 *
 * @param path a callback path of this receiver; "/events" unless the options name others
 * @return ACS_INVALID_INPUT also when acs_receiver_options_set_public_url is required first:
 *         without a listener, or when listening on all addresses
 */
acs_status_t acs_receiver_url(const acs_receiver_t *receiver, const char *path, acs_text_t **url,
                              acs_error_t **error);

/**
 * Replaces the secret: acs_receiver_url returns URLs with the new one from now on. The one before
 * stays valid, since the callback URLs of calls in progress contain it, until the next rotation or
 * acs_receiver_forget_previous_secret.
 *
 * @param secret not empty, no control characters
 * @return ACS_INVALID_INPUT also when the receiver was created without a secret
 */
acs_status_t acs_receiver_rotate_secret(const acs_receiver_t *receiver, const char *secret,
                                        acs_error_t **error);

/** Makes the secret before the current one invalid. */
acs_status_t acs_receiver_forget_previous_secret(const acs_receiver_t *receiver,
                                                 acs_error_t **error);

/**
 * Replaces the certificate: new connections get it, those that exist go on with theirs. When it
 * cannot be used, the one before stays.
 *
 * @param chain PEM text, as for acs_receiver_options_set_certificate
 * @param private_key PEM text, as there
 * @return ACS_INVALID_INPUT also when the receiver was created without a certificate
 */
acs_status_t acs_receiver_set_certificate(const acs_receiver_t *receiver, const char *chain,
                                          const char *private_key, acs_error_t **error);

/**
 * Reads the certificate again from its files, after they were renewed: new connections get it,
 * those that exist go on with theirs. When it cannot be used, the one before stays.
 *
 * @return ACS_SYSTEM when a file cannot be read; ACS_INVALID_INPUT also when the receiver was
 *         created without acs_receiver_options_set_certificate_files
 */
acs_status_t acs_receiver_reload_certificate(const acs_receiver_t *receiver, acs_error_t **error);

/**
 * Returns the next event of the main queue.
 *
 * @param timeout_ms the time limit in milliseconds; 0 does not wait, -1 waits without a limit
 * @return ACS_TIMEOUT, ACS_WOKEN; ACS_CLOSED when the receiver is closed and the queue is empty
 */
acs_status_t acs_receiver_next(const acs_receiver_t *receiver, int64_t timeout_ms,
                               acs_event_t **event, acs_error_t **error);

/**
 * Returns the readiness descriptor of the main queue, for poll, epoll or select: readable while
 * acs_receiver_next with a timeout of 0 would return an event, ACS_WOKEN or ACS_CLOSED.
 *
 * It is created on first use, the same one after that, and closed by acs_receiver_free, even if
 * subscriptions still exist. Only wait for it: do not read, write or close it. An event that
 * expires (acs_receiver_options_set_unclaimed_event_ttl_ms) leaves it readable until
 * acs_receiver_next is called, which then returns ACS_TIMEOUT.
 *
 * @return the descriptor; -1 when none is available, and in a forked child
 */
int acs_receiver_fd(const acs_receiver_t *receiver);

/**
 * Ends the waits of all threads in acs_receiver_next. When no thread waits, the next
 * acs_receiver_next returns ACS_WOKEN at once; several such wakes count as one.
 */
acs_status_t acs_receiver_wake(const acs_receiver_t *receiver);

/** Returns the number of unread events in the main queue; 0 in a forked child. */
size_t acs_receiver_event_count(const acs_receiver_t *receiver);

/**
 * Opens a separate queue for the events of one call. Unread events of that call are moved there,
 * since events can arrive before the response with the id of a new call.
 *
 * @param capacity the maximum number of unread events, 1 to 1,000,000; 0 for that of the
 *                 receiver's options
 * @return ACS_INVALID_INPUT also when such a subscription exists; ACS_CLOSED
 */
acs_status_t acs_receiver_subscribe_call(const acs_receiver_t *receiver,
                                         const char *call_connection_id, int64_t capacity,
                                         acs_subscription_t **subscription, acs_error_t **error);

/**
 * Opens a separate queue for the events of Event Grid: IncomingCall, CallStarted,
 * RecordingFileStatusUpdated, ...
 *
 * @param capacity as acs_receiver_subscribe_call
 * @return as acs_receiver_subscribe_call
 */
acs_status_t acs_receiver_subscribe_event_grid(const acs_receiver_t *receiver, int64_t capacity,
                                               acs_subscription_t **subscription,
                                               acs_error_t **error);

/**
 * Waits for one of the expected events, in any queue, and takes out only that one. Only
 * acs_receiver_close ends the wait early, not a wake: for a wait that must end otherwise, repeat a
 * short one.
 *
 * @param timeout_ms the time limit in milliseconds, 0 or more; no unlimited wait
 * @param event      receives an event with ACS_OK, ACS_FAILED and ACS_CALL_ENDED
 * @return ACS_OK for an event that means success, ACS_FAILED for one that means failure;
 *         ACS_CALL_ENDED when the call ended first, with a copy of the event that reports it;
 *         ACS_TIMEOUT, ACS_CLOSED
 */
acs_status_t acs_receiver_wait_for(const acs_receiver_t *receiver, const acs_expected_t *expected,
                                   int64_t timeout_ms, acs_event_t **event, acs_error_t **error);

/**
 * Waits for an event of one kind, in any queue, and takes out only that one; as
 * acs_receiver_wait_for without a list of expected events. For the outcome of an operation,
 * which may be a failure, use that.
 *
 * @param kind               ACS_EVENT_CALL_CONNECTED, ...; a number that is no event of the
 *                           service is refused
 * @param call_connection_id only events of this call, whose end also ends the wait; NULL for any
 * @param timeout_ms         the time limit in milliseconds, 0 or more; no unlimited wait
 * @param event              receives an event with ACS_OK and ACS_CALL_ENDED
 * @return ACS_OK; ACS_CALL_ENDED when the call ended first, with a copy of the event that
 *         reports it; ACS_TIMEOUT, ACS_CLOSED
 */
acs_status_t acs_receiver_wait_for_kind(const acs_receiver_t *receiver, int kind,
                                        const char *call_connection_id, int64_t timeout_ms,
                                        acs_event_t **event, acs_error_t **error);

/**
 * Tags a call: all its events, including those already queued, carry the tag, which
 * acs_event_tag returns. A tag distinguishes thousands of calls on one descriptor. It stays
 * until acs_receiver_untag, since events may follow the end of a call; a new one replaces it.
 *
 * @param tag any pointer, or NULL; the library does not dereference it
 */
acs_status_t acs_receiver_tag(const acs_receiver_t *receiver, const char *call_connection_id,
                              void *tag, acs_error_t **error);

/**
 * Removes and returns the tag of a call. Events that were read before still carry it: free what
 * it points to after they are handled.
 */
void *acs_receiver_untag(const acs_receiver_t *receiver, const char *call_connection_id);

/**
 * Stops receiving events and ends every thread of the receiver. Waiting threads are woken, and
 * the queues can be read until they are empty. May be called more than once.
 *
 * @param timeout_ms the time limit for requests in progress, in milliseconds, 0 or more
 * @return ACS_TIMEOUT when a thread is still busy; it ends later
 */
acs_status_t acs_receiver_close(const acs_receiver_t *receiver, int64_t timeout_ms,
                                acs_error_t **error);

/* ======== Operations that wait for their outcome ======== */

/**
 * Places a call to one callee, as acs_client_create_call, and waits until the call is established
 * or has failed. With ACS_TIMEOUT hang up `call`, or it may be answered later.
 *
 * For all functions of this section: events are matched by the call and the operation context;
 * without one in the options the library generates a unique one. The wait begins before the
 * request is sent, and takes only its own event out of the queues. CallDisconnected stays in its
 * queue, and `event` is a copy; CreateCallFailed and AnswerFailed are taken out. The callback URI,
 * and an operation callback URI in the options, must lead to the receiver. Any number of threads
 * may wait with one receiver. After a lost response the event decides, and the request is not sent
 * again.
 *
 * A cancel token in the options and acs_client_abort end the request or the wait: ACS_ABORTED.
 * After ACS_TIMEOUT the operation goes on. After ACS_ABORTED and ACS_CLOSED it goes on if *pending
 * is not NULL; if it is NULL, nothing was sent or the request itself was canceled, and
 * acs_error_may_have_been_done returns whether it may go on all the same. A program that passes
 * NULL for `pending` cannot tell: treat it as going on. acs_response_operation_context of
 * `pending` returns the context of the events to come.
 *
 * ACS_CANCELED is PlayCanceled or RecognizeCanceled: another operation canceled this one, or the
 * call ended. When the remote party hangs up while something is played or recognized, the status
 * is ACS_CANCELED or ACS_CALL_ENDED, by the event that arrives first.
 *
 * With any other status than ACS_OK `error` receives details: the result of the event and advice,
 * or the events waited for, how long, and which deliveries were refused meanwhile.
 *
 * @param receiver   where the events of the call arrive, in any queue
 * @param timeout_ms the time limit for request and event together, in milliseconds: 1 or more
 * @param call       receives the call with ACS_OK, and when the operation goes on; otherwise NULL,
 *                   also with ACS_OUTCOME_UNKNOWN and ACS_DECODE, when the call may exist, but its
 *                   id is unknown
 * @param event      receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED,
 *                   and NULL with every other status; may be NULL
 * @param pending    receives the response when the operation goes on; may be NULL
 * @return ACS_OK on success; ACS_FAILED, ACS_CANCELED or ACS_CALL_ENDED with the event that
 *         reports why; ACS_TIMEOUT, ACS_ABORTED or ACS_CLOSED when the wait ended first.
 *         ACS_CLOSED also before anything is sent. ACS_OUTCOME_UNKNOWN and ACS_DECODE when the
 *         response was lost and no event arrived in time: acs_error_operation_context returns the
 *         context to look for
 */
acs_status_t acs_client_create_call_and_wait(const acs_client_t *client,
                                             const acs_receiver_t *receiver, const acs_invite_t *to,
                                             const char *callback_uri,
                                             const acs_create_call_options_t *call_options,
                                             int64_t timeout_ms, acs_call_t **call,
                                             acs_event_t **event, acs_response_t **pending,
                                             acs_error_t **error);

/**
 * Places a call to several callees, as acs_client_create_group_call, and waits until the call is
 * established or has failed. Parameters and results as acs_client_create_call_and_wait.
 */
acs_status_t acs_client_create_group_call_and_wait(const acs_client_t *client,
                                                   const acs_receiver_t *receiver,
                                                   const acs_identifier_t *const *targets,
                                                   size_t count, const char *callback_uri,
                                                   const acs_create_group_call_options_t *call_options,
                                                   int64_t timeout_ms, acs_call_t **call,
                                                   acs_event_t **event, acs_response_t **pending,
                                                   acs_error_t **error);

/**
 * Answers an incoming call, as acs_client_answer_call, and waits until the call is established or
 * has failed. Parameters and results as acs_client_create_call_and_wait.
 */
acs_status_t acs_client_answer_call_and_wait(const acs_client_t *client,
                                             const acs_receiver_t *receiver,
                                             const char *incoming_call_context,
                                             const char *callback_uri,
                                             const acs_answer_call_options_t *call_options,
                                             int64_t timeout_ms, acs_call_t **call,
                                             acs_event_t **event, acs_response_t **pending,
                                             acs_error_t **error);

/**
 * Connects to a running call, as acs_client_connect_call, and waits until this application is
 * connected or connecting has failed. Parameters and results as acs_client_create_call_and_wait.
 *
 * @param locator as acs_client_connect_call
 */
acs_status_t acs_client_connect_call_and_wait(const acs_client_t *client,
                                              const acs_receiver_t *receiver, int locator,
                                              const char *id, const char *callback_uri,
                                              const acs_connect_call_options_t *call_options,
                                              int64_t timeout_ms, acs_call_t **call,
                                              acs_event_t **event, acs_response_t **pending,
                                              acs_error_t **error);

/**
 * Adds a participant, as acs_call_add_participant, and waits until it is in the call or adding has
 * failed. With ACS_TIMEOUT it still rings: acs_response_invitation_id of `pending` cancels the
 * invitation. Parameters and results as acs_client_create_call_and_wait.
 */
acs_status_t acs_call_add_participant_and_wait(const acs_call_t *call,
                                               const acs_receiver_t *receiver,
                                               const acs_invite_t *to,
                                               const acs_add_participant_options_t *add_options,
                                               int64_t timeout_ms, acs_event_t **event,
                                               acs_response_t **pending, acs_error_t **error);

/**
 * Transfers, as acs_call_transfer, and waits until the transfer is accepted or has failed. When
 * CallDisconnected arrives before the event of the transfer, the wait goes on for up to 1 s; with
 * ACS_CALL_ENDED the transfer may have succeeded all the same. Parameters and results as
 * acs_client_create_call_and_wait.
 */
acs_status_t acs_call_transfer_and_wait(const acs_call_t *call, const acs_receiver_t *receiver,
                                        const acs_identifier_t *target,
                                        const acs_transfer_call_options_t *transfer_options,
                                        int64_t timeout_ms, acs_event_t **event,
                                        acs_response_t **pending, acs_error_t **error);

/**
 * Removes a participant, as acs_call_remove_participant, and waits until it has left the call or
 * removing has failed. Parameters and results as acs_client_create_call_and_wait.
 */
acs_status_t acs_call_remove_participant_and_wait(const acs_call_t *call,
                                                  const acs_receiver_t *receiver,
                                                  const acs_identifier_t *participant,
                                                  const acs_operation_options_t *remove_options,
                                                  int64_t timeout_ms, acs_event_t **event,
                                                  acs_response_t **pending, acs_error_t **error);

/**
 * Cancels an invitation, as acs_call_cancel_add_participant, and waits until it is canceled or
 * canceling has failed. Parameters and results as acs_client_create_call_and_wait.
 */
acs_status_t acs_call_cancel_add_participant_and_wait(const acs_call_t *call,
                                                      const acs_receiver_t *receiver,
                                                      const char *invitation_id,
                                                      const acs_operation_options_t *cancel_options,
                                                      int64_t timeout_ms, acs_event_t **event,
                                                      acs_response_t **pending,
                                                      acs_error_t **error);

/**
 * Hangs up, as acs_call_hang_up, and waits until the call has ended for this application: ACS_OK,
 * and the event that ends the call as a copy; it stays in its queue. ACS_OK also when this
 * receiver has received that event before; then nothing is sent. Of a call that ended otherwise:
 * ACS_SERVICE, 404 with sub-code 8522, after up to 1 s. Parameters and results as
 * acs_client_create_call_and_wait.
 *
 * @param for_everyone as acs_call_hang_up
 */
acs_status_t acs_call_hang_up_and_wait(const acs_call_t *call, const acs_receiver_t *receiver,
                                       int for_everyone,
                                       const acs_request_options_t *request_options,
                                       int64_t timeout_ms, acs_event_t **event,
                                       acs_response_t **pending, acs_error_t **error);

/**
 * Plays to some of the participants, as acs_call_play, and waits until playing has ended; a looped
 * play never completes. Parameters and results as acs_client_create_call_and_wait.
 */
acs_status_t acs_call_play_and_wait(const acs_call_t *call, const acs_receiver_t *receiver,
                                    const acs_play_source_t *const *sources, size_t source_count,
                                    const acs_identifier_t *const *participants,
                                    size_t participant_count,
                                    const acs_play_options_t *play_options, int64_t timeout_ms,
                                    acs_event_t **event, acs_response_t **pending,
                                    acs_error_t **error);

/**
 * Plays to all participants, as acs_call_play_to_all, and waits until playing has ended.
 * Parameters and results as acs_client_create_call_and_wait.
 */
acs_status_t acs_call_play_to_all_and_wait(const acs_call_t *call, const acs_receiver_t *receiver,
                                           const acs_play_source_t *const *sources,
                                           size_t source_count,
                                           const acs_play_options_t *play_options,
                                           int64_t timeout_ms, acs_event_t **event,
                                           acs_response_t **pending, acs_error_t **error);

/**
 * Recognizes input of a participant, as acs_call_recognize, and waits until recognition has ended.
 * Parameters and results as acs_client_create_call_and_wait. With ACS_OK check the input as after
 * RecognizeCompleted of acs_call_recognize.
 *
 * @param timeout_ms must leave time for prompts and input: the service's own timeouts should
 *                   expire first, since their events report more
 */
acs_status_t acs_call_recognize_and_wait(const acs_call_t *call, const acs_receiver_t *receiver,
                                         const acs_identifier_t *target,
                                         const acs_recognize_options_t *recognize_options,
                                         int64_t timeout_ms, acs_event_t **event,
                                         acs_response_t **pending, acs_error_t **error);

/**
 * Sends DTMF tones, as acs_call_send_dtmf_tones, and waits until all are sent. Parameters and
 * results as acs_client_create_call_and_wait.
 */
acs_status_t acs_call_send_dtmf_tones_and_wait(const acs_call_t *call,
                                               const acs_receiver_t *receiver, const char *tones,
                                               const acs_identifier_t *target,
                                               const acs_operation_options_t *send_options,
                                               int64_t timeout_ms, acs_event_t **event,
                                               acs_response_t **pending, acs_error_t **error);

/**
 * Starts recording a call, as acs_client_start_recording, and waits until the recording is active,
 * or inactive when it starts paused, or starting it has failed. acs_event_recording_id of `event`,
 * or acs_response_recording_id of `pending`, returns the id of the recording. Its events have no
 * operation context and are matched by that id. Parameters and results as
 * acs_client_create_call_and_wait.
 *
 * @param locator           as acs_client_start_recording; after a lost response only events of
 *                          ACS_LOCATOR_SERVER_CALL and ACS_LOCATOR_CALL_CONNECTION can decide, and
 *                          only the end of those ends the wait
 * @param recording_options acs_start_recording_options_set_recording_state_callback_uri is
 *                          required, and must lead to the receiver
 */
acs_status_t acs_client_start_recording_and_wait(const acs_client_t *client,
                                                 const acs_receiver_t *receiver, int locator,
                                                 const char *id,
                                                 const acs_start_recording_options_t *recording_options,
                                                 int64_t timeout_ms, acs_event_t **event,
                                                 acs_response_t **pending, acs_error_t **error);

/* ======== Submitted operations ======== */

/**
 * @typedef acs_completion_t
 * How a submitted operation ended. Belongs to its event, and lives as long. May be shared between
 * threads.
 */

/**
 * Creates another handle of a client, whose functions submit: each returns at once, runs on a
 * thread of the client, and completes as an event of the receiver's main queue, of the kind
 * ACS_EVENT_COMPLETION, which acs_receiver_next returns and for which acs_receiver_fd is
 * readable.
 *
 * @code
 *  acs_client_submit_to(client, receiver, leg, &later, &error);
 *  acs_client_create_call(later, invite, url, NULL, NULL, NULL, &error);
 *  ...
 *  acs_receiver_next(receiver, 0, &event, &error);
 *  leg = acs_event_tag(event);
 *  if (acs_event_kind(event) == ACS_EVENT_COMPLETION)
 *      leg->call = acs_completion_take_call(acs_event_completion(event));
 * @endcode
 *
 * A function of such a handle returns ACS_OK when the operation was submitted: its result
 * parameters receive NULL, and may all be NULL. It returns ACS_INVALID_INPUT for arguments that
 * can be refused without running the operation; ACS_FULL when
 * acs_client_options_set_submit_capacity completions (1,024) were not read; ACS_CLOSED,
 * ACS_FORKED, and ACS_SYSTEM when no thread can be started. Then nothing is sent, and no
 * completion follows. Otherwise exactly one follows, unless the receiver is freed.
 *
 * Arguments are copied. At most acs_client_options_set_submit_workers operations (4) run at a
 * time, the others begin in the sequence of their submission. A function ending in _and_wait
 * occupies a thread only for its request, not until its event arrives. A cancel token in the
 * options and acs_client_abort complete operations with ACS_ABORTED; acs_receiver_close waits for
 * those outstanding, and cancels them in the last quarter of its timeout; acs_receiver_free
 * cancels them at once.
 *
 * A client with a token callback has no such handle, and acs_client_download_recording and
 * acs_call_participant_pages are refused: they would call or wait for the program. Functions that
 * send nothing work as ever.
 *
 * The tag is that of the completion, and of a call that an operation creates, answers or connects
 * to: unless it is NULL, the events of that call carry it until acs_receiver_untag, also those
 * that arrive before the completion. They are recognized by the operation context: one is
 * generated when the options have none, and one of the options must not be that of another call.
 * Calls of this handle submit too, with the same tag: from acs_completion_take_call,
 * acs_client_call_by_id and acs_client_call_of.
 *
 * @param tag   any pointer, or NULL; acs_event_tag of the completion returns it. The library does
 *              not dereference it
 * @param later receives the handle. It shares connections and threads with the client; either may
 *              be freed first
 * @return ACS_CLOSED is returned by its functions, not by this one
 */
acs_status_t acs_client_submit_to(const acs_client_t *client, const acs_receiver_t *receiver,
                                  void *tag, acs_client_t **later, acs_error_t **error);

/**
 * As acs_client_submit_to, to the queue of a subscription. Once that is freed, completions go to
 * the main queue of its receiver.
 *
 * @param tag   as acs_client_submit_to
 * @param later as acs_client_submit_to
 */
acs_status_t acs_client_submit_to_subscription(const acs_client_t *client,
                                               const acs_subscription_t *subscription, void *tag,
                                               acs_client_t **later, acs_error_t **error);

/**
 * Creates another handle of a call, whose functions submit, as those of acs_client_submit_to.
 *
 * @param tag   that of the completions, as acs_client_submit_to; acs_receiver_tag sets that of the
 *              call's events
 * @param later as acs_client_submit_to
 */
acs_status_t acs_call_submit_to(const acs_call_t *call, const acs_receiver_t *receiver, void *tag,
                                acs_call_t **later, acs_error_t **error);

/**
 * As acs_call_submit_to, to the queue of a subscription: that of this call, for example.
 *
 * @param tag   as acs_call_submit_to
 * @param later as acs_client_submit_to
 */
acs_status_t acs_call_submit_to_subscription(const acs_call_t *call,
                                             const acs_subscription_t *subscription, void *tag,
                                             acs_call_t **later, acs_error_t **error);

/**
 * Returns the completion of a submitted operation (acs_client_submit_to): of an event of the kind
 * ACS_EVENT_COMPLETION; NULL for any other. acs_event_tag returns its tag.
 */
const acs_completion_t *acs_event_completion(const acs_event_t *event);

/**
 * Returns the status that the function would have returned without being submitted; ACS_OK for
 * NULL.
 */
acs_status_t acs_completion_status(const acs_completion_t *completion);

/** Returns the details of a status other than ACS_OK, which live as long as the event. */
const acs_error_t *acs_completion_error(const acs_completion_t *completion);

/** Returns the name of the function: "acs_client_create_call". */
const char *acs_completion_function(const acs_completion_t *completion);

/**
 * Takes the call out: of creating, answering or connecting to one. Its functions submit to the
 * queue that the completion came from, with its tag. For this and the following functions: what
 * is taken belongs to the program; the next time NULL is returned, as for a result that the
 * operation does not have. What is not taken is freed with the event.
 */
acs_call_t *acs_completion_take_call(const acs_completion_t *completion);

/** Takes out the response; of a function ending in _and_wait what it returns as `pending`. */
acs_response_t *acs_completion_take_response(const acs_completion_t *completion);

/** Takes out the event of a function ending in _and_wait. */
acs_event_t *acs_completion_take_event(const acs_completion_t *completion);

/** Takes out the properties of a recording. */
acs_recording_properties_t *acs_completion_take_recording(const acs_completion_t *completion);

/** Takes out the properties of a call. */
acs_call_properties_t *acs_completion_take_properties(const acs_completion_t *completion);

/** Takes out the participants. */
acs_participants_t *acs_completion_take_participants(const acs_completion_t *completion);

/** Takes out the participant. */
acs_participant_t *acs_completion_take_participant(const acs_completion_t *completion);

/** Takes out the properties of a download to a file. */
acs_downloaded_recording_t *acs_completion_take_download(const acs_completion_t *completion);

/* ======== Participants ======== */

/**
 * @typedef acs_participant_t
 * A participant in a call. Read only: may be shared between threads.
 */

/**
 * @typedef acs_participants_t
 * A list of participants. Read only: may be shared between threads.
 */

/** Returns the number of participants. */
size_t acs_participants_count(const acs_participants_t *participants);

/** Returns one of the participants, which are in no fixed order. */
const acs_participant_t *acs_participants_at(const acs_participants_t *participants, size_t index);

/** Frees a list of participants that belongs to the program. */
void acs_participants_free(acs_participants_t *participants);

/** Returns the identifier. */
const acs_identifier_t *acs_participant_identifier(const acs_participant_t *participant);

/** Returns 1 when the participant is muted, 0 when not, -1 when the service does not report it. */
int acs_participant_is_muted(const acs_participant_t *participant);

/**
 * Returns 1 when the participant is on hold, 0 when not, -1 when the service does not report it.
 */
int acs_participant_is_on_hold(const acs_participant_t *participant);

/** Frees a participant that belongs to the program. */
void acs_participant_free(acs_participant_t *participant);

/* ======== Properties of a call ======== */

#define ACS_CALL_STATE_UNKNOWN 0           /**< Not reported, or a state that this version does
                                                not know. */
#define ACS_CALL_STATE_CONNECTING 1        /**< Ringing or joining. */
#define ACS_CALL_STATE_CONNECTED 2         /**< Established. */
#define ACS_CALL_STATE_TRANSFERRING 3      /**< A transfer was requested. */
#define ACS_CALL_STATE_TRANSFER_ACCEPTED 4 /**< A transfer was accepted. */
#define ACS_CALL_STATE_DISCONNECTING 5     /**< Ending. */
#define ACS_CALL_STATE_DISCONNECTED 6      /**< Ended. */
#define ACS_MEDIA_STATE_UNKNOWN 0          /**< None, or a state that this version does not know. */
#define ACS_MEDIA_STATE_DISABLED 1         /**< Disabled. */
#define ACS_MEDIA_STATE_INACTIVE 2         /**< Set up, but not running. */
#define ACS_MEDIA_STATE_ACTIVE 3           /**< Running. */

/**
 * @typedef acs_call_properties_t
 * The properties of a call connection; what the service does not report is NULL. Read only: may be
 * shared between threads.
 */

/**
 * Returns the name of a state of a call, as the service writes it: "connected"; "unknown" for any
 * other number. The text is static.
 */
const char *acs_call_state_name(int state);

/**
 * Returns the name of a state of media streaming or transcription, as the service writes it:
 * "active"; "unknown" for any other number. The text is static.
 */
const char *acs_media_state_name(int state);

/** Frees properties that belong to the program. */
void acs_call_properties_free(acs_call_properties_t *call_properties);

/** Returns the caller. */
const acs_identifier_t *acs_call_properties_source(const acs_call_properties_t *call_properties);

/** Returns one of the callees. */
const acs_identifier_t *acs_call_properties_target(const acs_call_properties_t *call_properties,
                                                   size_t index);

/**
 * Returns the state of the call.
 *
 * @return one of ACS_CALL_STATE_...
 */
int acs_call_properties_state(const acs_call_properties_t *call_properties);

/** Returns the state of the call as the service names it: "connected". */
const char *acs_call_properties_state_name(const acs_call_properties_t *call_properties);

/** Returns the call connection id: this application's leg of the call. */
const char *acs_call_properties_call_connection_id(const acs_call_properties_t *call_properties);

/**
 * Returns the server call id: the call itself, the same on all legs. Not yet known right after
 * create and connect.
 */
const char *acs_call_properties_server_call_id(const acs_call_properties_t *call_properties);

/** Returns the correlation id: the call in the logs of the service. */
const char *acs_call_properties_correlation_id(const acs_call_properties_t *call_properties);

/** Returns the URL that the events of the call are sent to. */
const char *acs_call_properties_callback_uri(const acs_call_properties_t *call_properties);

/** Returns the phone number that callees see. */
const char *acs_call_properties_source_caller_id_number(const acs_call_properties_t *call_properties);

/** Returns the display name that callees see. */
const char *acs_call_properties_source_display_name(const acs_call_properties_t *call_properties);

/** Returns the id of the Communication Services user that answered the call. */
const char *acs_call_properties_answered_by(const acs_call_properties_t *call_properties);

/** Returns the phone number that the call was answered for. */
const char *acs_call_properties_answered_for(const acs_call_properties_t *call_properties);

/** Returns the id of the media streaming. */
const char *acs_call_properties_media_streaming_id(const acs_call_properties_t *call_properties);

/** Returns the id of the transcription. */
const char *acs_call_properties_transcription_id(const acs_call_properties_t *call_properties);

/** Returns the language of the transcription: "en-US". */
const char *acs_call_properties_transcription_locale(const acs_call_properties_t *call_properties);

/**
 * Returns the state of the media streaming.
 *
 * @return one of ACS_MEDIA_STATE_...
 */
int acs_call_properties_media_streaming_state(const acs_call_properties_t *call_properties);

/** Returns a content type of the media streaming: "audio". */
const char *acs_call_properties_media_streaming_content_type(const acs_call_properties_t *call_properties,
                                                             size_t index);

/**
 * Returns the state of the transcription.
 *
 * @return one of ACS_MEDIA_STATE_...
 */
int acs_call_properties_transcription_state(const acs_call_properties_t *call_properties);

/** Returns a result type of the transcription: "final", "intermediate". */
const char *acs_call_properties_transcription_result_type(const acs_call_properties_t *call_properties,
                                                          size_t index);

/** Returns the number of callees. */
size_t acs_call_properties_target_count(const acs_call_properties_t *call_properties);

/* ======== Response ======== */

/**
 * @typedef acs_response_t
 * The response to a request. Its members depend on the operation. Read only: may be shared between
 * threads.
 */

/** Frees a response. */
void acs_response_free(acs_response_t *response);

/**
 * Returns the properties of the call, after create, answer, connect and acs_call_get_properties.
 */
const acs_call_properties_t *acs_response_properties(const acs_response_t *response);

/** Returns the participants, after adding, requesting or moving participants. */
const acs_participants_t *acs_response_participants(const acs_response_t *response);

/** Returns the HTTP status, 200 to 299; 0 for NULL. */
int acs_response_status(const acs_response_t *response);

/** Returns the number of attempts. */
int acs_response_attempts(const acs_response_t *response);

/**
 * Returns Repeatability-First-Sent as sent, in milliseconds since 1970 UTC, a multiple of 1,000;
 * -1 for none.
 */
int64_t acs_response_first_sent_ms(const acs_response_t *response);

/** Returns x-ms-client-request-id as sent. */
const char *acs_response_request_id(const acs_response_t *response);

/** Returns Repeatability-Request-ID as sent. */
const char *acs_response_repeatability_id(const acs_response_t *response);

/**
 * Returns Repeatability-Result. The service sends "accepted" for a first execution, for a
 * repeated one and for some failures alike.
 */
const char *acs_response_repeatability_result(const acs_response_t *response);

/** Returns X-Microsoft-Skype-Chain-ID: the call's correlation id. */
const char *acs_response_chain_id(const acs_response_t *response);

/** Returns X-Azure-Ref: quote it to Microsoft's support. */
const char *acs_response_azure_ref(const acs_response_t *response);

/** Returns the operation context, as the service repeats it. */
const char *acs_response_operation_context(const acs_response_t *response);

/** Returns the invitation id of an added participant, for acs_call_cancel_add_participant. */
const char *acs_response_invitation_id(const acs_response_t *response);

/** Returns the id of the recording, with `pending` of acs_client_start_recording_and_wait. */
const char *acs_response_recording_id(const acs_response_t *response);

/** Returns the call connection id that participants were moved from. */
const char *acs_response_from_call(const acs_response_t *response);

/** Returns the id of a transcription that was started or stopped. */
const char *acs_response_subscription_id(const acs_response_t *response);

/** Returns the JSON of the response, after acs_client_send. */
const char *acs_response_json(const acs_response_t *response);

#ifdef __cplusplus
}
#endif

#include "acs_call_automation/options.h"
#include "acs_call_automation/events.h"
#include "acs_call_automation/recording.h"
#include "acs_call_automation/advanced.h"
#include "acs_call_automation/emulator.h"

#endif /* ACS_CALL_AUTOMATION_H */
