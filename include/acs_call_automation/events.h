/**
 * @file acs_call_automation/events.h
 * The members of events. A member that an event does not have is absent: rule 1 of
 * acs_call_automation.h. Texts live as long as the event.
 *
 * Contents: Result of an event; Incoming calls; Participants in events; Newest participants of a
 * call; Media in events; Recordings in events; Calls in Event Grid; Any member of an event; Reading
 * events.
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
typedef struct acs_latest_participants_t acs_latest_participants_t;

/* ======== Result of an event ======== */

/**
 * Returns the code of the result, like a status of HTTP or SIP, 200 to 699: 200, 404, 487, 603.
 * Since 2025 all events of a call carry a result, those of Event Grid none. It does not
 * distinguish success from failure: a canceled invitation is a success with 487. A call that
 * ends normally has 200 in CallDisconnected, with sub-code 7000 when this application hung up,
 * 5003 or 5010 when the last other party did, and 5001 when another one ended the call for
 * everyone.
 */
int64_t acs_event_result_code(const acs_event_t *event);

/** Returns the sub-code of the result: 0, 7000, 8522, 560486. */
int64_t acs_event_result_sub_code(const acs_event_t *event);

/** Returns the message of the result, in English. It changes between versions of the service. */
const char *acs_event_result_message(const acs_event_t *event);

/**
 * Returns advice on what to do about the result, for common codes; NULL for an event that
 * reports success.
 */
const char *acs_event_advice(const acs_event_t *event);

/**
 * Returns the SIP status of the remote party, for calls to phone numbers, as sent: 100 to 699 by
 * the standard, such as 486 for busy. Any result may have one, and none may: no recorded event
 * has it.
 */
int64_t acs_event_sip_code(const acs_event_t *event);

/** Returns the SIP reason phrase of the remote party. */
const char *acs_event_sip_message(const acs_event_t *event);

/**
 * Returns the Q.850 cause of the telephone network, for calls to phone numbers, as sent: 1 to
 * 127 by the standard, 16 for normal clearing, 17 for busy. Any result may have one, and none
 * may: no recorded event has it.
 */
int64_t acs_event_q850_code(const acs_event_t *event);

/** Returns the text of the Q.850 cause. */
const char *acs_event_q850_message(const acs_event_t *event);

/* ======== Incoming calls ======== */

/**
 * Returns a SIP header of the call by its name, in any case, with or without its prefix
 * "X-MS-Custom-" or "X-" (IncomingCall).
 */
const char *acs_event_sip_header(const acs_event_t *event, const char *name);

/** Returns a VoIP header of the call by its name, in any case (IncomingCall). */
const char *acs_event_voip_header(const acs_event_t *event, const char *name);

/**
 * Returns the incoming call context, for acs_client_answer_call, acs_client_reject_call and
 * acs_client_redirect_call: opaque, several thousand characters (IncomingCall).
 */
const char *acs_event_incoming_call_context(const acs_event_t *event);

/** Returns the caller (IncomingCall). */
const acs_identifier_t *acs_event_from(const acs_event_t *event);

/** Returns the callee (IncomingCall). */
const acs_identifier_t *acs_event_to(const acs_event_t *event);

/** Returns the original callee of a call that was forwarded here (IncomingCall). */
const acs_identifier_t *acs_event_on_behalf_of(const acs_event_t *event);

/** Returns the caller's display name, as the caller's side sent it (IncomingCall). */
const char *acs_event_caller_display_name(const acs_event_t *event);

/** Returns the SIP header User-To-User of the call (IncomingCall). */
const char *acs_event_user_to_user(const acs_event_t *event);

/** Returns the number of SIP headers of the call (IncomingCall). */
size_t acs_event_sip_header_count(const acs_event_t *event);

/** Returns the name of a SIP header of the call, in the order of arrival (IncomingCall). */
const char *acs_event_sip_header_name(const acs_event_t *event, size_t index);

/** Returns the value of a SIP header of the call (IncomingCall). */
const char *acs_event_sip_header_value(const acs_event_t *event, size_t index);

/** Returns the number of VoIP headers of the call (IncomingCall). */
size_t acs_event_voip_header_count(const acs_event_t *event);

/** Returns the name of a VoIP header of the call, in the order of arrival (IncomingCall). */
const char *acs_event_voip_header_name(const acs_event_t *event, size_t index);

/** Returns the value of a VoIP header of the call (IncomingCall). */
const char *acs_event_voip_header_value(const acs_event_t *event, size_t index);

/* ======== Participants in events ======== */

/**
 * Returns the number of participants in the call now, without those that still ring
 * (ParticipantsUpdated).
 */
size_t acs_event_participant_count(const acs_event_t *event);

/** Returns a participant, in no fixed order (ParticipantsUpdated). */
const acs_participant_t *acs_event_participant(const acs_event_t *event, size_t index);

/**
 * Returns the sequence number of the list (ParticipantsUpdated). It grows within a call, with
 * gaps. Deliveries arrive out of order: keep the list with the highest number, ignore lower
 * ones, accept an equal one.
 */
int64_t acs_event_sequence_number(const acs_event_t *event);

/**
 * Returns the participant that was added, removed or moved, or could not be
 * (AddParticipantSucceeded, AddParticipantFailed, RemoveParticipantSucceeded,
 * RemoveParticipantFailed, MoveParticipantSucceeded, MoveParticipantFailed).
 */
const acs_identifier_t *acs_event_participant_identifier(const acs_event_t *event);

/**
 * Returns the call connection id of the call that the participant was moved from, or could not
 * be (MoveParticipantSucceeded, MoveParticipantFailed).
 */
const char *acs_event_from_call(const acs_event_t *event);

/**
 * Returns the id of the invitation that was canceled, or could not be
 * (CancelAddParticipantSucceeded, CancelAddParticipantFailed).
 */
const char *acs_event_invitation_id(const acs_event_t *event);

/** Returns the party that the call is transferred to (CallTransferAccepted). */
const acs_identifier_t *acs_event_transfer_target(const acs_event_t *event);

/** Returns the participant that is transferred (CallTransferAccepted). */
const acs_identifier_t *acs_event_transferee(const acs_event_t *event);

/* ======== Newest participants of a call ======== */

/**
 * @typedef acs_latest_participants_t
 * The newest list of the participants of one call: events arrive out of order. One thread at a
 * time.
 */

/**
 * Creates the object for a call, with no list yet.
 *
 * @param call_connection_id not empty
 * @param latest             free with acs_latest_participants_free
 */
acs_status_t acs_latest_participants_new(const char *call_connection_id,
                                         acs_latest_participants_t **latest, acs_error_t **error);

/**
 * Takes over the list of an event, unless a newer one is known by its sequence number
 * (acs_event_sequence_number), or the event is of another type or call.
 *
 * @param taken receives 1 when the list was taken over, otherwise 0; may be NULL
 */
acs_status_t acs_latest_participants_update(acs_latest_participants_t *latest,
                                            const acs_event_t *event, int *taken,
                                            acs_error_t **error);

/**
 * Returns the event with the newest list (acs_event_participant_count, acs_event_participant);
 * NULL before the first one. It is valid until acs_latest_participants_update takes over another
 * list; acs_event_copy keeps it longer.
 */
const acs_event_t *acs_latest_participants_event(const acs_latest_participants_t *latest);

/** Frees the object and its event. */
void acs_latest_participants_free(acs_latest_participants_t *latest);

/* ======== Media in events ======== */

/** A type that this version does not know. */
#define ACS_RECOGNITION_OTHER 0
/** DTMF tones. */
#define ACS_RECOGNITION_DTMF 1
/** Speech. */
#define ACS_RECOGNITION_SPEECH 2
/** One of several choices, by DTMF tone or phrase. */
#define ACS_RECOGNITION_CHOICES 3
/** Success. */
#define ACS_MEDIA_REASON_COMPLETED_SUCCESSFULLY 0
/** A conflicting media operation is running. */
#define ACS_MEDIA_REASON_INVALID_MEDIA_MODE 8500
/** The operation was canceled by another operation, or by the end of the call. */
#define ACS_MEDIA_REASON_OPERATION_CANCELED 8508
/** The remote party was silent for too long. */
#define ACS_MEDIA_REASON_MAX_SILENCE 8509
/** No tone or speech was received in time. */
#define ACS_MEDIA_REASON_INITIAL_SILENCE_TIMEOUT 8510
/** The prompt could not be played. */
#define ACS_MEDIA_REASON_PLAY_PROMPT_FAILED 8511
/**
 * An internal error, according to Microsoft's page on recognizing; in the list of sub-codes:
 * the beep could not be played.
 */
#define ACS_MEDIA_REASON_PLAY_BEEP_FAILED 8512
/** No audio arrived from the remote party. */
#define ACS_MEDIA_REASON_MEDIA_RECEIVE_TIMEOUT 8513
/** A stop tone was received. */
#define ACS_MEDIA_REASON_STOP_TONE_DETECTED 8514
/** The maximum number of tones was received. */
#define ACS_MEDIA_REASON_MAX_DIGITS_RECEIVED 8531
/** The next tone was not received in time; of RecognizeCompleted, with the tones so far. */
#define ACS_MEDIA_REASON_INTER_DIGIT_TIMEOUT 8532
/** A choice was recognized by DTMF tone. */
#define ACS_MEDIA_REASON_DTMF_OPTION_MATCHED 8533
/** The DTMF tone does not match any choice. */
#define ACS_MEDIA_REASON_INCORRECT_TONE_DETECTED 8534
/** The format of the audio file is not supported. */
#define ACS_MEDIA_REASON_PLAY_INVALID_FILE_FORMAT 8535
/** The audio file could not be downloaded. */
#define ACS_MEDIA_REASON_PLAY_DOWNLOAD_FAILED 8536
/** A choice was recognized by phrase. */
#define ACS_MEDIA_REASON_SPEECH_OPTION_MATCHED 8545
/** The phrase does not match any choice. */
#define ACS_MEDIA_REASON_SPEECH_OPTION_NOT_MATCHED 8547
/** Speech was not recognized. */
#define ACS_MEDIA_REASON_SPEECH_NOT_RECOGNIZED 8563
/** The speech service could not be reached. */
#define ACS_MEDIA_REASON_SPEECH_SERVICE_CONNECTION_ERROR 8564
/** The speech service failed: bad request, credentials, quota, timeout. */
#define ACS_MEDIA_REASON_COGNITIVE_SERVICES_ERROR 8565
/** Speech was recognized. */
#define ACS_MEDIA_REASON_SPEECH_RECOGNIZED 8569
/** Recognition failed. */
#define ACS_MEDIA_REASON_RECOGNITION_ERROR 8570
/** The play service is unavailable. */
#define ACS_MEDIA_REASON_PLAY_SERVICE_UNAVAILABLE 8572
/** Transcription failed. */
#define ACS_MEDIA_REASON_TRANSCRIPTION_FAILED 8578
/** Transcription was canceled. */
#define ACS_MEDIA_REASON_TRANSCRIPTION_CANCELED 8579
/** The transcription service is unavailable. */
#define ACS_MEDIA_REASON_TRANSCRIPTION_SERVICE_UNAVAILABLE 8580
/** The transport URL is invalid. */
#define ACS_MEDIA_REASON_INVALID_STREAM_URL 8581
/** The text or SSML to play is empty. */
#define ACS_MEDIA_REASON_PLAY_SOURCE_TEXT_OR_SSML_EMPTY 8582
/** A conflicting media operation is running: a precondition is not met. */
#define ACS_MEDIA_REASON_INCOMPATIBLE_MEDIA_OPERATION 8583
/** Media streaming failed. */
#define ACS_MEDIA_REASON_MEDIA_STREAMING_FAILED 8603
/** Media streaming was canceled. */
#define ACS_MEDIA_REASON_MEDIA_STREAMING_CANCELED 8604
/** The speech model is not suitable. */
#define ACS_MEDIA_REASON_UNSUPPORTED_SPEECH_MODEL 8605
/** The service does not report the reason. */
#define ACS_MEDIA_REASON_UNSPECIFIED_ERROR 9999

/**
 * Returns the name of a recognition type: "Dtmf", "Speech", "Choices"; "Other" for any other
 * number. The text is static.
 */
const char *acs_recognition_type_name(int recognition_type);

/**
 * Returns the name of a media reason: "MaxSilence"; "Other" for a sub-code that this version does
 * not know. The text is static.
 */
const char *acs_media_reason_name(int reason);

/**
 * Returns the index of the play source, or prompt, that could not be played (PlayFailed,
 * RecognizeFailed).
 */
int64_t acs_event_failed_play_source_index(const acs_event_t *event);

/**
 * Returns what was recognized, and so which getters have a value (RecognizeCompleted).
 *
 * @return one of ACS_RECOGNITION_...; -1 for none
 */
int acs_event_recognition_type(const acs_event_t *event);

/**
 * Returns all recognized DTMF tones as text: "56#" (RecognizeCompleted). A tone that this
 * version does not know is '?'.
 */
const char *acs_event_dtmf_tones(const acs_event_t *event);

/** Returns the number of recognized DTMF tones (RecognizeCompleted). */
size_t acs_event_dtmf_tone_count(const acs_event_t *event);

/**
 * Returns a recognized DTMF tone as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one
 * that this version does not know; -1 for none (RecognizeCompleted).
 */
int acs_event_dtmf_tone(const acs_event_t *event, size_t index);

/** Returns the label of the recognized choice, as the request named it (RecognizeCompleted). */
const char *acs_event_choice_label(const acs_event_t *event);

/**
 * Returns the phrase by which the choice was recognized; NULL when it was made by a DTMF tone
 * (RecognizeCompleted).
 */
const char *acs_event_choice_phrase(const acs_event_t *event);

/** Returns the recognized speech as text (RecognizeCompleted). */
const char *acs_event_speech(const acs_event_t *event);

/**
 * Returns the confidence of the recognizer in the speech or the choice, from 0 to 1
 * (RecognizeCompleted).
 */
double acs_event_confidence(const acs_event_t *event);

/**
 * Returns the received DTMF tone as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one
 * that this version does not know; -1 for none (ContinuousDtmfRecognitionToneReceived).
 */
int acs_event_tone(const acs_event_t *event);

/**
 * Returns the number of the tone in the order of reception; it shows repeated and missed tones
 * (ContinuousDtmfRecognitionToneReceived).
 */
int64_t acs_event_tone_sequence_id(const acs_event_t *event);

/**
 * Returns the status of media streaming: "mediaStreamingStarted" (MediaStreamingStarted,
 * MediaStreamingStopped, MediaStreamingFailed).
 */
const char *acs_event_media_streaming_status(const acs_event_t *event);

/**
 * Returns the reason for the status of media streaming: "subscriptionStopped",
 * "streamUrlMissing" (MediaStreamingStarted, MediaStreamingStopped, MediaStreamingFailed).
 */
const char *acs_event_media_streaming_status_details(const acs_event_t *event);

/**
 * Returns the status of the transcription: "transcriptionStarted" (TranscriptionStarted,
 * TranscriptionStopped, TranscriptionUpdated, TranscriptionFailed).
 */
const char *acs_event_transcription_status(const acs_event_t *event);

/**
 * Returns the reason for the status of the transcription: "transcriptionLocaleUpdated"
 * (TranscriptionStarted, TranscriptionStopped, TranscriptionUpdated, TranscriptionFailed).
 */
const char *acs_event_transcription_status_details(const acs_event_t *event);

/**
 * Returns the reason for the result of a media operation: the sub-code of its result. Of the
 * events of playing, recognizing, DTMF, hold, media streaming and transcription.
 *
 * @return one of ACS_MEDIA_REASON_..., or a sub-code that this version does not know; -1
 *         for none
 */
int acs_event_media_reason(const acs_event_t *event);

/* ======== Recordings in events ======== */

#define ACS_RECORDING_STATE_OTHER 0                       /**< A state that this version does not
                                                               know. */
#define ACS_RECORDING_STATE_ACTIVE 1                      /**< The recording is running. */
#define ACS_RECORDING_STATE_INACTIVE 2                    /**< The recording is paused, stopped
                                                               or not started yet. */
#define ACS_RECORDING_KIND_OTHER 0                        /**< A kind that this version does not
                                                               know. */
#define ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES 1 /**< A recording started through
                                                               Communication Services. */
#define ACS_RECORDING_KIND_TEAMS 2                        /**< A recording started in Teams. */
#define ACS_RECORDING_KIND_TEAMS_COMPLIANCE 3             /**< A recording that a compliance
                                                               policy of Teams started. */

/**
 * Returns the name of a recording state: "Active", "Inactive"; "Other" for any other number. The
 * text is static.
 */
const char *acs_recording_state_name(int state);

/**
 * Returns the name of a recording kind: "AzureCommunicationServices", "Teams", "TeamsCompliance";
 * "Other" for any other number. The text is static.
 */
const char *acs_recording_kind_name(int kind);

/**
 * Returns the recording id (RecordingStateChanged, StartRecordingFailed). The events of a
 * recording may name another call connection than that of the recorded call: match them by
 * acs_event_correlation_id.
 */
const char *acs_event_recording_id(const acs_event_t *event);

/**
 * Returns the state of the recording (RecordingStateChanged).
 *
 * @return one of ACS_RECORDING_STATE_...; -1 for none
 */
int acs_event_recording_state(const acs_event_t *event);

/**
 * Returns the kind of the recording (RecordingStateChanged).
 *
 * @return one of ACS_RECORDING_KIND_...; -1 for none
 */
int acs_event_recording_kind(const acs_event_t *event);

/**
 * Returns the start time of the recording as sent; a date of the year 1 before it starts
 * (RecordingStateChanged, RecordingFileStatusUpdated).
 */
const char *acs_event_recording_start_time(const acs_event_t *event);

/**
 * Returns the start time of the recording, in milliseconds since 1970 UTC; -1 before it starts
 * (RecordingStateChanged, RecordingFileStatusUpdated).
 */
int64_t acs_event_recording_start_time_ms(const acs_event_t *event);

/** Returns the duration of the recording, in milliseconds (RecordingFileStatusUpdated). */
int64_t acs_event_recording_duration_ms(const acs_event_t *event);

/** Returns the content of the recording: "audio", "audioVideo" (RecordingFileStatusUpdated). */
const char *acs_event_recording_content(const acs_event_t *event);

/**
 * Returns whether the participants are mixed into one channel: "mixed", "unmixed"
 * (RecordingFileStatusUpdated).
 */
const char *acs_event_recording_channel(const acs_event_t *event);

/** Returns the file format of the recording: "wav", "mp3", "mp4" (RecordingFileStatusUpdated). */
const char *acs_event_recording_format(const acs_event_t *event);

/** Returns the reason why the recording ended (RecordingFileStatusUpdated). */
const char *acs_event_recording_end_reason(const acs_event_t *event);

/** Returns the number of recording files that the event names (RecordingFileStatusUpdated). */
size_t acs_event_recording_chunk_count(const acs_event_t *event);

/** Returns the index of a file within the recording (RecordingFileStatusUpdated). */
int64_t acs_event_recording_chunk_index(const acs_event_t *event, size_t index);

/** Returns the document id of a file (RecordingFileStatusUpdated). */
const char *acs_event_recording_chunk_document_id(const acs_event_t *event, size_t index);

/** Returns the reason why a file ended (RecordingFileStatusUpdated). */
const char *acs_event_recording_chunk_end_reason(const acs_event_t *event, size_t index);

/**
 * Returns the URL of the content of a file, for acs_client_download_recording
 * (RecordingFileStatusUpdated).
 */
const char *acs_event_recording_chunk_content_location(const acs_event_t *event, size_t index);

/**
 * Returns the URL of the metadata of a file, for acs_client_download_recording
 * (RecordingFileStatusUpdated).
 */
const char *acs_event_recording_chunk_metadata_location(const acs_event_t *event, size_t index);

/** Returns the URL of a file for acs_client_delete_recording (RecordingFileStatusUpdated). */
const char *acs_event_recording_chunk_delete_location(const acs_event_t *event, size_t index);

/* ======== Calls in Event Grid ======== */

/**
 * Returns the participant that started the call (CallStarted, CallEnded, CallParticipantAdded,
 * CallParticipantRemoved).
 */
const acs_identifier_t *acs_event_started_by(const acs_event_t *event);

/**
 * Returns the participant that ended the call (CallEnded). The reason is at "/data/reason/code",
 * "/data/reason/subCode" and "/data/reason/phrase".
 */
const acs_identifier_t *acs_event_ended_by(const acs_event_t *event);

/** Returns the duration of the call, in milliseconds (CallEnded). */
int64_t acs_event_call_duration_ms(const acs_event_t *event);

/**
 * Returns the id of the group call, for ACS_LOCATOR_GROUP_CALL (CallStarted, CallEnded,
 * CallParticipantAdded, CallParticipantRemoved).
 */
const char *acs_event_group_id(const acs_event_t *event);

/**
 * Returns the id of the room, for ACS_LOCATOR_ROOM (CallStarted, CallEnded,
 * CallParticipantAdded, CallParticipantRemoved).
 */
const char *acs_event_room_id(const acs_event_t *event);

/**
 * Returns 1 for a 1:1 call, 0 for others, -1 when it is not stated (CallStarted, CallEnded,
 * CallParticipantAdded, CallParticipantRemoved).
 */
int acs_event_is_two_party(const acs_event_t *event);

/**
 * Returns 1 for a call in a room, 0 for others, -1 when it is not stated (CallStarted,
 * CallEnded, CallParticipantAdded, CallParticipantRemoved).
 */
int acs_event_is_rooms_call(const acs_event_t *event);

/** Returns the participant that joined or left (CallParticipantAdded, CallParticipantRemoved). */
const acs_identifier_t *acs_event_user(const acs_event_t *event);

/**
 * Returns the display name of the participant that joined or left (CallParticipantAdded,
 * CallParticipantRemoved).
 */
const char *acs_event_display_name(const acs_event_t *event);

/**
 * Returns the id, within the call, of the participant that joined or left (CallParticipantAdded,
 * CallParticipantRemoved).
 */
const char *acs_event_participant_id(const acs_event_t *event);

/**
 * Returns the software of the participant that joined or left: "userAgent" or, without it,
 * "endpointType" (CallParticipantAdded, CallParticipantRemoved).
 */
const char *acs_event_user_agent(const acs_event_t *event);

/**
 * Returns the code by which Event Grid validates a subscription (SubscriptionValidation).
 * Receivers respond to it automatically.
 */
const char *acs_event_validation_code(const acs_event_t *event);

/**
 * Returns the URL that may be requested within five minutes instead of sending the code back
 * (SubscriptionValidation).
 */
const char *acs_event_validation_url(const acs_event_t *event);

/** Returns the id of the subscription that was deleted (SubscriptionDeleted). */
const char *acs_event_subscription_id(const acs_event_t *event);

/* ======== Any member of an event ======== */

/**
 * Returns the string at a JSON Pointer: acs_event_string(event, "/data/transferee/rawId").
 *
 * Pointers are those of RFC 6901: "/" before each name or index, "~1" for a "/" in a name, "~0" for
 * a "~". This is for members without a function of their own, such as "/data/endedBy/name",
 * "/data/user/role", "/data/publicEventType" and all members of types that this version does not
 * know. The text is kept with the event, once for each pointer.
 *
 * @param pointer may be NULL, which finds nothing
 * @return NULL if the member is absent or not a string
 */
const char *acs_event_string(const acs_event_t *event, const char *pointer);

/**
 * Returns the whole number at a JSON Pointer.
 *
 * @param pointer   as acs_event_string
 * @param otherwise is returned if the member is absent or not a whole number
 */
int64_t acs_event_int(const acs_event_t *event, const char *pointer, int64_t otherwise);

/**
 * Returns the number at a JSON Pointer.
 *
 * @param pointer   as acs_event_string
 * @param otherwise is returned if the member is absent or not a number
 */
double acs_event_double(const acs_event_t *event, const char *pointer, double otherwise);

/**
 * Returns the boolean at a JSON Pointer.
 *
 * @param pointer as acs_event_string
 * @return 1 or 0; -1 if the member is absent or not a boolean
 */
int acs_event_bool(const acs_event_t *event, const char *pointer);

/**
 * Returns the number of elements of the array, or members of the object, at a JSON Pointer.
 *
 * @param pointer as acs_event_string; "" is the whole event
 * @return -1 if the member is absent or neither an array nor an object
 */
int64_t acs_event_count(const acs_event_t *event, const char *pointer);

/**
 * Returns the JSON at a JSON Pointer, as it arrived. It is kept with the event, once for each
 * pointer.
 *
 * @param pointer as acs_event_string; "" is the whole event
 * @return "null" for a JSON null; NULL if absent
 */
const char *acs_event_json(const acs_event_t *event, const char *pointer);

/* ======== Reading events ======== */

/**
 * @typedef acs_event_list_t
 * The events of one body, in their order. Read only: may be shared between threads.
 */

/**
 * Reads the body of one POST: an array of events or a lone one, in the schema of CloudEvents 1.0 or
 * of Event Grid. Receivers do this automatically.
 *
 * All of them are read or none. Unknown types and members are no error.
 *
 * @param body   the bytes
 * @param length their number
 * @param events receives the events, which may be none; free with acs_event_list_free
 * @return ACS_DECODE when the body is not valid JSON, or an element has no id or type
 */
acs_status_t acs_events_parse(const uint8_t *body, size_t length, acs_event_list_t **events,
                              acs_error_t **error);

/** Returns the number of events. */
size_t acs_event_list_count(const acs_event_list_t *list);

/** Returns one of the events; acs_event_copy keeps it longer than the list. */
const acs_event_t *acs_event_list_at(const acs_event_list_t *list, size_t index);

/** Frees a list and its events. */
void acs_event_list_free(acs_event_list_t *list);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_EVENTS_H */
