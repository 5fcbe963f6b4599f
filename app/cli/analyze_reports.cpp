#include "app/cli/analyze_reports.h"

#include <algorithm>

namespace lathe::cli {
namespace {

constexpr std::size_t kShown = 10;

template <class... Values>
void printLine(const Session& session, const char* format, Values... values) {
    char line[240];
    std::snprintf(line, sizeof line, format, values...);
    session.print(line);
}

void printAccuracy(const Session& session, const Comparison& c) {
    for (const TensorError& output : c.outputs)
        printLine(session, "program: output %s: SQNR %.1f dB, cosine %.6f over %lld samples", output.name.c_str(), output.sqnrDb,
                  output.cosine, static_cast<long long>(c.samples));
    if (c.isClassifier) printLine(session, "top-1 agreement %.1f %%", c.agreement * 100);
    if (c.hasLabels)
        printLine(session, "labels: top-1 float %.1f %%, quantized %.1f %% (lost %lld, won %lld); top-5 float %.1f %%, quantized %.1f %%",
                  c.floatTop1 * 100, c.quantizedTop1 * 100, static_cast<long long>(c.lost), static_cast<long long>(c.won),
                  c.floatTop5 * 100, c.quantizedTop5 * 100);
}

void printRanking(const Session& session, const Sensitivity& sensitivity, RoundedPart part) {
    const auto order = rankedBy(sensitivity.units, part);
    printLine(session, "SQNR of the outputs with the %s of one node alone rounded, worst of %zu:",
              part == RoundedPart::Node ? "whole" : std::string(toName(part)).c_str(), order.size());
    for (std::size_t i = 0; i < std::min(kShown, order.size()); ++i) {
        const UnitSensitivity& unit = sensitivity.units[order[i]];
        const TensorError& own = unit.isolated;
        printLine(session, "  %6.1f dB  own output %6.1f dB, accumulated %6.1f dB, saturated %.3f %%, %lld values  ",
                  unit.effect(part).sqnrDb, own.sqnrDb, unit.accumulated ? unit.accumulated->sqnrDb : 0.0,
                  own.integers->saturationRatio() * 100, static_cast<long long>(own.integers->distinctValues()));
        session.print("             " + unit.name);
    }
}

std::string describe(const Divergence& divergence, const std::optional<std::size_t>& index, const char* none) {
    if (!index) return none;
    const TensorError& tensor = divergence.rows[*index].quantization;
    return "'" + tensor.name + "' of " + tensor.node + " (tensor " + std::to_string(*index + 1) + " of " +
           std::to_string(divergence.rows.size()) + ")";
}

std::string text(const IntegerDifference& difference) {
    return std::to_string(difference.differing) + " of " + std::to_string(difference.elements) + " elements differ, by at most " +
           std::to_string(difference.maxOffBy);
}

} // namespace

void printReport(const Session& session, const Sensitivity& sensitivity) {
    printAccuracy(session, sensitivity.whole);
    const auto isMeasured = [&](RoundedPart part) {
        return std::ranges::any_of(sensitivity.units,
                                   [&](const UnitSensitivity& unit) { return !unit.op.empty() && unit.effect(part).noiseRatio > 0; });
    };
    for (const RoundedPart part : kRoundedParts)
        if (part == RoundedPart::Node || isMeasured(part)) printRanking(session, sensitivity, part);
}

void printReport(const Session& session, const Promotion& promotion) {
    session.print("promoted  latency      SQNR    agreement  (every point quantized, compiled and run; latency of the timing model)");
    for (const PromotionPoint& point : promotion.curve) {
        char labels[80] = "";
        if (point.accuracy.hasLabels)
            std::snprintf(labels, sizeof labels, "  top-1 %.1f %%, top-5 %.1f %%", point.accuracy.quantizedTop1 * 100,
                          point.accuracy.quantizedTop5 * 100);
        printLine(session, "%8zu  %8s  %6.1f dB  %8.1f %%%s", point.nodes.size(), timeText(point.latency).c_str(), point.sqnrDb(),
                  point.accuracy.agreement * 100, labels);
    }
    session.print("in this order (" + promotion.precision + "):");
    for (std::size_t i = 0; i < std::min(kShown, promotion.order.size()); ++i)
        session.print("  " + promotion.order[i].node);
    if (promotion.order.size() > kShown) session.print("  … all " + std::to_string(promotion.order.size()) + " are in the JSON");
}

void printReport(const Session& session, const Divergence& divergence) {
    char least[40];
    std::snprintf(least, sizeof least, "%.1f dB", divergence.minimumSqnrDb);
    session.print(std::string("fake-quantized falls below ") + least + " of float first at " +
                  describe(divergence, divergence.firstQuantization, "no tensor"));
    session.print("integers differ from fake-quantized first at " + describe(divergence, divergence.firstInteger, "no tensor"));
    if (divergence.firstInteger) session.print("  " + text(divergence.rows[*divergence.firstInteger].integers) + " steps");
    const bool hasDumps = std::ranges::any_of(divergence.rows, [](const DivergenceRow& row) { return row.dump.has_value(); });
    if (!hasDumps) return;
    session.print("the dump differs from the program first at " + describe(divergence, divergence.firstDump, "no tensor"));
    if (divergence.firstDump) session.print("  " + text(*divergence.rows[*divergence.firstDump].dump) + " steps");
}

} // namespace lathe::cli
