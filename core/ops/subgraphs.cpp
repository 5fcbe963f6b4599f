#include "core/ops/subgraphs.h"

#include "core/ops/element_moves.h"
#include "core/ops/inference.h"

#include <algorithm>

namespace lathe {
namespace {

bool hasSubgraphs(const Graph& body) {
    return std::ranges::any_of(body.nodes(), [&](NodeId node) { return !body.node(node).subgraphs().empty(); });
}

void dropContent(InferredTensor& tensor) {
    tensor.value.reset();
    tensor.dims.reset();
}

std::vector<std::int64_t> withAxis(std::vector<std::int64_t> dims, std::int64_t axis, std::int64_t size) {
    dims.insert(dims.begin() + axis, size);
    return dims;
}

} // namespace

Result<GraphPtr> bodyOf(const OpContext& context, std::string_view key, std::size_t inputCount) {
    const auto* body = context.node.findAttribute<GraphPtr>(key);
    if (!body || !*body) return opError(context, "has no subgraph '" + std::string(key) + "'");
    if ((*body)->inputs().size() != inputCount)
        return opError(context, "the subgraph '" + std::string(key) + "' takes " + std::to_string((*body)->inputs().size()) +
                                    " inputs, expected " + std::to_string(inputCount));
    return *body;
}

Result<std::vector<Tensor>> runBody(const OpContext& context, const Graph& body, std::span<const Tensor> inputs) {
    if (!context.runner) return opError(context, "cannot be evaluated outside a graph");
    LATHE_TRY(auto results, context.runner->run(body, inputs));
    if (results.size() != body.outputs().size()) return opError(context, "the subgraph gave an unexpected number of values");
    return results;
}

Result<std::vector<InferredTensor>> inferBody(const OpContext& context, const Graph& body, std::span<const InferredTensor> inputs) {
    if (!context.inferrer) return std::vector<InferredTensor>(body.outputs().size());
    LATHE_TRY(auto results, context.inferrer->infer(body, inputs));
    results.resize(body.outputs().size());
    return results;
}

InferredTensor common(const InferredTensor& a, const InferredTensor& b) {
    InferredTensor result = inferredOf(a.type == b.type ? a.type : DataType::Undefined);
    result.element = commonElement(a.element, b.element);
    if (!a.shape || !b.shape || a.shape->rank() != b.shape->rank()) return result;
    result.shape = a.shape;
    for (std::size_t i = 0; i < a.shape->dims.size(); ++i)
        if (a.shape->dims[i] != b.shape->dims[i]) result.shape->dims[i] = Dim();
    return result;
}

Result<std::vector<InferredTensor>> inferSteady(const OpContext& context, const Graph& body, std::vector<InferredTensor> inputs,
                                                std::size_t firstIn, std::size_t firstOut, std::size_t carriedCount) {
    for (std::size_t i = firstIn; i < inputs.size(); ++i)
        dropContent(inputs[i]);
    // Nested loops would multiply the rounds: such bodies are inferred once, with the shapes of carried values open.
    int rounds = hasSubgraphs(body) ? 0 : 4;
    for (;;) {
        if (rounds-- == 0)
            for (std::size_t i = 0; i < carriedCount; ++i) {
                inputs[firstIn + i].shape.reset();
                inputs[firstIn + i].element = withoutShapes(inputs[firstIn + i].element);
            }
        LATHE_TRY(auto outputs, inferBody(context, body, inputs));
        bool isSteady = true;
        for (std::size_t i = 0; i < carriedCount; ++i) {
            InferredTensor& in = inputs[firstIn + i];
            outputs[firstOut + i] = common(in, outputs[firstOut + i]);
            isSteady = isSteady && in.shape == outputs[firstOut + i].shape && areEqual(in.element, outputs[firstOut + i].element);
            in.shape = outputs[firstOut + i].shape;
            in.element = outputs[firstOut + i].element;
        }
        if (isSteady || rounds < 0) return outputs;
    }
}

InferredTensor stackedAlong(const InferredTensor& slice, std::int64_t axis, Dim count) {
    InferredTensor result = inferredOf(slice.type);
    if (!slice.shape) return result;
    const std::int64_t place = axis < 0 ? axis + slice.shape->rank() + 1 : axis;
    if (place < 0 || place > slice.shape->rank()) return result;
    result.shape = slice.shape;
    result.shape->dims.insert(result.shape->dims.begin() + place, std::move(count));
    return result;
}

Stacks::Stacks(const Graph& body, std::size_t first) : m_body(body), m_first(first), m_slices(body.outputs().size() - first) {}

Status Stacks::add(const OpContext& context, std::span<const Tensor> results) {
    constexpr std::int64_t kMostBytes = std::int64_t(1) << 34;
    for (std::size_t i = 0; i < m_slices.size(); ++i) {
        const Tensor& slice = results[m_first + i];
        if (isContainer(slice.type())) return opError(context, "a scan output must be a tensor");
        if (!m_slices[i].empty() && m_slices[i].front().dims() != slice.dims())
            return opError(context, "a scan output has shape " + toText(slice.dims()) + " after " + toText(m_slices[i].front().dims()));
        m_bytes += slice.sizeBytes();
        m_share.grow(static_cast<std::int64_t>(sizeof(Tensor)));
        m_slices[i].push_back(slice);
    }
    if (m_bytes > kMostBytes) return opError(context, "the scan outputs grow beyond 16 GiB");
    return {};
}

Result<Tensor> Stacks::joined(const OpContext& context, std::size_t i, std::int64_t axis) const {
    if (m_slices[i].empty()) {
        const Value& declared = m_body.value(m_body.outputs()[m_first + i]);
        std::vector<std::int64_t> dims;
        for (const Dim& dim : declared.shape.value_or(Shape()).dims)
            dims.push_back(dim.isKnown() ? dim.value : 0);
        const std::int64_t place = axis < 0 ? axis + static_cast<std::int64_t>(dims.size()) + 1 : axis;
        if (place < 0 || place > static_cast<std::int64_t>(dims.size()) || bitWidth(declared.type) == 0)
            return opError(context, "a scan output without iterations has no known type and shape");
        return Tensor::makeChecked(declared.type, withAxis(std::move(dims), place, 0));
    }
    LATHE_TRY(const std::int64_t place, normalizeAxis(context, axis, m_slices[i].front().rank() + 1));
    std::vector<Tensor> parts;
    for (const Tensor& slice : m_slices[i])
        parts.push_back(slice.reshaped(withAxis(slice.dims(), place, 1)));
    return joinAlong(parts, place);
}

Status Stacks::appendTo(const OpContext& context, std::vector<Tensor>& outputs, std::span<const std::int64_t> axes,
                        std::span<const std::int64_t> directions) {
    for (std::size_t i = 0; i < m_slices.size(); ++i) {
        if (i < directions.size() && directions[i] == 1) std::ranges::reverse(m_slices[i]);
        LATHE_TRY(Tensor stack, joined(context, i, i < axes.size() ? axes[i] : 0));
        outputs.push_back(std::move(stack));
    }
    return {};
}

Work repeatedWork(const OpContext& context, std::int64_t times) {
    const auto* body = context.node.findAttribute<GraphPtr>("body");
    if (!body || !*body) return {};
    const Work once = totalWork(**body);
    const std::int64_t count = std::max<std::int64_t>(times, 0);
    return {.macs = multiplySaturated({once.macs, count}),
            .vectorOps = multiplySaturated({once.vectorOps, count}),
            .specialOps = multiplySaturated({once.specialOps, count})};
}

} // namespace lathe
