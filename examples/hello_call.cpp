/*
 * Places a call, plays a sentence, hangs up, and prints the events.
 *
 *     c++ -std=c++17 hello_call.cpp -o hello_call $(pkg-config --cflags --libs acs-call-automation)
 *     ./hello_call
 *
 * prints
 *
 *     CallConnected
 *     ParticipantsUpdated
 *     PlayStarted
 *     PlayCompleted
 *     CallDisconnected
 *
 * without an account: the emulator of the service runs in this process, and every callee answers.
 *
 * With the real service, there is no emulator. Pass your connection string to the client, a public https
 * URL that leads to the receiver to create_call, and use your own phone numbers and cognitive services
 * endpoint; quickstart.cpp does it.
 */
#include <acs_call_automation.hpp>

#include <iostream>
#include <stdexcept>

int main() try {
    const acs::emulator emulator;
    const acs::client client(emulator.connection_string());
    const acs::receiver receiver;

    acs::create_call_options options;
    options.cognitive_services_endpoint = "https://cognitive.example";
    const auto callee = acs::invite::to_phone_number("+16045551234", "+18005550100");
    const auto call = client.create_call(callee, receiver.url(), options);

    bool is_played = false;
    for (const acs::event &event : receiver.events()) {
        std::cout << event.name() << '\n';
        switch (event.kind()) {
        case ACS_EVENT_CALL_CONNECTED:
            call.play_to_all(acs::text_source{"Hello, this is your first call."});
            break;
        case ACS_EVENT_PLAY_COMPLETED:
            is_played = true;
            [[fallthrough]];
        case ACS_EVENT_PLAY_FAILED:
            call.hang_up(acs::for_everyone::yes);
            break;
        }
        if (event.ends_call()) break;
    }
    if (!is_played) throw std::runtime_error("the call was not answered, or the text could not be spoken");
} catch (const std::exception &error) {
    std::cerr << error.what() << '\n';
    return 1;
}
