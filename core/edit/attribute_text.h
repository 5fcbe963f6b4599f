#pragma once

#include "core/base/result.h"
#include "core/graph/graph.h"
#include "core/ops/op_attributes.h"

#include <string>

namespace lathe {

/// An attribute of this kind from its text: "2", "0.5", "1,1,2,2", "float16" for an element type. A Usage error that names
/// `attribute`, what is expected, and what stands there.
Result<Attribute> parseAttributeText(const std::string& attribute, AttributeKind kind, const std::string& text);

/// What attribute `name` of this node must be: as the operator table has it for the model's version, for an operator that the table
/// does not have as the node has it now. A Usage error that lists the attributes of the operator.
Result<AttributeKind> attributeKindOf(const Graph& graph, const Node& node, const std::string& name);

/// The first attribute that the operator cannot do without and the node does not have; empty when there is none.
std::string missingAttribute(const Graph& graph, const Node& node);

} // namespace lathe
