#include "core/quantization/integer_rules.h"

#include "core/ops/op_table.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

InputRole dataFirst(const Graph&, const Node&, std::size_t input) {
    return input == 0 ? InputRole::Activation : InputRole::Parameter;
}

InputRole allData(const Graph&, const Node&, std::size_t) {
    return InputRole::Activation;
}

InputRole dataWeightBias(const Graph&, const Node&, std::size_t input) {
    return input == 0 ? InputRole::Activation : input == 1 ? InputRole::Weight : InputRole::Bias;
}

InputRole matMulRole(const Graph& graph, const Node& node, std::size_t input) {
    return input == 1 && graph.isConstant(node.input(1)) ? InputRole::Weight : InputRole::Activation;
}

/// A table may also be over an exponent: Pow(2, x).
InputRole varyingInput(const Graph& graph, const Node& node, std::size_t input) {
    return graph.isConstant(node.input(input)) ? InputRole::Parameter : InputRole::Activation;
}

std::string none(const Graph&, const Node&) {
    return {};
}

bool isUsed(const Graph& graph, ValueId value) {
    return value.isValid() && (graph.useCount(value) > 0 || graph.isOutput(value));
}

std::string constantFloats(const Graph& graph, const Node& node, std::size_t input, const char* what) {
    const Tensor* tensor = graph.constantOf(node.input(input));
    if (!tensor) return std::string(what) + " is not constant";
    if (tensor->type() != DataType::Float) return std::string(what) + " is " + std::string(toName(tensor->type())) + ", not float";
    for (const float x : tensor->data<float>())
        if (!(std::fabs(x) < 1e18f)) return std::string(what) + " has an element beyond 1e18";
    return {};
}

std::string convolution(const Graph& graph, const Node& node) {
    if (std::string problem = constantFloats(graph, node, 1, "its weight"); !problem.empty()) return problem;
    const std::int64_t rank = graph.constantOf(node.input(1))->rank();
    if (rank != 3 && rank != 4) return "only one and two spatial dimensions have integer arithmetic";
    if (!node.input(2).isValid()) return {};
    if (std::string problem = constantFloats(graph, node, 2, "its bias"); !problem.empty()) return problem;
    const std::int64_t channels = outputChannels(node, *graph.constantOf(node.input(1)));
    return graph.constantOf(node.input(2))->elementCount() == channels ? std::string() : "its bias is not one number per channel";
}

std::string gemm(const Graph& graph, const Node& node) {
    if (node.floatAttribute("alpha", 1) != 1 || node.floatAttribute("beta", 1) != 1) return "alpha and beta must be 1";
    if (node.intAttribute("transA", 0) != 0) return "its first input is transposed";
    if (std::string problem = constantFloats(graph, node, 1, "its weight"); !problem.empty()) return problem;
    const Tensor& weight = *graph.constantOf(node.input(1));
    if (weight.rank() != 2) return "its weight is not a matrix";
    if (!node.input(2).isValid()) return {};
    if (std::string problem = constantFloats(graph, node, 2, "its bias"); !problem.empty()) return problem;
    const Tensor& bias = *graph.constantOf(node.input(2));
    const std::int64_t columns = weight.dim(node.intAttribute("transB", 0) != 0 ? 0 : 1);
    const bool isRow = bias.rank() > 0 && bias.dims().back() == columns && bias.elementCount() == columns;
    return isRow || bias.elementCount() == 1 ? std::string() : "its bias is not one number per column";
}

std::string matMul(const Graph& graph, const Node& node) {
    if (graph.isConstant(node.input(0))) return "its first input is constant";
    if (!graph.isConstant(node.input(1))) return {};
    if (std::string problem = constantFloats(graph, node, 1, "its weight"); !problem.empty()) return problem;
    return graph.constantOf(node.input(1))->rank() == 2 ? std::string() : "its weight is not a matrix";
}

std::string elementwise(const Graph& graph, const Node& node) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
        if (graph.isConstant(node.inputs[i]))
            if (std::string problem = constantFloats(graph, node, i, "a constant operand"); !problem.empty()) return problem;
    return {};
}

std::string pool(const Graph& graph, const Node& node) {
    const std::size_t dimensions = node.intsAttribute("kernel_shape").size();
    if (dimensions != 1 && dimensions != 2) return "only one and two spatial dimensions have integer arithmetic";
    if (isUsed(graph, node.output(1))) return "it also gives the places of the maxima";
    return {};
}

/// The integer average runs over consecutive elements.
std::string reduceMean(const Graph& graph, const Node& node) {
    const std::int64_t rank = graph.value(node.input(0)).shape->rank();
    const Tensor* given = graph.constantOf(node.input(1));
    std::vector<std::int64_t> axes = given ? given->toInt64s() : node.intsAttribute("axes");
    if (axes.empty()) return node.intAttribute("noop_with_empty_axes", 0) == 0 ? std::string() : "it has no axes";
    for (std::int64_t& axis : axes)
        axis = axis < 0 ? axis + rank : axis;
    std::sort(axes.begin(), axes.end());
    for (std::size_t i = 0; i < axes.size(); ++i)
        if (axes[axes.size() - 1 - i] != rank - 1 - static_cast<std::int64_t>(i)) return "it averages over axes that are not the last ones";
    return {};
}

std::string dropout(const Graph& graph, const Node& node) {
    if (isUsed(graph, node.output(1))) return "its mask is used";
    const Tensor* training = graph.constantOf(node.input(2));
    return training && training->toInt64s() != std::vector<std::int64_t>{0} ? "it is in training mode" : std::string();
}

std::string pad(const Graph&, const Node& node) {
    if (node.stringAttribute("mode", "constant") != "constant") return "its mode is not constant";
    return node.floatAttribute("value", 0) == 0 ? std::string() : "it pads with a value that is an attribute";
}

std::string resize(const Graph&, const Node& node) {
    if (node.stringAttribute("mode", "nearest") != "nearest") return "it interpolates; only the mode nearest has integer arithmetic";
    return node.stringAttribute("coordinate_transformation_mode", "half_pixel") == "tf_crop_and_resize" ? "it crops" : std::string();
}

std::string oneVariable(const Graph& graph, const Node& node) {
    for (const ValueId input : node.inputs)
        if (const Tensor* tensor = graph.constantOf(input); tensor && tensor->elementCount() != 1)
            return "it is no function of one variable: a constant input has " + std::to_string(tensor->elementCount()) + " elements";
    return node.outputs.size() == 1 ? std::string() : "it has several outputs";
}

constexpr std::array kRules{
    IntegerRule{"Conv", IntegerKind::Mac, dataWeightBias, convolution},
    IntegerRule{"ConvTranspose", IntegerKind::Mac, dataWeightBias, convolution},
    IntegerRule{"Gemm", IntegerKind::Mac, dataWeightBias, gemm},
    IntegerRule{"MatMul", IntegerKind::Mac, matMulRole, matMul},
    IntegerRule{"Mul", IntegerKind::Requantize, allData, elementwise},
    IntegerRule{"Add", IntegerKind::Requantize, allData, elementwise},
    IntegerRule{"Sub", IntegerKind::Requantize, allData, elementwise},
    IntegerRule{"Sum", IntegerKind::Requantize, allData, elementwise},
    IntegerRule{"Concat", IntegerKind::Requantize, allData, elementwise},
    IntegerRule{"AveragePool", IntegerKind::Requantize, dataFirst, pool},
    IntegerRule{"GlobalAveragePool", IntegerKind::Requantize, dataFirst, none},
    IntegerRule{"ReduceMean", IntegerKind::Requantize, dataFirst, reduceMean},
    IntegerRule{"Softmax", IntegerKind::Softmax, dataFirst, none},
    IntegerRule{"MaxPool", IntegerKind::PassThrough, dataFirst, pool},
    IntegerRule{"GlobalMaxPool", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Relu", IntegerKind::Activation, dataFirst, none},
    IntegerRule{"Clip", IntegerKind::Activation, dataFirst, none},
    IntegerRule{"Reshape", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Flatten", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Squeeze", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Unsqueeze", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Transpose", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Slice", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Split", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Identity", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Dropout", IntegerKind::PassThrough, dataFirst, dropout},
    IntegerRule{"Expand", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Tile", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Gather", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"DepthToSpace", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"SpaceToDepth", IntegerKind::PassThrough, dataFirst, none},
    IntegerRule{"Pad", IntegerKind::PassThrough, dataFirst, pad},
    IntegerRule{"Resize", IntegerKind::PassThrough, dataFirst, resize},
    IntegerRule{"Upsample", IntegerKind::PassThrough, dataFirst, resize},
};

constexpr IntegerRule kLutRule{"", IntegerKind::Lut, varyingInput, oneVariable};

} // namespace

const IntegerRule* findIntegerRule(const Node& node) {
    if (node.domain.empty() || node.domain == "ai.onnx") {
        const auto found = std::find_if(kRules.begin(), kRules.end(), [&](const IntegerRule& rule) { return rule.op == node.opType; });
        if (found != kRules.end()) return &*found;
    }
    const OpRow* row = findOp(node);
    return row && row->quantRule == QuantRule::Lut ? &kLutRule : nullptr;
}

std::string integerObstacle(const IntegerRule& rule, const Graph& graph, const Node& node) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const ValueId input = node.inputs[i];
        if (input.isValid() && rule.role(graph, node, i) == InputRole::Parameter && !graph.isConstant(input))
            return "its input " + graph.value(input).name + " is not constant";
    }
    const std::vector<ValueId> activations = activationInputs(rule, graph, node);
    for (const ValueId value : quantizedValues(rule, graph, node))
        if (!graph.value(value).shape || !graph.value(value).shape->isStatic())
            return "the shape of " + graph.value(value).name + " is not fixed";
    if (activations.empty()) return "all its inputs are constant";
    if (rule.kind == IntegerKind::Lut && activations.size() != 1) return "it is no function of one variable";
    return rule.obstacle(graph, node);
}

std::int64_t outputChannels(const Node& node, const Tensor& weight) {
    if (node.opType == "ConvTranspose") return weight.dim(1) * node.intAttribute("group", 1);
    return weight.dim(weightAxis(node));
}

std::vector<ValueId> dataOutputs(const Node& node) {
    std::vector<ValueId> outputs;
    const bool isFirstOnly = node.opType == "Dropout" || node.opType == "MaxPool";
    for (std::size_t i = 0; i < node.outputs.size() && !(isFirstOnly && i > 0); ++i)
        if (node.outputs[i].isValid()) outputs.push_back(node.outputs[i]);
    return outputs;
}

std::vector<ValueId> quantizedValues(const IntegerRule& rule, const Graph& graph, const Node& node) {
    std::vector<ValueId> values = activationInputs(rule, graph, node);
    const std::vector<ValueId> outputs = dataOutputs(node);
    values.insert(values.end(), outputs.begin(), outputs.end());
    return values;
}

std::int32_t weightAxis(const Node& node) {
    if (node.opType == "Conv") return 0;
    if (node.opType == "ConvTranspose") return node.intAttribute("group", 1) == 1 ? 1 : -1;
    if (node.opType == "Gemm") return node.intAttribute("transB", 0) != 0 ? 0 : 1;
    return 1;
}

std::vector<ValueId> activationInputs(const IntegerRule& rule, const Graph& graph, const Node& node) {
    std::vector<ValueId> found;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const ValueId input = node.inputs[i];
        if (!input.isValid() || graph.isConstant(input) || rule.role(graph, node, i) != InputRole::Activation) continue;
        if (std::find(found.begin(), found.end(), input) == found.end()) found.push_back(input);
    }
    return found;
}

} // namespace lathe
