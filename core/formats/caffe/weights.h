#pragma once

#include "core/formats/caffe/source.h"
#include "core/graph/tensor.h"

#include <map>

namespace lathe::caffe {

/// The weights of a network by layer: of a .caffemodel, or of the blobs that stand in the network's own file.
class Weights {
public:
    /// None at all.
    explicit Weights(Source source) : m_source(std::move(source)) {}
    /// Takes the blobs of an upgraded document, which it keeps.
    Weights(Source source, std::shared_ptr<const Document> document);

    bool isEmpty() const { return m_blobs.empty(); }
    const std::filesystem::path& file() const { return m_source.file(); }
    /// Number of blobs of a layer; 0 when there are none.
    std::size_t count(const std::string& layer) const;
    Result<Tensor> read(const std::string& layer, std::size_t index) const;

private:
    Source m_source;
    std::shared_ptr<const Document> m_document;
    std::map<std::string, std::vector<const Field*>, std::less<>> m_blobs;
};

/// Reads a .caffemodel of any generation; the document is upgraded.
Result<std::shared_ptr<Document>> readCaffemodel(const Source& source);

/// Float zeros of any size that take no memory: all view one mapping of empty pages.
Result<Tensor> makeEmptyPages(std::vector<std::int64_t> dims);

} // namespace lathe::caffe
