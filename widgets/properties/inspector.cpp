#include "widgets/properties/inspector.h"
#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/theme/theme.h"

#include "core/ops/inference.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>

namespace lathe {
namespace {

QString valueText(const Attribute& attribute) {
    return std::visit(
        [](const auto& value) -> QString {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<T, std::string>)
                return qs(value);
            else if constexpr (std::is_same_v<T, std::int64_t>)
                return QString::number(value);
            else if constexpr (std::is_same_v<T, float>)
                return QString::number(value, 'g', 7);
            else if constexpr (std::is_same_v<T, Tensor>)
                return qs(toName(value.type())) + u' ' + qs(toText(std::span(value.dims())));
            else if constexpr (std::is_same_v<T, ElementTypePtr>)
                return qs(toText(value->type, value->shape, value->element));
            else if constexpr (std::is_same_v<T, GraphPtr>)
                return Inspector::tr("graph of %n node(s)", nullptr, value ? static_cast<int>(value->nodeCount()) : 0);
            else if constexpr (std::is_same_v<T, std::vector<std::int64_t>> || std::is_same_v<T, std::vector<float>>) {
                QStringList texts;
                for (const auto item : value)
                    texts << QString::number(item);
                return texts.join(u", "_s);
            } else
                return Inspector::tr("%n item(s)", nullptr, static_cast<int>(value.size()));
        },
        attribute);
}

} // namespace

Inspector::Inspector(const Services& services, QWidget* parent) : QWidget(parent), m_document(services.document), m_theme(services.theme) {
    setObjectName(u"inspector"_s);
    buildUi();
    connect(&m_document, &ProjectDocument::opened, this, &Inspector::refresh);
    connect(&m_document, &ProjectDocument::resultChanged, this, &Inspector::refresh);
    connect(&m_document, &ProjectDocument::configChanged, this, &Inspector::refresh);
    connect(&m_document.selection(), &Selection::changed, this, &Inspector::refresh);
    // Items hold their colour themselves; labels follow the style sheet.
    connect(&m_theme, &Theme::changed, this, [this] {
        for (int i = 0; i < m_tree->topLevelItemCount(); ++i)
            m_tree->topLevelItem(i)->setForeground(0, m_theme.color(Token::TextMuted));
    });
    refresh();
}

void Inspector::buildUi() {
    m_title = new QLabel;
    m_title->setObjectName(u"inspectorTitle"_s);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_subtitle = new QLabel;
    m_subtitle->setProperty("muted", true);
    m_subtitle->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_subtitle->setWordWrap(true);
    m_subtitle->setMinimumWidth(40);
    m_precision = new QComboBox;
    m_precision->setObjectName(u"inspectorPrecision"_s);
    m_precision->setAccessibleName(tr("Precision"));
    m_precision->addItems({QString(), u"int8"_s, u"int16"_s, u"float"_s});
    // Long levels are cut, and the list does not push the dock wider.
    m_precision->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_precision->setMinimumContentsLength(8);
    connect(m_precision, &QComboBox::activated, this, &Inspector::editPrecision);
    m_precisionRow = new QWidget;
    auto* row = new QHBoxLayout(m_precisionRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new QLabel(tr("Precision")));
    row->addWidget(m_precision, 1);

    m_tree = new QTreeWidget;
    m_tree->setObjectName(u"inspectorTree"_s);
    m_tree->setColumnCount(2);
    m_tree->setHeaderHidden(true);
    m_tree->setRootIsDecorated(false);
    m_tree->setIndentation(8);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setUniformRowHeights(true);
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tree->header()->setStretchLastSection(true);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_tree, &QTreeWidget::itemDoubleClicked, this,
            [](QTreeWidgetItem* item) { QGuiApplication::clipboard()->setText(item->text(1)); });

    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 8, 12, 8);
    head->setSpacing(4);
    head->addWidget(m_title);
    head->addWidget(m_subtitle);
    head->addWidget(m_precisionRow);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_tree, 1);
    m_about = new QLabel;
    m_about->setObjectName(u"inspectorAbout"_s);
    m_about->setProperty("note", true);
    m_about->setAttribute(Qt::WA_StyledBackground);
    m_about->setWordWrap(true);
    m_about->setMinimumWidth(40);
    column->addWidget(m_about);
}

QTreeWidgetItem* Inspector::section(const QString& title) {
    auto* item = new QTreeWidgetItem(m_tree, {title});
    item->setFirstColumnSpanned(true);
    item->setFlags(Qt::ItemIsEnabled);
    item->setForeground(0, m_theme.color(Token::TextMuted));
    QFont font = m_tree->font();
    font.setWeight(QFont::DemiBold);
    item->setFont(0, font);
    item->setSizeHint(0, QSize(0, 26));
    item->setExpanded(true);
    return item;
}

void Inspector::addRow(QTreeWidgetItem* section, const QString& key, const QString& value, const QString& tip) {
    if (value.isEmpty()) return;
    auto* item = new QTreeWidgetItem(section, {key, value});
    item->setToolTip(0, key);
    item->setToolTip(1, tip.isEmpty() ? value : tip);
    item->setSizeHint(0, QSize(0, 22));
}

void Inspector::refresh() {
    m_tree->clear();
    m_about->clear();
    fill();
    // A section that nothing was said in says nothing.
    for (int i = m_tree->topLevelItemCount(); i-- > 0;)
        if (m_tree->topLevelItem(i)->childCount() == 0) delete m_tree->takeTopLevelItem(i);
    m_about->setVisible(!m_about->text().isEmpty());
    fitKeys();
}

/// Keys are read whole where they leave the values their half.
void Inspector::fitKeys() {
    constexpr int kIndent = 32;
    int width = 72;
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i)
        for (int row = 0; row < m_tree->topLevelItem(i)->childCount(); ++row)
            width = std::max(width, m_tree->fontMetrics().horizontalAdvance(m_tree->topLevelItem(i)->child(row)->text(0)) + kIndent);
    m_tree->header()->resizeSection(0, std::min(width, std::max(72, m_tree->viewport()->width() / 2)));
}

void Inspector::resizeEvent(QResizeEvent*) {
    fitKeys();
}

void Inspector::fill() {
    const QStringList names = m_document.selection().names();
    std::vector<NodeId> nodes;
    const auto graph = m_document.original();
    if (graph && !names.isEmpty()) nodes = nodesOfLineage(*graph, names);
    m_precisionRow->setVisible(!nodes.empty());
    if (nodes.empty()) return showModel();
    if (nodes.size() == 1) return showNode(*graph, nodes.front());
    m_title->setText(tr("%n node(s)", nullptr, static_cast<int>(nodes.size())));
    m_subtitle->setText(tr("A precision set here goes to all of them"));
    m_precision->setItemText(0, tr("not set here"));
    m_precision->setToolTip(tr("By default and by quant_config, each node as it is said for it"));
    m_precision->setCurrentIndex(0);
    Work work;
    std::map<std::string, int> types;
    for (const NodeId id : nodes) {
        work.macs += workOf(*graph, id).macs;
        ++types[graph->node(id).opType];
    }
    auto* sum = section(tr("Together"));
    addRow(sum, tr("MACs"), formatCount(static_cast<double>(work.macs)));
    auto* types_ = section(tr("Types"));
    for (const auto& [type, count] : types)
        addRow(types_, qs(type), QString::number(count));
}

void Inspector::showModel() {
    const auto graph = m_document.original();
    m_title->setText(graph ? m_document.modelName() : tr("Nothing selected"));
    m_subtitle->setText(graph ? tr("Select a node to see its attributes, tensors, precision and cost") : QString());
    if (!graph) return;
    auto* model = section(tr("Model"));
    addRow(model, tr("Graph"), qs(graph->name));
    addRow(model, tr("Nodes"), formatInteger(graph->nodeCount()));
    addRow(model, tr("Opset"), QString::number(graph->opset()));
    addRow(model, tr("Parameters"), formatCount(static_cast<double>(parameterCount(*graph))));
    addRow(model, tr("MACs"), formatCount(static_cast<double>(totalWork(*graph).macs)));
    addRow(model, tr("Made by"), qs(graph->producerName) + u' ' + qs(graph->producerVersion));
    addRow(model, tr("File"), m_document.modelPath());
    const auto terminals = [&](const QString& title, const std::vector<ValueId>& ids) {
        auto* group = section(title);
        for (const ValueId id : ids) {
            const Value& value = graph->value(id);
            addRow(group, qs(value.name),
                   qs(toText(value.type, std::nullopt, value.element)) +
                       (value.shape ? u' ' + qs(toCompactText(*value.shape)).replace(u'x', u'×') : QString()));
        }
    };
    terminals(tr("Inputs"), graph->inputs());
    terminals(tr("Outputs"), graph->outputs());
    std::map<std::string, int> types;
    for (const NodeId id : graph->nodes())
        ++types[graph->node(id).opType];
    auto* byType = section(tr("Nodes by type"));
    for (const auto& [type, count] : types)
        addRow(byType, qs(type), formatInteger(count));
}

void Inspector::showNode(const Graph& graph, NodeId id) {
    const Node& node = graph.node(id);
    m_title->setText(qs(node.opType));
    m_subtitle->setText(qs(node.name));
    const auto precision = m_document.configuredPrecision(qs(node.name));
    m_precision->setItemText(0, levelAbove(node));
    m_precision->setToolTip(levelAbove(node));
    constexpr std::array order{Precision::Int8, Precision::Int16, Precision::Float};
    m_precision->setCurrentIndex(precision ? static_cast<int>(std::find(order.begin(), order.end(), *precision) - order.begin()) + 1 : 0);
    addResults(node);
    addAttributes(node);
    addTensors(graph, node);
    const Work work = workOf(graph, id);
    auto* cost = section(tr("Work"));
    addRow(cost, tr("MACs"), work.macs ? formatCount(static_cast<double>(work.macs)) : QString());
    addRow(cost, tr("Vector operations"), work.vectorOps ? formatCount(static_cast<double>(work.vectorOps)) : QString());
    addRow(cost, tr("Special functions"), work.specialOps ? formatCount(static_cast<double>(work.specialOps)) : QString());
    if (const OpRow* row = findOp(node)) m_about->setText(qs(row->summary));
}

/// What holds for a node that node_info says nothing of, and where that is said: model < output < operator type < node.
QString Inspector::levelAbove(const Node& node) const {
    const BuildConfig& config = m_document.config();
    const auto by = [](const std::string& type, const QString& level) { return tr("by %1: %2").arg(level, qs(type)); };
    const QuantConfig& levels = config.quantConfig;
    if (const auto found = levels.nodeTypes.find(node.name); found != levels.nodeTypes.end())
        return by(found->second, tr("quant_config for the node"));
    for (const std::string& option : config.optimization) {
        const std::string head = "set_" + node.opType + "_";
        if (option.starts_with(head)) return by(option.substr(option.rfind('_') + 1), u"optimization "_s + qs(option));
    }
    if (const auto found = levels.opTypes.find(node.opType); found != levels.opTypes.end())
        return by(found->second, tr("quant_config for every %1").arg(qs(node.opType)));
    if (!levels.allNodeType.empty()) return by(levels.allNodeType, u"quant_config"_s);
    return tr("by default: %1").arg(u"int8"_s);
}

void Inspector::addAttributes(const Node& node) {
    if (node.attributes.empty()) return;
    auto* group = section(tr("Attributes"));
    for (const auto& [key, value] : node.attributes)
        addRow(group, qs(key), valueText(value));
}

void Inspector::addTensors(const Graph& graph, const Node& node) {
    const auto describe = [&](ValueId id) {
        const Value& value = graph.value(id);
        QString text = qs(toText(value.constant ? value.constant->type() : value.type, std::nullopt, value.element));
        if (value.constant)
            text += u' ' + qs(toCompactText(Shape::of(value.constant->dims()))).replace(u'x', u'×');
        else if (value.shape)
            text += u' ' + qs(toCompactText(*value.shape)).replace(u'x', u'×');
        return text;
    };
    const auto list = [&](const QString& title, const std::vector<ValueId>& ids) {
        auto* group = section(title);
        for (const ValueId id : ids)
            if (id.isValid()) addRow(group, qs(graph.value(id).name), describe(id), qs(graph.value(id).name) + u'\n' + describe(id));
    };
    list(tr("Inputs"), node.inputs);
    list(tr("Outputs"), node.outputs);
}

void Inspector::addResults(const Node& node) {
    const BuildResult& result = m_document.result();
    const QString name = qs(node.name);
    const auto contains = [&](const std::vector<std::string>& names) {
        return std::find(names.begin(), names.end(), node.name) != names.end();
    };
    if (result.quantized) {
        for (const auto& [id, quantization] : result.quantized->nodes) {
            if (!lineageOf(result.quantized->graph.node(id)).contains(name)) continue;
            auto* group = section(tr("Quantisation"));
            addRow(group, tr("Precision"), qs(toName(quantization.precision)));
            addRow(group, tr("Why"), qs(quantization.reason));
            break;
        }
    }
    if (result.evaluation) {
        for (const LayerEvaluation& layer : result.evaluation->layers) {
            if (!contains(layer.sourceNodes)) continue;
            auto* group = section(tr("On %1").arg(qs(result.evaluation->target)));
            addRow(group, tr("Layer"), qs(layer.name));
            addRow(group, tr("Runs on"), qs(toName(layer.engine)));
            addRow(group, tr("Why"), qs(layer.reason));
            addRow(group, tr("Latency"), formatTime(layer.latency),
                   tr("Wall time that the layer adds: its end minus the end of the layer before"));
            addRow(group, tr("Utilization"), formatPercent(layer.utilization), tr("MACs ÷ (peak × layer time)"));
            addRow(group, tr("DDR read"), formatBytes(static_cast<double>(layer.ddrReadBytes)));
            addRow(group, tr("DDR written"), formatBytes(static_cast<double>(layer.ddrWriteBytes)));
            addRow(group, tr("Bound by"), qs(toName(layer.bound)));
            break;
        }
    }
    if (result.comparison) {
        for (const TensorError& error : result.comparison->layers) {
            if (!contains(error.sourceNodes)) continue;
            auto* group = section(tr("Error against float"));
            addRow(group, tr("Cosine"), QString::number(error.cosine, 'f', 6));
            addRow(group, tr("SQNR"), significant(error.sqnrDb) + u" dB"_s);
            addRow(group, tr("Largest error"), significant(error.maxAbsError));
            break;
        }
    }
}

void Inspector::editPrecision(int index) {
    constexpr std::array<std::optional<Precision>, 4> choices{std::nullopt, Precision::Int8, Precision::Int16, Precision::Float};
    m_document.setNodePrecision(m_document.selection().names(), choices[static_cast<std::size_t>(index)]);
}

} // namespace lathe
