#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

namespace lathe {

/// Memory of one thread that only grows, aligned to 64 bytes and not cleared: fresh megabytes for each layer would cost more than the
/// arithmetic. Vector kernels may read and write up to kSlack bytes beyond what they need.
class Scratch {
public:
    static constexpr std::size_t kSlack = 128;

    void* at(std::int64_t bytes) {
        const auto needed = static_cast<std::size_t>(bytes) + kSlack;
        if (needed > m_size) {
            m_bytes.reset(static_cast<std::byte*>(::operator new(needed, kAlignment)));
            m_size = needed;
        }
        return m_bytes.get();
    }
    template <class T>
    T* elements(std::int64_t count) {
        return static_cast<T*>(at(count * static_cast<std::int64_t>(sizeof(T))));
    }

private:
    static constexpr std::align_val_t kAlignment{64};
    struct Delete {
        void operator()(std::byte* bytes) const { ::operator delete(bytes, kAlignment); }
    };
    std::unique_ptr<std::byte, Delete> m_bytes;
    std::size_t m_size = 0;
};

} // namespace lathe
