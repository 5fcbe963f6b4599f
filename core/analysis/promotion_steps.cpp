#include "core/analysis/promotion_steps.h"

#include "core/quantization/integer_rules.h"

#include <algorithm>

namespace lathe {
namespace {

/// A float node leaves the accelerator: that costs more than twice the bits on it.
constexpr double kFloatCost = 4;
constexpr double kBeyondMeasure = 1e12; ///< of results that are not finite

double noiseOf(const UnitSensitivity& unit) {
    const double noise = unit.effect(RoundedPart::Node).noiseRatio;
    return noise >= 0 && noise < kBeyondMeasure ? noise : kBeyondMeasure;
}

void addName(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

/// The integer nodes that read the value, and those behind nodes that only move it.
void addReaders(const QuantizedGraph& network, ValueId value, std::vector<std::string>& names) {
    for (const NodeId id : network.graph.value(value).consumers) {
        if (!network.isQuantized(id)) continue;
        const Node& node = network.graph.node(id);
        addName(names, node.name);
        if (!passesThrough(findIntegerRule(node)->kind)) continue;
        for (const ValueId output : dataOutputs(node))
            addReaders(network, output, names);
    }
}

struct Bargains {
    std::vector<std::string> wideNodes, floatNodes;
    double narrowNoise = 0, wideNoise = 0;

    double wideCost() const { return static_cast<double>(wideNodes.size()); }
    double floatCost() const { return kFloatCost * static_cast<double>(floatNodes.size()); }

    void addTo(std::vector<PromotionStep>& steps) const {
        if (floatNodes.empty()) return;
        const double toWide = (narrowNoise - wideNoise) / wideCost();
        const double onward = wideNoise / std::max(floatCost() - wideCost(), 1.0);
        if (onward > toWide) {
            if (narrowNoise > 0) steps.push_back({DataType::Float, floatNodes, narrowNoise / floatCost()});
            return;
        }
        if (toWide > 0) steps.push_back({DataType::Int16, wideNodes, toWide});
        if (wideNoise > 0) steps.push_back({DataType::Float, floatNodes, onward});
    }
};

} // namespace

std::vector<PromotionStep> promotionSteps(const QuantizedGraph& network, const Sensitivity& narrow, const Sensitivity& wide) {
    std::map<std::string, double> wideNoise;
    for (const UnitSensitivity& unit : wide.units)
        wideNoise[unit.name] = noiseOf(unit);
    const std::vector<QuantizedUnit> units = quantizedUnits(network);
    std::vector<PromotionStep> steps;
    for (std::size_t i = 0; i < units.size(); ++i) {
        Bargains bargains;
        bargains.narrowNoise = noiseOf(narrow.units[i]);
        const auto found = wideNoise.find(narrow.units[i].name);
        bargains.wideNoise = found == wideNoise.end() ? bargains.narrowNoise : std::min(found->second, bargains.narrowNoise);
        for (const NodeId id : units[i].nodes)
            addName(bargains.floatNodes, network.graph.node(id).name);
        bargains.wideNodes = bargains.floatNodes;
        addReaders(network, units[i].output, bargains.floatNodes);
        if (bargains.wideNodes.empty()) bargains.wideNodes = bargains.floatNodes; // a border: its readers decide
        bargains.addTo(steps);
    }
    std::ranges::stable_sort(steps, std::greater(), &PromotionStep::gain);
    return steps;
}

} // namespace lathe
