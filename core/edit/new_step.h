#pragma once

#include "core/base/result.h"
#include "core/graph/graph.h"

#include <string>
#include <utility>
#include <vector>

namespace lathe {

/// A node as a person writes it: "Clip:min=0:max=6", "Transpose:perm=0,2,3,1".
struct StepText {
    std::string opType;
    std::vector<std::pair<std::string, std::string>> settings;
};
Result<StepText> parseStep(const std::string& text);

/// A Usage error where Lathe does not know the operator, or the model's opset does not have it yet.
Status checkOperator(const Graph& graph, const std::string& domain, const std::string& type);

/// Lets a new node compute `to`, which nothing makes yet, from `from`. It is named after `stem`, and so are its constants. Settings are
/// attributes of the operator in the model's version, or inputs that become constants (min and max of Clip, shape of Reshape, value of Mul
/// …). QuantizeLinear (scale, zero_point, type) brings its DequantizeLinear with it, so that the readers of `to` see real numbers. A Usage
/// error for unknown operators and settings.
Status addStep(Graph& graph, ValueId from, ValueId to, const StepText& step, const std::string& stem);

} // namespace lathe
