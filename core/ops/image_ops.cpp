#include "core/ops/element_moves.h"
#include "core/ops/families.h"
#include "core/ops/move_helpers.h"

#include <algorithm>

namespace lathe {
namespace {

// --- CenterCropPad

Result<std::vector<std::int64_t>> croppedAxes(const OpContext& context, std::int64_t rank) {
    std::vector<std::int64_t> axes = context.node.intsAttribute("axes");
    if (axes.empty())
        for (std::int64_t i = 0; i < rank; ++i)
            axes.push_back(i);
    return normalizeAxes(context, axes, rank);
}

InferOutcome inferCrop(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 1), 1, 1, "shape"));
    InferredTensor output = inferredOf(inputs[0].type, inputs[0].shape);
    if (!output.shape) return std::vector{output};
    LATHE_TRY(const auto axes, croppedAxes(context, output.shape->rank()));
    const auto target = knownDims(inputs, 1);
    if (const auto values = knownInts(inputs, 1); values && std::ranges::any_of(*values, [](std::int64_t v) { return v < 0; }))
        return opError(context, "shape " + toText(*values) + " has a negative dimension");
    if (target && target->size() != axes.size())
        return opError(context, "shape has " + std::to_string(target->size()) + " elements for " + std::to_string(axes.size()) + " axes");
    for (std::size_t i = 0; i < axes.size(); ++i)
        output.shape->dims[static_cast<std::size_t>(axes[i])] = target ? (*target)[i] : Dim();
    return std::vector{output};
}

/// The middle of each axis; where the difference is odd, the window begins rounded down and the larger pad stands behind.
EvaluateOutcome evaluateCrop(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferCrop));
    constexpr std::int64_t kMostElements = std::int64_t(1) << 32, kMostPadded = std::int64_t(1) << 28;
    if (elementCountOf(dims[0]).value_or(kMostElements + 1) > kMostElements)
        return opError(context, "the output " + toText(dims[0]) + " is too large");
    for (std::size_t i = 0; i < dims[0].size(); ++i)
        if (dims[0][i] > kMostPadded && dims[0][i] > inputs[0].dims()[i])
            return opError(context, "an axis cannot be padded to " + std::to_string(dims[0][i]));
    std::vector<SourceAxis> axes = sourceAxes(inputs[0].dims());
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const std::int64_t in = axes[i].count, out = dims[0][i];
        axes[i].count = out;
        if (out <= in) {
            axes[i].start += (in - out) / 2 * axes[i].step;
            continue;
        }
        const std::int64_t before = (out - in) / 2;
        for (std::int64_t o = 0; o < out; ++o)
            axes[i].table.push_back(o < before || o >= before + in ? kFromFill : (o - before) * axes[i].step);
    }
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims[0])));
}

// --- Col2Im: columns [N, C · block, L] added up into images [N, C, image…]

struct Col2ImAttributes {
    std::vector<std::int64_t> dilations, pads, strides;
};

Result<Col2ImAttributes> col2ImAttributes(const OpContext& context, std::size_t axes) {
    Col2ImAttributes given{context.node.intsAttribute("dilations"), context.node.intsAttribute("pads"),
                           context.node.intsAttribute("strides")};
    if (given.dilations.empty()) given.dilations.assign(axes, 1);
    if (given.strides.empty()) given.strides.assign(axes, 1);
    if (given.pads.empty()) given.pads.assign(2 * axes, 0);
    if (given.dilations.size() != axes || given.strides.size() != axes || given.pads.size() != 2 * axes)
        return opError(context, "dilations, strides or pads do not fit " + std::to_string(axes) + " spatial axes");
    constexpr std::int64_t kMost = std::int64_t(1) << 31;
    for (const auto* list : {&given.dilations, &given.strides, &given.pads})
        for (const std::int64_t number : *list)
            if (number < (list == &given.pads ? 0 : 1) || number > kMost)
                return opError(context, "dilations, strides or pads are out of range");
    return given;
}

/// How many places a block has along each axis.
Result<std::vector<std::int64_t>> blockPlaces(const OpContext& context, const Col2ImAttributes& given, std::span<const std::int64_t> image,
                                              std::span<const std::int64_t> block) {
    std::vector<std::int64_t> places;
    for (std::size_t i = 0; i < image.size(); ++i) {
        const std::int64_t room = image[i] + given.pads[i] + given.pads[i + image.size()] -
                                  multiplySaturated({given.dilations[i], std::max<std::int64_t>(block[i] - 1, 0)}) - 1;
        if (room < 0) return opError(context, "a block is larger than the image");
        places.push_back(room / given.strides[i] + 1);
    }
    return places;
}

InferOutcome inferCol2Im(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 3));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape* columns = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, columns, 3, 3, "the input"));
    const auto image = knownInts(inputs, 1), block = knownInts(inputs, 2);
    if (!image || !block) return std::vector{output};
    constexpr std::int64_t kMost = std::int64_t(1) << 31;
    const auto isSize = [](std::int64_t n) { return n >= 1 && n <= kMost; };
    if (image->empty() || image->size() != block->size() || !std::ranges::all_of(*image, isSize) || !std::ranges::all_of(*block, isSize))
        return opError(context, "image_shape " + toText(*image) + " and block_shape " + toText(*block) + " do not fit");
    LATHE_TRY(const Col2ImAttributes given, col2ImAttributes(context, image->size()));
    LATHE_TRY(const auto places, blockPlaces(context, given, *image, *block));
    output.shape = Shape({columns ? columns->dims[0] : Dim(), Dim()});
    if (columns) {
        LATHE_CHECK(sameDim(context, columns->dims[2], Dim(elementCountOf(places).value_or(-1)), "columns and places of the block"));
        const std::int64_t size = elementCountOf(*block).value_or(std::int64_t(1) << 62);
        const Dim& rows = columns->dims[1];
        if (rows.isKnown() && rows.value % size != 0)
            return opError(context, std::to_string(rows.value) + " rows are not divisible by a block of " + std::to_string(size));
        if (rows.isKnown()) output.shape->dims[1] = Dim(rows.value / size);
    }
    for (const std::int64_t size : *image)
        output.shape->dims.emplace_back(size);
    return std::vector{output};
}

/// Where element `k` of a block at place `l` lies in the image; -1 in the padding.
std::int64_t imagePlace(std::int64_t k, std::int64_t l, const Col2ImAttributes& given, std::span<const std::int64_t> image,
                        std::span<const std::int64_t> block, std::span<const std::int64_t> places) {
    std::int64_t index = 0, step = 1;
    for (std::size_t i = image.size(); i-- > 0;) {
        const std::int64_t at = l % places[i] * given.strides[i] + k % block[i] * given.dilations[i] - given.pads[i];
        if (at < 0 || at >= image[i]) return -1;
        index += at * step;
        step *= image[i];
        l /= places[i];
        k /= block[i];
    }
    return index;
}

EvaluateOutcome evaluateCol2Im(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferCol2Im));
    LATHE_CHECK(requireNumbers(context, inputs[0].type()));
    if (inputs[0].elementCount() == 0) return outputs;
    const std::vector<std::int64_t> image = inputs[1].toInt64s(), block = inputs[2].toInt64s();
    LATHE_TRY(const Col2ImAttributes given, col2ImAttributes(context, image.size()));
    LATHE_TRY(const auto places, blockPlaces(context, given, image, block));
    const std::int64_t blockSize = *elementCountOf(block), count = *elementCountOf(places), plane = *elementCountOf(image);
    const std::vector<double> columns = inputs[0].toDoubles();
    std::vector<double> sums(static_cast<std::size_t>(outputs[0].elementCount()), 0.0);
    const std::int64_t rows = inputs[0].dim(0) * inputs[0].dim(1);
    StopProbe isStopped;
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t l = 0; l < count && !isStopped(); ++l) {
            const std::int64_t at = imagePlace(row % blockSize, l, given, image, block, places);
            if (at >= 0) sums[static_cast<std::size_t>(row / blockSize * plane + at)] += columns[static_cast<std::size_t>(row * count + l)];
        }
    return oneOutput(context, tensorOf(outputs[0].type(), outputs[0].dims(), sums));
}

} // namespace

std::vector<OpRow> imageOps() {
    return {
        {"", "CenterCropPad", 18, OpCategory::Tensor, QuantRule::PassThrough, inferCrop, evaluateCrop, vectorPerOutput,
         "Crops or pads axes around their middle."},
        {"", "Col2Im", 18, OpCategory::Tensor, QuantRule::Float, inferCol2Im, evaluateCol2Im, vectorPerInput,
         "Adds up blocks, one per column, into images."},
    };
}

} // namespace lathe
