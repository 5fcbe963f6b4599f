#include "core/ops/families.h"
#include "core/ops/move_helpers.h"

#include <array>

namespace lathe {
namespace {

/// theta [N, axes, axes + 1] and size [N, C, spatial…] give a grid [N, spatial…, axes] for GridSample.
InferOutcome inferAffineGrid(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape *theta = shapeAt(inputs, 0), *length = shapeAt(inputs, 1);
    LATHE_CHECK(requireRank(context, theta, 3, 3, "theta"));
    LATHE_CHECK(requireRank(context, length, 1, 1, "size"));
    const auto size = knownDims(inputs, 1);
    if (!size) {
        if (length && length->isStatic()) output.shape = openShape(length->dims[0].value);
        return std::vector{output};
    }
    if (size->size() != 4 && size->size() != 5)
        return opError(context, "size has " + std::to_string(size->size()) + " elements, expected 4 or 5");
    const auto axes = static_cast<std::int64_t>(size->size()) - 2;
    Dim batch = size->front();
    if (theta) {
        LATHE_TRY(batch, sameDim(context, batch, theta->dims[0], "batch of theta and size"));
        LATHE_CHECK(sameDim(context, theta->dims[1], Dim(axes), "rows of theta"));
        LATHE_CHECK(sameDim(context, theta->dims[2], Dim(axes + 1), "columns of theta"));
    }
    output.shape = Shape({batch});
    output.shape->dims.insert(output.shape->dims.end(), size->begin() + 2, size->end());
    output.shape->dims.emplace_back(axes);
    return std::vector{output};
}

/// The middle of pixel i, or with aligned corners its share of the way, as a number from −1 to 1.
double coordinate(std::int64_t i, std::int64_t size, bool alignsCorners) {
    const auto place = static_cast<double>(i), length = static_cast<double>(size);
    if (!alignsCorners) return (2.0 * place + 1.0) / length - 1.0;
    return size == 1 ? 0.0 : 2.0 * place / (length - 1.0) - 1.0;
}

EvaluateOutcome evaluateAffineGrid(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferAffineGrid));
    if (!isFloatingPoint(inputs[0].type())) return unsupportedType(context, inputs[0].type());
    const bool alignsCorners = context.node.intAttribute("align_corners", 0) != 0;
    const std::vector<std::int64_t>& dims = outputs[0].dims();
    const auto axes = static_cast<std::size_t>(dims.back());
    const std::vector<double> theta = inputs[0].toDoubles();
    std::vector<double> grid(static_cast<std::size_t>(outputs[0].elementCount()));
    const std::size_t points = dims[0] == 0 ? 0 : grid.size() / axes / static_cast<std::size_t>(dims[0]);
    StopProbe isStopped;
    for (std::size_t i = 0; i < grid.size() / axes && !isStopped(); ++i) {
        std::array<double, 4> place{};
        auto rest = static_cast<std::int64_t>(i % points);
        for (std::size_t k = 0; k < axes; ++k) { // x runs along the last spatial axis
            const std::int64_t size = dims[axes - k];
            place[k] = coordinate(rest % size, size, alignsCorners);
            rest /= size;
        }
        place[axes] = 1.0;
        for (std::size_t row = 0; row < axes; ++row) {
            double sum = 0.0;
            for (std::size_t k = 0; k <= axes; ++k)
                sum += theta[(i / points * axes + row) * (axes + 1) + k] * place[k];
            grid[i * axes + row] = sum;
        }
    }
    return oneOutput(context, tensorOf(outputs[0].type(), dims, grid));
}

Work affineGridWork(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.vectorOps = multiplySaturated({elementsOf(outputs), 4})};
}

} // namespace

std::vector<OpRow> affineGridOps() {
    return {{"", "AffineGrid", 20, OpCategory::Tensor, QuantRule::Float, inferAffineGrid, evaluateAffineGrid, affineGridWork,
             "The points at which GridSample shows an image moved by an affine map."}};
}

} // namespace lathe
