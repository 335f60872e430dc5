/*
 * A module for Kamailio 5.6: an INVITE waits, suspended, until an ACS call has connected or failed.
 *
 *     acs_create_call("+16045551234", "OUTCOME")  places a call; route OUTCOME goes on with the INVITE, and $acs_code
 *                                                 is 200 or the status to refuse it with
 *     acs_hang_up()                               hangs up the call of this Call-ID; a suspended INVITE goes on with 487
 *     kamcmd acs.calls                            the number of calls
 *     kamcmd acs.reload                           reads the connection string again: a new access key
 *
 * No process of SIP waits for the service, and no process of Kamailio but one has threads: requests are sent by
 * Kamailio's own async workers (core parameter async_workers), each with a client of its own, made after the fork. The
 * receiver lives in a process of its own. What all processes know about calls is in shared memory (calls.c).
 */
#include "calls.h"

#include <acs_call_automation.h>

#include <stdio.h>
#include <string.h>

#include "../../core/str.h"
/* needs str.h */
#include "../../core/async_task.h"
#include "../../core/cfg/cfg_struct.h"
#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../../core/mod_fix.h"
#include "../../core/parser/msg_parser.h"
#include "../../core/pt.h"
#include "../../core/pvar.h"
#include "../../core/route.h"
#include "../../core/rpc.h"
#include "../../core/rpc_lookup.h"
#include "../../core/sr_module.h"
#include "../../modules/tm/tm_load.h"

MODULE_VERSION

#define PATH "/events"

static char *connection_file;
static char *listen_on = "127.0.0.1:0";
static char *caller_id;

static struct tm_binds tm;
/* Of this process. */
static acs_client_t *client;
static unsigned client_generation;
static int outcome_code;

/* What an async worker does; in shared memory, with the async_task_t in front, which Kamailio frees with it. */
struct job {
    async_task_t task;
    char call_id[CALL_ID_SIZE];
    char connection_id[CONNECTION_ID_SIZE];
    char number[NUMBER_SIZE];
    struct waiting waiting;
};

static void report(const char *what, acs_status_t status, const acs_error_t *error) {
    LM_ERR("%s: %s: %s\n", what, acs_status_name(status),
           error != NULL ? acs_error_message(error) : acs_status_text(status));
}

/* ---- Requests, in async workers ---- */

/* Creates the client of this process, and a new one after acs.reload. */
static int refresh_client(void) {
    char text[1024] = "";
    acs_client_t *fresh = NULL;
    acs_error_t *error = NULL;
    acs_status_t status;
    unsigned generation = calls_generation();
    FILE *file;
    if (client != NULL && client_generation == generation) return 0;
    file = fopen(connection_file, "r");
    if (file == NULL || fgets(text, sizeof text, file) == NULL) LM_ERR("cannot read %s\n", connection_file);
    if (file != NULL) fclose(file);
    text[strcspn(text, "\r\n")] = '\0';
    status = acs_client_new(text, NULL, &fresh, &error);
    if (status != ACS_OK) report(connection_file, status, error);
    acs_error_free(error);
    if (status != ACS_OK) return client != NULL ? 0 : -1; /* the old key goes on */
    acs_client_free(client);
    client = fresh;
    client_generation = generation;
    return 0;
}

/* Goes on with a suspended INVITE, in the route that acs_create_call named. */
static void resume(const struct waiting *waiting, int code) {
    if (!waiting->is_waiting) return;
    outcome_code = code;
    tm.t_continue(waiting->index, waiting->label, main_rt.rlist[waiting->route]);
}

static void hang_up(const char *connection_id) {
    acs_call_t *call = NULL;
    acs_error_t *error = NULL;
    acs_status_t status = acs_client_call_by_id(client, connection_id, &call, &error);
    if (status == ACS_OK) status = acs_call_hang_up(call, ACS_FOR_EVERYONE, NULL, NULL, &error);
    /* 404: the callee hung up at the same time. */
    if (status != ACS_OK && acs_error_http_status(error) != 404) report("hang up", status, error);
    acs_error_free(error);
    acs_call_free(call);
}

static void run_hang_up(void *data) {
    struct job *job = data;
    if (job->connection_id[0] != '\0' && refresh_client() == 0) hang_up(job->connection_id);
    resume(&job->waiting, 487);
}

static void run_create(void *data) {
    struct job *job = data;
    struct waiting waiting;
    char callback_url[URL_SIZE];
    acs_create_call_options_t *options = acs_create_call_options_new();
    acs_invite_t *invite = acs_invite_to_phone_number(job->number, caller_id);
    acs_call_t *call = NULL;
    acs_error_t *error = NULL;
    acs_status_t status = ACS_SYSTEM;
    acs_create_call_options_set_operation_context(options, job->call_id);
    if (calls_callback_url(callback_url) == 0 && refresh_client() == 0)
        status = acs_client_create_call(client, invite, callback_url, options, &call, NULL, &error);
    if (status != ACS_OK) {
        report(job->number, status, error);
        calls_remove_unconnected(job->call_id, &waiting);
        resume(&waiting, status == ACS_INVALID_INPUT ? 404 : 503);
    } else if (calls_set_connection(job->call_id, acs_call_id(call), NULL) != 0) {
        hang_up(acs_call_id(call)); /* CANCEL came before the response */
    }
    acs_error_free(error);
    acs_call_free(call);
    acs_invite_free(invite);
    acs_create_call_options_free(options);
}

static struct job *job_new(async_cbe_t run, const char *call_id) {
    struct job *job = shm_malloc(sizeof *job);
    if (job == NULL) {
        LM_ERR("no shared memory\n");
        return NULL;
    }
    memset(job, 0, sizeof *job);
    job->task.exec = run;
    job->task.param = job;
    snprintf(job->call_id, sizeof job->call_id, "%s", call_id);
    return job;
}

static int job_push(struct job *job) {
    if (async_task_push(&job->task) >= 0) return 0;
    shm_free(job);
    return -1;
}

/* ---- Events, in the process of the receiver ---- */

static void on_connected(const acs_receiver_t *receiver, const acs_event_t *event) {
    const char *connection_id = acs_event_call_connection_id(event);
    const char *call_id = acs_event_operation_context(event);
    struct waiting waiting;
    struct job *job;
    if (call_id != NULL && calls_set_connection(call_id, connection_id, &waiting) == 0) {
        acs_receiver_tag(receiver, connection_id, calls_slot(call_id), NULL);
        resume(&waiting, 200);
        return;
    }
    /* The INVITE has ended meanwhile. */
    job = job_new(run_hang_up, call_id != NULL ? call_id : "");
    if (job == NULL) return;
    snprintf(job->connection_id, sizeof job->connection_id, "%s", connection_id);
    job_push(job);
}

static void on_ended(const acs_receiver_t *receiver, const acs_event_t *event) {
    int64_t code = acs_event_result_code(event);
    struct waiting waiting;
    if (acs_event_operation_context(event) != NULL)
        calls_remove(acs_event_operation_context(event), NULL, &waiting);
    else
        calls_remove_connection(acs_event_tag(event), acs_event_call_connection_id(event), &waiting);
    resume(&waiting, code >= 400 && code <= 699 ? (int)code : 480);
    acs_receiver_untag(receiver, acs_event_call_connection_id(event));
}

/* Until Kamailio ends this process. */
static void receive(const acs_receiver_t *receiver) {
    acs_event_t *event = NULL;
    acs_error_t *error = NULL;
    acs_status_t status;
    do {
        cfg_update();
        status = acs_receiver_next(receiver, 1000, &event, &error);
        if (acs_event_kind(event) == ACS_EVENT_CALL_CONNECTED)
            on_connected(receiver, event);
        else if (acs_event_ends_call(event))
            on_ended(receiver, event);
        acs_event_free(event);
    } while (status == ACS_OK || status == ACS_TIMEOUT);
    report("receiver", status, error);
    acs_error_free(error);
}

static acs_receiver_t *start_receiver(void) {
    acs_receiver_options_t *options = acs_receiver_options_new();
    acs_receiver_t *receiver = NULL;
    acs_text_t *url = NULL;
    acs_error_t *error = NULL;
    acs_status_t status;
    acs_receiver_options_set_listen(options, listen_on);
    status = acs_receiver_new(options, &receiver, &error);
    if (status == ACS_OK) status = acs_receiver_url(receiver, PATH, &url, &error);
    if (status == ACS_OK)
        calls_set_callback_url(acs_text_string(url));
    else
        report(listen_on, status, error);
    acs_error_free(error);
    acs_text_free(url);
    acs_receiver_options_free(options);
    return receiver;
}

/* ---- Script ---- */

/* The Call-ID as text; -1 when there is none, or it is longer than a call has room for. */
static int call_id_of(struct sip_msg *msg, char *call_id) {
    if ((msg->callid == NULL && parse_headers(msg, HDR_CALLID_F, 0) < 0) || msg->callid == NULL ||
        msg->callid->body.len >= CALL_ID_SIZE)
        return -1;
    snprintf(call_id, CALL_ID_SIZE, "%.*s", msg->callid->body.len, msg->callid->body.s);
    return 0;
}

static int suspend(struct sip_msg *msg, struct waiting *waiting, const str *route) {
    char name[64];
    if (route->len >= (int)sizeof name) return -1;
    snprintf(name, sizeof name, "%.*s", route->len, route->s);
    waiting->route = route_lookup(&main_rt, name);
    if (waiting->route < 0) {
        LM_ERR("there is no route %s\n", name);
        return -1;
    }
    if ((tm.t_gett() == NULL || tm.t_gett() == T_UNDEFINED) && tm.t_newtran(msg) < 0) return -1;
    if (tm.t_suspend(msg, &waiting->index, &waiting->label) != 0) return -1;
    waiting->is_waiting = 1;
    return 0;
}

static int script_create_call(struct sip_msg *msg, char *number_param, char *route_param) {
    str number, route;
    char call_id[CALL_ID_SIZE];
    struct waiting waiting = {0};
    struct job *job;
    if (get_str_fparam(&number, msg, (fparam_t *)number_param) < 0 ||
        get_str_fparam(&route, msg, (fparam_t *)route_param) < 0 || number.len >= NUMBER_SIZE ||
        call_id_of(msg, call_id) != 0)
        return -1;
    job = job_new(run_create, call_id);
    if (job == NULL) return -1;
    snprintf(job->number, sizeof job->number, "%.*s", number.len, number.s);
    if (suspend(msg, &waiting, &route) != 0) {
        shm_free(job);
        return -1;
    }
    if (calls_add(call_id, &waiting) == 0) {
        /* 0 ends the script; the route goes on. Unless the call is still there, a CANCEL has resumed it. */
        if (job_push(job) == 0 || calls_remove(call_id, NULL, &waiting) != 0) return 0;
    } else {
        shm_free(job);
    }
    tm.t_cancel_suspend(waiting.index, waiting.label);
    return -1;
}

static int script_hang_up(struct sip_msg *msg, char *unused, char *unused_too) {
    char call_id[CALL_ID_SIZE];
    struct job *job;
    (void)unused;
    (void)unused_too;
    if (call_id_of(msg, call_id) != 0) return -1;
    job = job_new(run_hang_up, call_id);
    if (job == NULL) return -1;
    if (calls_remove(call_id, job->connection_id, &job->waiting) != 0) {
        shm_free(job);
        return -1;
    }
    return job_push(job) == 0 ? 1 : -1;
}

static int read_code(struct sip_msg *msg, pv_param_t *param, pv_value_t *result) {
    return pv_get_sintval(msg, param, result, outcome_code);
}

/* ---- RPC ---- */

static const char *calls_doc[] = {"The number of calls.", NULL};
static const char *reload_doc[] = {"Reads the connection string again.", NULL};

static void rpc_calls(rpc_t *rpc, void *context) { rpc->add(context, "d", calls_count()); }

static void rpc_reload(rpc_t *rpc, void *context) {
    (void)rpc;
    (void)context;
    calls_next_generation();
}

static rpc_export_t rpcs[] = {
    {"acs.calls", rpc_calls, calls_doc, 0}, {"acs.reload", rpc_reload, reload_doc, 0}, {NULL, NULL, NULL, 0}};

/* ---- Module ---- */

static int mod_init(void) {
    if (connection_file == NULL || caller_id == NULL) {
        LM_ERR("connection_file and caller_id are required\n");
        return -1;
    }
    if (async_task_workers_get() <= 0) {
        LM_ERR("the core parameter async_workers is required\n");
        return -1;
    }
    if (load_tm_api(&tm) < 0 || rpc_register_array(rpcs) != 0 || calls_init() != 0) return -1;
    register_procs(1);
    cfg_register_child(1);
    return 0;
}

static int child_init(int rank) {
    acs_receiver_t *receiver;
    int pid;
    if (rank == PROC_RPC) return refresh_client(); /* async workers; after the fork */
    if (rank != PROC_MAIN) return 0;
    pid = fork_process(PROC_NOCHLDINIT, "ACS receiver", 1);
    if (pid != 0) return pid < 0 ? -1 : 0;
    if (cfg_child_init() != 0) return -1;
    receiver = start_receiver();
    if (receiver != NULL) receive(receiver);
    acs_receiver_free(receiver);
    return -1; /* a process that ends is the end of Kamailio */
}

static cmd_export_t commands[] = {
    {"acs_create_call", (cmd_function)script_create_call, 2, fixup_spve_spve, fixup_free_spve_spve, REQUEST_ROUTE},
    {"acs_hang_up", (cmd_function)script_hang_up, 0, NULL, NULL, REQUEST_ROUTE},
    {NULL, NULL, 0, NULL, NULL, 0}};

static param_export_t parameters[] = {{"connection_file", PARAM_STRING, &connection_file},
                                      {"listen", PARAM_STRING, &listen_on},
                                      {"caller_id", PARAM_STRING, &caller_id},
                                      {NULL, 0, NULL}};

static pv_export_t variables[] = {{{"acs_code", sizeof "acs_code" - 1}, PVT_OTHER, read_code, NULL, NULL, NULL, 0, 0},
                                  {{NULL, 0}, 0, NULL, NULL, NULL, NULL, 0, 0}};

struct module_exports exports = {"acs_call", DEFAULT_DLFLAGS, commands, parameters,    NULL,
                                 variables,  NULL,            mod_init, child_init, calls_destroy};
