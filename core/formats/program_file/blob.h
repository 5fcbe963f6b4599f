#pragma once

#include "core/base/hash.h"
#include "core/base/result.h"
#include "core/graph/tensor.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace lathe::file {
class Tensor;
}

namespace lathe {

/// Collects the bytes of tensors for the blob section: each content once, at a multiple of 64.
class BlobWriter {
public:
    void put(const Tensor& tensor, file::Tensor& message);
    std::uint64_t size() const { return m_size; }
    void appendTo(std::string& out) const;

private:
    struct Key {
        ContentHash hash;
        std::uint64_t size = 0;
        auto operator<=>(const Key&) const = default;
    };
    std::map<Key, std::uint64_t> m_offsets;
    std::vector<Tensor> m_tensors; ///< by offset
    std::uint64_t m_size = 0;
};

/// Tensors as views of the blob section of a file.
class BlobReader {
public:
    BlobReader(std::span<const std::byte> bytes, std::shared_ptr<const void> owner) : m_bytes(bytes), m_owner(std::move(owner)) {}
    /// An Input error when type, dimensions and byte range do not belong together.
    Result<Tensor> take(const file::Tensor& message) const;

private:
    std::span<const std::byte> m_bytes;
    std::shared_ptr<const void> m_owner;
};

/// Rounded up to the alignment of tensors in the container.
std::uint64_t alignedOffset(std::uint64_t offset);

} // namespace lathe
