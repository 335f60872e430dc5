/*
 * Handles incoming calls: answers, rejects as busy, or redirects, depending on the caller.
 *
 *     c++ -std=c++17 answer_call.cpp $(pkg-config --cflags --libs acs-call-automation) -o answer_call
 *     ./answer_call
 *     ./answer_call REDIRECT_TO      (with the real service)
 *
 * A caller whose number ends in 1 is answered, in 2 rejected as busy, in 3 redirected; all others are
 * answered too. Offline three calls come in; with the real
 * service it goes on until it is stopped (subscribe the resource's IncomingCall events to the callback
 * URL).
 *
 * Without ACS_CONNECTION_STRING everything happens offline: the emulator runs in this process. With
 * it, ACS_CALLBACK_URL is the public address of this machine (through a tunnel, say), and ACS_LISTEN
 * the address to listen on behind it (default 127.0.0.1:8080).
 */
#include <acs_call_automation.hpp>

#include <cstdlib>
#include <iomanip>
#include <iostream>

using std::chrono::seconds;

/* Types and ids come from outside: only visible ASCII is printed. */
static std::string printable(std::string_view text) {
    std::string line(text);
    for (char &letter : line) {
        if (letter < ' ' || letter > '~') letter = '?';
    }
    return line;
}

/* A raw id, not too long for the ladder. */
static std::string brief(const acs::identifier &who) {
    const std::string raw_id(who.raw_id());
    return raw_id.size() > 30 ? raw_id.substr(0, 30) + "..." : raw_id;
}

/* The parts of a URL: scheme, authority, path. */
struct url {
    explicit url(const std::string &text) {
        const auto begin = text.find("://");
        if (begin == std::string::npos) throw std::runtime_error("ACS_CALLBACK_URL is not a valid URL");
        const auto slash = text.find('/', begin + 3);
        scheme = text.substr(0, begin);
        authority = text.substr(begin + 3, slash - begin - 3);
        path = slash == std::string::npos ? "/" : text.substr(slash, text.find('?') - slash);
    }
    std::string scheme, authority, path;
};

/* Client, receiver and, offline, the emulator; and the ladder of what happens. */
class stage {
public:
    stage() {
        const char *connection_string = std::getenv("ACS_CONNECTION_STRING");
        const char *callback_url = std::getenv("ACS_CALLBACK_URL");
        if ((connection_string == nullptr) != (callback_url == nullptr)) {
            throw std::runtime_error("set both ACS_CONNECTION_STRING and ACS_CALLBACK_URL, or neither");
        }
        acs::receiver_options where;
        if (connection_string != nullptr) {
            // A plain callback URL is one of this machine, so it says where to listen.
            const url own(callback = callback_url);
            const char *listen = std::getenv("ACS_LISTEN");
            where.listen = listen != nullptr ? listen : own.scheme == "http" ? own.authority : "127.0.0.1:8080";
            where.paths = {own.path};
        } else {
            emulator.emplace();
        }
        client.emplace(emulator ? emulator->connection_string() : connection_string);
        receiver.emplace(where);
        if (emulator) callback = receiver->url();
    }

    /* Prints one line of the ladder: time, sender and receiver, message, result. */
    void ladder_line(std::string_view from, std::string_view to, std::string_view what, std::string_view result) const {
        const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began;
        std::cout << std::fixed << std::setprecision(3) << std::setw(8) << time.count() << "  "  //
                  << std::right << std::setw(7) << from << " -> " << std::left << std::setw(7) << to << "  "
                  << std::setw(48) << printable(what) << "  " << printable(result) << '\n' << std::right;
    }
    /* Prints the line of a request that got its response. */
    void print_response(const std::string &what, const acs::response &response) const {
        ladder_line("app", "service", what, std::to_string(response.status()));
    }
    /* Prints the line of an event. */
    void print(const acs::event &event) const {
        const auto number = [](std::optional<std::int64_t> code) { return code ? std::to_string(*code) : "-"; };
        const bool has_result = event.result_code() || event.result_sub_code();
        ladder_line("service", "app", event.type(),
             has_result ? number(event.result_code()) + '/' + number(event.result_sub_code()) : std::string());
    }

    /* Prints events until one of that kind comes. Throws when it cannot come any more. */
    acs::event wait_for(int kind) const {
        const std::string wanted(acs::event_kind_name(kind));
        while (const auto event = receiver->next(seconds(30))) {
            print(*event);
            if (event->kind() == kind) return *event;
            if (event->is_failure() || event->ends_call()) {
                throw std::runtime_error(std::string(event->name()) + " came instead of " + wanted);
            }
        }
        throw std::runtime_error("no " + wanted + " within 30 s");
    }
    /* Prints what is still on its way, and closes. */
    void close() const {
        if (emulator) emulator->flush(seconds(5));
        receiver->close();
        for (const auto &event : receiver->events()) print(event);
    }

    std::optional<acs::emulator> emulator;
    std::optional<acs::client> client;
    std::optional<acs::receiver> receiver;
    std::string callback;

private:
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
};

/* Waits for one incoming call and deals with it. */
static void take_one(const stage &stage, const acs::identifier &redirect_to) {
    acs::event incoming;
    // Events of calls that were dealt with may come in between.
    while (incoming.kind() != ACS_EVENT_INCOMING_CALL) {
        incoming = stage.receiver->next().value();
        stage.print(incoming);
    }
    const std::string_view context = incoming.incoming_call_context();
    const std::string_view from = incoming.from().raw_id();
    if (from.empty()) throw std::runtime_error("IncomingCall does not name the caller");
    stage.ladder_line("caller", "service", brief(incoming.from()) + " calls", brief(incoming.to()));

    if (from.back() == '2') {
        acs::reject_call_options busy;
        busy.reason = ACS_REJECT_BUSY;
        stage.print_response("RejectCall as busy", stage.client->reject_call(context, busy));
    } else if (from.back() == '3' && incoming.to() != redirect_to) {
        stage.print_response("RedirectCall to " + brief(redirect_to),
                    stage.client->redirect_call(context, redirect_to));
    } else {
        const auto call = stage.client->answer_call(context, stage.callback);
        stage.print_response("AnswerCall", call.response());
        stage.wait_for(ACS_EVENT_CALL_CONNECTED);
        stage.print_response("HangUp for everyone", call.hang_up(acs::for_everyone::yes));
        stage.wait_for(ACS_EVENT_CALL_DISCONNECTED);
    }
}

static void run(const std::vector<std::string> &arguments) {
    const stage stage;
    if (!stage.emulator) {
        const auto redirect_to = acs::identifier::parse(arguments.size() > 1 ? arguments[1] : "");
        for (;;) take_one(stage, redirect_to);
    }
    stage.emulator->subscribe(stage.callback);
    const std::string own = stage.emulator->add_phone_number("+18005550100");
    const auto redirect_to = acs::identifier::parse(stage.emulator->create_user());
    for (const char *caller : {"4:+16045550001", "4:+16045550002", "4:+16045550003"}) {
        acs::incoming_call incoming;
        incoming.from = caller;
        incoming.to = own;
        incoming.display_name = "A caller";
        stage.emulator->place_incoming_call(incoming);
        take_one(stage, redirect_to);
    }
    // The redirected call rings the colleague, who is a user of this program too: a new IncomingCall.
    take_one(stage, redirect_to);
    stage.close();
}

int main(int argc, char **argv) {
    try {
        run({argv, argv + argc});
    } catch (const std::exception &failure) {
        std::cerr << "answer_call: " << failure.what() << '\n';
        return EXIT_FAILURE;
    }
}
