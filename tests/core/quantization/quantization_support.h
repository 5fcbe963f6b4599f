#pragma once

#include "core/graph/graph.h"
#include "core/graph/text_format.h"
#include "core/ops/inference.h"
#include "core/quantization/quantize.h"
#include "tests/support/test_main.h"

namespace lathe::test {

/// A graph of the text format with shapes; aborts the process on a broken one, because that is a mistake of the test.
inline Graph graphOf(std::string_view text) {
    Result<Graph> graph = parseGraph(text);
    if (!graph) qFatal("%s", graph.error().text().c_str());
    JobContext context;
    if (const Status status = inferShapes(*graph, context); !status) qFatal("%s", status.error().text().c_str());
    return std::move(graph).value();
}

/// Thresholds by name; every other value gets 1.
inline CalibrationTable rangesOf(const Graph& graph, const std::map<std::string, float>& thresholds = {}) {
    CalibrationTable table;
    table.samples = 1;
    for (const ValueId id : graph.values()) {
        const Value& value = graph.value(id);
        if (value.constant || value.type != DataType::Float) continue;
        const auto given = thresholds.find(value.name);
        TensorRange& range = table.tensors[value.name];
        range.threshold = range.high = given == thresholds.end() ? 1.0f : given->second;
        range.low = -range.threshold;
    }
    return table;
}

inline QuantizedGraph quantizedOf(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options,
                                  JobContext& context) {
    Result<QuantizedGraph> result = quantize(graph, table, options, context);
    if (!result) qFatal("%s", result.error().text().c_str());
    return std::move(result).value();
}

inline const QuantParams* paramsOf(const QuantizedGraph& quantized, std::string_view value) {
    const ValueId id = quantized.graph.findValue(value);
    return id.isValid() ? quantized.paramsOf(id) : nullptr;
}

inline const NodeQuantization& decisionOn(const QuantizedGraph& quantized, std::string_view node) {
    return quantized.nodes.at(quantized.graph.findNode(node));
}

} // namespace lathe::test
