#include "core/formats/caffe/weights.h"

#include "core/base/files.h"
#include "core/formats/caffe/blob.h"
#include "core/formats/caffe/upgrade.h"
#include "core/formats/caffe/wire_message.h"

#include <sys/mman.h>

namespace lathe::caffe {

Weights::Weights(Source source, std::shared_ptr<const Document> document) : m_source(std::move(source)), m_document(std::move(document)) {
    for (const Field* layer : m_document->root.all("layer")) {
        std::vector<const Field*> blobs = layer->message->all("blobs");
        // The first of several layers of one name is the one that Caffe copies from last; all that carry weights count.
        if (!blobs.empty()) m_blobs.insert_or_assign(std::string(layer->message->text("name")), std::move(blobs));
    }
}

std::size_t Weights::count(const std::string& layer) const {
    const auto found = m_blobs.find(layer);
    return found == m_blobs.end() ? 0 : found->second.size();
}

Result<Tensor> Weights::read(const std::string& layer, std::size_t index) const {
    const auto& blobs = m_blobs.find(layer)->second;
    auto tensor = readBlob(m_source, *blobs[index], m_document->owner, "blob " + std::to_string(index) + " of layer '" + layer + "'");
    if (tensor) return tensor;
    Error error = std::move(tensor).error();
    error.node = layer;
    return error;
}

Result<std::shared_ptr<Document>> readCaffemodel(const Source& source) {
    LATHE_TRY(const MappedFile file, MappedFile::open(source.file()));
    if (file.bytes().empty()) return source.error("is empty");
    LATHE_TRY(Document read, readWireNetwork(source, file.bytes()));
    auto document = std::make_shared<Document>(std::move(read));
    document->owner = file.owner();
    LATHE_CHECK(upgradeNetwork(source, *document));
    if (!document->root.has("layer"))
        return source.error("holds no layer: it is no .caffemodel", {}, {}, "give the binary file that Caffe saved, not a solver state");
    return document;
}

namespace {

/// Address space, not memory.
constexpr std::int64_t kMostEmptyBytes = std::int64_t(1) << 36;

std::shared_ptr<const void> mapEmptyPages(std::size_t size) {
    void* pages = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) return nullptr;
    return std::shared_ptr<const void>(pages, [size](const void* mapped) { munmap(const_cast<void*>(mapped), size); });
}

} // namespace

Result<Tensor> makeEmptyPages(std::vector<std::int64_t> dims) {
    const auto count = elementCountOf(dims);
    if (!count || *count > kMostEmptyBytes / static_cast<std::int64_t>(sizeof(float)))
        return Error::input("the weights " + toText(dims) + " are impossibly large");
    if (*count == 0) return Tensor::makeZeros(DataType::Float, std::move(dims));
    const auto size = static_cast<std::size_t>(*count) * sizeof(float);
    auto pages = mapEmptyPages(size);
    if (!pages) return Error::input("there is no address space for the weights " + toText(dims));
    const std::span bytes(static_cast<const std::byte*>(pages.get()), size);
    return Tensor(DataType::Float, std::move(dims), bytes, std::move(pages));
}

} // namespace lathe::caffe
