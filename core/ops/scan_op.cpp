#include "core/ops/element_moves.h"
#include "core/ops/move_helpers.h"
#include "core/ops/subgraphs.h"

#include <algorithm>

namespace lathe {
namespace {

/// ONNX Scan-9: `states` carried values, then `scans` inputs of which each iteration sees one slice.
struct ScanLayout {
    GraphPtr body;
    std::size_t states = 0, scans = 0;
    std::vector<std::int64_t> inputAxes, inputDirections, outputAxes, outputDirections;

    std::int64_t inputAxis(std::size_t i) const { return i < inputAxes.size() ? inputAxes[i] : 0; }
    std::int64_t outputAxis(std::size_t i) const { return i < outputAxes.size() ? outputAxes[i] : 0; }
    bool isReversed(std::size_t i) const { return i < inputDirections.size() && inputDirections[i] == 1; }
};

Result<ScanLayout> layoutOf(const OpContext& context, std::size_t inputCount) {
    if (context.opset < 9) return opError(context, "the form of opset 8 is not supported", "convert the model to opset 9 or later");
    ScanLayout layout;
    const std::int64_t scans = context.node.intAttribute("num_scan_inputs", 0);
    if (scans < 1 || scans > static_cast<std::int64_t>(inputCount))
        return opError(context, "num_scan_inputs is " + std::to_string(scans) + " of " + std::to_string(inputCount) + " inputs");
    layout.scans = static_cast<std::size_t>(scans);
    layout.states = inputCount - layout.scans;
    LATHE_TRY(layout.body, bodyOf(context, "body", inputCount));
    if (layout.body->outputs().size() < layout.states) return opError(context, "the body gives fewer values than it carries");
    layout.inputAxes = context.node.intsAttribute("scan_input_axes");
    layout.inputDirections = context.node.intsAttribute("scan_input_directions");
    layout.outputAxes = context.node.intsAttribute("scan_output_axes");
    layout.outputDirections = context.node.intsAttribute("scan_output_directions");
    return layout;
}

InferOutcome inferScan(const OpContext& context, std::span<const InferredTensor> inputs) {
    if (context.opset < 9) return std::vector<InferredTensor>(context.node.outputs.size());
    LATHE_TRY(const ScanLayout layout, layoutOf(context, inputs.size()));
    std::vector<InferredTensor> arguments(inputs.begin(), inputs.end());
    Dim length;
    for (std::size_t i = 0; i < layout.scans; ++i) {
        InferredTensor& slice = arguments[layout.states + i];
        slice = inferredOf(slice.type, slice.shape);
        if (!slice.shape) continue;
        LATHE_TRY(const std::int64_t axis, normalizeAxis(context, layout.inputAxis(i), slice.shape->rank()));
        LATHE_TRY(length, sameDim(context, length, slice.shape->dims[static_cast<std::size_t>(axis)], "lengths of the scan inputs"));
        slice.shape->dims.erase(slice.shape->dims.begin() + axis);
    }
    LATHE_TRY(auto outputs, inferSteady(context, *layout.body, arguments, 0, 0, layout.states));
    for (std::size_t i = layout.states; i < outputs.size(); ++i)
        outputs[i] = stackedAlong(outputs[i], layout.outputAxis(i - layout.states), length);
    return outputs;
}

Result<Tensor> sliceAt(const Tensor& tensor, std::int64_t axis, std::int64_t place) {
    std::vector<SourceAxis> axes = sourceAxes(tensor.dims());
    SourceAxis& cut = axes[static_cast<std::size_t>(axis)];
    cut.start = place * cut.step;
    cut.count = 1;
    std::vector<std::int64_t> dims = tensor.dims();
    dims.erase(dims.begin() + axis);
    return takeByAxes(tensor, axes, std::move(dims));
}

/// Normalized axes of the scan inputs and their common length.
struct ScanLength {
    std::vector<std::int64_t> axes;
    std::int64_t length = 0;
};

Result<ScanLength> scanLength(const OpContext& context, const ScanLayout& layout, std::span<const Tensor> scans) {
    ScanLength result;
    for (std::size_t i = 0; i < scans.size(); ++i) {
        LATHE_TRY(const std::int64_t axis, normalizeAxis(context, layout.inputAxis(i), scans[i].rank()));
        if (i > 0 && scans[i].dim(axis) != result.length) return opError(context, "the scan inputs differ in length");
        result.length = scans[i].dim(axis);
        result.axes.push_back(axis);
    }
    return result;
}

EvaluateOutcome evaluateScan(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const ScanLayout layout, layoutOf(context, inputs.size()));
    const auto scans = inputs.subspan(layout.states);
    LATHE_TRY(const ScanLength over, scanLength(context, layout, scans));
    std::vector<Tensor> states(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(layout.states));
    Stacks stacks(*layout.body, layout.states);
    for (std::int64_t step = 0; step < over.length; ++step) {
        std::vector<Tensor> arguments = states;
        for (std::size_t i = 0; i < scans.size(); ++i) {
            LATHE_TRY(Tensor slice, sliceAt(scans[i], over.axes[i], layout.isReversed(i) ? over.length - 1 - step : step));
            arguments.push_back(std::move(slice));
        }
        LATHE_TRY(const auto results, runBody(context, *layout.body, arguments));
        std::copy_n(results.begin(), layout.states, states.begin());
        LATHE_CHECK(stacks.add(context, results));
    }
    LATHE_CHECK(stacks.appendTo(context, states, layout.outputAxes, layout.outputDirections));
    return states;
}

Work scanWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const auto layout = layoutOf(context, inputs.size());
    if (!layout || !inputs[layout->states].shape) return {};
    const Shape& scanned = *inputs[layout->states].shape;
    const auto axis = normalizeAxis(context, layout->inputAxis(0), scanned.rank());
    return axis ? repeatedWork(context, scanned.dims[static_cast<std::size_t>(*axis)].value) : Work{};
}

} // namespace

std::vector<OpRow> scanOps() {
    return {{"", "Scan", 9, OpCategory::Control, QuantRule::Structural, inferScan, evaluateScan, scanWork,
             "Runs a subgraph over the slices of sequences."}};
}

} // namespace lathe
