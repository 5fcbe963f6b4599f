#include "core/targets/figure_table.h"

namespace lathe {
namespace {

constexpr FigureRow kFigures[] = {
    {"clock_mhz", "MHz", &Target::clockMHz, 1, 1e5, "clock of the accelerator"},
    {"macs_per_cycle", "MAC/cycle", &Target::macsPerCycle, 1, 1e7, "int8 multiply-accumulates per cycle of one core"},
    {"array_input_channels", "channels", &Target::arrayInputChannels, 1, 1e5,
     "input channels that the MAC array takes at once; others are padded to a multiple"},
    {"array_output_channels", "channels", &Target::arrayOutputChannels, 1, 1e5,
     "output channels that the MAC array makes at once; the product of both is at most macs_per_cycle"},
    {"mac_efficiency", "share of peak", &Target::macEfficiency, 0.001, 1,
     "share of the peak that a dense convolution of full channels reaches"},
    {"int16_slowdown", "factor", &Target::int16Slowdown, 1, 100, "factor on MAC cycles for int16 activations"},
    {"int16_weight_slowdown", "factor", &Target::int16WeightSlowdown, 1, 100,
     "factor on MAC cycles for int16 weights, on top of that of the activations"},
    {"depthwise_efficiency", "share of peak", &Target::depthwiseEfficiency, 0.0001, 1,
     "share of the array that a depthwise convolution can use"},
    {"vector_lanes", "elements/cycle", &Target::vectorLanes, 0.001, 1e6, "element operations per cycle of one core"},
    {"special_lanes", "elements/cycle", &Target::specialLanes, 0.001, 1e6, "special functions (exp, division …) per cycle of one core"},
    {"on_chip_bytes", "bytes", &Target::onChipBytes, 4096, 1e12,
     "memory that a core can work in: its own, or that of all with core_memory: shared"},
    {"on_chip_shared_bytes", "bytes", &Target::onChipSharedBytes, 0, 1e12, "further memory that all cores share", 0},
    {"ddr_gbps", "GB/s", &Target::ddrGBps, 0.001, 1e5, "rate of the external memory, of the whole device"},
    {"ddr_efficiency", "share of peak", &Target::ddrEfficiency, 0.01, 1, "share of ddr_gbps that programs get"},
    {"ddr_latency_ns", "ns", &Target::ddrLatencyNs, 0, 1e6, "wait before the first byte of a transfer"},
    {"ddr_burst_bytes", "bytes", &Target::ddrBurstBytes, 0, 65536, "transfers take whole bursts; 0: bytes as they are", 0},
    {"port_gbps", "GB/s", &Target::portGBps, 0, 1e5, "most that one transfer engine moves; 0: as much as there is", 0},
    {"fixed_overhead_us", "us", &Target::fixedOverheadUs, 0, 1e7, "time of every inference beside its layers"},
    {"layer_overhead_us", "us", &Target::layerOverheadUs, 0, 1e6, "time of every layer beside its work"},
    {"host_gflops", "GFLOP/s", &Target::hostGflops, 0.0001, 1e6, "float rate that operators reach on the host"},
    {"host_gbps", "GB/s", &Target::hostGBps, 0.0001, 1e5, "copy rate of the host, or of the link to it"},
    {"channel_alignment", "channels", &Target::channelAlignment, 1, 4096, "channels in memory are padded to a multiple"},
    {"row_alignment_bytes", "bytes", &Target::rowAlignmentBytes, 1, 65536, "rows in memory are padded to a multiple"},
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

std::string_view toName(CoreMemory memory) {
    return memory == CoreMemory::PerCore ? "per_core" : "shared";
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
    for (const FigureRow& row : figureTable()) {
        const Figure& figure = this->*row.member;
        if (!row.fallback || !figure.source.empty()) all.push_back(&figure);
    }
    return all;
}

} // namespace lathe
