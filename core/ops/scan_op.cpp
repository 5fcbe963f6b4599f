#include "core/ops/element_moves.h"
#include "core/ops/move_helpers.h"
#include "core/ops/subgraphs.h"

#include <algorithm>

namespace lathe {
namespace {

/// ONNX Scan-9: `states` carried values, then `scans` inputs of which each iteration sees one slice.
/// Scan-8 has the lengths of the sequences (or nothing) in front and a batch axis before every other one.
struct ScanLayout {
    GraphPtr body;
    std::size_t states = 0, scans = 0;
    std::vector<std::int64_t> inputAxes, inputDirections, outputAxes, outputDirections;

    std::int64_t inputAxis(std::size_t i) const { return i < inputAxes.size() ? inputAxes[i] : 0; }
    std::int64_t outputAxis(std::size_t i) const { return i < outputAxes.size() ? outputAxes[i] : 0; }
    bool isReversed(std::size_t i) const { return i < inputDirections.size() && inputDirections[i] == 1; }
};

bool isBatched(const OpContext& context) {
    return context.opset < 9;
}

Result<ScanLayout> layoutOf(const OpContext& context, std::size_t inputCount) {
    ScanLayout layout;
    const std::int64_t scans = context.node.intAttribute("num_scan_inputs", 0);
    if (scans < 1 || scans > static_cast<std::int64_t>(inputCount))
        return opError(context, "num_scan_inputs is " + std::to_string(scans) + " of " + std::to_string(inputCount) + " inputs");
    layout.scans = static_cast<std::size_t>(scans);
    layout.states = inputCount - layout.scans;
    LATHE_TRY(layout.body, bodyOf(context, "body", inputCount));
    if (layout.body->outputs().size() < layout.states) return opError(context, "the body gives fewer values than it carries");
    layout.inputAxes = context.node.intsAttribute("scan_input_axes");
    layout.inputDirections = context.node.intsAttribute(isBatched(context) ? "directions" : "scan_input_directions");
    layout.outputAxes = context.node.intsAttribute("scan_output_axes");
    layout.outputDirections = context.node.intsAttribute("scan_output_directions");
    return layout;
}

InferOutcome inferSequence(const OpContext& context, std::span<const InferredTensor> inputs) {
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

/// Scan-8: what one sequence of the batch gives, stacked.
InferOutcome inferBatch(const OpContext& context, std::span<const InferredTensor> inputs) {
    if (inputs.empty()) return opError(context, "has no inputs");
    std::vector<InferredTensor> sequence;
    Dim batch;
    for (const InferredTensor& input : inputs.subspan(1)) {
        sequence.push_back(inferredOf(input.type, input.shape));
        if (!input.shape) continue;
        LATHE_CHECK(requireRank(context, &*input.shape, 1, -1, "an input"));
        LATHE_TRY(batch, sameDim(context, batch, input.shape->dims[0], "batches of the inputs"));
        sequence.back().shape->dims.erase(sequence.back().shape->dims.begin());
    }
    LATHE_TRY(auto outputs, inferSequence(context, sequence));
    for (InferredTensor& output : outputs)
        output = stackedAlong(output, 0, batch);
    return outputs;
}

InferOutcome inferScan(const OpContext& context, std::span<const InferredTensor> inputs) {
    return isBatched(context) ? inferBatch(context, inputs) : inferSequence(context, inputs);
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

/// The first `steps` slices of one sequence (all of them where it is negative).
EvaluateOutcome runSequence(const OpContext& context, std::span<const Tensor> inputs, std::int64_t steps) {
    LATHE_TRY(const ScanLayout layout, layoutOf(context, inputs.size()));
    const auto scans = inputs.subspan(layout.states);
    LATHE_TRY(const ScanLength over, scanLength(context, layout, scans));
    const std::int64_t length = steps < 0 ? over.length : std::min(steps, over.length);
    std::vector<Tensor> states(inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(layout.states));
    Stacks stacks(*layout.body, layout.states);
    for (std::int64_t step = 0; step < length; ++step) {
        std::vector<Tensor> arguments = states;
        for (std::size_t i = 0; i < scans.size(); ++i) {
            LATHE_TRY(Tensor slice, sliceAt(scans[i], over.axes[i], layout.isReversed(i) ? length - 1 - step : step));
            arguments.push_back(std::move(slice));
        }
        LATHE_TRY(const auto results, runBody(context, *layout.body, arguments));
        std::copy_n(results.begin(), layout.states, states.begin());
        LATHE_CHECK(stacks.add(context, results));
    }
    LATHE_CHECK(stacks.appendTo(context, states, layout.outputAxes, layout.outputDirections));
    return states;
}

/// The lengths of the sequences of a batch; -1 where all have the length of the input.
Result<std::vector<std::int64_t>> sequenceLengths(const OpContext& context, const Tensor* given, std::int64_t batch) {
    if (!given) return std::vector<std::int64_t>(static_cast<std::size_t>(batch), -1);
    std::vector<std::int64_t> lengths = given->toInt64s();
    if (static_cast<std::int64_t>(lengths.size()) != batch || std::ranges::any_of(lengths, [](std::int64_t n) { return n < 0; }))
        return opError(context, "sequence_lens must hold one length per sequence of the batch");
    return lengths;
}

/// Scan-8. Sequences of different lengths give scan outputs of different lengths, which cannot be stacked: refused.
EvaluateOutcome runBatch(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferBatch(context, inferredOfAll(inputs))); // there is a scan input, and every input has a batch axis
    const std::int64_t batch = inputs[1].dim(0);
    LATHE_TRY(const auto lengths, sequenceLengths(context, tensorAt(inputs, 0), batch));
    LATHE_TRY(const ScanLayout layout, layoutOf(context, inputs.size() - 1));
    Stacks stacks(*layout.body, 0);
    for (std::int64_t i = 0; i < batch; ++i) {
        std::vector<Tensor> sequence;
        for (const Tensor& input : inputs.subspan(1)) {
            LATHE_TRY(Tensor slice, sliceAt(input, 0, i));
            sequence.push_back(std::move(slice));
        }
        LATHE_TRY(const auto results, runSequence(context, sequence, lengths[static_cast<std::size_t>(i)]));
        LATHE_CHECK(stacks.add(context, results));
    }
    std::vector<Tensor> outputs;
    LATHE_CHECK(stacks.appendTo(context, outputs, {}, {}));
    return outputs;
}

EvaluateOutcome evaluateScan(const OpContext& context, std::span<const Tensor> inputs) {
    return isBatched(context) ? runBatch(context, inputs) : runSequence(context, inputs, -1);
}

Work scanWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const std::size_t extra = isBatched(context) ? 1 : 0;
    const auto layout = layoutOf(context, inputs.size() - std::min(extra, inputs.size()));
    if (!layout || !inputs[layout->states + extra].shape) return {};
    const Shape& scanned = *inputs[layout->states + extra].shape;
    if (isBatched(context)) return scanned.rank() < 2 ? Work{} : repeatedWork(context, productOf(scanned, 0, 2).value);
    const auto axis = normalizeAxis(context, layout->inputAxis(0), scanned.rank());
    return axis ? repeatedWork(context, scanned.dims[static_cast<std::size_t>(*axis)].value) : Work{};
}

} // namespace

std::vector<OpRow> scanOps() {
    return {{"", "Scan", 8, OpCategory::Control, QuantRule::Structural, inferScan, evaluateScan, scanWork,
             "Runs a subgraph over the slices of sequences."}};
}

} // namespace lathe
