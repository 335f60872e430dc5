/**
 * @file acs_call_automation/emulator.h
 * The offline emulator of the service, for tests and first steps. In a library built without it
 * acs_emulator_start returns ACS_UNSUPPORTED.
 *
 * Emulator options, and descriptions of subscriptions, remote parties, prompts, faults and calls,
 * may be used any number of times and for any number of emulators, and belong to one thread at a
 * time. A setter copies its arguments and returns ACS_OK or ACS_INVALID_INPUT. Its status may be
 * ignored: a refused value is reported again by the function that uses the object.
 *
 * Contents: Emulator options; Event Grid subscriptions of the emulator; Emulator; Remote parties;
 * Prompts; Faults; Incoming calls of the emulator; Client calls; Journal; Ladder diagram.
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
typedef struct acs_emulator_subscription_t acs_emulator_subscription_t;
typedef struct acs_emulator_t acs_emulator_t;

/* ======== Emulator options ======== */

/**
 * @typedef acs_emulator_options_t
 * Options of an emulator: its address and key, its clock, and what it checks.
 */

/** Creates options in which nothing is set. */
acs_emulator_options_t *acs_emulator_options_new(void);

/** Frees options; the emulator keeps its copy. */
void acs_emulator_options_free(acs_emulator_options_t *options);

/** Sets the port: 0 to 65,535. Default: 0, which is any free one. */
acs_status_t acs_emulator_options_set_port(acs_emulator_options_t *options, int64_t port);

/**
 * Sets the IP address to listen on: "0.0.0.0" in a container. Default: "127.0.0.1", which other
 * machines cannot reach. The access key is published, and the emulator posts to every callback
 * URL that is allowed: a port that others reach lets them send requests from this machine.
 */
acs_status_t acs_emulator_options_set_listen(acs_emulator_options_t *options, const char *listen);

/**
 * Sets whether the control API is for other machines too: 1 or 0. Default: 0. It reads the
 * journal and places calls.
 */
acs_status_t acs_emulator_options_set_remote_control(acs_emulator_options_t *options,
                                                     int remote_control);

/**
 * Adds a host, a name or IP address, to which callback URLs with plain http may lead, beside
 * this machine. Default: none.
 */
acs_status_t acs_emulator_options_add_http_callback_host(acs_emulator_options_t *options,
                                                         const char *http_callback_host);

/**
 * Sets what the emulator has from the start and after each reset, as JSON. Default: nothing. Its
 * keys are in the chapter on seeds of share/doc/acs-call-automation/emulator.md.
 */
acs_status_t acs_emulator_options_set_seed(acs_emulator_options_t *options, const char *seed);

/**
 * Sets the access key of the resource, in base64. Default: a published test key.
 * acs_emulator_start refuses one that is not valid base64.
 */
acs_status_t acs_emulator_options_set_access_key(acs_emulator_options_t *options,
                                                 const char *access_key);

/**
 * Sets the immutable resource id, a GUID: the audience of the tokens in callbacks, and a part of
 * the ids of users. Default: a new one. acs_emulator_start refuses one that is not a GUID.
 */
acs_status_t acs_emulator_options_set_resource_id(acs_emulator_options_t *options,
                                                  const char *resource_id);

/** Sets whether time stands still until acs_emulator_advance: 1 or 0. Default: 0, it runs. */
acs_status_t acs_emulator_options_set_manual_clock(acs_emulator_options_t *options,
                                                   int manual_clock);

/**
 * Sets whether repeatability ids are honored for create, answer, connect, redirect, reject,
 * transfer and move too: 1 or 0. Default: 0; the service has ignored them since 2023.
 */
acs_status_t acs_emulator_options_set_honor_repeatability(acs_emulator_options_t *options,
                                                          int honor_repeatability);

/**
 * Sets whether callback URLs with plain http to this machine are allowed: 1 or 0. Default: 1.
 * The service allows https only.
 */
acs_status_t acs_emulator_options_set_allow_http_callbacks(acs_emulator_options_t *options,
                                                           int allow_http_callbacks);

/**
 * Sets whether requests are refused whose date differs by more than 15 minutes: 1 or 0. Default:
 * 1. The service's own limit is not public.
 */
acs_status_t acs_emulator_options_set_check_clock_skew(acs_emulator_options_t *options,
                                                       int check_clock_skew);

/**
 * Sets whether any bearer token is accepted: 1 or 0. Default: 0, all are refused, since they
 * cannot be checked.
 */
acs_status_t acs_emulator_options_set_accept_any_token(acs_emulator_options_t *options,
                                                       int accept_any_token);

/**
 * Sets the number of participants on a page of the list: 1 or more. Default: all on one page, as
 * in all recorded traffic of the service.
 */
acs_status_t acs_emulator_options_set_page_size(acs_emulator_options_t *options, int64_t page_size);

/**
 * Sets the longest audio in one file of a recording: 1 to 14,400,000 ms. Default: 14,400,000 (4
 * hours), the service's own limit.
 */
acs_status_t acs_emulator_options_set_recording_chunk_ms(acs_emulator_options_t *options,
                                                         int64_t recording_chunk_ms);

/**
 * Sets the time from the end of a recording until its files are ready and
 * RecordingFileStatusUpdated is sent, by the emulator's clock: 0 ms or more. Default: 5,000.
 */
acs_status_t acs_emulator_options_set_recording_delay_ms(acs_emulator_options_t *options,
                                                         int64_t recording_delay_ms);

/**
 * Sets the URL under which clients reach the emulator, when a proxy is between: https:// or
 * http://, a host and maybe a port, no path. Default: http://127.0.0.1:PORT. It becomes the
 * endpoint and part of the connection string, of links to pages and of the locations of
 * recording files, and signatures for its host are accepted. acs_emulator_start refuses one that
 * is not such a URL.
 */
acs_status_t acs_emulator_options_set_public_url(acs_emulator_options_t *options,
                                                 const char *public_url);

/**
 * Sets the time that a listener has to respond to a call event, in real time: 1 ms or more.
 * Default: 30,000. The service's own limit is not public.
 */
acs_status_t acs_emulator_options_set_call_event_timeout_ms(acs_emulator_options_t *options,
                                                            int64_t call_event_timeout_ms);

/**
 * Sets the time that a webhook has to respond to an Event Grid event or handshake, in real time:
 * 1 ms or more. Default: 30,000, as documented.
 */
acs_status_t acs_emulator_options_set_event_grid_timeout_ms(acs_emulator_options_t *options,
                                                            int64_t event_grid_timeout_ms);

/**
 * Sets whether a failed delivery of an Event Grid event is repeated as quickly as that of a call
 * event, in real time: 1 or 0. Default: 0, it is repeated after 10 s, 30 s, 1, 5, 10 and 30 min,
 * 1, 3, 6 and 12 h by the emulator's clock, as documented.
 */
acs_status_t acs_emulator_options_set_quick_event_grid_retries(acs_emulator_options_t *options,
                                                               int quick_event_grid_retries);

/**
 * Sets the number of threads that handle requests: 1 to 64. Default: 2. A request to
 * /_emulator/flush occupies one while it waits.
 */
acs_status_t acs_emulator_options_set_handler_threads(acs_emulator_options_t *options,
                                                      int64_t handler_threads);

/**
 * Sets the certificate with which the emulator speaks https. Default: none, plain http. Clients
 * must trust its CA: acs_client_options_set_trust_roots. acs_emulator_start refuses one that
 * cannot be used.
 *
 * @param chain PEM text: the emulator's own certificate, then intermediate ones
 * @param private_key PEM text: its private key
 */
acs_status_t acs_emulator_options_set_certificate(acs_emulator_options_t *options,
                                                  const char *chain, const char *private_key);

/**
 * Sets the host of the locations of recording files: a name, maybe with a port. Default: that of
 * the endpoint. It needs a certificate, and must lead to the emulator; see
 * share/doc/acs-call-automation/emulator.md.
 */
acs_status_t acs_emulator_options_set_recording_host(acs_emulator_options_t *options,
                                                     const char *recording_host);

/**
 * Sets the certificates that are trusted when events are delivered to https callback URLs, as
 * PEM text. Default: the Mozilla root certificates that are compiled in.
 */
acs_status_t acs_emulator_options_set_callback_ca(acs_emulator_options_t *options,
                                                  const char *callback_ca);

/* ======== Event Grid subscriptions of the emulator ======== */

#define ACS_SCHEMA_EVENT_GRID 1   /**< Event Grid's own schema: an array of events, after a
                                       validation event. */
#define ACS_SCHEMA_CLOUD_EVENTS 2 /**< One CloudEvent 1.0 per request, after an OPTIONS request. */

/**
 * @typedef acs_emulator_subscription_t
 * An Event Grid subscription of a webhook: its schema, its filters, and whether it is validated.
 */

/**
 * Creates a subscription to all events, with a validation handshake; acs_emulator_subscribe_with
 * adds it.
 *
 * @param url https, or http to this machine
 * @param schema ACS_SCHEMA_EVENT_GRID or ACS_SCHEMA_CLOUD_EVENTS
 */
acs_emulator_subscription_t *acs_emulator_subscription_new(const char *url, int schema);

/** Frees a subscription; the emulator keeps its copy. */
void acs_emulator_subscription_free(acs_emulator_subscription_t *subscription);

/**
 * Adds a type of events that are wanted, such as "Microsoft.Communication.IncomingCall".
 * Default: all.
 */
acs_status_t acs_emulator_subscription_add_event_type(acs_emulator_subscription_t *subscription,
                                                      const char *event_type);

/**
 * Sets the text that the subject of an event must begin with, compared without regard to case.
 * Default: empty, all events. The subject of IncomingCall is "/caller/RAW_ID/recipient/RAW_ID".
 */
acs_status_t acs_emulator_subscription_set_subject_begins_with(acs_emulator_subscription_t *subscription,
                                                               const char *subject_begins_with);

/**
 * Sets the text that the subject of an event must end with, compared without regard to case.
 * Default: empty, all events.
 */
acs_status_t acs_emulator_subscription_set_subject_ends_with(acs_emulator_subscription_t *subscription,
                                                             const char *subject_ends_with);

/**
 * Adds a header of the events that are delivered, not of the handshake: a static delivery
 * property.
 */
acs_status_t acs_emulator_subscription_add_header(acs_emulator_subscription_t *subscription,
                                                  const char *name, const char *value);

/** Specifies that the validation handshake is left out. */
acs_status_t acs_emulator_subscription_set_without_handshake(acs_emulator_subscription_t *subscription);

/* ======== Emulator ======== */

/**
 * @typedef acs_emulator_t
 * An offline emulator of the service on a port of this machine, with the same paths, headers,
 * errors and events. It belongs to the process that started it. May be shared between threads.
 */

/**
 * Starts an emulator; it runs until acs_emulator_close or acs_emulator_free.
 *
 * @return ACS_SYSTEM when the port is taken or no thread can be started; ACS_UNSUPPORTED in a
 *         library built without the emulator
 */
acs_status_t acs_emulator_start(const acs_emulator_options_t *options, acs_emulator_t **emulator,
                                acs_error_t **error);

/**
 * Closes an emulator and frees it. Waits up to 5 s for requests in progress, and up to 2 s for
 * connections to webhooks that are just being opened.
 */
void acs_emulator_free(acs_emulator_t *emulator);

/**
 * Returns the port on 127.0.0.1.
 *
 * @return 1 to 65,535; 0 for NULL
 */
int acs_emulator_port(const acs_emulator_t *emulator);

/** Returns the address: "http://127.0.0.1:PORT", or the public URL. */
const char *acs_emulator_endpoint(const acs_emulator_t *emulator);

/**
 * Returns the connection string for acs_client_new:
 * "endpoint=http://127.0.0.1:PORT/;accesskey=KEY".
 */
const char *acs_emulator_connection_string(const acs_emulator_t *emulator);

/** Returns the access key, in base64. */
const char *acs_emulator_access_key(const acs_emulator_t *emulator);

/**
 * Returns the immutable resource id: the audience of the tokens in callbacks, and a part of the
 * ids of users.
 */
const char *acs_emulator_resource_id(const acs_emulator_t *emulator);

/** Returns the URL of the OpenID configuration, by which the tokens in callbacks are verified. */
const char *acs_emulator_openid_configuration_url(const acs_emulator_t *emulator);

/** Returns the emulator's date and time, in milliseconds since 1970 UTC. */
int64_t acs_emulator_now_ms(const acs_emulator_t *emulator);

/**
 * Moves the clock forward and performs everything that falls due on the way, in order. The events
 * are queued for delivery when this returns; acs_emulator_flush waits for their delivery.
 *
 * @param by_ms 0 or more milliseconds
 */
acs_status_t acs_emulator_advance(const acs_emulator_t *emulator, int64_t by_ms,
                                  acs_error_t **error);

/**
 * Stops the clock: nothing falls due until acs_emulator_advance, acs_emulator_step or
 * acs_emulator_resume_clock. Requests are handled, and what happens at once still happens.
 */
acs_status_t acs_emulator_pause_clock(const acs_emulator_t *emulator, acs_error_t **error);

/**
 * Lets time pass from where the clock stands; also for an emulator that was started with a manual
 * clock.
 */
acs_status_t acs_emulator_resume_clock(const acs_emulator_t *emulator, acs_error_t **error);

/**
 * Moves the clock forward to the next thing that falls due, and performs it, with all that falls
 * due at the same time.
 *
 * @param stepped receives 1, or 0 when nothing is to fall due; may be NULL
 */
acs_status_t acs_emulator_step(const acs_emulator_t *emulator, int *stepped, acs_error_t **error);

/**
 * Waits until every event was delivered or its attempts are used up.
 *
 * @param timeout_ms the time limit, 0 or more milliseconds of real time; 0 does not wait
 * @return ACS_TIMEOUT when deliveries are pending
 */
acs_status_t acs_emulator_flush(const acs_emulator_t *emulator, int64_t timeout_ms,
                                acs_error_t **error);

/**
 * Sets how a remote party behaves from now on. Replaces earlier settings for the same one.
 *
 * @param remote_party the party; it is copied
 * @return ACS_INVALID_INPUT also when the party is named by neither a raw id nor a phone number
 */
acs_status_t acs_emulator_set_remote_party(const acs_emulator_t *emulator,
                                           const acs_emulator_remote_party_t *remote_party,
                                           acs_error_t **error);

/**
 * Sets how a prompt behaves from now on. Replaces earlier settings for the same one.
 *
 * @param prompt the prompt; it is copied
 */
acs_status_t acs_emulator_set_prompt(const acs_emulator_t *emulator,
                                     const acs_emulator_prompt_t *prompt, acs_error_t **error);

/**
 * Creates a user hosted by the emulator. Calls to it ring as IncomingCall.
 *
 * @param raw_id receives the user's raw id
 */
acs_status_t acs_emulator_create_user(const acs_emulator_t *emulator, acs_text_t **raw_id,
                                      acs_error_t **error);

/**
 * Adds a phone number hosted by the emulator. Calls to it ring as IncomingCall.
 *
 * @param number 7 to 15 digits after a plus sign, such as "+15550100199", or the raw id
 * @param raw_id receives the number's raw id; may be NULL
 */
acs_status_t acs_emulator_add_phone_number(const acs_emulator_t *emulator, const char *number,
                                           acs_text_t **raw_id, acs_error_t **error);

/**
 * Adds an Event Grid subscription, after its validation handshake, to which the listener must
 * respond while this function runs. Replaces one with the same URL and schema.
 *
 * @param url    https, or http to this machine
 * @param schema ACS_SCHEMA_EVENT_GRID or ACS_SCHEMA_CLOUD_EVENTS
 * @return ACS_SERVICE when the listener failed the handshake
 */
acs_status_t acs_emulator_subscribe(const acs_emulator_t *emulator, const char *url, int schema,
                                    acs_error_t **error);

/**
 * Adds an Event Grid subscription with filters, after its validation handshake unless it has none.
 * The listener must respond to the handshake while this function runs. Replaces one with the same
 * URL and schema.
 *
 * @param subscription the subscription; it is copied
 * @return ACS_SERVICE when the listener failed the handshake
 */
acs_status_t acs_emulator_subscribe_with(const acs_emulator_t *emulator,
                                         const acs_emulator_subscription_t *subscription,
                                         acs_error_t **error);

/**
 * Removes the Event Grid subscriptions of a URL, in both schemas. Queued events are still
 * delivered.
 *
 * @param url   the URL as it was subscribed
 * @param ended receives 1, or 0 when there was none; may be NULL
 */
acs_status_t acs_emulator_unsubscribe(const acs_emulator_t *emulator, const char *url, int *ended,
                                      acs_error_t **error);

/**
 * Places an incoming call from an outside caller to a user or number hosted by the emulator. It
 * rings for 30 s.
 *
 * @param incoming the call; it is copied
 * @param context  receives the incoming call context, which also goes to the subscriptions; may be
 *                 NULL
 * @return ACS_INVALID_INPUT also when the callee is not hosted by the emulator, or the caller is
 *         the callee or not a raw id
 */
acs_status_t acs_emulator_place_incoming_call(const acs_emulator_t *emulator,
                                              const acs_emulator_incoming_call_t *incoming,
                                              acs_text_t **context, acs_error_t **error);

/**
 * Cancels an incoming call: its outside caller hangs up while it rings.
 *
 * @param context from acs_emulator_place_incoming_call or acs_event_incoming_call_context
 * @return ACS_INVALID_INPUT also when it does not ring, or the caller is not outside
 */
acs_status_t acs_emulator_cancel_incoming_call(const acs_emulator_t *emulator, const char *context,
                                               acs_error_t **error);

/**
 * Starts a call between clients, without the application; the subscriptions get CallStarted.
 *
 * @param call    the call; it is copied
 * @param started receives the ids of the call; may be NULL
 * @return ACS_INVALID_INPUT also when the users are invalid or such a call already exists
 */
acs_status_t acs_emulator_start_client_call(const acs_emulator_t *emulator,
                                            const acs_emulator_client_call_t *call,
                                            acs_emulator_started_call_t **started,
                                            acs_error_t **error);

/**
 * Adds a fault: the next request of an operation fails, or its response is delayed, lost or cut;
 * or the next event of a type is lost, delayed, duplicated and the like.
 *
 * @param fault what happens to which operation or event; it is copied
 * @return ACS_INVALID_INPUT also for an operation or event that does not exist, a status that does
 *         not report a failure, and a fault without an effect or with one of the other kind
 */
acs_status_t acs_emulator_add_fault(const acs_emulator_t *emulator,
                                    const acs_emulator_fault_t *fault, acs_error_t **error);

/** Removes all faults. */
acs_status_t acs_emulator_clear_faults(const acs_emulator_t *emulator, acs_error_t **error);

/**
 * Puts a seed in place of the present one, and what it describes in place of all that was set up:
 * users and numbers hosted by the emulator, subscriptions, behaviors of parties and prompts,
 * faults. Calls and the journal go on. When it is refused, nothing changes.
 *
 * @param json the seed as JSON; share/doc/acs-call-automation/emulator.md says where its keys are
 * @return ACS_INVALID_INPUT with field and rule for what cannot be read, and for a clock or public
 *         URL other than at the start; ACS_SERVICE when the handshake of a subscription failed
 */
acs_status_t acs_emulator_load_seed(const acs_emulator_t *emulator, const char *json,
                                    acs_error_t **error);

/**
 * Returns every request with its response and every attempt to deliver an event, until now: at
 * most the newest 10,000, and 64 MiB. The value of Authorization is not kept.
 */
acs_status_t acs_emulator_journal(const acs_emulator_t *emulator, acs_emulator_journal_t **journal,
                                  acs_error_t **error);

/**
 * Returns how many calls were created since the start or the last reset: by the application,
 * incoming or between clients. A call to a number hosted by the emulator counts as two, as with
 * the service. -1 in a forked child.
 */
int64_t acs_emulator_created_call_count(const acs_emulator_t *emulator);

/** Returns how many calls there are now, ringing ones included; -1 in a forked child. */
int64_t acs_emulator_active_call_count(const acs_emulator_t *emulator);

/**
 * Removes all calls, users, numbers, rooms, behaviors of parties and prompts, faults,
 * subscriptions, recordings with their files, repeatability ids, queued events, and the journal.
 * Time, key and address stay.
 */
acs_status_t acs_emulator_reset(const acs_emulator_t *emulator, acs_error_t **error);

/** Removes what acs_emulator_reset removes, but keeps users, numbers, rooms and subscriptions. */
acs_status_t acs_emulator_reset_keeping_setup(const acs_emulator_t *emulator, acs_error_t **error);

/**
 * Stops the emulator and joins its threads. Events that were not delivered are dropped. Closing
 * it again does nothing; acs_emulator_free closes it too. Afterwards the address, the key, the
 * time, the journal and the counts of calls can still be read; all else returns ACS_CLOSED.
 */
acs_status_t acs_emulator_close(const acs_emulator_t *emulator, acs_error_t **error);

/* ======== Remote parties ======== */

/**
 * @typedef acs_emulator_remote_party_t
 * The behavior of a callee: of every one, or of the one with a raw id. By default a party
 * answers at once and stays in the call. Users and numbers hosted by the emulator ring instead,
 * until their incoming call is answered, rejected or redirected; a behavior set for one of them
 * replaces that. Input is scripted in turns: each recognition of this party uses the next turn,
 * after its prompts; without a turn left the party stays silent.
 */

/**
 * Creates the behavior of one party; it answers at once and stays, unless a setter changes that.
 *
 * @param raw_id its raw id, such as "4:+15550100123", or phone number, or the beginning of
 *     one and an asterisk, "+1555*"; acs_emulator_set_remote_party refuses other text
 */
acs_emulator_remote_party_t *acs_emulator_remote_party_new(const char *raw_id);

/**
 * Creates the behavior of every party without one of its own, except users and numbers hosted by
 * the emulator.
 */
acs_emulator_remote_party_t *acs_emulator_remote_party_new_any(void);

/** Frees a remote party; the emulator keeps its copy. */
void acs_emulator_remote_party_free(acs_emulator_remote_party_t *remote_party);

/**
 * Sets how long the party rings before it answers: 0 ms or more. Default: 0. An invitation with
 * a shorter timeout fails before.
 */
acs_status_t acs_emulator_remote_party_set_answer_after_ms(acs_emulator_remote_party_t *remote_party,
                                                           int64_t answer_after_ms);

/** Specifies that the party is busy: 486/560486 for phones, 486/0 for others. */
acs_status_t acs_emulator_remote_party_set_busy(acs_emulator_remote_party_t *remote_party);

/**
 * Specifies that the party rings for 30 s, or as long as the invitation lasts, and does not
 * answer: 480/560480 for phones, 487/10004 for others.
 */
acs_status_t acs_emulator_remote_party_set_no_answer(acs_emulator_remote_party_t *remote_party);

/** Specifies that the party declines at once: 603/0. */
acs_status_t acs_emulator_remote_party_set_decline(acs_emulator_remote_party_t *remote_party);

/**
 * Specifies that the party rings until acs_emulator_answer_participant,
 * acs_emulator_decline_participant, acs_emulator_busy_participant or
 * acs_emulator_hang_up_participant, or the page of the emulator, decides; at most as long as the
 * invitation lasts.
 */
acs_status_t acs_emulator_remote_party_set_manual(acs_emulator_remote_party_t *remote_party);

/** Sets how long after it joined a call the party hangs up: 0 ms or more. Default: it stays. */
acs_status_t acs_emulator_remote_party_set_hang_up_after_ms(acs_emulator_remote_party_t *remote_party,
                                                            int64_t hang_up_after_ms);

/**
 * Adds a turn: the party presses these digits, the first one 1 s after the prompts, the others
 * at once after it.
 *
 * @param digits 1 to 1,000 of 0 to 9, A to D, # and *; a comma is a pause of one second, ?
 *     an unrecognized tone
 */
acs_status_t acs_emulator_remote_party_add_digits(acs_emulator_remote_party_t *remote_party,
                                                  const char *digits);

/** Adds a turn: the party speaks a phrase, 1 s after the prompts. */
acs_status_t acs_emulator_remote_party_add_speech(acs_emulator_remote_party_t *remote_party,
                                                  const char *speech);

/** Adds a turn: the party is silent. */
acs_status_t acs_emulator_remote_party_add_silence(acs_emulator_remote_party_t *remote_party);

/**
 * Adds a turn: recognition fails 1 s after the prompts with this code and sub-code, such as 500
 * and 8565 for the speech service; 0 to 65,535, and 0 to 4,294,967,295.
 */
acs_status_t acs_emulator_remote_party_add_recognition_failure(acs_emulator_remote_party_t *remote_party,
                                                               int64_t code, int64_t sub_code);

/**
 * Sends DTMF tones from a participant of a call. Recognition and continuous recognition of that
 * participant receive them.
 *
 * @param call_connection_id the call, as the application knows it
 * @param raw_id             the participant: a raw id or a phone number
 * @param digits             as for acs_emulator_remote_party_add_digits, the first one now
 * @return ACS_INVALID_INPUT also when there is no such call or participant
 */
acs_status_t acs_emulator_press_digits(const acs_emulator_t *emulator,
                                       const char *call_connection_id, const char *raw_id,
                                       const char *digits, acs_error_t **error);

/**
 * Speaks a phrase as a participant of a call. A recognition of that participant receives it.
 *
 * @param call_connection_id the call, as the application knows it
 * @param raw_id             the participant: a raw id or a phone number
 * @param phrase             1 to 4,000 characters
 * @return ACS_INVALID_INPUT also when there is no such call or participant
 */
acs_status_t acs_emulator_speak(const acs_emulator_t *emulator, const char *call_connection_id,
                                const char *raw_id, const char *phrase, acs_error_t **error);

/**
 * Answers as a remote party that rings.
 *
 * @param call_connection_id the call: its call connection id, server call id or correlation id
 * @param raw_id             the party: a raw id or a phone number
 * @return ACS_INVALID_INPUT also when there is no such call or it does not ring at that party; the
 *         application answers for hosted users and numbers
 */
acs_status_t acs_emulator_answer_participant(const acs_emulator_t *emulator,
                                             const char *call_connection_id, const char *raw_id,
                                             acs_error_t **error);

/**
 * Declines as a remote party that rings: 603/0.
 *
 * @param call_connection_id as for acs_emulator_answer_participant
 * @param raw_id             the party: a raw id or a phone number
 * @return as acs_emulator_answer_participant
 */
acs_status_t acs_emulator_decline_participant(const acs_emulator_t *emulator,
                                              const char *call_connection_id, const char *raw_id,
                                              acs_error_t **error);

/**
 * Reports busy as a remote party that rings: 486/560486 for phones, 486/0 for others.
 *
 * @param call_connection_id as for acs_emulator_answer_participant
 * @param raw_id             the party: a raw id or a phone number
 * @return as acs_emulator_answer_participant
 */
acs_status_t acs_emulator_busy_participant(const acs_emulator_t *emulator,
                                           const char *call_connection_id, const char *raw_id,
                                           acs_error_t **error);

/**
 * Hangs up a participant of a call. A remote party that rings declines.
 *
 * @param call_connection_id as for acs_emulator_answer_participant
 * @param raw_id             the participant: a raw id or a phone number
 * @return ACS_INVALID_INPUT also when there is no such call or participant
 */
acs_status_t acs_emulator_hang_up_participant(const acs_emulator_t *emulator,
                                              const char *call_connection_id, const char *raw_id,
                                              acs_error_t **error);

/**
 * Mutes or unmutes a user in a call, as the user does it in its client: ParticipantsUpdated reports
 * it. What a muted user says is not recognized; the tones that it presses are.
 *
 * @param call_connection_id as for acs_emulator_answer_participant
 * @param raw_id             the user
 * @param muted              1 or 0
 * @return ACS_INVALID_INPUT also when there is no such call or participant, and for phones, whose
 *         mute the service does not see
 */
acs_status_t acs_emulator_mute_participant(const acs_emulator_t *emulator,
                                           const char *call_connection_id, const char *raw_id,
                                           int muted, acs_error_t **error);

/* ======== Prompts ======== */

/**
 * @typedef acs_emulator_prompt_t
 * The behavior of a prompt. By default a file plays for 4 s, and a text or SSML for 60 ms for
 * each character outside of tags, at least 500 ms.
 */

/**
 * Creates the behavior of the prompt with this content; it plays by default, unless a setter
 * changes that.
 *
 * @param content the URL of a file, a text, or SSML, exactly as it is sent
 */
acs_emulator_prompt_t *acs_emulator_prompt_new(const char *content);

/** Creates the behavior of every prompt without one of its own. */
acs_emulator_prompt_t *acs_emulator_prompt_new_any(void);

/** Frees a prompt; the emulator keeps its copy. */
void acs_emulator_prompt_free(acs_emulator_prompt_t *prompt);

/** Sets how long it plays: 0 ms or more. */
acs_status_t acs_emulator_prompt_set_duration_ms(acs_emulator_prompt_t *prompt,
                                                 int64_t duration_ms);

/**
 * Sets the time until it is fetched or synthesized: 0 ms or more. Default: 100. Used for the
 * first prompt of an operation.
 */
acs_status_t acs_emulator_prompt_set_start_after_ms(acs_emulator_prompt_t *prompt,
                                                    int64_t start_after_ms);

/** Specifies that downloading it fails: 400/8536. */
acs_status_t acs_emulator_prompt_set_download_failure(acs_emulator_prompt_t *prompt);

/** Specifies that the format of its file is not supported: 400/8535. */
acs_status_t acs_emulator_prompt_set_wrong_format(acs_emulator_prompt_t *prompt);

/**
 * Sets the code and sub-code that it fails with, such as 500 and 8572: 0 to 65,535, and 0 to
 * 4,294,967,295.
 */
acs_status_t acs_emulator_prompt_set_failure(acs_emulator_prompt_t *prompt, int64_t code,
                                             int64_t sub_code);

/* ======== Faults ======== */

/**
 * @typedef acs_emulator_fault_t
 * A failure of the next request of an operation, or of the next delivery of an event, once or
 * several times.
 */

/**
 * Creates a fault for the next request of one operation; setters choose its effect.
 *
 * @param operation the operation, by its name in share/doc/acs-call-automation/emulator.md,
 *     such as "CreateCall"; "*" for every operation
 */
acs_emulator_fault_t *acs_emulator_fault_new(const char *operation);

/**
 * Creates a fault for the first attempt to deliver the next event of a type; setters choose its
 * effect.
 *
 * @param event the name of its type, such as "CallConnected"; "*" for every event
 */
acs_emulator_fault_t *acs_emulator_fault_new_on_event(const char *event);

/** Frees a fault; the emulator keeps its copy. */
void acs_emulator_fault_free(acs_emulator_fault_t *fault);

/**
 * Sets the call connection id of the only call that it applies to. Default: every call. Requests
 * have it in their path, and events are those of this leg.
 */
acs_status_t acs_emulator_fault_set_for_call(acs_emulator_fault_t *fault, const char *for_call);

/**
 * Sets the probability with which it applies, by random numbers that a seed determines. Default:
 * it applies always. It applies without limit then, unless acs_emulator_fault_set_times is used
 * after it.
 *
 * @param percent the probability in percent, 1 to 100
 * @param seed the seed of the random numbers, 0 or more
 */
acs_status_t acs_emulator_fault_set_probability(acs_emulator_fault_t *fault, int64_t percent,
                                                int64_t seed);

/**
 * Sets the status of the response: 400 to 599. acs_emulator_add_fault refuses others. The
 * operation is not performed.
 */
acs_status_t acs_emulator_fault_set_status(acs_emulator_fault_t *fault, int64_t status);

/** Sets the error code in the body of such a response. Default: "8516" for 429, else "9999". */
acs_status_t acs_emulator_fault_set_code(acs_emulator_fault_t *fault, const char *code);

/**
 * Sets the delay in the header Retry-After of the response: 0 ms or more. Default: none, no such
 * header. It must be whole seconds, a multiple of 1,000.
 */
acs_status_t acs_emulator_fault_set_retry_after_ms(acs_emulator_fault_t *fault,
                                                   int64_t retry_after_ms);

/**
 * Specifies that the connection is closed without performing the operation; of an event, that
 * the first attempt does not reach the webhook.
 */
acs_status_t acs_emulator_fault_set_lose_request(acs_emulator_fault_t *fault);

/**
 * Specifies that the operation is performed, and the connection closed without a response; of an
 * event, that the response of the webhook is ignored.
 */
acs_status_t acs_emulator_fault_set_lose_response(acs_emulator_fault_t *fault);

/**
 * Sets how much of the response body is sent before the connection is broken: 0 bytes or more.
 * Default: all. The operation is performed.
 */
acs_status_t acs_emulator_fault_set_cut_response_after(acs_emulator_fault_t *fault,
                                                       int64_t cut_response_after);

/**
 * Specifies that the content of the downloaded file is another one from this request on, with
 * the same length. For RecordingContent_Download only; acs_emulator_add_fault refuses others.
 */
acs_status_t acs_emulator_fault_set_change_content(acs_emulator_fault_t *fault);

/**
 * Specifies that the body of the response or event is cut in half, with a Content-Length that
 * fits.
 */
acs_status_t acs_emulator_fault_set_bad_json(acs_emulator_fault_t *fault);

/**
 * Specifies that the event is never delivered. This and the next three effects are for events
 * only.
 */
acs_status_t acs_emulator_fault_set_lose_event(acs_emulator_fault_t *fault);

/** Specifies that the event is delivered twice, with the same id. */
acs_status_t acs_emulator_fault_set_duplicate(acs_emulator_fault_t *fault);

/** Specifies that the event is delivered after the next one to the same webhook. */
acs_status_t acs_emulator_fault_set_reorder(acs_emulator_fault_t *fault);

/** Specifies that the token of the event has expired. Events of Event Grid have none. */
acs_status_t acs_emulator_fault_set_expired_token(acs_emulator_fault_t *fault);

/**
 * Sets how long the response, or the delivery of the event, is delayed, in real time: 0 ms or
 * more. Default: 0. The operation is performed.
 */
acs_status_t acs_emulator_fault_set_delay_response_ms(acs_emulator_fault_t *fault,
                                                      int64_t delay_response_ms);

/**
 * Sets the number of requests or events it applies to: 0 to 4,294,967,295. Default: 1, and with
 * a probability without limit.
 */
acs_status_t acs_emulator_fault_set_times(acs_emulator_fault_t *fault, int64_t times);

/* ======== Incoming calls of the emulator ======== */

/**
 * @typedef acs_emulator_incoming_call_t
 * A call of an outside caller to a user or number hosted by the emulator.
 */

/**
 * Creates an incoming call; acs_emulator_place_incoming_call places it.
 *
 * @param from the caller by raw id, such as "4:+15550100123", or phone number
 * @param to the callee by raw id or phone number: a user or number hosted by the emulator
 */
acs_emulator_incoming_call_t *acs_emulator_incoming_call_new(const char *from, const char *to);

/** Frees an incoming call; the emulator keeps its copy. */
void acs_emulator_incoming_call_free(acs_emulator_incoming_call_t *incoming_call);

/** Sets the caller's name, as IncomingCall reports it. Default: empty. */
acs_status_t acs_emulator_incoming_call_set_display_name(acs_emulator_incoming_call_t *incoming_call,
                                                         const char *display_name);

/**
 * Adds a SIP header of the custom calling context, with the name as IncomingCall reports it: the
 * service has sent User-To-User as "user-To-User", "User-To-User", "userToUser" and
 * "user-to-user".
 */
acs_status_t acs_emulator_incoming_call_add_sip_header(acs_emulator_incoming_call_t *incoming_call,
                                                       const char *name, const char *value);

/** Adds a VoIP header of the custom calling context, with the name as IncomingCall reports it. */
acs_status_t acs_emulator_incoming_call_add_voip_header(acs_emulator_incoming_call_t *incoming_call,
                                                        const char *name, const char *value);

/**
 * Specifies that the caller hangs up just when the call is answered: answer succeeds, then
 * AnswerFailed follows.
 */
acs_status_t acs_emulator_incoming_call_set_hang_up_when_answered(acs_emulator_incoming_call_t *incoming_call);

/* ======== Client calls ======== */

/**
 * @typedef acs_emulator_client_call_t
 * A call between clients, without the application.
 */

/**
 * @typedef acs_emulator_started_call_t
 * The ids of a call between clients. Read only: may be shared between threads.
 */

/**
 * Creates a call between users; acs_emulator_start_client_call starts it. One must be a
 * communication user; at least two are needed, or one for a group or a room.
 *
 * @param users their raw ids, each at most once; the first one starts the call
 * @param count the number of users, at most 10,000
 */
acs_emulator_client_call_t *acs_emulator_client_call_new(const char *const *users, size_t count);

/** Frees a call; the emulator keeps its copy. */
void acs_emulator_client_call_free(acs_emulator_client_call_t *call);

/** Sets the id of the group call that it is, a GUID. Default: none. */
acs_status_t acs_emulator_client_call_set_group_id(acs_emulator_client_call_t *call,
                                                   const char *group_id);

/** Sets the id of the room that it takes place in. Default: none. */
acs_status_t acs_emulator_client_call_set_room_id(acs_emulator_client_call_t *call,
                                                  const char *room_id);

/**
 * Returns the server call id, as CallStarted reports it: with it the application can connect to the
 * call.
 */
const char *acs_emulator_started_call_server_call_id(const acs_emulator_started_call_t *started);

/** Returns the correlation id, which all events of the call carry. */
const char *acs_emulator_started_call_correlation_id(const acs_emulator_started_call_t *started);

/** Frees the ids of a started call; the call itself goes on. */
void acs_emulator_started_call_free(acs_emulator_started_call_t *started);

/* ======== Journal ======== */

#define ACS_JOURNAL_REQUEST 1 /**< A request of a client to the emulator. */
#define ACS_JOURNAL_EVENT 2   /**< An attempt of the emulator to deliver an event; each attempt
                                   is an entry. */
#define ACS_JOURNAL_PARTY 3   /**< What a simulated party did: it rang, answered, pressed a
                                   digit. */

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
 * Returns the name of a kind of entry: "Request", "Event", "Party"; "Other" for any other number.
 * The text is static.
 */
const char *acs_emulator_journal_kind_name(int kind);

/** Returns the number of entries of a journal. */
size_t acs_emulator_journal_count(const acs_emulator_journal_t *journal);

/** Returns an entry of a journal, the oldest one first. */
const acs_emulator_journal_entry_t *acs_emulator_journal_at(const acs_emulator_journal_t *journal,
                                                            size_t index);

/** Frees a journal and its entries. */
void acs_emulator_journal_free(acs_emulator_journal_t *journal);

/**
 * Returns the time when the request, the delivery or what the party did ended, by the emulator's
 * clock, in milliseconds since 1970 UTC.
 */
int64_t acs_emulator_journal_entry_time_ms(const acs_emulator_journal_entry_t *entry);

/**
 * Returns the kind of an entry.
 *
 * @return ACS_JOURNAL_REQUEST, ACS_JOURNAL_EVENT or ACS_JOURNAL_PARTY; 0 for NULL
 */
int acs_emulator_journal_entry_kind(const acs_emulator_journal_entry_t *entry);

/**
 * Returns the operation of a request, named as in the official clients: "CreateCall"; the name of
 * the type of an event: "CallConnected"; what a party did: "calls", "rings", "answers", "isBusy",
 * "declines", "doesNotAnswer", "joins", "presses", "speaks", "mutes", "unmutes" or "hangsUp". Empty
 * when it is not known.
 */
const char *acs_emulator_journal_entry_operation(const acs_emulator_journal_entry_t *entry);

/**
 * Returns the raw id of the party that did something; empty for other entries than
 * ACS_JOURNAL_PARTY.
 */
const char *acs_emulator_journal_entry_party(const acs_emulator_journal_entry_t *entry);

/**
 * Returns what the party pressed or said, or the display name of a caller; empty when there is
 * none.
 */
const char *acs_emulator_journal_entry_detail(const acs_emulator_journal_entry_t *entry);

/** Returns the HTTP method; empty for ACS_JOURNAL_PARTY. */
const char *acs_emulator_journal_entry_method(const acs_emulator_journal_entry_t *entry);

/**
 * Returns path and query of a request, or the whole URL of an event's delivery; empty for
 * ACS_JOURNAL_PARTY.
 */
const char *acs_emulator_journal_entry_path(const acs_emulator_journal_entry_t *entry);

/**
 * Returns the value of the first header with a name, as it was sent to or by the emulator; "***"
 * for Authorization.
 *
 * @param name in any letter case; may be NULL, which finds none
 */
const char *acs_emulator_journal_entry_header(const acs_emulator_journal_entry_t *entry,
                                              const char *name);

/** Returns the number of headers of the request or delivery; 0 for ACS_JOURNAL_PARTY. */
size_t acs_emulator_journal_entry_header_count(const acs_emulator_journal_entry_t *entry);

/** Returns the name of a header, in the order in which they were sent. */
const char *acs_emulator_journal_entry_header_name(const acs_emulator_journal_entry_t *entry,
                                                   size_t index);

/** Returns the value of a header, in the order in which they were sent. */
const char *acs_emulator_journal_entry_header_value(const acs_emulator_journal_entry_t *entry,
                                                    size_t index);

/**
 * Returns the body of the request or delivery as sent; empty for ACS_JOURNAL_PARTY. Beyond 64 KiB
 * it is cut, and "... (N bytes more)" follows.
 *
 * @param length receives the number of bytes; may be NULL
 */
const uint8_t *acs_emulator_journal_entry_body(const acs_emulator_journal_entry_t *entry,
                                               size_t *length);

/**
 * Returns the HTTP status of the emulator's response, or of the response of the webhook.
 *
 * @return 100 to 599; 0 when there was no response, and for ACS_JOURNAL_PARTY
 */
int acs_emulator_journal_entry_status(const acs_emulator_journal_entry_t *entry);

/**
 * Returns why an event was not delivered by this attempt: no response, and why, or a status that
 * does not count as delivered.
 *
 * @return the reason; NULL for an event that was delivered, and for other entries
 */
const char *acs_emulator_journal_entry_failure(const acs_emulator_journal_entry_t *entry);

/**
 * Returns the value of the first header with a name in the emulator's response.
 *
 * @param name in any letter case; may be NULL, which finds none
 */
const char *acs_emulator_journal_entry_response_header(const acs_emulator_journal_entry_t *entry,
                                                       const char *name);

/** Returns the number of headers of the emulator's response; 0 for other entries than requests. */
size_t acs_emulator_journal_entry_response_header_count(const acs_emulator_journal_entry_t *entry);

/**
 * Returns the name of a header of the emulator's response, in the order in which they were sent.
 */
const char *acs_emulator_journal_entry_response_header_name(const acs_emulator_journal_entry_t *entry,
                                                            size_t index);

/**
 * Returns the value of a header of the emulator's response, in the order in which they were sent.
 */
const char *acs_emulator_journal_entry_response_header_value(const acs_emulator_journal_entry_t *entry,
                                                             size_t index);

/**
 * Returns the body of the emulator's response; empty for other entries than requests. Cut as
 * acs_emulator_journal_entry_body.
 *
 * @param length receives the number of bytes; may be NULL
 */
const uint8_t *acs_emulator_journal_entry_response_body(const acs_emulator_journal_entry_t *entry,
                                                        size_t *length);

/* ======== Ladder diagram ======== */

#define ACS_LADDER_TEXT 1    /**< Text, 100 columns or wider, with lines and arrows of Unicode in
                                  UTF-8. */
#define ACS_LADDER_ASCII 2   /**< The same text in ASCII. */
#define ACS_LADDER_SVG 3     /**< An SVG document that refers to nothing outside of it. */
#define ACS_LADDER_MERMAID 4 /**< A sequenceDiagram of Mermaid. */
#define ACS_LADDER_JSON 5    /**< Columns and rows as JSON; docs/emulator/ladder.md describes
                                  them. */

/**
 * Returns the ladder diagram of what has happened until now: each request, each attempt to deliver
 * an event, and what each remote party did. Also for an emulator that was closed.
 *
 * @param call_id a call by its call connection id, server call id or correlation id, drawn with the
 *                calls that belong to it; NULL for everything. An unknown one has an empty diagram
 * @param format  ACS_LADDER_...
 * @param ladder  receives the diagram
 */
acs_status_t acs_emulator_ladder(const acs_emulator_t *emulator, const char *call_id, int format,
                                 acs_text_t **ladder, acs_error_t **error);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_EMULATOR_H */
