#include "core/formats/numpy/npy_tensor.h"

#include "core/graph/shape.h"

namespace lathe::numpy {
namespace {

/// The elements of a tensor stored with its first axis fastest, in row-major order.
Tensor fromFortranOrder(const Tensor& stored) {
    Tensor result = Tensor::makeZeros(stored.type(), stored.dims());
    const auto size = static_cast<std::size_t>(bitWidth(stored.type()) / 8);
    const auto* from = stored.bytes().data();
    auto* to = const_cast<std::byte*>(result.bytes().data());
    std::vector<std::int64_t> index(stored.dims().size(), 0), strides(index.size(), 1);
    for (std::size_t axis = 1; axis < strides.size(); ++axis)
        strides[axis] = strides[axis - 1] * stored.dims()[axis - 1];
    std::int64_t position = 0;
    for (std::int64_t i = 0; i < stored.elementCount(); ++i) {
        std::memcpy(to + static_cast<std::size_t>(i) * size, from + static_cast<std::size_t>(position) * size, size);
        for (std::size_t axis = index.size(); axis-- > 0;) {
            position += strides[axis];
            if (++index[axis] < stored.dims()[axis]) break;
            position -= strides[axis] * index[axis];
            index[axis] = 0;
        }
    }
    return result;
}

/// Views the mapping when its elements are aligned and valid.
Tensor viewOrCopy(DataType type, std::vector<std::int64_t> dims, std::span<const std::byte> bytes,
                  const std::shared_ptr<const void>& owner) {
    const Tensor view(type, std::move(dims), bytes, owner);
    if (type == DataType::Bool) {
        Tensor copy = view.clone();
        for (std::uint8_t& element : copy.mutableData<std::uint8_t>())
            element = element != 0;
        return copy;
    }
    const auto alignment = static_cast<std::uintptr_t>(std::max(1, bitWidth(type) / 8));
    return reinterpret_cast<std::uintptr_t>(bytes.data()) % alignment == 0 ? view : view.clone();
}

} // namespace

Result<Tensor> viewElements(std::span<const std::byte> elements, DataType type, const std::vector<std::int64_t>& dims,
                            const std::shared_ptr<const void>& owner) {
    const auto count = elementCountOf(dims);
    if (!count || *count > (std::int64_t(1) << 55)) return Error::input("has the impossible shape " + toText(dims));
    const std::int64_t needed = byteSize(type, *count);
    const auto there = static_cast<std::int64_t>(elements.size());
    if (there != needed)
        return Error::input("holds " + std::to_string(there) + " bytes of elements; " + std::string(toName(type)) + " " + toText(dims) +
                            " takes " + std::to_string(needed));
    return viewOrCopy(type, dims, elements, owner);
}

Result<Tensor> tensorOf(const Header& header, std::span<const std::byte> file, const std::shared_ptr<const void>& owner) {
    LATHE_TRY(const Tensor tensor, viewElements(file.subspan(header.size), header.type, header.dims, owner));
    const bool hasOrder = tensor.rank() > 1 && tensor.elementCount() > 0;
    return header.isFortranOrder && hasOrder ? fromFortranOrder(tensor) : tensor;
}

} // namespace lathe::numpy
