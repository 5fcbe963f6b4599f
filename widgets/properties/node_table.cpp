#include "widgets/properties/node_table.h"
#include "widgets/common/strings.h"
#include "widgets/document/lineage.h"
#include "widgets/document/project_document.h"
#include "widgets/format/number_format.h"
#include "widgets/theme/theme.h"

#include "core/ops/inference.h"

#include <QBoxLayout>

namespace lathe {
namespace {

QVariant number(std::int64_t value) {
    return QVariant(static_cast<qlonglong>(value));
}

} // namespace

std::vector<NodeRow> nodeRows(const Graph& graph) {
    std::vector<NodeRow> rows;
    for (const NodeId id : graph.topologicalOrder()) {
        const Node& node = graph.node(id);
        NodeRow row;
        row.index = static_cast<int>(rows.size()) + 1;
        row.name = qs(node.name);
        row.op = qs(node.opType);
        if (const OpRow* op = findOp(node)) row.category = op->category;
        row.macs = workOf(graph, id).macs;
        for (const ValueId input : node.inputs)
            if (const Tensor* constant = graph.constantOf(input); constant && isFloatingPoint(constant->type()))
                row.parameters += constant->elementCount();
        if (node.output().isValid() && graph.value(node.output()).shape)
            row.shape = qs(toCompactText(*graph.value(node.output()).shape)).replace(u'x', u'×');
        row.lineage = lineageOf(node);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<Column<NodeRow>> nodeColumns(const Theme& theme) {
    std::vector<Column<NodeRow>> columns(6);
    columns[0] = {NodeTable::tr("#"), [](const NodeRow& r) { return QString::number(r.index); },
                  [](const NodeRow& r) { return QVariant(r.index); }, true};
    columns[1] = {NodeTable::tr("Type"), [](const NodeRow& r) { return r.op; }};
    columns[1].badge = [&theme](const NodeRow& r) { return theme.category(r.category); };
    columns[2] = {NodeTable::tr("Name"), [](const NodeRow& r) { return r.name; }};
    columns[2].isName = true;
    columns[3] = {NodeTable::tr("MAC"), [](const NodeRow& r) { return r.macs ? formatCount(static_cast<double>(r.macs)) : QString(); },
                  [](const NodeRow& r) { return number(r.macs); }, true};
    columns[4] = {NodeTable::tr("Output"), [](const NodeRow& r) { return r.shape; }};
    columns[5] = {NodeTable::tr("Parameters"),
                  [](const NodeRow& r) { return r.parameters ? formatCount(static_cast<double>(r.parameters)) : QString(); },
                  [](const NodeRow& r) { return number(r.parameters); }, true};
    return columns;
}

NodeTable::NodeTable(const Services& services, QWidget* parent)
    : QWidget(parent), m_document(services.document), m_model(
                                                          nodeColumns(services.theme), [](const NodeRow& r) { return r.lineage; }, this) {
    m_search = new QLineEdit;
    m_search->setObjectName(u"nodeSearch"_s);
    m_search->setPlaceholderText(tr("Filter nodes"));
    m_search->setClearButtonEnabled(true);
    m_table = new DataTable(services, &m_model);
    m_table->setStretchColumn(2);
    m_table->setObjectName(u"nodeTable"_s);
    m_table->setAccessibleName(tr("Nodes"));
    m_table->setEmptyText(tr("Open a model to see its nodes"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* strip = new QWidget;
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(8, 4, 8, 4);
    row->addWidget(m_search);
    column->addWidget(strip);
    column->addWidget(m_table, 1);
    connect(m_search, &QLineEdit::textChanged, m_table, &DataTable::setFilter);
    connect(&m_document, &ProjectDocument::opened, this, &NodeTable::reload);
}

void NodeTable::reload() {
    m_model.setRows(m_document.original() ? nodeRows(*m_document.original()) : std::vector<NodeRow>{});
}

} // namespace lathe
