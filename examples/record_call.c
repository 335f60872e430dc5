/*
 * Records a call, but not the card number; downloads the recording and deletes it at the service.
 *
 * The recording is paused before the prompt for the card number, and resumed afterwards in any case.
 * Some time after its end an event has the URL of the file (subscribe the resource's
 * RecordingFileStatusUpdated events to the callback URL); it goes to FOLDER (default: this one;
 * offline a temporary one, which is removed). Prompts need ACS_COGNITIVE_SERVICES_ENDPOINT.
 *
 *     cc record_call.c $(pkg-config --cflags --libs acs-call-automation) -pthread -o record_call
 *     ./record_call
 *     ./record_call CALLER_ID NUMBER FOLDER
 *
 * Offline by default; see stage/stage.h for the real service.
 */
#include "stage/stage.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE 60000 /* milliseconds */

/* How long people talk, before and after the card number. */
#define TALK 30000

/* The file may take the service minutes. */
#define PATIENCE_FOR_FILE (15 * 60 * 1000)

/* Marks of a whole progress bar. */
#define BAR 40

static acs_call_t *call_customer(struct stage *stage, const char *caller_id, const char *number,
                                 const acs_identifier_t *customer) {
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_invite_t *invite = acs_invite_to_phone_number(number, caller_id);
    acs_event_t *event = NULL;
    acs_call_t *call = NULL;
    acs_status_t status;

    asking(stage, "CreateCall to %s", short_id(customer).text);
    acs_create_call_options_set_cognitive_services_endpoint(options, cognitive_services());
    status = acs_client_create_call_and_wait(stage->client, stage->receiver, invite, stage->callback, options, PATIENCE,
                                        &call, &event, NULL, &stage->error);
    acs_invite_free(invite);
    acs_create_call_options_free(options);
    if (!done(stage, status, event)) {
        acs_call_free(call);
        return NULL;
    }
    return call;
}

/* Waits until the recording runs, or rests. What is said before that is on the wrong side. */
static int is(struct stage *stage, int wanted) {
    do {
        if (!wait_for(stage, ACS_EVENT_RECORDING_STATE_CHANGED)) return 0;
    } while (acs_event_recording_state(stage->event) != wanted);
    note("the recording is %s", wanted == ACS_RECORDING_STATE_ACTIVE ? "active" : "inactive");
    return 1;
}

/* Starts to record: the recording, or NULL. */
static acs_recording_properties_t *start(struct stage *stage, const acs_call_t *call) {
    acs_start_recording_options_t *options = acs_start_recording_options_new();
    acs_recording_properties_t *recording = NULL;
    acs_status_t status;

    acs_start_recording_options_set_recording_content(options, ACS_RECORDING_CONTENT_AUDIO);
    acs_start_recording_options_set_recording_channel(options, ACS_RECORDING_CHANNEL_MIXED);
    acs_start_recording_options_set_recording_format(options, ACS_RECORDING_FORMAT_WAV);
    acs_start_recording_options_set_recording_state_callback_uri(options, stage->callback);
    status = acs_client_start_recording(stage->client, ACS_LOCATOR_CALL_CONNECTION, acs_call_id(call), options,
                                        &recording, &stage->response, &stage->error);
    acs_start_recording_options_free(options);
    if (status != ACS_OK) return NULL;
    asked(stage, "StartRecording, as WAV");
    if (is(stage, ACS_RECORDING_STATE_ACTIVE)) return recording;
    acs_recording_properties_free(recording);
    return NULL;
}

/* Asks for it; it is in stage->event then. It belongs neither on the screen nor in a log. */
static int card_number(struct stage *stage, const acs_call_t *call, const acs_identifier_t *customer) {
    acs_recognize_options_t *options = acs_recognize_options_new_dtmf();
    acs_recognize_options_set_max_tones(options, 19);
    acs_play_source_t *prompt = acs_play_source_new_text("Please enter your card number, then press pound.");
    acs_event_t *event = NULL;
    acs_status_t status;

    acs_play_source_set_voice_name(prompt, "en-US-NancyNeural");
    acs_recognize_options_add_prompt(options, prompt);
    acs_recognize_options_set_initial_silence_timeout_ms(options, 10000);
    acs_recognize_options_set_inter_tone_timeout_ms(options, 5000);
    acs_recognize_options_set_stop_tones(options, "#");
    asking(stage, "Recognize: the card number");
    status = acs_call_recognize_and_wait(call, stage->receiver, customer, options, PATIENCE, &event, NULL,
                                         &stage->error);
    acs_play_source_free(prompt);
    acs_recognize_options_free(options);
    return came(stage, status, event);
}

/* Pauses, prompts, and resumes, whatever the outcome. */
static int ask(struct stage *stage, const acs_call_t *call, const acs_identifier_t *customer, const char *recording) {
    acs_client_t *client = stage->client;
    acs_status_t status;
    int is_there;

    if (acs_client_pause_recording(client, recording, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "PauseRecording");
    if (!is(stage, ACS_RECORDING_STATE_INACTIVE)) return 0;
    if (!card_number(stage, call, customer)) {
        acs_client_resume_recording(client, recording, NULL, NULL, NULL);
        return 0;
    }
    is_there = acs_event_dtmf_tone_count(stage->event) > 0;
    status = acs_client_resume_recording(client, recording, NULL, &stage->response, &stage->error);
    if (status != ACS_OK) return 0;
    asked(stage, "ResumeRecording");
    if (!is(stage, ACS_RECORDING_STATE_ACTIVE)) return 0;
    note("%s", is_there ? "there is a card number, and it was not recorded" : "no card number");
    return 1;
}

/* Waits for the event with the URLs of the files. Event Grid reports the files of all calls; what is
 * not ours must not be deleted. The subject names the call: /recording/call/.../serverCallId/... */
static int wait_for_file(struct stage *stage, const char *server_call_id) {
    if (stage->emulator != NULL) {
        acs_emulator_flush_ms(stage->emulator, PATIENCE, NULL);
        acs_emulator_advance_ms(stage->emulator, FILE_DELAY, NULL);
    }
    while (next_event(stage, PATIENCE_FOR_FILE) == ACS_OK) { /* The end of the call may come before. */
        if (acs_event_kind(stage->event) != ACS_EVENT_RECORDING_FILE_STATUS_UPDATED) continue;
        const char *subject = acs_event_subject(stage->event);
        if (subject != NULL && strstr(subject, server_call_id) != NULL) return 1;
        note("of another call");
    }
    snprintf(stage->why, sizeof stage->why, "no RecordingFileStatusUpdated came");
    return 0;
}

/* Stops, and hangs up. */
static int end(struct stage *stage, const acs_call_t *call, const char *recording) {
    if (acs_client_stop_recording(stage->client, recording, NULL, &stage->response, &stage->error) != ACS_OK) {
        return 0;
    }
    asked(stage, "StopRecording");
    if (!is(stage, ACS_RECORDING_STATE_INACTIVE)) return 0;
    if (acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, &stage->response, &stage->error) != ACS_OK) return 0;
    asked(stage, "HangUp for everyone");
    return 1;
}

/* A download that goes on in a thread of its own. */
struct download {
    const acs_client_t *client;
    const char *url, *path;
    acs_download_recording_options_t *options;
    acs_downloaded_recording_t *recording;
    acs_error_t *error;
    acs_status_t status;
    atomic_int is_over;
};

static void *run_download(void *argument) {
    struct download *it = argument;
    it->status = acs_client_download_recording_to_file(it->client, it->url, it->path, it->options, &it->recording,
                                                       NULL, &it->error);
    it->is_over = 1;
    return NULL;
}

/* Draws a progress bar until the download is over. */
static void watch(struct download *it, const acs_download_progress_t *progress) {
    const struct timespec pause = {0, 50 * 1000 * 1000};
    int64_t marks = 0;

    printf("%32s[", "");
    for (;;) {
        const int is_over = it->is_over;
        const int64_t done = acs_download_progress_bytes_done(progress);
        const int64_t total = acs_download_progress_bytes_total(progress);
        while (total > 0 && marks < done * BAR / total) {
            printf("#");
            marks++;
        }
        fflush(stdout);
        if (is_over) {
            printf("] %lld bytes\n", (long long)done);
            return;
        }
        nanosleep(&pause, NULL);
    }
}

/* Downloads one file: its length, or -1. */
static int64_t download(struct stage *stage, const char *url, const char *path) {
    acs_download_progress_t *progress = acs_download_progress_new();
    struct download it = {.client = stage->client, .url = url, .path = path};
    int64_t length = -1;
    pthread_t thread;

    it.options = acs_download_recording_options_new();
    acs_download_recording_options_set_progress(it.options, progress);
    if (pthread_create(&thread, NULL, run_download, &it) == 0) {
        watch(&it, progress);
        pthread_join(thread, NULL);
        stage->error = it.error;
        if (it.status == ACS_OK) length = acs_downloaded_recording_length(it.recording);
    }
    acs_downloaded_recording_free(it.recording);
    acs_download_recording_options_free(it.options);
    acs_download_progress_free(progress);
    return length;
}

static int64_t number(const unsigned char *four) {
    return four[0] | four[1] << 8 | four[2] << 16 | (int64_t)four[3] << 24;
}

/* Prints the properties of a WAV file. Fails when it is not complete. */
static int examine(struct stage *stage, const char *name, const char *path, int64_t length) {
    unsigned char head[44];
    FILE *file = fopen(path, "rb");
    const size_t count = file != NULL ? fread(head, 1, sizeof head, file) : 0;

    if (file != NULL) fclose(file);
    if (count != sizeof head || memcmp(head, "RIFF", 4) != 0 || memcmp(head + 8, "WAVE", 4) != 0 ||
        number(head + 4) + 8 != length || number(head + 28) == 0) {
        snprintf(stage->why, sizeof stage->why, "%s is no whole WAV file", path);
        return 0;
    }
    note("%s: %.1f s of audio, %lld samples a second", name, (double)(length - 44) / (double)number(head + 28),
         (long long)number(head + 24));
    return 1;
}

/* Downloads one file of a recording, looks at it, and deletes it at the service. */
static int fetch(struct stage *stage, const acs_event_t *event, size_t index, const char *name, const char *path) {
    const char *content = acs_event_recording_chunk_content_location(event, index);
    const char *delete_at = acs_event_recording_chunk_delete_location(event, index);
    int64_t length;

    if (content == NULL || delete_at == NULL) {
        snprintf(stage->why, sizeof stage->why, "the event does not tell where the file is");
        return 0;
    }
    asking(stage, "Download of %s", name);
    length = download(stage, content, path);
    if (length < 0 || !examine(stage, name, path, length)) return 0;
    /* Only now, since the file is complete. */
    if (acs_client_delete_recording(stage->client, delete_at, NULL, &stage->response, &stage->error) != ACS_OK) {
        return 0;
    }
    asked(stage, "Delete");
    return 1;
}

/* Where the files go. Made before anything is recorded. */
struct folder {
    char temporary[32];
    const char *path;
};

static int open_folder(struct stage *stage, struct folder *folder, const char *given) {
    int is_there;
    strcpy(folder->temporary, "/tmp/record_call-XXXXXX");
    folder->path = given != NULL              ? given
                   : stage->emulator != NULL ? mkdtemp(folder->temporary)
                                             : ".";
    is_there = folder->path != NULL && (given == NULL || mkdir(given, 0777) == 0 || errno == EEXIST);
    if (!is_there) snprintf(stage->why, sizeof stage->why, "%.100s: %s", given ? given : "/tmp", strerror(errno));
    return is_there;
}

/* The same with all files that the event names. */
static int fetch_all(struct stage *stage, const struct folder *folder) {
    const int is_temporary = folder->path == folder->temporary;
    acs_event_t *event = acs_event_copy(stage->event);
    int is_done = 1;

    for (size_t i = 0; is_done && i < acs_event_recording_chunk_count(event); i++) {
        char name[48], path[4096];
        snprintf(name, sizeof name, "recording-%zu.wav", i);
        snprintf(path, sizeof path, "%s/%s", folder->path, name);
        is_done = fetch(stage, event, i, name, path);
        if (is_temporary) remove(path);
    }
    acs_event_free(event);
    return is_done;
}

static int run(struct stage *stage, const acs_call_t *call, const acs_identifier_t *customer,
               const struct folder *folder) {
    char server_call_id[1024]; /* of CallConnected, which came last */
    acs_recording_properties_t *recording;
    const char *id, *told = acs_event_server_call_id(stage->event);
    int is_done;

    snprintf(server_call_id, sizeof server_call_id, "%s", told != NULL ? told : "");
    recording = start(stage, call);
    id = acs_recording_properties_recording_id(recording);
    is_done = recording != NULL && talk(stage, TALK) && ask(stage, call, customer, id) && talk(stage, TALK) &&
              end(stage, call, id) && wait_for_file(stage, server_call_id) && fetch_all(stage, folder);
    acs_recording_properties_free(recording);
    return is_done;
}

/* Offline: what the customer will press. */
static int script(struct stage *stage, const acs_identifier_t *customer) {
    acs_emulator_remote_party_t *remote_party;
    int is_done;
    if (stage->emulator == NULL) return 1;
    remote_party = acs_emulator_remote_party_new(acs_identifier_raw_id(customer));
    acs_emulator_remote_party_add_presses(remote_party, "4111111111111111#");
    is_done = acs_emulator_set_remote_party(stage->emulator, remote_party, &stage->error) == ACS_OK;
    acs_emulator_remote_party_free(remote_party);
    return is_done;
}

int main(int argc, char **argv) {
    const char *caller_id = argument(argc, argv, 1, "+18005550100");
    const char *number = argument(argc, argv, 2, "+16045551234");
    struct stage stage = {0};
    struct folder folder = {0};
    acs_identifier_t *customer = NULL;
    acs_call_t *call = NULL;
    int is_done = acs_identifier_parse(number, &customer, &stage.error) == ACS_OK && open_stage(&stage) &&
                  open_folder(&stage, &folder, argument(argc, argv, 3, NULL)) && subscribe(&stage) &&
                  script(&stage, customer) &&
                  (call = call_customer(&stage, caller_id, number, customer)) != NULL &&
                  run(&stage, call, customer, &folder);

    if (folder.path == folder.temporary) rmdir(folder.path);
    acs_call_free(call);
    acs_identifier_free(customer);
    return close_stage(&stage, is_done);
}
