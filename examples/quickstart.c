/*
 * Places a call, adds a participant with headers, transfers one, hangs up; prints what happens.
 *
 *     cc quickstart.c $(pkg-config --cflags --libs acs-call-automation) -o quickstart
 *     ./quickstart
 *     ./quickstart CALLER_ID NUMBER USER TRANSFER_TARGET
 *
 * Without ACS_CONNECTION_STRING everything happens offline: the emulator runs in this process. With
 * it, ACS_CALLBACK_URL is the public address of this machine (through a tunnel, say), and ACS_LISTEN
 * the address to listen on behind it (default 127.0.0.1:8080; for an http callback URL, which only an
 * emulator of this machine takes, its own host and port).
 */
#define _POSIX_C_SOURCE 200809L

#include <acs_call_automation.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static acs_error_t *error; /* details of what failed; freed at the end */
static struct timespec began;

/* Prints one line of the ladder: time, sender and receiver, message, result. */
static void ladder_line(const char *from, const char *to, const char *what, const char *result) {
    struct timespec now;
    char line[96];
    double time;
    size_t i;
    /* Types and ids come from outside: only visible ASCII is printed. */
    snprintf(line, sizeof line, "%s", what);
    for (i = 0; line[i] != '\0'; i++) {
        if (line[i] < ' ' || line[i] > '~') line[i] = '?';
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    time = (double)(now.tv_sec - began.tv_sec) + (double)(now.tv_nsec - began.tv_nsec) / 1e9;
    printf("%8.3f  %7s -> %-7s  %-48s  %s\n", time, from, to, line, result);
}

/* Prints the line of a request that got its response; frees the response. */
static void print_response(const char *what, const acs_identifier_t *whom, acs_response_t *response) {
    const char *raw_id = whom != NULL ? acs_identifier_raw_id(whom) : "";
    char text[128], result[16];
    snprintf(text, sizeof text, strlen(raw_id) > 30 ? "%s%.30s..." : "%s%s", what, raw_id);
    snprintf(result, sizeof result, "%d", acs_response_status(response));
    ladder_line("app", "service", text, result);
    acs_response_free(response);
}

/* Prints the line of an event. */
static void print_event(const acs_event_t *event) {
    char result[64] = "";
    if (acs_event_result_code(event) >= 0) {
        snprintf(result, sizeof result, "%lld/%lld", (long long)acs_event_result_code(event),
                 (long long)acs_event_result_sub_code(event));
    }
    ladder_line("service", "app", acs_event_type(event), result);
}

/* Prints events until one of that kind arrives: 1; 0 when it cannot arrive any more. */
static int wait_for(const acs_receiver_t *receiver, int wanted) {
    acs_event_t *event = NULL;
    acs_status_t status;
    while ((status = acs_receiver_next(receiver, 30000, &event, &error)) == ACS_OK) {
        int kind = acs_event_kind(event);
        int is_over = acs_event_is_failure(event) || acs_event_ends_call(event);
        print_event(event);
        acs_event_free(event);
        if (kind == wanted) return 1;
        if (is_over) break;
    }
    fprintf(stderr, "no %s: %s\n", acs_event_kind_name(wanted),
            status == ACS_OK ? "another event came instead" : acs_status_text(status));
    return 0;
}

/* Prints the participants, page by page: 1 when all were listed. */
static int list(const acs_call_t *call) {
    acs_participant_pages_t *pages = NULL;
    acs_participants_t *page = NULL;
    acs_response_t *response = NULL;
    acs_status_t status = acs_call_participant_pages(call, NULL, &pages, &error);
    while (status == ACS_OK && (status = acs_participant_pages_next(pages, &page, &response, &error)) == ACS_OK) {
        print_response("ListParticipants", NULL, response);
        for (size_t i = 0; i < acs_participants_count(page); i++) {
            const acs_identifier_t *who = acs_participant_identifier(acs_participants_at(page, i));
            const char *raw_id = who != NULL ? acs_identifier_raw_id(who) : "";
            printf("%32s%.30s%s\n", "", raw_id, strlen(raw_id) > 30 ? "..." : "");
        }
        acs_participants_free(page);
    }
    acs_participant_pages_free(pages);
    return status == ACS_CLOSED; /* after the last page */
}

/* Listens where the callback URL leads to: on its path, and behind its tunnel. */
static acs_status_t listen_behind(const char *callback, acs_receiver_t **receiver) {
    acs_receiver_options_t *options = acs_receiver_options_new();
    const char *listen = getenv("ACS_LISTEN");
    char scheme[8] = "", host[256] = "", path[2048] = "/";
    acs_status_t status;
    sscanf(callback, "%7[^:]://%255[^/?]%2047[^?]", scheme, host, path);
    /* A plain callback URL is one of this machine, so it contains the address to listen on. */
    if (listen == NULL) listen = strcmp(scheme, "http") == 0 ? host : "127.0.0.1:8080";
    acs_receiver_options_set_listen(options, listen);
    acs_receiver_options_add_path(options, path);
    status = acs_receiver_new(options, receiver, &error);
    acs_receiver_options_free(options);
    return status;
}

int main(int argc, char **argv) {
    const char *caller_id = argc > 1 ? argv[1] : "+18005550100";
    const char *number = argc > 2 ? argv[2] : "+16045551234";
    const char *user = argc > 3 ? argv[3]
                                : "8:acs:1b5cc06b-f352-4571-b1e6-d9b259b7c776_00000007-0464-274b-b274-5a3a0d000101";
    const char *target = argc > 4 ? argv[4] : "+16045556789";
    const char *connection_string = getenv("ACS_CONNECTION_STRING");
    const char *callback = getenv("ACS_CALLBACK_URL");

    acs_emulator_t *emulator = NULL;
    acs_receiver_t *receiver = NULL;
    acs_client_t *client = NULL;
    acs_text_t *own_url = NULL;
    acs_identifier_t *phone = NULL, *third = NULL, *other = NULL;
    acs_invite_t *first = acs_invite_to_phone_number(number, caller_id), *second = NULL;
    acs_create_call_options_t *create = acs_create_call_options_new();
    acs_calling_context_t *headers = acs_calling_context_new();
    acs_transfer_call_options_t *transfer = acs_transfer_call_options_new();
    acs_call_t *call = NULL;
    acs_response_t *response = NULL;
    acs_event_t *event = NULL;
    int is_done = 0;

    clock_gettime(CLOCK_MONOTONIC, &began);
    if ((connection_string == NULL) != (callback == NULL)) {
        fprintf(stderr, "set both ACS_CONNECTION_STRING and ACS_CALLBACK_URL, or neither\n");
        goto end;
    }
    if (callback != NULL) {
        if (listen_behind(callback, &receiver) != ACS_OK) goto end;
    } else {
        if (acs_emulator_start(NULL, &emulator, &error) != ACS_OK ||
            acs_receiver_new(NULL, &receiver, &error) != ACS_OK ||
            acs_receiver_url(receiver, "/events", &own_url, &error) != ACS_OK) {
            goto end;
        }
        connection_string = acs_emulator_connection_string(emulator);
        callback = acs_text_string(own_url);
    }
    if (acs_client_new(connection_string, NULL, &client, &error) != ACS_OK ||
        acs_identifier_parse(number, &phone, &error) != ACS_OK ||
        acs_identifier_parse(user, &third, &error) != ACS_OK ||
        acs_identifier_parse(target, &other, &error) != ACS_OK) {
        goto end;
    }

    /* Options may be set without a look: a bad value is refused where they are used. */
    acs_create_call_options_set_operation_context(create, "quickstart");
    if (acs_client_create_call(client, first, callback, create, &call, &response, &error) != ACS_OK) goto end;
    print_response("CreateCall to ", phone, response);
    if (!wait_for(receiver, ACS_EVENT_CALL_CONNECTED)) goto end;

    acs_calling_context_set_user_to_user(headers, "56a390f3d2b7310023a2;encoding=hex");
    acs_calling_context_add_sip_custom_header(headers, "queue", "support");
    acs_calling_context_add_voip_header(headers, "customerId", "0042");
    second = acs_invite_new(third);
    acs_invite_set_custom_calling_context(second, headers);
    if (acs_call_add_participant(call, second, NULL, &response, &error) != ACS_OK) goto end;
    print_response("AddParticipant ", third, response);
    if (!wait_for(receiver, ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED)) goto end;

    if (!list(call)) goto end;

    acs_transfer_call_options_set_transferee(transfer, phone);
    if (acs_call_transfer(call, other, transfer, &response, &error) != ACS_OK) goto end;
    print_response("TransferCallToParticipant ", other, response);
    if (!wait_for(receiver, ACS_EVENT_CALL_TRANSFER_ACCEPTED)) goto end;

    if (acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, &response, &error) != ACS_OK) goto end;
    print_response("HangUp for everyone", NULL, response);
    is_done = wait_for(receiver, ACS_EVENT_CALL_DISCONNECTED);

    /* What is still on its way. */
    if (emulator != NULL) acs_emulator_flush(emulator, 5000, NULL);
    acs_receiver_close(receiver, 5000, NULL);
    while (acs_receiver_next(receiver, 0, &event, NULL) == ACS_OK) {
        print_event(event);
        acs_event_free(event);
    }

end:
    if (error != NULL) fprintf(stderr, "quickstart: %s\n", acs_error_message(error));
    acs_error_free(error);
    acs_call_free(call);
    acs_transfer_call_options_free(transfer);
    acs_calling_context_free(headers);
    acs_create_call_options_free(create);
    acs_invite_free(second);
    acs_invite_free(first);
    acs_identifier_free(other);
    acs_identifier_free(third);
    acs_identifier_free(phone);
    acs_text_free(own_url);
    acs_client_free(client);
    acs_receiver_free(receiver);
    acs_emulator_free(emulator);
    return is_done ? 0 : 1;
}
