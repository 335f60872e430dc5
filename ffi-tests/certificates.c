/* TLS of the receiver and of the emulator. */
#include "certificates.h"
#include "stage.h"

static acs_receiver_t *secure_receiver(void) {
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = NULL;
    acs_receiver_options_t *options = acs_receiver_options_new();
    OK(acs_receiver_options_set_certificate_files(options, tls_file(0, "other-cert.pem"),
                                                  tls_file(1, "other-key.pem")));
    OK(acs_receiver_new(options, &receiver, &error));
    acs_receiver_options_free(options);
    return receiver;
}

static void the_events_of_a_call_arrive_over_tls_and_so_do_its_requests(void) {
    acs_error_t *error = NULL;
    acs_text_t *url = NULL;
    acs_client_t *client = NULL;
    acs_emulator_t *emulator = NULL;
    acs_receiver_t *receiver = secure_receiver();
    OK(acs_receiver_url(receiver, "/events", &url, &error));
    CHECK(strncmp(acs_text_string(url), "https://127.0.0.1:", 18) == 0);

    acs_emulator_options_t *emulating = acs_emulator_options_new();
    OK(acs_emulator_options_set_certificate(emulating, tls_text(0, "other-cert.pem"),
                                            tls_text(1, "other-key.pem")));
    OK(acs_emulator_options_set_callback_ca(emulating, tls_text(0, "other-ca.pem")));
    OK(acs_emulator_options_set_recording_host(emulating, "store.asm.skype.com"));
    OK(acs_emulator_start(emulating, &emulator, &error));
    acs_emulator_options_free(emulating);
    CHECK(strncmp(acs_emulator_endpoint(emulator), "https://127.0.0.1:", 18) == 0);

    acs_client_options_t *options = acs_client_options_new();
    OK(acs_client_options_set_timeout_ms(options, TIME_LIMIT));
    OK(acs_client_options_set_trust_roots(options, ACS_TRUST_PEM_FILE, tls_file(0, "other-ca.pem")));
    OK(acs_client_new(acs_emulator_connection_string(emulator), options, &client, &error));
    acs_client_options_free(options);

    acs_call_t *call = NULL;
    acs_invite_t *invite = acs_invite_to_phone_number(OTHER_NUMBER, OWN_NUMBER);
    OK(acs_client_create_call(client, invite, acs_text_string(url), NULL, &call, NULL, &error));
    acs_event_free(await_event(receiver, "CallConnected"));

    acs_invite_free(invite);
    acs_call_free(call);
    acs_client_free(client);
    acs_emulator_free(emulator);
    acs_text_free(url);
    acs_receiver_free(receiver);
}

static void a_certificate_is_replaced_or_refused_with_what_to_do(void) {
    acs_error_t *error = NULL;
    acs_receiver_t *receiver = secure_receiver();
    OK(acs_receiver_set_certificate(receiver, tls_text(0, "cert.pem"), tls_text(1, "key.pem"), &error));
    OK(acs_receiver_reload_certificate(receiver, &error));
    GIVES(ACS_INVALID_INPUT,
          acs_receiver_set_certificate(receiver, tls_text(0, "cert.pem"), tls_text(1, "other-key.pem"), &error));
    acs_receiver_free(receiver);

    acs_receiver_options_t *options = acs_receiver_options_new();
    OK(acs_receiver_options_set_certificate(options, tls_text(0, "cert.pem"), tls_text(1, "other-key.pem")));
    CHECK(acs_receiver_new(options, &receiver, &error) == ACS_INVALID_INPUT);
    CHECK(strcmp(acs_error_field(error), "private key") == 0);
    CHECK(strstr(acs_error_hint(error), "openssl") != NULL);
    acs_error_free(error);
    acs_receiver_options_free(options);
}

int main(int argc, char **argv) {
    RUN(argc, argv, STORY(the_events_of_a_call_arrive_over_tls_and_so_do_its_requests),
        STORY(a_certificate_is_replaced_or_refused_with_what_to_do));
}
