#pragma once

#include "core/analysis/error_metrics.h"
#include "core/base/job_context.h"
#include "core/calibration/calibration.h"
#include "core/program/program.h"

#include <optional>
#include <string>
#include <vector>

namespace lathe {

struct TensorError {
    std::string name; ///< tensor name
    std::string node; ///< node that makes it (a name of the optimised graph)
    std::vector<std::string> sourceNodes;
    double cosine = 1, sqnrDb = 0, mse = 0, maxAbsError = 0;
    /// What only a tensor of integers has (QuantizedErrors); absent for outputs that the host made in float.
    std::optional<QuantizedErrors> integers;
};
TensorError toTensorError(const QuantizedGraph& network, ValueId id, const ErrorMetrics& metrics);
TensorError toTensorError(const QuantizedGraph& network, ValueId id, const QuantizedErrors& errors);

struct SampleResult {
    std::string file;
    std::int64_t label = -1; ///< with the offset added; -1 unknown
    std::int64_t floatTop1 = -1, quantizedTop1 = -1;
    std::int64_t floatRank = -1, quantizedRank = -1; ///< how many scores are above the label's; -1 without a label
    double cosine = 1;                               ///< of the first output
};

/// Float against quantized, over samples. SQNR in dB, infinite (no error) stored as 200.
struct Comparison {
    std::string model, target;
    std::int64_t samples = 0;
    std::vector<TensorError> outputs,
        layers; ///< layers: accumulated error of every quantized value (behind activations), in order of execution
    std::vector<TensorError> finalOutputs; ///< of the model's own outputs, behind removed nodes that ran on the host
    std::vector<SampleResult> perSample;
    bool isClassifier = false; ///< the first output is one row of scores: the largest means something
    std::string note;          ///< what was compared in the place of what; empty when outputs stand against outputs
    double agreement = 0;      ///< share of samples with equal top-1 of the first output
    bool hasLabels = false;
    double floatTop1 = 0, quantizedTop1 = 0, floatTop5 = 0, quantizedTop5 = 0;
    std::int64_t lost = 0, won = 0; ///< only float right, only quantized right
};

struct ComparisonOptions {
    bool layers = false;
    bool channels = false;            ///< layers by channel, too
    std::vector<std::string> files;   ///< names of the samples, by index
    std::vector<std::int64_t> labels; ///< by sample index, -1 unknown; empty: no labels
};

/// Runs both networks on the same samples, in parallel over them. `reference` is the float network with the inputs and outputs of the
/// program (pre-processing included); inner tensors are compared where both have a value of that name. Where end nodes were removed from
/// the program, its outputs stand against the reference's tensors of the same names, the removed nodes run behind both where they can
/// (top-1 and labels are judged there), and the note says so.
Result<Comparison> compareProgram(const Graph& reference, const Program& program, std::int64_t samples, const SampleSource& source,
                                  const ComparisonOptions& options, JobContext& context);

std::string toJson(const Comparison& comparison);

} // namespace lathe
