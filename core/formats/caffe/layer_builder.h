#pragma once

#include "core/formats/caffe/network_builder.h"

namespace lathe::caffe {

/// One layer on its way into the graph: what its row of the layer table works with.
/// Nodes are named "<layer>/<operator>", the one that gives the first top like the layer; all have it as their origin.
class LayerBuilder {
public:
    LayerBuilder(NetworkBuilder& network, const Layer& layer) : m_network(network), m_layer(layer) {}

    const Layer& layer() const { return m_layer; }
    NetworkBuilder& network() { return m_network; }
    /// The message of the layer's parameters; empty when it has none.
    const Message& parameters(std::string_view name) const { return m_layer.message->sub(name); }
    Error error(const std::string& message, std::string remedy = {}) const;

    /// Looks the bottoms up; an error for one that no layer before gives.
    Status readBottoms();
    const std::vector<ValueId>& bottoms() const { return m_bottoms; }
    ValueId bottom(std::size_t i = 0) const { return m_bottoms[i]; }

    /// Null when not known.
    const Shape* shape(ValueId id) const;
    std::int64_t rank(ValueId id) const { return shape(id)->rank(); }
    /// Of a value whose shape is known to be static.
    std::vector<std::int64_t> dims(ValueId id) const { return *shape(id)->known(); }
    /// `axis` in [0, rank] counted from the front; an error that names `field` when it is outside (`isEnd`: rank itself is allowed).
    Result<std::int64_t> axisOf(std::int64_t axis, std::int64_t rank, std::string_view field, bool isEnd = false) const;

    ValueId constant(std::string_view role, Tensor tensor);
    ValueId integers(std::string_view role, const std::vector<std::int64_t>& values);
    ValueId scalar(std::string_view role, float value);
    /// The layer's `index`-th blob as `dims`; `fill` everywhere when there are no weights. An error when the blob's size differs.
    Result<Tensor> weightTensor(std::size_t index, const std::vector<std::int64_t>& dims, std::string_view role, float fill = 0.0f);
    Result<ValueId> weight(std::size_t index, const std::vector<std::int64_t>& dims, std::string_view role, float fill = 0.0f);
    /// Number of blobs that the layer's weights have; nothing when there are no weights for it.
    std::optional<std::size_t> blobCount() const;

    Result<ValueId> add(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes = {});
    Result<std::vector<ValueId>> addMany(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes, std::size_t outputs,
                                         std::string_view domain = {});
    /// The `i`-th top.
    Status setTop(ValueId value, std::size_t i = 0);
    /// add() and setTop() of the first top.
    Status finish(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes = {});

private:
    std::string nameOf(std::string_view role) const { return m_layer.name + "/" + std::string(role); }

    NetworkBuilder& m_network;
    const Layer& m_layer;
    std::vector<ValueId> m_bottoms;
    bool m_isReported = false; ///< as one without weights
};

} // namespace lathe::caffe
