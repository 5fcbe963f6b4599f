#include "core/quantization/integer_kernels.h"

#include "core/ops/op_table.h"

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

std::optional<std::int64_t> rankOf(const Graph& graph, ValueId value) {
    if (!value.isValid() || !graph.value(value).shape) return std::nullopt;
    return graph.value(value).shape->rank();
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
    return node.input(2).isValid() ? constantFloats(graph, node, 2, "its bias") : std::string();
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
    if (node.intsAttribute("kernel_shape").size() != 2) return "only windows of two spatial dimensions have integer arithmetic";
    if (isUsed(graph, node.output(1))) return "it also gives the places of the maxima";
    return {};
}

std::string globalPool(const Graph& graph, const Node& node) {
    const auto rank = rankOf(graph, node.input(0));
    return !rank || *rank == 4 ? std::string() : "only two spatial dimensions have integer arithmetic";
}

std::string dropout(const Graph& graph, const Node& node) {
    if (isUsed(graph, node.output(1))) return "its mask is used";
    const Tensor* training = graph.constantOf(node.input(2));
    return training && training->toInt64s() != std::vector<std::int64_t>{0} ? "it is in training mode" : std::string();
}

std::string pad(const Graph&, const Node& node) {
    return node.stringAttribute("mode", "constant") == "constant" ? std::string() : "its mode is not constant";
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

constexpr std::array kKernels{
    IntegerKernel{"Conv", KernelKind::Mac, dataWeightBias, convolution},
    IntegerKernel{"ConvTranspose", KernelKind::Mac, dataWeightBias, convolution},
    IntegerKernel{"Gemm", KernelKind::Mac, dataWeightBias, gemm},
    IntegerKernel{"MatMul", KernelKind::Mac, matMulRole, matMul},
    IntegerKernel{"Mul", KernelKind::Requantize, allData, elementwise},
    IntegerKernel{"Add", KernelKind::Requantize, allData, elementwise},
    IntegerKernel{"Sub", KernelKind::Requantize, allData, elementwise},
    IntegerKernel{"Sum", KernelKind::Requantize, allData, elementwise},
    IntegerKernel{"Concat", KernelKind::Requantize, allData, elementwise},
    IntegerKernel{"AveragePool", KernelKind::Requantize, dataFirst, pool},
    IntegerKernel{"GlobalAveragePool", KernelKind::Requantize, dataFirst, globalPool},
    IntegerKernel{"ReduceMean", KernelKind::Requantize, dataFirst, none},
    IntegerKernel{"MaxPool", KernelKind::PassThrough, dataFirst, pool},
    IntegerKernel{"GlobalMaxPool", KernelKind::PassThrough, dataFirst, globalPool},
    IntegerKernel{"Relu", KernelKind::Activation, dataFirst, none},
    IntegerKernel{"Clip", KernelKind::Activation, dataFirst, none},
    IntegerKernel{"Reshape", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Flatten", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Squeeze", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Unsqueeze", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Transpose", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Slice", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Split", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Identity", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Dropout", KernelKind::PassThrough, dataFirst, dropout},
    IntegerKernel{"Expand", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Tile", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Gather", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"DepthToSpace", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"SpaceToDepth", KernelKind::PassThrough, dataFirst, none},
    IntegerKernel{"Pad", KernelKind::PassThrough, dataFirst, pad},
    IntegerKernel{"Resize", KernelKind::PassThrough, dataFirst, resize},
    IntegerKernel{"Upsample", KernelKind::PassThrough, dataFirst, resize},
};

constexpr IntegerKernel kLutKernel{"", KernelKind::Lut, varyingInput, oneVariable};

} // namespace

const IntegerKernel* findIntegerKernel(const Node& node) {
    if (node.domain.empty() || node.domain == "ai.onnx") {
        const auto found = std::find_if(kKernels.begin(), kKernels.end(), [&](const IntegerKernel& k) { return k.op == node.opType; });
        if (found != kKernels.end()) return &*found;
    }
    const OpRow* row = findOp(node);
    return row && row->quantRule == QuantRule::Lut ? &kLutKernel : nullptr;
}

std::string integerObstacle(const IntegerKernel& kernel, const Graph& graph, const Node& node) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const ValueId input = node.inputs[i];
        if (input.isValid() && kernel.role(graph, node, i) == InputRole::Parameter && !graph.isConstant(input))
            return "its input " + graph.value(input).name + " is not constant";
    }
    const std::vector<ValueId> activations = activationInputs(kernel, graph, node);
    if (activations.empty()) return "all its inputs are constant";
    if (kernel.kind == KernelKind::Lut && activations.size() != 1) return "it is no function of one variable";
    return kernel.obstacle(graph, node);
}

std::int32_t weightAxis(const Node& node) {
    if (node.opType == "Conv") return 0;
    if (node.opType == "ConvTranspose") return node.intAttribute("group", 1) == 1 ? 1 : -1;
    if (node.opType == "Gemm") return node.intAttribute("transB", 0) != 0 ? 0 : 1;
    return 1;
}

std::vector<ValueId> activationInputs(const IntegerKernel& kernel, const Graph& graph, const Node& node) {
    std::vector<ValueId> found;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const ValueId input = node.inputs[i];
        if (!input.isValid() || graph.isConstant(input) || kernel.role(graph, node, i) != InputRole::Activation) continue;
        if (std::find(found.begin(), found.end(), input) == found.end()) found.push_back(input);
    }
    return found;
}

} // namespace lathe
