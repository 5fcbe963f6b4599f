#pragma once

#include "core/graph/graph.h"
#include "core/program/numerics.h"

#include <map>
#include <string>
#include <vector>

namespace lathe {

/// real = scale * (q - zeroPoint). One scale for the tensor, or one per index of `axis` (weights). Only int8 activations have a
/// zero point other than 0.
struct QuantParams {
    DataType type = DataType::Int8; ///< Int8, Int16, Int32 (bias) or Uint8
    std::vector<float> scales;
    std::vector<std::int32_t> zeroPoints; ///< same length as scales; all 0 for symmetric
    std::int32_t axis = -1;               ///< -1: per tensor
    std::int32_t bits = 0;                ///< fewer than the type has: 4 for int4 weights, kept as Int8 in [−7, 7]; 0 all of the type's
    bool isPerChannel() const { return axis >= 0; }
    /// Of a value with one scale.
    std::int32_t zeroPoint() const { return zeroPoints.empty() ? 0 : zeroPoints.front(); }
    bool operator==(const QuantParams&) const = default;
};

/// The precision in which a node computes. Float16: in float with its inputs, constants and outputs rounded to binary16.
enum class Precision { Float, Int8, Int16, Float16 };
std::string_view toName(Precision precision);

struct NodeQuantization {
    Precision precision = Precision::Float;
    std::string reason;                  ///< why it has this precision: the rule that won, or the fallback, as a sentence
    bool isInputConversion = false;      ///< inserted pre-processing: float, but done on the way in, not by the host
    bool isPutOnHost = false;            ///< node_info wants it there (ON: CPU), whatever the device has
    std::vector<std::string> rules = {}; ///< every rule that reaches the node as a sentence, the weakest first
};

/// A graph in which some values are integers. `graph` is the optimised float graph, untouched; the maps say what is
/// quantized. A value that has QuantParams exists in integers; a float node that reads it gets it dequantized, a
/// quantized node's float input is quantized before it (to QuantParams of that value). Constants: the integer tensors
/// are in `integers` (weights int8 per channel, biases int32 with scale = input scale × weight scale).
struct QuantizedGraph {
    Graph graph;
    NumericsSpec numerics;
    std::map<ValueId, QuantParams> values;
    std::map<ValueId, Tensor> integers;
    std::map<NodeId, NodeQuantization> nodes;
    /// Lookup tables of QuantRule::Lut nodes: entry i is the output for the input integer i + minimum (256 or 65,536 entries,
    /// of the output's integer type). Of Softmax: entry d is the exponential of d steps below the largest, in int32. Made once,
    /// so that results do not depend on a libm.
    std::map<NodeId, Tensor> tables;

    const QuantParams* paramsOf(ValueId id) const {
        const auto found = values.find(id);
        return found == values.end() ? nullptr : &found->second;
    }
    Precision precisionOf(NodeId id) const {
        const auto found = nodes.find(id);
        return found == nodes.end() ? Precision::Float : found->second.precision;
    }
    /// Whether it computes in integers.
    bool isQuantized(NodeId id) const {
        const Precision precision = precisionOf(id);
        return precision == Precision::Int8 || precision == Precision::Int16;
    }
};

} // namespace lathe
