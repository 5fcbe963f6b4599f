#include "core/calibration/calibration.h"

namespace lathe {
namespace {

/// What alone reads the value, if anything.
const Node* onlyReader(const Graph& graph, ValueId value) {
    if (graph.useCount(value) != 1 || graph.isOutput(value) || graph.value(value).consumers.empty()) return nullptr;
    return &graph.node(graph.value(value).consumers.front());
}

} // namespace

bool isBoundedByReader(const Graph& graph, ValueId value) {
    const Node* reader = onlyReader(graph, value);
    return reader && (reader->opType == "Relu" || reader->opType == "Clip") && reader->input(0) == value;
}

const TensorRange* findRange(const Graph& graph, const CalibrationTable& table, ValueId value) {
    for (;; value = onlyReader(graph, value)->output()) {
        const auto found = table.tensors.find(graph.value(value).name);
        if (found != table.tensors.end()) return &found->second;
        if (!isBoundedByReader(graph, value)) return nullptr;
    }
}

} // namespace lathe
