#include "core/ops/families.h"
#include "core/ops/move_helpers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

InferOutcome inferDet(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    constexpr std::array kReals{DataType::Float, DataType::Double, DataType::Float16, DataType::Bfloat16};
    LATHE_CHECK(requireType(context, typeAt(inputs, 0), kReals, "the input"));
    const Shape* x = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, x, 2, -1, "the input"));
    if (!x) return std::vector{inferredOf(inputs[0].type)};
    LATHE_CHECK(sameDim(context, x->dims[x->dims.size() - 2], x->dims.back(), "rows and columns"));
    return std::vector{inferredOf(inputs[0].type, Shape(std::vector<Dim>(x->dims.begin(), x->dims.end() - 2)))};
}

/// Gaussian elimination with the largest pivot of each column; `m` is used up.
double determinant(std::span<double> m, std::size_t size) {
    double product = 1.0;
    for (std::size_t k = 0; k < size && !isStopAsked(); ++k) {
        std::size_t pivot = k;
        for (std::size_t row = k + 1; row < size; ++row)
            if (std::abs(m[row * size + k]) > std::abs(m[pivot * size + k])) pivot = row;
        if (m[pivot * size + k] == 0.0) return 0.0;
        if (pivot != k) {
            std::swap_ranges(m.begin() + static_cast<std::ptrdiff_t>(k * size), m.begin() + static_cast<std::ptrdiff_t>((k + 1) * size),
                             m.begin() + static_cast<std::ptrdiff_t>(pivot * size));
            product = -product;
        }
        product *= m[k * size + k];
        for (std::size_t row = k + 1; row < size; ++row) {
            const double factor = m[row * size + k] / m[k * size + k];
            for (std::size_t column = k + 1; column < size; ++column)
                m[row * size + column] -= factor * m[k * size + column];
        }
    }
    return product;
}

EvaluateOutcome evaluateDet(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const std::vector<Tensor> outputs, makeOutputs(context, inputs, inferDet));
    std::vector<double> elements = inputs[0].toDoubles();
    const auto size = static_cast<std::size_t>(inputs[0].dims().back());
    std::vector<double> results;
    for (std::size_t i = 0; i < static_cast<std::size_t>(outputs[0].elementCount()) && !isStopAsked(); ++i)
        results.push_back(determinant(std::span(elements).subspan(i * size * size, size * size), size));
    results.resize(static_cast<std::size_t>(outputs[0].elementCount()));
    return oneOutput(context, tensorOf(outputs[0].type(), outputs[0].dims(), results));
}

Work detWork(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const Shape* x = shapeAt(inputs, 0);
    if (!x || !x->isStatic() || x->rank() < 2) return {};
    return {.vectorOps = multiplySaturated({elementsOf(inputs), x->dims.back().value})};
}

} // namespace

std::vector<OpRow> determinantOps() {
    return {{"", "Det", 11, OpCategory::Matrix, QuantRule::Float, inferDet, evaluateDet, detWork, "Determinant of square matrices."}};
}

} // namespace lathe
