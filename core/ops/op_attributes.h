#pragma once

#include "core/graph/graph.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lathe {

enum class AttributeKind {
    Int,
    Float,
    Text,
    Ints,
    Floats,
    Texts,
    DataType, ///< an Int that is the number of an element type ("to" of Cast)
    Tensor,
    Graph,
    SparseTensor,
    Type ///< of an optional or a sequence
};

/// An attribute of an operator, and the versions of the operator set in which it has it.
struct AttributeRow {
    std::string_view name;
    AttributeKind kind;
    std::int64_t first, last;
    bool isRequired; ///< the operator has no default for it
};

/// All that an operator can have in any version from 7 to 21, sorted by name; empty for an operator without attributes and for an
/// unknown one (findOp tells). Source: the operator schemas of ONNX; OpAttributesTest compares with libonnx.
std::span<const AttributeRow> attributesOf(std::string_view domain, std::string_view opType);
/// The attribute in this version; nullptr when the operator has none of that name there.
const AttributeRow* findAttribute(std::string_view domain, std::string_view opType, std::string_view name, std::int64_t opset);

/// The kind under which a file keeps it; Int also for a DataType.
AttributeKind kindOf(const Attribute& attribute);
/// "a whole number", "numbers" …: what is expected, for messages.
std::string_view toName(AttributeKind kind);

} // namespace lathe
