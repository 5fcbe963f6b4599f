#include "core/quantization/value_ranges.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace lathe {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct FixedRange {
    std::string_view op;
    ValueRange range;
};
constexpr std::array kFixed{FixedRange{"Relu", {0, kInfinity}}, FixedRange{"Sigmoid", {0, 1}}, FixedRange{"Softmax", {0, 1}},
                            FixedRange{"HardSigmoid", {0, 1}}, FixedRange{"Tanh", {-1, 1}}};

/// Outputs stay within the first input's bounds. Averages lie between what they average.
constexpr std::array<std::string_view, 18> kKeeping{"MaxPool", "GlobalMaxPool", "GlobalAveragePool", "ReduceMean", "ReduceMax",
                                                    "Reshape", "Transpose",     "Flatten",           "Squeeze",    "Unsqueeze",
                                                    "Split",   "Slice",         "Identity",          "Gather",     "Expand",
                                                    "Tile",    "DepthToSpace",  "SpaceToDepth"};

float boundOf(const Graph& graph, const Node& node, std::size_t input, const char* attribute, float fallback) {
    const Tensor* tensor = graph.constantOf(node.input(input));
    if (tensor && tensor->elementCount() == 1) return static_cast<float>(tensor->toDoubles()[0]);
    return node.input(input).isValid() ? fallback : node.floatAttribute(attribute, fallback);
}

/// The integers of a type.
std::pair<float, float> integersOf(DataType type) {
    const int bits = bitWidth(type);
    const auto steps = static_cast<float>(std::int64_t(1) << bits);
    const bool isSigned = type == DataType::Int8 || type == DataType::Int16 || type == DataType::Int32;
    return isSigned ? std::pair(-steps / 2, steps / 2 - 1) : std::pair(0.0f, steps - 1);
}

} // namespace

ValueRange rangeOf(const QuantParams& params) {
    const auto [low, high] = integersOf(params.type);
    const auto zero = static_cast<float>(params.zeroPoints[0]);
    return {(low - zero) * params.scales[0], (high - zero) * params.scales[0]};
}

void ValueRanges::follow(const Graph& graph, NodeId id) {
    const Node& node = graph.node(id);
    if (!node.domain.empty()) return;
    const auto known = [&](ValueId value) -> std::optional<ValueRange> {
        const auto found = m_known.find(value);
        return found == m_known.end() ? std::nullopt : std::optional(found->second);
    };
    std::optional<ValueRange> range;
    if (const auto fixed = std::ranges::find(kFixed, node.opType, &FixedRange::op); fixed != kFixed.end()) {
        range = fixed->range;
    } else if (node.opType == "Clip") {
        range = ValueRange{boundOf(graph, node, 1, "min", -kInfinity), boundOf(graph, node, 2, "max", kInfinity)};
    } else if (std::ranges::find(kKeeping, node.opType) != kKeeping.end()) {
        range = known(node.input(0));
    } else if (node.opType == "Concat" && !node.inputs.empty()) {
        range = known(node.inputs[0]);
        for (const ValueId input : node.inputs) {
            const auto other = known(input);
            range = range && other ? std::optional(ValueRange{std::min(range->low, other->low), std::max(range->high, other->high)})
                                   : std::nullopt;
        }
    }
    if (!range) return;
    for (const ValueId output : node.outputs)
        if (output.isValid()) m_known[output] = *range;
}

bool ValueRanges::isWithin(ValueId value, const ValueRange& bounds, float tolerance) const {
    const auto found = m_known.find(value);
    return found != m_known.end() && found->second.low >= bounds.low - tolerance && found->second.high <= bounds.high + tolerance;
}

} // namespace lathe
