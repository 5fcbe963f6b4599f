#pragma once

#include "core/analysis/sensitivity.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace lathe {

/// A node that could compute more precisely.
struct PromotionCandidate {
    std::string node;        ///< as a configuration names it
    double noiseRemoved = 0; ///< of the outputs' noise ratio, to first order: what the node adds now less what it adds promoted
    double latencyAdded = 0; ///< seconds; estimated from the layers of both programs
};

/// One measured point of the curve: these nodes promoted, the whole network quantized, compiled and run anew.
struct PromotionPoint {
    std::vector<std::string> nodes; ///< promoted, in the order in which they were chosen
    double latency = 0;             ///< seconds, of the target's timing model
    Comparison accuracy;
    double sqnrDb() const; ///< the least over the outputs
};

struct Promotion {
    std::string model, target, precision;
    std::vector<PromotionCandidate> order; ///< the greedy order; nodes that promotion does not improve are left out
    std::vector<PromotionPoint> curve;     ///< from nothing promoted on
};

struct PromotionOptions {
    std::size_t points = 8;    ///< measured at most, the first and the last included
    double stopAtSqnrDb = 200; ///< the curve ends at the first point that has it
    double maxLatency = 0;     ///< seconds: points beyond it are not measured further; 0 no limit
};

/// Most noise removed for the latency first (both against nothing: free improvements before all others, by noise).
std::vector<PromotionCandidate> greedyOrder(std::vector<PromotionCandidate> candidates);

/// How many nodes of the order are promoted at each point: the noise that is left falls by equal factors from point to point.
std::vector<std::size_t> promotionSizes(const std::vector<PromotionCandidate>& order, double wholeNoise, std::size_t points);

/// Quantizes, compiles and runs with these nodes promoted.
using PromotionRun = std::function<Result<PromotionPoint>(const std::vector<std::string>& nodes)>;

/// Measures the curve along the greedy order of `candidates`. `wholeNoise`: the noise ratio that is to be removed.
Result<Promotion> measurePromotion(std::vector<PromotionCandidate> candidates, double wholeNoise, const PromotionRun& run,
                                   const PromotionOptions& options, JobContext& context);

/// Schema lathe.promotion/1.
std::string toJson(const Promotion& promotion);

} // namespace lathe
