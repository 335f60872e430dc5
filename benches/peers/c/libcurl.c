/* What a C program does with libcurl, with a request that was made before. libcurl PORT COUNT REQUEST_FILE */
#include <curl/curl.h>
#include <string.h>

#include "measure.h"

static char response[16 * 1024];
static size_t filled;

static size_t keep(char *bytes, size_t size, size_t count, void *unused)
{
    (void)unused;
    if (filled + size * count > sizeof response)
        return 0;
    memcpy(response + filled, bytes, size * count);
    filled += size * count;
    return size * count;
}

static int once(CURL *curl)
{
    long status = 0;
    filled = 0;
    return curl_easy_perform(curl) == CURLE_OK &&
           curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status == 201;
}

int main(int argc, char **argv)
{
    struct curl_slist *headers = NULL;
    char url[512], *request, *body, *line;
    double *times, began, used, last;
    size_t length;
    long count, i;
    CURL *curl;

    if (argc < 4)
        return 2;
    count = atol(argv[2]);
    times = malloc(count * sizeof *times);
    request = read_file(argv[3], &length);
    body = strstr(request, "\r\n\r\n");
    *body = 0;
    body += 4;
    line = strtok(request, "\r\n");
    if (sscanf(line, "POST %*s") < 0)
        return 1;
    snprintf(url, sizeof url, "http://127.0.0.1:%s%.*s", argv[1], (int)strcspn(line + 5, " "), line + 5);
    while ((line = strtok(NULL, "\r\n")))
        if (strncasecmp(line, "content-length", 14))
            headers = curl_slist_append(headers, line);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 10000L);
    for (i = 0; i < count / 10; i++)
        if (!once(curl))
            return 1;
    last = began = now();
    used = cpu();
    for (i = 0; i < count; i++) {
        double end;
        if (!once(curl))
            return 1;
        end = now();
        times[i] = end - last;
        last = end;
    }
    used = cpu() - used;
    report(times, count, last - began, used);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    curl_global_cleanup();
    return 0;
}
