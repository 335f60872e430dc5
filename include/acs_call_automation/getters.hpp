/**
 * @file getters.hpp
 * Methods that read a value; included by acs_call_automation.hpp, not by programs.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
/* Written by tests/generated from capi/surface/getters.toml; do not edit. */

namespace acs {
namespace detail {

/** What acs::event reads. */
template <class Self>
class event_getters {
public:
    /* The members that every event has */

    /** Returns the type as sent: "Microsoft.Communication.CallConnected". event::kind returns it as
     *  a number. */
    std::string_view type() const noexcept { return text_or_empty(acs_event_type(own())); }
    /** Returns the part of the type after its last dot: "CallConnected". */
    std::string_view name() const noexcept { return text_or_empty(acs_event_name(own())); }
    /** Returns the id, never empty. Repeated deliveries of an event have the same id and source. */
    std::string_view id() const noexcept { return text_or_empty(acs_event_id(own())); }
    /** Returns "source" (CloudEvents) or "topic" (Event Grid schema); empty when absent. Its format
     *  has changed between versions of the service: do not route by it. */
    std::string_view source() const noexcept { return text_or_empty(acs_event_source(own())); }
    /** Returns the subject: the source again for mid-call events, "/caller/RAW_ID/recipient/RAW_ID"
     *  for IncomingCall. */
    std::string_view subject() const noexcept { return text_or_empty(acs_event_subject(own())); }
    /** Returns the time of the event as sent: "2026-02-26T22:03:46.3000847+00:00"; empty when
     *  absent. Events do not arrive in this order. */
    std::string_view time() const noexcept { return text_or_empty(acs_event_time(own())); }
    /** Returns the time of the event since 1970 UTC; none when event::time is not a valid date. */
    std::optional<time_point> happened_at() const noexcept { return moment(acs_event_time_ms(own())); }
    /** Returns the path of the request that delivered the event: "/events/order-17"; empty for
     *  event::parse. */
    std::string_view callback_path() const noexcept { return text_or_empty(acs_event_callback_path(own())); }
    /** Returns the query of that request, without the secret; empty without a query and for
     *  event::parse. */
    std::string_view callback_query() const noexcept { return text_or_empty(acs_event_callback_query(own())); }
    /** Returns the call connection id: this application's leg of the call. */
    std::string_view call_connection_id() const noexcept { return text_or_empty(acs_event_call_connection_id(own())); }
    /** Returns the server call id: the call itself, the same on all legs. It locates the call for
     *  recording and connecting. */
    std::string_view server_call_id() const noexcept { return text_or_empty(acs_event_server_call_id(own())); }
    /** Returns the correlation id: the call in traces, the same on all legs and in IncomingCall. */
    std::string_view correlation_id() const noexcept { return text_or_empty(acs_event_correlation_id(own())); }
    /** Returns the operation context that the request was sent with. */
    std::string_view operation_context() const noexcept { return text_or_empty(acs_event_operation_context(own())); }
    /** Returns the api-version that the call was created or answered with. */
    std::string_view version() const noexcept { return text_or_empty(acs_event_version(own())); }
    /** Returns the JSON of the event as it arrived. */
    std::string_view raw_json() const noexcept { return text_or_empty(acs_event_raw_json(own())); }
    /** Returns the JSON of the member "data" as it arrived; "null" when absent. */
    std::string_view data_json() const noexcept { return text_or_empty(acs_event_data_json(own())); }

    /* The kind of an event, and what it means */

    /** Returns what the event means for the operation that it reports on. The type of the event
     *  decides, never the code of its result. One of ACS_EVENT_OUTCOME_... */
    int outcome() const noexcept { return acs_event_outcome(own()); }
    /** Returns true when the event reports the success of an operation. */
    bool is_success() const noexcept { return acs_event_is_success(own()) == 1; }
    /** Returns true when the event reports the failure of an operation. */
    bool is_failure() const noexcept { return acs_event_is_failure(own()) == 1; }
    /** Returns true when the call connection ended with this event or was never established. A call
     *  that is not answered ends with two such events: CallDisconnected, then CreateCallFailed. */
    bool ends_call() const noexcept { return acs_event_ends_call(own()) == 1; }
    /** Returns true for an event of Event Grid (IncomingCall, CallStarted, ...), false for one of a
     *  call connection of this application. Unknown types are classified by their schema and call
     *  connection id. */
    bool is_event_grid() const noexcept { return acs_event_is_event_grid(own()) == 1; }

    /* The result of an operation */

    /** Returns the code of the result, like a status of HTTP or SIP, 200 to 699: 200, 404, 487,
     *  603. Since 2025 all events of a call carry a result, those of Event Grid none. It does not
     *  distinguish success from failure: a canceled invitation is a success with 487. A call that
     *  ends normally has 200 in CallDisconnected, with sub-code 7000 when this application hung up,
     *  5003 or 5010 when the last other party did, and 5001 when another one ended the call for
     *  everyone. */
    std::optional<std::int64_t> result_code() const noexcept { return some(acs_event_result_code(own())); }
    /** Returns the sub-code of the result: 0, 7000, 8522, 560486. */
    std::optional<std::int64_t> result_sub_code() const noexcept { return some(acs_event_result_sub_code(own())); }
    /** Returns the message of the result, in English. It changes between versions of the service. */
    std::string_view result_message() const noexcept { return text_or_empty(acs_event_result_message(own())); }
    /** Returns advice on what to do about the result, for common codes; empty for an event that
     *  reports success. */
    std::string_view advice() const noexcept { return text_or_empty(acs_event_advice(own())); }
    /** Returns the SIP status of the remote party, for calls to phone numbers, as sent: 100 to 699
     *  by the standard, such as 486 for busy. Any result may have one, and none may: no recorded
     *  event has it. */
    std::optional<std::int64_t> sip_code() const noexcept { return some(acs_event_sip_code(own())); }
    /** Returns the SIP reason phrase of the remote party. */
    std::string_view sip_message() const noexcept { return text_or_empty(acs_event_sip_message(own())); }
    /** Returns the Q.850 cause of the telephone network, for calls to phone numbers, as sent: 1 to
     *  127 by the standard, 16 for normal clearing, 17 for busy. Any result may have one, and none
     *  may: no recorded event has it. */
    std::optional<std::int64_t> q850_code() const noexcept { return some(acs_event_q850_code(own())); }
    /** Returns the text of the Q.850 cause. */
    std::string_view q850_message() const noexcept { return text_or_empty(acs_event_q850_message(own())); }

    /* Members of events about participants */

    /** Returns the sequence number of the list. It grows within a call, with gaps. Deliveries
     *  arrive out of order: keep the list with the highest number, ignore lower ones, accept an
     *  equal one. */
    std::optional<std::int64_t> sequence_number() const noexcept { return some(acs_event_sequence_number(own())); }
    /** Returns the participant that was added, removed or moved, or could not be. */
    identifier participant_identifier() const noexcept { return identifier(static_cast<const Self *>(this)->shared(), acs_event_participant_identifier(own())); }
    /** Returns the call connection id of the call that the participant was moved from, or could not
     *  be. */
    std::string_view from_call() const noexcept { return text_or_empty(acs_event_from_call(own())); }
    /** Returns the id of the invitation that was canceled, or could not be. */
    std::string_view invitation_id() const noexcept { return text_or_empty(acs_event_invitation_id(own())); }
    /** Returns the party that the call is transferred to. */
    identifier transfer_target() const noexcept { return identifier(static_cast<const Self *>(this)->shared(), acs_event_transfer_target(own())); }
    /** Returns the participant that is transferred. */
    identifier transferee() const noexcept { return identifier(static_cast<const Self *>(this)->shared(), acs_event_transferee(own())); }

    /* Members of events about media */

    /** Returns the index of the play source, or prompt, that could not be played. */
    std::optional<std::int64_t> failed_play_source_index() const noexcept { return some(acs_event_failed_play_source_index(own())); }
    /** Returns what was recognized, and so which getters have a value. One of ACS_RECOGNITION_... */
    std::optional<int> recognition_type() const noexcept { return some(acs_event_recognition_type(own())); }
    /** Returns all recognized DTMF tones as text: "56#". A tone that this version does not know is
     *  '?'. */
    std::string_view dtmf_tones() const noexcept { return text_or_empty(acs_event_dtmf_tones(own())); }
    /** Returns the label of the recognized choice, as the request named it. */
    std::string_view choice_label() const noexcept { return text_or_empty(acs_event_choice_label(own())); }
    /** Returns the phrase by which the choice was recognized; empty when it was made by a DTMF
     *  tone. */
    std::string_view choice_phrase() const noexcept { return text_or_empty(acs_event_choice_phrase(own())); }
    /** Returns the recognized speech as text. */
    std::string_view speech() const noexcept { return text_or_empty(acs_event_speech(own())); }
    /** Returns the confidence of the recognizer in the speech or the choice, from 0 to 1. */
    std::optional<double> confidence() const noexcept { return some(acs_event_confidence(own())); }
    /** Returns the received DTMF tone as a character: '0' to '9', 'A' to 'D', '#', '*'; '?' for one
     *  that this version does not know. */
    std::optional<char> tone() const noexcept { return character(acs_event_tone(own())); }
    /** Returns the number of the tone in the order of reception; it shows repeated and missed
     *  tones. */
    std::optional<std::int64_t> tone_sequence_id() const noexcept { return some(acs_event_tone_sequence_id(own())); }
    /** Returns the status of media streaming: "mediaStreamingStarted". */
    std::string_view media_streaming_status() const noexcept { return text_or_empty(acs_event_media_streaming_status(own())); }
    /** Returns the reason for the status of media streaming: "subscriptionStopped",
     *  "streamUrlMissing". */
    std::string_view media_streaming_status_details() const noexcept { return text_or_empty(acs_event_media_streaming_status_details(own())); }
    /** Returns the status of the transcription: "transcriptionStarted". */
    std::string_view transcription_status() const noexcept { return text_or_empty(acs_event_transcription_status(own())); }
    /** Returns the reason for the status of the transcription: "transcriptionLocaleUpdated". */
    std::string_view transcription_status_details() const noexcept { return text_or_empty(acs_event_transcription_status_details(own())); }
    /** Returns the reason for the result of a media operation: the sub-code of its result. Of the
     *  events of playing, recognizing, DTMF, hold, media streaming and transcription. One of
     *  ACS_MEDIA_REASON_..., or a sub-code that this version does not know. */
    std::optional<int> media_reason() const noexcept { return some(acs_event_media_reason(own())); }

    /* Members of events about recordings */

    /** Returns the recording id. The events of a recording may name another call connection than
     *  that of the recorded call: match them by event::correlation_id. */
    std::string_view recording_id() const noexcept { return text_or_empty(acs_event_recording_id(own())); }
    /** Returns the state of the recording. One of ACS_RECORDING_STATE_... */
    std::optional<int> recording_state() const noexcept { return some(acs_event_recording_state(own())); }
    /** Returns the kind of the recording. One of ACS_RECORDING_KIND_... */
    std::optional<int> recording_kind() const noexcept { return some(acs_event_recording_kind(own())); }
    /** Returns the start time of the recording as sent; a date of the year 1 before it starts. */
    std::string_view recording_start_time() const noexcept { return text_or_empty(acs_event_recording_start_time(own())); }
    /** Returns the start time of the recording since 1970 UTC; none before it starts. */
    std::optional<time_point> recording_started_at() const noexcept { return moment(acs_event_recording_start_time_ms(own())); }
    /** Returns the duration of the recording. */
    std::optional<std::chrono::milliseconds> recording_duration() const noexcept { return span(acs_event_recording_duration_ms(own())); }
    /** Returns the content of the recording: "audio", "audioVideo". */
    std::string_view recording_content() const noexcept { return text_or_empty(acs_event_recording_content(own())); }
    /** Returns whether the participants are mixed into one channel: "mixed", "unmixed". */
    std::string_view recording_channel() const noexcept { return text_or_empty(acs_event_recording_channel(own())); }
    /** Returns the file format of the recording: "wav", "mp3", "mp4". */
    std::string_view recording_format() const noexcept { return text_or_empty(acs_event_recording_format(own())); }
    /** Returns the reason why the recording ended. */
    std::string_view recording_end_reason() const noexcept { return text_or_empty(acs_event_recording_end_reason(own())); }

    /* Members of IncomingCall */

    /** Returns the incoming call context, for client::answer_call, client::reject_call and
     *  client::redirect_call: opaque, several thousand characters. */
    std::string_view incoming_call_context() const noexcept { return text_or_empty(acs_event_incoming_call_context(own())); }
    /** Returns the caller. */
    identifier from() const noexcept { return identifier(static_cast<const Self *>(this)->shared(), acs_event_from(own())); }
    /** Returns the callee. */
    identifier to() const noexcept { return identifier(static_cast<const Self *>(this)->shared(), acs_event_to(own())); }
    /** Returns the original callee of a call that was forwarded here. */
    identifier on_behalf_of() const noexcept { return identifier(static_cast<const Self *>(this)->shared(), acs_event_on_behalf_of(own())); }
    /** Returns the caller's display name, as the caller's side sent it. */
    std::string_view caller_display_name() const noexcept { return text_or_empty(acs_event_caller_display_name(own())); }
    /** Returns the SIP header User-To-User of the call. */
    std::string_view user_to_user() const noexcept { return text_or_empty(acs_event_user_to_user(own())); }

    /* Members of events of Event Grid */

    /** Returns the participant that started the call. */
    identifier started_by() const noexcept { return identifier(static_cast<const Self *>(this)->shared(), acs_event_started_by(own())); }
    /** Returns the participant that ended the call. The reason is at "/data/reason/code",
     *  "/data/reason/subCode" and "/data/reason/phrase". */
    identifier ended_by() const noexcept { return identifier(static_cast<const Self *>(this)->shared(), acs_event_ended_by(own())); }
    /** Returns the duration of the call. */
    std::optional<std::chrono::milliseconds> call_duration() const noexcept { return span(acs_event_call_duration_ms(own())); }
    /** Returns the id of the group call, for ACS_LOCATOR_GROUP_CALL. */
    std::string_view group_id() const noexcept { return text_or_empty(acs_event_group_id(own())); }
    /** Returns the id of the room, for ACS_LOCATOR_ROOM. */
    std::string_view room_id() const noexcept { return text_or_empty(acs_event_room_id(own())); }
    /** Returns true for a 1:1 call, false for others, none when it is not stated. */
    std::optional<bool> is_two_party() const noexcept { return flag(acs_event_is_two_party(own())); }
    /** Returns true for a call in a room, false for others, none when it is not stated. */
    std::optional<bool> is_rooms_call() const noexcept { return flag(acs_event_is_rooms_call(own())); }
    /** Returns the participant that joined or left. */
    identifier user() const noexcept { return identifier(static_cast<const Self *>(this)->shared(), acs_event_user(own())); }
    /** Returns the display name of the participant that joined or left. */
    std::string_view display_name() const noexcept { return text_or_empty(acs_event_display_name(own())); }
    /** Returns the id, within the call, of the participant that joined or left. */
    std::string_view participant_id() const noexcept { return text_or_empty(acs_event_participant_id(own())); }
    /** Returns the software of the participant that joined or left: "userAgent" or, without it,
     *  "endpointType". */
    std::string_view user_agent() const noexcept { return text_or_empty(acs_event_user_agent(own())); }
    /** Returns the code by which Event Grid validates a subscription. Receivers respond to it
     *  automatically. */
    std::string_view validation_code() const noexcept { return text_or_empty(acs_event_validation_code(own())); }
    /** Returns the URL that may be requested within five minutes instead of sending the code back. */
    std::string_view validation_url() const noexcept { return text_or_empty(acs_event_validation_url(own())); }
    /** Returns the id of the subscription that was deleted. */
    std::string_view subscription_id() const noexcept { return text_or_empty(acs_event_subscription_id(own())); }

protected:
    event_getters() noexcept = default;

private:
    const acs_event_t *own() const noexcept { return static_cast<const Self *>(this)->raw(); }
};

/** What acs::call_properties reads. */
template <class Self>
class call_properties_getters {
public:
    /* The properties of a call */

    /** Returns the state of the call. One of ACS_CALL_STATE_... */
    int state() const noexcept { return acs_call_properties_state(own()); }
    /** Returns the state of the call as the service names it: "connected". */
    std::string_view state_name() const noexcept { return text_or_empty(acs_call_properties_state_name(own())); }
    /** Returns the call connection id: this application's leg of the call. */
    std::string_view call_connection_id() const noexcept { return text_or_empty(acs_call_properties_call_connection_id(own())); }
    /** Returns the server call id: the call itself, the same on all legs. Not yet known right after
     *  create and connect. */
    std::string_view server_call_id() const noexcept { return text_or_empty(acs_call_properties_server_call_id(own())); }
    /** Returns the correlation id: the call in the logs of the service. */
    std::string_view correlation_id() const noexcept { return text_or_empty(acs_call_properties_correlation_id(own())); }
    /** Returns the URL that the events of the call are sent to. */
    std::string_view callback_uri() const noexcept { return text_or_empty(acs_call_properties_callback_uri(own())); }
    /** Returns the phone number that callees see. */
    std::string_view source_caller_id_number() const noexcept { return text_or_empty(acs_call_properties_source_caller_id_number(own())); }
    /** Returns the display name that callees see. */
    std::string_view source_display_name() const noexcept { return text_or_empty(acs_call_properties_source_display_name(own())); }
    /** Returns the id of the Communication Services user that answered the call. */
    std::string_view answered_by() const noexcept { return text_or_empty(acs_call_properties_answered_by(own())); }
    /** Returns the phone number that the call was answered for. */
    std::string_view answered_for() const noexcept { return text_or_empty(acs_call_properties_answered_for(own())); }
    /** Returns the id of the media streaming. */
    std::string_view media_streaming_id() const noexcept { return text_or_empty(acs_call_properties_media_streaming_id(own())); }
    /** Returns the id of the transcription. */
    std::string_view transcription_id() const noexcept { return text_or_empty(acs_call_properties_transcription_id(own())); }
    /** Returns the language of the transcription: "en-US". */
    std::string_view transcription_locale() const noexcept { return text_or_empty(acs_call_properties_transcription_locale(own())); }
    /** Returns the state of the media streaming. One of ACS_MEDIA_STATE_... */
    int media_streaming_state() const noexcept { return acs_call_properties_media_streaming_state(own()); }
    /** Returns the state of the transcription. One of ACS_MEDIA_STATE_... */
    int transcription_state() const noexcept { return acs_call_properties_transcription_state(own()); }

protected:
    call_properties_getters() noexcept = default;

private:
    const acs_call_properties_t *own() const noexcept { return static_cast<const Self *>(this)->raw(); }
};

/** What acs::response reads. */
template <class Self>
class response_getters {
public:
    /* The details of a response */

    /** Returns the HTTP status, 200 to 299; 0 for empty. */
    int status() const noexcept { return acs_response_status(own()); }
    /** Returns the number of attempts. */
    int attempts() const noexcept { return acs_response_attempts(own()); }
    /** Returns Repeatability-First-Sent as sent since 1970 UTC, a multiple of 1,000. */
    std::optional<time_point> first_sent() const noexcept { return moment(acs_response_first_sent_ms(own())); }
    /** Returns x-ms-client-request-id as sent. */
    std::string_view request_id() const noexcept { return text_or_empty(acs_response_request_id(own())); }
    /** Returns Repeatability-Request-ID as sent. */
    std::string_view repeatability_id() const noexcept { return text_or_empty(acs_response_repeatability_id(own())); }
    /** Returns Repeatability-Result. The service sends "accepted" for a first execution, for a
     *  repeated one and for some failures alike. */
    std::string_view repeatability_result() const noexcept { return text_or_empty(acs_response_repeatability_result(own())); }
    /** Returns X-Microsoft-Skype-Chain-ID: the call's correlation id. */
    std::string_view chain_id() const noexcept { return text_or_empty(acs_response_chain_id(own())); }
    /** Returns X-Azure-Ref: quote it to Microsoft's support. */
    std::string_view azure_ref() const noexcept { return text_or_empty(acs_response_azure_ref(own())); }
    /** Returns the operation context, as the service repeats it. */
    std::string_view operation_context() const noexcept { return text_or_empty(acs_response_operation_context(own())); }
    /** Returns the invitation id of an added participant, for call::cancel_add_participant. */
    std::string_view invitation_id() const noexcept { return text_or_empty(acs_response_invitation_id(own())); }
    /** Returns the id of the recording, with `pending` of client::start_recording_and_wait. */
    std::string_view recording_id() const noexcept { return text_or_empty(acs_response_recording_id(own())); }
    /** Returns the call connection id that participants were moved from. */
    std::string_view from_call() const noexcept { return text_or_empty(acs_response_from_call(own())); }
    /** Returns the id of a transcription that was started or stopped. */
    std::string_view subscription_id() const noexcept { return text_or_empty(acs_response_subscription_id(own())); }
    /** Returns the JSON of the response, after client::send. */
    std::string_view json() const noexcept { return text_or_empty(acs_response_json(own())); }

protected:
    response_getters() noexcept = default;

private:
    const acs_response_t *own() const noexcept { return static_cast<const Self *>(this)->raw(); }
};

/** What acs::recording_metadata reads. */
template <class Self>
class recording_metadata_getters {
public:
    /* The metadata of a recording */

    /** Returns the id of the resource that recorded. */
    std::string_view resource_id() const noexcept { return text_or_empty(acs_recording_metadata_resource_id(own())); }
    /** Returns the id of the call. */
    std::string_view call_id() const noexcept { return text_or_empty(acs_recording_metadata_call_id(own())); }
    /** Returns the document id of the file. */
    std::string_view chunk_document_id() const noexcept { return text_or_empty(acs_recording_metadata_chunk_document_id(own())); }
    /** Returns the index of the file within the recording. */
    std::optional<std::int64_t> chunk_index() const noexcept { return some(acs_recording_metadata_chunk_index(own())); }
    /** Returns the start time of the file as written. */
    std::string_view chunk_start_time() const noexcept { return text_or_empty(acs_recording_metadata_chunk_start_time(own())); }
    /** Returns the start time of the file since 1970 UTC. */
    std::optional<time_point> chunk_started_at() const noexcept { return moment(acs_recording_metadata_chunk_start_time_ms(own())); }
    /** Returns the duration of the file: at most 4 hours. */
    std::optional<std::chrono::milliseconds> chunk_duration() const noexcept { return span(acs_recording_metadata_chunk_duration_ms(own())); }
    /** Returns the content of the recording: "audio", "audioVideo". */
    std::string_view content() const noexcept { return text_or_empty(acs_recording_metadata_content(own())); }
    /** Returns whether the participants are mixed into one channel: "mixed", "unmixed". */
    std::string_view channel() const noexcept { return text_or_empty(acs_recording_metadata_channel(own())); }
    /** Returns the file format: "wav", "mp3", "mp4". */
    std::string_view format() const noexcept { return text_or_empty(acs_recording_metadata_format(own())); }
    /** Returns the audio samples per second. */
    std::optional<std::int64_t> audio_sample_rate() const noexcept { return some(acs_recording_metadata_audio_sample_rate(own())); }
    /** Returns the audio bits per second. */
    std::optional<std::int64_t> audio_bit_rate() const noexcept { return some(acs_recording_metadata_audio_bit_rate(own())); }
    /** Returns the number of audio channels. */
    std::optional<std::int64_t> audio_channels() const noexcept { return some(acs_recording_metadata_audio_channels(own())); }
    /** Returns the longer side of the video, in pixels. */
    std::optional<std::int64_t> video_longer_side_length() const noexcept { return some(acs_recording_metadata_video_longer_side_length(own())); }
    /** Returns the shorter side of the video, in pixels. */
    std::optional<std::int64_t> video_shorter_side_length() const noexcept { return some(acs_recording_metadata_video_shorter_side_length(own())); }
    /** Returns the video frames per second. */
    std::optional<std::int64_t> video_framerate() const noexcept { return some(acs_recording_metadata_video_framerate(own())); }
    /** Returns the video bits per second. */
    std::optional<std::int64_t> video_bit_rate() const noexcept { return some(acs_recording_metadata_video_bit_rate(own())); }
    /** Returns the JSON of the file as it is, for members without a getter. */
    std::string_view raw_json() const noexcept { return text_or_empty(acs_recording_metadata_raw_json(own())); }

protected:
    recording_metadata_getters() noexcept = default;

private:
    const acs_recording_metadata_t *own() const noexcept { return static_cast<const Self *>(this)->raw(); }
};

}  // namespace detail
}  // namespace acs
