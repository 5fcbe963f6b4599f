#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

enum class Interpolation { Nearest, Linear, Cubic };
enum class Border { Zeros, Clamp, Reflect };

struct SampleModes {
    Interpolation interpolation = Interpolation::Linear;
    Border border = Border::Zeros;
    bool alignsCorners = false;
};

template <class E>
struct Named {
    std::string_view name;
    E value;
};
/// The names of opset 16 and 20.
constexpr std::array<Named<Interpolation>, 5> kInterpolations{{{"bilinear", Interpolation::Linear},
                                                               {"linear", Interpolation::Linear},
                                                               {"nearest", Interpolation::Nearest},
                                                               {"bicubic", Interpolation::Cubic},
                                                               {"cubic", Interpolation::Cubic}}};
constexpr std::array<Named<Border>, 3> kBorders{{{"zeros", Border::Zeros}, {"border", Border::Clamp}, {"reflection", Border::Reflect}}};

template <class E, std::size_t N>
Result<E> named(const OpContext& context, std::string_view key, const std::array<Named<E>, N>& table) {
    const std::string name = context.node.stringAttribute(key, table[0].name);
    const auto found = std::ranges::find(table, std::string_view(name), &Named<E>::name);
    if (found == table.end()) return opError(context, std::string(key) + " '" + name + "' is not known");
    return found->value;
}

Result<SampleModes> sampleModes(const OpContext& context) {
    SampleModes modes;
    LATHE_TRY(modes.interpolation, named(context, "mode", kInterpolations));
    LATHE_TRY(modes.border, named(context, "padding_mode", kBorders));
    modes.alignsCorners = context.node.intAttribute("align_corners", 0) != 0;
    return modes;
}

InferOutcome inferGridSample(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_CHECK(sampleModes(context));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape *image = shapeAt(inputs, 0), *grid = shapeAt(inputs, 1);
    LATHE_CHECK(requireRank(context, image, 3, 5, "the input"));
    if (!image || !grid) return std::vector{output};
    LATHE_CHECK(requireRank(context, grid, image->rank(), image->rank(), "the grid"));
    LATHE_CHECK(sameDim(context, grid->dims.back(), Dim(image->rank() - 2), "coordinates of a grid point and spatial axes"));
    LATHE_TRY(const Dim batch, sameDim(context, image->dims[0], grid->dims[0], "batch of input and grid"));
    output.shape = Shape({batch, image->dims[1]});
    output.shape->dims.insert(output.shape->dims.end(), grid->dims.begin() + 1, grid->dims.end() - 1);
    return std::vector{output};
}

/// Mirrors a coordinate into [least, most].
double reflected(double x, double least, double most) {
    const double range = most - least;
    if (range <= 0.0) return least;
    const double folded = std::fmod(std::abs(x - least), 2.0 * range);
    return least + (folded <= range ? folded : 2.0 * range - folded);
}

/// One source position along an axis and its weight; index −1 stands for a zero.
struct Tap {
    std::int64_t index;
    double weight;
};

/// The source index of a whole position that may lie outside.
std::int64_t borderIndex(double place, std::int64_t size, const SampleModes& modes) {
    const double last = static_cast<double>(size - 1);
    if (place >= 0.0 && place <= last) return static_cast<std::int64_t>(place);
    if (modes.border == Border::Zeros) return -1;
    if (modes.border == Border::Reflect)
        place = reflected(place, modes.alignsCorners ? 0.0 : -0.5, modes.alignsCorners ? last : last + 0.5);
    return static_cast<std::int64_t>(std::clamp(place, 0.0, last));
}

/// The grid's [-1, 1] as a position along the axis; far and undefined coordinates are brought to where only the border counts.
double sourcePosition(double coordinate, std::int64_t size, bool alignsCorners) {
    const double length = static_cast<double>(size);
    const double x = alignsCorners ? (coordinate + 1.0) / 2.0 * (length - 1.0) : ((coordinate + 1.0) * length - 1.0) / 2.0;
    constexpr double kFar = 1e9;
    return x == x ? std::clamp(x, -kFar, kFar) : -kFar;
}

/// Keys' cubic with a = −0.75, as PyTorch and ONNX GridSample fix it.
double cubicWeight(double distance) {
    constexpr double a = -0.75;
    const double x = std::abs(distance);
    if (x <= 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
    return ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a;
}

std::vector<Tap> tapsOf(double coordinate, std::int64_t size, const SampleModes& modes) {
    double x = sourcePosition(coordinate, size, modes.alignsCorners);
    if (modes.interpolation == Interpolation::Nearest) return {{borderIndex(std::nearbyint(x), size, modes), 1.0}};
    std::vector<Tap> taps;
    const double first = std::floor(x);
    if (modes.interpolation == Interpolation::Cubic) {
        for (int k = -1; k <= 2; ++k)
            taps.push_back({borderIndex(first + k, size, modes), cubicWeight(first + k - x)});
        return taps;
    }
    const double last = static_cast<double>(size - 1);
    if (modes.border == Border::Clamp) x = std::clamp(x, 0.0, last);
    if (modes.border == Border::Reflect) x = reflected(x, modes.alignsCorners ? 0.0 : -0.5, modes.alignsCorners ? last : last + 0.5);
    const double low = std::floor(x);
    return {{borderIndex(low, size, modes), low + 1.0 - x}, {borderIndex(low + 1.0, size, modes), x - low}};
}

/// Offsets into one channel plane with their weights: the product over all axes.
std::vector<Tap> pointTaps(std::span<const double> coordinates, std::span<const std::int64_t> sizes, const SampleModes& modes) {
    std::vector<Tap> points{{0, 1.0}};
    for (std::size_t axis = 0; axis < sizes.size(); ++axis) {
        std::vector<Tap> next;
        // The grid names the last axis first.
        for (const Tap& tap : tapsOf(coordinates[sizes.size() - 1 - axis], sizes[axis], modes))
            for (const Tap& point : points)
                if (tap.index >= 0) next.push_back({point.index * sizes[axis] + tap.index, point.weight * tap.weight});
        points = std::move(next);
    }
    return points;
}

EvaluateOutcome evaluateGridSample(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferGridSample));
    LATHE_TRY(const SampleModes modes, sampleModes(context));
    LATHE_CHECK(requireNumbers(context, inputs[0].type()));
    LATHE_CHECK(requireNumbers(context, inputs[1].type()));
    constexpr std::int64_t kMostElements = std::int64_t(1) << 31;
    if (*elementCountOf(dims[0]) > kMostElements) return opError(context, "the output " + toText(dims[0]) + " is too large");
    const std::span<const std::int64_t> sizes = std::span(inputs[0].dims()).subspan(2);
    const std::int64_t channels = dims[0][1], plane = *elementCountOf(sizes),
                       points = elementCountOf(std::span(dims[0]).subspan(2)).value_or(0);
    const std::vector<double> image = inputs[0].toDoubles(), grid = inputs[1].toDoubles();
    std::vector<double> out(static_cast<std::size_t>(*elementCountOf(dims[0])), 0.0);
    if (plane == 0 || out.empty()) return oneOutput(context, tensorOf(inputs[0].type(), std::move(dims[0]), out));
    StopProbe isStopped;
    for (std::int64_t i = 0; i < dims[0][0] * points && !isStopped(); ++i) {
        const std::int64_t batch = i / points;
        const auto taps = pointTaps(std::span(grid).subspan(static_cast<std::size_t>(i) * sizes.size(), sizes.size()), sizes, modes);
        for (std::int64_t c = 0; c < channels; ++c) {
            double sum = 0.0;
            for (const Tap& tap : taps)
                sum += tap.weight * image[static_cast<std::size_t>((batch * channels + c) * plane + tap.index)];
            out[static_cast<std::size_t>((batch * channels + c) * points + i % points)] = sum;
        }
    }
    return oneOutput(context, tensorOf(inputs[0].type(), std::move(dims[0]), out));
}

/// A multiplication and an addition per tap.
Work gridSampleWork(const OpContext& context, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    const auto modes = sampleModes(context);
    const bool isCubic = modes && modes->interpolation == Interpolation::Cubic,
               isNearest = modes && modes->interpolation == Interpolation::Nearest;
    return {.vectorOps = multiplySaturated({elementsOf(outputs), isNearest ? 1 : isCubic ? 32 : 8})};
}

} // namespace

std::vector<OpRow> gridSampleOps() {
    return {{"", "GridSample", 16, OpCategory::Tensor, QuantRule::Float, inferGridSample, evaluateGridSample, gridSampleWork,
             "Samples an image at the points of a grid."}};
}

} // namespace lathe
