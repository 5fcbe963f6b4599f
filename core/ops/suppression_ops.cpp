#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

constexpr std::array kFloatTypes{DataType::Float};

InferOutcome inferSuppression(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 5));
    for (std::size_t i = 0; i < 2; ++i) {
        LATHE_CHECK(requireType(context, inputs[i].type, kFloatTypes, i == 0 ? "boxes" : "scores"));
        LATHE_CHECK(requireRank(context, shapeAt(inputs, i), 3, 3, i == 0 ? "boxes" : "scores"));
    }
    if (const Shape* boxes = shapeAt(inputs, 0), *scores = shapeAt(inputs, 1); boxes && scores) {
        LATHE_CHECK(sameDim(context, boxes->dims[0], scores->dims[0], "batch of boxes and scores"));
        LATHE_CHECK(sameDim(context, boxes->dims[1], scores->dims[2], "number of boxes and scores"));
        LATHE_CHECK(sameDim(context, boxes->dims[2], Dim(4), "numbers of a box"));
    }
    return std::vector{inferredOf(DataType::Int64, Shape({Dim(), Dim(3)}))};
}

struct Box {
    float left = 0, top = 0, right = 0, bottom = 0;
    float area() const { return (right - left) * (bottom - top); }
};

/// Two opposite corners in any order (y first), or centre and size.
Box boxOf(std::span<const float> numbers, bool isCentered) {
    if (isCentered) {
        const float halfWidth = numbers[2] / 2.0f, halfHeight = numbers[3] / 2.0f;
        return {numbers[0] - halfWidth, numbers[1] - halfHeight, numbers[0] + halfWidth, numbers[1] + halfHeight};
    }
    return {std::min(numbers[1], numbers[3]), std::min(numbers[0], numbers[2]), std::max(numbers[1], numbers[3]),
            std::max(numbers[0], numbers[2])};
}

bool overlaps(const Box& a, const Box& b, float threshold) {
    const Box common{std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right), std::min(a.bottom, b.bottom)};
    if (!(common.right > common.left) || !(common.bottom > common.top) || a.area() <= 0.0f || b.area() <= 0.0f) return false;
    return common.area() / (a.area() + b.area() - common.area()) > threshold;
}

struct Limits {
    std::int64_t mostPerClass = 0;
    float overlap = 0.0f;
    std::optional<float> score;
};

Result<Limits> readLimits(const OpContext& context, std::span<const Tensor> inputs) {
    for (std::size_t i = 2; i < 5; ++i)
        if (const Tensor* given = tensorAt(inputs, i); given && given->elementCount() != 1)
            return opError(context, "input " + std::to_string(i) + " must be a scalar");
    Limits limits;
    if (const Tensor* most = tensorAt(inputs, 2)) limits.mostPerClass = most->toInt64s()[0];
    if (const Tensor* overlap = tensorAt(inputs, 3)) limits.overlap = static_cast<float>(overlap->toDoubles()[0]);
    if (const Tensor* score = tensorAt(inputs, 4)) limits.score = static_cast<float>(score->toDoubles()[0]);
    return limits;
}

/// The boxes of one class that survive, best first; the earlier of two equal scores goes first.
std::vector<std::int64_t> survivors(std::span<const Box> boxes, std::span<const float> scores, const Limits& limits) {
    std::vector<std::int64_t> order;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (!limits.score || scores[i] > *limits.score) order.push_back(static_cast<std::int64_t>(i));
    const auto score = [&](std::int64_t i) { return scores[static_cast<std::size_t>(i)]; };
    std::ranges::stable_sort(order, [&](std::int64_t a, std::int64_t b) { return isLess(-score(a), -score(b)); });
    std::vector<std::int64_t> kept;
    for (const std::int64_t candidate : order) {
        if (isStopAsked() || static_cast<std::int64_t>(kept.size()) >= limits.mostPerClass) break;
        const Box& box = boxes[static_cast<std::size_t>(candidate)];
        if (std::ranges::none_of(kept,
                                 [&](std::int64_t other) { return overlaps(boxes[static_cast<std::size_t>(other)], box, limits.overlap); }))
            kept.push_back(candidate);
    }
    return kept;
}

EvaluateOutcome evaluateSuppression(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferSuppression(context, std::array{inferredOf(inputs[0]), inferredOf(inputs[1])}));
    LATHE_TRY(const Limits limits, readLimits(context, inputs));
    const bool isCentered = context.node.intAttribute("center_point_box", 0) != 0;
    const std::int64_t batches = inputs[1].dim(0), classes = inputs[1].dim(1), count = inputs[1].dim(2);
    const auto numbers = inputs[0].data<float>(), scores = inputs[1].data<float>();
    std::vector<std::int64_t> rows;
    for (std::int64_t batch = 0; batch < (count == 0 ? 0 : batches); ++batch) {
        std::vector<Box> boxes;
        for (std::int64_t i = 0; i < count; ++i)
            boxes.push_back(boxOf(numbers.subspan(static_cast<std::size_t>((batch * count + i) * 4), 4), isCentered));
        for (std::int64_t c = 0; c < classes; ++c)
            for (const std::int64_t box :
                 survivors(boxes, scores.subspan(static_cast<std::size_t>((batch * classes + c) * count), static_cast<std::size_t>(count)),
                           limits))
                rows.insert(rows.end(), {batch, c, box});
    }
    return oneOutput(context, tensorOf(DataType::Int64, {static_cast<std::int64_t>(rows.size()) / 3, 3}, rows));
}

/// Each score is looked at once; the overlaps depend on the data.
Work suppressionWork(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    return {.vectorOps = inputs.size() > 1 ? elementsOf(inputs.subspan(1, 1)) : 0};
}

} // namespace

std::vector<OpRow> suppressionOps() {
    return {{"", "NonMaxSuppression", 10, OpCategory::Reduction, QuantRule::Float, inferSuppression, evaluateSuppression, suppressionWork,
             "Drops boxes that overlap better ones."}};
}

} // namespace lathe
