/**
 * @file acs_call_automation.h
 * Phone calls through Azure Communication Services Call Automation: place and answer calls, add,
 * transfer and remove participants, play and recognize, record, and receive the events that report
 * the outcomes.
 *
 * Five rules for every function:
 *
 * 1. A function that can fail returns acs_status_t, and ACS_OK is 0. A function that only reads
 *    returns the value, or NULL, 0 or -1, as documented, when there is none; it accepts NULL for its
 *    object.
 * 2. Parameters are inputs, then results, then `error`. `error` may be NULL; otherwise it receives
 *    NULL, or details to free with acs_error_free. `response` may be NULL as well. A result is NULL
 *    when the function fails, unless its @return says otherwise.
 * 3. What a function returns without const, or puts into a result parameter, belongs to the program:
 *    free it with the _free function of its type. A const object belongs to the object it came from,
 *    and lives as long. Every _free function accepts NULL.
 * 4. Text is UTF-8. Arguments are copied before the function returns; a returned text lives as long
 *    as the object it came from.
 * 5. Objects may be freed in any order: each keeps alive what it needs.
 *
 * A pointer must not be NULL unless a rule or its @param allows it; options may be NULL for the
 * defaults. NULL elsewhere, numbers out of range and text that is not valid UTF-8 are refused with
 * ACS_INVALID_INPUT before anything is sent, and acs_error_message names the parameter and the rule.
 *
 * A function that sends a request blocks until the response has arrived, at most the total timeout:
 * 10 s unless options change it. It returns ACS_OK, ACS_INVALID_INPUT, ACS_AUTH, ACS_NOT_SENT,
 * ACS_TIMEOUT, ACS_CONNECTION, ACS_SERVICE, ACS_OUTCOME_UNKNOWN, ACS_DECODE or ACS_ABORTED; its
 * @return lists only what is special.
 *
 * Threads: every type says whether threads may share it. The library never calls a function of the
 * program from one of its own threads. These are named acs-..., block all signals, and have ended when
 * the _free function of their object returns, except for a name lookup that hangs in the system, and
 * for what acs_receiver_close could not wait for.
 *
 * Fork: in a child, a client opens connections of its own. Receivers, subscriptions and emulators
 * belong to the process that created them: in the child their functions return ACS_FORKED, and their
 * _free functions do nothing.
 *
 * The library prints nothing, reads no environment variable and changes no signal handler.
 * The guide is docs/c-guide.md, installed as share/doc/acs-call-automation/c-guide.md.
 *
 * The twenty functions of a first program:
 *
 *     acs_client_new                     acs_client_create_call   acs_client_answer_call
 *     acs_receiver_new                   acs_receiver_url         acs_receiver_next
 *     acs_invite_to_phone_number         acs_text_string          acs_error_message
 *     acs_event_kind                     acs_event_outcome        acs_event_incoming_call_context
 *     acs_call_hang_up                   acs_call_play            acs_play_source_new_text
 *     acs_client_free, acs_receiver_free, acs_call_free, acs_event_free, acs_error_free
 *
 * A call, from placing it to its end:
 *
 *     acs_client_new(connection_string, NULL, &client, &error);
 *     acs_receiver_new(NULL, &receiver, &error);
 *     acs_receiver_url(receiver, "/events", &url, &error);
 *     invite = acs_invite_to_phone_number("+16045551234", "+18005550100");
 *     acs_client_create_call(client, invite, acs_text_string(url), NULL, &call, NULL, &error);
 *     while (acs_receiver_next(receiver, 30000, &event, &error) == ACS_OK) {
 *         if (acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED)
 *             acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, NULL);
 *         ...
 *         acs_event_free(event);
 *     }
 *
 * Contents: Version; Status; Error; Text; Client; Call; Media; Play sources; Invites; Identifiers;
 * Event; Kind of an event; Receiver; An operation and its event; Participants; Properties of a
 * call; Response.
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
typedef struct acs_call_t acs_call_t;
typedef struct acs_calling_context_t acs_calling_context_t;
typedef struct acs_client_options_t acs_client_options_t;
typedef struct acs_client_t acs_client_t;
typedef struct acs_connect_call_options_t acs_connect_call_options_t;
typedef struct acs_create_call_options_t acs_create_call_options_t;
typedef struct acs_create_group_call_options_t acs_create_group_call_options_t;
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
typedef struct acs_properties_t acs_properties_t;
typedef struct acs_receiver_options_t acs_receiver_options_t;
typedef struct acs_receiver_t acs_receiver_t;
typedef struct acs_recognize_options_t acs_recognize_options_t;
typedef struct acs_redirect_call_options_t acs_redirect_call_options_t;
typedef struct acs_reject_call_options_t acs_reject_call_options_t;
typedef struct acs_request_options_t acs_request_options_t;
typedef struct acs_response_t acs_response_t;
typedef struct acs_subscription_t acs_subscription_t;
typedef struct acs_text_t acs_text_t;
typedef struct acs_token_t acs_token_t;
typedef struct acs_transfer_call_options_t acs_transfer_call_options_t;

/** 1 when this header is of the version MAJOR.MINOR.PATCH or newer. For the preprocessor. */
#define ACS_VERSION_AT_LEAST(major, minor, patch)                                            \
    (ACS_VERSION_MAJOR > (major) ||                                                          \
     (ACS_VERSION_MAJOR == (major) &&                                                        \
      (ACS_VERSION_MINOR > (minor) ||                                                        \
       (ACS_VERSION_MINOR == (minor) && ACS_VERSION_PATCH >= (patch)))))

/* ======== Version ======== */

#define ACS_VERSION_MAJOR 0 /**< Major version of the header; grows when something is taken away
                                 or changes its meaning. */
#define ACS_VERSION_MINOR 1 /**< Minor version of the header; grows when something is added. */
#define ACS_VERSION_PATCH 0 /**< Patch version of the header; grows when something is mended. */
#define ACS_ABI_VERSION 0   /**< The binary interface of the header, which is the number in the
                                 name of the shared library. */

/**
 * The version of the library that runs, as "MAJOR.MINOR.PATCH".
 *
 * @return a text that is always there
 */
const char *acs_version(void);

/**
 * The binary interface of the library that runs; equals ACS_ABI_VERSION of a header that fits.
 *
 * @return the number
 */
int acs_abi_version(void);

/* ======== Status ======== */

#define ACS_OK 0              /**< It was done. */
#define ACS_INVALID_INPUT 1   /**< An argument breaks a rule; acs_error_field names it. Nothing
                                   was sent. */
#define ACS_AUTH 2            /**< The credential could not be obtained, or the service refused
                                   it (401). */
#define ACS_NOT_SENT 3        /**< The request never left this machine: no name, no connection,
                                   no TLS. Nothing happened. */
#define ACS_OUTCOME_UNKNOWN 4 /**< The request left, no usable answer came, and repeating it
                                   might do it twice. The events report the outcome. */
#define ACS_TIMEOUT 5         /**< Nothing came in time: of a question to the service an answer,
                                   of a queue an event. */
#define ACS_CONNECTION 6      /**< A question got no answer because the connection failed.
                                   Nothing changed. */
#define ACS_SERVICE 7         /**< The service answered with an error status. */
#define ACS_DECODE 8          /**< The service answered with success, but not in the shape its
                                   documentation gives. */
#define ACS_CLOSED 9          /**< The receiver, subscription or emulator was closed, and its
                                   queue is empty. */
#define ACS_ABORTED 10        /**< Ended on purpose, by a cancel token or acs_client_abort. */
#define ACS_SYSTEM 11         /**< The operating system refused: address, thread, file, memory. */
#define ACS_FORKED 12         /**< It was made before this process was forked off and belongs to
                                   the parent. Nothing was done. */
#define ACS_PANIC 64          /**< A fault of the library itself, caught at its border; the
                                   process goes on. Please report it. */
#define ACS_UNSUPPORTED 65    /**< The library was built without what this function needs. */
#define ACS_WOKEN 66          /**< acs_receiver_wake or acs_subscription_wake ended the wait. */
#define ACS_CALL_ENDED 67     /**< The call ended before what was waited for came. */
#define ACS_FAILED 68         /**< What was waited for came, and means failure. */
#define ACS_CANCELED 69       /**< What was asked for was ended by another operation, or with the
                                   call. */

/** How a function ended: ACS_OK, or why not. Values are never used again for something else. */
typedef int acs_status_t;

/**
 * The name of a status as in this header: "ACS_TIMEOUT".
 *
 * @param status any number
 * @return a text that is always there; "ACS_UNKNOWN" for a number that is no status
 */
const char *acs_status_name(acs_status_t status);

/**
 * What a status means, in a few words for people.
 *
 * @param status any number
 * @return a text that is always there
 */
const char *acs_status_text(acs_status_t status);

/* ======== Error ======== */

/**
 * @typedef acs_error_t
 * What went wrong, in detail. Read only: may be shared between threads.
 */

/** Frees an error. */
void acs_error_free(acs_error_t *error);

/**
 * The status that was returned with this error: its kind.
 *
 * @return a status; ACS_OK for NULL
 */
acs_status_t acs_error_status(const acs_error_t *error);

/**
 * All of it in one line for the log: operation, what happened, what to do about it, request id.
 *
 * @return a text that lives as long as the error; "no details" for NULL
 */
const char *acs_error_message(const acs_error_t *error);

/** What happened, in one sentence, without the hint. */
const char *acs_error_reason(const acs_error_t *error);

/** What to do about it, for the failures that users stumble over. */
const char *acs_error_hint(const acs_error_t *error);

/** The operation that failed, as the service names it: "CreateCall". */
const char *acs_error_operation(const acs_error_t *error);

/** The argument at fault, for ACS_INVALID_INPUT. */
const char *acs_error_field(const acs_error_t *error);

/** The service's error code as it was sent, mostly a sub-code in digits: "8522". */
const char *acs_error_service_code(const acs_error_t *error);

/** The service's own message. */
const char *acs_error_service_message(const acs_error_t *error);

/** What the service names as the target of the error: the request path. */
const char *acs_error_target(const acs_error_t *error);

/** x-ms-client-request-id of the request, the same for all its tries. */
const char *acs_error_request_id(const acs_error_t *error);

/** What the events of the operation carry, of the functions that wait for them. */
const char *acs_error_operation_context(const acs_error_t *error);

/** Repeatability-Request-ID of the request, for operations that send it. */
const char *acs_error_repeatability_id(const acs_error_t *error);

/** X-Azure-Ref of the answer: name it to Microsoft's support. */
const char *acs_error_azure_ref(const acs_error_t *error);

/** X-Microsoft-Skype-Chain-ID of the answer: the call's correlation id, or a new one. */
const char *acs_error_chain_id(const acs_error_t *error);

/**
 * The HTTP status of the answer.
 *
 * @return 100 to 599; 0 when no answer came
 */
int acs_error_http_status(const acs_error_t *error);

/**
 * acs_error_service_code as a number.
 *
 * @return the sub-code; 0 for none
 */
int64_t acs_error_sub_code(const acs_error_t *error);

/**
 * How long the service asked to wait, in milliseconds.
 *
 * @return 0 or more; -1 when it did not ask
 */
int64_t acs_error_retry_after_ms(const acs_error_t *error);

/**
 * Repeatability-First-Sent of the request, in milliseconds since 1970; whole seconds.
 *
 * @return the moment; -1 for none
 */
int64_t acs_error_first_sent_ms(const acs_error_t *error);

/**
 * How many tries were made.
 *
 * @return 0 when nothing was sent
 */
int acs_error_attempts(const acs_error_t *error);

/**
 * Whether asking once more is safe and may help: nothing was done, or repeating it is harmless.
 *
 * @return 1 or 0
 */
int acs_error_is_retryable(const acs_error_t *error);

/**
 * The body of the answer as it came, at most the first 64 KiB; no text, it may hold any byte.
 *
 * @param length receives the number of bytes, or NULL
 */
const uint8_t *acs_error_raw_body(const acs_error_t *error, size_t *length);

/* ======== Text ======== */

/**
 * @typedef acs_text_t
 * A text that a function gave. Read only: may be shared between threads.
 */

/**
 * What a text says.
 *
 * @return UTF-8 that lives as long as the object; NULL for NULL
 */
const char *acs_text_string(const acs_text_t *text);

/** Frees a text. */
void acs_text_free(acs_text_t *text);

/* ======== Client ======== */

#define ACS_LOCATOR_SERVER_CALL 1     /**< By server call id, as events and call properties tell
                                           it. */
#define ACS_LOCATOR_GROUP_CALL 2      /**< By the group id that its clients joined with. */
#define ACS_LOCATOR_ROOM 3            /**< By the id of a room. */
#define ACS_LOCATOR_CALL_CONNECTION 4 /**< By call connection id. Of acs_client_start_recording
                                           alone; since api-version 2025-06-15. */

/**
 * @typedef acs_client_t
 * Places and answers calls. May be shared between threads: their calls run side by side. Every call
 * blocks until it is answered, at most for its total timeout, 10 s by default.
 */

/**
 * A client from the connection string that the portal shows. Nothing is sent.
 *
 * @param connection_string "endpoint=https://NAME.communication.azure.com/;accesskey=KEY"
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the system's certificates cannot be read
 */
acs_status_t acs_client_new(const char *connection_string,
                            const acs_client_options_t *client_options, acs_client_t **client,
                            acs_error_t **error);

/**
 * A client for an endpoint and an access key. Nothing is sent.
 *
 * @param endpoint       "https://NAME.communication.azure.com/"
 * @param access_key     the key, in base64
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the system's certificates cannot be read
 */
acs_status_t acs_client_new_with_key(const char *endpoint, const char *access_key,
                                     const acs_client_options_t *client_options,
                                     acs_client_t **client, acs_error_t **error);

/**
 * A client for an endpoint and a bearer token of Microsoft Entra. Nothing is sent, and the token is
 * not asked for yet.
 *
 * @param endpoint       "https://NAME.communication.azure.com/"
 * @param token          the token, which may also be set later
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the system's certificates cannot be read
 */
acs_status_t acs_client_new_with_token(const char *endpoint, const acs_token_t *token,
                                       const acs_client_options_t *client_options,
                                       acs_client_t **client, acs_error_t **error);

/** Frees a client. Calls that it gave stay usable, and keep its connections open. */
void acs_client_free(acs_client_t *client);

/** The endpoint that a client talks to. */
const char *acs_client_endpoint(const acs_client_t *client);

/**
 * Ends all calls in flight of this client, from any thread, with ACS_ABORTED. What was ended may have
 * been carried out, unless acs_error_is_retryable says that it was not. Calls begun afterwards work.
 * Name look-up and TCP connect are not interrupted, each ends by the connect timeout; nor is waiting
 * for a token that another thread fetches.
 */
acs_status_t acs_client_abort(const acs_client_t *client, acs_error_t **error);

/**
 * Opens a connection ahead of the first call, so that it need not wait for name look-up, TCP and
 * TLS. Asks for a call that does not exist; any answer will do.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_NOT_SENT, ACS_TIMEOUT, ACS_CONNECTION, ACS_ABORTED, ACS_AUTH
 */
acs_status_t acs_client_warm_up(const acs_client_t *client,
                                const acs_request_options_t *request_options, acs_error_t **error);

/**
 * The call with that id. Nothing is sent: whether it exists shows when it is used.
 *
 * @param call_connection_id the id, as events and answers tell it
 */
acs_status_t acs_client_call_by_id(const acs_client_t *client, const char *call_connection_id,
                                   acs_call_t **call, acs_error_t **error);

/**
 * The call that an event is about. Nothing is sent.
 *
 * @return ACS_OK, ACS_INVALID_INPUT also when the event is about no call connection
 */
acs_status_t acs_client_call_of(const acs_client_t *client, const acs_event_t *event,
                                acs_call_t **call, acs_error_t **error);

/**
 * Rings one party. Comes back while it rings; the events CallConnected and ParticipantsUpdated
 * follow, or CallDisconnected and CreateCallFailed.
 *
 * It is never retried automatically: with ACS_OUTCOME_UNKNOWN the call may exist.
 *
 * @param to           whom to ring; a telephone needs a caller id
 * @param callback_uri where its events go: https, or http on this machine
 * @return ACS_OK; ACS_INVALID_INPUT before anything is sent; ACS_SERVICE, ACS_AUTH, ACS_NOT_SENT,
 *         ACS_OUTCOME_UNKNOWN, ACS_DECODE, ACS_ABORTED
 */
acs_status_t acs_client_create_call(const acs_client_t *client, const acs_invite_t *to,
                                    const char *callback_uri,
                                    const acs_create_call_options_t *call_options,
                                    acs_call_t **call, acs_response_t **response,
                                    acs_error_t **error);

/**
 * Rings several parties, who meet in one call.
 *
 * @param targets      whom to ring: an array of pointers
 * @param count        how many they are, 1 or more
 * @param callback_uri where its events go: https, or http on this machine
 */
acs_status_t acs_client_create_group_call(const acs_client_t *client,
                                          const acs_identifier_t *const *targets, size_t count,
                                          const char *callback_uri,
                                          const acs_create_group_call_options_t *call_options,
                                          acs_call_t **call, acs_response_t **response,
                                          acs_error_t **error);

/**
 * Connects to a call that runs already, without being one of its parties. The event CallConnected or
 * ConnectFailed follows.
 *
 * @param locator      ACS_LOCATOR_SERVER_CALL, ACS_LOCATOR_GROUP_CALL or ACS_LOCATOR_ROOM
 * @param callback_uri where its events go: https, or http on this machine
 */
acs_status_t acs_client_connect_call(const acs_client_t *client, int locator, const char *id,
                                     const char *callback_uri,
                                     const acs_connect_call_options_t *call_options,
                                     acs_call_t **call, acs_response_t **response,
                                     acs_error_t **error);

/**
 * Answers an incoming call, within 30 s of its IncomingCall event. The event CallConnected or
 * AnswerFailed follows.
 *
 * @param incoming_call_context from the event: acs_event_incoming_call_context
 * @param callback_uri          where its events go: https, or http on this machine
 * @return as acs_client_create_call; ACS_SERVICE with 400 for a context that has expired
 */
acs_status_t acs_client_answer_call(const acs_client_t *client, const char *incoming_call_context,
                                    const char *callback_uri,
                                    const acs_answer_call_options_t *call_options,
                                    acs_call_t **call, acs_response_t **response,
                                    acs_error_t **error);

/**
 * Sends an incoming call on to another party, without answering it. No event follows here.
 *
 * @param incoming_call_context from the event: acs_event_incoming_call_context
 * @param to                    to whom; only its target, the wire has no room for more
 */
acs_status_t acs_client_redirect_call(const acs_client_t *client, const char *incoming_call_context,
                                      const acs_invite_t *to,
                                      const acs_redirect_call_options_t *redirect_options,
                                      acs_response_t **response, acs_error_t **error);

/**
 * Turns an incoming call away. No event follows here; the caller's side hears of it.
 *
 * @param incoming_call_context from the event: acs_event_incoming_call_context
 * @param reject_options        options, or NULL for the defaults: no reason is told
 */
acs_status_t acs_client_reject_call(const acs_client_t *client, const char *incoming_call_context,
                                    const acs_reject_call_options_t *reject_options,
                                    acs_response_t **response, acs_error_t **error);

/* ======== Call ======== */

#define ACS_FOR_EVERYONE 1 /**< acs_call_hang_up: ends the call for everyone. */
#define ACS_FOR_SELF 0     /**< acs_call_hang_up: leaves the call. */

/**
 * @typedef acs_call_t
 * One leg of a call, to steer it with: an id and a share of the client. May be shared between
 * threads. It may be kept as long as you like, whether the call still exists or not.
 */

/**
 * @typedef acs_participant_pages_t
 * The participants of a call, page by page. One thread at a time.
 */

/** The call connection id. */
const char *acs_call_id(const acs_call_t *call);

/** Frees a call; nothing is hung up by it. */
void acs_call_free(acs_call_t *call);

/**
 * What the service knows about a call now.
 *
 * @param properties      receives what it knows; free with acs_properties_free
 * @return ACS_OK; ACS_SERVICE with 404 and sub-code 8522 once the call has ended; ACS_INVALID_INPUT,
 *         ACS_AUTH, ACS_NOT_SENT, ACS_TIMEOUT, ACS_CONNECTION, ACS_DECODE, ACS_ABORTED
 */
acs_status_t acs_call_properties(const acs_call_t *call,
                                 const acs_request_options_t *request_options,
                                 acs_properties_t **properties, acs_response_t **response,
                                 acs_error_t **error);

/**
 * Hangs up. The event CallDisconnected follows.
 *
 * @param for_everyone ACS_FOR_EVERYONE ends the call; ACS_FOR_SELF only leaves it: a call of two ends
 *        with that, a larger one goes on
 * @return ACS_OK, also when the answer to a first try was lost and the next one met 404;
 *         ACS_SERVICE with 404 and sub-code 8522 when the call had ended before; ACS_INVALID_INPUT,
 *         ACS_AUTH, ACS_NOT_SENT, ACS_OUTCOME_UNKNOWN, ACS_ABORTED
 */
acs_status_t acs_call_hang_up(const acs_call_t *call, int for_everyone,
                              const acs_request_options_t *request_options,
                              acs_response_t **response, acs_error_t **error);

/**
 * Transfers the other party of a call of two, or the one that the options name of a group call. The
 * event CallTransferAccepted or CallTransferFailed follows. It is never retried automatically.
 *
 * @param target           to whom
 */
acs_status_t acs_call_transfer(const acs_call_t *call, const acs_identifier_t *target,
                               const acs_transfer_call_options_t *transfer_options,
                               acs_response_t **response, acs_error_t **error);

/**
 * All participants; as many requests as there are pages, all within the total timeout. Who still
 * rings is not among them.
 *
 * @return as acs_call_properties
 */
acs_status_t acs_call_list_participants(const acs_call_t *call,
                                        const acs_request_options_t *request_options,
                                        acs_participants_t **participants, acs_error_t **error);

/**
 * The participants page by page, for calls with very many. Nothing is sent yet.
 *
 * @param request_options options, or NULL for the defaults; the timeout is that of each page
 */
acs_status_t acs_call_participant_pages(const acs_call_t *call,
                                        const acs_request_options_t *request_options,
                                        acs_participant_pages_t **pages, acs_error_t **error);

/**
 * Asks for the next page.
 *
 * @return ACS_OK, ACS_CLOSED after the last page or an error, and as acs_call_properties
 */
acs_status_t acs_participant_pages_next(acs_participant_pages_t *pages,
                                        acs_participants_t **participants,
                                        acs_response_t **response, acs_error_t **error);

/** Frees pages. */
void acs_participant_pages_free(acs_participant_pages_t *pages);

/**
 * One participant.
 *
 * @param who             of whom
 * @return as acs_call_properties; ACS_SERVICE with 404 when no participant of that id is in the call
 */
acs_status_t acs_call_get_participant(const acs_call_t *call, const acs_identifier_t *who,
                                      const acs_request_options_t *request_options,
                                      acs_participant_t **participant, acs_response_t **response,
                                      acs_error_t **error);

/**
 * Rings one more party. The event AddParticipantSucceeded or AddParticipantFailed follows. A lost
 * answer is asked for again with the same ids, which the service honours here.
 *
 * @param to          whom to ring; a telephone needs a caller id
 * @param response    receives the answer, or NULL; free with acs_response_free.
 *                    acs_response_invitation_id reports what to cancel while it rings
 */
acs_status_t acs_call_add_participant(const acs_call_t *call, const acs_invite_t *to,
                                      const acs_add_participant_options_t *add_options,
                                      acs_response_t **response, acs_error_t **error);

/**
 * Cancels the invitation of a participant. The event CancelAddParticipantSucceeded or
 * CancelAddParticipantFailed follows.
 *
 * @param invitation_id  from the answer to adding: acs_response_invitation_id
 */
acs_status_t acs_call_cancel_add_participant(const acs_call_t *call, const char *invitation_id,
                                             const acs_operation_options_t *cancel_options,
                                             acs_response_t **response, acs_error_t **error);

/**
 * Removes a participant from a call; taking out the only other party ends it. The event
 * RemoveParticipantSucceeded or RemoveParticipantFailed follows.
 *
 * @param who            whom
 */
acs_status_t acs_call_remove_participant(const acs_call_t *call, const acs_identifier_t *who,
                                         const acs_operation_options_t *remove_options,
                                         acs_response_t **response, acs_error_t **error);

/**
 * Mutes participants: the others do not hear them any more. Only Communication Services users.
 * Since api-version 2023-10-15. The event ParticipantsUpdated shows it.
 *
 * @param participants whom: an array of pointers
 * @param count        how many they are, 1 or more
 */
acs_status_t acs_call_mute_participants(const acs_call_t *call,
                                        const acs_identifier_t *const *participants, size_t count,
                                        const acs_mute_participants_options_t *mute_options,
                                        acs_response_t **response, acs_error_t **error);

/**
 * Moves participants from another call of this application to this one. The event
 * MoveParticipantSucceeded or MoveParticipantFailed follows for each. Since api-version 2026-03-12.
 * It is never retried automatically.
 *
 * @param participants whom: an array of pointers
 * @param count        how many they are, 1 or more
 */
acs_status_t acs_call_move_participants(const acs_call_t *call,
                                        const acs_identifier_t *const *participants, size_t count,
                                        const char *from_call,
                                        const acs_operation_options_t *move_options,
                                        acs_response_t **response, acs_error_t **error);

/* ======== Media ======== */

/**
 * Plays sources, one after the other, to everybody in the call.
 *
 * @code
 *  acs_play_source_t *hello = acs_play_source_new_text("Welcome!");
 *  const acs_play_source_t *sources[] = {hello};
 *  acs_call_play_to_all(call, sources, 1, NULL, NULL, &error);
 * @endcode
 *
 * One event PlayStarted and one PlayCompleted for all of them follow, or PlayFailed with the place of
 * the source at fault, or PlayCanceled; acs_call_play_to_all_and_wait waits for them. Several sources:
 * since api-version 2024-09-15. It is never retried automatically.
 *
 * @param sources      what to play: an array of pointers
 * @param source_count how many they are, 1 or more
 */
acs_status_t acs_call_play_to_all(const acs_call_t *call, const acs_play_source_t *const *sources,
                                  size_t source_count, const acs_play_options_t *play_options,
                                  acs_response_t **response, acs_error_t **error);

/**
 * Plays sources, one after the other, to some of the participants. Events as for
 * acs_call_play_to_all. It is never retried automatically.
 *
 * @param sources           what to play: an array of pointers
 * @param source_count      how many they are, 1 or more
 * @param participants      to whom: an array of pointers
 * @param participant_count how many they are, 1 or more; acs_call_play_to_all is for all
 */
acs_status_t acs_call_play(const acs_call_t *call, const acs_play_source_t *const *sources,
                           size_t source_count, const acs_identifier_t *const *participants,
                           size_t participant_count, const acs_play_options_t *play_options,
                           acs_response_t **response, acs_error_t **error);

/**
 * Listens to one participant, after the prompts if there are any.
 *
 * @code
 *  acs_recognize_options_t *pin = acs_recognize_options_new_dtmf(4);
 *  acs_recognize_options_add_prompt(pin, question);
 *  acs_call_recognize(call, caller, pin, NULL, &error);
 * @endcode
 *
 * The event RecognizeCompleted follows, with what acs_event_dtmf_tones, acs_event_choice_label or
 * acs_event_speech tell, or RecognizeFailed, or RecognizeCanceled; acs_call_recognize_and_wait waits
 * for them. Choices and speech need a cognitive services resource. It is never retried automatically.
 *
 * @param target            to whom
 * @param recognize_options what is listened for, and how
 */
acs_status_t acs_call_recognize(const acs_call_t *call, const acs_identifier_t *target,
                                const acs_recognize_options_t *recognize_options,
                                acs_response_t **response, acs_error_t **error);

/**
 * Ends everything that is played or recognized in the call. The event PlayCanceled or
 * RecognizeCanceled follows for each.
 */
acs_status_t acs_call_cancel_all_media_operations(const acs_call_t *call,
                                                  const acs_request_options_t *request_options,
                                                  acs_response_t **response, acs_error_t **error);

/**
 * Sends tones to a telephone, as if its keys were pressed on our side. The event
 * SendDtmfTonesCompleted or SendDtmfTonesFailed follows. A lost answer is asked for again with the
 * same ids, which the service honours here. Since api-version 2023-10-15.
 *
 * @param tones        1 to 18 keys as a text: "123#"
 * @param target       to whom: a telephone number
 */
acs_status_t acs_call_send_dtmf_tones(const acs_call_t *call, const char *tones,
                                      const acs_identifier_t *target,
                                      const acs_operation_options_t *send_options,
                                      acs_response_t **response, acs_error_t **error);

/**
 * Asks for an event for each key that a participant presses from now on:
 * ContinuousDtmfRecognitionToneReceived, or ContinuousDtmfRecognitionToneFailed. Nothing else in the
 * call is held up by it. Since api-version 2023-10-15.
 *
 * @param target       whose keys
 */
acs_status_t acs_call_start_continuous_dtmf_recognition(const acs_call_t *call,
                                                        const acs_identifier_t *target,
                                                        const acs_operation_options_t *dtmf_options,
                                                        acs_response_t **response,
                                                        acs_error_t **error);

/**
 * Ends what acs_call_start_continuous_dtmf_recognition began. The event
 * ContinuousDtmfRecognitionStopped follows.
 *
 * @param target       whose keys
 */
acs_status_t acs_call_stop_continuous_dtmf_recognition(const acs_call_t *call,
                                                       const acs_identifier_t *target,
                                                       const acs_operation_options_t *dtmf_options,
                                                       acs_response_t **response,
                                                       acs_error_t **error);

/**
 * Puts a participant on hold. The event ParticipantsUpdated shows it, or HoldFailed follows. Since
 * api-version 2024-09-15. It is never retried automatically.
 *
 * @param target       whom
 */
acs_status_t acs_call_hold(const acs_call_t *call, const acs_identifier_t *target,
                           const acs_hold_options_t *hold_options, acs_response_t **response,
                           acs_error_t **error);

/**
 * Takes a participant back from hold. The event ParticipantsUpdated shows it. Since api-version
 * 2024-09-15. It is never retried automatically.
 *
 * @param target         whom
 */
acs_status_t acs_call_unhold(const acs_call_t *call, const acs_identifier_t *target,
                             const acs_operation_options_t *unhold_options,
                             acs_response_t **response, acs_error_t **error);

/* ======== Play sources ======== */

#define ACS_VOICE_MALE 0   /**< A male voice. */
#define ACS_VOICE_FEMALE 1 /**< A female voice. */

/**
 * @typedef acs_play_source_t
 * Something to play: a file, a text that is spoken, or a text in SSML. One thread at a time, but
 * any number of threads may play it; may be used for any number of calls.
 */

/**
 * A sound file that the service fetches: WAV, mono, 16 kHz, 16 bit. A bad text is refused when the
 * source is used.
 *
 * @param url where the file is: https://...
 * @return a source; free with acs_play_source_free
 */
acs_play_source_t *acs_play_source_new_file(const char *url);

/**
 * A text that is spoken, since api-version 2023-10-15. The call needs a cognitive services resource:
 * acs_create_call_options_set_cognitive_services_endpoint and the like. A bad text is refused when
 * the source is used.
 *
 * @param spoken at most 4000 characters; SSML may be longer
 * @return a source; free with acs_play_source_free
 */
acs_play_source_t *acs_play_source_new_text(const char *spoken);

/**
 * A text in SSML, which names voice and language itself, since api-version 2023-10-15. The call needs a
 * cognitive services resource. A bad text is refused when the source is used.
 *
 * @param ssml a whole document: "<speak ...>...</speak>"
 * @return a source; free with acs_play_source_free
 */
acs_play_source_t *acs_play_source_new_ssml(const char *ssml);

/** Frees a source. */
void acs_play_source_free(acs_play_source_t *source);

/**
 * Lets the service keep the sound under this name, so that it need not fetch or make it each time.
 *
 * @param id     no control characters; default: none
 */
acs_status_t acs_play_source_set_cache_id(acs_play_source_t *source, const char *id);

/**
 * The language of a text.
 *
 * @param source the source, of acs_play_source_new_text
 * @param locale such as "en-US"; default: the service's
 */
acs_status_t acs_play_source_set_source_locale(acs_play_source_t *source, const char *locale);

/**
 * A male or a female voice for a text.
 *
 * @param source the source, of acs_play_source_new_text
 * @param kind   ACS_VOICE_MALE, ACS_VOICE_FEMALE; default: the service's
 */
acs_status_t acs_play_source_set_voice_kind(acs_play_source_t *source, int kind);

/**
 * A voice for a text by its name.
 *
 * @param source the source, of acs_play_source_new_text
 * @param name   such as "en-US-NancyNeural"; default: the service's
 */
acs_status_t acs_play_source_set_voice_name(acs_play_source_t *source, const char *name);

/**
 * A voice of your own for a text or SSML.
 *
 * @param source the source, of acs_play_source_new_text or acs_play_source_new_ssml
 * @param id     no control characters; default: none
 */
acs_status_t acs_play_source_set_custom_voice_endpoint_id(acs_play_source_t *source,
                                                          const char *id);

/* ======== Invites ======== */

/**
 * @typedef acs_invite_t
 * One party to ring, and how the call shows there. For create and add; redirect takes one too, but
 * its wire has room for the target alone and refuses the rest. One thread at a time, but any
 * number of threads may call with it; may be used for any number of calls.
 */

/**
 * Invites a user, an application or a number. NULL is refused when the invite is used.
 *
 * @param target who is rung
 * @return an invite; free with acs_invite_free
 */
acs_invite_t *acs_invite_new(const acs_identifier_t *target);

/**
 * Invites a telephone number, showing another one. Both must be in E.164 form: +, then 7 to 15
 * digits, the first not 0. A bad one is refused when the invite is used.
 *
 * @param target    the number that is rung: "+16045551234"
 * @param caller_id the number that is shown there: one that the resource owns
 * @return an invite; free with acs_invite_free
 */
acs_invite_t *acs_invite_to_phone_number(const char *target, const char *caller_id);

/** Frees an invite. */
void acs_invite_free(acs_invite_t *invite);

/**
 * The number that is shown to the called telephone: one that the resource owns. Needed for
 * telephone numbers.
 *
 * @param number +16045551234; default: none
 */
acs_status_t acs_invite_set_source_caller_id_number(acs_invite_t *invite, const char *number);

/**
 * The name that is shown to the called party.
 *
 * @param name   no control characters; default: none
 */
acs_status_t acs_invite_set_source_display_name(acs_invite_t *invite, const char *name);

/**
 * SIP and VoIP headers for the called party. They are copied. Only for adding a participant.
 *
 * @param context the headers; default: none
 */
acs_status_t acs_invite_set_custom_calling_context(acs_invite_t *invite,
                                                   const acs_calling_context_t *context);

/* ======== Identifiers ======== */

#define ACS_IDENTIFIER_UNKNOWN 0              /**< An identifier of a kind that this version does
                                                   not know. */
#define ACS_IDENTIFIER_COMMUNICATION_USER 1   /**< A user of a Communication Services resource. */
#define ACS_IDENTIFIER_PHONE_NUMBER 2         /**< A telephone number. */
#define ACS_IDENTIFIER_MICROSOFT_TEAMS_USER 3 /**< A user of Microsoft Teams. */
#define ACS_IDENTIFIER_MICROSOFT_TEAMS_APP 4  /**< An application of Microsoft Teams: a call
                                                   queue, an auto attendant. */
#define ACS_IDENTIFIER_TEAMS_EXTENSION_USER 5 /**< A Teams user reached through a Communication
                                                   Services resource. */

/**
 * @typedef acs_identifier_t
 * Any party that can take part in a call. Read only: may be shared between threads.
 */

/**
 * Reads a raw id ("8:acs:...", "4:+16045551234", "28:orgid:...") or a telephone number in E.164 form
 * ("+16045551234").
 *
 * @return ACS_OK, ACS_INVALID_INPUT when it is neither
 */
acs_status_t acs_identifier_parse(const char *text, acs_identifier_t **identifier,
                                  acs_error_t **error);

/**
 * Reads a raw id exactly as the official SDKs do: nothing is trimmed or refused, and what no rule
 * fits is of kind ACS_IDENTIFIER_UNKNOWN.
 */
acs_status_t acs_identifier_from_raw_id(const char *raw_id, acs_identifier_t **identifier,
                                        acs_error_t **error);

/**
 * A telephone number in E.164 form, without a check; acs_identifier_parse has one.
 *
 * @param number     "+16045551234"; "anonymous" is the withheld one
 */
acs_status_t acs_identifier_phone_number(const char *number, acs_identifier_t **identifier,
                                         acs_error_t **error);

/**
 * A user of a Communication Services resource.
 *
 * @param id         "8:acs:RESOURCE_USER"
 */
acs_status_t acs_identifier_communication_user(const char *id, acs_identifier_t **identifier,
                                               acs_error_t **error);

/**
 * A user of Microsoft Teams.
 *
 * @param user_id      the Entra object id; of a visitor without an account the visitor id
 * @param is_anonymous 1 for a visitor without an account, else 0
 * @param cloud        "dod" or "gcch", or NULL for the public cloud
 */
acs_status_t acs_identifier_microsoft_teams_user(const char *user_id, int is_anonymous,
                                                 const char *cloud, acs_identifier_t **identifier,
                                                 acs_error_t **error);

/**
 * An application of Microsoft Teams.
 *
 * @param app_id     the Entra application id
 * @param cloud      "dod" or "gcch", or NULL for the public cloud
 */
acs_status_t acs_identifier_microsoft_teams_app(const char *app_id, const char *cloud,
                                                acs_identifier_t **identifier, acs_error_t **error);

/**
 * A Teams user reached through a Communication Services resource.
 *
 * @param user_id     the Entra object id of the user
 * @param tenant_id   the Entra tenant id of the user
 * @param resource_id the Communication Services resource id
 * @param cloud       "dod" or "gcch", or NULL for the public cloud
 */
acs_status_t acs_identifier_teams_extension_user(const char *user_id, const char *tenant_id,
                                                 const char *resource_id, const char *cloud,
                                                 acs_identifier_t **identifier,
                                                 acs_error_t **error);

/**
 * An identifier of your own that outlives the object it was borrowed from.
 *
 * @return a copy; free with acs_identifier_free; NULL for NULL
 */
acs_identifier_t *acs_identifier_copy(const acs_identifier_t *identifier);

/** Frees an identifier that a function gave you; not one that belongs to another object. */
void acs_identifier_free(acs_identifier_t *identifier);

/**
 * The kind of identifier.
 *
 * @return ACS_IDENTIFIER_PHONE_NUMBER, ...; ACS_IDENTIFIER_UNKNOWN for NULL
 */
int acs_identifier_kind(const acs_identifier_t *identifier);

/**
 * Whether two identifiers name the same: their raw ids are equal.
 *
 * @param left  one, or NULL
 * @return 1 or 0; 0 when one of them is NULL
 */
int acs_identifier_equals(const acs_identifier_t *left, const acs_identifier_t *right);

/**
 * Whether the caller withheld the number, or the Teams user is a visitor without an account.
 *
 * @return 1 or 0
 */
int acs_identifier_is_anonymous(const acs_identifier_t *identifier);

/** The kind as the service names it: "phoneNumber". */
const char *acs_identifier_kind_name(const acs_identifier_t *identifier);

/** The one string that names any party: "4:+16045551234". */
const char *acs_identifier_raw_id(const acs_identifier_t *identifier);

/**
 * The telephone number as it stands after "4:".
 *
 * @return a text that lives as long as the identifier; NULL for other kinds
 */
const char *acs_identifier_phone(const acs_identifier_t *identifier);

/** Distinguishes several legs of one telephone number. */
const char *acs_identifier_asserted_id(const acs_identifier_t *identifier);

/**
 * The id of a user: of Communication Services the raw id, of Teams the Entra object id.
 *
 * @return a text that lives as long as the identifier; NULL for other kinds
 */
const char *acs_identifier_user_id(const acs_identifier_t *identifier);

/**
 * The Entra application id of a Teams application.
 *
 * @return a text that lives as long as the identifier; NULL for other kinds
 */
const char *acs_identifier_app_id(const acs_identifier_t *identifier);

/**
 * The Entra tenant id of a Teams extension user.
 *
 * @return a text that lives as long as the identifier; NULL for other kinds
 */
const char *acs_identifier_tenant_id(const acs_identifier_t *identifier);

/**
 * The Communication Services resource id of a Teams extension user.
 *
 * @return a text that lives as long as the identifier; NULL for other kinds
 */
const char *acs_identifier_resource_id(const acs_identifier_t *identifier);

/**
 * The cloud of a Teams identity: "public", "dod", "gcch", or another name as it was sent.
 *
 * @return a text that lives as long as the identifier; NULL for other kinds
 */
const char *acs_identifier_cloud(const acs_identifier_t *identifier);

/* ======== Event ======== */

/**
 * @typedef acs_event_t
 * What happened, as the service told it. Read only: may be shared between threads.
 *
 * Texts, identifiers and participants that its functions give live as long as the event.
 */

/**
 * A second hold on an event, to keep one that belongs to a list, or to hand one to another thread.
 * The event itself is not copied.
 *
 * @return an event to free with acs_event_free; NULL for NULL
 */
acs_event_t *acs_event_copy(const acs_event_t *event);

/** Frees an event, and all texts, identifiers and participants that it gave. */
void acs_event_free(acs_event_t *event);

/**
 * The type exactly as sent: "Microsoft.Communication.CallConnected". acs_event_kind has it as a
 * number.
 */
const char *acs_event_type(const acs_event_t *event);

/** The type without what stands before its last dot: "CallConnected". */
const char *acs_event_name(const acs_event_t *event);

/**
 * The event's id. Together with acs_event_source it identifies repeated deliveries.
 *
 * @return a text that lives as long as the event, never empty; NULL for NULL
 */
const char *acs_event_id(const acs_event_t *event);

/**
 * Where it comes from: "source" of CloudEvents, "topic" of Event Grid's schema. Its form changed
 * between versions of the service: do not route by it.
 *
 * @return a text that lives as long as the event, empty when none was sent; NULL for NULL
 */
const char *acs_event_source(const acs_event_t *event);

/**
 * The subject: of mid-call events the source once more, of IncomingCall
 * "/caller/RAW_ID/recipient/RAW_ID".
 */
const char *acs_event_subject(const acs_event_t *event);

/**
 * When it happened, as sent: "2026-02-26T22:03:46.3000847+00:00". Events do not arrive in this
 * order.
 *
 * @return a text that lives as long as the event, empty when none was sent; NULL for NULL
 */
const char *acs_event_time(const acs_event_t *event);

/**
 * When it happened, in milliseconds since 1970 UTC.
 *
 * @return the moment; -1 when acs_event_time is not a valid date
 */
int64_t acs_event_time_ms(const acs_event_t *event);

/** This application's leg of the call. */
const char *acs_event_call_connection_id(const acs_event_t *event);

/** The call itself, the same on all legs. It locates the call for recording and connecting. */
const char *acs_event_server_call_id(const acs_event_t *event);

/** The call in traces, the same on all legs and in IncomingCall. */
const char *acs_event_correlation_id(const acs_event_t *event);

/** The context of the request that this event answers. */
const char *acs_event_operation_context(const acs_event_t *event);

/** The api-version that the call was made with. */
const char *acs_event_version(const acs_event_t *event);

/**
 * What the event's call was tagged with (acs_receiver_tag) when the event was taken out of its
 * queue.
 *
 * @return the pointer as it was given; NULL without a tag
 */
void *acs_event_tag(const acs_event_t *event);

/**
 * Whether the event's call was tagged; the tag may be NULL all the same.
 *
 * @return 1 or 0
 */
int acs_event_has_tag(const acs_event_t *event);

/** The event's JSON as it came. Of several events that came together, its part. */
const char *acs_event_raw_json(const acs_event_t *event);

/**
 * The JSON of the event's member "data" as it came.
 *
 * @return a text that lives as long as the event, "null" when there are no data; NULL for NULL
 */
const char *acs_event_data_json(const acs_event_t *event);

/* ======== Kind of an event ======== */

#define ACS_EVENT_OTHER 0                                       /**< A type that this version
                                                                     does not know, or a
                                                                     preview's; acs_event_type
                                                                     reports it. */
#define ACS_EVENT_OVERFLOW 1                                    /**< No event of the service but
                                                                     a notice of the receiver:
                                                                     after the events before it
                                                                     the queue was full, and
                                                                     requests were answered with
                                                                     503. acs_event_int(event,
                                                                     "/data/refused", 0) reports
                                                                     how many events they held;
                                                                     the sender normally brings
                                                                     them again. */
#define ACS_EVENT_CALL_CONNECTED 100                            /**< The call is up. */
#define ACS_EVENT_CALL_DISCONNECTED 101                         /**< The call, or this
                                                                     application's part in it, is
                                                                     over. */
#define ACS_EVENT_CREATE_CALL_FAILED 102                        /**< A call could not be placed. */
#define ACS_EVENT_ANSWER_FAILED 103                             /**< A call could not be
                                                                     answered. */
#define ACS_EVENT_CONNECT_FAILED 104                            /**< A running call could not be
                                                                     joined. */
#define ACS_EVENT_CALL_TRANSFER_ACCEPTED 105                    /**< A transfer was accepted. */
#define ACS_EVENT_CALL_TRANSFER_FAILED 106                      /**< A transfer failed. */
#define ACS_EVENT_PARTICIPANTS_UPDATED 200                      /**< Who is in the call, and
                                                                     muted or on hold, changed. */
#define ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED 201                 /**< A participant was added. */
#define ACS_EVENT_ADD_PARTICIPANT_FAILED 202                    /**< A participant could not be
                                                                     added. */
#define ACS_EVENT_CANCEL_ADD_PARTICIPANT_SUCCEEDED 203          /**< An invitation was withdrawn. */
#define ACS_EVENT_CANCEL_ADD_PARTICIPANT_FAILED 204             /**< An invitation could not be
                                                                     withdrawn. */
#define ACS_EVENT_REMOVE_PARTICIPANT_SUCCEEDED 205              /**< A participant was removed. */
#define ACS_EVENT_REMOVE_PARTICIPANT_FAILED 206                 /**< A participant could not be
                                                                     removed. */
#define ACS_EVENT_MOVE_PARTICIPANT_SUCCEEDED 207                /**< A participant was moved here
                                                                     from another call. */
#define ACS_EVENT_MOVE_PARTICIPANT_FAILED 208                   /**< A participant could not be
                                                                     moved here from another
                                                                     call. */
#define ACS_EVENT_HOLD_FAILED 209                               /**< A participant could not be
                                                                     put on hold. */
#define ACS_EVENT_PLAY_STARTED 300                              /**< Playing began. */
#define ACS_EVENT_PLAY_COMPLETED 301                            /**< Everything was played. */
#define ACS_EVENT_PLAY_FAILED 302                               /**< Something could not be
                                                                     played. */
#define ACS_EVENT_PLAY_CANCELED 303                             /**< Playing was ended by another
                                                                     operation. */
#define ACS_EVENT_RECOGNIZE_COMPLETED 400                       /**< Keys, speech or a choice
                                                                     were recognized. */
#define ACS_EVENT_RECOGNIZE_FAILED 401                          /**< Nothing was recognized. */
#define ACS_EVENT_RECOGNIZE_CANCELED 402                        /**< Recognition was ended by
                                                                     another operation. */
#define ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_RECEIVED 403 /**< A key was pressed. */
#define ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_FAILED 404   /**< Listening for keys failed. */
#define ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED 405       /**< DTMF tones are no longer
                                                                     recognized. */
#define ACS_EVENT_SEND_DTMF_TONES_COMPLETED 406                 /**< Keys were sent. */
#define ACS_EVENT_SEND_DTMF_TONES_FAILED 407                    /**< Keys could not be sent. */
#define ACS_EVENT_RECORDING_STATE_CHANGED 500                   /**< A recording runs or rests. */
#define ACS_EVENT_START_RECORDING_FAILED 501                    /**< A recording could not be
                                                                     started. */
#define ACS_EVENT_RECORDING_FILE_STATUS_UPDATED 502             /**< The files of a recording can
                                                                     be fetched. */
#define ACS_EVENT_MEDIA_STREAMING_STARTED 600                   /**< Media streaming runs. */
#define ACS_EVENT_MEDIA_STREAMING_STOPPED 601                   /**< Media streaming ended. */
#define ACS_EVENT_MEDIA_STREAMING_FAILED 602                    /**< Media streaming failed. */
#define ACS_EVENT_TRANSCRIPTION_STARTED 603                     /**< Transcription runs. */
#define ACS_EVENT_TRANSCRIPTION_STOPPED 604                     /**< Transcription ended. */
#define ACS_EVENT_TRANSCRIPTION_UPDATED 605                     /**< The language or model of a
                                                                     transcription changed. */
#define ACS_EVENT_TRANSCRIPTION_FAILED 606                      /**< Transcription failed. */
#define ACS_EVENT_INCOMING_CALL 700                             /**< A call arrives. */
#define ACS_EVENT_CALL_STARTED 701                              /**< A call began. */
#define ACS_EVENT_CALL_ENDED 702                                /**< A call is over. */
#define ACS_EVENT_CALL_PARTICIPANT_ADDED 703                    /**< A participant joined a call. */
#define ACS_EVENT_CALL_PARTICIPANT_REMOVED 704                  /**< A participant left a call. */
#define ACS_EVENT_SUBSCRIPTION_VALIDATION 800                   /**< Event Grid asks whether it
                                                                     may deliver here. */
#define ACS_EVENT_SUBSCRIPTION_DELETED 801                      /**< A subscription was removed. */
#define ACS_OUTCOME_NONE 0                                      /**< It means neither: an event
                                                                     of Event Grid, or of a type
                                                                     that this version does not
                                                                     know. */
#define ACS_OUTCOME_SUCCESS 1                                   /**< An operation was done. */
#define ACS_OUTCOME_FAILURE 2                                   /**< An operation failed. */
#define ACS_OUTCOME_CANCELED 3                                  /**< An operation was ended by
                                                                     another one, or by the end
                                                                     of the call. */
#define ACS_OUTCOME_STATE 4                                     /**< Something changed: the call
                                                                     is up, a tone came, a
                                                                     recording runs. */

/**
 * The type as a number, to switch by.
 *
 * @return ACS_EVENT_CALL_CONNECTED, ...; ACS_EVENT_OTHER for unknown types and for NULL
 */
int acs_event_kind(const acs_event_t *event);

/**
 * The name of a kind, as acs_event_name of such an event gives it: "CallConnected".
 *
 * @param kind any number
 * @return a text that is always there; "Other" for ACS_EVENT_OTHER and numbers that are no kind
 */
const char *acs_event_kind_name(int kind);

/**
 * What the event means for the operation that it answers. The type of the event decides, never its code.
 *
 * @return ACS_OUTCOME_SUCCESS, ACS_OUTCOME_FAILURE, ACS_OUTCOME_CANCELED, ACS_OUTCOME_STATE;
 *         ACS_OUTCOME_NONE for events of Event Grid, unknown types, notices and NULL
 */
int acs_event_outcome(const acs_event_t *event);

/**
 * Whether it reports that an operation was done.
 *
 * @return 1 or 0
 */
int acs_event_is_success(const acs_event_t *event);

/**
 * Whether it reports that an operation failed.
 *
 * @return 1 or 0
 */
int acs_event_is_failure(const acs_event_t *event);

/**
 * Whether it ends an operation: as success, failure, or canceled. Some operations end in an event
 * that only reports a state, such as CallConnected.
 *
 * @return 1 or 0
 */
int acs_event_is_terminal(const acs_event_t *event);

/**
 * Whether the call connection is over with it, or never came to be. After a call that no one took
 * two such events come: CallDisconnected, then CreateCallFailed.
 *
 * @return 1 or 0
 */
int acs_event_ends_call(const acs_event_t *event);

/**
 * Whether it came from a subscription of Event Grid (IncomingCall, CallStarted, ...), not to one
 * call connection of this application. Of unknown types the schema and a call connection id tell.
 *
 * @return 1 or 0
 */
int acs_event_is_event_grid(const acs_event_t *event);

/**
 * Whether it is ACS_EVENT_OVERFLOW: a notice of the receiver that its queue was full.
 *
 * @return 1 or 0
 */
int acs_event_is_overflow(const acs_event_t *event);

/* ======== Receiver ======== */

/**
 * @typedef acs_receiver_t
 * Receives events and queues them until they are read. May be shared between threads.
 */

/**
 * A receiver with its own listener: on a free port of 127.0.0.1, unless the options say otherwise.
 * Its threads are named acs-receiver and acs-receiver-io.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the address cannot be listened on
 */
acs_status_t acs_receiver_new(const acs_receiver_options_t *receiver_options,
                              acs_receiver_t **receiver, acs_error_t **error);

/**
 * A receiver without a socket or thread: a web server that the program has already hands it the
 * requests, with acs_receiver_handle.
 */
acs_status_t acs_receiver_new_without_listener(const acs_receiver_options_t *receiver_options,
                                               acs_receiver_t **receiver, acs_error_t **error);

/**
 * Frees a receiver. Unless acs_receiver_close was called before, that waits up to 5 s for running
 * requests; then its threads are gone, but one that was still busy ends on its own. In a forked child nothing is done. No other thread may be
 * inside a function with this receiver.
 */
void acs_receiver_free(acs_receiver_t *receiver);

/**
 * The address listened on: "127.0.0.1:40123".
 *
 * @return a text that lives as long as the receiver; NULL without a listener
 */
const char *acs_receiver_address(const acs_receiver_t *receiver);

/**
 * The callback URL of a path, with the secret: what create and answer are given. It holds the secret
 * in clear text, so it belongs into no log.
 *
 * @param path     a callback path of this receiver; "/events" unless the options said otherwise
 * @param url      receives the URL; free with acs_text_free
 * @return ACS_OK, ACS_INVALID_INPUT also when the public URL must be set to know it
 */
acs_status_t acs_receiver_url(const acs_receiver_t *receiver, const char *path, acs_text_t **url,
                              acs_error_t **error);

/**
 * The next event of the main queue.
 *
 * @param timeout_ms how long to wait, in milliseconds: 0 polls, -1 waits as long as it takes
 * @return ACS_OK; ACS_TIMEOUT, ACS_WOKEN; ACS_CLOSED when the receiver is closed and the queue is
 *         empty; ACS_FORKED, ACS_INVALID_INPUT
 */
acs_status_t acs_receiver_next(const acs_receiver_t *receiver, int64_t timeout_ms,
                               acs_event_t **event, acs_error_t **error);

/**
 * A descriptor for poll, epoll, select or an event loop: readable for as long as
 * acs_receiver_next with a timeout of 0 has something to say: an event, a wake, or ACS_CLOSED.
 *
 * Made when it is first asked for, as one end of a pair, and the same one after that; closed by
 * acs_receiver_free, whatever subscriptions live on. Only wait for it: do not read, write or close
 * it. An event that acs_receiver_options_set_unclaimed_event_ttl_ms drops leaves it readable until
 * acs_receiver_next is asked, which then has nothing.
 *
 * @return the descriptor; -1 when none can be had, and in a forked child
 */
int acs_receiver_fd(const acs_receiver_t *receiver);

/**
 * Ends the waits of all threads that are in acs_receiver_next now; when there is none, the next call
 * of it returns at once. Wakes do not pile up.
 *
 * @return ACS_OK, ACS_FORKED, ACS_INVALID_INPUT
 */
acs_status_t acs_receiver_wake(const acs_receiver_t *receiver);

/**
 * How many events of the main queue are unread.
 *
 * @return the number; 0 for NULL and in a forked child
 */
size_t acs_receiver_event_count(const acs_receiver_t *receiver);

/**
 * Opens a queue of its own for the events of one call. It begins with those that came before and
 * were not read: events can arrive before the answer that reports the id of a new call.
 *
 * @param capacity           the most unread events, 1 to 1,000,000; 0 for what the receiver's options say
 * @return ACS_OK, ACS_INVALID_INPUT also when there is such a subscription already, ACS_CLOSED,
 *         ACS_FORKED
 */
acs_status_t acs_receiver_subscribe_call(const acs_receiver_t *receiver,
                                         const char *call_connection_id, int64_t capacity,
                                         acs_subscription_t **subscription, acs_error_t **error);

/**
 * Opens a queue of its own for the events of Event Grid: IncomingCall, CallStarted,
 * RecordingFileStatusUpdated, ...
 *
 * @param capacity     the most unread events, 1 to 1,000,000; 0 for what the receiver's options say
 * @return as acs_receiver_subscribe_call
 */
acs_status_t acs_receiver_subscribe_event_grid(const acs_receiver_t *receiver, int64_t capacity,
                                               acs_subscription_t **subscription,
                                               acs_error_t **error);

/**
 * Waits for one of the expected events, in whatever queue it is or arrives, and takes out only that
 * one. It always ends; a wake does not end it.
 *
 * @param expected   what to wait for
 * @param timeout_ms how long, in milliseconds; 0 only looks at what is there
 * @param event      receives an event with ACS_OK, ACS_FAILED and ACS_CALL_ENDED; free with
 *                   acs_event_free
 * @return ACS_OK when it means success, ACS_FAILED when it means failure; ACS_CALL_ENDED when the
 *         call ended before, with a copy of the event that told so; ACS_TIMEOUT, ACS_CLOSED,
 *         ACS_FORKED, ACS_INVALID_INPUT
 */
acs_status_t acs_receiver_wait_for(const acs_receiver_t *receiver, const acs_expected_t *expected,
                                   int64_t timeout_ms, acs_event_t **event, acs_error_t **error);

/**
 * Events of this call carry a tag from now on, those that are queued already too: acs_event_tag gives
 * it back; one that it had before is replaced. Tags tell thousands of calls apart on one descriptor, without a table of your own. It
 * stays until acs_receiver_untag: events may follow the end of a call.
 *
 * @param tag                any pointer of your program, or NULL; the library does not look at it
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED
 */
acs_status_t acs_receiver_tag(const acs_receiver_t *receiver, const char *call_connection_id,
                              void *tag, acs_error_t **error);

/**
 * Takes the tag of a call away. Events that were taken out before still carry it: free what it points
 * to once they are dealt with.
 *
 * @return the tag; NULL when it had none
 */
void *acs_receiver_untag(const acs_receiver_t *receiver, const char *call_connection_id);

/**
 * Stops to take events and ends every thread of the receiver. Waiting threads are woken, and the
 * queues can be read until they are empty. May be called more than once.
 *
 * @param timeout_ms how long to wait for running requests, in milliseconds
 * @return ACS_OK; ACS_TIMEOUT when a thread is still busy, it then ends on its own; ACS_FORKED,
 *         ACS_INVALID_INPUT
 */
acs_status_t acs_receiver_close(const acs_receiver_t *receiver, int64_t timeout_ms,
                                acs_error_t **error);

/* ======== An operation and its event ======== */

/**
 * Rings one party as acs_client_create_call, and waits until the call is up or has failed.
 *
 * Of all functions of this section: events are matched by call and operation context, and one that
 * no one else has is made unless the options name one. The wait begins before the request leaves, so
 * that no event is missed, and takes out only what it waits for, from the queues of subscriptions
 * too. An operation callback URI in the options must lead to the receiver as well. Any number of
 * threads may do it with one receiver. When the answer is lost, the event decides, and nothing is
 * asked for twice. The event that ends the call stays in its queue; what is given is a copy.
 *
 * A cancel token in the options and acs_client_abort end the waiting too, not only the request.
 * ACS_TIMEOUT ends the waiting alone, and so do ACS_ABORTED and ACS_CLOSED with a pending answer:
 * what was asked for goes on, acs_response_operation_context of pending reports what its events carry.
 *
 * @param receiver     where the events of the call come, into whatever queue
 * @param to           whom to ring; a telephone needs a caller id
 * @param callback_uri where its events go: https, or http on this machine; it leads to the receiver
 * @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
 * @param call         receives the call with ACS_OK, and when it still rings; free with acs_call_free
 * @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                     free with acs_event_free
 * @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
 * @return ACS_OK when it is done; ACS_FAILED, ACS_CANCELED or ACS_CALL_ENDED with the event that reports
 *         why it is not; ACS_TIMEOUT, ACS_ABORTED and ACS_CLOSED with the answer as pending when the
 *         waiting ended before that. ACS_INVALID_INPUT, ACS_ABORTED, ACS_CLOSED, ACS_FORKED before
 *         anything is sent; ACS_OUTCOME_UNKNOWN and ACS_DECODE when the answer was lost and no event
 *         came in time, acs_error_operation_context reports what to look for; ACS_SERVICE, ACS_AUTH,
 *         ACS_NOT_SENT; ACS_ABORTED when the request was ended
 */
acs_status_t acs_client_create_call_and_wait(const acs_client_t *client,
                                             const acs_receiver_t *receiver, const acs_invite_t *to,
                                             const char *callback_uri,
                                             const acs_create_call_options_t *call_options,
                                             int64_t timeout_ms, acs_call_t **call,
                                             acs_event_t **event, acs_response_t **pending,
                                             acs_error_t **error);

/**
 * Rings several parties as acs_client_create_group_call, and waits until the call is up or has failed.
 *
 * @param receiver     where the events of the call come, into whatever queue
 * @param targets      whom to ring: an array of pointers
 * @param count        how many they are, 1 or more
 * @param callback_uri where its events go: https, or http on this machine; it leads to the receiver
 * @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
 * @param call         receives the call with ACS_OK, and when it still rings; free with acs_call_free
 * @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                     free with acs_event_free
 * @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
 * @return as acs_client_create_call_and_wait
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
 * Answers an incoming call as acs_client_answer_call, and waits until it is up.
 *
 * @param receiver              where the events of the call come, into whatever queue
 * @param incoming_call_context from the event: acs_event_incoming_call_context
 * @param callback_uri          where its events go: https, or http on this machine; it leads to the
 *                              receiver
 * @param timeout_ms            how long all of it may take, the request included, in milliseconds: 1
 *                              or more
 * @param call                  receives the call with ACS_OK, and when it still rings; free with
 *                              acs_call_free
 * @param event                 receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and
 *                              ACS_CALL_ENDED; free with acs_event_free
 * @param pending               receives the answer when it goes on, or NULL; free with acs_response_free
 * @return as acs_client_create_call_and_wait
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
 * Rings one more party as acs_call_add_participant, and waits until it is in the call or has not come.
 * With ACS_TIMEOUT it still rings: acs_response_invitation_id of pending ends that.
 *
 * @param receiver    where the events of the call come, into whatever queue
 * @param to          whom to ring; a telephone needs a caller id
 * @param timeout_ms  how long all of it may take, the request included, in milliseconds: 1 or more
 * @param event       receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED; free
 *                    with acs_event_free
 * @param pending     receives the answer when it goes on, or NULL; free with acs_response_free
 * @return as acs_client_create_call_and_wait
 */
acs_status_t acs_call_add_participant_and_wait(const acs_call_t *call,
                                               const acs_receiver_t *receiver,
                                               const acs_invite_t *to,
                                               const acs_add_participant_options_t *add_options,
                                               int64_t timeout_ms, acs_event_t **event,
                                               acs_response_t **pending, acs_error_t **error);

/**
 * Transfers as acs_call_transfer, and waits until that is accepted or has failed. After the success of a
 * call of two the event CallDisconnected follows: this application has left it.
 *
 * @param receiver         where the events of the call come, into whatever queue
 * @param target           to whom
 * @param timeout_ms       how long all of it may take, the request included, in milliseconds: 1 or
 *                         more
 * @param event            receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                         free with acs_event_free
 * @param pending          receives the answer when it goes on, or NULL; free with acs_response_free
 * @return as acs_client_create_call_and_wait
 */
acs_status_t acs_call_transfer_and_wait(const acs_call_t *call, const acs_receiver_t *receiver,
                                        const acs_identifier_t *target,
                                        const acs_transfer_call_options_t *transfer_options,
                                        int64_t timeout_ms, acs_event_t **event,
                                        acs_response_t **pending, acs_error_t **error);

/**
 * Plays to some of the participants as acs_call_play, and waits until everything was played. What is
 * looped is never played to its end.
 *
 * @param receiver          where the events of the call come, into whatever queue
 * @param sources           what to play: an array of pointers
 * @param source_count      how many they are, 1 or more
 * @param participants      to whom: an array of pointers
 * @param participant_count how many they are, 1 or more; acs_call_play_to_all_and_wait is for all
 * @param timeout_ms        how long all of it may take, the request included, in milliseconds: 1 or
 *                          more
 * @param event             receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and
 *                          ACS_CALL_ENDED; free with acs_event_free
 * @param pending           receives the answer when it goes on, or NULL; free with acs_response_free
 * @return as acs_client_create_call_and_wait
 */
acs_status_t acs_call_play_and_wait(const acs_call_t *call, const acs_receiver_t *receiver,
                                    const acs_play_source_t *const *sources, size_t source_count,
                                    const acs_identifier_t *const *participants,
                                    size_t participant_count,
                                    const acs_play_options_t *play_options, int64_t timeout_ms,
                                    acs_event_t **event, acs_response_t **pending,
                                    acs_error_t **error);

/**
 * Plays to everybody as acs_call_play_to_all, and waits until everything was played.
 *
 * @param receiver     where the events of the call come, into whatever queue
 * @param sources      what to play: an array of pointers
 * @param source_count how many they are, 1 or more
 * @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
 * @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                     free with acs_event_free
 * @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
 * @return as acs_client_create_call_and_wait
 */
acs_status_t acs_call_play_to_all_and_wait(const acs_call_t *call, const acs_receiver_t *receiver,
                                           const acs_play_source_t *const *sources,
                                           size_t source_count,
                                           const acs_play_options_t *play_options,
                                           int64_t timeout_ms, acs_event_t **event,
                                           acs_response_t **pending, acs_error_t **error);

/**
 * Listens to a participant as acs_call_recognize, and waits until something was recognized or nothing
 * was. What it was, acs_event_dtmf_tones, acs_event_choice_label, acs_event_choice_phrase and
 * acs_event_speech tell. The time must suffice for prompts and answer: the service's own timeouts end
 * earlier and tell more.
 *
 * @param receiver          where the events of the call come, into whatever queue
 * @param target            to whom
 * @param recognize_options what is listened for
 * @param timeout_ms        how long all of it may take, the request included, in milliseconds: 1 or
 *                          more
 * @param event             receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and
 *                          ACS_CALL_ENDED; free with acs_event_free
 * @param pending           receives the answer when it goes on, or NULL; free with acs_response_free
 * @return as acs_client_create_call_and_wait
 */
acs_status_t acs_call_recognize_and_wait(const acs_call_t *call, const acs_receiver_t *receiver,
                                         const acs_identifier_t *target,
                                         const acs_recognize_options_t *recognize_options,
                                         int64_t timeout_ms, acs_event_t **event,
                                         acs_response_t **pending, acs_error_t **error);

/**
 * Sends tones to a telephone as acs_call_send_dtmf_tones, and waits until all were sent.
 *
 * @param receiver     where the events of the call come, into whatever queue
 * @param tones        1 to 18 keys as a text: "123#"
 * @param target       to whom: a telephone number
 * @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
 * @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                     free with acs_event_free
 * @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
 * @return as acs_client_create_call_and_wait
 */
acs_status_t acs_call_send_dtmf_tones_and_wait(const acs_call_t *call,
                                               const acs_receiver_t *receiver, const char *tones,
                                               const acs_identifier_t *target,
                                               const acs_operation_options_t *send_options,
                                               int64_t timeout_ms, acs_event_t **event,
                                               acs_response_t **pending, acs_error_t **error);

/* ======== Participants ======== */

/**
 * @typedef acs_participant_t
 * A participant in a call. Read only: may be shared between threads.
 */

/**
 * @typedef acs_participants_t
 * The participants of a call, as the service told them. Read only: may be shared between threads.
 */

/**
 * How many participants there are.
 *
 * @return the number; 0 for NULL
 */
size_t acs_participants_count(const acs_participants_t *participants);

/**
 * One of the participants, in no fixed order.
 *
 * @param index        from 0
 * @return a participant that lives as long as the list; NULL when there is none of that index
 */
const acs_participant_t *acs_participants_at(const acs_participants_t *participants, size_t index);

/** Frees a list of participants. */
void acs_participants_free(acs_participants_t *participants);

/**
 * Who it is.
 *
 * @return an identifier that lives as long as the participant; NULL when the service did not tell
 */
const acs_identifier_t *acs_participant_identifier(const acs_participant_t *participant);

/**
 * Whether the participant is muted: the others do not hear them.
 *
 * @return 1, 0, or -1 when the service did not tell
 */
int acs_participant_is_muted(const acs_participant_t *participant);

/**
 * Whether the participant is on hold.
 *
 * @return 1, 0, or -1 when the service did not tell, as before 2024
 */
int acs_participant_is_on_hold(const acs_participant_t *participant);

/** Frees a participant that a function gave you; not one that belongs to another object. */
void acs_participant_free(acs_participant_t *participant);

/* ======== Properties of a call ======== */

#define ACS_CALL_STATE_UNKNOWN 0           /**< Not told, or by a name that this version does not
                                                know; acs_properties_state_name has it. */
#define ACS_CALL_STATE_CONNECTING 1        /**< Ringing, or being joined. */
#define ACS_CALL_STATE_CONNECTED 2         /**< Up. */
#define ACS_CALL_STATE_TRANSFERRING 3      /**< A transfer was asked for. */
#define ACS_CALL_STATE_TRANSFER_ACCEPTED 4 /**< The transfer was accepted. */
#define ACS_CALL_STATE_DISCONNECTING 5     /**< Being ended. */
#define ACS_CALL_STATE_DISCONNECTED 6      /**< Ended. */
#define ACS_SUBSCRIPTION_UNKNOWN 0         /**< There is none, or its state has a name that this
                                                version does not know. */
#define ACS_SUBSCRIPTION_DISABLED 1        /**< It is off. */
#define ACS_SUBSCRIPTION_INACTIVE 2        /**< It is set up and does not run. */
#define ACS_SUBSCRIPTION_ACTIVE 3          /**< It runs. */

/**
 * @typedef acs_properties_t
 * The properties of one leg of a call. Read only: may be shared between threads.
 */

/** Frees properties that a function gave you; not those that belong to a response. */
void acs_properties_free(acs_properties_t *properties);

/**
 * What the call is doing.
 *
 * @return ACS_CALL_STATE_CONNECTED, ...
 */
int acs_properties_state(const acs_properties_t *properties);

/**
 * What the call is doing, as the service names it: "connected".
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_state_name(const acs_properties_t *properties);

/**
 * This application's leg: the id to act with.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_call_connection_id(const acs_properties_t *properties);

/**
 * The call as the service sees it, the same on all legs. Not yet known right after create and
 * connect.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_server_call_id(const acs_properties_t *properties);

/**
 * The id that ties together everything the service logs about the call.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_correlation_id(const acs_properties_t *properties);

/**
 * Where its events go.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_callback_uri(const acs_properties_t *properties);

/**
 * The number shown to called telephones.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_source_caller_id_number(const acs_properties_t *properties);

/**
 * The name shown to called parties.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_source_display_name(const acs_properties_t *properties);

/**
 * Who answered, on an answered call: the id of a Communication Services user.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_answered_by(const acs_properties_t *properties);

/**
 * The number that was called, on a call answered for it.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_answered_for(const acs_properties_t *properties);

/**
 * The id of its media streaming.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_media_streaming_id(const acs_properties_t *properties);

/**
 * The id of its transcription.
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_transcription_id(const acs_properties_t *properties);

/**
 * The language of its transcription: "en-US".
 *
 * @return a text that lives as long as the properties; NULL when the service did not tell
 */
const char *acs_properties_transcription_locale(const acs_properties_t *properties);

/**
 * How its media streaming stands.
 *
 * @return ACS_SUBSCRIPTION_ACTIVE, ...
 */
int acs_properties_media_streaming_state(const acs_properties_t *properties);

/**
 * One of the kinds of content that its media streaming carries: "audio".
 *
 * @param index      from 0
 * @return a text that lives as long as the properties; NULL when there is none of that index
 */
const char *acs_properties_media_streaming_content_type(const acs_properties_t *properties,
                                                        size_t index);

/**
 * How its transcription stands.
 *
 * @return ACS_SUBSCRIPTION_ACTIVE, ...
 */
int acs_properties_transcription_state(const acs_properties_t *properties);

/**
 * One of the kinds of results that its transcription gives: "final", "intermediate".
 *
 * @param index      from 0
 * @return a text that lives as long as the properties; NULL when there is none of that index
 */
const char *acs_properties_transcription_result_type(const acs_properties_t *properties,
                                                     size_t index);

/**
 * Who calls.
 *
 * @return an identifier that lives as long as the properties; NULL when the service did not tell
 */
const acs_identifier_t *acs_properties_source(const acs_properties_t *properties);

/**
 * How many were called.
 *
 * @return the number; 0 for NULL
 */
size_t acs_properties_target_count(const acs_properties_t *properties);

/**
 * One of those who were called.
 *
 * @param index      from 0
 * @return an identifier that lives as long as the properties; NULL when there is none of that index
 */
const acs_identifier_t *acs_properties_target(const acs_properties_t *properties, size_t index);

/* ======== Response ======== */

/**
 * @typedef acs_response_t
 * What an operation answered. Which of its members are there depends on the operation. Read only:
 * may be shared between threads.
 */

/** Frees a response. */
void acs_response_free(acs_response_t *response);

/**
 * The HTTP status.
 *
 * @return 200 to 299; 0 for NULL
 */
int acs_response_status(const acs_response_t *response);

/**
 * How many tries it took.
 *
 * @return 1 or more; 0 for NULL
 */
int acs_response_attempts(const acs_response_t *response);

/**
 * Repeatability-First-Sent as it was sent, in milliseconds since 1970; whole seconds.
 *
 * @return the moment; -1 for none
 */
int64_t acs_response_first_sent_ms(const acs_response_t *response);

/** x-ms-client-request-id, as it was sent. */
const char *acs_response_request_id(const acs_response_t *response);

/** Repeatability-Request-ID, as it was sent. */
const char *acs_response_repeatability_id(const acs_response_t *response);

/**
 * Repeatability-Result of the answer. The service says "accepted" for a first execution, for a
 * repeated one and for some failures alike.
 */
const char *acs_response_repeatability_result(const acs_response_t *response);

/** X-Microsoft-Skype-Chain-ID of the answer: the call's correlation id. */
const char *acs_response_chain_id(const acs_response_t *response);

/** X-Azure-Ref of the answer: name it to Microsoft's support. */
const char *acs_response_azure_ref(const acs_response_t *response);

/** The context that was given, as the service repeats it. */
const char *acs_response_operation_context(const acs_response_t *response);

/**
 * The invitation, of adding a participant and of canceling that: what acs_call_cancel_add_participant
 * takes while it rings.
 */
const char *acs_response_invitation_id(const acs_response_t *response);

/** The call connection id that moved participants come from. */
const char *acs_response_from_call(const acs_response_t *response);

/** The transcription, of starting and stopping one, as the properties of the call name it. */
const char *acs_response_subscription_id(const acs_response_t *response);

/** The JSON of the answer, of acs_client_send. */
const char *acs_response_json(const acs_response_t *response);

/** What the service told about the call, of create, answer, connect and properties. */
const acs_properties_t *acs_response_properties(const acs_response_t *response);

/** Whom it was about, of adding, getting and moving participants. */
const acs_participants_t *acs_response_participants(const acs_response_t *response);

#ifdef __cplusplus
}
#endif

#include "acs_call_automation/options.h"
#include "acs_call_automation/events.h"
#include "acs_call_automation/recording.h"
#include "acs_call_automation/advanced.h"
#include "acs_call_automation/emulator.h"

#endif /* ACS_CALL_AUTOMATION_H */
