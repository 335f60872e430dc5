/*
 * Records a call without the card number that is entered in it, downloads the recording, and deletes it at
 * the service.
 *
 *     cc record_call.c -o record_call $(pkg-config --cflags --libs acs-call-automation) -pthread
 *     ./record_call FOLDER CALLER_ID NUMBER
 *
 * The recording is paused before the card number is requested. After its end an event names its files, which
 * are downloaded to FOLDER (default: this one) while another thread reads the progress. Offline: the emulator
 * of the service runs in this process. With the real service, ACS_CONNECTION_STRING,
 * ACS_COGNITIVE_SERVICES_ENDPOINT and ACS_CALLBACK_URL are set: a public https URL that leads to
 * http://127.0.0.1:8080/events, and to which the resource's RecordingFileStatusUpdated events are subscribed.
 * Prints
 *
 *     create call: ACS_OK
 *     start recording: ACS_OK
 *     the recording is active
 *     pause recording: ACS_OK
 *     the recording is inactive
 *     card number: ACS_OK
 *     resume recording: ACS_OK
 *     the recording is active
 *     stop recording: ACS_OK
 *     hang up: ACS_OK
 *     RecordingFileStatusUpdated: 1 file(s)
 *     [########################################]
 *     download recording-0.wav: ACS_OK
 *     delete at the service: ACS_OK
 */
#define _POSIX_C_SOURCE 200809L

#include <acs_call_automation.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TALK_MS 30000            /* how long people talk, before and after the card number */
#define TIMEOUT_MS 60000         /* the time limit of every wait but that for the file */
#define FILE_TIMEOUT_MS 900000   /* the service may take minutes for the file */
#define BAR 40                   /* marks of a whole progress bar */

static acs_emulator_t *emulator; /* NULL with the real service */
static acs_client_t *client;
static acs_receiver_t *receiver;
static const char *callback_url, *cognitive_services;
static acs_error_t *error;

/* Prints the status of a step, and the details of an error: 1 when the step succeeded. */
static int succeeded(const char *step, acs_status_t status) {
    printf("%s: %s\n", step, acs_status_name(status));
    if (error != NULL) fprintf(stderr, "%s\n", acs_error_message(error));
    acs_error_free(error);
    error = NULL;
    return status == ACS_OK;
}

static int create_call(const char *number, const char *caller_id, acs_call_t **call, acs_event_t **connected) {
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_invite_t *invite = acs_invite_to_phone_number(number, caller_id);
    acs_create_call_options_set_cognitive_services_endpoint(options, cognitive_services);
    acs_status_t status = acs_client_create_call_and_wait(client, receiver, invite, callback_url, options, TIMEOUT_MS,
                                                          call, connected, NULL, &error);
    acs_invite_free(invite);
    acs_create_call_options_free(options);
    return succeeded("create call", status);
}

static int start_recording(const acs_call_t *call, acs_recording_properties_t **recording) {
    acs_start_recording_options_t *options = acs_start_recording_options_new();
    acs_start_recording_options_set_recording_content(options, ACS_RECORDING_CONTENT_AUDIO);
    acs_start_recording_options_set_recording_channel(options, ACS_RECORDING_CHANNEL_MIXED);
    acs_start_recording_options_set_recording_format(options, ACS_RECORDING_FORMAT_WAV);
    acs_start_recording_options_set_recording_state_callback_uri(options, callback_url);
    acs_status_t status = acs_client_start_recording(client, ACS_LOCATOR_CALL_CONNECTION, acs_call_id(call), options,
                                                     recording, NULL, &error);
    acs_start_recording_options_free(options);
    return succeeded("start recording", status);
}

/* Waits until the recording is active, or inactive. What is said before that is on the wrong side. */
static int wait_for_state(int wanted) {
    const char *name = wanted == ACS_RECORDING_STATE_ACTIVE ? "active" : "inactive";
    acs_event_t *event = NULL;
    int state = ACS_RECORDING_STATE_OTHER;
    while (state != wanted && acs_receiver_next(receiver, TIMEOUT_MS, &event, &error) == ACS_OK) {
        if (acs_event_kind(event) == ACS_EVENT_RECORDING_STATE_CHANGED) state = acs_event_recording_state(event);
        acs_event_free(event);
    }
    printf("the recording is %s%s\n", state == wanted ? "" : "still not ", name);
    return state == wanted;
}

/* Lets people talk. Offline only the emulator's clock advances. */
static int talk(void) {
    const struct timespec duration = {TALK_MS / 1000, 0};
    if (emulator != NULL) return acs_emulator_advance(emulator, TALK_MS, &error) == ACS_OK;
    return nanosleep(&duration, NULL) == 0;
}

/* Requests the card number: acs_event_dtmf_tones of the event, which belongs in no log. */
static int request_card_number(const acs_call_t *call, const acs_identifier_t *customer) {
    acs_recognize_options_t *options = acs_recognize_options_new_dtmf();
    acs_play_source_t *prompt = acs_play_source_new_text("Please enter your card number, then press pound.");
    acs_event_t *event = NULL;
    acs_recognize_options_set_max_tones(options, 19);
    acs_recognize_options_add_prompt(options, prompt);
    acs_recognize_options_set_inter_tone_timeout_ms(options, 5000);
    acs_recognize_options_set_stop_tones(options, "#");
    acs_status_t status =
        acs_call_recognize_and_wait(call, receiver, customer, options, TIMEOUT_MS, &event, NULL, &error);
    acs_event_free(event);
    acs_play_source_free(prompt);
    acs_recognize_options_free(options);
    return succeeded("card number", status);
}

/* Event Grid reports the files of all calls; the subject names the call: .../serverCallId/... */
static int wait_for_files(const char *server_call_id, acs_event_t **files) {
    while (acs_receiver_next(receiver, FILE_TIMEOUT_MS, files, &error) == ACS_OK) {
        const char *subject = acs_event_subject(*files);
        if (acs_event_kind(*files) == ACS_EVENT_RECORDING_FILE_STATUS_UPDATED && subject != NULL &&
            server_call_id != NULL && strstr(subject, server_call_id) != NULL) {
            printf("%s: %zu file(s)\n", acs_event_name(*files), acs_event_recording_chunk_count(*files));
            return 1;
        }
        acs_event_free(*files);
        *files = NULL;
    }
    return 0;
}

static atomic_int is_over; /* the download */

/* The thread that draws a progress bar until the download is over. */
static void *draw(void *progress) {
    const struct timespec pause = {0, 20 * 1000 * 1000};
    int64_t marks = 0;
    int is_last;
    putchar('[');
    do {
        nanosleep(&pause, NULL);
        is_last = is_over;
        const int64_t done = acs_download_progress_bytes_done(progress);
        const int64_t total = acs_download_progress_bytes_total(progress);
        for (; total > 0 && marks < done * BAR / total; marks++) putchar('#');
        fflush(stdout);
    } while (!is_last);
    puts("]");
    return NULL;
}

/* Downloads one file, and deletes it at the service once it is here. */
static int fetch(const acs_event_t *files, size_t index, const char *folder) {
    acs_download_progress_t *progress = acs_download_progress_new();
    acs_download_recording_options_t *options = acs_download_recording_options_new();
    char path[4096], step[64];
    pthread_t thread;
    acs_download_recording_options_set_progress(options, progress);
    snprintf(path, sizeof path, "%s/recording-%zu.wav", folder, index);
    snprintf(step, sizeof step, "download recording-%zu.wav", index);

    is_over = 0;
    const int is_drawn = pthread_create(&thread, NULL, draw, progress) == 0;
    acs_status_t status = acs_client_download_recording_to_file(
        client, acs_event_recording_chunk_content_location(files, index), path, options, NULL, NULL, &error);
    is_over = 1;
    if (is_drawn) pthread_join(thread, NULL);
    acs_download_recording_options_free(options);
    acs_download_progress_free(progress);
    return succeeded(step, status) &&
           succeeded("delete at the service",
                     acs_client_delete_recording(client, acs_event_recording_chunk_delete_location(files, index), NULL,
                                                 NULL, &error));
}

/* From the start of the recording to the end of the call. */
static int record(const acs_call_t *call, const acs_identifier_t *customer) {
    acs_recording_properties_t *recording = NULL;
    if (!start_recording(call, &recording)) return 0;
    const char *id = acs_recording_properties_recording_id(recording);
    int is_done =
        wait_for_state(ACS_RECORDING_STATE_ACTIVE) && talk() &&
        succeeded("pause recording", acs_client_pause_recording(client, id, NULL, NULL, &error)) &&
        wait_for_state(ACS_RECORDING_STATE_INACTIVE);
    if (is_done) {
        request_card_number(call, customer); /* the recording is resumed whatever the outcome */
        is_done = succeeded("resume recording", acs_client_resume_recording(client, id, NULL, NULL, &error)) &&
                  wait_for_state(ACS_RECORDING_STATE_ACTIVE) && talk();
    }
    is_done = succeeded("stop recording", acs_client_stop_recording(client, id, NULL, NULL, &error)) && is_done;
    acs_recording_properties_free(recording);
    return is_done;
}

/* The emulator: the callee presses a card number, and the file is there at once. */
static acs_status_t start_emulator(const acs_identifier_t *customer) {
    acs_emulator_options_t *options = acs_emulator_options_new();
    acs_emulator_remote_party_t *callee = acs_emulator_remote_party_new(acs_identifier_raw_id(customer));
    acs_emulator_options_set_recording_delay_ms(options, 0);
    acs_emulator_remote_party_add_digits(callee, "4111111111111111#");
    acs_status_t status = acs_emulator_start(options, &emulator, &error);
    if (status == ACS_OK) status = acs_emulator_set_remote_party(emulator, callee, &error);
    if (status == ACS_OK) status = acs_emulator_subscribe(emulator, callback_url, ACS_SCHEMA_EVENT_GRID, &error);
    acs_emulator_remote_party_free(callee);
    acs_emulator_options_free(options);
    return status;
}

/* Opens client and receiver, offline unless there is a connection string. */
static acs_status_t open_service(const acs_identifier_t *customer, acs_text_t **url) {
    const char *connection_string = getenv("ACS_CONNECTION_STRING");
    acs_client_options_t *client_options = acs_client_options_new();
    acs_receiver_options_t *receiver_options = acs_receiver_options_new();
    callback_url = getenv("ACS_CALLBACK_URL");
    cognitive_services = getenv("ACS_COGNITIVE_SERVICES_ENDPOINT");
    if (connection_string != NULL) acs_receiver_options_set_listen(receiver_options, "127.0.0.1:8080");
    acs_status_t status = acs_receiver_new(receiver_options, &receiver, &error);
    if (connection_string == NULL) {
        if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", url, &error);
        callback_url = acs_text_string(*url);
        cognitive_services = "https://cognitive.example";
        if (status == ACS_OK) status = start_emulator(customer);
        if (status == ACS_OK) {
            connection_string = acs_emulator_connection_string(emulator);
        }
    }
    if (status == ACS_OK) status = acs_client_new(connection_string, client_options, &client, &error);
    acs_receiver_options_free(receiver_options);
    acs_client_options_free(client_options);
    return status;
}

int main(int argc, char **argv) {
    const char *folder = argc > 1 ? argv[1] : ".";
    const char *caller_id = argc > 2 ? argv[2] : "+18005550100";
    const char *number = argc > 3 ? argv[3] : "+16045551234";
    acs_identifier_t *customer = NULL;
    acs_text_t *url = NULL;
    acs_call_t *call = NULL;
    acs_event_t *connected = NULL, *files = NULL;

    int is_done = acs_identifier_parse(number, &customer, &error) == ACS_OK &&
                  open_service(customer, &url) == ACS_OK && create_call(number, caller_id, &call, &connected);
    if (is_done) {
        is_done = record(call, customer);
        is_done = succeeded("hang up", acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error)) && is_done;
    }
    is_done = is_done && wait_for_files(acs_event_server_call_id(connected), &files);
    for (size_t i = 0; is_done && i < acs_event_recording_chunk_count(files); i++) is_done = fetch(files, i, folder);
    if (error != NULL) fprintf(stderr, "%s\n", acs_error_message(error));

    acs_error_free(error);
    acs_event_free(files);
    acs_event_free(connected);
    acs_call_free(call);
    acs_client_free(client);
    acs_receiver_free(receiver);
    acs_emulator_free(emulator);
    acs_text_free(url);
    acs_identifier_free(customer);
    return is_done ? 0 : 1;
}
