#include "core/formats/onnx/schema.h"
#include "core/formats/onnx/write_graph.h"

namespace lathe::onnx {
namespace {

constexpr std::int64_t kSmallestExternal = 1024;
constexpr std::int64_t kAlignment = 64, kPage = 4096;

WireWriter entry(std::string_view key, std::string_view value) {
    WireWriter message;
    message.text(entry_field::Key, key);
    message.text(entry_field::Value, value);
    return message;
}

void writeExternal(WireWriter& message, const Tensor& tensor, ExternalWeights& external) {
    const std::int64_t offset = external.add(tensor);
    message.message(tensor_field::ExternalData, entry("location", external.location));
    message.message(tensor_field::ExternalData, entry("offset", std::to_string(offset)));
    message.message(tensor_field::ExternalData, entry("length", std::to_string(tensor.sizeBytes())));
    message.integer(tensor_field::DataLocation, 1);
}

} // namespace

std::int64_t ExternalWeights::add(const Tensor& tensor) {
    const auto bytes = tensor.storedBytes();
    const auto [place, isNew] = m_places.try_emplace({bytes.data(), bytes.size()});
    if (!isNew) return place->second;
    const std::int64_t alignment = static_cast<std::int64_t>(bytes.size()) >= kPage ? kPage : kAlignment;
    const std::int64_t offset = (size + alignment - 1) / alignment * alignment;
    pieces.push_back({offset, tensor});
    size = offset + static_cast<std::int64_t>(bytes.size());
    return place->second = offset;
}

WireWriter writeTensor(std::string_view name, const Tensor& tensor, ExternalWeights* external) {
    WireWriter message;
    for (const std::int64_t dim : tensor.dims())
        message.integer(tensor_field::Dims, dim);
    message.integer(tensor_field::DataType, static_cast<std::int64_t>(tensor.type()));
    message.optionalText(tensor_field::Name, name);
    if (tensor.type() == DataType::String) {
        for (const std::string& text : tensor.strings())
            message.text(tensor_field::StringData, text);
    } else if (external != nullptr && !external->location.empty() && tensor.sizeBytes() >= kSmallestExternal) {
        writeExternal(message, tensor, *external);
    } else {
        message.view(tensor_field::RawData, tensor.storedBytes(), tensor.owner());
    }
    return message;
}

} // namespace lathe::onnx
