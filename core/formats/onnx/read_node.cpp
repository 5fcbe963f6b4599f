#include "core/formats/onnx/read_node.h"

#include "core/formats/onnx/schema.h"

#include <unordered_set>

namespace lathe::onnx {

std::string normalizedDomain(std::string_view domain) {
    return domain == "ai.onnx" ? std::string() : std::string(domain);
}

Result<NodeHead> readNodeHead(const Source& source, std::span<const std::byte> message, std::size_t index) {
    NodeHead node;
    const std::string what = "node " + std::to_string(index);
    LATHE_CHECK(walk(source, message, what, [&](WireReader& reader) {
        switch (reader.field()) {
        case node_field::Input:
            node.inputs.push_back(reader.text());
            break;
        case node_field::Output:
            node.outputs.push_back(reader.text());
            break;
        case node_field::Name:
            node.name = reader.text();
            break;
        case node_field::OpType:
            node.opType = reader.text();
            break;
        case node_field::Domain:
            node.domain = normalizedDomain(reader.text());
            break;
        case node_field::Overload:
            node.overload = reader.text();
            break;
        case node_field::Attribute:
            node.attributes.push_back(reader.bytes());
            break;
        default:
            break;
        }
    }));
    if (node.opType.empty()) return source.error(what + " has no operator type", node.name);
    return node;
}

namespace {

/// Hands out names that nothing has yet, without trying every suffix again for each.
class UniqueNames {
public:
    bool take(const std::string& name) { return m_taken.insert(name).second; }
    std::string makeFrom(const std::string& stem) {
        if (take(stem)) return stem;
        for (int& suffix = m_nextSuffix[stem];;) {
            std::string name = stem + "_" + std::to_string(++suffix);
            if (take(name)) return name;
        }
    }

private:
    std::unordered_set<std::string> m_taken;
    std::unordered_map<std::string, int> m_nextSuffix;
};

} // namespace

void nameNodes(Source& source, std::vector<NodeHead>& nodes) {
    UniqueNames names;
    std::vector<std::size_t> doubles;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (!nodes[i].name.empty() && !names.take(nodes[i].name)) doubles.push_back(i);
    std::string first;
    for (const std::size_t i : doubles) {
        std::string name = names.makeFrom(nodes[i].name);
        if (first.empty()) first = "'" + nodes[i].name + "' became '" + name + "'";
        nodes[i].name = std::move(name);
    }
    for (std::size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].name.empty()) nodes[i].name = names.makeFrom(nodes[i].opType + "_" + std::to_string(i));
    if (doubles.empty()) return;
    source.warn(Severity::Info, "ONNX_NODE_RENAMED",
                std::to_string(doubles.size()) + " node(s) bear the name of another node and were renamed: " + first +
                    (doubles.size() > 1 ? ", …" : ""),
                nodes[doubles.front()].name);
}

} // namespace lathe::onnx
