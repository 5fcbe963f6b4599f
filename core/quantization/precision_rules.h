#pragma once

#include "core/quantization/quantize.h"

namespace lathe {

/// What was asked for a node or one of its values, by which rule, and by which weaker ones before.
struct AskedPrecision {
    DataType type = DataType::Int8;
    std::string rule; ///< "int16 asked for every Conv"
    RuleScope scope = RuleScope::Model;
    std::vector<std::string> chain; ///< each rule that reaches it as a sentence, the weakest first

    /// Asked for this node or its type, not for the whole model.
    bool isExplicit() const { return scope >= RuleScope::Operator; }
    bool isFloat() const { return type == DataType::Float || type == DataType::Float16; }
};

/// One operand of a node, and whether it lies at a border.
struct Operand {
    NodeId node;
    RulePart part = RulePart::Outputs;
    std::int32_t input = -1; ///< index, of Inputs
    bool isModelInput = false, isModelOutput = false, isHostBorder = false;
};

/// Where node_info puts a node.
enum class RulePlace { Free, Accelerator, Host };

/// The rules of QuantizationOptions resolved to the nodes of a graph.
class PrecisionRules {
public:
    /// Usage errors for names of nodes and operators that do not exist, all at once.
    static Result<PrecisionRules> create(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options);

    AskedPrecision of(const Graph& graph, const Operand& operand) const;
    RulePlace placeOf(NodeId node) const;

private:
    struct Resolved {
        PrecisionRule rule;
        std::vector<NodeId> nodes; ///< of scope Node and Mixed
        std::string sentence;
    };
    void add(const PrecisionRule& rule, std::vector<NodeId> nodes = {}, std::string sentence = {});
    static bool reaches(const Resolved& resolved, const Graph& graph, const Operand& operand);

    std::vector<Resolved> m_rules; ///< by strength, then in order
    std::map<NodeId, RulePlace> m_places;
};

} // namespace lathe
