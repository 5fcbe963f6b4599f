#include "core/runtime/broadcasting.h"

#include <map>
#include <string_view>

namespace lathe {

std::optional<BinaryOp> binaryOpOf(const PlanBuilder& builder, const Node& node) {
    static const std::map<std::string_view, BinaryOp> table = {
        {"Add", BinaryOp::Add}, {"Div", BinaryOp::Div},     {"Max", BinaryOp::Max}, {"Min", BinaryOp::Min},
        {"Mul", BinaryOp::Mul}, {"PRelu", BinaryOp::PRelu}, {"Sub", BinaryOp::Sub}, {"Sum", BinaryOp::Add},
    };
    const auto found = table.find(node.opType);
    if (!node.domain.empty() || node.inputs.size() != 2 || found == table.end()) return std::nullopt;
    // Before opset 7 a slope per channel: not the usual broadcasting.
    if (found->second == BinaryOp::PRelu && builder.graph().opset() < 7) return std::nullopt;
    return found->second;
}

Layout layoutOfBinary(const PlanBuilder& builder, const Node& node, const Dims& y) {
    for (const ValueId input : node.inputs)
        if (builder.dims(input) == y && builder.layoutOf(input) == Layout::ChannelsLast) return Layout::ChannelsLast;
    return Layout::Plain;
}

Layout layoutOfOperand(const Dims& dims, const Dims& y, Layout layout) {
    return dims.size() == y.size() ? layout : Layout::Plain;
}

Dims broadcastStrides(const Dims& dims, const Dims& y, Layout layout) {
    const Dims own = stridesOf(dims, layoutOfOperand(dims, y, layout));
    const std::size_t offset = y.size() - dims.size();
    Dims strides;
    for (const std::size_t axis : axesInMemoryOrder(y.size(), layout)) {
        const bool isRepeated = axis < offset || (dims[axis - offset] == 1 && y[axis] != 1);
        strides.push_back(isRepeated ? 0 : own[axis - offset]);
    }
    return strides;
}

} // namespace lathe
