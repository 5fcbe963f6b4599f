#pragma once

#include "widgets/common/services.h"
#include "widgets/tables/column_model.h"
#include "widgets/tables/data_table.h"

#include "core/program/program.h"

#include <QStackedWidget>
#include <QStyledItemDelegate>

namespace lathe {

struct PrecisionRow {
    QString node, op, reason, device;
    QStringList lineage;
    std::optional<Precision> configured, effective;
    double cosine = -1; ///< of its output against float; -1 unknown
};

/// One row per node of the trained graph with what is asked for and what became of it.
std::vector<PrecisionRow> precisionRows(const ProjectDocument& document);

/// The rows, with the configured precision editable in place.
class PrecisionModel : public ColumnModel<PrecisionRow> {
    Q_OBJECT
public:
    PrecisionModel(ProjectDocument& document, const Theme& theme, QObject* parent = nullptr);
    static constexpr int kConfiguredColumn = 2;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

private:
    ProjectDocument& m_document;
};

/// A table of nodes: precision configured and effective, why, device, error; in place and in bulk.
class PrecisionPage : public QWidget {
    Q_OBJECT
public:
    explicit PrecisionPage(const Services& services, QWidget* parent = nullptr);

private:
    void buildUi(const Services& services);
    void refresh();

    ProjectDocument& m_document;
    PrecisionModel m_model;
    DataTable* m_table = nullptr;
    QLabel* m_summary = nullptr;
};

} // namespace lathe
