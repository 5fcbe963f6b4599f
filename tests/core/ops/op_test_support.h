#pragma once

#include "core/graph/graph.h"
#include "core/ops/evaluator.h"

#include <utility>
#include <vector>

namespace lathe::test {

/// What a one-node graph is made of.
struct OneNode {
    std::string opType;
    std::string domain;
    std::int64_t opset = 17; ///< of ai.onnx and of `domain`
    Attributes attributes;
    std::size_t outputCount = 1;
};

/// Graph with the node alone; every present input is a graph input of the tensor's type and shape ("in0" …), an absent
/// one is omitted; outputs are "out0" ….
inline Graph graphOf(const OneNode& one, const std::vector<Tensor>& inputs) {
    Graph graph;
    graph.opsets[""] = one.opset;
    if (!one.domain.empty()) graph.opsets[one.domain] = one.opset;
    Node node;
    node.opType = one.opType;
    node.domain = one.domain;
    node.attributes = one.attributes;
    std::vector<ValueId> graphInputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (!inputs[i].isPresent()) {
            node.inputs.push_back({});
            continue;
        }
        Value value;
        value.name = "in" + std::to_string(i);
        value.type = inputs[i].type();
        value.shape = Shape::of(inputs[i].dims());
        node.inputs.push_back(graph.addValue(std::move(value)));
        graphInputs.push_back(node.inputs.back());
    }
    for (std::size_t i = 0; i < one.outputCount; ++i) {
        Value value;
        value.name = "out" + std::to_string(i);
        node.outputs.push_back(graph.addValue(std::move(value)));
    }
    graph.setInputs(graphInputs);
    graph.setOutputs(node.outputs);
    graph.addNode(std::move(node));
    return graph;
}

/// Runs one operator on tensors.
inline Result<std::vector<Tensor>> runOp(const OneNode& one, const std::vector<Tensor>& inputs) {
    const Graph graph = graphOf(one, inputs);
    return evaluateNode(graph, graph.nodes().front(), inputs);
}

inline Tensor floats(std::vector<std::int64_t> dims, std::initializer_list<float> values) {
    return Tensor::of<float>(std::move(dims), values);
}
inline Tensor ints(std::vector<std::int64_t> dims, std::initializer_list<std::int64_t> values) {
    return Tensor::of<std::int64_t>(std::move(dims), values);
}

} // namespace lathe::test
