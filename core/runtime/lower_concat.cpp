#include "core/runtime/lowering.h"
#include "core/runtime/quantized_values.h"

namespace lathe {
namespace {

struct Concatenation {
    Dims y;
    std::size_t axis = 0;
    Layout layout = Layout::Plain;
};

std::optional<Concatenation> describe(const PlanBuilder& builder, const Node& node) {
    const auto y = builder.carriedDims(node.output());
    const auto isMovable = [&](ValueId input) { return builder.movableDims(input).has_value(); };
    if (!y || y->empty() || std::none_of(node.inputs.begin(), node.inputs.end(), isMovable)) return std::nullopt;
    const auto rank = static_cast<std::int64_t>(y->size());
    const std::int64_t given = node.intAttribute("axis", 1), axis = given < 0 ? given + rank : given;
    if (axis < 0 || axis >= rank) return std::nullopt;
    Concatenation concat{*y, static_cast<std::size_t>(axis)};
    std::int64_t total = 0;
    for (const ValueId input : node.inputs) {
        const auto x = builder.carriedDims(input);
        if (!x || x->size() != y->size()) return std::nullopt;
        for (std::size_t i = 0; i < x->size(); ++i)
            if (i != concat.axis && (*x)[i] != (*y)[i]) return std::nullopt;
        total += (*x)[concat.axis];
        if (builder.layoutOf(input) == Layout::ChannelsLast) concat.layout = Layout::ChannelsLast;
    }
    return total == (*y)[concat.axis] ? std::optional(concat) : std::nullopt;
}

/// The QuantizeLinear that alone reads what is put together.
struct Quantization {
    NodeId id;
    QuantizedScalars scalars;
};
std::optional<Quantization> quantizationOf(const PlanBuilder& builder, const Node& concat) {
    if (builder.type(concat.output()) != DataType::Float || !builder.isHidden(concat.output())) return std::nullopt;
    const auto readers = builder.readers(concat.output());
    if (readers.size() != 1 || builder.isDone(readers[0])) return std::nullopt;
    const Node& node = builder.node(readers[0]);
    if (node.opType != "QuantizeLinear" || !node.domain.empty() || node.hasAttribute("output_dtype") || node.input(0) != concat.output())
        return std::nullopt;
    const auto scalars = quantizedScalars(builder, node.input(1), node.input(2));
    const bool isCarried = scalars && isCarriedType(scalars->type) && builder.type(node.output()) == scalars->type;
    return isCarried ? std::optional(Quantization{readers[0], *scalars}) : std::nullopt;
}

/// Elements before the axis, and from it on, in the order of memory.
std::pair<std::int64_t, std::int64_t> rowsAndRun(const Dims& dims, const Concatenation& concat) {
    std::int64_t rows = 1, run = 1;
    bool isBehind = false;
    for (const std::size_t axis : axesInMemoryOrder(dims.size(), concat.layout)) {
        isBehind = isBehind || axis == concat.axis;
        (isBehind ? run : rows) *= dims[axis];
    }
    return {rows, run};
}

/// One input, quantized into its place.
KernelPtr makeQuantizingKernel(const Dims& x, const Concatenation& concat, std::int64_t offset, const QuantizedScalars& scalars) {
    const auto [rows, run] = rowsAndRun(x, concat);
    return makeQuantizeRowsKernel({rows, run, rowsAndRun(concat.y, concat).second, offset}, scalars.scale, scalars.low(), scalars.high(),
                                  static_cast<float>(scalars.zero));
}

KernelPtr makePlacingKernel(const Dims& x, const Concatenation& concat, std::int64_t offset) {
    StridedCopy copy{x, stridesOf(x, concat.layout), stridesOf(concat.y, concat.layout)};
    copy.dstOffset = offset;
    return makeCopyKernel(std::move(copy));
}

} // namespace

bool lowerConcat(PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto concat = describe(builder, node);
    if (!concat) return false;
    const auto quantization = quantizationOf(builder, node);
    const ValueId result = quantization ? builder.node(quantization->id).output() : node.output();
    std::vector<BufferId> sources;
    for (const ValueId input : node.inputs)
        sources.push_back(builder.read(input, concat->layout));
    const BufferId target = builder.write(result, concat->layout);
    const std::int64_t step = stridesOf(concat->y, concat->layout)[concat->axis];
    std::int64_t offset = 0;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const Dims x = *builder.carriedDims(node.inputs[i]);
        auto kernel =
            quantization ? makeQuantizingKernel(x, *concat, offset, quantization->scalars) : makePlacingKernel(x, *concat, offset);
        offset += x[concat->axis] * step;
        const bool isLast = i + 1 == sources.size();
        builder.emit(id, std::move(kernel), {sources[i], target}, isLast ? std::vector{result} : std::vector<ValueId>{});
    }
    if (quantization) builder.cover(quantization->id);
    return true;
}

} // namespace lathe
