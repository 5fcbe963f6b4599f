#include "core/compiler/fused_geometry.h"

#include <cmath>

namespace lathe {
namespace {

/// Whether a tile of some channels of the last stage needs only these of every stage's output.
bool followsChannels(const std::vector<LayerGeometry>& stages) {
    for (std::size_t i = 1; i < stages.size(); ++i) {
        const bool isByHead = !stages[i].isConvolution && stages[i].weightsFollowChannels; // each channel has a matrix of its own
        const bool isByChannel = !stages[i].isMac || stages[i].isDepthwise || isByHead;
        if (!isByChannel || !stages[i].inputFollowsChannels || stages[i].channels != stages[i - 1].channels) return false;
    }
    return true;
}

template <class Cycles>
std::int64_t sumOfStages(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels, Cycles cycles) {
    const std::vector<std::int64_t> needed = stageRows(geometry, rows);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < needed.size(); ++i)
        sum += cycles(geometry.stages[i], needed[i], stageChannels(geometry, i, channels));
    return sum;
}

} // namespace

LayerGeometry fuseGeometries(std::vector<LayerGeometry> stages) {
    const LayerGeometry& first = stages.front();
    LayerGeometry fused = stages.back();
    const bool isCut = followsChannels(stages);
    fused.inputBytes = first.inputBytes;
    fused.inputRows = first.inputRows;
    fused.inputFollowsChannels = isCut && first.inputFollowsChannels;
    fused.weightsFollowChannels = isCut;
    fused.channelStep = isCut ? first.channelStep : fused.channels;
    fused.sideBytes = fused.weightBytes = fused.macs = fused.vectorOps = fused.specialOps = 0;
    fused.vectorCycles = 0;
    fused.isMac = fused.isConvolution = fused.isDepthwise = false;
    for (const LayerGeometry& stage : stages) {
        fused.sideBytes += stage.sideBytes;
        fused.weightBytes += stage.weightBytes;
        fused.macs += stage.macs;
        fused.vectorOps += stage.vectorOps;
        fused.specialOps += stage.specialOps;
        fused.vectorCycles += stage.vectorCycles;
        fused.isMac = fused.isMac || stage.isMac;
    }
    fused.stages = std::move(stages);
    return fused;
}

std::vector<std::int64_t> stageRows(const LayerGeometry& geometry, std::int64_t rows) {
    std::vector<std::int64_t> needed(geometry.stages.size(), rows);
    for (std::size_t i = needed.size() - 1; i > 0; --i) {
        const LayerGeometry& reader = geometry.stages[i];
        const std::int64_t made = geometry.stages[i - 1].rows, read = inputRowsOf(reader, needed[i]);
        // A reader without a window has rows of its own number (global pooling: one for all).
        const std::int64_t unit = std::max<std::int64_t>(1, reader.inputRows);
        needed[i - 1] = std::min(made, (read * made + unit - 1) / unit);
    }
    return needed;
}

std::int64_t stageChannels(const LayerGeometry& geometry, std::size_t stage, std::int64_t channels) {
    return geometry.weightsFollowChannels ? channels : geometry.stages[stage].channels;
}

std::int64_t bytesBetweenStages(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels) {
    if (geometry.stages.empty()) return 0;
    const std::vector<std::int64_t> needed = stageRows(geometry, rows);
    double bytes = 0;
    for (std::size_t i = 0; i + 1 < needed.size(); ++i) {
        const LayerGeometry& stage = geometry.stages[i];
        const auto part = static_cast<double>(needed[i] * stageChannels(geometry, i, channels));
        bytes += std::ceil(static_cast<double>(stage.outputBytes) * part / static_cast<double>(stage.rows * stage.channels));
    }
    return static_cast<std::int64_t>(bytes);
}

std::int64_t fusedInputRows(const LayerGeometry& geometry, std::int64_t rows) {
    return inputRowsOf(geometry.stages.front(), stageRows(geometry, rows).front());
}

std::int64_t fusedMacCycles(const LayerGeometry& geometry, const Target& target, std::int64_t rows, std::int64_t channels) {
    return sumOfStages(geometry, rows, channels, [&](const LayerGeometry& stage, std::int64_t stageRows, std::int64_t stageChannels) {
        return macCycles(stage, target, stageRows, stageChannels);
    });
}

std::int64_t fusedVectorCycles(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels) {
    return sumOfStages(geometry, rows, channels, [](const LayerGeometry& stage, std::int64_t stageRows, std::int64_t stageChannels) {
        return vectorCycles(stage, stageRows, stageChannels);
    });
}

} // namespace lathe
