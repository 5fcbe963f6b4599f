#pragma once

#include "core/base/memory_budget.h"
#include "core/ops/op_helpers.h"

namespace lathe {

// What If, Loop and Scan share.

std::vector<OpRow> scanOps(); ///< Scan, a part of controlOps

/// The subgraph of an attribute; an error when it is missing or does not take `inputCount` inputs.
Result<GraphPtr> bodyOf(const OpContext& context, std::string_view key, std::size_t inputCount);
/// One result per output of the body; an error where there is no runner or inferrer.
Result<std::vector<Tensor>> runBody(const OpContext& context, const Graph& body, std::span<const Tensor> inputs);
Result<std::vector<InferredTensor>> inferBody(const OpContext& context, const Graph& body, std::span<const InferredTensor> inputs);

/// What holds for both tensors: type and dimensions that agree. Contents are dropped.
InferredTensor common(const InferredTensor& a, const InferredTensor& b);

/// Infers a body whose inputs from `firstIn` on become its outputs from `firstOut` on at each iteration: what the inputs
/// and every later iteration have in common.
Result<std::vector<InferredTensor>> inferSteady(const OpContext& context, const Graph& body, std::vector<InferredTensor> inputs,
                                                std::size_t firstIn, std::size_t firstOut, std::size_t carriedCount);

/// A slice with one more dimension at `axis` (negative: from the end).
InferredTensor stackedAlong(const InferredTensor& slice, std::int64_t axis, Dim count);

/// Collects one slice of each scan output per iteration.
class Stacks {
public:
    /// The scan outputs are the body's outputs from `first` on.
    Stacks(const Graph& body, std::size_t first);
    Status add(const OpContext& context, std::span<const Tensor> results);
    /// Appends each stack, joined along its axis (0 where `axes` is shorter), in reverse order where `directions` says 1.
    Status appendTo(const OpContext& context, std::vector<Tensor>& outputs, std::span<const std::int64_t> axes,
                    std::span<const std::int64_t> directions);

private:
    Result<Tensor> joined(const OpContext& context, std::size_t i, std::int64_t axis) const;

    const Graph& m_body;
    std::size_t m_first;
    std::int64_t m_bytes = 0;
    MemoryShare m_share;                       ///< of the list of slices, whose contents count for themselves
    std::vector<std::vector<Tensor>> m_slices; ///< [output][iteration]
};

/// The work of the body, `times` over.
Work repeatedWork(const OpContext& context, std::int64_t times);

} // namespace lathe
