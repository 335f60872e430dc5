/**
 * @file acs_call_automation.hpp
 * Phone calls through Azure Communication Services Call Automation, in C++17.
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
 * The functions of acs_call_automation.h with destructors, exceptions and values. They behave as
 * documented there, and the constants (ACS_EVENT_..., ACS_CALL_STATE_..., ACS_IDENTIFIER_...) are the
 * same; comments here state what is different.
 *
 * 1. A function that fails throws acs::error, or one of its subclasses, with all details. Functions
 *    that only read throw nothing but std::bad_alloc.
 * 2. Text parameters are std::string_view and are copied; one with a NUL byte is refused. Returned
 *    text is a std::string_view, empty when there is none; it ends with a NUL and lives as long as the
 *    object it came from, so keep that object, or a std::string.
 * 3. Objects that act or own (client, call, receiver, subscription, emulator) can be moved, not copied.
 *    One that was moved from can be assigned and destroyed; its other functions throw
 *    acs::invalid_input, or return no value when they only read.
 * 4. Objects that only report (event, identifier, participant, properties, response, error) are values:
 *    cheap to copy; they keep alive what they came from and may be shared between threads. One without
 *    a value converts to false (an error always has one), and its functions return no value.
 * 5. Options are plain structs. Only members that are set are sent.
 * 6. A negative time, such as that until a deadline that is over, throws acs::invalid_input.
 *
 * raw() returns the object of the C header, release() gives up its ownership, and a constructor takes
 * ownership of one.
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
#include <variant>
#include <vector>

namespace acs {

/** A time in milliseconds since 1970 UTC. */
using time_point = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/** Names and values, in order: header lines, query parameters. */
using name_values = std::vector<std::pair<std::string, std::string>>;

/* ======== Version ======== */

/** Returns the version of the loaded library: "0.1.0". */
inline std::string_view version() noexcept { return acs_version(); }

/** Returns the binary interface of the loaded library; it must equal ACS_ABI_VERSION. */
inline int abi_version() noexcept { return acs_abi_version(); }

/** Returns the name of a status: "ACS_TIMEOUT". */
inline std::string_view status_name(acs_status_t status) noexcept { return acs_status_name(status); }

/** Returns a short description of a status. */
inline std::string_view status_text(acs_status_t status) noexcept { return acs_status_text(status); }

/* Implementation; not part of the interface. */
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
    // Any object may be read as char.
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

/** A number; none for a negative one. */
template <class Number>
std::optional<Number> some(Number number) noexcept {
    return number < 0 ? std::nullopt : std::optional<Number>(number);
}

/** A character of which -1 stands for none. */
inline std::optional<char> character(int code) noexcept {
    return code < 0 ? std::nullopt : std::optional<char>(static_cast<char>(code));
}

inline std::optional<std::chrono::milliseconds> span(std::int64_t ms) noexcept {
    if (ms < 0) return std::nullopt;
    return std::chrono::milliseconds(ms);
}

inline std::int64_t unix_ms(std::chrono::system_clock::time_point moment) noexcept {
    return std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch()).count();
}

/** The names and values that getters with an index return. */
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

/** An object that acts or owns: one owner at a time. */
template <class T, void (*Free)(T *)>
class handle {
public:
    /** Returns the object of the C header, without ownership; null when moved from. */
    T *raw() const noexcept { return owned_.get(); }
    /** Returns the object of the C header, with ownership. */
    T *release() noexcept { return owned_.release(); }
    /** Returns whether there is an object: false when moved from. */
    explicit operator bool() const noexcept { return owned_ != nullptr; }

protected:
    explicit handle(T *raw) noexcept : owned_(raw) {}

private:
    owned<T, Free> owned_;
};

/** An object that only reports: shared, and read only. */
template <class T>
class view {
public:
    /** Returns the object of the C header, without ownership; null when empty. */
    const T *raw() const noexcept { return shared_.get(); }
    /** Returns whether there is an object. */
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
 * An error with all details. what() is one line for the log: operation, reason, hint and request id.
 * Copies are cheap and do not throw.
 */
class error : public std::runtime_error {
public:
    /** Takes ownership of the error that a function of the C header returned; it may be null. */
    error(acs_status_t status, acs_error_t *raw)
        : error(status, std::make_shared<details>(details{owned_error(raw), {}, {}})) {}

    /** Takes ownership of an error of the C header. */
    explicit error(acs_error_t *raw) : error(acs_error_status(raw), raw) {}

    /** An argument that this header refuses. */
    error(acs_status_t status, std::string_view field, std::string_view rule)
        : error(status, std::make_shared<details>(
                            details{nullptr, std::string(field), std::string(field) + ' ' + std::string(rule)})) {}

    /* Copied also where it could be moved, so that no error is ever without its details. */
    error(const error &) noexcept = default;
    error &operator=(const error &) noexcept = default;
    ~error() override = default;

    /** Returns the status: ACS_SERVICE, ACS_TIMEOUT, ... */
    acs_status_t status() const noexcept { return status_; }
    /** Returns the same line as what(). */
    std::string_view message() const noexcept { return what(); }
    /** Returns the reason in one sentence, without the hint. */
    std::string_view reason() const noexcept {
        if (raw() != nullptr) return detail::text_or_empty(acs_error_reason(raw()));
        return details_->reason.empty() ? status_text(status_) : std::string_view(details_->reason);
    }
    /** Returns advice on what to do, for common failures. */
    std::string_view hint() const noexcept { return detail::text_or_empty(acs_error_hint(raw())); }
    /** Returns the operation that failed, as the service names it: "CreateCall". */
    std::string_view operation() const noexcept { return detail::text_or_empty(acs_error_operation(raw())); }
    /** Returns the argument at fault, for ACS_INVALID_INPUT and ACS_UNSUPPORTED. */
    std::string_view field() const noexcept {
        return raw() != nullptr ? detail::text_or_empty(acs_error_field(raw())) : std::string_view(details_->field);
    }
    /** Returns the HTTP status of the response; none when there was no response. */
    std::optional<int> http_status() const noexcept {
        const int status = acs_error_http_status(raw());
        return status == 0 ? std::nullopt : std::optional<int>(status);
    }
    /** Returns the service's error code as it was sent, mostly a sub-code in digits: "8522". */
    std::string_view service_code() const noexcept {
        return detail::text_or_empty(acs_error_service_code(raw()));
    }
    /** Returns service_code as a number. */
    std::optional<std::int64_t> sub_code() const noexcept {
        const std::int64_t code = acs_error_sub_code(raw());
        return code == 0 ? std::nullopt : std::optional<std::int64_t>(code);
    }
    /** Returns the service's error message. */
    std::string_view service_message() const noexcept {
        return detail::text_or_empty(acs_error_service_message(raw()));
    }
    /** Returns the target of the error as the service names it: the path of the request. */
    std::string_view target() const noexcept { return detail::text_or_empty(acs_error_target(raw())); }
    /** Returns x-ms-client-request-id of the request, the same for all its attempts. */
    std::string_view request_id() const noexcept { return detail::text_or_empty(acs_error_request_id(raw())); }
    /** Returns Repeatability-Request-ID of the request, for operations that send it. */
    std::string_view repeatability_id() const noexcept {
        return detail::text_or_empty(acs_error_repeatability_id(raw()));
    }
    /** Returns the operation context of the request, which the events of the operation carry. */
    std::string_view operation_context() const noexcept {
        return detail::text_or_empty(acs_error_operation_context(raw()));
    }
    /** Returns Repeatability-First-Sent of the request, a multiple of a second. */
    std::optional<time_point> first_sent() const noexcept {
        return detail::moment(acs_error_first_sent_ms(raw()));
    }
    /** Returns the pause that the service requested. */
    std::optional<std::chrono::milliseconds> retry_after() const noexcept {
        const std::int64_t pause = acs_error_retry_after_ms(raw());
        if (pause < 0) return std::nullopt;
        return std::chrono::milliseconds(pause);
    }
    /** Returns the number of attempts; 0 when nothing was sent. */
    int attempts() const noexcept { return acs_error_attempts(raw()); }
    /** Returns whether sending the request again is safe and may help. */
    bool is_retryable() const noexcept { return acs_error_is_retryable(raw()) == 1; }
    /** Returns whether the operation may have been carried out despite the error: its event decides. */
    bool may_have_been_done() const noexcept { return acs_error_may_have_been_done(raw()) == 1; }
    /** Returns the response body, at most its first 64 KiB. It may contain any byte. */
    std::string_view raw_body() const noexcept {
        std::size_t length = 0;
        const std::uint8_t *body = acs_error_raw_body(raw(), &length);
        return detail::text_or_empty(body, length);
    }
    /** Returns X-Azure-Ref of the response, to quote to Microsoft's support. */
    std::string_view azure_ref() const noexcept { return detail::text_or_empty(acs_error_azure_ref(raw())); }
    /** Returns X-Microsoft-Skype-Chain-ID of the response: the call's correlation id, or a new one. */
    std::string_view chain_id() const noexcept { return detail::text_or_empty(acs_error_chain_id(raw())); }

    /** Returns the object of the C header, without ownership; null when there are no details. */
    const acs_error_t *raw() const noexcept { return details_->raw.get(); }

private:
    using owned_error = detail::owned<acs_error_t, acs_error_free>;
    struct details {
        owned_error raw;
        std::string field;
        std::string reason;
    };

    error(acs_status_t status, std::shared_ptr<const details> about)
        : std::runtime_error(line(status, *about)), status_(status), details_(std::move(about)) {}

    static std::string line(acs_status_t status, const details &about) {
        if (about.raw != nullptr) return acs_error_message(about.raw.get());
        return about.reason.empty() ? acs_status_text(status) : about.reason;
    }

    acs_status_t status_;
    std::shared_ptr<const details> details_;
};

/** An error of one status, to be caught separately. */
template <acs_status_t Status>
class error_of : public error {
public:
    /** Takes ownership of the error that a function of the C header returned; it may be null. */
    explicit error_of(acs_error_t *raw = nullptr) : error(Status, raw) {}
    /** An argument that this header refuses. */
    error_of(std::string_view field, std::string_view rule) : error(Status, field, rule) {}
};

/** An argument breaks a rule; field() names it. Nothing was sent. */
using invalid_input = error_of<ACS_INVALID_INPUT>;
/** There is no credential, or the service refused it (401). */
using auth_failed = error_of<ACS_AUTH>;
/** The request never left this machine; nothing happened. */
using not_sent = error_of<ACS_NOT_SENT>;
/** The response was lost, or the status was 408, 502 or 504: the request may have been carried out, and the
 *  events report the outcome. */
using outcome_unknown = error_of<ACS_OUTCOME_UNKNOWN>;
/** Nothing arrived in time; or something that was waited for had not ended. */
using timeout = error_of<ACS_TIMEOUT>;
/** The connection failed during a read; nothing changed. */
using connection_failed = error_of<ACS_CONNECTION>;
/** The service returned an error status. */
using service_error = error_of<ACS_SERVICE>;
/** The service reported success in an undocumented form. */
using decode_failed = error_of<ACS_DECODE>;
/** The object is closed, or nothing is left to read. */
using closed = error_of<ACS_CLOSED>;
/** A cancel token or client::abort ended a request or a wait. */
using aborted = error_of<ACS_ABORTED>;
/** The operating system refused: address, thread, file. */
using system_error = error_of<ACS_SYSTEM>;
/** The object belongs to the parent process; nothing was done. */
using forked = error_of<ACS_FORKED>;
/** The library was built without the feature that this needs (emulator, spool, TLS), or a Rust program has set
 *  a logger. */
using unsupported = error_of<ACS_UNSUPPORTED>;
/** Too many completions of submitted operations were not read; nothing was sent. */
using full = error_of<ACS_FULL>;
/** A bug in the library, caught; please report it. */
using panicked = error_of<ACS_PANIC>;

namespace detail {

/** Throws the error of a status; takes ownership of `raw`. */
[[noreturn]] inline void raise(acs_status_t status, acs_error_t *raw) {
    switch (status) {
    case ACS_INVALID_INPUT: throw invalid_input(raw);
    case ACS_AUTH: throw auth_failed(raw);
    case ACS_NOT_SENT: throw not_sent(raw);
    case ACS_OUTCOME_UNKNOWN: throw outcome_unknown(raw);
    case ACS_TIMEOUT: throw timeout(raw);
    case ACS_CONNECTION: throw connection_failed(raw);
    case ACS_SERVICE: throw service_error(raw);
    case ACS_DECODE: throw decode_failed(raw);
    case ACS_CLOSED: throw closed(raw);
    case ACS_ABORTED: throw aborted(raw);
    case ACS_SYSTEM: throw system_error(raw);
    case ACS_FORKED: throw forked(raw);
    case ACS_FULL: throw full(raw);
    case ACS_UNSUPPORTED: throw unsupported(raw);
    case ACS_PANIC: throw panicked(raw);
    default: throw error(status, raw);
    }
}

/** Calls `function(error)`; throws its error. */
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
    return std::string(text_or_empty(acs_text_string(text.get())));
}

/** As run, for functions that have other results than ACS_OK: `expected` returns whether one is. */
template <class Function, class Expected>
acs_status_t result_of(Function &&function, Expected &&expected) {
    acs_error_t *raw = nullptr;
    const acs_status_t status = function(&raw);
    if (status != ACS_OK && !expected(status)) raise(status, raw);
    acs_error_free(raw);
    return status;
}

/** A text parameter: ends with a NUL and contains none, so that it is never cut off silently. */
class text {
public:
    text(std::string_view value, const char *field) : value_(value) {
        if (value_.find('\0') != std::string::npos) {
            throw invalid_input(field, "must not contain a NUL byte");
        }
    }
    operator const char *() const noexcept { return value_.c_str(); }

private:
    std::string value_;
};

/** An optional text parameter: null when empty. */
class optional_text {
public:
    optional_text(std::string_view value, const char *field) : value_(value, field), there_(!value.empty()) {}
    operator const char *() const noexcept { return there_ ? static_cast<const char *>(value_) : nullptr; }

private:
    text value_;
    bool there_;
};

/** Texts as an array of the C header. */
class text_list {
public:
    text_list(const std::vector<std::string> &values, const char *field) {
        for (const std::string &value : values) texts_.emplace_back(value, field);
        for (const text &one : texts_) raw_.push_back(one);
    }
    const char *const *data() const noexcept { return raw_.data(); }

private:
    std::vector<text> texts_;
    std::vector<const char *> raw_;
};

/* Setters of options. Their statuses are ignored: the function that uses the options reports a refused
   value again, with details. */

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

/** The identity of a party: a user, an application, a phone number. A value that can be copied,
 *  compared, ordered and hashed. */
class identifier : public detail::view<acs_identifier_t> {
public:
    /** Creates an empty identifier. */
    identifier() noexcept = default;
    /** Takes ownership of an identifier of the C header. */
    explicit identifier(acs_identifier_t *raw) : view(raw, acs_identifier_free) {}
    /** A part of another object, which it keeps alive. */
    template <class Whole>
    identifier(const std::shared_ptr<Whole> &whole, const acs_identifier_t *part) noexcept : view(whole, part) {}

    /** Parses a raw id ("8:acs:...", "4:+16045551234", ...) or a phone number in E.164 form. */
    static identifier parse(std::string_view text) {
        return make(acs_identifier_parse, detail::text(text, "identifier"));
    }
    /** Creates an identifier from a raw id, as the official SDKs do: nothing is refused. */
    static identifier from_raw_id(std::string_view raw_id) {
        return make(acs_identifier_from_raw_id, detail::text(raw_id, "raw id"));
    }
    /** Creates an identifier of a phone number, without a check; parse checks. "anonymous" for a withheld
     *  number. */
    static identifier phone_number(std::string_view number) {
        return make(acs_identifier_new_phone_number, detail::text(number, "number"));
    }
    /** Creates an identifier of a Communication Services user: "8:acs:RESOURCE_USER". */
    static identifier communication_user(std::string_view id) {
        return make(acs_identifier_new_communication_user, detail::text(id, "id"));
    }
    /** Creates an identifier of a Microsoft Teams user. The cloud is "dod" or "gcch"; empty for the public
     *  cloud. */
    static identifier microsoft_teams_user(std::string_view user_id, bool is_anonymous = false,
                                           std::string_view cloud = {}) {
        const detail::text user(user_id, "user id");
        const detail::optional_text in(cloud, "cloud");
        return identifier(detail::made<acs_identifier_t>([&](auto **made, auto **failed) {
            return acs_identifier_new_microsoft_teams_user(user, is_anonymous ? 1 : 0, in, made, failed);
        }));
    }
    /** Creates an identifier of a Microsoft Teams application. */
    static identifier microsoft_teams_app(std::string_view app_id, std::string_view cloud = {}) {
        const detail::text app(app_id, "app id");
        const detail::optional_text in(cloud, "cloud");
        return identifier(detail::made<acs_identifier_t>(
            [&](auto **made, auto **failed) { return acs_identifier_new_microsoft_teams_app(app, in, made, failed); }));
    }
    /** Creates an identifier of a Teams user that is reached through a Communication Services resource. */
    static identifier teams_extension_user(std::string_view user_id, std::string_view tenant_id,
                                           std::string_view resource_id, std::string_view cloud = {}) {
        const detail::text user(user_id, "user id");
        const detail::text tenant(tenant_id, "tenant id");
        const detail::text resource(resource_id, "resource id");
        const detail::optional_text in(cloud, "cloud");
        return identifier(detail::made<acs_identifier_t>([&](auto **made, auto **failed) {
            return acs_identifier_new_teams_extension_user(user, tenant, resource, in, made, failed);
        }));
    }
    /** Copies an identifier that belongs to an object of the C header. */
    static identifier copy_of(const acs_identifier_t *borrowed) { return identifier(acs_identifier_copy(borrowed)); }

    /** Returns the kind: ACS_IDENTIFIER_PHONE_NUMBER, ... */
    int kind() const noexcept { return acs_identifier_kind(raw()); }
    /** Returns the kind as the service names it: "phoneNumber". */
    std::string_view kind_name() const noexcept { return detail::text_or_empty(acs_identifier_kind_name(raw())); }
    /** Returns the raw id, which every kind has: "4:+16045551234". */
    std::string_view raw_id() const noexcept { return detail::text_or_empty(acs_identifier_raw_id(raw())); }
    /** Returns the phone number as it stands after "4:". */
    std::string_view phone() const noexcept { return detail::text_or_empty(acs_identifier_phone(raw())); }
    /** Returns the id that distinguishes several legs of one phone number. */
    std::string_view asserted_id() const noexcept {
        return detail::text_or_empty(acs_identifier_asserted_id(raw()));
    }
    /** Returns the id of a user: the raw id in Communication Services, the Entra object id in Teams. */
    std::string_view user_id() const noexcept { return detail::text_or_empty(acs_identifier_user_id(raw())); }
    /** Returns the Entra application id of a Teams application. */
    std::string_view app_id() const noexcept { return detail::text_or_empty(acs_identifier_app_id(raw())); }
    /** Returns the Entra tenant id of a Teams extension user. */
    std::string_view tenant_id() const noexcept { return detail::text_or_empty(acs_identifier_tenant_id(raw())); }
    /** Returns the Communication Services resource id of a Teams extension user. */
    std::string_view resource_id() const noexcept {
        return detail::text_or_empty(acs_identifier_resource_id(raw()));
    }
    /** Returns the cloud of a Teams identity: "public", "dod", "gcch". */
    std::string_view cloud() const noexcept { return detail::text_or_empty(acs_identifier_cloud(raw())); }
    /** Returns whether it is a withheld number or a Teams visitor without an account. */
    bool is_anonymous() const noexcept { return acs_identifier_is_anonymous(raw()) == 1; }

    /** Compares the raw ids. */
    friend bool operator==(const identifier &left, const identifier &right) noexcept {
        return left.raw() == right.raw() || acs_identifier_equals(left.raw(), right.raw()) == 1;
    }
    friend bool operator!=(const identifier &left, const identifier &right) noexcept { return !(left == right); }
    /** Orders by raw id; an empty one comes first. */
    friend bool operator<(const identifier &left, const identifier &right) noexcept {
        return left.raw_id() < right.raw_id();
    }

private:
    static identifier make(acs_status_t (*from)(const char *, acs_identifier_t **, acs_error_t **),
                           const detail::text &text) {
        return identifier(detail::made<acs_identifier_t>(
            [&](auto **made, auto **failed) { return from(text, made, failed); }));
    }
};

/** Converts a phone number as people write it to E.164 form: "+1 (604) 555-1234",
 *  "tel:+1-604-555-1234;ext=5"; with a country ("GB") also "0044 20 7946 0958" and "020 7946 0958". */
inline std::string normalize_phone_number(std::string_view number, std::string_view country = {}) {
    const detail::text written(number, "phone number");
    const detail::optional_text place(country, "country");
    const detail::owned<acs_text_t, acs_text_free> text(detail::made<acs_text_t>([&](auto **made, auto **failed) {
        return acs_phone_number_normalize(written, place, made, failed);
    }));
    return acs_text_string(text.get());
}

/** Parses a phone number in E.164 form: "+16045551234". */
inline identifier phone(std::string_view number) {
    identifier parsed = identifier::parse(number);
    if (parsed.kind() != ACS_IDENTIFIER_PHONE_NUMBER) {
        throw invalid_input("phone number", "must be in E.164 form, +16045551234");
    }
    return parsed;
}

/* ======== What the service reports ======== */

}  // namespace acs

#include "acs_call_automation/getters.hpp"

namespace acs {

/** A participant in a call. */
class participant : public detail::view<acs_participant_t> {
public:
    participant() noexcept = default;
    /** Takes ownership of a participant of the C header. */
    explicit participant(acs_participant_t *raw) : view(raw, acs_participant_free) {}
    /** A part of another object, which it keeps alive. */
    template <class Whole>
    participant(const std::shared_ptr<Whole> &whole, const acs_participant_t *part) noexcept : view(whole, part) {}

    /** Returns the identifier. */
    acs::identifier identifier() const noexcept {
        return acs::identifier(shared(), acs_participant_identifier(raw()));
    }
    /** Returns whether the participant is muted. */
    std::optional<bool> is_muted() const noexcept { return detail::flag(acs_participant_is_muted(raw())); }
    /** Returns whether the participant is on hold. */
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
        all.emplace_back(whole, acs_participants_at(list, index));
    }
    return all;
}

inline std::vector<participant> participants_of(acs_participants_t *list) {
    const std::shared_ptr<const acs_participants_t> whole(list, acs_participants_free);
    return participants_of(whole, list);
}

}  // namespace detail

/** The properties of a call connection. */
class call_properties : public detail::view<acs_call_properties_t>,
                        public detail::call_properties_getters<call_properties> {
public:
    call_properties() noexcept = default;
    /** Takes ownership of properties of the C header. */
    explicit call_properties(acs_call_properties_t *raw) : view(raw, acs_call_properties_free) {}
    /** A part of another object, which it keeps alive. */
    template <class Whole>
    call_properties(const std::shared_ptr<Whole> &whole, const acs_call_properties_t *part) noexcept
        : view(whole, part) {}

    /** Returns the caller. */
    identifier source() const noexcept { return identifier(shared(), acs_call_properties_source(raw())); }
    /** Returns the callees. */
    std::vector<identifier> targets() const {
        std::vector<identifier> all;
        const std::size_t count = acs_call_properties_target_count(raw());
        all.reserve(count);
        for (std::size_t index = 0; index < count; ++index) {
            all.emplace_back(shared(), acs_call_properties_target(raw(), index));
        }
        return all;
    }
    /** Returns the content types of the media streaming: "audio". */
    std::vector<std::string_view> media_streaming_content_types() const {
        return texts(acs_call_properties_media_streaming_content_type);
    }
    /** Returns the result types of the transcription: "final", "intermediate". */
    std::vector<std::string_view> transcription_result_types() const {
        return texts(acs_call_properties_transcription_result_type);
    }

private:
    std::vector<std::string_view> texts(const char *(*get)(const acs_call_properties_t *, std::size_t)) const {
        std::vector<std::string_view> all;
        for (const char *one; (one = get(raw(), all.size())) != nullptr;) all.emplace_back(one);
        return all;
    }
};

/** The properties of a recording. */
class recording_properties : public detail::view<acs_recording_properties_t> {
public:
    recording_properties() noexcept = default;
    /** Takes ownership of recording properties of the C header. */
    explicit recording_properties(acs_recording_properties_t *raw) : view(raw, acs_recording_properties_free) {}

    /** Returns the recording id. */
    std::string_view recording_id() const noexcept {
        return detail::text_or_empty(acs_recording_properties_recording_id(raw()));
    }
    /** Returns the state: ACS_RECORDING_STATE_ACTIVE, ... Right after the start, and while paused, it is
     *  inactive. */
    std::optional<int> state() const noexcept { return detail::some(acs_recording_properties_state(raw())); }
    /** Returns the kind: ACS_RECORDING_KIND_AZURE_COMMUNICATION_SERVICES, ... */
    std::optional<int> kind() const noexcept { return detail::some(acs_recording_properties_kind(raw())); }
};

/** A finished download. */
class downloaded_recording : public detail::view<acs_downloaded_recording_t> {
public:
    downloaded_recording() noexcept = default;
    /** Takes ownership of a download of the C header. */
    explicit downloaded_recording(acs_downloaded_recording_t *raw) : view(raw, acs_downloaded_recording_free) {}

    /** Returns the offset of the first byte in the recording. */
    std::int64_t offset() const noexcept { return acs_downloaded_recording_offset(raw()); }
    /** Returns the number of bytes, including those of an earlier download that was resumed. */
    std::int64_t length() const noexcept { return acs_downloaded_recording_length(raw()); }
    /** Returns the number of bytes of the whole recording; none when the store does not report it. */
    std::optional<std::int64_t> total_length() const noexcept {
        return detail::some(acs_downloaded_recording_total_length(raw()));
    }
    /** Returns the type of the file: "audio/wav". */
    std::string_view content_type() const noexcept {
        return detail::text_or_empty(acs_downloaded_recording_content_type(raw()));
    }
    /** Returns the ETag, which identifies the content of the file. */
    std::string_view etag() const noexcept { return detail::text_or_empty(acs_downloaded_recording_etag(raw())); }
};

/** A pause of a recording. Its text lives as long as the metadata. */
struct recording_pause {
    /** The start as it is written in the file. */
    std::string_view start_time{};
    /** The start. */
    std::optional<time_point> started_at{};
    /** The duration. */
    std::optional<std::chrono::milliseconds> duration{};
};

/** A participant in a recording. Its text lives as long as the metadata. */
struct recorded_participant {
    /** The raw id. */
    std::string_view participant_id{};
    /** The channel in an unmixed recording, from 0. */
    std::optional<std::int64_t> channel{};
};

/** The metadata file of one chunk of a recording. */
class recording_metadata : public detail::view<acs_recording_metadata_t>,
                           public detail::recording_metadata_getters<recording_metadata> {
public:
    recording_metadata() noexcept = default;
    /** Takes ownership of metadata of the C header. */
    explicit recording_metadata(acs_recording_metadata_t *raw) : view(raw, acs_recording_metadata_free) {}
    /** Parses a metadata file, which recording_chunk::metadata_location locates. */
    static recording_metadata parse(std::string_view json) {
        return recording_metadata(detail::made<acs_recording_metadata_t>([&](auto **made, auto **failed) {
            return acs_recording_metadata_parse(detail::bytes(json), json.size(), made, failed);
        }));
    }

    /** Returns the pauses. */
    std::vector<recording_pause> pauses() const {
        std::vector<recording_pause> all;
        const std::size_t count = acs_recording_metadata_pause_count(raw());
        all.reserve(count);
        for (std::size_t index = 0; index < count; ++index) {
            all.push_back({detail::text_or_empty(acs_recording_metadata_pause_start_time(raw(), index)),
                           detail::moment(acs_recording_metadata_pause_start_time_ms(raw(), index)),
                           detail::span(acs_recording_metadata_pause_duration_ms(raw(), index))});
        }
        return all;
    }
    /** Returns the participants. */
    std::vector<recorded_participant> participants() const {
        std::vector<recorded_participant> all;
        const std::size_t count = acs_recording_metadata_participant_count(raw());
        all.reserve(count);
        for (std::size_t index = 0; index < count; ++index) {
            all.push_back({detail::text_or_empty(acs_recording_metadata_participant_id(raw(), index)),
                           detail::some(acs_recording_metadata_participant_channel(raw(), index))});
        }
        return all;
    }
};

/** The response to a request. Its members depend on the operation. */
class response : public detail::view<acs_response_t>, public detail::response_getters<response> {
public:
    response() noexcept = default;
    /** Takes ownership of a response of the C header. */
    explicit response(acs_response_t *raw) : view(raw, acs_response_free) {}

    /** Returns the properties of the call, after create, answer, connect and call::get_properties. */
    acs::call_properties properties() const noexcept {
        return acs::call_properties(shared(), acs_response_properties(raw()));
    }
    /** Returns the participants, after adding, requesting or moving participants. */
    std::vector<participant> participants() const {
        return detail::participants_of(shared(), acs_response_participants(raw()));
    }
};

/* ======== Request options ======== */

/** Cancels the requests that carry it, and no others. Copies are the same token. */
class cancel_token {
public:
    /** Creates a token that is not canceled. */
    cancel_token() : cancel_token(acs_cancel_token_new()) {}
    /** Takes ownership of a token of the C header. */
    explicit cancel_token(acs_cancel_token_t *raw) : shared_(raw, acs_cancel_token_free) {}

    /** Cancels the outstanding requests with this token, and later ones. Phone calls go on. */
    void cancel() const {
        detail::run([&](auto **) { return acs_cancel_token_cancel(raw()); });
    }
    /** Makes a canceled token usable again for later requests. */
    void reset() const {
        detail::run([&](auto **) { return acs_cancel_token_reset(raw()); });
    }
    /** Returns whether it was canceled and not reset since. */
    bool is_canceled() const noexcept { return acs_cancel_token_is_canceled(raw()) == 1; }

    /** Returns the object of the C header, without ownership. */
    acs_cancel_token_t *raw() const noexcept { return shared_.get(); }

private:
    std::shared_ptr<acs_cancel_token_t> shared_;
};

/** The ids of an earlier request, to repeat it. */
struct repeatability {
    /** A UUID (version 4), as error::repeatability_id returns it. */
    std::string id{};
    /** When that request was first sent; sent in whole seconds, rounded down. */
    std::chrono::system_clock::time_point first_sent{};
};

/* ======== Play sources ======== */

/** An audio file that the service fetches: WAV with 16-bit PCM, mono, 16 kHz, or MP3 with an ID3v2 tag. */
struct file_source {
    /** The URL: https://... */
    std::string url{};
    /** The id under which the service caches the audio. */
    std::optional<std::string> cache_id{};
};

/** A text that is spoken. Requires create_call_options::cognitive_services_endpoint. */
struct text_source {
    /** At most 4,000 characters; SSML may be longer. */
    std::string text{};
    /** The id under which the service caches the audio. */
    std::optional<std::string> cache_id{};
    /** The language of the text: "en-US". */
    std::optional<std::string> source_locale{};
    /** ACS_VOICE_MALE or ACS_VOICE_FEMALE; default: that of the service. */
    std::optional<int> voice_kind{};
    /** The name of the voice: "en-US-NancyNeural". */
    std::optional<std::string> voice_name{};
    /** The endpoint id of a custom voice. */
    std::optional<std::string> custom_voice_endpoint_id{};
};

/** SSML. Requires create_call_options::cognitive_services_endpoint. */
struct ssml_source {
    /** A whole document: "<speak ...>...</speak>". */
    std::string ssml{};
    /** The id under which the service caches the audio. */
    std::optional<std::string> cache_id{};
    /** The endpoint id of a custom voice. */
    std::optional<std::string> custom_voice_endpoint_id{};
};

/** An audio source to play. */
using play_source = std::variant<file_source, text_source, ssml_source>;

/** The audio sources of one operation, in this order: one source, a list in braces, or a vector. */
class play_sources : public std::vector<play_source> {
public:
    using std::vector<play_source>::vector;
    play_sources() = default;
    /** Several sources. */
    play_sources(std::vector<play_source> all) noexcept : vector(std::move(all)) {}
    /** One source: a play_source, file_source, text_source or ssml_source. */
    template <class Source, std::enable_if_t<std::is_constructible_v<play_source, Source &&>, int> = 0>
    play_sources(Source &&one) {
        emplace_back(std::forward<Source>(one));
    }
};

namespace detail {

using play_source_ptr = owned<acs_play_source_t, acs_play_source_free>;

inline play_source_ptr to_c(const file_source &from) {
    play_source_ptr to(acs_play_source_new_file(text(from.url, "file url")));
    set(to.get(), acs_play_source_set_cache_id, from.cache_id, "cache id");
    return to;
}

inline play_source_ptr to_c(const text_source &from) {
    play_source_ptr to(acs_play_source_new_text(text(from.text, "text")));
    set(to.get(), acs_play_source_set_cache_id, from.cache_id, "cache id");
    set(to.get(), acs_play_source_set_source_locale, from.source_locale, "source locale");
    set(to.get(), acs_play_source_set_voice_kind, from.voice_kind);
    set(to.get(), acs_play_source_set_voice_name, from.voice_name, "voice name");
    set(to.get(), acs_play_source_set_custom_voice_endpoint_id,
        from.custom_voice_endpoint_id, "custom voice endpoint id");
    return to;
}

inline play_source_ptr to_c(const ssml_source &from) {
    play_source_ptr to(acs_play_source_new_ssml(text(from.ssml, "ssml")));
    set(to.get(), acs_play_source_set_cache_id, from.cache_id, "cache id");
    set(to.get(), acs_play_source_set_custom_voice_endpoint_id,
        from.custom_voice_endpoint_id, "custom voice endpoint id");
    return to;
}

inline play_source_ptr to_c(const play_source &from) {
    return std::visit([](const auto &source) { return to_c(source); }, from);
}

/** Sources as an array of the C header. */
class source_list {
public:
    explicit source_list(const play_sources &all) {
        for (const play_source &one : all) {
            owned_.push_back(to_c(one));
            raw_.push_back(owned_.back().get());
        }
    }
    const acs_play_source_t *const *data() const noexcept { return raw_.data(); }
    std::size_t size() const noexcept { return raw_.size(); }

private:
    std::vector<play_source_ptr> owned_;
    std::vector<const acs_play_source_t *> raw_;
};

}  // namespace detail

/* ======== Option types: what they hold ======== */

/** The certificates that are trusted. */
struct trust_roots {
    /** ACS_TRUST_BUILT_IN, ACS_TRUST_SYSTEM, ACS_TRUST_PEM, ACS_TRUST_PEM_FILE. */
    int kind = ACS_TRUST_BUILT_IN;
    /** One or more certificates as PEM text for ACS_TRUST_PEM; a path for ACS_TRUST_PEM_FILE. */
    std::string pem{};
};

/** A certificate and its private key, as PEM text. */
struct certificate {
    /** The server's own certificate, then intermediate ones. */
    std::string chain{};
    /** The private key of the first one, without a passphrase. */
    std::string private_key{};
};

/** A certificate and its private key, by the paths of PEM files. */
struct certificate_files {
    /** The path of the chain. */
    std::string chain{};
    /** The path of the private key. */
    std::string private_key{};
};

/** The kind of input of a recognition. */
enum class recognize_input {
    /** DTMF tones. */
    dtmf,
    /** One of several choices, by phrase or by DTMF tone. */
    choices,
    /** Free speech. */
    speech,
    /** Free speech or DTMF tones, whichever comes first. */
    speech_or_dtmf
};

/** A choice of a recognition. */
struct recognition_choice {
    /** The label that event::choice_label returns. */
    std::string label{};
    /** The phrases; may be empty when there is a tone. */
    std::vector<std::string> phrases{};
    /** The DTMF tone: '0' to '9', 'A' to 'D', '#', '*'. */
    std::optional<char> tone{};
};

/** The progress of a download, readable from any thread. Copies share one state. */
class download_progress {
public:
    /** Creates a progress object. */
    download_progress() : download_progress(acs_download_progress_new()) {}
    /** Takes ownership of a progress object of the C header. */
    explicit download_progress(acs_download_progress_t *raw) : shared_(raw, acs_download_progress_free) {}

    /** Returns the number of bytes passed on or written, without a gap. */
    std::int64_t bytes_done() const noexcept { return acs_download_progress_bytes_done(raw()); }
    /** Returns the number of bytes of the recording or the range; none before the store reports it. */
    std::optional<std::int64_t> bytes_total() const noexcept {
        return detail::some(acs_download_progress_bytes_total(raw()));
    }

    /** Returns the object of the C header, without ownership. */
    acs_download_progress_t *raw() const noexcept { return shared_.get(); }

private:
    std::shared_ptr<acs_download_progress_t> shared_;
};

/** The channel of a participant in an unmixed recording. */
struct channel_affinity {
    /** The participant. */
    identifier participant{};
    /** 0 to 4; default: the service chooses. */
    std::optional<std::int64_t> channel{};
};

/** How often a fault applies, by chance. */
struct fault_probability {
    /** The probability in percent, 1 to 100. */
    std::int64_t percent = 1;
    /** The seed of the random numbers that decide, 0 or more. */
    std::int64_t seed = 0;
};

/** The code and sub-code of a failure. */
struct failure_numbers {
    /** Such as 500. */
    std::int64_t code = 0;
    /** Such as 8565. */
    std::int64_t sub_code = 0;
};

/** What a party does in one turn, 1 s after the prompts of a recognition: the first member that is set.
 *  With none it is silent. */
struct remote_party_turn {
    /** 0 to 9, A to D, # and *; a comma is a pause of one second, ? an unrecognized tone. */
    std::optional<std::string> digits{};
    /** A phrase. */
    std::optional<std::string> speech{};
    /** The recognition itself fails. */
    std::optional<failure_numbers> recognition_failure{};
};

namespace detail {

/* The options of kind "custom" in capi/surface/options.toml. */

inline void set_repeatability(acs_request_options_t *to, const std::optional<repeatability> &from) {
    if (from) acs_request_options_set_repeatability(to, text(from->id, "repeatability id"), unix_ms(from->first_sent));
}

inline void set_trust_roots(acs_client_options_t *to, const std::optional<trust_roots> &from) {
    if (from) acs_client_options_set_trust_roots(to, from->kind, optional_text(from->pem, "trust roots"));
}

inline void set_trust_roots(acs_identity_options_t *to, const std::optional<trust_roots> &from) {
    if (from) acs_identity_options_set_trust_roots(to, from->kind, optional_text(from->pem, "trust roots"));
}

inline void set_trust_roots(acs_token_verifier_options_t *to, const std::optional<trust_roots> &from) {
    if (from) acs_token_verifier_options_set_trust_roots(to, from->kind, optional_text(from->pem, "trust roots"));
}

inline void set_certificate(acs_receiver_options_t *to, const std::optional<certificate> &from) {
    if (!from) return;
    acs_receiver_options_set_certificate(to, text(from->chain, "certificate"), text(from->private_key, "private key"));
}

inline void set_certificate(acs_emulator_options_t *to, const std::optional<certificate> &from) {
    if (!from) return;
    acs_emulator_options_set_certificate(to, text(from->chain, "certificate"), text(from->private_key, "private key"));
}

inline void set_probability(acs_emulator_fault_t *to, const std::optional<fault_probability> &from) {
    if (from) acs_emulator_fault_set_probability(to, from->percent, from->seed);
}

inline void set_certificate_files(acs_receiver_options_t *to, const std::optional<certificate_files> &from) {
    if (!from) return;
    acs_receiver_options_set_certificate_files(to, text(from->chain, "certificate files"),
                                               text(from->private_key, "certificate files"));
}

inline acs_recognize_options_t *new_recognize_options(recognize_input input) {
    switch (input) {
    case recognize_input::choices: return acs_recognize_options_new_choices();
    case recognize_input::speech: return acs_recognize_options_new_speech();
    case recognize_input::speech_or_dtmf: return acs_recognize_options_new_speech_or_dtmf();
    case recognize_input::dtmf: break;
    }
    return acs_recognize_options_new_dtmf();
}

inline void add_choice(acs_recognize_options_t *to, const recognition_choice &choice) {
    const text label(choice.label, "choice label");
    const text_list phrases(choice.phrases, "choice phrase");
    acs_recognize_options_add_choice(to, label, phrases.data(), choice.phrases.size(), choice.tone.value_or('\0'));
}

inline void add_channel_affinity(acs_start_recording_options_t *to, const channel_affinity &one) {
    acs_start_recording_options_add_channel_affinity(to, one.participant.raw(), one.channel.value_or(-1));
}

inline void set_recording_storage(acs_start_recording_options_t *to, const std::optional<std::string> &container_url) {
    if (!container_url) return;
    acs_start_recording_options_set_recording_storage(to, ACS_RECORDING_STORAGE_AZURE_BLOB_CONTAINER,
                                                      text(*container_url, "recording storage"));
}

/** The row "digits" stands for all turns. */
inline void add_digits(acs_emulator_remote_party_t *to, const remote_party_turn &turn) {
    if (turn.digits) {
        acs_emulator_remote_party_add_digits(to, text(*turn.digits, "digits"));
    } else if (turn.speech) {
        acs_emulator_remote_party_add_speech(to, text(*turn.speech, "phrase"));
    } else if (turn.recognition_failure) {
        acs_emulator_remote_party_add_recognition_failure(to, turn.recognition_failure->code,
                                                          turn.recognition_failure->sub_code);
    } else {
        acs_emulator_remote_party_add_silence(to);
    }
}

inline void add_intended_target(acs_teams_phone_source_details_t *to,
                                const std::pair<std::string, identifier> &one) {
    acs_teams_phone_source_details_add_intended_target(to, text(one.first, "intended target"), one.second.raw());
}

}  // namespace detail

}  // namespace acs

#include "acs_call_automation/options.hpp"

namespace acs {

/* ======== Downloads ======== */

/** Receives the next bytes of a download, on the thread that called download_recording. An exception ends the
 *  download and is rethrown. It must not fork. */
using write_callback = std::function<void(std::string_view bytes)>;

namespace detail {

/** A C++ function as a callback of the C header: it keeps an exception. */
struct writing {
    const write_callback &write;
    std::exception_ptr thrown;

    static int run(void *user, const std::uint8_t *bytes, std::size_t length) noexcept {
        auto &self = *static_cast<writing *>(user);
        try {
            self.write(text_or_empty(bytes, length));
            return 0;
        } catch (...) {
            self.thrown = std::current_exception();
            return 1;
        }
    }
};

}  // namespace detail

/* ======== Log ======== */

/** Receives one line of the log: its level, ACS_LOG_ERROR to ACS_LOG_TRACE, and its text. */
using log_sink = std::function<void(int level, std::string_view message)>;

namespace detail {

/** Sinks are never destroyed: another thread may be inside one. */
struct kept_sink {
    log_sink sink;
    kept_sink *before;
};

inline std::atomic<kept_sink *> &kept_sinks() noexcept {
    static std::atomic<kept_sink *> last{nullptr};
    return last;
}

inline void log_line(void *user, int level, const char *message) noexcept {
    try {
        static_cast<const kept_sink *>(user)->sink(level, message);
    } catch (...) {
        // An exception must not pass through the library.
    }
}

}  // namespace detail

/**
 * Sets the function that receives the lines of the log, of this level and more severe; an empty one for none.
 *
 * It is called on a thread that is inside a function of the library, by one thread at a time. Its exceptions
 * are ignored. It is never destroyed, so replace it seldom.
 */
inline void set_log_sink(log_sink sink, int level) {
    if (!sink) {
        detail::run([&](auto **failed) { return acs_log_set_sink(nullptr, nullptr, level, failed); });
        return;
    }
    auto keep = std::make_unique<detail::kept_sink>(detail::kept_sink{std::move(sink), nullptr});
    detail::run([&](auto **failed) { return acs_log_set_sink(detail::log_line, keep.get(), level, failed); });
    detail::kept_sink *kept = keep.release();
    kept->before = detail::kept_sinks().load();
    while (!detail::kept_sinks().compare_exchange_weak(kept->before, kept)) {
    }
}

/** Returns the name of a log level: "WARN". */
inline std::string_view log_level_name(int level) noexcept { return acs_log_level_name(level); }
/** Sets the least severe level that is logged. */
inline void set_log_level(int level) {
    detail::run([&](auto **failed) { return acs_log_set_level(level, failed); });
}

/** One line of the log. */
struct log_line {
    /** ACS_LOG_ERROR to ACS_LOG_TRACE. */
    int level = ACS_LOG_OFF;
    /** The text. */
    std::string message{};
};

/** Returns the oldest line that is kept, for programs without a sink; none when there is none. */
inline std::optional<log_line> next_log_line() {
    acs_log_line_t *raw = nullptr;
    const acs_status_t status =
        detail::result_of([&](auto **failed) { return acs_log_next(&raw, failed); },
                          [](acs_status_t other) { return other == ACS_TIMEOUT; });
    const detail::owned<acs_log_line_t, acs_log_line_free> line(raw);
    if (status != ACS_OK) return std::nullopt;
    const std::string_view message = detail::text_or_empty(acs_log_line_message(line.get()));
    return log_line{acs_log_line_level(line.get()), std::string(message)};
}

/* ======== Bearer tokens ======== */

/** A bearer token, and when it expires. */
struct access_token {
    /** The token without "Bearer". */
    std::string text{};
    /** When it expires. */
    std::chrono::system_clock::time_point expires_at{};
};

/**
 * Returns a new token for the scope "https://communication.azure.com//.default", or throws; what() becomes
 * part of the error of the request that needs one. The rules of acs_token_callback_t apply.
 */
using token_callback = std::function<access_token()>;

/** A bearer token, shared by all clients created with it. Copies are the same token. */
class token {
public:
    /** Creates a token to be set with set: before a client uses it, and whenever it is about to expire. */
    token() : token(acs_token_new()) {}
    /** Creates a token that a callback obtains when a request needs it. */
    explicit token(token_callback callback) : callback_(std::make_shared<token_callback>(std::move(callback))) {
        shared_.reset(detail::made<acs_token_t>([&](auto **made, auto **failed) {
                          return acs_token_from_callback(ask, callback_.get(), made, failed);
                      }),
                      acs_token_free);
    }
    /** Takes ownership of a token of the C header. */
    explicit token(acs_token_t *raw) : shared_(raw, acs_token_free) {}

    /** Creates a token that the library obtains with the secret of an app registration: its value, not its id. */
    static token from_client_secret(std::string_view tenant_id, std::string_view client_id,
                                    std::string_view client_secret, const identity_options &options = {}) {
        const detail::text tenant(tenant_id, "tenant id"), client(client_id, "client id");
        const detail::text secret(client_secret, "client secret");
        const auto with = detail::to_c(options);
        return token(detail::made<acs_token_t>([&](auto **made, auto **failed) {
            return acs_token_from_client_secret(tenant, client, secret, with.get(), made, failed);
        }));
    }
    /** Creates a token that the library obtains with the token of a Kubernetes cluster, whose file is read again for
     *  each token. */
    static token from_workload_identity(std::string_view tenant_id, std::string_view client_id,
                                        std::string_view token_file, const identity_options &options = {}) {
        const detail::text tenant(tenant_id, "tenant id"), client(client_id, "client id");
        const detail::text file(token_file, "token file");
        const auto with = detail::to_c(options);
        return token(detail::made<acs_token_t>([&](auto **made, auto **failed) {
            return acs_token_from_workload_identity(tenant, client, file, with.get(), made, failed);
        }));
    }
    /** Creates a token of the system-assigned managed identity of this machine. */
    static token from_managed_identity(const identity_options &options = {}) {
        const auto with = detail::to_c(options);
        return token(detail::made<acs_token_t>([&](auto **made, auto **failed) {
            return acs_token_from_managed_identity(ACS_MANAGED_IDENTITY_SYSTEM_ASSIGNED, nullptr, with.get(), made,
                                                   failed);
        }));
    }
    /** Creates a token of a user-assigned managed identity of this machine: ACS_MANAGED_IDENTITY_CLIENT_ID,
     *  ..._OBJECT_ID or ..._RESOURCE_ID, and the id of that kind. */
    static token from_managed_identity(int kind, std::string_view id, const identity_options &options = {}) {
        const detail::text which(id, "id");
        const auto with = detail::to_c(options);
        return token(detail::made<acs_token_t>([&](auto **made, auto **failed) {
            return acs_token_from_managed_identity(kind, which, with.get(), made, failed);
        }));
    }
    /** Creates a token by the environment variables of the official identity libraries, as
     *  acs_token_from_environment describes. */
    static token from_environment(const identity_options &options = {}) {
        const auto with = detail::to_c(options);
        return token(detail::made<acs_token_t>([&](auto **made, auto **failed) {
            return acs_token_from_environment(with.get(), made, failed);
        }));
    }

    /** Sets the bearer token, in place of the one before. */
    void set(const access_token &fresh) const { set(raw(), fresh); }
    /** Sets the reason why there is no token, for the error of the request that needs one. */
    void set_failure(std::string_view why) const {
        const detail::text reason(why, "why");
        detail::run([&](auto **failed) { return acs_token_set_failure(raw(), reason, failed); });
    }

    /** Returns the object of the C header, without ownership. */
    acs_token_t *raw() const noexcept { return shared_.get(); }
    /** Returns what clients with this token must keep alive. */
    std::shared_ptr<const void> callback() const noexcept { return callback_; }

private:
    static void set(acs_token_t *token, const access_token &fresh) {
        const detail::text bearer(fresh.text, "text");
        detail::run([&](auto **failed) {
            return acs_token_set(token, bearer, detail::unix_ms(fresh.expires_at), failed);
        });
    }

    static acs_status_t ask(void *user, acs_token_t *token) noexcept {
        try {
            set(token, (*static_cast<const token_callback *>(user))());
            return ACS_OK;
        } catch (const std::exception &failure) {
            acs_token_set_failure(token, failure.what(), nullptr);
        } catch (...) {
            acs_token_set_failure(token, "the callback threw something other than a std::exception", nullptr);
        }
        return ACS_AUTH;
    }

    std::shared_ptr<token_callback> callback_;
    std::shared_ptr<acs_token_t> shared_;
};

/* ======== Signatures ======== */

/** HMAC-SHA256 signatures, for requests that are not sent by a client. */
namespace hmac {

/** The signed parts of a request. */
struct request {
    /** "POST". */
    std::string method{};
    /** Exactly as sent, percent-encoded. */
    std::string path_and_query{};
    /** As in the header x-ms-date: "Sun, 22 Nov 2026 10:00:00 GMT". */
    std::string date{};
    /** The host; with a port unless it is that of the scheme. */
    std::string host{};
    /** From content_hash. */
    std::string content_hash{};
};

/** Returns the base64 SHA-256 of a body, for the header x-ms-content-sha256. */
inline std::string content_hash(std::string_view body) {
    return detail::made_text([&](auto **hash, auto **failed) {
        return acs_hmac_content_hash(detail::bytes(body), body.size(), hash, failed);
    });
}

/** Returns the text that is signed. */
inline std::string string_to_sign(const request &of) {
    const detail::text method(of.method, "method"), path(of.path_and_query, "path and query");
    const detail::text date(of.date, "date"), host(of.host, "host"), hash(of.content_hash, "content hash");
    return detail::made_text([&](auto **made, auto **failed) {
        return acs_hmac_string_to_sign(method, path, date, host, hash, made, failed);
    });
}

/** Returns the value of the header Authorization for a request; the key is in base64. */
inline std::string authorization(std::string_view access_key, const request &of) {
    const detail::text key(access_key, "access key"), method(of.method, "method");
    const detail::text path(of.path_and_query, "path and query"), date(of.date, "date");
    const detail::text host(of.host, "host"), hash(of.content_hash, "content hash");
    return detail::made_text([&](auto **made, auto **failed) {
        return acs_hmac_authorization(key, method, path, date, host, hash, made, failed);
    });
}

/** Verifies an Authorization header, in constant time. */
inline bool verify(std::string_view access_key, std::string_view authorization, const request &of) {
    const detail::text key(access_key, "access key"), given(authorization, "authorization");
    const detail::text method(of.method, "method"), path(of.path_and_query, "path and query");
    const detail::text date(of.date, "date"), host(of.host, "host"), hash(of.content_hash, "content hash");
    return detail::result_of(
               [&](auto **failed) {
                   return acs_hmac_verify(key, given, method, path, date, host, hash, failed);
               },
               [](acs_status_t status) { return status == ACS_AUTH; }) == ACS_OK;
}

}  // namespace hmac

/* ======== Events ======== */

/** Returns the name of a kind of event: "CallConnected". */
inline std::string_view event_kind_name(int kind) noexcept { return acs_event_kind_name(kind); }
/** Returns the name of an outcome of an event, ACS_EVENT_OUTCOME_...: "Success". */
inline std::string_view event_outcome_name(int outcome) noexcept { return acs_event_outcome_name(outcome); }
/** Returns the name of a media reason: "MaxSilence"; "Other" for a sub-code that is not known. */
inline std::string_view media_reason_name(int reason) noexcept { return acs_media_reason_name(reason); }
/** Returns the name of a recording state: "Active". */
inline std::string_view recording_state_name(int state) noexcept { return acs_recording_state_name(state); }
/** Returns the name of a recording kind: "Teams". */
inline std::string_view recording_kind_name(int kind) noexcept { return acs_recording_kind_name(kind); }
/** Returns the name of a recognition type: "Dtmf". */
inline std::string_view recognition_type_name(int type) noexcept { return acs_recognition_type_name(type); }
/** Returns the name of a state of a call, ACS_CALL_STATE_...: "connected". */
inline std::string_view call_state_name(int state) noexcept { return acs_call_state_name(state); }
/** Returns the name of a state of media streaming or transcription, ACS_MEDIA_STATE_...: "active". */
inline std::string_view media_state_name(int state) noexcept { return acs_media_state_name(state); }

/** One file of a recording. Its texts live as long as the event. */
struct recording_chunk {
    /** The index of the file within the recording, from 0. */
    std::optional<std::int64_t> index{};
    /** The document id of the file. */
    std::string_view document_id{};
    /** The reason why the file ended. */
    std::string_view end_reason{};
    /** The URL of the content, for client::download_recording. */
    std::string_view content_location{};
    /** The URL of the metadata, for client::download_recording. */
    std::string_view metadata_location{};
    /** The URL for client::delete_recording. */
    std::string_view delete_location{};
};

namespace detail {

/** A name to look up; one with a NUL byte finds nothing. */
class key {
public:
    explicit key(std::string_view name) : name_(name) {}
    operator const char *() const noexcept {
        return name_.find('\0') == std::string::npos ? name_.c_str() : nullptr;
    }

private:
    std::string name_;
};

}  // namespace detail

class completion;

/** An event. Its members depend on its kind. */
class event : public detail::view<acs_event_t>, public detail::event_getters<event> {
public:
    event() noexcept = default;
    /** Takes ownership of an event of the C header. */
    explicit event(acs_event_t *raw) : view(raw, acs_event_free) {}
    /** Returns another reference to an event of the C header, without taking ownership of that one. */
    static event copy_of(const acs_event_t *borrowed) { return event(acs_event_copy(borrowed)); }
    /** Parses the body of one POST: all events or none. Receivers do this automatically. */
    static std::vector<event> parse(std::string_view body) {
        acs_event_list_t *list = detail::made<acs_event_list_t>([&](auto **events, auto **failed) {
            return acs_events_parse(detail::bytes(body), body.size(), events, failed);
        });
        const std::shared_ptr<const acs_event_list_t> whole(list, acs_event_list_free);
        std::vector<event> all;
        const std::size_t count = acs_event_list_count(list);
        all.reserve(count);
        for (std::size_t index = 0; index < count; ++index) {
            all.push_back(event(whole, acs_event_list_at(list, index)));
        }
        return all;
    }

    /** Returns the type as a number: ACS_EVENT_CALL_CONNECTED, ... */
    int kind() const noexcept { return acs_event_kind(raw()); }
    /** Returns whether it is ACS_EVENT_DAMAGED. */
    bool is_damaged() const noexcept { return acs_event_is_damaged(raw()) == 1; }
    /** Returns whether it is ACS_EVENT_OVERFLOW. */
    bool is_overflow() const noexcept { return acs_event_is_overflow(raw()) == 1; }

    /** Confirms the event: the spool or Redis of its receiver forgets it. One that is not confirmed is delivered
     *  again after a restart. Without these it does nothing. Copies are the same event. */
    void done() const {
        detail::run([&](auto **failed) { return acs_event_done(raw(), failed); });
    }
    /** Confirms many events at once, as done() does one. */
    static void done(const std::vector<event> &events) {
        std::vector<const acs_event_t *> all;
        all.reserve(events.size());
        for (const event &one : events) {
            all.push_back(one.raw());
        }
        detail::run([&](auto **failed) { return acs_events_done(all.data(), all.size(), failed); });
    }

    /** Returns the completion of a submitted operation (client::submit_to), of ACS_EVENT_COMPLETION; empty for
     *  any other event. */
    acs::completion completion() const noexcept;

    /** Returns whether its call has a tag, which may be null; true for a completion. */
    bool has_tag() const noexcept { return acs_event_has_tag(raw()) == 1; }
    /** Returns the tag of its call, of a completion that of its operation; null without a tag. */
    template <class T = void>
    T *tag() const noexcept {
        return static_cast<T *>(acs_event_tag(raw()));
    }

    /* Participants and transfers */

    /** Returns the participants, of ParticipantsUpdated. Those that still ring are not included. */
    std::vector<participant> participants() const {
        std::vector<participant> all;
        const std::size_t count = acs_event_participant_count(raw());
        all.reserve(count);
        for (std::size_t index = 0; index < count; ++index) {
            all.emplace_back(shared(), acs_event_participant(raw(), index));
        }
        return all;
    }

    /* Recordings */

    /** Returns the files of the recording. */
    std::vector<recording_chunk> recording_chunks() const {
        std::vector<recording_chunk> all;
        const std::size_t count = acs_event_recording_chunk_count(raw());
        all.reserve(count);
        for (std::size_t chunk = 0; chunk < count; ++chunk) {
            all.push_back({detail::some(acs_event_recording_chunk_index(raw(), chunk)),
                           detail::text_or_empty(acs_event_recording_chunk_document_id(raw(), chunk)),
                           detail::text_or_empty(acs_event_recording_chunk_end_reason(raw(), chunk)),
                           detail::text_or_empty(acs_event_recording_chunk_content_location(raw(), chunk)),
                           detail::text_or_empty(acs_event_recording_chunk_metadata_location(raw(), chunk)),
                           detail::text_or_empty(acs_event_recording_chunk_delete_location(raw(), chunk))});
        }
        return all;
    }

    /* Incoming calls */

    /** Returns a SIP header of the call, by its name in any letter case, with or without its prefix. */
    std::string_view sip_header(std::string_view name) const {
        return detail::text_or_empty(acs_event_sip_header(raw(), detail::key(name)));
    }
    /** Returns the SIP headers of the call, in the order they were sent. */
    name_values sip_headers() const {
        return detail::pairs(raw(), acs_event_sip_header_count(raw()), acs_event_sip_header_name,
                             acs_event_sip_header_value);
    }
    /** Returns a VoIP header of the call, by its name in any letter case. */
    std::string_view voip_header(std::string_view name) const {
        return detail::text_or_empty(acs_event_voip_header(raw(), detail::key(name)));
    }
    /** Returns the VoIP headers of the call, in the order they were sent. */
    name_values voip_headers() const {
        return detail::pairs(raw(), acs_event_voip_header_count(raw()), acs_event_voip_header_name,
                             acs_event_voip_header_value);
    }

    /* Any member, by its JSON pointer (RFC 6901): "/data/transferee/rawId" */

    /** Returns the text at a pointer. */
    std::string_view get_string(std::string_view pointer) const {
        return detail::text_or_empty(acs_event_string(raw(), detail::key(pointer)));
    }
    /** Returns the integer at a pointer. */
    std::optional<std::int64_t> get_int(std::string_view pointer) const {
        const detail::key place(pointer);
        const std::int64_t found = acs_event_int(raw(), place, 0);
        // Only what is not there can be two numbers.
        return acs_event_int(raw(), place, 1) == found ? std::optional<std::int64_t>(found) : std::nullopt;
    }
    /** Returns the number at a pointer. */
    std::optional<double> get_double(std::string_view pointer) const {
        const detail::key place(pointer);
        const double found = acs_event_double(raw(), place, 0.0);
        const bool there = found < 0.0 || found > 0.0 || acs_event_double(raw(), place, 1.0) < 1.0;
        return there ? std::optional<double>(found) : std::nullopt;
    }
    /** Returns the boolean at a pointer. */
    std::optional<bool> get_bool(std::string_view pointer) const {
        return detail::flag(acs_event_bool(raw(), detail::key(pointer)));
    }
    /** Returns the number of elements or members of the array or object at a pointer; "" is the whole event. */
    std::optional<std::size_t> get_count(std::string_view pointer) const {
        const std::int64_t count = acs_event_count(raw(), detail::key(pointer));
        return count < 0 ? std::nullopt : std::optional<std::size_t>(static_cast<std::size_t>(count));
    }
    /** Returns the JSON at a pointer, as it arrived; "" is the whole event. */
    std::string_view get_json(std::string_view pointer) const {
        return detail::text_or_empty(acs_event_json(raw(), detail::key(pointer)));
    }

private:
    event(const std::shared_ptr<const acs_event_list_t> &whole, const acs_event_t *part) noexcept
        : view(whole, part) {}
    friend class detail::event_getters<event>;
};

/* ======== Waiting ======== */

/** The newest list of the participants of one call: events arrive out of order. One thread at a time. */
class latest_participants {
public:
    /** Creates the object for a call, with no list yet. */
    explicit latest_participants(std::string_view call_connection_id)
        : raw_(detail::made<acs_latest_participants_t>([&](auto **made, auto **failed) {
              return acs_latest_participants_new(detail::text(call_connection_id, "call_connection_id"), made, failed);
          })) {}
    /** Takes over the list of an event, unless a newer one is known by its sequence number, or the event is of
     *  another type or call. Returns whether it did. */
    bool update(const event &arrived) {
        int taken = 0;
        detail::run([&](auto **failed) {
            return acs_latest_participants_update(raw_.get(), arrived.raw(), &taken, failed);
        });
        return taken == 1;
    }
    /** Returns the event with the newest list; empty before the first one. */
    std::optional<acs::event> event() const {
        const acs_event_t *latest = acs_latest_participants_event(raw_.get());
        return latest == nullptr ? std::nullopt : std::optional<acs::event>(acs::event::copy_of(latest));
    }
    /** Returns the participants, in no fixed order; none before the first list. */
    std::vector<participant> participants() const {
        const auto latest = event();
        return latest ? latest->participants() : std::vector<participant>();
    }

private:
    detail::owned<acs_latest_participants_t, acs_latest_participants_free> raw_;
};

/**
 * The events that end a wait: one for each possible outcome of an operation.
 *
 * @code
 * auto placed = acs::expected().success("CallConnected", call.id()).failure("CreateCallFailed", call.id());
 * if (receiver.wait_for(placed, std::chrono::seconds(60))) ...
 * @endcode
 */
class expected {
public:
    /** Adds an event that means success: only of this call, whose end also ends the wait, and only with this
     *  operation context, unless they are empty. */
    expected &success(std::string name, std::string_view call_connection_id = {},
                      std::string_view operation_context = {}) {
        all_.push_back({acs_expected_add_success, std::move(name), std::string(call_connection_id),
                        std::string(operation_context)});
        return *this;
    }
    /** Adds an event that means failure, likewise. */
    expected &failure(std::string name, std::string_view call_connection_id = {},
                      std::string_view operation_context = {}) {
        all_.push_back({acs_expected_add_failure, std::move(name), std::string(call_connection_id),
                        std::string(operation_context)});
        return *this;
    }
    /** Returns an object of the C header. */
    detail::owned<acs_expected_t, acs_expected_free> to_c() const {
        detail::owned<acs_expected_t, acs_expected_free> to(acs_expected_new());
        for (const one &event : all_) {
            event.add(to.get(), detail::text(event.name, "expected"),
                      detail::optional_text(event.call_connection_id, "expected"),
                      detail::optional_text(event.operation_context, "expected"));
        }
        return to;
    }

private:
    struct one {
        acs_status_t (*add)(acs_expected_t *, const char *, const char *, const char *);
        std::string name, call_connection_id, operation_context;
    };
    std::vector<one> all_;
};

/** The outcome of a wait. */
enum class wait_outcome {
    /** An expected event that means success. */
    success,
    /** An expected event that means failure. */
    failure,
    /** The call ended first. */
    call_ended,
    /** No event in time. */
    timed_out,
    /** PlayCanceled or RecognizeCanceled: by another operation, or by the end of the call, which may be
     *  call_ended as well; not of wait_for. */
    canceled,
    /** A cancel token or client::abort ended the wait, and the operation goes on; not of wait_for. When it ended the
     *  request, acs::aborted is thrown. */
    waiting_aborted,
    /** The receiver was closed; wait_for throws instead. */
    receiver_closed,
    /** The operation was submitted, and nothing was waited for: its completion follows. */
    submitted
};

/** The outcome of a wait, and the event that ended it. */
struct wait_result {
    /** The outcome. */
    acs::wait_outcome outcome = acs::wait_outcome::timed_out;
    /** The event; empty without one. */
    acs::event event{};
    /** One line for the log, of a function ending in _and_wait without success: the result of the event and
     *  advice, or the events waited for, how long, and which deliveries were refused meanwhile. */
    std::string reason{};
    /** Returns whether the outcome is success. */
    explicit operator bool() const noexcept { return outcome == acs::wait_outcome::success; }
};

namespace detail {

/** The outcome for a status; none when it is an error. */
inline std::optional<wait_outcome> outcome_of(acs_status_t status) noexcept {
    switch (status) {
    case ACS_OK: return wait_outcome::success;
    case ACS_FAILED: return wait_outcome::failure;
    case ACS_CALL_ENDED: return wait_outcome::call_ended;
    case ACS_TIMEOUT: return wait_outcome::timed_out;
    case ACS_CANCELED: return wait_outcome::canceled;
    default: return std::nullopt;
    }
}

/** Waits with `function(event, error)`; `read` returns the outcome for a status, none for an error. */
template <class Function, class Read>
wait_result wait(Function &&function, Read &&read) {
    acs_event_t *came = nullptr;
    std::string reason;
    const auto run = [&](acs_error_t **failed) {
        const acs_status_t status = function(&came, failed);
        if (*failed != nullptr) reason = acs_error_message(*failed);
        return status;
    };
    const acs_status_t status = result_of(run, [&](acs_status_t other) { return read(other).has_value(); });
    return {read(status).value_or(wait_outcome::timed_out), event(came), std::move(reason)};
}

template <class Function>
wait_result wait(Function &&function) {
    return wait(std::forward<Function>(function), outcome_of);
}

}  // namespace detail

/** The events of a queue, one after the other: for (acs::event &event : receiver.events()). */
template <class Queue>
class event_range {
public:
    /** ++ waits for the next event; two are equal when both are at the end. */
    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = event;
        using difference_type = std::ptrdiff_t;
        using pointer = event *;
        using reference = event &;

        iterator() noexcept = default;
        explicit iterator(event_range *range) : range_(range) { read(); }
        event &operator*() const noexcept { return range_->current_; }
        event *operator->() const noexcept { return &range_->current_; }
        iterator &operator++() {
            read();
            return *this;
        }
        void operator++(int) { read(); }
        friend bool operator==(const iterator &left, const iterator &right) noexcept {
            return left.range_ == right.range_;
        }
        friend bool operator!=(const iterator &left, const iterator &right) noexcept { return !(left == right); }

    private:
        void read() {
            range_->current_ = range_->queue_->next_or_end();
            if (!range_->current_) range_ = nullptr;
        }
        event_range *range_ = nullptr;
    };

    explicit event_range(const Queue *queue) noexcept : queue_(queue) {}
    /** Waits for the first event. */
    iterator begin() { return iterator(this); }
    /** Reached when the queue is closed and empty, or woken. */
    iterator end() noexcept { return iterator(); }

private:
    const Queue *queue_;
    event current_;
};

namespace detail {

/** The time limit of a queue for the C header, where -1 stands for none: the C header refuses -2. */
inline std::int64_t limit(std::chrono::milliseconds within) noexcept {
    return within.count() < 0 ? -2 : within.count();
}

/** What receivers and subscriptions have in common: a queue of events. */
template <class T, void (*Free)(T *), acs_status_t (*Next)(const T *, std::int64_t, acs_event_t **, acs_error_t **),
          int (*Fd)(const T *), acs_status_t (*Wake)(const T *), std::size_t (*Length)(const T *),
          acs_status_t (*WaitFor)(const T *, const acs_expected_t *, std::int64_t, acs_event_t **, acs_error_t **)>
class queue : public handle<T, Free> {
public:
    /** Returns the next event; waits without a limit, empty when woken. Throws acs::closed when the queue is
     *  closed and empty. */
    std::optional<event> next() const { return next_within(-1); }
    /** Returns the next event; empty when none arrives in time, and when woken. 0 does not wait. Throws
     *  acs::closed when the queue is closed and empty. */
    std::optional<event> next(std::chrono::milliseconds within) const { return next_within(limit(within)); }
    /** Returns a range over all events, which waits for each, until the queue is closed and empty, or woken. */
    event_range<queue> events() const noexcept { return event_range<queue>(this); }
    /** Waits for one of the expected events, and takes out only that one; a wake does not end the wait.
     *  Throws acs::closed when the receiver is closed. */
    wait_result wait_for(const expected &expected, std::chrono::milliseconds within) const {
        const auto what = expected.to_c();
        return wait([&](auto **came, auto **failed) {
            return WaitFor(this->raw(), what.get(), within.count(), came, failed);
        });
    }
    /** Returns the readiness descriptor, for poll, epoll or select; -1 when none is available. Only wait for
     *  it: do not read, write or close it. */
    int fd() const noexcept { return Fd(this->raw()); }
    /** Ends the waits of all threads in next and events; when no thread waits, the next wait ends at once. */
    void wake() const {
        run([&](auto **) { return Wake(this->raw()); });
    }
    /** Returns the number of unread events. */
    std::size_t size() const noexcept { return Length(this->raw()); }

protected:
    explicit queue(T *raw) noexcept : handle<T, Free>(raw) {}

private:
    friend class event_range<queue>;

    acs_status_t take(std::int64_t timeout_ms, bool may_end, event &into) const {
        acs_event_t *came = nullptr;
        const acs_status_t status = result_of(
            [&](auto **failed) { return Next(this->raw(), timeout_ms, &came, failed); },
            [&](acs_status_t other) {
                return other == ACS_TIMEOUT || other == ACS_WOKEN || (may_end && other == ACS_CLOSED);
            });
        into = event(came);
        return status;
    }
    std::optional<event> next_within(std::int64_t timeout_ms) const {
        event came;
        if (take(timeout_ms, false, came) != ACS_OK) return std::nullopt;
        return came;
    }
    event next_or_end() const {
        event came;
        take(-1, true, came);
        return came;
    }
};

}  // namespace detail

/* ======== Tokens of the service ======== */

/** Verifies the tokens that the service signs: the bearer tokens of its callbacks and of its websocket upgrades.
 *  Its rules are those of acs_token_verifier_t. */
class token_verifier : public detail::handle<acs_token_verifier_t, acs_token_verifier_free> {
public:
    /** Creates a verifier. Nothing is fetched yet. */
    explicit token_verifier(const token_verifier_options &options)
        : handle(detail::made<acs_token_verifier_t>([with = detail::to_c(options)](auto **made, auto **failed) {
              return acs_token_verifier_new(with.get(), made, failed);
          })) {}
    /** Takes ownership of a verifier of the C header. */
    explicit token_verifier(acs_token_verifier_t *raw) noexcept : handle(raw) {}

    /** Verifies a token, without "Bearer"; waits for the fetch of its key, up to 11 s. Throws acs::error with
     *  ACS_AUTH and the reason when it is not accepted; is_retryable() when the keys could not be fetched. */
    void verify(std::string_view token) const {
        const detail::text given(token, "token");
        detail::run([&](auto **failed) { return acs_token_verifier_verify(raw(), given, failed); });
    }
    /** Fetches the keys, unless they were fetched in the last 30 s, and waits for them. Throws acs::error when there
     *  are none. */
    void fetch_keys() const {
        detail::run([&](auto **failed) { return acs_token_verifier_fetch_keys(raw(), failed); });
    }
};

/* ======== Receiver ======== */

/** The counters of a receiver, all read at the same moment. */
struct counters {
    /** Events in well-formed requests: queued, duplicate and refused. */
    std::int64_t received = 0;
    /** Events put into a queue or given to a waiting thread. */
    std::int64_t queued = 0;
    /** Events already known by source, id and content; dropped, with 200. */
    std::int64_t duplicate = 0;
    /** Events refused with 503; the sender must deliver them again. */
    std::int64_t refused = 0;
    /** Requests rejected for path, method, secret, token, address, size or content. */
    std::int64_t rejected = 0;
    /** Events of the main queue that expired. */
    std::int64_t expired = 0;
    /** How often a queue began to overflow. */
    std::int64_t overflows = 0;
    /** Elements of deliveries that could not be read, beside events that could; dropped, with 200. */
    std::int64_t damaged = 0;
    /** Events forgotten before the duplicate window had passed, because its memory was full. */
    std::int64_t forgotten = 0;
    /** Of the rejected requests, those whose token was missing or not accepted: 401. */
    std::int64_t bad_tokens = 0;
    /** Of the rejected requests, those whose token could not be verified, because the keys were not available: 503. */
    std::int64_t unverified_tokens = 0;
    /** Of the rejected requests, those whose secret or header of Event Grid was missing or wrong: 401. */
    std::int64_t bad_secrets = 0;
    /** Of the rejected requests, those from an address that is not allowed: 403. */
    std::int64_t bad_networks = 0;
    /** Events that the spool had when the receiver was created; not received. */
    std::int64_t replayed = 0;
};

/** The response to an HTTP request with events. */
struct http_response {
    /** 100 to 599. */
    int status = 0;
    /** Headers; the web server adds Content-Length and Date. */
    name_values headers{};
    /** The body. */
    std::string body{};
};

/** A separate queue for the events of one call, or of Event Grid. Unread events return to the main queue when
 *  it is destroyed. */
class subscription
    : public detail::queue<acs_subscription_t, acs_subscription_free, acs_subscription_next, acs_subscription_fd,
                           acs_subscription_wake, acs_subscription_event_count, acs_subscription_wait_for> {
public:
    /** Takes ownership of a subscription of the C header. */
    explicit subscription(acs_subscription_t *raw) noexcept : queue(raw) {}

    /** Waits for an event of one kind, such as ACS_EVENT_CALL_CONNECTED; otherwise as wait_for. */
    wait_result wait_for_kind(int kind, std::chrono::milliseconds within) const {
        return detail::wait([&](auto **came, auto **failed) {
            return acs_subscription_wait_for_kind(raw(), kind, within.count(), came, failed);
        });
    }
};

/** Receives events and queues them until they are read. */
class receiver : public detail::queue<acs_receiver_t, acs_receiver_free, acs_receiver_next, acs_receiver_fd,
                                      acs_receiver_wake, acs_receiver_event_count, acs_receiver_wait_for> {
public:
    /** Creates a receiver with a listener, by default on a free port of 127.0.0.1. */
    explicit receiver(const receiver_options &options = {}) : queue(make(acs_receiver_new, options)) {}
    /** Creates a receiver without a socket or thread, for handle. */
    static receiver without_listener(const receiver_options &options = {}) {
        return receiver(make(acs_receiver_new_without_listener, options));
    }
    /** Takes ownership of a receiver of the C header. */
    explicit receiver(acs_receiver_t *raw) noexcept : queue(raw) {}

    /** Waits for an event of one kind, such as ACS_EVENT_CALL_CONNECTED, of any call; otherwise as wait_for. */
    wait_result wait_for_kind(int kind, std::chrono::milliseconds within) const {
        return wait_for_kind(kind, {}, within);
    }
    /** Waits for an event of one kind of this call, whose end also ends the wait; of any call for an empty id. */
    wait_result wait_for_kind(int kind, std::string_view call_connection_id, std::chrono::milliseconds within) const {
        const detail::optional_text call(call_connection_id, "call connection id");
        return detail::wait([&](auto **came, auto **failed) {
            return acs_receiver_wait_for_kind(raw(), kind, call, within.count(), came, failed);
        });
    }
    /** Returns the address listened on: "127.0.0.1:40123"; empty without a listener. */
    std::string_view address() const noexcept { return detail::text_or_empty(acs_receiver_address(raw())); }
    /** Returns the callback URL of a path. It contains the secret in clear text: do not log it. */
    std::string url(std::string_view path = "/events") const {
        const detail::text of(path, "path");
        return detail::made_text(
            [&](auto **made, auto **failed) { return acs_receiver_url(raw(), of, made, failed); });
    }
    /** Replaces the secret of the callback URLs. The one before stays valid until the next rotation or
     *  forget_previous_secret. */
    void rotate_secret(std::string_view secret) const {
        const detail::text of(secret, "secret");
        detail::run([&](auto **failed) { return acs_receiver_rotate_secret(raw(), of, failed); });
    }
    /** Makes the secret before the current one invalid. */
    void forget_previous_secret() const {
        detail::run([&](auto **failed) { return acs_receiver_forget_previous_secret(raw(), failed); });
    }
    /** Replaces the certificate for new connections. When it cannot be used, the one before stays. */
    void set_certificate(const certificate &by) const {
        const detail::text chain(by.chain, "certificate"), key(by.private_key, "private key");
        detail::run([&](auto **failed) { return acs_receiver_set_certificate(raw(), chain, key, failed); });
    }
    /** Reads the certificate again from the files of receiver_options::certificate_files. */
    void reload_certificate() const {
        detail::run([&](auto **failed) { return acs_receiver_reload_certificate(raw(), failed); });
    }
    /** Opens a separate queue for the events of one call, including unread ones. Capacity 0 is that of the
     *  receiver's options. */
    subscription subscribe_call(std::string_view call_connection_id, std::int64_t capacity = 0) const {
        const detail::text id(call_connection_id, "call connection id");
        return subscription(detail::made<acs_subscription_t>([&](auto **made, auto **failed) {
            return acs_receiver_subscribe_call(raw(), id, capacity, made, failed);
        }));
    }
    /** Opens a separate queue for the events of Event Grid: IncomingCall, CallStarted, ... */
    subscription subscribe_event_grid(std::int64_t capacity = 0) const {
        return subscription(detail::made<acs_subscription_t>([&](auto **made, auto **failed) {
            return acs_receiver_subscribe_event_grid(raw(), capacity, made, failed);
        }));
    }
    /** Tags a call: all its events, including those already queued, carry the tag, which event::tag returns. */
    void tag(std::string_view call_connection_id, void *tag) const {
        const detail::text id(call_connection_id, "call connection id");
        detail::run([&](auto **failed) { return acs_receiver_tag(raw(), id, tag, failed); });
    }
    /** Removes and returns the tag of a call; null when it had none. */
    void *untag(std::string_view call_connection_id) const {
        return acs_receiver_untag(raw(), detail::text(call_connection_id, "call connection id"));
    }
    /** Returns the counters since the receiver was created. */
    acs::counters counters() const {
        const detail::owned<acs_counters_t, acs_counters_free> now(detail::made<acs_counters_t>(
            [&](auto **made, auto **failed) { return acs_receiver_counters(raw(), made, failed); }));
        const auto get = [&](int counter) { return acs_counters_value(now.get(), counter); };
        return {get(ACS_COUNTER_RECEIVED), get(ACS_COUNTER_QUEUED),  get(ACS_COUNTER_DUPLICATE),
                get(ACS_COUNTER_REFUSED),  get(ACS_COUNTER_REJECTED), get(ACS_COUNTER_EXPIRED),
                get(ACS_COUNTER_OVERFLOWS), get(ACS_COUNTER_DAMAGED), get(ACS_COUNTER_FORGOTTEN),
                get(ACS_COUNTER_BAD_TOKENS), get(ACS_COUNTER_UNVERIFIED_TOKENS), get(ACS_COUNTER_BAD_SECRETS),
                get(ACS_COUNTER_BAD_NETWORKS), get(ACS_COUNTER_REPLAYED)};
    }
    /** Handles one HTTP request that a web server received, and returns the response for it. With status 200
     *  its events are in a queue. The target is path and query of the request line. The peer is the address that
     *  the request came from, "203.0.113.7"; needed with receiver_options::allowed_networks. */
    http_response handle(std::string_view method, std::string_view target, const name_values &headers,
                         std::string_view body, std::string_view peer = {}) const {
        std::vector<const char *> names, values;
        std::vector<detail::text> texts;
        texts.reserve(2 * headers.size());
        for (const auto &[name, value] : headers) {
            names.push_back(texts.emplace_back(name, "header"));
            values.push_back(texts.emplace_back(value, "header"));
        }
        const detail::text by(method, "method"), at(target, "target");
        const detail::optional_text from(peer, "peer");
        const detail::owned<acs_http_response_t, acs_http_response_free> response(
            detail::made<acs_http_response_t>([&](auto **made, auto **failed) {
                return acs_receiver_handle_from(raw(), from, by, at, names.data(), values.data(), headers.size(),
                                                detail::bytes(body), body.size(), made, failed);
            }));
        std::size_t length = 0;
        const std::uint8_t *content = acs_http_response_body(response.get(), &length);
        return {acs_http_response_status(response.get()),
                detail::pairs<acs_http_response_t>(response.get(), acs_http_response_header_count(response.get()),
                                                   acs_http_response_header_name,
                                                   acs_http_response_header_value),
                std::string(detail::text_or_empty(content, length))};
    }
    /** Stops receiving events; the queues can be read until they are empty. Returns false when a thread is
     *  still busy after that time; it ends later. */
    bool close(std::chrono::milliseconds within = std::chrono::seconds(5)) const {
        return detail::result_of(
                   [&](auto **failed) { return acs_receiver_close(raw(), within.count(), failed); },
                   [](acs_status_t status) { return status == ACS_TIMEOUT; }) == ACS_OK;
    }

private:
    static acs_receiver_t *make(acs_status_t (*from)(const acs_receiver_options_t *, acs_receiver_t **,
                                                     acs_error_t **),
                                const receiver_options &options) {
        const auto with = detail::to_c(options);
        return detail::made<acs_receiver_t>(
            [&](auto **made, auto **failed) { return from(with.get(), made, failed); });
    }
};

/* ======== Flows ======== */

/** The outcome of an operation, for the functions ending in _and_wait. Their time limit covers request and
 *  event together. */
struct operation_result : wait_result {
    /** The response, with timed_out, waiting_aborted and receiver_closed: the operation goes on. Its
     *  operation_context is that of the events to come; its invitation_id cancels adding, its recording_id stops a
     *  recording. */
    response pending{};
};

namespace detail {

/** Sends a request and waits with `function(event, pending, error)`. */
template <class Function>
operation_result wait_for_operation(Function &&function) {
    acs_response_t *pending = nullptr;
    // Without a response the request was canceled, or nothing was sent.
    const auto read = [&](acs_status_t status) -> std::optional<wait_outcome> {
        if (pending != nullptr && status == ACS_ABORTED) return wait_outcome::waiting_aborted;
        if (pending != nullptr && status == ACS_CLOSED) return wait_outcome::receiver_closed;
        return outcome_of(status);
    };
    wait_result how = wait([&](auto **came, auto **failed) { return function(came, &pending, failed); }, read);
    // Success has its event.
    if (how.outcome == wait_outcome::success && !how.event) how.outcome = wait_outcome::submitted;
    return {std::move(how), response(pending)};
}

}  // namespace detail

/* ======== Call ======== */

/** Whether hanging up ends the call for everyone. */
enum class for_everyone : bool {
    /** This application leaves the call, which ends a 1:1 call. */
    no = false,
    /** The call ends. */
    yes = true
};

namespace detail {

/** Identifiers as an array of the C header. */
inline std::vector<const acs_identifier_t *> pointers(const std::vector<identifier> &all) {
    std::vector<const acs_identifier_t *> raw;
    raw.reserve(all.size());
    for (const identifier &one : all) raw.push_back(one.raw());
    return raw;
}

/** As made, for an operation that returns only its response. */
template <class Function>
response asked(Function &&function) {
    return response(made<acs_response_t>(std::forward<Function>(function)));
}

/** Stores a response, if requested. */
inline void hand_over(acs_response_t *raw, response *into) {
    response came(raw);
    if (into != nullptr) *into = std::move(came);
}

}  // namespace detail

/** The participants of a call, page by page. One thread at a time. */
class participant_pages : public detail::handle<acs_participant_pages_t, acs_participant_pages_free> {
public:
    /** Takes ownership of pages of the C header. */
    explicit participant_pages(acs_participant_pages_t *raw, std::shared_ptr<const void> keeps = {}) noexcept
        : handle(raw), keeps_(std::move(keeps)) {}

    /** Requests the next page; none after the last one. `details` receives the response. */
    std::optional<std::vector<participant>> next(response *details = nullptr) {
        acs_participants_t *page = nullptr;
        acs_response_t *ids = nullptr;
        const acs_status_t status = detail::result_of(
            [&](auto **failed) { return acs_participant_pages_next(raw(), &page, &ids, failed); },
            [](acs_status_t other) { return other == ACS_CLOSED; });
        const std::shared_ptr<const acs_participants_t> whole(page, acs_participants_free);
        detail::hand_over(ids, details);
        if (status != ACS_OK) return std::nullopt;
        return detail::participants_of(whole, page);
    }

private:
    std::shared_ptr<const void> keeps_;
};

/** A call connection: one leg of a call. It keeps what it needs of its client; the phone call goes on when it
 *  is destroyed. */
class call : public detail::handle<acs_call_t, acs_call_free> {
public:
    /** Takes ownership of a call of the C header. */
    explicit call(acs_call_t *raw, acs::response response = {}, std::shared_ptr<const void> keeps = {}) noexcept
        : handle(raw), keeps_(std::move(keeps)), response_(std::move(response)) {}

    /** Creates another handle of the call, whose functions submit, as those of client::submit_to. The tag is that
     *  of their completions. */
    acs::call submit_to(const receiver &queue, void *tag = nullptr) const {
        return acs::call(detail::made<acs_call_t>([&](auto **later, auto **failed) {
            return acs_call_submit_to(raw(), queue.raw(), tag, later, failed);
        }));
    }
    /** The same, to the queue of a subscription. */
    acs::call submit_to(const subscription &queue, void *tag = nullptr) const {
        return acs::call(detail::made<acs_call_t>([&](auto **later, auto **failed) {
            return acs_call_submit_to_subscription(raw(), queue.raw(), tag, later, failed);
        }));
    }

    /** Returns the call connection id. */
    std::string_view id() const noexcept { return detail::text_or_empty(acs_call_id(raw())); }
    /** Returns the response to create, answer or connect; empty for a call from an id, an event or a
     *  function ending in _and_wait. */
    const acs::response &response() const noexcept { return response_; }

    /** Requests the properties of the call. `details` receives the response. */
    acs::call_properties get_properties(const request_options &options = {}, acs::response *details = nullptr) const {
        const auto with = detail::to_c(options);
        acs_response_t *ids = nullptr;
        acs::call_properties found(detail::made<acs_call_properties_t>([&](auto **made, auto **failed) {
            return acs_call_get_properties(raw(), with.get(), made, &ids, failed);
        }));
        detail::hand_over(ids, details);
        return found;
    }
    /** Hangs up. CallDisconnected follows. */
    acs::response hang_up(acs::for_everyone for_everyone, const request_options &options = {}) const {
        const auto with = detail::to_c(options);
        const int everyone = for_everyone == acs::for_everyone::yes ? 1 : 0;
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_hang_up(raw(), everyone, with.get(), details, failed);
        });
    }
    /** Transfers the remote party of a 1:1 call, or the participant named in the options (a blind transfer).
     *  CallTransferAccepted or CallTransferFailed follows. For an attended transfer add the target, and leave the
     *  call with for_everyone::no when it has answered. */
    acs::response transfer(const identifier &target, const transfer_call_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_transfer(raw(), target.raw(), with.get(), details, failed);
        });
    }
    /** Requests all participants. Those that still ring are not listed. */
    std::vector<participant> participants(const request_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::participants_of(detail::made<acs_participants_t>([&](auto **made, auto **failed) {
            return acs_call_list_participants(raw(), with.get(), made, failed);
        }));
    }
    /** Creates an iterator over the participants, for very large calls. Nothing is sent. */
    acs::participant_pages participant_pages(const request_options &options = {}) const {
        const auto with = detail::to_c(options);
        return acs::participant_pages(detail::made<acs_participant_pages_t>([&](auto **made, auto **failed) {
                                          return acs_call_participant_pages(raw(), with.get(), made, failed);
                                      }),
                                      keeps_);
    }
    /** Requests one participant. `details` receives the response. */
    acs::participant get_participant(const acs::identifier &identifier, const request_options &options = {},
                                     acs::response *details = nullptr) const {
        const auto with = detail::to_c(options);
        acs_response_t *ids = nullptr;
        acs::participant found(detail::made<acs_participant_t>([&](auto **made, auto **failed) {
            return acs_call_get_participant(raw(), identifier.raw(), with.get(), made, &ids, failed);
        }));
        detail::hand_over(ids, details);
        return found;
    }
    /** Adds a participant: rings the target. AddParticipantSucceeded or AddParticipantFailed follows. */
    acs::response add_participant(const invite &to, const add_participant_options &options = {}) const {
        const auto whom = detail::to_c(to);
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_add_participant(raw(), whom.get(), with.get(), details, failed);
        });
    }
    /** Cancels the invitation of a participant that still rings, by response::invitation_id of adding.
     *  CancelAddParticipantSucceeded or CancelAddParticipantFailed follows. */
    acs::response cancel_add_participant(std::string_view invitation_id,
                                         const operation_options &options = {}) const {
        const detail::text invitation(invitation_id, "invitation id");
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_cancel_add_participant(raw(), invitation, with.get(), details, failed);
        });
    }
    /** Removes a participant. RemoveParticipantSucceeded or RemoveParticipantFailed follows. */
    acs::response remove_participant(const identifier &participant, const operation_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_remove_participant(raw(), participant.raw(), with.get(), details, failed);
        });
    }
    /** Mutes participants, which must be Communication Services users. ParticipantsUpdated follows. */
    acs::response mute_participants(const std::vector<identifier> &participants,
                                    const mute_participants_options &options = {}) const {
        const auto whom = detail::pointers(participants);
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_mute_participants(raw(), whom.data(), whom.size(), with.get(), details, failed);
        });
    }
    /** Moves participants from another call of this application to this one. MoveParticipantSucceeded or
     *  MoveParticipantFailed follows for each. */
    acs::response move_participants(const std::vector<identifier> &participants, std::string_view from_call,
                                    const operation_options &options = {}) const {
        const auto whom = detail::pointers(participants);
        const detail::text from(from_call, "from call");
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_move_participants(raw(), whom.data(), whom.size(), from, with.get(), details, failed);
        });
    }
    /** Starts the media streaming that the call was set up with. MediaStreamingStarted, which may arrive twice,
     *  or MediaStreamingFailed follows. */
    acs::response start_media_streaming(const operation_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_start_media_streaming(raw(), with.get(), details, failed);
        });
    }
    /** Stops media streaming. MediaStreamingStopped or MediaStreamingFailed follows. */
    acs::response stop_media_streaming(const operation_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_stop_media_streaming(raw(), with.get(), details, failed);
        });
    }
    /** Starts the transcription that the call was set up with. TranscriptionStarted or TranscriptionFailed
     *  follows. */
    acs::response start_transcription(const start_transcription_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_start_transcription(raw(), with.get(), details, failed);
        });
    }
    /** Stops transcription. TranscriptionStopped or TranscriptionFailed follows. */
    acs::response stop_transcription(const operation_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_stop_transcription(raw(), with.get(), details, failed);
        });
    }
    /** Changes the language or speech model of a running transcription. TranscriptionUpdated or
     *  TranscriptionFailed follows. */
    acs::response update_transcription(const update_transcription_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_update_transcription(raw(), with.get(), details, failed);
        });
    }

    /** Plays audio sources, one after the other, to some of the participants. PlayStarted and PlayCompleted
     *  follow; or PlayFailed; or PlayCanceled. */
    acs::response play(const play_sources &sources, const std::vector<identifier> &participants,
                       const play_options &options = {}) const {
        const detail::source_list what(sources);
        const auto whom = detail::pointers(participants);
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_play(raw(), what.data(), what.size(), whom.data(), whom.size(), with.get(), details,
                                 failed);
        });
    }
    /** Plays audio sources to all participants; otherwise as play. */
    acs::response play_to_all(const play_sources &sources, const play_options &options = {}) const {
        const detail::source_list what(sources);
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_play_to_all(raw(), what.data(), what.size(), with.get(), details, failed);
        });
    }
    /** Recognizes DTMF tones, a choice or speech of one participant. RecognizeCompleted, RecognizeFailed or
     *  RecognizeCanceled follows. */
    acs::response recognize(const identifier &target, const recognize_options &options) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_recognize(raw(), target.raw(), with.get(), details, failed);
        });
    }
    /** Cancels all play and recognize operations. PlayCanceled or RecognizeCanceled follows for each. */
    acs::response cancel_all_media_operations(const request_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_cancel_all_media_operations(raw(), with.get(), details, failed);
        });
    }
    /** Sends 1 to 18 DTMF tones to a phone participant: "123#". SendDtmfTonesCompleted or
     *  SendDtmfTonesFailed follows. */
    acs::response send_dtmf_tones(std::string_view tones, const identifier &target,
                                  const operation_options &options = {}) const {
        const detail::text keys(tones, "tones");
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_send_dtmf_tones(raw(), keys, target.raw(), with.get(), details, failed);
        });
    }
    /** Starts reporting each DTMF tone of a participant, by ContinuousDtmfRecognitionToneReceived or
     *  ContinuousDtmfRecognitionToneFailed. */
    acs::response start_continuous_dtmf_recognition(const identifier &target,
                                                    const operation_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_start_continuous_dtmf_recognition(raw(), target.raw(), with.get(), details, failed);
        });
    }
    /** Stops reporting DTMF tones. ContinuousDtmfRecognitionStopped follows. */
    acs::response stop_continuous_dtmf_recognition(const identifier &target,
                                                   const operation_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_stop_continuous_dtmf_recognition(raw(), target.raw(), with.get(), details, failed);
        });
    }
    /** Puts a participant on hold. ParticipantsUpdated, which has no operation context, or HoldFailed follows;
     *  therefore no function waits for the outcome. */
    acs::response hold(const identifier &target, const hold_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_hold(raw(), target.raw(), with.get(), details, failed);
        });
    }
    /** Takes a participant off hold. ParticipantsUpdated follows. */
    acs::response unhold(const identifier &target, const operation_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_call_unhold(raw(), target.raw(), with.get(), details, failed);
        });
    }

    /** Adds a participant, and waits until it is in the call or adding has failed. */
    operation_result add_participant_and_wait(const receiver &events, const invite &to,
                                              std::chrono::milliseconds within,
                                              const add_participant_options &options = {}) const {
        const auto whom = detail::to_c(to);
        const auto with = detail::to_c(options);
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_call_add_participant_and_wait(raw(), events.raw(), whom.get(), with.get(),
                                                     within.count(), came, pending, failed);
        });
    }
    /** Removes a participant, and waits until it has left the call or removing has failed. */
    operation_result remove_participant_and_wait(const receiver &events, const identifier &participant,
                                                 std::chrono::milliseconds within,
                                                 const operation_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_call_remove_participant_and_wait(raw(), events.raw(), participant.raw(), with.get(),
                                                        within.count(), came, pending, failed);
        });
    }
    /** Cancels an invitation, and waits until it is canceled or canceling has failed. */
    operation_result cancel_add_participant_and_wait(const receiver &events, std::string_view invitation_id,
                                                     std::chrono::milliseconds within,
                                                     const operation_options &options = {}) const {
        const detail::text id(invitation_id, "invitation id");
        const auto with = detail::to_c(options);
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_call_cancel_add_participant_and_wait(raw(), events.raw(), id, with.get(),
                                                            within.count(), came, pending, failed);
        });
    }
    /** Hangs up, and waits until the call has ended for this application. The event is a copy. */
    operation_result hang_up_and_wait(const receiver &events, acs::for_everyone for_everyone,
                                      std::chrono::milliseconds within, const request_options &options = {}) const {
        const auto with = detail::to_c(options);
        const int everyone = for_everyone == acs::for_everyone::yes ? 1 : 0;
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_call_hang_up_and_wait(raw(), events.raw(), everyone, with.get(),
                                             within.count(), came, pending, failed);
        });
    }
    /** Transfers, and waits until the transfer is accepted or has failed. When the call ends before the event of
     *  the transfer, the wait goes on for up to 1 s; with call_ended the transfer may have succeeded all the same. */
    operation_result transfer_and_wait(const receiver &events, const identifier &target,
                                       std::chrono::milliseconds within,
                                       const transfer_call_options &options = {}) const {
        const auto with = detail::to_c(options);
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_call_transfer_and_wait(raw(), events.raw(), target.raw(), with.get(),
                                              within.count(), came, pending, failed);
        });
    }
    /** Plays to some of the participants, and waits until playing has ended. */
    operation_result play_and_wait(const receiver &events, const play_sources &sources,
                                   const std::vector<identifier> &participants, std::chrono::milliseconds within,
                                   const play_options &options = {}) const {
        const detail::source_list what(sources);
        const auto whom = detail::pointers(participants);
        const auto with = detail::to_c(options);
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_call_play_and_wait(raw(), events.raw(), what.data(), what.size(), whom.data(), whom.size(),
                                          with.get(), within.count(), came, pending, failed);
        });
    }
    /** Plays to all participants, and waits until playing has ended. */
    operation_result play_to_all_and_wait(const receiver &events, const play_sources &sources,
                                          std::chrono::milliseconds within, const play_options &options = {}) const {
        const detail::source_list what(sources);
        const auto with = detail::to_c(options);
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_call_play_to_all_and_wait(raw(), events.raw(), what.data(), what.size(), with.get(),
                                                 within.count(), came, pending, failed);
        });
    }
    /** Recognizes input of a participant, and waits until recognition has ended: event::dtmf_tones,
     *  event::choice_label, event::choice_phrase or event::speech returns it. */
    operation_result recognize_and_wait(const receiver &events, const identifier &target,
                                        const recognize_options &options,
                                        std::chrono::milliseconds within) const {
        const auto with = detail::to_c(options);
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_call_recognize_and_wait(raw(), events.raw(), target.raw(), with.get(),
                                               within.count(), came, pending, failed);
        });
    }
    /** Sends DTMF tones, and waits until all are sent. */
    operation_result send_dtmf_tones_and_wait(const receiver &events, std::string_view tones, const identifier &target,
                                              std::chrono::milliseconds within,
                                              const operation_options &options = {}) const {
        const detail::text keys(tones, "tones");
        const auto with = detail::to_c(options);
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_call_send_dtmf_tones_and_wait(raw(), events.raw(), keys, target.raw(), with.get(),
                                                     within.count(), came, pending, failed);
        });
    }

private:
    std::shared_ptr<const void> keeps_;
    acs::response response_;
};

/** How a submitted operation ended. It keeps its event. What is taken out is moved to the program: the next time it
 *  is empty, as is a result that the operation does not have. */
class completion : public detail::view<acs_completion_t> {
public:
    completion() noexcept = default;
    /** A part of an event, which it keeps alive. */
    completion(const std::shared_ptr<const acs_event_t> &event, const acs_completion_t *raw) noexcept
        : view(event, raw) {}

    /** Returns the status that the function of the C header would have returned; ACS_OK for success. */
    acs_status_t status() const noexcept { return acs_completion_status(raw()); }
    /** Returns the name of that function: "acs_client_create_call". */
    std::string_view function() const noexcept { return detail::text_or_empty(acs_completion_function(raw())); }
    /** Throws the error of any other status than ACS_OK: acs::service_error, acs::aborted, ... */
    void check() const {
        detail::run([&](auto **failed) {
            *failed = acs_error_copy(acs_completion_error(raw()));
            return status();
        });
    }
    /** Takes the call out: of creating, answering or connecting to one. Its functions submit to the queue that the
     *  completion came from, with its tag. */
    acs::call take_call() const noexcept { return acs::call(acs_completion_take_call(raw())); }
    /** Takes out the response; of a function ending in _and_wait that of an operation that goes on. */
    acs::response take_response() const { return acs::response(acs_completion_take_response(raw())); }
    /** Takes out the event of a function ending in _and_wait. */
    acs::event take_event() const { return acs::event(acs_completion_take_event(raw())); }
    /** Takes out the properties of a recording. */
    acs::recording_properties take_recording() const {
        return acs::recording_properties(acs_completion_take_recording(raw()));
    }
    /** Takes out the properties of a call. */
    acs::call_properties take_properties() const {
        return acs::call_properties(acs_completion_take_properties(raw()));
    }
    /** Takes out the participants. */
    std::vector<participant> take_participants() const {
        return detail::participants_of(acs_completion_take_participants(raw()));
    }
    /** Takes out the participant. */
    acs::participant take_participant() const { return acs::participant(acs_completion_take_participant(raw())); }
    /** Takes out the properties of a download to a file. */
    downloaded_recording take_download() const {
        return downloaded_recording(acs_completion_take_download(raw()));
    }
};

inline completion event::completion() const noexcept {
    return acs::completion(shared(), acs_event_completion(raw()));
}

/** The outcome of placing or answering a call. */
struct call_result : operation_result {
    /** The call with success, and while it still rings: timed_out, waiting_aborted and receiver_closed. */
    std::optional<acs::call> call{};
};

/* ======== Client ======== */

/** A request for any operation of the service, also one without a function here. */
struct generic_request {
    /** ACS_METHOD_GET to ACS_METHOD_DELETE. */
    int method = ACS_METHOD_GET;
    /** Begins with /; ids in it must be percent-encoded. */
    std::string path{};
    /** Query parameters, not percent-encoded; api-version is added automatically. */
    name_values query{};
    /** The JSON of the body; only for POST, PUT and PATCH. */
    std::optional<std::string> json{};
    /** Whether repeatability ids are sent. */
    bool repeatability = false;
    /** Request options. */
    request_options request{};
};

/** Places and answers calls. Its functions block until the response has arrived, at most for the total
 *  timeout, 10 s by default. Its acs::call objects stay usable without it. */
class client : public detail::handle<acs_client_t, acs_client_free> {
public:
    /** Creates a client from the connection string that the portal shows. Nothing is sent. */
    explicit client(std::string_view connection_string, const client_options &options = {})
        : handle(from_connection_string(connection_string, options)) {}
    /** The same; NULL, as std::getenv returns for a variable that is not set, is refused. */
    explicit client(const char *connection_string, const client_options &options = {})
        : client(detail::text_or_empty(connection_string), options) {}
    /** The same. */
    explicit client(const std::string &connection_string, const client_options &options = {})
        : client(std::string_view(connection_string), options) {}
    /** Creates a client from an endpoint and an access key in base64. */
    static client with_key(std::string_view endpoint, std::string_view access_key,
                           const client_options &options = {}) {
        const detail::text at(endpoint, "endpoint"), key(access_key, "access key");
        const auto with = detail::to_c(options);
        return client(detail::made<acs_client_t>([&](auto **made, auto **failed) {
            return acs_client_new_with_key(at, key, with.get(), made, failed);
        }));
    }
    /** Creates a client from an endpoint and a bearer token of Microsoft Entra. */
    static client with_token(std::string_view endpoint, const token &token, const client_options &options = {}) {
        const detail::text at(endpoint, "endpoint");
        const auto with = detail::to_c(options);
        return client(detail::made<acs_client_t>([&](auto **made, auto **failed) {
                          return acs_client_new_with_token(at, token.raw(), with.get(), made, failed);
                      }),
                      token.callback());
    }
    /** Takes ownership of a client of the C header. */
    explicit client(acs_client_t *raw, std::shared_ptr<const void> keeps = {}) noexcept
        : handle(raw), keeps_(std::move(keeps)) {}

    /** Returns the endpoint. */
    std::string_view endpoint() const noexcept { return detail::text_or_empty(acs_client_endpoint(raw())); }
    /** Creates another handle of the client, whose functions submit: each returns at once, runs on a thread of the
     *  client, and completes as an event of the queue, whose event::completion has the status and the results.
     *
     *      acs::client later = client.submit_to(receiver, &leg);
     *      later.create_call(invite, url);
     *      ...
     *      if (const acs::completion done = event->completion()) leg.call = done.take_call();
     *
     *  What they return is empty; operation_result::outcome is submitted. They throw acs::full, acs::closed,
     *  acs::forked, and acs::invalid_input for what can be refused at once; then no completion follows. A client
     *  with a token callback has no such handle; download_recording and participant_pages are refused. The tag
     *  is also that of the call which an operation creates, answers or connects to, until receiver::untag.
     *  Calls of the handle submit too. */
    client submit_to(const receiver &queue, void *tag = nullptr) const {
        return client(detail::made<acs_client_t>([&](auto **later, auto **failed) {
            return acs_client_submit_to(raw(), queue.raw(), tag, later, failed);
        }));
    }
    /** The same, to the queue of a subscription. */
    client submit_to(const subscription &queue, void *tag = nullptr) const {
        return client(detail::made<acs_client_t>([&](auto **later, auto **failed) {
            return acs_client_submit_to_subscription(raw(), queue.raw(), tag, later, failed);
        }));
    }

    /** Replaces the access key, while requests run: each attempt that starts from now on is signed with it. One
     *  that is refused leaves the old key in use. Throws for a client with a bearer token. */
    void set_access_key(std::string_view access_key) const {
        const detail::text key(access_key, "access key");
        detail::run([&](auto **failed) { return acs_client_set_access_key(raw(), key, failed); });
    }
    /** Cancels its outstanding requests, from any thread: they throw acs::aborted. Phone calls go on, and later
     *  requests are not affected. */
    void abort() const {
        detail::run([&](auto **failed) { return acs_client_abort(raw(), failed); });
    }
    /** Opens a connection ahead of the first request. */
    void warm_up(const request_options &options = {}) const {
        const auto with = detail::to_c(options);
        detail::run([&](auto **failed) { return acs_client_warm_up(raw(), with.get(), failed); });
    }

    /** Creates the object of a call from its call connection id. Nothing is sent. */
    acs::call call(std::string_view call_connection_id) const {
        const detail::text id(call_connection_id, "call connection id");
        return acs::call(detail::made<acs_call_t>([&](auto **made, auto **failed) {
                             return acs_client_call_by_id(raw(), id, made, failed);
                         }),
                         {}, keeps_);
    }
    /** Creates the object of the call that an event is about. Nothing is sent. */
    acs::call call(const event &about) const {
        return acs::call(detail::made<acs_call_t>([&](auto **made, auto **failed) {
                             return acs_client_call_of(raw(), about.raw(), made, failed);
                         }),
                         {}, keeps_);
    }

    /** Places a call to one callee, and returns while it rings. CallConnected and ParticipantsUpdated follow,
     *  or CallDisconnected and CreateCallFailed. After acs::outcome_unknown the call may exist. No option limits
     *  the time that it rings: call::hang_up ends it. */
    acs::call create_call(const invite &to, std::string_view callback_uri,
                          const create_call_options &options = {}) const {
        const auto whom = detail::to_c(to);
        const detail::text callback(callback_uri, "callback uri");
        const auto with = detail::to_c(options);
        return begun([&](auto **made, auto **details, auto **failed) {
            return acs_client_create_call(raw(), whom.get(), callback, with.get(), made, details, failed);
        });
    }
    /** Places a call to several callees, who join one call. */
    acs::call create_group_call(const std::vector<identifier> &targets, std::string_view callback_uri,
                                const create_group_call_options &options = {}) const {
        const auto whom = detail::pointers(targets);
        const detail::text callback(callback_uri, "callback uri");
        const auto with = detail::to_c(options);
        return begun([&](auto **made, auto **details, auto **failed) {
            return acs_client_create_group_call(raw(), whom.data(), whom.size(), callback, with.get(), made, details,
                                                failed);
        });
    }
    /** Connects to a running call: ACS_LOCATOR_SERVER_CALL, ..._GROUP_CALL or ..._ROOM, and the id of that
     *  kind. CallConnected or ConnectFailed follows. */
    acs::call connect_call(int locator, std::string_view id, std::string_view callback_uri,
                           const connect_call_options &options = {}) const {
        const detail::text which(id, "id"), callback(callback_uri, "callback uri");
        const auto with = detail::to_c(options);
        return begun([&](auto **made, auto **details, auto **failed) {
            return acs_client_connect_call(raw(), locator, which, callback, with.get(), made, details, failed);
        });
    }
    /** Answers an incoming call, by event::incoming_call_context, within 30 s of its IncomingCall event.
     *  CallConnected or AnswerFailed follows. */
    acs::call answer_call(std::string_view incoming_call_context, std::string_view callback_uri,
                          const answer_call_options &options = {}) const {
        const detail::text context(incoming_call_context, "incoming call context");
        const detail::text callback(callback_uri, "callback uri");
        const auto with = detail::to_c(options);
        return begun([&](auto **made, auto **details, auto **failed) {
            return acs_client_answer_call(raw(), context, callback, with.get(), made, details, failed);
        });
    }
    /** Redirects an incoming call to another target, without answering it. The new callee sees the number of
     *  the original caller. */
    acs::response redirect_call(std::string_view incoming_call_context, const identifier &target,
                                const request_options &options = {}) const {
        const detail::text context(incoming_call_context, "incoming call context");
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_client_redirect_call(raw(), context, target.raw(), with.get(), details, failed);
        });
    }
    /** Rejects an incoming call. */
    acs::response reject_call(std::string_view incoming_call_context, const reject_call_options &options = {}) const {
        const detail::text context(incoming_call_context, "incoming call context");
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_client_reject_call(raw(), context, with.get(), details, failed);
        });
    }
    /** Places a call to one callee, and waits until the call is established or has failed. After a lost response
     *  the event decides. With timed_out hang up call_result::call, or it may be answered later. */
    call_result create_call_and_wait(const receiver &events, const invite &to, std::string_view callback_uri,
                                     std::chrono::milliseconds within, const create_call_options &options = {}) const {
        const auto whom = detail::to_c(to);
        const detail::text callback(callback_uri, "callback uri");
        const auto with = detail::to_c(options);
        return wait_for_call([&](auto **made, auto **came, auto **pending, auto **failed) {
            return acs_client_create_call_and_wait(raw(), events.raw(), whom.get(), callback, with.get(),
                                                   within.count(), made, came, pending, failed);
        });
    }
    /** Places a call to several callees, and waits until the call is established or has failed. */
    call_result create_group_call_and_wait(const receiver &events, const std::vector<identifier> &targets,
                                           std::string_view callback_uri, std::chrono::milliseconds within,
                                           const create_group_call_options &options = {}) const {
        const auto whom = detail::pointers(targets);
        const detail::text callback(callback_uri, "callback uri");
        const auto with = detail::to_c(options);
        return wait_for_call([&](auto **made, auto **came, auto **pending, auto **failed) {
            return acs_client_create_group_call_and_wait(raw(), events.raw(), whom.data(), whom.size(), callback,
                                                         with.get(), within.count(), made, came, pending,
                                                         failed);
        });
    }
    /** Answers an incoming call, and waits until the call is established or has failed. */
    call_result answer_call_and_wait(const receiver &events, std::string_view incoming_call_context,
                                     std::string_view callback_uri, std::chrono::milliseconds within,
                                     const answer_call_options &options = {}) const {
        const detail::text context(incoming_call_context, "incoming call context");
        const detail::text callback(callback_uri, "callback uri");
        const auto with = detail::to_c(options);
        return wait_for_call([&](auto **made, auto **came, auto **pending, auto **failed) {
            return acs_client_answer_call_and_wait(raw(), events.raw(), context, callback, with.get(),
                                                   within.count(), made, came, pending, failed);
        });
    }
    /** Connects to a running call, and waits until this application is connected or connecting has failed.
     *  Arguments as connect_call. */
    call_result connect_call_and_wait(const receiver &events, int locator, std::string_view id,
                                      std::string_view callback_uri, std::chrono::milliseconds within,
                                      const connect_call_options &options = {}) const {
        const detail::text which(id, "id"), callback(callback_uri, "callback uri");
        const auto with = detail::to_c(options);
        return wait_for_call([&](auto **made, auto **came, auto **pending, auto **failed) {
            return acs_client_connect_call_and_wait(raw(), events.raw(), locator, which, callback, with.get(),
                                                    within.count(), made, came, pending, failed);
        });
    }
    /** Starts recording a call: ACS_LOCATOR_SERVER_CALL, ..._GROUP_CALL, ..._ROOM or ..._CALL_CONNECTION, and
     *  the id of that kind. `details` receives the response. */
    recording_properties start_recording(int locator, std::string_view id,
                                         const start_recording_options &options = {},
                                         acs::response *details = nullptr) const {
        const detail::text which(id, "id");
        const auto with = detail::to_c(options);
        return with_details<recording_properties, acs_recording_properties_t>(
            details, [&](auto **made, auto **ids, auto **failed) {
                return acs_client_start_recording(raw(), locator, which, with.get(), made, ids, failed);
            });
    }
    /** Starts recording this call. */
    recording_properties start_recording(const acs::call &call, const start_recording_options &options = {},
                                         acs::response *details = nullptr) const {
        return start_recording(ACS_LOCATOR_CALL_CONNECTION, call.id(), options, details);
    }
    /** Starts recording a call, as start_recording, and waits until the recording is active, or inactive when it
     *  starts paused, or starting it has failed. event::recording_id, or response::recording_id of `pending`,
     *  returns its id. start_recording_options::recording_state_callback_uri is required. */
    operation_result start_recording_and_wait(const receiver &events, int locator, std::string_view id,
                                              const start_recording_options &options,
                                              std::chrono::milliseconds within) const {
        const detail::text which(id, "id");
        const auto with = detail::to_c(options);
        return detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return acs_client_start_recording_and_wait(raw(), events.raw(), locator, which, with.get(),
                                                       within.count(), came, pending, failed);
        });
    }
    /** Starts recording this call and waits, as the function above. */
    operation_result start_recording_and_wait(const receiver &events, const acs::call &call,
                                              const start_recording_options &options,
                                              std::chrono::milliseconds within) const {
        return start_recording_and_wait(events, ACS_LOCATOR_CALL_CONNECTION, call.id(), options, within);
    }
    /** Requests the properties of a recording. `details` receives the response. */
    recording_properties get_recording_properties(std::string_view recording_id,
                                                  const request_options &options = {},
                                                  acs::response *details = nullptr) const {
        const detail::text id(recording_id, "recording id");
        const auto with = detail::to_c(options);
        return with_details<recording_properties, acs_recording_properties_t>(
            details, [&](auto **made, auto **ids, auto **failed) {
                return acs_client_get_recording_properties(raw(), id, with.get(), made, ids, failed);
            });
    }
    /** Pauses a recording. RecordingStateChanged with inactive follows if it was started with a callback URL. */
    acs::response pause_recording(std::string_view recording_id, const request_options &options = {}) const {
        const detail::text id(recording_id, "recording id");
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_client_pause_recording(raw(), id, with.get(), details, failed);
        });
    }
    /** Resumes a paused recording, in the same file. RecordingStateChanged with active follows if it was started
     *  with a callback URL. */
    acs::response resume_recording(std::string_view recording_id, const request_options &options = {}) const {
        const detail::text id(recording_id, "recording id");
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_client_resume_recording(raw(), id, with.get(), details, failed);
        });
    }
    /** Stops a recording. RecordingStateChanged follows, and, minutes later, RecordingFileStatusUpdated with the
     *  URLs of the files. */
    acs::response stop_recording(std::string_view recording_id, const request_options &options = {}) const {
        const detail::text id(recording_id, "recording id");
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_client_stop_recording(raw(), id, with.get(), details, failed);
        });
    }
    /** Downloads recording_chunk::content_location or metadata_location, and passes the bytes to a function, in
     *  order and each once. `details` receives the response. */
    downloaded_recording download_recording(std::string_view content_location, const write_callback &write,
                                            const download_recording_options &options = {},
                                            acs::response *details = nullptr) const {
        const detail::text url(content_location, "content location");
        const auto with = detail::to_c(options);
        detail::writing writing{write, nullptr};
        return with_details<downloaded_recording, acs_downloaded_recording_t>(
            details, [&](auto **made, auto **ids, auto **failed) {
                const acs_status_t status = acs_client_download_recording(
                    raw(), url, detail::writing::run, &writing, with.get(), made, ids, failed);
                if (writing.thrown != nullptr) {
                    acs_error_free(*failed);
                    *failed = nullptr;
                    std::rethrow_exception(writing.thrown);
                }
                return status;
            });
    }
    /** Downloads to a file. The bytes are written to "PATH.part", which is renamed when it is complete. After a
     *  failure error::hint names what is left, and download_recording_options::resume continues there. */
    downloaded_recording download_recording_to_file(std::string_view content_location, std::string_view path,
                                                    const download_recording_options &options = {},
                                                    acs::response *details = nullptr) const {
        const detail::text url(content_location, "content location");
        const detail::text file(path, "path");
        const auto with = detail::to_c(options);
        return with_details<downloaded_recording, acs_downloaded_recording_t>(
            details, [&](auto **made, auto **ids, auto **failed) {
                return acs_client_download_recording_to_file(raw(), url, file, with.get(), made, ids, failed);
            });
    }
    /** Deletes one chunk of a recording, with its metadata: recording_chunk::delete_location. */
    acs::response delete_recording(std::string_view delete_location, const request_options &options = {}) const {
        const detail::text url(delete_location, "delete location");
        const auto with = detail::to_c(options);
        return detail::asked([&](auto **details, auto **failed) {
            return acs_client_delete_recording(raw(), url, with.get(), details, failed);
        });
    }
    /** Sends a signed request; response::json returns the JSON of the response, "{}" for an empty body. */
    acs::response send(const generic_request &request) const {
        const detail::text path(request.path, "path");
        const detail::owned<acs_generic_request_t, acs_generic_request_free> what(
            detail::made<acs_generic_request_t>([&](auto **made, auto **failed) {
                return acs_generic_request_new(request.method, path, made, failed);
            }));
        detail::add(what.get(), acs_generic_request_add_query, request.query, "query");
        detail::set(what.get(), acs_generic_request_set_json, request.json, "json");
        acs_generic_request_set_repeatability(what.get(), request.repeatability ? 1 : 0);
        acs_generic_request_set_request(what.get(), detail::to_c(request.request).get());
        return detail::asked(
            [&](auto **details, auto **failed) { return acs_client_send(raw(), what.get(), details, failed); });
    }

private:
    static acs_client_t *from_connection_string(std::string_view connection_string, const client_options &options) {
        const detail::text text(connection_string, "connection string");
        const auto with = detail::to_c(options);
        return detail::made<acs_client_t>(
            [&](auto **made, auto **failed) { return acs_client_new(text, with.get(), made, failed); });
    }

    /** For operations that return a call and a response. */
    template <class Function>
    acs::call begun(Function &&function) const {
        acs_response_t *details = nullptr;
        detail::owned<acs_call_t, acs_call_free> made(
            detail::made<acs_call_t>([&](auto **call, auto **failed) { return function(call, &details, failed); }));
        acs::response response(details);
        return acs::call(made.release(), std::move(response), keeps_);
    }

    /** For operations that return a call and wait. */
    template <class Function>
    call_result wait_for_call(Function &&function) const {
        acs_call_t *made = nullptr;
        operation_result how = detail::wait_for_operation([&](auto **came, auto **pending, auto **failed) {
            return function(&made, came, pending, failed);
        });
        call_result all{std::move(how)};
        if (made != nullptr) all.call.emplace(made, acs::response(), keeps_);
        return all;
    }

    /** For operations that return something about a recording and a response. */
    template <class Value, class Raw, class Function>
    static Value with_details(acs::response *details, Function &&function) {
        acs_response_t *ids = nullptr;
        Value value(detail::made<Raw>([&](auto **made, auto **failed) { return function(made, &ids, failed); }));
        detail::hand_over(ids, details);
        return value;
    }

    std::shared_ptr<const void> keeps_;
};

/* ======== Emulator ======== */

/** The ids of a call between clients. */
struct started_call {
    /** The server call id, to connect the application to the call. */
    std::string server_call_id{};
    /** The correlation id, which all events of the call carry. */
    std::string correlation_id{};
};

/** Returns the name of a kind of entry of a journal, ACS_JOURNAL_...: "Request". */
inline std::string_view journal_kind_name(int kind) noexcept { return acs_emulator_journal_kind_name(kind); }

/** One entry of an emulator's journal: a request with its response, an attempt to deliver an event, or what a
 *  simulated party did. */
class journal_entry : public detail::view<acs_emulator_journal_entry_t> {
public:
    /** A part of a journal, which it keeps alive. */
    journal_entry(const std::shared_ptr<const acs_emulator_journal_t> &whole,
                  const acs_emulator_journal_entry_t *part) noexcept
        : view(whole, part) {}

    /** Returns the kind: ACS_JOURNAL_REQUEST, ACS_JOURNAL_EVENT or ACS_JOURNAL_PARTY. */
    int kind() const noexcept { return acs_emulator_journal_entry_kind(raw()); }
    /** Returns the time when it ended, by the emulator's clock. */
    std::optional<time_point> time() const noexcept {
        return detail::moment(acs_emulator_journal_entry_time_ms(raw()));
    }
    /** Returns the operation of a request: "CreateCall"; the name of the type of an event: "CallConnected"; what a
     *  party did: "calls", "rings", "answers", ... Empty when it is not known. */
    std::string_view operation() const noexcept {
        return detail::text_or_empty(acs_emulator_journal_entry_operation(raw()));
    }
    /** Returns the raw id of the party that did something; empty for other entries. */
    std::string_view party() const noexcept { return detail::text_or_empty(acs_emulator_journal_entry_party(raw())); }
    /** Returns what the party pressed or said, or the display name of a caller. */
    std::string_view detail() const noexcept { return detail::text_or_empty(acs_emulator_journal_entry_detail(raw())); }
    /** Returns the HTTP method; empty for a party. */
    std::string_view method() const noexcept { return detail::text_or_empty(acs_emulator_journal_entry_method(raw())); }
    /** Returns path and query of a request, or the whole URL of an event's delivery; empty for a party. */
    std::string_view path() const noexcept { return detail::text_or_empty(acs_emulator_journal_entry_path(raw())); }
    /** Returns the value of the first header with a name, in any letter case. */
    std::string_view header(std::string_view name) const {
        return detail::text_or_empty(acs_emulator_journal_entry_header(raw(), detail::key(name)));
    }
    /** Returns all headers, in the order in which they were sent. */
    name_values headers() const {
        return detail::pairs(raw(), acs_emulator_journal_entry_header_count(raw()),
                             acs_emulator_journal_entry_header_name,
                             acs_emulator_journal_entry_header_value);
    }
    /** Returns the body as sent, at most its first 64 KiB. */
    std::string_view body() const noexcept {
        std::size_t length = 0;
        const std::uint8_t *sent = acs_emulator_journal_entry_body(raw(), &length);
        return detail::text_or_empty(sent, length);
    }
    /** Returns the HTTP status of the response; none when there was no response. */
    std::optional<int> status() const noexcept {
        const int status = acs_emulator_journal_entry_status(raw());
        return status == 0 ? std::nullopt : std::optional<int>(status);
    }
    /** Returns why an event was not delivered by this attempt; empty when it was, and for other entries. */
    std::string_view failure() const noexcept {
        return detail::text_or_empty(acs_emulator_journal_entry_failure(raw()));
    }
    /** Returns the value of the first header with a name in the emulator's response, in any letter case. */
    std::string_view response_header(std::string_view name) const {
        return detail::text_or_empty(acs_emulator_journal_entry_response_header(raw(), detail::key(name)));
    }
    /** Returns all headers of the emulator's response, in the order in which they were sent. */
    name_values response_headers() const {
        return detail::pairs(raw(), acs_emulator_journal_entry_response_header_count(raw()),
                             acs_emulator_journal_entry_response_header_name,
                             acs_emulator_journal_entry_response_header_value);
    }
    /** Returns the body of the emulator's response, at most its first 64 KiB. */
    std::string_view response_body() const noexcept {
        std::size_t length = 0;
        const std::uint8_t *sent = acs_emulator_journal_entry_response_body(raw(), &length);
        return detail::text_or_empty(sent, length);
    }
};

/** An offline emulator of the service on a port of this machine. Throws acs::unsupported where the
 *  library was built without it. It ends when it is destroyed. */
class emulator : public detail::handle<acs_emulator_t, acs_emulator_free> {
public:
    /** Starts an emulator. */
    explicit emulator(const emulator_options &options = {}) : handle(start(options)) {}
    /** Takes ownership of an emulator of the C header. */
    explicit emulator(acs_emulator_t *raw) noexcept : handle(raw) {}

    /** Returns the address: "http://127.0.0.1:PORT", or the public URL. */
    std::string_view endpoint() const noexcept { return detail::text_or_empty(acs_emulator_endpoint(raw())); }
    /** Returns the port on 127.0.0.1. */
    int port() const noexcept { return acs_emulator_port(raw()); }
    /** Returns the connection string for acs::client. */
    std::string_view connection_string() const noexcept {
        return detail::text_or_empty(acs_emulator_connection_string(raw()));
    }
    /** Returns the immutable resource id: the audience of the tokens in callbacks. */
    std::string_view resource_id() const noexcept { return detail::text_or_empty(acs_emulator_resource_id(raw())); }
    /** Returns the URL of the OpenID configuration, by which the tokens in callbacks are verified. */
    std::string_view openid_configuration_url() const noexcept {
        return detail::text_or_empty(acs_emulator_openid_configuration_url(raw()));
    }
    /** Returns the access key, in base64. */
    std::string_view access_key() const noexcept { return detail::text_or_empty(acs_emulator_access_key(raw())); }
    /** Returns the emulator's date and time. */
    std::optional<time_point> now() const noexcept { return detail::moment(acs_emulator_now_ms(raw())); }
    /** Moves the clock forward and performs everything that falls due on the way. */
    void advance(std::chrono::milliseconds by) const {
        detail::run([&](auto **failed) { return acs_emulator_advance(raw(), by.count(), failed); });
    }
    /** Stops the clock; what happens at once still happens. */
    void pause_clock() const {
        detail::run([&](auto **failed) { return acs_emulator_pause_clock(raw(), failed); });
    }
    /** Lets time pass from where the clock stands. */
    void resume_clock() const {
        detail::run([&](auto **failed) { return acs_emulator_resume_clock(raw(), failed); });
    }
    /** Moves the clock to the next thing that falls due, and performs it; false when there is none. */
    bool step() const {
        int stepped = 0;
        detail::run([&](auto **failed) { return acs_emulator_step(raw(), &stepped, failed); });
        return stepped == 1;
    }
    /** Waits until every event was delivered or its attempts are used up; false when some are left then. */
    bool flush(std::chrono::milliseconds within) const {
        return detail::result_of(
                   [&](auto **failed) { return acs_emulator_flush(raw(), within.count(), failed); },
                   [](acs_status_t status) { return status == ACS_TIMEOUT; }) == ACS_OK;
    }
    /** Sets how a remote party behaves from now on. */
    void set_remote_party(const remote_party &party) const {
        const auto how = detail::to_c(party);
        detail::run([&](auto **failed) { return acs_emulator_set_remote_party(raw(), how.get(), failed); });
    }
    /** Sets how a prompt behaves from now on. */
    void set_prompt(const prompt &played) const {
        const auto how = detail::to_c(played);
        detail::run([&](auto **failed) { return acs_emulator_set_prompt(raw(), how.get(), failed); });
    }
    /** Sends DTMF tones from a participant of a call, as in remote_party_turn::digits, the first one now. */
    void press_digits(std::string_view call_connection_id, std::string_view raw_id, std::string_view digits) const {
        const detail::text id(call_connection_id, "call connection id"), who(raw_id, "raw id"), what(digits, "digits");
        detail::run([&](auto **failed) { return acs_emulator_press_digits(raw(), id, who, what, failed); });
    }
    /** Speaks a phrase as a participant of a call. */
    void speak(std::string_view call_connection_id, std::string_view raw_id, std::string_view phrase) const {
        const detail::text id(call_connection_id, "call connection id"), who(raw_id, "raw id"), what(phrase, "phrase");
        detail::run([&](auto **failed) { return acs_emulator_speak(raw(), id, who, what, failed); });
    }
    /** Creates a user hosted by the emulator and returns the raw id. Calls to it ring as IncomingCall. */
    std::string create_user() const {
        return detail::made_text(
            [&](auto **raw_id, auto **failed) { return acs_emulator_create_user(raw(), raw_id, failed); });
    }
    /** Adds a phone number hosted by the emulator and returns the raw id. Calls to it ring as IncomingCall. */
    std::string add_phone_number(std::string_view number) const {
        const detail::text own(number, "number");
        return detail::made_text(
            [&](auto **raw_id, auto **failed) { return acs_emulator_add_phone_number(raw(), own, raw_id, failed); });
    }
    /** Adds an Event Grid subscription, after its validation handshake, which the listener must complete meanwhile. */
    void subscribe(std::string_view url, int schema = ACS_SCHEMA_EVENT_GRID) const {
        const detail::text to(url, "url");
        detail::run([&](auto **failed) { return acs_emulator_subscribe(raw(), to, schema, failed); });
    }
    /** Adds an Event Grid subscription with filters; the listener must complete a handshake meanwhile. */
    void subscribe(const grid_subscription &wanted) const {
        const auto what = detail::to_c(wanted);
        detail::run([&](auto **failed) { return acs_emulator_subscribe_with(raw(), what.get(), failed); });
    }
    /** Removes the Event Grid subscriptions of a URL; false when there was none. */
    bool unsubscribe(std::string_view url) const {
        const detail::text to(url, "url");
        int ended = 0;
        detail::run([&](auto **failed) { return acs_emulator_unsubscribe(raw(), to, &ended, failed); });
        return ended == 1;
    }
    /** Places an incoming call from an outside caller to a user or number hosted by the emulator; it rings for
     *  30 s. Returns the incoming call context. */
    std::string place_incoming_call(const acs::incoming_call &incoming) const {
        const auto what = detail::to_c(incoming);
        return detail::made_text([&](auto **context, auto **failed) {
            return acs_emulator_place_incoming_call(raw(), what.get(), context, failed);
        });
    }
    /** Cancels an incoming call: its outside caller hangs up while it rings. */
    void cancel_incoming_call(std::string_view incoming_call_context) const {
        const detail::text context(incoming_call_context, "incoming call context");
        detail::run([&](auto **failed) { return acs_emulator_cancel_incoming_call(raw(), context, failed); });
    }
    /** Starts a call between clients, without the application; the subscriptions get CallStarted. */
    started_call start_client_call(const client_call &call) const {
        const auto what = detail::to_c(call);
        const detail::owned<acs_emulator_started_call_t, acs_emulator_started_call_free> started(
            detail::made<acs_emulator_started_call_t>([&](auto **made, auto **failed) {
                return acs_emulator_start_client_call(raw(), what.get(), made, failed);
            }));
        return {std::string(detail::text_or_empty(acs_emulator_started_call_server_call_id(started.get()))),
                std::string(detail::text_or_empty(acs_emulator_started_call_correlation_id(started.get())))};
    }
    /** Answers as a remote party that rings, such as one with remote_party::manual. */
    void answer_participant(std::string_view call_connection_id, std::string_view raw_id) const {
        const detail::text id(call_connection_id, "call connection id"), who(raw_id, "raw id");
        detail::run([&](auto **failed) { return acs_emulator_answer_participant(raw(), id, who, failed); });
    }
    /** Declines as a remote party that rings: 603/0. */
    void decline_participant(std::string_view call_connection_id, std::string_view raw_id) const {
        const detail::text id(call_connection_id, "call connection id"), who(raw_id, "raw id");
        detail::run([&](auto **failed) { return acs_emulator_decline_participant(raw(), id, who, failed); });
    }
    /** Reports busy as a remote party that rings. */
    void busy_participant(std::string_view call_connection_id, std::string_view raw_id) const {
        const detail::text id(call_connection_id, "call connection id"), who(raw_id, "raw id");
        detail::run([&](auto **failed) { return acs_emulator_busy_participant(raw(), id, who, failed); });
    }
    /** Mutes or unmutes a user in a call, as the user does it in its client. */
    void mute_participant(std::string_view call_connection_id, std::string_view raw_id, bool muted) const {
        const detail::text id(call_connection_id, "call connection id"), who(raw_id, "raw id");
        detail::run([&](auto **failed) { return acs_emulator_mute_participant(raw(), id, who, muted ? 1 : 0,
                                                                              failed); });
    }
    /** Hangs up a participant of a call. A remote party that rings declines. */
    void hang_up_participant(std::string_view call_connection_id, std::string_view raw_id) const {
        const detail::text id(call_connection_id, "call connection id"), who(raw_id, "raw id");
        detail::run([&](auto **failed) { return acs_emulator_hang_up_participant(raw(), id, who, failed); });
    }
    /** Adds a fault: the next request of an operation fails, or its response is delayed, lost or cut; or the next
     *  event of a type is lost, delayed, duplicated and the like. */
    void add_fault(const acs::fault &next) const {
        const auto what = detail::to_c(next);
        detail::run([&](auto **failed) { return acs_emulator_add_fault(raw(), what.get(), failed); });
    }
    /** Removes all faults. */
    void clear_faults() const {
        detail::run([&](auto **failed) { return acs_emulator_clear_faults(raw(), failed); });
    }
    /** Puts a seed, as JSON, in place of the present one, and what it describes in place of all that was set up. */
    void load_seed(std::string_view json) const {
        const detail::text seed(json, "seed");
        detail::run([&](auto **failed) { return acs_emulator_load_seed(raw(), seed, failed); });
    }
    /** Returns every request with its response and every attempt to deliver an event, until now, oldest first. */
    std::vector<journal_entry> journal() const {
        acs_emulator_journal_t *now = detail::made<acs_emulator_journal_t>(
            [&](auto **made, auto **failed) { return acs_emulator_journal(raw(), made, failed); });
        const std::shared_ptr<const acs_emulator_journal_t> whole(now, acs_emulator_journal_free);
        std::vector<journal_entry> all;
        const std::size_t count = acs_emulator_journal_count(now);
        all.reserve(count);
        for (std::size_t index = 0; index < count; ++index) {
            all.emplace_back(whole, acs_emulator_journal_at(now, index));
        }
        return all;
    }
    /** Returns the ladder diagram of what has happened until now, as ACS_LADDER_...: of everything, or of one call, by
     *  its call connection id, server call id or correlation id, with the calls that belong to it. */
    std::string ladder(int format = ACS_LADDER_TEXT, std::string_view call_id = {}) const {
        const detail::optional_text id(call_id, "call id");
        return detail::made_text([&](auto **made, auto **failed) {
            return acs_emulator_ladder(raw(), id, format, made, failed);
        });
    }
    /** Returns how many calls were created since the start or the last reset; -1 in a forked child. */
    std::int64_t created_call_count() const noexcept { return acs_emulator_created_call_count(raw()); }
    /** Returns how many calls there are now, ringing ones included; -1 in a forked child. */
    std::int64_t active_call_count() const noexcept { return acs_emulator_active_call_count(raw()); }
    /** Removes everything but time, key and address. */
    void reset() const {
        detail::run([&](auto **failed) { return acs_emulator_reset(raw(), failed); });
    }
    /** Removes what reset removes, but keeps users, numbers, rooms and subscriptions. */
    void reset_keeping_setup() const {
        detail::run([&](auto **failed) { return acs_emulator_reset_keeping_setup(raw(), failed); });
    }
    /** Stops the emulator. */
    void close() const {
        detail::run([&](auto **failed) { return acs_emulator_close(raw(), failed); });
    }

private:
    static acs_emulator_t *start(const emulator_options &options) {
        const auto with = detail::to_c(options);
        return detail::made<acs_emulator_t>(
            [&](auto **made, auto **failed) { return acs_emulator_start(with.get(), made, failed); });
    }
};

}  // namespace acs

namespace std {

/** Identifiers as keys of unordered containers. */
template <>
struct hash<acs::identifier> {
    /** Equal for what is equal. */
    std::size_t operator()(const acs::identifier &who) const noexcept {
        return std::hash<std::string_view>()(who.raw_id());
    }
};

}  // namespace std

#endif /* ACS_CALL_AUTOMATION_HPP */
