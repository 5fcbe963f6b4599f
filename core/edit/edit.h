#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

#include <string>
#include <vector>

namespace lathe {

/// The operators that removeNodesByType and removeNodesByName may take out, as configurations spell them: Quantize,
/// Transpose, Dequantize, Cast, Reshape, Softmax. QuantizeLinear and DequantizeLinear are accepted for the first and third.
const std::vector<std::string>& removableTypes();

/// Takes out nodes of these types at the ends of the graph, again and again until nothing matches (hb_compile's
/// remove_node_type). A node stands at the end of the graph when its output is a graph output that nobody else reads: its
/// first input becomes the graph output, under its own name. It stands at the beginning when it is the only reader of a
/// graph input: its readers then read the graph input, which keeps its name and takes type and shape of the node's output.
/// Nodes between an input and an output directly are left. Returns how many were removed.
/// A Usage error for other types; EDIT03 where no node was removed of a type: a warning for the only type, information for several.
Result<int> removeNodesByType(Graph& graph, const std::vector<std::string>& types, JobContext& context);

/// The same for nodes named by name, origin or output name (node_names.h), which must be of the six types.
/// A Usage error for unknown and ambiguous names and other types, before anything is changed; a warning EDIT03 for a node
/// that does not stand at an end when nothing else is left to remove.
Result<int> removeNodesByName(Graph& graph, const std::vector<std::string>& names, JobContext& context);

/// Takes out these nodes (by name, origin or output name) of any type: at an end as above, else by letting the readers of its
/// output read its first input, where both have one type and shape. A Usage error that names every node for which this is
/// not possible; then nothing is changed.
Result<int> removeNodes(Graph& graph, const std::vector<std::string>& names, JobContext& context);

/// Keeps what lies between: the values `from` become graph inputs, the values `to` graph outputs, in this order. A name in
/// `from` is a node (the values that it reads) or a value, in `to` as for setOutputNodes. An empty list leaves that side as
/// it is. A Usage error, and no change, for unknown names and for an output that no input reaches.
Status extractBetween(Graph& graph, const std::vector<std::string>& from, const std::vector<std::string>& to);

/// Gives a value, or else the node of that name, another name. A Usage error for an unknown or taken name, and for a value
/// that a subgraph reads by its name.
Status rename(Graph& graph, const std::string& name, const std::string& newName);

/// Cuts the graph: the outputs of these nodes (by name, origin or output name) become the graph outputs, in this order,
/// each once; what no output needs any more is removed. Graph inputs stay, read or not.
Status setOutputNodes(Graph& graph, const std::vector<std::string>& names);

/// Gives a graph input another shape of the same rank and infers all others anew. Where a dimension that had a name becomes a
/// number, all dimensions of that name do. A Usage error for a name that is no
/// input, another rank, and the error of inference for a shape that the model cannot take; then nothing is changed.
Status setInputShape(Graph& graph, const std::string& input, const Shape& shape, JobContext& context);

} // namespace lathe
