#pragma once

#include "core/analysis/comparison.h"
#include "core/analysis/units.h"

#include <array>

namespace lathe {

/// What of a unit is rounded while the rest of the network computes in float.
enum class RoundedPart {
    Node,        ///< all of it: the integers of the program
    Weights,     ///< its constants alone
    Activations, ///< its inputs and its output alone
};
inline constexpr std::array kRoundedParts{RoundedPart::Node, RoundedPart::Weights, RoundedPart::Activations};
std::string_view toName(RoundedPart part);

/// What the rounding of one unit alone does to the network's outputs, over all samples.
struct OutputEffect {
    double noiseRatio = 0; ///< mean over the outputs of Σ difference² / Σ output²
    double sqnrDb = 200;   ///< the same in decibels
    double cosine = 1;     ///< the least over the outputs
    double agreement = 1;  ///< share of samples whose largest score of the first output stays where it was
};

struct UnitSensitivity {
    std::string name; ///< of the unit (nameOfUnit)
    std::string op;   ///< of the node that makes the numbers; empty at a border
    std::vector<std::string> sourceNodes;
    std::string precision, reason;          ///< as in the plan
    TensorError isolated;                   ///< of its output, from float inputs that were rounded: the error that this unit adds
    std::optional<TensorError> accumulated; ///< of the same tensor in the program; absent without a program
    std::array<OutputEffect, kRoundedParts.size()> effects; ///< by RoundedPart
    const OutputEffect& effect(RoundedPart part) const { return effects[static_cast<std::size_t>(part)]; }
};

struct Sensitivity {
    std::string model, target;
    std::int64_t samples = 0;
    std::vector<UnitSensitivity> units; ///< in order of execution
    Comparison whole;                   ///< the program against float over the same samples; empty without a program
};

struct SensitivityOptions {
    bool parts = true; ///< weights and activations alone, too
    bool channels = false;
};

/// Rounds one unit after the other and runs what stands behind it, in float, to the outputs: measured, not estimated. Samples in
/// parallel, each with one thread; the outcome does not depend on the number of threads. Nothing is kept from sample to sample.
Result<Sensitivity> measureSensitivity(const QuantizedGraph& network, std::int64_t samples, const SampleSource& source,
                                       const SensitivityOptions& options, JobContext& context);

/// Adds the accumulated errors and the whole program's accuracy.
void addComparison(Sensitivity& sensitivity, Comparison comparison);

/// Indices of `units`, the one that harms the outputs most first; ties in order of execution.
std::vector<std::size_t> rankedBy(const std::vector<UnitSensitivity>& units, RoundedPart part);

/// Schema lathe.sensitivity/1.
std::string toJson(const Sensitivity& sensitivity);

} // namespace lathe
