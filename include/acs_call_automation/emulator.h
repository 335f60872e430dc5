/**
 * @file acs_call_automation/emulator.h
 * The offline emulator of the service, for tests and first steps. A library that was built without it
 * has these functions too; they return ACS_UNSUPPORTED.
 *
 * Contents: Emulator options; Emulator; Remote parties; Prompts; Faults; Incoming calls of the
 * emulator; Client calls; Journal.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
/* Made by cbindgen and capi/surface/headers.toml from capi/src; do not edit. */
#ifndef ACS_CALL_AUTOMATION_EMULATOR_H
#define ACS_CALL_AUTOMATION_EMULATOR_H

#ifndef ACS_CALL_AUTOMATION_H
#error "include acs_call_automation.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct acs_emulator_client_call_t acs_emulator_client_call_t;
typedef struct acs_emulator_fault_t acs_emulator_fault_t;
typedef struct acs_emulator_incoming_call_t acs_emulator_incoming_call_t;
typedef struct acs_emulator_journal_entry_t acs_emulator_journal_entry_t;
typedef struct acs_emulator_journal_t acs_emulator_journal_t;
typedef struct acs_emulator_options_t acs_emulator_options_t;
typedef struct acs_emulator_prompt_t acs_emulator_prompt_t;
typedef struct acs_emulator_remote_party_t acs_emulator_remote_party_t;
typedef struct acs_emulator_started_call_t acs_emulator_started_call_t;
typedef struct acs_emulator_t acs_emulator_t;

/* ======== Emulator options ======== */

/**
 * @typedef acs_emulator_options_t
 * The options of an emulator. One thread at a time; may be used for any number of emulators.
 */

/**
 * Default options: a free port, a published key, a running clock, and the checks of the service.
 *
 * @return options; free with acs_emulator_options_free
 */
acs_emulator_options_t *acs_emulator_options_new(void);

/** Frees emulator options. */
void acs_emulator_options_free(acs_emulator_options_t *options);

/**
 * The port on 127.0.0.1.
 *
 * @param port    0 to 65,535; default 0, which is any free one
 */
acs_status_t acs_emulator_options_set_port(acs_emulator_options_t *options, int64_t port);

/**
 * The access key of the resource. acs_emulator_start refuses one that is not valid base64.
 *
 * @param base64  the key in base64; default: a published test key
 */
acs_status_t acs_emulator_options_set_access_key(acs_emulator_options_t *options,
                                                 const char *base64);

/**
 * Whether time stands still until acs_emulator_advance_ms.
 *
 * @param manual  1 or 0; default 0, it runs
 */
acs_status_t acs_emulator_options_set_manual_clock(acs_emulator_options_t *options, int manual);

/**
 * Whether repeatability headers count on create, answer, connect, redirect, reject, transfer and
 * move too, as in 2022. Recordings since 2023 show that they are ignored there.
 *
 * @param honor   1 or 0; default 0
 */
acs_status_t acs_emulator_options_set_honor_repeatability(acs_emulator_options_t *options,
                                                          int honor);

/**
 * Whether callback URLs with plain http to this machine are allowed. The service allows https
 * only.
 *
 * @param allow   1 or 0; default 1
 */
acs_status_t acs_emulator_options_set_allow_http_callbacks(acs_emulator_options_t *options,
                                                           int allow);

/**
 * Whether requests whose date is more than 15 minutes off are refused. The service's own limit is
 * not public.
 *
 * @param check   1 or 0; default 1
 */
acs_status_t acs_emulator_options_set_check_clock_skew(acs_emulator_options_t *options, int check);

/**
 * Whether any bearer token is accepted. By default all are refused, since they cannot be checked.
 *
 * @param accept  1 or 0; default 0
 */
acs_status_t acs_emulator_options_set_accept_any_token(acs_emulator_options_t *options, int accept);

/**
 * The number of participants on a page of the list.
 *
 * @param participants 1 or more, 0 counts as 1; default: all on one page, as in every recording
 */
acs_status_t acs_emulator_options_set_page_size(acs_emulator_options_t *options,
                                                int64_t participants);

/**
 * The longest audio in one file of a recording.
 *
 * @param longest_ms 0 or more milliseconds, which counts as the nearest from 1 ms to 4 hours;
 *                   default 4 hours, the service's own limit
 */
acs_status_t acs_emulator_options_set_recording_chunk_ms(acs_emulator_options_t *options,
                                                         int64_t longest_ms);

/**
 * The time from the end of a recording until its files are ready and RecordingFileStatusUpdated is
 * sent, by the emulator's clock.
 *
 * @param delay_ms 0 or more milliseconds; default 5,000
 */
acs_status_t acs_emulator_options_set_recording_delay_ms(acs_emulator_options_t *options,
                                                         int64_t delay_ms);

/* ======== Emulator ======== */

#define ACS_SCHEMA_EVENT_GRID 1   /**< Event Grid's own schema: an array of events, after a
                                       validation event. */
#define ACS_SCHEMA_CLOUD_EVENTS 2 /**< One CloudEvent 1.0 per request, after an OPTIONS request. */

/**
 * @typedef acs_emulator_t
 * An offline emulator of the service on a port of this machine, with the same paths, headers,
 * errors and events. In a build without it acs_emulator_start returns ACS_UNSUPPORTED. It belongs
 * to the process that started it. May be shared between threads.
 */

/**
 * Starts an emulator; it runs until acs_emulator_close or acs_emulator_free.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the port is taken or no thread can be had,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_start(const acs_emulator_options_t *options, acs_emulator_t **emulator,
                                acs_error_t **error);

/** Closes an emulator and frees it. */
void acs_emulator_free(acs_emulator_t *emulator);

/** The address: "http://127.0.0.1:PORT". */
const char *acs_emulator_endpoint(const acs_emulator_t *emulator);

/** The connection string for acs_client_new: "endpoint=http://127.0.0.1:PORT/;accesskey=KEY". */
const char *acs_emulator_connection_string(const acs_emulator_t *emulator);

/** The access key, in base64. */
const char *acs_emulator_access_key(const acs_emulator_t *emulator);

/**
 * The emulator's date and time, in milliseconds since 1970.
 *
 * @return the moment; -1 for NULL
 */
int64_t acs_emulator_now_ms(const acs_emulator_t *emulator);

/**
 * Moves the clock forward and performs everything that falls due on the way, in order. The events
 * are queued for delivery when this returns; acs_emulator_flush_ms waits for their delivery.
 *
 * @param by_ms    0 or more milliseconds
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_advance_ms(const acs_emulator_t *emulator, int64_t by_ms,
                                     acs_error_t **error);

/**
 * Waits until every event was delivered or its attempts are used up.
 *
 * @param timeout_ms how long at most: 0 or more milliseconds of real time; 0 only looks
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_TIMEOUT when something still waits, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_flush_ms(const acs_emulator_t *emulator, int64_t timeout_ms,
                                   acs_error_t **error);

/**
 * Sets how a remote party behaves from now on. Replaces earlier settings for the same one.
 *
 * @param remote_party the party; it is copied
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_set_remote_party(const acs_emulator_t *emulator,
                                           const acs_emulator_remote_party_t *remote_party,
                                           acs_error_t **error);

/**
 * Creates a user of the emulator's own. Calls to it ring as IncomingCall.
 *
 * @param raw_id   receives the user's raw id; free with acs_text_free
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_create_user(const acs_emulator_t *emulator, acs_text_t **raw_id,
                                      acs_error_t **error);

/**
 * Adds a phone number of the emulator's own. Calls to it ring as IncomingCall.
 *
 * @param number   3 to 15 digits after a plus sign, such as "+15550100199"
 * @param raw_id   receives the number's raw id, free with acs_text_free; or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_add_phone_number(const acs_emulator_t *emulator, const char *number,
                                           acs_text_t **raw_id, acs_error_t **error);

/**
 * Adds an Event Grid subscription, after its validation handshake, which the listener must answer
 * while this function runs. Replaces one with the same URL and schema.
 *
 * @param url      https, or http to this machine
 * @param schema   ACS_SCHEMA_EVENT_GRID or ACS_SCHEMA_CLOUD_EVENTS
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SERVICE when the listener did not consent, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_subscribe(const acs_emulator_t *emulator, const char *url, int schema,
                                    acs_error_t **error);

/**
 * Removes the Event Grid subscriptions of a URL, in both schemas. Queued events are still
 * delivered.
 *
 * @param url      the URL as it was subscribed
 * @param ended    receives 1, or 0 when there was none; or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_unsubscribe(const acs_emulator_t *emulator, const char *url, int *ended,
                                      acs_error_t **error);

/**
 * Places an incoming call from an outside caller to an own user or number. It rings for 30 s.
 *
 * @param incoming the call; it is copied
 * @param context  receives the incoming call context, which also goes to the subscriptions; free
 *                 with acs_text_free; or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when the callee is not the emulator's own, or the caller is
 *         the callee or no raw id, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_place_incoming_call(const acs_emulator_t *emulator,
                                              const acs_emulator_incoming_call_t *incoming,
                                              acs_text_t **context, acs_error_t **error);

/**
 * Cancels an incoming call: its outside caller hangs up while it rings.
 *
 * @return ACS_OK, ACS_INVALID_INPUT when it does not ring, or the caller is not outside,
 *         ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_cancel_incoming_call(const acs_emulator_t *emulator, const char *context,
                                               acs_error_t **error);

/**
 * Starts a call between clients, without the application; the subscriptions get CallStarted.
 *
 * @param call     the call; it is copied
 * @param started  receives what names the call, free with acs_emulator_started_call_free; or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when such a call cannot be or goes on already, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_start_client_call(const acs_emulator_t *emulator,
                                            const acs_emulator_client_call_t *call,
                                            acs_emulator_started_call_t **started,
                                            acs_error_t **error);

/**
 * Hangs up a participant of a call.
 *
 * @param call_connection_id the call, as the application knows it
 * @return ACS_OK, ACS_INVALID_INPUT when there is no such call or participant, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_hang_up_participant(const acs_emulator_t *emulator,
                                              const char *call_connection_id, const char *raw_id,
                                              acs_error_t **error);

/**
 * Adds a fault: the next request of an operation fails, or its response is delayed, lost or cut.
 *
 * @param fault    what happens to which operation; it is copied
 * @return ACS_OK, ACS_INVALID_INPUT for an operation that does not exist or a status that is no
 *         failure, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_add_fault(const acs_emulator_t *emulator,
                                    const acs_emulator_fault_t *fault, acs_error_t **error);

/**
 * Returns every request with its response and every attempt to deliver an event, until now: at
 * most the newest 10,000, and 64 MiB. The value of Authorization is not kept.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_journal(const acs_emulator_t *emulator, acs_emulator_journal_t **journal,
                                  acs_error_t **error);

/**
 * Returns how many calls were created since the start or the last reset: by the application,
 * incoming or between clients. A call to an own number counts as two, as with the service.
 *
 * @return the number; -1 for NULL, and in a forked child
 */
int64_t acs_emulator_created_call_count(const acs_emulator_t *emulator);

/**
 * Returns how many calls there are now, ringing ones included.
 *
 * @return the number; -1 for NULL, and in a forked child
 */
int64_t acs_emulator_active_call_count(const acs_emulator_t *emulator);

/**
 * Removes all calls, users, numbers, behaviors of parties and prompts, faults, subscriptions,
 * repeatability ids, queued events, and the journal. Time, key and address stay.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_reset(const acs_emulator_t *emulator, acs_error_t **error);

/**
 * Stops the emulator and joins its threads. Events that were not delivered are dropped. Further
 * calls do nothing; acs_emulator_free closes it too.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_close(const acs_emulator_t *emulator, acs_error_t **error);

/* ======== Remote parties ======== */

/**
 * @typedef acs_emulator_remote_party_t
 * The behavior of a called party: of every one, or of the one with a raw id. By default a party
 * answers at once and stays in the call. The emulator's own users and numbers ring instead, until
 * their incoming call is answered, rejected or redirected; a behavior set for one of them replaces
 * that. What a party presses and says are turns: each recognition of it takes the next one, when
 * its prompts are over; after the last turn it is silent. One thread at a time; may be used any
 * number of times.
 */

/**
 * The party with a raw id; it answers at once and stays, unless a setter changes that.
 *
 * @param raw_id such as "4:+15550100123"
 * @return a remote party; free with acs_emulator_remote_party_free
 */
acs_emulator_remote_party_t *acs_emulator_remote_party_new(const char *raw_id);

/**
 * Every party without a behavior of its own, except the emulator's own users and numbers.
 *
 * @return a party; free with acs_emulator_remote_party_free
 */
acs_emulator_remote_party_t *acs_emulator_remote_party_new_any(void);

/** Frees a party; the emulator keeps the behavior it was given. */
void acs_emulator_remote_party_free(acs_emulator_remote_party_t *remote_party);

/**
 * Rings for this long, then answers. An invitation with a shorter timeout fails before.
 *
 * @param delay_ms 0 or more milliseconds; default 0
 */
acs_status_t acs_emulator_remote_party_set_answers_after_ms(acs_emulator_remote_party_t *remote_party,
                                                            int64_t delay_ms);

/** Is busy: 486/560486 for phones, 486/0 for others. */
acs_status_t acs_emulator_remote_party_set_is_busy(acs_emulator_remote_party_t *remote_party);

/**
 * Rings for 30 s, or as long as the invitation lasts, and does not answer: 480/560480 for phones,
 * 487/10004 for others.
 */
acs_status_t acs_emulator_remote_party_set_does_not_answer(acs_emulator_remote_party_t *remote_party);

/** Declines at once: 603/0. */
acs_status_t acs_emulator_remote_party_set_declines(acs_emulator_remote_party_t *remote_party);

/**
 * Hangs up this long after it joined a call.
 *
 * @param stay_ms 0 or more milliseconds; default: stays until hung up on
 */
acs_status_t acs_emulator_remote_party_set_hangs_up_after_ms(acs_emulator_remote_party_t *remote_party,
                                                             int64_t stay_ms);

/**
 * In the next turn: presses these digits, the first one 1 s after the prompts, the others at once
 * after it.
 *
 * @param digits    1 to 1000 of 0 to 9, A to D, # and *; a comma is a pause of one second, ? a tone
 *                that cannot be made out
 */
acs_status_t acs_emulator_remote_party_add_presses(acs_emulator_remote_party_t *remote_party,
                                                   const char *digits);

/**
 * In the next turn: says this, 1 s after the prompts.
 *
 * @param phrase  what it says
 */
acs_status_t acs_emulator_remote_party_add_says(acs_emulator_remote_party_t *remote_party,
                                                const char *phrase);

/** In the next turn: is silent. */
acs_status_t acs_emulator_remote_party_add_keeps_silent(acs_emulator_remote_party_t *remote_party);

/**
 * In the next turn: the recognition fails with this outcome 1 s after the prompts.
 *
 * @param code     0 to 65,535, such as 500
 * @param sub_code 0 to 4,294,967,295, such as 8565 for the speech service
 */
acs_status_t acs_emulator_remote_party_add_recognition_fails(acs_emulator_remote_party_t *remote_party,
                                                             int64_t code, int64_t sub_code);

/**
 * Sends DTMF tones from a participant of a call. Recognition and continuous recognition of that
 * participant receive them.
 *
 * @param call_connection_id the call, as the application knows it
 * @param digits               as for acs_emulator_remote_party_add_presses, the first one now
 * @return ACS_OK, ACS_INVALID_INPUT also when there is no such call or participant, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_press_digits(const acs_emulator_t *emulator,
                                       const char *call_connection_id, const char *raw_id,
                                       const char *digits, acs_error_t **error);

/**
 * Speaks a phrase as a participant of a call. A recognition of that participant receives it.
 *
 * @param call_connection_id the call, as the application knows it
 * @param phrase             1 to 4000 characters
 * @return ACS_OK, ACS_INVALID_INPUT also when there is no such call or participant, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_speak(const acs_emulator_t *emulator, const char *call_connection_id,
                                const char *raw_id, const char *phrase, acs_error_t **error);

/* ======== Prompts ======== */

/**
 * @typedef acs_emulator_prompt_t
 * The behavior of a prompt. By default a file plays for 4 s, and a text or SSML for 60 ms for each
 * character outside of tags, at least 500 ms. One thread at a time; may be used any number of
 * times.
 */

/**
 * The prompt with this content; it plays by default, unless a setter changes that.
 *
 * @param content the URL of a file, a text, or SSML, exactly as it is sent
 * @return a prompt; free with acs_emulator_prompt_free
 */
acs_emulator_prompt_t *acs_emulator_prompt_new(const char *content);

/**
 * Every prompt without a behavior of its own.
 *
 * @return a prompt; free with acs_emulator_prompt_free
 */
acs_emulator_prompt_t *acs_emulator_prompt_new_any(void);

/** Frees a prompt; the emulator keeps the behavior it was given. */
void acs_emulator_prompt_free(acs_emulator_prompt_t *prompt);

/**
 * Plays for this long.
 *
 * @param duration_ms 0 or more milliseconds
 */
acs_status_t acs_emulator_prompt_set_lasts_ms(acs_emulator_prompt_t *prompt, int64_t duration_ms);

/**
 * The time until it is fetched or synthesized. Used for the first prompt of an operation.
 *
 * @param delay_ms 0 or more milliseconds; default 100
 */
acs_status_t acs_emulator_prompt_set_starts_after_ms(acs_emulator_prompt_t *prompt,
                                                     int64_t delay_ms);

/** Fails to download: 400/8536. */
acs_status_t acs_emulator_prompt_set_fails_to_download(acs_emulator_prompt_t *prompt);

/** Is not a WAV file of the right kind: 400/8535. */
acs_status_t acs_emulator_prompt_set_has_wrong_format(acs_emulator_prompt_t *prompt);

/**
 * Fails with this outcome.
 *
 * @param code     0 to 65,535, such as 500
 * @param sub_code 0 to 4,294,967,295, such as 8572
 */
acs_status_t acs_emulator_prompt_set_fails_with(acs_emulator_prompt_t *prompt, int64_t code,
                                                int64_t sub_code);

/**
 * Sets how a prompt behaves from now on. Replaces earlier settings for the same one.
 *
 * @param prompt   the prompt; it is copied
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_set_prompt(const acs_emulator_t *emulator,
                                     const acs_emulator_prompt_t *prompt, acs_error_t **error);

/* ======== Faults ======== */

/**
 * @typedef acs_emulator_fault_t
 * A failure of the next request of an operation, once or several times. One thread at a time; may
 * be used any number of times.
 */

/**
 * A fault without effect yet, for the next request of one operation. acs_emulator_add_fault
 * refuses an operation that does not exist.
 *
 * @param operation a name of docs/emulator.md, such as "CreateCall"; "*" for every operation
 */
acs_emulator_fault_t *acs_emulator_fault_new(const char *operation);

/** Frees a fault; the emulator keeps its copy. */
void acs_emulator_fault_free(acs_emulator_fault_t *fault);

/**
 * Responds with this status; the operation is not performed. acs_emulator_add_fault refuses a
 * status outside the range.
 *
 * @param status 400 to 599, checked when it is used
 */
acs_status_t acs_emulator_fault_set_status(acs_emulator_fault_t *fault, int64_t status);

/**
 * The error code in the body of such a response.
 *
 * @param code  default "8516" for 429, else "9999"
 */
acs_status_t acs_emulator_fault_set_code(acs_emulator_fault_t *fault, const char *code);

/**
 * Adds the header Retry-After to the response.
 *
 * @param delay_ms 0 or more milliseconds, in whole seconds; default: none
 */
acs_status_t acs_emulator_fault_set_retry_after_ms(acs_emulator_fault_t *fault, int64_t delay_ms);

/** Performs the operation, then closes the connection without a response. */
acs_status_t acs_emulator_fault_set_loses_response(acs_emulator_fault_t *fault);

/**
 * Performs the operation, then breaks the connection after this many bytes of the response body.
 *
 * @param bytes 0 or more bytes; default: all
 */
acs_status_t acs_emulator_fault_set_cuts_response_after(acs_emulator_fault_t *fault, int64_t bytes);

/**
 * Replaces the content of the downloaded file from this request on, with the same length. For
 * RecordingContent_Download only; acs_emulator_add_fault refuses others.
 */
acs_status_t acs_emulator_fault_set_changes_content(acs_emulator_fault_t *fault);

/**
 * Performs the operation, then delays the response for this long, in real time.
 *
 * @param delay_ms 0 or more milliseconds; default 0
 */
acs_status_t acs_emulator_fault_set_delays_response_ms(acs_emulator_fault_t *fault,
                                                       int64_t delay_ms);

/**
 * The number of requests it applies to.
 *
 * @param times 0 to 4,294,967,295; default 1
 */
acs_status_t acs_emulator_fault_set_times(acs_emulator_fault_t *fault, int64_t times);

/* ======== Incoming calls of the emulator ======== */

/**
 * @typedef acs_emulator_incoming_call_t
 * A call of an outside caller to one of the emulator's own users or numbers. One thread at a time;
 * may be used for any number of calls.
 */

/**
 * A call between two raw ids; acs_emulator_place_incoming_call places it.
 *
 * @param from the caller, such as "4:+15550100123"
 * @param to   the callee: an own user or number of the emulator
 * @return a call; free with acs_emulator_incoming_call_free
 */
acs_emulator_incoming_call_t *acs_emulator_incoming_call_new(const char *from, const char *to);

/** Frees the description of a call; the call itself goes on. */
void acs_emulator_incoming_call_free(acs_emulator_incoming_call_t *incoming);

/**
 * The caller's name, as IncomingCall shows it.
 *
 * @param name     any text; default: empty
 */
acs_status_t acs_emulator_incoming_call_set_display_name(acs_emulator_incoming_call_t *incoming,
                                                         const char *name);

/**
 * A SIP header of the custom calling context.
 *
 * @param name     the name, as it is to arrive: User-To-User was seen as "user-To-User",
 *                 "User-To-User", "userToUser" and "user-to-user"
 */
acs_status_t acs_emulator_incoming_call_add_sip_header(acs_emulator_incoming_call_t *incoming,
                                                       const char *name, const char *value);

/**
 * A VoIP header of the custom calling context.
 *
 * @param name     the name, as it is to arrive
 */
acs_status_t acs_emulator_incoming_call_add_voip_header(acs_emulator_incoming_call_t *incoming,
                                                        const char *name, const char *value);

/**
 * The caller hangs up just when the call is answered: answer succeeds, then AnswerFailed follows.
 */
acs_status_t acs_emulator_incoming_call_set_hangs_up_when_answered(acs_emulator_incoming_call_t *incoming);

/* ======== Client calls ======== */

/**
 * @typedef acs_emulator_client_call_t
 * A call between clients. One thread at a time; may be used for any number of calls.
 */

/**
 * @typedef acs_emulator_started_call_t
 * The ids of a call between clients. Read only: may be shared between threads.
 */

/**
 * A call between users; acs_emulator_start_client_call starts it. One must be a communication
 * user; at least two are needed, or one for a group or a room.
 *
 * @param users their raw ids, each at most once; the first one starts the call
 * @param count how many; at most 10,000
 * @return a call; free with acs_emulator_client_call_free
 */
acs_emulator_client_call_t *acs_emulator_client_call_new(const char *const *users, size_t count);

/** Frees the description of a call; the call itself goes on. */
void acs_emulator_client_call_free(acs_emulator_client_call_t *call);

/**
 * A group call with this id.
 *
 * @param id   a GUID; default: none
 */
acs_status_t acs_emulator_client_call_set_group_id(acs_emulator_client_call_t *call,
                                                   const char *id);

/**
 * A call in the room with this id.
 *
 * @param id   the room's id; default: none
 */
acs_status_t acs_emulator_client_call_set_room_id(acs_emulator_client_call_t *call, const char *id);

/**
 * The server call id, as CallStarted reports it: with it the application can connect to the call.
 */
const char *acs_emulator_started_call_server_call_id(const acs_emulator_started_call_t *started);

/** The tracing id that all events of the call carry. */
const char *acs_emulator_started_call_correlation_id(const acs_emulator_started_call_t *started);

/** Frees the ids of a started call; the call itself goes on. */
void acs_emulator_started_call_free(acs_emulator_started_call_t *started);

/* ======== Journal ======== */

#define ACS_JOURNAL_REQUEST 1 /**< A request of a client to the emulator. */
#define ACS_JOURNAL_EVENT 2   /**< An attempt of the emulator to deliver an event; each attempt
                                   is an entry. */

/**
 * @typedef acs_emulator_journal_entry_t
 * One entry of a journal, which owns it. Read only: may be shared between threads.
 */

/**
 * @typedef acs_emulator_journal_t
 * The journal of an emulator as it was when acs_emulator_journal returned it. Read only: may be
 * shared between threads.
 */

/**
 * Returns the number of entries of a journal.
 *
 * @return the number; 0 for NULL
 */
size_t acs_emulator_journal_count(const acs_emulator_journal_t *journal);

/**
 * Returns an entry of a journal, the oldest one first.
 *
 * @param index   from 0 to acs_emulator_journal_count - 1
 * @return an entry that lives as long as the journal; NULL beyond
 */
const acs_emulator_journal_entry_t *acs_emulator_journal_at(const acs_emulator_journal_t *journal,
                                                            size_t index);

/** Frees a journal and its entries. */
void acs_emulator_journal_free(acs_emulator_journal_t *journal);

/**
 * The time when it ended, by the emulator's clock, in milliseconds since 1970.
 *
 * @return the moment; -1 for NULL
 */
int64_t acs_emulator_journal_entry_time_ms(const acs_emulator_journal_entry_t *entry);

/**
 * The kind of an entry.
 *
 * @return ACS_JOURNAL_REQUEST or ACS_JOURNAL_EVENT; 0 for NULL
 */
int acs_emulator_journal_entry_kind(const acs_emulator_journal_entry_t *entry);

/** The HTTP method. */
const char *acs_emulator_journal_entry_method(const acs_emulator_journal_entry_t *entry);

/** Path and query of a request; the whole URL of an event's delivery. */
const char *acs_emulator_journal_entry_path(const acs_emulator_journal_entry_t *entry);

/**
 * The first header of a name.
 *
 * @param name  the name, in letters of any case; NULL finds none
 */
const char *acs_emulator_journal_entry_header(const acs_emulator_journal_entry_t *entry,
                                              const char *name);

/**
 * Returns the number of headers of an entry.
 *
 * @return the number; 0 for NULL
 */
size_t acs_emulator_journal_entry_header_count(const acs_emulator_journal_entry_t *entry);

/**
 * The name of one header, in the order as sent.
 *
 * @param index from 0 to acs_emulator_journal_entry_header_count - 1
 */
const char *acs_emulator_journal_entry_header_name(const acs_emulator_journal_entry_t *entry,
                                                   size_t index);

/**
 * The value of one header, in the order as sent.
 *
 * @param index from 0 to acs_emulator_journal_entry_header_count - 1
 */
const char *acs_emulator_journal_entry_header_value(const acs_emulator_journal_entry_t *entry,
                                                    size_t index);

/**
 * The body as sent. Beyond 64 KiB it is cut, and "... (N bytes more)" follows.
 *
 * @param length receives the number of bytes, or NULL
 */
const uint8_t *acs_emulator_journal_entry_body(const acs_emulator_journal_entry_t *entry,
                                               size_t *length);

/**
 * The HTTP status of the response.
 *
 * @return 100 to 599; 0 when there was no response
 */
int acs_emulator_journal_entry_status(const acs_emulator_journal_entry_t *entry);

/**
 * The first header of a name in the emulator's response.
 *
 * @param name  the name, in letters of any case; NULL finds none
 */
const char *acs_emulator_journal_entry_response_header(const acs_emulator_journal_entry_t *entry,
                                                       const char *name);

/**
 * Returns the number of headers of the emulator's response; 0 for events.
 *
 * @return the number; 0 for NULL
 */
size_t acs_emulator_journal_entry_response_header_count(const acs_emulator_journal_entry_t *entry);

/**
 * The name of one header of the emulator's response, in the order as sent.
 *
 * @param index from 0 to acs_emulator_journal_entry_response_header_count - 1
 */
const char *acs_emulator_journal_entry_response_header_name(const acs_emulator_journal_entry_t *entry,
                                                            size_t index);

/**
 * The value of one header of the emulator's response, in the order as sent.
 *
 * @param index from 0 to acs_emulator_journal_entry_response_header_count - 1
 */
const char *acs_emulator_journal_entry_response_header_value(const acs_emulator_journal_entry_t *entry,
                                                             size_t index);

/**
 * The body of the response, cut in the same way.
 *
 * @param length receives the number of bytes, or NULL
 */
const uint8_t *acs_emulator_journal_entry_response_body(const acs_emulator_journal_entry_t *entry,
                                                        size_t *length);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_EMULATOR_H */
