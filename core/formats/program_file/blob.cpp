#include "core/formats/program_file/blob.h"

#include "program.pb.h"

namespace lathe {
namespace {

constexpr std::uint64_t kAlignment = 64;
constexpr int kMostDims = 64;

Error wrong(const std::string& what) {
    return Error::input("the program has a damaged tensor: " + what);
}

} // namespace

std::uint64_t alignedOffset(std::uint64_t offset) {
    return (offset + kAlignment - 1) / kAlignment * kAlignment;
}

void BlobWriter::put(const Tensor& tensor, file::Tensor& message) {
    message.set_type(static_cast<int>(tensor.type()));
    for (const std::int64_t dim : tensor.dims())
        message.add_dims(dim);
    if (tensor.type() == DataType::String) {
        for (const std::string& text : tensor.strings())
            message.add_strings(text);
        return;
    }
    if (tensor.storedBytes().empty()) return;
    const Key key{Hasher().add(tensor.storedBytes()).finish(), tensor.storedBytes().size()};
    const auto [found, isNew] = m_offsets.emplace(key, m_size);
    if (isNew) {
        m_tensors.push_back(tensor);
        m_size = alignedOffset(m_size + key.size);
    }
    message.set_offset(found->second);
    message.set_size(key.size);
}

void BlobWriter::appendTo(std::string& out) const {
    for (const Tensor& tensor : m_tensors) {
        out.append(reinterpret_cast<const char*>(tensor.storedBytes().data()), tensor.storedBytes().size());
        out.append(alignedOffset(tensor.storedBytes().size()) - tensor.storedBytes().size(), '\0');
    }
}

Result<Tensor> BlobReader::take(const file::Tensor& message) const {
    const auto type = static_cast<DataType>(message.type());
    if (type == DataType::Undefined && message.dims_size() == 0 && message.size() == 0) return Tensor();
    if (message.dims_size() > kMostDims) return wrong("it has " + std::to_string(message.dims_size()) + " dimensions");
    std::vector<std::int64_t> dims(message.dims().begin(), message.dims().end());
    const auto count = elementCountOf(dims);
    if (!count) return wrong("impossible dimensions " + toText(dims));
    if (type == DataType::String) {
        if (message.strings_size() != *count) return wrong("it has not as many texts as elements");
        return Tensor::ofStrings(std::move(dims), {message.strings().begin(), message.strings().end()});
    }
    if (toName(type).empty() || bitWidth(type) == 0) return wrong("unknown element type " + std::to_string(message.type()));
    constexpr std::int64_t kMostElements = std::int64_t(1) << 56;
    if (*count > kMostElements || static_cast<std::uint64_t>(byteSize(type, *count)) != message.size())
        return wrong("its size does not fit its dimensions");
    if (message.offset() % kAlignment != 0) return wrong("its bytes are not aligned");
    if (message.offset() > m_bytes.size() || message.size() > m_bytes.size() - message.offset())
        return wrong("its bytes lie outside the file");
    return Tensor(type, std::move(dims), m_bytes.subspan(message.offset(), message.size()), m_owner);
}

} // namespace lathe
