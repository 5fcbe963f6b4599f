#include "core/quantization/weight_rounding.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace lathe {
namespace {

constexpr std::size_t kSummedInputs = 64; ///< in binary32, before their sum joins those in binary64
constexpr int kMostSweeps = 8;
constexpr double kLeastShrinkage = 0.01;
constexpr double kLeastPivot = 1e-9;

std::int32_t nearest(float target, std::int32_t largest) {
    return std::clamp(static_cast<std::int32_t>(std::nearbyintf(target)), -largest, largest);
}

#if defined(__GNUC__)
[[gnu::always_inline]]
#endif
inline void
addMultipleInline(float* to, float factor, const float* from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        to[i] += factor * from[i];
}

// The same operations, each rounded once, eight at a time: the same numbers on every machine.
#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] void addMultipleWide(float* to, float factor, const float* from, std::size_t count) {
    addMultipleInline(to, factor, from, count);
}
#endif
void addMultiplePlain(float* to, float factor, const float* from, std::size_t count) {
    addMultipleInline(to, factor, from, count);
}

using AddMultiple = void (*)(float* to, float factor, const float* from, std::size_t count);
AddMultiple fastestAddMultiple() {
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) return addMultipleWide;
#endif
    return addMultiplePlain;
}
const AddMultiple addMultiple = fastestAddMultiple();

/// Σ a_i b_i in eight partial sums, always in the same order.
double dot(const double* a, const double* b, std::size_t count) {
    std::array<double, 8> sums{};
    std::size_t i = 0;
    for (; i + sums.size() <= count; i += sums.size())
        for (std::size_t lane = 0; lane < sums.size(); ++lane)
            sums[lane] += a[i + lane] * b[i + lane];
    for (; i < count; ++i)
        sums[0] += a[i] * b[i];
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/// The lower Cholesky factor of a positive definite matrix, in its place (its upper triangle is left). A pivot that rounding made
/// vanish is taken as a small one.
void factorise(std::vector<double>& a, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        double* row = a.data() + i * n;
        for (std::size_t j = 0; j < i; ++j) {
            const double* other = a.data() + j * n;
            row[j] = (row[j] - dot(row, other, j)) / other[j];
        }
        row[i] = std::sqrt(std::max(row[i] - dot(row, row, i), row[i] * kLeastPivot));
    }
}

} // namespace

Result<InputMoments> momentsOf(std::span<const float> inputs, std::int64_t size, bool isCentred, JobContext& context) {
    const auto n = static_cast<std::size_t>(size);
    InputMoments moments{size, static_cast<std::int64_t>(inputs.size() / n), std::vector<double>(n), std::vector<double>(n * n)};
    const auto count = static_cast<std::size_t>(moments.count);
    const auto share = 1 / static_cast<double>(std::max<std::int64_t>(moments.count, 1));
    for (std::size_t input = 0; input < count; ++input)
        for (std::size_t i = 0; i < n; ++i)
            moments.mean[i] += static_cast<double>(inputs[input * n + i]) * share;
    std::vector<float> centred(inputs.begin(), inputs.end());
    if (isCentred)
        for (std::size_t i = 0; i < centred.size(); ++i)
            centred[i] -= static_cast<float>(moments.mean[i % n]);
    const auto addRow = [&](std::int64_t row, int) -> Status {
        const auto i = static_cast<std::size_t>(row);
        std::vector<float> sums(n);
        double* products = moments.matrix.data() + i * n;
        for (std::size_t first = 0; first < count; first += kSummedInputs) {
            std::ranges::fill(sums, 0.0f);
            for (std::size_t input = first; input < std::min(first + kSummedInputs, count); ++input)
                addMultiple(sums.data() + i, centred[input * n + i], centred.data() + input * n + i, n - i);
            for (std::size_t j = i; j < n; ++j)
                products[j] += static_cast<double>(sums[j]) * share;
        }
        return context.checkStop();
    };
    LATHE_CHECK(parallelFor(context, size, addRow));
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j)
            moments.matrix[i * n + j] = moments.matrix[j * n + i];
    return moments;
}

RoundingProblem::RoundingProblem(InputMoments inputs)
    : m_size(static_cast<std::size_t>(inputs.size)), m_moments(m_size * m_size), m_order(m_size), m_spread(m_size * m_size) {
    const std::size_t n = m_size;
    std::vector<double>& moments = inputs.matrix;
    const auto counted = static_cast<double>(std::max<std::int64_t>(inputs.count, 1));
    const double shrinkage = std::max(kLeastShrinkage, static_cast<double>(inputs.size) / (2 * counted));
    double largest = 0;
    for (std::size_t i = 0; i < n; ++i)
        largest = std::max(largest, moments[i * n + i]);
    const double least = largest > 0 ? largest * 1e-6 : 1; // of inputs that are always zero: any integer will do
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            double& moment = moments[i * n + j];
            moment = i == j ? std::max(moment, least) : moment / (1 + shrinkage);
            m_moments[i * n + j] = static_cast<float>(moment);
        }
    std::iota(m_order.begin(), m_order.end(), std::size_t(0));
    std::ranges::stable_sort(m_order, std::greater(), [&](std::size_t i) { return moments[i * n + i]; });

    // In order of turns G = U Uᵀ with an upper U, so that rᵀ G r = Σ_j (Σ_{k ≤ j} U_kj r_k)²: each term depends on the residuals r of the
    // turns up to its own. U is the lower factor of the matrix in reverse order, turned round.
    std::vector<double> reversed(n * n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= i; ++j)
            reversed[i * n + j] = moments[m_order[n - 1 - i] * n + m_order[n - 1 - j]];
    factorise(reversed, n);
    const auto factor = [&](std::size_t k, std::size_t j) { return reversed[(n - 1 - k) * n + (n - 1 - j)]; };
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t j = k + 1; j < n; ++j)
            m_spread[k * n + j] = static_cast<float>(factor(k, j) / factor(j, j));
}

void RoundingProblem::roundInTurn(std::span<const float> target, std::int32_t largest, std::span<std::int32_t> rounded) const {
    std::vector<float> aimed(m_size); // by turn
    for (std::size_t turn = 0; turn < m_size; ++turn)
        aimed[turn] = target[m_order[turn]];
    for (std::size_t turn = 0; turn < m_size; ++turn) {
        const std::size_t element = m_order[turn];
        rounded[element] = nearest(aimed[turn], largest);
        const float residual = target[element] - static_cast<float>(rounded[element]);
        addMultiple(aimed.data() + turn + 1, residual, m_spread.data() + turn * m_size + turn + 1, m_size - turn - 1);
    }
}

double RoundingProblem::descend(std::span<const float> target, std::int32_t largest, std::span<std::int32_t> rounded) const {
    std::vector<float> gradient(m_size); // G (t − q)
    const auto move = [&](std::size_t element, float by) { addMultiple(gradient.data(), by, m_moments.data() + element * m_size, m_size); };
    for (std::size_t i = 0; i < m_size; ++i)
        move(i, target[i] - static_cast<float>(rounded[i]));
    bool changed = true;
    for (int sweep = 0; sweep < kMostSweeps && changed; ++sweep) {
        changed = false;
        for (const std::size_t i : m_order) {
            const float curvature = m_moments[i * m_size + i];
            const std::int32_t step =
                std::clamp(rounded[i] + static_cast<std::int32_t>(std::nearbyintf(gradient[i] / curvature)), -largest, largest) -
                rounded[i];
            // d (2 g − d G) > 0: the error falls, and by more than binary32 sums leave in doubt
            const auto d = static_cast<float>(step);
            if (step == 0 || !(d * (2 * gradient[i] - d * curvature) > 1e-5f * d * d * curvature)) continue;
            rounded[i] += step;
            move(i, -d);
            changed = true;
        }
    }
    return error(target, rounded);
}

double RoundingProblem::error(std::span<const float> target, std::span<const std::int32_t> rounded) const {
    std::vector<double> residual(m_size);
    for (std::size_t i = 0; i < m_size; ++i)
        residual[i] = static_cast<double>(target[i]) - static_cast<double>(rounded[i]);
    double sum = 0;
    for (std::size_t i = 0; i < m_size; ++i) {
        const float* row = m_moments.data() + i * m_size;
        double product = 0;
        for (std::size_t j = 0; j < m_size; ++j)
            product += static_cast<double>(row[j]) * residual[j];
        sum += residual[i] * product;
    }
    return sum;
}

void RoundingProblem::round(std::span<const float> target, std::int32_t largest, std::span<std::int32_t> rounded) const {
    for (std::size_t i = 0; i < m_size; ++i)
        rounded[i] = nearest(target[i], largest);
    const double plain = error(target, rounded);
    std::vector<std::int32_t> fromNearest(rounded.begin(), rounded.end()), inTurn(m_size);
    const double descended = descend(target, largest, fromNearest);
    roundInTurn(target, largest, inTurn);
    const double turned = descend(target, largest, inTurn);
    if (std::min(descended, turned) >= plain) return;
    std::ranges::copy(turned <= descended ? inTurn : fromNearest, rounded.begin());
}

} // namespace lathe
