#pragma once

#include "core/analysis/error_metrics.h"
#include "core/calibration/calibration.h"
#include "core/program/program.h"

#include <span>
#include <vector>

namespace lathe {

/// A quantized network as a program of one layer for each node: enough to run it, without a device.
Program bareProgram(QuantizedGraph network);

/// How far a quantized network's outputs are from those of the float network.
struct Judgement {
    double sqnrDb = 200;   ///< of all samples together; the least over the outputs. Where not all were looked at: what it can reach at most
    double noiseRatio = 0; ///< mean over the outputs of Σ difference² / Σ output², over the samples that were looked at
    double typicalDb = 200;   ///< mean over these of the least SQNR of their outputs: what single samples cannot decide
    double firstDb = 200;     ///< what the SQNR can be at most by the first samples (OutputJudge::kFirstSamples)
    std::int64_t samples = 0; ///< that were looked at
    bool isWhole = true;      ///< whether these are all
    /// More SQNR at the worst output; where that is equal, less noise in the mean.
    bool isBetterThan(const Judgement& other) const {
        return sqnrDb != other.sqnrDb ? sqnrDb > other.sqnrDb : noiseRatio < other.noiseRatio;
    }
};

/// Judges quantized networks by the same samples: the float network runs once, each quantized one in exact integers.
class OutputJudge {
public:
    static constexpr std::int64_t kFirstSamples = 8; ///< after so many, and then after as many again, it is seen who cannot win

    static Result<OutputJudge> create(const Graph& graph, std::int64_t samples, const SampleSource& source, JobContext& context);
    /// `network` has the inputs and outputs of the float one.
    Result<Judgement> judge(const QuantizedGraph& network, JobContext& context) const;
    /// The same, but it ends where the noise so far alone leaves less SQNR than `sqnrDb`.
    Result<Judgement> judgeAgainst(double sqnrDb, const QuantizedGraph& network, JobContext& context) const;
    /// By the first samples alone.
    Result<Judgement> judgeFirst(const QuantizedGraph& network, JobContext& context) const;
    std::int64_t samples() const { return static_cast<std::int64_t>(m_inputs.size()); }

private:
    /// Ends after `most` samples, or before, where `sqnrDb` is out of reach.
    Result<Judgement> judgeSome(const QuantizedGraph& network, std::int64_t most, double sqnrDb, JobContext& context) const;
    Judgement judgementOf(std::span<const std::vector<ErrorMetrics>> bySample) const;

    std::vector<std::vector<Tensor>> m_inputs, m_expected; ///< by sample
    std::vector<double> m_squares;                         ///< by output: Σ output² over all samples
};

} // namespace lathe
