#pragma once

#include "core/compiler/layer_plan.h"

namespace lathe {

/// The second matrices of products of activations, roots: what has to be there whole for every tile of rows, as weights have.
std::vector<ValueId> matricesOf(const QuantizedGraph& network, const LayerPlan& plan, const PlannedLayer& layer);

/// Whether `reader` may be computed tile by tile together with `producer`, which may be fused already: what that makes is read here alone,
/// both slide windows over pictures (convolutions with constant weights, pooling) without leaving rows out, and no overlap of windows
/// loads a residual operand twice. So may the steps of an attention block: scores, scaling by a number, Softmax over the last axis, product with
/// the values, whose matrix of scores then never leaves the chip.
bool canFuse(const QuantizedGraph& network, const LayerPlan& plan, const PlannedLayer& producer, const PlannedLayer& reader);

/// The layer that makes the data of a layer, -1 where none does.
std::int32_t dataProducerOf(const QuantizedGraph& network, const LayerPlan& plan, const PlannedLayer& reader);

/// Whether a layer pools.
bool isPooling(const Graph& graph, const PlannedLayer& layer);

/// The plan with each of `readers` (ascending) joined to the layer that makes its data. Longer runs grow from left to right.
LayerPlan fuseLayers(const LayerPlan& plan, const std::vector<std::int32_t>& readers);

/// Two layers as one with stages.
PlannedLayer joinLayers(const PlannedLayer& producer, const PlannedLayer& reader);

} // namespace lathe
