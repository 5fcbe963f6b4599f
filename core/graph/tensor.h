#pragma once

#include "core/base/result.h"
#include "core/graph/data_type.h"
#include "core/graph/shape.h"

#include <cassert>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace lathe {

/// Elements in row-major order with their type and dimensions. A view: copies share the bytes, which may lie in a mapped
/// file. The bytes of a tensor that anyone else can see are never changed; a tensor is filled right after makeZeros().
/// A default-constructed tensor (type Undefined) stands for an omitted optional input.
/// A Sequence or Optional is a list of tensors: its one dimension is their number, and it has items but no bytes.
class Tensor {
public:
    Tensor() = default;
    /// Shares `bytes`, which `owner` must keep alive (of a tensor: its storedBytes()), on any alignment. Their count must match.
    Tensor(DataType type, std::vector<std::int64_t> dims, std::span<const std::byte> bytes, std::shared_ptr<const void> owner);

    /// New memory, zeroed. Aligned to 64 bytes. `dims` must have a valid element count (see makeChecked for untrusted ones).
    static Tensor makeZeros(DataType type, std::vector<std::int64_t> dims);
    /// As makeZeros, but refuses negative dimensions and more than `maxBytes`.
    static Result<Tensor> makeChecked(DataType type, std::vector<std::int64_t> dims, std::int64_t maxBytes = std::int64_t(1) << 34);
    template <class T>
    static Tensor of(std::vector<std::int64_t> dims, std::span<const T> values);
    template <class T>
    static Tensor of(std::vector<std::int64_t> dims, std::initializer_list<T> values) {
        return of<T>(std::move(dims), std::span<const T>(values.begin(), values.size()));
    }
    template <class T>
    static Tensor scalar(T value) {
        return of<T>({}, std::span<const T>(&value, 1));
    }
    static Tensor ofStrings(std::vector<std::int64_t> dims, std::vector<std::string> values);
    /// A Sequence, or an Optional of at most one item.
    static Tensor ofItems(DataType container, std::vector<Tensor> items);

    bool isPresent() const { return m_type != DataType::Undefined; }
    DataType type() const { return m_type; }
    const std::vector<std::int64_t>& dims() const { return m_dims; }
    std::int64_t rank() const { return static_cast<std::int64_t>(m_dims.size()); }
    std::int64_t dim(std::int64_t axis) const { return m_dims[static_cast<std::size_t>(axis)]; }
    std::int64_t elementCount() const { return m_count; }
    std::int64_t sizeBytes() const { return static_cast<std::int64_t>(m_bytes.size()); }
    /// On the alignment of the type: where a file has them elsewhere, a copy made at the first look, which owner() does not keep.
    std::span<const std::byte> bytes() const { return m_aligned ? alignedBytes() : m_bytes; }
    /// Where owner() keeps them, on any alignment: to write, hash or compare them without a copy.
    std::span<const std::byte> storedBytes() const { return m_bytes; }
    const std::shared_ptr<const void>& owner() const { return m_owner; }

    /// Elements as T; T must match type() (bool tensors are read as std::uint8_t or bool; 16-bit floats as std::uint16_t).
    template <class T>
    std::span<const T> data() const {
        assert(static_cast<std::size_t>(m_count) * sizeof(T) <= m_bytes.size() || m_count == 0);
        return {reinterpret_cast<const T*>(bytes().data()), static_cast<std::size_t>(m_count)};
    }
    /// Writable elements of a tensor just made, before it is shared.
    template <class T>
    std::span<T> mutableData() {
        return {reinterpret_cast<T*>(const_cast<std::byte*>(m_bytes.data())), static_cast<std::size_t>(m_count)};
    }
    std::span<const std::string> strings() const;
    /// Of a Sequence or Optional.
    std::span<const Tensor> items() const;
    /// sizeBytes(), that of the items included.
    std::int64_t contentBytes() const;

    /// The same elements under other dimensions (same count).
    Tensor reshaped(std::vector<std::int64_t> dims) const;
    /// Own aligned memory, whatever this one (or its items) views.
    Tensor clone() const;

    /// Any numeric type converted element by element (Float16, Bfloat16, 4-bit included).
    std::vector<double> toDoubles() const;
    std::vector<std::int64_t> toInt64s() const;
    /// A Float tensor of the same dims (this one when it is Float already).
    Tensor toFloat() const;

private:
    struct AlignedCopy;
    std::span<const std::byte> alignedBytes() const;

    DataType m_type = DataType::Undefined;
    std::vector<std::int64_t> m_dims;
    std::int64_t m_count = 0;
    std::span<const std::byte> m_bytes;
    std::shared_ptr<const void> m_owner;
    std::shared_ptr<AlignedCopy> m_aligned; ///< of bytes off their alignment; shared by all copies
};

template <class T>
Tensor Tensor::of(std::vector<std::int64_t> dims, std::span<const T> values) {
    Tensor tensor = makeZeros(DataTypeOf<T>::value, std::move(dims));
    assert(static_cast<std::size_t>(tensor.elementCount()) == values.size());
    if (!values.empty()) std::memcpy(tensor.mutableData<T>().data(), values.data(), values.size_bytes());
    return tensor;
}

/// Type, dimensions and bytes (or items) are equal.
bool areIdentical(const Tensor& a, const Tensor& b);

} // namespace lathe
