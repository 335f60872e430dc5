/* The peer of benches/client.rs: the same POST over libcurl, its bytes computed once.
 * Usage: peer_libcurl URL COUNT BODY [HEADER...] */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t discard(char *bytes, size_t size, size_t count, void *unused)
{
    (void)bytes;
    (void)unused;
    return size * count;
}

int main(int argc, char **argv)
{
    struct curl_slist *headers = NULL;
    long count, i, status = 0;
    CURL *curl;

    if (argc < 4)
        return 2;
    count = atol(argv[2]);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    for (i = 4; i < argc; i++)
        headers = curl_slist_append(headers, argv[i]);
    curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, argv[3]);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(argv[3]));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 10000L);
    for (i = 0; i < count; i++) {
        if (curl_easy_perform(curl) != CURLE_OK)
            return 1;
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        if (status != 201)
            return 1;
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    return 0;
}
