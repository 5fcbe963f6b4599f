#pragma once

#include "core/ops/op_helpers.h"

namespace lathe {

// What the operators on sequences and optionals share.

std::vector<OpRow> optionalOps();    ///< Optional…, a part of sequenceOps
std::vector<OpRow> sequenceMapOps(); ///< SplitToSequence, ConcatFromSequence, SequenceMap, a part of sequenceOps

/// A Sequence or Optional that holds such items.
InferredTensor containerOf(DataType container, ElementTypePtr element);
/// What is known of a value as something held; null when nothing is.
ElementTypePtr asElement(const InferredTensor& item);
/// One item of a container; nothing is known where the container does not say.
InferredTensor itemOf(const InferredTensor& container);

/// An error when the type of input `i` is known and is no sequence.
Status requireSequence(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i);
/// Input `i` of an evaluation; an error when it is no sequence.
Result<std::span<const Tensor>> sequenceAt(const OpContext& context, std::span<const Tensor> inputs, std::size_t i);
/// A sequence of tensors of one type; an error when they are too many or too large to keep.
Result<Tensor> makeSequence(const OpContext& context, std::vector<Tensor> items);

} // namespace lathe
