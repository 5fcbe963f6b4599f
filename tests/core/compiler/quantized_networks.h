#pragma once

#include "core/graph/text_format.h"
#include "core/ops/inference.h"
#include "core/program/quantized_graph.h"

namespace lathe::test {

/// `graph` with every node in int8 and every activation with a scale, weights and biases as zeros of the right size: what
/// the compiler sees of a quantized network. Nodes named in `floating` stay in float.
inline QuantizedGraph asInt8(Graph graph, const std::vector<std::string>& floating = {}) {
    QuantizedGraph network;
    network.graph = std::move(graph);
    const Graph& g = network.graph;
    for (const NodeId id : g.nodes()) {
        const Node& node = g.node(id);
        const bool isFloat = std::find(floating.begin(), floating.end(), node.opType) != floating.end();
        if (isFloat) continue;
        network.nodes[id] = {Precision::Int8, "test", false};
        for (const auto* list : {&node.inputs, &node.outputs}) {
            for (const ValueId value : *list) {
                if (value.isValid() && !g.isConstant(value) && g.value(value).type == DataType::Float)
                    network.values[value] = {DataType::Int8, {1.0F}, {0}, -1};
            }
        }
        for (std::size_t i = 0; i < node.inputs.size(); ++i) {
            const Tensor* constant = g.constantOf(node.inputs[i]);
            if (!constant || constant->type() != DataType::Float) continue;
            network.integers[node.inputs[i]] = Tensor::makeZeros(i == 2 ? DataType::Int32 : DataType::Int8, constant->dims());
        }
    }
    return network;
}

/// Parsed, with inferred shapes.
inline Graph graphOf(std::string_view text) {
    Graph graph = parseGraph(text).value();
    JobContext context;
    if (const Status inferred = inferShapes(graph, context); !inferred) throw std::runtime_error(inferred.error().text());
    return graph;
}

} // namespace lathe::test
