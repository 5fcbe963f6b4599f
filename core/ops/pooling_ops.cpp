#include "core/ops/families.h"

#include "core/ops/op_helpers.h"
#include "core/ops/spatial_window.h"

#include <cmath>

namespace lathe {
namespace {

InferOutcome inferPool(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    const std::vector<std::int64_t> kernel = context.node.intsAttribute("kernel_shape");
    if (kernel.empty()) return opError(context, "kernel_shape is missing");
    std::vector outputs{inferredOf(inputs[0].type)};
    if (const Shape* x = shapeAt(inputs, 0)) {
        LATHE_TRY(const auto axes, windowOf(context, *x, kernel));
        Shape shape = *x;
        for (std::size_t i = 0; i < axes.size(); ++i)
            shape.dims[i + 2] = axes[i].output;
        outputs[0].shape = std::move(shape);
    }
    if (context.node.opType == "MaxPool" && context.node.outputs.size() > 1)
        outputs.push_back(inferredOf(DataType::Int64, outputs[0].shape));
    return outputs;
}

InferOutcome inferGlobalPool(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    const Shape* x = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, x, 3, -1, "input"));
    if (!x) return std::vector{inferredOf(inputs[0].type)};
    Shape shape = *x;
    std::fill(shape.dims.begin() + 2, shape.dims.end(), Dim(1));
    return std::vector{inferredOf(inputs[0].type, std::move(shape))};
}

Result<Window3> windowOfPool(const OpContext& context, const Tensor& x) {
    LATHE_TRY(const auto axes, windowOf(context, Shape::of(x.dims()), context.node.intsAttribute("kernel_shape")));
    return threeAxes(context, axes);
}

/// Calls window(plane, output index within the plane, z, y, x) for every output of every plane.
template <class Visit>
void forEachWindow(const Window3& window, std::int64_t planes, Visit visit) {
    const std::int64_t outputs = window[0].output.value * window[1].output.value * window[2].output.value;
    StopProbe isStopped;
    for (std::int64_t plane = 0; plane < planes; ++plane) {
        for (std::int64_t o = 0; o < outputs && !isStopped(); ++o) {
            const std::int64_t x = o % window[2].output.value, row = o / window[2].output.value;
            visit(plane, o, std::array{row / window[1].output.value, row % window[1].output.value, x});
        }
    }
}

/// The input positions under one window, in row-major order.
template <class Visit>
void forEachElement(const Window3& window, const std::array<std::int64_t, 3>& o, Visit visit) {
    std::array<Range, 3> taps;
    for (std::size_t axis = 0; axis < 3; ++axis)
        taps[axis] = insideRange(window[axis].kernel, window[axis].dilation, window[axis].position(o[axis], 0), window[axis].input.value);
    for (std::int64_t kz = taps[0].first; kz < taps[0].last; ++kz)
        for (std::int64_t ky = taps[1].first; ky < taps[1].last; ++ky) {
            const std::int64_t line =
                (window[0].position(o[0], kz) * window[1].input.value + window[1].position(o[1], ky)) * window[2].input.value;
            for (std::int64_t kx = taps[2].first; kx < taps[2].last; ++kx)
                visit(line + window[2].position(o[2], kx));
        }
}

/// Position within the tensor of a spatial position, as `storage_order` counts it (1: column-major).
std::int64_t indexOf(const Window3& window, std::int64_t position, std::int64_t planeStart, bool isColumnMajor) {
    if (!isColumnMajor) return planeStart + position;
    const std::int64_t depth = window[0].input.value, height = window[1].input.value, width = window[2].input.value;
    const std::int64_t x = position % width, y = position / width % height, z = position / width / height;
    return planeStart + (x * height + y) * depth + z;
}

template <class T>
bool isLarger(T candidate, T best) {
    return candidate > best || candidate != candidate;
}

EvaluateOutcome evaluateMaxPool(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferPool));
    if (outputs[0].elementCount() == 0) return outputs;
    const Tensor& x = inputs[0];
    LATHE_TRY(const Window3 window, windowOfPool(context, x));
    const bool isColumnMajor = context.node.intAttribute("storage_order", 0) == 1;
    const std::int64_t inputPlane = x.elementCount() / (x.dim(0) * x.dim(1)),
                       outputPlane = outputs[0].elementCount() / (x.dim(0) * x.dim(1));
    std::int64_t* indices = outputs.size() > 1 ? outputs[1].mutableData<std::int64_t>().data() : nullptr;
    return dispatchNumeric(context, x.type(), [&]<class T>(T) -> EvaluateOutcome {
        T* out = outputs[0].mutableData<T>().data();
        forEachWindow(window, x.dim(0) * x.dim(1), [&](std::int64_t plane, std::int64_t o, const auto& at) {
            const T* from = x.data<T>().data() + plane * inputPlane;
            std::int64_t best = -1;
            forEachElement(window, at, [&](std::int64_t position) {
                if (best < 0 || isLarger(from[position], from[best])) best = position;
            });
            // A window that covers padding alone has no largest element; the lowest finite value stands for it, as in ONNX
            // Runtime and oneDNN.
            constexpr T kLowest = std::numeric_limits<T>::lowest();
            out[plane * outputPlane + o] = best < 0 ? kLowest : from[best];
            if (indices) indices[plane * outputPlane + o] = best < 0 ? -1 : indexOf(window, best, plane * inputPlane, isColumnMajor);
        });
        return std::move(outputs);
    });
}

/// Elements of a window that count: inside the padded input, or inside the input alone.
std::int64_t divisorOf(const Window3& window, const std::array<std::int64_t, 3>& o, bool countsPadding) {
    std::int64_t count = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const WindowAxis& a = window[axis];
        const std::int64_t before = countsPadding ? a.padBegin : 0, after = countsPadding ? a.padEnd : 0;
        const Range taps = insideRange(a.kernel, a.dilation, a.position(o[axis], 0) + before, a.input.value + before + after);
        count *= taps.last - taps.first;
    }
    return count;
}

/// Shared by the pools that add: out = finish(Σ term(x), number of elements), in binary64.
template <class Term, class Finish>
EvaluateOutcome poolSums(const OpContext& context, const Tensor& x, const Window3& window, bool countsPadding, std::vector<Tensor> outputs,
                         Term term, Finish finish) {
    if (outputs[0].elementCount() == 0) return outputs;
    const std::int64_t planes = x.dim(0) * x.dim(1), inputPlane = x.elementCount() / planes,
                       outputPlane = outputs[0].elementCount() / planes;
    return dispatchFloat(context, x.type(), [&]<class T>(T) -> EvaluateOutcome {
        T* out = outputs[0].mutableData<T>().data();
        forEachWindow(window, planes, [&](std::int64_t plane, std::int64_t o, const auto& at) {
            const T* from = x.data<T>().data() + plane * inputPlane;
            double sum = 0;
            forEachElement(window, at, [&](std::int64_t position) { sum += term(static_cast<double>(from[position])); });
            out[plane * outputPlane + o] = static_cast<T>(finish(sum, divisorOf(window, at, countsPadding)));
        });
        return std::move(outputs);
    });
}

double identity(double value) {
    return value;
}
double mean(double sum, std::int64_t count) {
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
}

Window3 wholeWindow(const Tensor& x) {
    Window3 window;
    const std::int64_t planes = x.dim(0) * x.dim(1);
    window[2].kernel = planes == 0 ? 1 : x.elementCount() / planes;
    for (WindowAxis& axis : window)
        axis.input = axis.output = Dim(1);
    window[2].input = window[2].kernel;
    return window;
}

EvaluateOutcome evaluateAveragePool(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferPool));
    LATHE_TRY(const Window3 window, windowOfPool(context, inputs[0]));
    const bool countsPadding = context.node.intAttribute("count_include_pad", 0) != 0;
    return poolSums(context, inputs[0], window, countsPadding, std::move(outputs), identity, mean);
}

EvaluateOutcome evaluateGlobalAveragePool(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferGlobalPool));
    return poolSums(context, inputs[0], wholeWindow(inputs[0]), false, std::move(outputs), identity, mean);
}

EvaluateOutcome sumPowers(const OpContext& context, const Tensor& x, const Window3& window, std::vector<Tensor> outputs) {
    const auto p = static_cast<double>(context.node.intAttribute("p", 2));
    if (p <= 0) return opError(context, "p must be positive");
    return poolSums(
        context, x, window, false, std::move(outputs), [p](double v) { return std::pow(std::abs(v), p); },
        [p](double sum, std::int64_t) { return std::pow(sum, 1.0 / p); });
}

EvaluateOutcome evaluateLpPool(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferPool));
    LATHE_TRY(const Window3 window, windowOfPool(context, inputs[0]));
    return sumPowers(context, inputs[0], window, std::move(outputs));
}

EvaluateOutcome evaluateGlobalLpPool(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferGlobalPool));
    return sumPowers(context, inputs[0], wholeWindow(inputs[0]), std::move(outputs));
}

EvaluateOutcome evaluateGlobalMaxPool(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferGlobalPool));
    const std::int64_t planes = outputs[0].elementCount(), plane = planes == 0 ? 0 : inputs[0].elementCount() / planes;
    if (planes > 0 && plane == 0) return opError(context, "the input has no elements");
    return dispatchNumeric(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const T* from = inputs[0].data<T>().data();
        for (T& out : outputs[0].mutableData<T>()) {
            out = from[0];
            for (std::int64_t i = 1; i < plane; ++i)
                if (isLarger(from[i], out)) out = from[i];
            from += plane;
        }
        return std::move(outputs);
    });
}

Work workOfPool(const OpContext& context, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    const std::int64_t kernel = elementCountOf(context.node.intsAttribute("kernel_shape")).value_or(0);
    return {.vectorOps = multiplySaturated({elementsOf(outputs.first(1)), kernel})};
}

} // namespace

std::vector<OpRow> poolingOps() {
    constexpr auto kPool = OpCategory::Pool;
    return {
        {"", "MaxPool", 1, kPool, QuantRule::PassThrough, inferPool, viaFloat<evaluateMaxPool>, workOfPool,
         "Largest element of each window, on request with its index."},
        {"", "AveragePool", 7, kPool, QuantRule::Requantize, inferPool, viaFloat<evaluateAveragePool>, workOfPool, "Mean of each window."},
        {"", "LpPool", 2, kPool, QuantRule::Float, inferPool, viaFloat<evaluateLpPool>, workOfPool, "p-norm of each window."},
        {"", "GlobalMaxPool", 1, kPool, QuantRule::PassThrough, inferGlobalPool, viaFloat<evaluateGlobalMaxPool>, vectorPerInput,
         "Largest element of each channel."},
        {"", "GlobalAveragePool", 1, kPool, QuantRule::Requantize, inferGlobalPool, viaFloat<evaluateGlobalAveragePool>, vectorPerInput,
         "Mean of each channel."},
        {"", "GlobalLpPool", 2, kPool, QuantRule::Float, inferGlobalPool, viaFloat<evaluateGlobalLpPool>, vectorPerInput,
         "p-norm of each channel."},
    };
}

} // namespace lathe
