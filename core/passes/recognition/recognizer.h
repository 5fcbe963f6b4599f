#pragma once

#include "core/passes/expression.h"

#include <span>

namespace lathe {

/// What stands for a match; nothing where its attributes or shapes do not fit. May add constants, once it has decided.
using Recognition = std::function<std::optional<NewNode>(Graph&, const Rewriter&, NodeId root, const ExpressionMatch&)>;

/// Puts one node in place of each occurrence of one of the forms (expression.h), the larger forms first. The value named x is of
/// type float and no constant of one element has a rank that would widen it; nothing else reads the parts.
Result<int> recognize(Graph& graph, JobContext& context, std::span<const std::string> forms, const Recognition& recognition);

/// An operator of x without attributes, for which the opset is new enough.
Result<int> recognizeAs(Graph& graph, JobContext& context, std::span<const std::string> forms, std::string_view opType,
                        std::int64_t sinceOpset);

/// "{Clip(t, 0, 6)|Min(Max(t, 0), 6)|…}" for a text of an expression `t`.
std::string clippedForm(const std::string& inner, const std::string& high);

/// The axes of a reduction, each in [0, rank) and ascending, and its keepdims; attribute or input, by the opset. Nothing where
/// they are not fixed or repeat. None stated: all axes.
struct ReducedAxes {
    std::vector<std::int64_t> axes;
    bool keepsDims = true;
};
std::optional<ReducedAxes> reducedAxes(const Graph& graph, const Rewriter& rewriter, NodeId reduction);

/// True when the axes are those from `first` to the last of `rank`.
bool areFrom(const std::vector<std::int64_t>& axes, std::int64_t first, std::int64_t rank);

/// True when the graph may use operators of com.microsoft: it imports them. Other files stay free of them, since neither devices
/// nor fast paths know them.
bool importsMicrosoft(const Graph& graph);

} // namespace lathe
