#include "core/passes/merging/merge_consecutive_casts.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

/// How many bits of an integer a type holds exactly, without the sign; 0 for types that are not considered.
int integerBits(DataType type) {
    switch (type) {
    case DataType::Bool:
        return 1;
    case DataType::Int8:
    case DataType::Int16:
    case DataType::Int32:
    case DataType::Int64:
        return bitWidth(type) - 1;
    case DataType::Uint8:
    case DataType::Uint16:
    case DataType::Uint32:
    case DataType::Uint64:
        return bitWidth(type);
    case DataType::Bfloat16:
        return 8;
    case DataType::Float16:
        return 11;
    case DataType::Float:
        return 24;
    case DataType::Double:
        return 53;
    default:
        return 0;
    }
}

bool isSigned(DataType type) {
    return isFloatingPoint(type) || type == DataType::Int8 || type == DataType::Int16 || type == DataType::Int32 || type == DataType::Int64;
}

/// Every value of `narrow` is one of `wide`.
bool holds(DataType wide, DataType narrow) {
    if (wide == narrow) return true;
    if (wide == DataType::Bool || integerBits(wide) == 0 || integerBits(narrow) == 0) return false;
    if (isFloatingPoint(narrow)) return wide == DataType::Double || (wide == DataType::Float && bitWidth(narrow) == 16);
    return integerBits(wide) >= integerBits(narrow) && (isSigned(wide) || !isSigned(narrow));
}

/// Converting from `middle`, which holds every value of `from`, gives what converting from `from` gives.
bool convertsAlike(DataType from, DataType middle, DataType to) {
    if (integerBits(to) == 0) return false;
    return isFloatingPoint(from) == isFloatingPoint(middle) || isFloatingPoint(to) || to == DataType::Bool || holds(to, from);
}

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Cast") || !node.input(0).isValid()) return false;
    const NodeId first = graph.value(node.input(0)).producer;
    if (!first.isValid() || !rewriter.is(graph.node(first), "Cast") || !graph.node(first).input(0).isValid()) return false;
    const ValueId source = graph.node(first).input(0);
    const DataType from = graph.value(source).type, middle = graph.value(node.input(0)).type, to = graph.value(node.output()).type;
    if (integerBits(from) == 0 || !holds(middle, from) || !convertsAlike(from, middle, to)) return false;
    graph.setInput(id, 0, source);
    absorb(graph, rewriter, id, first);
    return true;
}

} // namespace

Result<int> mergeConsecutiveCasts(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
