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
 * What went wrong, in detail. Read only: may be shared between threads.
 */
typedef struct acs_error_t acs_error_t;

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

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_H */
