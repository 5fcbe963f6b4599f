#pragma once

#include "core/analysis/comparison.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lathe {

/// Two runs of integers against each other.
struct IntegerDifference {
    std::int64_t elements = 0, differing = 0;
    std::int64_t maxOffBy = 0; ///< steps
    bool isEqual() const { return differing == 0; }
};

/// One quantized tensor in all runs.
struct DivergenceRow {
    TensorError quantization;              ///< fake-quantized against float, accumulated from the inputs on
    IntegerDifference integers;            ///< the program against fake-quantized
    std::optional<IntegerDifference> dump; ///< a dump from elsewhere against the program
};

/// Float, fake-quantized (float arithmetic on rounded numbers), integers of the program, and dumps, tensor by tensor in order of
/// execution. The indices are those of the first row that ...
struct Divergence {
    std::string model, target;
    std::int64_t samples = 0;
    double minimumSqnrDb = 0;
    std::vector<DivergenceRow> rows;
    std::optional<std::size_t> firstQuantization; ///< … falls below minimumSqnrDb
    std::optional<std::size_t> firstInteger;      ///< … has one element or more that the program computes otherwise
    std::optional<std::size_t> firstDump;         ///< … differs from its dump
};

struct DivergenceOptions {
    double minimumSqnrDb = 20;
    /// By tensor name, for the first sample: integers of the tensor's type, or floats that are rounded to them first.
    std::map<std::string, Tensor> dumps;
};

/// Runs the network three times on each sample, one sample after the other. An Input error for a dump whose shape is not the
/// tensor's, a Usage error where no dump bears the name of a quantized tensor.
Result<Divergence> findDivergence(const Program& program, std::int64_t samples, const SampleSource& source,
                                  const DivergenceOptions& options, JobContext& context);

/// Schema lathe.divergence/1.
std::string toJson(const Divergence& divergence);

} // namespace lathe
