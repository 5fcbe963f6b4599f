#include "core/formats/caffe/layer_builder.h"

namespace lathe::caffe {
namespace {

/// Without the ones: Caffe's older files write every blob with four dimensions.
std::vector<std::int64_t> withoutOnes(const std::vector<std::int64_t>& dims) {
    std::vector<std::int64_t> kept;
    for (const std::int64_t dim : dims)
        if (dim != 1) kept.push_back(dim);
    return kept;
}

constexpr std::int64_t kMostFilledBytes = std::int64_t(1) << 26; ///< of weights that are made up and not zero

} // namespace

Error LayerBuilder::error(const std::string& message, std::string remedy) const {
    return m_network.source().error("layer '" + m_layer.name + "' (" + m_layer.type + "): " + message, m_layer.place, m_layer.name,
                                    std::move(remedy));
}

Status LayerBuilder::readBottoms() {
    for (const std::string& name : m_layer.bottoms) {
        const ValueId value = m_network.readBlob(name);
        if (!value.isValid())
            return error("its bottom '" + name + "' is given by no layer before it",
                         "layers must stand behind those that they read from, without a cycle; rules for phase TEST may leave a layer out");
        m_bottoms.push_back(value);
    }
    return {};
}

const Shape* LayerBuilder::shape(ValueId id) const {
    const InferredTensor& known = m_network.known(id);
    return known.shape ? &*known.shape : nullptr;
}

Result<std::int64_t> LayerBuilder::axisOf(std::int64_t axis, std::int64_t rank, std::string_view field, bool isEnd) const {
    const std::int64_t counted = axis < 0 ? axis + rank + (isEnd ? 1 : 0) : axis;
    if (counted >= 0 && (counted < rank || (isEnd && counted == rank))) return counted;
    return error(std::string(field) + " is " + std::to_string(axis) + ", but the bottom has " + std::to_string(rank) + " axes");
}

ValueId LayerBuilder::constant(std::string_view role, Tensor tensor) {
    return m_network.addConstant(nameOf(role), std::move(tensor));
}

ValueId LayerBuilder::integers(std::string_view role, const std::vector<std::int64_t>& values) {
    return constant(role, Tensor::of<std::int64_t>({static_cast<std::int64_t>(values.size())}, values));
}

ValueId LayerBuilder::scalar(std::string_view role, float value) {
    return constant(role, Tensor::scalar(value));
}

std::optional<std::size_t> LayerBuilder::blobCount() const {
    const std::size_t count = m_network.weights().count(m_layer.name);
    return count > 0 ? std::optional(count) : std::nullopt;
}

Result<Tensor> LayerBuilder::weightTensor(std::size_t index, const std::vector<std::int64_t>& dims, std::string_view role, float fill) {
    const auto params = m_layer.message->all("param");
    const std::string sharedName(index < params.size() && params[index]->message ? params[index]->message->text("name") : "");
    const auto shared = sharedName.empty() ? m_network.shared.end() : m_network.shared.find(sharedName);
    const auto count = blobCount();
    Tensor tensor;
    if (shared != m_network.shared.end()) {
        tensor = shared->second;
    } else if (count) {
        if (index >= *count)
            return error("has " + std::to_string(*count) + " blobs in '" + m_network.weights().file().filename().string() + "', its " +
                             std::string(role) + " would be number " + std::to_string(index + 1),
                         "the weights are of another network");
        LATHE_TRY(tensor, m_network.weights().read(m_layer.name, index));
    } else {
        if (!m_isReported) m_network.withoutWeights.push_back(m_layer.name);
        m_isReported = true;
        auto made = fill == 0.0f ? makeEmptyPages(dims) : Tensor::makeChecked(DataType::Float, dims, kMostFilledBytes);
        if (!made) return error("its " + std::string(role) + ": " + made.error().message);
        tensor = *made;
        if (fill != 0.0f) std::ranges::fill(tensor.mutableData<float>(), fill);
    }
    const auto wanted = elementCountOf(dims);
    // Shared weights need no more than the same number of elements.
    const bool fits =
        wanted == tensor.elementCount() && (shared != m_network.shared.end() || withoutOnes(dims) == withoutOnes(tensor.dims()));
    if (!fits)
        return error("its " + std::string(role) + " should be " + toText(dims) + ", but the weights in '" +
                         m_network.weights().file().filename().string() + "' are " + toText(tensor.dims()),
                     "the weights are of another network, or the description was changed");
    tensor = tensor.reshaped(dims);
    if (!sharedName.empty()) m_network.shared.emplace(sharedName, tensor);
    return tensor;
}

Result<ValueId> LayerBuilder::weight(std::size_t index, const std::vector<std::int64_t>& dims, std::string_view role, float fill) {
    LATHE_TRY(Tensor tensor, weightTensor(index, dims, role, fill));
    return constant(role, std::move(tensor));
}

Result<std::vector<ValueId>> LayerBuilder::addMany(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes,
                                                   std::size_t outputs, std::string_view domain) {
    Node node;
    node.name = nameOf(opType);
    node.opType = opType;
    node.domain = domain;
    node.inputs = std::move(inputs);
    node.attributes = std::move(attributes);
    node.origins = {m_layer.name};
    auto added = m_network.addNode(std::move(node), outputs);
    if (added) return added;
    return error(added.error().message, added.error().remedy);
}

Result<ValueId> LayerBuilder::add(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes) {
    LATHE_TRY(const auto outputs, addMany(opType, std::move(inputs), std::move(attributes), 1));
    return outputs[0];
}

Status LayerBuilder::setTop(ValueId value, std::size_t i) {
    if (i >= m_layer.tops.size()) return {};
    LATHE_TRY(const NodeId producer, m_network.writeBlob(m_layer.tops[i], value, m_layer));
    if (i == 0) m_network.nameNode(producer, m_layer);
    return {};
}

Status LayerBuilder::finish(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes) {
    LATHE_TRY(const ValueId value, add(opType, std::move(inputs), std::move(attributes)));
    return setTop(value);
}

} // namespace lathe::caffe
