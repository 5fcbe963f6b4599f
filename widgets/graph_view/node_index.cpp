#include "widgets/graph_view/node_index.h"
#include "widgets/common/strings.h"

#include <cmath>

namespace lathe {
namespace {

struct Alias {
    const char *key, *attribute;
};
constexpr Alias kAliases[]{
    {"kernel", "kernel_shape"}, {"stride", "strides"}, {"dilation", "dilations"}, {"pad", "pads"}, {"groups", "group"}};

QString dimsText(const std::vector<std::int64_t>& dims) {
    QStringList texts;
    for (const std::int64_t dim : dims)
        texts << QString::number(dim);
    return texts.join(u'x');
}

QString textOf(const Attribute& attribute) {
    if (const auto* number = std::get_if<std::int64_t>(&attribute)) return QString::number(*number);
    if (const auto* real = std::get_if<float>(&attribute)) return QString::number(static_cast<double>(*real));
    if (const auto* text = std::get_if<std::string>(&attribute)) return qs(*text);
    if (const auto* list = std::get_if<std::vector<std::int64_t>>(&attribute)) return dimsText(*list);
    return {};
}

void describe(const Graph& graph, ValueId id, NodeIndex::Facts& facts) {
    if (!id.isValid()) return;
    const Value& value = graph.value(id);
    facts.tensors << qs(value.name);
    if (facts.tensors.size() > 1) return;
    facts.dataType = qs(toName(value.type));
    if (!value.shape) return;
    for (const Dim& dim : value.shape->dims)
        facts.shape.push_back(dim.value);
}

void describe(const Graph& graph, const Node& node, NodeIndex::Facts& facts) {
    facts.inputs = static_cast<double>(node.inputs.size());
    facts.outputs = static_cast<double>(node.outputs.size());
    for (const ValueId output : node.outputs)
        describe(graph, output, facts);
    for (const ValueId input : node.inputs)
        if (const Tensor* weights = input.isValid() ? graph.constantOf(input) : nullptr)
            facts.parameters += static_cast<double>(weights->elementCount());
    for (const auto& [key, attribute] : node.attributes)
        if (const QString text = textOf(attribute); !text.isEmpty()) facts.attributes.emplace_back(qs(key), text);
}

} // namespace

void TextArena::add(const QString& text) {
    m_begins.push_back(m_text.size());
    m_text += text.toLower().toStdString();
    m_text += '\n';
}

std::string_view TextArena::operator[](int item) const {
    const auto i = static_cast<std::size_t>(item);
    const std::size_t end = i + 1 < m_begins.size() ? m_begins[i + 1] : m_text.size();
    return std::string_view(m_text).substr(m_begins[i], end - m_begins[i] - 1);
}

void TextArena::markContaining(std::string_view word, std::vector<bool>& marks) const {
    if (word.empty()) return marks.assign(m_begins.size(), true);
    std::size_t item = 0;
    for (std::size_t place = m_text.find(word); place != std::string::npos;) {
        while (item + 1 < m_begins.size() && m_begins[item + 1] <= place)
            ++item;
        marks[item] = true;
        if (item + 1 == m_begins.size()) break;
        place = m_text.find(word, m_begins[item + 1]);
    }
}

int NodeIndex::word(const QString& text) {
    const auto known = m_wordNumbers.constFind(text);
    if (known != m_wordNumbers.cend()) return *known;
    m_words.push_back(text.toLower().toStdString());
    m_wordNumbers.insert(text, static_cast<int>(m_words.size()) - 1);
    return static_cast<int>(m_words.size()) - 1;
}

void NodeIndex::add(const Facts& facts) {
    Node node;
    node.type = word(facts.type);
    node.dataType = word(facts.dataType);
    node.shape = m_shapes.size();
    node.attributes = m_attributes.size();
    node.parameters = facts.parameters;
    node.inputs = facts.inputs;
    node.outputs = facts.outputs;
    m_names.add(facts.name);
    m_tensors.add(facts.tensors.join(u' '));
    m_shapes.insert(m_shapes.end(), facts.shape.begin(), facts.shape.end());
    for (const auto& [key, text] : facts.attributes)
        m_attributes.push_back({word(u"@"_s + key), word(text)});
    m_nodes.push_back(node);
}

std::span<const std::int64_t> NodeIndex::shape(int node) const {
    const std::size_t begin = m_nodes[at(node)].shape;
    return {m_shapes.data() + begin, end(node, &Node::shape, m_shapes.size()) - begin};
}

std::string_view NodeIndex::attribute(int node, int key) const {
    const std::size_t last = end(node, &Node::attributes, m_attributes.size());
    for (std::size_t i = m_nodes[at(node)].attributes; i < last; ++i)
        if (m_attributes[i].key == key) return m_words[at(m_attributes[i].text)];
    return {};
}

std::optional<double> NodeIndex::number(int node, std::string_view key) const {
    const Node& facts = m_nodes[at(node)];
    if (key == "params") return facts.parameters;
    if (key == "inputs") return facts.inputs;
    if (key == "outputs") return facts.outputs;
    const std::span<const std::int64_t> dims = shape(node);
    if (dims.empty()) return std::nullopt;
    if (key == "rank") return static_cast<double>(dims.size());
    if (key == "elements") {
        double product = 1;
        for (const std::int64_t dim : dims)
            product *= static_cast<double>(dim);
        return product < 0 ? std::nullopt : std::optional(product);
    }
    const std::size_t place = std::string_view("nchw").find(key);
    if (key.size() != 1 || place >= dims.size() || dims[place] < 0) return std::nullopt;
    return static_cast<double>(dims[place]);
}

int NodeIndex::attributeKey(const QString& key) const {
    for (const Alias& alias : kAliases)
        if (key == QLatin1String(alias.key)) return m_wordNumbers.value(u"@"_s + QLatin1String(alias.attribute), -1);
    return m_wordNumbers.value(u"@"_s + key, -1);
}

NodeIndex makeNodeIndex(const Graph& graph, const GraphScene& scene) {
    QHash<QString, ValueId> terminals;
    for (const auto& ids : {graph.inputs(), graph.outputs()})
        for (const ValueId id : ids)
            terminals.insert(qs(graph.value(id).name), id);
    NodeIndex index;
    for (const SceneNode& node : scene.nodes) {
        NodeIndex::Facts facts;
        facts.name = node.name;
        if (node.kind == SceneNode::Kind::Operator) {
            facts.type = qs(graph.node(node.id).opType);
            describe(graph, graph.node(node.id), facts);
        } else {
            facts.type = node.kind == SceneNode::Kind::Input ? u"input"_s : u"output"_s;
            describe(graph, terminals.value(node.name), facts);
        }
        index.add(facts);
    }
    return index;
}

} // namespace lathe
