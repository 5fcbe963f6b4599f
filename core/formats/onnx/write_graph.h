#pragma once

#include "core/formats/onnx/wire_writer.h"
#include "core/graph/graph.h"

#include <map>

namespace lathe::onnx {

/// Weights that go into a file of their own.
struct ExternalWeights {
    std::string location; ///< name of the file; empty: all weights stay in the model
    struct Piece {
        std::int64_t offset;
        Tensor tensor;
    };
    std::vector<Piece> pieces;
    std::int64_t size = 0;

    /// Where the bytes will lie: aligned, so that a reader can use them in place. Tensors that share bytes share the place.
    std::int64_t add(const Tensor& tensor);

private:
    std::map<std::pair<const std::byte*, std::size_t>, std::int64_t> m_places;
};

/// A GraphProto; `graph` must outlive the result. `irVersion` is the model's, which its subgraphs share.
WireWriter writeGraph(const Graph& graph, std::int64_t irVersion, ExternalWeights& external);

/// A TensorProto. `external` may be nullptr: the bytes then stay in the message.
WireWriter writeTensor(std::string_view name, const Tensor& tensor, ExternalWeights* external);

/// A TypeProto.
WireWriter writeType(const ElementType& type);

/// An AttributeProto.
WireWriter writeAttribute(const std::string& name, const Attribute& attribute, std::int64_t irVersion, ExternalWeights& external);

} // namespace lathe::onnx
