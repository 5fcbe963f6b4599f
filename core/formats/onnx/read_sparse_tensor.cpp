#include "core/formats/onnx/read_tensor.h"
#include "core/formats/onnx/schema.h"

namespace lathe::onnx {
namespace {

constexpr std::int64_t kMaxDenseBytes = std::int64_t(1) << 30;

/// The position in the dense tensor of entry `row`: indices are [NNZ] positions or [NNZ, rank] coordinates.
std::int64_t positionOf(const Tensor& indices, std::int64_t row, const std::vector<std::int64_t>& dims) {
    const auto values = indices.data<std::int64_t>();
    if (indices.rank() == 1) return values[static_cast<std::size_t>(row)];
    std::int64_t position = 0;
    for (std::size_t axis = 0; axis < dims.size(); ++axis) {
        const std::int64_t at = values[static_cast<std::size_t>(row) * dims.size() + axis];
        if (at < 0 || at >= dims[axis]) return -1;
        position = position * dims[axis] + at;
    }
    return position;
}

Result<Tensor> makeDense(const Source& source, const NamedTensor& values, const Tensor& indices, std::vector<std::int64_t> dims) {
    const auto refuse = [&](const std::string& why) { return source.error("sparse tensor '" + values.name + "': " + why, values.name); };
    const int bits = bitWidth(values.tensor.type());
    const std::int64_t entries = values.tensor.elementCount();
    if (bits < 8 || values.tensor.rank() != 1) return refuse("its values must be a list of elements of at least 8 bits");
    const bool areLinear = indices.rank() == 1 && indices.elementCount() == entries;
    const bool areCoordinates =
        indices.rank() == 2 && indices.dim(0) == entries && indices.dim(1) == static_cast<std::int64_t>(dims.size());
    if (indices.type() != DataType::Int64 || !(areLinear || areCoordinates)) return refuse("its indices do not fit its values");
    auto dense = Tensor::makeChecked(values.tensor.type(), dims, kMaxDenseBytes);
    if (!dense) return refuse(dense.error().message);
    auto* target = const_cast<std::byte*>(dense->bytes().data());
    const auto size = static_cast<std::size_t>(bits / 8);
    for (std::int64_t row = 0, last = -1; row < entries; ++row) {
        const std::int64_t position = positionOf(indices, row, dims);
        if (position < 0 || position >= dense->elementCount())
            return refuse("index " + std::to_string(row) + " lies outside " + toText(dims));
        if (position <= last)
            return refuse("index " + std::to_string(row) + " is not greater than the one before; ONNX has them sorted and each once");
        last = position;
        std::memcpy(target + static_cast<std::size_t>(position) * size, values.tensor.bytes().data() + static_cast<std::size_t>(row) * size,
                    size);
    }
    return std::move(*dense);
}

} // namespace

Result<NamedTensor> readSparseTensor(Source& source, std::span<const std::byte> message, std::string_view what) {
    std::span<const std::byte> valuesMessage, indicesMessage;
    std::vector<std::int64_t> dims;
    LATHE_CHECK(walk(source, message, "the sparse tensor of " + std::string(what), [&](WireReader& reader) {
        if (reader.field() == sparse_field::Values) valuesMessage = reader.bytes();
        if (reader.field() == sparse_field::Indices) indicesMessage = reader.bytes();
        if (reader.field() == sparse_field::Dims) reader.appendIntegers(dims);
    }));
    LATHE_TRY(NamedTensor values, readTensor(source, valuesMessage, what));
    LATHE_TRY(const NamedTensor indices, readTensor(source, indicesMessage, "the indices of '" + values.name + "'"));
    if (dims.size() > kMaxRank)
        return source.error("sparse tensor '" + values.name + "' has the impossible rank " + std::to_string(dims.size()), values.name);
    LATHE_TRY(values.tensor, makeDense(source, values, indices.tensor, std::move(dims)));
    return values;
}

} // namespace lathe::onnx
