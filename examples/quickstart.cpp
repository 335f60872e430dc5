/*
 * Places a call, adds a participant with headers, transfers one, hangs up; prints what happens.
 *
 *     c++ -std=c++17 quickstart.cpp $(pkg-config --cflags --libs acs-call-automation) -o quickstart
 *     ./quickstart
 *     ./quickstart CALLER_ID NUMBER USER TRANSFER_TARGET
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
    /* Prints the lines of listing the participants of a call. */
    void list(const acs::call &call) const {
        auto pages = call.participant_pages();
        acs::response answer;
        while (const auto page = pages.next(&answer)) {
            print_response("ListParticipants", answer);
            for (const auto &participant : *page) {
                std::cout << std::string(32, ' ') << brief(participant.identifier()) << '\n';
            }
        }
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

static void run(const std::vector<std::string> &arguments) {
    const auto argument = [&](std::size_t at, const char *otherwise) {
        return at < arguments.size() ? arguments[at] : otherwise;
    };
    const std::string caller_id = argument(1, "+18005550100");
    const std::string number = argument(2, "+16045551234");
    const auto user = acs::identifier::parse(
        argument(3, "8:acs:1b5cc06b-f352-4571-b1e6-d9b259b7c776_00000007-0464-274b-b274-5a3a0d000101"));
    const auto target = acs::identifier::parse(argument(4, "+16045556789"));
    const stage stage;

    const auto invite = acs::invite::to_phone_number(number, caller_id);
    acs::create_call_options options;
    options.operation_context = "quickstart";
    const auto call = stage.client->create_call(invite, stage.callback, options);
    stage.print_response("CreateCall to " + brief(invite.target), call.response());
    stage.wait_for(ACS_EVENT_CALL_CONNECTED);

    acs::custom_calling_context headers;
    headers.user_to_user = "56a390f3d2b7310023a2;encoding=hex";
    headers.sip_custom_headers = {{"queue", "support"}};
    headers.voip_headers = {{"customerId", "0042"}};
    acs::invite second{user};
    second.custom_calling_context = headers;
    stage.print_response("AddParticipant " + brief(user), call.add_participant(second));
    stage.wait_for(ACS_EVENT_ADD_PARTICIPANT_SUCCEEDED);

    stage.list(call);

    acs::transfer_call_options transfer;
    transfer.transferee = invite.target;
    stage.print_response("TransferCallToParticipant " + brief(target), call.transfer(target, transfer));
    stage.wait_for(ACS_EVENT_CALL_TRANSFER_ACCEPTED);

    stage.print_response("HangUp for everyone", call.hang_up(acs::for_everyone::yes));
    stage.wait_for(ACS_EVENT_CALL_DISCONNECTED);
    stage.close();
}

int main(int argc, char **argv) {
    try {
        run({argv, argv + argc});
    } catch (const std::exception &failure) {
        std::cerr << "quickstart: " << failure.what() << '\n';
        return EXIT_FAILURE;
    }
}
