#pragma once

#include "core/graph/graph.h"

namespace lathe::test {

/// Builds networks with weights of zeros: for what does not look at them (compiler, timing). Shapes are inferred at the end.
class NetworkBuilder {
public:
    enum class Activation { None, Relu, Relu6, Leaky, Silu };

    /// One float input [1, 3, size, size].
    explicit NetworkBuilder(std::int64_t size);

    ValueId input() const { return m_input; }
    std::int64_t channelsOf(ValueId value) const { return m_channels.at(value); }

    struct Convolution {
        std::int64_t channels = 0, kernel = 1, stride = 1, groups = 1;
        Activation activation = Activation::None;
    };
    /// Same padding of (kernel − 1) / 2, with bias.
    ValueId convolution(ValueId x, const Convolution& spec);
    ValueId activate(ValueId x, Activation activation);
    ValueId maxPool(ValueId x, std::int64_t kernel, std::int64_t stride);
    ValueId add(ValueId a, ValueId b);
    ValueId concat(const std::vector<ValueId>& parts);
    /// The first `channels` channels and the rest.
    std::pair<ValueId, ValueId> split(ValueId x, std::int64_t channels);
    ValueId upsample(ValueId x);
    /// GlobalAveragePool, Flatten, Gemm.
    ValueId classify(ValueId x, std::int64_t classes);

    /// The network with inferred shapes.
    Graph finish(std::vector<ValueId> outputs);

private:
    ValueId node(std::string opType, std::vector<ValueId> inputs, Attributes attributes, std::int64_t channels);
    ValueId floats(const std::vector<std::int64_t>& dims);

    Graph m_graph;
    ValueId m_input;
    std::map<ValueId, std::int64_t> m_channels;
};

} // namespace lathe::test
