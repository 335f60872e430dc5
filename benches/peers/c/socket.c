/* The limit: the request of a create-call written to a bare socket. socket PORT COUNT REQUEST_FILE */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "measure.h"

static int once(int connection, const char *request, size_t length)
{
    char response[16 * 1024];
    size_t filled = 0;
    if (write(connection, request, length) != (ssize_t)length)
        return 0;
    do {
        ssize_t count = read(connection, response + filled, sizeof response - filled);
        if (count <= 0)
            return 0;
        filled += count;
    } while (response[filled - 1] != '}');
    return !memcmp(response, "HTTP/1.1 201", 12);
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int connection = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    size_t length;
    long count, i;
    char *request;
    double *times, began, used, last;

    if (argc < 4)
        return 2;
    count = atol(argv[2]);
    request = read_file(argv[3], &length);
    times = malloc(count * sizeof *times);
    address.sin_port = htons(atoi(argv[1]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(connection, (struct sockaddr *)&address, sizeof address))
        return 1;
    for (i = 0; i < count / 10; i++)
        if (!once(connection, request, length))
            return 1;
    last = began = now();
    used = cpu();
    for (i = 0; i < count; i++) {
        double end;
        if (!once(connection, request, length))
            return 1;
        end = now();
        times[i] = end - last;
        last = end;
    }
    used = cpu() - used;
    report(times, count, last - began, used);
    return 0;
}
