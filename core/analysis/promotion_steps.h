#pragma once

#include "core/analysis/sensitivity.h"

namespace lathe {

/// Nodes that compute in a wider type, to take away what rounding one value does to the outputs.
struct PromotionStep {
    DataType type = DataType::Int16; ///< Int16 (activations and weights) or Float
    std::vector<std::string> nodes;  ///< as the quantized graph names them
    double gain = 0;                 ///< noise of the outputs taken away for each unit of cost
};

/// What to promote, the best bargain first. `narrow` is measured on `network`, `wide` on the same network with everything in int16 that can
/// be. A unit goes to int16 first where that is the better bargain of the two, and to float after it; where int16 leaves most of its noise,
/// to float at once. A value is not rounded any more only where its readers compute in float, too: they belong to the step.
std::vector<PromotionStep> promotionSteps(const QuantizedGraph& network, const Sensitivity& narrow, const Sensitivity& wide);

} // namespace lathe
