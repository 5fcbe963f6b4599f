#include "core/ops/composition.h"

namespace lathe {
namespace {

constexpr std::int64_t kPartOpset = 21;

/// A node that has the name of the whole, so that errors lead there.
Node partOf(const OpContext& context, std::string_view opType, Attributes attributes, const std::vector<bool>& areGiven,
            std::size_t outputCount) {
    Node node;
    node.name = context.node.name;
    node.opType = opType;
    for (const bool isGiven : areGiven)
        node.inputs.push_back(isGiven ? ValueId{0} : ValueId{});
    node.outputs.assign(outputCount, ValueId{0});
    node.attributes = std::move(attributes);
    return node;
}

Result<const OpRow*> rowFor(const OpContext& context, std::string_view opType) {
    const OpRow* row = findOp("", opType);
    if (!row) return opError(context, "consists of the unknown operator " + std::string(opType));
    return row;
}

} // namespace

EvaluateOutcome callPart(const OpContext& context, std::string_view opType, std::vector<Tensor> inputs, Attributes attributes,
                         std::size_t outputCount) {
    LATHE_TRY(const OpRow* row, rowFor(context, opType));
    std::vector<bool> areGiven;
    for (const Tensor& input : inputs)
        areGiven.push_back(input.isPresent());
    const Node node = partOf(context, opType, std::move(attributes), areGiven, outputCount);
    return row->evaluate(OpContext{node, kPartOpset, context.runner, nullptr}, inputs);
}

InferOutcome callPart(const OpContext& context, std::string_view opType, std::vector<InferredTensor> inputs, Attributes attributes,
                      std::size_t outputCount) {
    LATHE_TRY(const OpRow* row, rowFor(context, opType));
    std::vector<bool> areGiven;
    for (const InferredTensor& input : inputs)
        areGiven.push_back(input.type != DataType::Undefined || input.shape);
    const Node node = partOf(context, opType, std::move(attributes), areGiven, outputCount);
    const OpContext part{node, kPartOpset, nullptr, context.inferrer};
    LATHE_TRY(auto outputs, row->infer(part, inputs));
    outputs.resize(outputCount);
    propagateContents(*row, part, inputs, outputs);
    return outputs;
}

Work workOfPart(std::string_view opType, const OpContext& context, std::span<const InferredTensor> inputs,
                std::span<const InferredTensor> outputs) {
    const OpRow* row = findOp("", opType);
    return row ? row->work(context, inputs, outputs) : Work{};
}

} // namespace lathe
