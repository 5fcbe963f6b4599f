#pragma once

#include "core/analysis/error_metrics.h"
#include "core/calibration/calibration.h"
#include "core/program/program.h"

#include <vector>

namespace lathe {

/// A quantized network as a program of one layer for each node: enough to run it, without a device.
Program bareProgram(QuantizedGraph network);

/// How far a quantized network's outputs are from those of the float network.
struct Judgement {
    double sqnrDb = 200;    ///< of all samples together; the least over the outputs
    double noiseRatio = 0;  ///< mean over the outputs of Σ difference² / Σ output²
    double typicalDb = 200; ///< mean over the samples of the least SQNR of their outputs: what single samples cannot decide
    /// More SQNR at the worst output; where that is equal, less noise in the mean.
    bool isBetterThan(const Judgement& other) const {
        return sqnrDb != other.sqnrDb ? sqnrDb > other.sqnrDb : noiseRatio < other.noiseRatio;
    }
};

/// Judges quantized networks by the same samples: the float network runs once, each quantized one in exact integers.
class OutputJudge {
public:
    static Result<OutputJudge> create(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context);
    /// `network` has the inputs and outputs of the float one.
    Result<Judgement> judge(const QuantizedGraph& network, JobContext& context) const;
    std::int64_t samples() const { return static_cast<std::int64_t>(m_inputs.size()); }

private:
    std::vector<std::vector<Tensor>> m_inputs, m_expected; ///< by sample
};

} // namespace lathe
