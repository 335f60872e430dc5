/**
 * @file acs_call_automation/events.h
 * What events carry. A getter returns NULL, 0 or -1, as it says, for an event without that member, and
 * for NULL. Texts live as long as the event.
 *
 * Contents: Result of an event; Incoming calls; Participants in events; Media in events; Recordings
 * in events; Calls in Event Grid; Any member of an event; Reading events.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
/* Made by cbindgen and capi/surface/headers.toml from capi/src; do not edit. */
#ifndef ACS_CALL_AUTOMATION_EVENTS_H
#define ACS_CALL_AUTOMATION_EVENTS_H

#ifndef ACS_CALL_AUTOMATION_H
#error "include acs_call_automation.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct acs_event_list_t acs_event_list_t;

/* ======== Result of an event ======== */

/**
 * Like a status of HTTP or SIP: 200, 404, 487, 603. The kind of the event distinguishes success from failure, never this: a canceled invitation is a success with 487.
 *
 * @return the code; -1 for none
 */
int64_t acs_event_result_code(const acs_event_t *event);

/**
 * The service's own reason: 0, 7000, 8522, 560486. docs/events.md lists them.
 *
 * @return the sub-code; -1 for none
 */
int64_t acs_event_result_sub_code(const acs_event_t *event);

/** A sentence for people, which changes between versions of the service. */
const char *acs_event_result_message(const acs_event_t *event);

/**
 * The SIP status that the far end gave, for calls to telephone numbers.
 *
 * @return the status; -1 for none
 */
int64_t acs_event_sip_code(const acs_event_t *event);

/** What the far end said over SIP. */
const char *acs_event_sip_message(const acs_event_t *event);

/**
 * The Q.850 cause of the telephone network.
 *
 * @return the cause; -1 for none
 */
int64_t acs_event_q850_code(const acs_event_t *event);

/** The Q.850 cause in words. */
const char *acs_event_q850_message(const acs_event_t *event);

/* ======== Incoming calls ======== */

/**
 * What answering, rejecting or redirecting asks for: opaque, several thousand characters, to be
 * handed back unchanged.
 *
 * Of IncomingCall.
 */
const char *acs_event_incoming_call_context(const acs_event_t *event);

/**
 * Who calls.
 *
 * Of IncomingCall.
 */
const acs_identifier_t *acs_event_from(const acs_event_t *event);

/**
 * Who is called.
 *
 * Of IncomingCall.
 */
const acs_identifier_t *acs_event_to(const acs_event_t *event);

/**
 * For whom the call was meant before it was forwarded here.
 *
 * Of IncomingCall.
 */
const acs_identifier_t *acs_event_on_behalf_of(const acs_event_t *event);

/**
 * The caller's name, as the caller gives it.
 *
 * Of IncomingCall.
 */
const char *acs_event_caller_display_name(const acs_event_t *event);

/**
 * The SIP header User-To-User that came with the call.
 *
 * Of IncomingCall.
 */
const char *acs_event_user_to_user(const acs_event_t *event);

/**
 * A SIP header that came with the call.
 *
 * Of IncomingCall.
 *
 * @param name  the name in any case, with or without its prefix "X-MS-Custom-" or "X-"; nothing is
 *              found for NULL
 */
const char *acs_event_sip_header(const acs_event_t *event, const char *name);

/**
 * How many SIP headers came with the call.
 *
 * Of IncomingCall.
 *
 * @return the number; 0 for none
 */
size_t acs_event_sip_header_count(const acs_event_t *event);

/**
 * The name of a SIP header that came with the call.
 *
 * Of IncomingCall.
 *
 * @param index from 0, in the order they were sent
 * @return a text that lives as long as the event; NULL when there is none of that index
 */
const char *acs_event_sip_header_name(const acs_event_t *event, size_t index);

/**
 * The value of a SIP header that came with the call.
 *
 * Of IncomingCall.
 *
 * @param index from 0, in the order they were sent
 * @return a text that lives as long as the event; NULL when there is none of that index
 */
const char *acs_event_sip_header_value(const acs_event_t *event, size_t index);

/**
 * A header of a call between users.
 *
 * Of IncomingCall.
 *
 * @param name  the name in any case; nothing is found for NULL
 */
const char *acs_event_voip_header(const acs_event_t *event, const char *name);

/**
 * How many headers of a call between users came with the call.
 *
 * Of IncomingCall.
 *
 * @return the number; 0 for none
 */
size_t acs_event_voip_header_count(const acs_event_t *event);

/**
 * The name of a header of a call between users.
 *
 * Of IncomingCall.
 *
 * @param index from 0, in the order they were sent
 * @return a text that lives as long as the event; NULL when there is none of that index
 */
const char *acs_event_voip_header_name(const acs_event_t *event, size_t index);

/**
 * The value of a header of a call between users.
 *
 * Of IncomingCall.
 *
 * @param index from 0, in the order they were sent
 * @return a text that lives as long as the event; NULL when there is none of that index
 */
const char *acs_event_voip_header_value(const acs_event_t *event, size_t index);

/* ======== Participants in events ======== */

/**
 * How many participants the event lists: everybody in the call now; who still rings is not among
 * them.
 *
 * Of ParticipantsUpdated.
 *
 * @return the number; 0 for other events
 */
size_t acs_event_participant_count(const acs_event_t *event);

/**
 * One of the participants that the event lists, in no fixed order.
 *
 * Of ParticipantsUpdated.
 *
 * @param index from 0
 * @return a participant that lives as long as the event; NULL when there is none of that index
 */
const acs_participant_t *acs_event_participant(const acs_event_t *event, size_t index);

/**
 * Grows within a call, with gaps. Deliveries come out of order: keep the event with the highest,
 * ignore lower ones, accept an equal one.
 *
 * Of ParticipantsUpdated.
 *
 * @return the number; -1 for none
 */
int64_t acs_event_sequence_number(const acs_event_t *event);

/**
 * Who was added, removed or moved, or was to be.
 *
 * Of AddParticipant..., RemoveParticipant... and MoveParticipant..., Succeeded and Failed.
 */
const acs_identifier_t *acs_event_participant_identifier(const acs_event_t *event);

/**
 * The call connection id of the call that a participant was moved from, or was to be.
 *
 * Of MoveParticipantSucceeded and MoveParticipantFailed.
 */
const char *acs_event_from_call(const acs_event_t *event);

/**
 * The invitation that was withdrawn, or was to be.
 *
 * Of CancelAddParticipantSucceeded and CancelAddParticipantFailed.
 */
const char *acs_event_invitation_id(const acs_event_t *event);

/**
 * Who takes the call over.
 *
 * Of CallTransferAccepted.
 */
const acs_identifier_t *acs_event_transfer_target(const acs_event_t *event);

/**
 * Who was transferred.
 *
 * Of CallTransferAccepted.
 */
const acs_identifier_t *acs_event_transferee(const acs_event_t *event);

/* ======== Media in events ======== */

#define ACS_RECOGNITION_OTHER 0                                 /**< A type that this version
                                                                     does not know. */
#define ACS_RECOGNITION_DTMF 1                                  /**< Keys were listened for. */
#define ACS_RECOGNITION_SPEECH 2                                /**< Free speech was listened
                                                                     for. */
#define ACS_RECOGNITION_CHOICES 3                               /**< One of several choices was
                                                                     listened for, by key or by
                                                                     phrase. */
#define ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY 0               /**< It was done. */
#define ACS_MEDIA_REASON_INVALID_MEDIA_MODE 8500                /**< Another media operation runs
                                                                     that this one does not go
                                                                     with. */
#define ACS_MEDIA_REASON_OPERATION_CANCELED 8508                /**< Another operation, or the
                                                                     end of the call, ended it. */
#define ACS_MEDIA_REASON_MAX_SILENCE 8509                       /**< The other party was silent
                                                                     for too long. */
#define ACS_MEDIA_REASON_INITIAL_SILENCE_TIMEOUT 8510           /**< Nothing was pressed or said
                                                                     in time. */
#define ACS_MEDIA_REASON_PLAY_PROMPT_FAILED 8511                /**< The prompt could not be
                                                                     played. */
#define ACS_MEDIA_REASON_PLAY_BEEP_FAILED 8512                  /**< An error in the service, as
                                                                     the page on recognizing
                                                                     says; in the list of
                                                                     sub-codes: the beep could
                                                                     not be played. */
#define ACS_MEDIA_REASON_MEDIA_RECEIVE_TIMEOUT 8513             /**< No sound came from the other
                                                                     party. */
#define ACS_MEDIA_REASON_STOP_TONE_DETECTED 8514                /**< A stop tone was pressed. */
#define ACS_MEDIA_REASON_MAX_DIGITS_RECEIVED 8531               /**< As many keys were pressed as
                                                                     were asked for. */
#define ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT 8532               /**< The next key was not pressed
                                                                     in time. */
#define ACS_MEDIA_REASON_DTMF_OPTION_MATCHED 8533               /**< A choice was made by key. */
#define ACS_MEDIA_REASON_INCORRECT_TONE_DETECTED 8534           /**< A key was pressed that
                                                                     stands for no choice. */
#define ACS_MEDIA_REASON_PLAY_INVALID_FILE_FORMAT 8535          /**< The file is not in a form
                                                                     that can be played. */
#define ACS_MEDIA_REASON_PLAY_DOWNLOAD_FAILED 8536              /**< The file could not be
                                                                     fetched. */
#define ACS_MEDIA_REASON_SPEECH_OPTION_MATCHED 8545             /**< A choice was made by phrase. */
#define ACS_MEDIA_REASON_SPEECH_OPTION_NOT_MATCHED 8547         /**< A phrase was heard that
                                                                     stands for no choice. */
#define ACS_MEDIA_REASON_SPEECH_NOT_RECOGNIZED 8563             /**< Speech was not recognized. */
#define ACS_MEDIA_REASON_SPEECH_SERVICE_CONNECTION_ERROR 8564   /**< The speech service could not
                                                                     be reached. */
#define ACS_MEDIA_REASON_COGNITIVE_SERVICES_ERROR 8565          /**< The speech service failed:
                                                                     bad request, credentials,
                                                                     quota, timeout. */
#define ACS_MEDIA_REASON_SPEECH_RECOGNIZED 8569                 /**< Speech was recognized. */
#define ACS_MEDIA_REASON_RECOGNITION_ERROR 8570                 /**< Recognizing failed. */
#define ACS_MEDIA_REASON_PLAY_SERVICE_UNAVAILABLE 8572          /**< The service that plays is
                                                                     down. */
#define ACS_MEDIA_REASON_TRANSCRIPTION_FAILED 8578              /**< Transcription failed. */
#define ACS_MEDIA_REASON_TRANSCRIPTION_CANCELED 8579            /**< Transcription was canceled. */
#define ACS_MEDIA_REASON_TRANSCRIPTION_SERVICE_UNAVAILABLE 8580 /**< The service that transcribes
                                                                     is down. */
#define ACS_MEDIA_REASON_INVALID_STREAM_URL 8581                /**< The address to stream to is
                                                                     wrong. */
#define ACS_MEDIA_REASON_PLAY_SOURCE_TEXT_OR_SSML_EMPTY 8582    /**< The text or SSML to be
                                                                     played is empty. */
#define ACS_MEDIA_REASON_INCOMPATIBLE_MEDIA_OPERATION 8583      /**< Another media operation runs
                                                                     that this one does not go
                                                                     with: a precondition is not
                                                                     met. */
#define ACS_MEDIA_REASON_MEDIA_STREAMING_FAILED 8603            /**< Media streaming failed. */
#define ACS_MEDIA_REASON_MEDIA_STREAMING_CANCELED 8604          /**< Media streaming was
                                                                     canceled. */
#define ACS_MEDIA_REASON_UNSUPPORTED_SPEECH_MODEL 8605          /**< The speech model does not
                                                                     fit. */
#define ACS_MEDIA_REASON_UNSPECIFIED_ERROR 9999                 /**< The service does not tell. */

/**
 * Which of the sources, or prompts, could not be played.
 *
 * Of PlayFailed and RecognizeFailed.
 *
 * @return its place, from 0; -1 for none
 */
int64_t acs_event_failed_play_source_index(const acs_event_t *event);

/**
 * What was listened for, and so which result counts.
 *
 * Of RecognizeCompleted.
 *
 * @return ACS_RECOGNITION_DTMF, ACS_RECOGNITION_SPEECH, ACS_RECOGNITION_CHOICES,
 *         ACS_RECOGNITION_OTHER; -1 for none
 */
int acs_event_recognition_type(const acs_event_t *event);

/**
 * All keys that were pressed, as one text: "56#".
 *
 * Of RecognizeCompleted.
 *
 * @return a text that lives as long as the event, as acs_event_dtmf_tone gives its characters; NULL
 *         when no keys were recognized
 */
const char *acs_event_dtmf_tones(const acs_event_t *event);

/**
 * How many keys were pressed.
 *
 * Of RecognizeCompleted.
 *
 * @return the number; 0 for none
 */
size_t acs_event_dtmf_tone_count(const acs_event_t *event);

/**
 * One of the keys that were pressed.
 *
 * Of RecognizeCompleted.
 *
 * @param index from 0
 * @return the key as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one that this version
 *         does not know; -1 when there is none of that index
 */
int acs_event_dtmf_tone(const acs_event_t *event, size_t index);

/**
 * The label of the choice that was made, as the request named it.
 *
 * Of RecognizeCompleted.
 */
const char *acs_event_choice_label(const acs_event_t *event);

/**
 * The phrase by which the choice was made.
 *
 * Of RecognizeCompleted.
 *
 * @return a text that lives as long as the event; NULL for none, as when it was made by key
 */
const char *acs_event_choice_phrase(const acs_event_t *event);

/**
 * The words that were heard.
 *
 * Of RecognizeCompleted.
 */
const char *acs_event_speech(const acs_event_t *event);

/**
 * How sure the recognizer is of the words, or of the choice, whichever was listened for.
 *
 * Of RecognizeCompleted.
 *
 * @return 0 to 1; -1 for none
 */
double acs_event_confidence(const acs_event_t *event);

/**
 * The key that was pressed.
 *
 * Of ContinuousDtmfRecognitionToneReceived.
 *
 * @return the key as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one that this version
 *         does not know; -1 for none
 */
int acs_event_tone(const acs_event_t *event);

/**
 * The place of the key in the order of keys; it shows repeated and missed ones.
 *
 * Of ContinuousDtmfRecognitionToneReceived.
 *
 * @return the number; -1 for none
 */
int64_t acs_event_tone_sequence_id(const acs_event_t *event);

/**
 * How media streaming stands: "mediaStreamingStarted".
 *
 * Of MediaStreamingStarted, MediaStreamingStopped and MediaStreamingFailed.
 */
const char *acs_event_media_streaming_status(const acs_event_t *event);

/**
 * Why media streaming stands so: "subscriptionStopped", "streamUrlMissing".
 *
 * Of MediaStreamingStarted, MediaStreamingStopped and MediaStreamingFailed.
 */
const char *acs_event_media_streaming_status_details(const acs_event_t *event);

/**
 * How a transcription stands: "transcriptionStarted".
 *
 * Of TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated and TranscriptionFailed.
 */
const char *acs_event_transcription_status(const acs_event_t *event);

/**
 * Why a transcription stands so: "transcriptionLocaleUpdated".
 *
 * Of TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated and TranscriptionFailed.
 */
const char *acs_event_transcription_status_details(const acs_event_t *event);

/**
 * Why an operation on the media of the call went as it did: the sub-code of its result.
 *
 * Of the events of playing, recognizing, keys, hold, media streaming and transcription.
 *
 * @return one of ACS_MEDIA_REASON_..., which are the service's own sub-codes, or a sub-code that
 *         this version does not know; -1 for none, as for events that are not about media
 */
int acs_event_media_reason(const acs_event_t *event);

/* ======== Recordings in events ======== */

#define ACS_RECORDING_STATE_OTHER 0                       /**< A state that this version does not
                                                               know. */
#define ACS_RECORDING_STATE_ACTIVE 1                      /**< The recording runs. */
#define ACS_RECORDING_STATE_INACTIVE 2                    /**< The recording is paused, stopped,
                                                               or has not begun. */
#define ACS_RECORDING_KIND_OTHER 0                        /**< A kind that this version does not
                                                               know. */
#define ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES 1 /**< A recording started through
                                                               Communication Services. */
#define ACS_RECORDING_KIND_TEAMS 2                        /**< A recording started in Teams. */
#define ACS_RECORDING_KIND_TEAMS_COMPLIANCE 3             /**< A recording that a compliance
                                                               policy of Teams started. */

/**
 * The recording. Its events may name another call connection than that of the recorded call: match
 * them by acs_event_correlation_id.
 *
 * Of RecordingStateChanged and StartRecordingFailed.
 */
const char *acs_event_recording_id(const acs_event_t *event);

/**
 * Whether the recording runs.
 *
 * Of RecordingStateChanged.
 *
 * @return ACS_RECORDING_STATE_ACTIVE, ACS_RECORDING_STATE_INACTIVE, ACS_RECORDING_STATE_OTHER; -1
 *         for none
 */
int acs_event_recording_state(const acs_event_t *event);

/**
 * Whose recording it is.
 *
 * Of RecordingStateChanged.
 *
 * @return ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES, ACS_RECORDING_KIND_TEAMS,
 *         ACS_RECORDING_KIND_TEAMS_COMPLIANCE, ACS_RECORDING_KIND_OTHER; -1 for none
 */
int acs_event_recording_kind(const acs_event_t *event);

/**
 * When the recording began, as sent; a date of the year 1 while it has not.
 *
 * Of RecordingStateChanged and RecordingFileStatusUpdated.
 */
const char *acs_event_recording_start_time(const acs_event_t *event);

/**
 * When the recording began, in milliseconds since 1970 UTC.
 *
 * Of RecordingStateChanged and RecordingFileStatusUpdated.
 *
 * @return the moment; -1 for none, as while it has not begun
 */
int64_t acs_event_recording_start_time_ms(const acs_event_t *event);

/**
 * How long the recording is, in milliseconds.
 *
 * Of RecordingFileStatusUpdated.
 *
 * @return the time; -1 for none
 */
int64_t acs_event_recording_duration_ms(const acs_event_t *event);

/**
 * What the recording holds: "audio", "audioVideo".
 *
 * Of RecordingFileStatusUpdated.
 */
const char *acs_event_recording_content(const acs_event_t *event);

/**
 * Whether the recording keeps the participants apart: "mixed", "unmixed".
 *
 * Of RecordingFileStatusUpdated.
 */
const char *acs_event_recording_channel(const acs_event_t *event);

/**
 * The file format of the recording: "wav", "mp3", "mp4".
 *
 * Of RecordingFileStatusUpdated.
 */
const char *acs_event_recording_format(const acs_event_t *event);

/**
 * Why the recording ended.
 *
 * Of RecordingFileStatusUpdated.
 */
const char *acs_event_recording_end_reason(const acs_event_t *event);

/**
 * How many files of the recording the event names.
 *
 * Of RecordingFileStatusUpdated.
 *
 * @return the number; 0 for none
 */
size_t acs_event_recording_chunk_count(const acs_event_t *event);

/**
 * The place of a file among those of the recording.
 *
 * @param chunk which of the files that the event names, from 0
 * @return its place, from 0; -1 for none
 */
int64_t acs_event_recording_chunk_index(const acs_event_t *event, size_t chunk);

/**
 * The id of a file of the recording.
 *
 * @param chunk which of the files that the event names, from 0
 */
const char *acs_event_recording_chunk_document_id(const acs_event_t *event, size_t chunk);

/**
 * Why a file of the recording ended.
 *
 * @param chunk which of the files that the event names, from 0
 */
const char *acs_event_recording_chunk_end_reason(const acs_event_t *event, size_t chunk);

/**
 * Where the content of a file of the recording is fetched.
 *
 * @param chunk which of the files that the event names, from 0
 */
const char *acs_event_recording_chunk_content_location(const acs_event_t *event, size_t chunk);

/**
 * Where the metadata of a file of the recording are fetched.
 *
 * @param chunk which of the files that the event names, from 0
 */
const char *acs_event_recording_chunk_metadata_location(const acs_event_t *event, size_t chunk);

/**
 * Where a file of the recording is deleted.
 *
 * @param chunk which of the files that the event names, from 0
 */
const char *acs_event_recording_chunk_delete_location(const acs_event_t *event, size_t chunk);

/* ======== Calls in Event Grid ======== */

/**
 * Who began the call.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 */
const acs_identifier_t *acs_event_started_by(const acs_event_t *event);

/**
 * Who ended the call. Why it ended, "/data/reason/code", "/data/reason/subCode" and
 * "/data/reason/phrase" tell.
 *
 * Of CallEnded.
 */
const acs_identifier_t *acs_event_ended_by(const acs_event_t *event);

/**
 * How long the call took, in milliseconds.
 *
 * Of CallEnded.
 *
 * @return the time; -1 for none
 */
int64_t acs_event_call_duration_ms(const acs_event_t *event);

/**
 * The group call it is; a group call locator takes it.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 */
const char *acs_event_group_id(const acs_event_t *event);

/**
 * The room that the call is in; a room call locator takes it.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 */
const char *acs_event_room_id(const acs_event_t *event);

/**
 * Whether the call has just two ends.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 *
 * @return 1 or 0; -1 when it is not told
 */
int acs_event_is_two_party(const acs_event_t *event);

/**
 * Whether the call is in a room.
 *
 * Of CallStarted, CallEnded, CallParticipantAdded and CallParticipantRemoved.
 *
 * @return 1 or 0; -1 when it is not told
 */
int acs_event_is_rooms_call(const acs_event_t *event);

/**
 * Who joined or left.
 *
 * Of CallParticipantAdded and CallParticipantRemoved.
 */
const acs_identifier_t *acs_event_user(const acs_event_t *event);

/**
 * The name that the others are shown of who joined or left.
 *
 * Of CallParticipantAdded and CallParticipantRemoved.
 */
const char *acs_event_display_name(const acs_event_t *event);

/**
 * The id, within the call, of who joined or left.
 *
 * Of CallParticipantAdded and CallParticipantRemoved.
 */
const char *acs_event_participant_id(const acs_event_t *event);

/**
 * The program that who joined or left used: "userAgent" or, without it, "endpointType".
 *
 * Of CallParticipantAdded and CallParticipantRemoved.
 */
const char *acs_event_user_agent(const acs_event_t *event);

/**
 * The code by which Event Grid asks whether it may deliver here. Receivers and inboxes echo it by
 * themselves.
 *
 * Of SubscriptionValidationEvent.
 */
const char *acs_event_validation_code(const acs_event_t *event);

/**
 * The address that may be fetched within five minutes instead of echoing the code.
 *
 * Of SubscriptionValidationEvent.
 */
const char *acs_event_validation_url(const acs_event_t *event);

/**
 * The subscription that was removed.
 *
 * Of SubscriptionDeletedEvent.
 */
const char *acs_event_subscription_id(const acs_event_t *event);

/* ======== Any member of an event ======== */

/**
 * The text at a place in the event: acs_event_string(event, "/data/transferee/rawId").
 *
 * Pointers are those of RFC 6901: "/" before each name or index, "~1" for a "/" in a name, "~0" for
 * a "~". This is for members without a function of their own, such as "/data/endedBy/name",
 * "/data/user/role", "/data/publicEventType" and all members of types that this version does not
 * know. The text is kept with the event, once for each pointer.
 *
 * @param pointer the place; nothing is found for NULL
 * @return a text that lives as long as the event; NULL when there is none: nothing, or no string
 */
const char *acs_event_string(const acs_event_t *event, const char *pointer);

/**
 * The whole number at a place in the event.
 *
 * @param pointer   the place, as for acs_event_string; nothing is found for NULL
 * @param otherwise what to return when there is none: nothing, no number, or one with a fraction
 * @return the number
 */
int64_t acs_event_int(const acs_event_t *event, const char *pointer, int64_t otherwise);

/**
 * The number at a place in the event.
 *
 * @param pointer   the place, as for acs_event_string; nothing is found for NULL
 * @param otherwise what to return when there is none
 * @return the number
 */
double acs_event_double(const acs_event_t *event, const char *pointer, double otherwise);

/**
 * The yes or no at a place in the event.
 *
 * @param pointer the place, as for acs_event_string; nothing is found for NULL
 * @return 1 or 0; -1 when there is none
 */
int acs_event_bool(const acs_event_t *event, const char *pointer);

/**
 * How many elements or members the array or object at a place in the event has.
 *
 * @param pointer the place, as for acs_event_string; "" is the whole event; nothing is found for
 *                NULL
 * @return the number; -1 when there is neither array nor object
 */
int64_t acs_event_count(const acs_event_t *event, const char *pointer);

/**
 * The JSON at a place in the event, as it came. It is kept with the event, once for each pointer.
 *
 * @param pointer the place, as for acs_event_string; "" is the whole event; nothing is found for
 *                NULL
 * @return a text that lives as long as the event, "null" where that stands; NULL for nothing
 */
const char *acs_event_json(const acs_event_t *event, const char *pointer);

/* ======== Reading events ======== */

/**
 * @typedef acs_event_list_t
 * The events of one body, in their order. Read only: may be shared between threads.
 */

/**
 * Reads the body of one POST: an array of events or a lone one, in the schema of CloudEvents 1.0 or
 * of Event Grid. Receivers and inboxes do this by themselves.
 *
 * All of them are read or none. Unknown types and members are no error.
 *
 * @param length how many there are
 * @param events receives the events, which may be none; free with acs_event_list_free
 * @return ACS_OK, ACS_INVALID_INPUT, ACS_DECODE when it is not valid JSON, or an element has no id or type
 */
acs_status_t acs_events_parse(const uint8_t *body, size_t length, acs_event_list_t **events,
                              acs_error_t **error);

/**
 * How many events there are.
 *
 * @return the number; 0 for NULL
 */
size_t acs_event_list_count(const acs_event_list_t *list);

/**
 * One of the events.
 *
 * @param index from 0
 * @return an event that lives as long as the list (acs_event_copy keeps it longer); NULL when there
 *         is none of that index
 */
const acs_event_t *acs_event_list_at(const acs_event_list_t *list, size_t index);

/** Frees a list and its events. */
void acs_event_list_free(acs_event_list_t *list);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_EVENTS_H */
