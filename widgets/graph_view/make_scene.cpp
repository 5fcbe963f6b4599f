#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/graph_view/graph_scene.h"

#include "core/ops/evaluator.h"

#include <QFontMetricsF>
#include <QHash>
#include <QSet>

#include <deque>

namespace lathe {
namespace {

struct WeightName {
    std::string_view op;
    std::array<QStringView, 5> names; ///< by input index
};
constexpr std::array kWeightNames{
    WeightName{"Conv", {u"", u"W", u"B"}},
    WeightName{"ConvTranspose", {u"", u"W", u"B"}},
    WeightName{"Gemm", {u"A", u"B", u"C"}},
    WeightName{"MatMul", {u"A", u"B"}},
    WeightName{"Add", {u"A", u"B"}},
    WeightName{"Sub", {u"A", u"B"}},
    WeightName{"Mul", {u"A", u"B"}},
    WeightName{"Div", {u"A", u"B"}},
    WeightName{"Pow", {u"", u"exponent"}},
    WeightName{"BatchNormalization", {u"", u"scale", u"B", u"mean", u"var"}},
    WeightName{"LayerNormalization", {u"", u"scale", u"B"}},
    WeightName{"PRelu", {u"", u"slope"}},
    WeightName{"Clip", {u"", u"min", u"max"}},
    WeightName{"Reshape", {u"", u"shape"}},
    WeightName{"Expand", {u"", u"shape"}},
    WeightName{"Tile", {u"", u"repeats"}},
    WeightName{"Pad", {u"", u"pads", u"value", u"axes"}},
    WeightName{"Split", {u"", u"split"}},
    WeightName{"Squeeze", {u"", u"axes"}},
    WeightName{"Unsqueeze", {u"", u"axes"}},
    WeightName{"ReduceSum", {u"", u"axes"}},
    WeightName{"ReduceMean", {u"", u"axes"}},
    WeightName{"Slice", {u"", u"starts", u"ends", u"axes", u"steps"}},
    WeightName{"Gather", {u"data", u"indices"}},
    WeightName{"GatherElements", {u"data", u"indices"}},
    WeightName{"GatherND", {u"data", u"indices"}},
    WeightName{"ScatterND", {u"data", u"indices", u"updates"}},
    WeightName{"ScatterElements", {u"data", u"indices", u"updates"}},
    WeightName{"Where", {u"condition", u"X", u"Y"}},
    WeightName{"TopK", {u"", u"K"}},
    WeightName{"OneHot", {u"", u"depth", u"values"}},
    WeightName{"Range", {u"start", u"limit", u"delta"}},
    WeightName{"CumSum", {u"", u"axis"}},
    WeightName{"ConstantOfShape", {u"shape"}},
    WeightName{"ReduceMax", {u"", u"axes"}},
    WeightName{"ReduceMin", {u"", u"axes"}},
    WeightName{"ReduceProd", {u"", u"axes"}},
    WeightName{"ReduceL2", {u"", u"axes"}},
    WeightName{"Upsample", {u"", u"scales"}},
    WeightName{"GroupNormalization", {u"", u"scale", u"B"}},
    WeightName{"InstanceNormalization", {u"", u"scale", u"B"}},
    WeightName{"LSTM", {u"", u"W", u"R", u"B"}},
    WeightName{"GRU", {u"", u"W", u"R", u"B"}},
    WeightName{"NonMaxSuppression", {u"", u"", u"max_output", u"iou", u"score"}},
    WeightName{"Resize", {u"", u"roi", u"scales", u"sizes"}},
    WeightName{"QuantizeLinear", {u"", u"scale", u"zero"}},
    WeightName{"DequantizeLinear", {u"W", u"scale", u"zero"}},
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

// One number and short lists are said, anything larger by its shape.
QString constantText(const Tensor& tensor) {
    constexpr std::int64_t kShortList = 6;
    const QString shape = u'⟨' + dimsText(tensor.dims()) + u'⟩';
    if (tensor.type() == DataType::String) return shape;
    const bool isWhole = isInteger(tensor.type());
    if (tensor.elementCount() == 1 && !isWhole) return QString::number(tensor.toDoubles().front(), 'g', 4);
    const bool isList = tensor.dims().size() <= 1 && tensor.elementCount() > 0 && tensor.elementCount() <= kShortList;
    if (!isWhole || !(isList || tensor.elementCount() == 1)) return shape;
    QStringList texts;
    for (const double value : tensor.toDoubles())
        // The bounds of int64 are how a Slice says "to the end", or from it backwards.
        texts << (value > 9e18 ? u"end"_s : value < -9e18 ? u"start"_s : QString::number(static_cast<qlonglong>(value)));
    return texts.join(u", "_s);
}

// Integers and truth values choose what is read; the data of a network is real numbers, or 8 bits wide.
bool isSteering(DataType type) {
    return type == DataType::Int64 || type == DataType::Int32 || type == DataType::Bool;
}

bool isWorthShowing(std::string_view key, const Attribute& attribute) {
    const auto* list = std::get_if<std::vector<std::int64_t>>(&attribute);
    const auto* number = std::get_if<std::int64_t>(&attribute);
    if (key == "dilations" && list) return std::any_of(list->begin(), list->end(), [](std::int64_t d) { return d != 1; });
    if (key == "strides" && list) return std::any_of(list->begin(), list->end(), [](std::int64_t d) { return d != 1; });
    if (key == "group" && number) return *number != 1;
    return true;
}

constexpr double kGapOfLabels = 100; ///< left to right the shapes stand between the boxes

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
        input.steers = m_steers;
        LayoutOptions options;
        options.isHorizontal = m_options.isHorizontal;
        if (options.isHorizontal) options.rankGap = kGapOfLabels;
        LayoutResult layout = layoutGraph(input, options, isStopped);
        if (layout.boxes.empty()) return {};
        m_scene.isHorizontal = m_options.isHorizontal;
        m_scene.take(std::move(layout));
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
            if (!fold(id)) addOperator(id);
        for (const ValueId id : m_graph.outputs()) {
            const int producer = indexOf(m_producer, id);
            const int terminal = addTerminal(id, SceneNode::Kind::Output);
            if (producer >= 0) addEdge(producer, terminal, id);
        }
    }

    /// A Constant node becomes a line in the boxes of its readers; one that is an output of the graph stays a box.
    bool fold(NodeId id) {
        const Node& node = m_graph.node(id);
        if (node.opType != "Constant" || node.outputs.size() != 1 || m_graph.isOutput(node.output())) return false;
        Folded& folded = m_folded[node.output()];
        folded.lineage = lineageOf(node);
        folded.tensor = node.findAttribute<Tensor>("value");
        if (folded.tensor) return true;
        if (auto content = evaluateNode(m_graph, id, {}); content && content->size() == 1 && content->front().isPresent()) {
            m_evaluated.push_back(std::move(content->front()));
            folded.tensor = &m_evaluated.back();
        }
        return true;
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
        node.title = shared(qs(source.opType));
        node.name = qs(source.name);
        node.lineage = lineageOf(source);
        if (node.lineage.size() == 1 && node.lineage.first() == node.name) node.lineage = {node.name};
        if (const OpRow* row = findOp(source)) node.category = row->category;
        if (m_options.showNames) node.lines.push_back({{}, node.name});
        for (const ValueId input : source.inputs)
            if (const auto folded = m_folded.find(input); folded != m_folded.end()) node.constants << folded->second.lineage;
        if (m_options.showWeights) addWeights(source, node);
        if (m_options.showAttributes) addAttributes(source, node);
        const int index = static_cast<int>(m_scene.nodes.size());
        for (const ValueId output : source.outputs)
            m_producer[output] = index;
        m_scene.nodes.push_back(std::move(node));
    }

    const Tensor* constantOf(ValueId id) const {
        const auto folded = m_folded.find(id);
        return folded == m_folded.end() ? m_graph.constantOf(id) : folded->second.tensor;
    }

    void addWeights(const Node& source, SceneNode& node) {
        const auto row = std::find_if(kWeightNames.begin(), kWeightNames.end(), [&](const WeightName& r) { return r.op == source.opType; });
        const auto nameOf = [&](std::size_t i) {
            const bool isKnown = row != kWeightNames.end() && i < row->names.size() && !row->names[i].isEmpty();
            return isKnown ? row->names[i].toString() : u"in%1"_s.arg(i);
        };
        for (std::size_t i = 0; i < source.inputs.size() && node.lines.size() < 4; ++i)
            if (const Tensor* weights = constantOf(source.inputs[i])) node.lines.push_back({nameOf(i), constantText(*weights)});
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
        if (value.shape) edge.label = shared(qs(toCompactText(*value.shape)).replace(u'x', u'×'));
        m_scene.edges.push_back(std::move(edge));
        m_steers.push_back(isSteering(value.type));
    }

    /// One text for all that say the same.
    QString shared(const QString& text) { return *m_texts.insert(text); }

    double widthOf(const QString& text, bool isBold) {
        double& width = (isBold ? m_boldWidths : m_widths)[text];
        if (width == 0) width = (isBold ? m_bold : m_metrics).horizontalAdvance(text);
        return width;
    }

    QSizeF sizeOf(const SceneNode& node) {
        // Room for the sign and for the number of a colour mode ("0.12 ms"): changing the mode must not move the boxes.
        const double number = node.kind == SceneNode::Kind::Operator ? 68 : 12;
        double width = widthOf(node.title, true) + 2 * GraphScene::kPadding + number;
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
    QSet<QString> m_texts;
    GraphScene m_scene;
    std::unordered_map<ValueId, int> m_producer;
    std::vector<bool> m_steers; ///< by edge
    struct Folded {
        QStringList lineage;
        const Tensor* tensor = nullptr;
    };
    std::unordered_map<ValueId, Folded> m_folded;
    std::deque<Tensor> m_evaluated; ///< of the constants that no tensor attribute holds
};

} // namespace

GraphScene makeScene(const Graph& graph, const SceneOptions& options, const std::function<bool()>& isStopped) {
    return SceneMaker(graph, options).make(isStopped);
}

} // namespace lathe
