#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/document/project_document.h"
#include "widgets/precision/precision_page.h"
#include "widgets/theme/theme.h"

#include <QHash>

namespace lathe {
namespace {

QString nameOf(const std::optional<Precision>& precision) {
    return precision ? qs(toName(*precision)) : QString();
}

std::vector<Column<PrecisionRow>> precisionColumns(const Theme& theme) {
    std::vector<Column<PrecisionRow>> columns;
    columns.push_back({PrecisionPage::tr("Node"), [](const PrecisionRow& r) { return r.node; }});
    columns.back().isName = true;
    columns.push_back({PrecisionPage::tr("Type"), [](const PrecisionRow& r) { return r.op; }});
    columns.push_back(
        {PrecisionPage::tr("Configured"), [](const PrecisionRow& r) { return r.configured ? nameOf(r.configured) : u"–"_s; }});
    columns.back().isEditable = true;
    columns.back().tip = PrecisionPage::tr("Double click or F2 to edit");
    columns.push_back({PrecisionPage::tr("Effective"), [](const PrecisionRow& r) { return nameOf(r.effective); }});
    columns.back().badge = [&theme](const PrecisionRow& r) { return r.effective ? theme.precision(*r.effective) : QColor(); };
    columns.push_back({PrecisionPage::tr("Device"), [](const PrecisionRow& r) { return r.device; }});
    columns.push_back({PrecisionPage::tr("Cosine"),
                       [](const PrecisionRow& r) { return r.cosine < 0 ? QString() : QString::number(r.cosine, 'f', 5); },
                       [](const PrecisionRow& r) { return QVariant(r.cosine); }, true});
    columns.back().tip = PrecisionPage::tr("Cosine similarity of the node's output, float against quantized, over all samples; measured");
    columns.push_back({PrecisionPage::tr("Why"), [](const PrecisionRow& r) { return r.reason; }});
    return columns;
}

} // namespace

std::vector<PrecisionRow> precisionRows(const ProjectDocument& document) {
    std::vector<PrecisionRow> rows;
    if (!document.original()) return rows;
    struct Outcome {
        Precision precision = Precision::Float;
        QString reason;
    };
    QHash<QString, Outcome> outcomes;
    if (const auto& quantized = document.result().quantized)
        for (const auto& [id, node] : quantized->nodes)
            for (const QString& name : lineageOf(quantized->graph.node(id)))
                outcomes.insert(name, {node.precision, qs(node.reason)});
    QHash<QString, QString> devices;
    if (const auto& program = document.result().program)
        for (const Layer& layer : program->layers)
            for (const std::string& origin : layer.origins)
                devices.insert(qs(origin), qs(toName(layer.engine)));
    QHash<QString, double> cosines;
    if (const auto& comparison = document.result().comparison)
        for (const TensorError& error : comparison->layers)
            for (const std::string& node : error.sourceNodes)
                cosines.insert(qs(node), error.cosine);
    const Graph& graph = *document.original();
    for (const NodeId id : graph.topologicalOrder()) {
        PrecisionRow row;
        row.node = qs(graph.node(id).name);
        row.op = qs(graph.node(id).opType);
        row.lineage = lineageOf(graph.node(id));
        row.configured = document.configuredPrecision(row.node);
        if (const auto found = outcomes.constFind(row.node); found != outcomes.constEnd()) {
            row.effective = found->precision;
            row.reason = found->reason;
        } else if (!outcomes.isEmpty()) {
            row.reason = PrecisionPage::tr("folded away by the optimiser");
        }
        row.device = devices.value(row.node);
        row.cosine = cosines.value(row.node, -1);
        rows.push_back(std::move(row));
    }
    return rows;
}

PrecisionModel::PrecisionModel(ProjectDocument& document, const Theme& theme, QObject* parent)
    : ColumnModel(
          precisionColumns(theme), [](const PrecisionRow& r) { return r.lineage; }, parent),
      m_document(document) {}

bool PrecisionModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || index.column() != kConfiguredColumn) return false;
    std::optional<Precision> wanted;
    for (const Precision precision : {Precision::Int8, Precision::Int16, Precision::Float16, Precision::Float})
        if (value.toString() == qs(toName(precision))) wanted = precision;
    m_document.setNodePrecision({row(index).node}, wanted);
    return true;
}

} // namespace lathe
