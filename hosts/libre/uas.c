/*
 * A SIP user agent server on the event loop of libre: an INVITE to sip:+16045551234@... becomes an ACS call to that
 * number, and both end together. One thread; everything that sends a request is submitted, and completions and events
 * are read when the receiver's descriptor is readable.
 *
 *     uas CONNECTION_STRING UDP_PORT RING_SECONDS
 *
 * No audio passes through: the answer to an SDP offer is inactive.
 */
#include <acs_call_automation.h>

#include <re.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CALLER_ID "+18005550100"
#define EVENTS_AT_ONCE 32 /* then libre's timers and sockets have their turn */
#define TICK_MS 5

/*
 * One SIP dialog. The tag of its ACS call is its number, not its address: events may come after the dialog has ended,
 * and then the number is not found.
 */
struct leg {
    struct le le;
    uintptr_t number;
    struct sipsess *session;
    acs_call_t *call; /* NULL until the service has created it */
    int is_answered;
    struct tmr no_answer;
};

static struct sip *sip;
static struct sipsess_sock *sessions;
static struct hash *legs;
static uintptr_t last_number;
static uint32_t ring_ms;
static acs_client_t *client;
static acs_receiver_t *receiver;
static acs_text_t *callback_url;
static struct tmr tick;
static struct {
    unsigned legs, left, answered, late_hang_ups;
    uint64_t expected_us, late_us, cpu_us, busy_us;
} counted;

static void report(const char *what, acs_status_t status, const acs_error_t *error) {
    fprintf(stderr, "uas: %s: %s: %s\n", what, acs_status_name(status),
            error != NULL ? acs_error_message(error) : acs_status_text(status));
}

/* ---- Legs ---- */

static void on_leg_freed(void *data) {
    struct leg *leg = data;
    counted.left--;
    tmr_cancel(&leg->no_answer);
    hash_unlink(&leg->le);
    mem_deref(leg->session); /* sends BYE, if it is established */
    acs_call_free(leg->call);
}

static bool has_number(struct le *le, void *number) {
    return ((struct leg *)le->data)->number == (uintptr_t)number;
}

static struct leg *leg_of(const acs_event_t *event) {
    void *number = acs_event_tag(event);
    return list_ledata(hash_lookup(legs, (uint32_t)(uintptr_t)number, has_number, number));
}

static void hang_up(const acs_call_t *call) {
    acs_error_t *error = NULL;
    acs_status_t status = acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error);
    if (status != ACS_OK) report("hang up", status, error);
    acs_error_free(error);
}

/* The SIP side has ended, or never became a call. Without `call` its completion hangs up. */
static void end_sip_first(struct leg *leg) {
    if (leg->call != NULL) hang_up(leg->call);
    mem_deref(leg);
}

static void refuse(struct leg *leg, uint16_t status) {
    const char *reason = status == 404   ? "Not Found"
                         : status == 408 ? "Request Timeout"
                         : status == 480 ? "Temporarily Unavailable"
                         : status == 486 ? "Busy Here"
                         : status == 503 ? "Service Unavailable"
                         : status == 603 ? "Decline"
                                         : "Call Failed";
    sipsess_reject(leg->session, status, reason, NULL);
}

/* ---- From SIP ---- */

static void on_closed(int err, const struct sip_msg *msg, void *data) {
    (void)err;
    (void)msg;
    end_sip_first(data); /* BYE, CANCEL, or no ACK */
}

static void on_no_answer(void *data) {
    refuse(data, 408);
    end_sip_first(data);
}

static struct mbuf *inactive_sdp(void) {
    static const char sdp[] = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                              "m=audio 9 RTP/AVP 0\r\na=inactive\r\n";
    struct mbuf *buffer = mbuf_alloc(sizeof sdp);
    if (buffer == NULL) return NULL;
    mbuf_write_mem(buffer, (const uint8_t *)sdp, sizeof sdp - 1);
    buffer->pos = 0;
    return buffer;
}

/* A re-INVITE. */
static int on_offer(struct mbuf **answer, const struct sip_msg *msg, void *data) {
    (void)msg;
    (void)data;
    *answer = inactive_sdp();
    return *answer != NULL ? 0 : ENOMEM;
}

static int on_answer(const struct sip_msg *msg, void *data) {
    (void)msg;
    (void)data;
    return 0;
}

/* Submits the creation of the ACS call; returns 0 or the status of SIP. */
static uint16_t create_call(struct leg *leg, const struct pl *user) {
    char *callee = NULL;
    acs_invite_t *invite;
    acs_client_t *later = NULL;
    acs_error_t *error = NULL;
    acs_status_t status;
    if (pl_strdup(&callee, user) != 0) return 503;
    invite = acs_invite_to_phone_number(callee, CALLER_ID);
    status = acs_client_submit_to(client, receiver, (void *)leg->number, &later, &error);
    if (status == ACS_OK)
        status = acs_client_create_call(later, invite, acs_text_string(callback_url), NULL, NULL, NULL, &error);
    if (status != ACS_OK) report(callee, status, error);
    acs_error_free(error);
    acs_client_free(later);
    acs_invite_free(invite);
    mem_deref(callee);
    return status == ACS_OK ? 0 : 503;
}

static void on_invite(const struct sip_msg *msg, void *data) {
    struct leg *leg = mem_zalloc(sizeof *leg, on_leg_freed);
    uint16_t refused;
    (void)data;
    if (leg == NULL) {
        (void)sip_treply(NULL, sip, msg, 503, "Service Unavailable");
        return;
    }
    counted.legs++;
    counted.left++;
    leg->number = ++last_number;
    hash_append(legs, (uint32_t)leg->number, &leg->le, leg);
    if (sipsess_accept(&leg->session, sessions, msg, 180, "Ringing", "uas", "application/sdp", NULL, NULL, NULL, false,
                       on_offer, on_answer, NULL, NULL, NULL, on_closed, leg, NULL) != 0) {
        (void)sip_treply(NULL, sip, msg, 503, "Service Unavailable");
        mem_deref(leg);
        return;
    }
    refused = create_call(leg, &msg->uri.user);
    if (refused != 0) {
        refuse(leg, refused);
        mem_deref(leg);
        return;
    }
    tmr_start(&leg->no_answer, ring_ms, on_no_answer, leg);
}

/* ---- From the service ---- */

static void on_completion(const acs_completion_t *completion, struct leg *leg) {
    acs_call_t *call = acs_completion_take_call(completion);
    acs_status_t status = acs_completion_status(completion);
    if (call != NULL && leg != NULL && leg->call == NULL) {
        leg->call = call;
        return;
    }
    if (call != NULL && leg == NULL) { /* CANCEL came first */
        counted.late_hang_ups++;
        hang_up(call);
    }
    acs_call_free(call);
    if (status == ACS_OK) return;
    if (leg != NULL && leg->call == NULL) {
        /* It was not created. If it was, since only the response was lost, on_event hangs up. */
        refuse(leg, status == ACS_INVALID_INPUT ? 404 : 503); /* 404: not a phone number */
        mem_deref(leg);
        if (status == ACS_INVALID_INPUT) return;
    } else if (acs_error_http_status(acs_completion_error(completion)) == 404) {
        return; /* hung up from both sides at once */
    }
    report(acs_completion_function(completion), status, acs_completion_error(completion));
}

static void answer(struct leg *leg) {
    struct mbuf *sdp = inactive_sdp();
    int err = sdp == NULL ? ENOMEM : sipsess_answer(leg->session, 200, "OK", sdp, NULL);
    mem_deref(sdp);
    tmr_cancel(&leg->no_answer);
    if (err != 0) {
        end_sip_first(leg);
        return;
    }
    leg->is_answered = 1;
    counted.answered++;
}

/* The call of an event, which may come before the completion that has it: a handle that submits. */
static acs_call_t *call_of(const acs_event_t *event) {
    acs_client_t *later = NULL;
    acs_call_t *call = NULL;
    acs_error_t *error = NULL;
    acs_status_t status = acs_client_submit_to(client, receiver, acs_event_tag(event), &later, &error);
    if (status == ACS_OK)
        status = acs_client_call_by_id(later, acs_event_call_connection_id(event), &call, &error);
    if (status != ACS_OK) report("call of an event", status, error);
    acs_error_free(error);
    acs_client_free(later);
    return call;
}

static void on_connected(const acs_event_t *event, struct leg *leg) {
    acs_call_t *call;
    if (leg != NULL && leg->is_answered) return;
    if (leg != NULL && leg->call != NULL) {
        answer(leg);
        return;
    }
    call = call_of(event);
    if (leg == NULL && call != NULL) { /* the SIP side has gone */
        hang_up(call);
        acs_call_free(call);
    } else if (leg != NULL) {
        leg->call = call;
        answer(leg);
    }
}

static void on_event(const acs_event_t *event) {
    struct leg *leg = leg_of(event);
    int64_t code;
    if (acs_event_completion(event) != NULL) {
        on_completion(acs_event_completion(event), leg);
    } else if (acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED) {
        on_connected(event, leg);
    } else if (acs_event_ends_call(event)) {
        acs_receiver_untag(receiver, acs_event_call_connection_id(event));
        if (leg == NULL) return;
        code = acs_event_result_code(event);
        if (!leg->is_answered) refuse(leg, code >= 400 && code <= 699 ? (uint16_t)code : 500);
        mem_deref(leg);
    }
}

static void on_readable(int flags, void *data) {
    acs_event_t *event = NULL;
    acs_status_t status = ACS_OK;
    int count;
    (void)flags;
    (void)data;
    for (count = 0; count < EVENTS_AT_ONCE && status == ACS_OK; count++) {
        status = acs_receiver_next(receiver, 0, &event, NULL);
        if (status == ACS_OK) on_event(event);
        acs_event_free(event);
    }
    if (status == ACS_CLOSED) re_cancel();
}

/* ---- The loop ---- */

static uint64_t time_us(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void start_tick(void);

/*
 * How late the loop runs a timer is how long a SIP message may wait: because this thread was busy, or since other
 * programs had the processor.
 */
static void on_tick(void *data) {
    uint64_t now = time_us(CLOCK_MONOTONIC), busy = time_us(CLOCK_THREAD_CPUTIME_ID) - counted.cpu_us;
    (void)data;
    if (now > counted.expected_us + counted.late_us) counted.late_us = now - counted.expected_us;
    if (busy > counted.busy_us) counted.busy_us = busy;
    start_tick();
}

static void start_tick(void) {
    counted.expected_us = time_us(CLOCK_MONOTONIC) + TICK_MS * 1000;
    counted.cpu_us = time_us(CLOCK_THREAD_CPUTIME_ID);
    tmr_start(&tick, TICK_MS, on_tick, NULL);
}

static void on_signal(int number) {
    (void)number;
    re_cancel();
}

static int start_acs(const char *connection_string) {
    acs_error_t *error = NULL;
    acs_status_t status = acs_client_new(connection_string, NULL, &client, &error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
    if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", &callback_url, &error);
    if (status != ACS_OK) report("start", status, error);
    acs_error_free(error);
    return status == ACS_OK ? 0 : EINVAL;
}

static int start_sip(uint16_t port) {
    struct sa address;
    int err = sa_set_str(&address, "127.0.0.1", port);
    if (err == 0) err = hash_alloc(&legs, 1024);
    if (err == 0) err = sip_alloc(&sip, NULL, 1024, 1024, 32, "acs-uas", NULL, NULL);
    if (err == 0) err = sip_transp_add(sip, SIP_TRANSP_UDP, &address);
    if (err == 0) err = sipsess_listen(&sessions, sip, 1024, on_invite, NULL);
    return err;
}

int main(int argc, char **argv) {
    int err;
    if (argc != 4) {
        fprintf(stderr, "usage: uas CONNECTION_STRING UDP_PORT RING_SECONDS\n");
        return 2;
    }
    ring_ms = (uint32_t)atoi(argv[3]) * 1000;
    err = libre_init();
    if (err == 0) err = start_acs(argv[1]);
    if (err == 0) err = start_sip((uint16_t)atoi(argv[2]));
    if (err == 0) err = fd_listen(acs_receiver_fd(receiver), FD_READ, on_readable, NULL);
    if (err == 0) {
        printf("ready\n");
        fflush(stdout);
        start_tick();
        err = re_main(on_signal);
        fd_close(acs_receiver_fd(receiver)); /* before acs_receiver_free */
    }
    printf("legs=%u answered=%u hung_up_after_cancel=%u left=%u late_ms=%.1f busy_ms=%.1f\n", counted.legs,
           counted.answered, counted.late_hang_ups, counted.left, (double)counted.late_us / 1000,
           (double)counted.busy_us / 1000);

    tmr_cancel(&tick);
    hash_flush(legs);
    mem_deref(legs);
    if (sessions != NULL) sipsess_close_all(sessions);
    mem_deref(sessions);
    if (sip != NULL) sip_close(sip, true);
    mem_deref(sip);
    acs_receiver_free(receiver);
    acs_text_free(callback_url);
    acs_client_free(client);
    libre_close();
    tmr_debug(); /* prints timers and memory that are left */
    mem_debug();
    return err == 0 ? 0 : 1;
}
