/* Downloads: passed to a function, written to a file, watched from another thread, canceled half way. */
#include "store.h"

#include <sched.h>

/** The bytes received so far, compared on arrival. */
struct taken {
    int64_t next;
    int64_t ends_at;
};

static int take(void *user, const uint8_t *bytes, size_t length) {
    struct taken *taken = user;
    CHECK(is_recorded(bytes, length, taken->next));
    taken->next += (int64_t)length;
    return taken->ends_at != 0 && taken->next >= taken->ends_at ? 42 : 0;
}

static acs_download_recording_options_t *four_connections(void) {
    acs_download_recording_options_t *options = acs_download_recording_options_new();
    CHECK(acs_download_recording_options_set_connections(options, 4) == ACS_OK);
    CHECK(acs_download_recording_options_set_chunk_size(options, 64 * 1024) == ACS_OK);
    return options;
}

static void a_recording_is_handed_to_a_function_in_order(void) {
    struct store store;
    open_store(&store);
    acs_error_t *error = NULL;
    acs_client_t *client = client_of(&store);
    acs_download_recording_options_t *options[] = {NULL, four_connections()};
    for (int i = 0; i < 2; i++) {
        struct taken taken = {0, 0};
        acs_downloaded_recording_t *recording = NULL;
        acs_response_t *response = NULL;
        OK(acs_client_download_recording(client, store.content, take, &taken, options[i],
                                         &recording, &response, &error));
        CHECK(taken.next == RECORDING_LENGTH);
        CHECK(acs_downloaded_recording_offset(recording) == 0);
        CHECK(acs_downloaded_recording_length(recording) == RECORDING_LENGTH);
        CHECK(acs_downloaded_recording_total_length(recording) == RECORDING_LENGTH);
        CHECK_TEXT(acs_downloaded_recording_content_type(recording), "audio/wav");
        CHECK_TEXT(acs_downloaded_recording_etag(recording), "\"v1\"");
        CHECK(acs_response_status(response) == (i == 0 ? 200 : 206));
        acs_response_free(response);
        acs_downloaded_recording_free(recording);
    }
    acs_download_recording_options_free(options[1]);
    acs_client_free(client);
    close_store(&store);
}

static void only_the_range_comes_and_an_offset_beyond_the_end_is_refused(void) {
    struct store store;
    open_store(&store);
    acs_error_t *error = NULL;
    acs_client_t *client = client_of(&store);
    acs_download_recording_options_t *options = acs_download_recording_options_new();
    acs_download_recording_options_set_offset(options, 44);
    acs_download_recording_options_set_length(options, 1000);
    acs_download_recording_options_set_expected_length(options, RECORDING_LENGTH);
    struct taken taken = {44, 0};
    acs_downloaded_recording_t *recording = NULL;
    OK(acs_client_download_recording(client, store.content, take, &taken, options, &recording, NULL,
                                     &error));
    CHECK(taken.next == 1044);
    CHECK(acs_downloaded_recording_offset(recording) == 44);
    CHECK(acs_downloaded_recording_length(recording) == 1000);
    acs_downloaded_recording_free(recording);

    acs_download_recording_options_set_offset(options, RECORDING_LENGTH);
    CHECK(acs_client_download_recording(client, store.content, take, &taken, options, NULL, NULL,
                                        &error) == ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "offset");
    CHECK(acs_error_http_status(error) == 416);
    acs_error_free(error);
    acs_download_recording_options_free(options);
    acs_client_free(client);
    close_store(&store);
}

static void a_function_that_has_enough_ends_the_download(void) {
    struct store store;
    open_store(&store);
    acs_error_t *error = NULL;
    acs_client_t *client = client_of(&store);
    acs_download_recording_options_t *options[] = {NULL, four_connections()};
    for (int i = 0; i < 2; i++) {
        struct taken taken = {0, 500000};
        CHECK(acs_client_download_recording(client, store.content, take, &taken, options[i], NULL,
                                            NULL, &error) == ACS_SYSTEM);
        CHECK(strstr(acs_error_message(error), "42") != NULL);
        CHECK(taken.next >= 500000 && taken.next < RECORDING_LENGTH);
        acs_error_free(error);
    }
    acs_download_recording_options_free(options[1]);
    acs_client_free(client);
    close_store(&store);
}

/** Looks on from another thread until all has come. */
static void *watch(void *given) {
    const acs_download_progress_t *progress = given;
    int64_t before = 0;
    for (;;) {
        const int64_t done = acs_download_progress_bytes_done(progress);
        CHECK(done >= before);
        before = done;
        if (acs_download_progress_bytes_total(progress) == RECORDING_LENGTH &&
            done == RECORDING_LENGTH) {
            return NULL;
        }
        sched_yield();
    }
}

static void a_broken_download_to_a_file_is_resumed_while_another_thread_reads_its_progress(void) {
    struct store store;
    open_store(&store);
    acs_error_t *error = NULL;
    acs_client_t *client = client_of(&store);
    char folder[] = "/tmp/acs-downloads-XXXXXX", wav[100], part[110], id[110];
    CHECK(mkdtemp(folder) != NULL);
    snprintf(wav, sizeof wav, "%s/call.wav", folder);
    snprintf(part, sizeof part, "%s.part", wav);
    snprintf(id, sizeof id, "%s.part.id", wav);

    acs_cancel_token_t *token = acs_cancel_token_new();
    acs_request_options_t *once = acs_request_options_new();
    acs_request_options_set_max_retries(once, 0);
    acs_request_options_set_cancel(once, token);
    acs_download_progress_t *progress = acs_download_progress_new();
    CHECK(acs_download_progress_bytes_total(progress) == -1);
    acs_download_recording_options_t *options = acs_download_recording_options_new();
    acs_download_recording_options_set_resume(options, 1);
    acs_download_recording_options_set_progress(options, progress);
    acs_download_recording_options_set_request(options, once);
    acs_request_options_free(once);
    char breaking[100];
    snprintf(breaking, sizeof breaking, "%s?breaks", store.content);

    /* What was canceled before its first byte leaves nothing. */
    acs_cancel_token_cancel(token);
    GIVES(ACS_ABORTED, acs_client_download_recording_to_file(client, breaking, wav, options, NULL,
                                                             NULL, &error));
    CHECK(access(part, F_OK) != 0);
    acs_cancel_token_reset(token);
    acs_cancel_token_free(token);

    /* An attempt that brings much is followed by another, so it comes whole even so. */
    pthread_t watching;
    CHECK(pthread_create(&watching, NULL, watch, progress) == 0);
    acs_downloaded_recording_t *recording = NULL;
    acs_response_t *response = NULL;
    OK(acs_client_download_recording_to_file(client, breaking, wav, options, &recording, &response,
                                             &error));
    pthread_join(watching, NULL);
    CHECK(acs_response_attempts(response) == 3);
    CHECK(acs_downloaded_recording_length(recording) == RECORDING_LENGTH);
    acs_response_free(response);
    acs_downloaded_recording_free(recording);

    unsigned char *bytes = malloc(RECORDING_LENGTH + 1);
    FILE *file = fopen(wav, "rb");
    CHECK(file != NULL && bytes != NULL);
    CHECK(fread(bytes, 1, RECORDING_LENGTH + 1, file) == RECORDING_LENGTH);
    CHECK(is_recorded(bytes, RECORDING_LENGTH, 0));
    fclose(file);
    free(bytes);
    CHECK(access(part, F_OK) != 0 && access(id, F_OK) != 0);
    CHECK(unlink(wav) == 0 && rmdir(folder) == 0);
    acs_download_recording_options_free(options);
    acs_download_progress_free(progress);
    acs_client_free(client);
    close_store(&store);
}

static void a_recording_is_deleted_once(void) {
    struct store store;
    open_store(&store);
    acs_error_t *error = NULL;
    acs_client_t *client = client_of(&store);
    acs_response_t *response = NULL;
    OK(acs_client_delete_recording(client, store.removal, NULL, &response, &error));
    CHECK(acs_response_status(response) == 200);
    acs_response_free(response);
    char unknown[100];
    snprintf(unknown, sizeof unknown, "%s/unknown", store.removal);
    CHECK(acs_client_delete_recording(client, unknown, NULL, NULL, &error) == ACS_SERVICE);
    CHECK(acs_error_http_status(error) == 404);
    acs_error_free(error);
    acs_client_free(client);
    close_store(&store);
}

static void a_host_that_is_not_allowed_gets_no_request(void) {
    acs_error_t *error = NULL;
    acs_client_t *client = NULL;
    OK(acs_client_new("endpoint=https://contoso.communication.azure.com;accesskey=c2VjcmV0", NULL,
                      &client, &error));
    struct taken taken = {0, 0};
    CHECK(acs_client_download_recording(client, "https://store.asm.skype.com.example/v1", take,
                                        &taken, NULL, NULL, NULL, &error) == ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "content location");
    acs_error_free(error);
    CHECK(acs_client_delete_recording(client, "http://127.0.0.1:1/v1", NULL, NULL, &error) ==
          ACS_INVALID_INPUT);
    CHECK_TEXT(acs_error_field(error), "delete location");
    acs_error_free(error);
    acs_client_free(client);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_recording_is_handed_to_a_function_in_order),
        STORY(only_the_range_comes_and_an_offset_beyond_the_end_is_refused),
        STORY(a_function_that_has_enough_ends_the_download),
        STORY(a_broken_download_to_a_file_is_resumed_while_another_thread_reads_its_progress),
        STORY(a_recording_is_deleted_once), STORY(a_host_that_is_not_allowed_gets_no_request));
}
