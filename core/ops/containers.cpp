#include "core/ops/containers.h"

#include <set>

namespace lathe {
namespace {

constexpr std::size_t kMostItems = std::size_t(1) << 20;
constexpr std::int64_t kMostBytes = std::int64_t(1) << 34;

/// The bytes of all items; memory that they share counts once.
std::int64_t ownBytes(std::span<const Tensor> items) {
    std::set<const void*> seen;
    std::int64_t total = 0;
    for (const Tensor& item : items)
        if (seen.insert(item.bytes().data()).second) total = addSaturated(total, item.contentBytes());
    return total;
}

} // namespace

InferredTensor containerOf(DataType container, ElementTypePtr element) {
    InferredTensor result = inferredOf(container);
    result.element = std::move(element);
    return result;
}

ElementTypePtr asElement(const InferredTensor& item) {
    return item.type == DataType::Undefined ? nullptr : makeElement(item.type, item.shape, item.element);
}

InferredTensor itemOf(const InferredTensor& container) {
    if (!container.element) return {};
    InferredTensor item = inferredOf(container.element->type, container.element->shape);
    item.element = container.element->element;
    return item;
}

Status requireSequence(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i) {
    const DataType type = typeAt(inputs, i);
    if (type == DataType::Undefined || type == DataType::Sequence) return {};
    return opError(context, "input " + std::to_string(i) + " has type " + std::string(toName(type)) + ", expected a sequence");
}

Result<std::span<const Tensor>> sequenceAt(const OpContext& context, std::span<const Tensor> inputs, std::size_t i) {
    if (i < inputs.size() && inputs[i].type() == DataType::Sequence) return inputs[i].items();
    return opError(context, "input " + std::to_string(i) + " is no sequence");
}

Result<Tensor> makeSequence(const OpContext& context, std::vector<Tensor> items) {
    if (items.size() > kMostItems) return opError(context, "the sequence grows beyond " + std::to_string(kMostItems) + " tensors");
    for (const Tensor& item : items)
        if (item.type() != items.front().type())
            return opError(context, "the sequence holds tensors of types " + std::string(toName(items.front().type())) + " and " +
                                        std::string(toName(item.type())) + ", which must agree");
    if (ownBytes(items) > kMostBytes) return opError(context, "the sequence grows beyond 16 GiB");
    return Tensor::ofItems(DataType::Sequence, std::move(items));
}

} // namespace lathe
