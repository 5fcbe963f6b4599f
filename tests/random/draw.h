#pragma once

#include <cstdint>
#include <initializer_list>
#include <iterator>

namespace lathe::random_test {

/// splitmix64: the same draws from the same seed on every machine.
class Draw {
public:
    explicit Draw(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (m_state += 0x9E3779B97F4A7C15U);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }
    /// Both ends included; `low` where the range is empty (dimensions may be 0).
    std::int64_t integer(std::int64_t low, std::int64_t high) {
        if (high < low) return low;
        return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(int percent) { return integer(0, 99) < percent; }
    template <class T>
    T pick(std::initializer_list<T> values) {
        return *std::next(values.begin(), integer(0, static_cast<std::int64_t>(values.size()) - 1));
    }
    /// A multiple of 1/64: exact as a float and short as text.
    float real(double low, double high) {
        return static_cast<float>(integer(static_cast<std::int64_t>(low * 64), static_cast<std::int64_t>(high * 64))) / 64.0F;
    }

private:
    std::uint64_t m_state;
};

} // namespace lathe::random_test
