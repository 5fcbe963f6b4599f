#pragma once

#include "core/graph/graph.h"

#include <string>
#include <vector>

namespace lathe::test {

using Dims = std::vector<std::int64_t>;

/// Writes a graph the way torch.onnx.export does: nodes "/layer1/layer1.0/conv1/Conv" with results "…_output_0", constants as
/// Constant nodes, weights as initializers "layer1.0.conv1.weight". Numbers come from a seed.
class Exporter {
public:
    Exporter(std::string name, std::int64_t opset);

    /// The module that following nodes belong to, while it lives.
    class Scope {
    public:
        Scope(Exporter& exporter, std::string name) : m_exporter(exporter) { m_exporter.m_scopes.push_back(std::move(name)); }
        ~Scope() { m_exporter.m_scopes.pop_back(); }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        Exporter& m_exporter;
    };
    [[nodiscard]] Scope in(std::string module) { return Scope(*this, std::move(module)); }

    std::int64_t opset() const { return m_graph.opset(); }
    ValueId input(std::string name, DataType type, std::vector<Dim> dims);
    ValueId op(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes = {});
    std::vector<ValueId> ops(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes, std::size_t count);

    /// Results of Constant nodes.
    ValueId constant(Tensor content);
    ValueId ints(const Dims& numbers);    ///< rank 1
    ValueId integer(std::int64_t number); ///< rank 0
    ValueId real(float number);           ///< rank 0

    /// An initializer "<module>.<name>" with numbers from [low, high].
    ValueId parameter(std::string_view name, const Dims& dims, double low, double high);
    /// As parameter, with numbers for a sum over `fanIn` products to be of order `gain`.
    ValueId weight(std::string_view name, const Dims& dims, std::int64_t fanIn, double gain = 1);
    ValueId buffer(std::string_view name, Tensor content);

    /// Takes the graph; the values become its outputs under these names.
    Graph finish(const std::vector<std::pair<std::string, ValueId>>& outputs);

private:
    std::string nodeStem(std::string_view opType) const; ///< "/layer1/layer1.0/conv1/Conv"
    std::string parameterName(std::string_view name) const;

    Graph m_graph;
    std::vector<std::string> m_scopes;
    std::uint64_t m_seed = 1;
};

} // namespace lathe::test
