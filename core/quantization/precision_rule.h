#pragma once

#include "core/graph/data_type.h"

#include <cstdint>
#include <string>

namespace lathe {

/// What a rule is for, in order of strength: where several reach a value, the last of the strongest wins.
enum class RuleScope {
    Model,       ///< every node
    Mixed,       ///< a node that a mixed mode chose
    HostBorder,  ///< values between the accelerator and nodes on the host
    ModelInput,  ///< what the model is given (behind its input conversion)
    ModelOutput, ///< what the model gives
    Operator,    ///< every node of an ONNX operator
    Node,        ///< one node, by any of its names
};

/// Which operands of the nodes a rule is for.
enum class RulePart { Computation, Inputs, Outputs, Weights };

/// One thing that a user asks of the precision. `type` is Int8, Int16, Float16 or Float, and for weights Int4, Int8 or Int16.
struct PrecisionRule {
    RuleScope scope = RuleScope::Model;
    std::string name; ///< operator or node; "" in other scopes
    DataType type = DataType::Int8;
    std::string source;                    ///< who says so, as "node_info"; stands in front of the sentence
    RulePart part = RulePart::Computation; ///< Computation: inputs and outputs
    std::int32_t input = -1;               ///< with Inputs: this one alone (InputType0 …)
    bool operator==(const PrecisionRule&) const = default;
};

/// Mixed modes (Kneron's, 3.2 of its page): which share of the multiply-accumulates computes in int16.
enum class MixMode { None, Light, Balance };

} // namespace lathe
