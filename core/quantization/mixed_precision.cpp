#include "core/quantization/mixed_precision.h"

#include "core/ops/inference.h"
#include "core/quantization/integer_rules.h"
#include "core/quantization/precision_plan.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lathe {
namespace {

/// E[x²] from the histogram of |x|, each bin at its middle; nothing without data.
std::optional<double> meanSquare(const TensorRange* range) {
    if (!range || range->statistics.histogram.empty()) return std::nullopt;
    const std::vector<std::int64_t>& bins = range->statistics.histogram;
    const double width = double(range->statistics.histogramLimit) / static_cast<double>(bins.size());
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const double middle = (static_cast<double>(i) + 0.5) * width;
        sum += static_cast<double>(bins[i]) * middle * middle;
        count += static_cast<double>(bins[i]);
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

/// Means over the output channels of ‖w_c‖² and of s_c², and the elements of one filter.
struct WeightPowers {
    double energy = 0, squaredStep = 0, filterElements = 0;
};

WeightPowers powersOf(const Tensor& weight, std::int32_t axis) {
    const std::int64_t channels = axis < 0 ? 1 : weight.dim(axis);
    std::int64_t inner = 1;
    for (std::int64_t i = axis + 1; axis >= 0 && i < weight.rank(); ++i)
        inner *= weight.dim(i);
    std::vector<double> peaks(static_cast<std::size_t>(channels));
    WeightPowers powers;
    const std::span<const float> w = weight.data<float>();
    for (std::size_t i = 0; i < w.size(); ++i) {
        double& peak = peaks[(i / static_cast<std::size_t>(inner)) % peaks.size()];
        peak = std::max(peak, std::fabs(double(w[i])));
        powers.energy += double(w[i]) * double(w[i]) / static_cast<double>(channels);
    }
    for (const double peak : peaks)
        powers.squaredStep += (peak / 127) * (peak / 127) / static_cast<double>(channels);
    powers.filterElements = static_cast<double>(w.size()) / static_cast<double>(channels);
    return powers;
}

double decibels(double signal, double noise) {
    constexpr double kLargest = 200; // no noise at all
    return noise > 0 ? std::min(10 * std::log10(signal / noise), kLargest) : kLargest;
}

struct Ranked {
    NodeId node;
    double sqnrDb = 0;
    std::int64_t macs = 0;
};

std::string percentText(double share) {
    return std::to_string(static_cast<int>(std::lround(share * 100))) + " %";
}

std::string sentenceOf(const Ranked& ranked, MixMode mode, double budget, const char* what) {
    char decibel[32];
    std::snprintf(decibel, sizeof decibel, "%.1f dB", ranked.sqnrDb);
    return std::string("mix ") + (mode == MixMode::Light ? "light" : "balance") + ": int16 for " + what +
           ", whose predicted SQNR in int8 (" + decibel + ") is among the lowest within " + percentText(budget) +
           " of the multiply-accumulates";
}

/// The lowest first, as long as the budget lasts.
std::vector<Ranked> withinBudget(std::vector<Ranked> ranked, double budget) {
    std::int64_t total = 0;
    for (const Ranked& one : ranked)
        total += one.macs;
    std::ranges::stable_sort(ranked, {}, &Ranked::sqnrDb);
    double left = budget * static_cast<double>(total);
    std::erase_if(ranked, [&](const Ranked& one) {
        const auto macs = static_cast<double>(one.macs);
        if (macs > left) return true;
        left -= macs;
        return false;
    });
    return ranked;
}

struct MixedPart {
    MixMode QuantizationOptions::*mode;
    double PredictedSqnr::*sqnr;
    RulePart part;
    const char* what;
};
constexpr MixedPart kParts[] = {
    {&QuantizationOptions::mixedDatapath, &PredictedSqnr::activationsDb, RulePart::Computation, "what it reads and gives"},
    {&QuantizationOptions::mixedWeights, &PredictedSqnr::weightsDb, RulePart::Weights, "its weights"},
};

double budgetOf(MixMode mode, const QuantizationOptions& options) {
    return options.mixedBudget.value_or(mode == MixMode::Light ? 0.2 : 0.8);
}

} // namespace

std::optional<PredictedSqnr> predictSqnr(const Graph& graph, const CalibrationTable& table, NodeId id) {
    const Node& node = graph.node(id);
    const IntegerRule* rule = findIntegerRule(node);
    if (!rule || rule->kind != IntegerKind::Mac || !integerObstacle(*rule, graph, node).empty()) return std::nullopt;
    if (rule->role(graph, node, 1) != InputRole::Weight) return std::nullopt;
    const TensorRange* input = rangeOf(graph, table, node.input(0));
    const auto inputPower = meanSquare(input), outputPower = meanSquare(rangeOf(graph, table, node.output()));
    if (!inputPower || !outputPower || *outputPower <= 0) return std::nullopt;
    const WeightPowers powers = powersOf(*graph.constantOf(node.input(1)), weightAxis(node));
    const double step = double(input->threshold) / 127;
    return PredictedSqnr{decibels(*outputPower, powers.energy * step * step / 12),
                         decibels(*outputPower, powers.filterElements * *inputPower * powers.squaredStep / 12), workOf(graph, id).macs};
}

std::vector<MixedChoice> chooseMixed(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options) {
    std::vector<MixedChoice> choices;
    for (const MixedPart& part : kParts) {
        const MixMode mode = options.*part.mode;
        if (mode == MixMode::None) continue;
        std::vector<Ranked> ranked;
        for (const NodeId id : graph.topologicalOrder())
            if (const auto predicted = predictSqnr(graph, table, id)) ranked.push_back({id, (*predicted).*part.sqnr, predicted->macs});
        const double budget = budgetOf(mode, options);
        for (const Ranked& one : withinBudget(std::move(ranked), budget))
            choices.push_back({one.node, {RuleScope::Mixed, {}, DataType::Int16, {}, part.part}, sentenceOf(one, mode, budget, part.what)});
    }
    return choices;
}

} // namespace lathe
