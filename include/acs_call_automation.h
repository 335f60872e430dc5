/**
 * @file acs_call_automation.h
 * Place, answer and steer phone calls through Azure Communication Services Call Automation.
 *
 * Five sentences that hold for every function:
 *
 * 1. What can fail returns acs_status_t (ACS_OK is 0); what only reads returns the value, and NULL,
 *    0 or -1, as it says, where there is none.
 * 2. Inputs come first, then results, then one optional error: always written, with NULL or with
 *    details to free. Results are NULL unless the function returned ACS_OK.
 * 3. What a function whose name ends in _new, or a result parameter, gave you, the matching _free
 *    takes; NULL is welcome there. What is given as const belongs to the object it came from.
 * 4. Text in is UTF-8 and copied before the function returns; text out belongs to the object it came
 *    from, and lives as long as that.
 * 5. Objects may be freed in any order: each keeps what it needs alive.
 *
 * A pointer may be NULL exactly where its @param says so. Numbers may be anything: what is out of
 * range is refused by status, never by a crash. Options may be NULL for the defaults, may be used
 * any number of times, and are copied; a setter that was given a bad value returns
 * ACS_INVALID_INPUT, and so does the function that is given the options afterwards, so that setters
 * may be called without looking.
 *
 * Threads: each type tells whether it may be shared. No thread of the library ever calls code of
 * yours. Library threads are named acs-..., have all signals blocked, and are gone when the _free
 * of their object returns.
 *
 * Fork: a client goes on in the child with connections of its own. Receivers, subscriptions and
 * emulators belong to the process that made them: in the child they answer ACS_FORKED, and their
 * _free does nothing.
 *
 * Nothing is printed, no environment variable is read, no signal is touched. The long form of all
 * this is docs/c-guide.md.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
#ifndef ACS_CALL_AUTOMATION_H
#define ACS_CALL_AUTOMATION_H


/* Made by cbindgen from src/ffi; do not edit. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif


/**
 * Major version of the header; grows when something is taken away or changes its meaning.
 */
#define ACS_VERSION_MAJOR 0

/**
 * Minor version of the header; grows when something is added.
 */
#define ACS_VERSION_MINOR 1

/**
 * Patch version of the header; grows when something is mended.
 */
#define ACS_VERSION_PATCH 0

/**
 * The binary interface of the header, which is the number in the name of the shared library.
 */
#define ACS_ABI_VERSION 0

/**
 * Nothing is logged, but faults of the library itself.
 */
#define ACS_LOG_OFF 0

/**
 * Faults of the library itself.
 */
#define ACS_LOG_ERROR 1

/**
 * What somebody should look at: a full queue, a listener that cannot accept.
 */
#define ACS_LOG_WARN 2

/**
 * What happens seldom and is good to know.
 */
#define ACS_LOG_INFO 3

/**
 * Every request and every refused event, with ids and without contents.
 */
#define ACS_LOG_DEBUG 4

/**
 * Everything.
 */
#define ACS_LOG_TRACE 5

/**
 * Event Grid's own schema: an array of events, after a validation event.
 */
#define ACS_SCHEMA_EVENT_GRID 1

/**
 * One CloudEvent 1.0 per request, after an OPTIONS request.
 */
#define ACS_SCHEMA_CLOUD_EVENTS 2

/**
 * A client asked the emulator.
 */
#define ACS_JOURNAL_REQUEST 1

/**
 * The emulator delivered an event, or tried to; each try is an entry.
 */
#define ACS_JOURNAL_EVENT 2

/**
 * A call that clients start among themselves. One thread at a time; may be used for any number of
 * calls.
 */
typedef struct acs_client_call_t acs_client_call_t;

/**
 * How an emulator is set up. One thread at a time; may be used for any number of emulators.
 */
typedef struct acs_emulator_options_t acs_emulator_options_t;

/**
 * An offline emulator of the service on a port of this machine, with the same paths, headers,
 * errors and events. Not every build has it: acs_emulator_start answers ACS_UNSUPPORTED then. It
 * belongs to the process that started it. May be shared between threads.
 */
typedef struct acs_emulator_t acs_emulator_t;

/**
 * What went wrong, in detail. Read only: may be shared between threads.
 */
typedef struct acs_error_t acs_error_t;

/**
 * The behaviour of somebody who is called: everybody, or the one with a raw id. Without a script
 * everybody answers at once and stays until hung up on. The emulator's own users and numbers ring
 * instead, until their incoming call is answered, rejected or redirected; a script for one of them
 * takes that place. One thread at a time; may be used for any number of scripts.
 */
typedef struct acs_far_end_t acs_far_end_t;

/**
 * What happens to the next request of an operation, once or several times. One thread at a time;
 * may be used any number of times.
 */
typedef struct acs_fault_t acs_fault_t;

/**
 * Somebody outside who calls one of the emulator's own users or numbers. One thread at a time; may
 * be used for any number of calls.
 */
typedef struct acs_incoming_call_t acs_incoming_call_t;

/**
 * One line of a journal, which it belongs to. Read only: may be shared between threads.
 */
typedef struct acs_journal_entry_t acs_journal_entry_t;

/**
 * What was in an emulator's journal when it was asked. Read only: may be shared between threads.
 */
typedef struct acs_journal_t acs_journal_t;

/**
 * One line of the log. Read only: may be shared between threads.
 */
typedef struct acs_log_line_t acs_log_line_t;

/**
 * Wishes for one request: time-outs, ids, headers. One thread at a time; may be used for any
 * number of requests.
 */
typedef struct acs_request_options_t acs_request_options_t;

/**
 * What names a call that clients started. Read only: may be shared between threads.
 */
typedef struct acs_started_call_t acs_started_call_t;

/**
 * A text that a function gave. Read only: may be shared between threads.
 */
typedef struct acs_text_t acs_text_t;

/**
 * How a function ended: ACS_OK, or why not. Values are never used again for something else.
 */
typedef int acs_status_t;

/**
 * Takes one line of the log. Called on a thread that is inside an acs_ function, as that function
 * ends, and by one thread at a time. It may call acs_ functions; it must return, without an
 * exception or longjmp.
 */
typedef void (*acs_log_sink_t)(void *user,
                               int level,
                               const char *message);

/**
 * It was done.
 */
#define ACS_OK 0

/**
 * An argument breaks a rule; acs_error_field names it. Nothing was sent.
 */
#define ACS_INVALID_INPUT 1

/**
 * The credential could not be obtained, or the service refused it (401).
 */
#define ACS_AUTH 2

/**
 * The request never left this machine: no name, no connection, no TLS. Nothing happened.
 */
#define ACS_NOT_SENT 3

/**
 * The request left, no usable answer came, and repeating it might do it twice. The events tell
 * what came of it.
 */
#define ACS_OUTCOME_UNKNOWN 4

/**
 * Nothing came in time: of a question to the service an answer, of a queue an event.
 */
#define ACS_TIMEOUT 5

/**
 * A question got no answer because the connection failed. Nothing changed.
 */
#define ACS_CONNECTION 6

/**
 * The service answered with an error status.
 */
#define ACS_SERVICE 7

/**
 * The service answered with success, but not in the shape its documentation gives.
 */
#define ACS_DECODE 8

/**
 * The receiver, subscription or emulator was closed, and its queue is empty.
 */
#define ACS_CLOSED 9

/**
 * Ended on purpose, by a cancel token or acs_client_abort.
 */
#define ACS_ABORTED 10

/**
 * The operating system refused: address, thread, file, memory.
 */
#define ACS_SYSTEM 11

/**
 * It was made before this process was forked off and belongs to the parent. Nothing was done.
 */
#define ACS_FORKED 12

/**
 * A fault of the library itself, caught at its border; the process goes on. Please report it.
 */
#define ACS_PANIC 64

/**
 * The library was built without what this function needs.
 */
#define ACS_UNSUPPORTED 65

/**
 * acs_receiver_wake or acs_subscription_wake ended the wait.
 */
#define ACS_WOKEN 66

/**
 * The call ended before what was waited for came.
 */
#define ACS_CALL_ENDED 67

/**
 * What was waited for came, and means failure.
 */
#define ACS_FAILED 68

/**
 * ======== Version ========
 *
 * The version of the library that runs, as "MAJOR.MINOR.PATCH".
 *
 * @return a text that is always there
 * @since 0.1.0
 */
const char *acs_version(void);

/**
 * The binary interface of the library that runs; equals ACS_ABI_VERSION of a header that fits.
 *
 * @return the number
 * @since 0.1.0
 */
int acs_abi_version(void);

/**
 * ======== Status ========
 *
 * The name of a status as in this header: "ACS_TIMEOUT".
 *
 * @param status any number
 * @return a text that is always there; "ACS_UNKNOWN" for a number that is no status
 * @since 0.1.0
 */
const char *acs_status_name(acs_status_t status);

/**
 * What a status means, in a few words for people.
 *
 * @param status any number
 * @return a text that is always there
 * @since 0.1.0
 */
const char *acs_status_text(acs_status_t status);

/**
 * ======== Error ========
 *
 * Frees an error.
 *
 * @param error the error, or NULL
 * @since 0.1.0
 */
void acs_error_free(acs_error_t *error);

/**
 * The status that was returned with this error: its kind.
 *
 * @param error the error, or NULL
 * @return a status; ACS_OK for NULL
 * @since 0.1.0
 */
acs_status_t acs_error_status(const acs_error_t *error);

/**
 * All of it in one line for the log: operation, what happened, what to do about it, request id.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; "no error" for NULL
 * @since 0.1.0
 */
const char *acs_error_message(const acs_error_t *error);

/**
 * What happened, in one sentence, without the hint.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_reason(const acs_error_t *error);

/**
 * What to do about it, for the failures that users stumble over.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_hint(const acs_error_t *error);

/**
 * The operation that failed, as the service names it: "CreateCall".
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_operation(const acs_error_t *error);

/**
 * The argument at fault, for ACS_INVALID_INPUT.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_field(const acs_error_t *error);

/**
 * The service's error code as it was sent, mostly a sub-code in digits: "8522".
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_service_code(const acs_error_t *error);

/**
 * The service's own message.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_service_message(const acs_error_t *error);

/**
 * What the service names as the target of the error: the request path.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_target(const acs_error_t *error);

/**
 * x-ms-client-request-id of the request, the same for all its tries.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_request_id(const acs_error_t *error);

/**
 * Repeatability-Request-ID of the request, for operations that send it.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_repeatability_id(const acs_error_t *error);

/**
 * X-Azure-Ref of the answer: name it to Microsoft's support.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_azure_ref(const acs_error_t *error);

/**
 * X-Microsoft-Skype-Chain-ID of the answer: the call's correlation id, or a new one.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_chain_id(const acs_error_t *error);

/**
 * The HTTP status of the answer.
 *
 * @param error the error, or NULL
 * @return 100 to 599; 0 when no answer came
 * @since 0.1.0
 */
int acs_error_http_status(const acs_error_t *error);

/**
 * acs_error_service_code as a number.
 *
 * @param error the error, or NULL
 * @return the sub-code; 0 for none
 * @since 0.1.0
 */
int64_t acs_error_sub_code(const acs_error_t *error);

/**
 * How long the service asked to wait, in milliseconds.
 *
 * @param error the error, or NULL
 * @return 0 or more; -1 when it did not ask
 * @since 0.1.0
 */
int64_t acs_error_retry_after_ms(const acs_error_t *error);

/**
 * Repeatability-First-Sent of the request, in milliseconds since 1970; whole seconds.
 *
 * @param error the error, or NULL
 * @return the moment; -1 for none
 * @since 0.1.0
 */
int64_t acs_error_first_sent_ms(const acs_error_t *error);

/**
 * How many tries were made.
 *
 * @param error the error, or NULL
 * @return 0 when nothing was sent
 * @since 0.1.0
 */
int acs_error_attempts(const acs_error_t *error);

/**
 * Whether asking once more is safe and may help: nothing was done, or repeating it is harmless.
 *
 * @param error the error, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_error_is_retryable(const acs_error_t *error);

/**
 * The body of the answer as it came, at most the first 64 KiB; no text, it may hold any byte.
 *
 * @param error  the error, or NULL
 * @param length receives the number of bytes, or NULL
 * @return bytes that live as long as the error; NULL for none
 * @since 0.1.0
 */
const uint8_t *acs_error_raw_body(const acs_error_t *error,
                                  size_t *length);

/**
 * ======== Log ========
 *
 * Lines go to a function of the program from now on, those that wait already too.
 *
 * Without a sink the last 1,024 lines wait for acs_log_next. Once this returns, the sink of before
 * is not called any more, unless this was called by that sink itself. A forked child keeps the sink.
 *
 * @param sink  the function; NULL for none
 * @param user  given to the function each time; the library does not look at it, NULL is welcome
 * @param level the least important lines that are wanted: ACS_LOG_OFF to ACS_LOG_TRACE
 * @param error details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_UNSUPPORTED in a Rust program that has a logger of its own
 * @since 0.1.0
 */
acs_status_t acs_log_set_sink(acs_log_sink_t sink,
                              void *user,
                              int level,
                              acs_error_t **error);

/**
 * How important lines must be to be kept for acs_log_next, or given to the sink. ACS_LOG_OFF until
 * this or acs_log_set_sink is called.
 *
 * @param level the least important lines that are wanted: ACS_LOG_OFF to ACS_LOG_TRACE
 * @param error details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_UNSUPPORTED in a Rust program that has a logger of its own
 * @since 0.1.0
 */
acs_status_t acs_log_set_level(int level,
                               acs_error_t **error);

/**
 * The oldest line that waits; for programs without a sink.
 *
 * @param line  receives the line; free with acs_log_line_free
 * @param error details, or NULL
 * @return ACS_OK, ACS_TIMEOUT when none waits, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_log_next(acs_log_line_t **line,
                          acs_error_t **error);

/**
 * How important a line is.
 *
 * @param line the line, or NULL
 * @return ACS_LOG_ERROR to ACS_LOG_TRACE; ACS_LOG_OFF for NULL
 * @since 0.1.0
 */
int acs_log_line_level(const acs_log_line_t *line);

/**
 * What a line says.
 *
 * @param line the line, or NULL
 * @return a text that lives as long as the line; NULL for NULL
 * @since 0.1.0
 */
const char *acs_log_line_message(const acs_log_line_t *line);

/**
 * Frees a line.
 *
 * @param line the line, or NULL
 * @since 0.1.0
 */
void acs_log_line_free(acs_log_line_t *line);

/**
 * ======== Text ========
 *
 * What a text says.
 *
 * @param text the text, or NULL
 * @return UTF-8 that lives as long as the object; NULL for NULL
 * @since 0.1.0
 */
const char *acs_text_get(const acs_text_t *text);

/**
 * Frees a text.
 *
 * @param text the text, or NULL
 * @since 0.1.0
 */
void acs_text_free(acs_text_t *text);

/**
 * ======== Request options ========
 *
 * No wishes.
 *
 * @return options; free with acs_request_options_free
 * @since 0.1.0
 */
acs_request_options_t *acs_request_options_new(void);

/**
 * Frees request options.
 *
 * @param options the options, or NULL
 * @since 0.1.0
 */
void acs_request_options_free(acs_request_options_t *options);

/**
 * Ends the whole call after this time, everything included: name look-up, connecting, retries and
 * pauses.
 *
 * @param options    the options
 * @param timeout_ms 1 to 3,600,000 milliseconds; default 10,000, or what the client was made with
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_request_options_set_timeout_ms(acs_request_options_t *options,
                                                int64_t timeout_ms);

/**
 * Ends one try after this time.
 *
 * @param options        the options
 * @param try_timeout_ms 1 to 3,600,000 milliseconds; default: what is left of the whole
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_request_options_set_try_timeout_ms(acs_request_options_t *options,
                                                    int64_t try_timeout_ms);

/**
 * x-ms-client-request-id of the request.
 *
 * @param options the options
 * @param id      1 to 128 visible ASCII characters; default: a new UUID
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_request_options_set_request_id(acs_request_options_t *options,
                                                const char *id);

/**
 * Repeatability-Request-ID and Repeatability-First-Sent: those of an earlier request whose outcome
 * is unknown, to ask for the same once more. Only for operations that send them; others refuse.
 *
 * @param options       the options
 * @param id            1 to 128 visible ASCII characters; default: a new UUID
 * @param first_sent_ms milliseconds since 1970 UTC; default: now
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_request_options_set_repeatability(acs_request_options_t *options,
                                                   const char *id,
                                                   int64_t first_sent_ms);

/**
 * The repeatability ids of a request whose outcome is unknown, to ask for the same once more. The
 * arguments must be the same too. Where the service honours the ids (add, cancel adding, remove,
 * mute, hang up for everyone) it is not done twice; for the others nothing shows that.
 *
 * @param options  the options
 * @param previous the error that told ACS_OUTCOME_UNKNOWN
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_request_options_set_repeat_of(acs_request_options_t *options,
                                               const acs_error_t *previous);

/**
 * One header line more: at most 32, with at most 8 KiB of names and values. Headers that the
 * library itself writes are refused, and those that change how a request is framed.
 *
 * @param options the options
 * @param name    the name
 * @param value   printable ASCII
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_request_options_add_header(acs_request_options_t *options,
                                            const char *name,
                                            const char *value);

/**
 * The api-version of the request.
 *
 * @param options the options
 * @param version a date such as "2026-03-12", maybe with "-preview"; default: the client's
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_request_options_set_api_version(acs_request_options_t *options,
                                                 const char *version);

/**
 * How often to try again at most.
 *
 * @param options the options
 * @param retries 0 to 20; default 3
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_request_options_set_retries(acs_request_options_t *options,
                                             int64_t retries);

/**
 * Repeats also what nobody has shown to be repeatable (create, answer, connect, redirect, reject,
 * transfer, move) after a lost answer or a 5xx. This may ring a person twice.
 *
 * @param options the options
 * @param repeat  1 or 0; default: the client's
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_request_options_set_repeat_unproven(acs_request_options_t *options,
                                                     int repeat);

/**
 * ======== Emulator options ========
 *
 * A free port, a published key, time that runs, and the checks of the service.
 *
 * @return options; free with acs_emulator_options_free
 * @since 0.1.0
 */
acs_emulator_options_t *acs_emulator_options_new(void);

/**
 * Frees emulator options.
 *
 * @param options the options, or NULL
 * @since 0.1.0
 */
void acs_emulator_options_free(acs_emulator_options_t *options);

/**
 * The port on 127.0.0.1.
 *
 * @param options the options
 * @param port    0 to 65,535; default 0, which is any free one
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_port(acs_emulator_options_t *options,
                                           int64_t port);

/**
 * The access key of the resource. acs_emulator_start refuses one that is no base64.
 *
 * @param options the options
 * @param base64  the key in base64; default: a published test key
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_access_key(acs_emulator_options_t *options,
                                                 const char *base64);

/**
 * Time stands still until acs_emulator_advance_ms.
 *
 * @param options the options
 * @param manual  1 or 0; default 0, it runs
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_manual_clock(acs_emulator_options_t *options,
                                                   int manual);

/**
 * Heeds repeatability headers on create, answer, connect, redirect and reject too, as the service did in
 * 2022. Recordings since 2023 show that it ignores them there.
 *
 * @param options the options
 * @param honour  1 or 0; default 0
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_honour_repeatability(acs_emulator_options_t *options,
                                                           int honour);

/**
 * Takes callback URLs with plain http, if they lead to this machine. The service takes https only.
 *
 * @param options the options
 * @param allow   1 or 0; default 1
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_allow_http_callbacks(acs_emulator_options_t *options,
                                                           int allow);

/**
 * Refuses requests whose date is more than 15 minutes off. The service's own limit is not public.
 *
 * @param options the options
 * @param check   1 or 0; default 1
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_check_clock_skew(acs_emulator_options_t *options,
                                                       int check);

/**
 * Takes any bearer token. By itself it refuses all, since it cannot check them.
 *
 * @param options the options
 * @param accept  1 or 0; default 0
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_accept_any_token(acs_emulator_options_t *options,
                                                       int accept);

/**
 * How many participants a page of the list holds.
 *
 * @param options      the options
 * @param participants 1 or more, 0 counts as 1; default: all on one page, as in every recording
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_page_size(acs_emulator_options_t *options,
                                                int64_t participants);

/**
 * ======== Emulator ========
 *
 * Starts an emulator; it runs until acs_emulator_close or acs_emulator_free.
 *
 * @param options  options, or NULL for the defaults
 * @param emulator receives the emulator; free with acs_emulator_free
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the port is taken or no thread can be had,
 *         ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_start(const acs_emulator_options_t *options,
                                acs_emulator_t **emulator,
                                acs_error_t **error);

/**
 * Closes an emulator and frees it.
 *
 * @param emulator the emulator, or NULL
 * @since 0.1.0
 */
void acs_emulator_free(acs_emulator_t *emulator);

/**
 * Where it is: "http://127.0.0.1:PORT".
 *
 * @param emulator the emulator, or NULL
 * @return a text that lives as long as the emulator; NULL for NULL
 * @since 0.1.0
 */
const char *acs_emulator_endpoint(const acs_emulator_t *emulator);

/**
 * What a client is made with: "endpoint=http://127.0.0.1:PORT/;accesskey=KEY".
 *
 * @param emulator the emulator, or NULL
 * @return a text that lives as long as the emulator; NULL for NULL
 * @since 0.1.0
 */
const char *acs_emulator_connection_string(const acs_emulator_t *emulator);

/**
 * The access key, in base64.
 *
 * @param emulator the emulator, or NULL
 * @return a text that lives as long as the emulator; NULL for NULL
 * @since 0.1.0
 */
const char *acs_emulator_access_key(const acs_emulator_t *emulator);

/**
 * The emulator's date and time, in milliseconds since 1970.
 *
 * @param emulator the emulator, or NULL
 * @return the moment; -1 for NULL
 * @since 0.1.0
 */
int64_t acs_emulator_now_ms(const acs_emulator_t *emulator);

/**
 * Moves time forward, and does on the way everything that falls due, in order. The events of it wait
 * for delivery when this returns; acs_emulator_flush_ms waits for that.
 *
 * @param emulator the emulator
 * @param by_ms    0 or more milliseconds
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_advance_ms(const acs_emulator_t *emulator,
                                     int64_t by_ms,
                                     acs_error_t **error);

/**
 * Waits until every event was delivered or given up.
 *
 * @param emulator    the emulator
 * @param patience_ms how long at most: 0 or more milliseconds of real time; 0 only looks
 * @param error       details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_TIMEOUT when something still waits, ACS_FORKED,
 *         ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_flush_ms(const acs_emulator_t *emulator,
                                   int64_t patience_ms,
                                   acs_error_t **error);

/**
 * Tells how a far end behaves from now on. A later script for the same one replaces it.
 *
 * @param emulator the emulator
 * @param far_end  the far end; it is copied
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_script(const acs_emulator_t *emulator,
                                 const acs_far_end_t *far_end,
                                 acs_error_t **error);

/**
 * Makes a user of the emulator's own. Calls to it ring as IncomingCall.
 *
 * @param emulator the emulator
 * @param raw_id   receives the user's raw id; free with acs_text_free
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_create_user(const acs_emulator_t *emulator,
                                      acs_text_t **raw_id,
                                      acs_error_t **error);

/**
 * Makes a phone number the emulator's own. Calls to it ring as IncomingCall.
 *
 * @param emulator the emulator
 * @param number   3 to 15 digits after a plus sign, such as "+15550100199"
 * @param raw_id   receives the number's raw id, free with acs_text_free; or NULL
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_own_number(const acs_emulator_t *emulator,
                                     const char *number,
                                     acs_text_t **raw_id,
                                     acs_error_t **error);

/**
 * Adds an Event Grid subscription, after its handshake, which the listener must answer meanwhile. One
 * with the same URL and schema takes the place of the first.
 *
 * @param emulator the emulator
 * @param url      https, or http to this machine
 * @param schema   ACS_SCHEMA_EVENT_GRID or ACS_SCHEMA_CLOUD_EVENTS
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SERVICE when the listener did not consent, ACS_FORKED,
 *         ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_subscribe(const acs_emulator_t *emulator,
                                    const char *url,
                                    int schema,
                                    acs_error_t **error);

/**
 * Ends the Event Grid subscriptions of a URL, in both schemas. Events that wait already are still
 * delivered.
 *
 * @param emulator the emulator
 * @param url      the URL as it was subscribed
 * @param ended    receives 1, or 0 when there was none; or NULL
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_unsubscribe(const acs_emulator_t *emulator,
                                      const char *url,
                                      int *ended,
                                      acs_error_t **error);

/**
 * An outside caller rings at an own user or number, for 30 s.
 *
 * @param emulator the emulator
 * @param incoming who calls whom; it is copied
 * @param context  receives the incoming call context, which also goes to the subscriptions; free
 *                 with acs_text_free; or NULL
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when the callee is not the emulator's own, or the caller is the
 *         callee or no raw id, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_incoming_call(const acs_emulator_t *emulator,
                                        const acs_incoming_call_t *incoming,
                                        acs_text_t **context,
                                        acs_error_t **error);

/**
 * The outside caller of an incoming call gives up while it rings.
 *
 * @param emulator the emulator
 * @param context  the incoming call context
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when it does not ring, or the caller is not outside, ACS_FORKED,
 *         ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_caller_hangs_up(const acs_emulator_t *emulator,
                                          const char *context,
                                          acs_error_t **error);

/**
 * Clients start a call without the application; CallStarted goes to the subscriptions.
 *
 * @param emulator the emulator
 * @param call     who, and where; it is copied
 * @param started  receives what names the call, free with acs_started_call_free; or NULL
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when such a call cannot be or goes on already, ACS_FORKED,
 *         ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_start_client_call(const acs_emulator_t *emulator,
                                            const acs_client_call_t *call,
                                            acs_started_call_t **started,
                                            acs_error_t **error);

/**
 * A participant of a call hangs up.
 *
 * @param emulator           the emulator
 * @param call_connection_id the call, as the application knows it
 * @param raw_id             the participant
 * @param error              details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when there is no such call or participant, ACS_FORKED,
 *         ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_hang_up_far_end(const acs_emulator_t *emulator,
                                          const char *call_connection_id,
                                          const char *raw_id,
                                          acs_error_t **error);

/**
 * Makes the next request of an operation fail.
 *
 * @param emulator the emulator
 * @param fault    what happens to which operation; it is copied
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT for an operation that does not exist or a status that is no
 *         failure, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_fault(const acs_emulator_t *emulator,
                                const acs_fault_t *fault,
                                acs_error_t **error);

/**
 * Every request with its answer and every try to deliver an event, until now: at most the newest
 * 10,000, and 64 MiB. The value of Authorization is not kept.
 *
 * @param emulator the emulator
 * @param journal  receives the journal; free with acs_journal_free
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_journal(const acs_emulator_t *emulator,
                                  acs_journal_t **journal,
                                  acs_error_t **error);

/**
 * How many calls were ever made since the start or the last reset: created, incoming or started by
 * clients. A call to an own number counts as two, as with the service.
 *
 * @param emulator the emulator, or NULL
 * @return the number; -1 for NULL, and in a forked child
 * @since 0.1.0
 */
int64_t acs_emulator_calls_created(const acs_emulator_t *emulator);

/**
 * How many calls there are now, ringing ones included.
 *
 * @param emulator the emulator, or NULL
 * @return the number; -1 for NULL, and in a forked child
 * @since 0.1.0
 */
int64_t acs_emulator_calls_alive(const acs_emulator_t *emulator);

/**
 * Forgets all calls, users, numbers, scripts, faults, subscriptions, repeatability ids, what waits for
 * delivery, and the journal. Time, key and address stay.
 *
 * @param emulator the emulator
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_reset(const acs_emulator_t *emulator,
                                acs_error_t **error);

/**
 * Stops answering and delivering, and joins all threads. Events that were not delivered are dropped.
 * May be called again; acs_emulator_free does it too.
 *
 * @param emulator the emulator
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_close(const acs_emulator_t *emulator,
                                acs_error_t **error);

/**
 * ======== Far end ========
 *
 * The far end with a raw id; it answers at once and stays, until a setter says otherwise.
 *
 * @param raw_id  such as "4:+15550100123"
 * @param far_end receives the far end; free with acs_far_end_free
 * @param error   details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_far_end_new(const char *raw_id,
                             acs_far_end_t **far_end,
                             acs_error_t **error);

/**
 * Everybody who has no script of their own, but not the emulator's own users and numbers.
 *
 * @param far_end receives the far end; free with acs_far_end_free
 * @param error   details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_far_end_new_everybody(acs_far_end_t **far_end,
                                       acs_error_t **error);

/**
 * Frees a far end; its script goes on.
 *
 * @param far_end the far end, or NULL
 * @since 0.1.0
 */
void acs_far_end_free(acs_far_end_t *far_end);

/**
 * Rings for this long, then answers. An invitation that lasts shorter fails before.
 *
 * @param far_end  the far end
 * @param delay_ms 0 or more milliseconds; default 0
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_far_end_set_answers_after_ms(acs_far_end_t *far_end,
                                              int64_t delay_ms);

/**
 * Is busy: 486/560486 for phones, 486/0 for others.
 *
 * @param far_end the far end
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_far_end_set_is_busy(acs_far_end_t *far_end);

/**
 * Rings for 30 s, or as long as the invitation lasts, and does not answer: 480/560480 for phones,
 * 487/10004 for others.
 *
 * @param far_end the far end
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_far_end_set_does_not_answer(acs_far_end_t *far_end);

/**
 * Declines at once: 603/0.
 *
 * @param far_end the far end
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_far_end_set_declines(acs_far_end_t *far_end);

/**
 * Hangs up this long after it joined a call.
 *
 * @param far_end the far end
 * @param stay_ms 0 or more milliseconds; default: stays until hung up on
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_far_end_set_hangs_up_after_ms(acs_far_end_t *far_end,
                                               int64_t stay_ms);

/**
 * ======== Fault ========
 *
 * A fault that does nothing yet, for the next request of one operation. acs_emulator_fault refuses an
 * operation that does not exist.
 *
 * @param operation CreateCall, AnswerCall, Connect, RedirectCall, RejectCall, GetCall, HangupCall,
 *                  TerminateCall, TransferToParticipant, GetParticipants, GetParticipant,
 *                  AddParticipant, CancelAddParticipant, RemoveParticipant, Mute, MoveParticipants;
 *                  "*" stands for all
 * @param fault     receives the fault; free with acs_fault_free
 * @param error     details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_fault_new(const char *operation,
                           acs_fault_t **fault,
                           acs_error_t **error);

/**
 * Frees a fault; the emulator keeps what it was given.
 *
 * @param fault the fault, or NULL
 * @since 0.1.0
 */
void acs_fault_free(acs_fault_t *fault);

/**
 * Answers with this status, and does not act. acs_emulator_fault refuses another.
 *
 * @param fault  the fault
 * @param status 400 to 599
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_fault_set_status(acs_fault_t *fault,
                                  int64_t status);

/**
 * The error code in the body of such an answer.
 *
 * @param fault the fault
 * @param code  default "8516" for 429, else "9999"
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_fault_set_code(acs_fault_t *fault,
                                const char *code);

/**
 * Adds Retry-After to the answer.
 *
 * @param fault   the fault
 * @param seconds 0 or more seconds; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_fault_set_retry_after_secs(acs_fault_t *fault,
                                            int64_t seconds);

/**
 * Acts, then closes the connection without an answer.
 *
 * @param fault the fault
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_fault_set_loses_answer(acs_fault_t *fault);

/**
 * Acts, then holds the answer back for this long, in real time.
 *
 * @param fault    the fault
 * @param delay_ms 0 or more milliseconds; default 0
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_fault_set_delays_answer_ms(acs_fault_t *fault,
                                            int64_t delay_ms);

/**
 * Happens to this many requests.
 *
 * @param fault the fault
 * @param times 0 to 4,294,967,295; default 1
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_fault_set_times(acs_fault_t *fault,
                                 int64_t times);

/**
 * ======== Incoming call ========
 *
 * A call by raw ids; it happens in acs_emulator_incoming_call.
 *
 * @param from     who calls, such as "4:+15550100123"
 * @param to       who is called: an own user or number of the emulator
 * @param incoming receives the call; free with acs_incoming_call_free
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_incoming_call_new(const char *from,
                                   const char *to,
                                   acs_incoming_call_t **incoming,
                                   acs_error_t **error);

/**
 * Frees the description of a call; the call itself goes on.
 *
 * @param incoming the call, or NULL
 * @since 0.1.0
 */
void acs_incoming_call_free(acs_incoming_call_t *incoming);

/**
 * The caller's name, as IncomingCall shows it.
 *
 * @param incoming the call
 * @param name     any text; default: empty
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_incoming_call_set_display_name(acs_incoming_call_t *incoming,
                                                const char *name);

/**
 * A SIP header of the custom calling context.
 *
 * @param incoming the call
 * @param name     the name, as it is to arrive
 * @param value    the value
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_incoming_call_add_sip_header(acs_incoming_call_t *incoming,
                                              const char *name,
                                              const char *value);

/**
 * A VoIP header of the custom calling context.
 *
 * @param incoming the call
 * @param name     the name, as it is to arrive
 * @param value    the value
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_incoming_call_add_voip_header(acs_incoming_call_t *incoming,
                                               const char *name,
                                               const char *value);

/**
 * The caller hangs up in the moment of the answer: answer succeeds, then AnswerFailed comes.
 *
 * @param incoming the call
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_incoming_call_set_gone_when_answered(acs_incoming_call_t *incoming);

/**
 * ======== Client call ========
 *
 * A call of some users; it happens in acs_emulator_start_client_call. One must be a communication user;
 * at least two are needed, or one for a group or a room.
 *
 * @param users their raw ids, each at most once; the first one starts the call
 * @param count how many; at most 10,000
 * @param call  receives the call; free with acs_client_call_free
 * @param error details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_client_call_new(const char *const *users,
                                 size_t count,
                                 acs_client_call_t **call,
                                 acs_error_t **error);

/**
 * Frees the description of a call; the call itself goes on.
 *
 * @param call the call, or NULL
 * @since 0.1.0
 */
void acs_client_call_free(acs_client_call_t *call);

/**
 * A group call with this id.
 *
 * @param call the call
 * @param id   a GUID; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_client_call_set_group_id(acs_client_call_t *call,
                                          const char *id);

/**
 * A call in the room with this id.
 *
 * @param call the call
 * @param id   the room's id; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_client_call_set_room_id(acs_client_call_t *call,
                                         const char *id);

/**
 * The server call id, as CallStarted tells it: with it the application can connect to the call.
 *
 * @param started the started call, or NULL
 * @return a text that lives as long as the object; NULL for NULL
 * @since 0.1.0
 */
const char *acs_started_call_server_call_id(const acs_started_call_t *started);

/**
 * The tracing id that all events of the call carry.
 *
 * @param started the started call, or NULL
 * @return a text that lives as long as the object; NULL for NULL
 * @since 0.1.0
 */
const char *acs_started_call_correlation_id(const acs_started_call_t *started);

/**
 * Frees what names a started call; the call itself goes on.
 *
 * @param started the started call, or NULL
 * @since 0.1.0
 */
void acs_started_call_free(acs_started_call_t *started);

/**
 * ======== Journal ========
 *
 * How many entries a journal has.
 *
 * @param journal the journal, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_journal_count(const acs_journal_t *journal);

/**
 * An entry of a journal, the oldest one first.
 *
 * @param journal the journal, or NULL
 * @param index   from 0 to acs_journal_count - 1
 * @return an entry that lives as long as the journal; NULL beyond
 * @since 0.1.0
 */
const acs_journal_entry_t *acs_journal_get(const acs_journal_t *journal,
                                           size_t index);

/**
 * Frees a journal and its entries.
 *
 * @param journal the journal, or NULL
 * @since 0.1.0
 */
void acs_journal_free(acs_journal_t *journal);

/**
 * When it ended, by the emulator's clock, in milliseconds since 1970.
 *
 * @param entry the entry, or NULL
 * @return the moment; -1 for NULL
 * @since 0.1.0
 */
int64_t acs_journal_entry_time_ms(const acs_journal_entry_t *entry);

/**
 * What an entry tells.
 *
 * @param entry the entry, or NULL
 * @return ACS_JOURNAL_REQUEST or ACS_JOURNAL_EVENT; 0 for NULL
 * @since 0.1.0
 */
int acs_journal_entry_kind(const acs_journal_entry_t *entry);

/**
 * The HTTP method.
 *
 * @param entry the entry, or NULL
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_journal_entry_method(const acs_journal_entry_t *entry);

/**
 * Path and query of a request; the whole URL of an event's delivery.
 *
 * @param entry the entry, or NULL
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_journal_entry_path(const acs_journal_entry_t *entry);

/**
 * The first header of a name.
 *
 * @param entry the entry, or NULL
 * @param name  the name, in letters of any case; NULL finds none
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_journal_entry_header(const acs_journal_entry_t *entry,
                                     const char *name);

/**
 * How many headers an entry has.
 *
 * @param entry the entry, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_journal_entry_header_count(const acs_journal_entry_t *entry);

/**
 * The name of one header, in the order as sent.
 *
 * @param entry the entry, or NULL
 * @param index from 0 to acs_journal_entry_header_count - 1
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_journal_entry_header_name(const acs_journal_entry_t *entry,
                                          size_t index);

/**
 * The value of one header, in the order as sent.
 *
 * @param entry the entry, or NULL
 * @param index from 0 to acs_journal_entry_header_count - 1
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_journal_entry_header_value(const acs_journal_entry_t *entry,
                                           size_t index);

/**
 * The body as sent. Beyond 64 KiB it is cut, and "... (N bytes more)" follows.
 *
 * @param entry  the entry, or NULL
 * @param length receives the number of bytes, or NULL
 * @return bytes that live as long as the journal; NULL for none
 * @since 0.1.0
 */
const uint8_t *acs_journal_entry_body(const acs_journal_entry_t *entry,
                                      size_t *length);

/**
 * The HTTP status of the answer.
 *
 * @param entry the entry, or NULL
 * @return 100 to 599; 0 when none came or none was given
 * @since 0.1.0
 */
int acs_journal_entry_status(const acs_journal_entry_t *entry);

/**
 * The first header of the emulator's answer of a name.
 *
 * @param entry the entry, or NULL
 * @param name  the name, in letters of any case; NULL finds none
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_journal_entry_response_header(const acs_journal_entry_t *entry,
                                              const char *name);

/**
 * How many headers the emulator's answer has; none for events.
 *
 * @param entry the entry, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_journal_entry_response_header_count(const acs_journal_entry_t *entry);

/**
 * The name of one header of the emulator's answer, in the order as sent.
 *
 * @param entry the entry, or NULL
 * @param index from 0 to acs_journal_entry_response_header_count - 1
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_journal_entry_response_header_name(const acs_journal_entry_t *entry,
                                                   size_t index);

/**
 * The value of one header of the emulator's answer, in the order as sent.
 *
 * @param entry the entry, or NULL
 * @param index from 0 to acs_journal_entry_response_header_count - 1
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_journal_entry_response_header_value(const acs_journal_entry_t *entry,
                                                    size_t index);

/**
 * The body of the answer, cut in the same way.
 *
 * @param entry  the entry, or NULL
 * @param length receives the number of bytes, or NULL
 * @return bytes that live as long as the journal; NULL for none
 * @since 0.1.0
 */
const uint8_t *acs_journal_entry_response_body(const acs_journal_entry_t *entry,
                                               size_t *length);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_H */
