/**
 * @file acs_call_automation.hpp
 * Place, answer and steer phone calls through Azure Communication Services Call Automation, in C++17.
 *
 * @code
 * acs::client client(std::getenv("ACS_CONNECTION_STRING"));
 * acs::receiver receiver;
 *
 * auto call = client.create_call(acs::invite::to_phone_number("+16045551234", "+18005550100"),
 *                                receiver.url());
 * while (auto event = receiver.next(std::chrono::seconds(30))) {
 *     switch (event->kind()) {
 *     case ACS_EVENT_CALL_CONNECTED:    call.hang_up(acs::for_everyone::yes); break;
 *     case ACS_EVENT_CALL_DISCONNECTED: return;
 *     }
 * }
 * @endcode
 *
 * This is acs_call_automation.h with destructors, exceptions and values; nothing is added to it, and
 * its constants (ACS_EVENT_..., ACS_CALL_STATE_..., ACS_IDENTIFIER_...) are used as they are. What a
 * function does, sends and waits for is told there; here stands what is different.
 *
 * 1. What fails throws: acs::error, or one of its few subclasses, with everything that is known.
 *    Nothing that only reads throws, but for want of memory. What refuses to be destroyed in a
 *    forked child is left alone, as in C.
 * 2. Text goes in as std::string_view and is copied; one that holds a NUL byte is refused. Text comes
 *    out as std::string_view, empty where there is none; it ends with a NUL and lives as long as the
 *    object it came from, so keep that object, or a std::string.
 * 3. What acts or owns (client, call, receiver, subscription, emulator) can be moved, not copied.
 *    One that was moved from can be assigned and destroyed; anything else with it throws
 *    acs::invalid_input, and what only reads gives its "none".
 * 4. What only tells (event, identifier, participant, properties, response, error) is a value: cheap to
 *    copy, keeps alive what it comes from, may be shared between threads. It may be empty; then it
 *    is false in an if, and all it tells is "none".
 * 5. Options are plain structs. Only what you set is sent.
 *
 * raw() gives the object of the C header, release() gives it away, and a constructor takes one over,
 * for what is easier there.
 *
 * Threads: a client, a call, a receiver, a subscription and an emulator may be used by any number of
 * threads at a time, as long as none of them moves or destroys it. Option structs are as any struct.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
#ifndef ACS_CALL_AUTOMATION_HPP
#define ACS_CALL_AUTOMATION_HPP

#include "acs_call_automation.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace acs {

/** A moment, in milliseconds since 1970 UTC; turns into any finer one of the system's clock. */
using time_point = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/** Names and values, in order: header lines, query parameters. */
using name_values = std::vector<std::pair<std::string, std::string>>;

/* ======== Version ======== */

/** The version of the library that runs: "0.1.0". */
inline std::string_view version() noexcept { return acs_version(); }

/** The binary interface of the library that runs; ACS_ABI_VERSION when it fits this header. */
inline int abi_version() noexcept { return acs_abi_version(); }

/** The name of a status: "ACS_TIMEOUT". */
inline std::string_view status_name(acs_status_t status) noexcept { return acs_status_name(status); }

/** What a status means, in a few words. */
inline std::string_view status_text(acs_status_t status) noexcept { return acs_status_text(status); }

/* How this header is made; not for use outside of it. */
namespace detail {

template <class T, void (*Free)(T *)>
struct deleter {
    void operator()(T *object) const noexcept { Free(object); }
};

template <class T, void (*Free)(T *)>
using owned = std::unique_ptr<T, deleter<T, Free>>;

inline std::string_view text_or_empty(const char *text) noexcept {
    return text == nullptr ? std::string_view() : std::string_view(text);
}

inline std::string_view text_or_empty(const std::uint8_t *bytes, std::size_t length) noexcept {
    // Any object may be looked at as char.
    return bytes == nullptr ? std::string_view()
                            : std::string_view(reinterpret_cast<const char *>(bytes), length);
}

inline const std::uint8_t *bytes(std::string_view text) noexcept {
    return reinterpret_cast<const std::uint8_t *>(text.data());
}

inline std::optional<bool> flag(int tri_state) noexcept {
    return tri_state < 0 ? std::nullopt : std::optional<bool>(tri_state != 0);
}

inline std::optional<time_point> moment(std::int64_t unix_ms) noexcept {
    if (unix_ms < 0) return std::nullopt;
    return time_point(std::chrono::milliseconds(unix_ms));
}

inline std::int64_t unix_ms(std::chrono::system_clock::time_point moment) noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

/** The names and values that getters with an index give. */
template <class T>
name_values pairs(const T *object, std::size_t count, const char *(*name)(const T *, std::size_t),
                  const char *(*value)(const T *, std::size_t)) {
    name_values all;
    all.reserve(count);
    for (std::size_t index = 0; index < count; ++index) {
        all.emplace_back(text_or_empty(name(object, index)), text_or_empty(value(object, index)));
    }
    return all;
}

/** What acts or owns: one owner at a time. */
template <class T, void (*Free)(T *)>
class handle {
public:
    /** The object of the C header; it stays ours. Null when moved from. */
    T *raw() const noexcept { return owned_.get(); }
    /** Gives the object of the C header away, to be freed there. */
    T *release() noexcept { return owned_.release(); }
    /** Whether there is an object: false when moved from. */
    explicit operator bool() const noexcept { return owned_ != nullptr; }

protected:
    explicit handle(T *raw) noexcept : owned_(raw) {}

private:
    owned<T, Free> owned_;
};

/** What only tells: shared, and read only. */
template <class T>
class view {
public:
    /** The object of the C header; it stays ours. Null when empty. */
    const T *raw() const noexcept { return shared_.get(); }
    /** Whether there is an object. */
    explicit operator bool() const noexcept { return shared_ != nullptr; }

protected:
    view() noexcept = default;
    view(T *raw, void (*free)(T *)) : shared_(raw == nullptr ? nullptr : share(raw, free)) {}
    /** A part of another object, which it keeps alive. */
    template <class Whole>
    view(const std::shared_ptr<Whole> &whole, const T *part) noexcept
        : shared_(part == nullptr ? nullptr : std::shared_ptr<const T>(whole, part)) {}

    const std::shared_ptr<const T> &shared() const noexcept { return shared_; }

private:
    static std::shared_ptr<const T> share(T *raw, void (*free)(T *)) {
        return std::shared_ptr<const T>(raw, free);
    }
    std::shared_ptr<const T> shared_;
};

}  // namespace detail

/* ======== Errors ======== */

/**
 * What went wrong, with everything that is known. what() is one line for the log: operation, what
 * happened, what to do about it, request id. Copies are cheap and do not throw.
 */
class error : public std::runtime_error {
public:
    /** Takes over what a function of the C header left in its error, maybe null. */
    error(acs_status_t status, acs_error_t *raw)
        : error(status, std::make_shared<details>(details{owned_error(raw), {}, {}})) {}

    /** An argument that this header itself refuses. */
    error(acs_status_t status, std::string_view field, std::string_view rule)
        : error(status, std::make_shared<details>(
                            details{nullptr, std::string(field), std::string(field) + ' ' + std::string(rule)})) {}

    /** The kind: ACS_SERVICE, ACS_TIMEOUT, ... */
    acs_status_t status() const noexcept { return status_; }
    /** All of it in one line, as what(). */
    std::string_view message() const noexcept { return what(); }
    /** What happened, in one sentence, without the hint. */
    std::string_view reason() const noexcept {
        if (raw() != nullptr) return detail::text_or_empty(acs_error_reason(raw()));
        return details_->reason.empty() ? status_text(status_) : std::string_view(details_->reason);
    }
    /** What to do about it, for the failures that users stumble over. */
    std::string_view hint() const noexcept { return detail::text_or_empty(acs_error_hint(raw())); }
    /** The operation that failed, as the service names it: "CreateCall". */
    std::string_view operation() const noexcept { return detail::text_or_empty(acs_error_operation(raw())); }
    /** The argument at fault, for ACS_INVALID_INPUT. */
    std::string_view field() const noexcept {
        return raw() != nullptr ? detail::text_or_empty(acs_error_field(raw())) : std::string_view(details_->field);
    }
    /** The HTTP status of the answer; none when no answer came. */
    std::optional<int> http_status() const noexcept {
        const int status = acs_error_http_status(raw());
        return status == 0 ? std::nullopt : std::optional<int>(status);
    }
    /** The service's error code as it was sent, mostly a sub-code in digits: "8522". */
    std::string_view service_code() const noexcept {
        return detail::text_or_empty(acs_error_service_code(raw()));
    }
    /** service_code as a number. */
    std::optional<std::int64_t> sub_code() const noexcept {
        const std::int64_t code = acs_error_sub_code(raw());
        return code == 0 ? std::nullopt : std::optional<std::int64_t>(code);
    }
    /** The service's own message. */
    std::string_view service_message() const noexcept {
        return detail::text_or_empty(acs_error_service_message(raw()));
    }
    /** What the service names as the target of the error: the request path. */
    std::string_view target() const noexcept { return detail::text_or_empty(acs_error_target(raw())); }
    /** x-ms-client-request-id of the request, the same for all its tries. */
    std::string_view request_id() const noexcept { return detail::text_or_empty(acs_error_request_id(raw())); }
    /** Repeatability-Request-ID of the request, for operations that send it. */
    std::string_view repeatability_id() const noexcept {
        return detail::text_or_empty(acs_error_repeatability_id(raw()));
    }
    /** Repeatability-First-Sent of the request, in whole seconds. */
    std::optional<time_point> first_sent() const noexcept {
        return detail::moment(acs_error_first_sent_ms(raw()));
    }
    /** How long the service asked to wait. */
    std::optional<std::chrono::milliseconds> retry_after() const noexcept {
        const std::int64_t pause = acs_error_retry_after_ms(raw());
        if (pause < 0) return std::nullopt;
        return std::chrono::milliseconds(pause);
    }
    /** How many tries were made; 0 when nothing was sent. */
    int attempts() const noexcept { return acs_error_attempts(raw()); }
    /** Whether asking once more is safe and may help. */
    bool is_retryable() const noexcept { return acs_error_is_retryable(raw()) == 1; }
    /** The body of the answer as it came, at most the first 64 KiB; it may hold any byte. */
    std::string_view raw_body() const noexcept {
        std::size_t length = 0;
        const std::uint8_t *body = acs_error_raw_body(raw(), &length);
        return detail::text_or_empty(body, length);
    }
    /** X-Azure-Ref of the answer: name it to Microsoft's support. */
    std::string_view azure_ref() const noexcept { return detail::text_or_empty(acs_error_azure_ref(raw())); }
    /** X-Microsoft-Skype-Chain-ID of the answer. */
    std::string_view chain_id() const noexcept { return detail::text_or_empty(acs_error_chain_id(raw())); }

    /** The object of the C header; null when the status says all there is. */
    const acs_error_t *raw() const noexcept { return details_->raw.get(); }

private:
    using owned_error = detail::owned<acs_error_t, acs_error_free>;
    struct details {
        owned_error raw;
        std::string field;
        std::string reason;
    };

    error(acs_status_t status, std::shared_ptr<const details> details)
        : std::runtime_error(line(status, *details)), status_(status), details_(std::move(details)) {}

    static std::string line(acs_status_t status, const details &about) {
        if (about.raw != nullptr) return acs_error_message(about.raw.get());
        return about.reason.empty() ? acs_status_text(status) : about.reason;
    }

    acs_status_t status_;
    std::shared_ptr<const details> details_;
};

/** An error of one status, so that it can be caught by itself. */
template <acs_status_t Status>
class error_of : public error {
public:
    /** Takes over what a function of the C header left in its error, maybe null. */
    explicit error_of(acs_error_t *raw = nullptr) : error(Status, raw) {}
    /** An argument that this header itself refuses. */
    error_of(std::string_view field, std::string_view rule) : error(Status, field, rule) {}
};

/** An argument breaks a rule; field() names it. Nothing was sent. */
using invalid_input = error_of<ACS_INVALID_INPUT>;
/** The credential could not be obtained, or the service refused it. */
using auth_failed = error_of<ACS_AUTH>;
/** The request never left this machine. Nothing happened. */
using not_sent = error_of<ACS_NOT_SENT>;
/** It may have been done or not; request_options::repeat_of asks for the same once more. */
using outcome_unknown = error_of<ACS_OUTCOME_UNKNOWN>;
/** Nothing came in time. */
using timeout = error_of<ACS_TIMEOUT>;
/** The service answered with an error status. */
using service_error = error_of<ACS_SERVICE>;
/** The receiver, subscription or emulator was closed, and its queue is empty. */
using closed = error_of<ACS_CLOSED>;
/** Ended on purpose, by a cancel token or client::abort. */
using aborted = error_of<ACS_ABORTED>;
/** It belongs to the parent of this forked process. Nothing was done. */
using forked = error_of<ACS_FORKED>;
/** The library was built without what this needs. */
using unsupported = error_of<ACS_UNSUPPORTED>;

namespace detail {

/** Throws the error of a status, which takes `raw` over. */
[[noreturn]] inline void raise(acs_status_t status, acs_error_t *raw) {
    switch (status) {
    case ACS_INVALID_INPUT: throw invalid_input(raw);
    case ACS_AUTH: throw auth_failed(raw);
    case ACS_NOT_SENT: throw not_sent(raw);
    case ACS_OUTCOME_UNKNOWN: throw outcome_unknown(raw);
    case ACS_TIMEOUT: throw timeout(raw);
    case ACS_SERVICE: throw service_error(raw);
    case ACS_CLOSED: throw closed(raw);
    case ACS_ABORTED: throw aborted(raw);
    case ACS_FORKED: throw forked(raw);
    case ACS_UNSUPPORTED: throw unsupported(raw);
    default: throw error(status, raw);
    }
}

/** Calls `function(error)` and throws what fails. */
template <class Function>
void run(Function &&function) {
    acs_error_t *raw = nullptr;
    const acs_status_t status = function(&raw);
    if (status != ACS_OK) raise(status, raw);
}

/** As run, for `function(result, error)`. */
template <class T, class Function>
T *made(Function &&function) {
    T *result = nullptr;
    run([&](acs_error_t **error) { return function(&result, error); });
    return result;
}

/** As made, for a text. */
template <class Function>
std::string made_text(Function &&function) {
    const owned<acs_text_t, acs_text_free> text(made<acs_text_t>(std::forward<Function>(function)));
    return std::string(text_or_empty(acs_text_get(text.get())));
}

/** As run, where answers other than ACS_OK are no errors: `expected` tells which. */
template <class Function, class Expected>
acs_status_t answer(Function &&function, Expected &&expected) {
    acs_error_t *raw = nullptr;
    const acs_status_t status = function(&raw);
    if (status != ACS_OK && !expected(status)) raise(status, raw);
    acs_error_free(raw);
    return status;
}

/** Text on its way in: ends with a NUL and holds none, so that nothing is cut off in silence. */
class text {
public:
    text(std::string_view value, const char *field) : value_(value) {
        if (value_.find('\0') != std::string::npos) {
            throw invalid_input(field, "must not hold a NUL byte");
        }
    }
    operator const char *() const noexcept { return value_.c_str(); }

private:
    std::string value_;
};

/** Text on its way in that may be left out: empty is null. */
class optional_text {
public:
    optional_text(std::string_view value, const char *field) : value_(value, field), there_(!value.empty()) {}
    operator const char *() const noexcept { return there_ ? static_cast<const char *>(value_) : nullptr; }

private:
    text value_;
    bool there_;
};

/* Setters of options. Their statuses are not looked at: what they refuse, the function that is given
   the options refuses again, and tells more. */

template <class T>
void set(T *options, acs_status_t (*setter)(T *, const char *), const std::optional<std::string> &value,
         const char *field) {
    if (value) setter(options, text(*value, field));
}

template <class T>
void set(T *options, acs_status_t (*setter)(T *, int), const std::optional<bool> &value) {
    if (value) setter(options, *value ? 1 : 0);
}

template <class T>
void set(T *options, acs_status_t (*setter)(T *, int), const std::optional<int> &value) {
    if (value) setter(options, *value);
}

template <class T>
void set(T *options, acs_status_t (*setter)(T *, std::int64_t), const std::optional<std::int64_t> &value) {
    if (value) setter(options, *value);
}

template <class T, class Rep, class Period>
void set(T *options, acs_status_t (*setter)(T *, std::int64_t),
         const std::optional<std::chrono::duration<Rep, Period>> &value) {
    if (value) setter(options, static_cast<std::int64_t>(value->count()));
}

template <class T>
void add(T *options, acs_status_t (*adder)(T *, const char *, const char *), const name_values &values,
         const char *field) {
    for (const auto &[name, value] : values) adder(options, text(name, field), text(value, field));
}

template <class T>
void add(T *options, acs_status_t (*adder)(T *, const char *), const std::vector<std::string> &values,
         const char *field) {
    for (const std::string &value : values) adder(options, text(value, field));
}

}  // namespace detail

/* ======== Identifiers ======== */

/** Anybody who can take part in a call: a value that can be copied, compared, ordered and hashed. */
class identifier : public detail::view<acs_identifier_t> {
public:
    /** Nobody. */
    identifier() noexcept = default;
    /** Takes over an identifier of the C header. */
    explicit identifier(acs_identifier_t *raw) : view(raw, acs_identifier_free) {}
    /** A part of another object, which it keeps alive. */
    template <class Whole>
    identifier(const std::shared_ptr<Whole> &whole, const acs_identifier_t *part) noexcept : view(whole, part) {}

    /** Reads a raw id ("8:acs:...", "4:+16045551234", ...) or a telephone number in E.164 form. */
    static identifier parse(std::string_view text) {
        return make(acs_identifier_parse, detail::text(text, "identifier"));
    }
    /** Reads a raw id as the official SDKs do: nothing is refused. */
    static identifier from_raw_id(std::string_view raw_id) {
        return make(acs_identifier_from_raw_id, detail::text(raw_id, "raw id"));
    }
    /** A telephone number, without a check; parse has one. "anonymous" is the withheld one. */
    static identifier phone_number(std::string_view number) {
        return make(acs_identifier_phone_number, detail::text(number, "number"));
    }
    /** A user of a Communication Services resource: "8:acs:RESOURCE_USER". */
    static identifier communication_user(std::string_view id) {
        return make(acs_identifier_communication_user, detail::text(id, "id"));
    }
    /** A user of Microsoft Teams. No cloud is the public one; others are "dod" and "gcch". */
    static identifier microsoft_teams_user(std::string_view user_id, bool is_anonymous = false,
                                           std::string_view cloud = {}) {
        const detail::text user(user_id, "user id");
        const detail::optional_text in(cloud, "cloud");
        return identifier(detail::made<acs_identifier_t>([&](auto **made, auto **error) {
            return acs_identifier_microsoft_teams_user(user, is_anonymous ? 1 : 0, in, made, error);
        }));
    }
    /** An application of Microsoft Teams. */
    static identifier microsoft_teams_app(std::string_view app_id, std::string_view cloud = {}) {
        const detail::text app(app_id, "app id");
        const detail::optional_text in(cloud, "cloud");
        return identifier(detail::made<acs_identifier_t>(
            [&](auto **made, auto **error) { return acs_identifier_microsoft_teams_app(app, in, made, error); }));
    }
    /** A Teams user reached through a Communication Services resource. */
    static identifier teams_extension_user(std::string_view user_id, std::string_view tenant_id,
                                           std::string_view resource_id, std::string_view cloud = {}) {
        const detail::text user(user_id, "user id");
        const detail::text tenant(tenant_id, "tenant id");
        const detail::text resource(resource_id, "resource id");
        const detail::optional_text in(cloud, "cloud");
        return identifier(detail::made<acs_identifier_t>([&](auto **made, auto **error) {
            return acs_identifier_teams_extension_user(user, tenant, resource, in, made, error);
        }));
    }
    /** A copy of an identifier that belongs to an object of the C header. */
    static identifier copy_of(const acs_identifier_t *borrowed) { return identifier(acs_identifier_copy(borrowed)); }

    /** ACS_IDENTIFIER_PHONE_NUMBER, ... */
    int kind() const noexcept { return acs_identifier_kind(raw()); }
    /** The kind as the service names it: "phoneNumber". */
    std::string_view kind_name() const noexcept { return detail::text_or_empty(acs_identifier_kind_name(raw())); }
    /** The one string that names anybody: "4:+16045551234". */
    std::string_view raw_id() const noexcept { return detail::text_or_empty(acs_identifier_raw_id(raw())); }
    /** The telephone number as it stands after "4:". */
    std::string_view phone() const noexcept { return detail::text_or_empty(acs_identifier_phone(raw())); }
    /** What tells several legs of one telephone number apart. */
    std::string_view asserted_id() const noexcept {
        return detail::text_or_empty(acs_identifier_asserted_id(raw()));
    }
    /** The id of a user: of Communication Services the raw id, of Teams the Entra object id. */
    std::string_view user_id() const noexcept { return detail::text_or_empty(acs_identifier_user_id(raw())); }
    /** The Entra application id of a Teams application. */
    std::string_view app_id() const noexcept { return detail::text_or_empty(acs_identifier_app_id(raw())); }
    /** The Entra tenant id of a Teams extension user. */
    std::string_view tenant_id() const noexcept { return detail::text_or_empty(acs_identifier_tenant_id(raw())); }
    /** The Communication Services resource id of a Teams extension user. */
    std::string_view resource_id() const noexcept {
        return detail::text_or_empty(acs_identifier_resource_id(raw()));
    }
    /** The cloud of a Teams identity: "public", "dod", "gcch". */
    std::string_view cloud() const noexcept { return detail::text_or_empty(acs_identifier_cloud(raw())); }
    /** Whether the caller withheld the number, or the Teams user is a visitor without an account. */
    bool is_anonymous() const noexcept { return acs_identifier_is_anonymous(raw()) == 1; }

    /** Whether both name the same: their raw ids are equal. */
    friend bool operator==(const identifier &left, const identifier &right) noexcept {
        return left.raw() == right.raw() || acs_identifier_equals(left.raw(), right.raw()) == 1;
    }
    friend bool operator!=(const identifier &left, const identifier &right) noexcept { return !(left == right); }
    /** By raw id; nobody comes first. */
    friend bool operator<(const identifier &left, const identifier &right) noexcept {
        return left.raw_id() < right.raw_id();
    }

private:
    static identifier make(acs_status_t (*from)(const char *, acs_identifier_t **, acs_error_t **),
                           const detail::text &text) {
        return identifier(detail::made<acs_identifier_t>(
            [&](auto **made, auto **error) { return from(text, made, error); }));
    }
};

/** A telephone number in E.164 form, checked: "+16045551234". */
inline identifier phone(std::string_view number) {
    identifier parsed = identifier::parse(number);
    if (parsed.kind() != ACS_IDENTIFIER_PHONE_NUMBER) {
        throw invalid_input("phone number", "must be in E.164 form, +16045551234");
    }
    return parsed;
}

/* ======== What the service tells ======== */

/** Somebody in a call. */
class participant : public detail::view<acs_participant_t> {
public:
    participant() noexcept = default;
    /** Takes over a participant of the C header. */
    explicit participant(acs_participant_t *raw) : view(raw, acs_participant_free) {}
    /** A part of another object, which it keeps alive. */
    template <class Whole>
    participant(const std::shared_ptr<Whole> &whole, const acs_participant_t *part) noexcept : view(whole, part) {}

    /** Who it is; empty when the service did not tell. */
    acs::identifier identifier() const noexcept {
        return acs::identifier(shared(), acs_participant_identifier(raw()));
    }
    /** Whether the others do not hear them. */
    std::optional<bool> is_muted() const noexcept { return detail::flag(acs_participant_is_muted(raw())); }
    /** Whether they are on hold. */
    std::optional<bool> is_on_hold() const noexcept { return detail::flag(acs_participant_is_on_hold(raw())); }
};

namespace detail {

/** The participants of a list that is part of `whole`. */
template <class Whole>
std::vector<participant> participants_of(const std::shared_ptr<Whole> &whole, const acs_participants_t *list) {
    std::vector<participant> all;
    const std::size_t count = acs_participants_count(list);
    all.reserve(count);
    for (std::size_t index = 0; index < count; ++index) {
        all.emplace_back(whole, acs_participants_get(list, index));
    }
    return all;
}

inline std::vector<participant> participants_of(acs_participants_t *list) {
    const std::shared_ptr<const acs_participants_t> whole(list, acs_participants_free);
    return participants_of(whole, list);
}

}  // namespace detail

/** What the service tells about one leg of a call. */
class properties : public detail::view<acs_properties_t> {
public:
    properties() noexcept = default;
    /** Takes over properties of the C header. */
    explicit properties(acs_properties_t *raw) : view(raw, acs_properties_free) {}
    /** A part of another object, which it keeps alive. */
    template <class Whole>
    properties(const std::shared_ptr<Whole> &whole, const acs_properties_t *part) noexcept : view(whole, part) {}

    /** What the call is doing: ACS_CALL_STATE_CONNECTED, ... */
    int state() const noexcept { return acs_properties_state(raw()); }
    /** What the call is doing, as the service names it: "connected". */
    std::string_view state_name() const noexcept { return detail::text_or_empty(acs_properties_state_name(raw())); }
    /** This application's leg: the id to act with. */
    std::string_view call_connection_id() const noexcept {
        return detail::text_or_empty(acs_properties_call_connection_id(raw()));
    }
    /** The call as the service sees it, the same on all legs. */
    std::string_view server_call_id() const noexcept {
        return detail::text_or_empty(acs_properties_server_call_id(raw()));
    }
    /** The id that ties together everything the service logs about the call. */
    std::string_view correlation_id() const noexcept {
        return detail::text_or_empty(acs_properties_correlation_id(raw()));
    }
    /** Where its events go. */
    std::string_view callback_uri() const noexcept {
        return detail::text_or_empty(acs_properties_callback_uri(raw()));
    }
    /** The number shown to called telephones. */
    std::string_view source_caller_id_number() const noexcept {
        return detail::text_or_empty(acs_properties_source_caller_id_number(raw()));
    }
    /** The name shown to called parties. */
    std::string_view source_display_name() const noexcept {
        return detail::text_or_empty(acs_properties_source_display_name(raw()));
    }
    /** Who answered, on an answered call: the id of a Communication Services user. */
    std::string_view answered_by() const noexcept {
        return detail::text_or_empty(acs_properties_answered_by(raw()));
    }
    /** The number that was called, on a call answered for it. */
    std::string_view answered_for() const noexcept {
        return detail::text_or_empty(acs_properties_answered_for(raw()));
    }
    /** Who calls. */
    identifier source() const noexcept { return identifier(shared(), acs_properties_source(raw())); }
    /** Who was called. */
    std::vector<identifier> targets() const {
        std::vector<identifier> all;
        const std::size_t count = acs_properties_target_count(raw());
        all.reserve(count);
        for (std::size_t index = 0; index < count; ++index) {
            all.emplace_back(shared(), acs_properties_target(raw(), index));
        }
        return all;
    }
    /** The id of its media streaming. */
    std::string_view media_streaming_id() const noexcept {
        return detail::text_or_empty(acs_properties_media_streaming_id(raw()));
    }
    /** How its media streaming stands: ACS_SUBSCRIPTION_ACTIVE, ... */
    int media_streaming_state() const noexcept { return acs_properties_media_streaming_state(raw()); }
    /** The kinds of content that its media streaming carries: "audio". */
    std::vector<std::string_view> media_streaming_content_types() const {
        return texts(acs_properties_media_streaming_content_type);
    }
    /** The id of its transcription. */
    std::string_view transcription_id() const noexcept {
        return detail::text_or_empty(acs_properties_transcription_id(raw()));
    }
    /** The language of its transcription: "en-US". */
    std::string_view transcription_locale() const noexcept {
        return detail::text_or_empty(acs_properties_transcription_locale(raw()));
    }
    /** How its transcription stands: ACS_SUBSCRIPTION_ACTIVE, ... */
    int transcription_state() const noexcept { return acs_properties_transcription_state(raw()); }
    /** The kinds of results that its transcription gives: "final", "intermediate". */
    std::vector<std::string_view> transcription_result_types() const {
        return texts(acs_properties_transcription_result_type);
    }

private:
    std::vector<std::string_view> texts(const char *(*get)(const acs_properties_t *, std::size_t)) const {
        std::vector<std::string_view> all;
        for (const char *one; (one = get(raw(), all.size())) != nullptr;) all.emplace_back(one);
        return all;
    }
};

/** What an operation answered. Which of its members are there depends on the operation. */
class response : public detail::view<acs_response_t> {
public:
    response() noexcept = default;
    /** Takes over a response of the C header. */
    explicit response(acs_response_t *raw) : view(raw, acs_response_free) {}

    /** The HTTP status: 200 to 299. */
    int status() const noexcept { return acs_response_status(raw()); }
    /** How many tries it took. */
    int attempts() const noexcept { return acs_response_attempts(raw()); }
    /** x-ms-client-request-id, as it was sent. */
    std::string_view request_id() const noexcept { return detail::text_or_empty(acs_response_request_id(raw())); }
    /** Repeatability-Request-ID, as it was sent. */
    std::string_view repeatability_id() const noexcept {
        return detail::text_or_empty(acs_response_repeatability_id(raw()));
    }
    /** Repeatability-First-Sent as it was sent, in whole seconds. */
    std::optional<time_point> first_sent() const noexcept {
        return detail::moment(acs_response_first_sent_ms(raw()));
    }
    /** Repeatability-Result of the answer; see acs_response_repeatability_result for what it is worth. */
    std::string_view repeatability_result() const noexcept {
        return detail::text_or_empty(acs_response_repeatability_result(raw()));
    }
    /** X-Microsoft-Skype-Chain-ID of the answer: the call's correlation id. */
    std::string_view chain_id() const noexcept { return detail::text_or_empty(acs_response_chain_id(raw())); }
    /** X-Azure-Ref of the answer: name it to Microsoft's support. */
    std::string_view azure_ref() const noexcept { return detail::text_or_empty(acs_response_azure_ref(raw())); }
    /** The context that was given, as the service repeats it. */
    std::string_view operation_context() const noexcept {
        return detail::text_or_empty(acs_response_operation_context(raw()));
    }
    /** Of adding a participant and of cancelling that: what call::cancel_add_participant takes. */
    std::string_view invitation_id() const noexcept {
        return detail::text_or_empty(acs_response_invitation_id(raw()));
    }
    /** The call connection id that moved participants come from. */
    std::string_view from_call() const noexcept { return detail::text_or_empty(acs_response_from_call(raw())); }
    /** The JSON of the answer, of client::send. */
    std::string_view json() const noexcept { return detail::text_or_empty(acs_response_json(raw())); }
    /** What the service told about the call, of create, answer and connect. */
    acs::properties properties() const noexcept {
        return acs::properties(shared(), acs_response_properties(raw()));
    }
    /** Whom it was about, of adding, getting and moving participants. */
    std::vector<participant> participants() const {
        return detail::participants_of(shared(), acs_response_participants(raw()));
    }
};

/* ======== Request options ======== */

/** Ends the calls it was given to, and no others. Copies are the same token. */
class cancel_token {
public:
    /** A token that nobody has cancelled. */
    cancel_token() : cancel_token(acs_cancel_token_new()) {}
    /** Takes over a token of the C header. */
    explicit cancel_token(acs_cancel_token_t *raw) : shared_(raw, acs_cancel_token_free) {}

    /** Ends all calls in flight that carry this token, and refuses those begun later. */
    void cancel() const {
        detail::run([&](auto **) { return acs_cancel_token_cancel(raw()); });
    }
    /** Makes it usable again for calls begun later. */
    void reset() const {
        detail::run([&](auto **) { return acs_cancel_token_reset(raw()); });
    }
    /** Whether it was cancelled, and not reset since. */
    bool is_cancelled() const noexcept { return acs_cancel_token_is_cancelled(raw()) == 1; }

    /** The object of the C header; it stays ours. */
    acs_cancel_token_t *raw() const noexcept { return shared_.get(); }

private:
    std::shared_ptr<acs_cancel_token_t> shared_;
};

/** The ids of an earlier request, to ask for the same once more. */
struct repeatability {
    /** 1 to 128 visible ASCII characters. */
    std::string id{};
    /** When that request was first sent. */
    std::chrono::system_clock::time_point first_sent{};
};

/** Wishes for one request. */
struct request_options {
    /** Ends the whole call after this time, retries included; default 10 s, or the client's. */
    std::optional<std::chrono::milliseconds> timeout{};
    /** Ends one try after this time; default: what is left of the whole. */
    std::optional<std::chrono::milliseconds> try_timeout{};
    /** x-ms-client-request-id; default: a new UUID. */
    std::optional<std::string> request_id{};
    /** Repeatability ids; default: new ones. Only for operations that send them; others refuse. */
    std::optional<acs::repeatability> repeatability{};
    /** The error of the request that this one repeats, in place of repeatability. */
    std::optional<error> repeat_of{};
    /** Further header lines, at most 32. */
    name_values headers{};
    /** The api-version; default: the client's. */
    std::optional<std::string> api_version{};
    /** How often to try again at most, 0 to 20; default 3, or the client's. */
    std::optional<std::int64_t> retries{};
    /** Whether to repeat also what may ring a person twice; default: the client's. */
    std::optional<bool> repeat_unproven{};
    /** Lets another thread end this request alone. */
    std::optional<cancel_token> cancel{};
};

namespace detail {

using request_ptr = owned<acs_request_options_t, acs_request_options_free>;

inline request_ptr to_c(const request_options &from) {
    request_ptr to(acs_request_options_new());
    set(to.get(), acs_request_options_set_timeout_ms, from.timeout);
    set(to.get(), acs_request_options_set_try_timeout_ms, from.try_timeout);
    set(to.get(), acs_request_options_set_request_id, from.request_id, "request id");
    if (from.repeatability) {
        acs_request_options_set_repeatability(to.get(), text(from.repeatability->id, "repeatability id"),
                                              unix_ms(from.repeatability->first_sent));
    }
    if (from.repeat_of) acs_request_options_set_repeat_of(to.get(), from.repeat_of->raw());
    add(to.get(), acs_request_options_add_header, from.headers, "header");
    set(to.get(), acs_request_options_set_api_version, from.api_version, "api version");
    set(to.get(), acs_request_options_set_retries, from.retries);
    set(to.get(), acs_request_options_set_repeat_unproven, from.repeat_unproven);
    if (from.cancel) acs_request_options_set_cancel(to.get(), from.cancel->raw());
    return to;
}

}  // namespace detail

/* ======== Streaming and transcription ======== */

/** Streams the sound of a call to a websocket of yours. */
struct media_streaming_options {
    /** ACS_AUDIO_CHANNEL_MIXED, ACS_AUDIO_CHANNEL_UNMIXED. */
    int audio_channel = ACS_AUDIO_CHANNEL_MIXED;
    /** Where the service connects to: wss://..., or ws://... on this machine. */
    std::optional<std::string> transport_url{};
    /** ACS_STREAMING_CONTENT_AUDIO; default: the service's. */
    std::optional<int> content_type{};
    /** Whether it starts with the call. */
    std::optional<bool> start_media_streaming{};
    /** Whether sound sent over the websocket is played into the call. */
    std::optional<bool> enable_bidirectional{};
    /** ACS_AUDIO_FORMAT_PCM_16K_MONO, ACS_AUDIO_FORMAT_PCM_24K_MONO; default: the service's. */
    std::optional<int> audio_format{};
    /** Whether pressed keys are told too. */
    std::optional<bool> enable_dtmf_tones{};
};

/** Writes down what is said, and sends it to a websocket of yours. */
struct transcription_options {
    /** The language that is spoken: "en-US". */
    std::string locale{};
    /** Where the service connects to: wss://..., or ws://... on this machine. */
    std::optional<std::string> transport_url{};
    /** A speech model of your own. */
    std::optional<std::string> speech_model_endpoint_id{};
    /** Whether it starts with the call. */
    std::optional<bool> start_transcription{};
    /** Whether guesses are sent while a phrase is spoken. */
    std::optional<bool> enable_intermediate_results{};
};

namespace detail {

using media_streaming_ptr = owned<acs_media_streaming_options_t, acs_media_streaming_options_free>;

inline media_streaming_ptr to_c(const media_streaming_options &from) {
    media_streaming_ptr to(acs_media_streaming_options_new(from.audio_channel));
    set(to.get(), acs_media_streaming_options_set_transport_url, from.transport_url, "transport url");
    set(to.get(), acs_media_streaming_options_set_content_type, from.content_type);
    set(to.get(), acs_media_streaming_options_set_start_media_streaming, from.start_media_streaming);
    set(to.get(), acs_media_streaming_options_set_enable_bidirectional, from.enable_bidirectional);
    set(to.get(), acs_media_streaming_options_set_audio_format, from.audio_format);
    set(to.get(), acs_media_streaming_options_set_enable_dtmf_tones, from.enable_dtmf_tones);
    return to;
}

using transcription_ptr = owned<acs_transcription_options_t, acs_transcription_options_free>;

inline transcription_ptr to_c(const transcription_options &from) {
    transcription_ptr to(acs_transcription_options_new(text(from.locale, "locale")));
    set(to.get(), acs_transcription_options_set_transport_url, from.transport_url, "transport url");
    set(to.get(), acs_transcription_options_set_speech_model_endpoint_id, from.speech_model_endpoint_id,
        "speech model endpoint id");
    set(to.get(), acs_transcription_options_set_start_transcription, from.start_transcription);
    set(to.get(), acs_transcription_options_set_enable_intermediate_results, from.enable_intermediate_results);
    return to;
}

}  // namespace detail

/* ======== Custom calling context, invites ======== */

/** Who calls, for a called Teams phone. */
struct teams_phone_caller_details {
    /** Who calls. */
    identifier caller{};
    /** The name to show. */
    std::string name{};
    /** The number to show. */
    std::string phone_number{};
    /** The caller's record in a customer system. */
    std::optional<std::string> record_id{};
    /** A page to open for the called person. */
    std::optional<std::string> screen_pop_url{};
    /** Whether the caller has proved who it is. */
    std::optional<bool> is_authenticated{};
    /** Further things to show, at most 10. */
    name_values additional_caller_information{};
};

/** Where a call comes from, for a called Teams phone. */
struct teams_phone_source_details {
    /** Where the call comes from. */
    identifier source{};
    /** The language spoken there: "en-US". */
    std::string language{};
    /** The state of the call. */
    std::string status{};
    /** For whom the call was meant, by names of your choice. */
    std::vector<std::pair<std::string, identifier>> intended_targets{};
};

/** What a called Teams phone shows about a call. Since api-version 2026-03-12. */
struct teams_phone_call_details {
    /** Who calls. */
    std::optional<teams_phone_caller_details> caller{};
    /** Where the call comes from. */
    std::optional<teams_phone_source_details> source{};
    /** The session, as the sending system names it. */
    std::optional<std::string> session_id{};
    /** What the caller wants. */
    std::optional<std::string> intent{};
    /** One line about the call, at most 48 characters. */
    std::optional<std::string> call_topic{};
    /** What is known about the call. */
    std::optional<std::string> call_context{};
    /** Where a transcript is found. */
    std::optional<std::string> transcript_url{};
    /** The caller's mood. */
    std::optional<std::string> call_sentiment{};
    /** What the called person might do. */
    std::optional<std::string> suggested_actions{};
};

/** Headers for the called party of an added participant or a transfer. */
struct custom_calling_context {
    /** SIP headers X-MS-Custom-NAME. */
    name_values sip_custom{};
    /** SIP headers X-NAME. */
    name_values sip_x{};
    /** The SIP header User-To-User. */
    std::optional<std::string> user_to_user{};
    /** SIP headers by their full names. */
    name_values sip_headers{};
    /** Headers for a called Communication Services user. */
    name_values voip{};
    /** Details for a called Teams phone. */
    std::optional<acs::teams_phone_call_details> teams_phone_call_details{};
};

/** One party to ring, and how the call shows there. */
struct invite {
    /** Who is rung. */
    identifier target{};
    /** The number shown to a called telephone: one that the resource owns. Telephones need it. */
    std::optional<std::string> source_caller_id_number{};
    /** The name shown to the called party. */
    std::optional<std::string> source_display_name{};
    /** Headers for the called party. Only for adding a participant. */
    std::optional<acs::custom_calling_context> custom_calling_context{};

    /** Invites a telephone number, showing another one; both are checked to be in E.164 form. */
    static invite to_phone_number(std::string_view target, std::string_view caller_id) {
        invite made;
        made.target = acs::phone(target);
        made.source_caller_id_number = std::string(acs::phone(caller_id).phone());
        return made;
    }
};

namespace detail {

using teams_phone_caller_ptr = owned<acs_teams_phone_caller_details_t, acs_teams_phone_caller_details_free>;

inline teams_phone_caller_ptr to_c(const teams_phone_caller_details &from) {
    teams_phone_caller_ptr to(acs_teams_phone_caller_details_new(
        from.caller.raw(), text(from.name, "name"), text(from.phone_number, "phone number")));
    set(to.get(), acs_teams_phone_caller_details_set_record_id, from.record_id, "record id");
    set(to.get(), acs_teams_phone_caller_details_set_screen_pop_url, from.screen_pop_url, "screen pop url");
    set(to.get(), acs_teams_phone_caller_details_set_is_authenticated, from.is_authenticated);
    add(to.get(), acs_teams_phone_caller_details_add_additional_caller_information,
        from.additional_caller_information, "additional caller information");
    return to;
}

using teams_phone_source_ptr = owned<acs_teams_phone_source_details_t, acs_teams_phone_source_details_free>;

inline teams_phone_source_ptr to_c(const teams_phone_source_details &from) {
    teams_phone_source_ptr to(acs_teams_phone_source_details_new(
        from.source.raw(), text(from.language, "language"), text(from.status, "status")));
    for (const auto &[name, target] : from.intended_targets) {
        acs_teams_phone_source_details_add_intended_target(to.get(), text(name, "intended target"), target.raw());
    }
    return to;
}

using teams_phone_ptr = owned<acs_teams_phone_call_details_t, acs_teams_phone_call_details_free>;

inline teams_phone_ptr to_c(const teams_phone_call_details &from) {
    teams_phone_ptr to(acs_teams_phone_call_details_new());
    if (from.caller) acs_teams_phone_call_details_set_caller(to.get(), to_c(*from.caller).get());
    if (from.source) acs_teams_phone_call_details_set_source(to.get(), to_c(*from.source).get());
    set(to.get(), acs_teams_phone_call_details_set_session_id, from.session_id, "session id");
    set(to.get(), acs_teams_phone_call_details_set_intent, from.intent, "intent");
    set(to.get(), acs_teams_phone_call_details_set_call_topic, from.call_topic, "call topic");
    set(to.get(), acs_teams_phone_call_details_set_call_context, from.call_context, "call context");
    set(to.get(), acs_teams_phone_call_details_set_transcript_url, from.transcript_url, "transcript url");
    set(to.get(), acs_teams_phone_call_details_set_call_sentiment, from.call_sentiment, "call sentiment");
    set(to.get(), acs_teams_phone_call_details_set_suggested_actions, from.suggested_actions, "suggested actions");
    return to;
}

using calling_context_ptr = owned<acs_calling_context_t, acs_calling_context_free>;

inline calling_context_ptr to_c(const custom_calling_context &from) {
    calling_context_ptr to(acs_calling_context_new());
    add(to.get(), acs_calling_context_add_sip_custom, from.sip_custom, "SIP header");
    add(to.get(), acs_calling_context_add_sip_x, from.sip_x, "SIP header");
    set(to.get(), acs_calling_context_set_user_to_user, from.user_to_user, "user to user");
    add(to.get(), acs_calling_context_add_sip_header, from.sip_headers, "SIP header");
    add(to.get(), acs_calling_context_add_voip, from.voip, "VoIP header");
    if (from.teams_phone_call_details) {
        acs_calling_context_set_teams_phone_call_details(to.get(), to_c(*from.teams_phone_call_details).get());
    }
    return to;
}

using invite_ptr = owned<acs_invite_t, acs_invite_free>;

inline invite_ptr to_c(const invite &from) {
    invite_ptr to(acs_invite_new(from.target.raw()));
    set(to.get(), acs_invite_set_source_caller_id_number, from.source_caller_id_number, "source caller id number");
    set(to.get(), acs_invite_set_source_display_name, from.source_display_name, "source display name");
    if (from.custom_calling_context) {
        acs_invite_set_custom_calling_context(to.get(), to_c(*from.custom_calling_context).get());
    }
    return to;
}

}  // namespace detail
