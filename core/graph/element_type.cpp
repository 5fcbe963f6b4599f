#include "core/graph/element_type.h"

namespace lathe {
namespace {

std::optional<Shape> commonShape(const std::optional<Shape>& a, const std::optional<Shape>& b) {
    if (!a || !b || a->rank() != b->rank()) return std::nullopt;
    Shape shape = *a;
    for (std::size_t i = 0; i < shape.dims.size(); ++i)
        if (shape.dims[i] != b->dims[i]) shape.dims[i] = Dim();
    return shape;
}

} // namespace

ElementTypePtr makeElement(DataType type, std::optional<Shape> shape, ElementTypePtr element) {
    return std::make_shared<const ElementType>(ElementType{type, std::move(shape), std::move(element)});
}

bool areEqual(const ElementTypePtr& a, const ElementTypePtr& b) {
    if (!a || !b) return !a && !b;
    return a->type == b->type && a->shape == b->shape && areEqual(a->element, b->element);
}

ElementTypePtr commonElement(const ElementTypePtr& a, const ElementTypePtr& b) {
    if (!a || !b || a->type != b->type) return nullptr;
    return makeElement(a->type, commonShape(a->shape, b->shape), commonElement(a->element, b->element));
}

ElementTypePtr withoutShapes(const ElementTypePtr& element) {
    return element ? makeElement(element->type, std::nullopt, withoutShapes(element->element)) : nullptr;
}

std::string toText(DataType type, const std::optional<Shape>& shape, const ElementTypePtr& element) {
    std::string text(toName(type));
    if (element) text += "(" + toText(element->type, element->shape, element->element) + ")";
    return shape ? text + " " + toText(*shape) : text;
}

int nestingOf(const ElementTypePtr& element) {
    int depth = 0;
    for (const ElementType* at = element.get(); at; at = at->element.get())
        ++depth;
    return depth;
}

} // namespace lathe
