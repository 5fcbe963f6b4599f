#include "core/formats/onnx/read_tensor.h"
#include "core/formats/onnx/schema.h"
#include "core/graph/element_type.h"

#include <array>

namespace lathe::onnx {
namespace {

/// What a SequenceProto or OptionalProto can hold, by the number of its field. Maps have no place in Lathe.
struct Kind {
    std::uint32_t field;
    Result<Tensor> (*read)(Source& source, std::span<const std::byte> message, int depth);
};

Result<Tensor> readPlain(Source& source, std::span<const std::byte> message, int) {
    LATHE_TRY(NamedTensor read, readTensor(source, message, "an item"));
    return std::move(read.tensor);
}

Result<Tensor> readSparse(Source& source, std::span<const std::byte> message, int) {
    LATHE_TRY(NamedTensor read, readSparseTensor(source, message, "an item"));
    return std::move(read.tensor);
}

constexpr std::array kKinds{
    Kind{items_field::Tensor, readPlain},
    Kind{items_field::SparseTensor, readSparse},
    Kind{items_field::Sequence, [](Source& source, std::span<const std::byte> message,
                                   int depth) { return readContainer(source, message, DataType::Sequence, depth); }},
    Kind{items_field::Optional, [](Source& source, std::span<const std::byte> message,
                                   int depth) { return readContainer(source, message, DataType::Optional, depth); }},
};

} // namespace

Result<Tensor> readContainer(Source& source, std::span<const std::byte> message, DataType container, int depth) {
    if (depth == kMaxTypeNesting) return source.error("sequences are nested deeper than " + std::to_string(kMaxTypeNesting));
    std::vector<std::pair<const Kind*, std::span<const std::byte>>> parts;
    bool hasMap = false;
    LATHE_CHECK(walk(source, message, "a " + std::string(toName(container)), [&](WireReader& reader) {
        for (const Kind& kind : kKinds)
            if (kind.field == reader.field()) parts.emplace_back(&kind, reader.bytes());
        hasMap = hasMap || reader.field() == items_field::Map;
    }));
    if (hasMap) return source.error("holds a map, which Lathe cannot read");
    if (container == DataType::Optional && parts.size() > 1) return source.error("an optional holds more than one item");
    std::vector<Tensor> items;
    for (const auto& [kind, bytes] : parts) {
        LATHE_CHECK(source.context().checkStop());
        LATHE_TRY(Tensor item, kind->read(source, bytes, depth + 1));
        items.push_back(std::move(item));
    }
    return Tensor::ofItems(container, std::move(items));
}

} // namespace lathe::onnx
