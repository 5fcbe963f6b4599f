#pragma once

#include "core/formats/onnx/source.h"
#include "core/graph/graph.h"

namespace lathe::onnx {

/// The graphs around a subgraph, innermost first.
struct Scope {
    const Graph* graph = nullptr;
    const Scope* outer = nullptr;

    bool knows(std::string_view name) const { return graph->findValue(name).isValid() || (outer != nullptr && outer->knows(name)); }
};

/// A NodeProto before its values are known: names are views of the file.
struct NodeHead {
    std::string name;
    std::string opType, domain;
    std::vector<std::string_view> inputs, outputs;
    std::vector<std::span<const std::byte>> attributes;
};

Result<NodeHead> readNodeHead(const Source& source, std::span<const std::byte> message, std::size_t index);

/// Gives nameless nodes "<OpType>_<index>" and doubly used names a suffix; names in the file go first. Diagnostic ONNX_NODE_RENAMED.
void nameNodes(Source& source, std::vector<NodeHead>& nodes);

/// The attributes of one node; subgraphs are read with `scope` around them.
Result<Attributes> readAttributes(Source& source, const NodeHead& node, const Scope& scope, int depth);

/// ONNX writes the default domain as "" or "ai.onnx"; Lathe as "".
std::string normalizedDomain(std::string_view domain);

} // namespace lathe::onnx
