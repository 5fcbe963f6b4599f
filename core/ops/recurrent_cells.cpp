#include "core/ops/recurrent_cells.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

struct KnownActivation {
    std::string_view name;
    double (*function)(double, double, double);
    bool takesAlpha, takesBeta;
    double alpha, beta; ///< defaults
};

constexpr std::array<KnownActivation, 11> kActivations{{
    {"Relu", [](double x, double, double) { return std::max(x, 0.0); }, false, false, 0, 0},
    {"Tanh", [](double x, double, double) { return std::tanh(x); }, false, false, 0, 0},
    {"Sigmoid", [](double x, double, double) { return 1.0 / (1.0 + std::exp(-x)); }, false, false, 0, 0},
    {"Affine", [](double x, double a, double b) { return a * x + b; }, true, true, 1.0, 0.0},
    {"LeakyRelu", [](double x, double a, double) { return x >= 0.0 ? x : a * x; }, true, false, 0.01, 0.0},
    {"ThresholdedRelu", [](double x, double a, double) { return x > a ? x : 0.0; }, true, false, 1.0, 0.0},
    {"ScaledTanh", [](double x, double a, double b) { return a * std::tanh(b * x); }, true, true, 1.0, 1.0},
    {"HardSigmoid", [](double x, double a, double b) { return std::min(std::max(a * x + b, 0.0), 1.0); }, true, true, 0.2, 0.5},
    {"Elu", [](double x, double a, double) { return x >= 0.0 ? x : a * std::expm1(x); }, true, false, 1.0, 0.0},
    {"Softsign", [](double x, double, double) { return x / (1.0 + std::abs(x)); }, false, false, 0, 0},
    {"Softplus", [](double x, double, double) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }, false, false, 0, 0},
}};

bool sameName(std::string_view a, std::string_view b) {
    return std::ranges::equal(
        a, b, [](char x, char y) { return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y)); });
}

/// out[i] = bias[i] + Σ_k matrix[i, k] · x[k], in order of k. At least one column.
template <class T>
std::vector<T> affine(std::span<const T> matrix, std::span<const T> bias, const T* x, std::int64_t columns) {
    const std::size_t rows = matrix.size() / static_cast<std::size_t>(columns);
    std::vector<T> out(rows, T{});
    for (std::size_t i = 0; i < rows; ++i) {
        T sum = bias.empty() ? T{} : bias[i];
        const T* row = matrix.data() + i * static_cast<std::size_t>(columns);
        for (std::int64_t k = 0; k < columns; ++k)
            sum += row[k] * x[k];
        out[i] = sum;
    }
    return out;
}

/// Both products of a step with their biases, gate by gate.
template <class T>
struct Products {
    std::vector<T> fromInput, fromState;
    T sum(std::int64_t i) const { return fromInput[static_cast<std::size_t>(i)] + fromState[static_cast<std::size_t>(i)]; }
};

template <class T>
Products<T> products(const CellSizes& sizes, const CellWeights<T>& weights, const T* x, const std::vector<T>& h) {
    const std::size_t half = weights.bias.size() / 2;
    return {affine(weights.w, weights.bias.first(half), x, sizes.input),
            affine(weights.r, weights.bias.subspan(half), h.data(), sizes.hidden)};
}

template <class T>
T activate(const CellWeights<T>& weights, std::size_t which, T x) {
    double value = x;
    if (weights.clip > 0.0) value = std::clamp(value, -weights.clip, weights.clip);
    return static_cast<T>(weights.activations[which](value));
}

template <class T>
T peephole(const CellWeights<T>& weights, std::int64_t i, T c) {
    return weights.peepholes.empty() ? T{} : weights.peepholes[static_cast<std::size_t>(i)] * c;
}

} // namespace

Result<std::vector<CellActivation>> cellActivations(const OpContext& context, std::span<const std::string_view> defaults,
                                                    std::int64_t directions) {
    std::vector<std::string> names;
    if (const auto* given = context.node.findAttribute<std::vector<std::string>>("activations")) names = *given;
    if (names.empty())
        for (std::int64_t i = 0; i < directions; ++i)
            names.insert(names.end(), defaults.begin(), defaults.end());
    if (static_cast<std::int64_t>(names.size()) != static_cast<std::int64_t>(defaults.size()) * directions)
        return opError(context, "has " + std::to_string(names.size()) + " activations, expected " + std::to_string(defaults.size()) +
                                    " for each direction");
    const std::vector<float> alphas = context.node.floatsAttribute("activation_alpha"),
                             betas = context.node.floatsAttribute("activation_beta");
    auto alpha = alphas.begin(), beta = betas.begin();
    std::vector<CellActivation> result;
    for (const std::string& name : names) {
        const auto known = std::ranges::find_if(kActivations, [&](const KnownActivation& one) { return sameName(one.name, name); });
        if (known == kActivations.end()) return opError(context, "the activation '" + name + "' is not known");
        CellActivation activation{known->function, known->alpha, known->beta};
        if (known->takesAlpha && alpha != alphas.end()) activation.alpha = *alpha++;
        if (known->takesBeta && beta != betas.end()) activation.beta = *beta++;
        result.push_back(activation);
    }
    return result;
}

template <class T>
void stepRnn(const CellSizes& sizes, const CellWeights<T>& weights, const T* x, CellState<T>& state) {
    const Products<T> gates = products(sizes, weights, x, state.h);
    for (std::int64_t j = 0; j < sizes.hidden; ++j)
        state.h[static_cast<std::size_t>(j)] = activate(weights, 0, gates.sum(j));
}

template <class T>
void stepGru(const CellSizes& sizes, const CellWeights<T>& weights, const T* x, CellState<T>& state) {
    const std::int64_t n = sizes.hidden;
    const auto count = static_cast<std::size_t>(n);
    Products<T> gates = products(sizes, weights, x, state.h);
    std::vector<T> reset(count), resetState(count);
    for (std::size_t j = 0; j < count; ++j) {
        reset[j] = activate(weights, 0, gates.sum(n + static_cast<std::int64_t>(j)));
        resetState[j] = reset[j] * state.h[j];
    }
    std::vector<T> candidate(gates.fromState.begin() + 2 * n, gates.fromState.end());
    if (weights.isLinearBeforeReset)
        std::ranges::transform(candidate, reset, candidate.begin(), std::multiplies<T>());
    else
        candidate = affine(weights.r.subspan(2 * count * count), weights.bias.empty() ? weights.bias : weights.bias.subspan(5 * count),
                           resetState.data(), n);
    for (std::size_t j = 0; j < count; ++j) {
        const T update = activate(weights, 0, gates.sum(static_cast<std::int64_t>(j)));
        const T proposed = activate(weights, 1, gates.fromInput[2 * count + j] + candidate[j]);
        state.h[j] = (T{1} - update) * proposed + update * state.h[j];
    }
}

template <class T>
void stepLstm(const CellSizes& sizes, const CellWeights<T>& weights, const T* x, CellState<T>& state) {
    const std::int64_t n = sizes.hidden;
    const Products<T> gates = products(sizes, weights, x, state.h);
    for (std::int64_t j = 0; j < n; ++j) {
        T& c = state.c[static_cast<std::size_t>(j)];
        const T input = activate(weights, 0, gates.sum(j) + peephole(weights, j, c));
        const T forget =
            weights.couplesForget ? T{1} - input : activate(weights, 0, gates.sum(2 * n + j) + peephole(weights, 2 * n + j, c));
        c = forget * c + input * activate(weights, 1, gates.sum(3 * n + j));
        const T output = activate(weights, 0, gates.sum(n + j) + peephole(weights, n + j, c));
        state.h[static_cast<std::size_t>(j)] = output * activate(weights, 2, c);
    }
}

template void stepRnn(const CellSizes&, const CellWeights<float>&, const float*, CellState<float>&);
template void stepRnn(const CellSizes&, const CellWeights<double>&, const double*, CellState<double>&);
template void stepGru(const CellSizes&, const CellWeights<float>&, const float*, CellState<float>&);
template void stepGru(const CellSizes&, const CellWeights<double>&, const double*, CellState<double>&);
template void stepLstm(const CellSizes&, const CellWeights<float>&, const float*, CellState<float>&);
template void stepLstm(const CellSizes&, const CellWeights<double>&, const double*, CellState<double>&);

} // namespace lathe
