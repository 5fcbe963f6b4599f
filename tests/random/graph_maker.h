#pragma once

#include "core/ops/op_table.h"
#include "tests/random/draw.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lathe::random_test {

using Dims = std::vector<std::int64_t>;

/// Builds a random graph node by node; every value's type and static shape is known at once. A node that shape inference
/// refuses, or that would take long on the reference loops, is not added.
class GraphMaker {
public:
    explicit GraphMaker(std::uint64_t seed, std::int64_t opset);

    Draw draw;

    std::int64_t opset() const { return m_graph.opset(); }
    const Dims& dims(ValueId id) const { return m_dims.at(id); }
    std::int64_t rank(ValueId id) const { return static_cast<std::int64_t>(dims(id).size()); }
    DataType type(ValueId id) const { return m_graph.value(id).type; }
    const std::string& name(ValueId id) const { return m_graph.value(id).name; }
    bool isFloat(ValueId id) const { return type(id) == DataType::Float; }

    ValueId input(DataType type, const Dims& dims);
    /// Random numbers in [low, high].
    ValueId constant(DataType type, const Dims& dims, double low, double high);
    ValueId integers(const Dims& values); ///< an int64 constant of rank 1
    ValueId integer(std::int64_t value);  ///< and of rank 0
    ValueId real(double value);           ///< float of rank 0
    ValueId reals(const std::vector<float>& values);
    /// A weight: mostly a constant, sometimes an input of the graph.
    ValueId weight(DataType type, const Dims& dims, double low = -0.5, double high = 0.5);

    /// The outputs, or nothing when the node was refused. `opType` may name a domain: "com.microsoft::Gelu".
    std::optional<std::vector<ValueId>> addNode(const std::string& opType, std::vector<ValueId> inputs, Attributes attributes, int outputs);
    /// The first output, or an invalid id.
    ValueId add(const std::string& opType, std::vector<ValueId> inputs, Attributes attributes = {}, int outputs = 1);

    /// A node of one output whose shape inference cannot tell before the whole graph is there.
    ValueId addAs(const std::string& opType, std::vector<ValueId> inputs, Attributes attributes, DataType type, const Dims& dims);

    std::int64_t nodeCount() const { return m_graph.nodeCount(); }
    /// Values that may be read by further nodes: inputs of the graph and results.
    const std::vector<ValueId>& values() const { return m_values; }
    bool isRead(ValueId id) const { return m_graph.useCount(id) > 0; }

    /// Takes the graph; `isTidy`: without nodes, constants and inputs that no output needs.
    Graph finish(std::vector<ValueId> outputs, bool isTidy = true);

private:
    ValueId addResult(const std::string& suffix, DataType type, const Dims& dims);
    void know(ValueId id, DataType type, const Dims& dims);

    Graph m_graph;
    std::map<ValueId, Dims> m_dims;
    std::vector<ValueId> m_values;
};

/// Takes nodes, constants and inputs away that no output needs.
void removeUnneeded(Graph& graph);

} // namespace lathe::random_test
