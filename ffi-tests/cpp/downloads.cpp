/* Downloads through the C++ header. */
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "stage.hpp"
#include "store.h"

/** A store of recordings, and a client that may ask it. */
struct kept {
    kept() : client(open(store)) {}
    ~kept() { close_store(&store); }
    kept(const kept &) = delete;
    kept &operator=(const kept &) = delete;

    static acs::client open(struct store &store) {
        open_store(&store);
        acs::client_options options;
        options.recording_hosts = {store.host};
        return acs::client("endpoint=https://contoso.communication.azure.com;accesskey=c2VjcmV0", options);
    }

    struct store store;
    acs::client client;
};

static bool is_recording(std::string_view bytes, std::int64_t from) {
    return is_recorded(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), from) == 1;
}

static void a_recording_is_handed_on_and_watched() {
    const kept kept;
    const acs::download_progress progress;
    CHECK(progress.bytes_done() == 0 && !progress.bytes_total());
    acs::download_recording_options options;
    options.connections = 4;
    options.chunk_size = 64 * 1024;
    options.expected_length = RECORDING_LENGTH;
    options.total_timeout = std::chrono::minutes(1);
    options.progress = progress;
    std::string came;
    acs::response answer;
    const auto recording = kept.client.download_recording(
        kept.store.content,
        [&](std::string_view bytes) {
            CHECK(progress.bytes_done() == static_cast<std::int64_t>(came.size()));
            CHECK(progress.bytes_total() == RECORDING_LENGTH);
            came += bytes;
        },
        options, &answer);
    CHECK(came.size() == RECORDING_LENGTH && is_recording(came, 0));
    CHECK(recording.offset() == 0 && recording.length() == RECORDING_LENGTH);
    CHECK(recording.total_length() == RECORDING_LENGTH);
    CHECK(recording.content_type() == "audio/wav" && recording.etag() == "\"v1\"");
    CHECK(answer.status() == 206 && answer.attempts() == 16);
    CHECK(progress.bytes_done() == RECORDING_LENGTH);
}

static void only_the_range_comes() {
    const kept kept;
    acs::download_recording_options options;
    options.offset = 44;
    options.length = 100;
    std::string came;
    kept.client.download_recording(kept.store.content, [&](std::string_view bytes) { came += bytes; }, options);
    CHECK(came.size() == 100 && is_recording(came, 44));
    options.offset = RECORDING_LENGTH;
    const auto beyond = thrown<acs::invalid_input>(
        [&] { kept.client.download_recording(kept.store.content, [](std::string_view) {}, options); });
    CHECK(beyond.field() == "offset" && beyond.http_status() == 416);
}

static void what_the_function_throws_ends_the_download_and_is_thrown_on() {
    const kept kept;
    const auto enough = thrown<std::out_of_range>([&] {
        kept.client.download_recording(kept.store.content,
                                       [](std::string_view) { throw std::out_of_range("enough"); });
    });
    CHECK(std::string_view(enough.what()) == "enough");
}

static void a_recording_is_downloaded_to_a_file_and_deleted() {
    const kept kept;
    char folder[] = "/tmp/acs-downloads-XXXXXX";
    CHECK(mkdtemp(folder) != nullptr);
    const std::string wav = std::string(folder) + "/call.wav";
    acs::download_recording_options options;
    options.resume = true;
    CHECK(kept.client.download_recording_to_file(kept.store.content, wav, options).length() == RECORDING_LENGTH);
    {
        std::ifstream file(wav, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        CHECK(bytes.size() == RECORDING_LENGTH && is_recording(bytes, 0));
    }
    CHECK(std::remove(wav.c_str()) == 0 && std::remove(folder) == 0);
    CHECK(kept.client.delete_recording(kept.store.removal).status() == 200);
    const std::string unknown = std::string(kept.store.removal) + "/unknown";
    const auto gone = thrown<acs::service_error>([&] { kept.client.delete_recording(unknown); });
    CHECK(gone.http_status() == 404);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(a_recording_is_handed_on_and_watched), STORY(only_the_range_comes),
        STORY(what_the_function_throws_ends_the_download_and_is_thrown_on),
        STORY(a_recording_is_downloaded_to_a_file_and_deleted));
}
