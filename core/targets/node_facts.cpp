#include "core/targets/node_facts.h"

namespace lathe {

std::vector<std::int64_t> NodeFacts::dimsOf(ValueId id) const {
    if (!id.isValid()) return {};
    const Value& value = m_graph.value(id);
    if (value.constant) return value.constant->dims();
    if (!value.shape) return {};
    return value.shape->known().value_or(std::vector<std::int64_t>{});
}

bool NodeFacts::isGlobalPool() const {
    return isOp("GlobalAveragePool") || isOp("GlobalMaxPool");
}

std::vector<std::int64_t> NodeFacts::kernel() const {
    if (isOp("Conv") || isOp("ConvTranspose")) {
        const std::vector<std::int64_t> weights = inputDims(1);
        if (weights.size() > 2) return {weights.begin() + 2, weights.end()};
    }
    if (isGlobalPool()) {
        const std::vector<std::int64_t> input = inputDims();
        if (input.size() > 2) return {input.begin() + 2, input.end()};
        return {};
    }
    return m_node.intsAttribute("kernel_shape");
}

std::vector<std::int64_t> NodeFacts::perAxis(std::string_view key) const {
    std::vector<std::int64_t> given = m_node.intsAttribute(key);
    if (given.empty()) given.assign(kernel().size(), 1);
    return given;
}

std::vector<std::int64_t> NodeFacts::strides() const {
    return perAxis("strides");
}

std::vector<std::int64_t> NodeFacts::dilations() const {
    return perAxis("dilations");
}

std::vector<std::int64_t> NodeFacts::pads() const {
    if (isOp("Pad") && !m_node.hasAttribute("pads")) return constantInts(1);
    std::vector<std::int64_t> given = m_node.intsAttribute("pads");
    if (given.empty()) given.assign(kernel().size() * 2, 0);
    return given;
}

std::vector<std::int64_t> NodeFacts::axes() const {
    std::vector<std::int64_t> axes = m_node.intsAttribute("axes");
    if (axes.empty() && m_node.hasAttribute("axis")) axes = {m_node.intAttribute("axis", 0)};
    const bool isReduction = m_node.opType.starts_with("Reduce");
    if (axes.empty() && (isReduction || isOp("Squeeze") || isOp("Unsqueeze"))) axes = constantInts(1);
    const auto rank = static_cast<std::int64_t>(inputDims().size());
    for (std::int64_t& axis : axes)
        axis = axis < 0 ? axis + rank : axis;
    return axes;
}

std::int64_t NodeFacts::variableInputs() const {
    return std::count_if(m_node.inputs.begin(), m_node.inputs.end(), [&](ValueId id) { return id.isValid() && !m_graph.isConstant(id); });
}

std::vector<std::int64_t> NodeFacts::constantInts(std::size_t input) const {
    const Tensor* tensor = m_graph.constantOf(m_node.input(input));
    return tensor && isInteger(tensor->type()) ? tensor->toInt64s() : std::vector<std::int64_t>{};
}

std::optional<double> NodeFacts::constantScalar(std::size_t input) const {
    const Tensor* tensor = m_graph.constantOf(m_node.input(input));
    if (!tensor || tensor->elementCount() != 1 || tensor->type() == DataType::String) return std::nullopt;
    return tensor->toDoubles().front();
}

} // namespace lathe
