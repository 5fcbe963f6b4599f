#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/graph_view/graph_scene.h"

#include <QFontMetricsF>
#include <QHash>

namespace lathe {
namespace {

struct WeightName {
    std::string_view op;
    std::array<QStringView, 4> names; ///< by input index
};
constexpr std::array kWeightNames{
    WeightName{"Conv", {u"", u"W", u"B", u""}},     WeightName{"ConvTranspose", {u"", u"W", u"B", u""}},
    WeightName{"Gemm", {u"A", u"B", u"C", u""}},    WeightName{"BatchNormalization", {u"", u"scale", u"B", u"mean"}},
    WeightName{"PRelu", {u"", u"slope", u"", u""}}, WeightName{"Clip", {u"", u"min", u"max", u""}},
};

// Attributes that decide what an operator does; the inspector shows them all.
constexpr std::array<std::string_view, 10> kKeyAttributes{"kernel_shape", "strides", "dilations", "group", "axis",
                                                          "axes",         "perm",    "mode",      "alpha", "to"};

QString dimsText(const std::vector<std::int64_t>& dims) {
    QStringList texts;
    for (const std::int64_t dim : dims)
        texts << QString::number(dim);
    return texts.join(u'×');
}

QString attributeText(const Attribute& attribute) {
    if (const auto* number = std::get_if<std::int64_t>(&attribute)) return QString::number(*number);
    if (const auto* real = std::get_if<float>(&attribute)) return QString::number(*real, 'g', 4);
    if (const auto* text = std::get_if<std::string>(&attribute)) return qs(*text);
    if (const auto* list = std::get_if<std::vector<std::int64_t>>(&attribute)) return dimsText(*list);
    return {};
}

bool isWorthShowing(std::string_view key, const Attribute& attribute) {
    const auto* list = std::get_if<std::vector<std::int64_t>>(&attribute);
    const auto* number = std::get_if<std::int64_t>(&attribute);
    if (key == "dilations" && list) return std::any_of(list->begin(), list->end(), [](std::int64_t d) { return d != 1; });
    if (key == "strides" && list) return std::any_of(list->begin(), list->end(), [](std::int64_t d) { return d != 1; });
    if (key == "group" && number) return *number != 1;
    return true;
}

class SceneMaker {
public:
    SceneMaker(const Graph& graph, const SceneOptions& options)
        : m_graph(graph), m_options(options), m_metrics(options.font), m_bold(boldFont(options.font)) {}

    GraphScene make(const std::function<bool()>& isStopped) {
        addNodes();
        addEdges();
        if (isStopped && isStopped()) return {};
        LayoutInput input;
        for (const SceneNode& node : m_scene.nodes)
            input.sizes.push_back(sizeOf(node));
        for (const SceneEdge& edge : m_scene.edges)
            input.edges.emplace_back(edge.from, edge.to);
        LayoutResult layout = layoutGraph(input, {}, isStopped);
        if (layout.boxes.empty()) return {};
        for (std::size_t i = 0; i < m_scene.nodes.size(); ++i)
            m_scene.nodes[i].box = layout.boxes[i];
        for (std::size_t e = 0; e < m_scene.edges.size(); ++e) {
            SceneEdge& edge = m_scene.edges[e];
            edge.route = std::move(layout.routes[e]);
            for (const QPointF& point : edge.route)
                edge.bounds |= QRectF(point, QSizeF(1, 1));
        }
        m_scene.bounds = layout.bounds;
        m_scene.buildIndex();
        return std::move(m_scene);
    }

private:
    static QFont boldFont(QFont font) {
        font.setWeight(QFont::DemiBold);
        return font;
    }

    void addNodes() {
        for (const ValueId id : m_graph.inputs())
            if (!m_graph.isConstant(id)) addTerminal(id, SceneNode::Kind::Input);
        for (const NodeId id : m_graph.topologicalOrder())
            addOperator(id);
        for (const ValueId id : m_graph.outputs()) {
            const int producer = indexOf(m_producer, id);
            const int terminal = addTerminal(id, SceneNode::Kind::Output);
            if (producer >= 0) addEdge(producer, terminal, id);
        }
    }

    int addTerminal(ValueId id, SceneNode::Kind kind) {
        SceneNode node;
        node.kind = kind;
        node.title = node.name = qs(m_graph.value(id).name);
        node.lineage = {node.name};
        const int index = static_cast<int>(m_scene.nodes.size());
        if (kind == SceneNode::Kind::Input) m_producer[id] = index;
        m_scene.nodes.push_back(std::move(node));
        return index;
    }

    void addOperator(NodeId id) {
        const Node& source = m_graph.node(id);
        SceneNode node;
        node.id = id;
        node.title = qs(source.opType);
        node.name = qs(source.name);
        node.lineage = lineageOf(source);
        if (const OpRow* row = findOp(source)) node.category = row->category;
        if (m_options.showNames) node.lines.push_back({{}, node.name});
        if (m_options.showWeights) addWeights(source, node);
        if (m_options.showAttributes) addAttributes(source, node);
        const int index = static_cast<int>(m_scene.nodes.size());
        for (const ValueId output : source.outputs)
            m_producer[output] = index;
        m_scene.nodes.push_back(std::move(node));
    }

    void addWeights(const Node& source, SceneNode& node) {
        const auto row = std::find_if(kWeightNames.begin(), kWeightNames.end(), [&](const WeightName& r) { return r.op == source.opType; });
        for (std::size_t i = 0; i < source.inputs.size() && node.lines.size() < 4; ++i) {
            const Tensor* weights = m_graph.constantOf(source.inputs[i]);
            if (!weights) continue;
            const QString key =
                row != kWeightNames.end() && i < 4 && !row->names[i].isEmpty() ? row->names[i].toString() : u"in%1"_s.arg(i);
            QString value = u'⟨' + dimsText(weights->dims()) + u'⟩';
            if (weights->elementCount() == 1 && weights->type() != DataType::String)
                value = QString::number(weights->toDoubles().front(), 'g', 4);
            node.lines.push_back({key, value});
        }
    }

    static void addAttributes(const Node& source, SceneNode& node) {
        for (const std::string_view key : kKeyAttributes) {
            const auto found = source.attributes.find(key);
            if (found == source.attributes.end() || !isWorthShowing(key, found->second) || node.lines.size() >= 6) continue;
            const QString text = attributeText(found->second);
            if (!text.isEmpty()) node.lines.push_back({key == "kernel_shape" ? u"kernel"_s : qs(key), text});
        }
    }

    void addEdges() {
        for (const auto& [id, index] : operators()) {
            std::vector<ValueId> seen;
            std::vector<ValueId> reads = m_graph.node(id).inputs;
            const std::vector<ValueId> captured = m_graph.capturedBySubgraphs(id);
            reads.insert(reads.end(), captured.begin(), captured.end());
            for (const ValueId value : reads) {
                if (!value.isValid() || std::find(seen.begin(), seen.end(), value) != seen.end()) continue;
                seen.push_back(value);
                if (const int producer = indexOf(m_producer, value); producer >= 0) addEdge(producer, index, value);
            }
        }
    }

    std::vector<std::pair<NodeId, int>> operators() const {
        std::vector<std::pair<NodeId, int>> list;
        for (std::size_t i = 0; i < m_scene.nodes.size(); ++i)
            if (m_scene.nodes[i].kind == SceneNode::Kind::Operator) list.emplace_back(m_scene.nodes[i].id, static_cast<int>(i));
        return list;
    }

    void addEdge(int from, int to, ValueId id) {
        const Value& value = m_graph.value(id);
        SceneEdge edge;
        edge.from = from;
        edge.to = to;
        edge.tensor = qs(value.name);
        if (value.shape) edge.label = qs(toCompactText(*value.shape)).replace(u'x', u'×');
        m_scene.edges.push_back(std::move(edge));
    }

    double widthOf(const QString& text, bool isBold) {
        double& width = (isBold ? m_boldWidths : m_widths)[text];
        if (width == 0) width = (isBold ? m_bold : m_metrics).horizontalAdvance(text);
        return width;
    }

    QSizeF sizeOf(const SceneNode& node) {
        double width = widthOf(node.title, true) + 2 * GraphScene::kPadding + 12;
        for (const SceneLine& line : node.lines)
            width = std::max(width, widthOf(line.key + u"  "_s + line.value, false) + 2 * GraphScene::kPadding);
        const double body = node.lines.empty() ? 0 : static_cast<double>(node.lines.size()) * GraphScene::kLine + GraphScene::kPadding;
        return {std::clamp(width, 72.0, 320.0), GraphScene::kHeader + body};
    }

    template <class Map, class Id>
    static int indexOf(const Map& map, Id id) {
        const auto found = map.find(id);
        return found == map.end() ? -1 : found->second;
    }

    const Graph& m_graph;
    const SceneOptions& m_options;
    QFontMetricsF m_metrics, m_bold;
    QHash<QString, double> m_widths, m_boldWidths;
    GraphScene m_scene;
    std::unordered_map<ValueId, int> m_producer;
};

} // namespace

GraphScene makeScene(const Graph& graph, const SceneOptions& options, const std::function<bool()>& isStopped) {
    return SceneMaker(graph, options).make(isStopped);
}

} // namespace lathe
