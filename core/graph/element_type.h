#pragma once

#include "core/graph/data_type.h"
#include "core/graph/shape.h"

#include <memory>

namespace lathe {

struct ElementType;
using ElementTypePtr = std::shared_ptr<const ElementType>; ///< null: nothing is known, or the value is a tensor

/// What a sequence or an optional holds, as far as it is known: tensors of one type, or sequences and optionals again.
struct ElementType {
    DataType type = DataType::Undefined;
    std::optional<Shape> shape; ///< of tensors
    ElementTypePtr element;     ///< of what a Sequence or Optional holds in turn
};

/// Sequences in sequences: far more than ONNX's operators take, few enough for any stack.
inline constexpr int kMaxTypeNesting = 8;

/// Sequence and Optional: lists of tensors instead of elements.
inline bool isContainer(DataType type) {
    return type == DataType::Sequence || type == DataType::Optional;
}

ElementTypePtr makeElement(DataType type, std::optional<Shape> shape = std::nullopt, ElementTypePtr element = nullptr);
/// Compares what is pointed to.
bool areEqual(const ElementTypePtr& a, const ElementTypePtr& b);
/// What holds for both: dimensions that differ become unknown, types that differ give nothing.
ElementTypePtr commonElement(const ElementTypePtr& a, const ElementTypePtr& b);
/// The same types, every shape unknown.
ElementTypePtr withoutShapes(const ElementTypePtr& element);
/// "float [1, 3]", "sequence(float [1, 3])": for messages and displays.
std::string toText(DataType type, const std::optional<Shape>& shape, const ElementTypePtr& element);
/// How many containers lie inside each other.
int nestingOf(const ElementTypePtr& element);

} // namespace lathe
