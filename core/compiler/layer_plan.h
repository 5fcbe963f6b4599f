#pragma once

#include "core/compiler/placement.h"

namespace lathe {

/// What a layer keeps busy. Free: nothing (a shape change of a graph input).
enum class LayerKind { Mac, Vector, Free, Host };

/// Nodes that run as one step. Values are named by their root: the value whose bytes they share through free operators.
struct PlannedLayer {
    LayerKind kind = LayerKind::Host;
    std::vector<NodeId> nodes; ///< in order of execution; the first is the anchor: its output is what tiles cut (fused layers: see stages)
    std::string hostReason;
    bool isInputConversion = false;
    std::vector<ValueId> inputs;  ///< activations from outside, roots, each once; the anchor's first
    std::vector<ValueId> outputs; ///< roots made here that other layers or the caller read
    /// Layers that were fused into this one, in order; empty for an ordinary layer. Tiles cut the output of the last one; what lies
    /// between two of them never leaves the chip.
    std::vector<PlannedLayer> stages;

    NodeId anchor() const { return nodes.front(); }
    bool isOnAccelerator() const { return kind == LayerKind::Mac || kind == LayerKind::Vector; }
};

/// The network as a list of layers in order of execution.
struct LayerPlan {
    std::vector<PlannedLayer> layers;
    std::vector<ValueId> roots;                          ///< by ValueId::index
    std::vector<std::int32_t> producerLayer;             ///< of a root, by ValueId::index; -1: graph input or constant
    std::vector<std::vector<std::int32_t>> readerLayers; ///< of a root, ascending, each once

    ValueId rootOf(ValueId id) const { return roots[static_cast<std::size_t>(id.index)]; }
    std::int32_t producerOf(ValueId root) const { return producerLayer[static_cast<std::size_t>(root.index)]; }
    const std::vector<std::int32_t>& readersOf(ValueId root) const { return readerLayers[static_cast<std::size_t>(root.index)]; }
};

/// Joins an activation function, a self-gating product (x · sigmoid(x)) and one element-wise operation with a value that is
/// there already (residual addition) to the layer in front of them where nobody else reads what lies between; chains of
/// inserted pre-processing become one layer. Free operators join the layer that makes their input.
LayerPlan planLayers(const QuantizedGraph& network, const std::vector<Placement>& placements);

} // namespace lathe
