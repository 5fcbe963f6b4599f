#pragma once

#include "core/formats/onnx/source.h"
#include "core/graph/graph.h"

#include <unordered_map>

namespace lathe::onnx {

/// One call of a local function: what the names and the attribute references in its body stand for.
struct CallFrame {
    Attributes bindings;
    std::unordered_map<std::string_view, std::string_view> names; ///< in the body -> in the graph that calls
};

/// The graphs around a subgraph, innermost first.
struct Scope {
    const Graph* graph = nullptr;
    const Scope* outer = nullptr;
    const CallFrame* frame = nullptr; ///< of the node that holds the subgraph, when a call brought it here

    /// The name by which a graph around has the value that the subgraph calls `name`; empty when none has it.
    std::string_view nameAround(std::string_view name) const;
    /// What a reference in the body of the function around stands for; nullptr when the caller gave nothing.
    const Attribute* binding(std::string_view name) const;
    bool isInFunction() const { return frame != nullptr || (outer != nullptr && outer->isInFunction()); }
};

/// A NodeProto before its values are known: names are views of the file.
struct NodeHead {
    std::string name;
    std::string opType, domain, overload;
    std::vector<std::string_view> inputs, outputs;
    std::vector<std::span<const std::byte>> attributes;
    std::shared_ptr<const CallFrame> frame; ///< set when a call of a function brought it here
};

Result<NodeHead> readNodeHead(const Source& source, std::span<const std::byte> message, std::size_t index);

/// Gives nameless nodes "<OpType>_<index>" and doubly used names a suffix; names in the file go first. Diagnostic ONNX_NODE_RENAMED.
void nameNodes(Source& source, std::vector<NodeHead>& nodes);

/// Replaces calls of source.functions by the bodies, whose nodes and inner values get names "<caller>/<name>". `graph` and `outer` are
/// what the attributes of the calls may see. An error for functions that call themselves.
Result<std::vector<NodeHead>> expandFunctions(Source& source, std::vector<NodeHead> heads, const Graph& graph, const Scope* outer);

/// A FunctionProto.
Result<Function> readFunction(const Source& source, std::span<const std::byte> message);

/// The attributes of one node; subgraphs are read with `scope` around them.
Result<Attributes> readAttributes(Source& source, const NodeHead& node, const Scope& scope, int depth);

/// ONNX writes the default domain as "" or "ai.onnx"; Lathe as "".
std::string normalizedDomain(std::string_view domain);

} // namespace lathe::onnx
