/**
 * @file matrix_world.h
 * The objects that the calls of the matrix are made with. make_T() gives one that its caller frees,
 * the_T() one that is shared; what is not here has a plain acs_T_new(void), or is shared automatically.
 */
#include <limits.h>

#include "certificates.h"
#include "stage.h"
#include "store.h"

/** A call may end in any way but a panic. */
#define ANY (-1)
/** The same, and its input may not be refused. */
#define ACCEPTED (-2)

static struct stage world;
static char a_place;
static const char *current_case;

static inline void doing(const char *what) {
    current_case = what;
    if (getenv("ACS_MATRIX_VERBOSE") != NULL) {
        fprintf(stderr, "%s: %s\n", current_story, what);
    }
}

/** Looks how a call ended, and frees its error. */
static inline void ends(acs_status_t found, int expected, acs_error_t *error) {
    int right = found == expected;
    if (expected == ANY) {
        right = found != ACS_PANIC;
    } else if (expected == ACCEPTED) {
        right = found != ACS_PANIC && found != ACS_INVALID_INPUT;
    }
    if (error == (void *)&a_place) {
        check_failed(__FILE__, __LINE__, current_case, "the error was not written");
    }
    if (!right) {
        check_status(found, expected, error, current_case, __FILE__, __LINE__);
    }
    CHECK(found != ACS_OK || error == NULL);
    CHECK(error == NULL || acs_error_status(error) == found);
    acs_error_free(error);
}

static inline const struct stage *stage(void) {
    if (world.emulator == NULL) {
        world = open_stage();
        acs_error_t *error = NULL;
        OK(acs_emulator_add_phone_number(world.emulator, OWN_NUMBER, NULL, &error));
        OK(acs_emulator_subscribe(world.emulator, callback(&world), ACS_SCHEMA_EVENT_GRID, &error));
    }
    return &world;
}

static inline const char *callback_url(void) { return callback(stage()); }

static inline void some_acs_log_sink_t_(void *user, int level, const char *message) {
    (void)user;
    CHECK(level >= ACS_LOG_ERROR && level <= ACS_LOG_TRACE && message != NULL);
}
static acs_log_sink_t some_acs_log_sink_t = some_acs_log_sink_t_;

static inline acs_status_t some_acs_token_callback_t_(void *user, acs_token_t *token) {
    (void)user;
    return acs_token_set(token, "token", INT64_C(4102444800000), NULL);
}
static acs_token_callback_t some_acs_token_callback_t = some_acs_token_callback_t_;

/** A log line waits. */
static inline void a_line_waits(void) {
    acs_error_t *error = NULL;
    OK(acs_log_set_sink(NULL, NULL, ACS_LOG_TRACE, &error));
    acs_call_t *call = NULL;
    OK(acs_client_call_by_id(stage()->client, "unknown", &call, &error));
    GIVES(ACS_SERVICE, acs_call_get_properties(call, NULL, &(acs_call_properties_t *){NULL}, NULL, &error));
    acs_call_free(call);
}

static inline acs_log_line_t *make_log_line(void) {
    acs_error_t *error = NULL;
    acs_log_line_t *line = NULL;
    a_line_waits();
    OK(acs_log_next(&line, &error));
    OK(acs_log_set_level(ACS_LOG_OFF, &error));
    return line;
}

static inline acs_error_t *make_error(void) {
    acs_error_t *error = NULL;
    acs_identifier_t *identifier = NULL;
    CHECK(acs_identifier_parse("", &identifier, &error) == ACS_INVALID_INPUT);
    return error;
}

/** Of a request that was sent, so that it has ids to repeat it by. */
static inline const acs_error_t *sent_error(void) {
    static acs_error_t *sent;
    if (sent == NULL) {
        acs_error_t *error = NULL;
        acs_emulator_fault_t *fault = acs_emulator_fault_new("CreateCall");
        OK(acs_emulator_fault_set_status(fault, 400));
        OK(acs_emulator_add_fault(stage()->emulator, fault, &error));
        acs_emulator_fault_free(fault);
        acs_call_t *call = NULL;
        acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
        CHECK(acs_client_create_call(stage()->client, invite, callback_url(), NULL, &call, NULL,
                                     &sent) == ACS_SERVICE);
        acs_invite_free(invite);
    }
    return sent;
}

static inline acs_text_t *make_text(void) {
    acs_error_t *error = NULL;
    acs_text_t *text = NULL;
    OK(acs_hmac_content_hash(NULL, 0, &text, &error));
    return text;
}

static inline acs_identifier_t *make_identifier(void) {
    acs_error_t *error = NULL;
    acs_identifier_t *identifier = NULL;
    OK(acs_identifier_new_phone_number(OTHER_NUMBER, &identifier, &error));
    return identifier;
}

/** A user of the emulator, who may be muted. */
static inline const acs_identifier_t *a_user(void) {
    static acs_identifier_t *user;
    if (user == NULL) {
        acs_error_t *error = NULL;
        OK(acs_identifier_new_communication_user("8:acs:a_b", &user, &error));
    }
    return user;
}

static inline const acs_identifier_t *a_teams_app(void) {
    static acs_identifier_t *app;
    if (app == NULL) {
        acs_error_t *error = NULL;
        const char *const id = "45ab2481-1c1c-4005-be24-0ffb879b1130";
        OK(acs_identifier_new_microsoft_teams_app(id, NULL, &app, &error));
    }
    return app;
}

static inline acs_client_t *make_client(void) {
    acs_error_t *error = NULL;
    acs_client_t *client = NULL;
    OK(acs_client_new(acs_emulator_connection_string(stage()->emulator), NULL, &client, &error));
    return client;
}

/** A call that runs, with OTHER_NUMBER in it. */
static inline acs_call_t *make_call(void) { return connected_call(stage()); }

#define LIST_OF_USER ((const acs_identifier_t *[]){a_user()})

/** The newest call with a_user() in it, which is freed when there is a newer one. */
static acs_call_t *newest;

static inline const acs_call_t *call_of_user(void) {
    acs_error_t *error = NULL;
    acs_call_free(newest);
    acs_invite_t *invite = acs_invite_new(a_user());
    OK(acs_client_create_call(stage()->client, invite, callback_url(), NULL, &newest, NULL,
                              &error));
    acs_invite_free(invite);
    await_and_free(stage()->receiver, "CallConnected");
    return newest;
}

#define RINGING_NUMBER "+15550100777"

/** A call that rings at RINGING_NUMBER, which decides nothing. */
static inline const acs_call_t *call_that_rings(void) {
    acs_error_t *error = NULL;
    acs_emulator_remote_party_t *party = acs_emulator_remote_party_new(RINGING_NUMBER);
    OK(acs_emulator_remote_party_set_manual(party));
    OK(acs_emulator_set_remote_party(stage()->emulator, party, &error));
    acs_emulator_remote_party_free(party);
    acs_call_free(newest);
    acs_invite_t *invite = acs_invite_to_phone_number(RINGING_NUMBER, OWN_NUMBER);
    OK(acs_client_create_call(stage()->client, invite, callback_url(), NULL, &newest, NULL,
                              &error));
    acs_invite_free(invite);
    return newest;
}

static inline acs_play_source_t *make_play_source(void) {
    return acs_play_source_new_text("Please hold the line.");
}

/** A file, which can be played without a cognitive services resource. */
static inline const acs_play_source_t *a_file(void) {
    static acs_play_source_t *file;
    if (file == NULL) {
        file = acs_play_source_new_file("https://example.com/welcome.wav");
    }
    return file;
}

/** What does not take long to say. */
static inline const acs_play_source_t *a_word(void) {
    static acs_play_source_t *word;
    if (word == NULL) {
        word = acs_play_source_new_text("Yes.");
    }
    return word;
}

#define LIST_OF_WORD ((const acs_play_source_t *[]){a_word()})

/** Does not listen for long. */
static inline const acs_recognize_options_t *impatient(void) {
    static acs_recognize_options_t *options;
    if (options == NULL) {
        options = acs_recognize_options_new_dtmf();
        acs_recognize_options_set_max_tones(options, 4);
        CHECK(acs_recognize_options_set_initial_silence_timeout_ms(options, 1000) == ACS_OK);
    }
    return options;
}

/** Whether a function that waits has an event to give. */
static inline int reports_an_event(acs_status_t status) {
    return status == ACS_OK || status == ACS_FAILED || status == ACS_CANCELED ||
           status == ACS_CALL_ENDED;
}

#define LIST_OF_FILE ((const acs_play_source_t *[]){a_file()})

static inline acs_recognize_options_t *make_recognize_options(void) {
    acs_recognize_options_t *options = acs_recognize_options_new_dtmf();
    acs_recognize_options_set_max_tones(options, 4);
    return options;
}

static inline acs_media_streaming_options_t *make_media_streaming_options(void) {
    acs_media_streaming_options_t *options =
        acs_media_streaming_options_new(ACS_AUDIO_CHANNEL_MIXED);
    CHECK(acs_media_streaming_options_set_transport_url(options, "wss://example.com/") == ACS_OK);
    return options;
}

static inline acs_transcription_options_t *make_transcription_options(void) {
    acs_transcription_options_t *options = acs_transcription_options_new("en-US");
    CHECK(acs_transcription_options_set_transport_url(options, "wss://example.com/") == ACS_OK);
    return options;
}

/** As call_of_user(), with media streaming and transcription set up; `runs` reports whether they run. */
static inline const acs_call_t *call_with_streams(int runs) {
    acs_error_t *error = NULL;
    acs_call_free(newest);
    acs_media_streaming_options_t *streaming = make_media_streaming_options();
    acs_transcription_options_t *transcription = make_transcription_options();
    acs_create_call_options_t *options = acs_create_call_options_new();
    OK(acs_media_streaming_options_set_start_media_streaming(streaming, runs));
    OK(acs_transcription_options_set_start_transcription(transcription, runs));
    OK(acs_create_call_options_set_media_streaming(options, streaming));
    OK(acs_create_call_options_set_transcription(options, transcription));
    OK(acs_create_call_options_set_cognitive_services_endpoint(options, "https://example.com"));
    acs_invite_t *invite = acs_invite_new(a_user());
    OK(acs_client_create_call(stage()->client, invite, callback_url(), options, &newest, NULL,
                              &error));
    acs_invite_free(invite);
    acs_create_call_options_free(options);
    acs_transcription_options_free(transcription);
    acs_media_streaming_options_free(streaming);
    await_and_free(stage()->receiver, "CallConnected");
    if (runs) {
        await_and_free(stage()->receiver, "MediaStreamingStarted");
        await_and_free(stage()->receiver, "TranscriptionStarted");
    }
    return newest;
}

/** Reports the start of a recording to the world's receiver. */
static inline const acs_start_recording_options_t *reporting(void) {
    static acs_start_recording_options_t *options;
    if (options == NULL) {
        options = acs_start_recording_options_new();
        CHECK(acs_start_recording_options_set_recording_state_callback_uri(options, callback_url()) ==
              ACS_OK);
    }
    return options;
}

static inline acs_recording_properties_t *make_recording_properties(void) {
    acs_error_t *error = NULL;
    acs_recording_properties_t *recording = NULL;
    const char *id = acs_call_id(call_of_user());
    OK(acs_client_start_recording(stage()->client, ACS_LOCATOR_CALL_CONNECTION, id, NULL,
                                  &recording, NULL, &error));
    return recording;
}

/** The id of a recording that runs. */
static inline const char *a_recording(void) {
    static char id[2000];
    acs_recording_properties_t *recording = make_recording_properties();
    snprintf(id, sizeof id, "%s", acs_recording_properties_recording_id(recording));
    acs_recording_properties_free(recording);
    return id;
}

static inline const char *a_paused_recording(void) {
    acs_error_t *error = NULL;
    const char *id = a_recording();
    OK(acs_client_pause_recording(stage()->client, id, NULL, NULL, &error));
    return id;
}

static struct store recordings;

static inline void close_recordings(void) { close_store(&recordings); }

/** The store of recordings, open until the end. */
static inline const struct store *the_store(void) {
    if (recordings.host[0] == '\0') {
        open_store(&recordings);
        CHECK(atexit(close_recordings) == 0);
    }
    return &recordings;
}

static acs_client_t *asking;

static inline void free_asking(void) { acs_client_free(asking); }

/** A client that may ask the store. */
static inline const acs_client_t *client_of_store(void) {
    if (asking == NULL) {
        asking = client_of(the_store());
        CHECK(atexit(free_asking) == 0);
    }
    return asking;
}

static char downloaded[60];

static inline void remove_downloaded(void) { unlink(downloaded); }

/** Where a download may go; gone at the end. */
static inline const char *a_path(void) {
    if (downloaded[0] == '\0') {
        snprintf(downloaded, sizeof downloaded, "/tmp/acs-matrix-%ld.wav", (long)getpid());
        CHECK(atexit(remove_downloaded) == 0);
    }
    return downloaded;
}

static inline int some_acs_write_callback_t_(void *user, const uint8_t *bytes, size_t length) {
    (void)user;
    return bytes != NULL && length > 0 ? 0 : 1;
}
static acs_write_callback_t some_acs_write_callback_t = some_acs_write_callback_t_;

static inline acs_downloaded_recording_t *make_downloaded_recording(void) {
    acs_error_t *error = NULL;
    acs_downloaded_recording_t *recording = NULL;
    OK(acs_client_download_recording(client_of_store(), the_store()->content,
                                     some_acs_write_callback_t, NULL, NULL, &recording, NULL,
                                     &error));
    return recording;
}

static const char some_metadata[] =
    "{\"callId\":\"c\",\"chunkDuration\":1.5,\"pauseResumeIntervals\":[{\"duration\":1}],"
    "\"recordingInfo\":{\"audioConfiguration\":{\"sampleRate\":16000}},"
    "\"participants\":[{\"participantId\":\"4:+15550100123\",\"channel\":0}]}";

#define METADATA ((const uint8_t *)some_metadata)
#define METADATA_LENGTH (sizeof some_metadata - 1)

static inline acs_recording_metadata_t *make_recording_metadata(void) {
    acs_error_t *error = NULL;
    acs_recording_metadata_t *metadata = NULL;
    OK(acs_recording_metadata_parse(METADATA, METADATA_LENGTH, &metadata, &error));
    return metadata;
}

static inline acs_invite_t *make_invite(void) {
    return acs_invite_to_phone_number("+15550100777", OWN_NUMBER);
}

static inline acs_teams_phone_caller_details_t *make_teams_phone_caller_details(void) {
    acs_identifier_t *caller = make_identifier();
    acs_teams_phone_caller_details_t *details =
        acs_teams_phone_caller_details_new(caller, "Ada", OTHER_NUMBER);
    acs_identifier_free(caller);
    return details;
}

static inline acs_teams_phone_source_details_t *make_teams_phone_source_details(void) {
    acs_identifier_t *source = make_identifier();
    acs_teams_phone_source_details_t *details =
        acs_teams_phone_source_details_new(source, "en-US", "status");
    acs_identifier_free(source);
    return details;
}

static inline acs_response_t *make_response(void) {
    acs_error_t *error = NULL;
    acs_response_t *response = NULL;
    acs_call_properties_t *properties = NULL;
    acs_call_t *call = make_call();
    OK(acs_call_get_properties(call, NULL, &properties, &response, &error));
    acs_call_properties_free(properties);
    acs_call_free(call);
    return response;
}

static inline acs_call_properties_t *make_call_properties(void) {
    acs_error_t *error = NULL;
    acs_call_properties_t *properties = NULL;
    acs_call_t *call = make_call();
    OK(acs_call_get_properties(call, NULL, &properties, NULL, &error));
    acs_call_free(call);
    return properties;
}

static inline acs_participants_t *make_participants(void) {
    acs_error_t *error = NULL;
    acs_participants_t *participants = NULL;
    acs_call_t *call = make_call();
    OK(acs_call_list_participants(call, NULL, &participants, &error));
    acs_call_free(call);
    return participants;
}

static inline acs_participant_t *make_participant(void) {
    acs_error_t *error = NULL;
    acs_participant_t *participant = NULL;
    acs_call_t *call = make_call();
    acs_identifier_t *who = make_identifier();
    OK(acs_call_get_participant(call, who, NULL, &participant, NULL, &error));
    acs_identifier_free(who);
    acs_call_free(call);
    return participant;
}

static inline acs_participant_pages_t *make_participant_pages(void) {
    acs_error_t *error = NULL;
    acs_participant_pages_t *pages = NULL;
    acs_call_t *call = make_call();
    OK(acs_call_participant_pages(call, NULL, &pages, &error));
    acs_call_free(call);
    return pages;
}

static inline acs_generic_request_t *make_generic_request(void) {
    acs_error_t *error = NULL;
    acs_generic_request_t *request = NULL;
    acs_call_t *call = make_call();
    char path[200];
    snprintf(path, sizeof path, "/calling/callConnections/%s", acs_call_id(call));
    OK(acs_generic_request_new(ACS_METHOD_GET, path, &request, &error));
    acs_call_free(call);
    return request;
}

static inline acs_receiver_t *make_receiver(void) {
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = NULL;
    acs_receiver_options_t *options = acs_receiver_options_new();
    OK(acs_receiver_options_set_public_url(options, "https://example.com"));
    OK(acs_receiver_options_set_secret(options, "first"));
    OK(acs_receiver_new_without_listener(options, &receiver, &error));
    acs_receiver_options_free(options);
    return receiver;
}

static acs_receiver_t *tls_receiver;

/** A receiver with a certificate. */
static inline const acs_receiver_t *the_tls_receiver(void) {
    if (tls_receiver == NULL) {
        acs_error_t *error = NULL;
        acs_receiver_options_t *options = acs_receiver_options_new();
        OK(acs_receiver_options_set_certificate_files(options, tls_file(0, "cert.pem"), tls_file(1, "key.pem")));
        OK(acs_receiver_new(options, &tls_receiver, &error));
        acs_receiver_options_free(options);
    }
    return tls_receiver;
}

/** The receiver that is shared has an event to give, so that no wait lasts. */
static inline void an_event_waits(const acs_receiver_t *receiver) {
    acs_error_t *error = NULL;
    acs_text_t *url = NULL;
    OK(acs_receiver_url(receiver, "/events", &url, &error));
    put_event(receiver, acs_text_string(url), "CallConnected", "one");
    acs_text_free(url);
}

static inline acs_event_t *make_event(void) {
    acs_error_t *error = NULL;
    acs_event_t *event = NULL;
    acs_receiver_t *receiver = make_receiver();
    an_event_waits(receiver);
    OK(acs_receiver_next(receiver, 0, &event, &error));
    acs_receiver_free(receiver);
    return event;
}

static const char an_event[] =
    "{\"id\":\"1\",\"source\":\"calling/callConnections/one\",\"specversion\":\"1.0\","
    "\"type\":\"Microsoft.Communication.CallConnected\",\"data\":{\"callConnectionId\":\"one\"}}";

#define AN_EVENT ((const uint8_t *)an_event)
#define AN_EVENT_LENGTH (sizeof an_event - 1)

static inline acs_event_list_t *make_event_list(void) {
    acs_error_t *error = NULL;
    acs_event_list_t *list = NULL;
    OK(acs_events_parse(AN_EVENT, AN_EVENT_LENGTH, &list, &error));
    return list;
}

static inline acs_expected_t *make_expected(void) {
    acs_error_t *error = NULL;
    acs_expected_t *expected = acs_expected_new();
    OK(acs_expected_add_success(expected, "CallConnected", NULL, NULL));
    return expected;
}

/** What the subscriptions belong to. */
static acs_receiver_t *subscribed_receiver;

static inline acs_subscription_t *subscription_of(const char *call) {
    acs_error_t *error = NULL;
    acs_subscription_t *subscription = NULL;
    if (subscribed_receiver == NULL) {
        subscribed_receiver = make_receiver();
    }
    OK(acs_receiver_subscribe_call(subscribed_receiver, call, 0, &subscription, &error));
    return subscription;
}

static inline acs_subscription_t *make_subscription(void) { return subscription_of("another"); }

static acs_subscription_t *own_subscription;

static inline const acs_subscription_t *the_subscription(void) {
    if (own_subscription == NULL) {
        own_subscription = subscription_of("one");
    }
    return own_subscription;
}

static inline acs_latest_participants_t *make_latest_participants(void) {
    acs_error_t *error = NULL;
    acs_latest_participants_t *latest = NULL;
    OK(acs_latest_participants_new("one", &latest, &error));
    return latest;
}

static inline acs_counters_t *make_counters(void) {
    acs_error_t *error = NULL;
    acs_counters_t *counters = NULL;
    OK(acs_receiver_counters(stage()->receiver, &counters, &error));
    return counters;
}

static inline acs_http_response_t *make_http_response(void) {
    acs_error_t *error = NULL;
    acs_http_response_t *response = NULL;
    OK(acs_receiver_handle(stage()->receiver, "GET", "/nowhere", NULL, NULL, 0, NULL, 0, &response,
                           &error));
    return response;
}

static inline acs_redis_options_t *make_redis_options(void) {
    return acs_redis_options_new("redis://127.0.0.1:6379");
}

static inline acs_token_verifier_options_t *make_token_verifier_options(void) {
    acs_error_t *error = NULL;
    acs_token_verifier_options_t *options =
        acs_token_verifier_options_new(acs_emulator_resource_id(stage()->emulator));
    OK(acs_token_verifier_options_set_openid_configuration_url(
        options, acs_emulator_openid_configuration_url(stage()->emulator)));
    return options;
}

static inline acs_token_verifier_t *make_token_verifier(void) {
    acs_error_t *error = NULL;
    acs_token_verifier_t *verifier = NULL;
    acs_token_verifier_options_t *options = make_token_verifier_options();
    OK(acs_token_verifier_new(options, &verifier, &error));
    acs_token_verifier_options_free(options);
    return verifier;
}

static inline acs_emulator_t *make_emulator(void) {
    acs_error_t *error = NULL;
    acs_emulator_t *emulator = NULL;
    OK(acs_emulator_start(NULL, &emulator, &error));
    return emulator;
}

/** The emulator of the other objects. */
static inline const acs_emulator_t *the_emulator(void) { return stage()->emulator; }

static inline acs_emulator_t *make_manual_emulator(void) {
    acs_error_t *error = NULL;
    acs_emulator_t *emulator = NULL;
    acs_emulator_options_t *options = acs_emulator_options_new();
    OK(acs_emulator_options_set_manual_clock(options, 1));
    OK(acs_emulator_start(options, &emulator, &error));
    acs_emulator_options_free(options);
    return emulator;
}

static inline acs_emulator_remote_party_t *make_emulator_remote_party(void) { return acs_emulator_remote_party_new("4:+15550100999"); }

static inline acs_emulator_prompt_t *make_emulator_prompt(void) { return acs_emulator_prompt_new("https://example.com/matrix.wav"); }

static inline acs_emulator_subscription_t *make_emulator_subscription(void) {
    acs_emulator_subscription_t *subscription = acs_emulator_subscription_new(callback_url(), ACS_SCHEMA_EVENT_GRID);
    CHECK(acs_emulator_subscription_set_without_handshake(subscription) == ACS_OK);
    return subscription;
}

static inline acs_emulator_fault_t *make_emulator_fault(void) {
    acs_emulator_fault_t *fault = acs_emulator_fault_new("RejectCall");
    CHECK(acs_emulator_fault_set_status(fault, 503) == ACS_OK);
    return fault;
}

static inline acs_emulator_incoming_call_t *make_emulator_incoming_call(void) {
    return acs_emulator_incoming_call_new("4:" OTHER_NUMBER, "4:" OWN_NUMBER);
}

/** A call rings; what it is answered with. Each text lives until the next but fifteen. */
static inline const char *ringing(void) {
    static char contexts[16][16000];
    static unsigned next;
    acs_error_t *error = NULL;
    acs_text_t *context = NULL;
    acs_emulator_incoming_call_t *call = make_emulator_incoming_call();
    char *place = contexts[next++ % 16];
    OK(acs_emulator_place_incoming_call(stage()->emulator, call, &context, &error));
    CHECK(strlen(acs_text_string(context)) < sizeof contexts[0]);
    strcpy(place, acs_text_string(context));
    acs_text_free(context);
    acs_emulator_incoming_call_free(call);
    return place;
}

static inline acs_emulator_client_call_t *make_emulator_client_call(void) {
    acs_error_t *error = NULL;
    const char *users[2];
    acs_text_t *ids[2];
    for (int i = 0; i < 2; i++) {
        OK(acs_emulator_create_user(stage()->emulator, &ids[i], &error));
        users[i] = acs_text_string(ids[i]);
    }
    acs_emulator_client_call_t *call = acs_emulator_client_call_new(users, 2);
    for (int i = 0; i < 2; i++) {
        acs_text_free(ids[i]);
    }
    return call;
}

static inline acs_emulator_started_call_t *make_emulator_started_call(void) {
    acs_error_t *error = NULL;
    acs_emulator_started_call_t *started = NULL;
    acs_emulator_client_call_t *call = make_emulator_client_call();
    OK(acs_emulator_start_client_call(stage()->emulator, call, &started, &error));
    acs_emulator_client_call_free(call);
    return started;
}

/** The server call id of a call that clients started. */
static inline const char *started_call(void) {
    return acs_emulator_started_call_server_call_id(the_emulator_started_call());
}

/** The invitation of a telephone that rings in the shared call, another one each time: one that rings
 * there already is not rung again. */
static inline const char *ringing_invitation(void) {
    static char invitation[200];
    static unsigned rung;
    char raw_id[20];
    snprintf(raw_id, sizeof raw_id, "4:+1555011%04u", rung++);
    const char *number = raw_id + strlen("4:");
    acs_error_t *error = NULL;
    acs_emulator_remote_party_t *slow = acs_emulator_remote_party_new(raw_id);
    OK(acs_emulator_remote_party_set_no_answer(slow));
    OK(acs_emulator_set_remote_party(stage()->emulator, slow, &error));
    acs_emulator_remote_party_free(slow);
    acs_response_t *response = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(number, OWN_NUMBER);
    OK(acs_call_add_participant(the_call(), invite, NULL, &response, &error));
    acs_invite_free(invite);
    snprintf(invitation, sizeof invitation, "%s", acs_response_invitation_id(response));
    acs_response_free(response);
    return invitation;
}

static inline acs_emulator_journal_t *make_emulator_journal(void) {
    acs_error_t *error = NULL;
    acs_emulator_journal_t *journal = NULL;
    acs_client_t *client = make_client();
    OK(acs_client_warm_up(client, NULL, &error));
    acs_client_free(client);
    OK(acs_emulator_journal(stage()->emulator, &journal, &error));
    return journal;
}

static inline const acs_emulator_journal_entry_t *the_emulator_journal_entry(void) {
    return acs_emulator_journal_at(the_emulator_journal(), 0);
}

/** Where submitted operations complete. */
static acs_receiver_t *completions;

static inline const acs_receiver_t *the_completions(void) {
    acs_error_t *error = NULL;
    if (completions == NULL) {
        OK(acs_receiver_new_without_listener(NULL, &completions, &error));
    }
    return completions;
}

static inline acs_client_t *submitting_client(const acs_client_t *client) {
    acs_error_t *error = NULL;
    acs_client_t *later = NULL;
    OK(acs_client_submit_to(client, the_completions(), &a_place, &later, &error));
    return later;
}

static inline acs_call_t *submitting_call(const acs_call_t *call) {
    acs_error_t *error = NULL;
    acs_call_t *later = NULL;
    OK(acs_call_submit_to(call, the_completions(), &a_place, &later, &error));
    return later;
}

/** Looks how a submitted operation of this function was completed. */
static inline void completes(acs_status_t submitted, acs_error_t *error, const char *function, acs_status_t expected) {
    check_status(submitted, ACS_OK, error, function, __FILE__, __LINE__);
    CHECK(error == NULL);
    acs_event_t *event = NULL;
    OK(acs_receiver_next(the_completions(), TIME_LIMIT, &event, &error));
    CHECK(acs_event_kind(event) == ACS_EVENT_COMPLETION && acs_event_tag(event) == &a_place);
    const acs_completion_t *completion = acs_event_completion(event);
    CHECK_TEXT(acs_completion_function(completion), function);
    check_status(acs_completion_status(completion), expected, acs_completion_error(completion), function, __FILE__,
                 __LINE__);
    acs_event_free(event);
}

static acs_event_t *completion_event;

static inline const acs_completion_t *the_completion(void) {
    acs_error_t *error = NULL;
    if (completion_event == NULL) {
        acs_client_t *later = submitting_client(stage()->client);
        OK(acs_client_warm_up(later, NULL, &error));
        acs_client_free(later);
        OK(acs_receiver_next(the_completions(), TIME_LIMIT, &completion_event, &error));
    }
    return acs_event_completion(completion_event);
}

static inline void world_ends(void) {
    acs_event_free(completion_event);
    acs_receiver_free(completions);
    acs_call_free(newest);
    acs_subscription_free(own_subscription);
    acs_receiver_free(subscribed_receiver);
    acs_receiver_free(tls_receiver);
    acs_error_free((acs_error_t *)sent_error());
    acs_identifier_free((acs_identifier_t *)a_user());
    acs_identifier_free((acs_identifier_t *)a_teams_app());
    acs_play_source_free((acs_play_source_t *)a_file());
    acs_play_source_free((acs_play_source_t *)a_word());
    acs_recognize_options_free((acs_recognize_options_t *)impatient());
    acs_start_recording_options_free((acs_start_recording_options_t *)reporting());
    close_stage(&world);
    acs_log_set_sink(NULL, NULL, ACS_LOG_OFF, NULL);
}
