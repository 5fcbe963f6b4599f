#include "core/runtime/broadcasting.h"
#include "core/runtime/elementwise_chain.h"
#include "core/runtime/lowering.h"

namespace lathe {
namespace {

/// Element-wise nodes of one shape, each read by the next alone.
struct Chain {
    Dims dims;
    Layout layout = Layout::Plain;
    ValueId head, result;
    std::vector<ChainLink> links;
    std::vector<ValueId> operands; ///< ChainLink::operand counts them from 1
    std::vector<NodeId> nodes;
    std::int64_t row = 1; ///< the period of operands that repeat
};

/// After how many elements of `y` in memory an operand of `dims` repeats; 0: it is as long; nothing where it repeats otherwise.
std::optional<std::int64_t> periodOf(const Dims& dims, const Dims& y, Layout layout) {
    const Dims strides = broadcastStrides(dims, y, layout), physical = physicalDims(y, layout), dense = rowMajorStrides(physical);
    std::int64_t period = 1;
    bool isRepeated = false;
    for (std::size_t i = physical.size(); i-- > 0;) {
        if (physical[i] == 1) continue;
        if (strides[i] == 0) {
            isRepeated = true;
            continue;
        }
        if (isRepeated || strides[i] != dense[i]) return std::nullopt;
        period *= physical[i];
    }
    return isRepeated ? period : 0;
}

bool addOperand(const PlanBuilder& builder, Chain& chain, ChainLink& link, ValueId operand) {
    const auto dims = builder.dims(operand);
    if (!dims || dims->size() > chain.dims.size() || !builder.isAvailable(operand)) return false;
    const auto period = periodOf(*dims, chain.dims, chain.layout);
    if (!period || (*period > 1 && chain.row > 1 && *period != chain.row)) return false;
    const bool lies = builder.constant(operand) || layoutsCoincide(*dims) || builder.layoutOf(operand) == chain.layout;
    if (dims->size() == chain.dims.size() && !lies) return false;
    chain.row = std::max(chain.row, *period);
    chain.operands.push_back(operand);
    link.operand = chain.operands.size();
    link.period = *period;
    return true;
}

/// Adds what `id` does to `value`; false, and nothing added, where it does not fit.
bool append(const PlanBuilder& builder, Chain& chain, NodeId id, ValueId value) {
    const Node& node = builder.node(id);
    if (builder.isDone(id) || builder.dims(node.output()) != chain.dims) return false;
    if (const auto op = binaryOpOf(builder, node)) {
        ChainLink link{.op = *op, .isOperandFirst = node.inputs[0] != value};
        if (*op == BinaryOp::PRelu && link.isOperandFirst) return false;
        if (!addOperand(builder, chain, link, node.inputs[link.isOperandFirst ? 0 : 1])) return false;
        chain.links.push_back(link);
    } else if (node.opType == "Erf" && node.domain.empty()) {
        chain.links.push_back({.kind = ChainLink::Kind::Erf});
    } else {
        const auto activations = node.input(0) == value ? activationOf(builder, id) : std::nullopt;
        if (!activations) return false;
        for (const Activation& each : *activations)
            chain.links.push_back({.kind = ChainLink::Kind::Activation, .activation = each});
    }
    chain.nodes.push_back(id);
    chain.result = node.output();
    return true;
}

/// The input that runs through: one of full size, rather one whose memory may be taken over.
std::optional<ValueId> headOf(const PlanBuilder& builder, const Node& node, const Dims& y, Layout layout) {
    std::optional<ValueId> head;
    for (const ValueId input : node.inputs) {
        if (builder.dims(input) != y || builder.constant(input)) continue;
        if (!head || builder.findReusable(input, layout, 1) >= 0) head = input;
    }
    return head;
}

std::optional<Chain> findChain(const PlanBuilder& builder, NodeId id) {
    const Node& node = builder.node(id);
    const auto y = builder.dims(node.output());
    if (!y || elementCountOf(*y).value_or(0) == 0) return std::nullopt;
    Chain chain;
    chain.dims = *y;
    chain.layout = layoutOfBinary(builder, node, *y);
    const auto head = headOf(builder, node, *y, chain.layout);
    if (!head || !append(builder, chain, id, *head)) return std::nullopt;
    chain.head = *head;
    while (builder.isHidden(chain.result)) {
        const auto readers = builder.readers(chain.result);
        if (readers.size() != 1 || !append(builder, chain, readers[0], chain.result)) break;
    }
    return chain;
}

} // namespace

bool lowerChain(PlanBuilder& builder, NodeId id) {
    const auto chain = findChain(builder, id);
    if (!chain || chain->nodes.size() < 2) return false;
    auto kernel = makeChainKernel(chain->links, *elementCountOf(chain->dims), chain->row, chain->operands.size() + 2);
    std::vector<BufferId> args{builder.read(chain->head, chain->layout)};
    for (const ValueId operand : chain->operands)
        args.push_back(builder.read(operand, layoutOfOperand(*builder.dims(operand), chain->dims, chain->layout)));
    const BufferId over = builder.findReusable(chain->head, chain->layout, 1);
    args.push_back(builder.writeOver(chain->result, chain->layout, over));
    builder.emit(id, std::move(kernel), std::move(args), {chain->result});
    for (std::size_t i = 1; i < chain->nodes.size(); ++i)
        builder.cover(chain->nodes[i]);
    return true;
}

} // namespace lathe
