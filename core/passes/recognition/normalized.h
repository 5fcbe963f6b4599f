#pragma once

#include "core/passes/recognition/recognizer.h"

namespace lathe {

/// (x − mean) / √(variance + $epsilon), times `scale`, plus `bias`; then without the bias; then without both.
std::vector<std::string> normalizedForms();

/// Mean and variance of one of these forms agree: the same axes, which stay with size 1.
struct Normalized {
    std::vector<std::int64_t> axes;
    float epsilon = 0.0f;
};
std::optional<Normalized> normalizedOf(const Graph& graph, const Rewriter& rewriter, const ExpressionMatch& match);

/// Scale and bias, as far as the match has them, are fixed floats whose shape is `dims` and then `trailing` ones, but for ones in
/// front, and do not widen x.
bool fitsParameters(const Graph& graph, const Rewriter& rewriter, const ExpressionMatch& match, const std::vector<std::int64_t>& dims,
                    std::int64_t trailing);
/// The parameter of the match under the shape `dims`; where it has none, a new one of ones ("scale") or zeros.
ValueId parameter(Graph& graph, NodeId root, const ExpressionMatch& match, std::string_view name, const std::vector<std::int64_t>& dims);

} // namespace lathe
