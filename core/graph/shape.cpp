#include "core/graph/shape.h"

#include <algorithm>

namespace lathe {
namespace {

std::string dimText(const Dim& dim) {
    if (dim.isKnown()) return std::to_string(dim.value);
    return dim.symbol.empty() ? "?" : dim.symbol;
}

std::string joined(const std::vector<Dim>& dims, const char* separator) {
    std::string text;
    for (const Dim& dim : dims)
        text += (text.empty() ? "" : separator) + dimText(dim);
    return text;
}

} // namespace

Shape Shape::of(std::span<const std::int64_t> known) {
    return Shape(std::vector<Dim>(known.begin(), known.end()));
}

bool Shape::isStatic() const {
    return std::all_of(dims.begin(), dims.end(), [](const Dim& dim) { return dim.isKnown(); });
}

std::optional<std::vector<std::int64_t>> Shape::known() const {
    if (!isStatic()) return std::nullopt;
    std::vector<std::int64_t> values;
    for (const Dim& dim : dims)
        values.push_back(dim.value);
    return values;
}

std::optional<std::int64_t> Shape::elementCount() const {
    const auto values = known();
    return values ? elementCountOf(*values) : std::nullopt;
}

std::optional<std::int64_t> elementCountOf(std::span<const std::int64_t> dims) {
    constexpr std::int64_t kMost = std::int64_t(1) << 62;
    if (std::any_of(dims.begin(), dims.end(), [](std::int64_t d) { return d < 0; })) return std::nullopt;
    if (std::find(dims.begin(), dims.end(), 0) != dims.end()) return 0;
    std::int64_t count = 1;
    for (const std::int64_t dim : dims) {
        if (dim > kMost / count) return std::nullopt;
        count *= dim;
    }
    return count;
}

std::string toText(const Shape& shape) {
    return "[" + joined(shape.dims, ", ") + "]";
}

std::string toCompactText(const Shape& shape) {
    return shape.dims.empty() ? "scalar" : joined(shape.dims, "x");
}

std::string toText(std::span<const std::int64_t> dims) {
    std::string text; // not through Shape, which takes a negative dimension for an open one
    for (const std::int64_t dim : dims)
        text += (text.empty() ? "" : ", ") + std::to_string(dim);
    return "[" + text + "]";
}

std::vector<std::int64_t> rowMajorStrides(std::span<const std::int64_t> dims) {
    std::vector<std::int64_t> strides(dims.size(), 1);
    for (std::size_t i = dims.size(); i-- > 1;)
        // Unsigned: only the strides of a tensor without elements can be too large, and nobody goes by those.
        strides[i - 1] = static_cast<std::int64_t>(static_cast<std::uint64_t>(strides[i]) * static_cast<std::uint64_t>(dims[i]));
    return strides;
}

} // namespace lathe
