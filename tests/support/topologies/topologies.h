#pragma once

#include "core/graph/graph.h"

#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

namespace lathe::test {

/// How large a network is made. The depth is always the true one.
struct TopologySize {
    double width = 1;       ///< factor of every number of channels
    std::int64_t size = 0;  ///< pixels of each side; 0: the published size
    std::int64_t batch = 0; ///< 0: open, "batch"; sequences are open then, too
    std::int64_t opset = 0; ///< 0: the one of the row

    /// Channels that are left of so many; a multiple of `of`.
    std::int64_t scaled(std::int64_t channels, std::int64_t of = 1) const {
        return std::max<std::int64_t>(1, std::llround(static_cast<double>(channels) * width / static_cast<double>(of))) * of;
    }
};

/// A well-known network as PyTorch's exporter writes it, with random weights that keep activations of order 1.
struct TopologyRow {
    std::string_view name;
    Graph (*make)(const TopologySize& size);
    double smallWidth; ///< a width and size for tests: some 100 kB of weights
    std::int64_t smallSize;
    std::string_view about; ///< what is in it that an optimiser has to deal with
};
std::span<const TopologyRow> topologyTable();
const TopologyRow* findTopology(std::string_view name);

/// Inputs for such a graph: open dimensions become `batch` and, in sequences, `sequence`. Pictures in [-1, 1], tokens in
/// [0, 16), masks of 0 and 1 that begin with 1.
std::vector<Tensor> topologyInputs(const Graph& graph, std::int64_t batch, std::int64_t sequence, std::uint64_t seed);

Graph makeResNet50(const TopologySize& size);
Graph makeMobileNetV2(const TopologySize& size);
Graph makeMobileNetV3(const TopologySize& size);
Graph makeEfficientNet(const TopologySize& size);
Graph makeCspDarknet53(const TopologySize& size);
Graph makeConvNeXt(const TopologySize& size);
Graph makeYoloV5(const TopologySize& size);
Graph makeYoloV8(const TopologySize& size);
Graph makeVit(const TopologySize& size);
Graph makeSwin(const TopologySize& size);
Graph makeBert(const TopologySize& size);
Graph makeGpt2(const TopologySize& size);
Graph makeLlama(const TopologySize& size);
/// Residual blocks with nothing to fold or fuse; five nodes each.
Graph makeResidualChain(std::int64_t blocks);

} // namespace lathe::test
