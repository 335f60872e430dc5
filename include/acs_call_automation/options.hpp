/**
 * @file options.hpp
 * Option structs of the C++ interface; included by acs_call_automation.hpp, not by programs.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
/* Written by tests/generated from capi/surface/options.toml; do not edit. */

namespace acs {

/* ======== request options ======== */

/** Options of one request: timeouts, ids, headers, cancellation. */
struct request_options {
    /** The total timeout of the request: name lookup, connecting, retries and pauses included; 1 to
     *  3,600,000 ms. Default: that of the client, 10,000 there. */
    std::optional<std::chrono::milliseconds> timeout{};
    /** The timeout of one attempt: 1 to 3,600,000 ms. Default: that of the client, the rest of the
     *  total timeout there. */
    std::optional<std::chrono::milliseconds> attempt_timeout{};
    /** The header x-ms-client-request-id: 1 to 128 visible ASCII characters. Default: a new UUID. */
    std::optional<std::string> request_id{};
    /** The headers Repeatability-Request-ID and Repeatability-First-Sent of an earlier request
     *  whose outcome is unknown. Default: new ones. Only for operations that send them; others
     *  refuse, and all refuse an id that is not a UUID. Repeat within 5 minutes of the first time:
     *  other services of the family document that they remember the ids so long; after that the
     *  operation may be performed again. */
    std::optional<acs::repeatability> repeatability{};
    /** The error of the request that this one repeats: its repeatability ids are sent again. The
     *  arguments must be the same too, and no more than 5 minutes may have passed since the first
     *  attempt. Where the service honors the ids, as the operations listed under Retries in
     *  acs_call_automation.h, the operation is not performed twice; for other operations it may be
     *  performed twice. An operation refuses the options when the error has no repeatability ids,
     *  as that of an operation that only reads. */
    std::optional<acs::error> repeat_of{};
    /** Further headers. At most 32 headers with 8 KiB of names and values. Headers that the library
     *  writes itself and those that change how a request is framed are refused. */
    name_values headers{};
    /** The api-version: a date such as "2026-03-12", optionally with "-preview". Default: that of
     *  the client. */
    std::optional<std::string> api_version{};
    /** The maximum number of retries: 0 to 20. Default: that of the client, 3 there. */
    std::optional<std::int64_t> max_retries{};
    /** Whether operations that are not known to be repeatable are retried too, after a lost
     *  response or status 408, 500, 502, 503 or 504. Default: as the client. This may ring a person
     *  twice. */
    std::optional<bool> retry_non_idempotent{};
    /** The token that cancels this request from another thread. */
    std::optional<acs::cancel_token> cancel{};
};

namespace detail {

using request_options_ptr = owned<acs_request_options_t, acs_request_options_free>;

inline request_options_ptr to_c(const request_options &from) {
    request_options_ptr to(acs_request_options_new());
    set(to.get(), acs_request_options_set_timeout_ms, from.timeout);
    set(to.get(), acs_request_options_set_attempt_timeout_ms, from.attempt_timeout);
    set(to.get(), acs_request_options_set_request_id, from.request_id, "request id");
    set_repeatability(to.get(), from.repeatability);
    if (from.repeat_of) acs_request_options_set_repeat_of(to.get(), from.repeat_of->raw());
    add(to.get(), acs_request_options_add_header, from.headers, "header");
    set(to.get(), acs_request_options_set_api_version, from.api_version, "api version");
    set(to.get(), acs_request_options_set_max_retries, from.max_retries);
    set(to.get(), acs_request_options_set_retry_non_idempotent, from.retry_non_idempotent);
    if (from.cancel) acs_request_options_set_cancel(to.get(), from.cancel->raw());
    return to;
}

}  // namespace detail

/* ======== operation options ======== */

/** Options of the operations that have none of their own: cancel adding, remove, move, send DTMF
 *  tones, continuous DTMF recognition, unhold, start and stop media streaming, stop transcription. */
struct operation_options {
    /** The operation context that the events of this operation carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL that the events of this operation are sent to: https://..., or http://... on this
     *  machine. Default: the callback URL of the call. */
    std::optional<std::string> operation_callback_uri{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using operation_options_ptr = owned<acs_operation_options_t, acs_operation_options_free>;

inline operation_options_ptr to_c(const operation_options &from) {
    operation_options_ptr to(acs_operation_options_new());
    set(to.get(), acs_operation_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_operation_options_set_operation_callback_uri, from.operation_callback_uri, "operation callback uri");
    acs_operation_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== media streaming options ======== */

/** Media streaming: the audio of a call is sent to a websocket. Since api-version 2025-05-15. */
struct media_streaming_options {
    /** ACS_AUDIO_CHANNEL_MIXED or ACS_AUDIO_CHANNEL_UNMIXED. */
    int audio_channel = ACS_AUDIO_CHANNEL_MIXED;
    /** The websocket URL that the service connects to: wss://..., or ws://... on this machine.
     *  Default: none; whether the service accepts that is not documented. */
    std::optional<std::string> transport_url{};
    /** The content that is streamed: ACS_STREAMING_CONTENT_AUDIO. Default: not documented; audio is
     *  the only content. */
    std::optional<int> content_type{};
    /** Whether streaming starts with the call, without a request of its own. Default: no, the
     *  default of the service. */
    std::optional<bool> start_media_streaming{};
    /** Whether audio that the websocket sends back is played into the call. Default: not
     *  documented. */
    std::optional<bool> enable_bidirectional{};
    /** The audio format: ACS_AUDIO_FORMAT_PCM_16K_MONO, ACS_AUDIO_FORMAT_PCM_24K_MONO. Default:
     *  PCM, 16 kHz, mono, the default of the service. */
    std::optional<int> audio_format{};
    /** Whether DTMF tones are streamed too. Default: not documented. */
    std::optional<bool> enable_dtmf_tones{};
};

namespace detail {

using media_streaming_options_ptr = owned<acs_media_streaming_options_t, acs_media_streaming_options_free>;

inline media_streaming_options_ptr to_c(const media_streaming_options &from) {
    media_streaming_options_ptr to(acs_media_streaming_options_new(from.audio_channel));
    set(to.get(), acs_media_streaming_options_set_transport_url, from.transport_url, "transport url");
    set(to.get(), acs_media_streaming_options_set_content_type, from.content_type);
    set(to.get(), acs_media_streaming_options_set_start_media_streaming, from.start_media_streaming);
    set(to.get(), acs_media_streaming_options_set_enable_bidirectional, from.enable_bidirectional);
    set(to.get(), acs_media_streaming_options_set_audio_format, from.audio_format);
    set(to.get(), acs_media_streaming_options_set_enable_dtmf_tones, from.enable_dtmf_tones);
    return to;
}

}  // namespace detail

/* ======== transcription options ======== */

/** Transcription: speech is turned into text and sent to a websocket. Since api-version 2025-05-15. */
struct transcription_options {
    /** The spoken language: "en-US". */
    std::string locale{};
    /** The websocket URL that the service connects to: wss://..., or ws://... on this machine.
     *  Default: none; whether the service accepts that is not documented. */
    std::optional<std::string> transport_url{};
    /** The endpoint id of a custom speech model. */
    std::optional<std::string> speech_model_endpoint_id{};
    /** Whether transcription starts with the call, without a request of its own. Default: not
     *  documented. */
    std::optional<bool> start_transcription{};
    /** Whether intermediate results are sent while a phrase is spoken. Default: not documented. */
    std::optional<bool> enable_intermediate_results{};
};

namespace detail {

using transcription_options_ptr = owned<acs_transcription_options_t, acs_transcription_options_free>;

inline transcription_options_ptr to_c(const transcription_options &from) {
    transcription_options_ptr to(acs_transcription_options_new(text(from.locale, "locale")));
    set(to.get(), acs_transcription_options_set_transport_url, from.transport_url, "transport url");
    set(to.get(), acs_transcription_options_set_speech_model_endpoint_id, from.speech_model_endpoint_id, "speech model endpoint id");
    set(to.get(), acs_transcription_options_set_start_transcription, from.start_transcription);
    set(to.get(), acs_transcription_options_set_enable_intermediate_results, from.enable_intermediate_results);
    return to;
}

}  // namespace detail

/* ======== teams phone caller details ======== */

/** The caller, as a called Teams phone shows it. */
struct teams_phone_caller_details {
    /** The caller. */
    identifier caller{};
    /** The name to show. */
    std::string name{};
    /** The number to show. */
    std::string phone_number{};
    /** The id of the caller's record in a customer system. */
    std::optional<std::string> record_id{};
    /** The URL of a page that opens for the callee. */
    std::optional<std::string> screen_pop_url{};
    /** Whether the identity of the caller was verified. */
    std::optional<bool> is_authenticated{};
    /** Further information to show, by name; the same name once more replaces the value. At most 10
     *  names; no control characters. */
    name_values additional_caller_information{};
};

namespace detail {

using teams_phone_caller_details_ptr = owned<acs_teams_phone_caller_details_t, acs_teams_phone_caller_details_free>;

inline teams_phone_caller_details_ptr to_c(const teams_phone_caller_details &from) {
    teams_phone_caller_details_ptr to(acs_teams_phone_caller_details_new(from.caller.raw(), text(from.name, "name"),
        text(from.phone_number, "phone number")));
    set(to.get(), acs_teams_phone_caller_details_set_record_id, from.record_id, "record id");
    set(to.get(), acs_teams_phone_caller_details_set_screen_pop_url, from.screen_pop_url, "screen pop url");
    set(to.get(), acs_teams_phone_caller_details_set_is_authenticated, from.is_authenticated);
    add(to.get(), acs_teams_phone_caller_details_add_additional_caller_information, from.additional_caller_information, "additional caller information");
    return to;
}

}  // namespace detail

/* ======== teams phone source details ======== */

/** The source of a call, as a called Teams phone shows it. */
struct teams_phone_source_details {
    /** The source of the call. */
    identifier source{};
    /** The language spoken there: "en-US". */
    std::string language{};
    /** The state of the call. */
    std::string status{};
    /** The participants that the call was intended for, by names of your choice. */
    std::vector<std::pair<std::string, identifier>> intended_targets{};
};

namespace detail {

using teams_phone_source_details_ptr = owned<acs_teams_phone_source_details_t, acs_teams_phone_source_details_free>;

inline teams_phone_source_details_ptr to_c(const teams_phone_source_details &from) {
    teams_phone_source_details_ptr to(acs_teams_phone_source_details_new(from.source.raw(), text(from.language, "language"),
        text(from.status, "status")));
    for (const auto &one : from.intended_targets) add_intended_target(to.get(), one);
    return to;
}

}  // namespace detail

/* ======== teams phone call details ======== */

/** Details of a call that a called Teams phone shows. Since api-version 2026-03-12. No control
 *  characters. */
struct teams_phone_call_details {
    /** The caller. */
    std::optional<acs::teams_phone_caller_details> caller{};
    /** The source of the call. */
    std::optional<acs::teams_phone_source_details> source{};
    /** The id of the session in the sending system. */
    std::optional<std::string> session_id{};
    /** The caller's intent. */
    std::optional<std::string> intent{};
    /** The topic of the call in at most 48 characters. */
    std::optional<std::string> call_topic{};
    /** The context of the call. */
    std::optional<std::string> call_context{};
    /** The URL of a transcript. */
    std::optional<std::string> transcript_url{};
    /** The sentiment of the caller. */
    std::optional<std::string> call_sentiment{};
    /** Suggested actions for the callee. */
    std::optional<std::string> suggested_actions{};
};

namespace detail {

using teams_phone_call_details_ptr = owned<acs_teams_phone_call_details_t, acs_teams_phone_call_details_free>;

inline teams_phone_call_details_ptr to_c(const teams_phone_call_details &from) {
    teams_phone_call_details_ptr to(acs_teams_phone_call_details_new());
    if (from.caller) acs_teams_phone_call_details_set_caller(to.get(), to_c(*from.caller).get());
    if (from.source) acs_teams_phone_call_details_set_source(to.get(), to_c(*from.source).get());
    set(to.get(), acs_teams_phone_call_details_set_session_id, from.session_id, "session id");
    set(to.get(), acs_teams_phone_call_details_set_intent, from.intent, "intent");
    set(to.get(), acs_teams_phone_call_details_set_call_topic, from.call_topic, "call topic");
    set(to.get(), acs_teams_phone_call_details_set_call_context, from.call_context, "call context");
    set(to.get(), acs_teams_phone_call_details_set_transcript_url, from.transcript_url, "transcript url");
    set(to.get(), acs_teams_phone_call_details_set_call_sentiment, from.call_sentiment, "call sentiment");
    set(to.get(), acs_teams_phone_call_details_set_suggested_actions, from.suggested_actions, "suggested actions");
    return to;
}

}  // namespace detail

/* ======== calling context ======== */

/** Headers for the callee of an added participant or a transfer. At most 5 SIP headers beside
 *  User-To-User, and 1,000 VoIP headers; each name once. They are checked when they are used. */
struct custom_calling_context {
    /** SIP headers X-MS-Custom-NAME. Names: letters, digits and . ! % * _ + ~ -, at most 64
     *  characters with the prefix; a name that has the prefix keeps it. Values: at most 256
     *  letters, digits and . ! % * _ + ~ - = ; characters. */
    name_values sip_custom_headers{};
    /** SIP headers X-NAME, with the same rules; since api-version 2025-06-15. */
    name_values sip_x_headers{};
    /** The SIP header User-To-User (UUI): 1 to 256 characters, no control characters; a second
     *  value is refused when it is used. */
    std::optional<std::string> user_to_user{};
    /** SIP headers by their full names: X-MS-Custom-..., X-... or User-To-User. */
    name_values sip_headers{};
    /** Headers for a called Communication Services user. Names: 1 to 64 characters; values: at most
     *  1,024; no control characters. */
    name_values voip_headers{};
    /** The details for a called Teams phone; since api-version 2026-03-12. */
    std::optional<acs::teams_phone_call_details> teams_phone_call_details{};
};

namespace detail {

using calling_context_ptr = owned<acs_calling_context_t, acs_calling_context_free>;

inline calling_context_ptr to_c(const custom_calling_context &from) {
    calling_context_ptr to(acs_calling_context_new());
    add(to.get(), acs_calling_context_add_sip_custom_header, from.sip_custom_headers, "sip custom header");
    add(to.get(), acs_calling_context_add_sip_x_header, from.sip_x_headers, "sip x header");
    set(to.get(), acs_calling_context_set_user_to_user, from.user_to_user, "user to user");
    add(to.get(), acs_calling_context_add_sip_header, from.sip_headers, "sip header");
    add(to.get(), acs_calling_context_add_voip_header, from.voip_headers, "voip header");
    if (from.teams_phone_call_details) acs_calling_context_set_teams_phone_call_details(to.get(), to_c(*from.teams_phone_call_details).get());
    return to;
}

}  // namespace detail

/* ======== invite ======== */

/** A party to ring, and what it sees of the caller. May be used any number of times, also by
 *  several threads; one thread at a time may change it. */
struct invite {
    /** The party. */
    identifier target{};
    /** Creates an invite for a phone number. Both numbers must be in E.164 form. */
    static invite to_phone_number(std::string_view target, std::string_view caller_id) {
        return {phone(target), std::string(phone(caller_id).phone())};
    }
    /** The caller id that a callee sees, in E.164 form: a number of the resource, or with direct
     *  routing any number that the SBC accepts. Required for phone numbers. */
    std::optional<std::string> source_caller_id_number{};
    /** The name that the callee sees: no control characters. Default: none. */
    std::optional<std::string> source_display_name{};
    /** The SIP and VoIP headers for the callee; only for adding a participant. Default: none. */
    std::optional<acs::custom_calling_context> custom_calling_context{};
};

namespace detail {

using invite_ptr = owned<acs_invite_t, acs_invite_free>;

inline invite_ptr to_c(const invite &from) {
    invite_ptr to(acs_invite_new(from.target.raw()));
    set(to.get(), acs_invite_set_source_caller_id_number, from.source_caller_id_number, "source caller id number");
    set(to.get(), acs_invite_set_source_display_name, from.source_display_name, "source display name");
    if (from.custom_calling_context) acs_invite_set_custom_calling_context(to.get(), to_c(*from.custom_calling_context).get());
    return to;
}

}  // namespace detail

/* ======== client options ======== */

/** Options of a client: timeouts, retries, connections, trust. */
struct client_options {
    /** The total timeout of a request: name lookup, connecting, retries and pauses included; 1 to
     *  3,600,000 ms. Default: 10,000. */
    std::optional<std::chrono::milliseconds> timeout{};
    /** The timeout of one attempt: 1 to 3,600,000 ms. Default: the rest of the total timeout. */
    std::optional<std::chrono::milliseconds> attempt_timeout{};
    /** The timeout of a name lookup, and of connecting, TLS included, per host: 1 to 3,600,000 ms.
     *  Default: 5,000. */
    std::optional<std::chrono::milliseconds> connect_timeout{};
    /** The maximum number of retries: 0 to 20. Default: 3. */
    std::optional<std::int64_t> max_retries{};
    /** Whether operations that are not known to be repeatable (create, answer, connect, redirect,
     *  reject, transfer, move, pause and resume recording, recognize and the other media operations
     *  except sending DTMF tones) are retried too, after a lost response or status 408, 500, 502,
     *  503 or 504. Default: false. This may ring a person twice. */
    std::optional<bool> retry_non_idempotent{};
    /** How long an unused connection is kept: 1 to 3,600,000 ms. Default: 60,000. */
    std::optional<std::chrono::milliseconds> idle_timeout{};
    /** The maximum number of unused connections that are kept, for each host and in total: 0 or
     *  more. Default: 64. */
    std::optional<std::int64_t> max_idle_connections{};
    /** The maximum size of a response body: 1 byte or more. Default: 4,194,304 (4 MiB). A larger
     *  body of a success gives ACS_DECODE. Recordings may be larger. */
    std::optional<std::int64_t> max_response_size{};
    /** The maximum number of threads that run submitted operations (client::submit_to): 1 to 256.
     *  Default: 4. They are started when they are needed, and one more for functions ending in
     *  _and_wait. */
    std::optional<std::int64_t> submit_workers{};
    /** The maximum number of submitted operations whose completion was not read: 1 to 1,000,000.
     *  Default: 1,024. Beyond it functions return ACS_FULL. */
    std::optional<std::int64_t> submit_capacity{};
    /** The certificates that are trusted; they are read when the client is created. Default:
     *  ACS_TRUST_BUILT_IN. */
    std::optional<acs::trust_roots> trust_roots{};
    /** The proxy: "http://user:password@proxy.example:3128", or https:// for TLS to the proxy;
     *  without a port, 80 or 443. Default: none; the environment is not read. */
    std::optional<std::string> proxy_url{};
    /** The api-version of all requests: a date, optionally with "-preview". Default: "2026-03-12". */
    std::optional<std::string> api_version{};
    /** The product name before that of the library in User-Agent: 1 to 64 visible ASCII characters
     *  such as "my-pbx/1.0". */
    std::optional<std::string> user_agent_prefix{};
    /** Whether arguments are checked before a request is sent. Default: true. The service may
     *  accept more than the checks know. What would break the request itself is always refused. */
    std::optional<bool> validate{};
    /** Further hosts, with a port unless it is that of the scheme, from which recordings are
     *  downloaded and deleted: "127.0.0.1:8080". Default: only the stores of the service, and the
     *  endpoint of the client. Requests to it carry the credential: over https only, or http to
     *  this machine. */
    std::vector<std::string> recording_hosts{};
};

namespace detail {

using client_options_ptr = owned<acs_client_options_t, acs_client_options_free>;

inline client_options_ptr to_c(const client_options &from) {
    client_options_ptr to(acs_client_options_new());
    set(to.get(), acs_client_options_set_timeout_ms, from.timeout);
    set(to.get(), acs_client_options_set_attempt_timeout_ms, from.attempt_timeout);
    set(to.get(), acs_client_options_set_connect_timeout_ms, from.connect_timeout);
    set(to.get(), acs_client_options_set_max_retries, from.max_retries);
    set(to.get(), acs_client_options_set_retry_non_idempotent, from.retry_non_idempotent);
    set(to.get(), acs_client_options_set_idle_timeout_ms, from.idle_timeout);
    set(to.get(), acs_client_options_set_max_idle_connections, from.max_idle_connections);
    set(to.get(), acs_client_options_set_max_response_size, from.max_response_size);
    set(to.get(), acs_client_options_set_submit_workers, from.submit_workers);
    set(to.get(), acs_client_options_set_submit_capacity, from.submit_capacity);
    set_trust_roots(to.get(), from.trust_roots);
    set(to.get(), acs_client_options_set_proxy_url, from.proxy_url, "proxy url");
    set(to.get(), acs_client_options_set_api_version, from.api_version, "api version");
    set(to.get(), acs_client_options_set_user_agent_prefix, from.user_agent_prefix, "user agent prefix");
    set(to.get(), acs_client_options_set_validate, from.validate);
    add(to.get(), acs_client_options_add_recording_host, from.recording_hosts, "recording host");
    return to;
}

}  // namespace detail

/* ======== identity options ======== */

/** Options of tokens that the library obtains: cloud, authority, timeouts, trust. */
struct identity_options {
    /** The cloud whose Microsoft Entra issues the tokens: ACS_CLOUD_PUBLIC,
     *  ACS_CLOUD_US_GOVERNMENT, ACS_CLOUD_CHINA. Default: ACS_CLOUD_PUBLIC. */
    std::optional<int> cloud{};
    /** The URL of Microsoft Entra, in place of the cloud's: https, or http to this machine, without
     *  a path. Default: that of the cloud. */
    std::optional<std::string> authority_url{};
    /** The scope of the tokens, which ends in /.default. Default:
     *  "https://communication.azure.com//.default" in every cloud. Managed identities request the
     *  part before as their resource. */
    std::optional<std::string> scope{};
    /** The total timeout of obtaining a token, retries and pauses included: 1 to 3,600,000 ms.
     *  Default: 10,000. It is never longer than what is left of the request that needs the token,
     *  and 3 s at most while the token before it is still valid. */
    std::optional<std::chrono::milliseconds> timeout{};
    /** The timeout of a name lookup, and of connecting, TLS included: 1 to 3,600,000 ms. Default:
     *  5,000. To the instance metadata service of a virtual machine it is 1 s at most. */
    std::optional<std::chrono::milliseconds> connect_timeout{};
    /** The maximum number of retries: 0 to 20. Default: 3. */
    std::optional<std::int64_t> max_retries{};
    /** The certificates that are trusted; they are read when the token object is created. Default:
     *  ACS_TRUST_BUILT_IN. */
    std::optional<acs::trust_roots> trust_roots{};
    /** The proxy to Microsoft Entra: "http://user:password@proxy.example:3128", or https:// for TLS
     *  to the proxy; without a port, 80 or 443. Default: none; the environment is not read. Managed
     *  identities never use it. */
    std::optional<std::string> proxy_url{};
    /** The address of the instance metadata service, for tests: https, or http to this machine or a
     *  private network, without a path. Default: "http://169.254.169.254". */
    std::optional<std::string> imds_url{};
};

namespace detail {

using identity_options_ptr = owned<acs_identity_options_t, acs_identity_options_free>;

inline identity_options_ptr to_c(const identity_options &from) {
    identity_options_ptr to(acs_identity_options_new());
    set(to.get(), acs_identity_options_set_cloud, from.cloud);
    set(to.get(), acs_identity_options_set_authority_url, from.authority_url, "authority url");
    set(to.get(), acs_identity_options_set_scope, from.scope, "scope");
    set(to.get(), acs_identity_options_set_timeout_ms, from.timeout);
    set(to.get(), acs_identity_options_set_connect_timeout_ms, from.connect_timeout);
    set(to.get(), acs_identity_options_set_max_retries, from.max_retries);
    set_trust_roots(to.get(), from.trust_roots);
    set(to.get(), acs_identity_options_set_proxy_url, from.proxy_url, "proxy url");
    set(to.get(), acs_identity_options_set_imds_url, from.imds_url, "imds url");
    return to;
}

}  // namespace detail

/* ======== create call options ======== */

/** Options of placing a call to one callee. */
struct create_call_options {
    /** The operation context that the events of this leg carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
     *  Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
     *  sub-code 8567, also by the emulator. */
    std::optional<std::string> cognitive_services_endpoint{};
    /** The media streaming of the call to a websocket. */
    std::optional<acs::media_streaming_options> media_streaming{};
    /** The transcription of the call. */
    std::optional<acs::transcription_options> transcription{};
    /** The Communication Services user in whose name the call is placed. */
    std::optional<identifier> source{};
    /** The Microsoft Teams application in whose name the call is placed. */
    std::optional<identifier> teams_app_source{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using create_call_options_ptr = owned<acs_create_call_options_t, acs_create_call_options_free>;

inline create_call_options_ptr to_c(const create_call_options &from) {
    create_call_options_ptr to(acs_create_call_options_new());
    set(to.get(), acs_create_call_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_create_call_options_set_cognitive_services_endpoint, from.cognitive_services_endpoint, "cognitive services endpoint");
    if (from.media_streaming) acs_create_call_options_set_media_streaming(to.get(), to_c(*from.media_streaming).get());
    if (from.transcription) acs_create_call_options_set_transcription(to.get(), to_c(*from.transcription).get());
    if (from.source) acs_create_call_options_set_source(to.get(), from.source->raw());
    if (from.teams_app_source) acs_create_call_options_set_teams_app_source(to.get(), from.teams_app_source->raw());
    acs_create_call_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== create group call options ======== */

/** Options of placing a call to several callees. */
struct create_group_call_options {
    /** The operation context that the events of this leg carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
     *  Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
     *  sub-code 8567, also by the emulator. */
    std::optional<std::string> cognitive_services_endpoint{};
    /** The media streaming of the call to a websocket. */
    std::optional<acs::media_streaming_options> media_streaming{};
    /** The transcription of the call. */
    std::optional<acs::transcription_options> transcription{};
    /** The Communication Services user in whose name the call is placed. */
    std::optional<identifier> source{};
    /** The Microsoft Teams application in whose name the call is placed. */
    std::optional<identifier> teams_app_source{};
    /** The caller id that callees see, in E.164 form: a number of the resource, or with direct
     *  routing any number that the SBC accepts. Required when a phone number is among the targets. */
    std::optional<std::string> source_caller_id_number{};
    /** The display name that the callees see: any text without control characters. */
    std::optional<std::string> source_display_name{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using create_group_call_options_ptr = owned<acs_create_group_call_options_t, acs_create_group_call_options_free>;

inline create_group_call_options_ptr to_c(const create_group_call_options &from) {
    create_group_call_options_ptr to(acs_create_group_call_options_new());
    set(to.get(), acs_create_group_call_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_create_group_call_options_set_cognitive_services_endpoint, from.cognitive_services_endpoint, "cognitive services endpoint");
    if (from.media_streaming) acs_create_group_call_options_set_media_streaming(to.get(), to_c(*from.media_streaming).get());
    if (from.transcription) acs_create_group_call_options_set_transcription(to.get(), to_c(*from.transcription).get());
    if (from.source) acs_create_group_call_options_set_source(to.get(), from.source->raw());
    if (from.teams_app_source) acs_create_group_call_options_set_teams_app_source(to.get(), from.teams_app_source->raw());
    set(to.get(), acs_create_group_call_options_set_source_caller_id_number, from.source_caller_id_number, "source caller id number");
    set(to.get(), acs_create_group_call_options_set_source_display_name, from.source_display_name, "source display name");
    acs_create_group_call_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== answer call options ======== */

/** Options of answering an incoming call. */
struct answer_call_options {
    /** The operation context that the events of this leg carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
     *  Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
     *  sub-code 8567, also by the emulator. */
    std::optional<std::string> cognitive_services_endpoint{};
    /** The media streaming of the call to a websocket. */
    std::optional<acs::media_streaming_options> media_streaming{};
    /** The transcription of the call. */
    std::optional<acs::transcription_options> transcription{};
    /** The Communication Services user in whose name the call is answered. */
    std::optional<identifier> answered_by{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using answer_call_options_ptr = owned<acs_answer_call_options_t, acs_answer_call_options_free>;

inline answer_call_options_ptr to_c(const answer_call_options &from) {
    answer_call_options_ptr to(acs_answer_call_options_new());
    set(to.get(), acs_answer_call_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_answer_call_options_set_cognitive_services_endpoint, from.cognitive_services_endpoint, "cognitive services endpoint");
    if (from.media_streaming) acs_answer_call_options_set_media_streaming(to.get(), to_c(*from.media_streaming).get());
    if (from.transcription) acs_answer_call_options_set_transcription(to.get(), to_c(*from.transcription).get());
    if (from.answered_by) acs_answer_call_options_set_answered_by(to.get(), from.answered_by->raw());
    acs_answer_call_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== connect call options ======== */

/** Options of connecting to a running call. */
struct connect_call_options {
    /** The operation context that the events of this leg carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL of the cognitive services resource: "https://NAME.cognitiveservices.azure.com/".
     *  Without it, text and SSML sources, choices and speech are refused with ACS_SERVICE, 400 and
     *  sub-code 8567, also by the emulator. */
    std::optional<std::string> cognitive_services_endpoint{};
    /** The media streaming of the call to a websocket. */
    std::optional<acs::media_streaming_options> media_streaming{};
    /** The transcription of the call. */
    std::optional<acs::transcription_options> transcription{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using connect_call_options_ptr = owned<acs_connect_call_options_t, acs_connect_call_options_free>;

inline connect_call_options_ptr to_c(const connect_call_options &from) {
    connect_call_options_ptr to(acs_connect_call_options_new());
    set(to.get(), acs_connect_call_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_connect_call_options_set_cognitive_services_endpoint, from.cognitive_services_endpoint, "cognitive services endpoint");
    if (from.media_streaming) acs_connect_call_options_set_media_streaming(to.get(), to_c(*from.media_streaming).get());
    if (from.transcription) acs_connect_call_options_set_transcription(to.get(), to_c(*from.transcription).get());
    acs_connect_call_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== reject call options ======== */

/** Options of rejecting an incoming call. */
struct reject_call_options {
    /** The reason: ACS_REJECT_NONE, ACS_REJECT_BUSY, ACS_REJECT_FORBIDDEN. Default:
     *  ACS_REJECT_NONE. */
    std::optional<int> reason{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using reject_call_options_ptr = owned<acs_reject_call_options_t, acs_reject_call_options_free>;

inline reject_call_options_ptr to_c(const reject_call_options &from) {
    reject_call_options_ptr to(acs_reject_call_options_new());
    set(to.get(), acs_reject_call_options_set_reason, from.reason);
    acs_reject_call_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== transfer call options ======== */

/** Options of a transfer. */
struct transfer_call_options {
    /** The operation context that the events of this operation carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL that the events of this operation are sent to: https://..., or http://... on this
     *  machine. Default: the callback URL of the call. */
    std::optional<std::string> operation_callback_uri{};
    /** The participant of a group call that is transferred; the others stay in the call, and so
     *  does this application. Default: the remote party of a 1:1 call. */
    std::optional<identifier> transferee{};
    /** The caller id that a phone number sees, in E.164 form: a number of the resource, or with
     *  direct routing any number that the SBC accepts. Default: that of the transferee. */
    std::optional<std::string> source_caller_id_number{};
    /** The SIP and VoIP headers for the transfer target. */
    std::optional<acs::custom_calling_context> custom_calling_context{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using transfer_call_options_ptr = owned<acs_transfer_call_options_t, acs_transfer_call_options_free>;

inline transfer_call_options_ptr to_c(const transfer_call_options &from) {
    transfer_call_options_ptr to(acs_transfer_call_options_new());
    set(to.get(), acs_transfer_call_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_transfer_call_options_set_operation_callback_uri, from.operation_callback_uri, "operation callback uri");
    if (from.transferee) acs_transfer_call_options_set_transferee(to.get(), from.transferee->raw());
    set(to.get(), acs_transfer_call_options_set_source_caller_id_number, from.source_caller_id_number, "source caller id number");
    if (from.custom_calling_context) acs_transfer_call_options_set_custom_calling_context(to.get(), to_c(*from.custom_calling_context).get());
    acs_transfer_call_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== add participant options ======== */

/** Options of adding a participant. */
struct add_participant_options {
    /** The operation context that the events of this operation carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL that the events of this operation are sent to: https://..., or http://... on this
     *  machine. Default: the callback URL of the call. */
    std::optional<std::string> operation_callback_uri{};
    /** How long the participant rings, sent as whole seconds, rounded up: 0 to 180,000 ms. Default:
     *  not documented. A longer one is refused by call::add_participant. What 0 means is not
     *  documented. */
    std::optional<std::chrono::milliseconds> invitation_timeout{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using add_participant_options_ptr = owned<acs_add_participant_options_t, acs_add_participant_options_free>;

inline add_participant_options_ptr to_c(const add_participant_options &from) {
    add_participant_options_ptr to(acs_add_participant_options_new());
    set(to.get(), acs_add_participant_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_add_participant_options_set_operation_callback_uri, from.operation_callback_uri, "operation callback uri");
    set(to.get(), acs_add_participant_options_set_invitation_timeout_ms, from.invitation_timeout);
    acs_add_participant_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== mute participants options ======== */

/** Options of muting participants. */
struct mute_participants_options {
    /** The operation context that the response repeats: any text without control characters. */
    std::optional<std::string> operation_context{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using mute_participants_options_ptr = owned<acs_mute_participants_options_t, acs_mute_participants_options_free>;

inline mute_participants_options_ptr to_c(const mute_participants_options &from) {
    mute_participants_options_ptr to(acs_mute_participants_options_new());
    set(to.get(), acs_mute_participants_options_set_operation_context, from.operation_context, "operation context");
    acs_mute_participants_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== play options ======== */

/** Options of playing audio into a call. */
struct play_options {
    /** The operation context that the events of this operation carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL that the events of this operation are sent to: https://..., or http://... on this
     *  machine. Default: the callback URL of the call. */
    std::optional<std::string> operation_callback_uri{};
    /** Whether the audio is repeated until it is canceled. Default: that of the service, false. */
    std::optional<bool> looped{};
    /** Whether running play and recognize operations are canceled; otherwise this one is queued, or
     *  refused while one runs. Default: not documented; 0 in the emulator. */
    std::optional<bool> interrupt_call_media_operation{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using play_options_ptr = owned<acs_play_options_t, acs_play_options_free>;

inline play_options_ptr to_c(const play_options &from) {
    play_options_ptr to(acs_play_options_new());
    set(to.get(), acs_play_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_play_options_set_operation_callback_uri, from.operation_callback_uri, "operation callback uri");
    set(to.get(), acs_play_options_set_looped, from.looped);
    set(to.get(), acs_play_options_set_interrupt_call_media_operation, from.interrupt_call_media_operation);
    acs_play_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== recognize options ======== */

/** Options of a recognition: what is recognized, the prompt, and timeouts. */
struct recognize_options {
    /** The kind of input. */
    recognize_input input = recognize_input::dtmf;
    /** The operation context that the events of this operation carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL that the events of this operation are sent to: https://..., or http://... on this
     *  machine. Default: the callback URL of the call. */
    std::optional<std::string> operation_callback_uri{};
    /** The maximum number of DTMF tones; only for DTMF tones, alone or with speech: 1 or more.
     *  Default: none. Without it, stop tones or the inter-tone timeout end the recognition. */
    std::optional<std::int64_t> max_tones{};
    /** The choices; only with recognize_input::choices. */
    std::vector<recognition_choice> choices{};
    /** The audio sources of the prompt; several since api-version 2024-09-15. */
    acs::play_sources prompts{};
    /** Whether a DTMF tone or speech interrupts the prompt. Default: that of the service, true. */
    std::optional<bool> interrupt_prompt{};
    /** Whether running play and recognize operations are canceled; otherwise this one is queued, or
     *  refused while one runs. Default: that of the service, true. */
    std::optional<bool> interrupt_call_media_operation{};
    /** The maximum silence after the prompt; sent as whole seconds, rounded up: 0 to 300,000 ms.
     *  Default: that of the service, 5,000. For choices and for speech alone at most 20,000. */
    std::optional<std::chrono::milliseconds> initial_silence_timeout{};
    /** The maximum time between two tones; sent as whole seconds, rounded up: 1 to 60,000 ms.
     *  Default: that of the service, 2,000. */
    std::optional<std::chrono::milliseconds> inter_tone_timeout{};
    /** The DTMF tones that end the recognition, as text: "#*". Default: none. Any number of "0" to
     *  "9", "A" to "D", "#" and "*". Whether event::dtmf_tones contains the stop tone is not
     *  documented; the emulator leaves it out. */
    std::optional<std::string> stop_tones{};
    /** The silence that ends the speech: 0 ms or more. Default: that of the service, 500. The
     *  maximum of the service is not documented. */
    std::optional<std::chrono::milliseconds> end_silence_timeout{};
    /** The spoken language: "fr-CA". Default: that of the service, "en-US". */
    std::optional<std::string> speech_language{};
    /** The endpoint id of a custom speech model. */
    std::optional<std::string> speech_model_endpoint_id{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using recognize_options_ptr = owned<acs_recognize_options_t, acs_recognize_options_free>;

inline recognize_options_ptr to_c(const recognize_options &from) {
    recognize_options_ptr to(new_recognize_options(from.input));
    set(to.get(), acs_recognize_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_recognize_options_set_operation_callback_uri, from.operation_callback_uri, "operation callback uri");
    set(to.get(), acs_recognize_options_set_max_tones, from.max_tones);
    for (const auto &one : from.choices) add_choice(to.get(), one);
    for (const auto &one : from.prompts) acs_recognize_options_add_prompt(to.get(), to_c(one).get());
    set(to.get(), acs_recognize_options_set_interrupt_prompt, from.interrupt_prompt);
    set(to.get(), acs_recognize_options_set_interrupt_call_media_operation, from.interrupt_call_media_operation);
    set(to.get(), acs_recognize_options_set_initial_silence_timeout_ms, from.initial_silence_timeout);
    set(to.get(), acs_recognize_options_set_inter_tone_timeout_ms, from.inter_tone_timeout);
    set(to.get(), acs_recognize_options_set_stop_tones, from.stop_tones, "stop tones");
    set(to.get(), acs_recognize_options_set_end_silence_timeout_ms, from.end_silence_timeout);
    set(to.get(), acs_recognize_options_set_speech_language, from.speech_language, "speech language");
    set(to.get(), acs_recognize_options_set_speech_model_endpoint_id, from.speech_model_endpoint_id, "speech model endpoint id");
    acs_recognize_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== hold options ======== */

/** Options of putting a participant on hold. */
struct hold_options {
    /** The operation context that the events of this operation carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL that the events of this operation are sent to: https://..., or http://... on this
     *  machine. Default: the callback URL of the call. */
    std::optional<std::string> operation_callback_uri{};
    /** The audio that is played to the participant meanwhile. Default: not documented. */
    std::optional<acs::play_source> play_source{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using hold_options_ptr = owned<acs_hold_options_t, acs_hold_options_free>;

inline hold_options_ptr to_c(const hold_options &from) {
    hold_options_ptr to(acs_hold_options_new());
    set(to.get(), acs_hold_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_hold_options_set_operation_callback_uri, from.operation_callback_uri, "operation callback uri");
    if (from.play_source) acs_hold_options_set_play_source(to.get(), to_c(*from.play_source).get());
    acs_hold_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== start transcription options ======== */

/** Options of starting transcription. */
struct start_transcription_options {
    /** The operation context that the events of this operation carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL that the events of this operation are sent to: https://..., or http://... on this
     *  machine. Default: the callback URL of the call. */
    std::optional<std::string> operation_callback_uri{};
    /** The spoken language: "en-US". Default: the one before. */
    std::optional<std::string> locale{};
    /** The endpoint id of a custom speech model. Default: the one before. */
    std::optional<std::string> speech_model_endpoint_id{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using start_transcription_options_ptr = owned<acs_start_transcription_options_t, acs_start_transcription_options_free>;

inline start_transcription_options_ptr to_c(const start_transcription_options &from) {
    start_transcription_options_ptr to(acs_start_transcription_options_new());
    set(to.get(), acs_start_transcription_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_start_transcription_options_set_operation_callback_uri, from.operation_callback_uri, "operation callback uri");
    set(to.get(), acs_start_transcription_options_set_locale, from.locale, "locale");
    set(to.get(), acs_start_transcription_options_set_speech_model_endpoint_id, from.speech_model_endpoint_id, "speech model endpoint id");
    acs_start_transcription_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== update transcription options ======== */

/** Options of changing a running transcription. */
struct update_transcription_options {
    /** The operation context that the events of this operation carry: any text without control
     *  characters. */
    std::optional<std::string> operation_context{};
    /** The URL that the events of this operation are sent to: https://..., or http://... on this
     *  machine. Default: the callback URL of the call. */
    std::optional<std::string> operation_callback_uri{};
    /** The spoken language: "en-US". Default: the one before. */
    std::optional<std::string> locale{};
    /** The endpoint id of a custom speech model. Default: the one before. */
    std::optional<std::string> speech_model_endpoint_id{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using update_transcription_options_ptr = owned<acs_update_transcription_options_t, acs_update_transcription_options_free>;

inline update_transcription_options_ptr to_c(const update_transcription_options &from) {
    update_transcription_options_ptr to(acs_update_transcription_options_new());
    set(to.get(), acs_update_transcription_options_set_operation_context, from.operation_context, "operation context");
    set(to.get(), acs_update_transcription_options_set_operation_callback_uri, from.operation_callback_uri, "operation callback uri");
    set(to.get(), acs_update_transcription_options_set_locale, from.locale, "locale");
    set(to.get(), acs_update_transcription_options_set_speech_model_endpoint_id, from.speech_model_endpoint_id, "speech model endpoint id");
    acs_update_transcription_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== start recording options ======== */

/** Options of starting a recording. Content, channel and format go together in four ways: audio and
 *  video mixed as mp4; audio mixed as mp3 or wav; audio unmixed as wav. */
struct start_recording_options {
    /** The URL that RecordingStateChanged and StartRecordingFailed are sent to: https://..., or
     *  http://... on this machine. Default: none, no events. */
    std::optional<std::string> recording_state_callback_uri{};
    /** The recorded content: ACS_RECORDING_CONTENT_AUDIO, ACS_RECORDING_CONTENT_AUDIO_VIDEO.
     *  Default: chosen by the service; with none of content, channel and format: audio, mixed, mp3
     *  (recorded). */
    std::optional<int> recording_content{};
    /** Whether participants share one channel: ACS_RECORDING_CHANNEL_MIXED,
     *  ACS_RECORDING_CHANNEL_UNMIXED. Default: chosen by the service; see the content. */
    std::optional<int> recording_channel{};
    /** The file format: ACS_RECORDING_FORMAT_WAV, ACS_RECORDING_FORMAT_MP3,
     *  ACS_RECORDING_FORMAT_MP4. Default: chosen by the service; see the content. */
    std::optional<int> recording_format{};
    /** The participants in the order of the channels of an unmixed recording. Default: the order in
     *  which they first speak. */
    std::vector<identifier> audio_channel_participant_ordering{};
    /** The channels of participants in an unmixed recording. */
    std::vector<acs::channel_affinity> channel_affinity{};
    /** The URL of a container of Azure Blob Storage for the files. Default: the store of the
     *  service. A container, since api-version 2024-04-15, requires that the managed identity of
     *  the resource may write there. */
    std::optional<std::string> blob_container_url{};
    /** Whether the recording starts paused, until client::resume_recording. Default: no, as
     *  recorded from the live service. Since api-version 2024-04-15. */
    std::optional<bool> pause_on_start{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using start_recording_options_ptr = owned<acs_start_recording_options_t, acs_start_recording_options_free>;

inline start_recording_options_ptr to_c(const start_recording_options &from) {
    start_recording_options_ptr to(acs_start_recording_options_new());
    set(to.get(), acs_start_recording_options_set_recording_state_callback_uri, from.recording_state_callback_uri, "recording state callback uri");
    set(to.get(), acs_start_recording_options_set_recording_content, from.recording_content);
    set(to.get(), acs_start_recording_options_set_recording_channel, from.recording_channel);
    set(to.get(), acs_start_recording_options_set_recording_format, from.recording_format);
    for (const auto &one : from.audio_channel_participant_ordering) acs_start_recording_options_add_audio_channel_participant_ordering(to.get(), one.raw());
    for (const auto &one : from.channel_affinity) add_channel_affinity(to.get(), one);
    set_recording_storage(to.get(), from.blob_container_url);
    set(to.get(), acs_start_recording_options_set_pause_on_start, from.pause_on_start);
    acs_start_recording_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== download recording options ======== */

/** Options of downloading a recording. Two of its request options differ in meaning, since a
 *  download has no fixed duration: the timeout (or that of the client) ends the download when no
 *  byte arrives for that long, and max_retries counts consecutive failed attempts. There is no
 *  api-version. */
struct download_recording_options {
    /** The number of bytes that are skipped at the beginning: 0 bytes or more. Default: 0. At or
     *  beyond the end of the recording it is an error. */
    std::optional<std::int64_t> offset{};
    /** The maximum number of bytes that are downloaded: 1 byte or more. Default: up to the end. */
    std::optional<std::int64_t> length{};
    /** The number of parallel connections, each but the first with a thread of its own during the
     *  download: 1 to 16. Default: 1. The bytes arrive in order; up to that many chunks plus two
     *  are held in memory. */
    std::optional<std::int64_t> connections{};
    /** The size of the range that each of several connections requests at once: 65,536 to
     *  67,108,864 bytes. Default: 2,097,152 (2 MiB). */
    std::optional<std::int64_t> chunk_size{};
    /** The total length that the recording must have: 0 bytes or more. Default: any. The length
     *  that the store reports is always checked. */
    std::optional<std::int64_t> expected_length{};
    /** The time limit of the whole download: 1 to 86,400,000 ms. Default: none, as long as bytes
     *  arrive. */
    std::optional<std::chrono::milliseconds> total_timeout{};
    /** Whether an earlier download to the same file is resumed, if it was of the same recording and
     *  range. Default: false. Only for client::download_recording_to_file. */
    std::optional<bool> resume{};
    /** The object that shows the progress; it may be freed before the options. */
    std::optional<acs::download_progress> progress{};
    /** The request options: timeouts, ids, headers, cancellation. */
    acs::request_options request{};
};

namespace detail {

using download_recording_options_ptr = owned<acs_download_recording_options_t, acs_download_recording_options_free>;

inline download_recording_options_ptr to_c(const download_recording_options &from) {
    download_recording_options_ptr to(acs_download_recording_options_new());
    set(to.get(), acs_download_recording_options_set_offset, from.offset);
    set(to.get(), acs_download_recording_options_set_length, from.length);
    set(to.get(), acs_download_recording_options_set_connections, from.connections);
    set(to.get(), acs_download_recording_options_set_chunk_size, from.chunk_size);
    set(to.get(), acs_download_recording_options_set_expected_length, from.expected_length);
    set(to.get(), acs_download_recording_options_set_total_timeout_ms, from.total_timeout);
    set(to.get(), acs_download_recording_options_set_resume, from.resume);
    if (from.progress) acs_download_recording_options_set_progress(to.get(), from.progress->raw());
    acs_download_recording_options_set_request(to.get(), to_c(from.request).get());
    return to;
}

}  // namespace detail

/* ======== token verifier options ======== */

/** Which tokens of the service are accepted, and where the keys to verify them with are fetched. */
struct token_verifier_options {
    /** The immutable resource id (a GUID), compared exactly. */
    std::string audience{};
    /** The issuer of the tokens, compared exactly. Default:
     *  "https://acscallautomation.communication.azure.com". */
    std::optional<std::string> issuer{};
    /** The URL of the issuer's OpenID configuration, which names that of its keys: https://..., or
     *  http://... on this machine. Default: that of the service. */
    std::optional<std::string> openid_configuration_url{};
    /** The certificates that are trusted when the keys are fetched. Default: ACS_TRUST_BUILT_IN. */
    std::optional<acs::trust_roots> trust_roots{};
    /** The http proxy through which the keys are fetched:
     *  "http://user:password@proxy.example:3128". Default: none; the environment is not read. */
    std::optional<std::string> proxy_url{};
};

namespace detail {

using token_verifier_options_ptr = owned<acs_token_verifier_options_t, acs_token_verifier_options_free>;

inline token_verifier_options_ptr to_c(const token_verifier_options &from) {
    token_verifier_options_ptr to(acs_token_verifier_options_new(text(from.audience, "audience")));
    set(to.get(), acs_token_verifier_options_set_issuer, from.issuer, "issuer");
    set(to.get(), acs_token_verifier_options_set_openid_configuration_url, from.openid_configuration_url, "openid configuration url");
    set_trust_roots(to.get(), from.trust_roots);
    set(to.get(), acs_token_verifier_options_set_proxy_url, from.proxy_url, "proxy url");
    return to;
}

}  // namespace detail

/* ======== redis options ======== */

/** A store of events in Redis 6.2 or newer, or Valkey: what any receiver accepts, one of the
 *  consumers delivers. */
struct redis_options {
    /** The URL: redis://USER:PASSWORD@HOST:PORT/DATABASE, all but the host may be left out. */
    std::string url{};
    /** The URLs of other servers of the same data, replicas that may become the primary. Default:
     *  none. Connections are made to the first one that is reachable and a primary. */
    std::vector<std::string> fallback_urls{};
    /** The URLs of Sentinels, with the user and password of the Sentinels, if they have any.
     *  Default: none. Each new connection is made to the primary that the first reachable Sentinel
     *  names; of the URL of Redis only user, password, database and TLS are used then. Not beside a
     *  fallback URL. */
    std::vector<std::string> sentinel_urls{};
    /** The name that the Sentinels have for the primary and its replicas: 1 to 64 letters, digits,
     *  points, hyphens and underscores. Default: "mymaster". Needs a Sentinel URL. */
    std::optional<std::string> sentinel_group{};
    /** The beginning of all keys: 1 to 64 letters, digits, points, hyphens, underscores and colons.
     *  Default: "acs". Receivers and consumers with the same prefix share events. */
    std::optional<std::string> prefix{};
    /** The name of this consumer, unique among running processes: 1 to 64 letters, digits, points,
     *  hyphens and underscores. Default: a random name. A process that is started again with its
     *  name gets the unconfirmed events of its calls at once. When two processes have one name, the
     *  later one consumes. */
    std::optional<std::string> member{};
    /** The number of parts into which calls are divided among consumers: 1 to 1,024. Default: 64.
     *  All processes with one prefix need the same. */
    std::optional<std::int64_t> partitions{};
    /** The time after which the events of a consumer that gives no sign of life are delivered to
     *  others: 1,000 to 3,600,000 ms. Default: 10,000. */
    std::optional<std::chrono::milliseconds> lease{};
    /** The maximum number of events in Redis that are not confirmed: 1 to 1,000,000,000. Default:
     *  1,000,000. Beyond it requests are refused with status 503. */
    std::optional<std::int64_t> max_events{};
    /** The number of events that this consumer has at a time, unread or not confirmed, before it
     *  gets no new ones: 1 to 100,000. Default: 1,024. */
    std::optional<std::int64_t> prefetch{};
    /** Whether a request is acknowledged only when its events are on the disk of Redis, synced.
     *  Default: false, they are as durable as Redis is configured. Before Redis 7.2 it needs
     *  appendfsync always, which is checked when the receiver is created. */
    std::optional<bool> synced{};
    /** How many replicas must have the events of a request too before it is acknowledged: 0 to 16.
     *  Default: 0. When they do not within 1 s, the status is 503, and the sender delivers the
     *  events again. */
    std::optional<std::int64_t> replicas{};
    /** Whether this process is a consumer. Default: true. If not, it accepts events for others
     *  only. */
    std::optional<bool> consume{};
};

namespace detail {

using redis_options_ptr = owned<acs_redis_options_t, acs_redis_options_free>;

inline redis_options_ptr to_c(const redis_options &from) {
    redis_options_ptr to(acs_redis_options_new(text(from.url, "url")));
    add(to.get(), acs_redis_options_add_fallback_url, from.fallback_urls, "fallback url");
    add(to.get(), acs_redis_options_add_sentinel_url, from.sentinel_urls, "sentinel url");
    set(to.get(), acs_redis_options_set_sentinel_group, from.sentinel_group, "sentinel group");
    set(to.get(), acs_redis_options_set_prefix, from.prefix, "prefix");
    set(to.get(), acs_redis_options_set_member, from.member, "member");
    set(to.get(), acs_redis_options_set_partitions, from.partitions);
    set(to.get(), acs_redis_options_set_lease_ms, from.lease);
    set(to.get(), acs_redis_options_set_max_events, from.max_events);
    set(to.get(), acs_redis_options_set_prefetch, from.prefetch);
    set(to.get(), acs_redis_options_set_synced, from.synced);
    set(to.get(), acs_redis_options_set_replicas, from.replicas);
    set(to.get(), acs_redis_options_set_consume, from.consume);
    return to;
}

}  // namespace detail

/* ======== receiver options ======== */

/** Options of a receiver: where it listens, which requests it accepts, and how many events it
 *  keeps. */
struct receiver_options {
    /** The address that the receiver listens on: "IP:PORT", port 0 for any free one. Default:
     *  "127.0.0.1:0", reachable from this machine only. */
    std::optional<std::string> listen{};
    /** The callback paths: each begins with /, visible ASCII other than ? and #; * as its last
     *  segment stands for all paths below. Default: "/events", when none is added. Compared
     *  exactly, before the '?'. */
    std::vector<std::string> paths{};
    /** The secret that requests must carry as ?secret=...: not empty, no control characters.
     *  Default: none, any sender may deliver events. The URLs that the receiver returns contain it. */
    std::optional<std::string> secret{};
    /** A second secret that is valid too: the one before, which calls still use that began before a
     *  restart. Default: none. receiver::receiver refuses it without a secret. */
    std::optional<std::string> previous_secret{};
    /** The URL under which the service reaches this receiver, without the callback path:
     *  "https://bot.example.com". It may have a path prefix, which the proxy in front must remove.
     *  Default: the address listened on. */
    std::optional<std::string> public_url{};
    /** The capacity of the main queue: 1 to 1,000,000 events. Default: 8,192. A larger batch in one
     *  request is accepted only if the queue is empty: Event Grid sends up to 5,000 events at once. */
    std::optional<std::int64_t> capacity{};
    /** The capacity of the main queue, as JSON of its events: 1,024 to 68,719,476,736 bytes.
     *  Default: 67,108,864 (64 MiB). In memory an event takes up to two and a half times that, and
     *  some hundred bytes. A larger batch in one request is accepted only if the queue is empty. */
    std::optional<std::int64_t> capacity_bytes{};
    /** The capacity of each subscription that is created without one: 1 to 1,000,000 events.
     *  Default: 1,024. A larger batch in one request is accepted only if the queue is empty. */
    std::optional<std::int64_t> subscription_capacity{};
    /** The capacity of each subscription, counted as for receiver_options::capacity_bytes: 1,024 to
     *  68,719,476,736 bytes. Default: 16,777,216 (16 MiB). A larger batch in one request is
     *  accepted only if the queue is empty. */
    std::optional<std::int64_t> subscription_capacity_bytes{};
    /** For how long events are remembered to detect duplicates: 0 to 86,400,000 ms. Default:
     *  600,000; with 0 none is detected. They may be remembered for a sixth longer. */
    std::optional<std::chrono::milliseconds> duplicate_window{};
    /** How much memory the remembered events may need: 65,536 to 1,073,741,824 bytes. Default:
     *  16,777,216 (16 MiB). The default is enough for 800,000 events. When more arrive within the
     *  duplicate window, the oldest are forgotten early, which is logged and counted
     *  (ACS_COUNTER_FORGOTTEN). */
    std::optional<std::int64_t> duplicate_memory{};
    /** A file in which accepted events are kept until they are confirmed (event::done). Default:
     *  none, events live in memory. They are on the disk before the response with status 200,
     *  survive the end of the process, and are delivered again by the next receiver with this path.
     *  Repetitions are known across a restart. The file is created when it does not exist, readable
     *  for its owner alone. One receiver at a time. In a library built without the feature spool,
     *  creating the receiver returns ACS_UNSUPPORTED. */
    std::optional<std::string> spool{};
    /** The maximum size of the events in the spool that are not confirmed, read or not: 1,048,576
     *  to 68,719,476,736 bytes. Default: 67,108,864 (64 MiB), which is some 50,000 events. Their
     *  JSON as it arrived counts; the file is larger. When it is reached, requests are refused with
     *  status 503. An empty spool accepts all events of one request. */
    std::optional<std::int64_t> spool_bytes{};
    /** The Redis in which accepted events are kept until they are confirmed (event::done), for
     *  several receivers behind a load balancer. Default: none. receiver::url names this consumer,
     *  so that events of calls that it creates or answers come here. Not together with a spool. In
     *  a library built without the feature redis, creating the receiver returns ACS_UNSUPPORTED. */
    std::optional<acs::redis_options> redis{};
    /** The time after which events that are still in the main queue are dropped and counted as
     *  expired: 1 to 86,400,000 ms. Default: none, they are kept. Events that a freed subscription
     *  returns to the main queue count from then on. For programs that read subscriptions only. */
    std::optional<std::chrono::milliseconds> unclaimed_event_ttl{};
    /** The topics whose Event Grid validation handshake is accepted: resource ids of Communication
     *  Services resources, in any letter case. Default: any topic. */
    std::vector<std::string> event_grid_topics{};
    /** The origins whose CloudEvents handshake is accepted: "eventgrid.azure.net". Default: any
     *  origin. */
    std::vector<std::string> webhook_origins{};
    /** The audience of the tokens that requests must carry, the immutable resource id (a GUID): the
     *  short form of token_verifier, with all its defaults. Default: none, no token is required.
     *  Without a good token the status is 401. The service sends tokens with the events of calls,
     *  Event Grid none. */
    std::optional<std::string> audience{};
    /** Which tokens of the service requests must carry. Default: none is required. Without a good
     *  one the status is 401, or 503 while the keys to verify it with are not available. Deliveries
     *  of Event Grid have no token: they need receiver_options::event_grid_headers. */
    std::optional<acs::token_verifier_options> token_verifier{};
    /** Headers of which deliveries of Event Grid must have one, as a static delivery property of
     *  their subscription. Default: none is required. Compared in constant time; with several, one
     *  of them is enough. With it a delivery needs no token, and without it events of Event Grid
     *  are rejected with status 401. Handshakes do not need it. */
    name_values event_grid_headers{};
    /** The networks from which requests are accepted, or single addresses: "52.112.0.0/14".
     *  Default: any address. Others are rejected with status 403. */
    std::vector<std::string> allowed_networks{};
    /** The proxies, addresses or networks, whose header X-Forwarded-For is believed. Default: none,
     *  the header is ignored. The source of its requests is the last address there that is not such
     *  a proxy itself. */
    std::vector<std::string> trusted_proxies{};
    /** The maximum size of a request body: 1,024 to 67,108,864 bytes. Default: 1,048,576 (1 MiB). */
    std::optional<std::int64_t> body_limit{};
    /** The maximum number of connections: 1 to 10,000. Default: 256. A further connection closes
     *  one of the address with the most connections: the oldest idle one, or else the oldest that
     *  sends a request or reads a response. Only for a receiver that listens. */
    std::optional<std::int64_t> max_connections{};
    /** The number of threads that handle requests: 1 to 64. Default: 2, and 32 with a spool, since
     *  as many requests share one sync of the disk. One more holds all connections. Only for a
     *  receiver that listens. */
    std::optional<std::int64_t> handler_threads{};
    /** The time limit for the head of a request, from its first byte on, and for a TLS handshake: 1
     *  to 86,400,000 ms. Default: 10,000. Only for a receiver that listens. */
    std::optional<std::chrono::milliseconds> head_timeout{};
    /** The time limit for the body of a request: 1 to 86,400,000 ms. Default: 30,000. After 10 s it
     *  also ends when less than 1,024 bytes have arrived for each further second. Only for a
     *  receiver that listens. */
    std::optional<std::chrono::milliseconds> body_timeout{};
    /** How long a connection is kept without a request: 1 to 86,400,000 ms. Default: 120,000. Only
     *  for a receiver that listens. */
    std::optional<std::chrono::milliseconds> idle_timeout{};
    /** The certificate with which the receiver speaks TLS 1.2 and 1.3. Default: none, plain http.
     *  It is checked when the receiver is created: ACS_UNSUPPORTED in a library built without the
     *  feature server_tls. The limits of the head of a request hold for the handshake too. Only for
     *  receiver::receiver. */
    std::optional<acs::certificate> certificate{};
    /** The certificate by the paths of two PEM files; instead of certificate. Default: none, plain
     *  http. They are read when the receiver is created, and again by receiver::reload_certificate. */
    std::optional<acs::certificate_files> certificate_files{};
};

namespace detail {

using receiver_options_ptr = owned<acs_receiver_options_t, acs_receiver_options_free>;

inline receiver_options_ptr to_c(const receiver_options &from) {
    receiver_options_ptr to(acs_receiver_options_new());
    set(to.get(), acs_receiver_options_set_listen, from.listen, "listen");
    add(to.get(), acs_receiver_options_add_path, from.paths, "path");
    set(to.get(), acs_receiver_options_set_secret, from.secret, "secret");
    set(to.get(), acs_receiver_options_set_previous_secret, from.previous_secret, "previous secret");
    set(to.get(), acs_receiver_options_set_public_url, from.public_url, "public url");
    set(to.get(), acs_receiver_options_set_capacity, from.capacity);
    set(to.get(), acs_receiver_options_set_capacity_bytes, from.capacity_bytes);
    set(to.get(), acs_receiver_options_set_subscription_capacity, from.subscription_capacity);
    set(to.get(), acs_receiver_options_set_subscription_capacity_bytes, from.subscription_capacity_bytes);
    set(to.get(), acs_receiver_options_set_duplicate_window_ms, from.duplicate_window);
    set(to.get(), acs_receiver_options_set_duplicate_memory, from.duplicate_memory);
    set(to.get(), acs_receiver_options_set_spool, from.spool, "spool");
    set(to.get(), acs_receiver_options_set_spool_bytes, from.spool_bytes);
    if (from.redis) acs_receiver_options_set_redis(to.get(), to_c(*from.redis).get());
    set(to.get(), acs_receiver_options_set_unclaimed_event_ttl_ms, from.unclaimed_event_ttl);
    add(to.get(), acs_receiver_options_add_event_grid_topic, from.event_grid_topics, "event grid topic");
    add(to.get(), acs_receiver_options_add_webhook_origin, from.webhook_origins, "webhook origin");
    set(to.get(), acs_receiver_options_set_audience, from.audience, "audience");
    if (from.token_verifier) acs_receiver_options_set_token_verifier(to.get(), to_c(*from.token_verifier).get());
    add(to.get(), acs_receiver_options_add_event_grid_header, from.event_grid_headers, "event grid header");
    add(to.get(), acs_receiver_options_add_allowed_network, from.allowed_networks, "allowed network");
    add(to.get(), acs_receiver_options_add_trusted_proxy, from.trusted_proxies, "trusted proxy");
    set(to.get(), acs_receiver_options_set_body_limit, from.body_limit);
    set(to.get(), acs_receiver_options_set_max_connections, from.max_connections);
    set(to.get(), acs_receiver_options_set_handler_threads, from.handler_threads);
    set(to.get(), acs_receiver_options_set_head_timeout_ms, from.head_timeout);
    set(to.get(), acs_receiver_options_set_body_timeout_ms, from.body_timeout);
    set(to.get(), acs_receiver_options_set_idle_timeout_ms, from.idle_timeout);
    set_certificate(to.get(), from.certificate);
    set_certificate_files(to.get(), from.certificate_files);
    return to;
}

}  // namespace detail

/* ======== emulator options ======== */

/** Options of an emulator: its address and key, its clock, and what it checks. */
struct emulator_options {
    /** The port: 0 to 65,535. Default: 0, which is any free one. */
    std::optional<std::int64_t> port{};
    /** The IP address to listen on: "0.0.0.0" in a container. Default: "127.0.0.1", which other
     *  machines cannot reach. The access key is published, and the emulator posts to every callback
     *  URL that is allowed: a port that others reach lets them send requests from this machine. */
    std::optional<std::string> listen{};
    /** Whether the control API is for other machines too. Default: false. It reads the journal and
     *  places calls. */
    std::optional<bool> remote_control{};
    /** Hosts, names or IP addresses, to which callback URLs with plain http may lead, beside this
     *  machine. Default: none. */
    std::vector<std::string> http_callback_hosts{};
    /** What the emulator has from the start and after each reset, as JSON. Default: nothing. Its
     *  keys are in the chapter on seeds of share/doc/acs-call-automation/emulator.md. */
    std::optional<std::string> seed{};
    /** The access key of the resource, in base64. Default: a published test key. emulator::emulator
     *  refuses one that is not valid base64. */
    std::optional<std::string> access_key{};
    /** The immutable resource id, a GUID: the audience of the tokens in callbacks, and a part of
     *  the ids of users. Default: a new one. emulator::emulator refuses one that is not a GUID. */
    std::optional<std::string> resource_id{};
    /** Whether time stands still until emulator::advance. Default: false, it runs. */
    std::optional<bool> manual_clock{};
    /** Whether repeatability ids are honored for create, answer, connect, redirect, reject,
     *  transfer and move too. Default: false; the service has ignored them since 2023. */
    std::optional<bool> honor_repeatability{};
    /** Whether callback URLs with plain http to this machine are allowed. Default: true. The
     *  service allows https only. */
    std::optional<bool> allow_http_callbacks{};
    /** Whether requests are refused whose date differs by more than 15 minutes. Default: true. The
     *  service's own limit is not public. */
    std::optional<bool> check_clock_skew{};
    /** Whether any bearer token is accepted. Default: false, all are refused, since they cannot be
     *  checked. */
    std::optional<bool> accept_any_token{};
    /** The number of participants on a page of the list: 1 or more. Default: all on one page, as in
     *  all recorded traffic of the service. */
    std::optional<std::int64_t> page_size{};
    /** The longest audio in one file of a recording: 1 to 14,400,000 ms. Default: 14,400,000 (4
     *  hours), the service's own limit. */
    std::optional<std::chrono::milliseconds> recording_chunk{};
    /** The time from the end of a recording until its files are ready and
     *  RecordingFileStatusUpdated is sent, by the emulator's clock: 0 ms or more. Default: 5,000. */
    std::optional<std::chrono::milliseconds> recording_delay{};
    /** The URL under which clients reach the emulator, when a proxy is between: https:// or
     *  http://, a host and maybe a port, no path. Default: http://127.0.0.1:PORT. It becomes the
     *  endpoint and part of the connection string, of links to pages and of the locations of
     *  recording files, and signatures for its host are accepted. emulator::emulator refuses one
     *  that is not such a URL. */
    std::optional<std::string> public_url{};
    /** The time that a listener has to respond to a call event, in real time: 1 ms or more.
     *  Default: 30,000. The service's own limit is not public. */
    std::optional<std::chrono::milliseconds> call_event_timeout{};
    /** The time that a webhook has to respond to an Event Grid event or handshake, in real time: 1
     *  ms or more. Default: 30,000, as documented. */
    std::optional<std::chrono::milliseconds> event_grid_timeout{};
    /** Whether a failed delivery of an Event Grid event is repeated as quickly as that of a call
     *  event, in real time. Default: false, it is repeated after 10 s, 30 s, 1, 5, 10 and 30 min,
     *  1, 3, 6 and 12 h by the emulator's clock, as documented. */
    std::optional<bool> quick_event_grid_retries{};
    /** The number of threads that handle requests: 1 to 64. Default: 2. A request to
     *  /_emulator/flush occupies one while it waits. */
    std::optional<std::int64_t> handler_threads{};
    /** The certificate with which the emulator speaks https. Default: none, plain http. Clients
     *  must trust its CA: client_options::trust_roots. emulator::emulator refuses one that cannot
     *  be used. */
    std::optional<acs::certificate> certificate{};
    /** The host of the locations of recording files: a name, maybe with a port. Default: that of
     *  the endpoint. It needs a certificate, and must lead to the emulator; see
     *  share/doc/acs-call-automation/emulator.md. */
    std::optional<std::string> recording_host{};
    /** The certificates that are trusted when events are delivered to https callback URLs, as PEM
     *  text. Default: the Mozilla root certificates that are compiled in. */
    std::optional<std::string> callback_ca{};
};

namespace detail {

using emulator_options_ptr = owned<acs_emulator_options_t, acs_emulator_options_free>;

inline emulator_options_ptr to_c(const emulator_options &from) {
    emulator_options_ptr to(acs_emulator_options_new());
    set(to.get(), acs_emulator_options_set_port, from.port);
    set(to.get(), acs_emulator_options_set_listen, from.listen, "listen");
    set(to.get(), acs_emulator_options_set_remote_control, from.remote_control);
    add(to.get(), acs_emulator_options_add_http_callback_host, from.http_callback_hosts, "http callback host");
    set(to.get(), acs_emulator_options_set_seed, from.seed, "seed");
    set(to.get(), acs_emulator_options_set_access_key, from.access_key, "access key");
    set(to.get(), acs_emulator_options_set_resource_id, from.resource_id, "resource id");
    set(to.get(), acs_emulator_options_set_manual_clock, from.manual_clock);
    set(to.get(), acs_emulator_options_set_honor_repeatability, from.honor_repeatability);
    set(to.get(), acs_emulator_options_set_allow_http_callbacks, from.allow_http_callbacks);
    set(to.get(), acs_emulator_options_set_check_clock_skew, from.check_clock_skew);
    set(to.get(), acs_emulator_options_set_accept_any_token, from.accept_any_token);
    set(to.get(), acs_emulator_options_set_page_size, from.page_size);
    set(to.get(), acs_emulator_options_set_recording_chunk_ms, from.recording_chunk);
    set(to.get(), acs_emulator_options_set_recording_delay_ms, from.recording_delay);
    set(to.get(), acs_emulator_options_set_public_url, from.public_url, "public url");
    set(to.get(), acs_emulator_options_set_call_event_timeout_ms, from.call_event_timeout);
    set(to.get(), acs_emulator_options_set_event_grid_timeout_ms, from.event_grid_timeout);
    set(to.get(), acs_emulator_options_set_quick_event_grid_retries, from.quick_event_grid_retries);
    set(to.get(), acs_emulator_options_set_handler_threads, from.handler_threads);
    set_certificate(to.get(), from.certificate);
    set(to.get(), acs_emulator_options_set_recording_host, from.recording_host, "recording host");
    set(to.get(), acs_emulator_options_set_callback_ca, from.callback_ca, "callback ca");
    return to;
}

}  // namespace detail

/* ======== emulator prompt ======== */

/** The behavior of a prompt. By default a file plays for 4 s, and a text or SSML for 60 ms for each
 *  character outside of tags, at least 500 ms. */
struct prompt {
    /** The URL of a file, a text, or SSML, exactly as it is sent; empty for every prompt without a
     *  behavior of its own. */
    std::string content{};
    /** How long it plays: 0 ms or more. */
    std::optional<std::chrono::milliseconds> duration{};
    /** The time until it is fetched or synthesized: 0 ms or more. Default: 100. Used for the first
     *  prompt of an operation. */
    std::optional<std::chrono::milliseconds> start_after{};
    /** Whether downloading it fails: 400/8536. */
    bool download_failure{};
    /** Whether the format of its file is not supported: 400/8535. */
    bool wrong_format{};
    /** The code and sub-code that it fails with, such as 500 and 8572: 0 to 65,535, and 0 to
     *  4,294,967,295. */
    std::optional<failure_numbers> failure{};
};

namespace detail {

using emulator_prompt_ptr = owned<acs_emulator_prompt_t, acs_emulator_prompt_free>;

inline emulator_prompt_ptr to_c(const prompt &from) {
    emulator_prompt_ptr to(from.content.empty() ? acs_emulator_prompt_new_any()
                                           : acs_emulator_prompt_new(text(from.content, "content")));
    set(to.get(), acs_emulator_prompt_set_duration_ms, from.duration);
    set(to.get(), acs_emulator_prompt_set_start_after_ms, from.start_after);
    if (from.download_failure) acs_emulator_prompt_set_download_failure(to.get());
    if (from.wrong_format) acs_emulator_prompt_set_wrong_format(to.get());
    if (from.failure) acs_emulator_prompt_set_failure(to.get(), from.failure->code, from.failure->sub_code);
    return to;
}

}  // namespace detail

/* ======== emulator fault ======== */

/** A failure of the next request of an operation, or of the next delivery of an event, once or
 *  several times. */
struct fault {
    /** The operation, by its name in share/doc/acs-call-automation/emulator.md, such as
     *  "CreateCall"; "*" for every operation. */
    std::string operation = "*";
    /** In place of the operation, the name of the type of an event, such as "CallConnected"; "*"
     *  for every event. */
    std::string event{};
    /** The call connection id of the only call that it applies to. Default: every call. Requests
     *  have it in their path, and events are those of this leg. */
    std::optional<std::string> for_call{};
    /** The probability with which it applies, by random numbers that a seed determines. Default: it
     *  applies always. It applies without limit then, unless fault::times is used after it. */
    std::optional<acs::fault_probability> probability{};
    /** The status of the response: 400 to 599. emulator::add_fault refuses others. The operation is
     *  not performed. */
    std::optional<std::int64_t> status{};
    /** The error code in the body of such a response. Default: "8516" for 429, else "9999". */
    std::optional<std::string> code{};
    /** The delay in the header Retry-After of the response: 0 ms or more. Default: none, no such
     *  header. It must be whole seconds, a multiple of 1,000. */
    std::optional<std::chrono::milliseconds> retry_after{};
    /** Whether the connection is closed without performing the operation; of an event, that the
     *  first attempt does not reach the webhook. */
    bool lose_request{};
    /** Whether the operation is performed, and the connection closed without a response; of an
     *  event, that the response of the webhook is ignored. */
    bool lose_response{};
    /** How much of the response body is sent before the connection is broken: 0 bytes or more.
     *  Default: all. The operation is performed. */
    std::optional<std::int64_t> cut_response_after{};
    /** Whether the content of the downloaded file is another one from this request on, with the
     *  same length. For RecordingContent_Download only; emulator::add_fault refuses others. */
    bool change_content{};
    /** Whether the body of the response or event is cut in half, with a Content-Length that fits. */
    bool bad_json{};
    /** Whether the event is never delivered. This and the next three effects are for events only. */
    bool lose_event{};
    /** Whether the event is delivered twice, with the same id. */
    bool duplicate{};
    /** Whether the event is delivered after the next one to the same webhook. */
    bool reorder{};
    /** Whether the token of the event has expired. Events of Event Grid have none. */
    bool expired_token{};
    /** How long the response, or the delivery of the event, is delayed, in real time: 0 ms or more.
     *  Default: 0. The operation is performed. */
    std::optional<std::chrono::milliseconds> delay_response{};
    /** The number of requests or events it applies to: 0 to 4,294,967,295. Default: 1, and with a
     *  probability without limit. */
    std::optional<std::int64_t> times{};
};

namespace detail {

using emulator_fault_ptr = owned<acs_emulator_fault_t, acs_emulator_fault_free>;

inline emulator_fault_ptr to_c(const fault &from) {
    emulator_fault_ptr to(from.event.empty() ? acs_emulator_fault_new(text(from.operation, "operation"))
                                         : acs_emulator_fault_new_on_event(text(from.event, "event")));
    set(to.get(), acs_emulator_fault_set_for_call, from.for_call, "for call");
    set_probability(to.get(), from.probability);
    set(to.get(), acs_emulator_fault_set_status, from.status);
    set(to.get(), acs_emulator_fault_set_code, from.code, "code");
    set(to.get(), acs_emulator_fault_set_retry_after_ms, from.retry_after);
    if (from.lose_request) acs_emulator_fault_set_lose_request(to.get());
    if (from.lose_response) acs_emulator_fault_set_lose_response(to.get());
    set(to.get(), acs_emulator_fault_set_cut_response_after, from.cut_response_after);
    if (from.change_content) acs_emulator_fault_set_change_content(to.get());
    if (from.bad_json) acs_emulator_fault_set_bad_json(to.get());
    if (from.lose_event) acs_emulator_fault_set_lose_event(to.get());
    if (from.duplicate) acs_emulator_fault_set_duplicate(to.get());
    if (from.reorder) acs_emulator_fault_set_reorder(to.get());
    if (from.expired_token) acs_emulator_fault_set_expired_token(to.get());
    set(to.get(), acs_emulator_fault_set_delay_response_ms, from.delay_response);
    set(to.get(), acs_emulator_fault_set_times, from.times);
    return to;
}

}  // namespace detail

/* ======== emulator incoming call ======== */

/** A call of an outside caller to a user or number hosted by the emulator. */
struct incoming_call {
    /** The raw id or phone number of the caller. */
    std::string from{};
    /** The raw id or phone number of the callee: a user or number hosted by the emulator. */
    std::string to{};
    /** The caller's name, as IncomingCall reports it. Default: empty. */
    std::optional<std::string> display_name{};
    /** SIP headers of the custom calling context, with the names as IncomingCall reports them: the
     *  service has sent User-To-User as "user-To-User", "User-To-User", "userToUser" and
     *  "user-to-user". */
    name_values sip_headers{};
    /** VoIP headers of the custom calling context, with the names as IncomingCall reports them. */
    name_values voip_headers{};
    /** Whether the caller hangs up just when the call is answered: answer succeeds, then
     *  AnswerFailed follows. */
    bool hang_up_when_answered{};
};

namespace detail {

using emulator_incoming_call_ptr = owned<acs_emulator_incoming_call_t, acs_emulator_incoming_call_free>;

inline emulator_incoming_call_ptr to_c(const incoming_call &from) {
    emulator_incoming_call_ptr to(acs_emulator_incoming_call_new(text(from.from, "from"), text(from.to, "to")));
    set(to.get(), acs_emulator_incoming_call_set_display_name, from.display_name, "display name");
    add(to.get(), acs_emulator_incoming_call_add_sip_header, from.sip_headers, "sip header");
    add(to.get(), acs_emulator_incoming_call_add_voip_header, from.voip_headers, "voip header");
    if (from.hang_up_when_answered) acs_emulator_incoming_call_set_hang_up_when_answered(to.get());
    return to;
}

}  // namespace detail

/* ======== emulator subscription ======== */

/** An Event Grid subscription of a webhook: its schema, its filters, and whether it is validated. */
struct grid_subscription {
    /** https, or http to this machine. */
    std::string url{};
    /** ACS_SCHEMA_EVENT_GRID or ACS_SCHEMA_CLOUD_EVENTS. */
    int schema = ACS_SCHEMA_EVENT_GRID;
    /** The types of events that are wanted, such as "Microsoft.Communication.IncomingCall".
     *  Default: all. */
    std::vector<std::string> event_types{};
    /** The text that the subject of an event must begin with, compared without regard to case.
     *  Default: empty, all events. The subject of IncomingCall is
     *  "/caller/RAW_ID/recipient/RAW_ID". */
    std::optional<std::string> subject_begins_with{};
    /** The text that the subject of an event must end with, compared without regard to case.
     *  Default: empty, all events. */
    std::optional<std::string> subject_ends_with{};
    /** Headers of the events that are delivered, not of the handshake: static delivery properties. */
    name_values headers{};
    /** Whether the validation handshake is left out. */
    bool without_handshake{};
};

namespace detail {

using emulator_subscription_ptr = owned<acs_emulator_subscription_t, acs_emulator_subscription_free>;

inline emulator_subscription_ptr to_c(const grid_subscription &from) {
    emulator_subscription_ptr to(acs_emulator_subscription_new(text(from.url, "url"), from.schema));
    add(to.get(), acs_emulator_subscription_add_event_type, from.event_types, "event type");
    set(to.get(), acs_emulator_subscription_set_subject_begins_with, from.subject_begins_with, "subject begins with");
    set(to.get(), acs_emulator_subscription_set_subject_ends_with, from.subject_ends_with, "subject ends with");
    add(to.get(), acs_emulator_subscription_add_header, from.headers, "header");
    if (from.without_handshake) acs_emulator_subscription_set_without_handshake(to.get());
    return to;
}

}  // namespace detail

/* ======== emulator client call ======== */

/** A call between clients, without the application. */
struct client_call {
    /** The raw ids of the users, each at most once; the first one starts the call. */
    std::vector<std::string> users{};
    /** The id of the group call that it is, a GUID. Default: none. */
    std::optional<std::string> group_id{};
    /** The id of the room that it takes place in. Default: none. */
    std::optional<std::string> room_id{};
};

namespace detail {

using emulator_client_call_ptr = owned<acs_emulator_client_call_t, acs_emulator_client_call_free>;

inline emulator_client_call_ptr to_c(const client_call &from) {
    emulator_client_call_ptr to(acs_emulator_client_call_new(text_list(from.users, "users").data(), from.users.size()));
    set(to.get(), acs_emulator_client_call_set_group_id, from.group_id, "group id");
    set(to.get(), acs_emulator_client_call_set_room_id, from.room_id, "room id");
    return to;
}

}  // namespace detail

/* ======== emulator remote party ======== */

/** The behavior of a callee: of every one, or of the one with a raw id. By default a party answers
 *  at once and stays in the call. Users and numbers hosted by the emulator ring instead, until
 *  their incoming call is answered, rejected or redirected; a behavior set for one of them replaces
 *  that. Input is scripted in turns: each recognition of this party uses the next turn, after its
 *  prompts; without a turn left the party stays silent. */
struct remote_party {
    /** The party, or the beginning of its raw id or phone number and an asterisk; empty for every
     *  party without a behavior of its own, except users and numbers hosted by the emulator. */
    std::string raw_id{};
    /** How long the party rings before it answers: 0 ms or more. Default: 0. An invitation with a
     *  shorter timeout fails before. */
    std::optional<std::chrono::milliseconds> answer_after{};
    /** Whether the party is busy: 486/560486 for phones, 486/0 for others. */
    bool busy{};
    /** Whether the party rings for 30 s, or as long as the invitation lasts, and does not answer:
     *  480/560480 for phones, 487/10004 for others. */
    bool no_answer{};
    /** Whether the party declines at once: 603/0. */
    bool decline{};
    /** Whether the party rings until emulator::answer_participant, emulator::decline_participant,
     *  emulator::busy_participant or emulator::hang_up_participant, or the page of the emulator,
     *  decides; at most as long as the invitation lasts. */
    bool manual{};
    /** How long after it joined a call the party hangs up: 0 ms or more. Default: it stays. */
    std::optional<std::chrono::milliseconds> hang_up_after{};
    /** What the party presses and says, one turn for each recognition; after the last it is silent. */
    std::vector<remote_party_turn> turns{};
};

namespace detail {

using emulator_remote_party_ptr = owned<acs_emulator_remote_party_t, acs_emulator_remote_party_free>;

inline emulator_remote_party_ptr to_c(const remote_party &from) {
    emulator_remote_party_ptr to(from.raw_id.empty() ? acs_emulator_remote_party_new_any()
                                                : acs_emulator_remote_party_new(text(from.raw_id, "raw id")));
    set(to.get(), acs_emulator_remote_party_set_answer_after_ms, from.answer_after);
    if (from.busy) acs_emulator_remote_party_set_busy(to.get());
    if (from.no_answer) acs_emulator_remote_party_set_no_answer(to.get());
    if (from.decline) acs_emulator_remote_party_set_decline(to.get());
    if (from.manual) acs_emulator_remote_party_set_manual(to.get());
    set(to.get(), acs_emulator_remote_party_set_hang_up_after_ms, from.hang_up_after);
    for (const auto &one : from.turns) add_digits(to.get(), one);
    return to;
}

}  // namespace detail

}  // namespace acs
