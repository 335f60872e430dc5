/**
 * @file acs_call_automation.h
 * Place, answer and steer phone calls through Azure Communication Services Call Automation.
 *
 * Five sentences that hold for every function:
 *
 * 1. What can fail returns acs_status_t (ACS_OK is 0); what only reads returns the value, and NULL,
 *    0 or -1, as it says, where there is none.
 * 2. Inputs come first, then results, then one optional error: always written, with NULL or with
 *    details to free; setters, wakes and cancels have the status alone. Results are NULL when it
 *    failed, unless its @return says otherwise.
 * 3. An object that a function returns without const, or puts into a result parameter, is yours: the
 *    matching _free takes it, and NULL. What is given as const belongs to the object it came from.
 * 4. Text in is UTF-8 and copied before the function returns; text out belongs to the object it came
 *    from, and lives as long as that.
 * 5. Objects may be freed in any order: each keeps what it needs alive.
 *
 * A pointer may be NULL exactly where its @param says so. Numbers may be anything: what is out of
 * range is refused by status, never by a crash. Options may be NULL for the defaults, may be used
 * any number of times, and are copied. A setter that is given a value that cannot be returns
 * ACS_INVALID_INPUT, and so does the function that gets the options afterwards, at the latest: so
 * setters may be called without looking.
 *
 * Threads: each type says whether it may be shared. No thread of the library ever calls code of
 * yours. Library threads are named acs-..., have all signals blocked, and are gone when the _free
 * of their object returns; but for a name look-up that hangs in the system, and what
 * acs_receiver_close could not wait for.
 *
 * Fork: a client goes on in the child with connections of its own. Receivers, subscriptions and
 * emulators belong to the process that made them: in the child what waits, takes or changes answers
 * ACS_FORKED, and their _free does nothing.
 *
 * Nothing is printed, no environment variable is read, no signal is touched. The long form of all
 * this is docs/c-guide.md.
 *
 * A call, from placing it to its end:
 *
 *     acs_client_new(connection_string, NULL, &client, &error);
 *     acs_receiver_new(NULL, &receiver, &error);
 *     acs_receiver_url(receiver, "/events", &callback, &error);
 *     invite = acs_invite_to_phone_number("+16045551234", "+18005550100");
 *     acs_client_create_call(client, invite, acs_text_string(callback), NULL, &call, NULL, &error);
 *     while (acs_receiver_next(receiver, 30000, &event, &error) == ACS_OK) {
 *         if (acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED)
 *             acs_call_hang_up(call, 1, NULL, NULL, NULL);
 *         ...
 *         acs_event_free(event);
 *     }
 *
 * A prompt in that call, and the digits that are pressed after it:
 *
 *     question = acs_play_source_new_text("Please enter your PIN.");
 *     pin = acs_recognize_options_new_dtmf(4);
 *     acs_recognize_options_add_prompt(pin, question);
 *     if (acs_call_recognize_and_wait(call, receiver, caller, pin, 60000, &event, NULL, &error) == ACS_OK)
 *         printf("%s\n", acs_event_dtmf_tones(event));
 *
 * Sections, in this order: version, status, error, text; client, call, media, play sources, streaming
 * and transcription, recordings, recording metadata, downloads; invites, identifiers, calling context;
 * responses, properties, participants; events; receiver, subscriptions, expected events, flows, counters,
 * inbox; options; canceling, bearer tokens, generic requests, signing by hand; emulator; log. Constants
 * and types stand before the functions.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
#ifndef ACS_CALL_AUTOMATION_H
#define ACS_CALL_AUTOMATION_H


/* Made by cbindgen from capi/src; do not edit. */

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
 * By server call id, as events and call properties tell it.
 */
#define ACS_LOCATOR_SERVER_CALL 1

/**
 * By the group id that its clients joined with.
 */
#define ACS_LOCATOR_GROUP_CALL 2

/**
 * By the id of a room.
 */
#define ACS_LOCATOR_ROOM 3

/**
 * By call connection id. Of acs_client_start_recording alone; since api-version 2025-06-15.
 */
#define ACS_LOCATOR_CALL_CONNECTION 4

/**
 * A male voice.
 */
#define ACS_VOICE_MALE 0

/**
 * A female voice.
 */
#define ACS_VOICE_FEMALE 1

/**
 * An identifier of a kind that this version does not know.
 */
#define ACS_IDENTIFIER_UNKNOWN 0

/**
 * A user of a Communication Services resource.
 */
#define ACS_IDENTIFIER_COMMUNICATION_USER 1

/**
 * A telephone number.
 */
#define ACS_IDENTIFIER_PHONE_NUMBER 2

/**
 * A user of Microsoft Teams.
 */
#define ACS_IDENTIFIER_MICROSOFT_TEAMS_USER 3

/**
 * An application of Microsoft Teams: a call queue, an auto attendant.
 */
#define ACS_IDENTIFIER_MICROSOFT_TEAMS_APP 4

/**
 * A Teams user reached through a Communication Services resource.
 */
#define ACS_IDENTIFIER_TEAMS_EXTENSION_USER 5

/**
 * Not told, or by a name that this version does not know; acs_properties_state_name has it.
 */
#define ACS_CALL_STATE_UNKNOWN 0

/**
 * Ringing, or being joined.
 */
#define ACS_CALL_STATE_CONNECTING 1

/**
 * Up.
 */
#define ACS_CALL_STATE_CONNECTED 2

/**
 * A transfer was asked for.
 */
#define ACS_CALL_STATE_TRANSFERRING 3

/**
 * The transfer was accepted.
 */
#define ACS_CALL_STATE_TRANSFER_ACCEPTED 4

/**
 * Being ended.
 */
#define ACS_CALL_STATE_DISCONNECTING 5

/**
 * Ended.
 */
#define ACS_CALL_STATE_DISCONNECTED 6

/**
 * There is none, or its state has a name that this version does not know.
 */
#define ACS_SUBSCRIPTION_UNKNOWN 0

/**
 * It is off.
 */
#define ACS_SUBSCRIPTION_DISABLED 1

/**
 * It is set up and does not run.
 */
#define ACS_SUBSCRIPTION_INACTIVE 2

/**
 * It runs.
 */
#define ACS_SUBSCRIPTION_ACTIVE 3

/**
 * A type that this version does not know, or a preview's; acs_event_type reports it.
 */
#define ACS_EVENT_OTHER 0

/**
 * No event of the service but a notice of the receiver: after the events before it the queue was
 * full, and requests were answered with 503. acs_event_int(event, "/data/refused", 0) reports how many
 * events they held; the sender normally brings them again.
 */
#define ACS_EVENT_OVERFLOW 1

/**
 * The call is up.
 */
#define ACS_EVENT_CALL_CONNECTED 100

/**
 * The call, or this application's part in it, is over.
 */
#define ACS_EVENT_CALL_DISCONNECTED 101

/**
 * A call could not be placed.
 */
#define ACS_EVENT_CREATE_CALL_FAILED 102

/**
 * A call could not be answered.
 */
#define ACS_EVENT_ANSWER_FAILED 103

/**
 * A running call could not be joined.
 */
#define ACS_EVENT_CONNECT_FAILED 104

/**
 * A transfer was accepted.
 */
#define ACS_EVENT_CALL_TRANSFER_ACCEPTED 105

/**
 * A transfer failed.
 */
#define ACS_EVENT_CALL_TRANSFER_FAILED 106

/**
 * Who is in the call, and muted or on hold, changed.
 */
#define ACS_EVENT_PARTICIPANTS_UPDATED 200

/**
 * A participant was added.
 */
#define ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED 201

/**
 * A participant could not be added.
 */
#define ACS_EVENT_ADD_PARTICIPANT_FAILED 202

/**
 * An invitation was withdrawn.
 */
#define ACS_EVENT_CANCEL_ADD_PARTICIPANT_SUCCEEDED 203

/**
 * An invitation could not be withdrawn.
 */
#define ACS_EVENT_CANCEL_ADD_PARTICIPANT_FAILED 204

/**
 * A participant was removed.
 */
#define ACS_EVENT_REMOVE_PARTICIPANT_SUCCEEDED 205

/**
 * A participant could not be removed.
 */
#define ACS_EVENT_REMOVE_PARTICIPANT_FAILED 206

/**
 * A participant was moved here from another call.
 */
#define ACS_EVENT_MOVE_PARTICIPANT_SUCCEEDED 207

/**
 * A participant could not be moved here from another call.
 */
#define ACS_EVENT_MOVE_PARTICIPANT_FAILED 208

/**
 * A participant could not be put on hold.
 */
#define ACS_EVENT_HOLD_FAILED 209

/**
 * Playing began.
 */
#define ACS_EVENT_PLAY_STARTED 300

/**
 * Everything was played.
 */
#define ACS_EVENT_PLAY_COMPLETED 301

/**
 * Something could not be played.
 */
#define ACS_EVENT_PLAY_FAILED 302

/**
 * Playing was ended by another operation.
 */
#define ACS_EVENT_PLAY_CANCELED 303

/**
 * Keys, speech or a choice were recognized.
 */
#define ACS_EVENT_RECOGNIZE_COMPLETED 400

/**
 * Nothing was recognized.
 */
#define ACS_EVENT_RECOGNIZE_FAILED 401

/**
 * Recognition was ended by another operation.
 */
#define ACS_EVENT_RECOGNIZE_CANCELED 402

/**
 * A key was pressed.
 */
#define ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_RECEIVED 403

/**
 * Listening for keys failed.
 */
#define ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_TONE_FAILED 404

/**
 * DTMF tones are no longer recognized.
 */
#define ACS_EVENT_CONTINUOUS_DTMF_RECOGNITION_STOPPED 405

/**
 * Keys were sent.
 */
#define ACS_EVENT_SEND_DTMF_TONES_COMPLETED 406

/**
 * Keys could not be sent.
 */
#define ACS_EVENT_SEND_DTMF_TONES_FAILED 407

/**
 * A recording runs or rests.
 */
#define ACS_EVENT_RECORDING_STATE_CHANGED 500

/**
 * A recording could not be started.
 */
#define ACS_EVENT_START_RECORDING_FAILED 501

/**
 * The files of a recording can be fetched.
 */
#define ACS_EVENT_RECORDING_FILE_STATUS_UPDATED 502

/**
 * Media streaming runs.
 */
#define ACS_EVENT_MEDIA_STREAMING_STARTED 600

/**
 * Media streaming ended.
 */
#define ACS_EVENT_MEDIA_STREAMING_STOPPED 601

/**
 * Media streaming failed.
 */
#define ACS_EVENT_MEDIA_STREAMING_FAILED 602

/**
 * Transcription runs.
 */
#define ACS_EVENT_TRANSCRIPTION_STARTED 603

/**
 * Transcription ended.
 */
#define ACS_EVENT_TRANSCRIPTION_STOPPED 604

/**
 * The language or model of a transcription changed.
 */
#define ACS_EVENT_TRANSCRIPTION_UPDATED 605

/**
 * Transcription failed.
 */
#define ACS_EVENT_TRANSCRIPTION_FAILED 606

/**
 * A call arrives.
 */
#define ACS_EVENT_INCOMING_CALL 700

/**
 * A call began.
 */
#define ACS_EVENT_CALL_STARTED 701

/**
 * A call is over.
 */
#define ACS_EVENT_CALL_ENDED 702

/**
 * A participant joined a call.
 */
#define ACS_EVENT_CALL_PARTICIPANT_ADDED 703

/**
 * A participant left a call.
 */
#define ACS_EVENT_CALL_PARTICIPANT_REMOVED 704

/**
 * Event Grid asks whether it may deliver here.
 */
#define ACS_EVENT_SUBSCRIPTION_VALIDATION 800

/**
 * A subscription was removed.
 */
#define ACS_EVENT_SUBSCRIPTION_DELETED 801

/**
 * It means neither: an event of Event Grid, or of a type that this version does not know.
 */
#define ACS_OUTCOME_NONE 0

/**
 * An operation was done.
 */
#define ACS_OUTCOME_SUCCESS 1

/**
 * An operation failed.
 */
#define ACS_OUTCOME_FAILURE 2

/**
 * An operation was ended by another one, or by the end of the call.
 */
#define ACS_OUTCOME_CANCELED 3

/**
 * Something changed: the call is up, a tone came, a recording runs.
 */
#define ACS_OUTCOME_STATE 4

/**
 * A type that this version does not know.
 */
#define ACS_RECOGNITION_OTHER 0

/**
 * Keys were listened for.
 */
#define ACS_RECOGNITION_DTMF 1

/**
 * Free speech was listened for.
 */
#define ACS_RECOGNITION_SPEECH 2

/**
 * One of several choices was listened for, by key or by phrase.
 */
#define ACS_RECOGNITION_CHOICES 3

/**
 * It was done.
 */
#define ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY 0

/**
 * Another media operation runs that this one does not go with.
 */
#define ACS_MEDIA_REASON_INVALID_MEDIA_MODE 8500

/**
 * Another operation, or the end of the call, ended it.
 */
#define ACS_MEDIA_REASON_OPERATION_CANCELED 8508

/**
 * The other party was silent for too long.
 */
#define ACS_MEDIA_REASON_MAX_SILENCE 8509

/**
 * Nothing was pressed or said in time.
 */
#define ACS_MEDIA_REASON_INITIAL_SILENCE_TIMEOUT 8510

/**
 * The prompt could not be played.
 */
#define ACS_MEDIA_REASON_PLAY_PROMPT_FAILED 8511

/**
 * An error in the service, as the page on recognizing says; in the list of sub-codes: the beep
 * could not be played.
 */
#define ACS_MEDIA_REASON_PLAY_BEEP_FAILED 8512

/**
 * No sound came from the other party.
 */
#define ACS_MEDIA_REASON_MEDIA_RECEIVE_TIMEOUT 8513

/**
 * A stop tone was pressed.
 */
#define ACS_MEDIA_REASON_STOP_TONE_DETECTED 8514

/**
 * As many keys were pressed as were asked for.
 */
#define ACS_MEDIA_REASON_MAX_DIGITS_RECEIVED 8531

/**
 * The next key was not pressed in time.
 */
#define ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT 8532

/**
 * A choice was made by key.
 */
#define ACS_MEDIA_REASON_DTMF_OPTION_MATCHED 8533

/**
 * A key was pressed that stands for no choice.
 */
#define ACS_MEDIA_REASON_INCORRECT_TONE_DETECTED 8534

/**
 * The file is not in a form that can be played.
 */
#define ACS_MEDIA_REASON_PLAY_INVALID_FILE_FORMAT 8535

/**
 * The file could not be fetched.
 */
#define ACS_MEDIA_REASON_PLAY_DOWNLOAD_FAILED 8536

/**
 * A choice was made by phrase.
 */
#define ACS_MEDIA_REASON_SPEECH_OPTION_MATCHED 8545

/**
 * A phrase was heard that stands for no choice.
 */
#define ACS_MEDIA_REASON_SPEECH_OPTION_NOT_MATCHED 8547

/**
 * Speech was not recognized.
 */
#define ACS_MEDIA_REASON_SPEECH_NOT_RECOGNIZED 8563

/**
 * The speech service could not be reached.
 */
#define ACS_MEDIA_REASON_SPEECH_SERVICE_CONNECTION_ERROR 8564

/**
 * The speech service failed: bad request, credentials, quota, timeout.
 */
#define ACS_MEDIA_REASON_COGNITIVE_SERVICES_ERROR 8565

/**
 * Speech was recognized.
 */
#define ACS_MEDIA_REASON_SPEECH_RECOGNIZED 8569

/**
 * Recognizing failed.
 */
#define ACS_MEDIA_REASON_RECOGNITION_ERROR 8570

/**
 * The service that plays is down.
 */
#define ACS_MEDIA_REASON_PLAY_SERVICE_UNAVAILABLE 8572

/**
 * Transcription failed.
 */
#define ACS_MEDIA_REASON_TRANSCRIPTION_FAILED 8578

/**
 * Transcription was canceled.
 */
#define ACS_MEDIA_REASON_TRANSCRIPTION_CANCELED 8579

/**
 * The service that transcribes is down.
 */
#define ACS_MEDIA_REASON_TRANSCRIPTION_SERVICE_UNAVAILABLE 8580

/**
 * The address to stream to is wrong.
 */
#define ACS_MEDIA_REASON_INVALID_STREAM_URL 8581

/**
 * The text or SSML to be played is empty.
 */
#define ACS_MEDIA_REASON_PLAY_SOURCE_TEXT_OR_SSML_EMPTY 8582

/**
 * Another media operation runs that this one does not go with: a precondition is not met.
 */
#define ACS_MEDIA_REASON_INCOMPATIBLE_MEDIA_OPERATION 8583

/**
 * Media streaming failed.
 */
#define ACS_MEDIA_REASON_MEDIA_STREAMING_FAILED 8603

/**
 * Media streaming was canceled.
 */
#define ACS_MEDIA_REASON_MEDIA_STREAMING_CANCELED 8604

/**
 * The speech model does not fit.
 */
#define ACS_MEDIA_REASON_UNSUPPORTED_SPEECH_MODEL 8605

/**
 * The service does not tell.
 */
#define ACS_MEDIA_REASON_UNSPECIFIED_ERROR 9999

/**
 * A state that this version does not know.
 */
#define ACS_RECORDING_STATE_OTHER 0

/**
 * The recording runs.
 */
#define ACS_RECORDING_STATE_ACTIVE 1

/**
 * The recording is paused, stopped, or has not begun.
 */
#define ACS_RECORDING_STATE_INACTIVE 2

/**
 * A kind that this version does not know.
 */
#define ACS_RECORDING_KIND_OTHER 0

/**
 * A recording started through Communication Services.
 */
#define ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES 1

/**
 * A recording started in Teams.
 */
#define ACS_RECORDING_KIND_TEAMS 2

/**
 * A recording that a compliance policy of Teams started.
 */
#define ACS_RECORDING_KIND_TEAMS_COMPLIANCE 3

/**
 * Events that came in well-formed requests, repeated ones included: always the sum of those queued,
 * duplicate and refused.
 */
#define ACS_COUNTER_RECEIVED 1

/**
 * Events that were put into a queue, or handed to a thread that waited for them.
 */
#define ACS_COUNTER_QUEUED 2

/**
 * Events that were known already by source and id; answered with 200 and dropped.
 */
#define ACS_COUNTER_DUPLICATE 3

/**
 * Events of requests that were answered with 503; the sender has to bring them again.
 */
#define ACS_COUNTER_REFUSED 4

/**
 * Requests that were answered with another error: path, method, secret, size, content.
 */
#define ACS_COUNTER_REJECTED 5

/**
 * Events of the main queue that no reader claimed in time.
 */
#define ACS_COUNTER_EXPIRED 6

/**
 * How often a queue began to overflow.
 */
#define ACS_COUNTER_OVERFLOWS 7

/**
 * The Mozilla root certificates that are compiled in. They work in a chroot.
 */
#define ACS_TRUST_BUILT_IN 0

/**
 * The certificate store of the operating system, read once when the client is created.
 */
#define ACS_TRUST_SYSTEM 1

/**
 * The certificates of a PEM text only.
 */
#define ACS_TRUST_PEM 2

/**
 * The certificates of a PEM file only, read once when the client is created.
 */
#define ACS_TRUST_PEM_FILE 3

/**
 * No reason.
 */
#define ACS_REJECT_NONE 0

/**
 * The callee is busy.
 */
#define ACS_REJECT_BUSY 1

/**
 * The caller is not allowed to call.
 */
#define ACS_REJECT_FORBIDDEN 2

/**
 * All participants in one stream.
 */
#define ACS_AUDIO_CHANNEL_MIXED 0

/**
 * One stream for each participant.
 */
#define ACS_AUDIO_CHANNEL_UNMIXED 1

/**
 * Audio.
 */
#define ACS_STREAMING_CONTENT_AUDIO 0

/**
 * 16-bit PCM, 16 kHz, one channel.
 */
#define ACS_AUDIO_FORMAT_PCM_16K_MONO 0

/**
 * 16-bit PCM, 24 kHz, one channel.
 */
#define ACS_AUDIO_FORMAT_PCM_24K_MONO 1

/**
 * Audio only.
 */
#define ACS_RECORDING_CONTENT_AUDIO 1

/**
 * Audio and video.
 */
#define ACS_RECORDING_CONTENT_AUDIO_VIDEO 2

/**
 * All participants in one channel.
 */
#define ACS_RECORDING_CHANNEL_MIXED 1

/**
 * One channel for each participant.
 */
#define ACS_RECORDING_CHANNEL_UNMIXED 2

/**
 * RIFF WAVE.
 */
#define ACS_RECORDING_FORMAT_WAV 1

/**
 * MPEG layer 3.
 */
#define ACS_RECORDING_FORMAT_MP3 2

/**
 * MPEG-4.
 */
#define ACS_RECORDING_FORMAT_MP4 3

/**
 * The store of the service, which keeps files for 24 hours.
 */
#define ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES 1

/**
 * A container of Azure Blob Storage.
 */
#define ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER 2

/**
 * Asks; may be asked again.
 */
#define ACS_METHOD_GET 1

/**
 * Changes; never sent twice unless asked to.
 */
#define ACS_METHOD_POST 2

/**
 * Changes; never sent twice unless asked to.
 */
#define ACS_METHOD_PUT 3

/**
 * Changes; never sent twice unless asked to.
 */
#define ACS_METHOD_PATCH 4

/**
 * Ends something; may be sent again.
 */
#define ACS_METHOD_DELETE 5

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
 * Nothing is logged, but faults of the library itself.
 */
#define ACS_LOG_OFF 0

/**
 * Faults of the library itself.
 */
#define ACS_LOG_ERROR 1

/**
 * Conditions that need attention: a full queue, a listener that cannot accept.
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
 * Everything. A library built for release has nothing beyond ACS_LOG_DEBUG.
 */
#define ACS_LOG_TRACE 5

/**
 * Options of adding a participant.
 */
typedef struct acs_add_participant_options_t acs_add_participant_options_t;

/**
 * Options of answering an incoming call.
 */
typedef struct acs_answer_call_options_t acs_answer_call_options_t;

/**
 * One leg of a call, to steer it with: an id and a share of the client. May be shared between
 * threads. It may be kept as long as you like, whether the call still exists or not.
 */
typedef struct acs_call_t acs_call_t;

/**
 * Headers for the callee of an added participant or a transfer. At most 5 SIP headers beside
 * User-To-User, and 1,000 VoIP headers; none twice. They are checked when they are used.
 */
typedef struct acs_calling_context_t acs_calling_context_t;

/**
 * Ends the calls it was given to, and no others. May be shared between threads.
 */
typedef struct acs_cancel_token_t acs_cancel_token_t;

/**
 * Options of a client: timeouts, retries, connections, trust.
 */
typedef struct acs_client_options_t acs_client_options_t;

/**
 * Places and answers calls. May be shared between threads: their calls run side by side. Every call
 * blocks until it is answered, at most for its total timeout, 10 s by default.
 */
typedef struct acs_client_t acs_client_t;

/**
 * Options of connecting to a running call.
 */
typedef struct acs_connect_call_options_t acs_connect_call_options_t;

/**
 * The counters of a receiver, all read at the same moment. Read only: may be shared between threads.
 */
typedef struct acs_counters_t acs_counters_t;

/**
 * Options of placing a call to one callee.
 */
typedef struct acs_create_call_options_t acs_create_call_options_t;

/**
 * Options of placing a call to several callees.
 */
typedef struct acs_create_group_call_options_t acs_create_group_call_options_t;

/**
 * How far a download has come. May be shared between threads: looking takes no lock and never waits.
 */
typedef struct acs_download_progress_t acs_download_progress_t;

/**
 * Options of downloading a recording. Two of its request options differ in meaning, since a
 * download takes as long as it takes: the timeout (or that of the client) ends the download when
 * no byte arrived for so long, and max_retries counts consecutive failed attempts. There is no
 * api-version.
 */
typedef struct acs_download_recording_options_t acs_download_recording_options_t;

/**
 * What was downloaded. Read only: may be shared between threads.
 */
typedef struct acs_downloaded_recording_t acs_downloaded_recording_t;

/**
 * A call that clients start among themselves. One thread at a time; may be used for any number of
 * calls.
 */
typedef struct acs_emulator_client_call_t acs_emulator_client_call_t;

/**
 * The behaviour of a called party: every one, or the one with a raw id. Without a script
 * everybody answers at once and stays until hung up on. The emulator's own users and numbers ring
 * instead, until their incoming call is answered, rejected or redirected; a script for one of them
 * takes that place. What they press and say are turns: each recognition of theirs takes the next
 * one, when its prompts are over; who has no turn left keeps silent. One thread at a time; may be
 * used for any number of scripts.
 */
typedef struct acs_emulator_far_end_t acs_emulator_far_end_t;

/**
 * What happens to the next request of an operation, once or several times. One thread at a time;
 * may be used any number of times.
 */
typedef struct acs_emulator_fault_t acs_emulator_fault_t;

/**
 * A caller outside who calls one of the emulator's own users or numbers. One thread at a time; may
 * be used for any number of calls.
 */
typedef struct acs_emulator_incoming_call_t acs_emulator_incoming_call_t;

/**
 * One line of a journal, which it belongs to. Read only: may be shared between threads.
 */
typedef struct acs_emulator_journal_entry_t acs_emulator_journal_entry_t;

/**
 * What was in an emulator's journal when it was asked. Read only: may be shared between threads.
 */
typedef struct acs_emulator_journal_t acs_emulator_journal_t;

/**
 * How an emulator is set up. One thread at a time; may be used for any number of emulators.
 */
typedef struct acs_emulator_options_t acs_emulator_options_t;

/**
 * How a prompt behaves when it is played. Without a script a file plays for 4 s, and a text or
 * SSML for 60 ms for each character outside of tags, at least 500 ms. One thread at a time; may be
 * used for any number of scripts.
 */
typedef struct acs_emulator_prompt_t acs_emulator_prompt_t;

/**
 * What names a call that clients started. Read only: may be shared between threads.
 */
typedef struct acs_emulator_started_call_t acs_emulator_started_call_t;

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
 * The events of one body, in their order. Read only: may be shared between threads.
 */
typedef struct acs_event_list_t acs_event_list_t;

/**
 * What happened, as the service told it. Read only: may be shared between threads.
 *
 * Texts, identifiers and participants that its functions give live as long as the event.
 */
typedef struct acs_event_t acs_event_t;

/**
 * The events that a wait ends with: all ways in which an operation can come out. One thread at a
 * time; may be used for any number of waits.
 */
typedef struct acs_expected_t acs_expected_t;

/**
 * Any operation of the service, by its method and path. One thread at a time; may be sent any number
 * of times.
 */
typedef struct acs_generic_request_t acs_generic_request_t;

/**
 * Options of putting a participant on hold.
 */
typedef struct acs_hold_options_t acs_hold_options_t;

/**
 * What to answer to an HTTP request. Read only: may be shared between threads.
 */
typedef struct acs_http_response_t acs_http_response_t;

/**
 * Any party that can take part in a call. Read only: may be shared between threads.
 */
typedef struct acs_identifier_t acs_identifier_t;

/**
 * One party to ring, and how the call shows there. For create and add; redirect takes one too, but
 * its wire has room for the target alone and refuses the rest. One thread at a time, but any
 * number of threads may call with it; may be used for any number of calls.
 */
typedef struct acs_invite_t acs_invite_t;

/**
 * One line of the log. Read only: may be shared between threads.
 */
typedef struct acs_log_line_t acs_log_line_t;

/**
 * Media streaming: the audio of a call is sent to a websocket. Since api-version 2025-05-15.
 */
typedef struct acs_media_streaming_options_t acs_media_streaming_options_t;

/**
 * Options of muting participants.
 */
typedef struct acs_mute_participants_options_t acs_mute_participants_options_t;

/**
 * Options of the operations that have none of their own: cancel adding, remove, move, send DTMF
 * tones, continuous DTMF recognition, unhold, start and stop media streaming, stop
 * transcription.
 */
typedef struct acs_operation_options_t acs_operation_options_t;

/**
 * The participants of a call, page by page. One thread at a time.
 */
typedef struct acs_participant_pages_t acs_participant_pages_t;

/**
 * A participant in a call. Read only: may be shared between threads.
 */
typedef struct acs_participant_t acs_participant_t;

/**
 * The participants of a call, as the service told them. Read only: may be shared between threads.
 */
typedef struct acs_participants_t acs_participants_t;

/**
 * Options of playing audio into a call.
 */
typedef struct acs_play_options_t acs_play_options_t;

/**
 * Something to play: a file, a text that is spoken, or a text in SSML. One thread at a time, but
 * any number of threads may play it; may be used for any number of calls.
 */
typedef struct acs_play_source_t acs_play_source_t;

/**
 * The properties of one leg of a call. Read only: may be shared between threads.
 */
typedef struct acs_properties_t acs_properties_t;

/**
 * Options of a receiver: where it listens, which requests it accepts, and how many events it
 * keeps.
 */
typedef struct acs_receiver_options_t acs_receiver_options_t;

/**
 * Receives events and queues them until they are read. May be shared between threads.
 */
typedef struct acs_receiver_t acs_receiver_t;

/**
 * Options of a recognition: what is recognized, the prompt, and timeouts.
 */
typedef struct acs_recognize_options_t acs_recognize_options_t;

/**
 * What the metadata file of one chunk of a recording reports. Read only: may be shared between threads.
 */
typedef struct acs_recording_metadata_t acs_recording_metadata_t;

/**
 * How a recording stands. Read only: may be shared between threads.
 */
typedef struct acs_recording_properties_t acs_recording_properties_t;

/**
 * Options of redirecting an incoming call.
 */
typedef struct acs_redirect_call_options_t acs_redirect_call_options_t;

/**
 * Options of rejecting an incoming call.
 */
typedef struct acs_reject_call_options_t acs_reject_call_options_t;

/**
 * Options of one request: timeouts, ids, headers, cancellation.
 */
typedef struct acs_request_options_t acs_request_options_t;

/**
 * What an operation answered. Which of its members are there depends on the operation. Read only:
 * may be shared between threads.
 */
typedef struct acs_response_t acs_response_t;

/**
 * Options of starting a recording. Content, channel and format go together in four ways: audio
 * and video mixed as mp4; audio mixed as mp3 or wav; audio unmixed as wav.
 */
typedef struct acs_start_recording_options_t acs_start_recording_options_t;

/**
 * Options of starting transcription.
 */
typedef struct acs_start_transcription_options_t acs_start_transcription_options_t;

/**
 * The events of one call, or of Event Grid, in a queue of their own. May be shared between threads.
 * Stays readable when its receiver is closed or freed, until it is empty.
 */
typedef struct acs_subscription_t acs_subscription_t;

/**
 * Details of a call that a called Teams phone shows. Since api-version 2026-03-12. No control
 * characters.
 */
typedef struct acs_teams_phone_call_details_t acs_teams_phone_call_details_t;

/**
 * The caller, as a called Teams phone shows it.
 */
typedef struct acs_teams_phone_caller_details_t acs_teams_phone_caller_details_t;

/**
 * The source of a call, as a called Teams phone shows it.
 */
typedef struct acs_teams_phone_source_details_t acs_teams_phone_source_details_t;

/**
 * A text that a function gave. Read only: may be shared between threads.
 */
typedef struct acs_text_t acs_text_t;

/**
 * A bearer token, shared by all clients that were made with it. May be shared between threads.
 */
typedef struct acs_token_t acs_token_t;

/**
 * Transcription: speech is turned into text and sent to a websocket. Since api-version
 * 2025-05-15.
 */
typedef struct acs_transcription_options_t acs_transcription_options_t;

/**
 * Options of a transfer.
 */
typedef struct acs_transfer_call_options_t acs_transfer_call_options_t;

/**
 * Options of changing a running transcription.
 */
typedef struct acs_update_transcription_options_t acs_update_transcription_options_t;

/**
 * How a function ended: ACS_OK, or why not. Values are never used again for something else.
 */
typedef int acs_status_t;

/**
 * Takes the next bytes of a download; all of them, before it returns.
 *
 * Called only on the thread that is inside acs_client_download_recording. Returns 0 to go on; any other
 * number ends the download with ACS_SYSTEM, whose message reports the number. It must return, without an
 * exception or longjmp, and must not fork.
 */
typedef int (*acs_write_callback_t)(void *user,
                                    const uint8_t *bytes,
                                    size_t length);

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
typedef acs_status_t (*acs_token_callback_t)(void *user,
                                             acs_token_t *token);

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
 * The request left, no usable answer came, and repeating it might do it twice. The events report the outcome.
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
 * What was asked for was ended by another operation, or with the call.
 */
#define ACS_CANCELED 69

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
 * @return a text that lives as long as the error; "no details" for NULL
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
 * What the events of the operation carry, of the functions that wait for them.
 *
 * @param error the error, or NULL
 * @return a text that lives as long as the error; NULL for none
 * @since 0.1.0
 */
const char *acs_error_operation_context(const acs_error_t *error);

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
 * ======== Text ========
 *
 * What a text says.
 *
 * @param text the text, or NULL
 * @return UTF-8 that lives as long as the object; NULL for NULL
 * @since 0.1.0
 */
const char *acs_text_string(const acs_text_t *text);

/**
 * Frees a text.
 *
 * @param text the text, or NULL
 * @since 0.1.0
 */
void acs_text_free(acs_text_t *text);

/**
 * ======== Client ========
 *
 * A client from the connection string that the portal shows. Nothing is sent.
 *
 * @param connection_string "endpoint=https://NAME.communication.azure.com/;accesskey=KEY"
 * @param client_options    options, or NULL for the defaults
 * @param client            receives the client; free with acs_client_free
 * @param error             details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the system's certificates cannot be read
 * @since 0.1.0
 */
acs_status_t acs_client_new(const char *connection_string,
                            const acs_client_options_t *client_options,
                            acs_client_t **client,
                            acs_error_t **error);

/**
 * A client for an endpoint and an access key. Nothing is sent.
 *
 * @param endpoint       "https://NAME.communication.azure.com/"
 * @param access_key     the key, in base64
 * @param client_options options, or NULL for the defaults
 * @param client         receives the client; free with acs_client_free
 * @param error          details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the system's certificates cannot be read
 * @since 0.1.0
 */
acs_status_t acs_client_new_with_key(const char *endpoint,
                                     const char *access_key,
                                     const acs_client_options_t *client_options,
                                     acs_client_t **client,
                                     acs_error_t **error);

/**
 * A client for an endpoint and a bearer token of Microsoft Entra. Nothing is sent, and the token is
 * not asked for yet.
 *
 * @param endpoint       "https://NAME.communication.azure.com/"
 * @param token          the token, which may also be set later
 * @param client_options options, or NULL for the defaults
 * @param client         receives the client; free with acs_client_free
 * @param error          details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the system's certificates cannot be read
 * @since 0.1.0
 */
acs_status_t acs_client_new_with_token(const char *endpoint,
                                       const acs_token_t *token,
                                       const acs_client_options_t *client_options,
                                       acs_client_t **client,
                                       acs_error_t **error);

/**
 * Frees a client. Calls that it gave stay usable, and keep its connections open.
 *
 * @param client the client, or NULL
 * @since 0.1.0
 */
void acs_client_free(acs_client_t *client);

/**
 * The endpoint that a client talks to.
 *
 * @param client the client, or NULL
 * @return a text that lives as long as the client; NULL for NULL
 * @since 0.1.0
 */
const char *acs_client_endpoint(const acs_client_t *client);

/**
 * Ends all calls in flight of this client, from any thread, with ACS_ABORTED. What was ended may have
 * been carried out, unless acs_error_is_retryable says that it was not. Calls begun afterwards work.
 * Name look-up and TCP connect are not interrupted, each ends by the connect timeout; nor is waiting
 * for a token that another thread fetches.
 *
 * @param client the client
 * @param error  details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_client_abort(const acs_client_t *client,
                              acs_error_t **error);

/**
 * Opens a connection ahead of the first call, so that it need not wait for name look-up, TCP and
 * TLS. Asks for a call that does not exist; any answer will do.
 *
 * @param client          the client
 * @param request_options options, or NULL for the defaults
 * @param error           details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_NOT_SENT, ACS_TIMEOUT, ACS_CONNECTION, ACS_ABORTED, ACS_AUTH
 * @since 0.1.0
 */
acs_status_t acs_client_warm_up(const acs_client_t *client,
                                const acs_request_options_t *request_options,
                                acs_error_t **error);

/**
 * The call with that id. Nothing is sent: whether it exists shows when it is used.
 *
 * @param client             the client
 * @param call_connection_id the id, as events and answers tell it
 * @param call               receives the call; free with acs_call_free
 * @param error              details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_client_call_by_id(const acs_client_t *client,
                                   const char *call_connection_id,
                                   acs_call_t **call,
                                   acs_error_t **error);

/**
 * The call that an event is about. Nothing is sent.
 *
 * @param client the client
 * @param event  the event
 * @param call   receives the call; free with acs_call_free
 * @param error  details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT also when the event is about no call connection
 * @since 0.1.0
 */
acs_status_t acs_client_call_of(const acs_client_t *client,
                                const acs_event_t *event,
                                acs_call_t **call,
                                acs_error_t **error);

/**
 * Rings one party. Comes back while it rings; the events CallConnected and ParticipantsUpdated
 * follow, or CallDisconnected and CreateCallFailed.
 *
 * It is never retried automatically: with ACS_OUTCOME_UNKNOWN the call may exist.
 *
 * @param client       the client
 * @param to           whom to ring; a telephone needs a caller id
 * @param callback_uri where its events go: https, or http on this machine
 * @param call_options options, or NULL for the defaults
 * @param call         receives the call; free with acs_call_free
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return ACS_OK; ACS_INVALID_INPUT before anything is sent; ACS_SERVICE, ACS_AUTH, ACS_NOT_SENT,
 *         ACS_OUTCOME_UNKNOWN, ACS_DECODE, ACS_ABORTED
 * @since 0.1.0
 */
acs_status_t acs_client_create_call(const acs_client_t *client,
                                    const acs_invite_t *to,
                                    const char *callback_uri,
                                    const acs_create_call_options_t *call_options,
                                    acs_call_t **call,
                                    acs_response_t **response,
                                    acs_error_t **error);

/**
 * Rings several parties, who meet in one call.
 *
 * @param client       the client
 * @param targets      whom to ring: an array of pointers
 * @param count        how many they are, 1 or more
 * @param callback_uri where its events go: https, or http on this machine
 * @param call_options options, or NULL for the defaults
 * @param call         receives the call; free with acs_call_free
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_client_create_group_call(const acs_client_t *client,
                                          const acs_identifier_t *const *targets,
                                          size_t count,
                                          const char *callback_uri,
                                          const acs_create_group_call_options_t *call_options,
                                          acs_call_t **call,
                                          acs_response_t **response,
                                          acs_error_t **error);

/**
 * Connects to a call that runs already, without being one of its parties. The event CallConnected or
 * ConnectFailed follows.
 *
 * @param client       the client
 * @param locator      ACS_LOCATOR_SERVER_CALL, ACS_LOCATOR_GROUP_CALL or ACS_LOCATOR_ROOM
 * @param id           the id of that kind
 * @param callback_uri where its events go: https, or http on this machine
 * @param call_options options, or NULL for the defaults
 * @param call         receives the call; free with acs_call_free
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_client_connect_call(const acs_client_t *client,
                                     int locator,
                                     const char *id,
                                     const char *callback_uri,
                                     const acs_connect_call_options_t *call_options,
                                     acs_call_t **call,
                                     acs_response_t **response,
                                     acs_error_t **error);

/**
 * Answers an incoming call, within 30 s of its IncomingCall event. The event CallConnected or
 * AnswerFailed follows.
 *
 * @param client                the client
 * @param incoming_call_context from the event: acs_event_incoming_call_context
 * @param callback_uri          where its events go: https, or http on this machine
 * @param call_options          options, or NULL for the defaults
 * @param call                  receives the call; free with acs_call_free
 * @param response              receives the answer, or NULL; free with acs_response_free
 * @param error                 details, or NULL
 * @return as acs_client_create_call; ACS_SERVICE with 400 for a context that has expired
 * @since 0.1.0
 */
acs_status_t acs_client_answer_call(const acs_client_t *client,
                                    const char *incoming_call_context,
                                    const char *callback_uri,
                                    const acs_answer_call_options_t *call_options,
                                    acs_call_t **call,
                                    acs_response_t **response,
                                    acs_error_t **error);

/**
 * Sends an incoming call on to another party, without answering it. No event follows here.
 *
 * @param client                the client
 * @param incoming_call_context from the event: acs_event_incoming_call_context
 * @param to                    to whom; only its target, the wire has no room for more
 * @param redirect_options      options, or NULL for the defaults
 * @param response              receives the answer, or NULL; free with acs_response_free
 * @param error                 details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_client_redirect_call(const acs_client_t *client,
                                      const char *incoming_call_context,
                                      const acs_invite_t *to,
                                      const acs_redirect_call_options_t *redirect_options,
                                      acs_response_t **response,
                                      acs_error_t **error);

/**
 * Turns an incoming call away. No event follows here; the caller's side hears of it.
 *
 * @param client                the client
 * @param incoming_call_context from the event: acs_event_incoming_call_context
 * @param reject_options        options, or NULL for the defaults: no reason is told
 * @param response              receives the answer, or NULL; free with acs_response_free
 * @param error                 details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_client_reject_call(const acs_client_t *client,
                                    const char *incoming_call_context,
                                    const acs_reject_call_options_t *reject_options,
                                    acs_response_t **response,
                                    acs_error_t **error);

/**
 * ======== Call ========
 *
 * The call connection id.
 *
 * @param call the call, or NULL
 * @return a text that lives as long as the call; NULL for NULL
 * @since 0.1.0
 */
const char *acs_call_id(const acs_call_t *call);

/**
 * Frees a call; nothing is hung up by it.
 *
 * @param call the call, or NULL
 * @since 0.1.0
 */
void acs_call_free(acs_call_t *call);

/**
 * What the service knows about a call now.
 *
 * @param call            the call
 * @param request_options options, or NULL for the defaults
 * @param properties      receives what it knows; free with acs_properties_free
 * @param response        receives the ids of the request, or NULL; free with acs_response_free
 * @param error           details, or NULL
 * @return ACS_OK; ACS_SERVICE with 404 and sub-code 8522 once the call has ended; ACS_INVALID_INPUT,
 *         ACS_AUTH, ACS_NOT_SENT, ACS_TIMEOUT, ACS_CONNECTION, ACS_DECODE, ACS_ABORTED
 * @since 0.1.0
 */
acs_status_t acs_call_properties(const acs_call_t *call,
                                 const acs_request_options_t *request_options,
                                 acs_properties_t **properties,
                                 acs_response_t **response,
                                 acs_error_t **error);

/**
 * Ends a call for all, or leaves it. The event CallDisconnected follows.
 *
 * @param call            the call
 * @param for_everyone    1 ends the call; 0 leaves it: a call of two ends with that, a larger one goes on
 * @param request_options options, or NULL for the defaults
 * @param response        receives the answer, or NULL; free with acs_response_free
 * @param error           details, or NULL
 * @return ACS_OK, also when the answer to a first try was lost and the next one met 404;
 *         ACS_SERVICE with 404 and sub-code 8522 when the call had ended before; ACS_INVALID_INPUT,
 *         ACS_AUTH, ACS_NOT_SENT, ACS_OUTCOME_UNKNOWN, ACS_ABORTED
 * @since 0.1.0
 */
acs_status_t acs_call_hang_up(const acs_call_t *call,
                              int for_everyone,
                              const acs_request_options_t *request_options,
                              acs_response_t **response,
                              acs_error_t **error);

/**
 * Transfers the other party of a call of two, or the one that the options name of a group call. The
 * event CallTransferAccepted or CallTransferFailed follows. It is never retried automatically.
 *
 * @param call             the call
 * @param target           to whom
 * @param transfer_options options, or NULL for the defaults
 * @param response         receives the answer, or NULL; free with acs_response_free
 * @param error            details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_transfer(const acs_call_t *call,
                               const acs_identifier_t *target,
                               const acs_transfer_call_options_t *transfer_options,
                               acs_response_t **response,
                               acs_error_t **error);

/**
 * All participants; as many requests as there are pages, all within the total timeout. Who still
 * rings is not among them.
 *
 * @param call            the call
 * @param request_options options, or NULL for the defaults
 * @param participants    receives the list; free with acs_participants_free
 * @param error           details, or NULL
 * @return as acs_call_properties
 * @since 0.1.0
 */
acs_status_t acs_call_list_participants(const acs_call_t *call,
                                        const acs_request_options_t *request_options,
                                        acs_participants_t **participants,
                                        acs_error_t **error);

/**
 * The participants page by page, for calls with very many. Nothing is sent yet.
 *
 * @param call            the call
 * @param request_options options, or NULL for the defaults; the timeout is that of each page
 * @param pages           receives the pages; free with acs_participant_pages_free
 * @param error           details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_call_participant_pages(const acs_call_t *call,
                                        const acs_request_options_t *request_options,
                                        acs_participant_pages_t **pages,
                                        acs_error_t **error);

/**
 * Asks for the next page.
 *
 * @param pages        the pages
 * @param participants receives the participants of the page; free with acs_participants_free
 * @param response     receives the ids of the request, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return ACS_OK, ACS_CLOSED after the last page or an error, and as acs_call_properties
 * @since 0.1.0
 */
acs_status_t acs_participant_pages_next(acs_participant_pages_t *pages,
                                        acs_participants_t **participants,
                                        acs_response_t **response,
                                        acs_error_t **error);

/**
 * Frees pages.
 *
 * @param pages the pages, or NULL
 * @since 0.1.0
 */
void acs_participant_pages_free(acs_participant_pages_t *pages);

/**
 * One participant.
 *
 * @param call            the call
 * @param who             of whom
 * @param request_options options, or NULL for the defaults
 * @param participant     receives the participant; free with acs_participant_free
 * @param response        receives the ids of the request, or NULL; free with acs_response_free
 * @param error           details, or NULL
 * @return as acs_call_properties; ACS_SERVICE with 404 when no participant of that id is in the call
 * @since 0.1.0
 */
acs_status_t acs_call_get_participant(const acs_call_t *call,
                                      const acs_identifier_t *who,
                                      const acs_request_options_t *request_options,
                                      acs_participant_t **participant,
                                      acs_response_t **response,
                                      acs_error_t **error);

/**
 * Rings one more party. The event AddParticipantSucceeded or AddParticipantFailed follows. A lost
 * answer is asked for again with the same ids, which the service honours here.
 *
 * @param call        the call
 * @param to          whom to ring; a telephone needs a caller id
 * @param add_options options, or NULL for the defaults
 * @param response    receives the answer, or NULL; free with acs_response_free.
 *                    acs_response_invitation_id reports what to cancel while it rings
 * @param error       details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_add_participant(const acs_call_t *call,
                                      const acs_invite_t *to,
                                      const acs_add_participant_options_t *add_options,
                                      acs_response_t **response,
                                      acs_error_t **error);

/**
 * Cancels the invitation of a participant. The event CancelAddParticipantSucceeded or
 * CancelAddParticipantFailed follows.
 *
 * @param call           the call
 * @param invitation_id  from the answer to adding: acs_response_invitation_id
 * @param cancel_options options, or NULL for the defaults
 * @param response       receives the answer, or NULL; free with acs_response_free
 * @param error          details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_cancel_add_participant(const acs_call_t *call,
                                             const char *invitation_id,
                                             const acs_operation_options_t *cancel_options,
                                             acs_response_t **response,
                                             acs_error_t **error);

/**
 * Removes a participant from a call; taking out the only other party ends it. The event
 * RemoveParticipantSucceeded or RemoveParticipantFailed follows.
 *
 * @param call           the call
 * @param who            whom
 * @param remove_options options, or NULL for the defaults
 * @param response       receives the answer, or NULL; free with acs_response_free
 * @param error          details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_remove_participant(const acs_call_t *call,
                                         const acs_identifier_t *who,
                                         const acs_operation_options_t *remove_options,
                                         acs_response_t **response,
                                         acs_error_t **error);

/**
 * Mutes participants: the others do not hear them any more. Only Communication Services users.
 * Since api-version 2023-10-15. The event ParticipantsUpdated shows it.
 *
 * @param call         the call
 * @param participants whom: an array of pointers
 * @param count        how many they are, 1 or more
 * @param mute_options options, or NULL for the defaults
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_mute_participants(const acs_call_t *call,
                                        const acs_identifier_t *const *participants,
                                        size_t count,
                                        const acs_mute_participants_options_t *mute_options,
                                        acs_response_t **response,
                                        acs_error_t **error);

/**
 * Moves participants from another call of this application to this one. The event
 * MoveParticipantSucceeded or MoveParticipantFailed follows for each. Since api-version 2026-03-12.
 * It is never retried automatically.
 *
 * @param call         the call they come to
 * @param participants whom: an array of pointers
 * @param count        how many they are, 1 or more
 * @param from_call    the call connection id of the call they come from
 * @param move_options options, or NULL for the defaults
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_move_participants(const acs_call_t *call,
                                        const acs_identifier_t *const *participants,
                                        size_t count,
                                        const char *from_call,
                                        const acs_operation_options_t *move_options,
                                        acs_response_t **response,
                                        acs_error_t **error);

/**
 * ======== Media ========
 *
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
 * @param call         the call
 * @param sources      what to play: an array of pointers
 * @param source_count how many they are, 1 or more
 * @param play_options options, or NULL for the defaults
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_play_to_all(const acs_call_t *call,
                                  const acs_play_source_t *const *sources,
                                  size_t source_count,
                                  const acs_play_options_t *play_options,
                                  acs_response_t **response,
                                  acs_error_t **error);

/**
 * Plays sources, one after the other, to some of the participants. Events as for
 * acs_call_play_to_all. It is never retried automatically.
 *
 * @param call              the call
 * @param sources           what to play: an array of pointers
 * @param source_count      how many they are, 1 or more
 * @param participants      to whom: an array of pointers
 * @param participant_count how many they are, 1 or more; acs_call_play_to_all is for all
 * @param play_options      options, or NULL for the defaults
 * @param response          receives the answer, or NULL; free with acs_response_free
 * @param error             details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_play(const acs_call_t *call,
                           const acs_play_source_t *const *sources,
                           size_t source_count,
                           const acs_identifier_t *const *participants,
                           size_t participant_count,
                           const acs_play_options_t *play_options,
                           acs_response_t **response,
                           acs_error_t **error);

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
 * @param call              the call
 * @param target            to whom
 * @param recognize_options what is listened for, and how
 * @param response          receives the answer, or NULL; free with acs_response_free
 * @param error             details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_recognize(const acs_call_t *call,
                                const acs_identifier_t *target,
                                const acs_recognize_options_t *recognize_options,
                                acs_response_t **response,
                                acs_error_t **error);

/**
 * Ends everything that is played or recognized in the call. The event PlayCanceled or
 * RecognizeCanceled follows for each.
 *
 * @param call            the call
 * @param request_options options, or NULL for the defaults
 * @param response        receives the answer, or NULL; free with acs_response_free
 * @param error           details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_cancel_all_media_operations(const acs_call_t *call,
                                                  const acs_request_options_t *request_options,
                                                  acs_response_t **response,
                                                  acs_error_t **error);

/**
 * Sends tones to a telephone, as if its keys were pressed on our side. The event
 * SendDtmfTonesCompleted or SendDtmfTonesFailed follows. A lost answer is asked for again with the
 * same ids, which the service honours here. Since api-version 2023-10-15.
 *
 * @param call         the call
 * @param tones        1 to 18 keys as a text: "123#"
 * @param target       to whom: a telephone number
 * @param send_options options, or NULL for the defaults
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_send_dtmf_tones(const acs_call_t *call,
                                      const char *tones,
                                      const acs_identifier_t *target,
                                      const acs_operation_options_t *send_options,
                                      acs_response_t **response,
                                      acs_error_t **error);

/**
 * Asks for an event for each key that a participant presses from now on:
 * ContinuousDtmfRecognitionToneReceived, or ContinuousDtmfRecognitionToneFailed. Nothing else in the
 * call is held up by it. Since api-version 2023-10-15.
 *
 * @param call         the call
 * @param target       whose keys
 * @param dtmf_options options, or NULL for the defaults
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
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
 * @param call         the call
 * @param target       whose keys
 * @param dtmf_options options, or NULL for the defaults
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
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
 * @param call         the call
 * @param target       whom
 * @param hold_options options, or NULL for the defaults
 * @param response     receives the answer, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_hold(const acs_call_t *call,
                           const acs_identifier_t *target,
                           const acs_hold_options_t *hold_options,
                           acs_response_t **response,
                           acs_error_t **error);

/**
 * Takes a participant back from hold. The event ParticipantsUpdated shows it. Since api-version
 * 2024-09-15. It is never retried automatically.
 *
 * @param call           the call
 * @param target         whom
 * @param unhold_options options, or NULL for the defaults
 * @param response       receives the answer, or NULL; free with acs_response_free
 * @param error          details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_unhold(const acs_call_t *call,
                             const acs_identifier_t *target,
                             const acs_operation_options_t *unhold_options,
                             acs_response_t **response,
                             acs_error_t **error);

/**
 * ======== Play sources ========
 *
 * A sound file that the service fetches: WAV, mono, 16 kHz, 16 bit. A bad text is refused when the
 * source is used.
 *
 * @param url where the file is: https://...
 * @return a source; free with acs_play_source_free
 * @since 0.1.0
 */
acs_play_source_t *acs_play_source_new_file(const char *url);

/**
 * A text that is spoken, since api-version 2023-10-15. The call needs a cognitive services resource:
 * acs_create_call_options_set_cognitive_services_endpoint and the like. A bad text is refused when
 * the source is used.
 *
 * @param spoken at most 4000 characters; SSML may be longer
 * @return a source; free with acs_play_source_free
 * @since 0.1.0
 */
acs_play_source_t *acs_play_source_new_text(const char *spoken);

/**
 * A text in SSML, which names voice and language itself, since api-version 2023-10-15. The call needs a
 * cognitive services resource. A bad text is refused when the source is used.
 *
 * @param ssml a whole document: "<speak ...>...</speak>"
 * @return a source; free with acs_play_source_free
 * @since 0.1.0
 */
acs_play_source_t *acs_play_source_new_ssml(const char *ssml);

/**
 * Frees a source.
 *
 * @param source the source, or NULL
 * @since 0.1.0
 */
void acs_play_source_free(acs_play_source_t *source);

/**
 * Lets the service keep the sound under this name, so that it need not fetch or make it each time.
 *
 * @param source the source
 * @param id     no control characters; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_play_source_set_cache_id(acs_play_source_t *source,
                                          const char *id);

/**
 * The language of a text.
 *
 * @param source the source, of acs_play_source_new_text
 * @param locale such as "en-US"; default: the service's
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_play_source_set_source_locale(acs_play_source_t *source,
                                               const char *locale);

/**
 * A male or a female voice for a text.
 *
 * @param source the source, of acs_play_source_new_text
 * @param kind   ACS_VOICE_MALE, ACS_VOICE_FEMALE; default: the service's
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_play_source_set_voice_kind(acs_play_source_t *source,
                                            int kind);

/**
 * A voice for a text by its name.
 *
 * @param source the source, of acs_play_source_new_text
 * @param name   such as "en-US-NancyNeural"; default: the service's
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_play_source_set_voice_name(acs_play_source_t *source,
                                            const char *name);

/**
 * A voice of your own for a text or SSML.
 *
 * @param source the source, of acs_play_source_new_text or acs_play_source_new_ssml
 * @param id     no control characters; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_play_source_set_custom_voice_endpoint_id(acs_play_source_t *source,
                                                          const char *id);

/**
 * ======== Media streaming and transcription of a call ========
 *
 * Starts the media streaming that the call was set up with. The event MediaStreamingStarted, which
 * may come twice, or MediaStreamingFailed follows. It is never retried automatically. Since api-version
 * 2025-05-15, as all of this section.
 *
 * @param call              the call
 * @param streaming_options options, or NULL for the defaults
 * @param response          receives the answer, or NULL; free with acs_response_free
 * @param error             details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_start_media_streaming(const acs_call_t *call,
                                            const acs_operation_options_t *streaming_options,
                                            acs_response_t **response,
                                            acs_error_t **error);

/**
 * Stops media streaming; the end of the call does so too. The event MediaStreamingStopped or
 * MediaStreamingFailed follows.
 *
 * @param call              the call
 * @param streaming_options options, or NULL for the defaults
 * @param response          receives the answer, or NULL; free with acs_response_free
 * @param error             details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_stop_media_streaming(const acs_call_t *call,
                                           const acs_operation_options_t *streaming_options,
                                           acs_response_t **response,
                                           acs_error_t **error);

/**
 * Starts the transcription that the call was set up with. The event TranscriptionStarted or
 * TranscriptionFailed follows. It is never retried automatically.
 *
 * @param call                  the call
 * @param transcription_options options, or NULL for the defaults
 * @param response              receives the answer, or NULL; free with acs_response_free.
 *                              acs_response_subscription_id reports the transcription
 * @param error                 details, or NULL
 * @return as acs_client_create_call; ACS_SERVICE with 405 when the call was set up without the
 *         address of a websocket
 * @since 0.1.0
 */
acs_status_t acs_call_start_transcription(const acs_call_t *call,
                                          const acs_start_transcription_options_t *transcription_options,
                                          acs_response_t **response,
                                          acs_error_t **error);

/**
 * Stops transcription; the end of the call does so too. The event TranscriptionStopped or
 * TranscriptionFailed follows.
 *
 * @param call                  the call
 * @param transcription_options options, or NULL for the defaults
 * @param response              receives the answer, or NULL; free with acs_response_free
 * @param error                 details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_stop_transcription(const acs_call_t *call,
                                         const acs_operation_options_t *transcription_options,
                                         acs_response_t **response,
                                         acs_error_t **error);

/**
 * Changes language or speech model of a running transcription. The event TranscriptionUpdated, with
 * the context of the start, or TranscriptionFailed follows.
 *
 * @param call                  the call
 * @param transcription_options options, or NULL for the defaults
 * @param response              receives the answer, or NULL; free with acs_response_free
 * @param error                 details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_call_update_transcription(const acs_call_t *call,
                                           const acs_update_transcription_options_t *transcription_options,
                                           acs_response_t **response,
                                           acs_error_t **error);

/**
 * ======== Recordings ========
 *
 * Starts to record a call, which must be up. The event RecordingStateChanged or StartRecordingFailed
 * follows, when the options name a callback. A lost answer is asked for again with the same ids,
 * which the service honours here.
 *
 * @param client            the client
 * @param locator           ACS_LOCATOR_SERVER_CALL, ACS_LOCATOR_GROUP_CALL, ACS_LOCATOR_ROOM or
 *                          ACS_LOCATOR_CALL_CONNECTION
 * @param id                the id of that kind
 * @param recording_options options, or NULL for the defaults
 * @param recording         receives the recording; free with acs_recording_properties_free
 * @param response          receives the ids of the request, or NULL; free with acs_response_free
 * @param error             details, or NULL
 * @return as acs_client_create_call; ACS_SERVICE with 400 and sub-code 8553 when a recording runs
 *         already
 * @since 0.1.0
 */
acs_status_t acs_client_start_recording(const acs_client_t *client,
                                        int locator,
                                        const char *id,
                                        const acs_start_recording_options_t *recording_options,
                                        acs_recording_properties_t **recording,
                                        acs_response_t **response,
                                        acs_error_t **error);

/**
 * How a recording stands now.
 *
 * @param client          the client
 * @param recording_id    the recording: acs_recording_properties_recording_id
 * @param request_options options, or NULL for the defaults
 * @param recording       receives how it stands; free with acs_recording_properties_free
 * @param response        receives the ids of the request, or NULL; free with acs_response_free
 * @param error           details, or NULL
 * @return as acs_call_properties; ACS_SERVICE with 404 and sub-code 8522 when there is no such
 *         recording, or none any more
 * @since 0.1.0
 */
acs_status_t acs_client_get_recording_properties(const acs_client_t *client,
                                                 const char *recording_id,
                                                 const acs_request_options_t *request_options,
                                                 acs_recording_properties_t **recording,
                                                 acs_response_t **response,
                                                 acs_error_t **error);

/**
 * Pauses a recording. The event RecordingStateChanged with inactive follows. It is never sent twice
 * automatically: when the answer was lost, acs_client_get_recording_properties shows the state.
 *
 * @param client          the client
 * @param recording_id    the recording: acs_recording_properties_recording_id
 * @param request_options options, or NULL for the defaults
 * @param response        receives the answer, or NULL; free with acs_response_free
 * @param error           details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_client_pause_recording(const acs_client_t *client,
                                        const char *recording_id,
                                        const acs_request_options_t *request_options,
                                        acs_response_t **response,
                                        acs_error_t **error);

/**
 * Goes on with a paused recording, in the same file. The event RecordingStateChanged with active
 * follows.
 *
 * @param client          the client
 * @param recording_id    the recording: acs_recording_properties_recording_id
 * @param request_options options, or NULL for the defaults
 * @param response        receives the answer, or NULL; free with acs_response_free
 * @param error           details, or NULL
 * @return as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_client_resume_recording(const acs_client_t *client,
                                         const char *recording_id,
                                         const acs_request_options_t *request_options,
                                         acs_response_t **response,
                                         acs_error_t **error);

/**
 * Ends a recording; the end of the call does so too. The event RecordingStateChanged with inactive
 * follows, and, minutes later, RecordingFileStatusUpdated from Event Grid, with where the files are.
 *
 * @param client          the client
 * @param recording_id    the recording: acs_recording_properties_recording_id
 * @param request_options options, or NULL for the defaults
 * @param response        receives the answer, or NULL; free with acs_response_free
 * @param error           details, or NULL
 * @return ACS_OK, also when the answer to a first try was lost and the next one met 404; ACS_SERVICE
 *         with 404 and sub-code 8522 when it had ended before; and as acs_call_hang_up
 * @since 0.1.0
 */
acs_status_t acs_client_stop_recording(const acs_client_t *client,
                                       const char *recording_id,
                                       const acs_request_options_t *request_options,
                                       acs_response_t **response,
                                       acs_error_t **error);

/**
 * Frees what was told about a recording.
 *
 * @param recording what was told, or NULL
 * @since 0.1.0
 */
void acs_recording_properties_free(acs_recording_properties_t *recording);

/**
 * The recording: the id to steer it with.
 *
 * @param recording what was told, or NULL
 * @return a text that lives as long as what was told, never empty; NULL for NULL
 * @since 0.1.0
 */
const char *acs_recording_properties_recording_id(const acs_recording_properties_t *recording);

/**
 * Whether it runs. Right after the start the service says inactive; paused is inactive too.
 *
 * @param recording what was told, or NULL
 * @return ACS_RECORDING_STATE_ACTIVE, ACS_RECORDING_STATE_INACTIVE, ACS_RECORDING_STATE_OTHER; -1
 *         for none
 * @since 0.1.0
 */
int acs_recording_properties_state(const acs_recording_properties_t *recording);

/**
 * Whose recording it is.
 *
 * @param recording what was told, or NULL
 * @return ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES, ACS_RECORDING_KIND_TEAMS,
 *         ACS_RECORDING_KIND_TEAMS_COMPLIANCE, ACS_RECORDING_KIND_OTHER; -1 for none
 * @since 0.1.0
 */
int acs_recording_properties_kind(const acs_recording_properties_t *recording);

/**
 * ======== Recording metadata ========
 *
 * Reads the metadata file of a chunk, which acs_event_recording_chunk_metadata_location locates.
 *
 * @param json     the file
 * @param length   its length in bytes
 * @param metadata receives what it reports; free with acs_recording_metadata_free
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT; ACS_DECODE when it is not a JSON object
 * @since 0.1.0
 */
acs_status_t acs_recording_metadata_parse(const uint8_t *json,
                                          size_t length,
                                          acs_recording_metadata_t **metadata,
                                          acs_error_t **error);

/**
 * Frees metadata.
 *
 * @param metadata the metadata, or NULL
 * @since 0.1.0
 */
void acs_recording_metadata_free(acs_recording_metadata_t *metadata);

/**
 * The resource that recorded.
 *
 * @param metadata the metadata, or NULL
 * @return a text that lives as long as the metadata; NULL for none
 * @since 0.1.0
 */
const char *acs_recording_metadata_resource_id(const acs_recording_metadata_t *metadata);

/**
 * The call.
 *
 * @param metadata the metadata, or NULL
 * @return a text that lives as long as the metadata; NULL for none
 * @since 0.1.0
 */
const char *acs_recording_metadata_call_id(const acs_recording_metadata_t *metadata);

/**
 * The chunk, as acs_event_recording_chunk_document_id names it.
 *
 * @param metadata the metadata, or NULL
 * @return a text that lives as long as the metadata; NULL for none
 * @since 0.1.0
 */
const char *acs_recording_metadata_chunk_document_id(const acs_recording_metadata_t *metadata);

/**
 * The place of the chunk among those of the recording.
 *
 * @param metadata the metadata, or NULL
 * @return its place, from 0; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_chunk_index(const acs_recording_metadata_t *metadata);

/**
 * When the chunk began, as written.
 *
 * @param metadata the metadata, or NULL
 * @return a text that lives as long as the metadata; NULL for none
 * @since 0.1.0
 */
const char *acs_recording_metadata_chunk_start_time(const acs_recording_metadata_t *metadata);

/**
 * When the chunk began, in milliseconds since 1970 UTC.
 *
 * @param metadata the metadata, or NULL
 * @return the moment; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_chunk_start_time_ms(const acs_recording_metadata_t *metadata);

/**
 * How long the chunk is, in milliseconds: at most 4 hours.
 *
 * @param metadata the metadata, or NULL
 * @return the time; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_chunk_duration_ms(const acs_recording_metadata_t *metadata);

/**
 * How often the recording was paused.
 *
 * @param metadata the metadata, or NULL
 * @return the number; 0 for none
 * @since 0.1.0
 */
size_t acs_recording_metadata_pause_count(const acs_recording_metadata_t *metadata);

/**
 * When a pause began, as written.
 *
 * @param metadata the metadata, or NULL
 * @param index    from 0
 * @return a text that lives as long as the metadata; NULL for none
 * @since 0.1.0
 */
const char *acs_recording_metadata_pause_start_time(const acs_recording_metadata_t *metadata,
                                                    size_t index);

/**
 * When a pause began, in milliseconds since 1970 UTC.
 *
 * @param metadata the metadata, or NULL
 * @param index    from 0
 * @return the moment; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_pause_start_time_ms(const acs_recording_metadata_t *metadata,
                                                   size_t index);

/**
 * How long a pause was, in milliseconds.
 *
 * @param metadata the metadata, or NULL
 * @param index    from 0
 * @return the time; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_pause_duration_ms(const acs_recording_metadata_t *metadata,
                                                 size_t index);

/**
 * What was recorded: "audio", "audioVideo".
 *
 * @param metadata the metadata, or NULL
 * @return a text that lives as long as the metadata; NULL for none
 * @since 0.1.0
 */
const char *acs_recording_metadata_content(const acs_recording_metadata_t *metadata);

/**
 * Whether the participants are kept apart: "mixed", "unmixed".
 *
 * @param metadata the metadata, or NULL
 * @return a text that lives as long as the metadata; NULL for none
 * @since 0.1.0
 */
const char *acs_recording_metadata_channel(const acs_recording_metadata_t *metadata);

/**
 * The file format: "wav", "mp3", "mp4".
 *
 * @param metadata the metadata, or NULL
 * @return a text that lives as long as the metadata; NULL for none
 * @since 0.1.0
 */
const char *acs_recording_metadata_format(const acs_recording_metadata_t *metadata);

/**
 * The samples of the sound per second.
 *
 * @param metadata the metadata, or NULL
 * @return the number; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_audio_sample_rate(const acs_recording_metadata_t *metadata);

/**
 * The bits of the sound per second.
 *
 * @param metadata the metadata, or NULL
 * @return the number; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_audio_bit_rate(const acs_recording_metadata_t *metadata);

/**
 * How many channels of sound the file has.
 *
 * @param metadata the metadata, or NULL
 * @return the number; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_audio_channels(const acs_recording_metadata_t *metadata);

/**
 * The longer side of the picture, in pixels.
 *
 * @param metadata the metadata, or NULL
 * @return the number; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_video_longer_side_length(const acs_recording_metadata_t *metadata);

/**
 * The shorter side of the picture, in pixels.
 *
 * @param metadata the metadata, or NULL
 * @return the number; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_video_shorter_side_length(const acs_recording_metadata_t *metadata);

/**
 * The pictures per second.
 *
 * @param metadata the metadata, or NULL
 * @return the number; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_video_framerate(const acs_recording_metadata_t *metadata);

/**
 * The bits of the picture per second.
 *
 * @param metadata the metadata, or NULL
 * @return the number; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_video_bit_rate(const acs_recording_metadata_t *metadata);

/**
 * How many participants are heard in the recording.
 *
 * @param metadata the metadata, or NULL
 * @return the number; 0 for none
 * @since 0.1.0
 */
size_t acs_recording_metadata_participant_count(const acs_recording_metadata_t *metadata);

/**
 * The raw id of a participant: acs_identifier_from_raw_id takes it.
 *
 * @param metadata the metadata, or NULL
 * @param index    from 0
 * @return a text that lives as long as the metadata; NULL for none
 * @since 0.1.0
 */
const char *acs_recording_metadata_participant_id(const acs_recording_metadata_t *metadata,
                                                  size_t index);

/**
 * The channel of a participant in an unmixed recording.
 *
 * @param metadata the metadata, or NULL
 * @param index    from 0
 * @return the channel, from 0; -1 for none
 * @since 0.1.0
 */
int64_t acs_recording_metadata_participant_channel(const acs_recording_metadata_t *metadata,
                                                   size_t index);

/**
 * The JSON of the file as it came, for what has no function here.
 *
 * @param metadata the metadata, or NULL
 * @return a text that lives as long as the metadata; NULL for NULL
 * @since 0.1.0
 */
const char *acs_recording_metadata_raw_json(const acs_recording_metadata_t *metadata);

/**
 * ======== Downloads ========
 *
 * Downloads a recording, or the metadata that belongs to it, and hands its bytes to a function of the
 * program, in order and each once. When a connection breaks, the rest is asked for from the byte where
 * it broke; ETag and length must be the same as before.
 *
 * The request is signed, so it goes only to https hosts that end in .asm.skype.com,
 * .asyncgw.teams.microsoft.com or .ams.gov.teams.microsoft.us, and to those of
 * acs_client_options_add_allow_recording_host. Redirects are not followed. What the function takes
 * counts to no timeout but the total one.
 *
 * @param client           the client
 * @param content_location acs_event_recording_chunk_content_location or _metadata_location
 * @param write            takes the bytes
 * @param user             given to the function each time; the library does not look at it, NULL is
 *                         welcome
 * @param download_options options, or NULL for the defaults
 * @param recording        receives what was downloaded, or NULL; free with
 *                         acs_downloaded_recording_free
 * @param response         receives the ids of the request, or NULL; free with acs_response_free
 * @param error            details, or NULL
 * @return ACS_OK; ACS_INVALID_INPUT also for an offset at or beyond the end; ACS_DECODE when the store
 *         answers with HTML or other bytes than those asked for, or the recording changed meanwhile;
 *         ACS_SYSTEM when the function ended it; ACS_TIMEOUT, ACS_CONNECTION when no more bytes come;
 *         and as acs_call_properties
 * @since 0.1.0
 */
acs_status_t acs_client_download_recording(const acs_client_t *client,
                                           const char *content_location,
                                           acs_write_callback_t write,
                                           void *user,
                                           const acs_download_recording_options_t *download_options,
                                           acs_downloaded_recording_t **recording,
                                           acs_response_t **response,
                                           acs_error_t **error);

/**
 * As acs_client_download_recording, to a file.
 *
 * The bytes go to "PATH.part", which becomes PATH once it is whole and on the disk. So there is never
 * half a recording under that name, and a file that is there already stays until it is replaced. When
 * the download fails, PATH.part stays if it has any bytes, and acs_error_hint names it; with
 * acs_download_recording_options_set_resume the next call goes on from there, if "PATH.part.id" names
 * that it is of the same recording and range. Of two downloads to one path at a time, one is refused with
 * ACS_SYSTEM.
 *
 * @param client           the client
 * @param content_location acs_event_recording_chunk_content_location or _metadata_location
 * @param path             the file; no device and no pipe
 * @param download_options options, or NULL for the defaults
 * @param recording        receives what was downloaded, or NULL; free with
 *                         acs_downloaded_recording_free
 * @param response         receives the ids of the request, or NULL; free with acs_response_free
 * @param error            details, or NULL
 * @return as acs_client_download_recording; ACS_SYSTEM when the file cannot be written
 * @since 0.1.0
 */
acs_status_t acs_client_download_recording_to_file(const acs_client_t *client,
                                                   const char *content_location,
                                                   const char *path,
                                                   const acs_download_recording_options_t *download_options,
                                                   acs_downloaded_recording_t **recording,
                                                   acs_response_t **response,
                                                   acs_error_t **error);

/**
 * Deletes a recording at the store that keeps it: one chunk with its metadata. The service itself
 * deletes recordings after 24 hours.
 *
 * @param client          the client
 * @param delete_location acs_event_recording_chunk_delete_location
 * @param request_options options, or NULL for the defaults
 * @param response        receives the answer, or NULL; free with acs_response_free
 * @param error           details, or NULL
 * @return ACS_OK, also when the answer to a first try was lost and the next one met 404;
 *         ACS_INVALID_INPUT also when it does not lead to a store of recordings; ACS_SERVICE with 404
 *         when it was deleted before; and as acs_call_hang_up
 * @since 0.1.0
 */
acs_status_t acs_client_delete_recording(const acs_client_t *client,
                                         const char *delete_location,
                                         const acs_request_options_t *request_options,
                                         acs_response_t **response,
                                         acs_error_t **error);

/**
 * Frees what was told about a download.
 *
 * @param recording what was told, or NULL
 * @since 0.1.0
 */
void acs_downloaded_recording_free(acs_downloaded_recording_t *recording);

/**
 * Where the bytes begin in the recording.
 *
 * @param recording what was downloaded, or NULL
 * @return 0 or more; -1 for NULL
 * @since 0.1.0
 */
int64_t acs_downloaded_recording_offset(const acs_downloaded_recording_t *recording);

/**
 * How many bytes there are, with those that an earlier download left in a resumed file.
 *
 * @param recording what was downloaded, or NULL
 * @return 0 or more; -1 for NULL
 * @since 0.1.0
 */
int64_t acs_downloaded_recording_length(const acs_downloaded_recording_t *recording);

/**
 * How many bytes the whole recording has.
 *
 * @param recording what was downloaded, or NULL
 * @return 0 or more; -1 where the store did not tell
 * @since 0.1.0
 */
int64_t acs_downloaded_recording_total_length(const acs_downloaded_recording_t *recording);

/**
 * What kind of file it is: "audio/wav".
 *
 * @param recording what was downloaded, or NULL
 * @return a text that lives as long as what was downloaded; NULL where the store did not tell
 * @since 0.1.0
 */
const char *acs_downloaded_recording_content_type(const acs_downloaded_recording_t *recording);

/**
 * What distinguishes this content of the file from another one.
 *
 * @param recording what was downloaded, or NULL
 * @return a text that lives as long as what was downloaded; NULL where the store did not tell
 * @since 0.1.0
 */
const char *acs_downloaded_recording_etag(const acs_downloaded_recording_t *recording);

/**
 * Shows how far a download has come: the one that was begun with it last.
 *
 * @return what shows it; free with acs_download_progress_free, at any time
 * @since 0.1.0
 */
acs_download_progress_t *acs_download_progress_new(void);

/**
 * Frees what shows how far a download has come; a download under way keeps what it needs of it.
 *
 * @param progress what shows it, or NULL
 * @since 0.1.0
 */
void acs_download_progress_free(acs_download_progress_t *progress);

/**
 * Bytes that were handed over or written, with those that an earlier download left in a resumed file.
 * They are the first ones of what is wanted, without a gap.
 *
 * @param progress what shows it, or NULL
 * @return 0 or more; 0 for NULL
 * @since 0.1.0
 */
int64_t acs_download_progress_bytes_done(const acs_download_progress_t *progress);

/**
 * Bytes that are wanted in all: of the recording, or of the range.
 *
 * @param progress what shows it, or NULL
 * @return 0 or more; -1 before the store has told, and for NULL
 * @since 0.1.0
 */
int64_t acs_download_progress_bytes_total(const acs_download_progress_t *progress);

/**
 * ======== Invites ========
 *
 * Invites a user, an application or a number. NULL is refused when the invite is used.
 *
 * @param target who is rung
 * @return an invite; free with acs_invite_free
 * @since 0.1.0
 */
acs_invite_t *acs_invite_new(const acs_identifier_t *target);

/**
 * Invites a telephone number, showing another one. Both must be in E.164 form: +, then 7 to 15
 * digits, the first not 0. A bad one is refused when the invite is used.
 *
 * @param target    the number that is rung: "+16045551234"
 * @param caller_id the number that is shown there: one that the resource owns
 * @return an invite; free with acs_invite_free
 * @since 0.1.0
 */
acs_invite_t *acs_invite_to_phone_number(const char *target,
                                         const char *caller_id);

/**
 * Frees an invite.
 *
 * @param invite the invite, or NULL
 * @since 0.1.0
 */
void acs_invite_free(acs_invite_t *invite);

/**
 * The number that is shown to the called telephone: one that the resource owns. Needed for
 * telephone numbers.
 *
 * @param invite the invite
 * @param number +16045551234; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_invite_set_source_caller_id_number(acs_invite_t *invite,
                                                    const char *number);

/**
 * The name that is shown to the called party.
 *
 * @param invite the invite
 * @param name   no control characters; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_invite_set_source_display_name(acs_invite_t *invite,
                                                const char *name);

/**
 * SIP and VoIP headers for the called party. They are copied. Only for adding a participant.
 *
 * @param invite  the invite
 * @param context the headers; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_invite_set_custom_calling_context(acs_invite_t *invite,
                                                   const acs_calling_context_t *context);

/**
 * ======== Identifiers ========
 *
 * Reads a raw id ("8:acs:...", "4:+16045551234", "28:orgid:...") or a telephone number in E.164 form
 * ("+16045551234").
 *
 * @param text       the raw id or number
 * @param identifier receives the identifier; free with acs_identifier_free
 * @param error      details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when it is neither
 * @since 0.1.0
 */
acs_status_t acs_identifier_parse(const char *text,
                                  acs_identifier_t **identifier,
                                  acs_error_t **error);

/**
 * Reads a raw id exactly as the official SDKs do: nothing is trimmed or refused, and what no rule
 * fits is of kind ACS_IDENTIFIER_UNKNOWN.
 *
 * @param raw_id     the raw id
 * @param identifier receives the identifier; free with acs_identifier_free
 * @param error      details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_identifier_from_raw_id(const char *raw_id,
                                        acs_identifier_t **identifier,
                                        acs_error_t **error);

/**
 * A telephone number in E.164 form, without a check; acs_identifier_parse has one.
 *
 * @param number     "+16045551234"; "anonymous" is the withheld one
 * @param identifier receives the identifier; free with acs_identifier_free
 * @param error      details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_identifier_phone_number(const char *number,
                                         acs_identifier_t **identifier,
                                         acs_error_t **error);

/**
 * A user of a Communication Services resource.
 *
 * @param id         "8:acs:RESOURCE_USER"
 * @param identifier receives the identifier; free with acs_identifier_free
 * @param error      details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_identifier_communication_user(const char *id,
                                               acs_identifier_t **identifier,
                                               acs_error_t **error);

/**
 * A user of Microsoft Teams.
 *
 * @param user_id      the Entra object id; of a visitor without an account the visitor id
 * @param is_anonymous 1 for a visitor without an account, else 0
 * @param cloud        "dod" or "gcch", or NULL for the public cloud
 * @param identifier   receives the identifier; free with acs_identifier_free
 * @param error        details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_identifier_microsoft_teams_user(const char *user_id,
                                                 int is_anonymous,
                                                 const char *cloud,
                                                 acs_identifier_t **identifier,
                                                 acs_error_t **error);

/**
 * An application of Microsoft Teams.
 *
 * @param app_id     the Entra application id
 * @param cloud      "dod" or "gcch", or NULL for the public cloud
 * @param identifier receives the identifier; free with acs_identifier_free
 * @param error      details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_identifier_microsoft_teams_app(const char *app_id,
                                                const char *cloud,
                                                acs_identifier_t **identifier,
                                                acs_error_t **error);

/**
 * A Teams user reached through a Communication Services resource.
 *
 * @param user_id     the Entra object id of the user
 * @param tenant_id   the Entra tenant id of the user
 * @param resource_id the Communication Services resource id
 * @param cloud       "dod" or "gcch", or NULL for the public cloud
 * @param identifier  receives the identifier; free with acs_identifier_free
 * @param error       details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_identifier_teams_extension_user(const char *user_id,
                                                 const char *tenant_id,
                                                 const char *resource_id,
                                                 const char *cloud,
                                                 acs_identifier_t **identifier,
                                                 acs_error_t **error);

/**
 * An identifier of your own that outlives the object it was borrowed from.
 *
 * @param identifier the identifier, or NULL
 * @return a copy; free with acs_identifier_free; NULL for NULL
 * @since 0.1.0
 */
acs_identifier_t *acs_identifier_copy(const acs_identifier_t *identifier);

/**
 * Frees an identifier that a function gave you; not one that belongs to another object.
 *
 * @param identifier the identifier, or NULL
 * @since 0.1.0
 */
void acs_identifier_free(acs_identifier_t *identifier);

/**
 * The kind of identifier.
 *
 * @param identifier the identifier, or NULL
 * @return ACS_IDENTIFIER_PHONE_NUMBER, ...; ACS_IDENTIFIER_UNKNOWN for NULL
 * @since 0.1.0
 */
int acs_identifier_kind(const acs_identifier_t *identifier);

/**
 * Whether two identifiers name the same: their raw ids are equal.
 *
 * @param left  one, or NULL
 * @param right the other, or NULL
 * @return 1 or 0; 0 when one of them is NULL
 * @since 0.1.0
 */
int acs_identifier_equals(const acs_identifier_t *left,
                          const acs_identifier_t *right);

/**
 * Whether the caller withheld the number, or the Teams user is a visitor without an account.
 *
 * @param identifier the identifier, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_identifier_is_anonymous(const acs_identifier_t *identifier);

/**
 * The kind as the service names it: "phoneNumber".
 *
 * @param identifier the identifier, or NULL
 * @return a text that lives as long as the identifier; NULL for NULL
 * @since 0.1.0
 */
const char *acs_identifier_kind_name(const acs_identifier_t *identifier);

/**
 * The one string that names any party: "4:+16045551234".
 *
 * @param identifier the identifier, or NULL
 * @return a text that lives as long as the identifier; NULL for NULL
 * @since 0.1.0
 */
const char *acs_identifier_raw_id(const acs_identifier_t *identifier);

/**
 * The telephone number as it stands after "4:".
 *
 * @param identifier the identifier, or NULL
 * @return a text that lives as long as the identifier; NULL for other kinds
 * @since 0.1.0
 */
const char *acs_identifier_phone(const acs_identifier_t *identifier);

/**
 * Distinguishes several legs of one telephone number.
 *
 * @param identifier the identifier, or NULL
 * @return a text that lives as long as the identifier; NULL for none
 * @since 0.1.0
 */
const char *acs_identifier_asserted_id(const acs_identifier_t *identifier);

/**
 * The id of a user: of Communication Services the raw id, of Teams the Entra object id.
 *
 * @param identifier the identifier, or NULL
 * @return a text that lives as long as the identifier; NULL for other kinds
 * @since 0.1.0
 */
const char *acs_identifier_user_id(const acs_identifier_t *identifier);

/**
 * The Entra application id of a Teams application.
 *
 * @param identifier the identifier, or NULL
 * @return a text that lives as long as the identifier; NULL for other kinds
 * @since 0.1.0
 */
const char *acs_identifier_app_id(const acs_identifier_t *identifier);

/**
 * The Entra tenant id of a Teams extension user.
 *
 * @param identifier the identifier, or NULL
 * @return a text that lives as long as the identifier; NULL for other kinds
 * @since 0.1.0
 */
const char *acs_identifier_tenant_id(const acs_identifier_t *identifier);

/**
 * The Communication Services resource id of a Teams extension user.
 *
 * @param identifier the identifier, or NULL
 * @return a text that lives as long as the identifier; NULL for other kinds
 * @since 0.1.0
 */
const char *acs_identifier_resource_id(const acs_identifier_t *identifier);

/**
 * The cloud of a Teams identity: "public", "dod", "gcch", or another name as it was sent.
 *
 * @param identifier the identifier, or NULL
 * @return a text that lives as long as the identifier; NULL for other kinds
 * @since 0.1.0
 */
const char *acs_identifier_cloud(const acs_identifier_t *identifier);

/**
 * ======== Responses ========
 *
 * Frees a response.
 *
 * @param response the response, or NULL
 * @since 0.1.0
 */
void acs_response_free(acs_response_t *response);

/**
 * The HTTP status.
 *
 * @param response the response, or NULL
 * @return 200 to 299; 0 for NULL
 * @since 0.1.0
 */
int acs_response_status(const acs_response_t *response);

/**
 * How many tries it took.
 *
 * @param response the response, or NULL
 * @return 1 or more; 0 for NULL
 * @since 0.1.0
 */
int acs_response_attempts(const acs_response_t *response);

/**
 * Repeatability-First-Sent as it was sent, in milliseconds since 1970; whole seconds.
 *
 * @param response the response, or NULL
 * @return the moment; -1 for none
 * @since 0.1.0
 */
int64_t acs_response_first_sent_ms(const acs_response_t *response);

/**
 * x-ms-client-request-id, as it was sent.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_request_id(const acs_response_t *response);

/**
 * Repeatability-Request-ID, as it was sent.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_repeatability_id(const acs_response_t *response);

/**
 * Repeatability-Result of the answer. The service says "accepted" for a first execution, for a
 * repeated one and for some failures alike.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_repeatability_result(const acs_response_t *response);

/**
 * X-Microsoft-Skype-Chain-ID of the answer: the call's correlation id.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_chain_id(const acs_response_t *response);

/**
 * X-Azure-Ref of the answer: name it to Microsoft's support.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_azure_ref(const acs_response_t *response);

/**
 * The context that was given, as the service repeats it.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_operation_context(const acs_response_t *response);

/**
 * The invitation, of adding a participant and of canceling that: what acs_call_cancel_add_participant
 * takes while it rings.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_invitation_id(const acs_response_t *response);

/**
 * The call connection id that moved participants come from.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_from_call(const acs_response_t *response);

/**
 * The transcription, of starting and stopping one, as the properties of the call name it.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_subscription_id(const acs_response_t *response);

/**
 * The JSON of the answer, of acs_client_send.
 *
 * @param response the response, or NULL
 * @return a text that lives as long as the response; NULL for none
 * @since 0.1.0
 */
const char *acs_response_json(const acs_response_t *response);

/**
 * What the service told about the call, of create, answer, connect and properties.
 *
 * @param response the response, or NULL
 * @return properties that live as long as the response; NULL for none
 * @since 0.1.0
 */
const acs_properties_t *acs_response_properties(const acs_response_t *response);

/**
 * Whom it was about, of adding, getting and moving participants.
 *
 * @param response the response, or NULL
 * @return participants that live as long as the response; NULL for none
 * @since 0.1.0
 */
const acs_participants_t *acs_response_participants(const acs_response_t *response);

/**
 * ======== Properties of a call ========
 *
 * Frees properties that a function gave you; not those that belong to a response.
 *
 * @param properties the properties, or NULL
 * @since 0.1.0
 */
void acs_properties_free(acs_properties_t *properties);

/**
 * What the call is doing.
 *
 * @param properties the properties, or NULL
 * @return ACS_CALL_STATE_CONNECTED, ...
 * @since 0.1.0
 */
int acs_properties_state(const acs_properties_t *properties);

/**
 * What the call is doing, as the service names it: "connected".
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_state_name(const acs_properties_t *properties);

/**
 * This application's leg: the id to act with.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_call_connection_id(const acs_properties_t *properties);

/**
 * The call as the service sees it, the same on all legs. Not yet known right after create and
 * connect.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_server_call_id(const acs_properties_t *properties);

/**
 * The id that ties together everything the service logs about the call.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_correlation_id(const acs_properties_t *properties);

/**
 * Where its events go.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_callback_uri(const acs_properties_t *properties);

/**
 * The number shown to called telephones.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_source_caller_id_number(const acs_properties_t *properties);

/**
 * The name shown to called parties.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_source_display_name(const acs_properties_t *properties);

/**
 * Who answered, on an answered call: the id of a Communication Services user.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_answered_by(const acs_properties_t *properties);

/**
 * The number that was called, on a call answered for it.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_answered_for(const acs_properties_t *properties);

/**
 * The id of its media streaming.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_media_streaming_id(const acs_properties_t *properties);

/**
 * The id of its transcription.
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_transcription_id(const acs_properties_t *properties);

/**
 * The language of its transcription: "en-US".
 *
 * @param properties the properties, or NULL
 * @return a text that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const char *acs_properties_transcription_locale(const acs_properties_t *properties);

/**
 * How its media streaming stands.
 *
 * @param properties the properties, or NULL
 * @return ACS_SUBSCRIPTION_ACTIVE, ...
 * @since 0.1.0
 */
int acs_properties_media_streaming_state(const acs_properties_t *properties);

/**
 * One of the kinds of content that its media streaming carries: "audio".
 *
 * @param properties the properties, or NULL
 * @param index      from 0
 * @return a text that lives as long as the properties; NULL when there is none of that index
 * @since 0.1.0
 */
const char *acs_properties_media_streaming_content_type(const acs_properties_t *properties,
                                                        size_t index);

/**
 * How its transcription stands.
 *
 * @param properties the properties, or NULL
 * @return ACS_SUBSCRIPTION_ACTIVE, ...
 * @since 0.1.0
 */
int acs_properties_transcription_state(const acs_properties_t *properties);

/**
 * One of the kinds of results that its transcription gives: "final", "intermediate".
 *
 * @param properties the properties, or NULL
 * @param index      from 0
 * @return a text that lives as long as the properties; NULL when there is none of that index
 * @since 0.1.0
 */
const char *acs_properties_transcription_result_type(const acs_properties_t *properties,
                                                     size_t index);

/**
 * Who calls.
 *
 * @param properties the properties, or NULL
 * @return an identifier that lives as long as the properties; NULL when the service did not tell
 * @since 0.1.0
 */
const acs_identifier_t *acs_properties_source(const acs_properties_t *properties);

/**
 * How many were called.
 *
 * @param properties the properties, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_properties_target_count(const acs_properties_t *properties);

/**
 * One of those who were called.
 *
 * @param properties the properties, or NULL
 * @param index      from 0
 * @return an identifier that lives as long as the properties; NULL when there is none of that index
 * @since 0.1.0
 */
const acs_identifier_t *acs_properties_target(const acs_properties_t *properties,
                                              size_t index);

/**
 * ======== Participants ========
 *
 * How many participants there are.
 *
 * @param participants the participants, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_participants_count(const acs_participants_t *participants);

/**
 * One of the participants, in no fixed order.
 *
 * @param participants the participants, or NULL
 * @param index        from 0
 * @return a participant that lives as long as the list; NULL when there is none of that index
 * @since 0.1.0
 */
const acs_participant_t *acs_participants_at(const acs_participants_t *participants,
                                             size_t index);

/**
 * Frees a list of participants.
 *
 * @param participants the participants, or NULL
 * @since 0.1.0
 */
void acs_participants_free(acs_participants_t *participants);

/**
 * Who it is.
 *
 * @param participant the participant, or NULL
 * @return an identifier that lives as long as the participant; NULL when the service did not tell
 * @since 0.1.0
 */
const acs_identifier_t *acs_participant_identifier(const acs_participant_t *participant);

/**
 * Whether the participant is muted: the others do not hear them.
 *
 * @param participant the participant, or NULL
 * @return 1, 0, or -1 when the service did not tell
 * @since 0.1.0
 */
int acs_participant_is_muted(const acs_participant_t *participant);

/**
 * Whether the participant is on hold.
 *
 * @param participant the participant, or NULL
 * @return 1, 0, or -1 when the service did not tell, as before 2024
 * @since 0.1.0
 */
int acs_participant_is_on_hold(const acs_participant_t *participant);

/**
 * Frees a participant that a function gave you; not one that belongs to another object.
 *
 * @param participant the participant, or NULL
 * @since 0.1.0
 */
void acs_participant_free(acs_participant_t *participant);

/**
 * ======== Event ========
 *
 * A second hold on an event, to keep one that belongs to a list, or to hand one to another thread.
 * The event itself is not copied.
 *
 * @param event the event, or NULL
 * @return an event to free with acs_event_free; NULL for NULL
 * @since 0.1.0
 */
acs_event_t *acs_event_copy(const acs_event_t *event);

/**
 * Frees an event, and all texts, identifiers and participants that it gave.
 *
 * @param event the event, or NULL
 * @since 0.1.0
 */
void acs_event_free(acs_event_t *event);

/**
 * The type exactly as sent: "Microsoft.Communication.CallConnected". acs_event_kind has it as a
 * number.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for NULL
 * @since 0.1.0
 */
const char *acs_event_type(const acs_event_t *event);

/**
 * The type without what stands before its last dot: "CallConnected".
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for NULL
 * @since 0.1.0
 */
const char *acs_event_name(const acs_event_t *event);

/**
 * The event's id. Together with acs_event_source it identifies repeated deliveries.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event, never empty; NULL for NULL
 * @since 0.1.0
 */
const char *acs_event_id(const acs_event_t *event);

/**
 * Where it comes from: "source" of CloudEvents, "topic" of Event Grid's schema. Its form changed
 * between versions of the service: do not route by it.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event, empty when none was sent; NULL for NULL
 * @since 0.1.0
 */
const char *acs_event_source(const acs_event_t *event);

/**
 * The subject: of mid-call events the source once more, of IncomingCall
 * "/caller/RAW_ID/recipient/RAW_ID".
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_subject(const acs_event_t *event);

/**
 * When it happened, as sent: "2026-02-26T22:03:46.3000847+00:00". Events do not arrive in this
 * order.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event, empty when none was sent; NULL for NULL
 * @since 0.1.0
 */
const char *acs_event_time(const acs_event_t *event);

/**
 * When it happened, in milliseconds since 1970 UTC.
 *
 * @param event the event, or NULL
 * @return the moment; -1 when acs_event_time is not a valid date
 * @since 0.1.0
 */
int64_t acs_event_time_ms(const acs_event_t *event);

/**
 * This application's leg of the call.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_call_connection_id(const acs_event_t *event);

/**
 * The call itself, the same on all legs. It locates the call for recording and connecting.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_server_call_id(const acs_event_t *event);

/**
 * The call in traces, the same on all legs and in IncomingCall.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_correlation_id(const acs_event_t *event);

/**
 * The context of the request that this event answers.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_operation_context(const acs_event_t *event);

/**
 * The api-version that the call was made with.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_version(const acs_event_t *event);

/**
 * What the event's call was tagged with (acs_receiver_tag) when the event was taken out of its
 * queue.
 *
 * @param event the event, or NULL
 * @return the pointer as it was given; NULL without a tag
 * @since 0.1.0
 */
void *acs_event_tag(const acs_event_t *event);

/**
 * Whether the event's call was tagged; the tag may be NULL all the same.
 *
 * @param event the event, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_event_has_tag(const acs_event_t *event);

/**
 * The event's JSON as it came. Of several events that came together, its part.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for NULL
 * @since 0.1.0
 */
const char *acs_event_raw_json(const acs_event_t *event);

/**
 * The JSON of the event's member "data" as it came.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event, "null" when there are no data; NULL for NULL
 * @since 0.1.0
 */
const char *acs_event_data_json(const acs_event_t *event);

/**
 * ======== Kind of an event ========
 *
 * The type as a number, to switch by.
 *
 * @param event the event, or NULL
 * @return ACS_EVENT_CALL_CONNECTED, ...; ACS_EVENT_OTHER for unknown types and for NULL
 * @since 0.1.0
 */
int acs_event_kind(const acs_event_t *event);

/**
 * The name of a kind, as acs_event_name of such an event gives it: "CallConnected".
 *
 * @param kind any number
 * @return a text that is always there; "Other" for ACS_EVENT_OTHER and numbers that are no kind
 * @since 0.1.0
 */
const char *acs_event_kind_name(int kind);

/**
 * What the event means for the operation that it answers. The type of the event decides, never its code.
 *
 * @param event the event, or NULL
 * @return ACS_OUTCOME_SUCCESS, ACS_OUTCOME_FAILURE, ACS_OUTCOME_CANCELED, ACS_OUTCOME_STATE;
 *         ACS_OUTCOME_NONE for events of Event Grid, unknown types, notices and NULL
 * @since 0.1.0
 */
int acs_event_outcome(const acs_event_t *event);

/**
 * Whether it reports that an operation was done.
 *
 * @param event the event, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_event_is_success(const acs_event_t *event);

/**
 * Whether it reports that an operation failed.
 *
 * @param event the event, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_event_is_failure(const acs_event_t *event);

/**
 * Whether it ends an operation: as success, failure, or canceled. Some operations end in an event
 * that only reports a state, such as CallConnected.
 *
 * @param event the event, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_event_is_terminal(const acs_event_t *event);

/**
 * Whether the call connection is over with it, or never came to be. After a call that no one took
 * two such events come: CallDisconnected, then CreateCallFailed.
 *
 * @param event the event, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_event_ends_call(const acs_event_t *event);

/**
 * Whether it came from a subscription of Event Grid (IncomingCall, CallStarted, ...), not to one
 * call connection of this application. Of unknown types the schema and a call connection id tell.
 *
 * @param event the event, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_event_is_event_grid(const acs_event_t *event);

/**
 * Whether it is ACS_EVENT_OVERFLOW: a notice of the receiver that its queue was full.
 *
 * @param event the event, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_event_is_overflow(const acs_event_t *event);

/**
 * ======== Result of an event ========
 *
 * Like a status of HTTP or SIP: 200, 404, 487, 603. The kind of the event distinguishes success from failure, never this: a canceled invitation is a success with 487.
 *
 * @param event the event, or NULL
 * @return the code; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_result_code(const acs_event_t *event);

/**
 * The service's own reason: 0, 7000, 8522, 560486. docs/events.md lists them.
 *
 * @param event the event, or NULL
 * @return the sub-code; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_result_sub_code(const acs_event_t *event);

/**
 * A sentence for people, which changes between versions of the service.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_result_message(const acs_event_t *event);

/**
 * The SIP status that the far end gave, for calls to telephone numbers.
 *
 * @param event the event, or NULL
 * @return the status; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_sip_code(const acs_event_t *event);

/**
 * What the far end said over SIP.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_sip_message(const acs_event_t *event);

/**
 * The Q.850 cause of the telephone network.
 *
 * @param event the event, or NULL
 * @return the cause; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_q850_code(const acs_event_t *event);

/**
 * The Q.850 cause in words.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_q850_message(const acs_event_t *event);

/**
 * ======== Participants in events ========
 *
 * How many participants the event lists: everybody in the call now; who still rings is not among
 * them.
 *
 * Of ParticipantsUpdated.
 *
 * @param event the event, or NULL
 * @return the number; 0 for other events
 * @since 0.1.0
 */
size_t acs_event_participant_count(const acs_event_t *event);

/**
 * One of the participants that the event lists, in no fixed order.
 *
 * Of ParticipantsUpdated.
 *
 * @param event the event, or NULL
 * @param index from 0
 * @return a participant that lives as long as the event; NULL when there is none of that index
 * @since 0.1.0
 */
const acs_participant_t *acs_event_participant(const acs_event_t *event,
                                               size_t index);

/**
 * Grows within a call, with gaps. Deliveries come out of order: keep the event with the highest,
 * ignore lower ones, accept an equal one.
 *
 * Of ParticipantsUpdated.
 *
 * @param event the event, or NULL
 * @return the number; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_sequence_number(const acs_event_t *event);

/**
 * Who was added, removed or moved, or was to be.
 *
 * Of AddParticipant..., RemoveParticipant... and MoveParticipant..., Succeeded and Failed.
 *
 * @param event the event, or NULL
 * @return an identifier that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const acs_identifier_t *acs_event_participant_identifier(const acs_event_t *event);

/**
 * The call connection id of the call that a participant was moved from, or was to be.
 *
 * Of MoveParticipantSucceeded and MoveParticipantFailed.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_from_call(const acs_event_t *event);

/**
 * The invitation that was withdrawn, or was to be.
 *
 * Of CancelAddParticipantSucceeded and CancelAddParticipantFailed.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_invitation_id(const acs_event_t *event);

/**
 * Who takes the call over.
 *
 * Of CallTransferAccepted.
 *
 * @param event the event, or NULL
 * @return an identifier that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const acs_identifier_t *acs_event_transfer_target(const acs_event_t *event);

/**
 * Who was transferred.
 *
 * Of CallTransferAccepted.
 *
 * @param event the event, or NULL
 * @return an identifier that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const acs_identifier_t *acs_event_transferee(const acs_event_t *event);

/**
 * ======== Media in events ========
 *
 * Which of the sources, or prompts, could not be played.
 *
 * Of PlayFailed and RecognizeFailed.
 *
 * @param event the event, or NULL
 * @return its place, from 0; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_failed_play_source_index(const acs_event_t *event);

/**
 * What was listened for, and so which result counts.
 *
 * Of RecognizeCompleted.
 *
 * @param event the event, or NULL
 * @return ACS_RECOGNITION_DTMF, ACS_RECOGNITION_SPEECH, ACS_RECOGNITION_CHOICES,
 *         ACS_RECOGNITION_OTHER; -1 for none
 * @since 0.1.0
 */
int acs_event_recognition_type(const acs_event_t *event);

/**
 * All keys that were pressed, as one text: "56#".
 *
 * Of RecognizeCompleted.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event, as acs_event_dtmf_tone gives its characters; NULL
 *         when no keys were recognized
 * @since 0.1.0
 */
const char *acs_event_dtmf_tones(const acs_event_t *event);

/**
 * How many keys were pressed.
 *
 * Of RecognizeCompleted.
 *
 * @param event the event, or NULL
 * @return the number; 0 for none
 * @since 0.1.0
 */
size_t acs_event_dtmf_tone_count(const acs_event_t *event);

/**
 * One of the keys that were pressed.
 *
 * Of RecognizeCompleted.
 *
 * @param event the event, or NULL
 * @param index from 0
 * @return the key as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one that this version
 *         does not know; -1 when there is none of that index
 * @since 0.1.0
 */
int acs_event_dtmf_tone(const acs_event_t *event,
                        size_t index);

/**
 * The label of the choice that was made, as the request named it.
 *
 * Of RecognizeCompleted.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_choice_label(const acs_event_t *event);

/**
 * The phrase by which the choice was made.
 *
 * Of RecognizeCompleted.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none, as when it was made by key
 * @since 0.1.0
 */
const char *acs_event_choice_phrase(const acs_event_t *event);

/**
 * The words that were heard.
 *
 * Of RecognizeCompleted.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_speech(const acs_event_t *event);

/**
 * How sure the recognizer is of the words, or of the choice, whichever was listened for.
 *
 * Of RecognizeCompleted.
 *
 * @param event the event, or NULL
 * @return 0 to 1; -1 for none
 * @since 0.1.0
 */
double acs_event_confidence(const acs_event_t *event);

/**
 * The key that was pressed.
 *
 * Of ContinuousDtmfRecognitionToneReceived.
 *
 * @param event the event, or NULL
 * @return the key as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one that this version
 *         does not know; -1 for none
 * @since 0.1.0
 */
int acs_event_tone(const acs_event_t *event);

/**
 * The place of the key in the order of keys; it shows repeated and missed ones.
 *
 * Of ContinuousDtmfRecognitionToneReceived.
 *
 * @param event the event, or NULL
 * @return the number; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_tone_sequence_id(const acs_event_t *event);

/**
 * How media streaming stands: "mediaStreamingStarted".
 *
 * Of MediaStreamingStarted, MediaStreamingStopped and MediaStreamingFailed.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_media_streaming_status(const acs_event_t *event);

/**
 * Why media streaming stands so: "subscriptionStopped", "streamUrlMissing".
 *
 * Of MediaStreamingStarted, MediaStreamingStopped and MediaStreamingFailed.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_media_streaming_status_details(const acs_event_t *event);

/**
 * How a transcription stands: "transcriptionStarted".
 *
 * Of TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated and TranscriptionFailed.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_transcription_status(const acs_event_t *event);

/**
 * Why a transcription stands so: "transcriptionLocaleUpdated".
 *
 * Of TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated and TranscriptionFailed.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_transcription_status_details(const acs_event_t *event);

/**
 * Why an operation on the media of the call went as it did: the sub-code of its result.
 *
 * Of the events of playing, recognizing, keys, hold, media streaming and transcription.
 *
 * @param event the event, or NULL
 * @return one of ACS_MEDIA_REASON_..., which are the service's own sub-codes, or a sub-code that
 *         this version does not know; -1 for none, as for events that are not about media
 * @since 0.1.0
 */
int acs_event_media_reason(const acs_event_t *event);

/**
 * ======== Recordings in events ========
 *
 * The recording. Its events may name another call connection than that of the recorded call: match
 * them by acs_event_correlation_id.
 *
 * Of RecordingStateChanged and StartRecordingFailed.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_id(const acs_event_t *event);

/**
 * Whether the recording runs.
 *
 * Of RecordingStateChanged.
 *
 * @param event the event, or NULL
 * @return ACS_RECORDING_STATE_ACTIVE, ACS_RECORDING_STATE_INACTIVE, ACS_RECORDING_STATE_OTHER; -1
 *         for none
 * @since 0.1.0
 */
int acs_event_recording_state(const acs_event_t *event);

/**
 * Whose recording it is.
 *
 * Of RecordingStateChanged.
 *
 * @param event the event, or NULL
 * @return ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES, ACS_RECORDING_KIND_TEAMS,
 *         ACS_RECORDING_KIND_TEAMS_COMPLIANCE, ACS_RECORDING_KIND_OTHER; -1 for none
 * @since 0.1.0
 */
int acs_event_recording_kind(const acs_event_t *event);

/**
 * When the recording began, as sent; a date of the year 1 while it has not.
 *
 * Of RecordingStateChanged and RecordingFileStatusUpdated.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_start_time(const acs_event_t *event);

/**
 * When the recording began, in milliseconds since 1970 UTC.
 *
 * Of RecordingStateChanged and RecordingFileStatusUpdated.
 *
 * @param event the event, or NULL
 * @return the moment; -1 for none, as while it has not begun
 * @since 0.1.0
 */
int64_t acs_event_recording_start_time_ms(const acs_event_t *event);

/**
 * How long the recording is, in milliseconds.
 *
 * Of RecordingFileStatusUpdated.
 *
 * @param event the event, or NULL
 * @return the time; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_recording_duration_ms(const acs_event_t *event);

/**
 * What the recording holds: "audio", "audioVideo".
 *
 * Of RecordingFileStatusUpdated.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_content(const acs_event_t *event);

/**
 * Whether the recording keeps the participants apart: "mixed", "unmixed".
 *
 * Of RecordingFileStatusUpdated.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_channel(const acs_event_t *event);

/**
 * The file format of the recording: "wav", "mp3", "mp4".
 *
 * Of RecordingFileStatusUpdated.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_format(const acs_event_t *event);

/**
 * Why the recording ended.
 *
 * Of RecordingFileStatusUpdated.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_end_reason(const acs_event_t *event);

/**
 * How many files of the recording the event names.
 *
 * Of RecordingFileStatusUpdated.
 *
 * @param event the event, or NULL
 * @return the number; 0 for none
 * @since 0.1.0
 */
size_t acs_event_recording_chunk_count(const acs_event_t *event);

/**
 * The place of a file among those of the recording.
 *
 * @param event the event, or NULL
 * @param chunk which of the files that the event names, from 0
 * @return its place, from 0; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_recording_chunk_index(const acs_event_t *event,
                                        size_t chunk);

/**
 * The id of a file of the recording.
 *
 * @param event the event, or NULL
 * @param chunk which of the files that the event names, from 0
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_chunk_document_id(const acs_event_t *event,
                                                  size_t chunk);

/**
 * Why a file of the recording ended.
 *
 * @param event the event, or NULL
 * @param chunk which of the files that the event names, from 0
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_chunk_end_reason(const acs_event_t *event,
                                                 size_t chunk);

/**
 * Where the content of a file of the recording is fetched.
 *
 * @param event the event, or NULL
 * @param chunk which of the files that the event names, from 0
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_chunk_content_location(const acs_event_t *event,
                                                       size_t chunk);

/**
 * Where the metadata of a file of the recording are fetched.
 *
 * @param event the event, or NULL
 * @param chunk which of the files that the event names, from 0
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_chunk_metadata_location(const acs_event_t *event,
                                                        size_t chunk);

/**
 * Where a file of the recording is deleted.
 *
 * @param event the event, or NULL
 * @param chunk which of the files that the event names, from 0
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_recording_chunk_delete_location(const acs_event_t *event,
                                                      size_t chunk);

/**
 * ======== Incoming calls ========
 *
 * What answering, rejecting or redirecting asks for: opaque, several thousand characters, to be
 * handed back unchanged.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_incoming_call_context(const acs_event_t *event);

/**
 * Who calls.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @return an identifier that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const acs_identifier_t *acs_event_from(const acs_event_t *event);

/**
 * Who is called.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @return an identifier that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const acs_identifier_t *acs_event_to(const acs_event_t *event);

/**
 * For whom the call was meant before it was forwarded here.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @return an identifier that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const acs_identifier_t *acs_event_on_behalf_of(const acs_event_t *event);

/**
 * The caller's name, as the caller gives it.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_caller_display_name(const acs_event_t *event);

/**
 * The SIP header User-To-User that came with the call.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_user_to_user(const acs_event_t *event);

/**
 * A SIP header that came with the call.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @param name  the name in any case, with or without its prefix "X-MS-Custom-" or "X-"; nothing is
 *              found for NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_sip_header(const acs_event_t *event,
                                 const char *name);

/**
 * How many SIP headers came with the call.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @return the number; 0 for none
 * @since 0.1.0
 */
size_t acs_event_sip_header_count(const acs_event_t *event);

/**
 * The name of a SIP header that came with the call.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @param index from 0, in the order they were sent
 * @return a text that lives as long as the event; NULL when there is none of that index
 * @since 0.1.0
 */
const char *acs_event_sip_header_name(const acs_event_t *event,
                                      size_t index);

/**
 * The value of a SIP header that came with the call.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @param index from 0, in the order they were sent
 * @return a text that lives as long as the event; NULL when there is none of that index
 * @since 0.1.0
 */
const char *acs_event_sip_header_value(const acs_event_t *event,
                                       size_t index);

/**
 * A header of a call between users.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @param name  the name in any case; nothing is found for NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_voip_header(const acs_event_t *event,
                                  const char *name);

/**
 * How many headers of a call between users came with the call.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @return the number; 0 for none
 * @since 0.1.0
 */
size_t acs_event_voip_header_count(const acs_event_t *event);

/**
 * The name of a header of a call between users.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @param index from 0, in the order they were sent
 * @return a text that lives as long as the event; NULL when there is none of that index
 * @since 0.1.0
 */
const char *acs_event_voip_header_name(const acs_event_t *event,
                                       size_t index);

/**
 * The value of a header of a call between users.
 *
 * Of IncomingCall.
 *
 * @param event the event, or NULL
 * @param index from 0, in the order they were sent
 * @return a text that lives as long as the event; NULL when there is none of that index
 * @since 0.1.0
 */
const char *acs_event_voip_header_value(const acs_event_t *event,
                                        size_t index);

/**
 * ======== Calls in Event Grid ========
 *
 * Who began the call.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 *
 * @param event the event, or NULL
 * @return an identifier that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const acs_identifier_t *acs_event_started_by(const acs_event_t *event);

/**
 * Who ended the call. Why it ended, "/data/reason/code", "/data/reason/subCode" and
 * "/data/reason/phrase" tell.
 *
 * Of CallEnded.
 *
 * @param event the event, or NULL
 * @return an identifier that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const acs_identifier_t *acs_event_ended_by(const acs_event_t *event);

/**
 * How long the call took, in milliseconds.
 *
 * Of CallEnded.
 *
 * @param event the event, or NULL
 * @return the time; -1 for none
 * @since 0.1.0
 */
int64_t acs_event_call_duration_ms(const acs_event_t *event);

/**
 * The group call it is; a group call locator takes it.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_group_id(const acs_event_t *event);

/**
 * The room that the call is in; a room call locator takes it.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_room_id(const acs_event_t *event);

/**
 * Whether the call has just two ends.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 *
 * @param event the event, or NULL
 * @return 1 or 0; -1 when it is not told
 * @since 0.1.0
 */
int acs_event_is_two_party(const acs_event_t *event);

/**
 * Whether the call is in a room.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 *
 * @param event the event, or NULL
 * @return 1 or 0; -1 when it is not told
 * @since 0.1.0
 */
int acs_event_is_rooms_call(const acs_event_t *event);

/**
 * Who joined or left.
 *
 * Of CallParticipantAdded and CallParticipantRemoved.
 *
 * @param event the event, or NULL
 * @return an identifier that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const acs_identifier_t *acs_event_user(const acs_event_t *event);

/**
 * The name that the others are shown of who joined or left.
 *
 * Of CallParticipantAdded and CallParticipantRemoved.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_display_name(const acs_event_t *event);

/**
 * The id, within the call, of who joined or left.
 *
 * Of CallParticipantAdded and CallParticipantRemoved.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_participant_id(const acs_event_t *event);

/**
 * The program that who joined or left used: "userAgent" or, without it, "endpointType".
 *
 * Of CallParticipantAdded and CallParticipantRemoved.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_user_agent(const acs_event_t *event);

/**
 * The code by which Event Grid asks whether it may deliver here. Receivers and inboxes echo it by
 * themselves.
 *
 * Of SubscriptionValidationEvent.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_validation_code(const acs_event_t *event);

/**
 * The address that may be fetched within five minutes instead of echoing the code.
 *
 * Of SubscriptionValidationEvent.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_validation_url(const acs_event_t *event);

/**
 * The subscription that was removed.
 *
 * Of SubscriptionDeletedEvent.
 *
 * @param event the event, or NULL
 * @return a text that lives as long as the event; NULL for none
 * @since 0.1.0
 */
const char *acs_event_subscription_id(const acs_event_t *event);

/**
 * ======== Any member of an event ========
 *
 * The text at a place in the event: acs_event_string(event, "/data/transferee/rawId").
 *
 * Pointers are those of RFC 6901: "/" before each name or index, "~1" for a "/" in a name, "~0" for
 * a "~". This is for members without a function of their own, such as "/data/endedBy/name",
 * "/data/user/role", "/data/publicEventType" and all members of types that this version does not
 * know. The text is kept with the event, once for each pointer.
 *
 * @param event   the event, or NULL
 * @param pointer the place; nothing is found for NULL
 * @return a text that lives as long as the event; NULL when there is none: nothing, or no string
 * @since 0.1.0
 */
const char *acs_event_string(const acs_event_t *event,
                             const char *pointer);

/**
 * The whole number at a place in the event.
 *
 * @param event     the event, or NULL
 * @param pointer   the place, as for acs_event_string; nothing is found for NULL
 * @param otherwise what to return when there is none: nothing, no number, or one with a fraction
 * @return the number
 * @since 0.1.0
 */
int64_t acs_event_int(const acs_event_t *event,
                      const char *pointer,
                      int64_t otherwise);

/**
 * The number at a place in the event.
 *
 * @param event     the event, or NULL
 * @param pointer   the place, as for acs_event_string; nothing is found for NULL
 * @param otherwise what to return when there is none
 * @return the number
 * @since 0.1.0
 */
double acs_event_double(const acs_event_t *event,
                        const char *pointer,
                        double otherwise);

/**
 * The yes or no at a place in the event.
 *
 * @param event   the event, or NULL
 * @param pointer the place, as for acs_event_string; nothing is found for NULL
 * @return 1 or 0; -1 when there is none
 * @since 0.1.0
 */
int acs_event_bool(const acs_event_t *event,
                   const char *pointer);

/**
 * How many elements or members the array or object at a place in the event has.
 *
 * @param event   the event, or NULL
 * @param pointer the place, as for acs_event_string; "" is the whole event; nothing is found for
 *                NULL
 * @return the number; -1 when there is neither array nor object
 * @since 0.1.0
 */
int64_t acs_event_count(const acs_event_t *event,
                        const char *pointer);

/**
 * The JSON at a place in the event, as it came. It is kept with the event, once for each pointer.
 *
 * @param event   the event, or NULL
 * @param pointer the place, as for acs_event_string; "" is the whole event; nothing is found for
 *                NULL
 * @return a text that lives as long as the event, "null" where that stands; NULL for nothing
 * @since 0.1.0
 */
const char *acs_event_json(const acs_event_t *event,
                           const char *pointer);

/**
 * ======== Reading events ========
 *
 * Reads the body of one POST: an array of events or a lone one, in the schema of CloudEvents 1.0 or
 * of Event Grid. Receivers and inboxes do this by themselves.
 *
 * All of them are read or none. Unknown types and members are no error.
 *
 * @param body   the bytes
 * @param length how many there are
 * @param events receives the events, which may be none; free with acs_event_list_free
 * @param error  details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_DECODE when it is not valid JSON, or an element has no id or type
 * @since 0.1.0
 */
acs_status_t acs_events_parse(const uint8_t *body,
                              size_t length,
                              acs_event_list_t **events,
                              acs_error_t **error);

/**
 * How many events there are.
 *
 * @param list the events, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_event_list_count(const acs_event_list_t *list);

/**
 * One of the events.
 *
 * @param list  the events, or NULL
 * @param index from 0
 * @return an event that lives as long as the list (acs_event_copy keeps it longer); NULL when there
 *         is none of that index
 * @since 0.1.0
 */
const acs_event_t *acs_event_list_at(const acs_event_list_t *list,
                                     size_t index);

/**
 * Frees a list and its events.
 *
 * @param list the events, or NULL
 * @since 0.1.0
 */
void acs_event_list_free(acs_event_list_t *list);

/**
 * ======== Receiver ========
 *
 * A receiver with its own listener: on a free port of 127.0.0.1, unless the options say otherwise.
 * Its threads are named acs-receiver and acs-receiver-io.
 *
 * @param receiver_options options, or NULL for the defaults
 * @param receiver         receives the receiver; free with acs_receiver_free
 * @param error            details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_SYSTEM when the address cannot be listened on
 * @since 0.1.0
 */
acs_status_t acs_receiver_new(const acs_receiver_options_t *receiver_options,
                              acs_receiver_t **receiver,
                              acs_error_t **error);

/**
 * A receiver without a socket or thread: a web server that the program has already hands it the
 * requests, with acs_receiver_handle.
 *
 * @param receiver_options options, or NULL for the defaults
 * @param receiver         receives the receiver; free with acs_receiver_free
 * @param error            details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_receiver_new_without_listener(const acs_receiver_options_t *receiver_options,
                                               acs_receiver_t **receiver,
                                               acs_error_t **error);

/**
 * Frees a receiver. Unless acs_receiver_close was called before, that waits up to 5 s for running
 * requests; then its threads are gone, but one that was still busy ends on its own. In a forked child nothing is done. No other thread may be
 * inside a function with this receiver.
 *
 * @param receiver the receiver, or NULL
 * @since 0.1.0
 */
void acs_receiver_free(acs_receiver_t *receiver);

/**
 * The address listened on: "127.0.0.1:40123".
 *
 * @param receiver the receiver, or NULL
 * @return a text that lives as long as the receiver; NULL without a listener
 * @since 0.1.0
 */
const char *acs_receiver_address(const acs_receiver_t *receiver);

/**
 * The callback URL of a path, with the secret: what create and answer are given. It holds the secret
 * in clear text, so it belongs into no log.
 *
 * @param receiver the receiver
 * @param path     a callback path of this receiver; "/events" unless the options said otherwise
 * @param url      receives the URL; free with acs_text_free
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT also when the public URL must be set to know it
 * @since 0.1.0
 */
acs_status_t acs_receiver_url(const acs_receiver_t *receiver,
                              const char *path,
                              acs_text_t **url,
                              acs_error_t **error);

/**
 * The next event of the main queue.
 *
 * @param receiver   the receiver
 * @param timeout_ms how long to wait, in milliseconds: 0 polls, -1 waits as long as it takes
 * @param event      receives the event; free with acs_event_free
 * @param error      details, or NULL
 * @return ACS_OK; ACS_TIMEOUT, ACS_WOKEN; ACS_CLOSED when the receiver is closed and the queue is
 *         empty; ACS_FORKED, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_receiver_next(const acs_receiver_t *receiver,
                               int64_t timeout_ms,
                               acs_event_t **event,
                               acs_error_t **error);

/**
 * A descriptor for poll, epoll, select or an event loop: readable for as long as
 * acs_receiver_next with a timeout of 0 has something to say: an event, a wake, or ACS_CLOSED.
 *
 * Made when it is first asked for, as one end of a pair, and the same one after that; closed by
 * acs_receiver_free, whatever subscriptions live on. Only wait for it: do not read, write or close
 * it. An event that acs_receiver_options_set_unclaimed_event_ttl_ms drops leaves it readable until
 * acs_receiver_next is asked, which then has nothing.
 *
 * @param receiver the receiver, or NULL
 * @return the descriptor; -1 when none can be had, and in a forked child
 * @since 0.1.0
 */
int acs_receiver_fd(const acs_receiver_t *receiver);

/**
 * Ends the waits of all threads that are in acs_receiver_next now; when there is none, the next call
 * of it returns at once. Wakes do not pile up.
 *
 * @param receiver the receiver
 * @return ACS_OK, ACS_FORKED, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_receiver_wake(const acs_receiver_t *receiver);

/**
 * How many events of the main queue are unread.
 *
 * @param receiver the receiver, or NULL
 * @return the number; 0 for NULL and in a forked child
 * @since 0.1.0
 */
size_t acs_receiver_event_count(const acs_receiver_t *receiver);

/**
 * Opens a queue of its own for the events of one call. It begins with those that came before and
 * were not read: events can arrive before the answer that reports the id of a new call.
 *
 * @param receiver           the receiver
 * @param call_connection_id the call
 * @param capacity           the most unread events, 1 to 1,000,000; 0 for what the receiver's options say
 * @param subscription       receives the subscription; free with acs_subscription_free
 * @param error              details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT also when there is such a subscription already, ACS_CLOSED,
 *         ACS_FORKED
 * @since 0.1.0
 */
acs_status_t acs_receiver_subscribe_call(const acs_receiver_t *receiver,
                                         const char *call_connection_id,
                                         int64_t capacity,
                                         acs_subscription_t **subscription,
                                         acs_error_t **error);

/**
 * Opens a queue of its own for the events of Event Grid: IncomingCall, CallStarted,
 * RecordingFileStatusUpdated, ...
 *
 * @param receiver     the receiver
 * @param capacity     the most unread events, 1 to 1,000,000; 0 for what the receiver's options say
 * @param subscription receives the subscription; free with acs_subscription_free
 * @param error        details, or NULL
 * @return as acs_receiver_subscribe_call
 * @since 0.1.0
 */
acs_status_t acs_receiver_subscribe_event_grid(const acs_receiver_t *receiver,
                                               int64_t capacity,
                                               acs_subscription_t **subscription,
                                               acs_error_t **error);

/**
 * Waits for one of the expected events, in whatever queue it is or arrives, and takes out only that
 * one. It always ends; a wake does not end it.
 *
 * @param receiver   the receiver
 * @param expected   what to wait for
 * @param timeout_ms how long, in milliseconds; 0 only looks at what is there
 * @param event      receives an event with ACS_OK, ACS_FAILED and ACS_CALL_ENDED; free with
 *                   acs_event_free
 * @param error      details, or NULL
 * @return ACS_OK when it means success, ACS_FAILED when it means failure; ACS_CALL_ENDED when the
 *         call ended before, with a copy of the event that told so; ACS_TIMEOUT, ACS_CLOSED,
 *         ACS_FORKED, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_receiver_wait_for(const acs_receiver_t *receiver,
                                   const acs_expected_t *expected,
                                   int64_t timeout_ms,
                                   acs_event_t **event,
                                   acs_error_t **error);

/**
 * Events of this call carry a tag from now on, those that are queued already too: acs_event_tag gives
 * it back; one that it had before is replaced. Tags tell thousands of calls apart on one descriptor, without a table of your own. It
 * stays until acs_receiver_untag: events may follow the end of a call.
 *
 * @param receiver           the receiver
 * @param call_connection_id the call
 * @param tag                any pointer of your program, or NULL; the library does not look at it
 * @param error              details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED
 * @since 0.1.0
 */
acs_status_t acs_receiver_tag(const acs_receiver_t *receiver,
                              const char *call_connection_id,
                              void *tag,
                              acs_error_t **error);

/**
 * Takes the tag of a call away. Events that were taken out before still carry it: free what it points
 * to once they are dealt with.
 *
 * @param receiver           the receiver, or NULL
 * @param call_connection_id the call, or NULL
 * @return the tag; NULL when it had none
 * @since 0.1.0
 */
void *acs_receiver_untag(const acs_receiver_t *receiver,
                         const char *call_connection_id);

/**
 * Stops to take events and ends every thread of the receiver. Waiting threads are woken, and the
 * queues can be read until they are empty. May be called more than once.
 *
 * @param receiver   the receiver
 * @param timeout_ms how long to wait for running requests, in milliseconds
 * @param error      details, or NULL
 * @return ACS_OK; ACS_TIMEOUT when a thread is still busy, it then ends on its own; ACS_FORKED,
 *         ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_receiver_close(const acs_receiver_t *receiver,
                                int64_t timeout_ms,
                                acs_error_t **error);

/**
 * ======== Subscriptions ========
 *
 * Frees a subscription; what was not read goes back to the main queue, in order. In a forked child
 * nothing is done.
 *
 * @param subscription the subscription, or NULL
 * @since 0.1.0
 */
void acs_subscription_free(acs_subscription_t *subscription);

/**
 * The next event of a subscription.
 *
 * @param subscription the subscription
 * @param timeout_ms   how long to wait, in milliseconds: 0 polls, -1 waits as long as it takes
 * @param event        receives the event; free with acs_event_free
 * @param error        details, or NULL
 * @return as acs_receiver_next
 * @since 0.1.0
 */
acs_status_t acs_subscription_next(const acs_subscription_t *subscription,
                                   int64_t timeout_ms,
                                   acs_event_t **event,
                                   acs_error_t **error);

/**
 * A descriptor for poll, epoll, select or an event loop, as acs_receiver_fd; closed by
 * acs_subscription_free.
 *
 * @param subscription the subscription, or NULL
 * @return the descriptor; -1 when none can be had, and in a forked child
 * @since 0.1.0
 */
int acs_subscription_fd(const acs_subscription_t *subscription);

/**
 * Ends the waits in acs_subscription_next, as acs_receiver_wake does for its queue.
 *
 * @param subscription the subscription
 * @return ACS_OK, ACS_FORKED, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_subscription_wake(const acs_subscription_t *subscription);

/**
 * How many events of a subscription are unread.
 *
 * @param subscription the subscription, or NULL
 * @return the number; 0 for NULL and in a forked child
 * @since 0.1.0
 */
size_t acs_subscription_event_count(const acs_subscription_t *subscription);

/**
 * Waits for one of the expected events in this queue only. For the subscription of a call the end of
 * that call ends the wait, whatever else is expected.
 *
 * @param subscription the subscription
 * @param expected     what to wait for
 * @param timeout_ms   how long, in milliseconds; 0 only looks at what is there
 * @param event        receives an event with ACS_OK, ACS_FAILED and ACS_CALL_ENDED; free with
 *                     acs_event_free
 * @param error        details, or NULL
 * @return as acs_receiver_wait_for
 * @since 0.1.0
 */
acs_status_t acs_subscription_wait_for(const acs_subscription_t *subscription,
                                       const acs_expected_t *expected,
                                       int64_t timeout_ms,
                                       acs_event_t **event,
                                       acs_error_t **error);

/**
 * ======== Expected events ========
 *
 * No events yet.
 *
 * @return expected events; free with acs_expected_free
 * @since 0.1.0
 */
acs_expected_t *acs_expected_new(void);

/**
 * An event that means success.
 *
 * @param expected           the expected events
 * @param name               "CallConnected", or the whole type, "Microsoft.Communication.CallConnected"
 * @param call_connection_id of this call only, whose end then ends the wait too; or NULL for any
 * @param operation_context  with this context only; or NULL for any
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_expected_add_success(acs_expected_t *expected,
                                      const char *name,
                                      const char *call_connection_id,
                                      const char *operation_context);

/**
 * An event that means failure.
 *
 * @param expected           the expected events
 * @param name               "CreateCallFailed", or the whole type
 * @param call_connection_id of this call only, whose end then ends the wait too; or NULL for any
 * @param operation_context  with this context only; or NULL for any
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_expected_add_failure(acs_expected_t *expected,
                                      const char *name,
                                      const char *call_connection_id,
                                      const char *operation_context);

/**
 * Frees expected events.
 *
 * @param expected the expected events, or NULL
 * @since 0.1.0
 */
void acs_expected_free(acs_expected_t *expected);

/**
 * ======== Flows ========
 *
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
 * @param client       the client
 * @param receiver     where the events of the call come, into whatever queue
 * @param to           whom to ring; a telephone needs a caller id
 * @param callback_uri where its events go: https, or http on this machine; it leads to the receiver
 * @param call_options options, or NULL for the defaults
 * @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
 * @param call         receives the call with ACS_OK, and when it still rings; free with acs_call_free
 * @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                     free with acs_event_free
 * @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return ACS_OK when it is done; ACS_FAILED, ACS_CANCELED or ACS_CALL_ENDED with the event that reports
 *         why it is not; ACS_TIMEOUT, ACS_ABORTED and ACS_CLOSED with the answer as pending when the
 *         waiting ended before that. ACS_INVALID_INPUT, ACS_ABORTED, ACS_CLOSED, ACS_FORKED before
 *         anything is sent; ACS_OUTCOME_UNKNOWN and ACS_DECODE when the answer was lost and no event
 *         came in time, acs_error_operation_context reports what to look for; ACS_SERVICE, ACS_AUTH,
 *         ACS_NOT_SENT; ACS_ABORTED when the request was ended
 * @since 0.1.0
 */
acs_status_t acs_client_create_call_and_wait(const acs_client_t *client,
                                             const acs_receiver_t *receiver,
                                             const acs_invite_t *to,
                                             const char *callback_uri,
                                             const acs_create_call_options_t *call_options,
                                             int64_t timeout_ms,
                                             acs_call_t **call,
                                             acs_event_t **event,
                                             acs_response_t **pending,
                                             acs_error_t **error);

/**
 * Rings several parties as acs_client_create_group_call, and waits until the call is up or has failed.
 *
 * @param client       the client
 * @param receiver     where the events of the call come, into whatever queue
 * @param targets      whom to ring: an array of pointers
 * @param count        how many they are, 1 or more
 * @param callback_uri where its events go: https, or http on this machine; it leads to the receiver
 * @param call_options options, or NULL for the defaults
 * @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
 * @param call         receives the call with ACS_OK, and when it still rings; free with acs_call_free
 * @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                     free with acs_event_free
 * @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call_and_wait
 * @since 0.1.0
 */
acs_status_t acs_client_create_group_call_and_wait(const acs_client_t *client,
                                                   const acs_receiver_t *receiver,
                                                   const acs_identifier_t *const *targets,
                                                   size_t count,
                                                   const char *callback_uri,
                                                   const acs_create_group_call_options_t *call_options,
                                                   int64_t timeout_ms,
                                                   acs_call_t **call,
                                                   acs_event_t **event,
                                                   acs_response_t **pending,
                                                   acs_error_t **error);

/**
 * Answers an incoming call as acs_client_answer_call, and waits until it is up.
 *
 * @param client                the client
 * @param receiver              where the events of the call come, into whatever queue
 * @param incoming_call_context from the event: acs_event_incoming_call_context
 * @param callback_uri          where its events go: https, or http on this machine; it leads to the
 *                              receiver
 * @param call_options          options, or NULL for the defaults
 * @param timeout_ms            how long all of it may take, the request included, in milliseconds: 1
 *                              or more
 * @param call                  receives the call with ACS_OK, and when it still rings; free with
 *                              acs_call_free
 * @param event                 receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and
 *                              ACS_CALL_ENDED; free with acs_event_free
 * @param pending               receives the answer when it goes on, or NULL; free with acs_response_free
 * @param error                 details, or NULL
 * @return as acs_client_create_call_and_wait
 * @since 0.1.0
 */
acs_status_t acs_client_answer_call_and_wait(const acs_client_t *client,
                                             const acs_receiver_t *receiver,
                                             const char *incoming_call_context,
                                             const char *callback_uri,
                                             const acs_answer_call_options_t *call_options,
                                             int64_t timeout_ms,
                                             acs_call_t **call,
                                             acs_event_t **event,
                                             acs_response_t **pending,
                                             acs_error_t **error);

/**
 * Rings one more party as acs_call_add_participant, and waits until it is in the call or has not come.
 * With ACS_TIMEOUT it still rings: acs_response_invitation_id of pending ends that.
 *
 * @param call        the call
 * @param receiver    where the events of the call come, into whatever queue
 * @param to          whom to ring; a telephone needs a caller id
 * @param add_options options, or NULL for the defaults
 * @param timeout_ms  how long all of it may take, the request included, in milliseconds: 1 or more
 * @param event       receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED; free
 *                    with acs_event_free
 * @param pending     receives the answer when it goes on, or NULL; free with acs_response_free
 * @param error       details, or NULL
 * @return as acs_client_create_call_and_wait
 * @since 0.1.0
 */
acs_status_t acs_call_add_participant_and_wait(const acs_call_t *call,
                                               const acs_receiver_t *receiver,
                                               const acs_invite_t *to,
                                               const acs_add_participant_options_t *add_options,
                                               int64_t timeout_ms,
                                               acs_event_t **event,
                                               acs_response_t **pending,
                                               acs_error_t **error);

/**
 * Transfers as acs_call_transfer, and waits until that is accepted or has failed. After the success of a
 * call of two the event CallDisconnected follows: this application has left it.
 *
 * @param call             the call
 * @param receiver         where the events of the call come, into whatever queue
 * @param target           to whom
 * @param transfer_options options, or NULL for the defaults
 * @param timeout_ms       how long all of it may take, the request included, in milliseconds: 1 or
 *                         more
 * @param event            receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                         free with acs_event_free
 * @param pending          receives the answer when it goes on, or NULL; free with acs_response_free
 * @param error            details, or NULL
 * @return as acs_client_create_call_and_wait
 * @since 0.1.0
 */
acs_status_t acs_call_transfer_and_wait(const acs_call_t *call,
                                        const acs_receiver_t *receiver,
                                        const acs_identifier_t *target,
                                        const acs_transfer_call_options_t *transfer_options,
                                        int64_t timeout_ms,
                                        acs_event_t **event,
                                        acs_response_t **pending,
                                        acs_error_t **error);

/**
 * Plays to some of the participants as acs_call_play, and waits until everything was played. What is
 * looped is never played to its end.
 *
 * @param call              the call
 * @param receiver          where the events of the call come, into whatever queue
 * @param sources           what to play: an array of pointers
 * @param source_count      how many they are, 1 or more
 * @param participants      to whom: an array of pointers
 * @param participant_count how many they are, 1 or more; acs_call_play_to_all_and_wait is for all
 * @param play_options      options, or NULL for the defaults
 * @param timeout_ms        how long all of it may take, the request included, in milliseconds: 1 or
 *                          more
 * @param event             receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and
 *                          ACS_CALL_ENDED; free with acs_event_free
 * @param pending           receives the answer when it goes on, or NULL; free with acs_response_free
 * @param error             details, or NULL
 * @return as acs_client_create_call_and_wait
 * @since 0.1.0
 */
acs_status_t acs_call_play_and_wait(const acs_call_t *call,
                                    const acs_receiver_t *receiver,
                                    const acs_play_source_t *const *sources,
                                    size_t source_count,
                                    const acs_identifier_t *const *participants,
                                    size_t participant_count,
                                    const acs_play_options_t *play_options,
                                    int64_t timeout_ms,
                                    acs_event_t **event,
                                    acs_response_t **pending,
                                    acs_error_t **error);

/**
 * Plays to everybody as acs_call_play_to_all, and waits until everything was played.
 *
 * @param call         the call
 * @param receiver     where the events of the call come, into whatever queue
 * @param sources      what to play: an array of pointers
 * @param source_count how many they are, 1 or more
 * @param play_options options, or NULL for the defaults
 * @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
 * @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                     free with acs_event_free
 * @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call_and_wait
 * @since 0.1.0
 */
acs_status_t acs_call_play_to_all_and_wait(const acs_call_t *call,
                                           const acs_receiver_t *receiver,
                                           const acs_play_source_t *const *sources,
                                           size_t source_count,
                                           const acs_play_options_t *play_options,
                                           int64_t timeout_ms,
                                           acs_event_t **event,
                                           acs_response_t **pending,
                                           acs_error_t **error);

/**
 * Listens to a participant as acs_call_recognize, and waits until something was recognized or nothing
 * was. What it was, acs_event_dtmf_tones, acs_event_choice_label, acs_event_choice_phrase and
 * acs_event_speech tell. The time must suffice for prompts and answer: the service's own timeouts end
 * earlier and tell more.
 *
 * @param call              the call
 * @param receiver          where the events of the call come, into whatever queue
 * @param target            to whom
 * @param recognize_options what is listened for
 * @param timeout_ms        how long all of it may take, the request included, in milliseconds: 1 or
 *                          more
 * @param event             receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and
 *                          ACS_CALL_ENDED; free with acs_event_free
 * @param pending           receives the answer when it goes on, or NULL; free with acs_response_free
 * @param error             details, or NULL
 * @return as acs_client_create_call_and_wait
 * @since 0.1.0
 */
acs_status_t acs_call_recognize_and_wait(const acs_call_t *call,
                                         const acs_receiver_t *receiver,
                                         const acs_identifier_t *target,
                                         const acs_recognize_options_t *recognize_options,
                                         int64_t timeout_ms,
                                         acs_event_t **event,
                                         acs_response_t **pending,
                                         acs_error_t **error);

/**
 * Sends tones to a telephone as acs_call_send_dtmf_tones, and waits until all were sent.
 *
 * @param call         the call
 * @param receiver     where the events of the call come, into whatever queue
 * @param tones        1 to 18 keys as a text: "123#"
 * @param target       to whom: a telephone number
 * @param send_options options, or NULL for the defaults
 * @param timeout_ms   how long all of it may take, the request included, in milliseconds: 1 or more
 * @param event        receives an event with ACS_OK, ACS_FAILED, ACS_CANCELED and ACS_CALL_ENDED;
 *                     free with acs_event_free
 * @param pending      receives the answer when it goes on, or NULL; free with acs_response_free
 * @param error        details, or NULL
 * @return as acs_client_create_call_and_wait
 * @since 0.1.0
 */
acs_status_t acs_call_send_dtmf_tones_and_wait(const acs_call_t *call,
                                               const acs_receiver_t *receiver,
                                               const char *tones,
                                               const acs_identifier_t *target,
                                               const acs_operation_options_t *send_options,
                                               int64_t timeout_ms,
                                               acs_event_t **event,
                                               acs_response_t **pending,
                                               acs_error_t **error);

/**
 * ======== Counters ========
 *
 * The counters of a receiver as they are now.
 *
 * @param receiver the receiver
 * @param counters receives the counters; free with acs_counters_free
 * @param error    details, or NULL
 * @return ACS_OK, ACS_FORKED, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_receiver_counters(const acs_receiver_t *receiver,
                                   acs_counters_t **counters,
                                   acs_error_t **error);

/**
 * One of the counters.
 *
 * @param counters the counters, or NULL
 * @param counter  ACS_COUNTER_RECEIVED to ACS_COUNTER_OVERFLOWS
 * @return the number; -1 for an unknown counter, and for NULL
 * @since 0.1.0
 */
int64_t acs_counters_value(const acs_counters_t *counters,
                           int counter);

/**
 * Frees counters.
 *
 * @param counters the counters, or NULL
 * @since 0.1.0
 */
void acs_counters_free(acs_counters_t *counters);

/**
 * ======== Inbox ========
 *
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
 * @param response      receives the response; free with acs_http_response_free
 * @param error         details, or NULL
 * @return ACS_OK whatever is to be answered; ACS_FORKED, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_receiver_handle(const acs_receiver_t *receiver,
                                 const char *method,
                                 const char *target,
                                 const char *const *header_names,
                                 const char *const *header_values,
                                 size_t header_count,
                                 const uint8_t *body,
                                 size_t body_length,
                                 acs_http_response_t **response,
                                 acs_error_t **error);

/**
 * The HTTP status to answer with.
 *
 * @param response the response, or NULL
 * @return 100 to 599; 0 for NULL
 * @since 0.1.0
 */
int acs_http_response_status(const acs_http_response_t *response);

/**
 * How many header lines to answer with. The web server adds Content-Length and Date.
 *
 * @param response the response, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_http_response_header_count(const acs_http_response_t *response);

/**
 * The name of a header line.
 *
 * @param response the response, or NULL
 * @param index    from 0
 * @return a text that lives as long as the response; NULL when there is none of that index
 * @since 0.1.0
 */
const char *acs_http_response_header_name(const acs_http_response_t *response,
                                          size_t index);

/**
 * The value of a header line.
 *
 * @param response the response, or NULL
 * @param index    from 0
 * @return a text that lives as long as the response; NULL when there is none of that index
 * @since 0.1.0
 */
const char *acs_http_response_header_value(const acs_http_response_t *response,
                                           size_t index);

/**
 * The body to answer with.
 *
 * @param response the response, or NULL
 * @param length   receives the number of bytes, or NULL
 * @return bytes that live as long as the response; NULL for none
 * @since 0.1.0
 */
const uint8_t *acs_http_response_body(const acs_http_response_t *response,
                                      size_t *length);

/**
 * Frees an answer.
 *
 * @param response the response, or NULL
 * @since 0.1.0
 */
void acs_http_response_free(acs_http_response_t *response);

/**
 * ======== Request options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_request_options_free
 */
acs_request_options_t *acs_request_options_new(void);

/**
 * Frees what acs_request_options_new created; NULL is allowed.
 */
void acs_request_options_free(acs_request_options_t *options);

/**
 * Sets the total timeout of the request: name look-up, connecting, retries and pauses included;
 * 1 to 3,600,000 ms. Default: that of the client, 10,000 there.
 */
acs_status_t acs_request_options_set_timeout_ms(acs_request_options_t *options,
                                                int64_t timeout_ms);

/**
 * Sets the timeout of one attempt: 1 to 3,600,000 ms. Default: what is left of the total
 * timeout.
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
 * refuse.
 *
 * @param options the options
 * @param id 1 to 128 visible ASCII characters
 * @param first_sent_ms milliseconds since 1970-01-01 00:00 UTC
 */
acs_status_t acs_request_options_set_repeatability(acs_request_options_t *options,
                                                   const char *id,
                                                   int64_t first_sent_ms);

/**
 * Sets the error of the request that this one repeats: its repeatability ids are sent again. The
 * arguments must be the same too. Where the service honors the ids (add, cancel adding, remove,
 * mute, send DTMF tones, start recording, hang up for everyone) the operation is not performed
 * twice; for the others nothing shows that.
 */
acs_status_t acs_request_options_set_repeat_of(acs_request_options_t *options,
                                               const acs_error_t *repeat_of);

/**
 * Adds a header; the value is printable ASCII. At most 32 headers with 8 KiB of names and
 * values. Headers that the library writes itself and those that change how a request is framed
 * are refused.
 */
acs_status_t acs_request_options_add_header(acs_request_options_t *options,
                                            const char *name,
                                            const char *value);

/**
 * Sets the api-version: a date such as "2026-03-12", optionally with "-preview". Default: that
 * of the client.
 */
acs_status_t acs_request_options_set_api_version(acs_request_options_t *options,
                                                 const char *api_version);

/**
 * Sets the maximum number of retries: 0 to 20. Default: that of the client, 3 there.
 */
acs_status_t acs_request_options_set_max_retries(acs_request_options_t *options,
                                                 int64_t max_retries);

/**
 * Sets whether operations that are not known to be repeatable are retried too, after a lost
 * response or a 5xx: 1 or 0. Default: as the client. This may ring a person twice.
 */
acs_status_t acs_request_options_set_retry_non_idempotent(acs_request_options_t *options,
                                                          int retry_non_idempotent);

/**
 * Sets the token with which another thread can cancel this request.
 */
acs_status_t acs_request_options_set_cancel(acs_request_options_t *options,
                                            const acs_cancel_token_t *cancel);

/**
 * ======== Operation options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_operation_options_free
 */
acs_operation_options_t *acs_operation_options_new(void);

/**
 * Frees what acs_operation_options_new created; NULL is allowed.
 */
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

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_operation_options_set_request(acs_operation_options_t *options,
                                               const acs_request_options_t *request);

/**
 * ======== Media streaming options ========
 *
 * Creates media streaming options. A bad value is refused when the options are used.
 *
 * @param audio_channel ACS_AUDIO_CHANNEL_MIXED or ACS_AUDIO_CHANNEL_UNMIXED
 * @return options; free with acs_media_streaming_options_free
 */
acs_media_streaming_options_t *acs_media_streaming_options_new(int audio_channel);

/**
 * Frees what acs_media_streaming_options_new created; NULL is allowed.
 */
void acs_media_streaming_options_free(acs_media_streaming_options_t *options);

/**
 * Sets the websocket URL that the service connects to: wss://..., or ws://... on this machine.
 */
acs_status_t acs_media_streaming_options_set_transport_url(acs_media_streaming_options_t *options,
                                                           const char *transport_url);

/**
 * Sets the content that is streamed: ACS_STREAMING_CONTENT_AUDIO. Default: that of the service.
 */
acs_status_t acs_media_streaming_options_set_content_type(acs_media_streaming_options_t *options,
                                                          int content_type);

/**
 * Sets whether streaming starts with the call, without a request of its own: 1 or 0. Default:
 * that of the service.
 */
acs_status_t acs_media_streaming_options_set_start_media_streaming(acs_media_streaming_options_t *options,
                                                                   int start_media_streaming);

/**
 * Sets whether audio that the websocket sends back is played into the call: 1 or 0. Default:
 * that of the service.
 */
acs_status_t acs_media_streaming_options_set_enable_bidirectional(acs_media_streaming_options_t *options,
                                                                  int enable_bidirectional);

/**
 * Sets the audio format: ACS_AUDIO_FORMAT_PCM_16K_MONO, ACS_AUDIO_FORMAT_PCM_24K_MONO. Default:
 * that of the service.
 */
acs_status_t acs_media_streaming_options_set_audio_format(acs_media_streaming_options_t *options,
                                                          int audio_format);

/**
 * Sets whether DTMF tones are streamed too: 1 or 0. Default: that of the service.
 */
acs_status_t acs_media_streaming_options_set_enable_dtmf_tones(acs_media_streaming_options_t *options,
                                                               int enable_dtmf_tones);

/**
 * ======== Transcription options ========
 *
 * Creates transcription options. A bad text is refused when the options are used.
 *
 * @param locale the spoken language: "en-US"
 * @return options; free with acs_transcription_options_free
 */
acs_transcription_options_t *acs_transcription_options_new(const char *locale);

/**
 * Frees what acs_transcription_options_new created; NULL is allowed.
 */
void acs_transcription_options_free(acs_transcription_options_t *options);

/**
 * Sets the websocket URL that the service connects to: wss://..., or ws://... on this machine.
 */
acs_status_t acs_transcription_options_set_transport_url(acs_transcription_options_t *options,
                                                         const char *transport_url);

/**
 * Sets the endpoint id of a custom speech model.
 */
acs_status_t acs_transcription_options_set_speech_model_endpoint_id(acs_transcription_options_t *options,
                                                                    const char *speech_model_endpoint_id);

/**
 * Sets whether transcription starts with the call, without a request of its own: 1 or 0.
 * Default: that of the service.
 */
acs_status_t acs_transcription_options_set_start_transcription(acs_transcription_options_t *options,
                                                               int start_transcription);

/**
 * Sets whether intermediate results are sent while a phrase is spoken: 1 or 0. Default: that of
 * the service.
 */
acs_status_t acs_transcription_options_set_enable_intermediate_results(acs_transcription_options_t *options,
                                                                       int enable_intermediate_results);

/**
 * ======== Teams phone call details ========
 *
 * Creates caller details. A bad value is refused when the details are used.
 *
 * @param caller the caller
 * @param name the name to show, without control characters
 * @param phone_number the number to show, without control characters
 * @return details; free with acs_teams_phone_caller_details_free
 */
acs_teams_phone_caller_details_t *acs_teams_phone_caller_details_new(const acs_identifier_t *caller,
                                                                     const char *name,
                                                                     const char *phone_number);

/**
 * Frees what acs_teams_phone_caller_details_new created; NULL is allowed.
 */
void acs_teams_phone_caller_details_free(acs_teams_phone_caller_details_t *details);

/**
 * Sets the id of the caller's record in a customer system.
 */
acs_status_t acs_teams_phone_caller_details_set_record_id(acs_teams_phone_caller_details_t *details,
                                                          const char *record_id);

/**
 * Sets the URL of a page that opens for the callee.
 */
acs_status_t acs_teams_phone_caller_details_set_screen_pop_url(acs_teams_phone_caller_details_t *details,
                                                               const char *screen_pop_url);

/**
 * Sets whether the caller is authenticated: 1 or 0.
 */
acs_status_t acs_teams_phone_caller_details_set_is_authenticated(acs_teams_phone_caller_details_t *details,
                                                                 int is_authenticated);

/**
 * Adds further information to show, by name; the same name once more replaces the value. At most
 * 10 names; no control characters.
 */
acs_status_t acs_teams_phone_caller_details_add_additional_caller_information(acs_teams_phone_caller_details_t *details,
                                                                              const char *name,
                                                                              const char *value);

/**
 * Creates source details. A bad value is refused when the details are used.
 *
 * @param source the source of the call
 * @param language the language spoken there: "en-US"
 * @param status the state of the call, without control characters
 * @return details; free with acs_teams_phone_source_details_free
 */
acs_teams_phone_source_details_t *acs_teams_phone_source_details_new(const acs_identifier_t *source,
                                                                     const char *language,
                                                                     const char *status);

/**
 * Frees what acs_teams_phone_source_details_new created; NULL is allowed.
 */
void acs_teams_phone_source_details_free(acs_teams_phone_source_details_t *details);

/**
 * Adds a participant that the call was intended for; the same name once more replaces it.
 *
 * @param details the details
 * @param name a name of your choice, without control characters
 * @param target the participant
 */
acs_status_t acs_teams_phone_source_details_add_intended_target(acs_teams_phone_source_details_t *details,
                                                                const char *name,
                                                                const acs_identifier_t *target);

/**
 * Creates details in which nothing is set.
 *
 * @return details; free with acs_teams_phone_call_details_free
 */
acs_teams_phone_call_details_t *acs_teams_phone_call_details_new(void);

/**
 * Frees what acs_teams_phone_call_details_new created; NULL is allowed.
 */
void acs_teams_phone_call_details_free(acs_teams_phone_call_details_t *details);

/**
 * Sets the caller.
 */
acs_status_t acs_teams_phone_call_details_set_caller(acs_teams_phone_call_details_t *details,
                                                     const acs_teams_phone_caller_details_t *caller);

/**
 * Sets the source of the call.
 */
acs_status_t acs_teams_phone_call_details_set_source(acs_teams_phone_call_details_t *details,
                                                     const acs_teams_phone_source_details_t *source);

/**
 * Sets the id of the session in the sending system.
 */
acs_status_t acs_teams_phone_call_details_set_session_id(acs_teams_phone_call_details_t *details,
                                                         const char *session_id);

/**
 * Sets the caller's intent.
 */
acs_status_t acs_teams_phone_call_details_set_intent(acs_teams_phone_call_details_t *details,
                                                     const char *intent);

/**
 * Sets the topic of the call in at most 48 characters.
 */
acs_status_t acs_teams_phone_call_details_set_call_topic(acs_teams_phone_call_details_t *details,
                                                         const char *call_topic);

/**
 * Sets the context of the call.
 */
acs_status_t acs_teams_phone_call_details_set_call_context(acs_teams_phone_call_details_t *details,
                                                           const char *call_context);

/**
 * Sets the URL of a transcript.
 */
acs_status_t acs_teams_phone_call_details_set_transcript_url(acs_teams_phone_call_details_t *details,
                                                             const char *transcript_url);

/**
 * Sets the sentiment of the caller.
 */
acs_status_t acs_teams_phone_call_details_set_call_sentiment(acs_teams_phone_call_details_t *details,
                                                             const char *call_sentiment);

/**
 * Sets suggested actions for the callee.
 */
acs_status_t acs_teams_phone_call_details_set_suggested_actions(acs_teams_phone_call_details_t *details,
                                                                const char *suggested_actions);

/**
 * ======== Custom calling context ========
 *
 * Creates a context in which nothing is set.
 *
 * @return context; free with acs_calling_context_free
 */
acs_calling_context_t *acs_calling_context_new(void);

/**
 * Frees what acs_calling_context_new created; NULL is allowed.
 */
void acs_calling_context_free(acs_calling_context_t *context);

/**
 * Adds a SIP header X-MS-Custom-NAME. Names: letters, digits and . ! % * _ + ~ -, at most 64
 * characters with the prefix; a name that has the prefix keeps it. Values: at most 256 letters,
 * digits and . ! % * _ + ~ - = ; characters.
 */
acs_status_t acs_calling_context_add_sip_custom(acs_calling_context_t *context,
                                                const char *name,
                                                const char *value);

/**
 * Adds a SIP header X-NAME, with the same rules; since api-version 2025-06-15.
 */
acs_status_t acs_calling_context_add_sip_x(acs_calling_context_t *context,
                                           const char *name,
                                           const char *value);

/**
 * Sets the SIP header User-To-User (UUI): 1 to 256 characters, no control characters; once only.
 */
acs_status_t acs_calling_context_set_user_to_user(acs_calling_context_t *context,
                                                  const char *user_to_user);

/**
 * Adds a SIP header by its full name: X-MS-Custom-..., X-... or User-To-User.
 */
acs_status_t acs_calling_context_add_sip_header(acs_calling_context_t *context,
                                                const char *name,
                                                const char *value);

/**
 * Adds a header for a called Communication Services user. Names: 1 to 64 characters; values: at
 * most 1,024; no control characters.
 */
acs_status_t acs_calling_context_add_voip(acs_calling_context_t *context,
                                          const char *name,
                                          const char *value);

/**
 * Sets the details for a called Teams phone; since api-version 2026-03-12.
 */
acs_status_t acs_calling_context_set_teams_phone_call_details(acs_calling_context_t *context,
                                                              const acs_teams_phone_call_details_t *teams_phone_call_details);

/**
 * ======== Client options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_client_options_free
 */
acs_client_options_t *acs_client_options_new(void);

/**
 * Frees what acs_client_options_new created; NULL is allowed.
 */
void acs_client_options_free(acs_client_options_t *options);

/**
 * Sets the total timeout of a request: name look-up, connecting, retries and pauses included; 1
 * to 3,600,000 ms. Default: 10,000.
 */
acs_status_t acs_client_options_set_timeout_ms(acs_client_options_t *options,
                                               int64_t timeout_ms);

/**
 * Sets the timeout of one attempt: 1 to 3,600,000 ms. Default: what is left of the total
 * timeout.
 */
acs_status_t acs_client_options_set_attempt_timeout_ms(acs_client_options_t *options,
                                                       int64_t attempt_timeout_ms);

/**
 * Sets the timeout of a name look-up, and of opening a connection with TLS to each host: 1 to
 * 3,600,000 ms. Default: 5,000.
 */
acs_status_t acs_client_options_set_connect_timeout_ms(acs_client_options_t *options,
                                                       int64_t connect_timeout_ms);

/**
 * Sets the maximum number of retries: 0 to 20. Default: 3.
 */
acs_status_t acs_client_options_set_max_retries(acs_client_options_t *options,
                                                int64_t max_retries);

/**
 * Sets whether operations that are not known to be repeatable (create, answer, connect,
 * redirect, reject, transfer, move, play, recognize) are retried too, after a lost response or a
 * 5xx: 1 or 0. Default: 0. This may ring a person twice.
 */
acs_status_t acs_client_options_set_retry_non_idempotent(acs_client_options_t *options,
                                                         int retry_non_idempotent);

/**
 * Sets how long an unused connection is kept: 1 to 3,600,000 ms. Default: 60,000.
 */
acs_status_t acs_client_options_set_idle_timeout_ms(acs_client_options_t *options,
                                                    int64_t idle_timeout_ms);

/**
 * Sets the maximum number of unused connections that are kept: 0 or more. Default: 64.
 */
acs_status_t acs_client_options_set_max_idle_connections(acs_client_options_t *options,
                                                         int64_t max_idle_connections);

/**
 * Sets the maximum size of a response body: 1 bytes or more. Default: 4,194,304 (4 MiB).
 */
acs_status_t acs_client_options_set_max_response_size(acs_client_options_t *options,
                                                      int64_t max_response_size);

/**
 * Sets the certificates that are trusted; they are read when the client is created. Default:
 * ACS_TRUST_BUILT_IN.
 *
 * @param options the options
 * @param kind ACS_TRUST_BUILT_IN, ACS_TRUST_SYSTEM, ACS_TRUST_PEM or ACS_TRUST_PEM_FILE
 * @param pem one or more certificates as PEM text for ACS_TRUST_PEM, the path of a PEM file
 *     for ACS_TRUST_PEM_FILE, NULL for the other kinds
 */
acs_status_t acs_client_options_set_trust_roots(acs_client_options_t *options,
                                                int kind,
                                                const char *pem);

/**
 * Sets the http proxy: "http://user:password@proxy.example:3128". Default: none; the environment
 * is not read.
 */
acs_status_t acs_client_options_set_proxy(acs_client_options_t *options,
                                          const char *proxy);

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
acs_status_t acs_client_options_set_validate(acs_client_options_t *options,
                                             int validate);

/**
 * Adds a further host, with a port unless it is that of the scheme, from which recordings are
 * downloaded and deleted: "127.0.0.1:8080". Default: only the stores of the service. Requests to
 * it carry the credential: over https only, or http to this machine.
 */
acs_status_t acs_client_options_add_allow_recording_host(acs_client_options_t *options,
                                                         const char *allow_recording_host);

/**
 * ======== Create call options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_create_call_options_free
 */
acs_create_call_options_t *acs_create_call_options_new(void);

/**
 * Frees what acs_create_call_options_new created; NULL is allowed.
 */
void acs_create_call_options_free(acs_create_call_options_t *options);

/**
 * Sets the operation context that the events of this leg carry: any text without control
 * characters.
 */
acs_status_t acs_create_call_options_set_operation_context(acs_create_call_options_t *options,
                                                           const char *operation_context);

/**
 * Sets the URL of the cognitive services resource for text-to-speech and recognition in this
 * call.
 */
acs_status_t acs_create_call_options_set_cognitive_services_endpoint(acs_create_call_options_t *options,
                                                                     const char *cognitive_services_endpoint);

/**
 * Sets the media streaming of the call to a websocket.
 */
acs_status_t acs_create_call_options_set_media_streaming(acs_create_call_options_t *options,
                                                         const acs_media_streaming_options_t *media_streaming);

/**
 * Sets the transcription of the call.
 */
acs_status_t acs_create_call_options_set_transcription(acs_create_call_options_t *options,
                                                       const acs_transcription_options_t *transcription);

/**
 * Sets the Communication Services user in whose name the call is placed.
 */
acs_status_t acs_create_call_options_set_source(acs_create_call_options_t *options,
                                                const acs_identifier_t *source);

/**
 * Sets the Microsoft Teams application in whose name the call is placed.
 */
acs_status_t acs_create_call_options_set_teams_app_source(acs_create_call_options_t *options,
                                                          const acs_identifier_t *teams_app_source);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_create_call_options_set_request(acs_create_call_options_t *options,
                                                 const acs_request_options_t *request);

/**
 * ======== Create group call options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_create_group_call_options_free
 */
acs_create_group_call_options_t *acs_create_group_call_options_new(void);

/**
 * Frees what acs_create_group_call_options_new created; NULL is allowed.
 */
void acs_create_group_call_options_free(acs_create_group_call_options_t *options);

/**
 * Sets the operation context that the events of this leg carry: any text without control
 * characters.
 */
acs_status_t acs_create_group_call_options_set_operation_context(acs_create_group_call_options_t *options,
                                                                 const char *operation_context);

/**
 * Sets the URL of the cognitive services resource for text-to-speech and recognition in this
 * call.
 */
acs_status_t acs_create_group_call_options_set_cognitive_services_endpoint(acs_create_group_call_options_t *options,
                                                                           const char *cognitive_services_endpoint);

/**
 * Sets the media streaming of the call to a websocket.
 */
acs_status_t acs_create_group_call_options_set_media_streaming(acs_create_group_call_options_t *options,
                                                               const acs_media_streaming_options_t *media_streaming);

/**
 * Sets the transcription of the call.
 */
acs_status_t acs_create_group_call_options_set_transcription(acs_create_group_call_options_t *options,
                                                             const acs_transcription_options_t *transcription);

/**
 * Sets the Communication Services user in whose name the call is placed.
 */
acs_status_t acs_create_group_call_options_set_source(acs_create_group_call_options_t *options,
                                                      const acs_identifier_t *source);

/**
 * Sets the Microsoft Teams application in whose name the call is placed.
 */
acs_status_t acs_create_group_call_options_set_teams_app_source(acs_create_group_call_options_t *options,
                                                                const acs_identifier_t *teams_app_source);

/**
 * Sets the caller id that called telephones show: a number of the resource in E.164 form,
 * +16045551234. Required when a telephone number is among the targets.
 */
acs_status_t acs_create_group_call_options_set_source_caller_id_number(acs_create_group_call_options_t *options,
                                                                       const char *source_caller_id_number);

/**
 * Sets the display name that the callees see: any text without control characters.
 */
acs_status_t acs_create_group_call_options_set_source_display_name(acs_create_group_call_options_t *options,
                                                                   const char *source_display_name);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_create_group_call_options_set_request(acs_create_group_call_options_t *options,
                                                       const acs_request_options_t *request);

/**
 * ======== Answer call options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_answer_call_options_free
 */
acs_answer_call_options_t *acs_answer_call_options_new(void);

/**
 * Frees what acs_answer_call_options_new created; NULL is allowed.
 */
void acs_answer_call_options_free(acs_answer_call_options_t *options);

/**
 * Sets the operation context that the events of this leg carry: any text without control
 * characters.
 */
acs_status_t acs_answer_call_options_set_operation_context(acs_answer_call_options_t *options,
                                                           const char *operation_context);

/**
 * Sets the URL of the cognitive services resource for text-to-speech and recognition in this
 * call.
 */
acs_status_t acs_answer_call_options_set_cognitive_services_endpoint(acs_answer_call_options_t *options,
                                                                     const char *cognitive_services_endpoint);

/**
 * Sets the media streaming of the call to a websocket.
 */
acs_status_t acs_answer_call_options_set_media_streaming(acs_answer_call_options_t *options,
                                                         const acs_media_streaming_options_t *media_streaming);

/**
 * Sets the transcription of the call.
 */
acs_status_t acs_answer_call_options_set_transcription(acs_answer_call_options_t *options,
                                                       const acs_transcription_options_t *transcription);

/**
 * Sets the Communication Services user in whose name the call is answered.
 */
acs_status_t acs_answer_call_options_set_answered_by(acs_answer_call_options_t *options,
                                                     const acs_identifier_t *answered_by);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_answer_call_options_set_request(acs_answer_call_options_t *options,
                                                 const acs_request_options_t *request);

/**
 * ======== Connect call options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_connect_call_options_free
 */
acs_connect_call_options_t *acs_connect_call_options_new(void);

/**
 * Frees what acs_connect_call_options_new created; NULL is allowed.
 */
void acs_connect_call_options_free(acs_connect_call_options_t *options);

/**
 * Sets the operation context that the events of this leg carry: any text without control
 * characters.
 */
acs_status_t acs_connect_call_options_set_operation_context(acs_connect_call_options_t *options,
                                                            const char *operation_context);

/**
 * Sets the URL of the cognitive services resource for text-to-speech and recognition in this
 * call.
 */
acs_status_t acs_connect_call_options_set_cognitive_services_endpoint(acs_connect_call_options_t *options,
                                                                      const char *cognitive_services_endpoint);

/**
 * Sets the media streaming of the call to a websocket.
 */
acs_status_t acs_connect_call_options_set_media_streaming(acs_connect_call_options_t *options,
                                                          const acs_media_streaming_options_t *media_streaming);

/**
 * Sets the transcription of the call.
 */
acs_status_t acs_connect_call_options_set_transcription(acs_connect_call_options_t *options,
                                                        const acs_transcription_options_t *transcription);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_connect_call_options_set_request(acs_connect_call_options_t *options,
                                                  const acs_request_options_t *request);

/**
 * ======== Redirect call options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_redirect_call_options_free
 */
acs_redirect_call_options_t *acs_redirect_call_options_new(void);

/**
 * Frees what acs_redirect_call_options_new created; NULL is allowed.
 */
void acs_redirect_call_options_free(acs_redirect_call_options_t *options);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_redirect_call_options_set_request(acs_redirect_call_options_t *options,
                                                   const acs_request_options_t *request);

/**
 * ======== Reject call options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_reject_call_options_free
 */
acs_reject_call_options_t *acs_reject_call_options_new(void);

/**
 * Frees what acs_reject_call_options_new created; NULL is allowed.
 */
void acs_reject_call_options_free(acs_reject_call_options_t *options);

/**
 * Sets the reason: ACS_REJECT_NONE, ACS_REJECT_BUSY, ACS_REJECT_FORBIDDEN. Default:
 * ACS_REJECT_NONE.
 */
acs_status_t acs_reject_call_options_set_reason(acs_reject_call_options_t *options,
                                                int reason);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_reject_call_options_set_request(acs_reject_call_options_t *options,
                                                 const acs_request_options_t *request);

/**
 * ======== Transfer call options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_transfer_call_options_free
 */
acs_transfer_call_options_t *acs_transfer_call_options_new(void);

/**
 * Frees what acs_transfer_call_options_new created; NULL is allowed.
 */
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
 * Sets the caller id that a called telephone shows, in E.164 form: +16045551234. Default: that
 * of the transferee.
 */
acs_status_t acs_transfer_call_options_set_source_caller_id_number(acs_transfer_call_options_t *options,
                                                                   const char *source_caller_id_number);

/**
 * Sets the SIP and VoIP headers for the transfer target.
 */
acs_status_t acs_transfer_call_options_set_custom_calling_context(acs_transfer_call_options_t *options,
                                                                  const acs_calling_context_t *custom_calling_context);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_transfer_call_options_set_request(acs_transfer_call_options_t *options,
                                                   const acs_request_options_t *request);

/**
 * ======== Add participant options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_add_participant_options_free
 */
acs_add_participant_options_t *acs_add_participant_options_new(void);

/**
 * Frees what acs_add_participant_options_new created; NULL is allowed.
 */
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
 * Sets how long the participant rings, in whole seconds: 0 to 180,000 ms. Default: that of the
 * service.
 */
acs_status_t acs_add_participant_options_set_invitation_timeout_ms(acs_add_participant_options_t *options,
                                                                   int64_t invitation_timeout_ms);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_add_participant_options_set_request(acs_add_participant_options_t *options,
                                                     const acs_request_options_t *request);

/**
 * ======== Mute participants options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_mute_participants_options_free
 */
acs_mute_participants_options_t *acs_mute_participants_options_new(void);

/**
 * Frees what acs_mute_participants_options_new created; NULL is allowed.
 */
void acs_mute_participants_options_free(acs_mute_participants_options_t *options);

/**
 * Sets the operation context that the response repeats: any text without control characters.
 */
acs_status_t acs_mute_participants_options_set_operation_context(acs_mute_participants_options_t *options,
                                                                 const char *operation_context);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_mute_participants_options_set_request(acs_mute_participants_options_t *options,
                                                       const acs_request_options_t *request);

/**
 * ======== Play options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_play_options_free
 */
acs_play_options_t *acs_play_options_new(void);

/**
 * Frees what acs_play_options_new created; NULL is allowed.
 */
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
acs_status_t acs_play_options_set_looped(acs_play_options_t *options,
                                         int looped);

/**
 * Sets whether running play and recognize operations are canceled; otherwise this one waits for
 * them: 1 or 0. Default: that of the service.
 */
acs_status_t acs_play_options_set_interrupt_call_media_operation(acs_play_options_t *options,
                                                                 int interrupt_call_media_operation);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_play_options_set_request(acs_play_options_t *options,
                                          const acs_request_options_t *request);

/**
 * ======== Recognize options ========
 *
 * Creates options for recognizing DTMF tones. A bad number is refused when the options are used.
 *
 * @code
 *  pin = acs_recognize_options_new_dtmf(4);
 *  acs_recognize_options_add_prompt(pin, question);
 *  acs_recognize_options_set_stop_tones(pin, "#");
 *  acs_recognize_options_set_inter_tone_timeout_ms(pin, 5000);
 * @endcode
 *
 * @param max_tones the maximum number of tones, 1 or more; -1 leaves it to the service,
 *     which documents no default
 * @return options; free with acs_recognize_options_free
 */
acs_recognize_options_t *acs_recognize_options_new_dtmf(int64_t max_tones);

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
 *
 * @return options; free with acs_recognize_options_free
 */
acs_recognize_options_t *acs_recognize_options_new_choices(void);

/**
 * Creates options for recognizing free speech. Since api-version 2023-10-15.
 *
 * @return options; free with acs_recognize_options_free
 */
acs_recognize_options_t *acs_recognize_options_new_speech(void);

/**
 * Creates options for recognizing free speech or DTMF tones, whichever comes first. A bad number
 * is refused when the options are used. Since api-version 2023-10-15.
 *
 * @param max_tones the maximum number of tones, 1 or more; -1 leaves it to the service
 * @return options; free with acs_recognize_options_free
 */
acs_recognize_options_t *acs_recognize_options_new_speech_or_dtmf(int64_t max_tones);

/**
 * Frees what acs_recognize_options_new_... created; NULL is allowed.
 */
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
 * Adds a choice, for options of acs_recognize_options_new_choices: it is recognized by one of
 * its phrases or by its DTMF tone.
 *
 * @param options the options
 * @param label the label that acs_event_choice_label returns; several choices may have the
 *     same
 * @param phrases the phrases, or NULL for none
 * @param phrase_count the number of phrases; 0 only when there is a tone
 * @param tone the DTMF tone as a character: '0' to '9', 'A' to 'D', '#', '*'; 0 for none
 */
acs_status_t acs_recognize_options_add_choice(acs_recognize_options_t *options,
                                              const char *label,
                                              const char *const *phrases,
                                              size_t phrase_count,
                                              int tone);

/**
 * Adds an audio source that is played as prompt; several since api-version 2024-09-15.
 */
acs_status_t acs_recognize_options_add_prompt(acs_recognize_options_t *options,
                                              const acs_play_source_t *prompt);

/**
 * Sets whether a DTMF tone or speech interrupts the prompt: 1 or 0. Default: that of the
 * service, 1.
 */
acs_status_t acs_recognize_options_set_interrupt_prompt(acs_recognize_options_t *options,
                                                        int interrupt_prompt);

/**
 * Sets whether running play and recognize operations are canceled; otherwise this one waits for
 * them: 1 or 0. Default: that of the service, 1.
 */
acs_status_t acs_recognize_options_set_interrupt_call_media_operation(acs_recognize_options_t *options,
                                                                      int interrupt_call_media_operation);

/**
 * Sets the maximum silence after the prompt; on the wire whole seconds, rounded up: 0 to 300,000
 * ms. Default: that of the service, 5,000. For choices and for speech alone at most 20,000.
 */
acs_status_t acs_recognize_options_set_initial_silence_timeout_ms(acs_recognize_options_t *options,
                                                                  int64_t initial_silence_timeout_ms);

/**
 * Sets the maximum time between two tones; on the wire whole seconds, rounded up: 1 to 60,000
 * ms. Default: that of the service, 2,000.
 */
acs_status_t acs_recognize_options_set_inter_tone_timeout_ms(acs_recognize_options_t *options,
                                                             int64_t inter_tone_timeout_ms);

/**
 * Sets the DTMF tones that end the recognition: "#*".
 */
acs_status_t acs_recognize_options_set_stop_tones(acs_recognize_options_t *options,
                                                  const char *stop_tones);

/**
 * Sets the silence that ends the speech: 0 ms or more. Default: that of the service, 500.
 */
acs_status_t acs_recognize_options_set_end_silence_timeout_ms(acs_recognize_options_t *options,
                                                              int64_t end_silence_timeout_ms);

/**
 * Sets the spoken language: "fr-CA". Default: that of the service, "en-US".
 */
acs_status_t acs_recognize_options_set_speech_language(acs_recognize_options_t *options,
                                                       const char *speech_language);

/**
 * Sets the endpoint id of a custom speech model.
 */
acs_status_t acs_recognize_options_set_speech_model_endpoint_id(acs_recognize_options_t *options,
                                                                const char *speech_model_endpoint_id);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_recognize_options_set_request(acs_recognize_options_t *options,
                                               const acs_request_options_t *request);

/**
 * ======== Hold options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_hold_options_free
 */
acs_hold_options_t *acs_hold_options_new(void);

/**
 * Frees what acs_hold_options_new created; NULL is allowed.
 */
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

/**
 * Sets the audio that is played to the participant meanwhile. Default: that of the service.
 */
acs_status_t acs_hold_options_set_play_source(acs_hold_options_t *options,
                                              const acs_play_source_t *play_source);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_hold_options_set_request(acs_hold_options_t *options,
                                          const acs_request_options_t *request);

/**
 * ======== Start transcription options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_start_transcription_options_free
 */
acs_start_transcription_options_t *acs_start_transcription_options_new(void);

/**
 * Frees what acs_start_transcription_options_new created; NULL is allowed.
 */
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

/**
 * Sets the spoken language: "en-US". Default: the one before.
 */
acs_status_t acs_start_transcription_options_set_locale(acs_start_transcription_options_t *options,
                                                        const char *locale);

/**
 * Sets the endpoint id of a custom speech model. Default: the one before.
 */
acs_status_t acs_start_transcription_options_set_speech_model_endpoint_id(acs_start_transcription_options_t *options,
                                                                          const char *speech_model_endpoint_id);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_start_transcription_options_set_request(acs_start_transcription_options_t *options,
                                                         const acs_request_options_t *request);

/**
 * ======== Update transcription options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_update_transcription_options_free
 */
acs_update_transcription_options_t *acs_update_transcription_options_new(void);

/**
 * Frees what acs_update_transcription_options_new created; NULL is allowed.
 */
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

/**
 * Sets the spoken language: "en-US". Default: the one before.
 */
acs_status_t acs_update_transcription_options_set_locale(acs_update_transcription_options_t *options,
                                                         const char *locale);

/**
 * Sets the endpoint id of a custom speech model. Default: the one before.
 */
acs_status_t acs_update_transcription_options_set_speech_model_endpoint_id(acs_update_transcription_options_t *options,
                                                                           const char *speech_model_endpoint_id);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_update_transcription_options_set_request(acs_update_transcription_options_t *options,
                                                          const acs_request_options_t *request);

/**
 * ======== Start recording options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_start_recording_options_free
 */
acs_start_recording_options_t *acs_start_recording_options_new(void);

/**
 * Frees what acs_start_recording_options_new created; NULL is allowed.
 */
void acs_start_recording_options_free(acs_start_recording_options_t *options);

/**
 * Sets the URL that RecordingStateChanged and StartRecordingFailed are sent to: https://..., or
 * http://... on this machine. Default: none, no events.
 */
acs_status_t acs_start_recording_options_set_recording_state_callback_uri(acs_start_recording_options_t *options,
                                                                          const char *recording_state_callback_uri);

/**
 * Sets the recorded content: ACS_RECORDING_CONTENT_AUDIO, ACS_RECORDING_CONTENT_AUDIO_VIDEO.
 * Default: that of the service.
 */
acs_status_t acs_start_recording_options_set_recording_content(acs_start_recording_options_t *options,
                                                               int recording_content);

/**
 * Sets whether participants share one channel: ACS_RECORDING_CHANNEL_MIXED,
 * ACS_RECORDING_CHANNEL_UNMIXED. Default: that of the service.
 */
acs_status_t acs_start_recording_options_set_recording_channel(acs_start_recording_options_t *options,
                                                               int recording_channel);

/**
 * Sets the file format: ACS_RECORDING_FORMAT_WAV, ACS_RECORDING_FORMAT_MP3,
 * ACS_RECORDING_FORMAT_MP4. Default: that of the service.
 */
acs_status_t acs_start_recording_options_set_recording_format(acs_start_recording_options_t *options,
                                                              int recording_format);

/**
 * Adds the next participant in the order of the channels of an unmixed recording. Default: the
 * order in which they first speak.
 */
acs_status_t acs_start_recording_options_add_audio_channel_participant_ordering(acs_start_recording_options_t *options,
                                                                                const acs_identifier_t *audio_channel_participant_ordering);

/**
 * Adds the channel of a participant in an unmixed recording.
 *
 * @param options the options
 * @param participant the participant, named once
 * @param channel 0 to 4, given once; -1 lets the service choose
 */
acs_status_t acs_start_recording_options_add_channel_affinity(acs_start_recording_options_t *options,
                                                              const acs_identifier_t *participant,
                                                              int64_t channel);

/**
 * Sets the store of the files. Default: the store of the service. A container, since api-version
 * 2024-04-15, requires that the managed identity of the resource may write there.
 *
 * @param options the options
 * @param storage ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES or
 *     ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER
 * @param container_url https://... of the container; NULL for the store of the service
 */
acs_status_t acs_start_recording_options_set_recording_storage(acs_start_recording_options_t *options,
                                                               int storage,
                                                               const char *container_url);

/**
 * Sets whether the recording starts paused, until acs_client_resume_recording: 1 or 0. Default:
 * that of the service. Since api-version 2024-04-15.
 */
acs_status_t acs_start_recording_options_set_pause_on_start(acs_start_recording_options_t *options,
                                                            int pause_on_start);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_start_recording_options_set_request(acs_start_recording_options_t *options,
                                                     const acs_request_options_t *request);

/**
 * ======== Download recording options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_download_recording_options_free
 */
acs_download_recording_options_t *acs_download_recording_options_new(void);

/**
 * Frees what acs_download_recording_options_new created; NULL is allowed.
 */
void acs_download_recording_options_free(acs_download_recording_options_t *options);

/**
 * Sets the number of bytes that are skipped at the beginning: 0 bytes or more. Default: 0. At or
 * beyond the end of the recording it is an error.
 */
acs_status_t acs_download_recording_options_set_offset(acs_download_recording_options_t *options,
                                                       int64_t offset);

/**
 * Sets the maximum number of bytes that are downloaded: 1 bytes or more. Default: up to the end.
 */
acs_status_t acs_download_recording_options_set_length(acs_download_recording_options_t *options,
                                                       int64_t length);

/**
 * Sets the number of parallel connections, each but the first with a thread of its own during
 * the download: 1 to 16. Default: 1. The bytes arrive in order; up to as many chunks and two
 * more are held in memory.
 */
acs_status_t acs_download_recording_options_set_connections(acs_download_recording_options_t *options,
                                                            int64_t connections);

/**
 * Sets the size of the range that each of several connections requests at once: 65,536 to
 * 67,108,864 bytes. Default: 2,097,152 (2 MiB).
 */
acs_status_t acs_download_recording_options_set_chunk_size(acs_download_recording_options_t *options,
                                                           int64_t chunk_size);

/**
 * Sets the total length that the recording must have: 0 bytes or more. Default: any. The length
 * that the store reports is always checked.
 */
acs_status_t acs_download_recording_options_set_expected_length(acs_download_recording_options_t *options,
                                                                int64_t expected_length);

/**
 * Sets the time limit of the whole download: 1 to 86,400,000 ms. Default: none, as long as bytes
 * arrive.
 */
acs_status_t acs_download_recording_options_set_total_timeout_ms(acs_download_recording_options_t *options,
                                                                 int64_t total_timeout_ms);

/**
 * Sets whether an earlier download to the same file is resumed, if it was of the same recording
 * and range: 1 or 0. Default: 0. Only for acs_client_download_recording_to_file.
 */
acs_status_t acs_download_recording_options_set_resume(acs_download_recording_options_t *options,
                                                       int resume);

/**
 * Sets the object that shows the progress; it may be freed before the options.
 */
acs_status_t acs_download_recording_options_set_progress(acs_download_recording_options_t *options,
                                                         const acs_download_progress_t *progress);

/**
 * Sets the request options: timeouts, ids, headers, cancellation.
 */
acs_status_t acs_download_recording_options_set_request(acs_download_recording_options_t *options,
                                                        const acs_request_options_t *request);

/**
 * ======== Receiver options ========
 *
 * Creates options in which nothing is set.
 *
 * @return options; free with acs_receiver_options_free
 */
acs_receiver_options_t *acs_receiver_options_new(void);

/**
 * Frees what acs_receiver_options_new created; NULL is allowed.
 */
void acs_receiver_options_free(acs_receiver_options_t *options);

/**
 * Sets the address that the receiver listens on: "IP:PORT", port 0 for any free one. Default:
 * "127.0.0.1:0", reachable from this machine only.
 */
acs_status_t acs_receiver_options_set_listen(acs_receiver_options_t *options,
                                             const char *listen);

/**
 * Adds a callback path: begins with /, visible ASCII other than ? and #. Default: "/events",
 * when none is added. Compared exactly, before the '?'.
 */
acs_status_t acs_receiver_options_add_path(acs_receiver_options_t *options,
                                           const char *path);

/**
 * Sets the secret that requests must carry as ?secret=...: not empty, no control characters.
 * Default: none, any sender may deliver events. The URLs that the receiver returns contain it.
 */
acs_status_t acs_receiver_options_set_secret(acs_receiver_options_t *options,
                                             const char *secret);

/**
 * Sets the URL under which the service reaches this receiver, without the path:
 * "https://bot.example.com". Default: the address listened on.
 */
acs_status_t acs_receiver_options_set_public_url(acs_receiver_options_t *options,
                                                 const char *public_url);

/**
 * Sets the capacity of the main queue: 1 to 1,000,000 events. Default: 8,192. Only an empty
 * queue takes more, when they come in one request: Event Grid sends up to 5,000 at once.
 */
acs_status_t acs_receiver_options_set_capacity(acs_receiver_options_t *options,
                                               int64_t capacity);

/**
 * Sets the capacity of the main queue, as JSON of its events: 1,024 to 68,719,476,736 bytes.
 * Default: 67,108,864 (64 MiB). In memory an event takes up to two and a half times that, and
 * some hundred bytes. Only an empty queue takes more, when they come in one request.
 */
acs_status_t acs_receiver_options_set_capacity_bytes(acs_receiver_options_t *options,
                                                     int64_t capacity_bytes);

/**
 * Sets the capacity of each subscription that is created without one: 1 to 1,000,000 events.
 * Default: 1,024. An empty one takes all that come in one request.
 */
acs_status_t acs_receiver_options_set_subscription_capacity(acs_receiver_options_t *options,
                                                            int64_t subscription_capacity);

/**
 * Sets the capacity of each subscription, counted as for
 * acs_receiver_options_set_capacity_bytes: 1,024 to 68,719,476,736 bytes. Default: 16,777,216
 * (16 MiB). An empty one takes all that come in one request.
 */
acs_status_t acs_receiver_options_set_subscription_capacity_bytes(acs_receiver_options_t *options,
                                                                  int64_t subscription_capacity_bytes);

/**
 * Sets how many of the last events are remembered to detect duplicates: 0 to 1,000,000 events.
 * Default: 16,384.
 */
acs_status_t acs_receiver_options_set_duplicate_window(acs_receiver_options_t *options,
                                                       int64_t duplicate_window);

/**
 * Sets the time after which events that are still in the main queue are dropped and counted as
 * expired: 1 to 86,400,000 ms. Default: none, they are kept. Events that a freed subscription
 * returns to the main queue count from then on. For programs that read subscriptions only.
 */
acs_status_t acs_receiver_options_set_unclaimed_event_ttl_ms(acs_receiver_options_t *options,
                                                             int64_t unclaimed_event_ttl_ms);

/**
 * Adds a topic whose Event Grid validation handshake is answered: the resource id of the
 * Communication Services resource, in any letter case. Default: any topic.
 */
acs_status_t acs_receiver_options_add_event_grid_topic(acs_receiver_options_t *options,
                                                       const char *event_grid_topic);

/**
 * Adds an origin whose CloudEvents handshake is answered with consent: "eventgrid.azure.net".
 * Default: any origin.
 */
acs_status_t acs_receiver_options_add_webhook_origin(acs_receiver_options_t *options,
                                                     const char *webhook_origin);

/**
 * Sets the maximum size of a request body: 1,024 to 67,108,864 bytes. Default: 1,048,576 (1
 * MiB).
 */
acs_status_t acs_receiver_options_set_body_limit(acs_receiver_options_t *options,
                                                 int64_t body_limit);

/**
 * Sets the maximum number of connections, each with a thread of its own: 1 to 10,000. Default:
 * 256. One more closes the oldest idle one. Only for a receiver that listens.
 */
acs_status_t acs_receiver_options_set_connections(acs_receiver_options_t *options,
                                                  int64_t connections);

/**
 * Sets the time limit for the head of a request, from its first byte on: 1 to 86,400,000 ms.
 * Default: 10,000. Only for a receiver that listens.
 */
acs_status_t acs_receiver_options_set_head_timeout_ms(acs_receiver_options_t *options,
                                                      int64_t head_timeout_ms);

/**
 * Sets the time limit for the body of a request: 1 to 86,400,000 ms. Default: 30,000. Only for a
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
 * ======== Canceling ========
 *
 * A token that no one has canceled; acs_request_options_set_cancel gives it to a request.
 *
 * @return a token; free with acs_cancel_token_free, at any time
 * @since 0.1.0
 */
acs_cancel_token_t *acs_cancel_token_new(void);

/**
 * Ends all calls in flight that carry this token, at once, with ACS_ABORTED; refuses those begun later.
 * What was ended may have been carried out, unless acs_error_is_retryable says that it was not. Name
 * look-up and TCP connect are not interrupted: each ends by the connect timeout.
 *
 * @param token the token
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_cancel_token_cancel(const acs_cancel_token_t *token);

/**
 * Makes a canceled token usable again for calls begun later. Those in flight end all the same.
 *
 * @param token the token
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_cancel_token_reset(const acs_cancel_token_t *token);

/**
 * Whether a token was canceled, and not reset since.
 *
 * @param token the token, or NULL
 * @return 1 or 0
 * @since 0.1.0
 */
int acs_cancel_token_is_canceled(const acs_cancel_token_t *token);

/**
 * Frees a token; requests in flight keep what they need of it.
 *
 * @param token the token, or NULL
 * @since 0.1.0
 */
void acs_cancel_token_free(acs_cancel_token_t *token);

/**
 * ======== Bearer tokens ========
 *
 * A token that is set with acs_token_set, before a client uses it and whenever it is about to end.
 *
 * @return a token; free with acs_token_free, at any time
 * @since 0.1.0
 */
acs_token_t *acs_token_new(void);

/**
 * A token that is asked for when a request needs one.
 *
 * @param callback gets the token
 * @param user     given to the callback each time; the library does not look at it, NULL is welcome
 * @param token    receives the token; free with acs_token_free, at any time; the callback is called
 *                 as long as a client with it is there
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_token_from_callback(acs_token_callback_t callback,
                                     void *user,
                                     acs_token_t **token,
                                     acs_error_t **error);

/**
 * Sets the token, in place of the one of before.
 *
 * @param token         the token
 * @param text          the bearer token itself, without "Bearer"; white space around it is dropped
 * @param expires_at_ms when the service begins to refuse it, in milliseconds since 1970 UTC
 * @param error         details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_token_set(acs_token_t *token,
                           const char *text,
                           int64_t expires_at_ms,
                           acs_error_t **error);

/**
 * States why there is no token: it becomes part of the error of the request that needs one.
 *
 * @param token the token
 * @param why   a sentence, without secrets
 * @param error details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_token_set_failure(acs_token_t *token,
                                   const char *why,
                                   acs_error_t **error);

/**
 * Frees a token; clients that were made with it keep what they need.
 *
 * @param token the token, or NULL
 * @since 0.1.0
 */
void acs_token_free(acs_token_t *token);

/**
 * ======== Generic requests ========
 *
 * A request without body.
 *
 * @param method  ACS_METHOD_GET to ACS_METHOD_DELETE
 * @param path    begins with /; ids in it must be percent-encoded already
 * @param request receives the request; free with acs_generic_request_free
 * @param error   details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_generic_request_new(int method,
                                     const char *path,
                                     acs_generic_request_t **request,
                                     acs_error_t **error);

/**
 * One query parameter more; name and value are percent-encoded here. api-version is added automatically.
 *
 * @param request the request
 * @param name    the name
 * @param value   the value
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_generic_request_add_query(acs_generic_request_t *request,
                                           const char *name,
                                           const char *value);

/**
 * The body.
 *
 * @param request the request
 * @param json    its JSON; only for POST, PUT and PATCH
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_generic_request_set_json(acs_generic_request_t *request,
                                          const char *json);

/**
 * Whether the repeatability ids go along. It is not sent twice because of that: nothing shows that
 * the service honours them for every operation.
 *
 * @param request the request
 * @param send    1 or 0; default 0
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_generic_request_set_repeatability(acs_generic_request_t *request,
                                                   int send);

/**
 * Request options: timeout, ids, headers.
 *
 * @param request the request
 * @param options the request options, or NULL for none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_generic_request_set_request(acs_generic_request_t *request,
                                             const acs_request_options_t *options);

/**
 * Frees a request.
 *
 * @param request the request, or NULL
 * @since 0.1.0
 */
void acs_generic_request_free(acs_generic_request_t *request);

/**
 * Sends a signed request; acs_response_json has the answer, "{}" for an empty one.
 *
 * @param client   the client
 * @param request  the request
 * @param response receives the answer, or NULL; free with acs_response_free
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, and as acs_client_create_call
 * @since 0.1.0
 */
acs_status_t acs_client_send(const acs_client_t *client,
                             const acs_generic_request_t *request,
                             acs_response_t **response,
                             acs_error_t **error);

/**
 * ======== Signing by hand ========
 *
 * The base64 SHA-256 of a body, for the header x-ms-content-sha256.
 *
 * @param body   the body; NULL when length is 0
 * @param length its bytes
 * @param hash   receives the text; free with acs_text_free
 * @param error  details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_hmac_content_hash(const uint8_t *body,
                                   size_t length,
                                   acs_text_t **hash,
                                   acs_error_t **error);

/**
 * The text that is signed: method, path and query, and "date;host;hash", each on its line.
 *
 * @param method         "POST"
 * @param path_and_query exactly as on the wire, percent-encoded
 * @param date           as in the header x-ms-date
 * @param host           the host; with its port only when that is not the scheme's default
 * @param content_hash   from acs_hmac_content_hash
 * @param string_to_sign receives the text; free with acs_text_free
 * @param error          details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_hmac_string_to_sign(const char *method,
                                     const char *path_and_query,
                                     const char *date,
                                     const char *host,
                                     const char *content_hash,
                                     acs_text_t **string_to_sign,
                                     acs_error_t **error);

/**
 * The value of the header Authorization for a request.
 *
 * @param access_key     the key of the resource, in base64
 * @param method         "POST"
 * @param path_and_query exactly as on the wire, percent-encoded
 * @param date           as in the header x-ms-date: "Sun, 22 Nov 2026 10:00:00 GMT"
 * @param host           the host; with its port only when that is not the scheme's default
 * @param content_hash   from acs_hmac_content_hash
 * @param authorization  receives the text; free with acs_text_free
 * @param error          details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_hmac_authorization(const char *access_key,
                                    const char *method,
                                    const char *path_and_query,
                                    const char *date,
                                    const char *host,
                                    const char *content_hash,
                                    acs_text_t **authorization,
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
 * @param error          details, or NULL
 * @return ACS_OK when it fits, ACS_AUTH when it does not, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_hmac_verify(const char *access_key,
                             const char *authorization,
                             const char *method,
                             const char *path_and_query,
                             const char *date,
                             const char *host,
                             const char *content_hash,
                             acs_error_t **error);

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
 * Heeds repeatability headers on create, answer, connect, redirect and reject too, as the service
 * did in 2022. Recordings since 2023 show that it ignores them there.
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
 * Takes any bearer token. By default it refuses all, since it cannot check them.
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
 * The most audio that one file of a recording holds.
 *
 * @param options the options
 * @param longest_ms 0 or more milliseconds, which counts as the nearest from 1 ms to 4 hours;
 *                   default 4 hours, the service's own limit
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_recording_chunk_ms(acs_emulator_options_t *options,
                                                         int64_t longest_ms);

/**
 * How long after the end of a recording its files are ready and told of, by the emulator's clock.
 *
 * @param options  the options
 * @param delay_ms 0 or more milliseconds; default 5,000
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_options_set_recording_delay_ms(acs_emulator_options_t *options,
                                                         int64_t delay_ms);

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
 * Moves time forward, and does on the way everything that falls due, in order. The events of it
 * wait for delivery when this returns; acs_emulator_flush_ms waits for that.
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
 * Sets how a remote party behaves from now on. A later script for the same one replaces it.
 *
 * @param emulator the emulator
 * @param far_end  the far end; it is copied
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_script(const acs_emulator_t *emulator,
                                 const acs_emulator_far_end_t *far_end,
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
acs_status_t acs_emulator_add_own_number(const acs_emulator_t *emulator,
                                         const char *number,
                                         acs_text_t **raw_id,
                                         acs_error_t **error);

/**
 * Adds an Event Grid subscription, after its handshake, which the listener must answer meanwhile.
 * One with the same URL and schema takes the place of the first.
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
 * @return ACS_OK, ACS_INVALID_INPUT when the callee is not the emulator's own, or the caller is
 *         the callee or no raw id, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_incoming_call(const acs_emulator_t *emulator,
                                        const acs_emulator_incoming_call_t *incoming,
                                        acs_text_t **context,
                                        acs_error_t **error);

/**
 * The outside caller of an incoming call gives up while it rings.
 *
 * @param emulator the emulator
 * @param context  the incoming call context
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when it does not ring, or the caller is not outside,
 *         ACS_FORKED, ACS_UNSUPPORTED
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
 * @param started  receives what names the call, free with acs_emulator_started_call_free; or NULL
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT when such a call cannot be or goes on already, ACS_FORKED,
 *         ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_start_client_call(const acs_emulator_t *emulator,
                                            const acs_emulator_client_call_t *call,
                                            acs_emulator_started_call_t **started,
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
                                const acs_emulator_fault_t *fault,
                                acs_error_t **error);

/**
 * Every request with its answer and every try to deliver an event, until now: at most the newest
 * 10,000, and 64 MiB. The value of Authorization is not kept.
 *
 * @param emulator the emulator
 * @param journal  receives the journal; free with acs_emulator_journal_free
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_journal(const acs_emulator_t *emulator,
                                  acs_emulator_journal_t **journal,
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
 * Forgets all calls, users, numbers, scripts, faults, subscriptions, repeatability ids, what waits
 * for delivery, and the journal. Time, key and address stay.
 *
 * @param emulator the emulator
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_reset(const acs_emulator_t *emulator,
                                acs_error_t **error);

/**
 * Stops answering and delivering, and joins all threads. Events that were not delivered are
 * dropped. May be called again; acs_emulator_free does it too.
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
 * @param raw_id such as "4:+15550100123"
 * @return a far end; free with acs_emulator_far_end_free
 * @since 0.1.0
 */
acs_emulator_far_end_t *acs_emulator_far_end_new(const char *raw_id);

/**
 * Everybody who has no script of their own, but not the emulator's own users and numbers.
 *
 * @return a far end; free with acs_emulator_far_end_free
 * @since 0.1.0
 */
acs_emulator_far_end_t *acs_emulator_far_end_new_everybody(void);

/**
 * Frees a far end; its script goes on.
 *
 * @param far_end the far end, or NULL
 * @since 0.1.0
 */
void acs_emulator_far_end_free(acs_emulator_far_end_t *far_end);

/**
 * Rings for this long, then answers. An invitation that lasts shorter fails before.
 *
 * @param far_end  the far end
 * @param delay_ms 0 or more milliseconds; default 0
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_far_end_set_answers_after_ms(acs_emulator_far_end_t *far_end,
                                                       int64_t delay_ms);

/**
 * Is busy: 486/560486 for phones, 486/0 for others.
 *
 * @param far_end the far end
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_far_end_set_is_busy(acs_emulator_far_end_t *far_end);

/**
 * Rings for 30 s, or as long as the invitation lasts, and does not answer: 480/560480 for phones,
 * 487/10004 for others.
 *
 * @param far_end the far end
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_far_end_set_does_not_answer(acs_emulator_far_end_t *far_end);

/**
 * Declines at once: 603/0.
 *
 * @param far_end the far end
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_far_end_set_declines(acs_emulator_far_end_t *far_end);

/**
 * Hangs up this long after it joined a call.
 *
 * @param far_end the far end
 * @param stay_ms 0 or more milliseconds; default: stays until hung up on
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_far_end_set_hangs_up_after_ms(acs_emulator_far_end_t *far_end,
                                                        int64_t stay_ms);

/**
 * In the next turn: presses these keys, the first one 1 s after the prompts, the others at once
 * after it.
 *
 * @param far_end the far end
 * @param keys    1 to 1000 of 0 to 9, A to D, # and *; a comma is a pause of one second, ? a tone
 *                that cannot be made out
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_far_end_add_presses(acs_emulator_far_end_t *far_end,
                                              const char *keys);

/**
 * In the next turn: says this, 1 s after the prompts.
 *
 * @param far_end the far end
 * @param phrase  what it says
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_far_end_add_says(acs_emulator_far_end_t *far_end,
                                           const char *phrase);

/**
 * In the next turn: keeps silent.
 *
 * @param far_end the far end
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_far_end_add_keeps_silent(acs_emulator_far_end_t *far_end);

/**
 * In the next turn: the recognition fails with this outcome 1 s after the prompts.
 *
 * @param far_end  the far end
 * @param code     0 to 65,535, such as 500
 * @param sub_code 0 to 4,294,967,295, such as 8565 for the speech service
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_far_end_add_recognition_fails(acs_emulator_far_end_t *far_end,
                                                        int64_t code,
                                                        int64_t sub_code);

/**
 * A participant of a call presses keys. A recognition and a continuous recognition of that
 * participant hear them.
 *
 * @param emulator           the emulator
 * @param call_connection_id the call, as the application knows it
 * @param raw_id             the participant
 * @param keys               as for acs_emulator_far_end_add_presses, the first one now
 * @param error              details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT also when there is no such call or participant, ACS_FORKED,
 *         ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_press(const acs_emulator_t *emulator,
                                const char *call_connection_id,
                                const char *raw_id,
                                const char *keys,
                                acs_error_t **error);

/**
 * A participant of a call says something now. A recognition of that participant hears it.
 *
 * @param emulator           the emulator
 * @param call_connection_id the call, as the application knows it
 * @param raw_id             the participant
 * @param phrase             1 to 4000 characters
 * @param error              details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT also when there is no such call or participant, ACS_FORKED,
 *         ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_say(const acs_emulator_t *emulator,
                              const char *call_connection_id,
                              const char *raw_id,
                              const char *phrase,
                              acs_error_t **error);

/**
 * ======== Prompt ========
 *
 * The prompt with this content; it plays as ever, until a setter says otherwise.
 *
 * @param content the URL of a file, a text, or SSML, exactly as it is sent
 * @return a prompt; free with acs_emulator_prompt_free
 * @since 0.1.0
 */
acs_emulator_prompt_t *acs_emulator_prompt_new(const char *content);

/**
 * Every prompt that has no script of its own.
 *
 * @return a prompt; free with acs_emulator_prompt_free
 * @since 0.1.0
 */
acs_emulator_prompt_t *acs_emulator_prompt_new_every(void);

/**
 * Frees a prompt; its script goes on.
 *
 * @param prompt the prompt, or NULL
 * @since 0.1.0
 */
void acs_emulator_prompt_free(acs_emulator_prompt_t *prompt);

/**
 * Plays for this long.
 *
 * @param prompt      the prompt
 * @param duration_ms 0 or more milliseconds
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_prompt_set_lasts_ms(acs_emulator_prompt_t *prompt,
                                              int64_t duration_ms);

/**
 * Takes this long to be fetched or synthesised. Heeded for the first prompt of an operation.
 *
 * @param prompt   the prompt
 * @param delay_ms 0 or more milliseconds; default 100
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_prompt_set_starts_after_ms(acs_emulator_prompt_t *prompt,
                                                     int64_t delay_ms);

/**
 * Cannot be downloaded: 400/8536.
 *
 * @param prompt the prompt
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_prompt_set_fails_to_download(acs_emulator_prompt_t *prompt);

/**
 * Is no WAV file of the right kind: 400/8535.
 *
 * @param prompt the prompt
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_prompt_set_has_wrong_format(acs_emulator_prompt_t *prompt);

/**
 * Fails with this outcome.
 *
 * @param prompt   the prompt
 * @param code     0 to 65,535, such as 500
 * @param sub_code 0 to 4,294,967,295, such as 8572
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_prompt_set_fails_with(acs_emulator_prompt_t *prompt,
                                                int64_t code,
                                                int64_t sub_code);

/**
 * Sets how a prompt behaves from now on. A later script for the same one replaces it.
 *
 * @param emulator the emulator
 * @param prompt   the prompt; it is copied
 * @param error    details, or NULL
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_FORKED, ACS_UNSUPPORTED
 * @since 0.1.0
 */
acs_status_t acs_emulator_script_prompt(const acs_emulator_t *emulator,
                                        const acs_emulator_prompt_t *prompt,
                                        acs_error_t **error);

/**
 * ======== Fault ========
 *
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
 * @since 0.1.0
 */
acs_emulator_fault_t *acs_emulator_fault_new(const char *operation);

/**
 * Frees a fault; the emulator keeps what it was given.
 *
 * @param fault the fault, or NULL
 * @since 0.1.0
 */
void acs_emulator_fault_free(acs_emulator_fault_t *fault);

/**
 * Answers with this status, and does not act. acs_emulator_fault refuses another.
 *
 * @param fault  the fault
 * @param status 400 to 599, checked when it is used
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_fault_set_status(acs_emulator_fault_t *fault,
                                           int64_t status);

/**
 * The error code in the body of such an answer.
 *
 * @param fault the fault
 * @param code  default "8516" for 429, else "9999"
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_fault_set_code(acs_emulator_fault_t *fault,
                                         const char *code);

/**
 * Adds Retry-After to the answer.
 *
 * @param fault   the fault
 * @param seconds 0 or more seconds; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_fault_set_retry_after_secs(acs_emulator_fault_t *fault,
                                                     int64_t seconds);

/**
 * Acts, then closes the connection without an answer.
 *
 * @param fault the fault
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_fault_set_loses_answer(acs_emulator_fault_t *fault);

/**
 * Acts, then breaks the connection after this many bytes of the answer's body.
 *
 * @param fault the fault
 * @param bytes 0 or more bytes; default: all
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_fault_set_cuts_answer_after(acs_emulator_fault_t *fault,
                                                      int64_t bytes);

/**
 * From this request on the file that is downloaded is another one, of the same length. For
 * RecordingContent_Download only; acs_emulator_fault refuses others.
 *
 * @param fault the fault
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_fault_set_changes_content(acs_emulator_fault_t *fault);

/**
 * Acts, then holds the answer back for this long, in real time.
 *
 * @param fault    the fault
 * @param delay_ms 0 or more milliseconds; default 0
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_fault_set_delays_answer_ms(acs_emulator_fault_t *fault,
                                                     int64_t delay_ms);

/**
 * Happens to this many requests.
 *
 * @param fault the fault
 * @param times 0 to 4,294,967,295; default 1
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_fault_set_times(acs_emulator_fault_t *fault,
                                          int64_t times);

/**
 * ======== Incoming call ========
 *
 * A call by raw ids; it happens in acs_emulator_incoming_call.
 *
 * @param from who calls, such as "4:+15550100123"
 * @param to   who is called: an own user or number of the emulator
 * @return a call; free with acs_emulator_incoming_call_free
 * @since 0.1.0
 */
acs_emulator_incoming_call_t *acs_emulator_incoming_call_new(const char *from,
                                                             const char *to);

/**
 * Frees the description of a call; the call itself goes on.
 *
 * @param incoming the call, or NULL
 * @since 0.1.0
 */
void acs_emulator_incoming_call_free(acs_emulator_incoming_call_t *incoming);

/**
 * The caller's name, as IncomingCall shows it.
 *
 * @param incoming the call
 * @param name     any text; default: empty
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_incoming_call_set_display_name(acs_emulator_incoming_call_t *incoming,
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
acs_status_t acs_emulator_incoming_call_add_sip_header(acs_emulator_incoming_call_t *incoming,
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
acs_status_t acs_emulator_incoming_call_add_voip_header(acs_emulator_incoming_call_t *incoming,
                                                        const char *name,
                                                        const char *value);

/**
 * The caller hangs up in the moment of the answer: answer succeeds, then AnswerFailed comes.
 *
 * @param incoming the call
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_incoming_call_set_gone_when_answered(acs_emulator_incoming_call_t *incoming);

/**
 * ======== Client call ========
 *
 * A call of some users; it happens in acs_emulator_start_client_call. One must be a communication
 * user; at least two are needed, or one for a group or a room.
 *
 * @param users their raw ids, each at most once; the first one starts the call
 * @param count how many; at most 10,000
 * @return a call; free with acs_emulator_client_call_free
 * @since 0.1.0
 */
acs_emulator_client_call_t *acs_emulator_client_call_new(const char *const *users,
                                                         size_t count);

/**
 * Frees the description of a call; the call itself goes on.
 *
 * @param call the call, or NULL
 * @since 0.1.0
 */
void acs_emulator_client_call_free(acs_emulator_client_call_t *call);

/**
 * A group call with this id.
 *
 * @param call the call
 * @param id   a GUID; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_client_call_set_group_id(acs_emulator_client_call_t *call,
                                                   const char *id);

/**
 * A call in the room with this id.
 *
 * @param call the call
 * @param id   the room's id; default: none
 * @return ACS_OK, ACS_INVALID_INPUT
 * @since 0.1.0
 */
acs_status_t acs_emulator_client_call_set_room_id(acs_emulator_client_call_t *call,
                                                  const char *id);

/**
 * The server call id, as CallStarted reports it: with it the application can connect to the call.
 *
 * @param started the started call, or NULL
 * @return a text that lives as long as the object; NULL for NULL
 * @since 0.1.0
 */
const char *acs_emulator_started_call_server_call_id(const acs_emulator_started_call_t *started);

/**
 * The tracing id that all events of the call carry.
 *
 * @param started the started call, or NULL
 * @return a text that lives as long as the object; NULL for NULL
 * @since 0.1.0
 */
const char *acs_emulator_started_call_correlation_id(const acs_emulator_started_call_t *started);

/**
 * Frees what names a started call; the call itself goes on.
 *
 * @param started the started call, or NULL
 * @since 0.1.0
 */
void acs_emulator_started_call_free(acs_emulator_started_call_t *started);

/**
 * ======== Journal ========
 *
 * How many entries a journal has.
 *
 * @param journal the journal, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_emulator_journal_count(const acs_emulator_journal_t *journal);

/**
 * An entry of a journal, the oldest one first.
 *
 * @param journal the journal, or NULL
 * @param index   from 0 to acs_emulator_journal_count - 1
 * @return an entry that lives as long as the journal; NULL beyond
 * @since 0.1.0
 */
const acs_emulator_journal_entry_t *acs_emulator_journal_at(const acs_emulator_journal_t *journal,
                                                            size_t index);

/**
 * Frees a journal and its entries.
 *
 * @param journal the journal, or NULL
 * @since 0.1.0
 */
void acs_emulator_journal_free(acs_emulator_journal_t *journal);

/**
 * When it ended, by the emulator's clock, in milliseconds since 1970.
 *
 * @param entry the entry, or NULL
 * @return the moment; -1 for NULL
 * @since 0.1.0
 */
int64_t acs_emulator_journal_entry_time_ms(const acs_emulator_journal_entry_t *entry);

/**
 * What an entry reports.
 *
 * @param entry the entry, or NULL
 * @return ACS_JOURNAL_REQUEST or ACS_JOURNAL_EVENT; 0 for NULL
 * @since 0.1.0
 */
int acs_emulator_journal_entry_kind(const acs_emulator_journal_entry_t *entry);

/**
 * The HTTP method.
 *
 * @param entry the entry, or NULL
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_emulator_journal_entry_method(const acs_emulator_journal_entry_t *entry);

/**
 * Path and query of a request; the whole URL of an event's delivery.
 *
 * @param entry the entry, or NULL
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_emulator_journal_entry_path(const acs_emulator_journal_entry_t *entry);

/**
 * The first header of a name.
 *
 * @param entry the entry, or NULL
 * @param name  the name, in letters of any case; NULL finds none
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_emulator_journal_entry_header(const acs_emulator_journal_entry_t *entry,
                                              const char *name);

/**
 * How many headers an entry has.
 *
 * @param entry the entry, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_emulator_journal_entry_header_count(const acs_emulator_journal_entry_t *entry);

/**
 * The name of one header, in the order as sent.
 *
 * @param entry the entry, or NULL
 * @param index from 0 to acs_emulator_journal_entry_header_count - 1
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_emulator_journal_entry_header_name(const acs_emulator_journal_entry_t *entry,
                                                   size_t index);

/**
 * The value of one header, in the order as sent.
 *
 * @param entry the entry, or NULL
 * @param index from 0 to acs_emulator_journal_entry_header_count - 1
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_emulator_journal_entry_header_value(const acs_emulator_journal_entry_t *entry,
                                                    size_t index);

/**
 * The body as sent. Beyond 64 KiB it is cut, and "... (N bytes more)" follows.
 *
 * @param entry  the entry, or NULL
 * @param length receives the number of bytes, or NULL
 * @return bytes that live as long as the journal; NULL for none
 * @since 0.1.0
 */
const uint8_t *acs_emulator_journal_entry_body(const acs_emulator_journal_entry_t *entry,
                                               size_t *length);

/**
 * The HTTP status of the answer.
 *
 * @param entry the entry, or NULL
 * @return 100 to 599; 0 when none came or none was given
 * @since 0.1.0
 */
int acs_emulator_journal_entry_status(const acs_emulator_journal_entry_t *entry);

/**
 * The first header of the emulator's answer of a name.
 *
 * @param entry the entry, or NULL
 * @param name  the name, in letters of any case; NULL finds none
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_emulator_journal_entry_response_header(const acs_emulator_journal_entry_t *entry,
                                                       const char *name);

/**
 * How many headers the emulator's answer has; none for events.
 *
 * @param entry the entry, or NULL
 * @return the number; 0 for NULL
 * @since 0.1.0
 */
size_t acs_emulator_journal_entry_response_header_count(const acs_emulator_journal_entry_t *entry);

/**
 * The name of one header of the emulator's answer, in the order as sent.
 *
 * @param entry the entry, or NULL
 * @param index from 0 to acs_emulator_journal_entry_response_header_count - 1
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_emulator_journal_entry_response_header_name(const acs_emulator_journal_entry_t *entry,
                                                            size_t index);

/**
 * The value of one header of the emulator's answer, in the order as sent.
 *
 * @param entry the entry, or NULL
 * @param index from 0 to acs_emulator_journal_entry_response_header_count - 1
 * @return a text that lives as long as the journal; NULL for none
 * @since 0.1.0
 */
const char *acs_emulator_journal_entry_response_header_value(const acs_emulator_journal_entry_t *entry,
                                                             size_t index);

/**
 * The body of the answer, cut in the same way.
 *
 * @param entry  the entry, or NULL
 * @param length receives the number of bytes, or NULL
 * @return bytes that live as long as the journal; NULL for none
 * @since 0.1.0
 */
const uint8_t *acs_emulator_journal_entry_response_body(const acs_emulator_journal_entry_t *entry,
                                                        size_t *length);

/**
 * ======== Log ========
 *
 * Lines go to a function of the program from now on, those that wait already too.
 *
 * Without a sink the last 1,024 lines wait for acs_log_next. Once this returns, the sink of before
 * is not called any more, unless this was called by that sink itself: it waits for one that runs, so
 * hold no lock that the sink takes. A forked child keeps the sink.
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

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_H */
