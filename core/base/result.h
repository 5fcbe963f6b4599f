#pragma once

#include "core/base/error.h"

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

namespace lathe {

/// A value, or the Error that says why there is none.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool isOk() const { return m_state.index() == 0; }
    explicit operator bool() const { return isOk(); }

    T& value() & {
        assert(isOk());
        return std::get<0>(m_state);
    }
    const T& value() const& {
        assert(isOk());
        return std::get<0>(m_state);
    }
    T&& value() && {
        assert(isOk());
        return std::get<0>(std::move(m_state));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const Error& error() const& {
        assert(!isOk());
        return std::get<1>(m_state);
    }
    Error&& error() && {
        assert(!isOk());
        return std::get<1>(std::move(m_state));
    }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    bool isOk() const { return !m_error.has_value(); }
    explicit operator bool() const { return isOk(); }
    const Error& error() const& {
        assert(!isOk());
        return *m_error;
    }
    Error&& error() && {
        assert(!isOk());
        return *std::move(m_error);
    }

private:
    std::optional<Error> m_error;
};

using Status = Result<void>;

} // namespace lathe

#define LATHE_CONCAT_INNER(a, b) a##b
#define LATHE_CONCAT(a, b) LATHE_CONCAT_INNER(a, b)
#define LATHE_TRY_IMPL(temporary, declaration, expression)                                                                                 \
    auto temporary = (expression);                                                                                                         \
    if (!temporary) return std::move(temporary).error();                                                                                   \
    declaration = std::move(temporary).value()

/// LATHE_TRY(auto x, readX()); returns the error to the caller, or goes on with x.
#define LATHE_TRY(declaration, expression) LATHE_TRY_IMPL(LATHE_CONCAT(lathe_result_, __COUNTER__), declaration, expression)

/// LATHE_CHECK(doIt()); returns the error of a Status (or Result) to the caller.
#define LATHE_CHECK(expression)                                                                                                            \
    do {                                                                                                                                   \
        if (auto lathe_status = (expression); !lathe_status) return std::move(lathe_status).error();                                       \
    } while (false)
