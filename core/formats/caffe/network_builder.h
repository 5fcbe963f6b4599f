#pragma once

#include "core/formats/caffe/network.h"
#include "core/formats/caffe/weights.h"
#include "core/graph/graph.h"
#include "core/ops/op_table.h"

#include <functional>
#include <map>
#include <set>
#include <unordered_map>

namespace lathe::caffe {

/// The opset of the graphs that come out.
inline constexpr std::int64_t kOpset = 13;
/// The domain of layers that are no ONNX operator, whether Lathe knows them (DetectionOutput) or not.
inline constexpr std::string_view kDomain = "caffe";

/// The graph while its layers are added, with Caffe's rules of names: a top that exists already is written in place, so that
/// every later bottom of that name means the new value; what nothing reads is an output.
class NetworkBuilder {
public:
    using InputShapes = std::map<std::string, std::vector<std::int64_t>>;

    NetworkBuilder(const Source& source, const Network& network, const Weights& weights, const InputShapes& shapes);

    const Source& source() const { return m_source; }
    const Weights& weights() const { return m_weights; }

    /// A graph input; dims given by the caller of readCaffe() replace those of the file. Nothing: rank not known.
    Status addInput(const std::string& name, std::optional<std::vector<std::int64_t>> dims, Place place, const std::string& layer);
    /// The value that a bottom of that name means now, which is read by that. Invalid when there is none.
    ValueId readBlob(const std::string& name);
    /// Gives `value` (or an Identity of it, where it has a blob's name already) the name of a blob; what had the name before gets
    /// that of its layer. Returns the node that gives the blob.
    Result<NodeId> writeBlob(const std::string& name, ValueId value, const Layer& layer);

    ValueId addConstant(const std::string& name, Tensor tensor);
    /// A node with inferred outputs; the error of inference as it is.
    Result<std::vector<ValueId>> addNode(Node node, std::size_t outputs);
    void nameNode(NodeId id, const Layer& layer);
    const InferredTensor& known(ValueId id) const { return m_known[static_cast<std::size_t>(id.index)]; }

    /// Weights of `param { name }`, by that name.
    std::map<std::string, Tensor> shared;
    /// Layers for which there were no weights.
    std::vector<std::string> withoutWeights;

    /// Sets inputs and outputs and hands the graph out.
    Result<Graph> finish();

private:
    struct Blob {
        ValueId value;
        std::string writer; ///< layer
        bool isRead = false;
        bool isInput = false;
    };

    /// "stem", "stem_1" …: the first that is not taken, without trying every suffix again for each.
    static std::string freeName(std::unordered_map<std::string, int>& counters, const std::string& stem,
                                const std::function<bool(const std::string&)>& isTaken);
    std::string freeValueName(const std::string& stem);
    std::string freeNodeName(const std::string& stem);
    ValueId addValue(const std::string& stem, InferredTensor known);
    Status checkGivenShapes() const;

    const Source& m_source;
    const Network& m_network;
    const Weights& m_weights;
    const InputShapes& m_shapes;
    Graph m_graph;
    std::vector<InferredTensor> m_known; ///< by ValueId
    std::map<std::string, Blob> m_blobs;
    std::vector<std::string> m_order; ///< blobs in the order of their first writing
    std::vector<ValueId> m_inputs;
    std::set<std::string> m_inputNames;
    std::set<ValueId> m_published;
    std::set<std::string> m_blobNames, m_layerNames; ///< of the whole file: nothing else may take them
    std::unordered_map<std::string, int> m_valueCounters, m_nodeCounters;
};

} // namespace lathe::caffe
