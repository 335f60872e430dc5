/* What the C programs share: a file, percentiles and a line of JSON. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

/* The processor time of this process so far, in the kernel too. */
static double cpu(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int compare(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void report(double *times, long count, double wall, double used)
{
    qsort(times, count, sizeof *times, compare);
    printf("{\"count\":%ld,\"wall\":%.9f,\"cpu\":%.9f,\"p50\":%.9f,\"p99\":%.9f}\n", count, wall, used,
           count ? times[count / 2] : 0, count ? times[count * 99 / 100] : 0);
}

/* The whole file, with a zero behind it. */
static char *read_file(const char *name, size_t *length)
{
    FILE *file = fopen(name, "rb");
    char *bytes = NULL;
    if (file && !fseek(file, 0, SEEK_END)) {
        *length = ftell(file);
        rewind(file);
        bytes = malloc(*length + 1);
        if (fread(bytes, 1, *length, file) != *length)
            exit(1);
        bytes[*length] = 0;
        fclose(file);
    }
    return bytes ? bytes : (exit(1), NULL);
}

#endif
