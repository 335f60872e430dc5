/**
 * @file acs_call_automation/recording.h
 * Recordings: control, metadata, download.
 *
 * Contents: Recordings; Start recording options; Recording metadata; Downloads; Download recording
 * options.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
/* Made by cbindgen and capi/surface/headers.toml from capi/src; do not edit. */
#ifndef ACS_CALL_AUTOMATION_RECORDING_H
#define ACS_CALL_AUTOMATION_RECORDING_H

#ifndef ACS_CALL_AUTOMATION_H
#error "include acs_call_automation.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct acs_download_progress_t acs_download_progress_t;
typedef struct acs_download_recording_options_t acs_download_recording_options_t;
typedef struct acs_recording_metadata_t acs_recording_metadata_t;

/* ======== Recordings ======== */

/**
 * @typedef acs_recording_properties_t
 * The properties of a recording. Read only: may be shared between threads.
 */

/**
 * Starts recording a call, which must be established. RecordingStateChanged or
 * StartRecordingFailed follows when the options set a callback.
 *
 * @param locator ACS_LOCATOR_SERVER_CALL, ACS_LOCATOR_GROUP_CALL, ACS_LOCATOR_ROOM or
 *                ACS_LOCATOR_CALL_CONNECTION
 * @param id      the id of that kind
 * @return ACS_SERVICE with 400 and sub-code 8553 when a recording is already running
 */
acs_status_t acs_client_start_recording(const acs_client_t *client, int locator, const char *id,
                                        const acs_start_recording_options_t *recording_options,
                                        acs_recording_properties_t **recording,
                                        acs_response_t **response, acs_error_t **error);

/**
 * Requests the properties of a recording.
 *
 * @param recording_id from acs_recording_properties_recording_id
 * @return ACS_SERVICE with 404 and sub-code 8522 when there is no such recording, or no longer:
 *         seconds after a stop it is no longer available
 */
acs_status_t acs_client_get_recording_properties(const acs_client_t *client,
                                                 const char *recording_id,
                                                 const acs_request_options_t *request_options,
                                                 acs_recording_properties_t **recording,
                                                 acs_response_t **response, acs_error_t **error);

/**
 * Pauses a recording. RecordingStateChanged with inactive follows if the recording was started with
 * a callback URL. After a lost response acs_client_get_recording_properties returns the state.
 *
 * @param recording_id from acs_recording_properties_recording_id
 */
acs_status_t acs_client_pause_recording(const acs_client_t *client, const char *recording_id,
                                        const acs_request_options_t *request_options,
                                        acs_response_t **response, acs_error_t **error);

/**
 * Resumes a paused recording, in the same file. RecordingStateChanged with active follows if the
 * recording was started with a callback URL.
 *
 * @param recording_id from acs_recording_properties_recording_id
 */
acs_status_t acs_client_resume_recording(const acs_client_t *client, const char *recording_id,
                                         const acs_request_options_t *request_options,
                                         acs_response_t **response, acs_error_t **error);

/**
 * Stops a recording; the end of the call does so too. RecordingStateChanged with inactive follows
 * if the recording was started with a callback URL; and, minutes later, RecordingFileStatusUpdated
 * from Event Grid, with the URLs of the files.
 *
 * @param recording_id from acs_recording_properties_recording_id
 * @return ACS_SERVICE with 404 and sub-code 8522 when it had ended before
 */
acs_status_t acs_client_stop_recording(const acs_client_t *client, const char *recording_id,
                                       const acs_request_options_t *request_options,
                                       acs_response_t **response, acs_error_t **error);

/** Frees the properties of a recording. */
void acs_recording_properties_free(acs_recording_properties_t *recording);

/** Returns the recording id, never empty. */
const char *acs_recording_properties_recording_id(const acs_recording_properties_t *recording);

/**
 * Returns the state. Right after the start, and while paused, it is inactive.
 *
 * @return ACS_RECORDING_STATE_ACTIVE, ACS_RECORDING_STATE_INACTIVE, ACS_RECORDING_STATE_OTHER; -1
 *         for none
 */
int acs_recording_properties_state(const acs_recording_properties_t *recording);

/**
 * Returns the kind of recording.
 *
 * @return ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES, ACS_RECORDING_KIND_TEAMS,
 *         ACS_RECORDING_KIND_TEAMS_COMPLIANCE, ACS_RECORDING_KIND_OTHER; -1 for none
 */
int acs_recording_properties_kind(const acs_recording_properties_t *recording);

/* ======== Start recording options ======== */

#define ACS_RECORDING_CONTENT_AUDIO 1                        /**< Audio only. */
#define ACS_RECORDING_CONTENT_AUDIO_VIDEO 2                  /**< Audio and video. */
#define ACS_RECORDING_CHANNEL_MIXED 1                        /**< All participants in one
                                                                  channel. */
#define ACS_RECORDING_CHANNEL_UNMIXED 2                      /**< One channel for each
                                                                  participant. */
#define ACS_RECORDING_FORMAT_WAV 1                           /**< RIFF WAVE. */
#define ACS_RECORDING_FORMAT_MP3 2                           /**< MPEG layer 3. */
#define ACS_RECORDING_FORMAT_MP4 3                           /**< MPEG-4. */
#define ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES 1 /**< The store of the service, which
                                                                  keeps files for 24 hours. */
#define ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER 2         /**< A container of Azure Blob
                                                                  Storage. */

/**
 * @typedef acs_start_recording_options_t
 * Options of starting a recording. Content, channel and format go together in four ways: audio
 * and video mixed as mp4; audio mixed as mp3 or wav; audio unmixed as wav.
 */

/** Creates options in which nothing is set. */
acs_start_recording_options_t *acs_start_recording_options_new(void);

/** Frees options. */
void acs_start_recording_options_free(acs_start_recording_options_t *options);

/**
 * Sets the URL that RecordingStateChanged and StartRecordingFailed are sent to: https://..., or
 * http://... on this machine. Default: none, no events.
 */
acs_status_t acs_start_recording_options_set_recording_state_callback_uri(acs_start_recording_options_t *options,
                                                                          const char *recording_state_callback_uri);

/**
 * Sets the recorded content: ACS_RECORDING_CONTENT_AUDIO, ACS_RECORDING_CONTENT_AUDIO_VIDEO.
 * Default: chosen by the service; with none of content, channel and format: audio, mixed, mp3
 * (recorded).
 */
acs_status_t acs_start_recording_options_set_recording_content(acs_start_recording_options_t *options,
                                                               int recording_content);

/**
 * Sets whether participants share one channel: ACS_RECORDING_CHANNEL_MIXED,
 * ACS_RECORDING_CHANNEL_UNMIXED. Default: chosen by the service; see the content.
 */
acs_status_t acs_start_recording_options_set_recording_channel(acs_start_recording_options_t *options,
                                                               int recording_channel);

/**
 * Sets the file format: ACS_RECORDING_FORMAT_WAV, ACS_RECORDING_FORMAT_MP3,
 * ACS_RECORDING_FORMAT_MP4. Default: chosen by the service; see the content.
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
 * @param storage ACS_RECORDING_STORAGE_AZURE_COMMUNICATION_SERVICES or
 *     ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER
 * @param container_url https://... of the container; NULL for the store of the service
 */
acs_status_t acs_start_recording_options_set_recording_storage(acs_start_recording_options_t *options,
                                                               int storage,
                                                               const char *container_url);

/**
 * Sets whether the recording starts paused, until acs_client_resume_recording: 1 or 0. Default:
 * no, as recorded from the live service. Since api-version 2024-04-15.
 */
acs_status_t acs_start_recording_options_set_pause_on_start(acs_start_recording_options_t *options,
                                                            int pause_on_start);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_start_recording_options_set_request(acs_start_recording_options_t *options,
                                                     const acs_request_options_t *request);

/* ======== Recording metadata ======== */

/**
 * @typedef acs_recording_metadata_t
 * The metadata file of one chunk of a recording. Read only: may be shared between threads.
 */

/**
 * Parses the metadata file of a chunk, which acs_event_recording_chunk_metadata_location locates.
 *
 * @param json   the bytes of the file
 * @param length the number of bytes
 * @return ACS_DECODE when it is not a JSON object
 */
acs_status_t acs_recording_metadata_parse(const uint8_t *json, size_t length,
                                          acs_recording_metadata_t **metadata, acs_error_t **error);

/** Frees metadata. */
void acs_recording_metadata_free(acs_recording_metadata_t *metadata);

/** Returns the id of the resource that recorded. */
const char *acs_recording_metadata_resource_id(const acs_recording_metadata_t *metadata);

/** Returns the id of the call. */
const char *acs_recording_metadata_call_id(const acs_recording_metadata_t *metadata);

/** Returns the document id of the file. */
const char *acs_recording_metadata_chunk_document_id(const acs_recording_metadata_t *metadata);

/** Returns the index of the file within the recording. */
int64_t acs_recording_metadata_chunk_index(const acs_recording_metadata_t *metadata);

/** Returns the start time of the file as written. */
const char *acs_recording_metadata_chunk_start_time(const acs_recording_metadata_t *metadata);

/** Returns the start time of the file, in milliseconds since 1970 UTC. */
int64_t acs_recording_metadata_chunk_start_time_ms(const acs_recording_metadata_t *metadata);

/** Returns the duration of the file, in milliseconds: at most 4 hours. */
int64_t acs_recording_metadata_chunk_duration_ms(const acs_recording_metadata_t *metadata);

/** Returns the number of pauses. */
size_t acs_recording_metadata_pause_count(const acs_recording_metadata_t *metadata);

/** Returns the start time of a pause as written. */
const char *acs_recording_metadata_pause_start_time(const acs_recording_metadata_t *metadata,
                                                    size_t index);

/** Returns the start time of a pause, in milliseconds since 1970 UTC. */
int64_t acs_recording_metadata_pause_start_time_ms(const acs_recording_metadata_t *metadata,
                                                   size_t index);

/** Returns the duration of a pause, in milliseconds. */
int64_t acs_recording_metadata_pause_duration_ms(const acs_recording_metadata_t *metadata,
                                                 size_t index);

/** Returns the content of the recording: "audio", "audioVideo". */
const char *acs_recording_metadata_content(const acs_recording_metadata_t *metadata);

/** Returns whether the participants are mixed into one channel: "mixed", "unmixed". */
const char *acs_recording_metadata_channel(const acs_recording_metadata_t *metadata);

/** Returns the file format: "wav", "mp3", "mp4". */
const char *acs_recording_metadata_format(const acs_recording_metadata_t *metadata);

/** Returns the audio samples per second. */
int64_t acs_recording_metadata_audio_sample_rate(const acs_recording_metadata_t *metadata);

/** Returns the audio bits per second. */
int64_t acs_recording_metadata_audio_bit_rate(const acs_recording_metadata_t *metadata);

/** Returns the number of audio channels. */
int64_t acs_recording_metadata_audio_channels(const acs_recording_metadata_t *metadata);

/** Returns the longer side of the video, in pixels. */
int64_t acs_recording_metadata_video_longer_side_length(const acs_recording_metadata_t *metadata);

/** Returns the shorter side of the video, in pixels. */
int64_t acs_recording_metadata_video_shorter_side_length(const acs_recording_metadata_t *metadata);

/** Returns the video frames per second. */
int64_t acs_recording_metadata_video_framerate(const acs_recording_metadata_t *metadata);

/** Returns the video bits per second. */
int64_t acs_recording_metadata_video_bit_rate(const acs_recording_metadata_t *metadata);

/** Returns the number of recorded participants. */
size_t acs_recording_metadata_participant_count(const acs_recording_metadata_t *metadata);

/** Returns the raw id of a participant, for acs_identifier_from_raw_id. */
const char *acs_recording_metadata_participant_id(const acs_recording_metadata_t *metadata,
                                                  size_t index);

/** Returns the channel of a participant in an unmixed recording. */
int64_t acs_recording_metadata_participant_channel(const acs_recording_metadata_t *metadata,
                                                   size_t index);

/** Returns the JSON of the file as it is, for members without a getter. */
const char *acs_recording_metadata_raw_json(const acs_recording_metadata_t *metadata);

/* ======== Downloads ======== */

/**
 * @typedef acs_download_progress_t
 * The progress of a download, readable without a lock. May be shared between threads.
 */

/**
 * @typedef acs_downloaded_recording_t
 * A finished download. Read only: may be shared between threads.
 */

/**
 * Receives the next bytes of a download, and must consume all of them before it returns.
 *
 * Called only on the thread that is inside acs_client_download_recording. Returns 0 to continue;
 * any other number ends the download with ACS_SYSTEM, and the error message contains the number.
 * It must return, without an exception or longjmp, and must not fork.
 */
typedef int (*acs_write_callback_t)(void *user, const uint8_t *bytes, size_t length);

/**
 * Downloads a recording or its metadata, and passes the bytes to a function of the program, in
 * order and each once. When the connection breaks, the download resumes at that byte; ETag and
 * length must be the same as before.
 *
 * The request is signed, so it is sent only to https hosts that end in .asm.skype.com,
 * .asyncgw.teams.microsoft.com or .ams.gov.teams.microsoft.us, to the endpoint of the client, and
 * to the hosts of acs_client_options_add_recording_host. Redirects are not followed. The time
 * that the function takes counts only against the time limit of the whole download.
 *
 * @param content_location acs_event_recording_chunk_content_location or _metadata_location
 * @param write            receives the bytes
 * @param user             passed to `write`; the library does not dereference it. May be NULL
 * @param recording        receives the properties of the download; may be NULL
 * @return ACS_INVALID_INPUT also for an offset at or beyond the end; ACS_DECODE when the store
 *         sends HTML or other bytes than those requested, or the recording changed meanwhile;
 *         ACS_SYSTEM when `write` ended the download; ACS_TIMEOUT or ACS_CONNECTION when no more
 *         bytes arrive
 */
acs_status_t acs_client_download_recording(const acs_client_t *client, const char *content_location,
                                           acs_write_callback_t write, void *user,
                                           const acs_download_recording_options_t *download_options,
                                           acs_downloaded_recording_t **recording,
                                           acs_response_t **response, acs_error_t **error);

/**
 * Downloads to a file; otherwise as acs_client_download_recording.
 *
 * The bytes are written to "PATH.part", which is renamed to PATH when it is complete and on the
 * disk: PATH is never incomplete, and an existing file stays until it is replaced. When the
 * download fails, PATH.part stays if it has any bytes, and acs_error_hint names it. With
 * acs_download_recording_options_set_resume the next download continues there if "PATH.part.id"
 * shows that it was of the same recording and range. Of two downloads to one path at a time, one
 * is refused with ACS_SYSTEM.
 *
 * @param content_location acs_event_recording_chunk_content_location or _metadata_location
 * @param path             the file; not a device or a pipe
 * @param recording        receives the properties of the download; may be NULL
 * @return as acs_client_download_recording; ACS_SYSTEM when the file cannot be written
 */
acs_status_t acs_client_download_recording_to_file(const acs_client_t *client,
                                                   const char *content_location, const char *path,
                                                   const acs_download_recording_options_t *download_options,
                                                   acs_downloaded_recording_t **recording,
                                                   acs_response_t **response, acs_error_t **error);

/**
 * Deletes one chunk of a recording, with its metadata, from the store. The service deletes
 * recordings after 24 hours.
 *
 * @param delete_location acs_event_recording_chunk_delete_location
 * @return ACS_INVALID_INPUT also when the URL does not lead to a store of recordings; ACS_SERVICE
 *         with 404 when it was deleted before
 */
acs_status_t acs_client_delete_recording(const acs_client_t *client, const char *delete_location,
                                         const acs_request_options_t *request_options,
                                         acs_response_t **response, acs_error_t **error);

/** Frees the properties of a download. */
void acs_downloaded_recording_free(acs_downloaded_recording_t *recording);

/** Returns the offset of the first byte in the recording; -1 for NULL. */
int64_t acs_downloaded_recording_offset(const acs_downloaded_recording_t *recording);

/**
 * Returns the number of bytes, including those of an earlier download that was resumed; -1 for
 * NULL.
 */
int64_t acs_downloaded_recording_length(const acs_downloaded_recording_t *recording);

/** Returns the number of bytes of the whole recording; -1 when the store does not report it. */
int64_t acs_downloaded_recording_total_length(const acs_downloaded_recording_t *recording);

/** Returns the type of the file: "audio/wav". */
const char *acs_downloaded_recording_content_type(const acs_downloaded_recording_t *recording);

/** Returns the ETag, which identifies the content of the file. */
const char *acs_downloaded_recording_etag(const acs_downloaded_recording_t *recording);

/**
 * Creates a progress object; it shows the last download that was started with it. It may be freed
 * at any time.
 */
acs_download_progress_t *acs_download_progress_new(void);

/** Frees a progress object, also during the download. */
void acs_download_progress_free(acs_download_progress_t *progress);

/**
 * Returns the number of bytes passed on or written, without a gap, including those of an earlier
 * download that is resumed; 0 for NULL.
 */
int64_t acs_download_progress_bytes_done(const acs_download_progress_t *progress);

/**
 * Returns the number of bytes of the recording or the range; -1 before the store reports it, and
 * for NULL.
 */
int64_t acs_download_progress_bytes_total(const acs_download_progress_t *progress);

/* ======== Download recording options ======== */

/**
 * @typedef acs_download_recording_options_t
 * Options of downloading a recording. Two of its request options differ in meaning, since a
 * download has no fixed duration: the timeout (or that of the client) ends the download when no
 * byte arrives for that long, and max_retries counts consecutive failed attempts. There is no
 * api-version.
 */

/** Creates options in which nothing is set. */
acs_download_recording_options_t *acs_download_recording_options_new(void);

/** Frees options. */
void acs_download_recording_options_free(acs_download_recording_options_t *options);

/**
 * Sets the number of bytes that are skipped at the beginning: 0 bytes or more. Default: 0. At or
 * beyond the end of the recording it is an error.
 */
acs_status_t acs_download_recording_options_set_offset(acs_download_recording_options_t *options,
                                                       int64_t offset);

/** Sets the maximum number of bytes that are downloaded: 1 byte or more. Default: up to the end. */
acs_status_t acs_download_recording_options_set_length(acs_download_recording_options_t *options,
                                                       int64_t length);

/**
 * Sets the number of parallel connections, each but the first with a thread of its own during
 * the download: 1 to 16. Default: 1. The bytes arrive in order; up to that many chunks plus two
 * are held in memory.
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

/** Sets the object that shows the progress; it may be freed before the options. */
acs_status_t acs_download_recording_options_set_progress(acs_download_recording_options_t *options,
                                                         const acs_download_progress_t *progress);

/** Sets the request options: timeouts, ids, headers, cancellation. */
acs_status_t acs_download_recording_options_set_request(acs_download_recording_options_t *options,
                                                        const acs_request_options_t *request);

#ifdef __cplusplus
}
#endif

#endif /* ACS_CALL_AUTOMATION_RECORDING_H */
