#pragma once

#include "widgets/common/services.h"
#include "widgets/tables/column_model.h"
#include "widgets/tables/data_table.h"

#include "core/targets/target.h"

#include <QLabel>

namespace lathe {

struct TargetRow {
    const Target* target = nullptr;
    int hostNodes = -1, refusedNodes = 0; ///< of the open model; -1: none open
    double estimate = -1;                 ///< seconds; -1: none open
};
std::vector<TargetRow> targetRows(const ProjectDocument& document);
std::vector<Column<TargetRow>> targetColumns();
std::vector<Column<const Figure*>> figureColumns(const Theme& theme);

/// The devices: a sortable table with what each would make of the open model, and every figure of one with its provenance.
class TargetsPage : public QWidget {
    Q_OBJECT
public:
    explicit TargetsPage(const Services& services, QWidget* parent = nullptr);
    void refresh();

signals:
    void closeAsked();

private:
    void buildUi(const Services& services);
    void showFigures(const Target& target);
    const Target* picked() const;

    ProjectDocument& m_document;
    Theme& m_theme;
    ColumnModel<TargetRow> m_model;
    ColumnModel<const Figure*> m_figures;
    DataTable* m_table = nullptr;
    QLabel* m_about = nullptr;
};

} // namespace lathe
