/* A plugin for Janus 1.1: one ACS call when it is loaded, in a GLib main loop of the plugin. */
#include "../one_call.h"

#include <glib-unix.h>
#include <jansson.h>
#include <janus/plugins/plugin.h>

static GMainLoop *loop;
static GThread *thread;

static gboolean on_readable(gint fd, GIOCondition condition, gpointer unused) {
    (void)fd;
    (void)condition;
    (void)unused;
    return one_call_on_readable() == 0; /* FALSE removes it from the loop */
}

static gpointer run(gpointer unused) {
    (void)unused;
    g_main_loop_run(loop);
    return NULL;
}

static int plugin_init(janus_callbacks *gateway, const char *folder) {
    GMainContext *context;
    GSource *source;
    (void)gateway;
    (void)folder;
    if (one_call_start() != 0) return -1;
    context = g_main_context_new();
    loop = g_main_loop_new(context, FALSE);
    source = g_unix_fd_source_new(acs_receiver_fd(one.receiver), G_IO_IN);
    g_source_set_callback(source, G_SOURCE_FUNC(on_readable), NULL, NULL);
    g_source_attach(source, context);
    g_source_unref(source);
    g_main_context_unref(context);
    thread = g_thread_new("acs call", run, NULL);
    return 0;
}

static void plugin_destroy(void) {
    if (thread == NULL) return;
    g_main_loop_quit(loop);
    g_thread_join(thread);
    g_main_loop_unref(loop); /* with the source, before the receiver closes its descriptor */
    one_call_free();
    thread = NULL;
}

static int api_compatibility(void) { return JANUS_PLUGIN_API_VERSION; }
static int version(void) { return 1; }
static const char *text(void) { return "acs_call"; }
static const char *package(void) { return "janus.plugin.acs_call"; }

static void create_session(janus_plugin_session *handle, int *error) {
    (void)handle;
    *error = -1; /* nothing for browsers here */
}
static struct janus_plugin_result *handle_message(janus_plugin_session *handle, char *transaction, json_t *message,
                                                  json_t *jsep) {
    (void)handle;
    g_free(transaction);
    if (message != NULL) json_decref(message);
    if (jsep != NULL) json_decref(jsep);
    return NULL;
}
static void on_session(janus_plugin_session *handle) { (void)handle; }
static void destroy_session(janus_plugin_session *handle, int *error) {
    (void)handle;
    *error = 0;
}
static json_t *query_session(janus_plugin_session *handle) {
    (void)handle;
    return NULL;
}

static janus_plugin plugin = {
    .init = plugin_init,
    .destroy = plugin_destroy,
    .get_api_compatibility = api_compatibility,
    .get_version = version,
    .get_version_string = text,
    .get_description = text,
    .get_name = text,
    .get_author = text,
    .get_package = package,
    .create_session = create_session,
    .handle_message = handle_message,
    .setup_media = on_session,
    .hangup_media = on_session,
    .destroy_session = destroy_session,
    .query_session = query_session,
};

janus_plugin *create(void) { return &plugin; }
