#include "widgets/precision/precision_page.h"
#include "widgets/common/strings.h"
#include "widgets/document/project_document.h"
#include "widgets/tables/bar_delegate.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>

namespace lathe {
namespace {

/// A choice of precisions in the cell.
class PrecisionDelegate : public BarDelegate {
public:
    using BarDelegate::BarDelegate;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex&) const override {
        auto* combo = new QComboBox(parent);
        combo->addItems({u"–"_s, u"int8"_s, u"int16"_s, u"float16"_s, u"float"_s});
        return combo;
    }
    void setEditorData(QWidget* editor, const QModelIndex& index) const override {
        static_cast<QComboBox*>(editor)->setCurrentText(index.data().toString());
    }
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override {
        model->setData(index, static_cast<QComboBox*>(editor)->currentText());
    }
};

} // namespace

PrecisionPage::PrecisionPage(const Services& services, QWidget* parent)
    : QWidget(parent), m_document(services.document), m_model(services.document, services.theme, this) {
    setObjectName(u"precisionPage"_s);
    buildUi(services);
    connect(&m_document, &ProjectDocument::opened, this, &PrecisionPage::refresh);
    connect(&m_document, &ProjectDocument::resultChanged, this, &PrecisionPage::refresh);
    connect(&m_document, &ProjectDocument::configChanged, this, &PrecisionPage::refresh);
}

void PrecisionPage::buildUi(const Services& services) {
    m_summary = new QLabel;
    m_summary->setProperty("muted", true);
    m_summary->setToolTip(tr("Nodes of the trained model by the precision they got; nodes that were folded away are not counted"));
    auto* filter = new QLineEdit;
    filter->setObjectName(u"precisionFilter"_s);
    filter->setPlaceholderText(tr("Filter by node, type, precision, reason"));
    filter->setClearButtonEnabled(true);
    filter->setMaximumWidth(280);
    m_table = new DataTable(services, &m_model);
    m_table->setObjectName(u"precisionTable"_s);
    m_table->setEmptyText(tr("Open a model to set the precision of its nodes"));
    m_table->setItemDelegateForColumn(PrecisionModel::kConfiguredColumn, new PrecisionDelegate(services.theme, m_table));
    m_table->setStretchColumn(6);
    connect(filter, &QLineEdit::textChanged, m_table, &DataTable::setFilter);

    auto* strip = new QWidget;
    strip->setProperty("toolbar", true);
    strip->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(filter);
    row->addWidget(m_summary, 1);
    row->addWidget(new QLabel(tr("Selected to")));
    const std::initializer_list<std::pair<QString, std::optional<Precision>>> choices{{u"int8"_s, Precision::Int8},
                                                                                      {u"int16"_s, Precision::Int16},
                                                                                      {u"float16"_s, Precision::Float16},
                                                                                      {u"float"_s, Precision::Float},
                                                                                      {tr("Reset"), std::nullopt}};
    for (const auto& [title, precision] : choices) {
        auto* button = new QPushButton(title);
        button->setObjectName(u"set_"_s + title);
        connect(button, &QPushButton::clicked, this, [this, precision = precision] {
            if (const QStringList nodes = m_table->selectedLineage(); !nodes.isEmpty()) m_document.setNodePrecision(nodes, precision);
        });
        row->addWidget(button);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(strip);
    column->addWidget(m_table, 1);
}

void PrecisionPage::refresh() {
    std::vector<PrecisionRow> rows = precisionRows(m_document);
    std::array<int, 4> counts{};
    static_assert(static_cast<std::size_t>(Precision::Float16) + 1 == counts.size());
    for (const PrecisionRow& row : rows)
        if (row.effective) ++counts[static_cast<std::size_t>(*row.effective)];
    m_model.setRows(std::move(rows));
    m_summary->setText(
        m_document.result().quantized
            ? tr("int8 %1  ·  int16 %2  ·  float16 %3  ·  float %4").arg(counts[1]).arg(counts[2]).arg(counts[3]).arg(counts[0])
            : tr("Build to see the effective precision and why"));
}

} // namespace lathe
