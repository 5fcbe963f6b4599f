#pragma once

#include "core/graph/graph.h"

#include <functional>
#include <span>
#include <string_view>

namespace lathe {

/// What shape inference knows of a tensor. `value` is its content where that is known (constants, folded shape
/// arithmetic); `dims` is partly known int64 or int32 content of rank 0 or 1 (the output of Shape with a symbolic batch, say).
struct InferredTensor {
    DataType type = DataType::Undefined; ///< Undefined and no shape: an omitted input
    std::optional<Shape> shape;
    std::optional<Tensor> value;
    std::optional<std::vector<Dim>> dims;
    ElementTypePtr element = nullptr; ///< of a sequence or optional, which has no shape and whose content is never known
};

/// Runs or infers the subgraphs of If, Loop and Scan in the environment of the node.
class SubgraphRunner {
public:
    virtual ~SubgraphRunner() = default;
    virtual Result<std::vector<Tensor>> run(const Graph& body, std::span<const Tensor> inputs) const = 0;
};
class SubgraphInferrer {
public:
    virtual ~SubgraphInferrer() = default;
    virtual Result<std::vector<InferredTensor>> infer(const Graph& body, std::span<const InferredTensor> inputs) const = 0;
};

struct OpContext {
    const Node& node;
    std::int64_t opset = 0;                     ///< of the node's domain
    const SubgraphRunner* runner = nullptr;     ///< set by evaluation
    const SubgraphInferrer* inferrer = nullptr; ///< set by inference
};

/// Arithmetic of one execution. `macs`: multiply-accumulates of the matrix engine. `vectorOps`: element operations of a
/// vector unit (add, compare, copy). `specialOps`: elements through a special function (exp, erf, tanh, division …).
struct Work {
    std::int64_t macs = 0;
    std::int64_t vectorOps = 0;
    std::int64_t specialOps = 0;
};

/// How quantization treats an operator; docs/numerics.md defines the integer arithmetic of each.
enum class QuantRule {
    Mac,         ///< integer multiply-accumulate with int32 accumulator, requantized (Conv, Gemm, MatMul, ConvTranspose)
    Requantize,  ///< element-wise or pooled integers, requantized to the output's own scale (Add, Mul, AveragePool, Concat, …)
    PassThrough, ///< moves elements or picks the largest: the output has the scale of the input (Reshape, MaxPool, Slice, Relu, Clip …)
    Lut,         ///< a function of one variable: table lookup in int8 (Sigmoid, HardSwish, Tanh, …)
    Float,       ///< stays in float unless asked otherwise (Softmax, LayerNormalization, TopK, …)
    Structural,  ///< works on shapes, indices, booleans; never quantized (Shape, Cast, Gather of indices, …)
};

using InferFn = Result<std::vector<InferredTensor>> (*)(const OpContext&, std::span<const InferredTensor> inputs);
using EvaluateFn = Result<std::vector<Tensor>> (*)(const OpContext&, std::span<const Tensor> inputs);
using WorkFn = Work (*)(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs);

/// Categories colour the graph view and group tables.
enum class OpCategory {
    Convolution,
    Matrix,
    Activation,
    Pool,
    Normalization,
    Elementwise,
    Shape,
    Tensor,
    Reduction,
    Quantization,
    Recurrent,
    Control,
    Constant,
    Other
};

struct OpAttribute {
    std::string_view name;
    std::string_view fallback; ///< default as text; "" required or none
};

/// One operator with all the versions that Lathe reads: the functions look at OpContext::opset where versions differ.
struct OpRow {
    std::string_view domain; ///< "" is ai.onnx
    std::string_view name;
    int sinceOpset; ///< first version that is understood
    OpCategory category;
    QuantRule quantRule;
    InferFn infer;
    EvaluateFn evaluate; ///< the reference: plain loops, fixed order, the ground truth of fast paths and folding
    WorkFn work;
    std::string_view summary; ///< one sentence for docs and hover
    bool isDeterministic = true;
    bool takesContainers = false; ///< sequences and optionals, which every other operator refuses
};

/// All rows, sorted by domain and name.
std::span<const OpRow> opTable();
/// Nothing for an operator that Lathe does not know (it is kept and shown, not refused).
const OpRow* findOp(std::string_view domain, std::string_view name);
inline const OpRow* findOp(const Node& node) {
    return findOp(node.domain, node.opType);
}

std::string_view toName(OpCategory category);
std::string_view toName(QuantRule rule);

} // namespace lathe
