#include "core/targets/figure_table.h"

namespace lathe {
namespace {

constexpr FigureRow kFigures[] = {
    {"clock_mhz", "MHz", &Target::clockMHz, 1, 1e5},
    {"macs_per_cycle", "MAC/cycle", &Target::macsPerCycle, 1, 1e7},
    {"array_input_channels", "channels", &Target::arrayInputChannels, 1, 1e5},
    {"array_output_channels", "channels", &Target::arrayOutputChannels, 1, 1e5},
    {"mac_efficiency", "share of peak", &Target::macEfficiency, 0.001, 1},
    {"int16_slowdown", "factor", &Target::int16Slowdown, 1, 100},
    {"int16_weight_slowdown", "factor", &Target::int16WeightSlowdown, 1, 100},
    {"depthwise_efficiency", "share of peak", &Target::depthwiseEfficiency, 0.0001, 1},
    {"vector_lanes", "elements/cycle", &Target::vectorLanes, 0.001, 1e6},
    {"special_lanes", "elements/cycle", &Target::specialLanes, 0.001, 1e6},
    {"on_chip_bytes", "bytes", &Target::onChipBytes, 4096, 1e12},
    {"ddr_gbps", "GB/s", &Target::ddrGBps, 0.001, 1e5},
    {"ddr_efficiency", "share of peak", &Target::ddrEfficiency, 0.01, 1},
    {"ddr_latency_ns", "ns", &Target::ddrLatencyNs, 0, 1e6},
    {"ddr_burst_bytes", "bytes", &Target::ddrBurstBytes, 0, 65536, true},
    {"port_gbps", "GB/s", &Target::portGBps, 0, 1e5, true},
    {"fixed_overhead_us", "us", &Target::fixedOverheadUs, 0, 1e7},
    {"layer_overhead_us", "us", &Target::layerOverheadUs, 0, 1e6},
    {"host_gflops", "GFLOP/s", &Target::hostGflops, 0.0001, 1e6},
    {"host_gbps", "GB/s", &Target::hostGBps, 0.0001, 1e5},
    {"channel_alignment", "channels", &Target::channelAlignment, 1, 4096},
    {"row_alignment_bytes", "bytes", &Target::rowAlignmentBytes, 1, 65536},
};

} // namespace

std::string_view toName(FigureStatus status) {
    switch (status) {
    case FigureStatus::Published:
        return "published";
    case FigureStatus::Derived:
        return "derived";
    case FigureStatus::Assumed:
        return "assumed";
    case FigureStatus::Fitted:
        return "fitted";
    case FigureStatus::Unknown:
        return "unknown";
    }
    return "";
}

std::string_view toName(Dataflow dataflow) {
    switch (dataflow) {
    case Dataflow::Broadcast:
        return "broadcast";
    case Dataflow::WeightStationary:
        return "weight_stationary";
    case Dataflow::OutputStationary:
        return "output_stationary";
    }
    return "";
}

std::span<const FigureRow> figureTable() {
    return kFigures;
}

const OperatorRule* Target::findRule(std::string_view op) const {
    for (const OperatorRule& rule : rules) {
        if (rule.op == op) return &rule;
    }
    return nullptr;
}

std::vector<const Figure*> Target::figures() const {
    std::vector<const Figure*> all;
    for (const FigureRow& row : figureTable())
        all.push_back(&(this->*row.member));
    return all;
}

} // namespace lathe
