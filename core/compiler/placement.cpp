#include "core/compiler/placement.h"

namespace lathe {
namespace {

constexpr std::string_view kFreeOps[] = {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout"};

/// Same bytes in, same bytes out, with a shape that is known beforehand.
bool isFree(const QuantizedGraph& network, NodeId id) {
    const Graph& graph = network.graph;
    const Node& node = graph.node(id);
    if (!node.domain.empty() || std::find(std::begin(kFreeOps), std::end(kFreeOps), node.opType) == std::end(kFreeOps)) return false;
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
        if (node.inputs[i].isValid() && !graph.isConstant(node.inputs[i])) return false;
    }
    for (std::size_t i = 1; i < node.outputs.size(); ++i) {
        if (node.outputs[i].isValid() && (graph.useCount(node.outputs[i]) > 0 || graph.isOutput(node.outputs[i]))) return false;
    }
    const ValueId in = node.input(0), out = node.output();
    return in.isValid() && out.isValid() && !graph.isConstant(in) && valueBytes(network, in) == valueBytes(network, out) &&
           valueBytes(network, in) > 0;
}

Placement placeFloat(const NodeQuantization* how, const Support& support) {
    if (how && how->isInputConversion) return {Place::Accelerator, {}};
    if (how && how->isPutOnHost) return {Place::Host, how->reason};
    if (support.kind == Support::Kind::Accelerator && support.floating) return {Place::Accelerator, {}};
    if (support.kind == Support::Kind::Host && !support.reason.empty()) return {Place::Host, support.reason};
    if (how && !how->reason.empty()) return {Place::Host, how->reason};
    return {Place::Host, "computed in float, which the accelerator does not have for this operator"};
}

Placement placeNode(const QuantizedGraph& network, NodeId id, const Support& support) {
    if (isFree(network, id)) return {Place::Free, {}};
    const auto found = network.nodes.find(id);
    const NodeQuantization* how = found == network.nodes.end() ? nullptr : &found->second;
    if (!network.isQuantized(id)) return placeFloat(how, support);
    if (support.kind != Support::Kind::Accelerator) return {Place::Host, support.reason};
    if (network.precisionOf(id) == Precision::Int16 && !support.int16)
        return {Place::Host, "the accelerator does not have this operator in int16"};
    return {Place::Accelerator, {}};
}

Error refusalOf(const Target& target, std::vector<Diagnostic> refused) {
    Error error = Error::unsupported(std::to_string(refused.size()) + " node(s) cannot be converted for " + target.name,
                                     refused.front().node, "cut the network before them, replace them, or choose another target");
    error.details = std::move(refused);
    return error;
}

} // namespace

std::int64_t valueElements(const Graph& graph, ValueId id) {
    if (!id.isValid()) return 0;
    const Value& value = graph.value(id);
    if (value.constant) return value.constant->elementCount();
    return value.shape ? value.shape->elementCount().value_or(0) : 0;
}

std::int64_t valueBytes(const QuantizedGraph& network, ValueId id) {
    if (!id.isValid()) return 0;
    const QuantParams* params = network.paramsOf(id);
    if (const auto found = network.integers.find(id); found != network.integers.end())
        return params && params->bits == 4 ? byteSize(DataType::Int4, found->second.elementCount()) : found->second.sizeBytes();
    const DataType stored = network.graph.value(id).type;
    const DataType type = params ? params->type : (stored == DataType::Undefined ? DataType::Float : stored);
    return byteSize(type, valueElements(network.graph, id));
}

Result<std::vector<Placement>> placeNodes(const QuantizedGraph& network, const Target& target, JobContext& context) {
    std::vector<Placement> placements(static_cast<std::size_t>(network.graph.nodeCapacity()));
    std::vector<Diagnostic> refused;
    for (const NodeId id : network.graph.nodes()) {
        LATHE_CHECK(context.checkStop());
        const Support support = supportOf(target, network.graph, id);
        if (support.kind == Support::Kind::Refused) {
            refused.push_back({Severity::Error, "COMPILE01", support.reason, network.graph.node(id).name, {}, {}});
            continue;
        }
        placements[static_cast<std::size_t>(id.index)] = placeNode(network, id, support);
    }
    if (!refused.empty()) return refusalOf(target, std::move(refused));
    return placements;
}

} // namespace lathe
