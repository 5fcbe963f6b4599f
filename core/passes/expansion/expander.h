#pragma once

#include "core/passes/expression.h"
#include "core/passes/replacement.h"

#include <span>

namespace lathe {

/// The formula (expression.h) that computes what a node does, and what its names stand for.
struct Expansion {
    std::string formula;
    ExpressionNames names;
};
/// Nothing for other nodes and where they cannot be expanded. May add constants, once it has decided.
using ExpansionOf = std::function<std::optional<Expansion>(Graph&, const Rewriter&, NodeId)>;

/// Puts formulas in place of nodes of float whose first output is the only one that is read.
Result<int> expand(Graph& graph, JobContext& context, const ExpansionOf& expansionOf);

/// True for an operator of ai.onnx or com.microsoft.
bool isOperator(const Node& node, std::string_view opType, std::string_view domain = "");

/// Lets the reduction `opType@label` of the formula work on these axes, which stay with size 1: attribute or input, by the opset.
void reduceAxes(Graph& graph, Expansion& expansion, const std::string& label, std::string_view opType,
                const std::vector<std::int64_t>& axes);
/// Gives `Reshape@label` of the formula its target.
void reshapeTo(Graph& graph, Expansion& expansion, const std::string& label, const std::vector<std::int64_t>& target);

/// Numbers from `first` up to `end`, without it.
std::vector<std::int64_t> numbersFrom(std::int64_t first, std::int64_t end);
/// The static dimensions of a value behind the first one, none of them 0; nothing otherwise.
std::optional<std::vector<std::int64_t>> dimsBehindBatch(const Graph& graph, ValueId id);

/// A constant with one number per channel, aligned with the channels (dimension 1) of a value of this rank.
ValueId alongChannels(Graph& graph, ValueId parameter, std::int64_t rank);

} // namespace lathe
