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
typedef struct acs_emulator_far_end_t acs_emulator_far_end_t;
typedef struct acs_emulator_fault_t acs_emulator_fault_t;
typedef struct acs_emulator_incoming_call_t acs_emulator_incoming_call_t;
typedef struct acs_emulator_journal_entry_t acs_emulator_journal_entry_t;
typedef struct acs_emulator_journal_t acs_emulator_journal_t;
typedef struct acs_emulator_options_t acs_emulator_options_t;
typedef struct acs_emulator_prompt_t acs_emulator_prompt_t;
typedef struct acs_emulator_started_call_t acs_emulator_started_call_t;
typedef struct acs_emulator_t acs_emulator_t;

/* ======== Emulator options ======== */

/**
 * @typedef acs_emulator_options_t
 * How an emulator is set up. One thread at a time; may be used for any number of emulators.
 */

/**
 * A free port, a published key, time that runs, and the checks of the service.
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
 * The access key of the resource. acs_emulator_start refuses one that is no base64.
 *
 * @param base64  the key in base64; default: a published test key
 */
acs_status_t acs_emulator_options_set_access_key(acs_emulator_options_t *options,
                                                 const char *base64);

/**
 * Time stands still until acs_emulator_advance_ms.
 *
 * @param manual  1 or 0; default 0, it runs
 */
acs_status_t acs_emulator_options_set_manual_clock(acs_emulator_options_t *options, int manual);

/**
 * Heeds repeatability headers on create, answer, connect, redirect and reject too, as the service
 * did in 2022. Recordings since 2023 show that it ignores them there.
 *
 * @param honour  1 or 0; default 0
 */
acs_status_t acs_emulator_options_set_honour_repeatability(acs_emulator_options_t *options,
                                                           int honour);

/**
 * Takes callback URLs with plain http, if they lead to this machine. The service takes https only.
 *
 * @param allow   1 or 0; default 1
 */
acs_status_t acs_emulator_options_set_allow_http_callbacks(acs_emulator_options_t *options,
                                                           int allow);

/**
 * Refuses requests whose date is more than 15 minutes off. The service's own limit is not public.
 *
 * @param check   1 or 0; default 1
 */
acs_status_t acs_emulator_options_set_check_clock_skew(acs_emulator_options_t *options, int check);

/**
 * Takes any bearer token. By default it refuses all, since it cannot check them.
 *
 * @param accept  1 or 0; default 0
 */
acs_status_t acs_emulator_options_set_accept_any_token(acs_emulator_options_t *options, int accept);

/**
 * How many participants a page of the list holds.
 *
 * @param participants 1 or more, 0 counts as 1; default: all on one page, as in every recording
 */
acs_status_t acs_emulator_options_set_page_size(acs_emulator_options_t *options,
                                                int64_t participants);

/**
 * The most audio that one file of a recording holds.
 *
 * @param longest_ms 0 or more milliseconds, which counts as the nearest from 1 ms to 4 hours;
 *                   default 4 hours, the service's own limit
 */
acs_status_t acs_emulator_options_set_recording_chunk_ms(acs_emulator_options_t *options,
                                                         int64_t longest_ms);

/**
 * How long after the end of a recording its files are ready and told of, by the emulator's clock.
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
 * errors and events. Not every build has it: acs_emulator_start answers ACS_UNSUPPORTED then. It
 * belongs to the process that started it. May be shared between threads.
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

/** Where it is: "http://127.0.0.1:PORT". */
const char *acs_emulator_endpoint(const acs_emulator_t *emulator);

/** What a client is made with: "endpoint=http://127.0.0.1:PORT/;accesskey=KEY". */
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
 * Moves time forward, and does on the way everything that falls due, in order. The events of it
 * wait for delivery when this returns; acs_emulator_flush_ms waits for that.
 *
 * @param by_ms    0 or more milliseconds
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_advance_ms(const acs_emulator_t *emulator, int64_t by_ms,
                                     acs_error_t **error);

/**
 * Waits until every event was delivered or given up.
 *
 * @param patience_ms how long at most: 0 or more milliseconds of real time; 0 only looks
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_TIMEOUT when something still waits, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_flush_ms(const acs_emulator_t *emulator, int64_t patience_ms,
                                   acs_error_t **error);

/**
 * Sets how a remote party behaves from now on. A later script for the same one replaces it.
 *
 * @param far_end  the far end; it is copied
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_script(const acs_emulator_t *emulator,
                                 const acs_emulator_far_end_t *far_end, acs_error_t **error);

/**
 * Makes a user of the emulator's own. Calls to it ring as IncomingCall.
 *
 * @param raw_id   receives the user's raw id; free with acs_text_free
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_create_user(const acs_emulator_t *emulator, acs_text_t **raw_id,
                                      acs_error_t **error);

/**
 * Makes a phone number the emulator's own. Calls to it ring as IncomingCall.
 *
 * @param number   3 to 15 digits after a plus sign, such as "+15550100199"
 * @param raw_id   receives the number's raw id, free with acs_text_free; or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_add_own_number(const acs_emulator_t *emulator, const char *number,
                                         acs_text_t **raw_id, acs_error_t **error);

/**
 * Adds an Event Grid subscription, after its handshake, which the listener must answer meanwhile.
 * One with the same URL and schema takes the place of the first.
 *
 * @param url      https, or http to this machine
 * @param schema   ACS_SCHEMA_EVENT_GRID or ACS_SCHEMA_CLOUD_EVENTS
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SERVICE when the listener did not consent, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_subscribe(const acs_emulator_t *emulator, const char *url, int schema,
                                    acs_error_t **error);

/**
 * Ends the Event Grid subscriptions of a URL, in both schemas. Events that wait already are still
 * delivered.
 *
 * @param url      the URL as it was subscribed
 * @param ended    receives 1, or 0 when there was none; or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_unsubscribe(const acs_emulator_t *emulator, const char *url, int *ended,
                                      acs_error_t **error);

/**
 * An outside caller rings at an own user or number, for 30 s.
 *
 * @param incoming who calls whom; it is copied
 * @param context  receives the incoming call context, which also goes to the subscriptions; free
 *                 with acs_text_free; or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when the callee is not the emulator's own, or the caller is
 *         the callee or no raw id, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_incoming_call(const acs_emulator_t *emulator,
                                        const acs_emulator_incoming_call_t *incoming,
                                        acs_text_t **context, acs_error_t **error);

/**
 * The outside caller of an incoming call gives up while it rings.
 *
 * @return ACS_OK, ACS_INVALID_INPUT when it does not ring, or the caller is not outside,
 *         ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_caller_hangs_up(const acs_emulator_t *emulator, const char *context,
                                          acs_error_t **error);

/**
 * Clients start a call without the application; CallStarted goes to the subscriptions.
 *
 * @param call     who, and where; it is copied
 * @param started  receives what names the call, free with acs_emulator_started_call_free; or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when such a call cannot be or goes on already, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_start_client_call(const acs_emulator_t *emulator,
                                            const acs_emulator_client_call_t *call,
                                            acs_emulator_started_call_t **started,
                                            acs_error_t **error);

/**
 * A participant of a call hangs up.
 *
 * @param call_connection_id the call, as the application knows it
 * @return ACS_OK, ACS_INVALID_INPUT when there is no such call or participant, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_hang_up_far_end(const acs_emulator_t *emulator,
                                          const char *call_connection_id, const char *raw_id,
                                          acs_error_t **error);

/**
 * Makes the next request of an operation fail.
 *
 * @param fault    what happens to which operation; it is copied
 * @return ACS_OK, ACS_INVALID_INPUT for an operation that does not exist or a status that is no
 *         failure, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_fault(const acs_emulator_t *emulator, const acs_emulator_fault_t *fault,
                                acs_error_t **error);

/**
 * Every request with its answer and every try to deliver an event, until now: at most the newest
 * 10,000, and 64 MiB. The value of Authorization is not kept.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_journal(const acs_emulator_t *emulator, acs_emulator_journal_t **journal,
                                  acs_error_t **error);

/**
 * How many calls were ever made since the start or the last reset: created, incoming or started by
 * clients. A call to an own number counts as two, as with the service.
 *
 * @return the number; -1 for NULL, and in a forked child
 */
int64_t acs_emulator_calls_created(const acs_emulator_t *emulator);

/**
 * How many calls there are now, ringing ones included.
 *
 * @return the number; -1 for NULL, and in a forked child
 */
int64_t acs_emulator_calls_alive(const acs_emulator_t *emulator);

/**
 * Forgets all calls, users, numbers, scripts, faults, subscriptions, repeatability ids, what waits
 * for delivery, and the journal. Time, key and address stay.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_reset(const acs_emulator_t *emulator, acs_error_t **error);

/**
 * Stops answering and delivering, and joins all threads. Events that were not delivered are
 * dropped. May be called again; acs_emulator_free does it too.
 *
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_close(const acs_emulator_t *emulator, acs_error_t **error);

/* ======== Remote parties ======== */

/**
 * @typedef acs_emulator_far_end_t
 * The behaviour of a called party: every one, or the one with a raw id. Without a script
 * everybody answers at once and stays until hung up on. The emulator's own users and numbers ring
 * instead, until their incoming call is answered, rejected or redirected; a script for one of them
 * takes that place. What they press and say are turns: each recognition of theirs takes the next
 * one, when its prompts are over; who has no turn left keeps silent. One thread at a time; may be
 * used for any number of scripts.
 */

/**
 * The far end with a raw id; it answers at once and stays, until a setter says otherwise.
 *
 * @param raw_id such as "4:+15550100123"
 * @return a far end; free with acs_emulator_far_end_free
 */
acs_emulator_far_end_t *acs_emulator_far_end_new(const char *raw_id);

/**
 * Everybody who has no script of their own, but not the emulator's own users and numbers.
 *
 * @return a far end; free with acs_emulator_far_end_free
 */
acs_emulator_far_end_t *acs_emulator_far_end_new_everybody(void);

/** Frees a far end; its script goes on. */
void acs_emulator_far_end_free(acs_emulator_far_end_t *far_end);

/**
 * Rings for this long, then answers. An invitation that lasts shorter fails before.
 *
 * @param delay_ms 0 or more milliseconds; default 0
 */
acs_status_t acs_emulator_far_end_set_answers_after_ms(acs_emulator_far_end_t *far_end,
                                                       int64_t delay_ms);

/** Is busy: 486/560486 for phones, 486/0 for others. */
acs_status_t acs_emulator_far_end_set_is_busy(acs_emulator_far_end_t *far_end);

/**
 * Rings for 30 s, or as long as the invitation lasts, and does not answer: 480/560480 for phones,
 * 487/10004 for others.
 */
acs_status_t acs_emulator_far_end_set_does_not_answer(acs_emulator_far_end_t *far_end);

/** Declines at once: 603/0. */
acs_status_t acs_emulator_far_end_set_declines(acs_emulator_far_end_t *far_end);

/**
 * Hangs up this long after it joined a call.
 *
 * @param stay_ms 0 or more milliseconds; default: stays until hung up on
 */
acs_status_t acs_emulator_far_end_set_hangs_up_after_ms(acs_emulator_far_end_t *far_end,
                                                        int64_t stay_ms);

/**
 * In the next turn: presses these keys, the first one 1 s after the prompts, the others at once
 * after it.
 *
 * @param keys    1 to 1000 of 0 to 9, A to D, # and *; a comma is a pause of one second, ? a tone
 *                that cannot be made out
 */
acs_status_t acs_emulator_far_end_add_presses(acs_emulator_far_end_t *far_end, const char *keys);

/**
 * In the next turn: says this, 1 s after the prompts.
 *
 * @param phrase  what it says
 */
acs_status_t acs_emulator_far_end_add_says(acs_emulator_far_end_t *far_end, const char *phrase);

/** In the next turn: keeps silent. */
acs_status_t acs_emulator_far_end_add_keeps_silent(acs_emulator_far_end_t *far_end);

/**
 * In the next turn: the recognition fails with this outcome 1 s after the prompts.
 *
 * @param code     0 to 65,535, such as 500
 * @param sub_code 0 to 4,294,967,295, such as 8565 for the speech service
 */
acs_status_t acs_emulator_far_end_add_recognition_fails(acs_emulator_far_end_t *far_end,
                                                        int64_t code, int64_t sub_code);

/**
 * A participant of a call presses keys. A recognition and a continuous recognition of that
 * participant hear them.
 *
 * @param call_connection_id the call, as the application knows it
 * @param keys               as for acs_emulator_far_end_add_presses, the first one now
 * @return ACS_OK, ACS_INVALID_INPUT also when there is no such call or participant, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_press(const acs_emulator_t *emulator, const char *call_connection_id,
                                const char *raw_id, const char *keys, acs_error_t **error);

/**
 * A participant of a call says something now. A recognition of that participant hears it.
 *
 * @param call_connection_id the call, as the application knows it
 * @param phrase             1 to 4000 characters
 * @return ACS_OK, ACS_INVALID_INPUT also when there is no such call or participant, ACS_FORKED,
 *         ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_say(const acs_emulator_t *emulator, const char *call_connection_id,
                              const char *raw_id, const char *phrase, acs_error_t **error);

/* ======== Prompts ======== */

/**
 * @typedef acs_emulator_prompt_t
 * How a prompt behaves when it is played. Without a script a file plays for 4 s, and a text or
 * SSML for 60 ms for each character outside of tags, at least 500 ms. One thread at a time; may be
 * used for any number of scripts.
 */

/**
 * The prompt with this content; it plays as ever, until a setter says otherwise.
 *
 * @param content the URL of a file, a text, or SSML, exactly as it is sent
 * @return a prompt; free with acs_emulator_prompt_free
 */
acs_emulator_prompt_t *acs_emulator_prompt_new(const char *content);

/**
 * Every prompt that has no script of its own.
 *
 * @return a prompt; free with acs_emulator_prompt_free
 */
acs_emulator_prompt_t *acs_emulator_prompt_new_every(void);

/** Frees a prompt; its script goes on. */
void acs_emulator_prompt_free(acs_emulator_prompt_t *prompt);

/**
 * Plays for this long.
 *
 * @param duration_ms 0 or more milliseconds
 */
acs_status_t acs_emulator_prompt_set_lasts_ms(acs_emulator_prompt_t *prompt, int64_t duration_ms);

/**
 * Takes this long to be fetched or synthesised. Heeded for the first prompt of an operation.
 *
 * @param delay_ms 0 or more milliseconds; default 100
 */
acs_status_t acs_emulator_prompt_set_starts_after_ms(acs_emulator_prompt_t *prompt,
                                                     int64_t delay_ms);

/** Cannot be downloaded: 400/8536. */
acs_status_t acs_emulator_prompt_set_fails_to_download(acs_emulator_prompt_t *prompt);

/** Is no WAV file of the right kind: 400/8535. */
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
 * Sets how a prompt behaves from now on. A later script for the same one replaces it.
 *
 * @param prompt   the prompt; it is copied
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 */
acs_status_t acs_emulator_script_prompt(const acs_emulator_t *emulator,
                                        const acs_emulator_prompt_t *prompt, acs_error_t **error);

/* ======== Faults ======== */

/**
 * @typedef acs_emulator_fault_t
 * What happens to the next request of an operation, once or several times. One thread at a time;
 * may be used any number of times.
 */

/**
 * A fault that does nothing yet, for the next request of one operation. acs_emulator_fault refuses
 * an operation that does not exist.
 *
 * @param operation CreateCall, AnswerCall, Connect, RedirectCall, RejectCall, GetCall, HangupCall,
 *                  TerminateCall, TransferToParticipant, GetParticipants, GetParticipant,
 *                  AddParticipant, CancelAddParticipant, RemoveParticipant, Mute,
 *                  MoveParticipants, Play, Recognize, CancelAllMediaOperations, SendDtmfTones,
 *                  StartContinuousDtmfRecognition, StopContinuousDtmfRecognition, Hold, Unhold,
 *                  StartMediaStreaming, StopMediaStreaming, StartTranscription,
 *                  StopTranscription, UpdateTranscription, InterruptAudioAndAnnounce,
 *                  StartRecording, GetRecordingProperties, StopRecording, PauseRecording,
 *                  ResumeRecording, GetRecordingResult, RecordingContent_Download,
 *                  RecordingContent_Delete; "*" stands for all
 * @return a fault; free with acs_emulator_fault_free
 */
acs_emulator_fault_t *acs_emulator_fault_new(const char *operation);

/** Frees a fault; the emulator keeps what it was given. */
void acs_emulator_fault_free(acs_emulator_fault_t *fault);

/**
 * Answers with this status, and does not act. acs_emulator_fault refuses another.
 *
 * @param status 400 to 599, checked when it is used
 */
acs_status_t acs_emulator_fault_set_status(acs_emulator_fault_t *fault, int64_t status);

/**
 * The error code in the body of such an answer.
 *
 * @param code  default "8516" for 429, else "9999"
 */
acs_status_t acs_emulator_fault_set_code(acs_emulator_fault_t *fault, const char *code);

/**
 * Adds Retry-After to the answer.
 *
 * @param seconds 0 or more seconds; default: none
 */
acs_status_t acs_emulator_fault_set_retry_after_secs(acs_emulator_fault_t *fault, int64_t seconds);

/** Acts, then closes the connection without an answer. */
acs_status_t acs_emulator_fault_set_loses_answer(acs_emulator_fault_t *fault);

/**
 * Acts, then breaks the connection after this many bytes of the answer's body.
 *
 * @param bytes 0 or more bytes; default: all
 */
acs_status_t acs_emulator_fault_set_cuts_answer_after(acs_emulator_fault_t *fault, int64_t bytes);

/**
 * From this request on the file that is downloaded is another one, of the same length. For
 * RecordingContent_Download only; acs_emulator_fault refuses others.
 */
acs_status_t acs_emulator_fault_set_changes_content(acs_emulator_fault_t *fault);

/**
 * Acts, then holds the answer back for this long, in real time.
 *
 * @param delay_ms 0 or more milliseconds; default 0
 */
acs_status_t acs_emulator_fault_set_delays_answer_ms(acs_emulator_fault_t *fault, int64_t delay_ms);

/**
 * Happens to this many requests.
 *
 * @param times 0 to 4,294,967,295; default 1
 */
acs_status_t acs_emulator_fault_set_times(acs_emulator_fault_t *fault, int64_t times);

/* ======== Incoming calls of the emulator ======== */

/**
 * @typedef acs_emulator_incoming_call_t
 * A caller outside who calls one of the emulator's own users or numbers. One thread at a time; may
 * be used for any number of calls.
 */

/**
 * A call by raw ids; it happens in acs_emulator_incoming_call.
 *
 * @param from who calls, such as "4:+15550100123"
 * @param to   who is called: an own user or number of the emulator
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
 * @param name     the name, as it is to arrive
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

/** The caller hangs up in the moment of the answer: answer succeeds, then AnswerFailed comes. */
acs_status_t acs_emulator_incoming_call_set_gone_when_answered(acs_emulator_incoming_call_t *incoming);

/* ======== Client calls ======== */

/**
 * @typedef acs_emulator_client_call_t
 * A call that clients start among themselves. One thread at a time; may be used for any number of
 * calls.
 */

/**
 * @typedef acs_emulator_started_call_t
 * What names a call that clients started. Read only: may be shared between threads.
 */

/**
 * A call of some users; it happens in acs_emulator_start_client_call. One must be a communication
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

/** Frees what names a started call; the call itself goes on. */
void acs_emulator_started_call_free(acs_emulator_started_call_t *started);

/* ======== Journal ======== */

#define ACS_JOURNAL_REQUEST 1 /**< A client asked the emulator. */
#define ACS_JOURNAL_EVENT 2   /**< The emulator delivered an event, or tried to; each try is an
                                   entry. */

/**
 * @typedef acs_emulator_journal_entry_t
 * One line of a journal, which it belongs to. Read only: may be shared between threads.
 */

/**
 * @typedef acs_emulator_journal_t
 * What was in an emulator's journal when it was asked. Read only: may be shared between threads.
 */

/**
 * How many entries a journal has.
 *
 * @return the number; 0 for NULL
 */
size_t acs_emulator_journal_count(const acs_emulator_journal_t *journal);

/**
 * An entry of a journal, the oldest one first.
 *
 * @param index   from 0 to acs_emulator_journal_count - 1
 * @return an entry that lives as long as the journal; NULL beyond
 */
const acs_emulator_journal_entry_t *acs_emulator_journal_at(const acs_emulator_journal_t *journal,
                                                            size_t index);

/** Frees a journal and its entries. */
void acs_emulator_journal_free(acs_emulator_journal_t *journal);

/**
 * When it ended, by the emulator's clock, in milliseconds since 1970.
 *
 * @return the moment; -1 for NULL
 */
int64_t acs_emulator_journal_entry_time_ms(const acs_emulator_journal_entry_t *entry);

/**
 * What an entry reports.
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
 * How many headers an entry has.
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
 * The HTTP status of the answer.
 *
 * @return 100 to 599; 0 when none came or none was given
 */
int acs_emulator_journal_entry_status(const acs_emulator_journal_entry_t *entry);

/**
 * The first header of the emulator's answer of a name.
 *
 * @param name  the name, in letters of any case; NULL finds none
 */
const char *acs_emulator_journal_entry_response_header(const acs_emulator_journal_entry_t *entry,
                                                       const char *name);

/**
 * How many headers the emulator's answer has; none for events.
 *
 * @return the number; 0 for NULL
 */
size_t acs_emulator_journal_entry_response_header_count(const acs_emulator_journal_entry_t *entry);

/**
 * The name of one header of the emulator's answer, in the order as sent.
 *
 * @param index from 0 to acs_emulator_journal_entry_response_header_count - 1
 */
const char *acs_emulator_journal_entry_response_header_name(const acs_emulator_journal_entry_t *entry,
                                                            size_t index);

/**
 * The value of one header of the emulator's answer, in the order as sent.
 *
 * @param index from 0 to acs_emulator_journal_entry_response_header_count - 1
 */
const char *acs_emulator_journal_entry_response_header_value(const acs_emulator_journal_entry_t *entry,
                                                             size_t index);

/**
 * The body of the answer, cut in the same way.
 *
 * @param length receives the number of bytes, or NULL
 */
const uint8_t *acs_emulator_journal_entry_response_body(const acs_emulator_journal_entry_t *entry,
                                                        size_t *length);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_EMULATOR_H */
