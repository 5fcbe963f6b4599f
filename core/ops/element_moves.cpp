#include "core/ops/element_moves.h"

#include <array>

namespace lathe {
namespace {

constexpr std::int64_t kMostStrings = std::int64_t(1) << 26;

template <class U>
using Sources = std::vector<std::span<const U>>;

Tensor unpacked(const Tensor& nibbles) {
    Tensor bytes = Tensor::makeZeros(DataType::Uint8, nibbles.dims());
    const auto packed = nibbles.bytes();
    const auto out = bytes.mutableData<std::uint8_t>();
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto pair = std::to_integer<std::uint8_t>(packed[i / 2]);
        out[i] = i % 2 == 0 ? pair & 0xF : static_cast<std::uint8_t>(pair >> 4);
    }
    return bytes;
}

Tensor packed(const Tensor& bytes, DataType type) {
    Tensor nibbles = Tensor::makeZeros(type, bytes.dims());
    const auto in = bytes.data<std::uint8_t>();
    auto* out = reinterpret_cast<std::uint8_t*>(nibbles.mutableData<std::byte>().data());
    for (std::size_t i = 0; i < in.size(); ++i)
        out[i / 2] = static_cast<std::uint8_t>(out[i / 2] | (in[i] << (i % 2 * 4)));
    return nibbles;
}

template <class U, class Body>
Result<Tensor> movePlain(std::span<const Tensor> sources, std::vector<std::int64_t> dims, const Body& body) {
    LATHE_TRY(Tensor out, Tensor::makeChecked(sources[0].type(), std::move(dims)));
    Sources<U> elements;
    for (const Tensor& source : sources)
        elements.push_back(source.data<U>());
    body(elements, out.mutableData<U>());
    return out;
}

template <class Body>
Result<Tensor> moveStrings(std::span<const Tensor> sources, std::vector<std::int64_t> dims, const Body& body) {
    const auto count = elementCountOf(dims);
    if (!count || *count > kMostStrings) return Error::input("a string tensor of shape " + toText(dims) + " is too large");
    std::vector<std::string> out(static_cast<std::size_t>(*count));
    Sources<std::string> elements;
    for (const Tensor& source : sources)
        elements.push_back(source.strings());
    body(elements, std::span<std::string>(out));
    return Tensor::ofStrings(std::move(dims), std::move(out));
}

/// Calls body(source elements, result elements) with spans of a type that carries the bits of one element.
template <class Body>
Result<Tensor> moveElements(std::span<const Tensor> sources, std::vector<std::int64_t> dims, const Body& body) {
    const DataType type = sources[0].type();
    for (const Tensor& source : sources)
        if (source.type() != type)
            return Error::input("elements of type " + std::string(toName(source.type())) + " cannot stand among elements of type " +
                                std::string(toName(type)));
    if (type == DataType::String) return moveStrings(sources, std::move(dims), body);
    switch (bitWidth(type)) {
    case 4: {
        std::vector<Tensor> bytes;
        for (const Tensor& source : sources)
            bytes.push_back(unpacked(source));
        LATHE_TRY(const Tensor moved, movePlain<std::uint8_t>(bytes, std::move(dims), body));
        return packed(moved, type);
    }
    case 8:
        return movePlain<std::uint8_t>(sources, std::move(dims), body);
    case 16:
        return movePlain<std::uint16_t>(sources, std::move(dims), body);
    case 32:
        return movePlain<std::uint32_t>(sources, std::move(dims), body);
    case 64:
        return movePlain<std::uint64_t>(sources, std::move(dims), body);
    case 128:
        return movePlain<std::array<std::uint64_t, 2>>(sources, std::move(dims), body);
    default:
        return Error::input("a tensor that is needed is missing");
    }
}

template <class U>
void copyRow(std::span<const U> source, std::int64_t base, const SourceAxis& axis, const U& fill, U* out) {
    if (axis.table.empty() && axis.step == 1) {
        std::copy_n(source.begin() + base + axis.start, axis.count, out);
        return;
    }
    for (std::int64_t i = 0; i < axis.count; ++i) {
        const std::int64_t offset = axis.at(i);
        out[i] = offset == kFromFill ? fill : source[static_cast<std::size_t>(base + offset)];
    }
}

/// The offset of all axes but the last, or kFromFill.
std::int64_t baseOf(std::span<const SourceAxis> outer, std::span<const std::int64_t> position) {
    std::int64_t base = 0;
    for (std::size_t i = 0; i < outer.size(); ++i) {
        const std::int64_t offset = outer[i].at(position[i]);
        if (offset == kFromFill) return kFromFill;
        base += offset;
    }
    return base;
}

void nextPosition(std::span<const SourceAxis> outer, std::span<std::int64_t> position) {
    for (std::size_t i = outer.size(); i-- > 0;) {
        if (++position[i] < outer[i].count) return;
        position[i] = 0;
    }
}

template <class U>
void copyByAxes(std::span<const U> source, std::span<const SourceAxis> axes, const U& fill, std::span<U> out) {
    if (out.empty()) return;
    const SourceAxis single{.count = 1, .start = 0, .step = 1, .table = {}};
    const SourceAxis& row = axes.empty() ? single : axes.back();
    const auto outer = axes.empty() ? axes : axes.first(axes.size() - 1);
    std::vector<std::int64_t> position(outer.size(), 0);
    for (U* next = out.data(); next != out.data() + out.size(); next += row.count) {
        const std::int64_t base = baseOf(outer, position);
        if (base == kFromFill)
            std::fill_n(next, row.count, fill);
        else
            copyRow(source, base, row, fill, next);
        nextPosition(outer, position);
    }
}

std::vector<Tensor> withFill(const Tensor& source, const Tensor& fill) {
    if (fill.isPresent() && fill.elementCount() > 0) return {source, fill};
    return {source};
}

template <class U>
U fillOf(const Sources<U>& sources) {
    return sources.size() > 1 ? sources[1][0] : U{};
}

} // namespace

std::vector<SourceAxis> sourceAxes(std::span<const std::int64_t> dims) {
    const auto strides = rowMajorStrides(dims);
    std::vector<SourceAxis> axes(dims.size());
    for (std::size_t i = 0; i < dims.size(); ++i) {
        axes[i].count = dims[i];
        axes[i].step = strides[i];
    }
    return axes;
}

Result<Tensor> takeByAxes(const Tensor& source, std::span<const SourceAxis> axes, std::vector<std::int64_t> dims, const Tensor& fill) {
    return moveElements(withFill(source, fill), std::move(dims),
                        [&]<class U>(const Sources<U>& sources, std::span<U> out) { copyByAxes(sources[0], axes, fillOf(sources), out); });
}

Result<Tensor> takeByIndex(const Tensor& source, std::vector<std::int64_t> dims,
                           const std::function<std::int64_t(std::int64_t)>& sourceIndex, const Tensor& fill) {
    return moveElements(withFill(source, fill), std::move(dims), [&]<class U>(const Sources<U>& sources, std::span<U> out) {
        const U filler = fillOf(sources);
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::int64_t index = sourceIndex(static_cast<std::int64_t>(i));
            out[i] = index == kFromFill ? filler : sources[0][static_cast<std::size_t>(index)];
        }
    });
}

Result<Tensor> putByIndex(const Tensor& target, const Tensor& updates, const std::function<std::int64_t(std::int64_t)>& targetIndex) {
    const std::array<Tensor, 2> sources{target, updates};
    return moveElements(sources, target.dims(), [&]<class U>(const Sources<U>& elements, std::span<U> out) {
        std::copy(elements[0].begin(), elements[0].end(), out.begin());
        for (std::size_t i = 0; i < elements[1].size(); ++i)
            out[static_cast<std::size_t>(targetIndex(static_cast<std::int64_t>(i)))] = elements[1][i];
    });
}

Result<Tensor> joinAlong(std::span<const Tensor> parts, std::int64_t axis) {
    std::vector<std::int64_t> dims = parts[0].dims();
    const auto at = static_cast<std::size_t>(axis);
    std::int64_t outer = 1, inner = 1;
    for (std::size_t i = 0; i < dims.size(); ++i)
        (i < at ? outer : inner) *= i == at ? 1 : dims[i];
    dims[at] = 0;
    for (const Tensor& part : parts)
        dims[at] += part.dim(axis);
    return moveElements(parts, std::move(dims), [&]<class U>(const Sources<U>& sources, std::span<U> out) {
        auto next = out.begin();
        for (std::int64_t row = 0; row < outer; ++row)
            for (std::size_t i = 0; i < sources.size(); ++i) {
                const std::int64_t length = parts[i].dim(axis) * inner;
                next = std::copy_n(sources[i].begin() + row * length, length, next);
            }
    });
}

} // namespace lathe
