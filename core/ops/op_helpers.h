#pragma once

#include "core/base/stop_point.h"
#include "core/ops/op_table.h"

#include <algorithm>
#include <functional>
#include <initializer_list>

namespace lathe {

// How the parts of a row work together:
// - infer returns one InferredTensor per output that the operator can have, in order; the driver drops those the node does
//   not ask for. It may set `value` or `dims` where it knows them itself (Shape does).
// - The driver keeps `value` and `dims` of an integer tensor in step, evaluates any deterministic node whose inputs all
//   have a `value` and whose outputs are small, and carries partly known `dims` through the operators that only move
//   elements (Gather, Slice, Concat, Split, Squeeze, Unsqueeze, Reshape, Identity, Cast …). So infer functions need no
//   data propagation of their own.
// - evaluate starts with makeOutputs(context, inputs, infer), which repeats infer's checks on the actual tensors.

using InferOutcome = Result<std::vector<InferredTensor>>;
using EvaluateOutcome = Result<std::vector<Tensor>>;

/// An Input error "Conv 'name': message" that names the node.
Error opError(const OpContext& context, const std::string& message, std::string remedy = {});

// --- inputs

/// Between `least` and `most` inputs (`most` < 0: any number), of which the first `least` are not omitted.
Status requireInputs(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t least, std::int64_t most);
/// True when the node has an input `i`; its type and shape may be unknown all the same.
bool isGiven(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i);
/// An error when input `i` is a sequence or optional and the operator takes only tensors.
Status requireTensor(const OpContext& context, const OpRow& row, std::size_t i, DataType type);
/// The i-th input of an evaluation, null when it is omitted.
const Tensor* tensorAt(std::span<const Tensor> inputs, std::size_t i);
/// The known shape of input `i`, else null.
const Shape* shapeAt(std::span<const InferredTensor> inputs, std::size_t i);
/// Type of input `i`; Undefined when not known or omitted.
DataType typeAt(std::span<const InferredTensor> inputs, std::size_t i);
/// Content of input `i` as int64, where it is known and of an integer type.
std::optional<std::vector<std::int64_t>> knownInts(std::span<const InferredTensor> inputs, std::size_t i);
/// The one type of the inputs listed (all, when the list is empty); Undefined when none is known; an error when two differ.
Result<DataType> commonType(const OpContext& context, std::span<const InferredTensor> inputs,
                            std::initializer_list<std::size_t> which = {});
/// An error when the type is known and is not one of `allowed`.
Status requireType(const OpContext& context, DataType type, std::span<const DataType> allowed, std::string_view what);
/// An error when the rank is known and outside [least, most] (`most` < 0: any).
Status requireRank(const OpContext& context, const Shape* shape, std::int64_t least, std::int64_t most, std::string_view what);

// --- shapes

InferredTensor inferredOf(DataType type, std::optional<Shape> shape = std::nullopt);
/// Type, static shape and content of a tensor; what a container holds; an omitted one gives the default InferredTensor.
InferredTensor inferredOf(const Tensor& tensor);
/// Axis in [0, rank) from one in [-rank, rank); an error that names both otherwise.
Result<std::int64_t> normalizeAxis(const OpContext& context, std::int64_t axis, std::int64_t rank);
/// NumPy broadcasting; an unknown dimension against 1 stays unknown, against n > 1 gives n.
Result<Shape> broadcastShapes(const OpContext& context, const Shape& a, const Shape& b);
Result<Shape> broadcastAll(const OpContext& context, std::span<const Shape> shapes);
/// The dimension that both must have; an error "`what`: 3 against 4" when both are known and differ.
Result<Dim> sameDim(const OpContext& context, const Dim& a, const Dim& b, std::string_view what);
/// Product of dimensions [first, last); unknown when one is unknown or the product does not fit.
Dim productOf(const Shape& shape, std::int64_t first, std::int64_t last);

// --- inference functions that many operators share

/// One output, type and shape (or what it holds) of the first input.
InferOutcome inferSameAsFirst(const OpContext& context, std::span<const InferredTensor> inputs);
/// One output: all inputs have one type, the shape is their broadcast.
InferOutcome inferBroadcast(const OpContext& context, std::span<const InferredTensor> inputs);

// --- evaluation

/// Runs `infer` on the actual tensors and allocates what it says: every check of `infer` then holds for evaluation, too.
/// An error when a type or a dimension stays open or the outputs are too large.
EvaluateOutcome makeOutputs(const OpContext& context, std::span<const Tensor> inputs, InferFn infer);

/// A Float tensor rounded to Float16 or Bfloat16 (nearest even); any other pair is returned as it is.
Tensor narrowFloat(const Tensor& tensor, DataType type);

/// Float16 and Bfloat16 inputs are widened to Float, the first `Narrowed` Float outputs are rounded back to that type: wide
/// arithmetic, one rounding.
template <EvaluateFn Inner, std::size_t Narrowed = std::numeric_limits<std::size_t>::max()>
EvaluateOutcome viaFloat(const OpContext& context, std::span<const Tensor> inputs) {
    DataType narrow = DataType::Undefined;
    std::vector<Tensor> wide(inputs.begin(), inputs.end());
    for (Tensor& tensor : wide) {
        if (tensor.type() != DataType::Float16 && tensor.type() != DataType::Bfloat16) continue;
        narrow = tensor.type();
        tensor = tensor.toFloat();
    }
    if (narrow == DataType::Undefined) return Inner(context, inputs);
    LATHE_TRY(std::vector<Tensor> outputs, Inner(context, wide));
    for (std::size_t i = 0; i < std::min(outputs.size(), Narrowed); ++i)
        outputs[i] = narrowFloat(outputs[i], narrow);
    return outputs;
}

Error unsupportedType(const OpContext& context, DataType type);

/// Returns f(T{}) for float and double.
template <class F>
EvaluateOutcome dispatchFloat(const OpContext& context, DataType type, F&& f) {
    switch (type) {
    case DataType::Float:
        return f(float{});
    case DataType::Double:
        return f(double{});
    default:
        return unsupportedType(context, type);
    }
}

/// Returns f(T{}) for the integers.
template <class F>
EvaluateOutcome dispatchInteger(const OpContext& context, DataType type, F&& f) {
    switch (type) {
    case DataType::Int8:
        return f(std::int8_t{});
    case DataType::Uint8:
        return f(std::uint8_t{});
    case DataType::Int16:
        return f(std::int16_t{});
    case DataType::Uint16:
        return f(std::uint16_t{});
    case DataType::Int32:
        return f(std::int32_t{});
    case DataType::Uint32:
        return f(std::uint32_t{});
    case DataType::Int64:
        return f(std::int64_t{});
    case DataType::Uint64:
        return f(std::uint64_t{});
    default:
        return unsupportedType(context, type);
    }
}

/// Returns f(T{}) for float, double and the integers.
template <class F>
EvaluateOutcome dispatchNumeric(const OpContext& context, DataType type, F&& f) {
    if (type == DataType::Float || type == DataType::Double) return dispatchFloat(context, type, f);
    return dispatchInteger(context, type, f);
}

/// Returns f(U{}) with the unsigned integer of the element's size, for operators that only move elements: 1, 2, 4 or 8
/// bytes. Strings and 4-bit types are refused.
template <class F>
EvaluateOutcome dispatchBySize(const OpContext& context, DataType type, F&& f) {
    if (type == DataType::String) return unsupportedType(context, type);
    switch (bitWidth(type)) {
    case 8:
        return f(std::uint8_t{});
    case 16:
        return f(std::uint16_t{});
    case 32:
        return f(std::uint32_t{});
    case 64:
        return f(std::uint64_t{});
    default:
        return unsupportedType(context, type);
    }
}

/// Elements between two looks at the stop request in loops over whole tensors.
inline constexpr std::int64_t kStopPiece = 1 << 18;

/// to[i] = function(from[i]); leaves early when the job is told to stop.
template <class From, class To, class Function>
void mapElements(std::span<const From> from, To to, Function function) {
    while (!from.empty() && !isStopAsked()) {
        const std::span<const From> piece = from.first(std::min(from.size(), static_cast<std::size_t>(kStopPiece)));
        to = std::ranges::transform(piece, to, std::ref(function)).out;
        from = from.subspan(piece.size());
    }
}

/// Row-major walk over an output and the operands that broadcast to it; neighbouring dimensions that all operands walk
/// evenly are joined, so that equal shapes are one row.
class BroadcastWalk {
public:
    BroadcastWalk(std::span<const std::int64_t> outDims, std::span<const std::vector<std::int64_t>> operandDims);

    /// row(first, count, starts, steps): output elements [first, first + count) read operand k at starts[k] + i * steps[k].
    template <class Row>
    void forEachRow(Row&& row) const {
        const std::size_t rank = m_dims.size(), operands = m_operands;
        for (const std::int64_t dim : m_dims)
            if (dim == 0) return;
        std::vector<std::int64_t> index(rank, 0), starts(operands, 0);
        const std::int64_t count = m_dims[rank - 1];
        const std::span<const std::int64_t> steps(m_strides.data() + (rank - 1) * operands, operands);
        StopProbe isStopped;
        for (std::int64_t first = 0; !isStopped(); first += count) {
            if (count <= kStopPiece)
                row(first, count, std::span<const std::int64_t>(starts), steps);
            else
                inPieces(row, first, count, starts, steps);
            std::size_t axis = rank - 1;
            for (;;) {
                if (axis == 0) return;
                --axis;
                for (std::size_t k = 0; k < operands; ++k)
                    starts[k] += m_strides[axis * operands + k];
                if (++index[axis] < m_dims[axis]) break;
                for (std::size_t k = 0; k < operands; ++k)
                    starts[k] -= m_strides[axis * operands + k] * m_dims[axis];
                index[axis] = 0;
            }
        }
    }

private:
    /// A row that all operands walk evenly can be a whole tensor.
    template <class Row>
    static void inPieces(Row& row, std::int64_t first, std::int64_t count, std::vector<std::int64_t> starts,
                         std::span<const std::int64_t> steps) {
        for (std::int64_t done = 0; done < count && !isStopAsked(); done += kStopPiece) {
            row(first + done, std::min(kStopPiece, count - done), std::span<const std::int64_t>(starts), steps);
            for (std::size_t k = 0; k < starts.size(); ++k)
                starts[k] += kStopPiece * steps[k];
        }
    }

    std::size_t m_operands;
    std::vector<std::int64_t> m_dims;    ///< at least one
    std::vector<std::int64_t> m_strides; ///< [axis][operand], in elements; 0 where the operand repeats
};

// --- work

Work noWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs);
/// One vector operation per output element (copies, Add, Relu …).
Work vectorPerOutput(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs);
/// One special function per output element (exp, division …).
Work specialPerOutput(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs);
/// One vector operation per element of the first input (reductions, pools over everything).
Work vectorPerInput(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs);
/// Sum and product of non-negative numbers that stop at 2^62 instead of overflowing.
std::int64_t addSaturated(std::int64_t a, std::int64_t b);
std::int64_t multiplySaturated(std::initializer_list<std::int64_t> factors);
/// Elements of all tensors whose shape is static.
std::int64_t elementsOf(std::span<const InferredTensor> tensors);

} // namespace lathe
