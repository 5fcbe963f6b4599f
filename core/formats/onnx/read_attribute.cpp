#include "core/formats/onnx/read_graph.h"
#include "core/formats/onnx/read_tensor.h"
#include "core/formats/onnx/schema.h"
#include "core/formats/onnx/value_info.h"

#include <array>

namespace lathe::onnx {
namespace {

using Bytes = std::span<const std::byte>;

/// An AttributeProto taken apart.
struct Parts {
    std::string name, refName;
    AttributeType type = AttributeType::Undefined;
    float real = 0.0f;
    std::int64_t integer = 0;
    std::string text;
    std::vector<Bytes> tensors, graphs, sparse, types;
    std::vector<float> reals;
    std::vector<std::int64_t> integers;
    std::vector<std::string> texts;
    AttributeType seen = AttributeType::Undefined; ///< by the value fields, for files that state no type
};

struct ValueField {
    std::uint32_t field;
    AttributeType type;
    void (*read)(WireReader&, Parts&);
};

constexpr std::array kValueFields{
    ValueField{attribute_field::Float, AttributeType::Float, [](WireReader& r, Parts& p) { p.real = r.real(); }},
    ValueField{attribute_field::Int, AttributeType::Int, [](WireReader& r, Parts& p) { p.integer = r.integer(); }},
    ValueField{attribute_field::String, AttributeType::String, [](WireReader& r, Parts& p) { p.text = r.text(); }},
    ValueField{attribute_field::Tensor, AttributeType::Tensor, [](WireReader& r, Parts& p) { p.tensors.push_back(r.bytes()); }},
    ValueField{attribute_field::Graph, AttributeType::Graph, [](WireReader& r, Parts& p) { p.graphs.push_back(r.bytes()); }},
    ValueField{attribute_field::Floats, AttributeType::Floats, [](WireReader& r, Parts& p) { r.appendReals(p.reals); }},
    ValueField{attribute_field::Ints, AttributeType::Ints, [](WireReader& r, Parts& p) { r.appendIntegers(p.integers); }},
    ValueField{attribute_field::Strings, AttributeType::Strings, [](WireReader& r, Parts& p) { p.texts.emplace_back(r.text()); }},
    ValueField{attribute_field::Tensors, AttributeType::Tensors, [](WireReader& r, Parts& p) { p.tensors.push_back(r.bytes()); }},
    ValueField{attribute_field::Graphs, AttributeType::Graphs, [](WireReader& r, Parts& p) { p.graphs.push_back(r.bytes()); }},
    ValueField{attribute_field::TypeProto, AttributeType::Type, [](WireReader& r, Parts& p) { p.types.push_back(r.bytes()); }},
    ValueField{attribute_field::SparseTensor, AttributeType::SparseTensor, [](WireReader& r, Parts& p) { p.sparse.push_back(r.bytes()); }},
};

Result<Parts> takeApart(const Source& source, Bytes message, const NodeHead& node) {
    Parts parts;
    LATHE_CHECK(walk(source, message, "an attribute of node '" + node.name + "'", [&](WireReader& reader) {
        if (reader.field() == attribute_field::Name) parts.name = reader.text();
        if (reader.field() == attribute_field::RefName) parts.refName = reader.text();
        if (reader.field() == attribute_field::Type) parts.type = static_cast<AttributeType>(reader.integer());
        for (const ValueField& row : kValueFields) {
            if (row.field != reader.field()) continue;
            row.read(reader, parts);
            parts.seen = row.type;
        }
    }));
    if (parts.type == AttributeType::Undefined) parts.type = parts.seen;
    return parts;
}

struct Place {
    Source& source;
    const NodeHead& node;
    const Scope& scope;
    int depth;

    std::string title(const Parts& parts) const { return "attribute '" + parts.name + "' of node '" + node.name + "'"; }
};

Result<std::vector<Tensor>> readTensors(Place& place, const Parts& parts) {
    std::vector<Tensor> tensors;
    for (const Bytes message : parts.tensors) {
        LATHE_TRY(NamedTensor read, readTensor(place.source, message, place.title(parts)));
        tensors.push_back(std::move(read.tensor));
    }
    return tensors;
}

Result<std::vector<GraphPtr>> readGraphs(Place& place, const Parts& parts) {
    std::vector<GraphPtr> graphs;
    for (const Bytes message : parts.graphs) {
        LATHE_TRY(Graph graph, readGraph(place.source, message, &place.scope, place.depth + 1, place.title(parts)));
        graphs.push_back(std::make_shared<const Graph>(std::move(graph)));
    }
    return graphs;
}

/// Nothing for an attribute that says its type but carries no value of it.
template <class T>
std::optional<Attribute> onlyOne(std::vector<T> values) {
    if (values.empty()) return std::nullopt;
    return Attribute(std::move(values.back()));
}

Result<std::optional<Attribute>> convert(Place& place, Parts& parts) {
    using Found = std::optional<Attribute>;
    switch (parts.type) {
    case AttributeType::Float:
        return Found(parts.real);
    case AttributeType::Int:
        return Found(parts.integer);
    case AttributeType::String:
        return Found(std::move(parts.text));
    case AttributeType::Floats:
        return Found(std::move(parts.reals));
    case AttributeType::Ints:
        return Found(std::move(parts.integers));
    case AttributeType::Strings:
        return Found(std::move(parts.texts));
    case AttributeType::Tensor:
    case AttributeType::Tensors: {
        LATHE_TRY(std::vector<Tensor> tensors, readTensors(place, parts));
        return parts.type == AttributeType::Tensors ? Found(std::move(tensors)) : onlyOne(std::move(tensors));
    }
    case AttributeType::Graph:
    case AttributeType::Graphs: {
        LATHE_TRY(std::vector<GraphPtr> graphs, readGraphs(place, parts));
        return parts.type == AttributeType::Graphs ? Found(std::move(graphs)) : onlyOne(std::move(graphs));
    }
    case AttributeType::SparseTensor: {
        if (parts.sparse.empty()) return Found();
        LATHE_TRY(NamedTensor dense, readSparseTensor(place.source, parts.sparse.back(), place.title(parts)));
        return Found(std::move(dense.tensor));
    }
    case AttributeType::Type: {
        if (parts.types.empty()) return Found();
        LATHE_TRY(auto type, readType(place.source, parts.types.back(), place.title(parts)));
        return type ? Found(ElementTypePtr(std::make_shared<const ElementType>(std::move(*type)))) : Found();
    }
    case AttributeType::Undefined:
    case AttributeType::SparseTensors:
    case AttributeType::Types:
        break;
    }
    return Found();
}

} // namespace

Result<Attributes> readAttributes(Source& source, const NodeHead& node, const Scope& scope, int depth) {
    Attributes attributes;
    Place place{source, node, scope, depth};
    for (const Bytes message : node.attributes) {
        LATHE_TRY(Parts parts, takeApart(source, message, node));
        if (!parts.refName.empty() && scope.isInFunction()) {
            if (const Attribute* bound = scope.binding(parts.refName)) attributes.insert_or_assign(parts.name, *bound);
            continue; // what the caller did not give has the default of the operator
        }
        LATHE_TRY(std::optional<Attribute> value, convert(place, parts));
        if (!value || !parts.refName.empty()) {
            source.warn(Severity::Warning, "ONNX_ATTRIBUTE_DROPPED",
                        place.title(parts) + " has no value that Lathe can read; it is left out", node.name);
            continue;
        }
        // A dense tensor under the sparse name would be a wrong type to every other reader.
        const bool isSparseConstant =
            parts.type == AttributeType::SparseTensor && parts.name == "sparse_value" && node.opType == "Constant";
        if (!attributes.emplace(isSparseConstant ? "value" : parts.name, std::move(*value)).second)
            return source.error(place.title(parts) + " is given twice", node.name);
    }
    return attributes;
}

} // namespace lathe::onnx
