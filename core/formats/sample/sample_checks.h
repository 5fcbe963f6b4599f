#pragma once

#include "core/formats/sample_file.h"

namespace lathe {

/// The tensor with the shape of the input, a missing leading 1 added.
Result<Tensor> fittedSample(const Tensor& tensor, const InputSpec& input);
/// The tensor with the shape and element type of the input, or an Input error that says what of it does not fit.
Result<Tensor> checkedSample(const Tensor& tensor, const InputSpec& input);
/// Image inputs take 8-bit levels: a tensor that was already scaled for the network would give nonsense without a word.
Status checkLevels(const Tensor& tensor, const InputSpec& input);

} // namespace lathe
