/*
 * Adds a participant who does not answer, and cancels the invitation while it rings.
 *
 *     cc cancel_add_participant.c -o cancel_add_participant $(pkg-config --cflags --libs acs-call-automation)
 *     ./cancel_add_participant
 *
 * Waits for the outcome of each step with the functions named ..._and_wait. Offline: the emulator of the
 * service runs in this process. Prints
 *
 *     create_call: CallConnected
 *     add_participant: ACS_TIMEOUT, still ringing
 *     cancel_add_participant: CancelAddParticipantSucceeded
 *     hang_up: CallDisconnected
 */
#include <acs_call_automation.h>
#include <stdio.h>

#define AGENT "+16045556789"
