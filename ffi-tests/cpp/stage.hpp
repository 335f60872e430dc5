/** @file stage.hpp An emulator, a client of it, and a receiver of its events. */
#ifndef ACS_STAGE_HPP
#define ACS_STAGE_HPP

#include <acs_call_automation.hpp>

#include "check.h"

/** Nothing takes that long; what does, fails instead of hanging. */
constexpr std::chrono::seconds time_limit(30);

constexpr const char *own_number = "+18005550100";
constexpr const char *number = "+16045551234";

/** What throws this error, and nothing else. */
template <class Error, class Function>
Error thrown(Function &&function) {
    try {
        function();
    } catch (const Error &error) {
        return error;
    }
    check_failed(__FILE__, __LINE__, "nothing was thrown", "of this type");
}

struct stage {
    explicit stage(const acs::emulator_options &options = {})
        : emulator(options), client(emulator.connection_string()), callback(receiver.url()) {}

    /** The next event of that kind; others before it are dropped. */
    acs::event comes(int kind) const {
        for (;;) {
            std::optional<acs::event> event = receiver.next(time_limit);
            CHECK(event.has_value());
            if (event->kind() == kind) return *event;
        }
    }

    /** A call to a telephone that is up. */
    acs::call connected() const {
        acs::call call = client.create_call(acs::invite::to_phone_number(number, own_number), callback);
        comes(ACS_EVENT_CALL_CONNECTED);
        return call;
    }

    acs::emulator emulator;
    acs::receiver receiver;
    acs::client client;
    std::string callback;
};

#endif
