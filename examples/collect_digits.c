/*
 * Calls a number, collects an extension of four digits, and transfers the call to it.
 *
 *     cc collect_digits.c -o collect_digits $(pkg-config --cflags --libs acs-call-automation)
 *     ./collect_digits
 *
 * prints
 *
 *     call established
 *     welcome played
 *     digits recognized
 *     4711
 *     call transferred
 *     call ended
 *
 * without an account: the emulator of the service runs in this process, and the callee presses 4711. With the real
 * service the callee must be a phone number, and the receiver needs a public URL: quickstart.c.
 */
#include <acs_call_automation.h>

#include <stdio.h>
#include <string.h>

#define CALLEE "+16045551234"
#define CALLER_ID "+18005550100"
#define EXTENSIONS "+1604555" /* the digits follow */
#define DIGIT_COUNT 4
#define MINUTE 60000

static acs_emulator_t *emulator;
static acs_client_t *client;
static acs_receiver_t *receiver;
static acs_text_t *url;
static acs_error_t *error; /* details of the step that failed; step frees them */

/* Prints the result of a step, with the details of a failure: 1 when it succeeded. */
static int step(const char *name, acs_status_t status) {
    if (status == ACS_OK)
        puts(name);
    else
        fprintf(stderr, "not %s: %s: %s\n", name, acs_status_name(status), acs_error_message(error));
    acs_error_free(error);
    error = NULL;
    return status == ACS_OK;
}

/* Starts the emulator, whose callee presses four digits after the prompt, and creates client and receiver. */
static acs_status_t open_all(void) {
    acs_emulator_remote_party_t *callee = acs_emulator_remote_party_new(CALLEE);
    acs_emulator_remote_party_add_digits(callee, "4711");
    acs_status_t status = acs_emulator_start(NULL, &emulator, &error);
    if (status == ACS_OK) status = acs_emulator_set_remote_party(emulator, callee, &error);
    if (status == ACS_OK) status = acs_client_new(acs_emulator_connection_string(emulator), NULL, &client, &error);
    if (status == ACS_OK) status = acs_receiver_new(NULL, &receiver, &error);
    if (status == ACS_OK) status = acs_receiver_url(receiver, "/events", &url, &error);
    acs_emulator_remote_party_free(callee);
    return status;
}

/* Collects the digits: 1 when there are four of them. */
static int collect(const acs_call_t *call, const acs_identifier_t *callee, char digits[DIGIT_COUNT + 1]) {
    acs_play_source_t *prompt = acs_play_source_new_file("https://example.com/which-extension.wav");
    acs_recognize_options_t *options = acs_recognize_options_new_dtmf();
    acs_event_t *event = NULL;
    acs_recognize_options_set_max_tones(options, DIGIT_COUNT);
    acs_recognize_options_set_inter_tone_timeout_ms(options, 5000);
    acs_recognize_options_add_prompt(options, prompt);

    int is_done = step("digits recognized",
                       acs_call_recognize_and_wait(call, receiver, callee, options, MINUTE, &event, NULL, &error));
    if (is_done) {
        /* Success may bring fewer tones, when the callee was slow, and others than digits. */
        const char *tones = acs_event_dtmf_tones(event);
        is_done = acs_event_dtmf_tone_count(event) == DIGIT_COUNT && strspn(tones, "0123456789") == DIGIT_COUNT;
        if (is_done) {
            memcpy(digits, tones, DIGIT_COUNT + 1);
            puts(digits);
        } else {
            fprintf(stderr, "not %d digits, but %s\n", DIGIT_COUNT, tones != NULL ? tones : "none");
        }
    }
    acs_event_free(event);
    acs_recognize_options_free(options);
    acs_play_source_free(prompt);
    return is_done;
}

/* Transfers the callee to the extension. */
static int transfer(const acs_call_t *call, const char *digits) {
    char number[sizeof EXTENSIONS + DIGIT_COUNT];
    acs_identifier_t *target = NULL;
    snprintf(number, sizeof number, "%s%s", EXTENSIONS, digits);
    acs_status_t status = acs_identifier_parse(number, &target, &error);
    if (status == ACS_OK) {
        status = acs_call_transfer_and_wait(call, receiver, target, NULL, MINUTE, NULL, NULL, &error);
    }
    acs_identifier_free(target);
    return step("call transferred", status);
}

int main(void) {
    char digits[DIGIT_COUNT + 1] = "";
    acs_invite_t *callee = acs_invite_to_phone_number(CALLEE, CALLER_ID);
    acs_play_source_t *welcome = acs_play_source_new_file("https://example.com/welcome.wav");
    const acs_play_source_t *sources[] = {welcome};
    acs_call_t *call = NULL;

    acs_status_t status = open_all();
    if (status == ACS_OK) {
        status = acs_client_create_call_and_wait(client, receiver, callee, acs_text_string(url), NULL, MINUTE, &call,
                                                 NULL, NULL, &error);
    }
    int is_done = step("call established", status) &&
                  step("welcome played",
                       acs_call_play_to_all_and_wait(call, receiver, sources, 1, NULL, MINUTE, NULL, NULL, &error)) &&
                  collect(call, acs_invite_target(callee), digits) && transfer(call, digits);

    /* Also a call that still rings. After the transfer it has ended for this program, which is ACS_OK as well. */
    if (call != NULL) {
        is_done = step("call ended", acs_call_hang_up_and_wait(call, receiver, ACS_FOR_EVERYONE, NULL, MINUTE, NULL,
                                                               NULL, &error)) &&
                  is_done;
    }
    acs_call_free(call);
    acs_play_source_free(welcome);
    acs_invite_free(callee);
    acs_text_free(url);
    acs_receiver_free(receiver);
    acs_client_free(client);
    acs_emulator_free(emulator);
    return is_done ? 0 : 1;
}
