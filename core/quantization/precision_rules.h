#pragma once

#include "core/quantization/quantize.h"

namespace lathe {

/// What was asked for a node or its input, and by which rule ("for every Conv").
struct AskedPrecision {
    Precision precision = Precision::Int8;
    std::string rule;
    bool isExplicit = false; ///< asked for this node or its type, not for the whole model
};

/// The rules of QuantizationOptions resolved to nodes: model < output < operator type < node.
class PrecisionRules {
public:
    /// Usage errors for names of nodes and operators that do not exist, all at once.
    static Result<PrecisionRules> create(const Graph& graph, const QuantizationOptions& options);

    AskedPrecision of(const Graph& graph, NodeId node) const;
    /// Of the inputs of the node: that of the node unless asked otherwise. A rule for the model's outputs does not reach them.
    AskedPrecision ofInputs(const Graph& graph, NodeId node) const;

private:
    std::optional<AskedPrecision> explicitly(const Graph& graph, NodeId node) const;

    std::map<NodeId, AskedPrecision> m_nodes, m_inputs;
    std::map<std::string, AskedPrecision> m_ops;
    AskedPrecision m_default;
    std::optional<AskedPrecision> m_output;
};

} // namespace lathe
